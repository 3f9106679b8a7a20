//! Rules for field lines (RFC 9112 section 5, RFC 9110 section 5).

use crate::model::grammar;
use crate::reference::request::head::{FieldLine, Head};
use crate::reference::request::rule::{Rule, rule};

fn any(head: &Head, test: impl Fn(&FieldLine) -> bool) -> bool {
    head.fields().iter().any(test)
}

fn name_is_blank_ended(field: &FieldLine) -> bool {
    field.before_colon().is_some_and(|name| matches!(name.last(), Some(b' ' | b'\t')))
}

/// What field lines have to be, in header and in trailer sections.
pub(crate) const RULES: &[Rule<Head>] = &[
    rule(
        "bare-lf-accepted",
        "RFC 9112 2.2",
        400,
        "each line of a head ends in CRLF; this server does not take LF alone",
        "takes LF alone as the end of a line",
        |head| head.bare_lf,
    ),
    rule(
        "whitespace-before-first-field-accepted",
        "RFC 9112 2.2",
        400,
        "no whitespace stands between the request line and the first field line",
        "takes a field line that is led by whitespace right after the request line",
        |head| any(head, |field| field.whitespace_led),
    ),
    rule(
        "request-obs-fold-accepted",
        "RFC 9112 5.2",
        400,
        "a folded field line is refused, or the fold becomes spaces before the value is used",
        "takes a folded field line with CR and LF in its value",
        |head| any(head, |field| field.folded),
    ),
    rule(
        "field-without-colon-accepted",
        "RFC 9112 5",
        400,
        "a field line has a colon after its name",
        "skips a field line without a colon",
        |head| any(head, |field| field.before_colon().is_none()),
    ),
    rule(
        "field-name-space-accepted",
        "RFC 9112 5.1",
        400,
        "no whitespace stands between a field name and its colon",
        "takes a field name with whitespace before the colon",
        |head| any(head, |field| !field.whitespace_led && name_is_blank_ended(field)),
    ),
    rule(
        "field-name-empty-accepted",
        "RFC 9110 5.1",
        400,
        "a field name has at least one octet",
        "takes a field line that begins with its colon",
        |head| any(head, |field| field.before_colon().is_some() && field.name().is_empty()),
    ),
    rule(
        "field-name-not-token-accepted",
        "RFC 9110 5.1",
        400,
        "a field name is a token",
        "takes field names with other octets than those of a token",
        |head| {
            any(head, |field| {
                let name = field.name();
                field.before_colon().is_some() && !name.is_empty() && !grammar::is_token(name)
            })
        },
    ),
    rule(
        "field-value-nul-accepted",
        "RFC 9110 5.5",
        400,
        "NUL in a field value is refused, or becomes SP",
        "takes NUL in a field value as it is",
        |head| any(head, |field| field.after_colon().contains(&0)),
    ),
    rule(
        "field-value-control-accepted",
        "RFC 9110 5.5",
        400,
        "a field value has no control octets",
        "takes control octets other than NUL and CR in a field value",
        |head| any(head, |field| field.after_colon().iter().any(is_other_control)),
    ),
];

fn is_other_control(octet: &u8) -> bool {
    octet.is_ascii_control() && !matches!(octet, b'\t' | b'\r' | b'\n' | 0)
}

fn values_of<'a>(head: &'a Head, names: &'a [&str]) -> impl Iterator<Item = &'a [u8]> {
    names.iter().flat_map(|name| head.values(name))
}

const LISTS: &[&str] =
    &["Connection", "Accept", "Accept-Encoding", "Accept-Language", "If-Match", "If-None-Match"];

