//! What a finding shows as its evidence is true: over all fixtures, against a search of the test's own.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use ilvet::analysis::facts::{Action, Value};
use ilvet::analysis::{ContextId, Edge, PathStep, Phase, Program, Reach, Via};
use ilvet::check::{Mark, Options, Unit, check, check_viewed};
use ilvet::dataverse::Root;
use ilvet::finding::{Finding, Report, Step};
use ilvet::il::Opcode;
use ilvet::model::{MethodHandle, MethodId, TypeHandle};
use ilvet::rules::{ALL, Context};
use ilvet::text::Text;
use rayon::prelude::*;

use crate::fixtures::{every_input, units_of};

/// A finding in the reach of one root, with its path.
struct Evidence {
    root: String,
    mark: Mark,
    /// Member, offset, via.
    path: Vec<(String, u32, Via)>,
}

/// How far every context is from an entry, over exact edges in own code alone or over all: breadth first, written anew for the test.
fn distances(reach: &Reach<'_, '_, '_>, exact: bool) -> HashMap<ContextId, usize> {
    let mut far: HashMap<ContextId, usize> = reach.flow().entries.iter().map(|(context, _)| (*context, 0)).collect();
    let mut queue: VecDeque<ContextId> = reach.flow().entries.iter().map(|(context, _)| *context).collect();
    while let Some(context) = queue.pop_front() {
        let next = far[&context] + 1;
        for edge in reach.edges(context).iter().filter(|edge| !exact || is_certain(reach, edge)) {
            far.entry(edge.to).or_insert_with(|| {
                queue.push_back(edge.to);
                next
            });
        }
    }
    far
}

fn is_certain(reach: &Reach<'_, '_, '_>, edge: &Edge) -> bool {
    edge.exact && reach.program().is_own(reach.method(edge.to))
}

/// Whether an instruction can lead to another method in this way.
fn can_lead(opcode: Opcode, via: Via) -> bool {
    use Opcode::{Call, Calli, Callvirt, Jmp, Ldftn, Ldsfld, Ldsflda, Ldvirtftn, Newobj, Stsfld};
    match via {
        Via::Call => matches!(opcode, Call | Jmp | Callvirt),
        Via::Newobj => opcode == Newobj,
        Via::Callvirt => opcode == Callvirt,
        Via::Override | Via::Interface => matches!(opcode, Call | Callvirt),
        Via::Delegate => matches!(opcode, Ldftn | Ldvirtftn | Call | Calli | Callvirt | Newobj),
        Via::Async | Via::Iterator | Via::Callback => matches!(opcode, Call | Callvirt | Newobj),
        Via::StaticConstructor => matches!(opcode, Call | Callvirt | Newobj | Ldsfld | Ldsflda | Stsfld),
        Via::Entry | Via::Constructor => false,
    }
}

fn rooted<'c>(cx: &Context<'c, '_>) -> &'c Root {
    cx.root.expect("only roots are viewed")
}

/// Whether a path may begin with this method in this way.
fn may_begin(cx: &Context<'_, '_>, method: MethodId, via: Via) -> bool {
    let handle = MethodHandle::Def(method);
    match via {
        Via::Entry => rooted(cx).entries.contains(&method),
        Via::Constructor => rooted(cx).constructing.contains(&method),
        // Of the class itself or of a base.
        Via::StaticConstructor => {
            let mut lineage = cx.universe().lineage(rooted(cx).type_id).into_iter();
            lineage.any(|(owner, _)| cx.program().static_constructor(owner) == Some(method))
        }
        // A constructor, or a method that it calls, makes a delegate of it.
        Via::Delegate => cx.reach.contexts().iter().any(|context| {
            let facts = cx.reach.facts(*context);
            let module = cx.reach.method(*context).module;
            cx.reach.phase(*context) == Phase::Constructing
                && facts.events().iter().any(|event| match event.action {
                    Action::Bind(function) => matches!(
                        facts.value(function),
                        Value::Function(token, _)
                            if cx.program().callee(module, token).is_some_and(|callee| callee.handle == handle)
                    ),
                    _ => false,
                })
        }),
        _ => false,
    }
}

