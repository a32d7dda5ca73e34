//! What real clients sent is answered, whatever it holds.

use gm::access;
use serde_json::Value;

use crate::client::Answer;
use crate::support::{Capture, captures, secret};
use crate::world::Ground;

/// The headers of a capture, signed with the secret of the tests.
fn signed(capture: &Capture) -> Vec<(String, String)> {
    let mut headers = capture.headers.clone();
    let stamp = capture
        .header("x-tif-timestamp")
        .zip(capture.header("x-tif-nonce"));
    if let Some((timestamp, nonce)) = stamp {
        let signature = access::tif_sha256(&secret(), timestamp, nonce);
        let found = headers
            .iter_mut()
            .find(|(name, _)| name == "x-tif-signature");
        found.unwrap().1 = signature;
    }
    headers
}

/// What every client needs of an answer.
fn well_formed(answer: &Answer, told: &str) -> Value {
    assert_eq!(answer.status, 200, "{told}: {}", answer.text());
    let kind = answer
        .header("content-type")
        .unwrap_or_else(|| panic!("{told}: no Content-Type"));
    assert_eq!(kind, "application/json;charset=UTF-8", "{told}");
    let json = answer.json();
    assert!(
        matches!(json["infcode"].as_i64(), Some(0 | -1)),
        "{told}: {json}"
    );
    assert_eq!(json["inf_refmsgid"].as_str().unwrap().len(), 30, "{told}");
    for time in ["refmsg_time", "respond_time"] {
        assert_eq!(json[time].as_str().unwrap().len(), 17, "{told}");
    }
    let message = json["err_msg"].as_str().unwrap();
    assert!(message.chars().count() <= 200, "{told}: {message}");
    assert_eq!(
        message.is_empty(),
        json["infcode"] == 0,
        "{told}: {message}"
    );
    assert!(json.as_object().unwrap().contains_key("output"), "{told}");
    json
}

#[test]
fn every_captured_request_is_answered_with_200_and_an_envelope() {
    let ground = Ground::sqlite();
    let world = ground.serve();
    let (mut done, mut named) = (0, 0);
    for capture in captures() {
        let answer = world.post(
            &capture.path,
            &signed(capture),
            capture.body_text.as_bytes(),
        );
        let json = well_formed(&answer, &capture.file);
        if json["infcode"] == 0 {
            done += 1;
            continue;
        }
        let message = json["err_msg"].as_str().unwrap();
        // every refusal speaks of this transaction: its fields, its file, or that it is not served
        let about = message.contains(capture.infno()) || message.contains("文件");
        assert!(about, "{}: {message}", capture.file);
        named += usize::from(message.contains('（') && message.contains("节点"));
    }
    assert!(done >= 2, "sign-in and upload are served: {done}");
    assert!(named > 20, "impossible values name their field: {named}");
}

#[test]
fn the_very_same_request_gets_the_very_same_output() {
    for ground in [Ground::sqlite(), Ground::postgres()] {
        let world = ground.serve();
        let capture = captures()
            .iter()
            .find(|capture| capture.infno() == "9001")
            .unwrap();
        let once = || {
            let answer = world.post(
                &capture.path,
                &signed(capture),
                capture.body_text.as_bytes(),
            );
            well_formed(&answer, &capture.file)
        };
        let (first, second) = (once(), once());
        let sign_no = first["output"]["signinoutb"]["sign_no"].as_str().unwrap();
        assert!(!sign_no.is_empty());
        assert_eq!(
            first["output"]["result"]["sign_no"], sign_no,
            "the second name that a client reads"
        );
        assert_eq!(first["output"], second["output"]);
        assert_ne!(first["inf_refmsgid"], second["inf_refmsgid"]);
        assert_eq!(ground.signs(), 1, "it was carried out once");
    }
}
