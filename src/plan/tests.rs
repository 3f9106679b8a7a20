//! Suites of a few cases in, plans out.

use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::model::case::{Action, Part, Place, Send, Step};
use crate::model::citation::Level;
use crate::model::target::Address;
use crate::model::template::{Piece, Template};

fn case(id: &str, level: Level, clause: &str, tags: &[&str], needs: &[&str]) -> Case {
    Case {
        title: id.to_owned(),
        citations: vec![clause.parse().unwrap()],
        level,
        tags: tags.iter().map(|t| (*t).to_owned()).collect(),
        needs: needs.iter().map(|t| (*t).to_owned()).collect(),
        ..Case::of_steps(id, Vec::new())
    }
}

fn suite() -> Suite {
    let cases = [
        case("host/missing", Level::Must, "RFC 9112 3.2", &["host"], &[]),
        case("host/repeated", Level::Must, "RFC 9112 3.2", &["host"], &[]),
        case("te/unknown", Level::Should, "RFC 9112 6.1", &["smuggling"], &["post"]),
        case("date/present", Level::Must, "RFC 9110 6.6.1", &[], &[]),
    ];
    Suite { cases: cases.into_iter().map(Arc::new).collect() }
}

fn planned(selection: &Selection) -> Result<Plan> {
    let target = Target::bare(Address::Tcp { host: "example.test".to_owned(), port: 8080 });
    plan(&suite(), vec![target], selection, &Variables::new(), &Limits::default())
}

fn ids(selection: &Selection) -> Vec<String> {
    planned(selection).unwrap().entries.iter().map(|e| e.case.id.clone()).collect()
}

#[test]
fn each_kind_of_wish_narrows_and_none_takes_all_in_order() {
    let words = |list: &[&str]| list.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
    let all = Selection::default();
    assert_eq!(ids(&all), ["host/missing", "host/repeated", "te/unknown", "date/present"]);
    let prefix = Selection { ids: words(&["host/", "date/present"]), ..Selection::default() };
    assert_eq!(ids(&prefix), ["host/missing", "host/repeated", "date/present"]);
    let tag = Selection { tags: words(&["host", "smuggling"]), ..Selection::default() };
    assert_eq!(ids(&tag), ["host/missing", "host/repeated", "te/unknown"]);
    let skip = Selection { skip_tags: words(&["host"]), ..Selection::default() };
    assert_eq!(ids(&skip), ["te/unknown", "date/present"]);
    let level = Selection { levels: vec![Level::Should], ..Selection::default() };
    assert_eq!(ids(&level), ["te/unknown"]);
    let clause = Selection { citations: vec!["RFC 9112".parse().unwrap()], ..Selection::default() };
    assert_eq!(ids(&clause), ["host/missing", "host/repeated", "te/unknown"]);
    let both = Selection { levels: vec![Level::Must], ..clause };
    assert_eq!(ids(&both), ["host/missing", "host/repeated"]);
}

#[test]
fn a_wish_that_nothing_answers_is_named_with_what_was_likely_meant() {
    let rows = [
        (
            Selection { ids: vec!["host/mising".to_owned()], ..Selection::default() },
            "did you mean `host/missing`?",
        ),
        (
            Selection { tags: vec!["hosts".to_owned()], ..Selection::default() },
            "there are: host, smuggling",
        ),
        (
            Selection { citations: vec!["RFC 9112 9".parse().unwrap()], ..Selection::default() },
            "RFC 9112 9",
        ),
        (
            Selection {
                ids: vec!["te/".to_owned()],
                levels: vec![Level::Must],
                ..Selection::default()
            },
            "no case has all",
        ),
    ];
    for (selection, want) in rows {
        let error = planned(&selection).unwrap_err().to_string();
        assert!(error.contains(want), "{error}");
    }
}

#[test]
fn a_tag_is_asked_of_a_suite_without_any() {
    let bare = Suite { cases: vec![Arc::new(case("a", Level::Must, "RFC 9112 3.2", &[], &[]))] };
    let tags = Selection { tags: vec!["slow".to_owned()], ..Selection::default() };
    let target = Target::bare(Address::Tcp { host: "example.test".to_owned(), port: 8080 });
    let planned = plan(&bare, vec![target], &tags, &Variables::new(), &Limits::default());
    let error = planned.unwrap_err().to_string();
    assert_eq!(error, "no case selected: no case has the tag `slow`; no case has any");
}

