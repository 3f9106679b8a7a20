//! The forms in which a secret may stand on the wire or in a text, and matching one at a place.
//!
//! A form is a row of symbols, each with several spellings, so that text of which only some
//! characters are encoded is found like text of which all are. What base64 makes of a secret that
//! stands within a longer text depends on where it begins: there is a form for each of the three
//! alignments, of the characters that hold bits of the secret (RFC 4648 4).

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::Secrets;
use crate::model::bytes::Span;

/// What a character stands for, which decides how it may be spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Text,
    /// A character of base64; a line may be broken before it.
    Base64,
    /// The first of a row, before which nothing belongs to it.
    FirstBase64,
    /// The first digit of an octet in hexadecimal; a separator may stand before it.
    High,
    Low,
}

/// One way to write a symbol.
#[derive(Debug)]
struct Spelling {
    octets: Vec<u8>,
    /// Whether letters may be of either case, as those of hexadecimal digits are.
    any_case: bool,
}

/// The symbols of all forms with their spellings, each once.
#[derive(Debug, Default)]
pub(super) struct Speller {
    symbols: Vec<Vec<Spelling>>,
    known: BTreeMap<(Kind, char), usize>,
}

/// Where readings of a form that is being matched have come to; kept to be used again.
#[derive(Default)]
pub(super) struct Ends {
    now: Vec<usize>,
    next: Vec<usize>,
}

/// A form of a secret.
#[derive(PartialEq)]
pub(super) struct Form {
    symbols: Vec<usize>,
    /// Whether the character before, and the one after, hold some bits of the secret.
    shares: (bool, bool),
}

impl Form {
    /// Every form of a value.
    pub(super) fn all(value: &str, speller: &mut Speller) -> Vec<Self> {
        let mut of = |text: &str, kind: &dyn Fn(usize) -> Kind, shares| {
            let symbols = text.chars().enumerate().map(|(at, c)| speller.symbol(kind(at), c));
            Self { symbols: symbols.collect(), shares }
        };
        let digits: String = value.bytes().map(|octet| format!("{octet:02x}")).collect();
        let nibble =
            |at: usize| if at > 0 && at.is_multiple_of(2) { Kind::High } else { Kind::Low };
        let coded = |at: usize| if at > 0 { Kind::Base64 } else { Kind::FirstBase64 };
        let mut forms =
            vec![of(value, &|_| Kind::Text, (false, false)), of(&digits, &nibble, (false, false))];
        for before in 0..3 {
            let bits = 8 * (before + value.len());
            let padded = [&vec![0; before], value.as_bytes(), &[0; 3]].concat();
            let text = STANDARD_NO_PAD.encode(padded);
            let whole = text.get((8 * before).div_ceil(6)..bits / 6).unwrap_or_default();
            forms.push(of(whole, &coded, (before > 0, !bits.is_multiple_of(6))));
        }
        forms
    }

    /// The octets that it can begin with.
    pub(super) fn first_octets(&self, speller: &Speller) -> Vec<u8> {
        let first = self.symbols.first().and_then(|symbol| speller.symbols.get(*symbol));
        let mut octets = Vec::new();
        for spelling in first.into_iter().flatten() {
            let Some(octet) = spelling.octets.first() else { continue };
            octets.push(*octet);
            if spelling.any_case {
                octets.extend([octet.to_ascii_lowercase(), octet.to_ascii_uppercase()]);
            }
        }
        octets.sort_unstable();
        octets.dedup();
        octets
    }

    /// The longest span from `at` that is this form; where the octets may be cut off, its start at
    /// their end as well.
    pub(super) fn at(
        &self,
        speller: &Speller,
        octets: &[u8],
        at: usize,
        may_be_cut: bool,
        ends: &mut Ends,
    ) -> Option<Span> {
        let least = (self.symbols.len() / 4).max(Secrets::FEWEST);
        ends.now.clear();
        ends.now.push(at);
        for (count, symbol) in self.symbols.iter().enumerate() {
            ends.next.clear();
            let spellings = speller.symbols.get(*symbol)?;
            for &end in &ends.now {
                let rest = octets.get(end..).unwrap_or_default();
                for spelling in spellings {
                    if spelling.begins(rest) {
                        let end = end + spelling.octets.len();
                        if !ends.next.contains(&end) {
                            ends.next.push(end);
                        }
                    } else if may_be_cut && count >= least && spelling.is_begun_by(rest) {
                        return Some(self.widened(octets, at, octets.len()));
                    }
                }
            }
            std::mem::swap(&mut ends.now, &mut ends.next);
            if ends.now.is_empty() {
                return None;
            }
        }
        let end = ends.now.iter().copied().max()?;
        Some(self.widened(octets, at, end))
    }

