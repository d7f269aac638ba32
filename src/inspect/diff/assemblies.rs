//! Which assembly of the old state is compared with which of the new one, and whether it is still the same one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Difference;
use super::attributes::lacking;
use super::facts::Reach;
use super::state::{Side, State};
use crate::inspect::info::InfoItem;
use crate::inspect::marks::AttributeItem;
use crate::text::Text;

/// An assembly with the input that it is.
pub(super) type Placed = (Text, Arc<Side>);

/// Two assemblies that are compared, or one without a counterpart; each with the input that it is.
pub(super) struct Couple {
    pub(super) old: Option<Placed>,
    pub(super) new: Option<Placed>,
    /// The input that could not be read and may be its counterpart, or is one of the two: nothing is said of it.
    pub(super) unknown: Option<Text>,
    /// What there is of its name on the other side, where it has no counterpart.
    pub(super) namesakes: Vec<Arc<Side>>,
}

/// Couples the assemblies by name, and those of one name by where they are: in the same folder of the same package, for the same framework.
pub(super) fn couples(old: &State, new: &State) -> Vec<Couple> {
    let mut groups: BTreeMap<Text, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    let name = |side: &Side| Text(side.info.name.as_str().to_lowercase());
    for (at, (_, side)) in old.sides.iter().enumerate() {
        groups.entry(name(side)).or_default().0.push(at);
    }
    for (at, (_, side)) in new.sides.iter().enumerate() {
        groups.entry(name(side)).or_default().1.push(at);
    }
    // One file is compared with one file, whatever they are called.
    if let ([_], [_]) = (old.sides.as_slice(), new.sides.as_slice()) {
        groups = BTreeMap::from([(Text::default(), (vec![0], vec![0]))]);
    }
    let mut couples = Vec::new();
    for (olds, news) in groups.into_values() {
        let pairs = pair(&labels(old, &olds), &labels(new, &news));
        for (was, is) in pairs {
            let take = |state: &State, list: &[usize], at: Option<usize>| {
                state.sides.get(*list.get(at?)?).map(|(label, side)| (label.clone(), Arc::clone(side)))
            };
            let (was, is) = (take(old, &olds, was), take(new, &news, is));
            let lost = |state: &State, side: &Option<Placed>| {
                side.as_ref().map(|(label, _)| label).filter(|label| state.unread.contains(*label)).cloned()
            };
            // What stands alone may be what could not be read on the other side.
            let alone = |state: &State, known: &Option<Placed>, here: &Option<Placed>| {
                here.as_ref().filter(|_| known.is_none()).and_then(|(label, _)| counterpart(state, label).cloned())
            };
            let unknown = lost(old, &was).or_else(|| lost(new, &is));
            let unknown = unknown.or_else(|| alone(new, &is, &was)).or_else(|| alone(old, &was, &is));
            let others = |state: &State, list: &[usize]| -> Vec<Arc<Side>> {
                list.iter().filter_map(|at| state.sides.get(*at)).map(|(_, side)| Arc::clone(side)).collect()
            };
            let namesakes = match (&was, &is) {
                (Some(_), None) => others(new, &news),
                (None, Some(_)) => others(old, &olds),
                _ => Vec::new(),
            };
            couples.push(Couple { old: was, new: is, unknown, namesakes });
        }
    }
    couples
}

/// The input that could not be read and may be the counterpart of this one: one whose file has the same name, or the first where none was read.
fn counterpart<'s>(state: &'s State, label: &Text) -> Option<&'s Text> {
    let file = |label: &Text| label.as_str().rsplit('/').next().unwrap_or_default().to_lowercase();
    let same = state.unread.iter().find(|it| file(it) == file(label));
    same.or_else(|| state.unread.first().filter(|_| state.sides.is_empty()))
}

fn labels<'s>(state: &'s State, list: &[usize]) -> Vec<&'s str> {
    list.iter().filter_map(|at| state.sides.get(*at)).map(|(label, _)| label.as_str()).collect()
}

