//! A module as lines that two modules can be compared by: every row by what it says, no token and no order of tables.

use std::collections::BTreeMap;
use std::fmt::Write;

use ilvet::bytes::{Diagnostics, FileOffset, Reader};
use ilvet::il::{Body, ClauseKind, Instruction, Operand};
use ilvet::metadata::*;
use ilvet::model::{Module, TypeHandle, Universe};
use ilvet::pe::{EntryPoint, Rva};

use crate::ilasm_text::{method_text, type_name, type_text};

/// The lines of each type, and under the empty name those of the module.
pub(super) type Dump = BTreeMap<String, Vec<String>>;

/// The types that an element type stands for: an operand may name them by a row or by a signature.
fn is_primitive(name: &str) -> bool {
    (1..=0x1C).filter_map(Primitive::from_element_type).any(|primitive| primitive.system_name() == name)
}

pub(super) fn dump(universe: &Universe<'_>) -> Dump {
    let dumper = Dumper { universe, module: universe.input(), metadata: &universe.input().metadata };
    let mut dump = Dump::new();
    dump.insert(String::new(), dumper.head());
    for (rid, row) in dumper.metadata.rows::<TypeDef>() {
        let name = type_name(universe, TypeHandle::Def(dumper.module.type_id(rid)));
        dump.entry(name).or_default().extend(dumper.type_(rid, &row));
    }
    dump
}

struct Dumper<'u, 'a> {
    universe: &'u Universe<'a>,
    module: &'u Module<'a>,
    metadata: &'u Metadata<'a>,
}

/// The attributes of a permission set (§II.22.11), each with what it sets. ilasm leaves out the culture and the key of an assembly, and
/// writes strings in UTF-16.
fn permissions(set: &[u8]) -> Option<String> {
    let mut at = Reader::new(set.strip_prefix(b".")?, FileOffset(0), "test");
    let mut text = String::new();
    for _ in 0..at.compressed_u32("count").ok()? {
        let _ = write!(text, "{}", type_in_permissions(&mut at)?);
        let length = at.compressed_u32("length").ok()? as usize;
        let mut values = Reader::new(at.bytes(length, "values").ok()?, FileOffset(0), "test");
        let count = values.compressed_u32("count").ok()?;
        // ilasm has no form for an attribute that sets nothing.
        if count == 0 {
            return None;
        }
        for _ in 0..count {
            let (member, kind) = (values.u8("member").ok()?, values.u8("kind").ok()?);
            let type_ = if kind == 0x55 { type_in_permissions(&mut values)? } else { String::new() };
            let name = string(&mut values)?;
            let value = match kind {
                0x02 => hex(values.bytes(1, "bool").ok()?),
                0x0E => string(&mut values)?.replace('\0', ""),
                _ => hex(values.bytes(4, "number").ok()?),
            };
            let _ = write!(text, " {member:x} {kind:x} {type_} {name}={value}");
        }
        text.push(';');
    }
    at.is_empty().then_some(text)
}

fn string(at: &mut Reader<'_>) -> Option<String> {
    let length = at.compressed_u32("length").ok()? as usize;
    Some(String::from_utf8_lossy(at.bytes(length, "string").ok()?).into_owned())
}

