//! Findings about an assembly as a whole, or about a class as a whole: no instruction is to blame.

use std::collections::BTreeSet;

use super::coverage::Coverage;
use super::merge::Candidate;
use super::place;
use super::unit::{Analysis, Outcome};
use crate::analysis::Program;
use crate::dataverse::{Root, RootChoice, abandoned_roots};
use crate::finding::{AssemblyInfo, Location};
use crate::model::TypeHandle;
use crate::pe::CliFlags;
use crate::rules::ALL;
use crate::rules::assembly::{Assembly, AssemblyHit};
use crate::text::Text;

impl Analysis<'_, '_> {
    /// Asks the rules about the assembly, if it holds a class that the platform calls, or would call if it could.
    pub(super) fn assembly_facts(
        &self,
        program: &Program<'_, '_>,
        roots: &[Root],
        coverage: &Coverage,
        info: &AssemblyInfo,
        outcome: &mut Outcome,
    ) {
        let abandoned = abandoned_roots(program);
        if self.options.roots != RootChoice::Contracts || roots.is_empty() && abandoned.is_empty() {
            return;
        }
        let flags = self.universe.input().image.cli().flags;
        let assembly = Assembly {
            universe: self.universe,
            roots,
            abandoned,
            in_package: is_in_package(self.unit.label.as_str()),
            target_framework: info.target_framework.as_ref(),
            native_methods: coverage.counts.skipped.get("native").copied().unwrap_or(0),
            mixed: !flags.intersects(CliFlags::IL_ONLY | CliFlags::IL_LIBRARY),
        };
        let mut hits = Vec::new();
        for rule in ALL.iter().filter(|rule| self.options.runs(rule.info().id)) {
            rule.check_assembly(&assembly, &mut hits);
        }
        outcome.findings.extend(hits.into_iter().map(|hit| self.fact(program, hit)));
    }

    /// A hit in the words of a report.
    fn fact(&self, program: &Program<'_, '_>, hit: AssemblyHit) -> Candidate {
        let module = self.universe.input();
        let class = hit.class.map(TypeHandle::Def);
        let target = class.map(|class| self.universe.type_doc_id(class));
        Candidate {
            rule: hit.rule,
            severity: hit.severity,
            confidence: hit.confidence,
            message: hit.message,
            why: None,
            settled: false,
            subject: Text::default(),
            target,
            enters: false,
            location: Location {
                input: self.unit.label.clone(),
                assembly: Text(module.assembly.text().into_owned()),
                module: Some(Text(module.name.text().into_owned())),
                type_name: class.map(|class| self.universe.full_name(class)),
                member: None,
                authored_member: None,
                token: None,
                il_offset: None,
                instruction: None,
                source: hit.method.and_then(|constructor| place::source_of_constructor(program, constructor)),
            },
            root: None,
            idle: false,
            also: BTreeSet::new(),
            replaces: Vec::new(),
            steps: 0,
            path: Vec::new(),
        }
    }
}

/// Whether a member of an archive lies in a plug-in package.
fn is_in_package(label: &str) -> bool {
    let archives = label.rsplit("!/").skip(1);
    archives.take(1).any(|archive| archive.to_ascii_lowercase().ends_with(".nupkg"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_the_innermost_archive() {
        assert!(is_in_package("Sol.zip!/pluginpackages/a/package/a.nupkg!/lib/net462/A.dll"));
        assert!(is_in_package("A.NUPKG!/lib/net462/A.dll"));
        assert!(!is_in_package("Sol.zip!/PluginAssemblies/A-1/A.dll") && !is_in_package("a.nupkg.dll"));
    }
}
