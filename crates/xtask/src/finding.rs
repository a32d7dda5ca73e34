//! What a check says about a place.

use std::fmt;

/// One thing that is wrong, where, and how to mend it.
#[derive(Debug)]
pub struct Finding {
    path: String,
    line: usize,
    what: String,
    mend: String,
}

impl Finding {
    /// A finding at a line of a file.
    pub fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            what: what.into(),
            mend: String::new(),
        }
    }

    /// Says how to mend it.
    pub fn mend(mut self, mend: impl Into<String>) -> Self {
        self.mend = mend.into();
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "  {}:{}: {}\n      mend: {}",
            self.path, self.line, self.what, self.mend
        )
    }
}
