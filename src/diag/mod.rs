//! Faults in the author's material, as data.
//!
//! A [`Diagnostic`] says what is wrong ([`Text`] in both languages), where ([`Span`]), what
//! other place makes it wrong, and how to mend it. Stages report into [`Diagnostics`] and go on,
//! so that one run shows all faults. Printing is apart from reporting: [`mod@print`].
//! This room prints nothing itself and knows nothing of YAML or of issues.

mod keys;
pub mod print;

use std::fmt;
use std::ops::Range;

use crate::tree::VPath;

/// A sentence for people, in Chinese and in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// 中文。
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// The sentence in one language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

/// Makes a [`Text`]: the Chinese sentence, then the English one, both with format arguments.
macro_rules! text {
    ($zh:literal, $en:literal $(,)?) => {
        $crate::diag::Text { zh: format!($zh), en: format!($en) }
    };
}
pub(crate) use text;

/// The language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// 中文。
    #[default]
    Zh,
    /// English.
    En,
}

/// How grave a fault is. Only an error keeps an issue from being built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Probably wrong; the issue is built.
    Warning,
    /// Wrong; nothing is published.
    Error,
}

impl Severity {
    /// The word that machines read, and `serial.yaml` writes.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warn",
            Severity::Error => "error",
        }
    }
}

/// A stretch of a file, in bytes from its beginning, or a cell of a spreadsheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The file, relative to the workspace's root.
    pub file: VPath,
    /// First byte, and the one behind the last; may be empty.
    pub range: Range<usize>,
    /// The cell of a spreadsheet, which has no lines: `表1!B7`. Absent in text.
    pub cell: Option<String>,
}

impl Span {
    /// A stretch of a file.
    pub fn new(file: &VPath, range: Range<usize>) -> Span {
        Span { file: file.clone(), range, cell: None }
    }

    /// A cell of a spreadsheet, by the name that people know it by: `表1!B7`.
    pub fn cell(file: &VPath, name: String) -> Span {
        Span { cell: Some(name), ..Span::file(file) }
    }

    /// The beginning of a file: for faults of the file as a whole.
    pub fn file(file: &VPath) -> Span {
        Span::new(file, 0..0)
    }
}

/// A second place that has to do with a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub span: Span,
    /// What stands there.
    pub text: Text,
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule's name in kebab-case; reads well after “allow”, and is never used anew.
    pub code: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong: no full stop, the author's own words in quotes.
    pub message: Text,
    /// Where; absent for faults of the workspace as a whole.
    pub span: Option<Span>,
    /// The other places that make it wrong.
    pub related: Vec<Related>,
    /// How to mend it.
    pub hints: Vec<Text>,
}

impl Diagnostic {
    /// A fault that stops publication.
    pub fn error(code: &'static str, message: Text) -> Diagnostic {
        Diagnostic {
            code,
            severity: Severity::Error,
            message,
            span: None,
            related: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// A fault that does not stop publication.
    pub fn warning(code: &'static str, message: Text) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, message) }
    }

    /// Says where.
    pub fn at(mut self, span: Span) -> Diagnostic {
        self.span = Some(span);
        self
    }

    /// Names another place.
    pub fn see(mut self, span: Span, text: Text) -> Diagnostic {
        self.related.push(Related { span, text });
        self
    }

    /// Says how to mend it.
    pub fn hint(mut self, hint: Text) -> Diagnostic {
        self.hints.push(hint);
        self
    }
}

/// Quotes that are text to YAML.
const CHINESE_QUOTES: [char; 8] = ['“', '”', '‘', '’', '「', '」', '＂', '＇'];

/// What stands between the Chinese quotes round a word, if it has them.
pub(crate) fn without_chinese_quotes(written: &str) -> Option<&str> {
    let bare = written.trim_matches(CHINESE_QUOTES);
    (bare != written && !bare.is_empty()).then_some(bare)
}

/// What to write for a word in Chinese quotes.
pub(crate) fn unquote(bare: &str) -> Text {
    text!(
        "中文引号也算文字：去掉引号，写 {bare}",
        "Chinese quotes are text: leave them out and write {bare}"
    )
}

/// How many known names a hint lists.
const MOST_NAMES: usize = 12;

impl Diagnostic {
    /// Says what a misspelt name was probably meant to be, else which names there are.
    pub fn suggest<'a>(
        self,
        written: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Diagnostic {
        let known: Vec<&str> = known.into_iter().collect();
        if let Some(bare) = without_chinese_quotes(written) {
            let unquoted = self.hint(unquote(bare));
            let is_known = known.contains(&bare);
            return if is_known { unquoted } else { unquoted.suggest(bare, known) };
        }
        if let Some(meant) = did_you_mean(written, known.iter().copied()) {
            return self.hint(text!("是不是 “{meant}”？", "did you mean “{meant}”?"));
        }
        let listed = &known[..known.len().min(MOST_NAMES)];
        let more = if known.len() > MOST_NAMES { " …" } else { "" };
        let (zh, en) = (listed.join("、"), listed.join(", "));
        if listed.is_empty() {
            self
        } else {
            self.hint(text!("有：{zh}{more}", "there are: {en}{more}"))
        }
    }
}

/// Proof that at least one error was reported; can be had only by reporting one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failed(());

/// The most faults of a severity that are kept. What has more is no material that anybody would
/// mend by its list, and a file of a hundred thousand faults must not fill the memory.
const MOST_OF_A_SEVERITY: usize = 10_000;

/// The faults found so far: ten thousand of each severity at most.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    /// How many of them are notes, warnings, errors.
    counts: [usize; 3],
}

impl Diagnostics {
    /// No faults yet.
    pub fn new() -> Diagnostics {
        Diagnostics::default()
    }

