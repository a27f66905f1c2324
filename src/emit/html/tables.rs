//! Tables of a page: scopes and ids of their cells, boxes that scroll, the row of the total.

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use super::{Adder, escaped};
use crate::view::TERMS;

/// A table in the making.
#[derive(Default)]
pub(super) struct Table {
    align: Vec<Alignment>,
    in_head: bool,
    row: usize,
    /// Where the row opens among the events.
    row_at: usize,
    column: usize,
}

impl Adder<'_> {
    /// Writes what belongs to a table; other events pass.
    pub(super) fn table_event<'a>(&mut self, event: Event<'a>, out: &mut [Event<'a>]) -> Event<'a> {
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
                if matches!(event, Event::Start(Tag::TableRow)) {
                    table.row_at = out.len();
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
