//! The portable PDB format (dotnet/runtime, docs/design/specs/PortablePdb-Metadata.md): sequence points, documents, scopes, state machines.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rustc_hash::{FxBuildHasher, FxHashSet};

use super::blobs::{OWN, SEQUENCE_POINTS, SequencePoints, document_name};
use super::{DocumentIndex, SequencePoint, SourceHash, SourcePosition, embedded, locate};
use crate::bytes::{Diagnostic, Diagnostics, FileOffset, Loss, Malformed, Reader};
use crate::il::IlOffset;
use crate::limits::Limits;
use crate::metadata::{
    BlobIndex, CustomDebugInformation, Document, HasCustomDebugInformation, LocalScope, LocalVariable, Metadata,
    MethodDebugInformation, MethodDef, Rid, Row, StateMachineMethod, StringIndex, table_name,
};
use crate::text::{Name, Text};

/// The variable is the compiler's (Portable PDB, LocalVariable: Attributes).
const DEBUGGER_HIDDEN: u16 = 1;

/// A portable PDB. Blobs are decoded when asked for; what [`PortablePdb::locate`] needs of them is kept.
#[derive(Debug)]
pub struct PortablePdb<'a> {
    metadata: Metadata<'a>,
    diagnostics: Diagnostics,
    /// Blobs of sequence points that start inside another one; no compiler makes them, and they would be decoded over and over.
    overlapping: OnceLock<FxHashSet<BlobIndex>>,
    decoded: Mutex<Decoded>,
    /// (kickoff, `MoveNext`), sorted.
    state_machines: OnceLock<Vec<(u32, u32)>>,
    variables: OnceLock<Vec<Variable>>,
}

/// Visible sequence points of one blob; their document can be [`OWN`].
type Visible = Arc<Vec<(IlOffset, SourcePosition)>>;

/// Where the sequence points of a method are, and the document that its row names.
type Found = (BlobIndex, Option<Rid<Document>>);

/// What has been decoded so far.
#[derive(Debug, Default)]
struct Decoded {
    /// By blob, and whether it states the first document itself.
    visible: HashMap<(BlobIndex, bool), Result<Visible, Malformed>, FxBuildHasher>,
    /// By method row.
    broken: BTreeMap<u32, Malformed>,
}

/// A local variable in one scope; the order of the fields is the order of look-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Variable {
    method: u32,
    slot: u16,
    start: u32,
    /// Exclusive.
    end: u32,
    name: StringIndex,
}

impl<'a> PortablePdb<'a> {
    /// Opens a portable PDB; the bytes start with `BSJB`.
    ///
    /// # Errors
    /// The metadata root, the `#Pdb` stream or the table stream's header is malformed.
    pub fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Malformed> {
        let mut diagnostics = Diagnostics::default();
        let root = Reader::new(bytes, FileOffset(0), "Portable PDB, File Layout");
        let metadata = Metadata::open_pdb(root, limits, &mut diagnostics)?;
        if metadata.pdb().is_none() {
            return Err(root.malformed("a portable PDB has no #Pdb stream"));
        }
        let mut pdb = Self {
            metadata,
            diagnostics,
            overlapping: OnceLock::new(),
            decoded: Mutex::default(),
            state_machines: OnceLock::new(),
            variables: OnceLock::new(),
        };
        let rows = pdb.metadata.count::<MethodDebugInformation>();
        if rows != 0 && rows != pdb.metadata.sizes().rows(MethodDef::TABLE) {
            pdb.tolerate("the PDB has not one row of MethodDebugInformation a method");
        }
        Ok(pdb)
    }

    /// Notes where the row counts that the PDB states for the module's tables are not the module's: columns that refer to these
    /// tables could then be read with wrong widths (trap D07).
    pub fn compare_with(&mut self, module: &Metadata<'_>) {
        // The tables of a module; the PDB states only those that it refers to.
        let differs = (0..Document::TABLE).filter(|table| table_name(*table).is_some()).any(|table| {
            let stated = self.metadata.sizes().rows(table);
            stated != 0 && stated != module.sizes().rows(table)
        });
        if differs {
            self.tolerate("the row counts that the PDB states are not those of the assembly");
        }
    }

