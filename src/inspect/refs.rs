//! What an assembly uses of others, and where.

mod code;
mod declared;
mod serialized;

use std::rc::Rc;

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::check::{Opened, Options, Unit};
use crate::finding::{Report, Source};
use crate::il::IlOffset;
use crate::metadata::{ExportedType, MemberRef, ResolutionScope, Rid, Token, TypeRef};
use crate::model::{FieldHandle, Lookup, MethodHandle, MethodId, Naming, Presence, Subject, TypeHandle};
use crate::text::Text;

use super::code::{Names, Shared};
use super::pick::Selection;
use super::room::Room;
use super::{View, look};

/// The types and members of other assemblies that are used, one item each, by input, assembly and id.
pub type Refs = View<RefItem>;

/// A type or member of another assembly.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RefItem {
    /// Documentation-comment id; that of the open definition, whatever its type arguments. Of a function its name.
    pub id: Text,
    /// Token of the first row that refers to it; `None` where only its name stands in an attribute.
    pub token: Option<String>,
    /// Simple name of the assembly that is referred to; of a function the name of the native library.
    pub assembly: Text,
    /// The input that uses it.
    pub input: Text,
    /// `type`, `method`, `field`, `property` (which an attribute sets by its name), `function` (of a native library).
    pub kind: &'static str,
    /// Whether its definition is at hand, with the signature that is asked for.
    pub resolved: bool,
    /// Whether its assembly is at hand and does not have it as it is asked for.
    pub missing: bool,
    /// Whether it has it with another signature.
    #[serde(skip)]
    pub altered: bool,
    /// How many sites there are.
    pub count: usize,
    /// Where it is used.
    pub sites: Vec<SiteItem>,
}

/// A place where something is used.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SiteItem {
    /// Documentation-comment id of the type or member in which it stands; of the other assembly's member, where it stands in the signature
    /// of that; `None` for the assembly and the module.
    pub member: Option<Shared>,
    /// The method that the author wrote and that this one was made from; the same otherwise.
    pub authored_member: Option<Shared>,
    /// Bytes from the start of the code; `None` outside of code.
    pub il_offset: Option<u32>,
    /// What it is there for: `code`, `local`, `catch`, `signature`, `base`, `interface`, `constraint`, `override`, `attribute`,
    /// `memberSignature`, `forwarded`, `import`.
    pub place: &'static str,
    /// The line, where symbols know it.
    pub source: Option<Source>,
}

/// What the assemblies of `units` use of others.
#[must_use]
pub fn refs(input: Text, units: &[Unit], options: &Options, selection: &Selection) -> (Refs, Report) {
    look("refs", input, units, options, |opened, room| refs_of(opened, selection, room))
}

/// What the input uses of others.
pub(super) fn refs_of(opened: &Opened<'_, '_>, selection: &Selection, room: &mut Room) -> Vec<RefItem> {
    let mut uses = Uses::new(Names::new(opened, selection), room);
    uses.declarations();
    uses.attributes();
    uses.code();
    uses.rows();
    uses.finish()
}

/// A place, before its names are known.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Site {
    member: Option<Subject>,
    at: Option<IlOffset>,
    place: &'static str,
}

/// Something that is used.
struct Entry {
    id: Text,
    assembly: Text,
    token: Option<Token>,
    kind: &'static str,
    presence: Presence,
    wanted: bool,
    sites: Vec<Site>,
}

impl Entry {
    /// Something of which no row tells more, and that nobody asked for.
    fn new(kind: &'static str, id: Text, assembly: Text, token: Option<Token>) -> Self {
        Self { id, assembly, token, kind, presence: Presence::Unknown, wanted: false, sites: Vec::new() }
    }
}

/// What is known of a row.
#[derive(Clone, Copy)]
enum Known {
    NotYet,
    /// It is the input's own, or there is no room for it.
    Nothing,
    Entry(usize),
}

impl From<Option<usize>> for Known {
    fn from(entry: Option<usize>) -> Self {
        entry.map_or(Self::Nothing, Self::Entry)
    }
}

