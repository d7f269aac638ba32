//! What is known of one side of a comparison.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::ancestry::{Key, Steps};
use super::facts::{Reach, Type, is_explicit_slot};
use super::gaps::{Gap, add_gaps};
use super::plain::{self, Plain};
use super::{Query, Told};
use crate::check::{Opened, Options, Unit, visit_and_check};
use crate::finding::{Report, Status};
use crate::inspect::info::{InfoItem, info_of};
use crate::inspect::members::members_of;
use crate::inspect::pick::Selection;
use crate::inspect::refs::refs_of;
use crate::inspect::room::Room;
use crate::inspect::types::type_item;
use crate::metadata::{Rid, TypeDef};
use crate::model::{Module, ModuleId, Names, TypeHandle, TypeId};
use crate::text::Text;

/// An assembly of one side. What compilers made and nobody else can use is left out: its names change with every build.
pub(super) struct Side {
    /// What it is.
    pub(super) info: InfoItem,
    /// Its types.
    pub(super) types: Types,
    /// Types of other assemblies that are at hand: bases of its own, and those to which it forwards.
    others: BTreeMap<Key, Type>,
    /// The assembly to which it forwards a type.
    pub(super) forwarded: BTreeMap<Text, Text>,
    /// Where such a type is found in the end, as far as that is at hand; `None` where the assembly is and the type is not.
    pub(super) ends: BTreeMap<Text, Option<Key>>,
    /// Whether attributes say of anything in it what may be null.
    pub(super) says_nullable: bool,
    /// What is there, or there in one version or another.
    pub(super) plain: BTreeMap<plain::Key, Plain>,
    /// Why some of that may not be known.
    pub(super) gaps: BTreeSet<Gap>,
    /// Whether some of it was left out for want of room.
    is_cut: bool,
    /// How deep types are nested in types at most.
    nesting: usize,
}

/// A type by its id and its full name: where nothing but obfuscators made the names, a type in a type has the id of one in a namespace.
pub(super) type TypeKey = (Text, Text);

/// The types of an assembly.
#[derive(Default)]
pub(super) struct Types {
    pub(super) all: BTreeMap<TypeKey, Type>,
}

impl Types {
    /// The first type of this id.
    pub(super) fn get(&self, id: &Text) -> Option<&Type> {
        self.all.range((id.clone(), Text::default())..).next().filter(|(key, _)| key.0 == *id).map(|(_, it)| it)
    }

    pub(super) fn contains(&self, id: &Text) -> bool {
        self.get(id).is_some()
    }

    /// The type around a type of this assembly.
    pub(super) fn around(&self, of: &Type) -> Option<&Type> {
        let id = of.item.declaring_type.as_ref()?;
        let name = of.full_name.as_str().rsplit_once('+').map_or("", |(outer, _)| outer);
        self.all.get(&(id.clone(), Text::from(name))).or_else(|| self.get(id))
    }

    fn insert(&mut self, type_: Type) {
        self.all.insert((type_.item.id.clone(), type_.full_name.clone()), type_);
    }
}

/// The assemblies of a state by their names: there may be one for each framework.
pub(super) type ByName = BTreeMap<Text, Vec<Arc<Side>>>;

/// One side of a comparison.
pub(super) struct State {
    /// The assemblies by the inputs that they are; one that is there twice is in both places.
    pub(super) sides: Vec<(Text, Arc<Side>)>,
    /// Inputs that could not be read as a whole: of what is not there nobody knows whether it is gone.
    pub(super) unread: BTreeSet<Text>,
    /// What is known of it beside that.
    pub(super) told: Told,
}

impl State {
    /// Its assemblies by their names.
    pub(super) fn by_name(&self) -> ByName {
        let mut by_name = ByName::new();
        for (_, side) in &self.sides {
            by_name.entry(side.info.name.clone()).or_default().push(Arc::clone(side));
        }
        by_name
    }

