//! `ilvet diff`

use std::collections::BTreeSet;
use std::fmt::Write as _;

use ilvet::check::Options;
use ilvet::finding::Severity;
use ilvet::inspect::diff::{Compared, Diff, Difference, Query, diff, rules};
use ilvet::report::{write_diff, write_diff_markdown};

use super::hostile::{fixture, replaced};
use super::{json, text, units};
use crate::harmless::assert_harmless;
use crate::scratch::Scratch;
use crate::source::{read, root};

fn compare(old: &str, new: &str) -> Diff {
    compared(old, new, false).view
}

fn compared(old: &str, new: &str, public: bool) -> Compared {
    let query = Query { public, ..Query::default() };
    let (old, new) = (units(old), units(new));
    let compared = diff(("old".into(), &old), ("new".into(), &new), &query, &Options::default());
    json(&compared.view);
    compared
}

/// What differs in `shapes/docids.dll` after the first `from` in the file has become `to`.
fn changed(scratch: &Scratch, from: &[u8], to: &[u8]) -> Vec<(String, &'static str, bool)> {
    let whole = fixture("shapes/docids.dll");
    let old = scratch.write("old/docids.dll", &whole);
    let new = scratch.write("new/docids.dll", &replaced(&whole, from, to));
    let view = compare(&old.to_string_lossy(), &new.to_string_lossy());
    view.items.into_iter().map(|it| (it.id.0, it.change, it.breaking)).collect()
}

#[test]
fn the_same_assembly_does_not_differ() {
    let view = compare("testdata/shapes/docids.dll", "testdata/shapes/docids.dll");
    assert_eq!(text(&view, 80, write_diff), "nothing differs\n");
}

#[test]
fn compilers_do_not_change_what_others_can_use() {
    for rule in ["thread-sleep", "stateful-plugin", "static-lock"] {
        let view =
            compare(&format!("testdata/rules/{rule}/bad.dll"), &format!("testdata/builds/mcs-debug/{rule}/bad.dll"));
        let breaking: Vec<_> = view.items.iter().filter(|it| it.breaking).collect();
        assert!(breaking.is_empty(), "{rule}: {breaking:#?}");
        assert!(!view.items.iter().any(|it| it.kind == "finding"), "{rule}");
    }
}

/// Each with its token is in the input that it is told of.
#[test]
fn what_is_gone_is_told_of_the_old_input() {
    let [old, new] = CONTRACTS;
    let view = compare(old, new);
    for it in &view.items {
        let folder = if it.change == "removed" { old } else { new };
        assert!(it.inputs.iter().all(|input| input.as_str().starts_with(&format!("{folder}/"))), "{it:#?}");
    }
    assert!(view.items.iter().any(|it| it.change == "removed"));
}

#[test]
fn a_renamed_member_is_gone_and_new_and_a_hidden_one_harms_nobody() {
    let scratch = Scratch::new("a_renamed_member_is_gone_and_new");
    let items = changed(&scratch, b"\0Primitives\0", b"\0Primitivez\0");
    let outer = "M:Fabrikam.Ids.Outer`1.Primitive";
    assert_eq!(items.len(), 2, "{items:?}");
    assert!(
        items[0].0.starts_with(&format!("{outer}s(")) && (items[0].1, items[0].2) == ("removed", true),
        "{items:?}"
    );
    assert!(items[1].0.starts_with(&format!("{outer}z(")) && (items[1].1, items[1].2) == ("added", false), "{items:?}");
    // A type that nobody outside can use, with its members, which are not counted again.
    let hidden = changed(&scratch, b"\0Hidden\0", b"\0Hiddem\0");
    assert_eq!(
        hidden,
        [
            ("T:Fabrikam.Ids.Hiddem".to_owned(), "added", false),
            ("T:Fabrikam.Ids.Hiddem.Nested`1".to_owned(), "added", false),
            ("T:Fabrikam.Ids.Hidden".to_owned(), "removed", false),
            ("T:Fabrikam.Ids.Hidden.Nested`1".to_owned(), "removed", false),
        ]
    );
}

