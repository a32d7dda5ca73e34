//! All definitions, read once.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use base::Refused;

use super::data;
use super::dictionary::Dictionary;
use super::load::{self, LoadError};
use super::table::Transaction;

/// The transactions and dictionaries of the interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definitions {
    transactions: BTreeMap<String, Transaction>,
    dictionaries: BTreeMap<String, Dictionary>,
}

impl Definitions {
    /// The definitions that the program is built with.
    ///
    /// # Panics
    /// Where the data built in is flawed, which a test of this crate would have found.
    #[must_use]
    pub fn shipped() -> &'static Definitions {
        static SHIPPED: OnceLock<Definitions> = OnceLock::new();
        SHIPPED.get_or_init(|| {
            Definitions::read(data::TRANSACTIONS, data::DICTIONARIES)
                .expect("the definitions built in are read by a test")
        })
    }

    /// Reads definitions: (number, text) of each transaction, and the dictionaries.
    ///
    /// # Errors
    /// [`LoadError`] with the place of the first flaw.
    pub fn read(files: &[(&str, &str)], dictionaries: &str) -> Result<Definitions, LoadError> {
        let dictionaries = load::dictionaries(dictionaries)?;
        let mut transactions = BTreeMap::new();
        for (infno, text) in files {
            let transaction = load::transaction(infno, text, &dictionaries)?;
            if transactions
                .insert((*infno).to_owned(), transaction)
                .is_some()
            {
                return Err(LoadError::new(*infno, "is defined twice"));
            }
        }
        Ok(Definitions {
            transactions,
            dictionaries: dictionaries
                .into_iter()
                .map(|dictionary| (dictionary.key.clone(), dictionary))
                .collect(),
        })
    }

    /// The transaction of a number.
    ///
    /// # Errors
    /// `gateway.infno` where it is not served.
    pub fn find(&self, infno: &str) -> Result<&Transaction, Refused> {
        self.transactions.get(infno).ok_or_else(|| {
            let shown = base::show_value(infno);
            let shown: String = shown.chars().filter(|c| !c.is_control()).take(10).collect();
            Refused::new(
                "gateway.infno",
                format!(
                    "本平台不提供交易“{shown}”，请核对报文头infno；可用交易见《交易参考》\
                     （1101 1201 13xx 1901 2001 21xx–25xx 2601 32xx–34xx 41xx 51xx–53xx 90xx 91xx），\
                     需要新交易请与统筹区经办机构联系。"
                ),
            )
        })
    }

    /// Every transaction, by number.
    pub fn transactions(&self) -> impl Iterator<Item = &Transaction> {
        self.transactions.values()
    }

    /// A dictionary by its key.
    #[must_use]
    pub fn dictionary(&self, key: &str) -> Option<&Dictionary> {
        self.dictionaries.get(key)
    }

    /// Every dictionary, by key.
    pub fn dictionaries(&self) -> impl Iterator<Item = &Dictionary> {
        self.dictionaries.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Issue "Settled at the hospital counter", part 1.
    const SERVED: &str = "9001 9002 9101 9102 1101 1201 1301 1302 1303 1304 1305 1306 1307 1308 1309 1310 \
        1311 1312 1313 1314 1315 1316 1317 1318 1319 1901 2001 2101 2102 2103 2201 2202 2203 2204 2205 \
        2206 2207 2208 2301 2302 2303 2304 2305 2401 2402 2403 2404 2405 2501 2502 2503 2504 2505 2506 \
        2601 3201 3202 3301 3302 3401 3402 3403 4101 4102 5101 5102 5201 5202 5203 5204 5205 5206 5301 \
        5302 5303 5304";

    #[test]
    fn the_data_built_in_has_no_flaw() {
        let read = Definitions::read(data::TRANSACTIONS, data::DICTIONARIES);
        assert_eq!(read.map(|_| ()), Ok(()));
    }

    #[test]
    fn each_transaction_served_is_there_and_no_other() {
        let mut served: Vec<&str> = SERVED.split_whitespace().collect();
        served.sort_unstable();
        let there = Definitions::shipped().transactions();
        let there: Vec<&str> = there.map(|known| known.infno.as_str()).collect();
        assert_eq!(there, served);
    }

    #[test]
    fn a_dictionary_that_no_field_names_is_not_kept() {
        use super::super::table::Kind;
        let shipped = Definitions::shipped();
        let mut named = std::collections::BTreeSet::new();
        for transaction in shipped.transactions() {
            let nodes = transaction.input.iter().chain(&transaction.output);
            let columns = transaction.upload.iter().chain(&transaction.download);
            for field in nodes.flat_map(|node| &node.fields).chain(columns) {
                if let Kind::Code { dictionary, .. } = &field.kind {
                    named.insert(dictionary.as_str());
                }
            }
        }
        let idle: Vec<&str> = shipped
            .dictionaries()
            .map(|dictionary| dictionary.key.as_str())
            .filter(|key| !named.contains(key))
            .collect();
        assert_eq!(idle, Vec::<&str>::new());
    }

    #[test]
    fn an_unknown_number_is_refused_with_what_to_do() {
        let refused = Definitions::shipped().find("9999").unwrap_err();
        assert_eq!(refused.code(), "gateway.infno");
        assert!(refused.zh().contains("“9999”") && refused.zh().contains("请核对"));
        let long = "430101199001010011\n".repeat(100);
        let refused = Definitions::shipped().find(&long).unwrap_err();
        assert!(refused.zh().chars().count() <= 200, "{}", refused.zh());
        assert!(!refused.zh().contains("199001"));
    }
}
