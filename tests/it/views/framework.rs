//! What is known of the framework's classes and interfaces without it: `src/inspect/diff/framework.bases`.

use std::collections::BTreeMap;
use std::path::Path;

use ilvet::metadata::TypeDef;
use ilvet::model::{TypeHandle, TypeKind};

use crate::corpus_files::{CorpusFile, universe};
use crate::source::{read, root};

const APIS: &str = "/usr/lib/mono/4.8-api";
const ASSEMBLIES: [&str; 10] = [
    "mscorlib",
    "System",
    "System.Core",
    "System.Xml",
    "System.Xml.Linq",
    "System.Data",
    "System.Configuration",
    "System.Net.Http",
    "System.Runtime.Serialization",
    "System.ComponentModel.DataAnnotations",
];
const LIST: &str = "src/inspect/diff/framework.bases";
const HEAD: &str = "# Public classes that are not sealed and public interfaces of .NET Framework 4.8, made of Mono's reference assemblies by
# `BLESS=1 cargo test needs_mono_libraries_the_bases -- --ignored`: name, base where that is more than `object`, the interfaces that it names.
# What only COM calls (`_Exception`) is not there in later ones.
";

#[test]
#[ignore = "needs Debian's libmono-cil-dev under /usr/lib/mono; .ci/run installs it"]
fn needs_mono_libraries_the_bases_of_the_framework_are_those_of_the_class_library() {
    if !Path::new(APIS).exists() {
        assert!(std::env::var_os("ILVET_REQUIRE_CORPUS").is_none(), "{APIS} is missing");
        return;
    }
    let mut lines: BTreeMap<String, String> = BTreeMap::new();
    for name in ASSEMBLIES {
        let path = Path::new(APIS).join(format!("{name}.dll"));
        let bytes = std::fs::read(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        let file = CorpusFile { path, bytes };
        universe(vec![&file], |universe| {
            let module = universe.input();
            for rid in module.metadata.rids::<TypeDef>() {
                let id = module.type_id(rid);
                let kind = universe.type_kind(id);
                let sealed = universe
                    .type_row(id)
                    .is_some_and(|row| row.flags.contains(ilvet::metadata::TypeAttributes::SEALED));
                let wanted = matches!(kind, TypeKind::Class | TypeKind::Interface) && !sealed;
                if !wanted || !universe.is_visible_outside(id) || module.enclosing(rid).is_some() {
                    continue;
                }
                let arguments = universe.open_arguments(id);
                let exact = |column| universe.exact_column(id.module, column, &arguments).0;
                let base = universe.base(id).map(|(_, column)| exact(column)).filter(|it| it != "object");
                let mut interfaces: Vec<String> =
                    universe.own_interfaces(id).map(|(_, column)| exact(column)).collect();
                let for_com = |name: &str| name.starts_with("System.Runtime.InteropServices._");
                interfaces.retain(|it| !for_com(it));
                interfaces.sort_unstable();
                let name = universe.type_doc_id(TypeHandle::Def(id)).as_str()["T:".len()..].to_owned();
                if for_com(&name) {
                    continue;
                }
                let mut line = format!("{name}|{}", base.unwrap_or_default());
                for it in &interfaces {
                    line.extend(["|", it]);
                }
                lines.insert(name, line);
            }
        });
    }
    let list: String = std::iter::once(HEAD.to_owned()).chain(lines.into_values().map(|line| line + "\n")).collect();
    if std::env::var_os("BLESS").is_some_and(|bless| bless == "1") {
        std::fs::write(root().join(LIST), list).expect("it can be written");
    } else {
        assert_eq!(read(LIST), list, "{LIST} is stale");
    }
}