/// What differs between two releases, a line each: the sign of the table, the id, the words.
fn lines(view: &Diff) -> String {
    let sign = |it: &Difference| format!("{}{}", it.change, if it.breaking { "!" } else { "" });
    let line = |it: &Difference| {
        format!("{} {:<9} {} {}\n", it.kind, sign(it), it.id.safe(), it.what.join("; ")).replace(" \n", "\n")
    };
    view.items.iter().filter(|it| it.kind != "finding").map(line).collect()
}

/// Every rule about what breaks, by a type or member of its own; each line was judged by hand.
#[test]
fn each_change_breaks_or_does_not() {
    let view = compare("testdata/shapes/old", "testdata/shapes/new");
    insta::assert_snapshot!(lines(&view));
    let findings: Vec<(&str, &str)> = view
        .items
        .iter()
        .filter(|it| it.kind == "finding")
        .filter_map(|it| {
            let text = it.old.as_deref().or(it.new.as_deref())?;
            Some((it.change, text.split(':').next().unwrap_or_default()))
        })
        .collect();
    assert!(findings.contains(&("added", "high stateful-plugin")), "{findings:?}");
    assert!(findings.contains(&("removed", "high stateful-plugin")), "{findings:?}");
}

#[test]
fn what_nobody_else_can_use_may_be_left_out() {
    let (old, new) = ("testdata/shapes/old", "testdata/shapes/new");
    let (all, public) = (compared(old, new, false).view, compared(old, new, true).view);
    let gone = |view: &Diff, id: &str| view.items.iter().any(|it| it.id.as_str() == id);
    for id in ["T:Fabrikam.Orders.GoneInside", "M:Fabrikam.Orders.Members.RemovedInside"] {
        assert!(gone(&all, id) && !gone(&public, id), "{id}");
    }
    let breaking = |view: &Diff| view.items.iter().filter(|it| it.breaking).count();
    assert_eq!(breaking(&all), breaking(&public));
}

#[test]
fn another_release_is_shown_in_every_form() {
    let (old, new) = ("testdata/rules/thread-sleep/bad.dll", "testdata/rules/stateful-plugin/bad.dll");
    let view = compare(old, new);
    let (table, page) = (text(&view, 100, write_diff), text(&view, 100, |view, _, out| write_diff_markdown(view, out)));
    assert!(
        table.contains("\ntypes (") && table.contains("  -!  public class Acme.Approvals.ApprovalPlugin"),
        "{table}"
    );
    assert!(
        page.contains("\n### types (") && page.contains("| -! | public class Acme.Approvals.ApprovalPlugin "),
        "{page}"
    );
    let kinds: std::collections::BTreeSet<&str> = view.items.iter().map(|it| it.kind).collect();
    assert!(["finding", "type", "use", "writtenField"].iter().all(|kind| kinds.contains(kind)), "{kinds:?}");
}

#[test]
fn no_name_acts_in_a_comparison() {
    let scratch = Scratch::new("no_name_acts_in_a_comparison");
    let whole = fixture("shapes/docids.dll");
    let old = scratch.write("old/docids.dll", &whole);
    for to in ["\n##vso[x", "::error", "##[error"] {
        let name = format!("\0{to:x<10}\0");
        let new = scratch.write("new/docids.dll", &replaced(&whole, b"\0Primitives\0", name.as_bytes()));
        let view = compare(&old.to_string_lossy(), &new.to_string_lossy());
        assert!(!view.items.is_empty());
        assert_harmless(&text(&view, 80, write_diff), to);
        assert_harmless(&text(&view, 80, |view, _, out| write_diff_markdown(view, out)), to);
    }
}

/// However long a reason is, it stands in one column.
#[test]
fn reasons_stand_in_one_column() {
    let view = compare(CONTRACTS[0], CONTRACTS[1]);
    for width in 40..=100 {
        let table = text(&view, width, write_diff);
        let reasons = table.lines().filter(|line| line.trim_start().starts_with("because "));
        let columns: std::collections::BTreeSet<usize> =
            reasons.map(|line| line.len() - line.trim_start().len()).collect();
        assert_eq!(columns.into_iter().collect::<Vec<_>>(), [8], "{width}");
    }
}

