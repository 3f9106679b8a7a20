//! Real processes of the system's shell: what becomes of them, and what is told of it.

use std::path::Path;
use std::time::{Duration, Instant};

use super::*;
use crate::model::launch::{Launch, Launched};

/// Whether a process is there and not only its entry, which stays until somebody asks for it.
fn lives(process: &str) -> bool {
    match std::fs::read_to_string(format!("/proc/{process}/stat")) {
        Ok(stat) => !stat.rsplit(") ").next().unwrap_or_default().starts_with('Z'),
        Err(_) if Path::new("/proc/self").exists() => false,
        Err(_) => {
            let status = std::process::Command::new("kill").args(["-0", process]).status();
            status.is_ok_and(|status| status.success())
        }
    }
}

/// What was killed is gone a moment later.
fn is_gone(process: &str) -> bool {
    let until = Instant::now() + Duration::from_secs(20);
    while lives(process) && Instant::now() < until {
        std::thread::yield_now();
    }
    !lives(process)
}

fn start(servers: &Servers, command: &str) -> Watch {
    servers.start(&Launch::of(command), "t", Some(8080)).unwrap()
}

async fn stopped(servers: &Servers) -> Launched {
    servers.stop("t").await.unwrap()
}

/// Waits until the server has written this many lines, and gives them.
async fn written(servers: &Servers, lines: usize) -> Vec<String> {
    loop {
        let text = servers.written_so_far("t");
        if text.matches('\n').count() >= lines {
            return text.lines().map(str::to_owned).collect();
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_command_has_the_port_and_its_end_and_output_are_told_in_order() {
    let servers = Servers::default();
    let command = "echo {{port}} $PORT $WIRECASE_PORT; echo wrong >&2; echo last; exit 3";
    assert_eq!(start(&servers, command).end().await, End::Status(3));
    let launched = stopped(&servers).await;
    assert_eq!(launched.output, "8080 8080 8080\nwrong\nlast\n");
    assert_eq!(launched.died.as_deref(), Some("exited with status 3"));
    assert_eq!(launched.command, command.replace("{{port}}", "8080"));
    assert!(!launched.killed);
    assert_eq!(servers.stop("t").await, None);
}

#[tokio::test]
async fn a_signal_is_told_by_its_name_and_the_one_that_we_send_is_no_death() {
    let servers = Servers::default();
    let watch = start(&servers, "kill -SEGV $$");
    assert_eq!(watch.end().await.to_string(), "killed by signal 11 (SIGSEGV)");
    let watch = start(&servers, "echo up; exec sleep 1000");
    // The first of that name is stopped first.
    assert_eq!(stopped(&servers).await.died.as_deref(), Some("killed by signal 11 (SIGSEGV)"));
    let launched = stopped(&servers).await;
    assert_eq!((launched.died, launched.killed), (None, false));
    assert_eq!(watch.ended(), None);
}

#[tokio::test]
async fn a_server_that_writes_much_is_never_held_up() {
    let servers = Servers::default();
    let much = "i=0; while [ $i -lt 2000 ]; do echo 0123456789012345678901234567890123456789012345678; \
                i=$((i+1)); done; echo end";
    assert!(start(&servers, much).end().await.is_success());
    let launched = stopped(&servers).await;
    assert!(launched.output.ends_with("\nend\n"));
    assert_eq!(launched.omitted + launched.output.len() as u64, 2000 * 50 + 4);
    assert!(launched.output.len() <= 64 << 10);
}

#[tokio::test]
async fn what_a_server_starts_is_stopped_with_it_also_where_it_ended_before() {
    for command in ["sleep 1000 & echo $!; wait", "sleep 1000 & echo $!"] {
        let servers = Servers::default();
        let watch = start(&servers, command);
        let child = written(&servers, 1).await.remove(0);
        let is_wrapper = !command.ends_with("wait");
        if is_wrapper {
            assert!(watch.end().await.is_success());
        }
        assert!(lives(&child), "{command}");
        let launched = stopped(&servers).await;
        assert!(is_gone(&child), "{command}");
        assert!(!launched.killed, "{command}");
        assert_eq!(launched.died.is_some(), is_wrapper, "{command}");
    }
}

/// The clock stands still and jumps: the five seconds are over when nothing else can happen.
#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_end_when_asked_to_is_killed_and_that_is_told() {
    let servers = Servers::default();
    start(&servers, "trap '' TERM; echo $$; while :; do sleep 1; done");
    let leader = written(&servers, 1).await.remove(0);
    let launched = stopped(&servers).await;
    assert_eq!((launched.died, launched.killed), (None, true));
    assert!(is_gone(&leader));
}

#[tokio::test]
async fn nobody_is_left_when_the_last_hand_lets_go_or_kills_or_stopping_is_given_up() {
    let stubborn = "trap '' TERM; sleep 1000 & echo $$ $!; wait; wait";
    let ways: [fn(Servers); 3] = [
        drop,
        |servers| {
            servers.kill();
            assert!(servers.start(&Launch::of("sleep 1000"), "late", None).is_err());
            std::mem::forget(servers);
        },
        |servers| {
            // Begun, and dropped in the middle.
            let mut stopping = Box::pin(servers.stop_all());
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            assert!(stopping.as_mut().poll(&mut context).is_pending());
        },
    ];
    for (number, let_go) in ways.into_iter().enumerate() {
        let servers = Servers::default();
        start(&servers, stubborn);
        let line = written(&servers, 1).await.remove(0);
        let_go(servers);
        for process in line.split(' ') {
            assert!(is_gone(process), "{number}");
        }
    }
}

#[tokio::test]
async fn all_are_stopped_and_told_in_the_order_of_their_start() {
    let servers = Servers::default();
    for name in ["b", "a", "c"] {
        servers.start(&Launch::of("exec sleep 1000"), name, None).unwrap();
    }
    assert!(servers.watch("a").is_some_and(|watch| watch.ended().is_none()));
    assert!(servers.watch("d").is_none());
    let names: Vec<String> = servers.stop_all().await.into_iter().map(|one| one.target).collect();
    assert_eq!(names, ["b", "a", "c"]);
    assert!(servers.stop_all().await.is_empty());
    let nowhere = Launch { folder: Some("/no/such/folder".into()), ..Launch::of("true") };
    assert!(servers.start(&nowhere, "t", None).is_err());
}
