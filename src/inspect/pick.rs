//! What a person means by the name of a type or a member, its id, or a pattern.

use rustc_hash::FxHashSet;

use crate::metadata::Token;
use crate::model::{DocId, DocKind, Instance, MethodHandle, Subject, Universe};
use crate::text::Text;

/// How well a name that a person wrote fits a type; a later one is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The end of its name, from a dot on.
    End,
    /// Its name as C# writes it, whatever the type parameters.
    Name,
    /// Its full metadata name.
    Exact,
}

/// How well `written` fits the type with the full metadata name `full`; `None` if not at all.
#[must_use]
pub fn fit(written: &str, full: &Text) -> Option<Fit> {
    let written = written.strip_prefix("T:").unwrap_or(written).trim();
    let full = full.as_str();
    if written == full {
        return Some(Fit::Exact);
    }
    let (written, full) = (plain(written), plain(full));
    if written == full {
        return Some(Fit::Name);
    }
    let before = full.strip_suffix(&written).filter(|_| !written.is_empty())?;
    before.ends_with('.').then_some(Fit::End)
}

/// A name with dots between nested types, without arity, type arguments and the assembly behind a comma. Of a member's id the dots in the
/// name of an explicit implementation are dots again; a constructor is `#ctor`, also where `.ctor` is written.
fn plain(name: &str) -> String {
    let mut result = String::with_capacity(name.len());
    let mut depth = 0_u32;
    let mut arity = false;
    for character in name.chars() {
        arity &= character.is_ascii_digit() || character == '`';
        match character {
            '<' | '{' => depth += 1,
            '>' | '}' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            ',' => break,
            '`' => arity = true,
            '.' | '#' if result.is_empty() || result.ends_with('.') => result.push('#'),
            '+' | '#' => result.push('.'),
            other if !arity => result.push(other),
            _ => {}
        }
    }
    // The end of a name may be written with its dot in front.
    match result.strip_prefix('#') {
        Some(end) if !["ctor", "cctor"].iter().any(|name| end.starts_with(name)) => end.to_owned(),
        _ => result,
    }
}

/// Whether `name` is `written`, or ends in it from a dot on.
fn ends_in(name: &str, written: &str) -> bool {
    !written.is_empty() && name.strip_suffix(written).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// The types and members that a text names: a documentation-comment id, a C# name or the end of one from a dot on, a pattern with `*` and `?`,
/// a token of the input; what C# writes is known too, such as `A.~A`, `A.A(int)`, `A.Count.set`. A pattern may have the `M:` of an id in front, and means methods only then. Names may be written as ilasm does.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What only is meant.
    kind: Option<char>,
    /// The text without its `M:`.
    text: String,
    plain: String,
    id: Option<DocId>,
    token: Option<Token>,
    /// The same of a constructor as members' displays have it.
    constructor: Option<String>,
    /// Type arguments, before and in the last name.
    arguments: (Vec<String>, Vec<String>),
}

/// A finalizer as C# declares it, `A.~A()`, by its name in metadata.
fn finalizer(text: &str) -> Option<String> {
    let (path, name) = text.split_once('~').filter(|(path, name)| {
        // In ids it stands before the type that is returned, or before all of the id.
        (path.is_empty() || path.ends_with('.')) && name.get(1..2) != Some(":")
    })?;
    let owner = if path.is_empty() { name.trim_end_matches("()") } else { path.trim_end_matches('.') };
    Some(format!("{owner}.Finalize"))
}

/// A constructor as C# declares it, `A.A(int)`, as members' displays have it: `new A(int)`.
fn constructor(text: &str) -> Option<String> {
    let (path, parameters) = text.split_at(text.find('(').unwrap_or(text.len()));
    let (owner, own) = path.rsplit_once('.')?;
    let last = owner.split('<').next().unwrap_or_default().rsplit('.').next().unwrap_or_default();
    (last == own && !own.is_empty()).then(|| format!("new {owner}{parameters}"))
}

