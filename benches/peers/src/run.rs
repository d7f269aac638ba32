//! Running and measuring.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// How often each side is measured; the fastest turn counts.
pub(crate) const TURNS: usize = 5;

/// A folder for what is built and written on the way; gone at the end.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> Result<Self> {
        let path = std::env::temp_dir().join(format!("ilvet-peers-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// How long a piece of work takes.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed()
}

/// Time, and the most memory that was in use, in kB, where the system tells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) time: Duration,
    pub(crate) memory: Option<u64>,
    /// What it ended with; `None` where a signal ended it.
    pub(crate) code: Option<i32>,
}

impl Cost {
    pub(crate) fn least(self, other: Self) -> Self {
        let memory = self.memory.min(other.memory).or(self.memory).or(other.memory);
        Self { time: self.time.min(other.time), memory, ..self }
    }
}

/// Runs a program to its end, whatever it prints or finds.
pub(crate) fn program(command: &mut Command) -> Result<Cost> {
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("{command:?}"))?;
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut memory = None;
    loop {
        // The high-water mark can be read as long as the process is there.
        memory = high_water(&status).or(memory);
        if let Some(status) = child.try_wait()? {
            return Ok(Cost { time: start.elapsed(), memory, code: status.code() });
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn high_water(status: &Path) -> Option<u64> {
    let text = std::fs::read_to_string(status).ok()?;
    text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().trim_end_matches(" kB").parse().ok()
}

/// Runs a program and gives what it prints.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("{command:?}"))?;
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

/// Whether a program is installed.
pub(crate) fn has(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}
