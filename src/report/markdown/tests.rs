//! What a reader of GitHub's Markdown makes of the report.

use super::*;
use crate::model::bytes::is_unsafe_to_show;
use crate::model::finding::{FieldDeparture, FindingKind, Side};
use crate::model::outcome::Verdict;
use crate::report::fixture::{assert_golden, everything, report, unsent};
use crate::report::layout::shown;

/// What a page holds, as a browser would have it.
#[derive(Debug, Default, PartialEq)]
struct Rendered {
    /// Tags with their attributes, without those of code, which text may be or not.
    tags: Vec<String>,
    /// Text outside of blocks of fixed width.
    text: String,
    /// Text outside of code of any kind.
    prose: String,
}

fn rendered(markdown: &str) -> Rendered {
    let mut options = comrak::Options::default();
    let extension = &mut options.extension;
    extension.table = true;
    extension.strikethrough = true;
    extension.autolink = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.alerts = true;
    extension.math_dollars = true;
    extension.math_code = true;
    options.render.r#unsafe = true;
    let html = comrak::markdown_to_html(markdown, &options);
    let mut page = Rendered::default();
    let (mut pre, mut code) = (0, 0);
    for Ok(token) in html5gum::Tokenizer::new(&html) {
        match token {
            html5gum::Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                pre += usize::from(name == "pre");
                code += usize::from(name == "code");
                let attributes: Vec<String> = tag
                    .attributes
                    .iter()
                    .map(|(name, value)| {
                        let value = String::from_utf8_lossy(value);
                        format!(" {}={value}", String::from_utf8_lossy(name))
                    })
                    .collect();
                if name != "code" {
                    page.tags.push(format!("{name}{}", attributes.concat()));
                }
            }
            html5gum::Token::EndTag(tag) => {
                pre -= usize::from(&tag.name[..] == b"pre");
                code -= usize::from(&tag.name[..] == b"code");
                if &tag.name[..] != b"code" {
                    page.tags.push(format!("/{}", String::from_utf8_lossy(&tag.name)));
                }
            }
            html5gum::Token::String(text) => {
                let text = String::from_utf8_lossy(&text);
                if pre == 0 {
                    page.text.push_str(&text);
                }
                if code == 0 && pre == 0 {
                    page.prose.push_str(&text);
                }
            }
            other => panic!("{other:?} in\n{html}"),
        }
    }
    page
}

#[test]
fn the_report_reads_as_in_the_goldens() {
    assert_golden("report.md", &bounded(&report(), usize::MAX));
    assert_golden("report-everything.md", &bounded(&everything(), usize::MAX));
    assert_golden("report-bounded.md", &bounded(&report(), 6_000));
}

/// What a case, a target or a results document may say to become more than text.
const HOSTILE: &[&str] = &[
    "a|b",
    r"a\|b",
    "|",
    "||a|",
    "`",
    "a`b``c",
    "```",
    "<script>alert(1)</script>",
    "<!--",
    "-->",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "![x](https://evil.test/x.png)",
    "<https://evil.test>",
    "https://evil.test/a?b=c",
    "www.evil.test",
    "WWW.evil.test and more",
    "joe@evil.test",
    "@octocat look here",
    "fixes #123",
    "GH-123",
    ":tada:",
    "$x^2$",
    "$`x`$",
    "line\n\n# two",
    "a\r\n</details>",
    "</summary></details>",
    "</code></pre>",
    "&lt;b&gt; &amp; &#64;",
    "*a* _b_ **c** ~~d~~",
    "1. one",
    "- [ ] task",
    "+ more",
    "=====",
    "> [!WARNING]",
    "[^1]",
    "\\",
    "\\`a\\`",
    "nul \0 bell \x07 esc \x1b[31m",
    "right \u{202e} left \u{200b} none",
    "| --- | --- |",
    "中文 « ñ » 🎉",
];

/// The run with these words wherever a case, a target or a document has words.
fn with(words: &str) -> RunReport {
    let mut report = report();
    let mut second = report.targets[0].clone();
    report.targets[0].name = words.to_owned();
    second.name = format!("x{words}");
    report.targets.push(second);
    report.run.troubles[0].target = words.to_owned();
    report.run.troubles[0].message = words.to_owned();
    report.run.troubles[0].after = Some(words.to_owned());
    report.run.started = words.to_owned();
    report.run.command = words.to_owned();
    report.run.rerun = [(words.to_owned(), words.to_owned())].into();
    let skipped = report.cases.iter().position(|case| case.verdict == Verdict::Skip).unwrap();
    report.cases.truncate(skipped + 1);
    report.cases.extend(super::tests::report().cases.split_off(skipped + 3));
    for case in &mut report.cases {
        case.id = words.to_owned();
        case.title = words.to_owned();
        case.requirement = words.to_owned();
        case.file = words.to_owned();
        case.target = words.to_owned();
        case.reason = words.to_owned();
        case.see = vec![words.to_owned()];
        for outcome in &mut case.outcomes {
            outcome.summary = words.to_owned();
        }
        for finding in &mut case.findings {
            finding.place.file = words.into();
            finding.kind =
                FindingKind::Header { name: words.to_owned(), departure: FieldDeparture::Changed };
            finding.expected = Side::Text(words.to_owned());
            // Octets have an escape of their own, which the block of fixed width may show.
            finding.actual = match case.verdict {
                Verdict::Fail => Side::Bytes(words.into()),
                _ => Side::Text(words.to_owned()),
            };
        }
    }
    report.count();
    report
}

