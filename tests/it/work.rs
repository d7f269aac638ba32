//! What is made to be quadratic costs in proportion to its size: counted in reads of the decoder, allocations and bytes allocated, never
//! in seconds (G2). Each shape is looked at in four sizes, by the gate with every type as a root and by each view.

use std::sync::Arc;

use ilvet::apis::bans::{BanList, Scope};
use ilvet::bytes::reads;
use ilvet::check::{Options, Unit, check};
use ilvet::dataverse::RootChoice;
use ilvet::input::{Places, find_bytes};
use ilvet::inspect::pick::Selection;
use ilvet::inspect::tables::TableSelection;
use ilvet::inspect::types::Filter;
use ilvet::inspect::{calls, diff, fields, graph, il, info, members, refs, roots, tables, types};
use ilvet::limits::Limits;
use ilvet::metadata::{
    BlobIndex, CustomAttribute, CustomAttributeType, Field, HasCustomAttribute, InterfaceImpl, List, MemberRef,
    MemberRefParent, MethodAttributes, MethodDef, MethodImplAttributes, NestedClass, Param, ResolutionScope, Rid,
    StandAloneSig, StringIndex, TypeAttributes, TypeDef, TypeDefOrRef, TypeRef, TypeSpec,
};

use crate::archives::maker::{Entry, zip};
use crate::fuzz::bodies::on_one_thread;
use crate::shape::{CALL, CALLVIRT, Clause, LDARG_0, NEW_SLOT, PUBLIC, RET, Shape, VIRTUAL, with_method, with_token};
use crate::walk::Alone;
use crate::writer::cell;

/// Work of one job on this thread: reads, allocations, and a share of the bytes that were allocated.
fn work(job: impl FnOnce()) -> u64 {
    let before = reads();
    let measured = allocation_counter::measure(job);
    reads() - before + measured.count_total + measured.bytes_total / 32
}

fn unit(bytes: &[u8]) -> [Unit; 1] {
    let supply = Box::new(Alone(bytes.to_vec()));
    [Unit { label: "a.dll".into(), named: true, supply, registration: Vec::new() }]
}

/// A job that looks at a file.
type Job = fn(&[Unit], &Options);

/// What bounds a product of two sizes is small here, so that small files reach it: a name may be so long, types so deep in one another,
/// a chain of bases so long, a type follow so many interfaces, a blob be decoded so often, a root take so many steps.
fn options() -> Options {
    let limits = Limits {
        documentation_id: 256,
        nesting: 6,
        base_chain: 12,
        interfaces: 32,
        blob_ratio: 1,
        analysis_steps: 20_000,
        analysis_ratio: 16,
        ..Limits::default()
    };
    Options { roots: RootChoice::EveryType, tolerated: true, limits, ..Options::default() }
}

/// Puts a value into an object, and drops it.
const BOX: u8 = 0x8C;
const POP: u8 = 0x26;

/// Everything that looks at an assembly, by name.
const JOBS: [(&str, Job); 12] = [
    ("check", |units, options| drop(check(units, options))),
    ("types", |units, options| drop(types::types("a".into(), units, options, &Filter::default()))),
    ("members", |units, options| drop(members::members("a".into(), units, options, &Filter::default()))),
    ("refs", |units, options| drop(refs::refs("a".into(), units, options, &Selection::default()))),
    ("calls", |units, options| drop(calls::calls("a".into(), units, options, &Selection::default()))),
    ("fields", |units, options| drop(fields::fields("a".into(), units, options, &Selection::default()))),
    ("il", |units, options| drop(il::il("a".into(), units, options, &Selection::default(), false))),
    ("info", |units, options| drop(info::info("a".into(), units, options))),
    ("roots", |units, options| drop(roots::roots("a".into(), units, options))),
    ("tables", |units, options| {
        let all = TableSelection::new(&["*"], &[]).expect("a pattern");
        drop(tables::tables("a".into(), units, options, &all));
    }),
    ("graph", |units, options| drop(graph::graph("a".into(), units, options, &graph::Query::default()))),
    ("diff", |units, options| {
        drop(diff::diff(("a".into(), units), ("a".into(), units), &diff::Query::default(), options));
    }),
];

/// Makes a file of a size.
type Make = fn(u32) -> Vec<u8>;

