//! What tokens, columns and signatures of a module name: types and members, each signature decoded once.
//!
//! A signature may be as large as the file, and any number of rows and instructions may name it.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::universe::{ModuleId, Universe};
use crate::metadata::{
    BlobIndex, Field, MemberRef, MemberRefParent, MethodDef, MethodDefOrRef, MethodSignature, MethodSpec, Rid,
    StandAlone, StandAloneSig, Token, Type, TypeDefOrRef, TypeSpec,
};
use crate::text::Name;

/// What a row, an instruction or an attribute names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Named<'a> {
    /// A type: a TypeDef or a TypeRef, never a TypeSpec.
    Type(TypeDefOrRef),
    /// A type argument, or another part of a signature: named beside the member or type that it is about.
    Part(TypeDefOrRef),
    /// A method or field: a MethodDef, a Field or a MemberRef.
    Member(Token),
    /// A type by its reflection name, which an attribute has (§II.23.3).
    ByName(Name<'a>),
    /// A field or property that an attribute sets by its name.
    Set {
        /// The attribute's type: a TypeDef or a TypeRef.
        attribute: TypeDefOrRef,
        /// A field, not a property.
        is_field: bool,
        /// Its name.
        name: Name<'a>,
    },
}

/// The kinds of signatures; what they are numbered by is the index of the blob, of specifications the row.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Kind {
    Method,
    Field,
    Property,
    StandAlone,
    Instantiation,
    Specification,
}

/// TypeDefs and TypeRefs, each once.
type Types = Rc<[TypeDefOrRef]>;

/// What the rows of one module name.
pub struct Naming<'u, 'a> {
    /// The modules.
    pub universe: &'u Universe<'a>,
    /// The module.
    pub module: ModuleId,
    known: RefCell<FxHashMap<(Kind, u32), Types>>,
    /// The definition that a TypeSpec is an instance of, or made of.
    definitions: RefCell<FxHashMap<Rid<TypeSpec>, Option<TypeDefOrRef>>>,
    locals: RefCell<FxHashMap<BlobIndex, Rc<[Vec<TypeDefOrRef>]>>>,
}

impl<'u, 'a> Naming<'u, 'a> {
    /// What the rows of `module` name.
    #[must_use]
    pub fn new(universe: &'u Universe<'a>, module: ModuleId) -> Self {
        Self {
            universe,
            module,
            known: RefCell::default(),
            definitions: RefCell::default(),
            locals: RefCell::default(),
        }
    }

    /// What a token names, and all that its row names: the member first, then its type, then type arguments.
    pub fn token(&self, token: Token, found: &mut Vec<Named<'a>>) {
        if let Some(column) = TypeDefOrRef::from_token(token) {
            self.column(column, found);
        } else if let Some(rid) = token.rid::<MemberRef>() {
            self.member(rid, found);
        } else if token.rid::<MethodDef>().is_some() || token.rid::<Field>().is_some() {
            found.push(Named::Member(token));
        } else if let Some(rid) = token.rid::<MethodSpec>() {
            let Ok(row) = self.universe.module(self.module).metadata.row(rid) else { return };
            match row.method {
                Some(MethodDefOrRef::MemberRef(rid)) => self.member(rid, found),
                Some(MethodDefOrRef::MethodDef(rid)) => found.push(Named::Member(rid.into())),
                None => {}
            }
            found.extend(self.instantiation(row.instantiation).iter().copied().map(Named::Part));
        } else if let Some(rid) = token.rid::<StandAloneSig>() {
            found.extend(self.stand_alone(rid).iter().copied().map(Named::Part));
        }
    }

    /// A member and the type that it is named as a member of, with the type arguments of that.
    fn member(&self, rid: Rid<MemberRef>, found: &mut Vec<Named<'a>>) {
        found.push(Named::Member(rid.into()));
        let row = self.universe.module(self.module).metadata.row(rid).ok();
        match row.and_then(|row| row.class) {
            Some(MemberRefParent::TypeRef(rid)) => found.push(Named::Type(TypeDefOrRef::TypeRef(rid))),
            Some(MemberRefParent::TypeDef(rid)) => found.push(Named::Type(TypeDefOrRef::TypeDef(rid))),
            Some(MemberRefParent::TypeSpec(rid)) => self.column(TypeDefOrRef::TypeSpec(rid), found),
            _ => {}
        }
    }

    /// The type that a column names, with its type arguments.
    pub fn column(&self, column: TypeDefOrRef, found: &mut Vec<Named<'a>>) {
        let TypeDefOrRef::TypeSpec(rid) = column else {
            found.push(Named::Type(column));
            return;
        };
        let definition = self.definition(rid);
        found.extend(definition.map(Named::Type));
        let parts = self.specification(rid);
        found.extend(parts.iter().copied().filter(|part| Some(*part) != definition).map(Named::Part));
    }

    /// The TypeDef or TypeRef behind a TypeSpec.
    #[must_use]
    pub fn definition(&self, rid: Rid<TypeSpec>) -> Option<TypeDefOrRef> {
        let read = || self.universe.type_spec(self.module, rid).and_then(|type_| type_.named());
        let read = || read().filter(|column| !matches!(column, TypeDefOrRef::TypeSpec(_)));
        *self.definitions.borrow_mut().entry(rid).or_insert_with(read)
    }

