//! What changes of what only compilers are told of types: names of tuple elements, `dynamic`, what may be null.

use std::marker::PhantomData;

use super::item::{Item, Place};
use super::rule::{Breaks, Case, Rule};

/// What is said of each type that is the same for the runtime on both sides.
fn each<T: Item>(it: &Case<'_, T>, finds: impl Fn(&Place<'_>, &Place<'_>) -> Option<String>) -> Vec<String> {
    let (was, is) = (it.was.places(), it.is.places());
    let same = was.iter().zip(&is).filter(|(was, is)| was.exact == is.exact);
    same.filter_map(|(was, is)| finds(was, is)).collect()
}

/// What of types and members is judged in the same way.
pub(super) struct OfItems<T>(PhantomData<T>);

impl<T: Item> OfItems<T> {
    /// Every rule.
    pub(super) const RULES: [Rule<T>; 6] =
        [elements_renamed(), elements_named(), less_dynamic(), more_dynamic(), nullable(), nullable_arguments()];
}

const fn elements_renamed<T: Item>() -> Rule<T> {
    Rule {
        change: "the elements of a tuple have other names",
        finds: |it| {
            each(it, |was, is| {
                let mut pairs = was.noted.elements.iter().zip(&is.noted.elements);
                let renamed = pairs.any(|(was, is)| was.is_some() && was != is);
                renamed.then(|| format!("{} has other names in its tuple", is.what))
            })
        },
        breaks: Breaks::Users,
        why: "code that uses these names does not compile",
        source: "C#: CS1061",
    }
}

const fn elements_named<T: Item>() -> Rule<T> {
    Rule {
        change: "the elements of a tuple have names, and had none",
        finds: |it| {
            each(it, |was, is| {
                let mut pairs = was.noted.elements.iter().zip(&is.noted.elements);
                let kept = pairs.clone().all(|(was, is)| was.is_none() || was == is);
                let named = pairs.any(|(was, is)| was.is_none() && is.is_some());
                (kept && named).then(|| format!("{} has names in its tuple now", is.what))
            })
        },
        breaks: Breaks::Nobody,
        why: "",
        source: "",
    }
}

const fn less_dynamic<T: Item>() -> Rule<T> {
    Rule {
        change: "a type is not `dynamic` any more, or less of it is",
        finds: |it| {
            each(it, |was, is| {
                let mut pairs = was.noted.dynamic.iter().zip(&is.noted.dynamic);
                let lost = pairs.any(|(was, is)| *was && !is);
                lost.then(|| format!("{} is not `dynamic` as it was", is.what))
            })
        },
        breaks: Breaks::Users,
        why: "members that were looked for at run time are looked for by compilers now",
        source: "C#: CS1061",
    }
}

const fn more_dynamic<T: Item>() -> Rule<T> {
    Rule {
        change: "a type is `dynamic`, and was `object`",
        finds: |it| {
            each(it, |was, is| {
                let pairs = || was.noted.dynamic.iter().zip(&is.noted.dynamic);
                let kept = pairs().all(|(was, is)| !was || *is);
                (kept && pairs().any(|(was, is)| !was && *is)).then(|| format!("{} is `dynamic` now", is.what))
            })
        },
        breaks: Breaks::Nobody,
        why: "",
        source: "",
    }
}

const WARNS: &str = "compilers warn at most, and what is compiled runs";

const fn nullable<T: Item>() -> Rule<T> {
    Rule {
        change: "a type says otherwise what may be null (`string?`)",
        finds: |it| {
            each(it, |was, is| {
                let pairs = was.noted.nullable.iter().zip(&is.noted.nullable).enumerate();
                // Where nothing was said, or nothing is, nobody knows whether it is otherwise.
                let mut other = pairs.filter(|(_, (was, is))| was != is && **was != 0 && **is != 0);
                let (first, (_, said)) = other.next()?;
                Some(match (first, said, other.next()) {
                    (0, 2, None) => format!("{} may be null now", is.what),
                    (0, _, None) => format!("{} must not be null any more", is.what),
                    _ => format!("{} says otherwise what in it may be null", is.what),
                })
            })
        },
        breaks: Breaks::Nobody,
        why: WARNS,
        source: "C#: CS8600, CS8602, CS8604 and others, which are warnings",
    }
}

const fn nullable_arguments<T: Item>() -> Rule<T> {
    Rule {
        change: "a type parameter must not be null, or may be (`notnull`, `class?`)",
        finds: |it| {
            let pairs = it.was.generics().iter().zip(it.is.generics());
            let word = |nullable: u8| if nullable == 2 { "may be null now" } else { "must not be null any more" };
            let other = pairs.filter(|(was, is)| was.nullable != is.nullable && was.nullable != 0 && is.nullable != 0);
            other.map(|(_, is)| format!("its type parameter {} {}", is.name, word(is.nullable))).collect()
        },
        breaks: Breaks::Nobody,
        why: WARNS,
        source: "C#: CS8634, CS8714, which are warnings",
    }
}
