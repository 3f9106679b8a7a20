//! One probe for each fault: octets whose answer the fault changes.

mod messages;
mod methods;
mod requests;
mod resources;
mod semantics;

use super::wire;

/// What is sent, and whether the client closes its side after it.
pub(super) enum Probe {
    /// The writing side is closed after the octets.
    Sent(Vec<u8>),
    /// The connection is left open.
    Held(Vec<u8>),
}

/// A probe and the faults that it shows.
pub(super) struct Row {
    pub(super) faults: &'static [&'static str],
    pub(super) probe: Probe,
    /// The first status that a server with one of the faults answers, where that is the point.
    pub(super) status: Option<u16>,
}

fn sent(faults: &'static [&'static str], text: impl AsRef<str>) -> Row {
    Row { faults, probe: Probe::Sent(wire(text.as_ref())), status: None }
}

fn held(faults: &'static [&'static str], text: &str) -> Row {
    Row { faults, probe: Probe::Held(wire(text)), status: None }
}

fn octets(faults: &'static [&'static str], octets: impl Into<Vec<u8>>) -> Row {
    Row { faults, probe: Probe::Sent(octets.into()), status: None }
}

fn get(path: &str, fields: &str) -> String {
    format!("GET {path} HTTP/1.1\nHost: a\n{fields}\n")
}

fn post(path: &str, fields: &str, content: &str) -> String {
    let length = content.replace('\n', "\r\n").len();
    format!("POST {path} HTTP/1.1\nHost: a\n{fields}Content-Length: {length}\n\n{content}")
}

fn put(fields: &str, content: &str) -> String {
    post("/store/item", fields, content).replacen("POST", "PUT", 1)
}

/// Probes for the whole table.
pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    rows.extend(requests::rows());
    rows.extend(messages::rows());
    rows.extend(methods::rows());
    rows.extend(semantics::rows());
    rows.extend(resources::rows());
    rows.extend(super::websocket::probes());
    rows
}
