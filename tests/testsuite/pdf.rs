//! A PDF reader for tests: what a page holds, where it stands, and what the file says of itself.
//!
//! Objects, streams and character maps are read by an outside library. The walk over the text
//! operators is our own, because the library's device speaks in types of a crate which the project
//! does not depend on; it knows as much of PDF as typesetters use, and panics at anything else.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use hayro_interpret::hayro_cmap::{BfString, CMap};
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{self, Array, Dict, Name, Number, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Resources;
use yaobao::build;
use yaobao::diag::Diagnostics;
use yaobao::disk;
use yaobao::load::{self, Library, LoadedIssue};
use yaobao::model::{Audience, Issue, IssueId};
use yaobao::tree::FileTree;

use crate::{build_for, repository};

/// Millimetres in a point.
pub const MM: f64 = 25.4 / 72.0;

// ---------------------------------------------------------------------------
// What is tested
// ---------------------------------------------------------------------------

/// The repository's own workspace with the archive that was built from it.
pub struct Built {
    /// The sources.
    pub sources: FileTree,
    /// The sources as the program understands them.
    pub library: Library,
    /// The archive, by path.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The folders of the machine that had a part in the build.
    pub folders: Vec<PathBuf>,
    pdfs: BTreeMap<IssueId, Pdf>,
}

/// The repository's workspace, built once for all tests.
pub fn built() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| {
        let built = Built::of(repository(), Audience::Public);
        assert!(built.pdfs.len() >= 2, "the repository holds at least two issues");
        built
    })
}

/// The issue that uses everything at its worst, built once for all tests.
pub fn stress() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| Built::of(repository().join("tests/stress"), Audience::Internal))
}

/// Both.
pub fn workspaces() -> [&'static Built; 2] {
    [built(), stress()]
}

/// All issues, with their PDFs.
pub fn printed() -> impl Iterator<Item = (&'static Issue, &'static Pdf)> {
    workspaces().into_iter().flat_map(|built| built.issues().map(|issue| (issue, built.pdf(issue))))
}

impl Built {
    fn of(root: PathBuf, audience: Audience) -> Built {
        // Not in the checkout: other tests and builds may be at work there.
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("dist");
        let sources = build::read(&root).expect("the workspace can be read");
        let report = build_for(audience, &sources, folder.path(), &out);
        assert!(report.committed, "{:?}", report.diagnostics);
        let library =
            load::load(&sources, &mut Diagnostics::new()).expect("the serial can be read");
        let files = disk::list(&out).expect("the archive can be listed").into_iter();
        let files = files.map(|path| {
            (
                path.to_string(),
                disk::read(&out.join(path.as_str()))
                    .expect("a file that can be read")
                    .expect("a file that is there"),
            )
        });
        let mut built = Built {
            sources,
            library,
            files: files.collect(),
            folders: vec![root, folder.path().to_owned()],
            pdfs: BTreeMap::new(),
        };
        built.pdfs = built
            .issues()
            .map(|issue| (issue.id, Pdf::read(built.file(&file_of(issue.id, "pdf")))))
            .collect();
        built
    }

    /// The issues in order.
    pub fn issues(&self) -> impl Iterator<Item = &Issue> {
        self.library.issues.iter().map(|LoadedIssue { issue, folder, .. }| {
            issue.as_deref().unwrap_or_else(|| panic!("{folder} cannot be read"))
        })
    }

    /// An issue, such as `2017-48`.
    pub fn issue(&self, id: &str) -> &Issue {
        self.issues()
            .find(|issue| issue.id.to_string() == id)
            .unwrap_or_else(|| panic!("there is no issue {id}"))
    }

    /// The PDF of an issue.
    pub fn pdf(&self, issue: &Issue) -> &Pdf {
        &self.pdfs[&issue.id]
    }

    /// A file of the archive.
    pub fn file(&self, path: &str) -> &[u8] {
        self.files.get(path).unwrap_or_else(|| panic!("{path} was not built"))
    }