#[test]
fn hostile_words_are_text_wherever_they_stand_and_the_page_keeps_its_shape() {
    let tame = rendered(&bounded(&with("Tameword"), usize::MAX));
    for words in HOSTILE {
        let markdown = bounded(&with(words), usize::MAX);
        let got = rendered(&markdown);
        assert_eq!(got.tags, tame.tags, "{words:?}\n{markdown}");
        let want = tame.text.replace("Tameword", &shown(words));
        let mut lines = got.text.lines().zip(want.lines());
        assert_eq!(lines.find(|(got, want)| got != want), None, "{words:?}");
        assert_eq!(got.text.lines().count(), want.lines().count(), "{words:?}");
        let unsafe_one = markdown.chars().find(|&c| c != '\n' && is_unsafe_to_show(c));
        assert_eq!(unsafe_one, None, "{words:?}");
        // What GitHub looks for in text once it is rendered.
        for sign in ["@", "#", "$", "://", "www.", "WWW.", "GH-", ":tada"] {
            assert!(!got.prose.contains(sign), "{words:?}: {sign} in {}", got.prose);
        }
    }
}

#[test]
fn sentences_stay_sentences() {
    for (words, want) in [
        ("A high-level view: one, two (3).", "A high-level view: one, two (3)."),
        ("Content-Length `6`", "Content-Length &#96;6&#96;"),
        ("1. no list", "&#49;. no list"),
        (" see GH-7 ", "`see GH-7`"),
        ("see:this", "`see:this`"),
        ("a@b", "`a@b`"),
    ] {
        assert_eq!(text::prose(words), want);
    }
    assert_eq!(text::html_prose("a@b <i>"), "<code>a&#64;b &#60;i&#62;</code>");
}

#[test]
fn code_keeps_its_text_whatever_its_ends_are() {
    for words in [" a ", "  a", "a  ", "   ", "`a", "a`", " ` ", "``", "a ` b", "| a |", "a| "] {
        for markdown in [
            format!("x {} y\n", text::code(words)),
            format!("| x |\n|---|\n| x {} y |\n", text::code(words)),
        ] {
            let got = rendered(&markdown).text;
            let want = format!("x {words} y");
            assert!(got.contains(&want), "{words:?}: {got:?} of {markdown:?}");
        }
    }
    assert_eq!(text::fenced("x", "a\n````\nb"), "`````x\na\n````\nb\n`````\n");
}

#[test]
fn no_bound_is_exceeded_and_what_is_left_out_is_counted() {
    let mut report = everything();
    let failure = report.cases[1].clone();
    for number in 0..40 {
        let mut failure = failure.clone();
        failure.id = format!("more/{number}-{}", "x".repeat(number));
        report.cases.push(failure);
    }
    let warning = report.cases.iter().find(|case| case.verdict == Verdict::Warn).unwrap().clone();
    report.cases.extend(vec![warning; 30]);
    report.count();
    let all = bounded(&report, usize::MAX);
    assert!(all.contains("<summary>32 rows</summary>"), "{all}");
    assert!(!all.contains("see the report"), "{all}");
    let names = |text: &str| text.matches("more/").count();
    let mut before = 0;
    for most in (0..4_000).step_by(499).chain((4_000..all.len() + 2_000).step_by(2_999)) {
        let text = bounded(&report, most);
        assert!(text.len() <= most, "{most}: {}", text.len());
        assert!(text.len() >= before || text.len() + 2_000 > before, "{most}");
        before = text.len();
        if most >= 300 {
            assert!(text.starts_with("## wirecase: 46 fail,"), "{most}: {text}");
            assert!(text.contains("see the report") || text == all, "{most}: {text}");
        }
        let page = rendered(&text);
        let count = |tag: &str| page.tags.iter().filter(|name| *name == tag).count();
        assert_eq!(count("details"), count("/details"), "{most}");
        assert_eq!(count("h3"), count("/h3"), "{most}");
    }
    // All names come before any details.
    let named = bounded(&report, 12_000);
    assert_eq!(names(&named), 40, "{named}");
    assert!(named.contains("\nThe details of 4"), "{named}");
    let some = bounded(&report, 6_500);
    let missing = some.lines().find(|line| line.contains("more failures: see the report")).unwrap();
    let missing: usize = missing.split(' ').next().unwrap().parse().unwrap();
    let there = some.matches("\n- **").count() + some.matches("<summary>").count();
    assert_eq!(there + missing, 48, "{some}");
}

#[test]
fn however_much_a_document_says_a_failure_stays_a_page() {
    let words = "w`|<@".repeat(1 << 12);
    let mut report = with(&words);
    report.run.troubles = vec![report.run.troubles[0].clone(); 1_000];
    report.targets = vec![report.targets[0].clone(); 1_000];
    let text = bounded(&report, usize::MAX);
    assert!(text.len() < 500_000, "{} bytes", text.len());
    assert!(text.contains("… and 980 more targets"), "{text}");
    rendered(&text);
}

#[test]
fn a_target_that_died_is_one_row_and_not_a_thousand_failures() {
    let mut dead = report();
    dead.cases.extend((0..1000).map(unsent));
    dead.count();
    let mut out = Vec::new();
    write(&dead, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("### Not tried\n\n| cases | reason |\n|--:|---|\n| 1000 |"), "{text}");
    assert!(!text.contains("unsent/"), "{text}");
}
