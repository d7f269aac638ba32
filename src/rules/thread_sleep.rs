//! `thread-sleep`

use rustc_hash::FxHashSet;

use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::facts::{Action, Value, ValueId};
use crate::analysis::{CallSite, ContextId};
use crate::finding::{RuleInfo, Severity};
use crate::il::{IlOffset, Opcode};

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
    /// `Thread.Sleep` and `Task.Delay(…).Wait()` in the reach of a plug-in. Severity is High for two seconds or more, and where a write
    /// comes before it on the same path: then locks are held for certain.
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

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        // What comes before what is known only where a root leads there.
        let calls = cx.reach.calls.iter().filter(|_| cx.root.is_some());
        let changes: FxHashSet<(ContextId, IlOffset)> =
            calls.filter(|site| cx.changes_data(site)).map(|site| (site.context, site.at)).collect();
        let leading = cx.reach.leading_to(&changes);
        for site in &cx.reach.calls {
            let sleeps = cx.is_call_of(site.callee, "System.Threading.Thread", "Sleep")
                || cx.is_call_of(site.callee, TASK, "Delay") && is_waited_for(cx, site);
            if !sleeps {
                continue;
            }
            let milliseconds = site.arguments.first().and_then(|value| constant(cx, site, *value));
            let name = cx.call_name(site.callee);
            let after_write = cx.reach.preceded_by(site.context, site.at, &changes, &leading);
            let severity = if after_write || milliseconds.is_some_and(|length| !(0..LONG).contains(&length)) {
                Severity::High
            } else {
                Severity::Medium
            };
            let mut message = match milliseconds {
                Some(..0) => format!("{name} waits for ever"),
                Some(length) => format!("{name} waits {length} ms"),
                None => format!("{name} waits"),
            };
            message.push_str(" inside the plug-in's transaction");
            if after_write {
                message.push_str(", after a write: its row locks are held meanwhile");
            }
            let mut hit = cx.hit_at_call(Self::INFO, site, message);
            hit.severity = cx.severity_in_phase(severity, site.context);
            hits.push(hit);
        }
    }
}

/// The constant number of milliseconds of an argument: a number, or a `TimeSpan` made of numbers. Below zero is for ever.
fn constant(cx: &Context<'_, '_>, site: &CallSite, value: ValueId) -> Option<i64> {
    let facts = cx.reach.facts(site.context);
    if let Some(number) = facts.constant(value) {
        return Some(number);
    }
    let made = match facts.value(value) {
        Value::Returned(at) | Value::Created(at) => facts.event_at(at)?,
        // A struct in a variable: its constructor gets the variable's address.
        Value::Local(local) => facts.events().iter().find(|event| match event.action {
            Action::Call { opcode: Opcode::Call, arguments, .. } => facts
                .arguments(arguments)
                .first()
                .is_some_and(|address| facts.value(*address) == Value::LocalAddress(local)),
            _ => false,
        })?,
        _ => return None,
    };
    let Action::Call { method, arguments, opcode, .. } = made.action else { return None };
    let callee = cx.program().callee(cx.reach.method(site.context).module, method)?;
    let arguments = facts.arguments(arguments);
    let unit = match cx.call_name(callee.handle).as_str() {
        "TimeSpan.FromMilliseconds" => 1.0,
        "TimeSpan.FromSeconds" => 1_000.0,
        "TimeSpan.FromMinutes" => 60_000.0,
        "TimeSpan.FromHours" => 3_600_000.0,
        "new TimeSpan" => {
            let numbers = arguments.iter().skip(usize::from(opcode == Opcode::Call));
            return time_span(&numbers.map(|number| facts.constant(*number)).collect::<Option<Vec<_>>>()?);
        }
        _ => return None,
    };
    let bits = facts.float(*arguments.first()?)?;
    let length = bits * unit;
    #[expect(clippy::cast_possible_truncation, reason = "a length in milliseconds, checked to be small")]
    (0.0..1e15).contains(&length).then_some(length as i64)
}

/// The milliseconds of `new TimeSpan(…)`: ticks; or hours, minutes, seconds; or days and those; or with milliseconds.
fn time_span(numbers: &[i64]) -> Option<i64> {
    if let [ticks] = numbers {
        return Some(ticks / 10_000);
    }
    let (days, rest) =
        if numbers.len() > 3 { numbers.split_first().map(|(days, rest)| (*days, rest))? } else { (0, numbers) };
    let [hours, minutes, seconds, milliseconds @ ..] = rest else { return None };
    let parts = [(days, 86_400_000), (*hours, 3_600_000), (*minutes, 60_000), (*seconds, 1_000)];
    let start = milliseconds.first().copied().unwrap_or(0);
    parts.into_iter().try_fold(start, |sum, (count, length)| sum.checked_add(i64::checked_mul(count, length)?))
}

/// Whether the task of a `Task.Delay` is waited for on the spot.
fn is_waited_for(cx: &Context<'_, '_>, site: &CallSite) -> bool {
    cx.waits(site.context).iter().any(|wait| wait.made == Some(site.at))
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
