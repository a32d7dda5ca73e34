//! Tokens of a condition.

/// A token with its bytes in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    pub from: usize,
    pub to: usize,
}

/// Kind of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, number, date, percentage or amount, as written.
    Word(String),
    /// A quoted text, quotes kept.
    Quoted(String),
    /// `== != < <= > >=`
    Compare(&'static str),
    /// `( ) [ ] , *`
    Mark(char),
}

/// What cannot be read: bytes and a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConditionError {
    pub from: usize,
    pub to: usize,
    pub message: String,
    pub help: &'static str,
}

const COMPARISONS: [&str; 6] = ["==", "!=", "<=", ">=", "<", ">"];

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '%' | ':' | '/')
}

/// Splits a condition into tokens.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, ConditionError> {
    let mut tokens = Vec::new();
    let mut from = 0;
    while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
        let Some(first) = rest.chars().next() else {
            break;
        };
        if first.is_whitespace() {
            from = from.saturating_add(first.len_utf8());
            continue;
        }
        let (kind, length) = token(first, rest).map_err(|(message, help)| ConditionError {
            from,
            to: from.saturating_add(first.len_utf8()),
            message,
            help,
        })?;
        let to = from.saturating_add(length);
        tokens.push(Token { kind, from, to });
        from = to;
    }
    Ok(tokens)
}

fn token(first: char, rest: &str) -> Result<(Kind, usize), (String, &'static str)> {
    if first == '"' {
        return quoted(rest);
    }
    if let Some(op) = COMPARISONS.iter().find(|op| rest.starts_with(**op)) {
        return Ok((Kind::Compare(op), op.len()));
    }
    if matches!(first, '(' | ')' | '[' | ']' | ',' | '*') {
        return Ok((Kind::Mark(first), 1));
    }
    let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    match rest.get(..end).filter(|word| !word.is_empty()) {
        Some(word) => Ok((Kind::Word(word.to_owned()), end)),
        None => Err(unexpected(first)),
    }
}

fn quoted(rest: &str) -> Result<(Kind, usize), (String, &'static str)> {
    let close = rest.char_indices().skip(1).find(|(_, c)| *c == '"');
    let Some((at, _)) = close else {
        return Err(("引号没有结束".to_owned(), "文本要写在一对双引号里"));
    };
    let end = at.saturating_add(1);
    Ok((Kind::Quoted(rest.get(..end).unwrap_or("").to_owned()), end))
}

fn unexpected(c: char) -> (String, &'static str) {
    let help = match c {
        '=' => "相等写成 ==",
        '!' => "取反写成 not，不等写成 !=",
        '&' => "并且写成 and",
        '|' => "或者写成 or",
        '+' => "条件里没有算术；请用 [derive.NAME] 或 [value.NAME]",
        _ => "",
    };
    (format!("条件里不认识的符号 {c}"), help)
}
