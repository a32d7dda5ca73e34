//! The stop at the budget when money is booked: nobody has to ask for it.

use ledger::control::budget::LineCode;
use service::fund::{Payable, admit_payment, release_commitment};

use crate::house::{FENGTAI, FUND, House, region, year, yuan};
use crate::money::{budget, income};
use crate::on_both;

/// Draws money of 凤台 from the fiscal special account.
fn draw(house: &House, amount: i64) {
    let banks = [("1003", "市财政专户")];
    house.post(("E10", "", FENGTAI, "2026-03-02"), "", yuan(amount), &banks);
}

/// Books an event of 凤台 that pays from the expenditure account; the code of the refusal.
fn paid(house: &House, event: &str, sub: &str, amount: i64) -> Result<(), String> {
    let what = (event, "", FENGTAI, "2026-03-03");
    let done = house.try_post(what, sub, yuan(amount), &[]);
    done.map_err(|error| error.code().to_owned())
}

fn refused(code: &str) -> Result<(), String> {
    Err(code.to_owned())
}

on_both! {
    /// Without a budget in force nothing is spent and nothing paid in advance; the refusal says what to do.
    fn nothing_is_spent_without_a_budget(house: &House) {
        income(house, FENGTAI, 500);
        draw(house, 200);
        for event in ["E11", "E13", "E15"] {
            let sub = if event == "E11" { "住院" } else { "" };
            let what = (event, "", FENGTAI, "2026-03-03");
            let error = house.try_post(what, sub, yuan(1), &[]).unwrap_err();
            // An advance to providers asks for the strength of the fund first.
            let code = if event == "E13" { "fund.prepay.cover" } else { "fund.budget.none" };
            assert_eq!(error.code(), code, "{event}");
            if event != "E13" {
                let told = error.zh();
                assert!(told.contains("预算尚未生效") && told.contains("budget draft"), "{told}");
                assert!(told.contains("淮南2020 三(四)"), "{told}");
            }
        }
        budget(house, FENGTAI, 500, 100);
        paid(house, "E11", "住院", 1).unwrap();
    }

    /// What is paid in advance counts with what is paid: both together stay within the line. What settles an
    /// advance spends nothing that was not counted.
    fn advances_count_against_the_budget(house: &House) {
        income(house, FENGTAI, 500);
        draw(house, 200);
        budget(house, FENGTAI, 500, 100);
        paid(house, "E15", "", 40).unwrap();
        assert_eq!(paid(house, "E11", "住院", 61), refused("fund.budget.over"));
        let payable = Payable {
            region: region(FENGTAI), fund: FUND, year: year(), line: LineCode::new("5001").unwrap(),
            amount: yuan(61), document: "合同".into(),
        };
        let promise = admit_payment(&house.desk(), &house.maker(FENGTAI), &payable);
        assert_eq!(promise.unwrap_err().code(), "fund.budget.over", "a promise sees the advance as well");
        paid(house, "E11", "住院", 60).unwrap();
        assert_eq!(paid(house, "E15", "", 1), refused("fund.budget.over"));
        paid(house, "E16", "住院", 30).unwrap();
        assert_eq!(paid(house, "E11", "住院", 1), refused("fund.budget.over"), "30 settled, 10 still advanced");
    }

    /// Providers are paid in advance only by a fund that lasts the months of the data and has no deficit.
    fn advances_to_providers_need_a_strong_fund(house: &House) {
        income(house, FENGTAI, 500);
        draw(house, 300);
        budget(house, FENGTAI, 500, 200);
        assert_eq!(paid(house, "E13", "", 20), refused("fund.prepay.cover"), "no outlay to measure by");
        paid(house, "E11", "住院", 60).unwrap();
        // 440 are left and 60 went out in the month: more than seven months.
        paid(house, "E13", "", 20).unwrap();
        assert_eq!(paid(house, "E11", "住院", 121), refused("fund.budget.over"), "20 are advanced");
        paid(house, "E11", "住院", 20).unwrap();
        assert_eq!(paid(house, "E13", "", 20), refused("fund.prepay.cover"), "420 last less than six months of 80");
        house.verified();
    }
    /// What is paid counts with what is promised; a posting uses up the promise made for its own settlement.
    fn a_posting_stops_at_the_budget(house: &House) {
        income(house, FENGTAI, 500);
        house.post(("E10", "", FENGTAI, "2026-03-02"), "", yuan(200), &[("1003", "市财政专户")]);
        let pay = |amount| house.try_post(("E11", "", FENGTAI, "2026-03-03"), "住院", yuan(amount), &[]);
        budget(house, FENGTAI, 500, 100);
        pay(60).unwrap();
        assert_eq!(pay(50).unwrap_err().code(), "fund.budget.over");
        // The settlement that payments of these tests rest on has the number `settlement`.
        let payable = |amount, document: &str| Payable {
            region: region(FENGTAI), fund: FUND, year: year(), line: LineCode::new("5001").unwrap(),
            amount: yuan(amount), document: document.into(),
        };
        let (desk, maker) = (house.desk(), house.maker(FENGTAI));
        admit_payment(&desk, &maker, &payable(30, "settlement")).unwrap();
        admit_payment(&desk, &maker, &payable(10, "of another")).unwrap();
        assert_eq!(pay(31).unwrap_err().code(), "fund.budget.over", "10 are promised to another");
        pay(30).unwrap();
        assert_eq!(pay(1).unwrap_err().code(), "fund.budget.over");
        let gone = release_commitment(&desk, &maker, &payable(11, "settlement")).unwrap_err();
        assert_eq!(gone.code(), "fund.budget.promise", "only what is promised to another is left");
        release_commitment(&desk, &maker, &payable(10, "of another")).unwrap();
        pay(10).unwrap();
    }
}