    /// The types that the signature of a method names.
    #[must_use]
    pub fn method(&self, blob: BlobIndex) -> Types {
        self.known(Kind::Method, blob.0, |found| {
            if let Ok(signature) = self.universe.module(self.module).metadata.method_signature(blob) {
                self.signature_parts(&signature, found);
            }
        })
    }

    /// The types that the signature of a field names.
    #[must_use]
    pub fn field(&self, blob: BlobIndex) -> Types {
        self.known(Kind::Field, blob.0, |found| {
            if let Ok(type_) = self.universe.module(self.module).metadata.field_signature(blob) {
                self.parts(&type_, found);
            }
        })
    }

    /// The types that the signature of a property names.
    #[must_use]
    pub fn property(&self, blob: BlobIndex) -> Types {
        self.known(Kind::Property, blob.0, |found| {
            if let Ok(signature) = self.universe.module(self.module).metadata.property_signature(blob) {
                for type_ in std::iter::once(&signature.type_).chain(&signature.parameters) {
                    self.parts(type_, found);
                }
            }
        })
    }

    /// The types of the locals of a body, in their order; what each names.
    #[must_use]
    pub fn locals(&self, token: Token) -> Rc<[Vec<TypeDefOrRef>]> {
        let metadata = &self.universe.module(self.module).metadata;
        let row = token.rid::<StandAloneSig>().and_then(|rid| metadata.row(rid).ok());
        let Some(blob) = row.map(|row| row.signature) else { return [].into() };
        if let Some(known) = self.locals.borrow().get(&blob) {
            return known.clone();
        }
        let parts = |type_: &Type| {
            let mut found = Vec::new();
            self.parts(type_, &mut found);
            found
        };
        let found: Rc<[Vec<TypeDefOrRef>]> = match metadata.stand_alone_signature(blob) {
            Ok(StandAlone::Locals(types)) => types.iter().map(parts).collect(),
            _ => [].into(),
        };
        self.locals.borrow_mut().insert(blob, found.clone());
        found
    }

    /// The types that a stand-alone signature names: of locals, or of an indirect call.
    #[must_use]
    pub fn stand_alone(&self, rid: Rid<StandAloneSig>) -> Types {
        let metadata = &self.universe.module(self.module).metadata;
        let Ok(row) = metadata.row(rid) else { return [].into() };
        self.known(Kind::StandAlone, row.signature.0, |found| match metadata.stand_alone_signature(row.signature) {
            Ok(StandAlone::Locals(types)) => types.iter().for_each(|type_| self.parts(type_, found)),
            Ok(StandAlone::CallSite(signature)) => self.signature_parts(&signature, found),
            Ok(StandAlone::Field(type_)) => self.parts(&type_, found),
            Err(_) => {}
        })
    }

    fn instantiation(&self, blob: BlobIndex) -> Types {
        self.known(Kind::Instantiation, blob.0, |found| {
            let arguments = self.universe.module(self.module).metadata.method_spec(blob);
            arguments.unwrap_or_default().iter().for_each(|type_| self.parts(type_, found));
        })
    }

    fn specification(&self, rid: Rid<TypeSpec>) -> Types {
        self.known(Kind::Specification, rid.row(), |found| {
            if let Some(type_) = self.universe.type_spec(self.module, rid) {
                self.parts(&type_, found);
            }
        })
    }

    fn known(&self, kind: Kind, number: u32, decode: impl FnOnce(&mut Vec<TypeDefOrRef>)) -> Types {
        if let Some(known) = self.known.borrow().get(&(kind, number)) {
            return known.clone();
        }
        // Against one that names itself in a modifier.
        self.known.borrow_mut().insert((kind, number), [].into());
        let mut found = Vec::new();
        decode(&mut found);
        found.sort_unstable_by_key(|column: &TypeDefOrRef| column.token());
        found.dedup();
        let found: Types = found.into();
        self.known.borrow_mut().insert((kind, number), found.clone());
        found
    }

    fn column_parts(&self, column: TypeDefOrRef, found: &mut Vec<TypeDefOrRef>) {
        match column {
            TypeDefOrRef::TypeDef(_) | TypeDefOrRef::TypeRef(_) => found.push(column),
            TypeDefOrRef::TypeSpec(rid) => found.extend_from_slice(&self.specification(rid)),
        }
    }

    fn signature_parts(&self, signature: &MethodSignature, found: &mut Vec<TypeDefOrRef>) {
        for type_ in std::iter::once(&signature.return_type).chain(&signature.parameters) {
            self.parts(type_, found);
        }
    }

    /// A type's parts are nested no deeper than the limit of signatures.
    fn parts(&self, type_: &Type, found: &mut Vec<TypeDefOrRef>) {
        match type_ {
            Type::Primitive(_) | Type::TypeParameter(_) | Type::MethodParameter(_) => {}
            Type::Named { type_, .. } => self.column_parts(*type_, found),
            Type::Instance { generic, arguments, .. } => {
                self.column_parts(*generic, found);
                for argument in arguments {
                    self.parts(argument, found);
                }
            }
            Type::SzArray(inner) | Type::Pointer(inner) | Type::ByRef(inner) | Type::Pinned(inner) => {
                self.parts(inner, found);
            }
            Type::Array(array) => self.parts(&array.element, found),
            Type::Modified { modifier, inner, .. } => {
                self.column_parts(*modifier, found);
                self.parts(inner, found);
            }
            Type::FunctionPointer(signature) => self.signature_parts(signature, found),
        }
    }
}
