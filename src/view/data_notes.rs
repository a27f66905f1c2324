//! 数据说明: where the values come from whose cells do not stand on the page.

use std::collections::BTreeMap;

use super::LinkView;
use super::figure::percent_encoded;
use super::labels::Label;
use super::plain::plain;
use super::table::{TableView, ValueView};
use crate::model::value::{Definition, Operand, name_length};
use crate::model::{Brief, Prose, Value};

/// How a value comes about: a row of the table of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataNoteView {
    /// The value's id.
    pub name: String,
    /// The formula in words; empty for a cell.
    pub formula: String,
    /// What it gives, as it is printed.
    pub result: String,
    /// What it rests on: other values, cells and columns.
    pub operands: Vec<OperandView>,
    /// The data files, by their addresses on the page.
    pub files: Vec<LinkView>,
}

/// What a value rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OperandView {
    /// What it is: a table with its row and column, or the id of a value with a note of its own.
    pub name: String,
    /// Whether that is an id.
    pub is_id: bool,
    /// What it says, as it is printed; empty for a column.
    pub text: String,
    /// Its address on the page; empty where it has none.
    pub anchor: String,
}

/// The name of the table of values, whose cells have addresses as those of other tables have.
pub const DATA_NOTES: &str = "yb-values";

/// The values that the text uses and whose cell does not stand on the page, in the order of their
/// notes; `placed` are the tables that stand in the text.
pub(super) fn noted<'a>(brief: &'a Brief, placed: &[&str]) -> Vec<&'a str> {
    let used = brief.used_values();
    let is_on_page = |value: &Value| match &value.definition {
        Definition::Cell { table, .. } => placed.contains(&table.as_str()),
        Definition::Calc { .. } => false,
    };
    let values = brief.values.iter();
    let noted = values.filter(|(id, value)| used.contains(id.as_str()) && !is_on_page(value));
    noted.map(|(id, _)| id.as_str()).collect()
}

/// The notes of these values.
pub(super) fn data_notes(
    brief: &Brief,
    noted: &[&str],
    values: &BTreeMap<String, ValueView>,
    tables: &BTreeMap<String, TableView<Prose>>,
    labels: &BTreeMap<String, Label>,
) -> Vec<DataNoteView> {
    let origins = Origins { brief, values, tables, labels };
    noted.iter().filter_map(|id| origins.note(id)).collect()
}

/// What values come from, in words that a reader of the page understands.
struct Origins<'a> {
    brief: &'a Brief,
    values: &'a BTreeMap<String, ValueView>,
    tables: &'a BTreeMap<String, TableView<Prose>>,
    labels: &'a BTreeMap<String, Label>,
}

