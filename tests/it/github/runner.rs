//! The part of GitHub's runner that reads commands out of a log.

/// The commands that a runner knows.
const KNOWN: &[&str] = &[
    "add-mask",
    "add-matcher",
    "add-path",
    "debug",
    "echo",
    "endgroup",
    "error",
    "group",
    "internal-set-repo-path",
    "notice",
    "remove-matcher",
    "save-state",
    "set-env",
    "set-output",
    "stop-commands",
    "warning",
];

/// What the runner carries out of this output, all of which it may.
pub(super) fn carried_out(output: &str) -> Vec<String> {
    let (done, stopped_by) = play(output);
    assert_eq!(stopped_by, None, "commands stay stopped\n{output}");
    done
}

/// Reads lines as the runner does (`ActionCommand.TryParseV2` and `TryParse`, and
/// `ActionCommandManager.TryProcessCommand`) and gives the lines that it would carry out, without
/// those that stop and resume; and the token that commands are stopped by at the end.
pub(super) fn play(output: &str) -> (Vec<String>, Option<String>) {
    let mut token: Option<String> = None;
    let mut done = Vec::new();
    for line in output.split(['\n', '\r']) {
        let known = |name: &str| {
            let of_token = token.as_ref().is_some_and(|token| token.eq_ignore_ascii_case(name));
            of_token || KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name))
        };
        let second = || {
            let (info, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
            let name = info.split(' ').next().unwrap_or_default();
            known(name).then(|| (name.to_owned(), data.to_owned()))
        };
        let first = || {
            let (info, data) = line.split_once("##[")?.1.split_once(']')?;
            let name = info.split(' ').next().unwrap_or_default();
            known(name).then(|| (name.to_owned(), data.to_owned()))
        };
        let Some((name, data)) = second().or_else(first) else { continue };
        if let Some(expected) = &token {
            if expected.eq_ignore_ascii_case(&name) {
                token = None;
            }
        } else if name.eq_ignore_ascii_case("stop-commands") {
            assert!(!data.is_empty() && !KNOWN.contains(&data.as_str()), "{data:?} is no token");
            token = Some(data);
        } else {
            done.push(line.trim().to_owned());
        }
    }
    (done, token)
}

#[test]
fn the_runner_that_is_played_sees_what_the_real_one_sees() {
    let log = "plain\n  ::error file=a::b\nx ::error::c\n::no-such::d\na ##[Group]e\n\
               ::stop-commands::t1\n::error::f\n##[error]g\n::stop-commands::t2\n::t2::\n::T1::\n\
               \u{2028}::set-env name=h::i\n##[t1]\n::error no end\rb\r::debug::j\n";
    assert_eq!(
        carried_out(log),
        ["::error file=a::b", "a ##[Group]e", "::set-env name=h::i", "::debug::j"]
    );
}
