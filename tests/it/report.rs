//! Every format over reports made by hand.

use ilvet::finding::{Confidence, Severity};
use ilvet::policy::{FailOn, Outcome, outcome};
use ilvet::report::{Format, Style, sort, verdict, write};

use crate::sample;

fn text(report: &ilvet::finding::Report, format: Format, style: Style) -> String {
    let mut bytes = Vec::new();
    write(report, format, style, &mut bytes).expect("a vector takes everything");
    String::from_utf8(bytes).expect("reports are UTF-8")
}

#[test]
fn a_rich_report_in_every_format() {
    let mut report = sample::rich();
    sort(&mut report);
    for format in Format::ALL {
        insta::assert_snapshot!(format!("rich_{}", format.word()), text(&report, *format, Style::default()));
    }
}

#[test]
fn colour_only_paints() {
    let mut report = sample::rich();
    sort(&mut report);
    let painted = text(&report, Format::Table, Style { colour: true, ..Style::default() });
    insta::assert_snapshot!("rich_table_colour", painted.replace('\u{1b}', "␛"));
    let plain = text(&report, Format::Table, Style::default());
    assert_eq!(anstream::adapter::strip_str(&painted).to_string(), plain);
}

#[test]
fn lines_fit_the_terminal() {
    let mut report = sample::rich();
    sort(&mut report);
    let narrow = text(&report, Format::Table, Style { width: 60, ..Style::default() });
    insta::assert_snapshot!("rich_table_narrow", narrow);
}

#[test]
fn a_clean_report_is_one_line() {
    let of = |roots| text(&sample::clean(roots), Format::Table, Style::default());
    insta::assert_snapshot!(of(2), @"no findings; 1 assembly, 2 classes that the platform calls, 82 methods in reach");
    insta::assert_snapshot!(of(0), @"no findings; 1 assembly, no plug-in or workflow activity in it");
    insta::assert_snapshot!(verdict(&sample::empty(), Style::default()), @"no findings; nothing was scanned");
}

#[test]
fn the_order_does_not_depend_on_the_order_of_work() {
    let mut report = sample::rich();
    sort(&mut report);
    let expected = text(&report, Format::Json, Style::default());
    let mut other = sample::rich();
    other.findings.reverse();
    other.problems.reverse();
    other.inputs.reverse();
    other.assemblies.reverse();
    other.roots.reverse();
    other.not_analysed.reverse();
    sort(&mut other);
    assert_eq!(text(&other, Format::Json, Style::default()), expected);
}

#[test]
fn the_outcome_follows_the_levels() {
    let never = FailOn::NEVER;
    let high = FailOn::default();
    assert_eq!(outcome(&sample::empty(), high, false), Outcome::NotDone, "nothing scanned");
    assert_eq!(outcome(&sample::clean(0), high, true), Outcome::Passed, "no plug-in");
    let mut report = sample::clean(1);
    report.findings.push(sample::finding("stateful-plugin", Severity::High, "A.P", "Run"));
    assert_eq!(outcome(&report, high, true), Outcome::Found);
    assert_eq!(outcome(&report, never, false), Outcome::Passed);
    assert_eq!(outcome(&report, FailOn::at(Severity::Critical, Confidence::Low), false), Outcome::Passed);
    report.findings[0].confidence = Confidence::Low;
    assert_eq!(outcome(&report, high, false), Outcome::Passed);
    assert_eq!(outcome(&report, "low:low".parse().expect("it is a level"), false), Outcome::Found);
    report.summary.methods_not_decoded = 1;
    assert_eq!(outcome(&report, never, false), Outcome::Passed);
    assert_eq!(outcome(&report, never, true), Outcome::NotDone);
    report.summary.failed_inputs = 1;
    assert_eq!(outcome(&report, high, false), Outcome::NotDone);
}

#[test]
fn levels_of_the_gate_are_words() {
    for (words, shown) in
        [("high", "high:medium"), ("LOW:High", "low:high"), ("never", "never"), ("info:low", "info:low")]
    {
        assert_eq!(words.parse::<FailOn>().expect(words).to_string(), shown);
    }
    for words in ["", "hi", "high:", "high:never", "never:low", "high:low:low"] {
        assert!(words.parse::<FailOn>().is_err(), "{words}");
    }
}
