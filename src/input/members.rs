//! From archives to items: every member of one, also those of archives in it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use super::archive::{Archive, Budget};
use super::content::{Content, content};
use super::entry::Kind;
use super::place::{ArchiveSupply, Place};
use super::store::Store;
use super::walk::{How, Walk};
use crate::model::Refusal;
use crate::text::Text;

impl Walk {
    /// Takes an archive and all that is in it.
    pub(super) fn archive(&mut self, label: Text, store: Store, how: How<'_>) {
        let mut budget = Budget::new(self.shelf.limits());
        match self.open(label.clone(), store, &mut budget) {
            Ok(archive) => self.members(archive, how, &mut budget),
            Err(why) => self.refused(label, why, how),
        }
    }

    /// Takes a file that is called like an archive and does not begin like one: something may stand before it.
    pub(super) fn perhaps_archive(&mut self, label: Text, path: &Path, how: How<'_>) {
        let mut budget = Budget::new(self.shelf.limits());
        match self.open(label.clone(), Store::File(path.to_owned()), &mut budget) {
            Ok(archive) => self.members(archive, how, &mut budget),
            Err(why) if how.named => self.refused(label, why, how),
            Err(_) => self.place(label, Place::File(path.to_owned()), how),
        }
    }

    /// Takes the members of an archive that `rest` names, as in `Sol.zip!/PluginAssemblies/A.dll`: one, or all in a folder.
    pub(super) fn member_named(&mut self, path: &Path, rest: &str) {
        let label = self.shelf.label(path);
        let how = How { path: Some(path), named: true };
        let mut budget = Budget::new(self.shelf.limits());
        let mut opened = self.open(label.clone(), Store::File(path.to_owned()), &mut budget);
        let mut rest = rest;
        loop {
            let archive = match opened {
                Ok(archive) => Arc::new(archive),
                Err(why) => return self.refused(label, why, how),
            };
            let places = named(&archive, rest);
            if !places.is_empty() {
                for place in places {
                    self.member(&archive, place, how, &mut budget);
                }
                return;
            }
            let inside = rest.match_indices("!/").find_map(|(at, mark)| {
                let place = *named(&archive, rest.get(..at)?).first()?;
                Some((place, rest.get(at + mark.len()..)?))
            });
            let Some((place, behind)) = inside else {
                let label = Text(format!("{}!/{rest}", archive.label().as_str()));
                return self.refused(label, Refusal::new("IO", "the archive has no such entry"), how);
            };
            opened = self.open(archive.label_of(place), Store::Entry(archive, place), &mut budget);
            rest = behind;
        }
    }

    /// Opens an archive. Should reading it fail in an unexpected way, only this archive is lost.
    fn open(&self, label: Text, store: Store, budget: &mut Budget) -> Result<Archive, Refusal> {
        let (limits, inflated) = (self.shelf.limits(), self.shelf.inflated());
        let opened = catch_unwind(AssertUnwindSafe(|| Archive::open(label, store, limits, inflated, budget)));
        opened.unwrap_or_else(|_| Err(Refusal::new("INTERNAL", "internal error: ilvet failed on this archive")))
    }

    /// Adds an opened archive and everything in it.
    fn members(&mut self, mut archive: Archive, how: How<'_>, budget: &mut Budget) {
        let nothing = archive.entries().iter().all(|entry| matches!(entry.kind, Kind::Symbols | Kind::SymbolPackage));
        if nothing && how.named && archive.depth() == 0 && archive.container().lost.is_empty() {
            let what = "an archive with nothing to scan: no .dll, .exe, .netmodule, .zip or .nupkg in it";
            archive.lose("IO", what.to_owned());
        }
        let supply = Box::new(ArchiveSupply(archive.container().clone()));
        self.add(archive.label().clone(), supply, how, true, archive.solutions());
        let archive = Arc::new(archive);
        for place in 0..archive.entries().len() {
            let deployed = archive.entries().get(place).is_some_and(super::entry::Entry::is_deployed);
            self.member(&archive, place, How { named: how.named && deployed, ..how }, budget);
        }
    }

    /// Takes one member of an archive, if it is an assembly or an archive.
    fn member(&mut self, archive: &Arc<Archive>, place: usize, how: How<'_>, budget: &mut Budget) {
        let entry = archive.entries().get(place);
        let is_input = |kind| matches!(kind, Kind::Assembly | Kind::Archive | Kind::Unknown);
        let Some(entry) = entry.filter(|it| is_input(it.kind)) else { return };
        let label = entry.label.clone();
        let first = archive.first_bytes(place, 4, self.shelf.inflated()).map(|bytes| content(&bytes));
        if entry.kind == Kind::Unknown && matches!(first, Ok(Content::Other) | Err(_))
            || !self.is_new(&label, how.named)
        {
            return;
        }
        match first {
            Err(why) => self.refused(label, why, how),
            Ok(Content::Archive) => match self.open(label.clone(), Store::Entry(Arc::clone(archive), place), budget) {
                Ok(inner) => self.members(inner, how, budget),
                Err(why) => self.refused(label, why, how),
            },
            Ok(_) => self.place(label, Place::Entry(Arc::clone(archive), place), how),
        }
    }
}

/// The places of the entries that `name` means: one of exactly this name, else in any case and with any slashes, else those in a folder.
fn named(archive: &Archive, name: &str) -> Vec<usize> {
    let wanted = name.replace('\\', "/").to_lowercase();
    let wanted = wanted.trim_end_matches('/');
    let label = format!("{}!/{name}", archive.label().as_str());
    let entries = || archive.entries().iter().enumerate();
    if let Some((place, _)) = entries().find(|(_, entry)| entry.label.as_str() == label) {
        return vec![place];
    }
    let same = entries().filter(|(_, entry)| entry.path.to_lowercase() == wanted).map(|(place, _)| place);
    let same: Vec<usize> = same.collect();
    if !same.is_empty() {
        return same;
    }
    let below = |path: &str| path.to_lowercase().strip_prefix(wanted).is_some_and(|rest| rest.starts_with('/'));
    entries().filter(|(_, entry)| below(&entry.path)).map(|(place, _)| place).collect()
}
