//! The line numbers of one method in a Mono symbol file: a program that moves an IL offset and a line along, in the manner of DWARF 2.

use super::mdb::number;
use super::{DocumentIndex, SequencePoint, SourcePosition, is_hidden_line};
use crate::bytes::{Malformed, Reader};
use crate::il::IlOffset;

/// How the bytes of a program that are no opcode of their own are to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parameters {
    /// The least number of lines that such a byte moves on.
    line_base: i32,
    /// How many numbers of lines there are.
    line_range: u8,
    /// The first such byte.
    opcode_base: u8,
}

impl Parameters {
    pub(super) fn read(r: &mut Reader<'_>) -> Result<Self, Malformed> {
        const CUT: &str = "the header of the Mono symbol file is cut";
        let start = *r;
        let line_base = r.i32(CUT)?;
        let (line_range, opcode_base) = (u8::try_from(r.u32(CUT)?), u8::try_from(r.u32(CUT)?));
        match (line_range, opcode_base) {
            (Ok(line_range @ 1..), Ok(opcode_base)) => Ok(Self { line_base, line_range, opcode_base }),
            _ => Err(start.malformed("the line numbers of the Mono symbol file have parameters that no byte can have")),
        }
    }

    /// IL bytes and lines that an opcode moves on.
    fn advance(self, opcode: u8) -> (u32, i32) {
        let steps = opcode.saturating_sub(self.opcode_base);
        let il = steps.checked_div(self.line_range).unwrap_or(0);
        let line = steps.checked_rem(self.line_range).unwrap_or(0);
        (u32::from(il), self.line_base.wrapping_add(i32::from(line)))
    }
}

const COPY: u8 = 1;
const ADVANCE_IL: u8 = 2;
const ADVANCE_LINE: u8 = 3;
const SET_FILE: u8 = 4;
/// Moves on as many IL bytes as the last opcode can.
const CONST_ADD_IL: u8 = 8;
/// After 0 and a length.
const END: u8 = 1;
/// After 0 and a length.
const NEGATE_IS_HIDDEN: u8 = 0x40;

/// What a program needs to run.
pub(super) struct LineProgram {
    pub(super) parameters: Parameters,
    /// How many source files there are.
    pub(super) documents: u32,
}

/// The registers.
#[derive(Clone, Copy)]
struct State {
    il: u32,
    line: u32,
    /// 1-based; 0 is no file.
    file: u32,
    is_hidden: bool,
}

impl LineProgram {
    /// The sequence points, ascending by IL offset. Of several at one offset the last counts, as for Mono.
    pub(super) fn run(
        &self,
        mut r: Reader<'_>,
        has_columns: bool,
        has_ends: bool,
    ) -> Result<Vec<SequencePoint>, Malformed> {
        let rows = self.rows(&mut r)?;
        let columns = r;
        if has_columns {
            for _ in &rows {
                number(&mut r)?;
            }
        }
        let mut columns = has_columns.then_some(columns);
        let mut points: Vec<SequencePoint> = Vec::with_capacity(rows.len());
        for row in rows {
            let column = columns.as_mut().map_or(Ok(0), number)?;
            let (mut end_line, mut end_column) = (row.line, 0);
            if has_ends {
                // 0xFFFFFF: nobody knows.
                let lines = number(&mut r)?;
                if lines != 0x00FF_FFFF {
                    (end_line, end_column) = (row.line.saturating_add(lines), number(&mut r)?);
                }
            }
            let document = row.file.checked_sub(1).filter(|document| *document < self.documents);
            let is_visible = !row.is_hidden && !is_hidden_line(row.line);
            let position = document.filter(|_| is_visible).map(|document| SourcePosition {
                document: DocumentIndex(document),
                line: row.line,
                column,
                end_line,
                end_column,
            });
            let point = SequencePoint { il: IlOffset(row.il), position };
            match points.last_mut() {
                Some(last) if last.il == point.il => *last = point,
                _ => points.push(point),
            }
        }
        Ok(points)
    }

    /// The rows of the table that the program writes.
    fn rows(&self, r: &mut Reader<'_>) -> Result<Vec<State>, Malformed> {
        const CUT: &str = "the line numbers of a method have no end";
        let mut rows: Vec<State> = Vec::new();
        let mut state = State { il: 0, line: 1, file: 1, is_hidden: false };
        let mut is_modified = false;
        loop {
            let start = *r;
            let opcode = r.u8(CUT)?;
            if opcode == 0 {
                let length = usize::from(r.u8(CUT)?);
                let mut operands = r.part(length, CUT)?;
                match operands.u8("an extended opcode is empty")? {
                    END => {
                        if is_modified {
                            rows.push(state);
                        }
                        break;
                    }
                    NEGATE_IS_HIDDEN => state.is_hidden = !state.is_hidden,
                    // Kept free for more.
                    0x41..=0x7F => {}
                    _ => return Err(start.malformed("the line numbers of a method have an unknown extended opcode")),
                }
                is_modified = true;
                continue;
            }
            let is_row = opcode >= self.parameters.opcode_base || opcode == COPY;
            let (mut il, mut lines) = (0, 0);
            match opcode {
                _ if opcode >= self.parameters.opcode_base => (il, lines) = self.parameters.advance(opcode),
                COPY => {}
                ADVANCE_IL => il = number(r)?,
                // A negative number has all of its 32 bits.
                ADVANCE_LINE => lines = number(r)?.cast_signed(),
                SET_FILE => state.file = number(r)?,
                CONST_ADD_IL => (il, _) = self.parameters.advance(u8::MAX),
                _ => return Err(start.malformed("the line numbers of a method have an unknown opcode")),
            }
            let moved = (state.il.checked_add(il), state.line.checked_add_signed(lines));
            let (Some(il), Some(line)) = moved else {
                return Err(start.malformed("the line numbers of a method leave their range"));
            };
            (state.il, state.line, is_modified) = (il, line, !is_row);
            if is_row {
                rows.push(state);
            }
        }
        Ok(rows)
    }
}
