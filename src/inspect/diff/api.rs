//! Which differences of types and members there are, and which of them other code can trip over.

use super::state::State;
use super::{Difference, Pair};
use crate::inspect::marks::AttributeItem;
use crate::inspect::members::MemberItem;
use crate::inspect::types::TypeItem;
use crate::text::Text;

/// A documentation-comment id without its letter, safe to print.
pub(super) fn bare(id: &Text) -> String {
    Text::from(id.as_str().split_once(':').map_or(id.as_str(), |(_, bare)| bare)).safe().to_string()
}

/// What changed and whether it breaks: filled in by the rules below.
#[derive(Default)]
struct Verdict {
    what: Vec<String>,
    breaking: bool,
}

impl Verdict {
    fn note(&mut self, holds: bool, breaking: bool, what: impl Into<String>) {
        if holds {
            self.what.push(what.into());
            self.breaking |= breaking;
        }
    }

    /// What is said of both types and members: who can use it.
    fn visibility(&mut self, was: bool, is: bool) {
        self.note(was && !is, true, "other assemblies cannot use it any more");
        self.note(!was && is, false, "other assemblies can use it now");
    }

    fn attributes(&mut self, was: &[AttributeItem], is: &[AttributeItem], seen: bool) {
        let lacks = |list: &[AttributeItem], it: &AttributeItem| list.iter().all(|other| other.text != it.text);
        for lost in was.iter().filter(|it| !it.plumbing && lacks(is, it)) {
            self.note(true, false, format!("it has no [{}] any more", lost.text));
        }
        for gained in is.iter().filter(|it| !it.plumbing && lacks(was, it)) {
            // Code that uses it does not compile any more.
            let forbids = gained.id.as_str() == "T:System.ObsoleteAttribute" && gained.text.ends_with(", true)");
            self.note(true, seen && forbids, format!("it has [{}] now", gained.text));
        }
    }
}

pub(super) fn type_difference(pair: Pair<'_, TypeItem>, new: &State) -> Option<Difference> {
    let make = |it: &TypeItem, change, verdict: Verdict, old: Option<&TypeItem>, new: Option<&TypeItem>| Difference {
        id: it.id.clone(),
        token: Some(it.token.clone()),
        assembly: it.assembly.clone(),
        kind: "type",
        change,
        breaking: verdict.breaking,
        what: verdict.what,
        old: old.map(|it| it.declaration.clone()),
        new: new.map(|it| it.declaration.clone()),
    };
    let mut verdict = Verdict::default();
    match pair {
        Pair::Added(is) => Some(make(is, "added", verdict, None, Some(is))),
        Pair::Removed(was) => {
            let forward = new.forward(&was.assembly, &was.id);
            verdict.breaking = was.visible && forward.is_none();
            if let Some(to) = forward {
                verdict.note(true, false, format!("it is forwarded to {}", to.safe()));
            }
            Some(make(was, "removed", verdict, Some(was), None))
        }
        Pair::Both(was, is) => {
            compare_types(&mut verdict, was, is, new);
            (!verdict.what.is_empty()).then(|| make(is, "changed", verdict, Some(was), Some(is)))
        }
    }
}

fn compare_types(verdict: &mut Verdict, was: &TypeItem, is: &TypeItem, new: &State) {
    let seen = was.visible;
    verdict.visibility(was.visible, is.visible);
    let narrower = was.visible && is.visible && is.visibility != "public";
    let kept = was.visible == is.visible && was.visibility != is.visibility;
    verdict.note(kept, narrower, format!("it is {} now", is.visibility));
    verdict.attributes(&was.attributes, &is.attributes, seen);
    if was.kind != is.kind {
        return verdict.note(true, seen, format!("it is no {} any more", was.kind));
    }
    verdict.note(!was.is_sealed && is.is_sealed, seen, "nothing can derive from it any more");
    verdict.note(was.is_sealed && !is.is_sealed, false, "types can derive from it now");
    verdict.note(!was.is_abstract && is.is_abstract, seen, "no objects of it can be made any more");
    verdict.note(was.is_abstract && !is.is_abstract, false, "objects of it can be made now");
    let (before, after) = (Frame::of(was), Frame::of(is));
    let deeper = was.base.as_ref().is_some_and(|base| new.bases(is).skip(1).any(|it| it.id == *base));
    verdict.note(was.base != is.base || before.base != after.base, seen && !deeper, "it has another base");
    for lost in before.interfaces.iter().filter(|it| !after.interfaces.contains(it)) {
        let inherits = new.bases(is).any(|base| Frame::of(base).interfaces.contains(lost));
        verdict.note(!inherits, seen, format!("it does not implement {lost} any more"));
    }
    for gained in after.interfaces.iter().filter(|it| !before.interfaces.contains(it)) {
        verdict.note(true, seen && is.kind == "interface", format!("it implements {gained} now"));
    }
    verdict.note(before.name != after.name, seen, "its declaration is another one");
    verdict.note(before.constraints != after.constraints, seen, "its constraints are others");
}

