//! The ZIP around a TXT file.

use std::io::{Cursor, Read, Write};

use base::Refused;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Packs one file. The same file gives the same bytes: no clock is asked.
///
/// # Errors
/// `gateway.file` where it cannot be packed (a name of more than 65,535 bytes).
pub fn pack(name: &str, content: &[u8]) -> Result<Vec<u8>, Refused> {
    let pack = || -> zip::result::ZipResult<Vec<u8>> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::DEFAULT);
        writer.start_file(name, options)?;
        writer.write_all(content)?;
        Ok(writer.finish()?.into_inner())
    };
    pack().map_err(|_| {
        let what = "文件无法压缩，请缩短文件名后重试。";
        Refused::new("gateway.file", what)
    })
}

/// Unpacks the only file of an archive, of at most `most` bytes unpacked.
///
/// # Errors
/// `gateway.file` where it is no ZIP, holds another number of files, is damaged or larger.
pub fn unpack(archive: &[u8], most: u64) -> Result<Vec<u8>, Refused> {
    let refused = |what: &str| Refused::new("gateway.file", what.to_owned());
    let damaged = "上传的文件不是完好的ZIP压缩包，请重新压缩后上传。";
    let mut archive = ZipArchive::new(Cursor::new(archive)).map_err(|_| refused(damaged))?;
    if archive.len() != 1 {
        let count = archive.len();
        let what = format!("压缩包内应只有一个TXT文件，实有{count}个，请重新压缩后上传。");
        return Err(refused(&what));
    }
    let file = archive.by_index(0).map_err(|_| refused(damaged))?;
    let mut content = Vec::new();
    // one byte more than allowed tells a file that is too large, whatever its header claims
    let mut bounded = file.take(most.saturating_add(1));
    bounded
        .read_to_end(&mut content)
        .map_err(|_| refused(damaged))?;
    if u64::try_from(content.len()).unwrap_or(u64::MAX) > most {
        let what = format!("文件解压后超过{most}字节，请分批上传。");
        return Err(refused(&what));
    }
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_back_and_is_always_the_same() {
        let content = "null\tA\n".repeat(1_000);
        let packed = pack("1301_v1.txt", content.as_bytes()).unwrap();
        assert_eq!(pack("1301_v1.txt", content.as_bytes()), Ok(packed.clone()));
        assert!(packed.len() < content.len());
        assert_eq!(unpack(&packed, 7_000), Ok(content.into_bytes()));
    }

    #[test]
    fn what_is_larger_than_allowed_is_refused_while_it_is_read() {
        let bomb = pack("a.txt", &vec![b'0'; 1_000_000]).unwrap();
        let refused = unpack(&bomb, 999_999).unwrap_err();
        assert!(refused.zh().contains("超过999999字节"));
        assert!(unpack(&bomb, 1_000_000).is_ok());
    }

    #[test]
    fn what_is_no_archive_of_one_file_is_refused() {
        for archive in [&b""[..], b"null\tA\n", b"PK\x03\x04 cut"] {
            assert_eq!(unpack(archive, 100).unwrap_err().code(), "gateway.file");
        }
        let packed = pack("a.txt", b"content").unwrap();
        let cut = &packed[..packed.len() - 10];
        assert!(unpack(cut, 100).is_err());
    }
}
