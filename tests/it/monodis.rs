//! The corpus as we decode it against what `monodis`, the disassembler of Mono, prints: another decoder, by other people.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use ilvet::bytes::Diagnostics;
use ilvet::il::{Body, Code, Instruction, Operand};
use ilvet::metadata::{
    AssemblyRef, Field, MemberRef, MemberRefParent, MethodDef, MethodSignature, MethodSpec, Rid, StandAloneSig, Token,
    TypeDef, TypeDefOrRef, TypeRef, utf16,
};
use ilvet::model::{TypeHandle, Universe};
use rayon::prelude::*;

use crate::corpus_files::{CorpusFile, corpus};
use crate::ilasm_text::{method_text, type_name, type_text};

/// Where `monodis` finds what a library refers to; without it, it gives up.
const MONO_PATH: &str = "/usr/lib/mono/4.5:/usr/lib/mono/4.5/Facades";

/// Libraries that must be among those compared.
const NAMED: [&str; 24] = [
    "mscorlib",
    "System",
    "System.Core",
    "System.Xml",
    "System.Xml.Linq",
    "System.Data",
    "System.Data.Linq",
    "System.Drawing",
    "System.Configuration",
    "System.IdentityModel",
    "System.Net.Http",
    "System.Numerics",
    "System.Runtime.Serialization",
    "System.Security",
    "System.ServiceModel",
    "System.Threading.Tasks.Dataflow",
    "System.Transactions",
    "System.Web",
    "System.Web.Services",
    "System.Windows.Forms",
    "Microsoft.CSharp",
    "Mono.CSharp",
    "Mono.Posix",
    "WindowsBase",
];

/// Rows that differ for a reason: file, what, row. `monodis` names the assembly in which it found a type that the one
/// referred to forwards: `mscorlib`, where NUnit refers to `System`.
const EXPLAINED: [(&str, &str, u32); 2] = [("nunit.framework", "fields", 110), ("nunit.framework", "fields", 111)];

/// Hands the lines that `monodis` prints to `see`.
fn run(arguments: &[&str], file: &CorpusFile, mut see: impl FnMut(&str)) {
    let mut child = Command::new("monodis")
        .args(arguments)
        .arg(&file.path)
        .env("MONO_PATH", MONO_PATH)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("monodis starts");
    let mut lines = BufReader::new(child.stdout.take().expect("the output is piped"));
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).expect("monodis can be read") > 0 {
        see(String::from_utf8_lossy(&line).trim_end());
        line.clear();
    }
    let status = child.wait().expect("monodis ends");
    assert!(status.success(), "monodis {arguments:?} {}: {status}", file.path.display());
}

/// The rows of a table as `monodis` prints them: the number, what follows it, and the lines below.
fn table(option: &str, file: &CorpusFile) -> Vec<(u32, String, Vec<String>)> {
    let mut rows: Vec<(u32, String, Vec<String>)> = Vec::new();
    run(&[option], file, |line| {
        let numbered = line.split_once(": ").and_then(|(number, rest)| Some((number.parse().ok()?, rest)));
        match (numbered, rows.last_mut()) {
            (Some((number, rest)), _) => rows.push((number, rest.to_owned(), Vec::new())),
            // A header that says to which type the rows below belong.
            _ if line.starts_with("##########") => {}
            (None, Some((_, _, below))) => below.push(line.to_owned()),
            (None, None) => {}
        }
    });
    rows
}

/// `monodis` writes some names in quotes, some not, and some lists with blanks, some without.
pub(crate) fn plain(text: &str) -> String {
    text.replace('\'', "").replace(", ", ",").replace("& (", "&(")
}

struct Comparison<'u, 'a> {
    file: &'u CorpusFile,
    universe: &'u Universe<'a>,
    compared: BTreeMap<&'static str, usize>,
    differences: Vec<String>,
}

impl Comparison<'_, '_> {
    /// Compares row by row: number, text.
    fn same(&mut self, what: &'static str, theirs: Vec<(u32, String)>, ours: Vec<(u32, String)>) {
        *self.compared.entry(what).or_default() += ours.len();
        let file = self.file.path.display();
        if theirs.len() != ours.len() {
            self.differences.push(format!("{file}: {what}: monodis has {}, we have {}", theirs.len(), ours.len()));
        }
        let pairs = theirs
            .into_iter()
            .map(|(row, text)| (row, plain(&text)))
            .zip(ours.into_iter().map(|(row, text)| (row, plain(&text))));
        let stem = self.file.stem();
        let is_explained = |row| EXPLAINED.contains(&(&*stem, what, row));
        let differing = pairs.filter(|(theirs, ours)| theirs != ours && !is_explained(ours.0)).map(|(theirs, ours)| {
            format!("{file}: {what}:\n  monodis {}: {}\n  ours    {}: {}", theirs.0, theirs.1, ours.0, ours.1)
        });
        self.differences.extend(differing);
    }

