//! The row of an item.

use base::{Ratio, Sex};

use super::code::Code;
use super::item::{Flags, Item, Term};
use super::kind::{Class, FeeCategory, HospitalLevel, Kind, PayGroup};
use super::restriction::{Conditions, Restriction};
use super::row::{Cells, Column, Tabular};
use super::table::Coded;
use super::terms::{Ceilings, FirstSelfPay, PaymentTerms};

/// Between the members of a cell.
const BETWEEN: char = '|';

/// Columns of the ratios, by group.
const FIRST: [(PayGroup, &str); 4] = [
    (PayGroup::Employee, "first_employee"),
    (PayGroup::RetiredCadre, "first_cadre"),
    (PayGroup::Resident, "first_resident"),
    (PayGroup::Other, "first_other"),
];

impl Coded for Item {
    fn code(&self) -> Code {
        self.code
    }
}

impl Coded for Term {
    fn code(&self) -> Code {
        self.code
    }
}

impl Tabular for Item {
    const COLUMNS: &'static [Column] = &[
        Column::must("kind", &["目录类别"]),
        Column::must("code", &["医疗目录编码", "国家编码", "编码"]),
        Column::must("name", &["名称", "医保目录名称", "项目名称"]),
        Column::may("spec", &["规格"]),
        Column::may("unit", &["计价单位", "单位"]),
        Column::must("fee", &["收费项目类别"]),
        Column::must("class", &["收费项目等级", "甲乙丙"]),
        Column::may("first_employee", &["职工先自付比例"]),
        Column::may("first_cadre", &["离休先自付比例"]),
        Column::may("first_resident", &["居民先自付比例"]),
        Column::may("first_other", &["先自付比例", "其他先自付比例"]),
        Column::may("ceiling_1", &["一级及以下限价"]),
        Column::may("ceiling_2", &["二级限价"]),
        Column::may("ceiling_3", &["三级限价"]),
        Column::may("standard", &["医保支付标准"]),
        Column::may("own_limit", &["单独限额"]),
        Column::may("restricted", &["限制使用标志"]),
        Column::may("restriction", &["限制使用范围"]),
        Column::may("levels", &["限医院级别"]),
        Column::may("sex", &["限性别"]),
        Column::may("age_from", &["限最小年龄"]),
        Column::may("age_to", &["限最大年龄"]),
        Column::may("diagnoses", &["限诊断"]),
        Column::may("inpatient", &["限住院"]),
        Column::may("essential", &["基本药物"]),
        Column::may("negotiated", &["谈判药品"]),
        Column::may("children", &["儿童用药"]),
        Column::may("special", &["目录特项"]),
        Column::may("facts", &["其他事实"]),
        Column::may("from", &["起始日期", "开始日期"]),
        Column::may("until", &["截止日期", "结束日期"]),
    ];

    fn cells(&self) -> Vec<String> {
        let mut cells = vec![
            self.kind.zh().to_owned(),
            self.code.to_string(),
            self.name.to_string(),
            self.spec.to_string(),
            self.unit.to_string(),
            self.fee.code(),
            self.terms.class.zh().to_owned(),
        ];
        cells.extend(terms_cells(&self.terms));
        cells.extend(restriction_cells(&self.restriction));
        let flags = self.flags;
        let flags = [
            flags.essential,
            flags.negotiated,
            flags.children,
            flags.special,
        ];
        cells.extend(flags.map(yes));
        let facts = self.facts.iter();
        cells.push(joined(facts.map(|(name, text)| format!("{name}={text}"))));
        cells
    }

    fn read(cells: &mut Cells<'_>) -> Option<Item> {
        let identity = identity(cells, Kind::is_charged);
        let name = cells.name("name", 200);
        let spec = cells.note("spec", 200);
        let unit = cells.note("unit", 100);
        let fee = cells.must("fee", FeeCategory::parse, "请填 01 至 14 或类别名称");
        let terms = read_terms(cells);
        let restriction = read_restriction(cells);
        let flags = read_flags(cells);
        let facts = cells.may("facts", read_facts, "请写成 名称=取值，多个用 | 隔开");
        let (kind, code) = identity?;
        Some(Item {
            code,
            kind,
            name: name?,
            spec: spec?,
            unit: unit?,
            fee: fee?,
            terms: terms?,
            restriction: restriction?,
            flags: flags?,
            facts: facts?.unwrap_or_default(),
        })
    }
}

