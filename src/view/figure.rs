//! The view of figures and attachments, and the names of their files.

use std::collections::BTreeMap;

use serde::Serialize;

use super::issue::Slot;
use super::labels::Label;
use super::terms::TERMS;
use crate::model::brief::{Attachment, Figure};
use crate::model::{FieldPath, Prose};
use crate::tree::{Bytes, VPath};

/// A figure.
#[derive(Debug, Clone)]
pub struct FigureView<P> {
    /// Its address on the page.
    pub anchor: String,
    /// 图1; empty for a figure that does not stand in the text.
    pub label: String,
    /// The caption.
    pub title: P,
    /// What it shows, unless the text says so where it stands.
    pub alt: String,
    /// What it rests on.
    pub source: Option<P>,
    /// The name that the picture has in the edition.
    pub file: String,
    /// The picture.
    pub bytes: Bytes,
    /// How wide it is on paper if there is room, in hundredths of a point.
    pub width: u32,
}

/// An attachment.
#[derive(Debug, Clone, Serialize)]
pub struct AttachmentView<P> {
    /// 附件, or 附件1 where there are several.
    pub label: String,
    /// Its address on the page.
    pub anchor: String,
    /// The title.
    pub title: P,
    /// The text.
    pub body: Option<P>,
    /// The file that goes with it.
    pub file: Option<FileView>,
}

/// A file of the edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileView {
    /// Its name.
    pub name: String,
    /// Its address from the page, as a URL.
    pub address: String,
}

impl<P> AttachmentView<P> {
    pub(super) fn write<T>(
        path: &FieldPath,
        attachment: AttachmentView<P>,
        writer: &mut impl FnMut(&FieldPath, Slot, P) -> T,
    ) -> AttachmentView<T> {
        AttachmentView {
            label: attachment.label,
            anchor: attachment.anchor,
            title: writer(&path.key("title"), Slot::Line, attachment.title),
            body: attachment.body.map(|body| writer(&path.key("body"), Slot::Blocks, body)),
            file: attachment.file,
        }
    }
}

/// The views of all figures.
pub(super) fn figure_views(
    figures: &BTreeMap<String, Figure>,
    labels: &BTreeMap<String, Label>,
) -> BTreeMap<String, FigureView<Prose>> {
    let files = figures.iter().map(|(id, figure)| (id.as_str(), &figure.file, &figure.bytes));
    let names = names(files.collect());
    let view = |((id, figure), file): ((&String, &Figure), String)| {
        let view = FigureView {
            anchor: id.clone(),
            label: labels.get(id).map(|label| label.words.clone()).unwrap_or_default(),
            title: figure.title.clone(),
            alt: figure.alt.clone(),
            source: figure.source.clone(),
            file,
            bytes: figure.bytes.clone(),
            width: figure.width,
        };
        (id.clone(), view)
    };
    figures.iter().zip(names).map(view).collect()
}

/// The views of all attachments.
pub(super) fn attachment_views(attachments: &[Attachment]) -> Vec<AttachmentView<Prose>> {
    let numbers: Vec<String> = (1..=attachments.len()).map(|number| number.to_string()).collect();
    let files = attachments.iter().zip(&numbers);
    let files = files.filter_map(|(attachment, number)| {
        attachment.file.as_ref().map(|(file, bytes)| (number.as_str(), file, bytes))
    });
    let mut names = names(files.collect()).into_iter();
    let mut view = |(attachment, number): (&Attachment, &String)| AttachmentView {
        label: match attachments.len() {
            1 => TERMS.attachment.to_owned(),
            _ => format!("{}{number}", TERMS.attachment),
        },
        anchor: format!("yb-attachment-{number}"),
        title: attachment.title.clone(),
        body: attachment.body.clone(),
        file: attachment.file.as_ref().and_then(|_| names.next()).map(|name| {
            let address = format!("attachments/{}", percent_encoded(&name));
            FileView { name, address }
        }),
    };
    attachments.iter().zip(&numbers).map(&mut view).collect()
}

/// The names of files in one folder of the edition: their own, unless a file of other content has
/// it too; then with the id of their owner before it.
pub(super) fn names(files: Vec<(&str, &VPath, &Bytes)>) -> Vec<String> {
    let own = files.into_iter().map(|(id, file, bytes)| (id, file.file_name().to_owned(), bytes));
    distinct(own)
}

/// Names that no two files of different content share. Some file systems take names that differ
/// in case for one.
pub(super) fn distinct<'a>(
    files: impl Iterator<Item = (&'a str, String, &'a Bytes)>,
) -> Vec<String> {
    let mut taken: BTreeMap<String, &Bytes> = BTreeMap::new();
    let mut names = Vec::new();
    for (id, mut name, bytes) in files {
        while taken.get(&name.to_lowercase()).is_some_and(|other| *other != bytes) {
            name = format!("{id}-{name}");
        }
        taken.insert(name.to_lowercase(), bytes);
        names.push(name);
    }
    names
}

/// A file name as part of a URL.
pub fn percent_encoded(name: &str) -> String {
    let mut encoded = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::{distinct, percent_encoded};
    use crate::tree::Bytes;

    #[test]
    fn files_of_one_name_are_told_apart() {
        let (a, b): (Bytes, Bytes) = ((*b"a").into(), (*b"b").into());
        let files =
            [("t", "x.csv", &a), ("u", "X.csv", &b), ("v", "x.csv", &a), ("w", "u-x.csv", &a)];
        let files = files.map(|(id, name, bytes)| (id, name.to_owned(), bytes));
        assert_eq!(distinct(files.into_iter()), ["x.csv", "u-X.csv", "x.csv", "w-u-x.csv"]);
    }

    #[test]
    fn an_address_has_no_blanks_and_brackets() {
        assert_eq!(percent_encoded("a b(1)表.csv"), "a%20b%281%29%E8%A1%A8.csv");
    }
}
