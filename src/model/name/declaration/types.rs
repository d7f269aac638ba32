//! Types as C# declares them.

use super::super::arity::split_arity;
use super::super::notes::{ANNOTATED, NOT_ANNOTATED};
use super::super::printer::Printer;
use super::TypeKind;
use crate::metadata::{
    GenericParam, GenericParamAttributes, GenericParamConstraint, HasCustomAttribute, Keyed, Primitive, Rid,
    StringIndex, Type, TypeAttributes, TypeDefOrRef, TypeOrMethodDef,
};
use crate::model::universe::{ModuleId, TypeHandle, TypeId, Universe};

impl Printer<'_, '_> {
    pub(super) fn declare_type(&mut self, id: TypeId) {
        let universe = self.universe;
        self.generics_of(Some(TypeHandle::Def(id)), None);
        self.word(universe.type_visibility(id).word());
        let kind = universe.type_kind(id);
        self.type_modifiers(id, kind);
        match (kind, self.universe.is_record(id)) {
            (TypeKind::Class, true) => self.word("record"),
            (TypeKind::Struct, true) => self.word("record struct"),
            _ => self.word(kind.word()),
        }
        match kind {
            TypeKind::Delegate => self.delegate(id),
            TypeKind::Enum => {
                self.own_name(id);
                let underlying = universe.module(id.module).metadata.enum_underlying(id.rid);
                if let Some(underlying) = underlying.filter(|it| *it != Primitive::I4) {
                    self.push(" : ");
                    self.type_(id.module, &Type::Primitive(underlying));
                }
            }
            _ => {
                self.own_name(id);
                self.bases(id);
            }
        }
        self.scope = universe.nullable_scope_of_type(id);
        self.constraints(id.module, TypeOrMethodDef::TypeDef(id.rid), self.outer_parameters(id));
    }

    fn type_modifiers(&mut self, id: TypeId, kind: TypeKind) {
        let Some(row) = self.universe.type_row(id) else { return };
        let parent = HasCustomAttribute::TypeDef(id.rid);
        let marked = |name| self.universe.is_compiler_marked(id.module, parent, name);
        let (is_abstract, is_sealed) =
            (row.flags.contains(TypeAttributes::ABSTRACT), row.flags.contains(TypeAttributes::SEALED));
        match kind {
            TypeKind::Class if is_abstract && is_sealed => self.word("static"),
            TypeKind::Class if is_abstract => self.word("abstract"),
            TypeKind::Class if is_sealed => self.word("sealed"),
            TypeKind::Struct => {
                let (readonly, by_ref) = (marked("IsReadOnlyAttribute"), marked("IsByRefLikeAttribute"));
                if readonly {
                    self.word("readonly");
                }
                if by_ref {
                    self.word("ref");
                }
            }
            _ => {}
        }
    }

    /// A type's own name with its own generic parameters: those of the types around it are theirs. Where names are full, its namespace
    /// and the types around it stand before it.
    pub(super) fn own_name(&mut self, id: TypeId) {
        let (namespace, name) = self.universe.own_names(TypeHandle::Def(id));
        let outer = self.universe.module(id.module).enclosing(id.rid);
        if let Some(outer) = outer.filter(|_| self.names == super::Names::Full) {
            self.handle_name(TypeHandle::Def(TypeId { module: id.module, rid: outer }));
            self.push(".");
        }
        if outer.is_some() || self.names == super::Names::Full {
            self.inner_namespace(namespace);
        }
        self.push_safe(split_arity(&name.text()).0);
        let outer = self.outer_parameters(id);
        let own: Vec<GenericParam> = self.parameters_of(id.module, TypeOrMethodDef::TypeDef(id.rid), outer);
        self.declared_parameters(id.module, &own);
    }

