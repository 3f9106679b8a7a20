//! `/store/NAME`: what was put there (RFC 9110 sections 9.3.4 and 9.3.5), bounded in number and size.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, MutexGuard, PoisonError};

use crate::reference::fault::{Fault, fault};
use crate::reference::request::Request;
use crate::reference::resource::{Answer, Context, echo, member, methods};
use crate::reference::response::Response;
use crate::reference::semantics::conditional::{self, Validators, Verdict};
use crate::reference::semantics::representation::{CHANGED, Representation, entity_tag};

/// Faults of the store.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "put-created-as-success",
        "RFC 9110 9.3.4",
        "PUT that creates is answered 201",
        "answers PUT that creates with 200",
    ),
    fault(
        "put-updated-as-created",
        "RFC 9110 9.3.4",
        "PUT that updates is answered 200 or 204",
        "answers PUT that updates with 201",
    ),
    fault(
        "put-discarded",
        "RFC 9110 9.3.4",
        "what was put is what GET gives",
        "answers PUT and does not store it",
    ),
    fault(
        "put-content-range-accepted",
        "RFC 9110 14.5",
        "PUT with Content-Range is answered 400 where it is not supported",
        "stores part of a representation as the whole",
    ),
    fault(
        "put-validator-wrong",
        "RFC 9110 9.3.4",
        "a validator in the answer to PUT is that of what was stored",
        "answers PUT with an ETag that GET does not give",
    ),
    fault(
        "put-unknown-fields-stored",
        "RFC 9110 9.3.4",
        "fields of a PUT request that are not known are ignored",
        "gives X- fields of PUT back with GET",
    ),
    fault(
        "put-content-location-stored",
        "RFC 9110 8.7",
        "Content-Location in a PUT request is not kept as metadata",
        "gives Content-Location of PUT back with GET",
    ),
    fault(
        "etag-unchanged-after-put",
        "RFC 9110 8.8.1",
        "the entity tag changes when the representation does",
        "keeps the ETag when other content is put",
    ),
    fault(
        "preconditions-after-put",
        "RFC 9110 13.2.1",
        "preconditions are evaluated before the method",
        "stores content and then answers 412",
    ),
    fault(
        "delete-without-effect",
        "RFC 9110 9.3.5",
        "what was deleted is no longer there",
        "answers DELETE and keeps what was there",
    ),
    fault(
        "delete-as-error",
        "RFC 9110 9.3.5",
        "DELETE that succeeds is answered 200, 202 or 204",
        "answers DELETE that succeeds with 404",
    ),
    fault(
        "delete-missing-as-success",
        "RFC 9110 15.5.5",
        "what is not there is answered 404",
        "answers DELETE of nothing with 204",
    ),
    fault(
        "put-transformed",
        "RFC 9110 9.3.4",
        "a validator goes with the answer to PUT where the content was stored as it is",
        "turns CRLF into LF in what is put, and sends ETag all the same",
    ),
    fault(
        "put-appends",
        "RFC 9110 9.3.4",
        "PUT replaces what was there",
        "adds what is put to what was there",
    ),
    fault(
        "put-empty-ignored",
        "RFC 9110 9.3.4",
        "a representation may have no octets",
        "does not store content of no octets",
    ),
    fault(
        "put-content-location-followed",
        "RFC 9110 8.7",
        "Content-Location in a request does not alter what it asks for",
        "stores what is put where Content-Location says",
    ),
    fault(
        "query-selects-action",
        "RFC 9110 9.2.1",
        "an action that is not safe is disabled for safe methods",
        "deletes what GET gave where the query asks for it",
    ),
    fault(
        "method-overridden",
        "RFC 9110 9.2.1",
        "safe methods change nothing",
        "deletes what GET gave where X-HTTP-Method-Override asks for it",
    ),
    fault(
        "delete-content-interpreted",
        "RFC 9110 9.3.5",
        "content does not alter what DELETE asks for",
        "deletes as well what the content of DELETE names",
    ),
    fault("get-deletes", "RFC 9110 9.2.1", "safe methods change nothing", "deletes what GET gave"),
    fault(
        "stored-etag-missing",
        "RFC 9110 8.8.3.1",
        "what is stored has an entity tag",
        "sends no ETag with what was stored",
    ),
    fault(
        "stored-last-modified-missing",
        "RFC 9110 8.8.2.1",
        "what is stored has the date of its last change",
        "sends no Last-Modified with what was stored",
    ),
    fault(
        "stored-last-modified-fixed",
        "RFC 9110 8.8.2.1",
        "the date of the last change is that of the change",
        "gives what was stored a date of 2024",
    ),
];

