//! The built-in reference server: a strict HTTP/1.1 origin, written from the socket up, that keeps
//! every rule the cases ask for, stays up whatever it is sent, and can be told to break its rules
//! one at a time.
//!
//! A request is held against a table of named rules, each with its clause ([`FAULTS`] has a row for
//! each), and answered by a resource. A fault is one row in the table of the file whose code it
//! changes, and one `faults.has(…)` there; a rule is its own row.
//!
//! ```text
//! wire ─receive→ head ─rules→ request ─admit→ content ─answer→ response ─write→ wire
//! ```

mod connection;
mod fault;
mod identity;
mod limits;
mod request;
mod resource;
mod response;
mod semantics;
mod server;
mod socket;
mod table;
#[cfg(test)]
mod tests;
mod websocket;
mod wire;

pub use fault::{Fault, Faults};
pub use identity::Identity;
pub use limits::Limits;
pub use server::Server;
pub use table::FAULTS;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use crate::model::target::{Address, Target};
use crate::model::tls::Tls;

/// What the reference server can do beyond having resources.
const ABILITIES: &[&str] = &[
    "keep-alive",
    "pipelining",
    "http-1.0",
    "http-1.0-keep-alive",
    "expect-continue",
    "options-asterisk",
    "absolute-form",
    "chunked-requests",
    "trailers",
    "interim-responses",
    "conditional-requests",
    "etag",
    "last-modified",
    "language-negotiation",
    "content-negotiation",
    "content-codings",
    "lingering-close",
    "request-timeout",
    "content-limit",
    "websocket-echo",
    "credentials-with-colon",
    "credentials-in-utf-8",
];

/// The same over TLS; its certificate is believed without being looked at.
#[must_use]
pub fn target_over_tls(address: SocketAddr) -> Target {
    let (host, port) = (address.ip().to_string(), address.port());
    let tls = Tls { insecure: true, ..Tls::default() };
    let mut target = Target { address: Address::Tls { host, port }, tls, ..target(address) };
    // That a host has a policy for TLS alone is nothing that a client can tell.
    target.abilities.push("hsts".to_owned());
    target
}

/// The target description of the reference server at an address: every resource and ability.
#[must_use]
pub fn target(address: SocketAddr) -> Target {
    let host = address.ip().to_string();
    let named = resource::RESOURCES.iter().filter(|resource| !resource.name.is_empty());
    let mut resources: BTreeMap<String, String> =
        named.map(|resource| (resource.name.to_owned(), resource.example.to_owned())).collect();
    resources.insert("missing".to_owned(), "/missing".to_owned());
    let private = &resource::private::credentials();
    let variables = [
        ("user", resource::private::USER),
        ("password", resource::private::PASSWORD),
        ("credentials", private),
    ];
    let mut variables =
        BTreeMap::from(variables.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let others = resource::private::other_credentials();
    variables.extend(others.map(|(name, value)| (name.to_owned(), value)));
    Target {
        name: "reference".to_owned(),
        resources,
        abilities: ABILITIES.iter().map(|ability| (*ability).to_owned()).collect(),
        variables,
        ..Target::bare(Address::Tcp { host, port: address.port() })
    }
}
