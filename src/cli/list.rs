//! `yaobao list`: the ledger.

use serde::Serialize;

use super::Exit;
use super::args::{Global, List, ListForm};
use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::diag::{Diagnostics, Text, text};
use crate::load::{self, Library, LoadedIssue};
use crate::model::{IssueId, Prose, issue};
use crate::view::{IssueView, plain};

pub(super) fn run(global: &Global, command: &List, terminal: &Terminal) -> Result<Exit, Exit> {
    let workspace = Workspace::open(global, terminal)?;
    let files = workspace.read(terminal)?;
    let mut faults = Diagnostics::new();
    let Ok(library) = load::load(&files, &mut faults) else {
        terminal.faults(&faults, &files);
        return Err(Exit::MaterialIsWrong);
    };
    let entries: Vec<Entry> =
        library.issues.iter().map(|loaded| Entry::new(&library, loaded)).collect();
    terminal.result(&match command.format {
        ListForm::Table => table(&entries, terminal),
        ListForm::Json => {
            let json = serde_json::to_string_pretty(&entries).expect("all keys are text");
            format!("{json}\n")
        }
        ListForm::Csv => csv(&entries),
    });
    Ok(Exit::Done)
}

/// A line of the ledger. What the author has not said, or not rightly, is absent.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Entry {
    /// `2017-48`; where the file is too broken to tell, after its folder.
    id: String,
    year: Option<u16>,
    number: Option<String>,
    cumulative: Option<u32>,
    date: Option<String>,
    /// In one line.
    title: String,
    /// The clauses of the title, one by one.
    clauses: Vec<String>,
    authors: Vec<String>,
    status: Option<&'static str>,
    audience: Option<&'static str>,
    /// Whether the file has errors in itself.
    faulty: bool,
    folder: String,
}

impl Entry {
    fn new(library: &Library, loaded: &LoadedIssue) -> Entry {
        let folder = loaded.folder.as_str();
        let name = folder.trim_start_matches("content/").replace('/', "-");
        let id = loaded.ledger.map(|ledger| ledger.id).or_else(|| IssueId::parse(&name));
        let view = loaded.issue.as_ref().map(|issue| IssueView::new(&library.serial, issue));
        let (title, clauses) = view.map(title).unwrap_or_default();
        let authors = loaded.issue.iter().flat_map(|issue| &issue.brief.authors);
        Entry {
            id: id.map_or(name, |id| id.to_string()),
            year: id.map(|id| id.year),
            number: id.map(|id| id.number.to_string()),
            cumulative: loaded.ledger.and_then(|ledger| ledger.cumulative),
            date: loaded.ledger.map(|ledger| ledger.date.to_string()),
            title,
            clauses,
            authors: authors.map(|author| author.name.clone()).collect(),
            status: written(loaded, "status", &issue::Status::ALL),
            audience: written(loaded, "audience", &issue::Audience::ALL),
            faulty: loaded.diagnostics.failed().is_some(),
            folder: folder.to_owned(),
        }
    }
}

/// The title in one line, and its clauses.
fn title(view: IssueView<Prose>) -> (String, Vec<String>) {
    let clauses = view.title.iter().map(|clause| plain(clause, &view.values, &view.labels));
    let clauses = clauses.collect();
    (view.title_text, clauses)
}

/// The one of a few words that the author wrote.
fn written<T>(loaded: &LoadedIssue, key: &str, all: &[(&'static str, T)]) -> Option<&'static str> {
    let text = loaded.positions.text(&key.into())?;
    all.iter().map(|(word, _)| *word).find(|word| *word == text.trim())
}

fn csv(entries: &[Entry]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = [
        "id",
        "year",
        "number",
        "cumulative",
        "date",
        "title",
        "authors",
        "status",
        "audience",
        "faulty",
        "folder",
    ];
    writer.write_record(header).expect("memory takes all");
    for entry in entries {
        let year = entry.year.map(|year| year.to_string()).unwrap_or_default();
        let cumulative = entry.cumulative.map(|count| count.to_string()).unwrap_or_default();
        let authors = entry.authors.join("；");
        let record = [
            entry.id.as_str(),
            &year,
            entry.number.as_deref().unwrap_or_default(),
            &cumulative,
            entry.date.as_deref().unwrap_or_default(),
            &entry.title,
            &authors,
            entry.status.unwrap_or_default(),
            entry.audience.unwrap_or_default(),
            if entry.faulty { "true" } else { "false" },
            &entry.folder,
        ];
        writer.write_record(record).expect("memory takes all");
    }
    let bytes = writer.into_inner().expect("memory takes all");
    String::from_utf8(bytes).expect("the fields are text")
}

fn table(entries: &[Entry], terminal: &Terminal) -> String {
    let heads = [
        text!("期号", "issue"),
        text!("总期", "cumulative"),
        text!("日期", "date"),
        text!("状态", "status"),
        text!("读者", "audience"),
        text!("作者", "authors"),
        text!("题目", "title"),
    ];
    let word = |text: &Text| terminal.words(text).to_owned();
    let mut rows = vec![heads.iter().map(word).collect()];
    rows.extend(entries.iter().map(|entry| row(entry, word)));
    let columns = heads.len();
    let widest = |column: usize| {
        rows.iter().map(|row: &Vec<String>| width(&row[column])).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(widest).collect();
    let line = |row: &Vec<String>| {
        let padded = row.iter().zip(&widths).map(|(cell, widest)| {
            let room = widest - width(cell) + 2;
            format!("{cell}{:room$}", "")
        });
        format!("{}\n", padded.collect::<String>().trim_end())
    };
    rows.iter().map(line).collect()
}

fn row(entry: &Entry, word: impl Fn(&Text) -> String) -> Vec<String> {
    let named = |name: Option<&str>, all: &[(&str, Text)]| {
        let found = all.iter().find(|(known, _)| Some(*known) == name);
        found.map_or_else(|| "？".to_owned(), |(_, text)| word(text))
    };
    let statuses = [
        ("draft", text!("草稿", "draft")),
        ("final", text!("定稿", "final")),
        ("withdrawn", text!("撤回", "withdrawn")),
    ];
    let audiences = [("public", text!("公开", "public")), ("internal", text!("内部", "internal"))];
    let fault = match entry.faulty {
        true => word(&text!("（有错）", "(faulty) ")),
        false => String::new(),
    };
    let cells = [
        entry.id.clone(),
        entry.cumulative.map(|count| count.to_string()).unwrap_or_default(),
        entry.date.clone().unwrap_or_else(|| "？".to_owned()),
        named(entry.status, &statuses),
        named(entry.audience, &audiences),
        entry.authors.join("、"),
        format!("{fault}{}", entry.title),
    ];
    // A control character would move the cursor.
    cells.map(|cell| cell.chars().filter(|c| !c.is_control()).collect()).into()
}

/// How many columns of a terminal a text takes: two for each character of the wide scripts.
fn width(text: &str) -> usize {
    let columns = |c: char| match c {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff01}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    };
    text.chars().map(columns).sum()
}

#[cfg(test)]
mod tests {
    use super::width;

    #[test]
    fn han_characters_are_two_columns_wide() {
        assert_eq!(width("2017-48"), 7);
        assert_eq!(width("裴蕾、周立群"), 12);
        assert_eq!(width("𠮷（“3”）"), 9);
    }
}
