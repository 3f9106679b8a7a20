//! YAML text → octets on the wire.

use super::*;
use crate::model::bytes::escape;

/// What is sent by a case whose sending is written as `text`, escaped.
fn sent(text: &str) -> String {
    let case = case(&with_expect(text));
    let mut all = Vec::new();
    for send in sends(&case) {
        all.extend(octets(&send.head));
        all.extend(octets(&send.body));
    }
    escape(&all)
}

fn with_expect(text: &str) -> String {
    let line_end = if text.ends_with('\n') { "" } else { "\n" };
    in_case(&format!("{text}{line_end}expect: {{status: 200}}"))
}

#[test]
fn a_request_has_crlf_lines_an_empty_line_and_its_body_as_written() {
    let rows = [
        (
            "literal",
            "request: |\n  GET / HTTP/1.1\n  Host: a\n",
            "GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        ),
        (
            "stripped",
            "request: |-\n  GET / HTTP/1.1\n  Host: a\n",
            "GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        ),
        (
            "kept",
            "request: |+\n  GET / HTTP/1.1\n  Host: a\n\n",
            "GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        ),
        ("plain", "request: GET / HTTP/1.1", "GET / HTTP/1.1\\r\\n\\r\\n"),
        ("single", "request: 'GET / HTTP/1.1'", "GET / HTTP/1.1\\r\\n\\r\\n"),
        (
            "double",
            "request: \"GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\nx\\r\\n\"",
            "GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\nx\\r\\n",
        ),
        (
            "folded",
            "request: >\n  GET\n  / HTTP/1.1\n\n  Host: a\n",
            "GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        ),
        ("body", "request: |\n  POST / HTTP/1.1\n\n  a\n  b\n", "POST / HTTP/1.1\\r\\n\\r\\na\\nb"),
        (
            "body without break",
            "request: |-\n  POST / HTTP/1.1\n\n  a\n",
            "POST / HTTP/1.1\\r\\n\\r\\na",
        ),
        (
            "body with kept breaks",
            "request: |+\n  POST / HTTP/1.1\n\n  a\n\n",
            "POST / HTTP/1.1\\r\\n\\r\\na\\n",
        ),
        (
            "body with its own break",
            "request: |\n  POST / HTTP/1.1\n\n  a\\n\n",
            "POST / HTTP/1.1\\r\\n\\r\\na\\n",
        ),
        (
            "second empty line",
            "request: |\n  P / HTTP/1.1\n\n  a\n\n  b\n",
            "P / HTTP/1.1\\r\\n\\r\\na\\n\\nb",
        ),
        ("joined", "request: |\n  GET /\\\n  a HTTP/1.1\n", "GET /a HTTP/1.1\\r\\n\\r\\n"),
        (
            "escapes",
            "request: |\n  GET / HTTP/1.1\\x0b\n  A: \\r\\t\\0\\\\\\xff\n",
            "GET / HTTP/1.1\\x0b\\r\\nA: \\r\\t\\0\\\\\\xff\\r\\n\\r\\n",
        ),
        (
            "variables",
            "request: |\n  GET {{page}} HTTP/1.1\n  A: \\{{b}} {{host}}\n",
            "GET <page> HTTP/1.1\\r\\nA: {{b}} <host>\\r\\n\\r\\n",
        ),
        ("trailing space", "request: |\n  GET / HTTP/1.1 \n", "GET / HTTP/1.1 \\r\\n\\r\\n"),
        (
            "empty line first",
            "request: |\n  \\r\\nGET / HTTP/1.1\n",
            "\\r\\nGET / HTTP/1.1\\r\\n\\r\\n",
        ),
        (
            "a lone CR line",
            "request: |\n  GET / HTTP/1.1\n  \\r\n",
            "GET / HTTP/1.1\\r\\n\\r\\r\\n\\r\\n",
        ),
        ("parts", "request: [{text: \"A\\r\\n\"}, {hex: 0d 0A}]\nbody: b", "A\\r\\n\\r\\nb"),
    ];
    for (name, text, want) in rows {
        assert_eq!(sent(text), want, "{name}");
        let crlf = with_expect(text).replace('\n', "\r\n");
        let with_mark = case(&format!("\u{feff}{crlf}"));
        let mut all = octets(&sends(&with_mark)[0].head);
        all.extend(octets(&sends(&with_mark)[0].body));
        assert_eq!(escape(&all), want, "{name} in a CRLF file with a byte order mark");
    }
}

#[test]
fn a_send_has_what_is_written_and_nothing_else() {
    let rows = [
        ("literal", "send: |\n  a\n  b\n", "a\\r\\nb\\r\\n"),
        ("stripped", "send: |-\n  a\n  b\n", "a\\r\\nb"),
        ("kept", "send: |+\n  a\n\n", "a\\r\\n\\r\\n"),
        ("plain", "send: a", "a"),
        ("double with CRLF", "send: \"a\\r\\nb\\n\"", "a\\r\\nb\\r\\n"),
        ("double with own notation", "send: \"a\\\\x00\"", "a\\0"),
        ("joined at the end", "send: |\n  a\\\n", "a"),
        ("text part", "send: [{text: \"a\\n\"}, b]", "a\\r\\nb"),
        ("hex", "send: [{hex: '00 ff'}]", "\\0\\xff"),
        ("one part", "send: {hex: 00ff}", "\\0\\xff"),
        ("base64", "send: [{base64: AAH/}]", "\\0\\x01\\xff"),
        ("repeat", "send: [{repeat: {text: ab, times: 3}}]", "ababab"),
        ("pause", "send: [a, {pause: 10ms}, b]", "ab"),
        (
            "frame",
            "send: [{frame: {opcode: text, payload: Hello}}]",
            "\\x81\\x85\u{37}\\xfa!=\\x7f\\x9fMQX",
        ),
        (
            "close frame",
            "send: [{frame: {opcode: close, mask: none, code: 1000, payload: x}}]",
            "\\x88\\x03\\x03\\xe8x",
        ),
        (
            "wrong frame",
            "send: [{frame: {opcode: 15, fin: false, rsv: 7, mask: none, length: 126, length-bits: 7}}]",
            "\\x7f~",
        ),
    ];
    for (name, text, want) in rows {
        assert_eq!(sent(text), want, "{name}");
    }
}

#[test]
fn a_body_has_its_octets_as_they_are_meant() {
    let rows = [
        ("text", "body: |\n  a\n  b\n", "a\\nb"),
        ("quoted", "body: \"a\\n\"", "a\\n"),
        ("parts", "body: [a, {hex: '0a'}, {repeat: {hex: ff, times: 2}}]", "a\\n\\xff\\xff"),
        (
            "json",
            "body: {json: {a: [1, 'x', null], b: '{{host}}'}}",
            "{\"a\":[1,\"x\",null],\"b\":\"<host>\"}",
        ),
        (
            "form",
            "body: {form: {a b: 'c&d=é', e: '{{host}}', f: }}",
            "a+b=c%26d%3D%C3%A9&e=<host>&f=",
        ),
        (
            "chunks",
            "body: {chunks: [abc, {hex: 0d0a}]}",
            "3\\r\\nabc\\r\\n2\\r\\n\\r\\n\\r\\n0\\r\\n\\r\\n",
        ),
        ("trailers", "body: {chunks: [], trailers: {A: b}}", "0\\r\\nA: b\\r\\n\\r\\n"),
    ];
    for (name, text, want) in rows {
        let request = "request: |\n  P / HTTP/1.1\n  Content-Length: {{body.length}}\n";
        let head = "P / HTTP/1.1\\r\\nContent-Length: <body.length>\\r\\n\\r\\n";
        assert_eq!(sent(&format!("{request}{text}")), format!("{head}{want}"), "{name}");
    }
}