    /// Full name, first field, first method, flags and base, as in the columns.
    fn types(&mut self) {
        let module = self.universe.input();
        let ours = module.metadata.rows::<TypeDef>().map(|(rid, row)| {
            let name = match rid.row() {
                // `<Module>` is nothing to monodis.
                1 => "(null)".to_owned(),
                _ => type_name(self.universe, TypeHandle::Def(module.type_id(rid))),
            };
            let extends = row.extends.map_or(0, |base| {
                let tag = match base {
                    TypeDefOrRef::TypeDef(_) => 0,
                    TypeDefOrRef::TypeRef(_) => 1,
                    TypeDefOrRef::TypeSpec(_) => 2,
                };
                base.token().row() << 2 | tag
            });
            let (fields, methods) = (row.field_list.start, row.method_list.start);
            let flags = row.flags.bits();
            let text = format!("{name} (flist={fields}, mlist={methods}, flags=0x{flags:x}, extends=0x{extends:x})");
            (rid.row(), text)
        });
        let ours = ours.collect();
        self.same("types", rows_alone("--typedef", self.file), ours);
    }

    fn type_refs(&mut self) {
        let module = self.universe.input();
        let ours = module.metadata.rids::<TypeRef>().map(|rid| {
            let handle = self.universe.resolve_type(module.id, TypeDefOrRef::TypeRef(rid));
            (rid.row(), handle.map_or_else(|| "?".to_owned(), |handle| type_name(self.universe, handle)))
        });
        let ours = ours.collect();
        self.same("type references", rows_alone("--typeref", self.file), ours);
    }

    /// Type and name.
    fn fields(&mut self) {
        let module = self.universe.input();
        let ours = module.metadata.rows::<Field>().map(|(rid, row)| {
            let type_ = module.metadata.field_signature(row.signature);
            let type_ = type_.map(|type_| type_text(self.universe, module.id, &type_)).unwrap_or_default();
            (rid.row(), format!("{type_} {}", module.metadata.name(row.name).text()))
        });
        let ours = ours.collect();
        let theirs = rows_alone("--fields", self.file).into_iter().map(|(row, text)| {
            let declaration = text.rsplit_once(": ").or(text.rsplit_once(':')).map_or(&*text, |(before, _)| before);
            (row, declaration.to_owned())
        });
        let theirs = theirs.collect();
        self.same("fields", theirs, ours);
    }

    /// Whether it has a `this`, name, and first parameter row. The rest of the line uses names of generic parameters.
    fn methods(&mut self) {
        let module = self.universe.input();
        let mut ours = Vec::new();
        let mut theirs = Vec::new();
        let lines = rows_alone("--method", self.file);
        for ((rid, row), (number, line)) in module.metadata.rows::<MethodDef>().zip(&lines) {
            let name = module.metadata.name(row.name).text().into_owned();
            let signature = module.metadata.method_signature(row.signature);
            let has_this = signature.as_ref().is_ok_and(|signature| signature.has_this);
            let is_generic = signature.is_ok_and(|signature| signature.generic_parameters > 0);
            ours.push((rid.row(), format!("{has_this} {name} {}", row.param_list.start)));
            theirs.push((*number, parsed_method(line, &name, is_generic)));
        }
        *self.compared.entry("methods").or_default() += 0;
        if lines.len() != module.metadata.count::<MethodDef>() as usize {
            self.differences.push(format!("{}: {} methods in monodis", self.file.path.display(), lines.len()));
        }
        self.same("methods", theirs, ours);
    }

