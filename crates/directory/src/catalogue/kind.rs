//! The kinds of lists, and the small dictionaries an item speaks in.

/// What a code stands for. Kinds up to [`Kind::Consumable`] are charged for; the others name what
/// somebody has or what was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 西药
    Western,
    /// 中成药
    Patent,
    /// 中药饮片
    Herbal,
    /// 医疗机构制剂
    Preparation,
    /// 民族药
    Ethnic,
    /// 中药配方颗粒
    Granule,
    /// 医疗服务项目
    Service,
    /// 医用耗材
    Consumable,
    /// 疾病诊断
    Diagnosis,
    /// 手术操作
    Operation,
    /// 门诊慢特病病种
    Chronic,
}

/// Code, Chinese name and `list_type` of the national dictionary.
const KINDS: [(Kind, &str, &str, &str); 11] = [
    (Kind::Western, "western", "西药", "101"),
    (Kind::Patent, "patent", "中成药", "101"),
    (Kind::Herbal, "herbal", "中药饮片", "102"),
    (Kind::Preparation, "preparation", "医疗机构制剂", "103"),
    (Kind::Ethnic, "ethnic", "民族药", "104"),
    (Kind::Granule, "granule", "中药配方颗粒", "106"),
    (Kind::Service, "service", "医疗服务项目", "201"),
    (Kind::Consumable, "consumable", "医用耗材", "301"),
    (Kind::Diagnosis, "diagnosis", "疾病诊断", ""),
    (Kind::Operation, "operation", "手术操作", ""),
    (Kind::Chronic, "chronic", "门诊慢特病病种", ""),
];

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 11] = [
        Kind::Western,
        Kind::Patent,
        Kind::Herbal,
        Kind::Preparation,
        Kind::Ethnic,
        Kind::Granule,
        Kind::Service,
        Kind::Consumable,
        Kind::Diagnosis,
        Kind::Operation,
        Kind::Chronic,
    ];

    /// The drugs among them.
    pub const DRUGS: [Kind; 6] = [
        Kind::Western,
        Kind::Patent,
        Kind::Herbal,
        Kind::Preparation,
        Kind::Ethnic,
        Kind::Granule,
    ];

    fn row(self) -> (&'static str, &'static str, &'static str) {
        let found = KINDS.iter().find(|(kind, ..)| *kind == self);
        found.map_or(("", "", ""), |(_, code, zh, list)| (*code, *zh, *list))
    }

    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// The Chinese name.
    #[must_use]
    pub fn zh(self) -> &'static str {
        self.row().1
    }

    /// `list_type` of the national interface; western and patent drugs share one. `None` for what is
    /// not charged for.
    #[must_use]
    pub fn list_type(self) -> Option<&'static str> {
        Some(self.row().2).filter(|list| !list.is_empty())
    }

    /// Reads a [`Kind::code`] or [`Kind::zh`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Kind> {
        let found = KINDS
            .iter()
            .find(|(_, code, zh, _)| *code == text || *zh == text);
        found.map(|(kind, ..)| *kind)
    }

    /// The kind of a `list_type`; `code` tells western drugs (X) from patent ones (Z).
    #[must_use]
    pub fn of_list(list_type: &str, code: &str) -> Option<Kind> {
        if list_type == "101" && code.starts_with('Z') {
            return Some(Kind::Patent);
        }
        let found = KINDS
            .iter()
            .find(|(_, _, _, list)| !list.is_empty() && *list == list_type);
        found.map(|(kind, ..)| *kind)
    }

    /// Whether it is a drug.
    #[must_use]
    pub fn is_drug(self) -> bool {
        Kind::DRUGS.contains(&self)
    }

    /// Whether it is charged for.
    #[must_use]
    pub const fn is_charged(self) -> bool {
        !matches!(self, Kind::Diagnosis | Kind::Operation | Kind::Chronic)
    }
}

