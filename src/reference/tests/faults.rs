//! Every fault changes the answer to at least one probe, and no probe is answered alike with and
//! without the fault it is for.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::probes::{Probe, Row, rows};
use super::{Answer, hold, start, talk};
use crate::model::http_date;
use crate::reference::{FAULTS, Fault, Limits, Server, socket};

/// Probes that leave the connection open are over when nothing came for so long.
const QUIET: Duration = Duration::from_secs(2);

fn limits() -> Limits {
    Limits {
        request_timeout: Duration::from_millis(400),
        linger: Duration::from_millis(300),
        events: Duration::from_millis(1000),
        events_comment: Duration::from_millis(400),
        ..Limits::default()
    }
}

async fn ask(server: &Server, probe: &Probe) -> Answer {
    match probe {
        Probe::Sent(octets) => talk(server, octets).await,
        Probe::Held(octets) => hold(server, octets, QUIET).await,
    }
}

/// An answer without what time has changed: dates of now in the preferred format.
fn timeless(answer: &Answer) -> (Vec<String>, &'static str) {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = i64::try_from(now.as_secs()).unwrap();
    let lines = answer.octets.split_inclusive(|octet| *octet == b'\n').map(|line| {
        let text = crate::model::bytes::escape(line);
        let value = text.split_once(": ").and_then(|(_, value)| value.strip_suffix("\\r\\n"));
        match value.and_then(|value| http_date::parse_imf(value.as_bytes())) {
            Some(date) if (date - now).abs() < 60 => text.split(": ").next().unwrap().to_owned(),
            _ => text,
        }
    });
    (lines.collect(), answer.end)
}

#[tokio::test]
async fn each_fault_changes_the_answer_to_its_probe() {
    let rows = rows();
    let probed: BTreeSet<&str> = rows.iter().flat_map(|row| row.faults.iter().copied()).collect();
    // Those of TLS have a test of their own, over TLS.
    let of_tls = |fault: &&Fault| socket::FAULTS.iter().any(|one| one.name == fault.name);
    let known: BTreeSet<&str> =
        FAULTS.iter().filter(|fault| !of_tls(fault)).map(|fault| fault.name).collect();
    let missing: Vec<_> = known.difference(&probed).collect();
    let unknown: Vec<_> = probed.difference(&known).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "no probe: {missing:?}, no fault: {unknown:?}"
    );

    let room = Arc::new(tokio::sync::Semaphore::new(16));
    let mut tries = JoinSet::new();
    for row in rows {
        let row = Arc::new(row);
        for fault in row.faults.iter().copied() {
            let (row, room) = (Arc::clone(&row), Arc::clone(&room));
            tries.spawn(async move {
                let _permit = room.acquire_owned().await.unwrap();
                compare(fault, &row).await
            });
        }
    }
    let failures: Vec<String> =
        tries.join_all().await.into_iter().filter_map(Result::err).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

async fn compare(fault: &str, row: &Row) -> Result<(), String> {
    let (plain, faulty) = (start(&[], limits()).await, start(&[fault], limits()).await);
    let (right, wrong) = (ask(&plain, &row.probe).await, ask(&faulty, &row.probe).await);
    if timeless(&right) == timeless(&wrong) {
        return Err(format!("{fault} changes nothing: {} {}", right.end, right.text()));
    }
    match row.status {
        Some(status) if wrong.statuses().first() != Some(&status) => {
            Err(format!("{fault} is not answered {status}: {} {}", wrong.end, wrong.text()))
        }
        _ => Ok(()),
    }
}
