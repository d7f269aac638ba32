//! Which argument feeds which parameter of a delegate, by the type parameters of the generic method that runs it: of
//! `Join(outer, inner, o => …, i => …, (o, i) => …)` the first delegate gets what is in `outer`, the last what is in both.

use std::rc::Rc;

use super::program::Program;
use crate::metadata::Type;
use crate::model::{MethodHandle, ModuleId};

/// What a delegate gets for one of its parameters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Feed {
    /// What is in the argument of this 0-based number: of the type that the method's type parameter of the second number stands for.
    In(usize, u32),
    /// That argument itself.
    Argument(usize),
    /// What the delegate at that argument returned.
    Returned(usize),
    /// What is in what that returned, likewise.
    InReturned(usize, u32),
}

/// What feeds each parameter of a delegate.
pub(super) type Feeds = Rc<[Vec<Feed>]>;

impl Program<'_, '_> {
    /// What feeds the delegates that a generic static method gets, by the numbers of its arguments; `None` for those of which its type does
    /// not say it.
    pub(super) fn feeds(&self, member: MethodHandle) -> Rc<[Option<Feeds>]> {
        self.feeds.get(member, || self.find_feeds(member).unwrap_or_default())
    }

    fn find_feeds(&self, member: MethodHandle) -> Option<Rc<[Option<Feeds>]>> {
        let (module, blob) = self.universe.method_signature(member)?;
        let signature = self.universe.module(module).metadata.method_signature(blob).ok()?;
        if signature.has_this || signature.generic_parameters == 0 {
            return None;
        }
        let parameters = &signature.parameters;
        let of = |position: usize| {
            let (takes, _) = self.shape_of_delegate(module, parameters.get(position)?)?;
            let feeds = takes.iter().map(|taken| self.feeds_of(module, parameters, position, taken));
            feeds.collect::<Option<Vec<_>>>().map(Rc::from)
        };
        Some((0..parameters.len()).map(of).collect())
    }

    /// What feeds a parameter of the delegate at a position; `None` where nothing is known to.
    fn feeds_of(&self, module: ModuleId, parameters: &[Type], position: usize, taken: &Type) -> Option<Vec<Feed>> {
        let (wanted, number) = match taken.unmodified() {
            wanted @ Type::MethodParameter(number) => (wanted, *number),
            // A group of them, of which the whole stands for one.
            other => match item(other) {
                Some(inner) => {
                    let whole = |(at, one): (usize, &Type)| (item(one) == Some(inner)).then_some(Feed::Argument(at));
                    return Some(parameters.iter().enumerate().filter_map(whole).collect())
                        .filter(|all: &Vec<_>| !all.is_empty());
                }
                // A number, such as the place in a sequence.
                None => return matches!(other, Type::Primitive(_)).then(Vec::new),
            },
        };
        let mut feeds = Vec::new();
        for (at, parameter) in parameters.iter().enumerate() {
            let parameter = parameter.unmodified();
            if parameter == wanted {
                feeds.push(Feed::Argument(at));
            } else if item(parameter) == Some(wanted) {
                feeds.push(Feed::In(at, number));
            } else if at < position
                && let Some((_, Some(returned))) = self.shape_of_delegate(module, parameter)
            {
                if returned == *wanted {
                    feeds.push(Feed::Returned(at));
                } else if item(&returned) == Some(wanted) {
                    feeds.push(Feed::InReturned(at, number));
                }
            }
        }
        Some(feeds).filter(|feeds| !feeds.is_empty())
    }

    /// What a delegate of the framework takes and returns, by its type.
    fn shape_of_delegate(&self, module: ModuleId, of: &Type) -> Option<(Vec<Type>, Option<Type>)> {
        let Type::Instance { generic, arguments, .. } = of.unmodified() else { return None };
        let handle = self.universe.resolve_type(module, *generic)?;
        let (namespace, names) = self.universe.name_parts(handle);
        let [name] = names.as_slice() else { return None };
        if namespace != "System" {
            return None;
        }
        let name = name.as_bytes().split(|byte| *byte == b'`').next().unwrap_or_default();
        match name {
            b"Func" | b"Converter" => {
                let (returned, takes) = arguments.split_last()?;
                Some((takes.to_vec(), Some(returned.unmodified().clone())))
            }
            b"Action" | b"Predicate" => Some((arguments.clone(), None)),
            b"Comparison" => Some((vec![arguments.first()?.clone(); 2], None)),
            _ => None,
        }
    }
}

/// The type of what is in a sequence or an array.
fn item(of: &Type) -> Option<&Type> {
    match of.unmodified() {
        Type::Instance { arguments, .. } => match arguments.as_slice() {
            [only] => Some(only.unmodified()),
            _ => None,
        },
        Type::SzArray(inner) => Some(inner.unmodified()),
        _ => None,
    }
}
