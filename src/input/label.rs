//! How a report calls a file.

use std::path::{Component, Path};

use crate::text::Text;

/// The path with `/` between its parts: relative to `here` if it is in there, otherwise as it was written.
#[must_use]
pub fn label(path: &Path, here: Option<&Path>) -> Text {
    let path = here.and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path);
    let mut text = String::new();
    for component in path.components().filter(|it| *it != Component::CurDir) {
        let part = component.as_os_str().to_string_lossy();
        match component {
            Component::RootDir => text.push('/'),
            Component::Prefix(_) => text.push_str(&part.replace('\\', "/")),
            _ => {
                if !text.is_empty() && !text.ends_with('/') {
                    text.push('/');
                }
                text.push_str(&part);
            }
        }
    }
    Text(if text.is_empty() { ".".to_owned() } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_in_the_working_folder_is_relative_to_it() {
        let of = |path: &str| label(Path::new(path), Some(Path::new("/w"))).0;
        assert_eq!(of("/w/bin/A.dll"), "bin/A.dll");
        assert_eq!(of("./bin//A.dll"), "bin/A.dll");
        assert_eq!(of("../A.dll"), "../A.dll");
        assert_eq!(of("/else/A.dll"), "/else/A.dll");
        assert_eq!(of("."), ".");
        assert_eq!(of("/w"), ".");
    }
}
