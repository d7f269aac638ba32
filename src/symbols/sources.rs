//! What a report calls a source file: the path that symbols state, made relative where it can be known to what.
//!
//! Symbols hold paths of the machine that compiled. Text goes in and text comes out: no file is looked for.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write;

use crate::text::Text;

/// Bytes of a SourceLink map; real ones have some hundred.
pub(super) const SOURCE_LINK_BYTES: usize = 1 << 20;
/// Entries of a SourceLink map that are looked at; real ones have one for each repository.
const ENTRIES: usize = 256;
/// Bytes of an address; servers take no longer ones.
const ADDRESS_BYTES: usize = 2_048;
/// What deterministic builds put in place of the folder of the repository.
const MAPPED: &str = "/_/";

/// The folders that the source files of one module are in.
#[derive(Clone, Debug, Default)]
pub struct SourcePaths {
    /// With `/` at the end, the longest first.
    roots: Vec<String>,
    /// What stands before `*` in a SourceLink map, and where that is on the web; the shortest first: the repository around its submodules.
    linked: Vec<(String, Link)>,
    /// Single files of a SourceLink map.
    files: Vec<(String, String)>,
}

/// What stands before and after `*` in an address.
type Link = Option<(String, String)>;

/// SourceLink: which document of the symbols is where on the web.
#[derive(Deserialize)]
struct SourceLink {
    #[serde(default)]
    documents: BTreeMap<String, serde_json::Value>,
}

impl SourcePaths {
    /// `source_link`: the map as the symbols hold it, JSON; one that cannot be read counts as none. `roots`: folders of sources.
    #[must_use]
    pub fn new(source_link: Option<&[u8]>, roots: &[Text]) -> Self {
        let by_length = |paths: &mut Vec<String>| paths.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        let mut roots: Vec<String> =
            roots.iter().map(|root| format!("{}/", slashes(root.as_str()).trim_end_matches('/'))).collect();
        by_length(&mut roots);
        roots.reverse();
        let map = source_link.filter(|json| json.len() <= SOURCE_LINK_BYTES);
        // Some writers begin with the mark of UTF-8.
        let map = map.map(|json| json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json));
        let map: Option<SourceLink> = map.and_then(|json| serde_json::from_slice(json).ok());
        let documents = map.map(|map| map.documents).unwrap_or_default();
        let (mut linked, mut files) = (Vec::new(), Vec::new());
        for (key, url) in documents.iter().take(ENTRIES) {
            let url = url.as_str().filter(|url| is_address(url));
            match (key.strip_suffix('*').map(slashes), url) {
                (Some(prefix), url) if prefix.ends_with('/') => {
                    let link = url.and_then(|url| url.split_once('*'));
                    linked.push((prefix, link.map(|(before, after)| (before.to_owned(), after.to_owned()))));
                }
                (None, Some(url)) => files.push((slashes(key), url.to_owned())),
                _ => {}
            }
        }
        linked.sort_by(|(a, _), (b, _)| (a.len(), a).cmp(&(b.len(), b)));
        Self { roots, linked, files }
    }

    /// Where SourceLink says that a file is on the web.
    #[must_use]
    pub fn url(&self, stated: &str) -> Option<Text> {
        let path = slashes(stated);
        if let Some((_, url)) = self.files.iter().find(|(file, _)| *file == path) {
            return Some(Text(url.clone()));
        }
        let mut folders = self.linked.iter().rev();
        let ((before, after), rest) =
            folders.find_map(|(prefix, link)| Some((link.as_ref()?, below(&path, prefix)?)))?;
        let mut url = before.clone();
        for byte in rest.bytes() {
            if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
                url.push(char::from(byte));
            } else {
                let _ = write!(url, "%{byte:02X}");
            }
        }
        url.push_str(after);
        Some(Text(url))
    }

    /// The path as a report states it, with `/`: below a root relative to it; else, where SourceLink or a deterministic build says
    /// so, relative to the repository; else as the symbols state it.
    #[must_use]
    pub fn relative(&self, stated: &str) -> Text {
        let path = slashes(stated);
        let mut prefixes =
            self.roots.iter().chain(self.linked.iter().map(|(prefix, _)| prefix)).map(String::as_str).chain([MAPPED]);
        let rest = prefixes.find_map(|prefix| below(&path, prefix));
        Text(rest.map_or(path.clone(), str::to_owned))
    }
}

/// Whether a text can be the address of a file on the web, with or without `*`, and nothing else.
fn is_address(url: &str) -> bool {
    let is_web = ["https://", "http://"].iter().any(|scheme| url.starts_with(scheme));
    is_web
        && url.len() <= ADDRESS_BYTES
        && url.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte))
}

/// What follows a folder in a path; `None` for a path that is not in it, or that leaves it again. Windows does not tell letters by
/// their case.
fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    let (start, rest) = path.split_at_checked(folder.len())?;
    let same = start == folder || (is_windows(folder) && start.to_lowercase() == folder.to_lowercase());
    let leaves = rest.is_empty() || rest.starts_with('/') || rest.split('/').any(|part| part == "..");
    (same && !leaves).then_some(rest)
}

