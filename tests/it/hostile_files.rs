//! Small files made to hang, exhaust or crash a decoder: each is read within a second and a bounded amount of memory, and
//! what is healthy in it is still there (DECODER, "Hostile files").

use std::time::{Duration, Instant};

use ilvet::metadata::{
    BlobIndex, ExportedType, Field, FieldAttributes, Implementation, InterfaceImpl, List, MemberRef, MemberRefParent,
    MethodAttributes, MethodDef, MethodImplAttributes, NestedClass, Param, ResolutionScope, Rid, Row, StringIndex,
    TypeAttributes, TypeDef, TypeDefOrRef, TypeRef, TypeSpec,
};

use ilvet::model::OpenError;

use crate::walk::{Walked, walk, walk_and_gate};
use crate::writer::{Writer, cell};

/// An unoptimised build needs ten times as long, and other tests run beside.
const TIME: Duration = Duration::from_secs(if cfg!(debug_assertions) { 40 } else { 4 });
const MIB: u64 = 1 << 20;

/// Reads `file` within the bounds of time and memory (G2, G3).
fn read(what: &str, file: Vec<u8>, look: fn(Vec<u8>) -> Result<Walked, OpenError>) -> Walked {
    let size = file.len() as u64;
    let start = Instant::now();
    let mut walked = None;
    // What is counted is what one thread allocates, and the gate goes to others.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread starts");
    let memory = pool.install(|| allocation_counter::measure(|| walked = Some(look(file))));
    let walked = walked.unwrap().unwrap_or_else(|error| panic!("{what}: {error}"));
    let (time, peak) = (start.elapsed(), memory.bytes_max);
    println!("{what}: {} KB, {time:?}, {} KB at the peak, {} methods", size >> 10, peak >> 10, walked.methods);
    assert!(time < TIME, "{what}: {time:?}");
    assert!(peak < 64 * MIB + 6 * size, "{what}: {peak} bytes at the peak for {size}");
    assert!(walked.adds_up(), "{what}: {walked:?}");
    walked
}

const TINY_RET: &[u8] = &[0x06, 0x2A];
/// `static void ()`
const STATIC_VOID: &[u8] = &[0x00, 0x00, 0x01];

/// Raw values of coded indexes.
fn type_def(row: u32) -> u32 {
    row << 2
}
fn type_spec(row: u32) -> u32 {
    row << 2 | 2
}

fn add_type(writer: &mut Writer, name: u32, extends: u32, methods: u32) -> u32 {
    writer.row::<TypeDef>(&[
        cell::<TypeAttributes>(1),
        cell::<StringIndex>(name),
        cell::<StringIndex>(0),
        cell::<Option<TypeDefOrRef>>(extends),
        cell::<List<Field>>(1),
        cell::<List<MethodDef>>(methods),
    ])
}

fn add_method(writer: &mut Writer, name: u32, rva: u32, signature: u32) -> u32 {
    writer.row::<MethodDef>(&[
        cell::<u32>(rva),
        cell::<MethodImplAttributes>(0),
        cell::<MethodAttributes>(0x16),
        cell::<StringIndex>(name),
        cell::<BlobIndex>(signature),
        cell::<List<Param>>(1),
    ])
}

/// A file with one healthy method, in `<Module>`, and whatever `add` adds.
fn around(what: &str, add: impl FnOnce(&mut Writer)) -> Walked {
    around_with(what, walk_and_gate, add)
}

fn around_with(what: &str, look: fn(Vec<u8>) -> Result<Walked, OpenError>, add: impl FnOnce(&mut Writer)) -> Walked {
    let mut writer = Writer::new();
    let name = writer.string("Healthy");
    let signature = writer.blob(STATIC_VOID);
    let body = writer.body(TINY_RET);
    add_type(&mut writer, name, 0, 1);
    add_method(&mut writer, name, body, signature);
    add(&mut writer);
    let walked = read(what, writer.finish(), look);
    assert_eq!(walked.decoded.first().map(|(row, _)| *row), Some(1), "{what}: the healthy method is lost");
    walked
}

