//! Rows on demand: random access, runs of owned rows with their pointer tables, look-up by the sort column (§II.22, §II.24.2.6).

use std::ops::Range;
use std::sync::OnceLock;

use super::columns::{Keyed, Listed, Owns, Rid, Row, Sizes, TABLES};
use super::tables::{EventPtr, FieldPtr, MethodPtr, PAIRS, ParamPtr, PropertyPtr, row_width};
use crate::bytes::{Malformed, Reader};

/// Where the rows of one table are.
#[derive(Clone, Copy, Debug)]
struct Extent<'a> {
    rows: Reader<'a>,
    /// Rows that are really there: the file may state more than it has.
    available: u32,
    width: u32,
}

/// The tables of one file. Rows are decoded when asked for; nothing is copied.
#[derive(Debug)]
pub struct Tables<'a> {
    sizes: Sizes,
    extents: Vec<Option<Extent<'a>>>,
    lists: [OnceLock<Lists>; PAIRS],
    orders: [OnceLock<Order>; TABLES],
}

/// Runs of owned rows, each child with one owner at the most (trap T12).
#[derive(Debug, Default)]
struct Lists {
    /// For each owner where its children start in `children`; one more entry than owners.
    starts: Vec<u32>,
    /// Rows of the children, owner by owner.
    children: Vec<u32>,
    /// For each child its owner; 0 for none.
    owners: Vec<u32>,
    /// Whether two owners claim the same child or a run goes backwards.
    disordered: bool,
}

/// How to find the rows of a key.
#[derive(Debug)]
enum Order {
    /// The table is sorted, as the standard asks.
    Sorted,
    /// It is not, whatever the Sorted vector says: (key, row), sorted (trap T11).
    Index(Vec<(u32, u32)>),
}

impl<'a> Tables<'a> {
    /// Tables of the given sizes whose rows start at `r`, one table after the other.
    /// The row counts that the file states decide where the next table starts, even where the bytes end before (trap T06).
    pub(super) fn new(sizes: Sizes, present: u64, r: Reader<'a>) -> Self {
        let mut position = 0u64;
        let extents = (0u8..64)
            .map(|table| {
                let width = row_width(table, &sizes).filter(|_| present >> table & 1 == 1)?;
                let rest = usize::try_from(position).ok().and_then(|start| r.at(start));
                let declared = sizes.rows(table);
                position = position.saturating_add(u64::from(declared).saturating_mul(u64::from(width)));
                let rows = rest?;
                let fitting = u32::try_from(rows.len().checked_div(width as usize).unwrap_or(0)).unwrap_or(u32::MAX);
                Some(Extent { rows, available: declared.min(fitting).min(0x00FF_FFFF), width })
            })
            .collect();
        Self { sizes, extents, lists: Default::default(), orders: [const { OnceLock::new() }; TABLES] }
    }

    /// The sizes that the file states.
    #[must_use]
    pub fn sizes(&self) -> &Sizes {
        &self.sizes
    }