/// Looks at the reach of one root: its paths, and whether it finds the same when nothing was analysed before it.
fn look(cx: &Context<'_, '_>, marks: &[Mark], wrong: &mut Vec<String>) -> Vec<Evidence> {
    let universe = cx.universe();
    let root = universe.full_name(TypeHandle::Def(rooted(cx).type_id)).as_str().to_owned();
    let (certain, all) = (distances(cx.reach, true), distances(cx.reach, false));
    let mut evidence = Vec::new();
    for mark in marks {
        let path = &mark.path;
        let shown: Vec<_> = path
            .iter()
            .map(|step| {
                (universe.method_doc_id(MethodHandle::Def(step.method)).as_str().to_owned(), step.at.0, step.via)
            })
            .collect();
        let mut fail = |what: &str| wrong.push(format!("{root}: {}: {what}\n  {shown:?}", mark.rule));
        let exact = certain.contains_key(&mark.context);
        if exact != cx.reach.is_exact(mark.context) {
            fail("it is sure and should not be, or the other way round");
        }
        let shortest = if exact { certain[&mark.context] } else { all[&mark.context] };
        // Into a dependency it leads through the call at which it is reported, be there a shorter one or not.
        let here = |step: &&PathStep| {
            (Some(step.method.token().to_string()), Some(step.at.0))
                == (mark.location.token.clone(), mark.location.il_offset)
        };
        let entered = path.iter().rev().skip(1).take_while(|step| !cx.program().is_own(step.method)).count() + 1;
        let enters = path
            .iter()
            .rev()
            .nth(entered)
            .filter(|_| !path.last().is_some_and(|last| cx.program().is_own(last.method)));
        match enters {
            Some(step) if path.last().is_some_and(|last| !here(&last)) => {
                if !here(&step) {
                    fail("it does not enter the dependency where it is reported");
                }
                let before = *certain.get(&step.context).unwrap_or(&all[&step.context]);
                if path.len() != before + 1 + entered || path.len() != mark.steps {
                    fail(&format!("there is a path of {before} steps to the dependency"));
                }
            }
            _ if path.len() != shortest + 1 || path.len() != mark.steps => {
                fail(&format!("there is a path of {} steps", shortest + 1));
            }
            _ => {}
        }
        match path.first() {
            Some(first) if may_begin(cx, first.method, first.via) => {}
            _ => fail("it does not begin at an entry method"),
        }
        if path.last().is_none_or(|last| (last.context, last.at) != (mark.context, mark.at)) {
            fail("it does not end at the site");
        }
        for pair in path.windows(2) {
            let (step, next) = (pair[0], pair[1]);
            let edge = cx.reach.edges(step.context).iter().any(|edge| {
                (edge.at, edge.to, edge.via) == (step.at, next.context, next.via)
                    && (!exact || is_certain(cx.reach, edge))
            });
            if !edge {
                fail("two steps have nothing between them");
            }
            let code = cx.program().code(step.method).expect("it runs");
            let at = code.instructions.binary_search_by_key(&step.at, |instruction| instruction.offset);
            if !at.is_ok_and(|at| can_lead(code.instructions[at].opcode, next.via)) {
                fail(&format!("no instruction at {:x} leads on in this way ({:?})", step.at.0, next.via));
            }
        }
        evidence.push(Evidence { root: root.clone(), mark: mark.clone(), path: shown });
    }
    let (together, alone) = (hits(cx), hits_alone(cx));
    if together != alone {
        wrong.push(format!("{root}: alone it has other findings\n  {together:?}\n  {alone:?}"));
    }
    evidence
}

