//! Physicians, nurses, pharmacists and technicians, and where they practise.

use super::code::ProviderCode;
use crate::words::words;
use base::{Date, IdentityDocument, PersonnelCode, PersonnelKind, Refused, Validity};

words! {
    /// The profession, with the codes of the dictionary `medins_psn_type`.
    Profession {
        /// 医师.
        Physician "1" "医师",
        /// 护士.
        Nurse "2" "护士",
        /// 药师.
        Pharmacist "3" "药师",
        /// 医技人员.
        Technician "4" "医技人员",
    }
}

impl Profession {
    /// Whether a personnel code may be one of this profession; codes whose kind no source states
    /// may be of any.
    #[must_use]
    pub const fn fits(self, kind: PersonnelKind) -> bool {
        match kind {
            PersonnelKind::Physician => matches!(self, Profession::Physician),
            PersonnelKind::Nurse => matches!(self, Profession::Nurse),
            PersonnelKind::Pharmacist => matches!(self, Profession::Pharmacist),
            PersonnelKind::Technician => matches!(self, Profession::Technician),
            PersonnelKind::Other => true,
        }
    }
}

/// A person who treats or dispenses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// The national code.
    pub code: PersonnelCode,
    /// The name: personal data, masked where it is shown.
    pub name: Box<str>,
    /// The identity document, where it is known: personal data.
    pub document: Option<IdentityDocument>,
    /// The profession.
    pub profession: Profession,
    /// The title (职称), as the national dictionary codes it; empty where there is none.
    pub title: Box<str>,
    /// The number of the qualification (资格证书).
    pub qualification: Box<str>,
    /// The number of the licence to practise (执业证书).
    pub licence: Box<str>,
    /// From when until when that licence holds.
    pub licensed: Validity,
    /// Whether the person may order for the insured (`hi_dr_flag`).
    pub insured_service: bool,
}

/// A place where a person practises over a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Practice {
    /// Who.
    pub staff: PersonnelCode,
    /// Where.
    pub provider: ProviderCode,
    /// In which department, by the institution's own code; `None` where it has none.
    pub department: Option<Box<str>>,
    /// From when until when.
    pub holds: Validity,
    /// Whether it is the place of first registration (主执业机构).
    pub main: bool,
}

/// Which professions may practise at several places at once: a rule of the city, handed in as data.
/// 篇8 三33 opens it to physicians.
pub type SeveralSites<'a> = &'a [Profession];

/// The providers at which a person practises on a day, the main one first, each once.
#[must_use]
pub fn sites<'a>(
    practices: &'a [Practice],
    staff: &PersonnelCode,
    on: Date,
) -> Vec<&'a ProviderCode> {
    let mut held: Vec<&Practice> = practices
        .iter()
        .filter(|one| one.staff == *staff && one.holds.covers(on))
        .collect();
    held.sort_by_key(|one| (!one.main, &one.provider));
    let mut found: Vec<&ProviderCode> = Vec::new();
    for one in held {
        if !found.contains(&&one.provider) {
            found.push(&one.provider);
        }
    }
    found
}

/// Adds a place of practice.
///
/// # Errors
/// `staff.code` where the code is that of another profession; `staff.one_site` where the profession
/// may practise at one place only and another runs on some of the days; `staff.main_site` for a second
/// main place; `staff.site_twice` where the same place is registered for some of the days already.
pub fn practise(
    practices: &mut Vec<Practice>,
    staff: &Staff,
    new: Practice,
    several: SeveralSites<'_>,
) -> Result<(), Refused> {
    if !staff.profession.fits(staff.code.kind()) {
        return Err(Refused::new(
            "staff.code",
            format!(
                "编码 {} 不是{}的编码，请核对人员类别或编码。",
                staff.code,
                staff.profession.zh()
            ),
        ));
    }
    let mut running = practices
        .iter()
        .filter(|one| one.staff == new.staff && one.holds.overlaps(&new.holds));
    let conflict = running.find_map(|one| site_conflict(one, &new, staff.profession, several));
    match conflict {
        Some(refused) => Err(refused),
        None => {
            practices.push(new);
            Ok(())
        }
    }
}

fn site_conflict(
    held: &Practice,
    new: &Practice,
    profession: Profession,
    several: SeveralSites<'_>,
) -> Option<Refused> {
    let same_place = held.provider == new.provider;
    if same_place && held.department == new.department {
        return Some(Refused::new(
            "staff.site_twice",
            format!(
                "{} 已在 {} 登记执业，同一时间不必重复登记。",
                new.staff, new.provider
            ),
        ));
    }
    if !same_place && !several.contains(&profession) {
        return Some(Refused::new(
            "staff.one_site",
            format!(
                "{} 已在 {} 执业，{}不能同时在多个机构执业；请先终止原执业地点。",
                new.staff,
                held.provider,
                profession.zh()
            ),
        ));
    }
    (!same_place && held.main && new.main).then(|| {
        Refused::new(
            "staff.main_site",
            format!(
                "{} 的主执业机构已是 {}，新增地点请登记为其他执业机构。",
                new.staff, held.provider
            ),
        )
    })
}