/// The type arguments that a C# name has, in its last part and before it.
fn arguments(text: &str) -> (Vec<String>, Vec<String>) {
    let path = text.split('(').next().unwrap_or_default();
    let (mut depth, mut start, mut before, mut last) = (0_u32, 0, Vec::new(), Vec::new());
    let mut previous = '.';
    for (at, character) in path.char_indices() {
        match character {
            // Names of compilers begin with it.
            '<' if depth > 0 || previous != '.' => {
                depth += 1;
                start = if depth == 1 { at + 1 } else { start };
            }
            '>' | ',' if depth == 1 => {
                last.push(dense(&path[start..at]));
                start = at + 1;
                depth -= u32::from(character == '>');
            }
            '>' => depth = depth.saturating_sub(1),
            '.' if depth == 0 => before.append(&mut last),
            _ => {}
        }
        previous = character;
    }
    (before, last)
}

fn dense(text: &str) -> String {
    text.chars().filter(|it| !it.is_whitespace()).collect()
}

/// Whether a name is one that generic parameters have: `T`, `TKey`, `T1`, `U2`, `K`.
fn is_parameter(name: &str) -> bool {
    let mut rest = name.chars();
    let starts = rest.next().is_some_and(|it| it.is_ascii_uppercase());
    let Some(second) = rest.next() else { return starts };
    name.starts_with(['T', 'U']) && (second.is_ascii_digit() || second.is_ascii_uppercase())
}

/// The words of C# for what runs when a property or an event is used.
const ACCESSORS: [&str; 6] = ["get", "set", "init", "add", "remove", "raise"];

