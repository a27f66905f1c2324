//! Which fonts a workspace is printed with, and the characters of its issues that they lack.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::edition::Studio;
use super::material::Material;
use super::plan::Plan;
use super::survey::{Survey, survey};
use super::{BuildError, BuildOptions, Host, go_on, in_studio, threads, today};
use crate::diag::{Diagnostics, Failed};
use crate::emit::Fonts;
use crate::load;
use crate::model::serial::Role;
use crate::render::{RoleFonts, TYPST_MAIN, TypstSource};
use crate::tree::Digest;

/// What is to be said of a workspace's fonts.
#[derive(Debug)]
pub struct FontsInUse {
    /// The roles in order.
    pub roles: Vec<RoleInUse>,
    /// Faults of font files, unknown families, and the characters that cannot be printed where they
    /// stand.
    pub diagnostics: Diagnostics,
}

/// A role, and what it is printed with.
#[derive(Debug)]
pub struct RoleInUse {
    /// Its name.
    pub role: &'static str,
    /// Its families in order; none for Latin letters in each role's own face.
    pub families: Vec<FamilyInUse>,
    /// Characters of the issues that its first family lacks.
    pub lacking: Vec<Lacking>,
}

/// A family, and the files of its faces.
#[derive(Debug)]
pub struct FamilyInUse {
    /// Its name.
    pub name: String,
    /// Whether it is there for the Chinese quotes alone.
    pub is_for_quotes: bool,
    /// The files of its faces.
    pub files: Vec<FileInUse>,
}

/// A font file.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileInUse {
    /// `yaobao-kai-400.ttf`, or `fonts/kai.ttf` in the workspace.
    pub name: String,
    /// Whether it comes with the program.
    pub is_built_in: bool,
    /// What it holds.
    pub sha256: Digest,
}

/// Characters that the first family of a role lacks.
#[derive(Debug)]
pub struct Lacking {
    /// In the order of their code points.
    pub characters: String,
    /// The first family of the role that has them; none if none has. They cannot be printed in this
    /// role then, which is a fault only where it has to print them.
    pub printed_by: Option<String>,
}

/// The faults that concern fonts, and those that keep pages from being looked at.
const CODES: [&str; 8] = [
    "duplicate-font",
    "file-too-large",
    "font-not-embeddable",
    "missing-glyph",
    "template-fault",
    "typesetting-failed",
    "unknown-font",
    "unreadable-font",
];

/// Looks at the fonts of a workspace, and at the characters of the issues that a build would make.
/// Gives all faults back where the material cannot be read.
pub fn fonts_in_use(
    material: &Material,
    options: &BuildOptions,
    host: &dyn Host,
) -> Result<Result<FontsInUse, Diagnostics>, BuildError> {
    threads(options)?.install(|| in_use(material, options, host))
}

fn in_use(
    material: &Material,
    options: &BuildOptions,
    host: &dyn Host,
) -> Result<Result<FontsInUse, Diagnostics>, BuildError> {
    let mut faults = Diagnostics::new();
    let survey: Result<Survey, Failed> = survey(material, host, &mut faults)?;
    let Ok(mut survey) = survey else { return Ok(Err(faults)) };
    let today = today(&survey, options, host);
    let mut plan = Plan::new(&mut survey, options, today, None)?;
    let faults = plan.settle(&survey.library, faults);
    in_studio(material, &survey, &mut plan, faults, |studio, plan, mut faults| {
        let characters = characters(material, &survey, studio, plan, host, &mut faults)?;
        let of_fonts = |code: &str| CODES.contains(&code);
        let (diagnostics, _) = faults.only(|fault| of_fonts(fault.code));
        let role = |(name, _)| role_in_use(name, studio, &characters);
        Ok(Ok(FontsInUse { roles: Role::ALL.into_iter().map(role).collect(), diagnostics }))
    })
    .unwrap_or_else(|faults| Ok(Err(faults)))
}

