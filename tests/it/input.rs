//! From paths to inputs, and from names in binaries to files.

use std::fs;
use std::path::PathBuf;

use ilvet::input::{Found, find};
use ilvet::limits::Limits;
use ilvet::text::Text;

use crate::scratch::Scratch;

fn find_all(paths: &[PathBuf]) -> Found {
    find(paths, &[], &Limits::default()).expect("there are no references")
}

/// What was found, without the scratch folder; a mark before what was named.
fn shown(found: &Found, scratch: &Scratch) -> Vec<String> {
    let here = std::env::current_dir().expect("there is one");
    let root = scratch.path("");
    let root = root.strip_prefix(&here).unwrap_or(&root).display().to_string().replace('\\', "/");
    let strip = |label: &Text| label.as_str().trim_start_matches(root.trim_end_matches('/')).to_owned();
    found.items.iter().map(|item| format!("{}{}", if item.named { "!" } else { "" }, strip(&item.label))).collect()
}

#[test]
fn a_folder_gives_its_assemblies_sorted() {
    let scratch = Scratch::new("a_folder_gives_its_assemblies_sorted");
    for name in ["b.DLL", "a.exe", "sub/c.NetModule", "sub/deep/d.dll", "note.txt", "e.dll.config"] {
        scratch.write(name, b"");
    }
    let found = find_all(&[scratch.path("")]);
    assert_eq!(shown(&found, &scratch), ["/a.exe", "/b.DLL", "/sub/c.NetModule", "/sub/deep/d.dll"]);
}

#[test]
fn the_same_file_is_found_once() {
    let scratch = Scratch::new("the_same_file_is_found_once");
    let file = scratch.write("a.dll", b"");
    scratch.write("b.dll", b"");
    let found = find_all(&[scratch.path(""), file.clone(), scratch.path("*.dll"), scratch.path("./a.dll")]);
    assert_eq!(shown(&found, &scratch), ["!/a.dll", "!/b.dll"], "both were named in the end");
    assert_eq!(found.notes.len(), 4);
}

#[test]
fn patterns_work_where_the_shell_left_them() {
    let scratch = Scratch::new("patterns_work_where_the_shell_left_them");
    for name in ["x/a.dll", "x/b.dll", "x/y/c.dll", "x/y/d.exe", "z[1].dll"] {
        scratch.write(name, b"");
    }
    let of = |pattern: &str| shown(&find_all(&[scratch.path(pattern)]), &scratch);
    assert_eq!(of("x/*.dll"), ["!/x/a.dll", "!/x/b.dll"]);
    assert_eq!(of("**/*.{dll,exe}"), ["!/x/a.dll", "!/x/b.dll", "!/x/y/c.dll", "!/x/y/d.exe", "!/z[1].dll"]);
    assert_eq!(of("?/y"), ["/x/y/c.dll", "/x/y/d.exe"], "a folder that matches is searched");
    assert_eq!(of("z[1].dll"), ["!/z[1].dll"], "a file of that very name comes first");
    let found = find_all(&[scratch.path("*.exe")]);
    assert_eq!(found.items[0].supply.input().expect_err("nothing").what, "nothing matches this pattern");
    let found = find_all(&[scratch.path("{.exe")]);
    assert!(found.items[0].supply.input().expect_err("a brace is open").what.starts_with("not a pattern: "));
}

#[test]
fn a_reference_is_looked_for_in_its_own_folder_then_in_the_references() {
    let scratch = Scratch::new("a_reference_is_looked_for");
    let input = scratch.write("bin/Main.dll", b"main");
    scratch.write("bin/acme.core.DLL", b"own");
    scratch.write("bin/Other/Far.dll", b"far");
    scratch.write("lib/Acme.Core.dll", b"lib");
    scratch.write("lib/Tool.exe", b"tool");
    scratch.write("lib/Tool.pdb", b"lines");
    scratch.write("bin/main.pdb", b"own lines");
    let single = scratch.write("elsewhere/Single.dll", b"single");
    scratch.write("elsewhere/Hidden.dll", b"hidden");
    let found = find(&[input], &[scratch.path("lib"), single], &Limits::default()).expect("the references are there");
    let supply = &found.items[0].supply;
    let bytes = |name: &str| supply.assembly(name).map(|it| String::from_utf8(it.bytes).expect("text"));
    assert_eq!(bytes("Acme.Core").as_deref(), Some("own"));
    assert_eq!(bytes("Tool").as_deref(), Some("tool"));
    assert_eq!(bytes("Single").as_deref(), Some("single"));
    for name in ["Far", "Hidden", "Other/Far", "../lib/Tool", "..\\lib\\Tool", "", ".", "Main.dll:x", "CON"] {
        assert_eq!(bytes(name), None, "{name}");
    }
    let tool = supply.assembly("Tool").expect("it is there");
    let symbols = |label: &Text| {
        let mut offered = Vec::new();
        supply.symbols(label, &[], &mut |file| {
            offered.push(String::from_utf8(file.expect("it can be read").bytes).expect("text"));
            false
        });
        offered
    };
    assert_eq!(symbols(&tool.label), ["lines"], "beside it");
    assert_eq!(symbols(&found.items[0].label), ["own lines"], "in any case");
    assert!(symbols(&"bin/unknown.dll".into()).is_empty());
}

#[test]
fn a_file_above_the_limit_is_not_read() {
    let scratch = Scratch::new("a_file_above_the_limit_is_not_read");
    let path = scratch.path("huge.dll");
    fs::File::create(&path).and_then(|file| file.set_len(1 << 40)).expect("a sparse file can be made");
    let found = find_all(&[path]);
    assert!(found.items[0].supply.input().expect_err("too large").what.starts_with("larger than the 536870912 bytes"));
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn links_are_followed_to_files_only() {
        let scratch = Scratch::new("links_are_followed_to_files_only");
        scratch.write("real/a.dll", b"a");
        symlink(scratch.path("real/a.dll"), scratch.path("link.dll")).expect("a link can be made");
        symlink(scratch.path(""), scratch.path("real/loop")).expect("a link can be made");
        symlink("nowhere.dll", scratch.path("dangling.dll")).expect("a link can be made");
        let found = find_all(&[scratch.path("")]);
        assert_eq!(shown(&found, &scratch), ["/link.dll"], "and the file itself is known by then");
        let notes: Vec<&str> = found.notes.iter().map(|note| note.what).collect();
        let expected =
            ["a link that leads nowhere", "the same file as an input before", "a link to a folder, not followed"];
        assert_eq!(notes, expected);
    }

    #[test]
    fn a_pipe_is_not_waited_for() {
        let scratch = Scratch::new("a_pipe_is_not_waited_for");
        let pipe = scratch.path("pipe.dll");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs");
        assert!(made.success());
        let found = find_all(&[scratch.path(""), pipe]);
        assert_eq!(found.notes[0].what, "a pipe, socket or device, not read");
        assert!(found.items[0].supply.input().expect_err("not a file").what.starts_with("a pipe, socket or device"));
    }

    #[test]
    fn a_name_that_is_not_utf_8_is_an_input_all_the_same() {
        use std::os::unix::ffi::OsStrExt;
        let scratch = Scratch::new("a_name_that_is_not_utf_8");
        let path = scratch.path("").join(std::ffi::OsStr::from_bytes(b"\xff.dll"));
        fs::write(path, b"bytes").expect("a file can be written");
        let found = find_all(&[scratch.path("")]);
        assert!(found.items[0].label.as_str().ends_with("/\u{fffd}.dll"));
        assert_eq!(found.items[0].supply.input().expect("it can be read").bytes, b"bytes");
    }
}
