//! What the world around a run may do to it: full disks, closed pipes, Ctrl-C, files that change or cannot be read. Whatever it is, the
//! answer is clear and no output is half there (O06, O07, O09, P24).

#[cfg(unix)]
mod unix;

use std::fs;
use std::path::Path;

use ilvet::check::{Options, Unit, check};
use ilvet::finding::{Report, Status};
use ilvet::input::find;
use ilvet::limits::Limits;

use crate::archives::maker::{Entry, zip};
use crate::scratch::Scratch;

const BAD: &str = "testdata/rules/thread-sleep/bad.dll";

fn bad() -> Vec<u8> {
    fs::read(crate::source::root().join(BAD)).expect("it is there")
}

/// The report on a path whose file is something else by the time it is read.
fn changed_between(path: &Path, change: impl FnOnce()) -> Report {
    let found = find(&[path.to_owned()], &[], &Limits::default()).expect("there are no references");
    change();
    let units = found.items.into_iter();
    let units: Vec<Unit> = units
        .map(|it| Unit { label: it.label, named: it.named, supply: it.supply, registration: it.registration })
        .collect();
    check(&units, &Options::default())
}

fn cut(path: &Path, length: u64) {
    let file = fs::OpenOptions::new().write(true).open(path).expect("it is there");
    file.set_len(length).expect("it can be cut");
}

/// P24: what is read is what there is by then, and what is missing is said.
#[test]
fn a_file_that_shrinks_is_a_file_that_is_cut() {
    let scratch = Scratch::new("a_file_that_shrinks");
    for (length, code) in [(0, "MALFORMED"), (1, "MALFORMED"), (0x300, "MALFORMED"), (3_000, "P17")] {
        let path = scratch.write("a.dll", &bad());
        let report = changed_between(&path, || cut(&path, length));
        let codes: Vec<&str> = report.problems.iter().map(|it| it.code).collect();
        assert!(codes.contains(&code) || codes == ["P12"] || codes == ["P22"], "{length}: {codes:?}");
        assert_eq!(report.summary.failed_inputs, 1, "{length}");
    }
    let path = scratch.write("a.dll", &bad());
    let gone = changed_between(&path, || fs::remove_file(&path).expect("it is there"));
    assert_eq!((gone.problems[0].code, gone.problems[0].what.as_str()), ("IO", "no such file or folder"));
}

/// Members of an archive that is cut, replaced or removed after its list was read are lost one by one.
#[test]
fn an_archive_that_changes_loses_its_members_and_says_so() {
    type Change = fn(&Path);
    let scratch = Scratch::new("an_archive_that_changes");
    let entries: Vec<Entry> = ["a", "b", "c"].map(|name| Entry::stored(format!("{name}.dll"), &bad())).into();
    let whole = zip(&entries);
    let changes: [(&str, Change, usize); 4] = [
        ("cut", |path| cut(path, 2_000), 3),
        ("emptied", |path| cut(path, 0), 3),
        ("removed", |path| fs::remove_file(path).expect("it is there"), 3),
        ("replaced", |path| fs::write(path, vec![0; 40_000]).expect("it can be written"), 3),
    ];
    for (what, change, lost) in changes {
        let path = scratch.write("S.zip", &whole);
        let report = changed_between(&path, || change(&path));
        let problems = report.problems.iter().filter(|it| it.kind == "error" && it.code != "INTERNAL");
        assert_eq!(problems.count(), lost, "{what}: {:?}", report.problems);
        assert!(report.summary.failed_inputs + report.summary.skipped_inputs >= lost, "{what}: {:?}", report.summary);
        assert!(report.assemblies.iter().all(|it| it.status != Status::Analysed), "{what}");
    }
}
