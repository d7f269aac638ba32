//! What is there or not, and compared as a whole: references, uses of other assemblies, findings, fields that are written.

use std::collections::BTreeSet;

use super::{Difference, FoundItem, Pair};
use crate::finding::Finding;
use crate::inspect::info::InfoItem;
use crate::inspect::refs::RefItem;
use crate::model::bare_id;
use crate::text::{Safe, Text};

/// Something that is there or not.
pub(super) struct Plain {
    pub(super) kind: &'static str,
    pub(super) id: Text,
    pub(super) token: Option<String>,
    /// Of what is used the assembly or library that it is of.
    home: Text,
    /// What a person is told of it; safe to print.
    text: String,
    /// What is compared where both sides have it; safe to print.
    state: Option<String>,
    /// What a program is told of a finding.
    finding: Option<FoundItem>,
    /// Whether it is known from a baseline: then it is no news.
    pub(super) known: bool,
}

/// What makes something the same on both sides: its kind, its id, and whose it is.
pub(super) type Key = (&'static str, Text, Text);

impl Plain {
    pub(super) fn key(&self) -> Key {
        (self.kind, self.id.clone(), self.home.clone())
    }

    /// What makes it the same where only the name of the assembly is another one, which is a part of the id of a finding.
    pub(super) fn like(&self) -> impl Ord + '_ {
        let finding = self.finding.as_ref().map(|it| (it.rule, &it.member, &it.target, &it.message));
        let id = Some(&self.id).filter(|_| finding.is_none());
        (self.kind, finding, id, &self.home)
    }
}

/// Whether an assembly is a part of the framework, from one version to another of which types move between such.
fn is_framework(name: &str) -> bool {
    matches!(name, "mscorlib" | "netstandard" | "System" | "WindowsBase" | "PresentationCore" | "PresentationFramework")
        || name.starts_with("System.")
}

/// A documentation-comment id without its letter, safe to print.
pub(super) fn bare(id: &Text) -> String {
    Safe::new(bare_id(id)).to_string()
}

/// The assemblies that one refers to.
pub(super) fn of_references(info: &InfoItem) -> impl Iterator<Item = Plain> {
    info.references.iter().map(|it| Plain {
        kind: "reference",
        id: it.name.clone(),
        token: Some(it.token.clone()),
        home: Text::default(),
        text: it.version.clone(),
        state: Some(it.version.clone()),
        finding: None,
        known: false,
    })
}

/// The native libraries of which one uses functions.
pub(super) fn of_libraries(refs: &[RefItem]) -> Vec<Plain> {
    let names: BTreeSet<&Text> = refs.iter().filter(|it| it.kind == "function").map(|it| &it.assembly).collect();
    let library = |name: &Text| Plain {
        kind: "reference",
        id: name.clone(),
        token: None,
        home: Text::from("native"),
        text: "native library".to_owned(),
        state: None,
        finding: None,
        known: false,
    };
    names.into_iter().map(library).collect()
}

/// A type or member of another assembly that is used.
pub(super) fn of_use(it: &RefItem) -> Plain {
    let home = if is_framework(it.assembly.as_str()) { Text::default() } else { it.assembly.clone() };
    let (id, token) = (it.id.clone(), it.token.clone());
    Plain { kind: "use", id, token, home, text: place_of(it), state: None, finding: None, known: false }
}

/// Where something is used: `in mscorlib, for Acme.P.Execute(System.IServiceProvider) and 2 others`
fn place_of(item: &RefItem) -> String {
    let members: BTreeSet<&Text> =
        item.sites.iter().filter_map(|site| site.authored_member.as_ref()).map(|id| -> &Text { id }).collect();
    let first = members.first().map_or_else(String::new, |first| format!(", in {}", bare(first)));
    let others = match members.len() {
        0 | 1 => String::new(),
        2 => " and one other".to_owned(),
        more => format!(" and {} others", more - 1),
    };
    format!("of {}{first}{others}", item.assembly.safe())
}

/// A finding, and the field that it says to be written.
pub(super) fn of_finding(finding: &Finding) -> impl Iterator<Item = Plain> {
    let location = &finding.location;
    let member = location.authored_member.as_ref().or(location.member.as_ref());
    let place = match (&location.source, member) {
        (Some(source), _) => format!(" ({}:{})", source.file.safe(), source.line),
        (None, Some(member)) => format!(" ({})", bare(member)),
        (None, None) => String::new(),
    };
    let level = finding.severity.word();
    let own = Plain {
        kind: "finding",
        id: Text(finding.fingerprint.clone()),
        token: None,
        home: Text::default(),
        text: format!("{level} {}: {}{place}", finding.rule, finding.message),
        state: Some(level.to_owned()),
        finding: Some(FoundItem {
            rule: finding.rule,
            severity: finding.severity,
            confidence: finding.confidence,
            message: finding.message.clone(),
            target: finding.target.clone(),
            member: member.cloned(),
            source: location.source.clone(),
        }),
        known: !finding.counts(),
    };
    let field = written(finding).map(|field| Plain {
        kind: "writtenField",
        id: field.clone(),
        token: None,
        home: Text::default(),
        text: member.map_or_else(|| "written".to_owned(), |member| format!("written in {}", bare(member))),
        state: None,
        finding: None,
        known: !finding.counts(),
    });
    std::iter::once(own).chain(field)
}

/// The rules whose findings say that calls of the platform write a field; it is their target.
const WRITES: [&str; 4] = ["stateful-plugin", "static-state", "lazy-member-cache", "service-in-static"];

/// The field that is written; the property or event for which a compiler made it.
fn written(finding: &Finding) -> Option<&Text> {
    let is_kept = |target: &&Text| ["F:", "P:", "E:"].iter().any(|kind| target.as_str().starts_with(kind));
    finding.target.as_ref().filter(|_| WRITES.contains(&finding.rule)).filter(is_kept)
}

/// What differs, if anything.
pub(super) fn difference(pair: &Pair<'_, Plain>) -> Option<Difference> {
    let make = |it: &Plain, change, what, old: Option<&Plain>, new: Option<&Plain>| Difference {
        what,
        old: old.map(|it| it.text.clone()),
        new: new.map(|it| it.text.clone()),
        finding: it.finding.clone(),
        ..Difference::new(it.kind, it.id.clone(), it.token.clone(), change)
    };
    match *pair {
        Pair::Added(is) => (!is.known).then(|| make(is, "added", Vec::new(), None, Some(is))),
        Pair::Removed(was) => Some(make(was, "removed", Vec::new(), Some(was), None)),
        Pair::Both(was, is) => {
            let what = was.state.iter().zip(&is.state).filter(|(was, is)| was != is);
            let what: Vec<String> = what.map(|(was, is)| format!("{was} became {is}")).collect();
            (!what.is_empty()).then(|| make(is, "changed", what, Some(was), Some(is)))
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_rules_about_written_fields_are_there() {
        for id in super::WRITES {
            assert!(crate::rules::ALL.iter().any(|rule| rule.info().id == id), "{id}");
        }
    }
}
