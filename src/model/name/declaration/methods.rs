//! Methods as C# declares them.

use super::super::arity::split_arity;
use super::super::method::operator;
use super::super::printer::Printer;
use super::{TypeKind, Visibility};
use crate::metadata::{
    CallingConvention, HasConstant, HasCustomAttribute, MethodAttributes as Flags, MethodDef, MethodImplAttributes,
    MethodSignature, Param, ParamAttributes, Rid, Type, TypeDefOrRef, TypeOrMethodDef,
};
use crate::model::universe::{MethodHandle, MethodId, ModuleId, TypeHandle, Universe};

impl Printer<'_, '_> {
    pub(super) fn declare_method(&mut self, id: MethodId) {
        let universe = self.universe;
        let owner = universe.declaring_type(id);
        let handle = MethodHandle::Def(id);
        self.generics_of(owner.map(TypeHandle::Def), Some(handle));
        self.scope = universe.nullable_scope_of_method(id);
        let Some(row) = universe.method_row(id) else { return };
        let Ok(signature) = universe.module(id.module).metadata.method_signature(row.signature) else {
            return self.push_safe(&universe.method_name(handle).text());
        };
        let name = universe.method_name(handle).text();
        if self.is_finalizer(handle, Some(&signature)) {
            self.push("~");
            self.type_name(id);
            return self.push("()");
        }
        let is_constructor = matches!(&*name, ".ctor" | ".cctor");
        if name != ".cctor" {
            self.visibility_of(id, &name, universe.method_visibility(id));
        }
        self.method_modifiers(id);
        if self.is_read_only_method(id) {
            self.word("readonly");
        }
        if is_constructor {
            self.type_name(id);
            return self.declared_list('(', id, &signature, ')');
        }
        let is_operator = !signature.has_this && row.flags.contains(Flags::SPECIAL_NAME);
        match operator(&name).filter(|_| is_operator) {
            Some(word @ ("implicit" | "explicit")) => {
                self.word(word);
                self.push("operator ");
                let parent = self.parameter(id, 0).map(|(rid, _)| HasCustomAttribute::Param(rid));
                self.with_notes(id.module, parent, |printer| printer.type_(id.module, &signature.return_type));
            }
            Some(symbol) => {
                self.return_type(id, &signature);
                self.push("operator ");
                self.push(symbol);
            }
            None => {
                self.return_type(id, &signature);
                self.declared_name(&name);
                let own = self.parameters_of(id.module, TypeOrMethodDef::MethodDef(id.rid), 0);
                self.declared_parameters(id.module, &own);
            }
        }
        self.declared_list('(', id, &signature, ')');
        // An override has the constraints of what it overrides.
        let repeats = row.flags.contains(Flags::VIRTUAL) && !row.flags.contains(Flags::NEW_SLOT);
        if !repeats && !is_explicit(&name) {
            self.constraints(id.module, TypeOrMethodDef::MethodDef(id.rid), 0);
        }
    }

    /// The name of the type in which a constructor stands.
    fn type_name(&mut self, id: MethodId) {
        let Some(owner) = self.universe.declaring_type(id) else { return };
        let (_, names) = self.universe.name_parts(TypeHandle::Def(owner));
        let name = names.last().map(|name| name.text()).unwrap_or_default();
        self.push_safe(split_arity(&name).0);
    }

    /// Who can use a member; nothing where C# says nothing: in an interface, and for explicit implementations.
    pub(super) fn visibility_of(&mut self, id: MethodId, name: &str, visibility: Visibility) {
        let says_itself = self.is_in_interface(id) && visibility == Visibility::Public
            || is_explicit(name) && visibility == Visibility::Private;
        if !says_itself {
            self.word(visibility.word());
        }
    }

    fn is_in_interface(&self, id: MethodId) -> bool {
        self.universe.declaring_type(id).is_some_and(|owner| self.universe.type_kind(owner) == TypeKind::Interface)
    }

