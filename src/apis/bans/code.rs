//! Uses in the code of a method.
//!
//! What an instruction names itself is a use: a member, and the type of that; a type that is created, cast to, asked for. What a compiler writes
//! beside it for a value that is already there is one only if nothing else in the method says so: type arguments of what is called, boxing,
//! variables. Else one `foreach` over a list would be five uses.

use super::rows::parent;
use super::uses::{Banned, Choice, Part, Role, Used, What};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::bytes::Diagnostics;
use crate::il::{Body, ClauseKind, Code, IlOffset, Instruction, Opcode};
use crate::metadata::{Field, Token, TypeDefOrRef};
use crate::model::{FieldHandle, MethodHandle, MethodId, Named, Subject, TypeHandle, TypeKey};

/// A use that counts only if the type is not used otherwise in the method.
struct Faint {
    at: IlOffset,
    role: Role,
    type_: TypeHandle,
    choices: Vec<Choice>,
}

/// What one body uses, while it is looked at.
#[derive(Default)]
struct Found {
    plain: Vec<Used>,
    faint: Vec<Faint>,
}

/// How much what stands beside a member says of what the author wrote.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beside {
    Plain,
    Faint,
    Nothing,
}

impl<'a> Banned<'_, 'a> {
    /// Looks at the code of a method.
    pub(super) fn scan(&self, method: MethodId) -> Vec<Used> {
        let Some(part) = self.part(method.module).filter(|_| !self.is_scaffold(method)) else { return Vec::new() };
        let module = self.program.universe.module(method.module);
        let limits = self.program.universe.limits();
        let Ok(row) = module.metadata.row(method.rid) else { return Vec::new() };
        // What is wrong with a body is among the problems already.
        let mut known = Diagnostics::default();
        let Some(Ok(at)) = module.body_at(&row) else { return Vec::new() };
        let Ok(body) = Body::open(at, method.token(), &mut known, limits) else { return Vec::new() };
        let Some(left) = part.fuel.borrow().checked_sub(body.code.len() as u64) else { return Vec::new() };
        *part.fuel.borrow_mut() = left;
        let code = Code::decode(&body, limits);
        let mut found = Found::default();
        let awaited = self.awaited(method, code.instructions());
        for instruction in code.instructions().iter().filter(|it| !awaited.contains(&it.offset)) {
            self.instruction(part, method, instruction, &mut found);
        }
        for clause in &body.clauses {
            if let ClauseKind::Catch(token) = clause.kind {
                self.type_token(part, method, token, (clause.handler_start, Role::Catch), &mut found);
            }
        }
        if let Some(token) = body.local_signature {
            self.locals(part, token, code.instructions(), &mut found);
        }
        self.settle(part, method, found)
    }

    fn instruction(&self, part: &Part<'_, 'a>, method: MethodId, instruction: &Instruction, found: &mut Found) {
        let Some(token) = instruction.token() else { return };
        let at = instruction.offset;
        if TypeDefOrRef::from_token(token).is_some() {
            if is_for_values(instruction.opcode) {
                self.faint_parts(part, token, at, found);
            } else {
                self.type_token(part, method, token, (at, Role::Code), found);
            }
            return;
        }
        let mut named = Vec::new();
        part.naming.token(token, &mut named);
        let Some(Named::Member(member)) = named.first().copied() else {
            self.faint_parts(part, token, at, found);
            return;
        };
        let mut choices = self.member(part, member);
        if instruction.opcode == Opcode::Call && self.is_of_base(method, member) {
            // What a constructor calls first its class says already.
            choices.retain(|choice| !self.list.get(choice.ban).is_some_and(super::Ban::covers_types));
        }
        let arguments = named.into_iter().filter_map(|named| match named {
            Named::Part(column) => Some(column).filter(|column| part.rows().types.contains_key(&column.token())),
            _ => None,
        });
        let arguments: Vec<TypeDefOrRef> = arguments.collect();
        if !arguments.is_empty() {
            match self.beside(part, member, instruction.opcode) {
                Beside::Plain => {
                    let found = arguments.into_iter().filter_map(|column| self.type_(part, column));
                    choices.extend(found.flat_map(|(_, choices)| choices));
                }
                Beside::Faint => arguments.into_iter().for_each(|it| self.faint(part, it, (at, Role::Code), found)),
                Beside::Nothing => {}
            }
        }
        if instruction.opcode == Opcode::Stfld {
            self.kept_variable(part, member, at, found);
        }
        self.plain(method, (at, Role::Code), choices, found);
    }

    /// Whether a method is a constructor, and `member` one of its base class.
    fn is_of_base(&self, method: MethodId, member: Token) -> bool {
        let universe = self.program.universe;
        let Some(callee) = universe.resolve_method(method.module, member) else { return false };
        let is_constructor = |handle| universe.method_name(handle) == ".ctor";
        is_constructor(MethodHandle::Def(method))
            && is_constructor(callee)
            && universe
                .declaring_type(method)
                .and_then(|owner| universe.base(owner))
                .zip(universe.method_owner(callee))
                .is_some_and(|((base, _), owner)| universe.same_type(base, owner))
    }

    /// The entries that cover a member, each with what it covers.
    pub(super) fn member(&self, part: &Part<'_, 'a>, token: Token) -> Vec<Choice> {
        let mut numbers = part.rows().members.get(&token).cloned().unwrap_or_default();
        let owner = parent(&part.naming, token);
        numbers.extend(owner.and_then(|owner| part.rows().types.get(&owner.token())).into_iter().flatten());
        let Some(subject) = self.subject(part, token).filter(|_| !numbers.is_empty()) else { return Vec::new() };
        numbers.into_iter().map(|ban| Choice { ban, what: What::Subject(subject) }).collect()
    }

    pub(super) fn subject(&self, part: &Part<'_, 'a>, token: Token) -> Option<Subject> {
        let universe = self.program.universe;
        let module = part.naming.module;
        if token.rid::<Field>().is_none()
            && let Some(method) = universe.resolve_method(module, token)
        {
            return Some(Subject::Method(method));
        }
        universe.resolve_field(module, token).map(Subject::Field)
    }

    /// A type and the entries that cover it.
    pub(super) fn type_(&self, part: &Part<'_, 'a>, column: TypeDefOrRef) -> Option<(TypeHandle, Vec<Choice>)> {
        let numbers = part.rows().types.get(&column.token())?;
        let handle = self.program.universe.resolve_type(part.naming.module, column)?;
        let what = What::Subject(Subject::Type(handle));
        Some((handle, numbers.iter().map(|ban| Choice { ban: *ban, what: what.clone() }).collect()))
    }

    fn type_token(
        &self,
        part: &Part<'_, 'a>,
        method: MethodId,
        token: Token,
        site: (IlOffset, Role),
        found: &mut Found,
    ) {
        let mut named = Vec::new();
        part.naming.token(token, &mut named);
        let choices = named.into_iter().filter_map(|named| match named {
            Named::Type(column) | Named::Part(column) => self.type_(part, column),
            _ => None,
        });
        let choices = choices.flat_map(|(_, choices)| choices).collect();
        self.plain(method, site, choices, found);
    }

    fn plain(&self, method: MethodId, (at, role): (IlOffset, Role), choices: Vec<Choice>, found: &mut Found) {
        if !choices.is_empty() {
            let on = Some(Subject::Method(MethodHandle::Def(method)));
            found.plain.push(Used { at: Some(at), on, with: None, role, choices: self.sorted(choices) });
        }
    }

    /// The most specific first; of one entry what stands first.
    pub(super) fn sorted(&self, mut choices: Vec<Choice>) -> Vec<Choice> {
        let mut order: Vec<u32> = choices.iter().map(|choice| choice.ban).collect();
        self.list.sort(&mut order);
        choices.sort_by_key(|choice| order.iter().position(|ban| *ban == choice.ban));
        choices.dedup_by_key(|choice| choice.ban);
        choices
    }

    fn faint_parts(&self, part: &Part<'_, 'a>, token: Token, at: IlOffset, found: &mut Found) {
        let mut named = Vec::new();
        part.naming.token(token, &mut named);
        for named in named {
            if let Named::Type(column) | Named::Part(column) = named {
                self.faint(part, column, (at, Role::Code), found);
            }
        }
    }

    fn faint(&self, part: &Part<'_, 'a>, column: TypeDefOrRef, (at, role): (IlOffset, Role), found: &mut Found) {
        if let Some((type_, choices)) = self.type_(part, column) {
            found.faint.push(Faint { at, role, type_, choices: self.sorted(choices) });
        }
    }

    /// What the type arguments of a member say. A value of a generic type is made, or asked of a static member, by somebody who names them; what is
    /// called on it then, delegates for lambdas, and the machinery of `async` only repeat them.
    fn beside(&self, part: &Part<'_, 'a>, member: Token, opcode: Opcode) -> Beside {
        let universe = self.program.universe;
        let Some(subject) = self.subject(part, member) else { return Beside::Nothing };
        let owner = subject.owner(universe);
        let is_machinery = owner.is_some_and(|owner| universe.name_parts(owner).0 == "System.Runtime.CompilerServices");
        let Subject::Method(handle) = subject else {
            let is_static = matches!(opcode, Opcode::Ldsfld | Opcode::Ldsflda | Opcode::Stsfld);
            return if is_static { Beside::Faint } else { Beside::Nothing };
        };
        let shape = universe
            .method_signature(handle)
            .and_then(|(module, blob)| universe.module(module).metadata.method_shape(blob).ok())
            .unwrap_or_default();
        let is_delegate = opcode == Opcode::Newobj
            && owner.is_some_and(|owner| match owner {
                TypeHandle::Def(id) => self.program.is_delegate(id),
                TypeHandle::Missing(..) => {
                    let name = universe.name_parts(owner).1.last().map_or(&b""[..], |name| name.as_bytes());
                    shape.parameters == 2 && (name.starts_with(b"Func`") || name.starts_with(b"Action`"))
                }
            });
        match opcode {
            _ if is_machinery || is_delegate => Beside::Faint,
            Opcode::Newobj => Beside::Plain,
            _ if !shape.has_this || shape.generic_parameters > 0 => Beside::Plain,
            _ => Beside::Nothing,
        }
    }

    /// A variable that a lambda, an iterator or an async method shares is a field of a class that the compiler made.
    fn kept_variable(&self, part: &Part<'_, 'a>, field: Token, at: IlOffset, found: &mut Found) {
        let universe = self.program.universe;
        let Some(handle @ FieldHandle::Def(id)) = universe.resolve_field(part.naming.module, field) else { return };
        let is_kept = id.module == part.naming.module
            && self.program.is_generated_field(handle)
            && universe.field_owner(id).is_some_and(|owner| self.program.is_generated_type(owner));
        let Some(row) = universe.field_row(id).filter(|_| is_kept) else { return };
        for column in part.naming.field(row.signature).iter() {
            self.faint(part, *column, (at, Role::Local), found);
        }
    }

    fn locals(&self, part: &Part<'_, 'a>, signature: Token, code: &[Instruction], found: &mut Found) {
        let mut first: FxHashMap<usize, IlOffset> = FxHashMap::default();
        for instruction in code {
            if let Some(number) = instruction.local() {
                first.entry(usize::from(number)).or_insert(instruction.offset);
            }
        }
        for (number, columns) in part.naming.locals(signature).iter().enumerate() {
            let at = first.get(&number).copied().unwrap_or(IlOffset(0));
            for column in columns.iter().filter(|column| part.rows().types.contains_key(&column.token())) {
                self.faint(part, *column, (at, Role::Local), found);
            }
        }
    }

    /// Adds the faint uses that nothing else says, and orders all.
    fn settle(&self, part: &Part<'_, 'a>, method: MethodId, found: Found) -> Vec<Used> {
        let universe = self.program.universe;
        let Found { plain: mut uses, mut faint } = found;
        if !faint.is_empty() {
            // References from several modules can be the same type.
            let key = |type_: TypeHandle| universe.type_key(type_);
            let plainly = uses.iter().flat_map(|used| &used.choices).filter_map(|choice| self.type_of(&choice.what));
            let mut known: FxHashSet<TypeKey<'_>> = plainly.map(key).collect();
            for id in [method, self.program.authored(method)] {
                let columns = universe.method_row(id).map(|row| part.naming.method(row.signature));
                let columns = columns.filter(|_| id.module == method.module);
                let types = columns.iter().flat_map(|columns| columns.iter());
                known.extend(types.filter_map(|column| universe.resolve_type(method.module, *column)).map(key));
            }
            faint.sort_by_key(|it| it.at);
            for it in faint {
                if known.insert(key(it.type_)) {
                    let on = Some(Subject::Method(MethodHandle::Def(method)));
                    uses.push(Used { at: Some(it.at), on, with: None, role: it.role, choices: it.choices });
                }
            }
        }
        uses.sort_by_key(|used| used.at);
        // One site, one use: a handler may begin with an instruction that names something itself.
        uses.dedup_by_key(|used| used.at);
        uses
    }
}

/// Whether an instruction of this kind moves values of a type and was not asked for by its name.
fn is_for_values(opcode: Opcode) -> bool {
    use Opcode as Op;
    !matches!(opcode, Op::Newarr | Op::Castclass | Op::Isinst | Op::Ldtoken | Op::Sizeof | Op::Newobj)
}
