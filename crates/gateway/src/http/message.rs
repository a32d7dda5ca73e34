//! A message through all steps, on a thread of its own.

use std::sync::Arc;

use base::Refused;
use service::ServiceError;
use service::counter::{Counter, Key, Outcome, Turned as Back};
use service::gateway::{Sender, actor_of};
use store::StoreError;

use super::dialect::{by_headers, by_institution};
use super::door::Ring;
use super::house::House;
use super::metrics::Counted;
use crate::desk::{Call, Handler, Post, Reply};
use crate::frame::{self, Asked, Infno, Message, Moment, check_infno};
use crate::guard::{Headers, Turned, admit};
use crate::profile::Profile;

/// A request as it came.
pub(super) struct Heard {
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// When it came, on the day of the office: what it does is dated so.
    pub received: Moment,
    /// When it came by the wall: by which signed headers are fresh or stale.
    pub wall: Moment,
}

impl Heard {
    fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// What is known of a message by the time that it is answered.
#[derive(Clone)]
pub(super) struct Told {
    /// Its dialect; the common one while it is not known.
    pub profile: Profile,
    /// The keys, for an answer that is sealed.
    pub ring: Option<Arc<dyn Ring>>,
    /// Its number, where it could be read.
    pub infno: Option<Infno>,
    /// Its id, where it could be read.
    pub msgid: String,
    /// The institution, where it could be read.
    pub institution: String,
    /// The account, where one was admitted.
    pub account: Option<String>,
}

/// Why a message has no reply.
#[derive(Debug)]
pub(super) enum Why {
    /// The gateway does not know who calls.
    Gateway(Refused),
    /// It is refused.
    Refused(Refused),
    /// The platform failed; the sentence for the sender.
    Failed(Refused),
}

impl Why {
    pub const fn counted(&self) -> Counted {
        match self {
            Why::Gateway(_) => Counted::TurnedAway,
            Why::Refused(_) => Counted::Refused,
            Why::Failed(_) => Counted::Failed,
        }
    }

