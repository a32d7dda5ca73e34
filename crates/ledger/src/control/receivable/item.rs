//! A receivable with what has happened to it.

use base::{Date, Fen, Refused, RegionCode};

/// Why somebody owes the fund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReceivableKind {
    /// A gap that the audit found, borne by finance of the same level.
    AuditGap,
    /// A county's sub-ledger that ran short.
    Deficit,
    /// The audit found more than the county uploaded.
    UploadDifference,
    /// Contributions and subsidies of past years that are collected and passed on by the county.
    HistoricArrear,
}

impl ReceivableKind {
    /// Every kind.
    pub const ALL: [ReceivableKind; 4] = [
        ReceivableKind::AuditGap,
        ReceivableKind::Deficit,
        ReceivableKind::UploadDifference,
        ReceivableKind::HistoricArrear,
    ];

    /// The word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            ReceivableKind::AuditGap => "audit_gap",
            ReceivableKind::Deficit => "deficit",
            ReceivableKind::UploadDifference => "upload_difference",
            ReceivableKind::HistoricArrear => "historic_arrear",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<ReceivableKind> {
        ReceivableKind::ALL
            .into_iter()
            .find(|kind| kind.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            ReceivableKind::AuditGap => "审计确认的基金缺口",
            ReceivableKind::Deficit => "县区当期缺口",
            ReceivableKind::UploadDifference => "上划差额",
            ReceivableKind::HistoricArrear => "历年欠缴和往来款项",
        }
    }

    /// The document behind it.
    #[must_use]
    pub const fn article(self) -> &'static str {
        match self {
            ReceivableKind::AuditGap => "南京2017 三(六)；永州2016 三(三)1",
            ReceivableKind::Deficit => "淮南2020 三(四)",
            ReceivableKind::UploadDifference => "淮南2020 四(二)(三)",
            ReceivableKind::HistoricArrear => "淮南2020 四(三)",
        }
    }
}

/// What can happen to a receivable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// It arises, or grows.
    Raised,
    /// What raised it was undone: it falls away.
    Cancelled,
    /// The debtor has paid: to the fund's account, or to the county that collects it.
    Collected,
    /// The county has passed the collected money on to the city's fiscal special account.
    PassedOn,
}

impl ChangeKind {
    /// The word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            ChangeKind::Raised => "raised",
            ChangeKind::Cancelled => "cancelled",
            ChangeKind::Collected => "collected",
            ChangeKind::PassedOn => "passed_on",
        }
    }

    /// Whether users enter it: what raises a receivable has a way of its own, and the platform alone lets one fall
    /// away, with the red letter of what raised it.
    #[must_use]
    pub const fn is_by_hand(self) -> bool {
        matches!(self, ChangeKind::Collected | ChangeKind::PassedOn)
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<ChangeKind> {
        [
            ChangeKind::Raised,
            ChangeKind::Cancelled,
            ChangeKind::Collected,
            ChangeKind::PassedOn,
        ]
        .into_iter()
        .find(|kind| kind.code() == code)
    }
}

/// One thing that happened to a receivable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What.
    pub kind: ChangeKind,
    /// How much, in 分, positive.
    pub amount: Fen,
    /// When.
    pub on: Date,
    /// The document behind it.
    pub document: String,
}

/// A receivable of the fund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receivable {
    /// Whose finance department owes it: a county, or the city.
    pub debtor: RegionCode,
    /// Why.
    pub kind: ReceivableKind,
    /// What has happened, oldest first.
    pub changes: Vec<Change>,
}

impl Receivable {
    fn sum(&self, kind: ChangeKind) -> Option<Fen> {
        let hits = self.changes.iter().filter(|change| change.kind == kind);
        Fen::checked_sum(hits.map(|change| change.amount))
    }

    /// What was raised and has not fallen away. `None` beyond the range of amounts.
    #[must_use]
    pub fn raised(&self) -> Option<Fen> {
        self.sum(ChangeKind::Raised)?
            .checked_sub(self.sum(ChangeKind::Cancelled)?)
    }

    /// What is still owed: raised and not fallen away, less collected. `None` beyond the range of amounts.
    #[must_use]
    pub fn open(&self) -> Option<Fen> {
        self.raised()?.checked_sub(self.sum(ChangeKind::Collected)?)
    }

    /// What the county has collected and not yet passed on to the city.
    #[must_use]
    pub fn to_pass_on(&self) -> Option<Fen> {
        self.sum(ChangeKind::Collected)?
            .checked_sub(self.sum(ChangeKind::PassedOn)?)
    }

    /// Whether nothing is owed and nothing lies with the county any more.
    #[must_use]
    pub fn is_cleared(&self) -> bool {
        self.open() == Some(Fen::ZERO) && self.to_pass_on() == Some(Fen::ZERO)
    }

    /// Whether the money goes through the county's hands before it reaches the city.
    #[must_use]
    pub const fn is_passed_on(&self) -> bool {
        matches!(self.kind, ReceivableKind::HistoricArrear)
    }

    /// Days since it arose, on a day; nothing once it is cleared.
    #[must_use]
    pub fn age(&self, on: Date) -> i32 {
        let first = self.changes.first();
        match first {
            Some(first) if !self.is_cleared() => {
                on.day_number().saturating_sub(first.on.day_number()).max(0)
            }
            _ => 0,
        }
    }

    /// Checks a change before it is recorded.
    ///
    /// # Errors
    /// `fund.receivable.amount` for an amount that is not positive, `fund.receivable.too_much` for more than is owed
    /// or has been collected, `fund.receivable.document` without a document.
    pub fn admit(&self, change: &Change) -> Result<(), Refused> {
        if change.amount <= Fen::ZERO {
            return Err(Refused::new("fund.receivable.amount", "金额必须大于零。"));
        }
        if change.document.trim().is_empty() {
            return Err(Refused::new(
                "fund.receivable.document",
                "请填写凭证或文件编号。",
            ));
        }
        let limit = match change.kind {
            ChangeKind::Raised => return Ok(()),
            ChangeKind::Collected | ChangeKind::Cancelled => self.open(),
            ChangeKind::PassedOn => self.to_pass_on(),
        };
        let limit = limit.unwrap_or(Fen::ZERO);
        if change.amount > limit {
            let sentence = format!(
                "“{}”尚余 {limit} 元，不能记 {} 元，请核对凭证。",
                self.kind.zh(),
                change.amount
            );
            return Err(
                Refused::new("fund.receivable.too_much", sentence).under(self.kind.article())
            );
        }
        Ok(())
    }
}
