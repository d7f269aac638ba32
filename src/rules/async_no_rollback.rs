//! `async-no-rollback`

use std::collections::BTreeSet;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::exceptions::{Class, Exceptions, Leaves, Outcomes, Retold, handler_around};
use super::{Context, Hit, InDependency, Rule, declare_rule, registration};
use crate::analysis::facts::Action;
use crate::analysis::{After, ContextId, Phase, Throw};
use crate::apis::ApiList;
use crate::dataverse::{Root, service_member};
use crate::finding::{Confidence, RuleInfo, Severity};
use crate::il::{Clause, ClauseKind, IlOffset};
use crate::metadata::{Token, TypeDefOrRef};
use crate::model::{MethodHandle, Origin, TypeHandle};

static SAFE: LazyLock<ApiList<'static>> =
    LazyLock::new(|| ApiList::parse(include_str!("async_no_rollback.apis")).unwrap_or_default());

declare_rule! {
    /// A plug-in changes data and can throw after that: in an asynchronous step the change stays.
    ///
    /// ## Why it matters
    ///
    /// A synchronous step runs inside the transaction of the operation: when it throws, everything is rolled back. An asynchronous step runs
    /// outside of it: when it throws, what it has created or changed until then stays. The system job can be repeated, and does it once more.
    ///
    /// ## What is found
    ///
    /// A change of data (`Create`, `Update`, `Delete`, `Associate`, `Disassociate`, `Execute` of a request that changes something) that is
    /// followed on some path by a `throw` out of the entry method. One finding a class, at the `throw`: one of the class itself before one of
    /// its base. A `throw` in a handler counts where something else than the change itself can have failed and gets to the handler: another
    /// change, a method of one's own, a member of the framework such as `Substring`. The message names the change that stays.
    ///
    /// Severity is Medium where the registration says that every step of the class is asynchronous.
    ///
    /// ## What is left alone
    ///
    /// A `throw` before every change, one that is only reached where the change failed (`if (!done) throw …`), and one that a handler on the way up
    /// stops. What a lambda of a query changes is changed where somebody goes through the query. The handler of a line of the trace, as in the base
    /// class that Microsoft's tools write.
    ///
    /// ## What to do instead
    ///
    /// Check everything first and change data last. Or send the changes as one `ExecuteTransaction`; or make the step so that it can run twice.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// service.Create(contact);
    /// if (!account.Contains("name")) throw new InvalidPluginExecutionException("no name");  // found: the contact stays
    /// ```
    AsyncNoRollback {
        id: "async-no-rollback",
        aliases: [],
        severity: Info,
        confidence: High,
        category: "Reliability",
        summary: "A plug-in can throw after it has changed data, which an asynchronous step does not roll back",
        help: "Check everything first and change data last, so that nothing is left half done when an asynchronous step fails.",
    }
}

impl Rule for AsyncNoRollback {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::Silent
    }

    fn by_registration(&self, root: &Root, _: Severity) -> Option<(Severity, &'static str)> {
        root.is_asynchronous().then_some((Severity::Medium, registration::ASYNCHRONOUS))
    }

    fn is_worse_after_changes(&self) -> bool {
        true
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        if cx.root.is_none() || cx.reach.throws.is_empty() {
            return;
        }
        let mut exceptions = Exceptions::new(cx);
        let mut failing = Failing::new(cx, cx.after_changes());
        // A `throw` in the class itself tells more than one in a base that others share.
        let is_in_class = |method| cx.root.is_some_and(|root| cx.is_in_class(root, method));
        let mut best: Option<(&Throw, (Leaves, bool))> = None;
        for throw in &cx.reach.throws {
            let method = cx.reach.method(throw.context);
            let is_own = cx.reach.phase(throw.context) == Phase::Calling && cx.program().is_own(method);
            let most = (Leaves::Yes, is_in_class(method));
            if !is_own || exceptions.is_behind_on_error(throw) || best.is_some_and(|(_, known)| known >= most) {
                continue;
            }
            if !failing.is_after_change(&mut exceptions, throw.context, throw.at) || failing.is_about_trace(throw) {
                continue;
            }
            let found = (exceptions.leaves_at_all(throw, Retold::AsItIs), most.1);
            if found.0 > Leaves::No && best.is_none_or(|(_, known)| found > known) {
                best = Some((throw, found));
            }
            if found == (Leaves::Yes, true) {
                break;
            }
        }
        let Some((throw, (leaves, _))) = best else { return };
        let then = if cx.has_transaction() {
            "a synchronous step rolls that back, an asynchronous one does not"
        } else {
            "no step of the class runs inside a transaction that rolls that back"
        };
        let subject = cx.root.map(|root| cx.universe().full_name(TypeHandle::Def(root.type_id)));
        hits.push(Hit {
            rule: Self::INFO,
            context: throw.context,
            method: cx.reach.method(throw.context),
            at: throw.at,
            declaration: None,
            severity: Self::INFO.severity,
            confidence: if leaves == Leaves::Yes { Confidence::High } else { Confidence::Medium },
            message: format!(
                "an exception leaves the plug-in after it has changed data{}: {then}",
                staying(cx, &mut exceptions, throw)
            ),
            why: None,
            settled: false,
            target: None,
            subject: subject.unwrap_or_default(),
        });
    }
}

