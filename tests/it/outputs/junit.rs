//! JUnit: what Jenkins, GitLab and Azure read of it, stated as a table, and the counts.

use std::collections::BTreeMap;

use ilvet::report::Format;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{reports, written};
use crate::sample;

/// Each element: what it may stand in, the attributes it must have, those it may have.
const ELEMENTS: [(&str, &str, &[&str], &[&str]); 9] = [
    ("testsuites", "", &["name", "tests", "failures", "errors", "skipped", "time"], &[]),
    ("testsuite", "testsuites", &["name", "tests", "failures", "errors", "skipped", "time"], &[]),
    ("properties", "testsuite", &[], &[]),
    ("property", "properties", &["name", "value"], &[]),
    ("testcase", "testsuite", &["classname", "name", "time"], &["file", "line"]),
    ("failure", "testcase", &["message", "type"], &[]),
    ("error", "testcase", &["message", "type"], &[]),
    ("skipped", "testcase", &["message"], &[]),
    ("system-out", "testcase", &[], &[]),
];

/// How many cases there are, and of each kind.
type Counts = BTreeMap<&'static str, u64>;

/// Fails on what its readers would not understand; gives the counts of the whole, as they are stated and as they are.
fn read(xml: &str) -> (Counts, Counts) {
    let mut reader = Reader::from_str(xml);
    let (mut open, mut stated, mut counted) = (Vec::new(), Counts::new(), Counts::new());
    loop {
        match reader.read_event().expect("it is well-formed") {
            Event::Start(start) => {
                open.push(element(&start, open.last().copied(), &mut stated, &mut counted));
            }
            Event::Empty(start) => {
                element(&start, open.last().copied(), &mut stated, &mut counted);
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Text(text) => {
                let inside = open.last().copied();
                let text = text.as_ref().to_owned();
                assert!(
                    text.trim().is_empty() || matches!(inside, Some("failure" | "error" | "system-out")),
                    "{text} in {inside:?}"
                );
            }
            Event::DocType(_) | Event::PI(_) | Event::CData(_) | Event::Comment(_) => panic!("no reader asks for this"),
            Event::Decl(_) | Event::GeneralRef(_) => {}
            Event::Eof => return (stated, counted),
        }
    }
}

fn element(start: &BytesStart<'_>, parent: Option<&str>, stated: &mut Counts, counted: &mut Counts) -> &'static str {
    let name = start.name().as_ref().to_owned();
    let (name, inside, must, may) =
        ELEMENTS.into_iter().find(|it| it.0 == name).unwrap_or_else(|| panic!("no reader knows <{name}>"));
    assert_eq!(parent.unwrap_or_default(), inside, "where <{name}> stands");
    let attributes: Vec<(String, String)> = start
        .attributes()
        .map(|attribute| {
            let attribute = attribute.expect("attributes are well-formed");
            let key = attribute.key.as_ref().to_owned();
            (key, attribute.value.into_owned())
        })
        .collect();
    for (key, _) in &attributes {
        assert!(must.contains(&key.as_str()) || may.contains(&key.as_str()), "<{name} {key}>");
    }
    for key in must {
        assert!(
            attributes.iter().any(|(it, value)| it == key && !(value.is_empty() && *key == "name")),
            "<{name}> lacks {key}"
        );
    }
    let kind = match name {
        "testcase" => "tests",
        "failure" => "failures",
        "error" => "errors",
        other => other,
    };
    *counted.entry(kind).or_default() += 1;
    if name == "testsuites" {
        for key in ["tests", "failures", "errors", "skipped"] {
            let value = attributes.iter().find(|(it, _)| it == key).and_then(|(_, value)| value.parse().ok());
            stated.insert(key, value.expect("it is a number"));
        }
    }
    name
}

#[test]
fn readers_understand_every_element_and_the_counts_agree() {
    for report in reports() {
        let (stated, counted) = read(&written(&report, Format::Junit));
        for (key, count) in stated {
            assert_eq!(count, counted.get(key).copied().unwrap_or_default(), "{key}");
        }
    }
}

#[test]
fn what_closes_the_gate_fails_and_a_clean_assembly_passes() {
    let (stated, _) = read(&written(&sample::rich(), Format::Junit));
    assert_eq!(stated, Counts::from([("tests", 4), ("failures", 2), ("errors", 1), ("skipped", 0)]));
    // Several things that were lost of one input are one case: readers tell cases apart by their names.
    let mut report = sample::rich();
    let lost = report.problems.iter().find(|it| it.token.is_none()).expect("the sample has one").clone();
    report.problems.push(ilvet::finding::Problem { what: "cut off".to_owned(), ..lost });
    let text = written(&report, Format::Junit);
    assert_eq!(read(&text).0, stated);
    assert!(text.contains("\ncut off</error>"), "{text}");
    let (stated, _) = read(&written(&sample::clean(1), Format::Junit));
    assert_eq!(stated, Counts::from([("tests", 1), ("failures", 0), ("errors", 0), ("skipped", 0)]));
}