impl Wanted {
    /// What `text` names; without a parameter list a method of any.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let text = text.trim();
        let finalizer = finalizer(text);
        let text = finalizer.as_deref().unwrap_or(text);
        let bare = text.strip_prefix('~').unwrap_or(text);
        let kinds =
            [DocKind::Namespace, DocKind::Type, DocKind::Method, DocKind::Field, DocKind::Property, DocKind::Event];
        let prefixed = |kind: &DocKind| bare.strip_prefix(kind.letter()).is_some_and(|rest| rest.starts_with(':'));
        let kind = kinds.iter().find(|kind| prefixed(kind)).map(|kind| kind.letter());
        let bare = if kind.is_some() { &bare[2..] } else { bare };
        // Metadata writes `+` between nested types and ilasm `/`, and `::` before a member; ids write a dot. No name of a compiler has these.
        let dotted = |text: &str| {
            let (path, symbol) = text.split_once("operator ").map_or((text, None), |(path, it)| (path, Some(it)));
            let path = path.replace("::", ".").replace(['+', '/'], ".");
            symbol.map_or(path.clone(), |symbol| format!("{path}operator {symbol}"))
        };
        let token = bare.strip_prefix("0x").filter(|digits| digits.len() == 8 && kind.is_none());
        let token = token.and_then(|digits| u32::from_str_radix(digits, 16).ok()).map(Token);
        let constructor = if kind.is_none() { constructor(&dotted(bare)) } else { None };
        let id = DocId::parse(&dotted(text)).ok();
        let is_plain = kind.is_none() && !bare.contains("operator");
        let arguments = if is_plain { arguments(&dotted(bare)) } else { Default::default() };
        Self { arguments, kind, plain: plain(&dotted(bare)), text: dotted(bare), id, token, constructor }
    }

    /// The last name of it, without type arguments and parameters; `None` of a pattern.
    pub(super) fn last_name(&self) -> Option<&str> {
        let path = self.plain.split('(').next().unwrap_or_default();
        let is_name = self.token.is_none() && !self.is_pattern();
        path.rsplit('.').next().filter(|name| !name.is_empty() && is_name)
    }

    /// Whether this is meant; `id` is its documentation-comment id.
    #[must_use]
    pub fn is(&self, universe: &Universe<'_>, subject: Subject, id: &Text) -> bool {
        if let Some(token) = self.token {
            return subject.token() == token && subject.module() == universe.input().id;
        }
        if self.kind == Some('N') {
            // A namespace stands for its types.
            let Subject::Type(handle) = subject else { return false };
            let namespace = universe.name_parts(handle).0.text();
            return self.text == namespace || self.is_pattern() && matches(&self.text, &namespace);
        }
        // A property and an event stand for their accessors, of which another assembly's are known by nothing but their names.
        if let (Some('P' | 'E'), Subject::Method(handle)) = (self.kind, subject) {
            return DocId::of_accessed(universe, handle).is_some_and(|it| {
                self.is_named(&it.print())
                    || self.id.as_ref().is_some_and(|id| id.kind() == it.kind() && id.matches(&it))
            });
        }
        let Some(kind) = id.as_str().chars().next().filter(|kind| self.kind.is_none_or(|wanted| wanted == *kind))
        else {
            return false;
        };
        self.is_named(id)
            || self.kind.is_none() && self.is_of_c_sharp() && is_written(&self.text, subject, universe)
            || self.constructor.as_ref().is_some_and(|text| is_written(text, subject, universe))
            || self.id.as_ref().is_some_and(|it| it.kind().letter() == kind && it.matches(&subject.tree(universe)))
    }

    /// Whether the text fits the documentation-comment id as it is spelt.
    pub(super) fn is_named(&self, id: &Text) -> bool {
        // A function of a native library has a name and no letter.
        let (letter, bare) = id.as_str().split_once(':').unwrap_or(("", id.as_str()));
        if self.kind.is_some_and(|kind| !letter.starts_with(kind)) {
            return false;
        }
        let path = bare.split(['(', '~']).next().unwrap_or(bare);
        let whole = |text: &str| self.text == text || self.is_pattern() && matches(&self.text, text);
        let without = |text: &str| whole(text) || self.kind.is_none() && ends_in(&plain(text), &self.plain);
        whole(bare) || !self.text.contains('(') && without(path)
    }

    /// Whether the type arguments in the text are those of an instance: its own full and short names. Names of parameters stand for any, and
    /// so does a name without type arguments.
    fn fits(&self, given: &[&Instance; 2]) -> bool {
        let fit = |written: &[String], named: fn(&Instance) -> &[String]| {
            let is = |at: usize, name: &String| {
                given.iter().any(|it| named(it).get(at).is_some_and(|it| dense(it) == *name))
            };
            let all = || written.iter().enumerate().all(|(at, it)| it.is_empty() || is_parameter(it) || is(at, it));
            written.is_empty() || named(given[0]).len() == written.len() && all()
        };
        let (before, last) = &self.arguments;
        // Those of the last name are a method's, or the last ones of a type that is named.
        let both: Vec<String> = before.iter().chain(last).cloned().collect();
        let is_of_method = fit(before, |it| &it.of_type) && fit(last, |it| &it.of_method);
        is_of_method || !last.is_empty() && fit(&both, |it| &it.of_type)
    }

    /// Whether the text is the name of an assembly or a native library, of which the extension may be left out.
    pub(super) fn is_home(&self, name: &str) -> bool {
        let is_library = name.len() > 4 && name.get(name.len() - 4..).is_some_and(|it| it.eq_ignore_ascii_case(".dll"));
        let stem = if is_library { &name[..name.len() - 4] } else { name };
        self.kind.is_none() && !name.is_empty() && [name, stem].iter().any(|it| it.eq_ignore_ascii_case(&self.text))
    }

    fn is_pattern(&self) -> bool {
        self.text.contains(['*', '?'])
    }

    /// Whether only C# writes names like this.
    fn is_of_c_sharp(&self) -> bool {
        let last = self.text.rsplit('.').next().unwrap_or_default();
        self.text.contains(['(', ' ', '[']) || last == "this" || ACCESSORS.contains(&last)
    }
}

/// Whether a text is a method as C# writes it, with its parameters, their types with or without namespaces, an operator or an indexer with
/// them or without; or what tables call it.
fn is_written(text: &str, subject: Subject, universe: &Universe<'_>) -> bool {
    let written = dense(text);
    // As tables have it.
    if dense(subject.tree(universe).short().as_str()) == written {
        return true;
    }
    let is_shown = |text: &str, parameters: char| {
        let shown = dense(text);
        ends_in(&shown, &written) || ends_in(shown.split(parameters).next().unwrap_or_default(), &written)
    };
    match subject {
        Subject::Method(handle) => {
            is_shown(&universe.method_display(handle), '(') || is_shown(&subject.display(universe), '(')
        }
        Subject::Property(_) => is_shown(&subject.display(universe), '['),
        _ => false,
    }
}

