//! Files that are read or written a piece at a time, since they may be long.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::{At, DiskError, create};

/// Shows the content of a plain file, a stretch at a time. `false` where there is no such file.
pub fn go_through(path: &Path, mut look: impl FnMut(&[u8])) -> Result<bool, DiskError> {
    let Some(mut file) = open_plain(path).at(path)? else { return Ok(false) };
    let mut left = match file.metadata().at(path)? {
        found if found.is_file() => found.len(),
        _ => return Ok(false),
    };
    // Most files are small, and clearing a long stretch takes longer than reading one of them.
    let stretch = usize::try_from(left).unwrap_or(usize::MAX).clamp(1, 128 << 10);
    let mut stretch = vec![0; stretch];
    while left > 0 {
        match file.read(&mut stretch).at(path)? {
            0 => break,
            length => {
                look(&stretch[..length]);
                left = left.saturating_sub(length as u64);
            }
        }
    }
    Ok(true)
}

/// Opens what is no link, and does not wait for what is no file; none, where nothing or a link is. An
/// archive has many files, and each way that leads to one takes time.
fn open_plain(path: &Path) -> io::Result<Option<File>> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        use rustix::fs::{Mode, OFlags};
        use rustix::io::Errno;
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        match rustix::fs::open(path, flags, Mode::empty()) {
            Ok(opened) => return Ok(Some(opened.into())),
            Err(Errno::NOENT | Errno::LOOP) => return Ok(None),
            // What cannot be opened need not be a file.
            Err(_) => {}
        }
    }
    match std::fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => File::open(path).map(Some),
        Ok(_) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Reads so many bytes of a file, from a place on.
pub fn read_part(path: &Path, from: u64, length: u64) -> Result<Vec<u8>, DiskError> {
    let mut file = File::open(path).at(path)?;
    file.seek(SeekFrom::Start(from)).at(path)?;
    let mut part = vec![0; usize::try_from(length).unwrap_or(usize::MAX)];
    file.read_exact(&mut part).at(path)?;
    Ok(part)
}

/// A text that grows line by line, and is read back in the same way.
#[derive(Debug)]
pub struct Lines {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Lines {
    /// Begins a new file, with the folders that it needs.
    pub fn begin(path: &Path) -> Result<Lines, DiskError> {
        Ok(Lines { path: path.to_owned(), file: BufWriter::new(create(path)?) })
    }

    /// Adds a line, which is given without its end.
    pub fn add(&mut self, line: &str) -> Result<(), DiskError> {
        writeln!(self.file, "{line}").at(&self.path)
    }

    /// Shows the lines that were added.
    pub fn read_back(&mut self, mut look: impl FnMut(&str)) -> Result<(), DiskError> {
        self.file.flush().at(&self.path)?;
        for line in BufReader::new(File::open(&self.path).at(&self.path)?).lines() {
            look(&line.at(&self.path)?);
        }
        Ok(())
    }
}
