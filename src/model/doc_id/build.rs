//! Trees of documentation-comment ids from metadata.

use super::{DocId, DocKind, DocPart, DocType};
use crate::metadata::{
    CallingConvention, Event, EventMap, MemberRef, MemberRefParent, MethodAttributes, Property, PropertyMap, Rid, Type,
    TypeDef, TypeDefOrRef,
};
use crate::model::name::split_arity;
use crate::model::universe::{FieldHandle, MethodHandle, ModuleId, TypeHandle, TypeId, Universe};
use crate::text::Name;
use smallvec::SmallVec;

impl DocId {
    /// The id of a type.
    #[must_use]
    pub fn of_type(universe: &Universe<'_>, handle: TypeHandle) -> Self {
        let path = Builder::new(universe).type_path(handle);
        Self { kind: DocKind::Type, path, parameters: Vec::new(), result: None, shows_result: false }
    }

    /// The id of a method; of a reference into a generic instance that of the open definition.
    #[must_use]
    pub fn of_method(universe: &Universe<'_>, handle: MethodHandle) -> Self {
        let mut builder = Builder::new(universe);
        let mut path = match (universe.method_owner(handle), handle) {
            (Some(owner), _) => builder.type_path(owner),
            (None, MethodHandle::Missing(module, rid)) => builder.odd_owner(module, rid),
            (None, MethodHandle::Def(_)) => Vec::new(),
        };
        let name = universe.method_name(handle);
        path.push(builder.member_name(name));
        let mut id = Self { kind: DocKind::Method, path, parameters: Vec::new(), result: None, shows_result: false };
        let Some((module, blob)) = universe.method_signature(handle) else { return id };
        let Ok(signature) = universe.module(module).metadata.method_signature(blob) else { return id };
        if let Some(last) = id.path.last_mut() {
            last.arity = signature.generic_parameters;
        }
        id.parameters = builder.types(module, signature.fixed_parameters());
        if signature.convention == CallingConvention::VarArg {
            id.parameters.push(DocType::Unwritten);
        }
        id.result = Some(builder.type_(module, &signature.return_type));
        id.shows_result = is_conversion(universe, handle, name);
        id
    }

    /// The id of a field.
    #[must_use]
    pub fn of_field(universe: &Universe<'_>, handle: FieldHandle) -> Self {
        let mut builder = Builder::new(universe);
        let mut path = match (universe.owner_of_field(handle), handle) {
            (Some(owner), _) => builder.type_path(owner),
            (None, FieldHandle::Missing(module, rid)) => builder.odd_owner(module, rid),
            (None, FieldHandle::Def(_)) => Vec::new(),
        };
        path.push(builder.member_name(universe.field_name(handle)));
        Self { kind: DocKind::Field, path, parameters: Vec::new(), result: None, shows_result: false }
    }

    /// The id of a property; its parameters are those of an indexer.
    #[must_use]
    pub fn of_property(universe: &Universe<'_>, module: ModuleId, rid: Rid<Property>) -> Self {
        let mut builder = Builder::new(universe);
        let metadata = &universe.module(module).metadata;
        let owner = metadata.owner::<PropertyMap, Property>(rid).and_then(|map| metadata.row(map).ok()?.parent);
        let mut path = builder.own_path(module, owner);
        let mut parameters = Vec::new();
        if let Ok(row) = metadata.row(rid) {
            path.push(builder.member_name(metadata.name(row.name)));
            if let Ok(signature) = metadata.property_signature(row.signature) {
                parameters = builder.types(module, &signature.parameters);
            }
        }
        Self { kind: DocKind::Property, path, parameters, result: None, shows_result: false }
    }

    /// The id of an event.
    #[must_use]
    pub fn of_event(universe: &Universe<'_>, module: ModuleId, rid: Rid<Event>) -> Self {
        let mut builder = Builder::new(universe);
        let metadata = &universe.module(module).metadata;
        let owner = metadata.owner::<EventMap, Event>(rid).and_then(|map| metadata.row(map).ok()?.parent);
        let mut path = builder.own_path(module, owner);
        if let Ok(row) = metadata.row(rid) {
            path.push(builder.member_name(metadata.name(row.name)));
        }
        Self { kind: DocKind::Event, path, parameters: Vec::new(), result: None, shows_result: false }
    }
}

/// Of a reference only the name can tell; a definition that is no operator may have the name too.
fn is_conversion(universe: &Universe<'_>, handle: MethodHandle, name: Name<'_>) -> bool {
    let named = ["op_Implicit", "op_Explicit", "op_CheckedExplicit"].iter().any(|operator| name == *operator);
    named
        && match handle {
            MethodHandle::Def(id) => {
                universe.method_row(id).is_some_and(|row| row.flags.contains(MethodAttributes::SPECIAL_NAME))
            }
            MethodHandle::Missing(..) => true,
        }
}

pub(super) struct Builder<'u, 'a> {
    universe: &'u Universe<'a>,
    /// Bytes that the text may still take, roughly: a few bytes of signature can repeat a name of any length.
    left: u64,
}

impl<'u, 'a> Builder<'u, 'a> {
    pub(super) fn new(universe: &'u Universe<'a>) -> Self {
        Self { universe, left: universe.limits().documentation_id }
    }

    fn text(&mut self, name: Name<'_>) -> String {
        // One more, so that empty names come to an end as well.
        if self.charge(name.as_bytes().len() as u64 + 1) { name.text().into_owned() } else { "…".to_owned() }
    }

    /// Whether so many bytes were left.
    fn charge(&mut self, bytes: u64) -> bool {
        let enough = bytes <= self.left;
        self.left = if enough { self.left - bytes } else { 0 };
        enough
    }

