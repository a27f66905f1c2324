//! What an issue's prose names, with the places.

use std::collections::BTreeSet;

use crate::load::LoadedIssue;
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
    /// `[](@id)`.
    Source,
    /// `![](table:id)`.
    Table,
    /// `![](chart:id)`.
    Chart,
    /// `![](figure:id)`.
    Figure,
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

/// The declared names of a kind that the prose does not use. None, where a mark of that kind is
/// misspelt or could not be read: what it meant is not unused.
pub(super) fn unused<'a>(
    loaded: &LoadedIssue,
    brief: &Brief,
    kind: Named,
    declared: impl Iterator<Item = &'a String>,
) -> Vec<&'a String> {
    let mentions = mentions(brief);
    let used: BTreeSet<&str> = mentions.iter().filter(|m| m.named == kind).map(|m| m.id).collect();
    let declared: Vec<&String> = declared.collect();
    let is_declared = |id: &&str| declared.iter().any(|name| name == id);
    if loaded.diagnostics.failed().is_some() || !used.iter().all(is_declared) {
        return Vec::new();
    }
    declared.into_iter().filter(|name| !used.contains(name.as_str())).collect()
}

fn marks(prose: &Prose) -> Vec<(Named, &str, usize)> {
    let mut marks = Vec::new();
    prose.each_block(&mut |block| match block {
        Block::DataTable { id, at } => marks.push((Named::Table, id.as_str(), *at)),
        Block::Chart { id, at, .. } => marks.push((Named::Chart, id.as_str(), *at)),
        Block::Figure { id, at, .. } => marks.push((Named::Figure, id.as_str(), *at)),
        _ => {}
    });
    prose.each_inline(&mut |inline| match inline {
        Inline::Value { id, at, .. } => marks.push((Named::Value, id.as_str(), *at)),
        Inline::Citation { id, at, .. } => marks.push((Named::Source, id.as_str(), *at)),
        Inline::Reference { id, at, .. } => marks.push((Named::Target, id.as_str(), *at)),
        _ => {}
    });
    marks
}
