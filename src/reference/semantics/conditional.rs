//! Preconditions (RFC 9110 section 13), in the order of section 13.2.2.

use crate::model::grammar;
use crate::reference::fault::Faults;
use crate::reference::request::Request;
use crate::reference::semantics::date;

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
    let ignored = [
        ("GET", "if-match-ignored-for-get"),
        ("PUT", "if-match-ignored-for-put"),
        ("DELETE", "if-match-ignored-for-delete"),
    ];
    let ignored = faults.has("if-match-ignored")
        || ignored.iter().any(|(method, name)| request.is(method) && faults.has(name))
        || faults.has("if-unmodified-since-preferred")
            && head.value("If-Unmodified-Since").is_some();
    if head.value("If-Match").is_some() && !ignored {
        let mut list = head.list("If-Match");
        list.truncate(if faults.has("if-match-first-only") { 1 } else { usize::MAX });
        let star = list == [b"*"];
        let weakly = faults.has("if-match-weak");
        let holds = match star {
            true if faults.has("if-match-star-refused") => false,
            true => validators.exists || faults.has("if-match-star-always-true"),
            false if faults.has("if-match-refused") => false,
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
    match date::read(value, now, faults) {
        Some(date) => {
            let refused = modified == date && faults.has("if-unmodified-since-equal-refused")
                || modified < date && faults.has("if-unmodified-since-later-refused");
            (modified > date || refused).then_some(Verdict::Failed)
        }
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
            true if faults.has("if-none-match-star-refused") => true,
            true => validators.exists && !faults.has("if-none-match-star-ignored"),
            false => validators.etag.is_some_and(|tag| any_equal(&list, tag, weakly)),
        };
        let needs_date = faults.has("if-modified-since-needed-too");
        let is_dated = only(request, "If-Modified-Since").is_some();
        if any && !(needs_date && is_dated) {
            let always_304 = faults.has("if-none-match-not-modified-for-put");
            return Some(if always_304 { Verdict::NotModified } else { unchanged });
        }
        let goes_on = faults.has("if-modified-since-beside-if-none-match") || any;
        if !goes_on {
            return None;
        }
    }
    let value = only(request, "If-Modified-Since")?;
    let for_any_method = faults.has("if-modified-since-any-method");
    if faults.has("if-modified-since-ignored") || !request.is_retrieval() && !for_any_method {
        return None;
    }
    let modified = validators.modified?;
    let since = match date::read(value, now, faults) {
        Some(since) => since,
        None => {
            let honoured = faults.has("if-modified-since-invalid-honoured");
            return honoured.then_some(unchanged);
        }
    };
    let exact = faults.has("if-modified-since-exact-only");
    let is_unchanged = if exact { modified == since } else { modified <= since }
        || faults.has("if-modified-since-any-date");
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
