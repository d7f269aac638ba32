//! The header of a method body and where its parts lie (§II.25.4).

use super::clause::{self, Clause};
use super::instruction::Instructions;
use crate::bytes::{Diagnostic, Diagnostics, Loss, Malformed, Reader};
use crate::limits::Limits;
use crate::metadata::Token;

/// The form of a method header (§II.25.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// One byte: less than 64 bytes of code, no locals, no exception clauses (§II.25.4.2).
    Tiny,
    /// Twelve bytes (§II.25.4.3).
    Fat,
}

/// What surrounds the code of a method.
#[derive(Clone, Debug)]
pub struct Body<'a> {
    /// The method that diagnostics name. Several methods may share one body.
    pub method: Token,
    /// The form of the header.
    pub format: Format,
    /// How many values the method says it puts on the stack; a claim, so no size of anything. 8 in a tiny header.
    pub max_stack: u16,
    /// Whether locals start as zeroes.
    pub init_locals: bool,
    /// The `StandAloneSig` row of the locals; `None` when there are none.
    pub local_signature: Option<Token>,
    /// The code and nothing else; shorter than the header says where the section ends before (`B05`).
    pub code: Reader<'a>,
    /// The exception clauses in their order, inner ones first.
    pub clauses: Vec<Clause>,
    /// How many bytes header, code and the first data section take, with the padding between them.
    pub size: usize,
}

/// The flags of a fat header (§II.25.4.4).
const MORE_SECTIONS: u16 = 0x8;
const INIT_LOCALS: u16 = 0x10;
/// The table `StandAloneSig`.
const STAND_ALONE_SIG: u8 = 0x11;
/// The size of a fat header in words of 4 bytes.
const FAT_WORDS: u16 = 3;

impl<'a> Body<'a> {
    /// Opens the body of `method` under `at`, which starts at the RVA of the method and runs to the end of the section.
    ///
    /// A header is tiny when its low 2 bits are `10`, fat when its low 3 bits are `011`: the rule of the CLR. The standard
    /// gives 2 bits to both, by which `0x07` would be fat.
    ///
    /// # Errors
    /// The header is of neither form, or cut.
    pub fn open(at: Reader<'a>, method: Token, notes: &mut Diagnostics, limits: &Limits) -> Result<Self, Malformed> {
        let mut notes = Notes { diagnostics: notes, limits, method };
        let start = at.citing("§II.25.4.1");
        let first = { start }.u8("a method header is expected where the section ends")?;
        if first & 0x3 == 0x2 {
            Ok(Self::open_tiny(start.citing("§II.25.4.2"), &mut notes))
        } else if first & 0x7 == 0x3 {
            Self::open_fat(start.citing("§II.25.4.3"), &mut notes)
        } else {
            Err(start.malformed("method header is neither tiny nor fat"))
        }
    }

    /// The instructions one after the other, without keeping any.
    #[must_use]
    pub fn instructions(&self) -> Instructions<'a> {
        Instructions::new(self.code)
    }

    fn open_tiny(start: Reader<'a>, notes: &mut Notes<'_>) -> Self {
        let code_size = start.rest().first().map_or(0, |first| usize::from(first >> 2));
        let after = start.at(1).unwrap_or(start);
        let code = take_code(after, code_size, notes);
        Self {
            method: notes.method,
            format: Format::Tiny,
            max_stack: 8,
            init_locals: false,
            local_signature: None,
            code,
            clauses: Vec::new(),
            size: code.len().saturating_add(1),
        }
    }

    fn open_fat(start: Reader<'a>, notes: &mut Notes<'_>) -> Result<Self, Malformed> {
        const CUT: &str = "fat method header is cut";
        let mut at = start;
        let word = at.u16(CUT)?;
        let max_stack = at.u16(CUT)?;
        let code_size = usize::try_from(at.u32(CUT)?).unwrap_or(usize::MAX);
        let signature_at = at;
        let signature = Token(at.u32(CUT)?);

        // The CLR starts the code after as many words as the header says, and looks for no clauses when those are too few.
        let words = word >> 12;
        let header_size = usize::from(words).saturating_mul(4);
        if words != FAT_WORDS {
            notes.note("B04", Loss::Nothing, start.malformed("fat method header does not say that it is 3 words long"));
        }
        let after = start.at(header_size).ok_or_else(|| start.malformed(CUT))?;
        if code_size as u64 > notes.limits.code_bytes && after.len() as u64 > notes.limits.code_bytes {
            return Err(start.malformed("the code is longer than the limit code-bytes"));
        }
        let code = take_code(after, code_size, notes);
        let local_signature = match signature.table() {
            _ if signature.row() == 0 && signature.table() == 0 => None,
            STAND_ALONE_SIG => Some(signature),
            _ => {
                notes.note("B07", Loss::Nothing, signature_at.malformed("the token of the locals is no StandAloneSig"));
                None
            }
        };
        let mut body = Self {
            method: notes.method,
            format: Format::Fat,
            max_stack,
            init_locals: word & INIT_LOCALS != 0,
            local_signature,
            code,
            clauses: Vec::new(),
            size: header_size.saturating_add(code.len()),
        };
        if word & MORE_SECTIONS != 0 {
            if words < FAT_WORDS {
                notes.note(
                    "B04",
                    Loss::Nothing,
                    start.malformed("exception clauses after a short header do not count"),
                );
            } else if code.len() == code_size {
                body.open_section(start, notes);
            } else {
                notes.note("B05", Loss::Unit, after.malformed("the section ends before the exception clauses"));
            }
        }
        Ok(body)
    }

    /// Reads the data section behind the code; `start` is where the header starts.
    ///
    /// It stands at the next multiple of 4 of the *address*, whatever the length of the code. The position in the file
    /// tells that too: sections start at multiples of 4 in memory and in the file, so RVA and position agree modulo 4.
    fn open_section(&mut self, start: Reader<'a>, notes: &mut Notes<'_>) {
        let misaligned = start.offset().plus(self.size).0 % 4;
        let padding = usize::try_from(misaligned.wrapping_neg() % 4).unwrap_or(0);
        let at = self.size.saturating_add(padding);
        match start.at(at) {
            Some(section) => {
                let size = clause::read_section(section, self.code.len(), &mut self.clauses, notes);
                self.size = at.saturating_add(size);
            }
            None => notes.note("B08", Loss::Unit, start.malformed("the section ends before the exception clauses")),
        }
    }
}

/// The next `size` bytes, or what there is of them.
fn take_code<'a>(after: Reader<'a>, size: usize, notes: &mut Notes<'_>) -> Reader<'a> {
    if size > after.len() {
        notes.note("B05", Loss::Unit, after.malformed("the code is longer than what is left of the section"));
    } else if size == 0 {
        notes.note("B05", Loss::Nothing, after.malformed("the code is empty"));
    }
    after.clamped(size)
}

/// Where the diagnostics of one body go.
pub(super) struct Notes<'n> {
    pub(super) diagnostics: &'n mut Diagnostics,
    pub(super) limits: &'n Limits,
    pub(super) method: Token,
}

impl Notes<'_> {
    pub(super) fn note(&mut self, code: &'static str, loss: Loss, at: Malformed) {
        self.diagnostics.note(self.limits, Diagnostic { at, code, loss, token: Some(self.method.0) });
    }
}
