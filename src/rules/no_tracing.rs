//! `no-tracing`

use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::facts::{Action, Value};
use crate::analysis::{CallSite, Object, ValueSet};
use crate::dataverse::RootKind;
use crate::finding::RuleInfo;
use crate::metadata::{Token, TypeDefOrRef};
use crate::model::{ModuleId, Origin, TypeHandle};

declare_rule! {
    /// A plug-in writes no trace.
    ///
    /// ## Why it matters
    ///
    /// Nobody can attach a debugger to a plug-in in the service. What it writes to `ITracingService` is shown with every error and kept in the plug-in trace
    /// log; without it, "an unexpected error occurred" is all that there is.
    ///
    /// ## What is found
    ///
    /// A plug-in or workflow activity in whose reach nothing asks for `ITracingService`. One finding a class.
    ///
    /// ## What is left alone
    ///
    /// Classes that ask for it in a base class, a helper or a lambda, whether they write something or not; classes whose base class is not there to be looked at, or
    /// that hand what the platform gave them to an assembly that is not; plug-ins of CRM 4 and callouts, which have no tracing.
    ///
    /// ## What to do instead
    ///
    /// Ask for it, and say at least which branch is taken and which records are concerned.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
    /// tracing.Trace("{0} of {1}", context.MessageName, context.PrimaryEntityId);
    /// ```
    NoTracing {
        id: "no-tracing",
        aliases: [],
        severity: Info,
        confidence: High,
        category: "Supportability",
        summary: "A plug-in writes no trace",
        help: "Without a trace nobody can tell why a plug-in failed. Ask for ITracingService and write to it.",
    }
}

impl Rule for NoTracing {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::Silent
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        let has_tracing =
            cx.root.is_some_and(|root| matches!(root.kind, RootKind::Plugin | RootKind::WorkflowActivity));
        if !has_tracing || cx.reach.calls.iter().any(|site| traces(cx, site) || hands_out(cx, site)) || names_it(cx) {
            return;
        }
        let message = format!(
            "nothing that {} does asks for ITracingService: when it fails, nobody can tell why",
            cx.root_type_name()
        );
        hits.extend(cx.hit_on_class(Self::INFO, message));
    }
}

fn is_tracing(cx: &Context<'_, '_>, handle: TypeHandle) -> bool {
    cx.universe().is_named(handle, "Microsoft.Xrm.Sdk", "ITracingService")
}

/// Whether a call is one of the tracing service, or of a generic method for it: `GetExtension<ITracingService>()`.
fn traces(cx: &Context<'_, '_>, site: &CallSite) -> bool {
    let universe = cx.universe();
    let module = cx.reach.method(site.context).module;
    universe.method_owner(site.callee).is_some_and(|owner| is_tracing(cx, owner)) || is_for_it(cx, module, site.token)
}

/// Whether a token instantiates a generic method for the tracing service.
fn is_for_it(cx: &Context<'_, '_>, module: ModuleId, token: Token) -> bool {
    let arguments = cx.universe().method_arguments(module, token);
    arguments.iter().filter_map(|argument| cx.universe().resolve_type_of(module, argument)).any(|it| is_tracing(cx, it))
}

/// Whether some code in reach has `typeof(ITracingService)`, or calls a generic method of the user's own for it.
fn names_it(cx: &Context<'_, '_>) -> bool {
    cx.reach.contexts().iter().any(|context| {
        let module = cx.reach.method(*context).module;
        let facts = cx.reach.facts(*context);
        let handle = |token: Token| cx.universe().resolve_type(module, TypeDefOrRef::from_token(token)?);
        facts.events().iter().any(|event| match event.action {
            Action::Call { method, arguments, .. } => {
                is_for_it(cx, module, method)
                    || facts.arguments(arguments).iter().any(|value| match facts.value(*value) {
                        Value::Handle(token) => handle(token).is_some_and(|it| is_tracing(cx, it)),
                        _ => false,
                    })
            }
            _ => false,
        })
    })
}

/// Whether a call hands what the platform gave to an assembly that is not there to be looked at: that may trace.
fn hands_out(cx: &Context<'_, '_>, site: &CallSite) -> bool {
    let universe = cx.universe();
    let Some(owner) = universe.method_owner(site.callee) else { return false };
    let is_given = |object| matches!(cx.reach.object(object), Object::Passed(_) | Object::Root);
    matches!(owner, TypeHandle::Missing(..))
        && universe.assembly_of(owner).1 == Origin::Other
        && site.operands.iter().flat_map(ValueSet::iter).any(is_given)
}
