//! The files of the repository as one value, so that every check can be tried on a few lines of text.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Files above this size are data, not text that a person wrote; no check reads them.
const MAX_TEXT_BYTES: u64 = 2 * 1024 * 1024;

/// The files that git tracks or would track, by path from the root with `/` between parts.
#[derive(Debug, Default)]
pub struct Tree {
    /// Every path, text or not.
    pub paths: BTreeSet<String>,
    /// The text of every file that is UTF-8 and not large.
    pub texts: BTreeMap<String, String>,
}

impl Tree {
    /// Reads the files below `root` that are tracked, or new and not ignored.
    pub fn load(root: &Path) -> Result<Self> {
        let mut tree = Self::default();
        for path in list_files(root)? {
            let full = root.join(&path);
            let Ok(meta) = full.metadata() else {
                continue; // deleted in the work tree, not yet in the index
            };
            if meta.is_file() && meta.len() <= MAX_TEXT_BYTES {
                let bytes = std::fs::read(&full).with_context(|| format!("cannot read {path}"))?;
                if let Ok(text) = String::from_utf8(bytes) {
                    tree.texts.insert(path.clone(), text);
                }
            }
            tree.paths.insert(path);
        }
        Ok(tree)
    }

    /// A tree of a few fixture files.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let texts: BTreeMap<String, String> = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect();
        Self {
            paths: texts.keys().cloned().collect(),
            texts,
        }
    }

    /// The names of the crates: every folder `crates/NAME` with a manifest.
    pub fn crates(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().filter_map(|path| {
            let name = path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")?;
            (!name.contains('/')).then_some(name)
        })
    }

    /// Whether a file or a folder stands at this path.
    pub fn exists(&self, path: &str) -> bool {
        path.is_empty()
            || self.paths.contains(path)
            || self
                .paths
                .range(format!("{path}/")..)
                .next()
                .is_some_and(|next| next.starts_with(&format!("{path}/")))
    }
}

/// The workspace root: the nearest folder upwards whose Cargo.toml has a `[workspace]` table.
pub fn find_root() -> Result<PathBuf> {
    let start = std::env::current_dir().context("cannot tell the current folder")?;
    for folder in start.ancestors() {
        let manifest = folder.join("Cargo.toml");
        if let Ok(text) = std::fs::read_to_string(&manifest)
            && text.lines().any(|line| line.trim() == "[workspace]")
        {
            return Ok(folder.to_owned());
        }
    }
    bail!(
        "no Cargo.toml with a [workspace] table at or above the current folder; run inside the repository"
    )
}

/// Paths that git tracks, and new ones that it does not ignore.
fn list_files(root: &Path) -> Result<Vec<String>> {
    let output = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root)
        .output()
        .context("cannot start git; it must be installed to list the files of the repository")?;
    if !output.status.success() {
        bail!(
            "git ls-files failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    let text = String::from_utf8(output.stdout).context("a file name is not UTF-8")?;
    Ok(text
        .split('\0')
        .filter(|path| !path.is_empty())
        .map(str::to_owned)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_are_the_folders_with_a_manifest() {
        let tree = Tree::of(&[
            ("Cargo.toml", ""),
            ("crates/base/Cargo.toml", ""),
            ("crates/base/fixtures/inner/Cargo.toml", ""),
        ]);
        assert_eq!(tree.crates().collect::<Vec<_>>(), ["base"]);
    }

    #[test]
    fn folders_exist_when_a_file_stands_below_them() {
        let tree = Tree::of(&[("docs/adr/0001.md", "")]);
        assert!(tree.exists("docs/adr") && tree.exists("docs/adr/0001.md"));
        assert!(!tree.exists("docs/ad"));
    }
}
