//! One Rust file.

use std::str::FromStr;

use proc_macro2::{LineColumn, TokenStream};
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Attribute, Item};

use super::token::{Token, flatten};

/// Which folder of its crate a file stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// `src/`: what ships.
    Source,
    /// `tests/`, `benches/`, `examples/`: what only checks.
    Beside,
}

/// A file that does not parse.
#[derive(Debug)]
pub struct Broken {
    /// The path from the root.
    pub path: String,
    /// The line where the parser stopped.
    pub line: usize,
    /// What the parser said.
    pub message: String,
}

/// A parsed file.
pub struct RustFile {
    /// The path from the root.
    pub path: String,
    /// The crate, by the name of its folder.
    pub krate: String,
    /// The folder in the crate.
    pub place: Place,
    /// The module, the crate first; `tests` stands second in the folder tests/.
    pub module: Vec<String>,
    /// The text.
    pub text: String,
    /// The syntax tree.
    pub ast: syn::File,
    /// The tokens, without comments.
    pub tokens: Vec<Token>,
}

impl RustFile {
    /// Parses `text`, which stands at `crates/NAME/…`.
    pub fn parse(path: &str, text: &str) -> Result<Self, Broken> {
        let broken = |line: usize, message: String| Broken {
            path: path.to_owned(),
            line,
            message,
        };
        let ast = syn::parse_file(text)
            .map_err(|error| broken(error.span().start().line, error.to_string()))?;
        let stream = TokenStream::from_str(text)
            .map_err(|error| broken(error.span().start().line, error.to_string()))?;
        let mut parts = path.split('/').skip(1);
        let krate = parts.next().unwrap_or_default().to_owned();
        let place = if parts.next() == Some("src") {
            Place::Source
        } else {
            Place::Beside
        };
        let mut file = Self {
            path: path.to_owned(),
            krate,
            place,
            module: module_of(path),
            text: text.to_owned(),
            ast,
            tokens: flatten(stream),
        };
        file.mark_test_items();
        Ok(file)
    }

    /// Marks every token as test code.
    pub fn mark_as_test(&mut self) {
        self.tokens
            .iter_mut()
            .for_each(|token| token.in_test = true);
    }

    /// The folder in which the modules that this file declares have their files.
    pub fn module_folder(&self) -> String {
        let (folder, name) = self.path.rsplit_once('/').unwrap_or(("", &self.path));
        match name {
            "lib.rs" | "main.rs" | "mod.rs" => folder.to_owned(),
            _ => self.path.trim_end_matches(".rs").to_owned(),
        }
    }

    /// The modules that this file declares and that stand in files of their own.
    pub fn declared(&self) -> Vec<Declared> {
        let folder = self.module_folder();
        let beside = self.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut found = Vec::new();
        collect_declared(&self.ast.items, &folder, beside, &self.module, &mut found);
        found
    }

    fn mark_test_items(&mut self) {
        if self.place == Place::Beside {
            self.mark_as_test();
            return;
        }
        let mut finder = TestSpans::default();
        finder.visit_file(&self.ast);
        for token in &mut self.tokens {
            token.in_test = finder
                .spans
                .iter()
                .any(|(start, end)| *start <= token.at && token.at < *end);
        }
    }
}

/// A `mod name;`.
#[derive(Debug)]
pub struct Declared {
    /// The path of its file without `.rs`, as its name or its `#[path]` says.
    pub stem: String,
    /// Whether a `#[path]` names the file.
    pub by_path: bool,
    /// The module, the crate first.
    pub module: Vec<String>,
    /// Whether only tests compile it.
    pub test: bool,
}

fn collect_declared(
    items: &[Item],
    folder: &str,
    beside: &str,
    module: &[String],
    found: &mut Vec<Declared>,
) {
    for item in items {
        let Item::Mod(inner) = item else { continue };
        let name = inner.ident.to_string();
        let below = format!("{folder}/{name}");
        let module = [module, &[name]].concat();
        if let Some((_, content)) = &inner.content {
            collect_declared(content, &below, &below, &module, found);
            continue;
        }
        let named = path_attribute(&inner.attrs);
        let stem = named
            .as_ref()
            .map(|named| format!("{beside}/{}", named.trim_end_matches(".rs")));
        found.push(Declared {
            stem: stem.unwrap_or(below),
            by_path: named.is_some(),
            module,
            test: is_test_only(&inner.attrs),
        });
    }
}

