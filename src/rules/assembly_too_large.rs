//! `assembly-too-large`

use super::assembly::{Assembly, AssemblyHit};
use super::{Rule, declare_rule};
use crate::finding::RuleInfo;

declare_rule! {
    /// A plug-in assembly is larger than the platform takes.
    ///
    /// ## Why it matters
    ///
    /// An assembly is stored in the database and sent to every server that runs it. More than 16 MB are refused at registration.
    ///
    /// ## What is found
    ///
    /// An assembly of more than 16 MB with a class that the platform calls.
    ///
    /// ## What is left alone
    ///
    /// Members of a plug-in package: there the limit is the package's.
    ///
    /// ## What to do instead
    ///
    /// Leave out what is not used; do not merge libraries in, but put them beside the plug-in into a package.
    ///
    /// ## Example
    ///
    /// ```text
    /// Acme.Plugins.dll   21.4 MB, of which 18 MB are a library that was merged in   // found
    /// ```
    AssemblyTooLarge {
        id: "assembly-too-large",
        aliases: [],
        severity: Low,
        confidence: High,
        category: "Supportability",
        summary: "A plug-in assembly is larger than the platform takes",
        help: "More than 16 MB are refused. Leave out what is not used, or use a plug-in package.",
    }
}

/// Bytes that an assembly may have.
const MOST: usize = 16 << 20;

impl Rule for AssemblyTooLarge {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn check_assembly(&self, assembly: &Assembly<'_, '_>, hits: &mut Vec<AssemblyHit>) {
        let module = assembly.universe.input();
        let bytes = module.image.bytes().len();
        if bytes > MOST && !assembly.in_package {
            let name = module.assembly.safe();
            let text = format!("{name} has {bytes} bytes: more than 16 MB cannot be registered");
            hits.push(AssemblyHit::new(Self::INFO, text));
        }
    }
}
