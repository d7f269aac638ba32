//! Where bytes leave the program: standard output, standard error, files and streams that the user names.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

use crate::files::Files;
use crate::kept::Kept;
use ilvet::report::harmless;
use ilvet::text::Safe;

/// A sentence on standard error.
pub(crate) fn note(sentence: &str) {
    // Nobody is left to be told when this fails.
    let _ = writeln!(io::stderr(), "{}", harmless(&format!("ilvet: {sentence}")));
}

/// Writes to standard output. A reader that has seen enough and closed the pipe is no error.
pub(crate) fn print(bytes: &[u8], colour: anstream::ColorChoice) -> Result<()> {
    let mut out = anstream::AutoStream::new(io::stdout().lock(), colour);
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => done.context("standard output"),
    }
}

/// What `--color` comes to.
pub(crate) fn colour(choice: clap::ColorChoice) -> anstream::ColorChoice {
    match choice {
        clap::ColorChoice::Always => anstream::ColorChoice::AlwaysAnsi,
        clap::ColorChoice::Never => anstream::ColorChoice::Never,
        clap::ColorChoice::Auto => anstream::AutoStream::choice(&io::stdout()),
    }
}

/// Where an output goes: checked before the work is done, written after it.
pub(crate) enum Target {
    /// A file that will be replaced at once; links to it stay.
    File(PathBuf),
    /// A pipe or a device, such as `/dev/stderr`.
    Stream(PathBuf),
}

impl Target {
    /// Checks that what `option` names can be written to and would overwrite nothing that is kept.
    pub(crate) fn check(option: &str, path: &Path, kept: &Kept) -> Result<Self> {
        let shown = Safe::path(path);
        if path == Path::new("-") {
            bail!("{option} -: standard output gets what --format says; `./-` is a file of that name");
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => bail!("{option} {shown}: a folder, not a file"),
            Ok(metadata) if !metadata.is_file() || is_descriptor(path) => Ok(Self::Stream(path.to_owned())),
            Ok(_) => {
                let canonical = fs::canonicalize(path).with_context(|| format!("{option} {shown}"))?;
                kept.check(&canonical).with_context(|| format!("{option} {shown}"))?;
                Ok(Self::File(canonical))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let name = path.file_name().with_context(|| format!("{option} {shown}: not the name of a file"))?;
                let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
                let folder = fs::canonicalize(folder).with_context(|| format!("{option} {shown}: its folder"))?;
                Ok(Self::File(folder.join(name)))
            }
            Err(error) => Err(error).with_context(|| format!("{option} {shown}")),
        }
    }

    /// The path that will be written.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::File(path) | Self::Stream(path) => path,
        }
    }

    /// Writes the bytes, all or none.
    pub(crate) fn write(&self, bytes: &[u8]) -> Result<()> {
        let mut outputs = Outputs::default();
        outputs.add(self, bytes)?;
        outputs.finish()
    }
}

/// Several outputs of one run: none of the files is replaced before all of them are written.
#[derive(Default)]
pub(crate) struct Outputs(Files);

impl Outputs {
    /// Writes to a stream, or beside the place of a file.
    pub(crate) fn add(&mut self, target: &Target, bytes: &[u8]) -> Result<()> {
        let done = match target {
            Target::File(path) => self.0.write(path, bytes),
            Target::Stream(path) => OpenOptions::new().append(true).open(path).and_then(|mut it| it.write_all(bytes)),
        };
        done.with_context(|| Safe::path(target.path()).to_string())
    }

    /// Puts the files in their places.
    pub(crate) fn finish(self) -> Result<()> {
        self.0.replace().map_err(|(path, error)| anyhow!(error).context(Safe::path(&path).to_string()))
    }
}

/// Whether a path stands for a stream of this process, such as `/dev/stderr`, whatever that leads to: a log must not be replaced.
fn is_descriptor(path: &Path) -> bool {
    path.starts_with("/dev") || path.starts_with("/proc")
}

/// Columns of the terminal, 100 where there is none.
pub(crate) fn width() -> u16 {
    terminal_size::terminal_size_of(io::stdout()).map_or(100, |(width, _)| width.0.max(40))
}
