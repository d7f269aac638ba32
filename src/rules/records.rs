//! Records of Dataverse: which calls gave a record that code uses, and of which entity it is.

use std::cell::RefCell;
use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Context;
use super::texts::Literals;
use crate::analysis::facts::{Action, Value, ValueId};
use crate::analysis::{CallSite, ContextId, Object, Via};
use crate::dataverse::{ServiceMember, service_member};
use crate::il::{IlOffset, Opcode};
use crate::model::{MethodHandle, MethodId};

/// Values that are looked at to find where one record comes from. What is not looked at is not known.
const LOOKS: usize = 64;

/// A call.
pub(super) type Place = (ContextId, IlOffset);

/// Members of the framework and the SDK that give a record, or several, out of what they are called on or get first.
const GIVES: &[&str] = &[
    "AsEnumerable",
    "Cast",
    "ElementAt",
    "ElementAtOrDefault",
    "First",
    "FirstOrDefault",
    "GetEnumerator",
    "Last",
    "LastOrDefault",
    "OfType",
    "OrderBy",
    "OrderByDescending",
    "Reverse",
    "Single",
    "SingleOrDefault",
    "Skip",
    "Take",
    "ThenBy",
    "ThenByDescending",
    "ToArray",
    "ToEntity",
    "ToList",
    "Where",
    "get_Attributes",
    "get_Current",
    "get_Entities",
    "get_Entity",
    "get_EntityCollection",
    "get_Item",
];

/// Types whose `get_Item` gives a value of a record, or what is passed to a plug-in; none gives a record of a collection.
const KEYED: &[&str] =
    &["Entity", "AttributeCollection", "ParameterCollection", "EntityImageCollection", "DataCollection`2"];

/// Names of entities, and whether there can be no other.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub(super) names: BTreeSet<String>,
    pub(super) complete: bool,
}

impl Names {
    fn add(&mut self, (texts, complete): (Vec<String>, bool)) {
        self.names.extend(texts);
        self.complete &= complete;
    }

    /// Whether one entity can be named by both.
    pub(super) fn may_meet(&self, other: &Self) -> bool {
        !self.complete || !other.complete || !self.names.is_disjoint(&other.names)
    }
}

/// Where a record comes from.
#[derive(Clone, Debug, Default)]
pub(super) struct Origins {
    /// The calls that read it, or make it.
    pub(super) places: BTreeSet<Place>,
    /// Whether that is all.
    pub(super) complete: bool,
}

/// What there is to ask about the records that a root uses.
pub(super) struct Records<'x, 'c, 'a> {
    cx: &'x Context<'c, 'a>,
    /// The names that are set on records and queries behind their constructors, by what makes these.
    set: FxHashMap<(MethodId, IlOffset), Vec<(ContextId, ValueId)>>,
    literals: RefCell<Literals<'x, 'c, 'a>>,
}

impl<'x, 'c, 'a> Records<'x, 'c, 'a> {
    pub(super) fn new(cx: &'x Context<'c, 'a>) -> Self {
        let mut set: FxHashMap<_, Vec<_>> = FxHashMap::default();
        for site in &cx.reach.calls {
            let name = cx.universe().method_name(site.callee);
            if !(name == "set_LogicalName" || name == "set_EntityName") {
                continue;
            }
            let (Some(objects), Some(value)) = (site.operands.first(), site.arguments.get(1)) else { continue };
            for object in objects.iter() {
                if let Object::Created { method, at, .. } = cx.reach.object(object) {
                    set.entry((method, at)).or_default().push((site.context, *value));
                }
            }
        }
        Self { cx, set, literals: RefCell::new(Literals::new(cx)) }
    }

    /// Where a record comes from: followed through variables, helpers, collections, queries. Of a collection of attributes, the record
    /// that it belongs to.
    pub(super) fn origins(&self, context: ContextId, value: ValueId) -> Origins {
        let cx = self.cx;
        let mut origins = Origins { places: BTreeSet::new(), complete: true };
        let mut seen = FxHashSet::from_iter([(context, value)]);
        let mut pending = vec![(context, value)];
        while let Some((context, value)) = pending.pop() {
            let mut next = Vec::new();
            origins.complete &= cx.follow(context, value, &mut |context, value| {
                let facts = cx.reach.facts(context);
                let at = match facts.value(value) {
                    Value::Returned(at) | Value::Created(at) => at,
                    Value::Element(array) => {
                        next.push((context, array));
                        return true;
                    }
                    _ => return false,
                };
                let Some((callee, opcode, arguments)) = called(cx, (context, at)) else { return false };
                if opcode == Opcode::Newobj || service_member(cx.universe(), callee).is_some() {
                    origins.places.insert((context, at));
                    return true;
                }
                let source = arguments.first().filter(|_| gives(cx, callee) && !is_followed(cx, (context, at)));
                next.extend(source.map(|source| (context, *source)));
                source.is_some()
            });
            pending.extend(next.into_iter().filter(|value| seen.insert(*value)));
            if seen.len() > LOOKS {
                origins.complete = false;
                break;
            }
        }
        origins
    }

