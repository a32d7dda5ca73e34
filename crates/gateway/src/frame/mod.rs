//! The frame of a message: what stands around the input and the output of a transaction.
//!
//! A request is read in steps, each pure and total: [`read`] takes a content type and bytes to a [`Message`]
//! (an [`Envelope`] and perhaps a file), [`PathShape::route`] holds the path against the number in the body,
//! [`digest`] names what was asked so that a retry is known again, and [`Asked`] the person whom 2601 means
//! (`service::counter::retry` has the rule). An [`Answer`] goes back. What clients were seen to send stands in
//! tests/captures.

mod answer;
mod body;
mod canonical;
mod envelope;
mod infno;
mod json;
mod media;
mod moment;
mod multipart;
mod path;
mod retry;

pub use answer::{
    Answer, AnswerForm, EmptyOutput, ExtraField, FILE_CONTENT_TYPE, JSON_CONTENT_TYPE, Outcome,
    inf_refmsgid,
};
pub use body::{Limits, Message, UploadedFile, read};
pub use canonical::{Digest, digest, message_digest};
pub use envelope::{Envelope, EnvelopeField, EnvelopeRules};
pub use infno::Infno;
pub use json::{Bounds, read_json};
pub use media::BodyKind;
pub use moment::Moment;
pub use path::{PathShape, check_infno};
pub use retry::Asked;