/// Changes that are looked at for the one that stays.
const CHANGES: usize = 64;

/// The first change that stays when control gets to a `throw`, in the words of a message.
fn staying(cx: &Context<'_, '_>, exceptions: &mut Exceptions<'_, '_, '_>, throw: &Throw) -> String {
    let changes = cx.reach.calls.iter().filter(|site| cx.changes_data(site)).take(CHANGES);
    for site in changes {
        let after = cx.reach.after(&FxHashSet::from_iter([(site.context, site.at)]));
        if !Failing::new(cx, &after).is_after_change(exceptions, throw.context, throw.at) {
            continue;
        }
        let method = cx.reach.method(site.context);
        let home = if method == cx.reach.method(throw.context) {
            String::new()
        } else {
            format!(" in {}", cx.universe().method_display(MethodHandle::Def(cx.program().authored(method))))
        };
        let symbols = cx.universe().module(method.module).symbols.as_ref();
        let line = symbols.and_then(|symbols| symbols.locate(method.rid, site.at));
        let line = line.map(|position| format!(", line {}", position.line)).unwrap_or_default();
        return format!(" ({}{home}{line})", cx.call_name(site.callee));
    }
    String::new()
}

/// Calls that are followed from a `throw` to the change before it. Further inside every way counts.
const DEPTH: u32 = 8;

/// Finds out where something can fail after a change.
struct Failing<'s, 'c, 'a> {
    cx: &'s Context<'c, 'a>,
    after: &'s After,
    /// Whether it is asked for faults of the service only.
    faults: bool,
    /// What [`Self::failing`] found, without and with being asked for faults only.
    known: [Option<FxHashSet<ContextId>>; 2],
    /// What [`Self::fails_within`] found, by the clause and whether it is asked for faults only.
    within: FxHashMap<(ContextId, [IlOffset; 3], bool), bool>,
    /// Whether a handler throws something, by the number of its clause and whether it is asked for faults only.
    lets_out: FxHashMap<(ContextId, usize, bool), bool>,
    /// What [`Self::is_about_trace`] found, by where the handler begins.
    traces: FxHashMap<(ContextId, IlOffset), bool>,
}

impl<'s, 'c, 'a> Failing<'s, 'c, 'a> {
    fn new(cx: &'s Context<'c, 'a>, after: &'s After) -> Self {
        Self {
            cx,
            after,
            faults: false,
            known: [None, None],
            within: FxHashMap::default(),
            lets_out: FxHashMap::default(),
            traces: FxHashMap::default(),
        }
    }

    /// Whether a `throw` stands in a handler for a line of the trace that cannot be put together: the plug-in has done its work.
    fn is_about_trace(&mut self, throw: &Throw) -> bool {
        let clauses = &self.cx.reach.code(throw.context).clauses;
        let Some(clause) = handler_around(clauses, throw.at) else { return false };
        let key = (throw.context, clause.handler_start);
        if let Some(known) = self.traces.get(&key) {
            return *known;
        }
        let protects = self.catches_formats(throw.context, clause) && self.protects_a_trace(throw.context, clause);
        self.traces.insert(key, protects);
        protects
    }

    fn catches_formats(&self, context: ContextId, clause: &Clause) -> bool {
        let ClauseKind::Catch(token) = clause.kind else { return false };
        let universe = self.cx.universe();
        let caught = TypeDefOrRef::from_token(token)
            .and_then(|index| universe.resolve_type(self.cx.reach.method(context).module, index));
        caught.is_some_and(|caught| universe.is_named(caught, "System", "FormatException"))
    }

