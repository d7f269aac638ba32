//! What members of the framework and of the SDK do: the reader of `library.facts`.

use std::cell::LazyCell;
use std::sync::OnceLock;

use bitflags::bitflags;
use rustc_hash::FxHashMap;

bitflags! {
    /// What a member does; the words are explained in `library.facts`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Effects: u64 {
        /// Changes the object it is called on.
        const CHANGES = 1;
        /// Keeps its arguments in that object.
        const STORES = 1 << 1;
        /// Returns something that was put into that object.
        const ELEMENT = 1 << 2;
        /// Returns a new container with what was put into that object.
        const FRESH = 1 << 3;
        /// Returns the object it is called on.
        const THIS = 1 << 4;
        /// Returns one of its further arguments.
        const ARGUMENTS = 1 << 5;
        /// Puts something that was put into that object into the variable whose address is the last argument.
        const FILLS = 1 << 6;
        /// Returns something that belongs to the call in hand.
        const RECEIVED = 1 << 7;
        /// Returns what the service answers: it belongs to the call in hand, though not to its pipeline.
        const ANSWERS = 1 << 23;
        /// Gives back a lock that keeps all others out.
        const UNLOCKS = 1 << 24;
        /// Returns a task that is done already.
        const DONE = 1 << 25;
        /// Runs the delegates it gets, at once, with what was put into that object.
        const RUNS = 1 << 8;
        /// Returns a new container with what the last of its delegates returns.
        const MAPS = 1 << 9;
        /// Writes where its by-ref arguments lead to.
        const OUT = 1 << 10;
        /// Writes there, and no other thread can come in between.
        const ATOMIC = 1 << 11;
        /// Reads there only, and in the object it is called on.
        const READS = 1 << 12;
        /// The first of its further arguments is a key: keys stand apart from what else is put into that object.
        const KEYED = 1 << 13;
        /// Returns a key of that object.
        const KEY = 1 << 14;
        /// Returns a new container with the keys of that object.
        const KEYS = 1 << 15;
        /// Puts what is in its further arguments into that object.
        const COPIES = 1 << 16;
        /// Puts what is in that object into its further arguments.
        const POURS = 1 << 17;
        /// Returns a new container with its arguments in it.
        const WRAPS = 1 << 18;
        /// The new container is also what is in it: of groups one can be taken as the whole.
        const GROUPS = 1 << 19;
        /// Returns a new container with what is in the containers that the last of its delegates returns.
        const FLATTENS = 1 << 20;
        /// Hands its first further argument, or else what was put into that object, to the delegate, and then what that returned;
        /// returns that.
        const FOLDS = 1 << 21;
        /// Returns an object that every caller in the process gets.
        const GLOBAL = 1 << 27;
        /// In place of delegates that were put into that object it returns what they return.
        const CALLS = 1 << 26;
        /// What it returns, or a constructor makes, holds its arguments, and nothing gives them back.
        const HOLDS = 1 << 28;
        /// What it returns, or a constructor makes, is a number or text made of the object it is called on; of a static method or a constructor: of
        /// its arguments.
        const TEXT = 1 << 29;
        /// Calls nothing of the objects that it gets.
        const SILENT = 1 << 30;
        /// Neither starts the object it is called on nor hands it on.
        const STILL = 1 << 47;
        /// Asks no more than their text of the objects that it gets.
        const TELLS = 1 << 31;
        /// Returns another object of the same class that holds what that object holds.
        const CLONES = 1 << 32;
        /// Its last argument is from then on a part of that object.
        const BECOMES = 1 << 34;
        /// Returns a part of that object, for which it stands itself, or what was put in its place.
        const PART = 1 << 35;
        /// Returns an object that is a part of that object.
        const INSIDE = 1 << 36;
        /// What a constructor makes stands for its first argument.
        const VIEWS = 1 << 37;
        /// Writes text or numbers into the last array among its arguments.
        const WRITES = 1 << 38;
        /// Changes nothing by which calls could disturb each other.
        const SAFE = 1 << 39;
        /// Returns the address of something in that object.
        const ADDRESS = 1 << 33;
        /// What it gives it takes out of that object.
        const TAKES = 1 << 41;
        /// Sets a property of that object, or gives what it was set to.
        const PROPERTY = 1 << 43;
        /// Moves an enumerator on.
        const STEPS = 1 << 42;
        /// A constructor: what it makes writes into its first argument. A member: writes into what the object was made to write into.
        const INTO = 1 << 45;
        /// Does that when what it returns is gone through.
        const DEFERRED = 1 << 44;
        /// Returns its first argument and nothing else.
        const SAME = 1 << 40;
        /// What the delegates throw that it runs leaves it inside of an exception of its own.
        const AGGREGATES = 1 << 46;
        /// Runs the delegates it gets later or elsewhere, with that object and its other arguments.
        const LATER = 1 << 22;
    }
}

