//! Octets as the requests that they are: several in one file are pipelined. Where the end of one
//! cannot be told, or is told twice, all that follows belongs to it.

use crate::model::grammar::{decimal, is_token, trim_ows};

/// The requests, which together are the octets, each in one piece; at least one.
pub(super) fn requests(octets: &[u8]) -> Vec<&[u8]> {
    let mut requests = Vec::new();
    let mut rest = octets;
    while let Some(end) = end_of_first(rest).filter(|end| *end < rest.len()) {
        let (first, after) = rest.split_at(end);
        if !begins_request(after) {
            break;
        }
        requests.push(first);
        rest = after;
    }
    requests.push(rest);
    requests
}

/// Where the first request ends, if that is told once.
fn end_of_first(octets: &[u8]) -> Option<usize> {
    let head = octets.windows(4).position(|window| window == b"\r\n\r\n")?;
    let body = head + 4;
    let mut length = None;
    let mut chunked = false;
    for line in octets.get(..head)?.split(|octet| *octet == b'\n').skip(1) {
        let colon = line.iter().position(|octet| *octet == b':')?;
        let name = trim_ows(line.get(..colon)?);
        let value =
            trim_ows(line.get(colon + 1..)?.strip_suffix(b"\r").unwrap_or(line.get(colon + 1..)?));
        if name.eq_ignore_ascii_case(b"content-length") {
            if length.replace(decimal(value)?).is_some() {
                return None;
            }
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            if chunked || !value.eq_ignore_ascii_case(b"chunked") {
                return None;
            }
            chunked = true;
        } else if name.eq_ignore_ascii_case(b"upgrade") {
            return None;
        }
    }
    match (length, chunked) {
        (Some(_), true) => None,
        (None, true) => end_of_chunks(octets, body),
        (length, false) => {
            let length = usize::try_from(length.unwrap_or_default()).ok()?;
            body.checked_add(length).filter(|end| *end <= octets.len())
        }
    }
}

fn end_of_chunks(octets: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let line = octets.get(at..)?;
        let end = line.windows(2).position(|window| window == b"\r\n")?;
        let digits: &[u8] = line.get(..end)?.split(|octet| *octet == b';').next()?;
        let size = usize::from_str_radix(std::str::from_utf8(digits).ok()?.trim(), 16).ok()?;
        at = at.checked_add(end + 2)?;
        if size == 0 {
            break;
        }
        at = at.checked_add(size)?;
        if octets.get(at..at.checked_add(2)?)? != b"\r\n" {
            return None;
        }
        at += 2;
    }
    // The trailer section ends with an empty line.
    loop {
        let line = octets.get(at..)?;
        let end = line.windows(2).position(|window| window == b"\r\n")?;
        at = at.checked_add(end + 2)?;
        if end == 0 {
            return Some(at);
        }
    }
}

/// `METHOD target HTTP/1.1` in its first line.
fn begins_request(octets: &[u8]) -> bool {
    let line = octets.split(|octet| matches!(octet, b'\r' | b'\n')).next().unwrap_or_default();
    let words: Vec<&[u8]> = line.split(|octet| *octet == b' ').collect();
    matches!(words.as_slice(), [method, _, version] if is_token(method) && version.starts_with(b"HTTP/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pipelined_requests_are_told_apart_and_unclear_ends_are_not_guessed() {
        let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        let post = "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi";
        let chunked =
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nhi\r\n0\r\nA: b\r\n\r\n";
        let both =
            "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
        let upgrade = "GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n";
        let rows: [(&[&str], usize); 8] = [
            (&[get], 1),
            (&[get, get], 2),
            (&[post, chunked, get], 3),
            (&[both, get], 1),
            (&[upgrade, get], 1),
            (&[get, "no request"], 1),
            (&["GET / HTTP/1.1\r\n"], 1),
            (&[""], 1),
        ];
        for (parts, want) in rows {
            let whole = parts.concat();
            let found = requests(whole.as_bytes());
            assert_eq!(found.len(), want, "{whole:?}");
            assert_eq!(found.concat(), whole.as_bytes());
        }
    }
}
