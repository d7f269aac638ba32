//! What Dataverse and Dynamics CRM call, and what their SDK does.

mod entry_points;
pub mod registration;
mod sdk;

pub use entry_points::{Root, RootChoice, RootKind, abandoned_roots, abstract_roots, roots};
pub use sdk::{
    ServiceMember, is_answer, is_or_derives_from_per_call, is_per_call, is_pipeline, is_plain_request,
    is_plugin_exception, is_sdk_type, only_reads, request_message, service_member,
};
