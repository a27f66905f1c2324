//! What surveys found of issues without a fault: kept, so that an issue that has not changed need not
//! be read again to know that it has none.
//!
//! An issue with so much as a note is not remembered: whoever builds is to see it each time. Like
//! all that a build remembers, this may be broken, stale or gone, and costs time then.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::material::Material;
use super::survey::{Survey, Surveyed};
use crate::archive::Record;
use crate::disk;
use crate::load::{IssueFolder, Ledger, LoadedIssue};
use crate::model::brief::Cited;
use crate::model::{Access, Audience, Date, IssueId, Status};
use crate::tree::{Digest, Digester};

/// What is remembered of a workspace's issues: a line each, which is found by the digest of the
/// files it was made from.
#[derive(Default)]
pub(super) struct Recollection {
    text: String,
    /// What the issues were judged beside: the program, the serial, its sources.
    beside: Option<Digest>,
    /// Where the lines stand, by what they were made from.
    places: BTreeMap<Digest, std::ops::Range<usize>>,
}

/// What is kept of an issue.
#[derive(Serialize, Deserialize)]
struct Kept {
    id: String,
    cumulative: Option<u32>,
    date: String,
    status: String,
    audience: String,
    embargo: Option<String>,
    /// Where number, 总期 and date stand in the issue's file.
    places: [(usize, usize); 3],
    /// The sources that it cites: its own, and others.
    cites: [Vec<String>; 2],
    record: Record,
}

impl Recollection {
    /// Reads what is remembered of the workspace in a folder.
    pub(super) fn read(root: &Path) -> Recollection {
        let bytes = disk::read(&file(root)).ok().flatten().unwrap_or_default();
        let mut recollection = Recollection {
            text: String::from_utf8(bytes).unwrap_or_default(),
            ..Default::default()
        };
        let mut at = 0;
        for line in recollection.text.split_inclusive('\n') {
            let place = at..at + line.len();
            at = place.end;
            let digest = |text: &str| Digest::try_from(text.to_owned()).ok();
            match line.split_once(' ') {
                Some((of, _)) => {
                    digest(of).map(|of| recollection.places.insert(of, place));
                }
                None => recollection.beside = digest(line.trim_end()),
            }
        }
        recollection
    }

    /// What is remembered, if issues are judged beside the same as then.
    pub(super) fn beside(self, beside: Digest) -> Recollection {
        if self.beside == Some(beside) { self } else { Recollection::default() }
    }

    /// An issue that has these files, if there is nothing to report of it.
    pub(super) fn issue(
        &self,
        folder: &IssueFolder,
        made_from: Digest,
    ) -> Option<(LoadedIssue, Surveyed)> {
        let (_, json) = self.line(made_from)?;
        serde_json::from_str::<Kept>(json).ok()?.restore(folder, made_from)
    }

    /// The line of an issue that was made from these files, and what it says.
    fn line(&self, made_from: Digest) -> Option<(&str, &str)> {
        let line = &self.text[self.places.get(&made_from)?.clone()];
        let (_, rest) = line.strip_suffix('\n')?.split_once(' ')?;
        let (sum, json) = rest.split_once(' ')?;
        // A line that was damaged and can be read all the same would be a lie.
        (Digest::of(json.as_bytes()).to_string() == sum).then_some((line, json))
    }

    /// Remembers the issues of a survey that have nothing to report, and no others, unless just they are
    /// remembered already. Each line is made when it is written: together they are longer than all
    /// that is held of the issues.
    pub(super) fn write(self, root: &Path, beside: Digest, survey: &Survey) {
        let head = format!("{beside}\n");
        let issues = survey.library.issues.iter().zip(&survey.issues);
        let spotless = issues.filter(|(_, surveyed)| surveyed.is_spotless);
        let lines = spotless.map(|(loaded, surveyed)| match self.line(surveyed.made_from) {
            Some((line, _)) => Cow::Borrowed(line),
            None => Cow::Owned(line(loaded, surveyed)),
        });
        // What cannot be remembered is read again.
        let _ = disk::replace_if_other(
            &file(root),
            std::iter::once(Cow::Borrowed(&*head)).chain(lines),
        );
    }
}

/// The line of an issue; empty for one that is not remembered.
fn line(loaded: &LoadedIssue, surveyed: &Surveyed) -> String {
    let Some(kept) = Kept::of(loaded, surveyed) else { return String::new() };
    let json = serde_json::to_string(&kept).expect("all keys are text");
    format!("{} {} {json}\n", surveyed.made_from, Digest::of(json.as_bytes()))
}

/// What issues are judged beside.
pub(super) fn beside(material: &Material) -> Digest {
    let mut digester = Digester::default();
    digester.part(super::cache::program().as_bytes());
    for (path, content) in material.shared_inputs() {
        if path.as_str().starts_with("content/") {
            digester.part(path.as_str().as_bytes()).digest(*content);
        }
    }
    digester.finish()
}

impl Kept {
    fn of(loaded: &LoadedIssue, surveyed: &Surveyed) -> Option<Kept> {
        let ((id, access), ledger) = (surveyed.issue?, loaded.ledger?);
        let (record, cites) = (surveyed.record.as_deref()?, loaded.cites.as_ref()?);
        let is_whole = ledger.id == id && loaded.status == Some(access.status);
        is_whole.then(|| Kept {
            id: id.to_string(),
            cumulative: ledger.cumulative,
            date: ledger.date.to_string(),
            status: name(Status::ALL, access.status),
            audience: name(Audience::ALL, access.audience),
            embargo: access.embargo.map(|day| day.to_string()),
            places: loaded.places.ranges().map(|place| (place.start, place.end)),
            cites: [&cites.own, &cites.others].map(|ids| ids.to_vec()),
            record: record.clone(),
        })
    }

    fn restore(self, folder: &IssueFolder, made_from: Digest) -> Option<(LoadedIssue, Surveyed)> {
        let id = IssueId::parse(&self.id)?;
        let status = named(Status::ALL, &self.status)?;
        let embargo = match &self.embargo {
            Some(day) => Some(Date::parse(day)?),
            None => None,
        };
        let access = Access { status, audience: named(Audience::ALL, &self.audience)?, embargo };
        let ledger = Ledger { id, cumulative: self.cumulative, date: Date::parse(&self.date)? };
        let [own, others] = self.cites.map(Vec::into_boxed_slice);
        let loaded = LoadedIssue {
            ledger: Some(ledger),
            status: Some(status),
            places: folder.places(self.places.map(|(from, to)| from..to)),
            cites: Some(Cited { own, others }),
            ..LoadedIssue::unread(folder)
        };
        let surveyed = Surveyed {
            folder: folder.clone(),
            issue: Some((id, access)),
            record: Some(Box::new(self.record)),
            is_sound: true,
            is_spotless: true,
            made_from,
        };
        Some((loaded, surveyed))
    }
}

fn name<T: PartialEq, const N: usize>(all: [(&str, T); N], wanted: T) -> String {
    let (name, _) = all.iter().find(|(_, each)| *each == wanted).expect("all are there");
    (*name).to_owned()
}

fn named<T, const N: usize>(all: [(&str, T); N], wanted: &str) -> Option<T> {
    all.into_iter().find_map(|(name, each)| (name == wanted).then_some(each))
}

fn file(root: &Path) -> PathBuf {
    root.join(".yaobao/cache/survey.jsonl")
}
