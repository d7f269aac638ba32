//! Variables of an author's that live in fields: static locals of Visual Basic, parameters of primary constructors.

use super::members::PropertyOrEvent;
use super::universe::{FieldHandle, MethodHandle, TypeHandle, Universe};
use crate::text::{Name, Text};

/// A variable for which a compiler made a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Variable<'a> {
    /// `Static` in a method of Visual Basic: `$STATIC$Execute$201112808D$count`.
    StaticLocal {
        /// The method.
        method: Name<'a>,
        /// The variable.
        local: Name<'a>,
    },
    /// A parameter of a primary constructor that other members use: `<count>P`.
    PrimaryParameter(Name<'a>),
}

impl<'a> Variable<'a> {
    /// By the name of the field.
    #[must_use]
    pub fn of_field(name: Name<'a>) -> Option<Self> {
        if let Some(rest) = name.as_bytes().strip_prefix(b"$STATIC$") {
            // In between stands the signature, with numbers of rows in it.
            let mut parts = rest.splitn(3, |byte| *byte == b'$');
            let (method, _, local) = (parts.next()?, parts.next()?, parts.next()?);
            return Some(Self::StaticLocal { method: Name(method), local: Name(local) });
        }
        let parameter = name.as_bytes().strip_prefix(b"<")?.strip_suffix(b">P")?;
        let is_name = !parameter.is_empty() && !parameter.iter().any(|byte| matches!(byte, b'<' | b'>'));
        is_name.then_some(Self::PrimaryParameter(Name(parameter)))
    }
}

impl<'a> Universe<'a> {
    /// The variable for which a compiler made a field.
    #[must_use]
    pub fn variable_of_field(&self, field: FieldHandle) -> Option<Variable<'a>> {
        Variable::of_field(self.field_name(field))
    }

    /// A field for a person who reads the source: as C# writes it, or the variable for which a compiler made it.
    #[must_use]
    pub fn field_in_words(&self, field: FieldHandle) -> String {
        let owner = self.owner_of_field(field);
        let class = owner.map(|owner| self.type_display(owner)).unwrap_or_default();
        match self.variable_of_field(field) {
            Some(Variable::PrimaryParameter(parameter)) => {
                format!("the primary constructor's parameter {} of {class}", parameter.safe())
            }
            Some(Variable::StaticLocal { method, local }) => {
                let of = match owner {
                    Some(TypeHandle::Def(owner)) => {
                        self.methods(owner).find(|id| self.method_name(MethodHandle::Def(*id)) == method)
                    }
                    _ => None,
                };
                let of = match of.and_then(|of| self.member_of_accessor(of)) {
                    Some((member @ PropertyOrEvent::Property(_), _)) => self.member_display(member),
                    _ => format!("{class}.{}", method.safe()),
                };
                format!("the Static local {} of {of}", local.safe())
            }
            None => self.field_display(field),
        }
    }

    /// The documentation-comment id of a static local's field without the row numbers in it, which another build changes.
    #[must_use]
    pub fn lasting_id_of_local(&self, field: FieldHandle) -> Option<Text> {
        let Variable::StaticLocal { .. } = self.variable_of_field(field)? else { return None };
        let id = self.field_doc_id(field);
        let (start, rest) = id.as_str().rsplit_once("$STATIC$")?;
        let mut parts = rest.splitn(3, '$');
        let (method, _, local) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Text(format!("{start}$STATIC${method}${local}")))
    }
}

#[cfg(test)]
mod tests {
    use super::Variable;
    use crate::text::Name;

    #[test]
    fn fields_that_compilers_make_for_variables_are_known_by_their_names() {
        let local = |method: &'static str, local: &'static str| {
            Some(Variable::StaticLocal { method: Name(method.as_bytes()), local: Name(local.as_bytes()) })
        };
        let parameter = |name: &'static str| Some(Variable::PrimaryParameter(Name(name.as_bytes())));
        for (field, variable) in [
            ("$STATIC$Execute$201112808D$count", local("Execute", "count")),
            ("$STATIC$get_Item$20018$n", local("get_Item", "n")),
            ("$STATIC$Execute$201112808D", None),
            ("<count>P", parameter("count")),
            ("<>P", None),
            ("<a>b__P", None),
            ("<<a>>P", None),
            ("<Count>k__BackingField", None),
            ("countP", None),
        ] {
            assert_eq!(Variable::of_field(Name(field.as_bytes())), variable, "{field}");
        }
    }
}
