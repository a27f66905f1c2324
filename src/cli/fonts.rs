//! `yaobao fonts`: what each role is printed with.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Exit;
use super::args::{Fonts, FontsForm, Global};
use super::progress::Bar;
use super::terminal::{Terminal, plural};
use super::workspace::Workspace;
use crate::build::{self, FamilyInUse, FileInUse, Lacking, RoleInUse};
use crate::diag::{Text, text};

pub(super) fn run(global: &Global, command: &Fonts, terminal: &Terminal) -> Result<Exit, Exit> {
    let workspace = Workspace::open(global, terminal)?;
    let options = workspace.options(&command.issues, &command.shared);
    let material = workspace.material(terminal)?;
    let found = build::fonts_in_use(&material, &options, &Bar::new(terminal));
    match found.map_err(|error| terminal.refuse(&error))? {
        Ok(found) => {
            terminal.result(&match command.format {
                FontsForm::Table => table(&found.roles, terminal),
                FontsForm::Json => {
                    let roles: Vec<Value> = found.roles.iter().map(json).collect();
                    let json = serde_json::to_string_pretty(&roles).expect("all keys are text");
                    format!("{json}\n")
                }
            });
            terminal.faults(&found.diagnostics, &material.excerpts(&found.diagnostics));
            Ok(terminal.judgement(&found.diagnostics))
        }
        Err(faults) => {
            terminal.faults(&faults, &material.excerpts(&faults));
            Err(Exit::MaterialIsWrong)
        }
    }
}

fn json(role: &RoleInUse) -> Value {
    let file = |file: &FileInUse| json!({ "name": file.name, "built-in": file.is_built_in, "sha256": file.sha256.to_string() });
    let families = role.families.iter().map(|family| {
        let files: Vec<Value> = family.files.iter().map(file).collect();
        json!({ "name": family.name, "quotes-only": family.is_for_quotes, "files": files })
    });
    let lacking = role.lacking.iter().map(
        |lacking| json!({ "characters": lacking.characters, "printed-by": lacking.printed_by }),
    );
    json!({
        "role": role.role,
        "families": families.collect::<Vec<_>>(),
        "lacking": lacking.collect::<Vec<_>>(),
    })
}

fn table(roles: &[RoleInUse], terminal: &Terminal) -> String {
    let words = |text: Text| terminal.words(&text).to_owned();
    let mut lines = Vec::new();
    let mut files = BTreeSet::new();
    for RoleInUse { role, families, lacking } in roles {
        let mut names = Vec::new();
        for FamilyInUse { name, is_for_quotes, files: of_family } in families {
            let quotes = text!("{name}（只用于引号）", "{name} (quotes only)");
            names.push(if *is_for_quotes { words(quotes) } else { name.clone() });
            files.extend(of_family.iter().map(|file| (name, file)));
        }
        let list = match names.is_empty() {
            true => words(text!("同所在的文字", "in the face of the text around them")),
            false => names.join(&words(text!("、", ", "))),
        };
        lines.push(format!("{role} {}{list}", words(named(role))));
        lines.extend(lacking.iter().map(|lacking| format!("  {}", words(told(lacking)))));
    }
    lines.push(String::new());
    lines.extend(files.into_iter().map(|(family, FileInUse { name, is_built_in, sha256 })| {
        let origin = text!("（自带）", " (built in)");
        let origin = if *is_built_in { words(origin) } else { String::new() };
        format!("{sha256}  {name}{origin}  {family}")
    }));
    lines.into_iter().map(|line| line + "\n").collect()
}

/// What a role is for.
fn named(role: &str) -> Text {
    match role {
        "title" => text!("刊名和标题：", "(masthead and titles): "),
        "heading-1" => text!("“一、”：", "(headings of parts): "),
        "heading-2" => text!("“1、”和内容简介：", "(headings of items, abstract): "),
        "body" => text!("正文：", "(text): "),
        "latin" => text!("西文和数字：", "(Latin letters and digits): "),
        "table" => text!("表和图：", "(tables and charts): "),
        _ => text!("页码：", "(page numbers): "),
    }
}

fn told(Lacking { characters, printed_by }: &Lacking) -> Text {
    let count = characters.chars().count();
    let counted = plural(count, "character");
    match printed_by {
        Some(family) => text!(
            "首选的字体缺 {count} 个字，由 {family} 印：{characters}",
            "{counted} that the first family lacks, printed by {family}: {characters}"
        ),
        None => text!(
            "各字体都缺 {count} 个字，这里印不出：{characters}",
            "{counted} that no family has and that cannot be printed here: {characters}"
        ),
    }
}
