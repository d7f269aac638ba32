//! The classes that the platform instantiates and the methods it calls: one row per contract.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::registration::Registered;
use crate::analysis::Program;
use crate::metadata::{Assembly, MethodAttributes, MethodImpl, TypeAttributes, TypeDef};
use crate::model::{MethodHandle, MethodId, Module, Origin, TypeHandle, TypeId, Universe};
use crate::text::Text;

/// What kind of class a root is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RootKind {
    /// A plug-in of CRM 2011 up to Dataverse.
    Plugin,
    /// A plug-in of CRM 4.
    Crm4Plugin,
    /// A callout of CRM 3.
    Callout,
    /// A workflow activity.
    WorkflowActivity,
    /// A workflow activity of CRM 4: each workflow instance has a copy of its own.
    Crm4WorkflowActivity,
    /// A class whose base class could not be found and that looks like a plug-in.
    UnresolvedBase,
}

impl RootKind {
    /// The word for it in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Plugin => "plugin",
            Self::Crm4Plugin => "crm4Plugin",
            Self::Callout => "callout",
            Self::WorkflowActivity => "workflowActivity",
            Self::Crm4WorkflowActivity => "crm4WorkflowActivity",
            Self::UnresolvedBase => "unresolvedBase",
        }
    }

    /// The words for it in a sentence.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Plugin => "plug-in",
            Self::Crm4Plugin => "CRM 4 plug-in",
            Self::Callout => "CRM 3 callout",
            Self::WorkflowActivity => "workflow activity",
            Self::Crm4WorkflowActivity => "CRM 4 workflow activity",
            Self::UnresolvedBase => "possible plug-in",
        }
    }
}

/// How a class shows that a contract is its own.
enum By {
    /// It implements the interface.
    Interface(&'static str, &'static str),
    /// It derives from the class.
    Base(&'static str, &'static str),
    /// It carries the attribute.
    Attribute(&'static str, &'static str),
}

/// A method that the platform calls.
struct Entry {
    /// Its name; one that ends in `*` stands for every overridden method whose name starts so.
    name: &'static str,
    /// Namespace and name of its first parameter's type; empty for any.
    parameter: (&'static str, &'static str),
    /// How many parameters it has; `None` for any number.
    count: Option<usize>,
}

struct Contract {
    kind: RootKind,
    by: By,
    entries: &'static [Entry],
    /// Methods that run while the object is made, beside its constructors.
    constructing: &'static [&'static str],
}

const fn entry(name: &'static str, namespace: &'static str, parameter: &'static str, count: usize) -> Entry {
    Entry { name, parameter: (namespace, parameter), count: Some(count) }
}

const fn any(name: &'static str) -> Entry {
    Entry { name, parameter: ("", ""), count: None }
}

/// Any of the activity contexts is their first parameter.
const ACTIVITY: &[Entry] = &[
    entry("Execute", "System.Activities", "", 1),
    entry("BeginExecute", "System.Activities", "", 3),
    entry("EndExecute", "System.Activities", "", 2),
];

const fn activity(base: &'static str) -> Contract {
    Contract {
        kind: RootKind::WorkflowActivity,
        by: By::Base("System.Activities", base),
        entries: ACTIVITY,
        constructing: &["CacheMetadata"],
    }
}

