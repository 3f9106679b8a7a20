//! Faults in the fields of responses, whatever resource they come from.

mod faults;

use std::borrow::Cow;

use crate::model::http_date;
use crate::reference::fault::Faults;
use crate::reference::response::{Body, Response};

pub(crate) use faults::FAULTS;

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
