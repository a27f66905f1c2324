//! The only access to files.
//!
//! Reads a workspace into a [`FileTree`], and writes trees. What is written and in which order is
//! for [`crate::build`] to say.

#![expect(clippy::disallowed_methods, reason = "this is the room that touches the disk")]

mod moves;
mod pieces;

pub use moves::{
    exchange, is_mount_point, is_mounted, move_new, move_over, sync_files, sync_folder, sync_names,
};
pub use pieces::{Lines, go_through, read_part};

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::tree::{Content, FileTree, RunningSum, VPath};

/// An operation that the machine refused.
#[derive(Debug)]
pub struct DiskError {
    /// The file or folder.
    pub path: PathBuf,
    /// Why.
    pub error: io::Error,
}

impl std::fmt::Display for DiskError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.error)
    }
}

impl std::error::Error for DiskError {}

trait At<T> {
    fn at(self, path: &Path) -> Result<T, DiskError>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, path: &Path) -> Result<T, DiskError> {
        self.map_err(|error| DiskError { path: path.to_owned(), error })
    }
}

/// What was read of a workspace.
#[derive(Debug, Default)]
pub struct Reading {
    /// The files.
    pub files: FileTree,
    /// What was not read.
    pub refused: Vec<Refused>,
}

/// A file that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its path.
    pub name: String,
    /// Why.
    pub why: Refusal,
}

/// Why a file was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// A link that leads out of the workspace or of its issue.
    LinkOut,
    /// A link to what is not there.
    LinkToNothing,
    /// A link to a folder, or to what is no plain file.
    LinkToNoFile,
    /// Neither file, folder nor link.
    NoPlainFile,
    /// A name that is no UTF-8, or that holds a backslash or a colon.
    Name,
}

/// The most bytes of a file that are held. One byte more is read, so that whoever reads the file
/// sees that it is too large.
const MOST_BYTES: u64 = 64 << 20;

/// What a workspace consists of.
#[derive(Debug, Default)]
pub struct Listing {
    /// The files.
    pub paths: Vec<VPath>,
    /// What is not to be read, as in [`Reading::refused`].
    pub refused: Vec<Refused>,
}

/// Reads the folders of a workspace that are there. Hidden files are passed over.
pub fn read_tree(root: &Path, folders: &[&str]) -> Result<Reading, DiskError> {
    let Listing { paths, refused } = list_tree(root, folders)?;
    let files = paths.into_iter().map(|path| {
        let bytes = read_bounded(&root.join(path.as_str()))?;
        Ok((path, bytes.into()))
    });
    Ok(Reading { files: files.collect::<Result<FileTree, DiskError>>()?, refused })
}

/// Lists the folders of a workspace that are there, as [`read_tree`] reads them.
pub fn list_tree(root: &Path, folders: &[&str]) -> Result<Listing, DiskError> {
    let mut listing = Listing::default();
    for folder in folders.iter().map(|folder| root.join(folder)).filter(|folder| folder.exists()) {
        let visible = |name: &std::ffi::OsStr| !name.to_string_lossy().starts_with('.');
        let entries = WalkDir::new(&folder).sort_by_file_name().into_iter();
        for entry in entries.filter_entry(|entry| visible(entry.file_name())) {
            let entry = entry.map_err(|error| {
                let path = error.path().unwrap_or(&folder).to_owned();
                DiskError { path, error: error.into() }
            })?;
            if entry.file_type().is_dir() {
                continue;
            }
            let readable =
                relative(root, entry.path()).ok_or(Refusal::Name).and_then(|path| {
                    match (entry.file_type().is_file(), entry.path_is_symlink()) {
                        (true, _) => Ok(path),
                        (false, true) => stays_inside(root, &path).map(|()| path),
                        (false, false) => Err(Refusal::NoPlainFile),
                    }
                });
            match readable {
                Ok(path) => {
                    listing.paths.push(path);
                }
                Err(why) => {
                    let name = entry.path().to_string_lossy().into_owned();
                    listing.refused.push(Refused { name, why });
                }
            }
        }
    }
    Ok(listing)
}

/// Reads a file, but no more than a byte beyond the most that are held of one.
pub fn read_bounded(path: &Path) -> Result<Vec<u8>, DiskError> {
    let mut bytes = Vec::new();
    let file = File::open(path).at(path)?;
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).at(path)?;
    Ok(bytes)
}

/// Refuses a link unless it leads to a file inside its issue's folder, `content/<year>/<number>/`; elsewhere,
/// inside the workspace.
fn stays_inside(root: &Path, link: &VPath) -> Result<(), Refusal> {
    let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
    let parts: Vec<&str> = link.parts().collect();
    let within = match parts[..] {
        ["content", year, number, _, ..] => root.join("content").join(year).join(number),
        _ => root.to_owned(),
    };
    match (fs::canonicalize(within), fs::canonicalize(root.join(link.as_str()))) {
        (Ok(within), Ok(target)) if !target.starts_with(&within) => Err(Refusal::LinkOut),
        (Ok(_), Ok(target)) if !target.is_file() => Err(Refusal::LinkToNoFile),
        (Ok(_), Ok(_)) => Ok(()),
        _ => Err(Refusal::LinkToNothing),
    }
}

