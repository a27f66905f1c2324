//! Tables of a page: scopes and ids of their cells, boxes that scroll, heads that columns share, the
//! row of the total.

use std::ops::Range;

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use super::{Adder, escaped};
use crate::view::TERMS;

/// A table in the making.
#[derive(Default)]
pub(super) struct Table {
    align: Vec<Alignment>,
    in_head: bool,
    /// Where the head opens among the events, and each of its cells.
    head_at: usize,
    heads: Vec<usize>,
    row: usize,
    /// Where the row opens among the events.
    row_at: usize,
    column: usize,
}

impl Adder<'_> {
    /// Writes what belongs to a table; other events pass.
    pub(super) fn table_event<'a>(
        &mut self,
        event: Event<'a>,
        out: &mut Vec<Event<'a>>,
    ) -> Event<'a> {
        match event {
            Event::Start(Tag::Table(align)) => Event::Html(self.open_table(align).into()),
            Event::End(TagEnd::Table) => {
                let has_rows = self.table.take().is_some_and(|table| table.row > 0);
                let end = if has_rows { "</tbody></table></div>\n" } else { "</table></div>\n" };
                let close = if self.has_drawing { "</details>\n" } else { "" };
                Event::Html(format!("{end}{close}").into())
            }
            Event::Start(Tag::TableHead | Tag::TableRow | Tag::TableCell)
            | Event::End(TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell) => {
                let figure = self.figure.as_deref();
                let Some(table) = &mut self.table else { return event };
                match event {
                    Event::Start(Tag::TableRow) => table.row_at = out.len(),
                    Event::Start(Tag::TableHead) => table.head_at = out.len(),
                    Event::Start(Tag::TableCell) if table.in_head => table.heads.push(out.len()),
                    Event::End(TagEnd::TableHead) if figure.is_some() => table.share_heads(out),
                    _ => {}
                }
                Event::Html(table.row_event(&event, figure).into())
            }
            Event::Start(Tag::Strong) => {
                self.mark_total(out);
                event
            }
            Event::InlineHtml(ref markup) if &**markup == "<strong>" => {
                self.mark_total(out);
                event
            }
            event => event,
        }
    }

    fn open_table(&mut self, align: Vec<Alignment>) -> String {
        self.table = Some(Table { align, ..Table::default() });
        let caption = self.caption.as_deref().map(str::trim).unwrap_or_default();
        let label = match caption {
            "" => {
                self.untitled += 1;
                format!("无题表{}", self.untitled)
            }
            caption => escaped(caption),
        };
        let open = match self.has_drawing {
            true => format!("<details><summary>{}</summary>", TERMS.drawn_from),
            false => String::new(),
        };
        format!(
            "{open}<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\"><table>\n"
        )
    }

    /// Our Markdown makes the name of a total bold, and of no other row: the row that opens so is
    /// set off from those that it adds up.
    fn mark_total(&mut self, out: &mut [Event<'_>]) {
        let Some(table) = &self.table else { return };
        let opens_name = table.names_row(self.figure.is_some())
            && !table.in_head
            && matches!(out.last(), Some(Event::Html(open)) if open.starts_with("<th"));
        if let (true, Some(Event::Html(open))) = (opens_name, out.get_mut(table.row_at)) {
            *open = open.replacen("<tr>", "<tr class=\"total\">", 1).into();
        }
    }
}

impl Table {
    /// Our Markdown makes a head that columns share bold, before the own head of each of them: here
    /// it becomes one cell above them.
    fn share_heads<'a>(&self, out: &mut Vec<Event<'a>>) {
        let Some(first) = self.heads.first() else { return };
        let mut cells: Vec<Vec<Event<'a>>> = Vec::new();
        for (at, event) in out.drain(first..).enumerate() {
            if self.heads.contains(&(first + at)) {
                cells.push(Vec::new());
            }
            cells.last_mut().expect("the first event opens a cell").push(event);
        }
        let titles: Vec<Option<String>> = cells.iter().map(|cell| shared_words(cell)).collect();
        if titles.iter().all(Option::is_none) {
            return out.extend(cells.into_iter().flatten());
        }
        let runs = runs(&titles);
        let spans = runs.iter().map(|run| format!("<colgroup span=\"{}\"></colgroup>", run.len()));
        if let Some(Event::Html(open)) = out.get_mut(self.head_at) {
            *open = format!("{}\n{open}", spans.collect::<String>()).into();
        }
        let mut own = Vec::new();
        for run in runs {
            let mut cells = run.clone().map(|at| std::mem::take(&mut cells[at]));
            if titles[run.start].is_none() {
                for mut cell in cells {
                    if let Some(Event::Html(open)) = cell.first_mut() {
                        *open = open.replacen("<th", "<th rowspan=\"2\"", 1).into();
                    }
                    out.append(&mut cell);
                }
                continue;
            }
            for (at, mut cell) in cells.by_ref().enumerate() {
                let end = cell.iter().position(closes_strong).unwrap_or(1);
                let title = cell.drain(1..=end).skip(1);
                if at == 0 {
                    let columns = run.len();
                    out.push(Event::Html(
                        format!("<th class=\"group\" scope=\"colgroup\" colspan=\"{columns}\">")
                            .into(),
                    ));
                    out.extend(title.filter(|event| !closes_strong(event)));
                    out.push(Event::Html("</th>".into()));
                } else {
                    drop(title);
                }
                if let Some(Event::Text(words)) = cell.get_mut(1) {
                    *words = words.trim_start().to_owned().into();
                }
                own.append(&mut cell);
            }
        }
        out.push(Event::Html("</tr><tr>".into()));
        out.append(&mut own);
    }

    fn row_event(&mut self, event: &Event<'_>, figure: Option<&str>) -> String {
        match event {
            Event::Start(Tag::TableHead) => {
                (self.in_head, self.column) = (true, 0);
                "<thead><tr>".to_owned()
            }
            Event::End(TagEnd::TableHead) => {
                self.in_head = false;
                "</tr></thead>\n".to_owned()
            }
            Event::Start(Tag::TableRow) => {
                (self.row, self.column) = (self.row + 1, 0);
                if self.row == 1 { "<tbody><tr>".to_owned() } else { "<tr>".to_owned() }
            }
            Event::End(TagEnd::TableRow) => "</tr>\n".to_owned(),
            Event::Start(Tag::TableCell) => {
                self.column += 1;
                self.open_cell(figure)
            }
            _ => self.close_cell(figure.is_some()),
        }
    }

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

fn opens_strong(event: &Event<'_>) -> bool {
    match event {
        Event::Start(Tag::Strong) => true,
        Event::InlineHtml(markup) => &**markup == "<strong>",
        _ => false,
    }
}

fn closes_strong(event: &Event<'_>) -> bool {
    match event {
        Event::End(TagEnd::Strong) => true,
        Event::InlineHtml(markup) => &**markup == "</strong>",
        _ => false,
    }
}

/// The bold words that a cell begins with, behind its tag.
fn shared_words(cell: &[Event<'_>]) -> Option<String> {
    let inside = cell.get(1..).filter(|inside| inside.first().is_some_and(opens_strong))?;
    let title = inside.iter().take_while(|event| !closes_strong(event));
    Some(
        title
            .filter_map(|event| match event {
                Event::Text(words) => Some(&**words),
                _ => None,
            })
            .collect(),
    )
}

/// Neighbours of the same title, and those without one.
fn runs(titles: &[Option<String>]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, title) in titles.iter().enumerate() {
        match runs.last_mut() {
            Some(run) if titles[run.start] == *title => run.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}
