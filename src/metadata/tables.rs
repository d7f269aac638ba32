//! The metadata tables: 45 of ECMA-335 (§II.22), the pointer tables of `#-` files, and 8 of the portable PDB format. Nothing else.

#![allow(clippy::wildcard_imports, reason = "a declaration file: nearly every table and flag type is named")]

use super::cell::{ColumnValue, See, column};
use super::columns::*;
use super::flags::*;
use super::verify::{Bounds, Fault};
use crate::bytes::{Malformed, Reader};

/// Declares every table once: number, name, section, the column it is sorted by where the standard asks for that, and its columns in order.
macro_rules! tables {
    ($(
        $(#[$doc:meta])*
        $number:literal $name:ident $section:literal $(by $key:ident)? {
            $($(#[$column_doc:meta])* $column:ident: $kind:ty,)*
        }
    )*) => {
        $(
            $(#[$doc])*
            #[doc = concat!("Table ", stringify!($number), ", ", $section, ".")]
            #[expect(missing_docs, reason = "the columns have the standard's names; the section cited explains them")]
            #[derive(Clone, Copy, Debug)]
            pub struct $name { $($(#[$column_doc])* pub $column: $kind,)* }

            impl Row for $name {
                const TABLE: u8 = $number;
                const NAME: &'static str = stringify!($name);
                const SECTION: &'static str = $section;

                fn width(sizes: &Sizes) -> u32 {
                    0u32 $(.saturating_add(<$kind as Column>::width(sizes)))*
                }

                fn read(r: &mut Reader<'_>, sizes: &Sizes) -> Result<Self, Malformed> {
                    Ok(Self { $($column: <$kind as Column>::read(r, sizes)?,)* })
                }

                fn columns(mut r: Reader<'_>, sizes: &Sizes, see: &mut dyn FnMut(ColumnValue)) {
                    $(column::<$kind>(&mut r, sizes, stringify!($column), see);)*
                }

                fn faults(mut r: Reader<'_>, sizes: &Sizes, bounds: &Bounds<'_>, note: &mut dyn FnMut(Reader<'_>, Fault)) {
                    $(
                        if let Some(fault) = <$kind as Column>::fault(r, sizes, bounds) {
                            note(r, fault);
                        }
                        if r.skip(<$kind as Column>::width(sizes) as usize, "the row is cut").is_err() {
                            return;
                        }
                    )*
                }
            }

            $(impl Keyed for $name {
                fn key(&self) -> u32 {
                    self.$key.raw()
                }
            })?
        )*

        /// The width in bytes of a row of table `table`; `None` for a table that no standard defines.
        #[must_use]
        pub fn row_width(table: u8, sizes: &Sizes) -> Option<u32> {
            match table {
                $($number => Some(<$name as Row>::width(sizes)),)*
                _ => None,
            }
        }

        /// [`Row::faults`] for a row of table `table`; nothing for a table that no standard defines.
        pub(super) fn row_faults(
            table: u8,
            r: Reader<'_>,
            sizes: &Sizes,
            bounds: &Bounds<'_>,
            note: &mut dyn FnMut(Reader<'_>, Fault),
        ) {
            match table {
                $($number => <$name as Row>::faults(r, sizes, bounds, note),)*
                _ => {}
            }
        }

        /// [`Row::columns`] for a row of table `table`; nothing for a table that no standard defines.
        pub(super) fn row_columns(table: u8, r: Reader<'_>, sizes: &Sizes, see: See<'_>) {
            match table {
                $($number => <$name as Row>::columns(r, sizes, see),)*
                _ => {}
            }
        }

        /// The name of table `table`; `None` for a table that no standard defines.
        #[must_use]
        pub fn table_name(table: u8) -> Option<&'static str> {
            match table {
                $($number => Some(stringify!($name)),)*
                _ => None,
            }
        }
    };
}

tables! {
    /// The module itself: one row.
    0x00 Module "§II.22.30" { generation: u16, name: StringIndex, mvid: GuidIndex, enc_id: GuidIndex, enc_base_id: GuidIndex, }
    /// Types of other modules and assemblies that are referred to.
    0x01 TypeRef "§II.22.38" { resolution_scope: Option<ResolutionScope>, name: StringIndex, namespace: StringIndex, }
    /// Types defined here; row 1 is `<Module>`, which holds global members.
    0x02 TypeDef "§II.22.37" {
        flags: TypeAttributes, name: StringIndex, namespace: StringIndex, extends: Option<TypeDefOrRef>,
        field_list: List<Field>, method_list: List<MethodDef>,
    }
    /// Order of the fields, in `#-` files.
    0x03 FieldPtr "§II.24.2.6" { field: Option<Rid<Field>>, }
    /// Fields defined here.
    0x04 Field "§II.22.15" { flags: FieldAttributes, name: StringIndex, signature: BlobIndex, }
    /// Order of the methods, in `#-` files.
    0x05 MethodPtr "§II.24.2.6" { method: Option<Rid<MethodDef>>, }
    /// Methods defined here.
    0x06 MethodDef "§II.22.26" {
        /// 0 means no body in this file.
        rva: u32,
        impl_flags: MethodImplAttributes, flags: MethodAttributes, name: StringIndex, signature: BlobIndex, param_list: List<Param>,
    }
    /// Order of the parameters, in `#-` files.
    0x07 ParamPtr "§II.24.2.6" { param: Option<Rid<Param>>, }
    /// Names and attributes of parameters; a parameter needs no row.
    0x08 Param "§II.22.33" {
        flags: ParamAttributes,
        /// 0 is the return value, 1 the first parameter.
        sequence: u16,
        name: StringIndex,
    }
    /// Interfaces that types implement.
    0x09 InterfaceImpl "§II.22.23" by class { class: Option<Rid<TypeDef>>, interface: Option<TypeDefOrRef>, }
    /// Members of other types, and of instantiations of one's own, that are referred to.
    0x0A MemberRef "§II.22.25" { class: Option<MemberRefParent>, name: StringIndex, signature: BlobIndex, }
    /// Compile-time constants.
    0x0B Constant "§II.22.9" by parent {
        /// An element type of §II.23.1.16.
        kind: u8,
        padding: u8, parent: Option<HasConstant>, value: BlobIndex,
    }
    /// Custom attributes.
    0x0C CustomAttribute "§II.22.10" by parent { parent: Option<HasCustomAttribute>, constructor: Option<CustomAttributeType>, value: BlobIndex, }
    /// Marshalling of fields and parameters.
    0x0D FieldMarshal "§II.22.17" by parent { parent: Option<HasFieldMarshal>, native_type: BlobIndex, }
    /// Declarative security; the standard prints its name as Permission in coded indexes.
    0x0E DeclSecurity "§II.22.11" by parent { action: u16, parent: Option<HasDeclSecurity>, permission_set: BlobIndex, }
    /// Size and packing of types.
    0x0F ClassLayout "§II.22.8" by parent { packing_size: u16, class_size: u32, parent: Option<Rid<TypeDef>>, }
    /// Offsets of fields.
    0x10 FieldLayout "§II.22.16" by field { offset: u32, field: Option<Rid<Field>>, }
    /// Signatures of local variables and of `calli` sites.
    0x11 StandAloneSig "§II.22.36" { signature: BlobIndex, }
    /// The events of a type.
    0x12 EventMap "§II.22.12" by parent { parent: Option<Rid<TypeDef>>, event_list: List<Event>, }
    /// Order of the events, in `#-` files.
    0x13 EventPtr "§II.24.2.6" { event: Option<Rid<Event>>, }
    /// Events defined here.
    0x14 Event "§II.22.13" { flags: EventAttributes, name: StringIndex, event_type: Option<TypeDefOrRef>, }
    /// The properties of a type.
    0x15 PropertyMap "§II.22.35" by parent { parent: Option<Rid<TypeDef>>, property_list: List<Property>, }
    /// Order of the properties, in `#-` files.
    0x16 PropertyPtr "§II.24.2.6" { property: Option<Rid<Property>>, }
    /// Properties defined here.
    0x17 Property "§II.22.34" { flags: PropertyAttributes, name: StringIndex, signature: BlobIndex, }
    /// Accessors of properties and events.
    0x18 MethodSemantics "§II.22.28" by association {
        semantics: MethodSemanticsAttributes, method: Option<Rid<MethodDef>>, association: Option<HasSemantics>,
    }
    /// Explicit overrides.
    0x19 MethodImpl "§II.22.27" by class { class: Option<Rid<TypeDef>>, body: Option<MethodDefOrRef>, declaration: Option<MethodDefOrRef>, }
    /// Other modules that are referred to, and native libraries.
    0x1A ModuleRef "§II.22.31" { name: StringIndex, }
    /// Types that are described by a signature.
    0x1B TypeSpec "§II.22.39" { signature: BlobIndex, }
    /// Members that are forwarded to native libraries.
    0x1C ImplMap "§II.22.22" by member_forwarded {
        mapping_flags: PInvokeAttributes, member_forwarded: Option<MemberForwarded>, import_name: StringIndex, import_scope: Option<Rid<ModuleRef>>,
    }
    /// Initial data of fields.
    0x1D FieldRva "§II.22.18" by field { rva: u32, field: Option<Rid<Field>>, }
    /// What an edit changed; no standard defines it.
    0x1E EncLog "§II.24.2.6" { token: u32, function: u32, }
    /// Tokens of edited rows; no standard defines it.
    0x1F EncMap "§II.24.2.6" { token: u32, }
    /// The assembly's manifest: no row in a module of a multi-file assembly.
    0x20 Assembly "§II.22.2" {
        hash_algorithm: u32, major_version: u16, minor_version: u16, build_number: u16, revision_number: u16,
        flags: AssemblyFlags, public_key: BlobIndex, name: StringIndex, culture: StringIndex,
    }
    /// Ignored.
    0x21 AssemblyProcessor "§II.22.4" { processor: u32, }
    /// Ignored.
    0x22 AssemblyOs "§II.22.3" { platform: u32, major_version: u32, minor_version: u32, }
    /// Assemblies that are referred to.
    0x23 AssemblyRef "§II.22.5" {
        major_version: u16, minor_version: u16, build_number: u16, revision_number: u16, flags: AssemblyFlags,
        public_key_or_token: BlobIndex, name: StringIndex, culture: StringIndex, hash_value: BlobIndex,
    }
    /// Ignored.
    0x24 AssemblyRefProcessor "§II.22.7" { processor: u32, assembly_ref: Option<Rid<AssemblyRef>>, }
    /// Ignored.
    0x25 AssemblyRefOs "§II.22.6" { platform: u32, major_version: u32, minor_version: u32, assembly_ref: Option<Rid<AssemblyRef>>, }
    /// Other files of the assembly.
    0x26 File "§II.22.19" { flags: FileAttributes, name: StringIndex, hash_value: BlobIndex, }
    /// Types of other files of the assembly, and types forwarded to other assemblies.
    0x27 ExportedType "§II.22.14" {
        flags: TypeAttributes, type_def_id: u32, name: StringIndex, namespace: StringIndex, implementation: Option<Implementation>,
    }
    /// Resources.
    0x28 ManifestResource "§II.22.24" { offset: u32, flags: ManifestResourceAttributes, name: StringIndex, implementation: Option<Implementation>, }
    /// Which type encloses which.
    0x29 NestedClass "§II.22.32" by nested_class { nested_class: Option<Rid<TypeDef>>, enclosing_class: Option<Rid<TypeDef>>, }
    /// Generic parameters.
    0x2A GenericParam "§II.22.20" by owner {
        /// 0-based.
        number: u16,
        flags: GenericParamAttributes, owner: Option<TypeOrMethodDef>, name: StringIndex,
    }
    /// Instantiated generic methods.
    0x2B MethodSpec "§II.22.29" { method: Option<MethodDefOrRef>, instantiation: BlobIndex, }
    /// Constraints of generic parameters.
    0x2C GenericParamConstraint "§II.22.21" by owner { owner: Option<Rid<GenericParam>>, constraint: Option<TypeDefOrRef>, }
    /// Source files.
    0x30 Document "Portable PDB, Document" { name: BlobIndex, hash_algorithm: GuidIndex, hash: BlobIndex, language: GuidIndex, }
    /// Sequence points: one row for each `MethodDef`.
    0x31 MethodDebugInformation "Portable PDB, MethodDebugInformation" { document: Option<Rid<Document>>, sequence_points: BlobIndex, }
    /// Scopes of local variables.
    0x32 LocalScope "Portable PDB, LocalScope" by method {
        method: Option<Rid<MethodDef>>, import_scope: Option<Rid<ImportScope>>, variable_list: Option<Rid<LocalVariable>>,
        constant_list: Option<Rid<LocalConstant>>, start_offset: u32, length: u32,
    }
    /// Local variables.
    0x33 LocalVariable "Portable PDB, LocalVariable" {
        attributes: u16,
        /// 0-based slot in the local variable signature.
        index: u16,
        name: StringIndex,
    }
    /// Local constants.
    0x34 LocalConstant "Portable PDB, LocalConstant" { name: StringIndex, signature: BlobIndex, }
    /// Imports of a scope.
    0x35 ImportScope "Portable PDB, ImportScope" { parent: Option<Rid<ImportScope>>, imports: BlobIndex, }
    /// From the method of a state machine to the method that the author wrote.
    0x36 StateMachineMethod "Portable PDB, StateMachineMethod" by move_next_method {
        move_next_method: Option<Rid<MethodDef>>, kickoff_method: Option<Rid<MethodDef>>,
    }
    /// Everything else.
    0x37 CustomDebugInformation "Portable PDB, CustomDebugInformation" by parent {
        parent: Option<HasCustomDebugInformation>, kind: GuidIndex, value: BlobIndex,
    }
}

/// Declares who owns runs of what: owner, column, child, pointer table and its column.
macro_rules! lists {
    ($($pair:literal $owner:ident.$column:ident: $child:ident through $pointers:ident;)*) => {$(
        impl Listed for $child {
            const POINTERS: u8 = <$pointers as Row>::TABLE;
        }
        impl Owns<$child> for $owner {
            const PAIR: usize = $pair;
            fn first(&self) -> List<$child> {
                self.$column
            }
        }
    )*};
}

/// How many pairs of owner and child there are.
pub(super) const PAIRS: usize = 5;

lists! {
    0 TypeDef.field_list: Field through FieldPtr;
    1 TypeDef.method_list: MethodDef through MethodPtr;
    2 MethodDef.param_list: Param through ParamPtr;
    3 EventMap.event_list: Event through EventPtr;
    4 PropertyMap.property_list: Property through PropertyPtr;
}

/// A row that an editing session may mark as deleted, by its name.
pub trait Deletable {
    /// The name, if it has a meaning to the runtime.
    fn special_name(&self) -> Option<StringIndex>;
}

/// Declares which rows those are: table, flags type.
macro_rules! deletable {
    ($($table:ident $flags:ident;)*) => {$(
        impl Deletable for $table {
            fn special_name(&self) -> Option<StringIndex> {
                self.flags.contains($flags::RT_SPECIAL_NAME).then_some(self.name)
            }
        }
    )*};
}

deletable! {
    TypeDef TypeAttributes;
    Field FieldAttributes;
    MethodDef MethodAttributes;
    Event EventAttributes;
    Property PropertyAttributes;
}
