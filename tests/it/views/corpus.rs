//! What the views say of the corpus against what `monodis` prints: every type, field, method and reference, once, by its name.

use std::collections::{BTreeMap, BTreeSet};

use ilvet::check::{Options, Unit};
use ilvet::inspect::members::members;
use ilvet::inspect::pick::Selection;
use ilvet::inspect::refs::refs;
use ilvet::inspect::types::{Filter, types};
use ilvet::metadata::{Field, MethodDef, Row, TypeDef, TypeRef};
use ilvet::text::Text;
use rayon::prelude::*;

use crate::corpus_files::{CorpusFile, corpus};
use crate::monodis::{parsed_method, plain, rows_alone};

/// Table and row of a token as the views write it.
fn row(token: &str) -> (u8, u32) {
    let number = u32::from_str_radix(token.trim_start_matches("0x"), 16).expect("a token is hexadecimal");
    ((number >> 24) as u8, number & 0x00FF_FFFF)
}

/// What differs in one file.
struct Differences<'f> {
    file: &'f CorpusFile,
    found: Vec<String>,
}

impl Differences<'_> {
    fn note(&mut self, what: &str) {
        self.found.push(format!("{}: {what}", self.file.path.display()));
    }

    /// Compares rows of a table: ours may be named in any order, but each once.
    fn rows(
        &mut self,
        what: &str,
        ours: Vec<(u32, String)>,
        theirs: &BTreeMap<u32, String>,
        same: impl Fn(&str, &str) -> bool,
    ) {
        let mut left = theirs.clone();
        for (number, name) in ours {
            match left.remove(&number) {
                Some(their) if same(&name, &their) => {}
                Some(their) => self.note(&format!("{what} {number}: ours {name}, monodis {their}")),
                None => self.note(&format!("{what} {number}: {name} is there twice, or not in monodis")),
            }
        }
        for (number, name) in left {
            self.note(&format!("{what} {number}: {name} is in no view"));
        }
    }

    fn types(&mut self, units: &[Unit]) {
        let (view, _) = types(Text::default(), units, &Options::default(), &Filter::default());
        let ours = view.items.iter().map(|it| (row(&it.token).1, plain(&it.name.as_str().replace('+', "/"))));
        let theirs = rows_alone("--typedef", self.file).into_iter();
        let theirs: BTreeMap<u32, String> =
            theirs.map(|(row, text)| (row, plain(text.split(" (flist").next().unwrap_or_default()))).collect();
        // `<Module>` is nothing to monodis.
        self.rows(TypeDef::NAME, ours.collect(), &theirs, |ours, theirs| ours == theirs || theirs == "(null)");
    }

    fn members(&mut self, units: &[Unit]) {
        let (view, _) = members(Text::default(), units, &Options::default(), &Filter::default());
        let own = |table: u8| {
            let items = view.items.iter().filter(move |it| row(&it.token).0 == table);
            items.map(|it| (row(&it.token).1, it.name.as_str().to_owned())).collect::<Vec<_>>()
        };
        let theirs = rows_alone("--fields", self.file).into_iter().collect();
        let declares = |name: &str, line: &str| {
            let line = line.rsplit_once(": ").or(line.rsplit_once(':')).map_or(line, |(before, _)| before);
            plain(line).ends_with(&format!(" {}", plain(name)))
        };
        self.rows(Field::NAME, own(Field::TABLE), &theirs, declares);
        // An accessor has the name in its id.
        let accessors = view.items.iter().flat_map(|it| &it.accessors).map(|it| {
            let path = it.id.as_str().split(['(', '~']).next().unwrap_or_default();
            let name = path.rsplit('.').next().unwrap_or_default();
            (row(&it.token).1, name.replace('#', ".").replace('{', "<").replace('}', ">"))
        });
        let methods = own(MethodDef::TABLE).into_iter().chain(accessors).collect();
        let theirs = rows_alone("--method", self.file).into_iter().collect();
        self.rows(MethodDef::NAME, methods, &theirs, |name, line| {
            [false, true].iter().any(|generic| parsed_method(line, name, *generic).contains(&plain(name)))
        });
    }

    /// Types by assembly and name; members by that of their type, where it is named itself.
    fn references(&mut self, units: &[Unit]) {
        let (view, _) = refs(Text::default(), units, &Options::default(), &Selection::default());
        let external = |text: &str| -> Option<(String, String)> {
            let (assembly, name) = text.strip_prefix('[')?.split_once(']')?;
            Some((assembly.to_owned(), plain(name).replace('/', ".")))
        };
        let their_types: BTreeMap<u32, (String, String)> = rows_alone("--typeref", self.file)
            .into_iter()
            .filter_map(|(row, text)| Some((row, external(&text)?)))
            .collect();
        let ours: BTreeSet<(String, String)> = view
            .items
            .iter()
            .filter(|it| it.kind == "type" && it.token.as_ref().is_some_and(|token| row(token).0 == TypeRef::TABLE))
            .map(|it| (it.assembly.0.clone(), plain(&it.id.as_str()[2..])))
            .collect();
        let theirs: BTreeSet<(String, String)> = their_types.values().cloned().collect();
        for only in ours.symmetric_difference(&theirs) {
            self.note(&format!("type reference {only:?} is in one only"));
        }
        let members: BTreeSet<(&str, &str)> = view
            .items
            .iter()
            .filter(|it| ["method", "field"].contains(&it.kind))
            .map(|it| (it.assembly.as_str(), it.id.as_str()[2..].split(['(', '~']).next().unwrap_or_default()))
            .map(|(assembly, path)| (assembly, path.split("``").next().unwrap_or_default()))
            .collect();
        for (number, text) in rows_alone("--memberref", self.file) {
            let Some((parent, name)) = text.strip_prefix("TypeRef[").and_then(|rest| rest.split_once("] ")) else {
                continue;
            };
            let Some((assembly, type_)) = parent.parse().ok().and_then(|row: u32| their_types.get(&row)) else {
                continue;
            };
            let path = format!("{type_}.{}", name.replace('.', "#").replace('<', "{").replace('>', "}"));
            if !members.contains(&(assembly.as_str(), path.as_str())) {
                self.note(&format!("member reference {number}: [{assembly}]{path} is in no view"));
            }
        }
    }
}

/// Names of types, fields, methods and references of every file of the corpus.
#[test]
#[ignore = "needs Debian's libmono-cil-dev and mono-utils under /usr/lib/mono; .ci/run installs them"]
fn needs_mono_libraries_views_name_what_monodis_prints() {
    let Some(files) = corpus() else { return };
    let differences: Vec<String> = files
        .par_iter()
        .flat_map(|file| {
            let units = super::units(&file.path.to_string_lossy());
            let mut differences = Differences { file, found: Vec::new() };
            differences.types(&units);
            differences.members(&units);
            differences.references(&units);
            differences.found
        })
        .collect();
    println!("{} files", files.len());
    assert!(files.len() >= 100);
    let shown: Vec<_> = differences.iter().take(40).cloned().collect();
    assert!(differences.is_empty(), "{} differences, the first of them:\n{}", differences.len(), shown.join("\n"));
}
