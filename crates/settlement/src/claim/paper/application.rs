//! An application: bills on paper, received once by the office of the member's county.

use std::collections::BTreeSet;

use base::{Date, Fen, PersonNo, Refused, RegionCode};
use enrolment::{Month, Scheme};

use super::ground::{Ground, GroundRule, admit};
use super::key::BillKey;
use crate::claim::{
    ClaimKey, ClaimLine, Claimant, Draft, FundCode, PayKey, ReimbursementNo, Signed,
};
use crate::claim::{required, total};

/// A bill as it lies on the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperBill {
    /// Who issued it.
    pub issuer: String,
    /// The number printed on it.
    pub number: String,
    /// The date printed on it.
    pub on: Date,
    /// In 分, positive.
    pub amount: Fen,
    /// Whether it is the original.
    pub original: bool,
}

/// An application as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its number.
    pub no: ReimbursementNo,
    /// Whose care it was.
    pub person: PersonNo,
    /// The county of the member on the day of the care, whose office handles it.
    pub county: RegionCode,
    /// Where the care was.
    pub care_at: RegionCode,
    /// Why it was not settled at a counter.
    pub ground: Ground,
    /// Who brought it; the person or somebody for them.
    pub brought_by: String,
    /// The bills with their keys.
    pub bills: Vec<(BillKey, PaperBill)>,
    /// Who received it, where and when.
    pub received: Signed,
}

/// What is brought to the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// The number that the application gets.
    pub no: ReimbursementNo,
    /// Whose care it was.
    pub person: PersonNo,
    /// The county of the member on the day of the care.
    pub county: RegionCode,
    /// Where the care was.
    pub care_at: RegionCode,
    /// Why it was not settled at a counter.
    pub ground: Ground,
    /// Who brings it.
    pub by: String,
    /// What lies on the table.
    pub bills: Vec<PaperBill>,
}

/// Receives an application: the office of the member's county takes it (REQ-432), with originals, on a ground that
/// the pooling area knows. Whether a bill was taken before is asked with [`judge`](super::judge) for each key.
///
/// # Errors
/// `paper.office` where another county's office receives it, `paper.ground`, `paper.no_bill`, `paper.original`,
/// `paper.bill_key`, `paper.bill_twice` where a bill lies on the table twice, `paper.bill_day` where one is dated
/// later than today, `paper.bringer` without a name.
pub fn receive(
    brought: Brought,
    pool: RegionCode,
    rules: &[GroundRule],
    received: Signed,
) -> Result<Application, Refused> {
    if received.office != brought.county {
        let zh = format!(
            "参保人的参保地为 {}，零星报销由参保地经办机构受理，{} 不能受理，请转交。",
            brought.county.short(),
            received.office.short()
        );
        return Err(Refused::new("paper.office", zh).under("淮南2020 三(五)"));
    }
    admit(rules, brought.ground, !pool.contains(brought.care_at))?;
    required(&brought.by, "paper.bringer", "请登记递交人姓名。")?;
    Ok(Application {
        no: brought.no,
        person: brought.person,
        county: brought.county,
        care_at: brought.care_at,
        ground: brought.ground,
        brought_by: brought.by.trim().to_owned(),
        bills: keyed(brought.bills, received.on)?,
        received,
    })
}

fn keyed(bills: Vec<PaperBill>, today: Date) -> Result<Vec<(BillKey, PaperBill)>, Refused> {
    if bills.is_empty() {
        return Err(Refused::new(
            "paper.no_bill",
            "没有票据，请登记票据后再受理。",
        ));
    }
    let mut seen = BTreeSet::new();
    let mut keyed = Vec::new();
    for bill in bills {
        let refuse = |code, what: &str| {
            Err(Refused::new(code, format!("票据 {} {what}", bill.number)).under("篇7 第三十一条"))
        };
        if !bill.original {
            return refuse("paper.original", "不是原件，请提交原始票据。");
        }
        if bill.on > today {
            return refuse("paper.bill_day", "的开票日期晚于今天，请核对。");
        }
        let key = BillKey::new(&bill.issuer, &bill.number, bill.on, bill.amount)?;
        if !seen.insert(key.clone()) {
            return refuse("paper.bill_twice", "在本次申请中重复，请去掉一张。");
        }
        keyed.push((key, bill));
    }
    Ok(keyed)
}

impl Application {
    /// The sum of the bills, in 分.
    ///
    /// # Errors
    /// `settlement.amount_range`.
    pub fn total(&self) -> Result<Fen, Refused> {
        total(self.bills.iter().map(|(_, bill)| bill.amount))
    }

    /// The claim of the person on one fund, over what the plan made of the bills.
    #[must_use]
    pub fn draft(&self, fund: FundCode, scheme: Scheme, lines: Vec<ClaimLine>) -> Draft {
        Draft {
            key: ClaimKey {
                pay: PayKey {
                    claimant: Claimant::Person(self.person),
                    county: self.county,
                    fund,
                    scheme,
                },
                month: Month::of(self.received.on),
                application: Some(self.no),
            },
            office: self.county,
            lines,
        }
    }
}
