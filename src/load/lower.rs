//! Raw YAML → model: judges every field, reports every fault, and goes on.

use std::collections::BTreeSet;

use super::Ledger;
use super::examples::example;
use super::positions::Positions;
use super::prose::{self, Extent};
use super::read::Read;
use super::schema::RawIssue;
use super::tables::TablePlaces;
use crate::diag::{Diagnostic, Diagnostics, Text, text, unquote, without_chinese_quotes};
use crate::model::issue::{Audience, Issue, IssueId, Number, Status, parse_count};
use crate::model::{Date, FieldPath, Prose};
use crate::tree::{FileTree, VPath};

impl Folder {
    /// The folder at a path, if it is one of an issue: `content/<year>/<number>`.
    pub(crate) fn of(path: &VPath) -> Option<Folder> {
        let parts: Vec<&str> = path.parts().collect();
        let ["content", year, number] = parts[..] else { return None };
        let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) && year != "0000";
        is_year.then(|| {
            Some(Folder { path: path.clone(), year: year.parse().ok()?, number: number.to_owned() })
        })?
    }

    /// The issue that the folder is named for.
    pub(super) fn id(&self) -> Option<IssueId> {
        Some(IssueId { year: self.year, number: Number::parse(&self.number)? })
    }
}

/// Whether a table, a value, a figure or an item may have this name.
pub(crate) fn is_id(id: &str) -> bool {
    let is_well_formed =
        !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    is_well_formed && !["yb-", "ref-"].iter().any(|own| id.starts_with(own))
}

/// One file on its way to the model.
pub(crate) struct Lower<'a> {
    pub(crate) positions: &'a Positions,
    faulty: &'a BTreeSet<FieldPath>,
    pub(crate) diagnostics: &'a mut Diagnostics,
}

/// What became of an `issue.yaml`.
pub(crate) struct Lowered {
    pub(crate) ledger: Option<Ledger>,
    pub(crate) status: Option<Status>,
    pub(crate) tables: TablePlaces,
    pub(crate) issue: Issue,
}

/// Judges an `issue.yaml` in the folder `content/<year>/<number>/`.
pub(crate) fn issue(
    raw: &Read<RawIssue>,
    folder: &Folder,
    tree: &FileTree,
    diagnostics: &mut Diagnostics,
) -> Lowered {
    let mut lower = Lower::new(raw, diagnostics);
    let raw = &raw.value;
    let number = lower.number(raw, folder);
    let date = lower.required("date", &raw.date).and_then(|text| lower.date(&"date".into(), text));
    let cumulative = lower.cumulative(raw, number);
    let status = lower
        .required("status", &raw.status)
        .and_then(|text| lower.choice(&"status".into(), text, &Status::ALL));
    let audience = lower
        .required("audience", &raw.audience)
        .and_then(|text| lower.choice(&"audience".into(), text, &Audience::ALL));
    let embargo = raw.embargo.as_deref().and_then(|text| lower.date(&"embargo".into(), text));
    let (brief, tables) = lower.brief(raw, folder, tree);
    lower.errata_follow(date, &raw.errata);
    lower.folder(folder, date);
    let id = number.map(|number| IssueId { year: date.map_or(folder.year, Date::year), number });
    let ledger = id.zip(date).map(|(id, date)| Ledger { id, cumulative, date });
    // An issue with faults is never published; what its fields say is judged all the same.
    let issue = Issue {
        id: id
            .or_else(|| folder.id())
            .unwrap_or(IssueId { year: folder.year, number: Number::Regular(1) }),
        cumulative,
        date: date.unwrap_or(Date::first_of(folder.year)),
        status: status.unwrap_or(Status::Draft),
        audience: audience.unwrap_or(Audience::Internal),
        embargo,
        brief,
    };
    Lowered { ledger, status, tables, issue }
}

