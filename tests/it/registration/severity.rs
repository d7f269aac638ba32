//! How a class is registered changes how much harm a defect does, and the message says so.

use ilvet::check::Options;
use ilvet::finding::{Report, Severity};

use super::xml::{self, STEP, Step};
use super::{BAD, checked_as, checked_with};
use crate::scratch::Scratch;

/// The report on a fixture that is registered so.
fn report(name: &str, fixture: &str, isolation: u32, steps: &[Step]) -> Report {
    let scratch = Scratch::new(&format!("severity_{name}"));
    let assembly = fixture.rsplit('/').next().and_then(|name| name.strip_suffix(".dll")).expect("it is a DLL");
    let steps: String = steps.iter().map(|step| step.element(assembly)).collect();
    let text = xml::customizations(&xml::assembly(assembly, isolation, ""), &steps);
    let given = scratch.write("customizations.xml", text.as_bytes());
    checked_with(&[crate::source::root().join("testdata").join(fixture)], &[given])
}

/// Severities and messages of a rule's findings in a class.
fn of<'r>(report: &'r Report, rule: &str, class: &str) -> Vec<(Severity, &'r str)> {
    let findings = report.findings.iter().filter(|it| it.rule == rule);
    let findings = findings.filter(|it| it.location.type_name.as_ref().is_some_and(|name| name.as_str() == class));
    findings.map(|it| (it.severity, it.message.as_str())).collect()
}

#[test]
fn a_batch_is_low_where_all_steps_are_asynchronous() {
    const CLASS: &str = "Acme.Billing.BillingPlugin";
    let fixture = "rules/batch-request/bad.dll";
    let later = Step { class: CLASS, message: "Create", stage: 40, mode: 1, filtering: "", ..STEP };
    let now = Step { id: 2, mode: 0, ..later.clone() };
    let asynchronous = report("batch_asynchronous", fixture, 2, std::slice::from_ref(&later));
    let found = of(&asynchronous, "batch-request", CLASS);
    assert!(found.len() > 3);
    for (severity, message) in found.iter().filter(|(_, message)| !message.contains("DeleteMultiple")) {
        assert_eq!(*severity, Severity::Low, "{message}");
        let why =
            "low because all steps of the class are asynchronous (Create of account, PostOperation, asynchronous)";
        assert!(message.contains(why), "{message}");
    }
    let both = report("batch_both", fixture, 2, &[later.clone(), now]);
    let found = of(&both, "batch-request", CLASS);
    assert!(found.iter().any(|(severity, _)| *severity == Severity::Medium));
    assert!(found.iter().all(|(_, message)| !message.contains("because")));
    // A synchronous step that is disabled does not run.
    let off = Step { id: 2, mode: 0, more: "      <StateCode>1</StateCode>\n", ..later.clone() };
    let found = report("batch_disabled", fixture, 2, &[later, off]);
    assert!(of(&found, "batch-request", CLASS).iter().all(|(severity, _)| *severity == Severity::Low));
}

#[test]
fn a_change_that_stays_is_medium_where_all_steps_are_asynchronous() {
    const CLASS: &str = "Acme.Contacts.ContactPlugin";
    let fixture = "rules/async-no-rollback/bad.dll";
    let later = Step { class: CLASS, message: "Create", stage: 40, mode: 1, filtering: "", ..STEP };
    let now = Step { id: 2, mode: 0, ..later.clone() };
    let asynchronous = report("rollback_asynchronous", fixture, 2, std::slice::from_ref(&later));
    let found = of(&asynchronous, "async-no-rollback", CLASS);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, Severity::Medium);
    let why =
        "; medium because all steps of the class are asynchronous (Create of account, PostOperation, asynchronous)";
    assert!(found[0].1.ends_with(why), "{}", found[0].1);
    // Who sets a severity does not read why there was another, and reads all else.
    let mut finding =
        asynchronous.findings.iter().find(|it| it.rule == "async-no-rollback").cloned().expect("it is found");
    finding.set_severity(Severity::Medium);
    assert!(finding.message.ends_with(why), "{}", finding.message);
    finding.set_severity(Severity::High);
    assert_eq!(Some(finding.message.as_str()), found[0].1.strip_suffix(why));
    let cut = finding.message.clone();
    finding.set_severity(Severity::Low);
    assert_eq!(finding.message, cut);
    let both = report("rollback_both", fixture, 2, &[later, now]);
    let found = of(&both, "async-no-rollback", CLASS);
    assert!(matches!(found[..], [(Severity::Info, message)] if !message.contains("because")), "{found:?}");
}

