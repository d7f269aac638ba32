//! Which steps call a class of an assembly.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::{Assembly, Registration, Step, StepKind, Transaction, TypeName};
use crate::text::Text;

/// An assembly as it is compared with what a solution names.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Simple name.
    pub name: Text,
    /// `1.0.0.0`
    pub version: Option<String>,
}

/// How a class is registered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registered {
    /// What makes the platform call it; empty for a class that is not registered.
    pub steps: Vec<Step>,
    /// The isolation mode of its assembly: 1 none, 2 sandbox.
    pub isolation_mode: Option<u32>,
    /// Whether steps of other classes of its assembly are known: where none is, those of this class may be in another solution too.
    pub others: bool,
}

impl Registered {
    /// Whether nothing calls the class, though steps of its assembly are known.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.steps.is_empty() && self.others
    }

    /// Whether whatever calls the class does so later, on its own: at least one step, and each that is not disabled is asynchronous.
    #[must_use]
    pub fn is_asynchronous(&self) -> bool {
        let mut active = self.steps.iter().filter(|step| step.enabled != Some(false)).peekable();
        active.peek().is_some() && active.all(|step| step.kind == StepKind::Step && step.is_asynchronous())
    }

    /// Whether whatever calls the class does so outside of a transaction: at least one step, and each that is not disabled is asynchronous
    /// or in a stage that has none.
    #[must_use]
    pub fn has_no_transaction(&self) -> bool {
        let mut active = self.steps.iter().filter(|step| step.enabled != Some(false)).peekable();
        let has_none = |step: &Step| step.kind == StepKind::Step && step.transaction() == Transaction::No;
        active.peek().is_some() && active.all(has_none)
    }
}

impl Registration {
    /// Whether it says anything of an assembly.
    #[must_use]
    pub fn concerns(&self, assembly: &Identity) -> bool {
        let named = |name: &Option<Text>| name.as_ref().is_some_and(|name| simple(name) == fold(&assembly.name));
        self.by_assembly.contains_key(&fold(&assembly.name))
            || self.types.iter().any(|known| named(&known.class.assembly))
            || self.steps.iter().any(|step| named(&step.class.assembly))
    }

    /// The steps, custom APIs and data providers that name no assembly: those of plug-in packages have a key that nothing explains.
    pub fn loose_steps(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.class.assembly.is_none())
    }

    /// Whether it lists the plug-in types of an assembly, each with the id by which steps name it.
    #[must_use]
    pub fn lists(&self, assembly: &Identity) -> bool {
        let listed = |known: &Assembly| simple(&known.full_name) == fold(&assembly.name);
        let of = |known: &super::PluginType| {
            known.class.id.is_some()
                && known.class.assembly.as_ref().is_some_and(|name| simple(name) == fold(&assembly.name))
        };
        self.assemblies.iter().any(listed) && self.types.iter().any(of)
    }

    /// Classes of an assembly that it names.
    pub fn classes_of<'r>(&'r self, assembly: &'r Identity) -> impl Iterator<Item = &'r Text> + use<'r> {
        let wanted = Wanted::new(self, assembly);
        let types = self.types.iter().map(|known| &known.class);
        let classes = types.chain(self.steps.iter().map(|step| &step.class));
        let own = classes.filter(move |class| class.assembly.as_ref().is_some_and(|name| wanted.is(name)));
        own.filter_map(|class| class.name.as_ref())
    }

    /// Whether a class is said to be in the assembly; one of which that is not said could be in any.
    #[must_use]
    pub fn is_of(&self, class: &TypeName, assembly: &Identity) -> bool {
        class.assembly.as_ref().is_none_or(|name| Wanted::new(self, assembly).is(name))
    }

    /// Whether it is said to be in the assembly of this version, where this one is registered.
    #[must_use]
    pub fn is_exactly_of(&self, class: &TypeName, assembly: &Identity) -> bool {
        let name = class.assembly.as_ref();
        name.is_none_or(|name| {
            let wanted = Wanted { exact: true, ..Wanted::new(self, assembly) };
            wanted.is(name) || !wanted.registered && wanted.has_name(name)
        })
    }

    /// The steps that name a class; those of another assembly do not, nor of another version where both are registered.
    pub fn steps_of<'r>(&'r self, assembly: &'r Identity, class: &Text) -> impl Iterator<Item = &'r Step> + use<'r> {
        let wanted = Wanted::new(self, assembly);
        let places = self.by_class.get(class).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|place| self.steps.get(*place)).filter(move |step| match &step.class.assembly {
            None => true,
            Some(name) => wanted.is(name),
        })
    }

    /// What it says of the assemblies of a simple name.
    fn named<'r>(&'r self, assembly: &Identity) -> impl Iterator<Item = &'r Assembly> + use<'r> {
        let places = self.by_assembly.get(&fold(&assembly.name)).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|place| self.assemblies.get(*place))
    }

    /// What tells the assemblies of classes apart: the simple name, and the version where several of that name are registered.
    pub fn tells_apart(&self) -> impl Fn(&Text) -> (String, Option<String>) + use<> {
        let mut versions: BTreeMap<String, BTreeSet<Option<String>>> = BTreeMap::new();
        for known in &self.assemblies {
            let version = version(&known.full_name).map(str::to_owned);
            versions.entry(simple(&known.full_name)).or_default().insert(version);
        }
        move |name| {
            let own = version(name).filter(|_| versions.get(&simple(name)).is_some_and(|versions| versions.len() > 1));
            (simple(name), own.map(str::to_owned))
        }
    }

    fn isolation_mode(&self, assembly: &Identity) -> Option<u32> {
        let same = || self.named(assembly);
        let exact = same().find(|known| is_exactly(&known.full_name, assembly));
        exact.or_else(|| same().next()).map_or(self.isolation_mode, |known| known.isolation_mode)
    }
}

