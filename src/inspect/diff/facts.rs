//! What other code depends on of a type or a member: what is compared.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Opened;
use crate::inspect::marks::{AttributeItem, attributes};
use crate::inspect::members::MemberItem;
use crate::inspect::types::TypeItem;
use crate::metadata::{FieldAttributes, HasCustomAttribute, MethodAttributes, Primitive, TypeAttributes};
use crate::model::{
    FieldId, GenericParameter, MethodHandle, MethodId, Noted, SignatureShape, Subject, TypeHandle, TypeId, TypeKind,
    Universe, Visibility,
};
use crate::text::Text;

/// A type by its assembly and its documentation-comment id.
pub(super) type Key = (Text, Text);

/// What is compared of a type.
pub(super) struct TypeFacts {
    /// Its bases, nearest first; the last one is the first that is not at hand.
    pub(super) bases: Vec<Base>,
    /// What attributes say of the nearest one.
    pub(super) base_noted: Noted,
    /// All interfaces that it and its bases say to implement, but for those that only its assembly can use.
    pub(super) interfaces: BTreeSet<String>,
    /// Its generic parameters, with those of the types around it.
    pub(super) generics: Vec<GenericParameter>,
    /// The integer type of an enum.
    pub(super) underlying: Option<&'static str>,
    /// What a delegate is called with.
    pub(super) invoke: Option<SignatureShape>,
    /// Names of its instance fields in their order, safe to print, and whether others can use each.
    pub(super) fields: Vec<(String, bool)>,
    /// Whether its fields lie in memory as they are declared.
    pub(super) sequential: bool,
    /// Whether a struct holds a reference; `None` where nobody knows.
    pub(super) holds_references: Option<bool>,
}

/// A base of a type.
pub(super) struct Base {
    /// Its definition.
    pub(super) key: Key,
    /// It with its type arguments, exactly, in terms of the type that derives from it.
    pub(super) exact: String,
    /// The type arguments that stand for its parameters.
    pub(super) arguments: Vec<String>,
    /// Whether other assemblies can use it.
    pub(super) visible: bool,
}

/// What is compared of a member.
#[derive(Default)]
pub(super) struct MemberFacts {
    /// The method, or the accessors with their roles.
    pub(super) methods: Vec<MethodFacts>,
    /// The type of a field, a property or an event, exactly.
    pub(super) type_: Option<String>,
    /// What attributes say of it.
    pub(super) noted: Noted,
    /// Whether it is a constant.
    pub(super) literal: bool,
    /// Whether a field is written by constructors only.
    pub(super) read_only: bool,
    /// The value of a constant.
    pub(super) value: Option<String>,
}

/// A method, or an accessor.
pub(super) struct MethodFacts {
    /// `get`, `set`, `add`, `remove`, `raise`, `other`; nothing for a method.
    pub(super) role: &'static str,
    pub(super) visibility: Visibility,
    pub(super) flags: MethodAttributes,
    /// `None` where it cannot be read.
    pub(super) signature: Option<SignatureShape>,
    /// Whether it overrides a base's method that returns another type.
    pub(super) covariant: bool,
    /// Whether compilers refuse what calls it, apart from the property or event that it is of.
    pub(super) is_error: bool,
}

impl MethodFacts {
    pub(super) fn is(&self, flag: MethodAttributes) -> bool {
        self.flags.contains(flag)
    }

    /// Whether a derived type can override it.
    pub(super) fn is_open(&self) -> bool {
        self.is(MethodAttributes::VIRTUAL) && !self.is(MethodAttributes::FINAL)
    }

    /// Whether it fills the slot of a base's method.
    pub(super) fn overrides(&self) -> bool {
        self.is(MethodAttributes::VIRTUAL) && (!self.is(MethodAttributes::NEW_SLOT) || self.covariant)
    }

    /// Whether it is a setter that works only while the object is made.
    pub(super) fn is_init(&self) -> bool {
        let result = self.signature.as_ref().map_or("", |it| &it.result);
        self.role == "set" && result.contains("modreq(System.Runtime.CompilerServices.IsExternalInit)")
    }
}

impl MemberFacts {
    /// The method; of a property or event that accessor which says what it is like.
    pub(super) fn main(&self) -> Option<&MethodFacts> {
        self.methods.first()
    }

    /// Its type, or those of its parameters and of what it returns.
    fn exact(&self) -> String {
        let signature = self.main().and_then(|it| it.signature.as_ref());
        match (&self.type_, signature) {
            (Some(type_), _) => type_.clone(),
            (None, Some(it)) => {
                let types = it.parameters.iter().map(|it| it.type_.as_str()).chain([it.result.as_str()]);
                types.collect::<Vec<_>>().join(", ")
            }
            (None, None) => String::new(),
        }
    }

