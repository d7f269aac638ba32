//! Calls that come to an override or an implementation by the slot that it fills.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::super::code::{Names, Shared};
use super::super::pick::Selection;
use super::super::room::Room;
use crate::check::Opened;
use crate::il::Instruction;
use crate::metadata::{MethodAttributes, MethodDef, MethodImpl, Token};
use crate::model::{MethodHandle, MethodId, Subject};
use crate::text::{Name, Text};

/// A method of a base or an interface, by which a member that was asked for is called.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SlotItem {
    /// Documentation-comment id of the member that was asked for.
    pub id: Shared,
    /// Its token.
    pub token: String,
    /// Simple name of its assembly.
    pub assembly: Text,
    /// The input it is from.
    pub input: Text,
    /// Documentation-comment id of the method that it overrides or implements.
    pub slot: Shared,
    /// How many instructions call that one.
    pub calls: usize,
}

/// Counts the calls of what the methods that were asked for override and implement.
pub(super) struct Slots<'o, 'a> {
    opened: &'o Opened<'o, 'a>,
    /// The virtual methods that were asked for by themselves, by the names of the slots that they may fill.
    by_name: FxHashMap<Name<'a>, Vec<MethodId>>,
    /// Which of them a call may run.
    filled: FxHashMap<Token, (Option<MethodHandle>, Vec<MethodId>)>,
    counts: BTreeMap<(MethodId, MethodHandle), usize>,
}

impl<'o, 'a> Slots<'o, 'a> {
    pub(super) fn new(names: &Names<'o, 'a>, selection: &Selection) -> Self {
        let opened: &'o Opened<'o, 'a> = names.opened;
        let mut slots =
            Self { opened, by_name: FxHashMap::default(), filled: FxHashMap::default(), counts: BTreeMap::new() };
        if !selection.is_all() {
            slots.find(selection);
        }
        slots
    }

    fn find(&mut self, selection: &Selection) {
        let universe = self.opened.universe;
        let (module, metadata) = (universe.input(), &universe.input().metadata);
        let mut of_other_name: FxHashMap<MethodId, Vec<Name<'a>>> = FxHashMap::default();
        for (_, row) in metadata.rows::<MethodImpl>() {
            let resolve = |token| universe.resolve_method(module.id, token);
            let slot = row.declaration.and_then(|it| resolve(it.token()));
            if let (Some(MethodHandle::Def(body)), Some(slot)) = (row.body.and_then(|it| resolve(it.token())), slot) {
                of_other_name.entry(body).or_default().push(universe.method_name(slot));
            }
        }
        for (rid, row) in metadata.rows::<MethodDef>() {
            if !row.flags.contains(MethodAttributes::VIRTUAL) || row.flags.contains(MethodAttributes::ABSTRACT) {
                continue;
            }
            let id = module.method_id(rid);
            let own = Subject::Method(MethodHandle::Def(id));
            let asked = std::iter::once(own).chain(own.accessed(universe));
            if asked.into_iter().any(|it| selection.has(universe, it, &it.id(universe))) {
                let others = of_other_name.get(&id).into_iter().flatten().copied();
                for name in std::iter::once(metadata.name(row.name)).chain(others) {
                    self.by_name.entry(name).or_default().push(id);
                }
            }
        }
        // Each is asked for each slot of its name.
        let most = usize::try_from(universe.limits().overloads).unwrap_or(usize::MAX);
        let left_out: usize = self.by_name.values().map(|ids| ids.len().saturating_sub(most)).sum();
        if left_out > 0 {
            self.by_name.values_mut().for_each(|ids| ids.truncate(most));
            let what = format!("of {left_out} methods it is not told what they override: see --limit overloads");
            self.opened.note("LIMIT", what);
        }
    }

    /// Notes what an instruction may run.
    pub(super) fn see(&mut self, caller: MethodId, instruction: &Instruction) {
        if self.by_name.is_empty() || !matches!(instruction.opcode.mnemonic(), "callvirt" | "ldvirtftn") {
            return;
        }
        let Some(token) = instruction.token() else { return };
        let (opened, by_name) = (self.opened, &self.by_name);
        let (slot, filled) = self.filled.entry(token).or_insert_with(|| {
            let slot = opened.universe.resolve_method(caller.module, token);
            (slot, slot.map(|slot| fill(opened, by_name, slot)).unwrap_or_default())
        });
        for id in filled {
            if let Some(slot) = slot {
                *self.counts.entry((*id, *slot)).or_default() += 1;
            }
        }
    }

    pub(super) fn finish(self, names: &Names<'_, '_>, room: &mut Room) -> Vec<SlotItem> {
        let mut items = Vec::new();
        for ((id, slot), calls) in self.counts {
            let (member, slot) = (names.of_method(id), names.id(Subject::Method(slot)));
            if !room.is_full() && room.take([&*member, &*slot]) {
                items.push(SlotItem {
                    id: member,
                    token: id.token().to_string(),
                    assembly: self.opened.info.name.clone(),
                    input: self.opened.universe.input().label.clone(),
                    slot,
                    calls,
                });
            }
        }
        items
    }
}

/// Those of the methods that an object of their type runs for a slot which is not theirs.
fn fill(opened: &Opened<'_, '_>, by_name: &FxHashMap<Name<'_>, Vec<MethodId>>, slot: MethodHandle) -> Vec<MethodId> {
    let universe = opened.universe;
    let candidates = by_name.get(&universe.method_name(slot)).into_iter().flatten().copied();
    let runs = |id: &MethodId| {
        let owner = universe.declaring_type(*id);
        slot != MethodHandle::Def(*id) && owner.is_some_and(|owner| universe.dispatch(owner, slot) == Some(*id))
    };
    candidates.filter(runs).collect()
}
