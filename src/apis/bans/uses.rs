//! Uses of what is forbidden, in the assemblies of one unit of work.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::declared::Declared;
use super::rows::Rows;
use super::{Ban, BanList};
use crate::analysis::Program;
use crate::il::IlOffset;
use crate::model::{
    FieldHandle, MethodHandle, MethodId, Module, ModuleId, NamedAs, Naming, Subject, TypeHandle, TypeId,
};
use crate::text::{Safe, Text};

/// As what something is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// By an instruction.
    Code,
    /// As the type of a local variable.
    Local,
    /// As the type of an exception that is caught.
    Catch,
    /// By a declaration.
    Declared(NamedAs),
    /// By an attribute, as a type in its arguments.
    Argument,
    /// By a method that overrides or implements it, without saying so.
    Filled,
}

impl Role {
    /// What a sentence says of it behind the name of what is used.
    fn words(self) -> &'static str {
        match self {
            Self::Code => "",
            Self::Local => " as the type of a variable",
            Self::Catch => " as the type of a caught exception",
            Self::Declared(NamedAs::Base) => " as a base class",
            Self::Declared(NamedAs::Interface) => " as an interface",
            Self::Declared(NamedAs::Signature) => " in a declaration",
            Self::Declared(NamedAs::Constraint) => " as a constraint",
            Self::Declared(NamedAs::Attribute) => " as an attribute",
            Self::Argument => " in an attribute",
            Self::Declared(NamedAs::Override) | Self::Filled => ", which is overridden or implemented here,",
        }
    }
}

/// What is used.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// A type or member.
    Subject(Subject),
    /// What is known by its id only.
    Id(Text),
}

/// An entry that covers a use, and what of the use it covers.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) ban: u32,
    pub(super) what: What,
}

/// One use.
#[derive(Clone, Debug)]
pub struct Used {
    /// The instruction; `None` for a declaration.
    pub at: Option<IlOffset>,
    /// The method that has the instruction, or what is declared; `None` for the assembly.
    pub on: Option<Subject>,
    /// With what a declaration is looked at: a field with its type, everything else with itself.
    pub with: Option<Subject>,
    /// As what.
    pub role: Role,
    /// The entries that cover it, the most specific first.
    pub(super) choices: Vec<Choice>,
}

/// What is known of a module.
pub(super) struct Part<'c, 'a> {
    rows: OnceCell<Rows>,
    pub(super) naming: Naming<'c, 'a>,
    pub(super) fuel: RefCell<u64>,
    declared: OnceCell<Rc<Declared>>,
}

impl Part<'_, '_> {
    /// What its rows name; they are looked at before anybody gets the part.
    pub(super) fn rows(&self) -> &Rows {
        self.rows.get_or_init(Rows::default)
    }
}

/// Finds the uses of what is forbidden, module by module and body by body, each once and only when somebody asks.
pub struct Banned<'c, 'a> {
    pub(super) program: &'c Program<'c, 'a>,
    pub(super) list: &'c BanList,
    parts: Vec<Part<'c, 'a>>,
    bodies: RefCell<FxHashMap<MethodId, Rc<[Used]>>>,
}

