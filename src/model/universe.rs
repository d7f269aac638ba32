//! The assemblies of one unit of work, and how a reference in one leads to a definition in another.

use std::collections::VecDeque;
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::by_name::MembersByName;
use super::load::{LoadedFile, OpenError};
use super::members::Accessor;
use super::origin::{Origin, origin};
use crate::bytes::{Diagnostics, Malformed, Reader};
use crate::limits::Limits;
use crate::metadata::{
    Assembly, AssemblyFlags, AssemblyRef, BlobIndex, CustomAttribute, CustomAttributeType, Event, ExportedType, Field,
    HasCustomAttribute, HasSemantics, Implementation, InterfaceImpl, Keyed, MemberRef, MemberRefParent, Metadata,
    MethodDef, MethodDefOrRef, MethodSpec, Module as ModuleRow, NestedClass, Property, ResolutionScope, Rid, Row,
    Token, Type, TypeDef, TypeDefOrRef, TypeRef, TypeSpec,
};
use crate::pe::{Image, Rva};
use crate::symbols::Symbols;
use crate::text::{Name, Text};

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

/// Nested types, by the type around them and their name.
type NestedTypes<'a> = FxHashMap<(Rid<TypeDef>, Name<'a>), Rid<TypeDef>>;

/// Types that other modules define, by namespace and name.
type ExportedTypes<'a> = FxHashMap<(Name<'a>, Name<'a>), Option<Implementation>>;

/// How many overloads of one name and one number of parameters are told apart. Largest real count: below 100.
const OVERLOADS: usize = 256;

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
    member_refs: Vec<OnceLock<Member>>,
    /// Accessors and what they are accessors of; built by `members`.
    pub(super) accessors: OnceLock<FxHashMap<Rid<MethodDef>, (Accessor, HasSemantics)>>,
}

/// The modules of one unit of work.
pub struct Universe<'a> {
    modules: Vec<Module<'a>>,
    by_name: FxHashMap<Vec<u8>, ModuleId>,
    limits: Limits,
}