const FACTS: &str = include_str!("library.facts");

/// By the name of a type, or of a namespace with a dot behind it: where what is said of it begins.
type Blocks = FxHashMap<&'static str, Vec<&'static str>>;

/// The effects of a member: those of every line that covers it; none where no line does. `signature` gives the member as
/// documentation ids write it: name, number of type parameters, parameters.
#[must_use]
pub fn effects(type_name: &str, member: &str, signature: impl FnOnce() -> String) -> Effects {
    let signature = LazyCell::new(signature);
    let lines = blocks().get(type_name).into_iter().flatten().flat_map(|block| lines_of(block));
    let found = lines.filter(|(_, members)| members.split(' ').any(|it| covers(it, member, || signature.as_str())));
    found.filter_map(|(words, _)| read_effects(words)).fold(Effects::empty(), |all, effects| all | effects)
}

/// Whether what has no line of a type changes nothing: it is made for several threads, or cannot be changed.
#[must_use]
pub(super) fn is_safe(type_name: &str) -> bool {
    let namespaces = type_name.match_indices('.').filter_map(|(at, dot)| type_name.get(..at + dot.len()));
    let mut blocks = namespaces.chain([type_name]).filter_map(|name| blocks().get(name)).flatten();
    blocks.any(|block| lines_of(block).any(|line| line == ("safe", "*")))
}

/// Whether no class derives from a type.
#[must_use]
pub(super) fn is_sealed(type_name: &str) -> bool {
    let mut blocks = blocks().get(type_name).into_iter().flatten();
    blocks.any(|block| lines_of(block).any(|line| line == ("sealed", "*")))
}

/// Whether a member may run what a class overrides, by the lines that name one of them; `None` where no line of its type does.
#[must_use]
pub(super) fn runs_override(type_name: &str, member: &str, overridden: &str) -> Option<bool> {
    let of_type = || blocks().get(type_name).into_iter().flatten().flat_map(|block| overrides_of(block));
    let of_all = blocks().get("").into_iter().flatten().flat_map(|block| overrides_of(block));
    let mut named = None;
    for (names, members) in of_all.chain(of_type()) {
        if names.split(',').any(|name| covers(name, overridden, || overridden)) {
            named = Some(named == Some(true) || members.split(' ').any(|it| covers(it, member, || member)));
        }
    }
    match named {
        Some(runs) => Some(runs),
        None if is_alone(member) => Some(false),
        None => of_type().next().map(|_| true),
    }
}

/// Whether a member runs nothing that a class overrides, whatever its type is.
#[must_use]
pub(super) fn is_alone(member: &str) -> bool {
    let lines = blocks().get("").into_iter().flatten().flat_map(|block| lines_of(block));
    let mut alone = lines.filter(|(words, _)| *words == "alone").flat_map(|(_, members)| members.split(' '));
    alone.any(|pattern| covers(pattern, member, || member))
}

/// Whether a type that is not loaded is one of delegates, by its name.
#[must_use]
pub(super) fn is_delegate(type_name: &str) -> bool {
    static DELEGATES: OnceLock<Vec<&'static str>> = OnceLock::new();
    let delegates = DELEGATES.get_or_init(|| {
        let of_delegates = |block| lines_of(block).any(|line| line == ("delegate", "*"));
        headers(FACTS).filter(|(_, block)| of_delegates(block)).map(|(name, _)| name).collect()
    });
    delegates.iter().any(|pattern| match pattern.strip_prefix('*') {
        Some(end) => type_name.ends_with(end),
        None => covers(pattern, type_name, || type_name),
    })
}

