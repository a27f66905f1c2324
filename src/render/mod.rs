//! View → text: Tera templates put the parts in order, one writer per target writes the prose.
//!
//! A template never writes an author's text itself: strings pass through the escape function of
//! their target, and prose comes from `prose_markdown` and `prose_typst`, each the only place
//! that knows its target's escapes. This room makes no bytes of documents; that is [`crate::emit`].

mod data_notes_markdown;
mod drawn;
mod escape;
mod prose_markdown;
mod prose_typst;
mod stray;
mod templates;
mod title_words;

pub use templates::{Shared, Templates};

use serde::Serialize;

use crate::diag::{Diagnostics, Failed};
use crate::model::{FieldPath, Prose};
use crate::tree::{Bytes, FileTree, VPath};
use crate::view::IssueView;

/// The Markdown of an issue: what its `.md` holds and its page is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Markdown(pub String);

/// The Typst sources of an issue: a main file and one part per prose field.
#[derive(Debug, Clone, Default)]
pub struct TypstSource {
    /// All files by their paths, the main file and attachments among them.
    pub files: FileTree,
    /// Which field each part was written from.
    pub fields: std::collections::BTreeMap<VPath, FieldPath>,
    /// The templates that the main file was made with.
    pub templates: FileTree,
    /// The names of the files under `templates/typst/` that are the workspace's own.
    pub own: std::collections::BTreeSet<String>,
}

/// The main file among [`TypstSource::files`].
pub const TYPST_MAIN: &str = "issue.typ";

/// The page library among them.
pub const TYPST_LIBRARY: &str = "lib.typ";

/// A font role with its families, as the page template gets them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoleFonts {
    /// The role's name.
    pub role: &'static str,
    /// The families in order.
    pub families: Vec<RoleFamily>,
}

/// A family of a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoleFamily {
    /// The family's name.
    pub name: String,
    /// A regular expression of the only characters that are taken from it; empty for all.
    pub covers: &'static str,
}

/// A file that travels with the PDF.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// Its path in the edition: `tables/spaces.csv`.
    pub path: String,
    /// What it is to the document (PDF/A-3): `data` or `supplement`.
    pub relationship: &'static str,
    /// What it holds, in words.
    pub description: String,
    /// Its content.
    pub bytes: Bytes,
}

/// Renders an issue to Markdown.
pub fn markdown(
    templates: &Templates,
    view: &IssueView<Prose>,
    diagnostics: &mut Diagnostics,
) -> Result<Markdown, Failed> {
    let mut writer = prose_markdown::Writer::new(view);
    let written = view.clone().write(|path, slot, prose| writer.field(path, slot, &prose));
    let (notes, data_notes) = (writer.notes(), data_notes_markdown::data_notes(view));
    templates
        .markdown("issue.md", &MarkdownContext { issue: &written, notes, data_notes }, diagnostics)
        .map(Markdown)
}

#[derive(Serialize)]
struct MarkdownContext<'a> {
    issue: &'a IssueView<String>,
    notes: String,
    data_notes: String,
}

/// Renders an issue to Typst.
pub fn typst(
    templates: &Templates,
    view: &IssueView<Prose>,
    fonts: &[RoleFonts],
    attachments: &[Attachment],
    diagnostics: &mut Diagnostics,
) -> Result<TypstSource, Failed> {
    let mut source = templates.typst_source();
    let mut writer = prose_typst::Writer::new(view);
    let mut add = |path: &FieldPath, text: String| {
        let name = part_file(path);
        let file = VPath::parse(&name)
            .unwrap_or_else(|| VPath::parse("parts/field.typ").expect("a relative path"));
        source.files.insert(file.clone(), text.into_bytes());
        source.fields.insert(file, path.clone());
        name
    };
    for (id, figure) in &view.figures {
        add(&prose_typst::picture_field(id), prose_typst::picture(figure));
    }
    let written =
        view.clone().write(|path, slot, prose| add(path, writer.field(path, slot, &prose)));
    let context = TypstContext {
        issue: &written,
        fonts,
        attachments: attachments.iter().map(AttachmentView::new).collect(),
    };
    let main = templates.typst(TYPST_MAIN, &context, diagnostics)?;
    source.files.insert(VPath::parse(TYPST_MAIN).expect("a relative path"), main.into_bytes());
    let attached = attachments.iter().map(|file| (file.path.clone(), &file.bytes));
    let pictures = view.figures.values();
    let pictures = pictures.map(|figure| (format!("figures/{}", figure.file), &figure.bytes));
    for (path, bytes) in attached.chain(pictures) {
        if let Some(path) = VPath::parse(&path) {
            source.files.insert(path, bytes.clone());
        }
    }
    Ok(source)
}

/// The virtual file of a prose field.
fn part_file(field: &FieldPath) -> String {
    format!("parts/{field}.typ")
}

#[derive(Serialize)]
struct TypstContext<'a> {
    issue: &'a IssueView<String>,
    fonts: &'a [RoleFonts],
    attachments: Vec<AttachmentView<'a>>,
}

#[derive(Serialize)]
struct AttachmentView<'a> {
    path: &'a str,
    relationship: &'static str,
    description: &'a str,
    media_type: &'static str,
}

impl AttachmentView<'_> {
    fn new(attachment: &Attachment) -> AttachmentView<'_> {
        AttachmentView {
            path: &attachment.path,
            relationship: attachment.relationship,
            description: &attachment.description,
            media_type: media_type(&attachment.path),
        }
    }
}

/// The media type of a file by its name.
fn media_type(name: &str) -> &'static str {
    let extension = VPath::parse(name).map(|name| name.extension()).unwrap_or_default();
    match extension.as_str() {
        "csv" => "text/csv",
        "tsv" => "text/tab-separated-values",
        "txt" | "md" => "text/plain",
        "html" | "htm" => "text/html",
        "xml" => "application/xml",
        "json" => "application/json",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ppt" => "application/vnd.ms-powerpoint",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        _ => "application/octet-stream",
    }
}
