//! Keeps words of a target or a case from being commands.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};
use std::io::{self, Write};
use std::time::SystemTime;

use crate::report::github::Command;

/// Between its two lines the runner carries nothing out.
///
/// The line that ends it holds a token: whoever knew it could end the guard early. It is drawn
/// anew for each guard, because the log shows it.
#[derive(Debug)]
pub(in crate::report) struct Guard {
    token: String,
}

impl Guard {
    /// Writes the line that stops commands.
    pub(in crate::report) fn begin(out: &mut dyn Write) -> io::Result<Self> {
        let guard = Self { token: token() };
        let stop = Command { name: "stop-commands", properties: Vec::new(), data: &guard.token };
        writeln!(out, "{stop}")?;
        Ok(guard)
    }

    /// Writes the line that lets commands through again.
    pub(in crate::report) fn end(self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "::{}::", self.token)
    }
}

/// 128 bits that nobody can guess: std draws the keys of its hasher from the system's source of
/// random numbers, so that what it hashes needs to be different, not secret. The letters in front
/// keep it from being the name of a command.
fn token() -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let state = RandomState::new();
    let half = |part: u8| {
        let mut hasher = state.build_hasher();
        hasher.write_u128(now.as_nanos());
        hasher.write_u8(part);
        hasher.finish()
    };
    format!("wirecase-{:016x}{:016x}", half(0), half(1))
}

/// The text with every start of a command broken up by an escape. For single lines, and for
/// standard error: the runner reads the two streams side by side, so that a guard on one of them
/// may end while the other is in the middle of another guard.
#[must_use]
pub fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // The runner takes a CR alone as the end of a line, too.
    for line in text.split_inclusive(['\n', '\r']) {
        let words = line.trim_start();
        let (space, _) = line.split_at(line.len() - words.len());
        out.push_str(space);
        match words.strip_prefix("::") {
            Some(rest) => {
                out.push_str(":\\x3a");
                out.push_str(&rest.replace("##[", "##\\x5b"));
            }
            None => out.push_str(&words.replace("##[", "##\\x5b")),
        }
    }
    out
}

/// Writes whole lines, each made [`harmless`].
#[derive(Debug)]
pub struct Harmless<W: Write> {
    out: W,
    line: Vec<u8>,
}

impl<W: Write> Harmless<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Self {
        Self { out, line: Vec::new() }
    }

    fn write_line(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        self.out.write_all(harmless(&String::from_utf8_lossy(&line)).as_bytes())
    }
}

impl<W: Write> Write for Harmless<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|octet| *octet == b'\n') {
            self.line.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                self.write_line()?;
            }
        }
        Ok(bytes.len())
    }

    /// A line that is not whole yet is kept back: its start decides what it is.
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl<W: Write> Drop for Harmless<W> {
    fn drop(&mut self) {
        // Nobody is there to be told of a failure.
        let _ = self.write_line().and_then(|()| self.out.flush());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_of_commands_are_broken_up_and_all_else_stays() {
        for (text, want) in [
            ("error: no such file\n  at a.yaml:3:1\n", "error: no such file\n  at a.yaml:3:1\n"),
            ("::error::x", ":\\x3aerror::x"),
            ("a\n \t::set-env name=a::b\n", "a\n \t:\\x3aset-env name=a::b\n"),
            ("a\r::error::x", "a\r:\\x3aerror::x"),
            ("\u{a0}\u{2028}::x::", "\u{a0}\u{2028}:\\x3ax::"),
            ("a ##[error]b ##[group]", "a ##\\x5berror]b ##\\x5bgroup]"),
            ("::a ##[b]", ":\\x3aa ##\\x5bb]"),
            ("a::b ## [c]", "a::b ## [c]"),
            ("", ""),
        ] {
            assert_eq!(harmless(text), want);
            assert_eq!(harmless(want), want);
            // However the bytes come.
            let mut written = Vec::new();
            let mut out = Harmless::new(&mut written);
            for octet in text.as_bytes() {
                out.write_all(&[*octet]).unwrap();
                out.flush().unwrap();
            }
            drop(out);
            assert_eq!(String::from_utf8(written).unwrap(), want);
        }
    }

    #[test]
    fn each_guard_has_a_token_of_its_own_that_ends_it() {
        let mut tokens = std::collections::BTreeSet::new();
        for _ in 0..100 {
            let mut out = Vec::new();
            let guard = Guard::begin(&mut out).unwrap();
            guard.end(&mut out).unwrap();
            let text = String::from_utf8(out).unwrap();
            let lines: Vec<&str> = text.lines().collect();
            let token = lines[0].strip_prefix("::stop-commands::").unwrap();
            assert_eq!(lines[1], format!("::{token}::"));
            let digits = token.strip_prefix("wirecase-").unwrap();
            assert!(digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit()), "{token}");
            assert!(tokens.insert(token.to_owned()), "{token} twice");
        }
    }
}
