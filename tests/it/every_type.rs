//! The gate with every type as a root: on the class libraries, where there is no plug-in, and on shapes that are made to multiply.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use ilvet::analysis::{Own, Program, Via};
use ilvet::check::{Options, Unit, check};
use ilvet::dataverse::RootChoice;
use ilvet::finding::{Finding, Report};
use ilvet::metadata::{BlobIndex, MethodDef, StandAloneSig};
use ilvet::model::MethodHandle;
use rayon::prelude::*;

use crate::corpus_files::{CorpusFile, corpus};
use crate::fixtures::AMBIENT;
use crate::shape::{
    CALL, CALLVIRT, Clause, LDARG_0, LDARG_1, NEW_SLOT, NEWOBJ, PRIVATE, PUBLIC, RET, Shape, VIRTUAL, in_signature,
    with_method, with_token,
};
use crate::walk::Alone;
use crate::writer::cell;

/// The report on one file with every type as a root, the memory that took at its peak, and the allocations.
pub(crate) fn every_type(bytes: Vec<u8>) -> (Report, u64, u64) {
    let unit =
        Unit { label: "input.dll".into(), named: true, supply: Box::new(Alone(bytes)), registration: Vec::new() };
    // What is said of every class says nothing of one.
    let options = Options { roots: RootChoice::EveryType, ignore: AMBIENT.to_vec(), ..Options::default() };
    let mut report = None;
    let measured = allocation_counter::measure(|| report = Some(check(&[unit], &options)));
    (report.expect("the gate ends"), measured.bytes_max, measured.count_total)
}

/// Rules on state: they must not say anything of what a compiler made for itself.
const STATE: [&str; 5] =
    ["stateful-plugin", "shared-object-mutation", "lazy-member-cache", "static-state", "service-in-static"];

/// Whether a documentation id, or the C# form of a member, has a name in it that no author can write.
fn is_made_by_compiler(name: &str) -> bool {
    let name = name.split('(').next().unwrap_or_default();
    ["<>", "$", ".<", "#<", ".{", "#{", "CS$"].iter().any(|part| name.contains(part))
}

/// The methods of a file, by documentation id, and which of them a compiler made for a property or an event.
struct Members {
    all: BTreeSet<String>,
    accessors: BTreeSet<String>,
}

impl Members {
    fn of(file: &CorpusFile) -> Self {
        file.alone(|universe| {
            let module = universe.input();
            let program = Program::new(universe, Own::default());
            let ids = module.metadata.rids::<MethodDef>().map(|rid| module.method_id(rid));
            let named = ids.map(|id| (id, universe.method_doc_id(MethodHandle::Def(id)).as_str().to_owned()));
            let (accessors, others): (Vec<_>, Vec<_>) = named.partition(|(id, _)| program.is_generated_accessor(*id));
            let accessors: BTreeSet<String> = accessors.into_iter().map(|(_, name)| name).collect();
            Self { all: others.into_iter().map(|(_, name)| name).chain(accessors.iter().cloned()).collect(), accessors }
        })
    }
}

/// What is wrong with a finding.
fn wrong_with(finding: &Finding, Members { all: members, accessors }: &Members) -> Vec<String> {
    let mut wrong = Vec::new();
    let location = &finding.location;
    let text = |text: &Option<ilvet::text::Text>| text.as_ref().map_or(String::new(), |text| text.as_str().to_owned());
    let (authored, target) = (text(&location.authored_member), text(&finding.target));
    if is_made_by_compiler(&authored) || is_made_by_compiler(&target) {
        wrong.push(format!("{}: {authored}, {target}", finding.rule));
    }
    let instruction = text(&location.instruction);
    let stores = instruction.split(' ').next().is_some_and(|mnemonic| matches!(mnemonic, "stfld" | "stsfld"));
    // A variable that a closure captured has the author's name.
    let field = instruction.rsplit('.').next().map_or(String::new(), |name| format!(".{name}"));
    if stores && STATE.contains(&finding.rule) && is_made_by_compiler(&field) {
        wrong.push(format!("{}: {instruction} in {authored}, {target}", finding.rule));
    }
    let starts = [Via::Entry, Via::Constructor, Via::StaticConstructor, Via::Delegate];
    let Some((first, last)) = finding.path.first().zip(finding.path.last()) else {
        wrong.push(format!("{}: no path to {authored}", finding.rule));
        return wrong;
    };
    if !starts.contains(&first.via)
        || last.il_offset != location.il_offset
        || last.member.as_str() != text(&location.member)
    {
        wrong.push(format!("{}: the path to {authored} leads elsewhere", finding.rule));
    }
    // The author wrote `set;`: what it does is told where it is called.
    if STATE.contains(&finding.rule) && finding.path.len() == 1 && accessors.contains(last.member.as_str()) {
        wrong.push(format!("{}: in the accessor {authored}", finding.rule));
    }
    for step in finding.path.iter().filter(|step| !members.contains(step.member.as_str())) {
        wrong.push(format!("{}: {} on the path is no member", finding.rule, step.member.as_str()));
    }
    wrong
}