    /// A member's own name: what stands before `::` goes, dots and angle brackets are spelt otherwise.
    fn member_name(&mut self, name: Name<'_>) -> DocPart {
        let text = self.text(name);
        let own = text.split_once("::").map_or(&*text, |(_, own)| own);
        let name = own
            .chars()
            .map(|character| match character {
                '.' => '#',
                '<' => '{',
                '>' => '}',
                other => other,
            })
            .collect();
        DocPart { name, arity: 0 }
    }

    fn own_path(&mut self, module: ModuleId, owner: Option<Rid<TypeDef>>) -> Vec<DocPart> {
        owner.map(|rid| self.type_path(TypeHandle::Def(TypeId { module, rid }))).unwrap_or_default()
    }

    fn type_path(&mut self, handle: TypeHandle) -> Vec<DocPart> {
        let (mut path, types) = self.parts(handle);
        path.extend(types);
        path
    }

    /// Names of the namespaces, and of the types around a type and itself with the arity of each.
    fn parts(&mut self, handle: TypeHandle) -> (Vec<DocPart>, Vec<DocPart>) {
        let levels = self.universe.levels(handle);
        let names: SmallVec<[Name<'_>; 2]> = levels.iter().map(|it| it.1).collect();
        let plain = |text: &str| DocPart { name: text.to_owned(), arity: 0 };
        let mut path: Vec<DocPart> = Vec::new();
        let mut types = Vec::with_capacity(names.len());
        let arities = self.universe.own_arities(handle, &names);
        for ((namespace, name), arity) in levels.into_iter().zip(arities) {
            let is_nested = !types.is_empty();
            let namespace = if is_nested && namespace.is_empty() { String::new() } else { self.text(namespace) };
            let text = self.text(name);
            // A type's own dots are not marked, so they are dots like all others.
            let (before, last) = text.rsplit_once('.').unwrap_or(("", &text));
            let target = if is_nested { &mut types } else { &mut path };
            target.extend(namespace.split('.').filter(|_| !namespace.is_empty()).map(plain));
            target.extend(before.split('.').filter(|_| !before.is_empty()).map(plain));
            types.push(DocPart { name: split_arity(last).0.to_owned(), arity });
        }
        (path, types)
    }

    /// What stands where the type would: an array type with its methods, or the other module of a global member.
    fn odd_owner(&mut self, module: ModuleId, rid: Rid<MemberRef>) -> Vec<DocPart> {
        let class = self.universe.module(module).metadata.row(rid).ok().and_then(|row| row.class);
        let text = match class {
            Some(MemberRefParent::TypeSpec(spec)) => {
                let mut text = String::new();
                if let Some(type_) = self.universe.type_spec(module, spec) {
                    self.type_(module, &type_).write(&mut text);
                }
                text
            }
            Some(MemberRefParent::ModuleRef(_)) => "<Module>".to_owned(),
            _ => String::new(),
        };
        if text.is_empty() { Vec::new() } else { super::parse::path(&text) }
    }

    pub(super) fn types(&mut self, module: ModuleId, types: &[Type]) -> Vec<DocType> {
        let mut done = Vec::new();
        for type_ in types {
            done.push(self.type_(module, type_));
            if self.left == 0 {
                break;
            }
        }
        done
    }

    fn type_(&mut self, module: ModuleId, type_: &Type) -> DocType {
        let name = |text: &str| (DocPart { name: text.to_owned(), arity: 0 }, Vec::new());
        if !self.charge(8) {
            return DocType::Named(vec![name("…")]);
        }
        match type_ {
            Type::Primitive(primitive) => DocType::Named(vec![name("System"), name(primitive.system_name())]),
            Type::Named { type_, .. } => self.named(module, *type_, &[]),
            Type::Instance { generic, arguments, .. } => self.named(module, *generic, arguments),
            Type::TypeParameter(number) => DocType::TypeParameter(*number),
            Type::MethodParameter(number) => DocType::MethodParameter(*number),
            Type::SzArray(element) => DocType::Array(Box::new(self.type_(module, element)), 1),
            Type::Array(array) => DocType::Array(Box::new(self.type_(module, &array.element)), array.rank),
            Type::Pointer(inner) => DocType::Pointer(Box::new(self.type_(module, inner))),
            Type::ByRef(inner) => DocType::ByRef(Box::new(self.type_(module, inner))),
            Type::Modified { inner, .. } | Type::Pinned(inner) => self.type_(module, inner),
            Type::FunctionPointer(_) => DocType::Unwritten,
        }
    }

    /// A named type whose arguments go to the types around it first, to each as many as it has parameters.
    fn named(&mut self, module: ModuleId, index: TypeDefOrRef, arguments: &[Type]) -> DocType {
        let Some(handle) = self.universe.resolve_type(module, index) else { return DocType::Unwritten };
        let (path, types) = self.parts(handle);
        let mut arguments = self.types(module, arguments).into_iter();
        let mut parts: Vec<_> = path.into_iter().map(|part| (part, Vec::new())).collect();
        let last = types.len().saturating_sub(1);
        for (position, part) in types.into_iter().enumerate() {
            let wanted = if position == last { usize::MAX } else { part.arity as usize };
            let own: Vec<_> = arguments.by_ref().take(wanted).collect();
            // The text can only show how many arguments there are, not how many there should be.
            let shown = u32::try_from(own.len()).unwrap_or(u32::MAX);
            let arity = if own.is_empty() { part.arity } else { shown };
            parts.push((DocPart { arity, ..part }, own));
        }
        DocType::Named(parts)
    }
}
