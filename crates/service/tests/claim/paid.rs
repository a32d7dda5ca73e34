//! From decided claims to the bank and into the books.

use access::{Actor, Verdict};
use base::{Fen, Ratio, Rounding};
use service::ServiceError;
use service::claim::Ask;
use service::payout::{self, Assessment};
use settlement::claim::{Assessed, DeductionKind, DepositRule, Verdict as Said};
use settlement::payout::{BankRow, DepositBooking, PayoutNo, TransferNo, TransferState};
use store::claim::deposit::Ruled;

use crate::house::{CITY, FENGTAI, FUND, House, day};
use crate::on_both;
use crate::scene::*;

fn code<T>(answer: Result<T, ServiceError>) -> &'static str {
    match answer {
        Ok(_) => "done",
        Err(error) => error.code(),
    }
}

fn two(house: &House) {
    leave(
        house,
        HOSPITAL,
        &[
            (1, "settlement", None, "2026-02-10", 100_000),
            (2, "settlement", None, "2026-02-20", 50_000),
        ],
    );
}

/// A payout of what is due, proposed and approved.
fn approved(house: &House) -> PayoutNo {
    let desk = house.desk();
    let (no, _) = payout::propose(&desk, &house.maker(CITY), &fund()).unwrap();
    let checker = house.checker(CITY);
    let done = payout::decide(&desk, &checker, no, Verdict::Approved, "").unwrap();
    done.unwrap().no
}

fn row(no: TransferNo, amount: i64, paid: bool) -> BankRow {
    BankRow {
        no,
        amount: Fen::new(amount),
        on: day("2026-03-10"),
        paid,
        remark: "流水1".to_owned(),
    }
}

/// The only transfer of a payout: its number, amount and state.
fn only(house: &House, actor: &Actor, no: PayoutNo) -> (TransferNo, i64, TransferState) {
    let kept = payout::show(&house.desk(), actor, no).unwrap();
    let payout = kept.payout.unwrap();
    let all = payout.transfers();
    assert_eq!(all.len(), 1);
    (all[0].no, all[0].amount.get(), all[0].state)
}

