//! Markdown as GitHub, GitLab and Azure show it: for a pull request, a job summary, a wiki.

use std::fmt::Write as _;
use std::io;

use super::findings::{discounted, gap, gap_in, gone, groups, helps, lost, shown};
use super::names::{manner, place_of, short};
use super::table::kind_words;
use super::verdict::{counted, outcome, parts};
use super::{Style, harmless};
use crate::finding::{Finding, Report};
use crate::policy::Outcome;

/// Findings, and lines of each part below them, that are shown: a job summary holds 1 MiB.
const SHOWN: usize = 400;

/// Findings whose path is shown.
const PATHS: usize = 100;

/// Writes the verdict, a table of findings a class, paths, and what was not looked at.
pub(super) fn write(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let all: Vec<&Finding> = shown(report, style).collect();
    let findings = &all[..all.len().min(SHOWN)];
    let mut page = String::new();
    let parts = parts(report);
    let _ = writeln!(page, "## ilvet: {}\n", parts.findings);
    let verdict = match outcome(report, style) {
        Outcome::NotDone => "**Not done**: not all could be analysed".to_owned(),
        Outcome::Found => format!("**Failed** at `{}`", style.fail_on),
        Outcome::Passed => format!("**Passed** at `{}`", style.fail_on),
    };
    let _ = writeln!(page, "{verdict}. {}\n", prose(&parts.looked_at.join("; ")));
    for group in groups(report, findings.iter().copied()) {
        let kind = group.root.map(|root| format!("{}, ", kind_words(root.kind))).unwrap_or_default();
        let _ = writeln!(page, "### {}\n", code(&group.name.safe().to_string()));
        let _ = writeln!(page, "{}{}\n", prose(&kind), code(&group.input.safe().to_string()));
        page.push_str("| severity | rule | where | what |\n|---|---|---|---|\n");
        for finding in &group.findings {
            row(finding, &mut page);
        }
        page.push('\n');
    }
    if all.len() > findings.len() {
        let _ = writeln!(
            page,
            "{} are not shown here.\n",
            counted(all.len() - findings.len(), "more finding", "more findings")
        );
    }
    paths(findings, &mut page);
    let rules = helps(findings.iter().copied());
    details("What to do", rules.iter().map(|(rule, help)| format!("- {}: {}", code(rule), prose(help))), &mut page);
    let gone = report.gone.iter().map(|it| format!("- {}: {}", code(&it.rule.safe().to_string()), prose(&gone(it))));
    details("Gone since the baseline", gone, &mut page);
    let problems =
        report.problems.iter().map(|it| format!("- {}: {}", code(&it.input.safe().to_string()), prose(&lost(it))));
    details("Could not be read", problems, &mut page);
    let not_analysed = report.not_analysed.iter();
    let not_analysed =
        not_analysed.map(|it| format!("- {}: {}", code(&gap_in(it).safe().to_string()), prose(&gap(it))));
    details("Not analysed", not_analysed, &mut page);
    page.lines().try_for_each(|line| writeln!(out, "{}", harmless(line)))
}

/// A finding as a row of a table.
fn row(finding: &Finding, page: &mut String) {
    let at = &finding.location;
    let member = at.authored_member.as_ref().or(at.member.as_ref()).map(|id| short(id).safe().to_string());
    let place = match (&at.source, member) {
        (Some(source), _) => place_of(Some(source), None),
        (None, Some(member)) => format!("{member} {}", place_of(None, at.il_offset)).trim_end().to_owned(),
        (None, None) => at.input.safe().to_string(),
    };
    let unsure = match finding.confidence {
        crate::finding::Confidence::High => String::new(),
        confidence => format!(" (confidence {confidence})"),
    };
    let discounted = discounted(finding).map(|why| format!(" *{}*", prose(&why))).unwrap_or_default();
    let severity = if finding.counts() { format!("**{}**", finding.severity) } else { finding.severity.to_string() };
    let cells =
        [severity, code(finding.rule), code(&place), format!("{}{unsure}{discounted}", prose(&finding.message))];
    // A bar ends a cell even inside of code.
    let cells = cells.map(|cell| cell.replace('|', "\\|"));
    let _ = writeln!(page, "| {} |", cells.join(" | "));
}

/// How execution gets to each finding that is not in the entry method itself.
fn paths(findings: &[&Finding], page: &mut String) {
    let with_path = findings.iter().filter(|finding| finding.path.len() > 1).take(PATHS);
    let lines = with_path.flat_map(|finding| {
        let heading = format!("- {}: {}", code(finding.rule), prose(&finding.message));
        let steps = finding.path.iter().enumerate().map(|(depth, step)| {
            let place = place_of(step.source.as_ref(), step.il_offset);
            let place = if place.is_empty() { place } else { format!(" {}", code(&place)) };
            let manner = manner(step, depth == 0);
            let manner = if manner.is_empty() { String::new() } else { format!(", {manner}") };
            format!("  1. {}{place}{manner}", code(&short(&step.authored_member).safe().to_string()))
        });
        std::iter::once(heading).chain(steps).collect::<Vec<_>>()
    });
    details("Call paths", lines, page);
}

/// A part that is folded away; nothing when it is empty.
fn details(title: &str, lines: impl Iterator<Item = String>, page: &mut String) {
    let mut lines = lines.peekable();
    if lines.peek().is_none() {
        return;
    }
    let _ = writeln!(page, "<details><summary>{title}</summary>\n");
    for line in lines.by_ref().take(SHOWN) {
        let _ = writeln!(page, "{line}");
    }
    let more = lines.count();
    if more > 0 {
        let _ = writeln!(page, "\n{more} more are not shown here.");
    }
    page.push_str("\n</details>\n\n");
}

/// A name as code: nothing in it is markup, whatever it is. The fence is longer than any run of backticks in it.
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 || text.starts_with(' ') || text.is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A sentence in which names stand: no markup, no mention, no link.
pub(super) fn prose(text: &str) -> String {
    let mut result = String::with_capacity(text.len() + 8);
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '<' => result.push_str("&lt;"),
            '>' => result.push_str("&gt;"),
            '&' => result.push_str("&amp;"),
            // An empty comment keeps what follows from being a mention or a link.
            '@' => result.push_str("@<!-- -->"),
            ':' if rest.peek() == Some(&'/') => result.push_str(":<!-- -->"),
            '.' if result.len() >= 3 && result.as_bytes()[result.len() - 3..].eq_ignore_ascii_case(b"www") => {
                result.push_str("<!-- -->.");
            }
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '!' | '~' | '$' => {
                result.extend(['\\', character]);
            }
            other => result.push(other),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_fenced_past_its_own_backticks() {
        assert_eq!(code("List`1"), "`` List`1 ``");
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("``x```"), "```` ``x``` ````");
    }

    #[test]
    fn prose_holds_no_markup_mention_or_link() {
        assert_eq!(prose("<b>|*a*|@x"), "&lt;b&gt;\\|\\*a\\*\\|@<!-- -->x");
        assert_eq!(prose("http://a.b www.c ![x](y)"), "http:<!-- -->//a.b www<!-- -->.c \\!\\[x\\](y)");
    }
}
