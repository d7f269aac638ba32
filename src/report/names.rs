//! Documentation-comment ids as a person reads them.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Finding, Source, Step, Via};
use crate::model::{DocId, Instance, bare_id};
use crate::text::Text;

/// A member's id in short, as C# writes it: `M:Acme.P.Run(System.Int32,System.String)` is `P.Run(int, string)`. Not yet safe to print.
pub(super) fn short(id: &Text) -> Text {
    DocId::parse(id.as_str()).map_or_else(|_| Text::from(bare_id(id)), |id| id.short())
}

/// Short names of several things: where one is that of two, it is no name for either.
pub(super) struct Names<'v>(BTreeMap<&'v Text, Text>);

impl<'v> Names<'v> {
    pub(super) fn of(ids: impl IntoIterator<Item = &'v Text>) -> Self {
        let ids: BTreeSet<&Text> = ids.into_iter().collect();
        let mut names: BTreeMap<&Text, Text> = ids.into_iter().map(|id| (id, short(id))).collect();
        let (mut met, mut shared) = (BTreeSet::new(), BTreeSet::new());
        for name in names.values() {
            if !met.insert(name) {
                shared.insert(name.clone());
            }
        }
        for (id, name) in names.iter_mut().filter(|(_, name)| shared.contains(*name)) {
            *name = Text::from(bare_id(id));
        }
        Self(names)
    }

    /// What it is called; safe to print.
    pub(super) fn name(&self, id: &Text) -> String {
        self.0.get(id).map_or_else(|| short(id).safe().to_string(), |name| name.safe().to_string())
    }

    /// The same of an instance, with its type arguments.
    pub(super) fn instance(&self, id: &Text, given: &Instance) -> String {
        match DocId::parse(id.as_str()) {
            Ok(tree) if *given != Instance::default() => {
                // Where the short name is that of several, what tells them apart stands before it.
                let name = tree.short_of(given);
                let home = self.0.get(id).filter(|known| **known != short(id)).and_then(|_| tree.home());
                home.map_or(name.clone(), |home| Text(format!("{}.{}", home.as_str(), name.as_str())))
                    .safe()
                    .to_string()
            }
            _ => self.name(id),
        }
    }

    /// A method, and what the author wrote where a compiler made it from that.
    pub(super) fn method(&self, id: &Text, authored: &Text) -> String {
        if id == authored { self.name(id) } else { format!("{}, compiled into {}", self.name(authored), self.name(id)) }
    }
}

/// The class under which a finding is shown: that of the method the author wrote, else the type it stands in.
pub(super) fn class(finding: &Finding) -> Option<Text> {
    let at = &finding.location;
    let of_member = at.authored_member.as_ref().and_then(|id| {
        let path = id.as_str().strip_prefix("M:")?.split(['(', '~']).next()?;
        path.rsplit_once('.').map(|(owner, _)| Text::from(owner))
    });
    of_member.or_else(|| at.type_name.as_ref().map(|name| Text(name.as_str().replace('+', "."))))
}

/// What a step is, behind the name of its method; `first` is that of the path.
pub(super) fn manner(step: &Step, first: bool) -> &'static str {
    match step.via {
        Via::Delegate if first => "a handler that the constructor registers",
        _ if step.member != step.authored_member && matches!(step.via, Via::Call | Via::Callvirt | Via::Delegate) => {
            "in a lambda or local function"
        }
        Via::Entry | Via::Call | Via::Callvirt | Via::Newobj => "",
        Via::Delegate => "as a delegate",
        Via::Override => "by an override",
        Via::Interface => "through an interface",
        Via::Async => "async",
        Via::Iterator => "iterator",
        Via::StaticConstructor => "runs on first use",
        Via::Constructor => "runs when the platform makes the instance",
        Via::Callback => "called back",
    }
}

/// The word for how one member leads to another; the one of the JSON contract.
pub(super) fn way(via: Via) -> &'static str {
    match via {
        Via::Entry => "entry",
        Via::Call => "call",
        Via::Callvirt => "callvirt",
        Via::Newobj => "newobj",
        Via::Delegate => "delegate",
        Via::Override => "override",
        Via::Interface => "interface",
        Via::Async => "async",
        Via::Iterator => "iterator",
        Via::StaticConstructor => "static constructor",
        Via::Constructor => "constructor",
        Via::Callback => "callback",
    }
}

/// `P.cs:12`, else `IL_000e`, else nothing.
pub(super) fn place_of(source: Option<&Source>, il_offset: Option<u32>) -> String {
    match (source, il_offset) {
        (Some(source), _) => format!("{}:{}", source.file.safe(), source.line),
        (None, Some(offset)) => format!("IL_{offset:04x}"),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::Names;
    use crate::text::Text;

    #[test]
    fn a_short_name_is_that_of_one_thing() {
        let ids = ["M:A.P.Run(System.Int32)", "M:B.P.Run(System.Int32)", "M:A.P.Run", "F:A.P.f"].map(Text::from);
        let names = Names::of(ids.iter().chain(&ids));
        let shown: Vec<String> = ids.iter().map(|id| names.name(id)).collect();
        assert_eq!(shown, ["A.P.Run(System.Int32)", "B.P.Run(System.Int32)", "P.Run", "P.f"]);
    }
}
