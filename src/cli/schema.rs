//! `yaobao schema`.

use super::Exit;
use super::args::{Global, Lang, Schema, SchemaOf};
use super::terminal::Terminal;
use crate::diag::Language;
use crate::load::{Described, json_schema};
use crate::tree::{Bytes, VPath};

pub(super) fn run(global: &Global, command: &Schema, terminal: &Terminal) -> Exit {
    let of = match command.of {
        Some(SchemaOf::Issue) => Described::Issue,
        Some(SchemaOf::Serial) => Described::Serial,
        None => Described::Either,
    };
    // Where no language is asked for, both are there: an editor's language is not the terminal's.
    let language = global.lang.map(|lang| match lang {
        Lang::Zh => Language::Zh,
        Lang::En => Language::En,
    });
    terminal.result(&pretty(of, language));
    Exit::Done
}

/// The files that the editor settings of a new workspace name.
pub(super) fn for_editors() -> impl Iterator<Item = (VPath, Bytes)> {
    let files = [(Described::Issue, "issue"), (Described::Serial, "serial")];
    files.into_iter().map(|(of, name)| {
        let path = VPath::parse(&format!(".vscode/{name}.schema.json")).expect("a relative path");
        (path, pretty(of, None).into_bytes().into())
    })
}

fn pretty(of: Described, language: Option<Language>) -> String {
    let schema = json_schema(of, language);
    format!("{}\n", serde_json::to_string_pretty(&schema).expect("all keys are text"))
}
