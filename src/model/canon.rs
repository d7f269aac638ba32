//! Types compared across modules: by definition or name, never by bytes, with type arguments put in (trap S16).

use rustc_hash::FxHashSet;

use super::universe::{ModuleId, TypeHandle, TypeId, TypeLimit, Universe};
use crate::limits::Limits;
use crate::metadata::{BlobIndex, MethodSignature, Primitive, Type, TypeDefOrRef};

/// How many parts something has, and how deep they are nested.
#[derive(Clone, Copy)]
struct Size {
    parts: u64,
    depth: u64,
}

/// What may still be built, and what it is that this has an end: type arguments that are put into one another multiply.
struct Room {
    left: Size,
    limit: TypeLimit,
}

impl Room {
    fn of_type(limits: &Limits) -> Self {
        // What recurses must not go deeper.
        Self { left: Size { parts: limits.type_parts, depth: limits.type_depth.min(250) }, limit: TypeLimit::Size }
    }

    /// What the type arguments of all bases of one type have together: bases can double them, and there is a lineage for every type.
    fn of_lineage(limits: &Limits) -> Self {
        let all = Self::of_type(limits);
        Self { left: Size { parts: limits.base_arguments, ..all.left }, limit: TypeLimit::BaseArguments }
    }
}

/// A type whose names are resolved and whose type parameters are replaced; modifiers are gone (trap S04).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Canon {
    /// A built-in type.
    Primitive(Primitive),
    /// A type, with its type arguments.
    Named(TypeHandle, Vec<Canon>),
    /// A generic parameter of the type that was left open.
    TypeParameter(u32),
    /// A generic parameter of the method.
    MethodParameter(u32),
    /// An array and its rank; 0 for one with lower bound 0.
    Array(Box<Canon>, u32),
    /// An unmanaged pointer.
    Pointer(Box<Canon>),
    /// A managed pointer.
    ByRef(Box<Canon>),
    /// What could not be resolved or is not compared in depth: equals nothing.
    Unknown,
}

