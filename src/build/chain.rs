//! The chain that hangs on a place of an issue, in words: cells, values, sentences, recommendations.

use std::collections::BTreeSet;

use super::cells::{Change, changes};
use super::depend::{self, Cell};
use super::explain::{Section, push};
use super::target::{Target, position};
use crate::diag::print::{Format, Printer, byte_at};
use crate::diag::{Language, Span, Text, text};
use crate::load::LoadedIssue;
use crate::model::value::Definition;
use crate::model::{Brief, FieldPath, Issue, Prose, Serial};
use crate::tree::{FileTree, VPath};
use crate::view::{IssueView, plain};

/// An issue whose places are looked at.
pub(super) struct Chain<'a> {
    loaded: &'a LoadedIssue,
    brief: &'a Brief,
    view: IssueView<Prose>,
    files: &'a FileTree,
    /// The data of a table as they were published, by the name of the file.
    published: &'a dyn Fn(&str) -> Option<Vec<u8>>,
}

/// Where a chain begins.
#[derive(Default)]
struct Beginning<'a> {
    cells: BTreeSet<Cell<'a>>,
    values: BTreeSet<&'a str>,
    fields: Vec<FieldPath>,
    /// A chart that is asked for.
    chart: Option<&'a str>,
}

impl<'a> Chain<'a> {
    pub(super) fn new(
        serial: &Serial,
        loaded: &'a LoadedIssue,
        issue: &'a Issue,
        files: &'a FileTree,
        published: &'a dyn Fn(&str) -> Option<Vec<u8>>,
    ) -> Chain<'a> {
        let view = IssueView::new(serial, issue);
        Chain { loaded, brief: &issue.brief, view, files, published }
    }

    /// What is to be said of a target: what it rests on, what changed, and what hangs on it.
    pub(super) fn sections(&self, target: &Target, sections: &mut Vec<Section>) {
        let mut beginning = Beginning::default();
        match target {
            Target::Input(path, Some(place)) => {
                beginning = self.at(path, *place);
                self.rests_on(&beginning, sections);
            }
            Target::Input(path, None) => {
                let tables = self.brief.tables.iter().filter(|(_, table)| table.file == *path);
                let tables: Vec<&str> = tables.map(|(id, _)| id.as_str()).collect();
                let changed = self.changed(&tables, sections);
                beginning.cells = if changed.is_empty() { self.cells_of(&tables) } else { changed };
            }
            Target::Output(address) if self.chart_at(address).is_some() => {
                beginning.chart = self.chart_at(address);
                let tables: Vec<&str> =
                    beginning.chart.map(|id| self.table_of(id)).into_iter().collect();
                self.changed(&tables, sections);
                self.rests_on(&beginning, sections);
            }
            Target::Output(_) | Target::Issue(_) => {
                let tables: Vec<&str> = self.brief.tables.keys().map(String::as_str).collect();
                beginning.cells = self.changed(&tables, sections);
            }
        }
        self.hangs_on(&beginning, sections);
    }

    /// What stands at a line of a file.
    fn at(&self, path: &VPath, place: (usize, Option<usize>)) -> Beginning<'a> {
        let source = self.files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let source = source.unwrap_or_default();
        let start = byte_at(&source, position(place));
        let line_end = source[start..].find('\n').map_or(source.len(), |end| start + end);
        let end = if place.1.is_some() { start } else { line_end };
        let mut found = Beginning::default();
        for (id, table) in self.brief.tables.iter().filter(|(_, table)| table.file == *path) {
            for (row, cells) in table.rows.iter().enumerate() {
                let is_there = |column: &usize| {
                    let span = self.loaded.tables.cell(id, row, *column);
                    span.is_some_and(|span| span.range.start <= end && start <= span.range.end)
                };
                found
                    .cells
                    .extend((0..cells.len()).filter(is_there).map(|at| (id.as_str(), row, at)));
            }
        }
        if path != self.loaded.positions.file() {
            return found;
        }
        let begin = start + source[start..end].len() - source[start..end].trim_start().len();
        let Some(field) = self.loaded.positions.at(begin) else { return found };
        let parts: Vec<&str> = field.as_str().split('.').collect();
        match parts[..] {
            ["values", id, ..] => {
                found.values.extend(self.brief.values.get_key_value(id).map(|(id, _)| id.as_str()))
            }
            ["charts", id, ..] => {
                found.chart = self.brief.charts.get_key_value(id).map(|(id, _)| id.as_str());
            }
            ["tables", id, ..] if found.cells.is_empty() => found.cells = self.cells_of(&[id]),
            _ => found.fields.push(field.clone()),
        }
        found
    }

    /// The chart whose drawing has an address.
    fn chart_at(&self, address: &str) -> Option<&'a str> {
        let (_, file) = address.rsplit_once("/charts/")?;
        let id = file.strip_suffix(".svg")?;
        self.brief.charts.get_key_value(id).map(|(id, _)| id.as_str())
    }

    fn table_of(&self, chart: &'a str) -> &'a str {
        &self.brief.charts[chart].table
    }

    fn cells_of(&self, tables: &[&str]) -> BTreeSet<Cell<'a>> {
        let tables = self.brief.tables.iter().filter(|(id, _)| tables.contains(&id.as_str()));
        let cells = tables.flat_map(|(id, table)| {
            let rows = 0..table.rows.len();
            rows.flat_map(move |row| (0..table.columns.len()).map(move |at| (id.as_str(), row, at)))
        });
        cells.collect()
    }

    /// The cells of tables that are not what was published.
    fn changed(&self, tables: &[&str], sections: &mut Vec<Section>) -> BTreeSet<Cell<'a>> {
        let (mut cells, mut lines) = (BTreeSet::new(), Vec::new());
        for (id, table) in self.brief.tables.iter().filter(|(id, _)| tables.contains(&id.as_str()))
        {
            let Some(published) = (self.published)(&self.view.tables[id].file) else { continue };
            if published == table.bytes[..] {
                continue;
            }
            let Some((changes, gone)) = changes(table, &published) else {
                lines.push(text!(
                    "表 {id} 的行列变了",
                    "rows and columns of the table {id} changed"
                ));
                cells.extend(self.cells_of(&[id]));
                continue;
            };
            for Change { row, column, before } in changes {
                let (words, now) = (table.cell_words(row, column), &table.rows[row][column]);
                let (zh, en) = (words.zh, words.en);
                let place = self.place(self.loaded.tables.cell(id, row, column));
                lines.push(match before {
                    Some(before) => text!(
                        "{zh}：{before} → {now}（{place}）",
                        "{en}: {before} → {now} ({place})"
                    ),
                    None => text!("{zh}：新的，{now}（{place}）", "{en}: new, {now} ({place})"),
                });
                cells.insert((id.as_str(), row, column));
            }
            for row in gone {
                lines.push(text!(
                    "表 {id} 的 “{row}” 一行没有了",
                    "the row “{row}” of the table {id} is gone"
                ));
                // Sums over its columns change.
                cells.extend(self.cells_of(&[id]));
            }
        }
        push(
            sections,
            text!("上次排印以来变了的格子", "cells that changed since the last build"),
            lines,
        );
        cells
    }

    /// What a place rests on: values, and the cells and columns below them; findings.
    fn rests_on(&self, beginning: &Beginning<'a>, sections: &mut Vec<Section>) {
        let mut ids: Vec<&str> = beginning.values.iter().copied().collect();
        for field in &beginning.fields {
            ids.extend(depend::values_in(self.brief, field));
        }
        let mut lines: Vec<Text> = Vec::new();
        for id in depend::with_operands(self.brief, &ids) {
            lines.push(self.value_line(id));
        }
        for field in &beginning.fields {
            let parts: Vec<&str> = field.as_str().split('.').collect();
            if let ["recommendations", part, "items", at, ..] = parts[..]
                && let (Ok(part), Ok(at)) = (part.parse::<usize>(), at.parse::<usize>())
                && let Some(item) =
                    self.brief.recommendations.get(part).and_then(|part| part.items.get(at))
            {
                lines.extend(item.answers.iter().map(|id| self.finding_line(id)));
            }
        }
        lines.extend(beginning.chart.iter().flat_map(|id| self.drawn_lines(id)));
        push(sections, text!("依据", "rests on"), lines);
    }

    /// What hangs on a beginning.
    fn hangs_on(&self, beginning: &Beginning<'a>, sections: &mut Vec<Section>) {
        let mut values = depend::values_on(self.brief, &beginning.cells);
        values.extend(depend::with_dependents(self.brief, beginning.values.clone()));
        let lines = values.iter().map(|id| self.value_line(id)).collect();
        push(sections, text!("随之而变的数据", "values that follow"), lines);
        let charts = depend::charts_on(self.brief, &beginning.cells);
        let lines = charts.iter().map(|id| self.chart_line(id)).collect();
        push(sections, text!("随之而变的统计图", "charts that follow"), lines);
        let sentences = depend::sentences(self.loaded, &values);
        let lines = sentences.iter().map(|sentence| {
            let (words, place) = (&sentence.words, self.place(Some(sentence.place.clone())));
            text!("{place}  {words}", "{place}  {words}")
        });
        push(sections, text!("写着这些数据的句子", "sentences with these values"), lines.collect());
        let mut fields = beginning.fields.clone();
        fields.extend(sentences.into_iter().map(|sentence| sentence.field));
        let recommendations = depend::recommendations(self.brief, &fields);
        let lines = recommendations.iter().map(|answer| self.answer_line(answer)).collect();
        push(sections, text!("有关的建议", "recommendations that rest on them"), lines);
    }

    fn value_line(&self, id: &str) -> Text {
        let printed = self.view.values.get(id).map(|value| value.text.as_str()).unwrap_or_default();
        let place = self.place(Some(self.loaded.positions.key(&FieldPath::from("values").key(id))));
        let from = self.brief.values.get(id).map(|value| match &value.definition {
            Definition::Cell { table, row, column } => {
                let shown =
                    self.brief.tables.get(table).map(|table| table.cell_words(*row, *column));
                let Text { zh, en } = shown.unwrap_or(text!("", ""));
                text!("{table}：{zh}", "{table}: {en}")
            }
            Definition::Calc { formula, .. } => text!("{formula}", "{formula}"),
        });
        let Text { zh, en } = from.unwrap_or(text!("", ""));
        text!("{id} = {printed}（{zh}）  {place}", "{id} = {printed} ({en})  {place}")
    }

    fn chart_line(&self, id: &str) -> Text {
        let chart = &self.view.charts[id];
        let place = self.place(Some(self.loaded.positions.key(&FieldPath::from("charts").key(id))));
        let words = format!("{}　{}", chart.label, chart.words);
        let words = words.trim();
        text!("{id}：{words}  {place}", "{id}: {words}  {place}")
    }

    /// The table that a chart is drawn from, and its cells.
    fn drawn_lines(&self, id: &str) -> Vec<Text> {
        let chart = &self.brief.charts[id];
        let (name, table) = (&chart.table, &self.brief.tables[&chart.table]);
        let place =
            self.place(Some(self.loaded.positions.key(&FieldPath::from("tables").key(name))));
        let mut lines = vec![text!("表 {name}  {place}", "table {name}  {place}")];
        for (row, column) in chart.cells(table).into_iter().filter(|(_, column)| *column != chart.x)
        {
            let (Text { zh, en }, cell) = (table.cell_words(row, column), &table.rows[row][column]);
            let place = self.place(self.loaded.tables.cell(name, row, column));
            lines.push(text!("{zh}：{cell}  {place}", "{en}: {cell}  {place}"));
        }
        lines
    }

    fn finding_line(&self, id: &str) -> Text {
        for (part, group) in self.brief.findings.iter().enumerate() {
            for (at, item) in group.items.iter().enumerate() {
                if item.id.as_deref() == Some(id) {
                    let title = plain(&item.title, &self.view.values, &self.view.labels);
                    let field = FieldPath::from("findings").index(part).key("items").index(at);
                    let place = self.place(Some(self.loaded.positions.value(&field.key("title"))));
                    return text!("发现 {id}：{title}  {place}", "finding {id}: {title}  {place}");
                }
            }
        }
        text!("发现 {id}：没有", "finding {id}: not there")
    }

    fn answer_line(&self, answer: &depend::Answer) -> Text {
        let item = &self.brief.recommendations[answer.part].items[answer.at];
        let title = plain(&item.title, &self.view.values, &self.view.labels);
        let place = self.place(Some(self.loaded.positions.value(&answer.field().key("title"))));
        match answer.answers.is_empty() {
            true => text!("{title}  {place}", "{title}  {place}"),
            false => {
                let (zh, en) = (answer.answers.join("、"), answer.answers.join(", "));
                text!("{title}（回应 {zh}）  {place}", "{title} (answers {en})  {place}")
            }
        }
    }

    /// A place as people write it.
    fn place(&self, span: Option<Span>) -> String {
        let Some(span) = span else { return String::new() };
        if let Some(cell) = &span.cell {
            return format!("{}:{cell}", span.file);
        }
        let printer = Printer {
            files: self.files,
            format: Format::Short,
            language: Language::Zh,
            color: false,
        };
        let at = printer.position(&span.file, span.range.start);
        format!("{}:{}:{}", span.file, at.line, at.column)
    }
}
