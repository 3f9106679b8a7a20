//! wirecase.yaml and the environment, as a user meets them.

use crate::support::command::{Folder, verdicts};
use crate::support::peer::{Peer, dated};

const CASE: &str = "\
cases:
  - id: page/there
    title: The page is there
    requirement: The page is there.
    spec: RFC 9110 15.3.1
    request: |
      GET {{page}} HTTP/1.1
      Host: {{host}}
    expect: { status: 200 }
";

fn answering() -> Peer {
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi";
    Peer::answering(dated(head))
}

fn ids(ran: &crate::support::command::Ran, name: &str) -> Vec<String> {
    let all = verdicts(&ran.json(name)).into_iter().map(|(id, _)| id);
    all.filter(|id| !id.starts_with("lint/")).collect()
}

#[test]
fn a_configuration_says_what_is_tested_with_what_and_what_is_typed_comes_first() {
    let (folder, peer) = (Folder::new(), answering());
    folder.write("cases/a.yaml", CASE);
    folder.write("cases/b.yaml", CASE.replace("page/there", "page/again"));
    let text = format!(
        "targets:\n  local: {{url: '{}', resources: {{page: /}}}}\ncases: [cases]\n\
         suites:\n  smoke: [cases/b.yaml]\n  one: [page/there]\n\
         defaults:\n  target: local\n  report-json: out/r.json\n",
        peer.url()
    );
    folder.write("wirecase.yaml", text);
    let rows: [(&[&str], &[&str]); 4] = [
        (&["run"], &["page/there", "page/again"]),
        (&["run", "smoke"], &["page/again"]),
        (&["run", "one"], &["page/there"]),
        (&["run", "smoke", "--report-json", "typed.json"], &["page/again"]),
    ];
    for (words, want) in rows {
        let ran = folder.wirecase(words);
        assert_eq!(ran.code(), 0, "{words:?}\n{}", ran.all());
        let name = if words.len() > 2 { "typed.json" } else { "out/r.json" };
        assert_eq!(ids(&ran, name), want, "{words:?}");
        assert_eq!(ran.json(name)["targets"][0]["name"], "local");
    }
    let ran = folder.wirecase(&["run", "--no-target"]);
    assert_eq!(ran.code(), 2, "{}", ran.all());
    assert!(ran.stderr().contains("targets named in wirecase.yaml: local"), "{}", ran.all());
    let ran = folder.wirecase_in(&[("WIRECASE_TARGET", "lokal")], &["run"]);
    assert!(ran.stderr().contains("targets named in wirecase.yaml: local"), "{}", ran.all());
}

#[test]
fn a_broken_configuration_is_told_with_its_place_and_nothing_is_sent() {
    let (folder, peer) = (Folder::new(), answering());
    folder.write(
        "wirecase.yaml",
        "defaults:\n  jobs: 0\n  jbos: 1\nprofiles:\n  ci: {color: bleu}\n",
    );
    let ran = folder.wirecase(&["run", "-t", &peer.url()]);
    assert_eq!((ran.code(), peer.connections()), (2, 0), "{}", ran.all());
    assert!(ran.stderr().contains("wirecase.yaml:5:15"), "{}", ran.all());
    folder.write("other.yaml", "suites: {smoke: [gone.yaml]}\n");
    let ran = folder.wirecase(&["run", "smoke", "--config", "other.yaml", "-t", &peer.url()]);
    assert!(ran.stderr().contains("other.yaml:1:18"), "{}", ran.all());
    assert!(ran.stderr().contains("cannot read gone.yaml: No such file"), "{}", ran.all());
}

#[test]
fn several_targets_are_one_run_and_each_is_rerun_alone() {
    let (folder, one, other) = (Folder::new(), answering(), answering());
    folder.write("a.yaml", CASE.replace("200 }", "404 }"));
    folder.write("t.yaml", "name: nginx\nresources: {page: /}\n");
    let both = format!("{},{}", one.url(), other.url());
    let words = ["run", "a.yaml", "--target-file", "t.yaml", "--report-json", "r.json"];
    let ran = folder.wirecase_in(&[("WIRECASE_TARGET", &both)], &words);
    assert_eq!(ran.code(), 1, "{}", ran.all());
    let results = ran.json("r.json");
    for (index, peer) in [&one, &other].into_iter().enumerate() {
        let name = format!("nginx ({})", peer.url());
        assert_eq!(results["targets"][index]["name"], name.as_str());
        let rerun =
            format!("wirecase run -t {} --target-file t.yaml a.yaml page/there", peer.url());
        assert!(ran.stdout().contains(&rerun), "{rerun}\n{}", ran.all());
    }
}

