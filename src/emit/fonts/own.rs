//! The font files of a workspace, under `fonts/`: what is read of them, and what is refused.

use std::collections::BTreeMap;

use typst::foundations::Bytes;
use typst::text::{Font, FontInfo, FontVariant};

use super::sfnt::{self, Sfnt};
use crate::diag::{Diagnostic, Diagnostics, Span, Text, text};
use crate::tree::{self, FileTree, VPath};

/// The most font files of a workspace that are read.
pub const MOST_FONT_FILES: usize = 64;

/// The most faces of a collection.
const MOST_FACES: u32 = 64;

const MOST_MEGABYTES: usize = 64;

/// Whether a file of a workspace is one of its font files.
pub fn is_font_file(path: &VPath) -> bool {
    is_below_fonts(path) && matches!(path.extension().as_str(), "ttf" | "otf" | "ttc")
}

fn is_below_fonts(path: &VPath) -> bool {
    path.as_str().starts_with("fonts/")
}

/// Whether a file is a font in a form that is not read.
fn is_in_other_form(path: &VPath) -> bool {
    let extension = path.extension();
    let others = ["woff", "woff2", "eot", "otc", "dfont", "pfb", "pfa", "fon", "bdf", "zip", "rar"];
    is_below_fonts(path) && others.contains(&extension.as_str())
}

/// A face of a workspace.
pub(super) struct OwnFace {
    pub(super) file: VPath,
    pub(super) font: Font,
    /// The names of its family, as its file has them.
    names: Vec<String>,
}

/// Reads the font files of a workspace, and reports those that cannot be used.
pub(super) fn read(workspace: &FileTree, diagnostics: &mut Diagnostics) -> Vec<OwnFace> {
    let mut faces = Vec::new();
    let mut count = 0;
    for (path, bytes) in workspace.iter() {
        if is_in_other_form(path) {
            let hint = text!("转成 .ttf、.otf 或 .ttc", "convert it to .ttf, .otf or .ttc");
            let fault = Diagnostic::warning("unreadable-font", not_read(path));
            diagnostics.report(fault.at(Span::file(path)).hint(hint));
        }
        if !is_font_file(path) {
            continue;
        }
        count += 1;
        if count > MOST_FONT_FILES {
            let hint = text!(
                "fonts/ 里最多 {MOST_FONT_FILES} 个字体文件",
                "fonts/ may hold {MOST_FONT_FILES} font files at most"
            );
            let fault = Diagnostic::error("unreadable-font", not_read(path)).hint(hint);
            diagnostics.report(fault.at(Span::file(path)));
            break;
        }
        match read_file(path, bytes) {
            Ok(read) => faces.extend(read),
            Err(fault) => diagnostics.report(fault.at(Span::file(path))),
        }
    }
    faces
}

fn not_read(path: &VPath) -> Text {
    let name = path.file_name();
    text!("没有读取字体文件 “{name}”", "the font file “{name}” is not read")
}

/// All faces of a file, or why it cannot be used.
fn read_file(path: &VPath, bytes: &tree::Bytes) -> Result<Vec<OwnFace>, Box<Diagnostic>> {
    let name = path.file_name();
    if bytes.len() > MOST_MEGABYTES << 20 {
        let message = text!(
            "字体文件 “{name}” 超过 {MOST_MEGABYTES} MB 的上限",
            "the font file “{name}” is larger than the {MOST_MEGABYTES} MB that are read"
        );
        return Err(Diagnostic::error("file-too-large", message).into());
    }
    let count = sfnt::faces(bytes).filter(|count| (1..=MOST_FACES).contains(count));
    let data = Bytes::new(bytes.clone());
    let face = |index: u32| {
        let sfnt = Sfnt::new(bytes, index).ok_or_else(|| broken(name))?;
        if sfnt.forbids_embedding() {
            return Err(not_embeddable(name).into());
        }
        let font = Font::new(data.clone(), index).ok_or_else(|| broken(name))?;
        Ok(OwnFace { file: path.clone(), font, names: sfnt.families() })
    };
    (0..count.ok_or_else(|| broken(name))?).map(face).collect()
}

fn broken(name: &str) -> Diagnostic {
    let message = text!(
        "字体文件 “{name}” 读不出来：不是字体，或不完整",
        "the font file “{name}” cannot be read: it is no font, or not whole"
    );
    let hint = text!("换一个完好的文件，或把它移走", "put a sound file here, or take it away");
    Diagnostic::error("unreadable-font", message).hint(hint)
}

