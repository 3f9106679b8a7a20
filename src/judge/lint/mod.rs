//! Rules that any response has to obey, whatever the case is about.
//!
//! A lint states one requirement that an RFC puts on a server for every response, with the RFC's own
//! word as its level: what no RFC states is no lint. Where a clause has an exception, the lint's own
//! file says how it is honoured; where an exception cannot be seen from outside, the lint is silent,
//! or its level is [`Level::Info`]. Grammar without a requirement word of its own is a MUST by
//! RFC 9110 2.2 (a sender generates nothing that breaks the ABNF), which is then cited beside it.

use crate::model::citation::{Citation, Level};
use crate::model::finding::{Evidence, Finding, FindingKind};
use crate::model::observation::{Deviation, DeviationKind, Observation, Progress};
use crate::model::transcript::Transcript;

use exchange::Exchange;
use hit::Hit;
use subject::Subject;

mod accept_ranges;
mod age;
mod allow;
mod authenticate;
mod byteranges;
mod cache_control;
mod challenge;
mod chunked;
mod close;
mod comment;
mod connection;
mod content;
mod content_coding;
mod content_language;
mod content_length;
mod content_range;
mod content_type;
mod date;
mod etag;
mod exchange;
mod expires;
mod field_line;
mod hit;
mod last_modified;
mod line_end;
mod list;
mod location;
mod message_end;
mod not_modified;
mod partial_content;
mod repeated_field;
mod request_field;
mod retry_after;
mod server;
mod set_cookie;
mod status_line;
mod strict_transport_security;
mod subject;
mod table;
#[cfg(test)]
mod tests;
mod transfer_encoding;
mod upgrade;
mod uri;
mod vary;
mod via;
mod websocket_frame;
mod websocket_handshake;

pub use table::LINTS;

/// A request, all of it, and the octets that came back, after which the server closed (FIN).
pub type Example = (&'static [u8], &'static [u8]);

/// A rule that any response has to obey.
#[derive(Debug)]
pub struct Lint {
    /// Named after the fault: `bare-lf`, `date-missing`. Unique.
    pub name: &'static str,
    /// The fault in a clause, without a full stop.
    pub summary: &'static str,
    /// The RFC's word.
    pub level: Level,
    /// The RFC's number.
    pub rfc: u16,
    /// The section.
    pub section: &'static str,
    /// Clauses beside it: where the requirement word stands when the section gives the grammar
    /// alone, or where the requirement is repeated.
    pub also: &'static [(u16, &'static str)],
    /// Requirement ids that it tests.
    pub covers: &'static [&'static str],
    /// Exchanges in which it fires.
    pub fires: &'static [Example],
    /// Exchanges that come near, and in which it does not.
    pub quiet: &'static [Example],
    check: Check,
}

/// How a lint finds its fault.
#[derive(Debug)]
enum Check {
    /// The observer has seen it already. Then: what should have been there, and whether the
    /// departure is the server's fault here.
    Deviation(DeviationKind, &'static str, fn(&Subject, &Deviation) -> bool),
    /// A look at a response of which the whole head came; the first fault is enough.
    Rule(fn(&Subject) -> Option<Hit>),
}

/// The clause that makes a MUST of grammar that has no requirement word of its own.
const ABNF: &[(u16, &str)] = &[(9110, "2.2")];

/// A request that asks for nothing special.
const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";
/// The same, without content in the answer.
const HEAD: &[u8] = b"HEAD / HTTP/1.1\r\nHost: a.example\r\n\r\n";

/// How often one lint is reported in one exchange: a flood of responses is one fault, not thousands.
const MAX_HITS: usize = 32;

/// A departure that is the server's fault wherever it is seen.
fn always(_: &Subject, _: &Deviation) -> bool {
    true
}

/// Looks at every response of an exchange: what the lints found, in the order of the responses and
/// of the table, at most once for each lint and response; and how many responses were looked at.
#[must_use]
pub fn run(observation: &Observation, transcript: &Transcript) -> (Vec<Finding>, usize) {
    let exchange = Exchange::new(observation, transcript);
    let mut hits = vec![0_usize; LINTS.len()];
    let (mut findings, mut looked_at) = (Vec::new(), 0);
    for subject in exchange.subjects() {
        looked_at += 1;
        for (lint, count) in LINTS.iter().zip(&mut hits) {
            if *count < MAX_HITS
                && let Some(hit) = lint.look(&subject)
            {
                *count += 1;
                findings.push(lint.finding(&subject, hit));
            }
        }
    }
    (findings, looked_at)
}

impl Lint {
    /// The clauses it stands on; the first is the main one.
    #[must_use]
    pub fn citations(&self) -> Vec<Citation> {
        let also = self.also.iter().map(|(rfc, section)| Citation::rfc(*rfc, section));
        std::iter::once(Citation::rfc(self.rfc, self.section)).chain(also).collect()
    }

    /// The departure from the grammar of messages that it reports, where it is about one.
    #[must_use]
    pub fn deviation(&self) -> Option<DeviationKind> {
        match self.check {
            Check::Deviation(kind, ..) => Some(kind),
            Check::Rule(_) => None,
        }
    }

    fn look(&self, subject: &Subject) -> Option<Hit> {
        match self.check {
            Check::Deviation(kind, expected, counts) => subject
                .response
                .deviations
                .iter()
                .find(|deviation| deviation.kind == kind && counts(subject, deviation))
                .map(|deviation| Hit::deviation(subject, deviation, expected)),
            // Of a head that broke off, what is missing may have been on its way.
            Check::Rule(rule) => match subject.response.progress {
                Progress::InHead | Progress::Garbage => None,
                _ => rule(subject),
            },
        }
    }

    fn finding(&self, subject: &Subject, hit: Hit) -> Finding {
        Finding {
            kind: FindingKind::Lint {
                lint: self.name.to_owned(),
                subject: hit.subject,
                deviation: self.deviation(),
            },
            severity: self.level,
            citations: self.citations(),
            expected: hit.expected,
            actual: hit.actual,
            diff: None,
            place: crate::model::case::Place::default(),
            evidence: Some(Evidence {
                connection: subject.connection_index,
                response: Some(subject.index),
                span: hit.span,
            }),
        }
    }
}
