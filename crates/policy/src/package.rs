//! A loaded package: its tree, its typed document, its articles.

use crate::ast::Document;
use crate::diagnostic::{Diagnostic, Draft, Sink};
use crate::read::{self, Csv};
use crate::resolve::articles::{self, Articles};
use crate::source::{self, Files, Node, SourceMap, Span, Table, Tree};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// A package that was read without error; names are not resolved yet.
#[derive(Debug, Clone)]
pub struct Package {
    pub(crate) files: Arc<Files>,
    pub(crate) map: Arc<SourceMap>,
    /// The rules' merged tree, before reforms are applied it is what the files say.
    pub(crate) root: Arc<Node>,
    pub(crate) document: Document,
    pub(crate) articles: Arc<Articles>,
    /// Trees of the case files.
    pub(crate) cases: Arc<Vec<Node>>,
    /// SHA-256 over names and contents of the rules' files.
    pub(crate) fingerprint: [u8; 32],
}

impl Package {
    /// Reads the files of a package.
    ///
    /// # Errors
    /// Every finding, where at least one is an error: broken UTF-8, TOML that is none, keys, types,
    /// texts and conditions that the language does not know.
    pub fn load(files: &Files) -> Result<Package, Vec<Diagnostic>> {
        let mut map = SourceMap::default();
        let sink = Sink::default();
        let root = rules(files, &mut map, &sink);
        let cases = case_files(files, &mut map, &sink);
        let fingerprint = fingerprint(files);
        match root {
            Some(root) if !sink.has_errors() => {
                Self::read(files.clone(), map, root, cases, fingerprint, sink)
            }
            _ => Err(sink.finish(&map)),
        }
    }

    /// Reads a package whose tree is known: a reform's, a mutant's.
    pub(crate) fn read(
        files: Files,
        mut map: SourceMap,
        root: Node,
        cases: Vec<Node>,
        fingerprint: [u8; 32],
        sink: Sink,
    ) -> Result<Package, Vec<Diagnostic>> {
        let document = read::document(
            &root,
            &sink,
            &mut Csv {
                files: &files,
                map: &mut map,
            },
        );
        let articles = articles::read(&document, &files, &mut map, &sink);
        if sink.has_errors() {
            return Err(sink.finish(&map));
        }
        Ok(Package {
            files: Arc::new(files),
            map: Arc::new(map),
            root: Arc::new(root),
            document,
            articles: Arc::new(articles),
            cases: Arc::new(cases),
            fingerprint,
        })
    }

    /// The package's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.document.head.id
    }

    /// The package's Chinese title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.document.head.title
    }

    /// The package as written.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Names and texts of the files that places point into.
    #[must_use]
    pub fn source_map(&self) -> &SourceMap {
        &self.map
    }
}

fn is_rules(name: &str) -> bool {
    name.ends_with(".toml") && !name.contains('/') && !is_cases(name)
}

fn is_cases(name: &str) -> bool {
    name.starts_with("cases") && name.ends_with(".toml") && !name.contains('/')
}

/// `policy.toml`, then every other file of rules as if appended, in the order of names.
fn rules(files: &Files, map: &mut SourceMap, sink: &Sink) -> Option<Node> {
    let Some(main) = files.get("policy.toml") else {
        let draft = Draft::error(
            "P0001",
            Span {
                file: u16::MAX,
                start: 0,
                end: 0,
            },
            "包里没有 policy.toml",
        );
        sink.push(draft.help("一个包是一个文件夹，其中要有 policy.toml"));
        return None;
    };
    let root = source::parse("policy.toml", main, map, sink);
    let others: Vec<&str> = files
        .iter()
        .map(|(name, _)| name)
        .filter(|name| is_rules(name) && *name != "policy.toml")
        .collect();
    let mut more = Vec::new();
    for name in others {
        more.extend(
            files
                .get(name)
                .and_then(|bytes| source::parse(name, bytes, map, sink)),
        );
    }
    let mut root = root?;
    for node in more {
        if let (Tree::Table(table), Tree::Table(added)) = (&mut root.value, node.value) {
            source::merge(table, added, sink);
        }
    }
    Some(root)
}

fn case_files(files: &Files, map: &mut SourceMap, sink: &Sink) -> Vec<Node> {
    let mut cases = Vec::new();
    for (name, bytes) in files.iter().filter(|(name, _)| is_cases(name)) {
        let empty = || Node::new(Tree::Table(Table::default()), Span::default());
        cases.push(source::parse(name, bytes, map, sink).unwrap_or_else(empty));
    }
    cases
}

/// Rules and their CSV files; cases and the law's text change no result, and neither does the way
/// in which a platform ends its lines.
fn fingerprint(files: &Files) -> [u8; 32] {
    let mut digest = Sha256::new();
    for (name, bytes) in files
        .iter()
        .filter(|(name, _)| is_rules(name) || name.ends_with(".csv"))
    {
        for part in [name.as_bytes(), &without_returns(bytes)] {
            digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(part);
        }
    }
    digest.finalize().into()
}

/// The bytes with `\n` for every `\r\n`.
fn without_returns(bytes: &[u8]) -> Vec<u8> {
    let next = bytes.iter().skip(1).map(Some).chain([None]);
    let kept = bytes
        .iter()
        .zip(next)
        .filter(|(byte, next)| (**byte, *next) != (b'\r', Some(&b'\n')));
    kept.map(|(byte, _)| *byte).collect()
}
