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
    /// path:line:column: severity\[code\]: message
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
    /// Build the archive, or single issues
    Build(Build),
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
    /// Build drafts too
    #[arg(long)]
    pub(super) drafts: bool,
    /// The day that embargoes are measured against [default: today in UTC+8]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) today: Option<Date>,
    /// How many threads work [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) jobs: Option<u16>,
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
