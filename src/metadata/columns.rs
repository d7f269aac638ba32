//! What a column can hold, and how wide it is: indexes into heaps and tables, coded indexes, flags (§II.22, §II.24.2.6).
//!
//! A column's *type* decides both its width and how it is read, so the two cannot drift apart.

#![allow(clippy::wildcard_imports, reason = "a declaration file: nearly every table and flag type is named")]

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::num::NonZeroU32;

use super::cell::{Cell, ColumnValue};
use super::flags::*;
use super::tables::*;
use super::token::Token;
use super::verify::{Bounds, Fault};
use crate::bytes::{Malformed, Reader};

/// How many tables a `u64` Valid vector can announce (§II.24.2.6).
pub const TABLES: usize = 64;

/// A type that stands in a column of a metadata table.
pub trait Column: Sized + Copy {
    /// The width in bytes: 1, 2, 4.
    fn width(sizes: &Sizes) -> u32;

    /// Reads the column.
    ///
    /// # Errors
    /// The row ends before it.
    fn read(r: &mut Reader<'_>, sizes: &Sizes) -> Result<Self, Malformed>;

    /// What the value says.
    #[must_use]
    fn cell(self) -> Cell;

    /// What is wrong with the value at `r` in this file, where reading it succeeds or turns it into nothing.
    #[must_use]
    fn fault(_r: Reader<'_>, _sizes: &Sizes, _bounds: &Bounds<'_>) -> Option<Fault> {
        None
    }
}

/// A row of a metadata table; the row types are named as the standard names the tables.
pub trait Row: Sized + Copy + 'static {
    /// The number of the table, 0x00 to 0x37.
    const TABLE: u8;
    /// The table's name in the standard.
    const NAME: &'static str;
    /// The table's section of the standard.
    const SECTION: &'static str;

    /// The width of a row in bytes.
    fn width(sizes: &Sizes) -> u32;

    /// Reads a row.
    ///
    /// # Errors
    /// The bytes end inside the row.
    fn read(r: &mut Reader<'_>, sizes: &Sizes) -> Result<Self, Malformed>;

    /// Tells `see` each column of the row that `r` starts at.
    fn columns(r: Reader<'_>, sizes: &Sizes, see: &mut dyn FnMut(ColumnValue));

    /// Tells `note` about each column whose value is faulty in this file; `r` starts at the row.
    fn faults(r: Reader<'_>, sizes: &Sizes, bounds: &Bounds<'_>, note: &mut dyn FnMut(Reader<'_>, Fault));
}

/// A row of a table that the standard wants sorted by one column (§II.22, "Sorted").
pub trait Keyed: Row {
    /// The raw value of that column, as it is sorted.
    fn key(&self) -> u32;
}

/// A table whose rows own a run of rows of table `C`, stated by the run's first row (§II.22: FieldList, MethodList, …).
pub trait Owns<C: Row>: Row {
    /// Which of the few such pairs this is, 0 to 4.
    const PAIR: usize;
    /// The run's first row.
    fn first(&self) -> List<C>;
}

/// A 1-based row number of table `T`; "no row" is `None`.
pub struct Rid<T>(NonZeroU32, PhantomData<fn() -> T>);

impl<T> Rid<T> {
    /// The row number `row`; `None` for 0.
    #[must_use]
    pub fn new(row: u32) -> Option<Self> {
        Some(Self(NonZeroU32::new(row)?, PhantomData))
    }

    /// The first row.
    pub const FIRST: Self = Self(NonZeroU32::MIN, PhantomData);

    /// The 1-based row number.
    #[must_use]
    pub fn row(self) -> u32 {
        self.0.get()
    }

    /// The 0-based position in the table.
    #[must_use]
    pub fn index(self) -> usize {
        self.0.get().saturating_sub(1) as usize
    }
}

impl<T> Clone for Rid<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Rid<T> {}
impl<T> PartialEq for Rid<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Rid<T> {}
impl<T> PartialOrd for Rid<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Rid<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> Hash for Rid<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T: Row> fmt::Debug for Rid<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]", T::NAME, self.0)
    }
}

impl<T: Row> From<Rid<T>> for Token {
    fn from(rid: Rid<T>) -> Self {
        Token::new(T::TABLE, rid.row())
    }
}

impl Token {
    /// The row of table `T` that the token names; `None` for another table or row 0.
    #[must_use]
    pub fn rid<T: Row>(self) -> Option<Rid<T>> {
        if self.table() == T::TABLE { Rid::new(self.row()) } else { None }
    }
}

/// The first row of a run in table `T`, or in its pointer table where the file has one; 0 and values past the end are empty runs.
#[derive(Clone, Copy, Debug)]
pub struct List<T> {
    /// The 1-based position as it stands in the file.
    pub start: u32,
    marker: PhantomData<fn() -> T>,
}

/// The sizes that decide the widths of index columns.
#[derive(Clone, Debug)]
pub struct Sizes {
    /// The HeapSizes bits: 0x80 some rows are deleted; 1 `#Strings`, 2 `#GUID`, 4 `#Blob` have 4-byte indexes, whatever the heaps' real sizes (trap T02).
    heaps: u8,
    /// Row counts as the file states them; the tables of another file where a portable PDB refers to them.
    rows: [u32; TABLES],
    /// One bit a table: its row numbers need 4 bytes.
    wide_tables: u64,
    /// One bit a coded index, in the order of declaration.
    wide_coded: u32,
}

impl Sizes {
    /// The sizes that follow from the HeapSizes bits and the row counts.
    #[must_use]
    pub fn new(heaps: u8, rows: [u32; TABLES]) -> Self {
        let mut sizes = Self { heaps, rows, wide_tables: 0, wide_coded: 0 };
        for (table, count) in (0u8..).zip(rows) {
            if count > 0xFFFF {
                sizes.wide_tables |= 1 << table;
            }
        }
        for (kind, (bits, tables)) in CODED.iter().enumerate() {
            let limit = 1u32 << 16u32.saturating_sub(*bits);
            if tables.iter().any(|table| sizes.rows(*table) >= limit) {
                sizes.wide_coded |= 1 << kind;
            }
        }
        sizes
    }

