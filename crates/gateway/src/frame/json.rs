//! JSON as text from outside: bounded in depth and number of values, exact in its numbers.
//!
//! A number never passes through a float. What is an integer of at most 18 digits stays a number; any other
//! (`10.99`, `1e3`, twenty digits) becomes the text that was sent. Clients send numbers as strings all the
//! same, so that whoever reads a field takes either.

use base::Refused;
use serde_json::{Map, Value};

/// How much structure a text may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// How deep objects and arrays may lie in each other.
    pub depth: usize,
    /// How many values the text may hold, containers included.
    pub values: usize,
}

/// Digits that surely fit an `i64`.
const EXACT_DIGITS: usize = 18;

/// Reads one JSON text (RFC 8259), with nothing behind it but white space. A byte order mark is passed over.
///
/// # Errors
/// A refusal that names the place: no JSON, a key that stands twice, the character NUL, or more structure
/// than `bounds` allow.
pub fn read_json(text: &str, bounds: Bounds) -> Result<Value, Refused> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader {
        text,
        at: 0,
        values_left: bounds.values,
    };
    let value = reader.value(bounds.depth)?;
    reader.skip_space();
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(reader.syntax("正文在此处之后还有多余的内容")),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    values_left: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Takes `byte` where it is next.
    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn syntax(&self, what: &str) -> Refused {
        let before = self.text.get(..self.at).unwrap_or(self.text);
        let place = before.chars().count() + 1;
        Refused::new(
            "gateway.not_json",
            format!("报文不是有效的JSON：第{place}个字符处，{what}，请检查后重发。"),
        )
    }

    /// One value; `depth` is how many more containers may be opened.
    fn value(&mut self, depth: usize) -> Result<Value, Refused> {
        self.skip_space();
        self.values_left = self.values_left.checked_sub(1).ok_or_else(|| {
            Refused::new(
                "gateway.too_many_values",
                "报文中的数据项过多，请分批上传。",
            )
        })?;
        match self.peek() {
            Some(b'{') => self.object(inner(depth)?),
            Some(b'[') => self.array(inner(depth)?),
            Some(b'"') => Ok(Value::String(self.string()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            Some(_) => Err(self.syntax("此字符不能作为值的开头")),
            None => Err(self.syntax("报文在此处中断")),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Refused> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if !rest.starts_with(word) {
            return Err(self.syntax("只能是 true、false 或 null"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn object(&mut self, depth: usize) -> Result<Value, Refused> {
        self.at += 1;
        let mut members = Map::new();
        self.skip_space();
        if self.take(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            self.skip_space();
            if self.peek() != Some(b'"') {
                return Err(self.syntax("应为双引号括起的字段名"));
            }
            let key = self.string()?;
            self.skip_space();
            if !self.take(b':') {
                return Err(self.syntax("字段名之后应为冒号"));
            }
            let value = self.value(depth)?;
            if members.contains_key(&key) {
                return Err(twice(&key));
            }
            members.insert(key, value);
            self.skip_space();
            if self.take(b'}') {
                return Ok(Value::Object(members));
            }
            if !self.take(b',') {
                return Err(self.syntax("应为逗号或右花括号"));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, Refused> {
        self.at += 1;
        let mut items = Vec::new();
        self.skip_space();
        if self.take(b']') {
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value(depth)?);
            self.skip_space();
            if self.take(b']') {
                return Ok(Value::Array(items));
            }
            if !self.take(b',') {
                return Err(self.syntax("应为逗号或右方括号"));
            }
        }
    }

    fn number(&mut self) -> Result<Value, Refused> {
        let start = self.at;
        let negative = self.take(b'-');
        let digits = self.integer_digits()?;
        let fraction = self.take(b'.');
        if fraction && self.digits() == 0 {
            return Err(self.syntax("小数点之后应为数字"));
        }
        let exponent = matches!(self.peek(), Some(b'e' | b'E'));
        if exponent {
            self.at += 1;
            let _sign = self.take(b'+') || self.take(b'-');
            if self.digits() == 0 {
                return Err(self.syntax("指数应为数字"));
            }
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        let short = !fraction && !exponent && digits <= EXACT_DIGITS;
        let exact = text
            .parse::<i64>()
            .ok()
            .filter(|value| short && !(negative && *value == 0));
        Ok(exact.map_or_else(|| Value::String(text.to_owned()), Value::from))
    }

    /// The digits before the point: `0`, or such that do not begin with 0. Answers how many.
    fn integer_digits(&mut self) -> Result<usize, Refused> {
        let leading_zero = self.peek() == Some(b'0');
        let count = self.digits();
        match (count, leading_zero) {
            (0, _) => Err(self.syntax("应为数字")),
            (2.., true) => Err(self.syntax("数字不能以0开头，编码请用双引号括起")),
            _ => Ok(count),
        }
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    /// A string from its opening quote.
    fn string(&mut self) -> Result<String, Refused> {
        self.at += 1;
        let mut text = String::new();
        loop {
            text.push_str(self.plain_run());
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    self.at += 1;
                    text.push(self.escape()?);
                }
                Some(_) => return Err(self.syntax("字符串中的控制字符应转义，如 \\n、\\t")),
                None => return Err(self.syntax("字符串没有结束的双引号")),
            }
        }
    }

    /// What stands before the next quote, backslash or control character. Those are single bytes in UTF-8, so
    /// the cut never lies within a character.
    fn plain_run(&mut self) -> &'a str {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let length = rest
            .iter()
            .position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))
            .unwrap_or(rest.len());
        let run = self.text.get(self.at..self.at + length).unwrap_or_default();
        self.at += length;
        run
    }

    /// What a backslash begins.
    fn escape(&mut self) -> Result<char, Refused> {
        let Some(byte) = self.peek() else {
            return Err(self.syntax("字符串没有结束的双引号"));
        };
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return Err(self.syntax("反斜杠之后的字符不是JSON的转义")),
        })
    }

    /// The character of `\uXXXX`, or of a pair of them. No field can keep NUL: databases refuse it in text.
    fn unicode(&mut self) -> Result<char, Refused> {
        let first = self.hex4()?;
        let code = match first {
            0xd800..=0xdbff => {
                let second = if self.take(b'\\') && self.take(b'u') {
                    self.hex4()?
                } else {
                    0
                };
                if !(0xdc00..=0xdfff).contains(&second) {
                    return Err(self.syntax("\\u 转义的代理对不完整"));
                }
                0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
            }
            code => code,
        };
        match char::from_u32(code) {
            Some('\0') => Err(self.syntax("不能含有空字符 \\u0000")),
            Some(found) => Ok(found),
            None => Err(self.syntax("\\u 转义的代理对不完整")),
        }
    }

    fn hex4(&mut self) -> Result<u32, Refused> {
        let digits = self.text.get(self.at..self.at + 4).unwrap_or_default();
        let hex = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let code = u32::from_str_radix(digits, 16).ok().filter(|_| hex);
        let code = code.ok_or_else(|| self.syntax("\\u 之后应为四位十六进制数"))?;
        self.at += 4;
        Ok(code)
    }
}

fn inner(depth: usize) -> Result<usize, Refused> {
    depth.checked_sub(1).ok_or_else(|| {
        Refused::new(
            "gateway.too_deep",
            "报文的对象或数组嵌套过深，请按接口规范组织节点。",
        )
    })
}

fn twice(key: &str) -> Refused {
    let shown: String = key.chars().take(40).collect();
    Refused::new(
        "gateway.duplicate_key",
        format!("报文中字段“{shown}”在同一节点出现两次，请只保留一个。"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const BOUNDS: Bounds = Bounds {
        depth: 8,
        values: 1000,
    };

    fn read(text: &str) -> Result<Value, &'static str> {
        read_json(text, BOUNDS).map_err(|refused| refused.code())
    }

    #[test]
    fn numbers_are_exact_or_their_text() {
        let value =
            read(r#"{"a":10.99,"b":100,"c":-7,"d":12345678901234567890,"e":1e3,"f":-0,"g":0}"#);
        let expected =
            json!({"a":"10.99","b":100,"c":-7,"d":"12345678901234567890","e":"1e3","f":"-0","g":0});
        assert_eq!(value, Ok(expected));
    }

    #[test]
    fn strings_with_escapes() {
        let text = r#""a\"\\\/\b\f\n\r\t中\u4e2d\ud83d\ude00""#;
        assert_eq!(read(text), Ok(json!("a\"\\/\u{8}\u{c}\n\r\t中中😀")));
    }

    #[test]
    fn a_byte_order_mark_and_space_around() {
        assert_eq!(
            read("\u{feff} \r\n[ true , null ]\t"),
            Ok(json!([true, null]))
        );
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in [
            "",
            " ",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "{a:1}",
            "{\"a\" 1}",
            "01",
            "-",
            "1.",
            ".5",
            "1e",
            "tru",
            "nul",
            "\"a",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\u12中\"",
            "\"\\ud800\"",
            "\"\\udc00\"",
            "\"\\ud800\\u0041\"",
            "\"\\u0000\"",
            "\"a\nb\"",
            "1 2",
            "'a'",
            "[1 2]",
            "\"\\u+123\"",
        ] {
            assert_eq!(read(text), Err("gateway.not_json"), "{text}");
        }
        assert_eq!(read(r#"{"a":1,"a":2}"#), Err("gateway.duplicate_key"));
    }

    #[test]
    fn structure_is_bounded() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(read(&nested(8)).is_ok());
        assert_eq!(read(&nested(9)), Err("gateway.too_deep"));
        assert_eq!(read(&nested(100_000)), Err("gateway.too_deep"));
        let list = format!("[{}1]", "1,".repeat(999));
        assert_eq!(read(&list), Err("gateway.too_many_values"));
    }

    #[test]
    fn the_place_is_counted_in_characters() {
        let refused = read_json("{\"姓名\":?}", BOUNDS).unwrap_err();
        assert!(
            refused.sentence().contains("第7个字符处"),
            "{}",
            refused.sentence()
        );
    }

    /// JSON without fractions, as serde_json writes it.
    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-1_000_000_i64..1_000_000).prop_map(Value::from),
            "[^\u{0}]{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map("[a-z_中]{1,6}", inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_serde_json_writes_is_read_back(value in any_json()) {
            prop_assert_eq!(read(&value.to_string()), Ok(value));
        }

        #[test]
        fn arbitrary_text_never_panics(text in "\\PC{0,80}") {
            let _ = read(&text);
        }

        #[test]
        fn text_of_json_characters_agrees_with_serde_json(text in "[\\[\\]{},:\"\\\\0-9eE.+a-fnrtu -]{0,24}") {
            // what we refuse beyond the grammar: keys that stand twice and NUL
            let ours = read(&text);
            let theirs = serde_json::from_str::<Value>(&text);
            match ours {
                Ok(_) => prop_assert!(theirs.is_ok() || text.contains(['e', 'E']), "{:?}", theirs),
                Err("gateway.not_json") => prop_assert!(theirs.is_err() || text.contains("0000")),
                Err(_) => {}
            }
        }
    }
}
