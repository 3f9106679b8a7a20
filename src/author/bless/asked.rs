//! What stands for a field value that is another one next time, by its nature.

use crate::answers::nature::{Nature, RANDOM_PARAMETERS, SAME_MOMENT};
use crate::author::style::scalar;
use crate::author::wire::wire_text;
use crate::model::http_date::parse_imf;

/// A value as a case may ask for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// In `response:`: wire text with placeholders.
    pub(super) text: String,
    /// In `headers:`: a map, as YAML; `None` where the value itself is asked for.
    pub(super) map: Option<String>,
}

/// What to ask of a field in later answers. `date` is the value of the answer's Date.
pub(super) fn asked(name: &str, value: &[u8], date: Option<&[u8]>) -> Asked {
    let varies = |text: String, map: &str| Asked { text, map: Some(map.to_owned()) };
    let exact = || Asked { text: wire_text(value, true), map: None };
    let any = || varies("[[any]]".to_owned(), "{ present: true }");
    let Some(nature) = Nature::of(name.as_bytes()) else { return exact() };
    match nature {
        Nature::Date | Nature::Lifetime if parse_imf(value).is_some() => {
            varies("[[http-date]]".to_owned(), "{ http-date: true }")
        }
        Nature::Modified if is_of_now(value, date) => {
            varies("[[http-date]]".to_owned(), "{ http-date: true }")
        }
        Nature::Age if value.iter().all(u8::is_ascii_digit) && !value.is_empty() => {
            varies("[[number]]".to_owned(), "{ integer: true }")
        }
        Nature::Tag if value.starts_with(b"W/\"") => {
            varies("W/\"[[any]]\"".to_owned(), "{ matches: '^W/\"' }")
        }
        Nature::Tag if value.starts_with(b"\"") => {
            varies("\"[[any]]\"".to_owned(), "{ matches: '^\"' }")
        }
        Nature::Cookie => match cookie(value) {
            Some((name, rest)) => {
                let text = format!("{}=[[any]]{}", wire_text(name, true), wire_text(rest, true));
                let name = regex::escape(&String::from_utf8_lossy(name));
                varies(text, &begins(&format!("^{name}=")))
            }
            None => exact(),
        },
        Nature::Boundary => match boundary(value) {
            Some((before, after)) => {
                let text = format!("{}[[any]]{}", wire_text(before, true), wire_text(after, true));
                let kind = before.split(|&octet| octet == b';').next().unwrap_or_default();
                let kind = regex::escape(&String::from_utf8_lossy(kind));
                varies(text, &begins(&format!("^{kind}")))
            }
            None => exact(),
        },
        Nature::Challenge if is_random(value) => any(),
        Nature::Accept | Nature::Id | Nature::Measured => any(),
        Nature::Date
        | Nature::Lifetime
        | Nature::Modified
        | Nature::Age
        | Nature::Tag
        | Nature::Challenge => exact(),
    }
}

/// The check of a value's beginning, as YAML.
fn begins(pattern: &str) -> String {
    format!("{{ matches: {} }}", scalar(pattern, true))
}

fn is_of_now(value: &[u8], date: Option<&[u8]>) -> bool {
    match (parse_imf(value), date.and_then(parse_imf)) {
        (Some(a), Some(b)) => a.saturating_sub(b).saturating_abs() <= SAME_MOMENT,
        _ => false,
    }
}

/// A cookie's name, and its attributes from the semicolon on; `None` where its value is empty, which
/// takes a cookie away.
fn cookie(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = value.iter().position(|&octet| octet == b';').unwrap_or(value.len());
    let (pair, rest) = (value.get(..end)?, value.get(end..)?);
    let equals = pair.iter().position(|&octet| octet == b'=')?;
    // An expiry date moves with the time of the answer.
    let lower = rest.to_ascii_lowercase();
    let expires = lower.windows(8).any(|window| window == b"expires=");
    let rest = if expires { b"[[any]]" as &[u8] } else { rest };
    let filled = equals + 1 < pair.len() && !expires;
    filled.then(|| Some((pair.get(..equals)?, rest)))?
}

/// What stands before and after the boundary of a multipart type.
fn boundary(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let lower = value.to_ascii_lowercase();
    let at = lower.windows(9).position(|window| window == b"boundary=")? + 9;
    let rest = value.get(at..)?;
    let length = rest.iter().position(|&octet| octet == b';').unwrap_or(rest.len());
    Some((value.get(..at)?, rest.get(length..)?))
}

fn is_random(value: &[u8]) -> bool {
    let lower = value.to_ascii_lowercase();
    let has = |name: &[u8]| {
        let named = [name, b"="].concat();
        lower.windows(named.len()).any(|window| window == named)
    };
    RANDOM_PARAMETERS.into_iter().any(has)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_varies_becomes_a_placeholder_and_the_rest_is_asked_for_as_it_is() {
        let date = b"Sat, 21 Nov 2026 19:45:41 GMT";
        let rows: [(&str, &[u8], &str, &str); 14] = [
            ("Date", date, "[[http-date]]", "{ http-date: true }"),
            ("Date", b"today", "today", ""),
            ("Last-Modified", date, "[[http-date]]", "{ http-date: true }"),
            (
                "Last-Modified",
                b"Sat, 21 Nov 2020 19:45:41 GMT",
                "Sat, 21 Nov 2020 19:45:41 GMT",
                "",
            ),
            ("Age", b"12", "[[number]]", "{ integer: true }"),
            ("ETag", b"W/\"a\"", "W/\"[[any]]\"", "{ matches: '^W/\"' }"),
            ("etag", b"\"a\"", "\"[[any]]\"", "{ matches: '^\"' }"),
            ("Set-Cookie", b"a=b; Path=/", "a=[[any]]; Path=/", "{ matches: '^a=' }"),
            ("Set-Cookie", b"a=; Path=/", "a=; Path=/", ""),
            ("X-Request-Id", b"1", "[[any]]", "{ present: true }"),
            (
                "Content-Type",
                b"multipart/x; boundary=a",
                "multipart/x; boundary=[[any]]",
                "{ matches: '^multipart/x' }",
            ),
            ("X", b"a{{b}} [[c]]\\ \xff", "a\\{{b}} \\[[c]]\\\\ \\xff", ""),
            ("WWW-Authenticate", b"Digest nonce=\"a\"", "[[any]]", "{ present: true }"),
            ("Retry-After", b"12", "12", ""),
        ];
        for (name, value, text, map) in rows {
            let got = asked(name, value, Some(date));
            let map = (!map.is_empty()).then(|| map.to_owned());
            assert_eq!(got, Asked { text: text.to_owned(), map }, "{name}");
        }
    }
}
