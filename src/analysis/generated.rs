//! From what a compiler made back to the method that the author wrote.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::program::Program;
use crate::metadata::{NestedClass, Rid, Token, TypeDef};
use crate::model::{FieldHandle, MethodHandle, MethodId, ModuleId, TypeHandle, TypeId};

/// State machines of async methods, each with its `MoveNext`.
pub(super) type Machines = Rc<[(TypeId, MethodId)]>;

/// Who in an author's type refers to compiler-made methods and types.
#[derive(Clone, Debug, Default)]
pub(super) struct Referrers {
    methods: BTreeMap<MethodId, MethodId>,
    types: BTreeMap<TypeId, MethodId>,
}

impl Program<'_, '_> {
    /// The method that the author wrote and from which the compiler made `id`; `id` itself where the author wrote it.
    #[must_use]
    pub fn authored(&self, id: MethodId) -> MethodId {
        let mut current = id;
        // As deep as lambdas in lambdas are followed; nobody nests them so, and a name that was made stays then.
        for _ in 0..16 {
            let Some(owner) = self.universe.declaring_type(current) else { return current };
            let by_hand = !self.is_generated_type(owner)
                && (!self.is_generated_method(current) || self.is_generated_accessor(current));
            if by_hand {
                return current;
            }
            let author = self.author_type(owner);
            let found = self.with_referrers(author, |referrers| {
                referrers.methods.get(&current).or_else(|| referrers.types.get(&owner)).copied()
            });
            match found.filter(|next| *next != current).or_else(|| self.by_name(author, current, owner)) {
                Some(next) => current = next,
                None => return current,
            }
        }
        current
    }

    /// The nearest type around `id`, or itself, that the author wrote.
    #[must_use]
    pub fn author_type(&self, id: TypeId) -> TypeId {
        let module = self.universe.module(id.module);
        let mut current = id;
        for _ in 0..self.universe.limits().nesting {
            if !self.is_generated_type(current) {
                break;
            }
            match module.enclosing(current.rid) {
                Some(outer) => current = module.type_id(outer),
                None => break,
            }
        }
        current
    }

    /// The `MoveNext` of a compiler-made iterator.
    pub(super) fn iterator_step(&self, owner: TypeId) -> Option<MethodId> {
        self.iterators.get(owner, || {
            let iterates = self.is_generated_type(owner) && self.implements(owner, "System.Collections", "IEnumerator");
            self.move_next(owner).filter(|_| iterates)
        })
    }

    /// The state machines of async methods for which a call's token instantiates a generic method, each with its `MoveNext`.
    pub(super) fn machines_started(&self, module: ModuleId, token: Token) -> Machines {
        self.machines.get((module, token), || {
            let universe = self.universe;
            let types = universe.method_arguments(module, token).into_iter().filter_map(|argument| {
                match universe.resolve_type_of(module, &argument)? {
                    TypeHandle::Def(machine) => Some(machine),
                    TypeHandle::Missing(..) => None,
                }
            });
            types
                .filter(|machine| self.implements(*machine, "System.Runtime.CompilerServices", "IAsyncStateMachine"))
                .filter_map(|machine| Some((machine, self.move_next(machine)?)))
                .collect()
        })
    }

    fn implements(&self, id: TypeId, namespace: &str, name: &str) -> bool {
        self.universe.interfaces(id).into_iter().any(|interface| self.universe.is_named(interface, namespace, name))
    }

    fn move_next(&self, owner: TypeId) -> Option<MethodId> {
        let universe = self.universe;
        universe.methods(owner).find(|method| universe.method_name(MethodHandle::Def(*method)) == "MoveNext")
    }

    /// `<Name>b__0`, `<Name>d__1.MoveNext`: the method called `Name`.
    fn by_name(&self, author: TypeId, id: MethodId, owner: TypeId) -> Option<MethodId> {
        let universe = self.universe;
        let method = universe.method_name(MethodHandle::Def(id));
        let (_, names) = universe.name_parts(TypeHandle::Def(owner));
        [method].into_iter().chain(names.into_iter().rev()).find_map(|name| {
            let inner = name.as_bytes().strip_prefix(b"<")?;
            let end = inner.iter().position(|byte| *byte == b'>')?;
            let wanted = inner.get(..end).filter(|name| !name.is_empty())?;
            universe
                .methods(author)
                .find(|method| universe.method_name(MethodHandle::Def(*method)).as_bytes() == wanted)
        })
    }

    /// Scans an author's type and the compiler-made types in it, once.
    pub(super) fn scan_referrers(&self, author: TypeId) -> Referrers {
        let universe = self.universe;
        let module = universe.module(author.module);
        let mut family = vec![author];
        let mut next = 0;
        while let Some(outer) = family.get(next).copied() {
            next += 1;
            let inner = module.metadata.rows::<NestedClass>().filter(|(_, row)| row.enclosing_class == Some(outer.rid));
            let inner: Vec<Rid<TypeDef>> = inner.filter_map(|(_, row)| row.nested_class).collect();
            family.extend(inner.into_iter().map(|rid| module.type_id(rid)).filter(|id| self.is_generated_type(*id)));
            if family.len() > 4_096 {
                break;
            }
        }
        let mut referrers = Referrers::default();
        for owner in family {
            for method in universe.methods(owner) {
                let Some(code) = self.code(method) else { continue };
                for token in code.instructions.iter().filter_map(crate::il::Instruction::token) {
                    self.refer(&mut referrers, owner, method, token);
                }
            }
        }
        referrers
    }

    fn refer(&self, referrers: &mut Referrers, owner: TypeId, from: MethodId, token: Token) {
        let universe = self.universe;
        let target = match token.table() {
            0x04 | 0x0A if universe.resolve_field(from.module, token).is_some() => {
                match universe.resolve_field(from.module, token) {
                    Some(FieldHandle::Def(field)) => universe.field_owner(field),
                    _ => None,
                }
            }
            0x01 | 0x02 | 0x1B => self.type_of_token(from.module, token),
            _ => match universe.resolve_method(from.module, token) {
                Some(MethodHandle::Def(method)) => {
                    let made = self.is_generated_method(method)
                        || universe.declaring_type(method).is_some_and(|owner| self.is_generated_type(owner));
                    if made && method != from {
                        referrers.methods.entry(method).or_insert(from);
                    }
                    universe.declaring_type(method)
                }
                _ => None,
            },
        };
        if let Some(target) = target.filter(|target| *target != owner && self.is_generated_type(*target)) {
            referrers.types.entry(target).or_insert(from);
        }
    }
}
