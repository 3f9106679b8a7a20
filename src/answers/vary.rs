//! What varies by nature between two answers of the same server, and how it is compared all the
//! same. Everything that is not in this list is compared by value.
//!
//! | field | is the same where | because |
//! |---|---|---|
//! | Date | both are HTTP-dates of one format, or neither is one and both look alike | it is the time of the answer |
//! | Age | both are numbers | it counts seconds |
//! | Expires, and Retry-After as a date | the distance from Date is the same, or the value | it is a lifetime told as a time |
//! | Last-Modified | the value is the same, or both are of the moment of the answer | a file keeps its date; a generated page is made now |
//! | ETag | the value is the same, or Last-Modified varies and both are weak or both strong | a tag is made of the content or of its date |
//! | Set-Cookie | name and attributes are the same, and both values or none are empty | session ids are random; an empty value takes a cookie away |
//! | Sec-WebSocket-Accept | both are Base64 of 20 octets | it is made of the request's random key |
//! | Content-Type | all but the boundary is the same | boundaries are random |
//! | WWW-Authenticate, Proxy-Authenticate, Authentication-Info | all but nonces and `opaque` is the same | they are random |
//! | X-Request-Id, Request-Id, X-Correlation-Id, Traceparent, X-Amzn-RequestId, X-Amzn-Trace-Id, CF-Ray | both are empty or neither is | they name one request |
//! | Server-Timing, X-Runtime, X-Response-Time | both are there | they are measured |
//!
//! Where there is no Date, our own clock stands in for it.
//!
//! In every other field, and in bodies, the addresses of the two ends of the connection are the same
//! as those of the other run: a port of the target's that was free is another one next time. So is
//! the last segment of a 201's Location where it holds a digit: the target counts or draws it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::answers::alias;
use crate::answers::nature::{Nature, RANDOM_PARAMETERS, SAME_MOMENT};
use crate::model::answer::{Answer, AnswerMessage};
use crate::model::bytes::Bytes;
use crate::model::grammar::{entity_tag, split_outside_quotes, trim_ows};
use crate::model::http_date::{DateFormat, parse};

/// What a value is compared by beside itself: its message and its connection.
pub(super) struct Moment<'a> {
    message: &'a AnswerMessage,
    answer: &'a Answer,
    /// What its Date says, or where it has none, our own clock.
    date: i64,
}

impl<'a> Moment<'a> {
    pub(super) fn of(message: &'a AnswerMessage, answer: &'a Answer) -> Self {
        let date = named(message, b"Date").and_then(|value| time(value)).map(|(time, _)| time);
        Self { message, answer, date: date.unwrap_or(message.came_unix) }
    }

    /// Seconds from the answer's Date to a time.
    fn distance(&self, value: &[u8]) -> Option<i64> {
        Some(time(value)?.0.saturating_sub(self.date))
    }

    /// Whether a time is that of the answer.
    fn is_now(&self, value: &[u8]) -> bool {
        self.distance(value).is_some_and(|distance| distance.saturating_abs() <= SAME_MOMENT)
    }
}

/// Whether two values of a field are the same but for what varies by nature.
pub(super) fn same(name: &[u8], old: (&Bytes, &Moment<'_>), new: (&Bytes, &Moment<'_>)) -> bool {
    let ((a, was), (b, is)) = (old, new);
    if a == b {
        return true;
    }
    let Some(nature) = Nature::of(name) else { return same_but_aliases(a, was, b, is) };
    match nature {
        Nature::Date => match (time(a), time(b)) {
            (Some((_, a)), Some((_, b))) => a == b,
            (None, None) => shape(a) == shape(b),
            _ => false,
        },
        Nature::Age => is_number(a) && is_number(b),
        Nature::Lifetime => same_lifetime(a, was, b, is),
        Nature::Modified => was.is_now(a) && is.is_now(b),
        Nature::Tag => {
            let weak = |value: &[u8]| entity_tag(value).map(|(weak, _)| weak);
            weak(a).is_some() && weak(a) == weak(b) && modified_varies(was, is)
        }
        Nature::Cookie => same_cookie(a, was, b, is),
        Nature::Accept => is_accept(a) && is_accept(b),
        Nature::Boundary => same_parts(a, b, b';', &[b"boundary"], |a, b| a == b),
        Nature::Challenge => {
            same_parts(a, b, b',', &RANDOM_PARAMETERS, |a, b| same_but_aliases(a, was, b, is))
        }
        Nature::Id => a.is_empty() == b.is_empty(),
        Nature::Measured => true,
    }
}

