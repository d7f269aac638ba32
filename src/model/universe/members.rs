//! From tokens to methods and fields; their names, signatures, owners and attributes.

use super::{FieldHandle, FieldId, Member, MethodHandle, MethodId, ModuleId, OVERLOADS, TypeHandle, TypeId, Universe};
use crate::metadata::{
    BlobIndex, CustomAttribute, CustomAttributeType, Field, HasCustomAttribute, Keyed, MemberRef, MemberRefParent,
    MethodDef, MethodDefOrRef, MethodSpec, Rid, Row, Token, Type, TypeDef, TypeDefOrRef,
};
use crate::text::Name;

impl<'a> Universe<'a> {
    /// The row of a method.
    #[must_use]
    pub fn method_row(&self, id: MethodId) -> Option<MethodDef> {
        self.module(id.module).metadata.row(id.rid).ok()
    }

    /// The row of a field.
    #[must_use]
    pub fn field_row(&self, id: FieldId) -> Option<Field> {
        self.module(id.module).metadata.row(id.rid).ok()
    }

    /// The type that declares a method; `None` for a method that no type owns.
    #[must_use]
    pub fn declaring_type(&self, id: MethodId) -> Option<TypeId> {
        let module = self.module(id.module);
        module.metadata.owner::<TypeDef, MethodDef>(id.rid).map(|rid| module.type_id(rid))
    }

    /// The type that declares a field; `None` for a field that no type owns.
    #[must_use]
    pub fn field_owner(&self, id: FieldId) -> Option<TypeId> {
        let module = self.module(id.module);
        module.metadata.owner::<TypeDef, Field>(id.rid).map(|rid| module.type_id(rid))
    }

    /// The method that a token of `module` names: MethodDef, MemberRef, or MethodSpec without its instantiation.
    #[must_use]
    pub fn resolve_method(&self, module: ModuleId, token: Token) -> Option<MethodHandle> {
        let method = match token.table() {
            MethodSpec::TABLE => self.module(module).metadata.row(token.rid::<MethodSpec>()?).ok()?.method?,
            _ => MethodDefOrRef::from_token(token)?,
        };
        match method {
            MethodDefOrRef::MethodDef(rid) => Some(MethodHandle::Def(MethodId { module, rid })),
            MethodDefOrRef::MemberRef(rid) => match self.member(module, rid) {
                Member::Method(handle) => Some(handle),
                _ => None,
            },
        }
    }

    /// The type arguments of a MethodSpec; empty for other tokens.
    #[must_use]
    pub fn method_arguments(&self, module: ModuleId, token: Token) -> Vec<Type> {
        let metadata = &self.module(module).metadata;
        token
            .rid::<MethodSpec>()
            .and_then(|rid| metadata.row(rid).ok())
            .and_then(|row| metadata.method_spec(row.instantiation).ok())
            .unwrap_or_default()
    }

    /// The type arguments that the parent of a method's token gives to its type; empty where it gives none.
    #[must_use]
    pub fn parent_arguments(&self, module: ModuleId, token: Token) -> Option<Vec<Type>> {
        let metadata = &self.module(module).metadata;
        let method = match token.rid::<MethodSpec>() {
            Some(rid) => metadata.row(rid).ok()?.method?,
            None => MethodDefOrRef::from_token(token)?,
        };
        let MethodDefOrRef::MemberRef(rid) = method else { return None };
        let MemberRefParent::TypeSpec(spec) = metadata.row(rid).ok()?.class? else { return None };
        match self.type_spec(module, spec)? {
            Type::Instance { arguments, .. } => Some(arguments),
            _ => None,
        }
    }

    /// The type that a call by this token returns: its definition, without instantiation. What stands for a generic parameter is
    /// put in where the token says it.
    #[must_use]
    pub fn returned_type(&self, module: ModuleId, token: Token) -> Option<TypeHandle> {
        let (home, of) = self.returned(module, token)?;
        self.resolve_type_of(home, &of)
    }

    /// The same as it stands in the signature, or among the type arguments, and the module where that is.
    #[must_use]
    pub fn returned(&self, module: ModuleId, token: Token) -> Option<(ModuleId, Type)> {
        let (home, blob) = self.method_signature(self.resolve_method(module, token)?)?;
        let signature = self.module(home).metadata.method_signature(blob).ok()?;
        match signature.return_type.unmodified() {
            Type::TypeParameter(number) => {
                Some((module, self.parent_arguments(module, token)?.into_iter().nth(*number as usize)?))
            }
            Type::MethodParameter(number) => {
                Some((module, self.method_arguments(module, token).into_iter().nth(*number as usize)?))
            }
            plain => Some((home, plain.clone())),
        }
    }

