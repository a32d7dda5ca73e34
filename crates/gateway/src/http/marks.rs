//! The memory of marks that all servers of a pooling area share: a thread that writes what is there in one commit.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use base::RegionCode;
use sha2::{Digest as _, Sha256};
use store::gateway::{self, ContactRow, MarkRow, Seen as Stored};
use store::{Store, StoreError};

use crate::frame::Moment;
use crate::guard::{Mark, Seen, Sighting};

/// Marks that are written in one commit at most.
const TOGETHER: usize = 200;
/// Marks that wait at most.
const WAITING: usize = 4_096;
/// How often what is over is forgotten, and contacts are written.
const SWEEP: Duration = Duration::from_secs(60);

/// What the thread is asked.
enum Ask {
    Sight(MarkRow, i64, SyncSender<Result<Stored, String>>),
    Heard(ContactRow),
}

/// The memory.
pub struct Marks {
    ask: Mutex<Option<SyncSender<Ask>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Marks {
    /// Starts the thread.
    ///
    /// # Errors
    /// Where the system has no thread to spare.
    pub fn start(store: Arc<Store>, pool: RegionCode) -> std::io::Result<Marks> {
        let (ask, asked) = sync_channel(WAITING);
        let keeper = Keeper {
            store,
            pool,
            asked,
            heard: BTreeMap::new(),
            latest: 0,
        };
        let thread = std::thread::Builder::new()
            .name("gateway-marks".to_owned())
            .spawn(move || keeper.run())?;
        Ok(Marks {
            ask: Mutex::new(Some(ask)),
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Notes that an institution was heard; it is written within a minute.
    pub fn heard(&self, institution: &str, region: RegionCode, at: Moment) {
        let contact = ContactRow {
            institution: institution.to_owned(),
            region,
            heard: at.millis(),
        };
        if let Some(ask) = self.sender() {
            // what does not fit is noted with the next message
            let _ = ask.try_send(Ask::Heard(contact));
        }
    }

    /// The memory for one message.
    #[must_use]
    pub fn memory(&self) -> Memory<'_> {
        Memory {
            marks: self,
            failed: None,
        }
    }

    /// Ends the thread; what was heard is written.
    pub fn close(&self) {
        drop(locked(&self.ask).take());
        if let Some(thread) = locked(&self.thread).take() {
            // a thread that panicked has nothing to write any more
            let _ = thread.join();
        }
    }

    fn sender(&self) -> Option<SyncSender<Ask>> {
        locked(&self.ask).clone()
    }

    fn sight(&self, mark: &Mark, now: Moment) -> Result<Stored, String> {
        let gone = || "记录报文标记的线程已停止".to_owned();
        let row = MarkRow {
            mark: Sha256::digest(mark.key.as_bytes()).into(),
            digest: *mark.digest.bytes(),
            until: mark.until.millis(),
        };
        let (reply, told) = sync_channel(1);
        let ask = self.sender().ok_or_else(gone)?;
        ask.send(Ask::Sight(row, now.millis(), reply))
            .map_err(|_| gone())?;
        drop(ask);
        told.recv().map_err(|_| gone())?
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The memory for one message. Where the store fails, [`Memory::failed`] says why: the message must not go on then.
pub struct Memory<'a> {
    marks: &'a Marks,
    /// Why nothing could be remembered.
    pub failed: Option<String>,
}

impl Seen for Memory<'_> {
    fn sight(&mut self, mark: &Mark, now: Moment) -> Sighting {
        match self.marks.sight(mark, now) {
            Ok(Stored::First) => Sighting::First,
            Ok(Stored::Same) => Sighting::Same,
            Ok(Stored::Other) => Sighting::Other,
            Ok(Stored::Forgotten) => Sighting::Forgotten,
            Err(why) => {
                self.failed = Some(why);
                Sighting::Forgotten
            }
        }
    }
}

/// The thread.
struct Keeper {
    store: Arc<Store>,
    pool: RegionCode,
    asked: Receiver<Ask>,
    heard: BTreeMap<String, ContactRow>,
    /// The latest time that a message came with.
    latest: i64,
}

impl Keeper {
    fn run(mut self) {
        let mut swept = Instant::now();
        loop {
            match self.asked.recv_timeout(SWEEP) {
                Ok(first) => self.together(first),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if swept.elapsed() >= SWEEP {
                self.sweep();
                swept = Instant::now();
            }
        }
        self.note();
    }

    /// Answers what is there, in one commit; it never waits for more.
    fn together(&mut self, first: Ask) {
        let mut rows = Vec::new();
        let mut replies = Vec::new();
        let mut next = Some(first);
        while let Some(ask) = next {
            match ask {
                Ask::Sight(row, now, reply) => {
                    rows.push(row);
                    replies.push(reply);
                    self.latest = self.latest.max(now);
                }
                Ask::Heard(contact) => {
                    self.heard.insert(contact.institution.clone(), contact);
                }
            }
            next = if rows.len() < TOGETHER {
                self.asked.try_recv().ok()
            } else {
                None
            };
        }
        if rows.is_empty() {
            return;
        }
        let answer = gateway::sight(&self.store, self.pool, &rows);
        match answer {
            Ok(seen) => {
                for (reply, seen) in replies.into_iter().zip(seen) {
                    // who waited may have gone
                    let _ = reply.send(Ok(seen));
                }
            }
            Err(error) => {
                let why = error.zh();
                for reply in replies {
                    let _ = reply.send(Err(why.clone()));
                }
            }
        }
    }

    fn sweep(&mut self) {
        if self.latest > 0 {
            told(gateway::forget(&self.store, self.pool, self.latest).map(|_| ()));
        }
        self.note();
    }

    fn note(&mut self) {
        let heard: Vec<ContactRow> = std::mem::take(&mut self.heard).into_values().collect();
        if !heard.is_empty() {
            told(gateway::heard(&self.store, self.pool, &heard));
        }
    }
}

/// What fails here is done with the next sweep.
fn told(answer: Result<(), StoreError>) {
    if let Err(error) = answer {
        tracing::warn!(target: "gateway", %error, "sweep");
    }
}
