//! CommonMark text → [`Prose`].
//!
//! One parser serves every target. What the serial adds to CommonMark uses link and image
//! destinations only (`[](=value)`, `[](#id)`, `![](table:id)`). Raw HTML is text.

mod links;
mod prepared;
mod size;
mod tidy;
mod unread;

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, OffsetIter, Options, Parser, Tag, TagEnd};

use links::Target;
use prepared::{Prepared, clean};
use tidy::tidy_block;
use unread::{Texts, find_unread_marks};

use super::unfit::{Unfit, is_unfit, unfit};
use crate::diag::{Text, text};
use crate::model::prose::{Align, Block, Inline, Prose, ProseTable};

/// What a field may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Blocks, headings among them: the body of an item.
    Body,
    /// Blocks without headings.
    Blocks,
    /// One paragraph without footnotes: what a table or a figure rests on, and notes on it.
    Note,
    /// One line without links and footnotes: titles, headings, captions.
    Line,
}

impl Extent {
    /// Whether the field is one paragraph, whatever it begins with.
    fn is_one_paragraph(self) -> bool {
        matches!(self, Extent::Note | Extent::Line)
    }
}

/// A fault of a field's prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProseFault {
    pub(crate) code: &'static str,
    pub(crate) message: Text,
    pub(crate) hint: Option<Text>,
    /// Where in the field's text, in bytes.
    pub(crate) at: Range<usize>,
}

/// Reads a field. Faulty parts are left out of the result, and all of them are reported.
pub(crate) fn parse(text: &str, extent: Extent) -> (Prose, Vec<ProseFault>) {
    let too_long = size::find_too_long(text);
    if !too_long.is_empty() {
        return (Prose::default(), too_long);
    }
    let prepared = Prepared::new(text, extent);
    let mut options = Options::ENABLE_STRIKETHROUGH;
    if !extent.is_one_paragraph() {
        options |= Options::ENABLE_FOOTNOTES | Options::ENABLE_TABLES;
    }
    let events = Parser::new_ext(&prepared.text, options).into_offset_iter();
    let mut reader = Reader {
        prepared: &prepared,
        extent,
        events,
        faults: Vec::new(),
        notes: Notes::default(),
        texts: Texts::default(),
        placed: Vec::new(),
        levels: Vec::new(),
        had_paragraph: false,
        in_heading: false,
        depth: 0,
    };
    let mut blocks = reader.blocks(None);
    reader.report_left_over();
    let Reader { mut notes, mut faults, texts, .. } = reader;
    let mut notes = notes.in_order();
    blocks.iter_mut().chain(notes.iter_mut().flatten()).for_each(tidy_block);
    let prose = Prose { blocks, notes };
    find_unread_marks(&texts, text, &mut faults);
    if extent == Extent::Note {
        faults.extend(heading_in_note(text));
    }
    faults.sort_by_key(|fault| fault.at.start);
    (prose, faults)
}

/// A note or a source that begins as a heading does: it would be printed with its marks.
fn heading_in_note(text: &str) -> Option<ProseFault> {
    let marks = text.bytes().take_while(|byte| *byte == b'#').count();
    let is_heading = (1..=6).contains(&marks) && text[marks..].starts_with([' ', '\n']);
    is_heading.then(|| ProseFault {
        code: "heading-not-allowed",
        message: text!("这里不能有标题", "no heading may stand here"),
        hint: Some(text!(
            "删去 “#”；要印出 “#” 号本身，请写 “\\#”",
            "delete “#”; for the character itself write “\\#”"
        )),
        at: 0..marks,
    })
}

#[derive(Default)]
struct Notes {
    /// The numbers of labels, from 0, in the order of their first mark.
    numbers: BTreeMap<String, usize>,
    definitions: Vec<(String, Vec<Block>, Range<usize>)>,
}

impl Notes {
    fn number(&mut self, label: &str) -> usize {
        let next = self.numbers.len();
        *self.numbers.entry(label.to_owned()).or_insert(next)
    }

