//! The page: no name is markup, nothing is fetched, and it can be read without a script.

use ilvet::report::Format;

use super::{reports, written};
use crate::sample;

/// The tags of the page.
const TAGS: [&str; 36] = [
    "!DOCTYPE", "article", "body", "code", "dd", "details", "dl", "dt", "footer", "form", "h1", "h2", "h3", "head",
    "header", "html", "input", "label", "li", "main", "meta", "ol", "option", "p", "script", "section", "select",
    "span", "style", "summary", "table", "td", "th", "title", "tr", "ul",
];

/// The page without the contents of its style sheet and its script.
fn markup(page: &str) -> String {
    let mut rest = page.to_owned();
    for tag in ["style", "script"] {
        let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
        assert_eq!((rest.matches(&open).count(), rest.matches(&close).count()), (1, 1), "one <{tag}>");
        let (start, end) = (rest.find(&open).expect("it is there"), rest.find(&close).expect("it is there"));
        rest.replace_range(start + open.len()..end, "");
    }
    rest
}

#[test]
fn every_tag_is_ours_and_is_closed() {
    for report in reports() {
        let page = markup(&written(&report, Format::Html));
        let mut open = Vec::new();
        for part in page.split('<').skip(1) {
            let (tag, text) = part.split_once('>').unwrap_or_else(|| panic!("a tag without an end: {part}"));
            assert!(!text.contains('>'), "a sign of markup in {text:?}");
            let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap_or_default();
            assert!(TAGS.contains(&name), "<{tag}>");
            assert_eq!(tag.matches('"').count() % 2, 0, "<{tag}>");
            if tag.starts_with('/') {
                assert_eq!(open.pop(), Some(name), "</{name}>");
            } else if !["!DOCTYPE", "meta", "input"].contains(&name) {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{open:?} are left open");
    }
}

#[test]
fn nothing_is_fetched() {
    let page = written(&sample::rich(), Format::Html);
    for word in ["http:", "https:", "src=", "@import", "url(", "<link"] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn what_is_wrong_and_how_it_is_reached_can_be_read() {
    let page = written(&sample::rich(), Format::Html);
    let text: String = markup(&page).split('<').map(|part| part.split_once('>').map_or("", |it| it.1)).collect();
    for words in [
        "Not done",
        "Counter.Increment writes the field Counter.count",
        "Counter.Execute(IServiceProvider) called by the platform src/Counter.cs:24",
        "Counter.Run(List&lt;int&gt;)",
        "reached from Acme.Plugins.Counter, Acme.Plugins.Outer+Handler, 20 more",
        "no such file or folder",
        "methods called by reflection (4 places)",
        "No finding fits all filters.",
    ] {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
}

/// Where no source line is known and no path of several steps tells it, a finding says in which member it stands.
#[test]
fn a_finding_names_its_member_and_is_found_by_its_words() {
    let mut report = sample::clean(1);
    let mut finding = sample::finding("stateful-plugin", ilvet::finding::Severity::High, "Acme.P", "Run");
    finding.location.source = None;
    finding.path.truncate(1);
    report.findings.push(finding.clone());
    let page = written(&report, Format::Html);
    assert!(page.contains("<p class=\"site\"><code>P.Run</code> <code>"), "{page}");
    // The script takes the rule, and the message where it stands.
    assert!(page.contains("[finding.dataset.words, finding.dataset.rule, finding.querySelector('p').textContent]"));
    let article = page.split("<article").nth(1).expect("there is a finding");
    assert!(article.contains("data-rule=\"stateful-plugin\""), "{article}");
    let first = article.split("<p>").nth(1).expect("it has paragraphs");
    assert!(
        first.starts_with(&finding.message) && !article.split("<p>").next().unwrap_or_default().contains("<p "),
        "{article}"
    );
}

/// Chromium hides what is folded by a part of `details` that has a name of its own.
#[test]
fn what_is_folded_is_printed_and_long_words_are_broken() {
    let page = written(&sample::rich(), Format::Html);
    assert!(page.contains("@media print { details::details-content { content-visibility: visible;"));
    assert!(page.contains("p, h1, h2, h3, li, dt, dd, td, summary { overflow-wrap: anywhere; }"));
}
