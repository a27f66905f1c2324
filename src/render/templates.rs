//! The templates: the built-in ones, and those that a workspace puts in their place.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use tera::{Context, Delimiters, ErrorKind, Tera, Value};

use super::drawn::{drawn_on, refuse_missing};
use super::{TYPST_LIBRARY, TYPST_MAIN, TypstSource, escape, stray};
use crate::builtin;
use crate::diag::{Diagnostic, Diagnostics, Failed, Span, text};
use crate::tree::{FileTree, VPath};

/// All templates, one Tera instance per target, since each has its own escape function.
pub struct Templates {
    markdown: Tera,
    typst: Tera,
    html: Tera,
    /// What the main file of an issue's pages is set with, and made with.
    typst_source: TypstSource,
    assets: FileTree,
    of_markdown: BTreeSet<String>,
    of_issue_page: BTreeSet<String>,
}

/// What several pages are given, made ready once: a list of all issues would cost each page of a
/// year as much as the page of all.
pub struct Shared {
    name: &'static str,
    value: Value,
}

impl Shared {
    /// Makes something ready that templates know by a name.
    pub fn new(name: &'static str, value: &impl Serialize) -> Shared {
        Shared { name, value: Value::from_serializable(value) }
    }
}

impl Templates {
    /// Reads the templates. A file of the workspace under `templates/` takes the place of the
    /// built-in one with the same path.
    pub fn load(workspace: &FileTree, diagnostics: &mut Diagnostics) -> Result<Templates, Failed> {
        let files = |folder: &str| sources(folder, workspace, diagnostics);
        let (markdown, typst, html) = three(["markdown", "typst", "html"].map(files));
        stray::report(workspace, diagnostics);
        let of_typst = drawn_on("typst", TYPST_MAIN, &typst);
        let is_template = |name: &str| of_typst.contains(&format!("typst/{name}"));
        let typst_source = typst_source(workspace, &typst, is_template);
        let of_markdown = drawn_on("markdown", "issue.md", &markdown);
        let mut of_issue_page = drawn_on("html", "issue.html", &html);
        of_issue_page.extend(of_markdown.iter().cloned());
        of_issue_page.extend(["assets/style.css", "assets/page.js"].map(str::to_owned));
        let mut faults = Diagnostics::new();
        let mut instance = |suffix, escape, files| instance(suffix, escape, files, &mut faults);
        let templates = Templates {
            markdown: instance(".md", Some(escape::markdown), markdown),
            typst: instance(
                ".typ",
                Some(escape::typst),
                typst.into_iter().filter(|(name, _)| is_template(name)).collect(),
            ),
            html: instance(".html", None, html),
            typst_source,
            assets: assets(workspace),
            of_markdown,
            of_issue_page,
        };
        let failed = faults.failed();
        diagnostics.append(faults);
        failed.map_or(Ok(templates), Err)
    }

    /// The files that the pages of every issue are set with: plain Typst, and pictures.
    pub(super) fn typst_source(&self) -> TypstSource {
        self.typst_source.clone()
    }

    /// What the Markdown of an issue is made with, partials of partials included, by their paths
    /// below `templates/`.
    pub fn of_markdown(&self) -> &BTreeSet<String> {
        &self.of_markdown
    }

    /// What the page of an issue is made with, the Markdown included, likewise.
    pub fn of_issue_page(&self) -> &BTreeSet<String> {
        &self.of_issue_page
    }

    /// The files that pages load: style sheets.
    pub fn assets(&self) -> &FileTree {
        &self.assets
    }

    /// Renders a page of the archive.
    pub fn html(
        &self,
        name: &str,
        context: &impl Serialize,
        diagnostics: &mut Diagnostics,
    ) -> Result<String, Failed> {
        render(&self.html, ".html", name, context, None, diagnostics)
    }

    /// Renders a page of the archive that says the same of something as others do.
    pub fn html_sharing(
        &self,
        name: &str,
        context: &impl Serialize,
        shared: &Shared,
        diagnostics: &mut Diagnostics,
    ) -> Result<String, Failed> {
        render(&self.html, ".html", name, context, Some(shared), diagnostics)
    }

    pub(super) fn markdown(
        &self,
        name: &str,
        context: &impl Serialize,
        diagnostics: &mut Diagnostics,
    ) -> Result<String, Failed> {
        render(&self.markdown, ".md", name, context, None, diagnostics)
    }

    pub(super) fn typst(
        &self,
        name: &str,
        context: &impl Serialize,
        diagnostics: &mut Diagnostics,
    ) -> Result<String, Failed> {
        render(&self.typst, ".typ", name, context, None, diagnostics)
    }
}