/// Field lines that are right and are refused all the same.
pub(crate) const NEEDLESS: &[Rule<Head>] = &[
    rule(
        "unknown-field-refused",
        "RFC 9110 5.1",
        400,
        "fields that are not known are ignored",
        "refuses a field whose name begins with X-",
        |head| any(head, |field| field.name().to_ascii_lowercase().starts_with(b"x-")),
    ),
    rule(
        "obs-text-refused",
        "RFC 9110 5.5",
        400,
        "octets above 0x7F in a field value are opaque data",
        "refuses a field value with octets above 0x7F",
        |head| any(head, |field| !field.value().is_ascii()),
    ),
    rule(
        "field-name-octet-refused",
        "RFC 9110 5.1",
        400,
        "every octet of a token may stand in a field name",
        "refuses a field name with other octets than letters, digits and hyphens",
        |head| {
            let plain = |octet: &u8| octet.is_ascii_alphanumeric() || *octet == b'-';
            any(head, |field| !field.name().iter().all(plain))
        },
    ),
    rule(
        "long-field-refused",
        "RFC 9110 5.4",
        431,
        "field lines of common lengths are no reason for a refusal",
        "refuses a field value of more than 4000 octets",
        |head| any(head, |field| field.value().len() > 4000),
    ),
    rule(
        "quoted-pair-refused",
        "RFC 9110 5.6.4",
        400,
        "a quoted-pair stands for the octet after its backslash",
        "refuses a backslash in Accept",
        |head| head.values("Accept").any(|value| value.contains(&b'\\')),
    ),
    rule(
        "field-whitespace-refused",
        "RFC 9110 5.5",
        400,
        "whitespace around a field value is no part of it",
        "refuses a field line with other whitespace than one SP after its colon",
        |head| {
            any(head, |field| {
                let rest = field.after_colon();
                rest.strip_prefix(b" ").is_none_or(|value| value != field.value())
            })
        },
    ),
    rule(
        "empty-list-element-refused",
        "RFC 9110 5.6.1.2",
        400,
        "a reasonable number of empty list elements is ignored",
        "refuses a list with empty elements",
        |head| {
            values_of(head, LISTS)
                .any(|list| grammar::split_outside_quotes(list, b',').iter().any(|m| m.is_empty()))
        },
    ),
    rule(
        "content-range-in-request-refused",
        "RFC 9110 14.4",
        400,
        "Content-Range is ignored in requests whose method gives it no meaning",
        "refuses GET and POST with Content-Range",
        |head| head.value("Content-Range").is_some() && head.line.method() != b"PUT",
    ),
    rule(
        "hop-by-hop-field-refused",
        "RFC 9110 7.6.1",
        400,
        "fields of another hop are passed over",
        "refuses Keep-Alive and Proxy-Connection",
        |head| values_of(head, &["Keep-Alive", "Proxy-Connection"]).next().is_some(),
    ),
    rule(
        "te-refused",
        "RFC 9110 10.1.4",
        400,
        "TE says what the client takes, and asks for nothing",
        "refuses a request with TE",
        |head| head.value("TE").is_some(),
    ),
    rule(
        "via-refused",
        "RFC 9110 7.6.3",
        400,
        "a request that came through others is one like any other",
        "refuses a request with Via",
        |head| head.value("Via").is_some(),
    ),
    rule(
        "max-forwards-refused",
        "RFC 9110 7.6.2",
        400,
        "Max-Forwards is ignored where the request is not forwarded",
        "refuses GET and HEAD with Max-Forwards",
        |head| {
            let method = head.line.method();
            head.value("Max-Forwards").is_some() && (method == b"GET" || method == b"HEAD")
        },
    ),
    rule(
        "many-fields-refused",
        "RFC 9110 5.4",
        431,
        "common numbers of field lines are no reason for a refusal",
        "refuses more than 32 field lines",
        |head| head.fields().len() > 32,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::fault::Faults;
    use crate::reference::request::rule::check;

    #[test]
    fn a_field_line_keeps_the_grammar_or_is_refused_by_the_rule_for_it() {
        let rows: [(&[u8], Option<&str>); 14] = [
            (b"X-A: \t1\t\r\n", None),
            (b"X-A:\r\n", None),
            (b"X-A: caf\xe9\r\n", None),
            (b"X-A: 1\n", Some("bare-lf-accepted")),
            (b" X-A: 1\r\n", Some("whitespace-before-first-field-accepted")),
            (b"X-A: 1\r\n\t2\r\n", Some("request-obs-fold-accepted")),
            (b"X-A\r\n", Some("field-without-colon-accepted")),
            (b"X-A : 1\r\n", Some("field-name-space-accepted")),
            (b": 1\r\n", Some("field-name-empty-accepted")),
            (b"X(A: 1\r\n", Some("field-name-not-token-accepted")),
            (b"X\0A: 1\r\n", Some("field-name-not-token-accepted")),
            (b"X-A: \0\r\n", Some("field-value-nul-accepted")),
            (b"X-A: \x7f\r\n", Some("field-value-control-accepted")),
            (b"X-A: \x01\r\n", Some("field-value-control-accepted")),
        ];
        for (line, name) in rows {
            let raw = [b"GET / HTTP/1.1\r\n", line, b"\r\n"].concat();
            let head = Head::read(&raw, &Faults::none());
            let shown = String::from_utf8_lossy(line);
            assert_eq!(check(&[RULES], &head, &Faults::none()).is_err(), name.is_some(), "{shown}");
            if let Some(name) = name {
                let off = Faults::named(&[name.to_owned()]).unwrap();
                assert_eq!(check(&[RULES], &head, &off), Ok(()), "{shown}");
            }
        }
    }
}
