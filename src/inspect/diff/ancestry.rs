//! The bases of a type, and what it implements.

use std::cell::Cell;
use std::collections::{BTreeSet, VecDeque};
use std::mem::size_of;

use super::exact::{definition, with_arguments};
use super::framework::{self, Known};
use crate::model::{TypeHandle, TypeId, Universe};
use crate::text::Text;

/// A type by its assembly and its documentation-comment id.
pub(super) type Key = (Text, Text);

/// What a type derives from and implements, itself and by its bases.
#[derive(Default)]
pub(super) struct Ancestry {
    /// Its bases, nearest first, as far as they are known.
    pub(super) bases: Vec<Base>,
    /// All interfaces, but for those that only its assembly can use.
    pub(super) interfaces: BTreeSet<String>,
    /// Those of them that it names itself, with what these extend.
    pub(super) own: BTreeSet<String>,
    /// Whether all bases are known.
    pub(super) whole: bool,
    /// Whether bases or interfaces were left out, the latter also by [`Limits::interfaces`](crate::limits::Limits::interfaces).
    pub(super) cut: bool,
}

/// A base of a type.
pub(super) struct Base {
    /// Its definition.
    pub(super) key: Key,
    /// It with its type arguments, exactly, in terms of the type that derives from it.
    pub(super) exact: String,
    /// The type arguments that stand for its parameters.
    pub(super) arguments: Vec<String>,
    /// Whether other assemblies can use it.
    pub(super) visible: bool,
}

/// Bases and interfaces that may still be followed for the types of one assembly: each of many types can name all that another one names.
pub(super) struct Steps(Cell<u64>);

impl Steps {
    pub(super) fn new(universe: &Universe<'_>) -> Self {
        // Each takes bytes of the file, where nothing is named again and again.
        let fair = (universe.input().image.bytes().len() as u64).saturating_add(1 << 16);
        Self(Cell::new(universe.limits().comparison_steps.min(fair)))
    }

    /// Takes one; `false` where none is left.
    fn take(&self) -> bool {
        let left = self.0.get();
        self.0.set(left.saturating_sub(1));
        left > 0
    }

    /// Whether all were taken.
    pub(super) fn are_gone(&self) -> bool {
        self.0.get() == 0
    }
}

/// Bytes that the bases of a type, or its interfaces, may take: two of the longest names. Type arguments can double from one to the next.
fn room(universe: &Universe<'_>) -> u64 {
    universe.limits().documentation_id.saturating_mul(2)
}

impl Ancestry {
    pub(super) fn of(universe: &Universe<'_>, id: TypeId, steps: &Steps) -> Self {
        let mut found = Self::default();
        let mut seen = rustc_hash::FxHashSet::default();
        let mut current = Node::Own(id, universe.open_arguments(id));
        let mut room = room(universe);
        loop {
            found.add_interfaces(universe, &current, steps);
            if found.bases.is_empty() {
                found.own.clone_from(&found.interfaces);
            }
            if let Node::Own(id, _) = &current
                && !seen.insert(*id)
            {
                return found;
            }
            if found.bases.len() as u64 >= universe.limits().base_chain || !steps.take() {
                return found;
            }
            let Some((base, next)) = current.base(universe) else {
                found.whole = !matches!(current, Node::Unknown);
                return found;
            };
            let length = base.exact.len() + base.arguments.iter().map(String::len).sum::<usize>();
            let Some(left) = room.checked_sub(length as u64) else {
                found.cut = true;
                return found;
            };
            room = left;
            found.bases.push(base);
            current = next;
        }
    }

    /// How many bytes it takes, roughly.
    pub(super) fn bytes(&self) -> usize {
        let bases = self.bases.iter().map(|it| {
            let (assembly, id) = &it.key;
            let arguments = it.arguments.iter().map(|it| text_bytes(it));
            size_of::<Base>()
                + text_bytes(assembly.as_str())
                + text_bytes(id.as_str())
                + text_bytes(&it.exact)
                + arguments.sum::<usize>()
        });
        bases.chain(self.interfaces.iter().chain(&self.own).map(|it| text_bytes(it))).sum()
    }

