//! The register of bills: each is settled once in a layer, at a counter, by hand, or in another system (怀远2015
//! 三(四) 严禁重复补偿; 永州2016 三(四)1 while the old systems run in parallel).

use std::collections::BTreeSet;

use access::{Actor, Permission, Scope};
use base::{Date, Fen, Refused};
use settlement::claim::paper::{BillKey, Holder, judge};
use store::Session;
use store::claim::paper;
use store::counter::bill::{self as rows, BillRow, Where};

use crate::{Desk, ServiceError};

/// The layer of basic schemes.
pub const BASIC: &str = "basic";

/// A bill that another system settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// Who issued it.
    pub issuer: String,
    /// Its number.
    pub number: String,
    /// Its date.
    pub on: Date,
    /// Its amount, above 0.
    pub amount: Fen,
    /// The layer that was paid: `basic`, or the code of a [`LayerStage`](settlement::bill::LayerStage).
    pub layer: String,
    /// The system and the number of its claim, as a refusal names them.
    pub claim: String,
}

/// Bills by their keys, each with its layer and who has settled it.
pub type Known = Vec<(BillKey, String, Holder)>;

/// Who has settled bills like these, in whatever layer: at a counter, by hand or elsewhere.
///
/// # Errors
/// Storage.
pub fn known(
    session: &mut Session<'_>,
    scope: Scope,
    keys: &[BillKey],
) -> Result<Known, ServiceError> {
    let numbers: BTreeSet<String> = keys.iter().map(|key| key.number().to_owned()).collect();
    let places: BTreeSet<String> = keys.iter().map(BillKey::place).collect();
    let mut all = rows::taken(session, scope, &numbers, &places)?;
    let keys: Vec<&BillKey> = keys.iter().collect();
    let by_hand = paper::taken(session, scope, &keys)?;
    all.extend(
        by_hand
            .into_iter()
            .map(|(key, holder)| (key, BASIC.to_owned(), holder)),
    );
    Ok(all)
}

/// Refuses a bill that was settled in a layer.
///
/// # Errors
/// `paper.bill_twice`, with where it was settled first.
pub fn refuse_twice(key: &BillKey, layer: &str, known: &Known) -> Result<(), Refused> {
    let same = known.iter().filter(|(_, of, _)| of == layer);
    let same: Vec<(BillKey, Holder)> = same.map(|(key, _, at)| (key.clone(), at.clone())).collect();
    judge(key, &same).map(|_| ())
}

/// Takes a list of bills that another system settled, each once in its layer. A bill that is settled already is left
/// out and named, the others are taken.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn settled_elsewhere(
    desk: &Desk<'_>,
    actor: &Actor,
    bills: &[Elsewhere],
) -> Result<Vec<(usize, Refused)>, ServiceError> {
    let scope = actor.may(Permission::ClaimSubmit)?;
    desk.write(actor, "bills.elsewhere", None, |tx| {
        let (mut refused, mut fit) = (Vec::new(), Vec::new());
        for (place, bill) in bills.iter().enumerate() {
            match row(bill, scope) {
                Ok(row) => fit.push((place, row)),
                Err(said) => refused.push((place, said)),
            }
        }
        let keys: Vec<BillKey> = fit.iter().map(|(_, row)| row.key.clone()).collect();
        let mut known = known(tx, scope, &keys)?;
        let mut new = Vec::new();
        for (place, row) in fit {
            match refuse_twice(&row.key, &row.layer, &known) {
                Err(said) => refused.push((place, said)),
                Ok(()) => {
                    let Where::Elsewhere(name) = &row.at else {
                        continue;
                    };
                    let holder = Holder::OtherSystem(name.clone());
                    known.push((row.key.clone(), row.layer.clone(), holder));
                    new.push(row);
                }
            }
        }
        rows::add(tx, scope, &new)?;
        refused.sort_by_key(|(place, _)| *place);
        Ok(refused)
    })
}

fn row(bill: &Elsewhere, scope: Scope) -> Result<BillRow, Refused> {
    let layers = settlement::bill::LayerStage::ALL.iter().map(|it| it.code());
    if !layers.chain([BASIC]).any(|layer| layer == bill.layer) {
        let layer = base::show_value(&bill.layer);
        return Err(Refused::new(
            "bills.layer",
            format!(
                "层次“{layer}”应为 basic、serious_illness、supplementary、assistance 或 floor。"
            ),
        ));
    }
    if bill.claim.trim().is_empty() {
        let zh = "请填写结算系统的名称和其结算单号。";
        return Err(Refused::new("bills.claim", zh));
    }
    Ok(BillRow {
        key: BillKey::new(&bill.issuer, &bill.number, bill.on, bill.amount)?,
        issuer: bill.issuer.clone(),
        number: bill.number.clone(),
        on: bill.on,
        amount: bill.amount,
        layer: bill.layer.clone(),
        region: scope.region(),
        at: Where::Elsewhere(bill.claim.trim().to_owned()),
    })
}
