//! `tongchou db seal`.

use anyhow::Result;
use service::maintenance;

use super::args::Seal;
use crate::exit::Outcome;
use crate::office::Office;

pub fn run(ask: &Seal) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    tell(&office)?;
    Ok(Outcome::Done)
}

/// Seals and says with what digest.
pub fn tell(office: &Office) -> Result<()> {
    match office.act("db.seal", "", maintenance::seal)? {
        Some(digest) => println!("已封存，校验值 {digest}（请另行留存，例如印在月报上）"),
        None => println!("没有新的记录需要封存。"),
    }
    Ok(())
}
