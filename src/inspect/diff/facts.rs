//! What other code depends on of a type or a member: what is compared.

use std::collections::BTreeMap;

use super::ancestry::{Ancestry, Steps};
use super::structs::holds_references;
use crate::check::Opened;
use crate::inspect::marks::{AttributeItem, attributes};
use crate::inspect::members::MemberItem;
use crate::inspect::room::Room;
use crate::inspect::types::TypeItem;
use crate::metadata::{FieldAttributes, HasCustomAttribute, MethodAttributes, Primitive, TypeAttributes};
use crate::model::{
    FieldId, GenericParameter, MethodHandle, MethodId, Noted, SignatureShape, Subject, TypeId, TypeKind, Universe,
    Visibility,
};
use crate::text::Text;

/// What is compared of a type.
pub(super) struct TypeFacts {
    /// Its bases, and what it and they implement.
    pub(super) ancestry: Ancestry,
    /// What attributes say of the nearest one.
    pub(super) base_noted: Noted,
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
    /// Whether that is not known because it has too many fields.
    fields_cut: bool,
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
    pub(super) constant: bool,
    /// Whether it is a constant that is no field for the runtime.
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

    /// How many bytes its texts have.
    fn bytes(&self) -> usize {
        let of_signature = |it: &SignatureShape| {
            let parameters = it.parameters.iter().map(|it| it.type_.len() + it.name.len() + 128);
            it.result.len() + parameters.sum::<usize>()
        };
        let methods = self.methods.iter().filter_map(|it| it.signature.as_ref()).map(of_signature);
        // Those of the first method are in its key too.
        2 * methods.sum::<usize>() + self.type_.as_ref().map_or(0, |it| 2 * it.len())
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
    pub(super) fn of(universe: &Universe<'_>, id: TypeId, steps: &Steps) -> Self {
        let kind = universe.type_kind(id);
        let metadata = &universe.module(id.module).metadata;
        let invoke = universe.methods(id).find(|it| universe.method_name(MethodHandle::Def(*it)) == "Invoke");
        let layout = universe.type_row(id).map_or(0, |row| (row.flags & TypeAttributes::LAYOUT_MASK).bits());
        let mut fields_cut = false;
        let mut holds = || holds_references(universe, id, &mut fields_cut);
        let holds_references = if kind == TypeKind::Struct { holds() } else { None };
        Self {
            ancestry: Ancestry::of(universe, id, steps),
            base_noted: universe.noted_of_base(id),
            generics: universe.generic_shape_of_type(id),
            underlying: metadata.enum_underlying(id.rid).filter(|_| kind == TypeKind::Enum).map(Primitive::system_name),
            invoke: invoke.filter(|_| kind == TypeKind::Delegate).and_then(|it| universe.signature_shape(it)),
            fields: if kind == TypeKind::Struct { instance_fields(universe, id) } else { Vec::new() },
            sequential: layout == 0x08,
            holds_references,
            fields_cut,
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
                facts.constant = universe.is_constant(id);
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
    /// Its name with those of the types around it, `+` between them.
    pub(super) full_name: Text,
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
pub(super) const SETS_REQUIRED: &str = "T:System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute";

/// Who can use something, as other assemblies go.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Reach {
    Nobody,
    /// Types that derive from what it is in.
    Heirs,
    Everybody,
}

impl Type {
    pub(super) fn new(
        opened: &Opened<'_, '_>,
        id: TypeId,
        item: TypeItem,
        items: Vec<MemberItem>,
        (room, steps): (&mut Room, &Steps),
    ) -> Option<Self> {
        let universe = opened.universe;
        let mut members: BTreeMap<MemberKey, Member> = BTreeMap::new();
        for item in items {
            let facts = MemberFacts::of(universe, &item);
            if room.is_full() || !room.hold(facts.bytes()) {
                continue;
            }
            let is_static = if item.is_static { "static " } else { "" };
            let key = (item.id.clone(), format!("{is_static}{}", facts.exact()));
            // Of two that nothing tells apart the one counts that others can use.
            if !members.get(&key).is_some_and(|known| known.item.visible) {
                members.insert(key, Member { item, facts });
            }
        }
        let mut names: BTreeMap<Text, Vec<MemberKey>> = BTreeMap::new();
        for (key, member) in &members {
            names.entry(member.item.name.clone()).or_default().push(key.clone());
        }
        let most = usize::try_from(universe.limits().overloads).unwrap_or(usize::MAX);
        let left_out: usize = names.values().map(|keys| keys.len().saturating_sub(most)).sum();
        if left_out > 0 {
            for keys in names.values_mut() {
                keys.truncate(most);
            }
            let of = item.name.safe();
            opened.note(
                "LIMIT",
                format!("{left_out} overloads in {of} are not compared with others: see --limit overloads"),
            );
        }
        if room.is_full() {
            return None;
        }
        let facts = TypeFacts::of(universe, id, steps);
        if facts.ancestry.cut {
            let what = "are left out: they are too many, or their type arguments are too long";
            opened.note("LIMIT", format!("bases or interfaces of {} {what}", item.name.safe()));
        }
        if facts.fields_cut {
            let of = item.name.safe();
            opened.note("LIMIT", format!("whether {of} holds references is not known: see --limit struct-fields"));
        }
        if !room.hold(facts.ancestry.bytes()) {
            return None;
        }
        let (reach, heirs, implemented, created) = (Reach::Nobody, false, false, false);
        let full_name = universe.full_name(crate::model::TypeHandle::Def(id));
        Some(Self { item, full_name, facts, members, names, reach, heirs, implemented, created })
    }

    /// Its constructors that others can call.
    pub(super) fn constructors(&self) -> impl Iterator<Item = &Member> {
        let constructors = self.members.values().filter(|it| it.item.kind == "constructor" && it.item.visible);
        constructors.filter(|it| !it.item.is_static)
    }

    /// Whether every constructor that others could call before sets what is required.
    pub(super) fn sets_required(&self, before: &Self) -> bool {
        let mut known = before.constructors().filter_map(|it| self.constructor(&it.item.id)).peekable();
        let mut own = self.constructors().peekable();
        // Where none is left, those that are new are meant.
        let sets = |it: &Member| has(&it.item.attributes, SETS_REQUIRED);
        if known.peek().is_some() { known.all(sets) } else { own.peek().is_some() && own.all(sets) }
    }

    fn constructor(&self, id: &Text) -> Option<&Member> {
        self.members.range((id.clone(), String::new())..).next().filter(|(key, _)| key.0 == *id).map(|(_, it)| it)
    }

    /// The members of this name, as far as [`Limits::overloads`](crate::limits::Limits::overloads) goes.
    pub(super) fn named(&self, name: &Text) -> impl Iterator<Item = &Member> {
        let keys = self.names.get(name).map_or(&[][..], Vec::as_slice);
        keys.iter().filter_map(|key| self.members.get(key))
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
