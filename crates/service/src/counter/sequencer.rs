//! The queue of a pooling area: messages are carried out one after the other and committed many at a time.
//!
//! The committer takes what waits, never on a timer: a lone message is committed at once, and while a commit
//! is under way the next batch gathers. Answers are given after the commit. A batch that storage does not take
//! is parted until the message that it stumbles over stands alone.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use access::{Moment, Role, Scope, UserName};
use base::{Refused, RegionCode};
use settlement::visit::CivilTime;
use settlement::{RecordNo, VisitNo};
use store::catalogue::queue::Noted;
use store::counter::message::{self, MessageRow};
use store::{Deed, Store, Tx};

use super::key::{Ids, Key, Needs};
use super::retry::{Recognised, recognise};
use super::rules::RulesSource;
use super::save::Rows;
use super::work::{Answered, Done, Outcome, Turned, Work};
use super::{Change, World, feed, load};
use crate::{Clock, ServiceError, credential};

/// Bounds of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Messages that may wait; one more is answered as busy.
    pub waiting: usize,
    /// Messages of one commit at most.
    pub batch: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            waiting: 2_000,
            batch: 100,
        }
    }
}

/// What becomes of an answer.
pub type Reply = Box<dyn FnOnce(Outcome) + Send>;

/// The counter of a pooling area. Clones share the queue.
#[derive(Clone)]
pub struct Counter(Arc<Shared>);

struct Shared {
    desk: Desk,
    queue: Mutex<Option<SyncSender<Waiting>>>,
    waiting: Arc<AtomicUsize>,
    committer: Mutex<Option<JoinHandle<()>>>,
}

/// What both the committer and readers need.
#[derive(Clone)]
struct Desk {
    store: Arc<Store>,
    clock: Arc<dyn Clock + Send + Sync>,
    rules: Arc<dyn RulesSource>,
    scope: Scope,
}

struct Waiting {
    key: Key,
    work: Box<dyn Work>,
    reply: Reply,
}

impl Waiting {
    fn needs(&self) -> Needs {
        let mut needs = self.work.needs();
        needs
            .institutions
            .push(self.key.message.institution.clone());
        needs
    }
}

impl Counter {
    /// Opens the counter of a pooling area, with a thread that commits.
    ///
    /// # Errors
    /// [`ServiceError::Input`] where the thread cannot be started.
    pub fn open(
        store: Arc<Store>,
        pool: RegionCode,
        clock: Arc<dyn Clock + Send + Sync>,
        (rules, settings): (Arc<dyn RulesSource>, Settings),
    ) -> Result<Counter, ServiceError> {
        let desk = Desk {
            store,
            clock,
            rules,
            scope: Scope::whole(pool),
        };
        let (queue, waits) = sync_channel(settings.waiting.max(1));
        let waiting = Arc::new(AtomicUsize::new(0));
        let (own, count) = (desk.clone(), Arc::clone(&waiting));
        let committer = std::thread::Builder::new()
            .name("counter".to_owned())
            .spawn(move || commit_all(&own, &waits, settings.batch.max(1), &count))
            .map_err(|_| {
                ServiceError::Input("不能启动窗口的提交线程，请检查系统资源。".to_owned())
            })?;
        Ok(Counter(Arc::new(Shared {
            desk,
            queue: Mutex::new(Some(queue)),
            waiting,
            committer: Mutex::new(Some(committer)),
        })))
    }

    /// Hands a message in. Never waits: where the queue is full the answer is [`Turned::Busy`].
    pub fn submit(&self, key: Key, work: Box<dyn Work>, reply: Reply) {
        let queue = locked(&self.0.queue).clone();
        let Some(queue) = queue else {
            return reply(Err(Turned::Closed));
        };
        self.0.waiting.fetch_add(1, Ordering::Relaxed);
        match queue.try_send(Waiting { key, work, reply }) {
            Ok(()) => {}
            Err(TrySendError::Full(back)) => {
                self.0.waiting.fetch_sub(1, Ordering::Relaxed);
                (back.reply)(Err(Turned::Busy));
            }
            Err(TrySendError::Disconnected(back)) => {
                self.0.waiting.fetch_sub(1, Ordering::Relaxed);
                (back.reply)(Err(Turned::Closed));
            }
        }
    }

    /// Hands a message in and waits for its answer.
    ///
    /// # Errors
    /// As [`Outcome`] says.
    pub fn carry_out(&self, key: Key, work: Box<dyn Work>) -> Outcome {
        let (answered, answer) = sync_channel(1);
        let reply = move |outcome| {
            // who asked may have gone; the message is carried out all the same
            let _ = answered.send(outcome);
        };
        self.submit(key, work, Box::new(reply));
        answer.recv().unwrap_or(Err(Turned::Closed))
    }