    /// A file of the archive as text.
    pub fn text(&self, path: &str) -> &str {
        std::str::from_utf8(self.file(path)).unwrap_or_else(|_| panic!("{path} is not UTF-8"))
    }
}

/// The address of an issue's file with this extension.
pub fn file_of(id: IssueId, extension: &str) -> String {
    format!("{}/{}/{id}.{extension}", id.year, id.number)
}

// ---------------------------------------------------------------------------
// What a PDF says
// ---------------------------------------------------------------------------

/// A PDF that was read.
#[derive(Debug)]
pub struct Pdf {
    /// The pages.
    pub pages: Vec<Page>,
    /// The document information, by key; dates as `20171128`.
    pub info: BTreeMap<&'static str, String>,
    /// The XMP packet.
    pub xmp: String,
    /// Levels, from 1, and titles.
    pub outline: Vec<(usize, String)>,
    /// The structure elements in reading order.
    pub structure: Vec<Element>,
    /// The files that travel with the document.
    pub attachments: Vec<Attachment>,
    /// The subtypes of the output intents.
    pub output_intents: Vec<String>,
    /// Whether the file says that it is tagged.
    pub is_marked: bool,
    /// The natural language.
    pub language: String,
    /// Whether a viewer shows the title, not the file's name.
    pub shows_title: bool,
    /// The fonts, by name.
    pub fonts: Vec<Font>,
    /// Every stream with its compression undone, and the file itself.
    pub contents: Vec<Vec<u8>>,
}

/// A page.
#[derive(Debug)]
pub struct Page {
    /// In mm.
    pub width: f64,
    /// In mm.
    pub height: f64,
    /// The glyphs in drawing order.
    pub glyphs: Vec<Glyph>,
    /// The points of painted lines and areas, in mm from the top left.
    pub strokes: Vec<(f64, f64)>,
}

/// A glyph on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// The characters it stands for; empty where the file does not say.
    pub text: String,
    /// The origin, in mm from the left.
    pub x: f64,
    /// The baseline, in mm from the top.
    pub y: f64,
    /// The font size in points.
    pub size: f64,
    /// The width by the font, in mm.
    pub advance: f64,
    /// The font's name without the subset's prefix.
    pub font: FontName,
    /// Whether it is no part of the document's content.
    pub is_artifact: bool,
}

/// The name of a font, shared by its glyphs.
pub type FontName = Arc<str>;

/// A structure element.
#[derive(Debug)]
pub struct Element {
    /// How deep it stands; the topmost is 0.
    pub depth: usize,
    /// Its standard role.
    pub role: String,
    /// What it says in place of its content.
    pub alt: Option<String>,
    /// What a header cell is the header of.
    pub scope: Option<String>,
    /// How many columns a cell spans.
    pub columns: usize,
    /// How many rows a cell spans.
    pub rows: usize,
}

/// A file in the document.
#[derive(Debug)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// What it is to the document (AFRelationship).
    pub relationship: String,
    /// Whether the document lists it as an associated file, as PDF/A-3 wants.
    pub is_associated: bool,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A font.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Font {
    /// Its name without the subset's prefix.
    pub name: String,
    /// Whether its shapes are in the file.
    pub is_embedded: bool,
    /// Whether the file says which characters its glyphs stand for.
    pub has_to_unicode: bool,
}

