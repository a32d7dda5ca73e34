//! Users through the use cases, on both engines: four eyes, signing in, sessions, leaving, the trail.

mod common;

use access::{Denied, Permission, Reason, Role, Sight, TrailKind, UserName, Verdict, Wanted};
use base::ProposalNo;
use common::{Fixture, Still, day, region, today};
use service::users::{self, Asked, GrantAsked, NewUser, Salt};
use service::{Desk, ServiceError, audit, maintenance, proposals};
use store::StoreError;

const SALT: Salt = Salt([9; 16]);

on_both! {
    /// REQ-300, and acceptance 8 of the issue: the same user twice, a user without the role, a user of another
    /// county are refused by the use case. That the database refuses them too shows the test of the same name
    /// in the store.
    fn req_300_one_user_cannot_review_the_own_entry(fixture: &Fixture) {
        let clock = Still(today());
        let desk = Desk::new(&fixture.store, &clock);
        let maker = fixture.user("zhangqi", Role::Reviewer, "340421");
        let no = proposed(&desk, &maker);
        let decide = |actor: &access::Actor, verdict, reason| {
            desk.write(actor, "test.decide", None, |tx| {
                proposals::decide(&desk, tx, actor, no, verdict, reason)
            })
        };
        let own = decide(&maker, Verdict::Approved, "");
        assert!(matches!(own, Err(ServiceError::Denied(Denied::OwnProposal))), "{own:?}");
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let role = decide(&clerk, Verdict::Approved, "");
        assert!(matches!(role, Err(ServiceError::Denied(Denied::Role { .. }))), "{role:?}");
        let foreign = fixture.user("zhaomin", Role::Reviewer, "340422");
        let county = decide(&foreign, Verdict::Approved, "");
        assert!(matches!(county, Err(ServiceError::NotFound(_))), "{county:?}");
        let reviewer = fixture.user("sunhua", Role::Reviewer, "340421");
        assert_eq!(decide(&reviewer, Verdict::Rejected, " ").unwrap_err().code(), "proposal.reason");
        assert_eq!(proposals::waiting(&desk, &reviewer).unwrap().len(), 1);
        assert_eq!(proposals::waiting(&desk, &maker).unwrap().len(), 0, "not the own");
        let decided = decide(&reviewer, Verdict::Approved, "同意").unwrap();
        assert_eq!(decided.decision.unwrap().checker, *reviewer.user());
        assert_eq!(decide(&reviewer, Verdict::Approved, "").unwrap_err().code(), "proposal.decided");
        let late = Still(day("2027-01-01"));
        let next_year = Desk::new(&fixture.store, &late);
        let no = proposed(&next_year, &maker);
        let run_out = next_year.write(&reviewer, "test.decide", None, |tx| {
            proposals::decide(&next_year, tx, &reviewer, no, Verdict::Approved, "")
        });
        assert_eq!(run_out.unwrap_err().code(), "user.no_grant");
    }

    /// REQ-368: an account is one real person's, for a time and with roles; a leaver's is closed at once.
    fn req_368_no_account_is_shared_or_anonymous_and_a_leaver_is_out(fixture: &Fixture) {
        let clock = Still(today());
        let desk = Desk::new(&fixture.store, &clock);
        let (gao, meng) = founded(&desk);
        let clerk = asked(Role::Clerk, "340421");
        let propose = |new: &NewUser| users::propose_user(&desk, &gao, new, &clerk, ("first", SALT));
        for anonymous in [
            NewUser { real_name: " ".to_owned(), ..person("window1", "W1") },
            NewUser { staff_no: String::new(), ..person("window1", "W1") },
        ] {
            assert_eq!(propose(&anonymous).unwrap_err().code(), "user.anonymous");
        }
        let no = propose(&person("wangli", "S7")).unwrap();
        assert!(users::approve(&desk, &meng, no, "同意", ("second", SALT)).unwrap());
        // a second account of the same person
        let double = propose(&person("wangli2", "S7")).unwrap();
        let taken = users::approve(&desk, &meng, double, "", ("second", SALT));
        assert_eq!(taken.unwrap_err().code(), "user.exists");
        // the account is used in one place at a time
        let wangli = name("wangli");
        let who = Asked { pool: region("3404"), user: wangli.clone(), wanted: Wanted::default() };
        users::change_password(&desk, &who, "first-second", "Huai-nan-2026", SALT).unwrap();
        users::open_session(&desk, &who, "Huai-nan-2026", &[1; 32]).unwrap();
        users::open_session(&desk, &who, "Huai-nan-2026", &[2; 32]).unwrap();
        let first = users::with_session(&desk, who.pool, &[1; 32]);
        assert_eq!(first.unwrap_err().code(), "session.revoked");
        let actor = users::with_session(&desk, who.pool, &[2; 32]).unwrap();
        assert_eq!((actor.role(), actor.scope().region()), (Role::Clerk, region("340421")));
        // a grant has a last day
        let late = Still(day("2027-06-01"));
        let later = users::sign_in(&Desk::new(&fixture.store, &late), &who, "Huai-nan-2026");
        assert_eq!(later.unwrap_err().code(), "user.password_expired");
        users::leave(&desk, &gao, &wangli, today(), "调离").unwrap();
        let gone = users::with_session(&desk, who.pool, &[2; 32]);
        assert_eq!(gone.unwrap_err().code(), "session.revoked");
        let gone = users::sign_in(&desk, &who, "Huai-nan-2026");
        assert_eq!(gone.unwrap_err().code(), "user.left");
    }

    /// REQ-369: the report of rights says for each user what that user may do today.
    fn req_369_a_report_of_rights_for_each_user(fixture: &Fixture) {
        let clock = Still(today());
        let desk = Desk::new(&fixture.store, &clock);
        let (gao, _) = founded(&desk);
        fixture.user("wangli", Role::Station, "340421100");
        fixture.user("wangli", Role::Clerk, "340422");
        fixture.user("sunhua", Role::Reviewer, "340421");
        let report = users::rights(&desk, &gao).unwrap();
        let of = |who: &str| report.iter().find(|one| one.user.name.as_str() == who).unwrap();
        assert_eq!(report.len(), 4);
        assert_eq!(of("wangli").grants.len(), 2);
        assert!(of("wangli").may.contains(&Permission::PersonWrite));
        assert!(!of("wangli").may.contains(&Permission::EnrolmentDecide));
        assert!(of("sunhua").may.contains(&Permission::EnrolmentDecide));
        let county = fixture.user("qiangang", Role::Reviewer, "340422");
        let seen = users::rights(&desk, &county).unwrap();
        let names: Vec<&str> = seen.iter().map(|one| one.user.name.as_str()).collect();
        assert_eq!(names, ["qiangang"], "a county sees the users of its own agencies");
        let clerk = fixture.user("lina", Role::Clerk, "340421");
        assert!(matches!(users::rights(&desk, &clerk), Err(ServiceError::Denied(_))));
    }

    fn duties_are_kept_apart_when_a_grant_is_proposed_and_again_when_it_is_approved(fixture: &Fixture) {
        let clock = Still(today());
        let desk = Desk::new(&fixture.store, &clock);
        let (gao, meng) = founded(&desk);
        fixture.user("wangli", Role::Accountant, "340421");
        let give = |role| users::propose_grant(&desk, &gao, &name("wangli"), &asked(role, "340421"));
        assert_eq!(give(Role::Cashier).unwrap_err().code(), "user.separation");
        let clerk = give(Role::Clerk).unwrap();
        let reviewer = give(Role::Reviewer).unwrap();
        users::approve(&desk, &meng, clerk, "", ("x", SALT)).unwrap();
        let late = users::approve(&desk, &meng, reviewer, "", ("x", SALT));
        assert_eq!(late.unwrap_err().code(), "user.separation");
        let village = users::propose_grant(&desk, &gao, &name("wangli"), &asked(Role::Coordinator, "340421"));
        assert_eq!(village.unwrap_err().code(), "user.region_level");
        let county = fixture.user("xiangguan", Role::Administrator, "340422");
        let foreign = users::propose_grant(&desk, &county, &name("wangli"), &asked(Role::Clerk, "340422"));
        assert!(matches!(foreign, Err(ServiceError::NotFound(_))));
    }

    /// What is seen in full is seen for a reason, by a role that may, and is on record; so is what was refused.
    fn views_and_refusals_are_on_record(fixture: &Fixture) {
        let clock = Still(today());
        let desk = Desk::new(&fixture.store, &clock);
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let station = fixture.user("liumei", Role::Station, "340421100");
        let auditor = fixture.user("shenji", Role::Auditor, "3404");
        let full = Sight::Full(Reason::parse("核对缓缴申请").unwrap());
        audit::saw(&desk, &clerk, "person.show", "person", &[12], &Sight::Masked).unwrap();
        audit::saw(&desk, &clerk, "person.show", "person", &[12, 13], &full).unwrap();
        let watched = |sight: &Sight| {
            audit::watched(&desk, &station, "person.show", "person 12", || {
                audit::saw(&desk, &station, "person.show", "person", &[12], sight)
            })
        };
        watched(&Sight::Masked).unwrap();
        assert!(matches!(watched(&full), Err(ServiceError::Denied(_))));
        audit::watched(&desk, &station, "x", "", || {
            Err::<(), _>(ServiceError::Store(StoreError::Guard("a guard".to_owned())))
        })
        .unwrap_err();
        let all = store::audit::Filter { limit: 100, ..store::audit::Filter::default() };
        let trail = audit::read(&desk, &auditor, &all).unwrap();
        let told: Vec<_> = trail
            .iter()
            .map(|e| (e.user.as_str(), e.kind, e.subject.as_str(), e.reason.as_str()))
            .collect();
        assert_eq!(told, [
            ("wangli", TrailKind::Viewed, "person 12", ""),
            ("wangli", TrailKind::Unmasked, "person 12 13", "核对缓缴申请"),
            ("liumei", TrailKind::Viewed, "person 12", ""),
            ("liumei", TrailKind::Refused, "person 12", "access.role"),
            ("liumei", TrailKind::Refused, "", "guard: a guard"),
        ]);
        assert!(matches!(audit::read(&desk, &clerk, &all), Err(ServiceError::Denied(_))));
        let away = fixture.user("shenji2", Role::Auditor, "340422");
        assert_eq!(audit::read(&desk, &away, &all).unwrap(), []);
    }

    /// Backup and verify are for operators and auditors of the whole pooling area, and on record.
    fn maintenance_is_for_the_whole_pool(fixture: &Fixture) {
        let clock = Still(today());
        let desk = Desk::new(&fixture.store, &clock);
        let operator = fixture.user("yunwei", Role::Operator, "3404");
        let county = fixture.user("yunwei2", Role::Operator, "340421");
        let clerk = fixture.user("wangli", Role::Clerk, "3404");
        let auditor = fixture.user("shenji", Role::Auditor, "3404");
        let back_up = |actor: &access::Actor| {
            let mut file = Vec::new();
            let summary = maintenance::back_up(&desk, actor, &mut file, &mut |_| {})?;
            Ok::<_, ServiceError>(summary.unwrap().rows())
        };
        assert!(back_up(&operator).unwrap() > 0);
        for other in [&county, &clerk, &auditor] {
            assert!(matches!(back_up(other), Err(ServiceError::Denied(_))));
        }
        assert!(maintenance::seal(&desk, &clerk).is_err());
        assert!(maintenance::seal(&desk, &operator).unwrap().is_some());
        let verify = |actor| maintenance::verify_all(&desk, actor, &mut |_, _| {}).map(|all| all.len());
        assert!(verify(&operator).unwrap() > 5 && verify(&auditor).unwrap() > 5);
        assert!(verify(&clerk).is_err() && verify(&county).is_err());
        let all = store::audit::Filter { limit: 100, ..store::audit::Filter::default() };
        let trail = audit::read(&desk, &auditor, &all).unwrap();
        assert!(trail.iter().any(|e| e.kind == TrailKind::Exported && e.command == "db.backup"));
    }
}

