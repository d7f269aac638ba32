//! One store, one finding: which rule replaces which at the same instruction, and which rule finds one thing there, whatever the roots
//! and paths that lead there.

use std::collections::BTreeMap;

use super::mark::Mark;
use crate::finding::Severity;

/// Rules, and those that say it better where both find something at one instruction.
const REPLACED: &[(&str, &[&str])] = &[
    ("static-state", &["service-in-static", "stateful-plugin", "shared-object-mutation", "lazy-member-cache"]),
    ("lazy-member-cache", &["stateful-plugin", "shared-object-mutation"]),
    ("shared-object-mutation", &["stateful-plugin"]),
];

/// Rules for which an instruction is one finding, whatever the analysis takes its object for: an object that several fields may
/// hold is changed once, one exception is thrown, and what is forbidden by several entries is used once.
const CHANGES_ONE_THING: &[&str] = &["shared-object-mutation", "static-state", "exception-type", "forbidden-api"];

/// What a rule finds at an instruction, and how much harm it does.
pub(super) type Found = (&'static str, Severity);

/// What another rule finds at the same instruction and says best, so that what this one finds is left out. What does less harm
/// replaces nothing: it may be found for a class that nobody calls.
pub(super) fn replaced_by(found: Found, at_same_place: &[Found]) -> Option<Found> {
    let better = |found: Found| {
        let by = REPLACED.iter().find(|(replaced, _)| *replaced == found.0).map_or(&[][..], |(_, by)| *by);
        at_same_place.iter().copied().find(|other| by.contains(&other.0) && other.1 >= found.1)
    };
    // What replaces it can be replaced itself.
    std::iter::successors(better(found), |found| better(*found)).take(REPLACED.len()).last()
}

/// Whether targets tell two findings of a rule at one instruction apart.
pub(super) fn is_told_by_target(rule: &str) -> bool {
    !CHANGES_ONE_THING.contains(&rule)
}

/// Leaves out the marks of one root that are replaced by others.
pub(super) fn leave_one_a_place(marks: &mut Vec<Mark>) {
    let place = |mark: &Mark| (mark.location.input.clone(), mark.location.token.clone(), mark.location.il_offset);
    let found = |mark: &Mark| (mark.rule, mark.severity);
    let mut found_at: BTreeMap<_, Vec<Found>> = BTreeMap::new();
    for mark in marks.iter() {
        found_at.entry(place(mark)).or_default().push(found(mark));
    }
    marks.retain(|mark| replaced_by(found(mark), found_at.get(&place(mark)).map_or(&[], Vec::as_slice)).is_none());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_rules() {
        let known = |id: &str| crate::rules::ALL.iter().any(|rule| rule.info().id == id);
        for (rule, by) in REPLACED {
            assert!(known(rule) && by.iter().all(|id| known(id)), "{rule}: {by:?}");
        }
        assert!(CHANGES_ONE_THING.iter().all(|id| known(id)));
        // What replaces another stays, or is replaced by what stands further down.
        for (place, (rule, by)) in REPLACED.iter().enumerate() {
            let above = &REPLACED[..=place];
            assert!(by.iter().all(|id| above.iter().all(|(other, _)| id != other)), "{rule}: {by:?}");
        }
    }

    #[test]
    fn the_better_rule_stays() {
        let by = |rule, severity, others: &[Found]| replaced_by((rule, severity), others).map(|(rule, _)| rule);
        let low = |rule| (rule, Severity::Low);
        assert_eq!(
            by("static-state", Severity::Low, &[low("static-state"), low("service-in-static")]),
            Some("service-in-static")
        );
        assert_eq!(by("static-state", Severity::Low, &[low("static-state"), low("thread-sleep")]), None);
        assert_eq!(by("service-in-static", Severity::High, &[low("static-state"), low("stateful-plugin")]), None);
        assert_eq!(by("shared-object-mutation", Severity::Low, &[low("stateful-plugin")]), Some("stateful-plugin"));
        assert_eq!(by("shared-object-mutation", Severity::Medium, &[low("stateful-plugin")]), None);
        // A store on first use is one finding, and another one where a way to it has no test.
        assert_eq!(by("static-state", Severity::Low, &[low("lazy-member-cache")]), Some("lazy-member-cache"));
        assert_eq!(
            by("lazy-member-cache", Severity::Low, &[low("shared-object-mutation")]),
            Some("shared-object-mutation")
        );
        assert_eq!(by("shared-object-mutation", Severity::Low, &[low("lazy-member-cache")]), None);
        let both = [low("shared-object-mutation"), low("stateful-plugin")];
        assert_eq!(by("static-state", Severity::Low, &both), Some("stateful-plugin"));
    }
}
