//! The assemblies of one unit of work, and how a reference in one leads to a definition in another.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

use rustc_hash::FxHashMap;

use super::by_name::MembersByName;
use super::load::{LoadedFile, OpenError};
use super::members::Accessor;
use super::origin::{Origin, origin};
use super::reflected::split_namespace;
use crate::bytes::{Diagnostics, Malformed, Reader};
use crate::limits::Limits;
use crate::metadata::{
    Assembly, AssemblyFlags, AssemblyRef, Event, ExportedType, Field, HasSemantics, Implementation, MemberRef,
    Metadata, MethodDef, Module as ModuleRow, NestedClass, Property, Rid, Token, TypeDef, TypeRef, TypeSpec,
};
use crate::pe::{Image, Rva};
use crate::symbols::{DocumentIndex, SourcePaths, Symbols};
use crate::text::{Name, Text};

mod members;
mod types;

pub use types::TypeKey;

/// A loaded module, by the order of loading; 0 is the input.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ModuleId(pub u32);

/// Declares the ids of definitions: name, table.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $table:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name {
            /// The module that defines it.
            pub module: ModuleId,
            /// Its row.
            pub rid: Rid<$table>,
        }

        impl $name {
            /// Its token within the module.
            #[must_use]
            pub fn token(self) -> Token {
                self.rid.into()
            }
        }
    )*};
}

ids! {
    /// A type defined in a loaded module.
    TypeId TypeDef;
    /// A method defined in a loaded module.
    MethodId MethodDef;
    /// A field defined in a loaded module.
    FieldId Field;
    /// A property defined in a loaded module.
    PropertyId Property;
    /// An event defined in a loaded module.
    EventId Event;
}

/// A type: its definition, or the reference that leads to nothing loaded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TypeHandle {
    /// Defined in a loaded module.
    Def(TypeId),
    /// Not loaded: the reference, in the module that has it.
    Missing(ModuleId, Rid<TypeRef>),
}

/// A method: its definition, or the reference that leads to nothing loaded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum MethodHandle {
    /// Defined in a loaded module.
    Def(MethodId),
    /// Not loaded, or a method of an array type.
    Missing(ModuleId, Rid<MemberRef>),
}

/// A field: its definition, or the reference that leads to nothing loaded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FieldHandle {
    /// Defined in a loaded module.
    Def(FieldId),
    /// Not loaded.
    Missing(ModuleId, Rid<MemberRef>),
}

/// What a MemberRef leads to.
#[derive(Clone, Copy, Debug)]
enum Member {
    Method(MethodHandle),
    Field(FieldHandle),
    Broken,
}

/// Types that are not nested, by namespace and name.
type TopLevelTypes<'a> = FxHashMap<(Name<'a>, Name<'a>), Rid<TypeDef>>;

/// Nested types, by the type around them, namespace and name.
type NestedTypes<'a> = FxHashMap<(Rid<TypeDef>, Name<'a>, Name<'a>), Rid<TypeDef>>;

/// Types that other modules define, by namespace and name.
type ExportedTypes<'a> = FxHashMap<(Name<'a>, Name<'a>), Option<Implementation>>;

/// How many overloads of one name and one number of parameters are told apart. Largest real count: below 100.
pub(super) const OVERLOADS: usize = 256;

/// A loaded module.
pub struct Module<'a> {
    /// Its place in the universe.
    pub id: ModuleId,
    /// How a person knows its file.
    pub label: &'a Text,
    /// The container.
    pub image: Image<'a>,
    /// Its metadata.
    pub metadata: Metadata<'a>,
    /// Its symbols, where they match.
    pub symbols: Option<Symbols<'a>>,
    /// Where the symbols are from.
    pub symbols_kind: Option<&'static str>,
    source_paths: SourcePaths,
    /// Simple name of its assembly; of a module without a manifest, the module's name.
    pub assembly: Name<'a>,
    /// Name of the module.
    pub name: Name<'a>,
    /// Whose it is, by name and key.
    pub origin: Origin,
    /// What opening it noticed.
    pub diagnostics: Diagnostics,
    top_level: OnceLock<TopLevelTypes<'a>>,
    nested: OnceLock<NestedTypes<'a>>,
    exported: OnceLock<ExportedTypes<'a>>,
    methods: OnceLock<MembersByName<'a, MethodDef>>,
    fields: OnceLock<MembersByName<'a, Field>>,
    type_refs: Vec<OnceLock<Option<TypeHandle>>>,
    type_specs: Vec<OnceLock<Option<TypeHandle>>>,
    bases: Vec<OnceLock<Option<TypeHandle>>>,
    member_refs: Vec<OnceLock<Member>>,
    member_parents: Vec<OnceLock<Option<TypeHandle>>>,
    assembly_refs: Vec<OnceLock<Option<(Name<'a>, Origin)>>>,
    /// Accessors and what they are accessors of; built by `members`.
    pub(super) accessors: OnceLock<FxHashMap<Rid<MethodDef>, (Accessor, HasSemantics)>>,
}

