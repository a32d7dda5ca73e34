//! One settlement of a visit, and stays settled in parts.

use base::{Date, Fen, Refused};
use benefit::plan::{PayerKind, PotKind};
use std::collections::BTreeSet;

use super::{
    AccState, AccountUse, Adjudicated, Case, DueFromAccount, Posting, Stack, draw_account, net,
};
use crate::fee::{FeeLine, FeeSheet, LineState, netted};
use crate::visit::{Visit, VisitKind};

/// What becomes of a stay over the end of a benefit year: data of the pooling area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum YearEnd {
    /// The stay is one bill, in the year that the package puts it into.
    Whole,
    /// The cost of each year is settled in its year: a mid-stay settlement closes the old one.
    Split,
}

impl YearEnd {
    /// Both.
    pub const ALL: [YearEnd; 2] = [Self::Whole, Self::Split];

    /// Code that data and rows keep.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            YearEnd::Whole => "whole",
            YearEnd::Split => "split",
        }
    }

    /// The choice of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<YearEnd> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// A settlement as it is kept.
#[derive(Debug, Clone)]
pub struct SettlementRecord<'a> {
    /// Id (`setl_id`).
    pub id: String,
    /// Visit (`mdtrt_id`).
    pub visit: String,
    /// Day of settlement.
    pub day: Date,
    /// Mid-stay.
    pub mid_stay: bool,
    /// The settlement of the same stay in whose place this one stands; the difference was paid.
    pub replaces: Option<String>,
    /// Label of the part of a stay that it settles; empty where a stay is one bill.
    pub part: String,
    /// Numbers of all lines that it covers, those settled before included.
    pub lines: Vec<u64>,
    /// Numbers of those that it prices, in the order of its claim: corrections are priced with their lines.
    pub priced: Vec<u64>,
    /// The packages that it was settled by.
    pub stack: Stack<'a>,
    /// Claims and determinations over all of these lines.
    pub adjudicated: Adjudicated,
    /// What it added to the accumulators: the difference to the one that it replaces.
    pub postings: Vec<Posting>,
    /// Whose account pays.
    pub using: AccountUse,
    /// What the account paid at the counter over all of these lines, earlier settlements included.
    pub account_paid: Fen,
    /// Balances that the package draws were hidden from it, since the person did not use his account.
    pub balances_hidden: bool,
    /// Causes of burden that an account may pay at the counter.
    pub account_pays: Vec<String>,
    /// It was taken back.
    pub reversed: bool,
}

impl SettlementRecord<'_> {
    /// Ids of the earlier visits whose lines joined this bill: they are settled by it.
    #[must_use]
    pub fn merged(&self) -> &[String] {
        let first = self.adjudicated.stages.first();
        first.map_or(&[], |stage| stage.determination.merged.as_slice())
    }
}

/// What is settled now.
#[derive(Debug, Clone)]
pub struct ToSettle<'a> {
    /// Lines of the bill: all of this part so far.
    pub lines: Vec<&'a FeeLine>,
    /// The settlement that it replaces.
    pub before: Option<&'a SettlementRecord<'a>>,
    /// Label of the part.
    pub part: String,
    /// First day of the part, where the stay began earlier.
    pub from: Option<Date>,
    /// Day of settlement: the last of the part, where the part is over.
    pub day: Date,
}

impl ToSettle<'_> {
    /// Numbers of the lines.
    #[must_use]
    pub fn numbers(&self) -> Vec<u64> {
        self.lines.iter().map(|line| line.number).collect()
    }
}

