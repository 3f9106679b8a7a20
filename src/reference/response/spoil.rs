//! Faults in the fields of responses, whatever resource they come from.

use std::borrow::Cow;

use crate::model::http_date;
use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::response::{Body, Response};

const LISTED: &str = "each connection-specific field that is sent is listed in Connection";
const IMF: &str = "dates are sent in the preferred format, in GMT";

/// Faults in response fields.
pub(crate) const FAULTS: &[Fault] = &[
    fault("date-missing", "RFC 9110 6.6.1", "an answer has Date", "sends no Date"),
    fault(
        "partial-date-missing",
        "RFC 9110 15.3.7",
        "206 has Date where the 200 would",
        "sends 206 without Date",
    ),
    fault(
        "not-modified-date-missing",
        "RFC 9110 15.4.5",
        "304 has Date where the 200 would",
        "sends 304 without Date",
    ),
    fault(
        "redirection-date-missing",
        "RFC 9110 6.6.1",
        "a 3xx answer has Date",
        "sends 3xx other than 304 without Date",
    ),
    fault(
        "client-error-date-missing",
        "RFC 9110 6.6.1",
        "a 4xx answer has Date",
        "sends 4xx without Date",
    ),
    fault("date-obsolete-format", "RFC 9110 5.6.7", IMF, "sends Date in the format of RFC 850"),
    fault("date-asctime-format", "RFC 9110 5.6.7", IMF, "sends Date in the format of asctime"),
    fault("date-wrong-zone", "RFC 9110 5.6.7", IMF, "sends Date with UTC for GMT"),
    fault("date-extra-space", "RFC 9110 5.6.7", IMF, "sends Date with two SP after the comma"),
    fault("date-wrong-weekday", "RFC 9110 5.6.7", IMF, "sends Date with the name of another day"),
    fault(
        "date-skewed",
        "RFC 9110 6.6.1",
        "Date is when the answer was made",
        "sends a Date of a day ago",
    ),
    fault(
        "date-coarse",
        "RFC 9110 6.6.1",
        "Date is when the answer was made",
        "sends the beginning of the hour before for Date",
    ),
    fault(
        "date-repeated",
        "RFC 9110 5.3",
        "a field that is no list is sent once",
        "sends Date twice",
    ),
    fault(
        "server-advertises",
        "RFC 9110 10.1.5",
        "product identifiers do not advertise",
        "puts a slogan into Server",
    ),
    fault(
        "server-detailed",
        "RFC 9110 10.2.4",
        "Server has no needlessly fine detail",
        "names operating system and modules in Server",
    ),
    fault("server-missing", "RFC 9110 10.2.4", "a server may tell what it is", "sends no Server"),
    fault(
        "server-version-misused",
        "RFC 9110 10.1.5",
        "what follows the name of a product is its version",
        "sends Server with a word in the place of the version",
    ),
    fault(
        "server-double-space",
        "RFC 9110 5.6.3",
        "white space that has to be there is one SP",
        "writes two SP between the products of Server",
    ),
    fault(
        "server-malformed",
        "RFC 9110 10.2.4",
        "Server begins with a product",
        "sends Server with a comment before the product",
    ),
    fault(
        "via-malformed",
        "RFC 9110 7.6.3",
        "a member of Via is a protocol and who received it",
        "sends Via with a name and no protocol",
    ),
    fault(
        "request-field-sent",
        "RFC 9110 2.2",
        "an answer has no fields that are for requests",
        "sends Host and Expect in answers",
    ),
    fault(
        "connection-lists-end-to-end",
        "RFC 9110 7.6.1",
        "Connection lists no field that is for all recipients",
        "lists Cache-Control in Connection",
    ),
    fault("keep-alive-unlisted", "RFC 9110 7.6.1", LISTED, "sends Keep-Alive that is not listed"),
    fault("upgrade-unlisted", "RFC 9110 7.8", LISTED, "sends Upgrade that is not listed"),
    fault(
        "content-type-missing",
        "RFC 9110 8.3",
        "an answer with content has Content-Type",
        "sends no Content-Type",
    ),
    fault(
        "content-type-malformed",
        "RFC 9110 8.3.1",
        "Content-Type is a media type",
        "sends a Content-Type without a subtype",
    ),
    fault(
        "content-type-repeated",
        "RFC 9110 5.3",
        "a field that is no list is sent once",
        "sends Content-Type twice",
    ),
    fault(
        "parameter-blank-sent",
        "RFC 9110 5.6.6",
        "no whitespace stands around the equals sign of a parameter",
        "writes charset = utf-8",
    ),
    fault(
        "last-modified-future",
        "RFC 9110 8.8.2.1",
        "Last-Modified is no later than Date",
        "sends a Last-Modified of tomorrow",
    ),
    fault(
        "last-modified-obsolete-format",
        "RFC 9110 5.6.7",
        IMF,
        "sends Last-Modified in the format of asctime",
    ),
    fault("etag-unquoted", "RFC 9110 8.8.3", "an entity tag is quoted", "sends ETag unquoted"),
    fault(
        "etag-weak-lower-case",
        "RFC 9110 8.8.3",
        "a weak entity tag begins with W/ in upper case",
        "sends ETag with w/ before it",
    ),
    fault(
        "etag-repeated",
        "RFC 9110 5.3",
        "a field that is no list is sent once",
        "sends two lines of ETag",
    ),
    fault(
        "list-empty-element-sent",
        "RFC 9110 5.6.1.1",
        "no empty list elements are sent",
        "sends empty elements in Allow and Vary",
    ),
    fault(
        "allow-missing",
        "RFC 9110 10.2.1",
        "405 lists the methods that are allowed",
        "sends no Allow",
    ),
    fault("location-missing", "RFC 9110 15.4", "a redirection says where to", "sends no Location"),
    fault(
        "location-empty-host",
        "RFC 9110 4.2.1",
        "an http URI that is sent has a host",
        "sends Location without a host",
    ),
    fault(
        "location-userinfo",
        "RFC 9110 4.2.4",
        "an http URI that is sent has no userinfo",
        "sends Location with userinfo",
    ),
    fault(
        "location-invalid",
        "RFC 9110 10.2.2",
        "Location is a URI reference",
        "sends Location with spaces in it",
    ),
    fault(
        "www-authenticate-missing",
        "RFC 9110 15.5.2",
        "401 has a challenge",
        "sends no WWW-Authenticate",
    ),
    fault(
        "proxy-authenticate-missing",
        "RFC 9110 15.5.8",
        "407 has a challenge",
        "sends no Proxy-Authenticate",
    ),
    fault("upgrade-missing", "RFC 9110 15.5.22", "426 says what to upgrade to", "sends no Upgrade"),
    fault(
        "retry-after-invalid",
        "RFC 9110 10.2.3",
        "Retry-After is a date or a number of seconds",
        "sends Retry-After: soon",
    ),
    fault(
        "error-content-missing",
        "RFC 9110 15.5",
        "an error explains itself",
        "sends errors without content",
    ),
    fault("vary-missing", "RFC 9110 12.5.5", "a negotiated answer has Vary", "sends no Vary"),
    fault(
        "accept-ranges-missing",
        "RFC 9110 14.3",
        "Accept-Ranges tells that ranges are served",
        "sends Accept-Ranges: none",
    ),
    fault(
        "accept-ranges-malformed",
        "RFC 9110 14.3",
        "Accept-Ranges is a list of range units",
        "sends Accept-Ranges: bytes=0-",
    ),
];