#[test]
fn chains_and_cycles_of_nested_types() {
    for (what, count, next) in [
        ("a type nested in itself", 1u32, (|row, _| row) as fn(u32, u32) -> u32),
        ("a cycle of nested types", 500, |row, count| row % count + 1),
        ("60,000 types nested in each other", 60_000, |row, _| row + 1),
    ] {
        around(what, |writer| {
            let name = writer.string("N");
            for _ in 0..count {
                add_type(writer, name, 0, 2);
            }
            for row in 2..=count + 1 {
                let outer = next(row - 1, count).min(count) + 1;
                writer.row::<NestedClass>(&[cell::<Option<Rid<TypeDef>>>(row), cell::<Option<Rid<TypeDef>>>(outer)]);
            }
        });
    }
}

/// `count` types, each the base of the one before; in a cycle or not.
fn bases(count: u32, is_cycle: bool) -> impl FnOnce(&mut Writer) {
    move |writer| {
        let name = writer.string("B");
        for row in 1..=count {
            let base = if row < count { row + 2 } else { 2 };
            add_type(writer, name, if row < count || is_cycle { type_def(base) } else { 0 }, 2);
        }
    }
}

#[test]
fn chains_and_cycles_of_base_types() {
    around("its own base", bases(1, true));
    around("a cycle of bases", bases(100, true));
    around_with("a long cycle of bases", walk, bases(500, true));
    around_with("60,000 bases", walk, bases(60_000, false));
}

#[test]
fn the_gate_on_a_long_chain_of_bases() {
    around("500 bases in a cycle", bases(500, true));
    around("60,000 bases", bases(60_000, false));
}

/// `class Bi<T> : Bi+1<Bi<T>>`, in a cycle too long to be seen at once, and with arguments that double at each base.
#[test]
fn type_arguments_that_grow_from_base_to_base() {
    for (what, copies) in [("arguments that nest deeper", 1u8), ("arguments that double", 2)] {
        around(what, |writer| {
            let name = writer.string("G");
            let count = 120u32;
            for row in 1..=count {
                let (own, base) = (type_def(row + 1), type_def(row % count + 2));
                let instance = |generic: u32| [0x15, 0x12, 0x80 | generic.to_be_bytes()[2], generic.to_be_bytes()[3]];
                let mut signature = instance(base).to_vec();
                signature.push(copies);
                for _ in 0..copies {
                    signature.extend(instance(own));
                    signature.extend([copies]);
                    signature.extend([0x13, 0].repeat(copies.into()));
                }
                let blob = writer.blob(&signature);
                let spec = writer.row::<TypeSpec>(&[cell::<BlobIndex>(blob)]);
                add_type(writer, name, type_spec(spec), 2);
            }
        });
    }
}

#[test]
fn chains_and_cycles_of_scopes() {
    for (what, count, is_cycle) in
        [("its own scope", 1u32, true), ("a cycle of scopes", 500, true), ("60,000 scopes", 60_000, false)]
    {
        around(what, |writer| {
            let name = writer.string("R");
            for row in 1..=count {
                // Tag 3 is a TypeRef; the row above is the one that follows.
                let scope = match row < count {
                    true => (row + 1) << 2 | 3,
                    false if is_cycle => 1 << 2 | 3,
                    false => 0,
                };
                writer.row::<TypeRef>(&[
                    cell::<Option<ResolutionScope>>(scope),
                    cell::<StringIndex>(name),
                    cell::<StringIndex>(0),
                ]);
            }
        });
    }
}

