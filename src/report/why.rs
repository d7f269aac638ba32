//! One finding for a person, with every step of its path.

use std::io;

use anstyle::Style as Paint;

use super::names::{place_of, short, way};
use super::table::severity_paint;
use super::{Column, Style, grid, harmless};
use crate::finding::{Confidence, Step, Via};
use crate::inspect::why::{Detail, Why};

/// Writes findings with all of their evidence.
///
/// # Errors
/// Those of `out`.
pub fn write_why(all: &[Why], style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    for (number, why) in all.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        Page { why, style, out: &mut *out }.write()?;
    }
    Ok(())
}

struct Page<'a> {
    why: &'a Why,
    style: Style,
    out: &'a mut dyn io::Write,
}

impl Page<'_> {
    fn write(&mut self) -> io::Result<()> {
        let finding = &self.why.finding;
        let at = &finding.location;
        let severity = finding.severity;
        let heading = format!("{}  {}", finding.rule, finding.fingerprint);
        if self.style.colour {
            let paint = severity_paint(severity);
            writeln!(self.out, "{paint}{severity}{paint:#}  {}", harmless(&heading))?;
        } else {
            writeln!(self.out, "{severity}  {}", harmless(&heading))?;
        }
        self.wrapped("  ", finding.message.clone())?;
        let member = at.authored_member.as_ref().or(at.member.as_ref()).map(|id| format!("{}, ", id.safe()));
        self.wrapped("  ", format!("in {}{}", member.unwrap_or_default(), at.input.safe()))?;
        self.wrapped("  ", format!("severity {severity}, confidence {}{}", finding.confidence, self.doubt()))?;
        self.path()?;
        self.roots()?;
        self.title("What to do")?;
        self.wrapped("  ", finding.help.to_owned())
    }

    /// Which step made the finding less than certain.
    fn doubt(&self) -> String {
        let unsure = self.why.details.iter().position(|detail| !detail.exact);
        match (unsure, self.why.finding.confidence) {
            (Some(step), confidence) if confidence < Confidence::High => {
                format!(": step {} is not certain", step + 2)
            }
            _ => String::new(),
        }
    }

    fn path(&mut self) -> io::Result<()> {
        let steps = &self.why.finding.path;
        if steps.is_empty() {
            return Ok(());
        }
        self.title("How execution gets there")?;
        let mut before: Option<&Detail> = None;
        for (number, step) in steps.iter().enumerate() {
            let detail = self.why.details.get(number);
            let how = arrival(step, number, before);
            self.line(Paint::new(), &format!("  {:>3}  {}  {how}", number + 1, short(&step.authored_member).safe()))?;
            self.detail(step.authored_member.safe().to_string())?;
            if step.member != step.authored_member {
                self.detail(format!("made by the compiler: {}", step.member.safe()))?;
            }
            for change in detail.iter().flat_map(|detail| &detail.changes) {
                let place = place_of(change.source.as_ref(), Some(change.il_offset));
                let way = if change.other_path { "on another path, " } else { "" };
                self.detail(format!("{way}after a change of data: {}, {place}", change.callee.safe()))?;
            }
            let offset = step.il_offset.map(|offset| format!("IL_{offset:04x}")).unwrap_or_default();
            let instruction = detail.and_then(|detail| detail.instruction.as_ref());
            let instruction = instruction.map(|text| format!("  {}", text.safe())).unwrap_or_default();
            let source = step.source.as_ref().map(|source| format!("  {}:{}", source.file.safe(), source.line));
            self.detail(format!("{offset}{instruction}{}", source.unwrap_or_default()))?;
            before = detail;
        }
        Ok(())
    }

    fn roots(&mut self) -> io::Result<()> {
        if self.why.roots.is_empty() {
            return Ok(());
        }
        self.title("Reached from")?;
        let rows = self.why.roots.iter().map(|it| {
            let steps = if it.steps == 1 { "1 step".to_owned() } else { format!("{} steps", it.steps) };
            let words = format!("severity {}, confidence {}, {steps}", it.severity, it.confidence);
            vec![it.root.safe().to_string(), words]
        });
        let rows = rows.collect();
        grid("  ", self.style.width, &[Column::Keep, Column::Wrap], rows)
            .iter()
            .try_for_each(|line| self.line(Paint::new(), line))
    }

    fn title(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out)?;
        self.line(Paint::new().bold(), text)
    }

    /// A line below the name of a step.
    fn detail(&mut self, text: String) -> io::Result<()> {
        let lines = grid("       ", self.style.width, &[Column::Wrap], vec![vec![text]]);
        lines.iter().try_for_each(|line| self.line(Paint::new().dimmed(), line))
    }

    fn wrapped(&mut self, indent: &str, text: String) -> io::Result<()> {
        let lines = grid(indent, self.style.width, &[Column::Wrap], vec![vec![text]]);
        lines.iter().try_for_each(|line| self.line(Paint::new(), line))
    }

    fn line(&mut self, paint: Paint, line: &str) -> io::Result<()> {
        let line = harmless(line.trim_end());
        if self.style.colour && paint != Paint::new() {
            writeln!(self.out, "{paint}{line}{paint:#}")
        } else {
            writeln!(self.out, "{line}")
        }
    }
}

/// How execution gets to a step, and how certain that is; `before` is what is known of the step before.
fn arrival(step: &Step, number: usize, before: Option<&Detail>) -> String {
    let how = match step.via {
        Via::Delegate if number == 0 => "delegate: a handler that the constructor registers",
        Via::Entry => "entry: the platform calls it",
        Via::Constructor => "constructor: runs when the platform makes the instance",
        Via::StaticConstructor => "static constructor: runs on first use",
        other => way(other),
    };
    match before {
        Some(before) if !before.exact && before.candidates > 1 => {
            format!("{how}, one of {} candidates", before.candidates)
        }
        Some(before) if !before.exact => format!("{how}, not certain"),
        _ => how.to_owned(),
    }
}