    pub(super) fn of(units: &[Unit], query: &Query, options: &Options) -> Self {
        let (mut report, sides, mut checked) = visit_and_check(units, options, |opened| vec![Side::of(opened)]);
        let mut by_label: BTreeMap<Text, Side> =
            sides.into_iter().flatten().map(|side| (side.info.input.clone(), side)).collect();
        add_gaps(&mut by_label, &mut report, &checked);
        query.ruling.apply(&mut checked, &|rule| options.runs(rule), options.min_confidence, &options.severities);
        add_findings(&mut by_label, &checked);
        let unread = report.assemblies.iter().filter(|it| matches!(it.status, Status::NotManaged | Status::Failed));
        let cut = report.problems.iter().filter(|it| it.kind == "error" && it.code == "P17");
        let left_out = by_label.iter().filter(|(_, side)| side.is_cut).map(|(label, _)| label);
        let unread = unread.map(|it| &it.input).chain(cut.map(|it| &it.input)).chain(left_out).cloned().collect();
        let by_label: BTreeMap<Text, Arc<Side>> =
            by_label.into_iter().map(|(label, side)| (label, Arc::new(side))).collect();
        let sides = report.assemblies.iter().filter_map(|it| {
            let side = by_label.get(it.duplicate_of.as_ref().unwrap_or(&it.input))?;
            Some((it.input.clone(), Arc::clone(side)))
        });
        Self { sides: sides.collect(), unread, told: Told { read: report, checked } }
    }
}

/// Gives each assembly what `check` finds in it.
fn add_findings(sides: &mut BTreeMap<Text, Side>, report: &Report) {
    let homes: BTreeMap<Text, Text> =
        sides.iter().rev().map(|(label, side)| (side.info.name.clone(), label.clone())).collect();
    for finding in report.findings.iter().filter(|finding| finding.suppressed.is_none()) {
        let location = &finding.location;
        // Code of an assembly that is no input itself, such as a reference, is told where it is used.
        let home = Some(&location.input).filter(|label| sides.contains_key(*label));
        let home = home.or_else(|| homes.get(&location.assembly)).cloned().or_else(|| sides.keys().next().cloned());
        if let Some(side) = home.and_then(|label| sides.get_mut(&label)) {
            for mut it in plain::of_finding(finding) {
                // Several findings can say that a field is written.
                it.known &= side.plain.get(&it.key()).is_none_or(|other| other.known);
                side.plain.insert(it.key(), it);
            }
        }
    }
}

impl Side {
    fn of(opened: &Opened<'_, '_>) -> Self {
        let mut rooms = [Room::new(opened), Room::new(opened), Room::new(opened)];
        let [own, info, uses] = &mut rooms;
        let info = info_of(opened, info);
        let refs = refs_of(opened, &Selection::default(), uses);
        let mut side = Self {
            info,
            types: Types::default(),
            others: BTreeMap::new(),
            forwarded: BTreeMap::new(),
            ends: BTreeMap::new(),
            says_nullable: opened.universe.says_what_may_be_null(opened.universe.input().id),
            plain: BTreeMap::new(),
            gaps: BTreeSet::new(),
            is_cut: false,
            nesting: nesting(opened),
        };
        let forwarded = refs.iter().filter(|it| it.sites.iter().any(|site| site.place == "forwarded"));
        side.forwarded.extend(forwarded.map(|it| (it.id.clone(), it.assembly.clone())));
        let steps = Steps::new(opened.universe);
        side.add_types(opened, own, &steps);
        let libraries = plain::of_libraries(&refs);
        for it in plain::of_references(&side.info).chain(libraries).chain(refs.iter().map(plain::of_use)) {
            side.plain.insert(it.key(), it);
        }
        side.settle();
        side.is_cut = rooms.iter().any(Room::is_cut) || steps.are_gone();
        if steps.are_gone() {
            let what = "bases and interfaces of types are left out: see --limit comparison-steps";
            opened.note("LIMIT", what.to_owned());
        }
        for room in rooms {
            room.finish(opened);
        }
        side
    }

