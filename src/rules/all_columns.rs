//! `all-columns`

use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::facts::{Action, Facts, Value, ValueId};
use crate::analysis::{CallSite, ContextId};
use crate::dataverse::is_sdk_type;
use crate::finding::{Confidence, RuleInfo};
use crate::il::Opcode;

declare_rule! {
    /// A plug-in reads all columns of a record.
    ///
    /// ## Why it matters
    ///
    /// A table has hundreds of columns, and more with every release. Reading all of them where two are needed makes each call slower, reads
    /// calculated and large columns for nothing, and holds the transaction longer. A record that was read whole and is sent back whole overwrites what others
    /// changed meanwhile, and starts every plug-in and flow that waits for one of its columns.
    ///
    /// ## What is found
    ///
    /// `new ColumnSet(true)`, `AllColumns = true`, the `AllColumns` of CRM 4, and FetchXML with `<all-attributes>` that is given to a query or a request. The
    /// constant is followed through variables, fields, helpers and joined texts; where only some callers pass `true`, confidence is Medium.
    ///
    /// ## What is left alone
    ///
    /// `ColumnSet(false)`, `ColumnSet()`, named columns, and what is not a constant.
    ///
    /// ## What to do instead
    ///
    /// Name the columns that are needed.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// service.Retrieve("account", id, new ColumnSet(true));     // found
    /// service.Retrieve("account", id, new ColumnSet("name"));   // instead
    /// ```
    AllColumns {
        id: "all-columns",
        aliases: ["il-specify-column"],
        severity: Medium,
        confidence: High,
        category: "Performance",
        summary: "A plug-in reads all columns of a record",
        help: "Reading all columns makes every call slower, and writing them back overwrites what others changed. Name the columns that are needed.",
    }
}

impl Rule for AllColumns {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::AtEntry
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        for site in &cx.reach.calls {
            let Some((what, confidence)) = found(cx, site) else { continue };
            let hit = cx.hit_at_call(Self::INFO, site, format!("{what} reads all columns of the records"));
            hits.push(Hit { confidence: hit.confidence.min(confidence), ..hit });
        }
    }
}

/// What reads all columns, and how sure that is.
fn found(cx: &Context<'_, '_>, site: &CallSite) -> Option<(&'static str, Confidence)> {
    let universe = cx.universe();
    let owner = universe.method_owner(site.callee)?;
    let name = universe.method_name(site.callee);
    let is_sdk = |namespace, name| universe.is_named(owner, namespace, name) && is_sdk_type(universe, owner);
    let makes = site.opcode == Opcode::Newobj;
    if is_sdk("Microsoft.Xrm.Sdk.Query", "ColumnSet") {
        let (what, number) = match name.as_bytes() {
            b".ctor" if makes => ("ColumnSet(true)", 0),
            b"set_AllColumns" => ("AllColumns = true", 1),
            _ => return None,
        };
        let (numbers, complete) = cx.numbers(site.context, *site.arguments.get(number)?);
        let all = complete && numbers.iter().all(|number| *number != 0);
        let confidence = if all { Confidence::High } else { Confidence::Medium };
        return numbers.iter().any(|number| *number != 0).then_some((what, confidence));
    }
    if makes && universe.is_named(owner, "Microsoft.Crm.Sdk.Query", "AllColumns") {
        return Some(("AllColumns", Confidence::High));
    }
    let is_query = match name.as_bytes() {
        b".ctor" => makes && is_sdk("Microsoft.Xrm.Sdk.Query", "FetchExpression"),
        b"set_Query" => is_sdk("Microsoft.Xrm.Sdk.Query", "FetchExpression"),
        b"set_FetchXml" => is_sdk_type(universe, owner) && cx.is_sdk_namespace(owner),
        b"Fetch" => universe.is_named(owner, "Microsoft.Crm.Sdk", "ICrmService"),
        _ => false,
    };
    if !is_query {
        return None;
    }
    let query = *site.arguments.last()?;
    Fetch { cx, looks: LOOKS }
        .asks_for_all(site.context, query, DEPTH)
        .then_some(("<all-attributes/>", Confidence::High))
}

