//! Shares of insurers, persons who pay first and bills that were settled, on both engines: they come back as they were,
//! a foreign county gets nothing, and the database refuses what must not be.

mod common;

use std::collections::BTreeSet;

use access::{Scope, UserName};
use base::{Date, Fen, PersonNo, ProposalNo};
use common::{Fixture, deed, region};
use settlement::RecordNo;
use settlement::claim::Signed;
use settlement::claim::paper::{BillKey, Holder, ModeNo, PayFirst};
use settlement::insurer::{ContractNo, InsurerCode};
use store::counter::bill::{self, BillRow, Where};
use store::counter::insured::{self, ShareRow};
use store::counter::pay_first::{self, ModeRow};
use store::{StoreError, Tx, params};

fn scope(county: &str) -> Scope {
    Scope::new(region("3404"), region(county)).unwrap()
}

fn write<T>(
    fixture: &Fixture,
    act: impl Fn(&mut Tx<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    fixture.store.write(&deed("test"), |tx| act(tx))
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn record(no: i64) -> RecordNo {
    RecordNo::new(no).unwrap()
}

fn share(no: i64, about: Option<i64>, amount: i64) -> ShareRow {
    ShareRow {
        bucket: 1,
        record: record(no),
        about: about.map(record),
        fund: "serious-illness".to_owned(),
        contract: ContractNo::new(3).unwrap(),
        insurer: InsurerCode::new("甲公司").unwrap(),
        district: region("340421"),
        contract_date: day("2026-03-01"),
        settled_on: day("2026-03-05"),
        amount: Fen::new(amount),
    }
}

fn taken(number: &str, at: Where) -> BillRow {
    let (on, amount) = (day("2026-03-05"), Fen::new(5_000));
    BillRow {
        key: BillKey::new("医院", number, on, amount).unwrap(),
        issuer: "医院".to_owned(),
        number: number.to_owned(),
        on,
        amount,
        layer: "basic".to_owned(),
        region: region("340421"),
        at,
    }
}

on_both! {
    fn shares_come_back_by_contract_and_a_foreign_county_gets_none(fixture: &Fixture) {
        let own = scope("340421");
        write(fixture, |tx| insured::add(tx, own, &[share(1, None, 500), share(2, Some(1), -500)])).unwrap();
        let read = |scope: Scope, until: &str| {
            let until = day(until);
            let contract = ContractNo::new(3).unwrap();
            let found = fixture.store.read(|session| insured::of_contract(session, scope, contract, until));
            found.unwrap().iter().map(|it| (it.reversal, it.amount.get())).collect::<Vec<_>>()
        };
        assert_eq!(read(own, "2026-03-05"), [(false, 500), (true, -500)]);
        assert_eq!(read(own, "2026-03-04"), []);
        assert_eq!(read(scope("340422"), "2026-03-05"), []);
        let outside = write(fixture, |tx| insured::add(tx, scope("340422"), &[share(3, None, 1)]));
        assert!(matches!(outside, Err(StoreError::Guard(_))), "{outside:?}");
        let sql = "UPDATE insurer_share SET amount = 1 WHERE pool = $1";
        let changed = write(fixture, |tx| tx.run(sql, &params![region("3404")]));
        assert!(changed.is_err(), "{changed:?}");
    }

    fn who_pays_first_needs_a_decision_and_a_foreign_county_learns_nothing(fixture: &Fixture) {
        let signed = |by: &str| Signed {
            by: UserName::new(by).unwrap(),
            office: region("340421"),
            on: day("2026-03-05"),
        };
        let row = ModeRow {
            bucket: 1,
            region: region("340421"),
            change: PayFirst {
                no: ModeNo::new(1).unwrap(),
                person: PersonNo::new(1).unwrap(),
                from: day("2026-03-05"),
                reason: "异常".to_owned(),
                made: signed("li"),
                checked: signed("wang"),
                lifted: None,
            },
        };
        let own = scope("340421");
        let nobody = ProposalNo::new(9).unwrap();
        let undecided = write(fixture, |tx| pay_first::add(tx, own, &row, nobody));
        assert!(undecided.is_err(), "{undecided:?}");
        for foreign in [scope("340422"), own] {
            let found = fixture.store.read(|session| {
                let person = pay_first::of_people(session, foreign, &[row.change.person])?;
                Ok::<_, StoreError>((person, pay_first::find(session, foreign, row.change.no)?))
            });
            assert_eq!(found.unwrap(), (Vec::new(), None));
        }
    }

    fn a_bill_is_taken_once_until_it_is_given_back(fixture: &Fixture) {
        let own = scope("340421");
        let at = |no: i64| Where::Counter(record(no));
        write(fixture, |tx| bill::add(tx, own, &[taken("123456", at(1))])).unwrap();
        let twice = write(fixture, |tx| bill::add(tx, own, &[taken("123456", at(2))]));
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
        let known = || {
            let numbers = BTreeSet::from(["123456".to_owned()]);
            let found = fixture.store.read(|session| {
                bill::taken(session, own, &numbers, &BTreeSet::new())
            });
            found.unwrap().into_iter().map(|(.., at)| at).collect::<Vec<_>>()
        };
        let settled = |no: i64| Holder::Settlement(settlement::claim::SettlementId::new(&no.to_string()).unwrap());
        assert_eq!(known(), [settled(1)]);
        write(fixture, |tx| bill::give_back(tx, &[record(1)])).unwrap();
        assert_eq!(known(), []);
        write(fixture, |tx| bill::add(tx, own, &[taken("123456", at(2))])).unwrap();
        assert_eq!(known(), [settled(2)]);
        let elsewhere = taken("777777", Where::Elsewhere("新农合 1".to_owned()));
        write(fixture, |tx| bill::add(tx, own, std::slice::from_ref(&elsewhere))).unwrap();
        let outside = write(fixture, |tx| bill::add(tx, scope("340422"), &[taken("888888", at(3))]));
        assert!(matches!(outside, Err(StoreError::Guard(_))), "{outside:?}");
    }
}
