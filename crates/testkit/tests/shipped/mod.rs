//! The packages of the repository, and the files of the requirements where a checkout has them.
#![allow(dead_code, reason = "each test file uses its own part")]

use policy::{Files, Package};
use std::path::{Path, PathBuf};

/// The folder of the packages.
pub fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies")
}

/// The files of a package by its id.
pub fn files(package: &str) -> Files {
    let root = policies().join(package);
    let mut found = Vec::new();
    walk(&root, &root, &mut found);
    assert!(!found.is_empty(), "no package {package}");
    Files::from_iter(found)
}

/// A package by its id.
pub fn package(id: &str) -> Package {
    Package::load(&files(id)).unwrap_or_else(|found| panic!("{id}: {found:?}"))
}

fn walk(folder: &Path, root: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            walk(&path, root, found);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy();
            let bytes = std::fs::read(&path).unwrap();
            found.push((name.replace('\\', "/"), bytes));
        }
    }
}

/// A file of the folder `shared` that stands beside the repository or above it; the requirements
/// and their examples are kept there and are not part of the repository.
pub fn shared(name: &str) -> Option<String> {
    let from = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = from.ancestors();
    folders.find_map(|folder| std::fs::read_to_string(folder.join("shared").join(name)).ok())
}
