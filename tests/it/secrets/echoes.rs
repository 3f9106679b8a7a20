//! A server that gives a secret back in every form and wrapping, and the cases that ask it to.

use std::io::Write as _;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use crate::support::peer::{Connection, Peer};

/// The part of the secret that no encoding of characters changes, by which it is looked for.
pub(super) const RUN: &str = "Zq7xV9mKd3Wm2tR8";
/// A character of every kind stands behind it.
pub(super) const SECRET: &str = "Zq7xV9mKd3Wm2tR8/+\"&<é?";

/// What a secret looks like in octets where all of it is told.
pub(super) fn forms() -> &'static [Vec<u8>] {
    static FORMS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    FORMS.get_or_init(all_forms)
}

fn all_forms() -> Vec<Vec<u8>> {
    let each = |form: &dyn Fn(u8) -> String| RUN.bytes().map(form).collect::<String>();
    let mut forms = vec![
        RUN.to_owned(),
        each(&|octet| format!("{octet:02x}")),
        each(&|octet| format!("{octet:02X}")),
        each(&|octet| format!("%{octet:02x}")),
        each(&|octet| format!("%{octet:02X}")),
        each(&|octet| format!("\\u{octet:04x}")),
        each(&|octet| format!("&#{octet};")),
        // One octet a chunk.
        each(&|octet| format!("1\r\n{}\r\n", char::from(octet))),
    ];
    for before in ["", "u", "us"] {
        let coded = STANDARD.encode(format!("{before}{RUN}"));
        // Neither the characters shared with what is before nor those shared with what follows.
        forms
            .push(coded[(8 * before.len()).div_ceil(6)..8 * (before.len() + RUN.len()) / 6].into());
    }
    let mut forms: Vec<Vec<u8>> = forms.into_iter().map(String::into_bytes).collect();
    forms.push(gzipped());
    forms
}

fn gzipped() -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writeln!(encoder, "{{\"inside\": \"{SECRET}\"}}").unwrap();
    encoder.finish().unwrap()
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n{head}\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn percent(upper: bool) -> String {
    let octet = |octet: u8| match (upper, octet.is_ascii_alphanumeric()) {
        (_, true) => char::from(octet).to_string(),
        (true, _) => format!("%{octet:02X}"),
        (false, _) => format!("%{octet:02x}"),
    };
    SECRET.bytes().map(octet).collect()
}

/// Every form, a line each.
fn encoded() -> String {
    let each = |form: &dyn Fn(u8) -> String| SECRET.bytes().map(form).collect::<String>();
    let mut lines = vec![
        percent(true),
        percent(false),
        percent(true).replace("%2F", "/"),
        each(&|octet| format!("%{octet:02x}")),
        each(&|octet| format!("{octet:02x}")),
        each(&|octet| format!("{octet:02X}")),
        SECRET.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect(),
        SECRET.chars().map(|c| format!("&#{};", u32::from(c))).collect(),
        SECRET.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;"),
        serde_json::to_string(SECRET).unwrap(),
    ];
    for before in ["", "u", "us", "user:"] {
        lines.push(STANDARD.encode(format!("{before}{SECRET}")));
        lines.push(URL_SAFE_NO_PAD.encode(format!("{before}{SECRET} and more")));
    }
    lines.join("\n") + "\n"
}

/// What is answered at a path.
fn at(path: &str) -> Vec<u8> {
    let raw = format!("first line\nBearer {SECRET}-tail\nlast line\n");
    match path {
        "/status" => format!("HTTP/1.1 200 It is {SECRET}\r\nContent-Length: 0\r\n\r\n").into_bytes(),
        "/header" => answer(
            &format!("X-Echo: Bearer {SECRET}\r\nX-Fold: {}\r\n {}\r\nSet-Cookie: a={SECRET}\r\n",
                &SECRET[..9], &SECRET[9..]),
            b"",
        ),
        "/redirect" => format!(
            "HTTP/1.1 302 Found\r\nLocation: /next?to=%2Fa%3Ft%3D{}&s={}\r\nContent-Length: 0\r\n\r\n",
            percent(true).replace('%', "%25"),
            percent(false)
        )
        .into_bytes(),
        "/encoded" => answer("Content-Type: text/plain\r\n", encoded().as_bytes()),
        "/json" => answer(
            "Content-Type: application/json\r\n",
            serde_json::json!({ "token": SECRET, "list": [{ SECRET: 1 }], "n": 1 })
                .to_string()
                .as_bytes(),
        ),
        "/chunks" => {
            let mut all = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
            for octet in SECRET.bytes() {
                all.extend_from_slice(b"1\r\n");
                all.push(octet);
                all.extend_from_slice(b"\r\n");
            }
            all.extend_from_slice(format!("0\r\nX-Trailer: {SECRET}\r\n\r\n").as_bytes());
            all
        }
        "/gzip" => answer("Content-Encoding: gzip\r\n", &gzipped()),
        "/corrupt" => {
            // Its checksum is wrong: it cannot be undone, and yet everyone else's tool would.
            let mut octets = gzipped();
            let at = octets.len() - 6;
            octets[at] ^= 0xff;
            answer("Content-Encoding: gzip\r\n", &octets)
        }
        "/cut" => [&answer("", raw.as_bytes())[..], b""].concat()[..75].to_vec(),
        "/events" => answer(
            "Content-Type: text/event-stream\r\n",
            format!("id: {SECRET}\ndata: {SECRET}\n\n").as_bytes(),
        ),
        "/frames" => {
            let mut all = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
                .to_vec();
            // Two fragments of one message, and a whole one.
            let (one, two) = SECRET.as_bytes().split_at(7);
            for (first, payload) in [(0x01, one), (0x80, two), (0x81, SECRET.as_bytes())] {
                all.extend([first, u8::try_from(payload.len()).unwrap()]);
                all.extend_from_slice(payload);
            }
            all
        }
        _ => answer("X-Echo: none\r\n", raw.as_bytes()),
    }
}