impl Tabular for Term {
    const COLUMNS: &'static [Column] = &[
        Column::must("kind", &["目录类别"]),
        Column::must("code", &["编码", "诊断代码", "手术操作代码", "病种代码"]),
        Column::must("name", &["名称", "诊断名称", "手术操作名称", "病种名称"]),
        Column::may("group", &["分类", "章名称", "大类名称"]),
        Column::may("from", &["起始日期", "开始日期"]),
        Column::may("until", &["截止日期", "结束日期"]),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.kind.zh().to_owned(),
            self.code.to_string(),
            self.name.to_string(),
            self.group.to_string(),
        ]
    }

    fn read(cells: &mut Cells<'_>) -> Option<Term> {
        let identity = identity(cells, |kind| !kind.is_charged());
        let (name, group) = (cells.name("name", 200), cells.note("group", 200));
        let (kind, code) = identity?;
        Some(Term {
            code,
            kind,
            name: name?,
            group: group?,
        })
    }
}

/// Kind and code; the kind may be given as `list_type`.
pub(super) fn identity(cells: &mut Cells<'_>, of_table: fn(Kind) -> bool) -> Option<(Kind, Code)> {
    let text = cells.text("code").to_owned();
    let read = |list: &str| {
        let kind = Kind::parse(list).or_else(|| Kind::of_list(list, &text))?;
        of_table(kind).then_some(kind)
    };
    let kind = cells.must("kind", read, "请填本目录的类别名称或目录类别代码")?;
    if text.is_empty() {
        cells.flaw(
            "code",
            "catalogue.cell_empty",
            "不能为空，请填写国家编码。".to_owned(),
        );
        return None;
    }
    match Code::parse(kind, &text) {
        Ok(code) => Some((kind, code)),
        Err(error) => {
            cells.flaw("code", "catalogue.code", error.zh());
            None
        }
    }
}

fn yes(flag: bool) -> String {
    if flag { "是" } else { "" }.to_owned()
}

fn joined(members: impl Iterator<Item = String>) -> String {
    let mut text = String::new();
    for member in members {
        if !text.is_empty() {
            text.push(BETWEEN);
        }
        text.push_str(&member);
    }
    text
}

fn terms_cells(terms: &PaymentTerms) -> Vec<String> {
    let price = |price: Option<base::UnitPrice>| price.map_or_else(String::new, |p| p.to_string());
    let mut cells = Vec::new();
    for (group, _) in FIRST {
        cells.push(ratios_cell(terms.first.of_group(group)));
    }
    cells.extend(terms.ceilings.by_level().map(price));
    cells.push(price(terms.standard));
    cells.push(price(terms.own_limit));
    cells
}

/// One ratio for all levels, or `5%|10%|15%` for 一级及以下, 二级 and 三级.
fn ratios_cell(by_level: [Option<Ratio>; 3]) -> String {
    let text = |ratio: Option<Ratio>| ratio.map_or_else(String::new, |ratio| ratio.to_string());
    let [first, second, third] = by_level;
    if first == second && second == third {
        return text(first);
    }
    by_level.map(text).join(&BETWEEN.to_string())
}

fn read_ratios(text: &str) -> Option<[Option<Ratio>; 3]> {
    let ratio = |text: &str| match text.trim() {
        "" => Some(None),
        text => Ratio::parse(text).ok().map(Some),
    };
    let mut parts = text.split(BETWEEN);
    let first = ratio(parts.next()?)?;
    let Some(second) = parts.next() else {
        return Some([first; 3]);
    };
    let by_level = [first, ratio(second)?, ratio(parts.next()?)?];
    parts.next().is_none().then_some(by_level)
}

fn read_terms(cells: &mut Cells<'_>) -> Option<PaymentTerms> {
    let class = cells.must("class", Class::parse, "请填甲类、乙类或丙类");
    let mut first = Some(FirstSelfPay::NONE);
    for (group, key) in FIRST {
        let so_far = first;
        let what = "请填 0% 至 100% 的比例，或按一级及以下|二级|三级写成 5%|10%|15%";
        let read = |text: &str| {
            let ratios = read_ratios(text)?;
            FirstSelfPay::NONE.with(group, ratios).map(|_| ratios)
        };
        let ratios = cells.may(key, read, what);
        first = match ratios {
            None => None,
            Some(None) => so_far,
            Some(Some(ratios)) => so_far.and_then(|first| first.with(group, ratios)),
        };
    }
    let ceilings = [
        cells.price("ceiling_1"),
        cells.price("ceiling_2"),
        cells.price("ceiling_3"),
    ];
    let (standard, own_limit) = (cells.price("standard"), cells.price("own_limit"));
    let [low, middle, high] = ceilings;
    Some(PaymentTerms {
        class: class?,
        first: first?,
        ceilings: Ceilings::new([low?, middle?, high?]),
        standard: standard?,
        own_limit: own_limit?,
    })
}

