//! Tells which sends start a request. The author's `request:` does; a raw `send:` may as well go on
//! with one: the rest of a body, what follows a 100 (Continue), WebSocket frames.

use crate::model::case::{Part, Send};
use crate::model::expectation::{Check, Expect, InterimMatch};
use crate::model::grammar::is_token;

/// What went before on the connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Before {
    /// Octets were sent on it.
    pub(super) sent: bool,
    /// Since the last send a step waited for a final response.
    pub(super) answered: bool,
}

/// Whether this send starts a request. `opening` gives its first octets, where they are needed.
pub(super) fn starts_request(
    send: &Send,
    before: Before,
    opening: impl FnOnce() -> Vec<u8>,
) -> bool {
    if send.is_request {
        return true;
    }
    if matches!(send.head.iter().find(|p| !matches!(p, Part::Pause(_))), Some(Part::Frame(_))) {
        return false;
    }
    !before.sent || before.answered || begins_request_line(&opening())
}

/// Whether a step that expects this waits for the final response to a request. After one that waits
/// for an interim response, for silence, for frames or for events the request is still under way.
pub(super) fn awaits_final_response(expect: &Expect) -> bool {
    expect.outcomes.iter().all(|outcome| {
        outcome.checks.is_empty()
            || outcome.checks.iter().any(|placed| {
                !matches!(
                    placed.check,
                    Check::Interim(InterimMatch::Seen(_))
                        | Check::CloseNotify(_)
                        | Check::Silence(_)
                        | Check::Frames(_)
                        | Check::Events(_)
                        | Check::Within(_)
                )
            })
    })
}

/// `method SP … SP HTTP/` on the first line, after any empty lines (RFC 9112 2.2 and 3).
fn begins_request_line(octets: &[u8]) -> bool {
    let start = octets.iter().position(|o| !matches!(o, b'\r' | b'\n')).unwrap_or(octets.len());
    let line = octets.get(start..).unwrap_or_default();
    let line = line.split(|&o| o == b'\n').next().unwrap_or_default();
    let method = line.split(|&o| o == b' ').next().unwrap_or_default();
    is_token(method)
        && line.get(method.len()..).is_some_and(|rest| rest.windows(6).any(|w| w == b" HTTP/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::case::Place;
    use crate::model::expectation::{ExpectedOutcome, OutcomeVerdict, PlacedCheck, Statuses};
    use crate::model::template::Template;
    use std::time::Duration;

    #[test]
    fn a_raw_send_starts_a_request_when_it_is_the_first_or_follows_an_answer_or_reads_like_one() {
        let first = Before::default();
        let going_on = Before { sent: true, answered: false };
        let answered = Before { sent: true, answered: true };
        let rows: [(&str, Before, bool); 9] = [
            ("\0\0", first, true),
            ("GET / HTTP/1.1\r\n", going_on, true),
            ("\r\nGET / HTTP/1.1\r\n", going_on, true),
            ("hello world", going_on, false),
            ("the next line\r\nsays GET / HTTP/1.1\r\n", going_on, false),
            ("a@b / HTTP/1.1\r\n", going_on, false),
            (" HTTP/1.1", going_on, false),
            ("a@b / HTTP/1.1\r\n", answered, true),
            ("", going_on, false),
        ];
        for (octets, before, want) in rows {
            let head = vec![Part::Octets(Template::octets(octets))];
            let mut send = Send { is_request: false, name: None, head, body: vec![] };
            assert_eq!(starts_request(&send, before, || octets.into()), want, "{octets:?}");
            send.is_request = true;
            assert!(starts_request(&send, before, Vec::new));
        }
    }

    #[test]
    fn an_expectation_of_an_interim_answer_or_of_silence_leaves_the_request_under_way() {
        let status = || Check::Status(Statuses { ranges: vec![(200, 299)], negated: false });
        let seen = || Check::Interim(InterimMatch::Seen(vec![100]));
        let rows: [(Vec<Vec<Check>>, bool); 7] = [
            (vec![vec![status()]], true),
            (vec![vec![]], true),
            (vec![vec![seen()]], false),
            (vec![vec![seen(), status()]], true),
            (vec![vec![Check::Silence(Duration::from_millis(1))]], false),
            (vec![vec![status()], vec![seen()]], false),
            (vec![vec![Check::Interim(InterimMatch::None)]], true),
        ];
        for (outcomes, want) in rows {
            let outcomes = outcomes
                .into_iter()
                .map(|checks| ExpectedOutcome {
                    place: Place::default(),
                    verdict: OutcomeVerdict::Pass,
                    note: String::new(),
                    ends: false,
                    checks: checks
                        .into_iter()
                        .map(|check| PlacedCheck { place: Place::default(), check })
                        .collect(),
                })
                .collect();
            let expect = Expect { name: None, outcomes };
            assert_eq!(awaits_final_response(&expect), want, "{expect:?}");
        }
    }
}
