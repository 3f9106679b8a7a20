//! A secret is in no output, whatever the server does with it, and verdicts are those of the octets
//! as they were.

use serde_json::Value;

use crate::support::command::{Folder, Ran, verdicts};
use crate::support::peer::{Peer, nobody};

mod echoes;

use echoes::{SECRET, cases, forms, server};

const ACTIONS: [(&str, &str); 2] =
    [("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", "summary.md")];

/// Whether any form of the secret is in these octets.
fn holds(octets: &[u8]) -> Option<String> {
    let has = |form: &&Vec<u8>| octets.windows(form.len()).any(|window| window == form.as_slice());
    forms().iter().find(has).map(|form| String::from_utf8_lossy(form).into_owned())
}

/// A text without what an output puts between octets: colour, tags, columns, marks.
fn joined(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\x1b' => {
                let _ = chars.by_ref().find(|c| c.is_ascii_alphabetic());
            }
            '<' if chars.peek().is_some_and(|c| c.is_ascii_alphabetic() || *c == '/') => {
                let _ = chars.by_ref().find(|c| *c == '>');
            }
            c if c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

/// Whether a text holds the secret, as it is or once what the output put into it is taken out.
fn text_holds(text: &str) -> Option<String> {
    holds(text.as_bytes()).or_else(|| holds(joined(text).as_bytes()))
}

/// Whether a document holds the secret in any of its texts or octets.
fn json_holds(value: &Value) -> Option<String> {
    use base64::Engine as _;
    match value {
        Value::String(text) => text_holds(text).or_else(|| {
            let octets = base64::engine::general_purpose::STANDARD.decode(text).ok()?;
            holds(&octets)
        }),
        Value::Array(items) => items.iter().find_map(json_holds),
        Value::Object(members) => members
            .iter()
            .find_map(|(name, member)| text_holds(name).or_else(|| json_holds(member))),
        _ => None,
    }
}

/// The octets of each direction of each connection of a results document, joined over reads.
fn streams(results: &Value) -> Vec<Vec<u8>> {
    use base64::Engine as _;
    let mut all = Vec::new();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    for attempt in list(&results["cases"]).iter().flat_map(|case| list(&case["attempts"])) {
        let mut streams = std::collections::BTreeMap::<String, Vec<u8>>::new();
        for event in list(&attempt["transcript"]["events"]) {
            let Some(octets) = event["bytes"]["base64"].as_str() else { continue };
            let octets = base64::engine::general_purpose::STANDARD.decode(octets).unwrap();
            let stream = format!("{} {}", event["event"], event["connection"]);
            streams.entry(stream).or_default().extend(octets);
        }
        all.extend(streams.into_values());
    }
    all
}

/// Every output of a run and of the verbs that read its results, by name.
fn outputs(flag: &str) -> (Folder, Vec<(String, Ran)>, Vec<String>) {
    let (folder, peer) = (Folder::new(), server());
    folder.write("cases.yaml", cases());
    let given = format!("token={SECRET}");
    let var = format!("h=Bearer {SECRET}");
    let url = peer.url();
    let mut ran = Vec::new();
    let words = [
        "run",
        "cases.yaml",
        "-t",
        &url,
        flag,
        &given,
        "-vv",
        "--color",
        "always",
        "--reports",
        "r",
    ];
    // A variable whose value holds the secret is none, and not told either.
    let with_var = [&words[..], &["--var", &var]].concat();
    ran.push(("run".to_owned(), folder.wirecase_in(&ACTIONS, &with_var)));
    let again = ["r/results.json"];
    // To a server that was never given the secret: `replay` sends what was recorded, the masks.
    let other = Peer::answering(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()).url();
    for verb in [
        &["report", again[0], "--reports", "again"][..],
        &["report", again[0], "-vv", "--color", "always"],
        &["compare", again[0], again[0]],
        &["replay", again[0], "-t", &other],
    ] {
        ran.push((verb[0].to_owned(), folder.wirecase(verb)));
    }
    let mut files = vec!["summary.md".to_owned()];
    for entry in ["r", "again"] {
        for file in std::fs::read_dir(folder.path().join(entry)).unwrap() {
            files.push(format!("{entry}/{}", file.unwrap().file_name().to_string_lossy()));
        }
    }
    assert_eq!(files.len(), 13, "{files:?}");
    (folder, ran, files)
}

/// The outputs that hold the secret, with the form.
fn leaks(folder: &Folder, ran: &[(String, Ran)], files: &[String]) -> Vec<String> {
    let mut leaks = Vec::new();
    for (verb, ran) in ran {
        for (name, text) in [("stdout", ran.stdout()), ("stderr", ran.stderr())] {
            leaks.extend(text_holds(&text).map(|form| format!("{verb} {name}: {form}")));
        }
    }
    for file in files {
        let octets = std::fs::read(folder.path().join(file)).unwrap();
        let text = String::from_utf8(octets).unwrap();
        let mut found = text_holds(&text);
        for line in text.lines().filter(|_| file.ends_with("ndjson")) {
            found = found.or_else(|| json_holds(&serde_json::from_str(line).unwrap()));
        }
        if file.ends_with(".json") {
            let document = serde_json::from_str(&text).unwrap();
            found = found.or_else(|| json_holds(&document));
            found = found.or_else(|| streams(&document).iter().find_map(|octets| holds(octets)));
        }
        leaks.extend(found.map(|form| format!("{file}: {form}")));
    }
    leaks
}

