//! Claims of a month: drawn up, submitted once, reviewed, decided; reversals in the next month.

use std::collections::{BTreeMap, BTreeSet};

use base::Fen;
use enrolment::Month;
use settlement::claim::{
    Bearer, Before, Claim, Declared, Earlier, Fault, FundCode, LineKey, Nature, Outcome, Part,
    Payable, Ruling, Stage, Steps, Verdict, draw_up, payables,
};

use crate::house::{
    city, county, date, decided, drafts, drawn, finding, fund, hospital, id, line, month, no,
    payable, region, reversal, signed, submitted,
};

fn account(settlement: &str, on: &str, amount: i64) -> Payable {
    Payable {
        fund: FundCode::new("employee-account").unwrap(),
        part: Part::Account,
        ..payable(settlement, on, amount)
    }
}

fn draw(
    month: &str,
    today: &str,
    all: &[Payable],
    submitted: &[&Claim],
) -> Result<settlement::claim::DrawnUp, base::Refused> {
    let keys: BTreeSet<_> = submitted.iter().map(|claim| claim.key().clone()).collect();
    let of = |claim: &&Claim| {
        let fund = claim.key().pay.fund.clone();
        let lines = claim.lines().iter();
        lines
            .map(|line| (fund.clone(), line.key.clone()))
            .collect::<Vec<_>>()
    };
    let claimed: BTreeSet<_> = submitted.iter().flat_map(of).collect();
    let before = Before {
        submitted: &keys,
        claimed: &claimed,
        offices: &BTreeMap::from([(hospital(), county())]),
    };
    draw_up(Month::parse(month).unwrap(), date(today), all, &before)
}

/// REQ-234: by provider, to its assigned office, fund and account parts apart; the second submission of a month is
/// refused, and what came late waits for the next month.
#[test]
fn one_claim_a_month_with_fund_and_account_apart() {
    let all = [
        payable("S1", "2025-02-10", 100_000),
        account("S1", "2025-02-10", 3_000),
        payable("S2", "2025-02-28", 40_000),
        payable("S3", "2025-03-01", 7_000),
    ];
    let early = draw("2025-02", "2025-02-28", &all, &[]).unwrap_err();
    assert_eq!(early.code(), "claim.month_open");
    let drawn = draw("2025-02", "2025-03-01", &all, &[]).unwrap().drafts;
    let totals: Vec<_> = drawn
        .iter()
        .map(|draft| {
            let of = |part| draft.total(part).unwrap().get();
            (
                draft.key.pay.fund.to_string(),
                of(Part::Fund),
                of(Part::Account),
            )
        })
        .collect();
    let want = [
        ("employee".to_owned(), 140_000, 0),
        ("employee-account".to_owned(), 0, 3_000),
    ];
    assert_eq!(totals, want);
    assert!(drawn.iter().all(|draft| draft.office == county()));

    let mut claim = Claim::new(no(1), drawn[0].clone());
    let declared = claim.declared().unwrap();
    let by = signed("hospital", county(), "2025-03-03");
    let wrong = Declared {
        fund: Fen::new(140_001),
        ..declared
    };
    let unequal = claim.submit(by.clone(), wrong).unwrap_err();
    assert_eq!(unequal.code(), "claim.declared");
    claim.submit(by.clone(), declared).unwrap();
    assert_eq!(
        claim.submit(by, declared).unwrap_err().code(),
        "claim.submitted"
    );

    let late = [all.as_slice(), &[payable("S4", "2025-02-27", 500)]].concat();
    let again = draw("2025-02", "2025-03-04", &late, &[&claim]).unwrap();
    assert_eq!(again.waiting, [(claim.key().clone(), 1)]);
    let march = draw("2025-03", "2025-04-01", &late, &[&claim]).unwrap();
    let march = march
        .drafts
        .iter()
        .find(|draft| draft.key.pay.fund == fund());
    let lines: Vec<_> = march
        .unwrap()
        .lines
        .iter()
        .map(|line| &line.key.settlement)
        .collect();
    assert_eq!(lines, [&id("S3"), &id("S4")]);
}

