//! A visit as it is kept.

use base::{Date, PersonNo, Refused};

use super::{
    Act, CivilTime, Diagnoses, Diagnosis, MedType, MedTypes, Standing, VisitKind, VisitState, next,
};

/// How the person showed who he is (`mdtrt_cert_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Credential {
    /// 医保电子凭证, a token.
    Voucher,
    /// 居民身份证.
    IdentityCard,
    /// 社会保障卡.
    Card,
}

impl Credential {
    /// Code of the dictionary `mdtrt_cert_type`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Credential::Voucher => "01",
            Credential::IdentityCard => "02",
            Credential::Card => "03",
        }
    }

    /// The credential of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Credential> {
        [Self::Voucher, Self::IdentityCard, Self::Card]
            .into_iter()
            .find(|it| it.code() == code)
    }
}

/// What registration (2201), admission (2401) or a purchase (2102) says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitOpening {
    /// Id of the visit (`mdtrt_id`), given by the platform, up to 30 characters.
    pub id: String,
    /// The person.
    pub person: PersonNo,
    /// Code of the institution or pharmacy, 12 characters.
    pub institution: String,
    /// Number of the visit inside the institution (`ipt_otp_no`), unique there.
    pub inside_no: String,
    /// Kind of visit.
    pub kind: VisitKind,
    /// Insurance (`insutype`) under which the person comes.
    pub insurance: String,
    /// Credential shown.
    pub credential: Credential,
    /// Code of the department, empty at a pharmacy.
    pub department: String,
    /// Code of the physician, where one was named.
    pub physician: Option<String>,
    /// When the visit, purchase or stay began.
    pub began: CivilTime,
}

/// A visit: the opening, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// As it was opened; 2403 may change department, physician and time.
    pub opening: VisitOpening,
    /// Where it stands.
    pub state: VisitState,
    /// Medical category (`med_type`), once it is known; one a visit.
    pub med_type: Option<String>,
    /// Disease of a chronic or per-disease treatment (`dise_codg`).
    pub disease: Option<String>,
    /// Code of the operation, where one was named.
    pub operation: Option<String>,
    /// Diagnoses.
    pub diagnoses: Diagnoses,
    /// When the patient left; of a stay.
    pub ended: Option<CivilTime>,
    /// Treatment to which a chain of stays joined by transfer belongs; the id of its first visit.
    pub episode: String,
    /// The visit from which the patient was transferred.
    pub transferred_from: Option<String>,
    /// The institution says that it was an emergency (`OTP_ER_REFL_FLAG`, `IPT_TYPE`).
    pub emergency: bool,
}

impl Visit {
    /// A new visit.
    ///
    /// # Errors
    /// `visit.opening`: an id or the institution is empty, or too long for the interface.
    pub fn open(opening: VisitOpening) -> Result<Visit, Refused> {
        let bounded = [
            ("mdtrt_id", opening.id.as_str(), 30),
            ("fixmedins_code", opening.institution.as_str(), 12),
            ("ipt_otp_no", opening.inside_no.as_str(), 30),
        ];
        for (field, text, most) in bounded {
            if text.is_empty() || text.chars().count() > most {
                return Err(Refused::new(
                    "visit.opening",
                    format!("{field} 为空或超过 {most} 个字符，请核对登记内容。"),
                ));
            }
        }
        Ok(Visit {
            episode: opening.id.clone(),
            opening,
            state: VisitState::Open,
            med_type: None,
            disease: None,
            operation: None,
            diagnoses: Diagnoses::default(),
            ended: None,
            transferred_from: None,
            emergency: false,
        })
    }

    /// The visit after an act that changes only its state.
    ///
    /// # Errors
    /// As [`next`].
    pub fn after(&self, act: Act, standing: Standing) -> Result<Visit, Refused> {
        let state = next(self.opening.kind, self.state, act, standing)?;
        let mut visit = self.clone();
        visit.state = state;
        if act == Act::UndoDischarge {
            visit.ended = None;
        }
        Ok(visit)
    }

