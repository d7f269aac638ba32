//! Methods as C# writes them.

use super::printer::Printer;
use crate::metadata::{
    CallingConvention, HasCustomAttribute, MethodAttributes, MethodDef, MethodSignature, Param, ParamAttributes, Rid,
    Type,
};
use crate::model::members::Accessor;
use crate::model::universe::{MethodHandle, ModuleId, Universe};

impl Printer<'_, '_> {
    pub(super) fn method(&mut self, handle: MethodHandle) {
        if let MethodHandle::Def(id) = handle
            && let Some((member, accessor)) = self.universe.member_of_accessor(id)
            && accessor != Accessor::Other
        {
            self.property_or_event(member);
            self.push(".");
            return self.push(accessor.word());
        }
        let name = self.universe.method_name(handle).text();
        let signature = self.universe.method_signature(handle).and_then(|(module, blob)| {
            Some((module, self.universe.module(module).metadata.method_signature(blob).ok()?))
        });
        match &*name {
            ".ctor" => self.push("new "),
            ".cctor" => self.push("static "),
            _ => {}
        }
        if self.is_finalizer(handle, signature.as_ref().map(|(_, signature)| signature)) {
            self.push("~");
            self.method_owner(handle);
            return self.push("()");
        }
        self.method_owner(handle);
        self.generics_of(None, Some(handle));
        let Some((module, signature)) = signature else {
            self.dot();
            return self.member_name(&name);
        };
        if matches!(handle, MethodHandle::Missing(..)) && self.missing_accessor(&name, module, &signature) {
            return;
        }
        if let Some(symbol) = operator(&name).filter(|_| !signature.has_this) {
            self.dot();
            self.operator(symbol, module, &signature);
        } else if name != ".ctor" && name != ".cctor" {
            self.dot();
            self.member_name(&name);
            self.method_parameters();
        }
        self.parameters(handle, module, &signature);
    }

    fn method_owner(&mut self, handle: MethodHandle) {
        match (self.universe.method_owner(handle), handle) {
            (Some(owner), _) => self.owner(owner),
            (None, MethodHandle::Missing(module, rid)) => self.odd_owner(module, rid),
            (None, MethodHandle::Def(_)) => {}
        }
    }

    fn operator(&mut self, symbol: &str, module: ModuleId, signature: &MethodSignature) {
        match symbol {
            "implicit" | "explicit" => {
                self.push(symbol);
                self.push(" operator ");
                self.type_(module, &signature.return_type);
            }
            _ => {
                self.push("operator ");
                self.push(symbol);
            }
        }
    }

    /// Of a reference only its name and shape can tell that it is an accessor; compilers keep these names for them.
    fn missing_accessor(&mut self, name: &str, module: ModuleId, signature: &MethodSignature) -> bool {
        let parameters = signature.fixed_parameters();
        let returns = !signature.return_type.is_void();
        let (property, word, indexes) = match (name.split_once('_'), parameters.split_last()) {
            (Some(("get", property)), _) if returns => (property, "get", parameters),
            (Some(("set", property)), Some((_, indexes))) if !returns => (property, "set", indexes),
            (Some((word @ ("add" | "remove"), event)), Some((_, []))) if !returns => (event, word, &[][..]),
            _ => return false,
        };
        if property.is_empty() || signature.generic_parameters > 0 {
            return false;
        }
        self.dot();
        self.property_name(property, module, indexes);
        self.push(".");
        self.push(word);
        true
    }

    pub(super) fn is_finalizer(&self, handle: MethodHandle, signature: Option<&MethodSignature>) -> bool {
        let MethodHandle::Def(id) = handle else { return false };
        let Some(row) = self.universe.method_row(id) else { return false };
        let flags = row.flags & (MethodAttributes::VIRTUAL | MethodAttributes::NEW_SLOT);
        self.universe.method_name(handle) == "Finalize"
            && flags == MethodAttributes::VIRTUAL
            && signature.is_some_and(|signature| signature.parameters.is_empty() && signature.return_type.is_void())
    }

