//! Types that attributes name by their reflection names (§II.23.3).

use super::{Entry, Site, Uses};
use crate::metadata::{CustomAttribute, EnumType, Primitive, Token, TypeDefOrRef, TypeRef, Value};
use crate::model::TypeHandle;
use crate::text::{Name, Text};

/// How deep type arguments in type arguments are looked at.
const ARGUMENTS: u32 = 16;

/// The type arguments at the start of the text behind a type's name: `[[A, Assembly],[B]]` or `[A,B]`; none for `[]` and `[,]`.
fn type_arguments(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0_usize, 0, Vec::new());
    for (at, character) in text.char_indices() {
        match character {
            '[' => {
                depth += 1;
                start = if depth == 1 { at + 1 } else { start };
            }
            ']' if depth == 1 => {
                parts.push(&text[start..at]);
                break;
            }
            ']' => depth = depth.saturating_sub(1),
            ',' if depth == 1 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            // It is no list of arguments.
            _ if depth == 0 => break,
            _ => {}
        }
    }
    let parts = parts.into_iter().map(str::trim);
    let parts = parts.map(|part| part.strip_prefix('[').and_then(|part| part.strip_suffix(']')).unwrap_or(part));
    parts.filter(|part| !part.is_empty() && *part != "*").collect()
}

impl<'a> Uses<'_, '_, 'a> {
    /// The types in the arguments of an attribute, as far as these can be read.
    pub(super) fn arguments(&mut self, attribute: &CustomAttribute, site: Site) {
        let universe = self.names.opened.universe;
        let input = universe.input();
        let underlying = |type_: EnumType<'a>| -> Option<Primitive> {
            let EnumType::Reference(index @ (TypeDefOrRef::TypeDef(_) | TypeDefOrRef::TypeRef(_))) = type_ else {
                return None;
            };
            match universe.resolve_type(input.id, index)? {
                TypeHandle::Def(id) => universe.module(id.module).metadata.enum_underlying(id.rid),
                TypeHandle::Missing(..) => None,
            }
        };
        let Ok(value) = input.metadata.attribute_value_that_fits(attribute, &underlying) else { return };
        for value in value.fixed.iter().chain(value.named.iter().map(|it| &it.value)) {
            self.value(value, site);
        }
    }

    /// Values are nested no deeper than the limit of attributes.
    fn value(&mut self, value: &Value<'_>, site: Site) {
        match value {
            Value::Type(Some(name)) | Value::Enum { type_: EnumType::Serialized(name), .. } => {
                self.serialized(*name, site);
            }
            Value::Boxed(inner) => self.value(inner, site),
            Value::Array(Some(values)) => values.iter().for_each(|value| self.value(value, site)),
            _ => {}
        }
    }

    fn serialized(&mut self, name: Name<'_>, site: Site) {
        self.reflected(&name.text(), site, ARGUMENTS);
    }

    /// `Ns.Outer+Inner, Assembly, Version=…`: without an assembly it is the input's own or the core library's. Of a generic type the
    /// definition and, as deep as `depth` says, the arguments, which stand in brackets with commas of their own.
    fn reflected(&mut self, text: &str, site: Site, depth: u32) {
        let (type_, behind) = match text.find(['[', ',']) {
            Some(end) if text[end..].starts_with('[') => (&text[..end], text.rsplit(']').next().unwrap_or_default()),
            Some(end) => text.split_at(end),
            None => (text, ""),
        };
        if let Some(deeper) = depth.checked_sub(1) {
            for argument in type_arguments(&text[type_.len()..]) {
                self.reflected(argument, site, deeper);
            }
        }
        let assembly = behind.trim_start_matches([',', ' ']).split(',').next().unwrap_or_default().trim();
        let type_ = type_.trim().trim_end_matches(['*', '&']).replace('\\', "");
        let id = Text(format!("T:{}", type_.replace('+', ".")));
        let own = self.names.opened.universe.input().assembly;
        if type_.is_empty() || assembly.as_bytes() == own.as_bytes() || assembly.is_empty() && self.is_own(&type_) {
            return;
        }
        let assembly = if assembly.is_empty() { self.core_library() } else { assembly.to_owned() };
        self.named(id, Text(assembly), None, site);
    }

    /// Whether the input defines the type, which is not nested where it matters.
    fn is_own(&self, type_: &str) -> bool {
        let outer = type_.split('+').next().unwrap_or_default();
        let (namespace, name) = outer.rsplit_once('.').unwrap_or(("", outer));
        let input = self.names.opened.universe.input();
        input.top_level(Name(namespace.as_bytes()), Name(name.as_bytes())).is_some()
    }

    /// The assembly of `System.Object`.
    fn core_library(&self) -> String {
        let metadata = &self.names.opened.universe.input().metadata;
        let object = metadata
            .rows::<TypeRef>()
            .find(|(_, row)| metadata.name(row.name) == "Object" && metadata.name(row.namespace) == "System");
        object.and_then(|(rid, _)| self.scope(rid)).map_or_else(|| "mscorlib".to_owned(), |name| name.0)
    }

    /// A type that is known by its name only.
    pub(super) fn named(&mut self, id: Text, assembly: Text, token: Option<Token>, site: Site) {
        self.by_name("type", id, assembly, token, site);
    }

    /// A type or function that is known by its name only.
    pub(super) fn by_name(&mut self, kind: &'static str, id: Text, assembly: Text, token: Option<Token>, site: Site) {
        let wanted = self.names.wants_named(&id);
        let (resolved, missing) = (false, false);
        let entry = Entry { id, assembly, token, kind, resolved, missing, wanted, sites: Vec::new() };
        if let Some(entry) = self.keep(entry) {
            self.add(entry, site);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::type_arguments;

    #[test]
    fn type_arguments_are_told_from_dimensions() {
        assert_eq!(
            type_arguments("[[A, B, Version=1.0.0.0],[C`1[[D, E]], F]], G"),
            ["A, B, Version=1.0.0.0", "C`1[[D, E]], F"]
        );
        assert_eq!(type_arguments("[A,B`1[C]]"), ["A", "B`1[C]"]);
        for none in ["", "[]", "[,]", "[*]", ", G", "[", "]", "*[A]"] {
            assert!(type_arguments(none).is_empty(), "{none}");
        }
    }
}