    /// Whether rows may be marked as deleted (trap T04).
    #[must_use]
    pub fn has_deletions(&self) -> bool {
        self.heaps & 0x80 != 0
    }

    /// The row count that the file states for a table.
    #[must_use]
    pub fn rows(&self, table: u8) -> u32 {
        self.rows.get(usize::from(table)).copied().unwrap_or(0)
    }

    fn heap_width(&self, bit: u8) -> u32 {
        if self.heaps & bit == 0 { 2 } else { 4 }
    }

    fn table_width(&self, table: u8) -> u32 {
        if self.wide_tables >> table & 1 == 0 { 2 } else { 4 }
    }

    fn coded_width(&self, kind: usize) -> u32 {
        if self.wide_coded >> kind & 1 == 0 { 2 } else { 4 }
    }
}

fn index(r: &mut Reader<'_>, width: u32) -> Result<u32, Malformed> {
    const WHAT: &str = "the row ends inside an index";
    if width == 2 { r.u16(WHAT).map(u32::from) } else { r.u32(WHAT) }
}

impl Column for u8 {
    fn width(_: &Sizes) -> u32 {
        1
    }
    fn read(r: &mut Reader<'_>, _: &Sizes) -> Result<Self, Malformed> {
        r.u8("the row ends inside a 1-byte column")
    }
    fn cell(self) -> Cell {
        Cell::Number
    }
}

impl Column for u16 {
    fn width(_: &Sizes) -> u32 {
        2
    }
    fn read(r: &mut Reader<'_>, _: &Sizes) -> Result<Self, Malformed> {
        r.u16("the row ends inside a 2-byte column")
    }
    fn cell(self) -> Cell {
        Cell::Number
    }
}

impl Column for u32 {
    fn width(_: &Sizes) -> u32 {
        4
    }
    fn read(r: &mut Reader<'_>, _: &Sizes) -> Result<Self, Malformed> {
        r.u32("the row ends inside a 4-byte column")
    }
    fn cell(self) -> Cell {
        Cell::Number
    }
}

impl<T: Row> Column for Option<Rid<T>> {
    fn cell(self) -> Cell {
        Cell::Row(self.map(Token::from))
    }
    fn width(sizes: &Sizes) -> u32 {
        sizes.table_width(T::TABLE)
    }
    fn read(r: &mut Reader<'_>, sizes: &Sizes) -> Result<Self, Malformed> {
        Ok(Rid::new(index(r, Self::width(sizes))?))
    }
    fn fault(mut r: Reader<'_>, sizes: &Sizes, bounds: &Bounds<'_>) -> Option<Fault> {
        bounds.row(T::TABLE, index(&mut r, Self::width(sizes)).ok()?)
    }
}

/// A table whose rows can be reached through a pointer table (§II.22 does not name them; `#-` files have them, trap T13).
pub trait Listed: Row {
    /// The number of the pointer table.
    const POINTERS: u8;
}

impl<T: Listed> Column for List<T> {
    fn cell(self) -> Cell {
        Cell::Run(T::TABLE)
    }
    fn width(sizes: &Sizes) -> u32 {
        sizes.table_width(T::TABLE).max(sizes.table_width(T::POINTERS))
    }
    fn read(r: &mut Reader<'_>, sizes: &Sizes) -> Result<Self, Malformed> {
        Ok(Self { start: index(r, Self::width(sizes))?, marker: PhantomData })
    }
    fn fault(mut r: Reader<'_>, sizes: &Sizes, bounds: &Bounds<'_>) -> Option<Fault> {
        bounds.list(T::TABLE, T::POINTERS, index(&mut r, Self::width(sizes)).ok()?)
    }
}

/// Declares the index types of the heaps: name, HeapSizes bit, what it is in a cell.
macro_rules! heap_indexes {
    ($($(#[$doc:meta])* $name:ident $bit:literal $cell:ident;)*) => {
        /// An index into any heap.
        #[derive(Clone, Copy)]
        #[expect(clippy::enum_variant_names, reason = "named as the types they hold")]
        pub(super) enum HeapIndex { $($name($name),)* }

        $(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
        pub struct $name(pub u32);

        impl From<$name> for HeapIndex {
            fn from(index: $name) -> Self {
                Self::$name(index)
            }
        }

        impl Column for $name {
            fn width(sizes: &Sizes) -> u32 {
                sizes.heap_width($bit)
            }
            fn cell(self) -> Cell {
                Cell::$cell(self)
            }
            fn read(r: &mut Reader<'_>, sizes: &Sizes) -> Result<Self, Malformed> {
                Ok(Self(index(r, Self::width(sizes))?))
            }
            fn fault(r: Reader<'_>, sizes: &Sizes, bounds: &Bounds<'_>) -> Option<Fault> {
                Self::read(&mut r.clone(), sizes).ok().and_then(|index| bounds.heap(index.into()))
            }
        }
        )*
    };
}

heap_indexes! {
    /// A byte offset into `#Strings`; 0 is the empty string (§II.24.2.3).
    StringIndex 1 String;
    /// A 1-based index of 16-byte entries into `#GUID`; 0 is no GUID (§II.24.2.5).
    GuidIndex 2 Guid;
    /// A byte offset into `#Blob`; 0 is the empty blob (§II.24.2.4).
    BlobIndex 4 Blob;
}

/// Declares the flag types that stand in columns: name, width.
macro_rules! flag_columns {
    ($($name:ident $repr:ident;)*) => {$(
        impl Column for $name {
            fn width(sizes: &Sizes) -> u32 {
                <$repr>::width(sizes)
            }
            fn read(r: &mut Reader<'_>, sizes: &Sizes) -> Result<Self, Malformed> {
                <$repr>::read(r, sizes).map(Self::from_bits_retain)
            }
            fn cell(self) -> Cell {
                Cell::Flags(stringify!($name))
            }
        }
    )*};
}

flag_columns! {
    AssemblyFlags u32;
    EventAttributes u16;
    FieldAttributes u16;
    FileAttributes u32;
    GenericParamAttributes u16;
    ManifestResourceAttributes u32;
    MethodAttributes u16;
    MethodImplAttributes u16;
    MethodSemanticsAttributes u16;
    PInvokeAttributes u16;
    ParamAttributes u16;
    PropertyAttributes u16;
    TypeAttributes u32;
}

/// The raw value of a sort column.
pub(super) trait Raw {
    fn raw(self) -> u32;
}

impl<T> Raw for Option<Rid<T>> {
    fn raw(self) -> u32 {
        self.map_or(0, Rid::row)
    }
}

/// Declares every coded index on one line: name, tag bits, tables in the order of their tags; `_` is a tag without a table.
macro_rules! coded {
    ($($(#[$doc:meta])* $name:ident $bits:literal: $($tag:literal $table:ident)*;)*) => {
        /// Position of each coded index in [`CODED`].
        #[derive(Clone, Copy)]
        enum Kind { $($name,)* }

        /// Tag bits and tables of each coded index, for the widths.
        const CODED: &[(u32, &[u8])] = &[$(($bits, &[$(<$table as Row>::TABLE,)*]),)*];

        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
            pub enum $name {
                $(
                    #[doc = concat!("Tag ", stringify!($tag), ".")]
                    $table(Rid<$table>),
                )*
            }

            impl $name {
                /// The token of the row.
                #[must_use]
                pub fn token(self) -> Token {
                    match self { $(Self::$table(rid) => rid.into(),)* }
                }

                /// The number of the table.
                #[must_use]
                pub fn table(self) -> u8 {
                    match self { $(Self::$table(_) => <$table as Row>::TABLE,)* }
                }

                /// The value as it stands in a column: what rows of a table that is sorted by it are looked up by.
                #[must_use]
                pub fn coded(self) -> u32 {
                    Raw::raw(self)
                }

                /// The row that a token names; `None` for row 0 and for a table outside the set.
                #[must_use]
                pub fn from_token(token: Token) -> Option<Self> {
                    match token.table() {
                        $(<$table as Row>::TABLE => token.rid().map(Self::$table),)*
                        _ => None,
                    }
                }

                /// The row that a coded value names; `None` for row 0 and for a tag without a table (trap T09).
                #[must_use]
                pub fn from_raw(raw: u32) -> Option<Self> {
                    match raw & ((1 << $bits) - 1) {
                        $($tag => Rid::new(raw >> $bits).map(Self::$table),)*
                        _ => None,
                    }
                }
            }

            impl Raw for $name {
                fn raw(self) -> u32 {
                    match self { $(Self::$table(rid) => rid.row() << $bits | $tag,)* }
                }
            }

            impl Raw for Option<$name> {
                fn raw(self) -> u32 {
                    self.map_or(0, Raw::raw)
                }
            }

            impl Column for Option<$name> {
                fn width(sizes: &Sizes) -> u32 {
                    sizes.coded_width(Kind::$name as usize)
                }
                fn read(r: &mut Reader<'_>, sizes: &Sizes) -> Result<Self, Malformed> {
                    Ok($name::from_raw(index(r, Self::width(sizes))?))
                }
                fn cell(self) -> Cell {
                    Cell::Row(self.map($name::token))
                }
                fn fault(mut r: Reader<'_>, sizes: &Sizes, bounds: &Bounds<'_>) -> Option<Fault> {
                    let raw = index(&mut r, Self::width(sizes)).ok()?;
                    match $name::from_raw(raw) {
                        Some(target) => bounds.row(target.table(), raw >> $bits),
                        None => bounds.tag(raw, $bits, &[$($tag),*]),
                    }
                }
            }
        )*
    };
}

// §II.24.2.6; the last one is the portable PDB's.
coded! {
    /// A type: defined here, referred to, or described by a signature.
    TypeDefOrRef 2: 0 TypeDef 1 TypeRef 2 TypeSpec;
    /// What a constant belongs to.
    HasConstant 2: 0 Field 1 Param 2 Property;
    /// What a custom attribute stands on.
    HasCustomAttribute 5: 0 MethodDef 1 Field 2 TypeRef 3 TypeDef 4 Param 5 InterfaceImpl 6 MemberRef 7 Module 8 DeclSecurity
        9 Property 10 Event 11 StandAloneSig 12 ModuleRef 13 TypeSpec 14 Assembly 15 AssemblyRef 16 File 17 ExportedType
        18 ManifestResource 19 GenericParam 20 GenericParamConstraint 21 MethodSpec;
    /// What marshalling belongs to.
    HasFieldMarshal 1: 0 Field 1 Param;
    /// What declarative security stands on.
    HasDeclSecurity 2: 0 TypeDef 1 MethodDef 2 Assembly;
    /// What a member reference is a member of.
    MemberRefParent 3: 0 TypeDef 1 TypeRef 2 ModuleRef 3 MethodDef 4 TypeSpec;
    /// What accessors belong to.
    HasSemantics 1: 0 Event 1 Property;
    /// A method: defined here or referred to.
    MethodDefOrRef 1: 0 MethodDef 1 MemberRef;
    /// What is forwarded to unmanaged code.
    MemberForwarded 1: 0 Field 1 MethodDef;
    /// Where a resource or an exported type is.
    Implementation 2: 0 File 1 AssemblyRef 2 ExportedType;
    /// The constructor of a custom attribute; tags 0, 1 and 4 are unused.
    CustomAttributeType 3: 2 MethodDef 3 MemberRef;
    /// Where a type reference points.
    ResolutionScope 2: 0 Module 1 ModuleRef 2 AssemblyRef 3 TypeRef;
    /// What a generic parameter belongs to.
    TypeOrMethodDef 1: 0 TypeDef 1 MethodDef;
    /// What custom debug information stands on (portable PDB format).
    HasCustomDebugInformation 5: 0 MethodDef 1 Field 2 TypeRef 3 TypeDef 4 Param 5 InterfaceImpl 6 MemberRef 7 Module 8 DeclSecurity
        9 Property 10 Event 11 StandAloneSig 12 ModuleRef 13 TypeSpec 14 Assembly 15 AssemblyRef 16 File 17 ExportedType
        18 ManifestResource 19 GenericParam 20 GenericParamConstraint 21 MethodSpec 22 Document 23 LocalScope 24 LocalVariable
        25 LocalConstant 26 ImportScope;
}