    fn add_types(&mut self, opened: &Opened<'_, '_>, room: &mut Room, steps: &Steps) {
        let (universe, program) = (opened.universe, opened.program());
        let input = universe.input();
        let mut make = |id: TypeId| {
            let item = type_item(opened, &program, id, Names::Full);
            let keeps = (item.visible || !item.generated) && !room.is_full();
            if !(keeps && room.take([&item.id, &item.name].into_iter().chain(&item.base).chain(&item.interfaces))) {
                return None;
            }
            // What a delegate and the number of an enumeration are like, their types say.
            let members = if item.kind == "delegate" {
                Vec::new()
            } else {
                let mut members = members_of(opened, &program, id, Names::Full, room);
                members.retain(|it| (it.visible || !it.generated) && it.name.as_str() != "value__");
                members
            };
            Type::new(opened, id, item, members, (room, steps))
        };
        let rows = input.metadata.rows::<TypeDef>().filter(|(_, row)| !input.metadata.is_deleted(row));
        let ids: Vec<TypeId> = rows.map(|(rid, _)| input.type_id(rid)).collect();
        let mut wanted: Vec<TypeId> = Vec::new();
        for id in ids {
            if steps.are_gone() {
                break;
            }
            wanted.extend(universe.lineage(id).into_iter().map(|(base, _)| base).filter(|it| it.module != input.id));
            if let Some(type_) = make(id) {
                self.types.insert(type_);
            }
        }
        let forwarded = forwarded_types(opened);
        self.ends.extend(lost_forwards(opened).into_iter().map(|id| (id, None)));
        let key_of = |id: TypeId| {
            let handle = TypeHandle::Def(id);
            (Text(universe.assembly_of(handle).0.text().into_owned()), universe.type_doc_id(handle))
        };
        self.ends.extend(forwarded.iter().map(|id| key_of(*id)).map(|key| (key.1.clone(), Some(key))));
        wanted.extend(forwarded);
        for id in wanted {
            let key = key_of(id);
            if !self.others.contains_key(&key)
                && let Some(type_) = make(id)
            {
                self.others.insert(key, type_);
            }
        }
    }

    /// Finds out who can use each type, and who can derive from it.
    fn settle(&mut self) {
        let direct: BTreeSet<TypeKey> =
            self.types.all.iter().filter(|(_, it)| can_be_derived_from(it)).map(|(key, _)| key.clone()).collect();
        // Types of which others do are known by their ids only.
        let (mut heirs, mut implemented) = (BTreeSet::new(), BTreeSet::new());
        for heir in direct.iter().filter_map(|key| self.types.all.get(key)) {
            let bases = heir.facts.ancestry.bases.iter().filter(|base| base.key.0 == heir.item.assembly);
            heirs.extend(bases.clone().map(|base| base.key.1.clone()));
            if heir.item.is_abstract {
                implemented.extend(bases.map(|base| base.key.1.clone()));
            }
        }
        // A type stands behind those around it.
        let keys: Vec<TypeKey> = self.types.all.keys().cloned().collect();
        for key in keys {
            let Some(type_) = self.types.all.get(&key) else { continue };
            let outer = type_.item.declaring_type.as_ref().map(|_| self.types.around(type_));
            let reach = match (outer, type_.item.visibility) {
                _ if !type_.item.visible => Reach::Nobody,
                (None, _) => Reach::Everybody,
                (Some(None), _) => Reach::Nobody,
                (Some(Some(outer)), visibility) => outer.reach_of(visibility),
            };
            let created = reach > Reach::Nobody && can_be_created(type_);
            let is_direct = direct.contains(&key);
            let Some(type_) = self.types.all.get_mut(&key) else { continue };
            type_.reach = reach;
            type_.heirs = reach > Reach::Nobody && (is_direct || heirs.contains(&key.0));
            type_.implemented = reach > Reach::Nobody && (is_direct || implemented.contains(&key.0));
            type_.created = created;
        }
        for type_ in self.others.values_mut() {
            let reach = if type_.item.visible { Reach::Everybody } else { Reach::Nobody };
            let (heirs, created) = (can_be_derived_from(type_), type_.item.visible && can_be_created(type_));
            (type_.reach, type_.heirs, type_.implemented, type_.created) = (reach, heirs, heirs, created);
        }
    }

    /// A type by its assembly and id, as far as it is at hand.
    pub(super) fn type_of(&self, (assembly, id): &Key) -> Option<&Type> {
        if *assembly == self.info.name
            && let Some(own) = self.types.get(id)
        {
            return Some(own);
        }
        self.others.get(&(assembly.clone(), id.clone()))
    }

    /// The type to which a forward leads in the end, as far as that is at hand.
    pub(super) fn end_of(&self, id: &Text) -> Option<&Type> {
        self.type_of(self.ends.get(id)?.as_ref()?)
    }

