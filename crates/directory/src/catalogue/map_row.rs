//! Rows of files that map codes: old ones to national ones, and an institution's own.

use base::Date;

use super::item_row::identity;
use super::kind::Kind;
use super::own::{Mapping, MappingState};
use super::recode::Recode;
use super::row::{Column, DraftRow, Reading, read_with};

/// Columns of a file of old codes.
pub const RECODE_COLUMNS: &[Column] = &[
    Column::must("system", &["编码体系"]),
    Column::must("old", &["旧编码", "原编码"]),
    Column::must("kind", &["目录类别"]),
    Column::must("code", &["国家编码", "医疗目录编码", "新编码"]),
    Column::may("from", &["起始日期", "开始日期"]),
    Column::may("until", &["截止日期", "结束日期"]),
];

/// Columns of an institution's own list, those of 3301.
pub const MAPPING_COLUMNS: &[Column] = &[
    Column::must("own", &["定点医药机构目录编号", "机构目录编码"]),
    Column::must("own_name", &["定点医药机构目录名称", "机构目录名称"]),
    Column::may("own_spec", &["规格"]),
    Column::must("kind", &["目录类别"]),
    Column::must("code", &["医疗目录编码", "国家编码"]),
    Column::must("from", &["开始日期", "起始日期"]),
    Column::may("until", &["结束日期", "截止日期"]),
];

/// Reads a file of old codes; whether they agree with each other is for [`Recodes::new`] to say.
///
/// [`Recodes::new`]: super::Recodes::new
pub fn read_recodes(rows: impl IntoIterator<Item = DraftRow>) -> Reading<Recode> {
    read_with(RECODE_COLUMNS, rows, |cells| {
        let (system, old) = (cells.name("system", 32), cells.name("old", 150));
        let new = identity(cells, |_| true);
        let validity = cells.validity();
        Some(Recode {
            system: system?,
            old: old?,
            new: new?.1,
            validity: validity?,
        })
    })
}

/// Reads the own list of an institution as uploaded on a day; each row is then offered to
/// [`OwnList::upload`](super::own::OwnList::upload).
pub fn read_mappings(
    institution: &str,
    on: Date,
    rows: impl IntoIterator<Item = DraftRow>,
) -> Reading<Mapping> {
    read_with(MAPPING_COLUMNS, rows, |cells| {
        let (own, own_name) = (cells.name("own", 150), cells.name("own_name", 200));
        let own_spec = cells.note("own_spec", 200);
        let target = identity(cells, Kind::is_charged);
        let given = cells.must(
            "from",
            |text| Date::parse(text).ok(),
            "日期请写成 2026-01-31",
        );
        // a day that cannot be read is said once
        let validity = given.and_then(|_| cells.validity());
        let (kind, target) = target?;
        Some(Mapping {
            institution: institution.into(),
            own: own?,
            own_name: own_name?,
            own_spec: own_spec?,
            kind,
            target,
            validity: validity?,
            state: MappingState::Uploaded,
            since: on,
            reason: "".into(),
            approved_class: None,
        })
    })
}
