//! Backup and restore: under load, from each engine into each, and nothing but a whole and true file.

mod common;

use access::{Moment, Role, Scope, TrailKind};
use common::{Fixture, deed, region};
use store::audit::{self, NewEntry};
use store::backup::{self, BackupError, Summary};
use store::{Event, Place, Store, StoreError, params, users, verify};

/// A place without a store, on either engine, and what it stands on.
fn empty(sqlite: bool) -> (Place, Box<dyn std::any::Any>) {
    if sqlite {
        let folder = tempfile::tempdir().unwrap();
        (Place::in_folder(folder.path()), Box::new(folder))
    } else {
        let database = testkit::postgres::database();
        (Place::Server(database.url()), Box::new(database))
    }
}

fn written(store: &Store) -> (Vec<u8>, Summary) {
    let mut file = Vec::new();
    let summary = backup::write(store, &mut file, 5, &mut |_| {}).unwrap();
    (file, summary)
}

fn restored(place: Place, mut file: &[u8]) -> Result<(Store, Summary), BackupError> {
    backup::restore(place, &mut file, &mut |_| {})
}

fn totals(store: &Store) -> Summary {
    store.read(backup::totals).unwrap()
}

/// Users, grants (one taken back), entries of the trail, events with difficult texts.
fn furnish(fixture: &Fixture) {
    let clerk = fixture.user("wangli", Role::Clerk, "340421");
    fixture.user("sunhua", Role::Reviewer, "3404");
    let store = &fixture.store;
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
    store
        .write::<_, StoreError>(&deed("many"), |tx| {
            let held = users::held_by(tx, Scope::whole(region("3404")), clerk.user())?;
            users::revoke(tx, Scope::whole(region("3404")), held[0].no)?;
            let event = |n: i64| Event {
                kind: "test".to_owned(),
                version: 1,
                region: region("340421"),
                subject: n,
                body: format!("“{n}”\n\t\\ \u{1F600} \u{7f}"),
            };
            tx.emit(&(1..=5_000).map(event).collect::<Vec<_>>())
        })
        .unwrap();
}

on_both! {
    /// REQ-370: restored on an empty machine, of either engine, the totals are equal, and it goes on working.
    fn req_370_a_restored_copy_gives_equal_totals(fixture: &Fixture) {
        furnish(fixture);
        let (file, summary) = written(&fixture.store);
        assert_eq!(backup::check(&mut file.as_slice()).unwrap(), summary);
        assert_eq!(totals(&fixture.store), summary);
        let next = |store: &Store| store.write::<_, StoreError>(&deed("y"), |tx| Ok(tx.no())).unwrap();
        let following = next(&fixture.store);
        for sqlite in [true, false] {
            let (place, _ground) = empty(sqlite);
            let (copy, said) = restored(place, &file).unwrap();
            assert_eq!(said, summary);
            assert_eq!(totals(&copy), summary);
            let all = verify::run(&copy, &mut |_, _| {}).unwrap();
            assert!(all.iter().all(|(_, outcome)| outcome.first.is_none()), "{all:?}");
            // guards and references are on again
            let sql = "UPDATE trail SET reason = 'x' WHERE pool = $1";
            let touched = copy.write::<_, StoreError>(&deed("x"), |tx| tx.run(sql, &params![region("3404")]));
            assert!(matches!(touched, Err(StoreError::Guard(_))), "{touched:?}");
            let sql = "INSERT INTO app_leave (pool, user_name, left_on, reason, tx_from) VALUES ($1, 'nobody', 1, '', 1)";
            let orphan = copy.write::<_, StoreError>(&deed("x"), |tx| tx.run(sql, &params![region("3404")]));
            assert!(matches!(orphan, Err(StoreError::Reference(_))), "{orphan:?}");
            // numbers go on where they stood
            assert_eq!(next(&copy), following);
        }
    }

    /// Writers go on while the backup is written, and the backup is one moment of their work.
    fn a_backup_under_load_is_one_snapshot(fixture: &Fixture) {
        furnish(fixture);
        let store = &fixture.store;
        let stop = std::sync::atomic::AtomicBool::new(false);
        let files: Vec<Vec<u8>> = std::thread::scope(|threads| {
            for _ in 0..2 {
                threads.spawn(|| {
                    while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                        let event = Event {
                            kind: "load".to_owned(),
                            version: 1,
                            region: region("340421"),
                            subject: 1,
                            body: String::new(),
                        };
                        let twice = [event.clone(), event];
                        store.write::<_, StoreError>(&deed("load"), |tx| tx.emit(&twice)).unwrap();
                    }
                });
            }
            let files = (0..3).map(|_| written(store).0).collect();
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
            files
        });
        let mut last = 0;
        for file in files {
            let (place, _ground) = empty(true);
            let (copy, summary) = restored(place, &file).unwrap();
            let rows = |name: &str| summary.tables.iter().find(|t| t.name == name).unwrap().rows;
            // every transaction of the load wrote two events: none is half there
            let sql = "SELECT COUNT(*) FROM event WHERE kind = 'load'";
            let load = copy.read::<_, StoreError>(|s| s.row(sql, &[])).unwrap().unwrap().int(0).unwrap();
            let sql = "SELECT COUNT(*) FROM tx WHERE command = 'load'";
            let writes = copy.read::<_, StoreError>(|s| s.row(sql, &[])).unwrap().unwrap().int(0).unwrap();
            assert_eq!(load, 2 * writes);
            let all = verify::run(&copy, &mut |_, _| {}).unwrap();
            assert!(all.iter().all(|(_, outcome)| outcome.first.is_none()));
            assert!(rows("tx") >= last);
            last = rows("tx");
        }
    }
}