    fn extent(&self, table: u8) -> Option<Extent<'a>> {
        self.extents.get(usize::from(table)).copied().flatten()
    }

    /// How many rows of table number `table` are really there.
    #[must_use]
    pub fn available(&self, table: u8) -> u32 {
        self.extent(table).map_or(0, |extent| extent.available)
    }

    /// How many rows table `T` really has.
    #[must_use]
    pub fn count<T: Row>(&self) -> u32 {
        self.available(T::TABLE)
    }

    /// The row `rid` of table `T`.
    ///
    /// # Errors
    /// The table has no such row, or the file ends before it.
    pub fn row<T: Row>(&self, rid: Rid<T>) -> Result<T, Malformed> {
        let missing =
            |r: Reader<'_>| r.citing(T::SECTION).malformed("a row number is greater than the table's row count");
        let extent =
            self.extent(T::TABLE).ok_or_else(|| missing(Reader::new(&[], crate::bytes::FileOffset(0), T::SECTION)))?;
        if rid.row() > extent.available {
            return Err(missing(extent.rows));
        }
        let start = rid.index().saturating_mul(extent.width as usize);
        let mut r = extent.rows.at(start).ok_or_else(|| missing(extent.rows))?.citing(T::SECTION);
        T::read(&mut r, &self.sizes)
    }

    /// The file position and the bytes of row `rid`, for people who debug the format.
    #[must_use]
    pub fn raw_row<T: Row>(&self, rid: Rid<T>) -> Option<Reader<'a>> {
        self.raw(T::TABLE, rid.row())
    }

    /// The bytes of the 1-based row `row` of table number `table`.
    pub(super) fn raw(&self, table: u8, row: u32) -> Option<Reader<'a>> {
        let extent = self.extent(table).filter(|extent| row <= extent.available)?;
        let width = extent.width as usize;
        Some(extent.rows.at((row.checked_sub(1)? as usize).saturating_mul(width))?.clamped(width))
    }

    /// The row numbers of table `T`, ascending.
    pub fn rids<T: Row>(&self) -> impl Iterator<Item = Rid<T>> + use<T> {
        (1..=self.count::<T>()).filter_map(Rid::new)
    }

    /// The rows of table `T`, ascending.
    pub fn rows<T: Row>(&self) -> impl Iterator<Item = (Rid<T>, T)> + '_ {
        self.rids::<T>().filter_map(|rid| Some((rid, self.row(rid).ok()?)))
    }

    /// The rows of `C` that `owner` owns, in their order.
    pub fn owned<O: Owns<C>, C: Listed>(&self, owner: Rid<O>) -> impl Iterator<Item = Rid<C>> + '_ {
        let lists = self.lists::<O, C>();
        let start = lists.starts.get(owner.index()).copied().unwrap_or(0) as usize;
        let end = lists.starts.get(owner.index().saturating_add(1)).copied().unwrap_or(0) as usize;
        lists.children.get(start..end).unwrap_or(&[]).iter().filter_map(|row| Rid::new(*row))
    }

    /// The owner of a row of `C`; `None` where no run covers it.
    #[must_use]
    pub fn owner<O: Owns<C>, C: Listed>(&self, child: Rid<C>) -> Option<Rid<O>> {
        Rid::new(*self.lists::<O, C>().owners.get(child.index())?)
    }

    /// Whether runs of `C` overlap or go backwards; the first owner in the order of rows then has the child.
    #[must_use]
    pub fn is_disordered<O: Owns<C>, C: Listed>(&self) -> bool {
        self.lists::<O, C>().disordered
    }

    fn lists<O: Owns<C>, C: Listed>(&self) -> &Lists {
        static NONE: Lists = Lists { starts: Vec::new(), children: Vec::new(), owners: Vec::new(), disordered: false };
        self.lists.get(O::PAIR).map_or(&NONE, |cell| cell.get_or_init(|| self.build_lists::<O, C>()))
    }

    fn build_lists<O: Owns<C>, C: Listed>(&self) -> Lists {
        let pointers = self.available(C::POINTERS);
        let children = self.count::<C>();
        let positions = if pointers > 0 { pointers } else { children };
        let behind = positions.saturating_add(1);
        let firsts: Vec<u32> = self.rows::<O>().map(|(_, row)| row.first().start).collect();

        let mut lists = Lists { owners: vec![0; children as usize], ..Lists::default() };
        // `free[p]` leads to the first position from p on that nobody has claimed; only made where runs overlap.
        let mut free: Vec<u32> = Vec::new();
        let mut claimed_below = 1u32;
        for (owner, (start, end)) in (1u32..).zip(runs(&firsts, positions)) {
            lists.starts.push(u32::try_from(lists.children.len()).unwrap_or(u32::MAX));
            lists.disordered |= end < start || start == 0;
            if start == 0 || end <= start {
                continue;
            }
            if start >= claimed_below && free.is_empty() {
                self.claim::<C>(&mut lists, owner, start..end, pointers > 0);
                claimed_below = end;
                continue;
            }
            lists.disordered = true;
            if free.is_empty() {
                free = (0..=behind).collect();
                // The runs before this one are in order: give their positions away once more.
                for (start, end) in runs(&firsts, positions).take(owner.saturating_sub(1) as usize) {
                    for slot in free.get_mut(start.max(1) as usize..end as usize).into_iter().flatten() {
                        *slot = end;
                    }
                }
            }
            let mut position = find(&mut free, start);
            while position < end {
                self.claim::<C>(&mut lists, owner, position..position.saturating_add(1), pointers > 0);
                if let Some(slot) = free.get_mut(position as usize) {
                    *slot = position.saturating_add(1);
                }
                position = find(&mut free, position);
            }
        }
        lists.starts.push(u32::try_from(lists.children.len()).unwrap_or(u32::MAX));
        lists
    }

    /// Gives the children at `positions` to `owner`, unless a pointer table led to them before.
    fn claim<C: Listed>(&self, lists: &mut Lists, owner: u32, positions: Range<u32>, pointed: bool) {
        for position in positions {
            let child = if pointed { self.pointed_to(C::POINTERS, position) } else { position };
            let Some(slot) = child.checked_sub(1).and_then(|index| lists.owners.get_mut(index as usize)) else {
                continue;
            };
            if *slot == 0 {
                *slot = owner;
                lists.children.push(child);
            } else {
                lists.disordered = true;
            }
        }
    }

    /// The row that a row of a pointer table leads to; 0 for none.
    fn pointed_to(&self, table: u8, row: u32) -> u32 {
        fn target<T>(rid: Option<Rid<T>>) -> u32 {
            rid.map_or(0, Rid::row)
        }
        let found = match table {
            FieldPtr::TABLE => {
                Rid::new(row).and_then(|rid| self.row::<FieldPtr>(rid).ok()).map(|row| target(row.field))
            }
            MethodPtr::TABLE => {
                Rid::new(row).and_then(|rid| self.row::<MethodPtr>(rid).ok()).map(|row| target(row.method))
            }
            ParamPtr::TABLE => {
                Rid::new(row).and_then(|rid| self.row::<ParamPtr>(rid).ok()).map(|row| target(row.param))
            }
            EventPtr::TABLE => {
                Rid::new(row).and_then(|rid| self.row::<EventPtr>(rid).ok()).map(|row| target(row.event))
            }
            PropertyPtr::TABLE => {
                Rid::new(row).and_then(|rid| self.row::<PropertyPtr>(rid).ok()).map(|row| target(row.property))
            }
            _ => None,
        };
        found.unwrap_or(0)
    }

    /// The rows of table `T` whose sort column has the raw value `key`, ascending, whether or not the table is really sorted.
    pub fn with_key<T: Keyed>(&self, key: u32) -> impl Iterator<Item = (Rid<T>, T)> + '_ {
        let count = self.count::<T>();
        let key_at = |row: u32| Rid::new(row).and_then(|rid| self.row::<T>(rid).ok()).map_or(0, |row| row.key());
        let (index, range) = match self.order::<T>() {
            Order::Sorted => {
                let start = partition_point(1, count.saturating_add(1), |row| key_at(row) < key);
                let mut end = start;
                while end <= count && key_at(end) == key {
                    end = end.saturating_add(1);
                }
                (None, start..end)
            }
            Order::Index(index) => {
                let start = index.partition_point(|(k, _)| *k < key);
                let length = index.iter().skip(start).take_while(|(k, _)| *k == key).count();
                let bounds = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
                (Some(index), bounds(start)..bounds(start.saturating_add(length)))
            }
        };
        range.filter_map(move |position| {
            let row = match index {
                Some(index) => index.get(position as usize)?.1,
                None => position,
            };
            let rid = Rid::new(row)?;
            Some((rid, self.row(rid).ok()?))
        })
    }

    /// Whether table `T` is in the order that the standard asks for.
    #[must_use]
    pub fn is_sorted<T: Keyed>(&self) -> bool {
        matches!(self.order::<T>(), Order::Sorted)
    }

    fn order<T: Keyed>(&self) -> &Order {
        static SORTED: Order = Order::Sorted;
        self.orders.get(usize::from(T::TABLE)).map_or(&SORTED, |cell| {
            cell.get_or_init(|| {
                if self.rows::<T>().map(|(_, row)| row.key()).is_sorted() {
                    return Order::Sorted;
                }
                let mut index: Vec<_> = self.rows::<T>().map(|(rid, row)| (row.key(), rid.row())).collect();
                index.sort_unstable();
                Order::Index(index)
            })
        })
    }
}

