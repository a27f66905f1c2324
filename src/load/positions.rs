//! Where each field of a file stands: field → place, and place inside a scalar → place in the file.

use std::collections::BTreeMap;
use std::ops::Range;

use super::scalar::Scalar;
use crate::diag::Span;
use crate::model::FieldPath;
use crate::tree::{Bytes, VPath};

/// The places of the fields of one file.
#[derive(Debug, Clone)]
pub struct Positions {
    file: VPath,
    source: Bytes,
    places: BTreeMap<FieldPath, Place>,
}

#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) key: Option<Range<usize>>,
    pub(crate) value: Range<usize>,
    /// Absent for lists and maps.
    pub(crate) scalar: Option<Scalar>,
}

impl Positions {
    /// No fields yet.
    pub(crate) fn new(file: &VPath, source: Bytes) -> Positions {
        Positions { file: file.clone(), source, places: BTreeMap::new() }
    }

    pub(crate) fn insert(&mut self, path: FieldPath, place: Place) {
        self.places.insert(path, place);
    }

    /// The file that these are the positions of.
    pub fn file(&self) -> &VPath {
        &self.file
    }

    /// The content of that file.
    pub(crate) fn source(&self) -> &Bytes {
        &self.source
    }

    /// Whether the author wrote the field.
    pub fn has(&self, path: &FieldPath) -> bool {
        self.places.contains_key(path)
    }

    /// The first line of a field's value; the nearest field around it, where it is not written.
    pub fn value(&self, path: &FieldPath) -> Span {
        self.find(path, |place| {
            if place.scalar.is_some() {
                place.value.clone()
            } else {
                place.key.clone().unwrap_or(place.value.clone())
            }
        })
    }

    /// The key of a field; the nearest field around it, where it is not written.
    pub fn key(&self, path: &FieldPath) -> Span {
        self.find(path, |place| place.key.clone().unwrap_or(place.value.clone()))
    }

    /// The keys right below a field, as the author wrote them.
    pub fn children(&self, path: &FieldPath) -> Vec<&str> {
        let prefix = format!("{path}.");
        let below = self.places.keys().filter_map(|other| other.as_str().strip_prefix(&prefix));
        below.filter(|key| !key.contains('.')).collect()
    }

    /// The text of a scalar field as the YAML means it.
    pub fn text(&self, path: &FieldPath) -> Option<&str> {
        self.places.get(path)?.scalar.as_ref().map(|scalar| &*scalar.text)
    }

    /// A stretch of a field's text, in bytes, as a stretch of the file.
    pub fn inside(&self, path: &FieldPath, stretch: Range<usize>) -> Span {
        match self.places.get(path) {
            Some(Place { value, scalar: Some(scalar), .. }) => {
                let source = self.source.get(value.clone()).unwrap_or_default();
                let found = scalar.in_source(source, stretch);
                Span::new(&self.file, value.start + found.start..value.start + found.end)
            }
            _ => self.value(path),
        }
    }

    /// The innermost field that stands at a byte of the file.
    pub fn at(&self, byte: usize) -> Option<&FieldPath> {
        let whole = |place: &Place| {
            let start = place.key.as_ref().map_or(place.value.start, |key| key.start);
            start..place.value.end.max(start)
        };
        let around = self.places.iter().map(|(path, place)| (path, whole(place)));
        let around = around.filter(|(path, range)| {
            !path.as_str().is_empty() && range.start <= byte && byte <= range.end
        });
        around.min_by_key(|(_, range)| range.end - range.start).map(|(path, _)| path)
    }

    /// The mark, such as `[](=spaces)`, that begins at a byte of a field's text.
    pub fn mark(&self, path: &FieldPath, at: usize) -> Span {
        let rest = self.text(path).and_then(|text| text.get(at..)).unwrap_or_default();
        let length = rest
            .find(['\n', ')'])
            .map_or(rest.len(), |end| end + usize::from(rest[end..].starts_with(')')));
        self.inside(path, at..at + length)
    }

    /// The first place of a character in a field.
    pub fn find_char(&self, path: &FieldPath, c: char) -> Option<Span> {
        let at = self.text(path)?.find(c)?;
        Some(self.inside(path, at..at + c.len_utf8()))
    }

    /// The first place of a character in any field, from the top of the file.
    pub fn first_char(&self, c: char) -> Option<Span> {
        let places = self.places.keys().filter_map(|path| self.find_char(path, c));
        places.min_by_key(|span| span.range.start)
    }

    fn find(&self, path: &FieldPath, range: impl Fn(&Place) -> Range<usize>) -> Span {
        let mut path = path.clone();
        while !path.as_str().is_empty() {
            if let Some(place) = self.places.get(&path) {
                return Span::new(&self.file, range(place));
            }
            path = path.parent();
        }
        Span::file(&self.file)
    }
}
