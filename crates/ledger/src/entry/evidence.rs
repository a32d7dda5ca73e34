//! What an entry rests on: source documents by reference and hash.

use std::fmt;

use sha2::{Digest as _, Sha256};

use super::kinds::coded;

base::typed_id! {
    /// The number or name of a source document, as it is printed on it.
    EvidenceRef
}

coded! {
    /// What kind of source document it is. Which an event needs stands with its template.
    EvidenceKind {
        /// 税务征缴明细.
        TaxStatement "tax-statement" "税务征缴明细",
        /// 国库划款凭证, 入库流水.
        TreasuryVoucher "treasury-voucher" "国库凭证",
        /// 银行回单或对账单行.
        BankLine "bank-line" "银行回单",
        /// 财政拨款文件.
        Appropriation "appropriation" "财政拨款文件",
        /// 人员名册.
        Roster "roster" "人员名册",
        /// 用款计划（申请）.
        FundRequest "fund-request" "用款申请",
        /// 经审核的结算单: the review record without which no provider is paid.
        Settlement "settlement" "结算单",
        /// 处理决定, 审批意见, 批复.
        Decision "decision" "决定（审批）",
        /// 合同, 协议.
        Contract "contract" "合同",
        /// 退费清单.
        RefundList "refund-list" "退费清单",
        /// 清算表.
        ClearingStatement "clearing" "清算单",
        /// 上解单, 拨付单.
        TierOrder "tier-order" "上解（拨付）单",
        /// 计算表.
        Computation "computation" "计算表",
        /// 审计报告.
        AuditReport "audit-report" "审计报告",
        /// 移交清册.
        Handover "handover" "移交清册",
    }
}

/// A SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Nothing before: the value that a chain begins with.
    pub const ZERO: Digest = Digest([0; 32]);

    /// These 32 bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Digest {
        Digest(bytes)
    }

    /// The hash of bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }

    /// The bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The digest of 64 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Digest> {
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let mut bytes = [0_u8; 32];
        for (index, byte) in bytes.iter_mut().enumerate() {
            let at = index.saturating_mul(2);
            *byte = u8::from_str_radix(text.get(at..at.saturating_add(2))?, 16).ok()?;
        }
        Some(Digest(bytes))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// One source document: its kind, its number, and the hash of its file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Evidence {
    /// What it is.
    pub kind: EvidenceKind,
    /// Its number.
    pub reference: EvidenceRef,
    /// The hash of its bytes.
    pub digest: Digest,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_reads_what_it_prints() {
        let digest = Digest::of(b"x");
        assert_eq!(Digest::parse(&digest.to_string()), Some(digest));
        assert_eq!(Digest::parse("00"), None);
    }
}
