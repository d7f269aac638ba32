//! `autonumber-race`

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::facts::{Action, Value, ValueId};
use crate::analysis::{CallSite, ContextId, Object, Phase};
use crate::dataverse::{ServiceMember, service_member};
use crate::finding::RuleInfo;
use crate::il::{IlOffset, Opcode};

declare_rule! {
    /// A number is read from a record, incremented and written back, and nothing keeps another call from reading the same number.
    ///
    /// ## Why it matters
    ///
    /// Reading takes no lock that lasts. Two calls at the same time read the same number, both add one, and two records get the same number.
    ///
    /// ## What is found
    ///
    /// An attribute of a retrieved record that gets a new value computed by adding to its old one, and the `Update` that writes it to the
    /// same entity, without a change of data before the record was read. It is a pattern, not a proof: confidence is Low.
    ///
    /// ## What is left alone
    ///
    /// The recommended form: write to the record first, which takes its lock until the transaction ends, then read it again and increment.
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

/// The types by which records and their attributes are read and written, in `Microsoft.Xrm.Sdk`.
const RECORDS: &[&str] = &["Entity", "AttributeCollection"];

/// Pairs of reads and writes that are looked at for one root. Real plug-ins have a few.
const LOOKS: usize = 1 << 12;

/// An attribute of a record that is read or set.
struct Access<'c> {
    site: &'c CallSite,
    attribute: String,
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
        let updates = cx.reach.calls.iter().filter(|site| {
            cx.reach.phase(site.context) == Phase::Calling
                && site.opcode != Opcode::Ldftn
                && cx.service_call(site).is_some_and(|call| call.messages.contains("Update"))
        });
        let updates: Vec<&CallSite> = updates.collect();
        if updates.is_empty() {
            return;
        }
        let reads = accesses(cx, &["get_Item", "GetAttributeValue"]);
        let writes = accesses(cx, &["set_Item"]);
        let mut reported = FxHashSet::default();
        let mut read_in: FxHashMap<(ContextId, &str), Vec<&Access<'_>>> = FxHashMap::default();
        for read in &reads {
            read_in.entry((read.site.context, read.attribute.as_str())).or_default().push(read);
        }
        let mut looks = LOOKS;
        for write in &writes {
            for read in read_in.get(&(write.site.context, write.attribute.as_str())).into_iter().flatten() {
                let Some(left) = looks.checked_sub(1) else {
                    cx.note_bound();
                    return;
                };
                looks = left;
                if !is_increment(cx, read, write) {
                    continue;
                }
                let (Some(from), Some(to)) = (read.site.arguments.first(), write.site.arguments.first()) else {
                    continue;
                };
                let retrieved = retrieved(cx, &record(cx, read.site.context, *from));
                let written = record(cx, write.site.context, *to);
                let after_lock = retrieved.iter().any(|(context, at)| cx.after_changes().has(cx.reach, *context, *at));
                if retrieved.is_empty() || after_lock || !is_same_entity(cx, &retrieved, &written) {
                    continue;
                }
                let after_write = cx.reach.after(&FxHashSet::from_iter([(write.site.context, write.site.at)]));
                for update in &updates {
                    if sends(cx, update, &written)
                        && after_write.has(cx.reach, update.context, update.at)
                        && reported.insert((cx.reach.method(update.context), update.at))
                    {
                        let text = format!(
                            "{} writes back a number that was read without a lock and incremented: two calls can read the same number",
                            cx.call_name(update.callee)
                        );
                        hits.push(cx.hit_at_call(Self::INFO, update, text));
                    }
                }
            }
        }
    }
}

/// The calls that read or set an attribute whose name is a constant.
fn accesses<'c>(cx: &Context<'c, '_>, members: &[&str]) -> Vec<Access<'c>> {
    let universe = cx.universe();
    let found = cx.reach.calls.iter().filter_map(|site| {
        let name = universe.method_name(site.callee);
        let owner = universe.method_owner(site.callee)?;
        // The indexer of the collection is declared in its base.
        let is_record = RECORDS.iter().any(|record| universe.is_named(owner, "Microsoft.Xrm.Sdk", record))
            || universe.is_named(owner, "Microsoft.Xrm.Sdk", "DataCollection`2");
        if !is_record || !members.iter().any(|member| name == *member) {
            return None;
        }
        let attribute = cx.literal(site.context, *site.arguments.get(1)?)?;
        Some(Access { site, attribute })
    });
    found.collect()
}

/// Whether what is written is computed from what was read of the same attribute in the same method by adding to it.
fn is_increment(cx: &Context<'_, '_>, read: &Access<'_>, write: &Access<'_>) -> bool {
    if read.site.at >= write.site.at {
        return false;
    }
    let Some(value) = write.site.arguments.get(2) else { return false };
    is_computed(cx, write.site.context, *value) && adds_between(cx, write.site.context, (read.site.at, write.site.at))
}

