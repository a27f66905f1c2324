//! The way from the engine's faults to the templates: a fault in what a template made is shown in
//! the template.

use std::ops::Range;

use typst::diag::{SourceDiagnostic, Tracepoint};

use crate::diag::{Span, Text, text};
use crate::render::{TYPST_LIBRARY, TYPST_MAIN, TypstSource};
use crate::tree::VPath;

/// Where a fault stands that the engine found in a file which is not one of the author's fields.
pub(super) fn place(source: &TypstSource, file: &VPath, found: Range<usize>) -> Option<Span> {
    let is_main = file.as_str() == TYPST_MAIN;
    let (file, range) = match is_main {
        true => {
            let rendered = source.files.get(file)?;
            in_templates(source, &String::from_utf8_lossy(rendered), found)
                .unwrap_or_else(|| (file.clone(), 0..0))
        }
        false => (file.clone(), found),
    };
    Some(Span::new(&path(file.as_str())?, range))
}

fn path(name: &str) -> Option<VPath> {
    VPath::parse(&format!("templates/typst/{name}"))
}

/// Whether a file of the workspace takes the place of the page library.
pub(super) fn has_own_library(source: &TypstSource) -> bool {
    source.own.contains(TYPST_LIBRARY)
}

/// Where the workspace's page library is at fault for what the engine found outside of it: where it
/// defines what is used, and why. `code` stands before the fault.
pub(super) fn in_library(
    source: &TypstSource,
    error: &SourceDiagnostic,
    code: &str,
) -> Option<(Span, Text)> {
    let library = source.files.get(&VPath::parse(TYPST_LIBRARY)?)?;
    let library = String::from_utf8_lossy(library);
    let called = error.trace.iter().find_map(|point| match &point.v {
        Tracepoint::Call(name) => name.as_deref(),
        _ => None,
    });
    let unknown = error.message.strip_prefix("unknown variable: ");
    let name = unknown.or(called).or_else(|| called_before(code))?;
    let definition = format!("#let {name}");
    let is_whole = |at: &usize| {
        let next = library[at + definition.len()..].chars().next();
        next.is_none_or(|c| !c.is_alphanumeric() && c != '-' && c != '_')
    };
    let found = library.match_indices(&definition).map(|(at, _)| at).find(is_whole);
    if found.is_none() && unknown.is_none() {
        return None;
    }
    let range = found.map_or(0..0, |at| at..at + definition.len());
    let why = text!(
        "自带的模板和正文要用 lib.typ 的 “{name}”，照自带的写法",
        "the built-in templates and the text use “{name}” of lib.typ, as the built-in one defines it"
    );
    Some((Span::new(&path(TYPST_LIBRARY)?, range), why))
}

/// The function whose call begins last in a piece of our own code.
fn called_before(code: &str) -> Option<&str> {
    let is_of_name = |c: char| c.is_alphanumeric() || c == '-';
    let calls = code.rmatch_indices('(').map(|(at, _)| &code[..at]);
    let mut names = calls.map(|before| &before[before.trim_end_matches(is_of_name).len()..]);
    names.find(|name| name.starts_with(char::is_alphabetic))
}

/// Where a template says what stands at a place of what it made: of the places with the same words,
/// the one with the most in common around it.
fn in_templates(
    source: &TypstSource,
    rendered: &str,
    found: Range<usize>,
) -> Option<(VPath, Range<usize>)> {
    let whole = rendered.get(found.clone())?;
    let stands_there = |words: &&str| {
        let mut texts = source.templates.iter().map(|(_, text)| String::from_utf8_lossy(text));
        !words.is_empty() && texts.any(|text| text.contains(words))
    };
    // The more of it, the better; values stand in what was made, and not in the template.
    let pieces = [whole, whole.lines().next()?, whole.split('"').next()?];
    let words = pieces.into_iter().find(stands_there)?;
    let (before, behind) = (&rendered[..found.start], &rendered[found.start + words.len()..]);
    let mut best: Option<(usize, VPath, Range<usize>)> = None;
    for (file, text) in source.templates.iter() {
        let text = String::from_utf8_lossy(text);
        for (at, _) in text.match_indices(words) {
            let end = at + words.len();
            let alike = text[..at].bytes().rev().zip(before.bytes().rev());
            let alike = alike.take_while(|(a, b)| a == b).count();
            let common = text[end..].bytes().zip(behind.bytes());
            let common = alike + common.take_while(|(a, b)| a == b).count();
            if best.as_ref().is_none_or(|(most, ..)| common > *most) {
                best = Some((common, file.clone(), at..end));
            }
        }
    }
    best.map(|(_, file, range)| (file, range))
}
