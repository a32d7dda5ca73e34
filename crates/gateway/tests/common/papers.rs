//! Identity cards of the residents of tests.

use base::DocumentType;
use enrolment::people::DocumentNumber;
use store::{OPEN_DATE, OPEN_TX, StoreError, params};

use crate::common::{Fixture, deed};

/// The number on the identity card of a resident of the tests: born 1980-01-01 in 340421.
pub fn number(no: i64) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let front = format!("34042119800101{:03}", no % 1000);
    let digits = front.bytes().map(|byte| u32::from(byte - b'0'));
    let sum: u32 = digits
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    let check = b"10X98765432"[(sum % 11) as usize];
    let number = format!("{front}{}", char::from(check));
    let read = DocumentNumber::read(DocumentType::ResidentCard, &number);
    assert!(read.is_ok(), "{number} is sound");
    number
}

/// Residents 1 to `count` have identity cards.
pub fn papers(fixture: &Fixture, count: i64) {
    let put = |tx: &mut store::Tx<'_>| {
        let (pool, now) = (tx.pool(), tx.no());
        let rows = (1..=count).map(|no| {
            let number = number(no);
            let head = params![pool, no % 64, no, "01", number.as_str(), number.as_str(), 1];
            let tail = params!["current", 20_160_101, OPEN_DATE, now, OPEN_TX];
            [&head[..], &tail[..]].concat()
        });
        let rows: Vec<_> = rows.collect();
        let columns = "pool bucket person document_type number_key number sound standing valid_from valid_to tx_from \
                       tx_to";
        let columns: Vec<&str> = columns.split_whitespace().collect();
        tx.insert("person_document", &columns, &rows)
    };
    fixture
        .store
        .write::<_, StoreError>(&deed("scene"), put)
        .unwrap();
}
