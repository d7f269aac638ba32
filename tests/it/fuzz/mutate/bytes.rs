//! Changes that need to know nothing of the file.

use super::{Random, get, put};

/// Changes a byte, a number, or a stretch; the length stays.
pub(super) fn change(random: &mut Random, bytes: &mut [u8], words: &[&[u8]]) {
    let at = random.below(bytes.len());
    match random.below(8) {
        0 | 1 => put(bytes, at, 1, u32::from(random.byte())),
        2 => put(bytes, at, 1, get(bytes, at, 1) ^ 1 << random.below(8)),
        3 => {
            let width = [1, 2, 4][random.below(3)];
            let number = random.number(get(bytes, at, width), bytes.len());
            put(bytes, at, width, number);
        }
        4 | 5 if !words.is_empty() => {
            let word = words[random.below(words.len())];
            for (slot, byte) in bytes.iter_mut().skip(at).zip(word) {
                *slot = *byte;
            }
        }
        6 => {
            // Numbers that stand in the right places, but elsewhere.
            let (from, count) = (random.below(bytes.len()), 1 + random.below(16));
            let stretch: Vec<u8> = bytes.iter().skip(from).take(count).copied().collect();
            bytes.iter_mut().skip(at).zip(stretch).for_each(|(slot, byte)| *slot = byte);
        }
        _ => {
            let (value, count) = (random.byte(), 1 + random.below(12));
            bytes.iter_mut().skip(at).take(count).for_each(|slot| *slot = value);
        }
    }
}

/// Cuts, repeats, inserts, or takes a piece of another file.
pub(super) fn reshape(random: &mut Random, bytes: &mut Vec<u8>, others: &[&[u8]]) {
    let at = random.below(bytes.len() + 1);
    match random.below(5) {
        0 => bytes.truncate(at),
        1 => drop(bytes.drain(at..bytes.len().min(at + 1 + random.below(32)))),
        2 => {
            let stretch: Vec<u8> = bytes.iter().skip(at).take(1 + random.below(64)).copied().collect();
            let times = 1 + random.below(40);
            bytes.splice(at..at, stretch.repeat(times));
        }
        3 => {
            let more: Vec<u8> = (0..=random.below(8)).map(|_| random.byte()).collect();
            bytes.splice(at..at, more);
        }
        _ => {
            let Some(other) = random.one_of(others) else { return };
            let from = random.below(other.len() + 1);
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
    }
}
