//! Every line of `library.facts`, and of the lists of the rules that only name members, names a member that exists.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ilvet::analysis::{covers, library_facts};
use ilvet::metadata::TypeDef;
use ilvet::model::{MethodHandle, TypeHandle};

use crate::corpus_files::{CorpusFile, universe};
use crate::source::{read, root};

/// Reference assemblies of the newest framework that Mono has, and our stubs.
const APIS: &str = "/usr/lib/mono/4.8-api";
const ASSEMBLIES: &[&str] = &[
    "mscorlib",
    "System",
    "System.Core",
    "System.Data",
    "System.Data.DataSetExtensions",
    "System.Net.Http",
    "System.Runtime.Caching",
    "System.Xml",
    "System.Xml.Linq",
    "System.Drawing",
    "System.IO.Compression",
    "System.IO.Compression.FileSystem",
    "System.ServiceModel",
    "System.ServiceModel.Web",
    "Microsoft.VisualBasic",
    "WindowsBase",
];

/// Where rules name members.
const LISTS: &[&str] = &[
    "src/rules/appdomain_event.apis",
    "src/rules/certificate_callback.apis",
    "src/rules/http.apis",
    "src/rules/sandbox_api.apis",
    "src/rules/workflow_reflection.apis",
];
const STUBS: &[&str] = &[
    "Microsoft.Crm.Sdk",
    "Microsoft.PowerPlatform.Dataverse.Client",
    "Microsoft.Xrm.Sdk",
    "Microsoft.Xrm.Sdk.Workflow",
    "System.Activities",
];

/// Members of frameworks that came later than those reference assemblies, and of the SDK that our stubs leave out.
const LATER: &[(&str, &str)] = &[
    ("Microsoft.PowerPlatform.Dataverse.Client.IOrganizationServiceAsync", "Retrieve*"),
    ("Microsoft.PowerPlatform.Dataverse.Client.IOrganizationServiceAsync2", "Retrieve*"),
    ("Microsoft.Xrm.Sdk.Entity", "GetRelatedEntity"),
    ("Microsoft.Xrm.Sdk.Entity", "SetRelatedEntities"),
    ("Microsoft.Xrm.Sdk.Entity", "SetRelatedEntity"),
    ("Microsoft.Xrm.Sdk.Entity", "TryGetAttributeValue"),
    ("System.Collections.BitArray", "LeftShift"),
    ("System.Collections.BitArray", "RightShift"),
    ("System.Collections.Generic.Dictionary`2", "TryAdd"),
    ("System.Collections.Generic.Queue`1", "TryDequeue"),
    ("System.Collections.Generic.Queue`1", "TryPeek"),
    ("System.Collections.Generic.Stack`1", "TryPeek"),
    ("System.Collections.Generic.Stack`1", "TryPop"),
    ("System.Runtime.CompilerServices.ConditionalWeakTable`2", "AddOrUpdate"),
];

/// The same, by namespace.
const LATER_NAMESPACES: &[&str] =
    &["Microsoft.Extensions.Caching.Memory.", "System.Collections.Immutable.", "System.Text.Json."];

/// Types of frameworks that came later, or of packages.
const LATER_TYPES: &[&str] = &[
    "System.Collections.Generic.PriorityQueue`2",
    "System.Memory`1",
    "System.MemoryExtensions",
    "System.ReadOnlySpan`1",
    "System.Runtime.CompilerServices.AsyncValueTaskMethodBuilder`1",
    "System.Runtime.CompilerServices.DefaultInterpolatedStringHandler",
    "System.Runtime.CompilerServices.Unsafe",
    "System.Runtime.CompilerServices.ValueTaskAwaiter`1",
    "System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable`1",
    "System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable`1+ConfiguredValueTaskAwaiter",
    "System.Runtime.InteropServices.MemoryMarshal",
    "System.Span`1",
    "System.Span`1+Enumerator",
    "System.Threading.Tasks.ValueTask`1",
];

#[test]
#[ignore = "needs Debian's libmono-cil-dev under /usr/lib/mono; .ci/run installs it"]
fn needs_mono_libraries_every_line_names_a_member() {
    if !Path::new(APIS).exists() {
        assert!(std::env::var_os("ILVET_REQUIRE_CORPUS").is_none(), "{APIS} is missing");
        return;
    }
    let apis = ASSEMBLIES.iter().map(|name| Path::new(APIS).join(format!("{name}.dll")));
    let stubs = STUBS.iter().map(|name| root().join(format!("testdata/stubs/{name}.dll")));
    let mut members: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for path in apis.chain(stubs) {
        let bytes = std::fs::read(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        let file = CorpusFile { path, bytes };
        universe(vec![&file], |universe| {
            let module = universe.input();
            for (rid, _) in module.metadata.rows::<TypeDef>() {
                let id = module.type_id(rid);
                let full_name = universe.full_name(TypeHandle::Def(id)).as_str().to_owned();
                let name = |method| {
                    let id = universe.method_doc_id(MethodHandle::Def(method)).as_str().to_owned();
                    let signature = id["M:".len() + full_name.len() + ".".len()..].to_owned();
                    (universe.method_name(MethodHandle::Def(method)).text().into_owned(), signature)
                };
                let names: BTreeSet<_> = universe.methods(id).map(name).collect();
                members.entry(full_name).or_default().extend(names);
            }
        });
    }
    let mut wrong = Vec::new();
    let texts: Vec<String> = LISTS.iter().map(|list| read(list)).collect();
    let listed = texts.iter().flat_map(|text| text.lines()).filter_map(|line| {
        let words: Vec<&str> = line.split('#').next().unwrap_or_default().split_whitespace().collect();
        let &[type_name, member, _] = words.as_slice() else { return None };
        Some((type_name, member))
    });
    let (overrides, facts): (Vec<_>, Vec<_>) = library_facts()
        .filter(|(type_name, ..)| !type_name.contains('*'))
        .partition(|(.., words)| words.starts_with("override:"));
    // These are said of types that belong together: one of them has the member.
    for (_, member, _) in overrides {
        let is_meant = |(name, signature): &(String, String)| covers(member, name, || signature);
        if !members.values().flatten().any(is_meant) {
            wrong.push(member.to_owned());
        }
    }
    let facts = facts.into_iter().filter(|(.., words)| *words != "delegate");
    for (type_name, member) in listed.chain(facts.map(|(type_name, member, _)| (type_name, member))) {
        let is_meant = |(name, signature): &(String, String)| covers(member, name, || signature);
        let known = members.get(type_name).is_some_and(|names| names.iter().any(is_meant));
        let is_later = LATER.contains(&(type_name, member))
            || LATER_TYPES.contains(&type_name)
            || LATER_NAMESPACES.iter().any(|namespace| type_name.starts_with(namespace));
        if known == is_later {
            wrong.push(format!("{type_name} {member}"));
        }
    }
    assert!(wrong.is_empty(), "no such members:\n{}", wrong.join("\n"));
}