    /// The type of a field, where it is a type of its own.
    #[must_use]
    pub fn type_of_field(&self, field: FieldHandle) -> Option<TypeHandle> {
        let FieldHandle::Def(id) = field else { return None };
        let signature = self.module(id.module).metadata.field_signature(self.field_row(id)?.signature).ok()?;
        self.resolve_type_of(id.module, &signature)
    }

    /// The field that a token of `module` names: Field or MemberRef.
    #[must_use]
    pub fn resolve_field(&self, module: ModuleId, token: Token) -> Option<FieldHandle> {
        if let Some(rid) = token.rid::<Field>() {
            return Some(FieldHandle::Def(FieldId { module, rid }));
        }
        match self.member(module, token.rid::<MemberRef>()?) {
            Member::Field(handle) => Some(handle),
            _ => None,
        }
    }

    pub(super) fn member(&self, module: ModuleId, rid: Rid<MemberRef>) -> Member {
        let Some(cell) = self.module(module).member_refs.get(rid.index()) else { return Member::Broken };
        *cell.get_or_init(|| self.resolve_member(module, rid).unwrap_or(Member::Broken))
    }

    pub(super) fn resolve_member(&self, module: ModuleId, rid: Rid<MemberRef>) -> Option<Member> {
        let home = self.module(module);
        let row = home.metadata.row(rid).ok()?;
        let is_field = home.metadata.is_field_signature(row.signature).ok()?;
        let missing = if is_field {
            Member::Field(FieldHandle::Missing(module, rid))
        } else {
            Member::Method(MethodHandle::Missing(module, rid))
        };
        let parent = match row.class? {
            // A vararg call site: the method itself, whatever arguments it got here.
            MemberRefParent::MethodDef(rid) => {
                return Some(Member::Method(MethodHandle::Def(MethodId { module, rid })));
            }
            MemberRefParent::TypeDef(rid) => Some(TypeHandle::Def(TypeId { module, rid })),
            MemberRefParent::TypeRef(rid) => self.resolve_type(module, TypeDefOrRef::TypeRef(rid)),
            MemberRefParent::TypeSpec(rid) => self.resolve_type(module, TypeDefOrRef::TypeSpec(rid)),
            MemberRefParent::ModuleRef(_) => None,
        };
        let Some(TypeHandle::Def(start)) = parent else { return Some(missing) };
        let name = home.metadata.name(row.name);
        let bases = self.bases_one_by_one(start);
        let found = std::iter::once(TypeHandle::Def(start)).chain(bases).find_map(|handle| {
            let TypeHandle::Def(owner) = handle else { return None };
            if is_field {
                self.field_named(owner, name).map(|id| Member::Field(FieldHandle::Def(id)))
            } else {
                self.method_matching(owner, name, (module, row.signature))
                    .map(|id| Member::Method(MethodHandle::Def(id)))
            }
        });
        Some(found.unwrap_or(missing))
    }

    pub(super) fn field_named(&self, owner: TypeId, name: Name<'_>) -> Option<FieldId> {
        let module = self.module(owner.module);
        module.fields_named(owner.rid, name).next().map(|rid| module.field_id(rid))
    }

    /// The method of `owner` with this name and signature; where only one has the name and the number of parameters, that one.
    pub(super) fn method_matching(
        &self,
        owner: TypeId,
        name: Name<'_>,
        signature: (ModuleId, BlobIndex),
    ) -> Option<MethodId> {
        let module = self.module(owner.module);
        let metadata = &module.metadata;
        let wanted = self.module(signature.0).metadata.method_shape(signature.1).ok()?;
        let candidates: Vec<_> = module
            .methods_named(owner.rid, name)
            .take(OVERLOADS)
            .filter(|rid| {
                metadata.row(*rid).is_ok_and(|row| {
                    metadata.method_shape(row.signature).is_ok_and(|shape| {
                        shape.parameters == wanted.parameters && shape.generic_parameters == wanted.generic_parameters
                    })
                })
            })
            .map(|rid| module.method_id(rid))
            .collect();
        if let &[only] = candidates.as_slice() {
            return Some(only);
        }
        candidates.into_iter().find(|id| {
            metadata
                .row(id.rid)
                .is_ok_and(|row| self.same_signature((owner.module, row.signature), &[], signature, &[]))
        })
    }

