//! Changes to assemblies and portable PDBs: headers, tables, heaps, signatures, attributes; bodies are those of `method`.

use ilvet::metadata::Cell;

use super::places::CellAt;
use super::{Places, Random, get, method, put};

/// Changes one place; `false` where there is none of the kind that was chosen.
pub(super) fn change(random: &mut Random, bytes: &mut [u8], places: &Places) -> bool {
    if places.is_empty() {
        return false;
    }
    match random.below(16) {
        0 => header(random, bytes, places),
        1 => stream(random, bytes, places),
        2 => count(random, bytes, places),
        3 => section(random, bytes, places),
        4..=7 => cell(random, bytes, places),
        8 => chain(random, bytes, places),
        9 => rows(random, bytes, places),
        10 => length(random, bytes, places),
        11 | 12 => signature(random, bytes, places),
        13 => attribute(random, bytes, places),
        _ => match random.one_of(&places.bodies) {
            Some(at) => method::change(random, bytes, *at),
            None => false,
        },
    }
}

/// A number of the headers.
fn header(random: &mut Random, bytes: &mut [u8], places: &Places) -> bool {
    let Some(stretch) = random.one_of(&places.headers).cloned() else { return false };
    let width = [1, 2, 4, 4][random.below(4)];
    let at = stretch.start + random.below(stretch.len()) / width * width;
    let number = random.number(get(bytes, at, width), bytes.len());
    put(bytes, at, width, number);
    true
}

/// Place, size or name of a stream; two streams may change places.
fn stream(random: &mut Random, bytes: &mut [u8], places: &Places) -> bool {
    let (Some((at, length)), Some((other, _))) =
        (random.one_of(&places.streams).copied(), random.one_of(&places.streams).copied())
    else {
        return false;
    };
    match random.below(5) {
        part @ (0 | 1) => {
            let number = random.number(get(bytes, at + part * 4, 4), bytes.len());
            put(bytes, at + part * 4, 4, number);
        }
        2 => {
            for part in [0, 4] {
                let (a, b) = (get(bytes, at + part, 4), get(bytes, other + part, 4));
                put(bytes, at + part, 4, b);
                put(bytes, other + part, 4, a);
            }
        }
        3 => put(bytes, at, 4, get(bytes, other, 4)),
        _ => {
            let names: [&[u8]; 9] =
                [b"#~", b"#-", b"#Strings", b"#US", b"#GUID", b"#Blob", b"#JTD", b"#Pdb", b"#Schema"];
            let name = names[random.below(names.len())];
            for place in 0..=length {
                put(bytes, at + 8 + place, 1, name.get(place).copied().unwrap_or(0).into());
            }
        }
    }
    true
}

/// A row count, a bit of the tables that are there or sorted, the widths of the heaps.
fn count(random: &mut Random, bytes: &mut [u8], places: &Places) -> bool {
    let start = places.table_stream;
    match random.below(6) {
        0 => put(bytes, start + 6, 1, get(bytes, start + 6, 1) ^ [1, 2, 4, 8, 0x20, 0x40, 0x80][random.below(7)]),
        1 => {
            let at = start + 8 + random.below(16);
            put(bytes, at, 1, get(bytes, at, 1) ^ 1 << random.below(8));
        }
        _ => {
            let at = start + 24 + random.below(places.counts) * 4;
            let number = random.number(get(bytes, at, 4), bytes.len());
            put(bytes, at, 4, number);
        }
    }
    true
}

/// Size or address of a section, in memory or in the file.
fn section(random: &mut Random, bytes: &mut [u8], places: &Places) -> bool {
    let Some(at) = random.one_of(&places.sections).map(|at| at + 8 + random.below(4) * 4) else { return false };
    let number = match random.below(3) {
        0 => random.one_of(&places.sections).map_or(0, |other| get(bytes, other + 8 + random.below(4) * 4, 4)),
        _ => random.number(get(bytes, at, 4), bytes.len()),
    };
    put(bytes, at, 4, number);
    true
}

