//! Fund control: budgets, promises and permits, requests for money, the risk fund, what is owed, statements of the bank.

use super::booking::FUND;
use super::people::county;
use super::rules::FISCAL;
use crate::history::History;
use crate::office::{CITY, COUNTIES, day, region, staff, yuan};
use access::Actor;
use base::{Date, Fen};
use ledger::control::budget::{
    Basis, BudgetKind, BudgetLine, BudgetStage, Direction, LineCode, PermitGround, PermitStage,
};
use ledger::control::publish::{PublishStage, Topic};
use ledger::control::receivable::{ChangeKind, ReceivableKind};
use ledger::control::request::{RequestStage, RequestTerms};
use ledger::control::risk::RiskStage;
use ledger::control::{AlertStage, RevolvingKind};
use ledger::entry::{BankAccount, FundYear};
use ledger::reconcile::{ExceptionState, Statement, StatementLine};
use service::fund::{
    self, BudgetDraft, Payable, PermitTerms, RiskAct, StepInput, draft_budget, step_budget,
};

fn year(history: &History) -> FundYear {
    FundYear::of(history.office.today())
}

fn with(document: &str) -> StepInput<'_> {
    StepInput {
        document: Some(document),
        ..StepInput::default()
    }
}

fn line(code: &str, direction: Direction, amount: Fen) -> BudgetLine {
    BudgetLine {
        code: LineCode::new(code).unwrap(),
        direction,
        amount,
        basis: vec![Basis::Entered {
            reason: "年度测算".into(),
        }],
    }
}

/// A budget of a county, or a new version of it; some stop on their way.
pub fn budget(history: &mut History) {
    let place = county(history);
    let name = COUNTIES[place];
    let amount = yuan(history.dice.between(500_000, 4_000_000));
    let draft = BudgetDraft {
        region: region(name),
        fund: FUND,
        year: year(history),
        kind: BudgetKind::Budget,
        lines: vec![
            line("4001", Direction::Income, amount),
            line("5001", Direction::Spending, amount),
        ],
        justification: Some("收支平衡".into()),
    };
    let (maker, finance, checker) = (staff("kj", name), staff("cz1", name), staff("fh", name));
    let drafted = history.call("budget.draft", |desk| draft_budget(desk, &maker, &draft));
    let Some((no, _)) = drafted else {
        return;
    };
    let input = StepInput::default();
    let agreed = history.call("budget.step", |desk| {
        step_budget(desk, &finance, no, BudgetStage::Finance, input)
    });
    if agreed.is_none() || history.dice.one_in(5) {
        return;
    }
    let document = format!("府〔2026〕{}号", history.model.serial());
    history.call("budget.step", |desk| {
        step_budget(desk, &checker, no, BudgetStage::InForce, with(&document))
    });
}

/// Money is promised on a line, or a promise is given up.
pub fn promise(history: &mut History) {
    if history.dice.one_in(3) && !history.model.promised.is_empty() {
        let at = history.dice.below(history.model.promised.len());
        let (place, payable) = history.model.promised.swap_remove(at);
        let maker = staff("kj", COUNTIES[place]);
        history.call("budget.release", |desk| {
            fund::release_commitment(desk, &maker, &payable)
        });
        return;
    }
    let place = county(history);
    let payable = Payable {
        region: region(COUNTIES[place]),
        fund: FUND,
        year: year(history),
        line: LineCode::new("5001").unwrap(),
        amount: yuan(history.dice.between(1, 60_000)),
        document: format!("结算 {}", history.model.serial()),
    };
    let maker = staff("kj", COUNTIES[place]);
    let done = history.call("budget.admit", |desk| {
        fund::admit_payment(desk, &maker, &payable)
    });
    if done.is_some() {
        history.model.promised.push((place, payable));
    }
}

/// More than the budget is asked for and approved twice.
pub fn permit(history: &mut History) {
    let place = county(history);
    let name = COUNTIES[place];
    let terms = PermitTerms {
        region: region(name),
        fund: FUND,
        year: year(history),
        ground: PermitGround::OverBudget,
        line: Some(LineCode::new("5001").unwrap()),
        amount: yuan(history.dice.between(1, 5_000)),
        reason: "春季流感".into(),
    };
    let maker = staff("kj", name);
    let asked = history.call("permit.request", |desk| {
        fund::request_permit(desk, &maker, &terms)
    });
    let Some(no) = asked else {
        return;
    };
    let steps = [
        (staff("fh", name), PermitStage::GovernmentAgreed),
        (staff("cz1", CITY), PermitStage::Approved),
    ];
    for (actor, stage) in steps {
        let document = format!("批 {} 号", history.model.serial());
        let step = history.call("permit.step", |desk| {
            fund::step_permit(desk, &actor, no, stage, with(&document))
        });
        if step.is_none() {
            return;
        }
    }
}