    pub(super) fn method(&self, role: &str) -> Option<&MethodFacts> {
        self.methods.iter().find(|it| it.role == role)
    }
}

/// Whether it makes an inherited member abstract again, which is a slot that types outside can name.
pub(super) fn is_explicit_slot(item: &MemberItem) -> bool {
    item.is_abstract && item.name.as_str().trim_start_matches('.').contains('.')
}

/// Whether something carries an attribute of this namespace and name.
pub(super) fn has(attributes: &[AttributeItem], id: &str) -> bool {
    attributes.iter().any(|it| it.id.as_str() == id)
}

impl TypeFacts {
    pub(super) fn of(universe: &Universe<'_>, id: TypeId) -> Self {
        let (bases, interfaces) = ancestry(universe, id);
        let kind = universe.type_kind(id);
        let metadata = &universe.module(id.module).metadata;
        let invoke = universe.methods(id).find(|it| universe.method_name(MethodHandle::Def(*it)) == "Invoke");
        let layout = universe.type_row(id).map_or(0, |row| (row.flags & TypeAttributes::LAYOUT_MASK).bits());
        Self {
            bases,
            base_noted: universe.noted_of_base(id),
            interfaces,
            generics: universe.generic_shape_of_type(id),
            underlying: metadata.enum_underlying(id.rid).filter(|_| kind == TypeKind::Enum).map(Primitive::system_name),
            invoke: invoke.filter(|_| kind == TypeKind::Delegate).and_then(|it| universe.signature_shape(it)),
            fields: if kind == TypeKind::Struct { instance_fields(universe, id) } else { Vec::new() },
            sequential: layout == 0x08,
            holds_references: if kind == TypeKind::Struct { holds_references(universe, id, STRUCTS) } else { None },
        }
    }
}

fn instance_fields(universe: &Universe<'_>, id: TypeId) -> Vec<(String, bool)> {
    let is_instance =
        |id: &FieldId| universe.field_row(*id).is_some_and(|row| !row.flags.contains(FieldAttributes::STATIC));
    let fields = universe.fields(id).filter(is_instance);
    let name = |id| universe.field_name(crate::model::FieldHandle::Def(id)).safe().to_string();
    fields.map(|id| (name(id), universe.field_visibility(id) == Visibility::Public)).collect()
}

/// How deep structs in structs are looked at, and how many fields of each.
const STRUCTS: u32 = 4;
const STRUCT_FIELDS: usize = 64;

/// Whether an object of a struct holds a reference; `None` where nobody knows. What a type parameter stands for does not count.
fn holds_references(universe: &Universe<'_>, id: TypeId, depth: u32) -> Option<bool> {
    use crate::metadata::{Type as Signature, TypeDefOrRef};
    let metadata = &universe.module(id.module).metadata;
    let mut unknown = false;
    for field in universe.fields(id).take(STRUCT_FIELDS) {
        let row = universe.field_row(field)?;
        if row.flags.contains(FieldAttributes::STATIC) {
            continue;
        }
        let type_ = metadata.field_signature(row.signature).ok()?;
        let of_struct = |type_: TypeDefOrRef| match universe.resolve_type(id.module, type_) {
            Some(TypeHandle::Def(inner)) if universe.type_kind(inner) == TypeKind::Enum => Some(false),
            Some(TypeHandle::Def(inner)) => holds_references(universe, inner, depth.checked_sub(1)?),
            _ => None,
        };
        let holds = match type_.unmodified() {
            Signature::Primitive(Primitive::String | Primitive::Object)
            | Signature::SzArray(_)
            | Signature::Array(_)
            | Signature::Named { value_type: false, .. }
            | Signature::Instance { value_type: false, .. } => Some(true),
            Signature::Named { type_, .. } => of_struct(*type_),
            Signature::Instance { .. } => None,
            _ => Some(false),
        };
        match holds {
            Some(true) => return Some(true),
            Some(false) => {}
            None => unknown = true,
        }
    }
    (!unknown).then_some(false)
}

/// The bases of a type, and all that it and they implement.
fn ancestry(universe: &Universe<'_>, id: TypeId) -> (Vec<Base>, BTreeSet<String>) {
    let mut bases = Vec::new();
    let mut interfaces = BTreeSet::new();
    let mut seen = rustc_hash::FxHashSet::default();
    let (mut current, mut arguments) = (id, universe.open_arguments(id));
    loop {
        add_interfaces(universe, current, &arguments, &mut interfaces);
        if !seen.insert(current) || bases.len() as u64 >= universe.limits().base_chain {
            return (bases, interfaces);
        }
        let Some((base, column)) = universe.base(current) else { return (bases, interfaces) };
        let (exact, own) = universe.exact_column(current.module, column, &arguments);
        let assembly = Text(universe.assembly_of(base).0.text().into_owned());
        let visible = is_visible(universe, base);
        let key = (assembly, universe.type_doc_id(base));
        bases.push(Base { key, exact, arguments: own.clone(), visible });
        let TypeHandle::Def(next) = base else { return (bases, interfaces) };
        (current, arguments) = (next, own);
    }
}

