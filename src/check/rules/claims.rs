//! What the rules on claims share: each claim with the value that it speaks of.

use crate::diag::{Diagnostic, Text, text};
use crate::load::LoadedIssue;
use crate::model::claim::{Claim, NotUnderstood, read};
use crate::model::prose::Inline;
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
                let words = plain(words);
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
        let place = loaded.positions.mark(&self.path, self.at);
        let mut diagnostic = Diagnostic::error("", message).at(place);
        let values = FieldPath::from("values");
        let mut ids = vec![self.id];
        ids.extend(self.value.operands().iter().filter_map(Operand::value));
        for id in ids {
            let Some(value) = brief.values.get(id) else { continue };
            let number = shown(&value.quantity);
            let (place, words) = match &value.definition {
                Definition::Cell { table, row, column } => {
                    let place = loaded.tables.cell(table, *row, *column);
                    (place, text!("“{id}” 取自这一格：{number}", "“{id}” is this cell: {number}"))
                }
                Definition::Calc { .. } => {
                    let place = loaded.positions.value(&values.key(id).key("calc"));
                    (
                        Some(place),
                        text!("“{id}” 这样算出：{number}", "“{id}” is worked out here: {number}"),
                    )
                }
            };
            if let Some(place) = place {
                diagnostic = diagnostic.see(place, words);
            }
        }
        diagnostic
    }
}

/// A number as messages show it: exact where it is short.
fn shown(number: &Rational) -> String {
    let text = decimal(number, 6);
    let is_exact = decimal(number, 12) == text;
    if is_exact { text } else { format!("{text}…") }
}

fn plain(content: &[Inline]) -> String {
    let mut text = String::new();
    for inline in content {
        match inline {
            Inline::Text(words) | Inline::Code(words) => text.push_str(words),
            marked => text.push_str(&plain(marked.children())),
        }
    }
    text
}
