//! Rules for the Host field (RFC 9112 section 3.2, RFC 9110 section 7.2).

use crate::reference::request::authority::is_authority;
use crate::reference::request::head::Head;
use crate::reference::request::rule::{Rule, rule};

/// What the Host field has to be. An empty value keeps the grammar and is taken.
pub(crate) const RULES: &[Rule<Head>] = &[
    rule(
        "host-missing-accepted",
        "RFC 9112 3.2",
        400,
        "a request of HTTP/1.1 has a Host field",
        "answers a request of HTTP/1.1 without Host",
        |head| head.values("Host").next().is_none() && !head.line.is_http10(),
    ),
    rule(
        "host-repeated-accepted",
        "RFC 9112 3.2",
        400,
        "a request has no more than one Host field line",
        "answers a request with several Host field lines",
        |head| head.values("Host").count() > 1,
    ),
    rule(
        "host-invalid-accepted",
        "RFC 9112 3.2",
        400,
        "the value of Host is a host with an optional port",
        "answers a request whose Host value breaks the grammar",
        |head| head.values("Host").any(|value| !is_authority(value)),
    ),
];

/// Requests without a fault in their Host that are refused all the same.
pub(crate) const NEEDLESS: &[Rule<Head>] = &[
    rule(
        "http10-host-required",
        "RFC 9112 3.2",
        400,
        "only requests of HTTP/1.1 need a Host field",
        "refuses a request of HTTP/1.0 without Host",
        |head| head.line.is_http10() && head.value("Host").is_none(),
    ),
    rule(
        "host-case-sensitive",
        "RFC 9110 4.2.3",
        421,
        "host names are the same in any case",
        "does not know a host in upper case",
        |head| head.values("Host").any(|value| value.iter().any(u8::is_ascii_uppercase)),
    ),
    rule(
        "host-unknown-refused",
        "RFC 9110 7.4",
        421,
        "this server has one site for all names",
        "answers 421 to a host in the domain invalid",
        |head| head.values("Host").any(|value| value.ends_with(b".invalid")),
    ),
    rule(
        "host-first-required",
        "RFC 9110 5.3",
        400,
        "the order of field lines with different names has no meaning",
        "refuses a request whose first field is not Host",
        |head| {
            let first = head.fields().first();
            head.value("Host").is_some()
                && first.is_some_and(|field| !field.name().eq_ignore_ascii_case(b"Host"))
        },
    ),
    rule(
        "host-port-refused",
        "RFC 9110 7.2",
        400,
        "the value of Host may have a port",
        "refuses a Host value with the port 80",
        |head| head.values("Host").any(|value| value.ends_with(b":80")),
    ),
    rule(
        "host-port-required",
        "RFC 9110 7.2",
        400,
        "the value of Host may go without a port",
        "refuses a Host value without a port",
        |head| head.values("Host").any(|value| !has_port(value)),
    ),
];

fn has_port(value: &[u8]) -> bool {
    let port = value.rsplit(|octet| *octet == b':').next().unwrap_or_default();
    port.len() < value.len() && !port.is_empty() && port.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::fault::Faults;
    use crate::reference::request::rule::check;

    #[test]
    fn a_port_is_the_digits_after_the_last_colon() {
        for (value, there) in
            [("a:80", true), ("[::1]:80", true), ("a", false), ("a:", false), ("[::1]", false)]
        {
            assert_eq!(has_port(value.as_bytes()), there, "{value}");
        }
    }

    #[test]
    fn exactly_one_valid_host_is_asked_of_http_1_1() {
        let rows = [
            ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", true),
            ("GET / HTTP/1.1\r\nHost:\r\n\r\n", true),
            ("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", true),
            ("GET / HTTP/1.0\r\n\r\n", true),
            ("GET / HTTP/1.1\r\n\r\n", false),
            ("GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", false),
            ("GET / HTTP/1.0\r\nHost: a\r\nhost: a\r\n\r\n", false),
            ("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", false),
            ("GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", false),
            ("GET / HTTP/1.1\r\nHost: http://a/\r\n\r\n", false),
            ("GET / HTTP/1.1\r\nHost: a:port\r\n\r\n", false),
        ];
        for (raw, fine) in rows {
            let head = Head::read(raw.as_bytes(), &Faults::none());
            assert_eq!(check(&[RULES], &head, &Faults::none()).is_ok(), fine, "{raw}");
        }
    }
}
