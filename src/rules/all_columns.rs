//! `all-columns`

use super::mention::Mention;
use super::texts::Literals;
use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::CallSite;
use crate::analysis::facts::Value;
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

    fn concerns(&self, mention: &Mention<'_, '_, '_>) -> bool {
        mention.is_of_sdk()
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        let mut literals = Literals::new(cx);
        for site in &cx.reach.calls {
            let Some((what, confidence)) = found(cx, site, &mut literals) else { continue };
            let hit = cx.hit_at_call(Self::INFO, site, format!("{what} reads all columns of the records"));
            hits.push(Hit { confidence: hit.confidence.min(confidence), ..hit });
        }
        if literals.is_bounded() {
            cx.note_bound();
        }
    }
}

/// What reads all columns, and how sure that is.
fn found(
    cx: &Context<'_, '_>,
    site: &CallSite,
    literals: &mut Literals<'_, '_, '_>,
) -> Option<(&'static str, Confidence)> {
    let universe = cx.universe();
    let owner = universe.method_owner(site.callee)?;
    let name = universe.method_name(site.callee);
    let is_sdk = |namespace, name| universe.is_named(owner, namespace, name) && is_sdk_type(universe, owner);
    let makes = site.opcode == Opcode::Newobj;
    if is_sdk("Microsoft.Xrm.Sdk.Query", "ColumnSet") {
        let (what, passed, number) = match name.as_bytes() {
            b".ctor" if makes => ("ColumnSet(true)", "ColumnSet with the `true` that a caller passes", 0),
            b"set_AllColumns" => ("AllColumns = true", "AllColumns with the `true` that a caller passes", 1),
            _ => return None,
        };
        let value = site.arguments.get(number)?;
        let (numbers, complete) = cx.numbers(site.context, *value);
        let all = complete && numbers.iter().all(|number| *number != 0);
        let confidence = if all { Confidence::High } else { Confidence::Medium };
        // What callers pass is no constant at this line.
        let is_passed =
            matches!(cx.reach.facts(site.context).value(*value), Value::Argument(_) | Value::ArgumentCell(_));
        let what = if is_passed { passed } else { what };
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
    literals.any(site.context, query, &mut has_all).then_some(("<all-attributes/>", Confidence::High))
}

/// Whether FetchXML asks for all columns: not by an element whose name only begins so.
fn has_all(text: &str) -> bool {
    const ALL: &str = "<all-attributes";
    let name = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_' | '.' | ':');
    text.match_indices(ALL).any(|(at, _)| !text.get(at + ALL.len()..).is_some_and(|rest| rest.starts_with(name)))
}
