//! Signatures in the parts that other code depends on, each spelt so that two of them are the same exactly if their texts are, whatever the
//! assembly and the names of generic parameters.

use super::super::arity::generic_parameters;
use super::super::method::direction;
use super::super::printer::Printer;
use super::methods::has_modifier;
use super::types::Part;
use crate::metadata::{
    GenericParam, GenericParamAttributes, HasCustomAttribute, Keyed, MethodDef, MethodSignature, Param,
    ParamAttributes, Rid, StringIndex, Type, TypeDefOrRef, TypeOrMethodDef,
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
    /// What attributes on what it returns tell compilers of the type: names of tuple elements, what is `dynamic`.
    pub result_marks: Vec<String>,
}

/// A generic parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenericParameter {
    /// Its name, safe to print.
    pub name: String,
    /// `out`, `in` or nothing.
    pub variance: &'static str,
    /// What arguments have to be: the words of C#, and types exactly.
    pub constraints: Vec<String>,
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
    /// `ref`, `out`, `in` or nothing.
    pub direction: &'static str,
    /// What it is where no argument is given; `None` where one must be.
    pub default: Option<String>,
    /// Whether any number of arguments can stand for it.
    pub is_params: bool,
    /// Whether the method is called on it as if it were a member of its type.
    pub is_this: bool,
    /// What attributes on it tell compilers of the type.
    pub marks: Vec<String>,
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

    /// A type that a column of `module` names, exactly, and the type arguments that it gives.
    #[must_use]
    pub fn exact_column(&self, module: ModuleId, column: TypeDefOrRef, arguments: &[String]) -> (String, Vec<String>) {
        let spec = match column {
            TypeDefOrRef::TypeSpec(rid) => self.type_spec(module, rid),
            named => Some(Type::Named { type_: named, value_type: false }),
        };
        let Some(type_) = spec else { return ("?".to_owned(), Vec::new()) };
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
        let types = signature.fixed_parameters().iter().zip(1u16..);
        let parameters = types.map(|(type_, number)| ParameterShape {
            is_this: extends && number == 1,
            ..self.parameter_shape(id.module, type_, find(number), &arguments)
        });
        Some(SignatureShape {
            generics: self.generic_shapes(id.module, TypeOrMethodDef::MethodDef(id.rid), &arguments),
            parameters: parameters.collect(),
            result: self.exact_type(id.module, &signature.return_type, &arguments),
            read_only_result: self.is_read_only(id.module, &signature, find(0)),
            result_marks: self.marks(id.module, find(0)),
        })
    }

    /// `TupleElementNames` and `Dynamic`, as C# writes attributes.
    fn marks(&self, module: ModuleId, row: Option<(Rid<Param>, Param)>) -> Vec<String> {
        let Some((rid, _)) = row else { return Vec::new() };
        let is_mark = |type_: TypeHandle| {
            ["TupleElementNamesAttribute", "DynamicAttribute"]
                .iter()
                .any(|name| self.is_named(type_, "System.Runtime.CompilerServices", name))
        };
        let found = self.attributes(module, HasCustomAttribute::Param(rid)).filter(|(type_, _)| is_mark(*type_));
        found.map(|(type_, row)| self.attribute_display(module, type_, &row, super::Names::Short)).collect()
    }

    fn is_read_only(&self, module: ModuleId, signature: &MethodSignature, row: Option<(Rid<Param>, Param)>) -> bool {
        let printer = Printer::new(self, super::Names::Full);
        matches!(signature.return_type.unmodified(), Type::ByRef(_))
            && (row.is_some_and(|(rid, _)| {
                self.is_compiler_marked(module, HasCustomAttribute::Param(rid), "IsReadOnlyAttribute")
            }) || has_modifier(
                &printer,
                module,
                &signature.return_type,
                "System.Runtime.InteropServices",
                "InAttribute",
            ))
    }

    fn parameter_shape(
        &self,
        module: ModuleId,
        type_: &Type,
        row: Option<(Rid<Param>, Param)>,
        arguments: &[String],
    ) -> ParameterShape {
        let flags = row.map_or(ParamAttributes::empty(), |(_, row)| row.flags);
        let by_reference = matches!(type_.unmodified(), Type::ByRef(_));
        let is = |attribute| {
            let parent = row.map(|(rid, _)| HasCustomAttribute::Param(rid));
            parent.is_some_and(|parent| self.has_attribute(module, parent, "System", attribute))
        };
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
            direction: if by_reference { direction(flags) } else { "" },
            default: default.filter(|_| flags.intersects(ParamAttributes::OPTIONAL | ParamAttributes::HAS_DEFAULT)),
            is_params: is("ParamArrayAttribute"),
            is_this: false,
            marks: self.marks(module, row),
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
                Part::Type(column) => self.resolve_type(module, *column),
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
                    .map(|part| match part {
                        Part::Word(word) => (*word).to_owned(),
                        Part::Type(column) => self.exact_column(module, *column, arguments).0,
                    })
                    .collect(),
            }
        };
        rows.into_iter().map(shape).collect()
    }
}