fn not_embeddable(name: &str) -> Diagnostic {
    let message = text!(
        "字体文件 “{name}” 的许可不准嵌入文件，而 PDF/A 必须嵌入字体",
        "the licence of the font file “{name}” forbids embedding, and PDF/A embeds its fonts"
    );
    let hint = text!(
        "换一个准许嵌入的版本，或把它移走",
        "get a version that may be embedded, or take it away"
    );
    Diagnostic::error("font-not-embeddable", message).hint(hint)
}

/// What the engine tells the faces of a PDF apart by, among other things: the length of the file,
/// its checksum, and the place in it.
type Mark = (usize, Option<u32>, u32);

fn mark(bytes: &[u8], face: u32) -> Mark {
    (bytes.len(), Sfnt::new(bytes, face).and_then(|face| face.checksum()), face)
}

/// The names that families are known by, in lower case, each with the engine's name and where it
/// comes from.
#[derive(Default)]
pub(super) struct Names {
    known: BTreeMap<String, (String, Option<VPath>)>,
    files: BTreeMap<Mark, String>,
}

impl Names {
    /// Makes a built-in family known.
    pub(super) fn add_built_in(&mut self, info: &FontInfo, file: &str, bytes: &[u8]) {
        self.files.insert(mark(bytes, 0), file.to_owned());
        self.known.insert(info.family.to_lowercase(), (info.family.clone(), None));
    }

    /// The engine's name of a family.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.known.get(&name.trim().to_lowercase()).map(|(family, _)| family.as_str())
    }

    /// Makes the names of faces known, and leaves out the faces that nothing would tell from others.
    pub(super) fn admit(&mut self, faces: Vec<OwnFace>, faults: &mut Diagnostics) -> Vec<OwnFace> {
        let mut variants: BTreeMap<String, Vec<(FontVariant, VPath)>> = BTreeMap::new();
        let mut admitted = Vec::new();
        for face in faces {
            let info = face.font.info();
            let same = variants.entry(info.family.clone()).or_default();
            let twin = same.iter().find(|(variant, _)| *variant == info.variant);
            let names = face.names.iter().chain([&info.family]);
            let taken = names.clone().find_map(|name| {
                let (family, file) = self.known.get(&name.to_lowercase())?;
                (*family != info.family || file.is_none()).then_some((name, file.as_ref()))
            });
            let clash = taken.or(twin.map(|(_, file)| (&info.family, Some(file))));
            if let Some((name, other)) = clash {
                faults.report(clash_of(&face.file, name, other));
                continue;
            }
            let mark = mark(face.font.data(), face.font.index());
            if let Some(other) = self.files.insert(mark, face.file.to_string()) {
                faults.report(confusable(&face.file, &other));
                continue;
            }
            same.push((info.variant, face.file.clone()));
            for name in names {
                let known = (info.family.clone(), Some(face.file.clone()));
                self.known.entry(name.to_lowercase()).or_insert(known);
            }
            admitted.push(face);
        }
        admitted
    }
}

/// Two faces that the engine would take for one: a font that was renamed by hand, for instance.
fn confusable(file: &VPath, other: &str) -> Diagnostic {
    let name = file.file_name();
    let message = text!(
        "字体文件 “{name}” 和 “{other}” 长度、校验和都相同，排版时会混淆",
        "the font files “{name}” and “{other}” have the same length and checksum, and would be taken for one"
    );
    let hint = text!("用字体工具重新导出一个", "export one of them anew with a font tool");
    Diagnostic::error("duplicate-font", message).at(Span::file(file)).hint(hint)
}

/// Two faces that answer to one name; `other` is none for a built-in one.
fn clash_of(file: &VPath, family: &str, other: Option<&VPath>) -> Diagnostic {
    let name = file.file_name();
    let fault = |message| Diagnostic::error("duplicate-font", message).at(Span::file(file));
    match other {
        None => fault(text!(
            "字体文件 “{name}” 的字体名 “{family}” 是自带的字体的名字",
            "the family “{family}” of the font file “{name}” has the name of a built-in one"
        ))
        .hint(text!("移走这个文件，或给字体另起名字", "take the file away, or rename the family")),
        Some(other) => fault(text!(
            "字体文件 “{name}” 的字体 “{family}” 已经有了",
            "the family “{family}” of the font file “{name}” is there already"
        ))
        .see(Span::file(other), text!("在这个文件里", "in this file"))
        .hint(text!("两个文件留一个", "keep one of the two files")),
    }
}
