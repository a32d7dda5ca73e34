//! Package folders on disk: finding them and handing their bytes to the pure crates.

use crate::findings;
use anyhow::{Error, Result, anyhow, bail};
use benefit::plan::Policy;
use policy::{CompileOptions, Files, Package};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A file above this size is not part of a package a person wrote.
const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;
/// Folders below a package that are read (`sources/`), no deeper.
const MAX_DEPTH: usize = 2;

/// Every package folder that the paths name: a folder with `policy.toml`, or the folders in it that have one.
pub fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in paths {
        if is_package(path) {
            found.push(path.clone());
            continue;
        }
        let inside = packages_inside(path)?;
        if inside.is_empty() {
            bail!(
                "{} 里没有政策包：政策包是装有 policy.toml 的文件夹",
                path.display()
            );
        }
        found.extend(inside);
    }
    Ok(found)
}

fn is_package(path: &Path) -> bool {
    path.join("policy.toml").is_file()
}

fn packages_inside(path: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(path).map_err(|error| refused("无法打开文件夹", path, &error))?;
    let mut inside = Vec::new();
    for entry in entries {
        let folder = entry
            .map_err(|error| refused("无法读取文件夹", path, &error))?
            .path();
        if is_package(&folder) {
            inside.push(folder);
        }
    }
    inside.sort();
    Ok(inside)
}

/// Reads the rules, the texts, the cases and the tables of a package folder.
pub fn read(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    read_into(&mut files, folder, "", MAX_DEPTH)?;
    if files.get("policy.toml").is_none() {
        bail!("{} 不是政策包：缺少 policy.toml", folder.display());
    }
    Ok(files)
}

fn read_into(files: &mut Files, folder: &Path, prefix: &str, depth: usize) -> Result<()> {
    let entries =
        fs::read_dir(folder).map_err(|error| refused("无法打开文件夹", folder, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| refused("无法读取文件夹", folder, &error))?;
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if path.is_dir() {
            if depth > 1 {
                read_into(files, &path, &format!("{name}/"), depth - 1)?;
            }
        } else if belongs(&name) {
            files.insert(name, bytes(&path)?);
        }
    }
    Ok(())
}

fn belongs(name: &str) -> bool {
    [".toml", ".md", ".csv"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// Loads a package and compiles it with its defaults.
pub fn plain(folder: &Path) -> Result<Option<Policy>> {
    let files = read(folder)?;
    let compiled = Package::load(&files)
        .and_then(|package| policy::compile(&package, &CompileOptions::default()));
    compiled.map_or_else(
        |findings| {
            findings::draw(folder, &files, &findings);
            Ok(None)
        },
        |policy| Ok(Some(policy)),
    )
}

/// Reads one file of rules, refusing what is too large to be one.
pub fn bytes(path: &Path) -> Result<Vec<u8>> {
    let about = fs::metadata(path).map_err(|error| refused("无法读取", path, &error))?;
    // a link to a device or a pipe has no size and no end
    if !about.is_file() {
        bail!("{} 不是普通文件，请移出政策包", path.display());
    }
    let size = about.len();
    if size > MAX_FILE_BYTES {
        bail!(
            "{} 有 {size} 字节，超过政策文件的上限 {MAX_FILE_BYTES} 字节",
            path.display()
        );
    }
    fs::read(path).map_err(|error| refused("无法读取", path, &error))
}

/// What the system refused, with the path and the reason.
pub fn refused(what: &str, path: &Path, error: &io::Error) -> Error {
    anyhow!(
        "{what} {}：{}，请核对路径和权限",
        path.display(),
        batch::why(error)
    )
}

#[cfg(all(test, unix))]
mod tests {
    use super::read;

    #[test]
    fn a_link_to_a_device_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("policy.toml"), "").unwrap();
        std::os::unix::fs::symlink("/dev/null", folder.path().join("prices.csv")).unwrap();
        let refused = read(folder.path()).unwrap_err().to_string();
        assert!(refused.contains("不是普通文件"), "{refused}");
    }
}
