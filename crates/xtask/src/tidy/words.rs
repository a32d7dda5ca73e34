//! Words that must not stay: notes of unfinished work, paths of one machine, addresses of package registries.

use super::subject::Subject;
use crate::finding::Finding;

/// Words that mark unfinished work. They are put together here so that this file does not hold them.
const LEFTOVERS: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("db", "g!"),
    concat!("to", "do!"),
];

/// Folders of one machine.
const MACHINE_PATHS: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
];

/// Hosts of package registries and their mirrors; which one to use is the choice of whoever builds.
const REGISTRIES: &[&str] = &[
    concat!("://crates", ".io"),
    concat!("://index.crates", ".io"),
    concat!("://static.crates", ".io"),
    concat!("://pypi", ".org"),
    concat!("://files.python", "hosted.org"),
    concat!("://registry.npm", "js.org"),
    concat!("://registry.npm", "mirror.com"),
    concat!("://deb.deb", "ian.org"),
    concat!("://proxy.go", "lang.org"),
    concat!("://rsproxy", ".cn"),
    concat!("://mirrors", "."),
];

/// The one source that a lock file names.
const LOCK_SOURCE: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Checks every text file.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in &subject.tree.texts {
        for (number, line) in text.lines().enumerate() {
            findings.extend(line_finding(path, number + 1, line));
        }
    }
    findings
}

fn line_finding(path: &str, number: usize, line: &str) -> Option<Finding> {
    let told = |what: String, mend: &str| Some(Finding::new(path, number, what).mend(mend));
    if let Some(word) = LEFTOVERS.iter().find(|word| stands_alone(line, word)) {
        return told(
            format!("`{word}`"),
            "do it, or write an issue and drop the note",
        );
    }
    if let Some(folder) = MACHINE_PATHS
        .iter()
        .find(|folder| starts_a_path(line, folder))
    {
        return told(
            format!("a path of one machine, `{folder}`"),
            "name files relative to the repository",
        );
    }
    if let Some(host) = REGISTRIES.iter().find(|host| line.contains(*host)) {
        return told(
            format!("the address of a package registry, `{host}`"),
            "name the package, not the registry",
        );
    }
    let source = line
        .trim()
        .strip_prefix("source = \"")
        .map(|rest| rest.trim_end_matches('"'));
    match source {
        Some(source) if path.ends_with("Cargo.lock") && source != LOCK_SOURCE => told(
            format!("a package from `{source}`"),
            "lock packages from the standard index only",
        ),
        _ => None,
    }
}

/// Whether `word` stands in the line with no letter, digit or underscore beside it.
fn stands_alone(line: &str, word: &str) -> bool {
    let beside = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    line.match_indices(word).any(|(at, _)| {
        let after = line[at + word.len()..].chars().next();
        !beside(line[..at].chars().next_back()) && (word.ends_with('!') || !beside(after))
    })
}

/// Whether `folder` stands where a path begins, not in the middle of one or of an address.
fn starts_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| {
            c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '}' | ')' | '*' | '~')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::subject::subject;
    use super::*;

    fn count(path: &str, text: &str) -> usize {
        check(&subject(&[(path, text)])).len()
    }

    #[test]
    fn leftovers_are_findings() {
        for word in LEFTOVERS {
            assert_eq!(
                count("docs/a.md", &format!("one\n{word} two\n")),
                1,
                "{word}"
            );
        }
        assert_eq!(count("docs/a.md", "a mastodon and XXXL and 110XXX"), 0);
    }

    #[test]
    fn paths_of_a_machine_are_findings() {
        for folder in MACHINE_PATHS {
            assert_eq!(
                count("README.md", &format!("see {folder}main")),
                1,
                "{folder}"
            );
        }
        let relative = format!(
            "docs{}a and ${{HOME}}{}a",
            MACHINE_PATHS[0], MACHINE_PATHS[0]
        );
        assert_eq!(count("README.md", &relative), 0);
    }

    #[test]
    fn addresses_of_registries_are_findings() {
        for host in REGISTRIES {
            assert_eq!(
                count("deny.toml", &format!("a = \"https{host}\"")),
                1,
                "{host}"
            );
        }
    }

    #[test]
    fn the_lock_file_names_the_standard_index_only() {
        let line = |source: &str| format!("[[package]]\nsource = \"{source}\"\n");
        assert_eq!(count("Cargo.lock", &line(LOCK_SOURCE)), 0);
        assert_eq!(count("Cargo.lock", &line("git+https://example.org/a")), 1);
    }
}
