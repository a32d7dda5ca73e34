//! Answers with every field filled.

use base::money::{Count, UnitPrice};
use base::{Date, Fen};
use gateway::definition::{Answer, Definitions, Field, Fill, Kind, Number, Stamp, Transaction};

/// An answer with one row in every node.
pub fn filled(transaction: &Transaction) -> Answer<'static> {
    let mut answer = Definitions::shipped()
        .answer(&transaction.infno)
        .expect("served");
    for node in &transaction.output {
        let mut row = answer.row(&node.name);
        for field in &node.fields {
            row.put(&field.name, fill(field));
        }
    }
    answer
}

/// A value that a field takes.
pub fn fill(field: &Field) -> Fill {
    match &field.kind {
        Kind::Text { length } => "字".repeat(length.unwrap_or(9)).into(),
        Kind::Digits { .. } => "1".into(),
        Kind::Code { dictionary, .. } => {
            let dictionary = Definitions::shipped().dictionary(dictionary);
            dictionary.expect("checked when read").codes[0]
                .0
                .as_str()
                .into()
        }
        Kind::Money { .. } => Fen::new(4_500).into(),
        Kind::Price { .. } => UnitPrice::from_fen(Fen::new(4_500)).into(),
        Kind::Count { .. } => Count::ONE.into(),
        Kind::Number { .. } => Number::whole(7).into(),
        Kind::Date => Date::parse("2026-02-28").unwrap().into(),
        Kind::Time => Stamp::parse("2026-02-28 10:00:00").unwrap().into(),
        Kind::Bytes => Fill::Empty,
    }
}
