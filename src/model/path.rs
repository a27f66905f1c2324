//! The address of a field inside an issue's YAML.

use std::fmt;

/// A field by its keys and places from the top, such as `findings.0.items.2.title`.
///
/// Where an author may write one or a list, the path always has the place: `findings.0.title`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FieldPath(String);

impl FieldPath {
    /// The path of the document itself.
    pub fn root() -> FieldPath {
        FieldPath::default()
    }

    /// The field below a key.
    pub fn key(&self, key: &str) -> FieldPath {
        if self.0.is_empty() {
            FieldPath(key.to_owned())
        } else {
            FieldPath(format!("{}.{key}", self.0))
        }
    }

    /// The element at a place of a list, from 0.
    pub fn index(&self, index: usize) -> FieldPath {
        self.key(&index.to_string())
    }

    /// The field that holds this one; the root holds itself.
    pub fn parent(&self) -> FieldPath {
        FieldPath(self.0.rsplit_once('.').map(|(parent, _)| parent.to_owned()).unwrap_or_default())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for FieldPath {
    fn from(path: &str) -> FieldPath {
        FieldPath(path.to_owned())
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
