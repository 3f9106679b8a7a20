//! Octets around the first difference, both sides beside each other.

use std::fmt::Write as _;
use std::io;

use anstyle::Style;

use crate::model::finding::HexWindow;
use crate::report::ink::{BAD, CHANGED, FAINT, GOOD};
use crate::report::layout::pad;
use crate::report::page::Page;
use crate::report::terminal::diff::INDENT;
use crate::report::words;

/// How many rows of octets are shown.
const MOST_ROWS: usize = 16;
/// Columns of an offset.
const OFFSET: usize = 6;

/// Writes the window in rows of sixteen octets, or of eight or four where the terminal is
/// narrower.
pub(super) fn window(page: &mut Page<'_>, window: &HexWindow) -> io::Result<()> {
    // A row has two sides of hex, a space and text, with an offset, a gap and a bar.
    let columns_of = |octets: usize| octets * 4;
    let fits = |octets: usize| OFFSET + 2 + 2 * columns_of(octets) + 3 <= page.room(INDENT - 2);
    let octets = [16, 8].into_iter().find(|&octets| fits(octets)).unwrap_or(4);
    let lengths = [window.expected_length, window.actual_length].map(words::octets);
    let [expected, came] = if octets > 4 {
        [format!("- expected, {}", lengths[0]), format!("+ came, {}", lengths[1])]
    } else {
        [format!("- {}", lengths[0]), format!("+ {}", lengths[1])]
    };
    let head = pad(&expected, columns_of(octets) + 3);
    let head = format!("{}{}", page.ink.paint(GOOD, &head), page.ink.paint(BAD, &came));
    page.line(INDENT - 2 + OFFSET + 2, &head)?;
    let rows = window.expected.len().max(window.actual.len()).div_ceil(octets);
    for row in 0..rows.min(MOST_ROWS) {
        let start = row * octets;
        let side =
            |bytes: &[u8]| -> Vec<u8> { bytes.iter().skip(start).take(octets).copied().collect() };
        let (left, right) = (side(&window.expected), side(&window.actual));
        let offset = format!("{:0OFFSET$x}", window.start.saturating_add(start));
        let line = format!(
            "{}  {} {} {}",
            page.ink.paint(FAINT, &offset),
            half(page, GOOD, &left, &right, octets),
            page.ink.paint(FAINT, "│"),
            half(page, BAD, &right, &left, octets),
        );
        page.line(INDENT - 2, line.trim_end())?;
        if !page.ink.is_color() && left != right {
            let marks =
                format!("{}   {}", carets(&left, &right, octets), carets(&right, &left, octets));
            page.line(INDENT - 2 + OFFSET + 2, marks.trim_end())?;
        }
    }
    page.text(INDENT - 2, FAINT, &format!("first difference at byte {}", window.first_difference))
}

/// One side of a row: hex, then text; what differs from the other side is marked.
fn half(page: &Page<'_>, style: Style, mine: &[u8], other: &[u8], octets: usize) -> String {
    let mut hex = String::new();
    let mut text = String::new();
    for at in 0..octets {
        if at > 0 {
            hex.push(' ');
        }
        let Some(&octet) = mine.get(at) else {
            hex.push_str("  ");
            text.push(' ');
            continue;
        };
        let style =
            if other.get(at) == Some(&octet) { Style::new() } else { style.effects(CHANGED) };
        hex.push_str(&page.ink.paint(style, &format!("{octet:02x}")));
        let printed =
            if octet == b' ' || octet.is_ascii_graphic() { char::from(octet) } else { '.' };
        text.push_str(&page.ink.paint(style, printed.encode_utf8(&mut [0; 4])));
    }
    format!("{hex} {text}")
}

fn carets(mine: &[u8], other: &[u8], octets: usize) -> String {
    let mut marks = String::new();
    for at in 0..octets {
        let differs = mine.get(at) != other.get(at) && at < mine.len().max(other.len());
        let _ = write!(marks, "{}", if differs { "^^ " } else { "   " });
    }
    pad(&marks, octets * 4)
}
