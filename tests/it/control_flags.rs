//! The flags that say how often, in which order and how long cases are run, and which of an earlier
//! run, from the binary.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::support::command::{Folder, Ran, verdicts};
use crate::support::peer::{Peer, dated};

/// With content, so that no lint has a word to say about an error.
fn status(line: &str) -> Vec<u8> {
    let fields = "Content-Type: text/plain\r\nContent-Length: 2\r\nConnection: close";
    dated(format!("HTTP/1.1 {line}\r\n{fields}\r\n\r\nso").as_bytes())
}

/// Answers the nth request, from 0, with 200 where `is_good` says so, else with 404.
fn peer(is_good: impl Fn(usize) -> bool + Send + Sync + 'static) -> Peer {
    let count = AtomicUsize::new(0);
    Peer::start(move |mut connection| {
        if connection.read_head() {
            let good = is_good(count.fetch_add(1, Ordering::SeqCst));
            connection.write(&status(if good { "200 OK" } else { "404 Not Found" }));
        }
    })
}

/// Answers `/good` with 200, all else with 404, and tells what was asked for.
fn by_path() -> (Peer, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&asked);
    let peer = Peer::start(move |mut connection| {
        if connection.read_head() {
            let request = String::from_utf8(connection.take()).unwrap();
            let path = request.split(' ').nth(1).unwrap().to_owned();
            let good = path.starts_with("/good");
            told.lock().unwrap().push(path);
            connection.write(&status(if good { "200 OK" } else { "404 Not Found" }));
        }
    });
    (peer, asked)
}

/// A case for each path, by the same id, that wants 200.
fn cases(paths: &[&str]) -> String {
    let case = |path: &&str| {
        format!(
            "  - {{ id: {path}, title: T, request: \"GET /{path} HTTP/1.1\\r\\nHost: a\", expect: {{ status: 200 }} }}\n"
        )
    };
    format!("cases:\n{}", paths.iter().map(case).collect::<String>())
}

fn run(folder: &Folder, peer: &Peer, words: &[&str]) -> Ran {
    let url = peer.url();
    let all = [&["run", "cases.yaml", "-t", &url, "-j", "1", "--report-json", "r.json"], words];
    folder.wirecase(&all.concat())
}

fn words(ran: &Ran) -> Vec<String> {
    verdicts(&ran.json("r.json")).into_iter().map(|(_, verdict)| verdict).collect()
}

#[test]
fn a_pass_on_a_later_try_is_flaky_and_fails_the_run_where_that_is_wanted() {
    let folder = Folder::new();
    folder.write("cases.yaml", cases(&["a"]));
    let third = || peer(|nth| nth % 4 == 2);
    let ran = run(&folder, &third(), &["--retries", "4"]);
    assert_eq!((ran.code(), words(&ran)), (0, vec!["flaky".to_owned()]), "{}", ran.all());
    let results = ran.json("r.json");
    let reason = results["cases"][0]["reason"].as_str().unwrap();
    assert!(reason.starts_with("tries 1 to 2: fail ("), "{reason}");
    assert!(reason.contains("; try 3: pass"), "{reason}");
    assert_eq!(results["cases"][0]["attempts"].as_array().unwrap().len(), 3);

    // Without the flag one more try is made, and with none of them no other.
    assert_eq!(words(&run(&folder, &third(), &[])), ["fail"]);
    let ran = run(&folder, &peer(|nth| nth == 1), &["--retries", "0"]);
    assert_eq!(words(&ran), ["fail"], "{}", ran.all());

    let fail = ["--retries", "4", "--flaky-result", "fail", "--report-junit", "j.xml"];
    let ran = run(&folder, &third(), &fail);
    assert_eq!((ran.code(), words(&ran)), (1, vec!["flaky".to_owned()]), "{}", ran.all());
    let junit = std::fs::read_to_string(folder.path().join("j.xml")).unwrap();
    assert!(junit.contains("failures=\"1\"") && junit.contains("<failure"), "{junit}");
    assert_eq!(ran.json("r.json")["run"]["flaky_fails"], true);
    let report = folder.wirecase(&["report", "r.json", "--exit-code", "-q"]);
    assert_eq!(report.code(), 1, "{}", report.all());
    assert!(report.stdout().contains("FLAKY a"), "{}", report.all());
}

