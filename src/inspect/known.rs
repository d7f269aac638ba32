//! Whether anything has the names that a person asks for, and what may have been meant.

use std::collections::BTreeMap;

use super::forwards::forwards_in;
use super::pick::Wanted;
use crate::check::{Options, Unit, visit};
use crate::metadata::{
    AssemblyRef, Event, Field, ImplMap, MemberRef, MethodDef, ModuleRef, Property, TypeDef, TypeDefOrRef, TypeRef,
};
use crate::model::{EventId, FieldHandle, MethodHandle, Module, PropertyId, Subject, TypeHandle, Universe};
use crate::policy::nearest;
use crate::text::Text;

/// What is known of a name that was asked for.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an answer of its own")]
pub struct Known {
    /// Whether something in the assemblies has it, or something that they refer to.
    pub is_there: bool,
    /// Where it is, if it is a type that an assembly says to be its own. Not safe to print.
    pub forwarded: Option<Text>,
    /// Whether that is anything but a field.
    pub is_called: bool,
    /// What is called most like it: a name without parameters. Not safe to print.
    pub nearest: Option<Text>,
    /// Whether it is a pattern that something fits from a dot on, and nothing as a whole.
    pub is_end: bool,
    /// What stands for all that is in it, where it is a namespace. Not safe to print.
    pub namespace: Option<Text>,
    /// Which fields it means.
    pub fields: Fields,
    /// Whether it is an assembly or a native library that is referred to.
    pub is_home: bool,
}

/// Which fields a name means: some of its own, or of a type, a property or an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fields {
    /// None.
    #[default]
    None,
    /// Constants, which code has copied.
    Constants,
    /// Others.
    Others,
}

impl Known {
    /// Takes in what is known of a thing with this id.
    fn see(&mut self, universe: &Universe<'_>, subject: Subject, id: &Text, name: &Name<'_>) {
        if name.wanted.is(universe, subject, id) {
            self.is_there = true;
            self.is_called |= !matches!(subject, Subject::Field(_));
            self.fields = self.fields.max(fields(universe, subject));
        }
        self.is_end |= name.ended.as_ref().is_some_and(|it| it.is(universe, subject, id));
        if let Subject::Type(handle) = subject
            && !name.text.is_empty()
        {
            let namespace = universe.name_parts(handle).0.text();
            match namespace.strip_prefix(name.text) {
                Some("") => self.namespace = Some(Text(format!("N:{namespace}"))),
                Some(rest) if rest.starts_with('.') && self.namespace.is_none() => {
                    self.namespace = Some(Text(format!("{}.*", name.text)));
                }
                _ => {}
            }
        }
    }
}

fn fields(universe: &Universe<'_>, subject: Subject) -> Fields {
    match subject {
        Subject::Method(_) => Fields::None,
        Subject::Field(FieldHandle::Def(id)) if universe.is_constant(id) => Fields::Constants,
        _ => Fields::Others,
    }
}

/// A name that was asked for.
struct Name<'n> {
    text: &'n str,
    wanted: Wanted,
    /// The pattern that it may have been meant as: a name may be the end of one, and a pattern is easily taken for that.
    ended: Option<Wanted>,
}

impl<'n> Name<'n> {
    fn new(text: &'n str) -> Self {
        let may_end = text.contains('.') && text.contains(['*', '?']) && !text.starts_with('*') && !text.contains(':');
        let ended = may_end.then(|| Wanted::new(&format!("*.{text}")));
        Self { text, wanted: Wanted::new(text), ended }
    }
}

/// How much a name must be like what was written to be meant: of many names one is always a little like it.
const ALIKE: f64 = 0.85;

