//! `catalogue sample`: a synthetic catalogue as files to load.

use std::path::Path;

use anyhow::{Context, Result};
use base::Date;
use batch::sheet::SheetWriter;
use directory::catalogue::row::draft;
use directory::catalogue::{Column, Entry, MAPPING_COLUMNS, Tabular};
use sample::catalogue::{self, CatalogueSpec, OwnRow, Sizes};

use super::asks::Sample;
use crate::exit::{Outcome, unwritable};

/// The number of the hospital whose own list is written, and how many rows it has in a city of full size.
const HOSPITAL: u32 = 1;
const OWN_ROWS: u32 = 6_000;

pub fn write(ask: &Sample) -> Result<Outcome> {
    let mut spec = CatalogueSpec::demo(ask.from);
    spec.sizes = Sizes::part(ask.part);
    std::fs::create_dir_all(&ask.folder)
        .with_context(|| format!("{} 不能建立", ask.folder.display()))?;
    let folder = ask.folder.as_path();
    entries(
        folder,
        ("items.csv", "药品、诊疗项目、耗材"),
        catalogue::items(&spec),
    )?;
    entries(
        folder,
        ("next-items.csv", "下一版"),
        catalogue::next_items(&spec),
    )?;
    entries(
        folder,
        ("wider-items.csv", "救助对象的扩大目录"),
        catalogue::wider_items(&spec),
    )?;
    entries(
        folder,
        ("terms.csv", "诊断、手术、病种"),
        catalogue::terms(&spec),
    )?;
    let rows = catalogue::own_list(&spec, HOSPITAL, (OWN_ROWS / ask.part).max(20));
    own(folder, rows, ask.from)?;
    Ok(Outcome::Done)
}

fn header(columns: &'static [Column]) -> Vec<&'static str> {
    columns.iter().map(Column::title).collect()
}

fn entries<T: Tabular>(
    folder: &Path,
    (name, about): (&str, &str),
    entries: impl Iterator<Item = Entry<T>>,
) -> Result<()> {
    let rows = entries.map(|entry| draft(0, &entry).cells);
    sheet(folder, (name, about), &header(T::COLUMNS), rows)
}

fn own(folder: &Path, rows: impl Iterator<Item = OwnRow>, from: Date) -> Result<()> {
    let day = from.to_string();
    let mapped = rows.filter_map(|row| {
        let target = row.target?;
        Some(vec![
            row.own,
            row.name,
            row.spec,
            row.kind.zh().to_owned(),
            target.to_string(),
            day.clone(),
            String::new(),
        ])
    });
    let about = ("own-list.csv", "一家医院的目录对照");
    sheet(folder, about, &header(MAPPING_COLUMNS), mapped)
}

fn sheet(
    folder: &Path,
    (name, about): (&str, &str),
    header: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> Result<()> {
    let path = folder.join(name);
    let bad = |error: std::io::Error| unwritable(&path, &error);
    let mut writer = SheetWriter::create(&path, header).map_err(bad)?;
    let mut count = 0_u64;
    for row in rows {
        writer.row(&row).map_err(bad)?;
        count += 1;
    }
    writer.finish().map_err(bad)?;
    println!("{name}：{about}，{count} 行");
    Ok(())
}
