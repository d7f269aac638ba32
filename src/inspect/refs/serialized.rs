//! Types that attributes name by their reflection names (§II.23.3).

use super::{Entry, Site, Uses};
use crate::metadata::{Rid, TypeRef};
use crate::model::{Subject, TypeHandle, bare_id, reflected};
use crate::text::{Name, Text};

impl Uses<'_, '_, '_> {
    /// `Ns.Outer+Inner, Assembly, Version=…`: without an assembly it is the input's own or the core library's. Of a generic type the
    /// definition and the arguments.
    pub(super) fn serialized(&mut self, name: Name<'_>, site: Site) {
        let own = self.names.opened.universe.input().assembly;
        reflected(&name.text(), &mut |type_, assembly| {
            let id = Text(format!("T:{}", type_.replace('+', ".")));
            if assembly.as_bytes() == own.as_bytes() || assembly.is_empty() && self.is_own(type_) {
                return;
            }
            let assembly = if assembly.is_empty() { self.core_library() } else { assembly.to_owned() };
            let presence = self.lookup.of_name(&assembly, type_);
            let wanted = self.names.wants_named(&id) || self.names.wants_home(&assembly);
            self.by_name(Entry { presence, wanted, ..Entry::new("type", id, Text(assembly), None) }, site);
        });
    }

    /// The field or property of another assembly's attribute that is set by its name.
    pub(super) fn set(&mut self, attribute: Rid<TypeRef>, is_field: bool, name: Name<'_>) -> Option<usize> {
        let universe = self.names.opened.universe;
        let input = universe.input().id;
        let assembly = self.scope(attribute)?;
        let type_ = Subject::Type(TypeHandle::Missing(input, attribute));
        let (letter, kind) = if is_field { ('F', "field") } else { ('P', "property") };
        let id = Text(format!("{letter}:{}.{}", bare_id(&self.names.id(type_)), name.text()));
        let presence = self.lookup.of_argument(input, attribute, is_field, name);
        let wanted = self.names.wants_named(&id) || self.names.wants(type_) || self.names.wants_home(assembly.as_str());
        self.keep(Entry { presence, wanted, ..Entry::new(kind, id, assembly, None) })
    }

    /// Whether the input defines the outermost type of a name.
    fn is_own(&self, type_: &str) -> bool {
        let outer = type_.split('+').next().unwrap_or_default();
        self.names.opened.universe.input().type_of_full_name(outer).is_some()
    }

    /// The assembly of `System.Object`.
    fn core_library(&self) -> String {
        let metadata = &self.names.opened.universe.input().metadata;
        let object = metadata
            .rows::<TypeRef>()
            .find(|(_, row)| metadata.name(row.name) == "Object" && metadata.name(row.namespace) == "System");
        object.and_then(|(rid, _)| self.scope(rid)).map_or_else(|| "mscorlib".to_owned(), |name| name.0)
    }

    /// A type or function that is known by its name only.
    pub(super) fn by_name(&mut self, entry: Entry, site: Site) {
        if let Some(entry) = self.keep(entry) {
            self.add(entry, site);
        }
    }
}
