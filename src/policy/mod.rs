//! What becomes of findings: which rules are meant, which levels they have, what does not count, and what the run's answer is. Pure: opens nothing.

mod asked;
mod baseline;
pub mod config;
mod copies;
mod day;
mod gate;
mod levels;
mod names;
mod overrides;
mod paths;
mod ruling;
mod selection;
pub mod suppress;
mod symbols;

pub use crate::apis::bans::Scope;
pub use asked::Asked;
pub use baseline::{Baseline, accept};
pub use copies::Copies;
pub use day::Day;
pub use gate::{FailOn, Outcome, complete, outcome, scanned};
pub use levels::{Level, LevelsFor, relevel, unused_overrides};
pub use names::AssemblyNames;
pub use overrides::overrides;
pub use paths::PathPatterns;
pub use ruling::Ruling;
pub use selection::{Unknown, is_of_others, nearest, resolve};
pub use suppress::Suppression;
pub use symbols::{About, Symbols};
