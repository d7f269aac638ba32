//! `deprecated-message`

use super::mention::Mention;
use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::finding::RuleInfo;

declare_rule! {
    /// A plug-in sends a message that is deprecated.
    ///
    /// ## Why it matters
    ///
    /// These messages are deprecated since CRM 2011 or were never meant for use from outside. They get no corrections, and the service may stop knowing
    /// them with any update: then the plug-in fails.
    ///
    /// ## What is found
    ///
    /// The construction of such a request, such as `ExecuteFetchRequest` or `CompoundCreateRequest`, and of an `OrganizationRequest` with such a name. `Assign`,
    /// `SetState` and the like are `specialized-update`.
    ///
    /// ## What to do instead
    ///
    /// `RetrieveMultiple` with a `FetchExpression` in place of `ExecuteFetch`, `Associate` and `Disassociate` in place of their older forms, related entities or
    /// single requests in place of the compound ones; create, update or delete the records of products and reports.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// service.Execute(new ExecuteFetchRequest { FetchXml = fetch });      // found
    /// service.RetrieveMultiple(new FetchExpression(fetch));               // instead
    /// ```
    DeprecatedMessage {
        id: "deprecated-message",
        aliases: ["il-meta-avoid-crm2011-depr-message", "il-avoid-crm2011-depr-message"],
        severity: Low,
        confidence: High,
        category: "Upgrade",
        summary: "A plug-in sends a message that is deprecated",
        help: "The service may stop knowing the message with any update. Use its successor.",
    }
}

/// The messages, and their successors where there is one for all cases.
const MESSAGES: &[(&str, &str)] = &[
    ("AddProductToKit", ""),
    ("AddSubstituteProduct", ""),
    ("AssociateEntities", "Associate"),
    ("CompoundCreate", "Create with related entities"),
    ("CompoundUpdate", "Update with related entities"),
    ("ConvertKitToProduct", ""),
    ("ConvertProductToKit", ""),
    ("DisassociateEntities", "Disassociate"),
    ("ExecuteFetch", "RetrieveMultiple with a FetchExpression"),
    ("IsBackOfficeInstalled", ""),
    ("MakeAvailableToOrganizationReport", "an update of ispersonal"),
    ("MakeAvailableToOrganizationTemplate", "an update of ispersonal"),
    ("MakeUnavailableToOrganizationReport", "an update of ispersonal"),
    ("MakeUnavailableToOrganizationTemplate", "an update of ispersonal"),
    ("RemoveProductFromKit", ""),
    ("RemoveSubstituteProduct", ""),
    ("RetrieveMembersTeam", "RetrieveMultiple"),
    ("RetrieveSubsidiaryTeamsBusinessUnit", "RetrieveMultiple"),
    ("RetrieveSubsidiaryUsersBusinessUnit", "RetrieveMultiple"),
    ("RetrieveTeamsSystemUser", "RetrieveMultiple"),
    ("RetrieveUserSettingsSystemUser", "Retrieve of usersettings"),
    ("UpdateUserSettingsSystemUser", "Update of usersettings"),
];

impl Rule for DeprecatedMessage {
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
        for (site, message) in cx.requests_made() {
            let Some((message, successor)) = MESSAGES.iter().find(|(known, _)| *known == message) else { continue };
            let instead = if successor.is_empty() { String::new() } else { format!("; use {successor}") };
            let text = format!("{message} is deprecated: the service may stop knowing it with any update{instead}");
            let hit = cx.hit_at_call(Self::INFO, site, text);
            hits.push(Hit { subject: (*message).into(), ..hit });
        }
    }
}
