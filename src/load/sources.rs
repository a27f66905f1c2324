//! Sources, shared by all issues or in one of them → [`Source`].
//!
//! Here are their files and their ids. An entry is read in [`super::source_entry`], BibTeX in
//! [`super::bibtex`].

use std::collections::BTreeMap;

use serde_json::Value;

use super::lower::Lower;
use super::{bibtex, read, yaml};
use crate::diag::{Diagnostic, Diagnostics, Span, did_you_mean, text};
use crate::model::{FieldPath, Source};
use crate::tree::{FileTree, VPath};

/// The sources that issues share, as Hayagriva YAML.
const YAML: &str = "content/sources.yaml";
/// The same as BibTeX or BibLaTeX.
const BIBTEX: &str = "content/sources.bib";

/// The sources that issues share.
#[derive(Debug, Default)]
pub(crate) struct SharedSources {
    /// Those without faults.
    pub(crate) sources: BTreeMap<String, Source>,
    /// Where each is declared, faulty or not; none where the file cannot be read.
    pub(crate) places: Option<BTreeMap<String, Span>>,
}

/// Reads the sources that issues share.
pub(crate) fn shared(tree: &FileTree, diagnostics: &mut Diagnostics) -> SharedSources {
    report_misnamed(tree, diagnostics);
    let [yaml, bibtex] = [YAML, BIBTEX].map(|file| VPath::parse(file).expect("a relative path"));
    match (tree.get(&yaml), tree.get(&bibtex)) {
        (Some(_), Some(_)) => {
            let message =
                text!("{YAML} 和 {BIBTEX} 只能有一个", "there is both a {YAML} and a {BIBTEX}");
            let hint = text!("把文献并入其中一个", "move all sources into one of them");
            diagnostics.report(
                Diagnostic::error("two-source-files", message)
                    .at(Span::file(&bibtex))
                    .see(Span::file(&yaml), text!("另一个文件", "the other file"))
                    .hint(hint),
            );
            SharedSources::default()
        }
        (Some(bytes), None) => shared_yaml(&yaml, bytes, diagnostics),
        (None, Some(bytes)) => bibtex::shared(&bibtex, bytes, diagnostics),
        (None, None) => SharedSources { places: Some(BTreeMap::new()), ..Default::default() },
    }
}

/// Reports a file in `content/` that was probably meant to hold the sources.
fn report_misnamed(tree: &FileTree, diagnostics: &mut Diagnostics) {
    const NAMES: [&str; 2] = ["sources.yaml", "sources.bib"];
    for (file, _) in tree.iter() {
        let parts: Vec<&str> = file.parts().collect();
        let ["content", name] = parts[..] else { continue };
        if let Some(meant) = did_you_mean(name, NAMES).filter(|_| !NAMES.contains(&name)) {
            let message = text!("没有读取文件 “{name}”", "the file “{name}” is not read");
            diagnostics.report(
                Diagnostic::error("misnamed-file", message)
                    .at(Span::file(file))
                    .hint(text!("改名为 {meant}", "rename it to {meant}")),
            );
        }
    }
}

fn shared_yaml(
    file: &VPath,
    bytes: &crate::tree::Bytes,
    diagnostics: &mut Diagnostics,
) -> SharedSources {
    let Ok(document) = yaml::parse(file, bytes, diagnostics) else {
        return SharedSources::default();
    };
    if !yaml::is_map(file, &document, diagnostics) {
        return SharedSources::default();
    }
    let raw = read::read::<BTreeMap<String, Value>>(file, bytes.clone(), &document, diagnostics);
    let sources = Lower::new(&raw, diagnostics).sources(&FieldPath::root(), &raw.value);
    let place = |id: &String| (id.clone(), raw.positions.key(&FieldPath::root().key(id)));
    SharedSources { sources, places: Some(raw.value.keys().map(place).collect()) }
}

/// Whether a source can be cited by this name: `[](@id)` takes no blanks, brackets or marks of
/// Markdown.
pub(crate) fn is_citable(id: &str) -> bool {
    id.starts_with(char::is_alphanumeric)
        && id.chars().all(|c| c.is_alphanumeric() || "-_.:+/".contains(c))
}

/// A name that no citation can hold.
pub(super) fn not_citable(id: &str) -> Diagnostic {
    let message = text!("“{id}” 不能作文献的名称", "“{id}” cannot be the id of a source");
    Diagnostic::error("invalid-id", message).hint(text!(
        "用字母、数字和 - _ . : + /，以字母或数字开头，例如 wang2016",
        "letters, digits and - _ . : + /, the first a letter or a digit, as in wang2016"
    ))
}

/// A source without a title, which no list can name.
pub(super) fn is_untitled(source: &Source) -> bool {
    source.entry.map(hayagriva::Entry::title).is_none()
}

impl Lower<'_> {
    /// Reads the sources of a map below `path`; those with faults are left out.
    pub(crate) fn sources(
        &mut self,
        path: &FieldPath,
        raw: &BTreeMap<String, Value>,
    ) -> BTreeMap<String, Source> {
        let mut sources = BTreeMap::new();
        for (id, raw) in raw {
            let path = path.key(id);
            let well_named = is_citable(id);
            if !well_named {
                let place = self.positions.key(&path);
                self.fault(&path, not_citable(id).at(place));
            }
            if let Some(source) = self.source(&path, id, raw)
                && well_named
            {
                sources.insert(id.clone(), source);
            }
        }
        sources
    }
}

#[cfg(test)]
mod tests {
    use super::is_citable;

    #[test]
    fn an_id_can_be_written_in_a_citation() {
        for id in ["wang2016", "王2016", "Smith:2016a", "a_b.c-d+e/f"] {
            assert!(is_citable(id), "{id:?}");
        }
        for id in ["", "-a", "a b", "a)", "a]", "a\"b", "a#b", "a&b", "a<b", "a%b"] {
            assert!(!is_citable(id), "{id:?}");
        }
    }
}
