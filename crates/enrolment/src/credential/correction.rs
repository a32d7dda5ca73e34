//! Corrections of basic data at the card window, with evidence and a second pair of eyes (篇6 二(二)).

use crate::people::Field;
use access::UserName;
use base::{PersonNo, Refused};

const ARTICLE: &str = "篇6 二(二)";

/// A correction that waits for its check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Whose data.
    pub person: PersonNo,
    /// Which item.
    pub field: Field,
    /// What stands there now.
    pub before: Box<str>,
    /// What should stand there.
    pub after: Box<str>,
    /// The archived evidence, by its number.
    pub evidence: Box<str>,
    /// Who entered it.
    pub maker: UserName,
}

/// A correction that a second user has checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What.
    pub correction: Correction,
    /// By whom.
    pub checker: UserName,
}

impl Correction {
    /// A correction.
    ///
    /// # Errors
    /// `correction.evidence` without evidence, `correction.same` where nothing would change.
    pub fn new(
        person: PersonNo,
        (field, before, after): (Field, &str, &str),
        evidence: &str,
        maker: UserName,
    ) -> Result<Correction, Refused> {
        if evidence.trim().is_empty() {
            let zh = format!("更正{}须附证明材料，请登记材料编号。", field.zh());
            return Err(Refused::new("correction.evidence", zh).under(ARTICLE));
        }
        if before.trim() == after.trim() {
            let zh = format!("{}更正前后相同，请核对要更正的内容。", field.zh());
            return Err(Refused::new("correction.same", zh));
        }
        Ok(Correction {
            person,
            field,
            before: before.trim().into(),
            after: after.trim().into(),
            evidence: evidence.trim().into(),
            maker,
        })
    }

    /// Confirms it; only then it may be written.
    ///
    /// # Errors
    /// `correction.own` where the checker entered it, `correction.stale` where the data has changed since.
    pub fn confirm(self, checker: UserName, standing: &str) -> Result<Checked, Refused> {
        if checker == self.maker {
            let zh = format!(
                "更正{}须由另一名用户复核，经办人不能自行复核。",
                self.field.zh()
            );
            return Err(Refused::new("correction.own", zh).under(ARTICLE));
        }
        if standing.trim() != &*self.before {
            let zh = format!("{}在录入后已有变动，请重新录入更正。", self.field.zh());
            return Err(Refused::new("correction.stale", zh));
        }
        Ok(Checked {
            correction: self,
            checker,
        })
    }
}
