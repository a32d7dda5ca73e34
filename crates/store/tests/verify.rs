//! Verify: a sound store passes, a row that was tampered with is found and named, on both engines; and the
//! two engines have the same schema.

mod common;

use access::{Actor, Moment, Permission, Role, Scope, TrailKind, UserName, Verdict};
use common::{Fixture, deed, region, today};
use store::audit::{self, NewEntry};
use store::proposals::{self, Decision, NewProposal};
use store::schema::{self, Table};
use store::{Deed, Event, StoreError, seal, users, verify};

on_both! {
    fn a_sound_store_passes(fixture: &Fixture) {
        furnish(fixture);
        let left = || fixture.store.read(|session| seal::uncovered(session, region("3404"))).unwrap();
        assert!(left() > 0, "nothing is sealed yet");
        seal(fixture);
        assert_eq!(left(), 0, "the seal itself does not count");
        // what is written after a seal waits for the next, which goes on behind the first
        fixture.user("lina", Role::Clerk, "340421");
        assert!(left() > 0);
        seal(fixture);
        assert_eq!(left(), 0);
        let all = verify::run(&fixture.store, &mut |_, _| {}).unwrap();
        let differing: Vec<_> = all.iter().filter(|(_, o)| o.first.is_some()).map(|(c, o)| (c.name, o)).collect();
        assert!(differing.is_empty(), "{differing:?}");
        assert!(all.iter().any(|(check, outcome)| check.name == "trail.chain" && outcome.examined == 5));
        assert!(all.iter().any(|(check, outcome)| check.name == "decision.eyes" && outcome.examined == 1));
    }
}

/// The file is changed by hand, past every guard: verify names the row.
#[test]
fn a_tampered_file_is_found_and_the_row_named() {
    for (sql, check, record) in [
        (
            "UPDATE trail SET subject = 'person 99' WHERE number = 2",
            "trail.chain",
            "trail pool=340400000000 number=2",
        ),
        (
            "DELETE FROM trail WHERE number = 3",
            "trail.chain",
            "trail pool=340400000000 number=3",
        ),
        (
            "DELETE FROM trail WHERE number = 1",
            "trail.chain",
            "trail pool=340400000000 number=2",
        ),
        (
            "DELETE FROM tx WHERE tx = 2",
            "references",
            "app_grant pool=340400000000 grant_no=2",
        ),
        (
            "UPDATE sequence SET next = 90 WHERE name = 'tx'",
            "tx.numbers",
            "tx pool=340400000000 tx=6",
        ),
        (
            "UPDATE decision SET grant_no = 1",
            "decision.eyes",
            "decision pool=340400000000 proposal=1",
        ),
        (
            "UPDATE app_grant SET role = 'reviewer', region = 340421000000, region_last = 340421999999 WHERE grant_no = 3",
            "grant.apart",
            "app_grant pool=340400000000 grant_no=3",
        ),
        (
            "DELETE FROM role_permission WHERE role = 'clerk' AND permission = 'person.write'",
            "role.rules",
            "role_permission role=clerk permission=person.write",
        ),
        (
            "UPDATE role_apart SET other = 'clerk' WHERE role = 'clerk' AND other = 'reviewer'",
            "role.rules",
            "role_apart role=clerk other=clerk",
        ),
        (
            "DROP TRIGGER decision_role_insert",
            "schema.guards",
            "decision decision_role_insert",
        ),
        (
            "CREATE TABLE extra (a INTEGER PRIMARY KEY)",
            "schema.guards",
            "extra",
        ),
    ] {
        let fixture = Fixture::sqlite();
        furnish(&fixture);
        tamper(&fixture, sql);
        let all = verify::run(&fixture.store, &mut |_, _| {}).unwrap();
        let first = all.iter().find(|(_, outcome)| outcome.first.is_some());
        let (found, outcome) = first.unwrap_or_else(|| panic!("not found: {sql}"));
        assert_eq!(found.name, check, "{sql}: {outcome:?}");
        assert_eq!(outcome.first.as_ref().unwrap().record, record, "{sql}");
    }
}

/// After sealing, any row of any table that is never changed: changed, added, deleted or opened again by hand,
/// it is found and named.
#[test]
fn a_sealed_row_that_was_changed_by_hand_is_named() {
    for (sql, check, record) in [
        (
            "UPDATE tx SET user_name = 'other' WHERE tx = 2",
            "seal.rows",
            "tx pool=340400000000 tx=2",
        ),
        (
            "UPDATE app_user SET real_name = '某人' WHERE user_name = 'sunhua'",
            "seal.rows",
            "app_user pool=340400000000 user_name=sunhua",
        ),
        (
            "UPDATE proposal SET body = '[]' WHERE proposal = 1",
            "seal.rows",
            "proposal pool=340400000000 proposal=1",
        ),
        (
            "UPDATE app_grant SET tx_to = 9223372036854775807 WHERE grant_no = 3",
            "seal.rows",
            "app_grant closed pool=340400000000 tx=7",
        ),
        (
            "UPDATE app_grant SET tx_to = 4 WHERE grant_no = 1",
            "seal.rows",
            "app_grant pool=340400000000 grant_no=1",
        ),
        (
            "DELETE FROM event WHERE seq = 3",
            "seal.rows",
            "event pool=340400000000 seq=4",
        ),
        (
            "INSERT INTO event VALUES (340400000000, 9, 3, 340421000000, 'x', 1, 1, '')",
            "seal.rows",
            "event pool=340400000000 seq=9",
        ),
        (
            "UPDATE seal SET marks = X'0011223344556677' WHERE series = 'proposal'",
            "seal.runs",
            "seal_run pool=340400000000 run=1",
        ),
        (
            "DELETE FROM seal WHERE series = 'proposal'",
            "seal.runs",
            "seal_run pool=340400000000 run=1",
        ),
    ] {
        let fixture = Fixture::sqlite();
        furnish(&fixture);
        seal(&fixture);
        tamper(&fixture, sql);
        let all = verify::run(&fixture.store, &mut |_, _| {}).unwrap();
        let first = all.iter().find(|(_, outcome)| outcome.first.is_some());
        let (found, outcome) = first.unwrap_or_else(|| panic!("not found: {sql}"));
        assert_eq!(
            (found.name, outcome.first.as_ref().unwrap().record.as_str()),
            (check, record),
            "{sql}"
        );
    }
}

