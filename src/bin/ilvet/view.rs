//! What every view of assemblies does on the command line: opens its input, says what could not be read, writes, and answers with a code.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::slice;

use anstream::ColorChoice;
use anyhow::{Context, Result, anyhow};
use serde::Serialize;

use crate::args::{ListArgs, ListFormat, ReadArgs, ViewArgs};
use crate::lost::{losses, tolerated};
use crate::terms::Terms;
use crate::{check, given, output};
use ilvet::check::{Opened, Options, Unit, visit};
use ilvet::finding::{Problem, Report};
use ilvet::input::{self, Found, Item};
use ilvet::inspect::View;
use ilvet::inspect::known::{Known, known};
use ilvet::inspect::pick::Selection;
use ilvet::inspect::types::Filter;
use ilvet::policy::{self, AssemblyNames, FailOn, Outcome};
use ilvet::report::{self, Style, Unwritten, harmless};
use ilvet::text::{Safe, Text};

/// What a view looks at.
pub(crate) struct Job<'a> {
    args: &'a ReadArgs,
    /// What was asked about, as the user wrote it.
    pub(crate) label: Text,
    /// The assemblies.
    pub(crate) units: Vec<Unit>,
    /// Limits, what is the user's own, registration.
    pub(crate) options: Options,
    /// Whether assemblies and native libraries may be named too.
    pub(crate) takes_homes: bool,
}

impl<'a> Job<'a> {
    /// Opens the input of a view.
    pub(crate) fn open(args: &'a ViewArgs) -> Result<Self> {
        Self::open_with(args, &[], &[])
    }

    /// Opens the input of a view that looks at code or registration too: `--own` and `--registration`.
    pub(crate) fn open_with(args: &'a ViewArgs, own: &[String], registration: &[PathBuf]) -> Result<Self> {
        let (read, path) = (&args.read, &args.input);
        let limits = given::limits(&read.limit).context("--limit")?;
        let given = input::solutions(registration, &limits).map_err(|why| anyhow!(why)).context("--registration")?;
        let options = Options {
            limits,
            own: AssemblyNames::parse(own).map_err(|why| anyhow!(why)).context("--own")?,
            registration: given.iter().flat_map(|item| item.registration.iter().cloned()).collect(),
            framework: true,
            tolerated: read.verbose,
            ..Options::default()
        };
        let found = input::find_with(slice::from_ref(path), &read.symbols.places(&read.reference), &options.limits);
        Ok(Self::of(read, path, found.map_err(|why| anyhow!(why))?, options, given))
    }

    /// Opens an input by the terms that `check` would go by.
    pub(crate) fn open_by(args: &'a ReadArgs, path: &Path, terms: &Terms, given: Vec<Item>) -> Result<Self> {
        let found = terms.find(&[path.to_path_buf()], args.verbose)?;
        Ok(Self::of(args, path, found, terms.options.clone(), given))
    }

    fn of(args: &'a ReadArgs, path: &Path, mut found: Found, options: Options, given: Vec<Item>) -> Self {
        if args.verbose {
            check::passed_over(&found);
        }
        found.items.extend(given);
        let label = input::label(path, std::env::current_dir().ok().as_deref());
        Self { args, label, units: check::units(found), options, takes_homes: false }
    }

    /// Says what could not be read, and answers.
    pub(crate) fn admit(&self, report: &Report) -> Outcome {
        for sentence in check::failures(report, &self.units) {
            output::note(&sentence);
        }
        if !self.args.quiet {
            for sentence in check::refused_symbols(report).iter().chain(&losses(report, &self.units)) {
                output::note(sentence);
            }
        }
        self.admit_oddities(report);
        policy::outcome(report, FailOn::NEVER, false)
    }

    /// With `-v`, names what was skipped, and says what is odd and costs nothing.
    fn admit_oddities(&self, report: &Report) {
        if self.args.verbose {
            for sentence in check::skipped(report).iter().chain(&tolerated(report)) {
                output::note(sentence);
            }
        }
    }

