//! Facts of the registry.

use crate::plan::FactScope::{self, Claim, Line, Person, Provider};
use RegistryType::{Bool, Code, Date, Enum, Int, Money, Ratio, Set, Time};

/// A fact that every package knows.
#[derive(Debug, Clone, Copy)]
pub struct RegistryFact {
    /// Name, also the column of files.
    pub name: &'static str,
    /// Chinese title.
    pub title: &'static str,
    /// Whose it is.
    pub of: FactScope,
    /// Type.
    pub ty: RegistryType,
    /// May be absent.
    pub nullable: bool,
    /// Value where none is given, as written in a file.
    pub default: Option<&'static str>,
}

/// Type of a registry fact.
#[derive(Debug, Clone, Copy)]
#[allow(
    missing_docs,
    reason = "the names are those of the language reference, section 2"
)]
pub enum RegistryType {
    Date,
    Time,
    Int(i64, i64),
    Money,
    Ratio,
    Bool,
    Enum(&'static [(&'static str, &'static str)]),
    Set(&'static [(&'static str, &'static str)]),
    Code,
}

const fn must(
    name: &'static str,
    title: &'static str,
    of: FactScope,
    ty: RegistryType,
) -> RegistryFact {
    RegistryFact {
        name,
        title,
        of,
        ty,
        nullable: false,
        default: None,
    }
}

const fn may(
    name: &'static str,
    title: &'static str,
    of: FactScope,
    ty: RegistryType,
) -> RegistryFact {
    RegistryFact {
        name,
        title,
        of,
        ty,
        nullable: true,
        default: None,
    }
}

const fn or(
    name: &'static str,
    title: &'static str,
    of: FactScope,
    ty: RegistryType,
    default: &'static str,
) -> RegistryFact {
    RegistryFact {
        name,
        title,
        of,
        ty,
        nullable: false,
        default: Some(default),
    }
}

/// Identity categories that authorities certify.
const IDENTITIES: &[(&str, &str)] = &[
    ("dibao", "最低生活保障对象"),
    ("tekun", "特困供养人员"),
    ("wubao", "五保供养对象"),
    ("fanpin", "返贫致贫人口"),
    ("jiandang", "建档立卡贫困人口"),
    ("bianyuan", "低保边缘家庭成员"),
    ("yinbing", "因病致贫重病患者"),
    ("dishouru", "低收入家庭成员"),
    ("canji", "重度残疾人"),
    ("youfu", "重点优抚对象"),
    ("gu_er", "孤儿"),
    ("laonian_dishouru", "低收入家庭老年人"),
    ("jisheng", "计划生育特殊家庭成员"),
    ("gongwuyuan", "公务员"),
    ("laomo", "劳动模范"),
];

const CARE: &[(&str, &str)] = &[
    ("outpatient", "普通门诊"),
    ("emergency", "急诊"),
    ("pharmacy", "药店购药"),
    ("chronic", "门诊慢性病"),
    ("major_outpatient", "门诊大病"),
    ("inpatient", "住院"),
    ("observation", "急诊观察室留院观察"),
    ("family_bed", "家庭病床"),
    ("day_surgery", "日间手术"),
    ("maternity", "生育住院"),
    ("prenatal", "产前检查"),
    ("long_term_care", "长期护理"),
    ("drug_channel", "双通道药品"),
    ("contract_service", "家庭医生签约服务"),
];

const CAUSE: &[(&str, &str)] = &[
    ("illness", "疾病"),
    ("accident", "意外伤害"),
    ("suicide", "自杀"),
    ("self_harm", "自残"),
    ("fight", "斗殴"),
    ("drug_abuse", "吸毒"),
    ("malpractice", "医疗事故"),
    ("traffic", "交通事故"),
    ("work_injury", "工伤"),
    ("occupational_disease", "职业病"),
    ("class_a_infectious", "甲类传染病"),
    ("family_planning", "计划生育手术及其后遗症"),
    ("third_party", "第三人责任"),
    ("other", "其他情形"),
];

const PLACE: &[(&str, &str)] = &[
    ("local", "统筹区内"),
    ("in_province", "省内统筹区外"),
    ("out_province", "省外"),
];

const FILING: &[(&str, &str)] = &[
    ("none", "未备案"),
    ("referral", "转诊备案"),
    ("temporary", "临时外出备案"),
    ("long_term", "长期异地居住备案"),
];

const PROVIDER_KIND: &[(&str, &str)] = &[
    ("general", "综合医院"),
    ("tcm", "中医医院"),
    ("specialist", "专科医院"),
    ("community", "社区卫生服务机构"),
    ("township", "乡镇卫生院"),
    ("village", "村卫生室"),
    ("pharmacy", "零售药店"),
    ("nursing", "护理机构"),
];

const PROVIDER_RANK: &[(&str, &str)] = &[
    ("grassroots", "基层"),
    ("county", "县（区）级"),
    ("city", "市级"),
    ("province", "省（部）属"),
];

const ITEM: &[(&str, &str)] = &[
    ("a", "甲类"),
    ("b", "乙类"),
    ("c", "丙类"),
    ("in_policy", "政策范围内"),
    ("out", "目录外"),
];

/// All of them, in the order of the files' columns.
pub const FACTS: &[RegistryFact] = &[
    // person
    may("birth", "出生日期", Person, Date),
    may(
        "sex",
        "性别",
        Person,
        Enum(&[("male", "男"), ("female", "女")]),
    ),
    may("employed_on", "参加工作日期", Person, Date),
    may("retired_on", "办理退休手续日期", Person, Date),
    may("retirement_age_on", "达到法定退休年龄日期", Person, Date),
    may("pension_from", "可领取养老金日期", Person, Date),
    or("retired", "已退休", Person, Bool, "no"),
    or("identities", "身份类别", Person, Set(IDENTITIES), ""),
    or("student", "在校学生", Person, Bool, "no"),
    may("entitled_from", "待遇起始日", Person, Date),
    may("entitled_until", "待遇截止日", Person, Date),
    may("first_paid_on", "首次缴费日期", Person, Date),
    may("enrolled_on", "参保登记日期", Person, Date),
    or("continuous_years", "连续参保年数", Person, Int(0, 99), "0"),
    or(
        "zero_claim_years",
        "连续零报销年数",
        Person,
        Int(0, 99),
        "0",
    ),
    or("gap_years", "断保年数", Person, Int(0, 99), "0"),
    or(
        "paid_months",
        "缴费月数（含视同）",
        Person,
        Int(0, 1200),
        "0",
    ),
    may("signed_provider", "签约的医疗机构", Person, Code),
    may("county", "参保县（区）", Person, Code),
    may("wage", "本人月平均工资", Person, Money),
    may("household_income", "家庭年收入", Person, Money),
    // claim
    or("care", "医疗类别", Claim, Enum(CARE), "outpatient"),
    must("service_date", "就诊日期", Claim, Date),
    may("settlement_date", "结算日期", Claim, Date),
    may("admission_date", "入院日期", Claim, Date),
    may("discharge_date", "出院日期", Claim, Date),
    may("started_at", "开始时间", Claim, Time),
    may("ended_at", "结束时间", Claim, Time),
    or("cause", "就诊原因", Claim, Enum(CAUSE), "illness"),
    may("disease", "病种", Claim, Code),
    may("operation", "手术", Claim, Code),
    or("place", "就医地", Claim, Enum(PLACE), "local"),
    or("filing", "异地就医备案", Claim, Enum(FILING), "none"),
    may("filed_on", "备案日期", Claim, Date),
    or("referred", "按规定转诊", Claim, Bool, "no"),
    or("emergency", "急诊抢救", Claim, Bool, "no"),
    may("certified_on", "病种认定通过日期", Claim, Date),
    may("diagnosed_on", "确诊日期", Claim, Date),
    may("transferred_from_level", "转出医院级别", Claim, Int(0, 3)),
    may("invoice", "票据号码", Claim, Code),
    // provider
    may("provider_id", "医药机构代码", Provider, Code),
    must("level", "医疗机构等级（0 未定级）", Provider, Int(0, 3)),
    or(
        "provider_kind",
        "机构类别",
        Provider,
        Enum(PROVIDER_KIND),
        "general",
    ),
    may("provider_rank", "机构隶属", Provider, Enum(PROVIDER_RANK)),
    or("designated", "定点", Provider, Bool, "yes"),
    or("networked", "联网结算", Provider, Bool, "yes"),
    // line
    or("item", "费用类别", Line, Enum(ITEM), "in_policy"),
    or("quantity", "数量", Line, Int(0, 1_000_000), "1"),
    may("unit_price", "单价", Line, Money),
    may("price_limit", "单价限额", Line, Money),
    may("own_first", "先行自付比例", Line, Ratio),
    may(
        "origin",
        "产地",
        Line,
        Enum(&[("domestic", "国产"), ("imported", "进口")]),
    ),
    may("code", "项目编码", Line, Code),
];
