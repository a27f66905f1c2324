//! What became of inputs since the last build, in lines of an explanation.

use super::cache::Remembered;
use crate::diag::{Text, text};
use crate::tree::Digest;

/// What became of an input since the last build.
#[derive(Clone, Copy)]
pub(super) enum Since {
    Same,
    Changed,
    New,
    Gone,
}

/// The line that says so of an input.
pub(super) fn line(since: Since, name: &Text, what: &str) -> Text {
    let (zh, en) = match since {
        Since::Same => ("没变", "same   "),
        Since::Changed => ("变了", "changed"),
        Since::New => ("新的", "new    "),
        Since::Gone => ("没了", "gone   "),
    };
    let said = |since: &str, name: &str| format!("{since}  {name}  {what}").trim_end().to_owned();
    Text { zh: said(zh, &name.zh), en: said(en, &name.en) }
}

/// Inputs as they are beside what they were; none, where nothing is remembered.
pub(super) fn compared(now: &[Remembered], then: Option<&Vec<Remembered>>) -> Vec<Text> {
    let short = |digest: Digest| digest.to_string()[..12].to_owned();
    let name = |path: &str| text!("{path}", "{path}");
    let mut lines: Vec<Text> = Vec::new();
    for Remembered { path, sha256 } in now {
        let before = then.and_then(|then| then.iter().find(|then| then.path == *path));
        let now = short(*sha256);
        lines.push(match before {
            None => line(Since::New, &name(path), &now),
            Some(before) if before.sha256 == *sha256 => line(Since::Same, &name(path), &now),
            Some(before) => {
                let both = format!("{} → {now}", short(before.sha256));
                line(Since::Changed, &name(path), &both)
            }
        });
    }
    let is_gone = |then: &&Remembered| now.iter().all(|now| now.path != then.path);
    let gone = then.into_iter().flatten().filter(is_gone);
    lines.extend(gone.map(|then| line(Since::Gone, &name(&then.path), &short(then.sha256))));
    lines
}
