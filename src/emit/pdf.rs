//! Typst sources → PDF/A-3a + PDF/UA-1.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, Parser};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Smart};
use typst::layout::{Frame, FrameItem};
use typst::syntax::FileId;
use typst::visualize::{ExchangeFormat, RasterImage, SvgImage};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::world::IssueWorld;
use super::{Fonts, template_place};
use crate::diag::{Diagnostic, Diagnostics, Failed, Span, text};
use crate::load::{Positions, TablePlaces, svg_characters};
use crate::model::FieldPath;
use crate::model::brief::Figure;
use crate::render::TypstSource;
use crate::tree::VPath;

/// Where the characters of an issue come from, to name the place of one that cannot be printed.
pub struct Material<'a> {
    /// The issue's fields.
    pub issue: &'a Positions,
    /// The serial's fields.
    pub serial: &'a Positions,
    /// The cells of its tables.
    pub tables: &'a TablePlaces,
    /// Its figures.
    pub figures: &'a BTreeMap<String, Figure>,
    /// The file of the sources that issues share, with its content.
    pub sources: Option<(&'a VPath, &'a crate::tree::Bytes)>,
}

/// Sets an issue. `id` identifies the document for good; only its hash goes into the file.
pub fn pdf(
    source: &TypstSource,
    id: &str,
    fonts: &Fonts,
    material: &Material<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<u8>, Failed> {
    let world = IssueWorld::new(source, fonts);
    let faults = Faults { world: &world, source, material };
    let document = faults.set(diagnostics)?;
    typst_pdf::pdf(&document, &options(id)).map_err(|errors| faults.report(&errors, diagnostics))
}

/// Reports the characters and pictures of an issue that cannot be printed, as [`pdf`] does. An
/// issue all of whose characters stand in the faces that every role ends with, and whose pictures
/// the engine can read, is not set at all.
pub fn proof(
    source: &TypstSource,
    fonts: &Fonts,
    material: &Material<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<(), Failed> {
    let sources = source.files.iter().filter(|(path, _)| path.extension() == "typ");
    let mut texts = sources.filter_map(|(_, bytes)| std::str::from_utf8(bytes).ok());
    let is_plain = texts.all(|text| text.chars().all(|c| c.is_ascii() || fonts.every_role_has(c)));
    let is_drawn = material.figures.values().all(is_readable);
    if is_plain && is_drawn && missing_in_drawings(source, material, fonts).is_empty() {
        return Ok(());
    }
    let world = IssueWorld::new(source, fonts);
    Faults { world: &world, source, material }.set(diagnostics).map(drop)
}

/// Whether the engine can read the picture of a figure.
fn is_readable(figure: &Figure) -> bool {
    let bytes = Bytes::new(figure.bytes.to_vec());
    let raster = |format| RasterImage::plain(bytes.clone(), format).is_ok();
    match figure.file.extension().as_str() {
        "png" => raster(ExchangeFormat::Png),
        "jpg" | "jpeg" => raster(ExchangeFormat::Jpg),
        "webp" => raster(ExchangeFormat::Webp),
        _ => SvgImage::new(bytes).is_ok(),
    }
}

fn options(id: &str) -> PdfOptions {
    PdfOptions {
        ident: Smart::Custom(id.to_owned()),
        creator: Smart::Custom(Some("yaobao".to_owned())),
        standards: PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
            .expect("the two go together"),
        ..PdfOptions::default()
    }
}

/// The way from the engine's faults to the author's places.
struct Faults<'a> {
    world: &'a IssueWorld<'a>,
    source: &'a TypstSource,
    material: &'a Material<'a>,
}

impl Faults<'_> {
    /// Sets the pages, and refuses those that are not as they were asked for.
    fn set(&self, diagnostics: &mut Diagnostics) -> Result<PagedDocument, Failed> {
        let set = typst::compile::<PagedDocument>(self.world);
        let document = set.output.map_err(|errors| self.report(&errors, diagnostics))?;
        let mut missing = self.missing_glyphs(&document);
        missing.extend(missing_in_drawings(self.source, self.material, self.world.fonts()));
        if !missing.is_empty() {
            let mut failed = None;
            missing.into_iter().for_each(|fault| failed = Some(diagnostics.error(fault)));
            return Err(failed.expect("there is a fault"));
        }
        // The engine warns of what makes a page differ from what was asked for.
        if !set.warnings.is_empty() {
            return Err(self.report(&set.warnings, diagnostics));
        }
        Ok(document)
    }

    fn report(&self, errors: &[SourceDiagnostic], diagnostics: &mut Diagnostics) -> Failed {
        let mut failed = None;
        for error in errors {
            let why = error.message.as_str();
            let picture = error.span.id().and_then(|file| self.picture(file));
            let mut diagnostic = match picture {
                Some(picture) => Diagnostic::error(
                    "unreadable-figure",
                    text!("图片读不出来：{why}", "the picture cannot be read: {why}"),
                )
                .at(Span::file(picture)),
                None => Diagnostic::error(
                    "typesetting-failed",
                    text!("排版出错：{why}", "typesetting failed: {why}"),
                ),
            };
            diagnostic = match (picture, error.span.id()) {
                (Some(_), _) => diagnostic,
                (None, Some(file)) => self.placed(diagnostic, file, error),
                (None, None) => diagnostic.at(Span::file(self.material.issue.file())),
            };
            for hint in &error.hints {
                let hint = hint.v.as_str();
                diagnostic = diagnostic.hint(text!("{hint}", "{hint}"));
            }
            failed = Some(diagnostics.error(diagnostic));
        }
        failed.expect("the engine fails with at least one error")
    }

    /// The picture that a file of the world is, or that its part shows.
    fn picture(&self, file: FileId) -> Option<&VPath> {
        let path = self.world.path(file)?;
        let field = self.source.fields.get(&path);
        let of_part = field.and_then(|field| field.as_str().strip_prefix("figures."));
        let of_part = of_part.and_then(|rest| rest.strip_suffix(".file"));
        let bytes = self.source.files.get(&path).filter(|_| path.as_str().starts_with("figures/"));
        let mut figures = self.material.figures.iter();
        let found = figures.find(|(id, figure)| {
            of_part == Some(id.as_str()) || bytes.is_some_and(|bytes| *bytes == figure.bytes)
        });
        found.map(|(_, figure)| &figure.file)
    }

    /// Says where: the author's field that a part was written from, else the template itself. A page
    /// library of the workspace is at fault for what does not fit it.
    fn placed(&self, fault: Diagnostic, file: FileId, error: &SourceDiagnostic) -> Diagnostic {
        let path = self.world.path(file);
        let field = path.as_ref().and_then(|path| self.source.fields.get(path));
        let range = typst::WorldExt::range(self.world, error.span).unwrap_or(0..0);
        let code = path.as_ref().and_then(|path| self.source.files.get(path));
        let code = code.map(|code| String::from_utf8_lossy(code)).unwrap_or_default();
        let before = code.get(..range.start).unwrap_or_default();
        let is_own = path.as_ref().is_some_and(|path| self.source.own.contains(path.as_str()));
        if !is_own
            && template_place::has_own_library(self.source)
            && let Some((place, why)) = template_place::in_library(self.source, error, before)
        {
            return fault.at(place).hint(why);
        }
        if let Some(field) = field {
            return fault.at(self.material.issue.value(field));
        }
        let template = path.and_then(|path| template_place::place(self.source, &path, range));
        fault.at(template.unwrap_or_else(|| Span::file(self.material.issue.file())))
    }

    /// One fault for each character without a glyph in each field.
    fn missing_glyphs(&self, document: &PagedDocument) -> Vec<Diagnostic> {
        let mut missing = BTreeSet::new();
        for page in document.pages() {
            self.collect(&page.frame, &mut missing);
        }
        missing.into_iter().map(|(field, c)| self.missing_glyph(field.as_ref(), c)).collect()
    }

    fn collect(&self, frame: &Frame, missing: &mut BTreeSet<(Option<FieldPath>, char)>) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.collect(&group.frame, missing),
                FrameItem::Text(run) => {
                    for glyph in run.glyphs.iter().filter(|glyph| glyph.id == 0) {
                        let field = glyph
                            .span
                            .0
                            .id()
                            .and_then(|file| self.world.path(file))
                            .and_then(|path| self.source.fields.get(&path).cloned());
                        missing.extend(run.text[glyph.range()].chars().map(|c| (field.clone(), c)));
                    }
                }
                _ => {}
            }
        }
    }

    fn missing_glyph(&self, field: Option<&FieldPath>, c: char) -> Diagnostic {
        let place = self.material.find(field, c);
        no_glyph(c, self.world.fonts())
            .at(place.unwrap_or_else(|| Span::file(self.material.issue.file())))
    }
}

