//! Bills by the standards of shipped packages.

use super::*;
use crate::Scheme;
use crate::contribution::source::Source::{self, *};
use crate::contribution::standard::sample::{YONGZHOU, ask, policy};
use crate::contribution::standard::{Standard, StandardNo, Year};
use base::{BillNo, Date, Fen, HouseholdNo, OrganisationNo, PersonNo, RegionCode, Validity};
use proptest::prelude::*;

fn yuan(amount: i64) -> Fen {
    Fen::new(amount * 100)
}

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn insured(person: i64) -> Insured {
    Insured {
        person: PersonNo::new(person).unwrap(),
        region: RegionCode::parse("431103").unwrap(),
        scheme: Scheme::Resident,
    }
}

fn draw(
    person: i64,
    standard: &Standard,
    sponsors: &[Sponsorship],
) -> Result<Draft, base::Refused> {
    let window = Validity::new(Some(date("2016-09-01")), Some(date("2016-12-31"))).unwrap();
    let no = StandardNo::new(1).unwrap();
    draw_up(
        insured(person),
        standard,
        no,
        sponsors,
        window,
        date("2016-10-01"),
    )
}

fn of_2017(given: &[(&str, &str)]) -> Standard {
    ask(&policy("cn.431100.resident", YONGZHOU), 2017, given).unwrap()
}

fn village(amount: i64) -> Sponsorship {
    Sponsorship {
        source: Collective,
        sponsor: OrganisationNo::new(7).unwrap(),
        amount: yuan(amount),
    }
}

/// REQ-050: 570 = personal 150 + government 420, the 420 over four levels, as receivables of their own.
#[test]
fn req_050_receivables_by_level_of_government() {
    let draft = draw(1, &of_2017(&[]), &[]).unwrap();
    let found: Vec<(Source, Fen)> = draft
        .receivables
        .iter()
        .map(|one| (one.source, one.amount))
        .collect();
    let expected = [
        (Person, 150),
        (Central, 240),
        (Province, 100),
        (City, 30),
        (County, 50),
    ];
    assert_eq!(
        found,
        expected.map(|(source, amount)| (source, yuan(amount)))
    );
    assert_eq!(draft.total(), yuan(570));
    let subsidy = draft
        .receivables
        .iter()
        .filter(|one| one.source.is_subsidy());
    assert_eq!(
        Fen::checked_sum(subsidy.map(|one| one.amount)),
        Some(yuan(420))
    );
}

/// REQ-051: a village collective pays 50 of the 150; the resident owes 100, the sources sum to 150.
#[test]
fn req_051_a_sponsor_is_a_source_of_its_own() {
    let draft = draw(1, &of_2017(&[]), &[village(50)]).unwrap();
    assert_eq!(
        (draft.by(Person), draft.by(Collective)),
        (yuan(100), yuan(50))
    );
    let personal = draft
        .receivables
        .iter()
        .filter(|one| one.source.is_personal_part());
    assert_eq!(
        Fen::checked_sum(personal.map(|one| one.amount)),
        Some(yuan(150))
    );
    assert_eq!(draft.total(), yuan(570));
    let sponsored = draft
        .receivables
        .iter()
        .find(|one| one.source == Collective)
        .unwrap();
    assert_eq!(sponsored.sponsor, OrganisationNo::new(7));

    let refused = |sponsor| {
        draw(1, &of_2017(&[]), &[sponsor])
            .unwrap_err()
            .code()
            .to_owned()
    };
    assert_eq!(refused(village(151)), "bill.sponsor_too_much");
    assert_eq!(refused(village(0)), "bill.sponsor_amount");
    let wrong = Sponsorship {
        source: County,
        ..village(50)
    };
    assert_eq!(refused(wrong), "bill.sponsor_kind");
    assert!(draw(1, &of_2017(&[]), &[village(100), village(50)]).is_ok());
    assert!(draw(1, &of_2017(&[]), &[village(100), village(51)]).is_err());
}

/// REQ-059: a poor person owes 0; what government pays, 150, is recorded with the code of the group.
#[test]
fn req_059_government_pays_for_the_poor() {
    let draft = draw(1, &of_2017(&[("identities", "tekun")]), &[]).unwrap();
    assert_eq!(draft.due_of_person(), Fen::ZERO);
    let paid = draft
        .receivables
        .iter()
        .find(|one| one.source == GovernmentAid)
        .unwrap();
    assert_eq!(paid.amount, yuan(150));
    assert_eq!(paid.group.as_ref().unwrap().as_str(), "tekun");
    let huainan: Vec<_> = YONGZHOU[..5]
        .iter()
        .copied()
        .chain([
            ("table.to_basic", "500"),
            ("table.to_serious_illness", "70"),
        ])
        .collect();
    let poor = ask(
        &policy("cn.340400.resident", &huainan),
        2021,
        &[("identities", "jiandang")],
    )
    .unwrap();
    let draft = draw(2, &poor, &[]).unwrap();
    assert_eq!(
        (draft.due_of_person(), draft.by(GovernmentAid)),
        (Fen::ZERO, yuan(150))
    );
}

