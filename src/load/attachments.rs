//! The attachments of an issue: raw keys and files → [`Attachment`].

use super::files::Shelf;
use super::lower::Lower;
use super::prose::Extent;
use super::schema::RawAttachment;
use crate::diag::{Diagnostic, text};
use crate::model::FieldPath;
use crate::model::brief::Attachment;

/// What an attachment's file is refused with, and the most bytes of one.
const FILE: (&str, usize) = ("unreadable-attachment", 32 << 20);

/// Reads all attachments.
pub(super) fn attachments(
    lower: &mut Lower<'_>,
    raw: &[RawAttachment],
    shelf: Shelf<'_>,
) -> Vec<Attachment> {
    let path = FieldPath::from("attachments");
    raw.iter().enumerate().map(|(at, raw)| read(lower, &path.index(at), raw, shelf)).collect()
}

fn read(
    lower: &mut Lower<'_>,
    path: &FieldPath,
    raw: &RawAttachment,
    shelf: Shelf<'_>,
) -> Attachment {
    let title = lower.prose(&path.key("title"), raw.title.as_deref(), Extent::Line);
    if title.is_none() {
        lower.missing(&path.key("title"));
    }
    let body = lower.prose(&path.key("body"), raw.body.as_deref(), Extent::Blocks);
    let name = raw.file.as_deref().map(str::trim).filter(|name| !name.is_empty());
    if body.is_none() && name.is_none() {
        let message =
            text!("附件没有正文，也没有文件", "the attachment has neither a text nor a file");
        let hint = text!("写 body:（正文）或 file:（文件）", "write body: or file:");
        let fault = Diagnostic::error("missing-field", message).at(lower.positions.key(path));
        lower.fault(path, fault.hint(hint));
    }
    let file = name.and_then(|name| lower.file(&path.key("file"), name, shelf, FILE));
    Attachment { title: title.unwrap_or_default(), body, file }
}
