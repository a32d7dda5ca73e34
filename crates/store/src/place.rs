//! Where a store lies.

use std::path::PathBuf;

/// Where a store lies.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    /// An SQLite file.
    File(PathBuf),
    /// A PostgreSQL server, by URL.
    Server(String),
}

impl Place {
    /// The file `tongchou.db` of a data directory.
    #[must_use]
    pub fn in_folder(folder: impl Into<PathBuf>) -> Place {
        Place::File(folder.into().join("tongchou.db"))
    }
}

/// Never shows a URL: it may hold a password.
impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::File(path) => write!(f, "{}", path.display()),
            Place::Server(_) => write!(f, "PostgreSQL"),
        }
    }
}
