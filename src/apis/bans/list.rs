//! All entries, found by the names that can be meant.

use rustc_hash::FxHashMap;

use super::text::Unread;
use super::{Ban, SETS, Scope};
use crate::model::{DocId, DocKind, is_in_namespace};

/// All that is forbidden in one run.
#[derive(Clone, Debug, Default)]
pub struct BanList {
    bans: Vec<Ban>,
    unread: Vec<Unread>,
    namespaces: Vec<(String, u32)>,
    types: FxHashMap<String, Vec<u32>>,
    /// Methods and fields by the last part of their name; properties and events by those of their accessors.
    members: FxHashMap<String, Vec<u32>>,
    /// Properties and events by the last part of their name.
    accessed: FxHashMap<String, Vec<u32>>,
    /// Bytes of the longest of these names.
    longest: usize,
    /// Parts of the longest id.
    deepest: usize,
}

impl BanList {
    /// Adds an entry. Of two that cover the same use equally well the first one counts.
    pub fn add(&mut self, ban: Ban) {
        let Ok(number) = u32::try_from(self.bans.len()) else { return };
        let key = key(ban.id.name()).to_owned();
        // The longest name of an accessor begins with `remove_`.
        self.longest = self.longest.max(key.len() + "remove_".len());
        self.deepest = self.deepest.max(ban.id.depth());
        let mut note = |name: String| self.members.entry(name).or_default().push(number);
        match ban.id.kind() {
            DocKind::Namespace => self.namespaces.extend(ban.id.namespace().map(|namespace| (namespace, number))),
            DocKind::Type => self.types.entry(key).or_default().push(number),
            DocKind::Method | DocKind::Field => note(key),
            DocKind::Property => {
                for prefix in ["get_", "set_"] {
                    note(format!("{prefix}{key}"));
                }
                self.accessed.entry(key).or_default().push(number);
            }
            DocKind::Event => {
                for prefix in ["add_", "remove_", "raise_"] {
                    note(format!("{prefix}{key}"));
                }
                self.accessed.entry(key).or_default().push(number);
            }
        }
        self.bans.push(ban);
    }

    pub(super) fn add_unread(&mut self, line: Unread) {
        self.unread.push(line);
    }

    /// Adds the entries of a set that comes with the tool; `false` if there is none of that name.
    pub fn add_set(&mut self, name: &str) -> bool {
        let Some(set) = SETS.iter().find(|set| set.name == name) else { return false };
        set.bans().for_each(|ban| self.add(ban));
        true
    }

    /// Every entry.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Ban> {
        self.bans.iter()
    }

    /// An entry, by its place among all.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&Ban> {
        self.bans.get(number as usize)
    }

    /// Lines of files that are no entries.
    #[must_use]
    pub fn unread(&self) -> &[Unread] {
        &self.unread
    }

    /// Whether nothing is forbidden.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bans.is_empty()
    }

    /// Whether an entry asks for code that no root reaches, where there are roots.
    #[must_use]
    pub fn asks_for_all_code(&self) -> bool {
        self.bans.iter().any(|ban| ban.scope == Some(Scope::Assembly))
    }

    /// Parts of the longest id: what is nested as deep is not in the list.
    pub(super) fn deepest(&self) -> usize {
        self.deepest
    }

    /// The entries for a namespace or one around it.
    pub(super) fn of_namespace<'s>(&'s self, namespace: &'s [u8]) -> impl Iterator<Item = u32> + 's {
        let text = if self.namespaces.is_empty() { None } else { std::str::from_utf8(namespace).ok() };
        let covers = move |outer: &str| text.is_some_and(|text| is_in_namespace(text, outer));
        self.namespaces.iter().filter(move |(outer, _)| covers(outer)).map(|(_, number)| *number)
    }

    /// The entries that may mean a type of this metadata name.
    pub(super) fn maybe_type(&self, name: &[u8]) -> &[u32] {
        // Behind the name stand a backtick and a number.
        let name = name.get(..self.longest.saturating_add(1)).unwrap_or(name);
        self.found(&self.types, name.split(|byte| *byte == b'`').next().unwrap_or(name))
    }

    /// The entries that may mean a method or field of this metadata name.
    pub(super) fn maybe_member(&self, name: &[u8]) -> &[u32] {
        self.found(&self.members, name)
    }

    /// The entries that may mean a property or event of this metadata name.
    pub(super) fn maybe_accessed(&self, name: &[u8]) -> &[u32] {
        self.found(&self.accessed, name)
    }

    /// What is known of the last part of a name; no more of it is looked at than a name has that is known.
    fn found<'m>(&self, map: &'m FxHashMap<String, Vec<u32>>, name: &[u8]) -> &'m [u32] {
        if map.is_empty() {
            return &[];
        }
        let start = name.len().saturating_sub(self.longest.saturating_add(1));
        let tail = name.get(start..).unwrap_or(name);
        let last = tail.rsplit(|byte| *byte == b'.').next().unwrap_or(tail);
        std::str::from_utf8(last).ok().and_then(|last| map.get(last)).map_or(&[], Vec::as_slice)
    }

    /// Whether a property or event is forbidden.
    pub(super) fn has_accessed(&self) -> bool {
        !self.accessed.is_empty()
    }

    /// Whether an entry means this.
    pub(super) fn means(&self, number: u32, id: &DocId) -> bool {
        self.get(number).is_some_and(|ban| ban.id.matches(id))
    }

    /// The more specific first, then as they were added.
    pub(super) fn sort(&self, numbers: &mut Vec<u32>) {
        numbers.sort_by_key(|number| (self.get(*number).map(Ban::rank), *number));
        numbers.dedup();
    }
}

/// The last part of a name: behind the dots of an explicit implementation, which an id writes as `#`; of `.ctor` what follows the dot.
fn key(name: &str) -> &str {
    name.rsplit(['.', '#']).next().unwrap_or(name)
}
