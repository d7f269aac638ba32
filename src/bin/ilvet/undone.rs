//! What a run leaves that could not be done: reports and an agent must not go on with the answer of an earlier one.

use std::env;
use std::ffi::OsString;
use std::path::Path;

use crate::agent;
use crate::args::{CheckArgs, OutputFile};
use crate::kept::Kept;
use crate::output::{self, Target};
use ilvet::check::{COMMAND_LINE, undone};
use ilvet::policy::config::FILE_NAME;
use ilvet::report::{self, Format, Style};
use ilvet::text::{Safe, Text};

/// Where reports were to go.
#[derive(Default)]
pub(crate) struct Wanted {
    format: Option<Format>,
    outputs: Vec<OutputFile>,
}

impl From<&CheckArgs> for Wanted {
    fn from(args: &CheckArgs) -> Self {
        Self { format: Some(args.format), outputs: args.output.clone() }
    }
}

impl Wanted {
    /// What words of a command line ask for that is not one; `None` if it is not for `check`. Files that any other word names are kept.
    fn of_words(words: impl Iterator<Item = OsString>, kept: &mut Kept) -> Option<Self> {
        let mut words = words.map(|word| word.to_string_lossy().into_owned());
        if words.next()? != "check" {
            return None;
        }
        let (mut wanted, mut option) = (Self::default(), String::new());
        for word in words {
            let (name, value) = match (word.split_once('='), word.starts_with("--")) {
                (Some((name, value)), true) => (name.to_owned(), value.to_owned()),
                _ => (std::mem::take(&mut option), word.clone()),
            };
            match name.as_str() {
                "--format" => wanted.format = Format::ALL.iter().copied().find(|it| it.word() == value),
                "--output" => wanted.outputs.extend(value.parse::<OutputFile>()),
                _ => kept.add(Path::new(&value), "what the command line names"),
            }
            option = word;
        }
        Some(wanted)
    }

    /// Tells an agent why nothing was done, and with `reports` everybody for whom there was to be a report. What cannot be written is passed over:
    /// the run has failed already.
    pub(crate) fn tell(&self, kept: &Kept, place: &str, why: &str, reports: bool) {
        let report = undone(Text::from(place), Safe::new(why).to_string());
        let style = Style::default();
        let mut written = Vec::new();
        for it in self.outputs.iter().filter(|_| reports) {
            let mut bytes = Vec::new();
            let target = Target::check("--output", &it.path, kept);
            let done = target.and_then(|target| {
                report::write(&report, it.format, style, &mut bytes)?;
                target.write(&bytes)?;
                Ok((it.format, target))
            });
            written.extend(done);
        }
        let Some(format @ (Format::Github | Format::Azure)) = self.format else { return };
        let mut bytes = Vec::new();
        let _ = report::write(&report, format, style, &mut bytes);
        let _ = agent::tell(format, &report, style, &written, &mut bytes);
        let _ = output::print(&bytes, anstream::ColorChoice::Never);
    }
}

/// Tells that the command line itself is wrong.
pub(crate) fn usage(error: &clap::Error) {
    let mut kept = Kept::default();
    kept.add(Path::new(FILE_NAME), "the configuration");
    if let Some(wanted) = Wanted::of_words(env::args_os().skip(1), &mut kept) {
        let text = error.render().to_string();
        let sentence = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
        wanted.tell(&kept, COMMAND_LINE, sentence, true);
    }
}
