//! The headers of a request.

use base::Refused;

/// Headers as they came: pairs of name and value, names in any case of letters.
#[derive(Debug, Clone, Copy)]
pub struct Headers<'a>(&'a [(&'a str, &'a str)]);

impl<'a> Headers<'a> {
    /// The headers of a request.
    #[must_use]
    pub const fn new(pairs: &'a [(&'a str, &'a str)]) -> Headers<'a> {
        Headers(pairs)
    }

    /// The value of a header, `None` where it is absent or empty.
    ///
    /// # Errors
    /// A refusal where it stands there with two values: which one was signed cannot be known.
    pub fn get(&self, name: &str) -> Result<Option<&'a str>, Refused> {
        let named = |(found, _): &&(&str, &str)| found.eq_ignore_ascii_case(name);
        let mut values = self.0.iter().filter(named).map(|(_, value)| value.trim());
        let first = values.next();
        if values.any(|value| Some(value) != first) {
            return Err(Refused::new(
                "gateway.header_twice",
                format!("请求头 {name} 出现多个不同的值，请只保留一个。"),
            ));
        }
        Ok(first.filter(|value| !value.is_empty()))
    }

    /// The value of a header that must be there.
    ///
    /// # Errors
    /// A refusal where it is absent, empty, or has two values.
    pub fn must(&self, name: &str) -> Result<&'a str, Refused> {
        self.get(name)?.ok_or_else(|| {
            Refused::new(
                "gateway.header_missing",
                format!("缺少请求头 {name}，请按网关的签名规则填写。"),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_in_any_case() {
        let pairs = [
            ("X-Tif-PaasId", " TESTPAAS "),
            ("x-tif-nonce", ""),
            ("a", "1"),
            ("A", "2"),
            ("b", "1"),
            ("b", "1"),
        ];
        let headers = Headers::new(&pairs);
        assert_eq!(headers.get("x-tif-paasid"), Ok(Some("TESTPAAS")));
        assert_eq!(headers.get("x-tif-nonce"), Ok(None));
        assert_eq!(headers.get("b"), Ok(Some("1")));
        assert_eq!(headers.get("a").unwrap_err().code(), "gateway.header_twice");
        assert_eq!(
            headers.must("x-tif-nonce").unwrap_err().code(),
            "gateway.header_missing"
        );
    }
}
