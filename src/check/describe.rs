//! What a report says of the assembly itself.

use super::coverage::Coverage;
use super::unit::Analysis;
use crate::bytes::Loss;
use crate::finding::{AssemblyInfo, Status};
use crate::metadata::{Assembly, HasCustomAttribute, Module as ModuleRow, Rid, Value};
use crate::model::Module;
use crate::text::Text;

impl Analysis<'_, '_> {
    pub(super) fn describe(&self, coverage: &Coverage) -> AssemblyInfo {
        let module = self.universe.input();
        let mvid = module
            .metadata
            .row(Rid::<ModuleRow>::FIRST)
            .ok()
            .and_then(|row| module.metadata.guid(row.mvid).ok().flatten());
        let status = if coverage.is_reference_assembly(self.universe) {
            Status::ReferenceAssembly
        } else if coverage.is_protected() {
            Status::Protected
        } else if coverage.counts.decoded < coverage.counts.with_body || self.lost_something(coverage) {
            Status::Partial
        } else {
            Status::Analysed
        };
        AssemblyInfo {
            name: Text(module.assembly.text().into_owned()),
            version: self.version(),
            input: self.unit.label.clone(),
            mvid: mvid.map(|guid| guid_text(&guid)),
            target_framework: self.target_framework(),
            symbols: module.symbols_kind,
            symbols_refused: self.symbols_refused(module),
            status,
            duplicate_of: None,
            methods: coverage.counts.clone(),
        }
    }

    /// Why symbols that are there were not used, or what of those that are used is not there.
    fn symbols_refused(&self, module: &Module<'_>) -> Option<Text> {
        let refused = self.loaded.refused_symbols.iter().find(|(label, _)| label == module.label);
        if let Some((_, why)) = refused {
            return Some(Text(why.clone()));
        }
        let damage = module.symbols.as_ref()?.damage()?;
        let file = self.loaded.files.iter().find(|it| it.supplied.label == *module.label)?.symbols.as_ref()?;
        Some(Text(format!("{}: {damage}", file.label.as_str())))
    }

    /// The version of the assembly, where the input is one.
    pub(super) fn version(&self) -> Option<String> {
        let row = self.universe.input().metadata.row(Rid::<Assembly>::FIRST).ok()?;
        Some(format!("{}.{}.{}.{}", row.major_version, row.minor_version, row.build_number, row.revision_number))
    }

    /// Whether it only holds texts in some language: it names a culture and has no method.
    pub(super) fn is_satellite(&self, coverage: &Coverage) -> bool {
        let metadata = &self.universe.input().metadata;
        let manifest = metadata.row(Rid::<Assembly>::FIRST).ok();
        coverage.counts.total == 0 && manifest.is_some_and(|row| !metadata.name(row.culture).is_empty())
    }

    /// Whether the file ends before what its headers announce.
    pub(super) fn is_cut(&self) -> bool {
        let noted = self.universe.input().diagnostics.entries();
        noted.iter().any(|diagnostic| diagnostic.loss == Loss::Unit && diagnostic.code == "P17")
    }

    /// Whether a row, a signature or a part of the file could not be read.
    fn lost_something(&self, coverage: &Coverage) -> bool {
        let noted = self.universe.input().diagnostics.entries().iter().chain(coverage.diagnostics.entries());
        noted.into_iter().any(|diagnostic| diagnostic.loss == Loss::Unit)
    }

    fn target_framework(&self) -> Option<Text> {
        let module = self.universe.input();
        let parent = HasCustomAttribute::Assembly(Rid::<Assembly>::FIRST);
        let (_, row) = self.universe.attributes(module.id, parent).find(|(handle, _)| {
            self.universe.is_named(*handle, "System.Runtime.Versioning", "TargetFrameworkAttribute")
        })?;
        let value = module.metadata.attribute_value(&row, &|_| None).ok()?;
        match value.fixed.into_iter().next()? {
            Value::String(Some(name)) => Some(Text(name.text().into_owned())),
            _ => None,
        }
    }
}

/// A GUID in its usual form; the first three parts are little-endian in the file.
pub(crate) fn guid_text(guid: &[u8; 16]) -> String {
    let reversed = |part: &[u8]| super::hex(&part.iter().rev().copied().collect::<Vec<u8>>());
    let (low, rest) = guid.split_at(4);
    let (middle, rest) = rest.split_at(2);
    let (high, rest) = rest.split_at(2);
    let (clock, node) = rest.split_at(2);
    format!("{}-{}-{}-{}-{}", reversed(low), reversed(middle), reversed(high), super::hex(clock), super::hex(node))
}
