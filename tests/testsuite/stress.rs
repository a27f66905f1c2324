//! The issue that uses everything at its worst (`tests/stress`): every sentence and every cell is in
//! the PDF and in its place, no note stands before its mark.
//!
//! What holds for all issues is asserted of it in `grid.rs`, `clreq.rs` and `conformance.rs`.

use yaobao::model::prose::{Block, Inline};
use yaobao::model::{Issue, Prose};
use yaobao::view::IssueView;

use crate::grid::notes_begin;
use crate::pdf::{Element, Pdf, file_of, stress};
use crate::printed_text::{raw_tags, without_blanks};

const ISSUE: &str = "2018-1";

/// Text as it is compared: without blanks and joiners, and without the sign that tells apart
/// what an author types from what is printed.
fn plain(text: &str) -> String {
    without_blanks(text).replace(['\u{2060}', '\u{200b}'], "").replace('−', "-")
}

/// What is printed next.
enum Piece {
    Words(String),
    /// Heads, which are drawn by rows as they end.
    Heads(Vec<String>),
}

/// The sentences of an issue in the order of the page, exhibits at their places; notes apart.
struct Words<'a> {
    view: &'a IssueView<Prose>,
    text: Vec<Piece>,
    notes: Vec<String>,
}

impl Words<'_> {
    fn prose(&mut self, prose: &Prose) {
        self.blocks(&prose.blocks);
        for note in &prose.notes {
            let mut words = Words { view: self.view, text: Vec::new(), notes: Vec::new() };
            words.blocks(note);
            self.notes.extend(words.text.into_iter().filter_map(|piece| match piece {
                Piece::Words(words) => Some(words),
                Piece::Heads(_) => None,
            }));
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::List { items, .. } => items.iter().for_each(|item| self.blocks(item)),
                Block::Quote(blocks) => self.blocks(blocks),
                Block::Code { text, .. } => {
                    self.text.extend(text.lines().map(plain).map(Piece::Words))
                }
                Block::DataTable { id, .. } => self.table(id),
                Block::Chart { id, .. } => self.line(&self.view.charts[id].title),
                Block::Figure { id, .. } => self.line(&self.view.figures[id].title),
                block => block.runs().into_iter().for_each(|run| self.run(run)),
            }
        }
    }

    fn line(&mut self, prose: &Prose) {
        self.run(prose.inlines());
    }

    fn table(&mut self, id: &str) {
        let table = &self.view.tables[id];
        self.text.push(Piece::Words(plain(&table.label)));
        self.line(&table.title);
        if !table.unit.is_empty() {
            self.text.push(Piece::Words(plain(&format!("{}{}", self.view.terms.unit, table.unit))));
        }
        let shared = table.groups.iter().map(|group| plain(&group.title));
        let own = table.columns.iter().map(|column| plain(&column.heading));
        self.text.push(Piece::Heads(shared.chain(own).collect()));
        for cell in table.rows.iter().flatten() {
            let cell = plain(&cell.text);
            // What is longer than a page's rest may be broken by it.
            let length = cell.chars().count();
            if length > 150 {
                self.text.push(Piece::Words(cell.chars().take(12).collect()));
                self.text.push(Piece::Words(cell.chars().skip(length - 12).collect()));
            } else {
                self.text.push(Piece::Words(cell));
            }
        }
        table.notes.iter().for_each(|note| self.line(note));
        table.source.iter().for_each(|source| self.line(source));
    }

    /// The words of a run, in pieces where a note's mark or a citation stands.
    fn run(&mut self, run: &[Inline]) {
        let mut text = String::new();
        self.inlines(run, &mut text);
        for piece in text.split('\0') {
            let piece = plain(piece);
            let sentences = piece.split_inclusive(['。', '；', '？', '！']);
            self.text.extend(sentences.map(|words| Piece::Words(words.to_owned())));
        }
    }

    fn inlines(&self, run: &[Inline], text: &mut String) {
        for inline in run {
            match inline {
                Inline::Text(words) | Inline::Code(words) => text.push_str(words),
                Inline::Strong(run) | Inline::Emphasis(run) | Inline::Strike(run) => {
                    self.inlines(run, text);
                }
                Inline::Link { content, .. } => self.inlines(content, text),
                Inline::Break | Inline::Note(_) | Inline::Citation { .. } => text.push('\0'),
                Inline::Value { id, words, .. } if words.is_empty() => {
                    text.push_str(&self.view.values[id].text);
                }
                Inline::Value { words, .. } => self.inlines(words, text),
                Inline::Reference { id, words, .. } if words.is_empty() => {
                    text.push_str(&self.view.labels[id].words);
                }
                Inline::Reference { words, .. } => self.inlines(words, text),
            }
        }
    }
}

fn words(issue: &Issue) -> (Vec<Piece>, Vec<String>) {
    let view = IssueView::new(&stress().library.serial, issue);
    let mut words = Words { view: &view, text: Vec::new(), notes: Vec::new() };
    issue.brief.each_text(&mut |path, prose| {
        // Summaries stand in the abstract, before the text.
        if !path.as_str().ends_with(".summary") {
            words.prose(prose);
        }
    });
    (words.text, words.notes)
}