    /// Whether a `try` holds no calls but those of the trace and those that put its text together.
    fn protects_a_trace(&self, context: ContextId, clause: &Clause) -> bool {
        let universe = self.cx.universe();
        let events = self.cx.reach.facts(context).events();
        let first = events.partition_point(|event| event.at < clause.try_start);
        let mut traces = false;
        for event in events.iter().skip(first).take_while(|event| event.at < clause.try_end) {
            let Action::Call { method, .. } = event.action else { continue };
            let callee = self.cx.callee(context, method);
            let Some((callee, owner)) = callee.and_then(|it| Some((it, universe.method_owner(it)?))) else {
                return false;
            };
            let is_trace = universe.is_named(owner, "Microsoft.Xrm.Sdk", "ITracingService");
            let is_text = universe.is_named(owner, "System", "String") || self.cx.api_of(&SAFE, callee).is_some();
            if !is_trace && !is_text {
                return false;
            }
            traces |= is_trace;
        }
        traces
    }

    /// Whether a change stays when control gets to a `throw`.
    fn is_after_change(&mut self, exceptions: &mut Exceptions<'_, '_, '_>, context: ContextId, at: IlOffset) -> bool {
        let after = self.after;
        if !after.has(self.cx.reach, context, at) {
            return false;
        }
        if !after.has_within(self.cx.reach, context, at) {
            return true;
        }
        let code = self.cx.reach.code(context);
        if let Some(clause) = handler_around(&code.clauses, at).copied() {
            // Control got there because something failed, which may be the change itself.
            self.faults = exceptions.gets_faults_only(context, &clause);
            self.fails_within(exceptions, context, &clause)
        } else {
            self.faults = false;
            self.comes_after(exceptions, context, at)
        }
    }

    /// Whether some way leads from a change in a context, or in what it calls, to a `throw` outside of handlers: flags tell of those that
    /// go there only because the change failed.
    fn comes_after(&mut self, exceptions: &mut Exceptions<'_, '_, '_>, context: ContextId, at: IlOffset) -> bool {
        self.after.sites(context).iter().any(|site| {
            let outcomes = self.outcomes_after(exceptions, context, *site, DEPTH);
            outcomes.is_none_or(|outcomes| outcomes.throws.contains(&at))
        })
    }

    /// How the ways end behind a change, or a call that leads to one, once that is done; `None` where that is not told.
    fn outcomes_after(
        &mut self,
        exceptions: &mut Exceptions<'_, '_, '_>,
        context: ContextId,
        (at, leads): (IlOffset, bool),
        depth: u32,
    ) -> Option<Outcomes> {
        let mut returned = BTreeSet::from([None]);
        if leads {
            let depth = depth.checked_sub(1)?;
            returned.clear();
            let called: Vec<ContextId> = self.cx.reach.edges_at(context, at).map(|edge| edge.to).collect();
            for called in called {
                // What it threw after the change says nothing by a number.
                if !self.after.leads(called) || self.failing(exceptions).contains(&called) {
                    return None;
                }
                for site in self.after.sites(called) {
                    returned.extend(self.outcomes_after(exceptions, called, *site, depth)?.returns);
                }
            }
        }
        exceptions.outcomes_after(context, at, &returned)
    }

    /// Whether a call or `throw` in the block that a clause protects comes after a change and gets to its handler; or what is called there
    /// does such a thing.
    fn fails_within(&mut self, exceptions: &mut Exceptions<'_, '_, '_>, context: ContextId, clause: &Clause) -> bool {
        let key = (context, [clause.try_start, clause.try_end, clause.handler_start], self.faults);
        if let Some(known) = self.within.get(&key) {
            return *known;
        }
        let fails = self.can_fail_within(exceptions, context, clause);
        self.within.insert(key, fails);
        fails
    }

    fn can_fail_within(
        &mut self,
        exceptions: &mut Exceptions<'_, '_, '_>,
        context: ContextId,
        clause: &Clause,
    ) -> bool {
        let cx = self.cx;
        let inside = clause.try_start..clause.try_end;
        if self.after.has_within(cx.reach, context, clause.try_start)
            || self.fails_at(exceptions, context, Some(clause))
        {
            return true;
        }
        let edges: Vec<_> = cx.reach.runs(context).filter(|edge| inside.contains(&edge.at)).collect();
        let failing = self.failing(exceptions);
        edges.into_iter().any(|edge| failing.contains(&edge.to))
    }