    /// Says what could not be read, writes the view and answers. `notes` is what a person has to know beside it.
    pub(crate) fn finish<T>(
        &self,
        mut view: View<T>,
        report: &Report,
        notes: impl FnOnce(&View<T>) -> Vec<String>,
        write: impl FnOnce(&mut View<T>, Style, &mut dyn io::Write) -> io::Result<()>,
    ) -> Result<Outcome> {
        view.problems.retain(|problem| self.args.verbose || problem.kind == "error");
        for sentence in
            check::failures(report, &self.units).iter().chain(&check::unused_solutions(report, &self.options))
        {
            output::note(sentence);
        }
        let scanned = policy::scanned(report);
        if report.summary.failed_inputs == 0 && !scanned {
            output::note("nothing was scanned: no file is a .NET assembly with code in it");
        } else if !self.args.quiet {
            for sentence in check::refused_symbols(report).into_iter().chain(check::copies(report)) {
                output::note(&sentence);
            }
            // A text that is written as it is made says in its place what cannot be read.
            let losses = if view.problems.is_empty() { Vec::new() } else { losses(report, &self.units) };
            for sentence in losses.into_iter().chain(notes(&view)) {
                output::note(&sentence);
            }
        }
        self.admit_oddities(report);
        let colour = output::colour(self.args.color);
        let style = Style { colour: colour != ColorChoice::Never, width: output::width(), ..Style::default() };
        let mut bytes = Vec::new();
        write(&mut view, style, &mut bytes)?;
        output::print(&bytes, colour)?;
        Ok(policy::outcome(report, FailOn::NEVER, false))
    }

    /// The same for a text that is too long to be kept: `write` writes it for each assembly, and says what of it is not as in the file.
    /// `none` is said where there is nothing of what `select` names, or asks for in another way.
    pub(crate) fn finish_text(
        &self,
        select: &[String],
        none: Option<&str>,
        write: impl Fn(&Opened<'_, '_>, &mut dyn io::Write) -> io::Result<Unwritten> + Sync,
    ) -> Result<Outcome> {
        let single = self.units.len() == 1;
        let (report, written) = visit(&self.units, &self.options, |opened| {
            // Of one assembly it goes out at once; several are looked at at the same time.
            if single {
                let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
                let done = write(opened, &mut out).and_then(|unwritten| out.flush().map(|()| unwritten));
                vec![(Vec::new(), done)]
            } else {
                let mut text = Vec::new();
                let unwritten = writeln!(text, "// {}\n", harmless(&opened.info.input.safe().to_string()))
                    .and_then(|()| write(opened, &mut text));
                vec![(text, unwritten)]
            }
        });
        let mut sum = Unwritten { is_empty: true, ..Unwritten::default() };
        for (text, unwritten) in written.into_iter().flatten() {
            let done =
                unwritten.map(|unwritten| sum.add(unwritten)).and_then(|()| io::stdout().lock().write_all(&text));
            match done.and_then(|()| io::stdout().lock().flush()) {
                // A reader that has seen enough is no error.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                    return Ok(policy::outcome(&report, FailOn::NEVER, false));
                }
                done => done.context("standard output")?,
            }
        }
        let view = View::<()>::new("text", self.label.clone(), Vec::new(), Vec::new());
        let lost = self.lost(&report, select, sum.is_empty, EMPTY);
        let none: Vec<String> = none.filter(|_| sum.is_empty).map(str::to_owned).into_iter().collect();
        let notes = |_: &View<()>| if sum.is_empty { none } else { sum.sentences() };
        Ok(lost.told(self.finish(view, &report, notes, |_, _, _| Ok(()))?))
    }

    /// Says that nothing to which calls lead has a name, if that is so, not even what is only referred to.
    pub(crate) fn lost_to_calls(&self, report: &Report, name: &str) -> Lost {
        let mut lost = Lost::default();
        if report.summary.failed_inputs == 0 && policy::scanned(report) {
            let known = known(&self.units, &self.options, &[name.to_owned()], true);
            lost.errors.extend(known.iter().filter(|it| !it.is_called).map(|it| {
                if it.is_there {
                    format!("no call leads to `{}`: it is a field; `ilvet fields` shows who uses it", Safe::new(name))
                } else {
                    nothing(name, it)
                }
            }));
        }
        lost
    }

    /// Which of the names that were asked for nothing has; `none` says that the view is empty, `words` what that means for a name.
    pub(crate) fn lost(&self, report: &Report, select: &[String], none: bool, words: Words) -> Lost {
        let mut lost = Lost::default();
        // Of what could not be read nobody knows what is in it.
        let readable = report.summary.failed_inputs == 0 && policy::scanned(report);
        if !readable || select.is_empty() || (select.len() == 1 && !none) {
            return lost;
        }
        for (name, known) in select.iter().zip(known(&self.units, &self.options, select, false)) {
            if !(known.is_there || known.is_home && self.takes_homes) {
                lost.errors.push(nothing(name, &known));
            } else if none {
                let shown = Safe::new(name).to_string();
                lost.notes.push(match &known.forwarded {
                    Some(target) => format!("`{shown}` is not in the input: it is in {}", target.safe()),
                    None => words(&shown, &known),
                });
            }
        }
        if self.args.quiet {
            lost.notes.clear();
        }
        lost
    }

    /// The same for a view of selected types and members, as a table for a person or as JSON.
    pub(crate) fn finish_selected<T: Serialize>(
        &self,
        (mut view, report): (View<T>, Report),
        select: &[String],
        format: ListFormat,
        words: Words,
        table: impl FnOnce(&View<T>, Style, &mut dyn io::Write) -> io::Result<()>,
    ) -> Result<Outcome> {
        let lost = self.lost(
            &report,
            select,
            view.items.is_empty() && view.slots.is_empty() && view.forwards.is_empty(),
            words,
        );
        lost.tell_programs(&mut view, &self.label);
        let none = |_: &View<T>| Vec::new();
        let done = self.finish(view, &report, none, |view, style, out| match format {
            ListFormat::Table => table(view, style, out),
            ListFormat::Json => report::write_json(view, out),
        })?;
        Ok(lost.told(done))
    }
}

