//! Every trap of docs/traps.md is shown by something that is there; those that need a file made for them are here.

mod bodies;
mod files;
mod references;

use std::collections::BTreeSet;

use crate::source::{Source, read, root, rust_files};

/// How many traps there are of each letter.
const TRAPS: [(char, usize); 12] = [
    ('P', 24),
    ('M', 16),
    ('T', 24),
    ('H', 10),
    ('S', 16),
    ('R', 22),
    ('B', 23),
    ('A', 7),
    ('D', 7),
    ('Z', 14),
    ('X', 10),
    ('O', 12),
];

/// Names in backticks in one column of a row.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// Whether `name` is a test, all tests of a prefix, or a source of an assembly that is checked.
fn is_there(name: &str, unit_tests: &str) -> bool {
    if name.starts_with("testdata/") {
        return root().join(name).is_file();
    }
    if let Some(prefix) = name.strip_suffix('…') {
        return unit_tests.contains(&format!("fn {prefix}"));
    }
    let Some((module, test)) = name.rsplit_once("::") else { return false };
    let module = format!("tests/it/{}", module.replace("::", "/"));
    let holds = |path: String| root().join(&path).exists() && read(&path).contains(&format!("fn {test}("));
    holds(format!("{module}.rs")) || holds(format!("{module}/mod.rs"))
}

#[test]
fn every_trap_is_shown_by_a_test_or_a_fixture() {
    let mut unit_tests: String = Source::all().into_iter().map(|source| source.tests).collect();
    for path in rust_files("tests") {
        unit_tests.push_str(&read(&path));
    }
    let page = read("docs/traps.md");
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| id "))
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect();
    let mut missing = Vec::new();
    for row in &rows {
        assert_eq!(row.len(), 4, "{row:?}");
        assert!(!row[1].is_empty() && !row[2].is_empty(), "{row:?}");
        let names: Vec<&str> = quoted(row[3]).collect();
        if names.is_empty() {
            missing.push(format!("{}: nothing", row[0]));
        }
        missing.extend(names.iter().filter(|it| !is_there(it, &unit_tests)).map(|it| format!("{}: {it}", row[0])));
    }
    assert!(missing.is_empty(), "what docs/traps.md names is not there:\n{}", missing.join("\n"));
    let expected: BTreeSet<String> = TRAPS
        .iter()
        .flat_map(|(letter, count)| (1..=*count).map(move |number| format!("{letter}{number:02}")))
        .collect();
    let ids: BTreeSet<String> = rows.iter().map(|row| row[0].to_owned()).collect();
    assert_eq!((ids.len(), ids), (rows.len(), expected), "each trap has one row");
}

/// docs/ecma-335-notes.md says in which files the tests of its deviations are: each is there and has some.
#[test]
fn the_files_of_the_deviations_have_their_tests() {
    let notes = read("docs/ecma-335-notes.md");
    let rows: Vec<(&str, &str)> =
        notes.lines().filter_map(|line| line.strip_prefix("| `")?.trim_end_matches('|').split_once(" | ")).collect();
    let files: Vec<_> = rows.iter().filter(|(_, files)| quoted(files).any(|it| it.starts_with("src/"))).collect();
    assert!(files.len() >= 9);
    for (ids, files) in files {
        let letter = ids.chars().next().expect("an id");
        for file in quoted(files) {
            let text = read(file);
            let has = (1..30).any(|number| text.contains(&format!("fn {letter}{number:02}_")));
            assert!(has, "{file} has no test of `{letter}…`");
        }
    }
}

/// The codes of problems in reports are the ids of that page, and a few words.
#[test]
fn every_code_of_a_problem_is_a_trap() {
    let page = read("docs/traps.md");
    let mut unknown = BTreeSet::new();
    for source in Source::all() {
        // Texts are blanked out of the code.
        let text = read(&source.path);
        for code in text.split('"').skip(1).step_by(2).filter(|word| is_code(word)) {
            if !page.contains(&format!("| {code} |")) {
                unknown.insert(format!("{}: {code}", source.path));
            }
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

/// A capital letter of a group of traps, and two digits.
fn is_code(word: &str) -> bool {
    let mut characters = word.chars();
    let letter = characters.next().is_some_and(|first| TRAPS.iter().any(|(letter, _)| *letter == first));
    letter && word.len() == 3 && characters.all(|it| it.is_ascii_digit())
}

/// X07: quick-xml's reader of name spaces looked through a list for each attribute.
#[test]
fn x07_the_reader_of_name_spaces_is_not_used() {
    for source in Source::all() {
        assert!(!source.code.contains("NsReader"), "{}", source.path);
    }
}