    /// Table and row of the parent, and the name; below, the signature.
    fn member_refs(&mut self) {
        let module = self.universe.input();
        let (mut names, mut signatures) = (Vec::new(), Vec::new());
        for (rid, row) in module.metadata.rows::<MemberRef>() {
            let (table, parent) = match row.class {
                Some(MemberRefParent::TypeDef(rid)) => ("TypeDef", rid.row()),
                Some(MemberRefParent::TypeRef(rid)) => ("TypeRef", rid.row()),
                Some(MemberRefParent::ModuleRef(rid)) => ("ModuleRef", rid.row()),
                Some(MemberRefParent::MethodDef(rid)) => ("MethodDef", rid.row()),
                Some(MemberRefParent::TypeSpec(rid)) => ("TypeSpec", rid.row()),
                None => ("nothing", 0),
            };
            names.push((rid.row(), format!("{table}[{parent}] {}", module.metadata.name(row.name).text())));
            let text = match module.metadata.is_field_signature(row.signature) {
                Ok(true) => module
                    .metadata
                    .field_signature(row.signature)
                    .map(|type_| type_text(self.universe, module.id, &type_)),
                _ => module
                    .metadata
                    .method_signature(row.signature)
                    .map(|signature: MethodSignature| method_text(self.universe, module.id, &signature, "")),
            };
            signatures.push((rid.row(), text.unwrap_or_else(|malformed| malformed.to_string())));
        }
        let lines = table("--memberref", self.file);
        let below = lines.iter().map(|(row, _, below)| {
            let signature = below.iter().find_map(|line| line.trim_start().strip_prefix("Signature: "));
            (*row, signature.unwrap_or_default().replace("[out] ", "").replace("[in] ", "").replace("[opt] ", ""))
        });
        let below = below.collect();
        self.same("member references", lines.into_iter().map(|(row, text, _)| (row, text)).collect(), names);
        self.same("signatures of member references", below, signatures);
    }

    /// Version, name, flags, and the first bytes of the public key or its token.
    fn assembly_refs(&mut self) {
        let metadata = &self.universe.input().metadata;
        let ours = metadata.rows::<AssemblyRef>().map(|(rid, row)| {
            let key = metadata.blob(row.public_key_or_token).map(|r| r.rest()).unwrap_or_default();
            let key: Vec<_> = key.iter().take(8).map(|byte| format!("{byte:02X}")).collect();
            let name = metadata.name(row.name).text();
            let version = (row.major_version, row.minor_version, row.build_number, row.revision_number);
            (rid.row(), format!("{version:?} {name} 0x{:08x} {}", row.flags.bits(), key.join(" ")))
        });
        let ours = ours.collect();
        let theirs = table("--assemblyref", self.file).into_iter().map(|(row, version, below)| {
            let version: Vec<u16> =
                version.trim_start_matches("Version=").split('.').filter_map(|part| part.parse().ok()).collect();
            let version = version.try_into().map_or((0, 0, 0, 0), |[a, b, c, d]: [u16; 4]| (a, b, c, d));
            let find =
                |prefix: &str| below.iter().find_map(|line| line.trim_start().strip_prefix(prefix)).unwrap_or("");
            let key: Vec<_> = find("0x00000000: ").split_whitespace().take(8).collect();
            (row, format!("{version:?} {} {} {}", find("Name="), find("Flags="), key.join(" ")))
        });
        let theirs = theirs.collect();
        self.same("assembly references", theirs, ours);
    }

    /// Offset, mnemonic and operand of every instruction of every method.
    fn instructions(&mut self) {
        let mut theirs: BTreeMap<u32, Vec<Theirs>> = BTreeMap::new();
        let mut method = 0;
        run(&[], self.file, |line| {
            let line = line.trim_start();
            if let Some(row) = line.strip_prefix("// method line ") {
                method = row.parse().unwrap_or(0);
            }
            let instruction = line.strip_prefix("IL_").and_then(|line| line.split_once(":  "));
            let instructions = theirs.entry(method).or_default();
            if let Some((offset, text)) = instruction
                && let Ok(offset) = u32::from_str_radix(offset, 16)
            {
                let (mnemonic, operand) = text.split_once(' ').unwrap_or((text, ""));
                instructions.push(Theirs { offset, mnemonic: mnemonic.to_owned(), operand: operand.trim().to_owned() });
            } else if let Some(last) =
                instructions.last_mut().filter(|last| last.mnemonic == "switch" && !last.operand.ends_with(')'))
            {
                // The targets stand below each other, up to the parenthesis.
                last.operand.push_str(line);
            }
        });
        let module = self.universe.input();
        let mut differing = 0;
        for (rid, row) in module.metadata.rows::<MethodDef>() {
            let theirs = theirs.remove(&rid.row()).unwrap_or_default();
            let (count, difference) = self.compare_body(rid, &row, &theirs);
            *self.compared.entry("bodies").or_default() += usize::from(count > 0);
            *self.compared.entry("instructions").or_default() += count;
            if let Some(difference) = difference {
                differing += 1;
                if differing < 5 {
                    self.differences.push(format!("{}: {}: {difference}", self.file.path.display(), Token::from(rid)));
                }
            }
        }
        theirs.retain(|_, instructions| !instructions.is_empty());
        if !theirs.is_empty() {
            self.differences.push(format!("{}: {} methods more in monodis", self.file.path.display(), theirs.len()));
        }
    }

