//! The classes that the platform instantiates and the methods it calls: one row per contract.

use std::collections::BTreeSet;

use crate::analysis::Program;
use crate::metadata::{Assembly, MethodAttributes, MethodImpl, TypeDef};
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
}

struct Contract {
    kind: RootKind,
    by: By,
    entries: &'static [Entry],
    /// Methods that run while the object is made, beside its constructors.
    constructing: &'static [&'static str],
}

const fn entry(name: &'static str, namespace: &'static str, parameter: &'static str) -> Entry {
    Entry { name, parameter: (namespace, parameter) }
}

/// Any of the activity contexts is their first parameter.
const ACTIVITY: &[Entry] = &[
    entry("Execute", "System.Activities", ""),
    entry("BeginExecute", "System.Activities", ""),
    entry("EndExecute", "System.Activities", ""),
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
        entries: &[entry("Execute", "System", "IServiceProvider")],
        constructing: &[],
    },
    Contract {
        kind: RootKind::Crm4Plugin,
        by: By::Interface("Microsoft.Crm.Sdk", "IPlugin"),
        entries: &[entry("Execute", "Microsoft.Crm.Sdk", "IPluginExecutionContext")],
        constructing: &[],
    },
    Contract {
        kind: RootKind::Callout,
        by: By::Base("Microsoft.Crm.Callout", "CrmCalloutBase"),
        entries: &[entry("Pre*", "", ""), entry("Post*", "", "")],
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
        entries: &[entry("Execute", "System.Workflow.ComponentModel", "ActivityExecutionContext")],
        constructing: &[],
    },
    Contract {
        kind: RootKind::Crm4WorkflowActivity,
        by: By::Attribute("Microsoft.Crm.Workflow", "CrmWorkflowActivityAttribute"),
        entries: &[entry("Execute", "System.Workflow.ComponentModel", "ActivityExecutionContext")],
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
}

/// The roots of a unit's input, by the order of their rows.
#[must_use]
pub fn roots(program: &Program<'_, '_>) -> Vec<Root> {
    let universe = program.universe;
    let input = universe.input();
    let mut found = Vec::new();
    // Modules without a manifest belong to the input's assembly.
    let modules =
        universe.modules().iter().filter(|module| module.id == input.id || module.metadata.count::<Assembly>() == 0);
    for module in modules {
        for rid in module.metadata.rids::<TypeDef>() {
            let id = module.type_id(rid);
            if program.is_concrete(id) && !program.is_value_type(id) && !program.is_delegate(id) {
                found.extend(root(program, module, id));
            }
        }
    }
    found
}

fn root(program: &Program<'_, '_>, module: &Module<'_>, id: TypeId) -> Option<Root> {
    let universe = program.universe;
    // Every class of every assembly is asked for every contract: what is above it is found once.
    let (bases, interfaces) = (universe.bases(id), universe.interfaces(id));
    let fulfilled =
        CONTRACTS.iter().find_map(|contract| Some((contract, fulfils(universe, id, (&bases, &interfaces), contract)?)));
    let Some((contract, fulfilled)) = fulfilled else { return possible_root(program, id) };
    let constructors = constructors(program, module, id)?;
    let mut entries: Vec<MethodId> = Vec::new();
    for entry in contract.entries {
        match fulfilled {
            Fulfilled::Interface(interface) => entries.extend(implementation(universe, id, interface, entry)),
            Fulfilled::Class => entries.extend(overrides(universe, id, entry)),
        }
    }
    let mut constructing = constructors;
    for name in contract.constructing {
        constructing.extend(overrides(universe, id, &Entry { name, parameter: ("", "") }));
    }
    Some(Root { type_id: id, kind: contract.kind, entries, constructing, unresolved_base: None })
}

/// How a class fulfils a contract.
#[derive(Clone, Copy)]
enum Fulfilled {
    /// By implementing the interface.
    Interface(TypeHandle),
    /// By its base class or an attribute.
    Class,
}

