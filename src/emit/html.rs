//! Markdown → the main part of a page.
//!
//! The Markdown holds everything readable. What derives from it is added here: scopes and ids of
//! table cells, boxes that scroll, the links between footnotes and their marks.

mod tables;

use std::collections::BTreeMap;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use tables::Table;

use crate::render::Markdown;
use crate::view::TERMS;

/// The main part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its HTML.
    pub body: String,
    /// Its headings of the second and third level, in order.
    pub headings: Vec<Heading>,
}

/// A heading that the contents list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 2 for a part, 3 for an item.
    pub level: u8,
    /// Its address on the page.
    pub anchor: String,
    /// Its words.
    pub text: String,
}

/// A picture that stands in the page itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// What it is called.
    pub label: String,
    /// Its SVG, with title and description.
    pub svg: String,
}

/// Makes the main part of a page. `drawings` are the pictures that are set into it, by their addresses.
pub fn html(markdown: &Markdown, drawings: &BTreeMap<String, Drawing>) -> Page {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut adder = Adder { drawings: Some(drawings), ..Adder::default() };
    let mut events = Vec::new();
    for event in Parser::new_ext(&markdown.0, options) {
        adder.event(event, &mut events);
    }
    adder.close_notes(&mut events);
    let mut body = String::with_capacity(markdown.0.len() * 2);
    pulldown_cmark::html::push_html(&mut body, events.into_iter());
    Page { body, headings: adder.headings }
}

/// The beginnings of the paragraphs that tie recommendations to findings.
const TRACES: [&str; 2] = [TERMS.answers, TERMS.answered_by];

#[derive(Default)]
struct Adder<'d> {
    drawings: Option<&'d BTreeMap<String, Drawing>>,
    /// Where a drawing stands for the image that is being read.
    drawing: Drawn,
    /// Whether the figure that is open has one: a table behind it is what it was drawn from.
    has_drawing: bool,
    headings: Vec<Heading>,
    heading: Option<Heading>,
    /// The id and the caption of the figure that is open.
    figure: Option<String>,
    /// Where it opens among the events.
    figure_at: usize,
    caption: Option<String>,
    table: Option<Table>,
    /// Whether the notes of the table that stands in the figure are numbered.
    has_numbered_notes: bool,
    /// Whether the paragraph is an entry of the list of references.
    in_reference: bool,
    /// Whether its address is being read.
    in_address: bool,
    /// Marks of each footnote set so far, by its label.
    marks: BTreeMap<String, usize>,
    /// The footnote read last, while their list is open.
    note: String,
    in_note: bool,
    /// Tables without a caption so far.
    untitled: usize,
}

/// How far the paragraph of a drawing has been read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Drawn {
    /// There is none.
    #[default]
    Not,
    /// Inside the image, whose words the drawing has itself.
    Words,
    /// Behind it.
    Set,
}

