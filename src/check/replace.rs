//! One store, one finding: which rule replaces which at the same instruction, whatever the roots and paths that lead there.

use std::collections::BTreeMap;

use super::mark::Mark;

/// Rules, and those that say it better where both find something at one instruction.
const REPLACED: &[(&str, &[&str])] = &[
    ("static-state", &["service-in-static", "stateful-plugin", "shared-object-mutation"]),
    ("shared-object-mutation", &["stateful-plugin"]),
    ("lazy-member-cache", &["stateful-plugin"]),
];

/// Whether what a rule finds is left out because of what another one finds at the same instruction.
pub(super) fn is_replaced<'r>(rule: &str, at_same_place: impl IntoIterator<Item = &'r &'static str>) -> bool {
    let by = REPLACED.iter().find(|(replaced, _)| *replaced == rule).map_or(&[][..], |(_, by)| *by);
    !by.is_empty() && at_same_place.into_iter().any(|other| by.contains(other))
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
    }

    #[test]
    fn the_better_rule_stays() {
        assert!(is_replaced("static-state", &["static-state", "service-in-static"]));
        assert!(!is_replaced("static-state", &["static-state", "thread-sleep"]));
        assert!(!is_replaced("service-in-static", &["static-state", "stateful-plugin"]));
    }
}
