use access::Role;
use base::{Fen, Ratio};

use super::*;
use crate::control::request::*;
use crate::control::{Given, Stage, Track};

const COUNTY: &str = "340421";

fn means(balance: i64) -> Means {
    Means {
        balance: yuan(balance),
        promised: Fen::ZERO,
        progress: Progress {
            budget: yuan(12_000),
            spent: yuan(1_000),
            month: 2,
        },
    }
}

fn lead() -> Ratio {
    Ratio::new(1, 12).unwrap()
}

/// Who takes the step to a stage: the office of 淮南 五(三).
fn actor_of(stage: RequestStage) -> Actor {
    let (name, role, at) = match stage {
        RequestStage::Draft => ("xian-kj", Role::Accountant, COUNTY),
        RequestStage::Submitted => ("xian-fh", Role::FinanceReviewer, COUNTY),
        RequestStage::CityChecked => ("shi-fh", Role::FinanceReviewer, "3404"),
        RequestStage::FinanceApproved => ("shi-cz1", Role::Treasury, "3404"),
        RequestStage::CityPaid => ("shi-cz2", Role::Treasury, "3404"),
        RequestStage::CountyReceived => ("xian-cz1", Role::Treasury, COUNTY),
        RequestStage::CountyReleased => ("xian-cz2", Role::Treasury, COUNTY),
        RequestStage::Used => ("xian-kj", Role::Accountant, COUNTY),
        RequestStage::Reconciled => ("xian-fh", Role::FinanceReviewer, COUNTY),
    };
    user(name, role, at)
}

fn draft(amount: i64) -> FundRequest {
    let desk = Desk::new();
    let terms = RequestTerms {
        county: region(COUNTY),
        year: 2026,
        month: 2,
    };
    let given = Given {
        amount: Some(yuan(amount)),
        ..Given::default()
    };
    FundRequest::draft(
        &desk.chain("2026-02-02"),
        terms,
        &actor_of(RequestStage::Draft),
        &given,
    )
    .unwrap()
}

fn try_step(
    request: &FundRequest,
    stage: RequestStage,
    given: &Given<'_>,
) -> Result<FundRequest, base::Refused> {
    let desk = Desk::new();
    let means = means(5_000);
    let taken = request.step(
        &desk.chain("2026-02-10"),
        stage,
        &actor_of(stage),
        given,
        Some((&means, lead())),
    )?;
    let steps = request
        .track
        .steps()
        .iter()
        .cloned()
        .chain([taken])
        .collect();
    Ok(FundRequest {
        terms: request.terms.clone(),
        track: Track::from_steps(steps).unwrap(),
    })
}

fn walk_to(request: FundRequest, last: RequestStage) -> FundRequest {
    let ahead: Vec<_> = RequestStage::ORDER
        .iter()
        .filter(|stage| !request.track.has_reached(**stage) && **stage <= last)
        .collect();
    ahead.into_iter().fold(request, |request, stage| {
        try_step(&request, *stage, &Given::default()).unwrap()
    })
}

/// REQ-174: no step can be skipped, each has actor and time, the amount arrives unchanged.
#[test]
fn a_request_walks_every_office_and_arrives_unchanged() {
    let start = draft(800);
    for wanted in RequestStage::ORDER.iter().skip(2) {
        let skipped = try_step(&start, *wanted, &Given::default());
        assert_eq!(
            skipped.unwrap_err().code(),
            "fund.chain.order",
            "{wanted:?}"
        );
    }
    let end = walk_to(start, RequestStage::Reconciled);
    assert_eq!(end.track.steps().len(), RequestStage::ORDER.len());
    assert_eq!(end.amount(), yuan(800));
    for step in end.track.steps() {
        assert_eq!(step.amount, Some(yuan(800)));
        assert!(!step.user.as_str().is_empty() && step.on >= date("2026-02-02"));
    }
    let after = try_step(&end, RequestStage::Reconciled, &Given::default());
    assert_eq!(after.unwrap_err().code(), "fund.chain.closed");
}

#[test]
fn the_amount_may_be_cut_in_approval_and_never_after_payment() {
    let more = Given {
        amount: Some(yuan(801)),
        ..Given::default()
    };
    let less = Given {
        amount: Some(yuan(700)),
        ..Given::default()
    };
    let submitted = walk_to(draft(800), RequestStage::Submitted);
    let grown = try_step(&submitted, RequestStage::CityChecked, &more);
    assert_eq!(grown.unwrap_err().code(), "fund.request.grows");
    let cut = try_step(&submitted, RequestStage::CityChecked, &less).unwrap();
    let paid = walk_to(cut, RequestStage::CityPaid);
    assert_eq!(paid.amount(), yuan(700));
    let five = Given {
        amount: Some(yuan(699)),
        ..Given::default()
    };
    let changed = try_step(&paid, RequestStage::CountyReceived, &five);
    assert_eq!(changed.unwrap_err().code(), "fund.request.changed");
}