/// Couples places: those that agree best first. Places that say to be for different frameworks are never one, unless there is only one on either side.
fn pair(old: &[&str], new: &[&str]) -> Vec<(Option<usize>, Option<usize>)> {
    if old.len() == 1 && new.len() == 1 {
        return vec![(Some(0), Some(0))];
    }
    let mut scores = Vec::new();
    for (was, from) in old.iter().enumerate() {
        for (is, to) in new.iter().enumerate() {
            let (was_for, is_for) = (framework(from), framework(to));
            // What does not say for which one it is may be for any.
            if was_for == is_for || was_for.is_none() || is_for.is_none() {
                scores.push((std::cmp::Reverse(likeness(from, to)), was, is));
            }
        }
    }
    scores.sort_unstable();
    let (mut olds, mut news) = (BTreeMap::new(), BTreeSet::new());
    for (_, was, is) in scores {
        if !olds.contains_key(&was) && news.insert(is) {
            olds.insert(was, is);
        }
    }
    let mut pairs: Vec<_> = (0..old.len()).map(|was| (Some(was), olds.get(&was).copied())).collect();
    for is in (0..new.len()).filter(|is| !news.contains(is)) {
        // A second copy has to keep what the only one promised.
        let only = (old.len() == 1 && framework(old[0]) == framework(new[is])).then_some(0);
        pairs.push((only, Some(is)));
    }
    pairs
}

/// How many parts of two paths agree from the end, and how far the next one does.
fn likeness(a: &str, b: &str) -> (usize, usize) {
    let (mut a, mut b) = (a.rsplit('/'), b.rsplit('/'));
    let mut parts = 0;
    loop {
        match (a.next(), b.next()) {
            (Some(a), Some(b)) if a.eq_ignore_ascii_case(b) => parts += 1,
            (Some(a), Some(b)) => return (parts, a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count()),
            _ => return (parts, 0),
        }
    }
}

/// The framework that a path says to be for, as packages have it: `net462` in `lib/net462/A.dll`.
fn framework(path: &str) -> Option<String> {
    path.rsplit('/').skip(1).take(2).map(str::to_lowercase).find(|part| is_framework(part))
}

/// Whether a folder is called as the folders of packages are that hold what is for one framework: `net462`, `netstandard2.0`,
/// `net6.0-windows`, `portable-net45+win8`.
fn is_framework(folder: &str) -> bool {
    if let Some(profiles) = folder.strip_prefix("portable-") {
        return !profiles.is_empty();
    }
    let (framework, platform) =
        folder.split_once('-').map_or((folder, None), |(framework, rest)| (framework, Some(rest)));
    let start = framework.find(|character: char| character.is_ascii_digit()).unwrap_or(framework.len());
    let (name, version) = framework.split_at(start);
    let parts = || version.split('.');
    let numbers = parts().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    match name {
        // Up to 4.8 all digits are in one number, of at least two.
        "net" => numbers && (version.len() > 1) && platform.is_none_or(is_platform),
        "netstandard" | "netcoreapp" => numbers && parts().count() == 2 && platform.is_none(),
        "netcore" | "uap" | "win" | "wp" | "wpa" | "sl" | "monoandroid" => numbers && platform.is_none(),
        "monomac" | "monotouch" | "xamarinios" | "xamarinmac" | "xamarin.ios" | "xamarin.mac" => {
            (version.is_empty() || numbers) && platform.is_none()
        }
        _ => false,
    }
}

