//! `forbidden-api`

use rustc_hash::FxHashSet;

use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::{ContextId, Phase};
use crate::apis::bans::{Banned, Used};
use crate::finding::{RuleInfo, Severity};
use crate::il::IlOffset;
use crate::model::{MethodHandle, MethodId, Subject, TypeHandle, Universe};

declare_rule! {
    /// Code uses what the team has forbidden.
    ///
    /// ## Why it matters
    ///
    /// Every team knows calls that must not reach production: the clock instead of its own clock, a client that was replaced, a library that is on its way
    /// out. A list of them beside the code is only worth something if a build fails where one is used, also in code that nobody has the source of.
    ///
    /// ## What is found
    ///
    /// Uses of what `--banned BannedSymbols.txt` and `--ban-set` name, by documentation-comment id, as the Roslyn analyzer of that name reads it: a line is
    /// `id;message`, `//` starts a comment. The assembly does not matter: `T:System.IO.File` is the same type in mscorlib, System.Runtime and netstandard.
    ///
    /// - `N:` covers all that is in the namespace and below it.
    /// - `T:` covers the members of a type, its nested types, and every use of it: as a base class, interface, attribute, field, parameter, result, variable,
    ///   type argument, element of an array, in `typeof` and `catch`.
    /// - `M:`, `P:`, `E:`, `F:` cover one member: calls, delegates made of it, reads and writes, and what overrides or implements it. `M:` without
    ///   parameters is the method without parameters. Generic instances are their definition.
    ///
    /// With plug-ins in an assembly, what counts is what the platform's calls reach; `--scope assembly` adds the rest. Without one, all of the assembly counts.
    ///
    /// Sets that come with the tool and are switched on by `--ban-set`:
    ///
    /// - `sandbox` (files, registry, event log, processes, console, native code)
    /// - `threading` (threads, tasks, timers, locks of one process)
    /// - `blocking` (sleeping and waiting)
    /// - `reflection` (code that is found, made or loaded at run time)
    ///
    /// ## What is left alone
    ///
    /// What is forbidden may use itself: a class that is named, and all in a namespace that is. What compilers write without being asked: the code
    /// of automatic properties and of field-like events, the machinery of iterators and async methods. Constants and members of enumerations leave no trace in a
    /// compiled assembly: forbid their type.
    ///
    /// ## What to do instead
    ///
    /// What the message of the entry says. An entry that should not hold at one place can make an exception for it in the configuration.
    ///
    /// ## Example
    ///
    /// ```text
    /// // BannedSymbols.txt
    /// P:System.DateTime.Now;use IClock, which tests can set
    /// N:System.Data.SqlClient
    /// ```
    ///
    /// ```csharp
    /// var due = DateTime.Now.AddDays(14);   // found
    /// var due = clock.Today.AddDays(14);    // instead
    /// ```
    ForbiddenApi {
        id: "forbidden-api",
        aliases: [],
        severity: High,
        confidence: High,
        category: "Policy",
        summary: "Code uses what the team has forbidden",
        help: "The list of forbidden symbols names it. Use what the message of its entry says, or make an exception for the place in the configuration.",
    }
}

impl Rule for ForbiddenApi {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::AtEntry
    }

    // Code that no root reaches is gone through by its uses, and not by the methods that the analysis follows.
    fn is_use(&self) -> bool {
        false
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        let Some(banned) = cx.banned.filter(|_| cx.root.is_some()) else { return };
        let mut seen: FxHashSet<(MethodId, Phase)> = FxHashSet::default();
        let mut declared: FxHashSet<Subject> = FxHashSet::default();
        for context in cx.reach.contexts() {
            let method = cx.reach.method(*context);
            // Contexts of one method differ in what they get, not in what it names.
            if !seen.insert((method, cx.reach.phase(*context))) {
                continue;
            }
            hits.extend(banned.in_method(method).iter().filter_map(|used| hit(cx, banned, *context, used)));
            let uses = banned.declared(method.module);
            for subject in comes_with(cx.universe(), method) {
                if !uses.is_empty() && declared.insert(subject) {
                    hits.extend(uses.on(subject).filter_map(|used| hit(cx, banned, *context, used)));
                }
            }
        }
    }
}

/// What the rule says of itself.
#[must_use]
pub fn info() -> &'static RuleInfo {
    ForbiddenApi::INFO
}

/// What declarations are looked at because a method runs: itself, the property or event that it is an accessor of, and its type with the fields.
pub fn comes_with(universe: &Universe<'_>, method: MethodId) -> impl Iterator<Item = Subject> {
    let itself = Subject::Method(MethodHandle::Def(method));
    let owner = universe.declaring_type(method).map(|owner| Subject::Type(TypeHandle::Def(owner)));
    std::iter::once(itself).chain(itself.accessed(universe)).chain(owner)
}

fn hit(cx: &Context<'_, '_>, banned: &Banned<'_, '_>, context: ContextId, used: &Used) -> Option<Hit> {
    let (ban, what) = banned.choose(used, |_| true)?;
    let severity: Severity = cx.severity_in_phase(ban.level(), context);
    let target = banned.target(what);
    Some(Hit {
        rule: ForbiddenApi::INFO,
        context,
        method: cx.reach.method(context),
        at: used.at.unwrap_or(IlOffset(0)),
        declaration: used.at.is_none().then_some(used.on).flatten(),
        severity,
        confidence: ban.confidence,
        message: banned.sentence(used, ban, what),
        why: None,
        settled: ban.severity.is_some(),
        subject: target.clone(),
        target: Some(target),
    })
}
