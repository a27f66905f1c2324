//! Typst sources → PDF/A-3a + PDF/UA-1.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Parser};
use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst::layout::{Frame, FrameItem};
use typst::syntax::FileId;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::Fonts;
use super::world::IssueWorld;
use crate::diag::{Diagnostic, Diagnostics, Failed, Span, text};
use crate::load::Positions;
use crate::model::FieldPath;
use crate::render::TypstSource;
use crate::tree::{Bytes, VPath};

/// Where the characters of an issue come from, to name the place of one that cannot be printed.
pub struct Material<'a> {
    /// The issue's fields.
    pub issue: &'a Positions,
    /// The serial's fields.
    pub serial: &'a Positions,
    /// The data files.
    pub tables: Vec<(&'a VPath, &'a Bytes)>,
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
    let set = typst::compile::<PagedDocument>(&world);
    let document = set.output.map_err(|errors| faults.report(&errors, diagnostics))?;
    let missing = faults.missing_glyphs(&document);
    if !missing.is_empty() {
        let mut failed = None;
        missing.into_iter().for_each(|fault| failed = Some(diagnostics.error(fault)));
        return Err(failed.expect("there is a fault"));
    }
    // The engine warns of what makes a page differ from what was asked for.
    if !set.warnings.is_empty() {
        return Err(faults.report(&set.warnings, diagnostics));
    }
    typst_pdf::pdf(&document, &options(id)).map_err(|errors| faults.report(&errors, diagnostics))
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
    fn report(&self, errors: &[SourceDiagnostic], diagnostics: &mut Diagnostics) -> Failed {
        let mut failed = None;
        for error in errors {
            let why = error.message.as_str();
            let mut diagnostic = Diagnostic::error(
                "typesetting-failed",
                text!("排版出错：{why}", "typesetting failed: {why}"),
            );
            if let Some(place) = error.span.id().map(|file| self.place(file, error)) {
                diagnostic = diagnostic.at(place);
            }
            for hint in &error.hints {
                let hint = hint.v.as_str();
                diagnostic = diagnostic.hint(text!("{hint}", "{hint}"));
            }
            failed = Some(diagnostics.error(diagnostic));
        }
        failed.expect("the engine fails with at least one error")
    }

    /// The author's field that a part was written from; else the template itself.
    fn place(&self, file: FileId, error: &SourceDiagnostic) -> Span {
        let path = self.world.path(file);
        match path.as_ref().and_then(|path| self.source.fields.get(path)) {
            Some(field) => self.material.issue.value(field),
            None => {
                let template =
                    path.and_then(|path| VPath::parse(&format!("templates/typst/{path}")));
                let range = typst::WorldExt::range(self.world, error.span).unwrap_or(0..0);
                template.map_or_else(
                    || Span::file(self.material.issue.file()),
                    |template| Span::new(&template, range),
                )
            }
        }
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
        let code = format!("U+{:04X}", c as u32);
        let message =
            text!("没有字体能印 “{c}”（{code}）", "no font has the character “{c}” ({code})");
        let hint = text!(
            "换一个字，或用图代替；自带的字体有 GB 2312、通用规范汉字表和 Unicode 扩展 A 区的字",
            "use another character; the fonts that come with the program have GB 2312, the 8,105 standard characters and Unicode Extension A",
        );
        let diagnostic = Diagnostic::error("missing-glyph", message).hint(hint);
        match self.material.find(field, c) {
            Some(place) => diagnostic.at(place),
            None => diagnostic.at(Span::file(self.material.issue.file())),
        }
    }
}

impl Material<'_> {
    /// The first place of a character: in the field, else anywhere in the issue, its data, the
    /// serial; where it is written nowhere, the field itself.
    fn find(&self, field: Option<&FieldPath>, c: char) -> Option<Span> {
        field
            .and_then(|field| self.issue.find_char(field, c).or_else(|| self.find_entity(field, c)))
            .or_else(|| self.issue.first_char(c))
            .or_else(|| {
                self.tables.iter().find_map(|(file, bytes)| {
                    let at = std::str::from_utf8(bytes).ok()?.find(c)?;
                    Some(Span::new(file, at..at + c.len_utf8()))
                })
            })
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
}

/// The longest entity of HTML has 33 bytes.
const LONGEST_ENTITY: usize = 33;
