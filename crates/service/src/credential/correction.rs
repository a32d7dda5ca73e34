//! Corrections of basic data at the card window: evidence, and a second user (篇6 二(二)).

use access::{Actor, Permission, Verdict};
use base::{Date, DocumentType, PersonNo, ProposalNo, Refused, Sex};
use enrolment::credential::Correction;
use enrolment::people::{DocumentNumber, Field, Person, PersonName};
use serde::{Deserialize, Serialize};
use store::people::{change as rows, read};
use store::{AsOf, Tx};

use crate::people::change::free;
use crate::{Desk, ServiceError, proposals};

/// The kind of the proposal.
pub const KIND: &str = "person.correction";

#[derive(Serialize, Deserialize)]
struct Body {
    field: String,
    before: String,
    after: String,
    evidence: String,
}

/// Enters a correction of a person of the actor's region; nothing changes until a second user has confirmed it.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] `correction.field` for what is
/// not corrected here, `correction.value`, as of [`Correction::new`], `card.no_form` for evidence that is not
/// archived; storage.
pub fn propose(
    desk: &Desk<'_>,
    actor: &Actor,
    person: PersonNo,
    (field, after): (Field, &str),
    evidence: &str,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::CardWrite)?;
    let today = AsOf::on(desk.today());
    desk.write(actor, "person.correction.propose", Some(evidence), |tx| {
        let record = read::find(tx, scope, person, today)?;
        let record = record.ok_or(ServiceError::NotFound("人员"))?;
        let before = standing(&record.person, field, today.valid)?;
        let after = readable(field, after)?;
        let entered = (field, before.as_str(), after.as_str());
        let one = Correction::new(person, entered, evidence, actor.user().clone())?;
        super::form::archived(tx, scope, evidence)?;
        let body = Body {
            field: field.code().to_owned(),
            before: one.before.to_string(),
            after: one.after.to_string(),
            evidence: one.evidence.to_string(),
        };
        let body = serde_json::to_string(&body).map_err(|_| unread())?;
        let (needs, region) = (Permission::CardDecide, record.person.residence);
        proposals::propose(tx, actor, KIND, needs, region, person.get(), &body)
    })
}

/// Decides a correction; an approved one is written in the same step, in every version of the record: what was
/// wrong was wrong from the beginning. What stood before stays readable as of before.
///
/// # Errors
/// As of [`proposals::decide`]; [`ServiceError::Refused`] `correction.own`, `correction.stale`,
/// `document.other_person`; storage.
pub fn decide(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<(), ServiceError> {
    desk.write(actor, "person.correction.decide", Some(reason), |tx| {
        let kind = (KIND, "待复核的基本信息更正");
        let proposal = proposals::approved(desk, tx, actor, kind, no, verdict, reason)?;
        let Some(proposal) = proposal else {
            return Ok(());
        };
        let body: Body = serde_json::from_str(&proposal.body).map_err(|_| unread())?;
        let field = Field::ALL.iter().find(|field| field.code() == body.field);
        let field = *field.ok_or_else(unread)?;
        let person = PersonNo::new(proposal.subject).ok_or_else(unread)?;
        let today = AsOf::on(desk.today());
        let record = read::find(tx, actor.scope(), person, today)?;
        let record = record.ok_or(ServiceError::NotFound("人员"))?;
        let entered = (field, body.before.as_str(), body.after.as_str());
        let maker = proposal.maker.clone();
        let one = Correction::new(person, entered, &body.evidence, maker)?;
        let now = standing(&record.person, field, today.valid)?;
        let checked = one.confirm(actor.user().clone(), &now)?;
        write(tx, actor, &record, &checked.correction, today.valid)
    })
}

fn write(
    tx: &mut Tx<'_>,
    actor: &Actor,
    record: &read::Record,
    one: &Correction,
    today: Date,
) -> Result<(), ServiceError> {
    let (scope, reason) = (
        actor.scope(),
        format!("更正{}，依据 {}", one.field.zh(), one.evidence),
    );
    if one.field == Field::DocumentNumber {
        let read = |text: &str| {
            let number = DocumentNumber::read(DocumentType::ResidentCard, text);
            number.map_err(|error| Refused::new("correction.value", error.zh()))
        };
        let (wrong, right) = (read(&one.before)?, read(&one.after)?);
        free(tx, scope, one.person, &right)?;
        let before = &record.person.papers;
        let mut after = before.clone();
        let old = (DocumentType::ResidentCard, wrong.canonical());
        after.correct(old, right, today, &reason)?;
        return Ok(rows::papers(tx, record.key, before, &after)?);
    }
    let name = PersonName::new(&one.after);
    let sex = Sex::from_code(&one.after);
    let birth = Date::parse(&one.after);
    let apply = |person: &mut Person| match one.field {
        Field::Name => {
            if let Ok(name) = &name {
                person.name = name.clone();
            }
        }
        Field::Sex => person.sex = sex.unwrap_or(person.sex),
        Field::Birth => {
            if let Ok(birth) = birth {
                person.birth = birth;
            }
        }
        Field::Phone => person.phone = Some(one.after.clone()),
        Field::Address => person.address = Some(one.after.clone()),
        _ => {}
    };
    Ok(rows::correct(tx, scope, record.key, &reason, &apply)?)
}

/// What stands in a field today.
fn standing(person: &Person, field: Field, on: Date) -> Result<String, Refused> {
    Ok(match field {
        Field::Name => person.name.as_str().to_owned(),
        Field::Sex => person.sex.code().to_owned(),
        Field::Birth => person.birth.to_string(),
        Field::Phone => person.phone.as_deref().unwrap_or_default().to_owned(),
        Field::Address => person.address.as_deref().unwrap_or_default().to_owned(),
        Field::DocumentNumber => {
            let card = |paper: &&enrolment::people::Paper| {
                paper.number.document_type() == DocumentType::ResidentCard
            };
            let paper = person.papers.on(on).find(card);
            paper.map_or_else(String::new, |paper| paper.number.canonical().to_owned())
        }
        other => {
            let zh = format!("{}不在卡证窗口更正，请在人员登记业务中办理。", other.zh());
            return Err(Refused::new("correction.field", zh));
        }
    })
}

/// The new value in the form in which it will stand.
fn readable(field: Field, text: &str) -> Result<String, Refused> {
    let text = text.trim();
    let refused = |zh: String| Refused::new("correction.value", zh);
    Ok(match field {
        Field::Name => PersonName::new(text)
            .map_err(|error| refused(error.zh()))?
            .as_str()
            .to_owned(),
        Field::Sex => {
            let code = match text {
                "男" => "1",
                "女" => "2",
                other => other,
            };
            let sex = Sex::from_code(code);
            let sex = sex.ok_or_else(|| refused("性别请填写男或女。".to_owned()))?;
            sex.code().to_owned()
        }
        Field::Birth => {
            let day = Date::parse(text);
            day.map_err(|_| refused("出生日期请按 2001-02-03 的样子填写。".to_owned()))?
                .to_string()
        }
        Field::DocumentNumber => {
            let number = DocumentNumber::read(DocumentType::ResidentCard, text);
            let number = number.map_err(|error| refused(error.zh()))?;
            number.canonical().to_owned()
        }
        _ => text.to_owned(),
    })
}

fn unread() -> ServiceError {
    ServiceError::Input("待复核事项的内容不能读取，请重新录入。".to_owned())
}
