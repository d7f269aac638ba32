//! Every rule about steps is shown in what a solution says, at the line: `testdata/rules/<id>/{bad,good}.xml`.
//!
//! A comment `<!--~ rule severity=… target=… -->` at the end of a line expects a finding there; every other line is quiet for all rules about steps.
//! `<!--= rule -->` marks one that looks like a finding.

use std::collections::BTreeSet;

use ilvet::check::{Options, Unit, check};
use ilvet::input::{find, solutions};
use ilvet::limits::Limits;
use ilvet::rules::ALL;

use crate::source::root;

/// Rule, line, severity, target; the last two only where they are asked for.
type Found = (String, u32, Option<String>, Option<String>);

/// What the comments of a file expect.
fn expected(text: &str) -> Vec<Found> {
    let lines = (1..).zip(text.lines());
    let marked = lines.filter_map(|(line, text)| Some((line, text.split_once("<!--~ ")?.1.split_once(" -->")?.0)));
    marked
        .map(|(line, mark)| {
            let mut words = mark.split_whitespace();
            let rule = words.next().expect("a rule is named").to_owned();
            let values: Vec<(&str, &str)> = words.map(|word| word.split_once('=').expect("a value")).collect();
            let value = |name| values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
            (rule, line, value("severity"), value("target"))
        })
        .collect()
}

fn assembly(text: &str) -> &str {
    let named = text.split_once("<!-- assembly: ").expect("it names an assembly").1;
    named.split_once(" -->").expect("a comment has an end").0
}

#[test]
fn every_rule_about_steps_finds_what_its_fixtures_expect() {
    let about_steps: BTreeSet<&str> =
        ALL.iter().filter(|rule| rule.is_about_steps()).map(|rule| rule.info().id).collect();
    assert_eq!(about_steps.len(), 8);
    for rule in &about_steps {
        for kind in ["bad", "good"] {
            let path = root().join(format!("testdata/rules/{rule}/{kind}.xml"));
            let text = std::fs::read_to_string(&path).expect("the fixture is there");
            let limits = Limits::default();
            let given = solutions(&[path], &limits).expect("the fixture says how something is registered");
            let mut options = Options { select: about_steps.iter().copied().collect(), ..Options::default() };
            options.registration = given.iter().flat_map(|item| item.registration.clone()).collect();
            let found = find(&[root().join("testdata").join(assembly(&text))], &[], &limits).expect("no reference");
            let units = found.items.into_iter().chain(given).map(|it| Unit {
                label: it.label,
                named: it.named,
                supply: it.supply,
                registration: it.registration,
            });
            let report = check(&units.collect::<Vec<_>>(), &options);
            assert_eq!(report.problems.len(), 0, "{rule}/{kind}: {:?}", report.problems);
            let wanted = expected(&text);
            assert_eq!(wanted.iter().any(|it| it.0 == **rule), kind == "bad", "{rule}/{kind} shows the wrong thing");
            let place = |finding: &ilvet::finding::Finding| finding.location.source.as_ref().map_or(0, |it| it.line);
            for (id, line, severity, target) in &wanted {
                let fits = report.findings.iter().any(|finding| {
                    finding.rule == id
                        && place(finding) == *line
                        && severity.as_ref().is_none_or(|it| it == finding.severity.word())
                        && target.as_ref().is_none_or(|it| {
                            Some(it.as_str()) == finding.target.as_ref().map(ilvet::text::Text::as_str)
                        })
                });
                assert!(fits, "{rule}/{kind}.xml:{line}: no {id} {severity:?} {target:?} in {:#?}", report.findings);
            }
            for finding in &report.findings {
                let known = wanted.iter().any(|it| it.0 == finding.rule && it.1 == place(finding));
                assert!(known, "{rule}/{kind}.xml:{}: {} {}", place(finding), finding.rule, finding.message);
            }
            let fingerprints: BTreeSet<&str> = report.findings.iter().map(|it| it.fingerprint.as_str()).collect();
            assert_eq!(fingerprints.len(), report.findings.len(), "{rule}/{kind}: two findings have one fingerprint");
        }
    }
}