#[test]
fn config_tells_each_value_with_the_place_that_it_comes_from() {
    let folder = Folder::new();
    let text = "targets:\n  local:\n    url: http://127.0.0.1:{{port}}\n    launch: {command: './s {{port}}', http: /health}\n\
                suites: {smoke: [page/]}\ndefaults: {jobs: 2, target: local}\nprofiles:\n  ci:\n    strict: true\n";
    folder.write("wirecase.yaml", text);
    let words = ["config", "--profile", "ci", "--secret", "token=hunter2", "--read-timeout", "1s"];
    let ran = folder.wirecase_in(&[("WIRECASE_REPEAT", "3")], &words);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    let out = ran.stdout();
    let wants = [
        ("--jobs 2", "wirecase.yaml:6"),
        ("--strict", "wirecase.yaml:9 (profile ci)"),
        ("--repeat 3", "environment WIRECASE_REPEAT"),
        ("--read-timeout 1s", "flag"),
        ("--secret token=…", "flag"),
        ("local  http://127.0.0.1:{{port}}", "wirecase.yaml:2"),
        ("smoke  page/", "wirecase.yaml:5"),
        ("launch.command: ./s {{port}}", ""),
        ("launch.http: /health", ""),
    ];
    for (what, place) in wants {
        let line = out.lines().find(|line| line.contains(what) && line.ends_with(place));
        assert!(line.is_some(), "{what} {place}\n{}", ran.all());
    }
    assert!(!ran.all().contains("hunter2") && !out.contains("--color"), "{}", ran.all());
    assert!(out.lines().all(|line| line.chars().count() <= 80), "{}", ran.all());
    assert!(folder.wirecase(&["config", "-v"]).stdout().contains("--color auto"));
    let json = folder
        .wirecase_in(&[("WIRECASE_REPEAT", "3")], &[&words[..], &["--format", "json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&json.stdout()).unwrap();
    assert_eq!(json["flags"]["strict"]["line"], 9, "{json:#}");
    assert_eq!(json["targets"][0]["says"]["launch.wait"], "30s", "{json:#}");
    assert!(!json.to_string().contains("hunter2"));
}

#[test]
fn config_tells_of_each_value_of_a_target_where_it_was_said() {
    let folder = Folder::new();
    let own = "{ url: 'https://a.test', tls: { sni: b.test, min: 1.3 }, resources: { page: /p } }";
    folder.write("wirecase.yaml", format!("targets:\n  own: {own}\n"));
    let ran = folder.wirecase_in(&[("WIRECASE_SNI", "c.test")], &["config", "-t", "own", "-k"]);
    let lines: Vec<String> =
        ran.stdout().lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    for want in [
        "own https://a.test:443 wirecase.yaml:2",
        "resources.page: /p wirecase.yaml:2",
        "tls.insecure: true flag",
        "tls.sni: c.test environment WIRECASE_SNI",
        "tls.min: 1.3 wirecase.yaml:2",
    ] {
        assert!(lines.iter().any(|line| line == want), "{want}\n{}", ran.all());
    }
    let ran = folder.wirecase(&["config", "-t", "own", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&ran.stdout()).unwrap();
    assert_eq!(json["targets"][0]["says_from"]["tls.sni"], "wirecase.yaml:2", "{json}");
    let bare = folder.wirecase(&["config", "-t", "http://b.test"]).stdout();
    assert!(bare.contains("abilities: learned by asking\n"), "{bare}");
}

#[test]
fn init_writes_a_configuration_that_fits_its_schema_and_holds() {
    let folder = Folder::new();
    assert_eq!(folder.wirecase(&["init"]).code(), 0);
    let path = folder.path().join("wirecase.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    // As it is, and with everything that it shows: prose has a blank behind its `#`.
    let shown: String = text
        .lines()
        .map(|line| match line.split_once('#') {
            Some((indent, rest)) if indent.trim().is_empty() && !rest.starts_with(' ') => {
                format!("{indent}{rest}\n")
            }
            _ => format!("{line}\n"),
        })
        .collect();
    assert_ne!(text, shown);
    for text in [text, shown] {
        std::fs::write(&path, &text).unwrap();
        let ran = folder.wirecase(&["config", "-t", "local"]);
        assert_eq!(ran.code(), 0, "{text}\n{}", ran.all());
        assert_eq!(folder.wirecase(&["check"]).code(), 0);
    }
}
