//! Paper bills: taken once, by the office of the member's county, on a ground that counts.

use base::{Fen, PersonNo};
use enrolment::Scheme;
use settlement::claim::paper::{
    BillKey, Brought, Ground, GroundRule, Holder, LetterPart, PaperBill, PayFirst, ReimbursementNo,
    judge, letter, may_book, may_claim_by_hand, receive,
};
use settlement::claim::{Bearer, Claim, ClaimLine, Earlier, Fault, Verdict};

use crate::house::{city, county, date, finding, fund, id, no, payable, region, signed};

/// The grounds of the city of 篇7 for care elsewhere (第十九条第三款), and paying first (第三十五条).
fn rules() -> Vec<GroundRule> {
    let elsewhere = [Ground::Work, Ground::Residence, Ground::Emergency];
    let mut rules: Vec<GroundRule> = elsewhere
        .map(|ground| GroundRule {
            ground,
            elsewhere: true,
            article: "篇7 第十九条".to_owned(),
        })
        .into();
    rules.push(GroundRule {
        ground: Ground::PayFirst,
        elsewhere: false,
        article: "篇7 第三十五条".to_owned(),
    });
    rules
}

fn bill(number: &str, amount: i64) -> PaperBill {
    PaperBill {
        issuer: "南京市第一医院".to_owned(),
        number: number.to_owned(),
        on: date("2025-02-10"),
        amount: Fen::new(amount),
        original: true,
    }
}

fn brought(ground: Ground, care_at: &str, bills: Vec<PaperBill>) -> Brought {
    Brought {
        no: ReimbursementNo::new(1).unwrap(),
        person: PersonNo::new(7).unwrap(),
        county: county(),
        care_at: region(care_at),
        ground,
        by: "李四".to_owned(),
        bills,
    }
}

fn take(brought: Brought) -> Result<settlement::claim::paper::Application, base::Refused> {
    receive(
        brought,
        city(),
        &rules(),
        signed("clerk", county(), "2025-03-03"),
    )
}

/// REQ-252: an emergency elsewhere is payable, care by own choice is not.
#[test]
fn an_emergency_elsewhere_counts_and_own_choice_does_not() {
    let taken = take(brought(
        Ground::Emergency,
        "320102",
        vec![bill("A1", 1_000)],
    ))
    .unwrap();
    assert_eq!(taken.total(), Ok(Fen::new(1_000)));
    let own = take(brought(
        Ground::OwnChoice,
        "320102",
        vec![bill("A1", 1_000)],
    ))
    .unwrap_err();
    assert_eq!(own.code(), "paper.ground");
    assert_eq!(own.article(), Some("篇7 第十九条"));
    // Reading A22: an emergency inside the city is settled at the counter or not at all.
    let here = take(brought(
        Ground::Emergency,
        "340422",
        vec![bill("A1", 1_000)],
    ))
    .unwrap_err();
    assert_eq!(here.code(), "paper.ground");
}

/// REQ-432: the member's county handles it, wherever the care was.
#[test]
fn the_county_of_the_member_handles_it() {
    let claim = || brought(Ground::Emergency, "320102", vec![bill("A1", 1_000)]);
    let foreign = signed("clerk", region("340422"), "2025-03-03");
    let refused = receive(claim(), city(), &rules(), foreign).unwrap_err();
    assert_eq!(refused.code(), "paper.office");
    assert!(refused.zh().contains("340421"), "{}", refused.zh());
    let pay_first = brought(Ground::PayFirst, "340422", vec![bill("A1", 1_000)]);
    let taken = take(pay_first).unwrap();
    let line = ClaimLine::of(&payable("S1", "2025-03-04", 800));
    let draft = taken.draft(fund(), Scheme::Employee, vec![line]);
    assert_eq!((draft.office, draft.key.pay.county), (county(), county()));
}

/// REQ-235: originals, each registered once whoever brings it, and the letter says what was decided. REQ-247: a bill
/// settled in another system is refused.
#[test]
fn a_bill_is_registered_once() {
    let mut copy = bill("A1", 1_000);
    copy.original = false;
    let refused = take(brought(Ground::Work, "320102", vec![copy])).unwrap_err();
    assert_eq!(refused.code(), "paper.original");
    let twice = vec![bill("A1", 1_000), bill("ａ－１", 1_000)];
    let refused = take(brought(Ground::Work, "320102", twice)).unwrap_err();
    assert_eq!(refused.code(), "paper.bill_twice");
    let none = take(brought(Ground::Work, "320102", Vec::new())).unwrap_err();
    assert_eq!(none.code(), "paper.no_bill");
    let mut later = bill("A1", 1_000);
    later.on = date("2025-03-04");
    let refused = take(brought(Ground::Work, "320102", vec![later])).unwrap_err();
    assert_eq!(refused.code(), "paper.bill_day");

    let first = take(brought(Ground::Work, "320102", vec![bill("A1", 1_000)])).unwrap();
    let key = first.bills[0].0.clone();
    let by_another = BillKey::new("南京市 第一医院", "a1", date("2025-02-10"), Fen::new(1_000));
    assert_eq!(by_another.as_ref(), Ok(&key));
    let holders = [
        Holder::Application(first.no),
        Holder::Settlement(id("S1")),
        Holder::OtherSystem("原新农合系统".to_owned()),
    ];
    for holder in holders {
        let refused = judge(&key, &[(key.clone(), holder)]).unwrap_err();
        assert_eq!(refused.code(), "paper.bill_twice");
    }
}

