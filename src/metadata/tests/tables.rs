//! T01, T03 to T06, T09 to T24: the table stream.

use std::time::{Duration, Instant};

use super::{Writer, open, with};
use crate::bytes::Diagnostics;
use crate::metadata::writer::coded;
use crate::metadata::{
    Assembly, Event, EventMap, Field, GenericParam, InterfaceImpl, Listed, Metadata, MethodDef, Module, NestedClass,
    Owns, Param, Property, PropertyMap, Rid, Token, TypeDef, TypeDefOrRef, TypeRef,
};

/// A module with fields and types whose field lists start at `firsts`; `<Module>` has none.
fn types(fields: usize, firsts: &[u32]) -> Writer {
    let mut writer = Writer::default();
    writer.row(0x00, &[0; 5]);
    for first in firsts {
        writer.row(0x02, &[0, 0, 0, 0, *first, 1]);
    }
    writer.pad(0x04, fields);
    writer
}

/// The fields of each type, and whether every field has the owner that lists it.
fn owned<O: Owns<C>, C: Listed>(metadata: &Metadata<'_>) -> Vec<Vec<u32>> {
    let lists: Vec<Vec<u32>> =
        metadata.rids::<O>().map(|owner| metadata.owned::<O, C>(owner).map(Rid::row).collect()).collect();
    for (owner, list) in metadata.rids::<O>().zip(&lists) {
        for child in list {
            assert_eq!(metadata.owner::<O, C>(Rid::new(*child).unwrap()), Some(owner));
        }
    }
    let total: usize = lists.iter().map(Vec::len).sum();
    assert!(total <= metadata.count::<C>() as usize, "one owner at the most");
    lists
}

fn fields(writer: &Writer) -> (Vec<Vec<u32>>, bool) {
    with(writer, |metadata, codes| (owned::<TypeDef, Field>(metadata), codes.contains(&"T12")))
}

#[test]
fn t01_a_version_1_schema_is_read() {
    let mut writer = Writer { schema_major: 1, ..Writer::module() };
    with(&writer, |metadata, codes| {
        assert_eq!(metadata.count::<TypeDef>(), 1);
        assert!(codes.is_empty());
    });
    writer.row(0x2A, &[0, 0, coded(0, 1, 1), 0]);
    with(&writer, |metadata, codes| {
        assert_eq!(metadata.count::<GenericParam>(), 1);
        assert_eq!(codes, ["T01"]);
    });
}

#[test]
fn t03_extra_data_behind_the_row_counts_is_skipped() {
    with(&Writer { heap_sizes: 0x40, ..Writer::module() }, |metadata, codes| {
        assert_eq!(metadata.name(metadata.row(Rid::<Module>::FIRST).unwrap().name), "test.dll");
        assert_eq!(codes, ["T03"]);
    });
}

#[test]
fn t04_deleted_rows_are_told_apart() {
    for (heap_sizes, gone) in [(0x80, true), (0x00, false)] {
        let mut writer = Writer { heap_sizes, ..Writer::module() };
        let name = writer.string("_Deleted");
        writer.row(0x02, &[0x0800, name, 0, 0, 1, 1]);
        writer.row(0x02, &[0, name, 0, 0, 1, 1]);
        with(&writer, |metadata, codes| {
            let deleted: Vec<bool> = metadata.rows::<TypeDef>().map(|(_, row)| metadata.is_deleted(&row)).collect();
            assert_eq!(deleted, [false, gone, false]);
            assert_eq!(codes.contains(&"T04"), gone);
        });
    }
}

#[test]
fn t05_the_row_count_of_an_unknown_table_is_read() {
    let mut writer = Writer::module();
    writer.stated_rows.extend([(0x2D, 5), (0x3F, 0xFFFF_FFFF)]);
    with(&writer, |metadata, codes| {
        assert_eq!(metadata.name(metadata.row(Rid::<Module>::FIRST).unwrap().name), "test.dll");
        assert_eq!(codes, ["T05"]);
    });
}

#[test]
fn t06_row_counts_beyond_the_stream_allocate_nothing() {
    for rows in [0x00FF_FFFF, 0x0100_0000, 0x7FFF_FFFF, u32::MAX] {
        let mut writer = Writer::module();
        writer.stated_rows.insert(0x0A, rows);
        with(&writer, |metadata, codes| {
            assert_eq!(metadata.count::<TypeDef>(), 1, "tables before it are whole");
            assert!(metadata.available(0x0A) < 10);
            assert!(codes.contains(&"T06"));
        });
    }
}

