//! The shipped packages' claim cases through the model as well.

use std::path::Path;
use testkit::cases;
use testkit::model::Package;

/// The rules of a package: every TOML file that holds no cases, as if appended.
fn rules(folder: &Path) -> String {
    texts(folder, |name| !name.starts_with("cases")).concat()
}

fn texts(folder: &Path, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .filter(|path| wanted(&path.file_name().unwrap().to_string_lossy()))
        .collect();
    // policy.toml holds the head, which must stand before every table.
    names.sort_by_key(|path| (path.file_name().unwrap() != "policy.toml", path.clone()));
    names
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap() + "\n")
        .collect()
}

#[test]
fn the_model_agrees_with_the_worked_cases_of_every_package() {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut folders: Vec<_> = std::fs::read_dir(policies)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("policy.toml").is_file())
        .collect();
    folders.sort();
    let (mut differences, mut run) = (Vec::new(), 0);
    for folder in &folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let rules = rules(folder);
        // Large tables in files of their own are outside the model.
        if rules.contains("file = \"") && rules.contains(".csv\"") {
            continue;
        }
        let package = match Package::read(&rules) {
            Ok(package) => package,
            Err(fault) => {
                differences.push(format!("{name}: {fault}"));
                continue;
            }
        };
        for text in texts(folder, |name| name.starts_with("cases")) {
            for case in cases::read(&text).unwrap_or_else(|fault| panic!("{name}: {fault}")) {
                run += 1;
                let found = case.differences(&package);
                differences.extend(found.iter().map(|found| format!("{name} {found}")));
            }
        }
    }
    println!("{run} cases of {} packages", folders.len());
    assert!(
        differences.is_empty(),
        "{run} cases\n{}",
        differences.join("\n")
    );
}
