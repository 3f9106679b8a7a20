//! Tests of what is written: the loader gives back the octets, and an answer matches what was made
//! of it.

use super::*;
use crate::load;
use crate::model::case::{Action, Case, Part};
use crate::model::template::{Template, Variables};

fn sheet_of(steps: Vec<Act>) -> Sheet {
    let draft = Draft { id: "a".to_owned(), title: "A".to_owned(), steps, ..Draft::default() };
    Sheet { title: "File".to_owned(), cases: vec![draft], ..Sheet::default() }
}

fn loaded(text: &str) -> Vec<Case> {
    let loaded = load::load_text("a.yaml", text);
    assert!(loaded.diagnostics.is_empty(), "{text}\n{:?}", loaded.diagnostics);
    loaded.suite.cases.iter().map(|case| (**case).clone()).collect()
}

/// All that a case sends, and its text.
fn written(octets: &[u8]) -> (Vec<u8>, String) {
    let sheet =
        sheet_of(vec![Act::Send(Template::octets(octets)), Act::Expect(Expected::default())]);
    let text = sheet.text().unwrap_or_else(|e| panic!("{octets:?}: {e:?}"));
    let mut sent = Vec::new();
    for case in loaded(&text) {
        for step in &case.steps {
            let Action::Send(send) = &step.action else { continue };
            for part in send.head.iter().chain(&send.body) {
                let Part::Octets(template) = part else { panic!("{part:?}") };
                sent.extend(template.fill(&Variables::new()).unwrap());
            }
        }
    }
    (sent, text)
}

fn assert_round_trip(octets: &[u8]) -> String {
    let (sent, text) = written(octets);
    assert_eq!(String::from_utf8_lossy(&sent), String::from_utf8_lossy(octets), "{text}");
    assert_eq!(sent, octets, "{text}");
    text
}

#[test]
fn what_is_sent_is_written_as_a_person_would() {
    let rows: [(&[u8], &str); 12] = [
        (
            b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "    request: |\n      GET / HTTP/1.1\n      Host: a\n    expect:\n",
        ),
        (
            b"POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\na\nb\n",
            "    request: |\n      POST / HTTP/1.1\n      Content-Length: 4\n\n      a\n      b\\n\n",
        ),
        (
            b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
            "\n\n      2\\r\\n\\\n      hi\\r\\n\\\n      0\\r\\n\\\n      \\r\\n\n    expect:\n",
        ),
        (
            b"GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n",
            "    request: |\n      GET / HTTP/1.1\n      A: b\n       c\n    expect:\n",
        ),
        (
            b"GET / HTTP/1.1\nA: b \r\nC:\td\\{{e}}\r\n\r\n",
            "      GET / HTTP/1.1\\nA: b\\x20\n      C:\\td\\\\\\{{e}}\n",
        ),
        (b"GET / HTTP/1.1\r\nA: \xe9\xc3\xa9\r\n\r\n", "      A: \\xe9\\xc3\\xa9\n"),
        (
            b"GET / HTTP/1.1\r\n",
            "    intended: [head]\n    send: |+\n      GET / HTTP/1.1\n    expect:\n",
        ),
        (b"GET / HT", "    send: |-\n      GET / HT\n"),
        (
            b"\r\n\r\nGET / HTTP/1.1\r\n\r\n",
            "    send: |+\n      \\r\\n\\\n\n      GET / HTTP/1.1\n\n    expect:\n",
        ),
        (b" \r\n \r\n", "    send: |+\n      \\x20\n      \\x20\n"),
        (b"\x16\x03\x01\x00\xff\xfe", "    send:\n      - hex: '16 03 01 00 ff fe'\n"),
        (
            b"PUT / HTTP/1.1\r\nContent-Length: 6\r\n\r\n\x89PNG\xff\xff\xff\xfe",
            "    intended: [content-length]\n    request: |\n      PUT / HTTP/1.1\n      Content-Length: 6\n    body:\n      hex: '89 50 4e 47 ff ff ff fe'\n",
        ),
    ];
    for (octets, want) in rows {
        let text = assert_round_trip(octets);
        assert!(text.contains(want), "{text}\nlacks\n{want}");
    }
}

