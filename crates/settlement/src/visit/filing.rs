//! Filings: referral out (2501), chronic disease (2503), chosen institution (2505), and long stays
//! elsewhere, as records with a review. What they mean for money stands in the package of the scheme.

use base::{Date, PersonNo, Refused};

/// What is filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FilingKind {
    /// Transfer or referral to another hospital (2501).
    Referral,
    /// A temporary journey.
    Temporary,
    /// Residence or work elsewhere for long.
    LongTerm,
    /// A chronic or special disease (2503).
    Chronic,
    /// The institution that a person chose (2505).
    ChosenInstitution,
}

impl FilingKind {
    /// All of them.
    pub const ALL: [FilingKind; 5] = [
        Self::Referral,
        Self::Temporary,
        Self::LongTerm,
        Self::Chronic,
        Self::ChosenInstitution,
    ];

    /// Code that rows keep; of the first three also the value of the fact `filing`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            FilingKind::Referral => "referral",
            FilingKind::Temporary => "temporary",
            FilingKind::LongTerm => "long_term",
            FilingKind::Chronic => "chronic",
            FilingKind::ChosenInstitution => "chosen_institution",
        }
    }

    /// Chinese name.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            FilingKind::Referral => "转院备案",
            FilingKind::Temporary => "临时外出备案",
            FilingKind::LongTerm => "异地长期居住备案",
            FilingKind::Chronic => "慢特病备案",
            FilingKind::ChosenInstitution => "定点备案",
        }
    }

    /// The kind of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<FilingKind> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    const fn is_of_place(self) -> bool {
        matches!(self, Self::Referral | Self::Temporary | Self::LongTerm)
    }
}

/// What became of a filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FilingState {
    /// Sent in; the bureau has not looked at it.
    Submitted,
    /// The bureau agreed.
    Approved,
    /// The bureau refused.
    Refused,
    /// Taken back by who sent it.
    Withdrawn,
}

impl FilingState {
    /// All of them.
    pub const ALL: [FilingState; 4] = [
        Self::Submitted,
        Self::Approved,
        Self::Refused,
        Self::Withdrawn,
    ];

    /// Code that rows keep.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            FilingState::Submitted => "submitted",
            FilingState::Approved => "approved",
            FilingState::Refused => "refused",
            FilingState::Withdrawn => "withdrawn",
        }
    }

    /// The state of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<FilingState> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// Where care is given, seen from the pooling area of the insured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Inside the pooling area.
    Local,
    /// In the province, outside the pooling area.
    InProvince,
    /// Outside the province.
    OutProvince,
}

impl Place {
    /// All of them.
    pub const ALL: [Place; 3] = [Self::Local, Self::InProvince, Self::OutProvince];

    /// Code that rows keep, and the value of the fact `place`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Place::Local => "local",
            Place::InProvince => "in_province",
            Place::OutProvince => "out_province",
        }
    }

    /// Chinese name.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Place::Local => "本统筹区",
            Place::InProvince => "省内异地",
            Place::OutProvince => "跨省异地",
        }
    }

    /// The place of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Place> {
        Self::ALL.into_iter().find(|place| place.code() == code)
    }
}

/// One filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// Number of the filing (`trt_dcla_detl_sn`).
    pub number: String,
    /// Who.
    pub person: PersonNo,
    /// What.
    pub kind: FilingKind,
    /// Where it stands.
    pub state: FilingState,
    /// The day on which it was filed.
    pub filed_on: Date,
    /// First day on which it holds.
    pub from: Date,
    /// Last day; `None`: until it is ended.
    pub until: Option<Date>,
    /// Place to which a referral or journey leads; of a chosen institution: local.
    pub place: Place,
    /// Institution to which it leads or that was chosen, where one is named.
    pub institution: Option<String>,
    /// Disease of a chronic filing.
    pub disease: Option<String>,
    /// The day on which the disease was certified.
    pub certified_on: Option<Date>,
    /// Visit from which a referral starts.
    pub from_visit: Option<String>,
    /// A settlement rests on it.
    pub used: bool,
}

impl Filing {
    /// Whether it was agreed to and holds on a day.
    #[must_use]
    pub fn holds(&self, on: Date) -> bool {
        let until = self.until.is_none_or(|until| on <= until);
        self.state == FilingState::Approved && self.from <= on && until
    }

    /// The filing after the bureau looked at it.
    ///
    /// # Errors
    /// `filing.reviewed`: it was looked at before, or was withdrawn.
    pub fn reviewed(&self, approved: bool) -> Result<Filing, Refused> {
        if self.state != FilingState::Submitted {
            return Err(Refused::new(
                "filing.reviewed",
                "这条备案已经审核或已撤销，不能再审核，请核对备案流水号。",
            ));
        }
        let mut filing = self.clone();
        filing.state = if approved {
            FilingState::Approved
        } else {
            FilingState::Refused
        };
        Ok(filing)
    }

    /// The filing after who sent it took it back (2502, 2504, 2506).
    ///
    /// # Errors
    /// `filing.used`: a settlement rests on it. `filing.reviewed`: a chronic disease or chosen institution
    /// that the bureau has looked at.
    pub fn withdrawn(&self) -> Result<Filing, Refused> {
        if self.used {
            return Err(Refused::new(
                "filing.used",
                "这条备案已有结算使用，不能撤销，请先撤销该结算。",
            ));
        }
        let before_review = matches!(
            self.kind,
            FilingKind::Chronic | FilingKind::ChosenInstitution
        );
        let open = match self.state {
            FilingState::Submitted => true,
            FilingState::Approved => !before_review,
            FilingState::Refused | FilingState::Withdrawn => false,
        };
        if !open {
            return Err(Refused::new(
                "filing.reviewed",
                "经办机构已审核的备案不能由医药机构撤销，请向经办机构申请终止。",
            ));
        }
        let mut filing = self.clone();
        filing.state = FilingState::Withdrawn;
        Ok(filing)
    }
}

