//! Files as a whole: read at once, written whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::error::Problem;
use crate::place::why;
use crate::record::{Format, Source};
use crate::text::Encoding;

/// The content of a file with its format.
pub(crate) fn source(path: &Path, encoding: Encoding) -> Result<Source, Problem> {
    let format = Format::of(path).ok_or(Problem::UnknownFormat)?;
    let bytes = std::fs::read(path).map_err(|error| Problem::Unreadable(why(&error)))?;
    Ok(Source {
        bytes: bytes.into(),
        format,
        encoding,
    })
}

/// Writes a file beside its place and puts it there when it is complete, so that a reader sees
/// either the old file or the whole new one.
///
/// # Errors
/// Whatever the file system or `write` reports; the old file is then still there.
pub fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
) -> io::Result<()> {
    let file = beside(path)?;
    let mut writer = BufWriter::with_capacity(1 << 16, file.as_file());
    write(&mut writer)?;
    writer.flush()?;
    drop(writer);
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A file in the folder of `path` that may later take its place.
pub(crate) fn beside(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    partial(folder)
}

/// A file of ordinary rights (the user's mask applies), not the private ones of a temporary file.
#[cfg(unix)]
fn partial(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    let rights = std::fs::Permissions::from_mode(0o666);
    tempfile::Builder::new()
        .prefix(".")
        .suffix(".part")
        .permissions(rights)
        .tempfile_in(folder)
}

#[cfg(not(unix))]
fn partial(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new()
        .prefix(".")
        .suffix(".part")
        .tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.csv");
        write_whole(&path, |out| out.write_all(b"old")).unwrap();
        let failed = write_whole(&path, |out| {
            out.write_all(b"half of the new")?;
            Err(io::Error::other("disk full"))
        });
        assert!(failed.is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
