//! Answers as HTTP responses.

use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, Response, StatusCode};
use base::Refused;

use super::house::House;
use super::message::{Told, Why};
use super::metrics::Counted;
use crate::desk::Reply;
use crate::frame::{Answer, FILE_CONTENT_TYPE, JSON_CONTENT_TYPE, Moment, Outcome, inf_refmsgid};
use crate::guard::{Turned, seal_answer};

/// The response to a message, and how it is counted.
pub(super) fn respond(
    house: &House,
    told: &Told,
    received: Moment,
    outcome: Result<(Reply, bool), Why>,
) -> (Response<Body>, Counted, Option<&'static str>) {
    let (reply, again) = match outcome {
        Ok(reply) => reply,
        Err(why) => {
            let (counted, code) = (why.counted(), why.refused().code());
            return (refusal(house, told, received, &why), counted, Some(code));
        }
    };
    let answer = match reply {
        Reply::File { filename, content } => {
            return (file(&filename, content), Counted::Done, None);
        }
        Reply::Rows(answer) => answer,
    };
    let sent = answer
        .layout(&told.profile)
        .and_then(|output| sealed(house, told, received, Outcome::Done(output)));
    match sent {
        Ok(body) if again => (json(StatusCode::OK, body), Counted::Again, None),
        Ok(body) => (json(StatusCode::OK, body), Counted::Done, None),
        Err(refused) => {
            let why = Why::Failed(refused);
            let code = why.refused().code();
            let response = refusal(house, told, received, &why);
            (response, Counted::Failed, Some(code))
        }
    }
}

fn refusal(house: &House, told: &Told, received: Moment, why: &Why) -> Response<Body> {
    match why {
        Why::Gateway(refused) => {
            let error = &told.profile.gateway_error;
            let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::OK);
            json(status, Turned::gateway_body(refused, error))
        }
        Why::Refused(refused) | Why::Failed(refused) => {
            let outcome = Outcome::refused(refused);
            let body = sealed(house, told, received, outcome.clone())
                // without our key a refusal goes out unsealed
                .unwrap_or_else(|_| {
                    plain(house, told, received, outcome).to_json(&told.profile.answer.form)
                });
            json(StatusCode::OK, body)
        }
    }
}

/// A sentence in the envelope of the common dialect, for who did not get as far as a message.
pub(super) fn sentence(house: &House, status: StatusCode, refused: &Refused) -> Response<Body> {
    let told = nothing_told(house);
    let outcome = Outcome::refused(refused);
    let answer = plain(house, &told, house.now(), outcome);
    json(status, answer.to_json(&told.profile.answer.form))
}

/// What is known of a message before it was looked at.
pub(super) fn nothing_told(house: &House) -> Told {
    Told {
        profile: house.common.clone(),
        ring: None,
        infno: None,
        msgid: String::new(),
        institution: String::new(),
        account: None,
    }
}

fn sealed(
    house: &House,
    told: &Told,
    received: Moment,
    outcome: Outcome,
) -> Result<String, Refused> {
    let profile = &told.profile;
    let answer = plain(house, told, received, outcome);
    let answer = match &told.ring {
        Some(ring) => seal_answer(answer, &told.institution, profile, &**ring)?,
        None => answer,
    };
    Ok(answer.to_json(&profile.answer.form))
}

fn plain(house: &House, _told: &Told, received: Moment, outcome: Outcome) -> Answer {
    let id = inf_refmsgid(house.pool, received, house.next());
    Answer::new(id, received, house.now(), outcome)
}

fn json(status: StatusCode, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static(JSON_CONTENT_TYPE);
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

fn file(filename: &str, content: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(content));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(FILE_CONTENT_TYPE));
    // RFC 5987: names are Chinese more often than not
    let escaped: String = filename.bytes().map(escape).collect();
    let named = HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{escaped}"));
    if let Ok(named) = named {
        headers.insert(CONTENT_DISPOSITION, named);
    }
    response
}

fn escape(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_a_header_is_plain() {
        let response = file("目录 1301\r\nX: y.zip", vec![1]);
        let named = response.headers().get(CONTENT_DISPOSITION).unwrap();
        let named = named.to_str().unwrap();
        assert!(
            named.starts_with("attachment; filename*=UTF-8''%E7%9B%AE"),
            "{named}"
        );
        assert!(named.ends_with("1301%0D%0AX%3A%20y.zip"), "{named}");
    }
}