/// Interfaces of one type that are followed.
const INTERFACES: usize = 4_096;

/// The interfaces that a type with these arguments names, and those that they extend: not every compiler writes these out.
fn add_interfaces(universe: &Universe<'_>, of: TypeId, arguments: &[String], interfaces: &mut BTreeSet<String>) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut next = vec![(of, arguments.to_vec())];
    while let Some((id, arguments)) = next.pop() {
        for (interface, column) in universe.own_interfaces(id) {
            let (exact, own) = universe.exact_column(id.module, column, &arguments);
            if seen.len() >= INTERFACES || !seen.insert(exact.clone()) {
                continue;
            }
            if is_visible(universe, interface) {
                interfaces.insert(exact);
            }
            if let TypeHandle::Def(interface) = interface {
                next.push((interface, own));
            }
        }
    }
}

fn is_visible(universe: &Universe<'_>, handle: TypeHandle) -> bool {
    match handle {
        TypeHandle::Def(id) => universe.is_visible_outside(id),
        TypeHandle::Missing(..) => true,
    }
}

/// On methods that override one that returns a base of what they return.
const COVARIANT: &str = "T:System.Runtime.CompilerServices.PreserveBaseOverridesAttribute";

impl MemberFacts {
    pub(super) fn of(universe: &Universe<'_>, item: &MemberItem) -> Self {
        let mut facts = Self::default();
        let method = |role: &'static str, id: MethodId| {
            let flags = universe.method_row(id).map_or(MethodAttributes::empty(), |row| row.flags);
            let signature = universe.signature_shape(id);
            let own = attributes(universe, id.module, HasCustomAttribute::MethodDef(id.rid));
            let is_error = !role.is_empty() && own.iter().any(AttributeItem::is_error);
            let covariant = has(&own, COVARIANT);
            MethodFacts { role, visibility: universe.method_visibility(id), flags, signature, covariant, is_error }
        };
        match item.subject {
            Subject::Field(crate::model::FieldHandle::Def(id)) => {
                let flags = universe.field_row(id).map_or(FieldAttributes::empty(), |row| row.flags);
                let metadata = &universe.module(id.module).metadata;
                let type_ = universe.field_row(id).and_then(|row| metadata.field_signature(row.signature).ok());
                let (parent, visibility) = (HasCustomAttribute::Field(id.rid), universe.field_visibility(id));
                facts.is_of(universe, universe.field_owner(id), parent, visibility, type_);
                facts.literal = flags.contains(FieldAttributes::LITERAL);
                facts.read_only = flags.contains(FieldAttributes::INIT_ONLY);
                facts.value = item.signature.split_once(" = ").map(|(_, value)| value.to_owned());
            }
            Subject::Method(MethodHandle::Def(id)) => facts.methods.push(method("", id)),
            Subject::Property(id) => {
                if let Some(it) = universe.property(id) {
                    let roles = [("get", it.getter), ("set", it.setter)];
                    facts.methods.extend(roles.into_iter().filter_map(|(role, id)| Some(method(role, id?))));
                    facts.methods.extend(it.others.iter().map(|id| method("other", *id)));
                }
                let metadata = &universe.module(id.module).metadata;
                let row = metadata.row(id.rid).ok();
                let type_ = row.and_then(|row| Some(metadata.property_signature(row.signature).ok()?.type_));
                let (parent, visibility) = (HasCustomAttribute::Property(id.rid), universe.property_visibility(id));
                facts.is_of(universe, universe.property_owner(id), parent, visibility, type_);
            }
            Subject::Event(id) => {
                if let Some(it) = universe.event(id) {
                    let roles = [("add", it.add), ("remove", it.remove), ("raise", it.raise)];
                    facts.methods.extend(roles.into_iter().filter_map(|(role, id)| Some(method(role, id?))));
                    facts.methods.extend(it.others.iter().map(|id| method("other", *id)));
                }
                let column = universe.module(id.module).metadata.row(id.rid).ok().and_then(|row| row.event_type);
                let type_ = column.and_then(|column| universe.column_type(id.module, column));
                let (parent, visibility) = (HasCustomAttribute::Event(id.rid), universe.event_visibility(id));
                facts.is_of(universe, universe.event_owner(id), parent, visibility, type_);
            }
            _ => {}
        }
        facts
    }

    /// Takes over the type of a field, a property or an event.
    fn is_of(
        &mut self,
        universe: &Universe<'_>,
        owner: Option<TypeId>,
        parent: HasCustomAttribute,
        visibility: Visibility,
        type_: Option<crate::metadata::Type>,
    ) {
        let (Some(owner), Some(type_)) = (owner, type_) else { return };
        self.type_ = Some(universe.exact_type(owner.module, &type_, &universe.open_arguments(owner)));
        self.noted = universe.noted_of_member(owner, parent, visibility, &type_);
    }
}

