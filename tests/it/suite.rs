//! The bundled suite against the reference server: without a fault every case passes; each case is
//! failed by at least one fault. The table of both is kept in `reports/faults.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use wirecase::load;
use wirecase::model::case::Suite;
use wirecase::model::outcome::{RunReport, Verdict};
use wirecase::model::plan::{Limits, Selection};
use wirecase::model::template::Variables;
use wirecase::plan::plan;
use wirecase::reference::{self, FAULTS, Faults, Server};
use wirecase::run::{RunSettings, Stop, run};

/// Short enough for faults that make the server wait; the reference server itself answers at once.
const READ_TIMEOUT: Duration = Duration::from_secs(1);

/// A fault that fails more cases than this is about messages in general.
const NARROW: usize = 12;

/// Cases whose own rule is so general that breaking it fails many others: the case, and the fault
/// that is about its rule.
const GENERAL: &[(&str, &str)] = &[
    ("session/request/get", "get-refused"),
    // Two rules are broken at once, so that no single one accepts it.
    ("session/malformed/garbled-request", "refusal-unanswered"),
];

/// The suite with the first of what `each` made of a case in the place of all: they differ in what
/// they send, not in the rule that they are about.
fn first_of_each(suite: &Suite) -> Suite {
    let mut cases: Vec<_> = suite.cases.clone();
    cases.dedup_by(|later, earlier| base(&later.id) == base(&earlier.id));
    Suite { cases }
}

/// An id without the values of `each`.
fn base(id: &str) -> &str {
    id.split_once('[').map_or(id, |(base, _)| base)
}

async fn judged(suite: &Suite, faults: Faults) -> RunReport {
    let server = Server::start(SocketAddr::from(([127, 0, 0, 1], 0)), faults).await.unwrap();
    let limits = Limits { read_timeout: READ_TIMEOUT, ..Limits::default() };
    let target = reference::target(server.address());
    let plan =
        plan(suite, vec![target], &Selection::default(), &Variables::new(), &limits).unwrap();
    let settings = RunSettings {
        jobs: 32,
        fail_fast: false,
        strict: false,
        confirm: false,
        command: String::new(),
    };
    let (report, trouble) = run(&plan, &settings, &Stop::default(), &mut []).await;
    assert!(trouble.is_none());
    server.stop().await;
    report
}

/// Whether a verdict says that something is wrong. An informative case tells a departure by its
/// verdict alone: it is `info` where the reference server passes.
fn departs(verdict: Verdict) -> bool {
    !matches!(verdict, Verdict::Pass | Verdict::Skip)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bundled_case_passes_and_each_is_failed_by_a_fault() {
    let suite = Arc::new(load::load_bundled().suite);
    let sound = judged(&suite, Faults::none()).await;
    let wrong: Vec<_> = sound
        .cases
        .iter()
        .filter(|case| case.verdict != Verdict::Pass)
        .map(|case| format!("{} {}: {}", case.verdict, case.id, case.reason))
        .collect();
    assert!(wrong.is_empty(), "without a fault:\n{}", wrong.join("\n"));

    // Many waits, little work: several faults at a time, and not so many that a busy machine makes
    // the server late.
    let suite = Arc::new(first_of_each(&suite));
    let mut running = tokio::task::JoinSet::new();
    let mut waiting = FAULTS.iter();
    let mut failed_by: BTreeMap<String, Vec<&str>> =
        suite.cases.iter().map(|case| (case.id.clone(), Vec::new())).collect();
    let mut fails: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    loop {
        while running.len() < 4 {
            let Some(fault) = waiting.next() else { break };
            let suite = Arc::clone(&suite);
            running.spawn(async move {
                let faults = Faults::named(&[fault.name.to_owned()]).unwrap();
                (fault.name, judged(&suite, faults).await)
            });
        }
        let Some(one) = running.join_next().await else { break };
        let (fault, report) = one.unwrap();
        for case in report.cases.iter().filter(|case| departs(case.verdict)) {
            failed_by.entry(case.id.clone()).or_default().push(fault);
            fails.entry(fault).or_default().push(case.id.clone());
        }
    }

    let table = table(&fails);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/faults.md");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    for (id, fault) in GENERAL {
        let seen = failed_by.get(*id).is_some_and(|faults| faults.contains(fault));
        assert!(seen, "{id} does not fail with {fault}");
    }
    // A fault that breaks every answer proves nothing about a case: it must be seen by one that is
    // about its own rule.
    let unseen: Vec<String> = failed_by
        .iter()
        .filter(|(id, _)| !id.starts_with("lint/"))
        .map(|(id, faults)| (id, faults.iter().map(|fault| (fails[fault].len(), *fault)).min()))
        .filter(|(_, narrowest)| narrowest.is_none_or(|(breadth, _)| breadth > NARROW))
        .filter(|(id, _)| !GENERAL.iter().any(|(general, _)| general == id))
        .map(|(id, narrowest)| format!("{id}: {narrowest:?}"))
        .collect();
    assert!(unseen.is_empty(), "cases that no narrow fault fails: {unseen:#?}");
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let names = |text: &str| {
        let rows = text.lines().filter(|line| line.starts_with("| `"));
        rows.filter_map(|l| l.split('`').nth(1).map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(names(&kept), names(&table), "reports/faults.md is stale: UPDATE_GOLDENS=1");
}

/// Fault by fault, which cases and lints see it.
fn table(fails: &BTreeMap<&str, Vec<String>>) -> String {
    let mut text = String::from(
        "# Which fault is seen by which case\n\n\
         Made by `UPDATE_GOLDENS=1 cargo test --test it suite`: the bundled suite against the\n\
         reference server with one rule broken at a time. A fault of message syntax breaks every\n\
         answer, so that many cases see it; those are cut after eight.\n\n\
         | fault | clause | what is wrong | seen by |\n|---|---|---|---|\n",
    );
    for fault in FAULTS {
        let seen = fails.get(fault.name).map(Vec::as_slice).unwrap_or_default();
        // Lints first: they name the fault itself.
        let mut seen: Vec<&str> = seen.iter().map(String::as_str).collect();
        seen.sort_by_key(|id| (!id.starts_with("lint/"), id.to_owned()));
        let mut cell: Vec<String> = seen.iter().take(8).map(|id| id.replace('|', "\\|")).collect();
        match seen.len() {
            0 => cell.push("no case yet".to_owned()),
            n if n > 8 => cell.push(format!("{} more", n - 8)),
            _ => {}
        }
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} |",
            fault.name,
            fault.spec,
            fault.summary.replace('|', "\\|"),
            cell.join(", ")
        );
    }
    text
}
