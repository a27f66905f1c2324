//! What each stage of an edition costs, on the real brief and on the demonstration.
//!
//! `cargo bench --bench stages` measures all; `… -- pdf` those whose names hold “pdf”. Every stage
//! is given what the stage before it made; one thread.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    missing_docs,
    reason = "a program for measuring stops at the first surprise"
)]

use std::collections::BTreeMap;
use std::path::Path;

use divan::Bencher;
use yaobao::archive::{Catalogue, Manifest, ManifestEntry, Record, Site, issue_page};
use yaobao::diag::Diagnostics;
use yaobao::emit::{self, Fonts, Material};
use yaobao::load::{self, IssueFolder, Library, LoadedIssue};
use yaobao::model::{Audience, Issue, Prose};
use yaobao::render::{self, Markdown, RoleFonts, Templates, TypstSource};
use yaobao::tree::{Digest, Digester, FileTree, VPath};
use yaobao::view::{IssueView, SerialView};
use yaobao::{build, check};

/// The real brief, and the demonstration, which uses everything.
const ISSUES: [&str; 2] = ["content/2017/48", "content/2017/49"];

fn main() {
    divan::main();
}

/// A workspace, with what comes before the stages of an issue.
struct Bench {
    files: FileTree,
    folders: Vec<IssueFolder>,
    library: Library,
    templates: Templates,
    fonts: Fonts,
    roles: Vec<RoleFonts>,
}

impl Bench {
    fn new() -> Bench {
        let mut faults = Diagnostics::new();
        let files = build::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        let folders = load::issue_folders(files.iter().map(|(path, _)| path), &mut faults);
        let library = load::load(&files, &mut faults).unwrap();
        let templates = Templates::load(&files, &mut faults).unwrap();
        let fonts = Fonts::built_in();
        let roles = fonts.roles(&BTreeMap::new(), &library.serial_positions, &mut faults);
        Bench { files, folders, library, templates, fonts, roles }
    }

    /// The files of an issue.
    fn content(&self, folder: &str) -> FileTree {
        let folder = VPath::parse(folder).unwrap();
        let of_issue = self.files.below(&folder);
        of_issue.map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
    }

    fn folder(&self, folder: &str) -> &IssueFolder {
        self.folders.iter().find(|other| other.path().as_str() == folder).unwrap()
    }

    fn loaded(&self, folder: &str) -> &LoadedIssue {
        self.library.issues.iter().find(|issue| issue.folder.as_str() == folder).unwrap()
    }

    fn issue(&self, folder: &str) -> &Issue {
        self.loaded(folder).issue.as_ref().unwrap()
    }

    fn view(&self, folder: &str) -> IssueView<Prose> {
        IssueView::new(&self.library.serial, self.issue(folder))
    }

    fn markdown(&self, view: &IssueView<Prose>) -> Markdown {
        render::markdown(&self.templates, view, &mut Diagnostics::new()).unwrap()
    }

    fn typst(&self, view: &IssueView<Prose>) -> TypstSource {
        let faults = &mut Diagnostics::new();
        render::typst(&self.templates, view, &self.roles, &[], faults).unwrap()
    }

    fn material(&self, folder: &str) -> Material<'_> {
        let loaded = self.loaded(folder);
        Material {
            issue: &loaded.positions,
            serial: &self.library.serial_positions,
            tables: &loaded.tables,
            figures: &self.issue(folder).brief.figures,
            sources: None,
        }
    }

    fn pdf(&self, folder: &str, source: &TypstSource) -> Vec<u8> {
        let material = self.material(folder);
        emit::pdf(source, folder, &self.fonts, &material, &mut Diagnostics::new()).unwrap()
    }
}

/// YAML and tables → model.
#[divan::bench(args = ISSUES)]
fn a_load(bencher: Bencher<'_, '_>, folder: &str) {
    let bench = Bench::new();
    let content = bench.content(folder);
    bencher.bench_local(|| load::load_issue(&content, bench.folder(folder)));
}

/// The rules that judge an issue by itself.
#[divan::bench(args = ISSUES)]
fn b_check(bencher: Bencher<'_, '_>, folder: &str) {
    let bench = Bench::new();
    let loaded = bench.loaded(folder);
    bencher.bench_local(|| check::check_issue(&bench.library, loaded, &mut Diagnostics::new()));
}