/// What a person needs to look a finding up: library, rule, severity and confidence, member, offset and message.
fn line_of(library: &str, finding: &Finding) -> String {
    let location = &finding.location;
    let (severity, confidence) = (finding.severity, finding.confidence);
    let member = location.authored_member.as_ref().map_or("", |member| member.as_str());
    let offset = location.il_offset.map_or(String::new(), |offset| format!("IL_{offset:04x}"));
    format!(
        "{library}\t{}\t{severity:?}\t{confidence:?}\t{member}\t{offset}\t{}\t{}",
        finding.rule, finding.message, finding.fingerprint
    )
}

/// Every type of every file as a root: what is found counts as it must, in bounded memory.
pub(crate) fn look_at(files: &[&CorpusFile]) {
    let counts: Mutex<BTreeMap<&str, usize>> = Mutex::default();
    let (mut roots, mut bounded, mut wrong) = (0, 0, Vec::new());
    let listed = std::env::var_os("ILVET_LIST").is_some();
    let looks: Vec<_> = files
        .par_iter()
        .map(|file| {
            let members = Members::of(file);
            let (report, memory, _) = every_type(file.bytes.clone());
            let mut wrong: Vec<String> = Vec::new();
            for finding in &report.findings {
                if listed {
                    println!("{}", line_of(&file.stem(), finding));
                }
                *counts.lock().unwrap().entry(finding.rule).or_default() += 1;
                wrong.extend(wrong_with(finding, &members));
            }
            if report.problems.iter().any(|problem| problem.code == "INTERNAL") {
                wrong.push("it failed".to_owned());
            }
            if memory > (96 << 20) + 16 * file.bytes.len() as u64 {
                wrong.push(format!("{} KB", memory >> 10));
            }
            let bounded = report.not_analysed.iter().filter(|entry| entry.kind == "bound").count();
            let wrong: Vec<String> = wrong.into_iter().map(|why| format!("{}: {why}", file.stem())).collect();
            (report.roots.len(), bounded, wrong)
        })
        .collect();
    for (some, limited, more) in looks {
        roots += some;
        bounded += limited;
        wrong.extend(more);
    }
    println!("{roots} roots, {bounded} of them hit a limit: {:#?}", counts.into_inner().unwrap());
    let shown: Vec<_> = wrong.iter().take(40).cloned().collect();
    assert!(wrong.is_empty(), "{} complaints, the first of them:\n{}", wrong.len(), shown.join("\n"));
}

#[test]
#[ignore = "takes many minutes, and needs Debian's libmono-cil-dev; run it with --release"]
fn slow_every_type_of_the_mono_libraries() {
    // One alone, such as `mscorlib`, to see what it costs; with `ILVET_LIST` each finding is printed, to be judged.
    let asked = std::env::var("ILVET_LIBRARY").ok();
    let is_asked = |file: &&CorpusFile| asked.as_ref().is_none_or(|name| file.stem() == *name);
    if let Some(files) = corpus() {
        let files: Vec<&CorpusFile> = files.iter().filter(is_asked).collect();
        assert!(!files.is_empty(), "there is no {asked:?}");
        look_at(&files);
    }
}

/// Methods that all call each other, each with an object of its own and with what it got.
fn clique(size: u32) -> Vec<u8> {
    let mut shape = Shape::new();
    shape.method(".ctor", PUBLIC, &[RET]);
    for _ in 0..size {
        let mut code = Vec::new();
        for callee in 2..size + 2 {
            code.push(LDARG_0);
            code.extend(with_method(NEWOBJ, 1));
            code.extend(with_method(CALL, callee));
            code.extend([LDARG_1, LDARG_0]);
            code.extend(with_method(CALL, callee));
        }
        code.push(RET);
        shape.method("M", PUBLIC, &code);
    }
    shape.writer.finish()
}

