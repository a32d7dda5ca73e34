//! Users, grants, four eyes and the audit trail, on both engines: what the database itself refuses.

mod common;

use access::{Actor, GrantNo, Moment, Permission, Role, Scope, TrailKind, UserName, Verdict};
use base::ProposalNo;
use common::{Fixture, deed, region, today};
use store::audit::{self, Filter, NewEntry};
use store::proposals::{self, Decision, NewProposal};
use store::users::{self, Password, SessionRow};
use store::{Deed, Store, StoreError, params};

on_both! {
    /// REQ-300: with every check of the program left out, the database refuses a decision by the maker, by
    /// a role without the permission, by another county, by a revoked grant and by a borrowed one.
    fn req_300_the_database_keeps_four_eyes(fixture: &Fixture) {
        let store = &fixture.store;
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let no = proposed(store, &clerk, "340421");
        let reviewer = fixture.user("sunhua", Role::Reviewer, "340421");
        let foreign = fixture.user("zhaomin", Role::Reviewer, "340422");
        let other_clerk = fixture.user("liuyang", Role::Clerk, "340421");

        // the maker, whose grant would do for everybody else's proposals
        let own = proposed(store, &foreign, "340422");
        refused(decided(store, own, &foreign, &foreign, "zhaomin"), "check");
        // a role without the permission
        refused(decided(store, no, &other_clerk, &other_clerk, "wangli"), "role may not decide");
        // a user of another county
        refused(decided(store, no, &foreign, &foreign, "wangli"), "another region");
        // somebody else's grant
        refused(decided(store, no, &other_clerk, &reviewer, "wangli"), "does not hold this grant");
        // a maker who is named wrongly
        refused(decided(store, no, &reviewer, &reviewer, "liuyang"), "");
        // a grant that was taken back
        let retired = fixture.user("chenjing", Role::Reviewer, "340421");
        let grant = grant_of(store, &retired);
        store
            .write::<_, StoreError>(&deed("user.revoke"), |tx| {
                users::revoke(tx, Scope::whole(region("3404")), grant)
            })
            .unwrap();
        let late = decide_by_grant(store, no, &retired, grant, "wangli");
        refused(late, "does not hold this grant");

        decided(store, no, &reviewer, &reviewer, "wangli").unwrap();
        let again = decided(store, no, &reviewer, &reviewer, "wangli");
        assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
        let found = store.read(|s| proposals::find(s, reviewer.scope(), no)).unwrap().unwrap();
        assert_eq!(found.decision.unwrap().checker, *reviewer.user());
    }

    /// Who writes is who the transaction says: neither maker nor checker can be put in by the program.
    fn maker_and_checker_are_users_of_their_transactions(fixture: &Fixture) {
        let store = &fixture.store;
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let reviewer = fixture.user("sunhua", Role::Reviewer, "340421");
        let forged = store.write::<_, StoreError>(&Deed::of(&reviewer, "x", 0), |tx| {
            proposals::propose(tx, reviewer.scope(), &proposal(&clerk, "340421"))
        });
        refused(forged, "user of the transaction");
        let no = proposed(store, &clerk, "340421");
        let grant = grant_of(store, &reviewer);
        let decision = decision(&reviewer, grant);
        let forged = store.write::<_, StoreError>(&Deed::of(&clerk, "x", 0), |tx| {
            proposals::decide(tx, no, clerk.user(), &decision)
        });
        refused(forged, "user of the transaction");
    }

    fn duties_are_kept_apart_by_the_database(fixture: &Fixture) {
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let give = |role, place: &str| {
            let year = base::Validity::new(Some(today()), Some(today())).unwrap();
            let scope = Scope::new(region("3404"), region(place)).unwrap();
            let grant = access::Grant::new(clerk.user().clone(), role, scope, year).unwrap();
            fixture.store.write::<_, StoreError>(&deed("user.grant"), |tx| {
                users::give(tx, Scope::whole(region("3404")), &grant)
            })
        };
        refused(give(Role::Reviewer, "340421"), "kept apart");
        refused(give(Role::Reviewer, "3404"), "kept apart");
        give(Role::Reviewer, "340422").unwrap();
        give(Role::Station, "340421100").unwrap();
    }

    /// A county sees its own users, grants and proposals, and a foreign county's not at all.
    fn a_foreign_county_gets_no_user_and_no_proposal(fixture: &Fixture) {
        let store = &fixture.store;
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let no = proposed(store, &clerk, "340421");
        let set = Password { hash: "$argon2id$".to_owned(), initial: true, set_on: today() };
        let token = [7; 32];
        let grant = grant_of(store, &clerk);
        store
            .write::<_, StoreError>(&Deed::of(&clerk, "x", 0), |tx| {
                users::set_password(tx, clerk.scope(), clerk.user(), &set)?;
                let opened = Moment::from_millis(5);
                let row = SessionRow { token, user: clerk.user().clone(), grant, opened };
                users::open_session(tx, clerk.scope(), &row)
            })
            .unwrap();
        view(store, &clerk, TrailKind::Viewed);
        let seen = |place: &str| {
            let scope = Scope::new(region("3404"), region(place)).unwrap();
            let all = Filter { limit: 100, ..Filter::default() };
            store
                .read::<_, StoreError>(|s| {
                    Ok([
                        users::find(s, scope, clerk.user())?.iter().count(),
                        users::list(s, scope)?.len(),
                        users::held_by(s, scope, clerk.user())?.len(),
                        users::grants(s, scope)?.len(),
                        users::password(s, scope, clerk.user())?.iter().count(),
                        users::find_session(s, scope, token)?.iter().count(),
                        proposals::find(s, scope, no)?.iter().count(),
                        proposals::waiting(s, scope)?.len(),
                        proposals::about(s, scope, "test.change", 12)?.len(),
                        proposals::waiting_same(s, scope, &proposal(&clerk, "340421"))?.iter().count(),
                        audit::list(s, scope, &all)?.len(),
                    ])
                })
                .unwrap()
        };
        assert_eq!(seen("340421"), [1; 11]);
        assert_eq!(seen("3404"), [1; 11]);
        assert_eq!(seen("340422"), [0; 11]);
        let foreign = Scope::new(region("3404"), region("340422")).unwrap();
        let write = |work: &dyn Fn(&mut store::Tx<'_>) -> Result<(), StoreError>| {
            store.write::<_, StoreError>(&Deed::of(&clerk, "x", 0), |tx| work(tx))
        };
        write(&|tx| users::revoke(tx, foreign, grant)).unwrap_err();
        write(&|tx| users::set_password(tx, foreign, clerk.user(), &set)).unwrap_err();
        write(&|tx| users::leave(tx, foreign, clerk.user(), today(), "调离")).unwrap_err();
        write(&|tx| users::touch_session(tx, foreign, token, Moment::from_millis(9))).unwrap_err();
        write(&|tx| users::close_sessions(tx, foreign, clerk.user(), Moment::from_millis(9)).map(|_| ()))
            .unwrap_err();
    }

    /// A second session ends the first, and a grant that is taken back ends its session.
    fn one_user_has_one_session(fixture: &Fixture) {
        let store = &fixture.store;
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let grant = grant_of(store, &clerk);
        let open = |token: u8, at: i64| {
            let opened = Moment::from_millis(at);
            let row = SessionRow { token: [token; 32], user: clerk.user().clone(), grant, opened };
            store
                .write::<_, StoreError>(&Deed::of(&clerk, "session.open", at), |tx| {
                    users::open_session(tx, clerk.scope(), &row)
                })
                .unwrap();
        };
        let alive = |token: u8| {
            let found = store.read(|s| users::find_session(s, clerk.scope(), [token; 32]));
            found.unwrap().unwrap().revoked.is_none()
        };
        open(1, 10);
        assert!(alive(1));
        open(2, 20);
        assert!(!alive(1) && alive(2));
        store
            .write::<_, StoreError>(&deed("user.revoke"), |tx| {
                users::revoke(tx, Scope::whole(region("3404")), grant)
            })
            .unwrap();
        assert!(!alive(2));
        let sql = "UPDATE app_session SET revoked = NULL WHERE pool = $1";
        let back = store.write::<_, StoreError>(&deed("x"), |tx| tx.run(sql, &params![region("3404")]));
        refused(back, "does not come back");
    }

    /// Entries are chained, numbered without gaps by many writers, and never changed.
    fn the_trail_is_one_chain(fixture: &Fixture) {
        let store = &fixture.store;
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        std::thread::scope(|threads| {
            for _ in 0..4 {
                threads.spawn(|| (0..10).for_each(|_| view(store, &clerk, TrailKind::Viewed)));
            }
        });
        let all = Filter { limit: 100, ..Filter::default() };
        let entries = store.read(|s| audit::list(s, clerk.scope(), &all)).unwrap();
        let numbers: Vec<_> = entries.iter().map(|entry| entry.number).collect();
        assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
        let mut before = [0; 32];
        let sql = "SELECT link FROM trail WHERE pool = $1 ORDER BY number";
        let links = store.read::<_, StoreError>(|s| s.rows(sql, &params![region("3404")])).unwrap();
        for (entry, row) in entries.iter().zip(links) {
            before = entry.link(&before);
            assert_eq!(row.bytes(0).unwrap(), before);
        }
        let sql = "UPDATE trail SET reason = 'x' WHERE number = 3";
        refused(store.write::<_, StoreError>(&deed("x"), |tx| tx.run(sql, &[])), "append-only");
    }

    /// Failed attempts count until one succeeds.
    fn failures_count_until_a_success(fixture: &Fixture) {
        let store = &fixture.store;
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let failures = || {
            let since = Moment::from_millis(0);
            store.read(|s| audit::failures(s, clerk.scope(), clerk.user(), since)).unwrap().len()
        };
        view(store, &clerk, TrailKind::SignInFailed);
        view(store, &clerk, TrailKind::SignInFailed);
        assert_eq!(failures(), 2);
        view(store, &clerk, TrailKind::SignedIn);
        assert_eq!(failures(), 0);
        view(store, &clerk, TrailKind::SignInFailed);
        assert_eq!(failures(), 1);
    }

    /// The tables that the guards ask say what the program says.
    fn roles_in_the_database_are_those_of_the_program(fixture: &Fixture) {
        let sql = "SELECT role, permission FROM role_permission";
        let rows = fixture.store.read::<_, StoreError>(|s| s.rows(sql, &[])).unwrap();
        let held: usize = Permission::ALL.iter().map(|p| p.roles().len()).sum();
        assert_eq!(rows.len(), held);
        for row in rows {
            let role = row.code(0, Role::parse).unwrap();
            assert!(row.code(1, Permission::parse).unwrap().roles().contains(&role));
        }
    }
}

