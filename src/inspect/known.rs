//! Whether anything has the names that a person asks for, and what may have been meant.

use std::collections::BTreeMap;

use super::pick::Wanted;
use crate::check::{Options, Unit, visit};
use crate::metadata::{Event, Field, ImplMap, MemberRef, MethodDef, Property, TypeDef, TypeDefOrRef, TypeRef};
use crate::model::{EventId, FieldHandle, MethodHandle, Module, PropertyId, Subject, TypeHandle, Universe};
use crate::policy::nearest;
use crate::text::Text;

/// What is known of a name that was asked for.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Whether something in the assemblies has it, or something that they refer to.
    pub is_there: bool,
    /// What is called most like it: a name without parameters. Not safe to print.
    pub nearest: Option<Text>,
}

/// What is known of each of the names, in all assemblies of `units` together; with `references` in those too to which they refer.
#[must_use]
pub fn known(units: &[Unit], options: &Options, names: &[String], references: bool) -> Vec<Known> {
    let wanted: Vec<Wanted> = names.iter().map(|name| Wanted::new(name)).collect();
    let (_, found) = visit(units, options, |opened| vec![of_unit(opened.universe, &wanted, references)]);
    let found: Vec<Vec<Known>> = found.into_iter().flatten().collect();
    let one = |(at, wanted): (usize, &Wanted)| {
        let all = || found.iter().filter_map(|it| it.get(at));
        let candidates = all().filter_map(|it| it.nearest.as_ref());
        let candidates: BTreeMap<String, &Text> = candidates.map(|path| (last_name(path.as_str()), path)).collect();
        Known { is_there: all().any(|it| it.is_there), nearest: most_like(wanted, &candidates).cloned() }
    };
    wanted.iter().enumerate().map(one).collect()
}

fn of_unit(universe: &Universe<'_>, wanted: &[Wanted], references: bool) -> Vec<Known> {
    let mut found = vec![Known::default(); wanted.len()];
    let mut paths: BTreeMap<String, Text> = BTreeMap::new();
    let others = universe.modules().iter().skip(1).filter(|_| references).flat_map(definitions);
    for subject in subjects(universe).chain(others) {
        let id = subject.id(universe);
        for (known, wanted) in found.iter_mut().zip(wanted) {
            known.is_there = known.is_there || wanted.is(universe, subject, &id);
        }
        let path = id.as_str().get(2..).unwrap_or_default().split(['(', '~']).next().unwrap_or_default();
        paths.entry(last_name(path)).or_insert_with(|| Text::from(path));
    }
    // Functions of native libraries.
    let metadata = &universe.input().metadata;
    for (_, row) in metadata.rows::<ImplMap>() {
        let name = Text(metadata.name(row.import_name).text().into_owned());
        for (known, wanted) in found.iter_mut().zip(wanted) {
            known.is_there = known.is_there || wanted.is_named(&name);
        }
    }
    let candidates: BTreeMap<String, &Text> = paths.iter().map(|(name, path)| (name.clone(), path)).collect();
    for (known, wanted) in found.iter_mut().zip(wanted) {
        known.nearest = most_like(wanted, &candidates).cloned();
    }
    found
}

/// The last name of a path, without arity, in small letters.
fn last_name(path: &str) -> String {
    let name = path.rsplit('.').next().unwrap_or_default();
    name.split('`').next().unwrap_or_default().to_lowercase()
}

fn most_like<'p>(wanted: &Wanted, paths: &BTreeMap<String, &'p Text>) -> Option<&'p Text> {
    let name = nearest(wanted.last_name()?, paths.keys().map(String::as_str))?;
    paths.get(name).copied()
}

/// What the input declares and what it refers to.
fn subjects<'u>(universe: &'u Universe<'_>) -> impl Iterator<Item = Subject> + 'u {
    let module = universe.input();
    let (metadata, id) = (&module.metadata, module.id);
    let type_references = metadata
        .rids::<TypeRef>()
        .filter_map(move |rid| universe.resolve_type(id, TypeDefOrRef::TypeRef(rid)).map(Subject::Type));
    let member_references = metadata.rids::<MemberRef>().filter_map(move |rid| {
        let method = universe.resolve_method(id, rid.into()).map(Subject::Method);
        method.or_else(|| universe.resolve_field(id, rid.into()).map(Subject::Field))
    });
    definitions(module).chain(type_references).chain(member_references)
}

/// What a module declares.
fn definitions<'u>(module: &'u Module<'_>) -> impl Iterator<Item = Subject> + 'u {
    let (metadata, id) = (&module.metadata, module.id);
    let types = metadata.rids::<TypeDef>().map(|rid| Subject::Type(TypeHandle::Def(module.type_id(rid))));
    let methods = metadata.rids::<MethodDef>().map(|rid| Subject::Method(MethodHandle::Def(module.method_id(rid))));
    let fields = metadata.rids::<Field>().map(|rid| Subject::Field(FieldHandle::Def(module.field_id(rid))));
    let properties = metadata.rids::<Property>().map(move |rid| Subject::Property(PropertyId { module: id, rid }));
    let events = metadata.rids::<Event>().map(move |rid| Subject::Event(EventId { module: id, rid }));
    types.chain(methods).chain(fields).chain(properties).chain(events)
}