/// What is known of each of the names, in all assemblies of `units` together; with `references` in those too to which they refer.
#[must_use]
pub fn known(units: &[Unit], options: &Options, names: &[String], references: bool) -> Vec<Known> {
    let names: Vec<Name<'_>> = names.iter().map(|name| Name::new(name)).collect();
    let (_, found) = visit(units, options, |opened| vec![of_unit(opened.universe, &names, references)]);
    let found: Vec<Vec<Known>> = found.into_iter().flatten().collect();
    let one = |(at, name): (usize, &Name<'_>)| {
        let all = || found.iter().filter_map(|it| it.get(at));
        let candidates = all().filter_map(|it| it.nearest.as_ref());
        let candidates: BTreeMap<String, &Text> = candidates.map(|path| (last_name(path.as_str()), path)).collect();
        let namespaces = || all().filter_map(|it| it.namespace.clone());
        Known {
            is_there: all().any(|it| it.is_there),
            is_called: all().any(|it| it.is_called),
            forwarded: all().find_map(|it| it.forwarded.clone()),
            nearest: most_like(&name.wanted, &candidates).cloned(),
            is_end: all().any(|it| it.is_end),
            namespace: namespaces().find(|it| it.as_str().starts_with("N:")).or_else(|| namespaces().next()),
            fields: all().map(|it| it.fields).max().unwrap_or_default(),
            is_home: all().any(|it| it.is_home),
        }
    };
    names.iter().enumerate().map(one).collect()
}

fn of_unit(universe: &Universe<'_>, names: &[Name<'_>], references: bool) -> Vec<Known> {
    let mut found = vec![Known::default(); names.len()];
    let mut paths: BTreeMap<String, Text> = BTreeMap::new();
    let others = universe.modules().iter().skip(1).filter(|_| references).flat_map(definitions);
    for subject in subjects(universe).chain(others) {
        let id = subject.id(universe);
        for (known, name) in found.iter_mut().zip(names) {
            known.see(universe, subject, &id, name);
        }
        let path = id.as_str().get(2..).unwrap_or_default().split(['(', '~']).next().unwrap_or_default();
        paths.entry(last_name(path)).or_insert_with(|| Text::from(path));
    }
    // Functions of native libraries.
    let metadata = &universe.input().metadata;
    for (_, row) in metadata.rows::<ImplMap>() {
        let name = Text(metadata.name(row.import_name).text().into_owned());
        for (known, _) in found.iter_mut().zip(names).filter(|(_, asked)| asked.wanted.is_named(&name)) {
            (known.is_there, known.is_called) = (true, true);
        }
    }
    for (id, _, target, _) in forwards_in(universe.input()) {
        for (known, _) in found.iter_mut().zip(names).filter(|(_, asked)| asked.wanted.is_named(&id)) {
            (known.is_there, known.is_called) = (true, true);
            known.forwarded.get_or_insert_with(|| target.clone());
        }
    }
    let assemblies = metadata.rows::<AssemblyRef>().map(|(_, row)| metadata.name(row.name));
    for home in assemblies.chain(metadata.rows::<ModuleRef>().map(|(_, row)| metadata.name(row.name))) {
        let home = home.text();
        for (known, asked) in found.iter_mut().zip(names) {
            known.is_home |= asked.wanted.is_home(&home);
        }
    }
    let candidates: BTreeMap<String, &Text> = paths.iter().map(|(name, path)| (name.clone(), path)).collect();
    for (known, name) in found.iter_mut().zip(names) {
        known.nearest = most_like(&name.wanted, &candidates).cloned();
    }
    found
}

/// The last name of a path, without arity, in small letters.
fn last_name(path: &str) -> String {
    let name = path.rsplit('.').next().unwrap_or_default();
    name.split('`').next().unwrap_or_default().to_lowercase()
}

fn most_like<'p>(wanted: &Wanted, paths: &BTreeMap<String, &'p Text>) -> Option<&'p Text> {
    let written = wanted.last_name()?.to_lowercase();
    let name = nearest(&written, paths.keys().map(String::as_str))?;
    paths.get(name).copied().filter(|_| strsim::jaro_winkler(&written, name) >= ALIKE)
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