/// Octets of a small alphabet in which everything that has a meaning somewhere is frequent; the
/// generator is xorshift, so that a failure comes again.
#[test]
fn whatever_octets_are_sent_the_loader_gives_them_back() {
    let units: [&[u8]; 26] = [
        b"\r\n",
        b"\r\n\r\n",
        b"\n",
        b"\r",
        b" ",
        b"  ",
        b"\t",
        b"\\",
        b"{",
        b"{{",
        b"}}",
        b"[[",
        b"a",
        b"GET / HTTP/1.1\r\n",
        b"Content-Length: 3\r\n",
        b"#",
        b"---",
        b": ",
        b"- ",
        b"'",
        b"\"",
        b"\xff",
        b"\0",
        "é".as_bytes(),
        "第\u{2028}\u{85}".as_bytes(),
        b"\\x20",
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |most: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % most as u64).unwrap()
    };
    for _ in 0..1500 {
        let mut octets = Vec::new();
        if next(2) == 0 {
            octets.extend_from_slice(b"GET / HTTP/1.1\r\n");
        }
        for _ in 0..=next(12) {
            octets.extend_from_slice(units[next(units.len())]);
        }
        assert_round_trip(&octets);
    }
    for _ in 0..200 {
        let octets: Vec<u8> = (0..=next(300)).map(|_| u8::try_from(next(256)).unwrap()).collect();
        assert_round_trip(&octets);
    }
}

#[test]
fn long_bodies_are_written_in_lines_of_base64_or_as_their_text() {
    let head = b"POST / HTTP/1.1\r\nContent-Length: 70000\r\n\r\n";
    let binary: Vec<u8> = (0..70_000_u32).map(|n| n.to_le_bytes()[0] | 0x80).collect();
    let text = assert_round_trip(&[head.as_slice(), &binary].concat());
    assert!(text.contains("    body:\n      base64: |\n        gIG"), "{}", &text[..400]);
    assert!(text.lines().all(|line| line.len() < 90));
    assert_round_trip(&[head.as_slice(), &b"a".repeat(70_000)].concat());
}

#[test]
fn a_host_that_is_the_targets_becomes_the_variable() {
    let rows: [(&str, usize); 5] = [
        ("GET / HTTP/1.1\r\nHost: a:1\r\n\r\n", 1),
        ("GET / HTTP/1.1\r\nhost:a:1\r\nHOST: \ta:1\r\nX: a:1\r\n\r\nHost: a:1\r\n", 2),
        ("GET / HTTP/1.1\r\nHost: a:12\r\n\r\n", 0),
        ("GET / HTTP/1.1\r\nHost: a:1 \r\n\r\n", 0),
        ("Host: a:1", 0),
    ];
    for (octets, want) in rows {
        let template = recording::with_host(octets.as_bytes(), "a:1");
        assert_eq!(template.variables().count(), want, "{octets:?}");
        let host = [("host".to_owned(), "a:1".into())].into();
        assert_eq!(template.fill(&host).unwrap(), octets.as_bytes());
    }
}

#[test]
fn cases_of_one_name_get_ids_of_their_own() {
    let mut sheet = sheet_of(vec![]);
    let steps = vec![
        Act::Send(Template::octets("GET / HTTP/1.1\r\n\r\n")),
        Act::Expect(Expected::default()),
    ];
    sheet.cases = ["GET /a", "get-/A", "", "GET /a", "../é"]
        .map(|id| Draft {
            id: id.to_owned(),
            title: id.to_owned(),
            steps: steps.clone(),
            ..Draft::default()
        })
        .to_vec();
    let cases = loaded(&sheet.text().unwrap());
    let ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids, ["get/a", "get/a-2", "case-3", "get/a-3", "case-5"]);
}

