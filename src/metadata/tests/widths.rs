//! T02, T07, T08: how wide the columns are, against the writer's own copy of the schema.

use super::{Writer, with};
use crate::metadata::writer::{CODED, SCHEMA, columns};
use crate::metadata::{Assembly, Rid, row_width, table_name};

/// Each table with one row and a name in the last table of ECMA-335 that has one; any wrong width before it is seen.
fn every_width_agrees(writer: &Writer) {
    with(writer, |metadata, _| {
        for (table, _) in SCHEMA {
            let width = row_width(*table, metadata.sizes()).unwrap() as usize;
            assert_eq!(width, writer.row_width(*table), "table {table:#x}");
        }
    });
}

#[test]
fn t02_the_bits_decide_how_wide_heap_indexes_are_whatever_the_heaps_hold() {
    for heap_sizes in 0..8 {
        let mut writer = Writer { heap_sizes, ..Writer::module() };
        let name = writer.string("the assembly");
        writer.row(0x20, &[0, 1, 2, 3, 4, 0, 0, name, 0]);
        every_width_agrees(&writer);
        with(&writer, |metadata, codes| {
            let assembly = metadata.row(Rid::<Assembly>::FIRST).unwrap();
            assert_eq!(metadata.name(assembly.name), "the assembly");
            assert!(codes.is_empty());
        });
    }
}

#[test]
fn t07_a_row_number_takes_4_bytes_from_65536_rows_on() {
    for (table, _) in SCHEMA {
        for rows in [0xFFFF, 0x1_0000, 0x1_0001] {
            let mut writer = Writer::module();
            // The count alone decides; there is no need for the rows.
            writer.stated_rows.insert(*table, rows);
            every_width_agrees(&writer);
        }
    }
    for rows in [0xFFFF, 0x1_0000, 0x1_0001] {
        let mut writer = Writer::module();
        writer.pad(0x04, rows);
        let name = writer.string("behind it all");
        writer.row(0x20, &[0, 1, 2, 3, 4, 0, 0, name, 0]);
        with(&writer, |metadata, _| {
            let assembly = metadata.row(Rid::<Assembly>::FIRST).unwrap();
            assert_eq!(metadata.name(assembly.name), "behind it all");
        });
    }
}

#[test]
fn t08_a_coded_index_takes_4_bytes_as_soon_as_one_table_of_its_set_needs_it() {
    for (name, bits, tables) in CODED {
        assert!(SCHEMA.iter().any(|(table, _)| columns(*table).any(|column| column == *name)), "{name} is used");
        for table in *tables {
            for rows in [(1 << (16 - bits)) - 1, 1 << (16 - bits)] {
                let mut writer = Writer::module();
                writer.stated_rows.insert(*table, rows);
                assert_eq!(writer.width(name), if rows.is_power_of_two() { 4 } else { 2 });
                every_width_agrees(&writer);
            }
        }
    }
}

#[test]
fn t14_tables_that_nobody_reads_have_a_known_width() {
    let mut writer = Writer::module();
    for table in [0x1E, 0x1F, 0x21, 0x22, 0x24, 0x25] {
        writer.row(table, &vec![1; columns(table).count()]);
    }
    writer.row(0x23, &[0; 9]);
    let name = writer.string("seen");
    writer.row(0x20, &[0, 1, 2, 3, 4, 0, 0, name, 0]);
    with(&writer, |metadata, codes| {
        assert_eq!(metadata.name(metadata.row(Rid::<Assembly>::FIRST).unwrap().name), "seen");
        assert!(codes.is_empty());
        assert!((0..=0x2C).all(|table| table_name(table).is_some()) && table_name(0x2D).is_none());
    });
}
