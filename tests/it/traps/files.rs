//! Traps of resources and archives that need a file made for them.

use ilvet::check::{Options, Unit, check};
use ilvet::finding::Report;
use ilvet::input::{Places, find, find_bytes};
use ilvet::inspect::info::info;
use ilvet::limits::Limits;
use ilvet::metadata::{Implementation, ManifestResource, ManifestResourceAttributes, StringIndex};

use crate::archives::maker::{Entry, zip};
use crate::fuzz::bodies::on_one_thread;
use crate::scratch::Scratch;
use crate::walk::Alone;
use crate::writer::{Writer, cell};

/// Where the CLI header is in a file of the writer, and in it the directory of resources.
const RESOURCES: usize = 0x200 + 24;

#[test]
fn a07_a_resource_that_lies_has_no_size() {
    let mut writer = Writer::new();
    let name = writer.string("R");
    // The size of the first is the first word there: that of the CLI header, 72.
    for offset in [0, 0x10, 0x7FFF_FFFF, 0xFFFF_FFFF] {
        writer.row::<ManifestResource>(&[
            cell::<u32>(offset),
            cell::<ManifestResourceAttributes>(1),
            cell::<StringIndex>(name),
            cell::<Option<Implementation>>(0),
        ]);
    }
    let bytes = writer.finish();
    let sizes = |rva: u32, size: u32| -> Vec<Option<u32>> {
        let mut bytes = bytes.clone();
        bytes[RESOURCES..RESOURCES + 4].copy_from_slice(&rva.to_le_bytes());
        bytes[RESOURCES + 4..RESOURCES + 8].copy_from_slice(&size.to_le_bytes());
        let supply = Box::new(Alone(bytes));
        let units = [Unit { label: "a.dll".into(), named: true, supply, registration: Vec::new() }];
        let (view, report) = info("a.dll".into(), &units, &Options::default());
        assert!(report.problems.iter().all(|it| it.code != "INTERNAL"), "{:?}", report.problems);
        view.items[0].resources.iter().map(|it| it.bytes).collect()
    };
    assert_eq!(sizes(0x2000, 80), [Some(72), Some(1), None, None], "the second is the flag of the header");
    assert_eq!(sizes(0x2000, 60), [None, Some(1), None, None], "the first is longer than all of them");
    assert_eq!(sizes(0x7000_0000, 80), [None; 4]);
    assert_eq!(sizes(0, 0), [None; 4]);
}

fn units(found: ilvet::input::Found) -> Vec<Unit> {
    let items = found.items.into_iter();
    items
        .map(|it| Unit { label: it.label, named: it.named, supply: it.supply, registration: it.registration })
        .collect()
}

fn report(bytes: &[u8]) -> Report {
    let found = find_bytes(bytes.to_vec(), &Places::default(), &Limits::default()).expect("nothing else is named");
    check(&units(found), &Options { tolerated: true, ..Options::default() })
}

/// Names of the members that are inputs, and the codes of problems.
fn seen(report: &Report) -> (Vec<&str>, Vec<&str>) {
    let names = report.inputs.iter().filter_map(|it| it.path.as_str().split_once("!/").map(|(_, name)| name));
    (names.collect(), report.problems.iter().map(|it| it.code).collect())
}

#[test]
fn z10_bytes_before_and_behind_an_archive_are_said() {
    let archive = |name: &str| zip(&[Entry::stored(format!("{name}.dll"), name.as_bytes())]);
    let whole = archive("a");
    assert_eq!(seen(&report(&whole)), (vec!["a.dll"], vec![]));
    let both = report(&[whole.clone(), archive("b")].concat());
    assert_eq!(seen(&both), (vec!["b.dll"], vec!["Z10"]), "the last one counts, and what is before it is said");
    assert!(both.problems[0].what.contains("bytes before the first entry are not looked at"));
    // An archive inside of the comment of an archive: whichever a reader takes, the other is no secret.
    let mut comment = whole.clone();
    let inner = archive("c");
    let length = u16::try_from(inner.len()).expect("it is small");
    let end = comment.len();
    comment[end - 2..].copy_from_slice(&length.to_le_bytes());
    comment.extend(&inner);
    let inside = report(&comment);
    let (names, codes) = seen(&inside);
    assert!(names == ["a.dll"] || codes.contains(&"Z10"), "{names:?} {codes:?}");
    // Several disks, and an end that says that there are none.
    for (field, value) in [(4, 1), (6, 1), (8, 9), (10, 9)] {
        let mut lies = whole.clone();
        lies[end - 22 + field] = value;
        let report = report(&lies);
        let (names, codes) = seen(&report);
        assert!(names == ["a.dll"] || !codes.is_empty(), "{field}: nothing is there, and nothing is said");
    }
}

#[test]
fn z14_members_are_in_memory_one_at_a_time() {
    const MIB: usize = 1 << 20;
    let scratch = Scratch::new("z14_members_are_in_memory");
    let member = |number: u8| [&b"MZ"[..], &vec![number; MIB]].concat();
    let entries: Vec<Entry> = (0..24).map(|it| Entry::stored(format!("lib/{it}.dll"), &member(it))).collect();
    let path = scratch.write("S.zip", &zip(&entries));
    let peak = on_one_thread(|| {
        let mut inputs = 0;
        let measured = allocation_counter::measure(|| {
            let found = find(std::slice::from_ref(&path), &[], &Limits::default()).expect("there are no references");
            inputs = check(&units(found), &Options::default()).inputs.len();
        });
        assert_eq!(inputs, 25);
        measured.bytes_max
    });
    assert!(peak < 6 * MIB as u64, "{peak} bytes for members of 1 MiB each");
}
