//! `tongchou db migrate`: the schema, and pooling areas.

use std::path::Path;
use std::{fs, io};

use anyhow::{Result, anyhow};
use store::{Place, Store, pool};

use super::args::Migrate;
use crate::exit::Outcome;
use crate::office::Fault;

/// One sentence for a folder that cannot be made.
pub fn unusable(folder: &Path, error: &io::Error) -> anyhow::Error {
    let why = match error.kind() {
        io::ErrorKind::AlreadyExists => "同名的文件已经存在".to_owned(),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidFilename => "路径不合法".to_owned(),
        _ => batch::why(error),
    };
    anyhow!(
        "无法建立数据目录 {}：{why}。请换一个可以写入的目录。",
        folder.display()
    )
}

pub fn run(ask: &Migrate) -> Result<Outcome> {
    let place = ask.place.place()?;
    if let Place::File(path) = &place
        && let Some(folder) = path.parent()
    {
        fs::create_dir_all(folder).map_err(|error| unusable(folder, &error))?;
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
