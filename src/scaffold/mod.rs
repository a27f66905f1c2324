//! Files that an author begins with: a new workspace, a new issue.
//!
//! Filled in from the templates under `templates/workspace/`. What is there already, and what the
//! disk says, is not looked at here.

mod made_up;

pub use made_up::{made_up, made_up_serial};

use crate::builtin;
use crate::model::{Date, IssueId, Number};
use crate::tree::{FileTree, VPath};
use crate::view::issue_lines;

/// What is known of an issue before it is written.
#[derive(Debug, Clone)]
pub struct Beginning<'a> {
    /// Year and number.
    pub id: IssueId,
    /// 总期; none for a supplement.
    pub cumulative: Option<u32>,
    /// The day of issue.
    pub date: Date,
    /// `draft` or `final`.
    pub status: &'static str,
    /// The title, in plain text.
    pub title: &'a str,
}

/// The title of an issue that has none yet.
pub const SAMPLE_TITLE: &str = "在这里写标题";

/// The folder of an issue: a commented `issue.yaml`, and the data of its table.
pub fn issue(beginning: &Beginning<'_>) -> FileTree {
    let Beginning { id, cumulative, date, status, title } = beginning;
    let (line, _) = issue_lines(*id, *cumulative);
    let cumulative = cumulative.map_or_else(
        || "# cumulative: 增刊不计总期".to_owned(),
        |cumulative| format!("cumulative: {cumulative}"),
    );
    let yaml = filled(
        "issue.yaml",
        &[
            ("line", &line),
            ("id", &id.to_string()),
            ("number", &id.number.to_string()),
            ("cumulative", &cumulative),
            ("date", &date.to_string()),
            ("status", status),
            ("title", &quoted(title)),
        ],
    );
    let folder = format!("content/{}/{}", id.year, id.number);
    tree([
        (format!("{folder}/issue.yaml"), yaml),
        (format!("{folder}/tables/regions.csv"), filled("tables/regions.csv", &[])),
    ])
}

/// A workspace with its first issue, which appears on a day. The schemas that its editor settings
/// name are not among the files.
pub fn workspace(date: Date) -> FileTree {
    let first = Beginning {
        id: IssueId { year: date.year(), number: Number::Regular(1) },
        cumulative: Some(1),
        date,
        status: "final",
        title: SAMPLE_TITLE,
    };
    let serial = serial(date.year(), "在这里写刊名", "在这里写发行单位");
    serial.into_iter().chain(issue(&first)).collect()
}

/// The serial, and what stands around the content: what git leaves out, what an editor is told.
fn serial(year: u16, name: &str, issuer: &str) -> FileTree {
    let year = year.to_string();
    let values = [("year", year.as_str()), ("name", name), ("issuer", issuer)];
    tree([
        ("content/serial.yaml".to_owned(), filled("serial.yaml", &values)),
        (".gitignore".to_owned(), "/dist\n/dist-internal\n/.yaobao\n/.dist*.yaobao-*\n".to_owned()),
        (".vscode/settings.json".to_owned(), filled("settings.json", &[])),
        (".vscode/extensions.json".to_owned(), filled("extensions.json", &[])),
    ])
}

/// A template of the workspace with its `{{ name }}` filled in.
fn filled(name: &str, values: &[(&str, &str)]) -> String {
    let bytes = builtin::get(&format!("workspace/{name}")).expect("the template is compiled in");
    let template = std::str::from_utf8(bytes).expect("the template is text");
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    // One pass: what was filled in is never taken for a place to fill.
    while let Some((before, (key, behind))) =
        rest.split_once("{{ ").and_then(|(before, inner)| Some((before, inner.split_once(" }}")?)))
    {
        let value = values.iter().find(|(name, _)| *name == key).map_or("", |(_, value)| value);
        text.push_str(before);
        text.push_str(value);
        rest = behind;
    }
    text + rest
}

/// Text as a scalar of YAML, whatever is in it.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_alphabetic() || "，、。；！？“”‘’《》（）—…·".contains(c);
    match !text.is_empty() && text.chars().all(is_plain) && !text.is_ascii() {
        true => text.to_owned(),
        // YAML reads the strings of JSON.
        false => serde_json::Value::from(text).to_string(),
    }
}

fn tree<const N: usize>(files: [(String, String); N]) -> FileTree {
    let path = |path: &str| VPath::parse(path).expect("our own names are paths");
    files.into_iter().map(|(name, text)| (path(&name), text.into_bytes().into())).collect()
}

#[cfg(test)]
mod tests {
    use super::{SAMPLE_TITLE, filled, quoted};
    use crate::check::PLACEHOLDER;

    #[test]
    fn every_place_of_a_template_is_filled() {
        assert!(!filled("issue.yaml", &[("title", "{{ date }}")]).contains("{{ number"));
        assert!(filled("issue.yaml", &[("title", "{{ date }}")]).contains("title: {{ date }}"));
    }

    #[test]
    fn sample_text_can_be_told_from_an_authors() {
        let skeleton = filled("issue.yaml", &[("title", SAMPLE_TITLE)]);
        let fields = ["title: ", "name: ", "affiliation: ", "source: ", "keywords: [", "topics: ["];
        for field in fields {
            let sample = format!("{field}{PLACEHOLDER}");
            assert!(skeleton.contains(&sample), "the skeleton has no {sample}");
        }
    }

    #[test]
    fn a_title_is_one_scalar() {
        assert_eq!(quoted("促进众创空间健康发展"), "促进众创空间健康发展");
        assert_eq!(quoted("a: b #c"), "\"a: b #c\"");
        assert_eq!(quoted("true"), "\"true\"");
        assert_eq!(quoted("两\n行"), "\"两\\n行\"");
    }
}