/// The words of the contract, and what authors write for them.
const MEANT: [(&str, &[&str]); 14] = [
    ("draft", &["草稿", "草案", "初稿", "起草"]),
    ("final", &["定稿", "终稿", "正式", "发布", "published"]),
    ("withdrawn", &["撤回", "撤销", "作废", "retracted"]),
    ("public", &["公开", "对外", "社会"]),
    ("internal", &["内部", "不公开", "private"]),
    ("true", &["yes", "Yes", "YES", "on", "On", "ON", "y", "1", "是", "真"]),
    ("false", &["no", "No", "NO", "off", "Off", "OFF", "n", "0", "否", "假"]),
    ("number", &["数", "数字"]),
    ("percent", &["百分数", "百分比", "%"]),
    ("permille", &["千分数", "‰"]),
    ("fraction", &["分数", "几分之几"]),
    ("times", &["倍", "倍数"]),
    ("tenths", &["成", "几成"]),
    ("han", &["汉字", "中文"]),
];

/// An issue's folder: `content/2017/48`.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    pub(crate) path: VPath,
    pub(crate) year: u16,
    pub(crate) number: String,
}

impl<'a> Lower<'a> {
    pub(crate) fn new<T>(raw: &'a Read<T>, diagnostics: &'a mut Diagnostics) -> Lower<'a> {
        Lower { positions: &raw.positions, faulty: &raw.faulty, diagnostics }
    }
}

