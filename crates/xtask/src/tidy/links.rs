//! Relative links in Markdown lead to a file of the repository, and to a heading where they name one.

use super::subject::Subject;
use crate::finding::Finding;

/// Checks every Markdown file.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let documents = subject
        .tree
        .texts
        .iter()
        .filter(|(path, _)| path.ends_with(".md"));
    let mut findings = Vec::new();
    for (path, text) in documents {
        for (line, target) in links(text) {
            if let Some(what) = objection(subject, path, &target) {
                findings.push(
                    Finding::new(path, line, what)
                        .mend("mend the link, or add the file or heading that it names"),
                );
            }
        }
    }
    findings
}

/// The targets of links, images and reference definitions outside code, each with its line.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in prose(text) {
        for (at, _) in line.match_indices("](") {
            let rest = &line[at + 2..];
            if let Some(end) = rest.find(')') {
                found.push((number, rest[..end].to_owned()));
            }
        }
        if line.starts_with('[')
            && let Some((_, target)) = line.split_once("]: ")
        {
            found.push((number, target.to_owned()));
        }
    }
    found
        .into_iter()
        .map(|(line, target)| (line, bare(&target)))
        .collect()
}

/// A target without its title and angle brackets.
fn bare(target: &str) -> String {
    let target = target.trim();
    match target
        .strip_prefix('<')
        .and_then(|rest| rest.split_once('>'))
    {
        Some((inside, _)) => inside.to_owned(),
        None => target
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_owned(),
    }
}

/// The lines outside fenced code, numbered from 1, with code spans blanked.
fn prose(text: &str) -> Vec<(usize, String)> {
    let mut fenced = false;
    let mut lines = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
            fenced = !fenced;
        } else if !fenced {
            let parts = line.split('`').enumerate();
            let outside: Vec<&str> = parts
                .map(|(at, part)| if at % 2 == 0 { part } else { "" })
                .collect();
            lines.push((number + 1, outside.join("`")));
        }
    }
    lines
}

fn objection(subject: &Subject, from: &str, target: &str) -> Option<String> {
    let elsewhere = target.contains("://") || target.starts_with("mailto:");
    if elsewhere {
        return None;
    }
    let (path, heading) = target.split_once('#').unwrap_or((target, ""));
    let resolved = if path.is_empty() {
        Some(from.to_owned())
    } else {
        resolve(from, path)
    };
    let Some(resolved) = resolved.filter(|resolved| subject.tree.exists(resolved)) else {
        return Some(format!(
            "the link `{target}` leads to no file of the repository"
        ));
    };
    let text = subject
        .tree
        .texts
        .get(&resolved)
        .filter(|_| resolved.ends_with(".md"));
    match text {
        Some(text) if !heading.is_empty() && !headings(text).contains(&heading.to_lowercase()) => {
            Some(format!(
                "the link `{target}` names no heading of {resolved}"
            ))
        }
        _ => None,
    }
}

/// The path from the root; `None` when it leaves the repository.
fn resolve(from: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    if target.starts_with('/') {
        return None;
    }
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The anchors of the headings: lower case, spaces as hyphens, other signs dropped, repeats numbered.
fn headings(text: &str) -> Vec<String> {
    let mut anchors: Vec<String> = Vec::new();
    for (_, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| line.starts_with('#'))
    {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        let kept = title
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        let anchor: String = kept.map(|c| if c == ' ' { '-' } else { c }).collect();
        let repeats = (1..).map(|n| format!("{anchor}-{n}"));
        let free = [anchor.clone()]
            .into_iter()
            .chain(repeats)
            .find(|name| !anchors.contains(name));
        anchors.extend(free);
    }
    anchors
}

#[cfg(test)]
mod tests {
    use super::super::subject::subject;
    use super::*;

    fn findings(text: &str) -> Vec<String> {
        let files = [
            ("docs/a.md", text),
            ("docs/adr/0001.md", "# 一、总则 (one)\n## Why?\n"),
            ("README.md", "# A\n"),
        ];
        check(&subject(&files))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_link_to_nothing_is_a_finding() {
        for text in [
            "x\n[a](b.md)",
            "x\n![a](pictures/b.png)",
            "x\n[a]: ../nowhere.md",
            "x\n[a](../../shared/a.md)",
        ] {
            let found = findings(text);
            assert_eq!(found.len(), 1, "{text}");
            assert!(found[0].contains("docs/a.md:2"), "{found:?}");
        }
    }

    #[test]
    fn a_link_to_no_heading_is_a_finding() {
        assert_eq!(findings("[a](adr/0001.md#how)").len(), 1);
        assert_eq!(findings("[a](#none)").len(), 1);
    }

    #[test]
    fn good_links_and_links_in_code_are_fine() {
        let text = "[a](adr/0001.md) [b](../README.md \"t\") [c](adr/) [d](https://example.org/x) [e](adr/0001.md#why) \
                    [f](adr/0001.md#一总则-one) `[g](none.md)`\n```\n[h](none.md)\n```\n";
        assert!(findings(text).is_empty(), "{:?}", findings(text));
    }
}
