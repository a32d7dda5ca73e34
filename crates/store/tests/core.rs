//! The core of the store, on both engines: what one does the other does.

mod common;

use access::Scope;
use base::Fen;
use common::{Fixture, deed, region};
use store::batch::{self, BatchRow, Chunk};
use store::{Event, Misfit, StoreError, params, pool};

on_both! {
    /// Numbers of transactions rise by one and a failed one leaves nothing behind.
    fn a_failed_transaction_leaves_nothing(fixture: &Fixture) {
        let store = &fixture.store;
        let first = store.write::<_, StoreError>(&deed("a"), |tx| Ok(tx.no())).unwrap();
        let failed = store.write::<(), StoreError>(&deed("b"), |tx| {
            tx.take("person", 5)?;
            tx.emit(&[event("enrolled")])?;
            Err(StoreError::Busy)
        });
        assert!(matches!(failed, Err(StoreError::Busy)));
        let (next, person) = store
            .write::<_, StoreError>(&deed("c"), |tx| Ok((tx.no(), tx.take("person", 2)?)))
            .unwrap();
        assert_eq!(next.get(), first.get() + 1);
        assert_eq!(person, 1, "numbers of a failed transaction are given out again");
        let scope = Scope::whole(region("3404"));
        let events = store.read(|session| session.events_after(scope, 0, 10)).unwrap();
        assert_eq!(events, []);
    }

    /// A county reads its own events and nobody else's.
    fn a_foreign_county_gets_no_event(fixture: &Fixture) {
        let store = &fixture.store;
        store
            .write::<_, StoreError>(&deed("a"), |tx| tx.emit(&[event("enrolled"), event("paid")]))
            .unwrap();
        let read = |county: &str| {
            let scope = Scope::new(region("3404"), region(county)).unwrap();
            store.read(|session| session.events_after(scope, 0, 10)).unwrap()
        };
        assert_eq!(read("340421").len(), 2);
        assert_eq!(read("340422"), []);
    }

    /// Records of knowledge are not changed, not even by hand.
    fn the_trail_cannot_be_changed(fixture: &Fixture) {
        let store = &fixture.store;
        let sql = "UPDATE tx SET user_name = 'somebody' WHERE pool = $1";
        let touched = store
            .write::<_, StoreError>(&deed("a"), |tx| tx.run(sql, &params![region("3404")]));
        assert!(matches!(touched, Err(StoreError::Guard(why)) if why.contains("append-only")));
        let deleted = store.write::<_, StoreError>(&deed("a"), |tx| tx.run("DELETE FROM tx", &[]));
        assert!(matches!(deleted, Err(StoreError::Guard(_))));
    }

    /// A batch goes on where it was cut off, counts exactly, and is closed once.
    fn a_batch_goes_on_where_it_stopped_and_a_foreign_county_sees_none(fixture: &Fixture) {
        let store = &fixture.store;
        let county = region("340421");
        let run = |last| {
            store.write::<_, StoreError>(&deed("person.import"), |tx| {
                let open = batch::open(tx, county, "person.import", "digest")?;
                batch::advance(tx, &open, &chunk(last))
            })
        };
        assert_eq!(run(false).unwrap().done, 3);
        let done = run(true).unwrap();
        assert_eq!((done.done, done.taken, done.refused, done.amount.get()), (6, 4, 2, 60_000));
        assert!(matches!(run(true), Err(StoreError::Conflict(_))), "finished is finished");
        let own = Scope::new(region("3404"), county).unwrap();
        let foreign = Scope::new(region("3404"), region("340422")).unwrap();
        let seen = |scope| store.read(|s| batch::find(s, scope, done.no)).unwrap();
        assert_eq!(seen(own), Some(done.clone()));
        assert_eq!(seen(foreign), None);
        let known = |scope| store.read(|s| batch::known(s, scope, "person.import", "digest")).unwrap();
        assert_eq!(known(own), Some(done.clone()));
        assert_eq!(known(foreign), None);
        let rows = |scope| store.read(|s| batch::rows(s, scope, done.no)).unwrap();
        assert_eq!(rows(own).len(), 2);
        assert_eq!(rows(foreign), []);
    }

    /// Bulk rows come back as they went in, and a NUL is refused before it gets there.
    fn bulk_rows_come_back(fixture: &Fixture) {
        let store = &fixture.store;
        let columns = ["pool", "seq", "tx", "region", "kind", "version", "subject", "body"];
        store
            .write::<_, StoreError>(&deed("bulk"), |tx| {
                let (pool, no) = (tx.pool(), tx.no());
                let row = |n: i64| {
                    params![pool, n, no, region("340421"), "bulk", 1, n, format!("“{n}”\n")].to_vec()
                };
                let rows: Vec<_> = (1..=1000).map(row).collect();
                tx.insert("event", &columns, &rows)
            })
            .unwrap();
        let read = |sql: &str, list: store::Value| {
            store.read::<_, StoreError>(|session| session.rows(sql, &[list])).unwrap()
        };
        let sql = "SELECT body FROM event WHERE seq IN {ints $1} ORDER BY seq";
        let rows = read(sql, vec![3_i64, 999].into());
        assert_eq!(rows[1].text(0).unwrap(), "“999”\n");
        let sql = "SELECT CAST(SUM(subject) AS BIGINT) FROM event WHERE body IN {texts $1}";
        let rows = read(sql, vec!["“7”\n".to_owned()].into());
        assert_eq!(rows[0].int(0).unwrap(), 7);
        let nul = store.write::<_, StoreError>(&deed("nul"), |tx| {
            tx.emit(&[Event { body: "a\0b".to_owned(), ..event("odd") }])
        });
        assert!(matches!(nul, Err(StoreError::Nul)));
    }

    /// Without its pooling area nothing is written; setting one up twice changes nothing.
    fn a_pool_must_be_there(fixture: &Fixture) {
        let mut foreign = deed("a");
        foreign.pool = region("4311");
        let refused = fixture.store.write::<_, StoreError>(&foreign, |tx| Ok(tx.no()));
        assert!(matches!(refused, Err(StoreError::NoPool(pool)) if pool == "4311"));
        assert!(!pool::set_up(&fixture.store, region("3404"), "淮南市").unwrap());
        assert!(pool::set_up(&fixture.store, region("4311"), "永州市").unwrap());
        assert!(fixture.store.write::<_, StoreError>(&foreign, |tx| Ok(tx.no())).is_ok());
    }

    /// Writers of one pooling area come one after the other, and no number is given twice.
    fn writers_come_one_after_the_other(fixture: &Fixture) {
        let store = &fixture.store;
        let one = || {
            store
                .write::<_, StoreError>(&deed("w"), |tx| Ok((tx.no().get(), tx.take("bill", 1)?)))
                .unwrap()
        };
        let mut all: Vec<_> = std::thread::scope(|threads| {
            let writer = || (0..25).map(|_| one()).collect::<Vec<_>>();
            let writers: Vec<_> = (0..4).map(|_| threads.spawn(writer)).collect();
            writers.into_iter().flat_map(|w| w.join().unwrap()).collect()
        });
        all.sort_unstable();
        let first = all[0].0;
        assert_eq!(all.len(), 100);
        for (index, (tx, bill)) in (0..).zip(all) {
            assert_eq!(tx, first + index);
            assert_eq!(bill, index + 1, "numbers follow the order of transactions");
        }
    }

    /// Right after a large load the engine plans by the size that a table has now.
    fn a_table_that_grew_is_measured(fixture: &Fixture) {
        let load = |count: usize| {
            let events: Vec<_> = (0..count).map(|_| event("test")).collect();
            fixture.store.write::<_, StoreError>(&deed("load"), |tx| tx.emit(&events)).unwrap();
        };
        let known = || {
            let rows = fixture.store.read(|session| {
                session.rows(
                    if session.is_sqlite() {
                        "SELECT CAST(stat AS INTEGER) FROM sqlite_stat1 WHERE tbl = 'event' LIMIT 1"
                    } else {
                        "SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE relname = 'event'"
                    },
                    &[],
                )
            });
            rows.unwrap()[0].int(0).unwrap()
        };
        load(1_500);
        assert!((1_000..=2_000).contains(&known()), "{}", known());
        load(20_000);
        assert!((15_000..=30_000).contains(&known()), "{}", known());
    }
}

