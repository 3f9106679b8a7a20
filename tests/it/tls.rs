//! The whole way over TLS: a server with a certificate, a run that believes it or not, its results
//! sent again.

use std::net::TcpListener;
use std::process::Command;

use crate::support::command::{Folder, verdicts};
use crate::support::server::Served;

/// A reference server over TLS, and the file of its authority.
fn served(folder: &Folder, words: &[&str]) -> (Served, String) {
    let ca = folder.path().join("ca.pem").display().to_string();
    let served = Served::start(&[&["--tls", "--ca-out", &ca], words].concat());
    assert!(served.url.starts_with("https://"), "{}", served.url);
    (served, ca)
}

#[test]
fn a_run_over_tls_tells_the_handshake_and_the_closure_alert_and_can_be_replayed() {
    let folder = Folder::new();
    let (served, ca) = served(&folder, &[]);
    let words = ["run", "-t", &served.url, "--cacert", &ca, "-v", "--report-json", "r.json"];
    let cases = ["session/", "rfc9112/9.7/", "rfc9112/9.8/", "rfc6797/"];
    let ran = folder.wirecase(&[&words[..], &cases].concat());
    assert_eq!(ran.code(), 0, "{}", ran.all());
    let results = ran.json("r.json");
    let wrong: Vec<_> = verdicts(&results)
        .into_iter()
        .filter(|(_, verdict)| !["pass", "skip"].contains(&verdict.as_str()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let case = |id: &str| {
        let mut cases = results["cases"].as_array().unwrap().iter();
        cases.find(|case| case["id"] == id).unwrap().clone()
    };
    let closing = case("rfc9112/9.8/closure-alert");
    assert_eq!(closing["verdict"], "pass");
    let events = &closing["attempts"][0]["transcript"]["events"];
    assert_eq!(events[1]["event"], "secured");
    assert_eq!(events[1]["version"], "TLS 1.3");
    let told: Vec<_> = events.as_array().unwrap().iter().map(|event| &event["event"]).collect();
    assert!(told.iter().any(|event| *event == "close-notify"), "{told:?}");
    let clear = case("session/answer/strict-transport-security");
    assert_eq!(clear["reason"], "it is about clear text, and the target is https");

    let replayed = folder.wirecase(&["replay", "r.json", "rfc9112/9.8/closure-alert"]);
    assert_eq!(replayed.code(), 0, "{}", replayed.all());
}

#[test]
fn a_close_without_its_alert_fails_the_case_that_asks_for_it() {
    let folder = Folder::new();
    let (served, ca) = served(&folder, &["--fault", "close-notify-missing"]);
    let words = ["run", "-t", &served.url, "--cacert", &ca, "-v", "rfc9112/9.8/closure-alert-ends"];
    let ran = folder.wirecase(&words);
    assert_eq!(ran.code(), 1, "{}", ran.all());
    let said = ran.stdout();
    for line in [
        "      - close_notify before the close\n      + closed without close_notify\n",
        "* no close_notify before the FIN: an end may be cut off\n",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
}

#[test]
fn what_cannot_be_spoken_to_is_told_before_a_case_is_tried() {
    let folder = Folder::new();
    let (served, ca) = served(&folder, &[]);
    let plain = Served::start(&[]);
    let to_plain = plain.url.replace("http://", "https://");
    let rows: [(i32, &str, &[&str], &str); 6] = [
        (3, &served.url, &[], "no known authority issued it; --cacert FILE"),
        (3, &served.url, &["--cacert", &ca, "--sni", "a.test"], "it is not for a.test but for "),
        (3, &served.url, &["-k", "--alpn", "h2"], "no_application_protocol (120)"),
        (3, &to_plain, &["-k"], "it answered in plain HTTP, not TLS"),
        (2, &served.url, &["--cacert", "gone.pem"], "--cacert gone.pem: cannot read it"),
        (2, &served.url, &["--tls-min", "1.3", "--tls-max", "1.2"], "no version of TLS"),
    ];
    for (code, url, flags, why) in rows {
        let ran = folder.wirecase(&[&["run", "-t", url, "session/request/get"], flags].concat());
        assert_eq!(ran.code(), code, "{}", ran.all());
        assert!(ran.stderr().contains(why), "{why}\n{}", ran.all());
        assert!(!ran.stderr().contains("is the server running"), "{}", ran.all());
    }
}

#[test]
#[ignore = "needs nginx"]
fn nginx_sends_its_closure_alert_over_each_version() {
    for version in ["1.2", "1.3"] {
        let folder = Folder::new();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let own = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
        let ca = folder.write("cert.pem", own.cert.pem()).display().to_string();
        folder.write("key.pem", own.signing_key.serialize_pem());
        let dir = folder.path().display().to_string();
        let temp: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|name| format!("{name}_temp_path {dir}/{name};\n"))
            .concat();
        let conf = folder.write(
            "nginx.conf",
            format!(
                "pid {dir}/pid; error_log {dir}/error.log; events {{}}\n\
                 http {{ access_log off; {temp} server {{ listen 127.0.0.1:{port} ssl;\n\
                 ssl_certificate {dir}/cert.pem; ssl_certificate_key {dir}/key.pem;\n\
                 ssl_protocols TLSv{version};\n\
                 location / {{ default_type text/html; return 200 'a page'; }} }} }}\n"
            ),
        );
        let conf = conf.display().to_string();
        // It returns once it listens.
        let log = format!("{dir}/error.log");
        let started = Command::new("nginx").args(["-e", &log, "-c", &conf]).status();
        assert!(started.expect("nginx is not installed").success());
        let url = format!("https://127.0.0.1:{port}");
        let flags = ["--cacert", &ca, "--report-json", "r.json"];
        let ran = folder
            .wirecase(&[&["run", "-t", &url, "rfc9112/9.7/", "rfc9112/9.8/"], &flags[..]].concat());
        let stopped = Command::new("nginx").args(["-e", &log, "-c", &conf, "-s", "stop"]).status();
        assert!(stopped.unwrap().success());
        assert_eq!(ran.code(), 0, "{}", ran.all());
        let results = ran.json("r.json");
        let passed = verdicts(&results).iter().filter(|(_, verdict)| verdict == "pass").count();
        assert!(passed >= 4, "{}", ran.all());
        let said = results["cases"].to_string();
        assert!(said.contains(&format!("\"version\":\"TLS {version}\"")), "{said}");
    }
}

#[test]
fn a_server_that_is_waited_for_and_not_believed_is_not_asked_whether_it_runs() {
    let folder = Folder::new();
    let (served, _) = served(&folder, &[]);
    let ran = folder.wirecase(&["run", "-t", &served.url, "--wait", "100ms", "rfc9112/9.8/"]);
    assert_eq!(ran.code(), 3, "{}", ran.all());
    let said = ran.stderr();
    assert!(said.contains("not ready within 100ms: ") && said.contains("--cacert FILE"), "{said}");
    assert!(!said.contains("is the server running"), "{said}");
}