/// Applies the faults that are on to a response, before its head is written.
pub(crate) fn spoil(response: &mut Response, now: i64, faults: &Faults) {
    for (name, field) in [
        ("content-type-missing", "Content-Type"),
        ("location-missing", "Location"),
        ("www-authenticate-missing", "WWW-Authenticate"),
        ("proxy-authenticate-missing", "Proxy-Authenticate"),
        ("vary-missing", "Vary"),
    ] {
        if faults.has(name) {
            response.remove(field);
        }
    }
    if faults.has("allow-missing") && response.status == 405 {
        response.remove("Allow");
    }
    if faults.has("upgrade-missing") && response.status == 426 {
        response.remove("Upgrade");
    }
    if faults.has("error-content-missing") && response.status >= 400 {
        response.body = Body::Octets(Cow::Borrowed(b""));
        response.remove("Content-Type");
    }
    change_values(response, now, faults);
    repeat(response, faults);
    if faults.has("keep-alive-unlisted") {
        response.add("Keep-Alive", "timeout=5");
    }
    if faults.has("via-malformed") {
        response.add("Via", "gateway.example");
    }
    if faults.has("request-field-sent") {
        response.add("Host", "reference.invalid");
        response.add("Expect", "100-continue");
    }
}

fn change_values(response: &mut Response, now: i64, faults: &Faults) {
    if faults.has("content-type-malformed") {
        response.change("Content-Type", |value| value.replace('/', ""));
    }
    if faults.has("parameter-blank-sent") {
        response.change("Content-Type", |value| value.replace('=', " = "));
    }
    if faults.has("last-modified-future") {
        response.change("Last-Modified", |_| http_date::format(now + 86_400));
    }
    if faults.has("last-modified-obsolete-format") {
        response.change("Last-Modified", |value| {
            http_date::parse_imf(value.as_bytes()).map_or_else(String::new, asctime)
        });
    }
    if faults.has("etag-unquoted") {
        response.change("ETag", |value| value.replace('"', ""));
    }
    if faults.has("etag-weak-lower-case") {
        response.change("ETag", |value| format!("w/{}", value.trim_start_matches("W/")));
    }
    if faults.has("list-empty-element-sent") {
        response.change("Allow", |value| format!("{value}, ,"));
        response.change("Vary", |value| format!(", {value}"));
    }
    if faults.has("location-empty-host") {
        response.change("Location", |value| format!("http://{value}"));
    }
    if faults.has("location-userinfo") {
        response.change("Location", |value| format!("http://user:secret@localhost{value}"));
    }
    if faults.has("location-invalid") {
        response.change("Location", |value| format!("{value} not a URI"));
    }
    if faults.has("retry-after-invalid") {
        response.change("Retry-After", |_| "soon".to_owned());
    }
    if faults.has("accept-ranges-missing") {
        response.change("Accept-Ranges", |_| "none".to_owned());
    }
    if faults.has("accept-ranges-malformed") {
        response.change("Accept-Ranges", |_| "bytes=0-".to_owned());
    }
}

