//! placeholder-left: a finished issue still says what the skeleton of a new one says.

use crate::check::{Check, PLACEHOLDER, Rule, UNFINISHED};
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::{Library, LoadedIssue, Positions};
use crate::model::issue::Status;
use crate::model::prose::Inline;
use crate::model::{Brief, FieldPath, Prose};

pub(in crate::check) const RULE: Rule = Rule {
    name: UNFINISHED,
    severity: Severity::Warning,
    explanation: (
        "定稿的一期、点名要检查的草稿或刊物的设置里还有样例文字“在这里写……”",
        "a finished issue, a draft that is asked for, or the serial still holds text of the skeleton, “在这里写…”",
    ),
    check: Check::BesideAndLibrary(issue, serial),
};

fn issue(_: &Library, loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    if matches!(loaded.status, Some(Status::Final | Status::Draft)) {
        let is_draft = loaded.status == Some(Status::Draft);
        report(left(brief), is_draft, &loaded.positions, diagnostics);
    }
}

fn serial(library: &Library, diagnostics: &mut Diagnostics) {
    // A serial that has published nothing yet is allowed to be unfinished too.
    if library.issues.iter().any(|loaded| loaded.status == Some(Status::Final)) {
        let serial = &library.serial;
        let fields = [("name", &serial.name), ("issuer", &serial.issuer)];
        let left = fields.into_iter().filter(|(_, text)| text.contains(PLACEHOLDER));
        let left = left.map(|(key, text)| (FieldPath::from(key), text.clone())).collect();
        report(left, false, &library.serial_positions, diagnostics);
    }
}

/// One fault for all that is left: a skeleton that nobody has touched has no other news.
fn report(
    left: Vec<(FieldPath, String)>,
    is_draft: bool,
    positions: &Positions,
    diagnostics: &mut Diagnostics,
) {
    let count = left.len();
    let Some((path, text)) = left.into_iter().next() else { return };
    let sample = text.find(PLACEHOLDER).map_or("", |at| &text[at..]);
    let first: String = sample.chars().take_while(|c| !"。：".contains(*c)).take(20).collect();
    let message = text!(
        "还有 {count} 处样例文字没有改，第一处是 “{first}”",
        "sample text is left in {count} places, the first of which is “{first}”"
    );
    let hint = match is_draft {
        true => text!("换成自己的内容，用不着的删去", "put your own in its place, or delete it"),
        false => text!(
            "换成自己的内容，用不着的删去；没有写完的一期写 status: draft",
            "put your own in its place, or delete it; an unfinished issue has status: draft"
        ),
    };
    let written = positions.text(&path).and_then(|written| written.find(PLACEHOLDER));
    let place = match written {
        Some(at) => positions.inside(&path, at..at + PLACEHOLDER.len()),
        None => positions.value(&path),
    };
    diagnostics.report(Diagnostic::warning("", message).at(place).hint(hint));
}

/// The fields that hold sample text, with what they say, in the order of the page.
fn left(brief: &Brief) -> Vec<(FieldPath, String)> {
    let mut all: Vec<(FieldPath, String)> = Vec::new();
    brief.each_prose(&mut |path, prose| all.push((path, words(prose))));
    for (at, author) in brief.authors.iter().enumerate() {
        let path = FieldPath::from("authors").index(at);
        for (key, text) in
            [("name", &author.name), ("affiliation", &author.affiliation), ("post", &author.post)]
        {
            all.push((path.key(key), text.clone()));
        }
    }
    for (key, list) in [("keywords", &brief.keywords), ("topics", &brief.topics)] {
        let words = list.iter().enumerate();
        all.extend(words.map(|(at, word)| (FieldPath::from(key).index(at), word.clone())));
    }
    all.retain(|(_, text)| text.contains(PLACEHOLDER));
    all
}

fn words(prose: &Prose) -> String {
    let mut words = String::new();
    prose.each_inline(&mut |inline| {
        if let Inline::Text(text) = inline {
            words.push_str(text);
        }
    });
    words
}
