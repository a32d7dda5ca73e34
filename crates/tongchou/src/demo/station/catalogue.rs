//! The catalogue of the city, and what each institution calls the items that it charges for.

use std::collections::BTreeMap;

use access::Verdict;
use anyhow::{Context, Result, bail};
use directory::catalogue::row::draft;
use directory::catalogue::{DraftRow, Entry, Extent, FeeCategory, Kind, Tabular};
use directory::provider::ProviderKind;
use sample::catalogue::{self as made, CatalogueSpec};
use service::Desk;
use service::catalogue::{self as cases, Loading, Proposed, Site as Where, Sort, Uploading};
use store::catalogue::own::Particulars;

use super::part::{Hands, Ware};
use super::place::Site;
use crate::office::Fault;

/// Mappings that are decided at once.
const MOST: u32 = 20_000;

/// Loads drugs, services and consumables, then diagnoses, operations and chronic diseases; another user approves.
pub fn load(desk: &Desk<'_>, hands: Hands<'_>, spec: &CatalogueSpec) -> Result<()> {
    let items = made::items(spec).map(|entry| row(&entry)).collect();
    release(desk, hands, ("items", "青禾市医保目录"), items)?;
    let terms = made::terms(spec).map(|entry| row(&entry)).collect();
    release(desk, hands, ("terms", "青禾市诊断、手术和病种目录"), terms)
}

fn row<T: Tabular>(entry: &Entry<T>) -> DraftRow {
    draft(0, entry)
}

fn release(
    desk: &Desk<'_>,
    hands: Hands<'_>,
    (list, title): (&str, &str),
    mut rows: Vec<DraftRow>,
) -> Result<()> {
    for (line, row) in (2..).zip(&mut rows) {
        row.line = line;
    }
    let loading = Loading {
        sort: Sort::parse(list).context("没有这种目录")?,
        title: title.to_owned(),
        kinds: Vec::new(),
        extent: Extent::Whole,
        effective: desk.today(),
    };
    let done = cases::propose(desk, hands.officer, &loading, rows).map_err(Fault::from)?;
    let no = match done {
        Proposed::Waiting { proposal, .. } => proposal,
        Proposed::Flawed { flaws, .. } => {
            let first = flaws.first().map(|flaw| flaw.why.zh());
            bail!("{title}有不合格的行：{}", first.unwrap_or_default());
        }
    };
    let verdict = (Verdict::Approved, "差异已核对");
    cases::decide(desk, hands.reviewer, no, verdict.0, verdict.1).map_err(Fault::from)?;
    Ok(())
}

/// Uploads the own list of an institution and has it approved; what of it may be charged for.
pub fn own_list(
    desk: &Desk<'_>,
    hands: Hands<'_>,
    site: &Site,
    spec: &CatalogueSpec,
    (number, rows): (u32, u32),
) -> Result<Vec<Ware>> {
    let fees = fees(spec);
    let here = Where {
        code: site.code.as_str(),
        region: site.region,
    };
    let (mut wares, mut coming) = (Vec::new(), Vec::new());
    for row in made::own_list(spec, number, rows) {
        let sold = site.kind != ProviderKind::Pharmacy
            || matches!(row.kind, Kind::Western | Kind::Patent | Kind::Herbal);
        let mapping = row.mapping(here.code, desk.today());
        let Some(mapping) = mapping.filter(|_| sold) else {
            continue;
        };
        wares.extend(fees.get(&mapping.target.to_string()).map(|fee| Ware {
            own: row.own.clone(),
            name: row.name.clone(),
            national: mapping.target.to_string(),
            kind: row.kind,
            fee: fee.code(),
            price: row.price,
        }));
        coming.push(Uploading {
            line: coming.len() as u64 + 1,
            mapping,
            more: Particulars::default(),
        });
    }
    let done = cases::upload(desk, hands.clerk, here, coming).map_err(Fault::from)?;
    if let Some((line, why)) = done.refused.first() {
        bail!("{} 的目录对照第 {line} 条：{}", site.name, why.zh());
    }
    let looks = cases::to_review(desk, hands.reviewer, here.code, MOST).map_err(Fault::from)?;
    let numbers: Vec<_> = looks.iter().map(|look| look.kept.no).collect();
    let done = cases::approve(desk, hands.reviewer, &numbers).map_err(Fault::from)?;
    if let Some((_, why)) = done.refused.first() {
        bail!("{} 的目录对照：{}", site.name, why.zh());
    }
    Ok(wares)
}

/// The category of fee of each item, by national code.
fn fees(spec: &CatalogueSpec) -> BTreeMap<String, FeeCategory> {
    let items = made::items(spec).map(|entry| (entry.record.code.to_string(), entry.record.fee));
    items.collect()
}
