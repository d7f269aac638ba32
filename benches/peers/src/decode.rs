//! Decoding alone: every name, every reference and every instruction of every file, from disk on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Result;
use ilvet::bytes::Diagnostics;
use ilvet::il::{Body, Code};
use ilvet::limits::Limits;
use ilvet::metadata::{Field, MemberRef, MethodDef, TypeRef};
use ilvet::model::{LoadedFile, Supplied, Universe};
use ilvet::text::Text;
use rayon::prelude::*;

use crate::run::{Scratch, TURNS, has, output, timed};

/// One reader: its name, and the time of one turn.
struct Reader<'r> {
    name: &'static str,
    turn: Box<dyn FnMut() -> Result<Duration> + 'r>,
}

/// Prints how long each reader takes.
pub(crate) fn compare(files: &[PathBuf], scratch: &Scratch) -> Result<()> {
    let list = scratch.path("files.txt");
    let lines: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    fs::write(&list, lines.join("\n"))?;
    let mut readers = vec![
        Reader {
            name: "ilvet, one thread",
            turn: Box::new(|| Ok(timed(|| files.iter().map(|file| ours(file, listed)).sum::<usize>()))),
        },
        Reader {
            name: "ilvet, all cores",
            turn: Box::new(|| Ok(timed(|| files.par_iter().map(|file| ours(file, listed)).sum::<usize>()))),
        },
        Reader {
            name: "ilvet, instructions not kept, one thread",
            turn: Box::new(|| Ok(timed(|| files.iter().map(|file| ours(file, passing)).sum::<usize>()))),
        },
        Reader {
            name: "ilvet, instructions not kept, all cores",
            turn: Box::new(|| Ok(timed(|| files.par_iter().map(|file| ours(file, passing)).sum::<usize>()))),
        },
        Reader {
            name: "the bytes alone, one thread",
            turn: Box::new(|| {
                Ok(timed(|| files.iter().filter_map(|file| fs::read(file).ok()).map(|it| it.len()).sum::<usize>()))
            }),
        },
    ];
    let mut dotscope = Command::new(std::env::current_exe()?);
    dotscope.arg(DOTSCOPE);
    let srm = srm(scratch)?;
    for (name, command, rounds) in [
        ("System.Reflection.Metadata, one thread, a run of its own", srm.as_ref().map(Hosted::command), "1"),
        ("System.Reflection.Metadata, one thread, compiled and warm", srm.as_ref().map(Hosted::command), "3"),
        ("dotscope 0.9 with its validation, all cores", Some(dotscope), "1"),
        ("Mono.Cecil, one thread, compiled and warm", cecil(scratch)?, "3"),
    ] {
        let Some(mut command) = command else {
            println!("not installed: {name}");
            continue;
        };
        // The first round of a runtime compiles what it runs; of several, the best of each turn counts.
        command.arg(&list).arg(rounds);
        readers.push(Reader { name, turn: Box::new(move || best_round(&output(&mut command)?)) });
    }
    if has("monodis") {
        readers.push(Reader { name: "monodis, one file after the other", turn: Box::new(|| monodis(files, scratch)) });
    }
    let mut best = vec![Duration::MAX; readers.len()];
    for turn in 0..TURNS {
        for (reader, best) in readers.iter_mut().zip(&mut best) {
            // What takes minutes gets one turn.
            if turn > 0 && *best > Duration::from_secs(5) {
                continue;
            }
            match (reader.turn)() {
                Ok(time) => *best = time.min(*best),
                Err(why) => eprintln!("{}: {why:#}", reader.name),
            }
        }
    }
    let ours = best[0].as_secs_f64();
    println!("| decoding every name, reference and instruction | seconds | times ilvet |\n|---|---:|---:|");
    for (reader, best) in readers.iter().zip(&best).filter(|(_, best)| **best < Duration::MAX) {
        let best = best.as_secs_f64();
        println!("| {} | {best:.3} | {:.1} |", reader.name, best / ours);
    }
    println!();
    Ok(())
}

/// What the analysis works with: the list of instructions, with every branch followed.
fn listed(body: &Body, limits: &Limits) -> usize {
    Code::decode(body, limits).instructions().len()
}

/// One instruction after the other, none kept: what System.Reflection.Metadata is asked for.
fn passing(body: &Body, _: &Limits) -> usize {
    body.instructions().count()
}

/// Our own decoder: what it does not know, such as a native file, counts nothing.
fn ours(path: &Path, read: fn(&Body, &Limits) -> usize) -> usize {
    let Ok(bytes) = fs::read(path) else { return 0 };
    let files = [LoadedFile { supplied: Supplied { label: Text(String::new()), bytes }, symbols: None }];
    let limits = Limits::default();
    let Ok(universe) = Universe::open(&files, &limits) else { return 0 };
    let module = universe.input();
    let metadata = &module.metadata;
    let mut sum = 0;
    for (_, row) in metadata.rows::<TypeRef>() {
        sum += metadata.name(row.name).as_bytes().len();
    }
    for (_, row) in metadata.rows::<MemberRef>() {
        sum += metadata.name(row.name).as_bytes().len();
        sum += metadata.method_signature(row.signature).map_or(0, |signature| signature.parameters.len());
    }
    for (_, row) in metadata.rows::<Field>() {
        sum += metadata.name(row.name).as_bytes().len();
    }
    let mut notes = Diagnostics::default();
    for (rid, row) in metadata.rows::<MethodDef>() {
        sum += metadata.name(row.name).as_bytes().len();
        if let Some(Ok(at)) = module.body_at(&row)
            && let Ok(body) = Body::open(at, rid.into(), &mut notes, &limits)
        {
            sum += read(&body, &limits);
        }
    }
    sum
}

