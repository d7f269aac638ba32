//! What the SDK's types mean: which belong to one call, which calls change data.

use crate::analysis::Program;
use crate::model::{MethodHandle, Origin, TypeHandle, TypeId, Universe};

/// Types that belong to one call: another caller must never get them. Namespace, names; a name that ends in `*` covers what starts so.
const PER_CALL: &[(&str, &[&str])] = &[
    (
        "Microsoft.Xrm.Sdk",
        &[
            "IOrganizationService",
            "IOrganizationServiceAsync*",
            "IOrganizationServiceFactory",
            "IPluginExecutionContext*",
            "IExecutionContext",
            "ITracingService",
            "IServiceEndpointNotificationService",
            "ParameterCollection",
            "Entity",
            "EntityCollection",
            "EntityReference",
            "EntityImageCollection",
        ],
    ),
    ("Microsoft.Xrm.Sdk.Client", &["OrganizationServiceContext"]),
    ("Microsoft.Xrm.Sdk.Workflow", &["IWorkflowContext"]),
    ("Microsoft.Xrm.Sdk.PluginTelemetry", &["ILogger"]),
    ("Microsoft.PowerPlatform.Dataverse.Client", &["IOrganizationServiceAsync*"]),
    ("System", &["IServiceProvider"]),
    ("System.Activities", &["CodeActivityContext"]),
    ("Microsoft.Crm.Sdk", &["ICrmService", "IMetadataService", "PropertyBag", "IPluginExecutionContext"]),
    ("Microsoft.Crm.Callout", &["CalloutUserContext", "CalloutEntityContext"]),
];

/// Types of the pipeline: they belong to the thread and the transaction of the call, and nothing else may use them.
const PIPELINE: &[(&str, &[&str])] = &[
    (
        "Microsoft.Xrm.Sdk",
        &[
            "IOrganizationService",
            "IOrganizationServiceAsync*",
            "IPluginExecutionContext*",
            "IExecutionContext",
            "ParameterCollection",
            "EntityImageCollection",
            "Entity",
        ],
    ),
    ("Microsoft.Xrm.Sdk.Client", &["OrganizationServiceContext"]),
    ("Microsoft.Xrm.Sdk.Workflow", &["IWorkflowContext"]),
    ("Microsoft.PowerPlatform.Dataverse.Client", &["IOrganizationServiceAsync*"]),
    ("System", &["IServiceProvider"]),
    ("System.Activities", &["CodeActivityContext"]),
    ("Microsoft.Crm.Sdk", &["ICrmService", "IMetadataService", "PropertyBag", "IPluginExecutionContext"]),
];

/// Methods of the service that change data.
const CHANGES: &[(&str, &str, &[&str])] = &[
    ("Microsoft.Xrm.Sdk", "IOrganizationService", &["Create", "Update", "Delete", "Associate", "Disassociate"]),
    ("Microsoft.Xrm.Sdk.Client", "OrganizationServiceContext", &["SaveChanges"]),
    ("Microsoft.Crm.Sdk", "ICrmService", &["Create", "Update", "Delete", "Execute"]),
];

fn matches(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |prefix| name.starts_with(prefix))
}

fn is_listed(list: &[(&str, &[&str])], universe: &Universe<'_>, handle: TypeHandle) -> bool {
    let (namespace, names) = universe.name_parts(handle);
    let [name] = names.as_slice() else { return false };
    let name = name.text();
    list.iter().any(|(wanted, patterns)| namespace == *wanted && patterns.iter().any(|pattern| matches(pattern, &name)))
}

fn is_named_per_call(universe: &Universe<'_>, handle: TypeHandle) -> bool {
    is_listed(PER_CALL, universe, handle)
}

fn is_or_derives_from_per_call(universe: &Universe<'_>, handle: TypeHandle) -> bool {
    let listed = |handle| is_named_per_call(universe, handle);
    listed(handle) || matches!(handle, TypeHandle::Def(id) if universe.bases(id).into_iter().any(listed))
}

/// Whether a type is one of the pipeline's, or derives from one.
#[must_use]
pub fn is_pipeline(universe: &Universe<'_>, handle: TypeHandle) -> bool {
    let listed = |handle| is_listed(PIPELINE, universe, handle);
    listed(handle) || matches!(handle, TypeHandle::Def(id) if universe.bases(id).into_iter().any(listed))
}

/// Whether a type belongs to one call: by name, by a base of that name, or because it is own code and holds such a thing in a field.
#[must_use]
pub fn is_per_call(program: &Program<'_, '_>, handle: TypeHandle) -> bool {
    let universe = program.universe;
    if is_or_derives_from_per_call(universe, handle) {
        return true;
    }
    let TypeHandle::Def(id) = handle else { return false };
    std::iter::once(handle)
        .chain(universe.bases(id))
        .any(|base| matches!(base, TypeHandle::Def(base) if holds_per_call(program, base)))
}

fn holds_per_call(program: &Program<'_, '_>, id: TypeId) -> bool {
    let universe = program.universe;
    let metadata = &universe.module(id.module).metadata;
    universe.fields(id).any(|field| {
        let Some(row) = universe.field_row(field) else { return false };
        if row.flags.contains(crate::metadata::FieldAttributes::STATIC) {
            return false;
        }
        metadata
            .field_signature(row.signature)
            .ok()
            .and_then(|signature| universe.resolve_type_of(id.module, &signature))
            .is_some_and(|handle| is_or_derives_from_per_call(universe, handle))
    })
}

/// Whether a type is the SDK's, or has the full name of one of its types and was merged into the assembly.
#[must_use]
pub fn is_sdk_type(universe: &Universe<'_>, handle: TypeHandle) -> bool {
    let (_, origin) = universe.assembly_of(handle);
    origin == Origin::Sdk
        || matches!(handle, TypeHandle::Def(_))
        || universe.name_parts(handle).0.as_bytes().starts_with(b"Microsoft.Xrm.")
}

/// Whether a call changes data: `Execute` counts by the request, which the caller looks at.
#[must_use]
pub fn changes_data(universe: &Universe<'_>, method: MethodHandle) -> bool {
    let Some(owner) = universe.method_owner(method) else { return false };
    let name = universe.method_name(method);
    let own = |wanted: &str| {
        name == wanted || name.as_bytes().strip_suffix(b"Async").is_some_and(|stem| stem == wanted.as_bytes())
    };
    CHANGES.iter().any(|(namespace, type_name, methods)| {
        let is_type = universe.is_named(owner, namespace, type_name)
            || *type_name == "IOrganizationService"
                && universe
                    .name_parts(owner)
                    .1
                    .last()
                    .is_some_and(|name| name.as_bytes().starts_with(b"IOrganizationServiceAsync"));
        is_type && methods.iter().any(|method| own(method))
    })
}