/// A ring of calls, each of which passes on what it got, or an object of its own.
fn ring(size: u32) -> Vec<u8> {
    let mut shape = Shape::new();
    shape.method(".ctor", PUBLIC, &[RET]);
    for number in 0..size {
        let next = 2 + (number + 1) % size;
        let mut code = vec![LDARG_0, LDARG_1];
        code.extend(with_method(CALL, next));
        code.push(LDARG_0);
        code.extend(with_method(NEWOBJ, 1));
        code.extend(with_method(CALL, next));
        code.push(RET);
        shape.method("M", PUBLIC, &code);
    }
    shape.writer.finish()
}

/// Many types that override one method, which all of their overrides call on whatever they got.
fn dispatch(size: u32) -> Vec<u8> {
    let mut shape = Shape::new();
    let made: Vec<u32> = (0..size).map(|number| 3 + 2 * number).collect();
    shape.method(".ctor", PUBLIC, &[RET]);
    let mut all = Vec::new();
    for constructor in &made {
        all.push(LDARG_1);
        all.extend(with_method(NEWOBJ, *constructor));
        all.extend(with_method(CALLVIRT, 2));
    }
    all.push(RET);
    shape.method("V", PUBLIC | VIRTUAL | NEW_SLOT, &all);
    for _ in 0..size {
        shape.type_def(1);
        shape.method(".ctor", PUBLIC, &[RET]);
        let mut code = vec![LDARG_1, LDARG_0];
        code.extend(with_method(CALLVIRT, 2));
        code.push(RET);
        shape.method("V", PUBLIC | VIRTUAL, &code);
    }
    shape.writer.finish()
}

/// One value that can be any of many objects, by which way control came, and is kept.
fn merge(size: u32) -> Vec<u8> {
    let mut shape = Shape::new();
    shape.field();
    shape.method(".ctor", PUBLIC, &[RET]);
    let mut code = Vec::new();
    for _ in 0..size {
        // if (argument) argument = new T()
        code.extend([LDARG_1, 0x2C, 7]);
        code.extend(with_method(NEWOBJ, 1));
        code.extend([0x10, 1]);
        code.extend([LDARG_0, LDARG_1, 0x7D, 1, 0, 0, 4]);
    }
    code.push(RET);
    shape.method("M", PUBLIC, &code);
    shape.writer.finish()
}

/// `new D(this.L)`, where `L` is the method of row 2 and `D` a delegate of the framework.
fn delegate(constructor: u32) -> Vec<u8> {
    [vec![LDARG_0], with_token(&[0xFE, 0x06], 0x0600_0002), with_token(&[NEWOBJ], constructor)].concat()
}

/// `void (object, native int)`, the constructor of a delegate.
const DELEGATE: [u8; 5] = [0x20, 2, 1, 0x1C, 0x18];

/// Work on another thread with many `try … finally`, each of which asks something in its handler.
fn handlers(size: u32) -> Vec<u8> {
    let mut shape = Shape::new();
    let action = shape.framework_type("System", "Action");
    let task = shape.framework_type("System.Threading.Tasks", "Task");
    let object = shape.framework_type("System", "Object");
    let constructor = shape.member(action, ".ctor", &DELEGATE);
    let run = [&[0, 1][..], &in_signature(0x12, task), &in_signature(0x12, action)].concat();
    let run = shape.member(task, "Run", &run);
    let hash = shape.member(object, "GetHashCode", &[0x20, 0, 8]);
    shape.method(".ctor", PUBLIC, &[RET]);
    let (mut code, mut clauses) = (Vec::new(), Vec::new());
    for _ in 0..size {
        let start = code.len();
        code.extend(with_token(&[LDARG_0, CALLVIRT], hash));
        // pop; leave over the handler; …; pop; endfinally
        code.extend([0x26, 0xDE, 8]);
        let handler = code.len();
        code.extend(with_token(&[LDARG_0, CALLVIRT], hash));
        code.extend([0x26, 0xDC]);
        clauses.push(Clause::finally([start, handler, code.len()]));
    }
    code.push(RET);
    let plain = shape.writer.blob(&[0x20, 0, 1]);
    shape.method_with("L", PRIVATE, plain, &code, 0, &clauses);
    let code = [delegate(constructor), with_token(&[CALL], run), vec![0x26, RET]].concat();
    shape.method("M", PUBLIC, &code);
    shape.writer.finish()
}