impl<'a> Module<'a> {
    fn open(id: ModuleId, file: &'a LoadedFile, limits: &Limits) -> Result<Self, OpenError> {
        let mut diagnostics = Diagnostics::default();
        let image = Image::open(&file.supplied.bytes, limits, &mut diagnostics)?;
        let metadata = super::load::open_metadata(&image, limits, &mut diagnostics)?;
        let name = metadata.row(Rid::<ModuleRow>::FIRST).map(|row| metadata.name(row.name)).unwrap_or_default();
        let manifest = metadata.row(Rid::<Assembly>::FIRST).ok();
        let assembly = manifest.map_or(name, |row| metadata.name(row.name));
        // By its name alone: a reference by which it could have been known as the framework's is not followed.
        let origin = origin(&assembly.text(), AssemblyFlags::empty(), &[]);
        let symbols =
            file.symbols.as_ref().and_then(|symbols| Symbols::open(&symbols.bytes, &image, &metadata, limits).ok());
        let symbols_kind = symbols.is_some().then(|| file.symbols.as_ref().map_or("", |symbols| symbols.kind));
        let cells = |count: u32| (0..count).map(|_| OnceLock::new()).collect::<Vec<_>>();
        let member_refs = (0..metadata.count::<MemberRef>()).map(|_| OnceLock::new()).collect();
        Ok(Self {
            id,
            label: &file.supplied.label,
            type_refs: cells(metadata.count::<TypeRef>()),
            member_refs,
            image,
            metadata,
            symbols,
            symbols_kind,
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
    fn forwarded(&self, namespace: Name<'_>, name: Name<'_>) -> Option<Implementation> {
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

    /// The type of this name that `outer` encloses; the first of several.
    #[must_use]
    pub fn nested(&self, outer: Rid<TypeDef>, name: Name<'_>) -> Option<Rid<TypeDef>> {
        let map = self.nested.get_or_init(|| {
            let mut map = FxHashMap::default();
            for (_, row) in self.metadata.rows::<NestedClass>() {
                let (Some(inner), Some(outer)) = (row.nested_class, row.enclosing_class) else { continue };
                if let Ok(inner_row) = self.metadata.row(inner) {
                    map.entry((outer, self.metadata.name(inner_row.name))).or_insert(inner);
                }
            }
            map
        });
        map.get(&(outer, name)).copied()
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
        let row = self.metadata.row(rid).ok()?;
        let name = self.metadata.name(row.name);
        let key = self.metadata.blob(row.public_key_or_token).map(|r| r.rest()).unwrap_or_default();
        Some((name, origin(&name.text(), row.flags, key)))
    }

    /// The cursor at a method's body; `None` where it has none in IL: abstract, extern, P/Invoke, native, given by the runtime.
    #[must_use]
    pub fn body_at(&self, row: &MethodDef) -> Option<Result<Reader<'a>, Malformed>> {
        use crate::metadata::{MethodAttributes, MethodImplAttributes};
        let native = MethodImplAttributes::CODE_TYPE_MASK
            | MethodImplAttributes::UNMANAGED
            | MethodImplAttributes::INTERNAL_CALL;
        if row.rva == 0 || row.impl_flags.intersects(native) || row.flags.contains(MethodAttributes::PINVOKE_IMPL) {
            return None;
        }
        Some(self.image.at(Rva(row.rva), "§II.25.4"))
    }
}

impl<'a> Universe<'a> {
    /// Opens the files of a unit; the first one is the input. A reference that cannot be opened is as if it were not there.
    ///
    /// # Errors
    /// The input is no managed assembly, or too broken to read anything of it.
    pub fn open(files: &'a [LoadedFile], limits: &Limits) -> Result<Self, OpenError> {
        let mut universe = Self { modules: Vec::new(), by_name: FxHashMap::default(), limits: *limits };
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

    // ---- types

    /// The row of a type.
    #[must_use]
    pub fn type_row(&self, id: TypeId) -> Option<TypeDef> {
        self.module(id.module).metadata.row(id.rid).ok()
    }

    /// The type that a column or signature of `module` names: of a TypeSpec the generic type definition; `None` for arrays, pointers and
    /// what is broken.
    #[must_use]
    pub fn resolve_type(&self, module: ModuleId, index: TypeDefOrRef) -> Option<TypeHandle> {
        match index {
            TypeDefOrRef::TypeDef(rid) => Some(TypeHandle::Def(TypeId { module, rid })),
            TypeDefOrRef::TypeRef(rid) => self.resolve_type_ref(module, rid),
            TypeDefOrRef::TypeSpec(rid) => self.resolve_type_of(module, &self.type_spec(module, rid)?),
        }
    }

    /// The type behind a signature's type: modifiers and instantiation stripped.
    #[must_use]
    pub fn resolve_type_of(&self, module: ModuleId, signature: &Type) -> Option<TypeHandle> {
        match signature {
            Type::Named { type_, .. } | Type::Instance { generic: type_, .. } => match type_ {
                // A TypeSpec here is against the grammar and could lead in a circle (trap S09).
                TypeDefOrRef::TypeSpec(_) => None,
                _ => self.resolve_type(module, *type_),
            },
            Type::Modified { inner, .. } | Type::Pinned(inner) | Type::ByRef(inner) => {
                self.resolve_type_of(module, inner)
            }
            _ => None,
        }
    }

    /// The signature of a TypeSpec.
    #[must_use]
    pub fn type_spec(&self, module: ModuleId, rid: Rid<TypeSpec>) -> Option<Type> {
        let metadata = &self.module(module).metadata;
        metadata.type_spec(metadata.row(rid).ok()?.signature).ok()
    }

    fn resolve_type_ref(&self, module: ModuleId, rid: Rid<TypeRef>) -> Option<TypeHandle> {
        let cell = self.module(module).type_refs.get(rid.index())?;
        if let Some(found) = cell.get() {
            return *found;
        }
        // From the type inward out, until a scope that is no type or a type that is known. Each reference is looked up
        // once, however they hang together; a chain with more links than there are references is a circle (trap R06).
        let home = self.module(module);
        let mut chain = vec![rid];
        let mut outer = loop {
            let current = *chain.last()?;
            match home.metadata.row(current).ok().map(|row| row.resolution_scope) {
                Some(Some(ResolutionScope::TypeRef(outer))) if chain.len() < home.type_refs.len() => {
                    match home.type_refs.get(outer.index()).map(OnceLock::get) {
                        Some(Some(known)) => break *known,
                        Some(None) => chain.push(outer),
                        None => break None,
                    }
                }
                None | Some(Some(ResolutionScope::TypeRef(_))) => break None,
                Some(_) => {
                    let found = self.look_up(home, current).unwrap_or(TypeHandle::Missing(module, current));
                    let cell = home.type_refs.get(current.index())?;
                    chain.pop();
                    break *cell.get_or_init(|| Some(found));
                }
            }
        };
        for current in chain.into_iter().rev() {
            let found = outer.map(|outer| self.nested_in(outer, home, current));
            outer = *home.type_refs.get(current.index())?.get_or_init(|| found);
        }
        outer
    }

    /// The type that `rid` names inside `outer`, which is its scope.
    fn nested_in(&self, outer: TypeHandle, home: &Module<'a>, rid: Rid<TypeRef>) -> TypeHandle {
        let found = match (outer, home.metadata.row(rid)) {
            (TypeHandle::Def(outer), Ok(row)) => {
                let module = self.module(outer.module);
                module.nested(outer.rid, home.metadata.name(row.name)).map(|rid| TypeHandle::Def(module.type_id(rid)))
            }
            _ => None,
        };
        found.unwrap_or(TypeHandle::Missing(home.id, rid))
    }

    /// Looks a reference to a type that is not nested up where its scope says.
    fn look_up(&self, home: &Module<'a>, rid: Rid<TypeRef>) -> Option<TypeHandle> {
        let row = home.metadata.row(rid).ok()?;
        let target = match row.resolution_scope {
            Some(ResolutionScope::AssemblyRef(rid)) => self.module_named(home.assembly_ref(rid)?.0.as_bytes())?,
            Some(ResolutionScope::ModuleRef(rid)) => {
                let name = home.metadata.name(home.metadata.row(rid).ok()?.name);
                self.modules.iter().find(|module| module.name == name)?
            }
            _ => home,
        };
        let (namespace, name) = (home.metadata.name(row.namespace), home.metadata.name(row.name));
        self.exported(target, namespace, name).map(TypeHandle::Def)
    }

    /// A top-level type that `module` defines or forwards.
    fn exported(&self, module: &Module<'a>, namespace: Name<'_>, name: Name<'_>) -> Option<TypeId> {
        let mut module = module;
        for _ in 0..self.limits.forwarder_hops {
            if let Some(rid) = module.top_level(namespace, name) {
                return Some(module.type_id(rid));
            }
            module = match module.forwarded(namespace, name)? {
                Implementation::AssemblyRef(rid) => self.module_named(module.assembly_ref(rid)?.0.as_bytes())?,
                Implementation::File(rid) => {
                    let file = module.metadata.name(module.metadata.row(rid).ok()?.name);
                    self.modules.iter().find(|module| module.name == file)?
                }
                Implementation::ExportedType(_) => return None,
            };
        }
        None
    }

    /// The namespace of a type and its name, after those of the types around it, outermost first.
    #[must_use]
    pub fn name_parts(&self, handle: TypeHandle) -> (Name<'a>, Vec<Name<'a>>) {
        let mut names = Vec::new();
        let mut namespace = Name::default();
        match handle {
            TypeHandle::Def(id) => {
                let module = self.module(id.module);
                let mut current = Some(id.rid);
                while let Some(rid) = current.filter(|_| (names.len() as u64) < self.limits.nesting) {
                    let Ok(row) = module.metadata.row(rid) else { break };
                    names.push(module.metadata.name(row.name));
                    namespace = module.metadata.name(row.namespace);
                    current = module.enclosing(rid);
                }
            }
            TypeHandle::Missing(module, rid) => {
                let metadata = &self.module(module).metadata;
                let mut current = Some(rid);
                while let Some(rid) = current.filter(|_| (names.len() as u64) < self.limits.nesting) {
                    let Ok(row) = metadata.row(rid) else { break };
                    names.push(metadata.name(row.name));
                    namespace = metadata.name(row.namespace);
                    current = match row.resolution_scope {
                        Some(ResolutionScope::TypeRef(outer)) => Some(outer),
                        _ => None,
                    };
                }
            }
        }
        names.reverse();
        (namespace, names)
    }

    /// Full metadata name: namespace, `.`, names joined by `+`.
    #[must_use]
    pub fn full_name(&self, handle: TypeHandle) -> Text {
        let (namespace, names) = self.name_parts(handle);
        let mut text = namespace.text().into_owned();
        for (position, name) in names.iter().enumerate() {
            if position > 0 {
                text.push('+');
            } else if !text.is_empty() {
                text.push('.');
            }
            text.push_str(&name.text());
        }
        Text(text)
    }

    /// Whether a type is not nested and has this namespace and name.
    #[must_use]
    pub fn is_named(&self, handle: TypeHandle, namespace: &str, name: &str) -> bool {
        match handle {
            TypeHandle::Def(id) => {
                let module = self.module(id.module);
                let Ok(row) = module.metadata.row(id.rid) else { return false };
                module.metadata.name(row.name) == name
                    && module.metadata.name(row.namespace) == namespace
                    && module.enclosing(id.rid).is_none()
            }
            TypeHandle::Missing(module, rid) => {
                let metadata = &self.module(module).metadata;
                let Ok(row) = metadata.row(rid) else { return false };
                metadata.name(row.name) == name
                    && metadata.name(row.namespace) == namespace
                    && !matches!(row.resolution_scope, Some(ResolutionScope::TypeRef(_)))
            }
        }
    }

    /// Whether two handles mean the same type: the same definition, or missing types of the same name and assembly.
    #[must_use]
    pub fn same_type(&self, a: TypeHandle, b: TypeHandle) -> bool {
        if a == b {
            return true;
        }
        match (a, b) {
            (TypeHandle::Missing(..), TypeHandle::Missing(..)) => self.name_parts(a) == self.name_parts(b),
            _ => false,
        }
    }

    /// Simple name and origin of the assembly that a type is from.
    #[must_use]
    pub fn assembly_of(&self, handle: TypeHandle) -> (Name<'a>, Origin) {
        match handle {
            TypeHandle::Def(id) => {
                let module = self.module(id.module);
                (module.assembly, module.origin)
            }
            TypeHandle::Missing(module, rid) => {
                let home = self.module(module);
                let mut current = rid;
                for _ in 0..self.limits.nesting {
                    match home.metadata.row(current).ok().and_then(|row| row.resolution_scope) {
                        Some(ResolutionScope::TypeRef(outer)) => current = outer,
                        Some(ResolutionScope::AssemblyRef(rid)) => {
                            return home.assembly_ref(rid).unwrap_or((Name::default(), Origin::Other));
                        }
                        _ => return (home.assembly, home.origin),
                    }
                }
                (Name::default(), Origin::Other)
            }
        }
    }

    /// The base type as the type states it: the definition or reference, and the column itself for its type arguments.
    #[must_use]
    pub fn base(&self, id: TypeId) -> Option<(TypeHandle, TypeDefOrRef)> {
        let extends = self.type_row(id)?.extends?;
        Some((self.resolve_type(id.module, extends)?, extends))
    }

    /// The base types of a type, nearest first, ending with the first that is not loaded. A circle ends it (trap R20).
    #[must_use]
    pub fn bases(&self, id: TypeId) -> Vec<TypeHandle> {
        let mut bases = Vec::new();
        let mut seen = FxHashSet::default();
        let mut current = id;
        seen.insert(current);
        while (bases.len() as u64) < self.limits.base_chain {
            let Some((base, _)) = self.base(current) else { break };
            bases.push(base);
            match base {
                TypeHandle::Def(next) if seen.insert(next) => current = next,
                _ => break,
            }
        }
        bases
    }

    /// The interfaces that a type names itself.
    pub fn own_interfaces(&self, id: TypeId) -> impl Iterator<Item = (TypeHandle, TypeDefOrRef)> + '_ {
        let metadata = &self.module(id.module).metadata;
        metadata.with_key::<InterfaceImpl>(id.rid.row()).filter_map(move |(_, row)| {
            let interface = row.interface?;
            Some((self.resolve_type(id.module, interface)?, interface))
        })
    }

    /// Every interface of a type: its own, its bases', and those that these extend.
    #[must_use]
    pub fn interfaces(&self, id: TypeId) -> Vec<TypeHandle> {
        let mut found = Vec::new();
        let mut seen = FxHashSet::default();
        let mut queue: VecDeque<TypeId> = std::iter::once(id)
            .chain(self.bases(id).into_iter().filter_map(|base| match base {
                TypeHandle::Def(base) => Some(base),
                TypeHandle::Missing(..) => None,
            }))
            .collect();
        while let Some(next) = queue.pop_front() {
            for (interface, _) in self.own_interfaces(next) {
                if seen.insert(interface) {
                    found.push(interface);
                    if let TypeHandle::Def(interface) = interface {
                        queue.push_back(interface);
                    }
                }
            }
        }
        found
    }

    /// Whether a type derives from a type of this name, nearest first; the type itself does not count.
    #[must_use]
    pub fn derives_from(&self, id: TypeId, namespace: &str, name: &str) -> bool {
        self.bases(id).into_iter().any(|base| self.is_named(base, namespace, name))
    }

    /// The methods of a type.
    pub fn methods(&self, id: TypeId) -> impl Iterator<Item = MethodId> + '_ {
        let module = self.module(id.module);
        module.metadata.owned::<TypeDef, MethodDef>(id.rid).map(|rid| module.method_id(rid))
    }

    /// The fields of a type.
    pub fn fields(&self, id: TypeId) -> impl Iterator<Item = FieldId> + '_ {
        let module = self.module(id.module);
        module.metadata.owned::<TypeDef, Field>(id.rid).map(|rid| module.field_id(rid))
    }

    // ---- members

    /// The row of a method.
    #[must_use]
    pub fn method_row(&self, id: MethodId) -> Option<MethodDef> {
        self.module(id.module).metadata.row(id.rid).ok()
    }

    /// The row of a field.
    #[must_use]
    pub fn field_row(&self, id: FieldId) -> Option<Field> {
        self.module(id.module).metadata.row(id.rid).ok()
    }

    /// The type that declares a method; `None` for a method that no type owns.
    #[must_use]
    pub fn declaring_type(&self, id: MethodId) -> Option<TypeId> {
        let module = self.module(id.module);
        module.metadata.owner::<TypeDef, MethodDef>(id.rid).map(|rid| module.type_id(rid))
    }

    /// The type that declares a field; `None` for a field that no type owns.
    #[must_use]
    pub fn field_owner(&self, id: FieldId) -> Option<TypeId> {
        let module = self.module(id.module);
        module.metadata.owner::<TypeDef, Field>(id.rid).map(|rid| module.type_id(rid))
    }

    /// The method that a token of `module` names: MethodDef, MemberRef, or MethodSpec without its instantiation.
    #[must_use]
    pub fn resolve_method(&self, module: ModuleId, token: Token) -> Option<MethodHandle> {
        let method = match token.table() {
            MethodSpec::TABLE => self.module(module).metadata.row(token.rid::<MethodSpec>()?).ok()?.method?,
            _ => MethodDefOrRef::from_token(token)?,
        };
        match method {
            MethodDefOrRef::MethodDef(rid) => Some(MethodHandle::Def(MethodId { module, rid })),
            MethodDefOrRef::MemberRef(rid) => match self.member(module, rid) {
                Member::Method(handle) => Some(handle),
                _ => None,
            },
        }
    }

    /// The type arguments of a MethodSpec; empty for other tokens.
    #[must_use]
    pub fn method_arguments(&self, module: ModuleId, token: Token) -> Vec<Type> {
        let metadata = &self.module(module).metadata;
        token
            .rid::<MethodSpec>()
            .and_then(|rid| metadata.row(rid).ok())
            .and_then(|row| metadata.method_spec(row.instantiation).ok())
            .unwrap_or_default()
    }

    /// The field that a token of `module` names: Field or MemberRef.
    #[must_use]
    pub fn resolve_field(&self, module: ModuleId, token: Token) -> Option<FieldHandle> {
        if let Some(rid) = token.rid::<Field>() {
            return Some(FieldHandle::Def(FieldId { module, rid }));
        }
        match self.member(module, token.rid::<MemberRef>()?) {
            Member::Field(handle) => Some(handle),
            _ => None,
        }
    }

    fn member(&self, module: ModuleId, rid: Rid<MemberRef>) -> Member {
        let Some(cell) = self.module(module).member_refs.get(rid.index()) else { return Member::Broken };
        *cell.get_or_init(|| self.resolve_member(module, rid).unwrap_or(Member::Broken))
    }

    fn resolve_member(&self, module: ModuleId, rid: Rid<MemberRef>) -> Option<Member> {
        let home = self.module(module);
        let row = home.metadata.row(rid).ok()?;
        let is_field = home.metadata.is_field_signature(row.signature).ok()?;
        let missing = if is_field {
            Member::Field(FieldHandle::Missing(module, rid))
        } else {
            Member::Method(MethodHandle::Missing(module, rid))
        };
        let parent = match row.class? {
            // A vararg call site: the method itself, whatever arguments it got here.
            MemberRefParent::MethodDef(rid) => {
                return Some(Member::Method(MethodHandle::Def(MethodId { module, rid })));
            }
            MemberRefParent::TypeDef(rid) => Some(TypeHandle::Def(TypeId { module, rid })),
            MemberRefParent::TypeRef(rid) => self.resolve_type(module, TypeDefOrRef::TypeRef(rid)),
            MemberRefParent::TypeSpec(rid) => self.resolve_type(module, TypeDefOrRef::TypeSpec(rid)),
            MemberRefParent::ModuleRef(_) => None,
        };
        let Some(TypeHandle::Def(start)) = parent else { return Some(missing) };
        let name = home.metadata.name(row.name);
        let bases = std::iter::once_with(|| self.bases(start)).flatten();
        let found = std::iter::once(TypeHandle::Def(start)).chain(bases).find_map(|handle| {
            let TypeHandle::Def(owner) = handle else { return None };
            if is_field {
                self.field_named(owner, name).map(|id| Member::Field(FieldHandle::Def(id)))
            } else {
                self.method_matching(owner, name, (module, row.signature))
                    .map(|id| Member::Method(MethodHandle::Def(id)))
            }
        });
        Some(found.unwrap_or(missing))
    }

    fn field_named(&self, owner: TypeId, name: Name<'_>) -> Option<FieldId> {
        let module = self.module(owner.module);
        module.fields_named(owner.rid, name).next().map(|rid| module.field_id(rid))
    }

    /// The method of `owner` with this name and signature; where only one has the name and the number of parameters, that one.
    fn method_matching(&self, owner: TypeId, name: Name<'_>, signature: (ModuleId, BlobIndex)) -> Option<MethodId> {
        let module = self.module(owner.module);
        let metadata = &module.metadata;
        let wanted = self.module(signature.0).metadata.method_shape(signature.1).ok()?;
        let candidates: Vec<_> = module
            .methods_named(owner.rid, name)
            .take(OVERLOADS)
            .filter(|rid| {
                metadata.row(*rid).is_ok_and(|row| {
                    metadata.method_shape(row.signature).is_ok_and(|shape| {
                        shape.parameters == wanted.parameters && shape.generic_parameters == wanted.generic_parameters
                    })
                })
            })
            .map(|rid| module.method_id(rid))
            .collect();
        if let &[only] = candidates.as_slice() {
            return Some(only);
        }
        candidates.into_iter().find(|id| {
            metadata
                .row(id.rid)
                .is_ok_and(|row| self.same_signature((owner.module, row.signature), &[], signature, &[]))
        })
    }

    /// The name of a method.
    #[must_use]
    pub fn method_name(&self, handle: MethodHandle) -> Name<'a> {
        match handle {
            MethodHandle::Def(id) => self.method_row(id).map(|row| self.module(id.module).metadata.name(row.name)),
            MethodHandle::Missing(module, rid) => self.member_ref_name(module, rid),
        }
        .unwrap_or_default()
    }

