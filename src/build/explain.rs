//! Why an output is fresh or stale, and what hangs on a place.
//!
//! Nothing is guessed from times: the issue is rendered as a build would render it, and held against
//! what stands in the output. What its inputs were is what the last build remembered, and the cells
//! that tables had are in the data files that it published.

use std::collections::BTreeMap;

use super::cache::{Cache, Common, Entry, Remembered};
use super::edition::{Edition, Studio};
use super::material::{Material, inputs};
use super::output::Output;
use super::plan::Plan;
use super::search::Texts;
use super::since::{Since, compared, line};
use super::survey::{Survey, Surveyed, survey};
use super::target::Target;
use super::{BuildError, BuildOptions, Host, chain, in_studio, lock, threads, today};
use crate::archive::{
    ManifestEntry, SEARCH_FOLDER, SEARCH_PAGE, csl_json, issue_address, text_address,
};
use crate::diag::{Diagnostics, Text, text};
use crate::load::{self, LoadedIssue};
use crate::model::IssueId;
use crate::tree::{Content, Digest, FileTree, VPath};
use crate::view::IssueView;

/// What is to be said of a place.
#[derive(Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The place, and in a word how it stands.
    pub headline: Text,
    /// What is to be known of it.
    pub sections: Vec<Section>,
}

/// A list under a heading.
#[derive(Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub title: Text,
    /// Its lines.
    pub lines: Vec<Text>,
}

/// Explains an issue, a file of the archive, a file of the material or a place in it. Gives the
/// faults back where the material cannot be read.
pub fn explain(
    material: &Material,
    options: &BuildOptions,
    target: &Target,
    host: &dyn Host,
) -> Result<Result<Explanation, Diagnostics>, BuildError> {
    threads(options)?.install(|| explained(material, options, target, host))
}

fn explained(
    material: &Material,
    options: &BuildOptions,
    target: &Target,
    host: &dyn Host,
) -> Result<Result<Explanation, Diagnostics>, BuildError> {
    // Whoever may only read the workspace needs no lock.
    let _lock = match lock(&options.root) {
        Err(BuildError::Disk(_)) => None,
        lock => Some(lock?),
    };
    let output = Output::open(options)?;
    let mut faults = Diagnostics::new();
    let Ok(mut survey) = survey(material, host, &mut faults)? else { return Ok(Err(faults)) };
    let today = today(&survey, options, host);
    let cache = Cache::read(&options.root, output.folder());
    // The archive is explained in the forms that it has.
    let formats = cache.any_common().map(|common| common.formats).unwrap_or_default();
    let options = &BuildOptions { formats, ..options.clone() };
    let mut plan = Plan::new(&mut survey, options, today, Some(&output))?;
    let faults = plan.settle(&survey.library, faults);
    in_studio(material, &survey, &mut plan, faults, |studio, plan, _| {
        let (inputs, templates) = (material.shared_inputs(), studio.site.templates);
        let common = Common::new(inputs, templates, formats, options.audience);
        let guide =
            Guide { material, output: &output, survey: &survey, studio, plan, cache, common };
        guide.explain(target).map(Ok)
    })
    .unwrap_or_else(|faults| Ok(Err(faults)))
}

struct Guide<'a> {
    material: &'a Material,
    output: &'a Output,
    survey: &'a Survey,
    studio: &'a Studio<'a>,
    plan: &'a Plan,
    cache: Cache,
    common: Common,
}

/// How a file of the archive stands to what a build would make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Fresh,
    Stale,
    Missing,
    Damaged,
    Superfluous,
}

impl State {
    fn words(self) -> Text {
        match self {
            State::Fresh => text!("无须重印", "fresh"),
            State::Stale => text!("要重印", "stale"),
            State::Missing => text!("还没有印", "not there yet"),
            State::Damaged => text!("被别的程序动过，要重印", "touched by something else, stale"),
            State::Superfluous => text!("不再需要，要删去", "not wanted any more, to be removed"),
        }
    }
}