    pub(super) fn method_modifiers(&mut self, id: MethodId) {
        let Some(row) = self.universe.method_row(id) else { return };
        let (flags, in_interface) = (row.flags, self.is_in_interface(id));
        let is = |flag| flags.contains(flag);
        if is(Flags::STATIC) {
            self.word("static");
        }
        if is(Flags::PINVOKE_IMPL) || row.impl_flags.contains(MethodImplAttributes::INTERNAL_CALL) {
            self.word("extern");
        }
        match (is(Flags::ABSTRACT), is(Flags::VIRTUAL), is(Flags::NEW_SLOT), is(Flags::FINAL)) {
            (true, ..) if in_interface && !is(Flags::STATIC) => {}
            (true, _, false, _) if is(Flags::VIRTUAL) && !in_interface => self.word("abstract override"),
            (true, ..) => self.word("abstract"),
            (_, true, true, false) if !in_interface => {
                let parent = HasCustomAttribute::MethodDef(id.rid);
                let covariant = self.universe.is_compiler_marked(id.module, parent, "PreserveBaseOverridesAttribute");
                self.word(if covariant { "override" } else { "virtual" });
            }
            (_, true, false, true) if !in_interface => self.word("sealed override"),
            (_, true, false, false) if !in_interface => self.word("override"),
            // With a new slot that is final too, it only fills the slot of an interface: C# has no word for that.
            _ => {}
        }
    }

    /// Whether a method of a struct is said not to change it.
    pub(super) fn is_read_only_method(&self, id: MethodId) -> bool {
        let parent = HasCustomAttribute::MethodDef(id.rid);
        let owner = self.universe.declaring_type(id);
        owner.is_some_and(|owner| self.universe.type_kind(owner) == TypeKind::Struct)
            && self.universe.is_compiler_marked(id.module, parent, "IsReadOnlyAttribute")
    }

    /// The return type and a blank: `ref readonly T `.
    pub(super) fn return_type(&mut self, id: MethodId, signature: &MethodSignature) {
        let parent = self.parameter(id, 0).map(|(rid, _)| HasCustomAttribute::Param(rid));
        self.by_reference(id.module, parent, &signature.return_type);
        self.push(" ");
    }

    /// What something returns or is, with `ref` or `ref readonly` where that is a reference.
    pub(super) fn by_reference(&mut self, module: ModuleId, parent: Option<HasCustomAttribute>, type_: &Type) {
        let read_only = self.universe.is_read_only(module, parent, type_);
        let word = if read_only { "ref readonly" } else { "ref" };
        self.with_notes(module, parent, |printer| printer.directed(module, type_, word));
    }

    /// The row of a parameter; 0 is the return value.
    fn parameter(&self, id: MethodId, sequence: u16) -> Option<(Rid<Param>, Param)> {
        let metadata = &self.universe.module(id.module).metadata;
        let rows = metadata.owned::<MethodDef, Param>(id.rid).filter_map(|rid| Some((rid, metadata.row(rid).ok()?)));
        rows.into_iter().find(|(_, row)| row.sequence == sequence)
    }

    /// Parameters with their names and default values, between brackets.
    pub(super) fn declared_list(&mut self, open: char, id: MethodId, signature: &MethodSignature, close: char) {
        self.declared_types(open, id, signature.fixed_parameters(), signature.convention, close);
    }

    /// The same for the first of a method's parameters, such as those of an indexer.
    pub(super) fn declared_types(
        &mut self,
        open: char,
        id: MethodId,
        types: &[Type],
        convention: CallingConvention,
        close: char,
    ) {
        let metadata = &self.universe.module(id.module).metadata;
        let mut rows: Vec<(Rid<Param>, Param)> =
            metadata.owned::<MethodDef, Param>(id.rid).filter_map(|rid| Some((rid, metadata.row(rid).ok()?))).collect();
        rows.sort_by_key(|(_, row)| row.sequence);
        let extends =
            self.universe.is_compiler_marked(id.module, HasCustomAttribute::MethodDef(id.rid), "ExtensionAttribute");
        self.push(open.encode_utf8(&mut [0; 4]));
        self.list(types.iter().zip(1u16..), |printer, (type_, number)| {
            if extends && number == 1 {
                printer.word("this");
            }
            let row = rows.binary_search_by_key(&number, |(_, row)| row.sequence).ok().and_then(|at| rows.get(at));
            printer.declared_parameter(id, type_, row);
        });
        if convention == CallingConvention::VarArg {
            self.push(if types.is_empty() { "__arglist" } else { ", __arglist" });
        }
        self.push(close.encode_utf8(&mut [0; 4]));
    }

