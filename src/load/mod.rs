//! Files → model: YAML with positions, data tables, prose.
//!
//! Loading reports every fault and never stops at one: a broken issue is left out of the
//! [`Library`], its place in the ledger is kept, and the others are loaded. It judges each file by
//! itself; what one file says against another is for [`crate::check`].

mod arithmetic;
mod attachments;
mod bibtex;
mod calc;
mod examples;
mod figures;
mod files;
mod lower;
mod lower_brief;
mod lower_serial;
mod official;
mod positions;
mod prose;
mod read;
mod scalar;
mod schema;
mod schema_data;
mod schema_serial;
mod schema_shapes;
mod source_entry;
mod sources;
mod svg;
mod table;
mod table_csv;
mod table_range;
mod table_xlsx;
mod table_yaml;
mod tables;
mod unfit;
mod values;
mod yaml;
mod yaml_fault;

pub(crate) use lower::is_id;
pub use positions::Positions;
pub use schema_shapes::{Described, json_schema};
pub(crate) use sources::is_citable;
pub(crate) use svg::characters as svg_characters;
pub use tables::TablePlaces;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::diag::{Diagnostic, Diagnostics, Failed, Span, did_you_mean, text};
use crate::model::serial::Origin;
use crate::model::{Date, Issue, IssueId, Number, Serial, Status};
use crate::tree::{Bytes, FileTree, VPath};
use lower::Folder;

/// The file of the serial.
pub const SERIAL: &str = "content/serial.yaml";

/// The serial with all its issues.
#[derive(Debug)]
pub struct Library {
    /// The serial.
    pub serial: Serial,
    /// Where the fields of `serial.yaml` stand.
    pub serial_positions: Positions,
    /// Where the sources that issues share are declared, those with faults too; none where their
    /// file cannot be read.
    pub shared_sources: Option<BTreeMap<String, Span>>,
    /// The issues, by year, then number; supplements behind the numbers.
    pub issues: Vec<LoadedIssue>,
}

/// An issue's folder, and what could be made of it.
#[derive(Debug)]
pub struct LoadedIssue {
    /// The issue's folder, such as `content/2017/48`.
    pub folder: VPath,
    /// The issue, unless its file is no YAML. Where fields are faulty, it says what the others say.
    pub issue: Option<Issue>,
    /// Its line in the ledger, which counts issues of any status, broken ones too.
    pub ledger: Option<Ledger>,
    /// Its status, if that much could be read.
    pub status: Option<Status>,
    /// Where its fields stand.
    pub positions: Positions,
    /// Where the cells of its tables stand.
    pub tables: TablePlaces,
    /// The faults found while loading it.
    pub diagnostics: Diagnostics,
}

impl Library {
    /// The file of the sources that issues share, if it holds any.
    pub fn sources_file(&self) -> Option<&VPath> {
        self.shared_sources.as_ref()?.values().next().map(|place| &place.file)
    }

    /// Lets go of what the issues say, which [`LoadedIssue::again`] reads anew: an archive of ten
    /// thousand issues need not be held while each is typeset.
    pub fn let_go(&mut self) {
        for loaded in &mut self.issues {
            loaded.issue = None;
            loaded.positions = Positions::new(loaded.positions.file(), Bytes::default());
            loaded.tables = TablePlaces::default();
            loaded.diagnostics = Diagnostics::new();
        }
    }
}

impl LoadedIssue {
    /// Reads the issue once more.
    pub fn again(&self, tree: &FileTree) -> LoadedIssue {
        match Folder::of(&self.folder) {
            Some(folder) => load_issue(tree, &folder, self.positions.file()),
            None => unreachable!("an issue is loaded from a folder of issues alone"),
        }
    }
}

/// What the ledger counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ledger {
    /// Year and number.
    pub id: IssueId,
    /// 总期; none for a supplement, or where it could not be read.
    pub cumulative: Option<u32>,
    /// The day of issue.
    pub date: Date,
}

/// Reads a workspace. Fails only where there is no serial to speak of: faults of an issue are in
/// [`LoadedIssue::diagnostics`].
pub fn load(tree: &FileTree, diagnostics: &mut Diagnostics) -> Result<Library, Failed> {
    let folders = folders(tree, diagnostics);
    let issues: Vec<LoadedIssue> =
        folders.into_par_iter().map(|(folder, file)| load_issue(tree, &folder, &file)).collect();
    let shared = sources::shared(tree, diagnostics);
    match load_serial(tree, &issues, diagnostics) {
        Ok((serial, serial_positions)) => Ok(Library {
            serial: Serial { sources: shared.sources, ..serial },
            serial_positions,
            shared_sources: shared.places,
            issues,
        }),
        Err(failed) => {
            issues.into_iter().for_each(|issue| diagnostics.append(issue.diagnostics));
            Err(failed)
        }
    }
}

