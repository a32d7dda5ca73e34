//! The state machine of a visit.
//!
//! ```text
//! outpatient  Open ──2203, 2204, 2205──> Open ──2207──> Settled ──2208──> Open
//!             Open ──2202──> Cancelled
//! pharmacy    Open ──2102──> Settled ──2103──> Cancelled
//! stay        Open ──2403, 2301, 2302, 2304 mid-stay and its 2305──> Open ──2402──> Discharged
//!             Discharged ──2304──> Settled ──2305──> Discharged ──2405──> Open ──2404──> Cancelled
//! ```
//!
//! Several charge batches of one outpatient visit may be settled one after the other: lines may follow a
//! settlement, and the visit is open again while some of them are unsettled.

use base::Refused;

/// What kind of visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VisitKind {
    /// Outpatient visit (2201–2208).
    Outpatient,
    /// Purchase at a pharmacy (2102, 2103).
    Pharmacy,
    /// Stay: inpatient, day surgery, family bed (2301–2305, 2401–2405).
    Stay,
}

impl VisitKind {
    /// All of them.
    pub const ALL: [VisitKind; 3] = [Self::Outpatient, Self::Pharmacy, Self::Stay];

    /// Code that rows keep.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            VisitKind::Outpatient => "outpatient",
            VisitKind::Pharmacy => "pharmacy",
            VisitKind::Stay => "stay",
        }
    }

    /// The kind of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<VisitKind> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Chinese name.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            VisitKind::Outpatient => "门诊就诊",
            VisitKind::Pharmacy => "药店购药",
            VisitKind::Stay => "住院",
        }
    }
}

/// Where a visit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VisitState {
    /// Registered or admitted.
    Open,
    /// A stay whose patient has left; only the final settlement is missing.
    Discharged,
    /// Everything charged is settled.
    Settled,
    /// Registration or admission was undone, or a purchase taken back.
    Cancelled,
}

impl VisitState {
    /// All of them.
    pub const ALL: [VisitState; 4] = [Self::Open, Self::Discharged, Self::Settled, Self::Cancelled];

    /// Code that rows keep.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            VisitState::Open => "open",
            VisitState::Discharged => "discharged",
            VisitState::Settled => "settled",
            VisitState::Cancelled => "cancelled",
        }
    }

    /// The state of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<VisitState> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Chinese name.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            VisitState::Open => "就诊中",
            VisitState::Discharged => "已出院未结算",
            VisitState::Settled => "已结算",
            VisitState::Cancelled => "已撤销",
        }
    }
}

/// What is done to a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// Diagnoses and data of the visit (2203, 2403).
    Describe,
    /// Fee lines (2204, 2301).
    Charge,
    /// Unsettled fee lines are undone (2205, 2302).
    Uncharge,
    /// Settlement (2102, 2207, 2304).
    Settle,
    /// Mid-stay settlement (2304 with `mid_setl_flag` 1).
    SettleMidStay,
    /// A settlement is reversed (2103, 2208, 2305).
    Reverse,
    /// Discharge (2402).
    Discharge,
    /// Discharge is undone (2405).
    UndoDischarge,
    /// Registration or admission is undone (2202, 2404).
    Cancel,
}

impl Act {
    /// Chinese name.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Act::Describe => "上传诊断或变更信息",
            Act::Charge => "上传费用",
            Act::Uncharge => "撤销费用",
            Act::Settle => "结算",
            Act::SettleMidStay => "中途结算",
            Act::Reverse => "撤销结算",
            Act::Discharge => "出院办理",
            Act::UndoDischarge => "出院撤销",
            Act::Cancel => "撤销登记",
        }
    }
}

/// What hangs on a visit, counted before the act (for [`Act::Reverse`]: after it).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// Fee lines that are not undone and not settled.
    pub unsettled_lines: usize,
    /// Those of them that the act leaves so: what a settlement does not take ([`Act::Settle`]), what is not
    /// undone ([`Act::Uncharge`]). A visit of which some are left is not over.
    pub left_unsettled: usize,
    /// Settlements that are not reversed.
    pub live_settlements: usize,
    /// One of them is the final one of a stay.
    pub final_settlement: bool,
}