/// What cannot be claimed as it stands is named with its reason, and the rest of the city is drawn up all the same.
#[test]
fn what_cannot_be_drawn_up_is_set_aside() {
    let one = payable("S1", "2025-02-10", 100);
    let negative = payable("S2", "2025-02-10", -100);
    let elsewhere = Payable {
        institution: base::ProviderId::new("H34042100002").unwrap(),
        ..payable("S3", "2025-02-10", 100)
    };
    let good = payable("S4", "2025-02-10", 500);
    let all = [one.clone(), one, negative, elsewhere, good];
    let drawn = draw("2025-02", "2025-03-01", &all, &[]).unwrap();
    let aside: Vec<_> = drawn
        .aside
        .iter()
        .map(|one| (one.line.settlement.to_string(), one.refused.code()))
        .collect();
    let want = [
        ("S1".to_owned(), "claim.line_twice"),
        ("S2".to_owned(), "claim.reversal_sign"),
        ("S3".to_owned(), "claim.no_office"),
    ];
    assert_eq!(aside, want);
    assert_eq!(drawn.drafts.len(), 1);
    assert_eq!(drawn.drafts[0].total(Part::Fund), Ok(Fen::new(600)));
}

/// REQ-243: every county draws its claims up in the same form.
#[test]
fn all_counties_have_the_same_form() {
    let other = Payable {
        county: region("340422"),
        ..payable("S2", "2025-02-11", 9_000)
    };
    let drafts = drafts(month(), &[payable("S1", "2025-02-10", 100), other]);
    let counties: Vec<_> = drafts.iter().map(|draft| draft.key.pay.county).collect();
    assert_eq!(counties, [county(), region("340422")]);
    assert!(drafts.iter().all(|draft| draft.key.month == month()));
}

/// REQ-237: a suspension or refusal needs its reason. REQ-438: no decision without a review, and each step by
/// another user.
#[test]
fn nothing_is_decided_without_a_review_by_another() {
    let payables = [payable("S1", "2025-02-10", 100_000)];
    let mut claim = submitted(1, &payables);
    let by = |user: &str, on: &str| signed(user, county(), on);
    let of_city = |user: &str, on: &str| signed(user, city(), on);
    let none = Earlier::default();
    let skipped = claim.decide(of_city("city", "2025-03-10"), Vec::new(), &none);
    assert_eq!(skipped.unwrap_err().code(), "claim.no_review");
    let own = claim.review(by("hospital", "2025-03-10"), Vec::new());
    assert_eq!(own.unwrap_err().code(), "settlement.same_user");
    let foreign = claim.review(signed("x", region("340422"), "2025-03-10"), Vec::new());
    assert_eq!(foreign.unwrap_err().code(), "claim.office");
    let early = claim.review(by("reviewer", "2025-03-02"), Vec::new());
    assert_eq!(early.unwrap_err().code(), "settlement.step_day");
    let mut silent = finding("S1", Verdict::Suspend, 100, Fault::Nobody);
    silent.reason = "　".to_owned();
    let unsaid = claim.review(by("reviewer", "2025-03-10"), vec![silent.clone()]);
    assert_eq!(unsaid.unwrap_err().code(), "claim.reason");
    claim
        .review(by("reviewer", "2025-03-10"), Vec::new())
        .unwrap();
    let same = claim.decide(of_city("reviewer", "2025-03-11"), Vec::new(), &none);
    assert_eq!(same.unwrap_err().code(), "settlement.same_user");
    let below = claim.decide(
        signed("c", region("340422"), "2025-03-11"),
        Vec::new(),
        &none,
    );
    assert_eq!(below.unwrap_err().code(), "claim.office");
    silent.verdict = Verdict::Refuse;
    let unsaid = claim.decide(of_city("city", "2025-03-11"), vec![silent], &none);
    assert_eq!(unsaid.unwrap_err().code(), "claim.reason");
    assert_eq!(claim.stage(), Stage::Reviewed);
    claim
        .decide(of_city("city", "2025-03-11"), Vec::new(), &none)
        .unwrap();
    assert_eq!(claim.outcome().unwrap().approved(), Fen::new(100_000));
}

/// REQ-438: rows that tell of a decision without a review, or of one user for both, are no claim.
#[test]
fn rows_without_a_review_are_refused() {
    let payables = [payable("S1", "2025-02-10", 100_000)];
    let claim = decided(1, &payables, Vec::new(), &Earlier::default());
    let draft = || drafts(month(), &payables).remove(0);
    let again = Claim::restore(no(1), draft(), claim.steps().clone()).unwrap();
    assert_eq!(again, claim);
    let unreviewed = Steps {
        review: None,
        ..claim.steps().clone()
    };
    let refused = Claim::restore(no(1), draft(), unreviewed).unwrap_err();
    assert_eq!(refused.code(), "claim.no_review");
    let mut one_user = claim.steps().clone();
    if let Some(decision) = &mut one_user.decision {
        decision.signed.by = access::UserName::new("reviewer").unwrap();
    }
    let refused = Claim::restore(no(1), draft(), one_user).unwrap_err();
    assert_eq!(refused.code(), "settlement.same_user");
}

