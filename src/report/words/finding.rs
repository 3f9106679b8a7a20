//! Findings, their sides and their departures, in words.

use crate::model::bytes::escape;
use crate::model::finding::{BodyDeparture, FieldDeparture, Finding, FindingKind, Side};
use crate::model::observation::CodingTrouble;
use crate::report::layout::shown;
use crate::report::words::ending;

/// What a finding is about and how it departs, in a few words: `status`, `header field ETag is
/// missing`. Without the two sides.
#[must_use]
pub fn finding_title(finding: &Finding) -> String {
    match &finding.kind {
        FindingKind::NoResponse { ending: None } => "no response".to_owned(),
        FindingKind::NoResponse { ending: Some(end) } => format!("no response: {}", ending(*end)),
        FindingKind::NotHttp => "what came is no HTTP/1.x response".to_owned(),
        FindingKind::Incomplete { ending: None } => "the response is not whole".to_owned(),
        FindingKind::Incomplete { ending: Some(end) } => {
            format!("the response is not whole: {}", ending(*end))
        }
        FindingKind::Status => "status code".to_owned(),
        FindingKind::Reason => "reason phrase".to_owned(),
        FindingKind::Version => "HTTP version".to_owned(),
        FindingKind::Header { name, departure: how } => {
            format!("header field {} {}", shown(name), departure(*how))
        }
        FindingKind::Trailer { name, departure: how } => {
            format!("trailer field {} {}", shown(name), departure(*how))
        }
        FindingKind::Interim => "interim responses".to_owned(),
        FindingKind::Body { departure } => body(departure),
        FindingKind::Framing => "framing of the body".to_owned(),
        FindingKind::Connection => "connection after the response".to_owned(),
        FindingKind::Responses => "number of responses".to_owned(),
        FindingKind::Silence => "the target should have waited in silence".to_owned(),
        FindingKind::Within => "time until the whole response came".to_owned(),
        FindingKind::Frame { index, part } => part_of("WebSocket frame", *index, part),
        FindingKind::Event { index, part } => part_of("server-sent event", *index, part),
        FindingKind::Lint { lint, subject, deviation: kind } => {
            // The rule is at the head of the lint's own row; here it is about which element.
            match (subject, kind.map(|kind| kind.clause().words)) {
                (Some(subject), Some(what)) => format!("{}: {what}", shown(subject)),
                (Some(subject), None) => shown(subject),
                (None, Some(what)) => what.to_owned(),
                (None, None) => shown(lint),
            }
        }
        FindingKind::NothingToCompare { name } => {
            format!("there is no response `{}` to compare with", shown(name))
        }
    }
}

/// A finding with both sides in one line: `status code: expected 400, came 200`. However long the
/// sides are, nothing is cut here.
#[must_use]
pub fn finding_sentence(finding: &Finding) -> String {
    finding_sentence_with(finding, side)
}

/// The same, with sides as `side` tells them.
#[must_use]
pub fn finding_sentence_with(finding: &Finding, side: impl Fn(&Side) -> String) -> String {
    let title = finding_title(finding);
    let (expected, came) = (side(&finding.expected), side(&finding.actual));
    match (&finding.expected, &finding.actual) {
        (Side::Nothing, Side::Nothing) => title,
        (Side::Nothing, _) => format!("{title}: came {came}"),
        (_, Side::Nothing) => format!("{title}: expected {expected}"),
        _ => format!("{title}: expected {expected}, came {came}"),
    }
}

/// One side of a finding on one line: text and numbers as they are, octets escaped and in quotes.
#[must_use]
pub fn side(side: &Side) -> String {
    match side {
        Side::Text(text) => shown(text),
        Side::Bytes(bytes) => format!("\"{}\"", escape(bytes)),
        Side::Number(number) => number.to_string(),
        Side::Fields(fields) if fields.is_empty() => "no field".to_owned(),
        Side::Fields(fields) => {
            let lines: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("\"{}: {}\"", escape(name), escape(value)))
                .collect();
            lines.join(", ")
        }
        Side::Nothing => "nothing".to_owned(),
    }
}