/// Many waits for many tasks in one variable.
fn waits(size: u32) -> Vec<u8> {
    let mut shape = Shape::new();
    let task = shape.framework_type("System.Threading.Tasks", "Task");
    let awaiter = shape.framework_type("System.Runtime.CompilerServices", "TaskAwaiter");
    let delay = [&[0, 1][..], &in_signature(0x12, task), &[8]].concat();
    let delay = shape.member(task, "Delay", &delay);
    let get_awaiter = [&[0x20, 0][..], &in_signature(0x11, awaiter)].concat();
    let get_awaiter = shape.member(task, "GetAwaiter", &get_awaiter);
    let get_result = shape.member(awaiter, "GetResult", &[0x20, 0, 1]);
    let locals = shape.writer.blob(&[&[7, 1][..], &in_signature(0x11, awaiter)].concat());
    let locals = 0x1100_0000 | shape.writer.row::<StandAloneSig>(&[cell::<BlobIndex>(locals)]);
    let mut code = Vec::new();
    for _ in 0..size {
        // ldc.i4.1 … stloc.0
        code.extend(with_token(&[0x17, CALL], delay));
        code.extend(with_token(&[CALLVIRT], get_awaiter));
        code.push(0x0A);
    }
    for _ in 0..size {
        // ldloca.s 0
        code.extend(with_token(&[0x12, 0, CALL], get_result));
    }
    code.push(RET);
    let signature = shape.signature;
    shape.method_with("M", PUBLIC, signature, &code, locals, &[]);
    shape.writer.finish()
}

/// Many threads that are made and started.
fn threads(size: u32) -> Vec<u8> {
    let mut shape = Shape::new();
    let start = shape.framework_type("System.Threading", "ThreadStart");
    let thread = shape.framework_type("System.Threading", "Thread");
    let constructor = shape.member(start, ".ctor", &DELEGATE);
    let make = shape.member(thread, ".ctor", &[&[0x20, 1, 1][..], &in_signature(0x12, start)].concat());
    let run = shape.member(thread, "Start", &[0x20, 0, 1]);
    shape.method(".ctor", PUBLIC, &[RET]);
    let plain = shape.writer.blob(&[0x20, 0, 1]);
    shape.method_with("L", PRIVATE, plain, &[RET], 0, &[]);
    let mut code = Vec::new();
    for _ in 0..size {
        code.extend(delegate(constructor));
        code.extend(with_token(&[NEWOBJ], make));
        code.extend(with_token(&[CALLVIRT], run));
    }
    code.push(RET);
    shape.method("M", PUBLIC, &code);
    shape.writer.finish()
}

/// Many writes, each before a sleep.
fn sleeps(size: u32) -> Vec<u8> {
    let mut shape = Shape::new();
    let thread = shape.framework_type("System.Threading", "Thread");
    let sleep = shape.member(thread, "Sleep", &[0, 1, 1, 8]);
    shape.field();
    let mut code = Vec::new();
    for _ in 0..size {
        code.extend([LDARG_0, LDARG_1, 0x7D, 1, 0, 0, 4]);
        code.extend(with_token(&[0x17, CALL], sleep));
    }
    code.push(RET);
    shape.method("M", PUBLIC, &code);
    shape.writer.finish()
}

/// Many stores to a field, each behind a test of a copy of it in a variable of its own.
fn tests(size: u32) -> Vec<u8> {
    let mut shape = Shape::new();
    shape.field();
    let [high, low] = u16::try_from(size).expect("it is small").to_be_bytes();
    let locals = [&[7, 0x80 | high, low][..], &vec![0x1C; size as usize]].concat();
    let locals = shape.writer.blob(&locals);
    let locals = 0x1100_0000 | shape.writer.row::<StandAloneSig>(&[cell::<BlobIndex>(locals)]);
    let mut code = Vec::new();
    for local in 0..size {
        let [low, high] = u16::try_from(local).expect("it is small").to_le_bytes();
        // ldfld, stloc, ldloca, pop, ldloc, brtrue.s
        code.extend([LDARG_0, 0x7B, 1, 0, 0, 4, 0xFE, 0x0E, low, high, 0xFE, 0x0D, low, high, 0x26]);
        code.extend([0xFE, 0x0C, low, high, 0x2D, 7, LDARG_0, LDARG_1, 0x7D, 1, 0, 0, 4]);
    }
    code.push(RET);
    let signature = shape.signature;
    shape.method_with("M", PUBLIC, signature, &code, locals, &[]);
    shape.writer.finish()
}

