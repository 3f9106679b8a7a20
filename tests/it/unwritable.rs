//! Reports that cannot be written: each kind, each obstacle. What is in the way is told, the summary
//! and the other reports are there all the same, and nothing is left half done.

use std::path::Path;
use std::process::Command;

use crate::support::command::{Folder, Ran};
use crate::support::peer::{Peer, dated};

/// The flag of `run` and a file name for each kind of report.
const KINDS: [(&str, &str); 6] = [
    ("--report-json", "results.json"),
    ("--report-html", "report.html"),
    ("--report-junit", "junit.xml"),
    ("--report-md", "report.md"),
    ("--report-tap", "report.tap"),
    ("--report-ndjson", "events.ndjson"),
];

const CASES: &str = "
cases:
  - { id: a, title: A, request: \"GET / HTTP/1.1\\r\\nHost: a\", expect: { status: 200 } }
  - { id: b, title: B, request: \"GET / HTTP/1.1\\r\\nHost: a\", expect: { status: 2xx } }
";

fn peer() -> Peer {
    let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    Peer::answering(dated(answer))
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("cases.yaml", CASES);
    folder
}

fn run(folder: &Folder, peer: &Peer, words: &[&str]) -> Ran {
    folder.wirecase(&[&["run", "cases.yaml", "-t", &peer.url()], words].concat())
}

/// Everything in a folder and below, but what the tests put there.
fn files(folder: &Path) -> Vec<String> {
    fn walk(folder: &Path, root: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.is_symlink() {
                walk(&path, root, found);
            }
            found.push(path.strip_prefix(root).unwrap().display().to_string());
        }
    }
    let mut found = Vec::new();
    walk(folder, folder, &mut found);
    found.retain(|name| name != "cases.yaml");
    found.sort();
    found
}

/// What is in the way of a report.
struct Obstacle {
    /// Lays it into the folder.
    lay: fn(&Path),
    /// The path of the report, from the kind's file name.
    path: fn(&str) -> String,
    /// The words in which it is told.
    told: &'static str,
}

#[cfg(unix)]
fn obstacles() -> Vec<Obstacle> {
    use std::os::unix::fs::symlink;
    let mut all = vec![
        Obstacle {
            lay: |folder| std::fs::write(folder.join("file"), "old").unwrap(),
            path: |name| format!("file/below/{name}"),
            told: "file is a file, not a folder",
        },
        Obstacle {
            lay: |folder| {
                for (_, name) in KINDS {
                    std::fs::create_dir(folder.join(name)).unwrap();
                }
            },
            path: str::to_owned,
            told: "directory",
        },
    ];
    if Path::new("/dev/full").exists() {
        all.push(Obstacle {
            lay: |folder| symlink("/dev/full", folder.join("full")).unwrap(),
            path: |_| "full".to_owned(),
            told: "No space left on device",
        });
        all.push(Obstacle {
            lay: |_| {},
            path: |_| "/dev/full".to_owned(),
            told: "No space left on device",
        });
    }
    all.push(Obstacle {
        lay: |folder| {
            use std::os::unix::fs::PermissionsExt as _;
            let closed = folder.join("closed");
            std::fs::create_dir(&closed).unwrap();
            std::fs::set_permissions(closed, std::fs::Permissions::from_mode(0o555)).unwrap();
        },
        path: |name| format!("closed/{name}"),
        told: "Permission denied",
    });
    all
}

#[cfg(unix)]
#[test]
fn whatever_is_in_the_way_is_told_and_all_else_is_written() {
    let peer = peer();
    for obstacle in obstacles() {
        for (flag, name) in KINDS {
            let folder = folder();
            (obstacle.lay)(folder.path());
            let path = (obstacle.path)(name);
            // To root no folder is closed.
            let closed = folder.path().join("closed");
            if closed.exists() && std::fs::write(closed.join("open"), "").is_ok() {
                continue;
            }
            let before = files(folder.path());
            let mut words = vec![flag.to_owned(), path.clone()];
            for (other, other_name) in KINDS.iter().filter(|(other, _)| *other != flag) {
                words.extend([(*other).to_owned(), format!("else/where/{other_name}")]);
            }
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let ran = run(&folder, &peer, &words);
            let all = format!("{flag} {path}\n{}", ran.all());
            assert_eq!(ran.code(), 3, "{all}");
            let told = format!("error: cannot write {path}: ");
            assert!(ran.stderr().contains(&told), "{all}");
            assert!(ran.stderr().contains(obstacle.told), "{all}");
            assert!(ran.stdout().contains("2 pass"), "{all}");
            assert!(!ran.stdout().contains(&format!("wrote {path}")), "{all}");
            let mut want = before;
            want.extend(["else".to_owned(), "else/where".to_owned()]);
            let others = KINDS.iter().map(|(_, name)| *name).filter(|other| *other != name);
            for other in others {
                assert!(ran.stdout().contains(&format!("wrote else/where/{other}")), "{all}");
                want.push(format!("else/where/{other}"));
            }
            want.sort();
            assert_eq!(files(folder.path()), want, "{all}");
            assert!(!folder.path().join("file").exists() || read(&folder, "file") == "old");
        }
    }
}

fn read(folder: &Folder, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name)).unwrap()
}

