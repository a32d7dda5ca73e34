//! Checks of cards: every life is one that a card can have, and nobody uses two cards of the present generation.

use std::collections::BTreeMap;

use enrolment::credential::{BankSide, Card, CardNo, CardState, CardStep, Generation};

use crate::verify::{Check, Outcome};
use crate::{Session, StoreError};
use base::PersonNo;

/// The checks of cards.
pub(crate) const CHECKS: &[Check] = &[
    Check {
        name: "card.life",
        zh: "每张卡的各步业务前后相接，终止后没有新的业务",
        run: lives,
    },
    Check {
        name: "card.one",
        zh: "一人同时只有一张新卡在用",
        run: one_each,
    },
];

fn lives(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let rows = "SELECT c.pool, c.card, c.person, c.generation, s.state, s.step_on, s.region, s.reason, s.form FROM card c \
                LEFT JOIN card_step s ON s.pool = c.pool AND s.bucket = c.bucket AND s.card = c.card \
                ORDER BY c.pool, c.card, s.step";
    let mut examined = 0_u64;
    let mut wrong: Option<String> = None;
    let mut open: Option<(i64, Card)> = None;
    session.each(rows, &[], &mut |row| {
        if wrong.is_some() {
            return Ok(());
        }
        let (pool, no) = (row.int(0)?, row.text(1)?.to_owned());
        let record = format!("card pool={pool} card={}", shown(&no));
        if row.maybe_text(4)?.is_none() {
            wrong = Some(record);
            return Ok(());
        }
        let step = CardStep {
            to: row.code(4, CardState::parse)?,
            on: row.date(5)?,
            at: row.region(6)?,
            reason: row.text(7)?.into(),
            form: row.text(8)?.into(),
        };
        let same = open
            .as_mut()
            .filter(|(of, card)| *of == pool && card.no.as_str() == no);
        let taken = match same {
            Some((_, card)) => card.advance(step),
            None => {
                examined += 1;
                let number = row.code(1, |text| CardNo::new(text).ok())?;
                let of = (number, row.no(2, PersonNo::new)?);
                let kind = (row.code(3, Generation::parse)?, BankSide::None);
                Card::from_rows(of, kind, None, vec![step]).map(|card| open = Some((pool, card)))
            }
        };
        if taken.is_err() {
            wrong = Some(record);
        }
        Ok(())
    })?;
    Ok(match wrong {
        None => Outcome::sound(examined),
        Some(record) => Outcome::differs(examined, record, "卡的业务记录前后不相接"),
    })
}

fn one_each(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let rows = session.rows(
        "SELECT c.pool, c.person, s.state FROM card c \
         JOIN card_step s ON s.pool = c.pool AND s.bucket = c.bucket AND s.card = c.card \
         WHERE c.generation = 'present' AND s.state IN ('active', 'lost') AND s.step = (SELECT MAX(l.step) FROM card_step l \
         WHERE l.pool = c.pool AND l.bucket = c.bucket AND l.card = c.card) ORDER BY c.pool, c.person",
        &[],
    )?;
    let mut used: BTreeMap<(i64, i64), u32> = BTreeMap::new();
    for row in &rows {
        *used.entry((row.int(0)?, row.int(1)?)).or_default() += 1;
    }
    let examined = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let double = used.into_iter().find(|(_, cards)| *cards > 1);
    Ok(match double {
        None => Outcome::sound(examined),
        Some(((pool, person), _)) => Outcome::differs(
            examined,
            format!("card pool={pool} person={person}"),
            "同时有两张新卡在用",
        ),
    })
}

fn shown(no: &str) -> String {
    base::mask(base::Personal::BankAccount, no)
}
