//! `all-columns`

use rustc_hash::FxHashMap;

use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::facts::{Action, Facts, Value, ValueId};
use crate::analysis::{CallSite, ContextId};
use crate::dataverse::is_sdk_type;
use crate::finding::{Confidence, RuleInfo};
use crate::il::{IlOffset, Opcode};

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
        let mut fetch = Fetch { cx, looks: 0, left: LOOKS_OF_ALL, parts: FxHashMap::default() };
        for site in &cx.reach.calls {
            let Some((what, confidence)) = found(cx, site, &mut fetch) else { continue };
            let hit = cx.hit_at_call(Self::INFO, site, format!("{what} reads all columns of the records"));
            hits.push(Hit { confidence: hit.confidence.min(confidence), ..hit });
        }
        if fetch.left == 0 {
            cx.note_bound();
        }
    }
}

/// What reads all columns, and how sure that is.
fn found(cx: &Context<'_, '_>, site: &CallSite, fetch: &mut Fetch<'_, '_, '_>) -> Option<(&'static str, Confidence)> {
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
    fetch.looks = LOOKS;
    fetch.asks_for_all(site.context, query, DEPTH).then_some(("<all-attributes/>", Confidence::High))
}

/// How many texts are looked at for one query, and how deep they are joined of others.
const LOOKS: u32 = 256;
const DEPTH: u32 = 4;

/// How many texts are looked at for all queries of a root; that it was hit is reported.
const LOOKS_OF_ALL: u32 = 1 << 14;

/// What a method puts into the arrays and `StringBuilder`s that it makes, by the instruction that makes them.
type Parts = FxHashMap<IlOffset, Vec<ValueId>>;

/// Looks through the texts of which queries are made.
struct Fetch<'s, 'c, 'a> {
    cx: &'s Context<'c, 'a>,
    looks: u32,
    left: u32,
    parts: FxHashMap<ContextId, Parts>,
}

impl Fetch<'_, '_, '_> {
    fn asks_for_all(&mut self, context: ContextId, value: ValueId, depth: u32) -> bool {
        let cx = self.cx;
        let (mut asks, mut texts) = (false, Vec::new());
        cx.follow(context, value, &mut |context, value| {
            if let Some(text) = cx.literal(context, value) {
                asks |= text.contains("<all-attributes");
                return true;
            }
            let joined = self.joined(context, value);
            texts.extend(joined.iter().map(|part| (context, *part)));
            !joined.is_empty()
        });
        for (context, text) in texts {
            if asks || depth == 0 || self.looks == 0 || self.left == 0 {
                break;
            }
            (self.looks, self.left) = (self.looks - 1, self.left - 1);
            asks = self.asks_for_all(context, text, depth - 1);
        }
        asks
    }

    /// The values of which a text is made by the framework: `string.Concat`, `string.Format`, a `StringBuilder`.
    fn joined(&mut self, context: ContextId, value: ValueId) -> Vec<ValueId> {
        let cx = self.cx;
        let facts = cx.reach.facts(context);
        let Value::Returned(at) = facts.value(value) else { return Vec::new() };
        let Some(Action::Call { method, arguments, .. }) = facts.event_at(at).map(|event| event.action) else {
            return Vec::new();
        };
        let Some(callee) = cx.callee(context, method) else { return Vec::new() };
        let arguments = facts.arguments(arguments);
        let (mut texts, joins) = match cx.call_name(callee).as_str() {
            "String.Concat" | "String.Format" | "String.Join" => (arguments.to_vec(), true),
            "String.Replace" | "String.Trim" | "Object.ToString" | "StringBuilder.ToString" => {
                (arguments.first().copied().into_iter().collect(), false)
            }
            _ => return Vec::new(),
        };
        let parts = self.parts.entry(context).or_insert_with(|| parts(cx, context));
        for value in texts.clone() {
            let made = if joins { facts.value(value) } else { made(facts, value) };
            if let Value::Created(at) = made {
                texts.extend(parts.get(&at).into_iter().flatten());
            }
        }
        texts
    }
}

/// What a value was made as: each `Append` of a `StringBuilder` returns it, so a chain of them ends where it was made.
fn made(facts: &Facts, mut value: ValueId) -> Value {
    for _ in 0..64 {
        let Value::Returned(at) = facts.value(value) else { break };
        let Some(Action::Call { arguments, .. }) = facts.event_at(at).map(|event| event.action) else { break };
        let Some(receiver) = facts.arguments(arguments).first() else { break };
        value = *receiver;
    }
    facts.value(value)
}

fn parts(cx: &Context<'_, '_>, context: ContextId) -> Parts {
    let facts = cx.reach.facts(context);
    let mut parts = Parts::default();
    for event in facts.events() {
        match event.action {
            Action::StoreElement { array, value } => {
                if let Value::Created(at) = facts.value(array) {
                    parts.entry(at).or_default().push(value);
                }
            }
            Action::Call { method, arguments, .. } => {
                let Some(name) = cx.callee(context, method).map(|callee| cx.call_name(callee)) else { continue };
                let arguments = facts.arguments(arguments);
                if name == "new StringBuilder" {
                    parts.entry(event.at).or_default().extend(arguments);
                } else if name.starts_with("StringBuilder.")
                    && let Some((receiver, appended)) = arguments.split_first()
                    && let Value::Created(at) = made(facts, *receiver)
                {
                    parts.entry(at).or_default().extend(appended);
                }
            }
            _ => {}
        }
    }
    parts
}
