//! Why the number on a list leads to nobody.

use base::ResidentId;

/// The sentence for users about a number of which the register knows nobody, or two: what is wrong with the number
/// itself where it has the length of a resident identity number, else what to do. It never repeats the number.
#[must_use]
pub fn unknown(number: &str) -> String {
    let resident = number.chars().count() == 18;
    match ResidentId::parse(number) {
        Err(flaw) if resident => flaw.zh(),
        _ => "人员登记中没有此证件号码，或有两人同号，请先登记或核实人员信息。".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A slip is named before anybody looks for a person who does not exist.
    #[test]
    fn a_slip_in_the_number_is_named() {
        for (number, says) in [
            ("340421199001010018", "校验码"),
            ("340421199013010010", "出生日期"),
            ("E12345678", "请先登记"),
            ("", "请先登记"),
        ] {
            assert!(
                unknown(number).contains(says),
                "{number}: {}",
                unknown(number)
            );
        }
    }
}
