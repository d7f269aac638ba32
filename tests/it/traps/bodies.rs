//! Traps of method bodies that need a method made for them.

use ilvet::finding::{Report, Status};
use ilvet::metadata::{BlobIndex, List, MethodAttributes, MethodDef, MethodImplAttributes, Param, StringIndex};

use crate::every_type::every_type;
use crate::shape::{LDARG_0, LDARG_1, PUBLIC, RET, Shape};
use crate::walk::gate;
use crate::writer::cell;

/// `this.field = argument`
const STORE: [u8; 7] = [LDARG_0, LDARG_1, 0x7D, 1, 0, 0, 4];
const ABSTRACT: u32 = 0x400;
const NATIVE_FUNCTION: u32 = 0x2000;

/// Adds a method with these bits of `ImplFlags` and `Flags`, and a body, if it has one.
fn method(shape: &mut Shape, implementation: u32, flags: u32, code: Option<&[u8]>) {
    let name = shape.writer.string("M");
    let rva = code.map_or(0, |code| {
        let length = u8::try_from(code.len()).expect("it is tiny");
        shape.writer.body(&[&[length << 2 | 2], code].concat())
    });
    shape.methods += 1;
    let signature = shape.signature;
    shape.writer.row::<MethodDef>(&[
        cell::<u32>(rva),
        cell::<MethodImplAttributes>(implementation),
        cell::<MethodAttributes>(flags),
        cell::<StringIndex>(name),
        cell::<BlobIndex>(signature),
        cell::<List<Param>>(1),
    ]);
}

fn shape() -> Shape {
    let mut shape = Shape::new();
    shape.field();
    shape
}

fn stores(report: &Report) -> usize {
    report.findings.iter().filter(|it| it.rule == "stateful-plugin").count()
}

#[test]
fn b01_methods_without_code_are_counted_by_reason() {
    let mut shape = shape();
    method(&mut shape, 0, PUBLIC | ABSTRACT, None);
    method(&mut shape, 0, PUBLIC | NATIVE_FUNCTION, None);
    method(&mut shape, 0x1000, PUBLIC, None);
    method(&mut shape, 3, PUBLIC, None);
    method(&mut shape, 0, PUBLIC, None);
    method(&mut shape, 0, PUBLIC, Some(&[RET]));
    let report = gate(shape.writer.finish());
    let methods = &report.assemblies[0].methods;
    assert_eq!((methods.total, methods.with_body, methods.decoded), (6, 1, 1));
    for reason in ["abstract", "platformInvoke", "internalCall", "runtime", "extern"] {
        assert_eq!(methods.skipped.get(reason), Some(&1), "{reason}: {methods:?}");
    }
}

/// What would be IL if it were: opcodes that do not exist, and a write that must not be found.
#[test]
fn b02_native_code_is_never_read_as_il() {
    let mut shape = shape();
    for implementation in [1, 2, 4] {
        method(&mut shape, implementation, PUBLIC, Some(&[0xFE, 0xFF, 0x24, 0xA6]));
        method(&mut shape, implementation, PUBLIC, Some(&[&STORE[..], &[RET]].concat()));
    }
    method(&mut shape, 0, PUBLIC, Some(&[RET]));
    let (report, ..) = every_type(shape.writer.finish());
    let methods = &report.assemblies[0].methods;
    assert_eq!((methods.decoded, methods.skipped.get("native")), (1, Some(&6)), "{methods:?}");
    assert_eq!((stores(&report), report.problems.len()), (0, 0), "{:?}", report.problems);
    assert_eq!(report.assemblies[0].status, Status::Analysed);
}

#[test]
fn b16_code_behind_a_return_is_no_finding() {
    let report = |code: &[u8]| {
        let mut shape = shape();
        method(&mut shape, 0, PUBLIC, Some(code));
        every_type(shape.writer.finish()).0
    };
    let live = report(&[&STORE[..], &[RET]].concat());
    let dead = report(&[&[RET], &STORE[..], &[RET]].concat());
    // br.s over it
    let jumped = report(&[&[0x2B, 7], &STORE[..], &[RET]].concat());
    assert_eq!((stores(&live), stores(&dead), stores(&jumped)), (1, 0, 0));
    assert_eq!(dead.assemblies[0].methods.decoded, 1, "it is decoded all the same");
}

#[test]
fn b17_a_stack_that_does_not_balance_costs_nobody_else() {
    let odd: [&[u8]; 6] = [
        // pop of nothing
        &[0x26, RET],
        // One way with a value, one without: ldarg.0; brfalse.s +1; ldarg.0; pop
        &[LDARG_0, 0x2C, 1, LDARG_0, 0x26, RET],
        // A loop that pushes: ldarg.0; br.s -3
        &[LDARG_0, 0x2B, 0xFD],
        // A store of nothing to nothing.
        &[0x7D, 1, 0, 0, 4, RET],
        // Values that are left behind.
        &[LDARG_0, LDARG_0, LDARG_0, RET],
        // A call that needs more than there is.
        &[0x28, 1, 0, 0, 6, RET],
    ];
    for code in odd {
        let mut shape = shape();
        method(&mut shape, 0, PUBLIC, Some(code));
        method(&mut shape, 0, PUBLIC, Some(&[&STORE[..], &[RET]].concat()));
        let (report, ..) = every_type(shape.writer.finish());
        let whole: Vec<_> = report.findings.iter().filter(|it| it.location.il_offset == Some(2)).collect();
        assert_eq!(
            whole.iter().filter(|it| it.rule == "stateful-plugin").count(),
            1,
            "{code:x?}: {:?}",
            report.findings
        );
        assert!(report.problems.iter().all(|it| it.code != "INTERNAL"), "{code:x?}");
    }
}

#[test]
fn b20_scrambled_bodies_are_a_protected_assembly() {
    let mut shape = shape();
    // Neither tiny nor fat, as a tool leaves it that puts the code elsewhere.
    for _ in 0..20 {
        method(&mut shape, 0, PUBLIC, Some(&[RET]));
    }
    let mut bytes = shape.writer.finish();
    let body = [1 << 2 | 2, RET];
    let places: Vec<usize> = bytes.windows(2).enumerate().filter(|(_, it)| *it == body).map(|(at, _)| at).collect();
    assert!(places.len() >= 20);
    for at in places {
        bytes[at] = 0x07;
    }
    let report = gate(bytes);
    assert_eq!((report.assemblies[0].status, report.summary.failed_inputs), (Status::Protected, 1));
    assert!(report.problems.iter().any(|it| it.code == "B20"), "{:?}", report.problems);
    assert!(report.not_analysed.iter().any(|it| it.kind == "protected"), "{:?}", report.not_analysed);
}

#[test]
fn b21_an_async_method_of_the_runtime_is_a_method() {
    let report = |implementation| {
        let mut shape = shape();
        method(&mut shape, implementation, PUBLIC, Some(&[&STORE[..], &[RET]].concat()));
        every_type(shape.writer.finish()).0
    };
    let (plain, marked) = (report(0), report(0x2000));
    assert_eq!((stores(&plain), stores(&marked)), (1, 1));
    assert_eq!(marked.assemblies[0].methods.decoded, 1);
}