fn no_glyph(c: char, fonts: &Fonts) -> Diagnostic {
    let code = format!("U+{:04X}", c as u32);
    let (message, hint) = match fonts.family_with(c) {
        Some(family) => (
            text!(
                "这一处的字体没有 “{c}”（{code}）",
                "the fonts of this place lack the character “{c}” ({code})"
            ),
            text!(
                "“{family}” 有这个字：在 serial.yaml 的 fonts: 里列进这一处的角色",
                "“{family}” has it: list that under fonts: in serial.yaml, in the role of this place"
            ),
        ),
        None => (
            text!("没有字体能印 “{c}”（{code}）", "no font has the character “{c}” ({code})"),
            text!(
                "换一个字，或把有这个字的字体文件放进 fonts/，列进 serial.yaml 的 fonts:；自带的字体有 GB 2312、通用规范汉字表和 Unicode 扩展 A 区的字",
                "use another character, or put a font file that has it into fonts/ and list its family under fonts: in serial.yaml; the fonts that come with the program have GB 2312, the 8,105 standard characters and Unicode Extension A",
            ),
        ),
    };
    Diagnostic::error("missing-glyph", message).hint(hint)
}

/// The engine draws a box in silence for a character of an SVG that no face has.
fn missing_in_drawings(
    source: &TypstSource,
    material: &Material<'_>,
    fonts: &Fonts,
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for figure in material.figures.values() {
        if figure.file.extension() != "svg" {
            continue;
        }
        let source = std::str::from_utf8(&figure.bytes).unwrap_or_default();
        let mut seen = BTreeSet::new();
        for (at, c) in svg_characters(source) {
            if !fonts.cover(c) && seen.insert(c) {
                let place = Span::new(&figure.file, at..at + c.len_utf8());
                faults.push(no_glyph(c, fonts).at(place));
            }
        }
    }
    // The words of charts are those of tables.
    let charts = source.files.iter().filter(|(path, _)| path.as_str().starts_with("charts/"));
    let charts = charts.filter_map(|(_, bytes)| std::str::from_utf8(bytes).ok());
    let words: BTreeSet<char> =
        charts.flat_map(|svg| svg_characters(svg).into_iter().map(|(_, c)| c)).collect();
    for c in words.into_iter().filter(|c| !fonts.cover(*c)) {
        let place = material.find(None, c);
        faults.push(
            no_glyph(c, fonts).at(place.unwrap_or_else(|| Span::file(material.issue.file()))),
        );
    }
    faults
}