/// Rule, method, offset and target of every hit.
type Hits = BTreeSet<(&'static str, u32, u32, Option<String>)>;

fn hits(cx: &Context<'_, '_>) -> Hits {
    let mut hits = Vec::new();
    for rule in ALL {
        rule.check(cx, &mut hits);
    }
    let key = |hit: &ilvet::rules::Hit| {
        let target = hit.target.as_ref().map(|target| target.as_str().to_owned());
        (hit.rule.id, hit.method.token().0, hit.at.0, target)
    };
    hits.iter().map(key).collect()
}

/// The same for a program in which no other root was looked at.
fn hits_alone(cx: &Context<'_, '_>) -> Hits {
    let universe = cx.universe();
    let program = Program::new(universe, cx.program().own().clone());
    let reach = Reach::of(&program, rooted(cx).type_id, &rooted(cx).constructing, &rooted(cx).entries);
    hits(&Context::new(cx.root, &reach))
}

/// What is wrong with a finding, given what each root has to say of it.
fn compare(finding: &Finding, evidence: &[&Evidence]) -> Vec<String> {
    let mut wrong = Vec::new();
    let place = format!("{} in {:?}", finding.rule, finding.location.authored_member);
    let roots: BTreeSet<&str> = evidence.iter().map(|it| it.root.as_str()).collect();
    let listed: BTreeSet<&str> = finding.roots.iter().map(Text::as_str).collect();
    if roots.len() != finding.root_count || roots.iter().copied().take(20).collect::<BTreeSet<_>>() != listed {
        wrong.push(format!("{place}: reached from {roots:?}, the report says {listed:?}"));
    }
    let best = evidence
        .iter()
        .rev()
        .max_by(|a, b| a.mark.rank(finding).cmp(&b.mark.rank(finding)))
        .expect("somebody found it");
    let shown: Vec<_> = finding
        .path
        .iter()
        .map(|step| (step.member.as_str().to_owned(), step.il_offset.unwrap_or(0), step.via))
        .collect();
    // A report tells 64 steps at most: those at both ends.
    let mut whole = best.path.clone();
    if whole.len() > 64 {
        whole.drain(32..whole.len() - 32);
    }
    if shown != whole || finding.confidence != best.mark.confidence {
        wrong.push(format!("{place}: the best path is\n  {:?}, the report has\n  {shown:?}", best.path));
    }
    // A finding at a call into a dependency goes on behind the place where it stands.
    let at = |step: &Step| {
        Some(&step.member) == finding.location.member.as_ref() && step.il_offset == finding.location.il_offset
    };
    let at = finding.path.iter().position(at);
    if at.is_none() {
        wrong.push(format!("{place}: the path does not end there\n  {shown:?}"));
    }
    for step in &finding.path {
        let name = step.authored_member.as_str().split('(').next().unwrap_or_default();
        if name.contains(".{") || name.contains(".$") || name.contains("VB$") {
            wrong.push(format!("{place}: {name} was not written by hand"));
        }
    }
    wrong
}

/// The findings of an input, and what is wrong with them.
fn examine(units: &[Unit]) -> (Vec<Finding>, Vec<String>) {
    let (report, views) = check_viewed(units, &Options::default(), |cx, marks| {
        let mut wrong = Vec::new();
        (look(cx, marks, &mut wrong), wrong)
    });
    let (evidence, wrong): (Vec<_>, Vec<_>) = views.into_iter().flatten().unzip();
    let (evidence, mut wrong): (Vec<Evidence>, Vec<String>) =
        (evidence.into_iter().flatten().collect(), wrong.into_iter().flatten().collect());
    // What concerns an assembly or a class as a whole has no path.
    for finding in report.findings.iter().filter(|it| it.location.member.is_some()) {
        let of_it: Vec<&Evidence> = evidence.iter().filter(|it| it.mark.is_of(finding)).collect();
        wrong.extend(compare(finding, &of_it));
    }
    for why in &mut wrong {
        why.insert_str(0, &format!("{}: ", units[0].label.as_str()));
    }
    (report.findings, wrong)
}

#[test]
fn paths_begin_lead_on_and_end_as_they_say() {
    let mut seen: BTreeMap<&'static str, usize> = BTreeMap::new();
    let (mut wrong, mut findings) = (Vec::new(), 0);
    let parts: Vec<(Vec<Finding>, Vec<String>)> = every_input().par_iter().map(|units| examine(units)).collect();
    for (found, why) in parts {
        for step in found.iter().flat_map(|finding| &finding.path) {
            *seen.entry(word(step.via)).or_default() += 1;
        }
        findings += found.len();
        wrong.extend(why);
    }
    assert!(wrong.is_empty(), "{} of {findings}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(findings > 500, "{findings}");
    let missing: Vec<&&str> = WORDS.iter().filter(|word| !seen.contains_key(*word)).collect();
    assert!(missing.is_empty() && seen.len() == WORDS.len(), "no fixture shows {missing:?}: {seen:?}");
}

/// The words of `via` in the contract.
const WORDS: [&str; 12] = [
    "entry",
    "call",
    "callvirt",
    "newobj",
    "delegate",
    "override",
    "interface",
    "async",
    "iterator",
    "staticConstructor",
    "constructor",
    "callback",
];

fn word(via: Via) -> &'static str {
    let json = serde_json::to_value(via).expect("it is a word");
    let known = WORDS.iter().copied().find(|word| json == *word);
    known.unwrap_or_else(|| panic!("{json} is no word of the contract"))
}

/// The path of the one finding about a field, as names of members with the way to each.
fn path_to(report: &Report, field: &str) -> Vec<String> {
    let about = |finding: &&Finding| finding.target.as_ref().is_some_and(|target| target.as_str().ends_with(field));
    let finding = report.findings.iter().find(about).unwrap_or_else(|| panic!("nothing about {field}"));
    let name = |step: &Step| {
        let path = step.authored_member.as_str().split('(').next().unwrap_or_default().to_owned();
        format!("{} {}", word(step.via), path.rsplit('.').next().unwrap_or_default())
    };
    finding.path.iter().map(name).collect()
}

/// A handler that a constructor registers is reached from the method that invokes it, where that can be seen.
#[test]
fn a_handler_is_reached_by_whoever_invokes_it() {
    for folder in ["shapes", "builds/mcs-release/shapes", "builds/roslyn41-debug/shapes"] {
        let report = check(&units_of(&format!("{folder}/handlers.dll")), &Options::default());
        assert_eq!(path_to(&report, "._receipts"), ["entry Execute", "call Run", "delegate CountReceipt"]);
        assert_eq!(path_to(&report, "._lines"), ["entry Execute", "call Run", "delegate CountLine"]);
        assert_eq!(path_to(&report, "._invoices"), ["entry Execute", "delegate OnUpdate"]);
        assert_eq!(path_to(&report, "RelayPlugin.Steps"), ["entry Execute", "interface Pass", "interface Go"]);
        assert_eq!(path_to(&report, ".s_stamps"), ["entry Execute", "newobj #ctor"]);
        assert_eq!(path_to(&report, "._numbered"), ["entry Execute", "call Numbers", "iterator Numbers"]);
    }
    let report = check(&units_of("rules/stateful-plugin/structure.dll"), &Options::default());
    assert_eq!(path_to(&report, "._reminders"), ["entry Execute", "delegate ExecuteReminder"]);
}
