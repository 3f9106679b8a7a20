//! Tests of what other tools' files are read by.

use super::url::{Url, decoded, encoded, parse, without_dots};

#[test]
fn a_url_is_read_as_far_as_a_request_needs_it() {
    let url = |user: Option<&str>, authority: &str, target: &str| {
        Some(Url {
            user: user.map(str::to_owned),
            authority: authority.to_owned(),
            target: target.to_owned(),
        })
    };
    let rows = [
        ("http://a.test", url(None, "a.test", "/")),
        (
            "HTTPS://u:p%40@a.test:81/x?y=http://b#z",
            url(Some("u:p%40"), "a.test:81", "/x?y=http://b"),
        ),
        ("a.test?q", url(None, "a.test", "/?q")),
        ("http://[::1]:8080/", url(None, "[::1]:8080", "/")),
        ("http://", None),
        ("data:,x", url(None, "data:,x", "/")),
        ("ftp://a.test/", None),
        ("http://a.test/x y", None),
        ("http://a.test/\r\nX: y", None),
    ];
    for (text, want) in rows {
        assert_eq!(parse(text), want, "{text}");
    }
}

#[test]
fn dots_are_resolved_as_rfc_3986_5_2_4_does() {
    let rows = [
        ("/a/b/c/./../../g", "/a/g"),
        ("/..", "/"),
        ("/a/.", "/a/"),
        ("/a/..", "/"),
        ("/a//../b", "/a/b"),
        ("/a/...?x=/../y", "/a/...?x=/../y"),
        ("/", "/"),
    ];
    for (target, want) in rows {
        assert_eq!(without_dots(target), want, "{target}");
    }
    assert_eq!(decoded("a%20b%zz%4"), b"a b%zz%4");
    assert_eq!(encoded("a b/é~".as_bytes()), "a%20b%2F%C3%A9~");
}