    /// The visit with its medical category and diagnoses (2203, 2401, 2403). One category a visit: what
    /// was charged under one is not moved to another.
    ///
    /// # Errors
    /// As [`next`], [`MedTypes::for_kind`] and [`Diagnoses::with`]; `visit.one_med_type` where another
    /// category stands.
    pub fn described(
        &self,
        types: &MedTypes,
        med_type: &str,
        upload: &[Diagnosis],
    ) -> Result<Visit, Refused> {
        let mut visit = self.after(Act::Describe, Standing::default())?;
        types.for_kind(med_type, self.opening.kind)?;
        if let Some(known) = &self.med_type
            && known != med_type
        {
            return Err(Refused::new(
                "visit.one_med_type",
                format!(
                    "本次就诊的医疗类别已是 {}，不能改为 {}；一次就诊只用一个类别，请撤销登记后重新办理。",
                    base::show_value(known),
                    base::show_value(med_type)
                ),
            ));
        }
        visit.med_type = Some(med_type.to_owned());
        visit.diagnoses = self.diagnoses.with(upload)?;
        Ok(visit)
    }

    /// The visit with other data than it was opened with (2403): beginning, department, physician.
    ///
    /// # Errors
    /// As [`next`]: only while the visit is open, so that it has no end yet.
    pub fn amended(
        &self,
        began: CivilTime,
        department: &str,
        physician: Option<&str>,
    ) -> Result<Visit, Refused> {
        let mut visit = self.after(Act::Describe, Standing::default())?;
        visit.opening.began = began;
        visit.opening.department = department.to_owned();
        visit.opening.physician = physician.map(str::to_owned);
        Ok(visit)
    }

    /// The visit with the disease and operation that are treated (2203, 2401–2403); what is not named
    /// stays as it was.
    ///
    /// # Errors
    /// As [`next`].
    pub fn treating(
        &self,
        disease: Option<&str>,
        operation: Option<&str>,
    ) -> Result<Visit, Refused> {
        let mut visit = self.after(Act::Describe, Standing::default())?;
        visit.disease = disease.map(str::to_owned).or(visit.disease);
        visit.operation = operation.map(str::to_owned).or(visit.operation);
        Ok(visit)
    }

    /// The stay after the patient left (2402).
    ///
    /// # Errors
    /// As [`next`]; `visit.ended_before` where the end is before the beginning.
    pub fn discharged(&self, ended: CivilTime) -> Result<Visit, Refused> {
        if ended < self.opening.began {
            return Err(ended_before(self.opening.began, ended));
        }
        let mut visit = self.after(Act::Discharge, Standing::default())?;
        visit.ended = Some(ended);
        Ok(visit)
    }

    /// This stay as the continuation of another one (a transfer): both belong to one treatment, so that
    /// rules which count by treatment charge the difference only.
    ///
    /// # Errors
    /// `visit.transfer`: another person, not two stays, or not one after the other.
    pub fn continuing(&self, from: &Visit) -> Result<Visit, Refused> {
        let stays = [self, from]
            .iter()
            .all(|it| it.opening.kind == VisitKind::Stay);
        let after = from
            .ended
            .is_some_and(|ended| ended.date() <= self.opening.began.date());
        if !stays || from.opening.person != self.opening.person || !after {
            return Err(Refused::new(
                "visit.transfer",
                "转院须是同一人的两次住院，且转入不早于转出当日；请核对转院前就诊 ID。",
            ));
        }
        let mut visit = self.clone();
        visit.episode.clone_from(&from.episode);
        visit.transferred_from = Some(from.opening.id.clone());
        Ok(visit)
    }

    /// The medical category with its kind of care.
    ///
    /// # Errors
    /// `visit.no_med_type`: 2203 is missing. As [`MedTypes::get`].
    pub fn category<'a>(&self, types: &'a MedTypes) -> Result<&'a MedType, Refused> {
        let code = self.med_type.as_deref().ok_or_else(|| {
            Refused::new(
                "visit.no_med_type",
                "本次就诊还没有医疗类别，请先上传就诊信息（2203）或入院信息。",
            )
        })?;
        types.get(code)
    }

    /// The day by which the visit is looked at for designation and entitlement: the day it began.
    #[must_use]
    pub const fn service_date(&self) -> Date {
        self.opening.began.date()
    }
}