#[test]
fn no_output_holds_a_secret_and_each_holds_a_variable() {
    let (folder, ran, files) = outputs("--secret");
    let leaks_of_secret = leaks(&folder, &ran, &files);
    assert!(leaks_of_secret.is_empty(), "{leaks_of_secret:#?}");
    let secret = verdicts(&ran[0].1.json("r/results.json"));
    assert_eq!(secret.iter().filter(|(id, _)| id.starts_with("secret/")).count(), 23);
    let masked = folder.json("r/results.json");
    let run = &masked["run"];
    let command = run["command"].as_str().unwrap();
    assert!(command.contains("--secret 'token=***'"), "{command}");
    let rerun = run["rerun"].as_object().unwrap().values().next().unwrap().as_str().unwrap();
    assert!(rerun.contains("--secret token=\"$WIRECASE_SECRET_TOKEN\""), "{rerun}");

    let digest = |results: &Value| {
        let cases = results["cases"].as_array().unwrap();
        cases.iter().find(|case| case["id"] == "secret/digest").unwrap()["findings"].clone()
    };
    let digest_of_secret = digest(&masked);

    // The same as a variable that is none: the search finds it everywhere, and the verdicts are the
    // same, so that masks change none.
    let (folder, ran, files) = outputs("--var");
    let leaks_of_variable = leaks(&folder, &ran, &files);
    let told: Vec<&str> =
        leaks_of_variable.iter().map(|leak| leak.split(':').next().unwrap()).collect();
    for file in &files {
        assert!(told.contains(&file.as_str()), "{file} is not looked into: {told:?}");
    }
    assert!(told.contains(&"run stdout") && told.contains(&"report stdout"), "{told:?}");
    assert_eq!(secret, verdicts(&ran[0].1.json("r/results.json")));
    // A digest is told of what came, not of the masks.
    assert_eq!(digest_of_secret, digest(&folder.json("r/results.json")));
    // Every case of the table gives it away where nothing masks it.
    let results = folder.json("r/results.json");
    for case in results["cases"].as_array().unwrap() {
        let alone = serde_json::json!({ "cases": [case] });
        let held = json_holds(case).or_else(|| streams(&alone).iter().find_map(|s| holds(s)));
        assert!(held.is_some(), "{}", case["id"]);
    }
}

#[test]
fn each_wrapping_is_masked_on_the_wire_and_the_framing_holds() {
    let (folder, peer) = (Folder::new(), server());
    folder.write("cases.yaml", cases());
    let given = format!("token={SECRET}");
    let words =
        ["run", "cases.yaml", "-t", &peer.url(), "--secret", &given, "--report-json", "r.json"];
    let ran = folder.wirecase(&words);
    let results = ran.json("r.json");
    let stars = "*".repeat(SECRET.len());
    let came = |id: &str| -> String {
        let cases = results["cases"].as_array().unwrap();
        let case = cases.iter().find(|case| case["id"] == format!("secret/{id}")).unwrap();
        let streams = streams(&serde_json::json!({ "cases": [case] }));
        streams.iter().map(|octets| String::from_utf8_lossy(octets).into_owned()).collect()
    };
    assert!(came("raw").contains(&format!("Bearer {stars}-tail\n")), "{}", came("raw"));
    assert!(came("split").contains(&format!("\nBearer {stars}")), "{}", came("split"));
    assert!(
        came("header").contains(&format!("X-Fold: *********\r\n {}", &stars[9..])),
        "{}",
        came("header")
    );
    assert!(came("chunks").contains(&"1\r\n*\r\n".repeat(SECRET.len())), "{}", came("chunks"));
    let gzip = came("gzip");
    assert!(gzip.contains("Content-Encoding: gzip\r\n\r\n***"), "{gzip}");
    let frames = came("frames");
    assert!(frames.contains("\u{1}\u{7}*******"), "{frames:?}");
    // What is sent under a key reads as stars once the key is taken off.
    let masked: Vec<u8> =
        b"a **".iter().zip([0x37, 0xfa, 0x21, 0x3d]).map(|(a, b)| a ^ b).collect();
    let cases = results["cases"].as_array().unwrap();
    let case = cases.iter().find(|case| case["id"] == "secret/frames").unwrap();
    let streams = streams(&serde_json::json!({ "cases": [case] }));
    assert!(streams.iter().any(|octets| octets.windows(4).any(|window| window == masked)));
}

