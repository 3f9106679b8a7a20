//! How long each report takes and how large it gets: `cargo bench --bench reports`, with a folder
//! after `--` to keep what is written. `node tests/browser/bench.mjs FOLDER/report.html` tells how
//! fast the page is that comes of it. Figures are printed; nothing is asserted of them.
//!
//! Real results of the reference server with some rules broken are multiplied to 5,000 cases on
//! ten targets: 5 in 100 results fail, with all of their evidence, 3 warn, 8 are skipped.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on says so and ends")]

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use wirecase::model::outcome::{CaseResult, ResultKind, RunReport, Verdict};
use wirecase::model::target::{Address, Target};
use wirecase::report;

const CASES: usize = 5_000;
const TARGETS: usize = 10;

/// Of a hundred results, how many have each verdict; the others pass.
const SHARES: [(Verdict, usize); 3] = [(Verdict::Fail, 5), (Verdict::Warn, 3), (Verdict::Skip, 8)];

const FAULTS: [&str; 8] = [
    "host-missing-accepted",
    "content-length-beside-transfer-encoding-accepted",
    "transfer-coding-unknown-accepted",
    "field-name-space-accepted",
    "request-obs-fold-accepted",
    "empty-line-refused",
    "max-forwards-refused",
    "chunk-size-invalid-accepted",
];

type Renderer = fn(&RunReport, &mut dyn Write) -> io::Result<()>;

fn main() {
    let temporary = tempfile::tempdir().unwrap();
    // Cargo adds `--bench`.
    let kept = std::env::args().skip(1).find(|word| !word.starts_with('-')).map(PathBuf::from);
    let folder = kept.unwrap_or_else(|| temporary.path().to_owned());
    std::fs::create_dir_all(&folder).unwrap();
    let mut out = io::stdout().lock();

    let report = multiplied(demo(temporary.path()));
    writeln!(out, "{CASES} cases on {TARGETS} targets: {:?}", report.totals).unwrap();
    let kinds: [(&str, Renderer); 5] = [
        ("results.json", report::json::write),
        ("report.html", report::html::write),
        ("junit.xml", report::junit::write),
        ("report.md", report::markdown::write),
        ("report.tap", report::tap::write),
    ];
    let mut json = 0.0;
    for (name, write) in kinds {
        let path = folder.join(name);
        let began = Instant::now();
        report::write_whole(&path, |out| write(&report, out)).unwrap();
        let seconds = began.elapsed().as_secs_f64();
        if name == "results.json" {
            json = seconds;
        }
        let octets = std::fs::metadata(&path).unwrap().len();
        #[allow(clippy::cast_precision_loss, reason = "a size in MiB for people")]
        let size = octets as f64 / f64::from(1 << 20);
        let ratio = seconds / json;
        writeln!(out, "{name:14}{size:8.1} MiB{seconds:8.2} s, {ratio:.2} × the JSON").unwrap();
    }
    let began = Instant::now();
    let bytes = std::fs::read(folder.join("results.json")).unwrap();
    let same = report::json::read(&bytes).unwrap() == report;
    let seconds = began.elapsed().as_secs_f64();
    writeln!(out, "results.json  read back in {seconds:.2} s, the same: {same}").unwrap();
}

/// A run of the bundled suite against the reference server with some rules broken.
fn demo(folder: &Path) -> RunReport {
    let path = folder.join("demo.json");
    let mut command = Command::new(env!("CARGO_BIN_EXE_wirecase"));
    command.arg("demo").args(FAULTS.iter().flat_map(|fault| ["--fault", fault]));
    command.args(["--progress", "none", "--quiet", "--report-json"]).arg(&path);
    command.current_dir(folder).output().unwrap();
    report::json::read(&std::fs::read(path).unwrap()).unwrap()
}

fn multiplied(mut report: RunReport) -> RunReport {
    let results = std::mem::take(&mut report.cases);
    let mut pools: BTreeMap<Verdict, Vec<CaseResult>> = BTreeMap::new();
    for result in results.into_iter().filter(|result| result.kind == ResultKind::Case) {
        pools.entry(result.verdict).or_default().push(result);
    }
    // The reference server has all that a case can need: what others lack is put in its place.
    let missing = skipped(pools[&Verdict::Pass][0].clone());
    pools.insert(Verdict::Skip, vec![missing]);
    let pool = |verdict: Verdict| {
        pools.get(&verdict).unwrap_or_else(|| unreachable!("the run has no result of {verdict}"))
    };
    let base = report.targets.remove(0);
    let rerun = report.run.rerun.values().next().cloned().unwrap_or_default();
    report.run.rerun.clear();
    for target in 1..=TARGETS {
        let name = format!("target-{target}");
        let port = u16::try_from(8000 + target).unwrap();
        let address = Address::Tcp { host: "127.0.0.1".to_owned(), port };
        report.run.rerun.insert(name.clone(), rerun.clone());
        report.targets.push(Target { name, address, ..base.clone() });
    }
    let passing = pool(Verdict::Pass);
    let mut chance = Chance(1);
    for number in 0..CASES {
        let first = &passing[number % passing.len()];
        for target in &report.targets {
            let verdict = drawn(chance.below(100));
            let from = pool(verdict);
            let mut result =
                if verdict == Verdict::Pass { first } else { &from[chance.below(from.len())] }
                    .clone();
            // What is said of the case is the same on every target; what came of it is not.
            result.id = format!("{}.{number}", first.id);
            result.title.clone_from(&first.title);
            result.requirement.clone_from(&first.requirement);
            result.source.clone_from(&first.source);
            result.citations.clone_from(&first.citations);
            result.covers.clone_from(&first.covers);
            result.tags.clone_from(&first.tags);
            result.level = first.level;
            result.line = first.line;
            result.number = number;
            result.target.clone_from(&target.name);
            report.cases.push(result);
        }
    }
    report.run.selected = report.cases.len();
    report.count();
    report
}

fn skipped(mut result: CaseResult) -> CaseResult {
    result.verdict = Verdict::Skip;
    result.reason = "the target names no `form`".to_owned();
    result.outcomes.clear();
    result.attempts.clear();
    result
}

fn drawn(number: usize) -> Verdict {
    let mut until = 0;
    for (verdict, share) in SHARES {
        until += share;
        if number < until {
            return verdict;
        }
    }
    Verdict::Pass
}

/// Numbers that look drawn and are the same each time (Knuth's MMIX generator).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % most
    }
}
