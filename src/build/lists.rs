//! The files that belong to no issue: pages that list issues, feeds, the catalogue, the search. They
//! are made again only if something that they were made from is another.

use super::BuildError;
use super::cache::{Cache, Indexed, Lists, program};
use super::edition::Studio;
use super::output::{self, Staging};
use super::press::Press;
use super::search::Texts;
use crate::archive::{ManifestEntry, issue_address, text_address};
use crate::diag::{Diagnostics, Failed};
use crate::load::SERIAL;
use crate::model::{Audience, IssueId};
use crate::tree::{Content, Digest, Digester};

/// Reports what comes to light when the pages of lists and of the search are rendered.
pub(super) fn prove_lists(studio: &Studio<'_>, diagnostics: &mut Diagnostics) {
    // What fails is reported; the pages themselves are not wanted.
    let _ = studio.site.assemble(&|_| None, &mut |_, _| (), diagnostics);
    let _ = studio.site.search("", diagnostics);
}

/// What lists are made from besides records: the files of issues, without their PDFs, of which lists
/// tell no more than the addresses.
#[derive(Default)]
pub(super) struct Sources(Vec<Told>);

/// What the files of an issue tell.
struct Told {
    id: IssueId,
    /// One digest of all of them.
    files: Digest,
    /// That of the text that a search reads.
    text: Option<Digest>,
}

impl Sources {
    /// With room for so many issues.
    pub(super) fn of(count: usize) -> Sources {
        Sources(Vec::with_capacity(count))
    }

    /// Takes the files of an issue, in order.
    pub(super) fn add(&mut self, id: IssueId, files: &[ManifestEntry]) {
        let address = text_address(&id.to_string());
        let text = files.iter().find(|entry| entry.path == address).map(|entry| entry.sha256);
        let told = files.iter().filter(|entry| !entry.path.ends_with(".pdf"));
        self.0.push(Told { id, files: output::digest(told), text });
    }

    /// Puts the issues, which come as they are made, into order.
    pub(super) fn sort(&mut self) {
        self.0.sort_unstable_by_key(|told| told.id);
    }

    fn text(&self, id: &IssueId) -> Option<Digest> {
        let at = self.0.binary_search_by_key(id, |told| told.id).ok()?;
        self.0[at].text
    }

    /// The addresses of the issues' folders.
    fn folders(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|told| issue_address(&told.id.to_string(), ""))
    }
}

/// The files that belong to no issue, and what is to be remembered of them.
#[derive(Default)]
pub(super) struct ListFiles {
    pub(super) files: Vec<ManifestEntry>,
    pub(super) lists: Option<Lists>,
    pub(super) search: Option<Indexed>,
}

impl Press<'_> {
    /// The files that belong to no issue: what stands in the output, if it was made from the same
    /// files of issues, or else new ones.
    pub(super) fn lists(
        &self,
        studio: &Studio<'_>,
        sources: &Sources,
        old: &Cache,
        staging: &Staging<'_>,
    ) -> Result<(Result<ListFiles, Failed>, Diagnostics), BuildError> {
        let mut faults = Diagnostics::new();
        if !self.options.formats.html {
            return Ok((Ok(ListFiles::default()), faults));
        }
        let made_from = self.lists_are_made_from(studio, sources);
        if let Some(lists) = old.lists.filter(|lists| lists.made_from == made_from)
            && let Some(others) = self.output.others(sources.folders())
            && output::digest(&others) == lists.lists
        {
            let standing = ListFiles { files: others, lists: Some(lists), search: old.search };
            return Ok((Ok(standing), faults));
        }
        super::go_on(self.host)?;
        // The index takes longer; whoever is idle makes the pages.
        let (search, pages) = rayon::join(
            || {
                let mut faults = Diagnostics::new();
                let texts = Texts::new(studio, |id| sources.text(id));
                let search = texts.stage(self, studio, old, staging, &mut faults);
                search.map(|search| (search, faults))
            },
            || self.pages(studio, staging, &mut faults),
        );
        let ((search, found), pages) = (search?, pages?);
        faults.append(found);
        let (mut others, (search, indexed)) = match (pages, search) {
            (Ok(pages), Ok(search)) => (pages, search),
            (Err(failed), _) | (_, Err(failed)) => return Ok((Err(failed), faults)),
        };
        others.extend(search);
        others.sort();
        let lists = Some(Lists { made_from, lists: output::digest(&others) });
        Ok((Ok(ListFiles { files: others, lists, search: Some(indexed) }), faults))
    }

    /// What there is to report of these files, where they are not wanted.
    pub(super) fn faults_of_lists(&self, studio: &Studio<'_>) -> Diagnostics {
        let mut faults = Diagnostics::new();
        if self.options.formats.html {
            prove_lists(studio, &mut faults);
        }
        faults
    }

    /// Stages all of them but the search.
    fn pages(
        &self,
        studio: &Studio<'_>,
        staging: &Staging<'_>,
        faults: &mut Diagnostics,
    ) -> Result<Result<Vec<ManifestEntry>, Failed>, BuildError> {
        let mut entries = Vec::new();
        let mut put = |path, content: Content<'_>| {
            let put =
                super::go_on(self.host).and_then(|()| Ok(staging.put_content(&path, content)?));
            entries.push(put);
        };
        match studio.site.assemble(&|path| staging.read(path), &mut put, faults) {
            Ok(()) => Ok(Ok(entries.into_iter().collect::<Result<_, _>>()?)),
            Err(failed) => Ok(Err(failed)),
        }
    }

    /// One digest of all that lists are made from: the program, templates and the serial, what is known
    /// of the issues, and their files.
    fn lists_are_made_from(&self, studio: &Studio<'_>, sources: &Sources) -> Digest {
        let mut digester = Digester::default();
        digester.part(program().as_bytes());
        let kind = (self.options.formats, self.options.audience == Audience::Internal);
        digester.part(&serde_json::to_vec(&kind).expect("all keys are text"));
        for (path, content) in self.material.shared_inputs() {
            let path = path.as_str();
            if path == SERIAL || path.starts_with("templates/") {
                digester.part(path.as_bytes()).digest(*content);
            }
        }
        let catalogue = studio.site.catalogue;
        for record in catalogue.records().iter().chain(catalogue.tombstones()) {
            digester.part(&serde_json::to_vec(record).expect("all keys are text"));
        }
        for told in &sources.0 {
            digester.part(told.id.to_string().as_bytes()).digest(told.files);
        }
        digester.finish()
    }
}
