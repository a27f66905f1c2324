//! unresolved-reference: a mark in the prose names what does not exist.

use std::collections::BTreeSet;

use super::references::{Mention, Named, mentions};
use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, Text, text};
use crate::load::{Library, LoadedIssue, is_citable, is_id};
use crate::model::Brief;

pub(in crate::check) const RULE: Rule = Rule {
    name: "unresolved-reference",
    severity: Severity::Error,
    explanation: (
        "正文引用了不存在的数据、文献、表、图、统计图、发现或建议",
        "the prose names a value, source, table, figure, chart, finding or recommendation that does not exist",
    ),
    check: Check::Beside(check),
};

fn check(library: &Library, loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    let mentions = mentions(brief);
    let placed: BTreeSet<&str> =
        mentions.iter().filter(|m| is_placing(m.named)).map(|m| m.id).collect();
    let items: BTreeSet<&str> = brief
        .findings
        .iter()
        .chain(&brief.recommendations)
        .flat_map(|part| &part.items)
        .filter_map(|item| item.id.as_deref())
        .collect();
    // What is declared and refused has told its own fault, and can still be what was meant.
    let values: BTreeSet<&str> = loaded.positions.children(&"values".into()).into_iter().collect();
    let tables: BTreeSet<&str> = loaded.positions.children(&"tables".into()).into_iter().collect();
    let figures: BTreeSet<&str> =
        loaded.positions.children(&"figures".into()).into_iter().collect();
    let charts: BTreeSet<&str> = loaded.positions.children(&"charts".into()).into_iter().collect();
    let sources = sources(library, loaded, brief);
    let targets: BTreeSet<&str> =
        tables.iter().chain(&figures).chain(&charts).chain(&items).copied().collect();
    let mut seen = BTreeSet::new();
    for mention in &mentions {
        let (known, what) = match mention.named {
            Named::Value => (&values, text!("数据引用", "value")),
            Named::Source => match &sources {
                Some(sources) => (sources, text!("文献", "source")),
                None => continue,
            },
            Named::Table => (&tables, text!("表", "table")),
            Named::Chart => (&charts, text!("统计图", "chart")),
            Named::Figure => (&figures, text!("图", "figure")),
            Named::Target => {
                (&targets, text!("表、图、发现或建议", "table, figure, finding or recommendation"))
            }
        };
        if !known.contains(mention.id) {
            diagnostics.report(unresolved(loaded, mention, known, &what));
        } else if mention.named == Named::Target
            && !items.contains(mention.id)
            && !placed.contains(mention.id)
        {
            let kind = match mention.id {
                id if tables.contains(id) => Named::Table,
                id if charts.contains(id) => Named::Chart,
                _ => Named::Figure,
            };
            if !is_misplaced(loaded) {
                diagnostics.report(not_placed(loaded, mention, kind));
            }
        } else if is_placing(mention.named) && !seen.insert((kind_words(mention.named), mention.id))
        {
            diagnostics.report(placed_twice(loaded, mention));
        }
    }
}

/// The sources that an issue may cite, refused ones too; none where the shared ones cannot be read.
fn sources<'a>(
    library: &'a Library,
    loaded: &'a LoadedIssue,
    brief: &'a Brief,
) -> Option<BTreeSet<&'a str>> {
    let own = loaded.positions.children(&"sources".into()).into_iter();
    let own = own.chain(brief.sources.keys().map(String::as_str));
    let shared = library.shared_sources.as_ref()?.keys().map(String::as_str);
    Some(own.chain(shared).collect())
}

fn is_placing(named: Named) -> bool {
    matches!(named, Named::Table | Named::Chart | Named::Figure)
}

/// The word for what a mark places, and the one in the mark.
fn kind_words(named: Named) -> (&'static str, &'static str) {
    match named {
        Named::Chart => ("统计图", "chart"),
        Named::Figure => ("图", "figure"),
        _ => ("表", "table"),
    }
}

/// Whether a mark that places something stands where it cannot: that has told its own fault.
fn is_misplaced(loaded: &LoadedIssue) -> bool {
    loaded.diagnostics.iter().any(|fault| fault.code == "table-inside-text")
}

fn not_placed(loaded: &LoadedIssue, mention: &Mention<'_>, kind: Named) -> Diagnostic {
    let (id, (zh, en)) = (mention.id, kind_words(kind));
    let message = text!(
        "{zh} “{id}” 没有放在文中，没有编号可以引用",
        "the {en} “{id}” stands nowhere in the text, so it has no number to refer to"
    );
    let hint = text!(
        "在文中另起一段写 “![]({en}:{id})”",
        "write “![]({en}:{id})” in a paragraph of its own"
    );
    let place = loaded.positions.mark(&mention.path, mention.at);
    Diagnostic::error("", message).at(place).hint(hint)
}

fn placed_twice(loaded: &LoadedIssue, mention: &Mention<'_>) -> Diagnostic {
    let (id, (zh, en)) = (mention.id, kind_words(mention.named));
    let message = text!("{zh} “{id}” 放了两次", "the {en} “{id}” is placed twice");
    let hint = text!("第二处写成引用 “[](#{id})”", "refer to it in the second place: “[](#{id})”");
    let place = loaded.positions.mark(&mention.path, mention.at);
    Diagnostic::error("", message).at(place).hint(hint)
}

fn unresolved(
    loaded: &LoadedIssue,
    mention: &Mention<'_>,
    known: &BTreeSet<&str>,
    what: &Text,
) -> Diagnostic {
    let (id, zh, en) = (mention.id, &what.zh, &what.en);
    let message = text!("没有{zh} “{id}”", "there is no {en} “{id}”");
    let diagnostic =
        Diagnostic::error("", message).at(loaded.positions.mark(&mention.path, mention.at));
    // A name that was refused is no way out.
    let is_sound = if mention.named == Named::Source { is_citable } else { is_id };
    let sound: Vec<&str> = known.iter().copied().filter(|name| is_sound(name)).collect();
    let diagnostic = match sound.is_empty() {
        true => diagnostic.hint(text!("本期没有{zh}", "this issue has no {en}")),
        false => diagnostic.suggest(id, sound),
    };
    match mention.named {
        Named::Value => diagnostic.hint(text!(
            "或者在 values: 下加一行：“{id}: {{ table: 表名, row: 行名, column: 列名 }}”",
            "or add a line under values: “{id}: {{ table: …, row: …, column: … }}”"
        )),
        _ => diagnostic,
    }
}
