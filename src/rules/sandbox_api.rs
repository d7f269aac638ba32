//! `sandbox-api`

use std::sync::LazyLock;

use super::mention::{Mention, Thing};
use super::{Context, Hit, InDependency, Rule, declare_rule, registration};
use crate::analysis::CallSite;
use crate::apis::ApiList;
use crate::dataverse::Root;
use crate::finding::{RuleInfo, Severity};
use crate::metadata::{MethodAttributes, Primitive, Type};
use crate::model::{MethodHandle, Universe};

declare_rule! {
    /// A plug-in uses what the sandbox does not allow.
    ///
    /// ## Why it matters
    ///
    /// Plug-ins run in a sandbox: no file system, no registry, no event log, no other processes, no native code. Such a call works on the developer's
    /// machine and throws a `SecurityException` on the server, or writes to the disk of a machine that nobody will ever look at.
    ///
    /// ## What is found
    ///
    /// Members of the framework that use files and folders, the registry, the event log and processes, and methods that lead into native libraries
    /// (`DllImport`), in the reach of a plug-in. `Console` is Low: it does no harm, but nobody reads it.
    /// Where the registration says that the assembly runs outside of the sandbox (isolation mode 1), it is for information.
    ///
    /// ## What is left alone
    ///
    /// `Path`, streams over memory, readers and writers over a stream, XML that is read from the web.
    ///
    /// ## What to do instead
    ///
    /// Keep data in records, notes, file columns or web resources; read settings from environment variables of the solution; write to `ITracingService`.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// File.AppendAllText(@"C:\Temp\log.txt", text);   // found
    /// tracing.Trace(text);                            // instead
    /// ```
    SandboxApi {
        id: "sandbox-api",
        aliases: [],
        severity: Medium,
        confidence: High,
        category: "Supportability",
        summary: "A plug-in uses what the sandbox does not allow",
        help: "The sandbox has no files, registry, event log, processes or native code. Keep data in records, and write to ITracingService.",
    }
}

static LIST: LazyLock<ApiList<'static>> =
    LazyLock::new(|| ApiList::parse(include_str!("sandbox_api.apis")).unwrap_or_default());

impl Rule for SandboxApi {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::AtEntry
    }

    fn by_registration(&self, root: &Root, _: Severity) -> Option<(Severity, &'static str)> {
        (root.isolation_mode() == Some(1)).then_some((Severity::Info, registration::NOT_ISOLATED))
    }

    fn concerns(&self, mention: &Mention<'_, '_, '_>) -> bool {
        mention.is_in(&LIST)
            || matches!(mention.thing, Thing::Method { callee, .. } if is_native(mention.universe(), callee))
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        for site in &cx.reach.calls {
            let Some(kind) = kind(cx, site) else { continue };
            let what = match kind {
                "registry" => "uses the registry",
                "eventlog" => "uses the event log",
                "process" => "looks at or changes processes of the server",
                "native" => "leads into a native library",
                "console" => "writes to a console that nobody reads: a plug-in has ITracingService",
                _ => "uses the file system",
            };
            let name = cx.call_name(site.callee);
            let name = name.replace(".get_", ".").replace(".set_", ".");
            let (severity, end) = match kind {
                "console" => (Severity::Low, ""),
                _ => (Severity::Medium, ", which the sandbox does not allow"),
            };
            let mut hit = cx.hit_at_call(Self::INFO, site, format!("{name} {what}{end}"));
            hit.severity = cx.severity_in_phase(severity, site.context);
            hits.push(hit);
        }
    }
}

/// What a call uses, by the word for it in the list.
fn kind(cx: &Context<'_, '_>, site: &CallSite) -> Option<&'static str> {
    if is_native(cx.universe(), site.callee) {
        return Some("native");
    }
    let kind = cx.api(&LIST, site)?.kind;
    let counts = match kind {
        "path" => takes_path(cx, site),
        "uri" => takes_path(cx, site) && !is_on_the_web(cx, site),
        _ => true,
    };
    counts.then_some(kind)
}

/// Whether a method is one of a native library.
fn is_native(universe: &Universe<'_>, callee: MethodHandle) -> bool {
    let MethodHandle::Def(id) = callee else { return false };
    universe.method_row(id).is_some_and(|row| row.flags.contains(MethodAttributes::PINVOKE_IMPL))
}

/// Whether the first argument of a call is declared as a string.
fn takes_path(cx: &Context<'_, '_>, site: &CallSite) -> bool {
    let universe = cx.universe();
    let Some((module, blob)) = universe.method_signature(site.callee) else { return false };
    let signature = universe.module(module).metadata.method_signature(blob);
    signature.is_ok_and(|signature| matches!(signature.parameters.first(), Some(Type::Primitive(Primitive::String))))
}

/// Whether the first argument of a call is an address of the web, whatever else it can be.
fn is_on_the_web(cx: &Context<'_, '_>, site: &CallSite) -> bool {
    let first = usize::from(cx.has_this(site.callee) && site.opcode != crate::il::Opcode::Newobj);
    let address = site.arguments.get(first);
    address.is_some_and(|value| cx.texts(site.context, *value).0.iter().any(|text| text.starts_with("http")))
}