/// A page on the web makes links and mentions of bare text too.
#[test]
fn a_page_makes_no_link_of_a_name() {
    let view = compare("testdata/il/names.dll", "testdata/il/hostile.dll");
    let page = text(&view, 100, |view, _, out| write_diff_markdown(view, out));
    assert!(page.contains("http:<!-- -->//evil") && !page.contains("://"), "{page}");
    assert!(page.split('@').skip(1).all(|rest| rest.starts_with("<!-- -->")), "{page}");
    assert!(page.contains("\n\n\\+ added  - removed"), "{page}");
}

/// What an attribute in the code suppresses is not news; what nobody suppresses is.
#[test]
fn findings_that_the_code_suppresses_are_not_new() {
    let view = compare("testdata/rules/thread-sleep/good.dll", "testdata/shapes/suppressed.dll");
    let new = |kind: &str, part: &str| view.items.iter().filter(|it| it.kind == kind && it.id.0.contains(part)).count();
    assert_eq!((new("finding", "Acme.Suppressed.OnType"), new("writtenField", "Acme.Suppressed.OnType")), (0, 0));
    assert!(view.items.iter().any(|it| it.kind == "finding"), "{:#?}", view.items);
}

const CONTRACTS: [&str; 2] = ["testdata/shapes/contracts/old", "testdata/shapes/contracts/new"];

const PROMISES: [&str; 2] = ["testdata/shapes/promises/old", "testdata/shapes/promises/new"];

