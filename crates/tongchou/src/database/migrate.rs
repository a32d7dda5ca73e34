//! `tongchou db migrate`: the schema, and pooling areas.

use std::fs;

use anyhow::{Context, Result};
use store::{Place, Store, pool};

use super::args::Migrate;
use crate::exit::Outcome;
use crate::office::Fault;

pub fn run(ask: &Migrate) -> Result<Outcome> {
    let place = ask.place.place()?;
    if let Place::File(path) = &place
        && let Some(folder) = path.parent()
    {
        fs::create_dir_all(folder)
            .with_context(|| format!("无法建立数据目录 {}", folder.display()))?;
    }
    let (store, applied) = Store::create(place).map_err(Fault::from)?;
    for step in &applied {
        println!("已执行 {}", step.name);
    }
    if applied.is_empty() {
        println!("数据库结构已是最新。");
    }
    if let (Some(code), Some(name)) = (ask.pool, &ask.name) {
        let new = pool::set_up(&store, code, name).map_err(Fault::from)?;
        let said = if new { "已建立" } else { "早已建立" };
        println!("统筹区 {}（{name}）{said}。", code.short());
    }
    Ok(Outcome::Done)
}
