//! Sound messages of every transaction that is served, changed at random and signed anew, through the whole server: an
//! answer comes back in Chinese, nothing breaks inside, and what is refused leaves nothing behind.
//!
//! `SOAK_SECONDS=300 SOAK_SEED=1 cargo test --release -p gateway --test city -- --ignored`

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use gateway::desk::Transactions;
use serde_json::{Value, json};
use store::{Session, StoreError};

use crate::City;
use crate::client::{self, Answer};
use crate::common::Fixture;
use crate::mutate::{Random, broken, changed};
use crate::steps::{Run, of, signed};
use crate::support::Capture;
use crate::table::{Chain, Step, Table, read};
use crate::world::{PLAIN, envelope};

/// A sound message that waits to be changed.
struct Sound {
    infno: String,
    message: Value,
    capture: Option<&'static Capture>,
}

/// What a refused message may leave: that its signature was used, that its sender was heard, that nobody has mapped a
/// code, that a credential was shown in vain (篇7 第二十条), that somebody asked after a person, and the transactions in
/// which that is written.
const LEFT: [&str; 7] = [
    "gateway_mark",
    "gateway_contact",
    "unmapped_code",
    "credential_check",
    "trail",
    "tx",
    "sequence",
];

/// Rows by table.
type Rows = BTreeMap<String, i64>;

fn rows(city: &City<'_>) -> Rows {
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let read = |session: &mut Session<'_>| {
        let mut counted = Rows::new();
        let names = session.rows(tables, &[])?;
        let names: Result<Vec<String>, StoreError> = names
            .iter()
            .map(|row| Ok(row.text(0)?.to_owned()))
            .collect();
        for name in names?
            .into_iter()
            .filter(|name| !LEFT.contains(&name.as_str()))
        {
            let count = session.row(&format!("SELECT COUNT(*) FROM {name}"), &[])?;
            counted.insert(name, count.unwrap().int(0)?);
        }
        Ok::<_, StoreError>(counted)
    };
    city.fixture.store.read(read).unwrap()
}

/// The sound messages of a table, each with what must come before it, of residents from a number on.
fn sound(run: &mut Run<'_>, table: &Table, from: i64) -> Vec<Sound> {
    let served: Vec<&str> = Transactions::served().numbers().collect();
    let steps = table
        .step
        .iter()
        .filter(|it| served.contains(&it.infno.as_str()) && it.file.is_none());
    let one = |(step, number): (&Step, i64)| {
        let mut chain = Chain::of(number);
        run.before(step, &mut chain);
        let capture = step.captures.first().map(|file| of(file));
        let message = match capture {
            Some(capture) => {
                let mut message = serde_json::from_str::<Value>(&capture.body_text).ok()?;
                run.mend(step, &mut message, &chain);
                message
            }
            None => {
                let sender = step.institution.as_deref().unwrap_or(PLAIN);
                envelope(sender, &step.infno, "M", chain.filled(&run.input(step)))
            }
        };
        Some(Sound {
            infno: step.infno.clone(),
            message,
            capture,
        })
    };
    steps.zip(from..).filter_map(one).collect()
}

fn post(city: &City<'_>, sound: &Sound, number: usize, body: &[u8]) -> Answer {
    match sound.capture {
        Some(capture) => {
            let headers = signed(capture, Some(&format!("fuzz{number}")));
            city.world.post(&capture.path, &headers, body)
        }
        None => {
            let kind = [("Content-Type".to_owned(), "text/plain".to_owned())];
            city.world.post(crate::world::CALL, &kind, body)
        }
    }
}

/// The sentence of a refusal; `None` for what was done.
fn refusal(answer: &Answer, told: &str) -> Option<String> {
    assert_eq!(
        answer.status,
        200,
        "{told}: {}",
        String::from_utf8_lossy(&answer.body)
    );
    if answer.header("content-type") == Some("application/octet-stream") {
        return None;
    }
    let json = answer.json();
    if json["code"] == 401 {
        return Some(json["message"].as_str().unwrap().to_owned());
    }
    let words = json["err_msg"].as_str().unwrap();
    match json["infcode"].as_i64() {
        Some(0) => None,
        Some(-1) => Some(words.to_owned()),
        _ => panic!("{told}: {json}"),
    }
}

/// Sends changed messages until the time is over or so many were sent: how many were done, and how many refused.
fn run(seed: u64, most: usize, until: Option<Instant>) -> (usize, usize) {
    let fixture = Fixture::sqlite();
    let city = City::over(&fixture);
    let mut random = Random(seed);
    let (twins, messages) = (read("twins.toml"), read("messages.toml"));
    let mut all = sound(&mut Run::new(&city, &twins), &twins, 1);
    all.extend(sound(&mut Run::new(&city, &messages), &messages, 200));
    assert!(all.len() > 60, "{}", all.len());
    let (mut done, mut refused, mut before) = (0, 0, rows(&city));
    for number in 0..most {
        if until.is_some_and(|until| Instant::now() >= until) {
            break;
        }
        let sound = &all[number % all.len()];
        let mut message = changed(&sound.message, &mut random);
        if random.below(10) > 0 {
            message["msgid"] = json!(format!("{PLAIN}F{seed:x}{number}"));
        }
        let body = match random.below(8) {
            0 => broken(&message.to_string(), &mut random),
            _ => message.to_string().into_bytes(),
        };
        let told = || {
            format!(
                "seed {seed} number {number} {}: {}",
                sound.infno,
                String::from_utf8_lossy(&body)
            )
        };
        let sentence = refusal(&post(&city, sound, number, &body), &told());
        let after = rows(&city);
        match sentence {
            None => done += 1,
            Some(sentence) => {
                refused += 1;
                let chinese = sentence
                    .chars()
                    .any(|one| ('\u{4e00}'..='\u{9fff}').contains(&one));
                assert!(
                    chinese && sentence.chars().count() <= 200,
                    "{sentence} to {}",
                    told()
                );
                let wrote: Vec<_> = after
                    .iter()
                    .filter(|(table, count)| before.get(*table) != Some(count))
                    .collect();
                assert!(wrote.is_empty(), "{wrote:?}: {sentence} to {}", told());
            }
        }
        before = after;
    }
    let counted = client::send(city.world.watch, "GET", "/metrics", &[], b"");
    let counted = counted.text();
    let mut failed = counted
        .lines()
        .filter(|line| line.contains("outcome=\"failed\""));
    assert_eq!(failed.next(), None, "seed {seed}");
    (done, refused)
}

#[test]
fn messages_that_are_nearly_right_are_answered_and_leave_nothing() {
    let (done, refused) = run(7, 300, None);
    assert!(done > 10 && refused > 100, "{done} {refused}");
}

#[test]
#[ignore = "long; `cargo xtask soak fuzz`"]
fn messages_that_are_nearly_right_are_answered_for_long() {
    let asked = |name: &str, otherwise: u64| {
        std::env::var(name).map_or(otherwise, |it| it.parse().unwrap())
    };
    let seconds = Duration::from_secs(asked("SOAK_SECONDS", 60));
    let (done, refused) = run(
        asked("SOAK_SEED", 1),
        usize::MAX,
        Some(Instant::now() + seconds),
    );
    println!("{done} done, {refused} refused");
    assert!(refused > 0);
}
