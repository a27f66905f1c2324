//! Files → model: YAML with positions, data tables, prose.
//!
//! Loading reports every fault and never stops at one: a broken issue is left out of the
//! [`Library`], its place in the ledger is kept, and the others are loaded. It judges each file by
//! itself; what one file says against another is for [`crate::check`].

mod arithmetic;
mod attachments;
mod bibtex;
mod calc;
mod charts;
mod column_groups;
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
pub use table_xlsx::catches_panics;
pub use tables::TablePlaces;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::diag::{Diagnostic, Diagnostics, Failed, Span, did_you_mean, text};
use crate::model::brief::Cited;
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
    /// Boxed, since what is left of an issue that was let go of should be small.
    pub issue: Option<Box<Issue>>,
    /// Its line in the ledger, which counts issues of any status, broken ones too.
    pub ledger: Option<Ledger>,
    /// Its status, if that much could be read.
    pub status: Option<Status>,
    /// Where its fields stand.
    pub positions: Positions,
    /// Where the cells of its tables stand.
    pub tables: TablePlaces,
    /// Where its line in the ledger stands.
    pub places: LedgerPlaces,
    /// The sources that its prose cites; none, where it has faults.
    pub cites: Option<Cited>,
    /// The faults found while loading it.
    pub diagnostics: Diagnostics,
}

/// Where an issue says its line in the ledger. All issues of an archive are held at one time, so the
/// places take no more room than they must.
#[derive(Debug, Clone)]
pub struct LedgerPlaces {
    file: VPath,
    /// Number, 总期, date: first byte, and the one behind the last.
    stretches: [(u32, u32); 3],
}

impl LedgerPlaces {
    fn new(file: &VPath, places: [std::ops::Range<usize>; 3]) -> LedgerPlaces {
        // No file of a workspace is longer.
        let at = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        let stretches = places.map(|place| (at(place.start), at(place.end)));
        LedgerPlaces { file: file.clone(), stretches }
    }

    /// Number, 总期, date.
    pub fn ranges(&self) -> [std::ops::Range<usize>; 3] {
        self.stretches.map(|(from, to)| from as usize..to as usize)
    }

    /// The number.
    pub fn number(&self) -> Span {
        self.span(0)
    }

    /// 总期.
    pub fn cumulative(&self) -> Span {
        self.span(1)
    }

    /// The day of issue.
    pub fn date(&self) -> Span {
        self.span(2)
    }

    fn span(&self, at: usize) -> Span {
        let (from, to) = self.stretches[at];
        Span::new(&self.file, from as usize..to as usize)
    }
}

impl Library {
    /// The file of the sources that issues share, if it holds any.
    pub fn sources_file(&self) -> Option<&VPath> {
        self.shared_sources.as_ref()?.values().next().map(|place| &place.file)
    }

    /// The place of an issue: the one that says this number, else the one in the folder of this
    /// name.
    pub fn place_of(&self, id: IssueId) -> Option<usize> {
        let at = |is: &dyn Fn(&LoadedIssue) -> bool| self.issues.iter().position(is);
        at(&|issue| issue.number() == Some(id))
            .or_else(|| at(&|issue| issue.of_folder() == Some(id)))
    }

    /// The issues that come next to one that is not there.
    pub fn around(&self, id: IssueId) -> Vec<IssueId> {
        let mut all: Vec<IssueId> = self.issues.iter().filter_map(LoadedIssue::number).collect();
        all.sort_unstable();
        let at = all.partition_point(|other| *other < id);
        all[at.saturating_sub(3)..all.len().min(at + 3)].to_vec()
    }

    /// Puts the issues in. Where the serial does not say where it begins, it begins with the first
    /// of them.
    pub fn hold(&mut self, issues: Vec<LoadedIssue>) {
        if self.serial.origin == UNSTATED {
            self.serial.origin = first_of(&issues);
        }
        self.issues = issues;
    }
}

impl LoadedIssue {
    /// The issue's number, or that of its folder where the file is too broken to tell.
    pub fn number(&self) -> Option<IssueId> {
        self.ledger.map(|ledger| ledger.id).or_else(|| self.of_folder())
    }

    /// The number that the name of its folder says.
    fn of_folder(&self) -> Option<IssueId> {
        Folder::of(&self.folder).and_then(|folder| folder.id())
    }

    /// The issue in a folder before it is read: nothing is known of it.
    pub fn unread(folder: &IssueFolder) -> LoadedIssue {
        LoadedIssue {
            folder: folder.path().clone(),
            issue: None,
            ledger: None,
            status: None,
            positions: Positions::new(&folder.file, Bytes::default()),
            tables: TablePlaces::default(),
            places: LedgerPlaces::new(&folder.file, [0..0, 0..0, 0..0]),
            cites: None,
            diagnostics: Diagnostics::new(),
        }
    }

