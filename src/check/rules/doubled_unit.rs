//! doubled-unit: a value that prints its unit, with the same unit typed behind its mark.

use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::LoadedIssue;
use crate::model::measure_word;
use crate::model::prose::{Inline, words};
use crate::model::table::Number;
use crate::model::unit::Unit;
use crate::model::value::{Definition, FormatKind};
use crate::model::{Brief, FieldPath, Value};

pub(in crate::check) const RULE: Rule = Rule {
    name: "doubled-unit",
    severity: Severity::Warning,
    explanation: (
        "数据引用已印出单位，后面又写了一遍",
        "a value prints its unit, and the same unit is typed behind it",
    ),
    check: Check::Issue(check),
};

fn check(loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    brief.each_prose(&mut |path, prose| {
        prose.each_block(&mut |block| {
            for run in block.runs() {
                look(run, "", &mut |id, at, behind| {
                    let unit = brief.values.get(id).and_then(|value| doubled(brief, value, behind));
                    if let Some(unit) = unit {
                        diagnostics.report(fault(loaded, &path, (id, at), &unit));
                    }
                });
            }
        });
    });
}

/// Calls `visit` with every value that is printed as it is, its place, and the text behind it.
fn look<'a>(content: &'a [Inline], behind: &str, visit: &mut impl FnMut(&'a str, usize, &str)) {
    for (at, inline) in content.iter().enumerate() {
        let next = content.get(at + 1).map(|next| words(std::slice::from_ref(next)));
        let behind = next.as_deref().unwrap_or(behind);
        match inline {
            Inline::Value { id, words, at } if words.is_empty() => visit(id, *at, behind),
            inline => look(inline.children(), behind, visit),
        }
    }
}

/// The unit that a value prints and that the text behind it begins with.
fn doubled(brief: &Brief, value: &Value, behind: &str) -> Option<String> {
    let behind = behind.trim_start().replace('％', "%");
    let printed = match value.format.kind {
        FormatKind::Tenths => "成".to_owned(),
        _ if value.unit.is_empty() && prints_percent(brief, value) => "%".to_owned(),
        _ => value.printed_unit().suffix.replace('％', "%"),
    };
    let base = Unit::of(&printed).base.to_owned();
    let begins = |unit: &String| !unit.is_empty() && behind.starts_with(unit.as_str());
    if measure_word::begins_with_compound(&behind) {
        return None;
    }
    [printed, base].into_iter().find(begins)
}

/// Whether a value is a cell with a % of its own, printed as it is spelt.
fn prints_percent(brief: &Brief, value: &Value) -> bool {
    let Definition::Cell { table, row, column } = &value.definition else { return false };
    let cell = brief.tables.get(table).and_then(|table| Number::parse(&table.rows[*row][*column]));
    let is_plain = value.format.kind == FormatKind::Number && value.format.digits.is_none();
    is_plain && cell.is_some_and(|number| number.percent)
}

fn fault(
    loaded: &LoadedIssue,
    path: &FieldPath,
    (id, at): (&str, usize),
    unit: &str,
) -> Diagnostic {
    let message = text!(
        "“{id}” 印出时已带单位，后面又写了 “{unit}”",
        "“{id}” is printed with its unit, and “{unit}” is typed behind it again"
    );
    let hint = text!("删去后面的 “{unit}”", "delete the “{unit}” behind it");
    Diagnostic::warning("", message).at(loaded.positions.mark(path, at)).hint(hint)
}
