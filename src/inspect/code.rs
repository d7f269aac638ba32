//! The code of an assembly, instruction by instruction, and where in it something stands.

use std::cell::RefCell;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Serialize, Serializer};

use crate::analysis::Program;
use crate::bytes::Diagnostics;
use crate::check::Opened;
use crate::check::place::source;
use crate::finding::Source;
use crate::il::{Body, Code, IlOffset, Instruction};
use crate::metadata::MethodDef;
use crate::model::{FieldHandle, Instance, MethodHandle, MethodId, Subject};
use crate::text::Text;

use super::pick::Selection;

/// Hands `see` each body of the input with its method, in the order of the table. Bodies may overlap: there is an end to how much of them
/// is decoded, and that is said.
pub(super) fn bodies<'a>(opened: &Opened<'_, 'a>, mut see: impl FnMut(MethodId, &Body<'a>, &[Instruction])) {
    let module = opened.universe.input();
    let limits = opened.universe.limits();
    let mut fuel = limits.code_fuel(module.image.bytes().len());
    let mut lost = 0_u32;
    for (rid, row) in module.metadata.rows::<MethodDef>() {
        // What is wrong with a body is among the problems already.
        let mut known = Diagnostics::default();
        let Some(Ok(at)) = module.body_at(&row) else { continue };
        let Ok(body) = Body::open(at, rid.into(), &mut known, limits) else { continue };
        let Some(left) = fuel.checked_sub(body.code.len() as u64) else {
            lost += 1;
            continue;
        };
        fuel = left;
        see(module.method_id(rid), &body, Code::decode(&body, limits).instructions());
    }
    if lost > 0 {
        opened
            .note("B18", format!("bodies overlap so often that {lost} more are not looked at; see --limit code-ratio"));
    }
}

/// An id that many items share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shared(Arc<Text>);

impl Serialize for Shared {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl std::ops::Deref for Shared {
    type Target = Text;
    fn deref(&self) -> &Text {
        &self.0
    }
}

/// Ids, what the author wrote, and what is asked for: each found once.
pub(super) struct Names<'o, 'a> {
    pub(super) opened: &'o Opened<'o, 'a>,
    program: Program<'o, 'a>,
    selection: &'o Selection,
    ids: RefCell<FxHashMap<Subject, Shared>>,
    authored: RefCell<FxHashMap<MethodId, MethodId>>,
    wanted: RefCell<FxHashMap<Subject, bool>>,
}

impl<'o, 'a> Names<'o, 'a> {
    pub(super) fn new(opened: &'o Opened<'o, 'a>, selection: &'o Selection) -> Self {
        let (ids, authored, wanted) = Default::default();
        Self { opened, program: opened.program(), selection, ids, authored, wanted }
    }

    pub(super) fn id(&self, subject: Subject) -> Shared {
        let mut ids = self.ids.borrow_mut();
        ids.entry(subject).or_insert_with(|| Shared(Arc::new(subject.id(self.opened.universe)))).clone()
    }

    pub(super) fn of_method(&self, id: MethodId) -> Shared {
        self.id(Subject::Method(MethodHandle::Def(id)))
    }

    /// The method that the author wrote.
    pub(super) fn authored(&self, id: MethodId) -> MethodId {
        *self.authored.borrow_mut().entry(id).or_insert_with(|| self.program.authored(id))
    }

    pub(super) fn source(&self, id: MethodId, at: IlOffset) -> Option<Source> {
        source(&self.program, id, at)
    }

    /// Whether something is asked for: itself, its type, or the property or event of an accessor or of the field that a compiler made for it.
    pub(super) fn wants(&self, subject: Subject) -> bool {
        if self.selection.is_all() {
            return true;
        }
        if let Some(known) = self.wanted.borrow().get(&subject) {
            return *known;
        }
        let universe = self.opened.universe;
        let whole = match subject {
            Subject::Field(FieldHandle::Def(id)) => universe.member_of_field(id).map(Subject::from),
            other => other.accessed(universe),
        };
        let wanted = std::iter::once(subject).chain(whole).any(|it| self.selection.covers(universe, it));
        self.wanted.borrow_mut().insert(subject, wanted);
        wanted
    }

    /// Whether everything is asked for.
    pub(super) fn wants_all(&self) -> bool {
        self.selection.is_all()
    }

    /// Whether something that is wanted is asked for with other type arguments only.
    pub(super) fn wants_others(&self, subject: Subject, given: &[&Instance; 2]) -> bool {
        let universe = self.opened.universe;
        std::iter::once(subject)
            .chain(subject.accessed(universe))
            .all(|it| self.selection.is_for_others(universe, it, given))
    }

    /// Whether a type is asked for of which only the id is known.
    pub(super) fn wants_named(&self, id: &Text) -> bool {
        self.selection.has_named(id)
    }

    /// Whether all is asked for that is of an assembly or a native library.
    pub(super) fn wants_home(&self, name: &str) -> bool {
        self.selection.has_home(name)
    }

    /// Whether a method is asked for, or the one that the author wrote and a compiler made it from.
    pub(super) fn wants_code_of(&self, id: MethodId) -> bool {
        self.selection.is_all()
            || [id, self.authored(id)].into_iter().any(|id| self.wants(Subject::Method(MethodHandle::Def(id))))
    }
}
