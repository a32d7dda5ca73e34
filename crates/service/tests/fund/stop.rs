//! The stop at the budget when money is booked: nobody has to ask for it.

use ledger::control::budget::LineCode;
use service::fund::{Payable, admit_payment, release_commitment};

use crate::house::{FENGTAI, FUND, region, year, yuan};
use crate::money::{budget, income};
use crate::on_both;

on_both! {
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
