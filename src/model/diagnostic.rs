//! What is wrong with a file that a person wrote, at its place, ready to be shown with a caret.

use std::fmt;

use crate::model::case::Place;

/// One error or warning about a case or configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// How many characters the caret underlines, at least 1.
    pub width: usize,
    /// The line of the file, without its line end; `None` where there is none to show.
    pub line: Option<String>,
    /// What is wrong, one line, lower case, without a full stop.
    pub message: String,
    /// What to do, or what was likely meant; one line.
    pub help: Option<String>,
}

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth a look; the case can be run.
    Warning,
    /// The case cannot be run.
    Error,
}

impl fmt::Display for Diagnostic {
    /// `error: unknown key …` / `  --> file:9:6` / the line / the caret / the help.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        writeln!(f, "{word}: {}", shown(&self.message))?;
        let number = self.place.line.to_string();
        let margin = " ".repeat(number.len());
        write!(f, "{margin}--> {}:{}:{}", shown(&self.place.file), number, self.place.column)?;
        if let Some(line) = &self.line {
            let before: String = line
                .chars()
                .take(self.place.column.saturating_sub(1))
                .map(|c| if c == '\t' { '\t' } else { ' ' })
                .collect();
            write!(f, "\n{margin} |\n{number} | {}", shown(line))?;
            write!(f, "\n{margin} | {before}{}", "^".repeat(self.width.max(1)))?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n{margin} = help: {}", shown(help))?;
        }
        Ok(())
    }
}

/// Text of a file as a terminal may be given it: nothing in it moves the cursor.
fn shown(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' => c,
            c if crate::model::bytes::is_unsafe_to_show(c) => char::REPLACEMENT_CHARACTER,
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_points_at_the_place_with_a_caret_and_says_what_was_meant() {
        let diagnostic = Diagnostic {
            severity: Severity::Error,
            place: Place { file: "a.yaml".into(), line: 12, column: 5 },
            width: 6,
            line: Some("    titel: x".to_owned()),
            message: "unknown key `titel`".to_owned(),
            help: Some("did you mean `title`?".to_owned()),
        };
        let want = "error: unknown key `titel`\n  --> a.yaml:12:5\n   |\n12 |     titel: x\n   |     ^^^^^^\n   = help: did you mean `title`?";
        assert_eq!(diagnostic.to_string(), want);
    }
}
