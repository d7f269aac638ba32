//! `context-in-parallel`

use std::collections::BTreeSet;

use super::elsewhere::{Elsewhere, Threads};
use super::mention::Mention;
use super::parallel_execution::starts_work;
use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::facts::{Action, ValueId};
use crate::analysis::{CallSite, ContextId, Object, ObjectId, ValueSet, is_in};
use crate::dataverse::is_pipeline;
use crate::finding::{Confidence, RuleInfo, Severity};
use crate::il::{IlOffset, Opcode};
use crate::model::{MethodHandle, TypeHandle};

declare_rule! {
    /// An object of the pipeline is used by work on another thread.
    ///
    /// ## Why it matters
    ///
    /// The service and the context belong to the thread and the transaction of the call. A second thread that uses them at the same
    /// time breaks the transaction ("The transaction active in this session has been committed or aborted by another session") or
    /// mixes its requests with those of the first; `Entity` and parameter collections are plain dictionaries that two threads destroy.
    ///
    /// ## What is found
    ///
    /// `IOrganizationService`, the execution context and its parameters, the target and the service provider, where work that is started
    /// elsewhere (`Task`, `Thread`, `Parallel`, timers, PLINQ, …) uses one that was not made inside that work, or gets one as its
    /// argument. At Medium: a collection of the framework that is made outside and changed inside without a lock.
    ///
    /// ## What is left alone
    ///
    /// What the work makes for itself; concurrent collections; changes under a lock; entities that the plug-in made itself.
    ///
    /// ## What to do instead
    ///
    /// Do the work in the call, one after the other.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// Parallel.ForEach(ids, id => service.Delete("account", id));   // found, beside parallel-execution
    /// foreach (var id in ids) service.Delete("account", id);        // instead
    /// ```
    ContextInParallel {
        id: "context-in-parallel",
        aliases: [],
        severity: High,
        confidence: High,
        category: "Design",
        summary: "An object of the pipeline is used by work on another thread",
        help: "Services, contexts and targets belong to the thread and transaction of the call. Do the work in the call, one after the other.",
    }
}

/// Contexts of one call that are asked whether it reads the target.
const CALLS: usize = 16;

impl Rule for ContextInParallel {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::AtEntry
    }

    fn concerns(&self, mention: &Mention<'_, '_, '_>) -> bool {
        starts_work(mention)
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        if cx.work().is_empty() {
            return;
        }
        let mut search = Search { cx, threads: Threads::new(cx) };
        for work in cx.work() {
            search.examine(work.site(cx), hits);
        }
    }
}

/// An instruction, and the member that it is about.
type Place = ((ContextId, IlOffset), MethodHandle);

struct Search<'s, 'c, 'a> {
    cx: &'s Context<'c, 'a>,
    threads: Threads<'s, 'c, 'a>,
}

