//! An answer as an expectation: what varies from one answer of the same server to the next becomes a
//! placeholder, by its nature or because two answers show it. Everything else is asked for as it came.

mod field;

use std::ops::Range;
use std::sync::LazyLock;
use std::time::Duration;

use regex::bytes::Regex;
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use crate::model::expectation::Hole;
use crate::model::http_date;
use crate::model::template::{Piece, Template};

pub(super) use field::field;

/// How far from the time of the answer a time may be that is taken for the moment, in seconds.
const SAME_MOMENT: i64 = 5;
/// The most placeholders that a text gets; what varies more is not compared.
const MOST_HOLES: usize = 200;
/// How long two answers may be compared.
const MOST_TIME: Duration = Duration::from_secs(2);

/// Times, UUIDs, words and single octets: what two answers are compared by.
static TOKENS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let pattern = r"(?x-u)
        (?P<date> [A-Z][a-z]{2},\ [0-9]{2}\ [A-Z][a-z]{2}\ [0-9]{4}\ [0-9]{2}:[0-9]{2}:[0-9]{2}\ GMT )
      | (?P<time> [0-9]{4}-[0-9]{2}-[0-9]{2}[T\ ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]+)?(?:Z|[+-][0-9]{2}:?[0-9]{2})? )
      | (?P<uuid> [0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12} )
      | (?P<epoch> [0-9]{10}\.[0-9]+ )
      | (?P<word> [A-Za-z0-9_]+ )
      | (?s: . )";
    Regex::new(pattern).ok()
});

/// A text that may vary: as it came, and as it came again where it was asked for twice.
#[derive(Clone, Copy, Debug)]
pub struct Varying<'a> {
    /// As it came.
    pub first: &'a [u8],
    /// As it came to the same octets, sent once more.
    pub again: Option<&'a [u8]>,
    /// When it came, in seconds since 1970.
    pub now: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Date,
    Time,
    Uuid,
    Epoch,
    Word,
    Other,
}

impl Varying<'_> {
    /// The text with placeholders; `None` where hardly anything in it stays the same.
    #[must_use]
    pub fn holes(&self) -> Option<Vec<Hole>> {
        let first = tokens(self.first);
        let mut hole_at: Vec<Option<Hole>> =
            first.iter().map(|token| self.by_nature(token)).collect();
        let mut inserted = vec![false; first.len() + 1];
        if let Some(again) = self.again.filter(|again| *again != self.first) {
            let second = tokens(again);
            let of = |octets: &[u8], tokens: &[(Kind, Range<usize>)]| -> Vec<Vec<u8>> {
                let octets = |token: &(Kind, Range<usize>)| octets.get(token.1.clone());
                tokens.iter().map(|token| octets(token).unwrap_or_default().to_vec()).collect()
            };
            let (old, new) = (of(self.first, &first), of(again, &second));
            let deadline = std::time::Instant::now() + MOST_TIME;
            let ops = capture_diff_slices_deadline(Algorithm::Myers, &old, &new, Some(deadline));
            for op in ops {
                let (was, is) = (op.old_range(), op.new_range());
                match op {
                    DiffOp::Equal { .. } => {}
                    _ if was.is_empty() => {
                        if let Some(slot) = inserted.get_mut(was.start) {
                            *slot = true;
                        }
                    }
                    _ => replace(&first, &mut hole_at, was, &old, &new, is),
                }
            }
        }
        self.joined(&first, &hole_at, &inserted)
    }

    /// A time of the moment in which the answer was made is another one next time.
    fn by_nature(&self, (kind, at): &(Kind, Range<usize>)) -> Option<Hole> {
        let octets = self.first.get(at.clone())?;
        let is_now = |time: i64| time.saturating_sub(self.now).saturating_abs() <= SAME_MOMENT;
        match kind {
            Kind::Date if http_date::parse_imf(octets).is_some_and(is_now) => Some(Hole::HttpDate),
            Kind::Time if rfc3339(octets).is_some_and(is_now) => Some(time_hole(octets)),
            Kind::Epoch => {
                let seconds = octets.get(..10).and_then(|digits| std::str::from_utf8(digits).ok());
                is_now(seconds?.parse().ok()?).then(epoch_hole)
            }
            Kind::Word if matches!(octets.len(), 10 | 13) => {
                let digits: i64 = std::str::from_utf8(octets).ok()?.parse().ok()?;
                let seconds = if octets.len() == 13 { digits / 1000 } else { digits };
                is_now(seconds).then_some(Hole::Number)
            }
            _ => None,
        }
    }

    fn joined(
        &self,
        tokens: &[(Kind, Range<usize>)],
        hole_at: &[Option<Hole>],
        inserted: &[bool],
    ) -> Option<Vec<Hole>> {
        let mut holes: Vec<Hole> = Vec::new();
        let (mut fixed, mut count) = (0_usize, 0_usize);
        let mut octets: Vec<u8> = Vec::new();
        let mut push = |holes: &mut Vec<Hole>, octets: &mut Vec<u8>, hole: &Hole| {
            if !octets.is_empty() {
                holes.push(Hole::Octets(Template::octets(std::mem::take(octets))));
            }
            // Two placeholders side by side say no more than one.
            match holes.last() {
                Some(Hole::Any) => {}
                Some(last) if !matches!(last, Hole::Octets(_)) => {
                    holes.pop();
                    holes.push(Hole::Any);
                }
                _ => {
                    holes.push(hole.clone());
                    count += 1;
                }
            }
        };
        for (at, (_, range)) in tokens.iter().enumerate() {
            if inserted.get(at) == Some(&true) {
                push(&mut holes, &mut octets, &Hole::Any);
            }
            match hole_at.get(at).and_then(Option::as_ref) {
                Some(hole) => {
                    // A placeholder of a form of its own is nearly as good as the text.
                    fixed += if is_narrow(hole) { range.len() } else { 0 };
                    push(&mut holes, &mut octets, hole);
                }
                None => {
                    let token = self.first.get(range.clone()).unwrap_or_default();
                    fixed += token.len();
                    octets.extend_from_slice(token);
                }
            }
        }
        if inserted.last() == Some(&true) {
            push(&mut holes, &mut octets, &Hole::Any);
        }
        if !octets.is_empty() {
            holes.push(Hole::Octets(Template::octets(octets)));
        }
        let mostly_fixed = fixed * 4 >= self.first.len();
        (count == 0 || (count <= MOST_HOLES && mostly_fixed)).then_some(holes)
    }
}

