//! Upgrade in a request for a resource that does not switch (RFC 9110 section 7.8): nothing is done,
//! but for the fault that takes every offer.

use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::request::Request;
use crate::reference::response::{Body, Response};

/// Faults in switching.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "upgrade-any-accepted",
        "RFC 9110 7.8",
        "a server switches only to what it can speak, with the request honoured",
        "switches to whatever is offered first, but for websocket, and then closes",
    ),
    fault(
        "switches-before-continue",
        "RFC 9110 7.8",
        "100 is sent before 101 where both are asked for",
        "sends 101 without 100 where the request has Expect as well",
    ),
];

/// The 101 that only a fault sends here.
pub(super) fn take(request: &Request, faults: &Faults) -> Option<Response> {
    let head = &request.head;
    let offers = head.list("Upgrade");
    let offer = offers.first().filter(|_| head.lists("Connection", "upgrade"))?;
    let websocket = offer.eq_ignore_ascii_case(b"websocket");
    let early = faults.has("switches-before-continue") && head.value("Expect").is_some();
    let any = faults.has("upgrade-any-accepted") && !websocket;
    (early || any).then(|| {
        let mut response = Response::empty(101);
        response.body = Body::Absent;
        response.add("Upgrade", String::from_utf8_lossy(offer).into_owned());
        response
    })
}
