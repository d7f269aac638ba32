//! `new T()`: objects of types that code knows only as a type parameter.

use super::{Bounds, ContextId, Flow, Phase, Reader, Via};
use crate::analysis::objects::{Object, ValueSet};
use crate::analysis::program::{Callee, Special};
use crate::il::IlOffset;
use crate::metadata::{MethodAttributes, Token, Type, TypeDefOrRef};
use crate::model::{MethodHandle, MethodId, ModuleId, TypeHandle, TypeId};

impl Flow<'_, '_, '_> {
    /// Notes the classes that the root's bases and a call give to type parameters.
    pub(super) fn note_arguments_of_bases(&mut self, root: TypeId) {
        for (id, _) in self.program.universe.lineage(root) {
            let Some((_, TypeDefOrRef::TypeSpec(spec))) = self.program.universe.base(id) else { continue };
            if let Some(Type::Instance { arguments, .. }) = self.program.universe.type_spec(id.module, spec) {
                self.note_arguments(id.module, &arguments);
            }
        }
    }

    /// Notes the classes that a call of loaded code gives to type parameters.
    pub(super) fn note_arguments_of_call(&mut self, module: ModuleId, callee: Callee, token: Token) {
        if matches!(callee.handle, MethodHandle::Def(_)) && self.seen_tokens.insert((module, token)) {
            let mut arguments = self.program.universe.method_arguments(module, token);
            arguments.extend(self.program.universe.parent_arguments(module, token).unwrap_or_default());
            self.note_arguments(module, &arguments);
        }
    }

    fn note_arguments(&mut self, module: ModuleId, arguments: &[Type]) {
        for argument in arguments {
            let Some(TypeHandle::Def(id)) = self.program.universe.resolve_type_of(module, argument) else { continue };
            let known = self.type_arguments.contains(&id) || self.type_arguments.len() > self.most_type_arguments();
            if !known && self.program.is_concrete(id) && self.plain_constructor(id).is_some() {
                self.type_arguments.push(id);
                self.tell_dispatchers();
            }
        }
    }

    fn most_type_arguments(&self) -> usize {
        usize::try_from(self.program.universe.limits().type_arguments).unwrap_or(usize::MAX)
    }

    /// `Activator.CreateInstance<T>()`, which compilers make of `new T()`: its constructor runs.
    pub(super) fn make(&mut self, id: ContextId, at: IlOffset, callee: Callee, token: Token, returned: &mut ValueSet) {
        let universe = self.program.universe;
        let method = self.context(id).method;
        if callee.special != Some(Special::CreateInstance) {
            return;
        }
        let types = match universe.method_arguments(method.module, token).first().map(Type::unmodified) {
            Some(Type::TypeParameter(_) | Type::MethodParameter(_)) => {
                self.dispatchers.insert(Reader { context: id, turn: self.turn });
                let most = self.most_type_arguments();
                self.hit(Bounds::TYPE_ARGUMENTS, self.type_arguments.len() > most);
                self.type_arguments.iter().copied().take(most).collect()
            }
            Some(argument) => match universe.resolve_type_of(method.module, argument) {
                Some(TypeHandle::Def(exact)) => vec![exact],
                _ => Vec::new(),
            },
            None => Vec::new(),
        };
        let (phase, exact) = (self.context(id).phase, types.len() == 1);
        if types.iter().any(|made| self.plain_constructor(*made).is_some()) {
            *returned = ValueSet::default();
        }
        for made in types {
            let Some(constructor) = self.plain_constructor(made) else { continue };
            let constructing = phase == Phase::Constructing;
            let made_here = Object::Created { method, at, exact: Some(made), constructing, of: None, kind: None };
            let object = self.objects.number(made_here);
            self.instantiate(made);
            self.touch(id, at, made);
            self.lead(id, at, constructor, phase, vec![ValueSet::one(object)], Via::Newobj, exact);
            returned.insert(object);
        }
    }

    /// The public constructor without parameters.
    fn plain_constructor(&self, id: TypeId) -> Option<MethodId> {
        const PUBLIC: u16 = 6;
        let universe = self.program.universe;
        universe.methods(id).find(|method| {
            universe.method_name(MethodHandle::Def(*method)) == ".ctor"
                && self.argument_count(*method) == 1
                && universe
                    .method_row(*method)
                    .is_some_and(|row| (row.flags & MethodAttributes::ACCESS_MASK).bits() == PUBLIC)
        })
    }
}