    /// What a message would be answered, on a snapshot; nothing is kept (2101, 2206, 2303).
    ///
    /// # Errors
    /// As [`Outcome`] says.
    pub fn trial(&self, work: &dyn Work) -> Outcome {
        let desk = &self.0.desk;
        let now = desk.now().map_err(|error| failed(&error))?;
        let ids = Ids {
            visit: FIRST_VISIT,
            record: FIRST_RECORD,
            spare: 0,
        };
        let answer = desk.store.read(|session| {
            let world = load::world(
                session,
                desk.scope,
                (&*desk.rules, now, desk.moment()),
                &[work.needs()],
            )?;
            Ok::<_, ServiceError>(guarded(work, &world, ids))
        });
        match answer {
            Ok(Ok(done)) => Ok(Answered {
                answer: done.answer,
                again: false,
            }),
            Ok(Err(refused)) => Err(Turned::Refused(refused)),
            Err(error) => Err(failed(&error)),
        }
    }

    /// How many messages wait.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.0.waiting.load(Ordering::Relaxed)
    }

    /// Takes nothing more in, and comes back when everything that was taken in is answered.
    pub fn close(&self) {
        drop(locked(&self.0.queue).take());
        let committer = locked(&self.0.committer).take();
        if let Some(committer) = committer {
            // a committer that panicked has answered nobody; there is nothing left to wait for
            let _ = committer.join();
        }
    }
}

/// Numbers of a trial, which keeps nothing.
const FIRST_VISIT: VisitNo = match VisitNo::new(1) {
    Some(no) => no,
    None => panic!("1 is a number of a visit"),
};
const FIRST_RECORD: RecordNo = match RecordNo::new(1) {
    Some(no) => no,
    None => panic!("1 is a number of a record"),
};

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn commit_all(desk: &Desk, waits: &Receiver<Waiting>, most: usize, waiting: &AtomicUsize) {
    while let Ok(first) = waits.recv() {
        let mut batch = vec![first];
        while batch.len() < most
            && let Ok(next) = waits.try_recv()
        {
            batch.push(next);
        }
        waiting.fetch_sub(batch.len(), Ordering::Relaxed);
        commit(desk, batch);
    }
}

/// Commits a batch, or parts it where storage does not take it.
fn commit(desk: &Desk, batch: Vec<Waiting>) {
    match desk.carry_out(&batch) {
        Ok(outcomes) => {
            for (one, outcome) in batch.into_iter().zip(outcomes) {
                (one.reply)(outcome);
            }
        }
        Err(error) if batch.len() == 1 => {
            for one in batch {
                (one.reply)(Err(failed(&error)));
            }
        }
        Err(_) => {
            let mut first = batch;
            let second = first.split_off(first.len() / 2);
            commit(desk, first);
            commit(desk, second);
        }
    }
}

impl Desk {
    fn moment(&self) -> Moment {
        Moment::from_millis(self.clock.wall())
    }

    fn now(&self) -> Result<CivilTime, ServiceError> {
        let second = u32::try_from(self.clock.wall().div_euclid(1_000).rem_euclid(60)).unwrap_or(0);
        let minutes = self.clock.wall().div_euclid(60_000) + CHINA_MINUTES;
        let of_day = u32::try_from(minutes.rem_euclid(1_440)).unwrap_or(0);
        CivilTime::at(self.clock.today(), of_day / 60, of_day % 60, second)
            .ok_or_else(|| ServiceError::Input("系统时钟读数不合理，请校准。".to_owned()))
    }

    /// Everything of a batch in one transaction; the answers once it is committed.
    fn carry_out(&self, batch: &[Waiting]) -> Result<Vec<Outcome>, ServiceError> {
        let now = self.now()?;
        let deed = Deed {
            pool: self.scope.pool(),
            region: self.scope.region(),
            user: user()?,
            role: Role::Institution,
            command: "counter.batch".to_owned(),
            reason: None,
            wall: self.clock.wall(),
        };
        self.store.write(&deed, |tx| {
            let known = known(tx, self.scope, batch)?;
            let needs: Vec<Needs> = batch.iter().map(Waiting::needs).collect();
            let mut world =
                load::world(tx, self.scope, (&*self.rules, now, self.moment()), &needs)?;
            let accounts = world.accounts.clone();
            let reserved = needs.iter().map(|it| u64::from(it.spare) + 1).sum::<u64>();
            let reserved = u32::try_from(reserved)
                .map_err(|_| ServiceError::Input("一批交易过大，请减小批次。".to_owned()))?;
            let mut next = tx.take("counter", reserved)?;
            let mut state = Batch {
                known,
                rows: Rows::default(),
            };
            let mut outcomes = Vec::with_capacity(batch.len());
            for (one, needs) in batch.iter().zip(&needs) {
                let ids = ids(next, needs.spare)?;
                next += i64::from(needs.spare) + 1;
                outcomes.push(state.one(one, &mut world, ids));
            }
            note(tx, self.scope, &world)?;
            keep_contacts(tx, self.scope, &world)?;
            if !state.rows.is_empty() {
                let before = (&accounts, now.date());
                state.rows.write(tx, self.scope, before)?;
            }
            Ok(outcomes)
        })
    }
}

