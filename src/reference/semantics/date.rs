//! The dates of preconditions (RFC 9110 section 5.6.7).

use crate::model::http_date::{self, DateFormat};
use crate::reference::fault::{Fault, Faults, fault};

/// Faults in the reading of dates.
pub(crate) const FAULTS: &[Fault] = &[
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
    fault(
        "two-digit-year-past",
        "RFC 9110 5.6.7",
        "a year of two digits less than 50 years ahead is in this century",
        "takes a year of two digits to be in the last century",
    ),
    fault(
        "leap-second-ignored",
        "RFC 9110 5.6.7",
        "a date may be in a leap second",
        "does not read dates in a leap second",
    ),
];

const YEAR_2000: i64 = 946_684_800;
const CENTURY: i64 = 36_525 * 86_400;

/// Reads a date of a precondition; seconds since 1970-01-01 UTC, as `now` is.
pub(crate) fn read(value: &[u8], now: i64, faults: &Faults) -> Option<i64> {
    let (time, format) = http_date::parse(value, now)?;
    if faults.has("leap-second-ignored") && value.windows(3).any(|octets| octets == b":60") {
        return None;
    }
    match format {
        DateFormat::ImfFixdate => Some(time),
        DateFormat::Rfc850 if faults.has("rfc850-date-ignored") => None,
        DateFormat::Rfc850 if faults.has("two-digit-year-ahead") && time < YEAR_2000 => {
            Some(time + CENTURY)
        }
        DateFormat::Rfc850 if faults.has("two-digit-year-past") && time >= YEAR_2000 => {
            Some(time - CENTURY)
        }
        DateFormat::Rfc850 => Some(time),
        DateFormat::Asctime => (!faults.has("asctime-date-ignored")).then_some(time),
    }
}
