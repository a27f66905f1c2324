//! The faces that pages are set with.
//!
//! A face is read when the engine first asks for it; what the engine must know before (names,
//! weights, coverage) is in `faces.json` beside the faces.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;

use crate::builtin;
use crate::diag::{Diagnostic, Diagnostics, text};
use crate::load::Positions;
use crate::model::FieldPath;
use crate::model::serial::Role;
use crate::render::{RoleFamily, RoleFonts};

/// All faces that can be used.
pub struct Fonts {
    book: LazyHash<FontBook>,
    faces: Vec<Face>,
    /// The characters that every role has, by their code points.
    everywhere: OnceLock<Vec<bool>>,
}

struct Face {
    bytes: &'static [u8],
    /// Read when it is asked for; none where it cannot be.
    font: OnceLock<Option<Font>>,
}

/// What `faces.json` says of a face.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Description {
    file: String,
    info: FontInfo,
}

impl Fonts {
    /// The faces that come with the program.
    pub fn built_in() -> Fonts {
        let described = builtin::get("assets/fonts/faces.json").unwrap_or(b"[]");
        let described: Vec<Description> =
            serde_json::from_slice(described).expect("a test compares faces.json with the faces");
        let bytes = |file: &str| {
            builtin::get(&format!("assets/fonts/{file}"))
                .expect("a test compares faces.json with the faces")
        };
        Fonts {
            faces: described
                .iter()
                .map(|face| Face { bytes: bytes(&face.file), font: OnceLock::new() })
                .collect(),
            book: LazyHash::new(FontBook::from_infos(described.into_iter().map(|face| face.info))),
            everywhere: OnceLock::new(),
        }
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
        face.font.get_or_init(|| Font::new(Bytes::new(face.bytes), 0)).clone()
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
            for (at, family) in families
                .iter()
                .enumerate()
                .filter(|(_, family)| !self.book.contains_family(&family.to_lowercase()))
            {
                let message = text!("没有字体 “{family}”", "there is no font “{family}”");
                let place = positions.value(&FieldPath::from("fonts").key(role.as_str()).index(at));
                let fault = Diagnostic::error("unknown-font", message).at(place);
                diagnostics.report(fault.suggest(family, self.families()));
            }
        }
        Role::ALL.into_iter().filter_map(|(_, role)| role_fonts(role, wanted.get(&role))).collect()
    }
}

/// The families that fill the gaps of every role's own.
const FILLING: [&str; 2] = ["Yaobao Song", "Yaobao Rare"];

/// The quotes are narrow in 仿宋 and 楷体; full width in 宋.
const QUOTES: &str = "[“”‘’]";

fn role_fonts(role: Role, wanted: Option<&Vec<String>>) -> Option<RoleFonts> {
    let own: Vec<&str> = match (wanted, role) {
        (Some(families), _) => families.iter().map(String::as_str).collect(),
        (None, Role::Latin) => return None,
        (None, Role::Heading1) => vec!["Yaobao Hei"],
        (None, Role::Heading2) => vec!["Yaobao Kai"],
        (None, Role::Body) => vec!["Yaobao Fangsong"],
        (None, Role::Title | Role::Table | Role::PageNumber) => Vec::new(),
    };
    let all = |name: &str| RoleFamily { name: name.to_owned(), covers: "" };
    let mut families = Vec::new();
    if wanted.is_none() && role != Role::PageNumber {
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