fn chunk(last: bool) -> Chunk {
    Chunk {
        taken: 2,
        amount: Fen::new(30_000),
        rows: vec![BatchRow {
            line: if last { 6 } else { 3 },
            refused: true,
            code: "person.check_digit".to_owned(),
            shown: "340***********0011".to_owned(),
            reason: "身份证号校验码不正确。".to_owned(),
        }],
        last,
    }
}

fn event(kind: &str) -> Event {
    Event {
        kind: kind.to_owned(),
        version: 1,
        region: region("340421"),
        subject: 7,
        body: "{}".to_owned(),
    }
}

#[test]
fn a_place_that_is_no_store_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = store::Store::open(store::Place::in_folder(folder.path()));
    assert!(matches!(missing, Err(StoreError::Open(_))));
    std::fs::write(folder.path().join("tongchou.db"), b"").unwrap();
    let empty = store::Store::open(store::Place::in_folder(folder.path()));
    assert!(matches!(empty, Err(StoreError::Misfit(Misfit::Empty))));
}

/// A store of another version is refused with the change by which the two differ, in a sentence for users.
#[test]
fn a_store_of_another_version_is_refused_with_what_differs() {
    let refused = |sql: &str| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tongchou.db");
        store::Store::create(store::Place::in_folder(folder.path())).unwrap();
        rusqlite::Connection::open(&file)
            .unwrap()
            .execute_batch(sql)
            .unwrap();
        match store::Store::open(store::Place::in_folder(folder.path())) {
            Err(StoreError::Misfit(misfit)) => misfit,
            other => panic!("{:?}", other.err()),
        }
    };
    let name = "0020_membership".to_owned();
    let changed = refused("UPDATE schema_migration SET digest = 'x' WHERE number = 20");
    assert_eq!(changed, Misfit::Changed(name.clone()));
    assert!(
        changed
            .zh()
            .contains("结构变更 0020_membership 与本程序不同")
    );
    let missing = refused("DELETE FROM schema_migration WHERE number = 20");
    assert_eq!(missing, Misfit::Missing(name));
    let newer = refused(
        "INSERT INTO schema_migration (number, name, digest, contracts, applied) VALUES (9000, 'later', 'x', 1, 0)",
    );
    assert_eq!(newer, Misfit::Newer("later".to_owned()));
}
