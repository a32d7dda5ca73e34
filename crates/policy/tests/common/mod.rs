//! Helpers of the integration tests.
#![allow(dead_code, reason = "each test file uses its own part")]

use policy::{CompileOptions, Diagnostic, Files, Package};

/// A package of one rules file whose citations resolve.
pub fn files(rules: &str) -> Files {
    let text = "# 办法\n\n## 1 总则\n\n## 22 门诊 {#22}\n\n## 25 住院 {#25}\n";
    Files::from_iter([("policy.toml", rules), ("sources/t.md", text)])
}

/// The shortest head, with a payer and one document `t`.
pub const HEAD: &str = r#"
format = "tongchou-policy/1"
id = "test"
title = "测试"
in_force = { from = 2000-01-01 }
[[source]]
id = "t"
title = "办法"
tier = "D"
file = "sources/t.md"
[payer.pool]
title = "统筹基金"
kind = "fund"
"#;

/// Loads and compiles; all findings where it fails.
pub fn compile(rules: &str) -> Result<benefit::plan::Policy, Vec<Diagnostic>> {
    policy::compile(&Package::load(&files(rules))?, &CompileOptions::default())
}

/// Findings as `code line:column message`, one a line.
pub fn findings(rules: &str) -> String {
    findings_of(&files(rules))
}

/// As [`findings`], of all files of a package.
pub fn findings_of(files: &Files) -> String {
    let found = match Package::load(files) {
        Err(found) => found,
        Ok(package) => policy::check(&package, &CompileOptions::default()).diagnostics,
    };
    let line = |it: &Diagnostic| format!("{} {}:{} {}", it.code, it.line, it.column, it.message);
    found.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Reads a folder of files, for tests only.
pub fn folder(root: &std::path::Path) -> Files {
    fn walk(dir: &std::path::Path, root: &std::path::Path, out: &mut Vec<(String, Vec<u8>)>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, root, out);
            } else {
                let name = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/");
                out.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    let mut out = Vec::new();
    walk(root, root, &mut out);
    Files::from_iter(out)
}