/// The state after an act.
///
/// # Errors
/// `visit.cancelled`: nothing may be done any more. `visit.state`: the act does not suit the state.
/// `visit.settled`, `visit.lines`: settlements or lines stand in the way of an undo. `visit.kind`: the act
/// belongs to another kind of visit. `visit.no_lines`: nothing to settle.
pub fn next(
    kind: VisitKind,
    state: VisitState,
    act: Act,
    standing: Standing,
) -> Result<VisitState, Refused> {
    if state == VisitState::Cancelled {
        return Err(Refused::new(
            "visit.cancelled",
            format!(
                "这次{}已经撤销，不能再{}，请重新登记。",
                kind.title(),
                act.title()
            ),
        ));
    }
    let stay_only = matches!(
        act,
        Act::SettleMidStay | Act::Discharge | Act::UndoDischarge
    );
    if stay_only && kind != VisitKind::Stay {
        return Err(Refused::new(
            "visit.kind",
            format!(
                "{}只用于住院，本次是{}，请核对就诊 ID。",
                act.title(),
                kind.title()
            ),
        ));
    }
    match act {
        Act::Describe => describe(kind, state, act),
        Act::Charge | Act::Uncharge => charge(kind, state, act, standing),
        Act::Settle => settle(kind, state, standing),
        Act::SettleMidStay => match state {
            VisitState::Open => with_lines(standing, VisitState::Open),
            _ => Err(wrong(kind, state, act)),
        },
        Act::Reverse => Ok(reversed(kind, state, standing)),
        Act::Discharge => match state {
            VisitState::Open => Ok(VisitState::Discharged),
            _ => Err(wrong(kind, state, act)),
        },
        Act::UndoDischarge => undo_discharge(kind, state, standing),
        Act::Cancel => cancel(kind, state, standing),
    }
}

fn describe(kind: VisitKind, state: VisitState, act: Act) -> Result<VisitState, Refused> {
    match (kind, state) {
        (_, VisitState::Open) | (VisitKind::Outpatient, VisitState::Settled) => Ok(state),
        _ => Err(wrong(kind, state, act)),
    }
}

/// Lines of an outpatient may follow a settlement (another charge batch); those of a stay may follow the
/// discharge, until it is settled.
fn charge(
    kind: VisitKind,
    state: VisitState,
    act: Act,
    standing: Standing,
) -> Result<VisitState, Refused> {
    let rest_is_settled = standing.live_settlements > 0 && standing.left_unsettled == 0;
    match (kind, state) {
        (VisitKind::Outpatient, VisitState::Open) if act == Act::Uncharge && rest_is_settled => {
            Ok(VisitState::Settled)
        }
        (_, VisitState::Open) => Ok(VisitState::Open),
        (VisitKind::Stay, VisitState::Discharged) => Ok(VisitState::Discharged),
        (VisitKind::Outpatient, VisitState::Settled) if act == Act::Charge => Ok(VisitState::Open),
        _ => Err(wrong(kind, state, act)),
    }
}

fn settle(kind: VisitKind, state: VisitState, standing: Standing) -> Result<VisitState, Refused> {
    match (kind, state) {
        (VisitKind::Stay, VisitState::Discharged) => {
            // a stay settled to the last line in mid-stay still needs its final settlement
            if standing.live_settlements > 0 {
                return Ok(VisitState::Settled);
            }
            with_lines(standing, VisitState::Settled)
        }
        (VisitKind::Stay, VisitState::Open) => Err(Refused::new(
            "visit.state",
            "住院尚未办理出院（2402），不能作出院结算；中途结算请填 mid_setl_flag 为 1。",
        )),
        // another charge batch waits for its own settlement
        (_, VisitState::Open) if standing.left_unsettled > 0 => {
            with_lines(standing, VisitState::Open)
        }
        (_, VisitState::Open) => with_lines(standing, VisitState::Settled),
        _ => Err(wrong(kind, state, Act::Settle)),
    }
}