/// Answers by path; `/split` octet by octet. Closes after one answer.
pub(super) fn server() -> Peer {
    Peer::start(|mut connection: Connection| {
        if !connection.read_head() {
            return;
        }
        let head = String::from_utf8_lossy(&connection.take()).into_owned();
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        let path = path.split('?').next().unwrap_or_default();
        if path == "/split" {
            connection.write_in_octets(&at("/raw"));
        } else {
            connection.write(&at(path));
        }
        connection.end();
    })
}

/// A case for each path with an expectation that quotes what comes and what was sent.
pub(super) fn cases() -> String {
    let rows = [
        ("raw", r#"{ status: 200, body: "first line\nBearer {{token}}-TAIL\nlast line\n" }"#),
        ("bytes", r#"{ status: 200, body: { bytes: "first line\nBearer {{token}}.tail\n" } }"#),
        ("split", r#"{ status: 200, body: { contains: "{{token}}x" } }"#),
        (
            "digest",
            r"{ body: { sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 } }",
        ),
        ("length", "{ status: 201, body: { length: 1..3 } }"),
        ("pattern", "{ body: { matches: '^Bearer [A-Z]+$' } }"),
        ("pattern-fits", "{ body: { matches: 'Bearer Z[a-z0-9A-Z]+/' } }"),
        ("fits", r#"{ status: 200, body: "first line\nBearer {{token}}-tail\nlast line\n" }"#),
        ("status", r#"{ status: 204, reason: "{{token}}" }"#),
        (
            "header",
            r#"{ headers: { X-Echo: "Bearer {{token}}.", X-Fold: "{{token}}", Set-Cookie: absent } }"#,
        ),
        ("redirect", r#"{ status: 302, headers: { Location: "/{{token}}" } }"#),
        ("encoded", r#"{ body: "{{token}}\n" }"#),
        ("json", "{ body: { json: { token: x, list: [], n: 2 } } }"),
        ("chunks", r#"{ body: "{{token}}{{token}}", trailers: { X-Trailer: "x{{token}}" } }"#),
        ("chunks-fits", r#"{ body: "first line\nBearer {{token}}-tail\nlast line\n" }"#),
        ("gzip", r#"{ body: "{{token}}" }"#),
        ("corrupt", r#"{ body: "{{token}}" }"#),
        ("cut", r#"{ status: 200, body: "{{token}}" }"#),
        ("events", r#"{ events: [{ data: "x{{token}}", id: '1' }] }"#),
        ("response", r#"{ status: 404 }"#),
    ];
    let mut yaml = String::from("title: Secrets\ndefaults: { needs: [token] }\ncases:\n");
    for (name, expect) in rows {
        let expect = expect.replace("Set-Cookie: absent", "Set-Cookie: { absent: true }");
        yaml.push_str(&format!(
            "  - id: secret/{name}\n    title: Given back in {name}\n    spec: RFC 9110 11.4\n    \
             request: |\n      POST /{name}?t={{{{token}}}} HTTP/1.1\n      Host: {{{{host}}}}\n      \
             Authorization: Bearer {{{{token}}}}\n      Cookie: a={{{{token}}}}\n      \
             Content-Length: {{{{body.length}}}}\n\n      token={{{{token}}}}\n    expect: {expect}\n"
        ));
    }
    yaml.push_str(concat!(
        "  - id: secret/written\n    title: Written Zq7xV9mKd3Wm2tR8/+\\\"&<é? here\n    spec: RFC 9110 11.4\n",
        "    request: |\n      GET /raw HTTP/1.1\n      Host: {{host}}\n",
        "    expect: { status: 200, body: 'Bearer Zq7xV9mKd3Wm2tR8/+\"&<é?-tall' }\n",
        "  - id: secret/frames\n    title: Frames\n    spec: RFC 6455 5.2\n    steps:\n",
        "      - request: |\n          GET /frames HTTP/1.1\n          Host: {{host}}\n          Upgrade: websocket\n",
        "          Connection: Upgrade\n          Sec-WebSocket-Version: 13\n",
        "          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n",
        "      - expect: { status: 101 }\n",
        "      - send:\n          - frame: { opcode: text, mask: 37fa213d, payload: 'a {{token}} b' }\n",
        "      - expect: { frames: [{ opcode: text, payload: 'x{{token}}' }] }\n",
        "  - id: secret/capture\n    title: Capture\n    spec: RFC 9110 11.4\n    steps:\n",
        "      - request: |\n          GET /raw?1 HTTP/1.1\n          Host: {{host}}\n        as: one\n",
        "      - expect: { status: 200, body: { matches: 'Bearer (.+)-tail', capture: seen } }\n",
        "      - on: two\n        request: |\n          GET /header?{{seen}} HTTP/1.1\n          Host: {{host}}\n",
        "          X-Seen: {{seen}}\n",
        "      - on: two\n        expect: { headers: { X-Echo: '{{seen}}' }, body: { same-as: one } }\n",
    ));
    yaml
}
