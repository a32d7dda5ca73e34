//! Files of the interface: uploaded by an institution (9101), or laid ready for download (9102).

use access::{Actor, Permission, Scope};
use base::Refused;
use store::Tx;
use store::gateway::{self as rows, FileRow, NewFile};

use crate::{Desk, ServiceError};

/// Whose files every institution may fetch: catalogues. The interface has this word for it (9102).
pub const PUBLIC: &str = "plc";
/// Files that an institution may upload in a day.
pub const DAILY_FILES: i64 = 500;
/// Bytes that an institution may upload in a day.
pub const DAILY_BYTES: i64 = 512 * 1024 * 1024;
/// Days for which a file can be fetched.
pub const KEPT_DAYS: i64 = 30;

const DAY_MILLIS: i64 = 24 * 3_600_000;

/// A file that an institution uploads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload<'a> {
    /// Its name.
    pub filename: &'a str,
    /// The id of the message.
    pub msgid: &'a str,
    /// The digest of what it asks for, file included.
    pub digest: &'a str,
    /// What it holds.
    pub content: Vec<u8>,
}

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its number for the sender (file_qury_no).
    pub number: String,
    /// Its name.
    pub filename: String,
    /// Until when it can be fetched, in milliseconds since 1970-01-01 UTC.
    pub until: i64,
}

/// Keeps a file of an institution. The same message again gets the first answer.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `gateway.file_empty`, `gateway.file_limit`; storage.
pub fn upload(desk: &Desk<'_>, actor: &Actor, ask: Upload<'_>) -> Result<File, ServiceError> {
    let scope = actor.may(Permission::GatewaySpeak)?;
    let institution = actor.user().as_str();
    let size = i64::try_from(ask.content.len()).unwrap_or(i64::MAX);
    if size == 0 {
        let what = "上传的文件是空的，请检查 file 段后重新上传。";
        return Err(Refused::new("gateway.file_empty", what).into());
    }
    let at = desk.wall();
    desk.write(actor, "gateway.upload", None, |tx| {
        let message = (ask.msgid, ask.digest);
        if let Some(before) = rows::kept_file(tx, scope, institution, message)? {
            return Ok(of(before));
        }
        let kept = rows::kept_since(tx, scope, institution, at - DAY_MILLIS)?;
        if kept.files >= DAILY_FILES || kept.bytes.saturating_add(size) > DAILY_BYTES {
            return Err(Refused::new(
                "gateway.file_limit",
                format!(
                    "本机构24小时内已上传{}个文件、{}MB，达到上限（{DAILY_FILES}个、{}MB），请明日再传或合并后上传。",
                    kept.files,
                    kept.bytes / 1_048_576,
                    DAILY_BYTES / 1_048_576
                ),
            )
            .into());
        }
        keep(tx, (scope, institution), ask, at)
    })
}

/// Lays a file ready that every institution may fetch, within the transaction of what made it. `run` names what
/// made it and `digest` its content, so that the same file of the same run is laid once.
///
/// # Errors
/// Storage.
pub fn offer(
    tx: &mut Tx<'_>,
    (run, digest): (&str, &str),
    filename: &str,
    content: Vec<u8>,
    (at, until): (i64, i64),
) -> Result<File, ServiceError> {
    // it is everybody's, whichever county made it
    let scope = Scope::whole(tx.pool());
    if let Some(before) = rows::kept_file(tx, scope, PUBLIC, (run, digest))? {
        return Ok(of(before));
    }
    let new = NewFile {
        region: scope.region(),
        institution: PUBLIC,
        filename,
        msgid: run,
        digest,
        content,
        at,
        until,
    };
    let file = rows::keep_file(tx, scope, new)?;
    Ok(File {
        number: file.to_string(),
        filename: filename.to_owned(),
        until,
    })
}

/// The file that was laid for the institution when it asked the same before.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn answered_file(
    desk: &Desk<'_>,
    actor: &Actor,
    message: (&str, &str),
) -> Result<Option<File>, ServiceError> {
    let scope = actor.may(Permission::GatewaySpeak)?;
    let institution = actor.user().as_str();
    let found = desk.read(|session| rows::kept_file(session, scope, institution, message))?;
    Ok(found.map(of))
}

/// Lays a file ready for the institution that asked for it. The same message again gets the first file.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn answer_file(desk: &Desk<'_>, actor: &Actor, ask: Upload<'_>) -> Result<File, ServiceError> {
    let scope = actor.may(Permission::GatewaySpeak)?;
    let institution = actor.user().as_str();
    let at = desk.wall();
    desk.write(actor, "gateway.answer_file", None, |tx| {
        if let Some(before) = rows::kept_file(tx, scope, institution, (ask.msgid, ask.digest))? {
            return Ok(of(before));
        }
        keep(tx, (scope, institution), ask, at)
    })
}

/// A file of the institution or of [`PUBLIC`], with its content.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `gateway.file_unknown` where there is none for it,
/// `gateway.file_over` where its time is over; storage.
pub fn download(
    desk: &Desk<'_>,
    actor: &Actor,
    number: &str,
) -> Result<(File, Vec<u8>), ServiceError> {
    let scope = actor.may(Permission::GatewaySpeak)?;
    let institution = actor.user().as_str();
    let unknown = || {
        Refused::new(
            "gateway.file_unknown",
            format!(
                "没有本机构可下载的文件“{}”，请核对文件查询号（file_qury_no）。",
                base::show_value(number)
            ),
        )
    };
    let no: i64 = number.parse().map_err(|_| unknown())?;
    let found = desk.read(|session| rows::find_file(session, scope, institution, no))?;
    let (row, content) = found.ok_or_else(unknown)?;
    if row.until < desk.wall() {
        return Err(Refused::new(
            "gateway.file_over",
            format!("文件{no}已过下载期限，请重新查询或重新上传。"),
        )
        .into());
    }
    Ok((of(row), content))
}

/// Keeps a file from a moment on, as long as files are kept.
fn keep(
    tx: &mut Tx<'_>,
    (scope, institution): (Scope, &str),
    ask: Upload<'_>,
    at: i64,
) -> Result<File, ServiceError> {
    let until = at + KEPT_DAYS * DAY_MILLIS;
    let new = NewFile {
        region: scope.region(),
        institution,
        filename: ask.filename,
        msgid: ask.msgid,
        digest: ask.digest,
        content: ask.content,
        at,
        until,
    };
    let file = rows::keep_file(tx, scope, new)?;
    Ok(File {
        number: file.to_string(),
        filename: ask.filename.to_owned(),
        until,
    })
}

pub(super) fn of(row: FileRow) -> File {
    File {
        number: row.file.to_string(),
        filename: row.filename,
        until: row.until,
    }
}
