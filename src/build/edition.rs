//! One issue → its edition: all its files, by their paths in the archive.

use std::collections::BTreeMap;

use super::cache;
use super::material::Material;
use crate::archive::{self, Formats, Record, Site, issue_page, issue_text};
use crate::chart;
use crate::diag::{Diagnostics, Failed};
use crate::emit::{self, Drawing, Fonts};
use crate::load::{Library, LoadedIssue};
use crate::model::{Brief, IssueId, Prose};
use crate::render::{self, Attachment, Markdown, RoleFonts, TypstSource};
use crate::tree::{Bytes, Digest, FileTree, VPath};
use crate::view::{ChartView, IssueView, plain};

/// What all editions are made with.
pub(super) struct Studio<'a> {
    /// Among it, the files that issues share.
    pub(super) material: &'a Material,
    pub(super) library: &'a Library,
    pub(super) site: &'a Site<'a>,
    pub(super) fonts: &'a Fonts,
    pub(super) roles: &'a [RoleFonts],
}

/// An issue's files but the PDF, and what that is set from.
pub(super) struct Edition {
    pub(super) files: FileTree,
    /// The address of the PDF; empty where the archive is to have none.
    pub(super) pdf: String,
    /// What the typesetter is given.
    pub(super) source: TypstSource,
    /// Its digest.
    pub(super) pages: Digest,
}

impl Studio<'_> {
    /// What the page of an issue says of those before and behind it, and of who may read it.
    pub(super) fn neighbours(&self, id: IssueId) -> Digest {
        let catalogue = self.site.catalogue;
        let (before, behind) = catalogue.neighbours(id);
        let own = catalogue.record(id).map(|record| &record.restrictions);
        Digest::of(&serde_json::to_vec(&(before, own, behind)).expect("all keys are text"))
    }

    /// Makes an issue in some forms, all but the PDF.
    pub(super) fn edition(
        &self,
        loaded: &LoadedIssue,
        formats: Formats,
        diagnostics: &mut Diagnostics,
    ) -> Result<Edition, Failed> {
        let Rendered { record, view, markdown, page, text, source, attachments, drawings } =
            self.render(loaded, diagnostics)?;
        let mut files = FileTree::new();
        let mut add = |address: &str, bytes: Bytes| {
            if let Some(path) = VPath::parse(address) {
                files.insert(path, bytes);
            }
        };
        let pages =
            cache::pages(&source.files, self.material.font_inputs(), &record.id.to_string());
        if formats.markdown {
            add(&record.markdown(), markdown.0.into_bytes().into());
        }
        if formats.html {
            add(&record.page(), page.into_bytes().into());
            let serial = self.site.serial;
            let file = |name: &str| record.file(name);
            add(&file("cite.bib"), archive::bibtex(&record, serial).into_bytes().into());
            add(&file("cite.ris"), archive::ris(&record, serial).into_bytes().into());
            add(&file("cite.json"), archive::csl_json(&record, serial).into_bytes().into());
            add(&text.0, text.1.into());
        }
        let has_links = formats.html || formats.markdown;
        for attachment in attachments.into_iter().filter(|_| has_links) {
            add(&record.file(&attachment.path), attachment.bytes);
        }
        for figure in view.figures.into_values().filter(|_| has_links) {
            let path = format!("figures/{}", figure.file);
            add(&record.file(&path), figure.bytes);
        }
        for (path, Drawing { svg, .. }) in drawings.into_iter().filter(|_| has_links) {
            add(&record.file(&path), svg.into_bytes().into());
        }
        Ok(Edition { files, pdf: record.pdf(), source, pages })
    }

    /// Sets the PDF of an issue. Its id identifies the document for good.
    pub(super) fn set(
        &self,
        loaded: &LoadedIssue,
        id: &str,
        source: &TypstSource,
        diagnostics: &mut Diagnostics,
    ) -> Result<Vec<u8>, Failed> {
        emit::pdf(source, id, self.fonts, &self.origins(loaded), diagnostics)
    }

    /// The faults that come to light when an issue is rendered, and the characters that cannot be
    /// printed.
    pub(super) fn proof(&self, loaded: &LoadedIssue) -> Diagnostics {
        self.proof_and(loaded, |_| {})
    }

    /// The same, after a look at what the typesetter is given.
    pub(super) fn proof_and(
        &self,
        loaded: &LoadedIssue,
        look: impl FnOnce(&TypstSource),
    ) -> Diagnostics {
        let mut diagnostics = Diagnostics::new();
        if let Ok(Rendered { record, source, .. }) = self.render(loaded, &mut diagnostics) {
            look(&source);
            let material = self.origins(loaded);
            // What fails is reported; a proof makes nothing else.
            let id = record.id.to_string();
            let _ = match self.has_own_pages() {
                true => emit::pdf(&source, &id, self.fonts, &material, &mut diagnostics).map(drop),
                false => emit::proof(&source, self.fonts, &material, &mut diagnostics),
            };
        }
        diagnostics
    }

    /// Whether the workspace has templates of pages of its own, which setting alone can prove.
    fn has_own_pages(&self) -> bool {
        self.material.shared().iter().any(|(path, _)| path.as_str().starts_with("templates/typst/"))
    }

    /// Everything of an edition but the PDF.
    fn render(
        &self,
        loaded: &LoadedIssue,
        diagnostics: &mut Diagnostics,
    ) -> Result<Rendered, Failed> {
        let templates = self.site.templates;
        let issue = loaded.issue.as_ref().expect("only issues that could be read are planned");
        let view = IssueView::new(&self.library.serial, issue);
        let record =
            self.site.catalogue.whole(issue, &view).expect("every planned issue is listed");
        let markdown = render::markdown(templates, &view, diagnostics)?;
        let drawings = drawings(&view, self.roles);
        let main = emit::html(&markdown, &drawings);
        let page = issue_page(self.site, &record, &main, diagnostics)?;
        let text = issue_text(&record, &main);
        let attachments = attachments(&issue.brief, &view);
        let mut source = render::typst(templates, &view, self.roles, &attachments, diagnostics)?;
        for (path, drawing) in &drawings {
            let path = VPath::parse(path).expect("an id in a folder is a path");
            source.files.insert(path, drawing.svg.clone().into_bytes());
        }
        Ok(Rendered { record, view, markdown, page, text, source, attachments, drawings })
    }

    fn origins<'l>(&'l self, loaded: &'l LoadedIssue) -> emit::Material<'l> {
        let issue = loaded.issue.as_ref().expect("only issues that could be read are planned");
        let sources = self.library.sources_file();
        emit::Material {
            issue: &loaded.positions,
            serial: &self.library.serial_positions,
            tables: &loaded.tables,
            figures: &issue.brief.figures,
            sources: sources.and_then(|file| Some((file, self.material.shared().get(file)?))),
        }
    }
}

