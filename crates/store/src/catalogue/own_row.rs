//! Mappings of own lists as rows.

use base::{RegionCode, TxNo};
use directory::catalogue::own::{Mapping, MappingState};
use directory::catalogue::{Class, Code, Kind, MappingNo};

use crate::{OPEN_TX, Row, StoreError, Tx, Value, open_date, params};

/// What else an institution says of its own code (3301): kept and given back (1317), never judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Particulars {
    /// 批准文号 (`aprvno`).
    pub approval_no: String,
    /// 剂型 (`dosform`).
    pub dosage_form: String,
    /// 除外内容 (`exct_cont`).
    pub excluded_content: String,
    /// 项目内涵 (`item_cont`).
    pub item_content: String,
    /// 计价单位 (`prcunt`).
    pub price_unit: String,
    /// 包装规格 (`pacspec`).
    pub package_spec: String,
    /// 备注 (`memo`).
    pub memo: String,
}

/// A mapping as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptMapping {
    /// Its number.
    pub no: MappingNo,
    /// Where the institution is.
    pub region: RegionCode,
    /// The mapping.
    pub mapping: Mapping,
    /// What else the institution says.
    pub more: Particulars,
    /// Who brought it to where it stands: a user, or the institution itself.
    pub by: String,
    /// Since which transaction it stands there.
    pub tx: TxNo,
}

/// The columns of a mapping, in the order of [`values`].
pub(super) const COLUMNS: [&str; 25] = [
    "pool",
    "mapping",
    "region",
    "institution",
    "own_code",
    "own_name",
    "own_spec",
    "kind",
    "code",
    "valid_from",
    "valid_to",
    "state",
    "since",
    "reason",
    "approved_class",
    "approval_no",
    "dosage_form",
    "excluded_content",
    "item_content",
    "price_unit",
    "package_spec",
    "memo",
    "by_user",
    "tx_from",
    "tx_to",
];

/// The values of a mapping by who brought it to where it stands.
pub(super) fn values(
    tx: &Tx<'_>,
    (no, region): (i64, RegionCode),
    mapping: &Mapping,
    more: &Particulars,
    by: &str,
) -> Vec<Value> {
    let class = mapping.approved_class.map_or("", Class::code);
    params![
        tx.pool(),
        no,
        region,
        &*mapping.institution,
        &*mapping.own,
        &*mapping.own_name,
        &*mapping.own_spec,
        mapping.kind.code(),
        mapping.target.as_str(),
        mapping.validity.from().unwrap_or(base::Date::MIN),
        open_date(mapping.validity.until()),
        mapping.state.code(),
        mapping.since,
        &*mapping.reason,
        class,
        more.approval_no.as_str(),
        more.dosage_form.as_str(),
        more.excluded_content.as_str(),
        more.item_content.as_str(),
        more.price_unit.as_str(),
        more.package_spec.as_str(),
        more.memo.as_str(),
        by,
        tx.no(),
        OPEN_TX
    ]
    .to_vec()
}

/// A mapping from a row of `mapping, region, institution, …, by_user, tx_from`.
pub(super) fn read(row: &Row) -> Result<KeptMapping, StoreError> {
    let no = row.no(0, MappingNo::new)?;
    let text = |column: usize| row.text(column).map(str::to_owned);
    let first = row.maybe_date(8)?.filter(|day| *day != base::Date::MIN);
    let validity = base::Validity::new(first, row.maybe_date(9)?)
        .map_err(|_| StoreError::Corrupt(format!("own_mapping mapping={no}")))?;
    Ok(KeptMapping {
        no,
        region: row.region(1)?,
        mapping: Mapping {
            institution: row.text(2)?.into(),
            own: row.text(3)?.into(),
            own_name: row.text(4)?.into(),
            own_spec: row.text(5)?.into(),
            kind: row.code(6, Kind::parse)?,
            target: row.code(7, Code::probe)?,
            validity,
            state: row.code(10, MappingState::parse)?,
            since: row.date(11)?,
            reason: row.text(12)?.into(),
            approved_class: match row.text(13)? {
                "" => None,
                _ => Some(row.code(13, Class::parse)?),
            },
        },
        more: Particulars {
            approval_no: text(14)?,
            dosage_form: text(15)?,
            excluded_content: text(16)?,
            item_content: text(17)?,
            price_unit: text(18)?,
            package_spec: text(19)?,
            memo: text(20)?,
        },
        by: text(21)?,
        tx: row.no(22, TxNo::new)?,
    })
}
