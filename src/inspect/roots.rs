//! The classes that the platform calls, and how they are registered. No code of them is analysed.

use serde::Serialize;

use crate::check::{Options, Unit, check};
use crate::finding::{Report, RootInfo, RootStep};
use crate::text::Text;

use super::View;

/// The classes that the platform calls, one item each, by input and name.
pub type Roots = View<RootItem>;

/// A class that the platform calls.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RootItem {
    /// Documentation-comment id of the type.
    pub id: Text,
    /// Its token.
    pub token: String,
    /// Simple name of its assembly.
    pub assembly: Text,
    /// Full metadata name of the type.
    #[serde(rename = "type")]
    pub type_name: Text,
    /// What kind of root it is, as in a report.
    pub kind: &'static str,
    /// The input it is from.
    pub input: Text,
    /// Documentation-comment ids of the methods that the platform calls.
    pub entry_methods: Vec<Text>,
    /// Whether anything says how it is registered; without steps, nothing calls it then.
    pub registered: bool,
    /// How it is registered.
    pub steps: Vec<RootStep>,
}

/// Looks at every unit. The report is that of `check` without findings: it says what could not be read.
#[must_use]
pub fn roots(input: Text, units: &[Unit], options: &Options) -> (Roots, Report) {
    let report = check(units, &Options { roots_only: true, ..options.clone() });
    let mut items: Vec<RootItem> = report.roots.iter().map(item).collect();
    items.sort_by(|a, b| (&a.input, &a.type_name, &a.token).cmp(&(&b.input, &b.type_name, &b.token)));
    (Roots::new("roots", input, items, report.problems.clone()), report)
}

fn item(root: &RootInfo) -> RootItem {
    RootItem {
        id: root.more.id.clone(),
        token: root.more.token.clone(),
        assembly: root.assembly.clone(),
        type_name: root.type_name.clone(),
        kind: root.kind,
        input: root.more.input.clone(),
        entry_methods: root.entry_methods.clone(),
        registered: root.more.registered,
        steps: root.steps.clone(),
    }
}