impl Lower<'_> {
    /// Reports a fault of a field, unless the field is known to be faulty already.
    pub(crate) fn fault(&mut self, path: &FieldPath, diagnostic: Diagnostic) {
        let around = std::iter::successors(Some(path.clone()), |path| Some(path.parent()));
        let mut around = around.take_while(|path| !path.as_str().is_empty());
        let below = format!("{path}.");
        let known = around.any(|path| self.faulty.contains(&path))
            || self.faulty.iter().any(|faulty| faulty.as_str().starts_with(&below));
        if !known {
            let diagnostic = if diagnostic.span.is_none() {
                diagnostic.at(self.positions.value(path))
            } else {
                diagnostic
            };
            self.diagnostics.report(diagnostic);
        }
    }

    /// Whether a field is known to be faulty, and its fault told.
    pub(crate) fn is_faulty(&self, path: &FieldPath) -> bool {
        self.faulty.contains(path)
    }

    pub(crate) fn required<'r>(&mut self, key: &str, value: &'r Option<String>) -> Option<&'r str> {
        self.required_at(&FieldPath::from(key), value)
    }

    pub(crate) fn required_at<'r>(
        &mut self,
        path: &FieldPath,
        value: &'r Option<String>,
    ) -> Option<&'r str> {
        match value.as_deref().map(str::trim) {
            Some(text) if !text.is_empty() => Some(text),
            _ => {
                self.missing(path);
                None
            }
        }
    }

    pub(crate) fn missing(&mut self, path: &FieldPath) {
        let key = path.as_str().rsplit('.').next().unwrap_or_default().to_owned();
        let parent = path.parent();
        let (message, span) = match self.positions.has(path) {
            true => (text!("“{key}” 是空的", "“{key}” is empty"), self.positions.key(path)),
            false => (text!("缺少 “{key}”", "“{key}” is missing"), self.positions.key(&parent)),
        };
        let example = example(path);
        let diagnostic = Diagnostic::error("missing-field", message).at(span);
        self.fault(
            path,
            if example.is_empty() {
                diagnostic
            } else {
                diagnostic.hint(text!("例如：{example}", "for example: {example}"))
            },
        );
    }

    /// Reads a date, and shows the corrected form of one that is spelt otherwise.
    pub(crate) fn date(&mut self, path: &FieldPath, text: &str) -> Option<Date> {
        let date = Date::parse(text);
        if date.is_none() {
            let diagnostic = Diagnostic::error(
                "invalid-date",
                text!("“{text}” 不是日期", "“{text}” is no date"),
            );
            let hint = match Date::guess(text) {
                Some(meant) => text!("写成 {meant}", "write {meant}"),
                None => text!(
                    "写成 年-月-日，例如 2017-11-28；要是日历上有的一天",
                    "write year-month-day, as in 2017-11-28, a day that the calendar has"
                ),
            };
            self.fault(path, diagnostic.hint(hint));
        }
        date
    }

    /// Reads a whole number from 1.
    pub(crate) fn count(&mut self, path: &FieldPath, text: &str) -> Option<u32> {
        let count = parse_count(text);
        if count.is_none() {
            let message = text!("“{text}” 不是从 1 起的整数", "“{text}” is no whole number from 1");
            self.fault(
                path,
                Diagnostic::error("invalid-number", message)
                    .hint(text!("不写前导零、符号和单位", "no leading zeros, sign or unit")),
            );
        }
        count
    }

    /// Reads one of the words that a field may hold.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        path: &FieldPath,
        text: &str,
        all: &[(&'static str, T)],
    ) -> Option<T> {
        let found = all.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        if found.is_none() {
            let key = path.as_str().rsplit('.').next().unwrap_or_default();
            let message = text!("“{key}” 不能是 “{text}”", "“{key}” cannot be “{text}”");
            let diagnostic = Diagnostic::error("invalid-value", message);
            let is_meant = |(name, _): &&(&str, T)| {
                MEANT.iter().any(|(word, words)| word == name && words.contains(&text))
            };
            self.fault(
                path,
                match all.iter().find(is_meant) {
                    Some((word, _)) => diagnostic.hint(text!("写 {word}", "write {word}")),
                    None => diagnostic.suggest(text, all.iter().map(|(name, _)| *name)),
                },
            );
        }
        found
    }

    /// Reads a unit, which no reader should see in Chinese quotes.
    pub(crate) fn unit(&mut self, path: &FieldPath, raw: &Option<String>) -> String {
        let unit = trimmed(raw);
        // “双创”企业 is a unit with quotes of its own.
        let is_quoted = |bare: &&str| !unit.starts_with(bare) && !unit.ends_with(bare);
        let Some(bare) = without_chinese_quotes(&unit).filter(is_quoted) else { return unit };
        let message = text!(
            "单位 “{bare}” 带着中文引号，会一起印出来",
            "the unit “{bare}” would be printed with its Chinese quotes"
        );
        let is_plain = bare.chars().all(char::is_alphanumeric);
        let shown = if is_plain { bare.to_owned() } else { format!("\"{bare}\"") };
        let hint = unquote(&shown);
        self.fault(path, Diagnostic::error("invalid-value", message).hint(hint));
        bare.to_owned()
    }

    /// Reads how many digits stand behind the decimal point.
    pub(crate) fn digits(&mut self, path: &FieldPath, text: &str) -> Option<u8> {
        let digits = text.parse::<u8>().ok().filter(|digits| *digits <= 9);
        if digits.is_none() {
            let message = text!("“{text}” 不是小数位数", "“{text}” is no number of decimal digits");
            let hint = text!("写 0 到 9", "write 0 to 9");
            self.fault(path, Diagnostic::error("invalid-number", message).hint(hint));
        }
        digits
    }

    fn number(&mut self, raw: &RawIssue, folder: &Folder) -> Option<Number> {
        let path = FieldPath::from("number");
        let text = self.required("number", &raw.number)?;
        let Some(number) = Number::parse(text) else {
            let message = text!("“{text}” 不是期号", "“{text}” is no issue number");
            let hint = text!(
                "写成 48 或增刊的 s1，不写前导零",
                "write 48, or s1 for a supplement; no leading zeros"
            );
            self.fault(&path, Diagnostic::error("invalid-number", message).hint(hint));
            return None;
        };
        if number.to_string() != folder.number {
            let (here, there) = (&folder.number, number);
            let message = text!(
                "期号是 {there}，文件夹却叫 “{here}”",
                "the number is {there}, but the folder is called “{here}”"
            );
            let hint = text!(
                "改期号，或把文件夹改名为 {there}",
                "correct the number, or rename the folder to {there}"
            );
            self.fault(
                &path,
                Diagnostic::error("folder-disagrees-with-number", message).hint(hint),
            );
        }
        Some(number)
    }

    fn folder(&mut self, folder: &Folder, date: Option<Date>) {
        if let Some(date) = date
            && date.year() != folder.year
        {
            let (of_date, of_folder) = (date.year(), folder.year);
            let message = text!(
                "日期在 {of_date} 年，文件夹却在 {of_folder} 年下",
                "the date is in {of_date}, but the folder is under {of_folder}"
            );
            let hint = text!(
                "改日期，或把文件夹移到 content/{of_date}/ 下",
                "correct the date, or move the folder to content/{of_date}/"
            );
            self.fault(
                &"date".into(),
                Diagnostic::error("folder-disagrees-with-number", message).hint(hint),
            );
        }
    }

    fn cumulative(&mut self, raw: &RawIssue, number: Option<Number>) -> Option<u32> {
        let path = FieldPath::from("cumulative");
        match (number, raw.cumulative.as_deref()) {
            (Some(Number::Supplement(_)), None) => None,
            (Some(Number::Supplement(_)), Some(_)) => {
                let message = text!("增刊不计入总期", "a supplement has no cumulative number");
                self.fault(
                    &path,
                    Diagnostic::error("invalid-number", message)
                        .hint(text!("删去 cumulative", "leave cumulative out")),
                );
                None
            }
            (_, _) => {
                let text = self.required("cumulative", &raw.cumulative)?;
                self.count(&path, text)
            }
        }
    }

    /// Reads a prose field, and reports its faults at their places.
    pub(crate) fn prose(
        &mut self,
        path: &FieldPath,
        text: Option<&str>,
        extent: Extent,
    ) -> Option<Prose> {
        let text = text.filter(|text| !text.trim().is_empty())?;
        let (prose, faults) = prose::parse(text, extent);
        for fault in faults {
            let span = self.positions.inside(path, fault.at);
            let new = match fault.code {
                // It may be what the author means.
                "indented-code" | "link-leads-nowhere" => Diagnostic::warning,
                _ => Diagnostic::error,
            };
            let diagnostic = new(fault.code, fault.message).at(span);
            self.fault(path, fault.hint.into_iter().fold(diagnostic, Diagnostic::hint));
        }
        Some(prose)
    }

    /// Reads an id: letters, digits, hyphen. Ids that begin with `yb-` or `ref-` are the page's own.
    pub(crate) fn id(&mut self, path: &FieldPath, id: &str) -> Option<String> {
        if !is_id(id) {
            let message = text!("“{id}” 不能作名称", "“{id}” cannot be an id");
            let hint = text!(
                "只用英文字母、数字和连字符，不以 yb- 或 ref- 开头",
                "letters, digits and hyphens alone, not beginning with yb- or ref-"
            );
            let span = if path.as_str().ends_with(".id") {
                self.positions.value(path)
            } else {
                self.positions.key(path)
            };
            self.fault(path, Diagnostic::error("invalid-id", message).at(span).hint(hint));
            return None;
        }
        Some(id.to_owned())
    }

    /// Reports a key of a map that names nothing.
    pub(crate) fn unknown_name(
        &mut self,
        map: &str,
        name: &str,
        known: &[&'static str],
        message: Text,
    ) {
        let path = FieldPath::from(map).key(name);
        let diagnostic = Diagnostic::error("unknown-field", message).at(self.positions.key(&path));
        self.fault(&path, diagnostic.suggest(name, known.iter().copied()));
    }
}

pub(crate) fn trimmed(text: &Option<String>) -> String {
    let lines = text.as_deref().unwrap_or_default().lines().map(str::trim);
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
