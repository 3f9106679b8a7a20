//! Every fault of the reference server, gathered from the tables beside the code that they change.

use crate::reference::connection::{persistence, upgrade};
use crate::reference::fault::{Fault, fault};
use crate::reference::request::rule::Rule;
use crate::reference::request::{
    self, chunk_size, chunked, content, expectation, fields, framing, head, host, line, misread,
    preferences, receive, target,
};
use crate::reference::resource::{
    coded, collection, cookies, document, echo, events, form, methods, page, plain, private,
    status, store, variants,
};
use crate::reference::response::{accompany, chunks, protection, spoil, status_line, write};
use crate::reference::semantics::{
    conditional_faults, date, if_range, negotiation, partial, range, representation, untimely,
};
use crate::reference::socket;
use crate::reference::websocket::{
    closing, frames, handshake, message, negotiation as websocket_negotiation, session,
};

const BEHAVIOURS: &[&[Fault]] = &[
    socket::FAULTS,
    receive::FAULTS,
    misread::FAULTS,
    request::FAULTS,
    framing::FAULTS,
    content::FAULTS,
    chunk_size::FAULTS,
    chunked::FAULTS,
    expectation::FAULTS,
    persistence::FAULTS,
    upgrade::FAULTS,
    status_line::FAULTS,
    write::FAULTS,
    spoil::FAULTS,
    protection::FAULTS,
    accompany::FAULTS,
    chunks::FAULTS,
    methods::FAULTS,
    conditional_faults::FAULTS,
    date::FAULTS,
    representation::FAULTS,
    range::FAULTS,
    partial::FAULTS,
    if_range::FAULTS,
    untimely::FAULTS,
    negotiation::FAULTS,
    page::FAULTS,
    plain::FAULTS,
    form::FAULTS,
    echo::FAULTS,
    store::FAULTS,
    document::FAULTS,
    collection::FAULTS,
    private::FAULTS,
    coded::FAULTS,
    variants::FAULTS,
    cookies::FAULTS,
    status::FAULTS,
    events::FAULTS,
    handshake::FAULTS,
    websocket_negotiation::FAULTS,
    frames::FAULTS,
    session::FAULTS,
    message::FAULTS,
    closing::FAULTS,
];

const LINES: &[&[Rule<line::RequestLine>]] =
    &[line::RULES, line::NEEDLESS, target::RULES, target::NEEDLESS];

const HEADS: &[&[Rule<head::Head>]] = &[
    fields::RULES,
    fields::NEEDLESS,
    host::RULES,
    host::NEEDLESS,
    framing::RULES,
    framing::NEEDLESS,
    preferences::NEEDLESS,
    expectation::RULES,
];

const fn count<T>(tables: &[&[T]]) -> usize {
    let (mut at, mut count) = (0, 0);
    while at < tables.len() {
        count += tables[at].len();
        at += 1;
    }
    count
}

const COUNT: usize = count(LINES) + count(HEADS) + count(BEHAVIOURS);

struct Gathering {
    faults: [Fault; COUNT],
    next: usize,
}

impl Gathering {
    const fn rules<T>(mut self, tables: &[&[Rule<T>]]) -> Self {
        let mut at = 0;
        while at < tables.len() {
            let mut row = 0;
            while row < tables[at].len() {
                self.faults[self.next] = tables[at][row].fault;
                self.next += 1;
                row += 1;
            }
            at += 1;
        }
        self
    }

    const fn behaviours(mut self, tables: &[&[Fault]]) -> Self {
        let mut at = 0;
        while at < tables.len() {
            let mut row = 0;
            while row < tables[at].len() {
                self.faults[self.next] = tables[at][row];
                self.next += 1;
                row += 1;
            }
            at += 1;
        }
        self
    }
}

// The indices are checked when this is compiled.
static GATHERED: [Fault; COUNT] = Gathering { faults: [fault("", "", "", ""); COUNT], next: 0 }
    .rules(LINES)
    .rules(HEADS)
    .behaviours(BEHAVIOURS)
    .faults;

/// Every fault, those of the request rules first.
pub static FAULTS: &[Fault] = &GATHERED;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_fault_has_a_name_of_its_own_words_and_a_clause() {
        let mut names = BTreeSet::new();
        for fault in FAULTS {
            let name = fault.name;
            let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(!name.is_empty() && name.chars().all(word), "{name}");
            assert!(names.insert(name), "{name} is there twice");
            assert!(!fault.rule.is_empty() && !fault.summary.is_empty(), "{name}");
            let citation = fault.citation();
            assert_eq!(citation.to_string(), fault.spec, "{name}");
            assert!(!citation.section.is_empty(), "{name}");
        }
        assert!(names.len() >= 120, "{}", names.len());
    }
}
