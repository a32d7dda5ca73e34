//! Sizes: files of at most 800 lines and functions of at most 80, nine in ten at most half of that.
//!
//! A function is counted from its `fn` line to its closing brace; test code counts like all other.
//! Folders named `generated` are excepted.

use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Block, Signature};

use super::subject::Subject;
use crate::finding::Finding;
use crate::source::RustFile;

/// The bounds for one kind of thing.
struct Bounds {
    kind: &'static str,
    most: usize,
    usual: usize,
}

const FILES: Bounds = Bounds {
    kind: "file",
    most: 800,
    usual: 400,
};
const FUNCTIONS: Bounds = Bounds {
    kind: "function",
    most: 80,
    usual: 40,
};

/// A file or function with its length.
struct Sized {
    path: String,
    line: usize,
    name: String,
    lines: usize,
}

/// Checks every Rust file that no program generated.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let (files, functions) = measure(subject);
    over(&FILES, &files)
        .into_iter()
        .chain(over(&FUNCTIONS, &functions))
        .collect()
}

/// Prints how many files and functions there are and how many are short.
pub fn print_figures(subject: &Subject) {
    let (files, functions) = measure(subject);
    for (bounds, sized) in [(FILES, files), (FUNCTIONS, functions)] {
        let short = sized.iter().filter(|one| one.lines <= bounds.usual).count();
        let longest = sized.iter().map(|one| one.lines).max().unwrap_or(0);
        println!(
            "{}s: {}, of these {short} with at most {} lines, the longest {longest}",
            bounds.kind,
            sized.len(),
            bounds.usual
        );
    }
}

fn measure(subject: &Subject) -> (Vec<Sized>, Vec<Sized>) {
    let written = subject
        .sources
        .files
        .iter()
        .filter(|file| !file.path.split('/').any(|part| part == "generated"));
    let (mut files, mut functions) = (Vec::new(), Vec::new());
    for file in written {
        files.push(Sized {
            path: file.path.clone(),
            line: 1,
            name: file.path.clone(),
            lines: file.text.lines().count(),
        });
        functions.extend(functions_of(file));
    }
    (files, functions)
}

fn functions_of(file: &RustFile) -> Vec<Sized> {
    let mut counter = Counter {
        path: &file.path,
        found: Vec::new(),
    };
    counter.visit_file(&file.ast);
    counter.found
}

/// Collects the functions of a file.
struct Counter<'a> {
    path: &'a str,
    found: Vec<Sized>,
}

impl Counter<'_> {
    fn add(&mut self, signature: &Signature, block: &Block) {
        let line = signature.fn_token.span().start().line;
        let lines = block.span().end().line - line + 1;
        self.found.push(Sized {
            path: self.path.to_owned(),
            line,
            name: signature.ident.to_string(),
            lines,
        });
    }
}

impl<'ast> Visit<'ast> for Counter<'_> {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.add(&function.sig, &function.block);
        syn::visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.add(&function.sig, &function.block);
        syn::visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(block) = &function.default {
            self.add(&function.sig, block);
        }
        syn::visit::visit_trait_item_fn(self, function);
    }
}

/// What is over the bounds: each thing above the most, and the longest ones when too few are short.
fn over(bounds: &Bounds, sized: &[Sized]) -> Vec<Finding> {
    let tell = |one: &Sized, what: String| {
        Finding::new(&one.path, one.line, what).mend(format!(
            "split the {} where its subject changes",
            bounds.kind
        ))
    };
    let too_long = sized.iter().filter(|one| one.lines > bounds.most);
    let mut findings: Vec<Finding> = too_long
        .map(|one| {
            tell(
                one,
                format!(
                    "{} {} has {} lines, the most is {}",
                    bounds.kind, one.name, one.lines, bounds.most
                ),
            )
        })
        .collect();
    let mut long: Vec<&Sized> = sized
        .iter()
        .filter(|one| one.lines > bounds.usual)
        .collect();
    if long.len() * 10 > sized.len() {
        long.sort_by_key(|one| std::cmp::Reverse(one.lines));
        let surplus = long.len() - sized.len() / 10;
        let share = format!(
            "{} of {} {}s have more than {} lines",
            long.len(),
            sized.len(),
            bounds.kind,
            bounds.usual
        );
        findings.extend(long.iter().rev().take(surplus).map(|one| {
            tell(
                one,
                format!(
                    "{} {} has {} lines, and {share}: nine in ten must not",
                    bounds.kind, one.name, one.lines
                ),
            )
        }));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::subject::subject;
    use super::*;

    fn file_of(functions: &[usize]) -> String {
        let body = |lines: usize| format!("fn f() {{\n{}}}\n", "a();\n".repeat(lines - 2));
        functions.iter().map(|lines| body(*lines)).collect()
    }

    fn findings(path: &str, text: &str) -> Vec<String> {
        check(&subject(&[(path, text)]))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_function_above_the_most_is_a_finding_at_its_line() {
        let found = findings(
            "crates/base/src/lib.rs",
            &file_of(&[3; 20]).replace("fn f() {\na();\n}\n", "fn f() { }\n"),
        );
        assert!(found.is_empty());
        let text = format!("{}{}", file_of(&[3; 20]), file_of(&[81]));
        let found = findings("crates/base/src/lib.rs", &text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].contains("lib.rs:61: function f has 81 lines"),
            "{found:?}"
        );
    }

    #[test]
    fn one_long_function_in_ten_is_fine_and_two_are_not() {
        let path = "crates/base/tests/a.rs";
        assert!(findings(path, &file_of(&[3, 3, 3, 3, 3, 3, 3, 3, 3, 41])).is_empty());
        assert_eq!(
            findings(path, &file_of(&[3, 3, 3, 3, 3, 3, 3, 3, 41, 60])).len(),
            1
        );
    }

    #[test]
    fn a_long_file_is_a_finding_unless_it_is_generated() {
        let text = "// line\n".repeat(801);
        assert_eq!(findings("crates/base/src/lib.rs", &text).len(), 2);
        assert!(findings("crates/base/src/generated/codes.rs", &text).is_empty());
    }

    #[test]
    fn methods_and_default_methods_are_functions() {
        let long = "a();\n".repeat(90);
        let text =
            format!("impl A {{ fn m() {{\n{long}}} }}\ntrait T {{ fn n() {{\n{long}}} fn o(); }}");
        let found = findings("crates/base/src/lib.rs", &text);
        assert!(
            found.iter().any(|f| f.contains("function m"))
                && found.iter().any(|f| f.contains("function n"))
        );
    }
}