/// A loop in which each of many variables takes what is in the next one.
fn shifts(size: u16) -> Vec<u8> {
    let mut shape = Shape::new();
    shape.field();
    let [high, low] = size.to_be_bytes();
    let locals = [&[7, 0x80 | high, low][..], &vec![0x1C; usize::from(size)]].concat();
    let locals = shape.writer.blob(&locals);
    let locals = 0x1100_0000 | shape.writer.row::<StandAloneSig>(&[cell::<BlobIndex>(locals)]);
    let variable = |opcode: u8, local: u16| {
        let [low, high] = local.to_le_bytes();
        [0xFE, opcode, low, high]
    };
    let (load, store) = (0x0C, 0x0E);
    let mut round = Vec::new();
    for local in 1..size {
        // ldind.ref gives the object again.
        round.extend([&variable(load, local)[..], &[0x50], &variable(store, local - 1)].concat());
    }
    round.extend([&[LDARG_0][..], &variable(load, 0), &[0x7D, 1, 0, 0, 4, LDARG_1]].concat());
    // brtrue
    let back = -5 - i32::try_from(round.len()).expect("it is small");
    let last = [&[LDARG_1][..], &variable(store, size - 1)].concat();
    let code = [&last[..], &round, &[0x3A], &back.to_le_bytes(), &[RET]].concat();
    let signature = shape.signature;
    shape.method_with("M", PUBLIC, signature, &code, locals, &[]);
    shape.writer.finish()
}

/// A value is followed through any number of variables, however often it goes round until it has come through.
#[test]
fn what_goes_through_many_variables_is_followed_to_its_end() {
    let (report, _, _) = every_type(shifts(100));
    assert_eq!(report.findings.iter().filter(|finding| finding.rule == "stateful-plugin").count(), 1);
    let bounds: Vec<_> = report.not_analysed.iter().filter(|entry| entry.kind == "bound").collect();
    assert!(bounds.is_empty(), "{bounds:?}");
}

/// What a rule looks for in a method that is made to be expensive it stops to look for, and the report says so.
#[test]
fn searches_through_one_method_end() {
    let is_bounded = |size| {
        let (report, _, _) = every_type(tests(size));
        assert_eq!(report.findings.iter().filter(|finding| finding.rule == "stateful-plugin").count(), size as usize);
        report.not_analysed.iter().any(|entry| entry.kind == "bound")
    };
    assert!(!is_bounded(20));
    assert!(is_bounded(2_000));
}

#[test]
fn what_is_written_many_times_costs_as_much_as_its_file_is_large() {
    type Make = fn(u32) -> Vec<u8>;
    let shapes: [(&str, Make, &str); 4] = [
        ("handlers", handlers, "parallel-execution"),
        ("waits", waits, "thread-sleep"),
        ("threads", threads, "parallel-execution"),
        ("sleeps", sleeps, "thread-sleep"),
    ];
    for (what, make, rule) in shapes {
        for size in [100, 200, 400, 800] {
            let file = make(size);
            let length = file.len() as u64;
            let (report, memory, allocations) = every_type(file);
            println!("{size} {what}: {length} bytes, {memory} bytes of memory, {allocations} allocations");
            assert!(report.findings.iter().any(|finding| finding.rule == rule), "{what} are not what they should be");
            assert!(memory < (2 << 20) + 1_024 * length, "{size} {what}: {memory} bytes for {length}");
            assert!(allocations < 100_000 + 400 * length, "{size} {what}: {allocations} allocations for {length}");
        }
    }
}

#[test]
fn what_multiplies_costs_as_much_as_its_file_is_large() {
    type Make = fn(u32) -> Vec<u8>;
    let shapes: [(&str, Make, u32); 4] =
        [("a clique", clique, 4), ("a ring", ring, 20), ("dispatch", dispatch, 8), ("a merge", merge, 40)];
    for (what, make, size) in shapes {
        for factor in [1, 2, 4] {
            let file = make(size * factor);
            let length = file.len() as u64;
            let (report, memory, allocations) = every_type(file);
            println!("{what} ×{factor}: {length} bytes, {memory} bytes of memory, {allocations} allocations");
            assert!(!report.roots.is_empty(), "{what}");
            assert!(memory < (2 << 20) + 1_024 * length, "{what} ×{factor}: {memory} bytes for {length}");
            assert!(allocations < 100_000 + 400 * length, "{what} ×{factor}: {allocations} allocations for {length}");
        }
    }
}