/// Each namespace of a pair of assemblies is one change; its line in the later source says whether it breaks others.
#[test]
fn what_breaks_others_is_told_and_what_does_not_is_not_called_so() {
    let (mut breaking, mut holding) = (0, 0);
    for ([old, new], name) in [(CONTRACTS, "Fabrikam.Contracts.cs"), (PROMISES, "Fabrikam.Promises.cs")] {
        let public = compared(old, new, true).view;
        let source = read(&format!("{new}/{name}"));
        let mut wrong = Vec::new();
        for line in source.lines().filter_map(|line| line.strip_prefix("namespace ")) {
            let name = line.split(' ').next().unwrap_or_default();
            let breaks = match line.rsplit(' ').next() {
                Some("breaks") => true,
                Some("holds") => false,
                _ => continue,
            };
            *(if breaks { &mut breaking } else { &mut holding }) += 1;
            let of_it =
                |it: &&Difference| it.id.as_str().get(2..).is_some_and(|id| id.starts_with(&format!("{name}.")));
            let found: Vec<&Difference> = public.items.iter().filter(of_it).filter(|it| it.breaking).collect();
            if found.is_empty() == breaks {
                wrong.push(format!("{name}: {found:#?}"));
            }
            assert!(found.iter().all(|it| !it.why.is_empty()), "{name}: {found:#?}");
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
    assert!(breaking > 150 && holding > 130, "{breaking} and {holding}");
}

/// What is said of each of them.
#[test]
fn every_change_of_a_contract_is_told_in_words() {
    for [old, new] in [CONTRACTS, PROMISES] {
        let view = compare(old, new);
        let api: Vec<Difference> = view.items.into_iter().filter(|it| matches!(it.kind, "type" | "member")).collect();
        let view = Diff::new("diff", "new".into(), api, Vec::new());
        insta::assert_snapshot!(lines(&view));
    }
}

/// The rules have a page, made of themselves. `BLESS=1 cargo test` writes it.
#[test]
fn the_page_lists_every_rule() {
    let mut page = String::from(PAGE);
    for of in ["type", "member", "new member"] {
        let _ = write!(
            page,
            "\n## What changes of a {of}\n\n| change | breaks | because | says who |\n|---|---|---|---|\n"
        );
        for it in rules().iter().filter(|it| it.of == of) {
            let reasoned = !it.why.is_empty() && !it.source.is_empty();
            assert!(it.breaks == "nobody" || reasoned, "{}", it.change);
            let _ = writeln!(page, "| {} | {} | {} | {} |", it.change, it.breaks, it.why, it.source);
        }
    }
    let path = "docs/breaking-changes.md";
    if std::env::var_os("BLESS").is_some_and(|bless| bless == "1") {
        std::fs::write(root().join(path), page).expect("it can be written");
    } else {
        assert_eq!(read(path), page, "{path} is stale: run BLESS=1 cargo test");
    }
}

const PAGE: &str = "# What `ilvet diff` calls breaking

A change is breaking where code that was made for the old state may not compile or run with the new one. *Microsoft* is
[Change rules for compatibility](https://learn.microsoft.com/dotnet/core/compatibility/library-change-rules) of .NET; *C#* is an error that a caller or a derived class
gets when it is compiled again; *runtime* is what is thrown where it is not. What nobody outside can use breaks nobody: internal types and members, and protected ones
of types from which no class outside can derive, because they are sealed, have no constructor that it could call, or have abstract members that it cannot name.

A type or member that is gone is breaking, unless the type is forwarded, or a base has the same member and lets the same callers use it. A type that is forwarded is compared
with what is there, where that is at hand (`--reference`), and so is one that was forwarded. Of an assembly its name, its culture and its key must stay, its version must not
become lower, and a process that could load it must still be able to, so that one that was signed must not be only delay-signed; its target framework and its resources are told. An assembly that is there several times is compared place by place: by the framework whose folder it is in and by the
end of its path. A place that does not say for which framework it is may be for any. One that is gone is breaking.

Types of other assemblies are known as far as these are at hand, those of the framework too where `--reference` says where it is; of its classes and interfaces bases and
interfaces are known without that, as .NET Framework 4.8 has them. Where a base is known of neither, what a type may have lost counts as lost, and that is said. What the code does is not compared. What compilers only warn of, such as
what may be null, is told and breaks nobody; it is compared where both states say it, and of an assembly that begins or stops to say it that is told once.
What breaks only calls with `null`, or lets a call mean another overload when it is compiled again, is told too and does not count (\"perhaps\" below).
";

/// An assembly that is there for two frameworks is compared with itself, and not with the other one.
#[test]
fn what_differs_for_one_framework_only_is_told_of_that_one() {
    let scratch = Scratch::new("what_differs_for_one_framework_only");
    let whole = fixture("shapes/docids.dll");
    let less = replaced(&whole, b"\0Primitives\0", b"\0Primitivez\0");
    for (name, first, second) in [
        ("both", &whole, Some(&whole)),
        ("first", &less, Some(&whole)),
        ("second", &whole, Some(&less)),
        ("one", &whole, None),
    ] {
        scratch.write(&format!("{name}/lib/net462/docids.dll"), first);
        if let Some(second) = second {
            scratch.write(&format!("{name}/lib/net472/docids.dll"), second);
        }
    }
    let path = |name: &str| scratch.path(name).to_string_lossy().into_owned();
    for (name, place) in [("first", "net462"), ("second", "net472")] {
        let view = compare(&path("both"), &path(name));
        let ends =
            |it: &Difference| it.inputs.len() == 1 && it.inputs[0].as_str().ends_with(&format!("{place}/docids.dll"));
        assert_eq!(view.items.len(), 2, "{name}: {:#?}", view.items);
        assert!(view.items.iter().all(ends) && view.items.iter().any(|it| it.breaking), "{name}: {:#?}", view.items);
        assert!(text(&view, 200, write_diff).contains(&format!("{place}/docids.dll)")), "{name}");
    }
    // For both it is said once.
    scratch.write("changed/lib/net462/docids.dll", &less);
    scratch.write("changed/lib/net472/docids.dll", &less);
    let view = compare(&path("both"), &path("changed"));
    assert_eq!(view.items.iter().map(|it| it.inputs.len()).collect::<Vec<_>>(), [2, 2], "{:#?}", view.items);
    let dropped = compare(&path("both"), &path("one"));
    let told: Vec<_> = dropped.items.iter().map(|it| (it.kind, it.change, it.breaking)).collect();
    assert_eq!(told, [("assembly", "removed", true)]);
    let gained = compare(&path("one"), &path("both"));
    assert!(gained.items.iter().all(|it| it.change == "added" && !it.breaking), "{:#?}", gained.items);
}

#[test]
fn findings_have_parts_and_the_worst_comes_first() {
    let view = compare("testdata/rules/thread-sleep/good.dll", "testdata/rules/stateful-plugin/bad.dll");
    let found: Vec<&Difference> = view.items.iter().filter(|it| it.kind == "finding").collect();
    let parts: Vec<_> = found.iter().filter_map(|it| it.finding.as_ref()).collect();
    assert_eq!(parts.len(), found.len());
    assert!(
        parts.iter().any(|it| it.rule == "stateful-plugin" && it.severity == Severity::High && it.source.is_some())
    );
    assert!(parts.windows(2).all(|pair| pair[0].severity >= pair[1].severity), "{parts:#?}");
    assert!(view.items.iter().filter(|it| it.kind != "finding").all(|it| it.finding.is_none()));
}

/// A property, its static sister and an event are written as fields are.
#[test]
fn what_a_compiler_made_a_field_for_is_written_too() {
    let view = compare("testdata/rules/thread-sleep/good.dll", "testdata/rules/stateful-plugin/bad.dll");
    let written: Vec<&str> =
        view.items.iter().filter(|it| it.kind == "writtenField").map(|it| it.id.as_str()).collect();
    assert!(
        written.iter().any(|id| id.starts_with("P:")) && written.iter().any(|id| id.starts_with("F:")),
        "{written:?}"
    );
}

#[test]
fn what_could_not_be_read_is_not_called_gone() {
    let scratch = Scratch::new("what_could_not_be_read_is_not_called_gone");
    let whole = fixture("shapes/docids.dll");
    let old = scratch.write("old/docids.dll", &whole);
    let cut = scratch.write("new/docids.dll", &whole[..whole.len() / 2]);
    let compared = compared(&old.to_string_lossy(), &cut.to_string_lossy(), false);
    assert!(compared.view.items.is_empty(), "{:#?}", compared.view.items);
    assert_eq!(compared.unknown.len(), 1);
}

#[test]
fn an_assembly_is_still_the_same_one_or_is_not() {
    let view = compare("testdata/shapes/docids.dll", "testdata/shapes/docids-modern.dll");
    let of_itself = |it: &&Difference| it.kind == "assembly";
    let own = view.items.iter().find(of_itself).expect("it has another name");
    assert!(own.breaking && own.what == ["its name was docids and is docids-modern now"], "{own:#?}");
    let signed = compare("testdata/shapes/no-plugin.dll", "testdata/stubs/Microsoft.Xrm.Sdk.dll");
    let own = signed.items.iter().find(of_itself).expect("it has a key");
    assert!(own.breaking && own.what.iter().any(|what| what.starts_with("its public key token was none")), "{own:#?}");
}

/// What no C# compiler makes: members that share an id, an earlier version, a forward that is gone, a function of another library.
#[test]
fn nothing_is_lost_that_shares_a_name() {
    let view = compare("testdata/il/before/Acme.Kept.dll", "testdata/il/after/Acme.Kept.dll");
    insta::assert_snapshot!(lines(&view));
    let back = compare("testdata/il/after/Acme.Kept.dll", "testdata/il/before/Acme.Kept.dll");
    let breaking: Vec<&str> = back.items.iter().filter(|it| it.breaking).map(|it| it.id.as_str()).collect();
    // What is in a type on one side and in a namespace on the other has another name for compiled code, either way.
    assert_eq!(breaking, ["T:Acme.Twice.Moved"]);
}

/// A type is compared with what a forward led to, and with what one leads to now; what is gone there is gone here.
#[test]
fn forwards_are_followed_on_both_sides() {
    let view = compare("testdata/il/led/old", "testdata/il/led/new");
    let api: Vec<Difference> = view.items.into_iter().filter(|it| matches!(it.kind, "type" | "member")).collect();
    insta::assert_snapshot!(lines(&Diff::new("diff", "new".into(), api, Vec::new())));
    // Alone nobody knows what they lead to: only what they forward no more is gone.
    let view = compare("testdata/il/led/old/Acme.Facade.dll", "testdata/il/led/old/Acme.First.dll");
    let gone = view.items.iter().filter(|it| it.kind == "type" && it.change == "removed" && it.breaking);
    let gone: Vec<&str> = gone.map(|it| it.id.as_str()).collect();
    assert_eq!(gone, [""; 0], "{:#?}", view.items);
    let scratch = Scratch::new("forwards_are_followed_on_both_sides");
    let [old, new] = ["old", "new"].map(|state| {
        let facade = fixture(&format!("il/led/{state}/Acme.Facade.dll"));
        scratch.write(&format!("{state}/Acme.Facade.dll"), &facade).to_string_lossy().into_owned()
    });
    let view = compare(&old, &new);
    let moved = view.items.iter().find(|it| it.id.as_str() == "T:Acme.TwoHops").expect("it is forwarded");
    let unknown = ["it is forwarded to Acme.First", "which is not at hand: whether it has it is not known"];
    assert!(!moved.breaking && moved.what == unknown, "{moved:#?}");
}

/// The framework's assemblies are looked for nowhere: to what they forward, they are asked that are compared themselves.
#[test]
fn what_a_framework_forwards_is_looked_for_among_what_is_compared() {
    let scratch = Scratch::new("what_a_framework_forwards");
    let renamed = |file: &str| {
        let text = String::from_utf8(fixture(file)).unwrap_err().into_bytes();
        let at = text.windows(10).enumerate().filter(|(_, name)| *name == b"Acme.First").map(|(at, _)| at);
        let places: Vec<usize> = at.collect();
        places.into_iter().fold(text, |mut text, at| {
            text[at..at + 10].copy_from_slice(b"System.Fst");
            text
        })
    };
    let facade = |state: &str, folder: &str| {
        scratch.write(&format!("{folder}/Acme.Facade.dll"), &renamed(&format!("il/led/{state}/Acme.Facade.dll")));
    };
    let target =
        |folder: &str| scratch.write(&format!("{folder}/System.Fst.dll"), &renamed("il/led/old/Acme.First.dll"));
    for (state, folder) in [("old", "old"), ("new", "new"), ("old", "old-alone")] {
        facade(state, folder);
    }
    for folder in ["old", "new"] {
        target(folder);
    }
    let breaks = |old: &str| {
        let view = compare(&scratch.path(old).to_string_lossy(), &scratch.path("new").to_string_lossy());
        let gone = view.items.iter().find(|it| it.id.as_str() == "T:Acme.Hidden" && it.change == "removed");
        gone.expect("it is not forwarded any more").breaking
    };
    assert!(!breaks("old"));
    // Of a type that is nowhere it is not known that nobody uses it.
    assert!(breaks("old-alone"));
}

/// An interface that extends itself with longer arguments, bases that do, structs of structs of structs.
#[test]
fn what_grows_where_it_is_followed_is_followed_so_far() {
    let view = compare("testdata/il/grows.dll", "testdata/il/grows.dll");
    assert_eq!(text(&view, 80, write_diff), "nothing differs\n");
    let told: BTreeSet<&str> = view.problems.iter().map(|it| it.what.as_str()).collect();
    let of_type = |name: &str| {
        format!("bases or interfaces of {name} are left out: they are too many, or their type arguments are too long")
    };
    for what in [of_type("A"), of_type("C")] {
        assert!(told.contains(&*what), "{what}: {told:#?}");
    }
    let of_bases = "the type arguments of base classes multiply beyond a limit: see --limit base-arguments";
    assert!(told.contains(of_bases), "{told:#?}");
    assert!(view.problems.iter().all(|it| it.code == "LIMIT" && it.kind == "error"), "{:#?}", view.problems);
}

/// A file that is no assembly on one side is named, and what it may be is not called gone.
#[test]
fn what_is_no_assembly_on_one_side_is_not_compared() {
    let scratch = Scratch::new("what_is_no_assembly_on_one_side");
    let whole = fixture("shapes/docids.dll");
    let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n";
    for (name, broken) in [("pointer", &pointer[..]), ("empty", b""), ("cut", &whole[..whole.len() / 2])] {
        let place = |side: &str, file: &str| format!("{name}/{side}/{file}");
        scratch.write(&place("old", "Lib.dll"), &whole);
        scratch.write(&place("new", "Lib.dll"), broken);
        for side in ["old", "new"] {
            scratch.write(&place(side, "Other.dll"), &fixture("shapes/no-plugin.dll"));
        }
        let path = |side: &str| scratch.path(name).join(side).to_string_lossy().into_owned();
        for (old, new) in [("old", "new"), ("new", "old")] {
            let compared = compared(&path(old), &path(new), false);
            assert!(compared.view.items.is_empty(), "{name}: {:#?}", compared.view.items);
            let unknown = &compared.unknown;
            assert!(!unknown.is_empty(), "{name}");
            assert!(unknown.iter().all(|(_, unread)| unread.as_str().ends_with("/new/Lib.dll")), "{name}: {unknown:?}");
        }
    }
}

/// A bound that was hit is told, by its name.
#[test]
fn bounds_of_a_comparison_are_told() {
    let overloads = ["testdata/shapes/overloads/old", "testdata/shapes/overloads/new"];
    for (limit, [old, new]) in [("overloads", overloads), ("comparison-steps", overloads), ("struct-fields", CONTRACTS)]
    {
        let told = |options: &Options| {
            let (old, new) = (units(old), units(new));
            let view = diff(("old".into(), &old), ("new".into(), &new), &Query::default(), options).view;
            view.problems.iter().any(|it| it.code == "LIMIT" && it.what.ends_with(&format!("--limit {limit}")))
        };
        let mut options = Options::default();
        assert!(!told(&options), "{limit}");
        assert!(options.limits.set(limit, 0) && told(&options), "{limit}");
    }
}

/// An assembly that begins to say what may be null says it once.
#[test]
fn what_may_be_null_is_told_where_both_say_it() {
    let view = compare("testdata/shapes/docids-modern.dll", "testdata/shapes/told.dll");
    let own = view.items.iter().find(|it| it.kind == "assembly").expect("it is another one");
    assert!(own.what.iter().any(|what| what == "it says now what may be null"), "{own:#?}");
    let contracts = compare(CONTRACTS[0], CONTRACTS[1]);
    let names = ["NullArgument.", "NullResult.", "NullParameter.", "NullBegins.", "NullSame."];
    let of_null = |id: &str| id.get(2..).is_some_and(|id| names.iter().any(|name| id.starts_with(name)));
    let null: Vec<&Difference> = contracts.items.iter().filter(|it| of_null(it.id.as_str())).collect();
    let told = |id: &str, what: &str| {
        null.iter().any(|it| it.id.as_str().starts_with(id) && it.what.iter().any(|it| it == what))
    };
    assert!(told("M:NullArgument.A.M(", "its parameter `a` must not be null any more"), "{null:#?}");
    assert!(told("M:NullArgument.A.M(", "its parameter `b` may be null now"), "{null:#?}");
    assert!(told("M:NullResult.A.M", "what it returns may be null now"), "{null:#?}");
    assert!(told("P:NullResult.A.P", "it says otherwise what in it may be null"), "{null:#?}");
    assert!(!null.iter().any(|it| it.breaking || it.id.as_str().contains("NullBegins")), "{null:#?}");
}

/// Each class of the pair has overloads: which calls of the old ones a compiler takes for the new ones, or for neither.
#[test]
fn overloads_that_calls_may_mean_are_told_and_break_nobody_for_sure() {
    let (old, new) = ("testdata/shapes/overloads/old", "testdata/shapes/overloads/new");
    let view = compare(&format!("{old}/Acme.Overloads.dll"), &format!("{new}/Acme.Overloads.dll"));
    assert!(view.items.iter().all(|it| !it.breaking), "{:#?}", view.items);
    insta::assert_snapshot!(lines(&view));
}