/// The most entries that are kept; then PUT is answered 507.
const MOST: usize = 64;
/// The longest name, in octets.
const LONGEST_NAME: usize = 256;

#[derive(Clone, Debug)]
struct Entry {
    content: Arc<[u8]>,
    media_type: Cow<'static, str>,
    etag: String,
    modified: i64,
    extra: Vec<(String, String)>,
}

/// What was put, by name.
#[derive(Debug, Default)]
pub(crate) struct Store(BTreeMap<Vec<u8>, Entry>);

fn lock<'a>(context: &'a Context<'_>) -> MutexGuard<'a, Store> {
    // A panic while the lock was held cannot leave a map half changed that matters here.
    context.shared.store.lock().unwrap_or_else(PoisonError::into_inner)
}

fn validators(entry: Option<&Entry>) -> Validators<'_> {
    Validators {
        exists: entry.is_some(),
        etag: entry.map(|entry| entry.etag.as_str()),
        modified: entry.map(|entry| entry.modified),
    }
}

/// Refuses a PUT or DELETE whose precondition is false, or that cannot be done, before its content
/// is read.
pub(crate) fn admit(request: &Request, context: &Context<'_>) -> Option<Response> {
    let faults = context.faults;
    if request.is_retrieval() {
        return None;
    }
    let name = member(request, "/store/");
    if name.len() > LONGEST_NAME {
        return Some(Response::error(414, "The name is too long"));
    }
    let store = lock(context);
    let entry = store.0.get(name);
    if request.is("DELETE") && entry.is_none() && !faults.has("delete-missing-as-success") {
        return Some(methods::missing(request, context));
    }
    let partial = request.head.value("Content-Range").is_some();
    if request.is("PUT") && partial && !faults.has("put-content-range-accepted") {
        return Some(Response::error(400, "Parts cannot be put"));
    }
    let coded = request.head.list("Content-Encoding");
    if request.is("PUT") && coded.iter().any(|coding| !coding.eq_ignore_ascii_case(b"identity")) {
        let mut refusal = Response::error(415, "Content is stored without a content coding");
        refusal.add("Accept-Encoding", "identity");
        return Some(refusal);
    }
    if faults.has("preconditions-after-put") {
        return None;
    }
    failed(request, entry, context)
}

fn failed(request: &Request, entry: Option<&Entry>, context: &Context<'_>) -> Option<Response> {
    match conditional::evaluate(request, validators(entry), context.now, context.faults) {
        Verdict::Perform => None,
        Verdict::NotModified => Some(Response::empty(304)),
        Verdict::Failed => Some(Response::error(412, "A precondition is false")),
    }
}

/// Gives, stores or deletes.
pub(crate) fn answer(request: &Request, context: &Context<'_>) -> Answer {
    match () {
        () if request.is("PUT") => put(request, context),
        () if request.is("DELETE") => delete(request, context),
        () => get(request, context),
    }
    .into()
}

fn get(request: &Request, context: &Context<'_>) -> Response {
    let name = member(request, "/store/");
    let entry = lock(context).0.get(name).cloned();
    let Some(entry) = entry else { return methods::missing(request, context) };
    if request.is("GET") && deletes(request, context) {
        lock(context).0.remove(name);
    }
    let representation = Representation {
        etag: entry.etag.clone(),
        modified: Some(entry.modified.min(context.now)),
        caching: Some("no-cache"),
        ranges: true,
        ..Representation::new(entry.media_type.clone(), entry.content.to_vec())
    };
    let mut response = representation.answer(request, context.now, context.faults);
    for (name, value) in entry.extra {
        response.add(name, value);
    }
    let missing =
        [("stored-etag-missing", "ETag"), ("stored-last-modified-missing", "Last-Modified")];
    for (_, field) in missing.iter().filter(|(name, _)| context.faults.has(name)) {
        response.remove(field);
    }
    response
}

