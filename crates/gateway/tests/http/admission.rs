//! Who comes in: signatures, times, replays, institutions.

use serde_json::{Value, json};

use crate::support::now;
use crate::world::{BASE, Ground, HOSPITAL, World, envelope, sign_in, signed};

fn post(world: &World, headers: &[(String, String)], message: &Value) -> String {
    let answer = world.post(
        &format!("{BASE}9001"),
        headers,
        message.to_string().as_bytes(),
    );
    answer.refusal()
}

fn seconds(after: i64) -> String {
    (now().millis() / 1000 + after).to_string()
}

#[test]
fn who_is_not_known_is_told_so_and_nothing_is_written() {
    let ground = Ground::sqlite();
    let world = ground.serve();
    let message = sign_in(HOSPITAL, "M1", "01");
    let mut wrong = signed("TESTPAAS", &seconds(0), "n1");
    wrong.last_mut().unwrap().1 = "0".repeat(64);
    assert!(post(&world, &wrong, &message).contains("签名不正确"));
    let stranger = signed("NOBODY", &seconds(0), "n2");
    assert!(post(&world, &stranger, &message).contains("未登记"));
    let stale = signed("TESTPAAS", &seconds(-1801), "n3");
    assert!(post(&world, &stale, &message).contains("已过期"));
    let ahead = signed("TESTPAAS", &seconds(1801), "n4");
    assert!(post(&world, &ahead, &message).contains("晚于当前时间"));
    let over = signed("OLDPAAS", &seconds(0), "n5");
    assert!(
        post(&world, &over, &message).contains("有效期"),
        "its account ended yesterday"
    );
    let foreign = signed("TESTPAAS", &seconds(0), "n6");
    let other = sign_in("H44010000009", "M1", "01");
    assert!(post(&world, &foreign, &other).contains("未获准代机构"));
    assert_eq!(ground.signs(), 0);
    let gateway = world
        .post(
            &format!("{BASE}9001"),
            &wrong,
            message.to_string().as_bytes(),
        )
        .json();
    assert_eq!(
        gateway["code"], 401,
        "the frame of the gateway stands in the body"
    );
}

#[test]
fn an_institution_with_headers_is_not_spoken_for_without_them() {
    let ground = Ground::sqlite();
    let world = ground.serve();
    let refused = world.call(&sign_in(HOSPITAL, "M1", "01")).refusal();
    assert!(
        refused.contains("没有此地址") || refused.contains("x-tif-paasid"),
        "{refused}"
    );
    let kind = [("Content-Type".to_owned(), "text/plain".to_owned())];
    let there = world.post(
        &format!("{BASE}9001"),
        &kind,
        sign_in(HOSPITAL, "M1", "01").to_string().as_bytes(),
    );
    assert!(there.refusal().contains("x-tif-paasid"), "{}", there.text());
    let nobody = world.call(&sign_in("H99999999999", "M1", "01")).refusal();
    assert!(nobody.contains("没有登记接口账号"), "{nobody}");
    assert_eq!(ground.signs(), 0);
}

/// What was overheard serves no second message: not at this server, not at another, not after a restart.
#[test]
fn an_overheard_nonce_serves_no_second_message() {
    for ground in [Ground::sqlite(), Ground::postgres()] {
        let (mut one, other) = (ground.serve(), ground.serve());
        one.tell("n1", &sign_in(HOSPITAL, "M1", "01")).output();
        let replayed = sign_in(HOSPITAL, "M2", "01");
        for world in [&one, &other] {
            assert!(world.tell("n1", &replayed).refusal().contains("疑为重放"));
        }
        let same = other.tell("n1", &sign_in(HOSPITAL, "M1", "01")).output();
        one.stop();
        let restarted = ground.serve();
        assert!(
            restarted
                .tell("n1", &replayed)
                .refusal()
                .contains("疑为重放")
        );
        assert_eq!(
            restarted
                .tell("n1", &sign_in(HOSPITAL, "M1", "01"))
                .output(),
            same,
            "a retry is no replay"
        );
        assert_eq!(ground.signs(), 1);
    }
}

#[test]
fn the_clock_is_the_platforms() {
    let ground = Ground::sqlite();
    let world = ground.serve();
    world.tell("n1", &sign_in(HOSPITAL, "M1", "01")).output();
    world.clock.set(now().millis() + 31 * 60_000);
    let late = world.tell("n2", &sign_in(HOSPITAL, "M2", "01")).refusal();
    assert!(late.contains("已过期"), "{late}");
}

#[test]
fn impossible_values_name_their_field() {
    let ground = Ground::sqlite();
    let world = ground.serve();
    let ask = |nonce: &str, infno: &str, input: Value| {
        world
            .tell(nonce, &envelope(HOSPITAL, infno, nonce, input))
            .refusal()
    };
    let without = ask("n1", "9001", json!({"signIn": {"mac": "1", "ip": "2"}}));
    assert!(without.contains("opter_no"), "{without}");
    let long = ask(
        "n2",
        "9001",
        json!({"signIn": {"opter_no": "1".repeat(21), "mac": "1", "ip": "2"}}),
    );
    assert!(long.contains("opter_no"), "{long}");
    let node = ask("n3", "9001", json!({"signin": {"opter_no": "1"}}));
    assert!(node.contains("signIn"), "{node}");
    let amount = ask("n4", "2207", json!({"data": {"medfee_sumamt": "10.999"}}));
    assert!(amount.contains("medfee_sumamt"), "{amount}");
}
