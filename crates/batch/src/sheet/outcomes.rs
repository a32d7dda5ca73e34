//! What became of each row, written for whoever sent the file.

use std::io;
use std::path::Path;

use super::error::BadRow;
use super::write::SheetWriter;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Taken.
    Taken,
    /// The very same was there already; nothing changed.
    Already,
    /// Taken, but waits for somebody's decision.
    Waiting,
    /// Not taken.
    Refused,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Outcome; 4] = [
        Outcome::Taken,
        Outcome::Already,
        Outcome::Waiting,
        Outcome::Refused,
    ];

    /// The word in a database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Outcome::Taken => "taken",
            Outcome::Already => "already",
            Outcome::Waiting => "waiting",
            Outcome::Refused => "refused",
        }
    }

    /// The outcome of a word; `None` for any other.
    #[must_use]
    pub fn parse(code: &str) -> Option<Outcome> {
        Outcome::ALL
            .into_iter()
            .find(|outcome| outcome.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Outcome::Taken => "已办理",
            Outcome::Already => "已存在",
            Outcome::Waiting => "待处理",
            Outcome::Refused => "未办理",
        }
    }
}

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowOutcome {
    /// Line of the file, from 1.
    pub line: u64,
    /// What the row is about, such as the person; numbers of documents are masked when written.
    pub key: String,
    /// What became of it.
    pub outcome: Outcome,
    /// A stable code of the reason; empty where the row was taken.
    pub code: String,
    /// The reason, in Chinese; empty where the row was taken.
    pub reason: String,
}

impl RowOutcome {
    /// A row that was taken.
    #[must_use]
    pub fn taken(line: u64, key: &str) -> RowOutcome {
        RowOutcome {
            line,
            key: key.to_owned(),
            outcome: Outcome::Taken,
            code: String::new(),
            reason: String::new(),
        }
    }

    /// A row that was refused, with the code and the sentence of the refusal.
    #[must_use]
    pub fn refused(line: u64, key: &str, refused: &base::Refused) -> RowOutcome {
        RowOutcome {
            outcome: Outcome::Refused,
            code: refused.code().to_owned(),
            reason: refused.zh(),
            ..RowOutcome::taken(line, key)
        }
    }
}

impl From<&BadRow> for RowOutcome {
    fn from(bad: &BadRow) -> RowOutcome {
        RowOutcome {
            outcome: Outcome::Refused,
            code: bad.flaw.code().to_owned(),
            reason: bad.reason(),
            ..RowOutcome::taken(bad.line, "")
        }
    }
}

/// Writes outcomes row by row, beside the place of the file until it is complete.
pub struct OutcomeWriter(SheetWriter);

impl OutcomeWriter {
    /// Begins a file; nothing stands at `path` until [`OutcomeWriter::finish`].
    ///
    /// # Errors
    /// Whatever the file system reports.
    pub fn create(path: &Path) -> io::Result<OutcomeWriter> {
        let header = ["行号", "对象", "结果", "代码", "原因"];
        SheetWriter::create(path, &header).map(OutcomeWriter)
    }

    /// Writes one row.
    ///
    /// # Errors
    /// Whatever the file system reports.
    pub fn row(&mut self, row: &RowOutcome) -> io::Result<()> {
        self.0.row(&[
            &row.line.to_string(),
            &base::show_value(&row.key),
            row.outcome.zh(),
            &row.code,
            &row.reason,
        ])
    }

    /// Puts the complete file in its place.
    ///
    /// # Errors
    /// Whatever the file system reports; an older file is then still there.
    pub fn finish(self) -> io::Result<()> {
        self.0.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_stands_in_the_place_before_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("结果.csv");
        let mut writer = OutcomeWriter::create(&path).unwrap();
        writer
            .row(&RowOutcome::taken(2, "890101199001010013"))
            .unwrap();
        let refused = base::Refused::new("enrolment.second", "已参保。").under("某办法 三");
        writer.row(&RowOutcome::refused(3, "P7", &refused)).unwrap();
        assert!(!path.exists());
        writer.finish().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let expected = "\u{feff}行号,对象,结果,代码,原因\n2,890***********0013,已办理,,\n\
                        3,P7,未办理,enrolment.second,已参保。〔依据：某办法 三〕\n";
        assert_eq!(text, expected);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn words_of_outcomes_are_read_back() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::parse(outcome.code()), Some(outcome));
        }
        assert_eq!(Outcome::parse("lost"), None);
    }
}
