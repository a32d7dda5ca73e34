//! Claims of a month, from the counter to the decision.

use access::{Role, Verdict};
use base::Fen;
use service::ServiceError;
use service::claim::{self, Ask};
use settlement::claim::{Declared, DeductionKind, Ruling, Stage, Verdict as Said};

use crate::house::{FENGTAI, SHOU, region};
use crate::on_both;
use crate::scene::*;

fn code<T>(answer: Result<T, ServiceError>) -> &'static str {
    match answer {
        Ok(_) => "done",
        Err(error) => error.code(),
    }
}

on_both! {
    /// The institution submits its own claim itself, with sums of its own; that of another is not there for it.
    fn an_institution_submits_its_own_claim(house: &House) {
        let other = "H34042200001";
        leave(house, HOSPITAL, &[(1, "settlement", None, "2026-02-10", 100_000)]);
        leave(house, other, &[(2, "settlement", None, "2026-02-11", 5_000)]);
        let desk = house.desk();
        claim::draw_up(&desk, &clerk(house), month()).unwrap();
        let own = house.user(HOSPITAL, Role::Institution, FENGTAI);
        let heads = claim::own_claims(&desk, &own).unwrap();
        assert_eq!((heads.len(), heads[0].fund), (1, Fen::new(100_000)));
        let no = heads[0].no;
        let declared = |fund| Declared { count: 1, fund: Fen::new(fund), account: Fen::ZERO };
        let foreign = house.user(other, Role::Institution, SHOU);
        assert_eq!(code(claim::submit(&desk, &foreign, no, declared(100_000))), "not_found");
        assert_eq!(code(claim::submit(&desk, &own, no, declared(99_999))), "claim.declared");
        claim::submit(&desk, &own, no, declared(100_000)).unwrap();
        assert_eq!(code(claim::submit(&desk, &own, no, declared(100_000))), "claim.submitted");
        assert_eq!(code(claim::review(&desk, &own, no, Vec::new())), "denied");
        claim::review(&desk, &examiner(house), no, Vec::new()).unwrap();
        verified(house);
    }

    /// REQ-234: one claim a month at the office of the hospital; the second submission of the month is refused, and
    /// what came late waits for the next month. A row that cannot be claimed is named and holds nothing up.
    fn a_month_is_drawn_up_and_submitted_once(house: &House) {
        leave(house, HOSPITAL, &[
            (1, "settlement", None, "2026-02-10", 100_000),
            (2, "settlement", None, "2026-02-20", 50_000),
            (3, "settlement", None, "2026-02-21", -700),
        ]);
        leave(house, "H99042100001", &[(4, "settlement", None, "2026-02-21", 900)]);
        let desk = house.desk();
        let denied = claim::draw_up(&desk, &window(house), month());
        assert_eq!(code(denied), "denied", "the city draws a month up");
        let march = enrolment::Month::parse("2026-03").unwrap();
        assert_eq!(code(claim::draw_up(&desk, &clerk(house), march)), "claim.month_open");
        let drawn = claim::draw_up(&desk, &clerk(house), month()).unwrap();
        assert_eq!((drawn.claims, drawn.lines), (1, 2));
        let aside: Vec<_> = drawn.aside.iter().map(|one| (one.settlement, one.code.as_str())).collect();
        assert_eq!(aside, [(3, "claim.reversal_sign"), (4, "claim.no_office")]);
        // The same again adds nothing, and what came since joins the claim while it is open.
        let again = claim::draw_up(&desk, &clerk(house), month()).unwrap();
        assert_eq!((again.claims, again.lines, again.aside.len()), (0, 0, 2));
        leave(house, HOSPITAL, &[(5, "settlement", None, "2026-02-27", 8_000)]);
        let more = claim::draw_up(&desk, &clerk(house), month()).unwrap();
        assert_eq!((more.claims, more.lines), (0, 1));

        let all = claim::claims(&desk, &window(house), Some(month()), None).unwrap();
        assert_eq!(all.len(), 1);
        let head = &all[0];
        assert_eq!((head.office, head.fund, head.lines), (region(FENGTAI), Fen::new(158_000), 3));
        let wrong = Declared { count: 3, fund: Fen::new(158_001), account: Fen::ZERO };
        assert_eq!(code(claim::submit(&desk, &window(house), head.no, wrong)), "claim.declared");
        let declared = claim::declared(&desk, &window(house), head.no).unwrap();
        claim::submit(&desk, &window(house), head.no, declared).unwrap();
        let twice = claim::submit(&desk, &window(house), head.no, declared);
        assert_eq!(code(twice), "claim.submitted");
        leave(house, HOSPITAL, &[(6, "settlement", None, "2026-02-28", 10)]);
        let late = claim::draw_up(&desk, &clerk(house), month()).unwrap();
        assert_eq!((late.lines, late.waiting.len()), (0, 1));
        house.set_today("2026-04-01");
        let next = claim::draw_up(&house.desk(), &clerk(house), march).unwrap();
        assert_eq!((next.claims, next.lines), (1, 1), "it enters the next month");
        let foreign = house.user("wx", Role::Clerk, SHOU);
        assert_eq!(claim::claims(&desk, &foreign, None, None).unwrap(), []);
        assert_eq!(code(claim::show(&desk, &foreign, head.no)), "not_found");
        verified(house);
    }

    /// Nobody does two steps of a claim, nothing is decided without a review, and the city decides. A refusal needs its
    /// reason. 1500.00 claimed, 100.00 refused, 300.00 suspended: 1100.00 are awarded, and 300.00 are still payable.
    fn a_claim_is_reviewed_and_decided(house: &House) {
        leave(house, HOSPITAL, &[
            (1, "settlement", None, "2026-02-10", 100_000),
            (2, "settlement", None, "2026-02-20", 50_000),
        ]);
        let no = submitted(house);
        let desk = house.desk();
        let early = claim::decide_claim(&desk, &decider(house), no, Vec::new());
        assert_eq!(code(early), "claim.no_review");
        assert_eq!(code(claim::review(&desk, &window(house), no, Vec::new())), "settlement.same_user");
        let mut silent = finding(1, Said::Refuse, 10_000);
        silent.reason = " ".to_owned();
        assert_eq!(code(claim::review(&desk, &examiner(house), no, vec![silent])), "claim.reason");
        claim::review(&desk, &examiner(house), no, vec![finding(1, Said::Refuse, 10_000)]).unwrap();
        let county = house.user("jd-county", Role::Reviewer, FENGTAI);
        assert_eq!(code(claim::decide_claim(&desk, &county, no, Vec::new())), "denied");
        let findings = vec![finding(1, Said::Refuse, 10_000), finding(2, Said::Suspend, 30_000)];
        let outcome = claim::decide_claim(&desk, &decider(house), no, findings).unwrap();
        let parts = [outcome.approved(), outcome.refused(), outcome.suspended()];
        assert_eq!(parts.map(Fen::get), [110_000, 10_000, 30_000]);
        let payable = || {
            let all = claim::payables(&desk, &decider(house)).unwrap();
            (all.len(), all[0].settled.get() - all[0].decided.get())
        };
        assert_eq!(payable(), (1, 30_000), "Σ settlements − Σ decided");
        verified(house);

        let ruling = Ruling {
            line: line(2), refused: Fen::new(5_000), fault: settlement::claim::Fault::Provider,
            reason: "病历不支持".to_owned(),
        };
        let outcome = claim::resolve(&desk, &decider(house), no, vec![ruling.clone()]).unwrap();
        assert_eq!([outcome.approved(), outcome.suspended()].map(Fen::get), [135_000, 0]);
        assert_eq!(code(claim::resolve(&desk, &decider(house), no, vec![ruling])), "claim.not_suspended");
        assert_eq!(payable(), (1, 0));
        let claim = claim::show(&desk, &decider(house), no).unwrap();
        assert_eq!(claim.stage(), Stage::Decided);
        assert_eq!(claim.awards().unwrap().len(), 2);
        verified(house);
    }

    /// The reversal of a settlement enters the next claim as a negative and takes back what was paid of it. Decided
    /// before its original, it waits for it, and the rest of the claim does not.
    fn a_reversal_is_decided_with_its_original(house: &House) {
        leave(house, HOSPITAL, &[(1, "settlement", None, "2026-02-10", 100_000)]);
        let first = submitted(house);
        leave(house, HOSPITAL, &[
            (2, "reversal", Some(1), "2026-03-05", -100_000),
            (3, "settlement", None, "2026-03-06", 20_000),
        ]);
        house.set_today("2026-04-02");
        let march = enrolment::Month::parse("2026-03").unwrap();
        let desk = house.desk();
        claim::draw_up(&desk, &clerk(house), march).unwrap();
        let second = claim::claims(&desk, &decider(house), Some(march), None).unwrap()[0].no;
        let declared = claim::declared(&desk, &window(house), second).unwrap();
        claim::submit(&desk, &window(house), second, declared).unwrap();
        claim::review(&desk, &examiner(house), second, Vec::new()).unwrap();
        let outcome = claim::decide_claim(&desk, &decider(house), second, Vec::new()).unwrap();
        assert_eq!([outcome.approved(), outcome.suspended()].map(Fen::get), [20_000, -100_000]);
        assert_eq!(code(claim::resolve(&desk, &decider(house), second, Vec::new())), "claim.nothing_to_resolve");
        claim::review(&desk, &examiner(house), first, Vec::new()).unwrap();
        claim::decide_claim(&desk, &decider(house), first, vec![finding(1, Said::Refuse, 10_000)]).unwrap();
        let outcome = claim::resolve(&desk, &decider(house), second, Vec::new()).unwrap();
        assert_eq!([outcome.approved(), outcome.refused()].map(Fen::get), [-70_000, -10_000]);
        verified(house);
    }

    /// REQ-243: the members of every county are claimed in the same form, each county apart.
    fn all_counties_are_claimed_in_the_same_form(house: &House) {
        leave(house, HOSPITAL, &[(1, "settlement", None, "2026-02-10", 100_000)]);
        leave_of(house, SHOU, HOSPITAL, &[(2, "settlement", None, "2026-02-11", 9_000)]);
        let desk = house.desk();
        assert_eq!(claim::draw_up(&desk, &clerk(house), month()).unwrap().claims, 2);
        let all = claim::claims(&desk, &clerk(house), Some(month()), None).unwrap();
        let counties: Vec<_> = all.iter().map(|head| (head.key.pay.county, head.office, head.fund.get())).collect();
        let office = region(FENGTAI);
        assert_eq!(counties, [(region(FENGTAI), office, 100_000), (region(SHOU), office, 9_000)]);
        let home = house.user("jb-shou", Role::Clerk, SHOU);
        let seen = claim::claims(&desk, &home, None, None).unwrap();
        assert_eq!(seen.len(), 1, "the county of the insured sees what its tier will bear");
        verified(house);
    }

    /// A deduction holds only once a second user has approved it.
    fn a_deduction_needs_four_eyes(house: &House) {
        let desk = house.desk();
        let ask = |amount| Ask::Deduction {
            key: key(), kind: DeductionKind::Audit, amount: Fen::new(amount), reason: "重复收费".to_owned(),
        };
        assert_eq!(code(claim::propose(&desk, &clerk(house), &ask(0))), "claim.deduction_amount");
        let no = claim::propose(&desk, &clerk(house), &ask(500)).unwrap();
        let own = claim::decide(&desk, &clerk(house), no, Verdict::Approved, "");
        assert_eq!(code(own), "denied");
        claim::decide(&desk, &decider(house), no, Verdict::Approved, "").unwrap();
        let again = claim::decide(&desk, &decider(house), no, Verdict::Approved, "");
        assert_eq!(code(again), "proposal.decided");
    }
}