impl Pdf {
    /// Reads a PDF.
    pub fn read(bytes: &[u8]) -> Pdf {
        let pdf = hayro_syntax::Pdf::new(bytes.to_vec()).expect("a PDF");
        let catalog: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).expect("a catalog");
        let dict = |key: &str| catalog.get::<Dict<'_>>(key).unwrap_or_default();
        Pdf {
            pages: pdf.pages().iter().map(page).collect(),
            info: info(&pdf),
            xmp: catalog
                .get::<Stream<'_>>("Metadata")
                .map(|xmp| String::from_utf8(decoded(&xmp)).expect("XMP is UTF-8"))
                .unwrap_or_default(),
            outline: outline(&dict("Outlines")),
            structure: structure(&dict("StructTreeRoot")),
            attachments: attachments(&catalog),
            output_intents: items::<Dict<'_>>(&catalog, "OutputIntents")
                .iter()
                .map(|intent| name(intent, "S"))
                .collect(),
            is_marked: dict("MarkInfo").get::<bool>("Marked").unwrap_or(false),
            language: string(&catalog, "Lang").unwrap_or_default(),
            shows_title: dict("ViewerPreferences").get::<bool>("DisplayDocTitle").unwrap_or(false),
            fonts: fonts(&pdf),
            contents: contents(&pdf),
        }
    }

    /// The characters of the content in drawing order: no page numbers, nothing between pages.
    pub fn text(&self) -> String {
        self.pages.iter().map(Page::text).collect()
    }

    /// How often each role occurs.
    pub fn roles(&self) -> BTreeMap<&str, usize> {
        let mut roles = BTreeMap::new();
        self.structure
            .iter()
            .for_each(|element| *roles.entry(element.role.as_str()).or_insert(0) += 1);
        roles
    }

    /// The structure elements as a list, indented.
    pub fn structure_text(&self) -> String {
        self.structure
            .iter()
            .map(|element| format!("{}{}\n", "  ".repeat(element.depth), element.role))
            .collect()
    }

    /// What a person would check by eye, as text which changes only if that does.
    pub fn projection(&self) -> String {
        let mut text = String::new();
        self.write_projection(&mut text).expect("a string takes all");
        text
    }

    fn write_projection(&self, to: &mut String) -> std::fmt::Result {
        writeln!(to, "# metadata\n")?;
        self.info.iter().try_for_each(|(key, value)| writeln!(to, "{key}: {value}"))?;
        writeln!(to, "language: {}", self.language)?;
        writeln!(
            to,
            "tagged: {}, title shown: {}, output intents: {}",
            self.is_marked,
            self.shows_title,
            self.output_intents.join(", ")
        )?;
        writeln!(to, "\n# fonts\n")?;
        for font in &self.fonts {
            writeln!(
                to,
                "{}{}{}",
                font.name,
                if font.is_embedded { ", embedded" } else { "" },
                if font.has_to_unicode { ", ToUnicode" } else { "" }
            )?;
        }
        writeln!(to, "\n# attachments\n")?;
        for file in &self.attachments {
            writeln!(to, "{} ({}, {} bytes)", file.name, file.relationship, file.bytes.len())?;
        }
        writeln!(to, "\n# outline\n")?;
        self.outline
            .iter()
            .try_for_each(|(level, title)| writeln!(to, "{}{title}", "  ".repeat(level - 1)))?;
        writeln!(to, "\n# structure\n")?;
        self.roles().iter().try_for_each(|(role, count)| writeln!(to, "{role}: {count}"))?;
        for (at, page) in self.pages.iter().enumerate() {
            writeln!(
                to,
                "\n# page {} of {}, {:.1} × {:.1} mm\n",
                at + 1,
                self.pages.len(),
                page.width,
                page.height
            )?;
            page.lines().iter().try_for_each(|line| writeln!(to, "{}", line.text()))?;
        }
        Ok(())
    }
}

/// The glyphs that share a baseline, from left to right.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// The glyphs; never none.
    pub glyphs: Vec<&'a Glyph>,
}

impl Line<'_> {
    /// The characters; no blank is invented.
    pub fn text(&self) -> String {
        self.glyphs.iter().map(|glyph| glyph.text.as_str()).collect()
    }
}

impl Page {
    /// The characters of the content in drawing order.
    pub fn text(&self) -> String {
        self.glyphs
            .iter()
            .filter(|glyph| !glyph.is_artifact)
            .map(|glyph| glyph.text.as_str())
            .collect()
    }

