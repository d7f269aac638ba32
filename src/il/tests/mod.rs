//! Opcodes and instructions.

mod opcodes;

use super::*;
use crate::bytes::{FileOffset, Reader};
