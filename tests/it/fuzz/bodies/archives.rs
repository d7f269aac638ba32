//! Archives: their list, every member, what a solution says, and the gate on all of it.

use ilvet::check::{Options, Unit, check};
use ilvet::input::{Places, find_bytes};
use ilvet::limits::Limits;
use ilvet::report::write_json;

use super::{Seen, whole};

/// Limits that a small file can hit.
fn limits() -> Limits {
    Limits {
        archive_entries: 200,
        archive_entry_bytes: 1 << 20,
        archive_bytes: 4 << 20,
        xml_value: 1 << 16,
        ..Limits::default()
    }
}

pub(super) fn read(data: &[u8], seen: &mut Seen) {
    let limits = limits();
    let found = find_bytes(data.to_vec(), &Places::default(), &limits).expect("nothing else is named");
    assert!(!found.items.is_empty(), "what was given is an input");
    for item in &found.items {
        seen.note(item.label.safe().to_string());
        if let Some(container) = item.supply.container() {
            seen.note(container);
            continue;
        }
        match item.supply.input() {
            Ok(supplied) => {
                assert_eq!(supplied.label, item.label);
                assert!(supplied.bytes.len() as u64 <= limits.archive_entry_bytes.max(data.len() as u64));
                seen.note(supplied.bytes.len());
            }
            Err(why) => assert!(!why.code.is_empty() && super::is_clause(&why.what), "{why:?}"),
        }
    }
    let units: Vec<Unit> = found
        .items
        .into_iter()
        .take(12)
        .map(|it| Unit { label: it.label, named: it.named, supply: it.supply, registration: it.registration })
        .collect();
    let report = check(&units, &Options { tolerated: true, limits, ..Options::default() });
    assert_eq!(report.inputs.len(), units.len(), "what was asked for is in the report");
    whole::problems(&report.problems, u32::MAX);
    let mut json = Vec::new();
    write_json(&report, &mut json).expect("a vector takes everything");
    seen.bytes(&json);
}
