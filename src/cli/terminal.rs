//! What the user sees: diagnostics on stderr, results on stdout, progress on a terminal.

use std::io::{IsTerminal, Write, stderr, stdout};
use std::path::Path;

use super::Exit;
use super::args::{Color, DiagnosticsForm, Global, Lang};
use crate::build::{BuildError, Report};
use crate::diag::print::{Format, Printer};
use crate::diag::{Diagnostics, Language, Severity, Text, text};
use crate::disk::{Refusal, Refused};
use crate::model::Audience;
use crate::tree::FileTree;

/// The ways to the user.
pub(super) struct Terminal {
    format: Format,
    language: Language,
    color: bool,
    quiet: bool,
    deny_warnings: bool,
    shows_progress: bool,
}

impl Terminal {
    pub(super) fn new(global: &Global) -> Terminal {
        let is_terminal = stderr().is_terminal();
        Terminal {
            format: match global.diagnostics {
                DiagnosticsForm::Human => Format::Human,
                DiagnosticsForm::Short => Format::Short,
                DiagnosticsForm::Json => Format::Json,
            },
            language: match global.lang {
                Some(Lang::Zh) => Language::Zh,
                Some(Lang::En) => Language::En,
                None => from_locale(),
            },
            color: match global.color {
                Color::Auto => is_terminal && environment("NO_COLOR").is_none(),
                Color::Always => true,
                Color::Never => false,
            },
            quiet: global.quiet,
            deny_warnings: global.deny_warnings,
            shows_progress: is_terminal && !global.quiet,
        }
    }

    /// Whether somebody watches.
    pub(super) fn shows_progress(&self) -> bool {
        self.shows_progress
    }

    /// Prints faults, the grave ones alone if so wished.
    pub(super) fn faults(&self, diagnostics: &Diagnostics, files: &FileTree) {
        let printer =
            Printer { files, format: self.format, language: self.language, color: self.color };
        let shown = diagnostics
            .sorted()
            .into_iter()
            .filter(|d| !self.quiet || d.severity == Severity::Error);
        self.error_text(&printer.print_all(shown));
    }

    /// How a run with such faults ends.
    pub(super) fn judgement(&self, diagnostics: &Diagnostics) -> Exit {
        let is_warned = self.deny_warnings && diagnostics.count(Severity::Warning) > 0;
        match diagnostics.failed().is_some() || is_warned {
            true => Exit::MaterialIsWrong,
            false => Exit::Done,
        }
    }

    /// Prints the faults of a build and its summary.
    pub(super) fn report(&self, report: &Report, files: &FileTree, out: &Path) -> Exit {
        self.faults(&report.diagnostics, files);
        let (errors, warnings) = (
            report.diagnostics.count(Severity::Error),
            report.diagnostics.count(Severity::Warning),
        );
        if report.committed {
            self.say(&self.summary(report, warnings, out));
        }
        // Machines that read JSON count for themselves.
        if !report.committed && self.format != Format::Json {
            let (error, warning, out) =
                (plural(errors, "error"), plural(warnings, "warning"), out.display());
            let summary = text!(
                "{errors} 个错误，{warnings} 个警告；{out} 保持原样\n",
                "{error}, {warning}; {out} is left as it was\n"
            );
            self.error_text(summary.in_language(self.language));
        }
        if report.committed { self.judgement(&report.diagnostics) } else { Exit::MaterialIsWrong }
    }

    /// Says how a command ended, unless the user wants silence.
    pub(super) fn say(&self, message: &Text) {
        if !self.quiet {
            self.result(&format!("{}\n", self.words(message)));
        }
    }

    /// Prints what was asked for. A reader that has gone away is no fault.
    pub(super) fn result(&self, text: &str) {
        let _ = stdout().lock().write_all(text.as_bytes());
    }

    /// The user's language.
    pub(super) fn language(&self) -> Language {
        self.language
    }

