//! Plug-ins with very many of what rules look at together: each handler with each throw, each change with each exit, each wait with each task.
//! What they cost grows with their files.

use ilvet::metadata::{BlobIndex, StandAloneSig};

use crate::every_type::every_type;
use crate::shape::{CALL, CALLVIRT, Clause, LDARG_1, NEWOBJ, PRIVATE, PUBLIC, RET, Shape, in_signature, with_token};
use crate::writer::cell;

const POP: u8 = 0x26;
const LDNULL: u8 = 0x14;
const THROW: u8 = 0x7A;
const LEAVE: u8 = 0xDD;

/// A shape with what a plug-in calls.
struct Plugin {
    shape: Shape,
    exception: u32,
    make_exception: u32,
    update: u32,
    work: u32,
}

impl Plugin {
    fn new() -> Self {
        let mut shape = Shape::new();
        let exception = shape.framework_type("System", "Exception");
        let object = shape.framework_type("System", "Object");
        let service = shape.type_of("Microsoft.Xrm.Sdk", "Microsoft.Xrm.Sdk", "IOrganizationService");
        let entity = shape.type_of("Microsoft.Xrm.Sdk", "Microsoft.Xrm.Sdk", "Entity");
        let make_exception = shape.member(exception, ".ctor", &[0x20, 0, 1]);
        let update = shape.member(service, "Update", &[&[0x20, 1, 1][..], &in_signature(0x12, entity)].concat());
        let work = shape.member(object, "GetHashCode", &[0x20, 0, 8]);
        Self { shape, exception, make_exception, update, work }
    }

    /// `((IOrganizationService)argument).Update(null);`
    fn update(&self) -> Vec<u8> {
        [vec![LDARG_1, LDNULL], with_token(&[CALLVIRT], self.update)].concat()
    }

    /// `argument.GetHashCode();`, which can fail
    fn work(&self) -> Vec<u8> {
        [vec![LDARG_1], with_token(&[CALLVIRT], self.work), vec![POP]].concat()
    }

    /// `throw new Exception();`
    fn throw(&self) -> Vec<u8> {
        [with_token(&[NEWOBJ], self.make_exception), vec![THROW]].concat()
    }

    /// `if (argument != null) throw new Exception();`
    fn perhaps_throw(&self) -> Vec<u8> {
        let throw = self.throw();
        [vec![LDARG_1, 0x2C, u8::try_from(throw.len()).unwrap()], throw].concat()
    }

    /// `try { … } catch (Exception) { … }`; what is in the handler begins with the exception on the stack, and does not fall out of it.
    fn guarded(&self, code: &mut Vec<u8>, clauses: &mut Vec<Clause>, protected: &[u8], handler: &[u8]) {
        let start = code.len();
        code.extend_from_slice(protected);
        code.extend(with_token(&[LEAVE], u32::try_from(handler.len()).unwrap()));
        let caught = code.len();
        code.extend_from_slice(handler);
        clauses.push(Clause::catch([start, caught, code.len()], self.exception));
    }

    fn finish(mut self, mut code: Vec<u8>, clauses: &[Clause]) -> Vec<u8> {
        code.push(RET);
        let signature = self.shape.signature;
        self.shape.method_with("M", PUBLIC, signature, &code, 0, clauses);
        self.shape.writer.finish()
    }
}

/// `catch (Exception) { }`
fn swallows() -> Vec<u8> {
    [vec![POP], with_token(&[LEAVE], 0)].concat()
}

/// One handler that swallows, and many throws behind it.
fn throws(size: u32) -> Vec<u8> {
    let plugin = Plugin::new();
    let (mut code, mut clauses) = (Vec::new(), Vec::new());
    plugin.guarded(&mut code, &mut clauses, &plugin.update(), &swallows());
    (0..size).for_each(|_| code.extend(plugin.perhaps_throw()));
    plugin.finish(code, &clauses)
}

/// Many handlers that swallow, and many throws behind them all.
fn handlers(size: u32) -> Vec<u8> {
    let plugin = Plugin::new();
    let (mut code, mut clauses) = (Vec::new(), Vec::new());
    for _ in 0..size / 2 {
        plugin.guarded(&mut code, &mut clauses, &plugin.update(), &swallows());
    }
    (0..size / 2).for_each(|_| code.extend(plugin.perhaps_throw()));
    plugin.finish(code, &clauses)
}

/// A change, much that can fail behind it in handlers in handlers, and throws in the last one.
fn nested(size: u32) -> Vec<u8> {
    let plugin = Plugin::new();
    let (mut code, mut clauses) = (Vec::new(), Vec::new());
    let start = code.len();
    code.extend(plugin.update());
    let work: Vec<u8> = (0..size).flat_map(|_| plugin.work()).collect();
    plugin.guarded(&mut code, &mut clauses, &work, &swallows());
    let mut handler = vec![POP];
    (0..50).for_each(|_| handler.extend(plugin.perhaps_throw()));
    handler.extend(with_token(&[LEAVE], 0));
    code.extend(with_token(&[LEAVE], u32::try_from(handler.len()).unwrap()));
    let caught = code.len();
    code.extend(handler);
    clauses.push(Clause::catch([start, caught, code.len()], plugin.exception));
    plugin.finish(code, &clauses)
}

