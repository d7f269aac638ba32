//! Types, signatures and members in the words of ilasm (§II.7.1, §II.15, §VI.C.1). Each name of a row is spelled once.

use std::cell::{Cell, OnceCell};
use std::fmt::Write;

use super::types::push_convention;
use super::words::{push_id, push_name};
use crate::bytes::{FileOffset, Malformed};
use crate::limits::Limits;
use crate::metadata::{
    AssemblyRef, Field, MemberRef, MemberRefParent, Metadata, MethodDef, MethodDefOrRef, MethodSignature, MethodSpec,
    ModuleRef, ResolutionScope, Rid, Row, Token, Type, TypeDef, TypeDefOrRef, TypeRef, TypeSpec,
};
use crate::model::Module;

/// What a row is called, or why it has no name.
type Spelled = Result<Box<str>, Malformed>;

/// How deep modifiers may lead from one `TypeSpec` into the next.
const SPEC_DEPTH: u32 = 8;

/// What is said of the generic parameters of a method that is named.
#[derive(Clone, Copy)]
enum Generics<'t> {
    Unsaid,
    /// What they stand for.
    Arguments(&'t [Type]),
    /// How many there are.
    Count,
}

/// Spells rows of one module.
pub struct Speller<'m, 'a> {
    pub(crate) module: &'m Module<'a>,
    /// Bytes that one spelling may take.
    pub(super) longest: usize,
    type_defs: Vec<OnceCell<Spelled>>,
    type_refs: Vec<OnceCell<Spelled>>,
    type_specs: Vec<OnceCell<Spelled>>,
    fields: Vec<OnceCell<Spelled>>,
    methods: Vec<OnceCell<Spelled>>,
    member_refs: Vec<OnceCell<Spelled>>,
    method_specs: Vec<OnceCell<Spelled>>,
    /// Names of the references, in brackets; different where the references are.
    assemblies: Vec<Box<str>>,
    /// How many names ilasm does not get back as they are.
    pub(crate) inexact: Cell<u64>,
    depth: Cell<u32>,
}

fn cells<T: Row>(metadata: &Metadata<'_>) -> Vec<OnceCell<Spelled>> {
    (0..metadata.count::<T>()).map(|_| OnceCell::new()).collect()
}

impl<'m, 'a> Speller<'m, 'a> {
    /// Nothing is spelled yet.
    #[must_use]
    pub fn new(module: &'m Module<'a>, limits: &Limits) -> Self {
        let metadata = &module.metadata;
        let mut speller = Self {
            module,
            longest: usize::try_from(limits.documentation_id).unwrap_or(usize::MAX),
            type_defs: cells::<TypeDef>(metadata),
            type_refs: cells::<TypeRef>(metadata),
            type_specs: cells::<TypeSpec>(metadata),
            fields: cells::<Field>(metadata),
            methods: cells::<MethodDef>(metadata),
            member_refs: cells::<MemberRef>(metadata),
            method_specs: cells::<MethodSpec>(metadata),
            assemblies: Vec::new(),
            inexact: Cell::new(0),
            depth: Cell::new(0),
        };
        speller.assemblies = speller.assembly_names();
        speller
    }

    /// One name for each reference: its own, with a number behind where an earlier one has it.
    fn assembly_names(&self) -> Vec<Box<str>> {
        let metadata = &self.module.metadata;
        let mut seen = rustc_hash::FxHashSet::default();
        let mut names = Vec::new();
        for (rid, row) in metadata.rows::<AssemblyRef>() {
            let mut name = metadata.name(row.name).as_bytes().to_vec();
            name.truncate(self.longest);
            if !seen.insert(name.clone()) {
                name.extend(format!("_{}", rid.row()).into_bytes());
                seen.insert(name.clone());
            }
            let mut text = String::new();
            self.push_name(&mut text, &name);
            names.push(text.into());
        }
        names
    }

    /// The name by which the file refers to an assembly, as ilasm writes it.
    pub(crate) fn assembly(&self, rid: Rid<AssemblyRef>) -> &str {
        self.assemblies.get(rid.index()).map_or("'?'", |name| name)
    }

    /// Appends a name, dotted or not.
    pub(crate) fn push_name(&self, text: &mut String, name: &[u8]) {
        self.count(push_name(text, self.bounded(name)));
    }

    /// Appends a name where no dots are allowed outside of quotes.
    pub(crate) fn push_id(&self, text: &mut String, name: &[u8]) {
        self.count(push_id(text, self.bounded(name)));
    }