#[test]
fn a_persons_claim_goes_the_same_way() {
    let application = take(brought(Ground::Work, "320102", vec![bill("A1", 100_000)])).unwrap();
    let line = ClaimLine::of(&payable("S1", "2025-03-04", 80_000));
    let draft = application.draft(fund(), Scheme::Employee, vec![line]);
    let mut claim = Claim::new(no(3), draft);
    let declared = claim.declared().unwrap();
    claim
        .submit(application.received.clone(), declared)
        .unwrap();
    claim
        .review(signed("reviewer", county(), "2025-03-10"), Vec::new())
        .unwrap();
    let refused = finding("S1", Verdict::Refuse, 5_000, Fault::Nobody);
    let part = |claim: &Claim| LetterPart {
        fund: fund(),
        fund_zh: "职工医保统筹基金".to_owned(),
        outcome: claim.outcome().unwrap(),
        findings: claim.refusals(),
    };
    let early = letter(&application, "张三丰", &[part(&claim)]).unwrap_err();
    assert_eq!(early.code(), "paper.undecided");
    let of_city = signed("city", city(), "2025-03-20");
    claim
        .decide(of_city, vec![refused], &Earlier::default())
        .unwrap();
    assert_eq!(claim.borne([]).unwrap()[&Bearer::Person], Fen::new(5_000));
    let text = letter(&application, "张三丰", &[part(&claim)]).unwrap();
    assert!(
        text.contains("准予支付 750.00 元") && text.contains("不予支付 50.00 元"),
        "{text}"
    );
    assert!(
        text.contains("理由：") && !text.contains("张三丰"),
        "{text}"
    );
}

/// REQ-245: a flagged person is not booked at the counter, claims by hand, and it can be lifted.
#[test]
fn a_changed_mode_stops_the_counter_until_it_is_lifted() {
    let mut change = PayFirst {
        no: settlement::claim::paper::ModeNo::new(1).unwrap(),
        person: PersonNo::new(7).unwrap(),
        from: date("2025-03-01"),
        reason: "门诊次数明显超出正常情况".to_owned(),
        made: signed("monitor", city(), "2025-02-20"),
        checked: signed("chief", city(), "2025-02-25"),
        lifted: None,
    };
    assert_eq!(change.check(), Ok(()));
    let on = date("2025-03-10");
    assert_eq!(may_book(&[change.clone()], date("2025-02-28")), Ok(()));
    let refused = may_book(&[change.clone()], on).unwrap_err();
    assert_eq!(refused.code(), "mode.pay_first");
    assert!(may_claim_by_hand(&[change.clone()], on).is_ok());
    change.lift(signed("chief", city(), "2025-06-01")).unwrap();
    let again = change
        .lift(signed("chief", city(), "2025-06-02"))
        .unwrap_err();
    assert_eq!(again.code(), "mode.lifted");
    assert_eq!(may_book(&[change.clone()], date("2025-06-01")), Ok(()));
    assert!(may_book(&[change.clone()], date("2025-05-31")).is_err());
    let gone = may_claim_by_hand(&[change], date("2025-06-01")).unwrap_err();
    assert_eq!(gone.code(), "mode.none");
}

/// Bills brought twice in a month are two claims, under the numbers of their applications.
#[test]
fn two_applications_of_a_month_are_two_claims() {
    let first = take(brought(Ground::Work, "320102", vec![bill("A1", 1_000)])).unwrap();
    let again = Brought {
        no: ReimbursementNo::new(2).unwrap(),
        ..brought(Ground::Work, "320102", vec![bill("A2", 2_000)])
    };
    let second = take(again).unwrap();
    let key = |application: &settlement::claim::paper::Application| {
        let draft = application.draft(fund(), Scheme::Employee, Vec::new());
        draft.key
    };
    assert_eq!(key(&first).pay, key(&second).pay);
    assert_eq!(key(&first).month, key(&second).month);
    assert_ne!(key(&first), key(&second));
}
