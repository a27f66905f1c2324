//! What rests on what inside an issue: cell → value → sentence → recommendation, and back.

use std::collections::BTreeSet;

use crate::diag::Span;
use crate::load::LoadedIssue;
use crate::model::prose::Inline;
use crate::model::value::{Definition, Operand};
use crate::model::{Brief, FieldPath, Value};

/// A cell by its table, row and column; rows are counted without the header.
pub(super) type Cell<'a> = (&'a str, usize, usize);

/// The values that change with some cells, in the order of their ids.
pub(super) fn values_on<'a>(brief: &'a Brief, cells: &BTreeSet<Cell<'_>>) -> BTreeSet<&'a str> {
    let rests = |value: &Value| match &value.definition {
        Definition::Cell { table, row, column } => cells.contains(&(table, *row, *column)),
        Definition::Calc { uses, .. } => uses.iter().any(|operand| match operand {
            Operand::Column { table, column } => cells.iter().any(|cell| {
                let is_total = brief.tables.get(table).is_some_and(|t| t.total == Some(cell.1));
                cell.0 == table && cell.2 == *column && !is_total
            }),
            Operand::Value(_) => false,
        }),
    };
    let direct = brief.values.iter().filter(|(_, value)| rests(value));
    with_dependents(brief, direct.map(|(id, _)| id.as_str()).collect())
}

/// The charts that are drawn from some cells, in the order of their ids.
pub(super) fn charts_on<'a>(brief: &'a Brief, cells: &BTreeSet<Cell<'_>>) -> Vec<&'a str> {
    let charts = brief.charts.iter().filter(|(_, chart)| {
        let table = brief.tables.get(&chart.table);
        let drawn = table.map(|table| chart.cells(table)).unwrap_or_default();
        drawn.iter().any(|(row, column)| cells.contains(&(chart.table.as_str(), *row, *column)))
    });
    charts.map(|(id, _)| id.as_str()).collect()
}

/// Some values, and those that are worked out from them.
pub(super) fn with_dependents<'a>(
    brief: &'a Brief,
    mut found: BTreeSet<&'a str>,
) -> BTreeSet<&'a str> {
    loop {
        let uses_one = |value: &Value| {
            value.operands().iter().filter_map(Operand::value).any(|id| found.contains(id))
        };
        let more: BTreeSet<&str> = brief
            .values
            .iter()
            .filter(|(id, value)| !found.contains(id.as_str()) && uses_one(value))
            .map(|(id, _)| id.as_str())
            .collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}

/// Some values, and those that they are worked out from.
pub(super) fn with_operands<'a>(brief: &'a Brief, ids: &[&'a str]) -> BTreeSet<&'a str> {
    let mut open = ids.to_vec();
    let mut found = BTreeSet::new();
    while let Some(id) = open.pop() {
        if let Some((id, value)) = brief.values.get_key_value(id)
            && found.insert(id.as_str())
        {
            open.extend(value.operands().iter().filter_map(Operand::value));
        }
    }
    found
}

/// A sentence in which a value stands.
pub(super) struct Sentence {
    pub(super) field: FieldPath,
    pub(super) place: Span,
    /// As the author wrote it.
    pub(super) words: String,
}

/// The sentences in which some values stand, in the order of the printed page.
pub(super) fn sentences(loaded: &LoadedIssue, values: &BTreeSet<&str>) -> Vec<Sentence> {
    let mut sentences: Vec<Sentence> = Vec::new();
    let Some(issue) = &loaded.issue else { return sentences };
    issue.brief.each_prose(&mut |field, prose| {
        let text = loaded.positions.text(&field).unwrap_or_default();
        let mut last_end = None;
        prose.each_inline(&mut |inline| {
            let Inline::Value { id, at, .. } = inline else { return };
            // A sentence is told once, whatever stands in it.
            if !values.contains(id.as_str()) || last_end.is_some_and(|end| *at < end) {
                return;
            }
            let (start, end) = around(text, *at);
            last_end = Some(end);
            sentences.push(Sentence {
                field: field.clone(),
                place: loaded.positions.mark(&field, *at),
                words: text[start..end].split_whitespace().collect::<Vec<_>>().join(" "),
            });
        });
    });
    sentences
}

/// The values that a field names.
pub(super) fn values_in<'a>(brief: &'a Brief, field: &FieldPath) -> Vec<&'a str> {
    let mut values = Vec::new();
    brief.each_prose(&mut |path, prose| {
        if path == *field {
            prose.each_inline(&mut |inline| match inline {
                Inline::Value { id, .. } if !values.contains(&id.as_str()) => {
                    values.push(id.as_str());
                }
                _ => {}
            });
        }
    });
    values
}

/// A recommendation, by the part and place it stands in.
pub(super) struct Answer {
    pub(super) part: usize,
    pub(super) at: usize,
    /// The ids of the findings through which it was reached; none where it was meant itself.
    pub(super) answers: Vec<String>,
}

impl Answer {
    /// Its field.
    pub(super) fn field(&self) -> FieldPath {
        FieldPath::from("recommendations").index(self.part).key("items").index(self.at)
    }
}

/// The recommendations that say something in these fields, or answer a finding that does.
pub(super) fn recommendations(brief: &Brief, fields: &[FieldPath]) -> Vec<Answer> {
    let is_touched = |item: &FieldPath| {
        let prefix = format!("{item}.");
        fields.iter().any(|field| field == item || field.as_str().starts_with(&prefix))
    };
    let mut touched: BTreeSet<&str> = BTreeSet::new();
    for (part, group) in brief.findings.iter().enumerate() {
        for (at, item) in group.items.iter().enumerate() {
            let path = FieldPath::from("findings").index(part).key("items").index(at);
            touched.extend(item.id.as_deref().filter(|_| is_touched(&path)));
        }
    }
    let mut found = Vec::new();
    for (part, group) in brief.recommendations.iter().enumerate() {
        for (at, item) in group.items.iter().enumerate() {
            let answers = item.answers.iter().filter(|id| touched.contains(id.as_str()));
            let answer = Answer { part, at, answers: answers.cloned().collect() };
            if !answer.answers.is_empty() || is_touched(&answer.field()) {
                found.push(answer);
            }
        }
    }
    found
}

/// The sentence around a byte of a text.
fn around(text: &str, at: usize) -> (usize, usize) {
    let is_end = |c: char| matches!(c, '。' | '！' | '？' | '；' | '\n');
    let before = text.get(..at).unwrap_or_default();
    let start = before.char_indices().rev().find(|(_, c)| is_end(*c));
    let start = start.map_or(0, |(at, c)| at + c.len_utf8());
    let behind = text.get(at..).unwrap_or_default();
    let end = behind.char_indices().find(|(_, c)| is_end(*c));
    let end = end
        .map_or(text.len(), |(offset, c)| at + offset + if c == '\n' { 0 } else { c.len_utf8() });
    (start, end.max(start))
}

#[cfg(test)]
mod tests {
    use super::around;

    #[test]
    fn a_sentence_ends_with_its_mark() {
        let text = "前一句。全市有[](=total)。后一句";
        let at = text.find("[](").unwrap();
        let (start, end) = around(text, at);
        assert_eq!(&text[start..end], "全市有[](=total)。");
        assert_eq!(around("短", 0), (0, "短".len()));
        assert_eq!(around("", 9), (0, 0));
    }
}
