//! What no client should send, and what a server must bear.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gateway::desk::{Call, Handler, Reply, Transactions};
use proptest::prelude::*;
use serde_json::json;
use service::ServiceError;

use crate::client;
use crate::support::captures;
use crate::world::{BASE, CALL, Ground, HOSPITAL, PLAIN, envelope, sign_in, tif};

fn json_kind() -> Vec<(String, String)> {
    vec![("Content-Type".to_owned(), "application/json".to_owned())]
}

#[test]
fn paths_methods_and_bodies_that_are_none() {
    let ground = Ground::sqlite();
    let world = ground.serve();
    let nowhere = world.post("/nowhere", &json_kind(), b"{}");
    assert_eq!(
        (nowhere.status, nowhere.json()["infcode"].as_i64()),
        (404, Some(-1))
    );
    let get = client::send(world.at, "GET", CALL, &[], b"");
    assert!(get.refusal().contains("POST"));
    for (body, kind, told) in [
        (&b""[..], "application/json", "JSON"),
        (b"{", "application/json", "JSON"),
        (b"[]", "application/json", "JSON对象"),
        (b"\xff\xfe", "text/plain", "UTF-8"),
        (b"{\"infno\":\"9001\"}", "application/json", "input"),
        (b"<xml/>", "application/xml", "Content-Type"),
        (b"--x", "multipart/form-data", "boundary"),
    ] {
        let headers = [("Content-Type".to_owned(), kind.to_owned())];
        let refused = world.post(CALL, &headers, body).refusal();
        assert!(refused.contains(told), "{refused}");
    }
}

#[test]
fn a_body_that_is_too_large_hears_so() {
    let ground = Ground::sqlite();
    let world = ground.serve();
    let large = vec![b' '; 2 * 1024 * 1024];
    assert!(
        world
            .post(CALL, &json_kind(), &large)
            .refusal()
            .contains("1024KB")
    );
    let larger = vec![b' '; 21 * 1024 * 1024];
    assert!(
        world
            .post(CALL, &json_kind(), &larger)
            .refusal()
            .contains("上限")
    );
    let deep = format!("{{\"input\":{}{}}}", "[".repeat(200), "]".repeat(200));
    assert!(
        world
            .post(CALL, &json_kind(), deep.as_bytes())
            .refusal()
            .contains("嵌套")
    );
}

#[test]
fn a_body_that_does_not_come_is_not_waited_for() {
    let ground = Ground::sqlite();
    let world = ground.serve_with(Transactions::served(), |settings| {
        settings.body = Duration::from_millis(200);
        settings.head = Duration::from_millis(400);
    });
    let mut slow = client::connect(world.at);
    let whole = client::request("POST", CALL, &json_kind(), b"{\"infno\": \"9001\"}");
    slow.write_all(&whole[..whole.len() - 5]).unwrap();
    assert!(
        client::read(&mut slow)
            .refusal()
            .contains("没有在规定时间内")
    );
    // a head that does not come: the connection is closed
    let mut silent = client::connect(world.at);
    silent.write_all(b"POST / HT").unwrap();
    let mut rest = Vec::new();
    let _ = std::io::Read::read_to_end(&mut silent, &mut rest);
    assert!(
        rest.is_empty() || rest.starts_with(b"HTTP/1.1 408"),
        "{rest:?}"
    );
}

#[test]
fn texts_are_texts() {
    let ground = Ground::sqlite();
    let world = ground.serve();
    let texts = [
        "';DROP TABLE tx;--",
        "=cmd|'/C'!A0",
        "$1",
        "\\\"\u{202e}",
        "{{7*7}}",
    ];
    for (at, text) in texts.into_iter().enumerate() {
        let answer = world.tell(
            &format!("n{at}"),
            &sign_in(HOSPITAL, &format!("M{at}"), text),
        );
        assert_eq!(answer.status, 200);
        assert!(
            matches!(answer.json()["infcode"].as_i64(), Some(0 | -1)),
            "{text}"
        );
    }
    assert!(ground.signs() >= 3);
    let nul = world.tell("n9", &sign_in(HOSPITAL, "M9", "a\u{0}b"));
    assert!(!nul.refusal().is_empty());
}

fn breaks(_: &Call<'_>) -> Result<Reply, ServiceError> {
    panic!("a mistake of ours")
}

#[test]
fn a_panic_is_answered_and_the_server_goes_on() {
    let ground = Ground::sqlite();
    let transactions = Transactions::served().with("1901", Handler::Query(breaks));
    let world = ground.serve_with(transactions, |_| {});
    let input = json!({"data": {"type": "GEND", "parent_value": "0", "admdvs": "3404", "date": "2026-11-22", "vali_flag": "1"}});
    let broken = world.call(&envelope(PLAIN, "1901", "M1", input)).refusal();
    assert!(broken.contains("内部错误"), "{broken}");
    world.tell("n1", &sign_in(HOSPITAL, "M1", "01")).output();
}

static RELEASED: AtomicBool = AtomicBool::new(false);
static BEGUN: AtomicBool = AtomicBool::new(false);

fn waits(call: &Call<'_>) -> Result<Reply, ServiceError> {
    BEGUN.store(true, Ordering::SeqCst);
    while !RELEASED.load(Ordering::SeqCst) {
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(Reply::Rows(call.answer()?))
}

#[test]
fn who_comes_when_all_places_are_taken_hears_so_at_once() {
    let ground = Ground::sqlite();
    let transactions = Transactions::served().with("9002", Handler::Query(waits));
    let world = ground.serve_with(transactions, |settings| settings.messages = 1);
    let input = json!({"signOut": {"sign_no": "1", "opter_no": "1"}});
    let body = envelope(PLAIN, "9002", "M1", input).to_string();
    let mut held = client::connect(world.at);
    held.write_all(&client::request(
        "POST",
        CALL,
        &json_kind(),
        body.as_bytes(),
    ))
    .unwrap();
    while !BEGUN.load(Ordering::SeqCst) {
        std::thread::sleep(Duration::from_millis(5));
    }
    let busy = world.call(&sign_in(PLAIN, "M2", "01")).refusal();
    assert!(busy.contains("平台繁忙"), "{busy}");
    RELEASED.store(true, Ordering::SeqCst);
    assert_eq!(client::read(&mut held).json()["infcode"], 0);
    world.call(&sign_in(PLAIN, "M3", "01")).output();
    let counted = client::send(world.watch, "GET", "/metrics", &[], b"");
    let busy = "tongchou_gateway_messages_total{infno=\"other\",outcome=\"busy\"} 1";
    assert!(counted.text().contains(busy), "{}", counted.text());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// Captured requests with bytes changed, cut, doubled: an envelope comes back, and never a 5xx.
    #[test]
    fn damaged_messages_are_answered(seeds in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>(), 0_u8..4), 25)) {
        let ground = Ground::sqlite();
        let world = ground.serve();
        for (number, (which, place, byte, how)) in seeds.into_iter().enumerate() {
            let capture = which.get(captures());
            let mut body = capture.body_text.clone().into_bytes();
            let at = place.index(body.len());
            match how {
                0 => body[at] = byte,
                1 => body.truncate(at),
                2 => { body.insert(at, byte); }
                _ => { let tail = body[at..].to_vec(); body.extend(tail); }
            }
            let headers = tif(&format!("fuzz{number}"));
            let answer = world.post(&format!("{BASE}{}", capture.infno()), &headers, &body);
            prop_assert_eq!(answer.status, 200);
            let code = answer.json()["infcode"].as_i64();
            prop_assert!(matches!(code, Some(0 | -1)));
        }
    }
}
