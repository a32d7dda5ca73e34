//! Lists: loaded, compared, decided by another user, in effect from their day.

use access::Verdict;
use directory::catalogue::*;
use service::catalogue::{self, Loading, Pages, Proposed, Sort, Wanted};
use service::{Desk, ServiceError};

use crate::common::{self, Fixture, Still, day};
use crate::on_both;
use crate::scene::*;

on_both! {
    fn a_list_waits_for_another_user_and_then_holds_whole(fixture: &Fixture) {
        let city = City::of(fixture);
        let items = vec![item(DRUG, Class::A), item(SERVICE, Class::A)];
        let (no, report) = city.propose(&loading("一版", "2026-01-01"), rows(items)).unwrap();
        assert_eq!((report.counts.added, report.counts.backdated), (2, 0));
        let found = |code: &str| city.counter().item(code, day("2026-03-01")).cloned();
        assert_eq!(found(DRUG), None, "nothing holds before the decision");
        // the one who proposed may not decide, a county may neither load nor decide
        let own = catalogue::decide(&city.desk(), &city.officer, no, Verdict::Approved, "");
        assert_eq!(code(own), "denied");
        let county = catalogue::decide(&city.desk(), &city.county, no, Verdict::Approved, "");
        assert_eq!(code(county), "denied");
        let clerk = catalogue::propose(&city.desk(), &city.clerk, &loading("x", "2026-01-01"), Vec::new());
        assert_eq!(code(clerk), "denied");
        assert_eq!(city.approve(no).unwrap(), Some(1));
        assert_eq!(found(DRUG), Some(item(DRUG, Class::A)));
        assert_eq!(city.counter().city().revision(), 1);
        assert_eq!(code(city.approve(no)), "catalogue.moved_on");
        verified(fixture);
    }

    fn a_rejected_list_changes_nothing(fixture: &Fixture) {
        let city = City::with_items(fixture);
        let worse = rows(vec![item(DRUG, Class::C)]);
        let (no, _) = city.propose(&loading("二版", "2026-04-01"), worse).unwrap();
        let decided = catalogue::decide(&city.desk(), &city.reviewer, no, Verdict::Rejected, "有误");
        assert_eq!(decided.unwrap(), None);
        let counter = city.counter();
        assert_eq!(counter.item(DRUG, day("2026-05-01")).unwrap().terms.class, Class::A);
        assert_eq!(counter.city().versions().len(), 1);
        let all = catalogue::releases(&city.desk(), &city.clerk).unwrap();
        assert_eq!(all.iter().map(|one| one.version).collect::<Vec<_>>(), [None, Some(1)]);
    }

    fn a_bad_row_is_told_by_line_and_nothing_is_kept(fixture: &Fixture) {
        let city = City::of(fixture);
        let mut rows = rows(vec![item(DRUG, Class::A), item(SERVICE, Class::A)]);
        rows[1].cells[6] = "丁类".to_owned();
        let answer = catalogue::propose(&city.desk(), &city.officer, &loading("一版", "2026-01-01"), rows);
        let Proposed::Flawed { flaws, .. } = answer.unwrap() else {
            panic!("taken");
        };
        assert_eq!((flaws[0].line, flaws[0].column), (3, "收费项目等级"));
        assert!(flaws[0].why.zh().contains("甲类"), "{}", flaws[0].why.zh());
        assert!(catalogue::releases(&city.desk(), &city.clerk).unwrap().is_empty());
        let empty = city.propose(&loading("一版", "2026-01-01"), Vec::new());
        assert_eq!(code(empty), "catalogue.empty");
        let untitled = city.propose(&loading(" ", "2026-01-01"), Vec::new());
        assert_eq!(code(untitled), "catalogue.title");
    }

    /// The past of an item that a new list leaves out stays as it was.
    fn an_item_that_ends_keeps_its_days(fixture: &Fixture) {
        let city = City::with_items(fixture);
        let mut next = loading("二版", "2026-04-01");
        next.kinds = vec![Kind::Western];
        let (no, report) = city.propose(&next, Vec::new()).unwrap();
        assert_eq!((report.counts.ended, report.lines[0].effect), (1, Effect::Ended));
        assert_eq!(report.lines[0].concerns, [Concern::SelfPayRises]);
        let (_, told) = catalogue::report(&city.desk(), &city.reviewer, no).unwrap();
        assert_eq!(told, report);
        city.approve(no).unwrap();
        let counter = city.counter();
        let class = |on: &str| counter.item(DRUG, day(on)).map(|item| item.terms.class);
        assert_eq!(class("2026-03-31"), Some(Class::A));
        assert_eq!(class("2026-04-01"), None);
        // the other kinds are not spoken of
        assert!(counter.item(SERVICE, day("2026-05-01")).is_some());
        let (_, shown) = catalogue::history(&city.desk(), &city.clerk, DRUG, day("2026-05-01")).unwrap();
        assert_eq!(shown.len(), 1);
        assert_eq!((shown[0].until, shown[0].version.as_str()), (Some(day("2026-03-31")), "二版"));
        assert_eq!(code(catalogue::report(&city.desk(), &city.reviewer, no)), "catalogue.in_effect");
        verified(fixture);
    }

    fn a_list_compared_with_an_older_catalogue_does_not_take_effect(fixture: &Fixture) {
        let city = City::with_items(fixture);
        let worse = || rows(vec![item(DRUG, Class::B)]);
        let (first, _) = city.propose(&loading("二版", "2026-04-01"), worse()).unwrap();
        let (second, _) = city.propose(&loading("别版", "2026-04-01"), worse()).unwrap();
        assert_eq!(city.approve(first).unwrap(), Some(2));
        assert_eq!(code(city.approve(second)), "catalogue.moved_on");
        assert_eq!(code(catalogue::report(&city.desk(), &city.reviewer, second)), "catalogue.moved_on");
        let early = city.propose(&loading("早版", "2026-03-15"), worse());
        assert_eq!(code(early), "catalogue.backdated");
    }

    fn days_that_are_over_are_named_and_are_not_changed_unseen(fixture: &Fixture) {
        let mut city = City::with_items(fixture);
        let (no, report) = city
            .propose(&loading("二版", "2026-02-01"), rows(vec![item(DRUG, Class::B)]))
            .unwrap();
        assert_eq!(report.counts.backdated, 1);
        assert!(report.concerns.contains(&(Concern::Backdated, 1)));
        assert_eq!(report.lines[0].on, day("2026-02-01"));
        assert_eq!(city.approve(no).unwrap(), Some(2), "seen and agreed to");
        // of a list for tomorrow that is decided next week, nobody saw that days are over
        let (no, report) = city
            .propose(&loading("三版", "2026-03-03"), rows(vec![item(DRUG, Class::C)]))
            .unwrap();
        assert_eq!(report.counts.backdated, 0);
        city.clock = Still(day("2026-03-09"));
        assert_eq!(code(city.approve(no)), "catalogue.late");
    }

    fn diagnoses_old_codes_and_wider_lists_are_lists_too(fixture: &Fixture) {
        let city = City::with_items(fixture);
        let of = |sort: &str| Loading {
            sort: Sort::parse(sort).unwrap(),
            ..loading(sort, "2026-01-01")
        };
        let term = Term {
            code: Code::parse(Kind::Diagnosis, "A00.000x001").unwrap(),
            kind: Kind::Diagnosis,
            name: "甲子病".into(),
            group: "第一章".into(),
        };
        assert_eq!(city.load(&of("terms"), rows(vec![term.clone()])), 2);
        let recode = |old: &str| DraftRow {
            line: 2,
            cells: ["新农合", old, "西药", DRUG, "2026-01-01", ""].map(str::to_owned).to_vec(),
        };
        assert_eq!(city.load(&of("recodes"), vec![recode("0101")]), 3);
        let wider = rows(vec![item("ZA01AAA0001010100009", Class::B)]);
        assert_eq!(city.load(&of("overlay:dibao"), wider), 4);
        let counter = city.counter();
        let kept = counter.city().catalogue();
        assert_eq!(kept.term("A00.000x001", day("2026-03-01")).in_force(), Some(&term));
        let national = kept.recodes().find("新农合", "0101", day("2026-03-01"));
        assert_eq!(national.map(|code| code.to_string()), Some(DRUG.to_owned()));
        let dibao = kept.find_for("ZA01AAA0001010100009", day("2026-03-01"), &["dibao"]);
        assert!(dibao.in_force().is_some());
        // the list of old codes again without the first: it ends
        let (no, report) = city.propose(&of("recodes"), vec![recode("0102")]).unwrap();
        assert_eq!((report.counts.added, report.counts.ended), (1, 1));
        city.approve(no).unwrap();
        let counter = city.counter();
        let recodes = counter.city().catalogue().recodes();
        assert_eq!(recodes.find("新农合", "0101", day("2026-03-01")), None);
        verified(fixture);
    }

    /// What 1312, 1318, 1319 and the downloads are made of.
    fn the_interface_gets_pages_of_rows_with_their_version(fixture: &Fixture) {
        let city = City::with_items(fixture);
        let mut limited = item(STENT, Class::B);
        limited.terms.own_limit = base::UnitPrice::parse("1000").ok();
        limited.terms.first = FirstSelfPay::of_all(base::Ratio::parse("10%").unwrap()).unwrap();
        let mut next = loading("二版", "2026-04-01");
        next.extent = Extent::Changes;
        city.load(&next, rows(vec![limited]));
        let counter = city.counter();
        let kept = counter.city();
        let all = Wanted::default();
        let page = catalogue::items(kept, &all, Pages { page: 2, size: 2 });
        assert_eq!((page.rows.len(), page.total, page.version), (2, 5, 2));
        let on = Wanted { on: Some(day("2026-04-01")), kinds: &[Kind::Consumable], ..all };
        let page = catalogue::items(kept, &on, Pages { page: 1, size: 0 });
        let row = page.rows[0];
        assert_eq!((page.total, row.version.version, row.in_force(day("2026-03-31"))), (1, 2, false));
        let limits = catalogue::limits(kept, &all, &[], Pages { page: 1, size: 10 });
        assert_eq!(limits.total, 3);
        let second = [HospitalLevel::Second];
        let limits = catalogue::limits(kept, &all, &second, Pages { page: 1, size: 10 });
        assert_eq!(limits.rows[0].price.to_string(), "1000.00");
        let firsts = catalogue::self_pays(kept, &all, &[PayGroup::Other], Pages { page: 1, size: 10 });
        assert_eq!((firsts.total, firsts.rows[0].everywhere), (1, true));
        // who has the first version gets what changed: the end of the old terms, and the new ones
        let kinds: Vec<Kind> = Kind::ALL.to_vec();
        let (items, terms) = catalogue::since(kept, &kinds, 1);
        assert_eq!((items.len(), terms.len()), (2, 0));
        assert_eq!(catalogue::since(kept, &kinds, 0).0.len(), 5);
        assert!(catalogue::since(kept, &kinds, 2).0.is_empty());
        let later = Wanted { updated: Some(i64::MAX), ..all };
        assert_eq!(catalogue::items(kept, &later, Pages { page: 1, size: 9 }).total, 0);
        let none = catalogue::terms(kept, &all, Pages { page: 0, size: 9 });
        assert_eq!((none.total, none.page), (0, 1));
    }
}

/// `db verify` finds nothing.
pub fn verified(fixture: &Fixture) {
    let found = store::verify::run(&fixture.store, &mut |_, _| {}).unwrap();
    for (check, outcome) in found {
        assert_eq!(outcome.first, None, "{}", check.name);
    }
}

#[test]
fn the_catalogue_is_read_again_only_when_it_moved() {
    let fixture = Fixture::sqlite();
    let city = City::with_items(&fixture);
    let desk: Desk<'_> = city.desk();
    let read = || {
        let scope = city.clerk.scope();
        desk.read::<_, ServiceError>(|session| catalogue::current(session, scope))
            .unwrap()
    };
    let (one, two) = (read(), read());
    assert!(std::sync::Arc::ptr_eq(&one, &two));
    city.load(
        &loading("二版", "2026-04-01"),
        rows(vec![item(DRUG, Class::B)]),
    );
    let three = read();
    assert!(!std::sync::Arc::ptr_eq(&one, &three));
    assert_eq!((one.revision(), three.revision()), (1, 2));
    // what holds an old state goes on reading it
    assert_eq!(
        one.catalogue()
            .find(DRUG, day("2026-05-01"))
            .in_force()
            .unwrap()
            .terms
            .class,
        Class::A
    );
}