fn repeat(response: &mut Response, faults: &Faults) {
    for (name, field) in [("content-type-repeated", "Content-Type"), ("etag-repeated", "ETag")] {
        if faults.has(name)
            && let Some(value) = response.value(field).map(str::to_owned)
        {
            response.add(field, value);
        }
    }
}

/// The lines of Date and Server.
pub(crate) fn date_and_server(out: &mut Vec<u8>, status: u16, now: i64, faults: &Faults) {
    let date = http_date::format(now);
    if faults.is_empty() {
        out.extend_from_slice(b"Date: ");
        out.extend_from_slice(date.as_bytes());
        out.extend_from_slice(b"\r\nServer: wirecase-reference\r\n");
        return;
    }
    let date = match () {
        () if faults.has("date-obsolete-format") => rfc850(now),
        () if faults.has("date-asctime-format") => asctime(now),
        () if faults.has("date-wrong-zone") => date.replace("GMT", "UTC"),
        () if faults.has("date-extra-space") => date.replace(", ", ",  "),
        () if faults.has("date-coarse") => http_date::format(now - 3600 - now.rem_euclid(3600)),
        () if faults.has("date-skewed") => http_date::format(now - 86_400),
        () if faults.has("date-wrong-weekday") => {
            let tomorrow = http_date::format(now + 86_400);
            [tomorrow.get(..3).unwrap_or_default(), date.get(3..).unwrap_or_default()].concat()
        }
        () => date,
    };
    let dateless = match status {
        206 => "partial-date-missing",
        304 => "not-modified-date-missing",
        300..=399 => "redirection-date-missing",
        400..=499 => "client-error-date-missing",
        _ => "date-missing",
    };
    let times = match () {
        () if faults.has("date-missing") || faults.has(dateless) => 0,
        () if faults.has("date-repeated") => 2,
        () => 1,
    };
    for _ in 0..times {
        out.extend_from_slice(format!("Date: {date}\r\n").as_bytes());
    }
    let server = match () {
        () if faults.has("server-advertises") => {
            "wirecase-reference (the best server, see http://example.com/)"
        }
        () if faults.has("server-detailed") => {
            "wirecase-reference/0.1.0-rc.1 (Unix; Linux 6.1.0-18) mod_rules/2.4.57 mod_faults/1.1.1"
        }
        () if faults.has("server-missing") => return,
        () if faults.has("server-version-misused") => "wirecase-reference/unbreakable",
        () if faults.has("server-malformed") => "(the reference server) wirecase-reference",
        () if faults.has("server-double-space") => "wirecase-reference  rules",
        () => "wirecase-reference",
    };
    out.extend_from_slice(format!("Server: {server}\r\n").as_bytes());
}

/// The obsolete format of RFC 850, made from the preferred one.
fn rfc850(time: i64) -> String {
    const NAMES: [&str; 7] =
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let date = http_date::format(time);
    let part = |range: std::ops::Range<usize>| date.get(range).unwrap_or_default();
    let name = NAMES.iter().find(|name| name.starts_with(part(0..3))).copied().unwrap_or_default();
    format!("{name}, {}-{}-{} {} GMT", part(5..7), part(8..11), part(14..16), part(17..25))
}

/// The obsolete format of asctime, made from the preferred one.
fn asctime(time: i64) -> String {
    let date = http_date::format(time);
    let part = |range: std::ops::Range<usize>| date.get(range).unwrap_or_default();
    let day = part(5..7).trim_start_matches('0');
    format!("{} {} {day:>2} {} {}", part(0..3), part(8..11), part(17..25), part(12..16))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::http_date::DateFormat;

    #[test]
    fn the_obsolete_formats_are_what_they_are_said_to_be() {
        let moment = 784_111_777;
        let read = |text: String| http_date::parse(text.as_bytes(), 1_795_000_000);
        assert_eq!(read(rfc850(moment)), Some((moment, DateFormat::Rfc850)));
        assert_eq!(read(asctime(moment)), Some((moment, DateFormat::Asctime)));
    }
}
