//! Wrong YAML → what the author is told, and where.

use super::*;

/// A file with many faults, and all that is said of it.
const FAULTY: &str = include_str!("faulty.yaml");
const FAULTY_TOLD: &str = include_str!("faulty.txt");

#[test]
fn every_error_of_a_file_is_told_at_once_with_place_caret_and_help() {
    let diagnostics = load_text("faulty.yaml", FAULTY).diagnostics;
    let told: Vec<String> = diagnostics.iter().map(|d| format!("{d}\n")).collect();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write("src/load/tests/faulty.txt", told.join("\n")).unwrap();
        return;
    }
    let told = told.join("\n");
    for (number, (told, want)) in told.split("\n\n").zip(FAULTY_TOLD.split("\n\n")).enumerate() {
        assert_eq!(told, want, "diagnostic {number}");
    }
    assert_eq!(told.len(), FAULTY_TOLD.len());
}

#[test]
fn what_is_likely_a_slip_is_warned_of_unless_it_is_intended() {
    let cl = "Content-Length";
    let request = |head: &str, body: &str| {
        format!("request: |\n  POST / HTTP/1.1\n  {head}\n\n{body}expect: {{status: 200}}\n")
    };
    let rows = [
        ("right length", request("Content-Length: 3", "  abc\n"), None),
        ("own length", request("Content-Length: {{body.length}}", "  abc\n"), None),
        ("wrong length", request("Content-Length: 64", "  abc\n"), Some("6:23: warning: Content-Length is 64, the body has 3 octets")),
        ("coded", request("Content-Length: 64\n  Transfer-Encoding: chunked", "  0\\r\\n\\r\\n\n"), None),
        ("two lengths", request("Content-Length: 1\n  Content-Length: 2", "  abc\n"), None),
        ("no number", request("Content-Length: +3", "  a\n"), None),
        ("no length", request("A: b", "  abc\n"), Some("5:7: warning: the body of 3 octets follows")),
        ("a variable as body", request("Content-Length: 9", "  {{host}}\n"), None),
        ("answered", format!("intended: content-length\n{}", request("Content-Length: 64", "  abc\n")), None),
        ("body later", format!("steps:\n  - request: |\n      POST / HTTP/1.1\n      {cl}: 3\n      Expect: 100-continue\n  - expect: {{interim: 100}}\n  - send: abc\n  - expect: {{status: 200}}"), None),
        ("body later, too short", format!("steps:\n  - request: |\n      POST / HTTP/1.1\n      {cl}: 4\n  - send: abc\n  - expect: {{status: 200}}"), Some("7:27: warning: Content-Length is 4, the body has 3 octets")),
        ("head without end", "send: |\n  GET / HTTP/1.1\n  Host: a\nexpect: {status: 200}".to_owned(), Some("5:7: warning: no empty line ends this head")),
        ("head with end", "send: |+\n  GET / HTTP/1.1\n  Host: a\n\nexpect: {status: 200}".to_owned(), None),
        ("head with bare LF", "send: \"GET / HTTP/1.1\\\\nHost: a\\\\n\\\\n\"\nexpect: {status: 200}".to_owned(), None),
        ("head and silence", "send: |\n  GET / HTTP/1.1\nexpect: {silence: true}".to_owned(), None),
        ("head answered", "intended: [head]\nsend: |\n  GET / HTTP/1.1\nexpect: {status: 400}".to_owned(), None),
        ("no request at all", "send: garbage\nexpect: {status: 400}".to_owned(), None),
        ("wide character", "request: |\n  GET /\u{e9} HTTP/1.1\nexpect: {status: 200}".to_owned(), Some("5:12: warning: U+00E9 is sent as the two octets C3 A9")),
        ("wide in a body", request("Content-Length: 2", "  \u{e9}\n"), None),
        ("YAML's own escape", "send: [\"\\xff\"]\nexpect: {status: 200}".to_owned(), Some("4:13: warning: U+00FF is sent as the two octets C3 BF")),
        ("YAML's own escape in a body", "request: P / HTTP/1.1\nbody: \"\\xff\"\nintended: content-length\nexpect: {status: 200}".to_owned(), Some("5:12: warning: U+00FF")),
        ("wide answered", "intended: octets\nrequest: |\n  GET /\u{e9} HTTP/1.1\nexpect: {status: 200}".to_owned(), None),
        (
            "answered in another step",
            "steps:\n  - send: a\n    intended: octets\n  - send: \u{e9}\n  - expect: {status: 400}"
                .to_owned(),
            Some("7:15: warning: U+00E9"),
        ),
        ("Chinese", "request: |\n  GET /\u{4e2d} HTTP/1.1\nexpect: {status: 200}".to_owned(), None),
    ];
    for (name, text, want) in rows {
        let told = told(&in_case(&text));
        match want {
            None => assert_eq!(told, Vec::<String>::new(), "{name}"),
            Some(want) => {
                assert!(told.len() == 1 && told[0].starts_with(want), "{name}: {told:?}");
            }
        }
    }
}

