//! How a paper bill is known again: issuer, number, amount and date, freed of how they were typed.

use base::{Date, Fen, Refused};

use crate::claim::{ReimbursementNo, SettlementId};

/// A bill by what is printed on it. Two bills with equal keys are one bill.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BillKey {
    issuer: String,
    number: String,
    on: Date,
    amount: Fen,
}

/// Where a bill was taken before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// In an application by hand.
    Application(ReimbursementNo),
    /// Settled at a counter.
    Settlement(SettlementId),
    /// Settled in another system, by its name: the old ones while they run in parallel (永州2016 三(四)1).
    OtherSystem(String),
}

/// What is known of a bill that was not taken before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Likeness {
    /// Nothing is like it.
    New,
    /// Number and one more feature agree with a bill that was taken, or all but the number: a person must look at both.
    Resembles(Holder),
}

impl BillKey {
    /// The key of a bill: wide letters become narrow, small ones capital, and blanks and marks are left out, so too
    /// the mark No. before a number.
    ///
    /// # Errors
    /// `paper.bill_key` where issuer or number has no letter or digit, or the amount is not positive.
    pub fn new(issuer: &str, number: &str, on: Date, amount: Fen) -> Result<BillKey, Refused> {
        let (issuer, number) = (plain(issuer), unmarked(plain(number)));
        if issuer.is_empty() || number.is_empty() || amount <= Fen::ZERO {
            let zh = "票据须填写开票单位、票据号码和大于零的金额，请补填。";
            return Err(Refused::new("paper.bill_key", zh));
        }
        Ok(BillKey {
            issuer,
            number,
            on,
            amount,
        })
    }

    /// One text for a unique index: number, date, amount in 分, issuer.
    #[must_use]
    pub fn text(&self) -> String {
        let (on, amount) = (self.on.number(), self.amount.get());
        format!("{}|{on}|{amount}|{}", self.number, self.issuer)
    }

    /// The number alone, by which resembling bills are looked up.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The amount.
    #[must_use]
    pub const fn amount(&self) -> Fen {
        self.amount
    }

    fn resembles(&self, other: &BillKey) -> bool {
        let others = [
            self.issuer == other.issuer,
            self.amount == other.amount,
            self.on == other.on,
        ];
        let number = self.number == other.number;
        (number && others.contains(&true)) || !others.contains(&false)
    }

    /// Issuer, date and amount in 分, by which bills with a misread number are looked up.
    #[must_use]
    pub fn place(&self) -> String {
        let (on, amount) = (self.on.number(), self.amount.get());
        format!("{on}|{amount}|{}", self.issuer)
    }
}

/// A number without the mark that some forms print before it: No.00123 is 00123.
fn unmarked(number: String) -> String {
    let bare = number.strip_prefix("NO");
    let bare = bare.filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    match bare {
        Some(bare) => bare.to_owned(),
        None => number,
    }
}

fn plain(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c).saturating_sub(0xfee0)).unwrap_or(c),
        _ => c,
    };
    let letters = text.chars().map(narrow).filter(|c| c.is_alphanumeric());
    letters.map(|c| c.to_ascii_uppercase()).collect()
}

/// Judges a bill against those that were taken with the same [number](BillKey::number) or the same
/// [issuer, date and amount](BillKey::place).
///
/// # Errors
/// `paper.bill_twice` where it is one of them, naming where it was taken (REQ-235, REQ-247).
pub fn judge(key: &BillKey, taken: &[(BillKey, Holder)]) -> Result<Likeness, Refused> {
    if let Some((_, holder)) = taken.iter().find(|(other, _)| other == key) {
        let zh = format!(
            "票据 {} 金额 {} 元已{}，同一票据只能报销一次。",
            key.number,
            key.amount,
            holder.zh()
        );
        return Err(Refused::new("paper.bill_twice", zh));
    }
    let like = taken.iter().find(|(other, _)| key.resembles(other));
    Ok(like.map_or(Likeness::New, |(_, holder)| {
        Likeness::Resembles(holder.clone())
    }))
}

impl Holder {
    fn zh(&self) -> String {
        match self {
            Holder::Application(no) => format!("在零星报销 {no} 中受理"),
            Holder::Settlement(id) => format!("在联网结算 {id} 中结算"),
            Holder::OtherSystem(name) => format!("在{name}中结算"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(issuer: &str, number: &str, amount: i64) -> BillKey {
        let on = Date::parse("2025-09-20").unwrap();
        BillKey::new(issuer, number, on, Fen::new(amount)).unwrap()
    }

    #[test]
    fn how_it_was_typed_does_not_matter() {
        let one = key("合肥市第一人民医院", "No.00123-ab", 120_000);
        assert_eq!(
            one,
            key(" 合肥市第一人民医院 ", "ｎｏ００１２３ＡＢ", 120_000)
        );
        assert_eq!(one.text(), "00123AB|20250920|120000|合肥市第一人民医院");
        let on = Date::parse("2025-09-20").unwrap();
        let blank = BillKey::new("医院", "—", on, Fen::new(1)).unwrap_err();
        assert_eq!(blank.code(), "paper.bill_key");
    }

    /// Capitals of other scripts may have several letters, so that a key made of a key would be another one.
    #[test]
    fn a_key_of_a_key_is_the_same() {
        let one = key("ὒ医院", "ßa1", 1);
        assert_eq!(key(&one.issuer, &one.number, 1), one);
    }

    #[test]
    fn a_bill_is_taken_once_and_a_like_one_is_shown() {
        let taken = key("合肥市第一人民医院", "00123", 120_000);
        let no = ReimbursementNo::new(9).unwrap();
        let known = [(taken.clone(), Holder::Application(no))];
        let twice = judge(&taken, &known).unwrap_err();
        assert_eq!(twice.code(), "paper.bill_twice");
        assert!(twice.zh().contains("零星报销 9"));
        let misread = key("合肥市第一人民医院", "00123", 210_000);
        let like = Likeness::Resembles(Holder::Application(no));
        assert_eq!(judge(&misread, &known), Ok(like));
        let marked = judge(&key("合肥市第一人民医院", "No.00123", 120_000), &known);
        assert_eq!(marked.unwrap_err().code(), "paper.bill_twice");
        // Another number, all else alike: perhaps misread.
        let like = Likeness::Resembles(Holder::Application(no));
        let near = key("合肥市第一人民医院", "00124", 120_000);
        assert_eq!(judge(&near, &known), Ok(like));
        assert_eq!(near.place(), taken.place());
        assert_eq!(
            judge(&key("合肥市第一人民医院", "00124", 120_001), &known),
            Ok(Likeness::New)
        );
        // A series of its own, no mark.
        assert_eq!(key("医院", "NOA1", 1).number(), "NOA1");
    }

    proptest! {
        #[test]
        fn typing_never_panics(issuer in any::<String>(), number in any::<String>(), amount in any::<i64>()) {
            let on = Date::parse("2025-09-20").unwrap();
            if let Ok(key) = BillKey::new(&issuer, &number, on, Fen::new(amount)) {
                let again = BillKey::new(&key.issuer, &key.number, on, key.amount);
                prop_assert_eq!(again, Ok(key));
            }
        }
    }
}