impl Universe<'_> {
    /// The canonical form of a signature's type; `arguments` replace the type parameters.
    #[must_use]
    pub fn canonical(&self, module: ModuleId, type_: &Type, arguments: &[Canon]) -> Canon {
        self.canonical_within(module, type_, arguments, &mut Room::of_type(self.limits()))
    }

    fn canonical_within(&self, module: ModuleId, type_: &Type, arguments: &[Canon], room: &mut Room) -> Canon {
        let Size { parts, depth } = room.left;
        let (Some(parts), Some(inner)) = (parts.checked_sub(1), depth.checked_sub(1)) else {
            return self.too_large(room);
        };
        room.left = Size { parts, depth: inner };
        let canon = self.canonical_inside(module, type_, arguments, room);
        room.left.depth = depth;
        canon
    }

    fn too_large(&self, room: &Room) -> Canon {
        self.hit(room.limit);
        Canon::Unknown
    }

    fn canonical_inside(&self, module: ModuleId, type_: &Type, arguments: &[Canon], room: &mut Room) -> Canon {
        let mut boxed = |inner: &Type| Box::new(self.canonical_within(module, inner, arguments, room));
        match type_ {
            Type::Primitive(primitive) => Canon::Primitive(*primitive),
            Type::Named { type_, .. } => {
                self.resolve_type(module, *type_).map_or(Canon::Unknown, |handle| Canon::Named(handle, Vec::new()))
            }
            Type::Instance { generic, arguments: own, .. } => {
                let Some(handle) = self.resolve_type(module, *generic) else { return Canon::Unknown };
                if own.len() as u64 > room.left.parts {
                    return self.too_large(room);
                }
                let own = own.iter().map(|argument| self.canonical_within(module, argument, arguments, room));
                Canon::Named(handle, own.collect())
            }
            Type::TypeParameter(number) => match arguments.get(*number as usize) {
                Some(argument) => {
                    let size = argument.size();
                    let parts = room.left.parts.checked_sub(size.parts).filter(|_| size.depth <= room.left.depth);
                    let Some(parts) = parts else { return self.too_large(room) };
                    room.left.parts = parts;
                    argument.clone()
                }
                None => Canon::TypeParameter(*number),
            },
            Type::MethodParameter(number) => Canon::MethodParameter(*number),
            Type::SzArray(element) => Canon::Array(boxed(element), 0),
            Type::Array(array) => Canon::Array(boxed(&array.element), array.rank),
            Type::Pointer(inner) => Canon::Pointer(boxed(inner)),
            Type::ByRef(inner) => Canon::ByRef(boxed(inner)),
            Type::Modified { inner, .. } | Type::Pinned(inner) => *boxed(inner),
            Type::FunctionPointer(_) => Canon::Unknown,
        }
    }

    /// Whether two canonical types are the same.
    #[must_use]
    pub fn same_canon(&self, a: &Canon, b: &Canon) -> bool {
        match (a, b) {
            (Canon::Named(a, a_arguments), Canon::Named(b, b_arguments)) => {
                self.same_type(*a, *b)
                    && a_arguments.len() == b_arguments.len()
                    && a_arguments.iter().zip(b_arguments).all(|(a, b)| self.same_canon(a, b))
            }
            (Canon::Array(a, a_rank), Canon::Array(b, b_rank)) => a_rank == b_rank && self.same_canon(a, b),
            (Canon::Pointer(a), Canon::Pointer(b)) | (Canon::ByRef(a), Canon::ByRef(b)) => self.same_canon(a, b),
            (Canon::Unknown, _) | (_, Canon::Unknown) => false,
            _ => a == b,
        }
    }

    /// Whether two method signatures are the same once the type arguments are put in: generic arity, return type and parameters.
    #[must_use]
    pub fn same_signature(
        &self,
        a: (ModuleId, BlobIndex),
        a_arguments: &[Canon],
        b: (ModuleId, BlobIndex),
        b_arguments: &[Canon],
    ) -> bool {
        if a == b && a_arguments == b_arguments {
            return true;
        }
        let read = |(module, blob): (ModuleId, BlobIndex)| self.module(module).metadata.method_signature(blob);
        let (Ok(left), Ok(right)) = (read(a), read(b)) else { return false };
        let types = |signature: &MethodSignature| signature.fixed_parameters().len();
        left.has_this == right.has_this
            && left.generic_parameters == right.generic_parameters
            && types(&left) == types(&right)
            && std::iter::once((&left.return_type, &right.return_type))
                .chain(left.fixed_parameters().iter().zip(right.fixed_parameters()))
                .all(|(x, y)| {
                    self.same_canon(&self.canonical(a.0, x, a_arguments), &self.canonical(b.0, y, b_arguments))
                })
    }

    /// The type arguments that a TypeSpec gives to its generic type; empty for other types.
    #[must_use]
    pub fn type_arguments(&self, module: ModuleId, index: TypeDefOrRef, outer: &[Canon]) -> Vec<Canon> {
        self.type_arguments_within(module, index, outer, &mut Room::of_type(self.limits())).unwrap_or_default()
    }

    /// The same within `room`; `None` where that is not enough.
    fn type_arguments_within(
        &self,
        module: ModuleId,
        index: TypeDefOrRef,
        outer: &[Canon],
        room: &mut Room,
    ) -> Option<Vec<Canon>> {
        let TypeDefOrRef::TypeSpec(rid) = index else { return Some(Vec::new()) };
        let Some(Type::Instance { arguments, .. }) = self.type_spec(module, rid) else { return Some(Vec::new()) };
        if arguments.len() as u64 > room.left.parts {
            self.hit(room.limit);
            return None;
        }
        Some(arguments.iter().map(|argument| self.canonical_within(module, argument, outer, room)).collect())
    }

    /// A type and its base types that are loaded, nearest first, each with the type arguments it has seen from the first.
    /// It ends where they, or the type arguments, become too many; [`Self::has_hit`] tells.
    #[must_use]
    pub fn lineage(&self, id: TypeId) -> Vec<(TypeId, Vec<Canon>)> {
        let mut lineage = vec![(id, Vec::new())];
        let mut current = id;
        let mut arguments: Vec<Canon> = Vec::new();
        let mut room = Room::of_lineage(self.limits());
        let mut seen = FxHashSet::default();
        seen.insert(id);
        while let Some((TypeHandle::Def(base), column)) = self.base(current) {
            if !seen.insert(base) {
                break;
            }
            if lineage.len() as u64 > self.limits().base_chain {
                self.hit(TypeLimit::BaseChain);
                break;
            }
            let Some(next) = self.type_arguments_within(current.module, column, &arguments, &mut room) else { break };
            arguments = next;
            lineage.push((base, arguments.clone()));
            current = base;
        }
        lineage
    }
}

impl Canon {
    fn size(&self) -> Size {
        let inner = match self {
            Self::Named(_, arguments) => arguments.iter().map(Self::size).fold(Size { parts: 0, depth: 0 }, |a, b| {
                Size { parts: a.parts.saturating_add(b.parts), depth: a.depth.max(b.depth) }
            }),
            Self::Array(inner, _) | Self::Pointer(inner) | Self::ByRef(inner) => inner.size(),
            _ => Size { parts: 0, depth: 0 },
        };
        Size { parts: inner.parts.saturating_add(1), depth: inner.depth.saturating_add(1) }
    }
}
