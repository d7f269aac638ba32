//! `ilvet types` and `ilvet members`

use ilvet::check::{Options, Unit};
use ilvet::finding::Report;
use ilvet::inspect::members::{Members, members};
use ilvet::inspect::pick::Selection;
use ilvet::inspect::types::{Filter, Types, types};
use ilvet::report::{write_members, write_types};
use ilvet::text::Text;

use super::{json, of, text};

fn filter(select: &[&str], public: bool) -> Filter {
    Filter { selection: Selection::new(select), public, ..Filter::default() }
}

fn types_of(file: &str, filter: &Filter) -> Types {
    of(file, |input: Text, units: &[Unit], options: &Options| -> (Types, Report) {
        types(input, units, options, filter)
    })
}

fn members_of(file: &str, filter: &Filter) -> Members {
    of(file, |input: Text, units: &[Unit], options: &Options| -> (Members, Report) {
        members(input, units, options, filter)
    })
}

#[test]
fn types_are_a_tree() {
    let view = types_of("shapes/docids.dll", &Filter::default());
    json(&view);
    insta::assert_snapshot!(text(&view, 80, write_types));
}

#[test]
fn members_are_declared_as_in_c_sharp() {
    for file in ["shapes/docids.dll", "shapes/docids-modern.dll", "shapes/docids-functions.dll", "shapes/docids-vb.dll"]
    {
        let view = members_of(file, &Filter::default());
        json(&view);
        insta::assert_snapshot!(text(&view, 100, write_members));
    }
}

#[test]
fn a_selection_and_the_filter_leave_the_rest_out() {
    let ids = |filter: &Filter| -> Vec<String> {
        members_of("shapes/docids.dll", filter).items.into_iter().map(|item| item.id.0).collect()
    };
    let all = ids(&Filter::default());
    let public = ids(&filter(&[], true));
    assert!(public.len() < all.len() && public.iter().all(|id| all.contains(id)), "{public:#?}");
    assert!(!public.iter().any(|id| id.contains("Hidden")), "{public:#?}");
    assert_eq!(ids(&filter(&["T:*.Point"], false)).len(), 9);
    assert_eq!(ids(&filter(&["F:*.Point.*"], false)), ["F:Fabrikam.Ids.Point.X"]);
    assert_eq!(ids(&filter(&["Nobody"], false)), [""; 0]);
    let names = |filter: &Filter| -> Vec<String> {
        types_of("shapes/docids.dll", filter).items.into_iter().map(|item| item.name.0).collect()
    };
    assert_eq!(names(&filter(&["Hidden"], false)), ["Fabrikam.Ids.Hidden", "Fabrikam.Ids.Hidden+Nested`1"]);
    assert_eq!(names(&filter(&["Hidden"], true)), [""; 0]);
}
