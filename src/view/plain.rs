//! Prose as plain text, for titles of pages, metadata and the catalogue.

use std::collections::BTreeMap;

use super::labels::Label;
use super::table::ValueView;
use crate::model::Prose;
use crate::model::prose::{Block, Inline};

/// The words of a prose field without its marks; blocks stand behind one another.
pub fn plain(
    prose: &Prose,
    values: &BTreeMap<String, ValueView>,
    labels: &BTreeMap<String, Label>,
) -> String {
    let mut text = String::new();
    prose.blocks.iter().for_each(|block| block_text(block, values, labels, &mut text));
    text.trim().to_owned()
}

fn block_text(
    block: &Block,
    values: &BTreeMap<String, ValueView>,
    labels: &BTreeMap<String, Label>,
    text: &mut String,
) {
    match block {
        Block::Paragraph(content) | Block::Heading { content, .. } => {
            inline_text(content, values, labels, text)
        }
        Block::List { items, .. } => {
            items.iter().flatten().for_each(|block| block_text(block, values, labels, text))
        }
        Block::Quote(blocks) => {
            blocks.iter().for_each(|block| block_text(block, values, labels, text))
        }
        Block::Code { text: code, .. } => text.push_str(code),
        Block::Table(_)
        | Block::DataTable { .. }
        | Block::Figure { .. }
        | Block::Chart { .. }
        | Block::Rule => {}
    }
}

fn inline_text(
    content: &[Inline],
    values: &BTreeMap<String, ValueView>,
    labels: &BTreeMap<String, Label>,
    text: &mut String,
) {
    for inline in content {
        match inline {
            Inline::Text(words) | Inline::Code(words) => text.push_str(words),
            Inline::Break => text.push(' '),
            Inline::Note(_) | Inline::Citation { .. } => {}
            Inline::Value { id, words, .. } if words.is_empty() => {
                text.push_str(values.get(id).map_or("", |value| &value.text))
            }
            Inline::Reference { id, words, .. } if words.is_empty() => {
                text.push_str(labels.get(id).map_or("", |label| &label.words))
            }
            marked => inline_text(marked.children(), values, labels, text),
        }
    }
}