    /// The contexts out of which a failure after a change gets, or from which a call leads to one.
    fn failing(&mut self, exceptions: &mut Exceptions<'_, '_, '_>) -> &FxHashSet<ContextId> {
        let place = usize::from(self.faults);
        if self.known[place].is_none() {
            let reach = self.cx.reach;
            let mut callers: FxHashMap<ContextId, Vec<(ContextId, IlOffset)>> = FxHashMap::default();
            let mut pending = Vec::new();
            for context in reach.contexts().iter().filter(|context| self.after.leads(**context)) {
                for edge in reach.runs(*context) {
                    callers.entry(edge.to).or_default().push((*context, edge.at));
                }
                if self.fails_at(exceptions, *context, None) {
                    pending.push(*context);
                }
            }
            let mut failing = FxHashSet::default();
            while let Some(context) = pending.pop() {
                if failing.insert(context) {
                    let above = callers.get(&context).into_iter().flatten();
                    pending.extend(above.filter(|above| self.gets_to(exceptions, **above, None)).map(|above| above.0));
                }
            }
            self.known[place] = Some(failing);
        }
        self.known[place].get_or_insert_default()
    }

    /// Whether a call or `throw` in what a clause protects, or in all of a method, comes after a change and gets to the handler, or out of
    /// the method.
    fn fails_at(
        &mut self,
        exceptions: &mut Exceptions<'_, '_, '_>,
        context: ContextId,
        protected: Option<&Clause>,
    ) -> bool {
        let cx = self.cx;
        let events = cx.reach.facts(context).events();
        let first = protected.map_or(0, |clause| events.partition_point(|event| event.at < clause.try_start));
        let inside = |at: IlOffset| protected.is_none_or(|clause| at < clause.try_end);
        events.iter().skip(first).take_while(|event| inside(event.at)).any(|event| {
            let fails = match event.action {
                Action::Call { method, .. } => self.can_fail(context, method),
                Action::CallIndirect { .. } => true,
                Action::Throw(_) => !self.faults || exceptions.may_throw_fault(context, event.at),
                _ => false,
            };
            fails
                && self.after.has_within(cx.reach, context, event.at)
                && self.gets_to(exceptions, (context, event.at), protected)
        })
    }

    /// Whether what fails at an instruction gets to a handler, or out of the method: no handler further in stops it.
    fn gets_to(
        &mut self,
        exceptions: &mut Exceptions<'_, '_, '_>,
        (context, at): (ContextId, IlOffset),
        handler: Option<&Clause>,
    ) -> bool {
        let class = if self.faults { Class::Service } else { Class::Unknown };
        let code = self.cx.reach.code(context);
        let Some(number) = exceptions.handler_for(class, (context, at)) else { return true };
        let Some(first) = code.clauses.get(number) else { return true };
        let is_it = |clause: &Clause| {
            (first.try_start, first.handler_start) == (clause.try_start, clause.handler_start)
                || clause.try_start > first.try_start
                || clause.try_end < first.try_end
        };
        handler.is_some_and(is_it) || self.lets_out(exceptions, (context, number), first)
    }

    /// Whether something is thrown in a handler: what it got, or anything if it is not asked for faults only.
    fn lets_out(
        &mut self,
        exceptions: &mut Exceptions<'_, '_, '_>,
        (context, number): (ContextId, usize),
        handler: &Clause,
    ) -> bool {
        let key = (context, number, self.faults);
        if let Some(known) = self.lets_out.get(&key) {
            return *known;
        }
        let events = self.cx.reach.facts(context).events();
        let first = events.partition_point(|event| event.at < handler.handler_start);
        let mut inside = events.iter().skip(first).take_while(|event| event.at < handler.handler_end);
        let throws = !self.faults && inside.any(|event| matches!(event.action, Action::Throw(_)))
            || !exceptions.thrown_again(context, handler).is_empty();
        self.lets_out.insert(key, throws);
        throws
    }

    /// Whether a call is of the service, of code that is followed, or of a member of the framework that can fail.
    fn can_fail(&self, context: ContextId, method: Token) -> bool {
        let universe = self.cx.universe();
        let Some(callee) = self.cx.program().callee(self.cx.reach.method(context).module, method) else { return false };
        if callee.enter.is_some() || service_member(universe, callee.handle).is_some() {
            return true;
        }
        let owner = universe.method_owner(callee.handle);
        let is_framework = owner.is_some_and(|owner| universe.assembly_of(owner).1 == Origin::Framework);
        // What gets a value fails where there may be none.
        let name = universe.method_name(callee.handle).as_bytes();
        let only_gets =
            name.starts_with(b"get_") && !matches!(name, b"get_Item" | b"get_Chars" | b"get_Value" | b"get_Result");
        !self.faults && is_framework && !only_gets && self.cx.api_of(&SAFE, callee.handle).is_none()
    }
}