/// Acceptance 2 of the issue: tables, columns, types, emptiness, keys, references and indexes agree.
#[test]
fn the_two_schemas_agree() {
    let schema = |fixture: &Fixture| {
        let tables = fixture.store.read(schema::tables).unwrap();
        // a guard is one trigger for every act there, one for each act here
        let plain = |table: Table| Table {
            triggers: Vec::new(),
            ..table
        };
        tables.into_iter().map(plain).collect::<Vec<_>>()
    };
    let (sqlite, postgres) = (schema(&Fixture::sqlite()), schema(&Fixture::postgres()));
    assert!(sqlite.len() > 20);
    let names = |tables: &[Table]| tables.iter().map(|t| t.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&sqlite), names(&postgres));
    for (one, other) in sqlite.iter().zip(&postgres) {
        assert_eq!(one, other);
        assert!(!one.key.is_empty(), "{} has a primary key", one.name);
    }
}

/// Three views, one proposal that was decided, and a clerk with two grants.
fn furnish(fixture: &Fixture) {
    let store = &fixture.store;
    let clerk = fixture.user("wangli", Role::Clerk, "340421");
    let reviewer = fixture.user("sunhua", Role::Reviewer, "340421");
    fixture.user("wangli", Role::Station, "340421100");
    for _ in 0..3 {
        let entry = NewEntry {
            pool: region("3404"),
            user: clerk.user(),
            actor: Some(&clerk),
            at: Moment::from_millis(5),
            kind: TrailKind::Viewed,
            command: "person.view",
            subject: "person 12",
            reason: "",
            tx: None,
        };
        audit::record(store, &entry).unwrap();
    }
    let proposal = NewProposal {
        kind: "test.change",
        needs: Permission::EnrolmentDecide,
        region: region("340421"),
        subject: 12,
        body: "{}",
        maker: clerk.user(),
    };
    let made = store.write::<_, StoreError>(&Deed::of(&clerk, "test.propose", 1), |tx| {
        proposals::propose(tx, clerk.scope(), &proposal)
    });
    let made = made.unwrap();
    store
        .write::<_, StoreError>(&Deed::of(&reviewer, "test.decide", 1), |tx| {
            let grant = users::live_grant(tx, &reviewer, today())?.unwrap();
            let decision = Decision {
                verdict: Verdict::Approved,
                reason: String::new(),
                checker: reviewer.user().clone(),
                grant,
                on: today(),
            };
            proposals::decide(tx, made, clerk.user(), &decision)
        })
        .unwrap();
    store
        .write::<_, StoreError>(&deed("test.nothing"), |_| Ok(()))
        .unwrap();
}

/// Revokes a grant, emits events, and seals everything written so far.
fn seal(fixture: &Fixture) {
    let store = &fixture.store;
    let (pool, whole) = (region("3404"), Scope::whole(region("3404")));
    store
        .write::<_, StoreError>(&deed("test.more"), |tx| {
            let held = users::grants(tx, whole)?;
            if let Some(open) = held.iter().rev().find(|held| !held.revoked) {
                users::revoke(tx, whole, open.no)?;
            }
            let event = |subject| Event {
                kind: "test".to_owned(),
                version: 1,
                region: region("340421"),
                subject,
                body: "{}".to_owned(),
            };
            tx.emit(&(1..=5).map(event).collect::<Vec<_>>())
        })
        .unwrap();
    let prepared = store
        .read(|session| seal::prepare(session, pool))
        .unwrap()
        .unwrap();
    let digest = prepared.digest();
    let administrator = Actor::new(UserName::new("gao").unwrap(), Role::Operator, whole);
    let entry = NewEntry {
        pool,
        user: administrator.user(),
        actor: Some(&administrator),
        at: Moment::from_millis(9),
        kind: TrailKind::Sealed,
        command: "db.seal",
        subject: "",
        reason: &digest,
        tx: None,
    };
    audit::record(store, &entry).unwrap();
    store
        .write(&deed("db.seal"), |tx| seal::record(tx, &prepared))
        .unwrap();
}

/// Changes the file as somebody would who has it: guards off, references unchecked.
fn tamper(fixture: &Fixture, sql: &str) {
    let store::Place::File(path) = fixture.store.place() else {
        panic!("a file");
    };
    let file = rusqlite::Connection::open(path).unwrap();
    file.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let mut found = file
        .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        .unwrap();
    let guards: Vec<(String, String)> = found
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let changes_rows = !sql.starts_with("DROP") && !sql.starts_with("CREATE");
    if changes_rows {
        for (name, _) in &guards {
            file.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
        }
    }
    file.execute_batch(sql).unwrap();
    if changes_rows {
        for (_, made) in &guards {
            file.execute_batch(made).unwrap();
        }
    }
}
