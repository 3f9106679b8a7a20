//! The request line (RFC 9112 section 3): a reading that never fails, and the rules it is held to.

use std::ops::Range;

use crate::model::grammar;
use crate::reference::fault::Faults;
use crate::reference::request::rule::{Rule, rule};

/// A request line, read with goodwill: the rules say what is wrong with it.
#[derive(Clone, Debug, Default)]
pub(crate) struct RequestLine {
    raw: Vec<u8>,
    method: Range<usize>,
    target: Range<usize>,
    version: Range<usize>,
    words: usize,
}

impl RequestLine {
    /// Takes a line without its line end. The first word is the method, the second the target, the
    /// last of at least three, or one that begins like a version, the version.
    pub(crate) fn read(raw: &[u8]) -> Self {
        let mut words = 0;
        let (mut method, mut target, mut last) = (0..0, 0..0, 0..0);
        let mut at = 0;
        while at < raw.len() {
            let end = raw
                .iter()
                .skip(at)
                .position(|octet| is_whitespace(*octet))
                .map_or(raw.len(), |length| at + length);
            if end > at {
                match words {
                    0 => method = at..end,
                    1 => target = at..end,
                    _ => {}
                }
                last = at..end;
                words += 1;
            }
            at = end + 1;
        }
        let mut version = last;
        let named = raw.get(version.clone()).is_some_and(names_a_version);
        if words < 3 && !named {
            version = 0..0;
        } else if words < 3 {
            target = 0..0;
        }
        Self { raw: raw.to_vec(), method, target, version, words }
    }

    /// The whole line.
    pub(crate) fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// The method as written.
    pub(crate) fn method(&self) -> &[u8] {
        self.raw.get(self.method.clone()).unwrap_or_default()
    }

    /// The request target as written; empty where there is none.
    pub(crate) fn target(&self) -> &[u8] {
        self.raw.get(self.target.clone()).unwrap_or_default()
    }

    /// The version as written; empty in a simple request of HTTP/0.9.
    pub(crate) fn version(&self) -> &[u8] {
        self.raw.get(self.version.clone()).unwrap_or_default()
    }

    /// Major and minor version where the grammar is kept, `HTTP/1.1` is `(1, 1)`.
    fn numbers(&self) -> Option<(u8, u8)> {
        match self.version() {
            [b'H', b'T', b'T', b'P', b'/', major, b'.', minor]
                if major.is_ascii_digit() && minor.is_ascii_digit() =>
            {
                Some((major - b'0', minor - b'0'))
            }
            _ => None,
        }
    }

    /// Whether the request is to be taken as one of HTTP/1.0.
    pub(crate) fn is_http10(&self) -> bool {
        self.numbers() == Some((1, 0))
    }
}

fn is_whitespace(octet: u8) -> bool {
    matches!(octet, b' ' | b'\t' | 0x0b | 0x0c)
}

fn names_a_version(word: &[u8]) -> bool {
    word.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"HTTP/"))
}

const FORM: &str = "method, SP, request target, SP, version, and nothing else";

/// What a request line has to be.
pub(crate) const RULES: &[Rule<RequestLine>] = &[
    rule(
        "request-line-leading-space-accepted",
        "RFC 9112 3",
        400,
        FORM,
        "takes a request line that begins with whitespace",
        |line| line.raw().first().is_some_and(|octet| is_whitespace(*octet)),
    ),
    rule(
        "request-line-trailing-space-accepted",
        "RFC 9112 3",
        400,
        FORM,
        "takes a request line that ends in whitespace",
        |line| line.raw().last().is_some_and(|octet| is_whitespace(*octet)),
    ),
    rule(
        "request-line-tab-accepted",
        "RFC 9112 3",
        400,
        "the elements of the request line are separated by one SP",
        "takes HTAB, VT or FF as a separator in the request line",
        |line| line.raw().iter().any(|octet| is_whitespace(*octet) && *octet != b' '),
    ),
    rule(
        "request-line-extra-space-accepted",
        "RFC 9112 3",
        400,
        "the elements of the request line are separated by one SP",
        "takes several SP as one separator in the request line",
        |line| line.raw().trim_ascii().windows(2).any(|pair| pair == b"  "),
    ),
    rule(
        "request-line-incomplete-accepted",
        "RFC 9112 3",
        400,
        FORM,
        "takes a request line without a target as one for /",
        |line| line.words < 2 || (line.words == 2 && !line.version().is_empty()),
    ),
    rule(
        "http09-accepted",
        "RFC 9112 2.2",
        400,
        "a request line names its HTTP version",
        "answers a simple request of HTTP/0.9 with bare content",
        |line| line.words == 2 && line.version().is_empty(),
    ),
    rule(
        "target-space-accepted",
        "RFC 9112 3.2",
        400,
        "a request target has no whitespace, and is not put right by guessing",
        "guesses the target of a request line with a space in it",
        |line| line.words > 3,
    ),
    rule(
        "method-not-token-accepted",
        "RFC 9110 9.1",
        400,
        "a method is a token",
        "takes a method with other octets than those of a token for GET",
        |line| line.words > 0 && !grammar::is_token(line.method()),
    ),
    rule(
        "version-lower-case-accepted",
        "RFC 9112 2.3",
        400,
        "the name HTTP in a version is in upper case",
        "takes http/1.1 for HTTP/1.1",
        |line| {
            let version = line.version();
            names_a_version(version) && !version.starts_with(b"HTTP/")
        },
    ),
    rule(
        "version-malformed-accepted",
        "RFC 9112 2.3",
        400,
        "a version is HTTP/, a digit, a dot and a digit",
        "takes any word where the version belongs for HTTP/1.1",
        |line| {
            let version = line.version();
            let lower = names_a_version(version) && !version.starts_with(b"HTTP/");
            !version.is_empty() && !lower && line.numbers().is_none()
        },
    ),
    rule(
        "version-unsupported-accepted",
        "RFC 9110 15.6.6",
        505,
        "a request in another major version of HTTP than 1 is refused; HTTP/1.1 is spoken here",
        "answers a request that names another major version as if it were HTTP/1.1",
        |line| line.numbers().is_some_and(|(major, _)| major != 1),
    ),
];