impl Search<'_, '_, '_> {
    fn examine(&mut self, site: &CallSite, hits: &mut Vec<Hit>) {
        let mut names: BTreeSet<String> = BTreeSet::new();
        let mut exact = true;
        let mut changed = None;
        let is_static = !self.cx.has_this(site.callee) && site.opcode != Opcode::Newobj;
        for (number, operand) in site.operands.iter().enumerate() {
            let Some(elsewhere) = self.threads.of(site, number, operand) else {
                // The object on which an instance method starts work is no data of the work.
                if number > 0 || is_static {
                    names.extend(self.pipeline_in(site.context, site.arguments.get(number).copied(), operand));
                }
                continue;
            };
            for context in &elsewhere.contexts {
                exact &= self.uses(*context, &elsewhere, &mut names);
            }
            changed = changed.or_else(|| self.changed(&elsewhere));
        }
        let name = self.cx.call_name(site.callee).replace(".set_", ".");
        let (place, target) = self.place(site);
        if !names.is_empty() {
            let names: Vec<String> = names.into_iter().collect();
            let message = format!(
                "{name} takes {} to another thread: it belongs to the thread and the transaction of the call",
                names.join(" and ")
            );
            hits.push(self.hit(site, (place, target), message, exact));
        } else if let Some((collection, exact)) = changed {
            let message = format!(
                "{collection} changes a collection that is made outside, on several threads at once: {name} runs it elsewhere"
            );
            let hit = self.hit(site, (place, target), message, exact);
            hits.push(Hit { severity: hit.severity.min(Severity::Medium), ..hit });
        }
    }

    fn hit(&self, site: &CallSite, (place, target): Place, message: String, exact: bool) -> Hit {
        let found = self.cx.hit_at_call(ContextInParallel::INFO, site, String::new());
        let confidence = if exact { found.confidence } else { Confidence::Medium };
        Hit { severity: found.severity, confidence, ..self.cx.hit_at(ContextInParallel::INFO, place, target, message) }
    }

    /// Where the finding stands, and which member it is about: the call; for a thread that is started, its construction.
    fn place(&self, site: &CallSite) -> Place {
        let goes_on = site.opcode != Opcode::Newobj && self.cx.has_this(site.callee);
        let made = site.operands.first().filter(|_| goes_on && self.cx.uses_work(site));
        let made = made.and_then(|threads| {
            threads.iter().find_map(|object| match self.cx.reach.object(object) {
                Object::Created { method, at, .. } => {
                    let context = *self.threads.contexts_of(method).first()?;
                    let Action::Call { method: token, .. } = self.cx.reach.facts(context).event_at(at)?.action else {
                        return None;
                    };
                    Some(((context, at), self.cx.callee(context, token)?))
                }
                _ => None,
            })
        });
        made.unwrap_or((site.place(), site.callee))
    }

    /// Notes the objects of the pipeline that a context calls or passes on; whether each can be nothing else.
    fn uses(&self, context: ContextId, elsewhere: &Elsewhere, names: &mut BTreeSet<String>) -> bool {
        let mut exact = true;
        for site in self.threads.calls_of(context) {
            let shift = usize::from(site.opcode == Opcode::Newobj);
            for (number, operand) in site.operands.iter().enumerate() {
                for object in operand.iter().filter(|object| self.is_from_outside(*object, elsewhere)) {
                    let declared = || self.cx.operand_type(site.callee, number + shift);
                    if let Some(name) = self.pipeline_name(object, declared) {
                        names.insert(name);
                        exact &= operand.iter().all(|it| it == object || it == ObjectId::OPAQUE);
                    }
                }
            }
        }
        exact
    }

    fn is_from_outside(&self, object: ObjectId, elsewhere: &Elsewhere) -> bool {
        match self.cx.reach.object(object) {
            Object::Passed(_) => true,
            // A helper that both sides call gives each its own, unless the work brings along what it gave to the caller.
            Object::Received { method, .. } | Object::Created { method, .. } => {
                !elsewhere.methods.contains(&method) || elsewhere.carried.contains(&object)
            }
            _ => self.cx.reach.is_shared(object) && object != ObjectId::ROOT,
        }
    }

    /// The name of the pipeline's type that an object has, by what is known of it, else by how it is declared.
    fn pipeline_name(&self, object: ObjectId, declared: impl Fn() -> Option<TypeHandle>) -> Option<String> {
        let known = match self.cx.reach.object(object) {
            // A record that was read is a plain object, unlike the target.
            Object::Received { .. } if self.cx.reach.is_answer(object) => return None,
            Object::Received { .. } => self.cx.reach.received_as(object),
            // What the plug-in made itself is its own; but for the SDK's context that wraps a service.
            Object::Created { .. } => {
                return declared()
                    .filter(|it| wraps_service(self.cx, *it))
                    .map(|it| self.cx.universe().type_display(it));
            }
            _ => None,
        };
        if self.cx.reach.is_received_item(object) && self.is_target(object) {
            return Some("the target".to_owned());
        }
        let handle = known.filter(|it| is_pipeline(self.cx.universe(), *it)).or_else(declared)?;
        is_pipeline(self.cx.universe(), handle).then(|| self.cx.universe().type_display(handle))
    }

    /// Whether an object is `InputParameters["Target"]`, whatever it is cast to later.
    fn is_target(&self, object: ObjectId) -> bool {
        let Object::Received { method, at } = self.cx.reach.object(object) else { return false };
        let contexts = self.threads.contexts_of(method).iter();
        let sites = contexts.flat_map(|context| self.threads.calls_of(*context)).filter(|site| site.at == at);
        sites.take(CALLS).any(|site| {
            let key = site.arguments.get(1).and_then(|key| self.cx.literal(site.context, *key));
            let parameters = site.operands.first().into_iter().flat_map(ValueSet::iter);
            key.is_some_and(|key| key == "Target") && parameters.into_iter().any(|it| self.is_input_parameters(it))
        })
    }

    /// Whether an object is what a context of the pipeline gives as `InputParameters`.
    fn is_input_parameters(&self, object: ObjectId) -> bool {
        let Object::Received { method, at } = self.cx.reach.object(object) else { return false };
        let universe = self.cx.universe();
        let call = self.threads.contexts_of(method).first().and_then(|context| {
            let Action::Call { method: token, .. } = self.cx.reach.facts(*context).event_at(at)?.action else {
                return None;
            };
            self.cx.callee(*context, token)
        });
        call.is_some_and(|callee| {
            universe.method_name(callee) == "get_InputParameters"
                && universe.method_owner(callee).is_some_and(|owner| is_pipeline(universe, owner))
        })
    }

    /// The objects of the pipeline in a value that is handed over: itself, or what it holds.
    fn pipeline_in(&self, context: ContextId, value: Option<ValueId>, operand: &ValueSet) -> BTreeSet<String> {
        let declared = value.and_then(|value| self.cx.static_type(context, value));
        let objects = self.cx.inside(operand, declared).into_iter();
        let given = objects.filter(|(object, _)| {
            matches!(self.cx.reach.object(*object), Object::Passed(_) | Object::Received { .. } | Object::Held(..))
        });
        given.filter_map(|(object, declared)| self.pipeline_name(object, || declared)).collect()
    }

    /// A change, without a lock, of a framework collection that is made outside: the member, and whether it can be no other object.
    fn changed(&self, elsewhere: &Elsewhere) -> Option<(String, bool)> {
        let reach = self.cx.reach;
        let unlocked = elsewhere.contexts.iter().filter(|context| elsewhere.unlocked.contains(context));
        let sites = unlocked.flat_map(|context| {
            let ranges = reach.locked_ranges(*context);
            self.threads.calls_of(*context).filter(move |site| !is_in(&ranges, site.at))
        });
        let mut changes = sites.filter(|site| self.cx.changes_collection(site.callee));
        changes.find_map(|site| {
            let receivers = site.operands.first()?;
            let outside = |object: &ObjectId| match reach.object(*object) {
                Object::Created { method, at, .. } => {
                    let changes = || self.cx.program().changes_made(site.callee, (method, at));
                    !elsewhere.methods.contains(&method) && changes()
                }
                Object::Held(..) | Object::HeldByStatic(_) => true,
                _ => false,
            };
            receivers.iter().find(outside)?;
            Some((self.cx.call_name(site.callee), receivers.len() == 1))
        })
    }
}

fn wraps_service(cx: &Context<'_, '_>, handle: TypeHandle) -> bool {
    let universe = cx.universe();
    let is = |handle| universe.is_named(handle, "Microsoft.Xrm.Sdk.Client", "OrganizationServiceContext");
    is(handle) || matches!(handle, TypeHandle::Def(id) if universe.bases(id).into_iter().any(is))
}
