//! The objects of the analysis: finitely many stand-ins for what exists while the platform calls a root.

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::{SmallVec, smallvec};

use crate::il::IlOffset;
use crate::metadata::Token;
use crate::model::{FieldHandle, MethodHandle, MethodId, ModuleId, TypeId};

/// An object, by number: those that may outlast a call come after all others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ObjectId(u32);

impl ObjectId {
    /// The root instance: the one object that the platform creates and calls from many threads.
    pub const ROOT: Self = Self(0);
    /// Anything that belongs to this call or of which nothing is known.
    pub const OPAQUE: Self = Self(1);

    /// The bit of those that may outlast a call.
    const LASTING: u32 = 1 << 31;

    fn is_lasting(self) -> bool {
        self.0 & Self::LASTING != 0
    }

    /// How many objects had a number before.
    pub(super) fn index(self) -> usize {
        (self.0 & !Self::LASTING) as usize
    }
}

/// An argument of a method.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Parameter {
    /// The method.
    pub method: MethodId,
    /// The number of the argument, from 0 on; the object that the method is called on counts.
    pub number: u16,
}

/// What an object stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Object {
    /// See [`ObjectId::ROOT`].
    Root,
    /// See [`ObjectId::OPAQUE`].
    Opaque,
    /// What an instruction makes, while the root is constructed or while it is called.
    Created {
        /// The method that makes it.
        method: MethodId,
        /// The instruction.
        at: IlOffset,
        /// Its exact type, where that is loaded.
        exact: Option<TypeId>,
        /// Whether it was made while the root was constructed: then the instance may hold it.
        constructing: bool,
        /// What it is a clone of.
        of: Option<ObjectId>,
        /// For which kind it was made, where the method that makes it was told one.
        kind: Option<i64>,
    },
    /// What the platform passes to an entry method, or somebody to a handler that a constructor registered.
    Passed(Parameter),
    /// What belongs to the call in hand: a service, a context, what they hold; by the call that returned it.
    Received {
        /// The method that asked for it.
        method: MethodId,
        /// The call.
        at: IlOffset,
    },
    /// What a field of a shared object holds, put there before the call.
    Held(ObjectId, FieldHandle),
    /// What a static field holds.
    HeldByStatic(FieldHandle),
    /// What a static member of the framework gives to everyone who asks, such as `MemoryCache.Default`.
    Global(MethodHandle),
    /// An element of a container that is shared.
    ElementOf(ObjectId),
    /// The object that describes a type (`typeof`).
    TypeObject(ModuleId, Token),
    /// A pointer to the method that a token names.
    Function(ModuleId, Token),
    /// A number that tells of which kind an object is.
    Number(i64),
    /// The address of a field of an object.
    FieldAddress(ObjectId, FieldHandle),
    /// The address of a static field.
    StaticAddress(FieldHandle),
    /// The address of an element.
    ElementAddress(ObjectId),
    /// A variable of a context whose address is taken; as a struct it has fields of its own.
    Variable(u32, u16),
}

impl Object {
    /// Whether it may be there before the call and after it: what the constructors make, what is held, and places in those.
    fn may_last(self) -> bool {
        match self {
            Self::Held(..)
            | Self::HeldByStatic(_)
            | Self::Global(_)
            | Self::ElementOf(_)
            | Self::StaticAddress(_)
            | Self::Created { constructing: true, .. } => true,
            Self::FieldAddress(holder, _) | Self::ElementAddress(holder) => {
                holder == ObjectId::ROOT || holder.is_lasting()
            }
            _ => false,
        }
    }
}

/// A slot of the heap.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Slot {
    /// An instance field.
    Field(ObjectId, FieldHandle),
    /// The numbers in an instance field that tells of kinds.
    Number(ObjectId, FieldHandle),
    /// A static field.
    Static(FieldHandle),
    /// The elements of an array or a collection; of a dictionary, the values.
    Elements(ObjectId),
    /// The keys of a dictionary.
    Keys(ObjectId),
    /// An item of a framework tuple, by its 1-based number.
    Item(ObjectId, u16),
    /// What was put in the place of a part of an object.
    Part(ObjectId),
    /// What a property of an object of the SDK was set to, by a hash of its name: others of the same hash are taken for it.
    Property(ObjectId, u16),
    /// The content of a variable.
    Content(ObjectId),
    /// The objects that delegates made at a place are bound to.
    Bound(ObjectId),
    /// What a task, a timer or a thread works with: it is alive as long as they are, and nobody gets it from them.
    Captured(ObjectId),
}

/// Objects by number and back.
#[derive(Debug)]
pub struct Objects {
    list: Vec<Object>,
    numbers: FxHashMap<Object, ObjectId>,
    /// Objects that a constructor made and the instance holds.
    kept: FxHashSet<ObjectId>,
}

impl Default for Objects {
    fn default() -> Self {
        let mut objects = Self { list: Vec::new(), numbers: FxHashMap::default(), kept: FxHashSet::default() };
        objects.number(Object::Root);
        objects.number(Object::Opaque);
        objects
    }
}