impl Guide<'_> {
    fn explain(&self, target: &Target) -> Result<Explanation, BuildError> {
        let library = &self.survey.library;
        let place = |id: IssueId| library.place_of(id);
        let in_folder = |path: &VPath| {
            let below = |issue: &Surveyed| format!("{}/", issue.folder.path());
            self.survey.issues.iter().position(|issue| path.as_str().starts_with(&below(issue)))
        };
        let of_issue = match target {
            Target::Issue(id) => {
                Some(place(*id).ok_or_else(|| BuildError::no_such_issue(library, *id))?)
            }
            Target::Output(address) => Target::issue_of_address(address).and_then(place),
            Target::Input(path, _) => in_folder(path),
        };
        match (of_issue, target) {
            (Some(at), _) => self.issue(at, target),
            (None, Target::Output(address)) if address.starts_with(SEARCH_FOLDER) => {
                self.search(address)
            }
            (None, Target::Output(address)) => self.page(address),
            (None, Target::Input(path, _)) => self.shared(path),
            (None, Target::Issue(id)) => Err(BuildError::no_such_issue(library, *id)),
        }
    }

    /// An issue, one of its outputs or inputs.
    fn issue(&self, at: usize, target: &Target) -> Result<Explanation, BuildError> {
        let surveyed = &self.survey.issues[at];
        let files = self.material.issue(&surveyed.folder)?;
        let loaded = load::load_issue(&files, &surveyed.folder);
        let states = self.states(at, &loaded);
        let id = loaded.number().map(|id| id.to_string()).unwrap_or_default();
        let entry = self.cache.entries.get(&id);
        let mut sections = Vec::new();
        let headline = match (target, &states) {
            (Target::Output(address), Ok(states)) => {
                headline(address, states.iter().find(|(path, _)| path == address).map(|(_, s)| *s))
            }
            (Target::Output(name), Err(why)) => said(name, why),
            (Target::Input(path, _), _) => {
                text!("{path}（{id} 的材料）", "{path} (material of {id})")
            }
            (Target::Issue(_), Err(why)) => said(&id, why),
            (Target::Issue(_), Ok(states)) => {
                let stale = states.iter().filter(|(_, state)| *state != State::Fresh).count();
                match stale {
                    0 => said(&id, &State::Fresh.words()),
                    _ => said(&id, &State::Stale.words()),
                }
            }
        };
        if let (Target::Issue(_) | Target::Input(..), Ok(states)) = (target, &states) {
            let lines = states.iter().map(|(path, state)| said(path, &state.words())).collect();
            push(&mut sections, text!("成品", "outputs"), lines);
        }
        let made_from = self.inputs(surveyed, &files, entry, target);
        push(&mut sections, text!("由这些做成", "made from"), made_from);
        if let Some(issue) = &loaded.issue {
            let published = |name: &str| {
                let path = issue_address(&id, &format!("tables/{name}"));
                self.output.read(&path)
            };
            let serial = &self.survey.library.serial;
            chain::Chain::new(serial, &loaded, issue, &files, &published)
                .sections(target, &mut sections);
        }
        Ok(Explanation { headline, sections })
    }

    /// How the files of an issue stand; says why where it is not for the archive.
    fn states(&self, at: usize, loaded: &LoadedIssue) -> Result<Vec<(String, State)>, Text> {
        let id = loaded.number().map(|id| id.to_string()).unwrap_or_default();
        let faulty = text!(
            "材料有错，不能排印；先运行 yaobao check {id}",
            "its material has faults and cannot be built; run yaobao check {id} first"
        );
        if !self.plan.editions.contains(&at) {
            // The plan took the records of those that are for the archive.
            let is_passed_over = self.survey.issues[at].record.is_some();
            let public = text!("不在公开的网站里", "not in the public archive");
            return Err(if is_passed_over { public } else { faulty });
        }
        let mut faults = Diagnostics::new();
        let made = self.studio.edition(loaded, self.common.formats, &mut faults);
        let Ok(made) = made else { return Err(faulty) };
        let Edition { files, pdf, pages, .. } = made;
        let is_pdf_fresh = self.cache.entries.get(&id).is_some_and(|entry| {
            entry.pages == pages && self.output.has_outputs(&id, entry.outputs)
        });
        let mut states = self.compare(&files, self.output.issue(&id));
        if pdf.is_empty() {
            return Ok(states);
        }
        states.retain(|(path, _)| *path != pdf);
        let state = match (self.output.has(&pdf), self.output.intact(&pdf)) {
            (false, _) => State::Missing,
            (true, None) => State::Damaged,
            (true, Some(_)) if is_pdf_fresh => State::Fresh,
            (true, Some(_)) => State::Stale,
        };
        states.push((pdf, state));
        states.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(states)
    }

    /// How files that a build would make stand to those that are there.
    fn compare(&self, made: &FileTree, there: &[ManifestEntry]) -> Vec<(String, State)> {
        let state = |path: &VPath, bytes: &[u8]| match self.output.intact(path.as_str()) {
            Some(entry) if entry.sha256 == Digest::of(bytes) => State::Fresh,
            Some(_) => State::Stale,
            None if self.output.has(path.as_str()) => State::Damaged,
            None => State::Missing,
        };
        let mut states: Vec<(String, State)> =
            made.iter().map(|(path, bytes)| (path.to_string(), state(path, bytes))).collect();
        let is_made = |path: &str| VPath::parse(path).is_some_and(|path| made.get(&path).is_some());
        let gone = there.iter().filter(|entry| !is_made(&entry.path));
        states.extend(gone.map(|entry| (entry.path.clone(), State::Superfluous)));
        states
    }

    /// The inputs of an issue, or of one of its outputs, and which of them are not what they were.
    fn inputs(
        &self,
        issue: &Surveyed,
        files: &FileTree,
        entry: Option<&Entry>,
        target: &Target,
    ) -> Vec<Text> {
        let now: Vec<Remembered> = inputs(files).iter().map(Remembered::from).collect();
        let mut lines = compared(&now, entry.map(|entry| &entry.inputs));
        let templates = self.studio.site.templates;
        let is_used = |input: &Remembered| match (target, input.path.strip_prefix("templates/")) {
            (Target::Output(path), None) if path.ends_with(".md") => {
                !input.path.starts_with("fonts/")
            }
            (_, None) => true,
            (Target::Output(path), Some(name)) if path.ends_with(".pdf") => {
                name.starts_with("typst/")
            }
            (Target::Output(path), Some(name)) if path.ends_with(".md") => {
                templates.of_markdown().contains(name)
            }
            (_, Some(name)) => {
                name.starts_with("typst/")
                    || templates.of_markdown().contains(name)
                    || templates.of_issue_page().contains(name)
            }
        };
        let used = |inputs: &[Remembered]| -> Vec<Remembered> {
            inputs.iter().filter(|input| is_used(input)).cloned().collect()
        };
        let before = entry.and_then(|entry| self.cache.common(entry));
        let then = before.map(|common| used(&common.inputs));
        lines.extend(compared(&used(&self.common.inputs), then.as_ref()));
        let program = &self.common.program;
        let name =
            text!("程序（自带的模板和字体在内）", "the program, with its templates and fonts");
        lines.push(match before.map(|common| &common.program) {
            None => line(Since::New, &name, program),
            Some(before) if program == before => line(Since::Same, &name, program),
            Some(before) => line(Since::Changed, &name, &format!("{before} → {program}")),
        });
        let is_page = !matches!(target, Target::Output(path) if !path.ends_with(".html"));
        if let (true, Some((id, _))) = (is_page, issue.issue) {
            let now = self.studio.neighbours(id);
            let since = match entry {
                None => Since::New,
                Some(entry) if entry.neighbours == now => Since::Same,
                Some(_) => Since::Changed,
            };
            let name = text!(
                "前后两期在目录里的记录，以及谁可以看",
                "the catalogue records of the issues before and behind, and who may read it"
            );
            lines.push(line(since, &name, ""));
        }
        lines
    }

    /// A file of an issue that lists draw on, as a build would leave it.
    fn file_of_issue(&self, address: &str) -> Option<Vec<u8>> {
        let id = Target::issue_of_address(address)?;
        let surveyed = &self.survey.issues[self.survey.library.place_of(id)?];
        let neighbours = self.studio.neighbours(id);
        let entry = self.cache.entries.get(&id.to_string());
        let common = self.common.digest();
        if entry.is_some_and(|entry| entry.is_of(common, surveyed.made_from, neighbours)) {
            return self.output.read(address);
        }
        let files = self.material.issue(&surveyed.folder).ok()?;
        let loaded = load::load_issue(&files, &surveyed.folder);
        let issue = loaded.issue.as_ref()?;
        let view = IssueView::new(&self.survey.library.serial, issue);
        let record = self.studio.site.catalogue.whole(issue, &view)?;
        // Of all files of an issue, lists draw on its abstract alone.
        Some(csl_json(&record, self.studio.site.serial).into_bytes())
    }

    /// A page that lists issues, an asset, or a file that is not of the archive.
    fn page(&self, address: &str) -> Result<Explanation, BuildError> {
        let mut faults = Diagnostics::new();
        let pages = match self.common.formats.html {
            true => {
                let read = |path: &str| self.file_of_issue(path);
                let mut pages = FileTree::new();
                let mut put = |path, content: Content<'_>| {
                    let mut bytes = Vec::new();
                    content(&mut |piece| bytes.extend_from_slice(piece));
                    pages.insert(path, bytes);
                };
                let made = self.studio.site.assemble(&read, &mut put, &mut faults);
                made.map_or_else(|_| FileTree::new(), |()| pages)
            }
            false => FileTree::new(),
        };
        // What stands there and no build would make goes, whether a page or a file of an issue.
        let there = self.output.intact(address).map(std::slice::from_ref).unwrap_or_default();
        let states = self.compare(&pages, there);
        let state = states.iter().find(|(path, _)| path == address).map(|(_, state)| *state);
        let mut sections = Vec::new();
        if state.is_some() {
            let issues = self.studio.site.catalogue.records().len();
            let mut lines = vec![text!(
                "列出的 {issues} 期的题名、作者、日期、摘要和地址",
                "titles, authors, dates, abstracts and addresses of the {issues} issues listed"
            )];
            let html = self.common.inputs.iter().filter(|input| {
                input.path.starts_with("content/")
                    || input.path.starts_with("templates/html/")
                    || input.path.starts_with("templates/assets/style")
            });
            lines.extend(html.map(|input| {
                let path = &input.path;
                text!("{path}", "{path}")
            }));
            push(&mut sections, text!("由这些做成", "made from"), lines);
        }
        Ok(Explanation { headline: headline(address, state), sections })
    }

    /// A file of the search index, or its page.
    fn search(&self, address: &str) -> Result<Explanation, BuildError> {
        let mut files: BTreeMap<IssueId, ManifestEntry> = BTreeMap::new();
        for at in self.plan.editions.iter().filter(|_| self.common.formats.html) {
            let surveyed = &self.survey.issues[*at];
            let loaded =
                load::load_issue(&self.material.issue(&surveyed.folder)?, &surveyed.folder);
            let mut faults = Diagnostics::new();
            let made = self.studio.edition(&loaded, self.common.formats, &mut faults);
            let Some(id) = loaded.number() else { continue };
            let address = text_address(&id.to_string());
            let path = VPath::parse(&address).expect("the address of a text is a path");
            let text = made.ok().and_then(|made| made.files.get(&path).cloned());
            files.extend(text.map(|text| (id, ManifestEntry::new(&path, &text))));
        }
        let texts = Texts::new(self.studio, |id| Some(files.get(id)?.sha256));
        let standing = texts.standing(&self.cache, self.output);
        let is_fresh = |there: &ManifestEntry| match standing {
            Some((directory, _)) if address == SEARCH_PAGE => {
                let page = self.studio.site.search(directory, &mut Diagnostics::new());
                page.is_ok_and(|page| there.sha256 == Digest::of(page.as_bytes()))
            }
            standing => standing.is_some(),
        };
        let state = match self.output.intact(address) {
            Some(_) if !self.common.formats.html => Some(State::Superfluous),
            Some(there) if is_fresh(there) => Some(State::Fresh),
            Some(_) => Some(State::Stale),
            None if self.output.has(address) => Some(State::Damaged),
            None if address == SEARCH_PAGE && self.common.formats.html => Some(State::Missing),
            None => None,
        };
        let mut sections = Vec::new();
        if state.is_some_and(|state| state != State::Superfluous) {
            let count = texts.len();
            let stale = files.values().filter(|text| self.output.intact(&text.path) != Some(text));
            let mut lines = vec![text!(
                "{count} 期的题名、作者、主题和正文（各期的 search.js）",
                "titles, authors, topics and texts of {count} issues (the search.js of each)"
            )];
            lines.extend(stale.map(|text| said(&text.path, &State::Stale.words())));
            push(&mut sections, text!("由这些做成", "made from"), lines);
        }
        Ok(Explanation { headline: headline(address, state), sections })
    }

    /// A file that all issues share: what it makes stale.
    fn shared(&self, path: &VPath) -> Result<Explanation, BuildError> {
        let Some(input) = self.common.inputs.iter().find(|input| input.path == path.as_str())
        else {
            return Ok(Explanation {
                headline: text!("{path}：没有这个文件", "{path}: there is no such file"),
                sections: Vec::new(),
            });
        };
        let mut sections = Vec::new();
        let then = self.cache.any_common().map(|common| &common.inputs);
        let then: Option<Vec<Remembered>> =
            then.map(|all| all.iter().filter(|then| then.path == input.path).cloned().collect());
        let since = compared(std::slice::from_ref(input), then.as_ref());
        push(&mut sections, text!("上次排印以来", "since the last build"), since);
        let mut lines = Vec::new();
        for at in &self.plan.editions {
            let surveyed = &self.survey.issues[*at];
            let files = self.material.issue(&surveyed.folder)?;
            let loaded = load::load_issue(&files, &surveyed.folder);
            if let Ok(states) = self.states(*at, &loaded) {
                let stale = states.into_iter().filter(|(_, state)| *state != State::Fresh);
                lines.extend(stale.map(|(path, state)| said(&path, &state.words())));
            }
        }
        if lines.is_empty() {
            lines.push(text!("各期的成品都无须重印", "every output of every issue is fresh"));
        }
        push(&mut sections, text!("要重印的成品", "stale outputs"), lines);
        let headline = text!("{path}（各期共用）", "{path} (shared by all issues)");
        Ok(Explanation { headline, sections })
    }
}

fn said(name: &str, words: &Text) -> Text {
    let (zh, en) = (&words.zh, &words.en);
    text!("{name}：{zh}", "{name}: {en}")
}

fn headline(address: &str, state: Option<State>) -> Text {
    match state {
        Some(state) => said(address, &state.words()),
        None => text!(
            "{address}：网站里没有这个文件，排印也不会做出它",
            "{address}: the archive has no such file, and a build would not make it"
        ),
    }
}

pub(super) fn push(sections: &mut Vec<Section>, title: Text, lines: Vec<Text>) {
    if !lines.is_empty() {
        sections.push(Section { title, lines });
    }
}