/// A limit on what is followed of types.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TypeLimit {
    /// [`Limits::base_chain`]
    BaseChain = 1,
    /// [`Limits::base_arguments`]
    BaseArguments = 2,
    /// [`Limits::type_parts`], [`Limits::type_depth`]
    Size = 4,
}

impl TypeLimit {
    /// Each, with what is said of it.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::BaseChain, "a chain of base classes is longer than a limit: see --limit base-chain"),
        (Self::BaseArguments, "the type arguments of base classes multiply beyond a limit: see --limit base-arguments"),
        (
            Self::Size,
            "a type with its type arguments put in is larger than a limit: see --limit type-parts and type-depth",
        ),
    ];
}

/// The modules of one unit of work.
pub struct Universe<'a> {
    modules: Vec<Module<'a>>,
    by_name: FxHashMap<Vec<u8>, ModuleId>,
    limits: Limits,
    /// The limits that were hit, a bit for each.
    limits_hit: AtomicU8,
}

impl<'a> Module<'a> {
    fn open(id: ModuleId, file: &'a LoadedFile, limits: &Limits) -> Result<Self, OpenError> {
        let mut diagnostics = Diagnostics::default();
        let image = Image::open(&file.supplied.bytes, limits, &mut diagnostics)?;
        let metadata = crate::model::load::open_metadata(&image, limits, &mut diagnostics)?;
        let name = metadata.row(Rid::<ModuleRow>::FIRST).map(|row| metadata.name(row.name)).unwrap_or_default();
        let manifest = metadata.row(Rid::<Assembly>::FIRST).ok();
        let assembly = manifest.map_or(name, |row| metadata.name(row.name));
        let key = manifest.and_then(|row| metadata.blob(row.public_key).ok()).map(|reader| reader.rest());
        let origin = origin(&assembly.text(), AssemblyFlags::PUBLIC_KEY, key.unwrap_or_default());
        let symbols = file.symbols.as_ref().and_then(|symbols| symbols.open(&image, &metadata, limits));
        let roots = file.symbols.as_ref().map_or(&[][..], |symbols| &symbols.source_roots);
        let source_paths = SourcePaths::new(symbols.as_ref().and_then(Symbols::source_link), roots);
        let symbols_kind = symbols.is_some().then(|| file.symbols.as_ref().map_or("", |symbols| symbols.kind));
        let cells = |count: u32| (0..count).map(|_| OnceLock::new()).collect::<Vec<_>>();
        let member_refs = (0..metadata.count::<MemberRef>()).map(|_| OnceLock::new()).collect();
        let assembly_refs = (0..metadata.count::<AssemblyRef>()).map(|_| OnceLock::new()).collect();
        Ok(Self {
            id,
            label: &file.supplied.label,
            type_refs: cells(metadata.count::<TypeRef>()),
            type_specs: cells(metadata.count::<TypeSpec>()),
            bases: cells(metadata.count::<TypeDef>()),
            member_refs,
            member_parents: cells(metadata.count::<MemberRef>()),
            assembly_refs,
            image,
            metadata,
            symbols,
            symbols_kind,
            source_paths,
            assembly,
            name,
            origin,
            diagnostics,
            top_level: OnceLock::new(),
            nested: OnceLock::new(),
            exported: OnceLock::new(),
            methods: OnceLock::new(),
            fields: OnceLock::new(),
            accessors: OnceLock::new(),
        })
    }

    /// What a report calls a source file of its symbols.
    #[must_use]
    pub fn source_file(&self, document: DocumentIndex) -> Option<Text> {
        let stated = self.symbols.as_ref()?.document_name(document).ok()?;
        Some(self.source_paths.relative(stated.as_str()))
    }