/// The parts of a type's declaration.
struct Frame<'t> {
    /// `Name<in T>`; of a delegate all of its signature, of an enum its size too.
    name: &'t str,
    base: Option<&'t str>,
    interfaces: Vec<&'t str>,
    /// From the first `where` on.
    constraints: &'t str,
}

impl<'t> Frame<'t> {
    fn of(item: &'t TypeItem) -> Self {
        let (head, constraints) = item.declaration.split_once(" where ").unwrap_or((&item.declaration, ""));
        let name = head.split_once(&format!("{} ", item.kind)).map_or(head, |(_, name)| name);
        if matches!(item.kind, "delegate" | "enum") {
            return Self { name, base: None, interfaces: Vec::new(), constraints };
        }
        let (name, bases) = name.split_once(" : ").unwrap_or((name, ""));
        let mut bases = listed(bases);
        let plain = ["T:System.Object", "T:System.ValueType"];
        let has_base = item.base.as_ref().is_some_and(|base| !plain.contains(&base.as_str())) && !bases.is_empty();
        let base = has_base.then(|| bases.remove(0));
        Self { name, base, interfaces: bases, constraints }
    }
}

/// The parts of a list, whose commas stand outside of brackets.
fn listed(list: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0i32, 0);
    for (at, character) in list.char_indices() {
        match character {
            '<' | '(' | '[' => depth += 1,
            '>' | ')' | ']' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(list[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(list[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

pub(super) fn member_difference(pair: Pair<'_, MemberItem>, old: &State, new: &State) -> Option<Difference> {
    let make = |it: &MemberItem, change, verdict: Verdict, old: Option<&MemberItem>, new: Option<&MemberItem>| {
        Some(Difference {
            id: it.id.clone(),
            token: Some(it.token.clone()),
            assembly: it.assembly.clone(),
            kind: "member",
            change,
            breaking: verdict.breaking,
            what: verdict.what,
            old: old.map(|it| it.signature.clone()),
            new: new.map(|it| it.signature.clone()),
        })
    };
    let owner = |state: &'_ State, it: &MemberItem| -> Option<bool> {
        state.type_of(&it.assembly, it.declaring_type.as_ref()?).map(|it| it.visible)
    };
    let mut verdict = Verdict::default();
    match pair {
        Pair::Added(is) => {
            // Of a new type every member is new: the type says so.
            let seen = owner(old, is)?;
            verdict.note(is.is_abstract && seen, true, "derived types have to implement it");
            make(is, "added", verdict, None, Some(is))
        }
        Pair::Removed(was) => {
            owner(new, was)?;
            let inherited = is_inherited(was, new);
            verdict.note(inherited, false, "a base has it");
            verdict.breaking = was.visible && !inherited;
            make(was, "removed", verdict, Some(was), None)
        }
        Pair::Both(was, is) => {
            compare_members(&mut verdict, was, is);
            if verdict.what.is_empty() { None } else { make(is, "changed", verdict, Some(was), Some(is)) }
        }
    }
}

/// Whether calls of a member that is gone find one in a base: that which it overrode, or one of the same signature.
fn is_inherited(was: &MemberItem, new: &State) -> bool {
    if Shape::of(was).modifiers.contains(&"override") {
        return true;
    }
    let Some(owner) = was.declaring_type.as_ref() else { return false };
    let Some(rest) = was.id.as_str().get(2..).and_then(|id| id.strip_prefix(owner.as_str().get(2..)?)) else {
        return false;
    };
    if was.kind == "constructor" {
        return false;
    }
    let Some(owner) = new.type_of(&was.assembly, owner) else { return false };
    let letter = &was.id.as_str()[..2];
    new.bases(owner).any(|base| {
        let id = Text(format!("{letter}{}{rest}", base.id.as_str().get(2..).unwrap_or_default()));
        new.members.get(&(base.assembly.clone(), id)).is_some_and(|it| it.visible)
    })
}

fn compare_members(verdict: &mut Verdict, was: &MemberItem, is: &MemberItem) {
    let seen = was.visible;
    // Where only the type is seen by more or by fewer, the type says so.
    if was.visibility != is.visibility {
        verdict.visibility(was.visible, is.visible);
        let narrower = was.visible && is.visible && is.visibility != "public";
        verdict.note(was.visible == is.visible, narrower, format!("it is {} now", is.visibility));
    }
    verdict.note(
        was.is_static != is.is_static,
        seen,
        if is.is_static { "it is static now" } else { "it is not static any more" },
    );
    let (before, after) = (Shape::of(was), Shape::of(is));
    let open = |item: &MemberItem, shape: &Shape<'_>| item.is_virtual && !shape.modifiers.contains(&"sealed");
    // Without a word for it, it is virtual to fill the slot of an interface, and final.
    let says = |shape: &Shape<'_>| ["virtual", "abstract", "override"].iter().any(|it| shape.modifiers.contains(it));
    let (could, can) = (open(was, &before) && says(&before), open(is, &after) && says(&after));
    verdict.note(could && !can, seen, "nothing can override it any more");
    verdict.note(!could && can && !is.is_abstract, false, "derived types can override it now");
    verdict.note(!was.is_abstract && is.is_abstract, seen, "derived types have to implement it now");
    verdict.note(was.is_abstract && !is.is_abstract, false, "derived types need not implement it any more");
    compare_accessors(verdict, was, is);
    verdict.note(!before.init && after.init, seen, "its `set` works only while the object is made");
    verdict.note(before.init && !after.init, false, "its `set` works at any time now");
    let readonly = |shape: &Shape<'_>| was.kind == "field" && shape.modifiers.contains(&"readonly");
    verdict.note(!readonly(&before) && readonly(&after), seen, "nothing can write it any more");
    verdict.note(readonly(&before) && !readonly(&after), false, "it can be written now");
    let value = before.value != after.value && was.kind == "field";
    verdict.note(value, seen, "its value is another one, which callers have copied");
    verdict.note(before.rest != after.rest, seen, "its declaration is another one");
    verdict.attributes(&was.attributes, &is.attributes, seen);
}

fn compare_accessors(verdict: &mut Verdict, was: &MemberItem, is: &MemberItem) {
    for accessor in &was.accessors {
        let could = was.visible && ["public", "protected", "protected internal"].contains(&accessor.visibility);
        match is.accessors.iter().find(|it| it.kind == accessor.kind) {
            None => verdict.note(true, could, format!("it has no `{}` any more", accessor.kind)),
            Some(now) => verdict.note(
                now.visibility != accessor.visibility && was.visibility == is.visibility,
                could && now.visibility != "public",
                format!("its `{}` is {} now", accessor.kind, now.visibility),
            ),
        }
    }
    for accessor in is.accessors.iter().filter(|it| was.accessors.iter().all(|old| old.kind != it.kind)) {
        verdict.note(true, is.is_abstract && was.visible, format!("it has `{}` now", accessor.kind));
    }
}

/// A member's declaration in its parts.
struct Shape<'s> {
    modifiers: Vec<&'s str>,
    /// Whether the setter works only while the object is made.
    init: bool,
    value: &'s str,
    rest: String,
}

impl<'s> Shape<'s> {
    fn of(item: &'s MemberItem) -> Self {
        const MODIFIERS: [&str; 12] = [
            "public",
            "protected",
            "internal",
            "private",
            "privatescope",
            "static",
            "abstract",
            "virtual",
            "override",
            "sealed",
            "extern",
            "readonly",
        ];
        // The accessors of a property stand behind its name.
        let (text, accessors) = match item.kind {
            "property" => item.signature.split_once(" {").unwrap_or((&item.signature, "")),
            _ => (item.signature.as_str(), ""),
        };
        let (text, value) = match item.kind {
            "field" => text.split_once(" = ").unwrap_or((text, "")),
            _ => (text, ""),
        };
        let words: Vec<&str> = text.split(' ').collect();
        let count = words.iter().take_while(|word| MODIFIERS.contains(word)).count();
        let (modifiers, rest) = words.split_at(count);
        let init = accessors.contains("init;");
        Self { modifiers: modifiers.to_vec(), init, value, rest: rest.join(" ") }
    }
}
