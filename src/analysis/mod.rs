//! Whose field is written, and how execution gets there.

mod assumed;
mod branches;
mod budget;
mod called_back;
mod closures;
mod declared;
mod deferred;
pub mod facts;
mod fed;
mod flow;
mod generated;
mod library;
mod memo;
mod objects;
mod order;
mod own;
mod program;
mod reach;
mod setters;
mod stack;
mod unchanging;

pub use budget::Bounds;
pub use flow::{Context, ContextId, Edge, Flow, How, Phase, Via};
pub use library::{Effects, covers, effects, facts as library_facts};
pub use objects::{Object, ObjectId, Objects, Parameter, ValueSet};
pub use order::{After, Without};
pub use own::Own;
pub use program::{ApiName, Callee, MethodCode, Program};
pub use reach::{ByDelegate, CallSite, GlobalMutation, Mutation, PathStep, Reach, Throw, Write, is_in};
pub use stack::{call_shape, facts};
