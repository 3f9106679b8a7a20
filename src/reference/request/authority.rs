//! Host and port, as Host and absolute targets have them (RFC 3986 section 3.2).

use crate::model::grammar;

/// The octet that two hexadecimal digits stand for.
pub(crate) fn hex(high: u8, low: u8) -> Option<u8> {
    let digit = |octet: u8| char::from(octet).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// Whether these octets are `uri-host [ ":" port ]` (RFC 9110 7.2); the host may be empty.
pub(crate) fn is_authority(octets: &[u8]) -> bool {
    let (host, port) = split_port(octets);
    let host_is_valid = match host.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]")) {
        Some(literal) => is_ip_literal(literal),
        None => is_registered_name(host),
    };
    host_is_valid && port.is_none_or(|port| port.is_empty() || is_port(port))
}

/// Host and port; the port without its colon, `None` where there is no colon.
pub(crate) fn split_port(authority: &[u8]) -> (&[u8], Option<&[u8]>) {
    let after_literal = authority.iter().rposition(|octet| *octet == b']').unwrap_or(0);
    match authority.iter().rposition(|octet| *octet == b':') {
        Some(colon) if colon >= after_literal => {
            let (host, port) = authority.split_at(colon);
            (host, Some(port.get(1..).unwrap_or_default()))
        }
        _ => (authority, None),
    }
}

/// Whether these octets are a port: decimal digits that fit 16 bits.
pub(crate) fn is_port(port: &[u8]) -> bool {
    grammar::decimal(port).is_some_and(|number| number <= 65535)
}

fn is_ip_literal(literal: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(literal) else { return false };
    if text.parse::<std::net::Ipv6Addr>().is_ok() {
        return true;
    }
    // IPvFuture (RFC 3986 3.2.2).
    let Some((version, address)) = text.strip_prefix(['v', 'V']).and_then(|t| t.split_once('.'))
    else {
        return false;
    };
    !version.is_empty()
        && version.chars().all(|c| c.is_ascii_hexdigit())
        && !address.is_empty()
        && address.bytes().all(|octet| octet == b':' || is_name_octet(octet))
}

fn is_name_octet(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&octet)
}

fn is_registered_name(host: &[u8]) -> bool {
    let encoded = keeps_percent_encoding(host);
    encoded && host.iter().all(|octet| *octet == b'%' || is_name_octet(*octet))
}

/// Whether each percent sign is followed by two hexadecimal digits.
pub(crate) fn keeps_percent_encoding(octets: &[u8]) -> bool {
    octets.iter().enumerate().filter(|(_, octet)| **octet == b'%').all(|(at, _)| {
        matches!(octets.get(at + 1..at + 3), Some([high, low]) if hex(*high, *low).is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorities_keep_the_grammar_of_hosts_and_ports() {
        for good in
            ["", "a.example", "a:80", "a:", "127.0.0.1:1", "[::1]:80", "[v1.a:b]", "a%41", "a,b"]
        {
            assert!(is_authority(good.as_bytes()), "{good}");
        }
        for bad in [
            "a b", "u@h", "a/b", "a:b", "a:65536", "[::1", "[x]", "a%4", "a:1:2", "a?b", "é", "::1",
        ] {
            assert!(!is_authority(bad.as_bytes()), "{bad}");
        }
    }
}