    /// Where a source file of its symbols is on the web, as SourceLink says.
    #[must_use]
    pub fn source_url(&self, document: DocumentIndex) -> Option<Text> {
        let stated = self.symbols.as_ref()?.document_name(document).ok()?;
        self.source_paths.url(stated.as_str())
    }

    /// The type that encloses `rid`; `None` for a type that is not nested.
    #[must_use]
    pub fn enclosing(&self, rid: Rid<TypeDef>) -> Option<Rid<TypeDef>> {
        self.metadata
            .with_key::<NestedClass>(rid.row())
            .find_map(|(_, row)| row.enclosing_class)
            .filter(|outer| *outer != rid)
    }

    /// The type that is not nested and has this name; the first of several.
    #[must_use]
    pub fn top_level(&self, namespace: Name<'_>, name: Name<'_>) -> Option<Rid<TypeDef>> {
        let map = self.top_level.get_or_init(|| {
            let mut map = FxHashMap::default();
            for (rid, row) in self.metadata.rows::<TypeDef>() {
                if self.enclosing(rid).is_none() {
                    map.entry((self.metadata.name(row.namespace), self.metadata.name(row.name))).or_insert(rid);
                }
            }
            map
        });
        map.get(&(namespace, name)).copied()
    }

    /// Where the manifest says that the type of this name is; the first of several.
    pub(crate) fn forwarded(&self, namespace: Name<'_>, name: Name<'_>) -> Option<Implementation> {
        let map = self.exported.get_or_init(|| {
            let mut map = FxHashMap::default();
            for (_, row) in self.metadata.rows::<ExportedType>() {
                let key = (self.metadata.name(row.namespace), self.metadata.name(row.name));
                map.entry(key).or_insert(row.implementation);
            }
            map
        });
        map.get(&(namespace, name)).copied().flatten()
    }

    /// The type of this namespace and name that `outer` encloses; the first of several. A nested type may have a namespace of its own
    /// (§II.22.37 rule 17, §II.22.38), and nothing else may tell it from its sibling.
    #[must_use]
    pub fn nested(&self, outer: Rid<TypeDef>, namespace: Name<'_>, name: Name<'_>) -> Option<Rid<TypeDef>> {
        let map = self.nested.get_or_init(|| {
            let mut map = FxHashMap::default();
            for (rid, row) in self.metadata.rows::<TypeDef>() {
                if let Some(outer) = self.enclosing(rid) {
                    let (namespace, name) = (self.metadata.name(row.namespace), self.metadata.name(row.name));
                    map.entry((outer, namespace, name)).or_insert(rid);
                }
            }
            map
        });
        map.get(&(outer, namespace, name)).copied()
    }

    /// A type by its full name as reflection writes it, and each type around it by its own: `Ns.Outer+Inner`.
    #[must_use]
    pub fn type_of_full_name(&self, full: &str) -> Option<Rid<TypeDef>> {
        let mut names = full.split('+').map(split_namespace);
        let (namespace, name) = names.next()?;
        let outermost = self.top_level(Name(namespace.as_bytes()), Name(name.as_bytes()))?;
        names.try_fold(outermost, |outer, (namespace, name)| {
            self.nested(outer, Name(namespace.as_bytes()), Name(name.as_bytes()))
        })
    }

