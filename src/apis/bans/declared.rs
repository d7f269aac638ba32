//! Uses in declarations: bases, interfaces, signatures, constraints, attributes, overrides.

use rustc_hash::{FxHashMap, FxHashSet};

use super::rows::parent;
use super::uses::{Banned, Choice, Part, Role, Used, What};
use crate::metadata::{MethodAttributes, MethodDef, TypeDefOrRef};
use crate::model::{
    DocId, DocKind, FieldHandle, MethodHandle, MethodId, ModuleId, Named, NamedAs, Subject, TypeHandle, Universe,
    reflected, split_namespace,
};
use crate::text::{Name, Text};

/// The attributes that compilers write on the parts of automatic properties and field-like events.
const MARKS: &[(&str, &str)] = &[
    ("System.Runtime.CompilerServices", "CompilerGeneratedAttribute"),
    ("System.Runtime.CompilerServices", "NullableAttribute"),
    ("System.Runtime.CompilerServices", "NullableContextAttribute"),
    ("System.Runtime.CompilerServices", "DynamicAttribute"),
    ("System.Runtime.CompilerServices", "TupleElementNamesAttribute"),
    ("System.Runtime.CompilerServices", "IsReadOnlyAttribute"),
    ("System.Runtime.CompilerServices", "NativeIntegerAttribute"),
    ("System.Diagnostics", "DebuggerBrowsableAttribute"),
    ("System.Diagnostics", "DebuggerNonUserCodeAttribute"),
];

/// The uses in the declarations of a module.
#[derive(Debug, Default)]
pub struct Declared {
    /// Those on one subject stand together.
    uses: Vec<Used>,
    /// Where a subject's begin; those on a field are its type's.
    starts: FxHashMap<Subject, usize>,
}

impl Declared {
    fn new(mut uses: Vec<Used>, universe: &Universe<'_>) -> Self {
        uses.sort_by_key(|used| (used.on.map(|on| with(universe, on)), used.on));
        // Of one subject each thing is told once, as what it was first.
        let mut told: FxHashSet<(Option<Subject>, Option<What>)> = FxHashSet::default();
        uses.retain(|used| told.insert((used.on, used.choices.first().map(|choice| choice.what.clone()))));
        let mut starts = FxHashMap::default();
        for (index, used) in uses.iter_mut().enumerate() {
            used.with = used.on.map(|on| with(universe, on));
            used.with.map(|subject| starts.entry(subject).or_insert(index));
        }
        Self { uses, starts }
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Used] {
        &self.uses
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.uses.is_empty()
    }

    /// Those on a subject, of a type those on its fields too.
    pub fn on(&self, subject: Subject) -> impl Iterator<Item = &Used> {
        let start = self.starts.get(&subject).copied().unwrap_or(self.uses.len());
        self.uses.iter().skip(start).take_while(move |used| used.with == Some(subject))
    }
}

/// The subject with which a declaration is looked at: of a field its type.
fn with(universe: &Universe<'_>, on: Subject) -> Subject {
    match on {
        Subject::Field(_) => on.owner(universe).map_or(on, Subject::Type),
        other => other,
    }
}