#[test]
fn a_secret_from_a_file_or_the_environment_is_sent_and_a_case_without_it_is_skipped() {
    let peer = Peer::start(|mut connection| {
        if connection.read_head() {
            let seen = connection.has_seen(b"Authorization: Bearer hunter22-hunter22\r\n");
            let status = if seen { "204 No Content" } else { "401 Unauthorized" };
            connection.write(format!("HTTP/1.1 {status}\r\nConnection: close\r\n\r\n").as_bytes());
        }
    });
    let folder = Folder::new();
    folder.write(
        "a.yaml",
        "title: A\ncases:\n  - id: a/b\n    title: B\n    spec: RFC 9110 11.4\n    needs: [api-token]\n    request: |\n      \
         GET / HTTP/1.1\n      Host: {{host}}\n      Authorization: Bearer {{api-token}}\n    expect: { status: 204 }\n",
    );
    folder.write("secrets.env", "# ours\napi-token=hunter22-hunter22\n");
    let url = peer.url();
    let run = ["run", "a.yaml", "-t", &url, "--report-json", "r.json"];
    let verdict = |ran: Ran| verdicts(&ran.json("r.json"))[0].1.clone();
    assert_eq!(verdict(folder.wirecase(&run)), "skip");
    assert_eq!(
        verdict(folder.wirecase_in(&[("WIRECASE_SECRET_API_TOKEN", "hunter22-hunter22")], &run)),
        "pass"
    );
    let with_file = [&run[..], &["--secrets-file", "secrets.env"]].concat();
    assert_eq!(verdict(folder.wirecase(&with_file)), "pass");
    let refused = folder.wirecase(&[&run[..], &["--secret", "hunter22-hunter22"]].concat());
    assert_eq!(refused.code(), 2);
    assert!(!refused.all().contains("hunter22"), "{}", refused.all());
    assert!(refused.stderr().contains("--secret: write NAME=VALUE"), "{}", refused.all());
}

#[test]
fn a_secret_in_an_id_or_an_address_is_refused_before_anything_is_sent() {
    let (folder, peer) =
        (Folder::new(), Peer::answering(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()));
    folder.write(
        "a.yaml",
        "title: A\ncases:\n  - id: a/hunter22\n    title: B\n    spec: RFC 9110 11.4\n    request: |\n      \
         GET / HTTP/1.1\n      Host: {{host}}\n    expect: { status: 204 }\n",
    );
    let ran = folder.wirecase(&["run", "a.yaml", "-t", &peer.url(), "--secret", "pw=hunter22"]);
    assert_eq!(ran.code(), 2, "{}", ran.all());
    assert!(ran.stderr().contains("a.yaml:3: the id of a case holds a secret"), "{}", ran.all());
    assert!(!ran.all().contains("hunter22"), "{}", ran.all());
    let unreached =
        folder.wirecase(&["run", "a.yaml", "-t", "nohunter22:1", "--secret", "pw=hunter22"]);
    assert!(!unreached.all().contains("hunter22"), "{}", unreached.all());
}

#[test]
fn what_a_target_file_says_is_masked_where_the_target_is_not_run() {
    let (folder, (_held, refuses)) = (Folder::new(), nobody());
    folder.write("a.yaml", cases());
    let known = "known: [{ id: none, reason: hunter22 }]";
    folder.write("t.yaml", format!("url: {refuses}\nvariables: {{ pw: hunter22 }}\n{known}\n"));
    folder.write("fleet.txt", "t.yaml\n");
    let rows: [(&[&str], u8); 2] = [
        // Nobody is there to be asked.
        (&["--targets-from", "fleet.txt"], 3),
        // Nothing is asked.
        (&["-t", "t.yaml", "--no-tests", "pass", "--level", "may"], 0),
    ];
    for (words, want) in rows {
        let reports = ["--secret", "other=hunter22", "--report-json", "r.json"];
        let ran = folder.wirecase(&[&["run", "a.yaml"], words, &reports].concat());
        assert_eq!(i32::from(want), ran.code(), "{words:?}\n{}", ran.all());
        assert!(!ran.all().contains("hunter22"), "{}", ran.all());
        let results = ran.json("r.json");
        assert!(!results.to_string().contains("hunter22"), "{words:?}\n{results}");
        assert_eq!(results["targets"][0]["variables"]["pw"], "********", "{words:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_word_of_the_command_line_that_is_no_utf_8_is_told_with_what_can_be_told() {
    use std::os::unix::ffi::OsStrExt as _;

    let (folder, peer) = (Folder::new(), server());
    folder.write("a.yaml", cases());
    let mut command = folder.command(&["run", "a.yaml", "-t", &peer.url(), "--report-json"]);
    let output = command.arg(std::ffi::OsStr::from_bytes(b"r\xff.json")).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!told.contains("panicked") && output.status.code().is_some_and(|c| c < 2), "{told}");
}