fn pdf() -> &'static Pdf {
    stress().pdf(stress().issue(ISSUE))
}

#[test]
fn every_sentence_and_every_cell_is_printed_in_its_place() {
    let (pieces, notes) = words(stress().issue(ISSUE));
    let all = plain(&pdf().text());
    // Notes stand between the lines of the text: without them, a sentence that goes on on the next
    // page is whole.
    let mut text = String::new();
    for page in &pdf().pages {
        let end = notes_begin(page);
        let glyphs = page.glyphs.iter().filter(|glyph| !glyph.is_artifact);
        text.extend(glyphs.filter(|glyph| glyph.y < end).map(|glyph| glyph.text.as_str()));
    }
    let text = plain(&text);
    let mut at = 0;
    let find = |at: usize, words: &str| {
        let found = text[at..].find(words).map(|found| at + found + words.len());
        found.unwrap_or_else(|| {
            let before: String = text[at..].chars().take(60).collect();
            panic!("“{words}” does not stand behind what comes before it, but {before}")
        })
    };
    for piece in &pieces {
        at = match piece {
            Piece::Words(words) => find(at, words),
            Piece::Heads(heads) => {
                let end = at + heads.iter().map(String::len).sum::<usize>();
                // Each once, and nothing between them.
                let sorted = |text: &str| {
                    let mut letters: Vec<char> = text.chars().collect();
                    letters.sort_unstable();
                    letters
                };
                assert_eq!(sorted(&text[at..end]), sorted(&heads.concat()), "{}", &text[at..end]);
                for head in heads {
                    assert!(text[at..end].contains(head.as_str()), "no {head}");
                }
                end
            }
        };
    }
    assert!(pieces.len() >= 2500, "only {} pieces", pieces.len());
    for note in &notes {
        // A note may go on on the next page.
        let begin: String = note.chars().take(14).collect();
        assert!(all.contains(&begin), "the note {note} is missing");
    }
    assert!(notes.len() >= 50, "only {} sentences in notes", notes.len());
}

#[test]
fn no_note_stands_before_its_mark() {
    let mut marks: Vec<(String, usize)> = Vec::new();
    let mut entries: Vec<(String, usize)> = Vec::new();
    for (at, page) in pdf().pages.iter().enumerate() {
        let end = notes_begin(page);
        for glyph in &page.glyphs {
            // Those of headings are as large as the text.
            let mark = glyph.text.trim_matches('\u{2060}');
            if glyph.size < 12.0
                && mark.chars().count() == 1
                && ('①'..='⑳').contains(&mark.chars().next().unwrap())
            {
                let list = if glyph.y < end { &mut marks } else { &mut entries };
                list.push((mark.to_owned(), at));
            }
        }
    }
    assert!(marks.len() >= 18, "{marks:?}");
    assert_eq!(marks.len(), entries.len());
    for (mark, entry) in marks.iter().zip(&entries) {
        assert_eq!(mark.0, entry.0);
        assert_eq!(mark.1, entry.1, "the note {} begins on another page than its mark", mark.0);
    }
}

#[test]
fn it_can_be_read_as_markdown() {
    let markdown = stress().text(&file_of(stress().issue(ISSUE).id, "md"));
    let inside: usize = raw_tags(markdown).iter().map(|tag| tag.chars().count()).sum();
    assert!(inside * 10 <= markdown.chars().count(), "{inside} characters are tags");
    assert!(markdown.contains("| **2015年** 总额 | **2015年** 其中贷款 |"));
}

#[test]
fn heads_that_columns_share_have_their_cells() {
    let shared: usize = {
        let view = IssueView::new(&stress().library.serial, stress().issue(ISSUE));
        let placed = |id: &&String| !view.tables[*id].label.is_empty();
        view.tables.keys().filter(placed).map(|id| view.tables[id].groups.len()).sum()
    };
    assert_eq!(shared, 3 + 2 + 4);
    let is_shared = |element: &&Element| element.role == "TH" && (2..=3).contains(&element.columns);
    let spanned: Vec<&Element> = pdf().structure.iter().filter(is_shared).collect();
    assert_eq!(spanned.len(), shared, "{spanned:?}");
    assert!(spanned.iter().all(|head| head.scope.as_deref() == Some("Column")), "{spanned:?}");
    let over_both =
        pdf().structure.iter().filter(|element| element.role == "TH" && element.rows == 2);
    assert_eq!(over_both.count(), 2 + 2 + 2);
    let page = stress().text("2018/1/index.html");
    assert_eq!(page.matches("scope=\"colgroup\"").count(), shared);
    assert_eq!(page.matches("<th rowspan=\"2\"").count(), 6);
    assert_eq!(page.matches("<colgroup span=\"3\"></colgroup>").count(), 4 + 2);
}