#[test]
fn whatever_a_title_holds_it_is_one_line() {
    for hostile in [
        "a: b # c",
        "'",
        "\"x\\\"",
        "- [",
        "no",
        "1e3",
        "a\nb: c\0\u{85}\u{2028}",
        "{{x}}",
        "",
        "@ %",
    ] {
        let mut sheet = sheet_of(vec![
            Act::Send(Template::octets("GET / HTTP/1.1\r\n\r\n")),
            Act::Expect(Expected::default()),
        ]);
        sheet.title = hostile.to_owned();
        sheet.cases[0].title = hostile.to_owned();
        sheet.cases[0].requirement = hostile.to_owned();
        sheet.cases[0].remarks = vec![hostile.to_owned()];
        sheet.remarks = vec![hostile.to_owned()];
        assert_eq!(loaded(&sheet.text().unwrap()).len(), 1, "{hostile:?}");
    }
}

mod varying {
    use super::*;
    use crate::model::expectation::Hole;

    /// An answer's text with its placeholders as they are written.
    fn holes(first: &str, again: &str) -> String {
        let again = Some(again.as_bytes());
        let varying = Varying { first: first.as_bytes(), again, now: 784_111_777 };
        let holes = varying.holes();
        holes.map_or_else(|| "nothing".to_owned(), |h| h.iter().map(Hole::to_string).collect())
    }

    #[test]
    fn what_differs_between_two_answers_is_the_narrowest_placeholder_that_both_fit() {
        let rows = [
            ("a b", "a b", "a b"),
            ("visit 9 of 10", "visit 10 of 10", "visit [[number]] of 10"),
            (
                r#"{"id":"0b9f6e2a-1111-4222-8333-444455556666","a":1}"#,
                r#"{"id":"9c8d7e6f-aaaa-4bbb-8ccc-ddddeeeeffff","a":1}"#,
                r#"{"id":"[[/[0-9A-Fa-f-]{36}/]]","a":1}"#,
            ),
            ("token=deadbeef01 end", "token=0badc0de99 end", "token=[[/[0-9A-Fa-f]{10}/]] end"),
            (
                "user kim is here now",
                "user alexandra is here now",
                "user [[/[A-Za-z0-9_]+/]] is here now",
            ),
            ("one two three four", "one three four", "one [[any]]three four"),
            ("list: end of it all", "list: a, b, end of it all", "list: [[any]]end of it all"),
        ];
        for (first, again, want) in rows {
            assert_eq!(holes(first, again), want, "{first} / {again}");
        }
        assert_eq!(holes("abcdefgh", "12345678"), "nothing");
    }

    #[test]
    fn times_of_the_moment_vary_by_nature_and_other_times_do_not() {
        let rows = [
            ("at Sun, 06 Nov 1994 08:49:37 GMT.", "at [[http-date]]."),
            ("t=1995292519.241;", "t=1995292519.241;"),
            ("at Sun, 06 Nov 1994 08:00:00 GMT.", "at Sun, 06 Nov 1994 08:00:00 GMT."),
            ("now=784111777, then=784111000", "now=784111777, then=784111000"),
            ("{\"t\": 784111777000}", "{\"t\": 784111777000}"),
        ];
        for (text, want) in rows {
            assert_eq!(holes(text, text), want);
        }
        let now = jiff::Timestamp::from_second(1_700_000_000).unwrap();
        let text = format!(
            "{{\"at\":\"{now}\",\"f\":1700000001.5,\"s\":1700000001,\"ms\":1700000001234}}"
        );
        let varying = Varying { first: text.as_bytes(), again: None, now: 1_700_000_000 };
        let written: String = varying.holes().unwrap().iter().map(Hole::to_string).collect();
        let time = "[[/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[0-9Z:.,+-]*/]]";
        let want = format!(
            "{{\"at\":\"{time}\",\"f\":[[/[0-9]{{10}}\\.[0-9]+/]],\"s\":[[number]],\"ms\":[[number]]}}"
        );
        assert_eq!(written, want);
    }
}