/// `windows`, `android31.0`, and the profiles of old: `client`, `cf`.
fn is_platform(text: &str) -> bool {
    let name = text.trim_end_matches(|character: char| character.is_ascii_digit() || character == '.');
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// The parts of a version.
fn version(text: &str) -> Vec<u32> {
    text.split('.').filter_map(|part| part.parse().ok()).collect()
}

/// What became of the assembly itself.
pub(super) fn difference(couple: &Couple) -> Option<Difference> {
    match (&couple.old, &couple.new) {
        (Some((_, was)), Some((_, is))) => changed((&was.info, was.says_nullable), (&is.info, is.says_nullable)),
        (Some((_, was)), None) => {
            let used = was.types.all.values().any(|it| it.reach > Reach::Nobody);
            Some(Difference {
                breaking: used,
                why: if used { vec!["whoever refers to it does not find it".to_owned()] } else { Vec::new() },
                old: Some(was.info.id.safe().to_string()),
                ..of(&was.info, "removed")
            })
        }
        (None, Some((_, is))) => Some(Difference { new: Some(is.info.id.safe().to_string()), ..of(&is.info, "added") }),
        (None, None) => None,
    }
}

fn of(info: &InfoItem, change: &'static str) -> Difference {
    Difference::new("assembly", info.name.clone(), Some(info.token.clone()), change)
}

const IDENTITY: &str = "references name an assembly by its name, culture and key";
const LOWER: &str = "a reference to a later version does not load an earlier one";
const NARROWER: &str = "a process of another kind cannot load it";
const UNSIGNED: &str = "the .NET Framework does not load an assembly that was to be signed later and was not";

/// What became of an assembly that is there on both sides; each with whether attributes in it say what may be null.
fn changed((old, said): (&InfoItem, bool), (new, says): (&InfoItem, bool)) -> Option<Difference> {
    let mut what = Vec::new();
    let mut why = Vec::new();
    let mut note = |what_: String, because: &str| {
        what.push(what_);
        if !because.is_empty() && !why.iter().any(|it| it == because) {
            why.push(because.to_owned());
        }
    };
    let shown = |text: Option<&str>| text.map_or_else(|| "none".to_owned(), |text| Text::from(text).safe().to_string());
    let mut differ = |name: &str, old: Option<&str>, new: Option<&str>, because: &str| {
        if old != new {
            note(format!("its {name} was {} and is {} now", shown(old), shown(new)), because);
        }
    };
    // Of a part of an assembly the name is that of the file, and no reference has it.
    let named = old.kind != "module" || new.kind != "module";
    let same = old.name.as_str().eq_ignore_ascii_case(new.name.as_str()) || !named;
    if !same {
        differ("name", Some(old.name.as_str()), Some(new.name.as_str()), IDENTITY);
    }
    differ("culture", old.culture.as_ref().map(Text::as_str), new.culture.as_ref().map(Text::as_str), IDENTITY);
    differ("public key token", old.public_key_token.as_deref(), new.public_key_token.as_deref(), IDENTITY);
    let lower = match (&old.version, &new.version) {
        (Some(old), Some(new)) => version(new) < version(old),
        _ => false,
    };
    let because = if lower { LOWER } else { "" };
    differ("version", old.version.as_deref(), new.version.as_deref(), because);
    let narrower = if new.architecture.starts_with("Any CPU") { "" } else { NARROWER };
    differ("platform", Some(&old.architecture), Some(&new.architecture), narrower);
    let framework = |info: &InfoItem| info.target_framework.clone();
    differ(
        "target framework",
        framework(old).as_ref().map(Text::as_str),
        framework(new).as_ref().map(Text::as_str),
        "",
    );
    differ("kind", Some(old.kind), Some(new.kind), "");
    if old.kind == new.kind {
        differ("subsystem", old.subsystem, new.subsystem, "");
    }
    let is_lost = (old.strong_name, new.strong_name) == (Some("signed"), Some("delaySigned"));
    let unsigned = if is_lost { UNSIGNED } else { "" };
    differ("strong name", old.strong_name, new.strong_name, unsigned);
    match (said, says) {
        (false, true) => note("it says now what may be null".to_owned(), ""),
        (true, false) => note("it does not say any more what may be null".to_owned(), ""),
        _ => {}
    }
    let resources = |info: &InfoItem| -> BTreeSet<Text> { info.resources.iter().map(|it| it.name.clone()).collect() };
    let (before, after) = (resources(old), resources(new));
    for lost in before.difference(&after) {
        note(format!("it has no resource {} any more", lost.safe()), "");
    }
    for gained in after.difference(&before) {
        note(format!("it has the resource {} now", gained.safe()), "");
    }
    // The framework is told by its name.
    let told = |it: &&AttributeItem| it.id.as_str() != "T:System.Runtime.Versioning.TargetFrameworkAttribute";
    for lost in lacking(&old.attributes, &new.attributes).filter(told) {
        note(format!("it has no [{}] any more", lost.text), "");
    }
    for gained in lacking(&new.attributes, &old.attributes).filter(told) {
        note(format!("it has [{}] now", gained.text), "");
    }
    // Of one that is elsewhere, or overlaps with others, the content is not known.
    let contents = |info: &InfoItem| -> BTreeMap<Text, (Option<u32>, Option<[u8; 32]>)> {
        info.resources.iter().map(|it| (it.name.clone(), (it.bytes, it.content))).collect()
    };
    let (before, after) = (contents(old), contents(new));
    for (name, was) in &before {
        if after.get(name).is_some_and(|is| is != was) {
            note(format!("its resource {} is another one", name.safe()), "");
        }
    }
    let (from, to) = (old.id.safe().to_string(), new.id.safe().to_string());
    let breaking = !why.is_empty();
    (!what.is_empty()).then(|| Difference { what, why, breaking, old: Some(from), new: Some(to), ..of(new, "changed") })
}

#[cfg(test)]
mod tests {
    use super::{IDENTITY, LOWER, NARROWER, UNSIGNED, changed, framework, pair};
    use std::collections::BTreeMap;

    use crate::finding::Status;
    use crate::inspect::info::{InfoItem, Resource, SymbolsInfo};
    use crate::inspect::marks::AttributeItem;
    use crate::model::AttributeShape;

    #[test]
    fn places_are_coupled_by_framework_and_by_what_their_paths_share() {
        let targets = ["a.1.nupkg!/lib/net462/A.dll", "a.1.nupkg!/lib/net472/A.dll"];
        let later = ["a.2.nupkg!/lib/net472/A.dll", "a.2.nupkg!/lib/net48/A.dll"];
        assert_eq!(pair(&targets, &later), [(Some(0), None), (Some(1), Some(0)), (None, Some(1))]);
        assert_eq!(pair(&targets[..1], &later[1..]), [(Some(0), Some(0))]);
        let packages = ["a.1.nupkg!/lib/net462/D.dll", "b.1.nupkg!/lib/net462/D.dll"];
        let swapped = ["b.2.nupkg!/lib/net462/D.dll", "a.2.nupkg!/lib/net462/D.dll"];
        assert_eq!(pair(&packages, &swapped), [(Some(0), Some(1)), (Some(1), Some(0))]);
        for (path, expected) in [
            ("v1/netfoo.1.0/x/T.dll", None),
            ("Slots2.1/T.dll", None),
            ("net2/T.dll", None),
            ("lib/net20/T.dll", Some("net20")),
            ("lib/net6.0-windows7.0/T.dll", Some("net6.0-windows7.0")),
            ("lib/netstandard2.0/de/T.resources.dll", Some("netstandard2.0")),
            ("lib/netstandard/T.dll", None),
            ("lib/portable-net45+win8/T.dll", Some("portable-net45+win8")),
            ("lib/Xamarin.iOS10/T.dll", Some("xamarin.ios10")),
        ] {
            assert_eq!(framework(path).as_deref(), expected, "{path}");
        }
        assert_eq!(pair(&targets, &["bin/A.dll"]), [(Some(0), Some(0)), (Some(1), None)]);
        assert_eq!(pair(&["x/D.dll"], &["y/a/D.dll", "y/b/D.dll"]), [(Some(0), Some(0)), (Some(0), Some(1))]);
    }

    fn friend(name: &str) -> AttributeItem {
        let text = format!("InternalsVisibleTo({name:?})");
        let shape = AttributeShape { exact: text.clone(), ..AttributeShape::default() };
        AttributeItem {
            id: "T:System.Runtime.CompilerServices.InternalsVisibleToAttribute".into(),
            text,
            plumbing: false,
            shape,
        }
    }

    fn info() -> InfoItem {
        let resource = |name: &str| Resource {
            name: name.into(),
            kind: "embedded",
            location: None,
            public: true,
            bytes: Some(1),
            content: Some([0; 32]),
        };
        InfoItem {
            token: "0x20000001".to_owned(),
            assembly: "A".into(),
            input: "A.dll".into(),
            module: "A.dll".into(),
            mvid: None,
            runtime_version: "v4.0.30319".into(),
            machine: "i386".to_owned(),
            flags: Vec::new(),
            entry_point: None,
            status: Status::Analysed,
            duplicate_of: None,
            bytes: 512,
            references: Vec::new(),
            attributes: vec![friend("Tests")],
            modules: Vec::new(),
            files: Vec::new(),
            forwards: BTreeMap::new(),
            counts: BTreeMap::new(),
            symbols: SymbolsInfo { kind: None, refused: None },
            roots: Vec::new(),
            id: "A, Version=1.2.0.0".into(),
            name: "A".into(),
            kind: "library",
            subsystem: None,
            version: Some("1.2.0.0".to_owned()),
            culture: Some("de".into()),
            public_key_token: Some("0123456789abcdef".to_owned()),
            strong_name: Some("signed"),
            target_framework: Some(".NETFramework,Version=v4.6.2".into()),
            architecture: "x86".to_owned(),
            resources: vec![resource("kept"), resource("old")],
        }
    }

    /// A change, what is told of it, and why it breaks others.
    type Told = (fn(&mut InfoItem), &'static [&'static str], &'static [&'static str]);

    /// What is told where one thing is otherwise, and why that breaks others, if it does.
    #[test]
    fn each_part_of_an_identity_is_compared() {
        let cases: [Told; 22] = [
            (|_| {}, &[], &[]),
            (|it| it.name = "a".into(), &[], &[]),
            (|it| it.name = "B".into(), &["its name was A and is B now"], &[IDENTITY]),
            (|it| it.culture = None, &["its culture was de and is none now"], &[IDENTITY]),
            (|it| it.culture = Some("fr".into()), &["its culture was de and is fr now"], &[IDENTITY]),
            (
                |it| it.public_key_token = None,
                &["its public key token was 0123456789abcdef and is none now"],
                &[IDENTITY],
            ),
            (|it| it.version = Some("1.10.0.0".to_owned()), &["its version was 1.2.0.0 and is 1.10.0.0 now"], &[]),
            (|it| it.version = Some("1.1.9.9".to_owned()), &["its version was 1.2.0.0 and is 1.1.9.9 now"], &[LOWER]),
            (|it| it.version = None, &["its version was 1.2.0.0 and is none now"], &[]),
            (|it| it.architecture = "x64".to_owned(), &["its platform was x86 and is x64 now"], &[NARROWER]),
            (|it| it.architecture = "Any CPU".to_owned(), &["its platform was x86 and is Any CPU now"], &[]),
            (
                |it| it.architecture = "Any CPU, 32-bit preferred".to_owned(),
                &["its platform was x86 and is Any CPU, 32-bit preferred now"],
                &[],
            ),
            (
                |it| it.target_framework = Some(".NETFramework,Version=v4.8".into()),
                &["its target framework was .NETFramework,Version=v4.6.2 and is .NETFramework,Version=v4.8 now"],
                &[],
            ),
            (|it| it.kind = "program", &["its kind was library and is program now"], &[]),
            (|it| it.subsystem = Some("windows"), &["its subsystem was none and is windows now"], &[]),
            (
                |it| (it.kind, it.name) = ("module", "B".into()),
                &["its name was A and is B now", "its kind was library and is module now"],
                &[IDENTITY],
            ),
            (
                |it| it.strong_name = Some("delaySigned"),
                &["its strong name was signed and is delaySigned now"],
                &[UNSIGNED],
            ),
            (
                |it| it.resources[1].name = "new".into(),
                &["it has no resource old any more", "it has the resource new now"],
                &[],
            ),
            (
                |it| it.attributes = vec![friend("Others")],
                &["it has no [InternalsVisibleTo(\"Tests\")] any more", "it has [InternalsVisibleTo(\"Others\")] now"],
                &[],
            ),
            (|it| it.resources[0].bytes = Some(2), &["its resource kept is another one"], &[]),
            (|it| it.resources[0].content = Some([1; 32]), &["its resource kept is another one"], &[]),
            (
                |it| (it.culture, it.architecture) = (None, "x64\u{1b}[2J".to_owned()),
                &["its culture was de and is none now", "its platform was x86 and is x64\\u{1b}[2J now"],
                &[IDENTITY, NARROWER],
            ),
        ];
        for (change, what, why) in cases {
            let mut new = info();
            change(&mut new);
            let found = changed((&info(), true), (&new, true));
            let (told, because) = found.as_ref().map_or((&[][..], &[][..]), |it| (&it.what, &it.why));
            assert_eq!((told, because), (&strings(what)[..], &strings(why)[..]));
            assert_eq!(found.is_some_and(|it| it.breaking), !why.is_empty(), "{what:?}");
        }
        let part = |name: &str| InfoItem { kind: "module", name: name.into(), ..info() };
        assert!(changed((&part("a.netmodule"), true), (&part("b.netmodule"), true)).is_none());
        for (said, says, what) in [
            (false, true, Some("it says now what may be null")),
            (true, false, Some("it does not say any more what may be null")),
            (false, false, None),
        ] {
            let found = changed((&info(), said), (&info(), says));
            assert_eq!(found.as_ref().and_then(|it| it.what.first()).map(String::as_str), what);
            assert!(found.is_none_or(|it| !it.breaking));
        }
    }

    fn strings(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|it| (*it).to_owned()).collect()
    }
}
