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

/// Types of what the service answers, beside those of [`PER_CALL`].
const ANSWERS: &[(&str, &[&str])] = &[
    ("Microsoft.Xrm.Sdk", &["OrganizationResponse", "DataCollection`1"]),
    ("Microsoft.Crm.Sdk", &["BusinessEntity", "BusinessEntityCollection", "DynamicEntity", "Response"]),
];

/// Interfaces and classes through which the service is called. Namespace, name.
const SERVICES: &[(&str, &str)] = &[
    ("Microsoft.Xrm.Sdk", "IOrganizationService"),
    ("Microsoft.Xrm.Sdk", "IOrganizationServiceAsync*"),
    ("Microsoft.PowerPlatform.Dataverse.Client", "IOrganizationServiceAsync*"),
    ("Microsoft.Xrm.Sdk.Client", "OrganizationServiceContext"),
    ("Microsoft.Crm.Sdk", "ICrmService"),
];

/// Namespaces of the SDK's classes of requests.
const REQUESTS: &[&str] = &[
    "Microsoft.Xrm.Sdk.Messages",
    "Microsoft.Crm.Sdk.Messages",
    "Microsoft.Crm.Sdk",
    "Microsoft.Crm.SdkTypeProxy",
    "Microsoft.Crm.SdkTypeProxy.Metadata",
];

/// Messages that change nothing: they read data or metadata, or only compute. What is not listed changes data, the user's own
/// messages among it.
const ONLY_READ: &[&str] = &[
    "Retrieve*",
    "WhoAmI",
    "Fetch",
    "ExecuteFetch",
    "CanBeReferenced",
    "CanBeReferencing",
    "CanManyToMany",
    "GetValid*",
    "FetchXmlToQueryExpression",
    "QueryExpressionToFetchXml",
    "LocalTimeFromUtcTime",
    "UtcTimeFromLocalTime",
    "InitializeFrom",
    "IsValidStateTransition",
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

/// Whether a type belongs to one call by its name, or by that of a base.
#[must_use]
pub fn is_or_derives_from_per_call(universe: &Universe<'_>, handle: TypeHandle) -> bool {
    let listed = |handle| is_named_per_call(universe, handle);
    listed(handle) || matches!(handle, TypeHandle::Def(id) if universe.bases(id).into_iter().any(listed))
}

/// Whether a type is that of what the service answers: a response, or the records in one.
#[must_use]
pub fn is_answer(universe: &Universe<'_>, handle: TypeHandle) -> bool {
    is_listed(ANSWERS, universe, handle)
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
    universe.is_or_was_merged(handle, &[Origin::Sdk])
        || universe.name_parts(handle).0.as_bytes().starts_with(b"Microsoft.Xrm.")
}

/// What a member of the service does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceMember {
    /// It sends this message.
    Sends(&'static str),
    /// It sends the request that it gets.
    Executes {
        /// Whether it counts as a change where nobody knows the request.
        crm4: bool,
    },
    /// It sends all changes that were collected.
    Saves,
}

/// What a member of the service does, asynchronous forms too; `None` for members of other types, and those that send nothing.
#[must_use]
pub fn service_member(universe: &Universe<'_>, method: MethodHandle) -> Option<ServiceMember> {
    const MESSAGES: &[&str] =
        &["Create", "Update", "Delete", "Associate", "Disassociate", "Retrieve", "RetrieveMultiple"];
    let owner = universe.method_owner(method)?;
    let (namespace, names) = universe.name_parts(owner);
    let [name] = names.as_slice() else { return None };
    let name = name.text();
    let (_, service) = *SERVICES.iter().find(|(home, pattern)| namespace == *home && matches(pattern, &name))?;
    let member = universe.method_name(method).text();
    let member = if service.ends_with('*') { member.strip_suffix("Async").unwrap_or(&member) } else { &member };
    match (service, member) {
        ("OrganizationServiceContext", "SaveChanges") => Some(ServiceMember::Saves),
        ("OrganizationServiceContext", "Execute") => Some(ServiceMember::Executes { crm4: false }),
        ("OrganizationServiceContext", _) => None,
        ("ICrmService", "Execute") => Some(ServiceMember::Executes { crm4: true }),
        ("ICrmService", "Fetch") => Some(ServiceMember::Sends("Fetch")),
        (_, "Execute") => Some(ServiceMember::Executes { crm4: false }),
        (_, "CreateAndReturn") => Some(ServiceMember::Sends("Create")),
        (_, member) => MESSAGES.iter().find(|message| **message == member).map(|message| ServiceMember::Sends(message)),
    }
}

/// Whether a message changes no data.
#[must_use]
pub fn only_reads(message: &str) -> bool {
    ONLY_READ.iter().any(|pattern| matches(pattern, message))
}

/// Whether a type is the request without a message of its own.
#[must_use]
pub fn is_plain_request(universe: &Universe<'_>, handle: TypeHandle) -> bool {
    universe.is_named(handle, "Microsoft.Xrm.Sdk", "OrganizationRequest")
}

/// The message of a class of requests, by its name: `Update` of `UpdateRequest`. `None` for what is no such class.
#[must_use]
pub fn request_message(universe: &Universe<'_>, handle: TypeHandle) -> Option<String> {
    let (namespace, names) = universe.name_parts(handle);
    let [name] = names.as_slice() else { return None };
    let name = name.text();
    let is_sdk = is_sdk_type(universe, handle) || namespace.as_bytes().starts_with(b"Microsoft.Crm.");
    let is_request = is_sdk && REQUESTS.iter().any(|home| namespace == *home) && name.ends_with("Request")
        || matches!(handle, TypeHandle::Def(id) if universe.bases(id).into_iter().any(|base| is_plain_request(universe, base)));
    is_request.then(|| name.strip_suffix("Request").unwrap_or(&name).to_owned())
}

/// Whether a class is the exception with whose message the platform stops an operation.
#[must_use]
pub fn is_plugin_exception(universe: &Universe<'_>, class: TypeHandle) -> bool {
    ["Microsoft.Xrm.Sdk", "Microsoft.Crm.Sdk"]
        .into_iter()
        .any(|namespace| universe.is_named(class, namespace, "InvalidPluginExecutionException"))
}