const CONTRACTS: &[Contract] = &[
    Contract {
        kind: RootKind::Plugin,
        by: By::Interface("Microsoft.Xrm.Sdk", "IPlugin"),
        entries: &[entry("Execute", "System", "IServiceProvider", 1)],
        constructing: &[],
    },
    Contract {
        kind: RootKind::Crm4Plugin,
        by: By::Interface("Microsoft.Crm.Sdk", "IPlugin"),
        entries: &[entry("Execute", "Microsoft.Crm.Sdk", "IPluginExecutionContext", 1)],
        constructing: &[],
    },
    Contract {
        kind: RootKind::Callout,
        by: By::Base("Microsoft.Crm.Callout", "CrmCalloutBase"),
        entries: &[any("Pre*"), any("Post*")],
        constructing: &[],
    },
    activity("CodeActivity"),
    activity("CodeActivity`1"),
    activity("NativeActivity"),
    activity("NativeActivity`1"),
    activity("AsyncCodeActivity"),
    activity("AsyncCodeActivity`1"),
    Contract {
        kind: RootKind::Crm4WorkflowActivity,
        by: By::Base("System.Workflow.ComponentModel", "Activity"),
        entries: &[entry("Execute", "System.Workflow.ComponentModel", "ActivityExecutionContext", 1)],
        constructing: &[],
    },
    Contract {
        kind: RootKind::Crm4WorkflowActivity,
        by: By::Attribute("Microsoft.Crm.Workflow", "CrmWorkflowActivityAttribute"),
        entries: &[entry("Execute", "System.Workflow.ComponentModel", "ActivityExecutionContext", 1)],
        constructing: &[],
    },
];

/// Overrides that make a class with an unknown base a possible plug-in.
const TEMPLATE_METHODS: &[&str] =
    &["ExecuteCdsPlugin", "ExecuteDataversePlugin", "ExecuteCrmPlugin", "ExecutePlugin", "OnExecute"];

/// Types of the first parameter with which an override called `Execute` counts too.
const EXECUTE_PARAMETERS: &[(&str, &str)] = &[
    ("System", "IServiceProvider"),
    ("Microsoft.Xrm.Sdk", "IPluginExecutionContext"),
    ("Microsoft.Crm.Sdk", "IPluginExecutionContext"),
    ("System.Activities", "CodeActivityContext"),
    ("System.Activities", "NativeActivityContext"),
    ("System.Workflow.ComponentModel", "ActivityExecutionContext"),
];

/// A class that the platform instantiates.
#[derive(Clone, Debug)]
pub struct Root {
    /// The class.
    pub type_id: TypeId,
    /// What kind of class.
    pub kind: RootKind,
    /// The methods that the platform calls.
    pub entries: Vec<MethodId>,
    /// What runs while the object is made.
    pub constructing: Vec<MethodId>,
    /// The base class that could not be found, where that is why this is only a possible root.
    pub unresolved_base: Option<Text>,
    /// How it is registered; `None` where nothing says anything of that.
    pub registered: Option<Registered>,
}

impl Root {
    /// Whether whatever calls it does so later, outside of the transaction that made it necessary: it is known to be registered, and
    /// only asynchronously.
    #[must_use]
    pub fn is_asynchronous(&self) -> bool {
        self.registered.as_ref().is_some_and(Registered::is_asynchronous)
    }

    /// Whether it runs outside of a transaction, whatever calls it; see [`Registered::has_no_transaction`].
    #[must_use]
    pub fn has_no_transaction(&self) -> bool {
        self.registered.as_ref().is_some_and(Registered::has_no_transaction)
    }

    /// The isolation mode of its assembly, where that is known: 1 none, 2 sandbox.
    #[must_use]
    pub fn isolation_mode(&self) -> Option<u32> {
        self.registered.as_ref()?.isolation_mode
    }
}

/// Which classes of an input are roots.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RootChoice {
    /// Those that fulfil a contract of the platform.
    #[default]
    Contracts,
    /// Every type, as if the platform called all of its public methods: to try the analysis on code that has no plug-in. What the type
    /// is, and whose, does not matter then.
    EveryType,
}

/// The roots of a unit's input, by the order of their rows.
#[must_use]
pub fn roots(program: &Program<'_, '_>, choice: RootChoice) -> Vec<Root> {
    let universe = program.universe;
    let input = universe.input();
    let mut ancestry = Ancestry::default();
    let mut found = Vec::new();
    // Modules without a manifest belong to the input's assembly.
    let modules =
        universe.modules().iter().filter(|module| module.id == input.id || module.metadata.count::<Assembly>() == 0);
    for module in modules {
        for (rid, _) in module.metadata.rows::<TypeDef>().filter(|(_, row)| !module.metadata.is_deleted(row)) {
            let id = module.type_id(rid);
            if choice == RootChoice::EveryType {
                found.extend(any_root(program, id));
            } else if program.is_concrete(id) && !program.is_value_type(id) && !program.is_delegate(id) {
                found.extend(root(program, module, id, ancestry.of(universe, id)));
            }
        }
    }
    found
}

