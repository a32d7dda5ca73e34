//! A small policy built by hand, for the tests of this crate.

use crate::claim::{AccView, Bill, Claim, Facts, Owners};
use crate::plan::{
    AccDecl, AccKind, AccOwner, AccUnit, AccWindow, AgeAt, Cap, CapBasis, Cite, ClaimOrder, Cond,
    Consumed, FactDecl, FactId, FactScope, FactType, KnownFacts, Pay, PayerKind, Plan, Policy,
    PotDecl, PotId, PotKind, ReversalMode, RoundRule, Scalar, Segment, SourceDecl, Step, StepKind,
    Value,
};
use base::{Date, Fen, MonthDay, Ratio, Rounding, YearCalendar};

pub(crate) const MAIN: PotId = 0;
pub(crate) const EXCLUDED: PotId = 2;
pub(crate) const OVER_LIMIT: PotId = 3;
pub(crate) const FIRST: PotId = 4;
pub(crate) const DEDUCTIBLE: PotId = 5;
pub(crate) const COPAY: PotId = 6;
pub(crate) const OVER_CEILING: PotId = 7;
pub(crate) const DENIED: PotId = 8;
pub(crate) const UNCOVERED: PotId = 9;
pub(crate) const POOL: PotId = 10;
pub(crate) const LARGE: PotId = 11;
pub(crate) const ACCOUNT: PotId = 12;

pub(crate) const BIRTH: FactId = 0;
pub(crate) const SERVICE: FactId = 1;
pub(crate) const SETTLEMENT: FactId = 2;
pub(crate) const LEVEL: FactId = 3;
pub(crate) const RETIRED: FactId = 4;
pub(crate) const DISEASE: FactId = 5;
pub(crate) const IDENTITIES: FactId = 6;
pub(crate) const ITEM: FactId = 7;
pub(crate) const QUANTITY: FactId = 8;
pub(crate) const PRICE_LIMIT: FactId = 9;
pub(crate) const OWN_FIRST: FactId = 10;
pub(crate) const ADMISSION: FactId = 11;
pub(crate) const DISCHARGE: FactId = 12;
pub(crate) const AGE: FactId = 13;
pub(crate) const YEAR: FactId = 14;
pub(crate) const STAY_DAYS: FactId = 15;
pub(crate) const COHORT: FactId = 16;

pub(crate) const USED: u16 = 0;
pub(crate) const PAID: u16 = 1;
pub(crate) const COST: u16 = 2;
pub(crate) const BALANCE: u16 = 3;
pub(crate) const PAID_LAST_YEAR: u16 = 5;

pub(crate) fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub(crate) fn day(text: &str) -> i64 {
    i64::from(date(text).day_number())
}

pub(crate) fn money(fen: i64) -> Value {
    Value::Const(Scalar::Int(fen))
}

pub(crate) fn percent(percent: i64) -> Value {
    Value::Const(Scalar::Ratio(Ratio::new(percent, 100).unwrap()))
}

pub(crate) fn cite() -> Vec<Cite> {
    vec![Cite {
        source: 0,
        article: "22".to_owned(),
    }]
}

fn fact(name: &str, of: FactScope, ty: FactType, nullable: bool, default: Option<i64>) -> FactDecl {
    FactDecl {
        name: name.to_owned(),
        title: name.to_owned(),
        of,
        ty,
        nullable,
        default,
    }
}

pub(crate) fn values(names: &[&str]) -> Vec<(String, String)> {
    names
        .iter()
        .map(|name| ((*name).to_owned(), (*name).to_owned()))
        .collect()
}

