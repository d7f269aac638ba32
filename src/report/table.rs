//! For a person: findings by class, each with its evidence; what could not be looked at; one line at the end.

use std::collections::BTreeMap;
use std::io;

use anstyle::{AnsiColor, Style as Paint};

use super::findings::{Group, discounted, gap, gap_in, gone, groups, helps, lost, shown};
use super::names::{manner, place_of, short};
use super::{Column, Style, grid, harmless, verdict};
use crate::finding::{Finding, Location, Report, Severity};
use crate::text::Text;

/// The column in which everything about a finding starts.
const INDENT: &str = "            ";

/// Writes the whole report.
pub(super) fn write(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut page = Page { style, out };
    let shown: Vec<&Finding> = shown(report, style).collect();
    for group in groups(report, shown.iter().copied()) {
        page.class(&group)?;
    }
    page.helps(&shown)?;
    page.gone(report)?;
    page.problems(report)?;
    page.not_analysed(report)?;
    page.verdict(report)
}

/// Where lines go, and how they look.
struct Page<'a> {
    style: Style,
    out: &'a mut dyn io::Write,
}

impl Page<'_> {
    /// One line, painted if there is colour.
    fn line(&mut self, paint: Paint, line: &str) -> io::Result<()> {
        let line = harmless(line);
        if self.style.colour && paint != Paint::new() {
            writeln!(self.out, "{paint}{line}{paint:#}")
        } else {
            writeln!(self.out, "{line}")
        }
    }

    /// Lines that [`grid()`] makes.
    fn grid(&mut self, paint: Paint, indent: &str, columns: &[Column], rows: Vec<Vec<String>>) -> io::Result<()> {
        grid(indent, self.style.width, columns, rows).iter().try_for_each(|line| self.line(paint, line))
    }

    /// The heading of a class and its findings.
    fn class(&mut self, group: &Group<'_>) -> io::Result<()> {
        let kind = group.root.map(|root| format!("{}, ", kind_words(root.kind))).unwrap_or_default();
        let heading = format!("{}  ({kind}{})", group.name.safe(), group.input.safe());
        self.line(Paint::new().bold(), &heading)?;
        for finding in &group.findings {
            self.finding(finding, &group.name)?;
            self.line(Paint::new(), "")?;
        }
        Ok(())
    }

    /// One finding: what, where, and how execution gets there.
    fn finding(&mut self, finding: &Finding, class: &Text) -> io::Result<()> {
        let severity = format!("{:8}", finding.severity.word());
        let rest = format!("{}  {}", finding.rule, place(&finding.location));
        if self.style.colour {
            let paint = severity_paint(finding.severity);
            writeln!(self.out, "  {paint}{severity}{paint:#}  {}", harmless(&rest))?;
        } else {
            self.line(Paint::new(), &format!("  {severity}  {rest}"))?;
        }
        let unsure = match finding.confidence {
            crate::finding::Confidence::High => String::new(),
            confidence => format!(" (confidence {confidence})"),
        };
        self.grid(Paint::new(), INDENT, &[Column::Wrap], vec![vec![format!("{}{unsure}", finding.message)]])?;
        if let Some(why) = discounted(finding) {
            self.grid(Paint::new().dimmed(), INDENT, &[Column::Wrap], vec![vec![why]])?;
        }
        let about = finding.location.instruction.as_ref().or(finding.target.as_ref());
        if let Some(instruction) = about {
            let at = finding.location.il_offset.map(|offset| format!("IL_{offset:04x}  ")).unwrap_or_default();
            let member = finding.location.authored_member.as_ref().map(|id| format!("{}  ", short(id).safe()));
            // Behind a path of several steps the method is named there.
            let member = member.filter(|_| finding.path.len() < 2).unwrap_or_default();
            let what = format!("{member}{at}{}", instruction.safe());
            self.grid(Paint::new().dimmed(), INDENT, &[Column::Wrap], vec![vec![what]])?;
        }
        if finding.path.len() > 1 {
            self.path(finding)?;
        }
        self.reached_from(finding, class)
    }

    /// The steps from the entry method to the site.
    fn path(&mut self, finding: &Finding) -> io::Result<()> {
        let steps: Vec<(String, String, &str)> = finding
            .path
            .iter()
            .enumerate()
            .map(|(depth, step)| {
                let arrow = if depth == 0 { String::new() } else { format!("{}→ ", "  ".repeat(depth.min(12) - 1)) };
                let name = format!("{arrow}{}", short(&step.authored_member).safe());
                (name, place_of(step.source.as_ref(), step.il_offset), manner(step, depth == 0))
            })
            .collect();
        // A name is not broken: it goes past its column, or past the line.
        let names = steps.iter().map(|step| step.0.chars().count()).max().unwrap_or(0).min(60);
        let places = steps.iter().map(|step| step.1.chars().count()).max().unwrap_or(0).min(40);
        for (name, place, manner) in &steps {
            let line = format!("{INDENT}{name:names$}  {place:places$}  {manner}");
            self.line(Paint::new().dimmed(), line.trim_end())?;
        }
        Ok(())
    }

    /// The root types, where they are not just the class itself.
    fn reached_from(&mut self, finding: &Finding, class: &Text) -> io::Result<()> {
        let itself = |root: &Text| root.as_str().replace('+', ".") == class.as_str();
        if finding.roots.is_empty() || (finding.root_count == 1 && finding.roots.iter().all(itself)) {
            return Ok(());
        }
        let mut names: Vec<String> = finding.roots.iter().take(3).map(|root| root.safe().to_string()).collect();
        if finding.root_count > names.len() {
            names.push(format!("{} more", finding.root_count - names.len()));
        }
        self.grid(
            Paint::new().dimmed(),
            INDENT,
            &[Column::Wrap],
            vec![vec![format!("reached from {}", names.join(", "))]],
        )
    }

    /// What to do, once a rule.
    fn helps(&mut self, findings: &[&Finding]) -> io::Result<()> {
        let rules = helps(findings.iter().copied());
        if rules.is_empty() {
            return Ok(());
        }
        self.line(Paint::new().bold(), "What to do  (`ilvet explain RULE` says more)")?;
        let rows = rules.into_iter().map(|(rule, help)| vec![rule.to_owned(), help.to_owned()]).collect();
        self.grid(Paint::new(), "  ", &[Column::Keep, Column::Wrap], rows)?;
        self.line(Paint::new(), "")
    }

    /// What the baseline has and this run has not.
    fn gone(&mut self, report: &Report) -> io::Result<()> {
        if report.gone.is_empty() {
            return Ok(());
        }
        self.line(Paint::new().bold(), "Gone since the baseline")?;
        let rows = report.gone.iter().map(|it| vec![it.rule.safe().to_string(), gone(it)]);
        self.grid(Paint::new(), "  ", &[Column::Keep, Column::Wrap], rows.collect())?;
        self.line(Paint::new(), "")
    }

    /// What could not be read.
    fn problems(&mut self, report: &Report) -> io::Result<()> {
        if report.problems.is_empty() {
            return Ok(());
        }
        self.line(Paint::new().bold(), "Could not be read")?;
        let rows = report.problems.iter().map(|problem| {
            let member = problem.member.as_ref().map(|id| format!(", in {}", short(id).safe())).unwrap_or_default();
            let tolerated = if problem.kind == "error" { "" } else { ", tolerated" };
            vec![problem.input.safe().to_string(), format!("{}{member}{tolerated}", lost(problem))]
        });
        self.grid(Paint::new(), "  ", &[Column::Keep, Column::Wrap], rows.collect())?;
        self.line(Paint::new(), "")
    }

    /// What was seen and not followed.
    fn not_analysed(&mut self, report: &Report) -> io::Result<()> {
        if report.not_analysed.is_empty() {
            return Ok(());
        }
        self.line(Paint::new().bold(), "Not analysed")?;
        // What holds for all assemblies alike is said once.
        let mut registration: BTreeMap<&str, Vec<&Text>> = BTreeMap::new();
        for it in report.not_analysed.iter().filter(|it| it.kind == "registration") {
            registration.entry(&it.reason).or_default().push(&it.input);
        }
        let registration = registration.into_iter().map(|(reason, inputs)| {
            let what = match inputs.as_slice() {
                [input] => input.safe().to_string(),
                inputs => format!("{} assemblies", inputs.len()),
            };
            vec![what, reason.to_owned()]
        });
        let others = report.not_analysed.iter().filter(|it| it.kind != "registration");
        let rows = others.map(|it| vec![gap_in(it).safe().to_string(), gap(it)]);
        self.grid(Paint::new(), "  ", &[Column::Keep, Column::Wrap], rows.chain(registration).collect())?;
        self.line(Paint::new(), "")
    }

    /// The last line.
    fn verdict(&mut self, report: &Report) -> io::Result<()> {
        let worst = report.findings.iter().filter(|it| it.counts()).map(|it| it.severity).max();
        let paint = match worst {
            Some(severity) => severity_paint(severity),
            None if report.summary.failed_inputs > 0 => AnsiColor::Red.on_default().bold(),
            None if report.summary.roots == 0 => Paint::new().bold(),
            None => AnsiColor::Green.on_default().bold(),
        };
        self.line(paint, &verdict(report, self.style))
    }
}

