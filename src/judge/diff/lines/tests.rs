//! Two texts in, the lines that differ out, the worst shapes among them.

use super::*;
use crate::model::bytes::escape;

/// The diff, a line of text for each of its lines: ` ` same, `-` expected, `+` actual, `~` left
/// out; what changed inside a line in brackets.
fn drawn(diff: &LineDiff) -> Vec<String> {
    let runs = |runs: &[Run]| -> String {
        let run = |run: &Run| {
            let text = escape(&run.bytes);
            if run.changed { format!("[{text}]") } else { text }
        };
        runs.iter().map(run).collect()
    };
    let line = |line: &DiffLine| match line {
        DiffLine::Same(octets) => format!(" {}", escape(octets)),
        DiffLine::Expected(line) => format!("-{}", runs(line)),
        DiffLine::Actual(line) => format!("+{}", runs(line)),
        DiffLine::Elided(count) => format!("~{count}"),
    };
    diff.lines.iter().map(line).collect()
}

#[test]
fn lines_are_compared_with_their_ends() {
    let rows: [(&str, &str, &str, &[&str]); 8] = [
        ("one word", "a\nb c\nd\n", "a\nb x\nd\n", &[" a\\n", "-b [c]\\n", "+b [x]\\n", " d\\n"]),
        ("one more", "a\nb\n", "a\nx\nb\n", &[" a\\n", "+[x\\n]", " b\\n"]),
        ("one less", "a\nx\nb\n", "a\nb\n", &[" a\\n", "-[x\\n]", " b\\n"]),
        (
            "no last line end",
            "a\nlast line\n",
            "a\nlast line",
            &[" a\\n", "-last line[\\n]", "+last line"],
        ),
        ("CR LF beside LF", "one line\r\n", "one line\n", &["-one line[\\r]\\n", "+one line\\n"]),
        ("CR alone", "a\rb\r", "a\rc\r", &[" a\\r", "-[b\\r]", "+[c\\r]"]),
        ("nothing came", "a\nb\n", "", &["-[a\\n]", "-[b\\n]"]),
        ("a tab", "a line\tof\n", "a line of\n", &["-a line[\\t]of\\n", "+a line[ ]of\\n"]),
    ];
    for (name, expected, actual, want) in rows {
        let diff = diff(expected.as_bytes(), actual.as_bytes());
        assert_eq!(drawn(&diff), want, "{name}");
        assert!(!diff.cut_short, "{name}");
    }
}

#[test]
fn long_runs_of_equal_lines_are_left_out_but_for_three_beside_a_change() {
    let numbered = |changed: &[usize]| -> String {
        let line = |n| if changed.contains(&n) { format!("other {n}\n") } else { format!("{n}\n") };
        (0..30).map(line).collect()
    };
    let diff = diff(numbered(&[]).as_bytes(), numbered(&[8, 20]).as_bytes());
    assert_eq!(
        drawn(&diff),
        [
            "~5",
            " 5\\n",
            " 6\\n",
            " 7\\n",
            "-[8\\n]",
            "+[other 8\\n]",
            " 9\\n",
            " 10\\n",
            " 11\\n",
            "~5",
            " 17\\n",
            " 18\\n",
            " 19\\n",
            "-[20\\n]",
            "+[other 20\\n]",
            " 21\\n",
            " 22\\n",
            " 23\\n",
            "~6",
        ]
    );
    assert_eq!(diff.first_difference, numbered(&[])[..].find("8\n").unwrap());
}

/// The worst shapes for time. Measured in a debug build: at most half a second for each; the
/// bound here only catches what does not end.
#[test]
fn bodies_of_a_mebibyte_are_compared_in_bounded_time_and_space() {
    let random = |seed: u64, letters: u64, length: u64| -> Vec<u8> {
        let mut state = seed;
        let mut octet = |at| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            if at % length == length - 1 { b'\n' } else { b'a' + ((state >> 33) % letters) as u8 }
        };
        (0..1 << 20).map(&mut octet).collect()
    };
    let one_line = |seed| random(seed, 26, u64::MAX);
    let mut near = random(1, 26, 40);
    near[900_000] = b'#';
    let rows = [
        ("unrelated lines", random(1, 26, 40), random(2, 26, 40)),
        ("lines of one of two letters", random(1, 2, 2), random(2, 2, 2)),
        ("lines of one of eight words", random(1, 2, 4), random(2, 2, 4)),
        ("empty lines beside letters", vec![b'\n'; 1 << 20], random(2, 2, 2)),
        ("one long line", one_line(1), one_line(2)),
        ("one octet in a mebibyte", random(1, 26, 40), near),
    ];
    for (name, expected, actual) in rows {
        let start = Instant::now();
        let diff = diff(&expected, &actual);
        assert!(start.elapsed() < Duration::from_secs(60), "{name}: {:?}", start.elapsed());
        let shown: usize = drawn(&diff).iter().map(String::len).sum();
        assert!(shown < 200_000, "{name}: {shown}");
        assert!(!diff.lines.is_empty(), "{name}");
        assert_eq!(diff.cut_short, name != "one octet in a mebibyte", "{name}");
        println!("{name}: {:?}, {shown} octets shown", start.elapsed());
    }
}

#[test]
fn both_sides_can_be_put_together_again_from_a_diff_that_leaves_nothing_out() {
    let mut state = 1_u64;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % below
    };
    let pieces = ["\n", "\r\n", "\r", "a", "bc", " ", "\t", "=", "é", "中", "\u{0}"];
    let mut text = |most: u64| -> Vec<u8> {
        (0..random(most)).map(|_| pieces[random(11) as usize]).collect::<String>().into_bytes()
    };
    let mut whole = 0;
    for _ in 0..20_000 {
        let (expected, actual) = (text(12), text(12));
        let diff = diff(&expected, &actual);
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for line in &diff.lines {
            let concat = |runs: &[Run]| runs.iter().flat_map(|run| run.bytes.to_vec()).collect();
            let (to_left, to_right): (Vec<u8>, Vec<u8>) = match line {
                DiffLine::Same(octets) => (octets.to_vec(), octets.to_vec()),
                DiffLine::Expected(runs) => (concat(runs), Vec::new()),
                DiffLine::Actual(runs) => (Vec::new(), concat(runs)),
                DiffLine::Elided(_) => break,
            };
            left.extend(to_left);
            right.extend(to_right);
        }
        if !diff.lines.iter().any(|line| matches!(line, DiffLine::Elided(_))) {
            whole += 1;
            assert_eq!((escape(&left), escape(&right)), (escape(&expected), escape(&actual)));
        }
    }
    assert!(whole > 15_000, "{whole}");
}
