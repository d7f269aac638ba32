//! Exception clauses (§II.25.4.5, §II.25.4.6).

use super::body::Notes;
use super::instruction::IlOffset;
use super::operand::OperandKind;
use crate::bytes::{Loss, Malformed, Reader};
use crate::metadata::Token;

/// What a handler is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClauseKind {
    /// Catches exceptions of the type.
    Catch(Token),
    /// Catches what the filter accepts. The filter starts here and ends where the handler starts.
    Filter(IlOffset),
    /// Runs whenever the block is left.
    Finally,
    /// Runs when the block is left by an exception.
    Fault,
}

/// One exception clause. Its offsets lie inside the code or at its end; where they did not, they were moved to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Clause {
    /// What the handler is for.
    pub kind: ClauseKind,
    /// The first instruction of the protected block.
    pub try_start: IlOffset,
    /// The first byte behind the protected block.
    pub try_end: IlOffset,
    /// The first instruction of the handler.
    pub handler_start: IlOffset,
    /// The first byte behind the handler.
    pub handler_end: IlOffset,
}

/// The kind of a data section (§II.25.4.5): the low 6 bits.
const KIND_MASK: u8 = 0x3F;
const EXCEPTION_TABLE: u8 = 0x01;
const FAT_SECTION: u8 = 0x40;
const MORE_SECTIONS: u8 = 0x80;
/// The sizes in bytes of a section's header, and of a clause in either form.
const SECTION_HEADER: usize = 4;
const SMALL_CLAUSE: usize = 12;
const FAT_CLAUSE: usize = 24;
/// The flags of a clause (§II.25.4.6). The order of the tests is the CLR's.
const FILTER: u32 = 1;
const FINALLY: u32 = 2;
const FAULT: u32 = 4;

/// Reads the clauses of the data section at `start` and tells how many bytes it takes.
///
/// Only the first section counts, as for the CLR: later ones are noted and not read. The size that the section states
/// counts its header or (in old Visual Basic and C++) does not; the division is the same in both cases.
pub(super) fn read_section(
    start: Reader<'_>,
    code_size: usize,
    clauses: &mut Vec<Clause>,
    notes: &mut Notes<'_>,
) -> usize {
    const CUT: &str = "the section ends within the exception clauses";
    let start = start.citing("§II.25.4.5");
    let mut at = start;
    let Ok(word) = at.u32(CUT) else {
        notes.note("B08", Loss::Unit, start.malformed(CUT));
        return start.len();
    };
    let [kind, small_size, ..] = word.to_le_bytes();
    if kind & MORE_SECTIONS != 0 {
        notes.note("B08", Loss::Nothing, start.malformed("data sections after the first do not count"));
    }
    if kind & KIND_MASK != EXCEPTION_TABLE {
        notes.note("B09", Loss::Nothing, start.malformed("the data section holds no exception clauses"));
        return SECTION_HEADER;
    }
    let fat = kind & FAT_SECTION != 0;
    let (stated, clause_size) = if fat {
        (usize::try_from(word >> 8).unwrap_or(usize::MAX), FAT_CLAUSE)
    } else {
        (usize::from(small_size), SMALL_CLAUSE)
    };
    let mut count = stated.checked_div(clause_size).unwrap_or(0);
    if count.saturating_mul(clause_size) > at.len() {
        notes.note("B08", Loss::Unit, start.malformed(CUT));
    }
    let limit = usize::try_from(notes.limits.exception_clauses).unwrap_or(usize::MAX);
    if count > limit {
        notes.note("B08", Loss::Unit, start.malformed("more exception clauses than the limit allows"));
        count = limit;
    }
    for _ in 0..count {
        let here = at.citing("§II.25.4.6");
        let Ok(raw) = RawClause::read(&mut at, fat) else { break };
        clauses.push(raw.clamped(code_size, here, notes));
    }
    start.len().saturating_sub(at.len())
}

/// A clause as it stands in the file.
struct RawClause {
    flags: u32,
    try_start: u32,
    try_size: u32,
    handler_start: u32,
    handler_size: u32,
    /// The token of the type, or the offset of the filter.
    what: u32,
}

impl RawClause {
    fn read(at: &mut Reader<'_>, fat: bool) -> Result<Self, Malformed> {
        const CUT: &str = "exception clause is cut";
        let mut part = at.part(if fat { FAT_CLAUSE } else { SMALL_CLAUSE }, CUT)?;
        let at = &mut part;
        Ok(if fat {
            Self {
                flags: at.u32(CUT)?,
                try_start: at.u32(CUT)?,
                try_size: at.u32(CUT)?,
                handler_start: at.u32(CUT)?,
                handler_size: at.u32(CUT)?,
                what: at.u32(CUT)?,
            }
        } else {
            Self {
                flags: at.u16(CUT)?.into(),
                try_start: at.u16(CUT)?.into(),
                try_size: at.u8(CUT)?.into(),
                handler_start: at.u16(CUT)?.into(),
                handler_size: at.u8(CUT)?.into(),
                what: at.u32(CUT)?,
            }
        })
    }

    /// The clause with its offsets moved into the code, noting once what does not fit.
    fn clamped(&self, code_size: usize, here: Reader<'_>, notes: &mut Notes<'_>) -> Clause {
        let end = u32::try_from(code_size).unwrap_or(u32::MAX);
        let mut odd = None;
        let mut bound = |offset: u32| {
            if offset > end {
                odd = Some("an exception clause reaches behind the code");
            }
            IlOffset(offset.min(end))
        };
        let try_start = bound(self.try_start);
        let try_end = bound(self.try_start.saturating_add(self.try_size));
        let handler_start = bound(self.handler_start);
        let handler_end = bound(self.handler_start.saturating_add(self.handler_size));
        let kind = if self.flags & FILTER != 0 {
            ClauseKind::Filter(bound(self.what))
        } else if self.flags & FINALLY != 0 {
            ClauseKind::Finally
        } else if self.flags & FAULT != 0 {
            ClauseKind::Fault
        } else {
            ClauseKind::Catch(Token(self.what))
        };
        if try_start == try_end || handler_start == handler_end {
            odd = odd.or(Some("a block of an exception clause is empty"));
        }
        if try_start < handler_end && handler_start < try_end {
            odd = odd.or(Some("the handler of an exception clause overlaps its protected block"));
        }
        if !matches!(self.flags, 0 | FILTER | FINALLY | FAULT) {
            odd = odd.or(Some("an exception clause is of no one kind"));
        }
        match kind {
            ClauseKind::Catch(token) if !OperandKind::Type.allows(token.table()) => {
                odd = odd.or(Some("what an exception clause catches is no type"));
            }
            ClauseKind::Filter(filter) if filter >= handler_start => {
                odd = odd.or(Some("the filter of an exception clause does not stand before its handler"));
            }
            _ => {}
        }
        if let Some(what) = odd {
            notes.note("B10", Loss::Nothing, here.malformed(what));
        }
        Clause { kind, try_start, try_end, handler_start, handler_end }
    }
}
