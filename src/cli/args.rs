//! The arguments.
//!
//! What the user reads is in two languages, `中文 | English`; [`super::help`] shows one of them.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::model::{Audience, Date, IssueId};

/// 要报：把 YAML 和数据表做成成果要报的 PDF 和往期网站 | 要报: policy briefs from YAML and tables to PDF and a web archive
#[derive(Debug, Parser)]
#[command(name = "yaobao", version, disable_help_subcommand = true)]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Options of all commands.
#[derive(Debug, clap::Args)]
pub(super) struct Global {
    /// 刊物的文件夹［默认：这里，或上层最近的有 content/serial.yaml 的文件夹］ | The workspace [default: here, or the nearest folder above with content/serial.yaml]
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// 错误和提醒的形式 | The form of diagnostics
    #[arg(long, global = true, value_enum, default_value_t)]
    pub(super) diagnostics: DiagnosticsForm,
    /// 什么时候用颜色 | When to colour
    #[arg(long, global = true, value_enum, default_value_t)]
    pub(super) color: Color,
    /// 程序说话的语言［默认：按系统的语言］ | The language of messages [default: from the locale]
    #[arg(long, global = true, value_enum)]
    pub(super) lang: Option<Lang>,
    /// 除了错误什么也不显示 | Print nothing but errors
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// 有警告时，退出码也当作有错 | Make warnings count as errors for the exit status
    #[arg(long, global = true)]
    pub(super) deny_warnings: bool,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum DiagnosticsForm {
    /// 原文摘录、出错的位置和办法 | Excerpts with carets, other places, hints
    #[default]
    Human,
    /// 每条一行，供编辑器用：位置、轻重、代号、说明 | One line each, for editors: place, severity, code, message
    Short,
    /// 每行一个 JSON 对象 | One JSON object a line
    Json,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Lang {
    Zh,
    En,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// 新建刊物，马上就能排印 | Make a new workspace that builds at once
    Init(Init),
    /// 新的一期：文件夹、期号、总期和日期都已填好 | Begin the next issue: folder, number, cumulative number and date filled in
    New(New),
    /// 检查：说出 build 会拒绝或提醒的一切，不排印 | Say everything that `build` would refuse or warn of, without setting a page
    Check(Check),
    /// 排印全部各期，或指定的几期 | Build the archive, or single issues
    Build(Build),
    /// 说明：成品为什么要重印，某一处关系到什么 | Say why an output is fresh or stale, and what hangs on a place
    Explain(Explain),
    /// 各期一览：期号、日期、标题、作者、状态 | List the ledger: every issue with number, date, title, authors, status
    List(List),
    /// 各处用的字体：字体文件，缺哪些字 | Say what each role is printed with: font files, and characters that they lack
    Fonts(Fonts),
    /// 输出 issue.yaml 和 serial.yaml 的 JSON Schema，供编辑器用 | Print the JSON Schema of issue.yaml and serial.yaml, for editors
    Schema(Schema),
    /// 输出命令行的补全脚本 | Print completions for a shell
    Completions(Completions),
}

/// Options of `init`.
#[derive(Debug, clap::Args)]
pub(super) struct Init {
    /// 刊物的文件夹［默认：这里］ | The workspace's folder [default: here]
    #[arg(value_name = "DIR")]
    pub(super) folder: Option<PathBuf>,
    /// 造这么多期演示，按往期的规模试用 | Fill it with so many made-up issues, to try the tool at the size of an archive
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=10_000))]
    pub(super) issues: Option<u16>,
}

/// Options of `new`.
#[derive(Debug, clap::Args)]
pub(super) struct New {
    /// 标题 | Its title
    #[arg(long)]
    pub(super) title: Option<String>,
    /// 日期［默认：北京时间的今天］ | Its day of issue [default: today in UTC+8]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) date: Option<Date>,
    /// 写成增刊，期号另计 | Make it a supplement, which is counted apart
    #[arg(long)]
    pub(super) supplement: bool,
}

/// Options of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// 检查哪几期，例如 2017-48［默认：草稿以外的各期］ | Issues whose faults count, such as 2017-48 [default: all but drafts]
    #[arg(value_name = "ISSUE", value_parser = issue)]
    pub(super) issues: Vec<IssueId>,
    #[command(flatten)]
    pub(super) shared: Shared,
}

