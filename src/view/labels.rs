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

/// The labels of a brief by id: tables in the order in which they stand, findings and
/// recommendations by part and place.
pub(super) fn labels(brief: &Brief) -> BTreeMap<String, Label> {
    let mut labels = BTreeMap::new();
    for (at, id) in placed_tables(brief).into_iter().enumerate() {
        labels
            .insert(id.to_owned(), Label { anchor: id.to_owned(), words: format!("表{}", at + 1) });
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
    let mut placed: Vec<&str> = Vec::new();
    brief.each_prose(&mut |_, prose| {
        prose.each_block(&mut |block| {
            if let Block::DataTable { id, .. } = block
                && !placed.contains(&id.as_str())
            {
                placed.push(id);
            }
        });
    });
    placed
}
