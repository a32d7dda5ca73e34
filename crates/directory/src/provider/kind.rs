//! What a provider is: its type, its grade, whose it is.

use super::code::ProviderCode;
use crate::catalogue::HospitalLevel;
use crate::words::words;

words! {
    /// The type of a provider.
    ProviderKind {
        /// 医院: general, of integrated or ethnic medicine, sanatoriums.
        Hospital "hospital" "医院",
        /// 中医医院.
        TcmHospital "tcm_hospital" "中医医院",
        /// 专科医院.
        SpecialistHospital "specialist_hospital" "专科医院",
        /// 护理院（站）.
        NursingHome "nursing_home" "护理院（站）",
        /// 社区卫生服务中心.
        CommunityCentre "community_centre" "社区卫生服务中心",
        /// 社区卫生服务站.
        CommunityStation "community_station" "社区卫生服务站",
        /// 乡镇卫生院.
        TownshipCentre "township_centre" "乡镇卫生院",
        /// 门诊部.
        OutpatientDepartment "outpatient_department" "门诊部",
        /// 诊所, also private ones (篇8 一5).
        Clinic "clinic" "诊所",
        /// 卫生所、医务室、保健所 of schools and firms.
        Infirmary "infirmary" "卫生所（医务室）",
        /// 村卫生室.
        VillageClinic "village_clinic" "村卫生室",
        /// 妇幼保健院（所、站）.
        MaternalChild "maternal_child" "妇幼保健机构",
        /// 专科疾病防治院（所、站）.
        DiseasePrevention "disease_prevention" "专科疾病防治机构",
        /// 急救中心（站）.
        EmergencyCentre "emergency_centre" "急救中心（站）",
        /// 零售药店.
        Pharmacy "pharmacy" "零售药店",
    }
}

impl ProviderKind {
    /// The type of a code of the dictionary `medins_type` (`A1`, `B200`, `D6` …). `None` for bodies
    /// that treat nobody (blood banks, schools, authorities) and for unknown codes.
    #[must_use]
    pub fn of_medins_type(code: &str) -> Option<ProviderKind> {
        let mut letters = code.chars();
        let (first, second) = (letters.next()?, letters.next());
        Some(match (first, second) {
            ('A', Some('2')) => ProviderKind::TcmHospital,
            ('A', Some('5')) => ProviderKind::SpecialistHospital,
            ('A', Some('7')) => ProviderKind::NursingHome,
            ('A', _) => ProviderKind::Hospital,
            ('B', Some('2')) => ProviderKind::CommunityStation,
            ('B', _) => ProviderKind::CommunityCentre,
            ('C', _) => ProviderKind::TownshipCentre,
            ('D', Some('1')) => ProviderKind::OutpatientDepartment,
            ('D', Some('2')) => ProviderKind::Clinic,
            ('D', Some('3' | '4' | '5')) => ProviderKind::Infirmary,
            ('D', Some('6')) => ProviderKind::VillageClinic,
            ('E', _) => ProviderKind::EmergencyCentre,
            ('G', _) => ProviderKind::MaternalChild,
            ('H', _) => ProviderKind::DiseasePrevention,
            _ => return None,
        })
    }

    /// Whether it sells drugs and treats nobody.
    #[must_use]
    pub const fn is_pharmacy(self) -> bool {
        matches!(self, ProviderKind::Pharmacy)
    }

    /// Whether a code is of the right letter for this type.
    #[must_use]
    pub const fn fits(self, code: &ProviderCode) -> bool {
        self.is_pharmacy() == code.is_pharmacy()
    }

    /// The value of the fact `provider_kind` by which rules of benefit tell providers apart. Clinics, outpatient
    /// departments and infirmaries have no value of their own and count as `general`.
    #[must_use]
    pub const fn fact(self) -> &'static str {
        match self {
            ProviderKind::TcmHospital => "tcm",
            ProviderKind::SpecialistHospital
            | ProviderKind::MaternalChild
            | ProviderKind::DiseasePrevention => "specialist",
            ProviderKind::NursingHome => "nursing",
            ProviderKind::CommunityCentre | ProviderKind::CommunityStation => "community",
            ProviderKind::TownshipCentre => "township",
            ProviderKind::VillageClinic => "village",
            ProviderKind::Pharmacy => "pharmacy",
            ProviderKind::Hospital
            | ProviderKind::OutpatientDepartment
            | ProviderKind::Clinic
            | ProviderKind::Infirmary
            | ProviderKind::EmergencyCentre => "general",
        }
    }

    /// Under which heading the register counts it.
    #[must_use]
    pub const fn heading(self) -> Heading {
        match self {
            ProviderKind::Pharmacy => Heading::Pharmacy,
            ProviderKind::TownshipCentre => Heading::Township,
            ProviderKind::CommunityCentre
            | ProviderKind::CommunityStation
            | ProviderKind::VillageClinic => Heading::Community,
            ProviderKind::Hospital
            | ProviderKind::TcmHospital
            | ProviderKind::SpecialistHospital
            | ProviderKind::NursingHome
            | ProviderKind::OutpatientDepartment
            | ProviderKind::Clinic
            | ProviderKind::Infirmary
            | ProviderKind::MaternalChild
            | ProviderKind::DiseasePrevention
            | ProviderKind::EmergencyCentre => Heading::Institution,
        }
    }
}