    /// How many instructions a body has, and the first that differs.
    fn compare_body(&mut self, rid: Rid<MethodDef>, row: &MethodDef, theirs: &[Theirs]) -> (usize, Option<String>) {
        let module = self.universe.input();
        let body = module.body_at(row).and_then(Result::ok);
        let body =
            body.and_then(|at| Body::open(at, rid.into(), &mut Diagnostics::default(), self.universe.limits()).ok());
        let Some(body) = body else {
            return (0, (!theirs.is_empty()).then(|| format!("{} instructions in monodis, no body", theirs.len())));
        };
        let code = Code::decode(&body, self.universe.limits());
        let ours = code.instructions();
        if ours.len() != theirs.len() {
            return (ours.len(), Some(format!("{} instructions, {} in monodis", ours.len(), theirs.len())));
        }
        for (ours, theirs) in ours.iter().zip(theirs) {
            let same = (ours.offset.0, ours.opcode.mnemonic()) == (theirs.offset, &*theirs.mnemonic);
            let agreement = if same { self.operand(ours, &body, &theirs.operand) } else { Some(false) };
            if agreement == Some(false) {
                let ours = format!("{} {} {:?}", ours.offset, ours.opcode.mnemonic(), ours.operand);
                return (code.instructions().len(), Some(format!("{ours}, in monodis {theirs:?}")));
            }
            *self.compared.entry("operands").or_default() += usize::from(agreement == Some(true));
        }
        (ours.len(), None)
    }

    /// Whether an operand is the one that stands in the text; `None` where there is none, or the notation does not tell: floats, signatures,
    /// types that have a word, strings with escapes.
    fn operand(&self, ours: &Instruction, body: &Body<'_>, theirs: &str) -> Option<bool> {
        let metadata = &self.universe.input().metadata;
        let number = |ours: i64| Some(integer(theirs) == Some(ours));
        match ours.operand {
            Operand::None | Operand::F32(_) | Operand::F64(_) | Operand::Outside(_) => None,
            Operand::I32(value) => number(value.into()),
            Operand::I64(value) => number(value),
            Operand::U8(value) => number(value.into()),
            Operand::Variable(value) => number(value.into()),
            Operand::Target(target) => Some(theirs == target.to_string()),
            Operand::Switch(_) => {
                let targets: Vec<_> = ours.targets(body.code).flatten().map(|target| target.to_string()).collect();
                let dense: String = theirs.chars().filter(|character| !character.is_whitespace()).collect();
                Some(dense == format!("({})", targets.join(",")))
            }
            Operand::String(offset) => {
                let literal = metadata.literal(offset).map(utf16).ok()?;
                let plain = literal.bytes().all(|byte| matches!(byte, b' '..=b'~' if !matches!(byte, b'"' | b'\\')));
                plain.then(|| theirs == format!("\"{literal}\""))
            }
            Operand::Token(token) => {
                let name = self.name(token)?;
                // A name is what stands behind the last colons and before type arguments or parameters.
                Some(plain(theirs).contains(&plain(&name)))
            }
        }
    }

    /// What has to stand in the text of a row: the name of a type without its namespace, `::` and that of a member.
    fn name(&self, token: Token) -> Option<String> {
        let universe = self.universe;
        let (id, metadata) = (universe.input().id, &universe.input().metadata);
        if let Some(type_) = TypeDefOrRef::from_token(token) {
            let handle = match type_ {
                TypeDefOrRef::TypeSpec(_) => return None,
                other => universe.resolve_type(id, other)?,
            };
            let (namespace, names) = universe.name_parts(handle);
            // Some types of System have words.
            return (namespace != "System").then(|| names.last().map(|name| name.text().into_owned())).flatten();
        }
        if let Some(rid) = token.rid::<Field>() {
            return Some(format!("::{}", metadata.name(metadata.row(rid).ok()?.name).text()));
        }
        if token.rid::<StandAloneSig>().is_some() {
            return None;
        }
        let method = match token.rid::<MethodSpec>() {
            Some(rid) => metadata.row(rid).ok()?.method?.token(),
            None => token,
        };
        let name = match (method.rid::<MethodDef>(), method.rid::<MemberRef>()) {
            (Some(rid), _) => {
                // Global methods have no type before them.
                if metadata.owner::<TypeDef, MethodDef>(rid).is_some_and(|owner| owner.row() == 1) {
                    return Some(metadata.name(metadata.row(rid).ok()?.name).text().into_owned());
                }
                metadata.row(rid).ok()?.name
            }
            (_, Some(rid)) => metadata.row(rid).ok()?.name,
            _ => return None,
        };
        Some(format!("::{}", metadata.name(name).text()))
    }
}