    /// The name of a field.
    #[must_use]
    pub fn field_name(&self, handle: FieldHandle) -> Name<'a> {
        match handle {
            FieldHandle::Def(id) => self.field_row(id).map(|row| self.module(id.module).metadata.name(row.name)),
            FieldHandle::Missing(module, rid) => self.member_ref_name(module, rid),
        }
        .unwrap_or_default()
    }

    fn member_ref_name(&self, module: ModuleId, rid: Rid<MemberRef>) -> Option<Name<'a>> {
        let metadata = &self.module(module).metadata;
        metadata.row(rid).ok().map(|row| metadata.name(row.name))
    }

    /// The signature of a method, and the module whose tables it speaks of.
    #[must_use]
    pub fn method_signature(&self, handle: MethodHandle) -> Option<(ModuleId, BlobIndex)> {
        match handle {
            MethodHandle::Def(id) => Some((id.module, self.method_row(id)?.signature)),
            MethodHandle::Missing(module, rid) => Some((module, self.module(module).metadata.row(rid).ok()?.signature)),
        }
    }

    /// The type that a method belongs to; `None` for a method of an array type and for global methods of other modules.
    #[must_use]
    pub fn method_owner(&self, handle: MethodHandle) -> Option<TypeHandle> {
        match handle {
            MethodHandle::Def(id) => self.declaring_type(id).map(TypeHandle::Def),
            MethodHandle::Missing(module, rid) => self.member_parent(module, rid),
        }
    }

    /// The type that a field belongs to.
    #[must_use]
    pub fn owner_of_field(&self, handle: FieldHandle) -> Option<TypeHandle> {
        match handle {
            FieldHandle::Def(id) => self.field_owner(id).map(TypeHandle::Def),
            FieldHandle::Missing(module, rid) => self.member_parent(module, rid),
        }
    }

    fn member_parent(&self, module: ModuleId, rid: Rid<MemberRef>) -> Option<TypeHandle> {
        let parent = match self.module(module).metadata.row(rid).ok()?.class? {
            MemberRefParent::TypeDef(rid) => TypeDefOrRef::TypeDef(rid),
            MemberRefParent::TypeRef(rid) => TypeDefOrRef::TypeRef(rid),
            MemberRefParent::TypeSpec(rid) => TypeDefOrRef::TypeSpec(rid),
            MemberRefParent::ModuleRef(_) | MemberRefParent::MethodDef(_) => return None,
        };
        self.resolve_type(module, parent)
    }

    // ---- attributes

    /// The types of the custom attributes on something, with the row of each.
    pub fn attributes(
        &self,
        module: ModuleId,
        parent: HasCustomAttribute,
    ) -> impl Iterator<Item = (TypeHandle, CustomAttribute)> + '_ {
        let metadata = &self.module(module).metadata;
        let key = CustomAttribute { parent: Some(parent), constructor: None, value: BlobIndex(0) }.key();
        metadata.with_key::<CustomAttribute>(key).filter_map(move |(_, row)| {
            let constructor = match row.constructor? {
                CustomAttributeType::MethodDef(rid) => MethodHandle::Def(MethodId { module, rid }),
                CustomAttributeType::MemberRef(rid) => match self.member(module, rid) {
                    Member::Method(handle) => handle,
                    _ => return None,
                },
            };
            Some((self.method_owner(constructor)?, row))
        })
    }

    /// Whether something carries an attribute of this name.
    #[must_use]
    pub fn has_attribute(&self, module: ModuleId, parent: HasCustomAttribute, namespace: &str, name: &str) -> bool {
        self.attributes(module, parent).any(|(handle, _)| self.is_named(handle, namespace, name))
    }
}
