//! Upload (9101) and download (9102) of files.

use base::Refused;
use service::ServiceError;
use service::gateway::{self, PUBLIC, Upload};

use super::call::{Call, Reply};
use crate::definition::Row;
use crate::frame::Moment;

/// 9101 文件上传. The file is the part `file` of the body; bytes within the JSON are not read.
///
/// # Errors
/// `gateway.file_missing` without a file, `gateway.file_institution` for another institution; else as
/// [`gateway::upload`].
pub fn upload(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("fsUploadIn")?;
    own(call, row, false)?;
    let file = call.message.file.as_ref().ok_or_else(|| {
        Refused::new(
            "gateway.file_missing",
            "上传文件须以 multipart/form-data 发送，报文放在 jsonStr 段，文件放在 file 段；本次没有收到 file 段。",
        )
    })?;
    let digest = call.asked.digest.to_string();
    let kept = gateway::upload(
        &call.desk,
        call.actor,
        Upload {
            filename: row.need("filename")?,
            msgid: &call.message.envelope.msgid,
            digest: &digest,
            content: file.content.clone(),
        },
    )?;
    let mut answer = call.answer()?;
    answer
        .row("")
        .put("file_qury_no", kept.number)
        .put("filename", kept.filename)
        .put("fixmedins_code", call.sender.institution.as_str())
        .put("dld_endtime", Moment::from_millis(kept.until).to_text());
    Ok(Reply::Rows(answer))
}

/// 9102 文件下载: a file of the institution, or of `plc`.
///
/// # Errors
/// `gateway.file_institution` for another institution; else as [`gateway::download`].
pub fn download(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("fsDownloadIn")?;
    own(call, row, true)?;
    let number: &str = row.need("file_qury_no")?;
    let (file, content) = gateway::download(&call.desk, call.actor, number)?;
    Ok(Reply::File {
        filename: file.filename,
        content,
    })
}

/// A file belongs to who sends: another institution is refused before anything is looked up.
fn own(call: &Call<'_>, row: &Row<'_>, public: bool) -> Result<(), Refused> {
    let named = row.text("fixmedins_code");
    let own = named.is_empty() || named == call.sender.institution;
    if own || (public && named == PUBLIC) {
        return Ok(());
    }
    Err(row.refuse(
        "fixmedins_code",
        "gateway.file_institution",
        "与发送报文的机构不一致，请填写本机构编号（下载目录时填plc）",
    ))
}
