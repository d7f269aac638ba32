//! Code that is deeper than any stack: one method calls the next, some ten thousand times.

use ilvet::check::{Options, Unit, check};
use ilvet::finding::Severity;
use ilvet::input::find;
use ilvet::limits::Limits;
use ilvet::metadata::{
    BlobIndex, Field, InterfaceImpl, List, MemberRef, MemberRefParent, MethodAttributes, MethodDef,
    MethodImplAttributes, Param, ResolutionScope, Rid, StringIndex, TypeAttributes, TypeDef, TypeDefOrRef, TypeRef,
};

use crate::scratch::Scratch;
use crate::writer::{Writer, cell};

const SDK: u32 = 2;
/// Rows of `TypeRef`.
const OBJECT: u32 = 1;
const PROVIDER: u8 = 2;
const EXCEPTION: u32 = 3;
const PLUGIN: u32 = 4;
const SERVICE: u32 = 5;
const ENTITY: u8 = 6;
const GUID: u8 = 7;

fn reference(row: u32) -> u32 {
    row << 2 | 1
}

fn refs(writer: &mut Writer) {
    for name in ["mscorlib", "Microsoft.Xrm.Sdk"] {
        writer.assembly_ref(name, 4);
    }
    for (assembly, namespace, name) in [
        (1, "System", "Object"),
        (1, "System", "IServiceProvider"),
        (1, "System", "Exception"),
        (SDK, "Microsoft.Xrm.Sdk", "IPlugin"),
        (SDK, "Microsoft.Xrm.Sdk", "IOrganizationService"),
        (SDK, "Microsoft.Xrm.Sdk", "Entity"),
        (1, "System", "Guid"),
    ] {
        let (namespace, name) = (writer.string(namespace), writer.string(name));
        writer.row::<TypeRef>(&[
            cell::<Option<ResolutionScope>>(assembly << 2 | 2),
            cell::<StringIndex>(name),
            cell::<StringIndex>(namespace),
        ]);
    }
    for (owner, name, signature) in [
        (SERVICE, "Create", &[0x20, 1, 0x11, GUID << 2 | 1, 0x12, ENTITY << 2 | 1][..]),
        (EXCEPTION, ".ctor", &[0x20, 0, 1]),
    ] {
        let (name, signature) = (writer.string(name), writer.blob(signature));
        writer.row::<MemberRef>(&[
            cell::<Option<MemberRefParent>>(owner << 3 | 1),
            cell::<StringIndex>(name),
            cell::<BlobIndex>(signature),
        ]);
    }
}

fn method(writer: &mut Writer, name: u32, flags: u32, signature: u32, body: &[u8]) {
    let rva = writer.body(body);
    writer.row::<MethodDef>(&[
        cell::<u32>(rva),
        cell::<MethodImplAttributes>(0),
        cell::<MethodAttributes>(flags),
        cell::<StringIndex>(name),
        cell::<BlobIndex>(signature),
        cell::<List<Param>>(1),
    ]);
}

/// `try { M1(); } catch (Exception) { throw new Exception(); }`
fn guarded() -> Vec<u8> {
    let code = [0x28, 3, 0, 0, 6, 0xDE, 7, 0x26, 0x73, 2, 0, 0, 0x0A, 0x7A, 0x2A];
    let mut body = vec![0x1B, 0x30, 8, 0];
    body.extend(u32::try_from(code.len()).unwrap().to_le_bytes());
    body.extend([0; 4]);
    body.extend(code);
    body.resize(body.len().next_multiple_of(4), 0);
    body.extend([0x41, 28, 0, 0]);
    for word in [0, 0, 7, 7, 7, 0x0100_0000 | EXCEPTION] {
        body.extend(word.to_le_bytes());
    }
    body
}

/// A plug-in whose entry method calls a chain of so many methods; the last one changes data and throws.
fn chain(count: u32) -> Vec<u8> {
    let mut writer = Writer::new();
    refs(&mut writer);
    let [name, empty, class] = ["M", "<Module>", "Chain"].map(|name| writer.string(name));
    for (name, base) in [(empty, 0), (class, reference(OBJECT))] {
        writer.row::<TypeDef>(&[
            cell::<TypeAttributes>(1),
            cell::<StringIndex>(name),
            cell::<StringIndex>(0),
            cell::<Option<TypeDefOrRef>>(base),
            cell::<List<Field>>(1),
            cell::<List<MethodDef>>(1),
        ]);
    }
    writer.row::<InterfaceImpl>(&[cell::<Option<Rid<TypeDef>>>(2), cell::<Option<TypeDefOrRef>>(reference(PLUGIN))]);
    let constructor = (writer.string(".ctor"), writer.blob(&[0x20, 0, 1]));
    let entry = (writer.string("Execute"), writer.blob(&[0x20, 1, 1, 0x12, PROVIDER << 2 | 1]));
    let plain = writer.blob(&[0, 0, 1]);
    method(&mut writer, constructor.0, 0x1886, constructor.1, &[0x06, 0x2A]);
    method(&mut writer, entry.0, 0x1E6, entry.1, &guarded());
    for next in 4..count + 3 {
        let [a, b, c, _] = next.to_le_bytes();
        method(&mut writer, name, 0x11, plain, &[0x1A, 0x28, a, b, c, 6, 0x2A]);
    }
    // M(null service).Create(null); throw new Exception();
    let last = [0x3A, 0x14, 0x14, 0x6F, 1, 0, 0, 0x0A, 0x26, 0x73, 2, 0, 0, 0x0A, 0x7A];
    method(&mut writer, name, 0x11, plain, &last);
    writer.manifest("Chain", "");
    writer.finish()
}

/// What fails after a change is looked for from the callee to the caller, all the way up.
#[test]
fn a_change_at_the_end_of_a_long_chain_of_calls() {
    const METHODS: u32 = 30_000;
    let scratch = Scratch::new("a_change_at_the_end_of_a_long_chain_of_calls");
    let path = scratch.write("Chain.dll", &chain(METHODS));
    let found = find(&[path], &[], &Limits::default()).expect("there are no references");
    let units: Vec<Unit> = found
        .items
        .into_iter()
        .map(|it| Unit { label: it.label, named: it.named, supply: it.supply, registration: it.registration })
        .collect();
    let report = check(&units, &Options::default());
    // That they share one name is tolerated.
    let errors = report.problems.iter().filter(|it| it.kind == "error").count();
    assert_eq!(errors, 0);
    assert!(report.summary.methods_in_reach > METHODS as usize, "{}", report.summary.methods_in_reach);
    let found: Vec<_> = report.findings.iter().filter(|it| it.rule == "async-no-rollback").collect();
    let [found] = found[..] else { panic!("{found:?}") };
    assert_eq!(found.severity, Severity::Info);
    assert!(found.message.contains("IOrganizationService.Create in Chain.M"), "{}", found.message);
}
