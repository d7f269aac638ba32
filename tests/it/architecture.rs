//! The layers and the other promises of docs/architecture.md that the source itself can show.

use crate::source::{Source, Token, files, is_word, read, root, rust_files};

/// The modules of the library, lowest first: each names only what stands before it.
const LAYERS: &[&str] = &[
    "limits",
    "text",
    "bytes",
    "pe",
    "metadata",
    "il",
    "symbols",
    "model",
    "ilasm",
    "analysis",
    "dataverse",
    "finding",
    "apis",
    "rules",
    "policy",
    "input",
    "check",
    "inspect",
    "report",
];

/// Lines of code that a file may have, comments and tests left out.
const LONGEST: usize = 500;

/// Files that are one long declaration, which only grows with the standard.
const DECLARATIONS: &[&str] = &["src/il/opcodes.rs", "src/metadata/tables.rs"];

/// Modules that open files.
const FILE_ACCESS: &[&str] = &["input"];

#[test]
fn a_module_names_only_lower_ones() {
    let mut offenders = Vec::new();
    for source in Source::all() {
        let module = source.module();
        let Some(own) = module.first().filter(|_| !source.is_command()) else { continue };
        let Some(height) = layer(own) else {
            offenders.push(format!("{}: `{own}` is no module of the list; give it its place in LAYERS", source.path));
            continue;
        };
        for (line, named) in modules_named(&source.tokens(), module.len()) {
            let why = match layer(named) {
                None => "which is no module of the list",
                Some(other) if other > height => "which stands above it",
                Some(_) => continue,
            };
            offenders.push(format!("{}:{line}: `{own}` names `crate::{named}`, {why}", source.path));
        }
    }
    assert_none(&offenders, "a module names only what stands before it in the list of layers");
}

#[test]
fn lib_declares_the_layers_in_their_order() {
    let lib = Source::all().into_iter().find(|source| source.path == "src/lib.rs").expect("src/lib.rs is there");
    let declared: Vec<String> = lib
        .code
        .lines()
        .filter_map(|line| line.trim().strip_suffix(';')?.strip_prefix("pub mod ").map(str::to_owned))
        .collect();
    let expected: Vec<&str> =
        LAYERS.iter().copied().filter(|layer| declared.iter().any(|name| name == layer)).collect();
    assert_eq!(declared, expected, "the `pub mod` lines of src/lib.rs are the list of layers, in its order");
}

#[test]
fn goblin_stays_in_pe() {
    only_in(&["goblin"], "pe", |source| source.module().first() == Some(&"pe"));
}

#[test]
fn zip_stays_in_input() {
    only_in(&["flate2", "zip::read", "zip::unstable", "zip::CompressionMethod"], "input", |source| {
        source.module().first() == Some(&"input")
    });
}

#[test]
fn pdb2_stays_in_symbols() {
    only_in(&["pdb2"], "symbols", |source| source.module().first() == Some(&"symbols"));
}

#[test]
fn scroll_stays_in_bytes() {
    only_in(&["scroll"], "bytes", |source| source.module() == ["bytes"]);
}

#[test]
fn the_command_line_stays_in_the_command() {
    only_in(&["clap", "anyhow"], "the command", Source::is_command);
}

#[test]
fn files_are_opened_in_input_and_the_command_only() {
    only_in(&["fs", "walkdir", "OpenOptions", "File::open", "File::create"], "input and the command", |source| {
        source.is_command() || source.module().first().is_some_and(|module| FILE_ACCESS.contains(module))
    });
}

#[test]
fn nothing_is_sent_or_executed() {
    only_in(
        &["net", "TcpStream", "UdpSocket", "UnixStream", "process::Command", "Command::output", "libloading"],
        "",
        |_| false,
    );
}

#[test]
fn no_clock_is_read_below_the_command() {
    only_in(&["SystemTime", "Instant"], "the command", Source::is_command);
}

#[test]
fn there_is_no_unsafe_code() {
    only_in(&["unsafe"], "", |_| false);
    let manifest: toml::Table = read("Cargo.toml").parse().expect("Cargo.toml is TOML");
    assert_eq!(manifest["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"), "Cargo.toml forbids unsafe code");
}

#[test]
fn no_file_is_too_long() {
    let offenders: Vec<_> = Source::all()
        .iter()
        .filter(|source| !DECLARATIONS.contains(&source.path.as_str()))
        .filter_map(|source| {
            let lines = source.code.lines().filter(|line| !line.trim().is_empty()).count();
            (lines > LONGEST).then(|| format!("{}: {lines} lines of code", source.path))
        })
        .collect();
    assert_none(&offenders, &format!("a file has at most {LONGEST} lines of code, comments and tests left out"));
}