fn with_lines(standing: Standing, state: VisitState) -> Result<VisitState, Refused> {
    if standing.unsettled_lines > 0 {
        return Ok(state);
    }
    Err(Refused::new(
        "visit.no_lines",
        "没有未结算的费用明细，不能结算；请先上传费用明细。",
    ))
}

/// A purchase taken back is over; a stay goes back to where its settlement found it.
fn reversed(kind: VisitKind, state: VisitState, after: Standing) -> VisitState {
    match (kind, state) {
        (VisitKind::Pharmacy, _) if after.live_settlements == 0 => VisitState::Cancelled,
        (VisitKind::Stay, VisitState::Settled) if !after.final_settlement => VisitState::Discharged,
        (VisitKind::Stay | VisitKind::Pharmacy, _) => state,
        (VisitKind::Outpatient, _) => VisitState::Open,
    }
}

fn undo_discharge(
    kind: VisitKind,
    state: VisitState,
    standing: Standing,
) -> Result<VisitState, Refused> {
    match state {
        VisitState::Discharged => Ok(VisitState::Open),
        VisitState::Settled if standing.final_settlement => Err(Refused::new(
            "visit.settled",
            "出院已经结算，不能撤销出院，请先撤销出院结算（2305）。",
        )),
        _ => Err(wrong(kind, state, Act::UndoDischarge)),
    }
}

fn cancel(kind: VisitKind, state: VisitState, standing: Standing) -> Result<VisitState, Refused> {
    if standing.live_settlements > 0 {
        return Err(Refused::new(
            "visit.settled",
            format!(
                "这次{}有未撤销的结算，不能撤销登记，请先撤销结算。",
                kind.title()
            ),
        ));
    }
    if standing.unsettled_lines > 0 {
        return Err(Refused::new(
            "visit.lines",
            format!(
                "这次{}有未结算的费用明细，不能撤销登记，请先撤销费用明细。",
                kind.title()
            ),
        ));
    }
    match state {
        VisitState::Open => Ok(VisitState::Cancelled),
        _ => Err(wrong(kind, state, Act::Cancel)),
    }
}