    /// The calls among the places that read records.
    pub(super) fn retrieved(&self, places: &BTreeSet<Place>) -> BTreeSet<Place> {
        let reads = |place: &&Place| {
            let member = called(self.cx, **place).and_then(|(callee, ..)| service_member(self.cx.universe(), callee));
            // Only an answer to a reading message leads from `Execute` to a record.
            matches!(
                member,
                Some(ServiceMember::Sends("Retrieve" | "RetrieveMultiple") | ServiceMember::Executes { .. })
            )
        };
        places.iter().filter(reads).copied().collect()
    }

    /// The entities of records by the calls that read or make them.
    pub(super) fn names(&self, origins: &Origins) -> Names {
        let mut names = Names { names: BTreeSet::new(), complete: origins.complete && !origins.places.is_empty() };
        for place in &origins.places {
            self.name(*place, &mut names);
        }
        names
    }

    fn name(&self, place: Place, names: &mut Names) {
        let cx = self.cx;
        let Some((callee, opcode, arguments)) = called(cx, place) else {
            names.complete = false;
            return;
        };
        let text = |number: usize| arguments.get(number).map(|value| cx.texts(place.0, *value)).unwrap_or_default();
        match service_member(cx.universe(), callee) {
            Some(ServiceMember::Sends("Retrieve")) => names.add(text(1)),
            Some(ServiceMember::Sends("RetrieveMultiple")) => match arguments.get(1) {
                Some(query) => self.asked(place.0, *query, names),
                None => names.complete = false,
            },
            None if opcode == Opcode::Newobj => self.made(place, names),
            _ => names.complete = false,
        }
    }

    /// The entities that a query asks for.
    pub(super) fn asked(&self, context: ContextId, query: ValueId, names: &mut Names) {
        let cx = self.cx;
        let mut made = Vec::new();
        names.complete &= cx.follow(context, query, &mut |context, value| {
            let Value::Created(at) = cx.reach.facts(context).value(value) else { return false };
            made.push((context, at));
            true
        });
        for place in made {
            self.made(place, names);
        }
    }

    /// The names that the instruction that makes a record or a query gives it, and those that are set later.
    fn made(&self, place: Place, names: &mut Names) {
        let cx = self.cx;
        let Some((callee, _, arguments)) = called(cx, place) else {
            names.complete = false;
            return;
        };
        let is_fetch = cx
            .universe()
            .method_owner(callee)
            .is_some_and(|owner| cx.universe().is_named(owner, "Microsoft.Xrm.Sdk.Query", "FetchExpression"));
        let set = self.set.get(&(cx.reach.method(place.0), place.1)).map_or(&[][..], Vec::as_slice);
        let first = arguments.first().map(|value| cx.texts(place.0, *value));
        let first = first.filter(|(texts, _)| !texts.is_empty());
        match first {
            Some((texts, complete)) if is_fetch => {
                let asked: Vec<Option<String>> = texts.iter().map(|text| fetched(text)).collect();
                names.complete &= asked.iter().all(Option::is_some);
                names.add((asked.into_iter().flatten().collect(), complete));
            }
            None if is_fetch => {
                names.add((arguments.first().map_or_else(Vec::new, |it| self.named_in(place.0, *it)), false));
            }
            Some(texts) => names.add(texts),
            // A class for one entity names it in the call of its base constructor.
            None if set.is_empty() => names.add(self.of_class(place)),
            None => {}
        }
        for (context, value) in set {
            names.add(cx.texts(*context, *value));
        }
    }

    /// The entities that FetchXML asks for which is joined of several texts.
    fn named_in(&self, context: ContextId, text: ValueId) -> Vec<String> {
        let mut names = Vec::new();
        let mut literals = self.literals.borrow_mut();
        literals.any(context, text, &mut |literal| {
            // A place for a value is no name.
            names.extend(fetched(literal).filter(|name| !name.contains('{')));
            false
        });
        if literals.is_bounded() {
            self.cx.note_bound();
        }
        names
    }