/// REQ-175: above the county's balance a request is refused; ahead of progress it needs a reason.
#[test]
fn a_request_is_checked_against_balance_and_progress() {
    let refuse =
        |amount: i64, reason: &str| check_means(yuan(amount), &means(1_500), lead(), reason);
    assert_eq!(
        refuse(1_501, "").unwrap_err().code(),
        "fund.request.balance"
    );
    assert_eq!(
        refuse(1_501, "春节前集中支付").unwrap_err().code(),
        "fund.request.balance"
    );
    assert_eq!(refuse(1_500, ""), Ok(()));
    let promised = Means {
        promised: yuan(700),
        ..means(1_500)
    };
    let second = check_means(yuan(900), &promised, lead(), "");
    assert_eq!(second.unwrap_err().code(), "fund.request.balance");
    let rich = check_means(yuan(2_001), &means(9_000), lead(), "");
    assert_eq!(rich.unwrap_err().code(), "fund.request.progress");
    assert_eq!(
        check_means(yuan(2_001), &means(9_000), lead(), "集中支付"),
        Ok(())
    );
    let desk = Desk::new();
    let stage = RequestStage::Submitted;
    let poor = means(799);
    let refused = draft(800).step(
        &desk.chain("2026-02-10"),
        stage,
        &actor_of(stage),
        &Given::default(),
        Some((&poor, lead())),
    );
    assert_eq!(refused.unwrap_err().code(), "fund.request.balance");
}

#[test]
fn only_the_office_in_turn_acts_and_never_the_same_user_twice() {
    let desk = Desk::new();
    let submitted = walk_to(draft(800), RequestStage::Submitted);
    let wanted = RequestStage::CityChecked;
    let chain = desk.chain("2026-02-10");
    let means = means(5_000);
    let step = |actor: &Actor| {
        let given = Given::default();
        submitted
            .step(&chain, wanted, actor, &given, Some((&means, lead())))
            .unwrap_err()
            .code()
    };
    assert_eq!(
        step(&user("a", Role::Accountant, "3404")),
        "fund.chain.role"
    );
    assert_eq!(
        step(&user("b", Role::FinanceReviewer, COUNTY)),
        "fund.chain.seat"
    );
    assert_eq!(
        step(&user("xian-fh", Role::FinanceReviewer, "3404")),
        "fund.chain.same_user"
    );
    let other = user("c", Role::FinanceReviewer, "340422");
    let foreign = chain.step(
        &draft(1).track,
        RequestStage::Submitted,
        region(COUNTY),
        &other,
        &Given::default(),
    );
    assert_eq!(foreign.unwrap_err().code(), "fund.chain.seat");
}

#[test]
fn a_late_step_is_known_and_a_rejected_request_is_closed() {
    let desk = Desk::new();
    let submitted = walk_to(draft(800), RequestStage::Submitted);
    let city = actor_of(RequestStage::CityChecked);
    let m = means(5_000);
    let taken = submitted
        .step(
            &desk.chain("2026-02-18"),
            RequestStage::CityChecked,
            &city,
            &Given::default(),
            Some((&m, lead())),
        )
        .unwrap();
    assert_eq!(taken.due, Some(date("2026-02-17")));
    assert!(taken.is_late());
    let chain = desk.chain("2026-02-12");
    assert!(
        submitted.reject(&chain, &city, " ").is_err(),
        "a reason is needed"
    );
    let no = submitted.reject(&chain, &city, "附件不全").unwrap();
    let steps = submitted
        .track
        .steps()
        .iter()
        .cloned()
        .chain([no])
        .collect();
    let closed = FundRequest {
        terms: submitted.terms.clone(),
        track: Track::from_steps(steps).unwrap(),
    };
    assert!(closed.track.is_rejected());
    assert_eq!(closed.promised(), Fen::ZERO);
    let on = try_step(&closed, RequestStage::CityChecked, &Given::default());
    assert_eq!(on.unwrap_err().code(), "fund.chain.closed");
}

#[test]
fn stored_steps_must_walk_the_chain() {
    let end = walk_to(draft(800), RequestStage::CityPaid);
    let mut steps = end.track.steps().to_vec();
    steps.remove(2);
    assert_eq!(Track::<RequestStage>::from_steps(steps), None);
    assert_eq!(Track::<RequestStage>::from_steps(Vec::new()), None);
}