    /// Lets go of what the issue says, all but its line in the ledger: an archive of ten thousand
    /// issues need not be held while each is typeset.
    pub fn let_go(&mut self) {
        self.issue = None;
        self.positions = Positions::new(self.positions.file(), Bytes::default());
        self.tables = TablePlaces::default();
        self.diagnostics = Diagnostics::new();
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
    let folders = issue_folders(tree.iter().map(|(path, _)| path), diagnostics);
    let issues: Vec<LoadedIssue> =
        folders.par_iter().map(|folder| load_issue(tree, folder)).collect();
    match load_serial(tree, diagnostics) {
        Ok(mut library) => {
            library.hold(issues);
            Ok(library)
        }
        Err(failed) => {
            issues.into_iter().for_each(|issue| diagnostics.append(issue.diagnostics));
            Err(failed)
        }
    }
}

/// Reads the serial and what its issues share; the library holds no issue yet
/// ([`Library::hold`]). Fails where there is no serial to speak of.
pub fn load_serial(tree: &FileTree, diagnostics: &mut Diagnostics) -> Result<Library, Failed> {
    let shared = sources::shared(tree, diagnostics);
    let file = VPath::parse(SERIAL).expect("a relative path");
    let Some(bytes) = tree.get(&file) else {
        let message = text!("没有 {SERIAL}", "there is no {SERIAL}");
        return Err(
            diagnostics.error(Diagnostic::error("missing-field", message).at(Span::file(&file)))
        );
    };
    let document = yaml::parse(&file, bytes, diagnostics)?;
    let raw = read::read(&file, bytes.clone(), &document, diagnostics);
    let serial = lower_serial::serial(&raw, UNSTATED, diagnostics);
    Ok(Library {
        serial: Serial { sources: shared.sources, ..serial },
        serial_positions: raw.positions,
        shared_sources: shared.places,
        issues: Vec::new(),
    })
}

/// Stands for the beginning of a serial that does not say it.
const UNSTATED: Origin = Origin { year: 1, number: 1, cumulative: 1 };

/// The first issue held, as if the serial began there.
fn first_of(issues: &[LoadedIssue]) -> Origin {
    let numbered = issues.iter().filter_map(|issue| issue.ledger).filter_map(|ledger| {
        let Number::Regular(number) = ledger.id.number else { return None };
        Some(Origin { year: ledger.id.year, number, cumulative: ledger.cumulative? })
    });
    let first = numbered.min_by_key(|origin| (origin.year, origin.number));
    first.unwrap_or(UNSTATED)
}

/// Reads the issue in a folder that [`issue_folders`] found; `tree` need hold no other files than
/// that folder's.
pub fn load_issue(tree: &FileTree, folder: &IssueFolder) -> LoadedIssue {
    let mut diagnostics = Diagnostics::new();
    let mut loaded = LoadedIssue::unread(folder);
    let IssueFolder { folder, file } = folder;
    let source = tree.get(file).cloned().unwrap_or_default();
    if let Ok(document) = yaml::parse(file, &source, &mut diagnostics)
        && yaml::is_map(file, &document, &mut diagnostics)
    {
        let raw = read::read(file, source.clone(), &document, &mut diagnostics);
        let lowered = lower::issue(&raw, folder, tree, &mut diagnostics);
        let place = |key: &str| raw.positions.value(&key.into()).range;
        let is_sound = diagnostics.failed().is_none();
        loaded = LoadedIssue {
            places: LedgerPlaces::new(file, ["number", "cumulative", "date"].map(place)),
            cites: is_sound.then(|| lowered.issue.brief.cited()),
            issue: Some(Box::new(lowered.issue)),
            tables: lowered.tables,
            ledger: lowered.ledger,
            status: lowered.status,
            positions: raw.positions,
            ..loaded
        };
    } else {
        loaded.positions = Positions::new(file, source);
    }
    loaded.diagnostics = diagnostics;
    loaded
}

/// The folder of an issue.
#[derive(Debug, Clone)]
pub struct IssueFolder {
    folder: Folder,
    file: VPath,
}

impl IssueFolder {
    /// Its path, such as `content/2017/48`.
    pub fn path(&self) -> &VPath {
        &self.folder.path
    }

    /// The places of number, 总期 and date in its `issue.yaml`.
    pub fn places(&self, ranges: [std::ops::Range<usize>; 3]) -> LedgerPlaces {
        LedgerPlaces::new(&self.file, ranges)
    }
}

/// The folders of issues among the files of a workspace, in order. What looks like an issue and is
/// not in its place is reported.
pub fn issue_folders<'p>(
    files: impl Iterator<Item = &'p VPath>,
    diagnostics: &mut Diagnostics,
) -> Vec<IssueFolder> {
    let mut folders = Vec::new();
    for file in files {
        let parts: Vec<&str> = file.parts().collect();
        let name = file.file_name();
        if parts[0] != "content" || parts.len() < 2 {
            continue;
        }
        let folder =
            file.parent().filter(|_| name == "issue.yaml").and_then(|path| Folder::of(&path));
        match folder {
            Some(folder) => folders.push(IssueFolder { folder, file: file.clone() }),
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
    folders.sort_by_key(|IssueFolder { folder, .. }| {
        (folder.year, crate::model::Number::parse(&folder.number), folder.number.clone())
    });
    folders
}

fn is_misplaced(name: &str, parts: &[&str]) -> bool {
    let in_place =
        parts.len() == 4 && name != "issue.yaml" && did_you_mean(name, ["issue.yaml"]).is_some();
    name == "issue.yaml" || in_place
}
