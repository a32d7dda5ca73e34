//! The transactions that are carried out, by number.

use std::collections::BTreeMap;

use base::Refused;

use super::call::Query;
use super::{dictionaries, files, sign};

/// How a transaction is carried out.
#[derive(Debug, Clone, Copy)]
pub enum Handler {
    /// On the thread of its message.
    Query(Query),
}

/// The transactions that are carried out.
#[derive(Debug, Clone)]
pub struct Transactions(BTreeMap<&'static str, Handler>);

impl Transactions {
    /// All of them.
    #[must_use]
    pub fn served() -> Transactions {
        let queries: [(&'static str, Query); 5] = [
            ("1901", dictionaries::list),
            ("9001", sign::sign_in),
            ("9002", sign::sign_out),
            ("9101", files::upload),
            ("9102", files::download),
        ];
        let queries = queries.into_iter();
        Transactions(
            queries
                .map(|(infno, query)| (infno, Handler::Query(query)))
                .collect(),
        )
    }

    /// The same with one more, or with another in its place; for tests.
    #[must_use]
    pub fn with(mut self, infno: &'static str, handler: Handler) -> Transactions {
        self.0.insert(infno, handler);
        self
    }

    /// How a transaction is carried out that the definitions have.
    ///
    /// # Errors
    /// `gateway.not_open` where it is defined and not served yet.
    pub fn find(&self, infno: &str, name: &str) -> Result<Handler, Refused> {
        self.0.get(infno).copied().ok_or_else(|| {
            Refused::new(
                "gateway.not_open",
                format!(
                    "交易{infno}（{name}）的报文无误，但本平台尚未开放此交易，请关注开放通知或与统筹区经办机构联系。"
                ),
            )
        })
    }

    /// The numbers, in order.
    pub fn numbers(&self) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied()
    }
}