/// An issue as text, before it is set.
struct Rendered {
    record: Record,
    view: IssueView<Prose>,
    markdown: Markdown,
    page: String,
    /// What a search reads of it: the address, and the content.
    text: (String, Vec<u8>),
    source: TypstSource,
    attachments: Vec<Attachment>,
    drawings: BTreeMap<String, Drawing>,
}

/// The charts of an issue, by their addresses from its page; in the faces of tables.
pub(super) fn drawings(view: &IssueView<Prose>, roles: &[RoleFonts]) -> BTreeMap<String, Drawing> {
    let table = roles.iter().find(|fonts| fonts.role == "table");
    let families = table.into_iter().flat_map(|fonts| &fonts.families);
    let families: Vec<&str> = families.map(|family| family.name.as_str()).collect();
    let drawing = |chart: &ChartView<Prose>| {
        let label = format!("{}　{}", chart.label, chart.words);
        Drawing { label, svg: chart::svg(chart, &families) }
    };
    // One that stands nowhere is not printed.
    let placed = view.charts.values().filter(|chart| !chart.label.is_empty());
    placed.map(|chart| (format!("charts/{}", chart.file), drawing(chart))).collect()
}

/// The files that travel with the PDF, each once: data of tables, then those of 附件.
fn attachments(brief: &Brief, view: &IssueView<Prose>) -> Vec<Attachment> {
    let words = |label: &str, title: &Prose| {
        format!("{label}　{}", plain(title, &view.values, &view.labels)).trim().to_owned()
    };
    let tables = brief.tables.iter().map(|(id, table)| {
        let shown = &view.tables[id];
        Attachment {
            path: format!("tables/{}", shown.file),
            relationship: "data",
            description: words(&shown.label, &shown.title),
            bytes: table.bytes.clone(),
        }
    });
    let attached = brief.attachments.iter().zip(&view.attachments);
    let attached = attached.filter_map(|(attachment, shown)| {
        let ((_, bytes), file) = (attachment.file.as_ref()?, shown.file.as_ref()?);
        Some(Attachment {
            path: format!("attachments/{}", file.name),
            relationship: "supplement",
            description: words(&shown.label, &shown.title),
            bytes: bytes.clone(),
        })
    });
    let mut files: Vec<Attachment> = Vec::new();
    for file in tables.chain(attached) {
        match files.iter_mut().find(|other| other.path == file.path) {
            Some(shared) => shared.description.push_str(&format!("；{}", file.description)),
            None => files.push(file),
        }
    }
    files
}
