//! `thread-sleep`

use std::collections::BTreeMap;

use super::lengths::Length;
use super::mention::Mention;
use super::{Context, Hit, InDependency, Rule, declare_rule, registration};
use crate::analysis::facts::Action;
use crate::analysis::{CallSite, ContextId};
use crate::dataverse::Root;
use crate::finding::{RuleInfo, Severity};
use crate::il::IlOffset;
use crate::model::MethodId;

declare_rule! {
    /// A plug-in puts its thread to sleep.
    ///
    /// ## Why it matters
    ///
    /// A synchronous plug-in runs inside a database transaction. While it sleeps, the rows it has written stay locked and everybody who
    /// needs them waits; the call runs into the time limit of two minutes, and so do the others.
    ///
    /// ## What is found
    ///
    /// `Thread.Sleep`, `Task.Delay(…).Wait()` and `Thread.CurrentThread.Join(…)` in the reach of a plug-in. Severity is High for two seconds or more, and where a write
    /// comes before it on the same path: then locks are held for certain. Severity is Low where the registration says that every step of the
    /// class runs outside of a transaction (it is asynchronous, or in stage 50): then no row stays locked.
    ///
    /// ## What is left alone
    ///
    /// `Thread.Sleep(0)`, which only lets other threads run and waits for nothing.
    ///
    /// ## What to do instead
    ///
    /// Do not wait. Let an asynchronous step, a flow or a scheduled job do what has to come later; let the platform repeat what may fail.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// service.Update(account);
    /// Thread.Sleep(5000);                           // found: the account stays locked for five seconds
    /// ```
    ThreadSleep {
        id: "thread-sleep",
        aliases: [],
        severity: Medium,
        confidence: High,
        category: "Performance",
        summary: "A plug-in sleeps while it holds the transaction's locks",
        help: "Do not wait inside a transaction. Let an asynchronous step or a scheduled job do what has to come later.",
    }
}

/// The type with `Sleep`.
const THREAD: &str = "System.Threading.Thread";

/// The type with `Delay`.
const TASK: &str = "System.Threading.Tasks.Task";

/// From this many milliseconds on a sleep is High.
const LONG: i64 = 2_000;

impl Rule for ThreadSleep {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::AtEntry
    }

    fn by_registration(&self, root: &Root, severity: Severity) -> Option<(Severity, &'static str)> {
        root.has_no_transaction().then(|| (severity.min(Severity::Low), registration::NO_TRANSACTION))
    }

    fn concerns(&self, mention: &Mention<'_, '_, '_>) -> bool {
        mention.is_of(THREAD) || mention.is_of(TASK)
    }

    fn is_worse_after_changes(&self) -> bool {
        true
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        // A thread that joins itself waits until the time is over.
        let joins_itself = |site: &CallSite| cx.is_call_of(site.callee, THREAD, "Join") && cx.is_on_own_thread(site);
        let sleeps = |site: &&CallSite| {
            joins_itself(site)
                || cx.is_call_of(site.callee, THREAD, "Sleep")
                || cx.is_call_of(site.callee, TASK, "Delay") && is_waited_for(cx, site)
        };
        let mut sites: Vec<(&CallSite, Length)> = Vec::new();
        for site in cx.reach.calls.iter().filter(sleeps) {
            let length = site.arguments.get(usize::from(joins_itself(site)));
            let length = length.map(|value| cx.lengths(site.context, *value)).unwrap_or_default();
            sites.push((site, length));
        }
        // One call is one finding, and says how long it waits whoever leads there.
        let mut of_calls: BTreeMap<(MethodId, IlOffset), Length> = BTreeMap::new();
        for (site, length) in &sites {
            let all = of_calls.entry(named_at(cx, site)).or_insert_with(Length::none);
            all.complete &= length.complete;
            all.milliseconds.extend(&length.milliseconds);
        }
        for (site, length) in sites {
            // It lets others run and goes on.
            if length.complete && length.milliseconds.iter().eq([&0]) {
                continue;
            }
            let after_write = cx.has_transaction() && cx.after_changes().has(cx.reach, site.context, site.at);
            let is_long = length.milliseconds.iter().any(|length| !(0..LONG).contains(length));
            let severity = if after_write || is_long { Severity::High } else { Severity::Medium };
            let told = of_calls.get(&named_at(cx, site)).unwrap_or(&length);
            let mut message = how_long(&cx.call_name(site.callee), told);
            message.push_str(match cx.root {
                Some(root) if root.is_asynchronous() => {
                    " outside of a transaction: it holds no row locks, but a worker of the asynchronous service, and counts against the limit of two minutes"
                }
                Some(root) if root.has_no_transaction() => {
                    " outside of a transaction: it holds no row locks, but whoever waits for the operation, and counts against the limit of two minutes"
                }
                _ if after_write => " inside the plug-in's transaction, after a write: its row locks are held meanwhile",
                _ => " inside the plug-in's transaction",
            });
            let mut hit = cx.hit_at_call(Self::INFO, site, message);
            hit.severity = cx.severity_in_phase(severity, site.context);
            hits.push(hit);
        }
    }
}

/// The instruction that names what is called.
fn named_at(cx: &Context<'_, '_>, site: &CallSite) -> (MethodId, IlOffset) {
    let (context, at) = site.place();
    (cx.reach.method(context), at)
}

/// How long a call waits.
fn how_long(name: &str, length: &Length) -> String {
    let (shortest, longest) = (length.milliseconds.first().copied(), length.milliseconds.last().copied());
    match (shortest.zip(longest), length.complete) {
        (Some((_, longest)), true) if longest < 0 => format!("{name} waits for ever"),
        (Some((shortest, _)), _) if shortest < 0 => format!("{name} waits, perhaps for ever,"),
        (Some((shortest, longest)), true) if shortest == longest => format!("{name} waits {longest} ms"),
        (Some((_, longest)), true) => format!("{name} waits up to {longest} ms (by what callers pass)"),
        // What else it can be nobody knows.
        (Some((_, longest)), false) if longest > 0 => {
            format!("{name} waits as long as it is told ({longest} ms for one)")
        }
        _ => format!("{name} waits"),
    }
}

/// Whether the task of a `Task.Delay` is waited for on the spot.
fn is_waited_for(cx: &Context<'_, '_>, site: &CallSite) -> bool {
    cx.waits(site.context).is_for(site.at)
}

/// Whether the call at this place is `Task.Delay`.
pub(super) fn is_delay(cx: &Context<'_, '_>, context: ContextId, at: IlOffset) -> bool {
    match cx.reach.facts(context).event_at(at).map(|event| event.action) {
        Some(Action::Call { method, .. }) => {
            cx.callee(context, method).is_some_and(|callee| cx.is_call_of(callee, TASK, "Delay"))
        }
        _ => false,
    }
}