    /// Adds the interfaces that a type names, and those that they extend: not every compiler writes these out.
    fn add_interfaces(&mut self, universe: &Universe<'_>, of: &Node, steps: &Steps) {
        // One that extends itself with longer arguments has no end.
        let mut room = room(universe);
        // Many can extend the same many: each time that one is named counts.
        let mut left = universe.limits().interfaces;
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut next: VecDeque<Node> = VecDeque::new();
        let mut interfaces = of.interfaces(universe, left);
        loop {
            for (exact, visible, node) in interfaces {
                if !steps.take() {
                    return;
                }
                let enough = room.checked_sub(exact.len() as u64).filter(|_| left > 0);
                let Some(enough) = enough else {
                    self.cut = true;
                    return;
                };
                left -= 1;
                if seen.contains(&exact) {
                    continue;
                }
                room = enough;
                seen.insert(exact.clone());
                if visible {
                    self.interfaces.insert(exact);
                }
                next.push_back(node);
            }
            let Some(node) = next.pop_front() else { return };
            interfaces = node.interfaces(universe, left);
        }
    }
}

/// What a text takes, with what points to it and what the allocator adds.
fn text_bytes(text: &str) -> usize {
    text.len() + size_of::<String>() + 16
}

/// A type on the way, with its type arguments.
enum Node {
    /// One that is at hand.
    Own(TypeId, Vec<String>),
    /// One of the framework that is not, the assembly in which it is looked for, and what is known of it.
    Framework(Text, Known, Vec<String>),
    Unknown,
}

impl Node {
    fn of(universe: &Universe<'_>, handle: TypeHandle, arguments: Vec<String>) -> Self {
        match handle {
            TypeHandle::Def(id) => Self::Own(id, arguments),
            TypeHandle::Missing(..) => {
                let known = framework::known(universe.type_doc_id(handle).as_str());
                let assembly = || Text(universe.assembly_of(handle).0.text().into_owned());
                known.map_or(Self::Unknown, |known| Self::Framework(assembly(), known, arguments))
            }
        }
    }

    fn framework(assembly: &Text, exact: &str) -> (Key, Vec<String>, Self) {
        let (id, arguments) = definition(exact);
        let known = framework::known(id.as_str());
        let node = known.map_or(Self::Unknown, |it| Self::Framework(assembly.clone(), it, arguments.clone()));
        ((assembly.clone(), id), arguments, node)
    }

    /// Its base, which is the next on the way.
    fn base(&self, universe: &Universe<'_>) -> Option<(Base, Self)> {
        match self {
            Self::Own(id, arguments) => {
                let (base, column) = universe.base(*id)?;
                let (exact, own) = universe.exact_column(id.module, column, arguments);
                let assembly = Text(universe.assembly_of(base).0.text().into_owned());
                let key = (assembly, universe.type_doc_id(base));
                let visible = is_visible(universe, base);
                Some((Base { key, exact, arguments: own.clone(), visible }, Self::of(universe, base, own)))
            }
            Self::Framework(assembly, known, arguments) => {
                let exact = with_arguments(known.base?, arguments);
                let (key, own, node) = Self::framework(assembly, &exact);
                Some((Base { key, exact, arguments: own, visible: true }, node))
            }
            Self::Unknown => None,
        }
    }

    /// The first interfaces that it names: exactly, whether other assemblies can use each, what it is. They are one more than `most`: that there
    /// are more is to be seen.
    fn interfaces(&self, universe: &Universe<'_>, most: u64) -> Vec<(String, bool, Self)> {
        let most = usize::try_from(most).unwrap_or(usize::MAX).saturating_add(1);
        match self {
            Self::Own(id, arguments) => {
                let rows = universe.own_interfaces(*id).take(most);
                rows.map(|(interface, column)| {
                    let (exact, own) = universe.exact_column(id.module, column, arguments);
                    (exact, is_visible(universe, interface), Self::of(universe, interface, own))
                })
                .collect()
            }
            Self::Framework(assembly, known, arguments) => {
                let all = known.interfaces.iter().take(most).map(|it| with_arguments(it, arguments));
                all.map(|exact| {
                    let (_, _, node) = Self::framework(assembly, &exact);
                    (exact, true, node)
                })
                .collect()
            }
            Self::Unknown => Vec::new(),
        }
    }
}

fn is_visible(universe: &Universe<'_>, handle: TypeHandle) -> bool {
    match handle {
        TypeHandle::Def(id) => universe.is_visible_outside(id),
        TypeHandle::Missing(..) => true,
    }
}