/// A cell, by what its column says.
fn cell(random: &mut Random, bytes: &mut [u8], places: &Places) -> bool {
    let Some(cell) = random.one_of(&places.cells).copied() else { return false };
    let old = get(bytes, cell.at, cell.width);
    let alike = |random: &mut Random| {
        let near = random.below(places.cells.len());
        let mut others = places.cells[near..].iter().chain(&places.cells[..near]);
        others.find(|it| it.table == cell.table && it.name == cell.name).copied()
    };
    let number = match (cell.kind, random.below(6)) {
        (_, 0) => random.number(old, bytes.len()),
        // The value of another row, or both change places.
        (_, 1 | 2) => {
            let Some(other) = alike(random) else { return false };
            let value = get(bytes, other.at, other.width);
            if random.one_in(2) {
                put(bytes, other.at, other.width, old);
            }
            value
        }
        (Cell::Row(_), 3) => old ^ 1 << random.below(5),
        (Cell::Row(_), _) => coded(random, cell),
        (Cell::Run(_), 3) => cell.row,
        (Cell::Run(_), _) => u32::try_from(random.below(70_000)).unwrap_or(0),
        (Cell::String(_), _) => in_heap(random, places.heaps[0]),
        (Cell::Blob(_), _) => in_heap(random, places.heaps[1]),
        (Cell::Guid(_), _) => in_heap(random, places.heaps[2] / 16),
        (Cell::Flags(_), _) => old ^ 1 << random.below(cell.width * 8),
        (Cell::Number, 3) => places.cells[random.below(places.cells.len())].row,
        (Cell::Number, _) => old.wrapping_add(u32::from(random.byte())).wrapping_sub(128),
    };
    put(bytes, cell.at, cell.width, number);
    true
}

/// A row of any table, its own among them, with any tag.
fn coded(random: &mut Random, cell: CellAt) -> u32 {
    let row = match random.below(4) {
        0 => cell.row,
        1 => cell.row + 1,
        2 => 0,
        _ => u32::try_from(random.below(300)).unwrap_or(0),
    };
    let bits = [0, 1, 2, 3, 5][random.below(5)];
    row << bits | u32::try_from(random.below(1 << bits)).unwrap_or(0)
}

