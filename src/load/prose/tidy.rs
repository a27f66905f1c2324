//! Lines and runs: takes line ends out of text, and joins neighbours of one kind.

use super::prepared::is_chinese_mark;
use crate::model::prose::{Block, Inline};

pub(super) fn tidy_block(block: &mut Block) {
    match block {
        Block::Paragraph(content) | Block::Heading { content, .. } => tidy(content),
        Block::List { items, .. } => items.iter_mut().flatten().for_each(tidy_block),
        Block::Quote(blocks) => blocks.iter_mut().for_each(tidy_block),
        Block::Table(table) => {
            table.head.iter_mut().chain(table.rows.iter_mut().flatten()).for_each(tidy)
        }
        Block::Code { .. }
        | Block::Rule
        | Block::DataTable { .. }
        | Block::Figure { .. }
        | Block::Chart { .. } => {}
    }
}

fn tidy(content: &mut Vec<Inline>) {
    join_lines(content);
    merge(content);
}

/// Takes line ends out: between narrow characters they are a blank, next to a wide one nothing.
fn join_lines(content: &mut [Inline]) {
    let mut leaves = Vec::new();
    collect_leaves(content, &mut leaves);
    let mut firsts: Vec<Option<char>> = leaves.iter().map(Leaf::first).collect();
    // A leaf of line ends alone begins with what follows it.
    for at in (0..firsts.len().saturating_sub(1)).rev() {
        if firsts[at] == Some('\n') {
            firsts[at] = firsts[at + 1];
        }
    }
    let mut before = None;
    for (at, leaf) in leaves.into_iter().enumerate() {
        let behind = firsts.get(at + 1).copied().flatten();
        match leaf {
            Leaf::Text(text) => *text = joined(text, &mut before, behind),
            Leaf::Narrow => before = Some('x'),
            Leaf::Break => before = None,
        }
    }
}

fn joined(text: &str, before: &mut Option<char>, behind: Option<char>) -> String {
    let mut result = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        if c != '\n' {
            result.push(c);
            *before = Some(c);
            continue;
        }
        let next = text[at..].chars().find(|c| *c != '\n').or(behind);
        if let (Some(left), Some(right)) = (*before, next)
            && !is_wide(left)
            && !is_wide(right)
            && left != ' '
        {
            result.push(' ');
            *before = Some(' ');
        }
    }
    result
}

enum Leaf<'a> {
    Text(&'a mut String),
    Narrow,
    Break,
}

impl Leaf<'_> {
    fn first(&self) -> Option<char> {
        match self {
            Leaf::Text(text) => text.chars().find(|c| *c != '\n').or(Some('\n')),
            Leaf::Narrow => Some('x'),
            Leaf::Break => None,
        }
    }
}

fn collect_leaves<'a>(content: &'a mut [Inline], leaves: &mut Vec<Leaf<'a>>) {
    for inline in content {
        match inline {
            Inline::Text(text) => leaves.push(Leaf::Text(text)),
            Inline::Strong(inner)
            | Inline::Emphasis(inner)
            | Inline::Strike(inner)
            | Inline::Link { content: inner, .. } => collect_leaves(inner, leaves),
            Inline::Value { words, .. } | Inline::Reference { words, .. } if !words.is_empty() => {
                collect_leaves(words, leaves)
            }
            Inline::Break => leaves.push(Leaf::Break),
            Inline::Code(_)
            | Inline::Note(_)
            | Inline::Citation { .. }
            | Inline::Value { .. }
            | Inline::Reference { .. } => leaves.push(Leaf::Narrow),
        }
    }
}

/// Joins neighbours of one kind, so that a run of text is one run.
fn merge(content: &mut Vec<Inline>) {
    let mut merged: Vec<Inline> = Vec::with_capacity(content.len());
    for inline in content.drain(..) {
        match (merged.last_mut(), inline) {
            (_, Inline::Text(text)) if text.is_empty() => {}
            (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(&text),
            (Some(Inline::Strong(before)), Inline::Strong(more))
            | (Some(Inline::Emphasis(before)), Inline::Emphasis(more))
            | (Some(Inline::Strike(before)), Inline::Strike(more)) => before.extend(more),
            (_, inline) => merged.push(inline),
        }
    }
    for inline in &mut merged {
        match inline {
            Inline::Strong(inner)
            | Inline::Emphasis(inner)
            | Inline::Strike(inner)
            | Inline::Link { content: inner, .. } => merge(inner),
            Inline::Value { words, .. } | Inline::Reference { words, .. } => merge(words),
            _ => {}
        }
    }
    *content = merged;
}

/// Characters as wide as a Han character, between which a line end is no space: Han, kana,
/// Chinese marks and the quotes that Chinese sets full width.
fn is_wide(c: char) -> bool {
    is_chinese_mark(c)
        || matches!(c, '\u{2e80}'..='\u{303f}' | '\u{3040}'..='\u{30ff}' | '\u{3100}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}
