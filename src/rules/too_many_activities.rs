//! `too-many-activities`

use super::assembly::{Assembly, AssemblyHit};
use super::{Rule, declare_rule};
use crate::dataverse::RootKind;
use crate::finding::RuleInfo;

declare_rule! {
    /// An assembly holds more workflow activities than the platform takes.
    ///
    /// ## Why it matters
    ///
    /// The platform takes 50 workflow activities of one assembly. What is beyond that cannot be registered.
    ///
    /// ## What is found
    ///
    /// An assembly with more than 50 classes that are workflow activities. Abstract classes do not count, plug-ins neither.
    ///
    /// ## What to do instead
    ///
    /// Distribute the activities over several assemblies, by what they are used for.
    ///
    /// ## Example
    ///
    /// ```text
    /// Acme.Workflows.dll   73 classes derive from CodeActivity   // found
    /// ```
    TooManyActivities {
        id: "too-many-activities",
        aliases: [],
        severity: Low,
        confidence: High,
        category: "Supportability",
        summary: "An assembly holds more workflow activities than the platform takes",
        help: "The platform takes 50 of one assembly. Distribute them over several.",
    }
}

/// How many activities an assembly may hold.
const MOST: usize = 50;

impl Rule for TooManyActivities {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn check_assembly(&self, assembly: &Assembly<'_, '_>, hits: &mut Vec<AssemblyHit>) {
        let is_activity = |kind| matches!(kind, RootKind::WorkflowActivity | RootKind::Crm4WorkflowActivity);
        let count = assembly.roots.iter().filter(|root| is_activity(root.kind)).count();
        if count > MOST {
            let name = assembly.universe.input().assembly.safe();
            let text = format!("{name} holds {count} workflow activities: the platform takes {MOST} of one assembly");
            hits.push(AssemblyHit::new(Self::INFO, text));
        }
    }
}
