//! One issue → its edition: all its files, by their paths in the archive.

use super::plan::Planned;
use crate::archive::{Site, issue_address, issue_page};
use crate::diag::{Diagnostics, Failed};
use crate::emit::{self, Fonts, Material};
use crate::load::Library;
use crate::render::{self, Attachment, RoleFonts};
use crate::tree::{FileTree, VPath};

/// What all editions are made with.
pub(super) struct Studio<'a> {
    pub(super) library: &'a Library,
    pub(super) site: &'a Site<'a>,
    pub(super) fonts: &'a Fonts,
    pub(super) roles: &'a [RoleFonts],
}

impl Studio<'_> {
    /// The files of an issue, and the faults found; no files where one of them is an error.
    pub(super) fn edition(&self, planned: &Planned<'_>) -> (FileTree, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let files = self.files(planned, &mut diagnostics).unwrap_or_default();
        (files, diagnostics)
    }

    fn files(
        &self,
        planned: &Planned<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<FileTree, Failed> {
        let templates = self.site.templates;
        let markdown = render::markdown(templates, &planned.view, diagnostics)?;
        let page = issue_page(self.site, &planned.record, &emit::html(&markdown), diagnostics)?;
        let attachments = attachments(planned);
        let source =
            render::typst(templates, &planned.view, self.roles, &attachments, diagnostics)?;
        let tables = &planned.issue.brief.tables;
        let material = Material {
            issue: &planned.loaded.positions,
            serial: &self.library.serial_positions,
            tables: tables.values().map(|table| (&table.file, &table.bytes)).collect(),
        };
        let pdf = emit::pdf(&source, &planned.record.id, self.fonts, &material, diagnostics)?;
        let mut files = FileTree::new();
        let mut add = |address: &str, bytes: &[u8]| {
            if let Some(path) = VPath::parse(address) {
                files.insert(path, bytes);
            }
        };
        add(&planned.record.markdown, markdown.0.as_bytes());
        add(&planned.record.page, page.as_bytes());
        add(&planned.record.pdf, &pdf);
        for attachment in attachments {
            add(
                &issue_address(&planned.record.id, &format!("tables/{}", attachment.name)),
                &attachment.bytes,
            );
        }
        Ok(files)
    }
}

/// The data files of an issue, each once. The name tells two files of one name apart.
fn attachments(planned: &Planned<'_>) -> Vec<Attachment> {
    let mut attachments: Vec<Attachment> = Vec::new();
    for (id, table) in &planned.issue.brief.tables {
        let name = table.file.file_name();
        let taken = attachments.iter().any(|attachment| attachment.name == name);
        let view = &planned.view.tables[id];
        let title = crate::view::plain(&view.title, &planned.view.values, &planned.view.labels);
        attachments.push(Attachment {
            name: if taken { format!("{id}-{name}") } else { name.to_owned() },
            description: format!("{}　{title}", view.label).trim().to_owned(),
            bytes: table.bytes.clone(),
        });
    }
    attachments
}
