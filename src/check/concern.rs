//! Which classes that no root reaches name anything that a rule asks about. Most name nothing, and are not analysed.

use rustc_hash::FxHashMap;

use crate::analysis::Program;
use crate::il::{Code, Operand, OperandKind};
use crate::model::MethodId;
use crate::rules::Rule;
use crate::rules::mention::{Mention, Thing};

/// What rules ask about in the input, as far as anything there was asked for.
pub(super) struct Concern<'p, 'r, 'u, 'a> {
    program: &'p Program<'u, 'a>,
    rules: &'r [&'static dyn Rule],
    /// Texts (`true`) by their offset, and methods by the token that names them.
    known: FxHashMap<(bool, u32), bool>,
}

impl<'p, 'r, 'u, 'a> Concern<'p, 'r, 'u, 'a> {
    /// What `rules` ask about in the input.
    pub(super) fn new(program: &'p Program<'u, 'a>, rules: &'r [&'static dyn Rule]) -> Self {
        Self { program, rules, known: FxHashMap::default() }
    }

    /// Whether code names something that concerns a rule.
    pub(super) fn is_in(&mut self, code: &Code<'_>) -> bool {
        code.instructions().iter().any(|instruction| match instruction.operand {
            Operand::String(_) => self.is_asked_about(instruction.operand),
            Operand::Token(_) if instruction.opcode.operand_kind() == OperandKind::Method => {
                self.is_asked_about(instruction.operand)
            }
            _ => false,
        })
    }

    /// Whether a method concerns a rule, whatever its code names.
    pub(super) fn is(&self, method: MethodId) -> bool {
        self.asks_about(Thing::Declared(method))
    }

    /// Whether a rule asks about a method or a text by this operand.
    fn is_asked_about(&mut self, operand: Operand) -> bool {
        let key = match operand {
            Operand::String(offset) => (true, offset),
            Operand::Token(token) => (false, token.0),
            _ => return false,
        };
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let module = self.program.universe.input();
        let thing = match operand {
            Operand::Token(token) => self.program.callee(module.id, token).map(|callee| Thing::Method {
                token,
                callee: callee.handle,
                api: self.program.api_name(callee.handle),
            }),
            _ => module.metadata.literal(key.1).ok().map(Thing::Literal),
        };
        let asked = thing.is_some_and(|thing| self.asks_about(thing));
        self.known.insert(key, asked);
        asked
    }

    fn asks_about(&self, thing: Thing<'a>) -> bool {
        let mention = Mention::new(self.program, self.program.universe.input().id, thing);
        self.rules.iter().any(|rule| rule.concerns(&mention))
    }
}
