//! The modules of one crate, and to which module a path leads.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::LineColumn;
use syn::spanned::Spanned;
use syn::{Item, UseTree, Visibility};

use super::file::{RustFile, is_test_only, path_attribute};

/// A name that a `use` brings into a module.
#[derive(Debug)]
struct Binding {
    name: String,
    target: Vec<String>,
    reexport: bool,
}

/// One module: a file, or an inline `mod name { … }`.
#[derive(Debug)]
pub struct Module {
    /// The path from the root of the crate; empty for the root.
    pub path: Vec<String>,
    /// The index of its file among the files given.
    pub file: usize,
    /// Where it stands in the file; `None` for a whole file.
    span: Option<(LineColumn, LineColumn)>,
    parent: Option<usize>,
    children: BTreeMap<String, usize>,
    defined: BTreeSet<String>,
    bindings: Vec<Binding>,
    /// The spans of re-exports (`pub use`, `pub(crate) use`), which are no imports.
    reexports: Vec<(LineColumn, LineColumn)>,
}

/// The modules of one crate root, the root first.
#[derive(Debug, Default)]
pub struct ModuleTree {
    /// The modules.
    pub modules: Vec<Module>,
}

impl ModuleTree {
    /// Builds the tree that starts at the file `root`; test-only modules are left out.
    pub fn build(files: &[&RustFile], root: &str) -> Self {
        let mut tree = Self::default();
        if let Some(file) = files.iter().position(|file| file.path == root) {
            tree.add(
                files,
                file,
                None,
                Vec::new(),
                &files[file].ast.items,
                &files[file].module_folder(),
            );
            tree.bind_exported_macros(files);
        }
        tree
    }

    fn add(
        &mut self,
        files: &[&RustFile],
        file: usize,
        parent: Option<usize>,
        path: Vec<String>,
        items: &[Item],
        folder: &str,
    ) {
        let id = self.modules.len();
        if let (Some(parent), Some(name)) = (parent, path.last()) {
            self.modules[parent].children.insert(name.clone(), id);
        }
        let mut module = Module::new(path.clone(), file, parent);
        items.iter().for_each(|item| module.note(item));
        self.modules.push(module);
        for item in items {
            let Item::Mod(inner) = item else { continue };
            if is_test_only(&inner.attrs) {
                continue;
            }
            let name = inner.ident.to_string();
            let below = format!("{folder}/{name}");
            let deeper = [path.as_slice(), &[name]].concat();
            if let Some((_, content)) = &inner.content {
                let next = self.modules.len();
                self.add(files, file, Some(id), deeper, content, &below);
                self.modules[next].span = Some((inner.span().start(), inner.span().end()));
            } else if let Some(file) = find_file(files, file, inner, &below) {
                self.add(
                    files,
                    file,
                    Some(id),
                    deeper,
                    &files[file].ast.items,
                    &files[file].module_folder(),
                );
            }
        }
    }

    /// A macro with `#[macro_export]` is named at the root, wherever it is defined.
    fn bind_exported_macros(&mut self, files: &[&RustFile]) {
        for id in 1..self.modules.len() {
            if self.modules[id].span.is_some() {
                continue;
            }
            let mut target = vec!["crate".to_owned()];
            target.extend(self.modules[id].path.iter().cloned());
            for item in &files[self.modules[id].file].ast.items {
                if let Item::Macro(found) = item
                    && let Some(name) = &found.ident
                    && found
                        .attrs
                        .iter()
                        .any(|attribute| attribute.path().is_ident("macro_export"))
                {
                    let name = name.to_string();
                    let target = [target.as_slice(), std::slice::from_ref(&name)].concat();
                    self.modules[0].bindings.push(Binding {
                        name,
                        target,
                        reexport: true,
                    });
                }
            }
        }
    }

    /// The innermost module of a place in a file.
    pub fn module_at(&self, file: usize, at: LineColumn) -> Option<usize> {
        let holds = |module: &Module| {
            module.file == file
                && module
                    .span
                    .is_none_or(|(start, end)| start <= at && at < end)
        };
        self.modules
            .iter()
            .enumerate()
            .filter(|(_, module)| holds(module))
            .map(|(id, _)| id)
            .next_back()
    }

    /// The modules that a path named in `from` leads to: where the item is defined, re-exports followed.
    ///
    /// A glob leads to the module it names and to every module that one re-exports from.
    pub fn targets(&self, from: usize, parts: &[String]) -> Vec<usize> {
        match parts.split_last() {
            Some((last, before)) if last == "*" => {
                let Some(module) = self.target(from, before, 0) else {
                    return Vec::new();
                };
                let reexports = self.modules[module]
                    .bindings
                    .iter()
                    .filter(|binding| binding.reexport);
                let deeper =
                    reexports.filter_map(|binding| self.target(module, &binding.target, 0));
                [module].into_iter().chain(deeper).collect()
            }
            _ => self.target(from, parts, 0).into_iter().collect(),
        }
    }

    /// Whether a single name in `from` was brought in by a re-export of that module.
    pub fn reexported_in(&self, from: usize, name: &str) -> bool {
        self.modules[from]
            .bindings
            .iter()
            .any(|binding| binding.reexport && binding.name == name)
    }

