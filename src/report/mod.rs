//! One file a format, one order for all of them.
//!
//! Names from binaries reach a person only through [`crate::text::Safe`], and every line of text passes
//! `harmless`: a build agent obeys `##vso[…]` wherever it stands in a line.

mod azure;
mod concise;
mod diff;
mod findings;
mod github;
mod gitlab;
mod graph;
mod grid;
mod harmless;
mod html;
mod il;
mod info;
mod json;
mod jsonl;
mod junit;
mod markdown;
mod names;
mod order;
mod page;
mod place;
mod roots;
mod sarif;
mod sites;
mod table;
mod tables;
mod types;
mod verdict;
mod why;
mod xml;

use std::io;

use crate::finding::Report;
use crate::policy::FailOn;

pub use diff::{write_diff, write_diff_markdown};
pub use graph::{GraphFormat, write_graph};
pub use grid::{Column, grid};
pub use harmless::harmless;
pub use il::{NO_SYMBOLS, Unwritten, write_il, write_il_with};
pub use info::write_info;
pub use json::write_json;
pub use order::sort;
pub use roots::write_roots;
pub use sites::{write_calls, write_fields, write_refs};
pub use tables::{TABLES_BLOB, write_tables_item};
pub use types::{write_members, write_types};
pub use verdict::verdict;
pub use why::write_why;

/// Declares the formats of a report once: variant, word, writer.
macro_rules! formats {
    ($($(#[$doc:meta])* $variant:ident $word:literal => $write:expr,)*) => {
        /// The form of a report.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Format { $($(#[$doc])* $variant,)* }

        impl Format {
            /// Every format.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word on the command line.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        /// Writes a report in one format.
        ///
        /// # Errors
        /// Those of `out`.
        pub fn write(report: &Report, format: Format, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
            match format { $(Format::$variant => $write(report, style, out),)* }
        }
    };
}

formats! {
    /// For a person.
    Table "table" => table::write,
    /// MSBuild's line, one a finding: IDEs and build logs show it.
    Concise "concise" => concise::write,
    /// The contract of `schema/report.schema.json`.
    Json "json" => |report, _, out| write_json(report, out),
    /// JSON, one object a line.
    JsonLines "jsonl" => jsonl::write,
    /// SARIF 2.1.0, for code scanning.
    Sarif "sarif" => sarif::write,
    /// For test reports of a pipeline.
    Junit "junit" => junit::write,
    /// Annotations of GitHub Actions.
    Github "github" => github::write,
    /// Issues of an Azure pipeline.
    Azure "azure" => azure::write,
    /// The code quality report of GitLab.
    Gitlab "gitlab" => gitlab::write,
    /// A summary for a pull request or a wiki.
    Markdown "markdown" => markdown::write,
    /// One page for a browser, without network.
    Html "html" => html::write,
}

/// How a report is to look.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether to use the terminal's colours.
    pub colour: bool,
    /// Columns of a line.
    pub width: u16,
    /// What closes the gate; the verdict says whether it did.
    pub fail_on: FailOn,
    /// Whether what was not analysed means that the job was not done.
    pub strict: bool,
    /// Whether texts show what does not count too.
    pub suppressed: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { colour: false, width: 100, fail_on: FailOn::default(), strict: false, suppressed: false }
    }
}
