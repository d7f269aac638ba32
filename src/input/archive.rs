//! A zip archive: a solution, a NuGet package. What it says of its entries are claims; names in it are labels, never paths.

use std::cmp::Reverse;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use zip::unstable::read::ZipIterable;

use super::content::{Content, content};
use super::entry::{Entry, Kind, Overlaps, Span, clause};
use super::listing::{file_names, symbol_names};
use super::solutions::by_solution;
use super::store::{Inflated, Store, digest};
use crate::dataverse::registration::{Reading, Registration};
use crate::limits::Limits;
use crate::model::{Container, Refusal};
use crate::text::{Safe, Text};

/// An archive that was opened: what is in it, and where to get that.
pub(super) struct Archive {
    label: Text,
    store: Store,
    /// Those that may be of interest, in the order of their names.
    entries: Vec<Entry>,
    /// The places of entries by the lower-case form of their file names.
    by_name: FxHashMap<String, Vec<usize>>,
    limits: Limits,
    container: Container,
    /// The solutions in it, by the folders that they are in, in lower case; the innermost first.
    solutions: Vec<(String, Arc<Registration>)>,
}

/// What is left for an archive and the archives in it.
pub(super) struct Budget {
    entries: u64,
    bytes: u64,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { entries: limits.archive_entries, bytes: limits.archive_bytes }
    }
}

impl Archive {
    /// Reads the list of what is in an archive.
    ///
    /// # Errors
    /// It has none, or it may not be read.
    pub(super) fn open(
        label: Text,
        store: Store,
        limits: &Limits,
        inflated: &Inflated,
        budget: &mut Budget,
    ) -> Result<Self, Refusal> {
        if store.depth() >= limits.archive_nesting {
            let most = limits.archive_nesting;
            let what =
                format!("more than {most} archives inside one another; `--limit archive-nesting=NUMBER` raises that");
            return Err(Refusal::new("Z05", what));
        }
        let sha256 = digest(store.open(inflated)?, limits.file_bytes)?;
        let container = Container { kind: "archive", sha256, lost: Vec::new(), tolerated: Vec::new() };
        let mut archive = Self {
            label,
            store,
            entries: Vec::new(),
            by_name: FxHashMap::default(),
            limits: *limits,
            container,
            solutions: Vec::new(),
        };
        archive.list(inflated, budget)?;
        archive.entries.sort_by(|a, b| (&a.path, &a.name).cmp(&(&b.path, &b.name)));
        archive.name_apart();
        for (place, entry) in archive.entries.iter().enumerate() {
            archive.by_name.entry(entry.file_name().to_lowercase()).or_default().push(place);
        }
        for entry in archive.entries.iter_mut().filter(|entry| entry.refused.is_none()) {
            if let Some(left) = budget.bytes.checked_sub(entry.size()) {
                budget.bytes = left;
                continue;
            }
            let what = format!(
                "what is in this archive is larger than {} bytes; `--limit archive-bytes=NUMBER` raises that",
                limits.archive_bytes
            );
            entry.refused = Some(Refusal::new("Z05", what));
        }
        archive.read_solutions(inflated);
        Ok(archive)
    }

    /// Reads what the solutions in it say of how plug-ins are registered.
    fn read_solutions(&mut self, inflated: &Inflated) {
        let files = self.entries.iter().enumerate().filter(|(_, entry)| entry.kind == Kind::Registration);
        let files = files.map(|(place, entry)| (entry.path.clone(), place)).collect();
        for (folder, files) in by_solution(files) {
            let within = if folder.is_empty() { String::new() } else { format!("!/{folder}") };
            let mut reading = Reading::new(Text(format!("{}{within}", self.label.as_str())), &self.limits);
            for (_, place) in files {
                let label = self.label_of(place);
                match self.read(place, inflated) {
                    Ok(bytes) => reading.file(&label, &bytes),
                    Err(why) => reading.lose(Refusal::new(why.code, format!("{}: {}", label.as_str(), why.what))),
                }
            }
            self.solutions.push((folder.to_lowercase(), Arc::new(reading.finish())));
        }
        self.solutions.sort_by_key(|(folder, _)| Reverse(folder.len()));
    }

    /// What the solutions in it say.
    pub(super) fn solutions(&self) -> Vec<Arc<Registration>> {
        self.solutions.iter().map(|(_, solution)| Arc::clone(solution)).collect()
    }