fn facts() -> Vec<FactDecl> {
    use FactScope::{Claim, Derived, Line, Person, Provider};
    let int = |min, max| FactType::Int { min, max };
    let items = FactType::Enum(values(&["a", "b", "c", "in_policy", "out"]));
    vec![
        fact("birth", Person, FactType::Date, true, None),
        fact("service_date", Claim, FactType::Date, false, None),
        fact("settlement_date", Claim, FactType::Date, true, None),
        fact("level", Provider, int(0, 3), false, Some(1)),
        fact("retired", Person, FactType::Bool, false, None),
        fact("disease", Claim, FactType::Code, true, None),
        fact(
            "identities",
            Person,
            FactType::Set(values(&["dibao", "tekun", "canji"])),
            false,
            Some(0),
        ),
        fact("item", Line, items, false, Some(3)),
        fact("quantity", Line, int(0, 1_000_000), false, Some(1)),
        fact("price_limit", Line, FactType::Money, true, None),
        fact("own_first", Line, FactType::Ratio, true, None),
        fact("admission_date", Claim, FactType::Date, true, None),
        fact("discharge_date", Claim, FactType::Date, true, None),
        fact("age", Derived, int(0, 150), false, None),
        fact("year", Derived, int(1800, 2999), false, None),
        fact("stay_days", Derived, int(0, 100_000), false, None),
        fact(
            "cohort",
            Derived,
            FactType::Enum(values(&["young", "old"])),
            false,
            None,
        ),
    ]
}

fn pots() -> Vec<PotDecl> {
    let payer = |kind| PotKind::Payer(kind, 0);
    let list = [
        ("main", "政策范围内", PotKind::Open),
        ("aux", "检查", PotKind::Open),
        ("excluded", "目录外", PotKind::Burden),
        ("over_limit", "超限价", PotKind::Burden),
        ("first_self_pay", "先行自付", PotKind::Burden),
        ("deductible", "起付标准", PotKind::Burden),
        ("copay", "按比例自付", PotKind::Burden),
        ("over_ceiling", "超最高支付限额", PotKind::Burden),
        ("denied", "不予支付", PotKind::Burden),
        ("uncovered", "无支付规定", PotKind::Burden),
        ("pool", "统筹基金", payer(PayerKind::Fund)),
        ("large", "大额基金", PotKind::Payer(PayerKind::Insurer, 1)),
        ("account", "个人账户", payer(PayerKind::Account)),
    ];
    let pot = |(name, title, kind): (&str, &str, PotKind)| PotDecl {
        name: name.to_owned(),
        title: title.to_owned(),
        kind,
    };
    list.into_iter().map(pot).collect()
}

fn acc(id: &str, owner: AccOwner, window: AccWindow, kind: AccKind) -> AccDecl {
    let (id, title) = (id.to_owned(), id.to_owned());
    AccDecl {
        id,
        title,
        owner,
        window,
        unit: AccUnit::Money,
        kind,
        previous_of: None,
    }
}

fn accs() -> Vec<AccDecl> {
    use AccOwner::{Person, PersonDisease};
    use AccWindow::{Life, Year};
    let last_year = acc("pool_paid_last_year", Person, Year, AccKind::Counter);
    vec![
        acc("ip_deductible", Person, Year, AccKind::Counter),
        acc("pool_paid", Person, Year, AccKind::Counter),
        acc("pool_cost", Person, Year, AccKind::Counter),
        acc("account", Person, Life, AccKind::Balance),
        acc(
            "chronic_disease_paid",
            PersonDisease,
            Year,
            AccKind::Counter,
        ),
        AccDecl {
            previous_of: Some(PAID),
            ..last_year
        },
    ]
}

fn known() -> KnownFacts {
    KnownFacts {
        birth: Some(BIRTH),
        service_date: Some(SERVICE),
        settlement_date: Some(SETTLEMENT),
        admission_date: Some(ADMISSION),
        discharge_date: Some(DISCHARGE),
        age: Some(AGE),
        year: Some(YEAR),
        stay_days: Some(STAY_DAYS),
        item: Some(ITEM),
        price_limit: Some(PRICE_LIMIT),
        own_first: Some(OWN_FIRST),
        quantity: Some(QUANTITY),
        ..KnownFacts::default()
    }
}