#[test]
fn t09_a_tag_without_a_table_is_nothing() {
    let mut writer = Writer::module();
    writer.row(0x02, &[0, 0, 0, coded(3, 2, 1), 1, 1]);
    writer.row(0x0C, &[coded(3, 5, 1), coded(0, 3, 1), 0]);
    with(&writer, |metadata, codes| {
        assert_eq!(metadata.row(Rid::<TypeDef>::new(2).unwrap()).unwrap().extends, None);
        assert_eq!(codes, ["T09"]);
    });
}

#[test]
fn t10_a_row_number_never_becomes_another_one() {
    let mut writer = Writer::module();
    writer.row(0x02, &[0, 0, 0, coded(0, 2, 99), 1, 1]);
    with(&writer, |metadata, codes| {
        let row = metadata.row(Rid::<TypeDef>::new(2).unwrap()).unwrap();
        let Some(TypeDefOrRef::TypeDef(base)) = row.extends else { panic!("{row:?}") };
        assert!(metadata.row(base).is_err());
        assert_eq!(codes, ["T10"]);
        assert!(metadata.row(Rid::<TypeRef>::FIRST).is_err(), "no such table");
    });
    assert_eq!(Token::new(0x02, 0x0300_0001), Token(0x0200_0000), "no bits spill into the table");
    let wide = TypeDefOrRef::from_raw(coded(0, 2, 0x0200_0001)).unwrap();
    assert_eq!(wide.token().row(), 0);
}

#[test]
fn t11_sorted_bits_are_not_believed() {
    for sorted in [0, u64::MAX] {
        let mut writer = Writer { sorted, ..Writer::module() };
        for class in [3, 1, 2, 3, 1] {
            writer.type_("T", 1, 1);
            writer.row(0x09, &[class, coded(0, 2, 1)]);
        }
        with(&writer, |metadata, codes| {
            let rows = |key| metadata.with_key::<InterfaceImpl>(key).map(|(rid, _)| rid.row()).collect::<Vec<_>>();
            assert_eq!([rows(1), rows(2), rows(3), rows(4)], [vec![2, 5], vec![3], vec![1, 4], vec![]]);
            assert_eq!(codes, ["T11"]);
        });
    }
    let mut writer = Writer { sorted: 0, ..Writer::module() };
    for class in [1, 1, 1] {
        writer.row(0x09, &[class, coded(0, 2, 1)]);
    }
    with(&writer, |metadata, codes| {
        assert_eq!(metadata.with_key::<InterfaceImpl>(1).count(), 3);
        assert!(metadata.is_sorted::<InterfaceImpl>() && codes.is_empty());
    });
}

#[test]
fn t12_runs_end_where_the_next_one_starts() {
    assert_eq!(fields(&types(5, &[1, 1, 3, 6, 6])), (vec![vec![], vec![1, 2], vec![3, 4, 5], vec![], vec![]], false));
    assert_eq!(fields(&types(2, &[1, 2])), (vec![vec![1], vec![2]], false));
    assert_eq!(fields(&types(0, &[1, 1])), (vec![vec![], vec![]], false));
}

#[test]
fn t12_overlapping_field_lists_have_one_owner() {
    assert_eq!(fields(&types(4, &[1, 5, 1])), (vec![vec![1, 2, 3, 4], vec![], vec![]], true));
    // 3 and 4 belong to nobody until the last type claims them.
    assert_eq!(fields(&types(9, &[5, 8, 3])), (vec![vec![5, 6, 7], vec![], vec![3, 4, 8, 9]], true));
    assert_eq!(fields(&types(3, &[2, 1, 2, 1])), (vec![vec![], vec![1], vec![], vec![2, 3]], true));
}

#[test]
fn t12_runs_outside_the_table_are_empty() {
    assert_eq!(fields(&types(3, &[0, 2, 99])), (vec![vec![], vec![2, 3], vec![]], true));
    assert_eq!(fields(&types(3, &[1, 0])), (vec![vec![], vec![]], true));
}

#[test]
fn t12_the_last_owner_of_65535_rows_cannot_say_where_it_starts() {
    let (lists, disordered) = fields(&types(0xFFFF, &[1, 0]));
    assert_eq!((lists[0].len(), lists[1].len(), disordered), (0xFFFF, 0, false));
}

