//! `unsigned-assembly`

use super::assembly::{Assembly, AssemblyHit};
use super::{Rule, declare_rule};
use crate::finding::RuleInfo;
use crate::metadata::{Assembly as Manifest, Rid};

declare_rule! {
    /// A plug-in assembly has no strong name.
    ///
    /// ## Why it matters
    ///
    /// An assembly that is registered by itself must be signed: the registration of an unsigned one fails. Members of a plug-in package need not be.
    ///
    /// ## What is found
    ///
    /// An assembly with a class that the platform calls and without a public key.
    ///
    /// ## What is left alone
    ///
    /// Members of a plug-in package. Whether a signature is right is not looked at: a key is enough.
    ///
    /// ## What to do instead
    ///
    /// Sign the assembly with a key file, or deploy it in a plug-in package.
    ///
    /// ## Example
    ///
    /// ```xml
    /// <SignAssembly>true</SignAssembly>
    /// <AssemblyOriginatorKeyFile>Acme.snk</AssemblyOriginatorKeyFile>
    /// ```
    UnsignedAssembly {
        id: "unsigned-assembly",
        aliases: [],
        severity: Low,
        confidence: High,
        category: "Supportability",
        summary: "A plug-in assembly has no strong name",
        help: "An assembly that is not in a plug-in package cannot be registered without one. Sign it.",
    }
}

impl Rule for UnsignedAssembly {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn check_assembly(&self, assembly: &Assembly<'_, '_>, hits: &mut Vec<AssemblyHit>) {
        let module = assembly.universe.input();
        let Ok(manifest) = module.metadata.row(Rid::<Manifest>::FIRST) else { return };
        let has_key = module.metadata.blob(manifest.public_key).is_ok_and(|key| !key.rest().is_empty());
        if !has_key && !assembly.in_package {
            let name = module.assembly.safe();
            hits.push(AssemblyHit::new(
                Self::INFO,
                format!("{name} has no strong name: outside of a plug-in package it cannot be registered"),
            ));
        }
    }
}
