//! What can be learned of a target of which only the address is known: two plain requests for its
//! page tell whether there is one, whether it keeps connections alive, answers HTTP/1.0, and gives
//! validators.
//!
//! A case that needs an ability is skipped where the target does not have it; without this, a bare
//! address would have most of the session skipped, or be blamed for what is optional. No text says
//! that there is a page at `/`: where another path is named, or a login, cases about a page have
//! nothing to be about.

use std::sync::Arc;

use crate::exchange::{self, Endpoint};
use crate::model::case::{Action, Case, MAIN_CONNECTION, Part, Place, Send, Step};
use crate::model::expectation::{
    Check, ConnectionFate, Expect, ExpectedOutcome, OutcomeVerdict, PlacedCheck, Statuses,
};
use crate::model::grammar;
use crate::model::observation::{Connection, Ending, Response};
use crate::model::plan::{Limits, PlanEntry};
use crate::model::target::Target;
use crate::model::template::{Template, Variables};

use super::watcher::Watcher;

/// What can be learned.
const LEARNABLE: [&str; 5] = ["page", "keep-alive", "etag", "last-modified", "http-1.0"];

/// Statuses that blame the request itself, which has no fault. A server that gives one has to answer
/// for it in the cases; any other tells something of the resource, or of the moment.
const BLAMES_REQUEST: [u16; 9] = [400, 408, 411, 413, 414, 415, 431, 501, 505];

/// Whether any of these cases needs what can be learned: if none does, the target is not asked.
#[must_use]
pub fn is_worth_learning(cases: &[Arc<Case>]) -> bool {
    cases.iter().flat_map(|case| &case.needs).any(|need| LEARNABLE.contains(&need.as_str()))
}

/// Why what was asked for is no page to run cases on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPage {
    /// It is answered with this status, which is not 200.
    Status(u16),
    /// It has more octets than the limit, this one, lets us read.
    TooLarge(u64),
}

/// Asks for the target's page and adds the abilities that its answers show.
///
/// The reason is given back where the answer shows that there is no page, and `page` is then none
/// of the target's resources any more.
pub async fn learn(target: &mut Target, limits: &Limits) -> Option<NoPage> {
    let page = target.resources.get("page").cloned()?;
    let first = ask(target, &page, "1.1", limits).await;
    if first.as_ref().is_some_and(|c| c.ending == Some(Ending::TooManyBytes)) {
        target.resources.remove("page");
        return Some(NoPage::TooLarge(limits.max_bytes));
    }
    let second = ask(target, &page, "1.0", limits).await;
    let (first, second) = (answered(&first), answered(&second));
    let mut able = Vec::new();
    if let Some((response, open)) = first {
        let says_close =
            response.field("Connection").is_some_and(|v| grammar::list_has(&v, "close"));
        if open && !says_close {
            able.push("keep-alive");
        }
        // A validator that is another one each time is of no use in a condition.
        let again = second.map(|(response, _)| response).filter(|r| r.status() == Some(200));
        let has = |name: &str| {
            let of = |r: &Response| r.field(name).filter(|_| r.fields_named(name).count() == 1);
            let value = of(response);
            value.is_some() && again.is_none_or(|again| of(again) == value)
        };
        if response.status() == Some(200) {
            able.extend(
                [("ETag", "etag"), ("Last-Modified", "last-modified")]
                    .iter()
                    .filter_map(|(field, ability)| has(field).then_some(*ability)),
            );
        }
    }
    if let Some((response, _)) = second
        && response.status().is_some_and(|status| (200..400).contains(&status))
    {
        able.push("http-1.0");
    }
    for ability in able {
        if !target.abilities.iter().any(|known| known == ability) {
            target.abilities.push(ability.to_owned());
        }
    }
    let status = first.and_then(|(response, _)| response.status())?;
    let is_page = status == 200 || BLAMES_REQUEST.contains(&status);
    if !is_page {
        target.resources.remove("page");
    }
    (!is_page).then_some(NoPage::Status(status))
}

/// The first final response, where it came whole, and whether the connection stayed open after it.
fn answered(connection: &Option<Connection>) -> Option<(&Response, bool)> {
    let connection = connection.as_ref()?;
    let response = connection.responses.iter().find(|r| !r.is_interim())?;
    response.is_complete().then_some((response, connection.ending.is_none()))
}

pub(super) async fn ask(
    target: &Target,
    page: &str,
    version: &str,
    limits: &Limits,
) -> Option<Connection> {
    let request = format!("GET {page} HTTP/{version}\r\nHost: {}\r\n\r\n", target.host_field());
    let entry = PlanEntry {
        number: 0,
        case: Arc::new(case(&request)),
        target: 0,
        variables: Variables::new(),
        skip: None,
        limits: *limits,
    };
    let mut watcher = Watcher::new(&entry);
    let endpoint = Endpoint::of(target);
    exchange::exchange(&endpoint, &entry.case, Variables::new(), limits, &mut watcher).await;
    watcher.into_observation().connections.into_iter().next()
}

/// One request, and a look whether the connection stays open after its answer.
fn case(request: &str) -> Case {
    let step = |action| Step { place: Place::default(), on: MAIN_CONNECTION.to_owned(), action };
    let check = |check| PlacedCheck { place: Place::default(), check };
    let send = Send {
        is_request: true,
        name: None,
        head: vec![Part::Octets(Template::octets(request))],
        body: Vec::new(),
    };
    let outcome = ExpectedOutcome {
        place: Place::default(),
        verdict: OutcomeVerdict::Info,
        note: String::new(),
        ends: false,
        checks: vec![
            check(Check::Status(Statuses { ranges: vec![(200, 599)], negated: false })),
            check(Check::Connection(vec![ConnectionFate::Open])),
        ],
    };
    let steps = vec![
        step(Action::Send(send)),
        step(Action::Expect(Expect { name: None, outcomes: vec![outcome] })),
    ];
    Case::of_steps("learn", steps)
}
