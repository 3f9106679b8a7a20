//! What is asked of an answer, check by check: one file for each kind. A check that holds gives
//! nothing; one that does not gives its departures, which the judge makes findings of.

pub(super) mod body;
pub(super) mod close_notify;
pub(super) mod connection;
pub(super) mod events;
pub(super) mod field;
pub(super) mod frames;
pub(super) mod framing;
pub(super) mod interim;

pub(super) mod response;
pub(super) mod responses;
pub(super) mod same_as;
pub(super) mod silence;
pub(super) mod status;
pub(super) mod status_line_text;
pub(super) mod text;
pub(super) mod within;

use super::allocation::{Take, take};
use super::scene::Scene;
use super::summary;
use crate::model::bytes::Bytes;
use crate::model::case::Place;
use crate::model::expectation::{
    BodyAsk, Check, ConnectionFate, ExpectedOutcome, FramingKind, PlacedCheck,
};
use crate::model::finding::{Diff, Evidence, FindingKind, Side};
use crate::model::grammar::decimal;
use crate::model::observation::{Ending, Progress, Response};

/// One way in which a check does not hold.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Departure {
    pub(super) kind: FindingKind,
    pub(super) expected: Side,
    pub(super) actual: Side,
    pub(super) diff: Option<Diff>,
    pub(super) evidence: Option<Evidence>,
}

/// A check that does not hold, with how.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Missed {
    /// Where it is written.
    pub(super) place: Place,
    /// In words, for the reason.
    pub(super) summary: String,
    /// How it departs; empty where a departure of another check already tells.
    pub(super) departures: Vec<Departure>,
}

/// How many departures of one check are told; a hostile answer can have millions.
pub(super) const MOST_DEPARTURES: usize = 50;

/// How many octets a side may show.
const MOST_OCTETS_SHOWN: usize = 4096;

/// Octets as a side; how many there are, where they are too many to be shown whole.
pub(super) fn shown(octets: &[u8]) -> Side {
    if octets.len() <= MOST_OCTETS_SHOWN {
        Side::Bytes(Bytes::from(octets))
    } else {
        Side::Text(format!("{} bytes", octets.len()))
    }
}

/// How much of a response has to be there for a check to say anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// No response at all.
    Nothing,
    /// Its status line.
    StatusLine,
    /// Its header section.
    Head,
    /// All of it.
    Whole,
}

fn reach(check: &Check) -> Reach {
    match check {
        Check::Status(_) | Check::Reason(_) | Check::Version(_) => Reach::StatusLine,
        Check::Header(_)
        | Check::HeadersSameAs { .. }
        | Check::Framing(_)
        | Check::Events(_)
        | Check::Response(_) => Reach::Head,
        Check::Body(_) | Check::Trailer(_) | Check::Within(_) => Reach::Whole,
        Check::Interim(_)
        | Check::Connection(_)
        | Check::CloseNotify(_)
        | Check::Responses(_)
        | Check::Silence(_)
        | Check::Frames(_) => Reach::Nothing,
    }
}

/// Whether a check waits for the end of the response.
pub(super) fn needs_whole(check: &Check) -> bool {
    reach(check) == Reach::Whole
        || matches!(check, Check::Response(template) if template.body.is_some())
}

/// The checks of `outcome` that do not hold; it fits where there is none.
pub(super) fn missed(outcome: &ExpectedOutcome, scene: &Scene<'_>) -> Vec<Missed> {
    let final_response = match take(outcome) {
        Take::Final => scene.final_response(),
        Take::Interim | Take::Nothing => None,
    };
    let (reached, mut gate) = match take(outcome) {
        Take::Final => gate(outcome, scene),
        Take::Interim | Take::Nothing => (Reach::Nothing, None),
    };
    // The gate stands in the place of the first check that it keeps from being looked at.
    let mut all = Vec::new();
    for placed in &outcome.checks {
        let needed = reach(&placed.check);
        let mut departures = Vec::new();
        let mut is_missed = false;
        if needed > Reach::Nothing
            && let Some(departure) = gate.take()
        {
            departures.push(departure);
        }
        if needed > reached {
            is_missed = true;
        } else {
            let whole = reached == Reach::Whole;
            departures.extend(check(&placed.check, final_response, whole, scene));
        }
        if is_missed || !departures.is_empty() {
            departures.truncate(MOST_DEPARTURES);
            all.push(Missed {
                place: placed.place.clone(),
                summary: summary::asked(&placed.check),
                departures,
            });
        }
    }
    if let Some(departure) = gate {
        // No check looks into the response, yet one was asked for: `responses: 1`.
        let (place, summary) = (outcome.place.clone(), "a response".to_owned());
        all.insert(0, Missed { place, summary, departures: vec![departure] });
    }
    without_unseen_fate(all, scene)
}

/// Reading stops as soon as no outcome can fit, and then nobody waited for the connection's fate:
/// that it was not seen is no finding beside those that stopped the reading.
fn without_unseen_fate(mut all: Vec<Missed>, scene: &Scene<'_>) -> Vec<Missed> {
    if scene.until.ending.is_some() || scene.until.quiet_us > 0 {
        return all;
    }
    let of_connection = |missed: &Missed| {
        missed.departures.iter().any(|departure| departure.kind == FindingKind::Connection)
    };
    if all.iter().any(|missed| !of_connection(missed)) {
        for missed in all.iter_mut().filter(|missed| of_connection(missed)) {
            missed.departures.clear();
        }
    }
    all
}

