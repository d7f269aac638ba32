//! Registration data that lies, does not end, or would grow without end.

use std::fmt::Write as _;

use ilvet::finding::Report;
use ilvet::limits::Limits;
use ilvet::policy::{FailOn, outcome};

use super::xml::{self, STEP, Step};
use super::{BAD, checked, checked_within, lines, solution, testdata};
use crate::archives::maker::{Entry, zip};
use crate::scratch::Scratch;

const CLASS: &str = "Acme.Orders.OrderCounter";

fn codes(report: &Report) -> Vec<&'static str> {
    report.problems.iter().map(|it| it.code).collect()
}

fn code(report: &Report) -> u8 {
    outcome(report, FailOn::NEVER, false).code()
}

#[test]
fn an_entity_bomb_is_refused_and_the_assembly_is_still_checked() {
    let scratch = Scratch::new("an_entity_bomb_is_refused_and_the_assembly_is_still_checked");
    let mut bomb = String::from("<?xml version=\"1.0\"?>\n<!DOCTYPE x [\n<!ENTITY a0 \"aaaaaaaaaa\">\n");
    for level in 1..30 {
        let inner = format!("&a{};", level - 1).repeat(10);
        let _ = writeln!(bomb, "<!ENTITY a{level} \"{inner}\">");
    }
    bomb.push_str("]>\n");
    bomb.push_str(&xml::of_steps("bad", &[STEP]).replace("account", "&a29;"));
    let report = checked(&[scratch.write("Sol.zip", &solution(BAD, &bomb))]);
    assert_eq!(codes(&report), ["X01"]);
    assert!(report.problems[0].what.contains("customizations.xml, line 2, "), "{}", report.problems[0].what);
    assert_eq!(code(&report), 2);
    assert_eq!(report.summary.high, 11, "the assembly is checked all the same");
    assert_eq!(lines(&report, CLASS), [""; 0]);
}

#[test]
fn what_stands_before_an_error_is_kept() {
    let scratch = Scratch::new("what_stands_before_an_error_is_kept");
    let whole = xml::of_steps("bad", &[STEP, Step { id: 2, message: "Create", ..STEP }]);
    let second = whole.rfind("<SdkMessageProcessingStep ").expect("there are two");
    let cut = whole[..second + 40].to_owned();
    let crossed = format!("{}<a></b></a>", &whole[..second]);
    for (text, line) in [(cut, 15), (crossed, 15)] {
        let report = checked(&[scratch.write("Sol.zip", &solution(BAD, &text))]);
        assert_eq!(codes(&report), ["X09"]);
        let what = &report.problems[0].what;
        assert!(what.contains("not well-formed") && what.contains("Sol.zip!/customizations.xml, line "), "{what}");
        let number: u32 = what.split_once("line ").unwrap().1.split(',').next().unwrap().parse().unwrap();
        assert!(number.abs_diff(line) < 8, "{what}");
        assert_eq!(code(&report), 2);
        assert_eq!(lines(&report, CLASS), ["step Update account 20 0 yes"]);
    }
}

#[test]
fn single_values_lose_themselves_only() {
    let scratch = Scratch::new("single_values_lose_themselves_only");
    let text = xml::of_steps("bad", &[STEP]).replace("<Rank>1<", "<Rank>first<").replace(">name<", ">na&unknown;me<");
    let report = checked(&[scratch.write("Sol.zip", &solution(BAD, &text))]);
    assert_eq!(codes(&report), ["X02", "X10"]);
    assert_eq!(lines(&report, CLASS), ["step Update account 20 0 yes"]);
    assert_eq!((code(&report), outcome(&report, FailOn::NEVER, true).code()), (0, 2));
    let limits = Limits { xml_value: 3, ..Limits::default() };
    let report = checked_within(&[scratch.path("Sol.zip")], &[], &limits);
    assert!(codes(&report).contains(&"X04"), "{:?}", report.problems);
}