/// What a view says of a name that something has and of which it has nothing to show. The name is safe to print.
pub(crate) type Words = fn(&str, &Known) -> String;

/// The same where a view knows no more.
pub(crate) const EMPTY: Words = |name, _| format!("nothing is to be shown of `{name}`");

/// Names that were asked for and of which there is nothing.
#[derive(Default)]
pub(crate) struct Lost {
    /// A sentence for each that nothing has.
    errors: Vec<String>,
    /// One for each that something has, and that has nothing to show.
    notes: Vec<String>,
}

impl Lost {
    /// Things of which there is none, in words.
    pub(crate) fn of(errors: Vec<String>) -> Self {
        Self { errors, notes: Vec::new() }
    }

    /// Whether everything that was asked for is there.
    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// Says in the JSON of a view why there is nothing.
    pub(crate) fn tell_programs<T>(&self, view: &mut View<T>, input: &Text) {
        view.problems.extend(self.errors.iter().map(|what| Problem {
            kind: "error",
            code: "NAME",
            input: input.clone(),
            token: None,
            member: None,
            offset: None,
            what: what.clone(),
            count: 1,
            section: None,
        }));
    }

    /// Says so. What nothing has could not be shown: the job was not done.
    pub(crate) fn told(self, outcome: Outcome) -> Outcome {
        for sentence in self.errors.iter().chain(&self.notes) {
            output::note(sentence);
        }
        if self.errors.is_empty() { outcome } else { Outcome::NotDone }
    }
}

/// Says that what was asked for is not there.
fn nothing(name: &str, known: &Known) -> String {
    let shown = Safe::new(name);
    match (&known.namespace, &known.nearest) {
        (Some(all), _) => format!("nothing is `{shown}` but a namespace; `{}` is what is in it", all.safe()),
        _ if known.is_home => format!("nothing is `{shown}` but what is referred to; `ilvet refs` takes its name"),
        _ if known.is_end => format!("nothing is `{shown}`; a pattern is of the whole name, as in `*.{shown}`"),
        (_, Some(nearest)) => format!("nothing is `{shown}`; most like it is `{}`", nearest.safe()),
        _ => format!("nothing is `{shown}`"),
    }
}

impl ListArgs {
    /// What is asked for.
    pub(crate) fn filter(&self) -> Filter {
        Filter { selection: Selection::new(&self.select.select), public: self.public, ..Filter::default() }
    }
}
