//! What became of a server that was started for the run, and what it wrote.

use crate::model::launch::{Launch, Launched};
use crate::model::outcome::RunReport;
use crate::report::layout::shown;
use crate::report::words::{octets, plural};

/// Text on one line, with nothing in it that a terminal would obey.
#[must_use]
pub fn shown_in_line(text: &str) -> String {
    shown(text)
}

/// The last `most` lines of a server's output, each with nothing in it that a terminal would obey;
/// where there was more, a line before them says how much.
#[must_use]
pub fn launched_output(server: &Launched, most: usize) -> Vec<String> {
    let lines: Vec<&str> = server.output.trim_end_matches(['\r', '\n']).lines().collect();
    let lines = if server.output.trim().is_empty() { Vec::new() } else { lines };
    let cut = lines.len().saturating_sub(most);
    let octets_before =
        (server.omitted > 0).then(|| octets(usize::try_from(server.omitted).unwrap_or(usize::MAX)));
    let lines_before = (cut > 0).then(|| plural(cut as u64, "line"));
    let before: Vec<String> = octets_before.into_iter().chain(lines_before).collect();
    let note = (!before.is_empty()).then(|| format!("… ({} before this)", before.join(" and ")));
    note.into_iter().chain(lines.into_iter().skip(cut).map(shown)).collect()
}

/// What is worth telling of how a server came to its end; `None` where it ended when it was asked to.
#[must_use]
pub fn launched_end(report: &RunReport, server: &Launched) -> Option<String> {
    let target = shown(&server.target);
    if server.outlived {
        let how = server.died.as_deref().map(|died| format!("the command {}, and ", ended(died)));
        return Some(format!(
            "{target}: {}the server still runs: it left the processes that can be stopped; start it \
             in the foreground",
            how.unwrap_or_default()
        ));
    }
    let is_told = report.run.troubles.iter().any(|trouble| trouble.target == server.target);
    match (&server.died, server.killed) {
        (Some(died), _) if is_told => Some(format!("{target}: the server {}", ended(died))),
        (Some(died), _) => Some(format!(
            "{target}: the command {}, and the server went on without it",
            ended(died)
        )),
        (None, true) => Some(format!(
            "{target}: the server did not end within {} s of SIGTERM and was killed",
            Launch::GRACE.as_secs()
        )),
        (None, false) => None,
    }
}

/// Whether a server died, or could not be stopped as it should: what it wrote is worth reading then.
#[must_use]
pub fn is_launch_trouble(report: &RunReport, server: &Launched) -> bool {
    server.killed
        || server.outlived
        || report.run.troubles.iter().any(|trouble| trouble.target == server.target)
}

/// `was killed by signal 11`, `exited with status 1`.
fn ended(died: &str) -> String {
    let died = shown(died);
    if died.starts_with("killed") { format!("was {died}") } else { died }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::report;

    fn server(output: &str, omitted: u64) -> Launched {
        Launched { output: output.to_owned(), omitted, ..Launched::default() }
    }

    #[test]
    fn the_last_lines_are_shown_escaped_and_what_was_before_them_is_counted() {
        for (output, omitted, most, want) in [
            ("", 0, 2, &[][..]),
            ("\n \n", 0, 2, &[]),
            ("a\r\nb\n\n", 0, 2, &["a", "b"]),
            ("a\nb\nc\n", 0, 2, &["… (1 line before this)", "b", "c"]),
            ("a\nb\nc", 9, 2, &["… (9 bytes and 1 line before this)", "b", "c"]),
            ("\x1b]0;x\x07\u{202e}", 0, 2, &[r"\x1b]0;x\x07\xe2\x80\xae"]),
        ] {
            assert_eq!(launched_output(&server(output, omitted), most), want, "{output:?}");
        }
    }

    #[test]
    fn an_end_is_told_where_it_was_not_the_one_we_asked_for() {
        let mut report = report();
        let name = report.run.troubles[0].target.clone();
        let of = |died: Option<&str>, killed| Launched {
            target: name.clone(),
            died: died.map(str::to_owned),
            killed,
            ..Launched::default()
        };
        let told = |report: &RunReport, died, killed| launched_end(report, &of(died, killed));
        let text = told(&report, Some("killed by signal 11 (SIGSEGV)"), false).unwrap();
        assert!(text.ends_with("the server was killed by signal 11 (SIGSEGV)"), "{text}");
        assert_eq!(told(&report, None, false), None);
        assert!(told(&report, None, true).unwrap().contains("SIGTERM"));
        let left = Launched { outlived: true, ..of(Some("exited with status 0"), false) };
        let text = launched_end(&report, &left).unwrap();
        assert!(text.contains("the command exited with status 0, and the server still runs"));
        report.run.troubles.clear();
        let text = told(&report, Some("exited with status 0"), false).unwrap();
        assert!(text.contains("went on without it"), "{text}");
    }
}
