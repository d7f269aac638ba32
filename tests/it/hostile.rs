//! Names that want to be more than names: no format lets them (G8).

use ilvet::finding::{Gone, Input, NotAnalysed, Report, Severity, Source, Status, Suppressed, Via};
use ilvet::report::{Format, Style, harmless, write, write_json};
use ilvet::text::{Safe, Text};
use proptest::prelude::*;

use crate::harmless::assert_harmless;
use crate::sample;

/// What names may try.
pub(crate) const NAMES: [&str; 14] = [
    "##vso[task.setvariable variable=x]y",
    "a##[error]b",
    "a ##VSO[task.complete result=Succeeded]",
    "###vso[x]",
    "::error::x",
    " \t::set-output name=x::y",
    "\n##vso[task.prependpath]/tmp",
    "\r\n::add-mask::x",
    "\x1b[2J\x1b]8;;http://x\x07",
    "\u{9b}31m\u{85}",
    "\u{202e}gpj.exe\u{2066}\u{200f}\u{61c}",
    "a\u{200b}b\u{2028}c\u{feff}\u{e000}",
    "##\u{200b}vso[x]",
    "\"\\<script>]]>",
];

/// A report in which everything that can come from a binary or a file system is `name`.
pub(crate) fn report(name: &str) -> Report {
    let text = Text::from(name);
    let source = || Some(Source { file: text.clone(), line: 1, column: 1, url: Some(text.clone()) });
    let mut report = sample::clean(1);
    report.inputs.push(Input { path: text.clone(), sha256: None, kind: "skipped" });
    report.assemblies.push(sample::assembly(name, name, Status::Analysed));
    report.assemblies[1].target_framework = Some(text.clone());
    report.roots.push(sample::root(name, "plugin"));
    for with_source in [true, false] {
        let mut finding = sample::finding("stateful-plugin", Severity::High, name, name);
        finding.message = Safe::new(name).to_string();
        finding.target = Some(text.clone());
        finding.location.input = text.clone();
        finding.location.assembly = text.clone();
        finding.location.module = Some(text.clone());
        finding.location.instruction = Some(text.clone());
        finding.location.source = source().filter(|_| with_source);
        finding.roots = vec![text.clone(), "B".into()];
        finding.root_count = 2;
        finding.path =
            vec![sample::step(name, source(), None, Via::Entry), sample::step("M:A.B", None, Some(1), Via::Call)];
        report.findings.push(finding);
    }
    let mut bare = sample::finding("thread-sleep", Severity::Low, name, name);
    bare.location.authored_member = None;
    bare.location.member = None;
    bare.location.input = text.clone();
    report.findings.push(bare.clone());
    bare.suppressed = Some(Suppressed { by: "attribute", reason: Some(text.clone()), expires: None });
    report.findings.push(bare);
    report.gone.push(Gone {
        rule: text.clone(),
        assembly: text.clone(),
        authored_member: Some(text.clone()).filter(|_| name.len().is_multiple_of(2)),
        message: text.clone(),
        fingerprint: name.to_owned(),
    });
    report.config = Some(text.clone());
    report.findings.push(report.findings[0].clone());
    if let Some(last) = report.findings.last_mut() {
        last.suppressed = Some(Suppressed { by: "config", reason: Some(text.clone()), expires: None });
    }
    report.summary.suppressed = 2;
    report.problems.push(sample::problem("M01", name, name, Some(1)));
    let reason = Safe::new(name).to_string();
    let not_analysed =
        NotAnalysed { kind: "unresolvedBase", input: text.clone(), type_name: Some(text), reason, count: 2 };
    report.not_analysed.push(NotAnalysed { type_name: None, ..not_analysed.clone() });
    report.not_analysed.push(not_analysed);
    report
}

#[test]
fn no_format_lets_a_name_act() {
    for name in NAMES {
        let report = report(name);
        // What these are for is commands to an agent: `outputs::agents` looks at each.
        let formats = Format::ALL.iter().filter(|it| !matches!(it, Format::Github | Format::Azure));
        for format in formats {
            for width in [30, 80, 300] {
                for colour in [false, true] {
                    let mut bytes = Vec::new();
                    write(
                        &report,
                        *format,
                        Style { colour, width, suppressed: width == 80, ..Style::default() },
                        &mut bytes,
                    )
                    .expect("a vector");
                    let output = String::from_utf8(bytes).expect("reports are UTF-8");
                    // Only our own colours are left of what a terminal would act on.
                    let own = ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[31m", "\u{1b}[36m"];
                    let output = own.iter().fold(output, |output, code| output.replace(code, ""));
                    assert_harmless(&output, name);
                }
            }
        }
    }
}

#[test]
fn json_says_what_the_name_was() {
    for name in NAMES {
        let mut bytes = Vec::new();
        write_json(&report(name), &mut bytes).expect("a vector takes everything");
        let json: serde_json::Value = serde_json::from_slice(&bytes).expect("the report is JSON");
        assert_eq!(json["findings"][0]["target"], name);
        assert_eq!(json["roots"][0]["type"], name);
    }
}

#[test]
fn what_is_harmless_stays_as_it_is() {
    for line in ["M:A.#ctor", "C# # heading", "a::b", "Acme.Größe", "System#IDisposable#Dispose", ""] {
        assert_eq!(harmless(line), line);
        assert_eq!(serde_json::to_string(line).expect("a string"), json(line).trim_end());
    }
}

fn json(text: &str) -> String {
    let mut bytes = Vec::new();
    write_json(&text, &mut bytes).expect("a vector takes everything");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

proptest! {
    #[test]
    fn any_text_is_safe_in_json_and_in_a_line(text in "([#:\\[ \t\nvso]|\\PC|.|##vso\\[|::){0,40}") {
        let written = json(&text);
        prop_assert_eq!(serde_json::from_str::<String>(&written).expect("it is JSON"), text.clone());
        assert_harmless(&written, &text);
        assert_harmless(&harmless(&Safe::new(&text).to_string()), &text);
    }
}
