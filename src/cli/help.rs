//! Help, and faults of the command line, in the user's language.
//!
//! The words stand beside the arguments, `中文 | English`. The few that come from the parser itself
//! are replaced here; what it rarely says stays in English.

use std::error::Error as _;
use std::ffi::OsString;
use std::io::{Write, stderr};
use std::process::ExitCode;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{Arg, Command, CommandFactory, FromArgMatches};

use super::args::Args;
use crate::diag::{Language, Text, text};

/// Reads the arguments; prints help, version or what is wrong with them, and says how to end.
pub(super) fn parse(arguments: Vec<OsString>, default: Language) -> Result<Args, ExitCode> {
    let language = named(&arguments).unwrap_or(default);
    let matches = command(language).try_get_matches_from(arguments);
    matches.and_then(|matches| Args::from_arg_matches(&matches)).map_err(|error| {
        match fault(&error, language) {
            // Whoever reads this may have gone away.
            Some(said) => drop(stderr().lock().write_all(said.as_bytes())),
            None => drop(error.print()),
        }
        ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
    })
}

/// The program with its help in one language.
pub(super) fn command(language: Language) -> Command {
    let mut command = spoken(Args::command(), language);
    // Subcommands get the options of all and the help of the parser.
    command.build();
    match language {
        Language::Zh => labelled(command),
        Language::En => command,
    }
}

/// The same for completions, which show what each possible value means.
pub(super) fn for_completions(language: Language) -> Command {
    fn with_values(command: Command, language: Language) -> Command {
        command.mut_subcommands(|inner| with_values(inner, language)).mut_args(|arg| {
            let value = |value: &PossibleValue| match value.get_help() {
                Some(help) => value.clone().help(pick(&help.to_string(), language).to_owned()),
                None => value.clone(),
            };
            let values: Vec<PossibleValue> = arg.get_possible_values().iter().map(value).collect();
            let takes_one_of_them = arg.get_action().takes_values() && !values.is_empty();
            if takes_one_of_them {
                arg.value_parser(PossibleValuesParser::new(values))
            } else {
                arg
            }
        })
    }
    with_values(command(language), language)
}

/// The language that the arguments name: help and faults come before they are read.
fn named(arguments: &[OsString]) -> Option<Language> {
    let mut words = arguments.iter().skip(1).filter_map(|word| word.to_str());
    while let Some(word) = words.next().filter(|word| *word != "--") {
        let lang = if word == "--lang" { words.next() } else { word.strip_prefix("--lang=") };
        match lang {
            Some("zh") => return Some(Language::Zh),
            Some("en") => return Some(Language::En),
            _ => {}
        }
    }
    None
}

/// One language of `中文 | English`.
fn pick(words: &str, language: Language) -> &str {
    match (words.split_once(" | "), language) {
        (Some((zh, _)), Language::Zh) => zh,
        (Some((_, en)), Language::En) => en,
        (None, _) => words,
    }
}

fn spoken(command: Command, language: Language) -> Command {
    let about = command.get_about().map(|about| pick(&about.to_string(), language).to_owned());
    command
        .about(about.unwrap_or_default())
        .mut_args(|arg| spoken_arg(arg, language))
        .mut_subcommands(|inner| spoken(inner, language))
}

/// The help of an argument, with its default and its values.
fn spoken_arg(arg: Arg, language: Language) -> Arg {
    let Some(help) = arg.get_help().map(ToString::to_string) else { return arg };
    let mut help = pick(&help, language).to_owned();
    if !arg.get_action().takes_values() {
        return arg.help(help);
    }
    let values = arg.get_possible_values();
    let names: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
    let defaults: Vec<String> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy().into()).collect();
    let (zh, en) = (names.join("、"), names.join(", "));
    for said in [
        (!defaults.is_empty()).then(|| {
            let default = defaults.join(" ");
            text!("［默认：{default}］", " [default: {default}]")
        }),
        (!names.is_empty()).then(|| text!("［可选：{zh}］", " [possible values: {en}]")),
    ] {
        help.push_str(said.as_ref().map_or("", |said| said.in_language(language)));
    }
    let meant = values.iter().filter_map(|value| {
        let meaning = pick(&value.get_help()?.to_string(), language).to_owned();
        let name = value.get_name();
        Some(
            text!("\n- {name}：{meaning}", "\n- {name}: {meaning}")
                .in_language(language)
                .to_owned(),
        )
    });
    let long: String = std::iter::once(help.clone()).chain(meant).collect();
    let arg = arg.hide_default_value(true).hide_possible_values(true);
    if long == help { arg.help(help) } else { arg.help(help).long_help(long) }
}

/// The labels of the parser in Chinese.
fn labelled(command: Command) -> Command {
    let mut command = command;
    let usage = usage(&command.render_usage().to_string());
    let usage = usage.replace("[OPTIONS]", "[选项]").replace("<COMMAND>", "<命令>");
    command
        .help_template("{about-with-newline}\n用法: {usage}\n\n{all-args}")
        .override_usage(usage)
        .subcommand_help_heading("命令")
        .mut_args(|arg| {
            let heading = if arg.is_positional() { "参数" } else { "选项" };
            let arg = arg.help_heading(heading);
            match arg.get_id().as_str() {
                "help" => arg.help("显示帮助（-h 简短，--help 详细）").long_help(None::<&str>),
                "version" => arg.help("显示版本"),
                _ => arg,
            }
        })
        .mut_subcommands(labelled)
}