impl<'a> Banned<'_, 'a> {
    pub(super) fn find_declared(&self, part: &Part<'_, 'a>, module: ModuleId) -> Declared {
        let mut uses: Vec<Used> = Vec::new();
        let mut hear = |on: Option<Subject>, as_what: NamedAs, named: Named<'a>| {
            let (role, choices) = self.heard(part, as_what, named);
            if !choices.is_empty() && !self.is_nobodys(on, as_what) && !self.is_marked(part, on, as_what, named) {
                uses.push(Used { at: None, on: self.authors(on), with: None, role, choices });
            }
        };
        if !part.rows().is_empty() {
            part.naming.declarations(&mut hear);
        }
        part.naming.attributes(&mut hear);
        self.filled(module, &mut uses);
        Declared::new(uses, self.program.universe)
    }

    /// The entries that cover what is named, and as what it is named.
    fn heard(&self, part: &Part<'_, 'a>, as_what: NamedAs, named: Named<'a>) -> (Role, Vec<Choice>) {
        let role = Role::Declared(as_what);
        match (as_what, named) {
            // What is overridden is a member: that its class is a base was said before. So is an attribute's type, beside its constructor.
            (NamedAs::Override | NamedAs::Attribute, Named::Member(token)) => {
                let numbers = part.rows().members.get(&token).cloned().unwrap_or_default();
                let subject = self.subject(part, token).map(What::Subject);
                let choices = subject
                    .map(|what| numbers.iter().map(|ban| Choice { ban: *ban, what: what.clone() }).collect::<Vec<_>>());
                let mut choices = choices.unwrap_or_default();
                // A definition is named without its type.
                let own = parent(&part.naming, token).filter(|_| token.rid::<MethodDef>().is_some());
                if let Some(type_) = own.filter(|_| as_what == NamedAs::Attribute) {
                    choices.extend(self.type_choices(part, type_));
                    choices = self.sorted(choices);
                }
                (role, choices)
            }
            (NamedAs::Override, _) | (_, Named::Member(_) | Named::Set { .. }) => (role, Vec::new()),
            (_, Named::Type(column)) => (role, self.type_choices(part, column)),
            (_, Named::Part(column)) => (Role::Declared(NamedAs::Signature), self.type_choices(part, column)),
            (_, Named::ByName(name)) => (Role::Argument, self.by_name(name)),
        }
    }

    fn type_choices(&self, part: &Part<'_, 'a>, column: TypeDefOrRef) -> Vec<Choice> {
        self.type_(part, column).map(|(_, choices)| choices).unwrap_or_default()
    }

    /// Whether a declaration is the compiler's, or is told by another one: accessors and the fields behind properties and events by those.
    fn is_nobodys(&self, on: Option<Subject>, as_what: NamedAs) -> bool {
        let universe = self.program.universe;
        let is_made = |handle| matches!(handle, TypeHandle::Def(id) if self.program.is_generated_type(id));
        match on {
            None => false,
            Some(Subject::Type(handle)) => is_made(handle),
            Some(Subject::Field(handle)) => match self.behind(handle) {
                Some(member) => as_what != NamedAs::Attribute || member.owner(universe).is_some_and(is_made),
                None => self.program.is_generated_field(handle),
            },
            Some(Subject::Method(MethodHandle::Def(id))) => {
                let owner = universe.declaring_type(id);
                let made = owner.is_some_and(|owner| self.program.is_generated_type(owner));
                let name = universe.method_name(MethodHandle::Def(id));
                let delegate = owner.is_some_and(|owner| self.program.is_delegate(owner)) && name != "Invoke";
                let accessor = as_what == NamedAs::Signature && universe.member_of_accessor(id).is_some();
                // An accessor whose body is the compiler's is there because its author wanted it.
                let scaffold = match as_what {
                    NamedAs::Override | NamedAs::Attribute => false,
                    _ => self.is_scaffold(id),
                };
                delegate || accessor || scaffold || made && as_what != NamedAs::Signature
            }
            Some(member) => member.owner(universe).is_some_and(is_made),
        }
    }

    /// The property or event that a field is the compiler's part of.
    fn behind(&self, field: FieldHandle) -> Option<Subject> {
        let FieldHandle::Def(id) = field else { return None };
        self.program.universe.member_of_field(id).map(Subject::from)
    }

    /// What the author wrote: of the field behind a property or an event that one.
    fn authors(&self, on: Option<Subject>) -> Option<Subject> {
        match on {
            Some(Subject::Field(field)) => self.behind(field).or(on),
            other => other,
        }
    }

    /// Whether an attribute is one of those by which a compiler marks what it wrote for a property or an event.
    fn is_marked(&self, part: &Part<'_, 'a>, on: Option<Subject>, as_what: NamedAs, named: Named<'a>) -> bool {
        let universe = self.program.universe;
        let made = match on {
            Some(Subject::Field(field)) => self.behind(field).is_some(),
            Some(Subject::Method(MethodHandle::Def(id))) => self.program.is_generated_accessor(id),
            _ => false,
        };
        let type_ = match named {
            _ if !made || as_what != NamedAs::Attribute => None,
            Named::Member(token) => self.subject(part, token).and_then(|it| it.owner(universe)),
            Named::Type(column) => universe.resolve_type(part.naming.module, column),
            Named::Part(_) | Named::ByName(_) | Named::Set { .. } => None,
        };
        type_.is_some_and(|type_| {
            let (namespace, parts) = universe.name_parts(type_);
            MARKS.iter().any(|(home, name)| namespace == *home && parts.last().is_some_and(|it| *it == *name))
        })
    }

    /// Methods that override or implement what is forbidden, by their name and signature.
    fn filled(&self, module: ModuleId, uses: &mut Vec<Used>) {
        let universe = self.program.universe;
        let home = universe.module(module);
        for (rid, row) in home.metadata.rows::<MethodDef>() {
            let id = home.method_id(rid);
            let is_virtual = row.flags.contains(MethodAttributes::VIRTUAL);
            let numbers = if is_virtual { self.maybe_filled(id, home.metadata.name(row.name)) } else { Vec::new() };
            if numbers.is_empty() || self.is_nobodys(Some(Subject::Method(MethodHandle::Def(id))), NamedAs::Override) {
                continue;
            }
            let slots = numbers.into_iter().filter_map(|number| Some((number, self.list.get(number)?)));
            let filled = slots.filter(|(_, ban)| ban.id.kind() != DocKind::Field && universe.fills(id, &ban.id));
            let choices: Vec<Choice> =
                filled.map(|(ban, slot)| Choice { ban, what: What::Id(slot.id.print()) }).collect();
            if !choices.is_empty() {
                let on = Some(Subject::Method(MethodHandle::Def(id)));
                uses.push(Used { at: None, on, with: None, role: Role::Filled, choices: self.sorted(choices) });
            }
        }
    }

    fn maybe_filled(&self, id: MethodId, name: Name<'_>) -> Vec<u32> {
        let mut numbers = self.list.maybe_member(name.as_bytes()).to_vec();
        if self.list.has_accessed()
            && let Some((member, _)) = self.program.universe.member_of_accessor(id)
        {
            let name = self.program.universe.member_name(member);
            numbers.extend_from_slice(self.list.maybe_accessed(name.as_bytes()));
        }
        self.list.sort(&mut numbers);
        numbers
    }

    /// The entries that cover a type, or a type argument of it, which an attribute has by name: `Ns.Outer+Inner, Assembly, …`.
    fn by_name(&self, name: Name<'_>) -> Vec<Choice> {
        let mut choices = Vec::new();
        reflected(&name.text(), &mut |type_, _| choices.extend(self.by_full_name(type_)));
        self.sorted(choices)
    }

    fn by_full_name(&self, full: &str) -> Vec<Choice> {
        let outermost = full.split('+').next().unwrap_or_default();
        let (namespace, _) = split_namespace(outermost);
        let id_of = |name: &str| format!("T:{}", name.replace('+', "."));
        let mut numbers: Vec<u32> = self.list.of_namespace(namespace.as_bytes()).collect();
        // The type, and the types around it.
        let mut current = Some(full);
        while let Some(name) = current {
            let last = name.rsplit(['+', '.']).next().unwrap_or(name);
            let maybe = self.list.maybe_type(last.as_bytes());
            if !maybe.is_empty()
                && let Ok(id) = DocId::parse(&id_of(name))
            {
                numbers.extend(maybe.iter().filter(|ban| self.list.means(**ban, &id)));
            }
            current = name.rsplit_once('+').map(|(outer, _)| outer);
        }
        let what = What::Id(Text(id_of(full)));
        numbers.into_iter().map(|ban| Choice { ban, what: what.clone() }).collect()
    }
}