fn ended_before(began: CivilTime, ended: CivilTime) -> Refused {
    Refused::new(
        "visit.ended_before",
        format!("出院时间 {ended} 早于入院时间 {began}，请核对。"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> CivilTime {
        CivilTime::parse("begntime", text).unwrap()
    }

    fn visit(id: &str, kind: VisitKind, began: &str) -> Visit {
        let opening = VisitOpening {
            id: id.to_owned(),
            person: PersonNo::new(7).unwrap(),
            institution: "H89010100001".to_owned(),
            inside_no: "1".to_owned(),
            kind,
            insurance: "390".to_owned(),
            credential: Credential::Card,
            department: "0101".to_owned(),
            physician: None,
            began: time(began),
        };
        Visit::open(opening).unwrap()
    }

    #[test]
    fn one_category_a_visit() {
        let types = MedTypes::read(MedTypes::SHIPPED).unwrap();
        let seen = visit("1", VisitKind::Outpatient, "2026-03-01")
            .described(&types, "11", &[])
            .unwrap();
        assert_eq!(seen.category(&types).unwrap().care, "outpatient");
        assert!(seen.described(&types, "11", &[]).is_ok());
        assert_eq!(
            seen.described(&types, "14", &[]).unwrap_err().code(),
            "visit.one_med_type"
        );
        assert_eq!(
            seen.described(&types, "2101", &[]).unwrap_err().code(),
            "visit.med_type_kind"
        );
    }

    #[test]
    fn a_transfer_makes_one_treatment_of_two_stays() {
        let first = visit("1", VisitKind::Stay, "2026-03-01")
            .discharged(time("2026-03-04 10:00:00"))
            .unwrap();
        let second = visit("2", VisitKind::Stay, "2026-03-04 12:00:00")
            .continuing(&first)
            .unwrap();
        let third = visit("3", VisitKind::Stay, "2026-03-09")
            .continuing(&second.discharged(time("2026-03-09")).unwrap())
            .unwrap();
        assert_eq!(
            (third.episode.as_str(), third.transferred_from.as_deref()),
            ("1", Some("2"))
        );
        let early = visit("4", VisitKind::Stay, "2026-03-02");
        assert_eq!(
            early.continuing(&first).unwrap_err().code(),
            "visit.transfer"
        );
    }

    #[test]
    fn data_of_a_stay_are_changed_until_it_is_settled() {
        let stay = visit("1", VisitKind::Stay, "2026-03-02 09:00:00");
        let moved = stay
            .amended(time("2026-03-01 09:00:00"), "0202", Some("D890101000001"))
            .unwrap();
        assert_eq!(moved.service_date().to_string(), "2026-03-01");
        let treated = moved.treating(Some("M00500"), None).unwrap();
        let treated = treated.treating(None, Some("39.9500")).unwrap();
        assert_eq!(
            (treated.disease.as_deref(), treated.operation.as_deref()),
            (Some("M00500"), Some("39.9500"))
        );
        let left = stay.discharged(time("2026-03-05")).unwrap();
        assert_eq!(
            left.amended(time("2026-03-01"), "0202", None)
                .unwrap_err()
                .code(),
            "visit.state"
        );
    }

    #[test]
    fn an_undone_discharge_has_no_end() {
        let stay = visit("1", VisitKind::Stay, "2026-03-02 09:00:00");
        assert_eq!(
            stay.discharged(time("2026-03-02 08:59:59"))
                .unwrap_err()
                .code(),
            "visit.ended_before"
        );
        let left = stay.discharged(time("2026-03-05")).unwrap();
        assert_eq!(
            left.after(Act::UndoDischarge, Standing::default()).unwrap(),
            stay
        );
    }

    #[test]
    fn what_is_too_long_for_the_interface_is_refused() {
        let opening = VisitOpening {
            id: "1".repeat(31),
            ..visit("1", VisitKind::Stay, "2026-03-02").opening
        };
        assert_eq!(Visit::open(opening).unwrap_err().code(), "visit.opening");
    }
}
