//! Fields, properties and events as C# declares them.

use super::super::printer::Printer;
use crate::metadata::{CallingConvention, FieldAttributes as Flags, HasConstant, HasCustomAttribute, Type};
use crate::model::universe::{EventId, FieldId, MethodHandle, MethodId, PropertyId, TypeHandle};

impl Printer<'_, '_> {
    pub(super) fn declare_field(&mut self, id: FieldId) {
        let universe = self.universe;
        let owner = universe.field_owner(id);
        self.generics_of(owner.map(TypeHandle::Def), None);
        let Some(row) = universe.field_row(id) else { return };
        let metadata = &universe.module(id.module).metadata;
        let name = metadata.name(row.name);
        let type_ = metadata.field_signature(row.signature).ok();
        let constant = universe.constant(id.module, HasConstant::Field(id.rid));
        let is_literal = row.flags.contains(Flags::LITERAL);
        let by_attribute = universe.constant_of_field(id);
        let is_enumerator = is_literal && owner.is_some_and(|owner| universe.type_kind(owner) == super::TypeKind::Enum);
        if is_enumerator {
            self.identifier(&name.text());
        } else {
            self.word(universe.field_visibility(id).word());
            let is_decimal = by_attribute.as_ref().is_some_and(|(is_decimal, _)| *is_decimal);
            match (is_literal, row.flags.contains(Flags::STATIC), row.flags.contains(Flags::INIT_ONLY)) {
                (true, ..) => self.word("const"),
                (_, true, true) if is_decimal => self.word("const"),
                (_, true, true) => self.word("static readonly"),
                (_, true, false) => self.word("static"),
                (_, false, true) => self.word("readonly"),
                _ => {}
            }
            let parent = HasCustomAttribute::Field(id.rid);
            if universe.is_compiler_marked(id.module, parent, "RequiredMemberAttribute") {
                self.word("required");
            }
            let Some(type_) = &type_ else { return self.identifier(&name.text()) };
            if universe.has_modifier(id.module, type_, "System.Runtime.CompilerServices", "IsVolatile") {
                self.word("volatile");
            }
            self.scope = universe.nullable_scope_of_member(owner, universe.field_visibility(id));
            self.by_reference(id.module, Some(parent), type_);
            self.push(" ");
            self.identifier(&name.text());
        }
        if let Some(constant) = constant {
            self.push(" = ");
            // The number of an enumerator, not its own name again.
            let type_ = type_.filter(|_| !is_enumerator).unwrap_or(Type::Primitive(crate::metadata::Primitive::I4));
            self.constant(id.module, &constant, &type_);
        } else if let Some((_, value)) = by_attribute {
            self.push(" = ");
            self.push(&value);
        }
    }

    pub(super) fn declare_property(&mut self, id: PropertyId) {
        let universe = self.universe;
        let owner = universe.property_owner(id);
        self.generics_of(owner.map(TypeHandle::Def), None);
        let Some(property) = universe.property(id) else { return };
        let name = property.name.text();
        let widest = universe.property_visibility(id);
        if let Some(accessor) = property.getter.or(property.setter) {
            self.visibility_of(accessor, &name, widest);
            self.method_modifiers(accessor);
        }
        let accessors = [(property.getter, "get"), (property.setter, "set")];
        let is_read_only = |accessor: Option<MethodId>| accessor.is_none_or(|it| self.is_read_only_method(it));
        // Where only one of two is, that one says so.
        let all_read_only =
            property.getter.or(property.setter).is_some() && accessors.iter().all(|it| is_read_only(it.0));
        if all_read_only {
            self.word("readonly");
        }
        if universe.is_compiler_marked(id.module, HasCustomAttribute::Property(id.rid), "RequiredMemberAttribute") {
            self.word("required");
        }
        let metadata = &universe.module(id.module).metadata;
        let signature = metadata.row(id.rid).ok().and_then(|row| metadata.property_signature(row.signature).ok());
        let parameters = signature.as_ref().map(|signature| signature.parameters.clone()).unwrap_or_default();
        if let Some(signature) = &signature {
            self.scope = universe.nullable_scope_of_member(owner, widest);
            self.by_reference(id.module, Some(HasCustomAttribute::Property(id.rid)), &signature.type_);
            self.push(" ");
        }
        match (property.getter.or(property.setter), parameters.is_empty()) {
            (Some(accessor), false) => {
                self.indexer_name(&name);
                self.scope = universe.nullable_scope_of_method(accessor);
                self.declared_types('[', accessor, &parameters, CallingConvention::Default, ']');
            }
            _ if parameters.is_empty() => self.declared_name(&name),
            _ => self.property_name(&name, id.module, &parameters),
        }
        self.push(" {");
        for (accessor, word) in accessors {
            let Some(accessor) = accessor else { continue };
            let own = universe.method_visibility(accessor);
            let word = if word == "set" && self.is_init(accessor) { "init" } else { word };
            self.push(" ");
            if own != widest {
                self.word(own.word());
            }
            if !all_read_only && self.is_read_only_method(accessor) {
                self.word("readonly");
            }
            self.push(word);
            self.push(";");
        }
        self.push(" }");
    }

    /// Whether a setter only works while the object is made.
    fn is_init(&self, setter: MethodId) -> bool {
        let Some((module, blob)) = self.universe.method_signature(MethodHandle::Def(setter)) else { return false };
        let Ok(signature) = self.universe.module(module).metadata.method_signature(blob) else { return false };
        self.universe.has_modifier(module, &signature.return_type, "System.Runtime.CompilerServices", "IsExternalInit")
    }

    pub(super) fn declare_event(&mut self, id: EventId) {
        let universe = self.universe;
        let owner = universe.event_owner(id);
        self.generics_of(owner.map(TypeHandle::Def), None);
        let Some(event) = universe.event(id) else { return };
        let name = event.name.text();
        if let Some(accessor) = event.add.or(event.remove) {
            self.visibility_of(accessor, &name, universe.event_visibility(id));
            self.method_modifiers(accessor);
            if self.is_read_only_method(accessor) {
                self.word("readonly");
            }
        }
        self.push("event ");
        if let Some(type_) = universe.module(id.module).metadata.row(id.rid).ok().and_then(|row| row.event_type) {
            self.scope = universe.nullable_scope_of_member(owner, universe.event_visibility(id));
            let parent = HasCustomAttribute::Event(id.rid);
            self.with_notes(id.module, Some(parent), |printer| printer.column(id.module, type_));
            self.push(" ");
        }
        self.declared_name(&name);
    }
}