/// Options of `build`.
#[derive(Debug, clap::Args)]
pub(super) struct Build {
    /// 排印哪几期，例如 2017-48，其余保持原样［默认：全部］ | Issues to render, such as 2017-48; the others stand as they are [default: all]
    #[arg(value_name = "ISSUE", value_parser = issue)]
    pub(super) issues: Vec<IssueId>,
    /// 网站的文件夹［默认：刊物里的 dist，内部的是 dist-internal］ | The archive's folder [default: dist in the workspace, dist-internal for an internal one]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// 网站给谁看：公众，或本单位（内部的、未到公开日期的、撤回的各期和草稿都在内）［默认：public］ | Whom the archive is for: the public, or the institution (internal, embargoed and withdrawn issues and drafts included) [default: public]
    #[arg(long, value_name = "AUDIENCE", value_enum)]
    pub(super) audience: Option<AudienceArg>,
    /// 只做这几种成品，网站里没有别的［默认：html,pdf,md］ | The only forms that issues have in the archive [default: html,pdf,md]
    #[arg(long, value_name = "FORMATS", value_enum, value_delimiter = ',')]
    pub(super) formats: Vec<FormatArg>,
    /// 全部重印，不管输出文件夹里有什么 | Make all anew, whatever stands in the archive's folder
    #[arg(long)]
    pub(super) force: bool,
    #[command(flatten)]
    pub(super) shared: Shared,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AudienceArg {
    /// 公众 | Everyone
    Public,
    /// 本单位 | The institution alone
    Internal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatArg {
    /// 网页 | The page, and the pages that list issues
    Html,
    /// 印刷的版面 | The printed pages
    Pdf,
    /// 文字稿，Markdown 格式 | The text, as Markdown
    Md,
}

/// What the commands that go through issues share.
#[derive(Debug, clap::Args)]
pub(super) struct Shared {
    /// 草稿也当作定稿 | Take drafts for finished issues
    #[arg(long)]
    pub(super) drafts: bool,
    /// 以哪一天判断公开日期［默认：北京时间的今天］ | The day that embargoes are measured against [default: today in UTC+8]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) today: Option<Date>,
    /// 用几个线程［默认：全部处理器核］ | How many threads work [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) jobs: Option<u16>,
}

/// Options of `explain`.
#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    /// 一个成品、一个材料文件（后面可以加 :行:列），或一期，例如 2017-48 | An output, a file of the material with or without :LINE or :LINE:COLUMN, or an issue such as 2017-48
    #[arg(value_name = "PATH")]
    pub(super) path: String,
    /// 网站的文件夹［默认：刊物里的 dist，内部的是 dist-internal］ | The archive's folder [default: dist in the workspace, dist-internal for an internal one]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// 说明给谁看的网站［默认：public］ | The archive that is explained: for the public, or for the institution [default: public]
    #[arg(long, value_name = "AUDIENCE", value_enum)]
    pub(super) audience: Option<AudienceArg>,
    #[command(flatten)]
    pub(super) shared: Shared,
}

/// Options of `list`.
#[derive(Debug, clap::Args)]
pub(super) struct List {
    /// 清单的形式 | The form of the list
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: ListForm,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum ListForm {
    /// 对齐的各列 | Aligned columns
    #[default]
    Table,
    /// 对象的数组 | An array of objects
    Json,
    /// 一行列名，每期一行 | A header row, then a row per issue
    Csv,
}

/// Options of `fonts`.
#[derive(Debug, clap::Args)]
pub(super) struct Fonts {
    /// 查看哪几期的字，例如 2017-48［默认：公开的各期］ | Issues whose characters are looked at, such as 2017-48 [default: all that are published]
    #[arg(value_name = "ISSUE", value_parser = issue)]
    pub(super) issues: Vec<IssueId>,
    /// 输出的形式 | The form of the output
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: FontsForm,
    #[command(flatten)]
    pub(super) shared: Shared,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum FontsForm {
    /// 供人看 | For people
    #[default]
    Table,
    /// 对象的数组 | An array of objects
    Json,
}

/// Options of `schema`.
#[derive(Debug, clap::Args)]
pub(super) struct Schema {
    /// 描述哪个文件［默认：两个］ | The file that it describes [default: either]
    #[arg(value_enum)]
    pub(super) of: Option<SchemaOf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum SchemaOf {
    /// 一期的 issue.yaml | issue.yaml, of an issue
    Issue,
    /// 刊物的 serial.yaml | serial.yaml, of the serial
    Serial,
}

/// Options of `completions`.
#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// 哪一种命令行 | The shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

impl From<AudienceArg> for Audience {
    fn from(named: AudienceArg) -> Audience {
        match named {
            AudienceArg::Public => Audience::Public,
            AudienceArg::Internal => Audience::Internal,
        }
    }
}

fn issue(text: &str) -> Result<IssueId, String> {
    // A folder, as the shell completes it, names an issue too.
    let path = text
        .trim_end_matches('/')
        .trim_end_matches("/issue.yaml")
        .trim_start_matches("./")
        .trim_start_matches("content/");
    IssueId::parse(&path.replace('/', "-"))
        .ok_or_else(|| "期号写成 2017-48，增刊写成 2017-s1 | an issue is written 2017-48, or 2017-s1 for a supplement".to_owned())
}

fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "日期写成 2017-11-28 | a date is written 2017-11-28".to_owned())
}
