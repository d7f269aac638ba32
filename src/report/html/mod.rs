//! One page for a browser: no network, and no script is needed to read it.

mod page;

use std::fmt::Write as _;
use std::io;

use self::page::{attributes, text};
use super::findings::{Group, discounted, gap, gap_in, gone, groups, lost, shown};
use super::names::{manner, place_of, short};
use super::table::kind_words;
use super::verdict::{counted, outcome, parts};
use super::{Style, harmless};
use crate::finding::{Finding, Report, RootInfo, Severity, Status};
use crate::policy::Outcome;

/// How the page looks.
const CSS: &str = include_str!("page.css");

/// Filters by rule and words; severities are filtered by the style sheet alone.
const SCRIPT: &str = include_str!("page.js");

/// Writes the page.
pub(super) fn write(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let findings: Vec<&Finding> = shown(report, style).collect();
    let mut page = String::new();
    let parts = parts(report);
    let (class, verdict) = match outcome(report, style) {
        Outcome::NotDone => ("undone", "Not done".to_owned()),
        Outcome::Found => ("failed", format!("Failed at {}", style.fail_on)),
        Outcome::Passed => ("passed", format!("Passed at {}", style.fail_on)),
    };
    let title = format!("ilvet: {}", parts.findings);
    let _ = write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <title>{}</title>\n<style>\n{CSS}</style>\n</head>\n<body>\n",
        text(&title)
    );
    let _ = write!(
        page,
        "<header>\n<p class=\"verdict {class}\">{}</p>\n<h1>{}</h1>\n<p class=\"looked-at\">{}</p>\n</header>\n",
        text(&verdict),
        text(&parts.findings),
        text(&parts.looked_at.join("; "))
    );
    filters(&findings, &mut page);
    page.push_str("<main>\n");
    for group in groups(report, findings.iter().copied()) {
        section(&group, style, &mut page);
    }
    if findings.is_empty() {
        page.push_str("<p class=\"nothing\">Nothing was found.</p>\n");
    }
    page.push_str("<p class=\"nothing\" id=\"no-hit\" hidden>No finding fits all filters.</p>\n");
    page.push_str("</main>\n");
    roots(report, &mut page);
    gaps(report, &mut page);
    assemblies(report, &mut page);
    let _ = write!(
        page,
        "<footer>{} {}</footer>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n",
        report.tool.name, report.tool.version
    );
    page.lines().try_for_each(|line| writeln!(out, "{}", harmless(line)))
}

