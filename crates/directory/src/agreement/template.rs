//! The one text of the agreement, with versions (篇1 二(四), 淮南2020 三(五)).

use super::clause::{Clause, ClauseKind, complete};
use crate::provider::ProviderKind;
use base::{Date, Refused, RegionCode, Validity};
use sha2::{Digest as _, Sha256};
use std::fmt;

const ONE_TEXT: &str = "篇1 二(四)；淮南2020 三(五)";

/// The hash of a text (SHA-256), by which a signed copy is held to its template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextDigest([u8; 32]);

impl TextDigest {
    /// The digest of clauses, whatever their order: fields in the order of the list, clauses of one
    /// field in the order in which they stand.
    #[must_use]
    pub fn of(clauses: &[Clause]) -> TextDigest {
        let mut hash = Sha256::new();
        hash.update(b"tongchou-agreement/1");
        for kind in ClauseKind::ALL {
            for clause in clauses.iter().filter(|clause| clause.kind == *kind) {
                // The length parts clause from clause, so that no text can look like two.
                hash.update(kind.code().as_bytes());
                hash.update(
                    u64::try_from(clause.text.len())
                        .unwrap_or(u64::MAX)
                        .to_be_bytes(),
                );
                hash.update(clause.text.as_bytes());
            }
        }
        TextDigest(hash.finalize().into())
    }

    /// The 32 bytes, as the store keeps them.
    #[must_use]
    pub const fn bytes(self) -> [u8; 32] {
        self.0
    }

    /// The digest of 32 bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> TextDigest {
        TextDigest(bytes)
    }
}

/// Hexadecimal.
impl fmt::Display for TextDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A version of the text that the whole pooling area signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The version, such as `2021-1`.
    pub version: Box<str>,
    /// For pharmacies, or for institutions that treat.
    pub pharmacies: bool,
    /// Who issued it: the pooling area.
    pub issuer: RegionCode,
    /// On which days it may be signed.
    pub holds: Validity,
    /// The clauses.
    pub clauses: Vec<Clause>,
    /// The hash of the clauses.
    pub digest: TextDigest,
}

impl Template {
    /// A version that `issuer` issues for the pooling area `pool`.
    ///
    /// # Errors
    /// `agreement.city_text` where somebody else than the pooling area issues it: there is one text,
    /// and a county cannot alter it. `agreement.empty_clause` where a mandatory field has no text.
    pub fn issue(
        version: &str,
        pharmacies: bool,
        (issuer, pool): (RegionCode, RegionCode),
        holds: Validity,
        clauses: Vec<Clause>,
    ) -> Result<Template, Refused> {
        if issuer != pool {
            return Err(Refused::new(
                "agreement.city_text",
                format!(
                    "服务协议文本由统筹区 {} 统一制定，{} 不能另行制定或修改；特殊约定请签补充协议。",
                    pool.short(),
                    issuer.short()
                ),
            )
            .under(ONE_TEXT));
        }
        complete(&clauses)?;
        Ok(Template {
            version: version.into(),
            pharmacies,
            issuer,
            holds,
            digest: TextDigest::of(&clauses),
            clauses,
        })
    }

    /// Whether a provider of this type signs it.
    #[must_use]
    pub const fn is_for(&self, kind: ProviderKind) -> bool {
        self.pharmacies == kind.is_pharmacy()
    }

    /// Holds the text that lies before the parties to this version, word for word.
    ///
    /// # Errors
    /// `agreement.empty_clause` where a mandatory field has no text, `agreement.altered` with the
    /// fields whose text differs.
    pub fn holds_word_for_word(&self, text: &[Clause]) -> Result<(), Refused> {
        complete(text)?;
        if TextDigest::of(text) == self.digest {
            return Ok(());
        }
        let of = |clauses: &[Clause], kind: ClauseKind| -> Vec<Box<str>> {
            let same = clauses.iter().filter(|clause| clause.kind == kind);
            same.map(|clause| clause.text.clone()).collect()
        };
        let altered: Vec<_> = ClauseKind::ALL
            .iter()
            .filter(|kind| of(text, **kind) != of(&self.clauses, **kind))
            .map(|kind| kind.zh())
            .collect();
        Err(Refused::new(
            "agreement.altered",
            format!(
                "协议文本与统一文本 {} 不一致（{}），不能签订；请使用统一文本，特殊约定另签补充协议。",
                self.version,
                altered.join("、")
            ),
        )
        .under(ONE_TEXT))
    }
}

/// Adds a version to those issued.
///
/// # Errors
/// `agreement.version` where the version is taken, or another text for the same providers may be signed
/// on some of the days: there is one.
pub fn publish(issued: &mut Vec<Template>, new: Template) -> Result<(), Refused> {
    let clash = issued.iter().find(|one| {
        one.version == new.version
            || (one.pharmacies == new.pharmacies && one.holds.overlaps(&new.holds))
    });
    if let Some(other) = clash {
        return Err(Refused::new(
            "agreement.version",
            format!(
                "统一文本 {} 的版本号或适用日期与新版本重叠，请先截止旧版本。",
                other.version
            ),
        )
        .under(ONE_TEXT));
    }
    issued.push(new);
    Ok(())
}

/// The version that a provider of a type signs on a day.
///
/// # Errors
/// `agreement.no_text` where none may be signed that day.
pub fn to_sign(issued: &[Template], kind: ProviderKind, on: Date) -> Result<&Template, Refused> {
    let mut fitting = issued.iter().filter(|one| one.is_for(kind));
    let found = fitting.find(|one| one.holds.covers(on));
    found.ok_or_else(|| {
        Refused::new(
            "agreement.no_text",
            format!("{on} 没有可供{}签订的统一协议文本，请先发布。", kind.zh()),
        )
        .under(ONE_TEXT)
    })
}
