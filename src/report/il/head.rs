//! What stands before the types: references, the manifest, the module, resources (§II.6).

use std::fmt::Write;

use super::writer::Writer;
use crate::bytes::Malformed;
use crate::ilasm::flags::EXPORTED;
use crate::ilasm::push_string;
use crate::metadata::{
    Assembly, AssemblyFlags, AssemblyRef, ExportedType, File, FileAttributes, HasCustomAttribute, HasDeclSecurity,
    Implementation, ManifestResource, Module, ModuleRef, Rid, StringIndex, Token,
};
use crate::pe::EntryPoint;

impl Writer<'_, '_, '_> {
    /// Everything before the types.
    pub(super) fn head(&mut self) {
        let metadata = self.metadata;
        for (rid, row) in metadata.rows::<ModuleRef>() {
            self.named(".module extern ", row.name);
            if self.has_attributes(HasCustomAttribute::ModuleRef(rid)) {
                self.unsayable(rid.into(), "custom attributes of a reference to a module");
            }
        }
        for (rid, row) in metadata.rows::<AssemblyRef>() {
            self.assembly_ref(rid, &row);
        }
        for (rid, row) in metadata.rows::<Assembly>() {
            self.assembly(rid, &row);
        }
        for (rid, row) in metadata.rows::<File>() {
            self.file(rid, &row);
        }
        for (rid, row) in metadata.rows::<ExportedType>() {
            self.pause();
            self.exported_type(rid, &row);
        }
        for (rid, row) in metadata.rows::<ManifestResource>() {
            self.pause();
            self.resource(rid, &row);
        }
        for (rid, row) in metadata.rows::<Module>() {
            self.named(".module ", row.name);
            if let Ok(Some(guid)) = metadata.guid(row.mvid) {
                self.remark(&format!("MVID {}", crate::check::describe::guid_text(&guid)));
            }
            self.attributes(HasCustomAttribute::Module(rid));
        }
        let image = &self.module.image;
        self.line(&format!(".imagebase 0x{:08x}", image.image_base()));
        self.line(&format!(".file alignment 0x{:08x}", image.file_alignment()));
        self.line(&format!(".stackreserve 0x{:08x}", image.stack_reserve()));
        self.line(&format!(".subsystem 0x{:04x}", image.subsystem()));
        self.line(&format!(".corflags 0x{:08x}", image.cli().flags.bits()));
    }

    fn named(&mut self, directive: &str, name: StringIndex) {
        self.indent();
        self.text.push_str(directive);
        let name = self.metadata.name(name).as_bytes();
        self.spell.push_name(&mut self.text, name);
        self.end();
    }

    fn assembly_ref(&mut self, rid: Rid<AssemblyRef>, row: &AssemblyRef) {
        self.indent();
        self.text.push_str(".assembly extern ");
        let rest = self.assembly_flags(row.flags);
        let name = self.metadata.name(row.name).as_bytes();
        let start = self.text.len();
        self.spell.push_name(&mut self.text, name);
        let alias = self.spell.assembly(rid);
        if self.text.get(start..) != Some(alias) {
            self.text.push_str(" as ");
            self.text.push_str(alias);
        }
        self.end();
        self.open();
        let key = if row.flags.contains(AssemblyFlags::PUBLIC_KEY) { ".publickey = " } else { ".publickeytoken = " };
        self.hex_line(rid.into(), key, row.public_key_or_token);
        self.hex_line(rid.into(), ".hash = ", row.hash_value);
        self.version_and_locale(
            [row.major_version, row.minor_version, row.build_number, row.revision_number],
            row.culture,
        );
        self.attributes(HasCustomAttribute::AssemblyRef(rid));
        self.close();
        self.odd_flags(rid.into(), rest);
    }

    /// The flags of an assembly that have a word here; the rest is returned.
    fn assembly_flags(&mut self, flags: AssemblyFlags) -> u32 {
        let mut rest = flags.difference(AssemblyFlags::PUBLIC_KEY | AssemblyFlags::RETARGETABLE);
        if flags.contains(AssemblyFlags::RETARGETABLE) {
            self.text.push_str("retargetable ");
        }
        if flags.contains(AssemblyFlags::WINDOWS_RUNTIME) {
            self.text.push_str("windowsruntime ");
            rest.remove(AssemblyFlags::WINDOWS_RUNTIME);
        }
        rest.bits()
    }

    fn hex_line(&mut self, token: Token, directive: &str, blob: crate::metadata::BlobIndex) {
        match self.blob(blob) {
            Ok([]) => {}
            Ok(bytes) => {
                self.indent();
                self.text.push_str(directive);
                self.bytes(bytes);
                self.end();
            }
            Err(malformed) => self.lost(self.text.len(), token, malformed),
        }
    }

    fn version_and_locale(&mut self, [major, minor, build, revision]: [u16; 4], culture: StringIndex) {
        self.line(&format!(".ver {major}:{minor}:{build}:{revision}"));
        let culture = self.metadata.name(culture);
        if !culture.is_empty() {
            self.indent();
            self.text.push_str(".locale ");
            push_string(&mut self.text, &culture.text());
            self.end();
        }
    }

    fn assembly(&mut self, rid: Rid<Assembly>, row: &Assembly) {
        self.indent();
        self.text.push_str(".assembly ");
        let rest = self.assembly_flags(row.flags);
        let name = self.metadata.name(row.name).as_bytes();
        self.spell.push_name(&mut self.text, name);
        self.end();
        self.open();
        self.attributes(HasCustomAttribute::Assembly(rid));
        self.security(HasDeclSecurity::Assembly(rid));
        self.hex_line(rid.into(), ".publickey = ", row.public_key);
        self.line(&format!(".hash algorithm 0x{:08x}", row.hash_algorithm));
        self.version_and_locale(
            [row.major_version, row.minor_version, row.build_number, row.revision_number],
            row.culture,
        );
        self.close();
        self.odd_flags(rid.into(), rest);
    }

    fn file(&mut self, rid: Rid<File>, row: &File) {
        self.indent();
        self.text.push_str(".file ");
        if row.flags.contains(FileAttributes::CONTAINS_NO_METADATA) {
            self.text.push_str("nometadata ");
        }
        let name = self.metadata.name(row.name).as_bytes();
        self.spell.push_name(&mut self.text, name);
        if self.module.image.cli().entry_point == EntryPoint::Token(Token::from(rid).0) {
            self.text.push_str(" .entrypoint");
        }
        match self.blob(row.hash_value) {
            Ok([]) => self.end(),
            Ok(hash) => {
                self.text.push_str(" .hash = ");
                self.bytes(hash);
                self.end();
            }
            Err(malformed) => {
                self.end();
                self.lost(self.text.len(), rid.into(), malformed);
            }
        }
        self.odd_flags(rid.into(), row.flags.difference(FileAttributes::CONTAINS_NO_METADATA).bits());
        if self.has_attributes(HasCustomAttribute::File(rid)) {
            self.unsayable(rid.into(), "custom attributes of a file");
        }
    }

    fn exported_type(&mut self, rid: Rid<ExportedType>, row: &ExportedType) {
        let mark = self.text.len();
        if let Err(malformed) = self.try_exported_type(rid, row) {
            self.lost(mark, rid.into(), malformed);
        }
    }

    fn try_exported_type(&mut self, rid: Rid<ExportedType>, row: &ExportedType) -> Result<(), Malformed> {
        self.indent();
        self.text.push_str(".class extern ");
        let rest = self.words(EXPORTED, row.flags.bits(), 0);
        self.spell.push_full_name(&mut self.text, row.namespace, row.name)?;
        self.end();
        self.open();
        self.implementation(row.implementation)?;
        self.attributes(HasCustomAttribute::ExportedType(rid));
        self.close();
        self.odd_flags(rid.into(), rest);
        Ok(())
    }

    /// Where a type or a resource is, on a line of its own; nothing where that is this file.
    fn implementation(&mut self, implementation: Option<Implementation>) -> Result<(), Malformed> {
        let metadata = self.metadata;
        self.indent();
        match implementation {
            None => {
                let blanks = self.blanks();
                self.text.truncate(self.text.len() - blanks);
                return Ok(());
            }
            Some(Implementation::File(file)) => {
                self.text.push_str(".file ");
                let name = metadata.name(metadata.row(file)?.name).as_bytes();
                self.spell.push_name(&mut self.text, name);
            }
            Some(Implementation::AssemblyRef(assembly)) => {
                metadata.row(assembly)?;
                self.text.push_str(".assembly extern ");
                self.text.push_str(self.spell.assembly(assembly));
            }
            Some(Implementation::ExportedType(outer)) => {
                let row = metadata.row(outer)?;
                self.text.push_str(".class extern ");
                self.spell.push_full_name(&mut self.text, row.namespace, row.name)?;
            }
        }
        self.end();
        Ok(())
    }

    fn resource(&mut self, rid: Rid<ManifestResource>, row: &ManifestResource) {
        self.indent();
        self.text.push_str(".mresource ");
        self.text.push_str(if row.flags.bits() & 7 == 2 { "private " } else { "public " });
        let name = self.metadata.name(row.name).as_bytes();
        self.spell.push_name(&mut self.text, name);
        self.end();
        self.open();
        match row.implementation {
            None => self.remark("ilasm reads the content from a file of this name"),
            Some(Implementation::File(file)) => {
                self.indent();
                self.text.push_str(".file ");
                let name = self.metadata.row(file).map(|row| self.metadata.name(row.name)).unwrap_or_default();
                self.spell.push_name(&mut self.text, name.as_bytes());
                let _ = write!(self.text, " at 0x{:08x}", row.offset);
                self.end();
            }
            elsewhere => {
                let mark = self.text.len();
                if let Err(malformed) = self.implementation(elsewhere) {
                    self.lost(mark, rid.into(), malformed);
                }
            }
        }
        self.attributes(HasCustomAttribute::ManifestResource(rid));
        self.close();
        self.odd_flags(rid.into(), row.flags.bits() & !7);
    }
}
