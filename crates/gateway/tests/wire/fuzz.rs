//! Captured requests that are broken at random go all the way to an answer: none panics, and each refusal is a
//! sentence that fits its field.
//!
//! `SOAK_SECONDS=300 SOAK_SEED=1 cargo test --release -p gateway --test wire -- --ignored`

use std::time::{Duration, Instant};

use base::{Refused, RegionCode};
use gateway::definition::{Definitions, Tree};
use gateway::frame::{Answer, Outcome, check_infno, digest, inf_refmsgid};
use gateway::guard::{Headers, SeenWindow, Turned, admit};
use serde_json::Value;

use crate::support::{Capture, Keys, captures, now};

/// A generator of numbers (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(most.max(1)).unwrap()).unwrap()
    }
}

/// What is put into a text: pieces of JSON, of SQL, of formulas, of Unicode.
const TOKENS: &[&str] = &[
    ",",
    "\"",
    "{",
    "}",
    "[",
    "]",
    ":",
    "null",
    "\"null\"",
    "true",
    "-",
    "0",
    "1e400",
    "10.995",
    "99999999999999999999",
    "\\u0000",
    "\\ud800",
    "\u{feff}",
    "\u{202e}",
    "😀",
    "' OR '1'='1",
    "; DROP TABLE bill; --",
    "=1+1",
    "\r\n--",
    "\0",
    "\"input\":{}",
    "\"infno\":\"2601\"",
    "日",
    "2026-02-30",
    "\\",
];

fn broken(text: &str, random: &mut Random) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..1 + random.below(4) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(40)).min(bytes.len());
        match random.below(5) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            3 if at < bytes.len() => bytes[at] = u8::try_from(random.next() & 0xff).unwrap(),
            _ => {
                let token = TOKENS[random.below(TOKENS.len())];
                bytes.splice(at..at, token.bytes());
            }
        }
    }
    bytes
}

/// One request through all that is pure, to its answer.
fn answered(capture: &Capture, body: &[u8], keys: &Keys, seen: &mut SeenWindow) -> Outcome {
    match through(capture, body, keys, seen) {
        Ok(()) => Outcome::Done(Tree::Null),
        Err(refused) => Outcome::refused(&refused),
    }
}

fn through(
    capture: &Capture,
    body: &[u8],
    keys: &Keys,
    seen: &mut SeenWindow,
) -> Result<(), Refused> {
    let profile = capture.profile();
    let message = capture.read(body)?;
    let envelope = &message.envelope;
    check_infno(profile.route(&capture.path).unwrap(), envelope.infno)?;
    let headers: Vec<(&str, &str)> = capture
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let admitted = admit(
        &Headers::new(&headers),
        &message,
        &profile,
        keys,
        seen,
        now(),
    );
    if let Err(Turned::Interface(refused)) = admitted {
        return Err(refused);
    }
    assert_eq!(digest(envelope, None).to_string().len(), 64);
    let input = profile.national_input(envelope.infno, envelope.input.clone());
    Definitions::shipped()
        .check(envelope.infno.as_str(), &input, &profile)
        .map(drop)
}

/// Breaks requests until the time is over or so many were tried; says how many were refused.
fn run(seed: u64, most: usize, until: Option<Instant>) -> usize {
    let (mut random, keys, mut seen) = (Random(seed), Keys::with_account(), SeenWindow::default());
    let region = RegionCode::parse("440100").unwrap();
    let mut refused = 0;
    for case in 0..most {
        if until.is_some_and(|until| Instant::now() >= until) {
            break;
        }
        let capture = &captures()[random.below(captures().len())];
        let body = broken(&capture.body_text, &mut random);
        let outcome = answered(capture, &body, &keys, &mut seen);
        refused += usize::from(matches!(outcome, Outcome::Failed(_)));
        let id = inf_refmsgid(region, now(), u64::try_from(case).unwrap());
        let answer = Answer::new(id, now(), now(), outcome);
        let text = answer.to_json(&capture.profile().answer.form);
        let value: Value = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{seed} {case}: {error} {text}"));
        let words = value["err_msg"].as_str().unwrap();
        assert!(words.chars().count() <= 200, "{seed} {case}: {words}");
        assert_eq!(
            words.is_empty(),
            value["infcode"] == 0,
            "{seed} {case}: {text}"
        );
    }
    refused
}

#[test]
fn broken_requests_are_answered() {
    let refused = run(7, 500, None);
    assert!(refused > 250, "{refused}");
}

#[test]
#[ignore = "long; `cargo xtask soak fuzz`"]
fn broken_requests_are_answered_for_long() {
    let number = |name: &str| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse::<u64>().ok())
    };
    let (seed, seconds) = (
        number("SOAK_SEED").unwrap_or(1),
        number("SOAK_SECONDS").unwrap_or(60),
    );
    let refused = run(
        seed,
        usize::MAX,
        Some(Instant::now() + Duration::from_secs(seconds)),
    );
    assert!(refused > 0);
}
