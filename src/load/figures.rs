//! The figures of an issue: raw keys and picture files → [`Figure`].

use std::collections::BTreeMap;

use super::files::Shelf;
use super::lower::Lower;
use super::prose::Extent;
use super::schema::RawFigure;
use super::svg;
use crate::diag::{Diagnostic, Span, Text, text};
use crate::model::FieldPath;
use crate::model::brief::Figure;
use crate::tree::VPath;

/// What a figure's file is refused with, and the most bytes of one that are read.
const FILE: (&str, usize) = ("unreadable-figure", 16 << 20);
/// The most pixels of a picture.
const MOST_PIXELS: usize = 50_000_000;

/// Reads all figures; those with faults are left out.
pub(super) fn figures(
    lower: &mut Lower<'_>,
    raw: &BTreeMap<String, RawFigure>,
    shelf: Shelf<'_>,
) -> BTreeMap<String, Figure> {
    let mut figures = BTreeMap::new();
    for (id, raw) in raw {
        let path = FieldPath::from("figures").key(id);
        let well_named = lower.id(&path, id).is_some();
        if let Some(figure) = read(lower, &path, raw, shelf)
            && well_named
        {
            figures.insert(id.clone(), figure);
        }
    }
    figures
}

fn read(
    lower: &mut Lower<'_>,
    path: &FieldPath,
    raw: &RawFigure,
    shelf: Shelf<'_>,
) -> Option<Figure> {
    let title = lower.prose(&path.key("title"), raw.title.as_deref(), Extent::Line);
    if title.is_none() {
        lower.missing(&path.key("title"));
    }
    let source = lower.prose(&path.key("source"), raw.source.as_deref(), Extent::Note);
    let at = path.key("file");
    let name = lower.required_at(&at, &raw.file)?.to_owned();
    let (file, mut bytes) = lower.file(&at, &name, shelf, FILE)?;
    let Some(kind) = Kind::of(&file) else {
        let message = text!("“{name}” 不是能用的图", "“{name}” is no picture that can be used");
        let hint = text!("图用 .svg、.png、.jpg 或 .webp", "figures are .svg, .png, .jpg or .webp");
        lower.fault(&at, Diagnostic::error("unreadable-figure", message).hint(hint));
        return None;
    };
    let points = match kind {
        Kind::Svg => {
            let drawing = svg::read(&file, &bytes, lower.diagnostics).ok()?;
            if let Some(cleaned) = drawing.cleaned {
                bytes = cleaned.into();
            }
            drawing.width
        }
        Kind::Raster(kind) => match measure(kind, &bytes) {
            Ok(points) => points,
            Err(message) => {
                let hint = text!(
                    "用看图软件打开，另存为 .png 或 .jpg",
                    "open it in an image editor and save it as .png or .jpg"
                );
                let fault = Diagnostic::error("unreadable-figure", message);
                lower.diagnostics.report(fault.at(Span::file(&file)).hint(hint));
                return None;
            }
        },
    };
    let alt = raw.alt.as_deref().unwrap_or_default();
    let alt = alt.split_whitespace().collect::<Vec<_>>().join(" ");
    let width = (points * 100.0).round() as u32;
    Some(Figure { title: title.unwrap_or_default(), alt, source, file, bytes, width })
}

/// What kind of picture a file is, by its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Svg,
    Raster(imagesize::ImageType),
}

impl Kind {
    fn of(file: &VPath) -> Option<Kind> {
        match file.extension().as_str() {
            "svg" => Some(Kind::Svg),
            "png" => Some(Kind::Raster(imagesize::ImageType::Png)),
            "jpg" | "jpeg" => Some(Kind::Raster(imagesize::ImageType::Jpeg)),
            "webp" => Some(Kind::Raster(imagesize::ImageType::Webp)),
            _ => None,
        }
    }
}

/// The width in points of a picture that is what its name says, is whole, and not too large.
fn measure(kind: imagesize::ImageType, bytes: &[u8]) -> Result<f64, Text> {
    let found = imagesize::image_type(bytes).ok();
    if found != Some(kind) {
        return Err(text!(
            "文件内容不是扩展名所说的图",
            "the file is not the picture that its name says"
        ));
    }
    let damaged = || text!("图片已损坏，或没有传完", "the picture is damaged or cut off");
    let size = imagesize::blob_size(bytes).map_err(|_| damaged())?;
    if !is_whole(kind, bytes) || size.width == 0 || size.height == 0 {
        return Err(damaged());
    }
    if size.width.saturating_mul(size.height) > MOST_PIXELS {
        let (width, height) = (size.width, size.height);
        let most = MOST_PIXELS / 1_000_000;
        return Err(text!(
            "图片有 {width} × {height} 点，超过 {most} 百万",
            "the picture has {width} × {height} pixels, more than {most} million"
        ));
    }
    // 150 dots per inch are sharp enough on paper.
    Ok(size.width as f64 * 72.0 / 150.0)
}

/// Whether a picture has its end: what a broken transfer leaves has none.
fn is_whole(kind: imagesize::ImageType, bytes: &[u8]) -> bool {
    let has = |mark: &[u8]| bytes.windows(mark.len()).any(|window| window == mark);
    match kind {
        imagesize::ImageType::Png => has(b"IEND\xae\x42\x60\x82"),
        imagesize::ImageType::Jpeg => has(&[0xff, 0xd9]),
        _ => {
            let size = bytes.get(4..8).and_then(|size| size.try_into().ok());
            size.is_some_and(|size| u32::from_le_bytes(size) as usize + 8 <= bytes.len())
        }
    }
}