/// Whether a person may order or dispense for the insured at a provider on a day: what a fee line
/// that names the person is held to.
///
/// # Errors
/// `staff.unknown`, `staff.licence` outside the days of the licence, `staff.not_insured_service`,
/// `staff.elsewhere` where the person practises at other places only on that day.
pub fn practising<'a>(
    staff: &'a [Staff],
    practices: &[Practice],
    (code, provider): (&PersonnelCode, &ProviderCode),
    on: Date,
) -> Result<&'a Staff, Refused> {
    let Some(found) = staff.iter().find(|one| one.code == *code) else {
        return Err(Refused::new(
            "staff.unknown",
            format!("医务人员编码 {code} 没有登记，请核对编码或先登记人员信息。"),
        ));
    };
    if !found.licensed.covers(on) {
        return Err(Refused::new(
            "staff.licence",
            format!("{code} 的执业证书在 {on} 不在有效期内，请先登记新的有效期。"),
        ));
    }
    if !found.insured_service {
        return Err(Refused::new(
            "staff.not_insured_service",
            format!("{code} 未登记为医保服务人员，不能为参保人开单或调剂。"),
        ));
    }
    let here = practices
        .iter()
        .any(|one| one.staff == *code && one.provider == *provider && one.holds.covers(on));
    if here {
        return Ok(found);
    }
    Err(Refused::new(
        "staff.elsewhere",
        format!("{code} 在 {on} 没有登记在 {provider} 执业，请先登记执业地点（含多点执业）。"),
    )
    .under("篇8 三33"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn provider(last: u8) -> ProviderCode {
        ProviderCode::parse(&format!("H3404000000{last}")).unwrap()
    }

    fn person(code: &str, profession: Profession) -> Staff {
        Staff {
            code: PersonnelCode::parse(code).unwrap(),
            name: "张三".into(),
            document: None,
            profession,
            title: "231".into(),
            qualification: "Q1".into(),
            licence: "L1".into(),
            licensed: Validity::new(Some(day("2015-01-01")), None).unwrap(),
            insured_service: true,
        }
    }

    fn practice(staff: &Staff, at: u8, from: &str, main: bool) -> Practice {
        Practice {
            staff: staff.code.clone(),
            provider: provider(at),
            department: Some("D01".into()),
            holds: Validity::new(Some(day(from)), None).unwrap(),
            main,
        }
    }

    /// REQ-423: a physician is linked to several providers, and lines of each may name the physician.
    #[test]
    fn req_423_a_physician_practises_at_several_places() {
        let several: SeveralSites<'_> = &[Profession::Physician];
        let doctor = person("D340400000001", Profession::Physician);
        let mut held = Vec::new();
        practise(
            &mut held,
            &doctor,
            practice(&doctor, 1, "2016-01-01", true),
            several,
        )
        .unwrap();
        practise(
            &mut held,
            &doctor,
            practice(&doctor, 2, "2017-01-01", false),
            several,
        )
        .unwrap();
        let at = |text| sites(&held, &doctor.code, day(text));
        assert_eq!(at("2016-06-01"), [&provider(1)]);
        assert_eq!(at("2017-06-01"), [&provider(1), &provider(2)]);
        let known = [doctor.clone()];
        let on_line = |place: u8, text| {
            practising(&known, &held, (&doctor.code, &provider(place)), day(text))
        };
        assert!(on_line(1, "2017-06-01").is_ok() && on_line(2, "2017-06-01").is_ok());
        assert_eq!(
            on_line(2, "2016-06-01").unwrap_err().code(),
            "staff.elsewhere"
        );
        assert_eq!(
            on_line(3, "2017-06-01").unwrap_err().code(),
            "staff.elsewhere"
        );
    }

    #[test]
    fn a_nurse_practises_at_one_place_where_the_city_says_so() {
        let several: SeveralSites<'_> = &[Profession::Physician];
        let nurse = person("N340400000001", Profession::Nurse);
        let mut held = Vec::new();
        practise(
            &mut held,
            &nurse,
            practice(&nurse, 1, "2016-01-01", true),
            several,
        )
        .unwrap();
        let second = practise(
            &mut held,
            &nurse,
            practice(&nurse, 2, "2017-01-01", false),
            several,
        );
        assert_eq!(second.unwrap_err().code(), "staff.one_site");
        let opened = &[Profession::Physician, Profession::Nurse];
        let main = practise(
            &mut held,
            &nurse,
            practice(&nurse, 2, "2017-01-01", true),
            opened,
        );
        assert_eq!(main.unwrap_err().code(), "staff.main_site");
        let twice = practise(
            &mut held,
            &nurse,
            practice(&nurse, 1, "2017-01-01", true),
            opened,
        );
        assert_eq!(twice.unwrap_err().code(), "staff.site_twice");
    }

    #[test]
    fn who_may_not_serve_the_insured() {
        let doctor = person("D340400000001", Profession::Physician);
        let held = [practice(&doctor, 1, "2016-01-01", true)];
        let code = doctor.code.clone();
        let ask = |one: Staff, on| {
            practising(&[one], &held, (&code, &provider(1)), day(on))
                .map(|_| ())
                .map_err(|refused| refused.code())
        };
        assert_eq!(ask(doctor.clone(), "2014-01-01"), Err("staff.licence"));
        let no_service = Staff {
            insured_service: false,
            ..doctor.clone()
        };
        assert_eq!(
            ask(no_service, "2016-02-01"),
            Err("staff.not_insured_service")
        );
        assert_eq!(
            ask(person("D340400000002", Profession::Physician), "2016-02-01"),
            Err("staff.unknown")
        );
        let wrong = person("N340400000001", Profession::Physician);
        let refused = practise(
            &mut Vec::new(),
            &wrong,
            practice(&wrong, 1, "2016-01-01", true),
            &[],
        );
        assert_eq!(refused.unwrap_err().code(), "staff.code");
    }
}
