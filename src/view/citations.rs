//! Citations: their numbers in the order in which a reader meets them, and their marks.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::issue::{IssueView, Slot};
use super::reference::reference;
use crate::model::prose::{Block, Inline};
use crate::model::{Brief, FieldPath, Prose, Source};

/// An entry of 参考文献.
#[derive(Debug, Clone, Serialize)]
pub struct ReferenceView<P> {
    /// Its number, from 1.
    pub number: usize,
    /// Its address on the page.
    pub anchor: String,
    /// What the list says, without the number: GB/T 7714-2015.
    pub text: P,
}

impl<P> ReferenceView<P> {
    pub(super) fn write<T>(
        path: &FieldPath,
        reference: ReferenceView<P>,
        writer: &mut impl FnMut(&FieldPath, Slot, P) -> T,
    ) -> ReferenceView<T> {
        ReferenceView {
            number: reference.number,
            anchor: reference.anchor,
            text: writer(path, Slot::Line, reference.text),
        }
    }
}

/// The mark of one citation, or of several that stand next to each other: [1-3,5].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitationMark {
    /// What stands between the brackets, in order.
    pub pieces: Vec<MarkPiece>,
    /// The place in the source, behind the brackets (GB/T 7714-2015, 10.1.3); may be empty.
    pub locator: String,
}

/// A stretch of a citation's mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarkPiece {
    /// A number, with the address of its entry.
    Number(usize, String),
    /// What stands between two numbers: `,` or `-`.
    Between(&'static str),
}

impl<P> IssueView<P> {
    /// The mark of citations that stand next to each other.
    pub fn citation_mark(&self, run: &[Inline]) -> CitationMark {
        let mut cited = BTreeMap::new();
        let mut locators = String::new();
        for inline in run {
            if let Inline::Citation { id, locator, .. } = inline
                && let Some(number) = self.citations.get(id)
            {
                cited.insert(*number, anchor(id));
                locators.push_str(locator);
            }
        }
        CitationMark { pieces: pieces(cited), locator: locators }
    }
}

/// The stretches of text one by one, but for citations that stand next to each other, which are
/// set as one mark. A citation of a place in its source stands by itself.
pub fn citation_runs(content: &[Inline]) -> impl Iterator<Item = &[Inline]> {
    let is_bare =
        |inline: &Inline| matches!(inline, Inline::Citation { locator, .. } if locator.is_empty());
    content.chunk_by(move |before, behind| is_bare(before) && is_bare(behind))
}

/// The list of references.
pub(super) fn references<'a>(
    numbers: &BTreeMap<String, usize>,
    source: impl Fn(&str) -> Option<&'a Source>,
) -> Vec<ReferenceView<Prose>> {
    let entry = |(id, number): (&String, &usize)| {
        let text = reference(&source(id)?.entry);
        Some(ReferenceView { number: *number, anchor: anchor(id), text })
    };
    let mut list: Vec<_> = numbers.iter().filter_map(entry).collect();
    list.sort_by_key(|reference| reference.number);
    list
}

/// The number of each source that the brief cites, in the order of first citation: a footnote
/// counts where its mark stands, a table or a figure where it is placed.
pub(super) fn numbers(brief: &Brief, is_source: &impl Fn(&str) -> bool) -> BTreeMap<String, usize> {
    let mut reader = Reader { brief, is_source, placed: BTreeSet::new(), numbers: BTreeMap::new() };
    brief.each_text(&mut |_, prose| reader.prose(prose));
    reader.numbers
}

/// The address of a source's entry on the page.
fn anchor(id: &str) -> String {
    format!("ref-{id}")
}

/// Numbers in a row with a hyphen between the ends (GB/T 7714-2015, 10.1.2).
fn pieces(cited: BTreeMap<usize, String>) -> Vec<MarkPiece> {
    let cited: Vec<(usize, String)> = cited.into_iter().collect();
    let mut pieces = Vec::new();
    for row in cited.chunk_by(|(before, _), (behind, _)| before + 1 == *behind) {
        if !pieces.is_empty() {
            pieces.push(MarkPiece::Between(","));
        }
        let (first, last) = (&row[0], &row[row.len() - 1]);
        pieces.push(MarkPiece::Number(first.0, first.1.clone()));
        if row.len() > 1 {
            pieces.push(MarkPiece::Between("-"));
            pieces.push(MarkPiece::Number(last.0, last.1.clone()));
        }
    }
    pieces
}