fn name(text: &str) -> UserName {
    UserName::new(text).unwrap()
}

fn person(user: &str, staff_no: &str) -> NewUser {
    NewUser {
        name: name(user),
        real_name: "王丽".to_owned(),
        staff_no: staff_no.to_owned(),
        organisation: "凤台县医保局".to_owned(),
        region: region("340421"),
    }
}

fn asked(role: Role, place: &str) -> GrantAsked {
    GrantAsked {
        role,
        region: region(place),
        from: today(),
        until: day("2027-11-21"),
    }
}

/// Two administrators of the pooling area, who have chosen their passwords.
fn founded(desk: &Desk<'_>) -> (access::Actor, access::Actor) {
    let pool = region("3404");
    let new = |user: &str, staff: &str| NewUser {
        region: pool,
        ..person(user, staff)
    };
    let (gao, meng) = (new("gao", "A1"), new("meng", "A2"));
    let first = "Initial-2026";
    let both = [(&gao, first, SALT), (&meng, first, SALT)];
    users::found(desk, pool, both, day("2027-11-21")).unwrap();
    let signed = |user: &str| {
        let who = Asked {
            pool,
            user: name(user),
            wanted: Wanted::default(),
        };
        let early = users::sign_in(desk, &who, first);
        assert_eq!(early.unwrap_err().code(), "user.password_initial");
        users::change_password(desk, &who, first, "Chosen-2026-x", SALT).unwrap();
        users::sign_in(desk, &who, "Chosen-2026-x").unwrap()
    };
    (signed("gao"), signed("meng"))
}

fn proposed(desk: &Desk<'_>, maker: &access::Actor) -> ProposalNo {
    let made = desk.write(maker, "test.propose", None, |tx| {
        let needs = Permission::EnrolmentDecide;
        proposals::propose(tx, maker, "test.change", needs, region("340421"), 12, "{}")
    });
    made.unwrap()
}
