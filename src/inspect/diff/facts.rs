//! What other code depends on of a type or a member: what is compared.

use std::collections::BTreeMap;

use crate::check::Opened;
use crate::inspect::marks::AttributeItem;
use crate::inspect::members::MemberItem;
use crate::inspect::types::TypeItem;
use crate::metadata::{FieldAttributes, MethodAttributes, Primitive, TypeAttributes};
use crate::model::{
    FieldId, GenericParameter, MethodHandle, MethodId, SignatureShape, Subject, TypeHandle, TypeId, TypeKind, Universe,
    Visibility,
};
use crate::text::Text;

/// A type by its assembly and its documentation-comment id.
pub(super) type Key = (Text, Text);

/// What is compared of a type.
pub(super) struct TypeFacts {
    /// Its bases, nearest first; the last one is the first that is not at hand.
    pub(super) bases: Vec<Base>,
    /// All interfaces that it and its bases say to implement, but for those that only its assembly can use.
    pub(super) interfaces: Vec<String>,
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
pub(super) struct MemberFacts {
    /// The method, or the accessors with their roles.
    pub(super) methods: Vec<MethodFacts>,
    /// The type of a field, a property or an event, exactly.
    pub(super) type_: Option<String>,
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
        self.is(MethodAttributes::VIRTUAL) && !self.is(MethodAttributes::NEW_SLOT)
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
            interfaces,
            generics: universe.generic_shape_of_type(id),
            underlying: metadata.enum_underlying(id.rid).filter(|_| kind == TypeKind::Enum).map(Primitive::system_name),
            invoke: invoke.filter(|_| kind == TypeKind::Delegate).and_then(|it| universe.signature_shape(it)),
            fields: if kind == TypeKind::Struct { instance_fields(universe, id) } else { Vec::new() },
            sequential: layout == 0x08,
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

/// The bases of a type, and all that it and they implement.
fn ancestry(universe: &Universe<'_>, id: TypeId) -> (Vec<Base>, Vec<String>) {
    let mut bases = Vec::new();
    let mut interfaces = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    let (mut current, mut arguments) = (id, universe.open_arguments(id));
    loop {
        for (interface, column) in universe.own_interfaces(current) {
            let exact = universe.exact_column(current.module, column, &arguments).0;
            if is_visible(universe, interface) && !interfaces.contains(&exact) {
                interfaces.push(exact);
            }
        }
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

fn is_visible(universe: &Universe<'_>, handle: TypeHandle) -> bool {
    match handle {
        TypeHandle::Def(id) => universe.is_visible_outside(id),
        TypeHandle::Missing(..) => true,
    }
}

impl MemberFacts {
    pub(super) fn of(universe: &Universe<'_>, item: &MemberItem) -> Self {
        let mut facts = Self { methods: Vec::new(), type_: None, literal: false, read_only: false, value: None };
        let method = |role, id: MethodId| {
            let flags = universe.method_row(id).map_or(MethodAttributes::empty(), |row| row.flags);
            let signature = universe.signature_shape(id);
            MethodFacts { role, visibility: universe.method_visibility(id), flags, signature }
        };
        match item.subject {
            Subject::Field(crate::model::FieldHandle::Def(id)) => {
                let flags = universe.field_row(id).map_or(FieldAttributes::empty(), |row| row.flags);
                facts.type_ = field_type(universe, id);
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
                facts.type_ = property_type(universe, id);
            }
            Subject::Event(id) => {
                if let Some(it) = universe.event(id) {
                    let roles = [("add", it.add), ("remove", it.remove), ("raise", it.raise)];
                    facts.methods.extend(roles.into_iter().filter_map(|(role, id)| Some(method(role, id?))));
                    facts.methods.extend(it.others.iter().map(|id| method("other", *id)));
                }
                let module = universe.module(id.module);
                let column = module.metadata.row(id.rid).ok().and_then(|row| row.event_type);
                let arguments = universe.event_owner(id).map(|it| universe.open_arguments(it)).unwrap_or_default();
                facts.type_ = column.map(|column| universe.exact_column(id.module, column, &arguments).0);
            }
            _ => {}
        }
        facts
    }
}

fn field_type(universe: &Universe<'_>, id: FieldId) -> Option<String> {
    let signature = universe.module(id.module).metadata.field_signature(universe.field_row(id)?.signature).ok()?;
    let arguments = universe.field_owner(id).map(|it| universe.open_arguments(it)).unwrap_or_default();
    Some(universe.exact_type(id.module, &signature, &arguments))
}

fn property_type(universe: &Universe<'_>, id: crate::model::PropertyId) -> Option<String> {
    let metadata = &universe.module(id.module).metadata;
    let signature = metadata.property_signature(metadata.row(id.rid).ok()?.signature).ok()?;
    let arguments = universe.property_owner(id).map(|it| universe.open_arguments(it)).unwrap_or_default();
    Some(universe.exact_type(id.module, &signature.type_, &arguments))
}

/// A type of a side, with its members by their ids.
pub(super) struct Type {
    pub(super) item: TypeItem,
    pub(super) facts: TypeFacts,
    pub(super) members: BTreeMap<Text, Member>,
    /// The ids of its members, by name.
    names: BTreeMap<Text, Vec<Text>>,
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
            (item.id.clone(), Member { item, facts })
        });
        let members: BTreeMap<Text, Member> = members.collect();
        let mut names: BTreeMap<Text, Vec<Text>> = BTreeMap::new();
        for (id, member) in &members {
            names.entry(member.item.name.clone()).or_default().push(id.clone());
        }
        let facts = TypeFacts::of(universe, id);
        let (reach, heirs, implemented, created) = (Reach::Nobody, false, false, false);
        Self { item, facts, members, names, reach, heirs, implemented, created }
    }

    /// The members of this name, as far as anybody would overload it.
    pub(super) fn named(&self, name: &Text) -> impl Iterator<Item = &Member> {
        let ids = self.names.get(name).map_or(&[][..], Vec::as_slice);
        ids.iter().take(OVERLOADS).filter_map(|id| self.members.get(id))
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