fn restriction_cells(restriction: &Restriction) -> Vec<String> {
    let none = Conditions::default();
    let conditions = restriction.conditions.as_deref().unwrap_or(&none);
    let levels = conditions.levels.iter();
    let age = |age: Option<u16>| age.map_or_else(String::new, |age| age.to_string());
    let sex = match conditions.sex {
        Some(Sex::Male) => "男",
        Some(Sex::Female) => "女",
        _ => "",
    };
    vec![
        yes(restriction.approval),
        restriction.text.to_string(),
        joined(levels.map(|level| level.zh().to_owned())),
        sex.to_owned(),
        age(conditions.age_from),
        age(conditions.age_to),
        joined(conditions.diagnoses.iter().map(ToString::to_string)),
        yes(conditions.inpatient_only),
    ]
}

fn read_restriction(cells: &mut Cells<'_>) -> Option<Restriction> {
    let approval = cells.flag("restricted");
    let text = cells.note("restriction", 500);
    let levels = cells.may(
        "levels",
        read_levels,
        "请填未定级、一级、二级、三级，多个用 | 隔开",
    );
    let sex = cells.may("sex", read_sex, "请填男或女");
    let years = |text: &str| text.parse().ok().filter(|age| *age <= 150_u16);
    let age_from = cells.may("age_from", years, "请填 0 至 150 的周岁");
    let age_to = cells.may("age_to", years, "请填 0 至 150 的周岁");
    let diagnoses = cells.may(
        "diagnoses",
        read_prefixes,
        "请填诊断编码的开头，多个用 | 隔开",
    );
    let inpatient = cells.flag("inpatient");
    let conditions = Conditions {
        levels: levels?.unwrap_or_default(),
        sex: sex?,
        age_from: age_from?,
        age_to: age_to?,
        diagnoses: diagnoses?.unwrap_or_default(),
        inpatient_only: inpatient?,
    };
    if let (Some(from), Some(to)) = (conditions.age_from, conditions.age_to)
        && to < from
    {
        let zh = "限最大年龄小于限最小年龄，请核对。".to_owned();
        cells.flaw("age_to", "catalogue.ages", zh);
        return None;
    }
    Some(Restriction {
        approval: approval?,
        text: text?,
        conditions: (!conditions.is_empty()).then(|| Box::new(conditions)),
    })
}

fn read_levels(text: &str) -> Option<Vec<HospitalLevel>> {
    let mut levels = Vec::new();
    for part in text.split(BETWEEN) {
        let mut all = HospitalLevel::ALL.into_iter();
        let named = all.find(|level| level.zh() == part.trim());
        levels.push(named.or_else(|| HospitalLevel::of(part.trim().parse().ok()?))?);
    }
    levels.sort();
    levels.dedup();
    Some(levels)
}

fn read_sex(text: &str) -> Option<Sex> {
    match text {
        "男" | "1" => Some(Sex::Male),
        "女" | "2" => Some(Sex::Female),
        _ => None,
    }
}

fn read_prefixes(text: &str) -> Option<Vec<Box<str>>> {
    let allowed = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase() || b".x+*".contains(&b);
    let mut prefixes = Vec::new();
    for part in text.split(BETWEEN).map(str::trim) {
        if part.is_empty() || part.len() > 30 || !part.bytes().all(allowed) {
            return None;
        }
        prefixes.push(part.into());
    }
    prefixes.sort();
    prefixes.dedup();
    Some(prefixes)
}

fn read_flags(cells: &mut Cells<'_>) -> Option<Flags> {
    let (essential, negotiated) = (cells.flag("essential"), cells.flag("negotiated"));
    let (children, special) = (cells.flag("children"), cells.flag("special"));
    Some(Flags {
        essential: essential?,
        negotiated: negotiated?,
        children: children?,
        special: special?,
    })
}

type Facts = Box<[(Box<str>, Box<str>)]>;

fn read_facts(text: &str) -> Option<Facts> {
    let mut facts: Vec<(Box<str>, Box<str>)> = Vec::new();
    for part in text.split(BETWEEN) {
        let (name, value) = part.split_once('=')?;
        let (name, value) = (name.trim(), value.trim());
        let named = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if name.is_empty() || value.is_empty() || !name.bytes().all(named) {
            return None;
        }
        facts.push((name.into(), value.into()));
    }
    facts.sort();
    let double = facts.windows(2).any(|pair| match pair {
        [a, b] => a.0 == b.0,
        _ => false,
    });
    (!double).then(|| facts.into_boxed_slice())
}