/// How far the final response that `outcome` asks for can be looked at, and what is wrong where
/// that is not to its end.
///
/// A response that is not complete never fits, even where its status does: the message is broken.
/// Two are excused: the endless stream that `events:` reads a part of, and the answer that is cut
/// off by the reset that `connection: reset` asks for.
fn gate(outcome: &ExpectedOutcome, scene: &Scene<'_>) -> (Reach, Option<Departure>) {
    let ending = scene.until.ending;
    let Some((index, response)) = scene.final_response() else {
        let departure = Departure {
            kind: FindingKind::NoResponse { ending },
            expected: Side::Text(summary::of_response(outcome)),
            actual: Side::Nothing,
            diff: None,
            evidence: None,
        };
        return (Reach::Nothing, Some(departure));
    };
    let evidence = scene.evidence(index, response.span);
    let octets = response.span.of(&scene.connection.received);
    let incomplete = |actual: String| Departure {
        kind: FindingKind::Incomplete { ending },
        expected: Side::Text("a complete response".to_owned()),
        actual: Side::Text(actual),
        diff: None,
        evidence: evidence.clone(),
    };
    match scene.progress(response) {
        Progress::Complete => (Reach::Whole, None),
        Progress::Garbage => {
            let departure = Departure {
                kind: FindingKind::NotHttp,
                expected: Side::Text("an HTTP/1.x response".to_owned()),
                actual: shown(octets),
                diff: None,
                evidence,
            };
            (Reach::Nothing, Some(departure))
        }
        Progress::InHead => {
            let reached =
                if response.status().is_some() { Reach::StatusLine } else { Reach::Nothing };
            (reached, Some(incomplete("broken off in the header section".to_owned())))
        }
        Progress::InBody if is_excused(outcome, ending) => (Reach::Whole, None),
        Progress::InBody => (Reach::Head, Some(incomplete(how_much(response)))),
        Progress::Unframed => {
            (Reach::Head, Some(incomplete("its length cannot be told".to_owned())))
        }
    }
}

fn is_excused(outcome: &ExpectedOutcome, ending: Option<Ending>) -> bool {
    let checks = || outcome.checks.iter().map(|placed| &placed.check);
    let is_stream = checks().any(|check| matches!(check, Check::Events(_)));
    let reset_is_asked = checks().any(
        |check| matches!(check, Check::Connection(fates) if fates.contains(&ConnectionFate::Reset)),
    );
    // Beside `events`, `body` is as much of it as came with them.
    let waits = |check: &Check| needs_whole(check) && !matches!(check, Check::Body(_));
    (is_stream && !checks().any(waits)) || (reset_is_asked && ending == Some(Ending::Reset))
}

fn how_much(response: &Response) -> String {
    let came = response.body.content.len();
    let declared = match response.framing {
        FramingKind::ContentLength => response.field("content-length"),
        _ => None,
    };
    match declared.and_then(|value| decimal(&value)) {
        Some(declared) => format!("broken off after {came} of {declared} bytes of its body"),
        None => format!("broken off after {came} bytes of its body"),
    }
}

/// How one check departs. `response` is the final response that the outcome takes, there whenever
/// a check that needs one is asked; `whole` tells whether its end was reached.
fn check(
    check: &Check,
    response: Option<(usize, &Response)>,
    whole: bool,
    scene: &Scene<'_>,
) -> Vec<Departure> {
    match (check, response) {
        (Check::Interim(asked), _) => interim::check(asked, scene),
        (Check::Connection(asked), _) => connection::check(asked, scene),
        (Check::CloseNotify(asked), _) => close_notify::check(*asked, scene),
        (Check::Responses(asked), _) => responses::check(asked, scene),
        (Check::Silence(asked), _) => silence::check(*asked, scene),
        (Check::Frames(asked), _) => frames::check(asked, scene),
        (Check::Status(asked), Some(r)) => status::check(asked, r, scene),
        (Check::Reason(asked), Some(r)) => status_line_text::reason(asked, r, scene),
        (Check::Version(asked), Some(r)) => status_line_text::version(asked, r, scene),
        (Check::Header(asked), Some(r)) => field::header(asked, r, scene),
        (Check::Trailer(asked), Some(r)) => field::trailer(asked, r, scene),
        (Check::HeadersSameAs { name, except }, Some(r)) => same_as::check(name, except, r, scene),
        (Check::Body(asked), Some(r)) => body::check(asked, r, scene),
        (Check::Framing(asked), Some(r)) => framing::check(asked, r, scene),
        (Check::Within(asked), Some(r)) => within::check(*asked, r, scene),
        (Check::Events(asked), Some(r)) => events::check(asked, r, scene),
        (Check::Response(asked), Some(r)) => response::check(asked, r, whole, scene),
        // The gate has told that there is no response.
        (
            Check::Status(_)
            | Check::Reason(_)
            | Check::Version(_)
            | Check::Header(_)
            | Check::Trailer(_)
            | Check::HeadersSameAs { .. }
            | Check::Body(_)
            | Check::Framing(_)
            | Check::Within(_)
            | Check::Events(_)
            | Check::Response(_),
            None,
        ) => Vec::new(),
    }
}

/// How one check departs from a response that may still be under way; for the read loop.
pub(super) fn departs(
    placed: &PlacedCheck,
    response: Option<(usize, &Response)>,
    whole: bool,
    scene: &Scene<'_>,
) -> bool {
    !check(&placed.check, response, whole, scene).is_empty()
}

/// Whether a check asks that no body octet follows the head.
pub(super) fn asks_no_body(check: &Check) -> bool {
    matches!(check, Check::Body(asked) if asked.asked.contains(&BodyAsk::None))
}
