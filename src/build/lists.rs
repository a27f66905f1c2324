//! The files that belong to no issue: pages that list issues, feeds, the catalogue, the search. They
//! are made again only if something that they were made from is another.

use super::BuildError;
use super::cache::{Cache, Lists, program};
use super::edition::Studio;
use super::output::{self, Staging};
use super::publish::Press;
use super::search::Texts;
use crate::archive::ManifestEntry;
use crate::diag::{Diagnostics, Failed};
use crate::load::SERIAL;
use crate::model::Audience;
use crate::tree::{Content, Digest, Digester};

impl Press<'_> {
    /// Adds these files to those of the issues: what stands in the output, if it was made from the
    /// same, or else new ones; and to the new cache what is to be remembered of them.
    pub(super) fn lists(
        &self,
        studio: &Studio<'_>,
        files: &mut Vec<ManifestEntry>,
        (old, new): (&Cache, &mut Cache),
        staging: &Staging<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Result<(), Failed>, BuildError> {
        if !self.options.formats.html {
            return Ok(diagnostics.failed().map_or(Ok(()), Err));
        }
        files.sort();
        let made_from = self.lists_are_made_from(studio, files);
        let stands = old.lists.filter(|lists| lists.made_from == made_from);
        if let (Some(lists), Some(others)) = (stands, self.output.others(files))
            && output::digest(&others) == lists.lists
            && diagnostics.failed().is_none()
        {
            files.extend(others);
            (new.lists, new.search) = (Some(lists), old.search);
            return Ok(Ok(()));
        }
        let mut others = Vec::new();
        let mut put = |path, content: Content<'_>| others.push(staging.put_content(&path, content));
        let made = studio.site.assemble(&|path| staging.read(path), &mut put, diagnostics);
        if let (Err(failed), _) | (_, Some(failed)) = (made, diagnostics.failed()) {
            return Ok(Err(failed));
        }
        let mut others = others.into_iter().collect::<Result<Vec<_>, _>>()?;
        let texts = Texts::new(studio, files);
        match texts.stage(studio, old, self.output, staging, diagnostics)? {
            Ok((search, indexed)) => {
                others.extend(search);
                new.search = Some(indexed);
            }
            Err(failed) => return Ok(Err(failed)),
        }
        others.sort();
        new.lists = Some(Lists { made_from, lists: output::digest(&others) });
        files.extend(others);
        Ok(Ok(()))
    }

    /// One digest of all that lists are made from: the program, templates and the serial, what is known
    /// of the issues, and their files.
    fn lists_are_made_from(&self, studio: &Studio<'_>, issues: &[ManifestEntry]) -> Digest {
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
        digester.digest(output::digest(issues)).finish()
    }
}