    /// Adds an error.
    pub fn error(&mut self, diagnostic: Diagnostic) -> Failed {
        debug_assert_eq!(diagnostic.severity, Severity::Error, "{}", diagnostic.code);
        self.report(diagnostic);
        Failed(())
    }

    /// Adds a fault of any severity.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        let count = &mut self.counts[diagnostic.severity as usize];
        if *count < MOST_OF_A_SEVERITY {
            *count += 1;
            self.list.push(diagnostic);
        }
    }

    /// Adds the faults of another list.
    pub fn append(&mut self, other: Diagnostics) {
        other.list.into_iter().for_each(|diagnostic| self.report(diagnostic));
    }

    /// Whether one of the faults is an error.
    pub fn failed(&self) -> Option<Failed> {
        (self.counts[Severity::Error as usize] > 0).then_some(Failed(()))
    }

    /// How many faults of a severity there are.
    pub fn count(&self, severity: Severity) -> usize {
        self.sorted().into_iter().filter(|d| d.severity == severity).count()
    }

    /// The faults, by file and place; those without a place first.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<&Diagnostic> = self.list.iter().collect();
        let place = |d: &Diagnostic| {
            d.span.as_ref().map(|span| (span.file.clone(), span.range.start, span.range.end))
        };
        sorted.sort_by_cached_key(|d| (place(d), d.code));
        sorted.dedup();
        sorted
    }

    /// The faults in the order of reporting.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// Changes every fault, for instance its severity.
    pub fn map(self, change: impl FnMut(Diagnostic) -> Diagnostic) -> Diagnostics {
        let mut changed = Diagnostics::new();
        self.list.into_iter().map(change).for_each(|diagnostic| changed.report(diagnostic));
        changed
    }

    /// Those that are wanted, and how many are not.
    pub fn only(self, wanted: impl Fn(&Diagnostic) -> bool) -> (Diagnostics, usize) {
        let mut kept = Diagnostics::new();
        let (fit, others): (Vec<_>, Vec<_>) = self.list.into_iter().partition(wanted);
        fit.into_iter().for_each(|diagnostic| kept.report(diagnostic));
        (kept, others.len())
    }

    /// Whether nothing was reported.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// The known name that a misspelt one is probably meant to be.
pub fn did_you_mean<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let known: Vec<&str> = known.into_iter().collect();
    if let Some(meant) = keys::meant(written, &known) {
        return Some(meant);
    }
    let written = written.to_lowercase().replace('_', "-");
    let has_much_of = |name: &str, distance: usize| {
        distance <= 1 + name.chars().count() / 4
            && distance < name.chars().count().min(written.chars().count())
            && name.chars().any(|c| written.contains(c))
    };
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&written, name), name))
        .filter(|(distance, name)| has_much_of(name, *distance))
        .min()
        .map(|(_, name)| name)
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.zh)
    }
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn a_short_name_is_not_taken_for_any_other() {
        assert_eq!(did_you_mean("多", ["名"]), None);
        assert_eq!(did_you_mean("b", ["a"]), None);
        assert_eq!(did_you_mean("ab", ["cd", "ac"]), Some("ac"));
        assert_eq!(did_you_mean("autors", ["authors"]), Some("authors"));
    }
}