/// REQ-240: claim 1000, refused 100: the fund pays 900 and the patient owes nothing more.
#[test]
fn what_is_refused_stays_with_the_hospital() {
    let payables = [payable("S1", "2025-02-10", 100_000)];
    let refused = finding("S1", Verdict::Refuse, 10_000, Fault::Provider);
    let claim = decided(1, &payables, vec![refused.clone()], &Earlier::default());
    let outcome = claim.outcome().unwrap();
    assert_eq!(outcome.approved(), Fen::new(90_000));
    assert_eq!(outcome.refused(), Fen::new(10_000));
    let borne = claim.borne([]).unwrap();
    assert_eq!(
        borne,
        BTreeMap::from([(Bearer::Provider, Fen::new(10_000))])
    );
    let claimant = &claim.key().pay.claimant;
    let shifted = refused.may_charge_patient(claimant).unwrap_err();
    assert_eq!(shifted.code(), "claim.shifted");
    let own_fault = finding("S1", Verdict::Refuse, 10_000, Fault::Person);
    assert_eq!(own_fault.may_charge_patient(claimant), Ok(()));
}

#[test]
fn findings_fit_their_line() {
    let payables = [payable("S1", "2025-02-10", 1_000)];
    let mut claim = submitted(1, &payables);
    let by = |on: &str| signed("reviewer", county(), on);
    let too_much = vec![
        finding("S1", Verdict::Refuse, 600, Fault::Provider),
        finding("S1", Verdict::Suspend, 401, Fault::Nobody),
    ];
    let code = claim.review(by("2025-03-10"), too_much).unwrap_err();
    assert_eq!(code.code(), "claim.outcome");
    let unknown = vec![finding("S9", Verdict::Refuse, 1, Fault::Provider)];
    let code = claim.review(by("2025-03-10"), unknown).unwrap_err();
    assert_eq!(code.code(), "claim.no_line");
    let nothing = vec![finding("S1", Verdict::Refuse, 0, Fault::Provider)];
    let code = claim.review(by("2025-03-10"), nothing).unwrap_err();
    assert_eq!(code.code(), "claim.finding_amount");
}

/// What was suspended is decided again (篇7 第三十二条): paid or refused, never suspended a second time.
#[test]
fn a_suspension_ends_in_paid_or_refused() {
    let payables = [payable("S1", "2025-02-10", 100_000)];
    let suspended = finding("S1", Verdict::Suspend, 30_000, Fault::Nobody);
    let mut claim = decided(1, &payables, vec![suspended], &Earlier::default());
    assert_eq!(claim.outcome().unwrap().suspended(), Fen::new(30_000));
    let ruling = |refused: i64, reason: &str| Ruling {
        line: line("S1"),
        refused: Fen::new(refused),
        fault: Fault::Provider,
        reason: reason.to_owned(),
    };
    let by = || signed("city", city(), "2025-06-20");
    let none = Earlier::default();
    let silent = claim.resolve(by(), vec![ruling(10_000, "")], &none);
    assert_eq!(silent.unwrap_err().code(), "claim.reason");
    let too_much = claim.resolve(by(), vec![ruling(30_001, "伪造单据")], &none);
    assert_eq!(too_much.unwrap_err().code(), "claim.outcome");
    claim
        .resolve(by(), vec![ruling(10_000, "伪造单据")], &none)
        .unwrap();
    let outcome = claim.outcome().unwrap();
    let parts = [outcome.approved(), outcome.refused(), outcome.suspended()];
    assert_eq!(parts.map(Fen::get), [90_000, 10_000, 0]);
    let again = claim.resolve(by(), vec![ruling(0, "")], &none);
    assert_eq!(again.unwrap_err().code(), "claim.not_suspended");
    let awards: Vec<_> = claim
        .awards()
        .unwrap()
        .iter()
        .map(|award| (award.step, award.on.to_string(), award.amount.get()))
        .collect();
    let want = [
        (0, "2025-03-31".to_owned(), 70_000),
        (1, "2025-06-20".to_owned(), 20_000),
    ];
    assert_eq!(awards, want);
}

