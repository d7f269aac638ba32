//! The members of one module, by the type that owns them and their name.

use rustc_hash::FxHashMap;

use crate::metadata::{Listed, Metadata, Owns, Rid, StringIndex, TypeDef};
use crate::text::Name;

/// Finds members without a walk over all those of their type, which a type with as many members as references would make
/// quadratic.
pub(super) struct MembersByName<'a, T> {
    /// The first row of each owner and name.
    first: FxHashMap<(Rid<TypeDef>, Name<'a>), Rid<T>>,
    /// For each row the next one of the same owner and name.
    next: Vec<Option<Rid<T>>>,
}

impl<'a, T: Listed> MembersByName<'a, T>
where
    TypeDef: Owns<T>,
{
    pub(super) fn new(metadata: &Metadata<'a>, name: impl Fn(&T) -> StringIndex) -> Self {
        let mut first = FxHashMap::default();
        let mut next = vec![None; metadata.count::<T>() as usize];
        for owner in metadata.rids::<TypeDef>() {
            // Backwards, so that the first of several is the one in front.
            let members: Vec<Rid<T>> = metadata.owned(owner).collect();
            for rid in members.into_iter().rev() {
                let Ok(row) = metadata.row(rid) else { continue };
                let behind = first.insert((owner, metadata.name(name(&row))), rid);
                if let Some(slot) = next.get_mut(rid.index()) {
                    *slot = behind;
                }
            }
        }
        Self { first, next }
    }

    /// The members of `owner` called `name`, in their order.
    pub(super) fn get(&self, owner: Rid<TypeDef>, name: Name<'_>) -> impl Iterator<Item = Rid<T>> + '_ {
        let first = self.first.get(&(owner, name)).copied();
        std::iter::successors(first, |rid| self.next.get(rid.index()).copied().flatten())
    }
}