    fn target(&self, from: usize, parts: &[String], depth: usize) -> Option<usize> {
        if depth > 16 {
            return None; // re-exports in a ring; the compiler speaks about those
        }
        let (first, mut rest) = parts.split_first()?;
        let mut here = match first.as_str() {
            "crate" => 0,
            "self" => from,
            "super" => self.modules[from].parent?,
            name => {
                rest = parts;
                if !self.knows(from, name) {
                    return None;
                }
                from
            }
        };
        while let Some((part, after)) = rest.split_first() {
            rest = after;
            if part == "super" {
                here = self.modules[here].parent?;
            } else if part == "self" {
                continue;
            } else if let Some(child) = self.modules[here].children.get(part) {
                here = *child;
            } else {
                return self.item(here, part, after, depth);
            }
        }
        Some(here)
    }

    fn knows(&self, module: usize, name: &str) -> bool {
        let module = &self.modules[module];
        module.children.contains_key(name)
            || module.bindings.iter().any(|binding| binding.name == name)
    }

    /// Where the item `name` of the module `here` is defined; `None` when it comes from another crate.
    fn item(&self, here: usize, name: &str, after: &[String], depth: usize) -> Option<usize> {
        let module = &self.modules[here];
        if module.defined.contains(name) {
            return Some(here);
        }
        if let Some(binding) = module.bindings.iter().find(|binding| binding.name == name) {
            let full = [binding.target.as_slice(), after].concat();
            return self.target(here, &full, depth + 1);
        }
        let globs = module.bindings.iter().filter(|binding| binding.name == "*");
        let mut opened = globs.filter_map(|glob| self.target(here, &glob.target, depth + 1));
        opened
            .find(|module| self.modules[*module].defined.contains(name))
            .or(Some(here))
    }

    /// Whether a place stands in a re-export of the module.
    pub fn in_reexport(&self, module: usize, at: LineColumn) -> bool {
        self.modules[module]
            .reexports
            .iter()
            .any(|(start, end)| *start <= at && at < *end)
    }
}

impl Module {
    fn new(path: Vec<String>, file: usize, parent: Option<usize>) -> Self {
        Self {
            path,
            file,
            span: None,
            parent,
            children: BTreeMap::new(),
            defined: BTreeSet::new(),
            bindings: Vec::new(),
            reexports: Vec::new(),
        }
    }

    /// The path as one names it.
    pub fn shown(&self) -> String {
        ["crate".to_owned()]
            .iter()
            .chain(&self.path)
            .cloned()
            .collect::<Vec<_>>()
            .join("::")
    }

    fn note(&mut self, item: &Item) {
        let name = match item {
            Item::Const(item) => Some(&item.ident),
            Item::Enum(item) => Some(&item.ident),
            Item::Fn(item) => Some(&item.sig.ident),
            Item::Macro(item) => item.ident.as_ref(),
            Item::Static(item) => Some(&item.ident),
            Item::Struct(item) => Some(&item.ident),
            Item::Trait(item) => Some(&item.ident),
            Item::Type(item) => Some(&item.ident),
            Item::Union(item) => Some(&item.ident),
            _ => None,
        };
        if let Some(name) = name {
            self.defined.insert(name.to_string());
        }
        if let Item::Use(item) = item
            && !is_test_only(&item.attrs)
        {
            let reexport = !matches!(item.vis, Visibility::Inherited);
            if reexport {
                self.reexports
                    .push((item.span().start(), item.span().end()));
            }
            bind(&item.tree, &mut Vec::new(), reexport, &mut self.bindings);
        }
    }
}

fn find_file(
    files: &[&RustFile],
    from: usize,
    module: &syn::ItemMod,
    below: &str,
) -> Option<usize> {
    if let Some(named) = path_attribute(&module.attrs) {
        let folder = files[from]
            .path
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        let path = format!("{folder}/{named}");
        return files.iter().position(|file| file.path == path);
    }
    let (plain, folder) = (format!("{below}.rs"), format!("{below}/mod.rs"));
    files
        .iter()
        .position(|file| file.path == plain || file.path == folder)
}

/// Collects the names that a `use` tree brings in.
fn bind(tree: &UseTree, prefix: &mut Vec<String>, reexport: bool, bindings: &mut Vec<Binding>) {
    let mut push = |name: String, target: Vec<String>| {
        bindings.push(Binding {
            name,
            target,
            reexport,
        })
    };
    match tree {
        UseTree::Path(path) => {
            prefix.push(path.ident.to_string());
            bind(&path.tree, prefix, reexport, bindings);
            prefix.pop();
        }
        UseTree::Name(name) if name.ident == "self" => {
            push(prefix.last().cloned().unwrap_or_default(), prefix.clone())
        }
        UseTree::Name(name) => {
            push(
                name.ident.to_string(),
                [prefix.as_slice(), &[name.ident.to_string()]].concat(),
            );
        }
        UseTree::Rename(rename) => {
            push(
                rename.rename.to_string(),
                [prefix.as_slice(), &[rename.ident.to_string()]].concat(),
            );
        }
        UseTree::Glob(_) => push("*".to_owned(), prefix.clone()),
        UseTree::Group(group) => {
            group
                .items
                .iter()
                .for_each(|tree| bind(tree, prefix, reexport, bindings));
        }
    }
}
