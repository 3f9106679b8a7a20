//! URI references (RFC 3986 4.1), as Location and its like have them.

use std::net::Ipv6Addr;

/// A reference by component, each without its delimiters.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reference<'a> {
    pub(super) scheme: Option<&'a [u8]>,
    pub(super) userinfo: Option<&'a [u8]>,
    pub(super) host: Option<&'a [u8]>,
    pub(super) fragment: Option<&'a [u8]>,
}

impl Reference<'_> {
    /// Whether it is an `http` or `https` reference, or relative to one.
    pub(super) fn is_http(&self) -> bool {
        self.scheme.is_none_or(|scheme| {
            scheme.eq_ignore_ascii_case(b"http") || scheme.eq_ignore_ascii_case(b"https")
        })
    }
}

/// Reads a URI reference; `None` where the grammar is broken.
pub(super) fn reference(octets: &[u8]) -> Option<Reference<'_>> {
    let (rest, fragment) = split_at(octets, b'#');
    let (rest, query) = split_at(rest, b'?');
    for part in [fragment, query].into_iter().flatten() {
        all(part, |octet| is_pchar(octet) || matches!(octet, b'/' | b'?'))?;
    }
    // A colon in the first segment is that of a scheme (RFC 3986 4.2).
    let first_segment = rest.split(|octet| *octet == b'/').next().unwrap_or_default();
    let (scheme, rest) = if first_segment.contains(&b':') {
        let (scheme, rest) = split_at(rest, b':');
        let is_scheme = scheme.first().is_some_and(u8::is_ascii_alphabetic)
            && scheme.iter().all(|o| o.is_ascii_alphanumeric() || matches!(o, b'+' | b'-' | b'.'));
        (Some(scheme).filter(|_| is_scheme)?.into(), rest.unwrap_or_default())
    } else {
        (None, rest)
    };
    let (authority, path) = match rest.strip_prefix(b"//") {
        Some(rest) => {
            let end = rest.iter().position(|octet| *octet == b'/').unwrap_or(rest.len());
            let (authority, path) = rest.split_at(end);
            (Some(authority), path)
        }
        None => (None, rest),
    };
    all(path, |octet| is_pchar(octet) || octet == b'/')?;
    let (userinfo, host) = match authority {
        Some(authority) => self::authority(authority)?,
        None => (None, None),
    };
    Some(Reference { scheme, userinfo, host, fragment })
}

type Authority<'a> = (Option<&'a [u8]>, Option<&'a [u8]>);

fn authority(octets: &[u8]) -> Option<Authority<'_>> {
    let (userinfo, rest) = match split_at(octets, b'@') {
        (userinfo, Some(rest)) => (Some(userinfo), rest),
        (rest, None) => (None, rest),
    };
    if let Some(userinfo) = userinfo {
        all(userinfo, |octet| is_name(octet) || octet == b':')?;
    }
    let (host, port) = if rest.first() == Some(&b'[') {
        let end = rest.iter().position(|octet| *octet == b']')? + 1;
        let (literal, port) = rest.split_at_checked(end)?;
        (is_ip_literal(literal).then_some(literal)?, port)
    } else {
        let colon = rest.iter().position(|octet| *octet == b':').unwrap_or(rest.len());
        let (host, port) = rest.split_at(colon);
        all(host, is_name)?;
        (host, port)
    };
    let digits = if port.is_empty() { port } else { port.strip_prefix(b":")? };
    digits.iter().all(u8::is_ascii_digit).then_some((userinfo, Some(host)))
}

/// `"[" ( IPv6address / IPvFuture ) "]"`, with a zone after `%25` let pass (RFC 6874).
fn is_ip_literal(literal: &[u8]) -> bool {
    let inner = literal.strip_prefix(b"[").and_then(|l| l.strip_suffix(b"]")).unwrap_or_default();
    let text = String::from_utf8_lossy(inner);
    let address = text.split("%25").next().unwrap_or_default();
    let future = || {
        let (version, rest) = address.strip_prefix(['v', 'V'])?.split_once('.')?;
        let is_hex = !version.is_empty() && version.bytes().all(|o| o.is_ascii_hexdigit());
        let is_rest =
            !rest.is_empty() && rest.bytes().all(|o| is_name(o) && o != b'%' || o == b':');
        (is_hex && is_rest).then_some(())
    };
    address.parse::<Ipv6Addr>().is_ok() || future().is_some()
}

fn split_at(octets: &[u8], delimiter: u8) -> (&[u8], Option<&[u8]>) {
    let mut parts = octets.splitn(2, |octet| *octet == delimiter);
    (parts.next().unwrap_or_default(), parts.next())
}

/// `Some` where every octet is allowed and every `%` begins two hex digits.
fn all(octets: &[u8], allowed: impl Fn(u8) -> bool) -> Option<()> {
    let escapes = octets.iter().enumerate().filter(|(_, octet)| **octet == b'%');
    let is_escape = |at: usize| {
        octets.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
    };
    (octets.iter().all(|octet| allowed(*octet)) && escapes.into_iter().all(|(at, _)| is_escape(at)))
        .then_some(())
}

/// `pchar`, a `%` included whose digits are looked at elsewhere.
fn is_pchar(octet: u8) -> bool {
    is_name(octet) || matches!(octet, b':' | b'@')
}

/// `unreserved / pct-encoded / sub-delims`
fn is_name(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=".contains(&octet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_of_every_form_are_read() {
        for good in [
            "",
            "/",
            "a",
            "../b?c#d",
            "?q",
            "#f",
            "//h/p",
            "//h:80",
            "http://h",
            "http://u:p@h:8/a//b",
            "HTTPS://[::1]:443/?a=/?&b=%20",
            "http://[v1.a:b]/",
            "http://[fe80::1%25eth0]/",
            "mailto:a@b",
            "urn:a:b",
            "./a:b",
            "http:///a",
            "http://:80/",
            "a;b=c,(d)!$&'*+",
            "http://h:/",
        ] {
            assert!(reference(good.as_bytes()).is_some(), "{good}");
        }
        for bad in [
            "a b",
            "/%",
            "/%4",
            "/%zz",
            "/é",
            "/a|b",
            "/{a}",
            "/\"",
            "/<",
            "/\\",
            "/^",
            "/`",
            "/[a]",
            "1http://h",
            "a:b:c d",
            ":a",
            "http://h:8a/",
            "http://[::1/",
            "http://[1]/",
            "http://a@b@c/",
            "/a#b#c",
            "http://[::1]a/",
        ] {
            assert!(reference(bad.as_bytes()).is_none(), "{bad}");
        }
        let full = reference(b"http://u:p@h:8/a?b#c").unwrap();
        assert_eq!(
            full,
            Reference {
                scheme: Some(b"http"),
                userinfo: Some(b"u:p"),
                host: Some(b"h"),
                fragment: Some(b"c"),
            }
        );
    }
}