/// An index of a heap of this size: its ends, behind it, anywhere.
fn in_heap(random: &mut Random, size: usize) -> u32 {
    let index = match random.below(5) {
        0 => 0,
        1 => size,
        2 => size.saturating_sub(1),
        3 => size + random.below(100),
        _ => random.below(size),
    };
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// Columns that refer to rows of their own kind: table, column, bits of the tag, tag.
const CHAINS: [(u8, &str, u32, u32); 7] = [
    (0x02, "extends", 2, 0),
    (0x01, "resolution_scope", 2, 3),
    (0x27, "implementation", 2, 2),
    (0x29, "enclosing_class", 0, 0),
    (0x09, "interface", 2, 0),
    (0x0A, "class", 3, 0),
    (0x2A, "owner", 1, 0),
];

/// Makes a chain or a cycle of rows: each refers to the next.
fn chain(random: &mut Random, bytes: &mut [u8], places: &Places) -> bool {
    let (table, name, bits, tag) = CHAINS[random.below(CHAINS.len())];
    let cells: Vec<&CellAt> = places.cells.iter().filter(|it| it.table == table && it.name == name).collect();
    if cells.is_empty() {
        return false;
    }
    let (start, length) = (random.below(cells.len()), 1 + random.below(cells.len().min(12)));
    let chosen: Vec<&CellAt> = cells.iter().cycle().skip(start).take(length).copied().collect();
    let is_cycle = random.one_in(2);
    for (place, cell) in chosen.iter().enumerate() {
        let next = match chosen.get(place + 1) {
            Some(next) => next.row,
            None if is_cycle => chosen[0].row,
            None => 0,
        };
        put(bytes, cell.at, cell.width, if next == 0 { 0 } else { next << bits | tag });
    }
    true
}

/// Two rows of a table change places, or one is there twice.
fn rows(random: &mut Random, bytes: &mut [u8], places: &Places) -> bool {
    let Some(table) = random.one_of(&places.tables).copied() else { return false };
    let [one, other] = [(); 2].map(|()| table.at + random.below(table.rows as usize) * table.size);
    let (Some(a), Some(b)) = (bytes.get(one..one + table.size), bytes.get(other..other + table.size)) else {
        return false;
    };
    let (a, b) = (a.to_vec(), b.to_vec());
    bytes[one..one + table.size].copy_from_slice(&b);
    if random.one_in(2) {
        bytes[other..other + table.size].copy_from_slice(&a);
    }
    true
}

/// The length of a blob.
fn length(random: &mut Random, bytes: &mut [u8], places: &Places) -> bool {
    let Some(at) = random.one_of(&places.blobs).map(|blob| blob.start.saturating_sub(1)) else { return false };
    let number = match random.below(6) {
        0 => 0,
        1 => 0x7F,
        2 => 0x80 | random.below(64),
        3 => 0xC0 | random.below(32),
        4 => 0xE0 | random.below(32),
        _ => random.below(256),
    };
    put(bytes, at, 1, u32::try_from(number).unwrap_or(0));
    true
}

/// Pieces of signatures that nest, count, or do not belong there.
pub(crate) const SIGNATURE: [&[u8]; 22] = [
    &[0x0F],
    &[0x1D],
    &[0x10],
    &[0x45],
    &[0x41],
    &[0x20, 0x04],
    &[0x1F, 0x05],
    &[0x12, 0x06],
    &[0x11, 0x09],
    &[0x15, 0x12, 0x04, 0x01],
    &[0x15, 0x11, 0x05, 0x02],
    &[0x1B, 0x00, 0x01],
    &[0x14, 0x08, 0x02, 0x00, 0x00],
    &[0x14, 0x08, 0x01, 0x01, 0xDF],
    &[0x13, 0x00],
    &[0x1E, 0x7F],
    &[0x21],
    &[0x50],
    &[0x55],
    &[0x10, 0x01, 0x01],
    &[0x00, 0xC0, 0x00, 0xEA, 0x60],
    &[0x07, 0xDF, 0xFF, 0xFF, 0xFF],
];

/// A piece of a signature, once or until its end.
fn signature(random: &mut Random, bytes: &mut [u8], places: &Places) -> bool {
    let Some(blob) = random.one_of(&places.signatures).cloned() else { return false };
    let start = blob.start + random.below(blob.len());
    let piece = SIGNATURE[random.below(SIGNATURE.len())];
    let length = if random.one_in(3) { blob.end - start } else { piece.len() };
    for (slot, byte) in bytes.iter_mut().skip(start).zip(piece.iter().cycle().take(length)) {
        *slot = *byte;
    }
    true
}

/// Pieces of attributes: lengths, the null string, counts, types of boxed values and arrays.
pub(crate) const ATTRIBUTE: [&[u8]; 14] = [
    &[0x01, 0x00],
    &[0xFF],
    &[0xFF, 0xFF, 0xFF, 0xFF],
    &[0xFF, 0xFF],
    &[0x53],
    &[0x54],
    &[0x51],
    &[0x55],
    &[0x50],
    &[0x1D, 0x51],
    &[0x1D, 0x1D, 0x1D],
    &[0x51, 0x51, 0x51, 0x51],
    &[0xDF, 0xFF, 0xFF, 0xFF],
    &[0x7F],
];

fn attribute(random: &mut Random, bytes: &mut [u8], places: &Places) -> bool {
    let Some(blob) = random.one_of(&places.attributes).cloned() else { return false };
    let start = blob.start + random.below(blob.len());
    let piece = ATTRIBUTE[random.below(ATTRIBUTE.len())];
    for (slot, byte) in bytes.iter_mut().take(blob.end).skip(start).zip(piece) {
        *slot = *byte;
    }
    true
}
