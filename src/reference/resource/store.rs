//! `/store/NAME`: what was put there (RFC 9110 sections 9.3.4 and 9.3.5), bounded in number and size.

mod faults;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, MutexGuard, PoisonError};

use crate::reference::request::Request;
use crate::reference::resource::{Answer, Context, echo, member, methods};
use crate::reference::response::Response;
use crate::reference::semantics::conditional::{self, Validators, Verdict};
use crate::reference::semantics::representation::{CHANGED, Representation, entity_tag};

pub(crate) use faults::FAULTS;

/// The most entries that are kept; then PUT is answered 507.
pub(crate) const MOST: usize = 256;
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