    /// What the solution that an entry is in says; that may be around this archive.
    pub(super) fn solution_of(&self, place: usize) -> Option<Arc<Registration>> {
        let path = self.entries.get(place)?.path.to_lowercase();
        let here = self.solutions.iter().find(|(folder, _)| {
            folder.is_empty() || path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
        });
        match (here, &self.store) {
            (Some((_, solution)), _) => Some(Arc::clone(solution)),
            (None, Store::Entry(around, place)) => around.solution_of(*place),
            (None, _) => None,
        }
    }

    /// Reads the list at the end of the archive, and the header in front of each entry.
    fn list(&mut self, inflated: &Inflated, budget: &mut Budget) -> Result<(), Refusal> {
        let list = self.store.open(inflated)?;
        let mut headers = self.store.open(inflated)?;
        let mut zip = ZipIterable::try_new(list, zip::read::Config::default())
            .map_err(|error| Refusal::new("Z10", format!("not a complete zip archive: {}", clause(&error))))?;
        let count = zip.len();
        let mut spans = Overlaps::default();
        let (mut begin, mut end) = (None, u64::MAX);
        let mut differing: Option<(String, usize)> = None;
        let files = zip.files().map_err(|error| Refusal::new("Z10", clause(&error)))?;
        for (number, file) in files.enumerate() {
            if budget.entries == 0 {
                let (rest, most) = (count.saturating_sub(number), self.limits.archive_entries);
                let what = format!(
                    "its last {rest} entries are not looked at: more than {most} in this archive and those in it; `--limit archive-entries=NUMBER` raises that"
                );
                self.lose("Z05", what);
                break;
            }
            budget.entries = budget.entries.saturating_sub(1);
            let file = match file {
                Ok(file) => file,
                Err(error) => {
                    let rest = count.saturating_sub(number);
                    let what = format!("its list of entries breaks off, {rest} are lost: {}", clause(&error));
                    self.lose("Z09", what);
                    break;
                }
            };
            begin = Some(begin.unwrap_or(u64::MAX).min(file.header_start()));
            if number == 0 {
                end = file.central_header_start();
            }
            let span = Span::of(&file, &mut headers);
            if span.as_ref().is_some_and(|span| span.name_differs) {
                let shown = Safe::new(&String::from_utf8_lossy(file.name_raw())).to_string();
                differing.get_or_insert((shown, 0)).1 += 1;
            }
            let kept = Entry::of(file, &self.limits);
            if let Some(span) = span {
                spans.add(&span, kept.as_ref().map(|_| self.entries.len()));
            }
            self.entries.extend(kept);
        }
        for place in spans.overlapping(end) {
            if let Some(entry) = self.entries.get_mut(place) {
                entry.refused =
                    Some(Refusal::new("Z04", "its bytes are also those of another entry, or of the list of entries"));
            }
        }
        if begin.is_some_and(|begin| begin > 0) {
            self.tolerate(
                "Z10",
                format!("{} bytes before the first entry are not looked at", begin.unwrap_or_default()),
            );
        }
        if let Some((first, count)) = differing {
            self.tolerate(
                "Z09",
                format!("{first}: called otherwise in the entry than in the list ({count} such entries)"),
            );
        }
        Ok(())
    }

    /// Gives every entry a label of its own: names may be there twice.
    fn name_apart(&mut self) {
        // How many entries have a label or ask for it.
        let mut labels: FxHashMap<String, usize> = FxHashMap::default();
        let mut folded: FxHashSet<String> = FxHashSet::default();
        let (mut same, mut alike) = (Vec::new(), Vec::new());
        for entry in &mut self.entries {
            let name = format!("{}!/{}", self.label.as_str(), entry.name);
            let mut count = labels.get(&name).map_or(1, |count| count.saturating_add(1));
            let mut label = name.clone();
            if count > 1 {
                same.push(entry.name.clone());
                label = format!("{name}#{count}");
                while labels.contains_key(&label) {
                    count = count.saturating_add(1);
                    label = format!("{name}#{count}");
                }
                labels.insert(label.clone(), 1);
            } else if !folded.insert(entry.path.to_lowercase()) {
                alike.push(entry.name.clone());
            }
            labels.insert(name, count);
            entry.label = Text(label);
        }
        for (code, names, what) in [
            ("Z01", same, "there twice; both are looked at, the second is marked with a number"),
            ("Z02", alike, "there twice but for the case of letters and the slashes; both are looked at"),
        ] {
            if let Some(first) = names.first() {
                self.tolerate(code, format!("{}: {what} ({} such entries)", Safe::new(first), names.len()));
            }
        }
    }

    pub(super) fn lose(&mut self, code: &'static str, what: String) {
        self.container.lost.push(Refusal::new(code, what));
    }

