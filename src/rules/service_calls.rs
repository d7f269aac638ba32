//! Calls of Dataverse's service: which message each sends, whether that changes data, and which record it is about.
//!
//! Rules ask [`Context::service_call`] about one call and [`Context::after_changes`] about what runs after a change.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Context;
use super::requests::names_request;
use crate::analysis::facts::{Action, ValueId};
use crate::analysis::{After, CallSite, ContextId, Object, ObjectId, ValueSet};
use crate::dataverse::{ServiceMember, is_plain_request, only_reads, request_message, service_member};
use crate::il::{IlOffset, Opcode};
use crate::model::{MethodId, TypeHandle};

/// Whether a call changes data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Changes {
    /// It only reads.
    No,
    /// It sends a request of which nobody can say what it is.
    Unknown,
    /// It can change data, by at least one of the messages that it can send.
    Yes,
}

/// What a call of the service does.
#[derive(Debug)]
pub(super) struct ServiceCall {
    /// Whether it changes data.
    pub(super) changes: Changes,
    /// The messages that it can send, such as `Update` or the `new_Approve` of the user's own; empty where none is known, and for
    /// `OrganizationServiceContext.SaveChanges`, which sends what was collected.
    pub(super) messages: BTreeSet<String>,
    /// The records that it sends, where they are passed: the entity that `Create` or `Update` gets, or the `Target` of a request.
    /// Empty where there is none, as for `Delete`, or where it is set by name (`request["Target"] = …`).
    pub(super) sent: Vec<(ContextId, ValueId)>,
}

/// The calls, as indexes, that set the name or the target of a request.
#[derive(Default)]
pub(super) struct Settings {
    /// `RequestName = …`, and the call of the base constructor in a class of the user's own: the name is operand 1.
    names: FxHashMap<ObjectId, Vec<usize>>,
    /// `new OrganizationRequest(…)`: the name is operand 0.
    made: FxHashMap<(MethodId, IlOffset), Vec<usize>>,
    targets: FxHashMap<ObjectId, Vec<usize>>,
}

impl Settings {
    fn new(cx: &Context<'_, '_>) -> Self {
        let universe = cx.universe();
        let mut settings = Self::default();
        for (index, site) in cx.reach.calls.iter().enumerate() {
            let list = match names_request(cx, site) {
                Some(0) => {
                    let place = (cx.reach.method(site.context), site.at);
                    settings.made.entry(place).or_default().push(index);
                    continue;
                }
                Some(_) => &mut settings.names,
                None if universe.method_name(site.callee) == "set_Target" && site.operands.len() == 2 => {
                    let Some(owner) = universe.method_owner(site.callee) else { continue };
                    if !is_plain_request(universe, owner) && request_message(universe, owner).is_none() {
                        continue;
                    }
                    &mut settings.targets
                }
                None => continue,
            };
            for object in site.operands.first().into_iter().flat_map(ValueSet::iter) {
                list.entry(object).or_default().push(index);
            }
        }
        settings
    }
}

impl Context<'_, '_> {
    /// What a call does, if it is one of the service: of `IOrganizationService` and its asynchronous forms,
    /// `OrganizationServiceContext`, or `ICrmService` of CRM 4. Requests are followed from where they are made, through helpers,
    /// fields, collections and joins.
    pub(super) fn service_call(&self, site: &CallSite) -> Option<ServiceCall> {
        let mut call = ServiceCall { changes: Changes::No, messages: BTreeSet::new(), sent: Vec::new() };
        match service_member(self.universe(), site.callee)? {
            ServiceMember::Sends(message) => {
                call.messages.insert(message.to_owned());
                if matches!(message, "Create" | "Update") {
                    call.sent.extend(site.arguments.get(1).map(|value| (site.context, *value)));
                }
            }
            ServiceMember::Saves => call.changes = Changes::Yes,
            ServiceMember::Executes { crm4 } => {
                let complete = self.requests(site, &mut call);
                if !complete {
                    call.changes = if crm4 { Changes::Yes } else { Changes::Unknown };
                }
            }
        }
        if call.messages.iter().any(|message| !only_reads(message)) {
            call.changes = Changes::Yes;
        }
        Some(call)
    }

    /// Whether a call changes data in Dataverse, by all that is known.
    #[must_use]
    pub fn changes_data(&self, site: &CallSite) -> bool {
        self.service_call(site).is_some_and(|call| call.changes == Changes::Yes)
    }

    /// What can run after a call that changes data, on whichever path; nothing where no root leads to the code.
    #[must_use]
    pub fn after_changes(&self) -> &After {
        self.after_changes.get_or_init(|| {
            let calls = self.reach.calls.iter().filter(|site| self.root.is_some() && self.changes_data(site));
            self.reach.after(&calls.map(|site| (site.context, site.at)).collect::<FxHashSet<_>>())
        })
    }

    /// Notes the messages and records of the requests that a call can get; whether that is all.
    fn requests(&self, site: &CallSite, call: &mut ServiceCall) -> bool {
        let Some(requests) = site.operands.get(1).filter(|requests| !requests.is_empty()) else { return false };
        let settings = self.settings.get_or_init(|| Settings::new(self));
        let (mut complete, mut unknown) = (true, false);
        for object in requests.iter() {
            match self.names(object, settings, &mut call.messages) {
                Some(all) => complete &= all,
                None => unknown = true,
            }
            for index in settings.targets.get(&object).into_iter().flatten() {
                let site = self.reach.calls.get(*index);
                call.sent.extend(site.and_then(|site| Some((site.context, *site.arguments.get(1)?))));
            }
        }
        // The class by which a value is declared says what no object does.
        if unknown {
            let declared = site.arguments.get(1).and_then(|value| self.static_type(site.context, *value));
            match declared.and_then(|declared| request_message(self.universe(), declared)) {
                Some(message) => _ = call.messages.insert(message),
                None => complete = false,
            }
        }
        complete
    }

    /// Notes the messages of one request, and says whether that is all; `None` for what is no request that code in reach makes.
    fn names(&self, object: ObjectId, settings: &Settings, messages: &mut BTreeSet<String>) -> Option<bool> {
        let Object::Created { method, at, exact, .. } = self.reach.object(object) else { return None };
        let made = match self.program().code(method)?.facts.event_at(at)?.action {
            Action::Call { opcode: Opcode::Newobj, .. } => self.made_type(method, at),
            _ => exact.map(TypeHandle::Def),
        }?;
        let named = settings.names.get(&object).into_iter().flatten().map(|index| (*index, 1));
        let named = named.chain(settings.made.get(&(method, at)).into_iter().flatten().map(|index| (*index, 0)));
        let (mut is_named, mut complete) = (false, true);
        for (index, number) in named {
            is_named = true;
            let Some(site) = self.reach.calls.get(index) else { continue };
            let (texts, all) =
                site.arguments.get(number).map(|value| self.texts(site.context, *value)).unwrap_or_default();
            messages.extend(texts);
            complete &= all;
        }
        if is_named {
            return Some(complete);
        }
        let message = request_message(self.universe(), made);
        let is_request = message.is_some() || is_plain_request(self.universe(), made);
        complete = message.is_some();
        messages.extend(message);
        is_request.then_some(complete)
    }
}
