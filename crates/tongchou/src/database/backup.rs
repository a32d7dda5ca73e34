//! `tongchou db backup` and `db restore`.

use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use service::maintenance;
use store::Place;
use store::backup::{self, BackupError, Summary, TableSum};

use super::args::{Backup, Restore};
use super::migrate::unusable;
use crate::exit::Outcome;
use crate::exit::Unwritable;
use crate::office::{Fault, Office};

pub fn write(ask: &Backup) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    if ask.file.exists() {
        bail!(
            "{} 已存在，备份不覆盖原有文件，请换一个文件名。",
            ask.file.display()
        );
    }
    super::seal::tell(&office)?;
    let part = part_of(&ask.file);
    let written = office.act("db.backup", "", |desk, actor| {
        let file = match fresh(&part) {
            Ok(file) => file,
            Err(error) => return Ok(Err(error.into())),
        };
        let mut out = BufWriter::new(file);
        let mut told = |sum: &TableSum| tell("已备份", sum);
        let summary = maintenance::back_up(desk, actor, &mut out, &mut told)?;
        Ok(summary.and_then(|summary| {
            out.flush()?;
            out.get_ref().sync_all()?;
            Ok(summary)
        }))
    })?;
    let summary = written
        .and_then(|summary| reread(&part, summary))
        .map_err(|error| {
            // What was begun is no backup and must not be taken for one.
            let _ = fs::remove_file(&part);
            match error {
                BackupError::Io(error) => Unwritable {
                    path: ask.file.display().to_string(),
                    why: ::batch::why(&error),
                }
                .into(),
                other => fault(other),
            }
        })?;
    fs::rename(&part, &ask.file).with_context(|| format!("无法写出 {}", ask.file.display()))?;
    println!("已备份到 {}：{}", ask.file.display(), said(&summary));
    Ok(Outcome::Done)
}

pub fn restore(ask: &Restore) -> Result<Outcome> {
    let place = ask.place.place()?;
    if let Place::File(path) = &place
        && let Some(folder) = path.parent()
    {
        fs::create_dir_all(folder).map_err(|error| unusable(folder, &error))?;
    }
    let open = File::open(&ask.file);
    let file = open.with_context(|| format!("无法读取备份 {}", ask.file.display()))?;
    let mut told = |sum: &TableSum| tell("已恢复", sum);
    let restored = backup::restore(place, &mut BufReader::new(file), &mut told);
    let (_, summary) = restored.map_err(fault)?;
    println!(
        "已从 {} 恢复，与备份逐表一致：{}",
        ask.file.display(),
        said(&summary)
    );
    Ok(Outcome::Done)
}

/// Reads what was written, from the disk, and holds it against what was meant.
fn reread(part: &Path, meant: Summary) -> Result<Summary, BackupError> {
    let found = backup::check(&mut BufReader::new(File::open(part)?))?;
    match found == meant {
        true => Ok(meant),
        false => Err(BackupError::Differs("备份文件".to_owned())),
    }
}

/// A new file that only its owner reads: a backup holds everything.
fn fresh(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn part_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

fn tell(done: &str, sum: &TableSum) {
    if sum.rows > 0 {
        eprintln!("{done} {}：{} 行", sum.name, sum.rows);
    }
}

fn said(summary: &Summary) -> String {
    format!(
        "{} 张表，{} 行，合计校验值 {}",
        summary.tables.len(),
        summary.rows(),
        summary.sha256()
    )
}

fn fault(error: BackupError) -> anyhow::Error {
    match error {
        BackupError::Store(error) => Fault::from(error).into(),
        other => anyhow!(other.zh()),
    }
}
