//! What members of the framework and of the SDK do: the reader of `library.facts`.

use std::sync::OnceLock;

use bitflags::bitflags;
use rustc_hash::FxHashMap;

bitflags! {
    /// What a member does; the words are explained in `library.facts`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Effects: u16 {
        /// Changes the object it is called on.
        const CHANGES = 1;
        /// Keeps its arguments in that object.
        const STORES = 1 << 1;
        /// Returns something that was put into that object.
        const ELEMENT = 1 << 2;
        /// Returns a new container with what is in that object.
        const FRESH = 1 << 3;
        /// Returns the object it is called on.
        const THIS = 1 << 4;
        /// Returns one of its further arguments.
        const ARGUMENTS = 1 << 5;
        /// Puts something that was put into that object into the variable whose address is the last argument.
        const FILLS = 1 << 6;
        /// Returns something that belongs to the call in hand.
        const RECEIVED = 1 << 7;
        /// Runs the delegates it gets, at once, with what was put into that object.
        const RUNS = 1 << 8;
        /// Returns a new container with what the delegates it runs return.
        const MAPS = 1 << 9;
        /// Writes where its by-ref arguments lead to.
        const OUT = 1 << 10;
        /// Writes there, and no other thread can come in between.
        const ATOMIC = 1 << 11;
        /// Reads there only.
        const READS = 1 << 12;
    }
}

const FACTS: &str = include_str!("library.facts");

type Lines = FxHashMap<&'static str, Vec<(&'static str, Effects)>>;

/// The effects of a member: those of every line that covers it; none where no line does.
#[must_use]
pub fn effects(type_name: &str, member: &str) -> Effects {
    static LINES: OnceLock<Lines> = OnceLock::new();
    let lines = LINES.get_or_init(|| read(FACTS).unwrap_or_default());
    let covers =
        |pattern: &str| pattern.strip_suffix('*').map_or(pattern == member, |prefix| member.starts_with(prefix));
    let found = lines.get(type_name).into_iter().flatten().filter(|(pattern, _)| covers(pattern));
    found.fold(Effects::empty(), |all, (_, effects)| all | *effects)
}

fn read(text: &'static str) -> Result<Lines, usize> {
    let mut lines = Lines::default();
    for (number, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default();
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] => {}
            &[type_name, member, words] => {
                let mut effects = Effects::empty();
                for word in words.split(',') {
                    effects |= match word {
                        "changes" => Effects::CHANGES,
                        "stores" => Effects::STORES,
                        "element" => Effects::ELEMENT,
                        "fresh" => Effects::FRESH,
                        "this" => Effects::THIS,
                        "fills" => Effects::FILLS,
                        "received" => Effects::RECEIVED,
                        "arguments" => Effects::ARGUMENTS,
                        "runs" => Effects::RUNS,
                        "maps" => Effects::MAPS,
                        "out" => Effects::OUT,
                        "atomic" => Effects::ATOMIC,
                        "reads" => Effects::READS,
                        _ => return Err(number + 1),
                    };
                }
                lines.entry(type_name).or_default().push((member, effects));
            }
            _ => return Err(number + 1),
        }
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_can_be_read() {
        assert_eq!(read(FACTS).map(|lines| lines.len() > 20), Ok(true));
        assert_eq!(effects("System.Text.StringBuilder", "AppendLine"), Effects::CHANGES | Effects::THIS);
        assert_eq!(effects("System.Text.StringBuilder", "ToString"), Effects::empty());
    }
}