fn is_computed(cx: &Context<'_, '_>, context: ContextId, value: ValueId) -> bool {
    let facts = cx.reach.facts(context);
    match facts.value(value) {
        Value::Computed => true,
        Value::Merged(number) => facts.merged(number).iter().any(|value| facts.value(*value) == Value::Computed),
        Value::Returned(at) => is_addition(cx, context, at),
        _ => false,
    }
}

/// Whether a call adds numbers: `decimal` has no instruction for that.
fn is_addition(cx: &Context<'_, '_>, context: ContextId, at: IlOffset) -> bool {
    match cx.reach.facts(context).event_at(at).map(|event| event.action) {
        Some(Action::Call { method, .. }) => cx.callee(context, method).is_some_and(|callee| {
            ["op_Addition", "op_Increment"].into_iter().any(|member| cx.is_call_of(callee, "System.Decimal", member))
        }),
        _ => false,
    }
}

fn adds_between(cx: &Context<'_, '_>, context: ContextId, (from, to): (IlOffset, IlOffset)) -> bool {
    let instructions = &cx.reach.code(context).instructions;
    let first = instructions.partition_point(|instruction| instruction.offset <= from);
    instructions.iter().skip(first).take_while(|instruction| instruction.offset < to).any(|instruction| {
        matches!(instruction.opcode, Opcode::Add | Opcode::AddOvf | Opcode::AddOvfUn)
            || matches!(instruction.opcode, Opcode::Call) && is_addition(cx, context, instruction.offset)
    })
}

/// Where a record comes from: the calls that returned it, or the instructions that make it.
type Places = BTreeSet<(ContextId, IlOffset)>;

/// Where the record comes from whose attribute is read or set; of an attribute collection, the record that it belongs to.
fn record(cx: &Context<'_, '_>, context: ContextId, value: ValueId) -> Places {
    let (mut places, mut collections) = (Places::new(), Vec::new());
    for round in 0..2 {
        let values = if round == 0 { vec![(context, value)] } else { std::mem::take(&mut collections) };
        for (context, value) in values {
            cx.follow(context, value, &mut |context, value| {
                let (Value::Returned(at) | Value::Created(at)) = cx.reach.facts(context).value(value) else {
                    return false;
                };
                let Some(Action::Call { method, arguments, opcode, .. }) =
                    cx.reach.facts(context).event_at(at).map(|event| event.action)
                else {
                    return false;
                };
                let Some(callee) = cx.callee(context, method) else { return false };
                if cx.universe().method_name(callee) == "get_Attributes" {
                    let owner = cx.reach.facts(context).arguments(arguments).first();
                    collections.extend(owner.map(|owner| (context, *owner)));
                    return true;
                }
                let known = opcode == Opcode::Newobj || service_member(cx.universe(), callee).is_some();
                if known {
                    places.insert((context, at));
                }
                known
            });
        }
    }
    places
}

/// The calls of `Retrieve` among the places that a record comes from.
fn retrieved(cx: &Context<'_, '_>, places: &Places) -> Places {
    let is_retrieve = |(context, at): &&(ContextId, IlOffset)| {
        let action = cx.reach.facts(*context).event_at(*at).map(|event| event.action);
        let Some(Action::Call { method, .. }) = action else { return false };
        cx.callee(*context, method).and_then(|callee| service_member(cx.universe(), callee))
            == Some(ServiceMember::Sends("Retrieve"))
    };
    places.iter().filter(is_retrieve).copied().collect()
}

/// Whether what is written to is the record that was read, or one that is made for the same entity.
fn is_same_entity(cx: &Context<'_, '_>, retrieved: &Places, to: &Places) -> bool {
    let named = |(context, at): &(ContextId, IlOffset), number: usize| {
        let facts = cx.reach.facts(*context);
        let Action::Call { arguments, .. } = facts.event_at(*at)?.action else { return None };
        cx.literal(*context, *facts.arguments(arguments).get(number)?)
    };
    // `Retrieve(name, …)` on a service, `new Entity(name)`.
    let read_of: BTreeSet<String> = retrieved.iter().filter_map(|place| named(place, 1)).collect();
    to.iter().any(|place| retrieved.contains(place) || named(place, 0).is_some_and(|name| read_of.contains(&name)))
}

/// Whether an update sends the record that was written to.
fn sends(cx: &Context<'_, '_>, update: &CallSite, written: &Places) -> bool {
    let made = |object: Object| match object {
        Object::Created { method, at, .. } => {
            written.iter().any(|(context, place)| *place == at && cx.reach.method(*context) == method)
        }
        _ => false,
    };
    let sent = cx.service_call(update).map(|call| call.record).unwrap_or_default();
    sent.iter().any(|object| made(cx.reach.object(object)))
        || update.arguments.get(1).is_some_and(|value| !record(cx, update.context, *value).is_disjoint(written))
}
