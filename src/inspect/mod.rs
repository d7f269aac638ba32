//! Views of assemblies as values; how they look is the business of [`crate::report`].

pub mod graph;
pub mod pick;
pub mod roots;
pub mod why;

use serde::Serialize;

use crate::check::SCHEMA_VERSION;
use crate::finding::{Problem, Tool};
use crate::text::Text;

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
    /// What was asked about, as the user wrote it.
    pub input: Text,
    /// What was found.
    pub items: Vec<T>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl<T> View<T> {
    fn new(view: &'static str, input: Text, items: Vec<T>, problems: Vec<Problem>) -> Self {
        let tool = Tool { name: "ilvet", version: env!("CARGO_PKG_VERSION") };
        Self { schema_version: SCHEMA_VERSION, tool, view, input, items, problems }
    }
}