/// Of the lines of a block those that say what runs what is overridden: the names of that, and the members.
fn overrides_of(block: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    lines_of(block).filter_map(|(words, members)| Some((words.strip_prefix("override:")?, members)))
}

/// What all lines say: the type, the member, and the effects.
pub fn facts() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    headers(FACTS).flat_map(|(type_name, block)| {
        let lines = lines_of(block);
        lines.flat_map(move |(words, members)| members.split(' ').map(move |member| (type_name, member, words)))
    })
}

fn blocks() -> &'static Blocks {
    static BLOCKS: OnceLock<Blocks> = OnceLock::new();
    BLOCKS.get_or_init(|| by_type(FACTS))
}

/// The effects and the members of each line of the block that text begins with; further types for which it stands, and comments, may come
/// first.
fn lines_of(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let block = text.lines().skip_while(|line| !line.is_empty() && !line.starts_with(' '));
    block.map_while(|line| line.strip_prefix("  ")?.split_once(' '))
}

/// Whether a pattern of `library.facts` stands for a member: its name, `Start*`, `Start*End`, or its name with the number of its type parameters,
/// its parameters (`()` for none), or both, as documentation ids write them.
#[must_use]
pub fn covers<'s>(pattern: &str, member: &str, signature: impl FnOnce() -> &'s str) -> bool {
    // Nearly all lines are done with here.
    if pattern.as_bytes().first().is_some_and(|first| *first != b'*' && Some(first) != member.as_bytes().first()) {
        return false;
    }
    if let Some(start) = pattern.strip_suffix('*') {
        return member.starts_with(start);
    }
    // Among parameters it belongs to a pointer.
    if let Some((start, end)) = pattern.split_once('*').filter(|(start, _)| !start.contains('(')) {
        return member.strip_prefix(start).is_some_and(|rest| rest.ends_with(end));
    }
    let Some(rest) = pattern.strip_prefix(member) else { return false };
    match rest.as_bytes().first() {
        None => true,
        Some(b'`' | b'(') => {
            let signature = signature();
            let (_, overload) = signature.split_at(signature.find(['`', '(']).unwrap_or(signature.len()));
            if let Some(arity) = rest.strip_suffix("()") {
                return overload == arity;
            }
            overload.strip_prefix(rest).is_some_and(|more| more.is_empty() || more.starts_with('('))
        }
        Some(_) => false,
    }
}

fn by_type(text: &'static str) -> Blocks {
    let mut blocks = Blocks::default();
    for (name, block) in headers(text) {
        blocks.entry(name.strip_suffix('*').unwrap_or(name)).or_default().push(block);
    }
    blocks
}

/// The names at the margin, and what follows them.
fn headers(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let (line, after) = rest.split_once('\n')?;
            rest = after;
            if line.as_bytes().first().is_some_and(|first| !b" #".contains(first)) {
                return Some((line, after));
            }
        }
    })
}

