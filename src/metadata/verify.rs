//! Everything odd that reading on demand passes over in silence, found in one linear pass over the tables.

use super::Metadata;
use super::columns::{BlobIndex, GuidIndex, HeapIndex, StringIndex, TABLES};
use super::heaps::Heap;
use super::tables::row_faults;
use super::token::Token;
use crate::bytes::{Diagnostic, Diagnostics, Loss, Malformed};

/// What is wrong with one column of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The id of the trap.
    pub(super) code: &'static str,
    /// What is wrong, as a clause without a full stop.
    pub(super) what: &'static str,
    /// What it costs.
    pub(super) loss: Loss,
}

/// What the values of columns can be measured by: the tables and heaps of one file.
#[derive(Debug)]
pub struct Bounds<'a> {
    rows: [u32; TABLES],
    strings: Heap<'a>,
    blobs: Heap<'a>,
    guids: Heap<'a>,
}

impl Bounds<'_> {
    fn rows(&self, table: u8) -> u32 {
        self.rows.get(usize::from(table)).copied().unwrap_or(0)
    }

    /// A row number; 0 is no row.
    pub(super) fn row(&self, table: u8, row: u32) -> Option<Fault> {
        // The lists of a LocalScope end with the next one's first row, which may be behind the last.
        let spare = u32::from(matches!(table, 0x33 | 0x34));
        (row > self.rows(table).saturating_add(spare)).then_some(Fault {
            code: "T10",
            what: "a row number is greater than the table's row count",
            loss: Loss::Unit,
        })
    }

    /// The first row of a run, in the pointer table where there is one.
    pub(super) fn list(&self, table: u8, pointers: u8, first: u32) -> Option<Fault> {
        let positions = if self.rows(pointers) > 0 { self.rows(pointers) } else { self.rows(table) };
        (first > positions.saturating_add(1)).then_some(Fault {
            code: "T12",
            what: "a run of rows starts behind the end of its table; it is empty",
            loss: Loss::Nothing,
        })
    }

    /// A coded index that is null, though its tag may be none of `tags`.
    #[expect(clippy::unused_self, reason = "called as its siblings are")]
    pub(super) fn tag(&self, raw: u32, bits: u32, tags: &[u32]) -> Option<Fault> {
        let tag = raw & 1u32.checked_shl(bits)?.saturating_sub(1);
        let fault = Fault { code: "T09", what: "a coded index has a tag without a table", loss: Loss::Unit };
        (raw != 0 && !tags.contains(&tag)).then_some(fault)
    }

    /// An index into a heap.
    pub(super) fn heap(&self, index: HeapIndex) -> Option<Fault> {
        let outside =
            Fault { code: "H10", what: "an index points behind the end of its heap; it is empty", loss: Loss::Nothing };
        match index {
            HeapIndex::StringIndex(StringIndex(0))
            | HeapIndex::BlobIndex(BlobIndex(0))
            | HeapIndex::GuidIndex(GuidIndex(0)) => None,
            HeapIndex::StringIndex(index) => (index.0 as usize >= self.strings.0.len()).then_some(outside),
            HeapIndex::GuidIndex(index) => self.guids.guid(index).is_err().then_some(outside),
            // An empty name or GUID is still one; a signature or value that is not there is lost.
            HeapIndex::BlobIndex(index) if index.0 as usize >= self.blobs.0.len() => {
                Some(Fault { what: "an index points behind the end of its heap", loss: Loss::Unit, ..outside })
            }
            HeapIndex::BlobIndex(index) => match self.blobs.blob(index) {
                Err(Malformed { what, .. }) => Some(Fault { code: "H07", what, loss: Loss::Unit }),
                Ok(_) => self.blobs.is_long_form(index).then_some(Fault {
                    code: "H07",
                    what: "the length of a blob takes more bytes than it needs",
                    loss: Loss::Nothing,
                }),
            },
        }
    }
}

impl Metadata<'_> {
    /// Notes everything odd in the tables, their order, the heaps and the signatures: one pass, linear in the size of the file.
    /// Nothing depends on it; decoding tolerates or refuses each of these things where it meets them.
    pub fn verify(&self, diagnostics: &mut Diagnostics) {
        self.verify_heaps(diagnostics);
        self.verify_rows(diagnostics);
        self.verify_order(diagnostics);
        self.verify_signatures(diagnostics);
    }

    /// Notes something that costs nothing, about the row `token`.
    pub(super) fn oddity(
        &self,
        diagnostics: &mut Diagnostics,
        code: &'static str,
        at: Malformed,
        token: impl Into<Option<Token>>,
    ) {
        let token = token.into().map(|token| token.0);
        diagnostics.note(self.limits(), Diagnostic { at, code, loss: Loss::Nothing, token });
    }

    fn verify_heaps(&self, diagnostics: &mut Diagnostics) {
        const LARGEST: usize = 1 << 29;
        let [strings, blobs, guids] = self.heaps().map(|heap| heap.0);
        let strings = strings.citing("§II.24.2.3");
        if strings.rest().last().is_some_and(|byte| *byte != 0) {
            self.oddity(diagnostics, "H02", strings.malformed("#Strings does not end with a NUL"), None);
        }
        if let Err(error) = std::str::from_utf8(strings.rest()) {
            let at = strings.at(error.valid_up_to()).unwrap_or(strings);
            self.oddity(diagnostics, "H03", at.malformed("#Strings is not UTF-8 everywhere"), None);
        }
        let guids = guids.citing("§II.24.2.5");
        if guids.len() % 16 != 0 {
            self.oddity(diagnostics, "H09", guids.malformed("the size of #GUID is not a multiple of 16"), None);
        }
        for heap in [strings, blobs, guids] {
            if heap.len() > LARGEST {
                self.oddity(diagnostics, "H10", heap.malformed("a heap is larger than 512 MiB"), None);
            }
        }
    }

    fn verify_rows(&self, diagnostics: &mut Diagnostics) {
        let [strings, blobs, guids] = self.heaps();
        let mut rows = [0; TABLES];
        for (table, slot) in (0u8..).zip(rows.iter_mut()) {
            // A portable PDB refers to the tables of its module.
            let elsewhere = self.pdb().is_some() && self.available(table) == 0;
            *slot = if elsewhere { self.sizes().rows(table) } else { self.available(table) };
        }
        let bounds = Bounds { rows, strings, blobs, guids };
        for table in 0u8..64 {
            for row in 1..=self.available(table) {
                let Some(r) = self.raw(table, row) else { break };
                row_faults(table, r, self.sizes(), &bounds, &mut |r, Fault { code, what, loss }| {
                    let at = r.citing("§II.22").malformed(what);
                    let token = Some(Token::new(table, row).0);
                    diagnostics.note(self.limits(), Diagnostic { at, code, loss, token });
                });
            }
        }
    }
}