/// With `/` between the parts, where the path is one of Windows.
fn slashes(path: &str) -> String {
    if is_windows(path) || (path.contains('\\') && !path.contains('/')) {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    }
}

/// Whether a path begins with a drive, or with a share.
#[must_use]
pub fn is_windows(path: &str) -> bool {
    match path.as_bytes() {
        [drive, b':', b'\\' | b'/', ..] => drive.is_ascii_alphabetic(),
        [first, second, ..] => (first, second) == (&b'\\', &b'\\') || (first, second) == (&b'/', &b'/'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(source_link: &str, roots: &[&str]) -> SourcePaths {
        let roots: Vec<Text> = roots.iter().map(|root| Text::from(*root)).collect();
        SourcePaths::new((!source_link.is_empty()).then_some(source_link.as_bytes()), &roots)
    }

    #[test]
    fn a_path_below_a_root_is_relative_to_it() {
        let paths = paths("", &["/build/ci/repo", "/build/ci/repo/inner/", r"D:\a\1\s"]);
        for (stated, expected) in [
            ("/build/ci/repo/src/P.cs", "src/P.cs"),
            ("/build/ci/repo/inner/src/P.cs", "src/P.cs"),
            ("/build/ci/repository/P.cs", "/build/ci/repository/P.cs"),
            ("/build/CI/repo/P.cs", "/build/CI/repo/P.cs"),
            (r"D:\a\1\s\src\P.cs", "src/P.cs"),
            (r"d:\A\1\S\src\P.cs", "src/P.cs"),
            ("D:/a/1/s/src/P.cs", "src/P.cs"),
            (r"C:\else\x\P.cs", "C:/else/x/P.cs"),
            (r"\\server\share\P.cs", "//server/share/P.cs"),
            (r"obj\P.g.cs", "obj/P.g.cs"),
            ("/build/ci/repo/../P.cs", "/build/ci/repo/../P.cs"),
            ("/build/ci/repo/", "/build/ci/repo/"),
            ("/odd\\name.cs", "/odd\\name.cs"),
            ("/build/ci/wörk", "/build/ci/wörk"),
            ("", ""),
        ] {
            assert_eq!(paths.relative(stated).as_str(), expected, "{stated}");
        }
    }

    #[test]
    fn deterministic_builds_name_the_repository() {
        let paths = paths("", &[]);
        assert_eq!(paths.relative("/_/src/P.cs").as_str(), "src/P.cs");
        // Another root of the build, nobody knows which.
        assert_eq!(paths.relative("/_1/src/P.cs").as_str(), "/_1/src/P.cs");
        // Files with one name stay apart.
        assert_ne!(paths.relative("/_/a/P.cs"), paths.relative("/_/b/P.cs"));
    }

    #[test]
    fn source_link_names_the_repository() {
        let json = r#"{"documents":{"C:\\agent\\_work\\1\\s\\lib\\sub\\*":"https://example.org/sub/*",
            "C:\\agent\\_work\\1\\s\\*":"https://example.org/*","/src/one.cs":"https://example.org/one.cs","*":"x","/odd*":1}}"#;
        let with_root = paths(json, &["/r"]);
        for (stated, expected) in [
            (r"C:\agent\_work\1\s\src\P.cs", "src/P.cs"),
            (r"c:\Agent\_work\1\s\lib\sub\P.cs", "lib/sub/P.cs"),
            ("/src/one.cs", "/src/one.cs"),
            ("/oddity/P.cs", "/oddity/P.cs"),
            ("/r/P.cs", "P.cs"),
        ] {
            assert_eq!(with_root.relative(stated).as_str(), expected, "{stated}");
        }
        for broken in ["{", "[]", r#"{"documents":1}"#, "{}", &"[".repeat(100_000), "\u{FEFF}{}"] {
            assert_eq!(paths(broken, &[]).relative("/a/P.cs").as_str(), "/a/P.cs");
        }
        for (stated, expected) in [
            (r"C:\agent\_work\1\s\src\P 1.cs", Some("https://example.org/src/P%201.cs")),
            (r"c:\Agent\_work\1\s\lib\sub\P.cs", Some("https://example.org/sub/P.cs")),
            ("/src/one.cs", Some("https://example.org/one.cs")),
            ("/oddity/P.cs", None),
            ("/r/P.cs", None),
            (r"C:\agent\_work\1\s\..\P.cs", None),
        ] {
            assert_eq!(with_root.url(stated).as_ref().map(Text::as_str), expected, "{stated}");
        }
        for url in
            ["javascript:*", "https://example.org/\u{202e}*", "https://example.org/\"*", "https://example.org/", ""]
        {
            let json = serde_json::json!({"documents": {"/a/*": url}}).to_string();
            assert_eq!(paths(&json, &[]).url("/a/P.cs"), None, "{url}");
            assert_eq!(paths(&json, &[]).relative("/a/P.cs").as_str(), "P.cs", "{url}");
        }
        let marked = paths("\u{FEFF}{\"documents\":{\"/a/*\":\"u\"}}", &[]);
        assert_eq!(marked.relative("/a/P.cs").as_str(), "P.cs");
    }
}
