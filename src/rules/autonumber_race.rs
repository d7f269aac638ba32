//! `autonumber-race`

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::numbers::{Access, Numbers};
use super::records::{Place, Records};
use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::{Phase, Without};
use crate::finding::RuleInfo;
use crate::il::Opcode;

declare_rule! {
    /// A number is read from a record, incremented and written back, and nothing keeps another call from reading the same number.
    ///
    /// ## Why it matters
    ///
    /// Reading takes no lock that lasts. Two calls at the same time read the same number, both add one, and two records get the same number.
    ///
    /// ## What is found
    ///
    /// An attribute of a retrieved record, found by `Retrieve` or by a query, that gets a new value computed by adding to its old one, and
    /// the `Update` that writes it to the same record or entity, where control can get to the reading without an earlier `Update` of that entity:
    /// one under an `if`, and the one that ended the pass of a loop before, lock nothing the first time.
    /// The number may be text on the way, and pass through helpers. It is a pattern, not a proof: confidence is Low.
    ///
    /// ## What is left alone
    ///
    /// The recommended form: write to the record first, which takes its lock until the transaction ends, then read it again and increment.
    /// A `Create`, or an `Update` of another entity, takes no such lock. Where an earlier update's entity cannot be told, nothing is reported.
    ///
    /// ## What to do instead
    ///
    /// Use an auto-number column. Or take the lock first.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// Entity counter = service.Retrieve("acme_counter", id, new ColumnSet("acme_next"));
    /// counter["acme_next"] = counter.GetAttributeValue<int>("acme_next") + 1;
    /// service.Update(counter);                                                // found
    /// ```
    AutonumberRace {
        id: "autonumber-race",
        aliases: ["il-use-autonumber-feature"],
        severity: Info,
        confidence: Low,
        category: "Reliability",
        summary: "A number is read, incremented and written back without a lock",
        help: "Use an auto-number column; or write to the record first, which takes its lock, and read the number after that.",
    }
}

impl Rule for AutonumberRace {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::Silent
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        if cx.root.is_none() {
            return;
        }
        let reads = Access::all(cx, &["get_Item", "GetAttributeValue", "TryGetAttributeValue", "TryGetValue"]);
        let read: BTreeSet<&str> = reads.values().flat_map(|read| &read.attributes).map(String::as_str).collect();
        let mut writes = Access::all(cx, &["set_Item", "SetAttributeValue", "Add"]);
        writes.retain(|_, write| write.attributes.iter().any(|attribute| read.contains(attribute.as_str())));
        if writes.is_empty() {
            return;
        }
        let records = Records::new(cx);
        let calls = cx.reach.calls.iter().filter(|site| site.opcode != Opcode::Ldftn);
        let changes = records.changes(calls.filter(|site| cx.reach.phase(site.context) == Phase::Calling));
        if !changes.iter().any(|change| change.is_update) {
            return;
        }
        let mut numbers = Numbers::new(cx);
        let mut reported = FxHashSet::default();
        let mut locked: FxHashMap<BTreeSet<Place>, Without> = FxHashMap::default();
        for (place, write) in &writes {
            let added = write.value.map(|value| numbers.added_to(&reads, (place.0, value))).unwrap_or_default();
            for read in added.iter().filter_map(|read| reads.get(read)) {
                if read.attributes.is_disjoint(&write.attributes) {
                    continue;
                }
                let from = records.origins(read.context, read.record);
                let to = records.origins(write.context, write.record);
                let retrieved = records.retrieved(&from.places);
                if retrieved.is_empty() {
                    continue;
                }
                let (entity, written) = (records.names(&from), records.names(&to));
                if to.places.is_disjoint(&retrieved) && entity.names.is_disjoint(&written.names) {
                    continue;
                }
                let locks = changes.iter().filter(|change| change.may_lock(&entity));
                let locks: BTreeSet<Place> = locks.map(|change| (change.site.context, change.site.at)).collect();
                let unlocked =
                    locked.entry(locks).or_insert_with_key(|locks| cx.reach.without(&locks.iter().copied().collect()));
                if !retrieved.iter().any(|(context, at)| unlocked.has(cx.reach, *context, *at)) {
                    continue;
                }
                let after_write = cx.reach.after(&FxHashSet::from_iter([*place]));
                for update in changes.iter().filter(|change| change.is_update) {
                    let site = update.site;
                    if !update.origins.places.is_disjoint(&to.places)
                        && after_write.has(cx.reach, site.context, site.at)
                        && reported.insert((cx.reach.method(site.context), site.at))
                    {
                        let text = format!(
                            "{} writes back a number that was read without a lock and incremented: two calls can read the same number",
                            cx.call_name(site.callee)
                        );
                        hits.push(cx.hit_at_call(Self::INFO, site, text));
                    }
                }
            }
        }
        if numbers.is_bounded() {
            cx.note_bound();
        }
    }
}