/// Where a link leads; the path itself, if it is none.
pub fn resolved(path: &Path) -> PathBuf {
    // A slash at the end would hide that it is a link; `.` has no name to put another beside.
    let path: &Path = &path.components().collect::<PathBuf>();
    let path: &Path = &if path.file_name().is_none() { whole(path) } else { path.to_owned() };
    let is_link = fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
    if is_link {
        fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
    } else {
        path.to_owned()
    }
}

/// The names of all files below a folder, as seen from there, whatever they are called; none where
/// the folder is not there.
pub fn list(folder: &Path) -> Result<Vec<String>, DiskError> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).min_depth(1).sort_by_file_name() {
        match entry {
            Ok(entry) if !entry.file_type().is_dir() => {
                let name = entry.path().strip_prefix(folder).unwrap_or(entry.path());
                let parts: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
                files.push(parts.join("/"));
            }
            Ok(_) => {}
            Err(error)
                if error
                    .io_error()
                    .is_some_and(|error| error.kind() == io::ErrorKind::NotFound) => {}
            Err(error) => return Err(DiskError { path: folder.to_owned(), error: error.into() }),
        }
    }
    Ok(files)
}

fn relative(root: &Path, path: &Path) -> Option<VPath> {
    let parts: Option<Vec<&str>> =
        path.strip_prefix(root).ok()?.iter().map(|part| part.to_str()).collect();
    VPath::parse(&parts?.join("/"))
}

/// Reads a file; `None` where it is not there.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, DiskError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).at(path),
    }
}

/// Writes a new file, with the folders that it needs. Nobody waits until it is on the disk:
/// [`sync_files`] does that for many at once.
pub fn write(path: &Path, content: Content<'_>) -> Result<(), DiskError> {
    let mut file = create(path)?;
    let mut written = Ok(());
    content(&mut |piece| {
        if written.is_ok() {
            written = file.write_all(piece);
        }
    });
    written.at(path)
}

/// Begins a new file, with the folders that it needs. One that is there loses this name, and stays
/// as it is under others.
fn create(path: &Path) -> Result<File, DiskError> {
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    match File::create_new(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            remove_file(path)?;
            File::create_new(path)
        }
        file => file,
    }
    .at(path)
}

/// Puts a file, with the folders that it needs, where there is none. `false` where there is one,
/// which stays as it is.
pub fn add(path: &Path, bytes: &[u8]) -> Result<bool, DiskError> {
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    match File::create_new(path) {
        Ok(mut file) => file.write_all(bytes).at(path).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error).at(path),
    }
}

/// Gives a file a second name, with the folders that it needs; copies it where the disk knows no
/// second names. A name that is taken is an error: it may be this file's already, and a copy would
/// empty it.
pub fn link(from: &Path, to: &Path) -> Result<(), DiskError> {
    if let Some(folder) = to.parent() {
        create_folder(folder)?;
    }
    match fs::hard_link(from, to) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            let mut copy = File::create_new(to).at(to)?;
            io::copy(&mut File::open(from).at(from)?, &mut copy).at(from)?;
            copy.sync_data().at(to)
        }
        linked => linked.at(to),
    }
}

/// A text that lies beside the place that it is to take. It goes if it does not take it.
#[derive(Debug)]
#[must_use = "a text that does not take its place goes"]
pub struct Beside {
    path: PathBuf,
    beside: PathBuf,
}

impl Beside {
    /// Writes a text, given in pieces, beside the place of another; none where it stands there already.
    pub fn write<T: AsRef<str>>(
        path: &Path,
        pieces: impl Iterator<Item = T> + Clone,
    ) -> Result<Option<Beside>, DiskError> {
        let mut beside = path.as_os_str().to_owned();
        // Files that differ in their extensions alone may be written at one time.
        beside.push(".new");
        // One that a killed command left goes in any case.
        let new = Beside { path: path.to_owned(), beside: PathBuf::from(beside) };
        let (mut there, mut wanted) = (RunningSum::default(), RunningSum::default());
        let is_there = go_through(path, |stretch| there.update(stretch))?;
        pieces.clone().for_each(|piece| wanted.update(piece.as_ref().as_bytes()));
        if is_there && there.finish() == wanted.finish() {
            return Ok(None);
        }
        let mut file = BufWriter::new(create(&new.beside)?);
        let mut pieces = pieces;
        pieces.try_for_each(|piece| file.write_all(piece.as_ref().as_bytes())).at(&new.beside)?;
        let file = file.into_inner().map_err(io::IntoInnerError::into_error).at(&new.beside)?;
        file.sync_data().at(&new.beside)?;
        Ok(Some(new))
    }

    /// Puts it in its place, so that at no moment half of it is seen.
    pub fn take_place(self) -> Result<(), DiskError> {
        rename(&self.beside, &self.path)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // One that took its place is not there any more.
        let _ = fs::remove_file(&self.beside);
    }
}