/// An instruction as `monodis` prints it.
#[derive(Debug)]
struct Theirs {
    offset: u32,
    mnemonic: String,
    operand: String,
}

/// A number in either notation.
fn integer(text: &str) -> Option<i64> {
    match text.strip_prefix("0x") {
        // The bits of a negative number, as wide as the opcode says.
        Some(digits) => match (digits.len(), u64::from_str_radix(digits, 16).ok()?) {
            (..=2, bits) => Some(i64::from(i8::from_ne_bytes([u8::try_from(bits).ok()?]))),
            (..=8, bits) => Some(i64::from(u32::try_from(bits).ok()?.cast_signed())),
            (_, bits) => Some(bits.cast_signed()),
        },
        None => text.parse().ok(),
    }
}

pub(crate) fn rows_alone(option: &str, file: &CorpusFile) -> Vec<(u32, String)> {
    table(option, file).into_iter().map(|(row, text, _)| (row, text)).collect()
}

/// `this`, name and first parameter of a line such as
/// `instance default !!T Make<T> (int32 count)  (param: 7 impl_flags: cil managed )`. Types and names can hold blanks and
/// brackets, so the name is what stands before the parameters, compared with the name that is expected there.
pub(crate) fn parsed_method(line: &str, name: &str, is_generic: bool) -> String {
    let parse = || {
        let (declaration, rest) = line.rsplit_once("  (param: ")?;
        let parameters = rest.split_whitespace().next()?;
        let mut depth = 0;
        let open = declaration.char_indices().rev().find(|(_, character)| {
            depth += i32::from(*character == ')') - i32::from(*character == '(');
            depth == 0
        })?;
        let mut before = plain(declaration[..open.0].trim_end());
        if is_generic {
            let mut depth = 0;
            let open = before.char_indices().rev().find(|(_, character)| {
                depth += i32::from(*character == '>') - i32::from(*character == '<');
                depth == 0
            })?;
            before.truncate(open.0);
        }
        let expected = plain(name);
        let found = match before.strip_suffix(&expected) {
            Some(rest) if rest.ends_with(' ') => expected,
            _ => before,
        };
        Some(format!("{} {found} {parameters}", line.starts_with("instance ")))
    };
    parse().unwrap_or_else(|| line.to_owned())
}

/// Compares `files` and prints how much was compared.
fn compare(files: &[&CorpusFile], look: impl Fn(&mut Comparison<'_, '_>) + Sync) {
    let results: Vec<_> = files
        .par_iter()
        .map(|file| {
            file.alone(|universe| {
                let mut comparison = Comparison { file, universe, compared: BTreeMap::new(), differences: Vec::new() };
                look(&mut comparison);
                (comparison.compared, comparison.differences)
            })
        })
        .collect();
    let mut compared: BTreeMap<&str, usize> = BTreeMap::new();
    let mut differences = Vec::new();
    for (some, more) in results {
        for (what, count) in some {
            *compared.entry(what).or_default() += count;
        }
        differences.extend(more);
    }
    println!("{} files: {compared:?}", files.len());
    let shown: Vec<_> = differences.iter().take(30).cloned().collect();
    assert!(differences.is_empty(), "{} differences, the first of them:\n{}", differences.len(), shown.join("\n"));
}

/// Every row of six tables of every file of the corpus, in order: types with the columns of their rows, type references,
/// fields with their types, methods, member references with parent, name and signature, assembly references.
#[test]
#[ignore = "needs Debian's libmono-cil-dev and mono-utils under /usr/lib/mono; .ci/run installs them"]
fn needs_mono_libraries_tables_are_those_that_monodis_prints() {
    let Some(files) = corpus() else { return };
    for name in NAMED {
        assert!(files.iter().any(|file| file.stem() == name), "{name} is not in the corpus");
    }
    compare(&files.iter().collect::<Vec<_>>(), |comparison| {
        comparison.types();
        comparison.type_refs();
        comparison.fields();
        comparison.methods();
        comparison.member_refs();
        comparison.assembly_refs();
    });
}

/// Offset, mnemonic and operand of every instruction of every file of the corpus.
#[test]
#[ignore = "needs Debian's libmono-cil-dev and mono-utils under /usr/lib/mono; .ci/run installs them"]
fn needs_mono_libraries_instructions_are_those_that_monodis_prints() {
    let Some(files) = corpus() else { return };
    assert!(files.len() >= 100, "{} files are a small corpus", files.len());
    compare(&files.iter().collect::<Vec<_>>(), |comparison| {
        comparison.instructions();
    });
}