fn office(place: usize, stage: RequestStage) -> Actor {
    let county = COUNTIES[place];
    match stage {
        RequestStage::Draft | RequestStage::Used => staff("kj", county),
        RequestStage::Submitted | RequestStage::Reconciled => staff("fh", county),
        RequestStage::CityChecked => staff("fh", CITY),
        RequestStage::FinanceApproved => staff("cz1", CITY),
        RequestStage::CityPaid => staff("cz2", CITY),
        RequestStage::CountyReceived => staff("cz1", county),
        RequestStage::CountyReleased => staff("cz2", county),
    }
}

/// The stages of a request behind its draft.
const WALK: [RequestStage; 8] = [
    RequestStage::Submitted,
    RequestStage::CityChecked,
    RequestStage::FinanceApproved,
    RequestStage::CityPaid,
    RequestStage::CountyReceived,
    RequestStage::CountyReleased,
    RequestStage::Used,
    RequestStage::Reconciled,
];

/// A county asks for money, or a request goes a step further.
pub fn request(history: &mut History) {
    if history.dice.one_in(4) || history.model.requests.is_empty() {
        let place = county(history);
        let today = history.office.today();
        let terms = RequestTerms {
            county: region(COUNTIES[place]),
            year: today.year(),
            month: today.month(),
        };
        let input = StepInput {
            amount: Some(yuan(history.dice.between(1, 20_000))),
            ..StepInput::default()
        };
        let (maker, of) = (staff("kj", COUNTIES[place]), year(history));
        let no = history.call("request.draft", |desk| {
            fund::draft_request(desk, &maker, FUND, of, terms, input)
        });
        if let Some(no) = no {
            history.model.requests.push((no, place, 0));
        }
        return;
    }
    let at = history.dice.below(history.model.requests.len());
    let (no, place, walked) = history.model.requests[at];
    let stage = WALK[walked];
    let actor = office(place, stage);
    let step = history.call("request.step", |desk| {
        fund::step_request(desk, &actor, no, Some(stage), StepInput::default())
    });
    if step.is_some() && walked + 1 < WALK.len() {
        history.model.requests[at].2 += 1;
    } else {
        history.model.requests.swap_remove(at);
    }
}

/// A gap that an audit found, and its collection.
pub fn owed(history: &mut History) {
    let place = county(history);
    let name = COUNTIES[place];
    let (maker, checker) = (staff("kj", name), staff("fh", name));
    let document = format!("回单 {}", history.model.serial());
    if let (Some((item, of, left)), false) = (history.model.items.pop(), history.dice.one_in(3)) {
        let (maker, checker) = (staff("kj", COUNTIES[of]), staff("fh", COUNTIES[of]));
        let amount = history.dice.between(1, left);
        let no = history.call("receivable.collect", |desk| {
            fund::collect(
                desk,
                &maker,
                item,
                ChangeKind::Collected,
                Fen::new(amount),
                &document,
            )
        });
        if let Some(no) = no {
            history.call("receivable.confirm", |desk| {
                fund::confirm_collection(desk, &checker, no)
            });
            if left > amount {
                history.model.items.push((item, of, left - amount));
            }
        }
        return;
    }
    let of = (FUND, year(history), region(name));
    if history.dice.one_in(4) {
        let (balance, approved) = (yuan(100), yuan(history.dice.between(50, 200)));
        history.call("fund.cover", |desk| {
            fund::cover_deficit(desk, &maker, of, balance, approved, &document)
        });
        return;
    }
    let amount = Fen::new(history.dice.between(100, 1_000_000));
    let no = history.call("receivable.raise", |desk| {
        fund::propose_gap(
            desk,
            &maker,
            of,
            ReceivableKind::AuditGap,
            amount,
            &document,
        )
    });
    if let Some(no) = no {
        let item = history.call("receivable.confirm", |desk| {
            fund::confirm_collection(desk, &checker, no)
        });
        if let Some(item) = item {
            history.model.items.push((item, place, amount.get()));
        }
    }
}

/// The risk fund: extracted, granted, settled.
pub fn risk(history: &mut History) {
    let (maker, checker, finance) = (staff("kj", CITY), staff("fh", CITY), staff("cz1", CITY));
    let place = (FUND, year(history));
    let act = match history.dice.below(4) {
        0 | 1 => RiskAct::Extract,
        2 => RiskAct::Grant(
            region(COUNTIES[1]),
            Fen::new(history.dice.between(1, 100_000)),
        ),
        _ => RiskAct::Settle,
    };
    let no = history.call("risk.propose", |desk| {
        fund::propose_risk(desk, &maker, place, act, "年度")
    });
    let Some(no) = no else {
        return;
    };
    let checked = history.call("risk.step", |desk| {
        fund::step_risk(desk, &checker, no, RiskStage::Checked, StepInput::default())
    });
    if checked.is_some() {
        let document = format!("市财〔2026〕{}号", history.model.serial());
        history.call("risk.step", |desk| {
            fund::step_risk(desk, &finance, no, RiskStage::Agreed, with(&document))
        });
    }
}

