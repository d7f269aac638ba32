//! Bodies that no compiler made.

use super::*;

/// A deterministic source of numbers (xorshift64*).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn byte(&mut self) -> u8 {
        self.next().to_be_bytes()[0]
    }

    fn below(&mut self, end: u64) -> u64 {
        (self.next() >> 16) % end
    }
}

/// A body that is likely to get far: real opcodes, short jumps, plausible headers, then some bytes overwritten.
fn random_body(random: &mut Random) -> Vec<u8> {
    let mut code = Vec::new();
    for _ in 0..random.below(40) {
        let opcode = Opcode::ALL[usize::try_from(random.below(Opcode::ALL.len() as u64)).unwrap()];
        code.extend(&opcode.code().to_be_bytes()[2 - opcode.size()..]);
        let operand = usize::try_from(opcode.operand_kind().size()).unwrap();
        code.extend((0..operand).map(|place| if place == 0 { random.byte() % 40 } else { 0 }));
    }
    let mut bytes = match random.below(4) {
        0 => tiny(&code[..code.len().min(63)])[..1].to_vec(),
        1 => fat(0x8, code.len(), &[]),
        _ => fat(0, code.len(), &[]),
    };
    bytes.extend(code);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes.extend([0x41, 24, 0, 0]);
    bytes.extend((0..6).flat_map(|_| [random.byte() % 64, 0, 0, 0]));
    for _ in 0..random.below(6) {
        let place = usize::try_from(random.below(bytes.len() as u64)).unwrap();
        bytes[place] = random.byte();
    }
    bytes
}

#[test]
fn random_bodies_decode_soundly() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let (mut tiled, mut detours, mut clauses) = (0, 0, 0);
    for round in 0..100_000_u32 {
        let bytes = random_body(&mut random);
        let (Ok(body), _) = open_at(&bytes, 0x200 + round % 4) else { continue };
        assert!(body.size <= bytes.len());
        let code = Code::decode(&body, &Limits::default());
        let end = |i: &Instruction| i.end().0 as usize;
        assert!(code.instructions().is_sorted_by(|a, b| a.offset < b.offset), "sorted and unique: {bytes:02x?}");
        assert!(code.instructions().iter().all(|i| i.size() > 0 && end(i) <= body.code.len()));
        let mut covered = 0;
        let in_turn =
            code.instructions().iter().all(|i| i.offset.0 as usize == std::mem::replace(&mut covered, end(i)));
        assert_eq!(code.is_tiled(), in_turn && covered == body.code.len(), "{bytes:02x?}");
        assert!(code.is_tiled() || !code.problems().entries().is_empty());
        let lost = code.problems().entries().iter().any(|problem| problem.loss == Loss::Unit);
        assert_eq!(code.is_complete(), !lost);
        // A run without keeping anything sees the same, where there is nothing but the linear sweep.
        if code.is_tiled() {
            let streamed: Result<Vec<_>, _> = body.instructions().collect();
            assert_eq!(streamed.as_deref(), Ok(code.instructions()));
        }
        for (index, instruction) in code.instructions().iter().enumerate() {
            assert_eq!(code.index_of(instruction.offset), Some(index));
            for target in code.targets(instruction).flatten() {
                assert!((target.0 as usize) < body.code.len());
                let failed = |note: &crate::bytes::Diagnostic| matches!(note.code, "B11" | "B13" | "B15");
                assert!(code.index_of(target).is_some() || code.problems().entries().iter().any(failed));
            }
        }
        tiled += u32::from(code.is_tiled());
        detours += u32::from(code.problems().entries().iter().any(|problem| problem.code == "B14"));
        clauses += u32::from(!body.clauses.is_empty());
    }
    assert!(tiled > 10_000 && detours > 1_000 && clauses > 1_000, "{tiled} {detours} {clauses}");
}
