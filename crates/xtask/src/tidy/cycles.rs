//! Circles of imports between the modules of one crate.
//!
//! A module imports another when its code outside tests names, by a path that starts with `crate`, `self`, `super`,
//! a child module or a name that it re-exports, something that the other module defines. Re-exports are followed to
//! the module where the item stands, so a folder module that only re-exports its children imports none of them, and
//! a child that names a sibling through it imports the sibling. A re-export alone is no import; the use of the name
//! is. `use other::*` imports `other` and the modules it re-exports. A parent that calls into a child while that
//! child uses an item defined in the parent is a circle like any other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::subject::Subject;
use crate::finding::Finding;
use crate::source::{Module, ModuleTree, NamedPath, Place, RustFile, named_paths};

/// Where an import stands: the index of the file and the line.
type Spot = (usize, usize);

/// For each module the modules that it imports, with the first place.
type Imports = BTreeMap<usize, BTreeMap<usize, Spot>>;

/// Checks every crate root.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in subject.tree.crates() {
        let files: Vec<&RustFile> = subject
            .sources
            .of_crate(name)
            .filter(|file| file.place == Place::Source)
            .collect();
        for root in files.iter().filter(|file| is_root(name, &file.path)) {
            let tree = ModuleTree::build(&files, &root.path);
            findings.extend(circles(&tree, &files));
        }
    }
    findings
}

fn is_root(name: &str, path: &str) -> bool {
    let inside = path
        .strip_prefix(&format!("crates/{name}/src/"))
        .unwrap_or_default();
    inside == "lib.rs"
        || inside == "main.rs"
        || inside
            .strip_prefix("bin/")
            .is_some_and(|rest| rest.ends_with("main.rs") || !rest.contains('/'))
}

/// A finding for each two modules that import each other, and one for each longer circle without such a pair.
fn circles(tree: &ModuleTree, files: &[&RustFile]) -> Vec<Finding> {
    let imports = imports(tree, files);
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let mut findings = Vec::new();
    for start in 0..tree.modules.len() {
        if told.contains(&start) {
            continue;
        }
        let group = reaching_each_other(&imports, start);
        let pairs = pairs_within(&imports, &group);
        findings.extend(
            pairs
                .iter()
                .map(|(a, b)| describe(tree, files, &imports, &[*a, *b, *a])),
        );
        if pairs.is_empty()
            && let Some(circle) = shortest_circle(&imports, start)
        {
            findings.push(describe(tree, files, &imports, &circle));
        }
        told.extend(group);
    }
    findings
}

/// The pairs of a group that import each other directly.
fn pairs_within(imports: &Imports, group: &BTreeSet<usize>) -> Vec<(usize, usize)> {
    let imports_it = |a: usize, b: usize| imports.get(&a).is_some_and(|all| all.contains_key(&b));
    let pairs = group
        .iter()
        .flat_map(|a| group.iter().map(move |b| (*a, *b)));
    pairs
        .filter(|(a, b)| a < b && imports_it(*a, *b) && imports_it(*b, *a))
        .collect()
}

fn imports(tree: &ModuleTree, files: &[&RustFile]) -> Imports {
    let mut imports = Imports::new();
    let used: BTreeSet<usize> = tree.modules.iter().map(|module| module.file).collect();
    for file in used {
        let tokens = &files[file].tokens;
        for path in named_paths(tokens) {
            let token = &tokens[path.token];
            let Some(module) = tree.module_at(file, token.at) else {
                continue;
            };
            if token.in_test
                || tree.in_reexport(module, token.at)
                || !is_reference(tree, module, &path)
            {
                continue;
            }
            for target in tree.targets(module, &path.parts) {
                if target != module {
                    imports
                        .entry(module)
                        .or_default()
                        .entry(target)
                        .or_insert((file, token.at.line));
                }
            }
        }
    }
    imports
}

/// Whether a path can be a reference to another module; a bare name counts only if the module re-exports it and
/// it looks like a type or a call, since a local variable may have the same name.
fn is_reference(tree: &ModuleTree, module: usize, path: &NamedPath) -> bool {
    match path.parts.as_slice() {
        [single] => {
            let looks_right = path.called || single.starts_with(char::is_uppercase);
            looks_right && tree.reexported_in(module, single)
        }
        parts => parts
            .iter()
            .any(|part| !matches!(part.as_str(), "crate" | "self" | "super")),
    }
}

/// The shortest way from `start` back to itself.
fn shortest_circle(imports: &Imports, start: usize) -> Option<Vec<usize>> {
    let mut came_from: BTreeMap<usize, usize> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(here) = queue.pop_front() {
        for next in imports.get(&here).into_iter().flat_map(BTreeMap::keys) {
            if *next == start {
                let mut way = vec![start, here];
                while let Some(before) = way.last().and_then(|last| came_from.get(last)) {
                    way.push(*before);
                }
                way.reverse();
                way.dedup();
                if way.len() == 1 || *way.last()? != start {
                    way.push(start);
                }
                return Some(way);
            }
            if !came_from.contains_key(next) {
                came_from.insert(*next, here);
                queue.push_back(*next);
            }
        }
    }
    None
}