/// How many texts are looked at for one query, and how deep they are joined of others.
const LOOKS: u32 = 256;
const DEPTH: u32 = 4;

/// Looks through the texts of which a query is made.
struct Fetch<'s, 'c, 'a> {
    cx: &'s Context<'c, 'a>,
    looks: u32,
}

impl Fetch<'_, '_, '_> {
    fn asks_for_all(&mut self, context: ContextId, value: ValueId, depth: u32) -> bool {
        let cx = self.cx;
        let (mut asks, mut parts) = (false, Vec::new());
        cx.follow(context, value, &mut |context, value| {
            if let Some(text) = cx.literal(context, value) {
                asks |= text.contains("<all-attributes");
                return true;
            }
            let joined = joined(cx, context, value);
            parts.extend(joined.iter().map(|part| (context, *part)));
            !joined.is_empty()
        });
        for (context, part) in parts {
            let (Some(depth), Some(looks)) = (depth.checked_sub(1), self.looks.checked_sub(1)) else { break };
            self.looks = looks;
            asks = asks || self.asks_for_all(context, part, depth);
        }
        asks
    }
}

/// The values of which a text is made by the framework: `string.Concat`, `string.Format`, a `StringBuilder`.
fn joined(cx: &Context<'_, '_>, context: ContextId, value: ValueId) -> Vec<ValueId> {
    let facts = cx.reach.facts(context);
    let Value::Returned(at) = facts.value(value) else { return Vec::new() };
    let Some(Action::Call { method, arguments, .. }) = facts.event_at(at).map(|event| event.action) else {
        return Vec::new();
    };
    let Some(callee) = cx.callee(context, method) else { return Vec::new() };
    let arguments = facts.arguments(arguments);
    match cx.call_name(callee).as_str() {
        "String.Concat" | "String.Format" | "String.Join" => {
            arguments.iter().flat_map(|part| elements(facts, *part).into_iter().chain([*part])).collect()
        }
        "String.Replace" | "String.Trim" | "Object.ToString" | "StringBuilder.ToString" => {
            let receiver = arguments.first().copied();
            receiver
                .into_iter()
                .flat_map(|receiver| appended(cx, context, receiver).into_iter().chain([receiver]))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// What is stored in the elements of an array.
fn elements(facts: &Facts, array: ValueId) -> Vec<ValueId> {
    let Value::Created(_) = facts.value(array) else { return Vec::new() };
    let stored = facts.events().iter().filter_map(|event| match event.action {
        Action::StoreElement { array: target, value } if facts.value(target) == facts.value(array) => Some(value),
        _ => None,
    });
    stored.collect()
}

/// What is appended to a `StringBuilder` in the method that makes it.
fn appended(cx: &Context<'_, '_>, context: ContextId, builder: ValueId) -> Vec<ValueId> {
    let facts = cx.reach.facts(context);
    // Each `Append` returns the builder: a chain of them ends where it was made.
    let made = |mut value: ValueId| {
        for _ in 0..64 {
            let Value::Returned(at) = facts.value(value) else { break };
            let Some(Action::Call { arguments, .. }) = facts.event_at(at).map(|event| event.action) else { break };
            let Some(receiver) = facts.arguments(arguments).first() else { break };
            value = *receiver;
        }
        facts.value(value)
    };
    let Value::Created(at) = made(builder) else { return Vec::new() };
    let calls = facts.events().iter().filter_map(|event| match event.action {
        Action::Call { method, arguments, .. } => Some((event.at, method, facts.arguments(arguments))),
        _ => None,
    });
    let mut parts = Vec::new();
    for (place, method, arguments) in calls {
        let Some(callee) = cx.callee(context, method) else { continue };
        let name = cx.call_name(callee);
        if place == at && name == "new StringBuilder" {
            parts.extend(arguments);
        } else if name.starts_with("StringBuilder.")
            && arguments.first().is_some_and(|it| made(*it) == Value::Created(at))
        {
            parts.extend(arguments.iter().skip(1));
        }
    }
    parts
}
