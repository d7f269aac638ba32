//! What is known of one side of a comparison.

use std::collections::BTreeMap;

use crate::check::{Options, Unit, check};
use crate::finding::{Finding, Report};
use crate::inspect::info::info;
use crate::inspect::members::{MemberItem, members};
use crate::inspect::pick::Selection;
use crate::inspect::refs::{RefItem, refs};
use crate::inspect::types::{Filter, TypeItem, types};
use crate::model::Names;
use crate::policy::suppress::{in_code, suppress};
use crate::policy::{Asked, Day};
use crate::text::Text;

/// Simple name of an assembly, and a documentation-comment id.
pub(super) type Key = (Text, Text);

/// One side. What compilers made and nobody else can use is left out: its names change with every build.
pub(super) struct State {
    pub(super) types: BTreeMap<Key, TypeItem>,
    pub(super) members: BTreeMap<Key, MemberItem>,
    /// By kind, assembly and id: what is there, or there in one version or another.
    pub(super) plain: BTreeMap<(&'static str, Text, Text), Plain>,
    pub(super) report: Report,
    /// The assembly of a type, by its id.
    homes: BTreeMap<Text, Text>,
    /// The assembly to which another one forwards a type.
    forwarded: BTreeMap<Key, Text>,
}

/// Something that is there or not.
pub(super) struct Plain {
    pub(super) kind: &'static str,
    pub(super) id: Text,
    pub(super) assembly: Text,
    pub(super) token: Option<String>,
    /// What a person is told of it; safe to print.
    pub(super) text: String,
    /// What is compared where both sides have it; safe to print.
    pub(super) state: Option<String>,
}

/// How many bases of a type are looked at: a chain in a file may be a ring.
const BASES: usize = 64;

impl State {
    pub(super) fn of(units: &[Unit], options: &Options) -> Self {
        let filter = Filter { names: Names::Full, ..Filter::default() };
        let types = types(Text::default(), units, options, &filter).0.items;
        let members = members(Text::default(), units, options, &filter).0.items;
        let types = types.into_iter().filter(|it| it.visible || !it.generated);
        let types: BTreeMap<Key, TypeItem> = types.map(|it| ((it.assembly.clone(), it.id.clone()), it)).collect();
        // What a delegate and the number of an enumeration are like, their types say.
        let is_delegate = |it: &MemberItem| {
            let owner = it.declaring_type.as_ref().and_then(|id| types.get(&(it.assembly.clone(), id.clone())));
            owner.is_some_and(|owner| owner.kind == "delegate")
        };
        let members = members.into_iter().filter(|it| it.visible || !it.generated);
        let members = members.filter(|it| it.name.as_str() != "value__" && !is_delegate(it));
        let members = members.map(|it| ((it.assembly.clone(), it.id.clone()), it)).collect();
        let homes = types.keys().map(|(assembly, id)| (id.clone(), assembly.clone())).collect();
        let report = check(units, options);
        let mut state = Self { types, members, plain: BTreeMap::new(), report, homes, forwarded: BTreeMap::new() };
        state.uses(units, options);
        // What an attribute in the code suppresses does not count here either; a configuration is not asked.
        let (suppressions, _) = in_code(&state.report.code_suppressions);
        let asked = Asked::of(&state.report, &|_| true, None);
        // They end on no day, so that any will do.
        suppress(&mut state.report.findings, &suppressions, Day::of_unix(0), &asked);
        for finding in state.report.findings.iter().filter(|finding| finding.counts()) {
            for plain in of_finding(finding) {
                state.plain.insert((plain.kind, plain.assembly.clone(), plain.id.clone()), plain);
            }
        }
        state
    }