/// How a command is written, without the label.
fn usage(usage: &str) -> String {
    usage.strip_prefix("Usage:").unwrap_or(usage).trim().to_owned()
}

/// What is wrong with the arguments; none for help, and for what the parser says itself.
fn fault(error: &Error, language: Language) -> Option<String> {
    let message = message(error)?;
    let label = text!("错误", "error");
    let mut said = format!("{}: {}\n", label.in_language(language), message.in_language(language));
    for (kind, hint) in [
        (ContextKind::ValidValue, text!("可选", "possible values")),
        (ContextKind::ValidSubcommand, text!("可选", "commands")),
        (ContextKind::SuggestedArg, text!("是不是", "did you mean")),
        (ContextKind::SuggestedSubcommand, text!("是不是", "did you mean")),
        (ContextKind::SuggestedValue, text!("是不是", "did you mean")),
    ] {
        let words = context(error, kind);
        if !words.is_empty() {
            said.push_str(&format!("  {}: {words}\n", hint.in_language(language)));
        }
    }
    let shown = usage(&context(error, ContextKind::Usage));
    let end = match shown.is_empty() {
        true => text!("用 --help 看说明", "--help tells more"),
        false => text!("用法: {shown}\n用 --help 看说明", "usage: {shown}\n--help tells more"),
    };
    said.push_str(&format!("\n{}\n", end.in_language(language)));
    Some(said)
}

fn message(error: &Error) -> Option<Text> {
    let argument = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    Some(match error.kind() {
        ErrorKind::UnknownArgument => {
            text!("没有 “{argument}” 这个参数", "there is no argument “{argument}”")
        }
        ErrorKind::InvalidSubcommand => {
            let name = context(error, ContextKind::InvalidSubcommand);
            text!("没有 “{name}” 这个命令", "there is no command “{name}”")
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            text!("“{argument}” 后面缺少值", "“{argument}” has no value behind it")
        }
        ErrorKind::InvalidValue => {
            text!("“{argument}” 没有 “{value}” 这个值", "“{argument}” has no value “{value}”")
        }
        ErrorKind::ValueValidation => {
            let why = error.source().map(ToString::to_string).unwrap_or_default();
            let range =
                why.split_once(" is not in ").and_then(|(_, range)| range.split_once("..="));
            let Text { zh, en } = match (why.split_once(" | "), range) {
                (Some((zh, en)), _) => Text { zh: zh.to_owned(), en: en.to_owned() },
                (None, Some((least, most))) => {
                    text!("要在 {least} 到 {most} 之间", "it is from {least} to {most}")
                }
                (None, None) => text!("要写整数", "{why}"),
            };
            text!("“{argument}” 不能是 “{value}”：{zh}", "“{argument}” cannot be “{value}”: {en}")
        }
        ErrorKind::MissingSubcommand => text!("没有写命令", "there is no command"),
        ErrorKind::MissingRequiredArgument => text!("缺少 “{argument}”", "“{argument}” is missing"),
        ErrorKind::TooManyValues => {
            text!("“{argument}” 后面不能有 “{value}”", "“{argument}” takes no value “{value}”")
        }
        ErrorKind::ArgumentConflict => {
            let prior = context(error, ContextKind::PriorArg);
            match prior.is_empty() || prior == argument {
                true => text!("“{argument}” 写了不止一次", "“{argument}” is there more than once"),
                false => text!(
                    "“{argument}” 和 “{prior}” 不能一起写",
                    "“{argument}” and “{prior}” cannot stand together"
                ),
            }
        }
        _ => return None,
    })
}

fn context(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(word)) => word.clone(),
        Some(ContextValue::Strings(words)) => words.join(", "),
        Some(ContextValue::StyledStr(words)) => words.to_string(),
        Some(ContextValue::StyledStrs(words)) => {
            words.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory};

    use super::{Language, command};
    use crate::cli::args::Args;

    /// All that the user reads of a command and of those below it.
    fn words(command: &Command) -> Vec<String> {
        let mut words: Vec<String> =
            command.get_about().map(ToString::to_string).into_iter().collect();
        for arg in command.get_arguments() {
            words.extend(arg.get_help().map(ToString::to_string));
            let values =
                if arg.get_action().takes_values() { arg.get_possible_values() } else { vec![] };
            words.extend(
                values.iter().filter_map(|value| value.get_help()).map(ToString::to_string),
            );
        }
        words.extend(command.get_subcommands().flat_map(self::words));
        words
    }

    #[test]
    fn every_text_is_in_both_languages() {
        let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        let words = words(&Args::command());
        assert!(words.len() > 30, "only {} texts", words.len());
        for text in words {
            let (zh, en) = text.split_once(" | ").unwrap_or_else(|| panic!("no pair: {text}"));
            assert!(zh.contains(is_han), "{zh}");
            assert!(!en.trim_start_matches("要报").contains(is_han), "{en}");
        }
    }

    #[test]
    fn help_is_in_one_language() {
        fn all(mut command: Command) -> String {
            let own = [command.render_help().to_string(), command.render_long_help().to_string()];
            own.into_iter().chain(command.get_subcommands().cloned().map(all)).collect()
        }
        let zh = all(command(Language::Zh));
        for word in ["Usage", "Options", "Arguments", "Commands", "Print", "default", " | "] {
            assert!(!zh.contains(word), "{word} in\n{zh}");
        }
        let en = all(command(Language::En));
        assert!(!en.replace("要报", "").contains(|c: char| c > '\u{2e80}'), "{en}");
    }
}
