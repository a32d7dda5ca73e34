//! Marks of messages and contacts of institutions, on both engines: two servers agree, a restart forgets nothing.

mod common;

use std::sync::{Arc, Barrier};

use access::Scope;
use common::{Fixture, region};
use store::gateway::{self, ContactRow, MarkRow, Seen};
use store::{Place, Store};

fn mark(key: u8, digest: u8, until: i64) -> MarkRow {
    MarkRow {
        mark: [key; 32],
        digest: [digest; 32],
        until,
    }
}

/// Another server over the same store.
fn beside(fixture: &Fixture) -> Store {
    Store::open(match fixture.store.place() {
        Place::File(path) => Place::File(path.clone()),
        Place::Server(url) => Place::Server(url.clone()),
    })
    .unwrap()
}

on_both! {
    fn a_mark_is_known_to_the_other_server_and_after_a_restart(fixture: &Fixture) {
        let (pool, other) = (region("3404"), beside(fixture));
        let first = gateway::sight(&fixture.store, pool, &[mark(1, 1, 100), mark(2, 1, 100)]).unwrap();
        assert_eq!(first, [Seen::First, Seen::First]);
        let again = [mark(2, 2, 100), mark(1, 1, 100), mark(3, 1, 100)];
        assert_eq!(gateway::sight(&other, pool, &again).unwrap(), [Seen::Other, Seen::Same, Seen::First]);
        drop(other);
        let restarted = beside(fixture);
        assert_eq!(gateway::sight(&restarted, pool, &[mark(3, 9, 100)]).unwrap(), [Seen::Other]);
    }

    fn of_equal_marks_in_one_commit_the_first_counts(fixture: &Fixture) {
        let marks = [mark(1, 1, 100), mark(1, 1, 100), mark(1, 2, 100)];
        let seen = gateway::sight(&fixture.store, region("3404"), &marks).unwrap();
        assert_eq!(seen, [Seen::First, Seen::Same, Seen::Other]);
        assert_eq!(gateway::sight(&fixture.store, region("3404"), &[]).unwrap(), []);
    }

    fn what_is_over_is_forgotten_and_lets_no_replay_through(fixture: &Fixture) {
        let (store, pool) = (&fixture.store, region("3404"));
        gateway::sight(store, pool, &[mark(1, 1, 100), mark(2, 1, 900)]).unwrap();
        assert_eq!(gateway::forget(store, pool, 100).unwrap(), 0, "until 100 it is remembered");
        assert_eq!(gateway::forget(store, pool, 800).unwrap(), 1);
        // the clock was put back: whether these came before cannot be known
        let late = [mark(1, 2, 100), mark(3, 1, 99), mark(4, 1, 101), mark(2, 1, 900)];
        let seen = gateway::sight(store, pool, &late).unwrap();
        assert_eq!(seen, [Seen::Forgotten, Seen::Forgotten, Seen::First, Seen::Same]);
        assert_eq!(gateway::forget(store, pool, 50).unwrap(), 0, "nothing is taken back");
        assert_eq!(gateway::sight(store, pool, &[mark(5, 1, 100)]).unwrap(), [Seen::Forgotten]);
    }

    fn of_many_servers_one_is_first(fixture: &Fixture) {
        const SERVERS: usize = 4;
        let start = Arc::new(Barrier::new(SERVERS));
        let threads = (0..SERVERS).map(|server| {
            let (store, start) = (beside(fixture), Arc::clone(&start));
            std::thread::spawn(move || {
                start.wait();
                // in another order each, as messages come
                let mut marks: Vec<MarkRow> = (0..20).map(|key| mark(key, u8::try_from(server).unwrap(), 100)).collect();
                marks.rotate_left(server * 5);
                gateway::sight(&store, region("3404"), &marks).unwrap()
            })
        });
        let threads: Vec<_> = threads.collect();
        let seen: Vec<Seen> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        let first = seen.iter().filter(|seen| **seen == Seen::First).count();
        let other = seen.iter().filter(|seen| **seen == Seen::Other).count();
        assert_eq!((first, other), (20, 20 * (SERVERS - 1)));
    }

    fn the_latest_contact_counts(fixture: &Fixture) {
        let (store, pool) = (&fixture.store, region("3404"));
        let contact = |institution: &str, heard| ContactRow {
            institution: institution.to_owned(),
            region: region("340421"),
            heard,
        };
        gateway::heard(store, pool, &[contact("H34042100002", 5), contact("H34042100001", 7)]).unwrap();
        gateway::heard(store, pool, &[contact("H34042100001", 6), contact("H34042100002", 9)]).unwrap();
        let found = store.read(|session| gateway::contacts(session, Scope::whole(pool))).unwrap();
        assert_eq!(found, [contact("H34042100001", 7), contact("H34042100002", 9)]);
    }
}