    /// The assembly to which a type is forwarded, or a type around it.
    pub(super) fn forward(&self, of: &Type, sides: &Self) -> Option<&Text> {
        let around = std::iter::successors(Some(of), |it| sides.types.around(it));
        around.take(self.nesting).find_map(|it| self.forwarded.get(&it.item.id))
    }
}

/// [`Limits::nesting`](crate::limits::Limits::nesting): the names of deeper types are cut, and so nothing is told of their own.
fn nesting(opened: &Opened<'_, '_>) -> usize {
    usize::try_from(opened.universe.limits().nesting).unwrap_or(usize::MAX)
}

/// Whether code outside that can use a type can make an object of it.
fn can_be_created(type_: &Type) -> bool {
    let constructors = || type_.members.values().filter(|it| it.item.kind == "constructor" && !it.item.is_static);
    let made = || !type_.item.is_abstract && constructors().any(|it| it.item.visibility == "public");
    type_.item.kind == "struct" || type_.item.kind == "class" && made()
}

/// Whether code outside can derive from a type, or implement it, as far as the type itself says.
fn can_be_derived_from(type_: &Type) -> bool {
    let item = &type_.item;
    if !item.visible || item.is_sealed || !matches!(item.kind, "class" | "interface") {
        return false;
    }
    let outside = |visibility: &str| matches!(visibility, "public" | "protected" | "protected internal");
    let mut members = type_.members.values().map(|it| &it.item);
    // What nobody outside can name, nobody outside can implement.
    let is_closed = type_
        .members
        .values()
        .any(|it| it.item.is_abstract && !outside(it.item.visibility) && !is_explicit_slot(&it.item));
    let mut constructors = members.by_ref().filter(|it| it.kind == "constructor" && !it.is_static);
    !is_closed && (item.kind == "interface" || constructors.any(|it| outside(it.visibility)))
}

/// The ids of types to which the input forwards and that are not in the assembly to which it does, though that is at hand.
fn lost_forwards(opened: &Opened<'_, '_>) -> Vec<Text> {
    let universe = opened.universe;
    let input = universe.input();
    let mut lost = Vec::new();
    for (_, row) in input.metadata.rows::<crate::metadata::ExportedType>() {
        let Some(crate::metadata::Implementation::AssemblyRef(target)) = row.implementation else { continue };
        let (namespace, name) = (input.metadata.name(row.namespace), input.metadata.name(row.name));
        let at_hand = input.assembly_ref(target).and_then(|(name, _)| universe.module_named(name.as_bytes()));
        let lacks =
            |home: &Module<'_>| home.top_level(namespace, name).is_none() && home.forwarded(namespace, name).is_none();
        if at_hand.is_some_and(lacks) {
            let dot = if namespace.is_empty() { "" } else { "." };
            lost.push(Text(format!("T:{}{dot}{}", namespace.text(), name.text())));
        }
    }
    lost
}

/// The types to which the input forwards, as far as they are at hand, each with those that it encloses.
fn forwarded_types(opened: &Opened<'_, '_>) -> Vec<TypeId> {
    let universe = opened.universe;
    let input = universe.input();
    let mut targets: BTreeSet<TypeId> = BTreeSet::new();
    for (_, row) in input.metadata.rows::<crate::metadata::ExportedType>() {
        let (namespace, name) = (input.metadata.name(row.namespace), input.metadata.name(row.name));
        let target = match row.implementation {
            Some(crate::metadata::Implementation::AssemblyRef(_)) => universe.exported_type(namespace, name),
            _ => None,
        };
        targets.extend(target.filter(|it| it.module != input.id));
    }
    let nesting = nesting(opened);
    let homes: BTreeSet<ModuleId> = targets.iter().map(|it| it.module).collect();
    let modules = homes.into_iter().map(|id| universe.module(id));
    let all = modules.flat_map(|module| module.metadata.rids::<TypeDef>().map(move |rid| (module, rid)));
    let is_wanted = |(module, rid): &(&Module<'_>, Rid<TypeDef>)| {
        let around = std::iter::successors(Some(*rid), |rid| module.enclosing(*rid));
        around.take(nesting).any(|rid| targets.contains(&module.type_id(rid)))
    };
    all.filter(is_wanted).map(|(module, rid)| module.type_id(rid)).collect()
}