fn proposal<'a>(maker: &'a Actor, place: &str) -> NewProposal<'a> {
    NewProposal {
        kind: "test.change",
        needs: Permission::EnrolmentDecide,
        region: region(place),
        subject: 12,
        body: "{}",
        maker: maker.user(),
    }
}

fn proposed(store: &Store, maker: &Actor, place: &str) -> ProposalNo {
    let made = store.write::<_, StoreError>(&Deed::of(maker, "test.propose", 1), |tx| {
        proposals::propose(tx, maker.scope(), &proposal(maker, place))
    });
    made.unwrap()
}

fn grant_of(store: &Store, actor: &Actor) -> GrantNo {
    let held = store.read(|session| users::live_grant(session, actor, today()));
    held.unwrap().unwrap()
}

fn decision(checker: &Actor, grant: GrantNo) -> Decision {
    Decision {
        verdict: Verdict::Approved,
        reason: String::new(),
        checker: checker.user().clone(),
        grant,
        on: today(),
    }
}

/// Writes a decision by `checker` with the grant of `holder`, past every check of the program.
fn decided(
    store: &Store,
    no: ProposalNo,
    checker: &Actor,
    holder: &Actor,
    maker: &str,
) -> Result<(), StoreError> {
    decide_by_grant(store, no, checker, grant_of(store, holder), maker)
}

fn decide_by_grant(
    store: &Store,
    no: ProposalNo,
    checker: &Actor,
    grant: GrantNo,
    maker: &str,
) -> Result<(), StoreError> {
    let decision = decision(checker, grant);
    let maker = UserName::new(maker).unwrap();
    store.write(&Deed::of(checker, "test.decide", 2), |tx| {
        proposals::decide(tx, no, &maker, &decision)
    })
}

#[track_caller]
fn refused<T: std::fmt::Debug>(answer: Result<T, StoreError>, why: &str) {
    match answer {
        Err(StoreError::Guard(said)) => assert!(said.contains(why), "{said}"),
        Err(StoreError::Reference(_)) if why.is_empty() => {}
        other => panic!("not refused by the database: {other:?}"),
    }
}

fn view(store: &Store, actor: &Actor, kind: TrailKind) {
    let entry = NewEntry {
        pool: region("3404"),
        user: actor.user(),
        actor: Some(actor),
        at: Moment::from_millis(1_790_000_000_000),
        kind,
        command: "person.view",
        subject: "person 12",
        reason: "",
        tx: None,
    };
    audit::record(store, &entry).unwrap();
}