    fn parameters(&mut self, handle: MethodHandle, module: ModuleId, signature: &MethodSignature) {
        let directions = self.directions(handle);
        self.push("(");
        self.list(signature.fixed_parameters().iter().zip(1u32..), |printer, (type_, number)| {
            let word = directions.iter().find(|(sequence, _)| *sequence == number).map(|(_, word)| *word);
            printer.directed(module, type_, word.unwrap_or("ref"));
        });
        if signature.convention == CallingConvention::VarArg {
            self.push(if signature.fixed_parameters().is_empty() { "__arglist" } else { ", __arglist" });
        }
        self.push(")");
    }

    /// The words for parameters by reference that are not only `ref`, by number.
    fn directions(&self, handle: MethodHandle) -> Vec<(u32, &'static str)> {
        let MethodHandle::Def(id) = handle else { return Vec::new() };
        let metadata = &self.universe.module(id.module).metadata;
        let rows = metadata.owned::<MethodDef, Param>(id.rid).filter_map(|rid| Some((rid, metadata.row(rid).ok()?)));
        let marked = rows.filter(|(_, row)| row.flags.intersects(ParamAttributes::IN | ParamAttributes::OUT));
        marked
            .map(|(rid, row)| (u32::from(row.sequence), self.universe.direction(id.module, Some((rid, row)))))
            .collect()
    }

    /// The type of a parameter, with `ref`, `out` or `in` before it where it is passed by reference.
    pub(super) fn directed(&mut self, module: ModuleId, type_: &Type, word: &str) {
        let Some(inner) = self.referred(type_) else { return self.type_(module, type_) };
        self.push(word);
        self.push(" ");
        self.type_(module, inner);
    }
}

impl Universe<'_> {
    /// The word for what a parameter is passed by reference for. `[In]` alone, which interop uses, is not `in`.
    pub(super) fn direction(&self, module: ModuleId, row: Option<(Rid<Param>, Param)>) -> &'static str {
        let Some((rid, row)) = row else { return "ref" };
        let flags = row.flags & (ParamAttributes::IN | ParamAttributes::OUT);
        let marked = |name| {
            let parent = HasCustomAttribute::Param(rid);
            self.has_attribute(module, parent, "System.Runtime.CompilerServices", name)
        };
        if flags == ParamAttributes::OUT {
            "out"
        } else if flags.is_empty() {
            "ref"
        } else if marked("RequiresLocationAttribute") {
            "ref readonly"
        } else if marked("IsReadOnlyAttribute") {
            "in"
        } else {
            "ref"
        }
    }
}

/// What C# writes for an operator method; the words for conversions.
pub(super) fn operator(name: &str) -> Option<&'static str> {
    Some(match name {
        "op_Implicit" => "implicit",
        "op_Explicit" => "explicit",
        "op_Addition" | "op_UnaryPlus" => "+",
        "op_Subtraction" | "op_UnaryNegation" => "-",
        "op_Multiply" => "*",
        "op_Division" => "/",
        "op_Modulus" => "%",
        "op_Increment" => "++",
        "op_Decrement" => "--",
        "op_LogicalNot" => "!",
        "op_OnesComplement" => "~",
        "op_BitwiseAnd" | "op_Concatenate" => "&",
        "op_BitwiseOr" => "|",
        "op_ExclusiveOr" => "^",
        "op_LeftShift" => "<<",
        "op_RightShift" => ">>",
        "op_UnsignedRightShift" => ">>>",
        "op_Equality" => "==",
        "op_Inequality" => "!=",
        "op_LessThan" => "<",
        "op_GreaterThan" => ">",
        "op_LessThanOrEqual" => "<=",
        "op_GreaterThanOrEqual" => ">=",
        "op_True" => "true",
        "op_False" => "false",
        _ => return None,
    })
}