/// The first argument of the run of its own in which dotscope reads: it is recursive, and must not take the others along.
pub(crate) const DOTSCOPE: &str = "--dotscope";

/// Reads the files in a list with dotscope; prints the milliseconds that takes.
pub(crate) fn dotscope(list: &str) -> Result<()> {
    rayon::ThreadPoolBuilder::new().stack_size(1 << 30).build_global()?;
    let list = fs::read_to_string(list)?;
    let files: Vec<&Path> = list.lines().map(Path::new).collect();
    let time = timed(|| files.par_iter().map(|file| instructions(file)).sum::<usize>());
    println!("{}", time.as_secs_f64() * 1e3);
    Ok(())
}

fn instructions(path: &Path) -> usize {
    let Ok(assembly) = dotscope::CilObject::from_path(path) else { return 0 };
    assembly.methods().iter().map(|entry| entry.value().instructions().count()).sum()
}

/// The program that reads with Mono.Cecil.
fn cecil(scratch: &Scratch) -> Result<Option<Command>> {
    let named = std::env::var_os("ILVET_CECIL").map(PathBuf::from);
    let library = named.or_else(|| Some(newest("/usr/lib/mono/gac/Mono.Cecil".as_ref())?.join("Mono.Cecil.dll")));
    let Some(library) = library.filter(|_| has("mcs") && has("mono")) else { return Ok(None) };
    let (source, program) = (scratch.path("cecil.cs"), scratch.path("cecil.exe"));
    fs::write(&source, include_str!("../cecil.cs"))?;
    fs::copy(&library, scratch.path("Mono.Cecil.dll"))?;
    let reference = format!("-r:{}", library.display());
    output(
        Command::new("mcs").arg("-optimize+").arg(reference).arg(&source).arg(format!("-out:{}", program.display())),
    )?;
    let mut command = Command::new("mono");
    command.arg(program);
    Ok(Some(command))
}

/// A program for .NET, and what runs it.
struct Hosted {
    host: PathBuf,
    program: PathBuf,
}

impl Hosted {
    fn command(&self) -> Command {
        let mut command = Command::new(&self.host);
        command.arg(&self.program);
        command
    }
}

/// The program that reads with System.Reflection.Metadata, compiled with the SDK that `ILVET_DOTNET` names.
fn srm(scratch: &Scratch) -> Result<Option<Hosted>> {
    let Some(home) = std::env::var_os("ILVET_DOTNET").map(PathBuf::from) else { return Ok(None) };
    let runtime = newest(&home.join("shared/Microsoft.NETCore.App"));
    let sdk = newest(&home.join("sdk"));
    let (Some(runtime), Some(sdk)) = (runtime, sdk) else { return Ok(None) };
    let (source, program) = (scratch.path("srm.cs"), scratch.path("srm.dll"));
    fs::write(&source, include_str!("../srm.cs"))?;
    let version = runtime.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let config = format!(
        r#"{{"runtimeOptions":{{"framework":{{"name":"Microsoft.NETCore.App","version":"{version}"}},"configProperties":{{"System.Globalization.Invariant":true,"System.Runtime.TieredPGO":false}}}}}}"#
    );
    fs::write(scratch.path("srm.runtimeconfig.json"), config)?;
    let mut compile = Command::new(home.join("dotnet"));
    compile.arg(sdk.join("Roslyn/bincore/csc.dll")).args(["-nologo", "-optimize+", "-langversion:8"]);
    for entry in fs::read_dir(&runtime)?.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_managed = (name.starts_with("System.") && !name.contains(".Native"))
            || name == "netstandard.dll"
            || name == "mscorlib.dll";
        if is_managed && name.ends_with(".dll") {
            compile.arg(format!("-r:{}", entry.path().display()));
        }
    }
    output(
        compile
            .arg(&source)
            .arg(format!("-out:{}", program.display()))
            .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1"),
    )?;
    Ok(Some(Hosted { host: home.join("dotnet"), program }))
}

/// The last folder of those in a folder, by name: they are called by versions.
fn newest(folder: &Path) -> Option<PathBuf> {
    fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir()).max()
}

fn best_round(printed: &str) -> Result<Duration> {
    let rounds: Vec<f64> = printed.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    Ok(Duration::from_secs_f64(rounds.into_iter().fold(f64::MAX, f64::min) / 1_000.0))
}

fn monodis(files: &[PathBuf], scratch: &Scratch) -> Result<Duration> {
    let mut total = Duration::ZERO;
    let folder = scratch.path("monodis");
    fs::create_dir_all(&folder)?;
    for file in files {
        total += crate::run::program(Command::new("monodis").arg(file).current_dir(&folder))?.time;
    }
    Ok(total)
}