    /// How many generic parameters a type repeats from the types around it.
    fn outer_parameters(&self, id: TypeId) -> usize {
        let module = self.universe.module(id.module);
        let Some(outer) = module.enclosing(id.rid) else { return 0 };
        self.parameters_of(id.module, TypeOrMethodDef::TypeDef(outer), 0).len()
    }

    /// The generic parameters of a type or method from the number `from` on, in their order.
    pub(super) fn parameters_of(&self, module: ModuleId, owner: TypeOrMethodDef, from: usize) -> Vec<GenericParam> {
        let mut rows: Vec<_> = super::super::arity::generic_parameters(self.universe.module(module), owner).collect();
        rows.sort_by_key(|row| row.number);
        rows.into_iter().skip(from).collect()
    }

    /// `<in T, out U>`
    pub(super) fn declared_parameters(&mut self, module: ModuleId, parameters: &[GenericParam]) {
        if parameters.is_empty() {
            return;
        }
        self.push("<");
        self.list(parameters, |printer, row| {
            match row.flags.intersection(GenericParamAttributes::VARIANCE_MASK).bits() {
                1 => printer.word("out"),
                2 => printer.word("in"),
                _ => {}
            }
            let name = printer.universe.module(module).metadata.name(row.name);
            printer.push_safe(&name.text());
        });
        self.push(">");
    }

    fn bases(&mut self, id: TypeId) {
        let universe = self.universe;
        let plain = ["Object", "ValueType"];
        let base = universe.base(id).filter(|(base, _)| !plain.iter().any(|it| universe.is_named(*base, "System", it)));
        let base = base.map(|(_, column)| (HasCustomAttribute::TypeDef(id.rid), column));
        let interfaces =
            universe.interface_rows(id).filter(|(_, column)| universe.resolve_type(id.module, *column).is_some());
        let interfaces = interfaces.map(|(rid, column)| (HasCustomAttribute::InterfaceImpl(rid), column));
        let columns: Vec<(HasCustomAttribute, TypeDefOrRef)> = base.into_iter().chain(interfaces).collect();
        if !columns.is_empty() {
            self.scope = universe.nullable_scope_of_type(id);
            self.push(" : ");
            self.list(columns, |printer, (parent, column)| {
                printer.with_notes(id.module, Some(parent), |printer| {
                    printer.is_base = true;
                    printer.column(id.module, column);
                    printer.is_base = false;
                });
            });
        }
    }

    /// `where T : class, IDisposable, new()` for each parameter that has any, from the number `from` on.
    pub(super) fn constraints(&mut self, module: ModuleId, owner: TypeOrMethodDef, from: usize) {
        use GenericParamAttributes as Flags;
        let metadata = &self.universe.module(module).metadata;
        let key = GenericParam { number: 0, flags: Flags::empty(), owner: Some(owner), name: StringIndex(0) }.key();
        let mut rows: Vec<(Rid<GenericParam>, GenericParam)> = metadata.with_key::<GenericParam>(key).collect();
        rows.sort_by_key(|(_, row)| row.number);
        for (rid, row) in rows.into_iter().skip(from) {
            let parts = self.universe.constraint_parts(module, rid, &row);
            if parts.is_empty() {
                continue;
            }
            self.push(" where ");
            self.push_safe(&metadata.name(row.name).text());
            self.push(" : ");
            self.list(parts, |printer, part| match part {
                Part::Word(word) => printer.push(word),
                Part::Type(rid, column) => {
                    let parent = HasCustomAttribute::GenericParamConstraint(rid);
                    printer.with_notes(module, Some(parent), |printer| printer.column(module, column));
                }
            });
        }
    }

    fn delegate(&mut self, id: TypeId) {
        let universe = self.universe;
        let invoke = universe
            .methods(id)
            .find(|method| universe.method_name(crate::model::universe::MethodHandle::Def(*method)) == "Invoke");
        let signature = invoke.and_then(|invoke| {
            let row = universe.method_row(invoke)?;
            Some((invoke, universe.module(invoke.module).metadata.method_signature(row.signature).ok()?))
        });
        match signature {
            Some((invoke, signature)) => {
                self.scope = universe.nullable_scope_of_method(invoke);
                self.return_type(invoke, &signature);
                self.own_name(id);
                self.declared_list('(', invoke, &signature, ')');
            }
            None => self.own_name(id),
        }
    }
}

