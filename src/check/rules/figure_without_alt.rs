//! figure-without-alt: a figure that says nothing to those who cannot see it.

use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::LoadedIssue;
use crate::model::Brief;
use crate::model::prose::Block;

pub(in crate::check) const RULE: Rule = Rule {
    name: "figure-without-alt",
    severity: Severity::Error,
    explanation: (
        "图没有替代文字：看不见图的人不知道图说了什么",
        "a figure has no alternative text for those who cannot see it",
    ),
    check: Check::Issue(check),
};

fn check(loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    brief.each_prose(&mut |path, prose| {
        prose.each_block(&mut |block| {
            let Block::Figure { id, alt, at } = block else { return };
            let Some(figure) = brief.figures.get(id) else { return };
            if alt.trim().is_empty() && figure.alt.is_empty() {
                let message =
                    text!("图 “{id}” 没有替代文字", "the figure “{id}” has no alternative text");
                let hint = text!(
                    "用一句话写出图说明了什么：“![……](figure:{id})”，或写 alt:",
                    "say in a sentence what it shows: “![…](figure:{id})”, or write alt:"
                );
                let place = loaded.positions.mark(&path, *at);
                diagnostics.report(Diagnostic::error("", message).at(place).hint(hint));
            }
        });
    });
}
