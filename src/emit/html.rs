//! Markdown → the main part of a page.
//!
//! The Markdown holds everything readable. What derives from it is added here: scopes and ids of
//! table cells, boxes that scroll, the links between footnotes and their marks.

use pulldown_cmark::{Alignment, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

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

/// Makes the main part of a page.
pub fn html(markdown: &Markdown) -> Page {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut adder = Adder::default();
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
struct Adder {
    headings: Vec<Heading>,
    heading: Option<Heading>,
    /// The id and the caption of the figure that is open.
    figure: Option<String>,
    /// Where it opens among the events.
    figure_at: usize,
    caption: Option<String>,
    table: Option<Table>,
    /// Marks of each footnote set so far, by its label.
    marks: std::collections::BTreeMap<String, usize>,
    /// The footnote read last, while their list is open.
    note: String,
    in_note: bool,
    /// Tables without a caption so far.
    untitled: usize,
}

#[derive(Default)]
struct Table {
    align: Vec<Alignment>,
    in_head: bool,
    row: usize,
    column: usize,
}

impl Adder {
    fn event<'a>(&mut self, event: Event<'a>, out: &mut Vec<Event<'a>>) {
        if let (Some(heading), Event::Text(text) | Event::Code(text)) = (&mut self.heading, &event)
        {
            heading.text.push_str(text);
        }
        if let (Some(caption), Event::Text(text) | Event::Code(text)) = (&mut self.caption, &event)
            && self.table.is_none()
        {
            caption.push_str(text);
        }
        if !self.in_note && !matches!(event, Event::Start(Tag::FootnoteDefinition(_))) {
            self.close_notes(out);
        }
        match event {
            Event::Start(Tag::Heading { level, ref id, .. }) => {
                let level = level_number(level);
                let anchor = id.as_ref().map(|id| id.to_string()).unwrap_or_default();
                self.heading = Some(Heading { level, anchor, text: String::new() });
                out.push(event);
            }
            Event::End(TagEnd::Heading(_)) => {
                self.headings
                    .extend(self.heading.take().filter(|heading| matches!(heading.level, 2 | 3)));
                out.push(event);
            }
            Event::Text(ref words) if TRACES.iter().any(|trace| words.starts_with(trace)) => {
                if let Some(open @ Event::Start(Tag::Paragraph)) = out.last_mut() {
                    *open = Event::Html("<p class=\"trace\">".into());
                }
                out.push(event);
            }
            Event::InlineHtml(ref markup) if markup.starts_with("<data id=\"ref-") => {
                if let Some(open @ Event::Start(Tag::Paragraph)) = out.last_mut() {
                    *open = Event::Html("<p class=\"reference\">".into());
                }
                out.push(event);
            }
            Event::Html(markup) => {
                let markup = self.figure(markup, out.len());
                out.push(Event::Html(markup));
            }
            Event::Start(Tag::Image { .. }) if self.figure.is_some() => {
                if let Some(Event::Html(open)) = out.get_mut(self.figure_at) {
                    *open = open.replacen("class=\"table\"", "class=\"picture\"", 1).into();
                }
                out.push(event);
            }
            Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell)
            | Event::End(
                TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell,
            ) => {
                let markup = self.table(event);
                out.push(Event::Html(markup.into()));
            }
            Event::FootnoteReference(label) => {
                out.push(Event::InlineHtml(self.mark(&label).into()))
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                out.push(Event::Html(self.open_note(&label).into()))
            }
            Event::End(TagEnd::FootnoteDefinition) => self.close_note(out),
            event => out.push(event),
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
            (self.figure, self.caption) = (None, None);
        }
        markup
    }

    fn table(&mut self, event: Event<'_>) -> String {
        let figure = self.figure.clone();
        match event {
            Event::Start(Tag::Table(align)) => {
                self.table = Some(Table { align, ..Table::default() });
                let caption = self.caption.as_deref().map(str::trim).unwrap_or_default();
                let label = match caption {
                    "" => {
                        self.untitled += 1;
                        format!("无题表{}", self.untitled)
                    }
                    caption => escaped(caption),
                };
                return format!(
                    "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\"><table>\n"
                );
            }
            Event::End(TagEnd::Table) => {
                let has_rows = self.table.take().is_some_and(|table| table.row > 0);
                return format!("{}</table></div>\n", if has_rows { "</tbody>" } else { "" });
            }
            _ => {}
        }
        let Some(table) = &mut self.table else { return String::new() };
        match event {
            Event::Start(Tag::TableHead) => {
                table.in_head = true;
                table.column = 0;
                "<thead><tr>".to_owned()
            }
            Event::End(TagEnd::TableHead) => {
                table.in_head = false;
                "</tr></thead>\n".to_owned()
            }
            Event::Start(Tag::TableRow) => {
                (table.row, table.column) = (table.row + 1, 0);
                if table.row == 1 { "<tbody><tr>".to_owned() } else { "<tr>".to_owned() }
            }
            Event::End(TagEnd::TableRow) => "</tr>\n".to_owned(),
            Event::Start(Tag::TableCell) => {
                table.column += 1;
                table.open_cell(figure.as_deref())
            }
            _ => table.close_cell(figure.is_some()),
        }
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

impl Table {
    fn open_cell(&self, figure: Option<&str>) -> String {
        let is_number = matches!(self.align.get(self.column - 1), Some(Alignment::Right));
        let is_centered = matches!(self.align.get(self.column - 1), Some(Alignment::Center));
        let class = match (is_number, is_centered) {
            (true, _) => " class=\"number\"",
            (_, true) => " class=\"center\"",
            _ => "",
        };
        if self.in_head {
            return format!("<th scope=\"col\"{class}>");
        }
        let id = figure
            .map(|figure| format!(" id=\"{figure}-{}-{}\"", self.row, self.column))
            .unwrap_or_default();
        let (tag, scope) =
            if self.names_row(figure.is_some()) { ("th", " scope=\"row\"") } else { ("td", "") };
        format!("<{tag}{scope}{id}{class}>")
    }

    fn close_cell(&self, in_figure: bool) -> String {
        if self.in_head || self.names_row(in_figure) {
            "</th>".to_owned()
        } else {
            "</td>".to_owned()
        }
    }

    /// Our Markdown sets the column that names the rows at the left, and no other.
    fn names_row(&self, in_figure: bool) -> bool {
        in_figure && matches!(self.align.get(self.column - 1), Some(Alignment::Left))
    }
}

fn level_number(level: HeadingLevel) -> u8 {
    level as u8
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    pulldown_cmark::html::push_html(&mut escaped, std::iter::once(Event::Text(text.into())));
    escaped.replace('"', "&quot;")
}
