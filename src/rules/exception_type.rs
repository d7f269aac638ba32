//! `exception-type`

use std::collections::BTreeMap;

use super::exceptions::{Class, Exceptions, Is, Leaves, Retold, Thrown};
use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::{ContextId, Phase, Throw};
use crate::dataverse::RootKind;
use crate::finding::{Confidence, RuleInfo};
use crate::il::IlOffset;
use crate::model::{MethodHandle, MethodId, TypeHandle};
use crate::text::{Name, Text};

declare_rule! {
    /// Another exception than `InvalidPluginExecutionException` leaves the plug-in.
    ///
    /// ## Why it matters
    ///
    /// The platform shows the message of an `InvalidPluginExecutionException` to the user. Of every other exception the user sees a general
    /// business-process error or "unexpected error", and the message goes to a log that few can read.
    ///
    /// ## What is found
    ///
    /// A `throw` of another class from where it gets out of the entry method: no handler on the way up the calls stops it or turns it into
    /// another one. A `throw;` in a `catch` of a class of its own lets that class out and is found as well. Guards of arguments
    /// (`ArgumentNullException` and the like) count once a method.
    ///
    /// Behind a filter (`when`), in an async method, or in a delegate that other code runs, confidence is Medium.
    ///
    /// ## What is left alone
    ///
    /// What a handler on the way up catches, and `throw;` in a `catch (Exception)`: it lets out what came, whatever that is. Exceptions on
    /// other threads. A class of an assembly that was not found may derive from the right one.
    ///
    /// ## What to do instead
    ///
    /// Throw an `InvalidPluginExecutionException` with a message for the user; or catch what is expected in the entry method and turn it
    /// into one.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// if (account == null) throw new InvalidOperationException("no account");            // found
    /// if (account == null) throw new InvalidPluginExecutionException("Choose an account."); // instead
    /// ```
    ExceptionType {
        id: "exception-type",
        aliases: ["il-use-standard-exception"],
        severity: Low,
        confidence: High,
        category: "Usage",
        summary: "Another exception than InvalidPluginExecutionException leaves the plug-in",
        help: "The user does not see the message of another exception. Throw an InvalidPluginExecutionException.",
    }
}

impl Rule for ExceptionType {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::Silent
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        // A callout of CRM 3 says by what it returns that something is wrong.
        if cx.root.is_none_or(|root| root.kind == RootKind::Callout) {
            return;
        }
        let mut exceptions = Exceptions::new(cx);
        let mut guards: BTreeMap<MethodId, (MethodId, IlOffset)> = BTreeMap::new();
        let mut found = Vec::new();
        for throw in &cx.reach.throws {
            let method = cx.reach.method(throw.context);
            if cx.reach.phase(throw.context) != Phase::Calling
                || !cx.program().is_own(method)
                || is_compilers_own(cx, method)
            {
                continue;
            }
            let Some((class, leaves)) = leaving(cx, &mut exceptions, throw) else { continue };
            let place = (method, throw.at);
            let guarded = is_guard(cx, class).then(|| cx.program().authored(place.0));
            if let Some(author) = guarded {
                let first = guards.entry(author).or_insert(place);
                *first = place.min(*first);
            }
            found.push((throw, class, leaves, guarded));
        }
        for (throw, class, leaves, guarded) in found {
            let place = (cx.reach.method(throw.context), throw.at);
            if guarded.is_none_or(|author| guards.get(&author) == Some(&place)) {
                hits.push(hit(cx, (throw.context, throw.at), class, leaves));
            }
        }
    }
}

/// Whether nobody wrote a method: `Reset` of an iterator, and the like. Lambdas and the body of an iterator somebody did write.
fn is_compilers_own(cx: &Context<'_, '_>, method: MethodId) -> bool {
    let made = cx.universe().declaring_type(method).is_some_and(|owner| cx.program().is_generated_type(owner));
    let name = cx.universe().method_name(MethodHandle::Def(method));
    made && name != "MoveNext" && !cx.program().is_generated_method(method)
}

/// The class of what is thrown that leaves, and of which the user gets no message.
fn leaving(
    cx: &Context<'_, '_>,
    exceptions: &mut Exceptions<'_, '_, '_>,
    throw: &Throw,
) -> Option<(TypeHandle, Leaves)> {
    let mut best: Option<(TypeHandle, Leaves)> = None;
    for thrown in exceptions.thrown(throw) {
        let class = match thrown {
            Thrown::Class(class) => Some(class),
            Thrown::Again => exceptions.class_caught_around(throw.context, throw.at),
            Thrown::Unknown => None,
        };
        let is_wrong = |class: TypeHandle| cx.is_for_the_user(class) == Is::No && !is_vb_own(cx, class);
        let Some(class) = class.filter(|class| is_wrong(*class)) else { continue };
        let leaves = exceptions.leaves(Class::Known(class), (throw.context, throw.at), Retold::ByTheHandler);
        if leaves > best.map_or(Leaves::No, |(_, leaves)| leaves) {
            best = Some((class, leaves));
        }
    }
    best
}

/// Whether the compiler of Visual Basic threw it: a static local that is used while it gets its first value.
fn is_vb_own(cx: &Context<'_, '_>, class: TypeHandle) -> bool {
    cx.universe().name_parts(class).0 == "Microsoft.VisualBasic.CompilerServices"
}

/// Whether an exception says that an argument is wrong.
fn is_guard(cx: &Context<'_, '_>, class: TypeHandle) -> bool {
    let universe = cx.universe();
    let name = universe.full_name(class);
    ["System.ArgumentException", "System.ArgumentNullException", "System.ArgumentOutOfRangeException"]
        .contains(&name.as_str())
}

fn hit(cx: &Context<'_, '_>, (context, at): (ContextId, IlOffset), class: TypeHandle, leaves: Leaves) -> Hit {
    let universe = cx.universe();
    let target: Text = universe.type_doc_id(class);
    let name = cx.class_name(class);
    Hit {
        rule: ExceptionType::INFO,
        context,
        method: cx.reach.method(context),
        at,
        declaration: None,
        severity: ExceptionType::INFO.severity,
        confidence: if leaves == Leaves::Yes { Confidence::High } else { Confidence::Medium },
        message: format!(
            "{name} leaves the entry method: the user gets a general error, only the message of an InvalidPluginExecutionException is shown"
        ),
        subject: target.clone(),
        why: None,
        settled: false,
        target: Some(target),
    }
}

impl Context<'_, '_> {
    /// The C# name of a class for a message, without namespace and type parameters.
    pub(super) fn class_name(&self, class: TypeHandle) -> String {
        let (_, names) = self.universe().name_parts(class);
        let name = names.last().map(|name| name.as_bytes()).unwrap_or_default();
        Name(name.split(|byte| *byte == b'`').next().unwrap_or(name)).safe().to_string()
    }
}