on_both! {
    /// REQ-240: claim 1000.00, refused 100.00: the fund pays 900.00, and the hospital may not collect the rest from the
    /// patient: what the patient owes is as it was.
    fn what_is_refused_is_not_paid_and_not_the_patients(house: &House) {
        with_money(house);
        leave(house, HOSPITAL, &[(1, "settlement", None, "2026-02-10", 100_000)]);
        let no = decided(house, vec![finding(1, Said::Refuse, 10_000)]);
        with_account(house);
        let payout = approved(house);
        let (transfer, amount, _) = only(house, &house.checker(CITY), payout);
        assert_eq!(amount, 90_000);
        payout::file(&house.desk(), &cashier(house), payout).unwrap();
        payout::answer(&house.desk(), &cashier(house), payout, &[row(transfer, amount, true)]).unwrap();
        assert_eq!(house.held(FUND, FENGTAI, 5001), 900);
        let claim = service::claim::show(&house.desk(), &decider(house), no).unwrap();
        let borne = claim.borne([]).unwrap();
        assert_eq!(borne, [(settlement::claim::Bearer::Provider, Fen::new(10_000))].into());
        let shifted = claim.refusals()[0].may_charge_patient(&hospital()).unwrap_err();
        assert_eq!(shifted.code(), "claim.shifted");
        let left = service::claim::payables(&house.desk(), &decider(house)).unwrap();
        assert_eq!(left[0].settled, left[0].decided);
        verified(house);
    }

    /// REQ-438: nothing is paid that was not reviewed and decided.
    /// 5001 is the sum of what the bank confirmed, and told twice it counts once.
    fn what_was_decided_is_paid_and_booked(house: &House) {
        with_money(house);
        two(house);
        submitted(house);
        let (desk, maker) = (house.desk(), house.maker(CITY));
        assert_eq!(code(payout::propose(&desk, &maker, &fund())), "payout.nothing");
        let claims = service::claim::claims(&desk, &decider(house), None, None).unwrap();
        service::claim::review(&desk, &examiner(house), claims[0].no, Vec::new()).unwrap();
        assert_eq!(code(payout::propose(&desk, &maker, &fund())), "payout.nothing", "reviewed, not decided");
        let refused = vec![finding(1, Said::Refuse, 10_000)];
        service::claim::decide_claim(&desk, &decider(house), claims[0].no, refused).unwrap();
        let nowhere = payout::propose(&desk, &maker, &fund()).unwrap_err();
        assert!(nowhere.zh().contains("收款账户"), "{}", nowhere.zh());
        with_account(house);

        let (no, planned) = payout::propose(&desk, &maker, &fund()).unwrap();
        assert_eq!(planned.net(), Ok(Fen::new(140_000)));
        assert_eq!(code(payout::decide(&desk, &maker, no, Verdict::Approved, "")), "denied");
        let checker = house.checker(CITY);
        let done = payout::decide(&desk, &checker, no, Verdict::Approved, "").unwrap().unwrap();
        assert_eq!((done.transfers, done.total), (1, Fen::new(140_000)));
        assert_eq!(code(payout::propose(&desk, &maker, &fund())), "payout.nothing", "each decision once");
        assert_eq!(house.held(FUND, FENGTAI, 5001), 0, "approved is not paid");

        let (transfer, amount, state) = only(house, &checker, done.no);
        assert_eq!((amount, state), (140_000, TransferState::Proposed));
        let early = payout::answer(&desk, &cashier(house), done.no, &[row(transfer, amount, true)]);
        assert_eq!(code(early), "payout.file");
        let file = payout::file(&desk, &cashier(house), done.no).unwrap();
        assert!(file.text.contains("凤台县人民医院\t6222021234567890"), "{}", file.text);
        assert_eq!(payout::file(&desk, &cashier(house), done.no).unwrap(), file);
        let wrong = payout::answer(&desk, &cashier(house), done.no, &[row(transfer, 1, true)]);
        assert_eq!(code(wrong), "payout.amount");
        assert_eq!(code(payout::answer(&desk, &maker, done.no, &[])), "denied");
        let paid = payout::answer(&desk, &cashier(house), done.no, &[row(transfer, amount, true)]).unwrap();
        assert_eq!((paid.paid, paid.pending), (Fen::new(140_000), Fen::ZERO));
        assert_eq!(house.held(FUND, FENGTAI, 5001), 1_400, "5001 = Σ payments confirmed");
        let again = payout::answer(&desk, &cashier(house), done.no, &[row(transfer, amount, true)]).unwrap();
        assert_eq!((again.paid, again.repeated), (Fen::ZERO, 1));
        assert_eq!(house.held(FUND, FENGTAI, 5001), 1_400);
        verified(house);
        house.verified();
    }

    /// What has changed since it was proposed is not approved.
    fn what_is_approved_is_what_was_proposed(house: &House) {
        with_money(house);
        two(house);
        decided(house, Vec::new());
        with_account(house);
        let (desk, maker) = (house.desk(), house.maker(CITY));
        let (no, _) = payout::propose(&desk, &maker, &fund()).unwrap();
        set(house, &Ask::Deduction {
            key: key(), kind: DeductionKind::Audit, amount: Fen::new(500), reason: "重复收费".to_owned(),
        });
        let checker = house.checker(CITY);
        assert_eq!(code(payout::decide(&desk, &checker, no, Verdict::Approved, "")), "payout.changed");
        payout::decide(&desk, &checker, no, Verdict::Rejected, "扣款已变").unwrap();
        let (_, planned) = payout::propose(&desk, &maker, &fund()).unwrap();
        assert_eq!(planned.net(), Ok(Fen::new(149_500)));
    }

    /// Beyond the budget nothing is approved, so that the bank is never told to pay what the books refuse.
    fn a_payout_stops_at_the_budget(house: &House) {
        with_money(house);
        leave(house, HOSPITAL, &[(1, "settlement", None, "2026-02-10", 1_000_001)]);
        decided(house, Vec::new());
        with_account(house);
        let desk = house.desk();
        let (no, _) = payout::propose(&desk, &house.maker(CITY), &fund()).unwrap();
        let over = payout::decide(&desk, &house.checker(CITY), no, Verdict::Approved, "");
        assert_eq!(code(over), "fund.budget.over");
    }

    /// The bank returns a payment before and after it was made: it is undone in red letter, paid anew to the account of
    /// today, and 5001 holds it once.
    fn what_comes_back_is_paid_anew(house: &House) {
        with_money(house);
        two(house);
        decided(house, Vec::new());
        with_account(house);
        let (desk, cashier, checker) = (house.desk(), cashier(house), house.checker(CITY));
        let no = approved(house);
        payout::file(&desk, &cashier, no).unwrap();
        let (transfer, amount, _) = only(house, &checker, no);
        payout::answer(&desk, &cashier, no, &[row(transfer, amount, true)]).unwrap();
        let maker = house.maker(CITY);
        assert_eq!(code(payout::propose_again(&desk, &maker, transfer)), "payout.not_returned");
        payout::bounce(&desk, &cashier, transfer, (day("2026-03-10"), "账号不符")).unwrap();
        assert_eq!(house.held(FUND, FENGTAI, 5001), 0);
        assert_eq!(only(house, &checker, no).2, TransferState::Returned);
        verified(house);
        let again = payout::propose_again(&desk, &maker, transfer).unwrap();
        let done = payout::decide(&desk, &checker, again, Verdict::Approved, "").unwrap().unwrap();
        assert_eq!(only(house, &checker, no).2, TransferState::Reissued);
        payout::file(&desk, &cashier, done.no).unwrap();
        let (second, amount, _) = only(house, &checker, done.no);
        payout::answer(&desk, &cashier, done.no, &[row(second, amount, true)]).unwrap();
        assert_eq!(house.held(FUND, FENGTAI, 5001), 1_500);
        verified(house);
        house.verified();
    }

    /// REQ-154: 5 % of 1500.00 are withheld; an assessment gives 85 % of the 75.00 back, and the fund keeps the rest. A
    /// prepayment of 100.00 settles a part without money moving.
    fn deposits_and_prepayments_bear_on_a_payment(house: &House) {
        with_money(house);
        two(house);
        decided(house, Vec::new());
        with_account(house);
        set(house, &Ask::Deposit(Ruled {
            institution: String::new(),
            from: day("2026-01-01"),
            rule: DepositRule {
                share: Ratio::parse("5%").unwrap(), rounding: Rounding::HalfUp,
                article: "服务协议 第二十条".to_owned(),
            },
            booking: DepositBooking::Noted,
        }));
        let (desk, cashier, checker) = (house.desk(), cashier(house), house.checker(CITY));
        let no = approved(house);
        payout::file(&desk, &cashier, no).unwrap();
        let (transfer, amount, _) = only(house, &checker, no);
        assert_eq!(amount, 142_500);
        payout::answer(&desk, &cashier, no, &[row(transfer, amount, true)]).unwrap();
        assert_eq!(house.held(FUND, FENGTAI, 5001), 1_425);
        let assessment = Assessment {
            institution: HOSPITAL.to_owned(),
            assessed: Assessed {
                year: 2026, returned: Ratio::parse("85%").unwrap(), rounding: Rounding::Down,
                document: "考核2026".to_owned(), on: day("2026-03-10"),
            },
        };
        let maker = house.maker(CITY);
        let ask = payout::propose_deposit(&desk, &maker, &fund(), &assessment).unwrap();
        let done = payout::decide(&desk, &checker, ask, Verdict::Approved, "").unwrap().unwrap();
        assert_eq!(done.total, Fen::new(6_375));
        let none = payout::propose_deposit(&desk, &maker, &fund(), &assessment);
        assert_eq!(code(none), "claim.deposit_none", "assessed once");
        payout::file(&desk, &cashier, done.no).unwrap();
        let (back, amount, _) = only(house, &checker, done.no);
        payout::answer(&desk, &cashier, done.no, &[row(back, amount, true)]).unwrap();
        verified(house);
        house.verified();
    }
}