impl Objects {
    /// The number of an object.
    pub fn number(&mut self, object: Object) -> ObjectId {
        *self.numbers.entry(object).or_insert_with(|| {
            let index = u32::try_from(self.list.len()).unwrap_or(u32::MAX) & !ObjectId::LASTING;
            self.list.push(object);
            ObjectId(if object.may_last() { index | ObjectId::LASTING } else { index })
        })
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.list.len()
    }

    /// The object of a number.
    #[must_use]
    pub fn get(&self, id: ObjectId) -> Object {
        self.list.get(id.index()).copied().unwrap_or(Object::Opaque)
    }

    /// Whether nothing is known of what an object holds.
    #[must_use]
    pub fn is_opaque(&self, id: ObjectId) -> bool {
        matches!(self.get(id), Object::Opaque | Object::Passed(_) | Object::Received { .. })
    }

    /// Whether it is an address or a variable: something that leads to a value.
    #[must_use]
    pub fn is_address(&self, id: ObjectId) -> bool {
        matches!(
            self.get(id),
            Object::FieldAddress(..) | Object::StaticAddress(_) | Object::ElementAddress(_) | Object::Variable(..)
        )
    }

    /// Whether every call of the root sees the same object: the instance and what it or a static field holds.
    #[must_use]
    pub fn is_shared(&self, id: ObjectId) -> bool {
        match self.get(id) {
            Object::Root | Object::Held(..) | Object::HeldByStatic(_) | Object::Global(_) => true,
            Object::ElementOf(container) => self.is_shared(container),
            _ => self.kept.contains(&id),
        }
    }

    /// From now on the instance holds an object.
    pub(super) fn share(&mut self, id: ObjectId) {
        self.kept.insert(id);
    }
}

/// A set of objects: what a value can be. The empty set is a value that is no object, or one not seen yet.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub struct ValueSet {
    /// Ascending. Most values can be one or two objects.
    objects: SmallVec<[ObjectId; 4]>,
    breadth: Breadth,
}

/// Whether a set became too wide to say which objects are in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum Breadth {
    /// It did not.
    #[default]
    Exact,
    /// Of those that do not outlast the call: they are opaque.
    Fleeting,
    /// Of those as well that do: more are opaque.
    All,
}

/// Objects that one value can be before those that do not outlast the call become opaque, which is said. Not a limit to be set: sets
/// of this size come from merged contexts, and larger ones only make every step slower.
const WIDTH: usize = 24;

/// The same for those that may outlast it: what lists of rules, validators and handlers hold that constructors fill.
const LASTING: usize = 128;

impl Clone for ValueSet {
    fn clone(&self) -> Self {
        Self { objects: SmallVec::from_slice(&self.objects), breadth: self.breadth }
    }
}

impl ValueSet {
    /// A value that is no object that has been seen.
    pub const NOTHING: Self = Self { objects: SmallVec::new_const(), breadth: Breadth::Exact };

    /// A value that is exactly this object.
    #[must_use]
    pub fn one(id: ObjectId) -> Self {
        Self { objects: smallvec![id], breadth: Breadth::Exact }
    }

    /// The objects, ascending.
    pub fn iter(&self) -> impl Iterator<Item = ObjectId> + '_ {
        self.objects.iter().copied()
    }

    /// Whether it can be this object.
    #[must_use]
    pub fn contains(&self, id: ObjectId) -> bool {
        self.objects.binary_search(&id).is_ok()
    }

    /// Whether it can be nothing else.
    #[must_use]
    pub fn is_exactly(&self, id: ObjectId) -> bool {
        self.objects.as_slice() == [id]
    }

    /// Whether it is no object that has been seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// Whether it became too wide to say which objects it can be.
    #[must_use]
    pub fn is_wide(&self) -> bool {
        self.breadth != Breadth::Exact
    }

    /// The objects, as if each were added: what comes of a set that was too wide can hold others.
    pub(super) fn narrowed(&self) -> Self {
        Self { objects: SmallVec::from_slice(&self.objects), breadth: Breadth::Exact }
    }

    /// How many objects it can be.
    #[must_use]
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// Adds an object; whether that is new.
    pub fn insert(&mut self, id: ObjectId) -> bool {
        let lasts = id.is_lasting();
        let is_left_out = match self.breadth {
            Breadth::Exact => false,
            Breadth::Fleeting => !lasts,
            Breadth::All => true,
        };
        if is_left_out && id != ObjectId::ROOT {
            return false;
        }
        let Err(position) = self.objects.binary_search(&id) else { return false };
        let fleeting = self.objects.partition_point(|object| !object.is_lasting());
        let (count, most) = if lasts { (self.objects.len() - fleeting, LASTING) } else { (fleeting, WIDTH) };
        if count < most || id == ObjectId::ROOT {
            self.objects.insert(position, id);
            return true;
        }
        self.breadth = if lasts { Breadth::All } else { Breadth::Fleeting };
        self.objects.retain(|object| *object == ObjectId::ROOT || object.is_lasting());
        let behind_root = usize::from(self.contains(ObjectId::ROOT));
        self.objects.insert(behind_root, ObjectId::OPAQUE);
        true
    }

    /// Adds every object of another set; whether any was new.
    pub fn extend(&mut self, other: &Self) -> bool {
        if self.objects.is_empty() && !self.is_wide() {
            *self = other.narrowed();
            return !other.is_empty();
        }
        other.iter().fold(false, |changed, id| self.insert(id) | changed)
    }
}