    fn bounded<'n>(&self, name: &'n [u8]) -> &'n [u8] {
        if name.len() > self.longest {
            self.count(false);
        }
        name.get(..self.longest).unwrap_or(name)
    }

    fn count(&self, exact: bool) {
        if !exact {
            self.inexact.set(self.inexact.get() + 1);
        }
    }

    /// Where a signature that is appended to `text` has to end.
    pub(super) fn end_of(&self, text: &str) -> usize {
        text.len().saturating_add(self.longest)
    }

    pub(super) fn too_long() -> Malformed {
        Malformed {
            offset: FileOffset(0),
            what: "a name or a signature is longer than what is written of one",
            section: "limit documentation-id",
        }
    }

    /// The spelling in a cell, made once.
    fn once<'s, T: Row>(
        &'s self,
        cells: &'s [OnceCell<Spelled>],
        rid: Rid<T>,
        make: impl FnOnce(&mut String) -> Result<(), Malformed>,
    ) -> Result<&'s str, Malformed> {
        let Some(cell) = cells.get(rid.index()) else {
            return Err(self.module.metadata.row(rid).err().unwrap_or_else(Self::too_long));
        };
        let spelling = cell.get_or_init(|| {
            let mut text = String::new();
            make(&mut text)?;
            if text.len() > self.longest.saturating_mul(2) { Err(Self::too_long()) } else { Ok(text.into()) }
        });
        spelling.as_deref().map_err(|malformed| *malformed)
    }

    /// The name of a type of this module: `Namespace.Outer/Inner`.
    pub(crate) fn type_def(&self, rid: Rid<TypeDef>) -> Result<&str, Malformed> {
        self.once(&self.type_defs, rid, |text| {
            let mut chain = vec![rid];
            while let Some(outer) = chain.last().and_then(|inner| self.module.enclosing(*inner)) {
                if chain.len() as u64 >= self.module.metadata.limits().nesting {
                    return Err(Self::too_long());
                }
                chain.push(outer);
            }
            for (depth, rid) in chain.iter().rev().enumerate() {
                let row = self.module.metadata.row(*rid)?;
                if depth > 0 {
                    text.push('/');
                }
                self.push_full_name(text, row.namespace, row.name)?;
            }
            Ok(())
        })
    }

    /// Namespace and name of a row, as one dotted name.
    pub(crate) fn push_full_name(
        &self,
        text: &mut String,
        namespace: crate::metadata::StringIndex,
        name: crate::metadata::StringIndex,
    ) -> Result<(), Malformed> {
        let metadata = &self.module.metadata;
        let (namespace, name) = (metadata.name(namespace).as_bytes(), metadata.name(name).as_bytes());
        if namespace.is_empty() {
            self.push_name(text, name);
        } else if namespace.len().saturating_add(name.len()) > self.longest {
            return Err(Self::too_long());
        } else {
            self.push_name(text, &[namespace, b".", name].concat());
        }
        Ok(())
    }

    fn type_ref(&self, rid: Rid<TypeRef>) -> Result<&str, Malformed> {
        self.once(&self.type_refs, rid, |text| {
            let metadata = &self.module.metadata;
            let mut chain = vec![rid];
            let scope = loop {
                let last = chain.last().copied().unwrap_or(rid);
                match metadata.row(last)?.resolution_scope {
                    Some(ResolutionScope::TypeRef(outer)) => {
                        if chain.len() as u64 >= metadata.limits().nesting {
                            return Err(Self::too_long());
                        }
                        chain.push(outer);
                    }
                    other => break other,
                }
            };
            match scope {
                Some(ResolutionScope::AssemblyRef(assembly)) => {
                    metadata.row(assembly)?;
                    let _ = write!(text, "[{}]", self.assembly(assembly));
                }
                Some(ResolutionScope::ModuleRef(module)) => self.push_module(text, module)?,
                Some(ResolutionScope::Module(_) | ResolutionScope::TypeRef(_)) | None => {}
            }
            for (depth, rid) in chain.iter().rev().enumerate() {
                let row = metadata.row(*rid)?;
                if depth > 0 {
                    text.push('/');
                }
                self.push_full_name(text, row.namespace, row.name)?;
            }
            Ok(())
        })
    }

    fn push_module(&self, text: &mut String, module: Rid<ModuleRef>) -> Result<(), Malformed> {
        let row = self.module.metadata.row(module)?;
        text.push_str("[.module ");
        self.push_name(text, self.module.metadata.name(row.name).as_bytes());
        text.push(']');
        Ok(())
    }

    fn type_spec(&self, rid: Rid<TypeSpec>) -> Result<&str, Malformed> {
        if self.depth.get() >= SPEC_DEPTH {
            return Err(Self::too_long());
        }
        self.depth.set(self.depth.get() + 1);
        let spelled = if self.type_specs.get(rid.index()).is_some_and(|cell| cell.get().is_none()) {
            // A type that leads back to itself must not find its own cell half made.
            let mut text = String::new();
            let made = self.spell_spec(rid, &mut text);
            self.once(&self.type_specs, rid, |cell| {
                made?;
                *cell = text;
                Ok(())
            })
        } else {
            self.once(&self.type_specs, rid, |_| Ok(()))
        };
        self.depth.set(self.depth.get() - 1);
        spelled
    }

    fn spell_spec(&self, rid: Rid<TypeSpec>, text: &mut String) -> Result<(), Malformed> {
        let metadata = &self.module.metadata;
        self.push_type(text, &metadata.type_spec(metadata.row(rid)?.signature)?)
    }

    /// A type as the owner of a member and as an operand: a name alone, or any type.
    pub(crate) fn type_operand(&self, type_: TypeDefOrRef) -> Result<&str, Malformed> {
        match type_ {
            TypeDefOrRef::TypeDef(rid) => self.type_def(rid),
            TypeDefOrRef::TypeRef(rid) => self.type_ref(rid),
            TypeDefOrRef::TypeSpec(rid) => self.type_spec(rid),
        }
    }

    /// Appends a method as others refer to it.
    fn push_method(
        &self,
        text: &mut String,
        signature: &MethodSignature,
        owner: Option<&str>,
        name: &[u8],
        generics: Generics<'_>,
    ) -> Result<(), Malformed> {
        push_convention(text, signature)?;
        self.push_type(text, &signature.return_type)?;
        text.push(' ');
        if let Some(owner) = owner {
            text.push_str(owner);
            text.push_str("::");
        }
        self.push_method_name(text, name);
        match generics {
            Generics::Arguments(arguments) => self.push_arguments(text, arguments, self.end_of(text))?,
            Generics::Count if signature.generic_parameters > 0 => {
                let _ = write!(text, "<[{}]>", signature.generic_parameters);
            }
            Generics::Count | Generics::Unsaid => {}
        }
        self.push_parameters(text, signature)
    }

    /// Appends the name of a method; those of constructors are words of their own.
    pub(crate) fn push_method_name(&self, text: &mut String, name: &[u8]) {
        match name {
            b".ctor" => text.push_str(".ctor"),
            b".cctor" => text.push_str(".cctor"),
            _ => self.push_name(text, name),
        }
    }

    /// The type that a method or a field stands in; `None` for global ones, which stand in the first type.
    fn owner(&self, type_: Option<Rid<TypeDef>>) -> Result<Option<&str>, Malformed> {
        type_.filter(|rid| rid.row() != 1).map(|rid| self.type_def(rid)).transpose()
    }

    /// A method of this module.
    pub(crate) fn method(&self, rid: Rid<MethodDef>) -> Result<&str, Malformed> {
        self.once(&self.methods, rid, |text| self.push_method_def(text, rid, Generics::Unsaid))
    }

    fn push_method_def(&self, text: &mut String, rid: Rid<MethodDef>, generics: Generics<'_>) -> Result<(), Malformed> {
        let metadata = &self.module.metadata;
        let row = metadata.row(rid)?;
        let signature = metadata.method_signature(row.signature)?;
        let owner = self.owner(metadata.owner::<TypeDef, MethodDef>(rid))?;
        self.push_method(text, &signature, owner, metadata.name(row.name).as_bytes(), generics)
    }

    fn push_member_ref(&self, text: &mut String, rid: Rid<MemberRef>, generics: Generics<'_>) -> Result<(), Malformed> {
        let metadata = &self.module.metadata;
        let row = metadata.row(rid)?;
        let mut module = String::new();
        let owner = match row.class {
            Some(MemberRefParent::TypeDef(rid)) => self.owner(Some(rid))?,
            Some(MemberRefParent::TypeRef(rid)) => Some(self.type_ref(rid)?),
            Some(MemberRefParent::TypeSpec(rid)) => Some(self.type_spec(rid)?),
            Some(MemberRefParent::MethodDef(rid)) => self.owner(metadata.owner::<TypeDef, MethodDef>(rid))?,
            Some(MemberRefParent::ModuleRef(rid)) => {
                self.push_module(&mut module, rid)?;
                Some(&*module)
            }
            None => None,
        };
        let name = metadata.name(row.name).as_bytes();
        if metadata.is_field_signature(row.signature)? {
            self.push_type(text, &metadata.field_signature(row.signature)?)?;
            self.push_field(text, owner, name);
            Ok(())
        } else {
            self.push_method(text, &metadata.method_signature(row.signature)?, owner, name, generics)
        }
    }

    fn push_field(&self, text: &mut String, owner: Option<&str>, name: &[u8]) {
        text.push(' ');
        if let Some(owner) = owner {
            text.push_str(owner);
            text.push_str("::");
        }
        self.push_id(text, name);
    }

    /// A field of this module.
    fn field(&self, rid: Rid<Field>) -> Result<&str, Malformed> {
        self.once(&self.fields, rid, |text| {
            let metadata = &self.module.metadata;
            let row = metadata.row(rid)?;
            self.push_type(text, &metadata.field_signature(row.signature)?)?;
            let owner = self.owner(metadata.owner::<TypeDef, Field>(rid))?;
            self.push_field(text, owner, metadata.name(row.name).as_bytes());
            Ok(())
        })
    }

    fn member_ref(&self, rid: Rid<MemberRef>) -> Result<&str, Malformed> {
        self.once(&self.member_refs, rid, |text| self.push_member_ref(text, rid, Generics::Unsaid))
    }

    fn method_spec(&self, rid: Rid<MethodSpec>) -> Result<&str, Malformed> {
        self.once(&self.method_specs, rid, |text| {
            let metadata = &self.module.metadata;
            let row = metadata.row(rid)?;
            let arguments = metadata.method_spec(row.instantiation)?;
            match row.method {
                Some(MethodDefOrRef::MethodDef(rid)) => {
                    self.push_method_def(text, rid, Generics::Arguments(&arguments))
                }
                Some(MethodDefOrRef::MemberRef(rid)) => {
                    self.push_member_ref(text, rid, Generics::Arguments(&arguments))
                }
                None => Err(metadata.blob(row.instantiation)?.malformed("an instantiation is of no method")),
            }
        })
    }

    /// A method as an override names it: with the number of its generic parameters (§II.10.3.2).
    pub(crate) fn overridden(&self, method: Option<MethodDefOrRef>) -> Result<String, Malformed> {
        let mut text = String::new();
        match method {
            Some(MethodDefOrRef::MethodDef(rid)) => self.push_method_def(&mut text, rid, Generics::Count)?,
            Some(MethodDefOrRef::MemberRef(rid)) => self.push_member_ref(&mut text, rid, Generics::Count)?,
            None => return Err(Self::no_row()),
        }
        Ok(text)
    }

    /// Whether a `MemberRef` is a field.
    pub(crate) fn is_field(&self, rid: Rid<MemberRef>) -> bool {
        let metadata = &self.module.metadata;
        metadata.row(rid).and_then(|row| metadata.is_field_signature(row.signature)).unwrap_or(false)
    }

    /// The row that a token of an instruction names.
    pub(crate) fn token(&self, token: Token) -> Result<&str, Malformed> {
        match token.table() {
            TypeDef::TABLE | TypeRef::TABLE | TypeSpec::TABLE => match TypeDefOrRef::from_token(token) {
                Some(type_) => self.type_operand(type_),
                None => Err(Self::no_row()),
            },
            Field::TABLE => token.rid().map_or_else(|| Err(Self::no_row()), |rid| self.field(rid)),
            MethodDef::TABLE => token.rid().map_or_else(|| Err(Self::no_row()), |rid| self.method(rid)),
            MemberRef::TABLE => token.rid().map_or_else(|| Err(Self::no_row()), |rid| self.member_ref(rid)),
            MethodSpec::TABLE => token.rid().map_or_else(|| Err(Self::no_row()), |rid| self.method_spec(rid)),
            _ => Err(Self::no_row()),
        }
    }

    /// Appends a type by the name that reflection gives it, with the assembly behind a comma; `None` where the file has no reference to that.
    pub(super) fn push_reflected(&self, text: &mut String, name: &str) -> Option<()> {
        if name.contains(['[', '\\', '`', '*', '&']) {
            return None;
        }
        let mut parts = name.split(", ");
        let type_ = parts.next().filter(|type_| !type_.is_empty())?;
        if let Some(assembly) = parts.next() {
            let version = parts.find_map(|part| part.strip_prefix("Version="))?;
            let is_it = |row: &AssemblyRef| {
                let stated = [row.major_version, row.minor_version, row.build_number, row.revision_number];
                self.module.metadata.name(row.name) == assembly
                    && version == stated.map(|part| part.to_string()).join(".")
            };
            let (rid, _) = self.module.metadata.rows::<AssemblyRef>().find(|(_, row)| is_it(row))?;
            let _ = write!(text, "[{}]", self.assembly(rid));
        }
        for (depth, part) in type_.split('+').enumerate() {
            text.push_str(if depth > 0 { "/" } else { "" });
            self.push_name(text, part.as_bytes());
        }
        Some(())
    }

    fn no_row() -> Malformed {
        Malformed { offset: FileOffset(0), what: "the token names no row that can stand here", section: "§III.1.9" }
    }
}
