//! Secrets from every source, and what is printed of them.

use std::ffi::OsString;

use super::given::read_with;
use super::words::hidden;
use super::*;
use crate::cli::args::{ServerArgs, TargetArgs};
use crate::error::Error;
use crate::model::secret::Secrets;

fn args(secrets: &[&str], vars: &[(&str, &str)]) -> TargetArgs {
    TargetArgs {
        server: ServerArgs {
            secret: secrets.iter().map(|text| Given((*text).to_owned())).collect(),
            ..ServerArgs::default()
        },
        var: vars.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        ..TargetArgs::default()
    }
}

fn environment(values: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
    values.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect()
}

fn value<'a>(secrets: &'a Secrets, name: &str) -> Option<&'a str> {
    secrets.variables().get(name).and_then(|value| std::str::from_utf8(value).ok())
}

#[test]
fn the_flag_comes_before_the_file_and_that_before_the_environment_and_all_are_masked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.env");
    std::fs::write(&path, "# ours\n\n token=of-the-file\r\nkey=a=b c \n").unwrap();
    let mut args = args(&["key=of-the-flag"], &[]);
    args.server.secrets_file = Some(path);
    let given = environment(&[
        ("WIRECASE_SECRET_TOKEN", "of-the-environment"),
        ("WIRECASE_SECRET_API_KEY", "of-ci"),
        ("WIRECASE_SECRET_EMPTY", ""),
        ("WIRECASE_TARGET", "http://localhost"),
    ]);
    let secrets = read_with(&args, given).unwrap();
    assert_eq!(secrets.names().collect::<Vec<_>>(), ["api-key", "key", "token"]);
    assert_eq!(value(&secrets, "key"), Some("of-the-flag"));
    assert_eq!(value(&secrets, "token"), Some("of-the-file"));
    assert_eq!(value(&secrets, "api-key"), Some("of-ci"));
    assert_eq!(secrets.mask_text("of-the-environment a=b c "), "****************** ******");
}

#[test]
fn a_variable_of_the_command_line_comes_before_the_environment_and_not_before_a_flag() {
    let given = environment(&[("WIRECASE_SECRET_TOKEN", "of-the-environment")]);
    let secrets = read_with(&args(&[], &[("token", "plain")]), given).unwrap();
    assert_eq!(value(&secrets, "token"), None);
    assert_eq!(secrets.mask_text("of-the-environment"), "*".repeat(18));
    let both = read_with(&args(&["token=of-the-flag"], &[("token", "plain")]), []);
    assert!(both.unwrap_err().to_string().contains("as a variable and as a secret"));
}

#[test]
fn what_cannot_be_a_secret_is_refused_by_its_name_or_line_without_the_value() {
    for (given, want) in [
        ("hunter22", "write NAME=VALUE"),
        ("hunter22/x=y", "the name of a secret has"),
        ("=hunter22", "the name of a secret has"),
        ("pin=zqx", "the secret `pin` has fewer than 4 octets"),
        ("pin=", "the secret `pin` is empty"),
    ] {
        let error = read_with(&args(&[given], &[]), []).unwrap_err();
        let text = error.to_string();
        assert!(matches!(error, Error::Usage { .. }) && text.contains(want), "{text}");
        assert!(!text.contains("hunter22") && !text.contains("zqx"), "{text}");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.env");
    for (text, want) in [
        (&b"# x\nhunter22\n"[..], "s.env:2: write NAME=VALUE"),
        (b"a=hunter22\n\na=hunter23\n", "s.env:3: `a` is given in line 1, too"),
        (b"a=zqx\n", "s.env:1: the value of `a` has fewer than 4 octets"),
        (b"a=hunter22\nb=\xff\n", "s.env:2: not UTF-8"),
        (b"a b=hunter22\n", "s.env:1: the name of a secret has"),
    ] {
        std::fs::write(&path, text).unwrap();
        let mut args = TargetArgs::default();
        args.server.secrets_file = Some(path.clone());
        let text = read_with(&args, []).unwrap_err().to_string();
        assert!(text.contains(want), "{text}");
        assert!(!text.contains("hunter2") && !text.contains("zqx"), "{text}");
    }
}

#[test]
fn a_command_line_is_told_without_values_and_reruns_take_them_from_the_environment() {
    let secrets = Secrets::new([("token", "it's hunter22")]).unwrap();
    let words = [
        "/x/wirecase",
        "run",
        "--secret",
        "token=it's hunter22",
        "--secret=token=it's hunter22",
        "--var",
        "h=Bearer it's hunter22",
    ];
    assert_eq!(
        hidden(words.iter().map(|word| (*word).to_owned()), &secrets),
        "wirecase run --secret 'token=***' '--secret=token=***' --var 'h=Bearer *************'"
    );
    assert_eq!(
        rerun_words(&args(&["api-token=hunter22"], &[])).join(" "),
        "--secret api-token=\"$WIRECASE_SECRET_API_TOKEN\""
    );
    assert_eq!(format!("{:?}", args(&["token=hunter22"], &[]).server.secret), "[***]");
}

#[test]
fn an_error_is_told_without_what_it_quotes() {
    let secrets = Secrets::new([("token", "hunter22")]).unwrap();
    let error = Error::NoCases { message: "no id begins with hunter22".to_owned() };
    assert_eq!(masked(error, &secrets).to_string(), "no case selected: no id begins with ********");
}
