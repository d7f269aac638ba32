//! Reports made by hand.

use ilvet::finding::{
    AssemblyInfo, Confidence, Finding, Gone, Input, Location, MethodCounts, NotAnalysed, Problem, Report, RootInfo,
    RootStep, Severity, Source, Status, Step, StepImage, Summary, Suppressed, Tool, Unused, Via,
};
use ilvet::text::Text;

/// A report without anything in it.
pub(crate) fn empty() -> Report {
    Report {
        schema_version: "1.0",
        tool: Tool { name: "ilvet", version: "0.0.0" },
        inputs: Vec::new(),
        assemblies: Vec::new(),
        roots: Vec::new(),
        findings: Vec::new(),
        problems: Vec::new(),
        not_analysed: Vec::new(),
        gone: Vec::new(),
        unused: Vec::new(),
        config: None,
        code_suppressions: Vec::new(),
        solutions: 0,
        unused_own: Vec::new(),
        undefined: Vec::new(),
        summary: Summary::default(),
    }
}

/// An assembly that was analysed and has nothing to report.
pub(crate) fn clean(roots: usize) -> Report {
    let mut report = empty();
    report.inputs.push(Input { path: "bin/Acme.dll".into(), sha256: Some("ab".repeat(32)), kind: "assembly" });
    report.assemblies.push(assembly("Acme", "bin/Acme.dll", Status::Analysed));
    report.summary = Summary { assemblies: 1, roots, methods_in_reach: 41 * roots, ..Summary::default() };
    report
}

/// Every kind of entry, with and without what may be absent.
pub(crate) fn rich() -> Report {
    let mut report = clean(2);
    report.assemblies[0].methods.skipped.insert("bad header", 3);
    report.assemblies[0].status = Status::Partial;
    report.inputs.push(Input { path: "gone.dll".into(), sha256: None, kind: "unreadable" });
    report.inputs.push(Input { path: "bin/native.dll".into(), sha256: Some("cd".repeat(32)), kind: "skipped" });
    let mut copy = assembly("Acme", "obj/Acme.dll", Status::DuplicateOf);
    copy.duplicate_of = Some("bin/Acme.dll".into());
    report.assemblies.push(copy);
    report.roots.push(root("Acme.Plugins.Counter", "plugin"));
    report.roots[0].steps.push(registered());
    report.roots.push(root("Acme.Plugins.Outer+Handler", "workflowActivity"));
    report.findings = findings();
    report.problems.push(problem("IO", "gone.dll", "no such file or folder", None));
    report.problems.push(problem("I02", "bin/Acme.dll", "method header is neither tiny nor fat", Some(612)));
    report.not_analysed.push(NotAnalysed {
        kind: "unresolvedBase",
        input: "bin/Acme.dll".into(),
        type_name: Some("Acme.Plugins.Derived".into()),
        reason: "its base class Fabrikam.PluginBase is in Fabrikam.Core, which was not found".to_owned(),
        count: 1,
    });
    report.not_analysed.push(NotAnalysed {
        kind: "reflection",
        input: "bin/Acme.dll".into(),
        type_name: None,
        reason: "methods called by reflection".to_owned(),
        count: 4,
    });
    report.gone.push(Gone {
        rule: "static-lock".into(),
        assembly: "Acme".into(),
        authored_member: Some("M:Acme.Plugins.Counter.Lock".into()),
        message: "Counter.Lock takes a lock".into(),
        fingerprint: format!("v1:{}", "1".repeat(32)),
    });
    report.unused.push(Unused {
        kind: "suppression",
        what: "ilvet.toml:7: the suppression of static-state is not needed: nothing is found there".to_owned(),
    });
    report.config = Some("ilvet.toml".into());
    report.summary = Summary {
        critical: 0,
        high: 2,
        medium: 1,
        low: 0,
        info: 0,
        suppressed: 1,
        baselined: 0,
        gone: 1,
        roots: 2,
        assemblies: 1,
        methods_in_reach: 41,
        methods_not_decoded: 3,
        failed_inputs: 1,
        skipped_inputs: 1,
    };
    report
}

fn findings() -> Vec<Finding> {
    let mut counter = finding("stateful-plugin", Severity::High, "Acme.Plugins.Counter", "Increment(System.Int32)");
    counter.message = String::from(
        "Counter.Increment writes the field Counter.count, which every execution of the plug-in on this \
                       server shares: two executions at once read and write each other's value",
    );
    counter.target = Some("F:Acme.Plugins.Counter.count".into());
    counter.location.source = Some(source(31));
    counter.path = vec![
        step("M:Acme.Plugins.Counter.Execute(System.IServiceProvider)", Some(source(24)), Some(7), Via::Entry),
        step(
            "M:Acme.Plugins.Counter.Run(System.Collections.Generic.List{System.Int32})",
            Some(source(28)),
            Some(2),
            Via::Callvirt,
        ),
        step("M:Acme.Plugins.Counter.Increment(System.Int32)", Some(source(31)), Some(14), Via::Call),
    ];
    let mut lambda = finding("stateful-plugin", Severity::High, "Acme.Plugins.Counter+<>c__DisplayClass3_0", "x");
    lambda.location.member = Some("M:Acme.Plugins.Counter.<>c__DisplayClass3_0.{Execute}b__0".into());
    lambda.location.authored_member = Some("M:Acme.Plugins.Counter.Execute(System.IServiceProvider)".into());
    lambda.message = String::from("Counter.Execute writes the field Counter.last");
    lambda.confidence = Confidence::Medium;
    lambda.roots = vec!["Acme.Plugins.Counter".into()];
    lambda.path = vec![
        step("M:Acme.Plugins.Counter.Execute(System.IServiceProvider)", None, Some(33), Via::Entry),
        step("M:Acme.Plugins.Counter.Execute(System.IServiceProvider)", None, Some(14), Via::Delegate),
    ];
    lambda.path[1].member = "M:Acme.Plugins.Counter.<>c__DisplayClass3_0.{Execute}b__0".into();
    let mut sleep = finding("thread-sleep", Severity::Medium, "Acme.Plugins.Outer+Handler", "#ctor");
    sleep.aliases = &["il-avoid-sleep"];
    sleep.message = String::from("Outer.Handler sleeps for 500 ms");
    sleep.location.authored_member = Some("M:Acme.Plugins.Outer.Handler.#ctor".into());
    sleep.location.member = Some("M:Acme.Plugins.Outer.Handler.#ctor".into());
    sleep.roots = vec!["Acme.Plugins.Counter".into(), "Acme.Plugins.Outer+Handler".into()];
    sleep.root_count = 22;
    sleep.baseline_state = Some("new");
    let mut quiet = sleep.clone();
    quiet.suppressed =
        Some(Suppressed { by: "config", reason: Some("known".into()), expires: Some("2030-01-31".to_owned()) });
    vec![counter, lambda, sleep, quiet]
}

