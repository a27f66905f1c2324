//! What the rules on claims share: each claim with the value that it speaks of.

use crate::diag::{Diagnostic, Span, Text, text};
use crate::load::LoadedIssue;
use crate::model::claim::{Claim, NotUnderstood, read};
use crate::model::prose::{self, Inline};
use crate::model::value::{Definition, Operand, Rational, decimal};
use crate::model::{Brief, FieldPath, Value};

/// Words of the prose that must hold for a value.
pub(super) struct Claimed<'a> {
    pub(super) words: String,
    pub(super) claim: Result<Claim, NotUnderstood>,
    pub(super) id: &'a str,
    pub(super) value: &'a Value,
    path: FieldPath,
    /// Where in the field's text.
    at: usize,
}

/// All claims of an issue whose value is known, in the order of the printed page.
pub(super) fn claimed(brief: &Brief) -> Vec<Claimed<'_>> {
    let mut claims = Vec::new();
    brief.each_prose(&mut |path, prose| {
        prose.each_inline(&mut |inline| {
            if let Inline::Value { id, words, at } = inline
                && !words.is_empty()
                && let Some(value) = brief.values.get(id)
            {
                let words = prose::words(words);
                let claim = read(&words);
                claims.push(Claimed { words, claim, id, value, path: path.clone(), at: *at });
            }
        });
    });
    claims
}

impl Claimed<'_> {
    /// A fault of the claim, at its words, with the places that its value comes from.
    pub(super) fn fault(&self, loaded: &LoadedIssue, brief: &Brief, message: Text) -> Diagnostic {
        let words = loaded.positions.mark(&self.path, self.at);
        let own = origin(loaded, self.id, self.value);
        let operands = self.value.operands().iter().filter_map(|operand| match operand {
            Operand::Value(id) => origin(loaded, id, brief.values.get(id)?),
            Operand::Column { table, column } => {
                let place = loaded.tables.heading(table, *column)?;
                Some((place, text!("这一列的数", "the numbers of this column")))
            }
        });
        let fault = Diagnostic::error("", message).at(words);
        own.into_iter().chain(operands).fold(fault, |fault, (place, text)| fault.see(place, text))
    }
}

/// Where a value comes from: its cell, or its formula.
fn origin(loaded: &LoadedIssue, id: &str, value: &Value) -> Option<(Span, Text)> {
    let number = shown(&value.quantity);
    match &value.definition {
        Definition::Cell { table, row, column } => Some((
            loaded.tables.cell(table, *row, *column)?,
            text!("“{id}” 取自这一格：{number}", "“{id}” is this cell: {number}"),
        )),
        Definition::Calc { .. } => Some((
            loaded.positions.value(&FieldPath::from("values").key(id).key("calc")),
            text!("“{id}” 这样算出：{number}", "“{id}” is worked out here: {number}"),
        )),
    }
}

/// A number as messages show it: exact where it is short.
fn shown(number: &Rational) -> String {
    let text = decimal(number, 6);
    let is_exact = decimal(number, 12) == text;
    if is_exact { text } else { format!("{text}…") }
}