/// Request lines that are right and are refused all the same.
pub(crate) const NEEDLESS: &[Rule<RequestLine>] = &[
    rule(
        "higher-minor-version-refused",
        "RFC 9110 6.2",
        505,
        "a request of a higher minor version is taken as one of the highest known",
        "refuses HTTP/1.2 and above",
        |line| line.numbers().is_some_and(|(major, minor)| major == 1 && minor > 1),
    ),
    rule(
        "http10-refused",
        "RFC 9110 2.5",
        505,
        "a request of HTTP/1.0 can be answered by a server of HTTP/1.1",
        "refuses HTTP/1.0",
        RequestLine::is_http10,
    ),
    rule(
        "long-request-line-refused",
        "RFC 9112 3",
        414,
        "request lines of 8000 octets are supported",
        "refuses a request line of more than 2000 octets",
        |line| line.raw().len() > 2000,
    ),
];

/// The method that a request line is taken to have.
pub(crate) fn effective_method(line: &RequestLine, faults: &Faults) -> Vec<u8> {
    if !grammar::is_token(line.method()) {
        return b"GET".to_vec();
    }
    if faults.has("method-case-insensitive") {
        return line.method().to_ascii_uppercase();
    }
    line.method().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::request::rule::check;

    #[test]
    fn a_request_line_keeps_its_form_or_is_refused_by_the_rule_for_it() {
        let rows: [(&[u8], Option<u16>); 18] = [
            (b"GET / HTTP/1.1", None),
            (b"GET / HTTP/1.0", None),
            (b"GET / HTTP/1.9", None),
            (b" GET / HTTP/1.1", Some(400)),
            (b"GET / HTTP/1.1 ", Some(400)),
            (b"GET\t/ HTTP/1.1", Some(400)),
            (b"GET  / HTTP/1.1", Some(400)),
            (b"GET /a b HTTP/1.1", Some(400)),
            (b"GET", Some(400)),
            (b"GET /", Some(400)),
            (b"GET HTTP/1.1", Some(400)),
            (b"G@T / HTTP/1.1", Some(400)),
            (b"GET / http/1.1", Some(400)),
            (b"GET / HTTP/1.1x", Some(400)),
            (b"GET / HTTP/11", Some(400)),
            (b"g-get / h-http/1.1", Some(400)),
            (b"GET / HTTP/2.0", Some(505)),
            (b"GET / HTTP/0.9", Some(505)),
        ];
        for (raw, want) in rows {
            let got = check(&[RULES], &RequestLine::read(raw), &Faults::none());
            assert_eq!(got.err().map(|r| r.status), want, "{}", String::from_utf8_lossy(raw));
        }
    }

    #[test]
    fn any_line_can_be_read() {
        for raw in [&b""[..], b" ", b"\t\t", b"\0", b"HTTP/", b"a HTTP/ b"] {
            let line = RequestLine::read(raw);
            let _ = (line.method(), line.target(), line.version());
        }
        assert_eq!(RequestLine::read(b"GET /a b HTTP/1.1").target(), b"/a");
    }
}
