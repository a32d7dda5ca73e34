//! The upload of historic surplus to the city, in the order of the regime: before the audit (淮南) or after it.

use base::{Date, Fen, Refused, RegionCode, Validity};

use super::chain::{Track, stages};
use super::receivable::{MemoKind, blocking};

stages! {
    /// How far the upload of a county has come where it comes before the audit.
    UploadStage "upload" {
        /// 移交清册: book balances and open items are listed.
        Inventory "inventory" "清点造册",
        /// The book balance is posted, provisionally.
        Provisional "provisional" "按账面暂列上划",
        /// The audit has confirmed a balance.
        Audited "audited" "审计确认",
        /// Giver, receiver and supervisor have signed.
        Signed "signed" "三方签字",
        /// Closed.
        Closed "closed" "办结",
    }
}

/// The upload of a county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The county.
    pub county: RegionCode,
    /// Which old fund: `ncms`, `urbmi`.
    pub fund: String,
    /// The balance in the county's books.
    pub book_balance: Fen,
    /// What the audit found; `None` before it.
    pub audited: Option<Fen>,
    /// What has been paid of the difference.
    pub difference_paid: Fen,
    /// What the memo register holds for the county, with the amount still open.
    pub open_items: Vec<(MemoKind, Fen)>,
    /// The document of an exception that lets the county close with open items, signed.
    pub exception: Option<String>,
    /// The steps so far.
    pub track: Track<UploadStage>,
}

impl Upload {
    /// What the audit found beyond the books: positive is owed by the county, negative is owed to it.
    #[must_use]
    pub fn difference(&self) -> Option<Fen> {
        self.audited?.checked_sub(self.book_balance)
    }

    /// What of the difference the county still owes.
    #[must_use]
    pub fn owed(&self) -> Fen {
        let open = self
            .difference()
            .and_then(|difference| difference.checked_sub(self.difference_paid));
        open.map_or(Fen::ZERO, |open| open.max(Fen::ZERO))
    }

    /// What blocks the closing: open items of the register, and the difference of the audit.
    #[must_use]
    pub fn obstacles(&self) -> Vec<String> {
        let open = blocking(&self.open_items);
        let mut obstacles: Vec<String> = open
            .iter()
            .map(|(kind, amount)| format!("{} {amount} 元", kind.zh()))
            .collect();
        if self.owed() > Fen::ZERO {
            obstacles.push(format!("审计差额 {} 元", self.owed()));
        }
        obstacles
    }

    /// Whether the county may be closed: nothing open, or a signed exception.
    ///
    /// # Errors
    /// `fund.upload.open_items`.
    pub fn may_close(&self) -> Result<(), Refused> {
        let obstacles = self.obstacles();
        let excepted = self
            .exception
            .as_ref()
            .is_some_and(|text| !text.trim().is_empty());
        if obstacles.is_empty() || excepted {
            return Ok(());
        }
        let sentence = format!(
            "上划尚不能办结，未清事项：{}。请先配备、支付或清缴到位，或提交签字的例外批准。",
            obstacles.join("；")
        );
        Err(Refused::new("fund.upload.open_items", sentence).under("淮南2020 四(二)"))
    }

    /// Checks a step beyond what the chain checks: the audit needs a figure, the closing no open items.
    ///
    /// # Errors
    /// `fund.upload.audit`, `fund.upload.open_items`, `fund.upload.window` for an upload outside its window.
    pub fn check(&self, wanted: UploadStage, on: Date, window: &Validity) -> Result<(), Refused> {
        match wanted {
            UploadStage::Provisional if !window.covers(on) => {
                let day =
                    |date: Option<Date>| date.map_or("—".to_owned(), |date| date.to_string());
                let sentence = format!(
                    "上划应在 {} 至 {} 之间办理，{on} 不在此期间；请核对日期。",
                    day(window.from()),
                    day(window.until())
                );
                Err(Refused::new("fund.upload.window", sentence).under("淮南2020 四(二)"))
            }
            UploadStage::Audited if self.audited.is_none() => Err(Refused::new(
                "fund.upload.audit",
                "请填写审计确认的结余金额。",
            )),
            UploadStage::Closed => self.may_close(),
            _ => Ok(()),
        }
    }
}
