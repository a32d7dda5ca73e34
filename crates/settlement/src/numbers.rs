//! Numbers of the counter's records. On the wire they are their decimal digits.

base::number_id! {
    /// A visit, purchase or stay (`mdtrt_id`).
    VisitNo
}
base::number_id! {
    /// A settlement, a reversal or an adjustment (`setl_id`).
    RecordNo
}

base::number_id! {
    /// A filing (`trt_dcla_detl_sn`).
    FilingNo
}

impl FilingNo {
    /// The number of an id of the interface; `None` where it is none of ours.
    #[must_use]
    pub fn of_id(id: &str) -> Option<FilingNo> {
        digits(id).and_then(FilingNo::new)
    }
}

impl VisitNo {
    /// The number of an id of the interface; `None` where it is none of ours.
    #[must_use]
    pub fn of_id(id: &str) -> Option<VisitNo> {
        digits(id).and_then(VisitNo::new)
    }
}

impl RecordNo {
    /// The number of an id of the interface; `None` where it is none of ours.
    #[must_use]
    pub fn of_id(id: &str) -> Option<RecordNo> {
        digits(id).and_then(RecordNo::new)
    }
}

/// Digits without a leading zero, so that one number has one id.
fn digits(id: &str) -> Option<i64> {
    let plain = id.len() <= 18 && !id.starts_with('0') && id.bytes().all(|it| it.is_ascii_digit());
    id.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_one_id() {
        assert_eq!(VisitNo::of_id("1207").map(VisitNo::get), Some(1207));
        for other in [
            "",
            "0",
            "01207",
            "+1207",
            "1207 ",
            "12a",
            "9999999999999999999",
        ] {
            assert_eq!(VisitNo::of_id(other), None, "{other}");
            assert_eq!(RecordNo::of_id(other), None, "{other}");
        }
    }
}
