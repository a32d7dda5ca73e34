//! Which rows are sealed, and the mark of each.

use base::RegionCode;
use sha2::{Digest, Sha256};

use crate::backup::put_row;
use crate::schema::{self, Table};
use crate::{Row, Session, StoreError, params};

/// Bytes of a mark: enough that a changed row keeps its mark once in 2^64 times.
pub(crate) const MARK: usize = 8;
/// Tables with a chain of their own, or that hold the seals.
const OWN_CHAIN: [&str; 3] = ["trail", "seal", "seal_run"];

/// Columns that change in tables whose rows live on; what else such a row says is sealed. The names of places
/// (`region_name`) say nothing of anybody and are not sealed.
const CHANGING: [(&str, &[&str]); 5] = [
    (
        "batch",
        &["done", "taken", "refused", "amount", "state", "tx_last"],
    ),
    (
        "organisation",
        &["region", "kind", "name", "ended_on", "state"],
    ),
    (
        "people_work",
        &["state", "closed_on", "closed_by", "resolution", "tx_closed"],
    ),
    ("person", &["region"]),
    ("source_list", &["batch"]),
];

/// Rows that are sealed by the transaction that a column names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Series {
    /// The table, or the table and `closed` for the ends of its rows.
    pub(crate) name: String,
    /// The table.
    pub(crate) table: Table,
    birth: &'static str,
    columns: Vec<String>,
}

/// The series of the schema: each table by what it wrote and never changes, and, where rows are closed, by what
/// it closed.
pub(crate) fn series(session: &mut Session<'_>) -> Result<Vec<Series>, StoreError> {
    let mut found = Vec::new();
    for table in schema::tables(session)? {
        let guarded = |end: &str| {
            let guard = format!("{}_{end}", table.name);
            table.triggers.iter().any(|name| name.starts_with(&guard))
        };
        let has = |column: &str| table.names().any(|name| name == column);
        let closable = guarded("close_only");
        let birth = ["tx_from", "tx"].into_iter().find(|column| has(column));
        let lives_on = CHANGING.iter().find(|(name, _)| *name == table.name);
        let changing = lives_on.map_or(&[][..], |(_, columns)| *columns);
        let kept = closable || lives_on.is_some() || guarded("append_only");
        let (Some(birth), true, true) = (birth, kept, has("pool")) else {
            continue;
        };
        if OWN_CHAIN.contains(&table.name.as_str()) {
            continue;
        }
        let written = table
            .names()
            .filter(|name| *name != "tx_to" && !changing.contains(name));
        found.push(Series {
            name: table.name.clone(),
            birth,
            columns: written.map(str::to_owned).collect(),
            table: table.clone(),
        });
        if closable {
            found.push(Series {
                name: format!("{} closed", table.name),
                birth: "tx_to",
                columns: table.key.clone(),
                table,
            });
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

/// The marks of the rows of a series whose transaction lies behind `after` and up to `upto`, by transaction
/// and key. The visitor gets the transaction, the mark, and the key.
pub(crate) fn marks(
    session: &mut Session<'_>,
    pool: RegionCode,
    series: &Series,
    (after, upto): (i64, i64),
    visit: &mut dyn FnMut(i64, [u8; MARK], Row) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let key = series.table.key.join(", ");
    // names of the schema, which the migrations gave.
    let sql = format!(
        "SELECT {birth}, {columns}, {key} FROM {table} WHERE pool = $1 AND {birth} > $2 AND {birth} <= $3 \
         ORDER BY {birth}, {key}",
        birth = series.birth,
        columns = series.columns.join(", "),
        table = series.table.name,
    );
    let behind = 1 + series.columns.len();
    let mut line = Vec::new();
    session.each(&sql, &params![pool, after, upto], &mut |row| {
        let values = row.values();
        let tx = row.int(0)?;
        let (written, key) = values.split_at_checked(behind).unwrap_or((values, &[]));
        line.clear();
        put_row(&Row(written.to_vec()), &mut line)
            .map_err(|_| StoreError::Corrupt(series.table.name.clone()))?;
        let hash: [u8; 32] = Sha256::digest(&line).into();
        let mut mark = [0; MARK];
        mark.copy_from_slice(&hash[..MARK]);
        visit(tx, mark, Row(key.to_vec()))
    })
}
