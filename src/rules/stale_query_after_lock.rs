//! `stale-query-after-lock`

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::records::{Names, Records};
use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::{CallSite, ContextId, Phase};
use crate::dataverse::{ServiceMember, service_member};
use crate::finding::RuleInfo;
use crate::il::{IlOffset, Opcode};
use crate::model::MethodId;

declare_rule! {
    /// A query is repeated after an update that is to serve as a lock.
    ///
    /// ## Why it matters
    ///
    /// Writing to a record takes its lock; what is read after that is what counts. `IOrganizationService.RetrieveMultiple` may answer the second
    /// time from a cache that the first call filled, so that the number read after the lock is the one from before it.
    ///
    /// ## What is found
    ///
    /// `RetrieveMultiple` of the same entity before and after an `Update` on one path, whether a query, FetchXML or a helper names the entity. It is a pattern, not a proof: confidence is Low.
    ///
    /// ## What to do instead
    ///
    /// After the lock read with `Retrieve`, or send a `RetrieveMultipleRequest` by `Execute`: both read the database.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// Entity counter = service.RetrieveMultiple(query).Entities[0];
    /// service.Update(new Entity("acme_counter", counter.Id));           // takes the lock
    /// counter = service.RetrieveMultiple(query).Entities[0];            // found
    /// ```
    StaleQueryAfterLock {
        id: "stale-query-after-lock",
        aliases: [],
        severity: Info,
        confidence: Low,
        category: "Reliability",
        summary: "A query is repeated after an update that is to serve as a lock",
        help: "The second result can come from a cache. Read with Retrieve, or send a RetrieveMultipleRequest, after the update.",
    }
}

impl Rule for StaleQueryAfterLock {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::Silent
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        let sent = |message: &'static str| {
            let sites = cx.reach.calls.iter().filter(move |site| {
                cx.reach.phase(site.context) == Phase::Calling
                    && site.opcode != Opcode::Ldftn
                    && cx.service_call(site).is_some_and(|call| call.messages.contains(message))
            });
            sites.collect::<Vec<_>>()
        };
        let mut queries = sent("RetrieveMultiple");
        // A request reads the database.
        queries.retain(|site| matches!(service_member(cx.universe(), site.callee), Some(ServiceMember::Sends(_))));
        if queries.is_empty() || cx.root.is_none() {
            return;
        }
        let updates = sent("Update");
        let places = |sites: &[&CallSite]| {
            sites.iter().map(|site| (site.context, site.at)).collect::<FxHashSet<(ContextId, IlOffset)>>()
        };
        let records = Records::new(cx);
        let mut by_entity: BTreeMap<String, Vec<&CallSite>> = BTreeMap::new();
        for query in queries {
            if let Some(entity) = entity(&records, query) {
                by_entity.entry(entity).or_default().push(query);
            }
        }
        let callers = Callers::new(cx, &by_entity);
        // One query that nobody can start twice is not repeated.
        by_entity.retain(|_, same| same.len() > 1 || same.iter().any(|query| callers.is_called_twice(query.context)));
        if by_entity.len() > ENTITIES {
            cx.note_bound();
        }
        for same in by_entity.values().take(ENTITIES) {
            let after_query = cx.reach.after(&places(same));
            let locks: Vec<&CallSite> =
                updates.iter().copied().filter(|update| after_query.has(cx.reach, update.context, update.at)).collect();
            if locks.is_empty() {
                continue;
            }
            let after_lock = cx.reach.after(&places(&locks));
            let is_first = |query: &CallSite| !after_query.has(cx.reach, query.context, query.at);
            let first: Vec<(MethodId, IlOffset)> = same
                .iter()
                .filter(|query| is_first(query))
                .map(|query| (cx.reach.method(query.context), query.at))
                .collect();
            // What only a loop repeats asks for other pages or records: some method starts the first query and then, by another
            // instruction, one after the lock.
            let again = |query: &&&CallSite| {
                // An iterator that is moved on goes on behind its `yield`.
                let method = cx.reach.method(query.context);
                let is_other = |first: &(MethodId, IlOffset)| *first != (method, query.at);
                let before = !cx.program().is_iterator_step(method) && !first.is_empty() || first.iter().any(is_other);
                let direct = before && !is_first(query) && after_lock.has(cx.reach, query.context, query.at);
                let is_again = |(context, calls): (&ContextId, &Vec<IlOffset>)| {
                    let (first, later): (Vec<IlOffset>, Vec<IlOffset>) =
                        calls.iter().partition(|at| !after_query.has_within(cx.reach, *context, **at));
                    !first.is_empty() && later.iter().any(|at| after_lock.has_within(cx.reach, *context, *at))
                };
                direct || callers.of(query.context).any(is_again)
            };
            for query in same.iter().filter(again) {
                let text = "RetrieveMultiple is called again after an Update: its result can come from a cache and be older than the lock";
                hits.push(cx.hit_at_call(Self::INFO, query, text.to_owned()));
            }
        }
    }
}

/// Entities whose queries are looked at for one root.
const ENTITIES: usize = 256;

/// From where the methods with queries are called.
struct Callers(FxHashMap<ContextId, BTreeMap<ContextId, Vec<IlOffset>>>);

impl Callers {
    fn new(cx: &Context<'_, '_>, queries: &BTreeMap<String, Vec<&CallSite>>) -> Self {
        let mut callers: FxHashMap<_, BTreeMap<_, Vec<_>>> = FxHashMap::default();
        for query in queries.values().flatten() {
            callers.entry(query.context).or_default();
        }
        for context in cx.reach.contexts() {
            for edge in cx.reach.runs(*context) {
                if let Some(calls) = callers.get_mut(&edge.to) {
                    calls.entry(*context).or_default().push(edge.at);
                }
            }
        }
        Self(callers)
    }

    fn of(&self, context: ContextId) -> impl Iterator<Item = (&ContextId, &Vec<IlOffset>)> {
        self.0.get(&context).into_iter().flatten()
    }

    fn is_called_twice(&self, context: ContextId) -> bool {
        self.of(context).any(|(_, calls)| calls.len() > 1)
    }
}

/// The entity that a query asks for, where it is one and no other.
fn entity(records: &Records<'_, '_, '_>, query: &CallSite) -> Option<String> {
    let mut names = Names { names: BTreeSet::new(), complete: true };
    records.asked(query.context, *query.arguments.get(1)?, &mut names);
    let mut found = names.names.into_iter().filter(|_| names.complete);
    found.next().filter(|_| found.next().is_none())
}
