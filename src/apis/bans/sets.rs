//! Sets of entries that come with the tool.

use super::text::entries;
use super::{Ban, Origin};
use crate::text::Text;

/// A set that can be switched on by name.
#[derive(Clone, Copy, Debug)]
pub struct Set {
    /// Its name.
    pub name: &'static str,
    /// What it is for, in one line.
    pub about: &'static str,
    text: &'static str,
}

/// Declares the sets: name, file, what it is for.
macro_rules! sets {
    ($($name:literal: $about:literal;)*) => {
        /// Every set.
        pub static SETS: &[Set] =
            &[$(Set { name: $name, about: $about, text: include_str!(concat!("../sets/", $name, ".txt")) },)*];
    };
}

sets! {
    "sandbox": "files, registry, event log, processes, console, native code: what the sandbox does not allow";
    "threading": "threads, tasks and timers: work that outlives the call that started it";
    "blocking": "calls that wait: sleeping, and waiting for tasks, threads and other processes";
    "reflection": "code that is found, made or loaded at run time";
}

impl Set {
    /// Its file, in the syntax of `BannedSymbols.txt`.
    #[must_use]
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// Its entries; a test shows that every line is one.
    pub(super) fn bans(self) -> impl Iterator<Item = Ban> {
        let file = Text(format!("the set {}", self.name));
        entries(self.text).filter_map(move |(line, id, message)| {
            let ban = Ban::new(id, Origin { file: file.clone(), line }).ok()?;
            Some(Ban { message: message.map(str::to_owned), bundled: true, ..ban })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_set_is_an_entry_with_a_message() {
        for set in SETS {
            let lines = entries(set.text).count();
            assert!(lines > 10, "{}: {lines} lines", set.name);
            for (line, id, message) in entries(set.text) {
                assert!(message.is_some(), "{}:{line}: {id} does not say what to do instead", set.name);
                let parsed = crate::model::DocId::parse(id);
                assert_eq!(parsed.map(|id| id.print().0).as_deref(), Ok(id), "{}:{line}", set.name);
            }
            assert_eq!(set.bans().count(), lines, "{}", set.name);
        }
    }
}
