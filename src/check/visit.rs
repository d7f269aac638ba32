//! What views of assemblies need of the gate: every unit opened once, its problems as `check` reports them, no code analysed.

use std::cell::RefCell;

use super::unit::{self, Analysis, Outcome};
use super::{Options, Unit, coverage, input_problem};
use crate::analysis::{Own, Program};
use crate::dataverse::roots;
use crate::finding::{AssemblyInfo, Problem, Report, RootInfo, Status};
use crate::model::{Loaded, Supplied, Supply, Universe, load_with};
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

fn open<T>(
    unit: &Unit,
    input: Supplied,
    options: &Options,
    look: &impl Fn(&Opened<'_, '_>) -> Vec<T>,
) -> (Outcome, Vec<T>) {
    let loaded = match load_with(input, unit.supply.as_ref(), &options.limits, options.framework) {
        Ok(loaded) => loaded,
        Err(error) => return (unit::refused(unit, &error), Vec::new()),
    };
    match Universe::open(&loaded.files, &options.limits) {
        Ok(universe) => see(&Analysis { unit, options, universe: &universe, loaded: &loaded }, look),
        Err(error) => (unit::refused(unit, &error), Vec::new()),
    }
}

fn see<T>(analysis: &Analysis<'_, '_>, look: &impl Fn(&Opened<'_, '_>) -> Vec<T>) -> (Outcome, Vec<T>) {
    let universe = analysis.universe;
    let mut coverage = coverage::of(universe.input(), &analysis.options.limits, |_| false);
    universe.input().metadata.verify(&mut coverage.diagnostics);
    let names = universe.modules().iter().map(|module| Text(module.assembly.text().into_owned()));
    let mut outcome = Outcome { loaded: names.collect(), ..Outcome::default() };
    if !analysis.unit.named && analysis.is_satellite(&coverage) {
        return (outcome, Vec::new());
    }
    let info = AssemblyInfo { methods: coverage.counts.clone(), ..analysis.describe(&coverage) };
    let opened = Opened { universe, loaded: analysis.loaded, info: &info, analysis, noted: RefCell::default() };
    let viewed = look(&opened);
    outcome.problems.extend(opened.noted.take());
    analysis.problems(&Program::new(universe, Own::default()), &coverage, &mut outcome);
    analysis.admit_cut(&mut outcome);
    // That its code was stripped takes nothing from what is looked at.
    let status = if info.status == Status::ReferenceAssembly { Status::Analysed } else { info.status };
    outcome.assembly = Some(AssemblyInfo { status, ..info });
    (outcome, viewed)
}
