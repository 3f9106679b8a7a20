//! Which clause a case, a lint or a finding stands on, and how strictly the clause binds.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How strictly the cited text binds; the order is from the strictest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// MUST, MUST NOT, REQUIRED, SHALL: a departure is a failure.
    Must,
    /// SHOULD, SHOULD NOT, RECOMMENDED: a departure is a warning.
    Should,
    /// MAY, OPTIONAL: both ways are right, and which one was taken is told.
    May,
    /// The text leaves it open, or only implies it: told, never held against the target.
    Info,
}

impl Level {
    /// Every level, from the strictest.
    pub const ALL: [Self; 4] = [Self::Must, Self::Should, Self::May, Self::Info];

    /// The word as the case format, flags and JSON write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::May => "may",
            Self::Info => "info",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Level {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|level| level.word() == word)
            .ok_or_else(|| format!("`{word}` is no level: must, should, may or info"))
    }
}

/// A clause of a specification: `RFC 9112 6.3`, or `SSE 9.2.5` for the HTML standard's server-sent
/// events. Written and read as that text everywhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Citation {
    /// The document: `RFC 9112`, or `SSE`.
    pub document: String,
    /// The section number, `6.3`; empty when the whole document is meant.
    pub section: String,
}

impl Citation {
    /// A clause of an RFC, for rules that are written in Rust.
    #[must_use]
    pub fn rfc(number: u16, section: &str) -> Self {
        Self { document: format!("RFC {number}"), section: section.to_owned() }
    }

    /// Where a person can read it.
    #[must_use]
    pub fn url(&self) -> String {
        match self.document.strip_prefix("RFC ") {
            Some(number) if self.section.is_empty() => {
                format!("https://www.rfc-editor.org/rfc/rfc{number}.html")
            }
            Some(number) if self.section.starts_with(|c: char| c.is_ascii_uppercase()) => {
                format!("https://www.rfc-editor.org/rfc/rfc{number}.html#appendix-{}", self.section)
            }
            Some(number) => {
                format!("https://www.rfc-editor.org/rfc/rfc{number}.html#section-{}", self.section)
            }
            None => "https://html.spec.whatwg.org/multipage/server-sent-events.html".to_owned(),
        }
    }

    /// Whether this clause lies within `outer`: the same document, and the same section or one
    /// under it (`RFC 9112 6.3` lies within `RFC 9112 6` and within `RFC 9112`).
    #[must_use]
    pub fn within(&self, outer: &Self) -> bool {
        self.document == outer.document
            && (outer.section.is_empty()
                || self.section == outer.section
                || self
                    .section
                    .strip_prefix(&outer.section)
                    .is_some_and(|rest| rest.starts_with('.')))
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.document)?;
        if !self.section.is_empty() {
            write!(f, " {}", self.section)?;
        }
        Ok(())
    }
}

impl FromStr for Citation {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("`{text}` is no citation: write `RFC 9112 6.3`, `RFC 9112` or `SSE 9.2.5`");
        let mut words = text.split_whitespace();
        let document = match words.next().ok_or_else(wrong)? {
            "SSE" => "SSE".to_owned(),
            "RFC" => {
                let number: u32 = words.next().and_then(|n| n.parse().ok()).ok_or_else(wrong)?;
                format!("RFC {number}")
            }
            _ => return Err(wrong()),
        };
        let section = words.next().unwrap_or_default().to_owned();
        let well_formed = section.split('.').enumerate().all(|(i, part)| {
            !part.is_empty()
                && (part.bytes().all(|b| b.is_ascii_digit())
                    || (i == 0 && part.len() == 1 && part.as_bytes()[0].is_ascii_uppercase()))
        });
        if words.next().is_some() || !(section.is_empty() || well_formed) {
            return Err(wrong());
        }
        Ok(Self { document, section })
    }
}

impl TryFrom<String> for Citation {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Citation> for String {
    fn from(citation: Citation) -> Self {
        citation.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_are_read_and_written_as_text() {
        for good in ["RFC 9112 6.3", "RFC 9110", "SSE 9.2.5", "RFC 9110 A", "RFC 9112 C.2.1"] {
            assert_eq!(good.parse::<Citation>().unwrap().to_string(), good);
        }
        for bad in [
            "",
            "9112",
            "RFC",
            "RFC x 6",
            "RFC 9112 6..3",
            "RFC 9112 6.3 x",
            "W3C 1",
            "RFC 9112 6.x",
        ] {
            assert!(bad.parse::<Citation>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_section_holds_those_under_it_but_not_its_neighbours() {
        let outer: Citation = "RFC 9112 6".parse().unwrap();
        for (inner, want) in [
            ("RFC 9112 6.3", true),
            ("RFC 9112 6", true),
            ("RFC 9112 61", false),
            ("RFC 9110 6.3", false),
        ] {
            assert_eq!(inner.parse::<Citation>().unwrap().within(&outer), want, "{inner}");
        }
    }
}
