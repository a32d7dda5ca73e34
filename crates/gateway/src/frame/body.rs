//! From the bytes of a body to a message.

use std::fmt;

use base::Refused;

use super::json::{Bounds, read_json};
use super::media::{BodyKind, media};
use super::multipart::{Part, parts};
use super::{Envelope, EnvelopeRules};

/// How large a message may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the JSON.
    pub envelope_bytes: usize,
    /// Bytes of a whole body with a file.
    pub upload_bytes: usize,
    /// How much structure the JSON may have.
    pub bounds: Bounds,
}

/// A file that came with a message (9101).
#[derive(Clone, PartialEq, Eq)]
pub struct UploadedFile {
    /// Its name, without folders.
    pub filename: String,
    /// What it holds.
    pub content: Vec<u8>,
}

/// How large it is. Names of files are often names of persons.
impl fmt::Debug for UploadedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UploadedFile({} bytes)", self.content.len())
    }
}

/// A message as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The envelope with the input.
    pub envelope: Envelope,
    /// The file, where there was one.
    pub file: Option<UploadedFile>,
}

/// Reads a body by its content type.
///
/// # Errors
/// A refusal in words for the sender: a content type that is not served, a body that is too large, no UTF-8,
/// no JSON, parts that are not as they must be, or what [`Envelope::read`] refuses.
pub fn read(
    content_type: Option<&str>,
    body: &[u8],
    served: &[BodyKind],
    rules: &EnvelopeRules,
    limits: &Limits,
) -> Result<Message, Refused> {
    let media = media(content_type, served)?;
    if media.kind != BodyKind::Multipart {
        let envelope = envelope(body, rules, limits)?;
        return Ok(Message {
            envelope,
            file: None,
        });
    }
    within(body, limits.upload_bytes)?;
    let parts = parts(body, media.boundary.as_deref())?;
    let json = only(&parts, "jsonStr")?.ok_or_else(|| {
        Refused::new(
            "gateway.multipart",
            "上传文件的报文缺少 jsonStr 段（报文），请补上后重发。",
        )
    })?;
    Ok(Message {
        envelope: envelope(json.content, rules, limits)?,
        file: only(&parts, "file")?.map(uploaded),
    })
}

fn envelope(body: &[u8], rules: &EnvelopeRules, limits: &Limits) -> Result<Envelope, Refused> {
    within(body, limits.envelope_bytes)?;
    let text = std::str::from_utf8(body).map_err(|_| {
        Refused::new(
            "gateway.not_utf8",
            "报文不是UTF-8编码，请改用UTF-8编码后重发。",
        )
    })?;
    Envelope::read(read_json(text, limits.bounds)?, rules, limits.bounds)
}

fn within(body: &[u8], most: usize) -> Result<(), Refused> {
    if body.len() <= most {
        return Ok(());
    }
    Err(Refused::new(
        "gateway.too_large",
        format!("报文超过{}KB的上限，请分批上传。", most / 1024),
    ))
}

/// The part of this name, which may stand once.
fn only<'p, 'a>(parts: &'p [Part<'a>], name: &str) -> Result<Option<&'p Part<'a>>, Refused> {
    let mut named = parts.iter().filter(|part| part.name == name);
    let first = named.next();
    if named.next().is_some() {
        return Err(Refused::new(
            "gateway.multipart",
            format!("上传文件的报文中 {name} 段出现两次，请每次只传一个文件。"),
        ));
    }
    Ok(first)
}

/// Some clients send the whole path of the file on their side.
fn uploaded(part: &Part<'_>) -> UploadedFile {
    let path = part.filename.as_deref().unwrap_or_default();
    let filename = path.rsplit(['/', '\\']).next().unwrap_or_default();
    UploadedFile {
        filename: filename.to_owned(),
        content: part.content.to_vec(),
    }
}