/// The filings of one person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filings(pub Vec<Filing>);

impl Filings {
    /// The filing that covers care at a place on a day: one that names the institution, else one for the
    /// place, the earliest first. A filing made after the treatment began does not cover it
    /// (registration before treatment).
    #[must_use]
    pub fn for_care(&self, place: Place, institution: &str, on: Date) -> Option<&Filing> {
        let mut covering: Vec<&Filing> = self
            .0
            .iter()
            .filter(|it| it.kind.is_of_place() && it.holds(on) && it.filed_on <= on)
            .filter(|it| match &it.institution {
                Some(named) => named == institution,
                None => it.place == place,
            })
            .collect();
        covering.sort_by_key(|it| (it.institution.is_none(), it.filed_on, it.number.clone()));
        covering.first().copied()
    }

    /// The filing of a chronic disease that holds on a day.
    #[must_use]
    pub fn for_disease(&self, disease: &str, on: Date) -> Option<&Filing> {
        let chronic = self
            .0
            .iter()
            .filter(|it| it.kind == FilingKind::Chronic && it.holds(on));
        chronic
            .filter(|it| it.disease.as_deref() == Some(disease))
            .min_by_key(|it| it.from)
    }

    /// The institution chosen for a day; the latest choice wins.
    #[must_use]
    pub fn chosen(&self, on: Date) -> Option<&Filing> {
        let chosen = self
            .0
            .iter()
            .filter(|it| it.kind == FilingKind::ChosenInstitution);
        chosen.filter(|it| it.holds(on)).max_by_key(|it| it.from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn filing(kind: FilingKind, filed_on: &str) -> Filing {
        Filing {
            number: "1".to_owned(),
            person: PersonNo::new(7).unwrap(),
            kind,
            state: FilingState::Submitted,
            filed_on: day(filed_on),
            from: day("2026-03-01"),
            until: Some(day("2026-05-31")),
            place: Place::OutProvince,
            institution: None,
            disease: Some("M00500".to_owned()),
            certified_on: None,
            from_visit: None,
            used: false,
        }
    }

    #[test]
    fn registration_stands_before_treatment() {
        let approved = |filed| filing(FilingKind::Referral, filed).reviewed(true).unwrap();
        let late = Filings(vec![approved("2026-03-11")]);
        assert!(
            late.for_care(Place::OutProvince, "H1", day("2026-03-10"))
                .is_none()
        );
        let early = Filings(vec![approved("2026-03-10")]);
        assert!(
            early
                .for_care(Place::OutProvince, "H1", day("2026-03-10"))
                .is_some()
        );
        assert!(
            early
                .for_care(Place::InProvince, "H1", day("2026-03-10"))
                .is_none()
        );
        assert!(
            early
                .for_care(Place::OutProvince, "H1", day("2026-06-01"))
                .is_none()
        );
    }

    #[test]
    fn a_filing_that_names_the_institution_comes_first() {
        let open = filing(FilingKind::LongTerm, "2026-01-01")
            .reviewed(true)
            .unwrap();
        let named = Filing {
            institution: Some("H2".to_owned()),
            number: "2".to_owned(),
            filed_on: day("2026-02-01"),
            ..open.clone()
        };
        let filings = Filings(vec![open, named]);
        let found = |at: &str| {
            filings
                .for_care(Place::OutProvince, at, day("2026-03-10"))
                .map(|it| it.number.clone())
        };
        assert_eq!(
            (found("H2"), found("H3")),
            (Some("2".to_owned()), Some("1".to_owned()))
        );
    }

    #[test]
    fn only_what_nobody_reviewed_or_used_is_taken_back() {
        let chronic = filing(FilingKind::Chronic, "2026-03-01");
        assert_eq!(chronic.withdrawn().unwrap().state, FilingState::Withdrawn);
        let approved = chronic.reviewed(true).unwrap();
        assert_eq!(approved.withdrawn().unwrap_err().code(), "filing.reviewed");
        assert_eq!(
            approved.reviewed(false).unwrap_err().code(),
            "filing.reviewed"
        );
        let referral = filing(FilingKind::Referral, "2026-03-01")
            .reviewed(true)
            .unwrap();
        assert!(referral.withdrawn().is_ok());
        let used = Filing {
            used: true,
            ..referral
        };
        assert_eq!(used.withdrawn().unwrap_err().code(), "filing.used");
    }

    #[test]
    fn a_disease_is_covered_while_its_filing_holds() {
        let filings = Filings(vec![
            filing(FilingKind::Chronic, "2026-03-01")
                .reviewed(true)
                .unwrap(),
        ]);
        assert!(filings.for_disease("M00500", day("2026-03-01")).is_some());
        assert!(filings.for_disease("M00501", day("2026-03-01")).is_none());
        assert!(filings.for_disease("M00500", day("2026-02-28")).is_none());
        assert!(filings.chosen(day("2026-03-01")).is_none());
    }

    #[test]
    fn codes_are_read_back() {
        assert!(
            FilingKind::ALL
                .into_iter()
                .all(|it| FilingKind::parse(it.code()) == Some(it))
        );
        assert!(
            FilingState::ALL
                .into_iter()
                .all(|it| FilingState::parse(it.code()) == Some(it))
        );
        assert!(
            Place::ALL
                .into_iter()
                .all(|it| Place::parse(it.code()) == Some(it))
        );
    }
}
