//! The types of organisation.

use base::Refused;

/// The type of an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OrganisationKind {
    /// 城镇企业
    Enterprise,
    /// 机关
    GovernmentOrgan,
    /// 事业单位
    PublicInstitution,
    /// 社会团体
    SocialOrganisation,
    /// 民办非企业单位
    PrivateNonEnterprise,
    /// 学校、托幼机构: enrols its pupils and students
    School,
    /// 村（居）民委员会: enrols and collects for its residents
    Village,
    /// 乡镇、街道服务站所
    Street,
}

impl OrganisationKind {
    /// Every type.
    pub const ALL: [OrganisationKind; 8] = [
        OrganisationKind::Enterprise,
        OrganisationKind::GovernmentOrgan,
        OrganisationKind::PublicInstitution,
        OrganisationKind::SocialOrganisation,
        OrganisationKind::PrivateNonEnterprise,
        OrganisationKind::School,
        OrganisationKind::Village,
        OrganisationKind::Street,
    ];

    /// The word in files and in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            OrganisationKind::Enterprise => "enterprise",
            OrganisationKind::GovernmentOrgan => "government_organ",
            OrganisationKind::PublicInstitution => "public_institution",
            OrganisationKind::SocialOrganisation => "social_organisation",
            OrganisationKind::PrivateNonEnterprise => "private_non_enterprise",
            OrganisationKind::School => "school",
            OrganisationKind::Village => "village",
            OrganisationKind::Street => "street",
        }
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            OrganisationKind::Enterprise => "城镇企业",
            OrganisationKind::GovernmentOrgan => "机关",
            OrganisationKind::PublicInstitution => "事业单位",
            OrganisationKind::SocialOrganisation => "社会团体",
            OrganisationKind::PrivateNonEnterprise => "民办非企业单位",
            OrganisationKind::School => "学校",
            OrganisationKind::Village => "村（居）委会",
            OrganisationKind::Street => "乡镇（街道）",
        }
    }

    /// The type of a word or of its Chinese name.
    #[must_use]
    pub fn parse(text: &str) -> Option<OrganisationKind> {
        let same = |one: &OrganisationKind| one.code() == text || one.zh() == text;
        OrganisationKind::ALL.into_iter().find(same).or(match text {
            "企业" => Some(OrganisationKind::Enterprise),
            "社会服务机构" => Some(OrganisationKind::PrivateNonEnterprise),
            _ => None,
        })
    }

    /// Whether it is an employer whose staff the employee scheme covers (篇7 第二条).
    #[must_use]
    pub const fn is_employer(self) -> bool {
        matches!(
            self,
            OrganisationKind::Enterprise
                | OrganisationKind::GovernmentOrgan
                | OrganisationKind::PublicInstitution
                | OrganisationKind::SocialOrganisation
                | OrganisationKind::PrivateNonEnterprise
        )
    }
}

/// Where the registration of an organisation of a given type goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Employer of the employee scheme.
    Employer(OrganisationKind),
    /// School, village, street: enrols residents, employs nobody here.
    Collector(OrganisationKind),
}

/// Types that apply and belong elsewhere: what they are called, and where their people go.
const ELSEWHERE: [(&str, &str); 6] = [
    (
        "个体工商户",
        "个体经济组织业主及其从业人员由灵活就业人员办法管理",
    ),
    ("灵活就业", "灵活就业人员以个人身份参保，办法另行规定"),
    ("自由职业", "自由职业人员以个人身份参保，办法另行规定"),
    (
        "农民专业合作社",
        "其成员按城乡居民参保，雇工由所在地另行规定",
    ),
    ("外国机构", "外国机构驻本地代表处的雇员由派遣单位登记"),
    ("军队", "军人依照军人保险的规定参保"),
];

/// Where an organisation that applies as an employer belongs.
///
/// # Errors
/// `employer.elsewhere` for types that belong to another rule, with where to go; `employer.kind` for a type
/// that is none.
pub fn route(text: &str) -> Result<Route, Refused> {
    let text = text.trim();
    if let Some(kind) = OrganisationKind::parse(text) {
        return Ok(if kind.is_employer() {
            Route::Employer(kind)
        } else {
            Route::Collector(kind)
        });
    }
    if let Some((name, to)) = ELSEWHERE.iter().find(|(name, _)| text.contains(name)) {
        let zh = format!("“{name}”不属于职工医保的用人单位：{to}。");
        return Err(Refused::new("employer.elsewhere", zh).under("篇7 第二条、第四十条"));
    }
    let kinds: Vec<_> = OrganisationKind::ALL
        .iter()
        .filter(|kind| kind.is_employer())
        .map(|kind| kind.zh())
        .collect();
    let shown = base::show_value(text);
    let zh = format!(
        "单位类型“{shown}”不能登记为用人单位，可登记的类型：{}。",
        kinds.join("、")
    );
    Err(Refused::new("employer.kind", zh).under("篇7 第二条"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// REQ-025: employers of each type of the article register; others are routed or refused.
    #[test]
    fn req_025_each_listed_type_registers_and_others_are_routed_or_refused() {
        for text in ["城镇企业", "机关", "事业单位", "社会团体", "民办非企业单位"]
        {
            let kind = OrganisationKind::parse(text).unwrap();
            assert_eq!(route(text), Ok(Route::Employer(kind)), "{text}");
        }
        let school = route("学校").unwrap();
        assert_eq!(school, Route::Collector(OrganisationKind::School));
        let routed = route("个体工商户").unwrap_err();
        assert_eq!(routed.code(), "employer.elsewhere");
        assert!(routed.zh().contains("灵活就业"));
        let refused = route("家庭").unwrap_err();
        assert_eq!(refused.code(), "employer.kind");
        assert!(refused.zh().contains("民办非企业单位") && refused.zh().contains("第二条"));
    }

    #[test]
    fn words_lead_back() {
        for kind in OrganisationKind::ALL {
            assert_eq!(OrganisationKind::parse(kind.code()), Some(kind));
            assert_eq!(OrganisationKind::parse(kind.zh()), Some(kind));
        }
    }
}
