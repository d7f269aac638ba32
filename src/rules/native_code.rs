//! `native-code`

use super::assembly::{Assembly, AssemblyHit};
use super::{Rule, declare_rule};
use crate::finding::RuleInfo;

declare_rule! {
    /// A plug-in assembly holds machine code.
    ///
    /// ## Why it matters
    ///
    /// The sandbox runs IL only: an assembly with machine code of its own, as C++/CLI makes them, is refused or fails when it is loaded. Such code is not analysed here.
    ///
    /// ## What is found
    ///
    /// An assembly with a class that the platform calls, whose header says that there is more in it than IL, or which has methods in machine code.
    ///
    /// ## What is left alone
    ///
    /// Methods that lead into a native library (`DllImport`) are `sandbox-api`, where they are called.
    ///
    /// ## What to do instead
    ///
    /// Write the plug-in in a language that makes IL only, and leave the native part to a service that it calls.
    ///
    /// ## Example
    ///
    /// ```text
    /// Acme.Plugins.dll   built with /clr   // found
    /// ```
    NativeCode {
        id: "native-code",
        aliases: [],
        severity: Low,
        confidence: High,
        category: "Supportability",
        summary: "A plug-in assembly holds machine code",
        help: "The sandbox runs IL only. Leave native parts to a service that the plug-in calls.",
    }
}

impl Rule for NativeCode {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn check_assembly(&self, assembly: &Assembly<'_, '_>, hits: &mut Vec<AssemblyHit>) {
        let name = assembly.universe.input().assembly.safe();
        let what = match assembly.native_methods {
            0 if !assembly.mixed => return,
            0 => "is not IL only".to_owned(),
            1 => "has a method in machine code".to_owned(),
            count => format!("has {count} methods in machine code"),
        };
        hits.push(AssemblyHit::new(Self::INFO, format!("{name} {what}: the sandbox runs IL only")));
    }
}
