//! The content type of a request.

use base::Refused;

/// How the body of a request is put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
pub enum BodyKind {
    /// The envelope alone, as the samples of the specification send it.
    #[serde(rename = "text/plain")]
    Text,
    /// The envelope alone.
    #[serde(rename = "application/json")]
    Json,
    /// Parts: the envelope in `jsonStr` and a file (9101).
    #[serde(rename = "multipart/form-data")]
    Multipart,
}

impl BodyKind {
    /// The media type.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            BodyKind::Text => "text/plain",
            BodyKind::Json => "application/json",
            BodyKind::Multipart => "multipart/form-data",
        }
    }

    /// The kind of a media type, in any case of letters.
    #[must_use]
    pub fn parse(media_type: &str) -> Option<BodyKind> {
        let kinds = [BodyKind::Text, BodyKind::Json, BodyKind::Multipart];
        kinds
            .into_iter()
            .find(|kind| kind.code().eq_ignore_ascii_case(media_type))
    }
}

/// A content type with the parameters that matter.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Media {
    pub kind: BodyKind,
    pub boundary: Option<String>,
}

/// Reads a Content-Type. Where there is none the body is taken for JSON.
pub(super) fn media(content_type: Option<&str>, served: &[BodyKind]) -> Result<Media, Refused> {
    let text = content_type.unwrap_or(BodyKind::Json.code());
    let mut pieces = text.split(';').map(str::trim);
    let name = pieces.next().unwrap_or_default();
    let kind = BodyKind::parse(name).filter(|kind| served.contains(kind));
    let kind = kind.ok_or_else(|| {
        let names: Vec<&str> = served.iter().map(|kind| kind.code()).collect();
        let shown: String = name.chars().take(60).collect();
        Refused::new(
            "gateway.content_type",
            format!(
                "不支持的Content-Type“{shown}”，请改用{}。",
                names.join("、")
            ),
        )
    })?;
    let boundary = pieces.find_map(|piece| {
        let (key, value) = piece.split_once('=')?;
        let value = value.trim().trim_matches('"');
        key.trim()
            .eq_ignore_ascii_case("boundary")
            .then(|| value.to_owned())
    });
    Ok(Media { kind, boundary })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [BodyKind; 3] = [BodyKind::Text, BodyKind::Json, BodyKind::Multipart];

    fn kind(text: &str) -> Result<BodyKind, &'static str> {
        media(Some(text), &ALL)
            .map(|media| media.kind)
            .map_err(|refused| refused.code())
    }

    #[test]
    fn content_types_of_clients() {
        assert_eq!(kind("text/plain"), Ok(BodyKind::Text));
        assert_eq!(kind("Application/JSON; charset=UTF-8"), Ok(BodyKind::Json));
        assert_eq!(media(None, &ALL).unwrap().kind, BodyKind::Json);
        let sent = "multipart/form-data; boundary=w0YhlWuFhPanAChB6qPgeB7nY9vp0eR; charset=UTF-8";
        let media = media(Some(sent), &ALL).unwrap();
        assert_eq!(
            media.boundary.as_deref(),
            Some("w0YhlWuFhPanAChB6qPgeB7nY9vp0eR")
        );
    }

    #[test]
    fn others_are_refused() {
        for text in [
            "",
            "application/xml",
            "text",
            "application/x-www-form-urlencoded",
            ";",
        ] {
            assert_eq!(kind(text), Err("gateway.content_type"), "{text}");
        }
        assert!(media(Some("text/plain"), &[BodyKind::Json]).is_err());
    }
}
