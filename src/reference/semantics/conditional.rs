//! Preconditions (RFC 9110 section 13), in the order of section 13.2.2.

use crate::model::{grammar, http_date};
use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::request::Request;

const ORDER: &str = "preconditions are evaluated in the order of the specification";

/// Faults in preconditions.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "if-match-ignored",
        "RFC 9110 13.1.1",
        "a false If-Match stops the method",
        "ignores If-Match",
    ),
    fault(
        "if-match-weak",
        "RFC 9110 13.1.1",
        "If-Match compares strongly",
        "compares If-Match weakly",
    ),
    fault(
        "if-match-star-always-true",
        "RFC 9110 13.1.1",
        "If-Match: * is false where there is no representation",
        "takes If-Match: * for true where there is nothing",
    ),
    fault(
        "if-match-first-only",
        "RFC 9110 13.1.1",
        "If-Match is a list",
        "looks at the first entity tag of If-Match only",
    ),
    fault(
        "if-none-match-ignored",
        "RFC 9110 13.1.2",
        "a false If-None-Match stops the method",
        "ignores If-None-Match",
    ),
    fault(
        "if-none-match-any-tag",
        "RFC 9110 13.1.2",
        "If-None-Match is true where no entity tag in it is the current one",
        "takes any entity tag in If-None-Match for the current one",
    ),
    fault(
        "if-none-match-strong",
        "RFC 9110 13.1.2",
        "If-None-Match compares weakly",
        "compares If-None-Match strongly",
    ),
    fault(
        "if-none-match-star-ignored",
        "RFC 9110 13.1.2",
        "If-None-Match: * is false where there is a representation",
        "ignores If-None-Match: *",
    ),
    fault(
        "if-none-match-first-only",
        "RFC 9110 13.1.2",
        "If-None-Match is a list",
        "looks at the first entity tag of If-None-Match only",
    ),
    fault(
        "if-none-match-not-modified-for-put",
        "RFC 9110 13.1.2",
        "a false If-None-Match is answered 412 but for GET and HEAD",
        "answers 304 to any method",
    ),
    fault(
        "if-modified-since-ignored",
        "RFC 9110 13.1.3",
        "an If-Modified-Since that is false is answered 304",
        "ignores If-Modified-Since",
    ),
    fault(
        "if-modified-since-beside-if-none-match",
        "RFC 9110 13.1.3",
        "If-Modified-Since is ignored beside If-None-Match",
        "goes by If-Modified-Since beside If-None-Match",
    ),
    fault(
        "if-modified-since-invalid-honoured",
        "RFC 9110 13.1.3",
        "an If-Modified-Since that is no date is ignored",
        "answers 304 to an If-Modified-Since that is no date",
    ),
    fault(
        "if-modified-since-exact-only",
        "RFC 9110 13.1.3",
        "a date of If-Modified-Since after the last change makes it false",
        "takes If-Modified-Since for false only on the very date of the last change",
    ),
    fault(
        "if-modified-since-any-method",
        "RFC 9110 13.1.3",
        "If-Modified-Since is for GET and HEAD",
        "answers 412 to other methods where If-Modified-Since is false",
    ),
    fault(
        "if-unmodified-since-ignored",
        "RFC 9110 13.1.4",
        "an If-Unmodified-Since that is false stops the method",
        "ignores If-Unmodified-Since",
    ),
    fault(
        "if-unmodified-since-beside-if-match",
        "RFC 9110 13.1.4",
        "If-Unmodified-Since is ignored beside If-Match",
        "goes by If-Unmodified-Since beside If-Match",
    ),
    fault(
        "if-unmodified-since-invalid-honoured",
        "RFC 9110 13.1.4",
        "an If-Unmodified-Since that is no date is ignored",
        "answers 412 to an If-Unmodified-Since that is no date",
    ),
    fault(
        "precondition-order-reversed",
        "RFC 9110 13.2.2",
        ORDER,
        "evaluates If-None-Match before If-Match",
    ),
    fault(
        "rfc850-date-ignored",
        "RFC 9110 5.6.7",
        "all three formats of dates are read",
        "does not read dates in the format of RFC 850",
    ),
    fault(
        "asctime-date-ignored",
        "RFC 9110 5.6.7",
        "all three formats of dates are read",
        "does not read dates in the format of asctime",
    ),
    fault(
        "two-digit-year-ahead",
        "RFC 9110 5.6.7",
        "a year of two digits more than 50 years ahead is in the past",
        "takes a year of two digits to be in this century",
    ),
];

/// What a representation is compared by.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Validators<'a> {
    /// Whether there is a representation at all.
    pub(crate) exists: bool,
    /// Its entity tag, as it is sent.
    pub(crate) etag: Option<&'a str>,
    /// When it changed last; seconds since 1970-01-01 UTC.
    pub(crate) modified: Option<i64>,
}

/// What the preconditions say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The method is performed.
    Perform,
    /// 304.
    NotModified,
    /// 412.
    Failed,
}

