//! `close`: a month, or the carry of a year.

use anyhow::{Result, anyhow};
use base::Date;
use service::books;

use super::args::Close;
use super::posting::told;
use crate::exit::Outcome;
use crate::office::Office;

pub fn close(ask: &Close) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let place = (ask.region, ask.fund);
    let no = match (ask.carry, ask.month) {
        (Some(year), _) => {
            office.act("ledger.propose_carry", &year.to_string(), |desk, actor| {
                books::propose_carry(desk, actor, place, year)
            })?
        }
        (None, Some(month)) => {
            let next = month.first_of_next_month();
            let last = next.and_then(|next| next.add_days(-1)).unwrap_or(Date::MAX);
            office.act("ledger.propose_close", &last.to_string(), |desk, actor| {
                books::propose_close(desk, actor, place, last)
            })?
        }
        (None, None) => return Err(anyhow!("请用 --month 指明月份，或用 --carry 指明年度。")),
    };
    told(no);
    Ok(Outcome::Done)
}