#[test]
fn a_listed_deviation_that_shows_in_some_tries_only_is_known() {
    let folder = Folder::new();
    folder.write("cases.yaml", cases(&["a"]));
    folder.write("known.yaml", "known: [{ id: a, reason: it comes and goes }]\n");
    let listed = ["--target-file", "known.yaml", "--flaky-result", "fail"];
    let ran = run(&folder, &peer(|nth| nth == 1), &listed);
    assert_eq!((ran.code(), words(&ran)), (0, vec!["known".to_owned()]), "{}", ran.all());
    let reason = ran.json("r.json")["cases"][0]["reason"].to_string();
    assert!(reason.contains("it comes and goes; fail at first"), "{reason}");
}

#[test]
fn a_case_that_is_sensitive_to_time_is_tried_twice_more() {
    let folder = Folder::new();
    folder.write("cases.yaml", cases(&["a"]).replace("title: T", "title: T, tags: [timing]"));
    let ran = run(&folder, &peer(|nth| nth == 2), &[]);
    assert_eq!(words(&ran), ["flaky"], "{}", ran.all());
    let ran = run(&folder, &peer(|nth| nth == 3), &[]);
    assert_eq!(words(&ran), ["fail"], "{}", ran.all());
    assert_eq!(ran.json("r.json")["cases"][0]["attempts"].as_array().unwrap().len(), 3);
}

#[test]
fn a_repeated_case_is_one_row_and_says_how_often_it_passed() {
    let folder = Folder::new();
    folder.write("cases.yaml", cases(&["a"]));
    let ran = run(&folder, &peer(|nth| nth % 2 == 0), &["--repeat", "5"]);
    assert_eq!((ran.code(), words(&ran)), (0, vec!["flaky".to_owned()]), "{}", ran.all());
    let results = ran.json("r.json");
    let reason = results["cases"][0]["reason"].as_str().unwrap();
    assert!(reason.starts_with("3 of 5 passed; 2 fail ("), "{reason}");
    // Those that depart, and one that does not.
    assert_eq!(results["cases"][0]["attempts"].as_array().unwrap().len(), 3);
    assert_eq!(results["run"]["repeat"], 5);
    assert!(ran.stdout().contains("1 case against"), "{}", ran.all());
    assert!(ran.stdout().contains(", each 5 times"), "{}", ran.all());
}

#[test]
fn a_seed_gives_its_order_again_and_the_results_stay_in_theirs() {
    let paths = ["good1", "good2", "good3", "good4", "good5", "good6", "good7", "good8"];
    let folder = Folder::new();
    folder.write("cases.yaml", cases(&paths));
    let shuffled = |flag: &str| {
        let (peer, asked) = by_path();
        let ran = run(&folder, &peer, &[flag]);
        let ids: Vec<String> =
            verdicts(&ran.json("r.json")).into_iter().map(|(id, _)| id).collect();
        assert_eq!(ids, paths, "{}", ran.all());
        let order: Vec<String> = asked.lock().unwrap().clone();
        (order, ran)
    };
    let (first, ran) = shuffled("--shuffle=7");
    assert!(ran.stdout().contains("shuffled with seed 7"), "{}", ran.all());
    let (again, _) = shuffled("--shuffle=7");
    assert_eq!(first, again);
    let (other, _) = shuffled("--shuffle=8");
    assert_ne!(first, other);
    assert_eq!(first.len(), paths.len());

    // A seed that nobody gave is told, and gives the same order.
    let (first, ran) = shuffled("--shuffle");
    let seed = ran.json("r.json")["run"]["seed"].as_u64().unwrap();
    assert!(ran.stdout().contains(&format!("seed {seed}")), "{}", ran.all());
    assert_eq!(shuffled(&format!("--shuffle={seed}")).0, first);
}

