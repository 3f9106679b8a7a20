//! What a step under way still needs: whether an outcome fits, can still come true, or is lost.

use std::time::Duration;

use super::allocation::{Take, take};
use super::expect::{self, close_notify, events, frames, interim, responses, silence};
use super::scene::Scene;
use crate::model::expectation::{
    Check, ConnectionFate, EventMatch, Expect, ExpectedOutcome, FramingKind, InterimMatch,
};
use crate::model::observation::{Progress, Response};
use crate::model::plan::Limits;
use crate::model::transcript::Want;

/// What has to happen before an outcome is known to fit; the order is from the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Need {
    /// It fits.
    Nothing,
    /// Nothing may come for this long.
    Quiet(Duration),
    /// Something has to come, or the connection to end.
    More,
}

/// `None`: whatever comes, the outcome does not fit.
type Prospect = Option<Need>;

/// What the step needs, for the first of its outcomes that can still come true.
pub(super) fn want(expect: &Expect, scene: &Scene<'_>, limits: &Limits) -> Want {
    for outcome in &expect.outcomes {
        match prospect(outcome, scene, limits) {
            Some(Need::Nothing) => return Want::Done,
            Some(Need::Quiet(quiet)) => return Want::Quiet(quiet),
            Some(Need::More) => return Want::More,
            None => {}
        }
    }
    // All are lost. What is under way is read on until it pauses, so that the report shows more
    // than the first segment of it; a stream has no end.
    let under_way = scene
        .final_response()
        .is_some_and(|(_, response)| scene.progress(response) != Progress::Complete);
    let mut checks = expect.outcomes.iter().flat_map(|outcome| &outcome.checks);
    let is_stream = checks.any(|placed| matches!(placed.check, Check::Events(_)));
    if under_way && !is_stream { Want::Quiet(limits.quiet) } else { Want::Done }
}

fn prospect(outcome: &ExpectedOutcome, scene: &Scene<'_>, limits: &Limits) -> Prospect {
    let mut need = Need::Nothing;
    let mut response = None;
    let mut whole = true;
    if take(outcome) == Take::Final {
        response = scene.final_response();
        let Some((_, came)) = response else { return Some(Need::More) };
        let is_stream = stream(outcome).is_some();
        match scene.progress(came) {
            Progress::Complete => {}
            // Whatever else comes, this is no response that is whole.
            Progress::Garbage | Progress::Unframed => return None,
            Progress::InBody if is_stream => whole = false,
            Progress::InHead | Progress::InBody => return Some(Need::More),
        }
    }
    for placed in &outcome.checks {
        let needed = match &placed.check {
            Check::Connection(fates) => fate(fates, limits),
            Check::CloseNotify(asked) => match close_notify::state(scene) {
                Some(came) if came == *asked => Need::Nothing,
                Some(_) => return None,
                None => Need::More,
            },
            Check::Responses(range) => {
                let (count, _) = responses::count(scene);
                let under_way = scene.responses().last().is_some_and(|(_, last)| {
                    matches!(scene.progress(last), Progress::InHead | Progress::InBody)
                });
                if range.most.is_some_and(|most| count > most) {
                    return None;
                }
                if count < range.least || under_way {
                    Need::More
                } else if range.most.is_some() {
                    Need::Quiet(limits.quiet)
                } else {
                    Need::Nothing
                }
            }
            Check::Silence(quiet) if silence::broken(scene).is_none() => Need::Quiet(*quiet),
            Check::Silence(_) => return None,
            Check::Frames(asked) => match frames::state(asked, scene) {
                (_, true) => return None,
                (0, false) if asked.is_empty() => {
                    if scene.frames(asked).next().is_some() {
                        return None;
                    }
                    Need::Quiet(limits.quiet)
                }
                (came, false) if came < asked.len() => Need::More,
                (_, false) => Need::Nothing,
            },
            Check::Events(asked) => {
                let Some((_, stream)) = response else { return Some(Need::More) };
                match events::state(asked, stream, scene) {
                    (_, true) => return None,
                    (came, false) if came < asked.len() && whole => return None,
                    (came, false) if came < asked.len() => Need::More,
                    (_, false) if asked.is_empty() && !whole => Need::Quiet(limits.quiet),
                    (_, false) => Need::Nothing,
                }
            }
            Check::Interim(InterimMatch::Seen(_)) if take(outcome) == Take::Interim => {
                if interim::last_asked(outcome, scene).is_some() {
                    Need::Nothing
                } else if scene.final_response().is_some_and(|(_, came)| is_final(came)) {
                    return None;
                } else {
                    Need::More
                }
            }
            Check::Body(_) if !whole && lacks_events(outcome, response, scene) => Need::More,
            check if !whole && expect::needs_whole(check) && !matches!(check, Check::Body(_)) => {
                Need::More
            }
            check => {
                if expect::departs(placed, response, whole, scene) {
                    return None;
                }
                // Octets where no body may follow come after a response that is complete.
                match response {
                    Some((_, came))
                        if expect::asks_no_body(check) && came.framing == FramingKind::None =>
                    {
                        Need::Quiet(limits.quiet)
                    }
                    _ => Need::Nothing,
                }
            }
        };
        need = need.max(needed);
    }
    Some(need)
}

/// The events that an outcome asks for: they end the reading of a stream that has no end.
fn stream(outcome: &ExpectedOutcome) -> Option<&[EventMatch]> {
    outcome.checks.iter().find_map(|placed| match &placed.check {
        Check::Events(asked) => Some(asked.as_slice()),
        _ => None,
    })
}

/// Whether events are still to come, so that nothing can be said of the octets beside them.
fn lacks_events(
    outcome: &ExpectedOutcome,
    response: Option<(usize, &Response)>,
    scene: &Scene<'_>,
) -> bool {
    let (Some(asked), Some((_, came))) = (stream(outcome), response) else { return false };
    events::state(asked, came, scene).0 < asked.len()
}

/// A connection is known to stay open once nothing came for a while; for its end one has to wait.
fn fate(fates: &[ConnectionFate], limits: &Limits) -> Need {
    if fates.contains(&ConnectionFate::Open) { Need::Quiet(limits.quiet) } else { Need::More }
}

/// Whether what came cannot turn out to be an interim response.
fn is_final(response: &Response) -> bool {
    response.status().is_some() || response.progress == Progress::Garbage
}