    /// All lines from top to bottom. Raised and lowered marks belong to their line.
    pub fn lines(&self) -> Vec<Line<'_>> {
        lines(self.glyphs.iter(), 3.0)
    }
}

/// Glyphs as lines from top to bottom; baselines at most `tolerance` mm below the first are one line.
pub fn lines<'a>(glyphs: impl Iterator<Item = &'a Glyph>, tolerance: f64) -> Vec<Line<'a>> {
    let mut glyphs: Vec<&Glyph> = glyphs.collect();
    glyphs.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut lines: Vec<Line<'_>> = Vec::new();
    for glyph in glyphs {
        match lines.last_mut() {
            Some(line) if glyph.y - line.glyphs[0].y <= tolerance => line.glyphs.push(glyph),
            _ => lines.push(Line { glyphs: vec![glyph] }),
        }
    }
    lines.iter_mut().for_each(|line| line.glyphs.sort_by(|a, b| a.x.total_cmp(&b.x)));
    lines
}

// ---------------------------------------------------------------------------
// The document's own words about itself
// ---------------------------------------------------------------------------

fn info(pdf: &hayro_syntax::Pdf) -> BTreeMap<&'static str, String> {
    let metadata = pdf.metadata();
    let texts = [
        ("title", &metadata.title),
        ("author", &metadata.author),
        ("subject", &metadata.subject),
        ("keywords", &metadata.keywords),
        ("creator", &metadata.creator),
        ("producer", &metadata.producer),
    ];
    let dates = [("created", metadata.creation_date), ("modified", metadata.modification_date)];
    let texts =
        texts.into_iter().filter_map(|(key, value)| Some((key, text_string(value.as_deref()?))));
    let dates = dates.into_iter().filter_map(|(key, date)| {
        Some((key, date.map(|date| format!("{:04}{:02}{:02}", date.year, date.month, date.day))?))
    });
    texts.chain(dates).collect()
}

fn outline(root: &Dict<'_>) -> Vec<(usize, String)> {
    fn walk(parent: &Dict<'_>, level: usize, found: &mut Vec<(usize, String)>) {
        let mut next = parent.get::<Dict<'_>>("First");
        while let Some(item) = next {
            found.push((level, string(&item, "Title").unwrap_or_default()));
            walk(&item, level + 1, found);
            next = item.get::<Dict<'_>>("Next");
        }
    }
    let mut found = Vec::new();
    walk(root, 1, &mut found);
    found
}

fn structure(root: &Dict<'_>) -> Vec<Element> {
    fn walk(parent: &Dict<'_>, depth: usize, found: &mut Vec<Element>) {
        for child in items::<Dict<'_>>(parent, "K") {
            // References to marked content and to annotations have no role.
            let Some(role) = child.get::<Name<'_>>("S") else { continue };
            let attributes = items::<Dict<'_>>(&child, "A");
            let scope = attributes
                .iter()
                .find_map(|attributes| attributes.get::<Name<'_>>("Scope"))
                .map(|scope| scope.as_str().to_owned());
            let span = |name: &str| {
                let span = attributes.iter().find_map(|attributes| attributes.get::<Number>(name));
                span.map_or(1, |span| span.as_i64() as usize)
            };
            found.push(Element {
                depth,
                role: role.as_str().to_owned(),
                alt: string(&child, "Alt"),
                scope,
                columns: span("ColSpan"),
                rows: span("RowSpan"),
            });
            walk(&child, depth + 1, found);
        }
    }
    let mut found = Vec::new();
    walk(root, 0, &mut found);
    found
}

