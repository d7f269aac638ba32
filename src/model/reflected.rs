//! Types by their reflection names (§II.23.3): `Ns.Outer+Inner, Assembly, Version=…`, in brackets behind a generic type its arguments.

/// How deep type arguments in type arguments are looked at.
const ARGUMENTS: u32 = 16;

/// The namespace and the name of a type that is not nested, or of one within the type around it: they are joined by the last dot.
#[must_use]
pub fn split_namespace(full: &str) -> (&str, &str) {
    full.rsplit_once('.').unwrap_or(("", full))
}

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

/// Hands `see` the types that a reflection name names, arguments before what they are arguments of: each by its full metadata name, and the simple
/// name of its assembly, which is empty where none is said.
pub fn reflected(text: &str, see: &mut dyn FnMut(&str, &str)) {
    reflected_within(text, see, ARGUMENTS);
}

fn reflected_within(text: &str, see: &mut dyn FnMut(&str, &str), depth: u32) {
    let (type_, behind) = match text.find(['[', ',']) {
        Some(end) if text[end..].starts_with('[') => (&text[..end], text.rsplit(']').next().unwrap_or_default()),
        Some(end) => text.split_at(end),
        None => (text, ""),
    };
    if let Some(deeper) = depth.checked_sub(1) {
        for argument in type_arguments(&text[type_.len()..]) {
            reflected_within(argument, see, deeper);
        }
    }
    let assembly = behind.trim_start_matches([',', ' ']).split(',').next().unwrap_or_default().trim();
    let type_ = type_.trim().trim_end_matches(['*', '&']).replace('\\', "");
    if !type_.is_empty() {
        see(&type_, assembly);
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
