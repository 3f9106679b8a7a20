//! Comments in parentheses (RFC 9110 5.6.5), which nest.

/// The offset after the comment that begins at `start`; `None` where none begins or ends.
pub(super) fn end(octets: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut depth) = (start, 0_usize);
    loop {
        match *octets.get(at)? {
            b'(' => depth = depth.saturating_add(1),
            b')' => depth = depth.checked_sub(1)?,
            b'\\' => {
                at = at.saturating_add(1);
                octets.get(at).filter(|o| crate::model::grammar::is_field_octet(**o))?;
            }
            octet if crate::model::grammar::is_field_octet(octet) => {}
            _ => return None,
        }
        at = at.saturating_add(1);
        if depth == 0 {
            return (at > start.saturating_add(1)).then_some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_ends_with_its_own_parenthesis() {
        let rows: [(&[u8], Option<usize>); 8] = [
            (b"(a)", Some(3)),
            (b"() b", Some(2)),
            (b"(a (b) c) d", Some(9)),
            (b"(\\))", Some(4)),
            (b"(a", None),
            (b"(a\\", None),
            (b"a)", None),
            (b"", None),
        ];
        for (octets, want) in rows {
            assert_eq!(end(octets, 0), want, "{}", String::from_utf8_lossy(octets));
        }
    }
}