/// Abstract classes of a unit's input that fulfil a contract of the platform: nobody makes an object of them, so their code is
/// analysed with the classes that derive from them.
#[must_use]
pub fn abstract_roots(program: &Program<'_, '_>) -> Vec<TypeId> {
    let universe = program.universe;
    let mut ancestry = Ancestry::default();
    let module = universe.input();
    let is_abstract = |id: TypeId| {
        universe.type_row(id).is_some_and(|row| {
            row.flags.contains(TypeAttributes::ABSTRACT) && !row.flags.contains(TypeAttributes::INTERFACE)
        })
    };
    let types = module.metadata.rows::<TypeDef>().filter(|(_, row)| !module.metadata.is_deleted(row));
    let types = types.map(|(rid, _)| module.type_id(rid)).filter(|id| is_abstract(*id));
    types.filter(|id| ancestry.of(universe, *id).contracts != 0).collect()
}

/// Classes of a unit's input that fulfil a contract of the platform and of which nobody can make an object: all of their constructors
/// are private. They are no roots.
#[must_use]
pub fn abandoned_roots(program: &Program<'_, '_>) -> Vec<(TypeId, RootKind)> {
    let universe = program.universe;
    let mut ancestry = Ancestry::default();
    let module = universe.input();
    let types = module.metadata.rows::<TypeDef>().filter(|(_, row)| !module.metadata.is_deleted(row));
    let types = types.map(|(rid, _)| module.type_id(rid)).filter(|id| program.is_concrete(*id));
    let kind = |id: TypeId| {
        let contracts = ancestry.of(universe, id).contracts;
        let (_, contract) = CONTRACTS.iter().enumerate().find(|(number, _)| contracts >> number & 1 == 1)?;
        constructors(program, module, id).is_none().then_some((id, contract.kind))
    };
    types.filter_map(kind).collect()
}

/// A type as if the platform made an object of it and called its public methods; `None` where it has none with code.
fn any_root(program: &Program<'_, '_>, id: TypeId) -> Option<Root> {
    const PUBLIC: u16 = 6;
    let universe = program.universe;
    let mut root = Root {
        type_id: id,
        kind: RootKind::Plugin,
        entries: Vec::new(),
        constructing: Vec::new(),
        unresolved_base: None,
        registered: None,
    };
    for method in universe.methods(id) {
        let Some(row) = universe.method_row(method).filter(|row| row.rva != 0) else { continue };
        let name = universe.method_name(MethodHandle::Def(method));
        if name == ".ctor" {
            root.constructing.push(method);
        } else if name != ".cctor"
            && (row.flags & MethodAttributes::ACCESS_MASK).bits() == PUBLIC
            // What it sets is told where it is called.
            && !program.is_generated_accessor(method)
        {
            root.entries.push(method);
        }
    }
    Some(root).filter(|root| !root.entries.is_empty())
}

fn root(program: &Program<'_, '_>, module: &Module<'_>, id: TypeId, ancestors: Ancestors) -> Option<Root> {
    let universe = program.universe;
    let is_own = |contract: &Contract| match contract.by {
        By::Attribute(namespace, name) => {
            let parent = crate::metadata::HasCustomAttribute::TypeDef(id.rid);
            universe.has_attribute(id.module, parent, namespace, name)
        }
        _ => false,
    };
    let fulfilled: Vec<&Contract> = (0..)
        .zip(CONTRACTS)
        .filter(|(number, contract)| ancestors.contracts >> *number & 1 == 1 || is_own(contract))
        .map(|(_, contract)| contract)
        .collect();
    let Some(first) = fulfilled.first() else { return possible_root(program, id, ancestors) };
    let mut constructing = constructors(program, module, id)?;
    let overriding = Overriding::of(universe, id);
    // A class can be a plug-in and an activity: the platform calls both.
    let mut entries: Vec<MethodId> = Vec::new();
    for contract in &fulfilled {
        for entry in contract.entries {
            match contract.by {
                By::Interface(namespace, name) => {
                    let interface = universe.interfaces(id).into_iter();
                    let mut interface = interface.filter(|interface| universe.is_named(*interface, namespace, name));
                    let found = interface.next().and_then(|interface| implementation(universe, id, interface, entry));
                    entries.extend(found);
                }
                _ => entries.extend(overriding.methods(universe, entry)),
            }
        }
        for name in contract.constructing {
            constructing.extend(overriding.methods(universe, &any(name)));
        }
    }
    for methods in [&mut entries, &mut constructing] {
        let mut seen = FxHashSet::default();
        methods.retain(|method| seen.insert(*method));
    }
    Some(Root { type_id: id, kind: first.kind, entries, constructing, unresolved_base: None, registered: None })
}