impl Material<'_> {
    /// The first place of a character: in the field, else anywhere in the issue, its data, the
    /// serial; where it is written nowhere, the field itself.
    fn find(&self, field: Option<&FieldPath>, c: char) -> Option<Span> {
        field
            .and_then(|field| self.issue.find_char(field, c).or_else(|| self.find_entity(field, c)))
            .or_else(|| self.issue.first_char(c))
            .or_else(|| self.tables.find_char(c))
            .or_else(|| self.in_sources(c))
            .or_else(|| self.serial.first_char(c))
            .or_else(|| field.map(|field| self.issue.value(field)))
    }

    /// The first entity of a field, such as `&nGg;`, that stands for a character.
    fn find_entity(&self, field: &FieldPath, c: char) -> Option<Span> {
        let text = self.issue.text(field)?;
        let mut entities = text.match_indices('&').filter_map(|(at, _)| {
            let end = text[at..].bytes().take(LONGEST_ENTITY).position(|byte| byte == b';')?;
            Some(at..at + end + 1)
        });
        let stands_for = |entity: &str| {
            let mut events = Parser::new(entity);
            events.any(|event| matches!(event, Event::Text(words) if words.contains(c)))
        };
        let place = entities.find(|place| stands_for(&text[place.clone()]))?;
        Some(self.issue.inside(field, place))
    }

    fn in_sources(&self, c: char) -> Option<Span> {
        let (file, bytes) = self.sources?;
        let at = std::str::from_utf8(bytes).ok()?.find(c)?;
        Some(Span::new(file, at..at + c.len_utf8()))
    }
}

/// The longest entity of HTML has 33 bytes.
const LONGEST_ENTITY: usize = 33;
