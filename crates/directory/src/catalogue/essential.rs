//! Essential drugs in stock and in use, institution by institution (REQ-138; 篇8 二15).

use std::collections::BTreeMap;

use base::{Date, Fen, Ratio};

use super::city::Catalogue;
use super::own::OwnList;

/// What an institution stocks and uses of essential drugs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EssentialUse {
    /// Drugs in its own list, approved on the day: different national codes.
    pub stocked: u32,
    /// Essential ones of them.
    pub stocked_essential: u32,
    /// What it charged for drugs.
    pub used: Fen,
    /// What it charged for essential ones.
    pub used_essential: Fen,
}

impl EssentialUse {
    /// Share of essential drugs in what is stocked; `None` where nothing is.
    #[must_use]
    pub fn stock_share(&self) -> Option<Ratio> {
        let (part, whole) = (self.stocked_essential, self.stocked);
        Ratio::new(i64::from(part), i64::from(whole)).ok()
    }

    /// Share of essential drugs in what was charged for drugs, in whole ten-thousandths, rounded down;
    /// `None` where nothing was charged.
    #[must_use]
    pub fn use_share(&self) -> Option<Ratio> {
        let whole = i128::from(self.used.get());
        if whole <= 0 {
            return None;
        }
        let part = i128::from(self.used_essential.get().max(0));
        let share = part.checked_mul(10_000)?.checked_div(whole)?;
        Ratio::from_bp(i64::try_from(share).ok()?).ok()
    }
}

/// A drug that was charged for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrugUse<'a> {
    /// `fixmedins_code` of the institution.
    pub institution: &'a str,
    /// National code; what is no drug is passed over.
    pub code: &'a str,
    /// Day of service.
    pub on: Date,
    /// Amount, negative on a correction.
    pub amount: Fen,
}

/// Essential drugs by institution: what stands in their own lists on `on`, and what the lines charged.
/// `None` where the amounts of an institution leave the range of money.
pub fn essential_use<'a>(
    catalogue: &Catalogue,
    lists: impl IntoIterator<Item = (&'a str, &'a OwnList)>,
    lines: impl IntoIterator<Item = DrugUse<'a>>,
    on: Date,
) -> Option<BTreeMap<Box<str>, EssentialUse>> {
    let mut report: BTreeMap<Box<str>, EssentialUse> = BTreeMap::new();
    for (institution, list) in lists {
        let stock = stock(catalogue, list, on);
        report.insert(institution.into(), stock);
    }
    for line in lines {
        let found = catalogue.find(line.code, line.on);
        let Some(item) = found.in_force().filter(|item| item.kind.is_drug()) else {
            continue;
        };
        let here = report.entry(line.institution.into()).or_default();
        here.used = here.used.checked_add(line.amount)?;
        if item.flags.essential {
            here.used_essential = here.used_essential.checked_add(line.amount)?;
        }
    }
    Some(report)
}

fn stock(catalogue: &Catalogue, list: &OwnList, on: Date) -> EssentialUse {
    let mut codes: Vec<_> = list
        .mappings()
        .iter()
        .filter(|mapping| mapping.reads(on))
        .map(|mapping| mapping.target)
        .collect();
    codes.sort_unstable();
    codes.dedup();
    let mut stock = EssentialUse::default();
    for code in &codes {
        let found = catalogue.items().find_code(code, on);
        if let Some(item) = found.in_force().filter(|item| item.kind.is_drug()) {
            stock.stocked = stock.stocked.saturating_add(1);
            let essential = u32::from(item.flags.essential);
            stock.stocked_essential = stock.stocked_essential.saturating_add(essential);
        }
    }
    stock
}