/// 甲乙丙 (`chrgitm_lv`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// 甲类: paid in full within the rules.
    A,
    /// 乙类: a first self-pay before the rules.
    B,
    /// 丙类: not paid.
    C,
}

impl Class {
    /// All classes, best first.
    pub const ALL: [Class; 3] = [Class::A, Class::B, Class::C];

    /// `chrgitm_lv` of the national interface.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Class::A => "01",
            Class::B => "02",
            Class::C => "03",
        }
    }

    /// The Chinese name.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Class::A => "甲类",
            Class::B => "乙类",
            Class::C => "丙类",
        }
    }

    /// The value of the fact `item` of policy packages.
    #[must_use]
    pub const fn fact(self) -> &'static str {
        match self {
            Class::A => "a",
            Class::B => "b",
            Class::C => "c",
        }
    }

    /// Reads a code, 甲类 or 甲.
    #[must_use]
    pub fn parse(text: &str) -> Option<Class> {
        let text = text.strip_suffix('类').unwrap_or(text);
        let named =
            |class: &Class| class.code() == text || class.zh().strip_suffix('类') == Some(text);
        Class::ALL.into_iter().find(|class| named(class))
    }
}

/// The category of a fee (`med_chrgitm_type`), `01` to `14`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeeCategory(u8);

/// Chinese names of the categories, from 01.
const FEES: [&str; 14] = [
    "床位费",
    "诊察费",
    "检查费",
    "化验费",
    "治疗费",
    "手术费",
    "护理费",
    "卫生材料费",
    "西药费",
    "中药饮片费",
    "中成药费",
    "一般诊疗费",
    "挂号费",
    "其他费",
];

impl FeeCategory {
    /// 其他费.
    pub const OTHER: FeeCategory = FeeCategory(14);

    /// The category of a number from 1 to 14.
    #[must_use]
    pub const fn of(number: u8) -> Option<FeeCategory> {
        match number {
            1..=14 => Some(FeeCategory(number)),
            _ => None,
        }
    }

    /// The number, 1 to 14.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// `med_chrgitm_type` of the national interface.
    #[must_use]
    pub fn code(self) -> String {
        format!("{:02}", self.0)
    }

    /// The Chinese name.
    #[must_use]
    pub fn zh(self) -> &'static str {
        let at = usize::from(self.0).saturating_sub(1);
        FEES.get(at).copied().unwrap_or("其他费")
    }

    /// Reads a code (`09`, `9`) or a Chinese name.
    #[must_use]
    pub fn parse(text: &str) -> Option<FeeCategory> {
        let named = (1..=14).map(FeeCategory).find(|fee| fee.zh() == text);
        let number = || match text.len() {
            1 | 2 if text.bytes().all(|b| b.is_ascii_digit()) => {
                FeeCategory::of(text.parse().ok()?)
            }
            _ => None,
        };
        named.or_else(number)
    }
}

/// Whose first self-pay it is (`selfpay_prop_psn_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PayGroup {
    /// 城镇职工
    Employee,
    /// 离休人员
    RetiredCadre,
    /// 城乡居民
    Resident,
    /// 其他: also the ratio of those who have none of their own.
    Other,
}

impl PayGroup {
    /// All groups.
    pub const ALL: [PayGroup; 4] = [
        PayGroup::Employee,
        PayGroup::RetiredCadre,
        PayGroup::Resident,
        PayGroup::Other,
    ];

    /// `selfpay_prop_psn_type` of the national interface.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            PayGroup::Employee => "310",
            PayGroup::RetiredCadre => "330",
            PayGroup::Resident => "390",
            PayGroup::Other => "99",
        }
    }

    /// The Chinese name.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            PayGroup::Employee => "职工",
            PayGroup::RetiredCadre => "离休",
            PayGroup::Resident => "居民",
            PayGroup::Other => "其他",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<PayGroup> {
        PayGroup::ALL.into_iter().find(|group| group.code() == code)
    }

    pub(super) const fn place(self) -> usize {
        match self {
            PayGroup::Employee => 0,
            PayGroup::RetiredCadre => 1,
            PayGroup::Resident => 2,
            PayGroup::Other => 3,
        }
    }
}