/// The characters that issues print, as far as they stand in the text; reports those that cannot be
/// printed.
fn characters(
    material: &Material,
    survey: &Survey,
    studio: &Studio<'_>,
    plan: &Plan,
    host: &dyn Host,
    faults: &mut Diagnostics,
) -> Result<BTreeSet<char>, BuildError> {
    let look = |at: &usize| {
        go_on(host)?;
        let folder = &survey.issues[*at].folder;
        let loaded = load::load_issue(&material.issue(folder)?, folder);
        let mut characters = BTreeSet::new();
        let faults = studio.proof_and(&loaded, |source| characters = printed(source));
        Ok((characters, faults))
    };
    let mut all = BTreeSet::new();
    for chunk in plan.editions.chunks(super::check::CHUNK) {
        let found: Result<Vec<_>, BuildError> = chunk.par_iter().map(look).collect();
        comemo::evict(0);
        for (characters, found) in found? {
            all.extend(characters);
            faults.append(found);
        }
    }
    Ok(all)
}

/// What stands in the text of an issue; the code round it is ASCII.
fn printed(source: &TypstSource) -> BTreeSet<char> {
    let is_text = |path: &str| {
        path == TYPST_MAIN || path.starts_with("parts/") || path.starts_with("charts/")
    };
    let texts = source.files.iter().filter(|(path, _)| is_text(path.as_str()));
    let texts = texts.filter_map(|(_, bytes)| std::str::from_utf8(bytes).ok());
    texts.flat_map(str::chars).filter(|c| has_glyph(*c)).collect()
}

/// Whether a character is seen where it is printed.
fn has_glyph(c: char) -> bool {
    let is_ignorable = matches!(
        c,
        '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202f}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}'
    );
    !c.is_control() && !c.is_whitespace() && !is_ignorable
}

fn role_in_use(name: &'static str, studio: &Studio<'_>, characters: &BTreeSet<char>) -> RoleInUse {
    let fonts = studio.fonts;
    let list = |role: &str| studio.roles.iter().find(|fonts| fonts.role == role);
    let Some(role) = list(name) else {
        return RoleInUse { role: name, families: Vec::new(), lacking: Vec::new() };
    };
    let families = role.families.iter().map(|family| FamilyInUse {
        name: family.name.clone(),
        is_for_quotes: !family.covers.is_empty(),
        files: files_in_use(fonts, &family.name),
    });
    let has_latin = list("latin").is_some();
    let is_of_role = |c: &&char| match name {
        "latin" => is_latin(**c),
        "page-number" => c.is_ascii_digit(),
        _ => !(has_latin && is_latin(**c)),
    };
    let used = characters.iter().copied().filter(|c| is_of_role(&c));
    let families = families.collect();
    RoleInUse { role: name, families, lacking: lacking(role, fonts, used) }
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '\u{c0}'..='\u{24f}')
}

fn files_in_use(fonts: &Fonts, family: &str) -> Vec<FileInUse> {
    let files = fonts.files_of(family).into_iter();
    files
        .map(|file| FileInUse {
            name: file.name.to_owned(),
            is_built_in: file.is_built_in,
            sha256: Digest::of(file.bytes),
        })
        .collect()
}

fn lacking(
    role: &RoleFonts,
    fonts: &Fonts,
    characters: impl Iterator<Item = char>,
) -> Vec<Lacking> {
    let is_quote = |c: char| matches!(c, '“' | '”' | '‘' | '’');
    let mut others: BTreeMap<(bool, usize), String> = BTreeMap::new();
    let first = role.families.iter().position(|family| family.covers.is_empty());
    for c in characters {
        let has = |family: &crate::render::RoleFamily| {
            (family.covers.is_empty() || is_quote(c)) && fonts.family_has(&family.name, c)
        };
        match role.families.iter().position(has) {
            Some(at) if Some(at) <= first => {}
            Some(at) => others.entry((false, at)).or_default().push(c),
            None => others.entry((true, 0)).or_default().push(c),
        }
    }
    let lacking = others.into_iter().map(|((is_missing, at), characters)| Lacking {
        characters,
        printed_by: (!is_missing).then(|| role.families[at].name.clone()),
    });
    lacking.collect()
}