    /// The name that a class of the user's own gives its records.
    fn of_class(&self, (context, at): Place) -> (Vec<String>, bool) {
        let cx = self.cx;
        let mut texts = Vec::new();
        for edge in cx.reach.edges_at(context, at) {
            for event in cx.reach.facts(edge.to).events() {
                let Some((callee, Opcode::Call, arguments)) = called(cx, (edge.to, event.at)) else { continue };
                let is_record = cx.universe().method_name(callee) == ".ctor"
                    && cx
                        .universe()
                        .method_owner(callee)
                        .is_some_and(|owner| cx.universe().is_named(owner, "Microsoft.Xrm.Sdk", "Entity"));
                if is_record && let Some(name) = arguments.get(1) {
                    texts.extend(cx.texts(edge.to, *name).0);
                }
            }
        }
        let complete = !texts.is_empty();
        (texts, complete)
    }

    /// The calls that can take the lock of a record that exists.
    pub(super) fn changes(&self, sites: impl Iterator<Item = &'x CallSite>) -> Vec<Change<'x>> {
        sites.filter_map(|site| self.change(site)).collect()
    }

    fn change(&self, site: &'x CallSite) -> Option<Change<'x>> {
        /// Beside those with a name of the user's own, which holds an underscore.
        const UNTOLD: &[&str] =
            &["Assign", "ExecuteMultiple", "ExecuteTransaction", "SetState", "UpdateMultiple", "UpsertMultiple"];
        let call = self.cx.service_call(site)?;
        if call.changes == super::service_calls::Changes::No {
            return None;
        }
        let is_update = call.messages.contains("Update");
        let is_untold = call.messages.is_empty()
            || call.messages.iter().any(|message| UNTOLD.contains(&message.as_str()) || message.contains('_'));
        if !is_update && !is_untold && !call.messages.contains("Upsert") {
            return None;
        }
        let mut origins = Origins { places: BTreeSet::new(), complete: !is_untold };
        for (context, value) in call.sent {
            let sent = self.origins(context, value);
            origins.places.extend(sent.places);
            origins.complete &= sent.complete;
        }
        let names = self.names(&origins);
        Some(Change { site, is_update, origins, names })
    }
}

/// A call that can take the lock of a record that exists.
pub(super) struct Change<'x> {
    pub(super) site: &'x CallSite,
    /// Whether it is an update.
    pub(super) is_update: bool,
    /// Where the records come from that it sends.
    pub(super) origins: Origins,
    /// The entities of these.
    names: Names,
}

impl Change<'_> {
    /// Whether it can have locked a record of one of the entities: it changes one, or nobody can tell what it changes.
    pub(super) fn may_lock(&self, names: &Names) -> bool {
        self.names.may_meet(names)
    }
}

/// The call at a place.
pub(super) fn called<'x>(
    cx: &'x Context<'_, '_>,
    (context, at): Place,
) -> Option<(MethodHandle, Opcode, &'x [ValueId])> {
    let facts = cx.reach.facts(context);
    let Action::Call { method, arguments, opcode, .. } = facts.event_at(at)?.action else { return None };
    Some((cx.callee(context, method)?, opcode, facts.arguments(arguments)))
}

/// Whether a call runs code that is followed itself.
pub(super) fn is_followed(cx: &Context<'_, '_>, (context, at): Place) -> bool {
    let run = |via| matches!(via, Via::Call | Via::Callvirt | Via::Override | Via::Interface);
    cx.reach.edges_at(context, at).any(|edge| run(edge.via))
}

fn gives(cx: &Context<'_, '_>, callee: MethodHandle) -> bool {
    let universe = cx.universe();
    let name = universe.method_name(callee).text();
    if !GIVES.contains(&name.as_ref()) {
        return false;
    }
    let Some(owner) = universe.method_owner(callee) else { return false };
    let is_sdk = crate::dataverse::is_sdk_type(universe, owner);
    let is_keyed = name == "get_Item" && KEYED.iter().any(|keyed| universe.is_named(owner, "Microsoft.Xrm.Sdk", keyed));
    !is_keyed && (is_sdk || cx.is_framework_type(owner))
}

/// The entity that FetchXML asks for.
fn fetched(text: &str) -> Option<String> {
    let (_, element) = text.split_once("<entity")?;
    let (_, name) = element.split_once("name")?;
    let name = name.trim_start().strip_prefix('=')?.trim_start();
    let quote = name.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    name.get(1..)?.split_once(quote).map(|(name, _)| name.to_owned())
}
