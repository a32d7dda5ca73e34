//! The balance reconciliation table (银行存款余额调节表).

use base::Fen;

use super::outstanding::{Outstanding, OutstandingKind};

/// Both balances, corrected for what only the other side has booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BalanceTable {
    /// Balance of our books.
    pub book: Fen,
    /// Plus what the other side has received.
    pub bank_received: Fen,
    /// Less what the other side has paid.
    pub bank_paid: Fen,
    /// Our balance, corrected.
    pub book_corrected: Fen,
    /// Balance of the statement.
    pub statement: Fen,
    /// Plus what we have received.
    pub book_received: Fen,
    /// Less what we have paid.
    pub book_paid: Fen,
    /// The statement's balance, corrected.
    pub statement_corrected: Fen,
    /// book_corrected − statement_corrected: nothing, or a fault that no outstanding item explains.
    pub difference: Fen,
}

impl BalanceTable {
    /// The table. `None` beyond the range of amounts.
    #[must_use]
    pub fn new(book: Fen, statement: Fen, items: &[Outstanding]) -> Option<BalanceTable> {
        let sum = |kind| {
            let hits = items.iter().filter(|item| item.kind == kind);
            let magnitudes = hits
                .map(Outstanding::magnitude)
                .collect::<Option<Vec<_>>>()?;
            Fen::checked_sum(magnitudes)
        };
        let bank_received = sum(OutstandingKind::BankReceived)?;
        let bank_paid = sum(OutstandingKind::BankPaid)?;
        let book_received = sum(OutstandingKind::BookReceived)?;
        let book_paid = sum(OutstandingKind::BookPaid)?;
        let book_corrected = book.checked_add(bank_received)?.checked_sub(bank_paid)?;
        let statement_corrected = statement
            .checked_add(book_received)?
            .checked_sub(book_paid)?;
        Some(BalanceTable {
            book,
            bank_received,
            bank_paid,
            book_corrected,
            statement,
            book_received,
            book_paid,
            statement_corrected,
            difference: book_corrected.checked_sub(statement_corrected)?,
        })
    }

    /// Whether the outstanding items explain everything.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.difference == Fen::ZERO
    }
}
