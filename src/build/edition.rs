//! One issue → its edition: all its files, by their paths in the archive.

use crate::archive::{Site, issue_address, issue_page};
use crate::diag::{Diagnostics, Failed};
use crate::emit::{self, Fonts, Material};
use crate::load::{Library, LoadedIssue};
use crate::model::{Brief, Prose};
use crate::render::{self, Attachment, RoleFonts};
use crate::tree::{FileTree, VPath};
use crate::view::{IssueView, plain};

/// What all editions are made with.
pub(super) struct Studio<'a> {
    pub(super) files: &'a FileTree,
    pub(super) library: &'a Library,
    pub(super) site: &'a Site<'a>,
    pub(super) fonts: &'a Fonts,
    pub(super) roles: &'a [RoleFonts],
}

impl Studio<'_> {
    /// The files of an issue, and the faults found; no files where one of them is an error.
    pub(super) fn edition(&self, loaded: &LoadedIssue) -> (FileTree, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let files = self.files(&loaded.again(self.files), &mut diagnostics).unwrap_or_default();
        (files, diagnostics)
    }

    fn files(
        &self,
        loaded: &LoadedIssue,
        diagnostics: &mut Diagnostics,
    ) -> Result<FileTree, Failed> {
        let templates = self.site.templates;
        let issue = loaded.issue.as_ref().expect("only issues that could be read are planned");
        let view = IssueView::new(&self.library.serial, issue);
        let record = self.site.catalogue.record(&view.id).expect("every planned issue is listed");
        let markdown = render::markdown(templates, &view, diagnostics)?;
        let page = issue_page(self.site, record, &emit::html(&markdown), diagnostics)?;
        let attachments = attachments(&issue.brief, &view);
        let source = render::typst(templates, &view, self.roles, &attachments, diagnostics)?;
        let tables = issue.brief.tables.values().map(|table| (&table.file, &table.bytes));
        let sources = self.library.sources_file();
        let sources = sources.and_then(|file| Some((file, self.files.get(file)?)));
        let material = Material {
            issue: &loaded.positions,
            serial: &self.library.serial_positions,
            tables: tables.chain(sources).collect(),
        };
        let pdf = emit::pdf(&source, &record.id, self.fonts, &material, diagnostics)?;
        let mut files = FileTree::new();
        let mut add = |address: &str, bytes: &[u8]| {
            if let Some(path) = VPath::parse(address) {
                files.insert(path, bytes);
            }
        };
        add(&record.markdown, markdown.0.as_bytes());
        add(&record.page, page.as_bytes());
        add(&record.pdf, &pdf);
        for attachment in attachments {
            add(
                &issue_address(&record.id, &format!("tables/{}", attachment.name)),
                &attachment.bytes,
            );
        }
        Ok(files)
    }
}

/// The data files of an issue, each once.
fn attachments(brief: &Brief, view: &IssueView<Prose>) -> Vec<Attachment> {
    let mut attachments: Vec<Attachment> = Vec::new();
    for (id, table) in &brief.tables {
        let shown = &view.tables[id];
        let title = plain(&shown.title, &view.values, &view.labels);
        let description = format!("{}　{title}", shown.label).trim().to_owned();
        match attachments.iter_mut().find(|attachment| attachment.name == shown.file) {
            Some(shared) => shared.description.push_str(&format!("；{description}")),
            None => attachments.push(Attachment {
                name: shown.file.clone(),
                description,
                bytes: table.bytes.clone(),
            }),
        }
    }
    attachments
}