/// How a class fulfils a contract; `None` where it does not.
fn fulfils(
    universe: &Universe<'_>,
    id: TypeId,
    (bases, interfaces): (&[TypeHandle], &[TypeHandle]),
    contract: &Contract,
) -> Option<Fulfilled> {
    match contract.by {
        By::Interface(namespace, name) => {
            let mut interfaces = interfaces.iter().copied();
            interfaces.find(|interface| universe.is_named(*interface, namespace, name)).map(Fulfilled::Interface)
        }
        By::Base(namespace, name) => {
            bases.iter().any(|base| universe.is_named(*base, namespace, name)).then_some(Fulfilled::Class)
        }
        By::Attribute(namespace, name) => {
            let parent = crate::metadata::HasCustomAttribute::TypeDef(id.rid);
            universe.has_attribute(id.module, parent, namespace, name).then_some(Fulfilled::Class)
        }
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
fn possible_root(program: &Program<'_, '_>, id: TypeId) -> Option<Root> {
    let universe = program.universe;
    let missing = match universe.bases(id).last().copied()? {
        missing @ TypeHandle::Missing(..) if universe.assembly_of(missing).1 == Origin::Other => missing,
        _ => return None,
    };
    let (_, names) = universe.name_parts(missing);
    let says_plugin = names.last().is_some_and(|name| contains(name.as_bytes(), b"plugin"));
    let mut entries = Vec::new();
    for name in TEMPLATE_METHODS {
        entries.extend(overrides(universe, id, &Entry { name, parameter: ("", "") }));
    }
    for parameter in EXECUTE_PARAMETERS {
        entries.extend(overrides(universe, id, &Entry { name: "Execute", parameter: *parameter }));
    }
    if !says_plugin && entries.is_empty() {
        return None;
    }
    if says_plugin && entries.is_empty() {
        entries.extend(overrides(universe, id, &Entry { name: "Execute", parameter: ("", "") }));
    }
    let constructing = constructors(program, universe.module(id.module), id)?;
    let base = universe.full_name(missing);
    Some(Root { type_id: id, kind: RootKind::UnresolvedBase, entries, constructing, unresolved_base: Some(base) })
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

/// The overrides of a base's method that an object of the class runs: nearest to the class, with a body.
fn overrides(universe: &Universe<'_>, id: TypeId, entry: &Entry) -> Vec<MethodId> {
    let mut seen: BTreeSet<Vec<u8>> = BTreeSet::new();
    let mut found = Vec::new();
    for (owner, _) in universe.lineage(id) {
        for method in universe.methods(owner) {
            let Some(row) = universe.method_row(method) else { continue };
            let is_override =
                row.flags.contains(MethodAttributes::VIRTUAL) && !row.flags.contains(MethodAttributes::NEW_SLOT);
            if is_override && row.rva != 0 && fits(universe, method, entry) {
                let name = universe.method_name(MethodHandle::Def(method)).as_bytes().to_vec();
                let key = [
                    name,
                    universe
                        .method_doc_id(MethodHandle::Def(method))
                        .as_str()
                        .rsplit('(')
                        .next()
                        .unwrap_or("")
                        .as_bytes()
                        .to_vec(),
                ]
                .concat();
                if seen.insert(key) {
                    found.push(method);
                }
            }
        }
    }
    found
}

/// Whether a method has the entry's name and first parameter.
fn fits(universe: &Universe<'_>, method: MethodId, entry: &Entry) -> bool {
    let name = universe.method_name(MethodHandle::Def(method));
    let named = match entry.name.strip_suffix('*') {
        Some(prefix) => name.as_bytes().starts_with(prefix.as_bytes()),
        None => name == entry.name,
    };
    if !named || entry.parameter == ("", "") {
        return named;
    }
    let Some(row) = universe.method_row(method) else { return false };
    let Ok(signature) = universe.module(method.module).metadata.method_signature(row.signature) else { return false };
    let (namespace, wanted) = entry.parameter;
    signature.parameters.first().and_then(|parameter| universe.resolve_type_of(method.module, parameter)).is_some_and(
        |parameter| {
            if wanted.is_empty() {
                universe.name_parts(parameter).0 == namespace
            } else {
                universe.is_named(parameter, namespace, wanted)
            }
        },
    )
}
