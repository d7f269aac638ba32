//! Instructions.

use super::*;

/// B11: an undefined opcode costs what follows it, until a known target; nothing where control does not get.
#[test]
fn b11_undefined_opcode_in_code() {
    let code = [0x2C, 0x02, 0x00, 0x24, 0x17, 0x2A];
    let bytes = tiny(&code);
    let decoded = decode(&bytes);
    assert_eq!(listing(&decoded), "0 brfalse.s, 2 nop, 4 ldc.i4.1, 5 ret");
    assert_eq!(ids(decoded.problems()), [("B11", Loss::Unit)]);
    assert_eq!(decoded.problems().entries()[0].at.to_string(), "0x204: undefined opcode (§III.1.2.1)");
    assert!(!decoded.is_tiled() && !decoded.is_complete());
    assert_eq!((decoded.next(1), decoded.next(2), decoded.next(3)), (None, Some(3), None));

    let bytes = tiny(&[0x2B, 0x01, 0x24, 0x17, 0x2A]);
    let decoded = decode(&bytes);
    assert_eq!(listing(&decoded), "0 br.s, 3 ldc.i4.1, 4 ret");
    assert_eq!(ids(decoded.problems()), [("B11", Loss::Nothing)]);
    assert!(!decoded.is_tiled() && decoded.is_complete());

    assert_eq!(ids(decode(&tiny(&[0x00, 0xFE])).problems()), [("B11", Loss::Unit)]);
}

/// B12: prefixes belong to the instruction behind them, in any number and order.
#[test]
fn b12_prefixes() {
    let bytes = tiny(&[0xFE, 0x12, 0x02, 0xFE, 0x13, 0x7D, 0x01, 0, 0, 0x04, 0x2A]);
    let code = decode(&bytes);
    assert_clean(&code);
    assert_eq!(listing(&code), "0 unaligned., 3 volatile., 5 stfld, a ret");
    let prefixes = code.instructions()[2].prefixes;
    assert!(prefixes.volatile() && !prefixes.tail() && !prefixes.readonly() && !prefixes.is_empty());
    assert_eq!((prefixes.unaligned(), prefixes.no(), prefixes.constrained()), (Some(2), None, None));
    assert_eq!(prefixes.opcodes().collect::<Vec<_>>(), [Opcode::Unaligned, Opcode::Volatile]);
    assert_eq!(code.instructions()[1].prefixes.opcodes().collect::<Vec<_>>(), [Opcode::Unaligned]);
    assert!(code.instructions()[3].prefixes.is_empty());

    let constrained = [0xFE, 0x16, 0x03, 0, 0, 0x1B, 0xFE, 0x14, 0x6F, 0x01, 0, 0, 0x0A, 0x2A];
    let bytes = tiny(&constrained);
    let code = decode(&bytes);
    assert_clean(&code);
    let call = code.instructions()[2];
    assert_eq!((call.prefixes.constrained(), call.prefixes.tail()), (Some(Token(0x1B00_0003)), true));

    let bytes = tiny(&[0xFE, 0x19, 0x04, 0x7B, 0x01, 0, 0, 0x04, 0xFE, 0x1E, 0x8F, 0x01, 0, 0, 0x02, 0x2A]);
    let code = decode(&bytes);
    assert_clean(&code);
    assert_eq!(code.instructions()[1].prefixes.no(), Some(4));
    assert!(code.instructions()[3].prefixes.readonly());

    let odd = [("B12", Loss::Nothing)];
    assert_eq!(ids(decode(&tiny(&[0x2A, 0xFE, 0x13])).problems()), odd, "at the end");
    assert_eq!(ids(decode(&tiny(&[0xFE, 0x13, 0x2A])).problems()), odd, "before an opcode that does not take it");
    let bytes = tiny(&[0x2C, 0x02, 0xFE, 0x13, 0x4A, 0x2A]);
    let code = decode(&bytes);
    assert_eq!(ids(code.problems()), odd, "branch behind it");
    assert!(code.instructions()[2].prefixes.volatile());
    assert_eq!(
        ids(decode(&tiny(&[0xFE, 0x13, 0x24])).problems()),
        [("B11", Loss::Unit), ("B12", Loss::Nothing)],
        "before no opcode"
    );
}

/// B12: a prefix that only a detour decodes belongs to its instruction all the same.
#[test]
fn b12_prefix_on_a_detour() {
    // br 7; a junk byte that takes four bytes with it (FE 13 4A 25); then the rest of the sweep.
    let bytes = tiny(&[0x2B, 0x01, 0x20, 0xFE, 0x13, 0x00, 0x00, 0x4A, 0x26, 0x2A]);
    let code = decode(&bytes);
    assert_eq!(listing(&code), "0 br.s, 2 ldc.i4, 3 volatile., 5 nop, 6 nop, 7 ldind.i4, 8 pop, 9 ret");
    let bytes = tiny(&[0x2B, 0x01, 0x20, 0x00, 0x00, 0xFE, 0x13, 0x4A, 0x26, 0x2A]);
    let code = decode(&bytes);
    assert_eq!(listing(&code), "0 br.s, 2 ldc.i4, 3 nop, 4 nop, 5 volatile., 7 ldind.i4, 8 pop, 9 ret");
    assert!(code.instructions()[5].prefixes.volatile());
    assert_eq!(ids(code.problems()), [("B14", Loss::Nothing)]);
}

