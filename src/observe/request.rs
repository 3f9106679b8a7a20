//! The requests that were sent, told apart leniently: a case may send them wrong on purpose, in
//! pieces, or several in one write.

use crate::model::bytes::Bytes;
use crate::model::grammar::{decimal, is_field_octet, is_tchar, is_token, trim_ows};
use crate::model::observation::SentRequest;

use super::framing::is_chunked;

/// Reads what is sent on one connection.
#[derive(Debug, Default)]
pub(super) struct SentRequests {
    state: State,
    /// The line under way.
    line: Vec<u8>,
    /// Whether the request under way has kept the grammar so far.
    is_strict: bool,
    /// How much of the line under way has been read as a request line already.
    settled: usize,
    /// Whether octets were sent that are part of no request.
    has_leftover: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Nothing was sent yet.
    #[default]
    Idle,
    RequestLine,
    Fields,
    Body(u64),
    ChunkSize,
    ChunkData(u64),
    ChunkEnd,
    Trailers,
    /// A request is complete; another may follow in the same writes.
    After,
    /// Where the request ends cannot be told.
    Lost,
}

impl SentRequests {
    /// Takes the bytes of one write. `starts` says that a request of the case starts with it.
    pub(super) fn feed(&mut self, bytes: &[u8], starts: bool, requests: &mut Vec<SentRequest>) {
        if starts || self.state == State::Idle {
            self.begin(requests);
            self.state = State::RequestLine;
            self.line.clear();
        }
        let mut rest = bytes;
        while !rest.is_empty() {
            rest = match self.state {
                State::Body(missing) => {
                    let (missing, rest) = skip(missing, rest);
                    self.state = if missing == 0 { State::After } else { State::Body(missing) };
                    rest
                }
                State::ChunkData(missing) => {
                    let (missing, rest) = skip(missing, rest);
                    self.state =
                        if missing == 0 { State::ChunkEnd } else { State::ChunkData(missing) };
                    rest
                }
                State::Lost => {
                    self.has_leftover |= !is_blank(rest);
                    return;
                }
                _ => {
                    let lf = rest.iter().position(|&octet| octet == b'\n');
                    let (piece, after) = rest.split_at(lf.map_or(rest.len(), |lf| lf + 1));
                    self.line.extend_from_slice(piece);
                    if lf.is_some() {
                        let line = std::mem::take(&mut self.line);
                        self.settled = 0;
                        self.take_line(&line, requests);
                    }
                    after
                }
            };
        }
    }

    /// Whether octets were sent that are part of no request that could be told apart. The peer
    /// may answer them as one.
    pub(super) fn has_leftover(&self) -> bool {
        self.has_leftover || (self.state == State::After && !is_blank(&self.line))
    }

    /// Reads the request line as far as it was sent: an answer comes although it has no end.
    pub(super) fn settle(&mut self, requests: &mut [SentRequest]) {
        if self.state == State::RequestLine && self.line.len() > self.settled {
            self.settled = self.line.len();
            if let Some(request) = requests.last_mut() {
                read_request_line(&self.line, request);
            }
        }
    }

    fn begin(&mut self, requests: &mut Vec<SentRequest>) {
        requests.push(SentRequest::default());
        self.is_strict = true;
    }

    fn take_line(&mut self, line: &[u8], requests: &mut Vec<SentRequest>) {
        if self.state == State::After {
            if is_blank(line) {
                return;
            }
            if !is_request_line(line) {
                self.has_leftover = true;
                self.state = State::Lost;
                return;
            }
            self.begin(requests);
            self.state = State::RequestLine;
        }
        let Some(request) = requests.last_mut() else { return };
        self.state = match self.state {
            State::RequestLine if is_blank(line) => {
                self.is_strict = false;
                State::RequestLine
            }
            State::RequestLine => {
                self.is_strict &= is_request_line(line);
                read_request_line(line, request);
                State::Fields
            }
            State::Fields if is_blank(line) => {
                request.well_formed = self.is_strict && line == b"\r\n";
                body_of(request)
            }
            State::Fields => {
                self.is_strict &= is_field_line(line);
                read_field_line(line, request);
                State::Fields
            }
            State::ChunkSize => match chunk_size(line) {
                Some(0) => State::Trailers,
                Some(size) => State::ChunkData(size),
                None => State::Lost,
            },
            State::ChunkEnd if is_blank(line) => State::ChunkSize,
            State::ChunkEnd => State::Lost,
            State::Trailers if is_blank(line) => State::After,
            other => other,
        };
        if self.state == State::Lost {
            self.has_leftover |= !is_blank(line);
        }
    }
}