fn load_serial(
    tree: &FileTree,
    issues: &[LoadedIssue],
    diagnostics: &mut Diagnostics,
) -> Result<(Serial, Positions), Failed> {
    let file = VPath::parse(SERIAL).expect("a relative path");
    let Some(bytes) = tree.get(&file) else {
        let message = text!("没有 {SERIAL}", "there is no {SERIAL}");
        return Err(
            diagnostics.error(Diagnostic::error("missing-field", message).at(Span::file(&file)))
        );
    };
    let document = yaml::parse(&file, bytes, diagnostics)?;
    let raw = read::read(&file, bytes.clone(), &document, diagnostics);
    let serial = lower_serial::serial(&raw, first_of(issues), diagnostics);
    Ok((serial, raw.positions))
}

/// The first issue held, as if the serial began there.
fn first_of(issues: &[LoadedIssue]) -> Origin {
    let numbered = issues.iter().filter_map(|issue| issue.ledger).filter_map(|ledger| {
        let Number::Regular(number) = ledger.id.number else { return None };
        Some(Origin { year: ledger.id.year, number, cumulative: ledger.cumulative? })
    });
    let first = numbered.min_by_key(|origin| (origin.year, origin.number));
    first.unwrap_or(Origin { year: 1, number: 1, cumulative: 1 })
}

fn load_issue(tree: &FileTree, folder: &Folder, file: &VPath) -> LoadedIssue {
    let mut diagnostics = Diagnostics::new();
    let source = tree.get(file).cloned().unwrap_or_default();
    let mut loaded = LoadedIssue {
        folder: folder.path.clone(),
        issue: None,
        ledger: None,
        status: None,
        positions: Positions::new(file, source.clone()),
        tables: TablePlaces::default(),
        diagnostics: Diagnostics::new(),
    };
    if let Ok(document) = yaml::parse(file, &source, &mut diagnostics)
        && yaml::is_map(file, &document, &mut diagnostics)
    {
        let raw = read::read(file, source.clone(), &document, &mut diagnostics);
        let lowered = lower::issue(&raw, folder, tree, &mut diagnostics);
        loaded = LoadedIssue {
            issue: Some(lowered.issue),
            tables: lowered.tables,
            ledger: lowered.ledger,
            status: lowered.status,
            positions: raw.positions,
            ..loaded
        };
    }
    loaded.diagnostics = diagnostics;
    loaded
}

/// The folders of issues, in order. What looks like an issue and is not in its place is reported.
fn folders(tree: &FileTree, diagnostics: &mut Diagnostics) -> Vec<(Folder, VPath)> {
    let mut folders = Vec::new();
    for (file, _) in tree.iter() {
        let parts: Vec<&str> = file.parts().collect();
        let name = file.file_name();
        if parts[0] != "content" || parts.len() < 2 {
            continue;
        }
        let folder =
            file.parent().filter(|_| name == "issue.yaml").and_then(|path| Folder::of(&path));
        match folder {
            Some(folder) => folders.push((folder, file.clone())),
            None if is_misplaced(name, &parts) => {
                let message = match name {
                    "issue.yaml" => {
                        text!("这个文件不在某一期的文件夹里", "this file is in no issue's folder")
                    }
                    _ => text!(
                        "文件名应当是 issue.yaml，不是 “{name}”",
                        "the file must be called issue.yaml, not “{name}”"
                    ),
                };
                let hint = text!(
                    "每一期放在 content/年/期号/issue.yaml，年用四位数字",
                    "an issue is content/<year>/<number>/issue.yaml, the year in four digits"
                );
                diagnostics.report(
                    Diagnostic::error("folder-disagrees-with-number", message)
                        .at(Span::file(file))
                        .hint(hint),
                );
            }
            None => {}
        }
    }
    folders.sort_by_key(|(folder, _)| {
        (folder.year, crate::model::Number::parse(&folder.number), folder.number.clone())
    });
    folders
}

fn is_misplaced(name: &str, parts: &[&str]) -> bool {
    let in_place =
        parts.len() == 4 && name != "issue.yaml" && did_you_mean(name, ["issue.yaml"]).is_some();
    name == "issue.yaml" || in_place
}
