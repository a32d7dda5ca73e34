//! The publication pack: generated, approved, published, then frozen with a hash.

use base::{Date, Refused, RegionCode};

use super::chain::{Track, stages};
use super::digest::digest_lines;
use crate::entry::Digest;

stages! {
    /// How far a publication has come.
    PublishStage "publication" {
        /// Made from the books.
        Generated "generated" "生成",
        /// Approved by another user.
        Approved "approved" "审核",
        /// Shown to the public.
        Published "published" "公布",
        /// Frozen: never changed again.
        Frozen "frozen" "归档冻结",
    }
}

/// What a publication is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// 基金筹集、使用和结余情况.
    Fund,
    /// 风险调剂金收支情况.
    RiskFund,
}

impl Topic {
    /// The word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Topic::Fund => "fund",
            Topic::RiskFund => "risk_fund",
        }
    }

    /// The topic of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Topic> {
        [Topic::Fund, Topic::RiskFund]
            .into_iter()
            .find(|topic| topic.code() == code)
    }

    /// What the public reads.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Topic::Fund => "基金筹集、使用和结余情况",
            Topic::RiskFund => "风险调剂金收支情况",
        }
    }
}

/// A page that is published: a table of words and figures, and no person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// About what.
    pub topic: Topic,
    /// Of which region.
    pub region: RegionCode,
    /// First day of the period.
    pub from: Date,
    /// Last day of the period.
    pub until: Date,
    /// The heads of the columns.
    pub heads: Vec<String>,
    /// The rows, as many cells as there are heads.
    pub rows: Vec<Vec<String>>,
}

impl Page {
    /// The hash over all of it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let head = format!(
            "{}|{}|{}|{}",
            self.topic.code(),
            self.region,
            self.from,
            self.until
        );
        let cells = self.rows.iter().flatten().cloned();
        digest_lines(
            std::iter::once(head)
                .chain(self.heads.iter().cloned())
                .chain(cells),
        )
    }

    /// Whether every row has as many cells as there are heads.
    ///
    /// # Errors
    /// `fund.publish.shape`, `fund.publish.empty`.
    pub fn check(&self) -> Result<(), Refused> {
        if self.rows.is_empty() || self.heads.is_empty() {
            return Err(Refused::new(
                "fund.publish.empty",
                "公布内容为空，请先生成报表。",
            ));
        }
        if self.rows.iter().any(|row| row.len() != self.heads.len()) {
            return Err(Refused::new(
                "fund.publish.shape",
                "公布表格的列数与表头不一致，请重新生成。",
            ));
        }
        Ok(())
    }
}

/// A publication with its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// What is published.
    pub page: Page,
    /// The hash taken when the page was generated.
    pub digest: Digest,
    /// The steps so far.
    pub track: Track<PublishStage>,
}

impl Publication {
    /// Whether the page is still the one that was generated: asked before every step and whenever it is shown.
    ///
    /// # Errors
    /// `fund.publish.changed`.
    pub fn verify(&self) -> Result<(), Refused> {
        if self.page.digest() == self.digest {
            return Ok(());
        }
        Err(Refused::new(
            "fund.publish.changed",
            "公布内容与生成时的校验值不一致，内容已被改动，请停止使用并报告。",
        ))
    }

    /// Whether the public sees it.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.track.has_reached(PublishStage::Published)
    }

    /// Whether it can never change again.
    #[must_use]
    pub fn is_frozen(&self) -> bool {
        self.track.has_reached(PublishStage::Frozen)
    }
}
