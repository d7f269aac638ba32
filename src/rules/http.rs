//! Clients of the web in a root's reach, and how their connections are set there.

use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::{Context, Hit};
use crate::analysis::facts::{Action, Value, ValueId};
use crate::analysis::{CallSite, ContextId, Via};
use crate::apis::ApiList;
use crate::finding::RuleInfo;
use crate::il::{IlOffset, Opcode};
use crate::model::{MethodHandle, TypeId};

static LIST: LazyLock<ApiList<'static>> =
    LazyLock::new(|| ApiList::parse(include_str!("http.apis")).unwrap_or_default());

/// How a call sets connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    /// It turns keeping them open off.
    KeepAliveOff,
    /// It says how long somebody waits.
    Timeout,
}

impl Context<'_, '_> {
    /// Where the first client of the web is made in the reach of a root in which nothing has this setting: in code of the user's own
    /// where there is one.
    pub(super) fn client_without(&self, setting: Setting) -> Option<(ContextId, IlOffset, MethodHandle)> {
        self.root?;
        let kinds = || self.reach.calls.iter().filter_map(|site| Some((site, self.api(&LIST, site)?.kind)));
        let clients: Vec<&CallSite> =
            kinds().filter(|(site, kind)| *kind == "client" && is_made(self, site)).map(|(site, _)| site).collect();
        let takes_token = LazyCell::new(|| self.takes_token());
        if clients.is_empty()
            || kinds().any(|(site, kind)| sets(self, site, kind, &|| *takes_token) == Some(setting))
            || self.has_limit(setting) && *takes_token
            || self.class_sets(&clients, setting)
        {
            return None;
        }
        let places = clients.iter().map(|site| self.made_at(site));
        let is_own = |place: &(ContextId, IlOffset, MethodHandle)| self.program().is_own(self.reach.method(place.0));
        let places: Vec<_> = places.collect();
        places.iter().find(|place| is_own(place)).or(places.first()).copied()
    }

    /// A hit at a client, for the one root that is asked about.
    pub(super) fn hit_at_client(
        &self,
        rule: &'static RuleInfo,
        (context, at, client): (ContextId, IlOffset, MethodHandle),
        why: &str,
    ) -> Hit {
        let name = self.call_name(client);
        let hit = self.hit_at(rule, (context, at), client, format!("{name} {why}"));
        // What a static constructor gives away, such as the lambda of a `Lazy`, runs in a call.
        let is_given = self.reach.path(context, at).iter().any(|step| step.via == Via::Delegate);
        let severity = if is_given { rule.severity } else { hit.severity };
        Hit { severity, ..hit }
    }

    /// Where an object is made: of a class of the user's own not in its constructor, but where that is called.
    fn made_at(&self, site: &CallSite) -> (ContextId, IlOffset, MethodHandle) {
        let (mut context, mut at) = site.place();
        if site.opcode == Opcode::Call && self.universe().method_name(site.callee) == ".ctor" {
            for step in self.reach.path(context, at).iter().rev() {
                (context, at) = (step.context, step.at);
                let is_constructor = self.universe().method_name(MethodHandle::Def(step.method)) == ".ctor";
                if !is_constructor || !matches!(step.via, Via::Newobj | Via::Call) {
                    break;
                }
            }
        }
        (context, at, site.callee)
    }

    /// Whether a call of the web gets a token of cancellation.
    fn takes_token(&self) -> bool {
        let universe = self.universe();
        let is_token = |handle| universe.is_named(handle, "System.Threading", "CancellationToken");
        self.reach.calls.iter().any(|site| {
            let owner = universe.method_owner(site.callee);
            owner.is_some_and(|owner| universe.name_parts(owner).0.as_bytes().starts_with(b"System.Net"))
                && (0..site.arguments.len()).any(|number| self.operand_type(site.callee, number).is_some_and(is_token))
        })
    }

    /// Whether a method of a client's own class sets it, such as the `GetWebRequest` that the framework calls.
    fn class_sets(&self, clients: &[&CallSite], setting: Setting) -> bool {
        let universe = self.universe();
        let class = |site: &&CallSite| {
            let home = self.reach.method(site.context);
            let is_constructor = universe.method_name(MethodHandle::Def(home)) == ".ctor";
            universe.declaring_type(home).filter(|_| is_constructor && site.opcode == Opcode::Call)
        };
        let classes: BTreeSet<TypeId> = clients.iter().filter_map(class).collect();
        classes.into_iter().flat_map(|class| universe.methods(class)).any(|method| {
            let Some(code) = self.program().code(method) else { return false };
            code.facts.events().iter().any(|event| {
                let Action::Call { method: token, arguments, .. } = event.action else { return false };
                let callee = self.program().callee(method.module, token);
                let kind = callee.and_then(|callee| self.api_of(&LIST, callee.handle)).map_or("", |api| api.kind);
                let value = code.facts.arguments(arguments).last().and_then(|value| code.facts.constant(*value));
                match setting {
                    Setting::Timeout => kind == "timeout",
                    Setting::KeepAliveOff => kind == "keep" && value.is_none_or(|value| value == 0),
                }
            })
        })
    }