/// Which lines a settlement takes: the unsettled ones of some charge batches, or of a stay all of it so
/// far, over those that live mid-stay settlements took.
///
/// # Errors
/// `fee.batch_unknown`; `visit.no_lines`: nothing is unsettled. `stay.year_end`: a final settlement while
/// lines of an earlier year are unsettled, where years are settled apart.
pub fn to_settle<'a>(
    stack: &Stack<'_>,
    case: &Case<'_>,
    sheet: &'a FeeSheet,
    batches: &[&str],
    earlier: &'a [SettlementRecord<'a>],
    (day, mid_stay, year_end): (Date, bool, YearEnd),
) -> Result<ToSettle<'a>, Refused> {
    if case.visit.opening.kind != VisitKind::Stay {
        let lines = sheet.of_batches(batches)?;
        refuse_empty(&lines)?;
        return Ok(ToSettle {
            lines,
            before: None,
            part: String::new(),
            from: None,
            day,
        });
    }
    // what is given back belongs to the year in which it was charged
    let year_of = |line: &FeeLine| {
        let charged = line.corrects.and_then(|number| sheet.line(number));
        stack.base.year_of(charged.unwrap_or(line).occurred.date())
    };
    if year_end == YearEnd::Whole {
        let apart = settled_apart(earlier, "");
        let lines = sheet.standing();
        let lines: Vec<&FeeLine> = lines.filter(|line| !apart.contains(&line.number)).collect();
        let before = last_live(earlier, "");
        if before.is_none() {
            refuse_empty(&lines)?;
        }
        return Ok(ToSettle {
            lines,
            before,
            part: String::new(),
            from: None,
            day,
        });
    }
    let open = sheet.unsettled().map(year_of).min_by_key(|year| year.from);
    let last = sheet.standing().map(year_of).max_by_key(|year| year.from);
    let is_earlier = open.is_some() && open != last;
    // with nothing new the last part is settled to its end
    let now = open.or(last).unwrap_or_else(|| stack.base.year_of(day));
    if is_earlier && !mid_stay {
        return Err(Refused::new(
            "stay.year_end",
            format!(
                "这次住院跨年度，{} 年度还有费用或退费没有结算，请先作该年度的中途结算。",
                now.label
            ),
        ));
    }
    let apart = settled_apart(earlier, &now.label);
    let lines: Vec<&FeeLine> = sheet
        .standing()
        .filter(|line| year_of(line).label == now.label && !apart.contains(&line.number))
        .collect();
    let before = last_live(earlier, &now.label);
    if before.is_none() {
        refuse_empty(&lines)?;
    }
    let from = Some(now.from).filter(|from| case.visit.service_date() < *from);
    let day = day.min(now.until);
    Ok(ToSettle {
        lines,
        before,
        part: now.label,
        from,
        day,
    })
}

fn refuse_empty(lines: &[&FeeLine]) -> Result<(), Refused> {
    if lines.iter().any(|line| line.state == LineState::Open) {
        return Ok(());
    }
    Err(Refused::new(
        "visit.no_lines",
        "没有未结算的费用明细，不能结算；请先上传费用明细。",
    ))
}

/// Lines that a settlement of another part covers: a package or a pooling area may name parts otherwise than it did
/// when the stay began, and nothing is settled twice.
fn settled_apart(earlier: &[SettlementRecord<'_>], part: &str) -> BTreeSet<u64> {
    let others = earlier.iter().filter(|it| !it.reversed && it.part != part);
    others.flat_map(|it| it.lines.iter().copied()).collect()
}

/// The last settlement of a part that stands; those that it replaced stand under it.
fn last_live<'a>(
    earlier: &'a [SettlementRecord<'a>],
    part: &str,
) -> Option<&'a SettlementRecord<'a>> {
    earlier
        .iter()
        .rev()
        .find(|record| !record.reversed && record.part == part)
}

/// How a settlement is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Id that it will have.
    pub id: &'a str,
    /// Mid-stay.
    pub mid_stay: bool,
    /// Whose account pays.
    pub using: AccountUse,
    /// Balance of that account, for what it pays at the counter.
    pub balance: Fen,
    /// Causes that it may pay at the counter.
    pub account_pays: &'a [String],
    /// What packages draw from accounts by steps is law, and drawn whatever the person says.
    pub drawn_by_law: bool,
    /// Unsettled visits before a stay, offered to the package's rules that join them to its bill; see
    /// [`Case::earlier`].
    pub earlier: &'a [benefit::claim::Visit],
}