/// Whether a fault makes this GET delete.
fn deletes(request: &Request, context: &Context<'_>) -> bool {
    let faults = context.faults;
    let query = request.query.to_ascii_lowercase();
    let overriding = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"];
    faults.has("get-deletes")
        || faults.has("query-selects-action") && query.ends_with(b"=delete")
        || faults.has("method-overridden")
            && overriding.iter().any(|name| request.head.value(name) == Some(b"DELETE"))
}

/// What is stored, which is what was sent unless a fault changes it.
fn stored(request: &Request, old: Option<&Entry>, context: &Context<'_>) -> Vec<u8> {
    let faults = context.faults;
    let mut content = request.content.clone();
    if faults.has("put-transformed") {
        content.retain(|octet| *octet != b'\r');
    }
    if let Some(old) = old.filter(|_| faults.has("put-appends")) {
        content.splice(0..0, old.content.iter().copied());
    }
    content
}

fn put(request: &Request, context: &Context<'_>) -> Response {
    let faults = context.faults;
    let mut name = member(request, "/store/").to_vec();
    if faults.has("put-content-location-followed")
        && let Some(other) = request.head.value("Content-Location")
    {
        name = other.strip_prefix(b"/store/").unwrap_or(other).to_vec();
    }
    let mut store = lock(context);
    let old = store.0.get(&name).cloned();
    // Between `admit` and here another connection may have changed what there is.
    let failed = failed(request, old.as_ref(), context);
    if let Some(failed) = &failed
        && !faults.has("preconditions-after-put")
    {
        return failed.clone();
    }
    if old.is_none() && store.0.len() >= MOST {
        return Response::error(507, "The store is full");
    }
    let mut etag = entity_tag(&request.content);
    if let Some(old) = old.as_ref().filter(|_| faults.has("etag-unchanged-after-put")) {
        etag.clone_from(&old.etag);
    }
    let entry = Entry {
        content: stored(request, old.as_ref(), context).into(),
        media_type: echo::media_type(request),
        etag: etag.clone(),
        modified: if faults.has("stored-last-modified-fixed") { CHANGED } else { context.now },
        extra: extra(request, context),
    };
    let is_ignored = request.content.is_empty() && faults.has("put-empty-ignored");
    if !is_ignored && !faults.has("put-discarded") {
        store.0.insert(name, entry);
    }
    drop(store);
    if let Some(failed) = failed {
        return failed;
    }
    let status = match old.is_some() {
        true if faults.has("put-updated-as-created") => 201,
        true => 204,
        false if faults.has("put-created-as-success") => 200,
        false => 201,
    };
    let mut response = match status {
        204 => Response::empty(204),
        _ => Response::with_text(status, "Stored.\n"),
    };
    if status == 201 {
        response.add("Location", String::from_utf8_lossy(&request.path).into_owned());
    }
    if faults.has("put-validator-wrong") {
        "\"other\"".clone_into(&mut etag);
    }
    // The stored octets are those that were sent, so a validator may be sent (RFC 9110 9.3.4).
    response.add("ETag", etag);
    response
}

/// Fields of a PUT that only a fault keeps; their octets are visible ASCII.
fn extra(request: &Request, context: &Context<'_>) -> Vec<(String, String)> {
    let faults = context.faults;
    let kept = |name: &str| {
        faults.has("put-unknown-fields-stored") && name.starts_with("x-")
            || faults.has("put-content-location-stored") && name == "content-location"
    };
    if faults.is_empty() {
        return Vec::new();
    }
    let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
    let fields = request.head.fields().iter();
    fields
        .filter(|field| field.value().is_ascii() && kept(&text(field.name()).to_ascii_lowercase()))
        .map(|field| (text(field.name()), text(field.value())))
        .collect()
}

fn delete(request: &Request, context: &Context<'_>) -> Response {
    let faults = context.faults;
    let mut store = lock(context);
    let name = member(request, "/store/");
    if let Some(failed) = failed(request, store.0.get(name), context) {
        return failed;
    }
    if !faults.has("delete-without-effect") {
        store.0.remove(name);
    }
    if faults.has("delete-content-interpreted") {
        store.0.remove(request.content.strip_prefix(b"/store/").unwrap_or_default());
    }
    match faults.has("delete-as-error") {
        true => methods::missing(request, context),
        false => Response::empty(204),
    }
}
