//! What code of the framework and the SDK calls of ours: template methods and interfaces.

use std::rc::Rc;

use super::library::{Effects, is_alone, is_delegate, runs_override};
use super::program::{CalledBack, Program};
use crate::metadata::{MethodAttributes, Primitive, Type};
use crate::model::{MethodHandle, MethodId, Origin, TypeHandle, TypeId, is_called_as_setter, without_interface};

/// As what a parameter gets an object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Taken {
    /// As a collection of the framework.
    Collection,
    /// As an object of any class.
    Anything,
    /// As one of its own class, or of a base or interface of it.
    Itself,
}

impl Program<'_, '_> {
    /// The methods of a type that code outside can call through types of its own: implementations of interfaces and overrides of
    /// methods that are not loaded.
    #[must_use]
    pub fn called_from_outside(&self, id: TypeId) -> Rc<Vec<(MethodId, CalledBack)>> {
        self.called_back.get(id, || Rc::new(self.find_called_from_outside(id)))
    }

    fn find_called_from_outside(&self, id: TypeId) -> Vec<(MethodId, CalledBack)> {
        let universe = self.universe;
        let interfaces = universe.interfaces(id);
        let is_framework = |interface: &TypeHandle| universe.assembly_of(*interface).1 == Origin::Framework;
        let outside =
            interfaces.iter().any(|interface| matches!(interface, TypeHandle::Missing(..)) && is_framework(interface));
        let declared_inside = |name| {
            let loaded = interfaces.iter().filter_map(|interface| match interface {
                TypeHandle::Def(interface) => Some(*interface),
                TypeHandle::Missing(..) => None,
            });
            loaded
                .flat_map(|interface| universe.methods(interface).collect::<Vec<_>>())
                .any(|method| universe.method_name(MethodHandle::Def(method)) == name)
        };
        let mut found = Vec::new();
        let mut names = Vec::new();
        for (owner, _) in universe.lineage(id) {
            for method in universe.methods(owner) {
                let Some(row) = universe.method_row(method) else { continue };
                let name = universe.method_name(MethodHandle::Def(method));
                if row.rva == 0
                    || !row.flags.contains(MethodAttributes::VIRTUAL)
                    || names.contains(&(name, row.signature))
                {
                    continue;
                }
                names.push((name, row.signature));
                let new_slot = row.flags.contains(MethodAttributes::NEW_SLOT);
                let implements =
                    outside && new_slot && row.flags.contains(MethodAttributes::FINAL) && !declared_inside(name);
                let overrides = !new_slot
                    && !universe.bases(owner).into_iter().any(|base| match base {
                        TypeHandle::Def(base) => {
                            universe.methods(base).any(|method| universe.method_name(MethodHandle::Def(method)) == name)
                        }
                        TypeHandle::Missing(..) => false,
                    });
                let of_object = ["ToString", "Equals", "GetHashCode", "Finalize"].iter().any(|known| name == *known);
                match (overrides, implements) {
                    (true, _) if of_object => found.push((method, CalledBack::OfObject)),
                    (true, _) => found.push((method, CalledBack::Override)),
                    (false, true) => found.push((method, CalledBack::Interface)),
                    (false, false) => {}
                }
            }
        }
        found
    }

    /// Of what code outside can call of a type, what a member can call of an object that it gets as its further argument of this 0-based
    /// number.
    #[must_use]
    pub(super) fn called_on_argument(&self, member: MethodHandle, number: usize, exact: TypeId) -> Rc<Vec<MethodId>> {
        self.called_on_argument.get((member, number, exact), || {
            let effects = self.effects(member);
            let owner = self.universe.method_owner(member);
            if effects.contains(Effects::SILENT) || owner.is_some_and(|owner| self.is_tuple(owner)) {
                return Rc::default();
            }
            let Some(taken) = self.takes(member, number, exact) else { return Rc::default() };
            if taken == Taken::Anything && self.is_state_of_delegate(member, number) {
                return Rc::default();
            }
            // What keeps objects compares them at most.
            let keeps = effects.intersects(Effects::STORES | Effects::WRAPS | Effects::HOLDS);
            let can_call = |method: &MethodId, from: CalledBack| {
                let name = self.universe.method_name(MethodHandle::Def(*method));
                let name = without_interface(name.as_bytes());
                match name {
                    b"Finalize" => false,
                    b"ToString" | b"Format" => !keeps,
                    _ if effects.contains(Effects::TELLS) => false,
                    b"Equals" | b"GetHashCode" | b"CompareTo" => true,
                    // What is kept among others is none that compares those.
                    b"Compare" => !keeps || taken == Taken::Itself,
                    // Who gets a collection to read it, or any object, does not dispose of it.
                    b"Dispose" => !keeps && taken == Taken::Itself,
                    _ if keeps => false,
                    // Who gets any object sets nothing and subscribes to nothing.
                    _ if is_called_as_setter(name) => taken == Taken::Itself,
                    // Who gets a collection goes through it: what a class overrides for those who change it is not run.
                    _ => {
                        taken != Taken::Collection
                            || from == CalledBack::Interface
                            || is_alone(&String::from_utf8_lossy(name))
                    }
                }
            };
            let all = self.called_from_outside(exact);
            Rc::new(all.iter().filter(|(method, from)| can_call(method, *from)).map(|(method, _)| *method).collect())
        })
    }