impl Universe<'_> {
    /// What a type argument has to be.
    pub(super) fn constraint_parts(&self, module: ModuleId, rid: Rid<GenericParam>, row: &GenericParam) -> Vec<Part> {
        use GenericParamAttributes as Flags;
        let is_struct = row.flags.contains(Flags::NOT_NULLABLE_VALUE_TYPE);
        let marked = self.is_compiler_marked(module, HasCustomAttribute::GenericParam(rid), "IsUnmanagedAttribute");
        let mut parts: Vec<Part> = Vec::new();
        match (is_struct, marked) {
            (true, true) => parts.push(Part::Word("unmanaged")),
            (true, false) => parts.push(Part::Word("struct")),
            _ => match (row.flags.contains(Flags::REFERENCE_TYPE), self.nullable_parameter(module, rid)) {
                (true, ANNOTATED) => parts.push(Part::Word("class?")),
                (true, _) => parts.push(Part::Word("class")),
                (false, NOT_ANNOTATED) => parts.push(Part::Word("notnull")),
                _ => {}
            },
        }
        let rows = self.module(module).metadata.with_key::<GenericParamConstraint>(rid.row());
        let columns = rows.filter_map(|(rid, row)| Some((rid, row.constraint?)));
        let others = columns.filter(|(_, column)| !(is_struct && self.is_value_type(module, *column)));
        parts.extend(others.map(|(rid, column)| Part::Type(rid, column)));
        if row.flags.contains(Flags::DEFAULT_CONSTRUCTOR) && !is_struct {
            parts.push(Part::Word("new()"));
        }
        if row.flags.contains(Flags::ALLOW_BY_REF_LIKE) {
            parts.push(Part::Word("allows ref struct"));
        }
        parts
    }

    /// Whether a constraint only repeats that a type is a `struct`.
    fn is_value_type(&self, module: ModuleId, column: TypeDefOrRef) -> bool {
        let handle = self.resolve_type(module, column);
        // `unmanaged` stands in a modifier around it.
        let handle = handle.or_else(|| match column {
            TypeDefOrRef::TypeSpec(rid) => self.resolve_type_of(module, self.type_spec(module, rid)?.unmodified()),
            _ => None,
        });
        handle.is_some_and(|handle| self.is_named(handle, "System", "ValueType"))
    }
}

/// One constraint.
pub(super) enum Part {
    Word(&'static str),
    Type(Rid<GenericParamConstraint>, TypeDefOrRef),
}

impl Universe<'_> {
    /// Whether a class or struct was declared as a record, as far as its members say so. A class is one where a compiler made its `<Clone>$`, by
    /// which compilers know it as well. A struct is one where a compiler made its `PrintMembers` and says so: not all do, and then nothing
    /// tells it from a struct whose author wrote the same members.
    #[must_use]
    pub fn is_record(&self, id: TypeId) -> bool {
        let kind = self.type_kind(id);
        self.methods(id).any(|method| {
            let Some(row) = self.method_row(method) else { return false };
            let metadata = &self.module(id.module).metadata;
            let name = metadata.name(row.name);
            let parent = HasCustomAttribute::MethodDef(method.rid);
            let parameters = || metadata.method_signature(row.signature).map_or(0, |it| it.fixed_parameters().len());
            match kind {
                TypeKind::Class => name == "<Clone>$" && parameters() == 0,
                TypeKind::Struct => {
                    name == "PrintMembers"
                        && parameters() == 1
                        && self.is_compiler_marked(id.module, parent, "CompilerGeneratedAttribute")
                }
                _ => false,
            }
        })
    }
}