/// REQ-009: a family of four, one exempt by subsidy: one bill, the sum of the four personal dues.
#[test]
fn req_009_the_bill_of_a_family() {
    let drafts = [&[][..], &[], &[], &[("identities", "tekun")]]
        .map(|given| draw(1, &of_2017(given), &[]).unwrap().due_of_person());
    let lines = (1..).zip(drafts).map(|(no, due)| FamilyLine {
        person: PersonNo::new(no).unwrap(),
        bill: BillNo::new(no).unwrap(),
        due,
        paid: Fen::ZERO,
    });
    let household = HouseholdNo::new(1).unwrap();
    let mut family = FamilyBill::new(household, Year::new(2017).unwrap(), lines.collect());
    assert_eq!(family.due(), Fen::checked_sum(drafts).unwrap());
    assert_eq!(family.due(), yuan(450));
    assert_eq!(family.open().len(), 3);
    family.lines[0].paid = yuan(150);
    assert_eq!(family.left(), yuan(300));
}

/// REQ-053: two tiers in one year give two bills (and two plans: the case `dual-track-2016-then-one-standard` of
/// the package); one from the unified year on.
#[test]
fn tiers_give_bills_of_their_own() {
    let parameters = [
        ("table.personal_urban", "150"),
        ("table.personal_nrcms", "120"),
        ("table.personal_unified", "160"),
    ];
    let policy = policy("cn.340321.resident", &parameters);
    let of = |year, track| {
        let standard = ask(&policy, year, &[("chosen_track", track)]).unwrap();
        let draft = draw(1, &standard, &[]).unwrap();
        (
            draft.tier.clone().unwrap().as_str().to_owned(),
            draft.due_of_person(),
        )
    };
    assert_eq!(of(2016, "urban"), ("urban".to_owned(), yuan(150)));
    assert_eq!(of(2016, "nrcms"), ("nrcms".to_owned(), yuan(120)));
    for track in ["urban", "nrcms"] {
        assert_eq!(of(2017, track), ("unified".to_owned(), yuan(160)));
    }
}

/// A disputed bill is marked; resolving it recomputes the dues.
#[test]
fn a_dispute_recomputes_dues() {
    let bill = BillNo::new(5).unwrap();
    let dispute = Dispute::raise(bill, "属于特困供养人员", date("2017-01-05")).unwrap();
    assert_eq!(dispute.state, DisputeState::Open);
    let right = draw(1, &of_2017(&[("identities", "tekun")]), &[])
        .unwrap()
        .due_of_person();
    let now = Recomputed {
        billed: yuan(150),
        right,
        paid: yuan(150),
    };
    let outcome = dispute.resolve(now).unwrap();
    assert_eq!(
        (outcome.state, outcome.refund, outcome.left),
        (DisputeState::Upheld, yuan(150), Fen::ZERO)
    );
    let same = dispute
        .resolve(Recomputed {
            right: yuan(150),
            paid: Fen::ZERO,
            ..now
        })
        .unwrap();
    assert_eq!(
        (same.state, same.new_bill, same.left),
        (DisputeState::Dismissed, false, yuan(150))
    );
    let closed = Dispute {
        state: outcome.state,
        ..dispute
    };
    assert_eq!(closed.resolve(now).unwrap_err().code(), "dispute.closed");
    assert_eq!(
        Dispute::raise(bill, "  ", date("2017-01-05"))
            .unwrap_err()
            .code(),
        "dispute.ground"
    );
}

#[test]
fn states_follow_from_what_arrived() {
    let state = |paid, cancelled| {
        Settled {
            due: yuan(150),
            paid: yuan(paid),
            cancelled,
        }
        .state()
    };
    assert_eq!(state(0, false), BillState::Due);
    assert_eq!(state(100, false), BillState::Partly);
    assert_eq!(state(150, false), BillState::Paid);
    assert_eq!(state(0, true), BillState::Cancelled);
    let exempt = Settled {
        due: Fen::ZERO,
        paid: Fen::ZERO,
        cancelled: false,
    };
    assert_eq!(exempt.state(), BillState::Paid);
}

proptest! {
    /// Whatever sponsors take over, the receivables add up to the standard, and none is below 0.
    #[test]
    fn sponsors_never_change_the_whole(amounts in prop::collection::vec(-10_000_i64..20_000, 0..6)) {
        let standard = of_2017(&[]);
        let sponsors: Vec<_> = amounts.iter().map(|fen| Sponsorship { amount: Fen::new(*fen), ..village(0) }).collect();
        if let Ok(draft) = draw(1, &standard, &sponsors) {
            prop_assert_eq!(draft.total(), standard.level.total);
            prop_assert!(draft.receivables.iter().all(|one| one.amount > Fen::ZERO));
        } else {
            let sum: i64 = amounts.iter().sum();
            prop_assert!(sum > 15_000 || amounts.iter().any(|fen| *fen <= 0) || amounts.iter().sum::<i64>() > 15_000);
        }
    }
}
