//! Several processes at the same store at the same time.

use std::process::{Child, Stdio};
use std::sync::Arc;

use crate::city::{City, Lists, PASSWORD, POOL};
use crate::contents;

/// Residents; the import takes them in chunks of [`CHUNK`].
const SIZE: u64 = 1_500;
const CHUNK: &str = "20";
const DAY: &str = "2024-09-10";

const IMPORT: [&str; 7] = [
    "person",
    "import",
    "persons.csv",
    "--region",
    POOL,
    "--chunk",
    CHUNK,
];

fn started(city: &City, user: &str, words: &[&str]) -> Child {
    let mut command = city.command(user, DAY, words);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// How a command ended, and what it said.
fn ended(child: Child) -> (Option<i32>, String) {
    let done = child.wait_with_output().unwrap();
    let said = [done.stdout, done.stderr].concat();
    (done.status.code(), String::from_utf8(said).unwrap())
}

/// The same list taken in by two clerks' machines at once: every row once, and who was overtaken is told so.
fn both_import(city: fn(Arc<Lists>) -> City) {
    let lists = Arc::new(Lists::of(SIZE));
    let alone = City::sqlite(Arc::clone(&lists));
    assert_eq!(ended(started(&alone, "shibanjing", &IMPORT)).0, Some(0));
    let city = city(lists);
    let runs = [0, 1].map(|_| started(&city, "shibanjing", &IMPORT));
    let ends = runs.map(ended);
    assert!(ends.iter().any(|(code, _)| *code == Some(0)), "{ends:?}");
    for (code, said) in &ends {
        let stopped = *code == Some(5) && said.contains("正由另一次运行办理");
        assert!(*code == Some(0) || stopped, "{code:?}: {said}");
    }
    contents::same(&contents::of(&city.store()), &contents::of(&alone.store()));
}

/// A backup is taken while an import commits chunk after chunk; restored into the other engine it is whole, and
/// the same import goes on there to the same end. Where a machine is done with the list before the first backup
/// begins, a longer list is taken.
fn backed_up_at_work(city: fn(Arc<Lists>) -> City, other: fn(Arc<Lists>) -> City) {
    let mut sizes = [SIZE, 4 * SIZE, 16 * SIZE].into_iter();
    let at_work = sizes.any(|size| backed_up(size, city, other));
    assert!(at_work, "no backup was taken at work");
}

/// Whether the first backup of an import of `size` people was taken before its end.
fn backed_up(size: u64, city: fn(Arc<Lists>) -> City, other: fn(Arc<Lists>) -> City) -> bool {
    let lists = Arc::new(Lists::of(size));
    let city = city(Arc::clone(&lists));
    appoint_operator(&city);
    let folder = tempfile::tempdir().unwrap();
    let mut import = started(&city, "shibanjing", &IMPORT);
    let (mut backups, mut told) = (Vec::new(), Vec::new());
    while import.try_wait().unwrap().is_none() {
        let file = folder.path().join(format!("{}.backup", backups.len()));
        let file = file.display().to_string();
        let (code, said) = ended(started(&city, "beifen", &["db", "backup", &file]));
        assert_eq!(code, Some(0), "{said}");
        told.push(total(&said));
        backups.push(file);
    }
    assert_eq!(ended(import).0, Some(0));
    let Some(first) = backups.first() else {
        return false;
    };
    let expected = contents::of(&city.store());
    let copy = other(lists);
    let (code, said) = ended(started(&copy, "", &["db", "restore", first]));
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(total(&said), told[0]);
    copy.verify();
    let before = contents::of(&copy.store());
    if before["person"].0 == expected["person"].0 {
        return false;
    }
    let (code, said) = ended(started(&copy, "shibanjing", &IMPORT));
    assert_eq!(code, Some(0), "{said}");
    contents::same(&contents::of(&copy.store()), &expected);
    copy.verify();
    true
}

/// The sum over everything that a backup or a restore tells.
fn total(said: &str) -> String {
    after(said, "合计校验值 ")
}

/// What stands behind a mark, up to a blank or a bracket.
fn after(said: &str, mark: &str) -> String {
    let (_, rest) = said
        .split_once(mark)
        .unwrap_or_else(|| panic!("no {mark} in {said}"));
    let end = rest.find(|c: char| c.is_whitespace() || c == '（');
    rest[..end.unwrap_or(rest.len())].to_owned()
}

/// Appoints `beifen`, who makes backups, through both administrators.
fn appoint_operator(city: &City) {
    let add = "user add beifen --real-name 王丽 --staff-no Q901 --organisation 医疗保障局 --give operator --over";
    let add: Vec<&str> = add.split(' ').chain([POOL]).collect();
    let (code, said) = ended(started(city, "guanli1", &add));
    assert_eq!(code, Some(0), "{said}");
    let (proposal, first) = (after(&said, "第 "), after(&said, "前一半："));
    let (code, said) = ended(started(city, "guanli2", &["user", "approve", &proposal]));
    assert_eq!(code, Some(0), "{said}");
    let mut command = city.command("beifen", DAY, &["user", "password"]);
    let initial = format!("{first}-{}", after(&said, "后一半："));
    command
        .env("TONGCHOU_NEW_PASSWORD", PASSWORD)
        .env("TONGCHOU_PASSWORD", initial);
    assert!(command.output().unwrap().status.success());
}

#[test]
fn one_list_is_imported_by_two_processes() {
    both_import(City::sqlite);
}

#[test]
fn one_list_is_imported_by_two_processes_on_postgresql() {
    both_import(City::postgres);
}

#[test]
fn a_backup_at_work_goes_from_a_file_to_a_server() {
    backed_up_at_work(City::sqlite, City::empty_postgres);
}

#[test]
fn a_backup_at_work_goes_from_a_server_to_a_file() {
    backed_up_at_work(City::postgres, City::empty_sqlite);
}
