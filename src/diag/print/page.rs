//! The files that faults lie in, read once for however many faults.

use std::collections::BTreeMap;

use super::Position;
use crate::tree::{FileTree, VPath};

/// The files of a run that have been asked for.
pub(super) struct Pages<'a> {
    files: &'a FileTree,
    read: BTreeMap<VPath, Page<'a>>,
}

impl<'a> Pages<'a> {
    pub(super) fn new(files: &'a FileTree) -> Pages<'a> {
        Pages { files, read: BTreeMap::new() }
    }

    /// A file; an empty one where it is unknown.
    pub(super) fn of(&mut self, file: &VPath) -> &Page<'a> {
        let bytes = self.files.get(file).map(|bytes| &bytes[..]).unwrap_or_default();
        self.read.entry(file.clone()).or_insert_with(|| Page::new(bytes))
    }
}

/// A file's text, and the positions of some of its characters.
pub(super) struct Page<'a> {
    /// The text; that of a file that is no UTF-8 ends before its first bad byte.
    pub(super) text: &'a str,
    is_utf8: bool,
    begins_binary: bool,
    /// The first character at or behind every so many bytes: a place is counted from there, not
    /// from the beginning, which may be far away even in the same line.
    marks: Vec<(usize, Position)>,
}

const STEP: usize = 512;

impl<'a> Page<'a> {
    fn new(bytes: &'a [u8]) -> Page<'a> {
        let valid = bytes.utf8_chunks().next().map(|chunk| chunk.valid()).unwrap_or_default();
        let mut marks = Vec::new();
        let mut position = Position { line: 1, column: 1 };
        for (at, c) in valid.char_indices() {
            if at >= marks.len() * STEP {
                marks.push((at, position));
            }
            position = behind(position, at, c);
        }
        Page {
            text: valid,
            is_utf8: valid.len() == bytes.len(),
            begins_binary: bytes.iter().take(64).any(|byte| *byte < b'\t'),
            marks,
        }
    }

    /// Whether there are lines to show at a place: not in pictures, and not in text in another
    /// encoding, of which the part that happens to be UTF-8 is gibberish.
    pub(super) fn has_lines(&self, at: usize) -> bool {
        self.is_utf8 && !(at == 0 && self.begins_binary)
    }

    /// The line and column of a byte.
    pub(super) fn position(&self, byte: usize) -> Position {
        let byte = floor(self.text, byte);
        let mark = self.marks.get(byte / STEP).or(self.marks.last());
        let (from, position) = mark.copied().unwrap_or((0, Position { line: 1, column: 1 }));
        let between = self.text[from..byte].char_indices();
        between.fold(position, |position, (at, c)| behind(position, from + at, c))
    }
}

/// The position behind a character that stands at a byte and a position.
fn behind(Position { line, column }: Position, at: usize, c: char) -> Position {
    match c {
        '\n' => Position { line: line + 1, column: 1 },
        '\u{feff}' if at == 0 => Position { line, column },
        _ => Position { line, column: column + 1 },
    }
}

/// The nearest beginning of a character at or before a byte.
pub(super) fn floor(source: &str, byte: usize) -> usize {
    (0..=byte.min(source.len())).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(0)
}
