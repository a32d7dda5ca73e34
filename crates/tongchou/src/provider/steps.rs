//! Steps of the way in and out: proposed by one, decided by another.

use access::Verdict;
use anyhow::{Context, Result, anyhow};
use base::{Fen, ProposalNo};
use directory::agreement::Target;
use directory::agreement::sanction::Violation;
use directory::provider::{Change, Licence as Held, LicenceKind, ProviderKind};
use service::provider::{self, Charge, Leaving, NewText, Signing, Supplementing};

use super::asks::{
    Apply, ChangeAsk, Confirm, Decide, End, Licence, Lift, OfChange, Rules, Sanction, Sign,
    Supplement, Text, Transfer,
};
use super::files;
use crate::exit::Outcome;
use crate::office::Office;

/// Tells that a proposal waits for another user.
pub fn waits(no: ProposalNo) -> Result<Outcome> {
    println!("第 {no} 号事项待复核，请另一名用户运行 tongchou provider approve {no}。");
    Ok(Outcome::Done)
}

pub fn licence(ask: &Licence) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let holds = base::Validity::new(Some(ask.from), ask.until);
    let kind = match ask.code.is_pharmacy() {
        true => ProviderKind::Pharmacy,
        false => ProviderKind::Hospital,
    };
    let licence = Held {
        kind: LicenceKind::needed_by(kind),
        number: ask.number.as_str().into(),
        holds: holds.map_err(|error| anyhow!(error.zh()))?,
    };
    office.act("provider.licence", ask.code.as_str(), |desk, actor| {
        provider::add_licence(desk, actor, &ask.code, &licence)
    })?;
    println!(
        "{} 的{} {} 已登记。",
        ask.code,
        licence.kind.zh(),
        ask.number
    );
    Ok(Outcome::Done)
}

pub fn change(ask: &ChangeAsk) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let change = Change::parse(&ask.field, &ask.value).ok_or_else(|| {
        anyhow!(
            "变更项目 {} 或内容不能读取，请核对 --field 和 --value。",
            base::show_value(&ask.field)
        )
    })?;
    let (no, proposal) = office.act("provider.change", ask.code.as_str(), |desk, actor| {
        provider::request_change(desk, actor, &ask.code, (change, ask.from), &ask.evidence)
    })?;
    println!("第 {no} 号变更已登记，等待县区初审。");
    waits(proposal)
}

pub fn confirm_change(ask: &OfChange) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("change {}", ask.change);
    let no = office.act("provider.change_confirm", &subject, |desk, actor| {
        provider::propose_change_confirm(desk, actor, ask.change)
    })?;
    waits(no)
}

pub fn apply(ask: &Apply) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let (no, proposal) = office.act("provider.apply", ask.code.as_str(), |desk, actor| {
        provider::apply(desk, actor, &ask.code, &ask.evidence)
    })?;
    println!("第 {no} 号定点申请已登记，等待县区初审。");
    waits(proposal)
}

pub fn confirm(ask: &Confirm) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("designation {}", ask.designation);
    let no = office.act("provider.confirm", &subject, |desk, actor| {
        let why = (ask.reason.as_str(), ask.evidence.as_str());
        provider::propose_confirm(desk, actor, ask.designation, why)
    })?;
    waits(no)
}

pub fn withdraw(ask: &Confirm) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("designation {}", ask.designation);
    office.act("provider.withdraw", &subject, |desk, actor| {
        let why = (ask.reason.as_str(), ask.evidence.as_str());
        provider::withdraw(desk, actor, ask.designation, why)
    })?;
    println!("第 {} 号申请已撤回。", ask.designation);
    Ok(Outcome::Done)
}

pub fn text(ask: &Text) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let new = NewText {
        version: ask.version.clone(),
        pharmacies: ask.pharmacies,
        from: ask.from,
        clauses: files::clauses(&ask.file)?,
    };
    let no = office.act("provider.text", &ask.version, |desk, actor| {
        provider::propose_text(desk, actor, &new)
    })?;
    waits(no)
}