fn attachments(catalog: &Dict<'_>) -> Vec<Attachment> {
    fn walk(node: &Dict<'_>, found: &mut Vec<(ObjectIdentifier, Attachment)>) {
        let names = items::<Object<'_>>(node, "Names");
        for file in names.chunks(2).filter_map(|pair| pair.get(1)?.clone().into_dict()) {
            let content =
                file.get::<Dict<'_>>("EF").and_then(|content| content.get::<Stream<'_>>("F"));
            let attachment = Attachment {
                name: string(&file, "UF").unwrap_or_default(),
                relationship: name(&file, "AFRelationship"),
                is_associated: false,
                bytes: content.map(|content| decoded(&content)).unwrap_or_default(),
            };
            found.push((file.obj_id().expect("a file is an object of its own"), attachment));
        }
        items::<Dict<'_>>(node, "Kids").iter().for_each(|kid| walk(kid, found));
    }
    let mut found = Vec::new();
    if let Some(root) =
        catalog.get::<Dict<'_>>("Names").and_then(|names| names.get::<Dict<'_>>("EmbeddedFiles"))
    {
        walk(&root, &mut found);
    }
    let associated: Vec<ObjectIdentifier> =
        items::<Dict<'_>>(catalog, "AF").iter().filter_map(Dict::obj_id).collect();
    found
        .into_iter()
        .map(|(id, file)| Attachment { is_associated: associated.contains(&id), ..file })
        .collect()
}

fn fonts(pdf: &hayro_syntax::Pdf) -> Vec<Font> {
    let dicts = pdf.objects().into_iter().filter_map(Object::into_dict);
    // A descendant is a part of the font that names it.
    let fonts = dicts.filter(|dict| {
        name(dict, "Type") == "Font" && !name(dict, "Subtype").starts_with("CIDFont")
    });
    let mut fonts: Vec<Font> = fonts.map(|font| font_facts(&font)).collect();
    fonts.sort();
    fonts
}

fn font_facts(font: &Dict<'_>) -> Font {
    let descendant = items::<Dict<'_>>(font, "DescendantFonts").into_iter().next();
    let descriptor =
        descendant.as_ref().unwrap_or(font).get::<Dict<'_>>("FontDescriptor").unwrap_or_default();
    Font {
        name: font_name(font),
        is_embedded: ["FontFile", "FontFile2", "FontFile3"]
            .iter()
            .any(|key| descriptor.get::<Stream<'_>>(key).is_some()),
        has_to_unicode: font.get::<Stream<'_>>("ToUnicode").is_some(),
    }
}

fn font_name(font: &Dict<'_>) -> String {
    let full = name(font, "BaseFont");
    full.split_once('+')
        .filter(|(prefix, _)| prefix.len() == 6)
        .map_or(full.clone(), |(_, name)| name.to_owned())
}

fn contents(pdf: &hayro_syntax::Pdf) -> Vec<Vec<u8>> {
    let streams =
        pdf.objects().into_iter().filter_map(Object::into_stream).map(|stream| decoded(&stream));
    std::iter::once(pdf.data().as_ref().to_vec()).chain(streams).collect()
}

// ---------------------------------------------------------------------------
// Objects
// ---------------------------------------------------------------------------

fn decoded(stream: &Stream<'_>) -> Vec<u8> {
    stream.decoded().expect("a stream that can be decoded").into_owned()
}

fn name(dict: &Dict<'_>, key: &str) -> String {
    dict.get::<Name<'_>>(key).map(|name| name.as_str().to_owned()).unwrap_or_default()
}

fn string(dict: &Dict<'_>, key: &str) -> Option<String> {
    dict.get::<object::String<'_>>(key).map(|text| text_string(text.as_bytes()))
}

/// A text string: UTF-16 or UTF-8 with its mark, else bytes which tests expect to be ASCII.
fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, units @ ..] => {
            let units: Vec<u16> =
                units.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16(&units).expect("UTF-16")
        }
        [0xef, 0xbb, 0xbf, text @ ..] => String::from_utf8(text.to_vec()).expect("UTF-8"),
        _ => {
            assert!(bytes.is_ascii(), "{bytes:?} is not ASCII");
            String::from_utf8_lossy(bytes).into_owned()
        }
    }
}

