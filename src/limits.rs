//! Every limit of the tool, its default, and what is reported when it is hit.
//!
//! A limit rejects or records; it never changes a number that the file states. The "largest real one" is the largest
//! value seen over some 3,400 assemblies (class libraries, SDKs, merged and obfuscated files).

/// Declares a limit once: its name, default, and documentation.
macro_rules! limits {
    ($($(#[doc = $doc:literal])* $name:ident : $key:literal = $default:expr;)*) => {
        /// The limits in force for one run.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Limits {
            $($(#[doc = $doc])* pub $name: u64,)*
        }

        /// Every limit, in the order of declaration: the name by which a person sets it, its default, and what is said of it above.
        pub const ALL: &[(&str, u64, &str)] = &[$(($key, $default, concat!($($doc, "\n"),*)),)*];

        impl Default for Limits {
            fn default() -> Self {
                Self { $($name: $default,)* }
            }
        }

        impl Limits {
            /// The names by which a person sets a limit, in the order of declaration.
            pub const NAMES: &'static [&'static str] = &[$($key,)*];

            /// Sets the limit called `name`; `false` when there is none of that name.
            pub fn set(&mut self, name: &str, value: u64) -> bool {
                match name {
                    $($key => self.$name = value,)*
                    _ => return false,
                }
                true
            }

            /// The limit called `name`.
            #[must_use]
            pub fn get(&self, name: &str) -> Option<u64> {
                match name {
                    $($key => Some(self.$name),)*
                    _ => None,
                }
            }
        }
    };
}

limits! {
    /// Bytes of one input file; a larger one is refused before it is read. Largest real one: 29 MB.
    /// Offsets are 32 bits wide, so values from 4 GiB on act like 4 GiB.
    file_bytes: "file-bytes" = 512 << 20;
    /// Entries of an archive and of the archives in it; a tree of archives with more is not read to its end.
    archive_entries: "archive-entries" = 20_000;
    /// Bytes of one entry of an archive, inflated; a larger one is not read.
    archive_entry_bytes: "archive-entry-bytes" = 256 << 20;
    /// Bytes of all entries of an archive and of the archives in it that are read, inflated; what comes after that is not read.
    archive_bytes: "archive-bytes" = 2 << 30;
    /// How many times its size an entry of an archive may inflate to, if it is larger than 8 MiB then.
    archive_ratio: "archive-ratio" = 200;
    /// Archives inside one another, the outermost counted; a deeper one is not opened. A solution with packages has 2.
    archive_nesting: "archive-nesting" = 3;
    /// Elements inside one another in an XML file; the rest of a file with more is not read.
    xml_depth: "xml-depth" = 1_000;
    /// Attributes of one element in an XML file; the rest is not read, and that is said.
    xml_attributes: "xml-attributes" = 1_000;
    /// Bytes of one value in an XML file that says how plug-ins are registered; a longer one is dropped.
    xml_value: "xml-value" = 1 << 20;
    /// Plug-in types, steps and images in one file of a solution; the rest is not read, and that is said.
    registration_entries: "registration-entries" = 100_000;
    /// Entries of one debug directory; the rest is ignored with a diagnostic. Largest real count: 6.
    debug_entries: "debug-entries" = 256;
    /// Streams of one metadata root; the rest is ignored with a diagnostic. Largest real count: 5 (163 in malware).
    streams: "streams" = 1_024;
    /// Nesting of types inside one signature; a deeper signature is dropped. Largest real one: 10.
    /// Values from 250 on act like 250.
    signature_depth: "signature-depth" = 100;
    /// Types in one signature, counted with everything inside them; a signature with more is dropped.
    signature_types: "signature-types" = 262_144;
    /// Rank of one array type; a signature with a higher one is dropped. Largest real one: 4.
    array_rank: "array-rank" = 32;
    /// Bytes of code of one body; a longer body is dropped. Largest real one: 58,986.
    code_bytes: "code-bytes" = 4 << 20;
    /// Bytes of code decoded for each byte of the file, bodies that share bytes counted anew; beyond, bodies are dropped.
    /// Real files stay below 1.
    code_ratio: "code-ratio" = 8;
    /// Bytes of signatures and attribute values that are decoded for each byte of their heap, those of up to 256 bytes left out;
    /// beyond, they are dropped, and that is said.
    blob_ratio: "blob-ratio" = 64;
    /// Exception clauses of one body; the rest is ignored with a diagnostic. Largest real count: 29.
    exception_clauses: "exception-clauses" = 65_535;
    /// Local variables of one body; a longer signature is dropped. Largest real count: 393.
    locals: "locals" = 65_535;
    /// Types nested in one another; the name of a deeper one is cut. Largest real depth: 4.
    nesting: "nesting" = 64;
    /// Classes from a type to `System.Object`; a longer chain counts as unresolved, and the report says so.
    base_chain: "base-chain" = 256;
    /// Interfaces of one type that `diff` follows, with those that they extend, each as often as it is named; what comes after that is left out,
    /// and that is said.
    interfaces: "interfaces" = 1_024;
    /// Members of one name in a type that `diff` compares with each other as overloads; the rest is not, and that is said.
    overloads: "overloads" = 1_024;
    /// Fields of a struct, with those of the structs in it, that `diff` looks at for references; of a struct with more it is not known whether it
    /// holds any, and that is said.
    struct_fields: "struct-fields" = 256;
    /// How often `diff` looks up types and members for others of one assembly, and how many bases and interfaces it follows for all of its types;
    /// what needs more is not told, and that is said.
    comparison_steps: "comparison-steps" = 4_000_000;
    /// Parts of one type once its type arguments are put in; one with more is like no other type, and that is said.
    type_parts: "type-parts" = 4_096;
    /// Nesting of a type once its type arguments are put in; a deeper one is like no other type, and that is said.
    /// Values from 250 on act like 250.
    type_depth: "type-depth" = 128;
    /// Parts of the type arguments of all classes from a type to `System.Object`; a chain with more counts as unresolved from there on, and that
    /// is said.
    base_arguments: "base-arguments" = 256;
    /// Assemblies through which one type is forwarded; a longer chain counts as unresolved.
    forwarder_hops: "forwarder-hops" = 64;
    /// Nesting of values inside one custom attribute; a deeper attribute is cut there.
    /// Values from 250 on act like 250.
    attribute_depth: "attribute-depth" = 32;
    /// Values in one custom attribute, counted with the elements of its arrays; an attribute with more is cut there.
    attribute_values: "attribute-values" = 262_144;
    /// Characters of one name that a text shows; a longer name is cut and marked with a hash of the whole.
    name_shown: "name-shown" = 512;
    /// Bytes of one documentation-comment id or full name, roughly; what comes after that is written as `…`. Largest real one: 1,388.
    documentation_id: "documentation-id" = 8_192;
    /// Diagnostics kept for one file; the rest is only counted.
    diagnostics: "diagnostics" = 1_000;
    /// Bytes that an embedded symbol file may inflate to.
    embedded_symbols: "embedded-symbols" = 256 << 20;
    /// Bytes of a symbol file of its own; a larger one is not used. Largest real one: 60 MB.
    symbol_bytes: "symbol-bytes" = 128 << 20;
    /// Symbol files below the folder that `--symbols` names; others are not looked at.
    symbol_files: "symbol-files" = 10_000;
    /// Bytes of source files that are read for one assembly; what comes after that is not read. Largest real sum: 30 MB.
    source_bytes: "source-bytes" = 64 << 20;
    /// Argument combinations under which one method is analysed. From there on those are merged that agree on what of the
    /// arguments is shared and on the methods that delegates among them run; at twice as many delegates tell nothing apart any more, and at three
    /// times as many all are merged, which is reported.
    contexts_per_method: "contexts-per-method" = 64;
    /// Classes that are considered for one `new T()`; where there are more, some are left out, and that is reported.
    type_arguments: "type-arguments" = 32;
    /// Findings of one assembly; what comes after that is left out and counted, and the job counts as not done. Mono.CSharp with every list of
    /// what is forbidden has 1,351.
    findings: "findings" = 25_000;
    /// Steps of the analysis of one root type; a root that needs more is reported as not fully analysed.
    analysis_steps: "analysis-steps" = 40_000_000;
    /// Bytes that the graphs of one assembly's roots may take, roughly; what comes after that is left out, and that is said.
    graph_bytes: "graph-bytes" = 256 << 20;
    /// Bytes of text that the items of one assembly in a view may take, roughly, for each byte of the file; what comes after that is left out,
    /// and that is said. Largest real one: 16.
    view_ratio: "view-ratio" = 32;
    /// Bytes of disassembly for each byte of the file; what comes after that is left out, and that is said. Largest real one: 12.
    il_ratio: "il-ratio" = 256;
    /// Steps of the analysis of all root types of a file for each of its bytes and those of the references that are entered, beside
    /// the ones that one root may do. Roots whose share is too small are reported as not fully analysed.
    analysis_ratio: "analysis-ratio" = 256;
}

impl Limits {
    /// Bytes of disassembly that may be written of a file of `length` bytes: see [`Limits::il_ratio`].
    #[must_use]
    pub fn il_fuel(&self, length: usize) -> u64 {
        (length as u64).saturating_mul(self.il_ratio).saturating_add(1 << 20)
    }

    /// Bytes that the items of a view may take of a file of `length` bytes: see [`Limits::view_ratio`].
    #[must_use]
    pub fn view_fuel(&self, length: usize) -> u64 {
        (length as u64).saturating_mul(self.view_ratio).saturating_add(self.view_ratio.saturating_mul(1 << 18))
    }

    /// Bytes of long blobs that may be decoded of a heap of `length` bytes: see [`Limits::blob_ratio`].
    #[must_use]
    pub fn blob_fuel(&self, length: usize) -> u64 {
        (length as u64).saturating_add(1 << 16).saturating_mul(self.blob_ratio)
    }

    /// Bytes of code that may be decoded of a file of `length` bytes: see [`Limits::code_ratio`].
    #[must_use]
    pub fn code_fuel(&self, length: usize) -> u64 {
        (length as u64).saturating_mul(self.code_ratio).saturating_add(1 << 16)
    }
}
