//! Reversal of an uncertain transaction: 2601.

use base::Refused;
use service::counter::act::{self, UndoAsk};
use service::counter::{MessageKey, Needs};

use super::call::Call;
use super::fields::person;
use super::post::Post;
use super::settling::SPARE;
use crate::definition::Definitions;

/// The transactions that it may undo (rules of the interface, point 5).
const UNDOABLE: [&str; 4] = ["2102", "2207", "2304", "2401"];

/// 2601 冲正交易: whether the original was carried out or never came, it does not stand afterwards.
///
/// # Errors
/// A field that cannot be read; `gateway.not_undoable` for another transaction.
pub fn undo(call: &Call<'_>) -> Result<Post, Refused> {
    let row = call.input.row("data")?;
    let infno: String = row.need("oinfno")?;
    if !UNDOABLE.contains(&infno.as_str()) {
        let what = "只能冲正2102、2207、2304、2401，其他交易请用对应的撤销交易";
        return Err(row.refuse("oinfno", "gateway.not_undoable", what));
    }
    let ask = UndoAsk {
        of: MessageKey {
            institution: call.sender.institution.clone(),
            infno,
            msgid: row.need("omsgid")?,
        },
        person: person(row)?,
        unique: call.profile.unique_msgid,
        msgid: call.message.envelope.msgid.clone(),
    };
    let needs = Needs {
        people: vec![(ask.person, call.received.day())],
        messages: vec![ask.of.clone()],
        whole_history: true,
        spare: SPARE,
        ..Needs::default()
    };
    Ok(Post::new(needs, move |world, ids| {
        let (_, changes) = act::undo(world, ids, &ask)?;
        Ok((Definitions::shipped().answer("2601")?, changes))
    }))
}