/// The entries of a list, or the one that stands in its place; those of other types are passed over.
fn items<'a, T: TryFrom<Object<'a>>>(dict: &Dict<'a>, key: &str) -> Vec<T> {
    let objects = match dict.get::<Object<'a>>(key) {
        Some(Object::Array(array)) => array.iter::<Object<'a>>().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    objects.into_iter().filter_map(|object| T::try_from(object).ok()).collect()
}

// ---------------------------------------------------------------------------
// Pages
// ---------------------------------------------------------------------------

/// `[a b c d e f]` as the operators `cm` and `Tm` write it.
#[derive(Debug, Clone, Copy)]
struct Matrix([f64; 6]);

impl Matrix {
    const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    fn shift(x: f64, y: f64) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// First this one, then the other.
    fn then(self, Matrix(n): Matrix) -> Matrix {
        let Matrix(m) = self;
        Matrix([
            m[0] * n[0] + m[1] * n[2],
            m[0] * n[1] + m[1] * n[3],
            m[2] * n[0] + m[3] * n[2],
            m[2] * n[1] + m[3] * n[3],
            m[4] * n[0] + m[5] * n[2] + n[4],
            m[4] * n[1] + m[5] * n[3] + n[5],
        ])
    }

    fn apply(self, x: f64, y: f64) -> (f64, f64) {
        let Matrix(m) = self;
        (x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5])
    }

    /// How many times wider and taller things become.
    fn scale(self) -> (f64, f64) {
        let Matrix(m) = self;
        (m[0].hypot(m[1]), m[2].hypot(m[3]))
    }
}

/// What a font says about its codes.
struct Face {
    name: FontName,
    to_unicode: Option<CMap>,
    widths: BTreeMap<u32, f64>,
    default_width: f64,
}

#[derive(Clone)]
struct State {
    matrix: Matrix,
    text: TextState,
}

#[derive(Clone, Default)]
struct TextState {
    face: Option<Rc<Face>>,
    size: f64,
    letter_space: f64,
    stretch: Option<f64>,
    leading: f64,
    rise: f64,
}

/// A stretch between BDC and EMC.
struct Marked {
    is_artifact: bool,
    /// What all its glyphs together stand for.
    actual_text: Option<String>,
}

/// Goes through a page's operators.
struct Reader {
    page: Page,
    state: State,
    saved: Vec<State>,
    marked: Vec<Marked>,
    text_matrix: Matrix,
    line_matrix: Matrix,
    faces: BTreeMap<Vec<u8>, Rc<Face>>,
    path: Vec<(f64, f64)>,
}

fn page(source: &hayro_syntax::page::Page<'_>) -> Page {
    let sheet = source.media_box();
    assert_eq!(source.raw().get::<i32>("Rotate").unwrap_or(0), 0, "a turned page");
    let to_mm = Matrix([MM, 0.0, 0.0, -MM, -sheet.x0 * MM, sheet.y1 * MM]);
    let page = Page {
        width: sheet.width() * MM,
        height: sheet.height() * MM,
        glyphs: Vec::new(),
        strokes: Vec::new(),
    };
    let mut reader = Reader {
        page,
        state: State { matrix: to_mm, text: TextState::default() },
        saved: Vec::new(),
        marked: Vec::new(),
        text_matrix: Matrix::IDENTITY,
        line_matrix: Matrix::IDENTITY,
        faces: BTreeMap::new(),
        path: Vec::new(),
    };
    reader.run(source.typed_operations(), source.resources());
    reader.page
}