#[test]
fn a_section_that_does_not_exist_is_refused_with_those_that_do() {
    let rows = [
        ("RFC 9112 6.3", None),
        ("RFC 9110", None),
        ("RFC 99999 1.2", None),
        ("RFC 9112 A", None),
        ("SSE 9.2.6", None),
        (
            "RFC 9112 6.9",
            Some(
                "RFC 9112 has no section 6.9\n  help: there are 6 (Message Body), \
                 6.1 (Transfer-Encoding), 6.2 (Content-Length), 6.3 (Message Body Length)",
            ),
        ),
        ("RFC 9112 99", Some("RFC 9112 has no section 99\n  help: look the section up")),
        ("RFC 9112 6.3.1.1", Some("RFC 9112 has no section 6.3.1.1\n  help: there are 6.3 (")),
    ];
    for (citation, want) in rows {
        let text = format!(
            "cases:\n- id: a\n  title: a\n  spec: {citation}\n  send: a\n  expect: {{status: 400}}\n"
        );
        let told: Vec<String> =
            load_text("a.yaml", &text).diagnostics.iter().map(ToString::to_string).collect();
        match want {
            None => assert!(told.iter().all(|t| !t.contains("section")), "{citation}: {told:?}"),
            Some(want) => {
                let plain = told.join("\n").replace("= help", "help");
                for part in want.split("\n  ") {
                    assert!(plain.contains(part), "{citation}: {plain}");
                }
                assert!(plain.contains("4:9"), "{citation}: {plain}");
            }
        }
    }
}

#[test]
fn a_name_is_known_from_the_step_after_it_is_given() {
    let capture = "{status: 200, headers: {ETag: {capture: etag}}}";
    let get = "request: 'GET {{page}} HTTP/1.1'";
    let rows = [
        (
            "captured",
            format!("steps:\n  - {get}\n  - expect: {capture}\n  - send: '{{{{etag}}}}'\n"),
            None,
        ),
        (
            "not yet",
            format!("steps:\n  - send: '{{{{etag}}}}'\n  - expect: {capture}\n"),
            Some("nothing gives `{{etag}}` a value here"),
        ),
        (
            "within the step",
            "send: a\nexpect: {headers: {A: {capture: r}}, reason: '{{r}}'}".to_owned(),
            Some("nothing gives `{{r}}`"),
        ),
        ("needs", "needs: [upload]\nsend: '{{upload}}'\nexpect: {status: 200}".to_owned(), None),
        ("variables", "variables: {a: b}\nsend: '{{a}}'\nexpect: {status: 200}".to_owned(), None),
        ("each", "each: {a: [b]}\nsend: '{{a}}'\nexpect: {status: 200}".to_owned(), None),
        (
            "in a value",
            "variables: {a: '{{host}}'}\nsend: a\nexpect: {status: 200}".to_owned(),
            Some("a variable cannot stand in the value"),
        ),
        (
            "length in a send",
            "send: '{{body.length}}'\nexpect: {status: 200}".to_owned(),
            Some("in the head of a `request` only"),
        ),
        (
            "an exchange",
            format!(
                "steps:\n  - {get}\n    as: get\n  - expect: {{status: 200}}\n  - {get}\n  - expect: {{body: {{same-as: get}}}}\n"
            ),
            None,
        ),
        (
            "no exchange yet",
            format!(
                "steps:\n  - {get}\n  - expect: {{body: {{same-as: get}}}}\n  - {get}\n    as: get\n"
            ),
            Some("no exchange is named `get`"),
        ),
        (
            "in expected JSON",
            "send: a\nexpect: {body: {json: {a: '{{host}}'}}}".to_owned(),
            Some("no variable can stand in a JSON value"),
        ),
        (
            "misspelt in JSON sent",
            "request: a\nbody: {json: '{{hots}}'}\nintended: content-length\nexpect: {status: 200}"
                .to_owned(),
            Some("nothing gives `{{hots}}`"),
        ),
    ];
    for (name, text, want) in rows {
        let told = told(&in_case(&text));
        match want {
            None => assert_eq!(told, Vec::<String>::new(), "{name}"),
            Some(want) => assert!(told.len() == 1 && told[0].contains(want), "{name}: {told:?}"),
        }
    }
}

#[test]
fn an_expectation_that_cannot_hold_is_an_error() {
    let get = "request: 'GET / HTTP/1.1'";
    let closed = |close: &str, rest: &str| {
        format!("steps:\n  - {get}\n  - expect: {{status: 200}}\n  - close: {close}\n{rest}")
    };
    let expect = "  - expect: {status: 200}\n";
    let after = Some("8:9: error: an earlier step closed the connection `main`");
    let rows = [
        ("after a full close", closed("full", expect), after),
        ("after a reset", closed("reset", expect), after),
        ("a request after a reset", closed("reset", &format!("  - {get}\n")), after),
        ("after a half-close", closed("write", expect), None),
        ("opened anew", closed("full", &format!("  - connect: true\n  - {get}\n{expect}")), None),
        (
            "on another",
            closed(
                "full",
                &format!("  - {get}\n    on: b\n  - expect: {{status: 200}}\n    on: b\n"),
            ),
            None,
        ),
        (
            "silence and a status",
            format!("{get}\nexpect: {{status: 200, silence: true}}\n"),
            Some("5:27: error: `silence` and `status` cannot both hold"),
        ),
        (
            "silence on an open connection",
            format!("{get}\nexpect: {{silence: true, connection: open, interim: none}}\n"),
            None,
        ),
    ];
    for (name, text, want) in rows {
        let told = told(&in_case(&text));
        assert_eq!(told, Vec::from_iter(want.map(str::to_owned)), "{name}");
    }
}

#[test]
fn a_variable_whose_value_is_wrong_is_still_known() {
    let text = "variables: {a: '{{host}}'}\nsend: '{{a}}'\nexpect: {status: 200}";
    let told = load_text("a.yaml", &in_case(text)).diagnostics;
    assert_eq!(told.len(), 1, "{told:?}");
}
