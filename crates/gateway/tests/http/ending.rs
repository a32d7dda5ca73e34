//! Health, metrics, and an end that loses nothing.

use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gateway::desk::{Call, Handler, Reply, Transactions, sign};
use service::ServiceError;

use crate::client;
use crate::world::{CALL, Ground, HOSPITAL, PLAIN, sign_in};

#[test]
fn health_and_metrics_are_told_to_who_watches() {
    let ground = Ground::sqlite();
    let world = ground.serve();
    world.tell("n1", &sign_in(HOSPITAL, "M1", "01")).output();
    world.tell("n2", &sign_in(HOSPITAL, "M2", "")).refusal();
    for at in [world.at, world.watch] {
        for path in ["/health/live", "/health/ready"] {
            assert_eq!(
                client::send(at, "GET", path, &[], b"").status,
                200,
                "{path}"
            );
        }
    }
    let counted = client::send(world.watch, "GET", "/metrics", &[], b"");
    for line in [
        "tongchou_gateway_messages_total{infno=\"9001\",outcome=\"done\"} 1",
        "tongchou_gateway_messages_total{infno=\"9001\",outcome=\"refused\"} 1",
        "tongchou_gateway_message_seconds_count{infno=\"9001\"} 2",
        "tongchou_counter_queue_depth 0",
    ] {
        assert!(
            counted.text().contains(line),
            "{line} in\n{}",
            counted.text()
        );
    }
    // not in the network of the institutions
    assert_eq!(
        client::send(world.at, "GET", "/metrics", &[], b"").status,
        404
    );
}

static BEGUN: AtomicBool = AtomicBool::new(false);

fn slow(call: &Call<'_>) -> Result<Reply, ServiceError> {
    BEGUN.store(true, Ordering::SeqCst);
    std::thread::sleep(Duration::from_millis(500));
    sign::sign_in(call)
}

#[test]
fn what_was_accepted_is_finished_before_the_end() {
    let ground = Ground::sqlite();
    let transactions = Transactions::served().with("9001", Handler::Query(slow));
    let mut world = ground.serve_with(transactions, |_| {});
    let at = world.at;
    let body = sign_in(PLAIN, "M1", "01").to_string();
    let kind = [("Content-Type".to_owned(), "text/plain".to_owned())];
    let mut accepted = client::connect(at);
    accepted
        .write_all(&client::request("POST", CALL, &kind, body.as_bytes()))
        .unwrap();
    while !BEGUN.load(Ordering::SeqCst) {
        std::thread::sleep(Duration::from_millis(5));
    }
    world.stop();
    let answer = client::read(&mut accepted).output();
    assert!(answer["signinoutb"]["sign_no"].is_string());
    assert!(TcpStream::connect(at).is_err(), "nobody else is let in");
}

#[test]
fn who_was_heard_is_on_record_after_the_end() {
    let ground = Ground::sqlite();
    let mut world = ground.serve();
    world.call(&sign_in(PLAIN, "M1", "01")).output();
    world.stop();
    let scope = access::Scope::whole(crate::world::region("3404"));
    let found = ground
        .store
        .read(|session| store::gateway::contacts(session, scope))
        .unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].institution.as_str(), found[0].heard),
        (PLAIN, crate::support::now().millis())
    );
}