/// Evaluates the preconditions of a request. `now` is in seconds since 1970-01-01 UTC.
pub(crate) fn evaluate(
    request: &Request,
    validators: Validators<'_>,
    now: i64,
    faults: &Faults,
) -> Verdict {
    let reversed = faults.has("precondition-order-reversed");
    if reversed && let Some(verdict) = none_match(request, validators, now, faults) {
        return verdict;
    }
    if let Some(verdict) = matches(request, validators, now, faults) {
        return verdict;
    }
    none_match(request, validators, now, faults).unwrap_or(Verdict::Perform)
}

/// Steps 1 and 2: If-Match, and without it If-Unmodified-Since.
fn matches(
    request: &Request,
    validators: Validators<'_>,
    now: i64,
    faults: &Faults,
) -> Option<Verdict> {
    let head = &request.head;
    let tags = head.value("If-Match").filter(|_| !faults.has("if-match-ignored"));
    if tags.is_some() {
        let mut list = head.list("If-Match");
        list.truncate(if faults.has("if-match-first-only") { 1 } else { usize::MAX });
        let star = list == [b"*"];
        let weakly = faults.has("if-match-weak");
        let holds = match star {
            true => validators.exists || faults.has("if-match-star-always-true"),
            false => validators.etag.is_some_and(|tag| any_equal(&list, tag, weakly)),
        };
        if !holds {
            return Some(Verdict::Failed);
        }
        if !faults.has("if-unmodified-since-beside-if-match") {
            return None;
        }
    }
    let value = only(request, "If-Unmodified-Since")?;
    if faults.has("if-unmodified-since-ignored") {
        return None;
    }
    let modified = validators.modified?;
    match date(value, now, faults) {
        Some(date) => (modified > date).then_some(Verdict::Failed),
        None => faults.has("if-unmodified-since-invalid-honoured").then_some(Verdict::Failed),
    }
}

/// Steps 3 and 4: If-None-Match, and without it If-Modified-Since.
fn none_match(
    request: &Request,
    validators: Validators<'_>,
    now: i64,
    faults: &Faults,
) -> Option<Verdict> {
    let head = &request.head;
    let unchanged = if request.is_retrieval() { Verdict::NotModified } else { Verdict::Failed };
    let tags = head.value("If-None-Match").filter(|_| !faults.has("if-none-match-ignored"));
    if tags.is_some() {
        let mut list = head.list("If-None-Match");
        list.truncate(if faults.has("if-none-match-first-only") { 1 } else { usize::MAX });
        let star = list == [b"*"];
        let weakly = !faults.has("if-none-match-strong");
        let any_tag = validators.etag.is_some() && faults.has("if-none-match-any-tag");
        let any = match star {
            false if any_tag => true,
            true => validators.exists && !faults.has("if-none-match-star-ignored"),
            false => validators.etag.is_some_and(|tag| any_equal(&list, tag, weakly)),
        };
        if any {
            let always_304 = faults.has("if-none-match-not-modified-for-put");
            return Some(if always_304 { Verdict::NotModified } else { unchanged });
        }
        if !faults.has("if-modified-since-beside-if-none-match") {
            return None;
        }
    }
    let value = only(request, "If-Modified-Since")?;
    let for_any_method = faults.has("if-modified-since-any-method");
    if faults.has("if-modified-since-ignored") || !request.is_retrieval() && !for_any_method {
        return None;
    }
    let modified = validators.modified?;
    let since = match date(value, now, faults) {
        Some(since) => since,
        None => {
            let honoured = faults.has("if-modified-since-invalid-honoured");
            return honoured.then_some(unchanged);
        }
    };
    let exact = faults.has("if-modified-since-exact-only");
    let is_unchanged = if exact { modified == since } else { modified <= since };
    is_unchanged.then_some(unchanged)
}

/// The value of a field that has a single date; `None` where it stands on several lines, which
/// makes it invalid.
fn only<'a>(request: &'a Request, name: &'a str) -> Option<&'a [u8]> {
    let mut values = request.head.values(name);
    let first = values.next()?;
    values.next().is_none().then_some(first)
}

/// Whether a tag is in a list, by weak or strong comparison (RFC 9110 8.8.3.2).
fn any_equal(list: &[&[u8]], tag: &str, weakly: bool) -> bool {
    let Some((weak, opaque)) = grammar::entity_tag(tag.as_bytes()) else { return false };
    list.iter()
        .filter_map(|other| grammar::entity_tag(other))
        .any(|(other_weak, other)| opaque == other && (weakly || !weak && !other_weak))
}

/// Reads a date of a precondition.
pub(crate) fn date(value: &[u8], now: i64, faults: &Faults) -> Option<i64> {
    use http_date::DateFormat::{Asctime, ImfFixdate, Rfc850};
    const YEAR_2000: i64 = 946_684_800;
    const CENTURY: i64 = 36_525 * 86_400;
    let (time, format) = http_date::parse(value, now)?;
    match format {
        ImfFixdate => Some(time),
        Rfc850 if faults.has("rfc850-date-ignored") => None,
        Rfc850 if faults.has("two-digit-year-ahead") && time < YEAR_2000 => Some(time + CENTURY),
        Rfc850 => Some(time),
        Asctime => (!faults.has("asctime-date-ignored")).then_some(time),
    }
}