#[test]
fn after_so_many_failures_no_more_is_begun_and_what_is_flaky_is_none() {
    let folder = Folder::new();
    folder.write("cases.yaml", cases(&["good", "x", "y", "z", "good2"]));
    let (by_path, _) = by_path();
    let ran = run(&folder, &by_path, &["--max-fail", "2"]);
    assert_eq!(ran.code(), 1, "{}", ran.all());
    assert_eq!(words(&ran), ["pass", "fail", "fail", "skip", "skip"], "{}", ran.all());
    let reason = ran.json("r.json")["cases"][3]["reason"].clone();
    assert_eq!(reason, "not run: 2 cases had failed (--max-fail 2)");

    // The first case fails once: the run goes on, and ends with the one that fails twice.
    folder.write("cases.yaml", cases(&["a", "b", "c", "d"]));
    let ran = run(&folder, &peer(|nth| nth == 1 || nth == 2), &["--fail-fast"]);
    assert_eq!(words(&ran), ["flaky", "pass", "fail", "skip"], "{}", ran.all());
}

#[test]
fn a_run_longer_than_it_may_be_is_trouble_and_reports_what_was_done() {
    let folder = Folder::new();
    folder.write("cases.yaml", cases(&["good", "silent", "good2"]));
    let peer = Peer::start(|mut connection| {
        if connection.read_head() {
            match connection.has_seen(b"/good") {
                true => drop(connection.write(&status("200 OK"))),
                false => connection.wait_for_ever(),
            }
        }
    });
    let flags = ["--global-timeout", "2s", "--read-timeout", "1h", "--case-timeout", "1h"];
    let ran = run(&folder, &peer, &[&flags[..], &["--reports", "all", "--repeat", "2"]].concat());
    assert_eq!(ran.code(), 3, "{}", ran.all());
    assert_eq!(words(&ran), ["pass", "skip", "skip"], "{}", ran.all());
    let said = "the run took longer than --global-timeout 2s";
    assert!(ran.stdout().contains(&format!("\n{said}\n")), "{}", ran.all());
    assert_eq!(ran.json("r.json")["run"]["overran_ms"], 2000);
    for name in ["report.html", "junit.xml", "report.md", "report.tap"] {
        let text = std::fs::read_to_string(folder.path().join("all").join(name)).unwrap();
        assert!(text.contains(said), "{name}: {text}");
        let is_for_people = name.ends_with("html") || name.ends_with("md");
        assert_eq!(text.contains("each 2 times"), is_for_people, "{name}");
    }
    let report =
        folder.wirecase_in(&[("GITHUB_ACTIONS", "true")], &["report", "r.json", "--exit-code"]);
    assert_eq!(report.code(), 3, "{}", report.all());
    let annotation = format!("::error title=wirecase::{said}\n");
    assert!(report.stdout().contains(&annotation), "{}", report.all());
}

#[test]
fn no_case_is_an_error_a_warning_or_nothing_but_a_word_that_is_wrong_is_always_an_error() {
    let folder = Folder::new();
    folder.write("cases.yaml", cases(&["good"]));
    let (peer, asked) = by_path();
    let none = |result: &str| run(&folder, &peer, &["--level", "may", "--no-tests", result]);
    let ran = none("fail");
    assert_eq!(ran.code(), 4, "{}", ran.all());
    assert!(!folder.path().join("r.json").exists());

    let ran = none("warn");
    assert_eq!(ran.code(), 0, "{}", ran.all());
    assert!(ran.stderr().contains("warning: no case selected: "), "{}", ran.all());
    assert_eq!(ran.json("r.json")["cases"], serde_json::json!([]));
    assert_eq!(ran.json("r.json")["run"]["deselected"], 1);

    let ran = none("pass");
    assert_eq!((ran.code(), ran.stderr().contains("warning")), (0, false), "{}", ran.all());

    let ran = run(&folder, &peer, &["good", "goood", "--no-tests", "pass"]);
    assert_eq!(ran.code(), 4, "{}", ran.all());
    assert!(ran.stderr().contains("did you mean `good`?"), "{}", ran.all());
    assert!(asked.lock().unwrap().is_empty());
}