impl Reader {
    fn run(&mut self, mut operations: TypedIter<'_>, resources: &Resources<'_>) {
        use TypedInstruction as Op;
        while let Some(operation) = operations.next() {
            match operation {
                Op::SaveState(_) => self.saved.push(self.state.clone()),
                Op::RestoreState(_) => self.state = self.saved.pop().expect("Q after q"),
                Op::Transform(m) => {
                    self.state.matrix =
                        matrix([m.0, m.1, m.2, m.3, m.4, m.5]).then(self.state.matrix)
                }
                Op::BeginMarkedContent(tag) => self.begin(tag.0, None),
                Op::BeginMarkedContentWithProperties(tag) => self.begin(tag.0, Some(tag.1)),
                Op::EndMarkedContent(_) => drop(self.marked.pop().expect("EMC after BDC")),
                Op::XObject(form) => self.form(resources.get_x_object(form.0), resources),
                Op::BeginText(_) => self.set_line(Matrix::IDENTITY),
                Op::SetTextMatrix(m) => self.set_line(matrix([m.0, m.1, m.2, m.3, m.4, m.5])),
                Op::NextLine(by) => self.next_line(by.0.as_f64(), by.1.as_f64()),
                Op::NextLineAndSetLeading(by) => {
                    self.state.text.leading = -by.1.as_f64();
                    self.next_line(by.0.as_f64(), by.1.as_f64());
                }
                Op::NextLineUsingLeading(_) => self.next_line(0.0, -self.state.text.leading),
                Op::TextLeading(leading) => self.state.text.leading = leading.0.as_f64(),
                Op::CharacterSpacing(space) => self.state.text.letter_space = space.0.as_f64(),
                Op::HorizontalScaling(percent) => {
                    self.state.text.stretch = Some(percent.0.as_f64() / 100.0)
                }
                Op::TextRise(rise) => self.state.text.rise = rise.0.as_f64(),
                Op::TextFont(font) => self.set_font(font.0, font.1.as_f64(), resources),
                Op::ShowText(text) => self.show(text.0.as_bytes()),
                Op::ShowTexts(texts) => self.show_all(texts.0),
                Op::NextLineAndShowText(_) | Op::ShowTextWithParameters(_) => {
                    panic!("an operator that this reader does not know")
                }
                Op::RectPath(r) => {
                    self.point(r.0, r.1);
                    let (x, y) = (r.0.as_f64() + r.2.as_f64(), r.1.as_f64() + r.3.as_f64());
                    self.path.push(self.state.matrix.apply(x, y));
                }
                Op::MoveTo(to) => self.point(to.0, to.1),
                Op::LineTo(to) => self.point(to.0, to.1),
                Op::CubicTo(to) => self.point(to.4, to.5),
                Op::StrokePath(_)
                | Op::CloseAndStrokePath(_)
                | Op::FillPathNonZero(_)
                | Op::FillPathEvenOdd(_) => self.page.strokes.append(&mut self.path),
                // A path that only clips.
                Op::EndPath(_) => self.path.clear(),
                _ => {}
            }
        }
    }

    fn point(&mut self, x: Number, y: Number) {
        self.path.push(self.state.matrix.apply(x.as_f64(), y.as_f64()));
    }

    fn begin(&mut self, tag: &Name<'_>, properties: Option<&Object<'_>>) {
        let actual_text = properties
            .and_then(|properties| string(&properties.clone().into_dict()?, "ActualText"));
        self.marked.push(Marked { is_artifact: tag.as_str() == "Artifact", actual_text });
    }

    fn form(&mut self, form: Option<Stream<'_>>, resources: &Resources<'_>) {
        let Some(form) = form.filter(|form| name(form.dict(), "Subtype") == "Form") else { return };
        let own = Resources::from_parent(
            form.dict().get("Resources").unwrap_or_default(),
            resources.clone(),
        );
        let outer = (self.state.clone(), std::mem::take(&mut self.faces));
        if let [a, b, c, d, e, f] = items::<Number>(form.dict(), "Matrix")[..] {
            self.state.matrix = matrix([a, b, c, d, e, f]).then(self.state.matrix);
        }
        self.run(TypedIter::new(&decoded(&form)), &own);
        (self.state, self.faces) = outer;
    }

    fn set_line(&mut self, to: Matrix) {
        self.line_matrix = to;
        self.text_matrix = to;
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.set_line(Matrix::shift(x, y).then(self.line_matrix));
    }

