//! The gate as a whole: nothing is lost silently, and nobody pays for another's file.

use ilvet::check::{Options, Unit, check};
use ilvet::finding::{Report, Status};
use ilvet::model::{Refusal, Supplied, Supply};
use ilvet::symbols::SymbolId;
use ilvet::text::Text;

use crate::source::root;

/// Gives bytes, or fails as no supply should.
struct Bytes(Vec<u8>, bool);

impl Supply for Bytes {
    fn input(&self) -> Result<Supplied, Refusal> {
        Ok(Supplied { label: Text("input.dll".to_owned()), bytes: self.0.clone() })
    }
    fn assembly(&self, _: &str) -> Option<Supplied> {
        assert!(!self.1, "a supply that fails");
        None
    }
    fn symbols(&self, _: &Text, _: &[SymbolId], _: &mut dyn FnMut(Result<Supplied, Refusal>) -> bool) {}
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(root().join("testdata").join(name)).expect("the fixture is there")
}

fn unit(label: &str, bytes: Vec<u8>, fails: bool) -> Unit {
    Unit { label: Text(label.to_owned()), named: true, supply: Box::new(Bytes(bytes, fails)), registration: Vec::new() }
}

fn report_of(bytes: Vec<u8>) -> Report {
    check(&[unit("a.dll", bytes, false)], &Options::default())
}

/// Whatever 4 bytes of the metadata are damaged: a finding that goes missing is accounted for, but for few places.
#[test]
fn damage_rarely_costs_a_finding_in_silence() {
    let whole = fixture("rules/stateful-plugin/bad.dll");
    let expected = report_of(whole.clone()).findings.len();
    let metadata = whole.windows(4).position(|bytes| bytes == b"BSJB").expect("it has metadata");
    let end = (metadata + 0x700).min(whole.len());
    let mut silent = Vec::new();
    for at in (metadata..end).step_by(4) {
        let mut damaged = whole.clone();
        damaged[at..at + 4].fill(0xFF);
        let report = report_of(damaged);
        let status = report.assemblies.first().map(|assembly| assembly.status);
        let told = !report.problems.is_empty() || !report.not_analysed.is_empty() || status != Some(Status::Analysed);
        if report.findings.len() < expected && !told {
            silent.push(at - metadata);
        }
    }
    // Names and flags are free: other bytes there are another program, not a broken one.
    assert!(silent.len() < 60, "{} places, such as {:x?}", silent.len(), silent.get(..8));
}

#[test]
fn a_failure_in_one_unit_is_that_unit_s_alone() {
    let good = fixture("rules/stateful-plugin/bad.dll");
    // Refers to another assembly, which is when the supply fails.
    let bad = fixture("shapes/derived.dll");
    let expected = report_of(good.clone()).findings.len();
    let report = check(&[unit("bad.dll", bad, true), unit("good.dll", good, false)], &Options::default());
    assert_eq!(report.findings.len(), expected);
    assert_eq!(report.summary.failed_inputs, 1);
    assert!(report.problems.iter().any(|problem| problem.code == "INTERNAL" && problem.input.as_str() == "bad.dll"));
}

#[test]
fn copies_are_analysed_as_one() {
    let bytes = fixture("rules/stateful-plugin/bad.dll");
    let units = [unit("z.dll", bytes.clone(), false), unit("a.dll", bytes.clone(), false)];
    let report = check(&units, &Options::default());
    assert_eq!(report.findings.len(), report_of(bytes).findings.len());
    let copy = report.assemblies.iter().find(|assembly| assembly.input.as_str() == "z.dll").expect("it is listed");
    assert_eq!((copy.status, copy.duplicate_of.as_ref().map(Text::as_str)), (Status::DuplicateOf, Some("a.dll")));
}
