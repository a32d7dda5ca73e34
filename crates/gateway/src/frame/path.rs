//! The path of a request against the number of the transaction in its body.

use base::Refused;

use super::Infno;

/// Where a path holds the number.
const NUMBER: &str = "{infno}";
/// Stands for whatever a deployment puts in front.
const BASE: &str = "{base}";

/// A form of path: `{base}/callService`, `{base}/callService/{infno}`, `{base}{infno}`, or one with a base
/// written out. The number is the longest one at the end whose front fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathShape {
    any_base: bool,
    literal: String,
    with_number: bool,
}

impl PathShape {
    /// Reads a form: `{base}` may stand only in front, `{infno}` only at the end.
    #[must_use]
    pub fn parse(pattern: &str) -> Option<PathShape> {
        let (any_base, rest) = match pattern.strip_prefix(BASE) {
            Some(rest) => (true, rest),
            None => (false, pattern),
        };
        let (with_number, literal) = match rest.strip_suffix(NUMBER) {
            Some(literal) => (true, literal),
            None => (false, rest),
        };
        let plain = !literal.contains(['{', '}', '?', '#', ' ']);
        let rooted = any_base || literal.starts_with('/');
        let tells = with_number || !literal.is_empty();
        (plain && rooted && tells).then(|| PathShape {
            any_base,
            literal: literal.to_owned(),
            with_number,
        })
    }

    /// Whether a path has this form: `None` where not, else the number that the path names, if it names one.
    /// What stands behind `?` is no part of the path.
    #[must_use]
    pub fn route(&self, path: &str) -> Option<Option<Infno>> {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        if !path.starts_with('/') {
            return None;
        }
        if !self.with_number {
            let path = path.strip_suffix('/').unwrap_or(path);
            return self.fits(path).then_some(None);
        }
        (Infno::SHORTEST..=Infno::LONGEST).rev().find_map(|length| {
            let (front, number) = path.split_at_checked(path.len().checked_sub(length)?)?;
            let number = Infno::of(number)?;
            // a digit in front belongs to the number: it is none that we know
            let whole = !front.ends_with(|last: char| last.is_ascii_digit());
            (whole && self.fits(front)).then_some(Some(number))
        })
    }

    fn fits(&self, front: &str) -> bool {
        if self.any_base {
            front.ends_with(&self.literal)
        } else {
            front == self.literal
        }
    }
}

/// Holds the number in the path against that in the body, which counts.
///
/// # Errors
/// A refusal that shows both, where they differ.
pub fn check_infno(in_path: Option<Infno>, in_body: Infno) -> Result<(), Refused> {
    match in_path {
        Some(path) if path != in_body => Err(Refused::new(
            "gateway.infno_differs",
            format!(
                "地址中的交易编号{path}与报文的交易编号（infno）{in_body}不一致，请改为一致后重发。"
            ),
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(pattern: &str, path: &str) -> Option<Option<&'static str>> {
        let found = PathShape::parse(pattern).unwrap().route(path)?;
        let known = ["2207", "2203A", "100001"];
        Some(found.map(|infno| {
            *known
                .iter()
                .find(|known| **known == infno.as_str())
                .unwrap()
        }))
    }

    #[test]
    fn the_forms_of_clients() {
        let call = "/fsi/api/rsfComIfsService/callService";
        assert_eq!(route("{base}/callService", call), Some(None));
        assert_eq!(route("{base}/callService", "/callService/?x=1"), Some(None));
        assert_eq!(route("{base}/callService", "/callService/2207"), None);
        assert_eq!(
            route("{base}/callService/{infno}", "/a/callService/2207"),
            Some(Some("2207"))
        );
        assert_eq!(route("{base}/callService/{infno}", "/a/callService/"), None);
        assert_eq!(
            route("{base}/{infno}", "/isp-api/hgs/2203A?x=2206"),
            Some(Some("2203A"))
        );
        assert_eq!(
            route("/isp-api/hgs/{infno}", "/isp-api/hgs/100001"),
            Some(Some("100001"))
        );
        assert_eq!(route("/isp-api/hgs/{infno}", "/x/isp-api/hgs/100001"), None);
        assert_eq!(route("{base}/{infno}", "/isp-api/hgs/"), None);
        for (path, number) in [
            ("/isp-api/hgs2207", Some(Some("2207"))),
            ("/isp-api/hgs2203A", Some(Some("2203A"))),
            ("/isp-api/hgs100001", Some(Some("100001"))),
            ("/isp-api/hgs/2207", Some(Some("2207"))),
            ("/isp-api/hgs22071", None),
            ("2207", None),
        ] {
            assert_eq!(route("{base}{infno}", path), number, "{path}");
        }
        assert_eq!(route("{base}/{infno}", "/isp-api/hgs2207"), None);
        assert_eq!(route("{base}/{infno}", "/isp-api/中2207"), None);
        assert_eq!(route("{base}/callService", ""), None);
    }

    #[test]
    fn patterns_that_say_nothing_are_none() {
        for pattern in [
            "",
            "{base}",
            "callService",
            "{infno}/x",
            "x{base}",
            "{base}/{infno}/{infno}",
            "/a b",
        ] {
            assert_eq!(PathShape::parse(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn path_and_body_must_agree() {
        let infno = |text| Infno::parse(text).unwrap();
        assert!(check_infno(None, infno("2207")).is_ok());
        assert!(check_infno(Some(infno("2207")), infno("2207")).is_ok());
        let refused = check_infno(Some(infno("2206")), infno("2207")).unwrap_err();
        assert_eq!(refused.code(), "gateway.infno_differs");
        assert!(refused.sentence().contains("2206") && refused.sentence().contains("2207"));
    }
}