/// Settles what is to be settled. Nothing is changed, so that this is the pre-settlement too; the record
/// says what a settlement would add.
///
/// # Errors
/// Refusals of the case and the rules (`bill.…`, `visit.…`).
pub fn settle_over<'p>(
    stack: &Stack<'p>,
    case: &Case<'_>,
    what: &ToSettle<'_>,
    asked: Asked<'_>,
    state: &AccState,
) -> Result<SettlementRecord<'p>, Refused> {
    let using = one_account(what, asked)?;
    let mut more = case.more.to_vec();
    more.extend(
        what.from
            .map(|from| ("service_date".to_owned(), from.to_string())),
    );
    let visit = of_disease(case.visit, &what.lines)?;
    let case = Case {
        visit: &visit,
        more: &more,
        ..*case
    };
    let mut claims = stack.claims(&case, asked.id, what.day, &what.lines)?;
    if let Some(first) = claims.first_mut() {
        first.visits = joining(stack, what.before, asked.earlier);
    }
    let taken = what
        .before
        .map(|before| before.adjudicated.postings(&before.stack))
        .unwrap_or_default();
    let mut state = state.clone();
    state.take_back(&taken);
    let balances_hidden = asked.using != AccountUse::Own && !asked.drawn_by_law;
    if balances_hidden {
        state = stack.without_balances(&claims, &state, &taken);
    }
    let adjudicated = stack.adjudicate(&claims, &state)?;
    let postings = net(&adjudicated.postings(stack), &taken);
    let account_paid = at_the_counter(stack, what, (asked, using), &adjudicated);
    Ok(SettlementRecord {
        id: asked.id.to_owned(),
        visit: case.visit.opening.id.clone(),
        day: what.day,
        mid_stay: asked.mid_stay,
        replaces: what.before.map(|before| before.id.clone()),
        part: what.part.clone(),
        lines: what.numbers(),
        priced: netted(&what.lines)?
            .iter()
            .map(|line| line.number)
            .collect(),
        stack: stack.clone(),
        adjudicated,
        postings,
        using,
        account_paid,
        balances_hidden,
        account_pays: asked.account_pays.to_vec(),
        reversed: false,
    })
}

/// The earlier visits that may join the bill: those that the settlement which it replaces joined are part of it
/// again, and what is offered now.
fn joining(
    stack: &Stack<'_>,
    before: Option<&SettlementRecord<'_>>,
    offered: &[benefit::claim::Visit],
) -> Vec<benefit::claim::Visit> {
    let joined = |it: &&benefit::claim::Visit| {
        before.is_some_and(|before| before.merged().contains(&it.id))
            && !offered.iter().any(|other| other.id == it.id)
    };
    // facts mean what their package says: of another one they must be offered anew
    let same = before.filter(|before| before.stack.base.hash == stack.base.hash);
    let first = same.and_then(|before| before.adjudicated.stages.first());
    let known = first.map_or(&[][..], |stage| stage.claim.visits.as_slice());
    let again = known.iter().filter(joined);
    again.chain(offered).cloned().collect()
}

/// The visit as of the disease that its lines name; a bill is of one disease. A line that names none is of the
/// visit's.
fn of_disease(visit: &Visit, lines: &[&FeeLine]) -> Result<Visit, Refused> {
    let own = visit.disease.as_ref();
    let mut named = lines.iter().map(|line| line.disease.as_ref().or(own));
    let Some(disease) = named.next() else {
        return Ok(visit.clone());
    };
    if named.any(|other| other != disease) {
        return Err(Refused::new(
            "bill.diseases",
            "一次结算的明细有不同的病种编码，请按收费批次分别结算。",
        ));
    }
    let mut visit = visit.clone();
    visit.disease = disease.cloned();
    Ok(visit)
}

/// Whose account the record names: what one account paid before is not mixed with another's.
fn one_account(what: &ToSettle<'_>, asked: Asked<'_>) -> Result<AccountUse, Refused> {
    let paid = what
        .before
        .filter(|before| before.account_paid != Fen::ZERO);
    match (paid.map(|before| before.using), asked.using) {
        (None, using) => Ok(using),
        (Some(before), using) if using == AccountUse::No || using == before => Ok(before),
        (Some(_), _) => Err(Refused::new(
            "account.mixed",
            "这次住院的前一次结算用了另一个人的个人账户，不能改用，请沿用原账户或不用账户。",
        )),
    }
}

/// What the account has paid at the counter after this settlement. A package that draws his own account by
/// its steps leaves nothing of it to draw here: the same balance is not spent twice.
fn at_the_counter(
    stack: &Stack<'_>,
    what: &ToSettle<'_>,
    (asked, whose): (Asked<'_>, AccountUse),
    adjudicated: &Adjudicated,
) -> Fen {
    let policies = (0..=stack.later.len()).filter_map(|stage| stack.policy(stage));
    let mut pots = policies.flat_map(|policy| &policy.pots);
    let own = whose != AccountUse::Relative;
    if own && pots.any(|pot| matches!(pot.kind, PotKind::Payer(PayerKind::Account, _))) {
        return Fen::ZERO;
    }
    let paid_before = what.before.map_or(Fen::ZERO, |before| before.account_paid);
    let due = DueFromAccount {
        due: DueFromAccount::of(&stack.shares(adjudicated), asked.account_pays),
        paid_before,
        balance: asked.balance,
    };
    let now = draw_account(asked.using, due);
    paid_before.checked_add(now).unwrap_or(paid_before)
}