/// What a type is by its bases and interfaces.
#[derive(Clone, Copy, Default)]
struct Ancestors {
    /// One bit for each contract, by its place in the list.
    contracts: u32,
    /// The nearest base that is not loaded and neither the framework's nor the SDK's.
    missing: Option<TypeHandle>,
}

/// What types are by their bases and interfaces, found once for each type however long the chains are.
#[derive(Default)]
struct Ancestry {
    known: FxHashMap<TypeId, Ancestors>,
}

impl Ancestry {
    fn of(&mut self, universe: &Universe<'_>, id: TypeId) -> Ancestors {
        let mut pending = vec![(id, false)];
        let mut seen: FxHashSet<TypeId> = FxHashSet::default();
        while let Some((current, expanded)) = pending.pop() {
            if self.known.contains_key(&current) || !expanded && !seen.insert(current) {
                continue;
            }
            let base = universe.base(current).map(|(base, _)| base);
            let interfaces: Vec<TypeHandle> =
                universe.own_interfaces(current).map(|(interface, _)| interface).collect();
            let loaded = base.into_iter().chain(interfaces.iter().copied()).filter_map(|handle| match handle {
                TypeHandle::Def(id) => Some(id),
                TypeHandle::Missing(..) => None,
            });
            if expanded {
                // A circle finds its own start unknown: it adds nothing.
                let inherited: Vec<Ancestors> = loaded.filter_map(|id| self.known.get(&id).copied()).collect();
                self.known.insert(current, Ancestors::join(universe, base, &interfaces, &inherited));
            } else {
                let next: Vec<TypeId> = loaded.filter(|id| !self.known.contains_key(id)).collect();
                pending.push((current, true));
                pending.extend(next.into_iter().map(|id| (id, false)));
            }
        }
        self.known.get(&id).copied().unwrap_or_default()
    }
}

impl Ancestors {
    fn join(universe: &Universe<'_>, base: Option<TypeHandle>, interfaces: &[TypeHandle], inherited: &[Self]) -> Self {
        let mut joined = Self::default();
        for (number, contract) in CONTRACTS.iter().enumerate() {
            let named = match contract.by {
                By::Base(namespace, name) => base.filter(|base| universe.is_named(*base, namespace, name)),
                By::Interface(namespace, name) => {
                    interfaces.iter().copied().find(|interface| universe.is_named(*interface, namespace, name))
                }
                By::Attribute(..) => None,
            };
            joined.contracts |= u32::from(named.is_some()) << number;
        }
        joined.missing = base
            .filter(|base| matches!(base, TypeHandle::Missing(..)) && universe.assembly_of(*base).1 == Origin::Other);
        for ancestors in inherited {
            joined.contracts |= ancestors.contracts;
            joined.missing = joined.missing.or(ancestors.missing);
        }
        joined
    }
}

