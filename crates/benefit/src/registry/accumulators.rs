//! Accumulators of the registry.

use crate::plan::AccKind::{self, Balance, Counter};
use crate::plan::AccOwner::{self, Episode, Family, Group, Person, PersonDisease, PersonProvider};
use crate::plan::AccUnit::{self, Count, Days, Money};
use crate::plan::AccWindow::{self, Day, Life, Month, Year};

/// An accumulator whose id every package shares.
#[derive(Debug, Clone, Copy)]
pub struct RegistryAcc {
    /// Id.
    pub id: &'static str,
    /// Chinese title.
    pub title: &'static str,
    /// Owner; a package may name `group` or `family` instead of `person`.
    pub owner: AccOwner,
    /// Window.
    pub window: AccWindow,
    /// Unit.
    pub unit: AccUnit,
    /// Kind.
    pub kind: AccKind,
}

const fn acc(
    id: &'static str,
    title: &'static str,
    owner: AccOwner,
    window: AccWindow,
    unit: AccUnit,
) -> RegistryAcc {
    RegistryAcc {
        id,
        title,
        owner,
        window,
        unit,
        kind: Counter,
    }
}

const fn balance(id: &'static str, title: &'static str, owner: AccOwner) -> RegistryAcc {
    RegistryAcc {
        id,
        title,
        owner,
        window: Life,
        unit: Money,
        kind: Balance,
    }
}

/// All of them.
pub const ACCUMULATORS: &[RegistryAcc] = &[
    balance("account_current", "个人账户当年计入资金", Person),
    balance("account_past", "个人账户历年结余资金", Person),
    balance("account", "个人账户余额", Person),
    balance("account_family", "家庭账户余额", Family),
    acc("op_deductible", "本年门诊起付已计", Person, Year, Money),
    acc("op_segment", "本年门急诊自负段已付", Person, Year, Money),
    acc("op_paid", "本年门诊统筹已付", Person, Year, Money),
    acc("op_cost", "本年门诊政策范围内费用", Person, Year, Money),
    acc("op_own", "本年门诊自付", Person, Year, Money),
    acc("op_paid_month", "本月门诊统筹已付", Person, Month, Money),
    acc("op_cost_month", "本月门诊费用", Person, Month, Money),
    acc("op_visits_day", "当日门诊次数", Person, Day, Count),
    acc(
        "op_visits_provider",
        "本年同一机构门诊次数",
        PersonProvider,
        Year,
        Count,
    ),
    acc("ip_deductible", "本年住院起付已计", Person, Year, Money),
    acc(
        "ip_deductible_injury",
        "本年工伤住院起付已计",
        Person,
        Year,
        Money,
    ),
    acc(
        "ip_deductible_episode",
        "本次治疗过程起付已计",
        Episode,
        AccWindow::Episode,
        Money,
    ),
    acc(
        "ip_deductible_disease",
        "本年该病种起付已计",
        PersonDisease,
        Year,
        Money,
    ),
    acc("ip_admissions", "本年住院次数", Person, Year, Count),
    acc("ip_days", "本年住院天数", Person, Year, Days),
    acc("ip_paid", "本年住院统筹已付", Person, Year, Money),
    acc("ip_cost", "本年住院政策范围内费用", Person, Year, Money),
    acc("ip_own", "本年住院自付", Person, Year, Money),
    acc("pool_paid", "本年统筹基金已付", Person, Year, Money),
    acc("pool_cost", "本年计入统筹限额的费用", Person, Year, Money),
    acc("fund_paid", "本年各层基金合计已付", Person, Year, Money),
    acc("group_paid", "共用限额已付", Group, Year, Money),
    acc("large_paid", "本年大额（补充）已付", Person, Year, Money),
    acc(
        "large_base",
        "本年大额（补充）累计基数",
        Person,
        Year,
        Money,
    ),
    acc(
        "chronic_deductible",
        "本年慢性病起付已计",
        Person,
        Year,
        Money,
    ),
    acc("chronic_paid", "本年慢性病已付", Person, Year, Money),
    acc("chronic_cost", "本年慢性病费用", Person, Year, Money),
    acc(
        "chronic_disease_paid",
        "本年该病种已付",
        PersonDisease,
        Year,
        Money,
    ),
    acc(
        "chronic_disease_cost",
        "本年该病种费用",
        PersonDisease,
        Year,
        Money,
    ),
    acc(
        "chronic_disease_month",
        "本月该病种已付",
        PersonDisease,
        Month,
        Money,
    ),
    acc(
        "chronic_disease_cost_month",
        "本月该病种费用",
        PersonDisease,
        Month,
        Money,
    ),
    acc("chronic_paid_month", "本月慢性病已付", Person, Month, Money),
    acc(
        "drug_deductible",
        "本年双通道药品起付已计",
        Person,
        Year,
        Money,
    ),
    acc("drug_paid", "本年双通道药品已付", Person, Year, Money),
    acc("package_cost", "本年包干费用", PersonDisease, Year, Money),
    acc("cii_base", "本年大病保险累计合规自付", Person, Year, Money),
    acc("cii_paid", "本年大病保险已付", Person, Year, Money),
    acc("cii_drug_base", "本年大病特药累计费用", Person, Year, Money),
    acc("cii_drug_paid", "本年大病特药已付", Person, Year, Money),
    acc("aid_base", "本年医疗救助累计基数", Person, Year, Money),
    acc("aid_paid", "本年医疗救助已付", Person, Year, Money),
    acc("aid_op_paid", "本年门诊救助已付", Person, Year, Money),
    acc("aid_second_base", "本年再救助累计基数", Person, Year, Money),
    acc("aid_second_paid", "本年再救助已付", Person, Year, Money),
    acc("aid_tilt_base", "本年倾斜救助累计基数", Person, Year, Money),
    acc("aid_tilt_paid", "本年倾斜救助已付", Person, Year, Money),
    acc("floor_base", "本年兜底累计自付", Person, Year, Money),
    acc("floor_paid", "本年兜底已付", Person, Year, Money),
    acc("civil_base", "本年公务员补助累计自付", Person, Year, Money),
    acc("civil_paid", "本年公务员补助已付", Person, Year, Money),
    acc("mutual_base", "本年互助累计基数", Person, Year, Money),
    acc("mutual_paid", "本年互助已付", Person, Year, Money),
    acc("mutual_days", "本年互助天数", Person, Year, Days),
    acc(
        "supplementary_in_base",
        "本年补充医保目录内累计",
        Person,
        Year,
        Money,
    ),
    acc(
        "supplementary_out_base",
        "本年补充医保目录外累计",
        Person,
        Year,
        Money,
    ),
    acc(
        "supplementary_drug_base",
        "本年补充医保特药累计",
        Person,
        Year,
        Money,
    ),
    acc(
        "supplementary_paid",
        "本年补充医保已付",
        Person,
        Year,
        Money,
    ),
    acc("injury_paid", "本年意外伤害已付", Person, Year, Money),
    acc(
        "maternity_paid",
        "本次生育已付",
        Episode,
        AccWindow::Episode,
        Money,
    ),
    acc("prenatal_paid", "本年产前检查已付", Person, Year, Money),
    acc("ltc_paid_month", "本月长期护理已付", Person, Month, Money),
    acc("ltc_days_month", "本月长期护理天数", Person, Month, Days),
    acc("contract_fees", "本年签约服务费次数", Person, Year, Count),
    acc("own_year", "本年个人负担", Person, Year, Money),
    acc("in_policy_year", "本年政策范围内费用", Person, Year, Money),
    acc("bills_year", "本年报销次数", Person, Year, Count),
];
