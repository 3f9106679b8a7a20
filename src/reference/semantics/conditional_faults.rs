//! The faults of preconditions (RFC 9110 section 13).

use crate::reference::fault::{Fault, fault};

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
        "if-match-refused",
        "RFC 9110 13.1.1",
        "If-Match is true where it lists the current entity tag",
        "takes If-Match with entity tags for false",
    ),
    fault(
        "if-match-star-refused",
        "RFC 9110 13.1.1",
        "If-Match: * is true where there is a representation",
        "takes If-Match: * for false",
    ),
    fault(
        "if-match-ignored-for-get",
        "RFC 9110 13.1.1",
        "a false If-Match stops the method",
        "ignores If-Match in GET",
    ),
    fault(
        "if-match-ignored-for-put",
        "RFC 9110 13.1.1",
        "a false If-Match stops the method",
        "ignores If-Match in PUT",
    ),
    fault(
        "if-match-ignored-for-delete",
        "RFC 9110 13.1.1",
        "a false If-Match stops the method",
        "ignores If-Match in DELETE",
    ),
    fault(
        "if-none-match-star-refused",
        "RFC 9110 13.1.2",
        "If-None-Match: * is true where there is no representation",
        "takes If-None-Match: * for false where there is nothing",
    ),
    fault(
        "if-modified-since-any-date",
        "RFC 9110 13.1.3",
        "If-Modified-Since is true of a date before the last change",
        "answers 304 to any date",
    ),
    fault(
        "if-modified-since-needed-too",
        "RFC 9110 13.1.3",
        "If-Modified-Since is ignored beside If-None-Match",
        "answers 304 only where both are false",
    ),
    fault(
        "if-unmodified-since-equal-refused",
        "RFC 9110 13.1.4",
        "If-Unmodified-Since is true of the date of the last change",
        "answers 412 to the date of the last change",
    ),
    fault(
        "if-unmodified-since-later-refused",
        "RFC 9110 13.1.4",
        "If-Unmodified-Since is true of a date after the last change",
        "answers 412 to any date after the last change",
    ),
    fault(
        "if-unmodified-since-preferred",
        "RFC 9110 13.2.2",
        "If-Unmodified-Since is ignored beside If-Match",
        "ignores If-Match beside If-Unmodified-Since",
    ),
];
