//! How a run is carried out, from the library: targets beside each other, and time that stands still.
//!
//! Where the clock is paused, time goes on at once when everybody waits, so that an hour of waiting
//! takes none and what is asserted is how much of it there was.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::Instant;
use wirecase::load;
use wirecase::model::case::Suite;
use wirecase::model::outcome::{CaseResult, RunReport, Verdict};
use wirecase::model::plan::{Limits, Plan, Selection};
use wirecase::model::target::{Address, Target};
use wirecase::model::template::Variables;
use wirecase::plan::plan;
use wirecase::report::Reporter;
use wirecase::run::{RunSettings, Stop, run};

use crate::support::command::Folder;
use crate::support::peer::{Peer, dated};

const HOUR: Duration = Duration::from_secs(3600);

const THREE: &str = "
cases:
  - { id: a, title: A, request: \"GET / HTTP/1.1\\r\\nHost: a\", expect: { status: 200 } }
  - { id: b, title: B, request: \"GET / HTTP/1.1\\r\\nHost: a\", expect: { status: 404 } }
  - { id: c, title: C, request: \"GET / HTTP/1.1\\r\\nHost: a\", expect: { status: 200 } }
";

fn suite() -> Suite {
    let folder = Folder::new();
    let path: PathBuf = folder.write("three.yaml", THREE);
    load::load(&[path]).unwrap().suite
}

fn answering() -> Peer {
    Peer::answering(dated(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
}

/// Accepts, reads, and never answers.
fn silent() -> Peer {
    Peer::start(|mut connection| {
        connection.read_head();
        connection.wait_for_ever();
    })
}

/// The three cases, of which the second fails, on these targets; whoever is silent is waited for an
/// hour.
fn planned(suite: &Suite, targets: &[(&str, &Peer)]) -> Plan {
    let target = |(name, peer): &(&str, &Peer)| {
        let address = Address::Tcp { host: "127.0.0.1".to_owned(), port: peer.port };
        Target { name: (*name).to_owned(), ..Target::bare(address) }
    };
    let limits = Limits { read_timeout: HOUR, case_timeout: HOUR, ..Limits::default() };
    let targets = targets.iter().map(target).collect();
    plan(suite, targets, &Selection::default(), &Variables::new(), &limits).unwrap()
}

fn of<'a>(report: &'a RunReport, target: &str) -> Vec<&'a CaseResult> {
    report.cases.iter().filter(|row| row.target == target && row.number < 3).collect()
}

fn verdicts(rows: &[&CaseResult]) -> Vec<Verdict> {
    rows.iter().map(|row| row.verdict).collect()
}

/// Ends the run as soon as all is told of one target.
struct EndsWith {
    target: &'static str,
    told: Arc<Mutex<Vec<String>>>,
    stop: Stop,
}

impl Reporter for EndsWith {
    fn case_finished(&mut self, one: &CaseResult, _: usize, _: usize) -> std::io::Result<()> {
        let mut told = self.told.lock().unwrap();
        told.push(format!("{} {}", one.target, one.id));
        if told.iter().filter(|line| line.starts_with(self.target)).count() == 3 {
            self.stop.ask();
        }
        Ok(())
    }

    fn finish(&mut self, _: &RunReport) -> std::io::Result<()> {
        Ok(())
    }
}

/// The failure of the one target is confirmed, and all of it told, before the other, which comes
/// first in the plan, has given a single answer.
#[tokio::test(flavor = "multi_thread")]
async fn a_silent_target_holds_up_no_other() {
    let (suite, silent, good) = (suite(), silent(), answering());
    let plan = planned(&suite, &[("silent", &silent), ("good", &good)]);
    let (stop, told) = (Stop::default(), Arc::default());
    let settings = RunSettings { jobs: 1, confirm: true, ..RunSettings::default() };
    let reporter = EndsWith { target: "good", told: Arc::clone(&told), stop: stop.clone() };
    let mut reporters: [Box<dyn Reporter + Send>; 1] = [Box::new(reporter)];
    // Long before the hour; the run ends when the good target is done, or it hangs.
    let run = run(&plan, &settings, &stop, &mut reporters);
    let (report, _) = tokio::time::timeout(HOUR / 60, run).await.expect("it hangs");
    let good = of(&report, "good");
    assert_eq!(verdicts(&good), [Verdict::Pass, Verdict::Fail, Verdict::Pass]);
    assert_eq!(good[1].attempts.len(), 2, "confirmed");
    assert_eq!(*told.lock().unwrap(), ["good a", "good c", "good b"]);
    for row in of(&report, "silent") {
        assert_eq!(row.reason, "not run: the run was interrupted");
    }
    let order: Vec<&str> = report.cases.iter().take(6).map(|row| row.id.as_str()).collect();
    assert_eq!(order, ["a", "a", "b", "b", "c", "c"], "in the order of the plan");
}

#[tokio::test(start_paused = true)]
async fn repeats_and_confirmations_keep_the_rate_too() {
    // Silent, as an answer may come before or after time has gone on.
    let (suite, peer) = (suite(), silent());
    let plan = planned(&suite, &[("t", &peer)]);
    let rated = RunSettings { jobs: 8, rate_limit: Some(HOUR * 24), ..RunSettings::default() };
    for (settings, tries) in [
        (rated.clone(), 3),
        (RunSettings { repeat: 3, ..rated.clone() }, 9),
        (RunSettings { confirm: true, retries: Some(4), ..rated.clone() }, 15),
    ] {
        let began = Instant::now();
        let (report, _) = run(&plan, &settings, &Stop::default(), &mut []).await;
        let days = began.elapsed().as_secs() / (24 * 3600);
        assert_eq!(days, tries - 1, "{:?}", verdicts(&of(&report, "t")));
    }
}

#[tokio::test(start_paused = true)]
async fn when_the_time_of_the_run_is_over_nothing_is_called_a_pass_or_a_failure() {
    let (suite, silent) = (suite(), silent());
    let plan = planned(&suite, &[("silent", &silent)]);
    let limit = Duration::from_secs(10);
    let settings = RunSettings { jobs: 2, global_timeout: Some(limit), ..RunSettings::default() };
    let began = Instant::now();
    let (report, _) = run(&plan, &settings, &Stop::default(), &mut []).await;
    assert_eq!(began.elapsed().as_secs(), 10);
    assert_eq!((report.run.overran_ms, report.run.interrupted), (Some(10_000), false));
    for row in of(&report, "silent") {
        assert_eq!(row.verdict, Verdict::Skip);
        assert_eq!(row.reason, "not run: the run took longer than --global-timeout 10s");
        assert!(row.is_unbegun());
    }
}

/// One slot is what zero slots are, and a run in which all is done in time did not overrun.
#[tokio::test(flavor = "multi_thread")]
async fn settings_that_say_nothing_run_each_case_once() {
    let (suite, peer) = (suite(), answering());
    let plan = planned(&suite, &[("t", &peer)]);
    let settings = RunSettings { global_timeout: Some(HOUR), ..RunSettings::default() };
    let (report, _) = run(&plan, &settings, &Stop::default(), &mut []).await;
    let rows = of(&report, "t");
    assert_eq!(verdicts(&rows), [Verdict::Pass, Verdict::Fail, Verdict::Pass]);
    assert!(rows.iter().all(|row| row.attempts.len() == 1));
    assert_eq!(report.run.overran_ms, None);
}
