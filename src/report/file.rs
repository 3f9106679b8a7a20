//! Reports on disk: the old file or a whole new one, never half of one.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Opens a file that is written line by line while cases run: it replaces an old one at once.
/// Missing folders are made. Each call of `write` is a line: it is taken whole or not at all.
///
/// # Errors
/// [`Error::Write`] with the path.
pub fn create(path: &Path) -> Result<impl Write + Send + use<>> {
    make_folder(path)
        .and_then(|()| fs::File::create(path))
        .map(|file| Lines { file, whole: 0 })
        .map_err(|source| Error::Write { path: path.to_path_buf(), source })
}

/// A file of which every reader finds whole lines only, on a full disk too.
struct Lines {
    file: fs::File,
    /// How many octets the lines have that are written whole.
    whole: u64,
}

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        match self.file.write_all(line) {
            Ok(()) => self.whole = self.whole.saturating_add(line.len() as u64),
            Err(error) => {
                // A pipe or a device cannot be shortened, and the first error is the one to tell.
                let _ = self.file.set_len(self.whole);
                return Err(error);
            }
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Adds to a file that others write to as well, in one write; made where it is not there.
///
/// # Errors
/// [`Error::Write`] with the path.
pub fn append(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::File::options()
        .append(true)
        .create(true)
        .open(path)
        .and_then(|mut file| file.write_all(bytes))
        .map_err(|source| Error::Write { path: path.to_path_buf(), source })
}

fn make_folder(path: &Path) -> io::Result<()> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    fs::create_dir_all(folder).map_err(|error| {
        // The system says "file exists" of a file in the place of a folder.
        match folder.ancestors().find(|part| part.exists()) {
            Some(part) if !part.is_dir() => {
                let message = format!("{} is a file, not a folder", part.display());
                io::Error::new(io::ErrorKind::NotADirectory, message)
            }
            _ => {
                let message = format!("cannot make the folder {}: {error}", folder.display());
                io::Error::new(error.kind(), message)
            }
        }
    })
}

/// Writes a file under a temporary name in the same folder and renames it when it is whole.
/// Missing folders are made. `write` gets a buffered writer.
///
/// # Errors
/// [`Error::Write`] with the path asked for; then the old file, if any, is as it was and the
/// temporary one is gone.
pub fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    write_and_rename(path, write)
        .map_err(|source| Error::Write { path: path.to_path_buf(), source })
}

fn write_and_rename(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    match fs::metadata(path) {
        // A pipe or a device, `/dev/stdout` among them, is written to: a rename would replace it.
        Ok(there) if !there.is_file() && !there.is_dir() => {
            let mut out = BufWriter::new(fs::File::options().write(true).open(path)?);
            write(&mut out)?;
            return out.flush();
        }
        // A link stays one: what it leads to is replaced.
        Ok(there) if there.is_file() => {
            return replace(&fs::canonicalize(path)?, Some(there.permissions()), write);
        }
        _ => {}
    }
    let path = followed(path);
    make_folder(&path)?;
    replace(&path, None, write)
}

/// Where a link leads whose end is not there yet; a path that is no link, itself.
fn followed(path: &Path) -> PathBuf {
    /// As many as Linux follows; a link to itself is replaced then.
    const MOST: usize = 40;
    let mut end = path.to_owned();
    for _ in 0..MOST {
        let Ok(to) = fs::read_link(&end) else { return end };
        end = end.parent().unwrap_or(Path::new("")).join(to);
    }
    path.to_owned()
}

/// `permissions` are those of the old file, which the new one keeps: results that only their owner
/// may read stay so.
fn replace(
    path: &Path,
    permissions: Option<fs::Permissions>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let temporary = Temporary::beside(path)?;
    {
        let file = fs::File::create_new(&temporary.0)?;
        if let Some(permissions) = permissions {
            file.set_permissions(permissions)?;
        }
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        // Where room is promised and given later, as on a network share, only this tells that there
        // was none; closing the file has nobody to tell.
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    }
    fs::rename(&temporary.0, path)
}