/// A statement of the bank is taken in, held against the books, and a difference is dealt with.
pub fn statement(history: &mut History) {
    let today = history.office.today();
    let (maker, checker) = (staff("kj", CITY), staff("fh", CITY));
    let account = BankAccount::new(FISCAL).unwrap();
    let (from, opening) = history.model.statement.unwrap_or((day("2025-09-01"), 0));
    if from > today {
        return;
    }
    let mut lines = Vec::new();
    let mut closing = opening;
    for no in 1..=history.dice.between(1, 4) {
        let amount = history.dice.between(1, 300_000);
        closing += amount;
        lines.push(StatementLine {
            line: no,
            on: today,
            key: format!("流水{}", history.model.serial()),
            amount: Fen::new(amount),
            balance: None,
            county: None,
            year: None,
            text: String::new(),
        });
    }
    let one = Statement {
        from,
        until: today,
        opening: Fen::new(opening),
        closing: Fen::new(closing),
        lines,
    };
    let content = format!("statement {}", history.model.serial());
    let taken = history.call("statement.import", |desk| {
        let place = (FUND, region(CITY));
        fund::import_statement(
            desk,
            &maker,
            place,
            ("fiscal", &account),
            &one,
            content.as_bytes(),
        )
    });
    if taken.is_none() {
        return;
    }
    history.model.statement = Some((today.add_days(1).unwrap(), closing));
    let held = history.call("statement.reconcile", |desk| {
        fund::reconcile(desk, &maker, (FUND, &account), today)
    });
    if let Some(held) = held {
        assert!(
            held.table.agrees(),
            "the balance table of the bank account does not meet"
        );
    }
    let open = fund::differences(&history.office.desk(), &maker, Some(&account)).unwrap();
    let Some(no) = history.dice.pick(&open).and_then(|one| one.no) else {
        return;
    };
    for (actor, state) in [
        (&maker, ExceptionState::Explained),
        (&checker, ExceptionState::Cleared),
    ] {
        let done = history.call("statement.difference", |desk| {
            fund::handle_difference(desk, actor, no, state, "在途，次月入账")
        });
        if done.is_none() {
            return;
        }
    }
}

/// Indicators that are out of bounds are raised, analysed, met, followed up.
pub fn alert(history: &mut History) {
    let name = COUNTIES[county(history)];
    let (maker, checker) = (staff("kj", name), staff("fh", name));
    let raised = history.call("alert.raise", |desk| {
        fund::raise_alerts(desk, &maker, FUND, region(name))
    });
    let steps = [
        (&checker, AlertStage::Analysed),
        (&maker, AlertStage::Measured),
        (&checker, AlertStage::FollowedUp),
    ];
    if let Some(no) = raised.unwrap_or_default().first().copied() {
        for (actor, stage) in steps {
            history.call("alert.step", |desk| {
                fund::step_alert(desk, actor, no, stage, "住院增长")
            });
        }
    }
}

/// The fund is published: approved, then frozen.
pub fn publish(history: &mut History) {
    let (maker, checker) = (staff("kj", CITY), staff("fh", CITY));
    let (place, today) = ((FUND, year(history)), history.office.today());
    let no = history.call("publication.generate", |desk| {
        fund::generate(desk, &maker, place, Topic::Fund, today)
    });
    let Some(no) = no else {
        return;
    };
    let walk = [
        (PublishStage::Approved, &checker),
        (PublishStage::Published, &maker),
        (PublishStage::Frozen, &checker),
    ];
    for (stage, actor) in walk {
        history.call("publication.step", |desk| {
            fund::step_publication(desk, actor, no, stage, StepInput::default())
        });
    }
}

/// Working capital of a county's agency.
pub fn revolving(history: &mut History) {
    let name = COUNTIES[county(history)];
    let (maker, checker) = (staff("kj", name), staff("fh", name));
    let kinds = [
        RevolvingKind::Advance,
        RevolvingKind::Paid,
        RevolvingKind::Replenished,
    ];
    let kind = *history.dice.pick(&kinds).unwrap();
    let amount = yuan(history.dice.between(1, 100));
    let place = (FUND, year(history), region(name));
    let document = format!("清算单 {}", history.model.serial());
    let no = history.call("revolving.propose", |desk| {
        fund::propose_revolving(desk, &maker, place, kind, amount, &document)
    });
    if let Some(no) = no {
        history.call("revolving.confirm", |desk| {
            fund::confirm_revolving(desk, &checker, no)
        });
    }
}

/// The report of last month is handed in.
pub fn hand_in(history: &mut History) {
    let name = COUNTIES[county(history)];
    let maker = staff("kj", name);
    let today = history.office.today();
    let end = Date::from_ymd(today.year(), today.month(), 1)
        .unwrap()
        .add_days(-1)
        .unwrap();
    history.call("report.hand_in", |desk| {
        fund::hand_in_report(
            desk,
            &maker,
            region(name),
            "budget_execution",
            end,
            b"report",
        )
    });
}
