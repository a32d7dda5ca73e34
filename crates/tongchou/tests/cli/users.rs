//! Users through the binary: four eyes, passwords, leaving, the trail; on both engines.

use crate::town::{Town, after, number};

macro_rules! on_both {
    ($($(#[$meta:meta])* fn $name:ident($town:ident: &mut Town) $body:block)*) => {
        mod sqlite {
            $(#[test] fn $name() { super::$name(&mut super::Town::sqlite()); })*
        }
        mod postgres {
            $(#[test] fn $name() { super::$name(&mut super::Town::postgres()); })*
        }
        $($(#[$meta])* fn $name($town: &mut Town) $body)*
    };
}

on_both! {
    fn the_first_administrators_are_made_once(town: &mut Town) {
        let again = town.run(
            None,
            &["user", "init", "--first", "x:甲:1", "--second", "y:乙:2"],
        );
        assert_eq!(again.code, 5);
        assert!(again.err.contains("已有用户"), "{}", again.err);
    }

    fn a_user_needs_two_administrators(town: &mut Town) {
        let said = town.done(Some("gao"), &[
            "user", "add", "wangli", "--real-name", "王丽", "--staff-no", "C7",
            "--organisation", "凤台县医保局", "--give", "clerk", "--over", "340421",
        ]);
        let (no, first) = (number(&said), after(&said, "前一半："));
        let own = town.run(Some("gao"), &["user", "approve", &no]);
        assert_eq!(own.code, 5);
        assert!(own.err.contains("不能是同一人"), "{}", own.err);
        town.password("wangli", &first);
        assert_eq!(town.run(Some("wangli"), &["user", "list"]).code, 5, "not a user yet");
        let said = town.done(Some("meng"), &["user", "approve", &no]);
        let second = after(&said, "后一半：");
        // neither administrator alone knows the password
        for half in [&first, &second] {
            town.password("wangli", half);
            assert_eq!(town.run(Some("wangli"), &["user", "list"]).code, 5);
        }
        town.password("wangli", &format!("{first}-{second}"));
        let early = town.run(Some("wangli"), &["user", "list"]);
        assert!(early.err.contains("初始密码只能用来修改密码"), "{}", early.err);
        town.choose("wangli", &format!("{first}-{second}"));
        let denied = town.run(Some("wangli"), &["user", "list"]);
        assert_eq!(denied.code, 5);
        assert!(denied.err.contains("没有“查看用户与授权”权限"), "{}", denied.err);
    }

    /// REQ-369: the report names each user's rights. REQ-368: accounts are real persons' and a leaver's is closed.
    fn rights_are_reported_and_a_leaver_is_out(town: &mut Town) {
        town.user("wangli", "clerk", "340421");
        let list = town.done(Some("gao"), &["user", "list", "--rights"]);
        assert!(list.contains("王丽（wangli）今天可以：查看参保信息"), "{list}");
        assert!(list.contains("凤台") || list.contains("340421"), "{list}");
        let shared = town.run(Some("gao"), &[
            "user", "add", "window1", "--real-name", " ", "--staff-no", "W1",
            "--organisation", "窗口", "--give", "clerk", "--over", "340421",
        ]);
        assert!(shared.err.contains("一人一号"), "{}", shared.err);
        town.done(Some("gao"), &["user", "leave", "wangli", "--reason", "调离"]);
        let gone = town.run(Some("wangli"), &["user", "list"]);
        assert_eq!(gone.code, 5);
        assert!(gone.err.contains("已离岗"), "{}", gone.err);
        let list = town.done(Some("gao"), &["user", "list", "--rights"]);
        assert!(list.contains("王丽（wangli）今天可以：无"), "{list}");
    }

    fn a_revoked_grant_and_a_wrong_password_are_refused_and_on_record(town: &mut Town) {
        town.user("sunhua", "auditor", "3404");
        town.user("wangli", "reviewer", "340421");
        let list = town.done(Some("gao"), &["user", "list"]);
        let row = list.lines().find(|line| line.contains("wangli")).unwrap();
        let cells: Vec<&str> = row.split(['│', '┆']).map(str::trim).collect();
        let grant = cells.iter().find(|cell| cell.parse::<i64>().is_ok()).unwrap().to_string();
        town.done(Some("gao"), &["user", "revoke", &grant, "--reason", "轮岗"]);
        let out = town.run(Some("wangli"), &["user", "list"]);
        assert!(out.err.contains("没有可用的授权"), "{}", out.err);
        town.password("wangli", "Wrong-2026-x");
        for _ in 0..5 {
            let wrong = town.run(Some("wangli"), &["user", "list"]);
            assert!(wrong.err.contains("用户名或密码不正确"), "{}", wrong.err);
        }
        let locked = town.run(Some("wangli"), &["user", "list"]);
        assert!(locked.err.contains("已锁定"), "{}", locked.err);
        town.password("nobody", "Wrong-2026-x");
        let unknown = town.run(Some("nobody"), &["user", "list"]);
        assert!(unknown.err.contains("用户名或密码不正确"), "{}", unknown.err);
        let trail = town.done(Some("sunhua"), &["audit", "--user", "wangli"]);
        assert_eq!(trail.matches("登录失败").count(), 5, "{trail}");
        assert!(trail.contains("user.no_grant") && trail.contains("session.locked"), "{trail}");
        let denied = town.run(Some("gao"), &["audit"]);
        assert_eq!(denied.code, 5);
        let trail = town.done(Some("sunhua"), &["audit", "--kind", "refused", "--user", "gao"]);
        assert!(trail.contains("审计记录·查阅") && trail.contains("access.role"), "{trail}");
    }
}

#[test]
fn a_place_without_a_store_and_a_missing_user_are_told() {
    let town = Town::sqlite();
    let nobody = town.run(None, &["user", "list"]);
    assert_eq!(nobody.code, 2);
    assert!(nobody.err.contains("--as"), "{}", nobody.err);
    let folder = tempfile::tempdir().unwrap();
    let empty = std::process::Command::new(env!("CARGO_BIN_EXE_tongchou"))
        .args(["user", "list", "--as", "x", "--data-dir"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert_eq!(empty.status.code(), Some(6));
}