/// What was found so far.
struct Uses<'r, 'o, 'a> {
    names: Names<'o, 'a>,
    room: &'r mut Room,
    entries: Vec<Entry>,
    known: FxHashMap<(Text, Text), usize>,
    types: Vec<Known>,
    members: Vec<Known>,
    lookup: Lookup<'o, 'a>,
    naming: Rc<Naming<'o, 'a>>,
}

impl<'r, 'o, 'a> Uses<'r, 'o, 'a> {
    fn new(names: Names<'o, 'a>, room: &'r mut Room) -> Self {
        let metadata = &names.opened.universe.input().metadata;
        let types = vec![Known::NotYet; metadata.count::<TypeRef>() as usize];
        let members = vec![Known::NotYet; metadata.count::<MemberRef>() as usize];
        let naming = Rc::new(Naming::new(names.opened.universe, names.opened.universe.input().id));
        let lookup = Lookup::new(names.opened.universe);
        let (entries, known) = Default::default();
        Self { names, room, entries, known, types, members, lookup, naming }
    }

    /// Notes one more use, unless it is the one before.
    fn add(&mut self, entry: usize, site: Site) {
        let Some(entry) = self.entries.get_mut(entry) else { return };
        if entry.wanted && entry.sites.last() != Some(&site) && !self.room.is_full() && self.room.take([]) {
            entry.sites.push(site);
        }
    }

    /// The entry of a type of another assembly; `None` for one of the input's own.
    fn of_type(&mut self, rid: Rid<TypeRef>) -> Option<usize> {
        match self.types.get(rid.index())? {
            Known::Entry(entry) => return Some(*entry),
            Known::Nothing => return None,
            Known::NotYet => {}
        }
        let found = self.make_type(rid);
        *self.types.get_mut(rid.index())? = found.into();
        found
    }

    fn make_type(&mut self, rid: Rid<TypeRef>) -> Option<usize> {
        let opened: &'o Opened<'o, 'a> = self.names.opened;
        let input = opened.universe.input();
        let assembly = self.scope(rid)?;
        let handle = TypeHandle::Missing(input.id, rid);
        let presence = self.lookup.of_type(input.id, rid);
        self.entry(Subject::Type(handle), assembly, "type", Some(rid.into()), presence)
    }

    /// The assembly that a reference to a type names; `None` where the type is in the input itself.
    fn scope(&self, rid: Rid<TypeRef>) -> Option<Text> {
        let opened: &'o Opened<'o, 'a> = self.names.opened;
        let input = opened.universe.input();
        let mut current = rid;
        for _ in 0..opened.universe.limits().nesting {
            match input.metadata.row(current).ok()?.resolution_scope? {
                ResolutionScope::TypeRef(outer) => current = outer,
                ResolutionScope::AssemblyRef(rid) => {
                    return Some(Text(input.assembly_ref(rid)?.0.text().into_owned()));
                }
                ResolutionScope::ModuleRef(rid) => {
                    let row = input.metadata.row(rid).ok()?;
                    return Some(Text(input.metadata.name(row.name).text().into_owned()));
                }
                ResolutionScope::Module(_) => return None,
            }
        }
        None
    }

    fn entry(
        &mut self,
        subject: Subject,
        assembly: Text,
        kind: &'static str,
        token: Option<Token>,
        presence: Presence,
    ) -> Option<usize> {
        let universe = self.names.opened.universe;
        let id = subject.id(universe);
        let wanted = self.names.wants(subject) || self.names.wants_home(assembly.as_str());
        self.keep(Entry { presence, wanted, ..Entry::new(kind, id, assembly, token) })
    }

    /// The place of an entry, or of the one with the same id and assembly that is there; `None` where there is no room.
    fn keep(&mut self, entry: Entry) -> Option<usize> {
        let key = (entry.assembly.clone(), entry.id.clone());
        if let Some(place) = self.known.get(&key) {
            // An attribute or the manifest may have named it before the first row that refers to it.
            let is_by_name = |known: &&mut Entry| known.token.is_none_or(|token| token.rid::<ExportedType>().is_some());
            if let Some(known) = self.entries.get_mut(*place).filter(is_by_name).filter(|_| entry.token.is_some()) {
                (known.token, known.presence) = (entry.token, entry.presence);
            }
            // Several rows can ask for one id, each with a signature of its own.
            if let Some(known) =
                self.entries.get_mut(*place).filter(|it| it.presence == Presence::Found && entry.token.is_some())
            {
                known.presence = entry.presence;
            }
            return Some(*place);
        }
        if self.room.is_full() || !self.room.take([&key.0, &key.1, &key.0, &key.1]) {
            return None;
        }
        let place = self.entries.len();
        self.entries.push(entry);
        self.known.insert(key, place);
        Some(place)
    }

