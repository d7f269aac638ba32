//! `lazy-member-cache`

use super::{Context, Hit, InDependency, Rule, declare_rule, lazy};
use crate::analysis::{How, Mutation, ObjectId};
use crate::dataverse::RootKind;
use crate::finding::RuleInfo;
use crate::model::FieldHandle;

declare_rule! {
    /// A field of a plug-in, or of an object that it holds, gets its value on first use.
    ///
    /// ## Why it matters
    ///
    /// The platform calls one object of the class from many threads. Two first calls at the same time both find the field empty, both
    /// make a value, and one of them is lost; and what was made for one call stays for all that follow, also when it is out of date.
    ///
    /// ## What is found
    ///
    /// In the plug-in, and in what it holds in a field: `if (f == null) f = …`, `f = f ?? …`, `f ??= …`, double-checked locking, `LazyInitializer.EnsureInitialized`, where the value is the
    /// same whoever calls; also of a `Nullable` field, asked by `ReferenceEquals`, an `==` of its own, or `string.IsNullOrEmpty` (who asks that
    /// takes an empty text for no value), with `await` before the value, and in a method that gets the field by reference: `Ensure(ref f)`. A value
    /// that comes from the call itself, such as a service, is `stateful-plugin`, and so is a store that can also replace a value:
    /// `if (f == null || f.Count == 0) f = …`, or refuses a second one: `if (f != null) throw …; f = …`.
    ///
    /// ## What is left alone
    ///
    /// `Lazy<T>`, and values that the constructor sets.
    ///
    /// ## What to do instead
    ///
    /// Make the value in the constructor, or hold a `Lazy<T>` or a static `MemoryCache`, which are safe to share.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// if (_rates == null)
    /// {
    ///     _rates = new Dictionary<string, decimal>();   // found
    /// }
    /// ```
    LazyMemberCache {
        id: "lazy-member-cache",
        aliases: [],
        severity: Low,
        confidence: Medium,
        category: "Design",
        summary: "A field of a plug-in gets its value on first use",
        help: "Several threads share the object. Make the value in the constructor, or hold a Lazy<T>.",
    }
}

/// The field of an object that the instance holds which gets its first value, nothing of a call.
pub(super) fn made_for_all(cx: &Context<'_, '_>, mutation: &Mutation) -> Option<FieldHandle> {
    let per_call = cx.gets_what_is_of_this_call(mutation.field, &mutation.value);
    let reads = matches!(mutation.how, How::Handed { .. }) && cx.only_reads(mutation.how);
    if per_call || reads || mutation.safe {
        return None;
    }
    lazy::made_inside(cx, mutation).filter(|field| !cx.program().is_generated_field(*field))
}

impl Rule for LazyMemberCache {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::Silent
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        if cx.root.is_none_or(|root| root.kind == RootKind::Crm4WorkflowActivity) {
            return;
        }
        for write in cx.reach.writes.iter().filter(|write| write.holder == Some(ObjectId::ROOT)) {
            let is_first = !cx.only_reads(write.how) && lazy::is_lazy(cx, write);
            let is_author_s = !cx.program().is_generated_field(write.field);
            if !is_first || !is_author_s || lazy::static_local::sets_constant(cx, write) {
                continue;
            }
            let field = cx.universe().field_in_words(write.field);
            let message = format!("{field} gets its value on first use: calls on several threads share this object");
            hits.push(cx.hit_on_field(Self::INFO, (write.context, write.at), write.field, message));
        }
        let held = cx.reach.mutations.iter().filter(|mutation| mutation.holder == Some(ObjectId::ROOT));
        for mutation in held.filter(|mutation| !cx.program().is_generated_field(mutation.field)) {
            let Some(field) = made_for_all(cx, mutation) else { continue };
            let field_name = cx.universe().field_in_words(field);
            let message =
                format!("{field_name} gets its value on first use: calls on several threads share this object");
            hits.push(cx.hit_on_field(Self::INFO, (mutation.context, mutation.at), field, message));
        }
    }
}
