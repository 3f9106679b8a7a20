//! Why a case cannot be asked of a target.

use crate::model::case::{Action, Case};
use crate::model::expectation::Check;
use crate::model::target::{Address, Target};
use crate::model::template::{Template, Variables};

/// The reason, in words that group well in a summary; `None` where the case can run.
pub(super) fn reason(case: &Case, target: &Target, variables: &Variables) -> Option<String> {
    let secured = matches!(target.address, Address::Tls { .. });
    let clear = case.needs.iter().any(|need| need == CLEAR_TEXT);
    if !secured && needs_tls(case) {
        return Some("the target is not https".to_owned());
    }
    if secured && clear {
        return Some("it is about clear text, and the target is https".to_owned());
    }
    // A variable that the user or the case gives a value to is there, whatever the target names; but
    // whether there is a page at the path that is given for one, the target's answer says.
    let is_given = |need: &str| need != "page" && variables.contains_key(need);
    let lacking: Vec<&str> = case
        .needs
        .iter()
        .map(String::as_str)
        .filter(|need| {
            ![TLS, CLEAR_TEXT].contains(need)
                && !target.resources.contains_key(*need)
                && !target.abilities.iter().any(|a| a == need)
                && !is_given(need)
        })
        .collect();
    if !lacking.is_empty() {
        return Some(format!("the target names no {}", lacking.join(", no ")));
    }
    // A variable such as `user` comes with a resource but is none: it is the target's to name.
    first_unknown(case, variables).map(|name| format!("the target gives no value for {name}"))
}

/// The abilities that a target has by its address, one of the two.
const TLS: &str = "tls";
const CLEAR_TEXT: &str = "clear-text";

/// Whether a case can only be asked over TLS: it says so, or asks for what there is only there.
#[must_use]
pub fn needs_tls(case: &Case) -> bool {
    let asks = case.steps.iter().any(|step| match &step.action {
        Action::Expect(expect) => {
            let mut checks = expect.outcomes.iter().flat_map(|outcome| &outcome.checks);
            checks.any(|placed| matches!(placed.check, Check::CloseNotify(_)))
        }
        _ => false,
    });
    asks || case.needs.iter().any(|need| need == TLS)
}

/// The first variable of what is sent that neither has a value nor is captured on the way.
fn first_unknown<'a>(case: &'a Case, variables: &Variables) -> Option<&'a str> {
    let captured = case.captured_names();
    case.sent_templates().flat_map(Template::variables).find(|name| {
        *name != "body.length" && !variables.contains_key(*name) && !captured.contains(name)
    })
}