#[test]
fn only_a_whole_and_true_backup_is_restored() {
    let fixture = Fixture::sqlite();
    furnish(&fixture);
    let (file, _) = written(&fixture.store);
    let refused = |file: &[u8]| {
        let (place, _ground) = empty(true);
        let error = restored(place.clone(), file).unwrap_err();
        // nothing is left behind: the true file goes in afterwards
        restored(place, &written(&fixture.store).0).unwrap();
        error
    };
    assert!(matches!(
        refused(&file[..file.len() / 2]),
        BackupError::Format { .. }
    ));
    assert!(matches!(
        refused(b"not a backup"),
        BackupError::Format { .. } | BackupError::Io(_)
    ));
    let text = zstd::stream::decode_all(file.as_slice()).unwrap();
    let changed = |from: &str, to: &str| {
        let text = String::from_utf8(text.clone()).unwrap();
        assert!(text.contains(from), "{from}");
        zstd::stream::encode_all(text.replacen(from, to, 1).as_bytes(), 1).unwrap()
    };
    let error = refused(&changed("person 12", "person 13"));
    assert!(
        error.zh().contains("trail 表的行数或校验值"),
        "{}",
        error.zh()
    );
    let error = refused(&changed("\"rows\":5000", "\"rows\":5001"));
    assert!(matches!(error, BackupError::Format { .. }));
    let error = refused(&changed("\"tongchou_backup\":1", "\"tongchou_backup\":2"));
    assert!(error.zh().contains("第 2 版"));
    let lines: Vec<&str> = std::str::from_utf8(&text).unwrap().lines().collect();
    let cut = lines[..lines.len() - 1].join("\n") + "\n";
    let error = refused(&zstd::stream::encode_all(cut.as_bytes(), 1).unwrap());
    assert!(error.zh().contains("中断"), "{}", error.zh());
}

#[test]
fn a_store_that_holds_records_is_not_restored_into() {
    let fixture = Fixture::sqlite();
    furnish(&fixture);
    let (file, _) = written(&fixture.store);
    let before = totals(&fixture.store);
    let error = restored(fixture.store.place().clone(), &file).unwrap_err();
    assert!(matches!(error, BackupError::NotEmpty(_)), "{error:?}");
    assert_eq!(totals(&fixture.store), before);
}
