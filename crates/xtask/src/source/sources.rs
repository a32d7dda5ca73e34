//! All Rust files of the repository.

use super::file::{Broken, Declared, RustFile};
use crate::tree::Tree;

/// All Rust files of the repository.
#[derive(Default)]
pub struct Sources {
    /// The files that parse, in the order of their paths.
    pub files: Vec<RustFile>,
    /// The files that do not.
    pub broken: Vec<Broken>,
}

impl Sources {
    /// Parses every `.rs` file below `crates/`.
    pub fn parse(tree: &Tree) -> Self {
        let mut sources = Self::default();
        for (path, text) in &tree.texts {
            if !path.starts_with("crates/") || !path.ends_with(".rs") {
                continue;
            }
            match RustFile::parse(path, text) {
                Ok(file) => sources.files.push(file),
                Err(broken) => sources.broken.push(broken),
            }
        }
        sources.place_declared_modules();
        sources
    }

    /// The files of one crate.
    pub fn of_crate<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a RustFile> {
        self.files.iter().filter(move |file| file.krate == name)
    }

    /// Marks the files of modules that are declared `#[cfg(test)] mod name;` as test code, and names the modules
    /// whose file a `#[path]` gives.
    fn place_declared_modules(&mut self) {
        let declared: Vec<Declared> = self.files.iter().flat_map(RustFile::declared).collect();
        for file in &mut self.files {
            for found in &declared {
                let own = file.path.strip_suffix(".rs") == Some(&found.stem);
                if own && found.by_path {
                    file.module.clone_from(&found.module);
                }
                let below = file.path.starts_with(&format!("{}/", found.stem));
                if found.test && (own || (below && !found.by_path)) {
                    file.mark_as_test();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_declared_under_cfg_test_is_test_code_in_its_own_file() {
        let tree = Tree::of(&[
            (
                "crates/base/src/lib.rs",
                "#[cfg(test)]\nmod checks;\nmod money;\n",
            ),
            ("crates/base/src/checks.rs", "fn a() {}"),
            ("crates/base/src/checks/deep.rs", "fn a() {}"),
            ("crates/base/src/money.rs", "fn a() {}"),
        ]);
        let sources = Sources::parse(&tree);
        let test_of = |path: &str| {
            let file = sources
                .files
                .iter()
                .find(|file| file.path.ends_with(path))
                .unwrap();
            file.tokens.iter().all(|token| token.in_test)
        };
        assert!(test_of("src/checks.rs") && test_of("checks/deep.rs"));
        assert!(!test_of("money.rs"));
    }

    #[test]
    fn a_module_with_a_path_is_named_by_its_declaration() {
        let tree = Tree::of(&[
            (
                "crates/base/src/date.rs",
                "#[cfg(test)]\n#[path = \"date_tests.rs\"]\nmod tests;\nfn a() {}",
            ),
            ("crates/base/src/date_tests.rs", "fn a() {}"),
        ]);
        let sources = Sources::parse(&tree);
        let file = &sources.files[1];
        assert_eq!(file.module.join("::"), "base::date::tests");
        assert!(file.tokens.iter().all(|token| token.in_test));
    }

    #[test]
    fn a_file_that_does_not_parse_is_kept_with_its_line() {
        let sources = Sources::parse(&Tree::of(&[(
            "crates/base/src/lib.rs",
            "fn a() {}\nfn {\n}",
        )]));
        assert_eq!(sources.broken.len(), 1);
        assert_eq!(sources.broken[0].line, 2);
    }
}
