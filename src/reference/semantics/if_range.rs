//! If-Range (RFC 9110 section 13.1.5).

use crate::model::grammar;
use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::semantics::date;
use crate::reference::semantics::representation::Representation;

/// Faults in If-Range.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "if-range-ignored",
        "RFC 9110 13.1.5",
        "Range is ignored where If-Range is false",
        "ignores If-Range",
    ),
    fault(
        "if-range-refused",
        "RFC 9110 13.1.5",
        "Range is honoured where If-Range is true",
        "ignores Range wherever there is If-Range",
    ),
    fault(
        "if-range-weak",
        "RFC 9110 13.1.5",
        "If-Range compares strongly",
        "compares If-Range weakly",
    ),
    fault(
        "if-range-later-date",
        "RFC 9110 13.1.5",
        "a date in If-Range has to be that of the last change",
        "takes any later date in If-Range for true",
    ),
    fault(
        "if-range-alone-honoured",
        "RFC 9110 13.1.5",
        "If-Range without Range is ignored",
        "answers 412 to a false If-Range without Range",
    ),
];

/// Whether the value of If-Range is true of a representation.
pub(super) fn holds(
    value: &[u8],
    representation: &Representation,
    now: i64,
    faults: &Faults,
) -> bool {
    if faults.has("if-range-refused") {
        return false;
    }
    if let Some((weak, opaque)) = grammar::entity_tag(value) {
        let own = grammar::entity_tag(representation.etag.as_bytes());
        let weakly = faults.has("if-range-weak");
        return own.is_some_and(|(own_weak, own)| own == opaque && (weakly || !weak && !own_weak));
    }
    let Some(modified) = representation.modified else { return false };
    // Only a date that is a strong validator counts (RFC 9110 8.8.2.2): a minute old at least.
    let strong = now.saturating_sub(modified) >= 60;
    match date::read(value, now, faults) {
        Some(date) if faults.has("if-range-later-date") => date >= modified,
        Some(date) => strong && date == modified,
        None => false,
    }
}