    pub const fn refused(&self) -> &Refused {
        match self {
            Why::Gateway(refused) | Why::Refused(refused) | Why::Failed(refused) => refused,
        }
    }
}

impl From<Refused> for Why {
    fn from(refused: Refused) -> Why {
        Why::Refused(refused)
    }
}

impl From<ServiceError> for Why {
    fn from(error: ServiceError) -> Why {
        match error {
            ServiceError::Refused(refused) => Why::Refused(refused),
            ServiceError::Store(error) => Why::Failed(failed(&error)),
            other => {
                let zh = other.zh();
                Why::Refused(Refused::new(other.code(), zh))
            }
        }
    }
}

/// Why a transaction was not carried out. What does not speak of a field names the transaction at least.
fn of_transaction(infno: &str, error: ServiceError) -> Why {
    match Why::from(error) {
        Why::Refused(refused) if matches!(refused.code(), "not_found" | "denied" | "input") => {
            let zh = format!("交易{infno}：{}", refused.sentence());
            Why::Refused(Refused::new(refused.code(), zh))
        }
        why => why,
    }
}

/// The store failed. What the engine said stays in our log: it may name hosts and files.
fn failed(error: &StoreError) -> Refused {
    tracing::error!(target: "gateway", %error, "store");
    Refused::new(
        "gateway.failed",
        "平台存储暂时出错，本笔未能确认是否办成，请稍后原样重发（报文ID不变），平台会返回首次结果。",
    )
}

/// How far a message is.
pub(super) enum Step {
    /// It is done.
    Done(Reply),
    /// It waits for the counter.
    Posted(Counter, Key, Box<Post>),
}

/// Carries a message out, or makes it ready for the counter.
pub(super) fn carry(house: &House, heard: &Heard, told: &mut Told) -> Result<Step, Why> {
    let ring = house.door.ring()?;
    told.ring = Some(Arc::clone(&ring));
    let pairs: Vec<(&str, &str)> = heard
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let headers = Headers::new(&pairs);
    let message = read(house, heard, &headers, &*ring, told)?;
    let in_path = told.profile.route(&heard.path).flatten();
    check_infno(in_path, message.envelope.infno)?;
    let admitted = admitted(house, heard, (&headers, &message), &*ring, told)?;
    told.account.clone_from(&admitted.account);
    let region = ring.institution(&admitted.institution);
    let region = region.ok_or_else(|| unknown(&admitted.institution))?;
    let sender = Sender { region, ..admitted };
    house
        .marks
        .heard(&sender.institution, sender.region, heard.wall);
    use_case(house, heard, &message, &sender, &told.profile)
}

/// The dialect of a message, and the message read in it.
fn read(
    house: &House,
    heard: &Heard,
    headers: &Headers<'_>,
    ring: &dyn Ring,
    told: &mut Told,
) -> Result<Message, Why> {
    let (path, today) = (heard.path.as_str(), heard.received.day());
    let common = &house.common;
    let profile = by_headers(&house.profiles, common, (headers, path), ring, today)?;
    told.profile = profile.clone();
    let message = read_in(heard, profile)?;
    told.infno = Some(message.envelope.infno);
    told.msgid.clone_from(&message.envelope.msgid);
    told.institution
        .clone_from(&message.envelope.fixmedins_code);
    if profile.id != common.id || names_account(headers)? {
        return Ok(message);
    }
    let named = (message.envelope.fixmedins_code.as_str(), path);
    let own = by_institution(&house.profiles, named, ring, today)?;
    if own.id == profile.id {
        return Ok(message);
    }
    told.profile = own.clone();
    Ok(read_in(heard, own)?)
}

fn names_account(headers: &Headers<'_>) -> Result<bool, Refused> {
    Ok(headers.get("x-tif-paasid")?.is_some() || headers.get("_api_access_key")?.is_some())
}

fn read_in(heard: &Heard, profile: &Profile) -> Result<Message, Refused> {
    frame::read(
        heard.header("content-type"),
        &heard.body,
        &profile.bodies,
        &profile.envelope,
        &profile.limits,
    )
}

/// Whether the message may go on; the sender, whose place is not known yet.
fn admitted(
    house: &House,
    heard: &Heard,
    (headers, message): (&Headers<'_>, &Message),
    ring: &dyn Ring,
    told: &Told,
) -> Result<Sender, Why> {
    let mut memory = house.marks.memory();
    let answer = admit(
        headers,
        message,
        &told.profile,
        ring,
        &mut memory,
        heard.wall,
    );
    if let Some(why) = memory.failed {
        return Err(Why::Failed(failed(&StoreError::Engine(why))));
    }
    let admitted = answer.map_err(|turned| match turned {
        Turned::Gateway(refused) => Why::Gateway(refused),
        Turned::Interface(refused) => Why::Refused(refused),
    })?;
    Ok(Sender {
        account: admitted.account,
        institution: message.envelope.fixmedins_code.clone(),
        region: house.pool,
    })
}

fn unknown(institution: &str) -> Refused {
    Refused::new(
        "gateway.institution_unknown",
        format!("机构{institution}没有登记接口账号，请向经办机构申请。"),
    )
}

/// The check of the input and the use case.
fn use_case(
    house: &House,
    heard: &Heard,
    message: &Message,
    sender: &Sender,
    profile: &Profile,
) -> Result<Step, Why> {
    let infno = message.envelope.infno;
    let input = house
        .definitions
        .check_message(infno, &message.envelope.input, profile)?;
    let transaction = input.transaction();
    let handler = house
        .transactions
        .find(&transaction.infno, &transaction.name)?;
    let actor = actor_of(house.pool, sender)?;
    let asked = Asked::of(message);
    let call = Call {
        desk: house.desk(),
        definitions: house.definitions,
        sender,
        actor: &actor,
        message,
        input: &input,
        asked: &asked,
        profile,
        received: heard.received,
    };
    match handler {
        Handler::Query(query) => {
            let reply = query(&call).map_err(|error| of_transaction(call.infno(), error))?;
            Ok(Step::Done(reply))
        }
        Handler::Work(posting) => {
            let post = posting(&call)?;
            Ok(Step::Posted(
                counter(house, &call)?,
                call.key(),
                Box::new(post),
            ))
        }
        Handler::Trial(posting) => {
            let post = posting(&call)?;
            let outcome = counter(house, &call)?.trial(&post);
            let (reply, _) = answered(house, call.infno(), outcome)?;
            Ok(Step::Done(reply))
        }
    }
}

fn counter(house: &House, call: &Call<'_>) -> Result<Counter, Refused> {
    house.counter.clone().ok_or_else(|| {
        Refused::new(
            "gateway.not_open",
            format!("本平台的结算窗口尚未启用，暂不能办理交易{}。", call.infno()),
        )
    })
}

/// What the counter said of a message, and whether it said so before.
pub(super) fn answered(house: &House, infno: &str, outcome: Outcome) -> Result<(Reply, bool), Why> {
    let busy = |back: &Back| Why::Failed(Refused::new("gateway.busy", back.zh()));
    match outcome {
        Ok(answered) => {
            let answer = house.definitions.restored(infno, &answered.answer);
            let answer = answer.map_err(Why::Failed)?;
            Ok((Reply::Rows(answer), answered.again))
        }
        Err(Back::Refused(refused)) => Err(Why::Refused(refused)),
        Err(back @ (Back::Busy | Back::Closed)) => Err(busy(&back)),
        Err(Back::Failed(why)) => Err(Why::Failed(failed(&StoreError::Engine(why)))),
    }
}