/// Looks at a shape in four sizes, each twice the one before. What is quadratic costs twice as much for each byte when the size is doubled:
/// the last doubling may not add half as much again, unless all of them together add less than three times the first.
fn grows_with_its_size(what: &str, size: u32, make: Make) {
    jobs_grow_with_the_size(what, size, make, &JOBS);
}

fn jobs_grow_with_the_size(what: &str, size: u32, make: Make, jobs: &[(&str, Job)]) {
    let files: Vec<Vec<u8>> = [1, 2, 4, 8].map(|factor| make(size * factor)).into();
    let (mut wrong, options) = (Vec::new(), options());
    for (name, job) in jobs {
        let costs: Vec<u64> =
            on_one_thread(|| files.iter().map(|bytes| work(|| job(&unit(bytes), &options))).collect());
        let for_a_byte: Vec<u64> =
            costs.iter().zip(&files).map(|(cost, file)| cost * 100 / file.len() as u64).collect();
        println!("{what}, {name}: {costs:?}, for 100 bytes {for_a_byte:?}");
        if for_a_byte[3] > 3 * for_a_byte[0].max(40) && for_a_byte[3] * 2 > for_a_byte[2] * 3 {
            wrong.push(format!(
                "{what}, {name}: work {costs:?} for files of {:?} bytes",
                files.iter().map(Vec::len).collect::<Vec<_>>()
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// A type of any name, with the methods that follow.
fn type_def(shape: &mut Shape, name: &str, extends: u32) -> u32 {
    let name = shape.writer.string(name);
    shape.writer.row::<TypeDef>(&[
        cell::<TypeAttributes>(1),
        cell::<StringIndex>(name),
        cell::<StringIndex>(0),
        cell::<Option<TypeDefOrRef>>(extends),
        cell::<List<Field>>(1),
        cell::<List<MethodDef>>(shape.methods + 1),
    ])
}

#[test]
fn nested_types() {
    grows_with_its_size("types nested in one another", 40, |size| {
        let mut shape = Shape::new();
        for _ in 0..size {
            // Its name is one that is forbidden.
            let inner = type_def(&mut shape, "Thread", 0);
            shape.method("M", PUBLIC, &[RET]);
            shape
                .writer
                .row::<NestedClass>(&[cell::<Option<Rid<TypeDef>>>(inner), cell::<Option<Rid<TypeDef>>>(inner - 1)]);
        }
        shape.writer.finish()
    });
}

#[test]
fn nested_type_references() {
    grows_with_its_size("references nested in one another", 40, |size| {
        let mut shape = Shape::new();
        let first = shape.framework_type("System.Threading", "Thread") & 0x00FF_FFFF;
        let name = shape.writer.string("Thread");
        for row in first..first + size {
            shape.writer.row::<TypeRef>(&[
                cell::<Option<ResolutionScope>>(row << 2 | 3),
                cell::<StringIndex>(name),
                cell::<StringIndex>(0),
            ]);
            shape.member(row + 1, "Sleep", &[0, 1, 1, 8]);
        }
        shape.writer.finish()
    });
}

/// TypeSpecs of nested instances, each the parent of a member.
#[test]
fn generic_instances() {
    grows_with_its_size("instances in instances", 20, |size| {
        let mut shape = Shape::new();
        let list = shape.framework_type("System.Collections.Generic", "List`1") & 0x00FF_FFFF;
        let list = u8::try_from(list << 2 | 1).expect("it is small");
        let mut code = Vec::new();
        for number in 0..size {
            let mut signature = [0x15, 0x12, list, 1].repeat((number % 60) as usize + 1);
            signature.push(8);
            let blob = shape.writer.blob(&signature);
            let spec = shape.writer.row::<TypeSpec>(&[cell::<BlobIndex>(blob)]);
            let (name, add) = (shape.writer.string("Clear"), shape.writer.blob(&[0x20, 0, 1]));
            let member = shape.writer.row::<MemberRef>(&[
                cell::<Option<MemberRefParent>>(spec << 3 | 4),
                cell::<StringIndex>(name),
                cell::<BlobIndex>(add),
            ]);
            code.push(LDARG_0);
            code.extend(with_token(&[CALLVIRT], 0x0A00_0000 | member));
        }
        code.push(RET);
        shape.method("M", PUBLIC, &code);
        shape.writer.finish()
    });
}

/// As many parameters as there are methods, in one signature that all of them share; references to them too.
#[test]
fn shared_signatures() {
    grows_with_its_size("a long signature that is shared", 150, |size| {
        let mut shape = Shape::new();
        let [high, low] = u16::try_from(size).expect("it is small").to_be_bytes();
        let signature = [&[0x20, 0x80 | high, low, 1][..], &vec![0x1C; size as usize]].concat();
        shape.signature = shape.writer.blob(&signature);
        let thread = shape.framework_type("System.Threading", "Thread");
        for _ in 0..size {
            shape.method("M", PUBLIC, &[RET]);
            let name = shape.writer.string("Sleep");
            let blob = shape.signature;
            shape.writer.row::<MemberRef>(&[
                cell::<Option<MemberRefParent>>((thread & 0x00FF_FFFF) << 3 | 1),
                cell::<StringIndex>(name),
                cell::<BlobIndex>(blob),
            ]);
        }
        shape.writer.finish()
    });
}

#[test]
fn exception_clauses() {
    grows_with_its_size("clauses around one another", 50, |size| {
        let mut shape = Shape::new();
        let size = size as usize;
        // nop × n; leave.s +0; n handlers of endfinally, each for all that stands before it
        let mut code = vec![0; size];
        code.extend([0xDE, 0]);
        let mut clauses = Vec::new();
        for _ in 0..size {
            let handler = code.len();
            code.push(0xDC);
            clauses.push(Clause::finally([0, handler, code.len()]));
        }
        code.push(RET);
        let signature = shape.signature;
        shape.method_with("M", PUBLIC, signature, &code, 0, &clauses);
        shape.writer.finish()
    });
}

#[test]
fn huge_switches() {
    grows_with_its_size("switches of many targets", 12, |size| {
        let mut shape = Shape::new();
        let mut code = Vec::new();
        for _ in 0..size {
            // ldc.i4.0; switch with as many targets as there are switches, each the next instruction
            code.extend([0x16, 0x45]);
            code.extend(size.to_le_bytes());
            code.extend(vec![0; size as usize * 4]);
        }
        code.push(RET);
        shape.method("M", PUBLIC, &code);
        shape.writer.finish()
    });
}

/// Each type derives from the one before and overrides its method; the entry calls the first.
#[test]
fn deep_inheritance() {
    grows_with_its_size("a chain of bases", 25, |size| {
        let mut shape = Shape::new();
        shape.method(".ctor", PUBLIC, &[RET]);
        shape.method("V", PUBLIC | VIRTUAL | NEW_SLOT, &[RET]);
        for number in 0..size {
            type_def(&mut shape, &format!("T{number}"), (number + 1) << 2);
            shape.method(".ctor", PUBLIC, &[RET]);
            let mut code = vec![LDARG_0];
            code.extend(with_token(&[LDARG_0, CALL], 0x0600_0000 | shape.methods));
            code.push(RET);
            shape.method("V", PUBLIC | VIRTUAL, &code);
        }
        shape.writer.finish()
    });
}

/// Calls of each method from each: as many edges as instructions.
#[test]
fn cliques_of_calls() {
    grows_with_its_size("a clique of calls", 4, |size| {
        let mut shape = Shape::new();
        for _ in 0..size {
            let mut code = Vec::new();
            for callee in 1..=size {
                code.extend([LDARG_0, LDARG_0]);
                code.extend(with_method(CALL, callee));
            }
            code.push(RET);
            shape.method("M", PUBLIC, &code);
        }
        shape.writer.finish()
    });
}

#[test]
fn names_that_are_there_again_and_again() {
    grows_with_its_size("types and methods of one name", 60, |size| {
        let mut shape = Shape::new();
        let own = shape.writer.blob(&[0x20, 1, 1, 0x1C]);
        for _ in 0..size {
            let type_ = type_def(&mut shape, "Same", 0);
            shape.method("Same", PUBLIC, &[RET]);
            let name = shape.writer.string("Same");
            shape.writer.row::<TypeRef>(&[
                cell::<Option<ResolutionScope>>(1 << 2),
                cell::<StringIndex>(name),
                cell::<StringIndex>(0),
            ]);
            shape.writer.row::<MemberRef>(&[
                cell::<Option<MemberRefParent>>(type_ << 3),
                cell::<StringIndex>(name),
                cell::<BlobIndex>(own),
            ]);
        }
        shape.writer.finish()
    });
}

/// All members of one type have one name, and references to it lead to none of them.
#[test]
fn overloads() {
    grows_with_its_size("overloads of one name", 60, |size| {
        let mut shape = Shape::new();
        let other = shape.writer.blob(&[0x20, 1, 1, 0x0E]);
        let mut code = Vec::new();
        for _ in 0..size {
            shape.method("Same", PUBLIC, &[RET]);
            let name = shape.writer.string("Same");
            let row = shape.writer.row::<MemberRef>(&[
                cell::<Option<MemberRefParent>>(1 << 3),
                cell::<StringIndex>(name),
                cell::<BlobIndex>(other),
            ]);
            code.extend([LDARG_0, LDARG_0]);
            code.extend(with_token(&[CALL], 0x0A00_0000 | row));
        }
        code.push(RET);
        shape.method("M", PUBLIC, &code);
        shape.writer.finish()
    });
}

/// One method that boxes as many types of another assembly as there are, all of which are forbidden.
#[test]
fn boxes_of_what_is_forbidden() {
    let job: Job = |units, options| {
        let mut bans = BanList::default();
        assert_eq!(bans.read("N:Z", &"list".into()), 1);
        let report = check(units, &Options { bans: Arc::new(bans), scope: Scope::Assembly, ..options.clone() });
        assert!(report.findings.len() > 50, "{}", report.findings.len());
    };
    let make = |size| {
        let mut shape = Shape::new();
        let space = shape.writer.string("Z");
        let mut code = Vec::new();
        for number in 0..size {
            let name = shape.writer.string(&format!("T{number}"));
            let row = shape.writer.row::<TypeRef>(&[
                cell::<Option<ResolutionScope>>(0),
                cell::<StringIndex>(name),
                cell::<StringIndex>(space),
            ]);
            code.push(LDARG_0);
            code.extend(with_token(&[BOX], 0x0100_0000 | row));
            code.push(POP);
        }
        code.push(RET);
        shape.method("M", PUBLIC, &code);
        shape.writer.finish()
    };
    jobs_grow_with_the_size("boxes", 60, make, &[("check with a list", job)]);
}

/// One name space as long as all other bytes, and as many types in it as it has parts.
#[test]
fn long_namespaces() {
    grows_with_its_size("a long name space", 50, |size| {
        let mut shape = Shape::new();
        let namespace = shape.writer.string(&"System.".repeat(size as usize));
        let name = shape.writer.string("Thread");
        for _ in 0..size {
            shape.writer.row::<TypeDef>(&[
                cell::<TypeAttributes>(1),
                cell::<StringIndex>(name),
                cell::<StringIndex>(namespace),
                cell::<Option<TypeDefOrRef>>(0),
                cell::<List<Field>>(1),
                cell::<List<MethodDef>>(shape.methods + 1),
            ]);
            shape.method("M", PUBLIC, &[RET]);
        }
        shape.writer.finish()
    });
}

/// Interfaces that extend all before them.
#[test]
fn interfaces() {
    grows_with_its_size("interfaces of interfaces", 8, |size| {
        let mut shape = Shape::new();
        shape.method("M", PUBLIC, &[RET]);
        for number in 0..size {
            let type_ = type_def(&mut shape, &format!("I{number}"), 0);
            for other in 2..type_ {
                shape.writer.row::<InterfaceImpl>(&[
                    cell::<Option<Rid<TypeDef>>>(type_),
                    cell::<Option<TypeDefOrRef>>(other << 2),
                ]);
            }
        }
        shape.writer.finish()
    });
}

#[test]
fn custom_attributes() {
    grows_with_its_size("attributes with many values", 100, |size| {
        let mut shape = Shape::new();
        let attribute = shape.framework_type("System", "ObsoleteAttribute");
        // .ctor(string[])
        let constructor = shape.member(attribute, ".ctor", &[0x20, 1, 1, 0x1D, 0x0E]);
        let mut value = vec![1, 0];
        value.extend(size.to_le_bytes());
        value.extend([1, b'x'].repeat(size as usize));
        value.extend([0, 0]);
        let value = shape.writer.blob(&value);
        for _ in 0..size {
            shape.writer.row::<CustomAttribute>(&[
                cell::<Option<HasCustomAttribute>>(1 << 5 | 3),
                cell::<Option<CustomAttributeType>>((constructor & 0x00FF_FFFF) << 3 | 3),
                cell::<BlobIndex>(value),
            ]);
        }
        shape.method("M", PUBLIC, &[RET]);
        shape.writer.finish()
    });
}

/// References to members of types that are nowhere, each used once.
#[test]
fn many_references() {
    grows_with_its_size("references", 60, |size| {
        let mut shape = Shape::new();
        let mut code = Vec::new();
        for number in 0..size {
            let type_ = shape.framework_type("System", &format!("Type{number}"));
            let member = shape.member(type_, "Sleep", &[0, 0, 1]);
            code.extend(with_token(&[CALL], member));
        }
        code.push(RET);
        shape.method("M", PUBLIC, &code);
        shape.writer.finish()
    });
}

/// Locals by the thousand, each assigned and read behind branches.
#[test]
fn locals_and_branches() {
    grows_with_its_size("locals behind branches", 30, |size| {
        let mut shape = Shape::new();
        let [high, low] = u16::try_from(size).expect("it is small").to_be_bytes();
        let locals = [&[7, 0x80 | high, low][..], &vec![0x1C; size as usize]].concat();
        let locals = shape.writer.blob(&locals);
        let locals = 0x1100_0000 | shape.writer.row::<StandAloneSig>(&[cell::<BlobIndex>(locals)]);
        let mut code = Vec::new();
        for local in 0..size {
            let [low, high] = u16::try_from(local).expect("it is small").to_le_bytes();
            // ldarg.1; brfalse.s +5; ldarg.0; stloc; ldloc; pop
            code.extend([0x03, 0x2C, 5, LDARG_0, 0xFE, 0x0E, low, high, 0xFE, 0x0C, low, high, 0x26]);
        }
        code.push(RET);
        let signature = shape.signature;
        shape.method_with("M", PUBLIC, signature, &code, locals, &[]);
        shape.writer.finish()
    });
}

/// Bodies that begin one byte further on, each to the end of the file.
#[test]
fn bodies_that_overlap() {
    grows_with_its_size("bodies inside of one another", 60, |size| {
        let mut shape = Shape::new();
        // Tiny headers of 63 bytes all over: each `FE` begins a body of what follows.
        let start = shape.writer.body(&[&vec![0xFE; size as usize][..], &[0; 64], &[RET]].concat());
        let (name, signature) = (shape.writer.string("M"), shape.signature);
        for offset in 0..size {
            shape.writer.row::<MethodDef>(&[
                cell::<u32>(start + offset),
                cell::<MethodImplAttributes>(0),
                cell::<MethodAttributes>(PUBLIC),
                cell::<StringIndex>(name),
                cell::<BlobIndex>(signature),
                cell::<List<Param>>(1),
            ]);
        }
        shape.writer.finish()
    });
}

/// Archives with many entries: of different names, of one name, of names that differ in case, and archives in an archive.
#[test]
fn entries_of_archives() {
    type Name = fn(usize) -> String;
    let names: [(&str, Name); 4] = [
        ("different names", |number| format!("lib/net{number}/a{number}.dll")),
        ("one name", |_| "lib/a.dll".to_owned()),
        ("names in one folder", |number| format!("lib/a{number}.dll")),
        ("names as long as the number of them", |number| format!("{}/{number}.dll", "x".repeat(400))),
    ];
    for (what, name) in names {
        let costs: Vec<(u64, u64)> = [50, 100, 200, 400]
            .map(|count| {
                let entries: Vec<Entry> =
                    (0..count).map(|it| Entry::stored(name(it), format!("MZ{it}").as_bytes())).collect();
                let bytes = zip(&entries);
                let cost = on_one_thread(|| {
                    work(|| {
                        let found = find_bytes(bytes.clone(), &Places::default(), &Limits::default());
                        let items = found.expect("nothing else is named").items.into_iter();
                        let unit = |it: ilvet::input::Item| Unit {
                            label: it.label,
                            named: it.named,
                            supply: it.supply,
                            registration: it.registration,
                        };
                        let report = check(&items.map(unit).collect::<Vec<_>>(), &Options::default());
                        assert_eq!(report.inputs.len(), count + 1);
                    })
                });
                (cost, bytes.len() as u64)
            })
            .into();
        println!("{what}: {costs:?}");
        let for_an_entry = |(cost, bytes): (u64, u64)| cost * 100 / bytes;
        assert!(for_an_entry(costs[3]) <= 2 * for_an_entry(costs[0]), "{what}: {costs:?}");
    }
}
