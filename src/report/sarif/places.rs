//! Where things are, in SARIF's words: URIs that are relative to the working folder.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::super::place::{Place, place};
use crate::finding::{Report, Source};
use crate::model::bare_id;
use crate::text::{Safe, Text};

/// What relative paths are relative to.
pub(super) const WORKING_FOLDER: &str = "%SRCROOT%";

/// What absolute paths are relative to: as URIs they would be refused.
pub(super) const FILE_SYSTEM: &str = "%FILESYSTEM%";

/// A physical location: the source line, else the file that was analysed.
pub(super) fn place_json(source: Option<&Source>, input: &Text) -> Value {
    let Place { file, line, column, source } = place(source, input);
    let region =
        if source { json!({ "startLine": line, "startColumn": column }) } else { json!({ "startLine": line }) };
    json!({ "artifactLocation": artifact_location(file), "region": region })
}

/// A location: a place, the member there, and what happens there.
pub(super) fn location(place: &Value, member: Option<&Text>, class: Option<&Text>, message: Option<&str>) -> Value {
    let mut location = json!({ "physicalLocation": place });
    let name =
        member.map(|id| Safe::new(bare_id(id)).to_string()).or_else(|| class.map(|name| name.safe().to_string()));
    if let Some(name) = name {
        let mut logical =
            json!({ "fullyQualifiedName": name, "kind": if member.is_some() { "member" } else { "type" } });
        if let Some(id) = member {
            logical["decoratedName"] = json!(id);
        }
        location["logicalLocations"] = json!([logical]);
    }
    if let Some(text) = message {
        location["message"] = json!({ "text": super::escaped(text) });
    }
    location
}

/// The inputs; a member of an archive points to its archive.
pub(super) fn artifacts(report: &Report) -> Vec<Value> {
    let indexes: BTreeMap<&str, usize> = report.inputs.iter().map(|it| it.path.as_str()).zip(0..).collect();
    let artifact = |input: &crate::finding::Input| {
        let path = input.path.as_str();
        // The innermost archive that the report knows.
        let parent = path.rmatch_indices("!/").find_map(|(at, _)| Some((*indexes.get(&path[..at])?, &path[at + 1..])));
        let mut artifact = match parent {
            Some((index, within)) => json!({ "location": { "uri": uri(within) }, "parentIndex": index }),
            None => json!({ "location": artifact_location(path) }),
        };
        artifact["roles"] = json!(["analysisTarget"]);
        if let Some(hash) = &input.sha256 {
            artifact["hashes"] = json!({ "sha-256": hash });
        }
        artifact
    };
    report.inputs.iter().map(artifact).collect()
}

/// A path as a relative URI and what it is relative to.
fn artifact_location(path: &str) -> Value {
    let within = path.trim_start_matches(['/', '\\']);
    let drive = within.as_bytes().get(1) == Some(&b':');
    let base = if within.len() < path.len() || drive { FILE_SYSTEM } else { WORKING_FOLDER };
    json!({ "uri": uri(within), "uriBaseId": base })
}

/// Percent-encoding of a path (RFC 3986 §3.3): what is not a letter, a digit or `-._~/` is encoded.
fn uri(path: &str) -> String {
    let mut result = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => result.push(char::from(byte)),
            b'\\' => result.push('/'),
            other => _ = write!(result, "%{other:02X}"),
        }
    }
    // A reference without a path would mean the base itself.
    if result.is_empty() { "-".to_owned() } else { result }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_relative_and_encoded() {
        assert_eq!(
            artifact_location("a b/ü#.dll"),
            json!({ "uri": "a%20b/%C3%BC%23.dll", "uriBaseId": WORKING_FOLDER })
        );
        assert_eq!(artifact_location("/opt/a.dll"), json!({ "uri": "opt/a.dll", "uriBaseId": FILE_SYSTEM }));
        assert_eq!(artifact_location("D:\\a\\b.dll"), json!({ "uri": "D%3A/a/b.dll", "uriBaseId": FILE_SYSTEM }));
        assert_eq!(artifact_location(""), json!({ "uri": "-", "uriBaseId": WORKING_FOLDER }));
    }
}
