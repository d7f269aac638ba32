//! Exception clauses as blocks in braces (§II.19), where they are nested so that ilasm makes the same clauses of them.

use crate::il::{Clause, ClauseKind, IlOffset};

/// What stands before the instruction at an offset, or at the end of the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// `.try {`
    Try,
    /// `filter {`
    Filter,
    /// The handler of the clause with this number, and its brace.
    Handler(usize),
    /// `}`
    Close,
}

/// The protected block of some clauses and their handlers, one behind the other.
struct Group {
    first: usize,
    last: usize,
    start: IlOffset,
    end: IlOffset,
}

/// Where to write which brace, by offset; `None` where the clauses are not nested, or would not come back in their order.
/// `is_start` tells whether an instruction starts at an offset; the end of the code, `size`, counts as one.
pub(super) fn blocks(
    clauses: &[Clause],
    size: u32,
    is_start: impl Fn(IlOffset) -> bool,
) -> Option<Vec<(IlOffset, Mark)>> {
    let groups = groups(clauses)?;
    // ilasm makes the clauses of a block when the block ends: inner ones first, then one after the other.
    if !groups.is_sorted_by(|a, b| a.end < b.end || (a.end == b.end && a.start > b.start) || contains(a, b, clauses)) {
        return None;
    }
    let mut opened: Vec<(IlOffset, IlOffset, usize)> = Vec::new();
    for (number, group) in groups.iter().enumerate() {
        opened.push((group.start, group.end, number));
    }
    // Outer ones open first.
    opened.sort_by(|a, b| {
        (a.0, std::cmp::Reverse(a.1), std::cmp::Reverse(a.2)).cmp(&(
            b.0,
            std::cmp::Reverse(b.1),
            std::cmp::Reverse(b.2),
        ))
    });
    let mut regions = Vec::new();
    for (_, _, number) in opened {
        let group = groups.get(number)?;
        regions.push((group.start, clauses.get(group.first)?.try_end, Mark::Try));
        for number in group.first..=group.last {
            let clause = clauses.get(number)?;
            if let ClauseKind::Filter(filter) = clause.kind {
                regions.push((filter, clause.handler_start, Mark::Filter));
            }
            regions.push((clause.handler_start, clause.handler_end, Mark::Handler(number)));
        }
    }
    marks(regions, size, is_start)
}

/// Consecutive clauses with one protected block, whose handlers follow it and each other without a gap.
fn groups(clauses: &[Clause]) -> Option<Vec<Group>> {
    let mut groups: Vec<Group> = Vec::new();
    for (number, clause) in clauses.iter().enumerate() {
        let start = match clause.kind {
            ClauseKind::Filter(filter) => filter,
            _ => clause.handler_start,
        };
        if clause.try_start >= clause.try_end
            || start > clause.handler_start
            || clause.handler_start >= clause.handler_end
        {
            return None;
        }
        let same = |group: &&mut Group| {
            clauses
                .get(group.first)
                .is_some_and(|first| (first.try_start, first.try_end) == (clause.try_start, clause.try_end))
        };
        match groups.last_mut().filter(same) {
            Some(group) if group.end == start => {
                group.last = number;
                group.end = clause.handler_end;
            }
            _ if start == clause.try_end => {
                groups.push(Group { first: number, last: number, start: clause.try_start, end: clause.handler_end });
            }
            _ => return None,
        }
    }
    Some(groups)
}

/// Whether `a` lies inside one of the blocks of `b`.
fn contains(a: &Group, b: &Group, clauses: &[Clause]) -> bool {
    let inside = |start: IlOffset, end: IlOffset| start <= a.start && a.end <= end;
    let first = clauses.get(b.first);
    first.is_some_and(|first| inside(first.try_start, first.try_end))
        || clauses
            .get(b.first..=b.last)
            .unwrap_or(&[])
            .iter()
            .any(|clause| inside(clause.handler_start, clause.handler_end))
}

/// The braces of regions, which are in the order in which they open.
fn marks(
    regions: Vec<(IlOffset, IlOffset, Mark)>,
    size: u32,
    is_start: impl Fn(IlOffset) -> bool,
) -> Option<Vec<(IlOffset, Mark)>> {
    let mut marks = Vec::new();
    let mut open: Vec<IlOffset> = Vec::new();
    let mut regions = regions;
    regions.sort_by_key(|(start, _, _)| *start);
    for (start, end, mark) in regions {
        if !is_start(start) || (end.0 != size && !is_start(end)) {
            return None;
        }
        while let Some(inner) = open.last().copied().filter(|inner| *inner <= start) {
            marks.push((inner, Mark::Close));
            open.pop();
        }
        // What is open around it must last as long.
        if open.last().is_some_and(|around| *around < end) {
            return None;
        }
        marks.push((start, mark));
        open.push(end);
    }
    marks.extend(open.into_iter().rev().map(|end| (end, Mark::Close)));
    Some(marks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::Token;

    fn clause(kind: ClauseKind, [try_start, try_end, handler_start, handler_end]: [u32; 4]) -> Clause {
        Clause {
            kind,
            try_start: IlOffset(try_start),
            try_end: IlOffset(try_end),
            handler_start: IlOffset(handler_start),
            handler_end: IlOffset(handler_end),
        }
    }

    const CATCH: ClauseKind = ClauseKind::Catch(Token(0x0100_0001));

    fn of(clauses: &[Clause]) -> Option<Vec<(u32, Mark)>> {
        Some(blocks(clauses, 100, |_| true)?.into_iter().map(|(at, mark)| (at.0, mark)).collect())
    }

    #[test]
    fn a_catch_inside_of_a_finally_is_one_block_in_the_other() {
        let clauses = [clause(CATCH, [0, 10, 10, 20]), clause(ClauseKind::Finally, [0, 20, 20, 30])];
        let expected = [
            (0, Mark::Try),
            (0, Mark::Try),
            (10, Mark::Close),
            (10, Mark::Handler(0)),
            (20, Mark::Close),
            (20, Mark::Close),
            (20, Mark::Handler(1)),
            (30, Mark::Close),
        ];
        assert_eq!(of(&clauses), Some(expected.to_vec()));
    }

    #[test]
    fn handlers_of_one_block_follow_each_other() {
        let clauses = [clause(ClauseKind::Filter(IlOffset(10)), [0, 10, 15, 20]), clause(CATCH, [0, 10, 20, 30])];
        let expected = [
            (0, Mark::Try),
            (10, Mark::Close),
            (10, Mark::Filter),
            (15, Mark::Close),
            (15, Mark::Handler(0)),
            (20, Mark::Close),
            (20, Mark::Handler(1)),
            (30, Mark::Close),
        ];
        assert_eq!(of(&clauses), Some(expected.to_vec()));
    }

    #[test]
    fn what_is_not_nested_or_in_another_order_is_refused() {
        // The outer one first.
        assert_eq!(of(&[clause(ClauseKind::Finally, [0, 20, 20, 30]), clause(CATCH, [0, 10, 10, 20])]), None);
        // Crossing.
        assert_eq!(of(&[clause(CATCH, [0, 10, 10, 20]), clause(CATCH, [5, 15, 20, 30])]), None);
        // A handler elsewhere.
        assert_eq!(of(&[clause(CATCH, [0, 10, 20, 30])]), None);
    }
}