/// How a class is registered in some solutions; `None` where none of them says anything of its assembly. A step that is in
/// several of them counts once.
#[must_use]
pub fn registered<'r>(
    solutions: impl IntoIterator<Item = &'r Registration>,
    assembly: &Identity,
    class: &Text,
) -> Option<Registered> {
    let mut joined: Option<Registered> = None;
    let mut known: FxHashSet<(StepKind, &Text)> = FxHashSet::default();
    for solution in solutions {
        let registered = joined.get_or_insert_default();
        for step in solution.steps_of(assembly, class) {
            if step.id.as_ref().is_none_or(|id| known.insert((step.kind, id))) {
                registered.steps.push(step.clone());
            }
        }
        registered.isolation_mode = registered.isolation_mode.or(solution.isolation_mode(assembly));
    }
    joined
}

/// What the name of an assembly is compared with. Steps often name a version that their assembly has no more: its number counts only
/// where a solution registers several.
struct Wanted<'r> {
    assembly: &'r Identity,
    /// Whether its own version is registered.
    registered: bool,
    /// Whether its own version is registered and another one beside it.
    exact: bool,
    /// The token of the key under which its own version is registered.
    token: Option<&'r str>,
}

impl<'r> Wanted<'r> {
    fn new(registration: &'r Registration, assembly: &'r Identity) -> Self {
        let same = registration.named(assembly).map(|known| &known.full_name);
        let (own, others): (Vec<&Text>, Vec<&Text>) = same.partition(|name| is_exactly(name, assembly));
        let token = own.iter().find_map(|name| part(name, "PublicKeyToken="));
        Self { assembly, registered: !own.is_empty(), exact: !own.is_empty() && !others.is_empty(), token }
    }

    fn is(&self, name: &Text) -> bool {
        let other_key = || {
            let tokens = self.token.zip(part(name, "PublicKeyToken="));
            tokens.is_some_and(|(own, named)| !own.eq_ignore_ascii_case(named))
        };
        if self.exact && version(name).is_some() {
            is_exactly(name, self.assembly)
        } else {
            self.has_name(name) && !other_key()
        }
    }

    fn has_name(&self, name: &Text) -> bool {
        simple(name) == fold(&self.assembly.name)
    }
}

/// The simple name of a full one, as names of assemblies are compared.
pub(super) fn simple(full: &Text) -> String {
    let name = full.as_str().split(',').next().unwrap_or_default();
    name.trim().to_lowercase()
}

fn fold(name: &Text) -> String {
    name.as_str().to_lowercase()
}

/// The version in a full name.
fn version(full: &Text) -> Option<&str> {
    part(full, "Version=")
}

/// What follows `key` in a full name.
fn part<'n>(full: &'n Text, key: &str) -> Option<&'n str> {
    full.as_str().split(',').find_map(|part| part.trim().strip_prefix(key))
}

fn is_exactly(full: &Text, assembly: &Identity) -> bool {
    simple(full) == fold(&assembly.name) && version(full).is_some() && version(full) == assembly.version.as_deref()
}
