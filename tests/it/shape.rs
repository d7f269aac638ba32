//! Assemblies whose types, methods and bodies a test writes: [`Writer`] with the rows that most of them need.

use std::collections::BTreeMap;

use ilvet::metadata::{
    AssemblyFlags, AssemblyRef, BlobIndex, Field, List, MemberRef, MemberRefParent, MethodAttributes, MethodDef,
    MethodImplAttributes, Param, ResolutionScope, StringIndex, TypeAttributes, TypeDef, TypeDefOrRef, TypeRef,
};

use crate::writer::{Writer, cell};

/// A part of a method that is protected.
pub(crate) struct Clause {
    kind: u32,
    /// Where it starts, where its handler starts, and where that ends.
    at: [usize; 3],
    /// What is caught.
    class: u32,
}

impl Clause {
    pub(crate) fn finally(at: [usize; 3]) -> Self {
        Self { kind: 2, at, class: 0 }
    }

    /// A handler of exceptions of a class, by its token.
    pub(crate) fn catch(at: [usize; 3], class: u32) -> Self {
        Self { kind: 0, at, class }
    }
}

/// An assembly whose only type, `T`, has the methods that are added.
pub(crate) struct Shape {
    pub(crate) writer: Writer,
    pub(crate) name: u32,
    /// `instance void (object)`
    pub(crate) signature: u32,
    pub(crate) methods: u32,
    /// The assemblies that are referred to, with their rows.
    assemblies: BTreeMap<&'static str, u32>,
}

pub(crate) const PUBLIC: u32 = 0x06;
pub(crate) const PRIVATE: u32 = 0x01;
pub(crate) const VIRTUAL: u32 = 0x40;
pub(crate) const NEW_SLOT: u32 = 0x100;

impl Shape {
    pub(crate) fn new() -> Self {
        let mut writer = Writer::new();
        let name = writer.string("T");
        // instance void (object)
        let signature = writer.blob(&[0x20, 1, 1, 0x1C]);
        let mut shape = Self { writer, name, signature, methods: 0, assemblies: BTreeMap::new() };
        shape.type_def(0);
        shape
    }

    /// Begins a type with the methods that follow; `base` is the row of its base, 0 for none.
    pub(crate) fn type_def(&mut self, base: u32) -> u32 {
        self.writer.row::<TypeDef>(&[
            cell::<TypeAttributes>(1),
            cell::<StringIndex>(self.name),
            cell::<StringIndex>(0),
            cell::<Option<TypeDefOrRef>>(base << 2),
            cell::<List<Field>>(1),
            cell::<List<MethodDef>>(self.methods + 1),
        ])
    }

    pub(crate) fn field(&mut self) {
        let signature = self.writer.blob(&[6, 0x1C]);
        self.writer.row::<Field>(&[
            cell::<ilvet::metadata::FieldAttributes>(1),
            cell::<StringIndex>(self.name),
            cell::<BlobIndex>(signature),
        ]);
    }

    /// Adds a method, by the row of which others call it; `void (object)`, or a constructor without parameters.
    pub(crate) fn method(&mut self, name: &str, flags: u32, code: &[u8]) {
        let signature = if name == ".ctor" { self.writer.blob(&[0x20, 0, 1]) } else { self.signature };
        self.method_with(name, flags, signature, code, 0, &[]);
    }

    /// Adds a method with a token of its local variables, and what protects parts of it.
    pub(crate) fn method_with(
        &mut self,
        name: &str,
        flags: u32,
        signature: u32,
        code: &[u8],
        locals: u32,
        clauses: &[Clause],
    ) {
        let name = self.writer.string(name);
        let mut body = vec![if clauses.is_empty() { 0x13 } else { 0x1B }, 0x30, 8, 0];
        body.extend(u32::try_from(code.len()).unwrap().to_le_bytes());
        body.extend(locals.to_le_bytes());
        body.extend_from_slice(code);
        if !clauses.is_empty() {
            body.resize(body.len().next_multiple_of(4), 0);
            let size = u32::try_from(4 + 24 * clauses.len()).unwrap();
            body.extend((size << 8 | 0x41).to_le_bytes());
            for Clause { kind, at: [start, handler, end], class } in clauses {
                body.extend(kind.to_le_bytes());
                for word in [*start, handler - start, *handler, end - handler] {
                    body.extend(u32::try_from(word).unwrap().to_le_bytes());
                }
                body.extend(class.to_le_bytes());
            }
        }
        let rva = self.writer.body(&body);
        self.methods += 1;
        self.writer.row::<MethodDef>(&[
            cell::<u32>(rva),
            cell::<MethodImplAttributes>(0),
            cell::<MethodAttributes>(flags),
            cell::<StringIndex>(name),
            cell::<BlobIndex>(signature),
            cell::<List<Param>>(1),
        ]);
    }

    /// A type of the framework, by its token.
    pub(crate) fn framework_type(&mut self, namespace: &str, name: &str) -> u32 {
        self.type_of("mscorlib", namespace, name)
    }

    /// A type of another assembly, by its token.
    pub(crate) fn type_of(&mut self, assembly: &'static str, namespace: &str, name: &str) -> u32 {
        let (namespace, name) = (self.writer.string(namespace), self.writer.string(name));
        let known = self.assemblies.get(assembly).copied();
        let row = known.unwrap_or_else(|| {
            let called = self.writer.string(assembly);
            let half = cell::<u16>(4);
            self.writer.row::<AssemblyRef>(&[
                half,
                half,
                half,
                half,
                cell::<AssemblyFlags>(0),
                cell::<BlobIndex>(0),
                cell::<StringIndex>(called),
                cell::<StringIndex>(0),
                cell::<BlobIndex>(0),
            ])
        });
        self.assemblies.insert(assembly, row);
        let row = self.writer.row::<TypeRef>(&[
            cell::<Option<ResolutionScope>>(row << 2 | 2),
            cell::<StringIndex>(name),
            cell::<StringIndex>(namespace),
        ]);
        0x0100_0000 | row
    }

    /// A member of such a type, by its token.
    pub(crate) fn member(&mut self, of: u32, name: &str, signature: &[u8]) -> u32 {
        let (name, signature) = (self.writer.string(name), self.writer.blob(signature));
        let row = self.writer.row::<MemberRef>(&[
            cell::<Option<MemberRefParent>>((of & 0x00FF_FFFF) << 3 | 1),
            cell::<StringIndex>(name),
            cell::<BlobIndex>(signature),
        ]);
        0x0A00_0000 | row
    }
}

/// A type in a signature, by its token: a coded index as a compressed number.
pub(crate) fn in_signature(element: u8, token: u32) -> [u8; 2] {
    [element, u8::try_from((token & 0x00FF_FFFF) << 2 | 1).unwrap()]
}

/// An instruction with the method of a row.
pub(crate) fn with_method(opcode: u8, row: u32) -> Vec<u8> {
    with_token(&[opcode], 0x0600_0000 | row)
}

/// An instruction with a token.
pub(crate) fn with_token(opcode: &[u8], token: u32) -> Vec<u8> {
    let mut bytes = opcode.to_vec();
    bytes.extend(token.to_le_bytes());
    bytes
}

pub(crate) const RET: u8 = 0x2A;
pub(crate) const LDARG_0: u8 = 0x02;
pub(crate) const LDARG_1: u8 = 0x03;
pub(crate) const CALL: u8 = 0x28;
pub(crate) const CALLVIRT: u8 = 0x6F;
pub(crate) const NEWOBJ: u8 = 0x73;
