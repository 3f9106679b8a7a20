//! `/collection`: POST makes a member of it (RFC 9110 section 9.3.3), `/collection/N`.

use std::collections::BTreeMap;
use std::sync::{MutexGuard, PoisonError};

use crate::reference::fault::{Fault, fault};
use crate::reference::request::Request;
use crate::reference::resource::{Answer, Context, echo, member, methods};
use crate::reference::response::{Body, Response};

/// Faults of the collection.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "post-created-as-success",
        "RFC 9110 9.3.3",
        "POST that makes a resource is answered 201",
        "answers POST that makes a resource with 200",
    ),
    fault(
        "post-created-unnamed",
        "RFC 9110 9.3.3",
        "Location of a 201 names what was made",
        "answers POST that makes a resource without Location",
    ),
    fault(
        "post-created-undescribed",
        "RFC 9110 9.3.3",
        "the content of a 201 describes what was made",
        "answers POST that makes a resource without content",
    ),
    fault(
        "post-created-elsewhere",
        "RFC 9110 10.2.2",
        "Location of a 201 names what was made",
        "names something in Location that is not there",
    ),
    fault(
        "post-made-once",
        "RFC 9110 9.3.3",
        "POST that is sent twice makes two resources",
        "makes the same member with every POST",
    ),
];

/// The most members that are kept; the oldest goes for a new one.
const MOST: usize = 1024;

/// The members by number, with media type and content, and the last number.
#[derive(Debug, Default)]
pub(crate) struct Members {
    last: u64,
    of: BTreeMap<u64, (String, Vec<u8>)>,
}

fn lock<'a>(context: &'a Context<'_>) -> MutexGuard<'a, Members> {
    // No code panics between two changes that belong together.
    context.shared.members.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes a member, or lists them.
pub(crate) fn answer(request: &Request, context: &Context<'_>) -> Answer {
    let faults = context.faults;
    let mut members = lock(context);
    if !request.is("POST") {
        let list = members.of.keys().map(|number| format!("/collection/{number}\n"));
        return Response::with_text(200, list.collect::<String>()).into();
    }
    if members.last == 0 || !faults.has("post-made-once") {
        members.last += 1;
    }
    let number = members.last;
    if members.of.len() >= MOST {
        members.of.pop_first();
    }
    members.of.insert(number, (echo::media_type(request).into_owned(), request.content.clone()));
    drop(members);
    let location = match faults.has("post-created-elsewhere") {
        true => format!("/collection/{number}-elsewhere"),
        false => format!("/collection/{number}"),
    };
    let status = if faults.has("post-created-as-success") { 200 } else { 201 };
    let mut response = match faults.has("post-created-undescribed") {
        true => Response::empty(status),
        false => Response::with_text(status, format!("This is now at {location}\n")),
    };
    if !faults.has("post-created-unnamed") {
        response.add("Location", location);
    }
    response.into()
}

/// Gives or deletes a member.
pub(crate) fn answer_member(request: &Request, context: &Context<'_>) -> Answer {
    let digits = std::str::from_utf8(member(request, "/collection/")).ok();
    let number: Option<u64> = digits.and_then(|digits| digits.parse().ok());
    let mut members = lock(context);
    let found = match number {
        Some(number) if request.is("DELETE") => members.of.remove(&number),
        Some(number) => members.of.get(&number).cloned(),
        None => None,
    };
    drop(members);
    let Some((media_type, content)) = found else {
        return methods::missing(request, context).into();
    };
    if request.is("DELETE") {
        return Response::empty(204).into();
    }
    let mut response = Response::empty(200);
    response.body = Body::Octets(content.into());
    response.add("Content-Type", media_type);
    response.add("X-Content-Type-Options", "nosniff");
    response.add("Cache-Control", "no-cache");
    response.into()
}