/// What of an assembly is asked for: everything, where nothing is named.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    named: Vec<Wanted>,
    /// Documentation-comment ids of members that are asked for besides.
    ids: FxHashSet<Text>,
}

impl Selection {
    /// What the texts name together.
    #[must_use]
    pub fn new<T: AsRef<str>>(texts: &[T]) -> Self {
        Self { named: texts.iter().map(|text| Wanted::new(text.as_ref())).collect(), ids: FxHashSet::default() }
    }

    /// The same and members with these documentation-comment ids.
    #[must_use]
    pub fn and(&self, ids: &[Text]) -> Self {
        Self { named: self.named.clone(), ids: self.ids.iter().chain(ids).cloned().collect() }
    }

    /// Whether nothing is named, so that everything is asked for.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.named.is_empty() && self.ids.is_empty()
    }

    /// Whether this is asked for by itself; `id` is its documentation-comment id.
    #[must_use]
    pub fn has(&self, universe: &Universe<'_>, subject: Subject, id: &Text) -> bool {
        self.is_all() || self.ids.contains(id) || self.named.iter().any(|wanted| wanted.is(universe, subject, id))
    }

    /// Whether something is asked for of which only the documentation-comment id is known.
    #[must_use]
    pub fn has_named(&self, id: &Text) -> bool {
        self.is_all() || self.ids.contains(id) || self.named.iter().any(|wanted| wanted.is_named(id))
    }

    /// Whether an assembly or a native library is named, which stands for what is used of it.
    #[must_use]
    pub fn has_home(&self, name: &str) -> bool {
        self.named.iter().any(|wanted| wanted.is_home(name))
    }

    /// Whether this is asked for by itself, or a type that it is in.
    #[must_use]
    pub fn covers(&self, universe: &Universe<'_>, subject: Subject) -> bool {
        self.is_all() || is_within(universe, subject, &|it, id| self.has(universe, it, id))
    }

    /// The same of a method, which its property or event stands for too.
    #[must_use]
    pub fn covers_method(&self, universe: &Universe<'_>, method: MethodHandle) -> bool {
        let subject = Subject::Method(method);
        std::iter::once(subject).chain(subject.accessed(universe)).any(|it| self.covers(universe, it))
    }

    /// Whether names with type arguments are among those that ask for this, and none of them is for this instance: its full and short names.
    #[must_use]
    pub fn is_for_others(&self, universe: &Universe<'_>, subject: Subject, given: &[&Instance; 2]) -> bool {
        let says = |it: &Wanted| !(it.arguments.0.is_empty() && it.arguments.1.is_empty());
        self.named.iter().any(says)
            && !self
                .named
                .iter()
                .any(|wanted| wanted.fits(given) && is_within(universe, subject, &|it, id| wanted.is(universe, it, id)))
    }
}

/// Whether something or a type around it is meant.
fn is_within(universe: &Universe<'_>, subject: Subject, is: &dyn Fn(Subject, &Text) -> bool) -> bool {
    let mut next = Some(subject);
    for _ in 0..=universe.limits().nesting {
        let Some(current) = next else { break };
        if is(current, &current.id(universe)) {
            return true;
        }
        next = current.owner(universe).map(Subject::Type);
    }
    false
}

