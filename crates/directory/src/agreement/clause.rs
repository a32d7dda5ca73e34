//! What an agreement must speak of.

use crate::words::words;
use base::Refused;

/// The article that lists what an agreement contains.
pub(super) const FIELDS: &str = "篇10 一(四)";

words! {
    /// The fields of an agreement (篇10 一(四)). Each is mandatory.
    ClauseKind {
        /// 双方的权利.
        Rights "rights" "权利",
        /// 双方的义务.
        Duties "duties" "义务",
        /// 环境.
        Environment "environment" "环境",
        /// 设施.
        Facilities "facilities" "设施",
        /// 药品品种及质量.
        Drugs "drugs" "药品品种及质量",
        /// 服务质量.
        Service "service" "服务质量",
        /// 专业人员配备.
        Staff "staff" "专业人员配备",
        /// 医疗费用结算.
        Settlement "settlement" "医疗费用结算",
        /// 违约责任.
        Breach "breach" "违约责任",
        /// 争议处理.
        Disputes "disputes" "争议处理",
    }
}

/// A clause: its field and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The field.
    pub kind: ClauseKind,
    /// The text.
    pub text: Box<str>,
}

/// Whether every mandatory field has a text.
///
/// # Errors
/// `agreement.empty_clause` with the fields that have none.
pub fn complete(clauses: &[Clause]) -> Result<(), Refused> {
    let written = |kind: ClauseKind| {
        clauses
            .iter()
            .any(|clause| clause.kind == kind && !clause.text.trim().is_empty())
    };
    let missing: Vec<_> = ClauseKind::ALL
        .iter()
        .filter(|kind| !written(**kind))
        .map(|kind| kind.zh())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Refused::new(
        "agreement.empty_clause",
        format!("协议缺少必备条款：{}，补齐后方可签订。", missing.join("、")),
    )
    .under(FIELDS))
}