#[test]
fn depth_and_number_are_limited() {
    let scratch = Scratch::new("depth_and_number_are_limited");
    let whole = xml::of_steps("bad", &[STEP, Step { id: 2, message: "Create", ..STEP }]);
    let deep = whole.replace("<Entities />", &format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000)));
    let report = checked(&[scratch.write("Deep.zip", &solution(BAD, &deep))]);
    assert_eq!(codes(&report), ["X03"]);
    assert!(report.problems[0].what.contains("--limit xml-depth"), "{}", report.problems[0].what);
    let path = scratch.write("Sol.zip", &solution(BAD, &whole));
    let report = checked_within(&[path], &[], &Limits { registration_entries: 2, ..Limits::default() });
    assert_eq!(codes(&report), ["X03"]);
    assert_eq!(lines(&report, CLASS), ["step Update account 20 0 yes"], "the assembly and one step are two");
    let attributes = " a=\"\"".repeat(100_000);
    let wide = whole.replace("<SdkMessageProcessingStep Name", &format!("<SdkMessageProcessingStep{attributes} Name"));
    let report = checked(&[scratch.write("Wide.zip", &solution(BAD, &wide))]);
    assert!(codes(&report).iter().all(|code| *code == "X04") && codes(&report).len() == 2, "{:?}", report.problems);
}

#[test]
fn a_broken_or_huge_entry_loses_itself_only() {
    let scratch = Scratch::new("a_broken_or_huge_entry_loses_itself_only");
    let mut broken = Entry::deflated("customizations.xml", xml::of_steps("bad", &[STEP]).as_bytes());
    broken.data.iter_mut().skip(10).for_each(|byte| *byte = 0xff);
    let bomb = Entry::deflated("customizations.xml", &vec![b' '; 64 << 20]);
    for (entry, expected) in [(broken, "Z09"), (bomb, "Z05")] {
        let archive = zip(&[entry, Entry::deflated("PluginAssemblies/Acme-A/Acme.dll", &testdata(BAD))]);
        let report = checked(&[scratch.write("Sol.zip", &archive)]);
        assert_eq!(codes(&report), [expected]);
        assert_eq!((code(&report), report.summary.high), (2, 11));
    }
}

#[test]
fn a_solution_in_an_archive_is_read_with_its_own_assemblies() {
    let scratch = Scratch::new("a_solution_in_an_archive_is_read_with_its_own_assemblies");
    let inner = solution(BAD, &xml::of_steps("bad", &[STEP]));
    let other = solution("rules/batch-request/good.dll", &xml::of_steps("good", &[]));
    let outer = zip(&[Entry::stored("first/Sol.zip", &inner), Entry::stored("second/Sol.zip", &other)]);
    let report = checked(&[scratch.write("Deployment.zip", &outer)]);
    assert_eq!(lines(&report, CLASS), ["step Update account 20 0 yes"]);
    let source = report.roots.iter().flat_map(|root| &root.steps).find_map(|step| step.source.as_ref());
    assert!(
        source
            .expect("it stands in a file")
            .file
            .as_str()
            .ends_with("Deployment.zip!/first/Sol.zip!/customizations.xml")
    );
}

#[test]
fn other_encodings_are_read() {
    let scratch = Scratch::new("other_encodings_are_read");
    let text = xml::of_steps("bad", &[STEP]);
    let little: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    for bytes in [little, big, marked] {
        let archive = zip(&[
            Entry::deflated("customizations.xml", &bytes),
            Entry::deflated("PluginAssemblies/Acme-A/Acme.dll", &testdata(BAD)),
        ]);
        let report = checked(&[scratch.write("Sol.zip", &archive)]);
        assert_eq!(report.problems.len(), 0, "{:?}", report.problems);
        assert_eq!(lines(&report, CLASS), ["step Update account 20 0 yes"]);
    }
}

#[test]
fn names_in_it_cannot_act() {
    let scratch = Scratch::new("names_in_it_cannot_act");
    let evil = "&#10;##vso[task.complete]&#27;[2J\u{202e}";
    let step = STEP.element("bad").replace(">account<", &format!(">{evil}<")).replace("name</Fil", "</Fil");
    let text = xml::customizations(&xml::assembly("bad", 2, ""), &step);
    let report = checked(&[scratch.write("Sol.zip", &solution(BAD, &text))]);
    assert!(report.findings.iter().any(|it| it.rule == "meta-avoid-reg-no-attribute"), "{:?}", report.findings);
    for format in ilvet::report::Format::ALL {
        let mut bytes = Vec::new();
        ilvet::report::write(&report, *format, ilvet::report::Style::default(), &mut bytes).expect("it can be written");
        // The one command that is ours.
        let text = String::from_utf8(bytes).expect("it is UTF-8").replace("##vso[task.logissue ", "");
        assert!(!text.contains("##vso[") && !text.contains(['\u{1b}', '\u{202e}']), "{}", format.word());
    }
}
