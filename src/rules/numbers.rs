//! Numbers in attributes of records: which reads of attributes a value was computed from by adding.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::Context;
use super::records::{Place, called, is_followed};
use super::texts::Texts;
use crate::analysis::ContextId;
use crate::analysis::facts::{Value, ValueId};
use crate::il::{IlOffset, Opcode};

/// Values that are looked at for one root. Real plug-ins have a few.
const LOOKS: usize = 1 << 12;

/// The types by which records and their attributes are read and written, in `Microsoft.Xrm.Sdk`. The indexer of the collection is
/// declared in its base.
const RECORDS: &[&str] = &["Entity", "AttributeCollection", "DataCollection`2"];

/// Calls that add two numbers: for these types there is no instruction.
const ADDS: &[(&str, &str)] = &[
    ("System.Decimal", "Add"),
    ("System.Decimal", "op_Addition"),
    ("System.Decimal", "op_Increment"),
    ("Microsoft.VisualBasic.CompilerServices.Operators", "AddObject"),
];

/// An attribute of a record that is read or set.
pub(super) struct Access {
    pub(super) context: ContextId,
    pub(super) record: ValueId,
    /// The names that the attribute can have.
    pub(super) attributes: BTreeSet<String>,
    /// What it is set to.
    pub(super) value: Option<ValueId>,
}

impl Access {
    /// The calls of these members that read or set an attribute whose name is a constant.
    pub(super) fn all(cx: &Context<'_, '_>, members: &[&str]) -> BTreeMap<Place, Self> {
        let universe = cx.universe();
        let found = cx.reach.calls.iter().filter_map(|site| {
            let name = universe.method_name(site.callee);
            let owner = universe.method_owner(site.callee)?;
            let is_record = RECORDS.iter().any(|record| universe.is_named(owner, "Microsoft.Xrm.Sdk", record));
            if !is_record || site.opcode == Opcode::Ldftn || !members.iter().any(|member| name == *member) {
                return None;
            }
            let (record, attribute) = (*site.arguments.first()?, *site.arguments.get(1)?);
            let attributes: BTreeSet<String> = cx.texts(site.context, attribute).0.into_iter().collect();
            let access = Self { context: site.context, record, attributes, value: site.arguments.get(2).copied() };
            (!access.attributes.is_empty()).then_some(((site.context, site.at), access))
        });
        found.collect()
    }
}

/// Where the numbers that a root computes come from.
pub(super) struct Numbers<'x, 'c, 'a> {
    cx: &'x Context<'c, 'a>,
    texts: Texts<'x, 'c, 'a>,
    /// The calls that read an attribute into a variable: `TryGetValue("acme_next", out value)`.
    read: FxHashMap<(ContextId, u16), Vec<IlOffset>>,
    /// Values that may still be looked at.
    looks: usize,
}

impl<'x, 'c, 'a> Numbers<'x, 'c, 'a> {
    pub(super) fn new(cx: &'x Context<'c, 'a>) -> Self {
        let mut numbers = Self { cx, texts: Texts::new(cx), read: FxHashMap::default(), looks: LOOKS };
        for site in cx.reach.calls.iter().filter(|site| site.arguments.len() == 3) {
            let is_read = cx.universe().method_name(site.callee).as_bytes().starts_with(b"TryGet");
            let address = site.arguments.last().map(|address| cx.reach.facts(site.context).value(*address));
            if let Some(Value::LocalAddress(local)) = address.filter(|_| is_read) {
                numbers.read.entry((site.context, local)).or_default().push(site.at);
            }
        }
        numbers
    }

    /// Whether the bound was hit: something may be missing.
    pub(super) fn is_bounded(&self) -> bool {
        self.looks == 0
    }

    /// The reads among `reads` to whose result something was added to get a value: followed through variables, helpers, conversions and
    /// text.
    pub(super) fn added_to(
        &mut self,
        reads: &BTreeMap<Place, Access>,
        (context, value): (ContextId, ValueId),
    ) -> BTreeSet<Place> {
        let cx = self.cx;
        let mut found = BTreeSet::new();
        let mut opened = FxHashSet::default();
        let mut seen = FxHashSet::from_iter([(context, value, false)]);
        let mut pending = vec![(context, value, false)];
        while let Some((context, value, added)) = pending.pop() {
            let Some(left) = self.looks.checked_sub(1) else { return found };
            self.looks = left;
            cx.follow(context, value, &mut |context, value| {
                let facts = cx.reach.facts(context);
                let mut from = |values: &[ValueId], added: bool| {
                    let next = values.iter().map(|value| (context, *value, added));
                    pending.extend(next.filter(|next| seen.insert(*next)));
                };
                match facts.value(value) {
                    Value::Sum(left, right) => from(&[left, right], true),
                    Value::Local(local) | Value::LocalAddress(local) => {
                        let read = self.read.get(&(context, local)).into_iter().flatten().map(|at| (context, *at));
                        found.extend(read.filter(|place| added && reads.contains_key(place)));
                        if opened.insert((context, value, added)) {
                            from(&self.texts.parts(context, value), added);
                        }
                        return false;
                    }
                    Value::Returned(at) | Value::Created(at) => {
                        if reads.contains_key(&(context, at)) {
                            if added {
                                found.insert((context, at));
                            }
                            return true;
                        }
                        let Some((callee, _, arguments)) = called(cx, (context, at)) else {
                            if opened.insert((context, value, added)) {
                                from(&self.texts.parts(context, value), added);
                            }
                            return true;
                        };
                        if is_followed(cx, (context, at)) {
                            return false;
                        }
                        if ADDS.iter().any(|(owner, member)| cx.is_call_of(callee, owner, member)) {
                            from(arguments, true);
                            return true;
                        }
                        let parts = self.texts.parts(context, value);
                        if parts.is_empty() {
                            return false;
                        }
                        from(&parts, added);
                    }
                    _ => return false,
                }
                true
            });
        }
        found
    }
}
