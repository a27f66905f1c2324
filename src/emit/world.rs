//! What the Typst engine sees: the sources of one issue, the faces, and nothing else.
//!
//! All issues use the same file names in worlds of their own, since the engine's table of names
//! lives as long as the process.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::Fonts;
use crate::render::{TYPST_LIBRARY, TYPST_MAIN, TypstSource};
use crate::tree::VPath;

static LIBRARY: LazyLock<LazyHash<Library>> =
    LazyLock::new(|| LazyHash::new(<Library as LibraryExt>::default()));

/// The page library as it was parsed last. It is by far the longest source, and the same in all
/// issues of a build.
static PAGE_LIBRARY: Mutex<Option<Source>> = Mutex::new(None);

/// The world of one issue.
pub(super) struct IssueWorld<'a> {
    fonts: &'a Fonts,
    main: FileId,
    sources: BTreeMap<VPath, Source>,
    files: &'a TypstSource,
}

impl<'a> IssueWorld<'a> {
    pub(super) fn new(source: &'a TypstSource, fonts: &'a Fonts) -> IssueWorld<'a> {
        let mut sources = BTreeMap::new();
        for (path, bytes) in source.files.iter().filter(|(path, _)| path.extension() == "typ") {
            let text = String::from_utf8_lossy(bytes).into_owned();
            sources.insert(path.clone(), parsed(path, text));
        }
        IssueWorld { fonts, main: file_id(TYPST_MAIN), sources, files: source }
    }

    /// The faces.
    pub(super) fn fonts(&self) -> &Fonts {
        self.fonts
    }

    /// The path of a file of this world.
    pub(super) fn path(&self, id: FileId) -> Option<VPath> {
        VPath::parse(id.vpath().get_without_slash())
    }

    fn missing(&self, id: FileId) -> FileError {
        FileError::NotFound(id.vpath().get_without_slash().into())
    }
}

fn parsed(path: &VPath, text: String) -> Source {
    let id = file_id(path.as_str());
    if path.as_str() != TYPST_LIBRARY {
        return Source::new(id, text);
    }
    let mut last = PAGE_LIBRARY.lock().unwrap_or_else(PoisonError::into_inner);
    match &*last {
        Some(library) if library.text() == text => library.clone(),
        _ => last.insert(Source::new(id, text)).clone(),
    }
}

fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(format!("/{path}")).expect("our own names are paths");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl World for IssueWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.path(id)
            .and_then(|path| self.sources.get(&path).cloned())
            .ok_or_else(|| self.missing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let bytes = self.path(id).and_then(|path| self.files.files.get(&path).cloned());
        bytes.map(|bytes| Bytes::new(bytes.to_vec())).ok_or_else(|| self.missing(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    /// There is no today: the date of a document is the issue's.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
