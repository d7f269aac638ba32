//! What declarations and attributes name, and what the manifest forwards.

use std::rc::Rc;

use super::super::forwards::forwards_in;
use super::{Entry, Site, Uses};
use crate::metadata::{ImplMap, MemberForwarded};
use crate::model::{MethodHandle, Named, NamedAs, Subject, bare_id};
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
            let id = Text(id);
            let wanted = self.names.wants_named(&id) || self.names.wants_home(&library);
            self.by_name(Entry { wanted, ..Entry::new("function", id, Text(library), Some(scope.into())) }, site);
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
        for (id, token, assembly, _) in forwards_in(opened.universe.input()).filter(|(.., file)| !file) {
            let presence = self.lookup.of_name(assembly.as_str(), bare_id(&id));
            let wanted = self.names.wants_named(&id) || self.names.wants_home(assembly.as_str());
            let site = Site { member: None, at: None, place: "forwarded" };
            let entry = Entry::new("type", id, assembly, Some(token));
            self.by_name(Entry { presence, wanted, ..entry }, site);
        }
    }
}
