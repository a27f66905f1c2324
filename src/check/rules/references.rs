//! What an issue's prose names, with the places.

use crate::model::brief::Brief;
use crate::model::prose::{Block, Inline};
use crate::model::{FieldPath, Prose};

/// What a mark in the prose names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// `[](=id)`.
    Value,
    /// `[](#id)`.
    Target,
    /// `![](table:id)`.
    Table,
}

/// A mark in the prose.
#[derive(Debug, Clone)]
pub(super) struct Mention<'a> {
    pub(super) named: Named,
    pub(super) id: &'a str,
    pub(super) path: FieldPath,
    /// Where in the field's text.
    pub(super) at: usize,
}

/// All marks of an issue, in the order of the printed page.
pub(super) fn mentions(brief: &Brief) -> Vec<Mention<'_>> {
    let mut mentions = Vec::new();
    brief.each_prose(&mut |path, prose| {
        for (named, id, at) in marks(prose) {
            mentions.push(Mention { named, id, path: path.clone(), at });
        }
    });
    mentions
}

fn marks(prose: &Prose) -> Vec<(Named, &str, usize)> {
    let mut marks = Vec::new();
    prose.each_block(&mut |block| {
        if let Block::DataTable { id, at } = block {
            marks.push((Named::Table, id.as_str(), *at));
        }
    });
    prose.each_inline(&mut |inline| match inline {
        Inline::Value { id, at } => marks.push((Named::Value, id.as_str(), *at)),
        Inline::Reference { id, at, .. } => marks.push((Named::Target, id.as_str(), *at)),
        _ => {}
    });
    marks
}
