//! Messages as people write them in files: line ends of the editor become those of the wire.

use super::pipeline::requests;

/// A request as it goes on the wire, and what was changed, a sentence each. A head whose lines end
/// in LF gets CRLF, and an empty line at its end where it has none; bodies are left as they are.
#[must_use]
pub fn as_on_the_wire(text: &[u8]) -> (Vec<u8>, Vec<String>) {
    let mut wire = Vec::with_capacity(text.len() + 64);
    let (mut line_ends, mut ended) = (0_usize, false);
    let mut rest = text;
    loop {
        let (head, changed, after) = head(rest);
        line_ends += changed;
        let start = wire.len();
        wire.extend_from_slice(&head);
        let Some(after) = after else {
            if head.is_empty() && start > 0 {
                break;
            }
            if !head.ends_with(b"\r\n") {
                wire.extend_from_slice(b"\r\n");
            }
            wire.extend_from_slice(b"\r\n");
            ended = true;
            break;
        };
        wire.extend_from_slice(b"\r\n");
        // The body as far as the next request begins, which may have LF line ends of its own.
        let body = body_length(&head, after);
        let (body, next) = after.split_at(body);
        wire.extend_from_slice(body);
        rest = next;
        if next.is_empty() {
            break;
        }
    }
    let mut notes = Vec::new();
    if line_ends > 0 {
        let s = if line_ends == 1 { "" } else { "s" };
        notes.push(format!("{line_ends} line{s} of the head ended in LF: sent with CRLF"));
    }
    if ended {
        notes.push("the empty line that ends the head was missing: added".to_owned());
    }
    (wire, notes)
}

/// The lines of a head with CRLF, how many had LF alone, and what follows its empty line.
fn head(text: &[u8]) -> (Vec<u8>, usize, Option<&[u8]>) {
    let mut head = Vec::new();
    let (mut changed, mut at) = (0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(lf) = rest.iter().position(|octet| *octet == b'\n') else {
            head.extend_from_slice(rest);
            return (head, changed, None);
        };
        let line = rest.get(..lf).unwrap_or_default();
        at += lf + 1;
        let content = line.strip_suffix(b"\r");
        changed += usize::from(content.is_none());
        let content = content.unwrap_or(line);
        // Empty lines before the request line are no end of a head.
        if content.is_empty() && head.iter().any(|octet| !matches!(octet, b'\r' | b'\n')) {
            return (head, changed, text.get(at..));
        }
        head.extend_from_slice(content);
        head.extend_from_slice(b"\r\n");
    }
    (head, changed, None)
}

/// How much of what follows a head is not the next request.
fn body_length(head: &[u8], after: &[u8]) -> usize {
    // A request line with LF is one as well: what is asked is where it begins.
    let mut message = head.to_vec();
    message.extend_from_slice(b"\r\n");
    let begin = message.len();
    message.extend_from_slice(after);
    let first = requests(&message).first().map_or(message.len(), |first| first.len());
    if first < message.len() { first.saturating_sub(begin) } else { after.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_get_the_line_ends_of_the_wire_and_bodies_keep_theirs() {
        let rows: [(&str, &str, usize); 8] = [
            ("GET / HTTP/1.1\r\nA: b\r\n\r\n", "GET / HTTP/1.1\r\nA: b\r\n\r\n", 0),
            ("GET / HTTP/1.1\nA: b\n\n", "GET / HTTP/1.1\r\nA: b\r\n\r\n", 1),
            ("GET / HTTP/1.1\nA: b\n", "GET / HTTP/1.1\r\nA: b\r\n\r\n", 2),
            ("GET / HTTP/1.1\r\nA: b", "GET / HTTP/1.1\r\nA: b\r\n\r\n", 1),
            (
                "POST / HTTP/1.1\nContent-Length: 4\n\na\nb\n",
                "POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\na\nb\n",
                1,
            ),
            (
                "GET /a HTTP/1.1\n\nGET /b HTTP/1.1\n\n",
                "GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n",
                1,
            ),
            ("\nGET / HTTP/1.1\n\n", "\r\nGET / HTTP/1.1\r\n\r\n", 1),
            ("GET / HTTP/1.1\nA: b\rc\n\n\0\n", "GET / HTTP/1.1\r\nA: b\rc\r\n\r\n\0\n", 1),
        ];
        for (text, want, notes) in rows {
            let (wire, told) = as_on_the_wire(text.as_bytes());
            assert_eq!(String::from_utf8_lossy(&wire), want, "{text:?}");
            assert_eq!(told.len(), notes, "{text:?}: {told:?}");
        }
    }
}