    /// The name of a method.
    #[must_use]
    pub fn method_name(&self, handle: MethodHandle) -> Name<'a> {
        match handle {
            MethodHandle::Def(id) => self.method_row(id).map(|row| self.module(id.module).metadata.name(row.name)),
            MethodHandle::Missing(module, rid) => self.member_ref_name(module, rid),
        }
        .unwrap_or_default()
    }

    /// The name of a field.
    #[must_use]
    pub fn field_name(&self, handle: FieldHandle) -> Name<'a> {
        match handle {
            FieldHandle::Def(id) => self.field_row(id).map(|row| self.module(id.module).metadata.name(row.name)),
            FieldHandle::Missing(module, rid) => self.member_ref_name(module, rid),
        }
        .unwrap_or_default()
    }

    pub(super) fn member_ref_name(&self, module: ModuleId, rid: Rid<MemberRef>) -> Option<Name<'a>> {
        let metadata = &self.module(module).metadata;
        metadata.row(rid).ok().map(|row| metadata.name(row.name))
    }

    /// The signature of a method, and the module whose tables it speaks of.
    #[must_use]
    pub fn method_signature(&self, handle: MethodHandle) -> Option<(ModuleId, BlobIndex)> {
        match handle {
            MethodHandle::Def(id) => Some((id.module, self.method_row(id)?.signature)),
            MethodHandle::Missing(module, rid) => Some((module, self.module(module).metadata.row(rid).ok()?.signature)),
        }
    }

    /// The type that a method belongs to; `None` for a method of an array type and for global methods of other modules.
    #[must_use]
    pub fn method_owner(&self, handle: MethodHandle) -> Option<TypeHandle> {
        match handle {
            MethodHandle::Def(id) => self.declaring_type(id).map(TypeHandle::Def),
            MethodHandle::Missing(module, rid) => self.member_parent(module, rid),
        }
    }

    /// The type that a field belongs to.
    #[must_use]
    pub fn owner_of_field(&self, handle: FieldHandle) -> Option<TypeHandle> {
        match handle {
            FieldHandle::Def(id) => self.field_owner(id).map(TypeHandle::Def),
            FieldHandle::Missing(module, rid) => self.member_parent(module, rid),
        }
    }

    pub(super) fn member_parent(&self, module: ModuleId, rid: Rid<MemberRef>) -> Option<TypeHandle> {
        let cell = self.module(module).member_parents.get(rid.index())?;
        *cell.get_or_init(|| {
            let parent = match self.module(module).metadata.row(rid).ok()?.class? {
                MemberRefParent::TypeDef(rid) => TypeDefOrRef::TypeDef(rid),
                MemberRefParent::TypeRef(rid) => TypeDefOrRef::TypeRef(rid),
                MemberRefParent::TypeSpec(rid) => TypeDefOrRef::TypeSpec(rid),
                MemberRefParent::ModuleRef(_) | MemberRefParent::MethodDef(_) => return None,
            };
            self.resolve_type(module, parent)
        })
    }

    /// The types of the custom attributes on something, with the row of each.
    pub fn attributes(
        &self,
        module: ModuleId,
        parent: HasCustomAttribute,
    ) -> impl Iterator<Item = (TypeHandle, CustomAttribute)> + '_ {
        let metadata = &self.module(module).metadata;
        let key = CustomAttribute { parent: Some(parent), constructor: None, value: BlobIndex(0) }.key();
        metadata
            .with_key::<CustomAttribute>(key)
            .filter_map(move |(_, row)| Some((self.attribute_type(module, &row)?, row)))
    }

    /// The type of a custom attribute.
    #[must_use]
    pub fn attribute_type(&self, module: ModuleId, row: &CustomAttribute) -> Option<TypeHandle> {
        let constructor = match row.constructor? {
            CustomAttributeType::MethodDef(rid) => MethodHandle::Def(MethodId { module, rid }),
            CustomAttributeType::MemberRef(rid) => match self.member(module, rid) {
                Member::Method(handle) => handle,
                _ => return None,
            },
        };
        self.method_owner(constructor)
    }

    /// Whether something carries an attribute of this name.
    #[must_use]
    pub fn has_attribute(&self, module: ModuleId, parent: HasCustomAttribute, namespace: &str, name: &str) -> bool {
        self.attributes(module, parent).any(|(handle, _)| self.is_named(handle, namespace, name))
    }
}
