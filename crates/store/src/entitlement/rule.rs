//! The rules behind spans, each kept once.

use enrolment::ask::Basis;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{Session, StoreError, Tx, params};

/// The rules of a pool by their number, read once and added to.
#[derive(Debug, Default)]
pub struct RuleBook {
    numbers: BTreeMap<Arc<Basis>, i64>,
    rules: BTreeMap<i64, Arc<Basis>>,
}

impl RuleBook {
    /// Reads the rules of a pool.
    ///
    /// # Errors
    /// [`StoreError`], here and below.
    pub fn read(session: &mut Session<'_>, pool: base::RegionCode) -> Result<Self, StoreError> {
        let rows = session.rows(
            "SELECT rule_no, rule, title, articles FROM entitlement_rule WHERE pool = $1 ORDER BY rule_no",
            &params![pool],
        )?;
        let mut book = RuleBook::default();
        for row in rows {
            let basis = Basis::new(row.text(1)?, row.text(2)?, row.text(3)?);
            book.keep(row.int(0)?, basis);
        }
        Ok(book)
    }

    /// The number of a rule; a new rule is added.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn number(&mut self, tx: &mut Tx<'_>, basis: &Arc<Basis>) -> Result<i64, StoreError> {
        if let Some(no) = self.numbers.get(basis) {
            return Ok(*no);
        }
        let no = tx.take("entitlement_rule", 1)?;
        let (pool, now) = (tx.pool(), tx.no());
        tx.run(
            "INSERT INTO entitlement_rule (pool, rule_no, rule, title, articles, tx_from) VALUES ($1, $2, $3, $4, $5, $6)",
            &params![
                pool,
                no,
                basis.rule.as_str(),
                basis.title.as_str(),
                basis.articles.as_str(),
                now
            ],
        )?;
        self.keep(no, basis.clone());
        Ok(no)
    }

    /// The rule of a number.
    #[must_use]
    pub fn rule(&self, no: i64) -> Option<&Arc<Basis>> {
        self.rules.get(&no)
    }

    fn keep(&mut self, no: i64, basis: Arc<Basis>) {
        self.numbers.insert(basis.clone(), no);
        self.rules.insert(no, basis);
    }
}
