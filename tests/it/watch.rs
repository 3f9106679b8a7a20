//! `wirecase watch`: a run for each change of what it reads, and one alone.
//!
//! Lines of output are waited for; nothing here depends on how long anything takes.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use crate::support::command::Folder;
use crate::support::peer::{Peer, dated};

const CASES: &str = "
cases:
  - { id: a, title: A, request: \"GET / HTTP/1.1\\r\\nHost: a\", expect: { status: 200 } }
";

fn ok() -> Vec<u8> {
    dated(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

/// A watch under way, and what it says, line by line.
struct Watch {
    child: Child,
    lines: Receiver<String>,
    told: Vec<String>,
}

impl Watch {
    fn start(folder: &Folder, words: &[&str]) -> Self {
        let mut command = folder.command(&[&["watch", "--progress", "none"], words].concat());
        let (reader, writer) = std::io::pipe().unwrap();
        command.stdout(writer.try_clone().unwrap()).stderr(writer).stdin(Stdio::null());
        let child = command.spawn().unwrap();
        drop(command);
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(reader).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        Self { child, lines, told: Vec::new() }
    }

    /// What is said up to the line that holds this.
    fn until(&mut self, words: &str) -> String {
        let mut said = String::new();
        loop {
            let Ok(line) = self.lines.recv_timeout(Duration::from_secs(120)) else {
                panic!("no line with `{words}` came:\n{}\n{said}", self.told.join("\n"));
            };
            said.push_str(&line);
            said.push('\n');
            let is_it = line.contains(words);
            self.told.push(line);
            if is_it {
                return said;
            }
        }
    }

    /// Ctrl-C, and what it ends with and still says.
    fn interrupt(&mut self) -> (Option<i32>, String) {
        let id = Pid::from_child(&self.child);
        kill_process(id, Signal::INT).unwrap();
        let status = self.child.wait().unwrap();
        (status.code(), self.lines.iter().map(|line| line + "\n").collect())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // So that its runs end, too.
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let _ = self.child.wait();
    }
}

#[test]
fn a_saved_case_file_is_run_again_and_a_broken_one_is_told_until_it_is_mended() {
    let peer = Peer::answering(ok());
    let folder = Folder::new();
    folder.write("cases/a.yaml", CASES);
    let url = peer.url();
    // The report lies where cases are looked for, and is none of them.
    let words = ["cases", "-t", &url, "--also", ".", "--report-json", "cases/r.json"];
    let mut watch = Watch::start(&folder, &words);
    let said = watch.until("; Ctrl-C ends");
    assert!(
        said.contains("1 passed") && said.ends_with("watching 1 file; Ctrl-C ends\n"),
        "{said}"
    );

    // As an editor saves: another file takes its place.
    folder.write("cases/.a.yaml.new", CASES.replace("200", "404"));
    std::fs::rename(folder.path().join("cases/.a.yaml.new"), folder.path().join("cases/a.yaml"))
        .unwrap();
    let said = watch.until("; Ctrl-C ends");
    assert!(said.starts_with("changed: cases/a.yaml\n") && said.contains("1 fail"), "{said}");
    let results = folder.json("cases/r.json");
    assert_eq!(results["cases"][0]["verdict"], "fail", "{results}");

    folder.write("cases/a.yaml", "cases: [");
    let said = watch.until("; Ctrl-C ends");
    assert!(said.starts_with("changed: cases/a.yaml\n") && said.contains("error"), "{said}");
    assert!(!said.contains("1 fail"), "{said}");
    folder.write("cases/a.yaml", CASES);
    let said = watch.until("; Ctrl-C ends");
    assert!(said.contains("1 pass"), "{said}");

    // A new file in a new folder, and one that nobody reads but `--also`.
    folder.write("cases/more/b.yaml", CASES.replace("id: a", "id: b"));
    let said = watch.until("; Ctrl-C ends");
    assert!(said.contains("changed: cases/more/b.yaml\n") && said.contains("2 pass"), "{said}");
    folder.write("cases/more/x.bin", "1");
    let said = watch.until("; Ctrl-C ends");
    assert!(said.starts_with("changed: cases/more/x.bin\n"), "{said}");
    let (code, rest) = watch.interrupt();
    assert_eq!((code, rest.as_str()), (Some(0), ""));
}

#[test]
fn a_configuration_that_comes_changes_or_breaks_is_read_anew() {
    let (first, second) = (Peer::answering(ok()), Peer::answering(ok()));
    let folder = Folder::new();
    let at = |url: &str| format!("targets: {{ it: {{ url: '{url}' }} }}\ncases: [a.yaml]\n");
    folder.write("a.yaml", CASES);
    folder.write("wirecase.yaml", "targets: [");
    let mut watch = Watch::start(&folder, &["-t", "it"]);
    let said = watch.until("; Ctrl-C ends");
    assert!(said.contains("wirecase.yaml:2"), "{said}");
    for peer in [&first, &second] {
        folder.write("wirecase.yaml", at(&peer.url()));
        let said = watch.until("; Ctrl-C ends");
        assert!(said.starts_with("changed: wirecase.yaml\n") && said.contains("1 pass"), "{said}");
        assert!(said.ends_with("watching 2 files; Ctrl-C ends\n"), "{said}");
        assert!(peer.connections() > 0);
    }
    assert_eq!(watch.interrupt().0, Some(0));
}

/// A command that starts `name` of the folder, which is the built-in server.
fn server(folder: &Folder, name: &str) -> String {
    use std::os::unix::fs::PermissionsExt as _;

    let wirecase = env!("CARGO_BIN_EXE_wirecase");
    let script =
        format!("#!/bin/sh\necho $$ >>pids\nexec '{wirecase}' serve --addr \"127.0.0.1:$PORT\"\n");
    let path = folder.write(name, script);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    format!("exec ./{name} {{{{port}}}}")
}

#[test]
fn another_binary_of_the_launched_server_is_tested_and_a_run_under_way_is_stopped_for_it() {
    let folder = Folder::new();
    // Answered where the path is the page's; the second case waits until it is stopped.
    let held = "  - { id: b, title: B, send: \"GET /\", expect: { silence: 1000s } }\n";
    folder.write("a.yaml", CASES);
    let command = server(&folder, "server");
    let words = ["a.yaml", "--launch", &command, "--case-timeout", "2000s", "-vv"];
    let mut watch = Watch::start(&folder, &words);
    let said = watch.until("; Ctrl-C ends");
    assert!(said.contains("1 pass") && said.contains("watching 2 files"), "{said}");
    server(&folder, "server");
    let said = watch.until("; Ctrl-C ends");
    assert!(said.starts_with("changed: server\n") && said.contains("1 pass"), "{said}");

    folder.write("a.yaml", format!("{CASES}{held}"));
    watch.until("changed: a.yaml");
    watch.until("2 cases against launched");
    folder.write("a.yaml", CASES);
    let said = watch.until("; Ctrl-C ends");
    assert!(said.contains("changed: a.yaml\n") && said.contains("1 pass"), "{said}");
    assert_eq!(left(&folder), (4, 0));

    std::fs::remove_file(folder.path().join("server")).unwrap();
    let said = watch.until("; Ctrl-C ends");
    assert!(said.starts_with("changed: server\n") && said.contains("error"), "{said}");
    server(&folder, "server");
    let said = watch.until("; Ctrl-C ends");
    assert!(said.contains("1 pass"), "{said}");
    // Ctrl-C while a run is held.
    folder.write("a.yaml", format!("{CASES}{held}"));
    watch.until("2 cases against launched");
    assert_eq!(watch.interrupt().0, Some(0));
    assert_eq!(left(&folder), (6, 0));
}

/// How many servers of the folder were started, and how many of them are there.
fn left(folder: &Folder) -> (usize, usize) {
    let pids = std::fs::read_to_string(folder.path().join("pids")).unwrap();
    let pids: Vec<i32> = pids.lines().map(|pid| pid.parse().unwrap()).collect();
    let is_there = |pid: &&i32| test_kill_process(Pid::from_raw(**pid).unwrap()).is_ok();
    (pids.len(), pids.iter().filter(is_there).count())
}

#[test]
fn nothing_is_watched_where_there_is_nothing_that_could_change() {
    let folder = Folder::new();
    let url = "http://127.0.0.1:1";
    for (words, why) in [
        (&["watch", "bundled", "-t", url][..], "there is nothing to watch"),
        (&["watch", "--targets-from", "-"], "standard input cannot be read a second time"),
    ] {
        let ran = folder.wirecase(words);
        assert!(ran.code() == 2 && ran.stderr().contains(why), "{}", ran.all());
    }
}
