//! What types and members have in common: what rules about either ask.

use super::Difference;
use super::facts::{Member, MethodFacts, Type};
use super::rule::Verdict;
use super::signatures::named;
use crate::inspect::marks::AttributeItem;
use crate::model::{GenericParameter, Noted, ParameterShape, SignatureShape};
use crate::text::Text;

/// A type or a member of one state.
pub(super) trait Item {
    /// The word for it.
    const KIND: &'static str;

    /// Documentation-comment id.
    fn id(&self) -> &Text;
    fn token(&self) -> &str;
    /// As C# declares it.
    fn declaration(&self) -> &str;
    fn attributes(&self) -> &[AttributeItem];
    /// Its own generic parameters.
    fn generics(&self) -> &[GenericParameter];
    /// The types in its declaration.
    fn places(&self) -> Vec<Place<'_>>;
}

/// What lists of types and of members have alike: the word for one, and the field with its declaration.
macro_rules! listed_as {
    ($kind:literal, $declaration:ident) => {
        const KIND: &'static str = $kind;

        fn id(&self) -> &Text {
            &self.item.id
        }

        fn token(&self) -> &str {
            &self.item.token
        }

        fn declaration(&self) -> &str {
            &self.item.$declaration
        }

        fn attributes(&self) -> &[AttributeItem] {
            &self.item.attributes
        }
    };
}

/// A type in a declaration.
pub(super) struct Place<'a> {
    /// How a text calls what has it.
    pub(super) what: String,
    /// The type, exactly.
    pub(super) exact: &'a str,
    /// What attributes say of it.
    pub(super) noted: &'a Noted,
}

impl Item for Type {
    listed_as!("type", declaration);

    fn generics(&self) -> &[GenericParameter] {
        &self.facts.generics
    }

    /// Its base, or what a delegate takes and returns.
    fn places(&self) -> Vec<Place<'_>> {
        let base = self.facts.ancestry.bases.iter().take(1);
        let base =
            base.map(|base| Place { what: "its base".to_owned(), exact: &base.exact, noted: &self.facts.base_noted });
        base.chain(self.facts.invoke.iter().flat_map(|it| of_signature(it, it.parameters.iter()))).collect()
    }
}

impl Item for Member {
    listed_as!("member", signature);

    fn generics(&self) -> &[GenericParameter] {
        self.facts.main().and_then(|it| it.signature.as_ref()).map_or(&[], |it| &it.generics)
    }

    fn places(&self) -> Vec<Place<'_>> {
        let signature = self.facts.main().and_then(|it| it.signature.as_ref());
        if let Some(exact) = &self.facts.type_ {
            let own = Place { what: "it".to_owned(), exact, noted: &self.facts.noted };
            return std::iter::once(own).chain(self.parameters().map(of_parameter)).collect();
        }
        signature.into_iter().flat_map(|it| of_signature(it, self.parameters())).collect()
    }
}

impl Member {
    /// What a use of it gives, exactly: the type of a field or a property, what a method returns.
    pub(super) fn result(&self) -> Option<&str> {
        let method = || self.facts.main().and_then(|it| it.signature.as_ref()).map(|it| it.result.as_str());
        self.facts.type_.as_deref().or_else(method)
    }

    /// The parameters that a caller gives: those of a method, a constructor or an indexer, whose setter has one more.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &ParameterShape> {
        let count = |method: &MethodFacts, all: usize| match method.role {
            "" | "get" => all,
            "set" => all.saturating_sub(1),
            _ => 0,
        };
        let main = self.facts.main().and_then(|it| Some((it, it.signature.as_ref()?)));
        main.into_iter().flat_map(move |(method, signature)| {
            signature.parameters.iter().take(count(method, signature.parameters.len()))
        })
    }
}

fn of_signature<'a>(
    signature: &'a SignatureShape,
    parameters: impl Iterator<Item = &'a ParameterShape>,
) -> impl Iterator<Item = Place<'a>> {
    let what = "what it returns".to_owned();
    let result = Place { what, exact: &signature.result, noted: &signature.result_noted };
    std::iter::once(result).chain(parameters.map(of_parameter))
}

fn of_parameter(it: &ParameterShape) -> Place<'_> {
    Place { what: format!("its parameter {}", named(it)), exact: &it.type_, noted: &it.noted }
}

impl Difference {
    /// What is told of a type or a member that is there on one side only.
    pub(super) fn of<T: Item>(it: &T, change: &'static str, verdict: Verdict) -> Self {
        let declaration = Some(it.declaration().to_owned());
        let (old, new) = if change == "added" { (None, declaration) } else { (declaration, None) };
        Self {
            breaking: verdict.breaking,
            what: verdict.what,
            why: verdict.why,
            old,
            new,
            ..Self::new(T::KIND, it.id().clone(), Some(it.token().to_owned()), change)
        }
    }

    /// What is told of one that is there on both sides.
    pub(super) fn between<T: Item>(was: &T, is: &T, verdict: Verdict) -> Self {
        let old = Some(was.declaration().to_owned());
        Self { old, change: "changed", ..Self::of(is, "added", verdict) }
    }
}
