//! Signatures in the parts that other code depends on, each spelt so that two of them are the same exactly if their texts are, whatever the
//! assembly and the names of generic parameters.

use super::super::arity::generic_parameters;
use super::super::notes::Noted;
use super::super::printer::Printer;
use super::types::Part;
use crate::metadata::{
    GenericParam, GenericParamAttributes, HasCustomAttribute, Keyed, MethodDef, Param, ParamAttributes, Rid,
    StringIndex, Type, TypeDefOrRef, TypeOrMethodDef,
};
use crate::model::universe::{MethodId, ModuleId, TypeHandle, TypeId, Universe};

/// The signature of a method in its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignatureShape {
    /// Its own generic parameters.
    pub generics: Vec<GenericParameter>,
    /// Its parameters.
    pub parameters: Vec<ParameterShape>,
    /// What it returns, exactly.
    pub result: String,
    /// Whether what it returns a reference to must not be written.
    pub read_only_result: bool,
    /// What attributes say of the type that it returns.
    pub result_noted: Noted,
}

/// A generic parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenericParameter {
    /// Its name, safe to print.
    pub name: String,
    /// `out`, `in` or nothing.
    pub variance: &'static str,
    /// What arguments have to be: the words of C#, and types exactly; what may be null only compilers ask.
    pub constraints: Vec<String>,
    /// Whether arguments may be null: 0 where nobody says, 1 for no, 2 for yes.
    pub nullable: u8,
    /// The definitions of the types among these.
    pub bounds: Vec<TypeHandle>,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterShape {
    /// Its name, safe to print.
    pub name: String,
    /// Its type, exactly; of one by reference that which it refers to.
    pub type_: String,
    /// `ref`, `out`, `in`, `ref readonly` or nothing.
    pub direction: &'static str,
    /// What it is where no argument is given; `None` where one must be.
    pub default: Option<String>,
    /// Whether any number of arguments can stand for it.
    pub is_params: bool,
    /// Whether what it refers to may live shorter than what the method returns.
    pub is_scoped: bool,
    /// Whether the method is called on it as if it were a member of its type.
    pub is_this: bool,
    /// What attributes say of its type.
    pub noted: Noted,
}

