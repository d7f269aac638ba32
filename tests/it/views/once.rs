//! `diff` opens each state once, for what it compares and for the gate.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use ilvet::bytes::reads;
use ilvet::check::{Options, Unit, check, visit, visit_and_check};
use ilvet::inspect::diff::{Query, diff};
use ilvet::model::{Refusal, Supplied, Supply};
use ilvet::symbols::SymbolId;
use ilvet::text::Text;

use super::hostile::fixture;
use crate::fuzz::bodies::on_one_thread;

/// Which files were asked for, and how often.
type Asked = Arc<Mutex<BTreeMap<String, usize>>>;

/// A plug-in whose references are stubs, that of the SDK among them.
struct Counted {
    asked: Asked,
}

impl Counted {
    fn count(&self, what: &str) {
        *self.asked.lock().expect("nobody panicked").entry(what.to_owned()).or_default() += 1;
    }

    fn stub(&self, name: &str) -> Option<Supplied> {
        self.count(name);
        let path = format!("stubs/{name}.dll");
        let exists = crate::source::root().join("testdata").join(&path).exists();
        exists.then(|| Supplied { label: Text::from(&*path), bytes: fixture(&path) })
    }
}

impl Supply for Counted {
    fn input(&self) -> Result<Supplied, Refusal> {
        self.count("the input");
        Ok(Supplied { label: "bad.dll".into(), bytes: fixture("rules/stateful-plugin/bad.dll") })
    }
    fn assembly(&self, name: &str) -> Option<Supplied> {
        self.stub(name)
    }
    fn named(&self, name: &str) -> Option<Supplied> {
        self.stub(name)
    }
    fn symbols(&self, label: &Text, _: &[SymbolId], _: &mut dyn FnMut(Result<Supplied, Refusal>) -> bool) {
        self.count(&format!("symbols of {}", label.as_str()));
    }
}

fn state() -> ([Unit; 1], Asked) {
    let asked = Asked::default();
    let supply = Box::new(Counted { asked: Arc::clone(&asked) });
    ([Unit { label: "bad.dll".into(), named: true, supply, registration: Vec::new() }], asked)
}

#[test]
fn every_file_is_asked_for_once() {
    for framework in [false, true] {
        let options = Options { framework, ..Options::default() };
        let ((old, asked_old), (new, asked_new)) = (state(), state());
        let compared = diff(("old".into(), &old), ("new".into(), &new), &Query::default(), &options);
        assert!(compared.view.items.is_empty(), "{:#?}", compared.view.items);
        for asked in [asked_old, asked_new] {
            let asked = asked.lock().expect("nobody panicked");
            assert_eq!(asked.contains_key("Microsoft.Xrm.Sdk"), framework, "{asked:?}");
            assert!(asked.values().all(|times| *times == 1), "{asked:?}");
        }
    }
}

/// What the framework is found to be helps a view and changes nothing of what the gate finds.
#[test]
fn the_gate_says_the_same_beside_a_view() {
    let alone = check(&state().0, &Options::default());
    assert!(!alone.findings.is_empty());
    let options = Options { framework: true, ..Options::default() };
    let (report, modules, beside) =
        visit_and_check(&state().0, &options, |opened| vec![opened.universe.modules().len()]);
    assert!(modules.concat()[0] > 1, "the view has the SDK");
    let text = |report| serde_json::to_string(report).expect("it is a value");
    assert_eq!(text(&beside), text(&alone));
    assert_eq!(text(&report), text(&visit(&state().0, &options, |_| Vec::<()>::new()).0));
}

/// Both together read no more of the file than each of them does, and less by what opening it takes.
#[test]
fn both_together_read_less_than_one_after_the_other() {
    let work = |job: &dyn Fn()| {
        let before = reads();
        job();
        reads() - before
    };
    let options = Options::default();
    let (apart, together) = on_one_thread(|| {
        let view = work(&|| drop(visit(&state().0, &options, |_| Vec::<()>::new())));
        let gate = work(&|| drop(check(&state().0, &options)));
        let both = work(&|| drop(visit_and_check(&state().0, &options, |_| Vec::<()>::new())));
        ((view, gate), both)
    });
    println!("view and gate {apart:?}, both {together}");
    assert!(together < apart.0 + apart.1 - apart.0 / 2, "view and gate {apart:?}, both {together}");
}
