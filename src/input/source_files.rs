//! Source files on this machine, for those who want to read them. Their paths come from symbols: a file is read only if it is one,
//! and what is made of it is decided by its hash.

use std::path::{Path, PathBuf};

use crate::symbols::is_windows;

/// Parts of a path that are looked at.
const PARTS: usize = 64;

/// Files of the system that are no files: reading one can wait, or change something.
const SYSTEM: [&str; 3] = ["/proc/", "/sys/", "/dev/"];

/// Where the file may be that symbols call `stated` and a report `shown`, the likeliest first, and whether the user named that place.
/// `root` is the folder of sources that the user named, `here` the working folder.
pub(super) fn places(stated: &str, shown: &str, root: Option<&Path>, here: Option<&Path>) -> Vec<(PathBuf, bool)> {
    let mut places: Vec<(PathBuf, bool)> = Vec::new();
    let mut add = |path: PathBuf, is_named: bool| {
        if places.iter().all(|(known, _)| *known != path) {
            places.push((path, is_named));
        }
    };
    let parts = |path: &str| -> Option<Vec<String>> {
        let plain = |part: &&str| !matches!(*part, "" | "." | "..") && !part.contains(['\0', ':']);
        let is_root = |part: &&str| part.is_empty() || part.ends_with(':');
        let parts: Vec<String> = path.split(['/', '\\']).skip_while(is_root).map(str::to_owned).collect();
        (parts.len() <= PARTS && !parts.is_empty() && parts.iter().all(|part| plain(&part.as_str()))).then_some(parts)
    };
    let is_relative = !shown.starts_with('/') && !is_windows(shown);
    let relative = parts(shown).filter(|_| is_relative);
    for (folder, is_named) in [(root, true), (here, false)] {
        if let (Some(folder), Some(parts)) = (folder, &relative) {
            add(folder.join(parts.iter().collect::<PathBuf>()), is_named);
        }
    }
    let is_share = stated.starts_with("//") || stated.starts_with("\\\\");
    let stated_parts = parts(stated);
    let is_file = stated_parts.is_some() && !is_share && !SYSTEM.iter().any(|system| stated.starts_with(system));
    if Path::new(stated).is_absolute() && is_file {
        add(PathBuf::from(stated), false);
    }
    // The same folders below another one, as on the machine that compiled it.
    for folder in [root, here].into_iter().flatten() {
        for skipped in 0..stated_parts.as_ref().map_or(0, Vec::len) {
            add(folder.join(stated_parts.iter().flatten().skip(skipped).collect::<PathBuf>()), false);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(stated: &str, shown: &str, root: Option<&str>) -> Vec<String> {
        let places = places(stated, shown, root.map(Path::new), Some(Path::new("/here")));
        let place =
            |(path, is_named): &(PathBuf, bool)| format!("{}{}", path.display(), if *is_named { " named" } else { "" });
        places.iter().map(place).collect()
    }

    #[test]
    fn the_folder_that_is_named_comes_first_then_what_the_symbols_state() {
        assert_eq!(
            of("/src/a/P.cs", "a/P.cs", None),
            ["/here/a/P.cs", "/src/a/P.cs", "/here/src/a/P.cs", "/here/P.cs"]
        );
        assert_eq!(of(r"D:\s\P.cs", "D:/s/P.cs", Some("/r")), ["/r/s/P.cs", "/r/P.cs", "/here/s/P.cs", "/here/P.cs"]);
        assert_eq!(
            of("/_/P.cs", "P.cs", Some("/r")),
            ["/r/P.cs named", "/here/P.cs", "/_/P.cs", "/r/_/P.cs", "/here/_/P.cs"]
        );
    }

    #[test]
    fn no_path_of_symbols_leads_out_of_a_folder_or_to_what_is_no_file() {
        for stated in ["/r/../etc/passwd", "../P.cs", "a/../../P.cs", "", "/", "a//P.cs", "a\0b", &"a/".repeat(100)] {
            assert!(of(stated, stated, Some("/r")).is_empty(), "{stated}");
        }
        for stated in ["/proc/kmsg", "/dev/stdin", r"\\server\share\P.cs", "//server/share/P.cs"] {
            let places = of(stated, stated, None);
            assert!(places.iter().all(|place| place.starts_with("/here/")), "{stated}: {places:?}");
        }
    }
}