/// What is settled and taken back within a month stands in its claim with both lines, and awards nothing.
#[test]
fn a_claim_that_nets_to_nothing_awards_nothing() {
    let original = payable("S1", "2025-02-10", 9_542);
    let back = reversal("R1", "2025-02-12", &original);
    let claim = decided(1, &[original, back], Vec::new(), &Earlier::default());
    assert_eq!(claim.lines().len(), 2);
    assert_eq!(claim.outcome().unwrap().approved(), Fen::ZERO);
    assert_eq!(claim.awards().unwrap(), []);
}

/// A reversal after the claim was decided enters the next claim as a negative, and takes back what was paid of the
/// settlement, not what was claimed.
#[test]
fn a_reversal_enters_the_next_claim_and_shares_the_fate() {
    let original = payable("S1", "2025-02-10", 100_000);
    let refused = finding("S1", Verdict::Refuse, 10_000, Fault::Provider);
    let february = decided(
        1,
        std::slice::from_ref(&original),
        vec![refused],
        &Earlier::default(),
    );
    let back = reversal("R1", "2025-03-05", &original);
    let all = [original, back, payable("S2", "2025-03-06", 20_000)];
    let march = draw("2025-03", "2025-04-01", &all, &[&february]).unwrap();
    let mut claim = Claim::new(no(2), march.drafts[0].clone());
    assert_eq!(claim.declared().unwrap().fund, Fen::new(-80_000));
    let declared = claim.declared().unwrap();
    claim
        .submit(signed("hospital", county(), "2025-04-02"), declared)
        .unwrap();
    claim
        .review(signed("reviewer", county(), "2025-04-10"), Vec::new())
        .unwrap();
    let of_city = || signed("city", city(), "2025-04-20");
    let unknown = claim.decide(of_city(), Vec::new(), &Earlier::default());
    assert_eq!(unknown.unwrap_err().code(), "claim.original_unknown");
    let open = Earlier {
        outcomes: [(line("S1"), Outcome::undecided(Fen::new(100_000)))].into(),
        ..Earlier::default()
    };
    // Before anybody has decided on the original, the reversal waits for it and the rest of the claim does not.
    let mut early = claim.clone();
    early.decide(of_city(), Vec::new(), &open).unwrap();
    let parts = |claim: &Claim| {
        let outcome = claim.outcome().unwrap();
        [outcome.approved(), outcome.refused(), outcome.suspended()].map(Fen::get)
    };
    assert_eq!(parts(&early), [20_000, 0, -100_000]);
    let later = Earlier::of([&february]).unwrap();
    let on = signed("city", city(), "2025-04-25");
    early.resolve(on, Vec::new(), &later).unwrap();
    assert_eq!(parts(&early), [-70_000, -10_000, 0]);
    claim
        .decide(of_city(), Vec::new(), &Earlier::of([&february]).unwrap())
        .unwrap();
    let of = |key: LineKey| claim.outcomes().unwrap()[&key];
    assert_eq!(of(line("R1")).approved(), Fen::new(-90_000));
    assert_eq!(of(line("R1")).refused(), Fen::new(-10_000));
    assert_eq!(claim.outcome().unwrap().approved(), Fen::new(-70_000));
    // With the settlement the refusal is gone: what the hospital bore of it, it bears no more.
    let less = BTreeMap::from([(Bearer::Provider, Fen::new(-10_000))]);
    assert_eq!(claim.borne([&february]).unwrap(), less);
    // Nothing is payable any more once both are decided.
    let standing = payables(&all, &[february, claim]).unwrap();
    assert_eq!(standing.len(), 1);
    for one in standing.values() {
        assert_eq!(one.payable(), Ok(Fen::ZERO));
    }
}

/// A stay settled again paid a difference, up or down: it may be found against where it is positive, and is taken back
/// like a settlement.
#[test]
fn an_adjustment_stands_on_its_own() {
    let first = payable("S1", "2025-02-10", 100_000);
    let adjusted = |settlement: &str, amount| Payable {
        nature: Nature::Adjustment(first.settlement.clone()),
        ..payable(settlement, "2025-02-15", amount)
    };
    let (up, down) = (adjusted("S2", 30_000), adjusted("S3", -20_000));
    let back = reversal("R3", "2025-02-16", &down);
    let all = [first, up, down, back];
    let refused = finding("S2", Verdict::Refuse, 5_000, Fault::Provider);
    let claim = decided(1, &all, vec![refused], &Earlier::default());
    let outcome = claim.outcome().unwrap();
    assert_eq!(
        (outcome.claimed(), outcome.approved()),
        (Fen::new(130_000), Fen::new(125_000))
    );
    let mut other = submitted(2, &all);
    let against = finding("S3", Verdict::Refuse, 5_000, Fault::Provider);
    let code = other.review(signed("reviewer", county(), "2025-03-04"), vec![against]);
    assert_eq!(code.unwrap_err().code(), "claim.outcome");
}

