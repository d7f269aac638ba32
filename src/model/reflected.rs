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

/// A type by its reflection name as C# writes it, without assemblies: `A.B<C, D[]>.E`, `A.B<,>`. Not safe to print.
pub(super) fn reflected_display(text: &str) -> String {
    displayed(text, ARGUMENTS)
}

fn displayed(text: &str, depth: u32) -> String {
    let Some(deeper) = depth.checked_sub(1) else { return "…".to_owned() };
    let (name, mut behind) = text.split_at(unescaped(text, "[,*&"));
    let given = type_arguments(behind);
    if !given.is_empty() {
        behind = behind.get(closing(behind) + 1..).unwrap_or_default();
    }
    let mut given = given.into_iter();
    let mut result = String::with_capacity(name.len());
    let mut rest = name.trim();
    loop {
        let (part, more) = rest.split_at(unescaped(rest, "+"));
        let (own, arity) = part.rsplit_once('`').unwrap_or((part, ""));
        let arguments: Vec<String> = match arity.parse().unwrap_or(0) {
            0 => Vec::new(),
            arity if given.len() > 0 => given.by_ref().take(arity).map(|it| displayed(it, deeper)).collect(),
            // A number from the file: no type has so many parameters that a name cannot be written out.
            arity => vec![String::new(); arity.min(OPEN)],
        };
        result.push_str(&own.replace('\\', ""));
        if !arguments.is_empty() {
            let comma = if arguments.iter().all(String::is_empty) { "," } else { ", " };
            result.extend(["<", &arguments.join(comma), ">"]);
        }
        let Some(inner) = more.strip_prefix('+') else { break };
        result.push('.');
        rest = inner;
    }
    result.push_str(&dimensions(behind));
    result
}

/// Commas that are written for the parameters of one open type.
const OPEN: usize = 64;

/// Where the first of these characters is that has no backslash before it; the end where there is none.
fn unescaped(text: &str, any: &str) -> usize {
    let mut escaped = false;
    let is_there = |(_, character): &(usize, char)| {
        let is_there = !escaped && any.contains(*character);
        escaped = !escaped && *character == '\\';
        is_there
    };
    text.char_indices().find(is_there).map_or(text.len(), |(at, _)| at)
}

/// Where the bracket is closed with which a text begins.
fn closing(text: &str) -> usize {
    let mut depth = 0_usize;
    let is_end = |(_, character): &(usize, char)| {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    };
    text.char_indices().find(is_end).map_or(text.len(), |(at, _)| at)
}

/// `[,][]` behind an element type as C# has it, which begins with the outermost array; pointers and references as they are.
fn dimensions(behind: &str) -> String {
    let (mut result, mut arrays) = (String::new(), Vec::new());
    let mut rest = behind;
    loop {
        let length = match rest.chars().next() {
            Some('[') => closing(rest) + 1,
            Some('*' | '&') => 1,
            _ => 0,
        };
        let (part, more) = rest.split_at(length.min(rest.len()));
        if part.starts_with('[') {
            arrays.push(part);
        } else {
            result.extend(arrays.drain(..).rev());
            result.push_str(part);
        }
        if part.is_empty() {
            return result;
        }
        rest = more;
    }
}

#[cfg(test)]
mod tests {
    use super::{reflected_display, type_arguments};

    #[test]
    fn types_are_written_as_in_c_sharp() {
        for (written, shown) in [
            ("System.Int32", "System.Int32"),
            ("A.B+C, D, Version=1.0.0.0", "A.B.C"),
            ("A.B`1, D", "A.B<>"),
            ("A.B`2+C`1", "A.B<,>.C<>"),
            ("A.B`2[[X, Y, Version=1.0.0.0],[Z[], Y]], D", "A.B<X, Z[]>"),
            ("A.B`1+C`1[[X],[A.B`1[[Z, Y]], D]]", "A.B<X>.C<A.B<Z>>"),
            ("A.B`2+C[X,Y]", "A.B<X, Y>.C"),
            ("System.Int32[,][], mscorlib", "System.Int32[][,]"),
            ("A.B`1[[X]][]*&", "A.B<X>[]*&"),
            ("A\\+B\\,C", "A+B,C"),
            ("A`1[[", "A<>[["),
            ("A`1[[X", "A<>[[X"),
            ("", ""),
        ] {
            assert_eq!(reflected_display(written), shown, "{written}");
        }
        let open = reflected_display("A`4294967295");
        assert!(open.len() < 100, "{open}");
        assert!(reflected_display(&"A`1[".repeat(10_000)).len() < 100_000);
        assert!(reflected_display(&format!("{}X{}", "A`1[".repeat(40), "]".repeat(40))).contains('…'));
    }

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