/// How many of the missing octets are still missing after `rest`, and what follows them.
fn skip(missing: u64, rest: &[u8]) -> (u64, &[u8]) {
    let wanted = usize::try_from(missing).unwrap_or(usize::MAX).min(rest.len());
    (missing - wanted as u64, rest.get(wanted..).unwrap_or_default())
}

/// What follows the head, by RFC 9112 6.3 for requests.
fn body_of(request: &SentRequest) -> State {
    if let Some(codings) = request.field("Transfer-Encoding") {
        let last = codings.rsplit(|&octet| octet == b',').map(trim_ows).find(|c| !c.is_empty());
        return if last.is_some_and(is_chunked) { State::ChunkSize } else { State::Lost };
    }
    let Some(lengths) = request.field("Content-Length") else { return State::After };
    let mut lengths = lengths.split(|&octet| octet == b',').map(|length| decimal(trim_ows(length)));
    match lengths.next().flatten() {
        Some(first) if lengths.all(|length| length == Some(first)) => match first {
            0 => State::After,
            _ => State::Body(first),
        },
        _ => State::Lost,
    }
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|octet| matches!(octet, b'\r' | b'\n'))
}

fn chunk_size(line: &[u8]) -> Option<u64> {
    let digits = line.iter().take_while(|octet| octet.is_ascii_hexdigit()).count();
    let digits = std::str::from_utf8(line.get(..digits)?).ok()?;
    u64::from_str_radix(digits, 16).ok()
}

fn read_request_line(line: &[u8], request: &mut SentRequest) {
    let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let mut word = || Bytes::from(words.next().unwrap_or_default());
    (request.method, request.target, request.version) = (word(), word(), word());
}

fn read_field_line(line: &[u8], request: &mut SentRequest) {
    let line = without_line_end(line);
    let continues = matches!(line.first(), Some(b' ' | b'\t'));
    if continues && let Some((_, value)) = request.fields.last_mut() {
        value.0.push(b' ');
        value.0.extend_from_slice(trim_ows(line));
    } else if let Some(colon) = line.iter().position(|&octet| octet == b':') {
        let (name, value) = line.split_at(colon);
        let value = trim_ows(value.get(1..).unwrap_or_default());
        request.fields.push((Bytes::from(name), Bytes::from(value)));
    }
}

fn without_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// `method SP request-target SP HTTP-version CRLF` (RFC 9112 3).
fn is_request_line(line: &[u8]) -> bool {
    let Some(line) = line.strip_suffix(b"\r\n") else { return false };
    let words: Vec<&[u8]> = line.split(|&octet| octet == b' ').collect();
    matches!(*words, [method, target, version]
        if is_token(method) && is_target(target)
            && matches!(version, [b'H', b'T', b'T', b'P', b'/', major, b'.', minor]
                if major.is_ascii_digit() && minor.is_ascii_digit()))
}

/// Characters that a URI reference without a fragment can have (RFC 3986 appendix A), in any order.
fn is_target(target: &[u8]) -> bool {
    let is_uri_octet = |octet: u8| {
        octet.is_ascii_graphic()
            && !matches!(
                octet,
                b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | b'#'
            )
    };
    let percents_are_whole =
        target.iter().enumerate().filter(|(_, o)| **o == b'%').all(|(at, _)| {
            target.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
        });
    !target.is_empty() && target.iter().copied().all(is_uri_octet) && percents_are_whole
}

