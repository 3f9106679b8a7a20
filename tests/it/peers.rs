//! Scripted peers that misbehave: each gives the right verdict within its deadline, and none of
//! them stops the tool.

use serde_json::Value;

use crate::support::command::{Folder, Ran};
use crate::support::peer::{Connection, Peer, dated};

/// Runs one case with this `expect:` against a script, with a read time-out of 300 ms.
fn run(expect: &str, script: impl Fn(Connection) + Send + Sync + 'static) -> (Ran, Value) {
    run_case(
        &format!("    request: |\n      GET / HTTP/1.1\n      Host: a\n    expect: {expect}\n"),
        script,
    )
}

fn run_case(rest: &str, script: impl Fn(Connection) + Send + Sync + 'static) -> (Ran, Value) {
    let (folder, peer) = (Folder::new(), Peer::start(script));
    folder.write("one.yaml", format!("cases:\n  - id: one\n    title: One\n{rest}"));
    let ran = folder.wirecase(&[
        "run",
        "one.yaml",
        "-t",
        &peer.url(),
        "--read-timeout",
        "300ms",
        "--case-timeout",
        "3s",
        "--report-json",
        "r.json",
    ]);
    let results = ran.json("r.json");
    let case = results["cases"][0].clone();
    (ran, case)
}

/// The words of all findings of a case: what is wrong, as the JSON names it.
fn what(case: &Value) -> Vec<String> {
    let findings = case["findings"].as_array().unwrap();
    findings.iter().map(|f| f["kind"]["what"].as_str().unwrap().to_owned()).collect()
}

/// All events of the first attempt by name.
fn events(case: &Value) -> Vec<String> {
    let events = case["attempts"][0]["transcript"]["events"].as_array().unwrap();
    events.iter().map(|e| e["event"].as_str().unwrap().to_owned()).collect()
}

