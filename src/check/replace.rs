//! One store, one finding: which rule replaces which at the same instruction, and which rule finds one thing there, whatever the roots
//! and paths that lead there.

use std::collections::BTreeMap;

use super::mark::Mark;

/// Rules, and those that say it better where both find something at one instruction.
const REPLACED: &[(&str, &[&str])] = &[
    ("static-state", &["service-in-static", "stateful-plugin", "shared-object-mutation"]),
    ("shared-object-mutation", &["stateful-plugin"]),
    ("lazy-member-cache", &["stateful-plugin"]),
];

/// Rules for which an instruction is one finding, whatever the analysis takes its object for: an object that several fields may
/// hold is changed once, and one exception is thrown.
const CHANGES_ONE_THING: &[&str] = &["shared-object-mutation", "static-state", "exception-type"];

/// Whether what a rule finds is left out because of what another one finds at the same instruction.
pub(super) fn is_replaced<'r>(rule: &str, at_same_place: impl IntoIterator<Item = &'r &'static str>) -> bool {
    let by = REPLACED.iter().find(|(replaced, _)| *replaced == rule).map_or(&[][..], |(_, by)| *by);
    !by.is_empty() && at_same_place.into_iter().any(|other| by.contains(other))
}

/// Whether targets tell two findings of a rule at one instruction apart.
pub(super) fn is_told_by_target(rule: &str) -> bool {
    !CHANGES_ONE_THING.contains(&rule)
}

/// Leaves out the marks of one root that are replaced by others.
pub(super) fn leave_one_a_place(marks: &mut Vec<Mark>) {
    let place = |mark: &Mark| (mark.location.input.clone(), mark.location.token.clone(), mark.location.il_offset);
    let mut rules_at: BTreeMap<_, Vec<&'static str>> = BTreeMap::new();
    for mark in marks.iter() {
        rules_at.entry(place(mark)).or_default().push(mark.rule);
    }
    marks.retain(|mark| !is_replaced(mark.rule, rules_at.get(&place(mark)).into_iter().flatten()));
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
    }

    #[test]
    fn the_better_rule_stays() {
        assert!(is_replaced("static-state", &["static-state", "service-in-static"]));
        assert!(!is_replaced("static-state", &["static-state", "thread-sleep"]));
        assert!(!is_replaced("service-in-static", &["static-state", "stateful-plugin"]));
    }
}