fn lowering(settlement: &str, of: &Payable, amount: i64) -> Payable {
    Payable {
        nature: Nature::Adjustment(of.settlement.clone()),
        ..payable(settlement, "2025-02-15", -amount)
    }
}

/// S1 of 1000.00 refused, lowered by 200.00: nothing was paid of it, and nothing is taken back.
#[test]
fn what_lowers_a_refused_settlement_takes_nothing_back() {
    let first = payable("S1", "2025-02-10", 100_000);
    let all = [first.clone(), lowering("S2", &first, 20_000)];
    let refused = finding("S1", Verdict::Refuse, 100_000, Fault::Provider);
    let claim = decided(1, &all, vec![refused], &Earlier::default());
    let outcome = claim.outcome().unwrap();
    assert_eq!(outcome.approved(), Fen::ZERO);
    assert_eq!(outcome.refused(), Fen::new(80_000));
    let again = Claim::restore(
        no(1),
        drafts(month(), &all).remove(0),
        claim.steps().clone(),
    );
    assert_eq!(again, Ok(claim));
}

/// What is lowered takes from the refused part first, one record after another, within a claim and over claims; a
/// record that is reversed takes nothing from the next.
#[test]
fn several_records_lower_one_settlement_once() {
    let first = payable("S1", "2025-02-10", 100_000);
    let all = [
        first.clone(),
        lowering("S2", &first, 20_000),
        lowering("S3", &first, 20_000),
    ];
    let refused = || vec![finding("S1", Verdict::Refuse, 30_000, Fault::Provider)];
    let claim = decided(1, &all, refused(), &Earlier::default());
    let of = |claim: &Claim, settlement| claim.outcomes().unwrap()[&line(settlement)];
    assert_eq!(of(&claim, "S2").refused(), Fen::new(-20_000));
    assert_eq!(of(&claim, "S3").refused(), Fen::new(-10_000));
    assert_eq!(claim.outcome().unwrap().approved(), Fen::new(60_000));

    let before = decided(1, &all[..2], refused(), &Earlier::default());
    let earlier = Earlier::of([&before]).unwrap();
    let next = decided(2, &all[2..], Vec::new(), &earlier);
    assert_eq!(of(&next, "S3"), of(&claim, "S3"));
    let unknown = || {
        let mut claim = submitted(2, &all[2..]);
        claim
            .review(signed("reviewer", county(), "2025-03-17"), Vec::new())
            .unwrap();
        let by = signed("city", city(), "2025-03-31");
        claim.decide(by, Vec::new(), &Earlier::default())
    };
    assert_eq!(unknown().unwrap_err().code(), "claim.original_unknown");

    let back = reversal("R2", "2025-02-16", &all[1]);
    let with_back = [&all[..], &[back]].concat();
    let claim = decided(1, &with_back, refused(), &Earlier::default());
    assert_eq!(of(&claim, "S3").refused(), Fen::new(-20_000));
    assert_eq!(of(&claim, "R2").refused(), Fen::new(20_000));
    assert_eq!(claim.outcome().unwrap().refused(), Fen::new(10_000));
    let borne = BTreeMap::from([(Bearer::Provider, Fen::new(10_000))]);
    assert_eq!(claim.borne([]).unwrap(), borne);
}

/// Lowered while it is suspended: the record waits with the settlement, and what is refused in the end is refused of
/// both.
#[test]
fn what_lowers_a_suspended_settlement_waits_with_it() {
    let first = payable("S1", "2025-02-10", 100_000);
    let all = [first.clone(), lowering("S2", &first, 20_000)];
    let suspended = finding("S1", Verdict::Suspend, 40_000, Fault::Nobody);
    let mut claim = decided(1, &all, vec![suspended], &Earlier::default());
    let of = |claim: &Claim| claim.outcomes().unwrap()[&line("S2")];
    assert_eq!(of(&claim).suspended(), Fen::new(-20_000));
    let ruling = |settlement: &str| Ruling {
        line: line(settlement),
        refused: Fen::new(15_000),
        fault: Fault::Provider,
        reason: "病历不全".to_owned(),
    };
    let by = || signed("city", city(), "2025-05-20");
    let none = Earlier::default();
    let alone = claim.resolve(by(), vec![ruling("S2")], &none).unwrap_err();
    assert_eq!(alone.code(), "claim.not_suspended");
    claim.resolve(by(), vec![ruling("S1")], &none).unwrap();
    assert_eq!(of(&claim).refused(), Fen::new(-15_000));
    let outcome = claim.outcome().unwrap();
    let parts = [outcome.approved(), outcome.refused(), outcome.suspended()];
    assert_eq!(parts.map(Fen::get), [80_000, 0, 0]);
}

