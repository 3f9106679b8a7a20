//! What can be learned of a target of which only the address is known: two plain requests for its
//! page tell whether it keeps connections alive, answers HTTP/1.0, and gives validators.
//!
//! A case that needs an ability is skipped where the target does not have it; without this, a bare
//! address would have most of the session skipped, or be blamed for what is optional.

use std::sync::Arc;

use crate::exchange;
use crate::model::case::{Action, Case, LimitChanges, MAIN_CONNECTION, Part, Place, Send, Step};
use crate::model::citation::Level;
use crate::model::expectation::{
    Check, ConnectionFate, Expect, ExpectedOutcome, OutcomeVerdict, PlacedCheck, Statuses,
};
use crate::model::grammar;
use crate::model::observation::{Connection, Response};
use crate::model::plan::{Limits, PlanEntry};
use crate::model::target::Target;
use crate::model::template::{Template, Variables};

use super::watcher::Watcher;

/// The abilities that can be learned.
const LEARNABLE: [&str; 4] = ["keep-alive", "etag", "last-modified", "http-1.0"];

/// Whether any of these cases needs an ability that can be learned: if none does, the target is not
/// asked.
#[must_use]
pub fn is_worth_learning(cases: &[Arc<Case>]) -> bool {
    cases.iter().flat_map(|case| &case.needs).any(|need| LEARNABLE.contains(&need.as_str()))
}

/// Asks for the target's page and adds the abilities that its answers show.
pub async fn learn(target: &mut Target, limits: &Limits) {
    let Some(page) = target.resources.get("page").cloned() else { return };
    let mut able = Vec::new();
    let connection = ask(target, &page, "1.1", limits).await;
    if let Some((response, open)) = answered(&connection) {
        let says_close =
            response.field("Connection").is_some_and(|v| grammar::list_has(&v, "close"));
        if open && !says_close {
            able.push("keep-alive");
        }
        let ok = response.status() == Some(200);
        let has = |name: &str| response.fields_named(name).count() == 1;
        if ok && has("ETag") {
            able.push("etag");
        }
        if ok && has("Last-Modified") {
            able.push("last-modified");
        }
    }
    let connection = ask(target, &page, "1.0", limits).await;
    if let Some((response, _)) = answered(&connection)
        && response.status().is_some_and(|status| (200..400).contains(&status))
    {
        able.push("http-1.0");
    }
    for ability in able {
        if !target.abilities.iter().any(|known| known == ability) {
            target.abilities.push(ability.to_owned());
        }
    }
}

/// The first final response, where it came whole, and whether the connection stayed open after it.
fn answered(connection: &Option<Connection>) -> Option<(&Response, bool)> {
    let connection = connection.as_ref()?;
    let response = connection.responses.iter().find(|r| !r.is_interim())?;
    response.is_complete().then_some((response, connection.ending.is_none()))
}

async fn ask(target: &Target, page: &str, version: &str, limits: &Limits) -> Option<Connection> {
    let request = format!("GET {page} HTTP/{version}\r\nHost: {}\r\n\r\n", target.host_field());
    let entry = PlanEntry {
        case: Arc::new(case(&request)),
        target: 0,
        variables: Variables::new(),
        skip: None,
        limits: *limits,
    };
    let mut watcher = Watcher::new(&entry);
    exchange::exchange(&target.address, &entry.case, Variables::new(), limits, &mut watcher).await;
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
    Case {
        id: "learn".to_owned(),
        title: String::new(),
        requirement: String::new(),
        file_title: String::new(),
        place: Place::default(),
        source: "".into(),
        citations: Vec::new(),
        covers: Vec::new(),
        level: Level::Info,
        tags: Vec::new(),
        needs: Vec::new(),
        variables: Variables::new(),
        bound: Variables::new(),
        steps: vec![
            step(Action::Send(send)),
            step(Action::Expect(Expect { name: None, outcomes: vec![outcome] })),
        ],
        limits: LimitChanges::default(),
    }
}