    fn declared_parameter(&mut self, id: MethodId, type_: &Type, row: Option<&(Rid<Param>, Param)>) {
        let universe = self.universe;
        let parent = row.map(|(rid, _)| HasCustomAttribute::Param(*rid));
        if parent.is_some_and(|parent| universe.is_params(id.module, parent)) {
            self.word("params");
        }
        if parent.is_some_and(|parent| universe.is_compiler_marked(id.module, parent, "ScopedRefAttribute")) {
            self.word("scoped");
        }
        let word = universe.direction(id.module, row.copied());
        self.with_notes(id.module, parent, |printer| printer.directed(id.module, type_, word));
        let Some((rid, row)) = row else { return };
        let name = universe.module(id.module).metadata.name(row.name);
        if !name.is_empty() {
            self.push(" ");
            self.identifier(&name.text());
        }
        if row.flags.intersects(ParamAttributes::OPTIONAL | ParamAttributes::HAS_DEFAULT) {
            self.default_value(" = ", id.module, *rid, row.flags, type_);
        }
    }

    /// What a parameter is where no argument is given for it, behind `before`; nothing where one must be given.
    pub(super) fn default_value(
        &mut self,
        before: &str,
        module: ModuleId,
        rid: Rid<Param>,
        flags: ParamAttributes,
        type_: &Type,
    ) {
        let universe = self.universe;
        if let Some(constant) = universe.constant(module, HasConstant::Param(rid)) {
            self.push(before);
            self.constant(module, &constant, type_);
        } else if let Some((_, value)) = universe.constant_attribute(module, HasCustomAttribute::Param(rid)) {
            self.push(before);
            self.push(&value);
        } else if flags.contains(ParamAttributes::OPTIONAL) {
            self.push(before);
            self.push("default");
        }
    }
}

/// Whether a member's name says which interface it is for.
pub(super) fn is_explicit(name: &str) -> bool {
    name.char_indices().any(|(at, character)| character == '.' && at > 0)
}

impl Universe<'_> {
    /// Whether what something returns or is is a reference by which it must not be written; `parent` is what carries its attributes.
    pub(super) fn is_read_only(&self, module: ModuleId, parent: Option<HasCustomAttribute>, type_: &Type) -> bool {
        matches!(type_.unmodified(), Type::ByRef(_))
            && (parent.is_some_and(|parent| self.is_compiler_marked(module, parent, "IsReadOnlyAttribute"))
                || self.has_modifier(module, type_, "System.Runtime.InteropServices", "InAttribute"))
    }

    /// Whether any number of arguments can stand for a parameter.
    pub(super) fn is_params(&self, module: ModuleId, parent: HasCustomAttribute) -> bool {
        self.has_attribute(module, parent, "System", "ParamArrayAttribute")
            || self.is_compiler_marked(module, parent, "ParamCollectionAttribute")
    }

    /// Whether a type in a signature has this modifier around it.
    pub(in crate::model::name) fn has_modifier(
        &self,
        module: ModuleId,
        type_: &Type,
        namespace: &str,
        name: &str,
    ) -> bool {
        let mut current = type_;
        loop {
            current = match current {
                Type::Modified { modifier, inner, .. } => {
                    let found = match modifier {
                        TypeDefOrRef::TypeSpec(_) => None,
                        named => self.resolve_type(module, *named),
                    };
                    if found.is_some_and(|handle| self.is_named(handle, namespace, name)) {
                        return true;
                    }
                    inner
                }
                Type::ByRef(inner) => inner,
                _ => return false,
            };
        }
    }
}