    /// What the assemblies refer to, and what they use of it.
    fn uses(&mut self, units: &[Unit], options: &Options) {
        let mut names = BTreeMap::new();
        for item in info(Text::default(), units, options).0.items {
            for it in item.references {
                let (assembly, version) = (item.assembly.clone(), it.version);
                let text = version.clone();
                self.keep(Plain {
                    kind: "reference",
                    id: it.name,
                    assembly,
                    token: Some(it.token),
                    text,
                    state: Some(version),
                });
            }
            names.insert(item.input, item.assembly);
        }
        for it in refs(Text::default(), units, options, &Selection::default()).0.items {
            let Some(assembly) = names.get(&it.input).cloned() else { continue };
            if it.sites.iter().any(|site| site.place == "forwarded") {
                self.forwarded.insert((assembly.clone(), it.id.clone()), it.assembly.clone());
            }
            let text = place_of(&it);
            self.keep(Plain { kind: "use", id: it.id, assembly, token: it.token, text, state: None });
        }
    }

    fn keep(&mut self, it: Plain) {
        self.plain.insert((it.kind, it.assembly.clone(), it.id.clone()), it);
    }

    /// A type of an assembly.
    pub(super) fn type_of(&self, assembly: &Text, id: &Text) -> Option<&TypeItem> {
        self.types.get(&(assembly.clone(), id.clone()))
    }

    /// The assembly to which `assembly` forwards a type.
    pub(super) fn forward(&self, assembly: &Text, id: &Text) -> Option<&Text> {
        self.forwarded.get(&(assembly.clone(), id.clone()))
    }

    /// The bases of a type, as far as they are among the assemblies.
    pub(super) fn bases(&self, of: &TypeItem) -> impl Iterator<Item = &TypeItem> {
        let base = |of: &TypeItem| {
            let id = of.base.as_ref()?;
            self.type_of(&of.assembly, id).or_else(|| self.type_of(self.homes.get(id)?, id))
        };
        std::iter::successors(base(of), move |of| base(of)).take(BASES)
    }
}

/// Where something is used: `in mscorlib, for Acme.P.Execute(System.IServiceProvider) and 2 others`
fn place_of(item: &RefItem) -> String {
    let members: std::collections::BTreeSet<&Text> =
        item.sites.iter().filter_map(|site| site.authored_member.as_ref()).map(|id| -> &Text { id }).collect();
    let first = members.first().map_or_else(String::new, |first| format!(", in {}", super::api::bare(first)));
    let others = match members.len() {
        0 | 1 => String::new(),
        2 => " and one other".to_owned(),
        more => format!(" and {} others", more - 1),
    };
    format!("of {}{first}{others}", item.assembly.safe())
}

/// A finding, and the field that it says to be written.
fn of_finding(finding: &Finding) -> impl Iterator<Item = Plain> {
    let location = &finding.location;
    let assembly = location.assembly.clone();
    let member = location.authored_member.as_ref().or(location.member.as_ref());
    let place = match (&location.source, member) {
        (Some(source), _) => format!(" ({}:{})", source.file.safe(), source.line),
        (None, Some(member)) => format!(" ({})", super::api::bare(member)),
        (None, None) => String::new(),
    };
    let level = finding.severity.word();
    let own = Plain {
        kind: "finding",
        id: Text(finding.fingerprint.clone()),
        assembly: assembly.clone(),
        token: None,
        text: format!("{level} {}: {}{place}", finding.rule, finding.message),
        state: Some(level.to_owned()),
    };
    let field = written(finding).map(|field| Plain {
        kind: "writtenField",
        id: field.clone(),
        assembly,
        token: None,
        text: member.map_or_else(|| "written".to_owned(), |member| format!("written in {}", super::api::bare(member))),
        state: None,
    });
    std::iter::once(own).chain(field)
}

/// The rules whose findings say that calls of the platform write a field; it is their target.
const WRITES: [&str; 4] = ["stateful-plugin", "static-state", "lazy-member-cache", "service-in-static"];

fn written(finding: &Finding) -> Option<&Text> {
    finding.target.as_ref().filter(|target| WRITES.contains(&finding.rule) && target.as_str().starts_with("F:"))
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
