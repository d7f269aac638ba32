//! The type arguments with which instructions name methods.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::metadata::{StandAlone, StandAloneSig, Token, Type};
use crate::model::{Instance, MethodId, Names, Universe};

/// The type arguments that tokens of one module say, each decoded once: those of the type, and those of the method.
pub(super) struct Instances<'u, 'a> {
    universe: &'u Universe<'a>,
    known: RefCell<FxHashMap<Token, Rc<[Vec<Type>; 2]>>>,
    pointers: RefCell<FxHashMap<Token, Option<Rc<Type>>>>,
}

impl<'u, 'a> Instances<'u, 'a> {
    pub(super) fn new(universe: &'u Universe<'a>) -> Self {
        Self { universe, known: RefCell::default(), pointers: RefCell::default() }
    }

    /// The type arguments in full and in short, with the names that generic parameters have in the method in which the token stands.
    pub(super) fn of(&self, within: MethodId, token: Token) -> [Instance; 2] {
        let known = self.known.borrow().get(&token).cloned();
        let given = known.unwrap_or_else(|| {
            let of_type = self.universe.parent_arguments(within.module, token).unwrap_or_default();
            let given = Rc::new([of_type, self.universe.method_arguments(within.module, token)]);
            self.known.borrow_mut().insert(token, Rc::clone(&given));
            given
        });
        [Names::Full, Names::Short].map(|names| {
            let shown =
                |types: &[Type]| types.iter().map(|it| self.universe.display_type_in(within, it, names)).collect();
            Instance { of_type: shown(&given[0]), of_method: shown(&given[1]) }
        })
    }

    /// The type of the function pointer through which `calli` with this signature calls.
    pub(super) fn pointer(&self, within: MethodId, token: Token) -> Option<String> {
        let known = self.pointers.borrow().get(&token).cloned();
        let type_ = known.unwrap_or_else(|| {
            let metadata = &self.universe.module(within.module).metadata;
            let row = token.rid::<StandAloneSig>().and_then(|rid| metadata.row(rid).ok());
            let signature = row.and_then(|row| metadata.stand_alone_signature(row.signature).ok());
            let type_ = signature.and_then(|signature| match signature {
                StandAlone::CallSite(signature) => Some(Rc::new(Type::FunctionPointer(Box::new(signature)))),
                _ => None,
            });
            self.pointers.borrow_mut().insert(token, type_.clone());
            type_
        })?;
        Some(self.universe.display_type_in(within, &type_, Names::Short))
    }
}
