//! Whose an assembly is: the framework's, the SDK's, or anybody's. Neither of the first two is ever entered.

use std::sync::OnceLock;

use sha1::{Digest, Sha1};

use crate::metadata::AssemblyFlags;

/// Whose an assembly is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The .NET class libraries.
    Framework,
    /// The Dataverse / Dynamics CRM SDK.
    Sdk,
    /// Anybody's.
    Other,
}

/// The names, by what they are.
#[derive(Default)]
struct Lists {
    framework: Vec<&'static str>,
    framework_tokens: Vec<u64>,
    sdk: Vec<&'static str>,
    merged: Vec<&'static str>,
}

impl Lists {
    /// The lines that have no known form are left out; a test shows that there are none.
    fn parse(text: &'static str) -> (Self, Vec<&'static str>) {
        let (mut lists, mut strange) = (Self::default(), Vec::new());
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.split_once(' ') {
                Some(("framework", name)) => lists.framework.push(name),
                Some(("sdk", name)) => lists.sdk.push(name),
                Some(("merged", namespace)) => lists.merged.push(namespace),
                Some(("framework-token", token)) => match u64::from_str_radix(token, 16) {
                    Ok(token) => lists.framework_tokens.push(token),
                    Err(_) => strange.push(line),
                },
                _ => strange.push(line),
            }
        }
        (lists, strange)
    }
}

fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| Lists::parse(include_str!("origin.lists")).0)
}

/// Whether `name` is `pattern`, or starts with it where it ends in `*`.
fn covers(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)),
        None => pattern.eq_ignore_ascii_case(name),
    }
}

/// The token of a public key: the last 8 bytes of its SHA-1, backwards (§II.6.3).
#[must_use]
pub fn public_key_token(key: &[u8]) -> [u8; 8] {
    let digest: [u8; 20] = Sha1::digest(key).into();
    let mut token = [0; 8];
    token.iter_mut().zip(digest.iter().rev()).for_each(|(token, byte)| *token = *byte);
    token
}

/// Whose the assembly with this simple name and public key (or token) is. Names of the SDK win over tokens.
#[must_use]
pub fn origin(name: &str, flags: AssemblyFlags, public_key_or_token: &[u8]) -> Origin {
    let lists = lists();
    if lists.sdk.iter().any(|pattern| covers(pattern, name)) {
        return Origin::Sdk;
    }
    let token = if flags.contains(AssemblyFlags::PUBLIC_KEY) && !public_key_or_token.is_empty() {
        Some(public_key_token(public_key_or_token))
    } else {
        public_key_or_token.try_into().ok()
    };
    let by_token = token.is_some_and(|token| lists.framework_tokens.contains(&u64::from_be_bytes(token)));
    if by_token || lists.framework.iter().any(|pattern| covers(pattern, name)) {
        Origin::Framework
    } else {
        Origin::Other
    }
}

/// The well-known library that is often merged into a plug-in and to which a namespace belongs: the library's own namespace.
#[must_use]
pub fn merged_library(namespace: &[u8]) -> Option<&'static str> {
    lists().merged.iter().copied().find(|library| match namespace.strip_prefix(library.as_bytes()) {
        Some(rest) => rest.is_empty() || rest.starts_with(b"."),
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_tokens_tell_whose_an_assembly_is() {
        let origin = |name, token: &[u8]| origin(name, AssemblyFlags::empty(), token);
        assert_eq!(origin("System.Net.Http", &[]), Origin::Framework);
        assert_eq!(origin("SystemX", &[]), Origin::Other);
        assert_eq!(origin("EntityFramework", &[0xb7, 0x7a, 0x5c, 0x56, 0x19, 0x34, 0xe0, 0x89]), Origin::Framework);
        assert_eq!(origin("Microsoft.Xrm.Sdk", &[0x31, 0xbf, 0x38, 0x56, 0xad, 0x36, 0x4e, 0x35]), Origin::Sdk);
        assert_eq!(origin("Acme.Plugins", &[0x31, 0xbf, 0x38, 0x56, 0xad, 0x36, 0x4e, 0x35]), Origin::Other);
        // The key of ECMA-335 itself (§II.6.2.1.3), as a definition has it.
        let standard = [0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(super::origin("EntityFramework", AssemblyFlags::PUBLIC_KEY, &standard), Origin::Framework);
        assert_eq!(super::origin("Acme.Plugins", AssemblyFlags::PUBLIC_KEY, &standard[1..]), Origin::Other);
        assert_eq!(merged_library(b"Newtonsoft.Json.Linq"), Some("Newtonsoft.Json"));
        assert_eq!((merged_library(b"NewtonsoftX"), merged_library(b"")), (None, None));
    }

    #[test]
    fn every_line_of_the_lists_is_read() {
        let (lists, strange) = Lists::parse(include_str!("origin.lists"));
        assert_eq!(strange, [""; 0]);
        assert_eq!((lists.framework_tokens.len(), lists.framework.len()), (5, 8));
        let names = [&lists.framework, &lists.sdk, &lists.merged].into_iter().flatten();
        assert!(names.clone().all(|name| !name.contains([' ', '\t'])), "{:?}", names.collect::<Vec<_>>());
    }
}