/// The effects that words name; `None` if one of them means nothing.
fn read_effects(words: &str) -> Option<Effects> {
    words.split(',').try_fold(Effects::empty(), |all, word| {
        Some(
            all | match word {
                "changes" => Effects::CHANGES,
                "stores" => Effects::STORES,
                "element" => Effects::ELEMENT,
                "fresh" => Effects::FRESH,
                "this" => Effects::THIS,
                "same" => Effects::SAME,
                "fills" => Effects::FILLS,
                "received" => Effects::RECEIVED,
                "answer" => Effects::ANSWERS,
                "unlocks" => Effects::UNLOCKS,
                "done" => Effects::DONE,
                "arguments" => Effects::ARGUMENTS,
                "runs" => Effects::RUNS,
                "maps" => Effects::MAPS,
                "out" => Effects::OUT,
                "atomic" => Effects::ATOMIC,
                "reads" => Effects::READS,
                "keyed" => Effects::KEYED,
                "key" => Effects::KEY,
                "keys" => Effects::KEYS,
                "copies" => Effects::COPIES,
                "pours" => Effects::POURS,
                "wraps" => Effects::WRAPS,
                "groups" => Effects::GROUPS,
                "flattens" => Effects::FLATTENS,
                "folds" => Effects::FOLDS,
                "global" => Effects::GLOBAL,
                "calls" => Effects::CALLS,
                "holds" => Effects::HOLDS,
                "silent" => Effects::SILENT,
                "still" => Effects::STILL,
                "tells" => Effects::TELLS,
                "into" => Effects::INTO,
                "deferred" => Effects::DEFERRED,
                "later" => Effects::LATER,
                "aggregates" => Effects::AGGREGATES,
                "becomes" => Effects::BECOMES,
                "part" => Effects::PART,
                "clones" => Effects::CLONES,
                "address" => Effects::ADDRESS,
                "text" => Effects::TEXT,
                "inside" => Effects::INSIDE,
                "views" => Effects::VIEWS,
                "writes" => Effects::WRITES,
                "safe" => Effects::SAFE,
                "takes" => Effects::TAKES,
                "steps" => Effects::STEPS,
                "property" => Effects::PROPERTY,
                _ => return None,
            },
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_can_be_read() {
        for line in FACTS.lines().filter(|line| line.starts_with(' ')) {
            let read = line.strip_prefix("  ").and_then(|line| line.split_once(' '));
            assert!(
                read.is_some_and(|(words, members)| {
                    let is_known = read_effects(words).is_some()
                        || words.starts_with("override:")
                        || ["alone", "delegate", "sealed"].contains(&words);
                    is_known && !members.contains("  ")
                }),
                "{line}"
            );
        }
        assert!(facts().count() > 900);
        let effects = |owner, member: &str| {
            let name = member.split(['`', '(']).next().unwrap_or_default();
            effects(owner, name, || member.to_owned())
        };
        assert_eq!(effects("System.Text.StringBuilder", "AppendLine"), Effects::CHANGES | Effects::THIS);
        assert_eq!(effects("System.Text.StringBuilder", "ToString"), Effects::TEXT);
        let mapped = Effects::RUNS | Effects::KEYED | Effects::MAPS;
        assert_eq!(effects("System.Linq.Enumerable", "ToDictionary``3(System.Object)"), mapped);
        assert!(!effects("System.Linq.Enumerable", "ToDictionary``2(System.Object)").contains(Effects::MAPS));
    }

    #[test]
    fn overrides_are_run_by_the_members_that_lines_name() {
        let collection = "System.Collections.ObjectModel.Collection`1";
        for (type_name, member, overridden, runs) in [
            (collection, "Add", "InsertItem", Some(true)),
            (collection, "Remove", "InsertItem", Some(false)),
            (collection, "Add", "OnChanged", Some(true)),
            (collection, "Contains", "OnChanged", Some(false)),
            (collection, "Add", "Dispose", Some(false)),
            ("System.IO.Stream", "CopyToAsync", "ReadAsync", Some(true)),
            ("System.IO.Stream", "CopyTo", "Write", Some(false)),
            ("System.ComponentModel.Component", "Dispose", "Dispose", Some(true)),
            ("System.ComponentModel.Component", "CreateMyException", "Run", Some(false)),
            ("System.ComponentModel.Component", "set_Site", "Run", None),
        ] {
            assert_eq!(runs_override(type_name, member, overridden), runs, "{type_name}.{member} {overridden}");
        }
    }

    #[test]
    fn delegates_are_told_by_their_names() {
        for name in
            ["System.Action", "System.Action`3", "System.Threading.WaitCallback", "A.B+OnHandler`1+XEventHandler"]
        {
            assert!(is_delegate(name), "{name}");
        }
        for name in ["System.ActionBlock", "System.Callbacks", "System.Function"] {
            assert!(!is_delegate(name), "{name}");
        }
    }

    #[test]
    fn overloads_are_told_apart_by_what_the_pattern_says() {
        let signature = || "Run``1(System.Func{``0})";
        for (pattern, covered) in [
            ("Run", true),
            ("R*", true),
            ("Run``1", true),
            ("Run``1(System.Func{``0})", true),
            ("Run(System.Func{``0})", false),
            ("Run``12", false),
            ("Run``1(System.Func{``0}", false),
            ("RunAll", false),
            ("Run()", false),
        ] {
            assert_eq!(covers(pattern, "Run", signature), covered, "{pattern}");
        }
        assert!(covers("Start()", "Start", || "Start") && covers("Start``1()", "Start", || "Start``1"));
    }
}