/// The name of a type without culture and key of its assembly.
fn type_in_permissions(at: &mut Reader<'_>) -> Option<String> {
    let name = string(at)?;
    let end = [", Culture=", ", PublicKeyToken="].iter().filter_map(|part| name.find(part)).min();
    Some(name[..end.unwrap_or(name.len())].to_owned())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl Dumper<'_, '_> {
    fn name(&self, index: StringIndex) -> String {
        self.metadata.name(index).text().into_owned()
    }

    fn blob(&self, index: BlobIndex) -> String {
        self.metadata.blob(index).map_or_else(|malformed| malformed.what.to_owned(), |blob| hex(blob.rest()))
    }

    fn type_of(&self, index: Option<TypeDefOrRef>) -> String {
        let Some(index) = index else { return "nothing".to_owned() };
        if let TypeDefOrRef::TypeSpec(rid) = index {
            let row = self.metadata.row(rid).expect("a row");
            return match self.metadata.type_spec(row.signature) {
                // ilasm takes the row of the type itself for this.
                Ok(Type::Named { type_, .. }) => self.type_of(Some(type_)),
                Ok(Type::Primitive(primitive)) => format!("System.{}", primitive.system_name()),
                Ok(type_) => self.text(&type_),
                Err(malformed) => malformed.what.to_owned(),
            };
        }
        let handle = self.universe.resolve_type(self.module.id, index);
        let name = handle.map_or_else(|| "?".to_owned(), |handle| type_name(self.universe, handle));
        match name.rsplit_once("System.") {
            Some(("" | "[mscorlib]", primitive)) if is_primitive(primitive) => format!("System.{primitive}"),
            _ => name,
        }
    }

    fn text(&self, type_: &Type) -> String {
        type_text(self.universe, self.module.id, type_)
    }

    fn method_signature(&self, blob: BlobIndex, between: &str) -> String {
        match self.metadata.method_signature(blob) {
            Ok(signature) => {
                let convention =
                    (signature.convention, signature.explicit_this, signature.generic_parameters, signature.sentinel);
                format!("{convention:?} {}", method_text(self.universe, self.module.id, &signature, between))
            }
            Err(malformed) => malformed.what.to_owned(),
        }
    }

    fn method(&self, rid: Rid<MethodDef>) -> String {
        let row = self.metadata.row(rid).expect("a row");
        let owner = self.metadata.owner::<TypeDef, MethodDef>(rid);
        let owner = self.type_of(owner.map(TypeDefOrRef::TypeDef));
        self.method_signature(row.signature, &format!(" {owner}::{}", self.name(row.name)))
    }

    fn member(&self, token: Token) -> String {
        if let Some(rid) = token.rid::<MethodDef>() {
            return self.method(rid);
        }
        if let Some(rid) = token.rid::<Field>() {
            let Ok(row) = self.metadata.row(rid) else { return format!("{token}") };
            let owner = self.type_of(self.metadata.owner::<TypeDef, Field>(rid).map(TypeDefOrRef::TypeDef));
            return format!("{} {owner}::{}", self.field_type(row.signature), self.name(row.name));
        }
        if let Some(rid) = token.rid::<MethodSpec>() {
            let Ok(row) = self.metadata.row(rid) else { return format!("{token}") };
            let arguments = self.metadata.method_spec(row.instantiation).unwrap_or_default();
            let arguments: Vec<_> = arguments.iter().map(|type_| self.text(type_)).collect();
            return format!("{} <{}>", self.member(row.method.expect("a method").token()), arguments.join(","));
        }
        let Some(rid) = token.rid::<MemberRef>() else { return format!("{token}") };
        let Ok(row) = self.metadata.row(rid) else { return format!("{token}") };
        let owner = match row.class {
            Some(MemberRefParent::TypeDef(rid)) => self.type_of(Some(TypeDefOrRef::TypeDef(rid))),
            Some(MemberRefParent::TypeRef(rid)) => self.type_of(Some(TypeDefOrRef::TypeRef(rid))),
            Some(MemberRefParent::TypeSpec(rid)) => self.type_of(Some(TypeDefOrRef::TypeSpec(rid))),
            Some(MemberRefParent::MethodDef(rid)) => {
                self.type_of(self.metadata.owner::<TypeDef, MethodDef>(rid).map(TypeDefOrRef::TypeDef))
            }
            Some(MemberRefParent::ModuleRef(rid)) => {
                format!("[.module {}]", self.metadata.row(rid).map(|row| self.name(row.name)).unwrap_or_default())
            }
            None => "nothing".to_owned(),
        };
        if self.metadata.is_field_signature(row.signature).unwrap_or(false) {
            return format!("{} {owner}::{}", self.field_type(row.signature), self.name(row.name));
        }
        self.method_signature(row.signature, &format!(" {owner}::{}", self.name(row.name)))
    }

    fn field_type(&self, blob: BlobIndex) -> String {
        self.metadata
            .field_signature(blob)
            .map_or_else(|malformed| malformed.what.to_owned(), |type_| self.text(&type_))
    }

    fn attributes(&self, prefix: &str, parent: HasCustomAttribute, lines: &mut Vec<String>) {
        let first = lines.len();
        for (_, row) in self.metadata.with_key::<CustomAttribute>(parent.coded()) {
            let constructor = row.constructor.map(|constructor| self.member(constructor.token()));
            lines.push(format!("{prefix} custom {constructor:?} {}", self.blob(row.value)));
        }
        lines[first..].sort();
    }

    fn security(&self, prefix: &str, parent: HasDeclSecurity, lines: &mut Vec<String>) {
        let first = lines.len();
        for (_, row) in self.metadata.with_key::<DeclSecurity>(parent.coded()) {
            let set = self.metadata.blob(row.permission_set).ok().and_then(|blob| permissions(blob.rest()));
            // Others are a comment; so are those with an attribute of an assembly that the file does not refer to, such as its own.
            let Some(set) = set.filter(|set| self.refers_to_all(set)) else { continue };
            lines.push(format!("{prefix} security {} {set}", row.action));
        }
        lines[first..].sort();
    }

    /// Whether the assemblies of the types in a permission set are among the references.
    fn refers_to_all(&self, set: &str) -> bool {
        let parts: Vec<&str> = set.split(", ").collect();
        let named = parts.windows(2).filter(|pair| pair[1].starts_with("Version=")).map(|pair| pair[0]);
        let refers =
            |name: &str| self.metadata.rows::<AssemblyRef>().any(|(_, row)| self.metadata.name(row.name) == name);
        named.into_iter().all(refers)
    }

    fn constant(&self, parent: HasConstant) -> String {
        let mut rows = self.metadata.with_key::<Constant>(parent.coded());
        rows.next().map_or_else(String::new, |(_, row)| format!(" = {:#x} {}", row.kind, self.blob(row.value)))
    }

    fn marshalling(&self, parent: HasFieldMarshal) -> String {
        let mut rows = self.metadata.with_key::<FieldMarshal>(parent.coded());
        rows.next().map_or_else(String::new, |(_, row)| format!(" marshal {}", self.blob(row.native_type)))
    }

    fn head(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let metadata = self.metadata;
        for (rid, row) in metadata.rows::<Assembly>() {
            let version = (row.major_version, row.minor_version, row.build_number, row.revision_number);
            let (name, culture) = (self.name(row.name), self.name(row.culture));
            // ilasm does not set the flag that says that the key is a whole one, which it always is here.
            let flags = row.flags.bits() & !1;
            let key = self.blob(row.public_key);
            lines.push(format!("assembly {name} {version:?} {culture} {flags:#x} {:#x} {key}", row.hash_algorithm));
            self.attributes("assembly", HasCustomAttribute::Assembly(rid), &mut lines);
            self.security("assembly", HasDeclSecurity::Assembly(rid), &mut lines);
        }
        for (rid, row) in metadata.rows::<ilvet::metadata::Module>() {
            lines.push(format!("module {}", self.name(row.name)));
            self.attributes("module", HasCustomAttribute::Module(rid), &mut lines);
        }
        let mut references = Vec::new();
        for (rid, row) in metadata.rows::<AssemblyRef>() {
            let version = (row.major_version, row.minor_version, row.build_number, row.revision_number);
            let (name, culture) = (self.name(row.name), self.name(row.culture));
            let (key, hash) = (self.blob(row.public_key_or_token), self.blob(row.hash_value));
            if name == "mscorlib" && version == (0, 0, 0, 0) {
                continue;
            }
            references.push(format!("extern {name} {version:?} {culture} {:#x} {key} {hash}", row.flags.bits()));
            self.attributes(&format!("extern {name}"), HasCustomAttribute::AssemblyRef(rid), &mut references);
        }
        references
            .extend(metadata.rows::<ModuleRef>().map(|(_, row)| format!("module extern {}", self.name(row.name))));
        references.sort();
        lines.extend(references);
        for (_, row) in metadata.rows::<File>() {
            lines.push(format!("file {} {:#x} {}", self.name(row.name), row.flags.bits(), self.blob(row.hash_value)));
        }
        let mut exported = Vec::new();
        for (rid, row) in metadata.rows::<ExportedType>() {
            // What is in a file, and what is inside of another type, gets lost.
            if !matches!(row.implementation, Some(Implementation::AssemblyRef(_))) {
                continue;
            }
            let name = format!("{}.{}", self.name(row.namespace), self.name(row.name));
            let place = self.implementation(row.implementation);
            exported.push(format!("exported {name} {:#x} {place}", row.flags.bits()));
            self.attributes(&format!("exported {name}"), HasCustomAttribute::ExportedType(rid), &mut exported);
        }
        exported.sort();
        lines.extend(exported);
        for (rid, row) in metadata.rows::<ManifestResource>() {
            let place = self.implementation(row.implementation);
            let content = row.implementation.is_none().then(|| super::resource(self.module, row.offset).map(hex));
            lines.push(format!("resource {} {:#x} {place} {content:?}", self.name(row.name), row.flags.bits()));
            self.attributes("resource", HasCustomAttribute::ManifestResource(rid), &mut lines);
        }
        let image = &self.module.image;
        let entry = match image.cli().entry_point {
            EntryPoint::Token(token) => self.member(Token(token)),
            _ => String::new(),
        };
        lines.push(format!(
            "subsystem {} alignment {:#x} stack {:#x} entry {entry}",
            image.subsystem(),
            image.file_alignment(),
            image.stack_reserve()
        ));
        lines
    }

    fn implementation(&self, implementation: Option<Implementation>) -> String {
        match implementation {
            None => String::new(),
            Some(Implementation::File(rid)) => {
                format!("file {}", self.name(self.metadata.row(rid).expect("a row").name))
            }
            Some(Implementation::AssemblyRef(rid)) => {
                format!("assembly {}", self.name(self.metadata.row(rid).expect("a row").name))
            }
            Some(Implementation::ExportedType(rid)) => {
                format!("in {}", self.name(self.metadata.row(rid).expect("a row").name))
            }
        }
    }

    fn type_(&self, rid: Rid<TypeDef>, row: &TypeDef) -> Vec<String> {
        let metadata = self.metadata;
        let layout = metadata.with_key::<ClassLayout>(rid.row()).next();
        let layout = layout.map(|(_, row)| (row.packing_size, row.class_size));
        // Whichever assembly the base of value types is from, ilasm takes that of mscorlib.
        let base = self.type_of(row.extends);
        let name = base.split_once(']').map_or(&*base, |(_, name)| name);
        let base = if ["System.ValueType", "System.Enum"].contains(&name) { name } else { &base };
        // Whether there is security follows from the sets, some of which are a comment.
        let flags = row.flags.bits() & !0x0004_0000;
        let mut lines = vec![format!("type {flags:#x} extends {base} layout {layout:?}")];
        let interfaces = metadata.with_key::<InterfaceImpl>(rid.row());
        let mut interfaces: Vec<_> =
            interfaces.map(|(_, row)| format!("implements {}", self.type_of(row.interface))).collect();
        interfaces.sort();
        lines.extend(interfaces);
        self.attributes("type", HasCustomAttribute::TypeDef(rid), &mut lines);
        self.security("type", HasDeclSecurity::TypeDef(rid), &mut lines);
        self.generics("type", TypeOrMethodDef::TypeDef(rid), &mut lines);
        for rid in metadata.owned::<TypeDef, Field>(rid) {
            self.field(rid, &mut lines);
        }
        let methods = metadata.owned::<TypeDef, MethodDef>(rid);
        let mut methods: Vec<_> = methods.map(|rid| self.method_lines(rid)).collect();
        methods.sort_by_cached_key(|lines: &Vec<String>| {
            lines.iter().map(|line| line.replace("valuetype ", "class ")).collect::<Vec<_>>()
        });
        lines.extend(methods.into_iter().flatten());
        let mut overrides = Vec::new();
        for (_, row) in metadata.with_key::<MethodImpl>(rid.row()) {
            let member = |method: Option<MethodDefOrRef>| method.map(|method| self.member(method.token()));
            overrides.push(format!("override {:?} by {:?}", member(row.declaration), member(row.body)));
        }
        overrides.sort();
        lines.extend(overrides);
        for (map, _) in metadata.with_key::<PropertyMap>(rid.row()) {
            for rid in metadata.owned::<PropertyMap, Property>(map) {
                self.property(rid, &mut lines);
            }
        }
        for (map, _) in metadata.with_key::<EventMap>(rid.row()) {
            for rid in metadata.owned::<EventMap, Event>(map) {
                let row = metadata.row(rid).expect("a row");
                let name = self.name(row.name);
                lines.push(format!("event {name} {:#x} {}", row.flags.bits(), self.type_of(row.event_type)));
                self.attributes(&format!("event {name}"), HasCustomAttribute::Event(rid), &mut lines);
                self.accessors(&name, HasSemantics::Event(rid), &mut lines);
            }
        }
        lines
    }

    fn property(&self, rid: Rid<Property>, lines: &mut Vec<String>) {
        let row = self.metadata.row(rid).expect("a row");
        let name = self.name(row.name);
        let signature = match self.metadata.property_signature(row.signature) {
            Ok(signature) => {
                let parameters: Vec<_> = signature.parameters.iter().map(|type_| self.text(type_)).collect();
                format!("{} {} ({})", signature.has_this, self.text(&signature.type_), parameters.join(", "))
            }
            Err(malformed) => malformed.what.to_owned(),
        };
        let constant = self.constant(HasConstant::Property(rid));
        lines.push(format!("property {name} {:#x} {signature}{constant}", row.flags.bits()));
        self.attributes(&format!("property {name}"), HasCustomAttribute::Property(rid), lines);
        self.accessors(&name, HasSemantics::Property(rid), lines);
    }

    fn accessors(&self, name: &str, of: HasSemantics, lines: &mut Vec<String>) {
        let rows = self.metadata.with_key::<MethodSemantics>(of.coded());
        let mut accessors: Vec<_> = rows
            .map(|(_, row)| {
                format!("accessor of {name} {:#x} {:?}", row.semantics.bits(), row.method.map(|rid| self.method(rid)))
            })
            .collect();
        accessors.sort();
        lines.extend(accessors);
    }

    fn generics(&self, prefix: &str, owner: TypeOrMethodDef, lines: &mut Vec<String>) {
        for (rid, row) in self.metadata.with_key::<GenericParam>(owner.coded()) {
            let constraints = self.metadata.with_key::<GenericParamConstraint>(rid.row());
            let constraints = constraints.map(|(_, row)| self.type_of(row.constraint));
            let constraints: Vec<_> = constraints.filter(|it| it != "nothing" && !it.contains(" modreq ")).collect();
            let flags = row.flags.bits();
            lines.push(format!("{prefix} generic {} {} {flags:#x} {constraints:?}", row.number, self.name(row.name)));
            self.attributes(&format!("{prefix} generic {}", row.number), HasCustomAttribute::GenericParam(rid), lines);
        }
    }

    fn field(&self, rid: Rid<Field>, lines: &mut Vec<String>) {
        let metadata = self.metadata;
        let row = metadata.row(rid).expect("a row");
        let name = self.name(row.name);
        let offset = metadata.with_key::<FieldLayout>(rid.row()).next().map(|(_, row)| row.offset);
        let data = metadata.with_key::<FieldRva>(rid.row()).next().map(|(_, data)| {
            let size = metadata.field_signature(row.signature).ok().and_then(|type_| self.size(&type_));
            let at = self.module.image.at(Rva(data.rva), "test");
            size.map_or_else(String::new, |size| {
                at.map_or_else(|malformed| malformed.to_string(), |at| hex(at.clamped(size).rest()))
            })
        });
        let constant = self.constant(HasConstant::Field(rid));
        let marshalling = self.marshalling(HasFieldMarshal::Field(rid));
        let flags = row.flags.bits();
        let type_ = self.field_type(row.signature);
        lines.push(format!("field {name} {flags:#x} {type_} at {offset:?}{constant}{marshalling} data {data:?}"));
        self.attributes(&format!("field {name}"), HasCustomAttribute::Field(rid), lines);
    }

    fn size(&self, type_: &Type) -> Option<usize> {
        match type_ {
            Type::Primitive(Primitive::U1 | Primitive::I1 | Primitive::Boolean) => Some(1),
            Type::Primitive(Primitive::U2 | Primitive::I2 | Primitive::Char) => Some(2),
            Type::Primitive(Primitive::U4 | Primitive::I4 | Primitive::R4) => Some(4),
            Type::Primitive(Primitive::U8 | Primitive::I8 | Primitive::R8) => Some(8),
            Type::Named { type_: TypeDefOrRef::TypeDef(rid), .. } => {
                let layout = self.metadata.with_key::<ClassLayout>(rid.row()).next();
                layout.map(|(_, row)| row.class_size as usize)
            }
            _ => None,
        }
    }

    fn method_lines(&self, rid: Rid<MethodDef>) -> Vec<String> {
        let metadata = self.metadata;
        let mut lines = Vec::new();
        let row = metadata.row(rid).expect("a row");
        let name = self.method_signature(row.signature, &format!(" {}", self.name(row.name)));
        lines.push(format!("method {name} {:#x} {:#x}", row.flags.bits() & !0x4000, row.impl_flags.bits()));
        self.attributes(&format!("method {name}"), HasCustomAttribute::MethodDef(rid), &mut lines);
        self.security(&format!("method {name}"), HasDeclSecurity::MethodDef(rid), &mut lines);
        self.generics(&format!("method {name}"), TypeOrMethodDef::MethodDef(rid), &mut lines);
        for (_, row) in metadata.with_key::<ImplMap>(MemberForwarded::MethodDef(rid).coded()) {
            let scope = row.import_scope.map(|rid| self.name(metadata.row(rid).expect("a row").name));
            lines.push(format!("  import {:#x} {} {scope:?}", row.mapping_flags.bits(), self.name(row.import_name)));
        }
        for rid in metadata.owned::<MethodDef, Param>(rid) {
            let row = metadata.row(rid).expect("a row");
            let (constant, marshalling) =
                (self.constant(HasConstant::Param(rid)), self.marshalling(HasFieldMarshal::Param(rid)));
            let mut attributes = Vec::new();
            self.attributes(&format!("  parameter {}", row.sequence), HasCustomAttribute::Param(rid), &mut attributes);
            let name = self.name(row.name);
            let flags = row.flags.bits();
            // A row that says nothing is the same as none.
            if !(name.is_empty() && flags == 0 && attributes.is_empty()) {
                lines.push(format!("  parameter {} {name} {flags:#x}{constant}{marshalling}", row.sequence));
                lines.extend(attributes);
            }
        }
        self.body(rid, &row, &mut lines);
        lines
    }

    fn body(&self, rid: Rid<MethodDef>, row: &MethodDef, lines: &mut Vec<String>) {
        let at = match self.module.body_at(row) {
            None => return,
            Some(Err(malformed)) => return lines.push(format!("  body {}", malformed.what)),
            Some(Ok(at)) => at,
        };
        let body = match Body::open(at, rid.into(), &mut Diagnostics::default(), self.universe.limits()) {
            Err(malformed) => return lines.push(format!("  body {}", malformed.what)),
            Ok(body) => body,
        };
        // ilasm writes a header of one byte where that suffices, which says neither: docs/ecma-335-notes.md.
        let locals = body.local_signature.and_then(Token::rid::<StandAloneSig>).map(|rid| {
            let types = self.metadata.row(rid).and_then(|row| self.metadata.local_variables(row.signature));
            types.unwrap_or_default()
        });
        let locals = locals.unwrap_or_default();
        let has_locals = !locals.is_empty();
        let tiny = body.code.len() < 64 && !has_locals && body.clauses.is_empty() && body.max_stack <= 8;
        let stack = if tiny { 8 } else { body.max_stack };
        lines.push(format!("  stack {stack} init {}", body.init_locals && has_locals));
        for (number, type_) in locals.iter().enumerate() {
            lines.push(format!("  local {number} {}", self.text(type_).replace(" pinned", "")));
        }
        for instruction in body.instructions() {
            match instruction {
                Ok(instruction) => lines.push(format!("  {}", self.instruction(&instruction, &body))),
                Err(malformed) => {
                    let start = malformed.offset.0 - body.code.offset().0;
                    let rest = body.code.at(start as usize).map(|at| hex(at.rest()));
                    lines.push(format!("  {start:x} {} {rest:?}", malformed.what));
                }
            }
        }
        for clause in &body.clauses {
            let kind = match clause.kind {
                ClauseKind::Catch(token) => format!("catch {}", self.type_of(TypeDefOrRef::from_token(token))),
                other => format!("{other:?}"),
            };
            let (try_, handler) = ((clause.try_start, clause.try_end), (clause.handler_start, clause.handler_end));
            lines.push(format!("  clause {kind} {try_:?} {handler:?}"));
        }
    }

    fn instruction(&self, instruction: &Instruction, body: &Body<'_>) -> String {
        let mut text = format!("{} {}", instruction.offset, instruction.opcode.mnemonic());
        let _ = match instruction.operand {
            Operand::None => Ok(()),
            Operand::Switch(_) => write!(text, " {:?}", instruction.targets(body.code).collect::<Vec<_>>()),
            Operand::String(offset) => {
                write!(text, " {}", self.metadata.literal(offset).map_or_else(|m| m.what.to_owned(), hex))
            }
            Operand::Token(token) => write!(text, " {}", self.token(token)),
            other => write!(text, " {other:?}"),
        };
        text
    }

    fn token(&self, token: Token) -> String {
        if let Some(type_) = TypeDefOrRef::from_token(token) {
            return self.type_of(Some(type_));
        }
        if let Some(rid) = token.rid::<StandAloneSig>() {
            return self
                .metadata
                .row(rid)
                .map_or_else(|m| m.what.to_owned(), |row| self.method_signature(row.signature, ""));
        }
        self.member(token)
    }
}
