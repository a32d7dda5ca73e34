//! Rows of the lists in the columns of their files, by the Chinese names of the columns.

use std::collections::BTreeMap;

use base::Date;
use directory::catalogue::{Class, Item, Kind, Term};
use service::catalogue::Listed;

use super::named;
use crate::frame::Moment;

/// What a row says, by column. Columns that nothing is known for stay empty.
pub(super) type Cells = BTreeMap<&'static str, String>;

/// What every list says of a row: number, version, time, days, whether it holds.
fn common<T>(row: &Listed<'_, T>, today: Date) -> Cells {
    let came = Moment::from_millis(row.version.wall).stamp().to_string();
    let (from, until) = (row.entry.validity.from(), row.entry.validity.until());
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let over = until.is_some_and(|until| until < today);
    BTreeMap::from([
        ("唯一记录号", row.no.to_string()),
        ("版本号", named(row.version.version)),
        ("版本名称", row.version.title.clone()),
        ("数据创建时间", came.clone()),
        ("数据更新时间", came),
        ("开始日期", day(from)),
        ("结束日期", day(until)),
        ("开始时间", day(from)),
        ("结束时间", day(until)),
        ("生效时间", day(from)),
        ("失效时间", day(until)),
        ("有效标志", flag(!over)),
        ("下发标志", flag(true)),
    ])
}

fn flag(is: bool) -> String {
    if is { "1" } else { "0" }.to_owned()
}

fn yes(is: bool) -> String {
    if is { "是" } else { "否" }.to_owned()
}

/// A drug, service or consumable.
pub(super) fn item(row: &Listed<'_, Item>, today: Date) -> Cells {
    let item = &row.entry.record;
    let (name, spec, unit) = (
        item.name.to_string(),
        item.spec.to_string(),
        item.unit.to_string(),
    );
    let mut cells = common(row, today);
    cells.insert("医疗目录编码", item.code.as_str().to_owned());
    cells.insert("限制使用标志", flag(item.restriction.approval));
    let text = item.restriction.text.to_string();
    cells.insert("限制使用范围", text.clone());
    cells.insert("医保限用范围", text);
    let own: Vec<(&str, String)> = match item.kind {
        Kind::Herbal | Kind::Granule => vec![("单味药名称", name)],
        Kind::Service => vec![
            ("医疗服务项目名称", name),
            ("计价单位", unit.clone()),
            ("计价单位名称", unit),
            ("服务项目类别", item.fee.zh().to_owned()),
            ("项目说明", spec),
        ],
        Kind::Consumable => vec![
            ("耗材名称", name),
            ("规格", spec.clone()),
            ("规格型号", spec),
            ("最小销售单位", unit),
        ],
        _ => drug(item, (name, spec, unit)),
    };
    cells.extend(own);
    cells
}

fn drug(item: &Item, (name, spec, unit): (String, String, String)) -> Vec<(&'static str, String)> {
    let class = match item.terms.class {
        Class::A => "甲",
        Class::B => "乙",
        Class::C => "丙",
    };
    // the layout of preparations has no generic name
    let called = match item.kind {
        Kind::Preparation => "药品商品名",
        _ => "药品通用名",
    };
    vec![
        (called, name),
        ("药品规格", spec),
        ("最小计价单位", unit),
        ("中成药标志", flag(item.kind == Kind::Patent)),
        ("国家医保药品目录甲乙类标识", class.to_owned()),
        ("基本药物标志", flag(item.flags.essential)),
        ("基本药物标志名称", yes(item.flags.essential)),
        ("医保谈判药品标志", flag(item.flags.negotiated)),
        ("医保谈判药品名称", yes(item.flags.negotiated)),
        ("儿童用药", flag(item.flags.children)),
    ]
}

/// A diagnosis, an operation or a chronic disease; `place` is the pooling area (`医保区划`).
pub(super) fn term(row: &Listed<'_, Term>, today: Date, place: &str) -> Cells {
    let term = &row.entry.record;
    let (code, name, group) = (
        term.code.as_str().to_owned(),
        term.name.to_string(),
        term.group.to_string(),
    );
    let mut cells = common(row, today);
    let own: Vec<(&str, String)> = match term.kind {
        Kind::Diagnosis => vec![
            ("诊断代码", code),
            ("诊断名称", name),
            ("章名称", group),
            ("使用标记", flag(true)),
        ],
        Kind::Operation => vec![
            ("手术操作代码", code),
            ("手术操作名称", name),
            ("章名称", group),
            ("使用标记", flag(true)),
        ],
        _ => vec![
            ("门慢门特病种目录代码", code),
            ("门慢门特病种名称", name),
            ("门慢门特病种大类名称", group),
            ("医保区划", place.to_owned()),
        ],
    };
    cells.extend(own);
    cells
}
