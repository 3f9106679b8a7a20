//! Octets for eyes that trust nothing: each one in hex, and the same as escaped text.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::model::bytes::escape;
use crate::model::case::{Action, Case, Send};
use crate::report::layout::shown;
use crate::report::words::{closed, duration, octets};

/// Octets in a row.
const ROW: usize = 16;

/// Writes octets in rows of sixteen: offset, hex, ASCII; then the same, line by line, in the case
/// format's own notation.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write(bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
    for (index, row) in bytes.chunks(ROW).enumerate() {
        let mut hex = String::with_capacity(3 * ROW + 1);
        for (at, octet) in row.iter().enumerate() {
            // A wider gap in the middle of the row.
            hex.push_str(if at == ROW / 2 { "  " } else { " " });
            hex.push_str(&format!("{octet:02x}"));
        }
        let text: String = row
            .iter()
            .map(|&o| if o == b' ' || o.is_ascii_graphic() { char::from(o) } else { '.' })
            .collect();
        writeln!(out, "{:08x} {hex:<49}  |{text}|", index * ROW)?;
    }
    writeln!(out, "{:08x}", bytes.len())?;
    for line in bytes.split_inclusive(|&octet| octet == b'\n') {
        writeln!(out, "  {}", escape(line))?;
    }
    Ok(())
}

/// The octets of one send and how many more were left out, or the variable that has no value.
pub type Dumped = Result<(Vec<u8>, u64), String>;

/// Writes the octets of everything that a case sends, step by step. `octets_of` gives those of one
/// send and how many more it left out, or the name of the variable that has no value before the case
/// runs. `unfilled` are the variables whose names stand in the octets where their values will.
///
/// # Errors
/// Where `out` cannot be written.
pub fn case(
    case: &Case,
    unfilled: &BTreeSet<&str>,
    octets_of: &mut dyn FnMut(&Send) -> Dumped,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{}", shown(&case.id))?;
    if !unfilled.is_empty() {
        let names: Vec<String> = unfilled.iter().map(|n| format!("{{{{{}}}}}", shown(n))).collect();
        let names = names.join(", ");
        writeln!(out, "not known before it runs, shown and counted as written: {names}")?;
    }
    for (index, step) in case.steps.iter().enumerate() {
        let what = format!("step {} on {}", index + 1, shown(&step.on));
        match &step.action {
            Action::Connect => writeln!(out, "\n{what}: connect")?,
            Action::Pause(time) => {
                let us = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
                writeln!(out, "\n{what}: pause {}", duration(us))?;
            }
            Action::Close(how) => writeln!(out, "\n{what}: {}", closed(*how))?,
            // Nothing is sent.
            Action::Expect(_) => {}
            Action::Send(send) => {
                let kind = if send.is_request { "request" } else { "send" };
                match octets_of(send) {
                    Ok((bytes, 0)) => {
                        writeln!(out, "\n{what}: {kind}, {}", octets(bytes.len()))?;
                        write(&bytes, out)?;
                    }
                    Ok((bytes, left_out)) => {
                        let first = octets(bytes.len());
                        writeln!(out, "\n{what}: {kind}, the first {first}")?;
                        write(&bytes, out)?;
                        writeln!(out, "  (and {left_out} bytes more)")?;
                    }
                    Err(name) => {
                        let name = shown(&name);
                        writeln!(
                            out,
                            "\n{what}: {kind}, not known before it runs: {{{{{name}}}}}"
                        )?;
                    }
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::sample_case;

    fn dumped(bytes: &[u8]) -> String {
        let mut out = Vec::new();
        write(bytes, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_octet_is_in_hex_and_in_the_notation_of_cases() {
        let want = "\
00000000  47 45 54 20 2f 0d 0a 00  ff 1b 5b 32 4a c3 a9 7f  |GET /.....[2J...|
00000010  5c                                                |\\|
00000011
  GET /\\r\\n
  \\0\\xff\\x1b[2Jé\\x7f\\\\
";
        assert_eq!(dumped(b"GET /\r\n\0\xff\x1b[2J\xc3\xa9\x7f\\"), want);
        assert_eq!(dumped(b""), "00000000\n");
    }

    #[test]
    fn a_case_is_dumped_step_by_step_and_what_is_not_known_is_named() {
        let mut out = Vec::new();
        let get = b"GET / HTTP/1.1\r\n\r\n".to_vec();
        let mut known = vec![Err("etag".to_owned()), Ok((get, 0))];
        let mut octets_of = |_: &Send| known.pop().unwrap_or_else(|| Ok((Vec::new(), 0)));
        let unfilled = BTreeSet::from(["host", "page"]);
        case(&sample_case(), &unfilled, &mut octets_of, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        for want in [
            "not known before it runs, shown and counted as written: {{host}}, {{page}}\n",
            "step 1 on main: request, 18 bytes\n00000000  47 45",
            "step 3 on main: pause 100 ms\n",
            "step 4 on second: send, not known before it runs: {{etag}}\n",
        ] {
            assert!(text.contains(want), "{want}\nis not in\n{text}");
        }
    }

    #[test]
    fn octets_that_are_left_out_are_counted_and_are_none_of_those_shown() {
        let mut out = Vec::new();
        let mut octets_of = |_: &Send| Ok((b"ab".to_vec(), 7));
        case(&sample_case(), &BTreeSet::new(), &mut octets_of, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let want = "request, the first 2 bytes\n00000000  61 62";
        assert!(text.contains(want), "{text}");
        assert!(text.contains("00000002\n  ab\n  (and 7 bytes more)\n"), "{text}");
        assert!(!text.contains("not known before it runs, shown"), "{text}");
    }
}
