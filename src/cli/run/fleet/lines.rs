//! The file of `--targets-from`, line by line: a target each, `NAME=` before it where reports are to
//! call it so; empty lines and lines that begin with `#` are none.

use std::io::{self, BufRead, Read as _};

/// How long a line may be, in octets.
const MOST: u64 = 4096;

/// A line that names a target, or why it cannot.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// From 1.
    pub(super) number: u64,
    pub(super) text: Result<String, String>,
}

/// The lines of a reader. It is never held in memory.
pub(super) struct Lines<R> {
    from: R,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from, number: 0 }
    }

    /// The octets of the next line without its end; `None` at the end of the file.
    fn octets(&mut self) -> io::Result<Option<Result<Vec<u8>, String>>> {
        let mut line = Vec::new();
        if self.from.by_ref().take(MOST + 1).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if line.len() as u64 > MOST && !line.ends_with(b"\n") {
            self.from.skip_until(b'\n')?;
            return Ok(Some(Err(format!("it has more than {MOST} octets"))));
        }
        Ok(Some(Ok(line)))
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let line = match self.octets() {
                Ok(line) => line?,
                Err(error) => return Some(Err(error)),
            };
            self.number += 1;
            let text = line
                .and_then(|line| String::from_utf8(line).map_err(|_| "it is not UTF-8".to_owned()));
            let text = text.map(|text| {
                let text =
                    if self.number == 1 { text.trim_start_matches('\u{feff}') } else { &text };
                text.trim().to_owned()
            });
            if text.as_ref().is_ok_and(|text| text.is_empty() || text.starts_with('#')) {
                continue;
            }
            return Some(Ok(Line { number: self.number, text }));
        }
    }
}

/// Splits off the name before a target. A name has letters, digits, `.`, `-` and `_`, so that no
/// address and no path with `=` in it is taken apart.
pub(super) fn named(text: &str) -> (Option<&str>, &str) {
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "._-".contains(c))
    };
    match text.split_once('=') {
        Some((name, target)) if is_name(name.trim()) => (Some(name.trim()), target.trim()),
        _ => (None, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_numbers_and_bad_ones_end_nothing() {
        let long = "x".repeat(5000);
        let text = format!("\u{feff}http://a\r\n\n  # none\n b = http://b \n{long}\n");
        let bytes = [text.as_bytes(), b"\xff\nhttp://c"].concat();
        let lines: Vec<Line> = Lines::new(bytes.as_slice()).map(Result::unwrap).collect();
        let line = |number, text: &str| Line { number, text: Ok(text.to_owned()) };
        let bad = |number, why: &str| Line { number, text: Err(why.to_owned()) };
        let want = [
            line(1, "http://a"),
            line(4, "b = http://b"),
            bad(5, "it has more than 4096 octets"),
            bad(6, "it is not UTF-8"),
            line(7, "http://c"),
        ];
        assert_eq!(lines, want);
        assert_eq!(named("b = http://b"), (Some("b"), "http://b"));
        for whole in ["unix:/a=b", "http://a/?b=c", "dir/a=b.yaml", "=x"] {
            assert_eq!(named(whole), (None, whole));
        }
    }
}
