//! `no-usable-constructor`

use super::assembly::{Assembly, AssemblyHit};
use super::{Rule, declare_rule};
use crate::dataverse::RootKind;
use crate::finding::{Confidence, RuleInfo};
use crate::model::TypeHandle;

declare_rule! {
    /// The platform cannot make an object of a plug-in class.
    ///
    /// ## Why it matters
    ///
    /// The platform makes the object with a public constructor that takes nothing, the unsecure configuration, or both configurations. A class without
    /// one can be registered, and fails whenever it is called.
    ///
    /// ## What is found
    ///
    /// A class that implements a plug-in or workflow activity and has no public constructor `()`, `(string)` or `(string, string)`; of a workflow activity
    /// only `()` counts.
    ///
    /// ## What is left alone
    ///
    /// Abstract classes, and those from which another class derives that the platform calls; further constructors beside a usable one, which
    /// serve tests.
    ///
    /// ## What to do instead
    ///
    /// Add a constructor that the platform can call. What the class depends on it can make itself, or get in `Execute`.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// public CloseCase(ICaseRepository cases)               // found, where it is the only one
    /// public CloseCase(string unsecure, string secure)      // instead
    /// ```
    NoUsableConstructor {
        id: "no-usable-constructor",
        aliases: [],
        severity: Low,
        confidence: High,
        category: "Supportability",
        summary: "The platform cannot make an object of a plug-in class",
        help: "The platform calls a public constructor (), (string) or (string, string). Add one.",
    }
}

impl Rule for NoUsableConstructor {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn check_assembly(&self, assembly: &Assembly<'_, '_>, hits: &mut Vec<AssemblyHit>) {
        let roots = assembly.roots.iter().map(|root| (root.type_id, root.kind));
        let bases = assembly.bases();
        for (class, kind) in roots.chain(assembly.abandoned.iter().copied()) {
            // A base that nobody registers is not made for the platform.
            if assembly.can_make(class, kind) || bases.contains(&TypeHandle::Def(class)) {
                continue;
            }
            let wanted = match kind {
                RootKind::WorkflowActivity | RootKind::Crm4WorkflowActivity => "()",
                _ => "(), (string) or (string, string)",
            };
            let name = assembly.universe.type_display(TypeHandle::Def(class));
            let text = format!("{name} has no public constructor {wanted}: the platform cannot make an object of it");
            // Whether a class with an unknown base is called at all is not certain.
            let confidence = if kind == RootKind::UnresolvedBase { Confidence::Medium } else { Confidence::High };
            let method = assembly.constructors(class).next();
            hits.push(AssemblyHit { class: Some(class), method, confidence, ..AssemblyHit::new(Self::INFO, text) });
        }
    }
}