/// China has one time.
const CHINA_MINUTES: i64 = 8 * 60;

fn user() -> Result<UserName, ServiceError> {
    UserName::new("gateway").map_err(|error| ServiceError::Input(error.zh()))
}

fn ids(next: i64, spare: u32) -> Result<Ids, ServiceError> {
    let numbers = VisitNo::new(next).zip(RecordNo::new(next));
    let (visit, record) = numbers
        .ok_or_else(|| ServiceError::Input("窗口编号已用尽，请联系系统管理员。".to_owned()))?;
    Ok(Ids {
        visit,
        record,
        spare,
    })
}

/// Own codes that nobody has mapped go to the queue, whether or not their lines were taken.
fn note(tx: &mut Tx<'_>, scope: Scope, world: &World) -> Result<(), ServiceError> {
    let mut by_institution: BTreeMap<String, Vec<Noted>> = BTreeMap::new();
    for (institution, noted) in world.unmapped.take() {
        by_institution.entry(institution).or_default().push(noted);
    }
    for (institution, lines) in by_institution {
        let region = world.rules.providers.region(&institution);
        let place = (institution.as_str(), region.unwrap_or(scope.region()));
        store::catalogue::queue::note(tx, scope, place, &lines)?;
    }
    Ok(())
}

/// Checks of what was shown are kept whatever became of their messages (篇7 第二十条).
fn keep_contacts(tx: &mut Tx<'_>, scope: Scope, world: &World) -> Result<(), ServiceError> {
    let region = |place: &str| {
        world
            .rules
            .providers
            .region(place)
            .unwrap_or(scope.region())
    };
    let made = world.contacts_made().into_iter();
    let made: Vec<_> = made.map(|check| (region(&check.place), check)).collect();
    credential::shown::keep(tx, &made)
}

/// What is known under the ids of a batch.
fn known(
    tx: &mut Tx<'_>,
    scope: Scope,
    batch: &[Waiting],
) -> Result<Vec<MessageRow>, ServiceError> {
    let msgids: BTreeSet<String> = batch
        .iter()
        .map(|one| one.key.message.msgid.clone())
        .collect();
    let msgids: Vec<String> = msgids.into_iter().collect();
    Ok(message::find(tx, scope, &msgids)?)
}

/// A batch as far as it has been carried out.
struct Batch {
    known: Vec<MessageRow>,
    rows: Rows,
}

impl Batch {
    fn one(&mut self, one: &Waiting, world: &mut World, ids: Ids) -> Outcome {
        if let Some(answer) = self.answered_before(&one.key)? {
            return Ok(Answered {
                answer,
                again: true,
            });
        }
        let done = guarded(&*one.work, world, ids).map_err(Turned::Refused)?;
        for change in &done.changes {
            world.apply(change);
            if let Change::Tombstone(row) = change {
                self.known.push((**row).clone());
            }
        }
        let made = done.changes.iter().find_map(|change| match change {
            Change::Record(row) => Some(row.no),
            _ => None,
        });
        let key = &one.key;
        let row = MessageRow {
            no: ids.record.get(),
            institution: key.message.institution.clone(),
            infno: key.message.infno.clone(),
            msgid: key.message.msgid.clone(),
            digest: key.digest.clone(),
            tombstone: false,
            person: key.person.clone(),
            record: made,
            answer: done.answer.clone(),
        };
        self.known.push(row.clone());
        world.messages.push(row.clone());
        self.rows.tell(feed::events(&done.changes, world));
        self.rows.take(done.changes);
        self.rows.answered(row);
        Ok(Answered {
            answer: done.answer,
            again: false,
        })
    }

    /// The first answer to the same message.
    fn answered_before(&self, key: &Key) -> Result<Option<String>, Turned> {
        let under = |row: &&MessageRow| {
            row.msgid == key.message.msgid
                && row.infno == key.message.infno
                && row.institution == key.message.institution
        };
        let rows: Vec<&MessageRow> = self.known.iter().filter(under).collect();
        match recognise(&rows, key).map_err(Turned::Refused)? {
            Recognised::Retry(row) => Ok(Some(row.answer.clone())),
            Recognised::New => Ok(None),
        }
    }
}

/// A defect in one message must not take the others with it.
fn guarded(work: &dyn Work, world: &World, ids: Ids) -> Result<Done, Refused> {
    catch_unwind(AssertUnwindSafe(|| work.carry_out(world, ids))).unwrap_or_else(|_| {
        Err(Refused::new(
            "counter.defect",
            "平台内部出错，这笔交易没有办理，请联系系统管理员。",
        ))
    })
}

fn failed(error: &ServiceError) -> Turned {
    match error {
        ServiceError::Refused(refused) => Turned::Refused(refused.clone()),
        other => Turned::Failed(other.zh()),
    }
}