/// The instance constructors; `None` where all of them are private: then nobody can instantiate the class.
fn constructors(program: &Program<'_, '_>, module: &Module<'_>, id: TypeId) -> Option<Vec<MethodId>> {
    const PRIVATE: u16 = 1;
    let universe = program.universe;
    let all: Vec<MethodId> =
        universe.methods(id).filter(|method| universe.method_name(MethodHandle::Def(*method)) == ".ctor").collect();
    let usable = |method: &MethodId| {
        module.metadata.row(method.rid).is_ok_and(|row| (row.flags & MethodAttributes::ACCESS_MASK).bits() > PRIVATE)
    };
    if !all.is_empty() && !all.iter().any(usable) {
        return None;
    }
    Some(all)
}

/// A class whose nearest missing base, or one of its overrides, says plug-in.
fn possible_root(program: &Program<'_, '_>, id: TypeId, ancestors: Ancestors) -> Option<Root> {
    let universe = program.universe;
    let missing = ancestors.missing?;
    let (_, names) = universe.name_parts(missing);
    let says_plugin = names.last().is_some_and(|name| contains(name.as_bytes(), b"plugin"));
    let overriding = Overriding::of(universe, id);
    let mut entries = Vec::new();
    for name in TEMPLATE_METHODS {
        entries.extend(overriding.methods(universe, &any(name)));
    }
    for parameter in EXECUTE_PARAMETERS {
        let entry = Entry { name: "Execute", parameter: *parameter, count: Some(1) };
        entries.extend(overriding.methods(universe, &entry));
    }
    if !says_plugin && entries.is_empty() {
        return None;
    }
    if says_plugin {
        // `Run`, `ExecuteInternal`: the base's own names for what it calls.
        let known: FxHashSet<MethodId> = entries.iter().copied().collect();
        let declared = declared_at_hand(universe, id);
        let others = overriding.methods(universe, &any("*")).into_iter();
        entries
            .extend(others.filter(|other| !known.contains(other) && is_of_missing_base(universe, &declared, *other)));
    }
    let constructing = constructors(program, universe.module(id.module), id)?;
    let base = universe.full_name(missing);
    Some(Root {
        type_id: id,
        kind: RootKind::UnresolvedBase,
        entries,
        constructing,
        unresolved_base: Some(base),
        registered: None,
    })
}

/// A method by what an override of it has in common with it: its name and its parameters, as its id spells them.
type Slot = (String, Option<String>);

fn slot(universe: &Universe<'_>, method: MethodId) -> Slot {
    let id = universe.method_doc_id(MethodHandle::Def(method)).as_str().to_owned();
    let name = universe.method_name(MethodHandle::Def(method)).text().into_owned();
    (name, id.find('(').map(|parameters| id[parameters..].to_owned()))
}

/// The virtual methods that a class and the bases of it that are at hand declare.
fn declared_at_hand(universe: &Universe<'_>, id: TypeId) -> FxHashSet<Slot> {
    let is_new = |method: &MethodId| {
        let row = universe.method_row(*method);
        row.is_some_and(|row| row.flags.contains(MethodAttributes::VIRTUAL | MethodAttributes::NEW_SLOT))
    };
    let lineage = universe.lineage(id).into_iter();
    lineage.flat_map(|(owner, _)| universe.methods(owner)).filter(is_new).map(|method| slot(universe, method)).collect()
}

/// Whether an override can be one of a member that only the missing base declares, and of none that others call.
fn is_of_missing_base(universe: &Universe<'_>, declared: &FxHashSet<Slot>, method: MethodId) -> bool {
    /// Those that everything has, and that whoever made the object calls to be done with it.
    const OF_ALL: &[&str] = &["Dispose", "Equals", "Finalize", "GetHashCode", "ToString"];
    let name = universe.method_name(MethodHandle::Def(method));
    !OF_ALL.iter().any(|known| name == *known) && !declared.contains(&slot(universe, method))
}

fn contains(text: &[u8], wanted: &[u8]) -> bool {
    text.windows(wanted.len()).any(|window| window.eq_ignore_ascii_case(wanted))
}