#[test]
fn runs_that_overlap() {
    for (what, start) in [
        ("every type claims every method", (|_| 2u32) as fn(u32) -> u32),
        ("runs go backwards", |row| 20_000 - row),
        ("runs jump", |row| if row % 2 == 0 { 2 } else { 20_000 }),
        ("runs start behind the end", |row| 0xFF00_0000 + row),
    ] {
        let walked = around(what, |writer| {
            let name = writer.string("O");
            let (signature, body) = (writer.blob(STATIC_VOID), writer.body(TINY_RET));
            for row in 0..20_000 {
                add_type(writer, name, 0, start(row));
                add_method(writer, name, body, signature);
            }
        });
        assert_eq!(walked.decoded.len(), 20_001, "{what}");
    }
}

#[test]
fn row_counts_that_are_not_there() {
    for stated in [0x00FF_FFFF, 0x7FFF_FFFF, 0xFFFF_FFFF] {
        // The last table: rows before it are where they were.
        let walked = around("a huge row count", |writer| {
            let blob = writer.blob(&[0x08]);
            writer.row::<TypeSpec>(&[cell::<BlobIndex>(blob)]);
            writer.stated.insert(TypeSpec::TABLE, stated);
        });
        assert_eq!(walked.methods, 1);
    }
}

#[test]
fn thousands_of_streams() {
    around("65,531 streams", |writer| writer.junk_streams = 65_531);
}

#[test]
fn signatures_that_are_deep_long_or_refer_to_themselves() {
    let deep = |unit: &[u8], count: usize| [unit.repeat(count), vec![0x08]].concat();
    for (what, signature) in [
        ("a TypeSpec that modifies itself", vec![0x0F, 0x20, 0x06, 0x08]),
        ("a TypeSpec that is a class of itself", vec![0x12, 0x06]),
        ("a TypeSpec that instantiates itself", vec![0x15, 0x12, 0x06, 0x01, 0x08]),
        ("1,000,000 pointers", deep(&[0x0F], 1_000_000)),
        ("1,000,000 arrays", deep(&[0x1D], 1_000_000)),
        ("200,000 instances", deep(&[0x15, 0x12, 0x04, 0x01], 200_000)),
        ("200,000 function pointers", deep(&[0x1B, 0x00, 0x00], 200_000)),
        ("300,000 modifiers", deep(&[0x20, 0x04], 300_000)),
        ("a rank of 2^28", vec![0x14, 0x08, 0xD0, 0, 0, 0, 0, 0]),
    ] {
        around(what, |writer| {
            let blob = writer.blob(&signature);
            writer.row::<TypeSpec>(&[cell::<BlobIndex>(blob)]);
            let name = writer.string("S");
            // A method of that type, and a class that extends it.
            let method = writer.blob(&[0x20, 0x00, 0x01]);
            writer.row::<MemberRef>(&[
                cell::<Option<MemberRefParent>>(1 << 3 | 4),
                cell::<StringIndex>(name),
                cell::<BlobIndex>(method),
            ]);
            add_type(writer, name, type_spec(1), 2);
        });
    }
    around("a signature of 60,000 parameters, shared by 2,000 methods", |writer| {
        let mut signature = vec![0x00, 0xC0, 0x00, 0xEA, 0x60, 0x01];
        signature.resize(signature.len() + 60_000, 0x08);
        let (name, blob, body) = (writer.string("P"), writer.blob(&signature), writer.body(TINY_RET));
        add_type(writer, name, 0, 2);
        for _ in 0..2_000 {
            add_method(writer, name, body, blob);
        }
    });
}

/// A fat body with `code`.
fn fat(code: &[u8]) -> Vec<u8> {
    let mut body = vec![0x03, 0x30, 8, 0];
    body.extend(u32::try_from(code.len()).unwrap().to_le_bytes());
    body.extend(0u32.to_le_bytes());
    body.extend_from_slice(code);
    body
}

