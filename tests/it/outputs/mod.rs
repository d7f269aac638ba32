//! What other programs read: each form is what its readers ask for, whatever the names are.

mod agents;
mod assembly;
mod html;
mod junit;
mod sarif;

use ilvet::finding::{NotAnalysed, Report, Severity, Source};
use ilvet::policy::FailOn;
use ilvet::report::{Format, Style, sort, verdict, write};

use crate::{hostile, sample};

/// A report in a format.
fn written(report: &Report, format: Format) -> String {
    let mut bytes = Vec::new();
    write(report, format, Style::default(), &mut bytes).expect("a vector takes everything");
    String::from_utf8(bytes).expect("reports are UTF-8")
}

/// Reports of every kind, and those in which all names are hostile.
fn reports() -> Vec<Report> {
    let mut rich = sample::rich();
    sort(&mut rich);
    let mut reports = vec![sample::empty(), sample::clean(0), sample::clean(2), rich];
    reports.extend(hostile::NAMES.map(hostile::report));
    reports
}

#[test]
fn gitlab_s_fingerprints_are_unique() {
    let mut report = sample::rich();
    let copy = report.findings[0].clone();
    report.findings.extend([copy.clone(), copy]);
    // Two things of one kind were lost of one input.
    let lost = report.problems.iter().find(|it| it.token.is_none()).expect("the sample has one").clone();
    report.problems.push(lost);
    let issues: Vec<serde_json::Value> = serde_json::from_str(&written(&report, Format::Gitlab)).expect("it is JSON");
    let mut fingerprints: Vec<&str> = issues.iter().filter_map(|it| it["fingerprint"].as_str()).collect();
    let lost = report.problems.iter().filter(|it| it.token.is_none()).count();
    assert_eq!(fingerprints.len(), 5 + lost, "one is suppressed");
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), 5 + lost);
    for issue in &issues {
        let level = issue["severity"].as_str().expect("it has one");
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&level));
        assert!(issue["location"]["lines"]["begin"].as_u64() >= Some(1), "{issue}");
        assert!(issue["location"]["path"].as_str().is_some_and(|path| !path.starts_with('/')), "{issue}");
    }
}

#[test]
fn json_lines_are_tagged_and_end_with_the_summary() {
    for report in reports() {
        let text = written(&report, Format::JsonLines);
        let lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
        let count = |kind: &str| lines.iter().filter(|line| line["type"] == kind).count();
        assert_eq!(count("assembly"), report.assemblies.len());
        assert_eq!(count("finding"), report.findings.len());
        assert_eq!(count("problem"), report.problems.len());
        let last = lines.last().expect("there is a summary");
        assert_eq!((&last["type"], &last["schemaVersion"]), (&"summary".into(), &"1.0".into()));
        assert_eq!(last["high"], report.summary.high);
    }
}

#[test]
fn texts_leave_out_what_does_not_count_unless_asked() {
    let report = sample::rich();
    let shown = |format, suppressed| {
        let mut bytes = Vec::new();
        write(&report, format, Style { suppressed, ..Style::default() }, &mut bytes).expect("a vector");
        String::from_utf8(bytes).expect("reports are UTF-8").matches("sleeps for 500 ms").count()
    };
    for format in [Format::Table, Format::Concise, Format::Markdown, Format::Html] {
        assert_eq!((shown(format, false), shown(format, true)), (1, 2), "{}", format.word());
    }
}

#[test]
fn what_does_not_count_is_no_error_of_a_build() {
    let style = Style { suppressed: true, ..Style::default() };
    let mut bytes = Vec::new();
    write(&sample::rich(), Format::Concise, style, &mut bytes).expect("a vector takes everything");
    let text = String::from_utf8(bytes).expect("reports are UTF-8");
    let line = text.lines().find(|line| line.contains("(suppressed by")).expect("it is shown");
    assert!(line.contains(": message ") && !line.contains(": warning "), "{line}");
}

#[test]
fn the_verdict_says_what_was_opened_and_not_analysed() {
    let mut report = sample::clean(1);
    assert!(!verdict(&report, Style::default()).contains("base"));
    let gap =
        sample::rich().not_analysed.into_iter().find(|it| it.kind == "unresolvedBase").expect("the sample has one");
    report.not_analysed.push(NotAnalysed { count: 2, ..gap });
    report.config = Some("ci/ilvet.toml".into());
    let told = verdict(&report, Style::default());
    assert!(told.contains("2 classes without the base that they need; configured by ci/ilvet.toml"), "{told}");
}

/// A finding whose source is known by an absolute path only.
fn elsewhere() -> Report {
    let mut report = sample::clean(1);
    let mut finding = sample::finding("stateful-plugin", Severity::High, "Acme.P", "Run");
    finding.location.source = Some(Source { file: "/build/src/P.cs".into(), line: 12, column: 9, url: None });
    finding.location.input = "out/Sol.zip!/PluginAssemblies/Acme.dll".into();
    report.findings.push(finding);
    assert!(FailOn::default().is_met_by(&report.findings[0]));
    report
}

#[test]
fn a_line_that_no_pipeline_can_show_is_told() {
    for format in [Format::Github, Format::Azure, Format::Gitlab, Format::Sarif] {
        let text = written(&elsewhere(), format);
        assert!(text.contains("M:Acme.P.Run, /build/src/P.cs:12]"), "{text}");
        assert!(text.contains("out/Sol.zip"), "{text}");
    }
}
