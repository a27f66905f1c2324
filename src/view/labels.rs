//! What can be referred to: its address on the page and its words.

use std::collections::BTreeMap;

use super::han::numeral;
use crate::model::brief::{Brief, Part};
use crate::model::prose::Block;

/// A place that the text can refer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Its address on the page.
    pub anchor: String,
    /// 表1, 第一部分第2点.
    pub words: String,
}

/// The labels of a brief by id: tables, figures and charts in the order in which they stand, findings and
/// recommendations by part and place.
pub(super) fn labels(brief: &Brief) -> BTreeMap<String, Label> {
    let mut labels = BTreeMap::new();
    for (word, placed) in [("表", placed_tables(brief)), ("图", placed_figures(brief))] {
        for (at, id) in placed.into_iter().enumerate() {
            let label = Label { anchor: id.to_owned(), words: format!("{word}{}", at + 1) };
            labels.insert(id.to_owned(), label);
        }
    }
    for (part_at, part) in brief.findings.iter().chain(&brief.recommendations).enumerate() {
        for (at, item) in part.items.iter().enumerate() {
            if let Some(id) = &item.id {
                labels.insert(
                    id.clone(),
                    Label { anchor: id.clone(), words: item_words(part_at, at, part) },
                );
            }
        }
    }
    labels
}

/// 第一部分第2点; a part of one item is referred to as a whole.
pub(super) fn item_words(part_at: usize, at: usize, part: &Part) -> String {
    let part_words = format!("第{}部分", numeral(part_at + 1));
    if part.items.len() == 1 { part_words } else { format!("{part_words}第{}点", at + 1) }
}

/// The address of an item: its id, or one made of its place.
pub(super) fn item_anchor(part_at: usize, at: usize, id: Option<&str>) -> String {
    id.map_or_else(|| format!("yb-{}-{}", part_at + 1, at + 1), str::to_owned)
}

/// The tables that stand in the text, in order.
pub(super) fn placed_tables(brief: &Brief) -> Vec<&str> {
    placed(brief, |block| match block {
        Block::DataTable { id, .. } => Some(id),
        _ => None,
    })
}

/// The figures and charts that stand in the text, in order: they share their numbers.
fn placed_figures(brief: &Brief) -> Vec<&str> {
    placed(brief, |block| match block {
        Block::Figure { id, .. } | Block::Chart { id, .. } => Some(id),
        _ => None,
    })
}

fn placed(brief: &Brief, id_of: impl Fn(&Block) -> Option<&String>) -> Vec<&str> {
    let mut placed: Vec<&str> = Vec::new();
    brief.each_prose(&mut |_, prose| {
        prose.each_block(&mut |block| {
            placed.extend(id_of(block).map(String::as_str).filter(|id| !placed.contains(id)));
        });
    });
    placed
}
