//! Types in signatures as C# writes them.

use super::printer::{Printer, keyword_of};
use crate::metadata::{MethodSignature, Primitive, Type, TypeDefOrRef};
use crate::model::universe::{ModuleId, TypeHandle};
use crate::text::Name;

/// Type arguments of the longest tuple, the last of which is a tuple with further elements.
const LONG_TUPLE: usize = 8;
/// Names of tuples, by the number of their type arguments.
const TUPLES: [&str; LONG_TUPLE] = [
    "ValueTuple`1",
    "ValueTuple`2",
    "ValueTuple`3",
    "ValueTuple`4",
    "ValueTuple`5",
    "ValueTuple`6",
    "ValueTuple`7",
    "ValueTuple`8",
];

impl<'a> Printer<'_, 'a> {
    fn instance(&mut self, module: ModuleId, generic: TypeDefOrRef, value_type: bool, arguments: &[Type]) {
        let Some(handle) = self.universe.resolve_type(module, generic) else { return self.push("?") };
        if let [only] = arguments
            && self.universe.is_named(handle, "System", "Nullable`1")
        {
            self.type_(module, only);
            return self.push("?");
        }
        let nullable = self.is_nullable() && !value_type;
        if let Some(count) = self.tuple(module, handle, arguments) {
            let names: Vec<Option<Name<'a>>> = (0..count).map(|_| self.element()).collect();
            if count > 1 {
                self.push("(");
                self.elements(module, arguments, &names);
                return self.push(")");
            }
        }
        let mut rest = arguments;
        self.named(handle, |printer, arity, last| {
            let taken = if last { rest.len() } else { rest.len().min(arity as usize) };
            let (own, others) = rest.split_at(taken);
            rest = others;
            if !own.is_empty() {
                printer.push("<");
                printer.types(module, own);
                printer.push(">");
            }
        });
        if nullable {
            self.push("?");
        }
    }

    /// How many elements a tuple has; the eighth argument of a long one is a tuple with the others. `None` for what is no tuple.
    fn tuple(&self, module: ModuleId, handle: TypeHandle, arguments: &[Type]) -> Option<usize> {
        let is_tuple = |handle, count: usize| {
            (1..=LONG_TUPLE).contains(&count)
                && self.universe.is_named(handle, "System", TUPLES.get(count - 1).copied().unwrap_or_default())
        };
        let (mut handle, mut arguments, mut count) = (handle, arguments, 0_usize);
        while is_tuple(handle, arguments.len()) {
            if arguments.len() < LONG_TUPLE {
                return Some(count.saturating_add(arguments.len()));
            }
            count = count.saturating_add(LONG_TUPLE - 1);
            let Some(Type::Instance { generic, arguments: rest, .. }) = arguments.last() else { return None };
            (handle, arguments) = (self.universe.resolve_type(module, *generic)?, rest);
        }
        None
    }

    /// The elements of a tuple. What holds the others of a long one is a type of its own for the lists in attributes.
    fn elements(&mut self, module: ModuleId, arguments: &[Type], names: &[Option<Name<'a>>]) {
        let (mut own, mut names) = (arguments, names.iter());
        loop {
            let (here, rest) = own.split_at(own.len().min(LONG_TUPLE - 1));
            self.list(here.iter().zip(names.by_ref()), |printer, (type_, name)| {
                printer.type_(module, type_);
                if let Some(name) = name {
                    printer.push(" ");
                    printer.push_safe(&name.text());
                }
            });
            let [Type::Instance { arguments, .. }] = rest else { return };
            self.push(", ");
            self.notes.dynamic();
            self.is_nullable();
            for _ in 0..names.len() {
                self.element();
            }
            own = arguments;
        }
    }

    fn types(&mut self, module: ModuleId, types: &[Type]) {
        self.list(types, |printer, type_| printer.type_(module, type_));
    }

    /// A type in a signature of `module`.
    pub(super) fn type_(&mut self, module: ModuleId, type_: &Type) {
        if self.cut {
            return;
        }
        if matches!(type_, Type::SzArray(_) | Type::Array(_)) {
            return self.array(module, type_);
        }
        let dynamic = self.notes.dynamic();
        match type_ {
            Type::Primitive(primitive) => self.primitive(*primitive, dynamic),
            Type::Named { type_, value_type } => self.alone(module, *type_, *value_type, dynamic),
            Type::Instance { generic, value_type, arguments } => {
                self.instance(module, *generic, *value_type, arguments);
            }
            Type::TypeParameter(number) => {
                self.type_parameter(*number);
                self.mark();
            }
            Type::MethodParameter(number) => {
                self.method_parameter(*number);
                self.mark();
            }
            Type::SzArray(_) | Type::Array(_) => {}
            Type::Pointer(inner) => {
                self.is_nullable();
                self.type_(module, inner);
                self.push("*");
            }
            Type::ByRef(inner) => {
                self.push("ref ");
                self.type_(module, inner);
            }
            Type::Modified { required, modifier, inner } if self.exact => {
                self.type_(module, inner);
                self.push(if *required { " modreq(" } else { " modopt(" });
                match modifier {
                    TypeDefOrRef::TypeSpec(_) => self.push("?"),
                    named => match self.universe.resolve_type(module, *named) {
                        Some(handle) => self.named(handle, |_, _, _| {}),
                        None => self.push("?"),
                    },
                }
                self.push(")");
            }
            Type::Modified { inner, .. } | Type::Pinned(inner) => self.type_(module, inner),
            Type::FunctionPointer(method) => {
                self.is_nullable();
                self.function_pointer(module, method);
            }
        }
    }

    /// Adds the `?` of what may be null.
    fn mark(&mut self) {
        if self.is_nullable() {
            self.push("?");
        }
    }

    fn primitive(&mut self, primitive: Primitive, dynamic: bool) {
        match primitive {
            Primitive::Object => self.object(dynamic),
            Primitive::IntPtr if self.notes.native() => return self.push("nint"),
            Primitive::UIntPtr if self.notes.native() => return self.push("nuint"),
            other => self.push(primitive_keyword(other)),
        }
        if matches!(primitive, Primitive::Object | Primitive::String) {
            self.mark();
        }
    }

    /// A type that is named without arguments.
    fn alone(&mut self, module: ModuleId, type_: TypeDefOrRef, value_type: bool, dynamic: bool) {
        match self.universe.resolve_type(module, type_) {
            Some(handle) if !value_type && self.universe.is_named(handle, "System", "Object") => self.object(dynamic),
            // An open type where arguments belong: only by hand.
            Some(handle) => self.named(handle, |_, _, _| {}),
            None => self.push("?"),
        }
        if !value_type {
            self.mark();
        }
    }

    /// C# writes the outermost rank first: `int[][,]` is a one-dimensional array of `int[,]`. Behind a `?` that begins anew:
    /// `int[,]?[]` is one of `int[,]` that may be null.
    fn array(&mut self, module: ModuleId, type_: &Type) {
        let mut ranks: Vec<(u32, bool)> = Vec::new();
        let mut element = type_;
        loop {
            element = match element {
                Type::SzArray(inner) => {
                    self.notes.dynamic();
                    ranks.push((1, self.is_nullable()));
                    inner
                }
                Type::Array(array) => {
                    self.notes.dynamic();
                    let odd = self.exact && array.rank == 1;
                    ranks.push((if odd { 0 } else { array.rank }, self.is_nullable()));
                    &array.element
                }
                Type::Modified { inner, .. } if !self.exact => {
                    self.notes.dynamic();
                    inner
                }
                _ => break,
            };
        }
        self.type_(module, element);
        while !ranks.is_empty() {
            // The innermost ones, up to one that may be null.
            let from = ranks.iter().rposition(|(_, nullable)| *nullable).unwrap_or_default();
            let together = ranks.split_off(from);
            for (rank, _) in &together {
                // For the runtime such an array is none of the usual kind.
                self.push(if *rank == 0 { "[*" } else { "[" });
                for _ in 1..*rank {
                    self.push(",");
                }
                self.push("]");
            }
            if together.first().is_some_and(|(_, nullable)| *nullable) {
                self.push("?");
            }
        }
    }

    fn function_pointer(&mut self, module: ModuleId, method: &MethodSignature) {
        self.push("delegate*");
        if self.exact {
            self.push(&format!(" {:?}", method.convention));
        }
        self.push("<");
        // What it returns comes first in the signature and last in C#.
        let start = self.text.len();
        self.passed(module, &method.return_type, "ref readonly");
        if self.cut {
            return;
        }
        let result = self.text.split_off(start);
        for type_ in &method.parameters {
            self.passed(module, type_, "in");
            self.push(", ");
        }
        self.push(&result);
        self.push(">");
    }

    /// What a function pointer takes or returns: without rows of its own it says with modifiers how a reference is meant.
    fn passed(&mut self, module: ModuleId, type_: &Type, read_only: &str) {
        if self.exact {
            return self.type_(module, type_);
        }
        let has = |name| self.universe.has_modifier(module, type_, "System.Runtime.InteropServices", name);
        let word = if has("InAttribute") {
            read_only
        } else if has("OutAttribute") {
            "out"
        } else {
            "ref"
        };
        self.directed(module, type_, word);
    }
}

fn primitive_keyword(primitive: Primitive) -> &'static str {
    let name = primitive.system_name();
    keyword_of(name).unwrap_or(name)
}
