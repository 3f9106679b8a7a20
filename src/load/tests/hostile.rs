//! Files that mean harm: each gives a clear error, and soon.

use std::time::{Duration, Instant};

use super::*;

#[test]
fn hostile_cases_are_refused_with_their_reason_and_soon() {
    let expect = "expect: {status: 200}";
    let numbers: String = (0..1000).map(|n| format!("v{n}, ")).collect();
    let long = "x".repeat(1 << 20);
    let rows = [
        (
            "each product of 10^9",
            in_case(&format!(
                "send: a\n{expect}\neach: {{a: [{numbers}], b: [{numbers}], c: [{numbers}]}}"
            )),
            "makes more than 10000 cases",
        ),
        (
            "each of long texts",
            in_case(&format!("send: {long}\n{expect}\neach: {{a: [{numbers}]}}")),
            "take more than 256 MiB",
        ),
        (
            "repeat 2^60",
            in_case(&format!(
                "send: [{{repeat: {{text: ab, times: 1152921504606846976}}}}]\n{expect}"
            )),
            "more than 2^40 octets",
        ),
        (
            "catastrophic pattern",
            in_case("send: a\nexpect: {body: {matches: '((((a{1,100}){1,100}){1,100}){1,100})'}}"),
            "too large when compiled",
        ),
        (
            "deep pattern",
            in_case(&format!("send: a\nexpect: {{body: {{matches: '{}'}}}}", "(".repeat(100_000))),
            "no regular expression",
        ),
        (
            "100000 unknown keys",
            in_case(&(0..100_000).map(|n| format!("k{n}: x\n")).collect::<String>()),
            "unknown key `k0`",
        ),
        ("long unknown key", in_case(&format!("? {long}\n: x")), "unknown key"),
        (
            "100000 faults",
            in_case(&format!("send: \"{}\"\n{expect}", "\\\\q ".repeat(100_000))),
            "`\\q` is no escape",
        ),
        (
            "nested not",
            in_case(&format!(
                "send: a\nexpect: {{reason: {}a{}}}",
                "{not: ".repeat(50),
                "}".repeat(50)
            )),
            "nested too deep",
        ),
        ("NUL", in_case("send: \0"), "U+0000 cannot stand in a YAML file"),
    ];
    for (name, text, want) in rows {
        let began = Instant::now();
        let loaded = load_text("a.yaml", &text);
        let told: Vec<String> = loaded.diagnostics.iter().map(short).collect();
        assert!(told.iter().any(|line| line.contains(want)), "{name}: {:?}", told.first());
        assert!(loaded.suite.cases.is_empty(), "{name}");
        assert!(told.len() <= 500, "{name}: {}", told.len());
        assert!(began.elapsed() < Duration::from_secs(60), "{name}: {:?}", began.elapsed());
    }
}

#[test]
fn a_file_part_stays_in_the_folder_of_its_case_file() {
    let root = std::env::temp_dir().join(format!("wirecase-load-{}", std::process::id()));
    let folder = root.join("cases");
    std::fs::create_dir_all(folder.join("below")).unwrap();
    std::fs::write(root.join("secret"), "s").unwrap();
    std::fs::write(folder.join("below/in"), "\x00in").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(root.join("secret"), folder.join("link")).unwrap();
    let rows = [
        ("below/in", None),
        ("./below/../below/in", Some("lies outside")),
        ("../secret", Some("lies outside")),
        ("/etc/passwd", Some("lies outside")),
        #[cfg(unix)]
        ("link", Some("lies outside")),
        ("below", Some("is no regular file")),
        ("none", Some("cannot be read")),
    ];
    for (name, want) in rows {
        let text = in_case(&format!("send: [{{file: '{name}'}}]\nexpect: {{status: 200}}"));
        std::fs::write(folder.join("a.yaml"), text).unwrap();
        let loaded = load(&[folder.join("a.yaml")]).unwrap();
        let told: Vec<String> = loaded.diagnostics.iter().map(short).collect();
        match want {
            Some(want) => assert!(told.iter().any(|t| t.contains(want)), "{name}: {told:?}"),
            None => {
                assert_eq!(told, Vec::<String>::new(), "{name}");
                assert_eq!(octets(&sends(&loaded.suite.cases[0])[0].head), b"\0in");
            }
        }
    }
    std::fs::remove_dir_all(root).unwrap();
}

#[test]
fn no_mutation_of_the_examples_makes_the_loader_panic() {
    let seeds =
        [include_str!("faulty.yaml"), include_str!("../../../cases/session/02-request.yaml")];
    let pieces: [&[u8]; 16] = [
        b"{",
        b"}",
        b"[",
        b"]",
        b": ",
        b"\n",
        b"  ",
        b"&a ",
        b"*a",
        b"|",
        b"\\",
        b"{{",
        b"\"",
        b"'",
        b"\xc3",
        b"\xf0\x9f\x98\x80",
    ];
    // A fixed linear congruential generator: the same mutations in every run.
    let mut state: u64 = 1;
    let mut random = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    for round in 0..600 {
        let mut octets = seeds[round % seeds.len()].as_bytes().to_vec();
        for _ in 0..=random(3) {
            let (at, piece) = (random(octets.len()), pieces[random(pieces.len())]);
            let end = (at + random(6)).min(octets.len());
            octets.splice(at..end, piece.iter().copied());
        }
        let mut loaded = Loaded::default();
        loaded.add("a.yaml", &octets, None, &mut Ids::new());
        for problem in &loaded.diagnostics {
            assert!(problem.place.line > 0 && problem.place.column > 0 && problem.width > 0);
        }
    }
}