/// The level of a hospital, as the fact `level` of policy packages has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HospitalLevel {
    /// 未定级
    Ungraded,
    /// 一级
    First,
    /// 二级
    Second,
    /// 三级
    Third,
}

impl HospitalLevel {
    /// All levels, lowest first.
    pub const ALL: [HospitalLevel; 4] = [
        HospitalLevel::Ungraded,
        HospitalLevel::First,
        HospitalLevel::Second,
        HospitalLevel::Third,
    ];

    /// The fact `level`, 0 to 3.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            HospitalLevel::Ungraded => 0,
            HospitalLevel::First => 1,
            HospitalLevel::Second => 2,
            HospitalLevel::Third => 3,
        }
    }

    /// The level of a number from 0 to 3.
    #[must_use]
    pub fn of(number: u8) -> Option<HospitalLevel> {
        let mut all = HospitalLevel::ALL.into_iter();
        all.find(|level| level.number() == number)
    }

    /// The Chinese name.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            HospitalLevel::Ungraded => "未定级",
            HospitalLevel::First => "一级",
            HospitalLevel::Second => "二级",
            HospitalLevel::Third => "三级",
        }
    }

    /// Place in tables by price level (`lmtpric_hosp_lv`: 一级及以下, 二级, 三级), 0 to 2.
    pub(super) const fn price_place(self) -> usize {
        match self {
            HospitalLevel::Ungraded | HospitalLevel::First => 0,
            HospitalLevel::Second => 1,
            HospitalLevel::Third => 2,
        }
    }
}

/// What the hospital says of a line whose item is restricted (`hosp_appr_flag`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approval {
    /// 无须审批
    NotNeeded,
    /// 审批通过
    Granted,
    /// 审批不通过
    Refused,
}

impl Approval {
    /// `hosp_appr_flag` of the national interface.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Approval::NotNeeded => "0",
            Approval::Granted => "1",
            Approval::Refused => "2",
        }
    }

    /// Reads a code; an empty one says nothing, which is [`Approval::NotNeeded`].
    #[must_use]
    pub fn parse(code: &str) -> Option<Approval> {
        match code {
            "" | "0" => Some(Approval::NotNeeded),
            "1" => Some(Approval::Granted),
            "2" => Some(Approval::Refused),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.code()), Some(kind));
            assert_eq!(Kind::parse(kind.zh()), Some(kind));
            assert_eq!(kind.is_charged(), kind.list_type().is_some());
        }
        assert_eq!(Kind::of_list("101", "ZA01"), Some(Kind::Patent));
        assert_eq!(Kind::of_list("101", "XA01"), Some(Kind::Western));
        assert_eq!(Kind::of_list("", "A00"), None);
        for class in Class::ALL {
            assert_eq!(Class::parse(class.code()), Some(class));
            assert_eq!(Class::parse(class.zh()), Some(class));
        }
        assert_eq!(Class::parse("乙"), Some(Class::B));
        assert_eq!(Class::parse("丁"), None);
        for number in 1..=14 {
            let fee = FeeCategory::of(number).unwrap();
            assert_eq!(FeeCategory::parse(&fee.code()), Some(fee));
            assert_eq!(FeeCategory::parse(fee.zh()), Some(fee));
        }
        assert_eq!(FeeCategory::parse("15"), None);
        assert_eq!(FeeCategory::parse(""), None);
        for group in PayGroup::ALL {
            assert_eq!(PayGroup::parse(group.code()), Some(group));
        }
        for level in HospitalLevel::ALL {
            assert_eq!(HospitalLevel::of(level.number()), Some(level));
        }
        for approval in [Approval::NotNeeded, Approval::Granted, Approval::Refused] {
            assert_eq!(Approval::parse(approval.code()), Some(approval));
        }
    }
}