impl Adder<'_> {
    fn event<'a>(&mut self, event: Event<'a>, out: &mut Vec<Event<'a>>) {
        if self.drawing != Drawn::Not {
            return self.behind_drawing(&event, out);
        }
        self.overhear(&event);
        if !self.in_note && !matches!(event, Event::Start(Tag::FootnoteDefinition(_))) {
            self.close_notes(out);
        }
        let event = match event {
            Event::Text(words) => return self.text(words, out),
            Event::InlineHtml(ref markup) if markup.starts_with("<data id=\"ref-") => {
                self.in_reference = true;
                classify(out, "reference");
                event
            }
            Event::End(TagEnd::Paragraph) => {
                self.in_reference = false;
                event
            }
            Event::Start(Tag::Link { .. }) if self.in_reference => {
                self.in_address = true;
                event
            }
            Event::End(TagEnd::Link) if self.in_address => {
                self.in_address = false;
                event
            }
            Event::Html(markup) => Event::Html(self.figure(markup, out.len())),
            Event::Start(Tag::Image { ref dest_url, .. }) if self.figure.is_some() => {
                if let Some(Event::Html(open)) = out.get_mut(self.figure_at) {
                    *open = open.replacen("class=\"table\"", "class=\"picture\"", 1).into();
                }
                match self.drawings.and_then(|drawings| drawings.get(&**dest_url)) {
                    Some(drawing) => self.open_drawing(drawing, out),
                    None => event,
                }
            }
            Event::FootnoteReference(label) => Event::InlineHtml(self.mark(&label).into()),
            Event::Start(Tag::FootnoteDefinition(label)) => {
                Event::Html(self.open_note(&label).into())
            }
            Event::End(TagEnd::FootnoteDefinition) => return self.close_note(out),
            event => self.table_event(event, out),
        };
        out.push(event);
    }

    /// Sets a drawing in place of its image, in a box that scrolls where it is wider than the page.
    fn open_drawing<'a>(&mut self, drawing: &Drawing, out: &mut [Event<'a>]) -> Event<'a> {
        (self.drawing, self.has_drawing) = (Drawn::Words, true);
        self.caption = Some(format!("{}：{}", drawing.label, TERMS.drawn_from));
        if let Some(open @ Event::Start(Tag::Paragraph)) = out.last_mut() {
            let label = escaped(&drawing.label);
            *open = Event::Html(
                format!(
                    "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\">"
                )
                .into(),
            );
        }
        Event::Html(drawing.svg.clone().into())
    }

    fn behind_drawing(&mut self, event: &Event<'_>, out: &mut Vec<Event<'_>>) {
        match event {
            Event::End(TagEnd::Image) => self.drawing = Drawn::Set,
            Event::End(TagEnd::Paragraph) => {
                self.drawing = Drawn::Not;
                out.push(Event::Html("</div>\n".into()));
            }
            _ => {}
        }
    }

    /// Takes note of headings and of the words of captions.
    fn overhear(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                let level = level_number(*level);
                let anchor = id.as_ref().map(|id| id.to_string()).unwrap_or_default();
                self.heading = Some(Heading { level, anchor, text: String::new() });
            }
            Event::End(TagEnd::Heading(_)) => {
                let heading = self.heading.take();
                self.headings.extend(heading.filter(|heading| matches!(heading.level, 2 | 3)));
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some(heading) = &mut self.heading {
                    heading.text.push_str(words);
                }
                if let (Some(caption), None) = (&mut self.caption, &self.table) {
                    caption.push_str(words);
                }
            }
            _ => {}
        }
    }

    /// Text, and what its first words say of the paragraph that it opens.
    fn text<'a>(&mut self, words: CowStr<'a>, out: &mut Vec<Event<'a>>) {
        if matches!(out.last(), Some(Event::Start(Tag::Paragraph))) {
            if TRACES.iter().any(|trace| words.starts_with(trace)) {
                classify(out, "trace");
            } else if self.figure.is_some() {
                self.table_note(&words, out);
            }
        }
        if !self.in_address {
            return out.push(Event::Text(words));
        }
        let mut rest = &*words;
        while let Some(at) = address_break(rest) {
            out.push(Event::Text(rest[..at].to_owned().into()));
            out.push(Event::InlineHtml("<wbr>".into()));
            rest = &rest[at..];
        }
        out.push(Event::Text(rest.to_owned().into()));
    }

    /// Marks the notes of a table, 注：…, or 注：1. … with the further ones under the first.
    fn table_note(&mut self, words: &str, out: &mut [Event<'_>]) {
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if let Some(note) = words.strip_prefix(TERMS.note) {
            let number = note.split(". ").next().unwrap_or_default();
            self.has_numbered_notes = note != number && is_digits(number);
            classify(out, if self.has_numbered_notes { "note first" } else { "note" });
        } else if self.has_numbered_notes && is_digits(words) {
            classify(out, "note further");
        }
    }

    /// Takes note of a figure that opens or closes, and marks it as one of a table, until a picture
    /// is met in it.
    fn figure<'a>(&mut self, markup: CowStr<'a>, at: usize) -> CowStr<'a> {
        if let Some(rest) = markup.strip_prefix("<figure id=\"") {
            let id = rest.split('"').next().unwrap_or_default().to_owned();
            let marked = markup.replacen("<figure ", "<figure class=\"table\" ", 1);
            self.figure = Some(id);
            self.figure_at = at;
            self.caption = Some(String::new());
            return marked.into();
        }
        if markup.starts_with("</figure>") {
            (self.figure, self.caption, self.has_numbered_notes) = (None, None, false);
            self.has_drawing = false;
        }
        markup
    }

    fn mark(&mut self, label: &str) -> String {
        let count = self.marks.entry(label.to_owned()).or_default();
        *count += 1;
        let again = if *count == 1 { String::new() } else { format!("-{count}") };
        format!(
            "<sup class=\"footnote-reference\" id=\"yb-noteref-{label}{again}\"><a href=\"#yb-note-{label}\" aria-label=\"注{label}\">{label}</a></sup>"
        )
    }

    fn open_note(&mut self, label: &str) -> String {
        let open = if self.note.is_empty() { "<ol class=\"notes\">\n" } else { "" };
        label.clone_into(&mut self.note);
        self.in_note = true;
        format!("{open}<li id=\"yb-note-{label}\">\n")
    }

    /// Ends a note with the way back, behind its last words.
    fn close_note(&mut self, out: &mut Vec<Event<'_>>) {
        self.in_note = false;
        let label = &self.note;
        let back = format!(
            " <a class=\"back\" href=\"#yb-noteref-{label}\" aria-label=\"回到正文注{label}处\">↩</a>"
        );
        let ends_in_text = matches!(out.last(), Some(Event::End(TagEnd::Paragraph)));
        let end = if ends_in_text { out.pop() } else { None };
        out.push(Event::InlineHtml(back.into()));
        out.extend(end);
        out.push(Event::Html("</li>\n".into()));
    }

    /// Ends the list of notes, if one is open.
    fn close_notes(&mut self, out: &mut Vec<Event<'_>>) {
        if !std::mem::take(&mut self.note).is_empty() {
            out.push(Event::Html("</ol>\n".into()));
        }
    }
}

