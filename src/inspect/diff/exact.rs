//! Types as they are spelt exactly: texts to compare, with `!0` and `!!0` for type parameters.

use crate::model::GenericParameter;
use crate::text::Text;

/// An exact text for a person: with the names of generic parameters.
pub(super) fn with_names(exact: &str, of_type: &[GenericParameter], of_method: &[GenericParameter]) -> String {
    replaced(exact, |bangs, number| {
        let list = if bangs == 2 { of_method } else { of_type };
        list.get(number).map(|parameter| parameter.name.clone())
    })
}

/// An exact text with these type arguments in the place of the type parameters.
pub(super) fn with_arguments(exact: &str, arguments: &[String]) -> String {
    replaced(exact, |bangs, number| arguments.get(number).filter(|_| bangs == 1).cloned())
}

/// Bytes after which a text is cut where other texts are put into it.
const LONGEST: usize = 16 << 10;

/// A text in which other texts stand for `!0` and `!!0`, as far as `text` knows any.
fn replaced(exact: &str, text: impl Fn(usize, usize) -> Option<String>) -> String {
    let mut result = String::with_capacity(exact.len());
    let mut rest = exact;
    while let Some((before, mark)) = rest.find('!').map(|at| rest.split_at(at)) {
        if result.len() > LONGEST {
            return result;
        }
        result.push_str(before);
        let bangs = if mark.starts_with("!!") { 2 } else { 1 };
        let digits = mark.bytes().skip(bangs).take_while(u8::is_ascii_digit).count();
        let (own, after) = mark.split_at(bangs + digits);
        match own.trim_start_matches('!').parse().ok().and_then(|number| text(bangs, number)) {
            Some(other) => result.push_str(&other),
            None => result.push_str(own),
        }
        rest = after;
    }
    result.push_str(rest);
    result
}

/// The id of the definition of a type that is spelt exactly, and its type arguments; of one in a generic type there is none.
pub(super) fn definition(exact: &str) -> (Text, Vec<String>) {
    let Some((name, rest)) = exact.split_once('<') else { return (Text(format!("T:{exact}")), Vec::new()) };
    let (mut depth, mut arguments) = (0_usize, vec![String::new()]);
    for character in rest.strip_suffix('>').unwrap_or_default().chars() {
        match character {
            '<' | '(' | '[' => depth += 1,
            '>' | ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                arguments.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = arguments.last_mut() {
            last.push(character);
        }
    }
    let arguments: Vec<String> = arguments.into_iter().map(|it| it.trim().to_owned()).collect();
    (Text(format!("T:{name}`{}", arguments.len())), arguments)
}