words! {
    /// The headings under which a register counts its providers (篇10 一(四)).
    Heading {
        /// 医疗机构 other than those below.
        Institution "institution" "医疗机构",
        /// 乡镇卫生机构: an institution too.
        Township "township" "乡镇卫生机构",
        /// 社区卫生服务机构、村卫生室.
        Community "community" "社区（村）卫生机构",
        /// 零售药店.
        Pharmacy "pharmacy" "零售药店",
    }
}

words! {
    /// The grade of an institution, with the codes of the dictionary `hosp_lv`.
    Grade {
        /// 三级特等.
        ThirdSpecial "1" "三级特等",
        /// 三级甲等.
        ThirdA "2" "三级甲等",
        /// 三级乙等.
        ThirdB "3" "三级乙等",
        /// 三级丙等.
        ThirdC "4" "三级丙等",
        /// 三级无等.
        Third "12" "三级无等",
        /// 二级甲等.
        SecondA "5" "二级甲等",
        /// 二级乙等.
        SecondB "6" "二级乙等",
        /// 二级丙等.
        SecondC "7" "二级丙等",
        /// 二级无等.
        Second "13" "二级无等",
        /// 一级甲等.
        FirstA "8" "一级甲等",
        /// 一级乙等.
        FirstB "9" "一级乙等",
        /// 一级丙等.
        FirstC "10" "一级丙等",
        /// 一级无等.
        First "14" "一级无等",
        /// 无等级.
        Ungraded "11" "无等级",
    }
}

impl Grade {
    /// The level by which prices and rules of benefit tell institutions apart.
    #[must_use]
    pub const fn level(self) -> HospitalLevel {
        match self {
            Grade::ThirdSpecial | Grade::ThirdA | Grade::ThirdB | Grade::ThirdC | Grade::Third => {
                HospitalLevel::Third
            }
            Grade::SecondA | Grade::SecondB | Grade::SecondC | Grade::Second => {
                HospitalLevel::Second
            }
            Grade::FirstA | Grade::FirstB | Grade::FirstC | Grade::First => HospitalLevel::First,
            Grade::Ungraded => HospitalLevel::Ungraded,
        }
    }
}

words! {
    /// Whose a provider is. No criterion of designation asks for it (篇8 一5).
    Ownership {
        /// 公立.
        Public "public" "公立",
        /// 非公立.
        Private "private" "非公立",
    }
}

words! {
    /// To which level of government a provider belongs (隶属): the fact `provider_rank`.
    Rank {
        /// 基层.
        Grassroots "grassroots" "基层",
        /// 县（区）级.
        County "county" "县（区）级",
        /// 市级.
        City "city" "市级",
        /// 省（部）属.
        Province "province" "省（部）属",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use benefit::registry::{FACTS, RegistryType};

    #[test]
    fn codes_of_the_dictionary_lead_to_types() {
        let cases = [
            ("A100", Some(ProviderKind::Hospital)),
            ("A210", Some(ProviderKind::TcmHospital)),
            ("A514", Some(ProviderKind::SpecialistHospital)),
            ("A720", Some(ProviderKind::NursingHome)),
            ("B1", Some(ProviderKind::CommunityCentre)),
            ("B200", Some(ProviderKind::CommunityStation)),
            ("C210", Some(ProviderKind::TownshipCentre)),
            ("D211", Some(ProviderKind::Clinic)),
            ("D600", Some(ProviderKind::VillageClinic)),
            ("F110", None),
            ("", None),
        ];
        for (code, kind) in cases {
            assert_eq!(ProviderKind::of_medins_type(code), kind, "{code}");
        }
    }

    /// What the counter gives a package of a provider is what packages may ask.
    #[test]
    fn facts_of_types_and_ranks_are_words_of_the_registry() {
        let words = |name: &str| {
            let fact = FACTS.iter().find(|fact| fact.name == name).unwrap();
            let RegistryType::Enum(values) = fact.ty else {
                panic!("{name} is no list of words");
            };
            values.iter().map(|(word, _)| *word).collect::<Vec<_>>()
        };
        for kind in ProviderKind::ALL {
            assert!(words("provider_kind").contains(&kind.fact()), "{kind:?}");
        }
        let ranks: Vec<_> = Rank::ALL.iter().map(|rank| rank.code()).collect();
        assert_eq!(words("provider_rank"), ranks);
    }

    #[test]
    fn grades_have_levels_and_words_lead_back() {
        assert_eq!(
            Grade::parse("2").map(Grade::level),
            Some(HospitalLevel::Third)
        );
        assert_eq!(
            Grade::parse("14").map(Grade::level),
            Some(HospitalLevel::First)
        );
        for kind in ProviderKind::ALL {
            assert_eq!(ProviderKind::parse(kind.code()), Some(*kind));
        }
        let code = ProviderCode::parse("P34040000001").unwrap();
        assert!(ProviderKind::Pharmacy.fits(&code) && !ProviderKind::Clinic.fits(&code));
    }
}
