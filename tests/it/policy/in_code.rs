//! Suppressions that stand in the code.

use super::{findings, report};
use crate::scratch::Scratch;

/// Every build of the fixture: mcs and Roslyn write the attributes each in its own way.
const BUILDS: [&str; 5] = ["", "mcs-debug", "mcs-release", "roslyn41-debug", "roslyn34-release"];

#[test]
fn attributes_suppress_what_they_are_on_and_what_they_name() {
    let scratch = Scratch::new("attributes_suppress_what_they_are_on");
    for build in BUILDS {
        let folder = if build.is_empty() { String::new() } else { format!("builds/{build}/") };
        scratch.fixture(&format!("{folder}shapes/suppressed.dll"), "suppressed.dll");
        let (run, code, told) = report(&scratch.path(""), &["suppressed.dll"]);
        assert_eq!(code, Some(1), "{build}");
        let counts = |class: &str, reason: Option<&str>| {
            findings(&run, |it| {
                let member = it["location"]["authoredMember"].as_str().unwrap_or_default();
                let told = it["suppressed"].as_object().map(|why| why["reason"].as_str().unwrap_or("none"));
                member.contains(&format!("Acme.Suppressed.{class}")) && it["rule"] != "no-tracing" && told == reason
            })
        };
        assert_eq!((counts("OnType", Some("one node, one user")), counts("OnType", None)), (2, 0), "{build}");
        assert_eq!(counts("OnMembers.Execute", Some("all of this method, lambdas too")), 2, "{build}");
        assert_eq!(counts("OnMembers", Some("of a property")), 1, "{build}");
        assert_eq!(counts("OnMembers.Help", Some("a field of no interest")), 1, "{build}");
        assert_eq!(counts("OnMembers", None), 1, "{build}: what nobody suppresses");
        assert_eq!(counts("ByTarget", Some("none")), 1, "{build}");
        assert_eq!(counts("Elsewhere", Some("counts, and nothing else")), 1, "{build}");
        assert_eq!(counts("Elsewhere", None), 1, "{build}");
        assert!(findings(&run, |it| it["suppressed"]["by"] == "attribute") == 8, "{build}");
        assert!(told.contains("suppressed: a suppression in the code: there is no rule `stateful-plugn`; did you mean `stateful-plugin`?"), "{told}");
        assert!(
            told.contains("the suppression of thread-sleep for M:Acme.Suppressed.Elsewhere.Gone is not needed"),
            "{told}"
        );
        assert!(told.contains("the suppression of static-lock for M:Acme.Suppressed.OnMembers.Execute(System.IServiceProvider) is not needed"), "{told}");
        assert!(!told.contains("CA1822"), "{told}");
        assert!(
            told.contains("8 findings suppressed;") || told.ends_with("8 findings suppressed; fails at high:medium\n"),
            "{told}"
        );
    }
}