    fn set_font(&mut self, name: &Name<'_>, size: f64, resources: &Resources<'_>) {
        let face = self.faces.entry(name.as_ref().to_vec()).or_insert_with(|| {
            Rc::new(face(&resources.get_font(name).expect("a font that the page has")))
        });
        self.state.text.face = Some(face.clone());
        self.state.text.size = size;
    }

    fn show_all(&mut self, texts: &Array<'_>) {
        for part in texts.iter::<Object<'_>>() {
            match part {
                Object::String(text) => self.show(text.as_bytes()),
                Object::Number(back) => {
                    self.advance(-back.as_f64() / 1000.0 * self.state.text.size)
                }
                _ => {}
            }
        }
    }

    fn show(&mut self, codes: &[u8]) {
        let text = self.state.text.clone();
        let face = text.face.expect("a font before text");
        for pair in codes.chunks(2) {
            let code = u32::from(u16::from_be_bytes([pair[0], pair[1]]));
            let width =
                face.widths.get(&code).copied().unwrap_or(face.default_width) / 1000.0 * text.size;
            let to_page = self.text_matrix.then(self.state.matrix);
            let (across, up) = to_page.scale();
            let (x, y) = to_page.apply(0.0, text.rise);
            let glyph = Glyph {
                text: self.characters(&face, code),
                x,
                y,
                size: text.size * up / MM,
                advance: width * text.stretch.unwrap_or(1.0) * across,
                font: face.name.clone(),
                is_artifact: self.marked.iter().any(|marked| marked.is_artifact),
            };
            self.page.glyphs.push(glyph);
            self.advance(width + text.letter_space);
        }
    }

    fn advance(&mut self, by: f64) {
        self.text_matrix =
            Matrix::shift(by * self.state.text.stretch.unwrap_or(1.0), 0.0).then(self.text_matrix);
    }

    /// The characters of a code; those of a marked stretch all stand at its first glyph.
    fn characters(&mut self, face: &Face, code: u32) -> String {
        if let Some(actual) = self.marked.iter_mut().find_map(|marked| marked.actual_text.as_mut())
        {
            return std::mem::take(actual);
        }
        match face.to_unicode.as_ref().and_then(|map| map.lookup_bf_string(code)) {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            None => String::new(),
        }
    }
}

fn matrix(numbers: [Number; 6]) -> Matrix {
    Matrix(numbers.map(|number| number.as_f64()))
}

fn face(font: &Dict<'_>) -> Face {
    let name_of_font = font_name(font);
    assert_eq!(
        (name(font, "Subtype"), name(font, "Encoding")),
        ("Type0".to_owned(), "Identity-H".to_owned()),
        "{name_of_font} is of a kind that this reader does not know"
    );
    let descendant =
        items::<Dict<'_>>(font, "DescendantFonts").into_iter().next().expect("a descendant font");
    Face {
        name: name_of_font.into(),
        to_unicode: font
            .get::<Stream<'_>>("ToUnicode")
            .and_then(|map| CMap::parse(&decoded(&map), |_| None)),
        widths: widths(&items::<Object<'_>>(&descendant, "W")),
        default_width: descendant.get::<f64>("DW").unwrap_or(1000.0),
    }
}

/// `first [w w w]` and `first last w`, in any order.
fn widths(entries: &[Object<'_>]) -> BTreeMap<u32, f64> {
    let number = |object: &Object<'_>| object.clone().into_number().expect("a number").as_f64();
    let mut widths = BTreeMap::new();
    let mut rest = entries;
    while let [first, second, ..] = rest {
        let first = number(first) as u32;
        if let Object::Array(list) = second {
            widths.extend(
                list.iter::<Number>()
                    .enumerate()
                    .map(|(at, width)| (first + at as u32, width.as_f64())),
            );
            rest = &rest[2..];
        } else {
            widths.extend((first..=number(second) as u32).map(|code| (code, number(&rest[2]))));
            rest = &rest[3..];
        }
    }
    widths
}
