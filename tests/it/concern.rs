//! Classes that no root reaches are analysed only where they name something that a rule asks about: that changes no finding.

use ilvet::check::{Options, Scope, Unit, check};
use ilvet::policy::AssemblyNames;
use ilvet::text::Text;
use rayon::prelude::*;

use crate::corpus_files::corpus;
use crate::source::{files, root};
use crate::walk::Alone;

/// What is found in a whole assembly, one line a finding, and how many uses of each rule lie outside of any reach.
fn found(bytes: &[u8], every_class: bool) -> (Vec<String>, Vec<(String, u32)>) {
    let report = |scope| {
        let supply = Box::new(Alone(bytes.to_vec()));
        let unit = Unit { label: Text("input.dll".to_owned()), named: true, supply, registration: Vec::new() };
        // Where it is the user's own, one of the framework is looked at as well.
        let own = AssemblyNames::parse(&["*".to_owned()]).expect("a pattern");
        check(&[unit], &Options { scope, every_class, own, ..Options::default() })
    };
    let findings = report(Scope::Assembly).findings.into_iter().map(|finding| format!("{finding:?}"));
    let counts = report(Scope::Reach).not_analysed.into_iter().filter(|it| it.kind == "unreachedForbidden");
    (findings.collect(), counts.map(|it| (it.reason, it.count)).collect())
}

fn complaint(name: &str, bytes: &[u8]) -> (usize, Option<String>) {
    let (some, all) = (found(bytes, false), found(bytes, true));
    let differ = some != all;
    let missing: Vec<&String> = all.0.iter().filter(|it| !some.0.contains(it)).take(3).collect();
    (all.0.len(), differ.then(|| format!("{name}: {missing:#?}, {:?} {:?}", some.1, all.1)))
}

#[test]
fn classes_that_name_nothing_of_concern_have_no_findings() {
    let files = ["testdata/rules", "testdata/shapes"].into_iter().flat_map(files);
    let files: Vec<String> = files.filter(|file| file.rsplit('.').next() == Some("dll")).collect();
    let bytes = |file: &String| std::fs::read(root().join(file)).expect("it is committed");
    let all: Vec<_> = files.par_iter().map(|file| complaint(file, &bytes(file))).collect();
    let complaints: Vec<&String> = all.iter().filter_map(|(_, complaint)| complaint.as_ref()).collect();
    assert!(complaints.is_empty(), "{complaints:#?}");
    assert!(all.iter().map(|(findings, _)| findings).sum::<usize>() > 1_000, "there are no findings to compare");
}

#[test]
#[ignore = "reads the class libraries"]
fn corpus_classes_that_name_nothing_of_concern_have_no_findings() {
    let Some(files) = corpus() else { return };
    let all: Vec<_> = files.par_iter().map(|file| complaint(&file.stem(), &file.bytes)).collect();
    let complaints: Vec<&String> = all.iter().filter_map(|(_, complaint)| complaint.as_ref()).collect();
    assert!(complaints.is_empty(), "{complaints:#?}");
    assert!(all.iter().map(|(findings, _)| findings).sum::<usize>() > 1_000, "there are no findings to compare");
}
