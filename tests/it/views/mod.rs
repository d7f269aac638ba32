//! The views of assemblies: what they say of our fixtures, in both forms, whatever the names in them.

mod agree;
mod corpus;
mod diff;
mod framework;
mod hostile;
mod il;
mod info;
mod lists;
mod lost;
mod once;
mod sites;
mod tables;
mod source;

use std::io;
use std::path::PathBuf;

use ilvet::check::{Options, Unit};
use ilvet::finding::Report;
use ilvet::inspect::View;
use ilvet::report::{Style, write_json};
use ilvet::text::Text;
use serde::Serialize;
use serde_json::Value;

use crate::schema::assert_valid_view;

/// The units of a path, named on the command line.
pub(crate) fn units(path: &str) -> Vec<Unit> {
    let found = ilvet::input::find(&[PathBuf::from(path)], &[], &Options::default().limits).expect("no references");
    let items = found.items.into_iter();
    items
        .map(|it| Unit { label: it.label, named: it.named, supply: it.supply, registration: it.registration })
        .collect()
}

/// The text of a view with this many columns.
fn text<T>(
    view: &View<T>,
    width: u16,
    write: impl Fn(&View<T>, Style, &mut dyn io::Write) -> io::Result<()>,
) -> String {
    let mut bytes = Vec::new();
    write(view, Style { width, ..Style::default() }, &mut bytes).expect("a vector takes everything");
    String::from_utf8(bytes).expect("it is UTF-8")
}

/// The JSON of a view, which keeps to the schema.
fn json<T: Serialize>(view: &View<T>) -> Value {
    let mut bytes = Vec::new();
    write_json(view, &mut bytes).expect("a vector takes everything");
    let json = serde_json::from_slice(&bytes).expect("it is JSON");
    assert_valid_view(&json);
    json
}

/// The view of a file of `testdata`, as if the command had been started there.
fn of<T>(file: &str, view: impl Fn(Text, &[Unit], &Options) -> (View<T>, Report)) -> View<T> {
    view(file.into(), &units(&format!("testdata/{file}")), &Options::default()).0
}
