//! Runs a suite against the reference server once for each fault, and tells which case sees which:
//! what no fault fails is a check that cannot fail, what no case sees is a rule that nothing holds.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::task::JoinSet;

use crate::error::{Error, Result};
use crate::model::case::Suite;
use crate::model::matrix::{CaseRow, FaultRow, LintRow, Matrix, Unsound, base_id};
use crate::model::outcome::{RunReport, Verdict};
use crate::model::plan::{Limits, Selection};
use crate::model::target::Target;
use crate::model::template::Variables;
use crate::plan::{needs_tls, plan};
use crate::reference::{self, Fault, Faults, Identity, Server};
use crate::run::{RunSettings, Stop, run};

/// Long enough for the reference server, which answers at once; short enough for the faults that
/// make it wait.
const READ_TIMEOUT: Duration = Duration::from_secs(1);

/// Many waits, little work: several faults at a time, and not so many that a busy machine makes
/// the server late.
const FAULTS_AT_A_TIME: usize = 8;
const CASES_AT_A_TIME: usize = 32;

/// What sees a fault: cases, and lints.
type Sight = (Vec<String>, Vec<LintRow>);

/// Makes the matrix of these cases and faults. `told` is called after each fault with how many are
/// done.
///
/// # Errors
/// Where the reference server cannot listen on loopback, or a case cannot be planned.
pub async fn matrix(
    suite: &Suite,
    faults: &[&'static Fault],
    mut told: impl FnMut(usize),
) -> Result<Matrix> {
    let suite = Arc::new(suite.clone());
    let mut matrix = Matrix {
        format: 1,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        cases: case_rows(&suite),
        ..Matrix::default()
    };
    let sound = judged(&suite, Faults::none()).await?;
    for result in sound.cases.iter().filter(|result| departs(result.verdict)) {
        matrix.unsound.push(Unsound {
            id: result.id.clone(),
            verdict: result.verdict,
            reason: result.reason.clone(),
        });
    }

    let unsound = Arc::new(matrix.unsound.clone());
    let mut running = JoinSet::new();
    let mut waiting = faults.iter();
    let mut seen: BTreeMap<&str, Sight> = BTreeMap::new();
    loop {
        while running.len() < FAULTS_AT_A_TIME {
            let Some(fault) = waiting.next() else { break };
            let (suite, fault) = (Arc::clone(&suite), *fault);
            let unsound = Arc::clone(&unsound);
            running.spawn(async move { (fault, sight(&suite, fault, &unsound).await) });
        }
        let Some(one) = running.join_next().await else { break };
        let (fault, sight) = one.map_err(|source| Error::Io {
            doing: "a run against the reference server broke off".to_owned(),
            source: source.into(),
        })?;
        seen.insert(fault.name, sight?);
        told(seen.len());
    }
    for fault in faults {
        let (cases, lints) = seen.remove(fault.name).unwrap_or_default();
        matrix.faults.push(FaultRow {
            name: fault.name.to_owned(),
            spec: fault.spec.to_owned(),
            rule: fault.rule.to_owned(),
            summary: fault.summary.to_owned(),
            cases,
            lints,
        });
    }
    name_faults(&mut matrix);
    Ok(matrix)
}

/// One run of all cases against a server of its own; those that are about TLS against a second one
/// that speaks it.
///
/// # Errors
/// As [`matrix`].
pub async fn judged(suite: &Suite, faults: Faults) -> Result<RunReport> {
    let (secured, plain): (Vec<_>, Vec<_>) =
        suite.cases.iter().cloned().partition(|case| needs_tls(case));
    if secured.is_empty() {
        return judged_plain(suite, faults).await;
    }
    let secured = judged_over_tls(&Suite { cases: secured }, faults.clone()).await?;
    if plain.is_empty() {
        return Ok(secured);
    }
    let mut report = judged_plain(&Suite { cases: plain }, faults).await?;
    report.targets.extend(secured.targets);
    report.cases.extend(secured.cases);
    report.run.selected += secured.run.selected;
    report.run.responses_linted += secured.run.responses_linted;
    report.count();
    Ok(report)
}

async fn judged_plain(suite: &Suite, faults: Faults) -> Result<RunReport> {
    let server = Server::start(LOOPBACK, faults).await.map_err(not_started)?;
    let target = reference::target(server.address());
    judged_by(suite, server, target).await
}

async fn judged_over_tls(suite: &Suite, faults: Faults) -> Result<RunReport> {
    static IDENTITY: OnceLock<std::result::Result<Identity, String>> = OnceLock::new();
    let identity = IDENTITY.get_or_init(|| Identity::made_for(LOOPBACK.ip()));
    let identity =
        identity.as_ref().map_err(|message| Error::Usage { message: message.clone() })?;
    let server = Server::start_tls(LOOPBACK, faults, identity).await.map_err(not_started)?;
    let mut target = reference::target_over_tls(server.address());
    target.name.push_str("-tls");
    judged_by(suite, server, target).await
}

async fn judged_by(suite: &Suite, server: Server, target: Target) -> Result<RunReport> {
    let limits = Limits { read_timeout: READ_TIMEOUT, ..Limits::default() };
    let plan = plan(suite, vec![target], &Selection::default(), &Variables::new(), &limits)?;
    let settings = RunSettings { jobs: CASES_AT_A_TIME, ..RunSettings::default() };
    let (report, _) = run(&plan, &settings, &Stop::default(), &mut []).await;
    server.stop().await;
    Ok(report)
}

const LOOPBACK: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

fn not_started(source: std::io::Error) -> Error {
    Error::Io { doing: "cannot start the reference server on 127.0.0.1".to_owned(), source }
}

/// Whether a verdict says that something is wrong. An informative case tells a departure by its
/// verdict alone: it passes on the reference server.
#[must_use]
pub fn departs(verdict: Verdict) -> bool {
    !matches!(verdict, Verdict::Pass | Verdict::Skip)
}

fn case_rows(suite: &Suite) -> Vec<CaseRow> {
    let mut rows: Vec<CaseRow> = suite
        .cases
        .iter()
        .map(|case| CaseRow {
            id: base_id(&case.id).to_owned(),
            title: case.title.clone(),
            spec: case.citations.first().map(ToString::to_string).unwrap_or_default(),
            faults: Vec::new(),
        })
        .collect();
    rows.dedup_by(|later, earlier| later.id == earlier.id);
    rows
}

/// The cases and the lints that see a fault. On a busy machine a case may be late for another
/// reason: what departs counts where it does so again, among fewer.
async fn sight(suite: &Suite, fault: &'static Fault, unsound: &[Unsound]) -> Result<Sight> {
    let (cases, lints) = seen_by(&judged(suite, Faults::only(fault)).await?, unsound);
    let again: Vec<_> =
        suite.cases.iter().filter(|case| cases.contains(&case.id)).cloned().collect();
    if again.is_empty() {
        return Ok((cases, lints));
    }
    let (cases, _) = seen_by(&judged(&Suite { cases: again }, Faults::only(fault)).await?, unsound);
    Ok((cases, lints))
}

/// The cases and the lints that depart in this run and not without the fault.
fn seen_by(report: &RunReport, unsound: &[Unsound]) -> Sight {
    let (mut cases, mut lints): Sight = (Vec::new(), Vec::new());
    for result in report.cases.iter().filter(|result| departs(result.verdict)) {
        if unsound.iter().any(|case| case.id == result.id) {
            continue;
        }
        match result.id.strip_prefix("lint/") {
            Some(lint) => lints.push(LintRow {
                name: lint.to_owned(),
                case: result.see.first().cloned().unwrap_or_default(),
            }),
            None if cases.last().is_some_and(|id| base_id(id) == base_id(&result.id)) => {}
            None => cases.push(result.id.clone()),
        }
    }
    (cases, lints)
}

fn name_faults(matrix: &mut Matrix) {
    let mut faults: Vec<&FaultRow> = matrix.faults.iter().collect();
    faults.sort_by_key(|row| row.cases.len());
    for case in &mut matrix.cases {
        let fails = |row: &&&FaultRow| row.cases.iter().any(|id| base_id(id) == case.id);
        case.faults = faults.iter().filter(fails).map(|row| row.name.clone()).collect();
    }
}
