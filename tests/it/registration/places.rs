//! Where registration data is: in archives, in unpacked folders, in files that are given, in attributes.

use ilvet::input::solutions;
use ilvet::limits::Limits;

use super::xml::{self, STEP, Step};
use super::{BAD, checked, checked_with, line, lines, root, solution, testdata};
use crate::archives::maker::{Entry, zip};
use crate::scratch::Scratch;

const CLASS: &str = "Acme.Orders.OrderCounter";

/// A solution as SolutionPackager unpacks it.
fn unpack(scratch: &Scratch) {
    let assembly = xml::assembly("bad", 2, &xml::plugin_type("bad", CLASS, 1, ""));
    scratch.write("sol/Other/Customizations.xml", xml::customizations("", "").as_bytes());
    scratch.write("sol/PluginAssemblies/Acme-A55E/Acme.dll.data.xml", assembly.trim().as_bytes());
    scratch.write("sol/PluginAssemblies/Acme-A55E/Acme.dll", &testdata(BAD));
    let step = STEP.element("bad");
    scratch.write("sol/SdkMessageProcessingSteps/{5e0c9a10-0000-4000-8000-000000000001}.xml", step.as_bytes());
    // The twin for the managed form says the same, and does not make it a duplicate.
    scratch.write("sol/SdkMessageProcessingSteps/{5e0c9a10-0000-4000-8000-000000000001}_managed.xml", step.as_bytes());
    let api = "<customapi uniquename=\"acme_Count\"><plugintypeid><plugintypeid>7e0c9a10-0000-4000-8000-000000000001</plugintypeid></plugintypeid></customapi>";
    scratch.write("sol/customapis/acme_Count/customapi.xml", api.as_bytes());
}

#[test]
fn an_unpacked_solution_tells_by_its_folder_and_by_a_file_in_it() {
    let scratch = Scratch::new("an_unpacked_solution_tells_by_its_folder_and_by_a_file_in_it");
    unpack(&scratch);
    let expected = ["customApi acme_Count - 30 0 yes", "step Update account 20 0 yes"];
    for named in ["sol", "sol/PluginAssemblies/Acme-A55E/Acme.dll", "."] {
        let report = checked(&[scratch.path(named)]);
        let mut found = lines(&report, CLASS);
        found.sort();
        assert_eq!(found, expected, "{named}");
        let kinds: Vec<&str> = report.inputs.iter().map(|it| it.kind).collect();
        assert_eq!(kinds.iter().filter(|kind| **kind == "solution").count(), 1, "{named}: {kinds:?}");
        assert!(report.findings.iter().all(|it| it.rule != "meta-remove-dup-reg"), "{named}");
        assert_eq!(report.problems.len(), 0, "{:?}", report.problems);
    }
}

#[test]
fn a_solution_without_an_assembly_is_still_checked() {
    let scratch = Scratch::new("a_solution_without_an_assembly_is_still_checked");
    let twice = [STEP, Step { id: 2, ..STEP }];
    scratch.write("sol/Other/Customizations.xml", xml::of_steps("bad", &twice).as_bytes());
    let path =
        scratch.write("Sol.zip", &zip(&[Entry::stored("customizations.xml", xml::of_steps("bad", &twice).as_bytes())]));
    for path in [scratch.path("sol"), path] {
        let report = checked(&[path]);
        let rules: Vec<&str> = report.findings.iter().map(|it| it.rule).collect();
        assert_eq!(rules, ["meta-remove-dup-reg"]);
        assert_eq!(ilvet::policy::outcome(&report, ilvet::policy::FailOn::default(), false).code(), 1);
    }
}

#[test]
fn a_bare_assembly_is_told_by_what_is_given() {
    let scratch = Scratch::new("a_bare_assembly_is_told_by_what_is_given");
    unpack(&scratch);
    let dll = scratch.write("bin/Acme.dll", &testdata(BAD));
    let other = scratch.write("bin/Other.dll", &testdata("rules/batch-request/good.dll"));
    let text = xml::of_steps("bad", &[STEP]);
    let archive = scratch.write("given/Sol.zip", &solution(BAD, &text));
    let file = scratch.write("given/some-name.xml", text.as_bytes());
    for given in [archive, file, scratch.path("sol")] {
        let report = checked_with(&[dll.clone(), other.clone()], &[given]);
        assert!(lines(&report, CLASS).contains(&"step Update account 20 0 yes".to_owned()));
        // Of the other assembly nothing is said: its classes are not unregistered.
        let known = report.roots.iter().filter(|root| root.more.registered).map(|root| root.assembly.as_str());
        assert!(known.clone().count() > 0 && known.clone().all(|assembly| assembly == "bad"));
        assert!(report.not_analysed.iter().any(|it| it.kind == "registration"));
        assert!(
            report.assemblies.iter().all(|it| it.input.as_str().contains("bin/")),
            "the assemblies given are not asked for"
        );
    }
    let bare = checked(&[dll]);
    assert!(root(&bare, CLASS).steps.is_empty());
    assert!(bare.not_analysed.iter().any(|it| it.kind == "registration"));
}

#[test]
fn what_says_nothing_is_refused() {
    let scratch = Scratch::new("what_says_nothing_is_refused");
    let empty = scratch.path("empty");
    std::fs::create_dir_all(&empty).expect("a folder can be made");
    let archive = scratch.write("package.zip", &zip(&[Entry::stored("a.txt", b"x")]));
    let text = scratch.write("text.xml", b"hello");
    let project = scratch.write("a.csproj", b"<Project><ItemGroup/></Project>");
    let in_archive = scratch.write("other.zip", &zip(&[Entry::stored("customizations.xml", b"<Project/>")]));
    for path in [empty, archive, scratch.path("gone.zip"), text, project, in_archive] {
        let refused = solutions(&[path], &Limits::default()).err().expect("it says nothing");
        assert!(refused.contains("neither a solution") || refused.contains("no such file"), "{refused}");
    }
}

