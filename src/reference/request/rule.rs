//! The shape of the two tables that requests are checked by: rules that are kept unless their fault
//! is on, and needless refusals that happen only with theirs.

use crate::reference::fault::{Fault, Faults, fault};

/// One demand on requests; `T` is what can be looked at when it is checked.
pub(crate) struct Rule<T: 'static> {
    /// Its fault, which carries name, clause and words. With it on, the request is taken as if
    /// nothing were wrong with it.
    pub(crate) fault: Fault,
    /// The status that answers a request which breaks the demand.
    pub(crate) status: u16,
    /// Whether the request breaks the demand.
    pub(crate) broken: fn(&T) -> bool,
}

/// One row of a table of rules.
pub(crate) const fn rule<T>(
    name: &'static str,
    spec: &'static str,
    status: u16,
    demand: &'static str,
    summary: &'static str,
    broken: fn(&T) -> bool,
) -> Rule<T> {
    Rule { fault: fault(name, spec, demand, summary), status, broken }
}

/// A request that is refused before it reaches a resource; the connection is closed after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    /// For the content of the answer: the rule, in words.
    pub(crate) reason: &'static str,
    /// The clause behind it.
    pub(crate) spec: &'static str,
}

impl Refusal {
    /// A refusal with this status.
    pub(crate) fn new(status: u16, reason: &'static str, spec: &'static str) -> Self {
        Self { status, reason, spec }
    }
}

/// Holds something against tables of rules, in order; the first that is broken refuses.
pub(crate) fn check<T>(tables: &[&[Rule<T>]], subject: &T, faults: &Faults) -> Result<(), Refusal> {
    for rule in tables.iter().copied().flatten() {
        if (rule.broken)(subject) && !faults.has(rule.fault.name) {
            return Err(Refusal::new(rule.status, rule.fault.rule, rule.fault.spec));
        }
    }
    Ok(())
}

/// Refuses what a needless refusal, whose fault is on, finds in the request.
pub(crate) fn refuse_needlessly<T>(
    table: &[Rule<T>],
    subject: &T,
    faults: &Faults,
) -> Result<(), Refusal> {
    if faults.is_empty() {
        return Ok(());
    }
    for refusal in table {
        if faults.has(refusal.fault.name) && (refusal.broken)(subject) {
            return Err(Refusal::new(refusal.status, refusal.fault.summary, refusal.fault.spec));
        }
    }
    Ok(())
}
