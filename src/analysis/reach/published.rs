//! Objects of a call that are stored in something shared: from then on every call sees what is done to them.

use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::Reach;
use super::alive::Calls;
use super::links::{Changed, Holder, Links, Put, Shelf, Site};
use crate::analysis::budget::Bounds;
use crate::analysis::flow::ContextId;
use crate::analysis::objects::ObjectId;
use crate::il::IlOffset;

/// Objects in objects that are looked into. Not a limit to be set: what is further inside counts as the call's own.
const DEPTH: u32 = 4;

/// Fields that are told apart for one object. Not a limit to be set: of more, the last stands for the rest.
const PLACES: usize = 4;

/// Where an object comes to be in something shared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Stored {
    site: Site,
    place: Shelf,
    /// The object that holds it, or out of which it was read there.
    from: Option<ObjectId>,
}

/// A change of an object that is in something shared by then.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Late {
    pub(super) at: IlOffset,
    pub(super) object: ObjectId,
    pub(super) place: Shelf,
}

impl Reach<'_, '_, '_> {
    /// The changes of objects of this call that can run after the object was stored in something shared: by context, each ascending.
    pub(super) fn changed_late(&mut self, links: Links) -> BTreeMap<ContextId, Vec<Late>> {
        let mut found: BTreeMap<ContextId, Vec<Late>> = BTreeMap::new();
        // Where something was cut short, objects and calls are no longer told apart: what was stored would be taken for what is changed.
        if !self.flow.bounds.is_empty() {
            return found;
        }
        let mut changed: Vec<Changed> =
            links.changes.keys().copied().filter(|(object, _)| links.puts.contains_key(object)).collect();
        if changed.is_empty() {
            return found;
        }
        changed.sort_unstable();
        self.flow.allow_more();
        let mut search = Search { reach: self, calls: Calls::new(self), links, known: FxHashMap::default() };
        for key in changed {
            let (object, from) = key;
            let stored = search.stored(object, DEPTH);
            let same = |it: &&Stored| from.is_none() || it.from.is_none() || it.from == from;
            let stored: Vec<Stored> = stored.iter().filter(same).copied().collect();
            let places = search.places(object, &stored);
            let mut left: BTreeSet<Site> =
                search.links.changes.get(&key).map(|sites| sites.iter().copied().collect()).unwrap_or_default();
            for (number, place) in places.iter().take(PLACES).enumerate() {
                // Of the last one the others' sites count as well.
                let is_last = number + 1 == PLACES;
                let here =
                    stored.iter().filter(|it| it.place == *place || is_last && !places[..number].contains(&it.place));
                let asked = left.iter().map(|(context, _)| *context);
                let alive = search.calls.alive(self, object, here.map(|it| it.site), asked);
                left.retain(|site| {
                    let told = alive.has(*site);
                    if told {
                        found.entry(site.0).or_default().push(Late { at: site.1, object, place: *place });
                    }
                    !told
                });
            }
        }
        if self.flow.is_spent() {
            self.flow.bounds |= Bounds::STEPS;
        }
        for late in found.values_mut() {
            late.sort_unstable();
        }
        self.flow.allow_more();
        found
    }
}

struct Search<'s, 'p, 'u, 'a> {
    reach: &'s Reach<'p, 'u, 'a>,
    calls: Calls,
    links: Links,
    /// What was found; empty while an object is looked at.
    known: FxHashMap<ObjectId, Rc<[Stored]>>,
}

impl Search<'_, '_, '_, '_> {
    /// Where an object comes to be in something shared: it is put there, or into an object that is there by then, or the object
    /// that holds it is put there later, as long as that is the same.
    fn stored(&mut self, object: ObjectId, depth: u32) -> Rc<[Stored]> {
        if let Some(known) = self.known.get(&object) {
            return Rc::clone(known);
        }
        let Some(depth) = depth.checked_sub(1).filter(|_| !self.reach.flow.is_spent()) else { return Rc::default() };
        self.known.insert(object, Rc::default());
        let mut found: Vec<Stored> = Vec::new();
        let mut inside: BTreeMap<ObjectId, BTreeSet<Site>> = BTreeMap::new();
        for Put { site, holder, from } in self.links.puts.get(&object).into_iter().flatten().copied() {
            match holder {
                Holder::Shared(place) => found.push(Stored { site, place, from }),
                Holder::Object(holder) => _ = inside.entry(holder).or_default().insert(site),
            }
        }
        for (holder, sites) in inside {
            let outer = self.stored(holder, depth);
            let Some(Stored { place, .. }) = outer.first().copied() else { continue };
            let from = Some(holder);
            let outside = outer.iter().map(|it| it.site);
            let asked = sites.iter().map(|(context, _)| *context);
            let already = self.calls.alive(self.reach, holder, outside.clone(), asked);
            let already = sites.iter().filter(|site| already.has(**site));
            found.extend(already.map(|site| Stored { site: *site, place, from }));
            let asked = outside.map(|(context, _)| context);
            let later = self.calls.alive(self.reach, holder, sites.iter().copied(), asked);
            found.extend(outer.iter().filter(|it| later.has(it.site)).map(|it| Stored { from, ..*it }));
        }
        found.sort_unstable();
        found.dedup();
        let found: Rc<[Stored]> = found.into();
        self.known.insert(object, Rc::clone(&found));
        found
    }

    /// The fields and the like that an object comes to be in: those into which it is put itself first.
    fn places(&self, object: ObjectId, stored: &[Stored]) -> Vec<Shelf> {
        let is_direct = |place: Shelf| {
            let mut puts = self.links.puts.get(&object).into_iter().flatten();
            puts.any(|put| put.holder == Holder::Shared(place))
        };
        let mut places: Vec<Shelf> = stored.iter().map(|it| it.place).collect();
        places.sort_unstable();
        places.dedup();
        places.sort_by_key(|place| !is_direct(*place));
        places
    }
}
