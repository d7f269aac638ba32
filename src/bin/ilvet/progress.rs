//! How far a long run is: a bar on standard error, where that is a terminal.

use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A run that ends before has no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long the bar stays as it is.
const PACE: Duration = Duration::from_millis(100);

/// Shows how far a run is until it is dropped, and leaves nothing behind.
pub(crate) struct Progress(Option<(Sender<()>, JoinHandle<()>)>);

impl Progress {
    /// Watches how many of `all` files are done.
    pub(crate) fn watch(done: &Arc<AtomicUsize>, all: usize, quiet: bool) -> Self {
        if quiet || all < 2 || !io::stderr().is_terminal() {
            return Self(None);
        }
        let (stop, stopped) = mpsc::channel::<()>();
        let done = Arc::clone(done);
        let thread = thread::spawn(move || {
            let mut wait = PATIENCE;
            let mut bar = None;
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(wait) {
                let bar = bar.get_or_insert_with(|| new_bar(all));
                bar.set_position(done.load(Ordering::Relaxed) as u64);
                wait = PACE;
            }
            if let Some(bar) = bar {
                bar.finish_and_clear();
            }
        });
        Self(Some((stop, thread)))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.0.take() {
            drop(stop);
            let _ = thread.join();
        }
    }
}

fn new_bar(all: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} files");
    let bar = ProgressBar::with_draw_target(Some(all as u64), ProgressDrawTarget::stderr());
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