/// `P.cs:12`, or the method and the offset in its body.
fn place(at: &Location) -> String {
    let member = at.authored_member.as_ref().or(at.member.as_ref()).map(|id| short(id).safe().to_string());
    match (&at.source, member) {
        (Some(source), _) => place_of(Some(source), None),
        (None, Some(member)) => format!("{member} {}", place_of(None, at.il_offset)).trim_end().to_owned(),
        (None, None) => String::new(),
    }
}

/// A kind of root in words.
pub(super) fn kind_words(kind: &str) -> &str {
    match kind {
        "plugin" => "plug-in",
        "crm4Plugin" => "CRM 4 plug-in",
        "callout" => "CRM 3 callout",
        "workflowActivity" => "workflow activity",
        "crm4WorkflowActivity" => "CRM 4 workflow activity",
        "unresolvedBase" => "perhaps a plug-in, its base class is missing",
        other => other,
    }
}

/// The colour of a severity.
pub(super) fn severity_paint(severity: Severity) -> Paint {
    match severity {
        Severity::Critical => AnsiColor::Red.on_default().bold().invert(),
        Severity::High => AnsiColor::Red.on_default().bold(),
        Severity::Medium => AnsiColor::Yellow.on_default().bold(),
        Severity::Low => AnsiColor::Cyan.on_default(),
        Severity::Info => AnsiColor::Blue.on_default(),
    }
}
