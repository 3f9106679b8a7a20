//! The command that runs one case again, ready to be pasted into a shell.

use crate::model::outcome::{CaseResult, ResultKind, RunReport};
use crate::report::layout::shown;

/// The command that runs this case again on its target; for a lint, the first case it fired in.
/// `None` where nothing is known that could be run.
#[must_use]
pub fn rerun(report: &RunReport, result: &CaseResult) -> Option<String> {
    let id = match result.kind {
        ResultKind::Case => &result.id,
        ResultKind::Lint => result.see.first()?,
    };
    let command = report.run.rerun.get(&result.target)?;
    Some(format!("{} {}", shown(command), shell_quoted(&shown(id))))
}

/// An argument as a POSIX shell reads it back.
#[must_use]
pub fn shell_quoted(argument: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_@%+=:,./-".contains(c);
    if !argument.is_empty() && argument.chars().all(plain) {
        argument.to_owned()
    } else {
        format!("'{}'", argument.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::report;

    #[test]
    fn ids_are_quoted_for_the_shell_where_they_need_it() {
        for (id, want) in [
            ("framing/te-and-cl", "framing/te-and-cl"),
            (r"host/octet[octet=\x00]", r"'host/octet[octet=\x00]'"),
            ("http://a:1", "http://a:1"),
            ("RFC 9112 6", "'RFC 9112 6'"),
            ("it's", r"'it'\''s'"),
            ("$(reboot)", "'$(reboot)'"),
            ("", "''"),
        ] {
            assert_eq!(shell_quoted(id), want);
        }
    }

    #[test]
    fn a_lint_is_rerun_by_the_first_case_it_fired_in_and_an_unknown_target_not_at_all() {
        let mut report = report();
        let lint = report.cases.last().unwrap();
        let want = "wirecase run -t http://127.0.0.1:8080 session/get";
        assert_eq!(rerun(&report, lint).unwrap(), want);
        report.run.rerun.clear();
        assert_eq!(rerun(&report, report.cases.last().unwrap()), None);
    }
}
