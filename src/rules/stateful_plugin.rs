//! `stateful-plugin`

use super::handed::Handed;
use super::{Context, Hit, InDependency, Rule, declare_rule, lazy, registration};
use crate::analysis::{ContextId, How, ObjectId, Write};
use crate::dataverse::{Root, RootKind};
use crate::finding::{Confidence, RuleInfo, Severity};
use crate::model::{MethodHandle, TypeHandle};

declare_rule! {
    /// An instance field of a plug-in is written while the platform calls it.
    ///
    /// ## Why it matters
    ///
    /// The platform creates **one** object of a plug-in class, keeps it, and calls `Execute` on it from many threads. What one call
    /// writes to a field the next call reads, and two calls at the same time read each other's values: one user's record,
    /// service or input ends up in another user's transaction. Nothing fails in a test with one user.
    ///
    /// ## What is found
    ///
    /// A store to a field of that one object, wherever it happens on the way: in `Execute`, in a helper or base class, through a
    /// property, in a lambda, an async method or an iterator, in another assembly, or where the address of the field is handed to a method.
    /// `Interlocked` and `Volatile` are reported at Low: no race, but state all the same.
    ///
    /// ## What is left alone
    ///
    /// Constructors and field initialisers, fields of objects made during the call, local variables, and the compiler's own fields.
    ///
    /// ## What to do instead
    ///
    /// Keep what belongs to a call in local variables, or in an object that is made in `Execute` and handed on. Fields are for
    /// what the constructor sets and nobody changes, such as the configuration strings.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// public class OrderCounter : IPlugin
    /// {
    ///     private int _count;                       // shared by every call
    ///
    ///     public void Execute(IServiceProvider serviceProvider)
    ///     {
    ///         _count++;                             // found
    ///         int count = 0;                        // instead: a local variable
    ///         count++;
    ///     }
    /// }
    /// ```
    StatefulPlugin {
        id: "stateful-plugin",
        aliases: [],
        severity: High,
        confidence: High,
        category: "Design",
        summary: "An instance field of a plug-in is written while the platform calls it",
        help: "The platform shares one object of the class among all calls and threads. Keep the value in a local variable, or in an object that is made in Execute and handed on.",
    }
}

impl Rule for StatefulPlugin {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::Report
    }

    fn by_registration(&self, root: &Root, severity: Severity) -> Option<(Severity, &'static str)> {
        registration::idle(root, severity)
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        // Each workflow instance of CRM 4 has a copy of the activity.
        if cx.root.is_none_or(|root| root.kind == RootKind::Crm4WorkflowActivity) {
            return;
        }
        for write in cx.reach.writes.iter().filter(|write| write.holder == Some(ObjectId::ROOT)) {
            if cx.program().is_generated_field(write.field)
                || lazy::is_lazy(cx, write)
                || lazy::static_local::sets_constant(cx, write)
            {
                continue;
            }
            hits.extend(hit(cx, write));
        }
    }
}

fn hit(cx: &Context<'_, '_>, write: &Write) -> Option<Hit> {
    let universe = cx.universe();
    let per_call = cx.keeps_of_this_call(write).is_some();
    let (mut severity, mut confidence) = (Severity::High, Confidence::High);
    match write.how {
        How::Store => {}
        How::Handed { callee, position } => match cx.handed(callee, position) {
            Handed::Read => return None,
            Handed::Interlocked if per_call => {}
            Handed::Interlocked => severity = Severity::Low,
            Handed::Written => {}
            Handed::Unknown => confidence = Confidence::Medium,
        },
    }
    if cx.root.is_some_and(|root| root.kind == RootKind::Callout) {
        severity = severity.min(Severity::Medium);
    }
    if !write.exact {
        confidence = confidence.min(Confidence::Medium);
    }
    // The compiler's lock around an initialiser keeps nobody apart who uses the value.
    let locked = write.locked && !lazy::static_local::initialises(cx, write);
    if locked {
        severity = severity.min(Severity::Medium);
    }
    let mut message = format!(
        "{} is written while the platform calls {}: every call shares this object",
        universe.field_in_words(write.field),
        cx.entry_name(write.context),
    );
    if per_call {
        message.push_str("; another caller may run with this user's service or data");
    } else if locked {
        message.push_str("; the lock keeps calls apart, yet the value stays for the next one");
    }
    if cx.is_thread_static(write.field) {
        message.push_str("; ThreadStatic has no effect on an instance field");
    }
    let hit = cx.hit_on_field(StatefulPlugin::INFO, (write.context, write.at), write.field, message);
    Some(Hit { severity, confidence, ..hit })
}

impl Context<'_, '_> {
    /// The C# form of the method that the platform calls when it gets to a context, for a message.
    pub(super) fn entry_name(&self, context: ContextId) -> String {
        let universe = self.universe();
        let Some(root) = self.root else { return "it".to_owned() };
        let name = universe.type_display(TypeHandle::Def(root.type_id));
        let begins = self.reach.entry_of(context).filter(|entry| root.entries.contains(entry));
        // What begins elsewhere, at a delegate that a constructor handed out for one, does so because of one of them; it is not seen which.
        let only = if let [only] = root.entries.as_slice() { Some(only) } else { None };
        match begins.as_ref().or(only) {
            Some(entry) => {
                // An explicit implementation has its interface in front, as paths have it.
                let display = universe.method_display(MethodHandle::Def(*entry));
                let owner = universe.declaring_type(*entry).map(|owner| universe.type_display(TypeHandle::Def(owner)));
                let member = owner.and_then(|owner| display.strip_prefix(&owner)?.strip_prefix('.'));
                format!("{name}.{}", member.unwrap_or(&display).split('(').next().unwrap_or_default())
            }
            None => name,
        }
    }
}