/// The stage of CRM 4 runs behind the transaction and is synchronous: nothing rolls back, and the severity stays.
#[test]
fn a_change_that_stays_in_the_stage_of_crm_4_says_so() {
    const CLASS: &str = "Acme.Contacts.ContactPlugin";
    let behind = Step { class: CLASS, message: "Create", stage: 50, mode: 0, filtering: "", ..STEP };
    let found = report("rollback_behind", "rules/async-no-rollback/bad.dll", 2, std::slice::from_ref(&behind));
    let found = of(&found, "async-no-rollback", CLASS);
    let words = ": no step of the class runs inside a transaction that rolls that back";
    assert!(matches!(found[..], [(Severity::Info, message)] if message.ends_with(words)), "{found:?}");
}

/// Two classes throw at one place in their base: what is told is of the one that a step calls.
#[test]
fn a_change_that_stays_is_told_of_the_class_that_is_called() {
    for (class, line) in [("Acme.Shared.Early", 60), ("Acme.Shared.Late", 69)] {
        let later = Step { class, message: "Create", stage: 40, mode: 1, filtering: "", ..STEP };
        let fixture = "rules/async-no-rollback/shared.dll";
        let found = report(&format!("rollback_shared_{line}"), fixture, 2, std::slice::from_ref(&later));
        let found = of(&found, "async-no-rollback", "Acme.Shared.ThrowingBase");
        let [(severity, message)] = found[..] else { panic!("{found:?}") };
        let short = class.rsplit('.').next().unwrap_or_default();
        assert!(message.contains(&format!("in {short}.Save(IOrganizationService), line {line}")), "{message}");
        assert!(message.contains(&format!("medium because all steps of {class} are asynchronous")), "{message}");
        assert_eq!(severity, Severity::Medium);
        // In the stage of CRM 4 the severity is that of a class that nothing calls.
        let behind = Step { mode: 0, stage: 50, ..later };
        let found = report(&format!("rollback_behind_{line}"), fixture, 2, std::slice::from_ref(&behind));
        let found = of(&found, "async-no-rollback", "Acme.Shared.ThrowingBase");
        assert!(
            matches!(found[..], [(Severity::Info, message)] if message.contains(&format!("in {short}.Save"))),
            "{found:?}"
        );
    }
}

/// Why a finding has its severity is not said where the user gave it another one.
#[test]
fn the_reason_goes_with_the_severity() {
    const CLASS: &str = "Acme.Approvals.ApprovalPlugin";
    let scratch = Scratch::new("the_reason_goes_with_the_severity");
    let later = Step { class: CLASS, message: "Create", stage: 40, mode: 1, filtering: "", ..STEP };
    let text = xml::customizations(&xml::assembly("bad", 2, ""), &later.element("bad"));
    let given = scratch.write("customizations.xml", text.as_bytes());
    let dll = crate::source::root().join("testdata/rules/thread-sleep/bad.dll");
    for (severity, is_said) in [(Severity::Low, true), (Severity::High, false)] {
        let options = Options { severities: vec![("thread-sleep", severity)], ..Options::default() };
        let report = checked_as(std::slice::from_ref(&dll), std::slice::from_ref(&given), options);
        let found = of(&report, "thread-sleep", CLASS);
        assert!(found.len() > 2 && found.iter().all(|it| it.0 == severity));
        assert!(found.iter().all(|it| it.1.contains("low because") == is_said), "{found:?}");
    }
}

#[test]
fn a_sleep_is_low_where_no_step_runs_inside_a_transaction() {
    const CLASS: &str = "Acme.Approvals.ApprovalPlugin";
    let fixture = "rules/thread-sleep/bad.dll";
    let later = Step { class: CLASS, message: "Create", stage: 40, mode: 1, filtering: "", ..STEP };
    let found = report("sleep_asynchronous", fixture, 2, std::slice::from_ref(&later));
    let found = of(&found, "thread-sleep", CLASS);
    assert!(found.len() > 2);
    let why = "low because all steps of the class run outside of a transaction (Create of account, PostOperation, asynchronous)";
    for (severity, message) in found {
        assert_eq!(severity, Severity::Low, "{message}");
        assert!(message.ends_with(why), "{message}");
        assert!(message.contains("outside of a transaction: it holds no row locks, but a worker"), "{message}");
        assert!(!message.contains("inside") && !message.contains("after a write"), "{message}");
    }
    // The stage of CRM 4 runs behind the transaction; no worker of a service does.
    let behind = Step { stage: 50, mode: 0, ..later.clone() };
    let found = report("sleep_behind", fixture, 2, std::slice::from_ref(&behind));
    let found = of(&found, "thread-sleep", CLASS);
    assert!(found.iter().all(|(severity, message)| *severity == Severity::Low && !message.contains("worker")));
    // One step inside a transaction is enough, and so is one of which nobody knows.
    for (name, stage) in [("sleep_both", 40), ("sleep_before", 10)] {
        let both = report(name, fixture, 2, &[later.clone(), Step { id: 2, mode: 0, stage, ..later.clone() }]);
        let found = of(&both, "thread-sleep", CLASS);
        let is_high = |(severity, message): &(Severity, &str)| {
            *severity == Severity::High && message.contains("after a write: its row locks are held meanwhile")
        };
        assert!(found.iter().any(is_high), "{found:?}");
        assert!(found.iter().all(|(_, message)| !message.contains("because")), "{found:?}");
    }
}