#[test]
fn a_copy_in_a_solution_stands_for_one_that_nothing_tells_of() {
    let scratch = Scratch::new("a_copy_in_a_solution_stands_for_one_that_nothing_tells_of");
    // `bin` comes before `sol` by name.
    let bare = scratch.write("bin/Acme.dll", &testdata(BAD));
    let archive = scratch.write("sol.zip", &solution(BAD, &xml::of_steps("bad", &[STEP])));
    let report = checked(&[bare, archive]);
    assert_eq!(lines(&report, CLASS), ["step Update account 20 0 yes"]);
    let twice = zip(&[
        Entry::deflated("customizations.xml", xml::of_steps("bad", &[STEP]).as_bytes()),
        Entry::deflated("PluginAssemblies/Acme-A/Acme.dll", &testdata(BAD)),
        Entry::deflated("PluginAssemblies/Acme-B/Acme.dll", &testdata(BAD)),
    ]);
    let report = checked(&[scratch.write("twice.zip", &twice)]);
    assert_eq!(lines(&report, CLASS), ["step Update account 20 0 yes"]);
    assert_eq!(report.findings.iter().filter(|it| it.rule == "unregistered-plugin").count(), 2);
}

#[test]
fn a_package_in_a_solution_is_told_by_it() {
    let scratch = Scratch::new("a_package_in_a_solution_is_told_by_it");
    let package = zip(&[
        Entry::deflated("lib/net462/derived.dll", &testdata("builds/roslyn41-debug/shapes/derived.dll")),
        Entry::deflated("lib/net462/plugin-base.dll", &testdata("builds/roslyn41-debug/shapes/plugin-base.dll")),
    ]);
    // Such a step has a key in place of the class; its name says which class it is.
    let step = Step { class: "Fabrikam.Leads.LeadPlugin", ..STEP }.element("derived");
    let (before, rest) = step.split_once("      <PluginTypeName>").expect("it is there");
    let (_, after) = rest.split_once("</PluginTypeName>\n").expect("it has an end");
    let step = format!(
        "{before}      <PluginTypeExportKey>0c0ffee0-0000-4000-8000-000000000007</PluginTypeExportKey>\n{after}"
    );
    let path = scratch.write(
        "Sol.zip",
        &zip(&[
            Entry::deflated("customizations.xml", xml::customizations("", &step).as_bytes()),
            Entry::stored("pluginpackages/acme_P/package/acme_P.nupkg", &package),
        ]),
    );
    let report = checked(&[path]);
    assert_eq!(lines(&report, "Fabrikam.Leads.LeadPlugin"), ["step Update account 20 0 yes"]);
    assert!(root(&report, "Fabrikam.Leads.AccountPlugin").more.registered);
    assert_eq!(report.problems.len(), 0, "{:?}", report.problems);
}

#[test]
fn attributes_serve_where_nothing_else_says_it() {
    for build in ["", "builds/mcs-debug/", "builds/mcs-release/", "builds/roslyn34-release/"] {
        let path = |name: &str| crate::source::root().join(format!("testdata/{build}shapes/{name}.dll"));
        let report = checked(&[path("attributes")]);
        assert_eq!(
            lines(&report, "Contoso.Attributes.Bulk"),
            ["step Update account 40 1 no", "step Create - 40 1 no"],
            "in this toolkit 0 means asynchronous"
        );
        let bulk = &root(&report, "Contoso.Attributes.Bulk").steps[0];
        assert_eq!(bulk.id.as_ref().map(ilvet::text::Text::as_str), Some("9c0ffee0-0000-4000-8000-000000000001"));
        assert_eq!((bulk.rank, bulk.filtering_attributes.len()), (Some(3), 2));
        assert_eq!(bulk.images[0].kind, Some("both"));
        assert_eq!(
            lines(&report, "Contoso.Attributes.Single"),
            ["step Create account 20 0 yes", "step Create account 40 1 no"]
        );
        assert_eq!(lines(&report, "Contoso.Attributes.Api"), ["customApi contoso_Do - 30 0 yes"]);
        assert_eq!(lines(&report, "Contoso.Attributes.InWorkflow"), ["workflow - - - - maybe"]);
        assert!(!root(&report, "Contoso.Attributes.Unknown").more.registered);
        let other = checked(&[path("attributes-other")]);
        assert_eq!(
            lines(&other, "Contoso.Attributes.Steps"),
            ["step Update account 10 0 maybe", "step Delete account 40 1 no"],
            "in this toolkit 0 means synchronous"
        );
        assert_eq!(root(&other, "Contoso.Attributes.Steps").steps[1].enabled, Some(true));
        assert_eq!(
            root(&other, "Contoso.Attributes.Api").steps.iter().map(line).collect::<Vec<_>>(),
            ["customApi contoso_Do - 30 0 yes"]
        );
    }
    // A solution knows better.
    let path = crate::source::root().join("testdata/shapes/attributes.dll");
    let scratch = Scratch::new("attributes_serve_where_nothing_else_says_it");
    let step = Step { class: "Contoso.Attributes.Bulk", message: "Delete", ..STEP };
    let given = scratch.write("customizations.xml", xml::of_steps("attributes", &[step]).as_bytes());
    let report = checked_with(&[path], &[given]);
    assert_eq!(lines(&report, "Contoso.Attributes.Bulk"), ["step Delete account 20 0 yes"]);
    assert_eq!(lines(&report, "Contoso.Attributes.Single"), [""; 0]);
}