/// How a field departs, in a clause that follows its name.
#[must_use]
pub fn departure(departure: FieldDeparture) -> &'static str {
    match departure {
        FieldDeparture::Missing => "is missing",
        FieldDeparture::Extra => "should not be there",
        FieldDeparture::Changed => "has another value",
        FieldDeparture::Repeated => "has another number of lines",
        FieldDeparture::Reordered => "has its lines in another order",
        FieldDeparture::Case => "differs in letter case only",
        FieldDeparture::Space => "differs in white space only",
    }
}

fn body(departure: &BodyDeparture) -> String {
    match departure {
        BodyDeparture::Changed => "body differs".to_owned(),
        BodyDeparture::Extra => "there should be no body".to_owned(),
        BodyDeparture::Length => "length of the body".to_owned(),
        BodyDeparture::Digest => "SHA-256 of the body".to_owned(),
        BodyDeparture::Pattern => "text of the body".to_owned(),
        BodyDeparture::NotJson => "body is no JSON".to_owned(),
        BodyDeparture::Coding(CodingTrouble::Unknown(name)) => {
            format!("content coding \"{}\" is not known to this tool", escape(name.as_bytes()))
        }
        BodyDeparture::Coding(CodingTrouble::Corrupt(name, message)) => {
            let name = escape(name.as_bytes());
            format!("content coding \"{name}\" cannot be undone: {}", shown(message))
        }
        BodyDeparture::Coding(CodingTrouble::TooLarge(cap)) => {
            format!("content passes {cap} bytes when its coding is undone")
        }
    }
}

fn part_of(what: &str, index: usize, part: &str) -> String {
    let number = index.saturating_add(1);
    if part == "missing" {
        format!("{what} {number} is missing")
    } else {
        format!("{what} {number}: {}", shown(part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::bytes::Bytes;
    use crate::model::case::Place;
    use crate::model::citation::Level;

    fn sentence(kind: FindingKind, expected: Side, actual: Side) -> String {
        finding_sentence(&Finding {
            kind,
            severity: Level::Must,
            citations: Vec::new(),
            expected,
            actual,
            diff: None,
            place: Place::default(),
            evidence: None,
        })
    }

    #[test]
    fn a_finding_reads_as_a_sentence_and_hostile_octets_stay_escaped() {
        let bytes = |octets: &[u8]| Side::Bytes(Bytes::from(octets));
        let header = |departure| FindingKind::Header { name: "ETag".to_owned(), departure };
        let rows = [
            (
                FindingKind::Status,
                Side::Text("4xx".to_owned()),
                Side::Number(200),
                "status code: expected 4xx, came 200",
            ),
            (
                header(FieldDeparture::Missing),
                Side::Nothing,
                Side::Nothing,
                "header field ETag is missing",
            ),
            (
                header(FieldDeparture::Extra),
                Side::Nothing,
                bytes(b"\x1b]0;x\x07"),
                r#"header field ETag should not be there: came "\x1b]0;x\x07""#,
            ),
            (
                FindingKind::Event { index: 0, part: "data".to_owned() },
                bytes(b"a\n"),
                Side::Nothing,
                r#"server-sent event 1: data: expected "a\n""#,
            ),
            (
                FindingKind::Frame { index: usize::MAX, part: "missing".to_owned() },
                Side::Nothing,
                Side::Nothing,
                &format!("WebSocket frame {} is missing", usize::MAX),
            ),
            (
                FindingKind::Body {
                    departure: BodyDeparture::Coding(CodingTrouble::Corrupt(
                        "gz\r\nip".to_owned(),
                        "bad \u{202e}magic".to_owned(),
                    )),
                },
                Side::Nothing,
                Side::Nothing,
                r#"content coding "gz\r\nip" cannot be undone: bad \xe2\x80\xaemagic"#,
            ),
        ];
        for (kind, expected, actual, want) in rows {
            assert_eq!(sentence(kind, expected, actual), want);
        }
    }
}
