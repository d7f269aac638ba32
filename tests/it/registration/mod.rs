//! What solutions say of how plug-ins are registered.

mod fixtures;
mod hostile;
mod named;
mod package;
mod places;
mod severity;
mod view;
mod xml;

use std::path::PathBuf;

use ilvet::check::{Options, Unit, check};
use ilvet::finding::{Report, RootInfo, RootStep};
use ilvet::input::{Item, find, solutions};
use ilvet::limits::Limits;
use ilvet::report::{self, write_json};

use crate::archives::maker::{Entry, zip};
use crate::scratch::Scratch;
use xml::{STEP, Step};

/// An assembly called `bad` with plug-ins that keep state.
const BAD: &str = "rules/stateful-plugin/bad.dll";

fn testdata(name: &str) -> Vec<u8> {
    std::fs::read(crate::source::root().join("testdata").join(name)).expect("the fixture is there")
}

fn unit(it: Item) -> Unit {
    Unit { label: it.label, named: it.named, supply: it.supply, registration: it.registration }
}

/// The report on some paths, with solutions that are given; it is valid by its schema.
fn checked_within(paths: &[PathBuf], given: &[PathBuf], limits: &Limits) -> Report {
    checked_as(paths, given, Options { limits: *limits, ..Options::default() })
}

fn checked_as(paths: &[PathBuf], given: &[PathBuf], options: Options) -> Report {
    let limits = &options.limits;
    let found = find(paths, &[], limits).expect("there are no references");
    let given = solutions(given, limits).expect("what is given is there");
    let registration = given.iter().flat_map(|item| item.registration.clone()).collect();
    let units: Vec<Unit> = found.items.into_iter().chain(given).map(unit).collect();
    let mut report = check(&units, &Options { registration, ..options });
    report::sort(&mut report);
    let mut bytes = Vec::new();
    write_json(&report, &mut bytes).expect("a vector takes everything");
    crate::schema::assert_valid(&serde_json::from_slice(&bytes).expect("the report is JSON"));
    report
}

fn checked_with(paths: &[PathBuf], given: &[PathBuf]) -> Report {
    checked_within(paths, given, &Limits::default())
}

fn checked(paths: &[PathBuf]) -> Report {
    checked_with(paths, &[])
}

/// A solution of one assembly and what it says.
fn solution(dll: &str, customizations: &str) -> Vec<u8> {
    zip(&[
        Entry::stored("solution.xml", b"<ImportExportXml/>"),
        Entry::deflated("customizations.xml", customizations.as_bytes()),
        Entry::deflated("PluginAssemblies/Acme-A55E/Acme.dll", &testdata(dll)),
    ])
}

fn root<'r>(report: &'r Report, name: &str) -> &'r RootInfo {
    report.roots.iter().find(|root| root.type_name.as_str() == name).expect("the root is there")
}

/// A step in one line.
fn line(step: &RootStep) -> String {
    let text = |text: &Option<ilvet::text::Text>| text.as_ref().map_or("-", |text| text.as_str()).to_owned();
    let number = |number: Option<u32>| number.map_or("-".to_owned(), |number| number.to_string());
    format!(
        "{} {} {} {} {} {}",
        step.kind,
        text(&step.message),
        text(&step.entity),
        number(step.stage),
        number(step.mode),
        step.transaction
    )
}

fn lines(report: &Report, name: &str) -> Vec<String> {
    root(report, name).steps.iter().map(line).collect()
}