    /// The methods of a type that have this name.
    pub(super) fn methods_named(
        &self,
        owner: Rid<TypeDef>,
        name: Name<'_>,
    ) -> impl Iterator<Item = Rid<MethodDef>> + '_ {
        let index = self.methods.get_or_init(|| MembersByName::new(&self.metadata, |row: &MethodDef| row.name));
        index.get(owner, name)
    }

    /// The fields of a type that have this name.
    pub(super) fn fields_named(&self, owner: Rid<TypeDef>, name: Name<'_>) -> impl Iterator<Item = Rid<Field>> + '_ {
        let index = self.fields.get_or_init(|| MembersByName::new(&self.metadata, |row: &Field| row.name));
        index.get(owner, name)
    }

    /// The id of a type of this module.
    #[must_use]
    pub fn type_id(&self, rid: Rid<TypeDef>) -> TypeId {
        TypeId { module: self.id, rid }
    }

    /// The id of a method of this module.
    #[must_use]
    pub fn method_id(&self, rid: Rid<MethodDef>) -> MethodId {
        MethodId { module: self.id, rid }
    }

    /// The id of a field of this module.
    #[must_use]
    pub fn field_id(&self, rid: Rid<Field>) -> FieldId {
        FieldId { module: self.id, rid }
    }

    /// The simple name and origin of the assembly that a reference names.
    #[must_use]
    pub fn assembly_ref(&self, rid: Rid<AssemblyRef>) -> Option<(Name<'a>, Origin)> {
        *self.assembly_refs.get(rid.index())?.get_or_init(|| {
            let row = self.metadata.row(rid).ok()?;
            let name = self.metadata.name(row.name);
            let key = self.metadata.blob(row.public_key_or_token).map(|r| r.rest()).unwrap_or_default();
            Some((name, origin(&name.text(), row.flags, key)))
        })
    }

    /// Why a method has no IL in this file; `None` where it has some.
    #[must_use]
    pub fn why_no_body(&self, row: &MethodDef) -> Option<&'static str> {
        use crate::metadata::{MethodAttributes, MethodImplAttributes};
        if row.flags.contains(MethodAttributes::ABSTRACT) {
            return Some("abstract");
        }
        if row.flags.contains(MethodAttributes::PINVOKE_IMPL) {
            return Some("platformInvoke");
        }
        if row.impl_flags.contains(MethodImplAttributes::INTERNAL_CALL) {
            return Some("internalCall");
        }
        match (row.impl_flags & MethodImplAttributes::CODE_TYPE_MASK).bits() {
            3 => Some("runtime"),
            1 | 2 => Some("native"),
            _ if row.impl_flags.contains(MethodImplAttributes::UNMANAGED) => Some("native"),
            _ if row.rva == 0 => Some("extern"),
            _ => None,
        }
    }

    /// The cursor at a method's body; `None` where it has none in IL: see [`Module::why_no_body`].
    #[must_use]
    pub fn body_at(&self, row: &MethodDef) -> Option<Result<Reader<'a>, Malformed>> {
        match self.why_no_body(row) {
            Some(_) => None,
            None => Some(self.image.at(Rva(row.rva), "§II.25.4")),
        }
    }
}

impl<'a> Universe<'a> {
    /// Opens the files of a unit; the first one is the input. A reference that cannot be opened is as if it were not there.
    ///
    /// # Errors
    /// The input is no managed assembly, or too broken to read anything of it.
    pub fn open(files: &'a [LoadedFile], limits: &Limits) -> Result<Self, OpenError> {
        let mut universe =
            Self { modules: Vec::new(), by_name: FxHashMap::default(), limits: *limits, limits_hit: AtomicU8::new(0) };
        for (number, file) in files.iter().enumerate() {
            let id = ModuleId(u32::try_from(universe.modules.len()).unwrap_or(u32::MAX));
            match Module::open(id, file, limits) {
                Ok(module) => {
                    universe.by_name.entry(module.assembly.as_bytes().to_ascii_lowercase()).or_insert(id);
                    universe.modules.push(module);
                }
                Err(error) if number == 0 => return Err(error),
                Err(_) => {}
            }
        }
        Ok(universe)
    }

    /// The input.
    #[must_use]
    pub fn input(&self) -> &Module<'a> {
        &self.modules[0]
    }

    /// Every module, the input first.
    #[must_use]
    pub fn modules(&self) -> &[Module<'a>] {
        &self.modules
    }

    /// The limits in force.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Whether a limit was hit: what lies behind was not seen.
    #[must_use]
    pub fn has_hit(&self, limit: TypeLimit) -> bool {
        self.limits_hit.load(Ordering::Relaxed) & limit as u8 != 0
    }

    pub(super) fn hit(&self, limit: TypeLimit) {
        self.limits_hit.fetch_or(limit as u8, Ordering::Relaxed);
    }

    /// The module of an id that this universe gave out.
    #[must_use]
    pub fn module(&self, id: ModuleId) -> &Module<'a> {
        &self.modules[id.0 as usize]
    }

    /// The loaded module that is called `name`, without case.
    #[must_use]
    pub fn module_named(&self, name: &[u8]) -> Option<&Module<'a>> {
        self.by_name.get(&name.to_ascii_lowercase()).map(|id| self.module(*id))
    }
}