/// The templates of a target, by their names in its folder.
fn instance(
    suffix: &'static str,
    escape: Option<tera::EscapeFn>,
    files: Vec<(String, String)>,
    faults: &mut Diagnostics,
) -> Tera {
    let mut tera = Tera::new();
    if suffix == ".md" {
        // `{#` begins the attributes of a Markdown heading.
        let comments = Delimiters {
            comment_start: "{*".into(),
            comment_end: "*}".into(),
            ..Delimiters::default()
        };
        tera.set_delimiters(comments)
            .expect("the delimiters differ, and no template is loaded yet");
    }
    // Feeds and sitemaps are XML: what HTML escapes is enough for it.
    let escaped = if suffix == ".html" { vec![suffix, ".xml"] } else { vec![suffix] };
    tera.autoescape_on(escaped);
    if let Some(escape) = escape {
        tera.set_escape_fn(escape);
    }
    // What is missing is reported without a place by the engine.
    if refuse_missing(folder(suffix), &files, faults).is_none()
        && let Err(error) = tera.add_raw_templates(files)
    {
        faults.report(template_fault(&error, suffix));
    }
    tera
}

fn three<T>(of: [T; 3]) -> (T, T, T) {
    let [a, b, c] = of;
    (a, b, c)
}

/// The texts of a folder of templates, by their names in it.
fn sources(
    folder: &str,
    workspace: &FileTree,
    diagnostics: &mut Diagnostics,
) -> Vec<(String, String)> {
    let mut sources: Vec<(String, String)> =
        builtin::texts(folder).map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    let prefix = format!("templates/{folder}/");
    for (path, bytes) in workspace.iter() {
        let Some(name) = path.as_str().strip_prefix(&prefix) else { continue };
        if folder == "typst" && path.extension() != "typ" {
            continue;
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                sources.retain(|(built_in, _)| built_in != name);
                sources.push((name.to_owned(), text.to_owned()));
            }
            Err(_) => diagnostics.report(
                Diagnostic::error(
                    "not-utf-8",
                    text!("模板不是 UTF-8 编码", "the template is not UTF-8"),
                )
                .at(Span::file(path)),
            ),
        }
    }
    sources
}

/// What is known of the pages before an issue is rendered.
fn typst_source(
    workspace: &FileTree,
    sources: &[(String, String)],
    is_template: impl Fn(&str) -> bool,
) -> TypstSource {
    let (mut files, mut templates) = (FileTree::new(), FileTree::new());
    for (name, text) in sources {
        if let Some(path) = VPath::parse(name) {
            let tree = if is_template(name) { &mut templates } else { &mut files };
            tree.insert(path, text.as_bytes());
        }
    }
    let mut own = BTreeSet::new();
    for (path, bytes) in workspace.iter() {
        let Some(name) = path.as_str().strip_prefix("templates/typst/") else { continue };
        // A copy is not yet a template of one's own.
        if builtin::get(&format!("typst/{name}")) != Some(bytes) {
            own.insert(name.to_owned());
        }
        // Pictures, for instance.
        if let Some(name) = VPath::parse(name).filter(|name| name.extension() != "typ") {
            files.insert(name, bytes.clone());
        }
    }
    // What a page library of the workspace may draw on.
    if let (true, Some(library)) = (own.contains(TYPST_LIBRARY), builtin::get("typst/lib.typ")) {
        files.insert(VPath::parse("built-in/lib.typ").expect("a relative path"), library);
    }
    TypstSource { files, fields: BTreeMap::new(), templates, own }
}

fn assets(workspace: &FileTree) -> FileTree {
    let is_page_asset = |name: &str| !name.starts_with("fonts/");
    let mut assets: FileTree = builtin::FILES
        .iter()
        .filter_map(|(name, bytes)| Some((name.strip_prefix("assets/")?, bytes)))
        .filter(|(name, _)| is_page_asset(name))
        .filter_map(|(name, bytes)| Some((VPath::parse(name)?, (*bytes).into())))
        .collect();
    for (path, bytes) in workspace.iter() {
        if let Some(name) =
            path.as_str().strip_prefix("templates/assets/").filter(|name| is_page_asset(name))
            && let Some(name) = VPath::parse(name)
        {
            assets.insert(name, bytes.clone());
        }
    }
    assets
}

fn render(
    tera: &Tera,
    suffix: &str,
    name: &str,
    context: &impl Serialize,
    shared: Option<&Shared>,
    diagnostics: &mut Diagnostics,
) -> Result<String, Failed> {
    let rendered = Context::from_serialize(context).and_then(|mut context| {
        if let Some(Shared { name, value }) = shared {
            context.insert_value(*name, value.clone());
        }
        tera.render(name, &context)
    });
    rendered.map_err(|error| diagnostics.error(template_fault(&error, suffix)))
}

/// The folder whose templates make texts with an ending.
fn folder(suffix: &str) -> &'static str {
    match suffix {
        ".md" => "markdown",
        ".typ" => "typst",
        _ => "html",
    }
}

/// A template's fault at its place in the template.
fn template_fault(error: &tera::Error, suffix: &str) -> Diagnostic {
    let folder = folder(suffix);
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let why = report.message();
            let message = text!("模板有误：{why}", "the template is wrong: {why}");
            let diagnostic = Diagnostic::error("template-fault", message);
            match VPath::parse(&format!("templates/{folder}/{}", report.filename())) {
                Some(path) => diagnostic.at(Span::new(&path, report.span().range.clone())),
                None => diagnostic,
            }
        }
        _ => Diagnostic::error(
            "template-fault",
            text!("模板有误：{error}", "a template is wrong: {error}"),
        ),
    }
}
