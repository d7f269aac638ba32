//! The section headers and the way from an RVA to bytes of the file (§II.25.3).

use goblin::pe::section_table::{SIZEOF_SECTION_TABLE, SectionTable};

use super::cli::DataDirectory;
use super::headers::Headers;
use super::{Noticed, Rva};
use crate::bytes::{FileOffset, Malformed, Reader};
use crate::text::Name;

const SECTION: &str = "§II.25.3";

/// A section header (§II.25.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    name: [u8; 8],
    /// Bytes in memory; rounded up to the section alignment by the runtime.
    pub virtual_size: u32,
    /// Where the section begins in memory.
    pub virtual_address: Rva,
    /// Bytes in the file; more than the file has where it was cut.
    pub size_of_raw_data: u32,
    /// Where the section begins in the file; taken as it is, as the runtime does, though Windows rounds it down to 512.
    pub pointer_to_raw_data: FileOffset,
    /// What the section holds and may be used for (§II.25.3, "Characteristics").
    pub characteristics: u32,
}

impl Section {
    /// The name up to the first NUL, at most 8 bytes of any encoding.
    #[must_use]
    pub fn name(&self) -> Name<'_> {
        Name(self.name.split(|byte| *byte == 0).next().unwrap_or_default())
    }

    fn read(header: Reader<'_>) -> Result<Self, Malformed> {
        const CUT: &str = "the file ends inside a section header";
        // goblin takes a name that begins with `/` for a reference to the symbol table of an object file and fails
        // when it is none; it is given the numbers alone.
        let mut numbers = [0; SIZEOF_SECTION_TABLE];
        let (_, rest) = numbers.split_at_mut(8);
        let mut reader = header;
        let name: [u8; 8] = reader.structure(CUT)?;
        rest.copy_from_slice(reader.bytes(rest.len(), CUT)?);
        let numbers = SectionTable::parse(&numbers, &mut 0, 0).map_err(|_| header.malformed(CUT))?;
        Ok(Self {
            name,
            virtual_size: numbers.virtual_size,
            virtual_address: Rva(numbers.virtual_address),
            size_of_raw_data: numbers.size_of_raw_data,
            pointer_to_raw_data: FileOffset(numbers.pointer_to_raw_data),
            characteristics: numbers.characteristics,
        })
    }

    /// Where the bytes of `rva` stand in the file, and where those of the section end; `None` if it has none for it.
    fn locate(&self, rva: u32) -> Option<Place> {
        let distance = rva.checked_sub(self.virtual_address.0)?;
        let start = self.pointer_to_raw_data.0.checked_add(distance)?;
        let left = self.size_of_raw_data.checked_sub(distance).filter(|left| *left > 0)?;
        Some(Place { start, size: left })
    }

    /// The end in memory by the rule of the runtime, exclusive.
    fn end(&self, alignment: u64) -> u64 {
        let size = u64::from(self.virtual_size).checked_next_multiple_of(alignment).unwrap_or(u64::MAX);
        u64::from(self.virtual_address.0).saturating_add(size)
    }
}

/// A stretch of the file.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    start: u32,
    size: u32,
}

/// The sections, and where RVAs are in the file.
///
/// The rule is the runtime's: the first section of the table that ends behind the RVA, with `VirtualSize` rounded up to
/// the section alignment; nothing if that section begins behind it. Then the headers, whose RVAs are file offsets. What
/// the runtime would not find, but other readers of the file do, is taken by `SizeOfRawData`: better read and marked
/// than not read.
#[derive(Clone, Debug)]
pub(super) struct SectionMap {
    /// In the order of the file.
    sections: Vec<Section>,
    /// For each section the largest end of it and all before it: ascending, so the first end behind an RVA is found in
    /// logarithmic time in a file of 65,535 sections too.
    ends: Vec<u64>,
    /// The sections by address; of several at one address the first of the table comes last.
    by_address: Vec<Section>,
    size_of_headers: u32,
    table: FileOffset,
}

impl SectionMap {
    /// Reads the section headers; as many as the file has.
    pub(super) fn read(file: Reader<'_>, headers: &Headers, noticed: &mut Noticed<'_>) -> Result<Self, Malformed> {
        let file = file.citing(SECTION);
        let table = usize::try_from(headers.section_table.0).ok().and_then(|table| file.at(table));
        let mut reader = table.ok_or(Malformed {
            offset: FileOffset::default().plus(file.len()),
            what: "the file ends before the section headers",
            section: SECTION,
        })?;
        let mut sections = Vec::new();
        let declared = usize::from(headers.coff.number_of_sections);
        while sections.len() < declared {
            match reader.part(SIZEOF_SECTION_TABLE, "the file ends inside the section headers") {
                Ok(header) => sections.push(Section::read(header)?),
                Err(cut) => {
                    noticed.lose("P21", cut);
                    break;
                }
            }
        }
        if declared == 0 {
            noticed.note("P21", reader.malformed("there are no sections: RVAs are taken for file offsets"));
        }
        let alignment = Some(headers.section_alignment).filter(|bytes| bytes.is_power_of_two()).unwrap_or(1);
        let map = Self::new(sections, alignment.into(), headers);
        map.check(file.len(), noticed);
        Ok(map)
    }

