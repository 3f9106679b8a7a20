//! Servers that a run starts itself, as a user sees it: ready, in the way, crashing, and gone when
//! the run is.
//!
//! The server that crashes or never answers is this test binary: no other tool has to be there.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use crate::support::command::{Folder, verdicts};
use crate::support::peer::{Peer, dated};

const CASES: &str = "
cases:
  - { id: a, title: A, request: \"GET / HTTP/1.1\\r\\nHost: a\", expect: { status: 200 } }
  - { id: b, title: B, request: \"GET /b HTTP/1.1\\r\\nHost: a\", expect: { status: 200 } }
  - { id: c, title: C, request: \"GET / HTTP/1.1\\r\\nHost: a\", expect: { status: 200 } }
";

fn ok() -> Vec<u8> {
    dated(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

/// Answers on the port that the environment names. A request for `/b` is its end where `CRASHES` is
/// set, and is told to the listener at `TELLS` and never answered where that is set. Where `BEGUN` is
/// set it only connects there, and ends well.
#[test]
#[ignore = "is the server of other tests, which start it"]
fn server() {
    let Some(port) = std::env::var("WIRECASE_PORT").ok().and_then(|port| port.parse().ok()) else {
        return;
    };
    if let Ok(begun) = std::env::var("BEGUN") {
        let _ = TcpStream::connect(begun);
        return;
    }
    let listener = TcpListener::bind::<(&str, u16)>(("127.0.0.1", port)).unwrap();
    let mut held = Vec::new();
    for stream in listener.incoming() {
        let mut stream = stream.unwrap();
        let (mut seen, mut one) = (Vec::new(), [0]);
        while !seen.ends_with(b"\r\n\r\n") && matches!(stream.read(&mut one), Ok(1)) {
            seen.push(one[0]);
        }
        if !seen.starts_with(b"GET /b ") {
            let _ = stream.write_all(&ok());
        } else if std::env::var_os("CRASHES").is_some() {
            eprintln!("assertion failed: \x1b[31m<b>\u{202e}");
            std::process::abort();
        } else {
            let tells = std::env::var("TELLS").unwrap();
            held.push((stream, TcpStream::connect(tells)));
        }
    }
}

/// The command that starts it.
fn this_server(before: &str) -> String {
    let exe = std::env::current_exe().unwrap();
    format!("{before} exec '{}' --ignored --exact launch::server --nocapture", exe.display())
}

/// The command of the built-in server.
fn built_in() -> String {
    format!("'{}' serve --addr 127.0.0.1:{{{{port}}}}", env!("CARGO_BIN_EXE_wirecase"))
}

#[test]
fn a_server_is_started_on_a_free_port_tested_and_stopped() {
    let folder = Folder::new();
    folder.write("cases.yaml", CASES.replace("/b", "/"));
    let command = built_in();
    let ran = folder.wirecase(&[
        "run",
        "cases.yaml",
        "-v",
        "--launch",
        &command,
        "--report-json",
        "r.json",
    ]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    let results = ran.json("r.json");
    let [launched] = results["run"]["launched"].as_array().unwrap().as_slice() else {
        panic!("{}", results["run"])
    };
    assert_eq!(launched["target"], "launched");
    assert_eq!(launched["died"], serde_json::Value::Null);
    assert!(launched.get("killed").is_none(), "{launched}");
    let port = results["targets"][0]["address"]["tcp"]["port"].as_u64().unwrap();
    assert_eq!(launched["output"], format!("listening on http://127.0.0.1:{port}\n"));
    assert!(ran.stdout().contains(&format!("| listening on http://127.0.0.1:{port}")));
    // Nobody listens there any more.
    assert!(TcpStream::connect(("127.0.0.1", u16::try_from(port).unwrap())).is_err());
    let rerun = results["run"]["rerun"]["launched"].as_str().unwrap();
    assert!(rerun.contains("--launch") && rerun.ends_with("cases.yaml"), "{rerun}");
}

#[test]
fn a_command_that_ends_before_it_is_ready_is_told_with_its_output_and_nothing_is_sent() {
    let folder = Folder::new();
    folder.write("cases.yaml", CASES);
    for (command, want) in [
        ("echo setting up; printf '\\033[2Jno such key\\n' >&2; exit 78", "status 78"),
        ("kill -SEGV $$", "killed by signal 11 (SIGSEGV)"),
        ("no-such-command-anywhere", "status 127"),
        ("echo EADDRINUSE; exit 1", "EADDRINUSE"),
    ] {
        let ran = folder.wirecase(&["run", "cases.yaml", "--launch", command]);
        assert_eq!(ran.code(), 3, "{}", ran.all());
        assert!(ran.stderr().contains("cannot start launched"), "{}", ran.all());
        assert!(ran.stderr().contains(want), "{}", ran.all());
        assert!(!ran.stderr().contains('\x1b'), "{}", ran.all());
    }
    let ran = folder.wirecase(&[
        "run",
        "cases.yaml",
        "--launch",
        "echo up; exec sleep 9",
        "--wait",
        "10ms",
    ]);
    assert_eq!(ran.code(), 3, "{}", ran.all());
    assert!(ran.stderr().contains("not ready within 10ms"), "{}", ran.all());
    for words in [&["--launch", " "][..], &["--launch", "x", "--wait-http", "health"]] {
        let ran = folder.wirecase(&[&["run", "cases.yaml"], words].concat());
        assert_eq!(ran.code(), 2, "{}", ran.all());
    }
    let two = ["run", "cases.yaml", "-t", "http://[::1]", "-t", "http://[::1]:1", "--launch", "x"];
    assert_eq!(folder.wirecase(&two).code(), 2);
}

#[test]
fn a_port_that_somebody_else_listens_on_is_refused_before_anything_is_started() {
    let (folder, peer) = (Folder::new(), Peer::answering(ok()));
    folder.write("cases.yaml", CASES);
    let words = ["run", "cases.yaml", "-t", &peer.url(), "--launch", "echo > started; sleep 9"];
    let ran = folder.wirecase(&words);
    assert_eq!(ran.code(), 3, "{}", ran.all());
    assert!(ran.stderr().contains("listens on"), "{}", ran.all());
    assert!(!folder.path().join("started").exists());
}

#[test]
fn what_something_else_starts_is_waited_for_until_it_answers_as_it_should() {
    let asked = std::sync::atomic::AtomicUsize::new(0);
    let peer = Peer::start(move |mut connection| {
        if connection.read_head() {
            let early = connection.has_seen(b"GET /ready ")
                && asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) < 3;
            let answer = ok();
            let answer = String::from_utf8(answer).unwrap();
            let answer = if early { answer.replace("200 OK", "503 No") } else { answer };
            connection.write(answer.as_bytes());
        }
    });
    let folder = Folder::new();
    folder.write("cases.yaml", CASES);
    let url = peer.url();
    let words = ["run", "cases.yaml", "-t", &url, "--wait-http", "/ready=200"];
    let ran = folder.wirecase(&words);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    // Each look is a connection to see whether it listens and one to ask.
    assert!(peer.connections() >= 2 * 4 + 3, "{}", peer.connections());

    let words = ["run", "cases.yaml", "-t", &url, "--wait-http", "/=204", "--wait", "300ms"];
    let ran = folder.wirecase(&words);
    assert_eq!(ran.code(), 3, "{}", ran.all());
    assert!(ran.stderr().contains("answered with 200, not with 204"), "{}", ran.all());
}

#[test]
fn a_crash_is_told_by_its_signal_the_case_and_the_servers_last_words_in_every_report() {
    let folder = Folder::new();
    // In the middle, and by the last case of a run.
    for (cases, rest) in [(CASES, 1), (CASES.split("  - { id: c").next().unwrap(), 0)] {
        folder.write("cases.yaml", cases);
        let command = this_server("CRASHES=1");
        let words = ["run", "cases.yaml", "-j", "1", "--launch", &command, "--reports", "r"];
        let ran = folder.wirecase(&words);
        assert_eq!(ran.code(), 3, "{}", ran.all());
        let results = ran.json("r/results.json");
        let trouble = &results["run"]["troubles"][0];
        assert_eq!(trouble["message"], "killed by signal 6 (SIGABRT)", "{}", ran.all());
        assert_eq!(trouble["after"], "b");
        assert_eq!(results["run"]["launched"][0]["died"], "killed by signal 6 (SIGABRT)");
        let found = verdicts(&results);
        assert_eq!(found[0].1, "pass");
        assert_ne!(found[1].1, "pass");
        assert_ne!(found[1].1, "flaky", "{}", ran.all());
        let unsent = results["cases"].as_array().unwrap().iter().filter(|case| {
            case["reason"].as_str().unwrap().contains("not sent: the target had died")
        });
        assert_eq!(unsent.count(), rest, "{}", ran.all());
        let shown = r"assertion failed: \x1b[31m<b>\xe2\x80\xae";
        assert!(ran.stdout().contains(&format!("| {shown}")), "{}", ran.all());
        for (file, want) in [
            ("report.md", shown.to_owned()),
            ("report.html", shown.replace('<', "&#60;").replace('>', "&#62;")),
            ("junit.xml", shown.replace('<', "&lt;").replace('>', "&gt;")),
        ] {
            let text = std::fs::read_to_string(folder.path().join("r").join(file)).unwrap();
            assert!(text.contains(&want), "{file}:\n{text}");
            assert!(text.contains("SIGABRT"), "{file}");
        }
    }
}

/// A daemon leaves its process group: nobody but its own tools can stop it, and that has to be told.
#[test]
fn a_server_that_cannot_be_stopped_is_told_of() {
    let folder = Folder::new();
    folder.write("cases.yaml", CASES);
    let (held, url) = crate::support::peer::nobody();
    // The command ends well, and somebody listens then who is not of its processes.
    let listener = move || {
        held.listen(16).unwrap();
        let listener: TcpListener = held.into();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let (mut seen, mut one) = (Vec::new(), [0]);
                while !seen.ends_with(b"\r\n\r\n") && matches!(stream.read(&mut one), Ok(1)) {
                    seen.push(one[0]);
                }
                let _ = stream.write_all(&ok());
            }
        })
    };
    let begun = TcpListener::bind("127.0.0.1:0").unwrap();
    let command = this_server(&format!("BEGUN={}", begun.local_addr().unwrap()));
    let words = ["run", "cases.yaml", "-t", &url, "--launch", &command, "--report-json", "r.json"];
    let ran = folder.wirecase_while(&words, |_| {
        begun.accept().unwrap();
        listener();
    });
    assert_eq!(ran.code(), 0, "{}", ran.all());
    assert_eq!(ran.json("r.json")["run"]["launched"][0]["outlived"], true);
    let told = ran.stdout().replace('\n', " ");
    assert!(told.contains("the server still runs"), "{}", ran.all());
}

/// Whether a process is there, and not only its entry.
fn lives(process: &str) -> bool {
    let ps = std::process::Command::new("ps").args(["-o", "stat=", "-p", process]).output();
    let state = String::from_utf8(ps.unwrap().stdout).unwrap();
    !state.trim().is_empty() && !state.trim().starts_with('Z')
}

#[test]
fn an_interrupted_run_leaves_no_process_behind_however_often_it_is_interrupted() {
    for (signals, before) in [
        (&["-INT"][..], "sleep 1000 & echo $$ $! > ids;"),
        (&["-TERM"], "sleep 1000 & echo $$ $! > ids;"),
        // What ignores SIGTERM is killed, at the latest by the second interruption.
        (&["-INT", "-INT"], "trap '' TERM; sleep 1000 & echo $$ $! > ids;"),
    ] {
        let folder = Folder::new();
        folder.write("cases.yaml", CASES);
        let told = TcpListener::bind("127.0.0.1:0").unwrap();
        let command = this_server(&format!("{before} TELLS={}", told.local_addr().unwrap()));
        let words = ["run", "cases.yaml", "-j", "1", "--read-timeout", "60s", "--launch", &command];
        let ran = folder.wirecase_while(&words, |id| {
            // The request for /b has come and is not answered.
            told.accept().unwrap();
            for signal in signals {
                let id = id.to_string();
                let kill = std::process::Command::new("kill").args([signal, id.as_str()]).status();
                assert!(kill.unwrap().success());
            }
        });
        assert_eq!(ran.code(), 130, "{signals:?} {}", ran.all());
        let ids = std::fs::read_to_string(folder.path().join("ids")).unwrap();
        assert_eq!(ids.split_whitespace().count(), 2);
        for id in ids.split_whitespace() {
            assert!(!lives(id), "{signals:?} {id}");
        }
    }
}