    /// Whether a cancellation that comes by itself bounds how long somebody waits: `new CancellationTokenSource(5000)`.
    fn has_limit(&self, setting: Setting) -> bool {
        let limits = |site: &CallSite| {
            self.is_call_of(site.callee, "System.Threading.CancellationTokenSource", ".ctor")
                && site.opcode == Opcode::Newobj
                && !site.arguments.is_empty()
                && is_limit(self, site)
        };
        setting == Setting::Timeout && self.reach.calls.iter().any(limits)
    }
}

/// Whether a call makes a client: also the constructor of the base class in one of the user's own.
fn is_made(cx: &Context<'_, '_>, site: &CallSite) -> bool {
    let is_constructor = cx.universe().method_name(site.callee) == ".ctor";
    is_constructor || matches!(site.opcode, Opcode::Call | Opcode::Ldftn)
}

/// What a call sets, if it does not say the opposite.
fn sets(cx: &Context<'_, '_>, site: &CallSite, kind: &str, takes_token: &dyn Fn() -> bool) -> Option<Setting> {
    match kind {
        "keep" => can_be(cx, site, false).then_some(Setting::KeepAliveOff),
        "close" => can_be(cx, site, true).then_some(Setting::KeepAliveOff),
        "header" => closes(cx, site).then_some(Setting::KeepAliveOff),
        "cancel" => (is_limit(cx, site) && takes_token()).then_some(Setting::Timeout),
        "timeout" => is_limit(cx, site).then_some(Setting::Timeout),
        _ => None,
    }
}

/// Whether the last argument of a call can be a time that ends: for ever is no limit.
fn is_limit(cx: &Context<'_, '_>, site: &CallSite) -> bool {
    let Some(value) = site.arguments.last() else { return true };
    let length = cx.lengths(site.context, *value);
    !length.complete || length.milliseconds.iter().any(|length| *length >= 0)
}

/// Whether the last argument of a call can be this truth value: it is no constant, or is that one.
fn can_be(cx: &Context<'_, '_>, site: &CallSite, wanted: bool) -> bool {
    let Some(value) = site.arguments.last() else { return true };
    let mut numbers = Vec::new();
    let complete = cx.follow(site.context, *value, &mut |context, value| {
        let number = truth(cx, context, value);
        numbers.extend(number);
        number.is_some()
    });
    !complete || numbers.contains(&wanted)
}

/// The truth value that a value is, or that a `bool?` is made of.
fn truth(cx: &Context<'_, '_>, context: ContextId, value: ValueId) -> Option<bool> {
    let facts = cx.reach.facts(context);
    if let Some(number) = facts.constant(value) {
        return Some(number != 0);
    }
    let (Value::Created(at) | Value::Returned(at)) = facts.value(value) else { return None };
    let Action::Call { method, arguments, .. } = facts.event_at(at)?.action else { return None };
    let name = cx.call_name(cx.callee(context, method)?);
    let number = facts.constant(*facts.arguments(arguments).last()?)?;
    matches!(name.as_str(), "new Nullable" | "Nullable.op_Implicit").then_some(number != 0)
}

/// Whether a call sets the header `Connection: close`.
fn closes(cx: &Context<'_, '_>, site: &CallSite) -> bool {
    /// `HttpRequestHeader.Connection`
    const CONNECTION: i64 = 1;
    let texts = |value: &ValueId| -> Vec<String> {
        let texts = cx.texts(site.context, *value).0;
        texts.iter().map(|text| text.trim().to_ascii_lowercase()).collect()
    };
    let is_close = |text: &String| text == "close";
    match site.arguments.as_slice() {
        // A value that is a list is not looked into.
        [_, name, value] => {
            let is_connection = texts(name).iter().any(|name| name == "connection")
                || cx.numbers(site.context, *name).0.contains(&CONNECTION);
            let values = texts(value);
            is_connection && (values.is_empty() || values.iter().any(is_close))
        }
        [headers, text, ..] => texts(text).iter().any(|text| {
            let is_line = text.strip_prefix("connection").is_some_and(|rest| rest.trim_end().ends_with("close"));
            is_line || is_close(text) && is_connection_list(cx, site.context, *headers)
        }),
        _ => false,
    }
}

/// Whether a list of values of a header can be that of `Connection`: it comes from no other property.
fn is_connection_list(cx: &Context<'_, '_>, context: ContextId, list: ValueId) -> bool {
    let facts = cx.reach.facts(context);
    let Value::Returned(at) = facts.value(list) else { return true };
    match facts.event_at(at).map(|event| event.action) {
        Some(Action::Call { method, .. }) => {
            let callee = cx.callee(context, method);
            callee.is_none_or(|callee| cx.universe().method_name(callee) == "get_Connection")
        }
        _ => true,
    }
}
