//! `legacy-platform`

use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::dataverse::RootKind;
use crate::finding::{RuleInfo, Severity};

declare_rule! {
    /// A class is written for a platform that no longer exists.
    ///
    /// ## Why it matters
    ///
    /// Callouts of CRM 3, and plug-ins and workflow activities of CRM 4, are not run by Dataverse. They have to be written anew before an upgrade, and the state
    /// that was safe there is not safe after it: the platform made one object of a callout for each event, and gave each workflow an activity of its own.
    ///
    /// ## What is found
    ///
    /// Every class that derives from `CrmCalloutBase`, implements `Microsoft.Crm.Sdk.IPlugin`, or is a workflow activity of CRM 4. For these it is Medium: workflows that
    /// use them are lost with the upgrade. One finding a class.
    ///
    /// ## What to do instead
    ///
    /// Implement `Microsoft.Xrm.Sdk.IPlugin`, or derive the activity from `CodeActivity`; keep nothing in fields.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// public class CloseCase : Microsoft.Crm.Sdk.IPlugin   // found
    /// public class CloseCase : Microsoft.Xrm.Sdk.IPlugin   // instead
    /// ```
    LegacyPlatform {
        id: "legacy-platform",
        aliases: ["il-avoid-crm4-wf"],
        severity: Info,
        confidence: High,
        category: "Upgrade",
        summary: "A class is written for a platform that no longer exists",
        help: "Dataverse does not run classes of CRM 3 and CRM 4. Implement Microsoft.Xrm.Sdk.IPlugin, or derive from CodeActivity.",
    }
}

impl Rule for LegacyPlatform {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::Silent
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        let Some(kind) = cx.root.map(|root| root.kind) else { return };
        let severity = match kind {
            RootKind::Callout | RootKind::Crm4Plugin => Severity::Info,
            RootKind::Crm4WorkflowActivity => Severity::Medium,
            _ => return,
        };
        let message = format!("{} is a {}: Dataverse does not run it", cx.root_type_name(), kind.noun());
        hits.extend(cx.hit_on_class(Self::INFO, message).map(|hit| Hit { severity, ..hit }));
    }
}