fn wrong(kind: VisitKind, state: VisitState, act: Act) -> Refused {
    Refused::new(
        "visit.state",
        format!(
            "这次{}的状态是“{}”，不能{}，请核对就诊 ID 和办理顺序。",
            kind.title(),
            state.title(),
            act.title()
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use VisitState::{Cancelled, Discharged, Open, Settled};

    const LINES: Standing = Standing {
        unsettled_lines: 1,
        left_unsettled: 0,
        live_settlements: 0,
        final_settlement: false,
    };
    const NONE: Standing = Standing {
        unsettled_lines: 0,
        left_unsettled: 0,
        live_settlements: 0,
        final_settlement: false,
    };
    const LIVE: Standing = Standing {
        unsettled_lines: 0,
        left_unsettled: 0,
        live_settlements: 1,
        final_settlement: true,
    };

    fn walk(kind: VisitKind, acts: &[(Act, Standing)]) -> Result<VisitState, &'static str> {
        let mut state = Open;
        for (act, standing) in acts {
            state = next(kind, state, *act, *standing).map_err(|refused| refused.code())?;
        }
        Ok(state)
    }

    #[test]
    fn an_outpatient_visit_is_settled_reversed_and_cancelled() {
        let settled = [
            (Act::Describe, NONE),
            (Act::Charge, NONE),
            (Act::Settle, LINES),
        ];
        let walk =
            |more: &[(Act, Standing)]| walk(VisitKind::Outpatient, &[&settled[..], more].concat());
        assert_eq!(walk(&[]), Ok(Settled));
        assert_eq!(walk(&[(Act::Cancel, LIVE)]), Err("visit.settled"));
        assert_eq!(
            walk(&[(Act::Reverse, LINES), (Act::Cancel, LINES)]),
            Err("visit.lines")
        );
        assert_eq!(
            walk(&[
                (Act::Reverse, LINES),
                (Act::Uncharge, LINES),
                (Act::Cancel, NONE)
            ]),
            Ok(Cancelled)
        );
        assert_eq!(
            walk(&[(Act::Charge, LIVE), (Act::Settle, LINES)]),
            Ok(Settled)
        );
        assert_eq!(walk(&[(Act::Settle, LINES)]), Err("visit.state"));
    }

    #[test]
    fn a_batch_that_is_not_settled_yet_keeps_the_visit_open() {
        let one_of_two = Standing {
            unsettled_lines: 2,
            left_unsettled: 1,
            ..LIVE
        };
        let rest = Standing {
            unsettled_lines: 1,
            left_unsettled: 0,
            ..LIVE
        };
        let walk = |acts: &[(Act, Standing)]| walk(VisitKind::Outpatient, acts);
        assert_eq!(walk(&[(Act::Settle, one_of_two)]), Ok(Open));
        assert_eq!(
            walk(&[(Act::Settle, one_of_two), (Act::Settle, rest)]),
            Ok(Settled)
        );
        // undone instead, everything that is charged is settled
        assert_eq!(
            walk(&[(Act::Settle, one_of_two), (Act::Uncharge, rest)]),
            Ok(Settled)
        );
    }

    #[test]
    fn a_stay_is_undone_step_by_step() {
        let settled = [
            (Act::Charge, NONE),
            (Act::SettleMidStay, LINES),
            (Act::Charge, LIVE),
            (Act::Discharge, LINES),
            (Act::Settle, LINES),
        ];
        let walk = |more: &[(Act, Standing)]| walk(VisitKind::Stay, &[&settled[..], more].concat());
        assert_eq!(walk(&[]), Ok(Settled));
        assert_eq!(walk(&[(Act::UndoDischarge, LIVE)]), Err("visit.settled"));
        let mid = Standing {
            live_settlements: 1,
            final_settlement: false,
            ..LINES
        };
        assert_eq!(walk(&[(Act::Reverse, mid)]), Ok(Discharged));
        assert_eq!(
            walk(&[(Act::Reverse, mid), (Act::UndoDischarge, mid)]),
            Ok(Open)
        );
        assert_eq!(
            walk(&[
                (Act::Reverse, mid),
                (Act::UndoDischarge, mid),
                (Act::Cancel, mid)
            ]),
            Err("visit.settled")
        );
        let undone = [
            (Act::Reverse, mid),
            (Act::UndoDischarge, mid),
            (Act::Reverse, LINES),
            (Act::Uncharge, LINES),
            (Act::Cancel, NONE),
        ];
        assert_eq!(walk(&undone), Ok(Cancelled));
        assert_eq!(
            walk(&[undone.as_slice(), &[(Act::Charge, NONE)]].concat()),
            Err("visit.cancelled")
        );
    }

    #[test]
    fn what_is_out_of_order_is_refused() {
        let code =
            |kind, state, act, standing| next(kind, state, act, standing).unwrap_err().code();
        assert_eq!(
            code(VisitKind::Stay, Open, Act::Settle, LINES),
            "visit.state"
        );
        assert_eq!(
            code(VisitKind::Outpatient, Open, Act::Discharge, NONE),
            "visit.kind"
        );
        assert_eq!(
            code(VisitKind::Outpatient, Open, Act::Settle, NONE),
            "visit.no_lines"
        );
        assert_eq!(
            code(VisitKind::Stay, Settled, Act::Charge, LIVE),
            "visit.state"
        );
        assert_eq!(
            code(VisitKind::Stay, Discharged, Act::Cancel, NONE),
            "visit.state"
        );
    }

    #[test]
    fn a_purchase_taken_back_is_over() {
        let reversed = next(VisitKind::Pharmacy, Settled, Act::Reverse, NONE).unwrap();
        assert_eq!(reversed, Cancelled);
    }

    #[test]
    fn codes_are_read_back() {
        assert!(
            VisitKind::ALL
                .into_iter()
                .all(|it| VisitKind::parse(it.code()) == Some(it))
        );
        assert!(
            VisitState::ALL
                .into_iter()
                .all(|it| VisitState::parse(it.code()) == Some(it))
        );
    }
}
