//! Fields, properties and events as C# writes them.

use super::Names;
use super::printer::{Printer, keyword_of};
use crate::metadata::{MemberRef, MemberRefParent, Rid, Type};
use crate::model::members::PropertyOrEvent;
use crate::model::universe::{FieldHandle, ModuleId, PropertyId, TypeHandle};

impl Printer<'_, '_> {
    /// A field, or the property or event that a compiler made it for.
    pub(super) fn field(&mut self, handle: FieldHandle) {
        if let FieldHandle::Def(id) = handle
            && let Some(member) = self.universe.member_of_field(id)
        {
            return self.property_or_event(member);
        }
        match (self.universe.owner_of_field(handle), handle) {
            (Some(owner), _) => self.owner(owner),
            (None, FieldHandle::Missing(module, rid)) => self.odd_owner(module, rid),
            (None, FieldHandle::Def(_)) => {}
        }
        let name = self.universe.field_name(handle).text();
        let stored = name.strip_prefix('<').and_then(|rest| rest.strip_suffix(">k__BackingField"));
        self.dot();
        self.member_name(stored.unwrap_or(&name));
    }

    pub(super) fn property_or_event(&mut self, member: PropertyOrEvent) {
        match member {
            PropertyOrEvent::Property(id) => self.property(id),
            PropertyOrEvent::Event(id) => {
                if let Some(owner) = self.universe.event_owner(id) {
                    self.owner(TypeHandle::Def(owner));
                }
                if let Some(event) = self.universe.event(id) {
                    self.dot();
                    self.member_name(&event.name.text());
                }
            }
        }
    }

    fn property(&mut self, id: PropertyId) {
        if let Some(owner) = self.universe.property_owner(id) {
            self.owner(TypeHandle::Def(owner));
        }
        let metadata = &self.universe.module(id.module).metadata;
        let Ok(row) = metadata.row(id.rid) else { return };
        let parameters =
            metadata.property_signature(row.signature).map(|signature| signature.parameters).unwrap_or_default();
        self.dot();
        self.property_name(&metadata.name(row.name).text(), id.module, &parameters);
    }

    /// `Count`, `this[int]` for the usual indexer, `Chars[int]` for one with another name.
    pub(super) fn property_name(&mut self, name: &str, module: ModuleId, parameters: &[Type]) {
        if parameters.is_empty() {
            return self.member_name(name);
        }
        self.indexer_name(name);
        self.push("[");
        self.list(parameters, |printer, type_| printer.type_(module, type_));
        self.push("]");
    }

    /// `this` for the usual indexer.
    pub(super) fn indexer_name(&mut self, name: &str) {
        match name.strip_suffix("Item") {
            Some("") => self.push("this"),
            Some(interface) if interface.ends_with('.') => {
                self.member_name(interface);
                self.push("this");
            }
            _ => self.member_name(name),
        }
    }

    /// The type that a member belongs to.
    pub(super) fn owner(&mut self, handle: TypeHandle) {
        self.generics_of(Some(handle), None);
        self.open_type(handle);
    }

    /// Where the owner is no type with a name: an array, or another module.
    pub(super) fn odd_owner(&mut self, module: ModuleId, rid: Rid<MemberRef>) {
        let class = self.universe.module(module).metadata.row(rid).ok().and_then(|row| row.class);
        match class {
            Some(MemberRefParent::TypeSpec(spec)) => {
                if let Some(type_) = self.universe.type_spec(module, spec) {
                    self.type_(module, &type_);
                }
            }
            Some(MemberRefParent::ModuleRef(_)) => self.push("<Module>"),
            _ => {}
        }
    }

    /// The dot before a member's name, where something stands before it.
    pub(super) fn dot(&mut self) {
        self.push_between(".");
    }

    /// A member's own name. That of an explicit interface implementation has the interface before it, which is shortened too.
    pub(super) fn member_name(&mut self, name: &str) {
        let mut depth = 0u32;
        let explicit = name.char_indices().any(|(at, character)| {
            match character {
                '<' => depth = depth.saturating_add(1),
                '>' => depth = depth.saturating_sub(1),
                _ => {}
            }
            character == '.' && depth == 0 && at > 0
        });
        if self.names == Names::Full || !explicit {
            return self.push_safe(name);
        }
        // The member is what follows the last dot outside `<>`; `Ns.IShape<Ns.A,Ns.B>.Draw` becomes `IShape<A, B>.Draw`.
        let mut rest = name;
        while !rest.is_empty() {
            let end = rest.find(['<', '>', ',']).unwrap_or(rest.len());
            let (chain, after) = rest.split_at(end);
            let follows_bracket = rest.len() < name.len() && name.as_bytes()[name.len() - rest.len() - 1] == b'>';
            self.shortened(chain.trim(), after.is_empty(), follows_bracket);
            let mut characters = after.chars();
            match characters.next() {
                Some('<') => self.push("<"),
                Some('>') => self.push(">"),
                Some(',') => self.push(", "),
                _ => {}
            }
            rest = characters.as_str();
        }
    }

    /// One chain of names with dots between: of the last one the interface and the member stay, of others the type.
    fn shortened(&mut self, chain: &str, is_last: bool, follows_bracket: bool) {
        if let Some(keyword) = chain.strip_prefix("System.").and_then(keyword_of).filter(|_| !is_last) {
            return self.push(keyword);
        }
        let kept = if follows_bracket {
            chain
        } else {
            let wanted = if is_last { 2 } else { 1 };
            let start = chain.rmatch_indices('.').nth(wanted - 1).map_or(0, |(dot, _)| dot + 1);
            &chain[start..]
        };
        self.push_safe(kept);
    }
}
