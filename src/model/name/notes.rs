//! What compilers keep of types in attributes, as signatures have no place for it: `dynamic`, names of tuple elements, what may be null, `nint`.
//!
//! Each attribute holds a list over a signature in the order in which types stand there, and each counts other types: `DynamicAttribute`
//! every node of the signature, references and custom modifiers included; `NativeIntegerAttribute` each `IntPtr` and `UIntPtr`;
//! `TupleElementNamesAttribute` the elements of each tuple before what is in them; `NullableAttribute` whatever may be null, and generic
//! value types, pointers and type parameters, of which it says 0 where that is no question (Roslyn, docs/features/nullable-metadata.md).
//! A list that does not fit the signature to its last entry is not for it, and is left out.

use rustc_hash::FxHashSet;

use super::declaration::Visibility;
use crate::metadata::{
    AttributeValue, CustomAttribute, End, GenericParam, HasCustomAttribute, Rid, TypeOrMethodDef, Value,
};
use crate::model::universe::{MethodId, ModuleId, TypeHandle, TypeId, Universe};
use crate::text::Name;

const NAMESPACE: &str = "System.Runtime.CompilerServices";

/// Attributes that are looked through on a type or a module for one that holds for everything in it.
const ATTRIBUTES: usize = 256;

/// What `NullableAttribute` says where nobody knows.
const OBLIVIOUS: u8 = 0;
/// The same of what must not be null.
pub(super) const NOT_ANNOTATED: u8 = 1;
/// The same of what may be null.
pub(super) const ANNOTATED: u8 = 2;

/// What attributes say of the parts of a type, in the order in which these stand in its signature.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Noted {
    /// Of each `object` whether it is `dynamic`.
    pub dynamic: Vec<bool>,
    /// Of each element of a tuple its name, safe to print.
    pub elements: Vec<Option<String>>,
    /// Of each part that may be null: 0 where nobody says, 1 for no, 2 for yes.
    pub nullable: Vec<u8>,
}

/// A list, read from its start.
#[derive(Clone, Debug)]
struct List<T> {
    entries: Vec<T>,
    read: usize,
}

impl<T: Copy> List<T> {
    fn new(entries: Vec<T>) -> Self {
        Self { entries, read: 0 }
    }

    fn next(&mut self) -> Option<T> {
        let entry = self.entries.get(self.read).copied();
        self.read = self.read.saturating_add(1);
        entry
    }

    /// Whether it was read to its end and not further.
    fn fits(&self) -> bool {
        self.read == self.entries.len()
    }

    /// The same from its start, if it fits.
    fn again(self) -> Option<Self> {
        self.fits().then_some(Self { read: 0, ..self })
    }
}

/// The lists for one type, while it is gone through.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes<'a> {
    dynamic: Option<List<bool>>,
    native: Option<List<bool>>,
    elements: Option<List<Option<Name<'a>>>>,
    nullable: Option<List<u8>>,
    /// What may be null where there is no list.
    everywhere: u8,
}

impl<'a> Notes<'a> {
    /// Whether the node that is come to is `dynamic`, if it is an `object`.
    pub(super) fn dynamic(&mut self) -> bool {
        self.dynamic.as_mut().and_then(List::next).unwrap_or_default()
    }

    /// Whether the `IntPtr` or `UIntPtr` that is come to is meant as a number.
    pub(super) fn native(&mut self) -> bool {
        self.native.as_mut().and_then(List::next).unwrap_or_default()
    }

    /// The name of the next element of a tuple.
    pub(super) fn element(&mut self) -> Option<Name<'a>> {
        self.elements.as_mut().and_then(List::next).flatten()
    }

    /// Whether what is come to may be null, as in [`Noted::nullable`].
    pub(super) fn nullable(&mut self) -> u8 {
        match &mut self.nullable {
            Some(list) => list.next().unwrap_or(OBLIVIOUS),
            None => self.everywhere,
        }
    }

    /// Those lists that fit what was gone through, from their starts; `None` where all of them do.
    pub(super) fn that_fit(self) -> Option<Self> {
        let whole = self.dynamic.as_ref().is_none_or(List::fits)
            && self.native.as_ref().is_none_or(List::fits)
            && self.elements.as_ref().is_none_or(List::fits)
            && self.nullable.as_ref().is_none_or(List::fits);
        (!whole).then(|| Self {
            dynamic: self.dynamic.and_then(List::again),
            native: self.native.and_then(List::again),
            elements: self.elements.and_then(List::again),
            // What holds elsewhere does not stand for one that does not fit.
            everywhere: if self.nullable.is_some() { OBLIVIOUS } else { self.everywhere },
            nullable: self.nullable.and_then(List::again),
        })
    }
}

