//! `async-no-rollback`

use rustc_hash::FxHashMap;

use super::exceptions::{Class, Exceptions, Leaves, Retold, Thrown, handler_around};
use super::{Context, Hit, InDependency, Rule, declare_rule, registration};
use crate::analysis::facts::Action;
use crate::analysis::{ContextId, Phase, Throw};
use crate::dataverse::{Root, service_member};
use crate::finding::{Confidence, RuleInfo, Severity};
use crate::il::{Clause, IlOffset};
use crate::metadata::Token;
use crate::model::TypeHandle;

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
    /// followed on some path by a `throw` out of the entry method. One finding a class, at the `throw`. A `throw` in a handler counts where
    /// something else than the change itself can have failed.
    ///
    /// Severity is Medium where the registration says that every step of the class is asynchronous.
    ///
    /// ## What is left alone
    ///
    /// A `throw` before every change, and one that a handler on the way up stops.
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

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        if cx.root.is_none() || cx.reach.throws.is_empty() {
            return;
        }
        let mut exceptions = Exceptions::new(cx);
        let mut failing = Failing { cx, known: FxHashMap::default() };
        let mut best: Option<(&Throw, Leaves)> = None;
        for throw in &cx.reach.throws {
            let method = cx.reach.method(throw.context);
            let is_own = cx.reach.phase(throw.context) == Phase::Calling && cx.program().is_own(method);
            if !is_own || !failing.is_after_change(throw.context, throw.at) {
                continue;
            }
            let leaves = leaves(&mut exceptions, throw);
            if leaves > best.map_or(Leaves::No, |(_, leaves)| leaves) {
                best = Some((throw, leaves));
            }
            if leaves == Leaves::Yes {
                break;
            }
        }
        let Some((throw, leaves)) = best else { return };
        let subject = cx.root.map(|root| cx.universe().full_name(TypeHandle::Def(root.type_id)));
        hits.push(Hit {
            rule: Self::INFO,
            context: throw.context,
            method: cx.reach.method(throw.context),
            at: throw.at,
            severity: Self::INFO.severity,
            confidence: if leaves == Leaves::Yes { Confidence::High } else { Confidence::Medium },
            message: "an exception leaves the plug-in after it has changed data: a synchronous step rolls that back, an asynchronous one does not".to_owned(),
            target: None,
            subject: subject.unwrap_or_default(),
        });
    }
}

/// Whether what is thrown leaves the entry method, whatever its class.
fn leaves(exceptions: &mut Exceptions<'_, '_, '_>, throw: &Throw) -> Leaves {
    let thrown = exceptions.thrown(throw).into_iter();
    let classes: Vec<_> = thrown
        .map(|thrown| match thrown {
            Thrown::Class(class) => Class::Known(class),
            Thrown::Again => {
                exceptions.class_caught_around(throw.context, throw.at).map_or(Class::Unknown, Class::Known)
            }
            Thrown::Unknown => Class::Unknown,
        })
        .collect();
    let place = (throw.context, throw.at);
    classes.into_iter().map(|class| exceptions.leaves(class, place, Retold::AsItIs)).max().unwrap_or(Leaves::No)
}

/// Finds out where something can fail after a change.
struct Failing<'s, 'c, 'a> {
    cx: &'s Context<'c, 'a>,
    known: FxHashMap<ContextId, bool>,
}

impl Failing<'_, '_, '_> {
    /// Whether a change stays when control gets to a `throw`.
    fn is_after_change(&mut self, context: ContextId, at: IlOffset) -> bool {
        let after = self.cx.after_changes();
        if !after.has(self.cx.reach, context, at) {
            return false;
        }
        if !after.has_within(self.cx.reach, context, at) {
            return true;
        }
        let code = self.cx.reach.code(context);
        match handler_around(&code.clauses, at).copied() {
            // Control got there because something failed, which may be the change itself.
            Some(clause) => self.fails_within(context, Some(&clause)),
            None => true,
        }
    }

    /// Whether a call or `throw` in the block that a clause protects, or in all of a method, comes after a change; or what it calls does
    /// such a thing.
    fn fails_within(&mut self, context: ContextId, clause: Option<&Clause>) -> bool {
        let cx = self.cx;
        let is_inside = |at: IlOffset| clause.is_none_or(|clause| clause.try_start <= at && at < clause.try_end);
        let after = cx.after_changes();
        if clause.is_some_and(|clause| after.has_within(cx.reach, context, clause.try_start)) {
            return true;
        }
        let direct = cx.reach.facts(context).events().iter().any(|event| {
            let fails = match event.action {
                Action::Call { method, .. } => self.can_fail(context, method),
                Action::CallIndirect | Action::Throw(_) => true,
                _ => false,
            };
            fails && is_inside(event.at) && after.has_within(cx.reach, context, event.at)
        });
        direct
            || cx
                .reach
                .edges(context)
                .iter()
                .any(|edge| is_inside(edge.at) && after.leads(edge.to) && self.fails_inside(edge.to))
    }

    fn fails_inside(&mut self, context: ContextId) -> bool {
        if let Some(known) = self.known.get(&context) {
            return *known;
        }
        // Calls in a circle: what they do is found where it is.
        self.known.insert(context, false);
        let fails = self.fails_within(context, None);
        self.known.insert(context, fails);
        fails
    }

    /// Whether a call is of the service, or of code that is followed: those are what fails.
    fn can_fail(&self, context: ContextId, method: Token) -> bool {
        let callee = self.cx.program().callee(self.cx.reach.method(context).module, method);
        callee
            .is_some_and(|callee| callee.enter.is_some() || service_member(self.cx.universe(), callee.handle).is_some())
    }
}
