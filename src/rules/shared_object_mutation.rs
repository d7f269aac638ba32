//! `shared-object-mutation`

use super::handed::Handed;
use super::{Context, Hit, InDependency, Rule, declare_rule, lazy_member_cache, registration};
use crate::analysis::{How, ObjectId};
use crate::dataverse::{Root, RootKind};
use crate::finding::{RuleInfo, Severity};

declare_rule! {
    /// A collection, array or other object that a plug-in holds in a field is changed while the platform calls it.
    ///
    /// ## Why it matters
    ///
    /// The field stays the same, but what it holds is shared by all calls as well: entries of one call show up in the next one, and
    /// collections that are not made for it break when two threads change them at the same time.
    ///
    /// ## What is found
    ///
    /// `Add`, `Remove`, `Clear` and the like on a collection of the framework, a store to an element of an array, a store to a field
    /// of an object, where the object is held in a field of the plug-in, directly or further inside. Also of one that the call made: what is
    /// done to it after it was put into something shared every call sees, in a helper or in the next round of a loop as well.
    ///
    /// Of a library that is not your own only two things are told: a member that your code calls and that keeps what belongs to the call, and
    /// a property that your code sets.
    ///
    /// ## What is left alone
    ///
    /// Concurrent and immutable collections, `Lazy<T>`, `ThreadLocal<T>`, `MemoryCache`; a field of such an object that gets its value on first
    /// use is `lazy-member-cache`; objects that are made during the call, and
    /// what is done to one before it is put into something shared; a copy of a struct. Where the object may be the plug-in itself,
    /// `stateful-plugin` comes in place of this rule, unless it is less severe there.
    ///
    /// ## What to do instead
    ///
    /// Make the object in `Execute` and hand it on. What all calls shall share belongs in a concurrent collection.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// private readonly List<string> _names = new List<string>();
    ///
    /// public void Execute(IServiceProvider serviceProvider)
    /// {
    ///     _names.Add("a");                          // found
    ///     var order = new Order();
    ///     order.Number = 1;                         // not yet
    ///     _orders.Add(order);                       // found
    ///     order.Number = 2;                         // found
    /// }
    /// ```
    SharedObjectMutation {
        id: "shared-object-mutation",
        aliases: [],
        severity: Medium,
        confidence: Medium,
        category: "Design",
        summary: "An object that a plug-in holds in a field is changed while the platform calls it",
        help: "What a field holds is shared by all calls and threads. Make the object in Execute, or use a concurrent collection for what all calls shall share.",
    }
}

impl Rule for SharedObjectMutation {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::Silent
    }

    /// What belongs to the call has nothing to do there; what else a library keeps is its own business.
    fn is_told_of_direct_calls(&self, hit: &Hit) -> bool {
        hit.severity == Severity::High
    }

    fn is_told_where_it_is_set(&self) -> bool {
        true
    }

    fn by_registration(&self, root: &Root, severity: Severity) -> Option<(Severity, &'static str)> {
        registration::idle(root, severity)
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        if cx.root.is_none_or(|root| root.kind == RootKind::Crm4WorkflowActivity) {
            return;
        }
        for mutation in cx.reach.mutations.iter().filter(|mutation| mutation.holder == Some(ObjectId::ROOT)) {
            let per_call = mutation.how == How::Store && cx.gets_what_is_of_this_call(mutation.field, &mutation.value);
            let handed = match mutation.how {
                How::Store => Handed::Written,
                How::Handed { callee, position } => cx.handed(callee, position),
            };
            let stays = handed == Handed::Read || mutation.safe && !per_call;
            // What is made once for all calls is told as that.
            let made_once = || lazy_member_cache::made_for_all(cx, mutation).is_some();
            if stays || made_once() || cx.program().is_generated_field(mutation.field) {
                continue;
            }
            let field = cx.universe().field_in_words(mutation.field);
            let how = mutation.by.map(|by| format!(" by {}", cx.call_name(by))).unwrap_or_default();
            let root = cx.entry_name(mutation.context);
            let mut message =
                format!("the object in {field} is changed{how} while the platform calls {root}: every call shares it");
            if per_call {
                message.push_str(
                    "; it keeps what belongs to one call, and another caller may run with this user's service or data",
                );
            }
            let hit = cx.hit_on_field(Self::INFO, (mutation.context, mutation.at), mutation.field, message);
            let severity = match handed {
                _ if per_call => Severity::High,
                // No other thread comes in between, yet the value stays.
                Handed::Interlocked => Severity::Low,
                _ => hit.severity,
            };
            hits.push(Hit { severity, ..hit });
        }
    }
}