    fn new(sections: Vec<Section>, alignment: u64, headers: &Headers) -> Self {
        let mut furthest = 0;
        let ends = sections.iter().map(|section| {
            furthest = section.end(alignment).max(furthest);
            furthest
        });
        let ends = ends.collect();
        let mut by_address: Vec<_> = sections.iter().rev().copied().collect();
        by_address.sort_by_key(|section| section.virtual_address);
        let size_of_headers = if sections.is_empty() { u32::MAX } else { headers.size };
        Self { sections, ends, by_address, size_of_headers, table: headers.section_table }
    }

    /// Notes what is odd about the sections, each oddity once.
    fn check(&self, file_size: usize, noticed: &mut Noticed<'_>) {
        let header = |index: usize, what| {
            let offset = self.table.plus(index.saturating_mul(SIZEOF_SECTION_TABLE));
            Malformed { offset, what, section: SECTION }
        };
        let before = std::iter::once(&0).chain(&self.ends);
        if let Some(index) =
            self.sections.iter().zip(before).position(|(section, end)| u64::from(section.virtual_address.0) < *end)
        {
            noticed.note("P06", header(index, "the section overlaps one before it or stands out of order"));
        }
        let has_bytes = |section: &Section| section.size_of_raw_data != 0;
        let unaligned = |section: &Section| has_bytes(section) && !section.pointer_to_raw_data.0.is_multiple_of(0x200);
        if let Some(index) = self.sections.iter().position(unaligned) {
            noticed.note("P08", header(index, "the section begins at no multiple of 512 in the file"));
        }
        let end = |section: &Section| {
            u64::from(section.pointer_to_raw_data.0).saturating_add(section.size_of_raw_data.into())
        };
        if let Some(index) =
            self.sections.iter().position(|section| has_bytes(section) && end(section) > file_size as u64)
        {
            noticed.lose("P17", header(index, "the file ends before or inside the section"));
        }
    }

    pub(super) fn all(&self) -> &[Section] {
        &self.sections
    }

    /// The section that the runtime takes for an RVA.
    fn of_runtime(&self, rva: u32) -> Option<&Section> {
        let first = self.ends.partition_point(|end| *end <= u64::from(rva));
        self.sections.get(first).filter(|section| section.virtual_address.0 <= rva)
    }

    /// The last section that begins at or before an RVA.
    fn nearest(&self, rva: u32) -> Option<&Section> {
        let behind = self.by_address.partition_point(|section| section.virtual_address.0 <= rva);
        self.by_address.get(behind.checked_sub(1)?)
    }

    fn locate(&self, rva: u32) -> Option<Place> {
        let in_section = || self.of_runtime(rva).and_then(|section| section.locate(rva));
        let in_headers =
            || self.size_of_headers.checked_sub(rva).filter(|left| *left > 0).map(|size| Place { start: rva, size });
        let elsewhere = || self.nearest(rva).and_then(|section| section.locate(rva));
        if rva == 0 { None } else { in_section().or_else(in_headers).or_else(elsewhere) }
    }

    /// A cursor at an RVA that ends where the file's bytes of its section end.
    pub(super) fn at<'a>(&self, file: Reader<'a>, rva: Rva, section: &'static str) -> Result<Reader<'a>, Malformed> {
        let nowhere = Malformed { offset: self.table, what: "the RVA lies in no section of the file", section };
        let place = self.locate(rva.0).ok_or(nowhere)?;
        let at = usize::try_from(place.start).ok().and_then(|start| file.at(start)).filter(|at| !at.is_empty());
        let offset = file.offset().plus(file.len());
        let at = at.ok_or(Malformed { offset, what: "the file ends before the bytes of the RVA", section })?;
        Ok(at.clamped(usize::try_from(place.size).unwrap_or(usize::MAX)).citing(section))
    }

    /// Whether the rules in use (`VirtualSize` rounded up, `VirtualSize`, `SizeOfRawData`) lead to different bytes.
    pub(super) fn is_ambiguous(&self, rva: u32) -> bool {
        let start = |section: &Section| section.locate(rva).map(|place| place.start);
        let of_runtime = self.of_runtime(rva).and_then(start);
        let nearest = self.nearest(rva);
        let by_raw_size = nearest.and_then(start);
        let is_inside = |section: &&Section| rva.saturating_sub(section.virtual_address.0) < section.virtual_size;
        let by_virtual_size = nearest.filter(is_inside).and_then(start);
        of_runtime != by_raw_size || of_runtime != by_virtual_size
    }

    /// Notes when the place of something important is a matter of opinion.
    pub(super) fn notice(
        &self,
        what: DataDirectory,
        offset: FileOffset,
        section: &'static str,
        noticed: &mut Noticed<'_>,
    ) {
        let last = what.rva.0.saturating_add(what.size.saturating_sub(1));
        if self.is_ambiguous(what.rva.0) || self.is_ambiguous(last) {
            let what = "readers of PE files disagree on where this is; read as the runtime does";
            noticed.note("P05", Malformed { offset, what, section });
        }
        if self.of_runtime(what.rva.0).is_none() && what.rva.0 < self.size_of_headers {
            noticed.note("P07", Malformed { offset, what: "this stands in the headers, in no section", section });
        }
    }
}
