//! `ilvet roots`

use ilvet::check::Options;
use ilvet::input::find;
use ilvet::inspect::roots::{Roots, roots};
use ilvet::limits::Limits;
use ilvet::report::{Style, write_json, write_roots};
use serde_json::Value;

use super::xml::{self, STEP, Step};
use super::{BAD, solution, unit};
use crate::schema::views;
use crate::scratch::Scratch;

fn ask(path: &std::path::Path) -> Roots {
    let found = find(&[path.to_owned()], &[], &Limits::default()).expect("there are no references");
    let units: Vec<_> = found.items.into_iter().map(unit).collect();
    roots("Sol.zip".into(), &units, &Options::default()).0
}

#[test]
fn classes_and_steps_are_shown() {
    let scratch = Scratch::new("classes_and_steps_are_shown");
    let steps = [
        Step {
            more: "      <SdkMessageProcessingStepImages><SdkMessageProcessingStepImage Name=\"Before\"><Attributes>name</Attributes><EntityAlias>before</EntityAlias><ImageType>0</ImageType></SdkMessageProcessingStepImage></SdkMessageProcessingStepImages>\n",
            ..STEP
        },
        Step { id: 2, message: "Create", stage: 40, mode: 1, entity: "none", filtering: "", rank: 7, ..STEP },
        Step { id: 3, message: "Delete", stage: 10, filtering: "", more: "      <StateCode>1</StateCode>\n", ..STEP },
    ];
    let path = scratch.write("Sol.zip", &solution(BAD, &xml::of_steps("bad", &steps)));
    let mut view = ask(&path);
    let validator = jsonschema::draft202012::new(&views()).expect("it is a schema");
    let mut bytes = Vec::new();
    write_json(&view, &mut bytes).expect("a vector takes everything");
    let json: Value = serde_json::from_slice(&bytes).expect("it is JSON");
    let errors: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(json["items"][0]["id"], "T:Acme.Orders.OrderCounter");
    assert_eq!(json["items"][0]["steps"][1]["transaction"], "no");
    assert_eq!(json["items"][1]["registered"], true);
    for pointer in ["/items/0", "/items/0/steps/0", "/items/0/steps/0/images/0"] {
        let mut more = json.clone();
        more.pointer_mut(pointer)
            .and_then(Value::as_object_mut)
            .expect("an object")
            .insert("surprise".into(), Value::Null);
        assert!(!validator.is_valid(&more), "{pointer} may have more");
    }
    for item in &mut view.items {
        item.input = "Sol.zip!/PluginAssemblies/Acme-A55E/Acme.dll".into();
    }
    let mut bytes = Vec::new();
    write_roots(&view, Style::default(), &mut bytes).expect("a vector takes everything");
    insta::assert_snapshot!("roots", String::from_utf8(bytes).expect("it is UTF-8"));
}

/// Steps are the same in a report and in the view.
#[test]
fn the_schemas_agree() {
    let report: Value = serde_json::from_str(include_str!("../../../schema/report.schema.json")).expect("it is JSON");
    for name in ["rootStep", "stepImage", "source"] {
        assert_eq!(views()["$defs"][name], report["$defs"][name], "{name}");
    }
}