/// Many tasks that nobody waits for.
fn tasks(size: u32) -> Vec<u8> {
    let mut plugin = Plugin::new();
    let shape = &mut plugin.shape;
    let task = shape.framework_type("System.Threading.Tasks", "Task");
    let awaitable = shape.framework_type("System.Runtime.CompilerServices", "ConfiguredTaskAwaitable");
    let delay = [&[0, 1][..], &in_signature(0x12, task), &[8]].concat();
    let delay = shape.member(task, "Delay", &delay);
    let configure = [&[0x20, 1][..], &in_signature(0x11, awaitable), &[2]].concat();
    let configure = shape.member(task, "ConfigureAwait", &configure);
    let mut code = Vec::new();
    for _ in 0..size {
        // ldc.i4.1, call, ldc.i4.0, callvirt, pop
        code.extend(with_token(&[0x17, CALL], delay));
        code.extend(with_token(&[0x16, CALLVIRT], configure));
        code.push(POP);
    }
    plugin.finish(code, &[])
}

/// A client of the web, and many settings of something else behind it.
fn clients(size: u32) -> Vec<u8> {
    let mut plugin = Plugin::new();
    let shape = &mut plugin.shape;
    let client = shape.type_of("System.Net.Http", "System.Net.Http", "HttpClient");
    let source = shape.framework_type("System.Threading", "CancellationTokenSource");
    let make = shape.member(client, ".ctor", &[0x20, 0, 1]);
    let cancel = shape.member(source, "CancelAfter", &[0x20, 1, 1, 8]);
    let mut code = Vec::new();
    for _ in 0..size {
        code.extend(with_token(&[NEWOBJ], make));
        code.push(POP);
        code.extend(with_token(&[LDARG_1, 0x17, CALLVIRT], cancel));
    }
    plugin.finish(code, &[])
}

/// Methods with a handler that keeps what it caught in an object, among many methods that store much into objects of their own.
fn kept(size: u32) -> Vec<u8> {
    let mut plugin = Plugin::new();
    let entity = plugin.shape.type_of("Microsoft.Xrm.Sdk", "Microsoft.Xrm.Sdk", "Entity");
    let make = plugin.shape.member(entity, ".ctor", &[0x20, 0, 1]);
    let set = plugin.shape.member(entity, "set_Item", &[0x20, 2, 1, 0x0E, 0x1C]);
    plugin.shape.field();
    let locals = plugin.shape.writer.blob(&[7, 2, 0x1C, 0x1C]);
    let locals = 0x1100_0000 | plugin.shape.writer.row::<StandAloneSig>(&[cell::<BlobIndex>(locals)]);
    plugin.shape.method(".ctor", PUBLIC, &[RET]);
    let mut all = Vec::new();
    let count = size / 2;
    for number in 0..count {
        // this.M(argument)
        all.extend(with_token(&[0x02, LDARG_1, CALL], 0x0600_0003 + number));
    }
    all.push(RET);
    plugin.shape.method("M", PUBLIC, &all);
    let signature = plugin.shape.signature;
    for number in 0..count {
        let (mut code, mut clauses) = (Vec::new(), Vec::new());
        if number % 16 == 0 {
            // stloc.0; new T().field = caught; leave
            let keep = [vec![0x0A], with_token(&[NEWOBJ], 0x0600_0001), vec![0x06], with_token(&[0x7D], 0x0400_0001)];
            let keep = [keep.concat(), with_token(&[LEAVE], 0)].concat();
            plugin.guarded(&mut code, &mut clauses, &plugin.update(), &keep);
        } else {
            code.extend(with_token(&[NEWOBJ], make));
            code.push(0x0B);
            for _ in 0..20 {
                // ldloc.1; ldnull; argument
                code.extend([0x07, LDNULL, LDARG_1]);
                code.extend(with_token(&[CALLVIRT], set));
            }
        }
        code.push(RET);
        plugin.shape.method_with("M", PRIVATE, signature, &code, locals, &clauses);
    }
    plugin.shape.writer.finish()
}

#[test]
fn what_rules_look_at_together_costs_as_much_as_its_file_is_large() {
    type Make = fn(u32) -> Vec<u8>;
    let shapes: [(&str, Make, &str); 6] = [
        ("throws", throws, "swallowed-service-exception"),
        ("handlers", handlers, "swallowed-service-exception"),
        ("nested", nested, "exception-type"),
        ("tasks", tasks, "unobserved-async"),
        ("clients", clients, "http-timeout"),
        ("kept", kept, "swallowed-service-exception"),
    ];
    for (what, make, rule) in shapes {
        let mut each = Vec::new();
        for size in [100, 300, 900] {
            let file = make(size);
            let length = file.len() as u64;
            let (report, memory, allocations) = every_type(file);
            println!("{size} {what}: {length} bytes, {memory} bytes of memory, {allocations} allocations");
            let told = report.findings.iter().any(|finding| finding.rule == rule);
            assert!(told, "{size} {what} are not what they should be");
            assert!(memory < (2 << 20) + 1_024 * length, "{size} {what}: {memory} bytes for {length}");
            assert!(allocations < 100_000 + 400 * length, "{size} {what}: {allocations} allocations for {length}");
            each.push(allocations * 100 / u64::from(size));
        }
        // Three times as many cost three times as much, not nine times.
        assert!(each[2] <= 2 * each[1].max(each[0]), "{what}: {each:?} allocations for a hundred");
    }
}