/// A file that is removed unless it was renamed away.
struct Temporary(PathBuf);

impl Temporary {
    /// A name of its own for each process, so that two runs into one folder do not meet; a
    /// leftover of a killed process with the same id is removed.
    fn beside(path: &Path) -> io::Result<Self> {
        let name = path
            .file_name()
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "is not a file name"))?;
        if path.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "is a directory"));
        }
        let mut temporary = std::ffi::OsString::from(".");
        temporary.push(name);
        temporary.push(format!(".{}.tmp", std::process::id()));
        let temporary = path.with_file_name(temporary);
        match fs::remove_file(&temporary) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(Self(temporary)),
        }
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // After a rename there is nothing to remove, and a failure here has nobody to be told to.
        let _ = fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("wirecase-report-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    fn names(folder: &Path) -> Vec<String> {
        fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    #[test]
    fn a_file_is_written_whole_and_its_folders_are_made() {
        let folder = folder("whole");
        let path = folder.join("a/b/results.json");
        for text in [&b"one"[..], b"two"] {
            write_whole(&path, |out| out.write_all(text)).unwrap();
            assert_eq!(fs::read(&path).unwrap(), text);
        }
        assert_eq!(names(&folder.join("a/b")), ["results.json"]);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_write_that_fails_leaves_the_old_file_and_nothing_else() {
        let folder = folder("fails");
        let path = folder.join("results.json");
        write_whole(&path, |out| out.write_all(b"old")).unwrap();
        let error = write_whole(&path, |out| {
            out.write_all(&[b'x'; 100_000])?;
            Err(io::Error::other("no room"))
        })
        .unwrap_err();
        assert!(matches!(&error, Error::Write { path: p, .. } if *p == path), "{error}");
        assert!(error.to_string().contains("no room"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(&folder), ["results.json"]);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_file_in_the_place_of_a_folder_is_named() {
        let folder = folder("place");
        write_whole(&folder.join("file"), |_| Ok(())).unwrap();
        let below = folder.join("file/a/results.json");
        let errors = [write_whole(&below, |_| Ok(())).unwrap_err(), create(&below).err().unwrap()];
        for error in errors {
            let want = format!("{} is a file, not a folder", folder.join("file").display());
            assert!(error.to_string().contains(&want), "{error}");
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_not_read_stays_so() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = folder("mode");
        let path = folder.join("results.json");
        write_whole(&path, |_| Ok(())).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        write_whole(&path, |_| Ok(())).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::remove_dir_all(folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_and_a_device_stay_what_they_are() {
        let folder = folder("link");
        let (real, link) = (folder.join("real.json"), folder.join("link.json"));
        write_whole(&real, |out| out.write_all(b"old")).unwrap();
        std::os::unix::fs::symlink("real.json", &link).unwrap();
        write_whole(&link, |out| out.write_all(b"new")).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&real).unwrap(), b"new");
        let (ahead, later) = (folder.join("ahead.json"), folder.join("later/real.json"));
        std::os::unix::fs::symlink("later/real.json", &ahead).unwrap();
        write_whole(&ahead, |out| out.write_all(b"first")).unwrap();
        assert!(fs::symlink_metadata(&ahead).unwrap().is_symlink());
        assert_eq!(fs::read(&later).unwrap(), b"first");
        let null = folder.join("null");
        std::os::unix::fs::symlink("/dev/null", &null).unwrap();
        write_whole(&null, |out| out.write_all(b"gone")).unwrap();
        assert!(fs::symlink_metadata(&null).unwrap().is_symlink());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_folder_in_the_place_of_the_file_is_an_error_and_stays() {
        let folder = folder("folder");
        fs::create_dir_all(folder.join("results.json")).unwrap();
        assert!(write_whole(&folder.join("results.json"), |_| Ok(())).is_err());
        assert!(write_whole(Path::new("/"), |_| Ok(())).is_err());
        assert_eq!(names(&folder), ["results.json"]);
        fs::remove_dir_all(folder).unwrap();
    }
}