/// B13: the targets of a switch are counted against the bytes left.
#[test]
fn b13_switch_count() {
    let bytes = tiny(&[0x16, 0x45, 0x02, 0, 0, 0, 0x01, 0, 0, 0, 0xF1, 0xFF, 0xFF, 0xFF, 0x00, 0x2A]);
    let code = decode(&bytes);
    assert_eq!(listing(&code), "0 ldc.i4.0, 1 switch, e nop, f ret");
    let switch = code.instructions()[1];
    assert_eq!((switch.operand, switch.size()), (Operand::Switch(2), 13));
    assert_eq!(code.targets(&switch).collect::<Vec<_>>(), [Ok(IlOffset(15)), Err(-1)]);
    assert_eq!(ids(code.problems()), [("B14", Loss::Nothing)]);
    for count in [1_u32, 0x3FFF_FFFF, 0x4000_0000, 0x7FFF_FFFF, 0xFFFF_FFFF] {
        let bytes = tiny(&[&[0x16, 0x45][..], &count.to_le_bytes(), &[0, 0, 0x2A]].concat());
        let code = decode(&bytes);
        assert_eq!(listing(&code), "0 ldc.i4.0");
        assert_eq!(ids(code.problems()), [("B13", Loss::Unit)]);
    }
    let bytes = tiny(&[0x45, 0, 0, 0, 0, 0x2A]);
    assert_clean(&decode(&bytes));
}

/// B14: code in the middle of instructions is decoded too; targets outside are told, not wrapped.
#[test]
fn b14_targets() {
    // br.s into the operand of ldc.i4, which reads: ldc.i4.1, ret.
    let bytes = tiny(&[0x2B, 0x01, 0x20, 0x17, 0x2A, 0x00, 0x00, 0x2A]);
    let code = decode(&bytes);
    assert_eq!(listing(&code), "0 br.s, 2 ldc.i4, 3 ldc.i4.1, 4 ret, 7 ret");
    assert_eq!(ids(code.problems()), [("B14", Loss::Nothing)]);
    assert_eq!((code.next(1), code.next(2), code.index_of(IlOffset(5))), (Some(4), Some(3), None));
    assert!(!code.is_tiled() && code.is_complete());

    for (code, outside) in [
        (vec![0x2B, 0x80], -126),
        (vec![0x2B, 0x00], 2),
        (vec![0x38, 0, 0, 0, 0x80], 5 - 0x8000_0000),
        (vec![0x38, 0xFF, 0xFF, 0xFF, 0x7F], 5 + 0x7FFF_FFFF_i64),
    ] {
        let bytes = tiny(&code);
        let code = decode(&bytes);
        assert_eq!(code.instructions()[0].operand, Operand::Outside(outside));
        assert_eq!(code.targets(&code.instructions()[0]).collect::<Vec<_>>(), [Err(outside)]);
        assert_eq!(ids(code.problems()), [("B14", Loss::Nothing)]);
        assert!(code.is_tiled());
    }
    let bytes = tiny(&[0x2B, 0xFE]);
    assert_clean(&decode(&bytes));
}

/// B14: switches that share one long table do not make the work grow with the square of the code.
#[test]
fn b14_overlapping_switches() {
    const SWITCHES: u32 = 10_000;
    const SHARED: u32 = 0x8000;
    // A switch whose targets are all the others; each of these takes what follows it for its table.
    let mut code = vec![0x45];
    code.extend(SWITCHES.to_le_bytes());
    code.extend((0..SWITCHES).flat_map(|number| (number * 5).to_le_bytes()));
    code.extend([0x45].into_iter().chain(SHARED.to_le_bytes()).collect::<Vec<_>>().repeat(SWITCHES as usize));
    code.resize(code.len() + SHARED as usize * 4, 0);
    let bytes = fat(0, code.len(), &code);
    let (body, _) = open(&bytes);
    let decoded = Code::decode(&body, &Limits::default());
    let targets: usize = decoded.instructions().iter().map(|i| decoded.targets(i).count()).sum();
    assert!(targets <= code.len(), "{targets} targets in {} bytes", code.len());
    let refused = "overlapping switches have more targets than the code has bytes";
    assert!(decoded.problems().entries().iter().any(|problem| problem.at.what == refused));
    assert!(!decoded.is_complete());
}

