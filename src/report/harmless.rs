//! Lines that no build agent obeys.

use std::borrow::Cow;

use crate::text::is_agent_command;

/// The line with the commands of build agents broken: `##vso[` and `##[` anywhere (Azure Pipelines reads them in the middle
/// of a line), `::` at its beginning (GitHub Actions). The words stay readable.
#[must_use]
pub fn harmless(line: &str) -> Cow<'_, str> {
    let indent = line.len() - line.trim_start().len();
    let leading = line[indent..].starts_with("::");
    if !leading && !line.contains("##") {
        return Cow::Borrowed(line);
    }
    let mut result = String::with_capacity(line.len() + 16);
    let mut rest = line;
    if leading {
        result.push_str(&line[..indent]);
        result.push_str("\\u{3a}");
        rest = &line[indent + 1..];
    }
    while let Some(at) = rest.find('#') {
        let (before, from) = rest.split_at(at);
        result.push_str(before);
        result.push_str(if is_agent_command(from) { "\\u{23}" } else { "#" });
        rest = &from[1..];
    }
    result.push_str(rest);
    Cow::Owned(result)
}
