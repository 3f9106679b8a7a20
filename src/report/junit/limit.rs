//! How long texts may be in a document that others take only up to a size.

use std::io::{self, Write};

use crate::report::test_point::no_nonchars;
use crate::report::words::octets;

/// How many octets of XML are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Of the text of one failure.
    pub(super) text: usize,
    /// Of the wire of one failure.
    pub(super) wire: usize,
    /// Of the document.
    pub(super) document: usize,
}

impl Default for Limits {
    /// 64 KiB of text and of wire for each failure, 28 MiB in all: GitLab takes 30 MB.
    fn default() -> Self {
        Self { text: 64 << 10, wire: 64 << 10, document: 28 << 20 }
    }
}

/// The beginning of a text, and how much more there was.
#[derive(Debug)]
pub(super) struct Text {
    kept: Vec<u8>,
    most: usize,
    length: usize,
}

impl Text {
    /// A text of at most `most` octets of XML.
    pub(super) fn new(most: usize) -> Self {
        Self { kept: Vec::new(), most, length: 0 }
    }

    /// The text without empty lines around it, and how many octets it takes in XML. Where it was
    /// cut, whole lines are kept, and one more says how much is not there.
    pub(super) fn finish(self) -> (String, usize) {
        let text = String::from_utf8_lossy(&self.kept);
        let whole = self.kept.len() == self.length;
        let (mut end, mut used) = (0, 0);
        for line in text.split_inclusive('\n').filter(|line| whole || line.ends_with('\n')) {
            let weight = weight(line);
            if used + weight > self.most {
                break;
            }
            (end, used) = (end + line.len(), used + weight);
        }
        let kept = no_nonchars(text.get(..end).unwrap_or_default());
        let mut kept = kept.trim_matches('\n').to_owned();
        if let Some(more @ 1..) = self.length.checked_sub(end) {
            let gap = if kept.is_empty() { "" } else { "\n" };
            kept.push_str(&format!("{gap}… ({} more, which the JSON report has)", octets(more)));
        }
        (kept, used)
    }
}

impl Write for Text {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // XML is never shorter than what it is made of: what does not fit here will not fit there.
        let room = self.most.saturating_sub(self.kept.len());
        self.kept.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        self.length = self.length.saturating_add(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How many octets text takes in XML, where five characters are escaped.
pub(super) fn weight(text: &str) -> usize {
    text.chars()
        .map(|c| match c {
            '<' | '>' => "&lt;".len(),
            '&' => "&amp;".len(),
            '"' | '\'' => "&quot;".len(),
            // Written as `\xNN` each.
            '\u{fffe}' | '\u{ffff}' => 12,
            c => c.len_utf8(),
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finished(most: usize, text: &str) -> (String, usize) {
        let mut out = Text::new(most);
        for piece in text.as_bytes().chunks(3) {
            out.write_all(piece).unwrap();
        }
        out.finish()
    }

    #[test]
    fn a_text_is_cut_at_a_line_by_what_it_takes_in_xml_and_the_rest_is_counted() {
        let rows = [
            (9, "\none\ntwo\n", "one\ntwo", 9),
            (8, "\none\ntwo\n", "one\n… (4 bytes more, which the JSON report has)", 5),
            (13, "<a>\nb\n", "<a>\nb", 12),
            (11, "<a>\nb\n", "<a>\n… (2 bytes more, which the JSON report has)", 10),
            (9, "<a>\nb\n", "… (6 bytes more, which the JSON report has)", 0),
            (5, "中中中", "… (9 bytes more, which the JSON report has)", 0),
            (12, "\u{ffff}", r"\xef\xbf\xbf", 12),
            (0, "", "", 0),
        ];
        for (most, text, want, weight) in rows {
            assert_eq!(finished(most, text), (want.to_owned(), weight), "{text:?} in {most}");
        }
    }
}
