//! The counters of the city: opened, and what the software of an institution needs to send to them.

use super::scene::Scene;
use crate::demo::station::{self, Counters, Opening, Station};
use crate::exit::unwritable;
use crate::gateway::vault::KeyFile;
use crate::office::PlaceArgs;
use anyhow::Result;
use base::Date;
use report::{Cell, Column, Table};
use std::fs::OpenOptions;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use store::Place;

/// Rows of the own list of each institution.
pub const OWN_ROWS: u32 = 60;

/// Opens the counters on the day that the clock shows.
pub fn open(scene: &Scene<'_>, vault: &KeyFile, part: u32, until: Date) -> Result<Counters> {
    let opening = Opening {
        city: scene.city,
        until,
        part,
        own_rows: OWN_ROWS,
        signing: true,
    };
    let counters = station::open(&scene.desk(), scene.staff.hands()?, vault, &opening)?;
    scene.say(&format!(
        "医保目录生效，{} 家定点机构签约并开通接口",
        counters.stations.len()
    ));
    Ok(counters)
}

/// The institutions, county by county.
pub fn show(counters: &Counters) {
    let columns = ["机构", "编号", "区划", "类型", "等级", "接口账号", "方言"].map(Column::text);
    let mut columns = Vec::from(columns);
    columns.extend([Column::number("医师、药师"), Column::number("目录对照")]);
    let sizes = counters.catalogue.sizes;
    let title = format!(
        "定点医药机构（医保目录：药品 {}、诊疗项目 {}、耗材 {}）",
        sizes.drugs, sizes.services, sizes.consumables
    );
    let mut table = Table::new(title, columns);
    for one in &counters.stations {
        table.push(vec![
            Cell::Text(one.name.clone()),
            Cell::Text(one.institution.to_string()),
            Cell::Text(one.region.short()),
            Cell::Text(one.kind.zh().to_owned()),
            Cell::Text(one.level.zh().to_owned()),
            Cell::Text(one.account.clone()),
            Cell::Text(one.profile.to_owned()),
            Cell::Number(i64::try_from(one.physicians.len()).unwrap_or(i64::MAX)),
            Cell::Number(i64::try_from(one.wares.len()).unwrap_or(i64::MAX)),
        ]);
    }
    println!("{}", report::drawn(&table));
}

/// The file beside the database in which the accounts stand with their secrets; nobody else may read it.
const FILE: &str = "stations.csv";
/// The file beside it with what each institution charges for.
pub const WARES: &str = "wares.csv";

/// Writes accounts and price lists down beside the database file; `None` where the store is a server.
///
/// # Errors
/// Where the file cannot be written.
pub fn keep(place: &PlaceArgs, stations: &[Station]) -> Result<Option<PathBuf>> {
    let Place::File(beside) = place.place()? else {
        return Ok(None);
    };
    let head = "机构编号,机构名称,区划,账号,方言,密钥";
    let rows = stations.iter().map(|one| {
        let (region, secret) = (one.region.short(), one.secret.as_deref().unwrap_or(""));
        let (name, account, profile) = (&one.name, &one.account, one.profile);
        format!(
            "{},{name},{region},{account},{profile},{secret}",
            one.institution
        )
    });
    let path = beside.with_file_name(FILE);
    write(&path, head, rows).map_err(|error| unwritable(&path, &error))?;
    let head = "机构编号,机构目录编码,名称,国家编码,类别,收费类别,单价";
    let rows = stations.iter().flat_map(|one| {
        one.wares.iter().map(|ware| {
            let (own, name, national) = (&ware.own, &ware.name, &ware.national);
            let (kind, fee, price) = (ware.kind.zh(), &ware.fee, ware.price);
            format!(
                "{},{own},{name},{national},{kind},{fee},{price}",
                one.institution
            )
        })
    });
    let wares = beside.with_file_name(WARES);
    write(&wares, head, rows).map_err(|error| unwritable(&wares, &error))?;
    Ok(Some(path))
}

fn write(path: &Path, head: &str, rows: impl Iterator<Item = String>) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = BufWriter::new(options.open(path)?);
    writeln!(file, "{head}")?;
    for row in rows {
        writeln!(file, "{row}")?;
    }
    file.into_inner()?.sync_all()
}
