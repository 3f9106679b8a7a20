//! `/documents/NAME`: JSON objects that PUT replaces and PATCH changes (RFC 9110 section 9.3.4, RFC 5789).

use std::collections::BTreeMap;
use std::sync::{MutexGuard, PoisonError};

use serde_json::Value;

use crate::model::grammar;
use crate::reference::fault::{Fault, fault};
use crate::reference::request::Request;
use crate::reference::resource::{Answer, Context, member, methods};
use crate::reference::response::Response;
use crate::reference::semantics::representation::Representation;

const SUITED: &str = "what is put is held against what the resource can be";
const PATCH_WHOLE: &str = "a patch is applied whole or not at all";

/// Faults of the documents.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "document-type-unchecked",
        "RFC 9110 9.3.4",
        SUITED,
        "takes content of any type for JSON",
    ),
    fault(
        "document-refused-silently",
        "RFC 9110 9.3.4",
        "a PUT that does not suit the resource is refused with an explanation",
        "refuses what is no JSON without content",
    ),
    fault("document-syntax-unchecked", "RFC 9110 9.3.4", SUITED, "stores JSON that is malformed"),
    fault(
        "patch-discarded",
        "RFC 5789 2",
        "PATCH changes its target",
        "answers PATCH and changes nothing",
    ),
    fault(
        "patch-failed-applied",
        "RFC 5789 2",
        PATCH_WHOLE,
        "empties what a malformed patch is for",
    ),
    fault(
        "patch-type-unchecked",
        "RFC 5789 2",
        "a patch document is suited to its target",
        "answers 204 to a patch of any type",
    ),
    fault(
        "accept-patch-missing",
        "RFC 5789 3.1",
        "Accept-Patch tells which patch documents are taken",
        "sends no Accept-Patch",
    ),
    fault(
        "patch-fields-stored",
        "RFC 5789 2",
        "fields of a PATCH request are not those of its target",
        "gives Content-Language of PATCH back with GET",
    ),
    fault(
        "patch-creates",
        "RFC 5789 2.2",
        "a patch that needs a target is answered 404 where there is none",
        "answers 204 to a patch for what is not there",
    ),
];

const JSON: &str = "application/json";
/// The patch documents that are taken (RFC 7396).
pub(crate) const PATCH: &str = "application/merge-patch+json";
/// The most documents that are kept; then PUT is answered 507.
const MOST: usize = 1024;

/// What was put, by name, and the language that only a fault keeps.
#[derive(Debug, Default)]
pub(crate) struct Documents(BTreeMap<Vec<u8>, (Value, Option<String>)>);

fn lock<'a>(context: &'a Context<'_>) -> MutexGuard<'a, Documents> {
    // No code panics between two changes that belong together.
    context.shared.documents.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_of(request: &Request, essence: &str) -> bool {
    let value = request.head.value("Content-Type").unwrap_or_default();
    grammar::media_type(value).is_some_and(|own| own == essence)
}

/// Refuses content that is not of the one type that is taken.
pub(crate) fn admit(request: &Request, context: &Context<'_>) -> Option<Response> {
    let faults = context.faults;
    if request.is("PUT") && !is_of(request, JSON) && !faults.has("document-type-unchecked") {
        if faults.has("document-refused-silently") {
            return Some(Response::empty(415));
        }
        let mut refusal = Response::error(415, "What is here is application/json and nothing else");
        refusal.add("Accept", JSON);
        return Some(refusal);
    }
    if request.is("PATCH") && !is_of(request, PATCH) && !faults.has("patch-type-unchecked") {
        let mut refusal = Response::error(415, "A patch is application/merge-patch+json");
        add_accept_patch(&mut refusal, context);
        return Some(refusal);
    }
    None
}

/// Adds Accept-Patch (RFC 5789 section 3.1).
pub(crate) fn add_accept_patch(response: &mut Response, context: &Context<'_>) {
    if !context.faults.has("accept-patch-missing") {
        response.add("Accept-Patch", PATCH);
    }
}

/// Gives, replaces, changes or deletes.
pub(crate) fn answer(request: &Request, context: &Context<'_>) -> Answer {
    match () {
        () if request.is("PUT") => put(request, context),
        () if request.is("PATCH") => patch(request, context),
        () if request.is("DELETE") => {
            match lock(context).0.remove(member(request, "/documents/")) {
                Some(_) => Response::empty(204),
                None => methods::missing(request, context),
            }
        }
        () => get(request, context),
    }
    .into()
}

fn get(request: &Request, context: &Context<'_>) -> Response {
    let found = lock(context).0.get(member(request, "/documents/")).cloned();
    let Some((document, language)) = found else { return methods::missing(request, context) };
    let representation = Representation {
        modified: None,
        caching: Some("no-cache"),
        ..Representation::new(JSON, document.to_string().into_bytes())
    };
    let mut response = representation.answer(request, context.now, context.faults);
    if let Some(language) = language {
        response.add("Content-Language", language);
    }
    response
}

fn put(request: &Request, context: &Context<'_>) -> Response {
    let faults = context.faults;
    let document = match serde_json::from_slice::<Value>(&request.content) {
        Ok(document) if document.is_object() => document,
        _ if faults.has("document-syntax-unchecked") || faults.has("document-type-unchecked") => {
            Value::Null
        }
        Ok(_) => return Response::error(422, "A document is a JSON object"),
        Err(why) => return Response::error(400, &format!("This is no JSON: {why}")),
    };
    let mut documents = lock(context);
    let name = member(request, "/documents/");
    if documents.0.len() >= MOST && !documents.0.contains_key(name) {
        return Response::error(507, "There are too many documents");
    }
    match documents.0.insert(name.to_vec(), (document, None)) {
        Some(_) => Response::empty(204),
        None => Response::with_text(201, "Stored.\n"),
    }
}

fn patch(request: &Request, context: &Context<'_>) -> Response {
    let faults = context.faults;
    let mut documents = lock(context);
    let Some((document, language)) = documents.0.get_mut(member(request, "/documents/")) else {
        return match faults.has("patch-creates") {
            true => Response::empty(204),
            false => methods::missing(request, context),
        };
    };
    match serde_json::from_slice::<Value>(&request.content) {
        Ok(Value::Object(changes)) => {
            if let (Some(members), false) =
                (document.as_object_mut(), faults.has("patch-discarded"))
            {
                for (name, value) in changes {
                    match value {
                        Value::Null => drop(members.shift_remove(&name)),
                        value => drop(members.insert(name, value)),
                    }
                }
            }
            if faults.has("patch-fields-stored") {
                let value = request.head.value("Content-Language").unwrap_or_default();
                *language = Some(String::from_utf8_lossy(value).into_owned());
            }
            Response::empty(204)
        }
        Ok(_) => Response::error(422, "A document stays a JSON object"),
        Err(_) if faults.has("patch-type-unchecked") => Response::empty(204),
        Err(why) => {
            if faults.has("patch-failed-applied") {
                *document = Value::Object(serde_json::Map::new());
            }
            Response::error(400, &format!("This is no JSON: {why}"))
        }
    }
}