#[test]
fn a_rate_that_is_none_is_refused_before_anything_is_sent() {
    let folder = Folder::new();
    folder.write("cases.yaml", cases(&["good"]));
    let (peer, _) = by_path();
    let ran = run(&folder, &peer, &["--rate-limit", "10"]);
    assert_eq!(ran.code(), 2, "{}", ran.all());
    assert!(ran.stderr().contains("--rate-limit 10: there is no `/`"), "{}", ran.all());
    assert_eq!(peer.connections(), 0);
}

/// What a second run has of a first: what failed and what it did not come to, each on its target.
#[test]
fn what_failed_is_run_again_and_what_was_not_begun() {
    let folder = Folder::new();
    folder.write("cases.yaml", cases(&["good", "x", "good2", "y"]));
    let ids = |name: &str| -> Vec<(String, String)> {
        let word = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap().to_owned();
        let results = folder.json(name);
        let rows = results["cases"].as_array().unwrap().iter();
        rows.map(|row| (word(row, "id"), word(row, "target"))).collect()
    };
    let ((one, _), all_good) = (by_path(), peer(|_| true));
    let (first, second) = (one.url(), all_good.url());
    let both = ["-t", &first, "-t", &second, "--report-json"];
    let ran = folder.wirecase(&[&["run", "cases.yaml"], &both[..], &["1.json"]].concat());
    assert_eq!(ran.code(), 1, "{}", ran.all());
    let again = ["run", "cases.yaml", "--failed-from", "1.json"];
    let ran = folder.wirecase(&[&again[..], &both[..], &["2.json"]].concat());
    assert_eq!(ran.code(), 1, "{}", ran.all());
    let on = |target: &str, ids: &[&str]| -> Vec<(String, String)> {
        ids.iter().map(|id| ((*id).to_owned(), target.to_owned())).collect()
    };
    assert_eq!(ids("2.json"), on(&first, &["x", "y"]));

    // On a target that is not in those results all that failed anywhere.
    let (moved, _) = by_path();
    let url = moved.url();
    folder.wirecase(&[&again[..], &["-t", &url, "--report-json", "3.json"]].concat());
    assert_eq!(ids("3.json"), on(&url, &["x", "y"]));
    let list = folder.wirecase(&["list", "cases.yaml", "--failed-from", "1.json"]);
    assert!(list.stdout().contains('x') && !list.stdout().contains("good"), "{}", list.all());

    // On the target where nothing failed there is nothing to do.
    let ran = folder.wirecase(&[&again[..], &["-t", &second]].concat());
    assert_eq!(ran.code(), 4, "{}", ran.all());
    assert!(ran.stderr().contains("no case selected: nothing failed in 1.json"), "{}", ran.all());
    let pass = [&again[..], &["-t", &second, "--no-tests", "pass"]].concat();
    assert_eq!(folder.wirecase(&pass).code(), 0);

    // What --fail-fast left out is run again.
    run(&folder, &one, &["--fail-fast"]);
    run(&folder, &one, &["--failed-from", "r.json"]);
    assert_eq!(ids("r.json"), on(&first, &["x", "good2", "y"]));
    run(&folder, &all_good, &[]);
    let ran = run(&folder, &all_good, &["--failed-from", "r.json"]);
    assert_eq!(ran.code(), 4, "{}", ran.all());
}
