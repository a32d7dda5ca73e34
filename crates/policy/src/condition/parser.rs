//! The parser of conditions: recursive descent over tokens, bounded in depth.

use super::lexer::{ConditionError, Kind, Token, tokens};
use crate::ast::{Expr, Operand};
use crate::source::{At, Node};
use benefit::plan::Op;

/// Brackets and `not` may nest this deep.
const MAX_DEPTH: usize = 50;

/// Parses the text of a node; the spans of names point into the file.
pub(crate) fn parse(node: &Node, text: &str) -> Result<Expr, ConditionError> {
    let tokens = tokens(text)?;
    let mut parser = Parser {
        node,
        tokens: &tokens,
        at: 0,
        length: text.len(),
        depth: 0,
    };
    let expr = parser.or()?;
    match parser.peek() {
        None => Ok(expr),
        Some(token) => Err(parser.error(token, "这里多出了内容", "两个条件之间写 and 或 or")),
    }
}

struct Parser<'a> {
    node: &'a Node,
    tokens: &'a [Token],
    at: usize,
    length: usize,
    depth: usize,
}

type Parsed<T> = Result<T, ConditionError>;

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<&'a Token> {
        let token = self.peek();
        self.at = self.at.saturating_add(1);
        token
    }

    fn error(
        &self,
        token: &Token,
        message: impl Into<String>,
        help: &'static str,
    ) -> ConditionError {
        ConditionError {
            from: token.from,
            to: token.to,
            message: message.into(),
            help,
        }
    }

    fn end(&self, message: &str) -> ConditionError {
        let from = self.length.saturating_sub(1);
        ConditionError {
            from,
            to: self.length,
            message: message.to_owned(),
            help: "",
        }
    }

    fn keyword(&mut self, word: &str) -> bool {
        let found =
            matches!(self.peek(), Some(Token { kind: Kind::Word(have), .. }) if have == word);
        if found {
            self.at = self.at.saturating_add(1);
        }
        found
    }

    fn mark(&mut self, mark: char) -> bool {
        let found =
            matches!(self.peek(), Some(Token { kind: Kind::Mark(have), .. }) if *have == mark);
        if found {
            self.at = self.at.saturating_add(1);
        }
        found
    }

    fn or(&mut self) -> Parsed<Expr> {
        let first = self.and()?;
        let mut parts = vec![first];
        while self.keyword("or") {
            parts.push(self.and()?);
        }
        Ok(single(parts, Expr::Or))
    }

    fn and(&mut self) -> Parsed<Expr> {
        let first = self.not()?;
        let mut parts = vec![first];
        while self.keyword("and") {
            parts.push(self.not()?);
        }
        Ok(single(parts, Expr::And))
    }

    fn not(&mut self) -> Parsed<Expr> {
        if !self.keyword("not") {
            return self.primary();
        }
        self.deeper()?;
        let inner = self.not()?;
        self.depth = self.depth.saturating_sub(1);
        Ok(Expr::Not(Box::new(inner)))
    }

    fn deeper(&mut self) -> Parsed<()> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > MAX_DEPTH {
            return Err(self.end("条件嵌套太深"));
        }
        Ok(())
    }

    fn primary(&mut self) -> Parsed<Expr> {
        if self.mark('(') {
            self.deeper()?;
            let inner = self.or()?;
            self.depth = self.depth.saturating_sub(1);
            return if self.mark(')') {
                Ok(inner)
            } else {
                Err(self.missing("缺少右括号 )"))
            };
        }
        if self.keyword("always") {
            return Ok(Expr::Always);
        }
        if self.keyword("never") {
            return Ok(Expr::Never);
        }
        self.comparison()
    }

    fn missing(&self, message: &str) -> ConditionError {
        self.peek()
            .map_or_else(|| self.end(message), |token| self.error(token, message, ""))
    }

    fn name(&mut self) -> Parsed<At<String>> {
        match self.next() {
            Some(
                token @ Token {
                    kind: Kind::Word(word),
                    ..
                },
            ) if !is_reserved(word) => Ok(self.place(token, word.clone())),
            Some(token) => {
                Err(self.error(token, "这里应当是一个事实的名字", "例如 retired == yes"))
            }
            None => Err(self.end("条件没有写完")),
        }
    }

    fn place(&self, token: &Token, text: String) -> At<String> {
        At::new(text, self.node.text_part(token.from, token.to))
    }

    fn comparison(&mut self) -> Parsed<Expr> {
        let left = self.name()?;
        let Some(token) = self.next() else {
            return Err(self.end("事实后面缺少比较"));
        };
        match &token.kind {
            Kind::Compare(op) => Ok(Expr::Cmp(left, operator(op), self.operand()?)),
            Kind::Word(word) if word == "in" => self.membership(left),
            Kind::Word(word) if word == "has" => Ok(Expr::Has(left, vec![self.word()?], false)),
            Kind::Word(word) if word == "has_any" => Ok(Expr::Has(left, self.list()?, false)),
            Kind::Word(word) if word == "has_all" => Ok(Expr::Has(left, self.list()?, true)),
            _ => Err(self.error(
                token,
                "这里应当是比较符号",
                "== != < <= > >= in has has_any has_all",
            )),
        }
    }

    fn membership(&mut self, left: At<String>) -> Parsed<Expr> {
        if let Some(
            token @ Token {
                kind: Kind::Word(word),
                ..
            },
        ) = self.peek()
            && let Some(table) = word.strip_prefix("table.")
        {
            self.at = self.at.saturating_add(1);
            return Ok(Expr::InTable(left, self.place(token, table.to_owned())));
        }
        Ok(Expr::In(left, self.list()?))
    }

    fn operand(&mut self) -> Parsed<Operand> {
        let word = self.word()?;
        if !self.mark('*') {
            return Ok(Operand { times: None, word });
        }
        let times = word
            .value
            .parse::<i64>()
            .ok()
            .filter(|times| (1..=1_000_000).contains(times));
        let Some(times) = times else {
            return Err(self.missing("乘号前应当是不小于 1 的整数"));
        };
        Ok(Operand {
            times: Some(times),
            word: self.name()?,
        })
    }

    fn word(&mut self) -> Parsed<At<String>> {
        match self.next() {
            Some(
                token @ Token {
                    kind: Kind::Word(word) | Kind::Quoted(word),
                    ..
                },
            ) if !is_reserved(word) => Ok(self.place(token, word.clone())),
            Some(token) => Err(self.error(token, "这里应当是一个值", "")),
            None => Err(self.end("比较符号后面缺少值")),
        }
    }

    fn list(&mut self) -> Parsed<Vec<At<String>>> {
        if !self.mark('[') {
            return Err(self.missing("这里应当是列表 [ … ]"));
        }
        let mut words = Vec::new();
        while !self.mark(']') {
            words.push(self.word()?);
            if !self.mark(',')
                && !matches!(
                    self.peek(),
                    Some(Token {
                        kind: Kind::Mark(']'),
                        ..
                    })
                )
            {
                return Err(self.missing("列表的值之间缺少逗号，或缺少右方括号 ]"));
            }
        }
        if words.is_empty() {
            return Err(self.missing("列表不能为空"));
        }
        Ok(words)
    }
}

fn is_reserved(word: &str) -> bool {
    matches!(
        word,
        "and" | "or" | "not" | "in" | "has" | "has_any" | "has_all" | "always" | "never"
    )
}

fn operator(text: &str) -> Op {
    match text {
        "==" => Op::Eq,
        "!=" => Op::Ne,
        "<" => Op::Lt,
        "<=" => Op::Le,
        ">" => Op::Gt,
        _ => Op::Ge,
    }
}

fn single(mut parts: Vec<Expr>, many: fn(Vec<Expr>) -> Expr) -> Expr {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => only,
        (Some(last), false) => {
            parts.push(last);
            many(parts)
        }
        (None, _) => Expr::Always,
    }
}
