//! Every crate says in a README.md what it is for.

use super::subject::Subject;
use crate::finding::Finding;

/// Checks every crate folder.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let crates = subject.tree.crates();
    crates
        .filter_map(|name| {
            let path = format!("crates/{name}/README.md");
            let what = match subject.tree.texts.get(&path) {
                None => "is missing",
                Some(text) if !says_something(text) => "has no heading with a text below it",
                Some(_) => return None,
            };
            Some(
                Finding::new(&path, 1, what).mend(
                    "write a heading and what the crate is for, its entry points, its limits",
                ),
            )
        })
        .collect()
}

fn says_something(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.next().is_some_and(|line| line.starts_with("# ")) && lines.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::super::subject::subject;
    use super::*;

    #[test]
    fn a_missing_or_empty_readme_is_a_finding() {
        assert_eq!(check(&subject(&[("crates/base/Cargo.toml", "")])).len(), 1);
        assert_eq!(
            check(&subject(&[
                ("crates/base/Cargo.toml", ""),
                ("crates/base/README.md", "# base\n")
            ]))
            .len(),
            1
        );
    }

    #[test]
    fn a_heading_with_a_text_is_enough() {
        let good = [
            ("crates/base/Cargo.toml", ""),
            ("crates/base/README.md", "# base\n\nMoney.\n"),
        ];
        assert!(check(&subject(&good)).is_empty());
    }
}
