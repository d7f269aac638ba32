//! `unpublished-metadata`

use super::mention::Mention;
use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::CallSite;
use crate::dataverse::is_sdk_type;
use crate::finding::{Confidence, RuleInfo};

declare_rule! {
    /// A plug-in reads customizations that are not published.
    ///
    /// ## Why it matters
    ///
    /// `RetrieveAsIfPublished` gives what somebody is in the middle of changing: columns that the rest of the system does not know yet. It goes past the cache of
    /// the published metadata, so each call is many times slower.
    ///
    /// ## What is found
    ///
    /// `RetrieveAsIfPublished = true` on the metadata requests of the SDK, and the same by name (`request["RetrieveAsIfPublished"] = true`), in the reach of
    /// a plug-in. The constant is followed through variables, fields and helpers.
    ///
    /// ## What is left alone
    ///
    /// `false`, and what is not a constant.
    ///
    /// ## What to do instead
    ///
    /// Leave the property out: the published metadata is what the plug-in's records have.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// var request = new RetrieveEntityRequest { LogicalName = "account", RetrieveAsIfPublished = true };   // found
    /// ```
    UnpublishedMetadata {
        id: "unpublished-metadata",
        aliases: ["il-avoid-unpub-metadata"],
        severity: Medium,
        confidence: High,
        category: "Performance",
        summary: "A plug-in reads customizations that are not published",
        help: "Unpublished metadata is not cached and not what the rest of the system sees. Leave RetrieveAsIfPublished out.",
    }
}

/// The property, and the parameter behind it.
const PROPERTY: &str = "RetrieveAsIfPublished";

impl Rule for UnpublishedMetadata {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::AtEntry
    }

    fn concerns(&self, mention: &Mention<'_, '_, '_>) -> bool {
        mention.is_of_sdk()
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        for site in &cx.reach.calls {
            if !sets(cx, site) {
                continue;
            }
            let Some(value) = site.arguments.last() else { continue };
            let (numbers, complete) = cx.numbers(site.context, *value);
            let is_set = |number: &i64| *number != 0;
            if !numbers.iter().any(is_set) {
                continue;
            }
            let exact = complete && numbers.iter().all(is_set);
            let text = "RetrieveAsIfPublished = true reads customizations that nobody has published, past the cache"
                .to_owned();
            let hit = cx.hit_at_call(Self::INFO, site, text);
            let confidence = if exact { hit.confidence } else { Confidence::Medium };
            hits.push(Hit { confidence, ..hit });
        }
    }
}

/// Whether a call sets the property: on a request of the SDK, or as a parameter by name.
fn sets(cx: &Context<'_, '_>, site: &CallSite) -> bool {
    let universe = cx.universe();
    let Some(owner) = universe.method_owner(site.callee) else { return false };
    let name = universe.method_name(site.callee);
    let is_sdk = || is_sdk_type(universe, owner) && cx.is_sdk_namespace(owner);
    if name == "set_RetrieveAsIfPublished" {
        return is_sdk();
    }
    let named =
        || site.arguments.get(1).is_some_and(|key| cx.texts(site.context, *key).0.iter().any(|it| it == PROPERTY));
    (name == "set_Item" || name == "Add") && site.arguments.len() == 3 && is_sdk() && named()
}