    fn tolerate(&mut self, what: &'static str) {
        let at = Malformed { offset: FileOffset(0), what, section: "Portable PDB, #Pdb stream" };
        let diagnostic = Diagnostic { at, code: "D07", loss: Loss::Nothing, token: None };
        self.diagnostics.note(self.metadata.limits(), diagnostic);
    }

    /// What opening the PDB noticed.
    #[must_use]
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.diagnostics
    }

    /// The id that the debug directory of the assembly repeats: a GUID, in the byte order of the file, and a stamp.
    #[must_use]
    pub fn id(&self) -> [u8; 20] {
        self.metadata.pdb().map_or([0; 20], |header| header.id)
    }

    /// The metadata of the PDB, for everything else that is in it.
    #[must_use]
    pub fn metadata(&self) -> &Metadata<'a> {
        &self.metadata
    }

    /// See [`super::Symbols::sequence_points`].
    ///
    /// # Errors
    /// The method's debug information is malformed.
    pub fn sequence_points(&self, method: Rid<MethodDef>) -> Result<Vec<SequencePoint>, Malformed> {
        let Some((blob, own)) = self.method(method)? else { return Ok(Vec::new()) };
        let mut points = Vec::new();
        for point in self.decode(blob, own.is_none())? {
            let SequencePoint { il, position } = point?;
            points.push(SequencePoint { il, position: position.map(|position| with_own(position, own)) });
        }
        Ok(points)
    }

    /// See [`super::Symbols::locate`].
    #[must_use]
    pub fn locate(&self, method: Rid<MethodDef>, il: IlOffset) -> Option<SourcePosition> {
        let (visible, own) = self.visible(method)?;
        Some(with_own(locate(&visible, il)?, own))
    }

    /// See [`super::Symbols::first_position`].
    #[must_use]
    pub fn first_position(&self, method: Rid<MethodDef>) -> Option<SourcePosition> {
        let (visible, own) = self.visible(method)?;
        Some(with_own(visible.first()?.1, own))
    }

    /// See [`super::Symbols::broken`].
    #[must_use]
    pub fn broken(&self) -> Vec<(Rid<MethodDef>, Malformed)> {
        self.lock().broken.iter().filter_map(|(row, why)| Some((Rid::new(*row)?, *why))).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Decoded> {
        self.decoded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The visible sequence points of a method and the document of its row.
    fn visible(&self, method: Rid<MethodDef>) -> Option<(Visible, Option<Rid<Document>>)> {
        let found = self.method(method);
        let mut decoded = self.lock();
        let visible = match found {
            Ok(None) => return None,
            Ok(Some((blob, own))) => {
                let visible = decoded
                    .visible
                    .entry((blob, own.is_none()))
                    .or_insert_with(|| self.decode_visible(blob, own.is_none()));
                visible.clone().map(|visible| (visible, own))
            }
            Err(malformed) => Err(malformed),
        };
        visible.map_err(|malformed| decoded.broken.insert(method.row(), malformed)).ok()
    }

    /// The blob of a method's sequence points, and the document that its row names. `None` for a method without any, also for one
    /// that the PDB has no row for (trap D07).
    fn method(&self, method: Rid<MethodDef>) -> Result<Option<Found>, Malformed> {
        let Some(rid) = Rid::<MethodDebugInformation>::new(method.row()) else { return Ok(None) };
        if rid.row() > self.metadata.count::<MethodDebugInformation>() {
            return Ok(None);
        }
        let row = self.metadata.row(rid)?;
        if row.sequence_points == BlobIndex(0) {
            return Ok(None);
        }
        if let Some(document) = row.document {
            self.metadata.row(document)?;
        }
        Ok(Some((row.sequence_points, row.document)))
    }

    fn decode(&self, blob: BlobIndex, states_document: bool) -> Result<SequencePoints<'a>, Malformed> {
        let r = self.metadata.blob(blob)?;
        if self.overlapping.get_or_init(|| self.find_overlapping()).contains(&blob) {
            let r = r.citing(SEQUENCE_POINTS);
            return Err(r.malformed("the sequence points of a method start inside those of another method"));
        }
        SequencePoints::open(r, states_document, self.metadata.count::<Document>())
    }

    fn decode_visible(&self, blob: BlobIndex, states_document: bool) -> Result<Visible, Malformed> {
        let points = self.decode(blob, states_document)?;
        let visible = |point: Result<SequencePoint, Malformed>| {
            point.map(|point| point.position.map(|position| (point.il, position))).transpose()
        };
        // Counted first, so that the memory for a giant blob stays a small multiple of it.
        let mut kept = Vec::with_capacity(points.clone().filter_map(visible).count());
        for point in points.filter_map(visible) {
            kept.push(point?);
        }
        Ok(Arc::new(kept))
    }

    fn find_overlapping(&self) -> FxHashSet<BlobIndex> {
        let mut blobs: Vec<(FileOffset, usize, BlobIndex)> = self
            .metadata
            .rows::<MethodDebugInformation>()
            .filter_map(|(_, row)| {
                let blob = self.metadata.blob(row.sequence_points).ok()?;
                Some((blob.offset(), blob.len(), row.sequence_points))
            })
            .filter(|(_, length, _)| *length > 0)
            .collect();
        blobs.sort_unstable();
        blobs.dedup();
        let mut overlapping = FxHashSet::default();
        let mut end = FileOffset(0);
        for (start, length, blob) in blobs {
            if start < end {
                overlapping.insert(blob);
            } else {
                end = start.plus(length);
            }
        }
        overlapping
    }

    /// See [`super::Symbols::document_name`].
    ///
    /// # Errors
    /// There is no such document, or its name is malformed or longer than a path can be.
    pub fn document_name(&self, document: DocumentIndex) -> Result<Text, Malformed> {
        let name = self.metadata.blob(self.metadata.row(row_of(document)?)?.name)?;
        document_name(name, |part| self.metadata.blob(part))
    }

    /// See [`super::Symbols::source_hash`].
    #[must_use]
    pub fn source_hash(&self, document: DocumentIndex) -> Option<SourceHash> {
        let row = self.metadata.row(row_of(document).ok()?).ok()?;
        SourceHash::new(self.metadata.guid(row.hash_algorithm).ok()??, self.metadata.blob(row.hash).ok()?.rest())
    }

    /// See [`super::Symbols::embedded_source`] (Portable PDB, Embedded Source).
    #[must_use]
    pub fn embedded_source(&self, document: DocumentIndex, most: u64) -> Option<Result<Vec<u8>, Malformed>> {
        const KIND: [u8; 16] =
            [0x1B, 0x57, 0x8A, 0x0E, 0x26, 0x69, 0x6E, 0x46, 0xB4, 0xAD, 0x8A, 0xB0, 0x46, 0x11, 0xF5, 0xFE];
        let parent = HasCustomDebugInformation::Document(row_of(document).ok()?);
        let mut rows = self.metadata.with_key::<CustomDebugInformation>(parent.coded());
        let (_, row) = rows.find(|(_, row)| self.metadata.guid(row.kind).ok().flatten() == Some(KIND))?;
        Some(self.metadata.blob(row.value).and_then(|value| embedded::source(value, most)))
    }

    /// The SourceLink map, JSON (Portable PDB, CustomDebugInformation of the module).
    #[must_use]
    pub fn source_link(&self) -> Option<&'a [u8]> {
        const KIND: [u8; 16] =
            [0x56, 0x05, 0x11, 0xCC, 0x91, 0xA0, 0x38, 0x4D, 0x9F, 0xEC, 0x25, 0xAB, 0x9A, 0x35, 0x1A, 0x6A];
        self.metadata.rows::<CustomDebugInformation>().find_map(|(_, row)| {
            let of_module = matches!(row.parent, Some(HasCustomDebugInformation::Module(_)));
            let is_link = of_module && self.metadata.guid(row.kind).ok().flatten() == Some(KIND);
            is_link.then(|| self.metadata.blob(row.value).ok()).flatten().map(|blob| blob.rest())
        })
    }

    /// See [`super::Symbols::kickoff`].
    #[must_use]
    pub fn kickoff(&self, move_next: Rid<MethodDef>) -> Option<Rid<MethodDef>> {
        let (_, row) = self.metadata.with_key::<StateMachineMethod>(move_next.row()).next()?;
        row.kickoff_method.filter(|kickoff| *kickoff != move_next)
    }

    /// See [`super::Symbols::move_next`]. Where several rows name the same method, the first one counts.
    #[must_use]
    pub fn move_next(&self, kickoff: Rid<MethodDef>) -> Option<Rid<MethodDef>> {
        let pairs = self.state_machines.get_or_init(|| {
            let rows = self.metadata.rows::<StateMachineMethod>();
            let mut pairs: Vec<_> =
                rows.filter_map(|(_, row)| Some((row.kickoff_method?.row(), row.move_next_method?.row()))).collect();
            pairs.sort_by_key(|(kickoff, _)| *kickoff);
            pairs
        });
        let position = pairs.partition_point(|(row, _)| *row < kickoff.row());
        let (_, move_next) = pairs.get(position).filter(|(row, _)| *row == kickoff.row())?;
        Rid::new(*move_next).filter(|move_next| *move_next != kickoff)
    }

    /// See [`super::Symbols::local_name`].
    #[must_use]
    pub fn local_name(&self, method: Rid<MethodDef>, slot: u16, il: IlOffset) -> Option<Name<'a>> {
        let variables = self.variables.get_or_init(|| self.find_variables());
        let key = (method.row(), slot, il.0);
        let after = variables.partition_point(|variable| (variable.method, variable.slot, variable.start) <= key);
        // Scopes that share a slot do not overlap, so the last one that has begun is the only one that can hold.
        let variable = variables.get(after.checked_sub(1)?)?;
        let holds = (variable.method, variable.slot) == (key.0, key.1) && il.0 < variable.end;
        holds.then(|| self.metadata.name(variable.name)).filter(|name| is_authors(*name))
    }

    /// All variables with an author's name. A variable belongs to the first scope that claims it: total work is linear.
    fn find_variables(&self) -> Vec<Variable> {
        let count = self.metadata.count::<LocalVariable>();
        let behind = count.saturating_add(1);
        let first = |row: &LocalScope| row.variable_list.map_or(behind, Rid::row).min(behind);
        let scopes: Vec<LocalScope> = self.metadata.rows::<LocalScope>().map(|(_, row)| row).collect();
        let ends = scopes.iter().skip(1).map(first).chain([behind]);
        let mut claimed_below = 1;
        let mut variables = Vec::new();
        for (scope, end) in scopes.iter().zip(ends) {
            let run = first(scope).max(claimed_below)..end;
            claimed_below = claimed_below.max(end);
            let Some(method) = scope.method else { continue };
            for variable in run.filter_map(|row| self.metadata.row(Rid::<LocalVariable>::new(row)?).ok()) {
                if variable.attributes & DEBUGGER_HIDDEN == 0 {
                    variables.push(Variable {
                        method: method.row(),
                        slot: variable.index,
                        start: scope.start_offset,
                        end: scope.start_offset.saturating_add(scope.length),
                        name: variable.name,
                    });
                }
            }
        }
        variables.sort_unstable();
        variables
    }
}

/// Whether an author can have chosen the name of a variable. Compilers do not hide all of theirs from debuggers, but put a
/// character in that no language allows, as in `CS$<>8__locals0`.
fn is_authors(name: Name<'_>) -> bool {
    !name.is_empty() && !name.as_bytes().iter().any(|byte| matches!(byte, b'$' | b'<'))
}

/// Puts the document of the method's row where the blob does not state one.
fn with_own(position: SourcePosition, own: Option<Rid<Document>>) -> SourcePosition {
    match own {
        Some(own) if position.document == OWN => SourcePosition { document: index_of(own), ..position },
        _ => position,
    }
}

fn row_of(document: DocumentIndex) -> Result<Rid<Document>, Malformed> {
    let none = Reader::new(&[], FileOffset(0), Document::SECTION).malformed("there is no such document");
    document.0.checked_add(1).and_then(Rid::new).ok_or(none)
}

fn index_of(rid: Rid<Document>) -> DocumentIndex {
    DocumentIndex(rid.row().saturating_sub(1))
}
