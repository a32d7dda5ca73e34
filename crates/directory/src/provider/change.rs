//! The procedure for changes of what is registered (变更程序), the same for hospitals and pharmacies.

use super::code::ProviderCode;
use super::institution::{Institution, Particulars};
use super::kind::{Grade, Ownership, ProviderKind, Rank};
use crate::words::words;
use base::{Date, Refused, RegionCode};

const ARTICLE: &str = "篇1 二(四)";

words! {
    /// The state of a change.
    ChangeState {
        /// 已申请.
        Requested "requested" "已申请",
        /// 县区已初审.
        FirstReviewed "first_reviewed" "县区已初审",
        /// 市级已确认.
        Confirmed "confirmed" "市级已确认",
        /// 不予变更.
        Rejected "rejected" "不予变更",
        /// 已生效: written into the particulars.
        Applied "applied" "已生效",
    }
}

impl ChangeState {
    /// Whether one state may follow another.
    #[must_use]
    pub const fn may_become(self, to: ChangeState) -> bool {
        matches!(
            (self, to),
            (ChangeState::Requested, ChangeState::FirstReviewed)
                | (ChangeState::FirstReviewed, ChangeState::Confirmed)
                | (
                    ChangeState::Requested | ChangeState::FirstReviewed,
                    ChangeState::Rejected
                )
                | (ChangeState::Confirmed, ChangeState::Applied)
        )
    }
}

/// What changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The name.
    Name(Box<str>),
    /// Place and address.
    Address(RegionCode, Box<str>),
    /// The type: a hospital that becomes a community health centre (篇5 五).
    Kind(ProviderKind),
    /// The grade.
    Grade(Grade),
    /// Whose it is.
    Ownership(Ownership),
    /// To which level of government it belongs.
    Rank(Rank),
    /// Whether it settles through the network.
    Networked(bool),
    /// Approved beds.
    Beds(u32),
    /// Who answers for it in law.
    Representative(Box<str>),
}

impl Change {
    /// The word in the store.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Change::Name(_) => "name",
            Change::Address(..) => "address",
            Change::Kind(_) => "kind",
            Change::Grade(_) => "grade",
            Change::Ownership(_) => "ownership",
            Change::Rank(_) => "rank",
            Change::Networked(_) => "networked",
            Change::Beds(_) => "beds",
            Change::Representative(_) => "representative",
        }
    }

    /// What users read.
    #[must_use]
    pub const fn zh(&self) -> &'static str {
        match self {
            Change::Name(_) => "名称",
            Change::Address(..) => "地址",
            Change::Kind(_) => "机构类型",
            Change::Grade(_) => "等级",
            Change::Ownership(_) => "所有制",
            Change::Rank(_) => "隶属",
            Change::Networked(_) => "联网结算",
            Change::Beds(_) => "床位数",
            Change::Representative(_) => "法定代表人",
        }
    }

    /// The new value as one text, for the store: [`Change::parse`] reads it.
    #[must_use]
    pub fn value(&self) -> String {
        match self {
            Change::Name(text) | Change::Representative(text) => text.to_string(),
            Change::Address(place, address) => format!("{place} {address}"),
            Change::Kind(kind) => kind.code().to_owned(),
            Change::Grade(grade) => grade.code().to_owned(),
            Change::Ownership(ownership) => ownership.code().to_owned(),
            Change::Rank(rank) => rank.code().to_owned(),
            Change::Networked(networked) => if *networked { "yes" } else { "no" }.to_owned(),
            Change::Beds(beds) => beds.to_string(),
        }
    }

    /// The change of a word and a value; `None` where they are not as written by [`Change::code`] and
    /// [`Change::value`].
    #[must_use]
    pub fn parse(code: &str, value: &str) -> Option<Change> {
        Some(match code {
            "name" => Change::Name(value.into()),
            "address" => {
                let (place, address) = value.split_once(' ')?;
                Change::Address(RegionCode::parse(place).ok()?, address.into())
            }
            "kind" => Change::Kind(ProviderKind::parse(value)?),
            "grade" => Change::Grade(Grade::parse(value)?),
            "ownership" => Change::Ownership(Ownership::parse(value)?),
            "rank" => Change::Rank(Rank::parse(value)?),
            "networked" => Change::Networked(match value {
                "yes" => true,
                "no" => false,
                _ => return None,
            }),
            "beds" => Change::Beds(value.parse().ok()?),
            "representative" => Change::Representative(value.into()),
            _ => return None,
        })
    }

    fn write(&self, into: &mut Particulars) {
        match self {
            Change::Name(name) => into.name = name.clone(),
            Change::Address(place, address) => {
                into.place = *place;
                into.address = address.clone();
            }
            Change::Kind(kind) => into.kind = *kind,
            Change::Grade(grade) => into.grade = *grade,
            Change::Ownership(ownership) => into.ownership = *ownership,
            Change::Rank(rank) => into.rank = Some(*rank),
            Change::Networked(networked) => into.networked = *networked,
            Change::Beds(beds) => into.beds = *beds,
            Change::Representative(name) => into.representative = name.clone(),
        }
    }
}

/// A change on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRequest {
    /// Whose.
    pub provider: ProviderCode,
    /// What.
    pub change: Change,
    /// From which day on.
    pub from: Date,
    /// What it rests on: the approval of the authority, by its number.
    pub evidence: Box<str>,
    /// How far it is.
    pub state: ChangeState,
}

