//! Messages that were carried out, with their first answer, and tombstones.

use access::Scope;
use settlement::RecordNo;

use crate::{Row, Session, StoreError, Tx, Value, params};

/// A message by what tells it apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRow {
    /// Its number, reserved before it was carried out.
    pub no: i64,
    /// The institution that sent it.
    pub institution: String,
    /// The transaction.
    pub infno: String,
    /// The sender's id.
    pub msgid: String,
    /// Digest of the question; on a tombstone that of the message undone, empty where that never came.
    pub digest: String,
    /// It says that a message was undone, or will be refused when it comes.
    pub tombstone: bool,
    /// The person (`psn_no`) that it was about, where it was about one.
    pub person: Option<String>,
    /// The record that it made.
    pub record: Option<RecordNo>,
    /// The answer that was given; empty on a tombstone.
    pub answer: String,
}

/// The messages under some ids, of whatever institution and transaction: the caller picks its own.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    msgids: &[String],
) -> Result<Vec<MessageRow>, StoreError> {
    if msgids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = session.rows(
        "SELECT message, institution, infno, msgid, digest, outcome, person, settlement, answer FROM message \
         WHERE msgid IN {texts $2} AND pool = $1 ORDER BY message",
        &params![scope.pool(), msgids.to_vec()],
    )?;
    rows.iter().map(read).collect()
}

/// Keeps messages.
///
/// # Errors
/// [`StoreError`]; [`StoreError::Conflict`] where one was carried out already.
pub fn add(tx: &mut Tx<'_>, messages: &[MessageRow]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let row = |it: &MessageRow| -> Vec<Value> {
        let row: [Value; 11] = params![
            pool,
            it.no,
            &it.institution,
            &it.infno,
            &it.msgid,
            &it.digest,
            if it.tombstone {
                "tombstone"
            } else {
                "answered"
            },
            it.person.as_deref().unwrap_or_default(),
            it.record,
            &it.answer,
            now
        ];
        row.to_vec()
    };
    let rows: Vec<Vec<Value>> = messages.iter().map(row).collect();
    let columns = [
        "pool",
        "message",
        "institution",
        "infno",
        "msgid",
        "digest",
        "outcome",
        "person",
        "settlement",
        "answer",
        "tx_from",
    ];
    tx.insert("message", &columns, &rows)
}

fn read(row: &Row) -> Result<MessageRow, StoreError> {
    Ok(MessageRow {
        no: row.int(0)?,
        institution: row.text(1)?.to_owned(),
        infno: row.text(2)?.to_owned(),
        msgid: row.text(3)?.to_owned(),
        digest: row.text(4)?.to_owned(),
        tombstone: row.text(5)? == "tombstone",
        person: Some(row.text(6)?.to_owned()).filter(|person| !person.is_empty()),
        record: row.maybe_int(7)?.and_then(RecordNo::new),
        answer: row.text(8)?.to_owned(),
    })
}
