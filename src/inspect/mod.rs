//! Views of assemblies as values; how they look is the business of [`crate::report`].

pub mod calls;
pub mod code;
pub mod diff;
pub mod fields;
pub mod forwards;
pub mod graph;
pub mod il;
pub mod info;
pub mod known;
pub mod marks;
pub mod members;
pub mod pick;
pub mod refs;
mod room;
pub mod roots;
pub mod tables;
pub mod source;
pub mod types;
pub mod why;

use serde::Serialize;

use crate::check::{Opened, Options, SCHEMA_VERSION, Unit, visit};
use crate::finding::{Problem, Report, Tool};
use crate::text::Text;
use room::Room;

/// What a view says: the JSON contract of `schema/inspect.schema.json`, the same for each but for its items.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct View<T> {
    /// Version of the contract.
    pub schema_version: &'static str,
    /// The tool.
    pub tool: Tool,
    /// Which view it is: the word for it on the command line.
    pub view: &'static str,
    /// What was asked about, as the user wrote it; of a comparison the new state.
    pub input: Text,
    /// The old state of a comparison.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Text>,
    /// What was found.
    pub items: Vec<T>,
    /// Of calls: by which methods of bases and interfaces the members that were asked for are called.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<calls::SlotItem>,
    /// Of lists of types and members: types of other assemblies or files that an assembly says to be its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub forwards: Vec<forwards::ForwardItem>,
    /// Of a comparison how many differences there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<diff::Counts>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl<T> View<T> {
    /// A view by the tool as it is.
    #[must_use]
    pub fn new(view: &'static str, input: Text, items: Vec<T>, problems: Vec<Problem>) -> Self {
        let tool = Tool { name: "ilvet", version: env!("CARGO_PKG_VERSION") };
        Self {
            schema_version: SCHEMA_VERSION,
            tool,
            view,
            input,
            old: None,
            items,
            slots: Vec::new(),
            forwards: Vec::new(),
            counts: None,
            problems,
        }
    }
}

/// What every view does: opens the units, and makes one list of the items that `look` finds in each assembly, as far as there is room.
/// The report is that of `check` without findings: it says what could not be read.
fn look<T: Send>(
    view: &'static str,
    input: Text,
    units: &[Unit],
    options: &Options,
    look: impl Fn(&Opened<'_, '_>, &mut Room) -> Vec<T> + Sync,
) -> (View<T>, Report) {
    let (view, _, report) = look_for_both(view, input, units, options, |opened, room| (look(opened, room), vec![()]));
    (view, report)
}

/// The same of a view that says something else beside its items.
fn look_for_both<T: Send, U: Send>(
    view: &'static str,
    input: Text,
    units: &[Unit],
    options: &Options,
    look: impl Fn(&Opened<'_, '_>, &mut Room) -> (Vec<T>, Vec<U>) + Sync,
) -> (View<T>, Vec<U>, Report) {
    let (report, found) = visit(units, options, |opened| {
        let mut room = Room::new(opened);
        let found = look(opened, &mut room);
        room.finish(opened);
        vec![found]
    });
    let (mut items, mut others) = (Vec::new(), Vec::new());
    for (found, beside) in found.into_iter().flatten() {
        items.extend(found);
        others.extend(beside);
    }
    (View::new(view, input, items, report.problems.clone()), others, report)
}
