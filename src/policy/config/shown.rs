//! A file's tables as `ilvet config --show` prints them.

use toml::Value;

use crate::text::Safe;

/// The arrays of tables, in the order in which they are shown.
const TABLES: [&str; 3] = ["override", "ban", "suppress"];

/// The lines of each table in an array of tables: its head, then its values.
pub(super) fn tables(text: &str) -> Vec<Vec<String>> {
    let file: toml::Table = text.parse().unwrap_or_default();
    let mut shown = Vec::new();
    for name in TABLES {
        let tables = file.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table);
        for table in tables {
            let values = table.iter().map(|(key, value)| format!("{} = {}", word(key), written(value)));
            shown.push(std::iter::once(format!("[[{name}]]")).chain(values).collect());
        }
    }
    shown
}

/// A value on one line.
fn written(value: &Value) -> String {
    let joined = |parts: Vec<String>| parts.join(", ");
    match value {
        Value::String(text) => quoted(text),
        Value::Array(values) => format!("[{}]", joined(values.iter().map(written).collect())),
        Value::Table(table) => {
            let pairs = table.iter().map(|(key, value)| format!("{} = {}", word(key), written(value)));
            format!("{{ {} }}", joined(pairs.collect()))
        }
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::Boolean(it) => it.to_string(),
        Value::Datetime(day) => day.to_string(),
    }
}

/// A key.
fn word(key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if bare { key.to_owned() } else { quoted(key) }
}

/// A text in TOML, safe to print.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", Safe::new(text).to_string().replace('\\', "\\\\").replace('"', "\\\""))
}