impl ChangeRequest {
    /// A change that a provider asks for.
    ///
    /// # Errors
    /// `provider.change_evidence` without evidence.
    pub fn new(
        provider: ProviderCode,
        change: Change,
        from: Date,
        evidence: &str,
    ) -> Result<ChangeRequest, Refused> {
        if evidence.trim().is_empty() {
            return Err(Refused::new(
                "provider.change_evidence",
                format!(
                    "变更{}须附主管部门的批准材料，请补充文号或材料编号。",
                    change.zh()
                ),
            )
            .under(ARTICLE));
        }
        Ok(ChangeRequest {
            provider,
            change,
            from,
            evidence: evidence.trim().into(),
            state: ChangeState::Requested,
        })
    }

    /// Takes a step: first review, confirmation or rejection.
    ///
    /// # Errors
    /// `provider.change_state` where a step is left out or none may follow.
    pub fn advance(&mut self, to: ChangeState) -> Result<(), Refused> {
        if to != ChangeState::Applied && self.state.may_become(to) {
            self.state = to;
            return Ok(());
        }
        Err(self.refused(to))
    }

    /// Writes a confirmed change into the particulars: from its day on the new ones hold, the old ones
    /// stay as history.
    ///
    /// # Errors
    /// `provider.change_state` unless the city has confirmed it; `provider.code` where the new type does
    /// not go with the code; as [`Institution::change`].
    pub fn apply(&mut self, institution: &mut Institution) -> Result<(), Refused> {
        if institution.code != self.provider || !self.state.may_become(ChangeState::Applied) {
            return Err(self.refused(ChangeState::Applied));
        }
        if let Change::Kind(kind) = self.change
            && !kind.fits(&self.provider)
        {
            return Err(Refused::new(
                "provider.code",
                format!(
                    "{} 的编码不能用于{}，请申领新编码。",
                    self.provider,
                    kind.zh()
                ),
            ));
        }
        institution.change(self.from, |particulars| self.change.write(particulars))?;
        self.state = ChangeState::Applied;
        Ok(())
    }

    fn refused(&self, to: ChangeState) -> Refused {
        Refused::new(
            "provider.change_state",
            format!(
                "{} 的{}变更现为“{}”，不能直接变为“{}”；须经县区初审、市级确认后生效。",
                self.provider,
                self.change.zh(),
                self.state.zh(),
                to.zh()
            ),
        )
        .under(ARTICLE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::sample::hospital;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn moved(from: &str) -> ChangeRequest {
        let hospital = hospital();
        let place = RegionCode::parse("340403001").unwrap();
        let change = Change::Address(place, "新区路1号".into());
        ChangeRequest::new(hospital.code, change, day(from), "淮卫〔2021〕3号").unwrap()
    }

    /// REQ-143: a change of address follows the procedure and keeps history.
    #[test]
    fn req_143_a_change_of_address_follows_the_procedure_and_keeps_history() {
        let mut hospital = hospital();
        let mut change = moved("2021-05-01");
        let early = change.apply(&mut hospital).unwrap_err();
        assert_eq!(early.code(), "provider.change_state");
        let skipped = change.advance(ChangeState::Confirmed).unwrap_err();
        assert!(skipped.zh().contains("县区初审"));
        change.advance(ChangeState::FirstReviewed).unwrap();
        change.advance(ChangeState::Confirmed).unwrap();
        change.apply(&mut hospital).unwrap();
        assert_eq!(&*hospital.on(day("2021-04-30")).unwrap().address, "老街2号");
        assert_eq!(
            &*hospital.on(day("2021-05-01")).unwrap().address,
            "新区路1号"
        );
        assert_eq!(hospital.particulars.len(), 2);
        assert_eq!(
            change.apply(&mut hospital).unwrap_err().code(),
            "provider.change_state"
        );
    }

    #[test]
    fn changes_come_in_the_order_of_their_days() {
        let mut hospital = hospital();
        let confirmed = |from: &str| ChangeRequest {
            state: ChangeState::Confirmed,
            ..moved(from)
        };
        confirmed("2021-05-01").apply(&mut hospital).unwrap();
        let earlier = confirmed("2021-03-01").apply(&mut hospital).unwrap_err();
        assert_eq!(earlier.code(), "provider.later_change");
        let again = confirmed("2021-05-01").apply(&mut hospital).unwrap_err();
        assert_eq!(again.code(), "provider.change_begins");
        let before = confirmed("2010-01-01").apply(&mut hospital);
        assert_eq!(before.unwrap_err().code(), "provider.later_change");
    }

    #[test]
    fn a_change_needs_evidence_and_the_right_code() {
        let code = hospital().code;
        let bare = ChangeRequest::new(code.clone(), Change::Beds(5), day("2021-01-01"), " ");
        assert_eq!(bare.unwrap_err().code(), "provider.change_evidence");
        let to_pharmacy = Change::Kind(ProviderKind::Pharmacy);
        let mut change = ChangeRequest::new(code, to_pharmacy, day("2021-01-01"), "文").unwrap();
        change.state = ChangeState::Confirmed;
        let refused = change.apply(&mut hospital()).unwrap_err();
        assert_eq!(refused.code(), "provider.code");
    }

    #[test]
    fn changes_lead_back_from_their_rows() {
        let place = RegionCode::parse("340403001").unwrap();
        let all = [
            Change::Name("第一医院".into()),
            Change::Address(place, "新区路 1 号".into()),
            Change::Kind(ProviderKind::Clinic),
            Change::Grade(Grade::ThirdA),
            Change::Ownership(Ownership::Private),
            Change::Rank(Rank::City),
            Change::Networked(false),
            Change::Beds(12),
            Change::Representative("王某".into()),
        ];
        for change in all {
            assert_eq!(Change::parse(change.code(), &change.value()), Some(change));
        }
        assert_eq!(Change::parse("beds", "多"), None);
        assert_eq!(Change::parse("colour", "白"), None);
    }
}
