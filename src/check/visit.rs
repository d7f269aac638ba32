//! What views of assemblies need of the gate: every unit opened once, its problems as `check` reports them, no code analysed.

use std::cell::RefCell;

use super::coverage::{self, Coverage};
use super::unit::{self, Analysis, Outcome};
use super::{Options, Unit, input_problem};
use crate::analysis::{Own, Program};
use crate::dataverse::roots;
use crate::finding::{AssemblyInfo, Problem, Report, RootInfo, Status};
use crate::model::{Loaded, Supplied, Supply, TypeLimit, Universe, load_with};
use crate::text::Text;

/// An assembly that was opened for a view.
pub struct Opened<'c, 'a> {
    /// It, and what it refers to as far as that is at hand.
    pub universe: &'c Universe<'a>,
    /// The files of that, and what was not at hand.
    pub loaded: &'c Loaded,
    /// What a report says of it.
    pub info: &'c AssemblyInfo,
    analysis: &'c Analysis<'c, 'a>,
    noted: RefCell<Vec<Problem>>,
}

impl<'c, 'a> Opened<'c, 'a> {
    /// Its code, for the way from what a compiler made to what the author wrote. The user's own code is not told apart in it.
    #[must_use]
    pub fn program(&self) -> Program<'c, 'a> {
        Program::new(self.universe, Own::default())
    }

    /// Where its files are from.
    #[must_use]
    pub fn supply(&self) -> &'c dyn Supply {
        self.analysis.unit.supply.as_ref()
    }

    /// Adds to what could not be read.
    pub fn note(&self, code: &'static str, what: String) {
        self.noted.borrow_mut().push(input_problem(self.analysis.unit, code, what));
    }

    /// The classes that the platform calls, with all that says how they are registered.
    #[must_use]
    pub fn roots(&self) -> Vec<RootInfo> {
        let program = Program::new(self.universe, self.analysis.own());
        let mut found = roots(&program, self.analysis.options.roots);
        self.analysis.register(&mut found, &mut Outcome::default());
        found.iter().map(|root| self.analysis.root_info(root)).collect()
    }
}

/// Opens every unit and hands it to `look`; they run in parallel. What that makes of them stands in a list for each unit; the list of a unit
/// whose bytes are those of another, or that cannot be opened, is empty. The report has no findings: it says what was opened and what
/// could not be read. A reference assembly and a protected one can be looked at like any other.
#[must_use]
pub fn visit<T: Send>(
    units: &[Unit],
    options: &Options,
    look: impl Fn(&Opened<'_, '_>) -> Vec<T> + Sync,
) -> (Report, Vec<Vec<T>>) {
    super::run(units, options, |unit, input| open(unit, input, options, &look))
}

/// The same, and what `check` says of the units, each of which is opened once for both. The gate goes by no more assemblies than it does alone:
/// those of the framework change nothing of what it finds.
#[must_use]
pub fn visit_and_check<T: Send>(
    units: &[Unit],
    options: &Options,
    look: impl Fn(&Opened<'_, '_>) -> Vec<T> + Sync,
) -> (Report, Vec<Vec<T>>, Report) {
    let done = super::work_on_all(units, options, |unit, input| open_for_both(unit, input, options, &look));
    let (viewed, checked): (Vec<_>, Vec<_>) = done
        .into_iter()
        .map(|(hash, outcome, both)| {
            // What was not opened is the same for both.
            let (items, gate) = both.into_iter().next().unwrap_or_else(|| (Vec::new(), outcome.clone()));
            ((hash.clone(), outcome, items), (hash, gate, Vec::<()>::new()))
        })
        .unzip();
    let (report, items) = super::settle(units, options, viewed);
    (report, items, super::settle(units, options, checked).0)
}

fn open<T>(
    unit: &Unit,
    input: Supplied,
    options: &Options,
    look: &impl Fn(&Opened<'_, '_>) -> Vec<T>,
) -> (Outcome, Vec<T>) {
    let loaded = load_with(input, unit.supply.as_ref(), &options.limits, options.framework);
    let opened = loaded.and_then(|loaded| {
        let universe = Universe::open(&loaded.files, &options.limits)?;
        let mut coverage = coverage::of(universe.input(), &options.limits, |_| false);
        universe.input().metadata.verify(&mut coverage.diagnostics);
        Ok(see(&Analysis { unit, options, universe: &universe, loaded: &loaded }, &coverage, look))
    });
    opened.unwrap_or_else(|error| (unit::refused(unit, &error), Vec::new()))
}

fn open_for_both<T>(
    unit: &Unit,
    input: Supplied,
    options: &Options,
    look: &impl Fn(&Opened<'_, '_>) -> Vec<T>,
) -> (Outcome, Vec<(Vec<T>, Outcome)>) {
    let loaded = load_with(input, unit.supply.as_ref(), &options.limits, options.framework);
    let opened = loaded.and_then(|loaded| {
        let own = loaded.files.get(..loaded.without_framework).unwrap_or_default();
        let narrow = Universe::open(own, &options.limits)?;
        let wide =
            if own.len() == loaded.files.len() { None } else { Some(Universe::open(&loaded.files, &options.limits)?) };
        let (gate, coverage) = Analysis { unit, options, universe: &narrow, loaded: &loaded }.run(None);
        let universe = wide.as_ref().unwrap_or(&narrow);
        let (outcome, items) = see(&Analysis { unit, options, universe, loaded: &loaded }, &coverage, look);
        Ok((outcome, vec![(items, gate)]))
    });
    opened.unwrap_or_else(|error| (unit::refused(unit, &error), Vec::new()))
}

fn see<T>(
    analysis: &Analysis<'_, '_>,
    coverage: &Coverage,
    look: &impl Fn(&Opened<'_, '_>) -> Vec<T>,
) -> (Outcome, Vec<T>) {
    let universe = analysis.universe;
    let names = universe.modules().iter().map(|module| Text(module.assembly.text().into_owned()));
    let mut outcome = Outcome { loaded: names.collect(), ..Outcome::default() };
    if !analysis.unit.named && analysis.is_satellite(coverage) {
        return (outcome, Vec::new());
    }
    let info = analysis.describe(coverage);
    let opened = Opened { universe, loaded: analysis.loaded, info: &info, analysis, noted: RefCell::default() };
    let viewed = look(&opened);
    outcome.problems.extend(opened.noted.take());
    let hit = TypeLimit::ALL.iter().filter(|(limit, _)| universe.has_hit(*limit));
    outcome.problems.extend(hit.map(|(_, what)| input_problem(analysis.unit, "LIMIT", (*what).to_owned())));
    analysis.problems(&Program::new(universe, Own::default()), coverage, &mut outcome);
    analysis.admit_cut(&mut outcome);
    // That its code was stripped takes nothing from what is looked at.
    let status = if info.status == Status::ReferenceAssembly { Status::Analysed } else { info.status };
    outcome.assembly = Some(AssemblyInfo { status, ..info });
    (outcome, viewed)
}