fn same_but_aliases(a: &[u8], was: &Moment<'_>, b: &[u8], is: &Moment<'_>) -> bool {
    a == b || alias::without(a, was.answer) == alias::without(b, is.answer)
}

fn named<'a>(message: &'a AnswerMessage, name: &[u8]) -> Option<&'a Bytes> {
    message.fields.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn time(value: &[u8]) -> Option<(i64, DateFormat)> {
    parse(value, 0)
}

/// What is no HTTP-date may be the time all the same, in a form of its own.
fn shape(value: &[u8]) -> Vec<u8> {
    let of = |octet: &u8| match octet {
        b'0'..=b'9' => b'0',
        b'a'..=b'z' | b'A'..=b'Z' => b'a',
        other => *other,
    };
    value.iter().map(of).collect()
}

fn is_number(value: &[u8]) -> bool {
    !value.is_empty() && value.iter().all(u8::is_ascii_digit)
}

fn same_lifetime(a: &[u8], was: &Moment<'_>, b: &[u8], is: &Moment<'_>) -> bool {
    match (was.distance(a), is.distance(b)) {
        (Some(a), Some(b)) => a.saturating_sub(b).saturating_abs() <= SAME_MOMENT,
        _ => false,
    }
}

fn modified_varies(was: &Moment<'_>, is: &Moment<'_>) -> bool {
    let of = |moment: &Moment<'_>| {
        named(moment.message, b"Last-Modified").is_some_and(|value| moment.is_now(value))
    };
    of(was) && of(is)
}

/// `name=value; attribute; attribute=value`, by part.
fn same_cookie(a: &[u8], was: &Moment<'_>, b: &[u8], is: &Moment<'_>) -> bool {
    let parts = |cookie: &[u8]| -> Vec<Vec<u8>> {
        cookie.split(|octet| *octet == b';').map(|part| trim_ows(part).to_vec()).collect()
    };
    let (a, b) = (parts(a), parts(b));
    a.len() == b.len()
        && a.iter().zip(&b).enumerate().all(|(index, (a, b))| {
            let ((name_a, a), (name_b, b)) = (name_and_value(a), name_and_value(b));
            let same_value = if index == 0 {
                a.is_empty() == b.is_empty()
            } else {
                a == b
                    || (name_a.eq_ignore_ascii_case(b"expires") && same_lifetime(a, was, b, is))
                    || same_but_aliases(a, was, b, is)
            };
            name_a == name_b && same_value
        })
}

/// Parts between delimiters, where the values of these parameters are free.
fn same_parts(
    a: &[u8],
    b: &[u8],
    delimiter: u8,
    free: &[&[u8]],
    same: impl Fn(&[u8], &[u8]) -> bool,
) -> bool {
    let (a, b) = (split_outside_quotes(a, delimiter), split_outside_quotes(b, delimiter));
    a.len() == b.len()
        && a.iter().zip(&b).all(|(a, b)| {
            let ((name_a, value_a), (name_b, value_b)) = (name_and_value(a), name_and_value(b));
            // A challenge's first parameter stands after its scheme: `Digest nonce="…"`.
            let last = name_a.rsplit(|octet| *octet == b' ').next().unwrap_or_default();
            let is_free = name_a == name_b
                && !value_a.is_empty()
                && !value_b.is_empty()
                && free.iter().any(|free| last.eq_ignore_ascii_case(free));
            is_free || same(a, b)
        })
}

fn name_and_value(part: &[u8]) -> (&[u8], &[u8]) {
    match part.iter().position(|octet| *octet == b'=') {
        Some(at) => (part.get(..at).unwrap_or_default(), part.get(at + 1..).unwrap_or_default()),
        None => (part, b""),
    }
}

fn is_accept(value: &[u8]) -> bool {
    STANDARD.decode(value).is_ok_and(|octets| octets.len() == 20)
}
