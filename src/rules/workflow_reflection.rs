//! `workflow-reflection`

use std::sync::LazyLock;

use super::mention::{Mention, Thing};
use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::CallSite;
use crate::apis::ApiList;
use crate::finding::RuleInfo;
use crate::metadata::utf16;

declare_rule! {
    /// A plug-in looks into the platform's own classes by reflection.
    ///
    /// ## Why it matters
    ///
    /// The classes behind the interfaces, such as `Microsoft.Crm.Workflow.SynchronousRuntime.WorkflowContextBase`, belong to the platform. They are not part of
    /// the SDK, have no promise, and change or vanish with any update of the service: then the code fails, in all organisations at once.
    ///
    /// ## What is found
    ///
    /// The name of a type in `Microsoft.Crm.Workflow.SynchronousRuntime` that is looked up by reflection or compared with the name of a type, and
    /// `ProxyTypesAssembly` looked up as a member, in the reach of a plug-in or workflow activity. Constants are followed through variables, fields and helpers.
    ///
    /// ## What is left alone
    ///
    /// Reflection on the plug-in's own classes and on the SDK's; the same words in a text that is only written somewhere.
    ///
    /// ## What to do instead
    ///
    /// Use the interfaces of the SDK only. Early-bound classes need nothing: the assembly that has `ProxyTypesAssemblyAttribute` is found by itself.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// factory.GetType().GetProperty("ProxyTypesAssembly").SetValue(factory, GetType().Assembly, null);   // found
    /// ```
    WorkflowReflection {
        id: "workflow-reflection",
        aliases: [],
        severity: High,
        confidence: High,
        category: "Supportability",
        summary: "A plug-in looks into the platform's own classes by reflection",
        help: "The platform's own classes change with any update, and then the code fails. Use the interfaces of the SDK only.",
    }
}

static LIST: LazyLock<ApiList<'static>> =
    LazyLock::new(|| ApiList::parse(include_str!("workflow_reflection.apis")).unwrap_or_default());

/// How the names of the platform's own types start.
const RUNTIME: &str = "Microsoft.Crm.Workflow.SynchronousRuntime";

/// A member of the platform's own service factory.
const MEMBER: &str = "ProxyTypesAssembly";

impl Rule for WorkflowReflection {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::AtEntry
    }

    fn concerns(&self, mention: &Mention<'_, '_, '_>) -> bool {
        let Thing::Literal(text) = mention.thing else { return false };
        let text = utf16(text);
        is_name(&text, true) || is_name(&text, false)
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        for site in &cx.reach.calls {
            let Some(api) = cx.api(&LIST, site) else { continue };
            let is_member = api.kind == "member";
            if !passed(cx, site, is_member) {
                continue;
            }
            let name = cx.call_name(site.callee);
            let what = if is_member { MEMBER } else { "a class of Microsoft.Crm.Workflow.SynchronousRuntime" };
            let does = if api.kind == "compared" { "compares a name with" } else { "looks for" };
            let text = format!("{name} {does} {what}, which is the platform's own and can change with any update");
            hits.push(cx.hit_at_call(Self::INFO, site, text));
        }
    }
}

/// Whether an argument of a call can be such a name.
fn passed(cx: &Context<'_, '_>, site: &CallSite, is_member: bool) -> bool {
    let names = |value| cx.texts(site.context, value).0;
    site.arguments.iter().any(|value| names(*value).iter().any(|text| is_name(text, is_member)))
}

/// Whether a text is such a name: of a member, or of a class.
fn is_name(text: &str, is_member: bool) -> bool {
    if is_member { text == MEMBER } else { text.starts_with(RUNTIME) }
}
