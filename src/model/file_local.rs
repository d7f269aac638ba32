//! Names of types that only their file sees (`file class Worker`, C# 11): `<Orders>F` with the hash of the file's path, `__Worker`.

/// The name that the author wrote, if a type's name is such a one.
#[must_use]
pub fn file_local(name: &str) -> Option<&str> {
    let (file, rest) = name.strip_prefix('<')?.split_once(">F")?;
    let (hash, written) = rest.split_once("__")?;
    let is_hash = !hash.is_empty() && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    (!file.is_empty() && !file.contains('<') && is_hash && !written.is_empty()).then_some(written)
}

/// An id without the hashes of paths in such names: another machine has another path.
#[must_use]
pub fn without_hashes(id: &str) -> String {
    let mut parts = id.split(">F");
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        result.push_str(">F");
        let hash = part.len() - part.trim_start_matches(|character: char| character.is_ascii_hexdigit()).len();
        let rest = part.get(hash..).filter(|rest| rest.starts_with("__"));
        result.push_str(rest.unwrap_or(part));
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_what_stands_behind_the_hash() {
        for (name, written) in [
            ("<Orders>FE3B0C44298FC1C14__Worker", Some("Worker")),
            ("<Orders_g>F1__Worker`1", Some("Worker`1")),
            ("<>F{00000001}`2", None),
            ("<>c__DisplayClass0_0", None),
            ("<Run>d__3", None),
            ("<Fill>F__x", None),
            ("Worker", None),
        ] {
            assert_eq!(file_local(name), written, "{name}");
        }
    }

    #[test]
    fn ids_lose_the_hash_and_nothing_else() {
        assert_eq!(
            without_hashes("M:A.<Orders>F12AB__Worker.Do(A.<Orders>F12AB__Box)"),
            "M:A.<Orders>F__Worker.Do(A.<Orders>F__Box)"
        );
        for id in ["M:A.B.Do", "M:A.<>F{00}.Invoke", "M:A.<Run>Fast.Do", "F:A.<x>F"] {
            assert_eq!(without_hashes(id), id);
        }
    }
}
