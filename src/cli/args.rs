//! The arguments.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::model::{Date, IssueId};

/// 要报: policy briefs from YAML and tables to PDF and a searchable archive.
#[derive(Debug, Parser)]
#[command(name = "yaobao", version, about, disable_help_subcommand = true)]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Options of all commands.
#[derive(Debug, clap::Args)]
pub(super) struct Global {
    /// The workspace [default: here, or the nearest folder above with content/serial.yaml]
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// The form of diagnostics
    #[arg(long, global = true, value_enum, default_value_t)]
    pub(super) diagnostics: DiagnosticsForm,
    /// When to colour
    #[arg(long, global = true, value_enum, default_value_t)]
    pub(super) color: Color,
    /// The language of messages [default: from the locale]
    #[arg(long, global = true, value_enum)]
    pub(super) lang: Option<Lang>,
    /// Print nothing but errors
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// Make warnings count as errors for the exit status
    #[arg(long, global = true)]
    pub(super) deny_warnings: bool,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum DiagnosticsForm {
    /// Excerpts with carets, other places, hints
    #[default]
    Human,
    /// One line each, for editors: place, severity, code, message
    Short,
    /// One JSON object a line
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
    /// Make a new workspace that builds at once
    Init(Init),
    /// Begin the next issue: folder, number, cumulative number and date filled in
    New(New),
    /// Say everything that `build` would refuse or warn of, without setting a page
    Check(Check),
    /// Build the archive, or single issues
    Build(Build),
    /// Say why an output is fresh or stale, and what hangs on a place
    Explain(Explain),
    /// List the ledger: every issue with number, date, title, authors, status
    List(List),
    /// Print the JSON Schema of issue.yaml and serial.yaml, for editors
    Schema(Schema),
    /// Print completions for a shell
    Completions(Completions),
}

/// Options of `init`.
#[derive(Debug, clap::Args)]
pub(super) struct Init {
    /// The workspace's folder [default: here]
    #[arg(value_name = "DIR")]
    pub(super) folder: Option<PathBuf>,
    /// Fill it with so many made-up issues, to try the tool at the size of an archive
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=10_000))]
    pub(super) issues: Option<u16>,
}

/// Options of `new`.
#[derive(Debug, clap::Args)]
pub(super) struct New {
    /// Its title
    #[arg(long)]
    pub(super) title: Option<String>,
    /// Its day of issue [default: today in UTC+8]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) date: Option<Date>,
    /// Make it a supplement, which is counted apart
    #[arg(long)]
    pub(super) supplement: bool,
}

/// Options of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// Issues whose faults count, such as 2017-48 [default: all but drafts]
    #[arg(value_name = "ISSUE", value_parser = issue)]
    pub(super) issues: Vec<IssueId>,
    #[command(flatten)]
    pub(super) shared: Shared,
}

/// Options of `build`.
#[derive(Debug, clap::Args)]
pub(super) struct Build {
    /// Issues to render, such as 2017-48; the others stand as they are [default: all]
    #[arg(value_name = "ISSUE", value_parser = issue)]
    pub(super) issues: Vec<IssueId>,
    /// The archive's folder [default: dist in the workspace]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Make all anew, whatever stands in the archive's folder
    #[arg(long)]
    pub(super) force: bool,
    #[command(flatten)]
    pub(super) shared: Shared,
}

/// What `check` and `build` share.
#[derive(Debug, clap::Args)]
pub(super) struct Shared {
    /// Take drafts for finished issues
    #[arg(long)]
    pub(super) drafts: bool,
    /// The day that embargoes are measured against [default: today in UTC+8]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) today: Option<Date>,
    /// How many threads work [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) jobs: Option<u16>,
}

/// Options of `explain`.
#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    /// An output, a file of the material with or without :LINE or :LINE:COLUMN, or an issue such as
    /// 2017-48
    #[arg(value_name = "PATH")]
    pub(super) path: String,
    /// The archive's folder [default: dist in the workspace]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) shared: Shared,
}

/// Options of `list`.
#[derive(Debug, clap::Args)]
pub(super) struct List {
    /// The form of the list
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: ListForm,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum ListForm {
    /// Aligned columns
    #[default]
    Table,
    /// An array of objects
    Json,
    /// A header row, then a row per issue
    Csv,
}

/// Options of `schema`.
#[derive(Debug, clap::Args)]
pub(super) struct Schema {
    /// The file that it describes [default: either]
    #[arg(value_enum)]
    pub(super) of: Option<SchemaOf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum SchemaOf {
    /// issue.yaml
    Issue,
    /// serial.yaml
    Serial,
}

/// Options of `completions`.
#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

fn issue(text: &str) -> Result<IssueId, String> {
    // A folder, as the shell completes it, names an issue too.
    let path = text
        .trim_end_matches('/')
        .trim_end_matches("/issue.yaml")
        .trim_start_matches("./")
        .trim_start_matches("content/");
    IssueId::parse(&path.replace('/', "-"))
        .ok_or_else(|| "an issue is written 2017-48, or 2017-s1 for a supplement / 期号写成 2017-48，增刊写成 2017-s1".to_owned())
}

fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "a date is written 2017-11-28 / 日期写成 2017-11-28".to_owned())
}