impl Origins<'_> {
    fn note(&self, id: &str) -> Option<DataNoteView> {
        let (value, shown) = (self.brief.values.get(id)?, self.values.get(id)?);
        let (formula, operands) = match &value.definition {
            Definition::Cell { table, row, column } => {
                let name = self.cell_of_table(table, *row, *column)?;
                let operand = OperandView { name, ..OperandView::default() };
                (String::new(), vec![operand])
            }
            Definition::Calc { formula, uses } => {
                let operands = uses.iter().filter_map(|operand| self.operand(operand)).collect();
                (in_words(formula, &|name| self.words(name, true)), operands)
            }
        };
        let mut files = Vec::new();
        for table in value.tables().filter_map(|table| self.tables.get(table)) {
            let anchor = format!("tables/{}", percent_encoded(&table.file));
            let link = LinkView { anchor, words: table.file.clone() };
            if !files.contains(&link) {
                files.push(link);
            }
        }
        let result = shown.text.clone();
        Some(DataNoteView { name: id.to_owned(), formula, result, operands, files })
    }

    fn operand(&self, operand: &Operand) -> Option<OperandView> {
        match operand {
            Operand::Value(id) => {
                let shown = self.values.get(id)?;
                let (text, anchor) = (shown.text.clone(), shown.anchor.clone());
                let (name, is_id) = match &self.brief.values.get(id)?.definition {
                    Definition::Cell { table, row, column } => {
                        (self.cell_of_table(table, *row, *column)?, false)
                    }
                    Definition::Calc { .. } => (id.clone(), true),
                };
                Some(OperandView { name, is_id, text, anchor })
            }
            Operand::Column { table, column } => {
                let name = &self.brief.tables.get(table)?.columns.get(*column)?.name;
                let is_placed = self.tables.get(table).is_some_and(|table| !table.label.is_empty());
                Some(OperandView {
                    name: format!("{} {name}", self.table_name(table)),
                    anchor: if is_placed { table.clone() } else { String::new() },
                    ..OperandView::default()
                })
            }
        }
    }

    /// What a value is, for a formula: its cell, or the formula that it is worked out by, if that is
    /// short and stands one level deep; others keep their id, and have a note of their own.
    fn words(&self, id: &str, is_outermost: bool) -> Option<String> {
        match &self.brief.values.get(id)?.definition {
            Definition::Cell { table, row, column } => self.cell(table, *row, *column),
            Definition::Calc { formula, .. } if is_outermost => {
                let words = in_words(formula, &|name| self.words(name, false));
                (words.chars().count() <= LONGEST_INSIDE).then(|| format!("({words})"))
            }
            Definition::Calc { .. } => None,
        }
    }

    /// 全市·备案.
    fn cell(&self, table: &str, row: usize, column: usize) -> Option<String> {
        let table = self.brief.tables.get(table)?;
        let row = table.rows.get(row)?.get(table.key)?;
        Some(format!("{row}·{}", table.columns.get(column)?.name))
    }

    /// 表1 全市·备案.
    fn cell_of_table(&self, table: &str, row: usize, column: usize) -> Option<String> {
        Some(format!("{} {}", self.table_name(table), self.cell(table, row, column)?))
    }

    /// 表1, or the title of a table that does not stand in the text.
    fn table_name(&self, id: &str) -> String {
        let Some(table) = self.tables.get(id) else { return id.to_owned() };
        match table.label.is_empty() {
            true => plain(&table.title, self.values, self.labels),
            false => table.label.clone(),
        }
    }
}

/// The longest formula that stands inside another, in characters.
const LONGEST_INSIDE: usize = 60;

/// What the functions are called.
const FUNCTIONS: [(&str, &str); 5] =
    [("sum", "合计"), ("min", "最小值"), ("max", "最大值"), ("mean", "平均值"), ("count", "个数")];

/// A formula with signs as printed, and `word` for each value that it knows a word for.
fn in_words(formula: &str, word: &dyn Fn(&str) -> Option<String>) -> String {
    let mut words = String::new();
    let mut rest = formula;
    while let Some(first) = rest.chars().next() {
        let (name, behind) = name(rest);
        if name.is_empty() {
            words.push(match first {
                '*' => '×',
                '/' => '÷',
                '-' => '−',
                mark => mark,
            });
            rest = behind;
            continue;
        }
        rest = behind;
        if let (false, Some(of_table)) = (is_digits(name), behind.strip_prefix('.')) {
            let (column, behind) = self::name(of_table);
            words.push_str(column);
            rest = behind;
        } else if let Some((_, function)) = FUNCTIONS.iter().find(|(known, _)| *known == name)
            && behind.trim_start().starts_with('(')
        {
            words.push_str(function);
        } else {
            words.push_str(&word(name).unwrap_or_else(|| name.to_owned()));
        }
    }
    words
}

fn is_digits(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_digit())
}

/// The name that a formula goes on with, and what stands behind it; behind a mark, if there is none.
fn name(rest: &str) -> (&str, &str) {
    let mark = rest.chars().next().map_or(0, char::len_utf8);
    if let Some(quoted) = rest.strip_prefix(['"', '“'])
        && let Some((name, behind)) = quoted.split_once(['"', '”'])
    {
        return (name, behind);
    }
    let length = name_length(rest);
    if length == 0 { ("", &rest[mark..]) } else { rest.split_at(length) }
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn a_formula_is_read_in_words() {
        let word = |name: &str| (name == "jia-funds").then(|| "甲区·资金".to_owned());
        for (formula, words) in [
            ("jia-funds / 0.5", "甲区·资金 ÷ 0.5"),
            ("(jia-funds - other) * 2", "(甲区·资金 − other) × 2"),
            ("-sum(funds.资金) + max(t.\"R&D 经费\")", "−合计(资金) + 最大值(R&D 经费)"),
            ("sum", "sum"),
            ("\"", "\""),
        ] {
            assert_eq!(in_words(formula, &word), words);
        }
    }
}
