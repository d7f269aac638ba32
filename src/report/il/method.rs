//! Methods: head, parameters, and what stands before the code (§II.15).

use std::fmt::Write;

use super::writer::Writer;
use crate::bytes::Malformed;
use crate::ilasm::flags::{
    IMPLEMENTATION, METHOD, METHOD_IMPLIED, PARAMETER, PARAMETER_IMPLIED, PLATFORM_INVOKE, push_words,
};
use crate::ilasm::push_convention;
use crate::ilasm::push_string;
use crate::metadata::{
    HasConstant, HasCustomAttribute, HasDeclSecurity, HasFieldMarshal, ImplMap, MemberForwarded, MethodAttributes,
    MethodDef, MethodDefOrRef, MethodImpl, MethodSignature, Param, Rid, Token, TypeDef, TypeOrMethodDef,
};
use crate::pe::EntryPoint;

impl Writer<'_, '_, '_> {
    /// One method.
    pub(super) fn method(&mut self, rid: Rid<MethodDef>, row: &MethodDef) {
        self.gap();
        self.pause();
        let mark = self.text.len();
        let parameters = self.parameters(rid);
        let odd = match self.method_head(rid, row, &parameters) {
            Ok(odd) => odd,
            Err(malformed) => return self.lost(mark, rid.into(), malformed),
        };
        self.open();
        if self.module.image.cli().entry_point == EntryPoint::Token(Token::from(rid).0) {
            self.line(".entrypoint");
        }
        self.attributes(HasCustomAttribute::MethodDef(rid));
        self.security(HasDeclSecurity::MethodDef(rid));
        self.overrides(rid);
        self.generic_attributes(TypeOrMethodDef::MethodDef(rid));
        self.parameter_details(&parameters);
        for (token, rest) in odd {
            self.odd_flags(token, rest);
        }
        self.body(rid, row, &parameters);
        self.close();
    }

    /// The rows of the parameters; those of one number only once.
    fn parameters(&self, method: Rid<MethodDef>) -> Vec<(Rid<Param>, Param)> {
        let metadata = self.metadata;
        let rows = metadata.owned::<MethodDef, Param>(method);
        rows.filter_map(|rid| Some((rid, metadata.row(rid).ok()?))).collect()
    }

    /// The head, up to the opening brace; returns the flags without a word.
    fn method_head(
        &mut self,
        rid: Rid<MethodDef>,
        row: &MethodDef,
        parameters: &[(Rid<Param>, Param)],
    ) -> Result<Vec<(Token, u32)>, Malformed> {
        let metadata = self.metadata;
        let signature = metadata.method_signature(row.signature)?;
        let mut odd = Vec::new();
        self.indent();
        self.text.push_str(".method ");
        odd.push((rid.into(), self.words(METHOD, row.flags.bits().into(), METHOD_IMPLIED)));
        self.platform_invoke(rid, row, &mut odd)?;
        push_convention(&mut self.text, &signature)?;
        let find = |number: usize| {
            let is_it = |(_, row): &&(Rid<Param>, Param)| usize::from(row.sequence) == number;
            parameters.iter().find(is_it)
        };
        self.parameter_flags(find(0), &mut odd);
        self.spell.push_type(&mut self.text, &signature.return_type)?;
        self.text.push(' ');
        if let Some((rid, _)) = find(0) {
            self.marshalling(HasFieldMarshal::Param(*rid))?;
        }
        self.spell.push_method_name(&mut self.text, metadata.name(row.name).as_bytes());
        self.generic_parameters(TypeOrMethodDef::MethodDef(rid))?;
        self.text.push('(');
        for (number, type_) in signature.parameters.iter().enumerate() {
            self.text.push_str(if number > 0 { ", " } else { "" });
            let declared = find(number + 1);
            self.parameter_flags(declared, &mut odd);
            self.spell.push_type(&mut self.text, type_)?;
            if let Some((rid, row)) = declared {
                self.text.push(' ');
                self.marshalling(HasFieldMarshal::Param(*rid))?;
                let name = metadata.name(row.name);
                if !name.is_empty() {
                    self.spell.push_id(&mut self.text, name.as_bytes());
                }
            }
        }
        self.text.push_str(") ");
        let rest = self.words(IMPLEMENTATION, row.impl_flags.bits().into(), 0);
        odd.push((rid.into(), rest));
        self.text.pop();
        self.end();
        self.odd_parameters(parameters, &signature);
        Ok(odd)
    }

    fn parameter_flags(&mut self, row: Option<&(Rid<Param>, Param)>, odd: &mut Vec<(Token, u32)>) {
        let Some((rid, row)) = row else { return };
        let rest = push_words(&mut self.text, PARAMETER, row.flags.bits().into()) & !PARAMETER_IMPLIED;
        if rest != 0 {
            odd.push(((*rid).into(), rest));
        }
    }

    /// Rows of parameters that the signature does not have.
    fn odd_parameters(&mut self, parameters: &[(Rid<Param>, Param)], signature: &MethodSignature) {
        for (number, (rid, row)) in parameters.iter().enumerate() {
            let before = parameters.get(..number).unwrap_or(&[]);
            if usize::from(row.sequence) > signature.parameters.len()
                || before.iter().any(|(_, other)| other.sequence == row.sequence)
            {
                self.unsayable((*rid).into(), "a second row of a parameter, or one of a parameter that is not there");
            }
        }
    }

    /// `pinvokeimpl(…)`
    fn platform_invoke(
        &mut self,
        rid: Rid<MethodDef>,
        row: &MethodDef,
        odd: &mut Vec<(Token, u32)>,
    ) -> Result<(), Malformed> {
        let metadata = self.metadata;
        let forwarded = MemberForwarded::MethodDef(rid).coded();
        let Some((map, import)) = metadata.with_key::<ImplMap>(forwarded).next() else {
            if row.flags.contains(MethodAttributes::PINVOKE_IMPL) {
                self.text.push_str("pinvokeimpl() ");
            }
            return Ok(());
        };
        self.text.push_str("pinvokeimpl(");
        let library = import.import_scope.map(|scope| metadata.row(scope)).transpose()?;
        push_string(&mut self.text, &library.map(|row| metadata.name(row.name).text()).unwrap_or_default());
        let name = metadata.name(import.import_name);
        if name != metadata.name(row.name) && !name.is_empty() {
            self.text.push_str(" as ");
            push_string(&mut self.text, &name.text());
        }
        self.text.push(' ');
        let rest = push_words(&mut self.text, PLATFORM_INVOKE, import.mapping_flags.bits().into());
        odd.push((map.into(), rest));
        if self.text.ends_with(' ') {
            self.text.pop();
        }
        self.text.push_str(") ");
        Ok(())
    }

    /// Overrides by methods of their own type (§II.10.3.2).
    fn overrides(&mut self, rid: Rid<MethodDef>) {
        let metadata = self.metadata;
        let Some(type_) = metadata.owner::<TypeDef, MethodDef>(rid) else { return };
        for (row_id, row) in metadata.with_key::<MethodImpl>(type_.row()) {
            if row.body != Some(MethodDefOrRef::MethodDef(rid)) {
                continue;
            }
            match self.spell.overridden(row.declaration).map(|text| format!(".override method {text}")) {
                Ok(line) => self.line(&line),
                Err(malformed) => self.lost(self.text.len(), row_id.into(), malformed),
            }
        }
    }

    /// Constants and custom attributes of parameters (§II.15.4.1.4).
    fn parameter_details(&mut self, parameters: &[(Rid<Param>, Param)]) {
        for (rid, row) in parameters {
            let (constant, parent) = (HasConstant::Param(*rid), HasCustomAttribute::Param(*rid));
            if !self.has_constant(constant) && !self.has_attributes(parent) {
                continue;
            }
            self.indent();
            let _ = write!(self.text, ".param [{}]", row.sequence);
            let unwritten = self.constant(constant).err();
            self.end();
            if let Some(malformed) = unwritten {
                self.lost(self.text.len(), (*rid).into(), malformed);
            }
            self.attributes(parent);
        }
    }
}
