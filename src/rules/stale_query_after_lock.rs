//! `stale-query-after-lock`

use rustc_hash::FxHashSet;

use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::facts::Action;
use crate::analysis::{CallSite, ContextId, Edge, Object, Phase};
use crate::dataverse::{ServiceMember, service_member};
use crate::finding::RuleInfo;
use crate::il::{IlOffset, Opcode};

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
    /// `RetrieveMultiple` of the same entity before and after an `Update` on one path. It is a pattern, not a proof: confidence is Low.
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
        let mut entities: Vec<String> = queries.iter().filter_map(|query| entity(cx, query)).collect();
        entities.sort_unstable();
        entities.dedup();
        for entity_name in entities {
            let same: Vec<&CallSite> =
                queries.iter().copied().filter(|query| entity(cx, query).as_ref() == Some(&entity_name)).collect();
            let after_query = cx.reach.after(&places(&same));
            let locks: Vec<&CallSite> =
                updates.iter().copied().filter(|update| after_query.has(cx.reach, update.context, update.at)).collect();
            let after_lock = cx.reach.after(&places(&locks));
            let is_first = |query: &CallSite| !after_query.has(cx.reach, query.context, query.at);
            // What only a loop repeats asks for other pages or records: some method starts the first query and then, by another
            // instruction, one after the lock.
            let again = |query: &&&CallSite| {
                let direct = same.iter().any(|query| is_first(query))
                    && !is_first(query)
                    && after_lock.has(cx.reach, query.context, query.at);
                let is_again = |context: ContextId| {
                    let calls = cx.reach.edges(context).iter().filter(|edge| edge.to == query.context);
                    let (first, later): (Vec<&Edge>, Vec<&Edge>) =
                        calls.partition(|edge| !after_query.has_within(cx.reach, context, edge.at));
                    !first.is_empty()
                        && later.iter().any(|edge: &&Edge| after_lock.has_within(cx.reach, context, edge.at))
                };
                direct || cx.reach.contexts().iter().copied().any(is_again)
            };
            for query in same.iter().filter(again) {
                let text = "RetrieveMultiple is called again after an Update: its result can come from a cache and be older than the lock";
                hits.push(cx.hit_at_call(Self::INFO, query, text.to_owned()));
            }
        }
    }
}

/// The entity that a query asks for, where its name is a constant.
fn entity(cx: &Context<'_, '_>, query: &CallSite) -> Option<String> {
    let made = query.operands.get(1)?.iter().find_map(|object| match cx.reach.object(object) {
        Object::Created { method, at, .. } => Some((method, at)),
        _ => None,
    })?;
    let code = cx.program().code(made.0)?;
    let Action::Call { arguments, .. } = code.facts.event_at(made.1)?.action else { return None };
    let name = *code.facts.arguments(arguments).first()?;
    let context = cx.reach.contexts().iter().copied().find(|context| cx.reach.method(*context) == made.0)?;
    cx.literal(context, name)
}