#[test]
fn steps_of_a_solution_belong_to_their_classes() {
    let scratch = Scratch::new("steps_of_a_solution_belong_to_their_classes");
    let steps = [
        Step {
            more: "      <SdkMessageProcessingStepImages><SdkMessageProcessingStepImage Name=\"Before\">\n        <Attributes>name, telephone1</Attributes><EntityAlias>before</EntityAlias><ImageType>0</ImageType></SdkMessageProcessingStepImage></SdkMessageProcessingStepImages>\n",
            ..STEP
        },
        Step { id: 2, message: "Create", stage: 40, mode: 1, entity: "none", filtering: "", ..STEP },
        Step { id: 3, message: "Delete", stage: 10, class: "Acme.Orders.OrderTotals", ..STEP },
        Step {
            id: 4,
            message: "0c0ffee0-0000-4000-8000-000000000000",
            stage: 50,
            class: "Acme.Orders.OrderTotals",
            ..STEP
        },
    ];
    let path = scratch.write("Sol.zip", &solution(BAD, &xml::of_steps("bad", &steps)));
    let report = checked(&[path]);
    assert_eq!(report.problems.len(), 0, "{:?}", report.problems);
    assert_eq!(lines(&report, "Acme.Orders.OrderCounter"), ["step Update account 20 0 yes", "step Create - 40 1 no"]);
    assert_eq!(
        lines(&report, "Acme.Orders.OrderTotals"),
        // The name of a custom message is known from the step's name only.
        ["step Delete account 10 0 maybe", "step 0c0ffee0-0000-4000-8000-000000000000 account 50 0 no"]
    );
    assert_eq!(lines(&report, "Acme.Orders.OrderNumbering"), [""; 0]);
    let first = &root(&report, "Acme.Orders.OrderCounter").steps[0];
    assert_eq!(first.id.as_ref().map(|id| id.as_str().to_owned()), Some(xml::id(1)));
    assert_eq!(first.rank, Some(1));
    assert_eq!(first.filtering_attributes.len(), 1);
    assert_eq!(first.enabled, None);
    assert_eq!(first.images[0].attributes.len(), 2);
    assert_eq!(first.images[0].kind, Some("preImage"));
    let source = first.source.as_ref().expect("it stands in a file");
    assert!(source.file.as_str().ends_with("Sol.zip!/customizations.xml"));
    let text = xml::of_steps("bad", &steps);
    let line = text.lines().nth(source.line as usize - 1).expect("there are so many lines");
    assert!(line[source.column as usize - 1..].starts_with("<SdkMessageProcessingStep Name"), "{line}");
}

#[test]
fn custom_apis_workflows_and_data_providers_are_joined_by_the_id_of_the_type() {
    let scratch = Scratch::new("custom_apis_workflows_and_data_providers_are_joined_by_the_id_of_the_type");
    let types = [
        xml::plugin_type("bad", "Acme.Orders.OrderCounter", 1, ""),
        xml::plugin_type(
            "bad",
            "Acme.Orders.OrderTotals",
            2,
            "<WorkflowActivityGroupName>Acme</WorkflowActivityGroupName>",
        ),
        xml::plugin_type("bad", "Acme.Orders.OrderNumbering", 3, ""),
    ];
    let provider = "<EntityDataProvider Name=\"P\"><RetrievePlugin>7e0c9a10-0000-4000-8000-000000000003</RetrievePlugin></EntityDataProvider>";
    let customizations = xml::customizations(&xml::assembly("bad", 1, &types.concat()), "")
        .replace("  <Entities />", &format!("  <EntityDataProviders>{provider}</EntityDataProviders>"));
    let api = "<customapi uniquename=\"acme_Count\"><boundentitylogicalname>account</boundentitylogicalname><name>Count</name><plugintypeid><plugintypeexportkey>{7E0C9A10-0000-4000-8000-000000000001}</plugintypeexportkey></plugintypeid></customapi>";
    let path = scratch.write(
        "Sol.zip",
        &zip(&[
            Entry::deflated("customizations.xml", customizations.as_bytes()),
            Entry::stored("customapis/acme_Count/customapi.xml", api.as_bytes()),
            Entry::deflated("PluginAssemblies/Acme-A55E/Acme.dll", &testdata(BAD)),
        ]),
    );
    let report = checked(&[path]);
    assert_eq!(lines(&report, "Acme.Orders.OrderCounter"), ["customApi acme_Count account 30 0 yes"]);
    assert_eq!(lines(&report, "Acme.Orders.OrderTotals"), ["workflow - - - - maybe"]);
    assert_eq!(lines(&report, "Acme.Orders.OrderNumbering"), ["dataProvider Retrieve - 30 0 yes"]);
}
