//! The transactions that are carried out, by number.

use std::collections::BTreeMap;

use base::Refused;

use super::call::Query;
use super::post::Posting;
use super::{
    catalogue, dictionaries, fees, filed, files, filings, institution, list, persons, queries,
    settling, sign, statement, undoing, visits,
};

/// What goes into the counter's queue.
const WORKS: &[(&str, Posting)] = &[
    ("2102", settling::purchase),
    ("2103", settling::reverse),
    ("2201", visits::register),
    ("2202", visits::cancel),
    ("2203", visits::describe),
    ("2204", fees::charge),
    ("2205", fees::uncharge_batch),
    ("2207", settling::outpatient),
    ("2208", settling::reverse),
    ("2301", fees::charge),
    ("2302", fees::uncharge_line),
    ("2304", settling::inpatient),
    ("2305", settling::reverse),
    ("2401", visits::admit),
    ("2402", visits::discharge),
    ("2403", visits::amend),
    ("2404", visits::cancel),
    ("2405", visits::undo_discharge),
    ("2501", filings::refer),
    ("2502", filings::withdraw_referral),
    ("2503", filings::chronic),
    ("2504", filings::withdraw_chronic),
    ("2505", filings::choose),
    ("2506", filings::withdraw_choice),
    ("2601", undoing::undo),
    ("4101", list::upload),
    ("4102", list::move_state),
];

/// Lists and own codes.
const CATALOGUE: &[(&str, Query)] = &[
    ("1301", catalogue::download),
    ("1302", catalogue::download),
    ("1303", catalogue::download),
    ("1304", catalogue::ethnic),
    ("1305", catalogue::download),
    ("1306", catalogue::download),
    ("1307", catalogue::download),
    ("1308", catalogue::download),
    ("1309", catalogue::download),
    ("1310", catalogue::download),
    ("1311", catalogue::download),
    ("1312", catalogue::items),
    ("1313", catalogue::download),
    ("1314", catalogue::download),
    ("1315", catalogue::download),
    ("1316", catalogue::matches),
    ("1317", catalogue::own),
    ("1318", catalogue::limits),
    ("1319", catalogue::self_pays),
    ("3301", catalogue::upload),
    ("3302", catalogue::withdraw),
];

/// What is tried out.
const TRIALS: &[(&str, Posting)] = &[
    ("2001", persons::treatments),
    ("2101", settling::purchase),
    ("2206", settling::outpatient),
    ("2303", settling::inpatient),
];

/// What reads a snapshot, and small writes of an institution's own.
const QUERIES: &[(&str, Query)] = &[
    ("1101", persons::info),
    ("1201", institution::institutions),
    ("1901", dictionaries::list),
    ("3201", statement::totals),
    ("3202", statement::lines),
    ("3401", institution::register_department),
    ("3402", institution::change_department),
    ("3403", institution::withdraw_department),
    ("5101", institution::departments),
    ("5102", institution::staff),
    ("5201", queries::visits),
    ("5202", queries::diagnoses),
    ("5203", queries::settlement),
    ("5204", queries::lines),
    ("5205", queries::chronic_drugs),
    ("5206", queries::cumulated),
    ("5301", filed::chronic),
    ("5302", filed::chosen),
    ("5303", queries::in_patients),
    ("5304", filed::transfers),
    ("9001", sign::sign_in),
    ("9002", sign::sign_out),
    ("9101", files::upload),
    ("9102", files::download),
];

/// How a transaction is carried out.
#[derive(Debug, Clone, Copy)]
pub enum Handler {
    /// On the thread of its message.
    Query(Query),
    /// In the counter's queue.
    Work(Posting),
    /// As in the counter's queue, on a snapshot; nothing is kept.
    Trial(Posting),
}

/// The transactions that are carried out.
#[derive(Debug, Clone)]
pub struct Transactions(BTreeMap<&'static str, Handler>);

impl Transactions {
    /// All of them.
    #[must_use]
    pub fn served() -> Transactions {
        let queries = QUERIES.iter().chain(CATALOGUE);
        let queries = queries.map(|(infno, query)| (*infno, Handler::Query(*query)));
        let works = WORKS.iter();
        let works = works.map(|(infno, posting)| (*infno, Handler::Work(*posting)));
        let trials = TRIALS.iter();
        let trials = trials.map(|(infno, posting)| (*infno, Handler::Trial(*posting)));
        Transactions(queries.chain(works).chain(trials).collect())
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