/// Rows with a finding or a ruling about a line that is not there are no claim: it would be paid in full.
#[test]
fn rows_about_lines_that_are_not_there_are_refused() {
    let payables = [payable("S1", "2025-02-10", 100_000)];
    let refused = finding("S1", Verdict::Suspend, 100_000, Fault::Provider);
    let mut claim = decided(1, &payables, vec![refused], &Earlier::default());
    let ruling = Ruling {
        line: line("S1"),
        refused: Fen::new(100_000),
        fault: Fault::Provider,
        reason: "伪造单据".to_owned(),
    };
    let by = signed("city", city(), "2025-06-20");
    claim
        .resolve(by, vec![ruling], &Earlier::default())
        .unwrap();
    let restore = |steps| Claim::restore(no(1), drafts(month(), &payables).remove(0), steps);
    assert_eq!(restore(claim.steps().clone()).as_ref(), Ok(&claim));
    let mut steps = claim.steps().clone();
    steps.resolutions[0].rulings[0].line = line("S9");
    assert_eq!(restore(steps).unwrap_err().code(), "claim.no_line");
    let mut steps = claim.steps().clone();
    steps.resolutions.clear();
    steps.decision.as_mut().unwrap().findings[0].line = line("S9");
    assert_eq!(restore(steps).unwrap_err().code(), "claim.no_line");
}

/// Reversed while it is suspended: both lines wait, and both end together.
#[test]
fn a_suspended_settlement_and_its_reversal_end_together() {
    let original = payable("S1", "2025-02-10", 100_000);
    let back = reversal("R1", "2025-02-20", &original);
    let suspended = finding("S1", Verdict::Suspend, 40_000, Fault::Nobody);
    let all = [original, back];
    let mut claim = decided(1, &all, vec![suspended], &Earlier::default());
    let now = claim.outcomes().unwrap();
    assert_eq!(now[&line("R1")].suspended(), Fen::new(-40_000));
    let alone = Ruling {
        line: line("R1"),
        refused: Fen::ZERO,
        fault: Fault::Nobody,
        reason: String::new(),
    };
    let by = || signed("city", city(), "2025-05-20");
    let code = claim.resolve(by(), vec![alone], &Earlier::default());
    assert_eq!(code.unwrap_err().code(), "claim.not_suspended");
    let ruling = Ruling {
        line: line("S1"),
        refused: Fen::new(15_000),
        fault: Fault::Provider,
        reason: "病历不全".to_owned(),
    };
    claim
        .resolve(by(), vec![ruling], &Earlier::default())
        .unwrap();
    let now = claim.outcomes().unwrap();
    assert_eq!(now[&line("R1")].refused(), Fen::new(-15_000));
    assert_eq!(claim.outcome().unwrap(), Outcome::default());
    let own = finding("R1", Verdict::Refuse, 1, Fault::Provider);
    let mut other = drawn(2, &all);
    let declared = other.declared().unwrap();
    other
        .submit(signed("hospital", county(), "2025-03-03"), declared)
        .unwrap();
    let code = other.review(signed("reviewer", county(), "2025-03-04"), vec![own]);
    assert_eq!(code.unwrap_err().code(), "claim.finding_reversal");
}

/// 100.00 refused to the charge of the person and 50.00 to that of the hospital; lowered by 120.00, which takes off what
/// was refused first. Who bears what adds up to what the claim has refused.
#[test]
fn what_lowers_takes_off_those_who_bear() {
    let first = payable("S1", "2025-02-10", 100_000);
    let all = [first.clone(), lowering("S2", &first, 12_000)];
    let findings = vec![
        finding("S1", Verdict::Refuse, 10_000, Fault::Person),
        finding("S1", Verdict::Refuse, 5_000, Fault::Provider),
    ];
    let claim = decided(1, &all, findings, &Earlier::default());
    assert_eq!(claim.refused(), Ok(Fen::new(3_000)));
    let borne = BTreeMap::from([(Bearer::Provider, Fen::new(3_000))]);
    assert_eq!(claim.borne([]).unwrap(), borne);
}