    /// The span with the characters that share bits with their neighbours.
    fn widened(&self, octets: &[u8], start: usize, end: usize) -> Span {
        let is_base64 = |octet: &u8| {
            octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/' | b'-' | b'_')
        };
        let before = start.checked_sub(1).and_then(|at| octets.get(at)).is_some_and(is_base64);
        let after = octets.get(end).is_some_and(is_base64);
        Span::new(
            start - usize::from(self.shares.0 && before),
            end + usize::from(self.shares.1 && after),
        )
    }
}

impl Spelling {
    /// Whether the octets begin with it.
    fn begins(&self, octets: &[u8]) -> bool {
        octets.get(..self.octets.len()).is_some_and(|start| self.is(start, self.octets.len()))
    }

    /// Whether the octets, all of them, are a start of it, and not the whole.
    fn is_begun_by(&self, octets: &[u8]) -> bool {
        octets.len() < self.octets.len() && self.is(octets, octets.len())
    }

    fn is(&self, octets: &[u8], length: usize) -> bool {
        let own = self.octets.get(..length).unwrap_or_default();
        if self.any_case { own.eq_ignore_ascii_case(octets) } else { own == octets }
    }
}

impl Speller {
    fn symbol(&mut self, kind: Kind, c: char) -> usize {
        if let Some(known) = self.known.get(&(kind, c)) {
            return *known;
        }
        let spellings = match kind {
            Kind::Text => text(c),
            Kind::Base64 => base64(c, &["", "\r\n", "\n", "\\r\\n", "\\n"]),
            Kind::FirstBase64 => base64(c, &[""]),
            Kind::High => ["", ":", " ", "-", "\\x", "0x", ", 0x"]
                .iter()
                .map(|before| any_case(format!("{before}{c}")))
                .collect(),
            Kind::Low => vec![any_case(c.to_string())],
        };
        let symbol = self.symbols.len();
        self.symbols.push(spellings);
        self.known.insert((kind, c), symbol);
        symbol
    }
}

fn exact(octets: impl Into<Vec<u8>>) -> Spelling {
    Spelling { octets: octets.into(), any_case: false }
}

fn any_case(octets: impl Into<Vec<u8>>) -> Spelling {
    Spelling { octets: octets.into(), any_case: true }
}

/// A character as it is, percent-encoded (RFC 3986 2.1) up to three times over, in a form, escaped
/// in JSON (RFC 8259 7), in HTML, and in the notation of cases.
fn text(c: char) -> Vec<Spelling> {
    let mut buffer = [0; 4];
    let utf8 = c.encode_utf8(&mut buffer).as_bytes();
    let mut all = vec![exact(utf8)];
    let code = u32::from(c);
    let mut octets = vec![utf8.to_vec()];
    if let Ok(latin1 @ 0x80..) = u8::try_from(code) {
        all.push(exact([latin1]));
        octets.push(vec![latin1]);
    }
    for octets in octets {
        for sign in ["%", "%25", "%2525", "\\x"] {
            all.push(any_case(octets.iter().map(|o| format!("{sign}{o:02x}")).collect::<String>()));
        }
    }
    let mut units = [0; 2];
    let units = c.encode_utf16(&mut units).iter();
    all.push(any_case(units.map(|unit| format!("\\u{unit:04x}")).collect::<String>()));
    for number in
        [format!("{code}"), format!("{code:03}"), format!("x{code:x}"), format!("x{code:04x}")]
    {
        all.push(any_case(format!("&#{number};")));
    }
    let named: &[&str] = match c {
        ' ' => &["+"],
        '"' => &["\\\"", "&quot;", "\\\\\\\""],
        '\'' => &["\\'", "&apos;", "'\\''"],
        '\\' => &["\\\\", "\\\\\\\\"],
        '/' => &["\\/"],
        '&' => &["&amp;", "&amp;amp;"],
        '<' => &["&lt;", "&amp;lt;"],
        '>' => &["&gt;", "&amp;gt;"],
        '\n' => &["\\n", "\r\n", "\\r\\n"],
        '\r' => &["\\r"],
        '\t' => &["\\t"],
        '\u{8}' => &["\\b"],
        '\u{c}' => &["\\f"],
        '\0' => &["\\0"],
        _ => &[],
    };
    all.extend(named.iter().map(|spelling| exact(*spelling)));
    all
}

/// A character of base64 in either alphabet (RFC 4648 4 and 5), as it is or encoded like text, after
/// one of these.
fn base64(c: char, before: &[&str]) -> Vec<Spelling> {
    let alike: &[char] = match c {
        // A `+` is a space once a form is decoded.
        '+' => &['+', '-', ' '],
        '/' => &['/', '_'],
        _ => &[c],
    };
    let broken = alike.iter().flat_map(|c| before.iter().map(move |b| exact(format!("{b}{c}"))));
    alike.iter().flat_map(|c| text(*c)).chain(broken).collect()
}
