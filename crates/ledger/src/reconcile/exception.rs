//! What is wrong with a line that found no partner, and how far its clearing is.

use access::UserName;
use base::{Date, Fen, Refused};

use super::item::{Item, ItemSide};
use super::matching::Matching;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExceptionKind {
    /// 在途: on its way.
    InTransit,
    /// 退库: money that goes back.
    Refund,
    /// 重复: a second line of the same key and amount.
    Duplicate,
    /// 错年度: the same key and amount for another year.
    WrongYear,
    /// 无主: a line of the statement without a key.
    Ownerless,
    /// 金额不符: the same key, another amount.
    Amount,
    /// 拒付.
    Refused,
    /// 争议.
    Disputed,
    /// 冲正.
    Reversed,
}

impl ExceptionKind {
    /// Every kind.
    pub const ALL: [ExceptionKind; 9] = [
        ExceptionKind::InTransit,
        ExceptionKind::Refund,
        ExceptionKind::Duplicate,
        ExceptionKind::WrongYear,
        ExceptionKind::Ownerless,
        ExceptionKind::Amount,
        ExceptionKind::Refused,
        ExceptionKind::Disputed,
        ExceptionKind::Reversed,
    ];

    /// The word in the data and the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            ExceptionKind::InTransit => "in_transit",
            ExceptionKind::Refund => "refund",
            ExceptionKind::Duplicate => "duplicate",
            ExceptionKind::WrongYear => "wrong_year",
            ExceptionKind::Ownerless => "ownerless",
            ExceptionKind::Amount => "amount",
            ExceptionKind::Refused => "refused",
            ExceptionKind::Disputed => "disputed",
            ExceptionKind::Reversed => "reversed",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<ExceptionKind> {
        ExceptionKind::ALL
            .into_iter()
            .find(|kind| kind.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            ExceptionKind::InTransit => "在途",
            ExceptionKind::Refund => "退库",
            ExceptionKind::Duplicate => "重复",
            ExceptionKind::WrongYear => "错年度",
            ExceptionKind::Ownerless => "无主",
            ExceptionKind::Amount => "金额不符",
            ExceptionKind::Refused => "拒付",
            ExceptionKind::Disputed => "争议",
            ExceptionKind::Reversed => "冲正",
        }
    }
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExceptionState {
    /// Found.
    Open,
    /// Somebody has found out why.
    Explained,
    /// Another one has seen it mended.
    Cleared,
}

impl ExceptionState {
    /// The word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            ExceptionState::Open => "open",
            ExceptionState::Explained => "explained",
            ExceptionState::Cleared => "cleared",
        }
    }

    /// The state of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<ExceptionState> {
        [
            ExceptionState::Open,
            ExceptionState::Explained,
            ExceptionState::Cleared,
        ]
        .into_iter()
        .find(|state| state.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            ExceptionState::Open => "待查",
            ExceptionState::Explained => "已查明",
            ExceptionState::Cleared => "已处理",
        }
    }
}

/// A line with what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// On which side.
    pub side: ItemSide,
    /// The line.
    pub item: Item,
    /// What is wrong.
    pub kind: ExceptionKind,
}

/// Says of every unmatched line what is wrong with it. `earlier` are the statement's lines that found a partner, in
/// this matching or before: they tell a duplicate.
#[must_use]
pub fn classify(matching: &Matching, earlier: &[Item]) -> Vec<Exception> {
    let book = matching.book.iter().map(|item| Exception {
        side: ItemSide::Book,
        kind: kind_of_book(item, &matching.statement),
        item: item.clone(),
    });
    let lines = matching.statement.iter().enumerate().map(|(at, item)| {
        let before = matching.statement.iter().take(at);
        let twice = before.chain(earlier).any(|other| is_same(other, item));
        let kind = if twice {
            ExceptionKind::Duplicate
        } else {
            kind_of_line(item, &matching.book)
        };
        Exception {
            side: ItemSide::Statement,
            kind,
            item: item.clone(),
        }
    });
    book.chain(lines).collect()
}

fn is_same(one: &Item, other: &Item) -> bool {
    !one.key.is_empty()
        && one.key == other.key
        && one.year == other.year
        && one.amount == other.amount
}

fn kind_of_book(item: &Item, lines: &[Item]) -> ExceptionKind {
    partner(item, lines).unwrap_or(ExceptionKind::InTransit)
}

fn kind_of_line(item: &Item, book: &[Item]) -> ExceptionKind {
    if item.key.is_empty() {
        return ExceptionKind::Ownerless;
    }
    let refund = item.amount < Fen::ZERO && item.year.is_some();
    match partner(item, book) {
        Some(kind) => kind,
        None if refund => ExceptionKind::Refund,
        None => ExceptionKind::InTransit,
    }
}

/// What a line of the other side with the same key says: another year, or another amount.
fn partner(item: &Item, others: &[Item]) -> Option<ExceptionKind> {
    let same_key = |other: &&Item| !item.key.is_empty() && other.key == item.key;
    let mut found = others.iter().filter(same_key).peekable();
    found.peek()?;
    let wrong_year = found.any(|other| other.year != item.year && other.amount == item.amount);
    Some(if wrong_year {
        ExceptionKind::WrongYear
    } else {
        ExceptionKind::Amount
    })
}

/// One step in the life of an exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handled {
    /// The state reached.
    pub state: ExceptionState,
    /// Who.
    pub user: UserName,
    /// When.
    pub on: Date,
    /// Why, or by which document.
    pub note: String,
}

/// The next step of an exception: open, explained, cleared; who explains does not clear.
///
/// # Errors
/// `fund.exception.order`, `fund.exception.note`, `fund.exception.same_user`.
pub fn handle(
    last: ExceptionState,
    explained_by: Option<&UserName>,
    step: Handled,
) -> Result<Handled, Refused> {
    let next = match last {
        ExceptionState::Open => ExceptionState::Explained,
        ExceptionState::Explained => ExceptionState::Cleared,
        ExceptionState::Cleared => {
            return Err(Refused::new("fund.exception.order", "该差异已处理完毕。"));
        }
    };
    if step.state != next {
        let sentence = format!("差异当前为“{}”，下一步只能是“{}”。", last.zh(), next.zh());
        return Err(Refused::new("fund.exception.order", sentence));
    }
    if step.note.trim().is_empty() {
        return Err(Refused::new(
            "fund.exception.note",
            "请写明原因或处理凭证。",
        ));
    }
    if next == ExceptionState::Cleared && explained_by == Some(&step.user) {
        return Err(Refused::new(
            "fund.exception.same_user",
            "查明原因的人不能自己确认处理，请由另一名用户确认。",
        ));
    }
    Ok(step)
}