    fn tolerate(&mut self, code: &'static str, what: String) {
        self.container.tolerated.push(Refusal::new(code, what));
    }

    /// What a report says of the archive itself.
    pub(super) fn container(&self) -> &Container {
        &self.container
    }

    /// How a report calls it.
    pub(super) fn label(&self) -> &Text {
        &self.label
    }

    /// Where its bytes are.
    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    /// How many archives are around it.
    pub(super) fn depth(&self) -> u64 {
        self.store.depth()
    }

    /// What is in it, in the order of the names.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How a report calls an entry.
    pub(super) fn label_of(&self, place: usize) -> Text {
        self.entries.get(place).map(|entry| entry.label.clone()).unwrap_or_default()
    }

    /// The bytes of an entry.
    pub(super) fn read(&self, place: usize, inflated: &Inflated) -> Result<Vec<u8>, Refusal> {
        let entry = self.entries.get(place).ok_or_else(|| Refusal::new("IO", "no such entry in the archive"))?;
        entry.read(&mut self.store.open(inflated)?, self.limits.archive_entry_bytes)
    }

    /// The first bytes of an entry, at most so many.
    pub(super) fn first_bytes(&self, place: usize, count: u64, inflated: &Inflated) -> Result<Vec<u8>, Refusal> {
        let entry = self.entries.get(place).ok_or_else(|| Refusal::new("IO", "no such entry in the archive"))?;
        entry.first_bytes(&mut self.store.open(inflated)?, count)
    }

    /// The assembly or module `name` as the entry `from` sees it: in its own folder, then in this archive, then in those around it.
    pub(super) fn find(self: &Arc<Self>, from: usize, name: &str) -> Option<(Arc<Self>, usize)> {
        let from = self.entries.get(from)?;
        let places =
            || file_names(name).into_iter().filter_map(|name| self.by_name.get(&name.to_lowercase())).flatten();
        let entry = |place: &&usize| self.entries.get(**place).filter(|entry| entry.kind == Kind::Assembly);
        let beside = places().find(|place| entry(place).is_some_and(|it| it.is_beside(from)));
        let here = beside.or_else(|| places().find(|place| entry(place).is_some_and(|it| it.may_serve(from))));
        match (here, &self.store) {
            (Some(place), _) => Some((Arc::clone(self), *place)),
            (None, Store::Entry(around, place)) => around.find(*place, name),
            (None, _) => None,
        }
    }

    /// The first assembly or module called `name`, for what is not in the archive.
    pub(super) fn named(&self, name: &str) -> Option<usize> {
        let names = file_names(name);
        let mut places = names.iter().filter_map(|name| self.by_name.get(&name.to_lowercase())).flatten().copied();
        places.find(|place| {
            self.entries
                .get(*place)
                .is_some_and(|it| it.kind == Kind::Assembly && it.refused.is_none() && it.has_code())
        })
    }

    /// The archives in it and in those, as far as they can be opened.
    pub(super) fn archives(
        self: &Arc<Self>,
        limits: &Limits,
        inflated: &Inflated,
        budget: &mut Budget,
    ) -> Vec<Arc<Self>> {
        let mut found: Vec<Arc<Self>> = Vec::new();
        let mut next = 0;
        let mut around = Some(Arc::clone(self));
        while let Some(archive) = around {
            for place in 0..archive.entries.len() {
                let first = archive.first_bytes(place, 4, inflated);
                if !first.is_ok_and(|bytes| content(&bytes) == Content::Archive) {
                    continue;
                }
                let (label, store) = (archive.label_of(place), Store::Entry(Arc::clone(&archive), place));
                found.extend(Self::open(label, store, limits, inflated, budget).ok().map(Arc::new));
            }
            around = found.get(next).cloned();
            next += 1;
        }
        found
    }

    /// What may be the symbols of an assembly in it: files with its name, those beside it first.
    pub(super) fn symbols(&self, assembly: usize) -> Vec<usize> {
        let assembly = self.entries.get(assembly);
        assembly.map(|assembly| self.symbols_of(assembly.file_name(), assembly.folder())).unwrap_or_default()
    }

    /// What may be the symbols of an assembly of this name: files with it, those in this folder first.
    pub(super) fn symbols_of(&self, assembly: &str, folder: &str) -> Vec<usize> {
        let is_beside = |place: &usize| self.entries.get(*place).is_some_and(|it| it.folder() == folder);
        let names = symbol_names(assembly);
        let mut places: Vec<usize> =
            names.iter().filter_map(|name| self.by_name.get(&name.to_lowercase())).flatten().copied().collect();
        places.sort_by_key(|place| !is_beside(place));
        places
    }
}
