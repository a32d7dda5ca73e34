//! What is wrong with an input, as one sentence for the developers of a hospital's software.

use base::Refused;

/// Characters that `err_msg` may have.
const LONGEST_SENTENCE: usize = 200;

/// Characters of a wrong value that are shown.
const LONGEST_VALUE: usize = 20;

/// Fields beyond the first that are named.
const MOST_NAMED: usize = 4;

/// What is wrong, and with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// The stable code.
    pub code: &'static str,
    /// Node, row and field.
    pub place: Place,
    /// What is wrong and how to mend it; follows the place in the sentence, ends without a full stop.
    pub what: String,
}

/// One fault of an input as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that is broken, as a stable code: `gateway.required`, `gateway.length` and so on.
    pub code: &'static str,
    /// The node; empty for the input itself.
    pub node: String,
    /// The row, counted from 1, where there may be several.
    pub row: Option<usize>,
    /// The field, where it is about one.
    pub field: Option<String>,
    /// What is wrong and how to mend it, in Chinese.
    pub sentence: String,
}

impl Fault {
    pub(super) fn finding(&self) -> Finding {
        let place = &self.place;
        Finding {
            code: self.code,
            node: place.node.clone(),
            row: place.row,
            field: place.field.as_ref().map(|(name, _)| name.clone()),
            sentence: format!("{}{}。", place.zh(), self.what),
        }
    }
}

/// Where a fault is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Place {
    /// The node; empty for the input itself.
    pub node: String,
    /// The row, counted from 1, where there may be several.
    pub row: Option<usize>,
    /// Name and Chinese name of the field, where it is about one.
    pub field: Option<(String, String)>,
}

impl Place {
    fn zh(&self) -> String {
        let mut text = if self.node.is_empty() {
            "交易输入".to_owned()
        } else {
            format!("节点{}", self.node)
        };
        if let Some(row) = self.row {
            text.push_str(&format!("第{row}行"));
        }
        if let Some((name, zh)) = &self.field {
            text.push_str(&format!("的{name}（{zh}）"));
        }
        text
    }

    fn short(&self) -> String {
        let (name, _) = self
            .field
            .as_ref()
            .map_or((&self.node, &self.node), |(name, zh)| (name, zh));
        match self.row {
            Some(row) => format!("{name}（第{row}行）"),
            None => name.clone(),
        }
    }
}

/// The refusal of all faults: the first in full, the others by name; `None` where there are none.
pub(super) fn refusal(infno: &str, faults: &[Fault]) -> Option<Refused> {
    let (first, others) = faults.split_first()?;
    let mut sentence = format!("交易{infno}的{}{}", first.place.zh(), first.what);
    if !others.is_empty() {
        let named = others
            .iter()
            .take(MOST_NAMED)
            .map(|fault| fault.place.short());
        let named = named.collect::<Vec<_>>().join("、");
        let rest = format!("；另有{}处不符：{named}", others.len());
        if sentence.chars().count() + rest.chars().count() < LONGEST_SENTENCE {
            sentence.push_str(&rest);
        } else {
            sentence.push_str(&format!("；另有{}处不符", others.len()));
        }
    }
    let mut sentence: String = sentence.chars().take(LONGEST_SENTENCE - 1).collect();
    sentence.push('。');
    Some(Refused::new(first.code, sentence))
}

/// A wrong value as a sentence may show it: short, without control characters, numbers of documents masked.
pub(super) fn shown(value: &str) -> String {
    let value = base::show_value(value);
    let plain = value.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut text: String = plain.take(LONGEST_VALUE).collect();
    if value.chars().count() > LONGEST_VALUE {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(row: Option<usize>, name: &str) -> Fault {
        Fault {
            code: "gateway.length",
            place: Place {
                node: "feedetail".to_owned(),
                row,
                field: Some((name.to_owned(), "数量".to_owned())),
            },
            what: "过长".to_owned(),
        }
    }

    #[test]
    fn the_sentence_names_the_place_and_the_other_faults() {
        assert_eq!(refusal("2204", &[]), None);
        let faults = [
            fault(Some(2), "cnt"),
            fault(Some(3), "pric"),
            fault(None, "memo"),
        ];
        let refused = refusal("2204", &faults).unwrap();
        assert_eq!(refused.code(), "gateway.length");
        assert_eq!(
            refused.zh(),
            "交易2204的节点feedetail第2行的cnt（数量）过长；另有2处不符：pric（第3行）、memo。"
        );
    }

    #[test]
    fn a_sentence_fits_the_envelope_whatever_is_wrong() {
        let long = "字".repeat(300);
        let faults = vec![fault(Some(1), &long); 500];
        let sentence = refusal("2204", &faults).unwrap().zh();
        assert!(sentence.chars().count() <= LONGEST_SENTENCE);
        assert!(sentence.ends_with('。'));
    }

    #[test]
    fn values_are_shown_short_and_masked() {
        assert_eq!(shown("abc\n1"), "abc 1");
        assert_eq!(shown(&"甲".repeat(21)), format!("{}…", "甲".repeat(20)));
        assert!(!shown("430101199001010011").contains("199001"));
    }
}
