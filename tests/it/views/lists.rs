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

/// What signatures have no place for, and compilers write into attributes: the declarations are those of `shapes/told.cs`.
#[test]
fn what_attributes_say_of_types_is_declared() {
    for file in ["shapes/told.dll", "shapes/told-public.dll"] {
        let view = members_of(file, &Filter::default());
        json(&view);
        insta::assert_snapshot!(text(&view, 160, write_members));
    }
}

/// Names that are words of C#, and accessors of which one only reads.
#[test]
fn declarations_are_those_that_compile() {
    insta::assert_snapshot!(text(
        &members_of("shapes/called.dll", &filter(&["Words", "Callers"], false)),
        100,
        write_members
    ));
    let lines = |select: &str| members_of("shapes/called.dll", &filter(&[select], false)).items.len();
    // An accessor is its property, as both are called.
    for select in ["Words.set_One", "Words.One.set", "Words.One.get", "M:Fabrikam.Called.Words.get_One"] {
        assert_eq!(lines(select), 1, "{select}");
    }
}

/// Numbers of enums are their enumerators where these are at hand, else the number with the type's name.
#[test]
fn enums_are_shown_by_name_where_that_is_known() {
    let types = types_of("shapes/told.dll", &filter(&["Kinded", "KindAttribute"], false));
    let members = members_of("shapes/told.dll", &filter(&["Kinded.One", "Kinded.Other"], false));
    let attributes =
        types.items.iter().flat_map(|it| &it.attributes).chain(members.items.iter().flat_map(|it| &it.attributes));
    let attributes: Vec<&str> = attributes.map(|it| it.text.as_str()).collect();
    assert_eq!(
        attributes,
        [
            "AttributeUsage((AttributeTargets)68)",
            "Kind(Kinds.First | Kinds.Third, Other = (Plain)3, Any = Kinds.Second)",
            "Kind(Kinds.Both, Other = Plain.Low)",
            "Kind((Kinds)64, Other = (Plain)(-1))",
        ]
    );
    let declared: Vec<&str> = members.items.iter().map(|it| it.signature.as_str()).collect();
    assert_eq!(
        declared,
        [
            "public void One(Kinds kinds = Kinds.First | Kinds.Third, Plain plain = (Plain)(-1), DayOfWeek day = (DayOfWeek)5)",
            "public void Other(Kinds kinds = Kinds.Both, Kinds? none = null, Kinds? some = Kinds.None)",
        ]
    );
}

/// A list that does not fit its type is left out, and only that.
#[test]
fn lists_that_do_not_fit_a_type_say_nothing() {
    let view = members_of("il/told-wrong.dll", &filter(&["Acme.Told.Wrong"], false));
    insta::assert_snapshot!(text(&view, 160, write_members));
}

/// Compilers turn some attributes into flags and rows of other tables; they are attributes all the same.
#[test]
fn attributes_in_other_forms_are_shown() {
    let shown = |file: &str| -> Vec<String> {
        let types = types_of(file, &Filter::default()).items.into_iter().map(|it| (it.id, it.attributes));
        let members = members_of(file, &Filter::default()).items.into_iter().map(|it| (it.id, it.attributes));
        let wanted =
            |id: &str| ["SerializableRemoved", "LayoutChanged", "FieldsReordered"].iter().any(|name| id.contains(name));
        let all = types.chain(members).filter(|(id, _)| wanted(id.as_str()));
        all.flat_map(|(id, list)| list.into_iter().map(move |it| format!("{} {}", id.0, it.text))).collect()
    };
    assert_eq!(
        shown("shapes/contracts/old/Fabrikam.Contracts.dll"),
        [
            "T:LayoutChanged.A StructLayout(LayoutKind.Sequential, Pack = 1)",
            "T:LayoutChanged.B StructLayout(LayoutKind.Explicit)",
            "T:SerializableRemoved.A Serializable",
            "F:LayoutChanged.B.X FieldOffset(0)",
            "F:LayoutChanged.B.Y FieldOffset(4)",
            "F:SerializableRemoved.A.X NonSerialized",
        ]
    );
}

/// A record class by its `<Clone>$`, a record struct where its compiler says that it made `PrintMembers`.
#[test]
fn records_are_told_where_that_is_certain() {
    let lines = |file: &str| text(&types_of(file, &Filter::default()), 100, write_types);
    let structs = lines("il/record-struct.dll");
    for line in ["public record struct Marked", "public struct Plain", "public class Printed"] {
        assert!(structs.lines().any(|it| it.trim() == line), "{line}: {structs}");
    }
    let classes = lines("shapes/docids-functions.dll");
    assert!(classes.contains("public record Person : ") && classes.contains("public class Calls"), "{classes}");
}

/// A facade has nothing but the places where its types are.
#[test]
fn types_that_are_elsewhere_are_told() {
    let file = "il/led/old/Acme.Facade.dll";
    let view = types_of(file, &Filter::default());
    json(&view);
    insta::assert_snapshot!(text(&view, 80, write_types));
    let chosen = members_of(file, &filter(&["Acme.Home"], false));
    json(&chosen);
    assert!(chosen.items.is_empty() && chosen.forwards.len() == 1);
    assert_eq!(
        text(&chosen, 80, write_members),
        "forwarded to Acme.First: 1  (testdata/il/led/old/Acme.Facade.dll)\n  Acme.Home\n"
    );
}