/// Puts a text, given in pieces, in the place of another or where there is none; nothing to do where
/// it stands there already.
pub fn replace_if_other<T: AsRef<str>>(
    path: &Path,
    pieces: impl Iterator<Item = T> + Clone,
) -> Result<(), DiskError> {
    Beside::write(path, pieces)?.map_or(Ok(()), Beside::take_place)
}

/// The empty path means the working folder.
fn here(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}

/// A path from the root of the disk, without `.` and `..`; links are not followed.
pub fn whole(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(here(path)).unwrap_or_else(|_| path.to_owned());
    let mut whole = PathBuf::new();
    for part in absolute.components() {
        match part {
            std::path::Component::ParentDir => drop(whole.pop()),
            part => whole.push(part),
        }
    }
    whole
}

/// The length of a plain file; none where there is no such file.
pub fn length(path: &Path) -> Option<u64> {
    fs::symlink_metadata(path).ok().filter(|found| found.is_file()).map(|found| found.len())
}

/// Gives a folder the access rights of another.
pub fn same_access(from: &Path, to: &Path) -> Result<(), DiskError> {
    let rights = fs::metadata(from).at(from)?.permissions();
    fs::set_permissions(to, rights).at(to)
}

/// Removes a file; nothing to do where it is not there.
pub fn remove_file(path: &Path) -> Result<(), DiskError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error).at(path),
        _ => Ok(()),
    }
}

/// Makes a folder and those around it.
pub fn create_folder(path: &Path) -> Result<(), DiskError> {
    fs::create_dir_all(path).at(path)
}

/// Whether something is there.
pub fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Whether a path is a folder, and no link to one.
pub fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}

/// Gives a folder another name.
pub fn rename(from: &Path, to: &Path) -> Result<(), DiskError> {
    fs::rename(from, to).at(from)
}

/// Whether the user may add and remove files in a folder.
pub fn may_change(folder: &Path) -> Result<(), DiskError> {
    #[cfg(unix)]
    rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).map_err(Into::into).at(folder)?;
    let _ = folder;
    Ok(())
}

/// Removes a folder in which there is nothing but folders; what holds files stays.
pub fn remove_empty_folder(path: &Path) -> Result<(), DiskError> {
    if is_folder(path) {
        for entry in WalkDir::new(path).contents_first(true).into_iter().flatten() {
            match fs::remove_dir(entry.path()) {
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    return Err(error).at(entry.path());
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// Removes the folders around a path that have become empty, but not the outermost.
pub fn remove_emptied(path: &Path, outermost: &Path) {
    let around = path.ancestors().skip(1).take_while(|folder| *folder != outermost);
    // One that is not empty cannot be removed.
    let _ = around.map(fs::remove_dir).take_while(Result::is_ok).count();
}

/// Removes a folder with all that is in it, folders that may not be changed too; nothing to do
/// where it is not there.
pub fn remove_folder(path: &Path) -> Result<(), DiskError> {
    // Removing the names of a thousand issues takes longer than setting one: the folders of issues
    // go side by side. What stays of them is seen below.
    let issues = WalkDir::new(path).min_depth(2).max_depth(2).into_iter().flatten();
    let issues: Vec<_> = issues.filter(|entry| entry.file_type().is_dir()).collect();
    issues.par_iter().for_each(|entry| drop(fs::remove_dir_all(entry.path())));
    let removed = fs::remove_dir_all(path).or_else(|error| match error.kind() {
        io::ErrorKind::PermissionDenied => {
            make_changeable(path);
            fs::remove_dir_all(path)
        }
        _ => Err(error),
    });
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error).at(path),
        _ => Ok(()),
    }
}

/// Gives the user all rights to a folder and those in it, as far as that can be.
fn make_changeable(path: &Path) {
    #[cfg(unix)]
    for entry in WalkDir::new(path).into_iter().flatten() {
        use std::os::unix::fs::PermissionsExt;
        if entry.file_type().is_dir() {
            let _ = fs::set_permissions(entry.path(), fs::Permissions::from_mode(0o700));
        }
    }
    let _ = path;
}

/// A lock that other processes respect; freed when it is dropped, or when the process ends.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A process that is just being started has the file open too, until it is another program;
        // closing alone would leave the lock to it. What cannot be given up ends with both.
        let _ = self.file.unlock();
    }
}

/// Takes a lock. `Ok(None)` where another process holds it.
pub fn lock(path: &Path) -> Result<Option<Lock>, DiskError> {
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    let file = File::options().create(true).truncate(false).write(true).open(path).at(path)?;
    match file.try_lock() {
        Ok(()) => {
            file.set_len(0).at(path)?;
            (&file).write_all(std::process::id().to_string().as_bytes()).at(path)?;
            Ok(Some(Lock { file }))
        }
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(error)) => Err(error).at(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_given_up_although_another_process_has_its_file_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = lock(&path).unwrap().unwrap();
        assert!(lock(&path).unwrap().is_none());
        // What a process gets that is being started.
        let _copy = held.file.try_clone().unwrap();
        drop(held);
        assert!(lock(&path).unwrap().is_some());
    }
}