/// What a flag or a list of flags says.
enum Said<T> {
    Of(Vec<T>),
    OfAll(T),
}

impl<'a> Universe<'a> {
    /// Whether attributes say of anything in a module what may be null.
    #[must_use]
    pub fn says_what_may_be_null(&self, module: ModuleId) -> bool {
        let mut constructors = FxHashSet::default();
        let rows = self.module(module).metadata.rows::<CustomAttribute>();
        let new = rows.map(|(_, row)| row).filter(|row| row.constructor.is_some_and(|it| constructors.insert(it)));
        let types = new.filter_map(|row| self.attribute_type(module, &row));
        types.into_iter().any(|type_| {
            ["NullableAttribute", "NullableContextAttribute"].iter().any(|name| self.is_named(type_, NAMESPACE, name))
        })
    }

    /// What attributes on `parent` say of its type. `scope` is what may be null where they say nothing; without it nothing is asked of that.
    pub(super) fn notes(&self, module: ModuleId, parent: Option<HasCustomAttribute>, scope: Option<u8>) -> Notes<'a> {
        let mut notes = Notes { everywhere: scope.unwrap_or(OBLIVIOUS), ..Notes::default() };
        let flag = |value: &Value<'_>| match value {
            Value::Boolean(flag) => Some(*flag),
            _ => None,
        };
        for (type_, row) in parent.into_iter().flat_map(|parent| self.attributes(module, parent)) {
            let Some(name) = self.compiler_attribute(type_) else { continue };
            // Without arguments both mean a list of one `true`.
            let flags = || match self.whole_value(module, &row)?.fixed.first() {
                None => Some(vec![true]),
                Some(value) => match said(value, flag)? {
                    Said::Of(flags) => Some(flags),
                    Said::OfAll(_) => None,
                },
            };
            match name.as_bytes() {
                b"DynamicAttribute" => notes.dynamic = flags().map(List::new),
                b"NativeIntegerAttribute" => notes.native = flags().map(List::new),
                b"TupleElementNamesAttribute" => {
                    let names = self.whole_value(module, &row).and_then(|it| {
                        said(it.fixed.first()?, |value| match value {
                            Value::String(name) => Some(*name),
                            _ => None,
                        })
                    });
                    if let Some(Said::Of(names)) = names {
                        notes.elements = Some(List::new(names));
                    }
                }
                b"NullableAttribute" if scope.is_some() => match self.nullable_of(module, &row) {
                    Some(Said::Of(flags)) => notes.nullable = Some(List::new(flags)),
                    Some(Said::OfAll(flag)) => notes.everywhere = flag,
                    None => notes.everywhere = OBLIVIOUS,
                },
                _ => {}
            }
        }
        notes
    }

    /// The name of an attribute of compilers.
    fn compiler_attribute(&self, type_: TypeHandle) -> Option<Name<'a>> {
        let (namespace, names) = self.name_parts(type_);
        match names.as_slice() {
            [name] if namespace == NAMESPACE => Some(*name),
            _ => None,
        }
    }

    /// The value of an attribute that was read to its end.
    fn whole_value(&self, module: ModuleId, row: &CustomAttribute) -> Option<AttributeValue<'a>> {
        self.value_of(module, row).filter(|it| it.end == End::Whole)
    }

    /// What a `NullableAttribute` or a `NullableContextAttribute` says.
    fn nullable_of(&self, module: ModuleId, row: &CustomAttribute) -> Option<Said<u8>> {
        let value = self.whole_value(module, row)?;
        said(value.fixed.first()?, |value| match value {
            Value::U1(flag) if *flag <= ANNOTATED => Some(*flag),
            _ => None,
        })
    }

    /// The flag of the attribute of compilers with this name, if there is one on `parent`.
    fn nullable_flag(&self, module: ModuleId, parent: HasCustomAttribute, name: &str) -> Option<u8> {
        match self.nullable_of(module, &self.shared_attribute(module, parent, name)?)? {
            Said::OfAll(flag) => Some(flag),
            Said::Of(_) => None,
        }
    }

    /// An attribute of compilers on what has many members, each of which asks for it.
    fn shared_attribute(&self, module: ModuleId, parent: HasCustomAttribute, name: &str) -> Option<CustomAttribute> {
        let mut attributes = self.attributes(module, parent).take(ATTRIBUTES);
        attributes.find(|(type_, _)| self.is_named(*type_, NAMESPACE, name)).map(|(_, row)| row)
    }

    /// What may be null in the declaration of a type and of what is in it, where nothing else is said.
    fn nullable_context(&self, id: TypeId) -> u8 {
        const CONTEXT: &str = "NullableContextAttribute";
        let module = self.module(id.module);
        let depth = usize::try_from(self.limits().nesting).unwrap_or(usize::MAX);
        let around = std::iter::successors(Some(id.rid), |rid| module.enclosing(*rid)).take(depth);
        let of_types = around.map(HasCustomAttribute::TypeDef);
        let mut places = of_types.chain([HasCustomAttribute::Module(Rid::FIRST)]);
        places.find_map(|it| self.nullable_flag(id.module, it, CONTEXT)).unwrap_or(OBLIVIOUS)
    }

    /// The same of a method.
    pub(super) fn nullable_context_of_method(&self, id: MethodId) -> u8 {
        let own = self.nullable_flag(id.module, HasCustomAttribute::MethodDef(id.rid), "NullableContextAttribute");
        own.or_else(|| self.declaring_type(id).map(|owner| self.nullable_context(owner))).unwrap_or(OBLIVIOUS)
    }

    /// What may be null in the declaration of a type; `None` where attributes do not say it.
    pub(super) fn nullable_scope_of_type(&self, id: TypeId) -> Option<u8> {
        self.says_nullable(Some(id), id.module, Visibility::Public).then(|| self.nullable_context(id))
    }

    /// What may be null in the declaration of a method; `None` where attributes do not say it.
    pub(super) fn nullable_scope_of_method(&self, id: MethodId) -> Option<u8> {
        self.says_nullable(self.declaring_type(id), id.module, self.method_visibility(id))
            .then(|| self.nullable_context_of_method(id))
    }

    /// What may be null in the type of a field, a property or an event of this visibility; `None` where attributes do not say it.
    pub(super) fn nullable_scope_of_member(&self, owner: Option<TypeId>, visibility: Visibility) -> Option<u8> {
        let owner = owner?;
        self.says_nullable(Some(owner), owner.module, visibility).then(|| self.nullable_context(owner))
    }

    /// Whether attributes say what may be null in something of this visibility: a compiler can be told to write them for what others can
    /// use only.
    fn says_nullable(&self, owner: Option<TypeId>, module: ModuleId, visibility: Visibility) -> bool {
        let only = self.shared_attribute(module, HasCustomAttribute::Module(Rid::FIRST), "NullablePublicOnlyAttribute");
        let Some(row) = only else { return true };
        let internals = self.value_of(module, &row).is_some_and(|it| it.fixed.first() == Some(&Value::Boolean(true)));
        let least = if internals { Visibility::PrivateProtected } else { Visibility::Protected };
        let home = self.module(module);
        let depth = usize::try_from(self.limits().nesting).unwrap_or(usize::MAX);
        let around = std::iter::successors(owner, |id| home.enclosing(id.rid).map(|outer| home.type_id(outer)));
        visibility >= least && around.take(depth).all(|id| self.type_visibility(id) >= least)
    }

    /// What a type argument has to be besides what its flags say: 1 for what must not be null, 2 for what may, 0 where nobody says.
    pub(super) fn nullable_parameter(&self, module: ModuleId, rid: Rid<GenericParam>) -> u8 {
        let own = self.nullable_flag(module, HasCustomAttribute::GenericParam(rid), "NullableAttribute");
        let home = self.module(module);
        own.unwrap_or_else(|| match home.metadata.row(rid).ok().and_then(|row| row.owner) {
            Some(TypeOrMethodDef::TypeDef(owner)) => self.nullable_context(home.type_id(owner)),
            Some(TypeOrMethodDef::MethodDef(owner)) => self.nullable_context_of_method(home.method_id(owner)),
            None => OBLIVIOUS,
        })
    }
}

/// The entries of an array, or a single value; `None` where one of them is none that there can be.
fn said<'v, T>(value: &Value<'v>, entry: impl Fn(&Value<'v>) -> Option<T>) -> Option<Said<T>> {
    match value {
        Value::Array(Some(values)) => values.iter().map(entry).collect::<Option<Vec<T>>>().map(Said::Of),
        other => entry(other).map(Said::OfAll),
    }
}