/// Model → what templates see.
#[divan::bench(args = ISSUES)]
fn c_view(bencher: Bencher<'_, '_>, folder: &str) {
    let bench = Bench::new();
    bencher.bench_local(|| bench.view(folder));
}

/// View → Markdown.
#[divan::bench(args = ISSUES)]
fn d_render_markdown(bencher: Bencher<'_, '_>, folder: &str) {
    let bench = Bench::new();
    let view = bench.view(folder);
    bencher.bench_local(|| bench.markdown(&view));
}

/// Markdown → the main part of the page.
#[divan::bench(args = ISSUES)]
fn e_emit_html(bencher: Bencher<'_, '_>, folder: &str) {
    let bench = Bench::new();
    let markdown = bench.markdown(&bench.view(folder));
    bencher.bench_local(|| emit::html(&markdown, &Default::default()));
}

/// The page around its main part.
#[divan::bench(args = ISSUES)]
fn f_page(bencher: Bencher<'_, '_>, folder: &str) {
    let bench = Bench::new();
    let view = bench.view(folder);
    let (record, serial) =
        (Record::new(bench.issue(folder), &view), SerialView::new(&bench.library.serial));
    let catalogue = Catalogue::new(vec![record.clone()]);
    let site = Site {
        templates: &bench.templates,
        serial: &serial,
        catalogue: &catalogue,
        audience: Audience::Public,
    };
    let page = emit::html(&bench.markdown(&view), &Default::default());
    bencher.bench_local(|| issue_page(&site, &record, &page, &mut Diagnostics::new()).unwrap());
}

/// View → Typst.
#[divan::bench(args = ISSUES)]
fn g_render_typst(bencher: Bencher<'_, '_>, folder: &str) {
    let bench = Bench::new();
    let view = bench.view(folder);
    bencher.bench_local(|| bench.typst(&view));
}

/// Typst → PDF, with the faces unpacked and nothing else remembered by the engine.
#[divan::bench(args = ISSUES, sample_count = 20, sample_size = 1)]
fn h_emit_pdf(bencher: Bencher<'_, '_>, folder: &str) {
    let bench = Bench::new();
    let source = bench.typst(&bench.view(folder));
    bench.pdf(folder, &source);
    bencher.with_inputs(|| comemo::evict(0)).bench_local_values(|()| bench.pdf(folder, &source));
}

/// The proof of an issue that `check` does not set.
#[divan::bench(args = ISSUES)]
fn i_proof(bencher: Bencher<'_, '_>, folder: &str) {
    let bench = Bench::new();
    let (source, material) = (bench.typst(&bench.view(folder)), bench.material(folder));
    let proof = || emit::proof(&source, &bench.fonts, &material, &mut Diagnostics::new());
    proof().unwrap();
    bencher.bench_local(proof);
}

/// What a build compares an issue by: the digests of its files, and of what the typesetter is given.
#[divan::bench(args = ISSUES)]
fn j_cache_key(bencher: Bencher<'_, '_>, folder: &str) {
    let bench = Bench::new();
    let (content, source) = (bench.content(folder), bench.typst(&bench.view(folder)));
    bencher.bench_local(|| {
        let inputs: Vec<Digest> = content.iter().map(|(_, bytes)| Digest::of(bytes)).collect();
        let mut pages = Digester::default();
        for (path, bytes) in source.files.iter() {
            pages.part(path.as_str().as_bytes()).part(bytes);
        }
        (inputs, pages.finish())
    });
}

/// The manifest of an issue's PDF and text, written and read.
#[divan::bench(args = ISSUES)]
fn k_manifest(bencher: Bencher<'_, '_>, folder: &str) {
    let bench = Bench::new();
    let view = bench.view(folder);
    let pdf = bench.pdf(folder, &bench.typst(&view));
    let markdown = bench.markdown(&view).0.into_bytes();
    let path = |name: &str| VPath::parse(name).unwrap();
    let files = [(path("a/a.pdf"), pdf), (path("a/a.md"), markdown)];
    bencher.bench_local(|| {
        let entries = files.iter().map(|(path, bytes)| ManifestEntry::new(path, bytes)).collect();
        let mut json = Vec::new();
        Manifest::new(Audience::Public, entries).show(&mut |piece| json.extend_from_slice(piece));
        Manifest::parse(&json).unwrap()
    });
}
