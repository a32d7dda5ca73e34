//! What is shown of each kind of personal data.

const HIDDEN: char = '*';

/// What stands between the parts of a name: of Uyghur, Tibetan and foreign names above all.
const NAME_SEPARATORS: [char; 8] = ['·', '•', '・', '．', '‧', '.', '-', ' '];

/// A kind of personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Personal {
    /// A name. The first character is shown, and what separates its parts: `张三` → `张*`,
    /// `欧阳小明` → `欧***`, `买买提·艾力` → `买**·**`. A name of one character is hidden.
    Name,
    /// The number of an identity document. From 15 characters the first 3 and last 4 are shown
    /// (province and sequence, never the birth date), from 8 the first and last 2, else nothing.
    DocumentNumber,
    /// A telephone number. From 11 characters the first 3 and last 4 are shown, from 7 the last 2,
    /// else nothing.
    Phone,
    /// A bank account or card. From 12 characters the last 4 are shown, from 6 the last 2, else
    /// nothing.
    BankAccount,
    /// An address. A third of it is shown, at most its first 6 characters (commonly province and
    /// city); the rest becomes `****`, so that its length is hidden too.
    Address,
}

/// The text as people without the right to see it are shown it.
#[must_use]
pub fn mask(kind: Personal, text: &str) -> String {
    let length = text.chars().count();
    let (head, tail) = match (kind, length) {
        (Personal::Name, _) => return name(text, length),
        (Personal::Address, _) => return address(text, length),
        (Personal::DocumentNumber, 15..) => (3, 4),
        (Personal::DocumentNumber, 8..) => (1, 2),
        (Personal::Phone, 11..) => (3, 4),
        (Personal::Phone, 7..) => (0, 2),
        (Personal::BankAccount, 12..) => (0, 4),
        (Personal::BankAccount, 6..) => (0, 2),
        _ => (0, 0),
    };
    let last_part = length.saturating_sub(tail);
    let shown = |place: usize| place < head || place >= last_part;
    let places = text.chars().enumerate();
    places
        .map(|(place, c)| if shown(place) { visible(c) } else { HIDDEN })
        .collect()
}

fn name(text: &str, length: usize) -> String {
    let shown = |place: usize, c: char| (place == 0 && length > 1) || NAME_SEPARATORS.contains(&c);
    let places = text.chars().enumerate();
    places
        .map(|(place, c)| if shown(place, c) { visible(c) } else { HIDDEN })
        .collect()
}

fn address(text: &str, length: usize) -> String {
    if length == 0 {
        return String::new();
    }
    let shown = (length / 3).min(6);
    text.chars()
        .take(shown)
        .map(visible)
        .chain([HIDDEN; 4])
        .collect()
}

/// A character that may be shown: control characters could break a line of a log.
fn visible(c: char) -> char {
    if c.is_control() { HIDDEN } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_show_their_first_character() {
        let cases = [
            ("张三", "张*"),
            ("李小明", "李**"),
            ("欧阳小明", "欧***"),
            ("买买提·艾力", "买**·**"),
            ("𠮷田", "𠮷*"),
            ("John Smith", "J*** *****"),
            ("张", "*"),
            ("", ""),
            ("\n三", "**"),
        ];
        for (name, masked) in cases {
            assert_eq!(mask(Personal::Name, name), masked);
        }
    }

    #[test]
    fn numbers_show_their_ends() {
        let number = |text| mask(Personal::DocumentNumber, text);
        assert_eq!(number("11010519491231002X"), "110***********002X");
        assert_eq!(number("H12345678"), "H******78");
        assert_eq!(number("军字第1234567号"), "军********7号");
        assert_eq!(number("1234567"), "*******");
        assert_eq!(mask(Personal::Phone, "13800001234"), "138****1234");
        assert_eq!(mask(Personal::Phone, "84221234"), "******34");
        assert_eq!(mask(Personal::Phone, "120"), "***");
        let card = mask(Personal::BankAccount, "6222020000001234567");
        assert_eq!(card, "***************4567");
        assert_eq!(mask(Personal::BankAccount, "12345"), "*****");
    }

    #[test]
    fn addresses_show_where_they_begin() {
        let address = |text| mask(Personal::Address, text);
        assert_eq!(
            address("湖南省某某市某某区某某路12号3单元401"),
            "湖南省某某市****"
        );
        assert_eq!(address("某小区3栋401"), "某小****");
        assert_eq!(address("家"), "****");
        assert_eq!(address(""), "");
    }

    fn kinds() -> impl Strategy<Value = Personal> {
        prop::sample::select(vec![
            Personal::Name,
            Personal::DocumentNumber,
            Personal::Phone,
            Personal::BankAccount,
            Personal::Address,
        ])
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_or_passes_control(kind in kinds(), text in any::<String>()) {
            let masked = mask(kind, &text);
            prop_assert!(!masked.chars().any(char::is_control));
        }

        #[test]
        fn the_middle_is_never_shown(kind in kinds(), text in "[a-z\u{4e00}-\u{9fff}]{0,60}") {
            let length = text.chars().count();
            let shown = mask(kind, &text).chars().filter(|c| *c != HIDDEN).count();
            prop_assert!(shown <= 7 && (length == 0 || shown < length));
            let masked: Vec<char> = mask(kind, &text).chars().collect();
            if kind != Personal::Address {
                prop_assert_eq!(masked.len(), length);
                let middle = masked.iter().skip(3).take(length.saturating_sub(7));
                prop_assert!(middle.into_iter().all(|c| *c == HIDDEN));
            }
        }

        #[test]
        fn the_birth_date_of_a_resident_number_is_hidden(birth in "(19|20)[0-9]{6}") {
            let masked = mask(Personal::DocumentNumber, &format!("431103{birth}1011"));
            prop_assert!(!masked.contains(&birth));
        }
    }
}