/// Whether all of `text` is as `pattern` says: `*` is any run of characters, `?` any one.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut read) = (0, 0);
    // The last `*`, and how far it reaches for now.
    let mut star: Option<(usize, usize)> = None;
    while read < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, read));
                at += 1;
            }
            Some(character) if *character == '?' || *character == text[read] => {
                at += 1;
                read += 1;
            }
            _ => match star {
                Some((place, reach)) => {
                    star = Some((place, reach + 1));
                    (at, read) = (place + 1, reach + 1);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|character| *character == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_known_by_any_of_its_names() {
        let full = Text::from("Acme.Outer`1+Inner`2");
        for (written, expected) in [
            ("Acme.Outer`1+Inner`2", Some(Fit::Exact)),
            ("T:Acme.Outer`1+Inner`2", Some(Fit::Exact)),
            ("Acme.Outer<T>.Inner<K, V>", Some(Fit::Name)),
            ("Acme.Outer.Inner", Some(Fit::Name)),
            ("Acme.Outer`1+Inner`2, Acme, Version=1.0.0.0", Some(Fit::Name)),
            ("Outer.Inner", Some(Fit::End)),
            ("Inner", Some(Fit::End)),
            (".Inner", Some(Fit::End)),
            (".nner", None),
            (".", None),
            ("nner", None),
            ("Outer", None),
            ("", None),
        ] {
            assert_eq!(fit(written, &full), expected, "{written}");
        }
    }

    #[test]
    fn a_pattern_is_all_of_the_text() {
        for (pattern, text, expected) in [
            ("System.Threading.Thread.Sleep(*)", "System.Threading.Thread.Sleep(System.Int32)", true),
            ("*.Sleep(*)", "System.Threading.Thread.Sleep(System.TimeSpan)", true),
            ("*.Sleep", "System.Threading.Thread.Sleep(System.TimeSpan)", false),
            ("A.?", "A.B", true),
            ("A.?", "A.", false),
            ("*a*b*", "xxaxxbxx", true),
            ("*a*b", "xxaxxbxx", false),
            ("", "", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    /// Which of the ids of everything in `shapes/docids.dll` each text means.
    #[test]
    fn texts_mean_members_of_any_kind() {
        use crate::limits::Limits;
        use crate::metadata::{Event, Field, MethodDef, Property, TypeDef};
        use crate::model::{EventId, FieldHandle, LoadedFile, MethodHandle, PropertyId, Supplied, TypeHandle};
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/shapes/docids.dll");
        let bytes = std::fs::read(path).unwrap();
        let files = [LoadedFile { supplied: Supplied { label: "docids.dll".into(), bytes }, symbols: None }];
        let universe = Universe::open(&files, &Limits::default()).unwrap();
        let module = universe.input();
        let (metadata, id) = (&module.metadata, module.id);
        let types = metadata.rids::<TypeDef>().map(|rid| Subject::Type(TypeHandle::Def(module.type_id(rid))));
        let methods = metadata.rids::<MethodDef>().map(|rid| Subject::Method(MethodHandle::Def(module.method_id(rid))));
        let fields = metadata.rids::<Field>().map(|rid| Subject::Field(FieldHandle::Def(module.field_id(rid))));
        let properties = metadata.rids::<Property>().map(|rid| Subject::Property(PropertyId { module: id, rid }));
        let events = metadata.rids::<Event>().map(|rid| Subject::Event(EventId { module: id, rid }));
        let all: Vec<Subject> = types.chain(methods).chain(fields).chain(properties).chain(events).collect();
        let meant = |text: &str| -> Vec<String> {
            let wanted = Wanted::new(text);
            let ids = all.iter().map(|subject| (*subject, subject.id(&universe)));
            ids.filter(|(subject, id)| wanted.is(&universe, *subject, id)).map(|(_, id)| id.0).collect()
        };
        let outer = "Fabrikam.Ids.Outer`1";
        let nullable = format!(
            "M:{outer}.Nullable(System.Nullable{{System.Int32}},System.Nullable{{System.DateTime}},System.Collections.Generic.List{{System.Nullable{{System.Int32}}}})"
        );
        for (text, expected) in [
            (nullable.as_str(), vec![nullable.clone()]),
            (&format!("{nullable}~System.Void"), vec![nullable.clone()]),
            (&format!("~{nullable}"), vec![nullable.clone()]),
            ("Nullable", vec![nullable.clone()]),
            ("Outer.Nullable", vec![nullable.clone()]),
            ("M:*.Nullable", vec![nullable.clone()]),
            ("*.Nullable(*)", vec![nullable.clone()]),
            ("Outer<TA>.Nullable(int?, DateTime?, List<int?>)", vec![nullable.clone()]),
            ("Nullable(int?, System.DateTime?, System.Collections.Generic.List<int?>)", vec![nullable.clone()]),
            ("Nullable(int?, DateTime?)", vec![]),
            ("Outer<TA>.Nullable(int?,DateTime?,List<int?>)", vec![nullable.clone()]),
            ("Outer<T>.Nullable(int?, DateTime?, List<int?>)", vec![nullable.clone()]),
            ("T:Nullable", vec![]),
            ("ullable", vec![]),
            ("Happened", vec![format!("F:{outer}.Happened"), format!("E:{outer}.Happened")]),
            (
                "E:*.Happened",
                vec![
                    format!("M:{outer}.add_Happened(System.EventHandler{{System.EventArgs}})"),
                    format!("M:{outer}.remove_Happened(System.EventHandler{{System.EventArgs}})"),
                    format!("E:{outer}.Happened"),
                ],
            ),
            ("T:Fabrikam.Ids.Outer`1+Inner`1+Deep`2", vec![format!("T:{outer}.Inner`1.Deep`2")]),
            ("N:Fabrikam.Id", vec![]),
            ("T:*.Deep*", vec![format!("T:{outer}.Inner`1.Deep`2")]),
            ("Outer<X>.Inner<Y>.Deep", vec![format!("T:{outer}.Inner`1.Deep`2")]),
            ("Outer`1/Inner`1/Deep`2", vec![format!("T:{outer}.Inner`1.Deep`2")]),
            ("Fabrikam.Ids.Outer`1::Nullable", vec![nullable.clone()]),
            ("0x02FFFFFF", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(meant(text), expected, "{text}");
        }
        assert!(meant("Outer..ctor").iter().all(|id| id.starts_with(&format!("M:{outer}.#ctor"))));
        assert!(!meant("Outer..ctor").is_empty() && meant("*").len() == all.len());
        // As lists of members show them, and by token.
        let operators = |name: &str| -> Vec<String> {
            let ids = all.iter().map(|it| it.id(&universe).0);
            ids.filter(|id| id.contains(name)).collect()
        };
        assert_eq!(meant("Outer<TA>.operator +"), operators(".op_Addition("));
        assert_eq!(meant("operator +"), operators(".op_Addition("));
        let indexers = meant("this");
        assert!(!indexers.is_empty() && indexers.iter().all(|id| id.starts_with("P:") && id.contains("Item(")));
        // As C# writes what metadata has other names for.
        let finalizer = format!("M:{outer}.Finalize");
        for text in ["~Outer", "~Outer()", "Outer.~Outer", "Outer<TA>.~Outer()", "Fabrikam.Ids.Outer.~Outer"] {
            assert_eq!(meant(text), [finalizer.as_str()], "{text}");
        }
        assert_eq!(meant("Inner.~Outer"), [""; 0]);
        let constructors = meant("Outer..ctor");
        assert_eq!(meant("Outer<TA>.Outer"), constructors);
        assert_eq!(meant("Fabrikam.Ids.Outer<TA>.Outer"), constructors);
        assert_eq!(meant("Outer.Inner"), meant("Outer.Inner`1"));
        let of_event = |word: &str| format!("M:{outer}.{word}_Happened(System.EventHandler{{System.EventArgs}})");
        assert_eq!(meant("Outer<TA>.Happened.add"), [of_event("add")]);
        assert_eq!(meant("Happened.remove"), [of_event("remove")]);
        assert_eq!(meant("Happened.get"), [""; 0]);
        assert!(all.iter().all(|it| meant(&it.token().to_string()) == [it.id(&universe).0]));
        let whole = Selection::new(&["N:Fabrikam.Ids"]);
        let is_inside = |it: &Subject| it.id(&universe).as_str()[2..].starts_with("Fabrikam.Ids.");
        assert!(all.iter().all(|it| whole.covers(&universe, *it) == is_inside(it)));
        let selection = Selection::new(&["Inner"]);
        let covered: Vec<String> =
            all.iter().filter(|it| selection.covers(&universe, **it)).map(|it| it.id(&universe).0).collect();
        assert!(covered.contains(&format!("T:{outer}.Inner`1.Deep`2")) && !covered.contains(&format!("T:{outer}")));
    }
}
