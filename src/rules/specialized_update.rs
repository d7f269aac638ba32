//! `specialized-update`

use super::mention::Mention;
use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::finding::RuleInfo;

declare_rule! {
    /// A plug-in sends a message of its own for what an update does.
    ///
    /// ## Why it matters
    ///
    /// `Assign`, `SetState` and their relatives are left from times when an update could not set the owner, the state or the parent. They are deprecated: each is
    /// a second operation beside the update, with plug-ins and flows of its own, and a step on `Update` runs for it all the same.
    ///
    /// ## What is found
    ///
    /// The construction of `AssignRequest`, `SetStateRequest`, `SetStateDynamicEntityRequest`, `SetParentSystemUserRequest`, `SetParentTeamRequest`,
    /// `SetParentBusinessUnitRequest`, `SetBusinessEquipmentRequest` and `SetBusinessSystemUserRequest`, of an `OrganizationRequest` with such a name, and
    /// of the same classes of CRM 4 with their `SetState…Request` for each entity.
    ///
    /// ## What to do instead
    ///
    /// Set `ownerid`, `statecode` and `statuscode`, `parentsystemuserid`, `parentbusinessunitid` or `businessunitid` and call `Update`, together with
    /// whatever else changes.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// service.Execute(new SetStateRequest { EntityMoniker = task, State = closed, Status = done });   // found
    /// service.Update(new Entity("task", task.Id) { ["statecode"] = closed, ["statuscode"] = done });  // instead
    /// ```
    SpecializedUpdate {
        id: "specialized-update",
        aliases: ["il-avoid-specialized-update-ops"],
        severity: Medium,
        confidence: High,
        category: "Performance",
        summary: "A plug-in sends a message of its own for what an update does",
        help: "The message is deprecated and a second operation. Set the columns for owner, state or parent in an update.",
    }
}

/// The messages, and the columns that an update sets instead.
const MESSAGES: &[(&str, &str)] = &[
    ("Assign", "ownerid"),
    ("SetState", STATE),
    ("SetStateDynamicEntity", STATE),
    ("SetParentSystemUser", "parentsystemuserid"),
    ("SetParentTeam", "businessunitid"),
    ("SetParentBusinessUnit", "parentbusinessid"),
    ("SetBusinessEquipment", "businessunitid"),
    ("SetBusinessSystemUser", "businessunitid"),
];

const STATE: &str = "statecode and statuscode";

impl Rule for SpecializedUpdate {
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
            let owner = cx.universe().method_owner(site.callee);
            let of_crm4 = owner.is_some_and(|owner| cx.universe().name_parts(owner).0 == "Microsoft.Crm.SdkTypeProxy");
            // CRM 4 has a message for each entity: SetStateAccount.
            let message = if of_crm4 && message.starts_with("SetState") { "SetState" } else { message };
            let Some((message, columns)) = MESSAGES.iter().find(|(known, _)| *known == message) else { continue };
            let text = format!("{message} is a message of its own for what an update does: set {columns} instead");
            let hit = cx.hit_at_call(Self::INFO, site, text);
            hits.push(Hit { subject: (*message).into(), ..hit });
        }
    }
}
