//! `batch-request`

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::CallSite;
use crate::analysis::facts::Action;
use crate::dataverse::is_sdk_type;
use crate::finding::{RuleInfo, Severity};
use crate::il::Opcode;
use crate::metadata::{MethodSpec, Token, Type};
use crate::model::{MethodId, TypeHandle};

declare_rule! {
    /// A plug-in sends a batch request.
    ///
    /// ## Why it matters
    ///
    /// `ExecuteMultiple` and its relatives save round trips over a network. A plug-in has none to save: it runs inside the server, inside
    /// one transaction. A batch makes that transaction longer, holds its locks longer, and runs into the time limit of two minutes.
    ///
    /// ## What is found
    ///
    /// The construction of a batch request: `ExecuteMultipleRequest`, `ExecuteTransactionRequest`, `CreateMultipleRequest`,
    /// `UpdateMultipleRequest`, `UpsertMultipleRequest` (`DeleteMultipleRequest` at Low), and an `OrganizationRequest` with such a name.
    ///
    /// ## What to do instead
    ///
    /// Send the requests one by one; or move bulk work out of the plug-in.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// var batch = new ExecuteMultipleRequest();     // found
    /// service.Execute(batch);
    /// ```
    BatchRequest {
        id: "batch-request",
        aliases: ["il-avoid-batch-plugin"],
        severity: Medium,
        confidence: High,
        category: "Performance",
        summary: "A plug-in sends a batch request",
        help: "A batch saves round trips that a plug-in does not have, and makes its transaction longer. Send the requests one by one.",
    }
}

/// The messages, and their severities.
const MESSAGES: &[(&str, Severity)] = &[
    ("ExecuteMultiple", Severity::Medium),
    ("ExecuteTransaction", Severity::Medium),
    ("CreateMultiple", Severity::Medium),
    ("UpdateMultiple", Severity::Medium),
    ("UpsertMultiple", Severity::Medium),
    ("DeleteMultiple", Severity::Low),
];

impl Rule for BatchRequest {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::AtEntry
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        for site in &cx.reach.calls {
            let Some((message, severity)) = batch(cx, site) else { continue };
            let text = format!("{message} is a batch: inside a plug-in it only makes the transaction longer");
            let mut hit = cx.hit_at_call(Self::INFO, site, text);
            hit.severity = cx.severity_in_phase(severity, site.context);
            hit.subject = message.into();
            hits.push(hit);
        }
    }
}

/// The message of the batch request that a call makes.
fn batch(cx: &Context<'_, '_>, site: &CallSite) -> Option<(&'static str, Severity)> {
    let universe = cx.universe();
    let owner = universe.method_owner(site.callee)?;
    let name = universe.method_name(site.callee);
    if site.opcode == Opcode::Newobj {
        if let Some(found) = request_type(cx, owner) {
            return Some(found);
        }
        let is_late_bound =
            universe.is_named(owner, "Microsoft.Xrm.Sdk", "OrganizationRequest") && is_sdk_type(universe, owner);
        return is_late_bound.then(|| named(cx, site, 0)).flatten();
    }
    if name == "set_RequestName" && universe.is_named(owner, "Microsoft.Xrm.Sdk", "OrganizationRequest") {
        return named(cx, site, 1);
    }
    if name == "CreateInstance" && universe.is_named(owner, "System", "Activator") {
        let [argument] = universe.method_arguments(cx.reach.method(site.context).module, site.token).try_into().ok()?;
        return instantiated(cx, cx.reach.method(site.context), &argument)
            .into_iter()
            .find_map(|handle| request_type(cx, handle));
    }
    None
}

fn request_type(cx: &Context<'_, '_>, owner: TypeHandle) -> Option<(&'static str, Severity)> {
    let universe = cx.universe();
    let (namespace, names) = universe.name_parts(owner);
    let [name] = names.as_slice() else { return None };
    let message = name
        .as_bytes()
        .strip_suffix(b"Request")
        .filter(|_| namespace == "Microsoft.Xrm.Sdk.Messages" && is_sdk_type(universe, owner))?;
    MESSAGES.iter().copied().find(|(known, _)| known.as_bytes() == message)
}

/// The message whose name is the constant argument of a call.
fn named(cx: &Context<'_, '_>, site: &CallSite, argument: usize) -> Option<(&'static str, Severity)> {
    let text = cx.literal(site.context, *site.arguments.get(argument)?)?;
    MESSAGES.iter().copied().find(|(known, _)| *known == text)
}

/// The types that `new T()` makes: what the callers of the generic method put in for T, and theirs where those pass a parameter
/// of their own on. Each parameter of each method is looked at once.
fn instantiated(cx: &Context<'_, '_>, method: MethodId, argument: &Type) -> Vec<TypeHandle> {
    let universe = cx.universe();
    let mut found = Vec::new();
    let mut seen = FxHashSet::default();
    let mut pending = Vec::new();
    let mut put_in = |home: MethodId, argument: &Type, pending: &mut Vec<(MethodId, u32)>| match argument {
        Type::MethodParameter(number) => {
            if seen.insert((home, *number)) {
                pending.push((home, *number));
            }
        }
        argument => {
            let handle = universe.resolve_type_of(home.module, argument);
            found.extend(handle.filter(|handle| !found.contains(handle)));
        }
    };
    put_in(method, argument, &mut pending);
    if pending.is_empty() {
        return found;
    }
    let mut callers: FxHashMap<MethodId, Vec<(MethodId, Token)>> = FxHashMap::default();
    for caller in cx.reach.contexts() {
        let home = cx.reach.method(*caller);
        for edge in cx.reach.edges(*caller) {
            let event = cx.reach.facts(*caller).event_at(edge.at);
            if let Some(Action::Call { method: token, .. }) = event.map(|event| event.action)
                && token.rid::<MethodSpec>().is_some()
            {
                callers.entry(cx.reach.method(edge.to)).or_default().push((home, token));
            }
        }
    }
    for known in callers.values_mut() {
        known.sort_unstable();
        known.dedup();
    }
    while let Some((method, number)) = pending.pop() {
        for (home, token) in callers.get(&method).into_iter().flatten() {
            if let Some(argument) = universe.method_arguments(home.module, *token).get(number as usize) {
                put_in(*home, argument, &mut pending);
            }
        }
    }
    found
}
