//! Changes to archives: numbers and names in the list of entries, in the header of an entry, at the end.

use super::{Random, get, put};

/// Starts of records of a kind.
fn records(bytes: &[u8], kind: [u8; 2]) -> Vec<usize> {
    let mark = [b'P', b'K', kind[0], kind[1]];
    bytes.windows(4).enumerate().filter(|(_, window)| *window == mark).map(|(at, _)| at).take(400).collect()
}

/// Numbers of a record: offset, width.
const LISTED: [(usize, usize); 15] = [
    (4, 2),
    (6, 2),
    (8, 2),
    (10, 2),
    (16, 4),
    (20, 4),
    (24, 4),
    (28, 2),
    (30, 2),
    (32, 2),
    (34, 2),
    (36, 2),
    (38, 4),
    (42, 4),
    (12, 4),
];
const LOCAL: [(usize, usize); 9] = [(4, 2), (6, 2), (8, 2), (10, 4), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2)];
const END: [(usize, usize); 7] = [(4, 2), (6, 2), (8, 2), (10, 2), (12, 4), (16, 4), (20, 2)];

/// Names that want to be elsewhere.
const NAMES: [&[u8]; 10] =
    [b"../", b"..\\", b"\0", b"C:\\", b"/", b"\\\\", b"\xFF\xFE", b"\n##vso[x]", b".zip", b"lib/net462/"];

/// Changes one thing; `false` where there is none.
pub(super) fn change(random: &mut Random, bytes: &mut [u8]) -> bool {
    let (listed, local, end) = (records(bytes, [1, 2]), records(bytes, [3, 4]), records(bytes, [5, 6]));
    let (fields, places): (&[(usize, usize)], &[usize]) = match random.below(8) {
        0..=2 => (&LISTED, &listed),
        3 | 4 => (&LOCAL, &local),
        5 => (&END, &end),
        6 => return name(random, bytes, &listed, &local),
        _ => return twice(random, bytes, &listed),
    };
    let Some(at) = random.one_of(places).copied() else { return false };
    let (field, width) = fields[random.below(fields.len())];
    let number = match random.below(4) {
        // Of another record: names and bytes that are there twice, and others that nobody has.
        0 => random.one_of(places).map_or(0, |other| get(bytes, other + field, width)),
        1 if field == 10 || field == 8 => [0, 1, 6, 8, 9, 12, 14, 95, 98][random.below(9)],
        _ => random.number(get(bytes, at + field, width), bytes.len()),
    };
    put(bytes, at + field, width, number);
    true
}

/// The name in the list or in front of the entry.
fn name(random: &mut Random, bytes: &mut [u8], listed: &[usize], local: &[usize]) -> bool {
    let (places, start, length) = if random.one_in(2) { (listed, 46, 28) } else { (local, 30, 26) };
    let Some(at) = random.one_of(places).copied() else { return false };
    let length = get(bytes, at + length, 2) as usize;
    let piece = NAMES[random.below(NAMES.len())];
    for (slot, byte) in bytes.iter_mut().skip(at + start + random.below(length)).zip(piece) {
        *slot = *byte;
    }
    true
}

/// One record of the list in the place of another.
fn twice(random: &mut Random, bytes: &mut [u8], listed: &[usize]) -> bool {
    let (Some(from), Some(to)) = (random.one_of(listed).copied(), random.one_of(listed).copied()) else { return false };
    let record: Vec<u8> = bytes.iter().skip(from).take(46).copied().collect();
    bytes.iter_mut().skip(to).zip(record).for_each(|(slot, byte)| *slot = byte);
    true
}