#[test]
fn bodies_that_are_shared_cut_or_full_of_switches() {
    let walked = around("a body of 60 KB, shared by 3,000 methods", |writer| {
        let (name, signature) = (writer.string("M"), writer.blob(STATIC_VOID));
        let mut code = vec![0; 60_000];
        *code.last_mut().unwrap() = 0x2A;
        let body = writer.body(&fat(&code));
        add_type(writer, name, 0, 2);
        for _ in 0..3_000 {
            add_method(writer, name, body, signature);
        }
    });
    assert_eq!(walked.decoded.len(), 3_001);

    let switch = |count: u32| [&[0x16, 0x45][..], &count.to_le_bytes()].concat();
    let mut overlapping = Vec::new();
    for _ in 0..4_000 {
        overlapping.extend(switch(4_000));
    }
    for (what, body) in [
        ("a switch of 2^31 - 1 targets", fat(&switch(0x7FFF_FFFF))),
        ("a switch of 2^32 - 1 targets", fat(&switch(0xFFFF_FFFF))),
        ("switches whose tables overlap", fat(&overlapping)),
        ("undefined opcodes", fat(&[0xFE, 0xFF, 0x24, 0xA6, 0xFE])),
        ("more code than there is", vec![0x03, 0x30, 8, 0, 0xFF, 0xFF, 0xFF, 0x7F, 0, 0, 0, 0, 0x2A]),
        ("neither tiny nor fat", vec![0x07, 0x30]),
    ] {
        let walked = around(what, |writer| {
            let (name, signature, rva) = (writer.string("M"), writer.blob(STATIC_VOID), writer.body(&body));
            add_method(writer, name, rva, signature);
            let nowhere = 0x7000_0000;
            add_method(writer, name, nowhere, signature);
        });
        assert_eq!(walked.methods, 3);
        assert!(walked.broken >= 1, "{what}");
    }
}

/// One name of 20 KB, and 5,000 rows that each start one byte further on.
#[test]
fn names_that_share_their_end() {
    around("names that share their end", |writer| {
        let name = writer.string(&"x".repeat(20_000));
        for row in 0..5_000 {
            add_type(writer, name + row, 0, 2);
        }
    });
}

/// References that are found nowhere: each is looked up once, whatever the size of the tables.
#[test]
fn references_to_nothing_in_large_tables() {
    around("30,000 references and 30,000 exported types", |writer| {
        let name = writer.string("E");
        let other = writer.string("Other");
        for _ in 0..30_000 {
            writer.row::<TypeRef>(&[
                cell::<Option<ResolutionScope>>(1 << 2),
                cell::<StringIndex>(name),
                cell::<StringIndex>(0),
            ]);
            writer.row::<ExportedType>(&[
                cell::<TypeAttributes>(0x0020_0000),
                cell::<u32>(0),
                cell::<StringIndex>(other),
                cell::<StringIndex>(0),
                cell::<Option<Implementation>>(1),
            ]);
        }
    });
    around("30,000 member references to a type of 30,000 methods and fields", |writer| {
        let (name, other) = (writer.string("M"), writer.string("Other"));
        let (signature, field, body) = (writer.blob(STATIC_VOID), writer.blob(&[0x06, 0x08]), writer.body(TINY_RET));
        let owner = add_type(writer, name, 0, 2);
        for row in 0..30_000 {
            add_method(writer, other, body, signature);
            writer.row::<Field>(&[cell::<FieldAttributes>(6), cell::<StringIndex>(other), cell::<BlobIndex>(field)]);
            writer.row::<MemberRef>(&[
                cell::<Option<MemberRefParent>>(owner << 3),
                cell::<StringIndex>(name),
                cell::<BlobIndex>(if row % 2 == 0 { signature } else { field }),
            ]);
        }
    });
    around("a type of 60,000 interfaces in a cycle", |writer| {
        let name = writer.string("I");
        for _ in 0..300 {
            add_type(writer, name, 0, 2);
        }
        for row in 0..60_000 {
            writer.row::<InterfaceImpl>(&[
                cell::<Option<Rid<TypeDef>>>(row % 300 + 2),
                cell::<Option<TypeDefOrRef>>(type_def(row * 7 % 300 + 2)),
            ]);
        }
        writer.row::<TypeRef>(&[cell::<Option<ResolutionScope>>(0), cell::<StringIndex>(name), cell::<StringIndex>(0)]);
    });
}
