//! What declarations and attributes name, and what the manifest forwards.

use std::rc::Rc;

use super::{Site, Uses};
use crate::metadata::{ExportedType, ImplMap, Implementation, MemberForwarded};
use crate::model::{MethodHandle, Named, NamedAs, Subject};
use crate::text::Text;

impl<'a> Uses<'_, '_, 'a> {
    /// Everything that the declarations of types and members name.
    pub(super) fn declarations(&mut self) {
        let naming = Rc::clone(&self.naming);
        naming.declarations(&mut |on, as_what, named| self.hear(on, as_what, named));
        self.forwarded();
        self.imported();
    }

    /// Functions of native libraries, by their names alone.
    fn imported(&mut self) {
        let metadata = &self.names.opened.universe.input().metadata;
        for (_, row) in metadata.rows::<ImplMap>() {
            let (Some(MemberForwarded::MethodDef(method)), Some(scope)) = (row.member_forwarded, row.import_scope)
            else {
                continue;
            };
            let Ok(library) = metadata.row(scope) else { continue };
            let own = metadata.row(method).map(|row| metadata.name(row.name)).unwrap_or_default();
            let name = Some(metadata.name(row.import_name)).filter(|name| !name.is_empty()).unwrap_or(own);
            let (id, library) = (name.text().into_owned(), metadata.name(library.name).text().into_owned());
            let method = MethodHandle::Def(self.names.opened.universe.input().method_id(method));
            let site = Site { member: Some(Subject::Method(method)), at: None, place: "import" };
            self.by_name("function", Text(id), Text(library), Some(scope.into()), site);
        }
    }

    /// Everything that custom attributes name: their constructors, and the types in their arguments.
    pub(super) fn attributes(&mut self) {
        let naming = Rc::clone(&self.naming);
        naming.attributes(&mut |on, as_what, named| self.hear(on, as_what, named));
    }

    fn hear(&mut self, on: Option<Subject>, as_what: NamedAs, named: Named<'a>) {
        self.named(named, Site { member: on, at: None, place: as_what.word() });
    }

    /// Types that the manifest forwards to other assemblies.
    fn forwarded(&mut self) {
        let opened = self.names.opened;
        let metadata = &opened.universe.input().metadata;
        for (rid, row) in metadata.rows::<ExportedType>() {
            let Some(Implementation::AssemblyRef(assembly)) = row.implementation else { continue };
            let Some((assembly, _)) = opened.universe.input().assembly_ref(assembly) else { continue };
            let (namespace, name) = (metadata.name(row.namespace).text(), metadata.name(row.name).text());
            let dot = if namespace.is_empty() { "" } else { "." };
            let id = Text(format!("T:{namespace}{dot}{name}"));
            let site = Site { member: None, at: None, place: "forwarded" };
            self.by_name("type", id, Text(assembly.text().into_owned()), Some(rid.into()), site);
        }
    }
}
