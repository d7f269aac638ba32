//! Text in the page: no name is markup.

use super::super::names::place_of;
use super::super::xml::attribute;
use crate::finding::Finding;

/// Text for an element or the value of an attribute, on one line.
pub(super) fn text(text: &str) -> String {
    attribute(text)
}

/// What the filters of a finding ask beside what can be read of it: its rule, and names in lower case.
pub(super) fn attributes(finding: &Finding) -> String {
    let at = &finding.location;
    let names = [&at.authored_member, &at.type_name, &finding.target];
    let mut words: Vec<String> = names.into_iter().flatten().map(|name| name.safe().to_string()).collect();
    words.push(at.input.safe().to_string());
    words.push(place_of(at.source.as_ref(), None));
    format!("data-rule=\"{}\" data-words=\"{}\"", text(finding.rule), text(&words.join(" ").to_lowercase()))
}
