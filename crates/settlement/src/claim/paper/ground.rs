//! On what ground a person claims by hand, and whether the pooling area takes such claims.

use base::Refused;

use crate::claim::coded;

coded! {
    /// Why a bill was not settled at a counter of the city.
    Ground {
        /// 就业地在外.
        Work "work" "异地工作",
        /// 居住地在外.
        Residence "residence" "异地居住",
        /// 急诊.
        Emergency "emergency" "急诊抢救",
        /// 经转诊备案.
        Referral "referral" "转诊备案",
        /// The institution was not connected on the day (篇3 二(三)).
        Unconnected "unconnected" "机构未联网",
        /// The person's way of settlement was changed (篇7 第三十五条).
        PayFirst "pay-first" "改为先付后报",
        /// 自行前往.
        OwnChoice "own-choice" "自行前往",
    }
}

/// A ground on which a pooling area takes claims by hand. Which there are is data of the area; what the plan pays of
/// such a claim is said by the package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroundRule {
    /// The ground.
    pub ground: Ground,
    /// For care outside the city, or inside it.
    pub elsewhere: bool,
    /// Document and article.
    pub article: String,
}

/// The rule on which a claim is taken.
///
/// # Errors
/// `paper.ground` where the area has none for the ground and place (REQ-252).
pub fn admit(
    rules: &[GroundRule],
    ground: Ground,
    elsewhere: bool,
) -> Result<&GroundRule, Refused> {
    let found = rules
        .iter()
        .find(|rule| rule.ground == ground && rule.elsewhere == elsewhere);
    found.ok_or_else(|| {
        let place = if elsewhere { "市外" } else { "市内" };
        let zh = format!(
            "{place}就医以“{}”为由不属于可申请零星报销的情形，请核对事由及备案。",
            ground.zh()
        );
        let refused = Refused::new("paper.ground", zh);
        match rules.first() {
            Some(rule) => refused.under(&rule.article),
            None => refused,
        }
    })
}
