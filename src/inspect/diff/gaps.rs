//! What was not looked at on one side, and so may only seem to be new or gone on the other.

use std::collections::{BTreeMap, BTreeSet};

use super::Pair;
use super::plain::{Plain, bare};
use super::state::Side;
use crate::finding::{Problem, Report};
use crate::text::Text;

/// Code that was not looked at; the first kind hides most.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// A method that could not be read.
    Body(Text),
    /// A class whose analysis hit a limit.
    Limit(Text),
    /// A class whose base was not found.
    Base(Text),
    /// An assembly that was not found.
    Assembly(Text),
}

impl Gap {
    /// In words that are safe to print.
    fn text(&self) -> String {
        match self {
            Self::Body(of) => format!("{} could not be read", bare(of)),
            Self::Limit(of) => format!("the analysis of {} hit a limit", of.safe()),
            Self::Base(of) => format!("the base class of {} was not found", of.safe()),
            Self::Assembly(of) => format!("{} was not found", of.safe()),
        }
    }

    /// Whether it may hide such a thing: what is used of others stands in code, and nothing is followed for it.
    fn hides(&self, it: &Plain) -> bool {
        match it.kind {
            "finding" | "writtenField" => true,
            "use" => matches!(self, Self::Body(_)),
            _ => false,
        }
    }
}

/// Gives each assembly its gaps. That an analysis hit a limit is a problem of its own.
pub(super) fn add_gaps(sides: &mut BTreeMap<Text, Side>, report: &mut Report, checked: &Report) {
    let mut add = |input: &Text, gap: Gap| {
        if let Some(side) = sides.get_mut(input) {
            side.gaps.insert(gap);
        }
    };
    for problem in checked.problems.iter().filter(|it| it.kind == "error") {
        if let Some(member) = &problem.member {
            add(&problem.input, Gap::Body(member.clone()));
        }
    }
    for it in &checked.not_analysed {
        let of = it.type_name.clone().unwrap_or_default();
        match it.kind {
            "bound" => {
                let of_type = it.type_name.as_ref().map(|of| format!("{}: ", of.safe())).unwrap_or_default();
                let told = problem(&it.input, format!("{of_type}{}", it.reason));
                // What is followed of types is so for both, and told already.
                if it.type_name.is_some() || !report.problems.contains(&told) {
                    report.problems.push(told);
                }
                add(&it.input, Gap::Limit(of));
            }
            "unresolvedBase" => add(&it.input, Gap::Base(of)),
            "missingAssembly" => add(&it.input, Gap::Assembly(of)),
            _ => {}
        }
    }
}

/// A limit that something is not told for.
pub(super) fn problem(input: &Text, what: String) -> Problem {
    let (kind, code, input) = ("error", "LIMIT", input.clone());
    Problem { kind, code, input, token: None, member: None, offset: None, what, count: 1, section: None }
}

/// The gaps of one side that the other has not, and what they hide of it.
pub(super) struct Hidden<'s> {
    gaps: BTreeSet<&'s Gap>,
    count: usize,
}

impl<'s> Hidden<'s> {
    pub(super) fn new(here: &'s Side, there: &Side) -> Self {
        Self { gaps: here.gaps.iter().filter(|gap| !there.gaps.contains(*gap)).collect(), count: 0 }
    }

    /// Whether what is not here may be here, and only be hidden; it is counted then.
    pub(super) fn may_hide(&mut self, it: &Plain) -> bool {
        // The first one hides most: a method that could not be read, if there is any.
        let hides = self.gaps.first().is_some_and(|gap| gap.hides(it));
        self.count += usize::from(hides);
        hides
    }

    /// What is to be said of that; `what` is what such things are not, or may not be.
    pub(super) fn told(self, input: &Text, what: &str) -> Option<Problem> {
        let first = self.gaps.first().filter(|_| self.count > 0)?;
        let more =
            if self.gaps.len() > 1 { format!(", and {} more like that", self.gaps.len() - 1) } else { String::new() };
        let (count, s) = (self.count, if self.count == 1 { "" } else { "s" });
        Some(Problem {
            code: "GAP",
            ..problem(input, format!("{count} finding{s} or use{s} {what}: {}{more}", first.text()))
        })
    }
}

/// What is told of a pair: of what may only be hidden in the new state nothing.
pub(super) fn is_told(pair: &Pair<'_, Plain>, old: &mut Hidden<'_>, new: &mut Hidden<'_>) -> bool {
    match *pair {
        Pair::Removed(was) => !new.may_hide(was),
        Pair::Added(is) => {
            old.may_hide(is);
            true
        }
        Pair::Both(..) => true,
    }
}
