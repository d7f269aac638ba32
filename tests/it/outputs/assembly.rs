//! An assembly whose names want to be more than names, through the command in every format.

use ilvet::report::Format;
use ilvet::text::is_hostile;

use crate::scratch::Scratch;

/// The fixture, with invalid UTF-8 in one name.
fn hostile() -> Vec<u8> {
    let file = crate::source::root().join("testdata/il/hostile.dll");
    let mut bytes = std::fs::read(file).expect("the fixture is there");
    let name = b"INVALID UTF-8";
    let at = bytes.windows(name.len()).position(|it| it == name).expect("the name is there");
    bytes[at..at + name.len()].copy_from_slice(b"\xff\xfe\xc3\x28\xed\xa0\x80\xf4\x90\x80\x80\x80\xc0");
    bytes
}

#[test]
fn no_name_of_an_assembly_acts_in_any_format() {
    let scratch = Scratch::new("no_name_of_an_assembly_acts");
    scratch.write("hostile.dll", &hostile());
    let (summary, output) = (scratch.path("summary.md"), scratch.path("output"));
    for format in Format::ALL {
        let mut command = assert_cmd::Command::cargo_bin("ilvet").expect("it was built");
        command.current_dir(scratch.path("")).args(["check", "hostile.dll", "--isolated", "--format", format.word()]);
        command.env("GITHUB_STEP_SUMMARY", &summary).env("GITHUB_OUTPUT", &output).env_remove("AGENT_TEMPDIRECTORY");
        let done = command.output().expect("it runs");
        assert_eq!(done.status.code(), Some(1), "{}", format.word());
        let text = String::from_utf8(done.stdout).expect("output is UTF-8, whatever the names are");
        let beside = String::from_utf8(done.stderr).expect("output is UTF-8, whatever the names are");
        for line in text.lines().chain(beside.lines()) {
            assert_inert(line, *format);
        }
        // It is the names that are shown, and not nothing.
        let names = ["setvariable", "onclick", "INVALID"].map(|name| text.contains(name));
        assert_eq!(names, [true, true, false], "{}", format.word());
        assert_no_markup(&text, *format);
    }
    let summary = std::fs::read_to_string(summary).expect("it was written");
    summary.lines().for_each(|line| assert_inert(line, Format::Markdown));
    assert_no_markup(&summary, Format::Markdown);
    let output = std::fs::read_to_string(output).expect("it was written");
    assert_eq!(output.lines().count(), 7, "{output}");
}

/// Fails on a line on which a terminal or an agent would act because of a name.
fn assert_inert(line: &str, format: Format) {
    let mut rest = line;
    if format == Format::Azure {
        rest = line.strip_prefix("##vso[task.logissue ").unwrap_or(line);
    }
    if format == Format::Github {
        let ours = ["::error ", "::warning ", "::notice "].iter().find_map(|command| line.strip_prefix(command));
        rest = ours.unwrap_or(line);
    }
    let lower = rest.to_lowercase();
    let acts = lower.contains("##vso[") || lower.contains("##[") || rest.trim_start().starts_with("::");
    assert!(!acts && !rest.chars().any(is_hostile), "{}: {line:?}", format.word());
}

/// Fails on a name that is markup where the format is.
fn assert_no_markup(text: &str, format: Format) {
    if matches!(format, Format::Html | Format::Junit | Format::Markdown) {
        // In Markdown a name is code, in which nothing is markup.
        let code = |line: &str| line.split('`').step_by(2).collect::<String>();
        let text = if format == Format::Markdown { text.lines().map(code).collect() } else { text.to_owned() };
        for markup in ["<script>alert", "<b>|", "<img", "]]>", "\" onclick"] {
            assert!(!text.contains(markup), "{}: {markup}", format.word());
        }
    }
}
