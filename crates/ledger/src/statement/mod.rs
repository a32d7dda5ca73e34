//! What is drawn from the books.