/// The method that implements an interface's method: by a MethodImpl, else public and virtual by name and parameter, else by default.
fn implementation(universe: &Universe<'_>, id: TypeId, interface: TypeHandle, entry: &Entry) -> Option<MethodId> {
    let lineage = universe.lineage(id);
    for (owner, _) in &lineage {
        if let Some(method) = explicit(universe, *owner, interface, entry) {
            return Some(method);
        }
        let found = universe.methods(*owner).find(|method| {
            let Some(row) = universe.method_row(*method) else { return false };
            let access = (row.flags & MethodAttributes::ACCESS_MASK).bits();
            access == 6 && row.flags.contains(MethodAttributes::VIRTUAL) && fits(universe, *method, entry)
        });
        // An abstract one is overridden below; the concrete type was looked at first.
        if let Some(method) = found {
            return universe.dispatch(id, MethodHandle::Def(method)).or(Some(method));
        }
    }
    universe.interfaces(id).into_iter().find_map(|candidate| match candidate {
        TypeHandle::Def(candidate) => explicit(universe, candidate, interface, entry),
        TypeHandle::Missing(..) => None,
    })
}

fn explicit(universe: &Universe<'_>, owner: TypeId, interface: TypeHandle, entry: &Entry) -> Option<MethodId> {
    let metadata = &universe.module(owner.module).metadata;
    metadata.with_key::<MethodImpl>(owner.rid.row()).find_map(|(_, row)| {
        let declaration = universe.resolve_method(owner.module, row.declaration?.token())?;
        let declared_by = universe.method_owner(declaration)?;
        let matches = universe.same_type(declared_by, interface) && universe.method_name(declaration) == entry.name;
        match universe.resolve_method(owner.module, row.body?.token())? {
            MethodHandle::Def(body) if matches => Some(body),
            _ => None,
        }
    })
}

/// The methods with code of a class and its bases that override one of a base, nearest to the class first.
struct Overriding(Vec<MethodId>);

impl Overriding {
    fn of(universe: &Universe<'_>, id: TypeId) -> Self {
        let overrides = |method: &MethodId| {
            universe.method_row(*method).is_some_and(|row| {
                row.rva != 0
                    && row.flags.contains(MethodAttributes::VIRTUAL)
                    && !row.flags.contains(MethodAttributes::NEW_SLOT)
            })
        };
        let owners = universe.lineage(id).into_iter();
        Self(owners.flat_map(|(owner, _)| universe.methods(owner).filter(overrides).collect::<Vec<_>>()).collect())
    }

    /// Those that an object of the class runs for an entry.
    fn methods(&self, universe: &Universe<'_>, entry: &Entry) -> Vec<MethodId> {
        let mut seen: BTreeSet<Vec<u8>> = BTreeSet::new();
        let fitting = self.0.iter().copied().filter(|method| fits(universe, *method, entry));
        let nearest = fitting.filter(|method| {
            let name = universe.method_name(MethodHandle::Def(*method));
            let id = universe.method_doc_id(MethodHandle::Def(*method));
            let parameters = id.as_str().rsplit('(').next().unwrap_or("");
            seen.insert([name.as_bytes(), parameters.as_bytes()].concat())
        });
        nearest.collect()
    }
}

/// Whether a method has the entry's name and first parameter.
fn fits(universe: &Universe<'_>, method: MethodId, entry: &Entry) -> bool {
    let name = universe.method_name(MethodHandle::Def(method));
    let named = match entry.name.strip_suffix('*') {
        Some(prefix) => name.as_bytes().starts_with(prefix.as_bytes()),
        None => name == entry.name,
    };
    if !named {
        return false;
    }
    let Some(row) = universe.method_row(method) else { return false };
    let metadata = &universe.module(method.module).metadata;
    let Ok(signature) = metadata.method_signature(row.signature) else { return false };
    let counts =
        entry.count.is_none_or(|count| signature.parameters.len() == count) && signature.generic_parameters == 0;
    let (namespace, wanted) = entry.parameter;
    counts
        && (entry.parameter == ("", "")
            || signature
                .parameters
                .first()
                .and_then(|parameter| universe.resolve_type_of(method.module, parameter))
                .is_some_and(|parameter| match wanted {
                    "" => universe.name_parts(parameter).0 == namespace,
                    _ => universe.is_named(parameter, namespace, wanted),
                }))
}
