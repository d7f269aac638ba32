//! One input and what it refers to, wherever they are.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::archive::Archive;
use super::shelf::{Shelf, folder};
use super::store::Shared;
use super::symbol_packages;
use crate::model::{Container, Refusal, SourceFile, Supplied, Supply};
use crate::symbols::SymbolId;
use crate::text::Text;

/// What standard input is called.
pub(super) const STDIN: &str = "-";

/// Where a file is.
#[derive(Clone)]
pub(super) enum Place {
    /// In a folder.
    File(PathBuf),
    /// In memory: it came on standard input.
    Stdin(Result<Shared, Refusal>),
    /// In an archive.
    Entry(Arc<Archive>, usize),
}

impl Place {
    /// The bytes, and what a report calls them.
    fn read(&self, from: &Shelf) -> Result<Supplied, Refusal> {
        match self {
            Self::File(path) => from.supply(path),
            Self::Stdin(bytes) => Ok(Supplied { label: STDIN.into(), bytes: bytes.clone()?.as_ref().to_vec() }),
            Self::Entry(archive, place) => {
                Ok(Supplied { label: archive.label_of(*place), bytes: archive.read(*place, from.inflated())? })
            }
        }
    }

    /// What a report calls it.
    fn label(&self, from: &Shelf) -> Text {
        match self {
            Self::File(path) => from.label(path),
            Self::Stdin(_) => STDIN.into(),
            Self::Entry(archive, place) => archive.label_of(*place),
        }
    }

    /// The assembly or module `name` as what is here sees it.
    fn find(&self, from: &Shelf, name: &str) -> Option<Self> {
        match self {
            Self::File(path) => from.find(Some(folder(path)), name),
            Self::Stdin(_) => from.find(None, name),
            Self::Entry(archive, place) => match archive.find(*place, name) {
                Some((archive, place)) => Some(Self::Entry(archive, place)),
                None => from.find(None, name),
            },
        }
    }

    /// What may be the symbols of what is here: beside it, then below the folder that was named for symbols by its name, then in packages
    /// of symbols, then below that folder by one of these ids.
    fn symbols(&self, from: &Shelf, ids: &[SymbolId], accept: &mut dyn FnMut(Result<Supplied, Refusal>) -> bool) {
        let beside: Vec<Self> = match self {
            Self::File(path) => from.symbols(path).into_iter().map(Self::File).collect(),
            Self::Stdin(_) => Vec::new(),
            Self::Entry(archive, place) => {
                archive.symbols(*place).into_iter().map(|place| Self::Entry(Arc::clone(archive), place)).collect()
            }
        };
        let told = |place: Self| {
            let name = |why: Refusal| Refusal::new(why.code, format!("{}: {}", place.label(from).as_str(), why.what));
            place.read(from).map_err(name)
        };
        let named = from.symbol_store().named(&self.file_name(), from.limits());
        let first = beside.into_iter().chain(named.iter().cloned().map(Self::File));
        if first.map(told).any(&mut *accept) {
            return;
        }
        let packed = symbol_packages::symbols(self, &self.file_name(), from);
        if packed.into_iter().map(told).any(&mut *accept) {
            return;
        }
        let known = from.symbol_store().with_id(ids, from.limits()).into_iter().filter(|path| !named.contains(path));
        known.map(Self::File).map(told).any(accept);
    }

    fn file_name(&self) -> String {
        match self {
            Self::File(path) => path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            Self::Stdin(_) => String::new(),
            Self::Entry(archive, place) => {
                archive.entries().get(*place).map(|entry| entry.file_name().to_owned()).unwrap_or_default()
            }
        }
    }
}

/// Gives one input and what it refers to.
pub(super) struct PlaceSupply {
    shelf: Arc<Shelf>,
    place: Place,
    /// Where the assemblies are that were given out, by label.
    given: Mutex<FxHashMap<Text, Place>>,
}

impl PlaceSupply {
    pub(super) fn new(shelf: Arc<Shelf>, label: Text, place: Place) -> Self {
        let given = Mutex::new(FxHashMap::from_iter([(label, place.clone())]));
        Self { shelf, place, given }
    }
}

impl Supply for PlaceSupply {
    fn input(&self) -> Result<Supplied, Refusal> {
        self.place.read(&self.shelf)
    }

    fn assembly(&self, name: &str) -> Option<Supplied> {
        let place = self.place.find(&self.shelf, name)?;
        let supplied = place.read(&self.shelf).ok()?;
        self.given.lock().unwrap_or_else(PoisonError::into_inner).insert(supplied.label.clone(), place);
        Some(supplied)
    }

    fn named(&self, name: &str) -> Option<Supplied> {
        self.shelf.find(None, name)?.read(&self.shelf).ok()
    }

    fn symbols(&self, label: &Text, ids: &[SymbolId], accept: &mut dyn FnMut(Result<Supplied, Refusal>) -> bool) {
        let place = self.given.lock().unwrap_or_else(PoisonError::into_inner).get(label).cloned();
        if let Some(place) = place {
            place.symbols(&self.shelf, ids, accept);
        }
    }

    fn source(&self, stated: &Text, shown: &Text, most: u64, accept: &mut dyn FnMut(SourceFile) -> bool) {
        self.shelf.sources(stated.as_str(), shown.as_str(), most).any(accept);
    }

    fn wants_symbols(&self) -> bool {
        self.shelf.symbol_store().is_open()
    }

    fn source_roots(&self) -> &[Text] {
        self.shelf.source_roots()
    }
}

/// An input that is not there, or may not be read.
pub(super) struct Unreadable(pub(super) Refusal);

impl Supply for Unreadable {
    fn input(&self) -> Result<Supplied, Refusal> {
        Err(self.0.clone())
    }

    fn assembly(&self, _: &str) -> Option<Supplied> {
        None
    }

    fn symbols(&self, _: &Text, _: &[SymbolId], _: &mut dyn FnMut(Result<Supplied, Refusal>) -> bool) {}
}

/// An archive itself.
pub(super) struct ArchiveSupply(pub(super) Container);

impl Supply for ArchiveSupply {
    fn input(&self) -> Result<Supplied, Refusal> {
        Err(Refusal::new("IO", "an archive: its members are inputs of their own"))
    }

    fn container(&self) -> Option<&Container> {
        Some(&self.0)
    }

    fn assembly(&self, _: &str) -> Option<Supplied> {
        None
    }

    fn symbols(&self, _: &Text, _: &[SymbolId], _: &mut dyn FnMut(Result<Supplied, Refusal>) -> bool) {}
}
