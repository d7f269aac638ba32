//! `appdomain-event`

use std::sync::LazyLock;

use super::mention::Mention;
use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::apis::ApiList;
use crate::finding::RuleInfo;

declare_rule! {
    /// A plug-in registers for an event of the application domain.
    ///
    /// ## Why it matters
    ///
    /// Many plug-ins, also those of others, run in one process. An event of the application domain belongs to all of them: the handler is called for
    /// their errors and their assemblies too, it stays registered when the call is over, and every further call adds one more. A handler of
    /// `AssemblyResolve` decides which assembly somebody else's plug-in gets.
    ///
    /// ## What is found
    ///
    /// A handler that is added to any event of `AppDomain` in the reach of a plug-in: `AssemblyResolve`, `UnhandledException`,
    /// `FirstChanceException`, `ProcessExit`, …. In a static constructor it is Low: that runs once.
    ///
    /// ## What is left alone
    ///
    /// Handlers that are removed; events of the plug-in's own classes.
    ///
    /// ## What to do instead
    ///
    /// Catch exceptions where they can be handled. Let a plug-in package carry the assemblies that a plug-in needs, instead of resolving them.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// AppDomain.CurrentDomain.AssemblyResolve += Resolve;   // found
    /// ```
    AppdomainEvent {
        id: "appdomain-event",
        aliases: [],
        severity: High,
        confidence: High,
        category: "Design",
        summary: "A plug-in registers for an event of the application domain",
        help: "The event belongs to every plug-in of the process, and the handler stays. Handle exceptions where they occur, and put assemblies into a plug-in package.",
    }
}

static LIST: LazyLock<ApiList<'static>> =
    LazyLock::new(|| ApiList::parse(include_str!("appdomain_event.apis")).unwrap_or_default());

impl Rule for AppdomainEvent {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::AtEntry
    }

    fn concerns(&self, mention: &Mention<'_, '_, '_>) -> bool {
        mention.is_in(&LIST)
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        for site in cx.reach.calls.iter().filter(|site| cx.api(&LIST, site).is_some()) {
            let name = cx.universe().method_name(site.callee);
            let event = name.text().trim_start_matches("add_").to_owned();
            let event = crate::text::Safe::new(&event).to_string();
            hits.push(cx.hit_at_call(
                Self::INFO,
                site,
                format!("a handler is added to AppDomain.{event}: every plug-in of the process shares that event, and the handler stays"),
            ));
        }
    }
}