    /// Whether what a member gets for a parameter goes to a delegate, or comes back with an event, and nobody else asks anything of it:
    /// `QueueUserWorkItem(WaitCallback, object)`, `BeginRead(…, AsyncCallback, object)`, `SendAsync(…, object)`.
    fn is_state_of_delegate(&self, member: MethodHandle, number: usize) -> bool {
        let universe = self.universe;
        let Some((module, blob)) = universe.method_signature(member) else { return false };
        let Ok(signature) = universe.module(module).metadata.method_signature(blob) else { return false };
        if universe.method_owner(member).is_some_and(|owner| self.can_be_delegate(owner)) {
            return true;
        }
        let is_any = match signature.parameters.get(number).map(Type::unmodified) {
            Some(Type::Primitive(primitive)) => *primitive == Primitive::Object,
            // Of a type parameter of the class is what the object is about, such as a key.
            Some(Type::MethodParameter(_)) => true,
            _ => false,
        };
        let mut parameters = signature.parameters.iter().map(Type::unmodified);
        let is_delegate = |of: &Type| match of {
            Type::Named { .. } | Type::Instance { .. } => {
                universe.resolve_type_of(module, of).is_some_and(|of| self.can_be_delegate(of))
            }
            _ => false,
        };
        let is_last = number + 1 == signature.parameters.len();
        let is_async = || universe.method_name(member).as_bytes().ends_with(b"Async");
        is_any && (parameters.any(is_delegate) || is_last && is_async())
    }

    /// Whether a type is one of delegates: of one that is not loaded its name says it.
    fn can_be_delegate(&self, of: TypeHandle) -> bool {
        match of {
            TypeHandle::Def(of) => self.is_delegate(of),
            TypeHandle::Missing(..) => is_delegate(self.universe.full_name(of).as_str()),
        }
    }

    /// As what a member gets an object of a class, by the type of its parameter; `None` where that cannot be one.
    fn takes(&self, member: MethodHandle, number: usize, exact: TypeId) -> Option<Taken> {
        let universe = self.universe;
        let Some((module, blob)) = universe.method_signature(member) else { return Some(Taken::Itself) };
        let Ok(signature) = universe.module(module).metadata.method_signature(blob) else {
            return Some(Taken::Itself);
        };
        match signature.parameters.get(number).map(Type::unmodified) {
            Some(Type::Primitive(primitive)) => (*primitive == Primitive::Object).then_some(Taken::Anything),
            Some(
                Type::Named { value_type: true, .. }
                | Type::Instance { value_type: true, .. }
                | Type::SzArray(_)
                | Type::Array(_)
                | Type::Pointer(_)
                | Type::FunctionPointer(_),
            ) => None,
            Some(of @ (Type::Named { .. } | Type::Instance { .. })) => {
                let Some(of) = universe.resolve_type_of(module, of) else { return Some(Taken::Itself) };
                let is_collection = matches!(of, TypeHandle::Missing(..))
                    && self.can_be_interface(of)
                    && universe.name_parts(of).0.as_bytes().starts_with(b"System.Collections");
                let taken = if is_collection { Taken::Collection } else { Taken::Itself };
                (self.is_a(exact, of) || self.may_derive_from(exact, of)).then_some(taken)
            }
            Some(_) => Some(Taken::Anything),
            None => Some(Taken::Itself),
        }
    }

    /// Whether a class may derive from a type by a base class that is not loaded.
    fn may_derive_from(&self, exact: TypeId, of: TypeHandle) -> bool {
        let universe = self.universe;
        let is_root = |base: TypeHandle| {
            ["Object", "ValueType", "Enum"].iter().any(|name| universe.is_named(base, "System", name))
        };
        matches!(of, TypeHandle::Missing(..))
            && universe.bases(exact).into_iter().any(|base| matches!(base, TypeHandle::Missing(..)) && !is_root(base))
    }

    /// Whether a member that is not followed may run what a type overrides when it is called on an object of that type: one of a base
    /// class outside, that is not overridden itself and does not only read.
    #[must_use]
    pub fn runs_overrides(&self, exact: TypeId, member: MethodHandle) -> bool {
        self.runs_overrides.get((exact, member), || {
            let universe = self.universe;
            let Some(owner) = universe.method_owner(member) else { return false };
            let name = universe.method_name(member);
            let effects = self.effects(member).difference(Effects::TELLS);
            let only_reads = if effects.is_empty() {
                name.as_bytes().starts_with(b"get_")
            } else {
                !effects.contains(Effects::CHANGES)
            };
            // A call of what is overridden is one of the override itself to its base.
            !only_reads
                && name != ".ctor"
                && (matches!(owner, TypeHandle::Missing(..)) || universe.assembly_of(owner).1 != Origin::Other)
                && !universe.is_named(owner, "System", "Object")
                && (self.is_a(exact, owner) || self.can_be_interface(owner) || self.has_base_beside(exact, owner))
                && self.dispatch(exact, member).is_none()
        })
    }

    /// Whether a member of a class outside can run an override, by what `library.facts` or their names say of them.
    #[must_use]
    pub fn can_run(&self, member: MethodHandle, run: MethodId) -> bool {
        self.can_run.get((member, run), || {
            let api = self.api_name(member);
            let (name, run) = (api.member.text(), self.universe.method_name(MethodHandle::Def(run)).text());
            runs_override(&api.type_name, &name, &run).unwrap_or_else(|| match name.strip_prefix("set_") {
                // A property that is set may tell that it changed.
                Some(property) => run.contains(property),
                None => true,
            })
        })
    }

    /// Whether a type derives from a class outside that can derive from another one: classes that do stand together.
    fn has_base_beside(&self, exact: TypeId, owner: TypeHandle) -> bool {
        let universe = self.universe;
        let namespace = universe.name_parts(owner).0;
        let mut bases = universe.bases(exact).into_iter();
        bases.any(|base| matches!(base, TypeHandle::Missing(..)) && universe.name_parts(base).0 == namespace)
    }
}
