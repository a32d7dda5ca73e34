//! The data of the definitions, built into the program: one file a transaction.

/// The code dictionaries.
pub(super) const DICTIONARIES: &str = include_str!("../../definitions/dictionaries.toml");

/// Builds the list of (number, text of its file).
macro_rules! files {
    ($($infno:literal)*) => {
        &[$(($infno, include_str!(concat!("../../definitions/", $infno, ".toml")))),*]
    };
}

/// The transactions served, by number.
#[rustfmt::skip]
pub(super) const TRANSACTIONS: &[(&str, &str)] = files! {
    "1101" "1201" "1301" "1302" "1303" "1304" "1305" "1306" "1307" "1308" "1309" "1310" "1311"
    "1312" "1313" "1314" "1315" "1316" "1317" "1318" "1319" "1901" "2001" "2101" "2102" "2103"
    "2201" "2202" "2203" "2204" "2205" "2206" "2207" "2208" "2301" "2302" "2303" "2304" "2305"
    "2401" "2402" "2403" "2404" "2405" "2501" "2502" "2503" "2504" "2505" "2506" "2601" "3201"
    "3202" "3301" "3302" "3401" "3402" "3403" "4101" "4102" "5101" "5102" "5201" "5202" "5203"
    "5204" "5205" "5206" "5301" "5302" "5303" "5304" "9001" "9002" "9101" "9102"
};
