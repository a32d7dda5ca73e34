//! One record of a number.

use directory::catalogue::{Class, Code, FeeCategory, Item, Kind, Term};

use super::charge;
use super::names;
use super::spec::CatalogueSpec;
use crate::draw::Draw;

/// Streams of numbers of the catalogue begin here, so that they meet no other of the sample.
const TOPIC: u64 = 1_000;

/// Letters that stand for no group of the classification of drugs by effect.
const LETTERS: [char; 8] = ['E', 'F', 'I', 'K', 'O', 'T', 'U', 'Y'];

pub(super) fn draw_at(spec: &CatalogueSpec, kind: Kind, use_of: u64, number: u32) -> Draw {
    let place = Kind::ALL
        .iter()
        .position(|known| *known == kind)
        .unwrap_or(0);
    let topic = TOPIC
        .wrapping_add(use_of.wrapping_mul(100))
        .wrapping_add(place as u64);
    Draw::at(spec.seed, topic, u64::from(number))
}

/// The drug, service or consumable of a number from 0; `None` for a kind that is not charged for, and
/// beyond [`CatalogueSpec::MOST`].
#[must_use]
pub fn item(spec: &CatalogueSpec, kind: Kind, number: u32) -> Option<Item> {
    if !kind.is_charged() || number >= CatalogueSpec::MOST {
        return None;
    }
    let code = Code::parse(kind, &charged_code(kind, number)).ok()?;
    let mut draw = draw_at(spec, kind, 0, number);
    let named = names::charged(kind, number, &mut draw);
    let cost = charge::cost(kind, named.fee, &mut draw);
    let class = charge::class(kind, &mut draw);
    let mut terms = charge::terms(kind, class, cost, &mut draw);
    let restriction = charge::restriction(kind, &mut draw);
    let flags = charge::flags(kind, class, &mut draw);
    if flags.special {
        terms.own_limit = charge::price(kind, cost.saturating_mul(85) / 100);
    }
    Some(Item {
        code,
        kind,
        name: named.name.into(),
        spec: named.spec.into(),
        unit: named.unit.into(),
        fee: FeeCategory::of(named.fee)?,
        facts: facts(kind, named.fee, &mut draw),
        terms,
        restriction,
        flags,
    })
}

/// What one unit of an item costs where it is sold, in 分 (a tenth of it for herbs): at its ceiling,
/// below it, or sometimes above.
pub(super) fn asked(spec: &CatalogueSpec, kind: Kind, number: u32) -> i64 {
    let mut draw = draw_at(spec, kind, 0, number);
    let named = names::charged(kind, number, &mut draw);
    charge::cost(kind, named.fee, &mut draw)
}

/// The diagnosis, operation or chronic disease of a number from 0; `None` for a kind that is charged
/// for, and where no code is left.
#[must_use]
pub fn term(kind: Kind, number: u32) -> Option<Term> {
    let text = match kind {
        Kind::Diagnosis => diagnosis_code(number),
        Kind::Operation => format!(
            "{:02}.{:02}00x9{:02}",
            number / 900 % 100,
            number / 9 % 100,
            number % 9
        ),
        Kind::Chronic => format!("M89{:03}", number.saturating_add(1)),
        _ => return None,
    };
    let (name, group) = names::term(kind, number);
    Some(Term {
        code: Code::parse(kind, &text).ok()?,
        kind,
        name: name.into(),
        group: group.into(),
    })
}

/// U80.000 to U99.999, 20 blocks of 1,000; some with an extension, some as a pair of cause and site.
fn diagnosis_code(number: u32) -> String {
    let main = format!("U{}.{:03}", 80 + number / 1_000, number % 1_000);
    match (number % 7, number % 50) {
        (6, _) => format!("{main}x{:03}", number % 9 + 1),
        (_, 13) => format!("{main}+U{}.{}*", 80 + number % 20, number % 10),
        _ => main,
    }
}

fn charged_code(kind: Kind, number: u32) -> String {
    let letter = |at: u32| {
        let place = at as usize % LETTERS.len();
        LETTERS.get(place).copied().unwrap_or('Y')
    };
    // three letters of an ingredient, shared by the products that share a name
    let ingredient: String = [number / 6, number / 48, number / 384]
        .map(letter)
        .iter()
        .collect();
    match kind {
        Kind::Western => format!(
            "X{}{:02}{ingredient}{:03}A{:012}",
            letter(number / 600),
            number / 6 % 90 + 1,
            number / 6 % 900 + 1,
            number
        ),
        Kind::Patent => format!(
            "Z{}{:02}{ingredient}{:013}",
            letter(number / 600),
            number / 6 % 90 + 1,
            number
        ),
        Kind::Herbal => format!("T89{number:07}"),
        Kind::Service => format!("0089{number:011}"),
        Kind::Consumable if number % 4 == 3 => format!("C89{number:017}{:07}", number % 97),
        Kind::Consumable => format!("C89{number:017}"),
        _ => format!("Y89{number:07}"),
    }
}

/// Facts that policy packages ask for: beds, and where materials come from.
fn facts(kind: Kind, fee: u8, draw: &mut Draw) -> Box<[(Box<str>, Box<str>)]> {
    let fact = |name: &str, text: &str| [(name.into(), text.into())].into();
    match (kind, fee) {
        (Kind::Service, 1) => fact("item", "bed"),
        (Kind::Consumable, _) if draw.per_mille(250) => fact("origin", "imported"),
        (Kind::Consumable, _) => fact("origin", "domestic"),
        _ => Box::default(),
    }
}

/// Whether an item is paid for at all.
pub(super) fn is_paid(item: &Item) -> bool {
    item.terms.class != Class::C
}
