//! Requests that code makes: which messages they send, by their class or by name.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Context;
use crate::analysis::CallSite;
use crate::analysis::facts::Action;
use crate::dataverse::{is_plain_request, is_sdk_type, request_message};
use crate::il::Opcode;
use crate::metadata::{MethodSpec, Token, Type};
use crate::model::{MethodId, TypeHandle, Universe};

impl Context<'_, '_> {
    /// The calls that make a request of the SDK or give it its name, and the message: `new AssignRequest()`, `new T()` where T is known,
    /// `new OrganizationRequest("Assign")`, `RequestName = "Assign"`.
    pub(super) fn requests_made(&self) -> impl Iterator<Item = (&CallSite, &str)> {
        let made = self.requests_made.get_or_init(|| {
            let calls = self.reach.calls.iter().enumerate();
            calls
                .flat_map(|(call, site)| messages(self, site).into_iter().map(move |message| (call, message)))
                .collect()
        });
        made.iter().filter_map(|(call, message)| Some((self.reach.calls.get(*call)?, message.as_str())))
    }

    /// See [`is_sdk_namespace`].
    pub(super) fn is_sdk_namespace(&self, handle: TypeHandle) -> bool {
        is_sdk_namespace(self.universe(), handle)
    }
}

/// Whether a type stands in a namespace of the SDK.
pub(super) fn is_sdk_namespace(universe: &Universe<'_>, handle: TypeHandle) -> bool {
    let namespace = universe.name_parts(handle).0.as_bytes();
    [&b"Microsoft.Xrm."[..], b"Microsoft.Crm."].iter().any(|start| namespace.starts_with(start))
}

/// The operand that names the message of a request, for a call that gives it one: `new OrganizationRequest("Assign")`, the call of the
/// base constructor in a class of the user's own, `RequestName = "Assign"`.
pub(super) fn names_request(cx: &Context<'_, '_>, site: &CallSite) -> Option<usize> {
    let universe = cx.universe();
    let name = universe.method_name(site.callee);
    let is_made = name == ".ctor";
    if !is_made && name != "set_RequestName" {
        return None;
    }
    let owner = universe.method_owner(site.callee)?;
    let is_plain = is_plain_request(universe, owner);
    if is_made && site.opcode == Opcode::Newobj {
        return (is_plain && site.arguments.len() == 1).then_some(0);
    }
    let is_request = is_plain || request_message(universe, owner).is_some();
    (site.opcode != Opcode::Ldftn && is_request && site.arguments.len() == 2).then_some(1)
}

/// The messages of the requests that a call makes.
fn messages(cx: &Context<'_, '_>, site: &CallSite) -> Vec<String> {
    let universe = cx.universe();
    let Some(owner) = universe.method_owner(site.callee) else { return Vec::new() };
    let name = universe.method_name(site.callee);
    if let Some(number) = names_request(cx, site).filter(|_| is_sdk_type(universe, owner)) {
        return named(cx, site, number);
    }
    if site.opcode == Opcode::Newobj {
        return sdk_message(cx, owner).into_iter().collect();
    }
    if name == "CreateInstance" && universe.is_named(owner, "System", "Activator") {
        let home = cx.reach.method(site.context);
        let Ok([argument]) = <[Type; 1]>::try_from(universe.method_arguments(home.module, site.token)) else {
            return Vec::new();
        };
        return instantiated(cx, home, &argument).into_iter().filter_map(|handle| sdk_message(cx, handle)).collect();
    }
    Vec::new()
}

/// The message of a class of the SDK. A class of the user's own sends what its name is set to.
fn sdk_message(cx: &Context<'_, '_>, handle: TypeHandle) -> Option<String> {
    cx.is_sdk_namespace(handle).then(|| request_message(cx.universe(), handle)).flatten()
}

/// The messages that an argument of a call can name.
fn named(cx: &Context<'_, '_>, site: &CallSite, argument: usize) -> Vec<String> {
    let mut texts = site.arguments.get(argument).map(|value| cx.texts(site.context, *value).0).unwrap_or_default();
    texts.sort_unstable();
    texts.dedup();
    texts
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