fn whole() -> Vec<u8> {
    dated(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello")
}

#[test]
fn an_answer_in_segments_of_one_octet_is_one_answer() {
    let (ran, case) = run("{ status: 200, body: hello }", |mut c| {
        if c.read_head() {
            c.write_in_octets(&whole());
            c.drain();
        }
    });
    assert_eq!(case["verdict"], "pass", "{}", ran.all());
}

#[test]
fn two_answers_in_one_segment_are_two_answers() {
    let script = |mut c: Connection| {
        if c.read_head() && c.read_head() {
            let two = [whole(), whole().replace_status(b"404")].concat();
            c.write(&two);
            c.drain();
        }
    };
    let steps = "    steps:
      - request: |
          GET / HTTP/1.1
          Host: a
      - request: |
          GET /b HTTP/1.1
          Host: a
      - expect: { status: 200, body: hello }
      - expect: { status: 404, body: hello }
";
    let (ran, case) = run_case(steps, script);
    assert_eq!(case["verdict"], "pass", "{}", ran.all());
}

trait ReplaceStatus {
    fn replace_status(&self, status: &[u8; 3]) -> Vec<u8>;
}

impl ReplaceStatus for [u8] {
    fn replace_status(&self, status: &[u8; 3]) -> Vec<u8> {
        let mut bytes = self.to_vec();
        bytes[9..12].copy_from_slice(status);
        bytes
    }
}

#[test]
fn a_second_answer_that_was_not_asked_for_is_counted() {
    let (ran, case) = run("{ status: 200, responses: 1 }", |mut c| {
        if c.read_head() {
            c.write(&[whole(), whole()].concat());
            c.drain();
        }
    });
    assert_eq!(case["verdict"], "fail", "{}", ran.all());
    assert_eq!(what(&case), ["responses"]);
}

#[test]
fn what_came_before_a_reset_is_kept_and_the_reset_is_told_apart() {
    let (ran, case) = run("{ status: 200, body: hello }", |mut c| {
        if c.read_head() {
            let whole = whole();
            c.write(&whole[..whole.len() - 3]);
            std::thread::sleep(std::time::Duration::from_millis(50));
            c.reset();
        }
    });
    assert_eq!(case["verdict"], "fail", "{}", ran.all());
    assert!(events(&case).contains(&"reset".to_owned()), "{:?}", events(&case));
    assert!(events(&case).contains(&"received".to_owned()), "{:?}", events(&case));
    assert!(what(&case).contains(&"incomplete".to_owned()), "{:?}", what(&case));
}

#[test]
fn silence_is_neither_a_close_nor_an_error() {
    for expect in
        ["{ status: 400 }", "[{ status: 400 }, { connection: closed }, { connection: reset }]"]
    {
        let (ran, case) = run(expect, |mut c| {
            c.drain();
        });
        assert_eq!(case["verdict"], "fail", "{}", ran.all());
        assert!(events(&case).contains(&"timed-out".to_owned()), "{:?}", events(&case));
    }
}

#[test]
fn silence_is_right_where_the_server_should_wait() {
    let (ran, case) = run("{ silence: 100ms }", |mut c| c.drain());
    assert_eq!(case["verdict"], "pass", "{}", ran.all());
    let (ran, case) = run("{ silence: 100ms }", |mut c| {
        c.read_head();
    });
    assert_eq!(case["verdict"], "fail", "a close is no silence: {}", ran.all());
}

#[test]
fn a_header_section_without_end_is_cut_at_the_cap() {
    let (ran, case) = run_case(
        "    max-bytes: 100000\n    request: |\n      GET / HTTP/1.1\n      Host: a\n    expect: { status: 200 }\n",
        |mut c| {
            if c.read_head() {
                c.write(b"HTTP/1.1 200 OK\r\n");
                c.write_for_ever(b"X-Filler: 0123456789012345678901234567890123456789\r\n");
            }
        },
    );
    assert_eq!(case["verdict"], "fail", "{}", ran.all());
    assert!(events(&case).contains(&"too-many-bytes".to_owned()), "{:?}", events(&case));
}

#[test]
fn a_body_without_end_is_cut_at_the_cap() {
    let (ran, case) = run_case(
        "    max-bytes: 100000\n    request: |\n      GET / HTTP/1.1\n      Host: a\n    expect: { status: 200 }\n",
        |mut c| {
            if c.read_head() {
                c.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                c.write_for_ever(b"10\r\n0123456789abcdef\r\n");
            }
        },
    );
    assert_eq!(case["verdict"], "fail", "{}", ran.all());
    assert!(what(&case).contains(&"incomplete".to_owned()), "{:?}", what(&case));
}

#[test]
fn a_close_within_a_chunk_is_an_incomplete_answer() {
    let (ran, case) = run("{ status: 200 }", |mut c| {
        if c.read_head() {
            c.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n01234");
        }
    });
    assert_eq!(case["verdict"], "fail", "{}", ran.all());
    assert!(what(&case).contains(&"incomplete".to_owned()), "{:?}", what(&case));
}

#[test]
fn garbled_answers_are_described_and_not_choked_on() {
    let answers: [&'static [u8]; 5] = [
        b"h-http/1.1 200 ok\r\nc-content-length: 5\r\ncontent-wength: 5\r\n\r\nhello",
        b"\x00\x01\x02\xff\xfe garbage \x1b[2J\r\n\r\n",
        b"<html>an answer of HTTP/0.9</html>",
        b"SSH-2.0-OpenSSH_9.2p1\r\n",
        b"\r\n\r\n\r\n",
    ];
    for answer in answers {
        let (ran, case) = run("{ status: 200 }", move |mut c| {
            if c.read_head() {
                c.write(answer);
            }
        });
        assert_eq!(case["verdict"], "fail", "{}", ran.all());
        assert!(!what(&case).is_empty(), "{}", ran.all());
        assert!(!ran.stdout().contains('\x1b'), "an escape sequence reached the terminal");
    }
}

#[test]
fn a_404_without_the_empty_line_has_a_line_without_a_colon() {
    let (ran, case) = run("{ status: 404 }", |mut c| {
        if c.read_head() {
            c.write(&dated(b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 15\r\n<!DOCTYPE html>\r\n\r\n<!DOCTYPE html>"));
            c.drain();
        }
    });
    assert_eq!(case["verdict"], "pass", "{}", ran.all());
    assert_eq!(case["see"], serde_json::json!(["lint/line-without-colon"]), "{}", ran.all());
    assert_eq!(ran.code(), 1, "a lint of level must fails the run: {}", ran.all());
}

#[test]
fn an_answer_before_the_request_is_read_is_read_while_writing() {
    let rest = "    send:
      - { text: \"POST / HTTP/1.1\\\\r\\\\nHost: a\\\\r\\\\nContent-Length: 8388608\\\\r\\\\n\\\\r\\\\n\" }
      - { repeat: { text: x, times: 8388608 } }
    intended: [content-length]
    expect: { status: 413, connection: closed }
";
    let (ran, case) = run_case(rest, |mut c| {
        if c.read_head() {
            c.write(&dated(
                b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            ));
            // Closing with octets unread resets the connection, as a server that refuses early does.
        }
    });
    assert_eq!(case["verdict"], "pass", "{}", ran.all());
}

#[test]
fn an_answer_that_comes_unasked_is_seen_as_such() {
    let (ran, case) = run_case(
        "    steps:\n      - connect: true\n      - expect: { silence: 200ms }\n",
        |mut c| {
            c.write(&whole());
            c.drain();
        },
    );
    assert_eq!(case["verdict"], "fail", "{}", ran.all());
    assert!(what(&case).contains(&"silence".to_owned()), "{:?}", what(&case));
}

#[test]
fn a_verdict_that_differs_when_tried_again_is_flaky_with_both_transcripts() {
    let first = std::sync::atomic::AtomicBool::new(true);
    let (ran, case) = run("{ status: 200 }", move |mut c| {
        if c.read_head() {
            if first.swap(false, std::sync::atomic::Ordering::SeqCst) {
                c.write(&whole().replace_status(b"503"));
            } else {
                c.write(&whole());
            }
            c.drain();
        }
    });
    assert_eq!(case["verdict"], "flaky", "{}", ran.all());
    assert_eq!(case["attempts"].as_array().unwrap().len(), 2);
    assert_eq!(case["attempts"][0]["verdict"], "fail");
    assert_eq!(case["attempts"][1]["verdict"], "pass");
}

#[test]
fn an_outcome_that_ends_the_case_leaves_the_other_steps_out() {
    let steps = "    steps:
      - request: |
          GET / HTTP/1.1
          Host: a
      - expect:
          - { status: 200, headers: { Connection: { contains: close } }, verdict: info, ends: true }
          - { status: 200 }
      - request: |
          GET /again HTTP/1.1
          Host: a
      - expect: { status: 204 }
";
    for (field, verdict) in [("Connection: close\r\n", "info"), ("", "fail")] {
        let answer =
            dated(format!("HTTP/1.1 200 OK\r\n{field}Content-Length: 0\r\n\r\n").as_bytes());
        let (ran, case) = run_case(steps, move |mut c| {
            if c.read_head() {
                c.write(&answer);
            }
        });
        assert_eq!(case["verdict"], verdict, "{}", ran.all());
    }
}

#[test]
fn a_close_in_place_of_an_answer_is_no_close_after_one() {
    let expect = "[{ status: 400 }, { connection: closed }]";
    let (ran, case) = run(expect, |mut c| {
        c.read_head();
    });
    assert_eq!(case["verdict"], "pass", "{}", ran.all());
    let (ran, case) = run(expect, |mut c| {
        if c.read_head() {
            c.write(&whole());
        }
    });
    assert_eq!(case["verdict"], "fail", "{}", ran.all());
}

#[test]
fn what_a_target_sends_cannot_be_followed_anywhere() {
    let elsewhere = Peer::answering(whole());
    let location = format!(
        "HTTP/1.1 301 Moved Permanently\r\nLocation: {}/\r\nContent-Length: 0\r\n\r\n",
        elsewhere.url()
    );
    let (ran, case) = run("{ status: 301 }", move |mut c| {
        if c.read_head() {
            c.write(location.as_bytes());
            c.drain();
        }
    });
    assert_eq!(case["verdict"], "pass", "{}", ran.all());
    assert_eq!(elsewhere.connections(), 0);
}