#[test]
fn t12_overlapping_runs_cost_no_more_than_rows() {
    let start = Instant::now();
    let firsts: Vec<u32> = (0..60_000).map(|owner| if owner % 2 == 0 { 1 } else { 60_001 }).collect();
    let (lists, _) = fields(&types(60_000, &firsts));
    assert_eq!(lists[0].len(), 60_000);
    let backwards: Vec<u32> = (0..60_000).map(|owner| 60_000 - owner).collect();
    let (lists, _) = fields(&types(60_000, &backwards));
    assert_eq!(lists.last().unwrap().len(), 60_000);
    let saw: Vec<u32> =
        (0..60_000).map(|owner| if owner % 2 == 0 { 30_000 - owner / 2 } else { 30_001 + owner / 2 }).collect();
    fields(&types(60_000, &saw));
    // What is quadratic takes minutes; what is linear takes a second on a busy machine.
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn t13_pointer_tables_lead_to_the_members() {
    for table_stream in ["#-", "#~"] {
        let mut writer = Writer { table_stream, ..Writer::module() };
        writer.row(0x02, &[0, 0, 0, 0, 1, 1]);
        writer.row(0x02, &[0, 0, 0, 0, 3, 2]);
        writer.pad(0x04, 4);
        for field in [4, 2, 1, 3] {
            writer.row(0x03, &[field]);
        }
        for (params, method) in [(1, 2), (2, 1)] {
            writer.row(0x06, &[0, 0, 0, 0, 0, params]);
            writer.row(0x05, &[method]);
        }
        for param in [2, 1] {
            writer.row(0x08, &[0, 0, 0]);
            writer.row(0x07, &[param]);
            writer.row(0x14, &[0, 0, 0]);
            writer.row(0x13, &[param]);
            writer.row(0x17, &[0, 0, 0]);
            writer.row(0x16, &[param]);
        }
        writer.row(0x12, &[1, 1]);
        writer.row(0x15, &[1, 1]);
        with(&writer, |metadata, codes| {
            assert_eq!(owned::<TypeDef, Field>(metadata), [vec![], vec![4, 2], vec![1, 3]]);
            assert_eq!(owned::<TypeDef, MethodDef>(metadata), [vec![], vec![2], vec![1]]);
            assert_eq!(owned::<MethodDef, Param>(metadata), [vec![2], vec![1]]);
            assert_eq!(owned::<EventMap, Event>(metadata), [vec![2, 1]]);
            assert_eq!(owned::<PropertyMap, Property>(metadata), [vec![2, 1]]);
            assert_eq!(codes.contains(&"T13"), table_stream == "#~");
        });
    }
}

#[test]
fn t13_a_pointer_that_repeats_or_leads_nowhere_gives_nothing() {
    let mut writer = Writer { table_stream: "#-", ..Writer::module() };
    writer.row(0x02, &[0, 0, 0, 0, 1, 1]);
    writer.pad(0x04, 2);
    for field in [2, 2, 99, 0] {
        writer.row(0x03, &[field]);
    }
    with(&writer, |metadata, codes| {
        assert_eq!(owned::<TypeDef, Field>(metadata), [vec![], vec![2]]);
        assert_eq!(metadata.owner::<TypeDef, Field>(Rid::FIRST), None);
        assert!(codes.contains(&"T10") && codes.contains(&"T12"));
    });
}

#[test]
fn t15_the_first_module_and_assembly_row_counts() {
    let mut writer = Writer::module();
    with(&writer, |metadata, codes| {
        assert_eq!(metadata.count::<Assembly>(), 0, "a netmodule");
        assert!(codes.is_empty());
    });
    writer.row(0x00, &[0; 5]);
    writer.row(0x20, &[0; 9]);
    writer.row(0x20, &[0; 9]);
    with(&writer, |metadata, codes| {
        assert_eq!(metadata.name(metadata.row(Rid::<Module>::FIRST).unwrap().name), "test.dll");
        assert_eq!(codes, ["T15"]);
    });
}

#[test]
fn t16_global_members_belong_to_row_1_whatever_its_name() {
    let mut writer = types(1, &[1, 2]);
    writer.row(0x06, &[0, 0, 0x10, 0, 0, 1]);
    writer.row(0x02, &[0, 0, 0, 0, 2, 2]);
    with(&writer, |metadata, _| {
        assert_eq!(metadata.owner::<TypeDef, Field>(Rid::FIRST), Some(Rid::FIRST));
    });
}

#[test]
fn t17_rows_of_the_same_name_stay_apart() {
    let mut writer = Writer::module();
    let [first, second] =
        [writer.type_("A", 1, 1), writer.type_("A", 2, 1)].map(|row| Rid::<TypeDef>::new(row).unwrap());
    writer.pad(0x04, 2);
    with(&writer, |metadata, _| {
        assert_ne!(first, second);
        assert_eq!(owned::<TypeDef, Field>(metadata), [vec![], vec![1], vec![2]]);
    });
}

#[test]
fn t18_types_that_enclose_one_another_are_noted() {
    let nested = |pairs: &[(u32, u32)], types: u32| {
        let mut writer = Writer::module();
        for _ in 0..types {
            writer.row(0x02, &[2, 0, 0, 0, 1, 1]);
        }
        for (nested, enclosing) in pairs {
            writer.row(0x29, &[*nested, *enclosing]);
        }
        with(&writer, |metadata, codes| {
            assert_eq!(metadata.count::<NestedClass>() as usize, pairs.len());
            codes.to_vec()
        })
    };
    assert_eq!(nested(&[(2, 1)], 1), [""; 0]);
    assert_eq!(nested(&[(2, 2)], 1), ["T18"], "itself");
    assert_eq!(nested(&[(2, 3), (3, 2)], 2), ["T18"], "a circle");
    assert_eq!(nested(&[(1, 2), (2, 0)], 1), ["T18"], "not a nested type; nothing around it");
    assert_eq!(nested(&[], 1), ["T18"], "no row");
    assert_eq!(nested(&[(2, 1), (2, 1)], 1), ["T18"], "two rows");
    assert_eq!(nested(&[(2, 3), (3, 1)], 2), [""; 0], "the encloser comes later");
    let chain: Vec<(u32, u32)> = (2..60_000).map(|row| (row, row + 1)).collect();
    assert_eq!(nested(&chain, 60_000).len(), 1, "the last type is marked as nested and is not");
}

#[test]
fn t19_interfaces_are_a_set_whatever_their_order() {
    let mut writer = Writer::module();
    for interface in [3, 1, 2, 1] {
        writer.row(0x09, &[1, coded(0, 2, interface)]);
    }
    writer.type_("I", 1, 1);
    writer.type_("J", 1, 1);
    with(&writer, |metadata, codes| {
        assert_eq!(metadata.with_key::<InterfaceImpl>(1).count(), 4);
        assert!(codes.is_empty());
    });
}

#[test]
fn t20_a_parameter_needs_no_row() {
    let mut writer = Writer::module();
    let signature = writer.blob(&[0, 2, 1, 8, 8]);
    writer.row(0x06, &[0, 0, 0x10, 0, signature, 1]);
    writer.row(0x08, &[0, 2, 0]);
    with(&writer, |metadata, codes| {
        let method = metadata.row(Rid::<MethodDef>::FIRST).unwrap();
        assert_eq!(metadata.method_signature(method.signature).unwrap().parameters.len(), 2);
        let named = metadata.owned::<MethodDef, Param>(Rid::FIRST).map(|rid| metadata.row(rid).unwrap().sequence);
        assert_eq!(named.collect::<Vec<_>>(), [2]);
        assert!(codes.is_empty());
    });
}

#[test]
fn t22_a_stream_cut_anywhere_keeps_the_rows_before() {
    let mut writer = types(20, &[1, 3]);
    writer.slack = vec![0xAA; 7];
    with(&writer, |metadata, codes| {
        assert_eq!(metadata.count::<Field>(), 20);
        assert_eq!(codes, ["S01"], "the fields have no signatures; the slack is nothing to mention");
    });
    let whole = writer.table_bytes().len();
    let mut before = 0;
    for cut in 0..whole {
        writer.cut = Some(cut);
        let bytes = writer.build();
        let mut diagnostics = Diagnostics::default();
        let Ok(metadata) = open(&bytes, &mut diagnostics) else {
            assert!(cut < 36, "only the header of the stream is needed");
            continue;
        };
        metadata.verify(&mut diagnostics);
        assert!(metadata.count::<Field>() >= before);
        before = metadata.count::<Field>();
        owned::<TypeDef, Field>(&metadata);
    }
    assert_eq!(before, 20);
}

#[test]
fn t23_a_table_may_have_any_number_of_rows() {
    let mut writer = types(0, &[1]);
    for _ in 0..140_000 {
        writer.row(0x06, &[0, 0, 0, 0, 0, 1]);
    }
    with(&writer, |metadata, _| assert_eq!(metadata.owned::<TypeDef, MethodDef>(Rid::FIRST).count(), 140_000));
}

#[test]
fn t24_generic_parameters_out_of_order_are_noted() {
    for (numbers, fault) in [(&[0, 1, 2][..], false), (&[0, 2], true), (&[1, 0], true), (&[0, 0], true)] {
        let mut writer = Writer::module();
        for number in numbers {
            writer.row(0x2A, &[*number, 0, coded(0, 1, 1), 0]);
        }
        with(&writer, |metadata, codes| {
            assert_eq!(metadata.with_key::<GenericParam>(coded(0, 1, 1)).count(), numbers.len());
            assert_eq!(codes == ["T24"], fault);
        });
    }
}
