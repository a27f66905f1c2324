//! Putting files and folders into the place of others: at one stroke, and for good.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
use walkdir::WalkDir;

use super::{At, DiskError, create, create_folder, exists, here};

/// Exchanges two folders at one stroke. `false` where the system or the disk cannot.
pub fn exchange(one: &Path, other: &Path) -> Result<bool, DiskError> {
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
            Ok(()) => return Ok(true),
            // A folder of an image's layer, and one at which a disk begins, cannot either.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP | Errno::XDEV | Errno::BUSY) => {}
            Err(error) => return Err(io::Error::from(error)).at(other),
        }
    }
    let _ = (one, other);
    Ok(false)
}

/// Moves a file to where nothing stands, with the folders that it needs. `false` where something
/// does, which stays as it is.
pub fn move_new(from: &Path, to: &Path) -> Result<bool, DiskError> {
    if let Some(folder) = to.parent() {
        create_folder(folder)?;
    }
    match moved(from, to, rename_new) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        moved => moved.at(to).map(|()| true),
    }
}

fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            renamed => return Ok(renamed?),
        }
    }
    if exists(to) { Err(io::ErrorKind::AlreadyExists.into()) } else { fs::rename(from, to) }
}

/// Moves a file to the place of another or to where there is none, with the folders that it needs.
pub fn move_over(from: &Path, to: &Path) -> Result<(), DiskError> {
    if let Some(folder) = to.parent() {
        create_folder(folder)?;
    }
    moved(from, to, |from, to| fs::rename(from, to)).at(to)
}

/// Moves a file by renaming it. Where another disk begins in between, it is copied to a hidden one
/// beside its place first, so that half of it is never seen there.
fn moved(
    from: &Path,
    to: &Path,
    rename: impl Fn(&Path, &Path) -> io::Result<()>,
) -> io::Result<()> {
    match rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let name = to.file_name().unwrap_or_default().to_string_lossy();
            let near = to.with_file_name(format!(".{name}.yaobao-new"));
            let mut copy = create(&near).map_err(|error| error.error)?;
            let copied = io::copy(&mut File::open(from)?, &mut copy)
                .and_then(|_| copy.sync_data())
                .and_then(|()| rename(&near, to));
            copied.inspect_err(|_| drop(fs::remove_file(&near)))?;
            fs::remove_file(from)
        }
        renamed => renamed,
    }
}

/// So many files are waited for one by one; for more it is quicker to wait for the whole disk.
#[cfg(any(target_os = "linux", target_os = "android"))]
const MOST_FILES: usize = 64;

/// Waits until files that were written below a folder are on the disk.
pub fn sync_files(base: &Path, files: &[&str]) -> Result<(), DiskError> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    if files.len() > MOST_FILES {
        let opened = File::open(here(base)).at(base)?;
        return rustix::fs::syncfs(&opened).map_err(io::Error::from).at(base);
    }
    files.par_iter().try_for_each(|file| {
        let path = base.join(file);
        // Not every system syncs what was opened for reading.
        let opened = File::options().write(true).open(&path);
        opened.and_then(|opened| opened.sync_data()).at(&path)
    })
}

/// Waits until the names in a folder are on the disk, where the system can tell.
pub fn sync_names(folder: &Path) {
    // Not every system opens folders; there is nothing to wait for then.
    if let Ok(opened) = File::open(here(folder)) {
        let _ = opened.sync_all();
    }
}

/// Waits until a folder, and all that is below it, is on the disk, where the system can tell.
pub fn sync_folder(folder: &Path) {
    // Not every system opens folders; there is nothing to wait for then.
    let Ok(opened) = File::open(here(folder)) else { return };
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = rustix::fs::syncfs(&opened);
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    for entry in WalkDir::new(here(folder)).into_iter().flatten() {
        if let (true, Ok(below)) = (entry.file_type().is_dir(), File::open(entry.path())) {
            let _ = below.sync_all();
        }
    }
    let _ = opened.sync_all();
}

/// Whether another disk begins at a folder, so that nothing beside it lies on the same.
pub fn is_mount_point(folder: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let parent = folder.parent().map(here).unwrap_or(Path::new("/"));
        if let (Ok(own), Ok(around)) = (fs::metadata(folder), fs::metadata(parent))
            && own.dev() != around.dev()
        {
            return true;
        }
    }
    let folder = fs::canonicalize(folder).ok();
    folder.is_some_and(|folder| mounts().contains(&folder))
}

/// Whether another disk begins at a folder or below it, so that it cannot be exchanged as a whole.
pub fn is_mounted(folder: &Path) -> bool {
    let whole = fs::canonicalize(folder).ok();
    let is_below = whole.is_some_and(|whole| mounts().iter().any(|at| at.starts_with(&whole)));
    is_below || is_mount_point(folder)
}

/// Where disks begin, as far as the system tells: a part of a disk may be mounted on another part.
fn mounts() -> Vec<PathBuf> {
    // The fifth word of a line, in which marks between words are written in octal.
    let text = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let place = |line: &str| {
        let place = line.split(' ').nth(4)?;
        let marks = [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")];
        Some(marks.iter().fold(place.to_owned(), |place, (code, mark)| place.replace(code, mark)))
    };
    text.lines().filter_map(place).map(PathBuf::from).collect()
}