fn reachable(imports: &Imports, start: usize) -> BTreeSet<usize> {
    let mut seen = BTreeSet::new();
    let mut open = vec![start];
    while let Some(here) = open.pop() {
        for next in imports.get(&here).into_iter().flat_map(BTreeMap::keys) {
            if seen.insert(*next) {
                open.push(*next);
            }
        }
    }
    seen
}

fn reaching_each_other(imports: &Imports, start: usize) -> BTreeSet<usize> {
    let forward = reachable(imports, start);
    forward
        .into_iter()
        .filter(|module| reachable(imports, *module).contains(&start))
        .collect()
}

fn describe(
    tree: &ModuleTree,
    files: &[&RustFile],
    imports: &Imports,
    circle: &[usize],
) -> Finding {
    let names: Vec<String> = circle
        .iter()
        .map(|id| Module::shown(&tree.modules[*id]))
        .collect();
    let spots: Vec<Spot> = circle
        .windows(2)
        .filter_map(|pair| imports.get(&pair[0])?.get(&pair[1]).copied())
        .collect();
    let places: Vec<String> = spots
        .iter()
        .map(|(file, line)| format!("{}:{line}", files[*file].path))
        .collect();
    let (file, line) = spots
        .first()
        .copied()
        .unwrap_or((tree.modules[circle[0]].file, 1));
    Finding::new(
        &files[file].path,
        line,
        format!(
            "circle of imports {} (at {})",
            names.join(" -> "),
            places.join(", ")
        ),
    )
    .mend("move what both need into a module of its own, which imports neither")
}

#[cfg(test)]
mod tests {
    use super::super::subject::subject;
    use super::*;

    fn findings(files: &[(&str, &str)]) -> Vec<String> {
        let manifest = [("crates/base/Cargo.toml", "")];
        let files: Vec<(&str, &str)> = manifest.into_iter().chain(files.iter().copied()).collect();
        check(&subject(&files))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn two_siblings_that_import_each_other_are_a_circle() {
        let found = findings(&[
            ("crates/base/src/lib.rs", "mod a;\nmod b;"),
            ("crates/base/src/a.rs", "use crate::b::B;\npub struct A(B);"),
            (
                "crates/base/src/b.rs",
                "pub struct B;\nfn f() { crate::a::make(); }",
            ),
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].contains("crate::a -> crate::b -> crate::a"),
            "{found:?}"
        );
        assert!(
            found[0].contains("src/a.rs:1") && found[0].contains("src/b.rs:2"),
            "{found:?}"
        );
    }

    #[test]
    fn each_pair_of_a_larger_group_is_told() {
        let found = findings(&[(
            "crates/base/src/lib.rs",
            "mod a { use crate::b::B; pub struct A; }\nmod b { use crate::{a::A, c::C}; pub struct B; }\n\
             mod c { use crate::b::B; pub struct C; }",
        )]);
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn a_longer_circle_through_an_inline_module_is_found_once() {
        let found = findings(&[(
            "crates/base/src/lib.rs",
            "mod a { use super::b::B; pub struct A; }\nmod b { use crate::c; pub struct B; }\nmod c { use crate::a::A; }",
        )]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].contains("crate::a -> crate::b -> crate::c -> crate::a"),
            "{found:?}"
        );
    }

    #[test]
    fn a_folder_module_that_only_re_exports_closes_no_circle() {
        let found = findings(&[
            (
                "crates/base/src/lib.rs",
                "mod money;\npub use money::{Fen, Yuan};",
            ),
            (
                "crates/base/src/money/mod.rs",
                "mod fen;\nmod yuan;\npub use fen::Fen;\npub(crate) use yuan::*;",
            ),
            (
                "crates/base/src/money/fen.rs",
                "use std::fmt;\npub struct Fen;",
            ),
            (
                "crates/base/src/money/yuan.rs",
                "use super::Fen;\nuse crate::Fen as F;\npub struct Yuan(Fen);",
            ),
        ]);
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn a_parent_that_uses_what_it_re_exports_and_serves_the_child_is_a_circle() {
        let found = findings(&[
            (
                "crates/base/src/lib.rs",
                "mod fen;\npub use fen::Fen;\npub struct Error;\npub fn zero() -> Fen { Fen }",
            ),
            (
                "crates/base/src/fen.rs",
                "use crate::Error;\npub struct Fen;",
            ),
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn a_circle_through_a_glob_is_found() {
        let found = findings(&[
            (
                "crates/base/src/lib.rs",
                "mod all { pub use crate::a::A; }\nmod a;\nmod b;",
            ),
            ("crates/base/src/a.rs", "use crate::b::B;\npub struct A(B);"),
            ("crates/base/src/b.rs", "use crate::all::*;\npub struct B;"),
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn tests_and_other_crates_do_not_count() {
        let found = findings(&[
            ("crates/base/src/lib.rs", "mod a;\nmod b;"),
            (
                "crates/base/src/a.rs",
                "use crate::b::B;\nuse std::fmt;\npub struct A(B);",
            ),
            (
                "crates/base/src/b.rs",
                "use super::a::fmt;\npub struct B;\n#[cfg(test)]\nmod tests { use crate::a::A; }",
            ),
        ]);
        assert!(found.is_empty(), "{found:?}");
    }
}
