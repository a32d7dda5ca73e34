//! Drawing findings: the line of the file, the place marked, the mend below it.

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, Severity as Shown, SourceCode,
};
use policy::{Diagnostic, Files, Severity};
use std::fmt;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// A longer line is not drawn: nobody reads it, and the drawing library cannot place a mark in it.
const LONGEST_DRAWN: usize = 2_000;

/// A finding with the text it points into.
#[derive(Debug)]
struct Drawn<'a> {
    finding: &'a Diagnostic,
    source: Option<NamedSource<String>>,
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.finding.message)
    }
}

impl std::error::Error for Drawn<'_> {}

impl miette::Diagnostic for Drawn<'_> {
    fn code(&self) -> Option<Box<dyn fmt::Display + '_>> {
        Some(Box::new(self.finding.code))
    }

    fn severity(&self) -> Option<Shown> {
        Some(match self.finding.severity {
            Severity::Error => Shown::Error,
            Severity::Warning => Shown::Warning,
            Severity::Note => Shown::Advice,
        })
    }

    fn help(&self) -> Option<Box<dyn fmt::Display + '_>> {
        (!self.finding.help.is_empty())
            .then(|| Box::new(&self.finding.help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.source.as_ref()?;
        let label = if self.finding.label.is_empty() {
            "这里"
        } else {
            &self.finding.label
        };
        let span = self.finding.span.clone();
        Some(Box::new(std::iter::once(LabeledSpan::at(span, label))))
    }
}

/// Prints findings to standard error.
pub fn draw(folder: &Path, files: &Files, findings: &[Diagnostic]) {
    draw_beside(folder, &[], files, findings);
}

/// As [`draw`], where some files (reforms) lie outside the folder and go by their own paths.
pub fn draw_beside(folder: &Path, beside: &[PathBuf], files: &Files, findings: &[Diagnostic]) {
    let plain = !std::io::stderr().is_terminal() || std::env::var_os("NO_COLOR").is_some();
    let theme = if plain {
        GraphicalTheme::unicode_nocolor()
    } else {
        GraphicalTheme::unicode()
    };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(100);
    for finding in findings {
        let own = beside
            .iter()
            .any(|path| path.to_string_lossy() == finding.file);
        let name = if own {
            finding.file.clone()
        } else {
            folder.join(&finding.file).to_string_lossy().into_owned()
        };
        eprint!("{}", drawn(&handler, name, files, finding));
    }
}

fn drawn(
    handler: &GraphicalReportHandler,
    name: String,
    files: &Files,
    finding: &Diagnostic,
) -> String {
    let text = files
        .get(&finding.file)
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let endless = |text: &String| text.lines().any(|line| line.len() > LONGEST_DRAWN);
    if text.as_ref().is_some_and(endless) {
        return format!("{name}: {finding}\n");
    }
    let source = text.map(|text| NamedSource::new(&name, text));
    let mut out = String::new();
    let shown = handler.render_report(&mut out, &Drawn { finding, source });
    // a place that does not fit its text must not hide the finding
    if shown.is_ok() {
        out.replace("\n  help: ", "\n  改法：")
    } else {
        format!("{name}: {finding}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_far_out_in_a_line_is_told_in_words() {
        let text = format!("x = \"{}\"", " ".repeat(70_000));
        let end = text.len() - 1;
        let files = Files::from_iter([("policy.toml", text)]);
        let finding = Diagnostic {
            severity: Severity::Error,
            code: "P0301",
            message: "条件没有写完".to_owned(),
            file: "policy.toml".to_owned(),
            span: end - 1..end,
            line: 1,
            column: 70_005,
            label: String::new(),
            help: String::new(),
        };
        let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor());
        let told = drawn(&handler, "county/policy.toml".to_owned(), &files, &finding);
        assert!(told.contains("policy.toml:1:70005"), "{told}");
        assert!(told.contains("条件没有写完"), "{told}");
    }
}