/// A member by its id, and by what it is for the runtime: several can have one id, such as overloads by what they return.
pub(super) type MemberKey = (Text, String);

/// A type of a side, with its members.
pub(super) struct Type {
    pub(super) item: TypeItem,
    pub(super) facts: TypeFacts,
    pub(super) members: BTreeMap<MemberKey, Member>,
    /// Its members by name.
    names: BTreeMap<Text, Vec<MemberKey>>,
    /// Who can use it.
    pub(super) reach: Reach,
    /// Whether anybody outside can derive from it, or from a type that does.
    pub(super) heirs: bool,
    /// Whether anybody outside has to implement what is abstract in it.
    pub(super) implemented: bool,
    /// Whether anybody outside can make an object of it.
    pub(super) created: bool,
}

/// A member of a type.
pub(super) struct Member {
    pub(super) item: MemberItem,
    pub(super) facts: MemberFacts,
}

/// On constructors that set every required member.
const SETS_REQUIRED: &str = "T:System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute";

/// Members of one name that are looked at.
const OVERLOADS: usize = 1_024;

/// Who can use something, as other assemblies go.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Reach {
    Nobody,
    /// Types that derive from what it is in.
    Heirs,
    Everybody,
}

impl Type {
    pub(super) fn new(opened: &Opened<'_, '_>, id: TypeId, item: TypeItem, members: Vec<MemberItem>) -> Self {
        let universe = opened.universe;
        let members = members.into_iter().map(|item| {
            let facts = MemberFacts::of(universe, &item);
            ((item.id.clone(), facts.exact()), Member { item, facts })
        });
        let members: BTreeMap<MemberKey, Member> = members.collect();
        let mut names: BTreeMap<Text, Vec<MemberKey>> = BTreeMap::new();
        for (key, member) in &members {
            names.entry(member.item.name.clone()).or_default().push(key.clone());
        }
        let facts = TypeFacts::of(universe, id);
        let (reach, heirs, implemented, created) = (Reach::Nobody, false, false, false);
        Self { item, facts, members, names, reach, heirs, implemented, created }
    }

    /// Whether every constructor that others can call sets what is required.
    pub(super) fn sets_required(&self) -> bool {
        let constructors = self.members.values().filter(|it| it.item.kind == "constructor" && it.item.visible);
        let mut own = constructors.filter(|it| !it.item.is_static).peekable();
        own.peek().is_some() && own.all(|it| has(&it.item.attributes, SETS_REQUIRED))
    }

    /// The members of this name, as far as anybody would overload it.
    pub(super) fn named(&self, name: &Text) -> impl Iterator<Item = &Member> {
        let keys = self.names.get(name).map_or(&[][..], Vec::as_slice);
        keys.iter().take(OVERLOADS).filter_map(|key| self.members.get(key))
    }

    /// Who can use a member of this visibility.
    pub(super) fn reach_of(&self, visibility: &str) -> Reach {
        match visibility {
            "public" => self.reach,
            "protected" | "protected internal" if self.heirs => self.reach.min(Reach::Heirs),
            _ => Reach::Nobody,
        }
    }
}

/// An exact text for a person: with the names of generic parameters.
pub(super) fn with_names(exact: &str, of_type: &[GenericParameter], of_method: &[GenericParameter]) -> String {
    replaced(exact, |bangs, number| {
        let list = if bangs == 2 { of_method } else { of_type };
        list.get(number).map(|parameter| parameter.name.clone())
    })
}

/// An exact text with these type arguments in the place of the type parameters.
pub(super) fn with_arguments(exact: &str, arguments: &[String]) -> String {
    replaced(exact, |bangs, number| arguments.get(number).filter(|_| bangs == 1).cloned())
}

/// A text in which other texts stand for `!0` and `!!0`, as far as `text` knows any.
fn replaced(exact: &str, text: impl Fn(usize, usize) -> Option<String>) -> String {
    let mut result = String::with_capacity(exact.len());
    let mut rest = exact;
    while let Some((before, mark)) = rest.find('!').map(|at| rest.split_at(at)) {
        result.push_str(before);
        let bangs = if mark.starts_with("!!") { 2 } else { 1 };
        let digits = mark.bytes().skip(bangs).take_while(u8::is_ascii_digit).count();
        let (own, after) = mark.split_at(bangs + digits);
        match own.trim_start_matches('!').parse().ok().and_then(|number| text(bangs, number)) {
            Some(other) => result.push_str(&other),
            None => result.push_str(own),
        }
        rest = after;
    }
    result.push_str(rest);
    result
}