impl<'c, 'a> Banned<'c, 'a> {
    /// What `list` forbids, in the code of `program`.
    #[must_use]
    pub fn new(program: &'c Program<'c, 'a>, list: &'c BanList) -> Self {
        let universe = program.universe;
        let part = |module: &Module<'a>| Part {
            rows: OnceCell::new(),
            naming: Naming::new(universe, module.id),
            fuel: RefCell::new(universe.limits().code_fuel(module.image.bytes().len())),
            declared: OnceCell::new(),
        };
        Self { program, list, parts: universe.modules().iter().map(part).collect(), bodies: RefCell::default() }
    }

    /// What is known of a module; `None` for one that the universe does not have.
    pub(super) fn part(&self, module: ModuleId) -> Option<&Part<'c, 'a>> {
        let part = self.parts.get(module.0 as usize)?;
        part.rows.get_or_init(|| Rows::of(self.program.universe, module, self.list));
        Some(part)
    }

    /// The uses in the code of a method. None is looked for in a module of which no row names anything that is forbidden.
    #[must_use]
    pub fn in_method(&self, method: MethodId) -> Rc<[Used]> {
        if self.list.is_empty() || self.part(method.module).is_none_or(|part| part.rows().is_empty()) {
            return [].into();
        }
        if let Some(known) = self.bodies.borrow().get(&method) {
            return known.clone();
        }
        let found: Rc<[Used]> = self.scan(method).into();
        self.bodies.borrow_mut().insert(method, found.clone());
        found
    }

    /// The uses in the declarations of a module.
    #[must_use]
    pub fn declared(&self, module: ModuleId) -> Rc<Declared> {
        let Some(part) = self.part(module).filter(|_| !self.list.is_empty()) else { return Rc::default() };
        part.declared.get_or_init(|| Rc::new(self.find_declared(part, module))).clone()
    }

    /// The entry that forbids a use, and what of it: the most specific one that is `asked` for, makes no exception for the place, and does not
    /// name what the use is a part of.
    #[must_use]
    pub fn choose<'s>(&'s self, used: &'s Used, asked: impl Fn(&Ban) -> bool) -> Option<(&'s Ban, &'s What)> {
        let on = self.authored(used.on);
        used.choices.iter().find_map(|choice| {
            let ban = self.list.get(choice.ban).filter(|ban| asked(ban))?;
            let module = self.module_of(on);
            let allowed = self.is_inside(choice.ban, on) || ban.except.cover(self.program.universe, module, on);
            (!allowed).then_some((ban, &choice.what))
        })
    }

    fn authored(&self, on: Option<Subject>) -> Option<Subject> {
        match on {
            Some(Subject::Method(MethodHandle::Def(id))) => {
                Some(Subject::Method(MethodHandle::Def(self.program.authored(id))))
            }
            other => other,
        }
    }

    fn module_of(&self, on: Option<Subject>) -> ModuleId {
        let of_type = |handle| match handle {
            TypeHandle::Def(id) => id.module,
            TypeHandle::Missing(module, _) => module,
        };
        match on {
            Some(Subject::Type(handle)) => of_type(handle),
            Some(Subject::Method(MethodHandle::Def(id))) => id.module,
            Some(Subject::Field(FieldHandle::Def(id))) => id.module,
            Some(
                Subject::Method(MethodHandle::Missing(module, _)) | Subject::Field(FieldHandle::Missing(module, _)),
            ) => module,
            Some(Subject::Property(id)) => id.module,
            Some(Subject::Event(id)) => id.module,
            None => self.program.universe.input().id,
        }
    }

    /// Whether an entry names the member itself, its type or its namespace: what is forbidden may use itself.
    fn is_inside(&self, ban: u32, on: Option<Subject>) -> bool {
        let Some(on) = on else { return false };
        let Some(part) = self.part(self.module_of(Some(on))) else { return false };
        let owner = on.type_(self.program.universe);
        let covers = |bans: Option<&Vec<u32>>| bans.is_some_and(|bans| bans.contains(&ban));
        let by_type = match owner {
            Some(TypeHandle::Def(id)) => covers(part.rows().types.get(&id.token())),
            _ => false,
        };
        by_type || covers(part.rows().members.get(&on.token()))
    }

    /// Documentation-comment id of what is used.
    #[must_use]
    pub fn target(&self, what: &What) -> Text {
        match what {
            What::Subject(subject) => subject.id(self.program.universe),
            What::Id(id) => id.clone(),
        }
    }

    /// A use in one sentence that is safe to print.
    #[must_use]
    pub fn sentence(&self, used: &Used, ban: &Ban, what: &What) -> String {
        let universe = self.program.universe;
        let name = match what {
            What::Subject(Subject::Type(handle)) => universe.type_display(*handle),
            What::Subject(Subject::Method(handle)) => universe.method_display(*handle),
            What::Subject(Subject::Field(handle)) => universe.field_display(*handle),
            What::Subject(subject) => subject.display(universe),
            What::Id(id) => id.safe().to_string(),
        };
        let id = ban.id.print();
        let (role, file, line) = (used.role.words(), ban.origin.file.safe(), ban.origin.line);
        let place = if ban.bundled { file.to_string() } else { format!("{file}:{line}") };
        let why = ban.message.as_ref().map(|message| format!(": {}", Safe::new(message))).unwrap_or_default();
        format!("{name}{role} is forbidden by {} ({place}){why}", id.safe())
    }

    /// By entry, whether any row names what it covers in the modules that were looked at, or a declaration uses it that no row names.
    #[must_use]
    pub fn seen(&self) -> Vec<bool> {
        let mut seen = vec![false; self.list.iter().len()];
        let rows = self.parts.iter().filter_map(|part| part.rows.get());
        for number in rows.flat_map(|rows| rows.types.values().chain(rows.members.values())).flatten() {
            if let Some(slot) = seen.get_mut(*number as usize) {
                *slot = true;
            }
        }
        let declared = self.parts.iter().filter_map(|part| part.declared.get()).flat_map(|it| it.all());
        for choice in declared.flat_map(|used| &used.choices) {
            if let Some(slot) = seen.get_mut(choice.ban as usize) {
                *slot = true;
            }
        }
        seen
    }

    /// The type that a use is of, or of whose member.
    pub(super) fn type_of(&self, what: &What) -> Option<TypeHandle> {
        match what {
            What::Subject(subject) => subject.type_(self.program.universe),
            What::Id(_) => None,
        }
    }

    /// Whether a compiler made the method as a part of a class that it made, and nobody wrote what is in it: constructors, and all of an iterator
    /// but its `MoveNext`.
    pub(super) fn is_scaffold(&self, id: MethodId) -> bool {
        let universe = self.program.universe;
        if self.program.is_generated_accessor(id) {
            return true;
        }
        let made = universe.declaring_type(id).is_some_and(|owner: TypeId| self.program.is_generated_type(owner));
        let name = universe.method_name(MethodHandle::Def(id));
        let last = name.as_bytes().rsplit(|byte| *byte == b'.').next().unwrap_or_default();
        let scaffold = [&b"ctor"[..], b"GetEnumerator", b"get_Current", b"SetStateMachine", b"Reset", b"Dispose"];
        made && scaffold.contains(&last)
    }
}
