//! Messages that change records: work for the counter's queue.

use base::Refused;
use service::counter::{Change, Done, Ids, Key, MessageKey, Needs, Work, World};

use super::call::Call;
use crate::definition::{Answer, National};

/// What an act gives: the answer, and what is written.
pub type Acted = Result<(Answer<'static>, Vec<Change>), Refused>;

/// An act on the world.
type Act = dyn Fn(&World, Ids) -> Acted + Send;

/// A message as work: what it needs, and the act on the world.
pub struct Post {
    needs: Needs,
    act: Box<Act>,
}

impl Post {
    /// Work of an act.
    pub fn new(needs: Needs, act: impl Fn(&World, Ids) -> Acted + Send + 'static) -> Post {
        Post {
            needs,
            act: Box::new(act),
        }
    }
}

impl Work for Post {
    fn needs(&self) -> Needs {
        self.needs.clone()
    }

    fn carry_out(&self, world: &World, ids: Ids) -> Result<Done, Refused> {
        let (answer, changes) = (self.act)(world, ids)?;
        // an answer that would lose a value is refused before anything is written
        answer.layout(&National)?;
        Ok(Done {
            answer: answer.kept(),
            changes,
        })
    }
}

/// Makes work of a message.
pub type Posting = fn(&Call<'_>) -> Result<Post, Refused>;

impl Call<'_> {
    /// What the message is known by at the counter.
    #[must_use]
    pub fn key(&self) -> Key {
        Key {
            message: MessageKey {
                institution: self.sender.institution.clone(),
                infno: self.infno().to_owned(),
                msgid: self.message.envelope.msgid.clone(),
            },
            digest: self.asked.digest.to_string(),
            unique: self.profile.unique_msgid,
            person: self.asked.psn_no.clone(),
        }
    }
}