/// The severities with their counts, which filter, and a place for the filters that need a script.
fn filters(findings: &[&Finding], page: &mut String) {
    page.push_str("<form class=\"filters\" autocomplete=\"off\">\n");
    for severity in Severity::ALL.iter().rev() {
        let count = findings.iter().filter(|finding| finding.severity == *severity).count();
        let off = if count == 0 { " disabled" } else { "" };
        let _ = writeln!(
            page,
            "<label class=\"chip {severity}\"><input type=\"checkbox\" id=\"show-{severity}\" checked{off}> {count} {severity}</label>"
        );
    }
    page.push_str("<span id=\"more-filters\" hidden>\n<select id=\"rule\" aria-label=\"rule\"><option value=\"\">all rules</option>");
    let mut rules: Vec<&str> = findings.iter().map(|finding| finding.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    for rule in rules {
        let _ = write!(page, "<option>{}</option>", text(rule));
    }
    page.push_str("</select>\n<input id=\"words\" type=\"search\" placeholder=\"rule, message, class, file …\" aria-label=\"words\">\n</span>\n</form>\n");
}

/// A class and its findings.
fn section(group: &Group<'_>, style: Style, page: &mut String) {
    let kind = group.root.map(|root| format!("{}, ", kind_words(root.kind))).unwrap_or_default();
    let _ = write!(
        page,
        "<section>\n<h2><code>{}</code></h2>\n<p class=\"where\">{}<code>{}</code></p>\n",
        text(&group.name.safe().to_string()),
        text(&kind),
        text(&group.input.safe().to_string())
    );
    for finding in &group.findings {
        article(finding, style, page);
    }
    page.push_str("</section>\n");
}

/// One finding.
fn article(finding: &Finding, style: Style, page: &mut String) {
    let at = &finding.location;
    let severity = finding.severity;
    let fails = if style.fail_on.is_met_by(finding) { " fails" } else { "" };
    let _ = writeln!(page, "<article class=\"finding {severity}{fails}\" {}>", attributes(finding));
    let _ = writeln!(
        page,
        "<h3><span class=\"severity {severity}\">{severity}</span> <span class=\"rule\">{}</span> <span class=\"confidence\">confidence {}</span></h3>\n<p>{}</p>",
        text(finding.rule),
        finding.confidence,
        text(&finding.message)
    );
    if let Some(why) = discounted(finding) {
        let _ = writeln!(page, "<p class=\"discounted\">{}</p>", text(&why));
    }
    let place = place_of(at.source.as_ref(), at.il_offset);
    let instruction =
        at.instruction.as_ref().or(finding.target.as_ref()).map(|it| it.safe().to_string()).unwrap_or_default();
    // Behind a path of several steps the method is named there.
    let member = at.authored_member.as_ref().or(at.member.as_ref()).filter(|_| finding.path.len() < 2);
    let member = member.map(|id| short(id).safe().to_string()).unwrap_or_default();
    let parts = [member, place, instruction].into_iter().filter(|part| !part.is_empty());
    let parts: Vec<String> = parts.map(|part| format!("<code>{}</code>", text(&part))).collect();
    let _ = writeln!(page, "<p class=\"site\">{}</p>", parts.join(" "));
    if finding.path.len() > 1 {
        path(finding, page);
    }
    if finding.root_count > 1 {
        let mut names: Vec<String> = finding.roots.iter().map(|root| root.safe().to_string()).collect();
        if finding.root_count > names.len() {
            names.push(format!("{} more", finding.root_count - names.len()));
        }
        let _ = writeln!(page, "<p class=\"reached-from\">reached from {}</p>", text(&names.join(", ")));
    }
    let _ = write!(
        page,
        "<details><summary>What to do</summary><p>{}</p><p class=\"fingerprint\"><code>{}</code></p></details>\n</article>\n",
        text(finding.help),
        text(&finding.fingerprint)
    );
}

/// The way from the entry method to the site, drawn as a chain.
fn path(finding: &Finding, page: &mut String) {
    page.push_str("<ol class=\"path\">\n");
    for (depth, step) in finding.path.iter().enumerate() {
        let _ = write!(page, "<li><code>{}</code>", text(&short(&step.authored_member).safe().to_string()));
        let manner = if depth == 0 && manner(step, true).is_empty() {
            "called by the platform"
        } else {
            manner(step, depth == 0)
        };
        if !manner.is_empty() {
            let _ = write!(page, " <span class=\"manner\">{}</span>", text(manner));
        }
        let _ = writeln!(
            page,
            " <span class=\"place\">{}</span></li>",
            text(&place_of(step.source.as_ref(), step.il_offset))
        );
    }
    page.push_str("</ol>\n");
}

/// What the platform calls and how it is registered.
fn roots(report: &Report, page: &mut String) {
    if report.roots.is_empty() {
        return;
    }
    let _ = writeln!(
        page,
        "<details class=\"more\"><summary>{}</summary>\n<ul>",
        counted(report.roots.len(), "class that the platform calls", "classes that the platform calls")
    );
    for root in &report.roots {
        let _ = write!(
            page,
            "<li><code>{}</code> {}",
            text(&root.type_name.safe().to_string()),
            text(kind_words(root.kind))
        );
        steps(root, page);
        page.push_str("</li>\n");
    }
    page.push_str("</ul>\n</details>\n");
}

fn steps(root: &RootInfo, page: &mut String) {
    if root.steps.is_empty() {
        return;
    }
    page.push_str("<ul>");
    for step in &root.steps {
        let name = step.name.as_ref().or(step.message.as_ref()).map(|it| it.safe().to_string()).unwrap_or_default();
        let stage = step.stage.map(|stage| format!(", stage {stage}")).unwrap_or_default();
        let mode = match step.mode {
            Some(0) => ", synchronous",
            Some(1) => ", asynchronous",
            _ => "",
        };
        let _ = write!(page, "<li>{}</li>", text(&format!("{name}{stage}{mode}")));
    }
    page.push_str("</ul>");
}

/// What could not be read and what was not followed.
fn gaps(report: &Report, page: &mut String) {
    let gone = report.gone.iter().map(|it| (it.rule.safe().to_string(), gone(it)));
    list("Gone since the baseline", gone, page);
    let problems = report.problems.iter().map(|it| (it.input.safe().to_string(), lost(it)));
    list("Could not be read", problems, page);
    let not_analysed = report.not_analysed.iter().map(|it| (gap_in(it).safe().to_string(), gap(it)));
    list("Not analysed", not_analysed, page);
}

fn list(title: &str, rows: impl Iterator<Item = (String, String)>, page: &mut String) {
    let rows: Vec<(String, String)> = rows.collect();
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(page, "<details class=\"more\"><summary>{title} ({})</summary>\n<dl>", rows.len());
    for (what, why) in rows {
        let _ = writeln!(page, "<dt><code>{}</code></dt><dd>{}</dd>", text(&what), text(&why));
    }
    page.push_str("</dl>\n</details>\n");
}

/// What was looked at.
fn assemblies(report: &Report, page: &mut String) {
    if report.assemblies.is_empty() {
        return;
    }
    let _ = writeln!(
        page,
        "<details class=\"more\"><summary>{}</summary>\n<table>",
        counted(report.assemblies.len(), "assembly", "assemblies")
    );
    page.push_str("<tr><th>name</th><th>version</th><th>input</th><th>framework</th><th>symbols</th><th>methods</th><th></th></tr>\n");
    for it in &report.assemblies {
        let status = match it.status {
            Status::Analysed => "analysed",
            Status::Partial => "in part",
            Status::NotManaged => "not a .NET assembly",
            Status::ReferenceAssembly => "reference assembly",
            Status::Protected => "protected",
            Status::Failed => "failed",
            Status::DuplicateOf => "a copy",
        };
        let cells = [
            it.name.safe().to_string(),
            it.version.clone().unwrap_or_default(),
            it.input.safe().to_string(),
            it.target_framework.as_ref().map(|it| it.safe().to_string()).unwrap_or_default(),
            it.symbols.unwrap_or("none").to_owned(),
            format!("{} of {}", it.methods.decoded, it.methods.with_body),
            status.to_owned(),
        ];
        page.push_str("<tr>");
        for cell in &cells {
            let _ = write!(page, "<td>{}</td>", text(cell));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</table>\n</details>\n");
}
