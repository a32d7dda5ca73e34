//! What the feed hears of one enrolment.

use base::{EnrolmentNo, RegionCode};
use store::{Event, Tx};

use crate::ServiceError;

pub(super) fn tell(
    tx: &mut Tx<'_>,
    region: RegionCode,
    kind: &str,
    no: EnrolmentNo,
) -> Result<(), ServiceError> {
    let event = Event {
        kind: kind.to_owned(),
        version: 1,
        region,
        subject: no.get(),
        body: "{}".to_owned(),
    };
    Ok(tx.emit(&[event])?)
}