    /// The entry of a member of a type of another assembly.
    fn of_member(&mut self, rid: Rid<MemberRef>) -> Option<usize> {
        match self.members.get(rid.index())? {
            Known::Entry(entry) => return Some(*entry),
            Known::Nothing => return None,
            Known::NotYet => {}
        }
        let found = self.make_member(rid);
        *self.members.get_mut(rid.index())? = found.into();
        found
    }

    fn make_member(&mut self, rid: Rid<MemberRef>) -> Option<usize> {
        let universe = self.names.opened.universe;
        let input = universe.input();
        let parent = self.parent(rid)?;
        let assembly = self.scope(parent)?;
        let token = Token::from(rid);
        let is_field = input.metadata.is_field_signature(input.metadata.row(rid).ok()?.signature).unwrap_or(false);
        let presence = self.lookup.of_member(input.id, rid);
        let place = if is_field {
            let subject = Subject::Field(FieldHandle::Missing(input.id, rid));
            self.entry(subject, assembly, "field", Some(token), presence)
        } else {
            let subject = Subject::Method(MethodHandle::Missing(input.id, rid));
            self.entry(subject, assembly, "method", Some(token), presence)
        };
        // The types in its signature are named once for each row that refers to it.
        self.types_of_member(rid);
        place
    }

    /// Rows that nothing names that was looked at are used at no site.
    fn rows(&mut self) {
        let metadata = &self.names.opened.universe.input().metadata;
        for rid in metadata.rids::<TypeRef>() {
            self.of_type(rid);
        }
        for rid in metadata.rids::<MemberRef>() {
            self.of_member(rid);
        }
    }

    fn finish(self) -> Vec<RefItem> {
        let Self { names, entries, room, lookup, .. } = self;
        if lookup.is_cut() {
            let what = "signatures are too long to compare all of them; --limit view-ratio=NUMBER raises that";
            names.opened.note("LIMIT", what.to_owned());
        }
        let mut entries: Vec<Entry> = entries.into_iter().filter(|entry| entry.wanted).collect();
        entries.sort_by(|a, b| (&a.assembly, &a.id).cmp(&(&b.assembly, &b.id)));
        let item = |entry: Entry| RefItem {
            id: entry.id,
            token: entry.token.map(|token| token.to_string()),
            assembly: entry.assembly,
            input: names.opened.universe.input().label.clone(),
            kind: entry.kind,
            resolved: entry.presence == Presence::Found,
            missing: matches!(entry.presence, Presence::Altered | Presence::Gone),
            altered: entry.presence == Presence::Altered,
            count: entry.sites.len(),
            sites: entry.sites.iter().filter_map(|site| site_item(&names, room, site)).collect(),
        };
        entries.into_iter().map(item).collect()
    }
}

fn site_item(names: &Names<'_, '_>, room: &mut Room, site: &Site) -> Option<SiteItem> {
    let method = site.member.and_then(|subject| match subject {
        Subject::Method(MethodHandle::Def(id)) => Some(id),
        _ => None,
    });
    let authored = |id: MethodId| Subject::Method(MethodHandle::Def(names.authored(id)));
    let member = site.member.map(|subject| names.id(subject));
    let item = SiteItem {
        authored_member: method.map_or_else(|| member.clone(), |id| Some(names.id(authored(id)))),
        il_offset: site.at.map(|at| at.0),
        place: site.place,
        source: method.zip(site.at).and_then(|(id, at)| names.source(id, at)),
        member,
    };
    let ids = item.member.iter().chain(&item.authored_member).map(|id| -> &Text { id });
    room.take(ids.chain(item.source.iter().map(|it| &it.file))).then_some(item)
}
