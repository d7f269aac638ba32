//! What methods name, for rules that are asked about code that no root reaches: most of it names nothing that a rule could report, and
//! need not be analysed.

use std::cell::OnceCell;

use super::requests::is_sdk_namespace;
use crate::analysis::{ApiName, Program};
use crate::apis::ApiList;
use crate::dataverse::request_message;
use crate::metadata::Token;
use crate::model::{MethodHandle, MethodId, ModuleId, Universe};

/// Something that a method names, or the method itself.
pub struct Mention<'m, 'u, 'a> {
    /// The code.
    pub program: &'m Program<'u, 'a>,
    /// The module of the method that names it.
    pub module: ModuleId,
    /// What it is.
    pub thing: Thing<'a>,
    /// See [`Mention::is_of_sdk`]: several rules ask.
    of_sdk: OnceCell<bool>,
}

/// See [`Mention`].
pub enum Thing<'a> {
    /// A method with its declaration, whatever it names.
    Declared(MethodId),
    /// A method that is called, or whose address is taken.
    Method {
        /// The token that names it.
        token: Token,
        /// What the token leads to.
        callee: MethodHandle,
        /// The same as lists name it.
        api: ApiName<'a>,
    },
    /// A text: UTF-16, little end first.
    Literal(&'a [u8]),
}

impl<'m, 'u, 'a> Mention<'m, 'u, 'a> {
    /// What a method of `module` names.
    #[must_use]
    pub fn new(program: &'m Program<'u, 'a>, module: ModuleId, thing: Thing<'a>) -> Self {
        Self { program, module, thing, of_sdk: OnceCell::new() }
    }

    pub(super) fn universe(&self) -> &'u Universe<'a> {
        self.program.universe
    }

    fn api(&self) -> Option<&ApiName<'a>> {
        match &self.thing {
            Thing::Method { api, .. } => Some(api),
            _ => None,
        }
    }

    /// Whether it is a member that a list covers.
    pub(super) fn is_in(&self, list: &ApiList<'_>) -> bool {
        self.api().is_some_and(|api| api.is_known() && list.find(&api.type_name, api.member).is_some())
    }

    /// Whether it is a member of the framework's type of this full metadata name.
    pub(super) fn is_of(&self, type_name: &str) -> bool {
        self.api().is_some_and(|api| *api.type_name == *type_name && api.is_framework())
    }

    /// Whether it is a member of the SDK, can make one of its objects, or is one of a class of requests.
    pub(super) fn is_of_sdk(&self) -> bool {
        *self.of_sdk.get_or_init(|| self.finds_sdk())
    }

    fn finds_sdk(&self) -> bool {
        let Thing::Method { callee, api, .. } = &self.thing else { return false };
        let universe = self.universe();
        universe.method_owner(*callee).is_some_and(|owner| {
            is_sdk_namespace(universe, owner)
                || self.is_of("System.Activator")
                || (api.member == ".ctor" || api.member == "set_RequestName")
                    && request_message(universe, owner).is_some()
        })
    }
}
