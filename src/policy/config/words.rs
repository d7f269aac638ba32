//! Words in the file that stand for values; an error names the word, and the reader of the file the place.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use crate::policy::{Day, resolve};

/// A value that is written as a word.
#[derive(Clone, Debug)]
pub(super) struct Word<T>(pub(super) T);

/// A rule, by id or alias.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RuleName(pub(super) &'static str);

/// A rule, or `*` for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RuleOrAll(pub(super) Option<&'static str>);

impl<'de, T: FromStr<Err: fmt::Display>> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        word(deserializer, |word| word.parse().map_err(|why: T::Err| why.to_string())).map(Self)
    }
}

fn rule(word: &str) -> Result<&'static str, String> {
    let rules: Vec<_> = crate::rules::ALL.iter().map(|rule| rule.info()).collect();
    resolve(&rules, word).map(|rule| rule.id).map_err(|unknown| unknown.to_string())
}

impl<'de> Deserialize<'de> for RuleName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        word(deserializer, rule).map(Self)
    }
}

impl<'de> Deserialize<'de> for RuleOrAll {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        word(deserializer, |word| if word == "*" { Ok(None) } else { rule(word).map(Some) }).map(Self)
    }
}

/// A day, as a text or as TOML's own date.
#[derive(Clone, Copy, Debug)]
pub(super) struct Date(pub(super) Day);

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DateReader)
    }
}

struct DateReader;

impl<'de> Visitor<'de> for DateReader {
    type Value = Date;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a day, YYYY-MM-DD")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Date, E> {
        text.parse().map(Date).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Date, A::Error> {
        let date = toml::value::Datetime::deserialize(MapAccessDeserializer::new(map))?;
        date.to_string().parse().map(Date).map_err(A::Error::custom)
    }
}

/// Reads a text and makes a value of it.
fn word<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    make: impl Fn(&str) -> Result<T, String>,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(Reader(make, PhantomData))
}

struct Reader<F, T>(F, PhantomData<T>);

impl<T, F: Fn(&str) -> Result<T, String>> Visitor<'_> for Reader<F, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).map_err(E::custom)
    }
}
