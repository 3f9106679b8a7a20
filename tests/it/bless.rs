//! `wirecase bless`: the file is changed where the case asked for something else, and passes then.

use crate::accept::OUTSIDE;
use crate::support::command::{Folder, Ran};
use crate::support::peer::Peer;
use crate::support::server::Served;

const CASES: &str = "\
# kept
cases:
  - id: my/page
    title: My page   # kept, too
    spec: RFC 9110 9.3.1
    request: |
      GET / HTTP/1.1
      Host: {{host}}
    expect:
      # the status
      status: 200
      headers: { Server: 'other', X-Gone: { present: true } }
      body: { text: \"old\", length: 3 }

  - id: my/whole
    title: Whole
    level: should
    request: |
      GET / HTTP/1.1
      Host: {{host}}
    response: |
      HTTP/1.1 200 OK
      Content-Length: [[number]]
      Server: other

      hel[[any]]
      worl

  - id: my/good
    title: Good
    request: |
      GET / HTTP/1.1
      Host: {{host}}
    expect: { status: 4xx }
";

const ANSWER: &[u8] =
    b"HTTP/1.1 404 Not Found\r\nContent-Length: 11\r\nServer: mine/1 (a: b)\r\n\r\nhello\nworld";

const WANT: &[(&str, &str)] = &[
    ("status: 200\n", "status: 404\n"),
    (
        "{ Server: 'other', X-Gone: { present: true } }",
        "{ Server: 'mine/1 (a: b)', X-Gone: { absent: true } }",
    ),
    ("{ text: \"old\", length: 3 }", "{ text: \"hello\\nworld\", length: 11 }"),
    ("HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found"),
    ("      Server: other\n", "      Server: mine/1 (a: b)\n"),
    ("      worl\n", "      world\n"),
];

fn bless(folder: &Folder, words: &[&str]) -> Ran {
    folder.wirecase_in(&OUTSIDE, &[&["bless"], words].concat())
}

#[test]
fn what_departs_is_rewritten_and_passes_and_every_other_octet_stays() {
    let peer = Peer::answering(ANSWER.to_vec());
    let folder = Folder::new();
    let file = folder.write("a.yaml", CASES);
    let read = || std::fs::read_to_string(&file).unwrap();
    let url = peer.url();

    let ran = bless(&folder, &["a.yaml", "-t", &url, "--dry-run"]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    assert!(ran.stdout().contains("\n+      status: 404\n"), "{}", ran.all());
    assert!(ran.stdout().ends_with("2 cases would be rewritten; nothing was\n"), "{}", ran.all());
    assert!(ran.stderr().contains("my/page (level must)"), "{}", ran.all());
    assert!(ran.stderr().contains("RFC 9110 9.3.1"), "{}", ran.all());
    // What it needs is not there: it is told, and nothing is called right.
    let needs = CASES.replace("    title: Good\n", "    title: Good\n    needs: [post]\n");
    folder.write("b.yaml", needs.replace("my/", "our/"));
    let ran = bless(&folder, &["our/good", "b.yaml", "-t", &url]);
    assert_eq!((ran.code(), ran.stdout().as_str()), (4, "nothing was run: nothing to bless\n"));
    assert!(ran.stderr().contains("skipped: our/good: "), "{}", ran.all());
    // Nobody to ask.
    let ran = bless(&folder, &["a.yaml", "-t", &url]);
    assert_eq!(ran.code(), 1, "{}", ran.all());
    assert!(ran.stderr().contains("give --yes"), "{}", ran.all());
    assert_eq!(read(), CASES);

    let ran = bless(&folder, &["a.yaml", "-t", &url, "--yes"]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    let want = WANT.iter().fold(CASES.to_owned(), |text, (old, new)| text.replacen(old, new, 1));
    assert_eq!(read(), want);
    let ran = folder.wirecase(&["run", "a.yaml", "-t", &url]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    let ran = bless(&folder, &["a.yaml", "-t", &url, "--yes"]);
    assert_eq!((ran.code(), ran.stdout().as_str()), (0, "nothing departs: nothing to bless\n"));
}

#[test]
fn what_cannot_be_asked_for_is_left_with_the_reason() {
    let peer = Peer::start(|mut connection| {
        if !connection.read_head() {
            return;
        }
        let says_a = connection.has_seen(b"GET /a");
        connection.write(if says_a {
            b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
        } else {
            b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        });
    });
    let folder = Folder::new();
    let request = "request: |\n      GET /{{v}} HTTP/1.1\n      Host: {{host}}\n";
    let text = format!(
        "defaults:\n  variables: {{ v: b }}\n  expect: {{ status: 200 }}\ncases:\n  \
         - id: my/each\n    title: A\n    each: {{ v: [a, b] }}\n    {request}    \
         expect: {{ status: 200 }}\n  - id: my/body\n    title: B\n    {request}    \
         expect: {{ body: {{ contains: x }} }}\n  - id: my/shared\n    title: C\n    {request}  \
         - id: my/shared-too\n    title: D\n    {request}"
    );
    let file = folder.write("a.yaml", &text);
    let ran = bless(&folder, &["a.yaml", "-t", &peer.url(), "--yes"]);
    assert_eq!(ran.code(), 1, "{}", ran.all());
    let told = ran.stderr();
    for why in [
        "left: my/each: `each` makes several cases of it, and they are not answered alike",
        "left: my/body: `body`: no pattern can be made of one answer",
        "left: my/shared: what it expects is written in `defaults`",
    ] {
        assert!(told.contains(why), "{}", ran.all());
    }
    assert_eq!(std::fs::read_to_string(file).unwrap(), text);
}

#[test]
fn steps_are_blessed_one_after_the_other() {
    let served = Served::start(&[]);
    let folder = Folder::new();
    let text = "\
cases:
  - id: my/steps
    title: Steps
    needs: [keep-alive]
    steps:
      - request: |
          GET {{page}} HTTP/1.1
          Host: {{host}}
      - expect: { status: 201 }   # first
      - request: |
          GET /nothing-here HTTP/1.1
          Host: {{host}}
          Connection: close
      - expect: { status: 200, connection: open }
";
    let file = folder.write("a.yaml", text);
    let ran = bless(&folder, &["my/steps", "a.yaml", "-t", &served.url, "--yes"]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    let want = text
        .replace("{ status: 201 }", "{ status: 200 }")
        .replace("{ status: 200, connection: open }", "{ status: 404, connection: closed }");
    assert_eq!(std::fs::read_to_string(file).unwrap(), want, "{}", ran.all());
}

#[test]
fn it_is_refused_in_ci_and_for_the_bundled_suite() {
    let peer = Peer::answering(ANSWER.to_vec());
    let folder = Folder::new();
    let file = folder.write("a.yaml", CASES);
    let words = ["bless", "a.yaml", "-t", &peer.url(), "--yes"];
    let ran = folder.wirecase_in(&[("GITLAB_CI", "true")], &words);
    assert_eq!(ran.code(), 2, "{}", ran.all());
    assert!(ran.stderr().contains("--force"), "{}", ran.all());
    assert_eq!(std::fs::read_to_string(file).unwrap(), CASES);
    let ran = bless(&folder, &["session/connection/persists", "-t", &peer.url()]);
    assert_eq!(ran.code(), 2, "{}", ran.all());
    assert!(ran.stderr().contains("cases/session/01-connection.yaml"), "{}", ran.all());
}

/// What the built-in server is started by.
fn built_in() -> String {
    format!("'{}' serve --addr 127.0.0.1:{{{{port}}}}", env!("CARGO_BIN_EXE_wirecase"))
}

#[test]
fn a_server_is_started_for_it_and_https_is_spoken_as_the_flags_say() {
    let folder = Folder::new();
    let text = "cases:\n  - id: a\n    title: A\n    request: |\n      GET /nothing HTTP/1.1\n      \
                Host: {{host}}\n    expect: { status: 200 }\n";
    for (options, target) in [("", "http://127.0.0.1:0"), (" --tls", "https://127.0.0.1:0")] {
        let file = folder.write("a.yaml", text);
        let launch = built_in() + options;
        let words = ["a.yaml", "-t", target, "--launch", &launch, "-k", "--yes"];
        let ran = bless(&folder, &words);
        assert_eq!(ran.code(), 0, "{}", ran.all());
        let want = text.replace("status: 200", "status: 404");
        assert_eq!(std::fs::read_to_string(file).unwrap(), want, "{target}");
    }
}

#[test]
fn a_secret_is_sent_and_an_answer_that_holds_it_is_left() {
    let peer = Peer::start(|mut connection| {
        if !connection.read_head() {
            return;
        }
        let is_known = connection.has_seen(b"X-Key: hunter22-hunter22\r\n");
        connection.write(if is_known {
            b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Key: hunter22-hunter22\r\n\
              X-Hex: 68756e74657232322d68756e7465723232\r\nConnection: close\r\n\r\n"
        } else {
            b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        });
    });
    let folder = Folder::new();
    let case = |id: &str, expect: &str| {
        format!(
            "  - id: {id}\n    title: A\n    needs: [key]\n    request: |\n      \
             GET / HTTP/1.1\n      Host: a\n      X-Key: {{{{key}}}}\n    expect: {expect}\n"
        )
    };
    let cases = [
        case("as-it-is", "{ headers: { X-Key: other } }"),
        case("as-hex", "{ headers: { X-Hex: other } }"),
        case("known", "{ status: 201, headers: { X-Key: '{{key}}' } }"),
    ];
    let text = format!("cases:\n{}", cases.concat());
    let file = folder.write("a.yaml", &text);
    let secret = "key=hunter22-hunter22";
    let ran = bless(&folder, &["a.yaml", "-t", &peer.url(), "--secret", secret, "--yes"]);
    assert_eq!(ran.code(), 1, "{}", ran.all());
    for id in ["as-it-is", "as-hex"] {
        let left = format!("left: {id}: its answer holds a secret\n");
        assert!(ran.stderr().contains(&left), "{}", ran.all());
    }
    let written = std::fs::read_to_string(file).unwrap();
    assert_eq!(written, text.replace("status: 201", "status: 200"), "{}", ran.all());
    assert!(!ran.all().contains("hunter22"), "{}", ran.all());
}
