//! Is this money for this bill?

use crate::contribution::bill::{BillState, Settled};
use crate::contribution::source::Channel;
use crate::contribution::standard::Year;
use crate::words::words;
use base::{BillNo, Date, Fen, PaymentNo, PersonNo, Refused, Validity};

/// Money that arrived, or that somebody offers at a counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// For whom, where the person was found.
    pub person: Option<PersonNo>,
    /// The insurance year it is meant for.
    pub year: Year,
    /// Money, above 0.
    pub amount: Fen,
    /// The day it was received.
    pub on: Date,
    /// Through which channel.
    pub channel: Channel,
    /// The receipt's number, unique within its channel and collector.
    pub reference: String,
    /// A payment of the same channel, collector and reference that is in the books already.
    pub seen: Option<PaymentNo>,
}

/// A bill of the person, as money sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// The bill.
    pub bill: BillNo,
    /// Its year.
    pub year: Year,
    /// What the person owes and has paid.
    pub settled: Settled,
    /// The days in which the person may pay.
    pub window: Validity,
}

words! {
    /// Why money fits no bill. It waits as a work item until a person settles it.
    Mismatch {
        /// The same receipt is in the books already.
        Duplicate "duplicate" "重复（该票据已入账）",
        /// The person is not in the register.
        UnknownPerson "unknown_person" "无主（查无此人）",
        /// The name given is not the one that the register has for the number.
        OtherName "other_name" "姓名不符",
        /// The person has no bill at all.
        NoBill "no_bill" "没有应缴账单",
        /// The person has bills, but none of this year.
        WrongYear "wrong_year" "年度不符",
        /// The bill of the year is paid already.
        AlreadyPaid "already_paid" "该年度已缴清",
        /// Not what is still to be paid.
        WrongAmount "wrong_amount" "金额不符",
        /// Before or after the days in which the person may pay.
        OutsideWindow "outside_window" "不在缴费期内",
    }
}

/// What becomes of the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It pays a bill in full.
    For(BillNo),
    /// It fits no bill.
    Suspense(Mismatch),
}

/// The bill that money pays: the person's own of that year, in full, within its window.
///
/// A bill is paid once and in one sum (南京2017 三(二): 年度缴费); anything else waits for a person.
#[must_use]
pub fn judge(arrival: &Arrival, bills: &[Open]) -> Taken {
    use Mismatch::{
        AlreadyPaid, Duplicate, NoBill, OutsideWindow, UnknownPerson, WrongAmount, WrongYear,
    };
    if arrival.seen.is_some() {
        return Taken::Suspense(Duplicate);
    }
    if arrival.person.is_none() {
        return Taken::Suspense(UnknownPerson);
    }
    let live = |open: &&Open| open.settled.state() != BillState::Cancelled;
    let mut of_year = bills
        .iter()
        .filter(live)
        .filter(|open| open.year == arrival.year);
    let Some(open) = of_year.next() else {
        let any = bills.iter().any(|open| live(&open));
        return Taken::Suspense(if any { WrongYear } else { NoBill });
    };
    let left = open.settled.left();
    if left == Fen::ZERO {
        Taken::Suspense(AlreadyPaid)
    } else if arrival.amount != left {
        Taken::Suspense(WrongAmount)
    } else if !open.window.covers(arrival.on) {
        Taken::Suspense(OutsideWindow)
    } else {
        Taken::For(open.bill)
    }
}

impl Mismatch {
    /// What a list says of money that was taken and waits; of a wrong amount what was due and what came.
    #[must_use]
    pub fn told(self, arrival: &Arrival, bills: &[Open]) -> String {
        let of_year = bills.iter().find(|open| open.year == arrival.year);
        match (self, of_year) {
            (Mismatch::WrongAmount, Some(open)) => format!(
                "{}，应缴 {} 元，收到 {} 元",
                self.zh(),
                open.settled.left(),
                arrival.amount
            ),
            _ => self.zh().to_owned(),
        }
    }

    /// The refusal at a counter, where the money has not been taken yet.
    #[must_use]
    pub fn refuse(self, arrival: &Arrival, bills: &[Open]) -> Refused {
        let of_year = bills.iter().find(|open| open.year == arrival.year);
        let due = of_year.map_or(Fen::ZERO, |open| open.settled.left());
        let year = arrival.year;
        let sentence = match self {
            Mismatch::Duplicate => format!(
                "票据号 {} 已经入账，不能重复收款，请核对票据。",
                base::show_value(&arrival.reference)
            ),
            Mismatch::UnknownPerson => "没有找到此人，请先核对证件或办理参保登记。".to_owned(),
            Mismatch::OtherName => {
                "姓名与登记中此证件号码的姓名不符，请核对证件和姓名。".to_owned()
            }
            Mismatch::NoBill => format!("此人没有 {year} 年的应缴账单，请先参保并开具账单。"),
            Mismatch::WrongYear => format!("此人没有 {year} 年的应缴账单，请核对缴费年度。"),
            Mismatch::AlreadyPaid => {
                format!("此人 {year} 年的保费已缴清，每人每年只缴一次，请勿再收。")
            }
            Mismatch::WrongAmount => format!(
                "金额 {} 元与应缴 {due} 元不符，请按应缴金额收取。",
                arrival.amount
            ),
            Mismatch::OutsideWindow => {
                let window = of_year.map(|open| open.window).unwrap_or_default();
                let shown = |date: Option<Date>| {
                    date.map_or_else(|| "不限".to_owned(), |day| day.to_string())
                };
                format!(
                    "{} 不在缴费期（{} 至 {}）内，请按规定的缴费期办理。",
                    arrival.on,
                    shown(window.from()),
                    shown(window.until())
                )
            }
        };
        Refused::new(self.refusal_code(), sentence)
    }

    const fn refusal_code(self) -> &'static str {
        match self {
            Mismatch::Duplicate => "pay.duplicate",
            Mismatch::UnknownPerson => "pay.unknown_person",
            Mismatch::OtherName => "pay.other_name",
            Mismatch::NoBill => "pay.no_bill",
            Mismatch::WrongYear => "pay.wrong_year",
            Mismatch::AlreadyPaid => "pay.already_paid",
            Mismatch::WrongAmount => "pay.wrong_amount",
            Mismatch::OutsideWindow => "pay.outside_window",
        }
    }
}
