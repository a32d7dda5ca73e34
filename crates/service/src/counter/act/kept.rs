//! What a row keeps of a determination, and the settlement read back from it.

use base::Refused;
use benefit::plan::Policy;
use serde::{Deserialize, Serialize};
use settlement::bill::{Adjudicated, KeptStage, Later, Posting, SettlementRecord, Stack};
use store::counter::record::RecordRow;

/// What went in, the hash of what came out, and what it posted.
#[derive(Serialize, Deserialize)]
pub(in crate::counter) struct Kept {
    pub(in crate::counter) stages: Vec<KeptStage>,
    pub(in crate::counter) postings: Vec<(String, String, String, i64)>,
    /// Numbers of the lines that are priced, in the order of the claim.
    #[serde(default)]
    priced: Vec<u64>,
    /// Of each later package, by place: the payers before it that it knows.
    #[serde(default)]
    payers: Vec<Vec<(String, String)>>,
}

impl Kept {
    /// What a row keeps.
    ///
    /// # Errors
    /// `kept.form`.
    pub(in crate::counter) fn read(row: &RecordRow) -> Result<Kept, Refused> {
        serde_json::from_str(&row.kept).map_err(|_| unreadable())
    }

    /// The text that a row keeps of a record.
    ///
    /// # Errors
    /// As [`Adjudicated::kept`].
    pub(in crate::counter) fn text(record: &SettlementRecord<'_>) -> Result<String, Refused> {
        let postings = record.postings.iter().map(|it| {
            let key = it.key.clone();
            (key.id, key.owner, key.window, it.amount)
        });
        let later = record.stack.later.iter();
        let kept = Kept {
            stages: record.adjudicated.kept()?,
            postings: postings.collect(),
            priced: record.priced.clone(),
            payers: later.map(|it| it.payers.clone()).collect(),
        };
        serde_json::to_string(&kept).map_err(|_| unreadable())
    }

    /// The packages that it was settled by, found by their hashes.
    ///
    /// # Errors
    /// `kept.package`: one is not known.
    pub(in crate::counter) fn stack<'p>(
        &self,
        find: impl Fn(&str) -> Option<&'p Policy>,
    ) -> Result<Stack<'p>, Refused> {
        let mut stages: Vec<&KeptStage> = self.stages.iter().collect();
        stages.sort_by_key(|it| it.place);
        let mut policies = stages.into_iter().map(|stage| {
            let policy = find(&stage.policy).ok_or_else(unknown)?;
            Ok::<_, Refused>((stage, policy))
        });
        let (_, base) = policies.next().ok_or_else(unreadable)??;
        let later = policies.map(|found| {
            let (stage, policy) = found?;
            let at = stage.place.checked_sub(1);
            let payers = at.and_then(|at| self.payers.get(at)).cloned();
            let enters = stage.enters.as_ref().map(|(layer, _)| layer.clone());
            Ok(Later {
                policy,
                enters_at: enters.unwrap_or_default(),
                payers: payers.unwrap_or_default(),
            })
        });
        Ok(Stack {
            later: later.collect::<Result<_, Refused>>()?,
            ..Stack::of(base)
        })
    }

    /// The settlement of a row, recomputed; without the causes that its account pays.
    ///
    /// # Errors
    /// As [`Adjudicated::recall`].
    pub(in crate::counter) fn record<'p>(
        self,
        stack: Stack<'p>,
        row: &RecordRow,
        reversed: bool,
    ) -> Result<SettlementRecord<'p>, Refused> {
        let adjudicated = Adjudicated::recall(&stack, &self.stages)?;
        let postings = self.postings.into_iter();
        let postings = postings.map(|(id, owner, window, amount)| {
            let key = benefit::keys::AccKey { id, owner, window };
            Posting { key, amount }
        });
        Ok(SettlementRecord {
            id: row.no.to_string(),
            visit: row.visit.to_string(),
            day: row.on,
            mid_stay: row.mid_stay,
            replaces: row.replaces.map(|no| no.to_string()),
            part: row.part.clone(),
            lines: row.lines.clone(),
            priced: self.priced,
            stack,
            adjudicated,
            postings: postings.collect(),
            using: row.using,
            account_paid: row.account_paid,
            balances_hidden: row.hidden,
            account_pays: Vec::new(),
            reversed,
        })
    }
}

pub(super) fn unreadable() -> Refused {
    Refused::new(
        "kept.form",
        "结算记录的计算依据不能读取，请报告系统管理员核查。",
    )
}

fn unknown() -> Refused {
    Refused::new(
        "kept.package",
        "结算所依据的政策包不在已采用的政策包中，不能重算，请报告系统管理员核查。",
    )
}
