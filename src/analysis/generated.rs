//! From what a compiler made back to the method that the author wrote.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::program::Program;
use crate::il::Instruction;
use crate::metadata::{HasCustomAttribute, MethodAttributes, NestedClass, Rid, Token, TypeDef};
use crate::model::{
    FieldHandle, MethodHandle, MethodId, ModuleId, TypeHandle, TypeId, is_called_as_setter, without_interface,
};

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
            // Says it whatever an obfuscator made of names and attributes.
            if let Some(kickoff) = self.kickoff(current, owner) {
                current = kickoff;
                continue;
            }
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

    /// The methods whose source lines are nearest to a method that has none: the one that the author wrote, then the code of the state
    /// machines that it starts, where a compiler put all of its lines.
    #[must_use]
    pub fn nearest_lines(&self, id: MethodId) -> Vec<MethodId> {
        let authored = self.authored(id);
        let machines: Vec<TypeId> = self.universe.declaring_type(authored).map_or_else(Vec::new, |owner| {
            self.with_referrers(self.author_type(owner), |referrers| {
                referrers.types.iter().filter(|(_, by)| **by == authored).map(|(machine, _)| *machine).collect()
            })
        });
        let code = machines.into_iter().filter_map(|machine| self.move_next(machine));
        std::iter::once(authored).chain(code).filter(|it| *it != id && it.module == id.module).collect()
    }

    /// The method in the type around `owner` that starts the state machine of which `id` is the code, as symbols say.
    fn kickoff(&self, id: MethodId, owner: TypeId) -> Option<MethodId> {
        let module = self.universe.module(id.module);
        let rid = module.symbols.as_ref()?.kickoff(id.rid)?;
        let kickoff = MethodId { module: id.module, rid };
        let around = module.type_id(module.enclosing(owner.rid)?);
        (self.universe.declaring_type(kickoff)? == around).then_some(kickoff)
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

    /// Whether a compiler made the body of an accessor: an automatic property's, a field-like event's.
    #[must_use]
    pub fn is_generated_accessor(&self, id: MethodId) -> bool {
        self.accessors.get(id, || self.finds_generated_accessor(id))
    }

    /// Whether a method reads or sets a property.
    pub(super) fn is_accessor(&self, id: MethodId) -> bool {
        let name = self.universe.method_name(MethodHandle::Def(id));
        let name = without_interface(name.as_bytes());
        (name.starts_with(b"get_") || name.starts_with(b"set_"))
            && self.universe.method_row(id).is_some_and(|row| row.flags.contains(MethodAttributes::SPECIAL_NAME))
    }

    fn finds_generated_accessor(&self, id: MethodId) -> bool {
        let Some(row) = self.universe.method_row(id) else { return false };
        if !row.flags.contains(MethodAttributes::SPECIAL_NAME) {
            return false;
        }
        let name = self.universe.method_name(MethodHandle::Def(id));
        let name = without_interface(name.as_bytes());
        let prefix = name.starts_with(b"get_") || is_called_as_setter(name);
        // mcs does not mark the accessors of field-like events; what they do shows them: they only swap their own delegate field.
        prefix
            && (self.has_generated_attribute(id.module, HasCustomAttribute::MethodDef(id.rid))
                && self.is_plain_accessor(id, name)
                || self.is_event_accessor(id, name))
    }

    /// Whether an accessor only reads or sets fields that the compiler made: mcs marks what stands behind `=>` too.
    fn is_plain_accessor(&self, id: MethodId, name: &[u8]) -> bool {
        let getter = name.starts_with(b"get_");
        if !getter && !name.starts_with(b"set_") {
            return true;
        }
        let Some(code) = self.code(id) else { return true };
        let mut fields = 0;
        for token in code.instructions.iter().filter_map(Instruction::token) {
            if let Some(field) = self.universe.resolve_field(id.module, token) {
                if !self.is_backing_field(field) {
                    return false;
                }
                fields += 1;
            } else if getter && self.universe.resolve_method(id.module, token).is_some() {
                return false;
            }
        }
        fields > 0
    }

    /// Whether a field is that of an automatic property: by its name, or marked, as in VB.
    fn is_backing_field(&self, field: FieldHandle) -> bool {
        let name = self.universe.field_name(field);
        match (name.as_bytes(), field) {
            ([b'<', .., b'd'], _) => name.as_bytes().ends_with(b">k__BackingField"),
            ([b'<', ..], _) => false,
            ([.., b'@'], _) => true,
            (_, FieldHandle::Def(id)) => self.has_generated_attribute(id.module, HasCustomAttribute::Field(id.rid)),
            _ => false,
        }
    }

    fn is_event_accessor(&self, id: MethodId, name: &[u8]) -> bool {
        let event = name.strip_prefix(b"add_").or_else(|| name.strip_prefix(b"remove_"));
        let (Some(event), Some(owner)) = (event, self.universe.declaring_type(id)) else { return false };
        let metadata = &self.universe.module(id.module).metadata;
        self.universe
            .fields(owner)
            .any(|field| metadata.row(field.rid).is_ok_and(|row| metadata.name(row.name).as_bytes() == event))
    }

    /// The `MoveNext` of a compiler-made iterator.
    pub(super) fn iterator_step(&self, owner: TypeId) -> Option<MethodId> {
        self.iterators.get(owner, || {
            let iterates = self.is_generated_type(owner) && self.implements(owner, "System.Collections", "IEnumerator");
            self.move_next(owner).filter(|_| iterates)
        })
    }

    /// Whether a method is the `MoveNext` of a compiler-made iterator.
    #[must_use]
    pub fn is_iterator_step(&self, method: MethodId) -> bool {
        let owner = self.universe.declaring_type(method);
        owner.is_some_and(|owner| self.iterator_step(owner) == Some(method))
    }

    /// Whether a field is part of the state of a compiler-made iterator.
    pub(super) fn is_state_of_iterator(&self, field: FieldHandle) -> bool {
        match self.universe.owner_of_field(field) {
            Some(TypeHandle::Def(owner)) => self.iterator_step(owner).is_some(),
            _ => false,
        }
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

    pub(super) fn implements(&self, id: TypeId, namespace: &str, name: &str) -> bool {
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
                for token in code.instructions.iter().filter_map(Instruction::token) {
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