/// What differs, token by token where both sides have as many, else as one placeholder.
fn replace(
    tokens: &[(Kind, Range<usize>)],
    hole_at: &mut [Option<Hole>],
    was: Range<usize>,
    old: &[Vec<u8>],
    new: &[Vec<u8>],
    is: Range<usize>,
) {
    let same_count = was.len() == is.len();
    for (nth, at) in was.clone().enumerate() {
        let (Some(slot), Some((kind, _)), Some(a)) =
            (hole_at.get_mut(at), tokens.get(at), old.get(at))
        else {
            continue;
        };
        let b = same_count.then(|| new.get(is.start + nth)).flatten();
        *slot = Some(match b {
            Some(b) => hole(*kind, a, b),
            None => Hole::Any,
        });
    }
}

/// The narrowest placeholder that both fit.
fn hole(kind: Kind, a: &[u8], b: &[u8]) -> Hole {
    let both = |is: fn(&u8) -> bool| a.iter().all(is) && b.iter().all(is);
    let matches = |pattern: &str| Hole::Matches(pattern.to_owned());
    match kind {
        Kind::Date if http_date::parse_imf(b).is_some() => Hole::HttpDate,
        Kind::Time if rfc3339(b).is_some() => time_hole(a),
        Kind::Uuid if b.len() == a.len() => matches("[0-9A-Fa-f-]{36}"),
        Kind::Epoch if both(|b| b.is_ascii_digit() || *b == b'.') => epoch_hole(),
        _ if both(u8::is_ascii_digit) => Hole::Number,
        Kind::Word if a.len() >= 8 && a.len() == b.len() && both(u8::is_ascii_hexdigit) => {
            matches(&format!("[0-9A-Fa-f]{{{}}}", a.len()))
        }
        Kind::Word if both(|b| b.is_ascii_alphanumeric() || *b == b'_') => matches(WORD),
        _ => Hole::Any,
    }
}

/// What any word or anything at all fits.
const WORD: &str = "[A-Za-z0-9_]+";

fn is_narrow(hole: &Hole) -> bool {
    match hole {
        Hole::Any => false,
        Hole::Matches(pattern) => pattern != WORD,
        Hole::Octets(_) | Hole::HttpDate | Hole::Number => true,
    }
}

fn time_hole(octets: &[u8]) -> Hole {
    let separator = if octets.contains(&b'T') { "T" } else { " " };
    Hole::Matches(format!(
        "[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{separator}[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}[0-9Z:.,+-]*"
    ))
}

fn epoch_hole() -> Hole {
    Hole::Matches(r"[0-9]{10}\.[0-9]+".to_owned())
}

fn rfc3339(octets: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(octets).ok()?.replace(',', ".");
    match text.parse::<jiff::Timestamp>() {
        Ok(time) => Some(time.as_second()),
        // Without an offset it is likely UTC.
        Err(_) => Some(format!("{text}Z").parse::<jiff::Timestamp>().ok()?.as_second()),
    }
}

fn tokens(octets: &[u8]) -> Vec<(Kind, Range<usize>)> {
    let Some(regex) = &*TOKENS else { return Vec::new() };
    let kinds = [
        ("date", Kind::Date),
        ("time", Kind::Time),
        ("uuid", Kind::Uuid),
        ("epoch", Kind::Epoch),
        ("word", Kind::Word),
    ];
    regex
        .captures_iter(octets)
        .filter_map(|found| {
            let kind = kinds.iter().find(|(name, _)| found.name(name).is_some());
            Some((kind.map_or(Kind::Other, |(_, kind)| *kind), found.get(0)?.range()))
        })
        .collect()
}

/// Neighbouring octets as one piece.
pub(super) fn merged(holes: Vec<Hole>) -> Vec<Hole> {
    let mut out: Vec<Hole> = Vec::new();
    for hole in holes {
        match (out.last_mut(), hole) {
            (Some(Hole::Octets(last)), Hole::Octets(more)) => {
                for piece in more.0 {
                    match (last.0.last_mut(), piece) {
                        (Some(Piece::Octets(a)), Piece::Octets(b)) => a.0.extend_from_slice(&b),
                        (_, piece) => last.0.push(piece),
                    }
                }
            }
            (_, hole) => out.push(hole),
        }
    }
    out
}

/// Whether holes leave the length of a text open.
pub(super) fn length_varies(holes: &[Hole]) -> bool {
    holes.iter().any(|hole| !matches!(hole, Hole::Octets(_) | Hole::HttpDate))
}
