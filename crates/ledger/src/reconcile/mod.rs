//! Outside statements against the books.