#[test]
fn no_file_holds_the_path_of_a_machine() {
    let folders = ["home", "root", "tmp", "work", "Users"].map(|folder| format!("/{folder}/"));
    let mut offenders = Vec::new();
    for path in files("") {
        // Compiled fixtures count as well: they are built with paths mapped.
        let bytes = std::fs::read(root().join(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        for folder in &folders {
            let starts = bytes.windows(folder.len()).enumerate().filter(|(_, window)| *window == folder.as_bytes());
            // It can be a part of a longer path.
            let alone = |at: usize| at == 0 || !(is_word(bytes[at - 1].into()) || b".-)}".contains(&bytes[at - 1]));
            if let Some((at, _)) = starts.into_iter().find(|(at, _)| alone(*at)) {
                offenders.push(format!("{path}: {folder} at byte {at}"));
            }
        }
    }
    assert_none(&offenders, "no file holds an absolute path of the machine it was made on");
}

/// docs/ecma-335-notes.md cites tests by the id of the trap that they cover: `p05_…`.
#[test]
fn every_deviation_is_tested() {
    let sources = Source::all();
    let mut tests: String = sources.iter().map(|source| source.tests.as_str()).collect();
    for path in rust_files("tests") {
        tests.push_str(&read(&path));
    }
    let notes = read("docs/ecma-335-notes.md");
    let cited = notes.split('`').filter_map(|word| word.strip_suffix("_…")).filter(|id| id.len() == 3);
    let offenders: Vec<_> = cited
        .filter(|id| !tests.contains(&format!("fn {id}_")) && !names_id(&tests, &id.to_uppercase()))
        .map(|id| format!("`{id}_…`: no test has this id in its name or its comment"))
        .collect();
    assert_none(&offenders, "every deviation in docs/ecma-335-notes.md names a test that exists");
}

/// Tests that docs/architecture.md names exist.
#[test]
fn every_test_that_the_architecture_names_exists() {
    let page = read("docs/architecture.md");
    let mut named = 0;
    let mut offenders = Vec::new();
    for word in page.split('`').skip(1).step_by(2) {
        let Some((module, test)) = word.rsplit_once("::").filter(|(_, test)| test.contains('_')) else { continue };
        let module = format!("tests/it/{}", module.replace("::", "/"));
        named += 1;
        let paths = [format!("{module}.rs"), format!("{module}/mod.rs")];
        let holds = |path: &String| root().join(path).exists() && read(path).contains(&format!("fn {test}("));
        if !paths.iter().any(holds) {
            offenders.push(format!("`{word}`"));
        }
    }
    assert!(named > 0, "docs/architecture.md names no test");
    assert_none(&offenders, "every test that docs/architecture.md names exists");
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| *layer == module)
}

/// The modules of the crate's root that a file `depth` modules below it names, by `crate::` or a chain of `super::`.
fn modules_named<'a>(tokens: &[Token<'a>], depth: usize) -> Vec<(usize, &'a str)> {
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text);
    let mut named = Vec::new();
    let mut index = 0;
    while index < tokens.len() {
        let at = index;
        index += 1;
        let starts_path = at == 0 || text(at - 1) != "::";
        let after = match text(at) {
            "crate" if starts_path && text(at + 1) == "::" => at + 2,
            "super" if starts_path => {
                let mut supers = 0;
                while text(at + 2 * supers) == "super" && text(at + 2 * supers + 1) == "::" {
                    supers += 1;
                }
                if supers == 0 || supers != depth {
                    continue;
                }
                at + 2 * supers
            }
            _ => continue,
        };
        if text(after) == "{" {
            let mut braces = 1;
            let mut next = after + 1;
            while braces > 0 && next < tokens.len() {
                match text(next) {
                    "{" => braces += 1,
                    "}" => braces -= 1,
                    word if braces == 1
                        && word != "self"
                        && [",", "{"].contains(&text(next - 1))
                        && word.starts_with(is_word) =>
                    {
                        named.push((tokens[next].line, word));
                    }
                    _ => {}
                }
                next += 1;
            }
        } else if text(after).starts_with(is_word) {
            named.push((tokens[after].line, text(after)));
        }
    }
    named
}

/// Fails for every file that is not allowed and has one of the words; a word may be a path of two.
fn only_in(words: &[&str], place: &str, is_allowed: impl Fn(&Source) -> bool) {
    let mut offenders = Vec::new();
    for source in Source::all().iter().filter(|source| !is_allowed(source)) {
        let tokens = source.tokens();
        for (index, token) in tokens.iter().enumerate() {
            let path = match tokens.get(index..index + 3) {
                Some([first, colons, last]) if colons.text == "::" => format!("{}::{}", first.text, last.text),
                _ => String::new(),
            };
            if words.contains(&token.text) || words.contains(&path.as_str()) {
                offenders.push(format!(
                    "{}:{}: {}",
                    source.path,
                    token.line,
                    if path.is_empty() { token.text } else { &path }
                ));
            }
        }
    }
    let where_it_may = if place.is_empty() { "nowhere".to_owned() } else { format!("in {place} only") };
    assert_none(&offenders, &format!("{} may be named {where_it_may}", words.join(", ")));
}

/// Whether a text has `id` as a word of its own.
fn names_id(text: &str, id: &str) -> bool {
    text.match_indices(id).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + id.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

fn assert_none(offenders: &[String], promise: &str) {
    assert!(offenders.is_empty(), "{promise}; these break it:\n{}", offenders.join("\n"));
}

#[test]
fn paths_to_modules_are_understood() {
    let code =
        "use crate::{bytes::Reader, il, model::{name, types}}; $crate::limits::X; super::super::text::T; super::y;";
    let source = Source { path: "src/pe/cli.rs".to_owned(), code: code.to_owned(), tests: String::new() };
    let named: Vec<&str> = modules_named(&source.tokens(), 2).into_iter().map(|(_, name)| name).collect();
    assert_eq!(named, ["bytes", "il", "model", "limits", "text"]);
}