/// Runs with files limited to so many blocks of 512 octets, as a quota would.
#[cfg(unix)]
fn run_limited(folder: &Folder, peer: &Peer, blocks: u32, words: &[&str]) -> std::process::Output {
    // The signal that comes with the limit would end the process; ignored, the write fails.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_wirecase"), "run", "cases.yaml"])
        .args(["-t", &peer.url()])
        .args(words)
        .env("NO_COLOR", "1")
        .current_dir(folder.path())
        .output()
        .unwrap()
}

#[cfg(unix)]
#[test]
fn a_disk_that_fills_up_leaves_the_old_report_and_no_temporary_file() {
    let peer = peer();
    for (flag, name) in KINDS.into_iter().filter(|(flag, _)| *flag != "--report-ndjson") {
        let folder = folder();
        folder.write(name, "old");
        let output = run_limited(&folder, &peer, 0, &[flag, name]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{flag} {said}");
        assert!(said.contains(&format!("error: cannot write {name}: File too large")), "{said}");
        assert!(String::from_utf8_lossy(&output.stdout).contains("2 pass"), "{flag} {said}");
        assert_eq!(files(folder.path()), [name]);
        assert_eq!(read(&folder, name), "old");
    }
}

#[cfg(unix)]
#[test]
fn events_that_fail_in_the_middle_end_with_a_whole_line_and_the_run_goes_on() {
    let (folder, peer) = (folder(), peer());
    let words = ["-j", "1", "--report-ndjson", "e.ndjson", "--report-json", "-"];
    let output = run_limited(&folder, &peer, 2, &words);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert_eq!(said.matches("error: ").count(), 1, "{said}");
    assert!(said.contains("error: cannot write e.ndjson: File too large"), "{said}");
    assert!(said.contains("2 pass"), "{said}");
    let results: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(results["totals"]["pass"], 2);
    let events = read(&folder, "e.ndjson");
    assert!(events.ends_with("}\n") && !events.contains("run-finished"), "{events}");
    for line in events.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
}

#[test]
fn every_report_that_fails_is_named() {
    let (folder, peer) = (folder(), peer());
    folder.write("file", "old");
    let words = ["--report-json", "file/a", "--report-tap", "file/b", "--report-ndjson", "file/c"];
    let ran = run(&folder, &peer, &words);
    assert_eq!(ran.code(), 3, "{}", ran.all());
    for path in ["file/a", "file/b", "file/c"] {
        assert!(ran.stderr().contains(&format!("error: cannot write {path}: ")), "{}", ran.all());
    }
}

#[test]
fn each_kind_goes_to_standard_output_with_the_words_for_people_beside_it() {
    let (folder, peer) = (folder(), peer());
    for (flag, name) in KINDS {
        let ran = run(
            &folder,
            &peer,
            &[flag, "-", "--report-json", "kept.json"]
                [..if flag == "--report-json" { 2 } else { 4 }],
        );
        assert_eq!(ran.code(), 0, "{flag}\n{}", ran.all());
        assert!(ran.stderr().contains("2 pass"), "{flag}\n{}", ran.all());
        assert!(!ran.stdout().contains("wrote "), "{flag}\n{}", ran.all());
        if flag == "--report-json" {
            folder.write("kept.json", ran.stdout());
        }
        // The same octets go to a file.
        let flag = flag.replace("--report-", "--");
        let shown = folder.wirecase(&["report", "kept.json", &flag, "-"]);
        let kept = folder.wirecase(&["report", "kept.json", &flag, name]);
        assert_eq!((shown.code(), kept.code()), (0, 0), "{}\n{}", shown.all(), kept.all());
        assert_eq!(kept.stdout(), format!("wrote {name}\n"));
        assert_eq!(read(&folder, name), shown.stdout(), "{flag}");
        assert_eq!(shown.stderr(), "", "{flag}");
    }
}