/// What is said of transactions is true where there is none.
#[test]
fn no_rule_speaks_of_a_transaction_where_there_is_none() {
    let rules = [
        ("static-lock", "makes other calls wait"),
        ("sync-over-async", "its thread does nothing else until it is done"),
        ("swallowed-service-exception", "nobody learns that it failed"),
        ("cross-process-lock", "makes other calls wait"),
    ];
    for (rule, words) in rules {
        let fixture = format!("rules/{rule}/bad.dll");
        let plain = report(&format!("words_{rule}"), &fixture, 2, &[]);
        let classes: std::collections::BTreeSet<&str> = plain
            .findings
            .iter()
            .filter(|it| it.rule == rule)
            .flat_map(|it| it.roots.iter().map(ilvet::text::Text::as_str))
            .collect();
        let steps: Vec<Step> = classes
            .iter()
            .enumerate()
            .map(|(id, class)| Step {
                id: u8::try_from(id).unwrap_or_default(),
                class: Box::leak((*class).to_owned().into_boxed_str()),
                mode: 1,
                stage: 40,
                ..STEP
            })
            .collect();
        let found = report(&format!("words_{rule}_asynchronous"), &fixture, 2, &steps);
        let messages = |report: &Report| -> Vec<String> {
            report.findings.iter().filter(|it| it.rule == rule).map(|it| it.message.clone()).collect()
        };
        let (found, plain) = (messages(&found), messages(&plain));
        assert!(!found.is_empty() && found.len() == plain.len());
        assert!(found.iter().all(|message| message.contains(words) && !message.contains("transaction")), "{found:?}");
        assert!(plain.iter().all(|message| message.contains("transaction") && !message.contains(words)), "{plain:?}");
    }
}

#[test]
fn state_of_a_class_that_nothing_calls_is_low() {
    let found = report("idle", BAD, 2, &[STEP]);
    let registered = of(&found, "stateful-plugin", "Acme.Orders.OrderCounter");
    assert!(!registered.is_empty() && registered.iter().all(|(severity, _)| *severity == Severity::High));
    let idle = of(&found, "stateful-plugin", "Acme.Orders.OrderTotals");
    assert!(!idle.is_empty());
    for (severity, message) in idle {
        assert_eq!(severity, Severity::Low);
        assert!(message.ends_with("; low because no step of the solution calls the class"), "{message}");
    }
    // A solution without any step of the assembly says nothing: they are in another one.
    let found = report("idle_elsewhere", BAD, 2, &[]);
    assert_eq!(found.summary.high, 11);
    assert_eq!(of(&found, "unregistered-plugin", "Acme.Orders.OrderTotals").len(), 1);
}

/// What replaces it is found for a class that nothing calls, and does less harm: both are said.
#[test]
fn what_a_live_class_changes_is_not_hidden_by_what_an_idle_one_writes() {
    let fixture = "rules/shared-object-mutation/idle.dll";
    let severities = |name: &str, class: &'static str| {
        let found = report(name, fixture, 2, &[Step { class, ..STEP }]);
        let written = of(&found, "stateful-plugin", "Acme.Idle.Counter");
        let changed = of(&found, "shared-object-mutation", "Acme.Idle.Counter");
        let written: Vec<Severity> = written.into_iter().map(|(severity, _)| severity).collect();
        (written, changed.into_iter().map(|(severity, _)| severity).collect::<Vec<_>>())
    };
    assert_eq!(severities("idle_holder", "Acme.Idle.Holder"), (vec![Severity::Low], vec![Severity::Medium]));
    assert_eq!(severities("idle_counter", "Acme.Idle.Counter"), (vec![Severity::High], vec![]));
    let found = report("idle_roots", fixture, 2, &[Step { class: "Acme.Idle.Counter", ..STEP }]);
    let written = found.findings.iter().find(|it| it.rule == "stateful-plugin").expect("it is found");
    assert_eq!(
        written.roots.iter().map(ilvet::text::Text::as_str).collect::<Vec<_>>(),
        ["Acme.Idle.Counter", "Acme.Idle.Holder", "Acme.Idle.Standing"]
    );
}

#[test]
fn what_the_sandbox_forbids_is_info_where_there_is_none() {
    let severities = |name: &str, isolation: u32| -> Vec<Severity> {
        let found = report(name, "rules/sandbox-api/bad.dll", isolation, &[Step { class: "X", ..STEP }]);
        found.findings.iter().filter(|it| it.rule == "sandbox-api").map(|it| it.severity).collect()
    };
    let (free, boxed) = (severities("isolation_1", 1), severities("isolation_2", 2));
    assert!(free.len() == boxed.len() && free.iter().all(|severity| *severity == Severity::Info), "{free:?}");
    assert!(boxed.contains(&Severity::Medium));
}
