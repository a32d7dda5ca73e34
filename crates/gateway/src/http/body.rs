//! The bytes of a request, bounded in size and time.

use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body_util::BodyExt;

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It has more bytes than any message may have.
    TooLarge,
    /// It did not end in time.
    TooSlow,
    /// The connection was cut.
    Cut,
}

/// Bytes beyond the limit that are taken and thrown away, so that a client which sends a little too much hears the
/// answer instead of a reset.
const SLACK: usize = 16 * 1024 * 1024;

/// Reads a body of at most so many bytes.
pub(super) async fn read(body: Body, most: usize, within: Duration) -> Result<Vec<u8>, Unread> {
    match tokio::time::timeout(within, collect(body, most)).await {
        Ok(answer) => answer,
        Err(_) => Err(Unread::TooSlow),
    }
}

async fn collect(mut body: Body, most: usize) -> Result<Vec<u8>, Unread> {
    let mut bytes: Vec<u8> = Vec::new();
    let mut total = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Unread::Cut)?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        total = total.saturating_add(data.len());
        if total <= most {
            bytes.extend_from_slice(&data);
        } else if total > most.saturating_add(SLACK) {
            return Err(Unread::TooLarge);
        } else {
            bytes = Vec::new();
        }
        drop::<Bytes>(data);
    }
    if total > most {
        return Err(Unread::TooLarge);
    }
    Ok(bytes)
}