/// The file that `#[path = "…"]` names.
pub fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    let attribute = attributes
        .iter()
        .find(|attribute| attribute.path().is_ident("path"))?;
    match &attribute.meta.require_name_value().ok()?.value {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}

/// `crates/a/src/b/c.rs` is a::b::c, `crates/a/tests/b.rs` is a::tests::b.
fn module_of(path: &str) -> Vec<String> {
    let inside = path.trim_start_matches("crates/").trim_end_matches(".rs");
    let parts = inside.split('/').enumerate();
    let kept = parts.filter(|(at, part)| !(*at == 1 && *part == "src"));
    let mut kept: Vec<String> = kept.map(|(_, part)| part.to_owned()).collect();
    kept.pop_if(|last| matches!(last.as_str(), "lib" | "main" | "mod"));
    kept
}

/// Whether the attributes say `#[test]` or `#[cfg(test)]`, alone or within `all(…)`.
pub fn is_test_only(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        if attribute.path().is_ident("test") {
            return true;
        }
        let mut found = false;
        if attribute.path().is_ident("cfg") {
            // an error means a condition of another shape, which is not ours to judge
            let _ = attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("test") {
                    found = true;
                } else if meta.path.is_ident("all") {
                    meta.parse_nested_meta(|inner| {
                        found |= inner.path.is_ident("test");
                        Ok(())
                    })?;
                }
                Ok(())
            });
        }
        found
    })
}

/// Finds the spans of items that only tests compile.
#[derive(Default)]
struct TestSpans {
    spans: Vec<(LineColumn, LineColumn)>,
}

impl<'ast> Visit<'ast> for TestSpans {
    fn visit_item(&mut self, item: &'ast Item) {
        if is_test_only(attributes(item)) {
            self.spans.push((item.span().start(), item.span().end()));
        } else {
            syn::visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if is_test_only(&function.attrs) {
            self.spans
                .push((function.span().start(), function.span().end()));
        } else {
            syn::visit::visit_impl_item_fn(self, function);
        }
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test_idents(text: &str) -> Vec<String> {
        let file = RustFile::parse("crates/base/src/lib.rs", text).unwrap();
        let marked = file.tokens.into_iter().filter(|token| token.in_test);
        marked
            .map(|token| token.text)
            .filter(|text| text.starts_with("x_"))
            .collect()
    }

    #[test]
    fn items_under_cfg_test_are_test_code() {
        let text = "fn x_a() {}\n#[cfg(test)]\nmod tests { fn x_b() {} }\nimpl A { #[cfg(test)] fn x_c() {} fn x_d() {} }";
        assert_eq!(test_idents(text), ["x_b", "x_c"]);
    }

    #[test]
    fn conditions_other_than_test_are_not() {
        let text = "#[cfg(all(test, unix))] fn x_a() {}\n#[cfg(any(test, unix))] fn x_b() {}\n#[cfg(not(test))] fn x_c() {}";
        assert_eq!(test_idents(text), ["x_a"]);
    }

    #[test]
    fn files_beside_the_source_are_test_code() {
        let file = RustFile::parse("crates/base/tests/money.rs", "fn a() {}").unwrap();
        assert!(file.tokens.iter().all(|token| token.in_test));
    }

    #[test]
    fn modules_of_a_file_stand_in_the_folder_of_its_name() {
        let folder = |path: &str| RustFile::parse(path, "").unwrap().module_folder();
        assert_eq!(folder("crates/base/src/lib.rs"), "crates/base/src");
        assert_eq!(folder("crates/base/src/money.rs"), "crates/base/src/money");
        assert_eq!(
            folder("crates/base/src/money/mod.rs"),
            "crates/base/src/money"
        );
    }
}
