//! What becomes of findings: which rules are meant, and what the run's answer is. Pure: opens nothing.

mod gate;
mod names;
mod overrides;
mod selection;

pub use gate::{FailOn, Outcome, complete, outcome, scanned};
pub use names::AssemblyNames;
pub use overrides::overrides;
pub use selection::{Unknown, is_of_others, nearest, resolve};