/// B15: an operand that the end of the code cuts.
#[test]
fn b15_cut_operand() {
    for opcode in Opcode::ALL {
        let size = opcode.size();
        let mut code = opcode.code().to_be_bytes()[2 - size..].to_vec();
        let operand = usize::try_from(opcode.operand_kind().size()).unwrap();
        for left in 0..operand {
            code.truncate(size);
            code.resize(size + left, 0);
            let bytes = tiny(&code);
            let decoded = decode(&bytes);
            assert_eq!(ids(decoded.problems()), [("B15", Loss::Unit)], "{opcode:?} with {left} bytes");
            assert_eq!(decoded.instructions(), []);
        }
        code.resize(size + operand, 0);
        let bytes = tiny(&code);
        let decoded = decode(&bytes);
        assert_eq!(decoded.instructions()[0].size() as usize, code.len());
        assert!(decoded.is_tiled());
    }
}

/// B22: every form of arguments, locals and small numbers.
#[test]
fn b22_short_forms() {
    let one = |code: &[u8]| decode(&tiny(code)).instructions()[0];
    for number in 0..4 {
        assert_eq!((one(&[0x02 + number]).argument(), one(&[0x02 + number]).local()), (Some(number.into()), None));
        for base in [0x06, 0x0A] {
            assert_eq!((one(&[base + number]).local(), one(&[base + number]).argument()), (Some(number.into()), None));
        }
    }
    for opcode in [0x0E, 0x0F, 0x10] {
        assert_eq!((one(&[opcode, 0xFF]).argument(), one(&[opcode, 0xFF]).local()), (Some(255), None));
    }
    for opcode in [0x11, 0x12, 0x13] {
        assert_eq!((one(&[opcode, 0xFF]).local(), one(&[opcode, 0xFF]).argument()), (Some(255), None));
    }
    for opcode in [0x09, 0x0A, 0x0B] {
        assert_eq!(one(&[0xFE, opcode, 0xFE, 0xFF]).argument(), Some(0xFFFE));
        assert_eq!(one(&[0xFE, opcode + 3, 0xFE, 0xFF]).local(), Some(0xFFFE));
    }
    for (opcode, number) in (0x15..=0x1E).zip(-1..) {
        assert_eq!(one(&[opcode]).constant_i32(), Some(number));
    }
    assert_eq!(one(&[0x1F, 0x80]).constant_i32(), Some(-128));
    assert_eq!(one(&[0x20, 0, 0, 0, 0x80]).constant_i32(), Some(i32::MIN));
    assert_eq!((one(&[0x00]).constant_i32(), one(&[0x00]).variable(), one(&[0x00]).token()), (None, None, None));
    assert_eq!(one(&[0x21, 1, 0, 0, 0, 0, 0, 0, 0x80]).operand, Operand::I64(i64::MIN + 1));
    assert_eq!(one(&[0x22, 0, 0, 0x80, 0x3F]).operand, Operand::F32(1.0_f32.to_bits()));
    assert_eq!(one(&[0x23, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F]).operand, Operand::F64(1.0_f64.to_bits()));
    assert_eq!(one(&[0x72, 7, 0, 0, 0x70]).operand, Operand::String(7));
}

/// B23: the size of the stack and the flag of the locals mean nothing to us.
#[test]
fn b23_stack_and_locals() {
    let mut bytes = fat(0, 1, &[0x2A]);
    for max_stack in [0, 0xFFFF_u16] {
        bytes[2..4].copy_from_slice(&max_stack.to_le_bytes());
        let (body, notes) = open(&bytes);
        assert_eq!((body.max_stack, body.init_locals), (max_stack, false));
        assert_eq!(ids(&notes), []);
    }
}

/// R01: a token of another kind than the opcode takes is a loss, and the rest goes on.
#[test]
fn r01_kinds_of_tokens() {
    for (opcode, tables) in [
        (0x7B, &[0x04, 0x0A][..]),
        (0x80, &[0x04, 0x0A]),
        (0x27, &[0x06, 0x0A, 0x2B]),
        (0x28, &[0x06, 0x0A, 0x2B]),
        (0x6F, &[0x06, 0x0A, 0x2B]),
        (0x73, &[0x06, 0x0A, 0x2B]),
        (0x74, &[0x01, 0x02, 0x1B]),
        (0x29, &[0x11]),
        (0xD0, &[0x01, 0x02, 0x04, 0x06, 0x0A, 0x1B, 0x2B]),
        (0x72, &[0x70]),
    ] {
        for table in 0..=u8::MAX {
            let bytes = tiny(&[opcode, 1, 0, 0, table, 0x2A]);
            let code = decode(&bytes);
            let fits = tables.contains(&table);
            assert_eq!(ids(code.problems()), if fits { vec![] } else { vec![("R01", Loss::Unit)] });
            assert_eq!((code.instructions().len(), code.is_complete(), code.is_tiled()), (2, fits, true));
        }
    }
    let bytes = tiny(&[0x2A, 0x28, 1, 0, 0, 0x70]);
    let code = decode(&bytes);
    assert_eq!(ids(code.problems()), [("R01", Loss::Nothing)], "control does not get there");
    assert!(code.is_complete());
}

/// An instruction costs 32 bytes of memory, whatever it says.
#[test]
fn an_instruction_is_small() {
    assert_eq!(size_of::<Instruction>(), 32);
    assert_eq!((size_of::<Operand>(), size_of::<Prefixes>(), size_of::<Opcode>()), (16, 8, 1));
}
