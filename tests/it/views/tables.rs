//! `ilvet tables`: what stands in the tables, as the declarations of the tables say.

use ilvet::inspect::tables::{HeapKind, TableSelection, Tables, tables};
use ilvet::report::write_tables_item;
use serde_json::{Value, json};

use super::{json, of};
use crate::source::files;

fn selected(file: &str, select: &[&str], heaps: &[HeapKind]) -> Tables {
    let selection = TableSelection::new(select, heaps).expect("a selection");
    of(file, |label, units, options| tables(label, units, options, &selection))
}

fn text(view: &Tables) -> String {
    let mut text = Vec::new();
    for item in &view.items {
        write_tables_item(item, &mut text).expect("a vector takes everything");
    }
    String::from_utf8(text).expect("it is UTF-8")
}

const FILE: &str = "rules/stateful-plugin/bad.dll";

#[test]
fn streams_and_tables_with_their_places() {
    insta::assert_snapshot!(text(&selected(FILE, &[], &[])));
}

#[test]
fn rows_with_their_columns() {
    let select =
        ["Module", "TypeDef:2", "MethodDef:1-2", "0x0A000001", "Assembly", "MethodSemantics", "CustomAttribute:1"];
    insta::assert_snapshot!(text(&selected(FILE, &select, &[])));
}

#[test]
fn a_row_as_values() {
    let json = json(&selected(FILE, &["MethodDef:1"], &[]));
    let row = &json["items"][0];
    assert_eq!((&row["kind"], &row["table"], &row["rid"]), (&json!("row"), &json!("MethodDef"), &json!(1)));
    assert_eq!(row["columns"]["name"]["text"], "Execute");
    assert!(row["columns"]["flags"]["words"].as_array().expect("words").contains(&json!("virtual")));
    let columns: Vec<_> = row["columns"].as_object().expect("columns").keys().collect();
    assert_eq!(columns.len(), 6);
}

/// Every row of every table of every fixture keeps to the schema; what the tables hold is as wide as the file says.
#[test]
fn every_row_of_the_fixtures_keeps_to_the_schema() {
    for file in
        files("testdata/il").iter().filter(|file| std::path::Path::new(file).extension().is_some_and(|it| it == "dll"))
    {
        let view = selected(
            file.trim_start_matches("testdata/"),
            &["*"],
            &[HeapKind::Strings, HeapKind::Us, HeapKind::Guid, HeapKind::Blob],
        );
        let rows = json(&view);
        let items = rows["items"].as_array().expect("items");
        let overview = json(&selected(file.trim_start_matches("testdata/"), &[], &[]));
        let counted =
            |table: &Value| items.iter().filter(|item| item["kind"] == "row" && item["table"] == *table).count() as u64;
        for table in overview["items"].as_array().expect("items").iter().filter(|item| item["kind"] == "table") {
            assert_eq!(table["rows"].as_u64(), Some(counted(&table["table"])), "{file}: {table}");
        }
        // Rows of one table stand one behind the other.
        for pair in items.windows(2).filter(|pair| pair[0]["kind"] == "row" && pair[0]["table"] == pair[1]["table"]) {
            let size = overview["items"]
                .as_array()
                .expect("items")
                .iter()
                .find(|it| it["table"] == pair[0]["table"])
                .expect("its table")["rowSize"]
                .as_u64();
            assert_eq!(pair[1]["offset"].as_u64().zip(pair[0]["offset"].as_u64()).map(|(b, a)| b - a), size);
        }
    }
}

#[test]
fn heaps_are_listed() {
    let text = text(&selected(FILE, &[], &[HeapKind::Us]));
    assert!(text.contains("\"The order could not be counted: \""), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn what_is_no_table_is_said() {
    assert!(TableSelection::new(&["NoTable"], &[]).unwrap_err().contains("`NoTable` is no table"));
}
