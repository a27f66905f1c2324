//! The faces that pages are set with.
//!
//! A built-in face is read when the engine first asks for it; what the engine must know before
//! (names, weights, coverage) is in `faces.json` beside the faces. System fonts cannot be reached.

mod own;
mod sfnt;

pub use own::{MOST_FONT_FILES, is_font_file};

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;

use crate::builtin;
use crate::diag::{Diagnostic, Diagnostics, did_you_mean, text};
use crate::load::Positions;
use crate::model::FieldPath;
use crate::model::serial::Role;
use crate::render::{RoleFamily, RoleFonts};
use crate::tree::FileTree;
use own::Names;

/// All faces that can be used: those that come with the program, and the workspace's.
pub struct Fonts {
    book: LazyHash<FontBook>,
    faces: Vec<Face>,
    names: Names,
    /// The characters that every role has, by their code points.
    everywhere: OnceLock<Vec<bool>>,
}

struct Face {
    /// `yaobao-kai-400.ttf`, or `fonts/kai.ttf` in the workspace.
    file: String,
    is_built_in: bool,
    bytes: Bytes,
    /// Read when it is asked for; none where it cannot be.
    font: OnceLock<Option<Font>>,
}

/// A file that a face comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FaceFile<'a> {
    /// `yaobao-kai-400.ttf`, or `fonts/kai.ttf` in the workspace.
    pub name: &'a str,
    /// Whether it comes with the program.
    pub is_built_in: bool,
    /// Its content.
    pub bytes: &'a [u8],
}

/// What `faces.json` says of a face.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Description {
    file: String,
    info: FontInfo,
}

impl Fonts {
    /// The faces that come with the program, and those under the workspace's `fonts/`; the files
    /// there that cannot be used are reported.
    pub fn new(workspace: &FileTree, diagnostics: &mut Diagnostics) -> Fonts {
        let described = builtin::get("assets/fonts/faces.json").unwrap_or(b"[]");
        let described: Vec<Description> =
            serde_json::from_slice(described).expect("a test compares faces.json with the faces");
        let (mut book, mut faces, mut names) = (FontBook::new(), Vec::new(), Names::default());
        for Description { file, info } in described {
            let bytes = builtin::get(&format!("assets/fonts/{file}"))
                .expect("a test compares faces.json with the faces");
            names.add_built_in(&info, &file, bytes);
            let (bytes, font) = (Bytes::new(bytes), OnceLock::new());
            faces.push(Face { file, is_built_in: true, bytes, font });
            book.push(info);
        }
        let own = own::read(workspace, diagnostics);
        for face in names.admit(own, diagnostics) {
            book.push(face.font.info().clone());
            faces.push(Face {
                file: face.file.to_string(),
                is_built_in: false,
                bytes: face.font.data().clone(),
                font: OnceLock::from(Some(face.font)),
            });
        }
        Fonts { book: LazyHash::new(book), faces, names, everywhere: OnceLock::new() }
    }

    /// The faces that come with the program alone.
    pub fn built_in() -> Fonts {
        Fonts::new(&FileTree::new(), &mut Diagnostics::new())
    }

