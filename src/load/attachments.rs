//! The attachments of an issue: raw keys and files → [`Attachment`].

use super::files::Shelf;
use super::lower::Lower;
use super::prose::Extent;
use super::schema::RawAttachment;
use super::svg;
use crate::diag::{Diagnostic, text};
use crate::model::FieldPath;
use crate::model::brief::Attachment;

/// What an attachment's file is refused with, and the most bytes of one.
const FILE: (&str, usize) = ("unreadable-attachment", 32 << 20);

/// What a browser takes for a document of the archive's own, with its scripts.
const ACTIVE: [&str; 13] = [
    "htm", "html", "xht", "xhtml", "shtml", "svgz", "xml", "xsl", "mht", "mhtml", "js", "mjs",
    "swf",
];

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
    let at = path.key("file");
    let file = name.and_then(|name| lower.file(&at, name, shelf, FILE));
    let file = file.filter(|(file, bytes)| {
        if ACTIVE.contains(&file.extension().as_str()) {
            let name = file.file_name();
            let message = text!(
                "“{name}” 在浏览器里打开时会运行程序，不能作附件",
                "“{name}” may run programs when it is opened in a browser, and cannot be attached"
            );
            let hint = text!("改为 PDF，或打成 .zip", "make a PDF or a .zip of it");
            lower.fault(&at, Diagnostic::error("unreadable-attachment", message).hint(hint));
            return false;
        }
        let is_what_it_says = begins_as_named(&file.extension(), bytes);
        if !is_what_it_says {
            let (name, extension) = (file.file_name(), file.extension());
            let message = text!(
                "“{name}” 的内容不是 .{extension} 文件",
                "“{name}” does not hold what a .{extension} file does"
            );
            let hint = text!(
                "用相应的软件打开，另存为 .{extension}；只改扩展名不会改变文件的格式",
                "open it in its program and save it as .{extension}; another name does not change what a file is"
            );
            lower.fault(&at, Diagnostic::error("unreadable-attachment", message).hint(hint));
        }
        is_what_it_says
    });
    // A drawing is opened by itself too, and is as safe there as in the text.
    let file = file.and_then(|(file, bytes)| match file.extension().as_str() {
        "svg" => {
            let drawing = svg::read(&file, &bytes, lower.diagnostics).ok()?;
            Some((file, drawing.cleaned.map_or(bytes, Into::into)))
        }
        _ => Some((file, bytes)),
    });
    Attachment { title: title.unwrap_or_default(), body, file }
}

/// Whether a file begins as files of its extension do; of others nothing is known.
fn begins_as_named(extension: &str, bytes: &[u8]) -> bool {
    let marks: &[&[u8]] = match extension {
        "pdf" => &[b"%PDF-"],
        // An archive without files has its end alone.
        "zip" | "docx" | "xlsx" | "pptx" | "odt" | "ods" => &[b"PK\x03\x04", b"PK\x05\x06"],
        "doc" | "xls" | "ppt" => &[b"\xd0\xcf\x11\xe0"],
        "png" => &[b"\x89PNG\r\n\x1a\n"],
        "jpg" | "jpeg" => &[b"\xff\xd8\xff"],
        _ => return true,
    };
    marks.iter().any(|mark| bytes.starts_with(mark))
}
