//! Method bodies: header, clauses, instructions, targets (§II.25.4, §III). The first byte says how the body is aligned in the file.

use ilvet::bytes::{Diagnostics, FileOffset, Loss, Reader};
use ilvet::il::{Body, Code, Instruction};
use ilvet::limits::Limits;
use ilvet::metadata::Token;

use super::Seen;

pub(super) fn read(data: &[u8], seen: &mut Seen) {
    let Some((alignment, bytes)) = data.split_first() else { return };
    let position = u32::from(alignment % 4);
    // Offsets in errors count from there.
    seen.length = bytes.len() + position as usize;
    let limits = Limits::default();
    let mut noticed = Diagnostics::default();
    let at = Reader::new(bytes, FileOffset(position), "§II.25.4");
    if let Some(body) = seen.result(Body::open(at, Token(0x0600_0001), &mut noticed, &limits)) {
        assert!(body.size <= bytes.len());
        assert!(body.clauses.iter().all(|it| it.handler_end.0 as usize <= body.code.len()));
        look(&body, &Code::decode(&body, &limits), seen);
    }
    seen.diagnostics(&noticed);
}

fn look(body: &Body<'_>, code: &Code<'_>, seen: &mut Seen) {
    let (end, length) = (|it: &Instruction| it.end().0 as usize, body.code.len());
    let instructions = code.instructions();
    assert!(instructions.is_sorted_by(|a, b| a.offset < b.offset), "sorted and unique");
    assert!(instructions.iter().all(|it| it.size() > 0 && end(it) <= length));
    let mut covered = 0;
    let in_turn = instructions.iter().all(|it| it.offset.0 as usize == std::mem::replace(&mut covered, end(it)));
    assert_eq!(code.is_tiled(), in_turn && covered == length);
    assert!(code.is_tiled() || !code.problems().entries().is_empty(), "a gap without a word");
    let lost = code.problems().entries().iter().any(|problem| problem.loss == Loss::Unit);
    assert_eq!(code.is_complete(), !lost);
    // A run without keeping anything sees the same, where there is nothing but the linear sweep.
    if code.is_tiled() {
        let mut streamed = body.instructions();
        assert!(instructions.iter().all(|it| streamed.next() == Some(Ok(*it))) && streamed.next().is_none());
    }
    let failed = code.problems().entries().iter().any(|it| matches!(it.code, "B11" | "B13" | "B15"));
    for (index, instruction) in instructions.iter().enumerate() {
        assert_eq!(code.index_of(instruction.offset), Some(index));
        assert!(code.next(index).is_none_or(|next| next < instructions.len()));
        seen.note(instruction);
        for target in code.targets(instruction).flatten() {
            assert!((target.0 as usize) < length);
            assert!(failed || code.index_of(target).is_some(), "a target that was not decoded");
        }
    }
    seen.diagnostics(code.problems());
}
