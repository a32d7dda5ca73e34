//! What the checks look at.

use crate::source::Sources;
use crate::tree::Tree;

/// The files of the repository and their syntax.
pub struct Subject {
    /// All files.
    pub tree: Tree,
    /// The Rust files, parsed.
    pub sources: Sources,
}

impl Subject {
    /// Parses what is to be parsed.
    pub fn new(tree: Tree) -> Self {
        let sources = Sources::parse(&tree);
        Self { tree, sources }
    }
}

/// A subject of a few fixture files.
#[cfg(test)]
pub fn subject(files: &[(&str, &str)]) -> Subject {
    Subject::new(Tree::of(files))
}
