//! Messages that are nearly right: a sound one with a few places of its tree changed.

use serde_json::{Map, Value, json};

/// A generator of numbers (splitmix64).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(most.max(1)).unwrap()).unwrap()
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// Texts that somebody might take for something else.
const TEXTS: &[&str] = &[
    "",
    " ",
    "null",
    "0",
    "-1",
    "1",
    "10.995",
    "-0.00",
    "1e400",
    "99999999999999999999",
    "9999999999999999.99",
    "' OR '1'='1",
    "'; DROP TABLE visit; --",
    "=1+1",
    "=cmd|'/C calc'!A0",
    "+1",
    "-1+1",
    "@SUM(A1:A9)",
    "$1",
    "{{7*7}}",
    "\u{0}",
    "a\u{0}b",
    "\u{1}\u{7f}",
    "\u{202e}",
    "\u{feff}",
    "😀",
    "字",
    "\t",
    "a\r\nb",
    "\\",
    "\"",
    "2026-02-30",
    "0000-00-00 00:00:00",
    "9999-12-31 23:59:59",
    "2026-11-22",
    "0001-01-01",
    "2026-11-22T03:00:00Z",
    "1",
    "01",
    "99",
    "H34042100001",
    "P34042100001",
    "9223372036854775807",
    "-9223372036854775808",
    "340421198001010010",
];

fn value(random: &mut Random) -> Value {
    match random.below(12) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!([]),
        3 => json!({}),
        4 => json!([[{"a": [null]}]]),
        5 => json!(u64::MAX),
        6 => serde_json::from_str("-1e-1").unwrap(),
        7 => json!("长".repeat(random.below(3_000))),
        _ => json!(random.of(TEXTS)),
    }
}

/// Every place of a tree, as pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let place = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
                found.push(place.clone());
                places(member, &place, found);
            }
        }
        Value::Array(all) => {
            for (index, one) in all.iter().enumerate() {
                let place = format!("{at}/{index}");
                found.push(place.clone());
                places(one, &place, found);
            }
        }
        _ => {}
    }
}

/// Changes a few places. Most changes are in the input, since a message that is turned away at the door tries little.
pub fn changed(message: &Value, random: &mut Random) -> Value {
    let mut message = message.clone();
    for _ in 0..1 + random.below(3) {
        let mut all = Vec::new();
        places(&message, "", &mut all);
        let inside: Vec<&String> = all.iter().filter(|it| it.starts_with("/input/")).collect();
        let place = match random.below(8) {
            0 => random.of(&all).clone(),
            _ if inside.is_empty() => return message,
            _ => (*random.of(&inside)).clone(),
        };
        change(&mut message, &place, random);
    }
    message
}

fn change(message: &mut Value, place: &str, random: &mut Random) {
    let (above, name) = place.rsplit_once('/').unwrap();
    match (random.below(10), message.pointer_mut(above)) {
        (0, Some(Value::Object(members))) => {
            members.remove(name);
        }
        (1, Some(Value::Object(members))) => renamed(members, name),
        (2, Some(Value::Array(all))) => {
            let again = all.first().cloned().unwrap_or_default();
            all.extend(std::iter::repeat_n(again, random.below(60)));
        }
        (3, _) => wrapped(message.pointer_mut(place)),
        (4, _) => turned(message.pointer_mut(place)),
        _ => {
            if let Some(one) = message.pointer_mut(place) {
                *one = value(random);
            }
        }
    }
}

fn renamed(members: &mut Map<String, Value>, name: &str) {
    if let Some(member) = members.remove(name) {
        members.insert(name.to_uppercase(), member);
    }
}

/// A node as a list, a list as its first row.
fn wrapped(one: Option<&mut Value>) {
    if let Some(one) = one {
        *one = match one.take() {
            Value::Array(all) => all.into_iter().next().unwrap_or_default(),
            other => json!([other]),
        };
    }
}

/// A number as a text, a text as a number, another sign.
fn turned(one: Option<&mut Value>) {
    if let Some(one) = one {
        *one = match one.take() {
            Value::String(text) => match text.parse::<i64>() {
                Ok(number) => json!(number.wrapping_neg()),
                Err(_) => json!(text.chars().rev().collect::<String>()),
            },
            Value::Number(number) => json!(number.to_string()),
            other => other,
        };
    }
}

/// The bytes of a message with some of them changed.
pub fn broken(text: &str, random: &mut Random) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..1 + random.below(3) {
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
                let token = random.of(TEXTS);
                bytes.splice(at..at, token.bytes());
            }
        }
    }
    bytes
}
