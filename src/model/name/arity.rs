//! How many generic parameters each part of a type's name has.

use crate::metadata::{GenericParam, GenericParamAttributes, Keyed, Rid, StringIndex, TypeDef, TypeOrMethodDef};
use crate::model::universe::{Module, TypeHandle, Universe};
use crate::text::Name;

impl Universe<'_> {
    /// The generic parameters that a type and those around it add to what encloses them, by `names`, outermost first.
    /// A name states it after its backtick; where it does not, the GenericParam rows are counted (trap R14).
    pub(in crate::model) fn own_arities(&self, handle: TypeHandle, names: &[Name<'_>]) -> Vec<u32> {
        let mut arities: Vec<_> = names.iter().map(|name| split_arity(&name.text()).1).collect();
        let TypeHandle::Def(id) = handle else { return arities.into_iter().map(Option::unwrap_or_default).collect() };
        let module = self.module(id.module);
        // Innermost first, as the enclosing types are met: rows of an inner type count those of the outer ones too.
        let mut current = Some(id.rid);
        let mut total = generic_parameters(module, TypeOrMethodDef::TypeDef(id.rid)).count();
        for arity in arities.iter_mut().rev() {
            let outer: Option<Rid<TypeDef>> = current.and_then(|rid| module.enclosing(rid));
            let outer_total = outer.map_or(0, |rid| generic_parameters(module, TypeOrMethodDef::TypeDef(rid)).count());
            arity.get_or_insert_with(|| u32::try_from(total.saturating_sub(outer_total)).unwrap_or(u32::MAX));
            (current, total) = (outer, outer_total);
        }
        arities.into_iter().map(Option::unwrap_or_default).collect()
    }
}

/// The generic parameters of a type, with those of the types around it, or of a method.
pub(super) fn generic_parameters<'m>(
    module: &'m Module<'_>,
    owner: TypeOrMethodDef,
) -> impl Iterator<Item = GenericParam> + 'm {
    let flags = GenericParamAttributes::empty();
    let key = GenericParam { number: 0, flags, owner: Some(owner), name: StringIndex(0) }.key();
    module.metadata.with_key::<GenericParam>(key).map(|(_, row)| row)
}

/// A metadata name and the arity that it states after its last backtick.
pub(in crate::model) fn split_arity(name: &str) -> (&str, Option<u32>) {
    let parsed = name.rsplit_once('`').and_then(|(own, digits)| {
        let plain = !own.is_empty() && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse().ok().filter(|_| plain).map(|arity| (own, arity))
    });
    parsed.map_or((name, None), |(own, arity)| (own, Some(arity)))
}