/// `field-name ":" OWS field-value OWS CRLF` (RFC 9112 5), not folded.
fn is_field_line(line: &[u8]) -> bool {
    let Some(line) = line.strip_suffix(b"\r\n") else { return false };
    let Some(colon) = line.iter().position(|&octet| octet == b':') else { return false };
    let (name, value) = line.split_at(colon);
    !name.is_empty()
        && name.iter().copied().all(is_tchar)
        && value.iter().copied().all(is_field_octet)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(writes: &[(&str, bool)]) -> (Vec<SentRequest>, bool) {
        let (mut reader, mut requests) = (SentRequests::default(), Vec::new());
        for (write, starts) in writes {
            reader.feed(write.as_bytes(), *starts, &mut requests);
        }
        reader.settle(&mut requests);
        (requests, reader.has_leftover())
    }

    #[test]
    fn requests_are_told_apart_by_their_framing() {
        let get = "GET /a?b=%20 HTTP/1.1\r\nHost: x\r\n\r\n";
        let post = "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n";
        let chunked = "PUT /c HTTP/1.1\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n";
        let rows: [(&str, &str, bool); 14] = [
            (get, "GET+", false),
            ("{get}{get}", "GET+ GET+", false),
            ("{post}hello{get}", "POST+ GET+", false),
            ("{post}GET /", "POST+", false),
            ("{chunked}5;x\r\nhello\r\n0\r\nA: b\r\n\r\n{get}", "PUT+ GET+", false),
            ("{chunked}x\r\n{get}", "PUT+", true),
            ("{chunked}5\r\nhelloo\r\n{get}", "PUT+", true),
            ("{get}name=joe", "GET+", true),
            ("{get}G\r\n{get}", "GET+", true),
            ("{get}\r\n\r\n", "GET+", false),
            ("GET / HTTP/1.1\r\nHost : x\r\n\r\n{get}", "GET- GET+", false),
            ("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n{get}", "POST+", true),
            ("g-get / h-http/1.1\r\n\r\n", "g-get-", false),
            ("HEAD", "HEAD-", false),
        ];
        for (text, want, leftover) in rows {
            let text =
                text.replace("{get}", get).replace("{post}", post).replace("{chunked}", chunked);
            let show = |requests: &[SentRequest]| {
                let words = requests.iter().map(|request| {
                    let sign = if request.well_formed { "+" } else { "-" };
                    format!("{}{sign}", String::from_utf8_lossy(&request.method))
                });
                words.collect::<Vec<_>>().join(" ")
            };
            let (whole, has_leftover) = sent(&[(&text, true)]);
            assert_eq!((show(&whole), has_leftover), (want.to_owned(), leftover), "{text:?}");
            let pieces: Vec<_> = text.split_inclusive(|_| true).collect();
            let writes: Vec<_> = pieces.iter().enumerate().map(|(i, p)| (*p, i == 0)).collect();
            assert_eq!(sent(&writes), (whole, has_leftover), "in pieces: {text:?}");
        }
    }

    #[test]
    fn a_flagged_write_starts_a_request_wherever_the_last_one_is() {
        let (requests, _) =
            sent(&[("GET / HTTP/1.1\r\nHo", true), ("HEAD /x HTTP/1.0\r\n\r\n", true)]);
        assert_eq!(requests.len(), 2);
        assert_eq!(&*requests[1].target, b"/x");
        assert_eq!(&*requests[1].version, b"HTTP/1.0");
        assert!(requests[1].well_formed);
    }

    #[test]
    fn a_request_is_well_formed_only_where_every_line_is() {
        let rows = [
            ("GET / HTTP/1.1\r\nA: b\r\n\r\n", true),
            ("* ! HTTP/1.1\r\n\r\n", true),
            ("GET  / HTTP/1.1\r\n\r\n", false),
            ("GET / HTTP/1.1\n\n", false),
            ("GET /\r\n\r\n", false),
            ("GET /\u{e9} HTTP/1.1\r\n\r\n", false),
            ("GET /%4 HTTP/1.1\r\n\r\n", false),
            ("GET / http/1.1\r\n\r\n", false),
            ("\r\nGET / HTTP/1.1\r\n\r\n", false),
            ("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", false),
            ("GET / HTTP/1.1\r\n: b\r\n\r\n", false),
            ("GET / HTTP/1.1\r\nA: \0\r\n\r\n", false),
            ("GET / HTTP/1.1\r\nA: b\r\n\n", false),
            ("GET / HTTP/1.1\r\nA: b\r\n", false),
        ];
        for (text, want) in rows {
            assert_eq!(sent(&[(text, true)]).0[0].well_formed, want, "{text:?}");
        }
    }
}
