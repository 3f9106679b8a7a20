//! Whether this is a run of CI: there nobody looks at what a verb writes into files that are kept.

use crate::error::{Error, Result};

/// What runners of CI set; each names its kind.
const RUNNERS: [&str; 13] = [
    "CI",
    "CONTINUOUS_INTEGRATION",
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "BUILDKITE",
    "CIRCLECI",
    "TRAVIS",
    "TF_BUILD",
    "JENKINS_URL",
    "TEAMCITY_VERSION",
    "DRONE",
    "APPVEYOR",
    "BITBUCKET_BUILD_NUMBER",
];

/// The variable that tells of CI: one that is set, and not to nothing, `0` or `false`.
fn runner(value_of: impl Fn(&str) -> Option<String>) -> Option<&'static str> {
    RUNNERS.into_iter().find(|name| {
        value_of(name)
            .is_some_and(|value| !matches!(value.to_ascii_lowercase().as_str(), "" | "0" | "false"))
    })
}

/// Refuses to write in CI, unless that is asked for.
///
/// # Errors
/// [`Error::Usage`] with the variable and the flag.
pub(super) fn refuse(verb: &str, force: bool) -> Result<()> {
    let Some(name) = runner(|name| std::env::var(name).ok()).filter(|_| !force) else {
        return Ok(());
    };
    let message = format!(
        "`{verb}` changes what a run is held to, and {name} says that this is CI: run it where \
         somebody looks at the difference, give --dry-run to see it, or --force to write"
    );
    Err(Error::Usage { message })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_is_set_to_something_tells_of_ci() {
        let of = |name: &'static str, value: &'static str| {
            runner(move |asked| (asked == name).then(|| value.to_owned()))
        };
        assert_eq!(of("CI", "true"), Some("CI"));
        assert_eq!(of("GITLAB_CI", "1"), Some("GITLAB_CI"));
        for value in ["", "0", "false", "False"] {
            assert_eq!(of("CI", value), None, "{value}");
        }
        assert_eq!(of("HOME", "/root"), None);
    }
}
