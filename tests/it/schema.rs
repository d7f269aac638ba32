//! The published schemas say exactly what the JSON is.

use std::collections::BTreeSet;

use ilvet::finding::{Confidence, Severity};
use ilvet::report::write_json;
use serde_json::Value;

use crate::sample;

fn schema() -> Value {
    serde_json::from_str(include_str!("../../schema/report.schema.json")).expect("the schema is JSON")
}

/// The schema of the views.
pub(crate) fn views() -> Value {
    serde_json::from_str(include_str!("../../schema/inspect.schema.json")).expect("the schema is JSON")
}

/// Fails with every deviation of `report` from the schema.
pub(crate) fn assert_valid(report: &Value) {
    assert_keeps_to(&schema(), report);
}

/// Fails with every deviation of a view from the schema of views.
pub(crate) fn assert_valid_view(view: &Value) {
    assert_keeps_to(&views(), view);
}

fn assert_keeps_to(schema: &Value, value: &Value) {
    let validator = jsonschema::draft202012::new(schema).expect("the schema is a schema");
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

fn json(report: &ilvet::finding::Report) -> Value {
    let mut bytes = Vec::new();
    write_json(report, &mut bytes).expect("a vector takes everything");
    serde_json::from_slice(&bytes).expect("the report is JSON")
}

#[test]
fn the_schemas_are_of_2020_12() {
    for schema in [schema(), views()] {
        jsonschema::draft202012::meta::validate(&schema).expect("the schema keeps to its own schema");
    }
}

#[test]
fn reports_are_valid() {
    for report in [sample::empty(), sample::clean(0), sample::rich()] {
        assert_valid(&json(&report));
    }
}

#[test]
fn a_field_more_or_less_is_not_valid() {
    let validator = jsonschema::draft202012::new(&schema()).expect("the schema is a schema");
    let whole = json(&sample::rich());
    let mut tried = 0;
    for pointer in pointers(&whole) {
        let mut more = whole.clone();
        let object = more.pointer_mut(&pointer).and_then(Value::as_object_mut).expect("it points to an object");
        let keys: Vec<String> = object.keys().cloned().collect();
        object.insert("surprise".to_owned(), Value::Bool(true));
        assert!(!validator.is_valid(&more), "{pointer} may have more");
        // The reasons for which methods were skipped are not fixed.
        for key in keys.into_iter().filter(|_| !pointer.ends_with("/skipped")) {
            let mut less = whole.clone();
            let object = less.pointer_mut(&pointer).and_then(Value::as_object_mut).expect("it points to an object");
            object.remove(&key);
            assert!(!validator.is_valid(&less), "{pointer} may lack {key}");
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
}

/// Pointers to every object of a value.
fn pointers(value: &Value) -> Vec<String> {
    fn collect(value: &Value, at: String, all: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                for (key, field) in fields {
                    collect(field, format!("{at}/{key}"), all);
                }
                all.push(at);
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    collect(item, format!("{at}/{index}"), all);
                }
            }
            _ => {}
        }
    }
    let mut all = Vec::new();
    collect(value, String::new(), &mut all);
    all
}

#[test]
fn the_levels_are_those_of_the_code() {
    let schema = schema();
    let words = |name: &str| -> BTreeSet<String> {
        let words = schema["$defs"][name]["enum"].as_array().expect("it is an enum");
        words.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    assert_eq!(words("severity"), Severity::ALL.iter().map(ToString::to_string).collect());
    assert_eq!(words("confidence"), Confidence::ALL.iter().map(ToString::to_string).collect());
}
