//! New persons, many at once.

use access::Scope;
use base::{BatchNo, Date, PersonNo};
use enrolment::people::matching::block;
use enrolment::people::{Admitted, DocumentNumber, Fate, Standing};

use super::PersonKey;
use crate::{OPEN_DATE, OPEN_TX, StoreError, Tx, Value, params, within};

/// A person about to be entered.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Number and bucket.
    pub key: PersonKey,
    /// What the row says.
    pub admitted: Admitted,
    /// Who speaks for somebody without a number.
    pub guardian: Option<PersonNo>,
    /// Whether the number is somebody else's too.
    pub contested: bool,
}

/// Which row of a list a person came from, and what became of the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// The batch that took the list in.
    pub batch: BatchNo,
    /// The line.
    pub line: i64,
    /// Whose record it became or fits.
    pub key: PersonKey,
    /// How.
    pub fate: Fate,
}

const PERSON: [&str; 5] = ["pool", "bucket", "person", "region", "tx_from"];

const VERSION: [&str; 22] = [
    "pool",
    "bucket",
    "person",
    "valid_from",
    "valid_to",
    "name",
    "name_key",
    "block",
    "sex",
    "birth",
    "death",
    "death_source",
    "ethnicity",
    "huji",
    "huji_kind",
    "residence",
    "address",
    "phone",
    "guardian",
    "doubts",
    "tx_from",
    "tx_to",
];

pub(super) const DOCUMENT: [&str; 14] = [
    "pool",
    "bucket",
    "person",
    "document_type",
    "number_key",
    "number",
    "original",
    "sound",
    "standing",
    "valid_from",
    "valid_to",
    "reason",
    "tx_from",
    "tx_to",
];

/// Enters persons: the anchor, what is known, the document. Known from birth on.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] where one lives outside the scope,
/// [`StoreError::Conflict`] where a sound number that is not marked as contested is on record.
pub fn add(tx: &mut Tx<'_>, scope: Scope, persons: &[NewPerson]) -> Result<(), StoreError> {
    let (mut anchors, mut versions, mut documents) = (Vec::new(), Vec::new(), Vec::new());
    for new in persons {
        within(scope, new.admitted.residence)?;
        let (pool, now) = (tx.pool(), tx.no());
        let PersonKey { bucket, person } = new.key;
        anchors.push(params![pool, bucket, person, new.admitted.residence, now].to_vec());
        versions.push(version(tx, new));
        if let Some(number) = &new.admitted.document {
            let standing = if new.contested {
                Standing::Contested
            } else {
                Standing::Current
            };
            documents.push(document(tx, new.key, number, standing, Date::MIN));
        }
    }
    tx.insert("person", &PERSON, &anchors)?;
    tx.insert("person_version", &VERSION, &versions)?;
    tx.insert("person_document", &DOCUMENT, &documents)
}

fn version(tx: &Tx<'_>, new: &NewPerson) -> Vec<Value> {
    let row = &new.admitted;
    let name_key = row.name.canonical();
    let doubts: Vec<&str> = row.doubts.iter().map(|doubt| doubt.code()).collect();
    let doubts = (!doubts.is_empty()).then(|| doubts.join("|"));
    params![
        tx.pool(),
        new.key.bucket,
        new.key.person,
        row.birth,
        OPEN_DATE,
        row.name.as_str(),
        &name_key,
        block(&name_key, row.birth),
        row.sex.code(),
        row.birth,
        None::<i64>,
        None::<i64>,
        row.ethnicity.map(|one| one.code()),
        row.huji,
        row.huji_kind.map(|kind| kind.code()),
        row.residence,
        row.address.as_deref(),
        row.phone.as_deref(),
        new.guardian,
        doubts,
        tx.no(),
        OPEN_TX
    ]
    .to_vec()
}

/// The row of a document.
pub(super) fn document(
    tx: &Tx<'_>,
    key: PersonKey,
    number: &DocumentNumber,
    standing: Standing,
    from: Date,
) -> Vec<Value> {
    let plain = number.document().number();
    let original = Some(number.original()).filter(|original| *original != plain);
    params![
        tx.pool(),
        key.bucket,
        key.person,
        number.document_type().code(),
        number.canonical(),
        plain,
        original,
        number.is_sound(),
        standing.code(),
        from,
        OPEN_DATE,
        None::<&str>,
        tx.no(),
        OPEN_TX
    ]
    .to_vec()
}

/// Records which rows of a list became, or fit, which records.
///
/// # Errors
/// As [`add`].
pub fn sources(tx: &mut Tx<'_>, rows: &[SourceRow]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let row = |row: &SourceRow| -> Vec<Value> {
        params![
            pool,
            row.batch,
            row.line,
            row.key.bucket,
            row.key.person,
            row.fate.code(),
            now
        ]
        .to_vec()
    };
    let rows: Vec<_> = rows.iter().map(row).collect();
    let columns = [
        "pool", "batch", "line", "bucket", "person", "fate", "tx_from",
    ];
    tx.insert("person_source", &columns, &rows)
}