/// A policy of one version with these steps.
pub(crate) fn policy(steps: Vec<Step>) -> Policy {
    let plan = Plan {
        from: date("2000-01-01"),
        until: Some(date("2029-12-31")),
        hash: [1; 32],
        rounding: RoundRule {
            mode: Rounding::HalfUp,
            unit: 1,
            items_by_sum: false,
        },
        derived: Vec::new(),
        tables: Vec::new(),
        items: Vec::new(),
        denials: Vec::new(),
        reviews: Vec::new(),
        steps,
        entries: Vec::new(),
        merges: Vec::new(),
    };
    let source = SourceDecl {
        id: "law".to_owned(),
        title: "某市医疗保险办法".to_owned(),
        number: "某府发〔2000〕1号".to_owned(),
        tier: 'B',
        official_text: false,
    };
    Policy {
        id: "test".to_owned(),
        title: "测试".to_owned(),
        hash: [7; 32],
        sources: vec![source],
        facts: facts(),
        pots: pots(),
        accs: accs(),
        layers: vec!["basic".to_owned(), "serious_illness".to_owned()],
        law_date: vec![SERVICE],
        calendar: YearCalendar::new(MonthDay::JANUARY_FIRST),
        year_by: Some(SETTLEMENT),
        age_at: AgeAt::LawDate,
        order: ClaimOrder::Settlement,
        reversal: ReversalMode::Keep,
        versions: vec![plan],
        known: known(),
    }
}

/// The only version of a policy built here, to be changed.
pub(crate) fn plan(policy: &mut Policy) -> &mut Plan {
    policy.versions.first_mut().unwrap()
}

pub(crate) fn step(id: &str, kind: StepKind) -> Step {
    let (id, title) = (id.to_owned(), id.to_owned());
    Step {
        id,
        title,
        when: Cond::Always,
        layer: 0,
        kind,
        cite: cite(),
    }
}

/// A share of the main part by one ratio, uncapped.
pub(crate) fn share(payer: PotId, ratio: Value) -> Pay {
    Pay {
        payer,
        segments: vec![Segment { upto: None, ratio }],
        on_excess: false,
        threshold: None,
        base_acc: None,
        offset: None,
        source: vec![MAIN],
        from_open: true,
        caps: Vec::new(),
        minus: None,
        consumed: Consumed::Exact,
        rest: Some(COPAY),
        over: None,
        counts: Vec::new(),
    }
}

pub(crate) fn cap(acc: Option<u16>, limit: i64, basis: CapBasis) -> Cap {
    Cap {
        acc,
        limit: money(limit),
        basis,
        unless: Cond::Never,
    }
}

/// `1300 元` deductible, then `85 %` up to 70 000 元 a year, then `80 %` without limit.
pub(crate) fn usual_steps() -> Vec<Step> {
    let pool = Pay {
        caps: vec![cap(Some(PAID), 7_000_000, CapBasis::Paid)],
        ..share(POOL, percent(85))
    };
    let deductible = StepKind::Deductible {
        amount: money(130_000),
        used: Some(USED),
        cap: None,
        source: vec![MAIN],
        to: DEDUCTIBLE,
        counts: Vec::new(),
    };
    let mut large = step("large", StepKind::Pay(share(LARGE, percent(80))));
    large.layer = 1;
    vec![
        step("deductible", deductible),
        step("pool", StepKind::Pay(pool)),
        large,
    ]
}

/// Facts of a claim served and settled on a day.
pub(crate) fn served(on: &str) -> Facts {
    let mut facts = Facts::none(17);
    facts.set(SERVICE, day(on));
    facts
}

/// A claim of one in-policy amount.
pub(crate) fn claim(id: &str, on: &str, fen: i64) -> Claim {
    Claim {
        id: id.to_owned(),
        owners: Owners {
            person: "p1".to_owned(),
            ..Owners::default()
        },
        facts: served(on),
        bill: Bill::Amount(Fen::new(fen)),
        visits: Vec::new(),
    }
}

pub(crate) fn zero(policy: &Policy) -> AccView {
    AccView::zero(policy.accs.len())
}