impl Universe<'_> {
    /// The names by which the type parameters of a type stand in exact texts: `!0` and so on.
    #[must_use]
    pub fn open_arguments(&self, id: TypeId) -> Vec<String> {
        let count = generic_parameters(self.module(id.module), TypeOrMethodDef::TypeDef(id.rid)).count();
        (0..count).map(|number| format!("!{number}")).collect()
    }

    /// A type in a signature of `module`, exactly: with custom modifiers, with `arguments` in the place of the type parameters.
    #[must_use]
    pub fn exact_type(&self, module: ModuleId, type_: &Type, arguments: &[String]) -> String {
        let mut printer = Printer::exactly(self, arguments);
        printer.type_(module, type_);
        printer.finish()
    }

    /// What attributes on a field, a property or an event say of its type; `visibility` is its own.
    #[must_use]
    pub fn noted_of_member(
        &self,
        owner: TypeId,
        parent: HasCustomAttribute,
        visibility: super::Visibility,
        type_: &Type,
    ) -> Noted {
        let scope = self.nullable_scope_of_member(Some(owner), visibility);
        self.noted(owner.module, Some(parent), scope, type_)
    }

    /// What attributes on a type say of its base.
    #[must_use]
    pub fn noted_of_base(&self, id: TypeId) -> Noted {
        let type_ = self.base(id).and_then(|(_, column)| self.column_type(id.module, column));
        let mut printer = Printer::new(self, super::Names::Short);
        printer.scope = self.nullable_scope_of_type(id);
        let parent = Some(HasCustomAttribute::TypeDef(id.rid));
        type_.map(|type_| printer.noted(id.module, parent, &type_, true)).unwrap_or_default()
    }

    fn noted(&self, module: ModuleId, parent: Option<HasCustomAttribute>, scope: Option<u8>, type_: &Type) -> Noted {
        let mut printer = Printer::new(self, super::Names::Short);
        printer.scope = scope;
        printer.noted(module, parent, type_, false)
    }

    /// A type that a column of `module` names.
    #[must_use]
    pub fn column_type(&self, module: ModuleId, column: TypeDefOrRef) -> Option<Type> {
        match column {
            TypeDefOrRef::TypeSpec(rid) => self.type_spec(module, rid),
            named => Some(Type::Named { type_: named, value_type: false }),
        }
    }

    /// A type that a column of `module` names, exactly, and the type arguments that it gives.
    #[must_use]
    pub fn exact_column(&self, module: ModuleId, column: TypeDefOrRef, arguments: &[String]) -> (String, Vec<String>) {
        let Some(type_) = self.column_type(module, column) else { return ("?".to_owned(), Vec::new()) };
        let own = match type_.unmodified() {
            Type::Instance { arguments: own, .. } => {
                own.iter().map(|it| self.exact_type(module, it, arguments)).collect()
            }
            _ => Vec::new(),
        };
        (self.exact_type(module, &type_, arguments), own)
    }

    /// The generic parameters of a type, with those of the types around it.
    #[must_use]
    pub fn generic_shape_of_type(&self, id: TypeId) -> Vec<GenericParameter> {
        self.generic_shapes(id.module, TypeOrMethodDef::TypeDef(id.rid), &self.open_arguments(id))
    }

    /// The signature of a method in its parts; `None` where it cannot be read.
    #[must_use]
    pub fn signature_shape(&self, id: MethodId) -> Option<SignatureShape> {
        let metadata = &self.module(id.module).metadata;
        let row = self.method_row(id)?;
        let signature = metadata.method_signature(row.signature).ok()?;
        let arguments = self.declaring_type(id).map(|owner| self.open_arguments(owner)).unwrap_or_default();
        let mut rows: Vec<(Rid<Param>, Param)> =
            metadata.owned::<MethodDef, Param>(id.rid).filter_map(|rid| Some((rid, metadata.row(rid).ok()?))).collect();
        rows.sort_by_key(|(_, row)| row.sequence);
        let find = |number: u16| {
            rows.binary_search_by_key(&number, |(_, row)| row.sequence).ok().and_then(|at| rows.get(at)).copied()
        };
        let extends = self.is_compiler_marked(id.module, HasCustomAttribute::MethodDef(id.rid), "ExtensionAttribute");
        let scope = self.nullable_scope_of_method(id);
        let types = signature.fixed_parameters().iter().zip(1u16..);
        let parameters = types.map(|(type_, number)| ParameterShape {
            is_this: extends && number == 1,
            ..self.parameter_shape(id.module, type_, find(number), scope, &arguments)
        });
        let of_result = find(0).map(|(rid, _)| HasCustomAttribute::Param(rid));
        Some(SignatureShape {
            generics: self.generic_shapes(id.module, TypeOrMethodDef::MethodDef(id.rid), &arguments),
            parameters: parameters.collect(),
            result: self.exact_type(id.module, &signature.return_type, &arguments),
            read_only_result: self.is_read_only(id.module, of_result, &signature.return_type),
            result_noted: self.noted(id.module, of_result, scope, &signature.return_type),
        })
    }

    fn parameter_shape(
        &self,
        module: ModuleId,
        type_: &Type,
        row: Option<(Rid<Param>, Param)>,
        scope: Option<u8>,
        arguments: &[String],
    ) -> ParameterShape {
        let flags = row.map_or(ParamAttributes::empty(), |(_, row)| row.flags);
        let by_reference = matches!(type_.unmodified(), Type::ByRef(_));
        let parent = row.map(|(rid, _)| HasCustomAttribute::Param(rid));
        let default = row.and_then(|(rid, _)| {
            let mut printer = Printer::new(self, super::Names::Full);
            printer.default_value("", module, rid, flags, type_);
            Some(printer.finish()).filter(|text| !text.is_empty())
        });
        ParameterShape {
            name: row
                .map(|(_, row)| self.module(module).metadata.name(row.name).safe().to_string())
                .unwrap_or_default(),
            type_: self.exact_type(module, type_, arguments),
            direction: if by_reference { self.direction(module, row) } else { "" },
            default: default.filter(|_| flags.intersects(ParamAttributes::OPTIONAL | ParamAttributes::HAS_DEFAULT)),
            is_params: parent.is_some_and(|parent| self.is_params(module, parent)),
            is_scoped: parent.is_some_and(|parent| self.is_compiler_marked(module, parent, "ScopedRefAttribute")),
            is_this: false,
            noted: self.noted(module, parent, scope, type_),
        }
    }

    fn generic_shapes(&self, module: ModuleId, owner: TypeOrMethodDef, arguments: &[String]) -> Vec<GenericParameter> {
        let metadata = &self.module(module).metadata;
        let flags = GenericParamAttributes::empty();
        let key = GenericParam { number: 0, flags, owner: Some(owner), name: StringIndex(0) }.key();
        let mut rows: Vec<(Rid<GenericParam>, GenericParam)> = metadata.with_key::<GenericParam>(key).collect();
        rows.sort_by_key(|(_, row)| row.number);
        let shape = |(rid, row): (Rid<GenericParam>, GenericParam)| {
            let parts = self.constraint_parts(module, rid, &row);
            let bounds = parts.iter().filter_map(|part| match part {
                Part::Type(_, column) => self.resolve_type(module, *column),
                Part::Word(_) => None,
            });
            GenericParameter {
                name: metadata.name(row.name).safe().to_string(),
                variance: match row.flags.intersection(GenericParamAttributes::VARIANCE_MASK).bits() {
                    1 => "out",
                    2 => "in",
                    _ => "",
                },
                bounds: bounds.collect(),
                constraints: parts
                    .iter()
                    .filter_map(|part| match part {
                        Part::Word("notnull") => None,
                        Part::Word(word) => Some(word.trim_end_matches('?').to_owned()),
                        Part::Type(_, column) => Some(self.exact_column(module, *column, arguments).0),
                    })
                    .collect(),
                nullable: self.nullable_parameter(module, rid),
            }
        };
        rows.into_iter().map(shape).collect()
    }
}
