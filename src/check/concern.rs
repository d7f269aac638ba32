//! Which classes that no root reaches name anything that a rule asks about. Most name nothing, and are not analysed.

use rustc_hash::FxHashMap;

use crate::analysis::Program;
use crate::bytes::Diagnostics;
use crate::il::{Body, Code, Operand, OperandKind};
use crate::model::{MethodId, ModuleId};
use crate::rules::Rule;
use crate::rules::mention::{Mention, Thing};

/// What rules ask about, as far as somebody asked.
pub(super) struct Concern<'p, 'r, 'u, 'a> {
    program: &'p Program<'u, 'a>,
    rules: &'r [&'r dyn Rule],
    /// Texts (`true`) by their offset, and methods by the token that names them; all of the input.
    known: FxHashMap<(bool, u32), bool>,
    /// Bytes of code that may still be decoded; bodies that overlap could be many times the file (trap B18).
    fuel: u64,
}

impl<'p, 'r, 'u, 'a> Concern<'p, 'r, 'u, 'a> {
    pub(super) fn new(program: &'p Program<'u, 'a>, rules: &'r [&'r dyn Rule]) -> Self {
        let universe = program.universe;
        let fuel = universe.limits().code_fuel(universe.input().image.bytes().len());
        Self { program, rules, known: FxHashMap::default(), fuel }
    }

    /// Whether one of these methods names something that concerns a rule; what cannot be read here is left to the analysis.
    pub(super) fn is_any(&mut self, methods: &[MethodId]) -> bool {
        methods.iter().any(|method| self.is_any_in(*method).unwrap_or(true))
    }

    fn is_any_in(&mut self, method: MethodId) -> Option<bool> {
        let universe = self.program.universe;
        let module = universe.module(method.module);
        // What decoding the input notices is reported in any case; what it notices in other modules only the analysis sees.
        if module.id != universe.input().id {
            return None;
        }
        if self.asks_about(method.module, Thing::Declared(method)) {
            return Some(true);
        }
        let at = module.body_at(&universe.method_row(method)?)?.ok()?;
        let body = Body::open(at, method.token(), &mut Diagnostics::default(), universe.limits()).ok()?;
        self.fuel = self.fuel.checked_sub(body.code.len() as u64)?;
        let code = Code::decode(&body, universe.limits());
        Some(code.instructions().iter().any(|instruction| match instruction.operand {
            Operand::String(_) => self.is_asked_about(method.module, instruction.operand),
            Operand::Token(_) if instruction.opcode.operand_kind() == OperandKind::Method => {
                self.is_asked_about(method.module, instruction.operand)
            }
            _ => false,
        }))
    }

    /// Whether a rule asks about a method or a text by this operand.
    fn is_asked_about(&mut self, module: ModuleId, operand: Operand) -> bool {
        let key = match operand {
            Operand::String(offset) => (true, offset),
            Operand::Token(token) => (false, token.0),
            _ => return false,
        };
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let thing = match operand {
            Operand::Token(token) => self.program.callee(module, token).map(|callee| Thing::Method {
                token,
                callee: callee.handle,
                api: self.program.api_name(callee.handle),
            }),
            _ => self.program.universe.module(module).metadata.literal(key.1).ok().map(Thing::Literal),
        };
        let asked = thing.is_some_and(|thing| self.asks_about(module, thing));
        self.known.insert(key, asked);
        asked
    }

    fn asks_about(&self, module: ModuleId, thing: Thing<'a>) -> bool {
        let mention = Mention { program: self.program, module, thing };
        self.rules.iter().any(|rule| rule.concerns(&mention))
    }
}
