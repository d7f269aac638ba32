//! `target-framework`

use super::assembly::{Assembly, AssemblyHit};
use super::{Rule, declare_rule};
use crate::finding::{RuleInfo, Severity};

declare_rule! {
    /// A plug-in assembly is built for a framework that the sandbox does not have.
    ///
    /// ## Why it matters
    ///
    /// The sandbox runs the .NET Framework. An assembly for .NET Core, .NET 5 and later or .NET Standard 2.1 cannot be loaded there. One for a
    /// .NET Framework above 4.6.2 loads, but may call what the server's version does not have.
    ///
    /// ## What is found
    ///
    /// By the assembly's `TargetFrameworkAttribute`: at Low what is neither .NET Framework nor .NET Standard up to 2.0; for information a .NET Framework above 4.6.2.
    ///
    /// ## What is left alone
    ///
    /// Assemblies without the attribute.
    ///
    /// ## What to do instead
    ///
    /// Build for `net462`.
    ///
    /// ## Example
    ///
    /// ```xml
    /// <TargetFramework>net8.0</TargetFramework>   <!-- found -->
    /// <TargetFramework>net462</TargetFramework>   <!-- instead -->
    /// ```
    TargetFramework {
        id: "target-framework",
        aliases: [],
        severity: Low,
        confidence: High,
        category: "Supportability",
        summary: "A plug-in assembly is built for a framework that the sandbox does not have",
        help: "The sandbox runs the .NET Framework. Build for net462.",
    }
}

impl Rule for TargetFramework {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn check_assembly(&self, assembly: &Assembly<'_, '_>, hits: &mut Vec<AssemblyHit>) {
        let Some(framework) = assembly.target_framework else { return };
        let name = assembly.universe.input().assembly.safe();
        let Some(severity) = severity(framework.as_str()) else { return };
        let why = match severity {
            Severity::Info => "it may call what the sandbox's version does not have",
            _ => "the sandbox cannot load it",
        };
        let text = format!("{name} is built for {}: {why}", framework.safe());
        hits.push(AssemblyHit { severity, ..AssemblyHit::new(Self::INFO, text) });
    }
}

/// How bad a framework is, such as `.NETFramework,Version=v4.6.2`.
fn severity(framework: &str) -> Option<Severity> {
    let mut parts = framework.split(',').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let version = parts.find_map(|part| part.strip_prefix("Version=v")).unwrap_or_default();
    let mut numbers = version.split('.').map(|number| number.parse().unwrap_or(0u32));
    let version = [(); 3].map(|()| numbers.next().unwrap_or(0));
    match name {
        ".NETFramework" => (version > [4, 6, 2]).then_some(Severity::Info),
        ".NETStandard" => (version > [2, 0, u32::MAX]).then_some(Severity::Low),
        _ => Some(Severity::Low),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sandbox_loads_the_framework() {
        for (framework, expected) in [
            (".NETFramework,Version=v4.6.2", None),
            (".NETFramework,Version=v4.0,Profile=Client", None),
            (".NETFramework,Version=v4.7.1", Some(Severity::Info)),
            (".NETFramework,Version=v4.8", Some(Severity::Info)),
            (".NETStandard,Version=v2.0", None),
            (".NETStandard,Version=v2.1", Some(Severity::Low)),
            (".NETCoreApp,Version=v8.0", Some(Severity::Low)),
            ("Silverlight,Version=v5.0", Some(Severity::Low)),
        ] {
            assert_eq!(severity(framework), expected, "{framework}");
        }
    }
}