/// A finding with the evidence that is always there.
pub(crate) fn finding(rule: &'static str, severity: Severity, class: &str, method: &str) -> Finding {
    let member = Text(format!("M:{class}.{method}"));
    Finding {
        rule,
        aliases: &[],
        severity,
        confidence: Confidence::High,
        category: "Design",
        message: "a message".to_owned(),
        why_at: None,
        target: None,
        location: Location {
            input: "bin/Acme.dll".into(),
            assembly: "Acme".into(),
            module: Some("Acme.dll".into()),
            type_name: Some(class.into()),
            member: Some(member.clone()),
            authored_member: Some(member),
            token: Some("0x06000003".to_owned()),
            il_offset: Some(14),
            instruction: Some("stfld int32 Acme.Plugins.Counter::count".into()),
            source: None,
        },
        roots: vec![class.into()],
        root_count: 1,
        path: Vec::new(),
        replaces: Vec::new(),
        help: match rule {
            "thread-sleep" => "A sleep holds the transaction's locks. Do the work in an asynchronous step.",
            _ => "One instance serves many threads at once. Keep what belongs to one execution in local variables.",
        },
        fingerprint: format!("v1:{}", "0".repeat(32)),
        suppressed: None,
        baseline_state: None,
    }
}

pub(crate) fn step(member: &str, source: Option<Source>, il_offset: Option<u32>, via: Via) -> Step {
    Step {
        member: member.into(),
        input: "bin/Acme.dll".into(),
        authored_member: member.into(),
        assembly: "Acme".into(),
        il_offset,
        source,
        via,
    }
}

fn source(line: u32) -> Source {
    Source { file: "src/Counter.cs".into(), line, column: 9, url: None }
}

pub(crate) fn assembly(name: &str, input: &str, status: Status) -> AssemblyInfo {
    AssemblyInfo {
        name: name.into(),
        version: Some("1.0.0.0".to_owned()),
        input: input.into(),
        mvid: Some("5f0d8b1c-0a52-4b60-9d1e-6a1a4c0e1f2b".to_owned()),
        target_framework: Some(".NETFramework,Version=v4.6.2".into()),
        symbols: Some("portable"),
        symbols_refused: None,
        status,
        duplicate_of: None,
        methods: MethodCounts { total: 50, with_body: 44, decoded: 41, skipped: std::collections::BTreeMap::default() },
    }
}

pub(crate) fn root(type_name: &str, kind: &'static str) -> RootInfo {
    let entry = Text(format!("M:{}.Execute(System.IServiceProvider)", type_name.replace('+', ".")));
    RootInfo {
        type_name: type_name.into(),
        kind,
        assembly: "Acme".into(),
        entry_methods: vec![entry],
        steps: Vec::new(),
        more: ilvet::finding::RootMore::default(),
    }
}

pub(crate) fn problem(code: &'static str, input: &str, what: &str, offset: Option<u32>) -> Problem {
    Problem {
        kind: "error",
        code,
        input: input.into(),
        token: offset.map(|_| "0x06000009".to_owned()),
        member: offset.map(|_| "M:Acme.Plugins.Counter.Broken".into()),
        offset,
        what: what.to_owned(),
        count: 1,
        section: offset.map(|_| "§II.25.4.1"),
    }
}

/// A step with all that there can be.
pub(crate) fn registered() -> RootStep {
    RootStep {
        id: Some("0d9e4a1c-3f0b-4a52-8c6d-0a524b609d1e".into()),
        name: Some("Acme.Plugins.Counter: Update of account".into()),
        message: Some("Update".into()),
        message_guessed: false,
        entity: Some("account".into()),
        stage: Some(20),
        mode: Some(0),
        rank: Some(1),
        filtering_attributes: vec!["name".into()],
        enabled: Some(true),
        transaction: "yes",
        kind: "step",
        images: vec![StepImage {
            name: Some("Before".into()),
            alias: Some("before".into()),
            kind: Some("preImage"),
            attributes: vec!["name".into()],
        }],
        source: Some(Source { file: "solution/Other/Customizations.xml".into(), line: 12, column: 5, url: None }),
    }
}