/// The runs that the first positions of their owners state, as half-open ranges of 1-based positions: each ends where the next
/// one starts, the last one behind all positions. Nothing is behind the end; a run that starts at 0 or goes backwards is empty.
fn runs(firsts: &[u32], positions: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
    let behind = positions.saturating_add(1);
    let last = firsts.len().saturating_sub(1);
    // A 2-byte column cannot say 65,536: a last owner that has nothing then says 0.
    let stated = move |owner: usize| match firsts.get(owner) {
        None => behind,
        Some(0) if owner == last && positions == 0xFFFF => behind,
        Some(first) => (*first).min(behind),
    };
    (0..firsts.len()).map(move |owner| (stated(owner), stated(owner.saturating_add(1))))
}

/// The first free position from `position` on; shortens the way for the next walk.
fn find(free: &mut [u32], position: u32) -> u32 {
    let mut root = position;
    while let Some(next) = free.get(root as usize).filter(|next| **next != root) {
        root = *next;
    }
    let mut walker = position;
    while let Some(slot) = free.get_mut(walker as usize).filter(|next| **next != root) {
        walker = std::mem::replace(slot, root);
        if walker == root {
            break;
        }
    }
    root
}

/// The first row of `low..high` for which `before` is false; rows before it must all be true.
fn partition_point(mut low: u32, mut high: u32, before: impl Fn(u32) -> bool) -> u32 {
    while low < high {
        let middle = low.midpoint(high);
        if before(middle) { low = middle.saturating_add(1) } else { high = middle }
    }
    low
}