pub fn sign(ask: &Sign) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let text = ask.text.as_deref().map(files::clauses).transpose()?;
    let wanted = Signing {
        designation: ask.designation,
        text,
        services: ask.services.clone(),
        days: (ask.from, ask.until),
        for_agency: ask.for_agency.clone(),
        for_provider: ask.for_provider.clone(),
    };
    let subject = format!("designation {}", ask.designation);
    let no = office.act("provider.sign", &subject, |desk, actor| {
        provider::propose_agreement(desk, actor, &wanted)
    })?;
    waits(no)
}

pub fn supplement(ask: &Supplement) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let clauses = ask.clauses.as_deref().map(files::clauses).transpose()?;
    let wanted = Supplementing {
        provider: ask.code.clone(),
        reason: ask.reason,
        from: ask.from,
        clauses: clauses.unwrap_or_default(),
        services: ask.services.clone(),
    };
    let no = office.act("provider.supplement", ask.code.as_str(), |desk, actor| {
        provider::propose_supplement(desk, actor, &wanted)
    })?;
    waits(no)
}

pub fn end(ask: &End) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let wanted = Leaving {
        provider: ask.code.clone(),
        last_day: ask.last_day,
        reason: ask.reason,
        evidence: ask.evidence.clone(),
        not_renewed: ask.not_renewed,
    };
    let no = office.act("provider.end", ask.code.as_str(), |desk, actor| {
        provider::propose_end(desk, actor, &wanted)
    })?;
    waits(no)
}

pub fn sanction(ask: &Sanction) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let target = match (&ask.department, &ask.person) {
        (Some(department), _) => Target::Department(department.as_str().into()),
        (None, Some(person)) => Target::Person(person.clone()),
        (None, None) => Target::Provider,
    };
    let charge = Charge {
        violation: Violation {
            provider: ask.code.clone(),
            target,
            found: office.desk().today(),
            facts: ask.facts.as_str().into(),
            broken: ask.broken.as_str().into(),
            loss: ask.loss,
            serious: ask.serious,
            evidence: ask.evidence.as_str().into(),
        },
        measure: ask.measure,
        days: (ask.from, ask.until),
        fine: ask.fine.unwrap_or(Fen::ZERO),
    };
    let no = office.act("provider.sanction", ask.code.as_str(), |desk, actor| {
        provider::propose_sanction(desk, actor, &charge)
    })?;
    waits(no)
}

pub fn lift(ask: &Lift) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("provider_sanction {}", ask.sanction);
    let no = office.act("provider.lift", &subject, |desk, actor| {
        provider::propose_lift(desk, actor, ask.sanction, (ask.from, &ask.reason))
    })?;
    waits(no)
}

pub fn rules(ask: &Rules) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let text = std::fs::read_to_string(&ask.file);
    let text = text.with_context(|| format!("无法读取 {}", ask.file.display()))?;
    let no = office.act("provider.rules", ask.kind.code(), |desk, actor| {
        provider::propose_rules(desk, actor, ask.kind, ask.from, &text)
    })?;
    waits(no)
}

pub fn transfer(ask: &Transfer) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let wanted = provider::Transfer {
        staff: ask.person.clone(),
        from: ask.from.clone(),
        to: ask.to.clone(),
        department: ask.department.clone(),
        on: ask.on,
        main: ask.main,
    };
    office.act("provider.transfer", ask.person.as_str(), |desk, actor| {
        provider::transfer(desk, actor, &wanted)
    })?;
    println!("{} 自 {} 起登记在 {} 执业。", ask.person, ask.on, ask.to);
    Ok(Outcome::Done)
}

pub fn decide(ask: &Decide, verdict: Verdict) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("proposal {}", ask.proposal);
    let told = office.act("provider.decide", &subject, |desk, actor| {
        provider::decide(desk, actor, ask.proposal, verdict, &ask.reason)
    })?;
    println!("第 {} 号事项：{told}", ask.proposal);
    Ok(Outcome::Done)
}