    /// A sentence in the user's language.
    pub(super) fn words<'t>(&self, text: &'t Text) -> &'t str {
        text.in_language(self.language)
    }

    fn summary(&self, report: &Report, warnings: usize, out: &Path) -> Text {
        let (built, kept, passed) = (report.built, report.kept, report.passed_over);
        let out = out.display();
        let mut zh = format!("排印 {built} 期");
        let mut en = format!("built {}", plural(built, "issue"));
        if report.fresh > 0 {
            zh.push_str(&format!("，{} 期无须重印", report.fresh));
            en.push_str(&format!(", {} fresh", report.fresh));
        }
        if kept > 0 {
            zh.push_str(&format!("，保留 {kept} 期"));
            en.push_str(&format!(", kept {kept}"));
        }
        if passed > 0 {
            zh.push_str(&format!("，略过 {passed} 期（草稿、内部、未到公开日期或已撤回）"));
            en.push_str(&format!(
                ", passed over {passed} (draft, internal, under embargo or withdrawn)"
            ));
        }
        if warnings > 0 {
            zh.push_str(&format!("，{warnings} 个警告"));
            en.push_str(&format!(", {}", plural(warnings, "warning")));
        }
        Text { zh: format!("{zh}：{out}"), en: format!("{en}: {out}") }
    }

    /// Says what the machine or the command line stands in the way with.
    pub(super) fn refuse(&self, error: &BuildError) -> Exit {
        let message = match error {
            BuildError::Disk(error) => text!("读写失败：{error}", "cannot read or write: {error}"),
            BuildError::NoSuchIssue(id, around) if around.is_empty() => {
                text!("没有 {id} 这一期", "there is no issue {id}")
            }
            BuildError::NoSuchIssue(id, around) => {
                let around: Vec<String> = around.iter().map(ToString::to_string).collect();
                let (zh, en) = (around.join("、"), around.join(", "));
                text!("没有 {id} 这一期；有：{zh}", "there is no issue {id}; there are: {en}")
            }
            BuildError::HasToBeNamed(id) => text!(
                "{id} 没有点名，它的页面却提到了不再公开的前一期或后一期，材料也改过；把它一起写上，或不写期号，全部排印",
                "{id} was not named, but its page tells of a neighbour that is no longer there, and its own material has changed; name it too, or build all"
            ),
            BuildError::PagesStand => text!(
                "网站里有网页，只排印几期时 --formats 要有 html；全部排印才能去掉网页",
                "the archive has pages, so that --formats needs html where single issues are named; without names, a build can leave pages out"
            ),
            BuildError::OfOtherAudience(out, of) => {
                let out = out.display();
                match of {
                    Audience::Public => text!(
                        "{out} 里是公开的网站，内部的不能放在那里；用 --out 另选一个文件夹",
                        "{out} holds the public archive, where an internal one has no place; name another folder with --out"
                    ),
                    Audience::Internal => text!(
                        "{out} 里是内部的网站，公开的不能放在那里；用 --out 另选一个文件夹，或先删去它",
                        "{out} holds the internal archive, where the public one has no place; name another folder with --out, or remove it first"
                    ),
                }
            }
            BuildError::NotPublic(id) => text!(
                "{id} 是内部的、未到公开日期的或已撤回的，不能放进公开的网站；内部的网站用 --audience internal 排印",
                "{id} is internal, under embargo or withdrawn, and cannot be in the public archive; --audience internal builds one that holds it"
            ),
            BuildError::OutInsideContent => text!(
                "输出文件夹不能是刊物的文件夹或它的上层，也不能放在 content/、templates/、fonts/ 里；例如 --out dist",
                "the output folder cannot be the workspace, hold it, or lie in content/, templates/ or fonts/; write --out dist, for example"
            ),
            BuildError::StagingChanged(folder) => {
                let folder = folder.display();
                text!(
                    "排印期间别的程序动了 {folder}，输出保持原样；请再运行一次",
                    "something else changed {folder} during the build; the output is left as it was. Run this again"
                )
            }
            BuildError::LinksRefused(refused) => not_read(refused),
            BuildError::Locked(holder) => {
                text!(
                    "另一个 yaobao（进程 {holder}）正在这里工作，等它结束再试",
                    "another yaobao (process {holder}) works here; try again when it is done"
                )
            }
            BuildError::MaterialChanged(place) => text!(
                "读取期间 {place} 有变动，没有写任何文件；请再运行一次",
                "{place} changed while it was read, and nothing was written; run this again"
            ),
            BuildError::Interrupted => {
                text!("已中断，输出保持原样", "interrupted; the output is left as it was")
            }
            BuildError::Threads(why) => text!("不能启动线程：{why}", "cannot start threads: {why}"),
            BuildError::ForeignFiles(names) => {
                let (count, list) = (
                    names.len(),
                    names.iter().take(10).map(|name| format!("\n  {name}")).collect::<String>(),
                );
                text!(
                    "输出文件夹里有 {count} 个文件不是本工具写的，为免误删，没有动它；请移走这些文件或换一个 --out：{list}",
                    "files in the output folder that this tool did not make: {count}; nothing was touched. Move them away, or choose another --out:{list}"
                )
            }
        };
        self.line(&message);
        match error {
            BuildError::LinksRefused(_) => Exit::MaterialIsWrong,
            BuildError::Interrupted => Exit::Interrupted,
            _ => Exit::MachineInTheWay,
        }
    }

    pub(super) fn line(&self, message: &Text) {
        let label = match self.language {
            Language::Zh => "错误",
            Language::En => "error",
        };
        self.error_text(&format!("{label}: {}\n", message.in_language(self.language)));
    }

    /// A closed stderr is nobody's fault.
    fn error_text(&self, text: &str) {
        let _ = stderr().lock().write_all(text.as_bytes());
    }
}

/// What is said of links and files that are not read, each with its reason.
fn not_read(refused: &[Refused]) -> Text {
    let (mut zh, mut en) = (String::new(), String::new());
    for Refused { name, why } in refused.iter().take(10) {
        let why = match why {
            Refusal::LinkOut => text!(
                "链接指到了刊物或本期的文件夹外面，请放进文件本身",
                "the link leads out of the workspace or of its issue; put the file itself here"
            ),
            Refusal::LinkToNothing => {
                text!("链接指向的文件不存在", "the link leads to nothing")
            }
            Refusal::LinkToNoFile => text!(
                "链接指向的不是普通文件，请放进文件本身",
                "the link leads to no plain file; put the file itself here"
            ),
            Refusal::NoPlainFile => {
                text!("不是普通文件，请移走", "this is no plain file; move it away")
            }
            Refusal::Name => text!(
                "文件名不是 UTF-8，或有 “\\” 或 “:”，请改名",
                "the name is no UTF-8, or holds “\\” or “:”; give it another"
            ),
        };
        zh.push_str(&format!("\n  {name}：{}", why.zh));
        en.push_str(&format!("\n  {name}: {}", why.en));
    }
    if let Some(more) = refused.len().checked_sub(10).filter(|more| *more > 0) {
        zh.push_str(&format!("\n  还有 {more} 个"));
        en.push_str(&format!("\n  and {more} more"));
    }
    text!("这些文件不予读取：{zh}", "these files are not read:{en}")
}

pub(super) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// The language of the locale.
pub(super) fn from_locale() -> Language {
    let locale =
        ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(environment).unwrap_or_default();
    if locale.starts_with("zh") { Language::Zh } else { Language::En }
}

#[expect(clippy::disallowed_methods, reason = "this is the room that reads the environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
