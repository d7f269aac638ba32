//! The one place from which the commands take the rules.

use ilvet::finding::RuleInfo;

/// Every rule, in the order of the registry.
pub(crate) fn rules() -> Vec<&'static RuleInfo> {
    ilvet::rules::ALL.iter().map(|rule| rule.info()).collect()
}
