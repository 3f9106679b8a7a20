//! The request target (RFC 9112 section 3.2): its four forms, what is routed on, and the rules.

mod rules;

use crate::reference::fault::Faults;
use crate::reference::request::authority::hex;

pub(crate) use rules::{NEEDLESS, RULES};

/// A target, cut into its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form<'a> {
    /// `/path?query`.
    Origin(&'a [u8]),
    /// `scheme://authority/path?query`; the last part may be empty.
    Absolute { scheme: &'a [u8], authority: &'a [u8], rest: &'a [u8] },
    /// `host:port`, for CONNECT.
    Authority,
    /// `*`, for OPTIONS.
    Asterisk,
    /// None of these.
    Other,
}

/// Reads the form; never fails.
pub(crate) fn form(target: &[u8]) -> Form<'_> {
    if target.first() == Some(&b'/') {
        return Form::Origin(target);
    }
    if target == b"*" {
        return Form::Asterisk;
    }
    let colon = target.iter().position(|octet| *octet == b':');
    let Some((scheme, after)) = colon.and_then(|at| target.split_at_checked(at)) else {
        return Form::Other;
    };
    let Some(hierarchy) = after.strip_prefix(b"://") else {
        let host = !scheme.is_empty() && !scheme.contains(&b'/');
        return if host || target.first() == Some(&b'[') { Form::Authority } else { Form::Other };
    };
    let ends = |octet: &u8| matches!(octet, b'/' | b'?' | b'#');
    let end = hierarchy.iter().position(ends).unwrap_or(hierarchy.len());
    let (authority, rest) = hierarchy.split_at(end);
    Form::Absolute { scheme, authority, rest }
}

/// The path that is routed on, percent-encoding undone where that changes no meaning
/// (RFC 9110 4.2.3), and the query without its `?`.
pub(crate) fn path_and_query(target: &[u8], faults: &Faults) -> (Vec<u8>, Vec<u8>) {
    let whole = match form(target) {
        Form::Origin(whole) => whole,
        Form::Absolute { rest, .. } => rest,
        Form::Asterisk => b"*",
        Form::Authority | Form::Other => b"/",
    };
    let end = whole.iter().position(|octet| *octet == b'#').unwrap_or(whole.len());
    let whole = whole.get(..end).unwrap_or_default();
    let mark = whole.iter().position(|octet| *octet == b'?').unwrap_or(whole.len());
    let (path, query) = whole.split_at(mark);
    let path = match path.strip_prefix(b"//") {
        Some(after) if faults.has("two-slashes-as-authority") => {
            let slash = after.iter().position(|octet| *octet == b'/').unwrap_or(after.len());
            after.get(slash..).unwrap_or_default()
        }
        _ => path,
    };
    let nul = path.windows(3).position(|octets| octets == b"%00");
    let path = match nul {
        Some(nul) if faults.has("encoded-nul-ends-path") => path.get(..nul).unwrap_or_default(),
        _ => path,
    };
    let path = match path {
        b"" => b"/".to_vec(),
        _ if faults.has("percent-encoding-distinct") => path.to_vec(),
        _ => decode_unreserved(path),
    };
    (path, query.get(1..).unwrap_or_default().to_vec())
}

fn decode_unreserved(path: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(path.len());
    let mut rest = path;
    while let Some((&first, after)) = rest.split_first() {
        let decoded = match (first, after) {
            (b'%', [high, low, ..]) => hex(*high, *low),
            _ => None,
        };
        match decoded {
            Some(octet)
                if octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b'_' | b'~') =>
            {
                out.push(octet);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                out.push(first);
                rest = after;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::request::line::RequestLine;
    use crate::reference::request::rule::check;

    #[test]
    fn each_form_of_target_is_told_apart() {
        let absolute = Form::Absolute { scheme: b"http", authority: b"h:1", rest: b"?q" };
        let rows: [(&[u8], Form<'_>); 7] = [
            (b"/a?b:c", Form::Origin(b"/a?b:c")),
            (b"http://h:1?q", absolute),
            (b"*", Form::Asterisk),
            (b"h:80", Form::Authority),
            (b"[::1]:80", Form::Authority),
            (b"index.html", Form::Other),
            (b"", Form::Other),
        ];
        for (target, want) in rows {
            assert_eq!(form(target), want, "{}", String::from_utf8_lossy(target));
        }
    }

    #[test]
    fn a_target_keeps_its_rules_or_is_refused() {
        let rows = [
            ("GET /a%2Fb?c=d HTTP/1.1", None),
            ("GET http://h/ HTTP/1.1", None),
            ("GET HTTP://h HTTP/1.1", None),
            ("OPTIONS * HTTP/1.1", None),
            ("CONNECT h:80 HTTP/1.1", None),
            ("GET /\u{e9} HTTP/1.1", Some(400)),
            ("GET /\u{7f} HTTP/1.1", Some(400)),
            ("GET /#a HTTP/1.1", Some(400)),
            ("GET /{a} HTTP/1.1", Some(400)),
            ("GET /%zz HTTP/1.1", Some(400)),
            ("GET * HTTP/1.1", Some(400)),
            ("GET h:80 HTTP/1.1", Some(400)),
            ("GET index.html HTTP/1.1", Some(400)),
            ("CONNECT / HTTP/1.1", Some(400)),
            ("CONNECT h: HTTP/1.1", Some(400)),
            ("CONNECT h:0 HTTP/1.1", Some(400)),
            ("CONNECT h:99999 HTTP/1.1", Some(400)),
            ("CONNECT :80 HTTP/1.1", Some(400)),
            ("GET http:///a HTTP/1.1", Some(400)),
            ("GET http://u:p@h/ HTTP/1.1", Some(400)),
            ("GET http://h:x/ HTTP/1.1", Some(400)),
            ("GET https://h/ HTTP/1.1", Some(421)),
            ("GET ftp://h/ HTTP/1.1", Some(400)),
        ];
        for (line, want) in rows {
            let got = check(&[RULES], &RequestLine::read(line.as_bytes()), &Faults::none());
            assert_eq!(got.err().map(|r| r.status), want, "{line}");
        }
    }

    #[test]
    fn equivalent_paths_are_routed_alike() {
        let path = |target: &str| path_and_query(target.as_bytes(), &Faults::none()).0;
        assert_eq!(path("/%65cho?x"), b"/echo");
        assert_eq!(path("/a%2Fb%"), b"/a%2Fb%");
        assert_eq!(path("http://h"), b"/");
        assert_eq!(path_and_query(b"/a?b?c#d", &Faults::none()).1, b"b?c");
    }
}