    fn in_order(&mut self) -> Vec<Vec<Block>> {
        let mut notes = vec![Vec::new(); self.numbers.len()];
        // The first definition of a label counts.
        for (label, blocks, _) in self.definitions.drain(..).rev() {
            if let Some(number) = self.numbers.get(&label) {
                notes[*number] = blocks;
            }
        }
        notes
    }
}

/// Deeper nesting than this is refused: no brief needs it, and recursion must end somewhere.
const MOST_DEPTH: usize = 40;

/// Levels of headings inside a body: （1） and ①.
const MOST_LEVELS: usize = 2;

struct Reader<'a> {
    prepared: &'a Prepared,
    extent: Extent,
    events: OffsetIter<'a>,
    faults: Vec<ProseFault>,
    notes: Notes,
    /// What stayed text, in the field's own bytes.
    texts: Texts,
    /// Tables and figures to be placed that no paragraph has taken up yet.
    placed: Vec<(Block, Range<usize>)>,
    /// The levels, as written, of the headings that the text read now stands under.
    levels: Vec<u8>,
    /// Whether the blocks read last had a paragraph among them: the item is loose then.
    had_paragraph: bool,
    /// Whether the text read now is that of a heading.
    in_heading: bool,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// The blocks up to the end of the container that was opened before.
    fn blocks(&mut self, until: Option<TagEnd>) -> Vec<Block> {
        self.depth += 1;
        let mut blocks = Vec::new();
        // A tight list item holds text without a paragraph around it.
        let mut loose: Vec<Inline> = Vec::new();
        let mut had_paragraph = false;
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::End(end) if Some(end) == until => break,
                Event::Start(tag) if is_block(&tag) => {
                    flush(&mut loose, &mut blocks);
                    had_paragraph |= matches!(tag, Tag::Paragraph);
                    blocks.extend(self.block(tag, range));
                }
                Event::Rule => {
                    flush(&mut loose, &mut blocks);
                    blocks.push(Block::Rule);
                }
                event => self.inline(event, range, &mut loose),
            }
        }
        flush(&mut loose, &mut blocks);
        self.had_paragraph = had_paragraph;
        self.depth -= 1;
        blocks
    }

    fn block(&mut self, tag: Tag<'a>, range: Range<usize>) -> Option<Block> {
        let end = tag.to_end();
        if self.depth > MOST_DEPTH {
            self.too_deep(end, &range);
            return None;
        }
        match tag {
            Tag::Paragraph => self.paragraph(end),
            Tag::Heading { level, .. } => self.heading(level as u8, end, &range),
            Tag::BlockQuote(_) => Some(Block::Quote(self.blocks(Some(end)))),
            Tag::CodeBlock(kind) => Some(self.code(kind, end, &range)),
            Tag::List(start) => Some(self.list(start, end)),
            Tag::Table(alignments) => Some(Block::Table(self.table(&alignments, end))),
            Tag::HtmlBlock => self.html(end),
            Tag::FootnoteDefinition(label) => {
                let blocks = self.blocks(Some(end));
                self.notes.definitions.push((label.to_string(), blocks, range));
                None
            }
            _ => {
                self.skip(end);
                None
            }
        }
    }

    fn paragraph(&mut self, end: TagEnd) -> Option<Block> {
        let placed = self.placed.len();
        let content = self.inlines(end);
        if content.is_empty() && self.placed.len() == placed + 1 {
            return self.placed.pop().map(|(block, _)| block);
        }
        (!content.is_empty()).then_some(Block::Paragraph(content))
    }

    fn heading(&mut self, level: u8, end: TagEnd, range: &Range<usize>) -> Option<Block> {
        self.in_heading = true;
        let content = self.inlines(end);
        self.in_heading = false;
        if self.extent != Extent::Body {
            let message = text!("这里不能有标题", "no heading may stand here");
            let hint = text!(
                "标题只能写在发现和建议的 body 里；要写 “#” 号本身，请写 “\\#”",
                "headings belong into the body of a finding or recommendation; for the character itself write “\\#”"
            );
            self.fault("heading-not-allowed", message, Some(hint), range);
        }
        self.levels.retain(|above| *above < level);
        self.levels.push(level);
        let level = self.levels.len();
        if level > MOST_LEVELS {
            let message =
                text!("正文里的标题最多两层", "headings inside a text have two levels at most");
            self.fault(
                "heading-too-deep",
                message,
                Some(text!("把这一层并入上一层", "make it part of the level above")),
                range,
            );
        }
        Some(Block::Heading { level: level.min(MOST_LEVELS) as u8, content })
    }

    fn code(&mut self, kind: CodeBlockKind<'_>, end: TagEnd, range: &Range<usize>) -> Block {
        let is_indented = matches!(kind, CodeBlockKind::Indented);
        let language = match kind {
            CodeBlockKind::Fenced(language) => clean(&language),
            CodeBlockKind::Indented => String::new(),
        };
        let mut text = self.text_until(end);
        if text.ends_with('\n') {
            text.pop();
        }
        // A program has hardly any Chinese in it; a paragraph that is indented by hand has.
        if is_indented && text.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}')) {
            let message = text!(
                "缩进四格以上的一段成了程序代码",
                "a paragraph indented by four blanks or more is printed as code"
            );
            let hint = text!(
                "删去段首空格；真是代码的，用 “```” 围起来",
                "delete the blanks before it; put code between “```” fences"
            );
            self.fault("indented-code", message, Some(hint), range);
        }
        Block::Code { language, text }
    }

    fn list(&mut self, start: Option<u64>, end: TagEnd) -> Block {
        let mut items = Vec::new();
        let mut tight = true;
        while let Some((event, _)) = self.events.next() {
            match event {
                Event::End(found) if found == end => break,
                Event::Start(Tag::Item) => {
                    items.push(self.blocks(Some(TagEnd::Item)));
                    tight &= !self.had_paragraph;
                }
                _ => {}
            }
        }
        Block::List { start, tight, items }
    }

    fn table(&mut self, alignments: &[Alignment], end: TagEnd) -> ProseTable {
        let align = alignments.iter().map(|alignment| match alignment {
            Alignment::None => Align::Auto,
            Alignment::Left => Align::Left,
            Alignment::Center => Align::Center,
            Alignment::Right => Align::Right,
        });
        let mut table = ProseTable { align: align.collect(), ..ProseTable::default() };
        let mut row = Vec::new();
        while let Some((event, _)) = self.events.next() {
            match event {
                Event::End(found) if found == end => break,
                Event::Start(Tag::TableCell) => row.push(self.inlines(TagEnd::TableCell)),
                Event::End(TagEnd::TableHead) => table.head = std::mem::take(&mut row),
                Event::End(TagEnd::TableRow) => table.rows.push(std::mem::take(&mut row)),
                _ => {}
            }
        }
        table
    }

    /// Raw HTML, shown as the text that it is, line by line.
    fn html(&mut self, end: TagEnd) -> Option<Block> {
        let text = self.text_until(end);
        let mut content = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if !content.is_empty() {
                content.push(Inline::Break);
            }
            content.push(Inline::Text(line.to_owned()));
        }
        (!content.is_empty()).then_some(Block::Paragraph(content))
    }

    fn inlines(&mut self, end: TagEnd) -> Vec<Inline> {
        self.depth += 1;
        let mut content = Vec::new();
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::End(found) if found == end => break,
                event => self.inline(event, range, &mut content),
            }
        }
        self.depth -= 1;
        content
    }

    fn inline(&mut self, event: Event<'a>, range: Range<usize>, content: &mut Vec<Inline>) {
        match event {
            Event::Text(text) => {
                self.judge_entity(&text, &range);
                self.texts.add(self.prepared.back(&range));
                content.push(Inline::Text(clean(&text)));
            }
            Event::InlineHtml(text) | Event::Html(text) => content.push(Inline::Text(clean(&text))),
            Event::Code(code) => content.push(Inline::Code(clean(&code))),
            Event::SoftBreak => content.push(Inline::Text("\n".to_owned())),
            Event::HardBreak => content.push(Inline::Break),
            Event::FootnoteReference(label) => {
                let number = self.notes.number(&label);
                content.push(Inline::Note(number));
            }
            Event::Start(tag) => {
                if self.depth > MOST_DEPTH {
                    self.too_deep(tag.to_end(), &range);
                    return;
                }
                let inner = self.inlines(tag.to_end());
                content.extend(self.marked(tag, inner, &range));
            }
            _ => {}
        }
    }

    /// An entity can say what the file may not.
    fn judge_entity(&mut self, text: &str, range: &Range<usize>) {
        let is_entity = self.prepared.text[range.clone()].starts_with('&');
        if let Some(c) = text.chars().find(|c| is_entity && (is_unfit(*c) || *c == '\r')) {
            let Unfit { code, message, hint } = unfit(c);
            self.fault(code, message, Some(hint), range);
        }
    }

    fn marked(&mut self, tag: Tag<'a>, inner: Vec<Inline>, range: &Range<usize>) -> Option<Inline> {
        match tag {
            Tag::Strong => Some(Inline::Strong(inner)),
            Tag::Emphasis => Some(Inline::Emphasis(inner)),
            Tag::Strikethrough => Some(Inline::Strike(inner)),
            Tag::Link { link_type, dest_url, title, .. } => {
                let target = Target { kind: link_type, to: clean(&dest_url), title: clean(&title) };
                self.link(target, inner, range)
            }
            Tag::Image { dest_url, .. } => self.image(&clean(&dest_url), &inner, range),
            _ => None,
        }
    }

    /// Reports what was written and stands nowhere in the result: nothing is lost in silence.
    fn report_left_over(&mut self) {
        for (_, range) in std::mem::take(&mut self.placed) {
            let message = text!(
                "表和图要独占一段，不能写在文字、列表项或表格里",
                "a table or figure stands in a paragraph of its own, not inside text, an item or a cell"
            );
            self.fault(
                "table-inside-text",
                message,
                Some(text!("在它前后各空一行", "leave a blank line before and behind it")),
                &range,
            );
        }
        let unmarked: Vec<(String, Range<usize>)> = self
            .notes
            .definitions
            .iter()
            .filter(|(label, ..)| !self.notes.numbers.contains_key(label))
            .map(|(label, _, range)| (label.clone(), range.clone()))
            .collect();
        for (label, range) in unmarked {
            let message = text!("脚注 “{label}” 没有标记", "the footnote “{label}” has no mark");
            let hint = text!(
                "在正文要加注的地方写 “[^{label}]”",
                "write “[^{label}]” in the text where it belongs"
            );
            self.fault("footnote-without-mark", message, Some(hint), &range);
        }
    }

    fn text_until(&mut self, end: TagEnd) -> String {
        let mut text = String::new();
        for (event, _) in self.events.by_ref() {
            match event {
                Event::End(found) if found == end => break,
                Event::Text(part) | Event::Html(part) | Event::InlineHtml(part) => {
                    text.push_str(&clean(&part))
                }
                Event::SoftBreak | Event::HardBreak => text.push('\n'),
                _ => {}
            }
        }
        text
    }

    fn too_deep(&mut self, end: TagEnd, range: &Range<usize>) {
        let message =
            text!("嵌套超过 {MOST_DEPTH} 层", "nested more than {MOST_DEPTH} levels deep");
        let hint = text!(
            "减少列表、引用和强调的层数",
            "use fewer levels of lists, quotations and emphasis"
        );
        self.fault("prose-too-deep", message, Some(hint), range);
        self.skip(end);
    }

    fn skip(&mut self, end: TagEnd) {
        let mut open = 1;
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Start(tag) if tag.to_end() == end => open += 1,
                Event::End(found) if found == end => open -= 1,
                _ => {}
            }
            if open == 0 {
                break;
            }
        }
    }

    fn fault(
        &mut self,
        code: &'static str,
        message: Text,
        hint: Option<Text>,
        range: &Range<usize>,
    ) {
        let at = self.prepared.back(range);
        self.faults.push(ProseFault { code, message, hint, at });
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::Superscript
            | Tag::Subscript
    )
}

fn flush(loose: &mut Vec<Inline>, blocks: &mut Vec<Block>) {
    if !loose.is_empty() {
        blocks.push(Block::Paragraph(std::mem::take(loose)));
    }
}

#[cfg(test)]
mod tests;
