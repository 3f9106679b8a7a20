//! HTTP-dates (RFC 9110 5.6.7): the preferred format and the two obsolete ones, read strictly.

const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Which of the three formats a date is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateFormat {
    /// `Sun, 06 Nov 1994 08:49:37 GMT`, the one that may be sent.
    ImfFixdate,
    /// `Sunday, 06-Nov-94 08:49:37 GMT`, obsolete.
    Rfc850,
    /// `Sun Nov  6 08:49:37 1994`, obsolete.
    Asctime,
}

/// Reads an HTTP-date: seconds since 1970-01-01 UTC, and the format it is in. `now` (in the same
/// seconds) decides the century of a two-digit year: never more than 50 years ahead.
///
/// `None` where the octets are no HTTP-date: grammar, a day that the month lacks, or a day name
/// that is not that date's.
#[must_use]
pub fn parse(octets: &[u8], now: i64) -> Option<(i64, DateFormat)> {
    let text = std::str::from_utf8(octets).ok()?;
    if !text.is_ascii() {
        return None;
    }
    if let Some((day, rest)) = text.split_once(", ") {
        if let Some(weekday) = DAYS.iter().position(|name| &name[..3] == day) {
            return imf(weekday, rest).map(|t| (t, DateFormat::ImfFixdate));
        }
        let weekday = DAYS.iter().position(|name| *name == day)?;
        return rfc850(weekday, rest, now).map(|t| (t, DateFormat::Rfc850));
    }
    let weekday = DAYS.iter().position(|name| Some(&name[..3]) == text.get(..3))?;
    asctime(weekday, text.get(3..)?).map(|t| (t, DateFormat::Asctime))
}

/// Reads a date in the preferred format only.
#[must_use]
pub fn parse_imf(octets: &[u8]) -> Option<i64> {
    match parse(octets, 0) {
        Some((time, DateFormat::ImfFixdate)) => Some(time),
        _ => None,
    }
}

/// Writes the preferred format; seconds since 1970-01-01 UTC, years 0 to 9999.
#[must_use]
pub fn format(seconds: i64) -> String {
    let days = seconds.div_euclid(86_400);
    let second = seconds.rem_euclid(86_400);
    let (year, month, day) = civil(days);
    let weekday = usize::try_from((days + 3).rem_euclid(7)).unwrap_or_default();
    let month = usize::try_from(month - 1).unwrap_or_default();
    format!(
        "{}, {day:02} {} {year:04} {:02}:{:02}:{:02} GMT",
        &DAYS[weekday][..3],
        MONTHS[month],
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

fn imf(weekday: usize, rest: &str) -> Option<i64> {
    // `06 Nov 1994 08:49:37 GMT`
    let b = rest.as_bytes();
    if b.len() != 24 || b[2] != b' ' || b[6] != b' ' || b[11] != b' ' || !rest.ends_with(" GMT") {
        return None;
    }
    assemble(weekday, digits(&b[7..11])?, month(&rest[3..6])?, digits(&b[..2])?, &b[12..20])
}

fn rfc850(weekday: usize, rest: &str, now: i64) -> Option<i64> {
    // `06-Nov-94 08:49:37 GMT`
    let b = rest.as_bytes();
    if b.len() != 22 || b[2] != b'-' || b[6] != b'-' || b[9] != b' ' || !rest.ends_with(" GMT") {
        return None;
    }
    let (this_year, _, _) = civil(now.div_euclid(86_400));
    let mut year = this_year.div_euclid(100) * 100 + digits(&b[7..9])?;
    if year > this_year + 50 {
        year -= 100;
    }
    assemble(weekday, year, month(&rest[3..6])?, digits(&b[..2])?, &b[10..18])
}

fn asctime(weekday: usize, rest: &str) -> Option<i64> {
    // ` Nov  6 08:49:37 1994`
    let b = rest.as_bytes();
    if b.len() != 21 || b[0] != b' ' || b[4] != b' ' || b[7] != b' ' || b[16] != b' ' {
        return None;
    }
    let day = if b[5] == b' ' { digits(&b[6..7])? } else { digits(&b[5..7])? };
    assemble(weekday, digits(&b[17..21])?, month(&rest[1..4])?, day, &b[8..16])
}

fn month(name: &str) -> Option<i64> {
    MONTHS.iter().position(|m| *m == name).and_then(|i| i64::try_from(i + 1).ok())
}

fn digits(octets: &[u8]) -> Option<i64> {
    crate::model::grammar::decimal(octets).and_then(|n| i64::try_from(n).ok())
}

fn assemble(weekday: usize, year: i64, month: i64, day: i64, time: &[u8]) -> Option<i64> {
    if time.len() != 8 || time[2] != b':' || time[5] != b':' {
        return None;
    }
    let (hour, minute, second) = (digits(&time[..2])?, digits(&time[3..5])?, digits(&time[6..])?);
    // A leap second is 60 (RFC 9110 5.6.7 takes `second` from RFC 5322).
    if hour > 23 || minute > 59 || second > 60 || day < 1 {
        return None;
    }
    let days = days_from_civil(year, month, day);
    // A day that the month lacks comes back as another date.
    if civil(days) != (year, month, day)
        || (days + 3).rem_euclid(7) != i64::try_from(weekday).ok()?
    {
        return None;
    }
    Some(days * 86_400 + hour * 3600 + minute * 60 + second)
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_000_000; // November 2026

    #[test]
    fn all_three_formats_of_the_same_moment_read_the_same() {
        let rows: [(&[u8], DateFormat); 3] = [
            (b"Sun, 06 Nov 1994 08:49:37 GMT", DateFormat::ImfFixdate),
            (b"Sunday, 06-Nov-94 08:49:37 GMT", DateFormat::Rfc850),
            (b"Sun Nov  6 08:49:37 1994", DateFormat::Asctime),
        ];
        for (text, format) in rows {
            assert_eq!(parse(text, NOW), Some((784_111_777, format)));
        }
        assert_eq!(super::format(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(super::format(-1), "Wed, 31 Dec 1969 23:59:59 GMT");
    }

    #[test]
    fn what_departs_from_the_grammar_or_the_calendar_is_no_date() {
        let rows: [&[u8]; 11] = [
            b"",
            b"Sun, 6 Nov 1994 08:49:37 GMT",
            b"Sun,  06 Nov 1994 08:49:37 GMT",
            b"sun, 06 Nov 1994 08:49:37 GMT",
            b"Sun, 06 Nov 1994 08:49:37 UTC",
            b"Sun, 06 Nov 1994 08:49:37 +0000",
            b"Mon, 06 Nov 1994 08:49:37 GMT",
            b"Wed, 30 Feb 1994 08:49:37 GMT",
            b"Sun, 06 Nov 1994 24:00:00 GMT",
            b"Sun, 06 Nov 94 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 GM\u{e9}".as_bytes(),
        ];
        for text in rows {
            assert_eq!(parse(text, NOW), None, "{}", String::from_utf8_lossy(text));
        }
    }

    #[test]
    fn a_two_digit_year_is_never_more_than_50_years_ahead() {
        let year = |t: i64| civil(t.div_euclid(86_400)).0;
        let (near, _) = parse(b"Wednesday, 06-Nov-75 00:00:00 GMT", NOW).unwrap();
        assert_eq!(year(near), 2075);
        let (past, _) = parse(b"Sunday, 06-Nov-77 00:00:00 GMT", NOW).unwrap();
        assert_eq!(year(past), 1977);
    }
}
