//! The package's own files as the other tests look at them: the source of `src` with comments, texts and test code
//! blanked out, so that what is left is what runs.

use std::path::{Path, PathBuf};

/// The folder of the package.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a file, by its path in the package.
pub(crate) fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The paths of all files below a folder of the package, sorted, with `/`; what is built and what git keeps is left out.
pub(crate) fn files(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        let entries =
            std::fs::read_dir(root().join(&folder)).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for entry in entries {
            let entry = entry.expect("a folder can be read to its end");
            let name = entry.file_name();
            let path = folder.join(&name);
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                if name != "target" && name != ".git" {
                    folders.push(path);
                }
            } else if name != ".git" {
                found.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

/// The Rust files among them.
pub(crate) fn rust_files(folder: &str) -> Vec<String> {
    let mut files = files(folder);
    files.retain(|path| Path::new(path).extension().is_some_and(|extension| extension == "rs"));
    files
}

/// One Rust file.
pub(crate) struct Source {
    /// Path in the package, with `/`.
    pub(crate) path: String,
    /// The code that runs: comments, the contents of texts, and tests are blank; lines are where they were.
    pub(crate) code: String,
    /// The test code, as it was written.
    pub(crate) tests: String,
}

impl Source {
    /// Every Rust file of `src`.
    pub(crate) fn all() -> Vec<Self> {
        let mut test_files = Vec::new();
        let mut sources: Vec<Self> = rust_files("src")
            .into_iter()
            .map(|path| {
                let text = read(&path);
                let (code, tests, modules) = split(&text);
                test_files.extend(modules.iter().map(|module| child(&path, module)));
                Self { path, code, tests }
            })
            .collect();
        for source in &mut sources {
            if test_files
                .iter()
                .any(|stem| source.path == format!("{stem}.rs") || source.path.starts_with(&format!("{stem}/")))
            {
                source.tests = read(&source.path);
                source.code = String::new();
            }
        }
        sources
    }

    /// The modules from the crate's root to this file; empty for `lib.rs`.
    pub(crate) fn module(&self) -> Vec<&str> {
        let path = self.path.trim_start_matches("src/").trim_end_matches(".rs");
        let mut parts: Vec<&str> = path.split('/').collect();
        if parts.last().is_some_and(|last| ["mod", "lib", "main"].contains(last)) {
            parts.pop();
        }
        parts
    }

    /// Whether the file belongs to the command and not to the library.
    pub(crate) fn is_command(&self) -> bool {
        self.path.starts_with("src/bin/")
    }

    /// The words and signs of the code, with their lines.
    pub(crate) fn tokens(&self) -> Vec<Token<'_>> {
        let mut tokens = Vec::new();
        for (number, line) in (1..).zip(self.code.lines()) {
            let mut rest = line;
            while let Some(first) = rest.chars().next() {
                let length = if is_word(first) {
                    rest.find(|c| !is_word(c)).unwrap_or(rest.len())
                } else if rest.starts_with("::") {
                    2
                } else {
                    first.len_utf8()
                };
                let (text, tail) = rest.split_at(length);
                if !first.is_whitespace() {
                    tokens.push(Token { line: number, text });
                }
                rest = tail;
            }
        }
        tokens
    }
}

/// A word or a sign; `::` is one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'a> {
    /// 1-based.
    pub(crate) line: usize,
    /// As it stands in the file.
    pub(crate) text: &'a str,
}

/// Where the file of `mod module;` stands, without its ending.
fn child(path: &str, module: &str) -> String {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    match file {
        "mod.rs" | "lib.rs" | "main.rs" => format!("{folder}/{module}"),
        _ => format!("{folder}/{}/{module}", file.trim_end_matches(".rs")),
    }
}

pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The code that runs, the test code, and the names of test modules in files of their own.
fn split(text: &str) -> (String, String, Vec<String>) {
    const MARK: &str = "#[cfg(test)]";
    let mut code = blank(text);
    let (mut tests, mut modules) = (String::new(), Vec::new());
    while let Some(start) = code.find(MARK) {
        let end = start + MARK.len() + item_end(&code[start + MARK.len()..]);
        let item = code[start..end].trim_end();
        let mut words = item.trim_end_matches(';').split_whitespace().rev();
        if let (true, Some(name), Some("mod")) = (item.ends_with(';'), words.next(), words.next()) {
            modules.push(name.to_owned());
        }
        tests.push_str(&text[start..end]);
        let empty: String = code[start..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        code.replace_range(start..end, &empty);
    }
    (code, tests, modules)
}

/// The length of the item that starts here, attributes included.
fn item_end(code: &str) -> usize {
    let (mut braces, mut others) = (0usize, 0usize);
    for (index, c) in code.char_indices() {
        match c {
            '(' | '[' => others += 1,
            ')' | ']' => others = others.saturating_sub(1),
            '{' => braces += 1,
            '}' if braces <= 1 => return index + 1,
            '}' => braces -= 1,
            ';' if braces == 0 && others == 0 => return index + 1,
            _ => {}
        }
    }
    code.len()
}

/// The text with every comment and the inside of every literal blank; byte for byte as long as before.
fn blank(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let after_word = out.chars().next_back().is_some_and(is_word);
        let (length, literal) = match first {
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), false),
            '/' if rest.starts_with("/*") => (block_comment(rest), false),
            '"' => (1 + quoted(&rest[1..], '"'), true),
            'r' | 'b' | 'c' if !after_word && raw(rest).is_some() => (raw(rest).unwrap_or(1), true),
            '\'' => match character(rest) {
                Some(length) => (length, true),
                None => (0, false),
            },
            _ => (0, false),
        };
        if length == 0 {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        // A literal still is code on its line, so its bytes become dots and not blanks.
        let filler = if literal { '.' } else { ' ' };
        for c in rest[..length].chars() {
            if c == '\n' { out.push(c) } else { out.extend(std::iter::repeat_n(filler, c.len_utf8())) }
        }
        rest = &rest[length..];
    }
    out
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0usize, 0usize);
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest.starts_with(b"*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}

/// The length up to and with the closing sign.
fn quoted(text: &str, close: char) -> usize {
    let mut escaped = false;
    for (index, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == close => return index + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of a raw literal (`r"…"`, `br#"…"#`, `cr"…"`), if one starts here.
fn raw(text: &str) -> Option<usize> {
    let prefix = text.find(|c: char| !"rbc".contains(c))?;
    if !text[..prefix].ends_with('r') || prefix > 2 {
        return None;
    }
    let hashes = text[prefix..].find(|c| c != '#')?;
    let inside = text[prefix + hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let length = inside.find(&close).map_or(inside.len(), |end| end + close.len());
    Some(prefix + hashes + 1 + length)
}

/// The length of a character literal; `None` for a lifetime.
fn character(text: &str) -> Option<usize> {
    let mut chars = text[1..].chars();
    match chars.next()? {
        '\\' => Some(1 + quoted(&text[1..], '\'')),
        c if chars.next() == Some('\'') => Some(2 + c.len_utf8()),
        _ => None,
    }
}

#[test]
fn only_code_that_runs_is_left() {
    let text = concat!(
        "// goblin\nfn f<'a>(x: &'a str) -> char { let _ = \"goblin\"; '\"' } /* a /* b */ goblin */\n",
        "const R: &str = r#\"goblin \" \"#; const E: char = '\\'';\n",
        "#[cfg(test)]\n#[allow(x)]\nmod tests { fn g() { goblin() } }\n#[cfg(test)]\nmod more;\nfn last() {}\n"
    );
    let (code, tests, modules) = split(text);
    assert!(!code.contains("goblin"), "{code}");
    assert!(code.contains("fn last() {}") && code.contains("fn f<'a>") && code.contains("const E"), "{code}");
    assert_eq!(code.lines().count(), text.lines().count());
    assert!(tests.contains("fn g() { goblin() }"));
    assert_eq!(modules, ["more"]);
}
