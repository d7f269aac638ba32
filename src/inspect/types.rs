//! The types of assemblies.

use serde::Serialize;

use crate::analysis::Program;
use crate::check::{Opened, Options, Unit};
use crate::finding::Report;
use crate::metadata::{HasCustomAttribute, Rid, TypeAttributes, TypeDef};
use crate::model::{Names, Subject, TypeHandle, TypeId};
use crate::text::Text;

use super::forwards::forwards_of;
use super::marks::{AttributeItem, attributes};
use super::pick::Selection;
use super::{View, look_for_both};

/// The types that were asked for, one item each, by input and name; what a type encloses follows it.
pub type Types = View<TypeItem>;

/// Which types and members are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// By name.
    pub selection: Selection,
    /// Only what code of other assemblies can use.
    pub public: bool,
    /// How much of the names of types declarations show.
    pub names: Names,
}

/// A type.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of its own in the JSON")]
pub struct TypeItem {
    /// Documentation-comment id.
    pub id: Text,
    /// Its token.
    pub token: String,
    /// Simple name of its assembly.
    pub assembly: Text,
    /// The input it is from.
    pub input: Text,
    /// Full metadata name.
    pub name: Text,
    /// `class`, `struct`, `interface`, `enum`, `delegate`.
    pub kind: &'static str,
    /// The words of C#.
    pub visibility: &'static str,
    /// Whether code of other assemblies can use it: it and all types around it.
    pub visible: bool,
    /// As C# declares it, by itself without namespaces.
    pub declaration: String,
    /// Documentation-comment id of its base, whatever its type arguments; `None` for interfaces, `System.Object` and `<Module>`.
    pub base: Option<Text>,
    /// Those of the interfaces that it names itself.
    pub interfaces: Vec<Text>,
    /// Its custom attributes.
    pub attributes: Vec<AttributeItem>,
    /// Documentation-comment id of the type around it.
    pub declaring_type: Option<Text>,
    /// Whether no objects of it can be made.
    #[serde(rename = "abstract")]
    pub is_abstract: bool,
    /// Whether nothing can derive from it.
    #[serde(rename = "sealed")]
    pub is_sealed: bool,
    /// Whether a compiler made it.
    pub generated: bool,
}

/// The types of every assembly of `units`.
#[must_use]
pub fn types(input: Text, units: &[Unit], options: &Options, filter: &Filter) -> (Types, Report) {
    let (view, forwards, report) = look_for_both("types", input, units, options, |opened, room| {
        let program = opened.program();
        let mut items = Vec::new();
        for id in in_order(opened) {
            if filter.public && !opened.universe.is_visible_outside(id)
                || !filter.selection.covers(opened.universe, Subject::Type(TypeHandle::Def(id)))
                || room.is_full()
            {
                continue;
            }
            let item = type_item(opened, &program, id, filter.names);
            if room.take([&item.id, &item.name].into_iter().chain(&item.base).chain(&item.interfaces)) {
                items.push(item);
            }
        }
        let forwards = forwards_of(opened, &filter.selection, room);
        (items, forwards)
    });
    (View { forwards, ..view }, report)
}

/// The types of an assembly by name; what a type encloses follows it.
pub(super) fn in_order(opened: &Opened<'_, '_>) -> Vec<TypeId> {
    let module = opened.universe.input();
    let rows = module.metadata.rows::<TypeDef>().filter(|(_, row)| !module.metadata.is_deleted(row));
    let mut types: Vec<TypeId> = rows.map(|(rid, _)| module.type_id(rid)).collect();
    types.sort_by_cached_key(|id| {
        let (namespace, names) = opened.universe.name_parts(TypeHandle::Def(*id));
        (namespace, names, *id)
    });
    types
}

/// A type of the input, or of what it refers to.
pub(super) fn type_item(opened: &Opened<'_, '_>, program: &Program<'_, '_>, id: TypeId, names: Names) -> TypeItem {
    let universe = opened.universe;
    let module = universe.module(id.module);
    let handle = TypeHandle::Def(id);
    let row = universe.type_row(id);
    let is = |flag| row.is_some_and(|row| row.flags.contains(flag));
    let doc_id = |handle| universe.type_doc_id(handle);
    TypeItem {
        id: doc_id(handle),
        token: id.token().to_string(),
        assembly: Text(module.assembly.text().into_owned()),
        input: module.label.clone(),
        name: universe.full_name(handle),
        kind: universe.type_kind(id).word(),
        visibility: universe.type_visibility(id).word(),
        visible: universe.is_visible_outside(id),
        declaration: universe.type_declaration(id, names),
        base: universe.base(id).map(|(base, _)| doc_id(base)),
        interfaces: universe.own_interfaces(id).map(|(interface, _)| doc_id(interface)).collect(),
        attributes: attributes(universe, id.module, HasCustomAttribute::TypeDef(id.rid)),
        declaring_type: module.enclosing(id.rid).map(|outer| doc_id(TypeHandle::Def(module.type_id(outer)))),
        is_abstract: is(TypeAttributes::ABSTRACT),
        is_sealed: is(TypeAttributes::SEALED),
        // Row 1 holds global members, if anything.
        generated: id.rid == Rid::FIRST || program.is_generated_type(id),
    }
}
