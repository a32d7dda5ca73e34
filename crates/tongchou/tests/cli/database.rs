//! `tongchou db`: migrate, back up, restore into the other engine, verify.

use crate::scene::Ran;
use crate::town::Town;

/// What a run said, and how it ended.
fn told(ran: &Ran) -> String {
    format!("{} {}{}", ran.code, ran.out, ran.err)
}

/// A backup of one engine is restored into the other, verifies there, and people sign in as before.
fn moved(mut town: Town, other: [String; 2]) {
    town.user("yunwei", "operator", "3404");
    town.user("shenji", "auditor", "3404");
    town.user("wangli", "clerk", "340421");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.backup").display().to_string();
    let refused = town.run(Some("wangli"), &["db", "backup", &file]);
    assert_eq!(refused.code, 5, "{}", told(&refused));
    assert!(!std::path::Path::new(&file).exists());
    let said = town.done(Some("yunwei"), &["db", "backup", &file]);
    let total = crate::town::after(&said, "合计校验值 ");
    assert!(said.contains("已封存，校验值 "), "{said}");
    let again = town.run(Some("yunwei"), &["db", "backup", &file]);
    assert!(again.err.contains("已存在"), "{}", told(&again));
    let own = town.run(None, &["db", "restore", &file]);
    assert!(own.code == 3 && own.err.contains("空库"), "{}", told(&own));

    let copy = town.moved_to(other);
    let said = copy.done(None, &["db", "restore", &file]);
    assert!(said.contains(&total), "{said}");
    let verified = copy.done(Some("shenji"), &["db", "verify"]);
    assert!(verified.contains("0 项不符"), "{verified}");
    let trail = copy.done(Some("shenji"), &["audit", "--user", "yunwei"]);
    assert!(trail.contains("数据库·备份"), "{trail}");
    std::fs::write(folder.path().join("b.backup"), b"nothing").unwrap();
    let broken = folder.path().join("b.backup").display().to_string();
    let fresh = folder.path().join("fresh").display().to_string();
    let nowhere = copy.moved_to(["--data-dir".to_owned(), fresh]);
    let refused = nowhere.run(None, &["db", "restore", &broken]);
    assert!(
        refused.code == 3 && refused.err.contains("备份"),
        "{}",
        told(&refused)
    );
}

#[test]
fn from_a_file_to_a_server() {
    let database = testkit::postgres::database();
    moved(
        Town::sqlite(),
        ["--database-url".to_owned(), database.url()],
    );
}

#[test]
fn from_a_server_to_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy").display().to_string();
    moved(Town::postgres(), ["--data-dir".to_owned(), path]);
}

#[test]
fn migrating_twice_changes_nothing() {
    let town = Town::sqlite();
    let said = town.done(
        None,
        &["db", "migrate", "--pool", "3404", "--name", "淮南市"],
    );
    assert!(
        said.contains("已是最新") && said.contains("早已建立"),
        "{said}"
    );
}

/// A folder that cannot be made is one sentence in Chinese.
#[test]
fn a_folder_that_cannot_be_made_is_said_in_chinese() {
    let town = Town::sqlite();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, b"x").unwrap();
    for bad in [file.clone(), file.join("below")] {
        let place = ["--data-dir".to_owned(), bad.display().to_string()];
        let ran = town.moved_to(place).run(None, &["db", "migrate"]);
        assert_ne!(ran.code, 0, "{}", told(&ran));
        assert!(ran.err.contains("无法建立数据目录"), "{}", told(&ran));
        assert!(
            !ran.err.contains("os error") && ran.err.trim().lines().count() == 1,
            "{}",
            told(&ran)
        );
    }
}

/// What an engine says in English stands behind a sentence that says what to do.
#[test]
fn a_place_that_cannot_be_opened_is_said_with_what_to_do() {
    let town = Town::sqlite();
    let folder = tempfile::tempdir().unwrap();
    let below = |name: &str| folder.path().join(name).display().to_string();
    std::fs::create_dir(below("other")).unwrap();
    std::fs::write(below("other/tongchou.db"), "no database, ".repeat(50)).unwrap();
    let wrong = [
        (
            "--data-dir",
            below("none"),
            "这个目录里没有数据库",
            "unable to open",
        ),
        (
            "--data-dir",
            below("other"),
            "不是本程序的数据库",
            "not a database",
        ),
        (
            "--database-url",
            "postgres://u:p@127.0.0.1:1/x".to_owned(),
            "服务没有启动",
            "Connection refused",
        ),
        (
            "--database-url",
            "postgres://u:p@nowhere.invalid/x".to_owned(),
            "找不到这台主机",
            "lookup",
        ),
    ];
    for (option, place, said, engine) in wrong {
        let place = [option.to_owned(), place];
        let verify = ["db", "verify", "--as", "guanli"];
        let password = [("TONGCHOU_PASSWORD", "no-password")];
        let ran = town.moved_to(place).run_with(None, &verify, &password);
        let behind = ran.err.split_once('（').map_or("", |(_, text)| text);
        assert_eq!(ran.code, 6, "{}", told(&ran));
        assert!(
            ran.err.contains(said) && behind.contains(engine),
            "{}",
            told(&ran)
        );
    }
}
