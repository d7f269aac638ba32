//! `check --why`: one finding with all of its evidence.

use ilvet::check::{Options, check};
use ilvet::finding::{Confidence, Report, Severity, Via};
use ilvet::inspect::why::{Change, Detail, Reached, Why, find, why};
use ilvet::report::{Style, sort, write_why};
use ilvet::text::Safe;
use rayon::prelude::*;

use crate::fixtures::{every_input, units_of};
use crate::harmless::assert_harmless;
use crate::hostile::NAMES;
use crate::sample;

fn report_of(units: &[ilvet::check::Unit]) -> Report {
    let mut report = check(units, &Options::default());
    sort(&mut report);
    report
}

fn page(all: &[Why]) -> String {
    let mut bytes = Vec::new();
    write_why(all, Style::default(), &mut bytes).expect("a vector takes everything");
    String::from_utf8(bytes).expect("it is UTF-8")
}

/// What is wrong with the evidence of the findings of one input.
fn examine(units: &[ilvet::check::Unit]) -> Vec<String> {
    let report = report_of(units);
    let places: Vec<usize> = (0..report.findings.len()).collect();
    let mut wrong = Vec::new();
    let explained = report.findings.iter().zip(why(units, &Options::default(), &report, &places));
    // What concerns an assembly or a class as a whole has no path.
    for (finding, why) in explained.filter(|(finding, _)| finding.location.member.is_some()) {
        let mut fail = |what: &str| {
            wrong.push(format!(
                "{}: {} in {:?}: {what}",
                units[0].label.as_str(),
                finding.rule,
                finding.location.member
            ));
        };
        let same = |a: &ilvet::finding::Step, b: &ilvet::finding::Step| {
            (&a.member, a.il_offset, a.via) == (&b.member, b.il_offset, b.via)
        };
        let path = &why.finding.path;
        let told = finding.path.len() == path.len() && finding.path.iter().zip(path).all(|(a, b)| same(a, b));
        if !told && path.len() <= 64 || path.len() != why.details.len() {
            fail("another path than the report's");
        }
        let listed: Vec<_> = why.roots.iter().map(|it| it.root.clone()).take(20).collect();
        if listed != finding.roots || why.roots.len() != finding.root_count {
            fail("other roots than the report's");
        }
        if why.roots.iter().map(|it| it.severity).max() != Some(finding.severity) {
            fail("no root has its severity");
        }
        let certain = why.details.iter().all(|detail| detail.exact);
        if finding.confidence == Confidence::High && !certain {
            fail("it is certain, and a step is not");
        }
        for (number, detail) in why.details.iter().enumerate() {
            let last = number + 1 == path.len();
            if detail.instruction.is_none() || last != (detail.candidates == 0) {
                fail(&format!("step {} is {detail:?}", number + 1));
            }
        }
        let text = page(std::slice::from_ref(&why));
        if path.iter().any(|step| {
            step.authored_member.as_str().len() < 60 && !text.contains(&step.authored_member.safe().to_string())
        }) {
            fail(&format!("a step is missing:\n{text}"));
        }
    }
    wrong
}

#[test]
fn the_evidence_of_every_finding_is_what_the_report_says() {
    let wrong: Vec<String> = every_input().par_iter().flat_map(|units| examine(units)).collect();
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_fingerprint_is_known_by_its_beginning() {
    let report = report_of(&units_of("rules/stateful-plugin/bad.dll"));
    for (place, finding) in report.findings.iter().enumerate() {
        let print = &finding.fingerprint;
        assert_eq!(find(&report, print), Ok(vec![place]));
        assert_eq!(find(&report, &print[..20]), Ok(vec![place]));
        assert_eq!(find(&report, &print[3..20]), Ok(vec![place]));
    }
    for empty in ["", "v1:", "v1"] {
        assert!(find(&report, empty).is_err(), "{empty:?}");
    }
    let first: Vec<char> = report.findings.iter().filter_map(|it| it.fingerprint.chars().nth(3)).collect();
    let twice = first.iter().find(|a| first.iter().filter(|b| a == b).count() > 1).expect("11 findings, 16 digits");
    let why = find(&report, &twice.to_string()).expect_err("there are several");
    assert!(why.contains("is the beginning of"), "{why}");
    let why = find(&report, "v1:xyz").expect_err("there is none");
    assert_eq!(why, "there is no finding `v1:xyz` among the 11 of these inputs");
    assert_eq!(
        find(&sample::empty(), "a").expect_err("there is none"),
        "there is no finding `a`: there are no findings"
    );
}

#[test]
fn a_page_says_what_is_known() {
    let page_about = |file: &str, target: &str, member: &str| {
        let units = units_of(file);
        let report = report_of(&units);
        let is_it = |it: &ilvet::finding::Finding| {
            let member_of = it.location.authored_member.as_ref().is_some_and(|id| id.as_str().contains(member));
            member_of && it.target.as_ref().is_some_and(|id| id.as_str().contains(target))
        };
        let place = report.findings.iter().position(is_it).expect("it is found");
        page(&why(&units, &Options::default(), &report, &[place]))
    };
    insta::assert_snapshot!("why_sleep", page_about("rules/thread-sleep/bad.dll", "Sleep", "ApprovalPlugin.Wait"));
    let writes = "rules/thread-sleep/writes.dll";
    insta::assert_snapshot!("why_sleep_on_another_path", page_about(writes, "Sleep", "OtherWay.Pause"));
    insta::assert_snapshot!("why_relay", page_about("shapes/handlers.dll", "RelayPlugin.Steps", "Go"));
}

#[test]
fn the_page_lets_no_name_act() {
    for name in NAMES {
        let mut finding = sample::finding("thread-sleep", Severity::High, name, name);
        finding.message = Safe::new(name).to_string();
        finding.location.input = name.into();
        let source = finding.location.source.clone();
        finding.path =
            vec![sample::step(name, source.clone(), Some(1), Via::Entry), sample::step(name, source, None, Via::Call)];
        finding.path[1].authored_member = format!("{name}x").into();
        let change = Change { callee: name.into(), il_offset: 1, source: None, other_path: false };
        let detail = Detail { instruction: Some(name.into()), candidates: 2, exact: false, changes: vec![change] };
        let reached = Reached { root: name.into(), severity: Severity::High, confidence: Confidence::Low, steps: 2 };
        let why = Why { finding, details: vec![detail.clone(), detail], roots: vec![reached] };
        assert_harmless(&page(&[why]), name);
    }
}

#[test]
fn no_step_of_a_long_path_is_left_out() {
    let units = units_of("shapes/deep.dll");
    let report = report_of(&units);
    let [why] = &why(&units, &Options::default(), &report, &[0])[..] else { panic!("there is one") };
    assert_eq!((report.findings[0].path.len(), why.finding.path.len()), (64, 71));
    let name = |number: usize| format!("M:Fabrikam.Depth.DeepPlugin.Step{number:02}");
    assert!((1..=70).all(|number| why.finding.path[number].member.as_str() == name(number)));
    let text = page(std::slice::from_ref(why));
    assert!(
        (1..=70).all(|number| text.contains(&format!("  {:>3}  DeepPlugin.Step{number:02}  ", number + 1))),
        "{text}"
    );
}
