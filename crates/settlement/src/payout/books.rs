//! What a movement of money is in the funds' books: the case of an event, for whoever posts it. Nothing is posted
//! here; the words are those of the events E1 to E40.

use base::{Date, Fen, RegionCode};

use crate::claim::{Care, FundCode, Part, coded};

coded! {
    /// Which event and variant of the books.
    BookEvent {
        /// E11: a month's claim is paid.
        Settled "E11/pay" "按月结算支付",
        /// E12: the deposit is withheld and booked as received on account.
        DepositBooked "E12/booked" "扣留质量保证金（入账）",
        /// E12: the deposit is withheld and noted only.
        DepositNoted "E12/memo" "扣留质量保证金（备查）",
        /// E12: a booked deposit is given back.
        DepositReleased "E12/release" "返还已入账保证金",
        /// E12: a noted deposit is given back: only now an expense.
        DepositNoteReleased "E12/memo-release" "返还备查保证金",
        /// E12: a booked deposit is kept by the fund: the expense was not one.
        DepositKept "E12/keep" "扣减已入账保证金",
        /// E12: a noted deposit is kept by the fund: it never becomes an expense.
        DepositNoteKept "E12/memo-keep" "扣减备查保证金",
        /// E14: a prepayment settles a claim.
        PrepaidOffset "E14/offset" "预付金冲抵结算",
        /// E21: the premium of serious illness goes to the insurer.
        PremiumPaid "E21/pay" "划转大病保险保费",
        /// E22: the insurer gives a surplus of this year back.
        SurplusReturned "E22/current" "大病保险结余返还",
        /// E23: serious illness that the agency runs itself is paid.
        SeriousIllnessPaid "E23/pay" "自行经办大病保险支付",
        /// E33: bills from elsewhere are set off against the working capital.
        ClearingOffset "E33/offset" "异地清算冲周转金",
        /// E33: bills from elsewhere are paid in cash.
        ClearingPaid "E33/cash" "异地清算支付",
    }
}

impl BookEvent {
    /// The event, such as `E11`, and the variant, such as `pay`.
    #[must_use]
    pub fn event(self) -> (&'static str, &'static str) {
        self.code().split_once('/').unwrap_or((self.code(), ""))
    }
}

coded! {
    /// Who stands on the other side, as the books name kinds of counterparties.
    PartyKind {
        /// 定点医药机构.
        Provider "provider" "定点机构",
        /// 参保人.
        Person "person" "参保人",
        /// 商业保险公司.
        Insurer "insurer" "承办保险公司",
        /// 异地就医结算平台.
        Platform "platform" "异地结算平台",
        /// 上级或下级经办机构.
        Agency "agency" "经办机构",
    }
}

/// The other side.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Party {
    /// Which kind.
    pub kind: PartyKind,
    /// Its code within the kind.
    pub code: String,
}

/// How a withheld deposit stands in the books: a setting of the pooling area's books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DepositBooking {
    /// An expense when it is withheld, owed to the institution (E12 booked).
    Booked,
    /// Noted only; an expense when it is given back (E12 memo).
    Noted,
}

/// One part of the amount of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookPart {
    /// The sub-account of the expense, where the event details one.
    pub sub: Option<&'static str>,
    /// The benefit year, where the money is for one.
    pub benefit_year: Option<i32>,
    /// In 分, positive.
    pub amount: Fen,
}

/// A happening to be booked: one fund, one county, one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookCase {
    /// Which event.
    pub event: BookEvent,
    /// Undoes, in red letter, the document that was written for the same reference before.
    pub red: bool,
    /// The fund.
    pub fund: FundCode,
    /// The county whose tier bears it.
    pub county: RegionCode,
    /// When the money moved.
    pub value_date: Date,
    /// The other side.
    pub party: Party,
    /// The parts, in the order of care and year.
    pub parts: Vec<BookPart>,
    /// The record that it rests on: a transfer, a clearing, a statement. A case and its reference are posted once.
    pub reference: String,
}

impl BookCase {
    /// The sum of the parts, in 分.
    #[must_use]
    pub fn amount(&self) -> Option<Fen> {
        Fen::checked_sum(self.parts.iter().map(|part| part.amount))
    }
}

/// The sub-account of the expense: money of accounts stands apart from that of the pools.
#[must_use]
pub const fn sub_account(part: Part, care: Care) -> &'static str {
    match part {
        Part::Account => "个人账户",
        Part::Fund => care.zh(),
    }
}