#[test]
fn a_case_without_what_it_needs_is_planned_as_skipped_with_the_reason() {
    let plan = planned(&Selection::default()).unwrap();
    let skips: Vec<_> = plan.entries.iter().map(|e| e.skip.as_deref()).collect();
    assert_eq!(skips, [None, None, Some("the target names no post"), None]);
}

#[test]
fn a_variable_nobody_gives_skips_and_the_order_of_those_who_give_holds() {
    let mut one = case("a", Level::Must, "RFC 9112 3", &[], &[]);
    let hole = Template(vec![Piece::Variable("credentials".to_owned())]);
    one.steps.push(Step {
        place: Place::default(),
        on: "main".to_owned(),
        action: Action::Send(Send {
            is_request: true,
            name: None,
            head: vec![Part::Octets(hole)],
            body: Vec::new(),
        }),
    });
    one.limits.read_timeout = Some(Duration::from_millis(7));
    let suite = Suite { cases: vec![Arc::new(one)] };
    let mut target = Target::bare(Address::Tcp { host: "::1".to_owned(), port: 80 });
    let planned = |target: &Target, given: &Variables| {
        plan(&suite, vec![target.clone()], &Selection::default(), given, &Limits::default())
            .unwrap()
            .entries
            .remove(0)
    };
    let entry = planned(&target, &Variables::new());
    assert_eq!(entry.skip.as_deref(), Some("the target gives no value for credentials"));
    assert_eq!(entry.limits.read_timeout, Duration::from_millis(7));
    assert_eq!(&*entry.variables["host"], b"[::1]");
    assert_eq!(&*entry.variables["authority"], b"[::1]:80");
    assert_eq!(unique(""), "cbf29ce484222325", "the offset basis of FNV-1a");
    assert_eq!(&*entry.variables["unique"], unique(&entry.case.id).as_bytes());
    assert_ne!(unique("a[b=1]"), unique("a[b=2]"));
    target.variables.insert("credentials".to_owned(), "of the target".to_owned());
    let given = Variables::from([("credentials".to_owned(), "of the user".into())]);
    let entry = planned(&target, &given);
    assert_eq!((entry.skip, &*entry.variables["credentials"]), (None, &b"of the user"[..]));
    let mut expanded = (*suite.cases[0]).clone();
    expanded.bound.insert("credentials".to_owned(), "of each".into());
    let suite = Suite { cases: vec![Arc::new(expanded)] };
    let plan =
        plan(&suite, vec![target], &Selection::default(), &given, &Limits::default()).unwrap();
    assert_eq!(&*plan.entries[0].variables["credentials"], b"of each");
}

#[test]
fn the_shards_of_a_plan_are_the_plan_and_cases_that_come_move_no_other() {
    use crate::model::shard::Shards;

    let targets = || ["a", "b"].map(|name| Target::bare(Address::Unix(name.to_owned()))).to_vec();
    let planned = |suite: &Suite, shard: Option<u32>| {
        let (selection, given) = (Selection::default(), Variables::new());
        let mut plan = plan(suite, targets(), &selection, &given, &Limits::default()).unwrap();
        if let Some(part) = shard {
            keep(&mut plan, &Shards::one(part, 3));
        }
        plan
    };
    let told = |plan: &Plan| -> Vec<String> {
        let name = |entry: &PlanEntry| plan.targets[entry.target].name.clone();
        plan.entries.iter().map(|e| format!("{} {}", e.case.id, name(e))).collect()
    };
    let mut all = told(&planned(&suite(), None));
    let mut larger = suite();
    larger.cases.insert(0, Arc::new(case("new", Level::Must, "RFC 9112 3", &[], &[])));
    let mut parts = Vec::new();
    for part in 1..=3 {
        let plan = planned(&suite(), Some(part));
        let ids: std::collections::BTreeSet<&String> =
            plan.entries.iter().map(|entry| &entry.case.id).collect();
        assert_eq!(plan.deselected + ids.len(), suite().cases.len());
        assert_eq!(plan.shards, Some(Shards::one(part, 3)));
        let mut of_larger = told(&planned(&larger, Some(part)));
        of_larger.retain(|entry| !entry.starts_with("new"));
        assert_eq!(of_larger, told(&plan));
        parts.extend(told(&plan));
    }
    all.sort();
    parts.sort();
    assert_eq!(parts, all);
}
