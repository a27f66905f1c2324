//! 数据说明 → Markdown: the table of values whose cells do not stand on the page.

use super::escape::{Place, markdown_text};
use crate::model::Prose;
use crate::view::{DATA_NOTES, DataNoteView, IssueView, OperandView};

/// The table; empty where no value has a note. Its first column is set at the left, as the one that
/// names the rows.
pub(super) fn data_notes(view: &IssueView<Prose>) -> String {
    if view.data_notes.is_empty() {
        return String::new();
    }
    let columns = view.terms.data_columns;
    let mut lines =
        vec![format!("| {} |", columns.join(" | ")), "| :-- | --- | --- | --- |".into()];
    lines.extend(view.data_notes.iter().map(|note| row(note, view.terms.data)));
    let caption = view.terms.data_caption;
    let table = lines.join("\n");
    format!(
        "<figure id=\"{DATA_NOTES}\">\n<figcaption>\n\n{caption}\n\n</figcaption>\n\n{table}\n\n</figure>"
    )
}

fn row(note: &DataNoteView, data: &str) -> String {
    let formula = if note.formula.is_empty() { "—".to_owned() } else { cell(&note.formula) };
    let mut origin: Vec<String> = note.operands.iter().map(operand).collect();
    let files: Vec<String> =
        note.files.iter().map(|file| link(&file.words, &file.anchor)).collect();
    if !files.is_empty() {
        origin.push(format!("{data}{}", files.join("、")));
    }
    let (id, result) = (code(&note.name), cell(&note.result));
    format!("| {id} | {formula} | {result} | {} |", origin.join("；"))
}

fn operand(operand: &OperandView) -> String {
    let name = if operand.is_id { code(&operand.name) } else { cell(&operand.name) };
    let name = match operand.anchor.as_str() {
        "" => name,
        anchor => format!("[{name}](#{anchor})"),
    };
    if operand.text.is_empty() { name } else { format!("{name} {}", cell(&operand.text)) }
}

/// A link whose address is percent-encoded.
fn link(words: &str, address: &str) -> String {
    format!("[{}]({address})", cell(words))
}

/// An id, which holds letters, digits and hyphens.
fn code(id: &str) -> String {
    format!("`{id}`")
}

fn cell(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    markdown_text(text, Place { cell: true, ..Place::default() }, &mut escaped);
    escaped
}
