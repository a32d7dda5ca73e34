//! A line for the tests of this module.

use super::{FeeLine, LineState};
use crate::visit::CivilTime;
use base::{Count, Rounding, UnitPrice};
use directory::catalogue::{Class, Code, Kind, LineFacts};

/// A line of class 甲 without limits.
pub(super) fn line(number: u64, count: &str, price: &str) -> FeeLine {
    let (count, price) = (
        Count::parse(count).unwrap(),
        UnitPrice::parse(price).unwrap(),
    );
    let amount = price.times(count, Rounding::HalfUp).unwrap();
    let code = "XA01ABD075A002010100483";
    FeeLine {
        number,
        corrects: None,
        batch: String::new(),
        occurred: CivilTime::parse("fee_ocur_time", "2026-03-01").unwrap(),
        code: code.to_owned(),
        own_code: "1".to_owned(),
        count,
        price,
        amount,
        disease: None,
        listed: LineFacts {
            code: Code::parse(Kind::Western, code).unwrap(),
            class: Class::A,
            excluded: None,
            amount,
            quantity: count.units().map_or(1, i64::abs),
            unit_price: price.whole_fen().unwrap_or_default(),
            limit: None,
            standard: None,
            own_first: None,
            facts: Box::default(),
            as_one: None,
        },
        state: LineState::Open,
    }
}