/// Reads the brief as its reader does.
struct Reader<'a, S> {
    brief: &'a Brief,
    is_source: &'a S,
    /// The tables and figures met so far: each stands once.
    placed: BTreeSet<&'a str>,
    numbers: BTreeMap<String, usize>,
}

impl<'a, S: Fn(&str) -> bool> Reader<'a, S> {
    fn prose(&mut self, prose: &'a Prose) {
        let mut noted = BTreeSet::new();
        self.blocks(&prose.blocks, prose, &mut noted);
    }

    fn blocks(&mut self, blocks: &'a [Block], prose: &'a Prose, noted: &mut BTreeSet<usize>) {
        for block in blocks {
            block.runs().into_iter().for_each(|run| self.inlines(run, prose, noted));
            match block {
                Block::List { items, .. } => {
                    items.iter().for_each(|item| self.blocks(item, prose, noted));
                }
                Block::Quote(blocks) => self.blocks(blocks, prose, noted),
                Block::DataTable { id, .. } if self.placed.insert(id) => {
                    if let Some(table) = self.brief.tables.get(id) {
                        table.notes.iter().chain(&table.source).for_each(|note| self.prose(note));
                    }
                }
                Block::Chart { id, .. } if self.placed.insert(id) => {
                    let chart = self.brief.charts.get(id);
                    let table = chart.and_then(|chart| self.brief.tables.get(&chart.table));
                    table.iter().flat_map(|table| &table.source).for_each(|it| self.prose(it));
                }
                Block::Figure { id, .. } if self.placed.insert(id) => {
                    let figure = self.brief.figures.get(id);
                    figure.iter().flat_map(|figure| &figure.source).for_each(|it| self.prose(it));
                }
                _ => {}
            }
        }
    }

    fn inlines(&mut self, content: &'a [Inline], prose: &'a Prose, noted: &mut BTreeSet<usize>) {
        for inline in content {
            match inline {
                Inline::Citation { id, .. } if (self.is_source)(id) => {
                    let next = self.numbers.len() + 1;
                    self.numbers.entry(id.clone()).or_insert(next);
                }
                Inline::Note(at) if noted.insert(*at) => {
                    if let Some(note) = prose.notes.get(*at) {
                        self.blocks(note, prose, noted);
                    }
                }
                other => self.inlines(other.children(), prose, noted),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MarkPiece, citation_runs, pieces};
    use crate::model::prose::Inline;

    fn printed(numbers: &[usize]) -> String {
        let cited = numbers.iter().map(|number| (*number, String::new())).collect();
        let piece = |piece: MarkPiece| match piece {
            MarkPiece::Number(number, _) => number.to_string(),
            MarkPiece::Between(mark) => mark.to_owned(),
        };
        pieces(cited).into_iter().map(piece).collect()
    }

    #[test]
    fn numbers_in_a_row_are_joined() {
        for (numbers, mark) in [
            (&[1][..], "1"),
            (&[2, 1], "1-2"),
            (&[1, 3], "1,3"),
            (&[3, 2, 1], "1-3"),
            (&[5, 1, 2, 3, 3], "1-3,5"),
            (&[570, 83], "83,570"),
            (&[], ""),
        ] {
            assert_eq!(printed(numbers), mark);
        }
    }

    #[test]
    fn a_citation_of_a_page_stands_by_itself() {
        let citation = |locator: &str| Inline::Citation {
            id: "a".to_owned(),
            locator: locator.to_owned(),
            at: 0,
        };
        let text = || Inline::Text("甲".to_owned());
        let content = [
            citation(""),
            citation(""),
            text(),
            citation(""),
            citation("第1页"),
            citation(""),
            text(),
            text(),
        ];
        let lengths: Vec<usize> = citation_runs(&content).map(<[Inline]>::len).collect();
        assert_eq!(lengths, [2, 1, 1, 1, 1, 1, 1]);
    }
}