/// Gives the paragraph that has just been opened a class.
fn classify(out: &mut [Event<'_>], class: &str) {
    if let Some(open @ Event::Start(Tag::Paragraph)) = out.last_mut() {
        *open = Event::Html(format!("<p class=\"{class}\">").into());
    }
}

/// Where an address may break first: behind one of its marks, but not inside a number, and not
/// between two marks.
fn address_break(address: &str) -> Option<usize> {
    let is_mark = |c: char| "/.-_?&=".contains(c);
    let mut chars = address.char_indices().peekable();
    let mut before = ' ';
    while let Some((_, c)) = chars.next() {
        let (at, next) = *chars.peek()?;
        let in_number = c == '.' && before.is_ascii_digit() && next.is_ascii_digit();
        if is_mark(c) && !is_mark(next) && !in_number {
            return Some(at);
        }
        before = c;
    }
    None
}

fn level_number(level: HeadingLevel) -> u8 {
    level as u8
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    pulldown_cmark::html::push_html(&mut escaped, std::iter::once(Event::Text(text.into())));
    escaped.replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::address_break;

    #[test]
    fn an_address_breaks_behind_its_marks() {
        let mut rest = "https://spec.commonmark.org/0.28/a_b?c=12.5&d";
        let mut pieces = Vec::new();
        while let Some(at) = address_break(rest) {
            pieces.push(&rest[..at]);
            rest = &rest[at..];
        }
        let expected =
            ["https://", "spec.", "commonmark.", "org/", "0.28/", "a_", "b?", "c=", "12.5&"];
        assert_eq!((pieces.as_slice(), rest), (&expected[..], "d"));
    }
}
