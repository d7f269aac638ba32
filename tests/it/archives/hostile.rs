//! Archives made to hang, exhaust, deceive or escape: each costs itself at most (DECODER §11).

use super::*;

const MIB: u64 = 1 << 20;

/// A healthy member, which is never lost.
fn healthy() -> Entry {
    Entry::deflated("PluginAssemblies/healthy.dll", &testdata(BAD))
}

/// The report on the healthy member and others: the healthy one is analysed, the others are lost as `expected` says.
fn lost(scratch: &Scratch, others: &[Entry], expected: &[(&'static str, &str)]) -> Report {
    let report = checked_zip(scratch, &[&[healthy()], others].concat());
    assert_eq!(report.findings.len(), 11, "the healthy member is lost: {:?}", problems(&report));
    let expected: Vec<_> = expected.iter().map(|(code, label)| ("error", *code, *label)).collect();
    assert_eq!(problems(&report), expected);
    assert_eq!(report.summary.failed_inputs, expected.len());
    report
}

/// Z03, Z09, Z11: what cannot be read of an entry.
#[test]
fn a_bad_entry_loses_itself_only() {
    let scratch = Scratch::new("a_bad_entry_loses_itself_only");
    let dll = testdata(DERIVED);
    let entry = |change: fn(&mut Entry)| {
        let mut entry = Entry::deflated("b.dll", &dll);
        change(&mut entry);
        entry
    };
    lost(&scratch, &[entry(|it| it.crc ^= 1)], &[("Z09", "b.dll")]);
    lost(&scratch, &[entry(|it| it.data[40..].fill(0xff))], &[("Z09", "b.dll")]);
    lost(&scratch, &[entry(|it| it.flags = 1)], &[("Z11", "b.dll")]);
    lost(&scratch, &[entry(|it| it.method = 12)], &[("Z11", "b.dll")]);
    lost(&scratch, &[entry(|it| it.method = 99)], &[("Z11", "b.dll")]);
    for size in [10, 1_000_000] {
        let mut lies = Entry::deflated("b.dll", &dll);
        lies.size = size;
        let report = checked_zip(&scratch, &[healthy(), lies]);
        assert_eq!((report.findings.len(), report.summary.failed_inputs), (11, 1));
        assert!(matches!(report.problems[0].code, "Z03" | "Z09"), "{:?}", report.problems);
    }
    // A package that is broken, and one of which a member is.
    let mut package = package();
    let middle = package.len() / 2;
    let first = package.windows(11).position(|it| it == b"derived.dll").expect("its name stands before it");
    package[first + 200] ^= 0x55;
    let report = checked_zip(&scratch, &[healthy(), Entry::stored("pluginpackages/p.nupkg", &package)]);
    assert_eq!((report.findings.len(), report.summary.failed_inputs), (11, 1), "{:?}", problems(&report));
    assert_eq!(problems(&report), [("error", "Z09", "pluginpackages/p.nupkg!/lib/net462/derived.dll")]);
    package.truncate(middle);
    lost(&scratch, &[Entry::stored("pluginpackages/p.nupkg", &package)], &[("Z10", "pluginpackages/p.nupkg")]);
}

/// Z04: a small archive whose entries share their bytes.
#[test]
fn entries_that_share_bytes_are_refused() {
    let scratch = Scratch::new("entries_that_share_bytes");
    let bytes = Entry::deflated("b.dll", &testdata(DERIVED));
    let shares = |name: &str| Entry { name: name.into(), shares: Some(1), ..bytes.clone() };
    let report = checked_zip(&scratch, &[healthy(), bytes.clone(), shares("c.dll"), shares("d.dll")]);
    let errors: Vec<_> = problems(&report).into_iter().filter(|it| it.0 == "error").collect();
    assert_eq!(errors, [("error", "Z04", "b.dll"), ("error", "Z04", "c.dll"), ("error", "Z04", "d.dll")]);
    assert_eq!(report.findings.len(), 11);
    // One that reaches into the list of entries.
    let long = Entry { packed: bytes.packed + 60, ..bytes };
    lost(&scratch, &[long], &[("Z04", "b.dll")]);
}

/// Z05: ratio, size of an entry, size of all, number, nesting.
#[test]
fn limits_hold_for_the_whole_tree_and_are_reported() {
    let scratch = Scratch::new("limits_hold_for_the_whole_tree");
    let zeros = vec![0; 64 << 20];
    let bomb = Entry::deflated("bomb.dll", &zeros);
    let memory = allocation_counter::measure(|| {
        lost(&scratch, std::slice::from_ref(&bomb), &[("Z05", "bomb.dll")]);
    });
    assert!(memory.bytes_max < 64 * MIB, "{} bytes at the peak", memory.bytes_max);
    let nested = zip(std::slice::from_ref(&bomb));
    let inner = Entry::stored("pluginpackages/b.nupkg", &nested);
    lost(&scratch, &[inner], &[("Z05", "pluginpackages/b.nupkg!/bomb.dll")]);

    let path = scratch.write("Sol.zip", &zip(&[healthy(), bomb]));
    let within = |name: &str, value: u64| {
        let mut limits = Limits { archive_ratio: 2_000, ..Limits::default() };
        assert!(limits.set(name, value), "{name}");
        let report = checked_within(std::slice::from_ref(&path), &limits);
        report.problems.iter().map(|it| (it.code, it.what.clone())).collect::<Vec<_>>()
    };
    assert_eq!(within("archive-ratio", 1_500), [], "then it is no assembly, and skipped");
    for (name, value) in [("archive-entry-bytes", 1 << 20), ("archive-bytes", 1 << 20), ("archive-entries", 1)] {
        let problems = within(name, value);
        assert_eq!(problems.len(), 1, "{name}: {problems:?}");
        assert!(problems[0].0 == "Z05" && problems[0].1.contains(name), "{name}: {problems:?}");
    }
    assert!(within("file-bytes", 100)[0].1.contains("--limit file-bytes"));
    // The number and the size count those in inner archives too.
    let package = Entry::stored("p.nupkg", &package());
    let path = scratch.write("Sol.zip", &zip(&[package, healthy()]));
    let report = checked_within(std::slice::from_ref(&path), &Limits { archive_entries: 4, ..Limits::default() });
    assert_eq!(problems(&report), [("error", "Z05", "p.nupkg")]);
    let size = testdata(BAD).len() as u64 + super::package().len() as u64;
    let report = checked_within(&[path], &Limits { archive_bytes: size + 10, ..Limits::default() });
    assert_eq!(problems(&report).len(), 3 - 1, "{:?}", problems(&report));
}

#[test]
fn archives_are_opened_to_a_depth() {
    let scratch = Scratch::new("archives_are_opened_to_a_depth");
    let mut archive = zip(&[Entry::deflated("a.dll", &testdata(BAD))]);
    let mut depth = 1;
    while depth < 6 {
        let report = checked(scratch.write("Sol.zip", &archive));
        if depth <= 3 {
            assert_eq!((report.findings.len(), report.summary.failed_inputs), (11, 0), "{depth}");
        } else {
            assert_eq!(problems(&report), [("error", "Z05", "x.zip!/x.zip!/x.zip")], "{depth}");
        }
        let deeper = Limits { archive_nesting: 6, ..Limits::default() };
        assert_eq!(checked_within(&[scratch.path("Sol.zip")], &deeper).findings.len(), 11);
        archive = zip(&[Entry::stored("x.zip", &archive)]);
        depth += 1;
    }
}

/// Z01, Z02: nothing hides behind another entry of the same name.
#[test]
fn names_that_are_there_twice_are_all_looked_at() {
    let scratch = Scratch::new("names_that_are_there_twice");
    let entries = [
        Entry::deflated("a/b.dll", &testdata(BAD)),
        Entry::deflated("a/b.dll", &testdata(DERIVED)),
        Entry::deflated("A/B.dll", &testdata("shapes/plugin.dll")),
        Entry::deflated(r"a\b.dll", &testdata("shapes/activities.dll")),
    ];
    let report = checked_zip(&scratch, &entries);
    let expected = [
        ("archive", ""),
        ("assembly", "A/B.dll"),
        ("assembly", "a/b.dll"),
        ("assembly", "a/b.dll#2"),
        ("assembly", r"a\b.dll"),
    ];
    assert_eq!(inputs(&report), expected);
    assert_eq!(problems(&report), [("tolerated", "Z01", ""), ("tolerated", "Z02", "")]);
    assert_eq!(report.summary.assemblies, 4);
    // As many as may be, and one that is called as the second would be.
    let mut many = vec![Entry::stored("PluginAssemblies/a.dll", b"text"); 19_999];
    many.push(Entry::stored("PluginAssemblies/a.dll#2", b"MZ"));
    let path = scratch.write("Sol.zip", &zip(&many));
    let found = find(&[path], &[], &Limits::default()).expect("there are no references");
    let labels: BTreeSet<&str> = found.items.iter().map(|it| it.label.as_str()).collect();
    assert_eq!((labels.len(), found.items.len()), (20_001, 20_001));
}

/// Z06, Z07, Z08, Z09, Z12: names are labels, and links lead nowhere.
#[test]
fn names_are_labels() {
    let scratch = Scratch::new("names_are_labels");
    let dll = testdata(BAD);
    let names: [&[u8]; 9] = [
        b"../../evil.dll",
        br"..\..\evil2.dll",
        br"C:\win\x.dll",
        b"/abs/x.dll",
        br"\\server\share\x.dll",
        b"a\0b.dll",
        b"\x1b[2J\n##vso[task.setvariable]x.dll",
        "\u{202e}lld.dll".as_bytes(),
        b"caf\x82.dll",
    ];
    let entries: Vec<_> = names.iter().map(|name| Entry::deflated(name, &dll)).collect();
    let report = checked_zip(&scratch, &entries);
    assert_eq!(report.summary.failed_inputs, 0, "{:?}", report.problems);
    let labels: BTreeSet<&str> = inputs(&report).into_iter().map(|(_, label)| label).collect();
    for name in &names[..8] {
        assert!(labels.contains(std::str::from_utf8(name).expect("these are UTF-8")), "{labels:?}");
    }
    assert!(labels.contains("caf\u{e9}.dll"), "the code page of DOS: {labels:?}");
    assert!(!scratch.path("../../evil.dll").exists() && !scratch.path("../evil.dll").exists());
    let output = assert_cmd::Command::cargo_bin("ilvet").expect("it was built");
    let mut output = output;
    let output = output.args(["check", "-v"]).arg(scratch.path("Sol.zip")).output().expect("it runs");
    for text in [output.stdout, output.stderr] {
        let text = String::from_utf8(text).expect("output is UTF-8");
        assert!(!text.contains(['\u{1b}', '\0', '\u{202e}']) && !text.contains("##vso["), "{text}");
    }

    let mut link = Entry::stored("link.dll", b"PluginAssemblies/healthy.dll");
    link.attributes = 0o120_777 << 16;
    let report = lost(&scratch, &[link], &[]);
    assert_eq!(report.inputs.len(), 2, "the link is not followed: {:?}", inputs(&report));
    let other = Entry { local: b"x/other.dll".to_vec(), ..Entry::deflated("b.dll", &dll[..10]) };
    let report = checked_zip(&scratch, &[healthy(), other]);
    assert!(problems(&report).contains(&("tolerated", "Z09", "")), "{:?}", report.problems);
}

/// Every cut and every changed byte: no panic, and never a report that is silent about it.
#[test]
fn cut_and_changed_archives_are_survived() {
    let scratch = Scratch::new("cut_and_changed_archives");
    let inner =
        zip(&[Entry::deflated("lib/b.dll", b"MZ, but no assembly at all"), Entry::stored("lib/c.dll", b"text")]);
    let whole = zip(&[Entry::stored("a.dll", b"text"), Entry::deflated("p.nupkg", &inner)]);
    let opened = |bytes: &[u8]| -> Report { checked(scratch.write("Sol.zip", bytes)) };
    assert_eq!(opened(&whole).inputs.len(), 5);
    for length in 0..whole.len() {
        let report = opened(&whole[..length]);
        assert!(report.summary.failed_inputs > 0, "cut at {length}: {:?}", report.inputs);
    }
    for at in 0..whole.len() {
        for value in [0, 1, 0x7f, 0xff, whole[at] ^ 0x80] {
            let mut bytes = whole.clone();
            bytes[at] = value;
            let report = opened(&bytes);
            assert_ne!(policy::outcome(&report, FailOn::default(), false), Outcome::Passed, "{at} := {value}");
            let internal = report.problems.iter().find(|it| it.code == "INTERNAL");
            assert!(internal.is_none(), "{at} := {value}: {internal:?}");
        }
    }
}
