//! JUnit's XML, as Jenkins, GitLab and Azure read it (<https://github.com/testmoapp/junitxml>).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use super::Style;
use super::findings::{discounted, lost, lost_inputs};
use super::names::{class, short, way};
use super::place::{file_on_disk, place};
use super::xml::{attribute, xml};
use crate::finding::{AssemblyInfo, Finding, Problem, Report, Status};
use crate::text::{Safe, Text};

/// One rule in one member of an assembly.
struct Case {
    class: String,
    name: String,
    file: String,
    line: u32,
    body: Body,
}

/// What became of a case.
enum Body {
    Passed { output: String },
    Failed { kind: &'static str, message: String, text: String, output: String },
    Skipped { message: String },
    Error { kind: &'static str, message: String, text: String },
}

/// The cases of one assembly.
#[derive(Default)]
struct Suite {
    cases: Vec<Case>,
}

/// Writes a suite an assembly, a case a rule and member. A finding that closes the gate is a failure, another is told and passes, one that does
/// not count is skipped; an input that could not be analysed is an error.
pub(super) fn write(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let suites = suites(report, style);
    let all = Counts::of(suites.values());
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"ilvet\" {all} time=\"0\">")?;
    for ((input, assembly), suite) in &suites {
        let name = if assembly.as_str().is_empty() { input } else { assembly };
        let (name, counts) = (attribute(&name.safe().to_string()), Counts::of([suite].into_iter()));
        writeln!(out, "  <testsuite name=\"{name}\" {counts} time=\"0\">")?;
        writeln!(out, "    <properties>")?;
        let input = attribute(&input.safe().to_string());
        writeln!(out, "      <property name=\"input\" value=\"{input}\"/>")?;
        writeln!(out, "    </properties>")?;
        suite.cases.iter().try_for_each(|case| write_case(case, out))?;
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

/// The suites, by input and assembly.
fn suites(report: &Report, style: Style) -> BTreeMap<(Text, Text), Suite> {
    let mut suites: BTreeMap<(Text, Text), Suite> = BTreeMap::new();
    let assemblies: BTreeMap<&Text, &AssemblyInfo> =
        report.assemblies.iter().filter(|it| it.status != Status::Failed).map(|it| (&it.input, it)).collect();
    let mut by_input: BTreeMap<&Text, Vec<&Problem>> = BTreeMap::new();
    lost_inputs(report).for_each(|problem| by_input.entry(&problem.input).or_default().push(problem));
    for (input, problems) in by_input {
        // An assembly of which a part is lost keeps its suite.
        let name = assemblies.get(input).map(|it| it.name.clone()).unwrap_or_default();
        let suite = suites.entry((input.clone(), name)).or_default();
        suite.cases.extend(unread(input, &problems));
    }
    let mut groups: BTreeMap<(&Text, &Text, &str, Option<&Text>), Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        let at = &finding.location;
        let member = at.authored_member.as_ref().or(at.member.as_ref()).or(at.type_name.as_ref());
        groups.entry((&at.input, &at.assembly, finding.rule, member)).or_default().push(finding);
    }
    for ((input, assembly, ..), findings) in groups {
        let suite = suites.entry((input.clone(), assembly.clone())).or_default();
        suite.cases.extend(case(&findings, style));
    }
    let clean = |status| matches!(status, Status::Analysed | Status::Partial | Status::Protected);
    for it in report.assemblies.iter().filter(|it| clean(it.status)) {
        let suite = suites.entry((it.input.clone(), it.name.clone())).or_default();
        if suite.cases.is_empty() {
            suite.cases.push(Case {
                class: it.name.safe().to_string(),
                name: "no findings".to_owned(),
                file: file_on_disk(&it.input).to_owned(),
                line: 1,
                body: Body::Passed { output: String::new() },
            });
        }
    }
    suites
}

/// The case of what was lost of an input.
fn unread(input: &Text, problems: &[&Problem]) -> Option<Case> {
    let first = problems.first()?;
    let sentences: Vec<String> = problems.iter().map(|it| lost(it)).collect();
    Some(Case {
        class: "ilvet".to_owned(),
        name: "can be analysed".to_owned(),
        file: file_on_disk(input).to_owned(),
        line: 1,
        body: Body::Error {
            kind: first.code,
            message: Safe::new(&first.what).to_string(),
            text: if problems.len() > 1 { sentences.join("\n") } else { String::new() },
        },
    })
}

/// The case of the findings of one rule in one member.
fn case(findings: &[&Finding], style: Style) -> Option<Case> {
    let first = findings.first()?;
    let at = &first.location;
    let place = place(at.source.as_ref(), &at.input);
    let member = at.authored_member.as_ref().or(at.member.as_ref()).map(|id| format!(" {}", short(id).safe()));
    let class = class(first).unwrap_or_else(|| at.assembly.clone());
    let failing: Vec<&&Finding> = findings.iter().filter(|it| style.fail_on.is_met_by(it)).collect();
    let told = findings.iter().filter(|it| it.counts() && !style.fail_on.is_met_by(it));
    let output = told.map(|it| evidence(it)).collect::<Vec<_>>().join("\n");
    let body = match (failing.first(), findings.iter().find_map(|it| discounted(it))) {
        (Some(worst), _) => Body::Failed {
            kind: worst.rule,
            message: worst.message.clone(),
            text: failing.iter().map(|it| evidence(it)).collect::<Vec<_>>().join("\n"),
            output,
        },
        (None, Some(message)) if output.is_empty() => Body::Skipped { message },
        (None, _) => Body::Passed { output },
    };
    Some(Case {
        class: class.safe().to_string(),
        name: format!("{}{}", first.rule, member.unwrap_or_default()),
        file: Safe::new(place.file).to_string(),
        line: place.line,
        body,
    })
}

/// What is wrong, how execution gets there, and what to do.
fn evidence(finding: &Finding) -> String {
    let mut text = format!("{} ({}, confidence {})\n", finding.message, finding.severity, finding.confidence);
    for step in &finding.path {
        let place = super::names::place_of(step.source.as_ref(), step.il_offset);
        let _ = writeln!(text, "  {} {} {place}", way(step.via), short(&step.authored_member).safe());
    }
    let _ = writeln!(text, "{}", finding.help);
    let _ = writeln!(text, "{}", finding.fingerprint);
    text
}

fn write_case(case: &Case, out: &mut dyn io::Write) -> io::Result<()> {
    let (class, name, file) = (attribute(&case.class), attribute(&case.name), attribute(&case.file));
    write!(
        out,
        "    <testcase classname=\"{class}\" name=\"{name}\" file=\"{file}\" line=\"{}\" time=\"0\"",
        case.line
    )?;
    match &case.body {
        Body::Passed { output } if output.is_empty() => return writeln!(out, "/>"),
        Body::Passed { output } => writeln!(out, ">\n      <system-out>{}</system-out>", xml(output))?,
        Body::Failed { kind, message, text, output } => {
            writeln!(
                out,
                ">\n      <failure type=\"{kind}\" message=\"{}\">{}</failure>",
                attribute(message),
                xml(text)
            )?;
            if !output.is_empty() {
                writeln!(out, "      <system-out>{}</system-out>", xml(output))?;
            }
        }
        Body::Skipped { message } => writeln!(out, ">\n      <skipped message=\"{}\"/>", attribute(message))?,
        Body::Error { kind, message, text } if text.is_empty() => {
            writeln!(out, ">\n      <error type=\"{kind}\" message=\"{}\"/>", attribute(message))?;
        }
        Body::Error { kind, message, text } => {
            writeln!(out, ">\n      <error type=\"{kind}\" message=\"{}\">{}</error>", attribute(message), xml(text))?;
        }
    }
    writeln!(out, "    </testcase>")
}

/// How many cases there are of each kind.
#[derive(Default)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Counts {
    fn of<'a>(suites: impl Iterator<Item = &'a Suite>) -> Self {
        let mut counts = Self::default();
        for case in suites.flat_map(|suite| &suite.cases) {
            counts.tests += 1;
            match case.body {
                Body::Passed { .. } => {}
                Body::Failed { .. } => counts.failures += 1,
                Body::Skipped { .. } => counts.skipped += 1,
                Body::Error { .. } => counts.errors += 1,
            }
        }
        counts
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { tests, failures, errors, skipped } = self;
        write!(f, "tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\"")
    }
}