    /// The files that the faces of a family come from.
    pub fn files_of(&self, family: &str) -> Vec<FaceFile<'_>> {
        let faces = self.book.select_family(&family.to_lowercase());
        let mut files: Vec<FaceFile<'_>> = Vec::new();
        for face in faces.filter_map(|at| self.faces.get(at)) {
            let (name, is_built_in) = (face.file.as_str(), face.is_built_in);
            let file = FaceFile { name, is_built_in, bytes: &face.bytes };
            if files.iter().all(|other| other.name != file.name) {
                files.push(file);
            }
        }
        files
    }

    /// Whether a family has a character.
    pub fn family_has(&self, family: &str, c: char) -> bool {
        let faces = self.book.select_family(&family.to_lowercase());
        let mut infos = faces.filter_map(|face| self.book.info(face));
        infos.any(|info| info.coverage.contains(c as u32))
    }

    /// A family that has a character, if there is any.
    pub(super) fn family_with(&self, c: char) -> Option<&str> {
        self.families().into_iter().find(|family| self.family_has(family, c))
    }

    /// Whether a character stands in the families that every role ends with, and so can be printed
    /// anywhere. A role's own families may have it all the same.
    pub(super) fn every_role_has(&self, c: char) -> bool {
        let everywhere = self.everywhere.get_or_init(|| self.in_all_roles());
        everywhere.get(c as usize).copied().unwrap_or(false)
    }

    fn in_all_roles(&self) -> Vec<bool> {
        let mut everywhere = Vec::new();
        for family in FILLING.map(str::to_lowercase) {
            let faces = self.book.select_family(&family).filter_map(|face| self.book.info(face));
            for code in faces.flat_map(|face| face.coverage.iter()) {
                let code = code as usize;
                everywhere.resize(everywhere.len().max(code + 1), false);
                everywhere[code] = true;
            }
        }
        everywhere
    }

    pub(super) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub(super) fn font(&self, index: usize) -> Option<Font> {
        let face = self.faces.get(index)?;
        // A face of the workspace was read when it was judged.
        face.font.get_or_init(|| Font::new(face.bytes.clone(), 0)).clone()
    }

    /// Whether any face has a character.
    pub(super) fn cover(&self, c: char) -> bool {
        let faces = 0..self.faces.len();
        faces.filter_map(|at| self.book.info(at)).any(|info| info.coverage.contains(c as u32))
    }

    /// The names of all families.
    fn families(&self) -> Vec<&str> {
        self.book.families().map(|(name, _)| name).collect()
    }

    /// The families of every role: the serial's list, or the open set; then what fills gaps. An
    /// unknown family is reported at its place in `serial.yaml`.
    pub fn roles(
        &self,
        wanted: &BTreeMap<Role, Vec<String>>,
        positions: &Positions,
        diagnostics: &mut Diagnostics,
    ) -> Vec<RoleFonts> {
        for (role, families) in wanted {
            let unknown = families.iter().enumerate();
            for (at, family) in unknown.filter(|(_, family)| self.names.get(family).is_none()) {
                let message = text!("没有字体 “{family}”", "there is no font “{family}”");
                let place = positions.value(&FieldPath::from("fonts").key(role.as_str()).index(at));
                let fault = Diagnostic::error("unknown-font", message).at(place);
                let mut fault = fault.suggest(family, self.families());
                if did_you_mean(family, self.families()).is_none() {
                    fault = fault.hint(text!(
                        "自有的字体，把文件（.ttf、.otf、.ttc）放进刊物的 fonts/ 文件夹；系统里的字体不用",
                        "put the file of a font of your own (.ttf, .otf, .ttc) into the folder fonts/ of the workspace; system fonts are never used"
                    ));
                }
                diagnostics.report(fault);
            }
        }
        let families = |role: Role| wanted.get(&role).map(|families| self.known(families));
        let roles = Role::ALL.into_iter();
        roles.filter_map(|(_, role)| role_fonts(role, families(role))).collect()
    }

    /// The engine's names of the families that are known.
    fn known(&self, families: &[String]) -> Vec<&str> {
        families.iter().filter_map(|family| self.names.get(family)).collect()
    }
}

/// The families that fill the gaps of every role's own.
const FILLING: [&str; 2] = ["Yaobao Song", "Yaobao Rare"];

/// The quotes are narrow in 仿宋 and 楷体; full width in 宋.
const QUOTES: &str = "[“”‘’]";

fn role_fonts(role: Role, wanted: Option<Vec<&str>>) -> Option<RoleFonts> {
    let own: Vec<&str> = match (wanted, role) {
        (Some(families), _) => families,
        (None, Role::Latin) => return None,
        (None, Role::Heading1) => vec!["Yaobao Hei"],
        (None, Role::Heading2) => vec!["Yaobao Kai"],
        (None, Role::Body) => vec!["Yaobao Fangsong"],
        (None, Role::Title | Role::Table | Role::PageNumber) => Vec::new(),
    };
    let all = |name: &str| RoleFamily { name: name.to_owned(), covers: "" };
    let mut families = Vec::new();
    // A family of the workspace has quotes of its own.
    let is_built_in = own.first().is_none_or(|family| family.starts_with("Yaobao "));
    if is_built_in && !matches!(role, Role::PageNumber | Role::Latin) {
        families.push(RoleFamily { name: "Yaobao Song".to_owned(), covers: QUOTES });
    }
    families.extend(own.into_iter().map(all));
    if role != Role::Latin {
        families.extend(FILLING.map(all));
    }
    Some(RoleFonts { role: role.as_str(), families })
}

#[cfg(test)]
mod tests {
    use typst::foundations::Bytes;
    use typst::text::Font;

    use super::Description;
    use crate::builtin;

    #[test]
    fn faces_json_describes_the_faces() {
        let faces = builtin::FILES.iter().filter(|(name, _)| name.ends_with(".ttf"));
        let described: Vec<Description> = faces
            .map(|(name, bytes)| Description {
                file: name.trim_start_matches("assets/fonts/").to_owned(),
                info: Font::new(Bytes::new(*bytes), 0)
                    .expect("a built-in face can be read")
                    .info()
                    .clone(),
            })
            .collect();
        assert_eq!(described.len(), 6);
        let song = described.iter().filter(|face| face.info.family == "Yaobao Song");
        let covered: Vec<_> = song.map(|face| &face.info.coverage).collect();
        assert!(covered.windows(2).all(|pair| pair[0] == pair[1]), "bold has what regular has");
        let expected = serde_json::to_string(&described).expect("a description is JSON");
        let written = builtin::get("assets/fonts/faces.json").unwrap_or_default();
        if written != expected.as_bytes() {
            let target = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/faces.json");
            #[expect(
                clippy::disallowed_methods,
                reason = "a test leaves what is right for a person to look at"
            )]
            std::fs::write(&target, expected).expect("the build's own folder can be written");
            panic!(
                "templates/assets/fonts/faces.json is out of date; the right one is in {}",
                target.display()
            );
        }
    }
}
