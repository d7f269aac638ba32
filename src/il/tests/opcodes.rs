//! The list of opcodes against two independent ones.

use super::*;

/// What `System.Reflection.Emit` and Mono.Cecil know: a line each of source, code, name, operand, values popped, values pushed, flow.
const ORACLE: &str = include_str!("../opcodes.tsv");

fn operand_name(opcode: Opcode) -> &'static [&'static str] {
    match opcode.operand_kind() {
        OperandKind::None => &["InlineNone"],
        OperandKind::Variable8 => &["ShortInlineVar", "ShortInlineArg"],
        OperandKind::Variable16 => &["InlineVar", "InlineArg"],
        OperandKind::Int8 | OperandKind::UInt8 => &["ShortInlineI"],
        OperandKind::Int32 => &["InlineI"],
        OperandKind::Int64 => &["InlineI8"],
        OperandKind::Float32 => &["ShortInlineR"],
        OperandKind::Float64 => &["InlineR"],
        OperandKind::Target8 => &["ShortInlineBrTarget"],
        OperandKind::Target32 => &["InlineBrTarget"],
        OperandKind::Switch => &["InlineSwitch"],
        OperandKind::String => &["InlineString"],
        OperandKind::Field => &["InlineField"],
        OperandKind::Method => &["InlineMethod"],
        OperandKind::Type => &["InlineType"],
        OperandKind::Signature => &["InlineSig"],
        OperandKind::Any => &["InlineTok"],
    }
}

fn slots(behaviour: &str) -> Slots {
    match behaviour {
        "Pop0" | "Push0" | "PopAll" => Slots::Count(0),
        "Varpop" | "Varpush" => Slots::Signature,
        several => Slots::Count(several.split('_').count().try_into().unwrap()),
    }
}

fn flow_name(opcode: Opcode, source: &str) -> &'static str {
    match opcode.flow() {
        // Cecil takes these prefixes for plain instructions.
        Flow::Prefix if source == "cecil" && matches!(opcode, Opcode::Constrained | Opcode::No | Opcode::Readonly) => {
            "Next"
        }
        Flow::Next => "Next",
        Flow::Branch | Flow::Leave => "Branch",
        Flow::CondBranch => "Cond_Branch",
        Flow::Call | Flow::Jump => "Call",
        Flow::Return | Flow::EndFinally | Flow::EndFilter => "Return",
        Flow::Throw => "Throw",
        Flow::Break => "Break",
        Flow::Prefix => "Meta",
    }
}

#[test]
fn the_list_says_what_two_other_decoders_say() {
    let mut seen = std::collections::BTreeSet::new();
    for line in ORACLE.lines().filter(|line| !line.starts_with('#')) {
        let [source, code, name, operand, pop, push, flow] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let code = u16::from_str_radix(code, 16).unwrap();
        let opcode = Opcode::from_code(code).unwrap_or_else(|| panic!("{line}"));
        assert_eq!(
            opcode.mnemonic(),
            name.strip_suffix("elem.any").map_or(name.into(), |head| format!("{head}elem")),
            "{line}"
        );
        assert!(operand_name(opcode).contains(&operand), "{line}");
        assert_eq!(opcode.pops(), slots(pop), "{line}");
        assert_eq!(opcode.pushes(), slots(push), "{line}");
        assert_eq!(flow_name(opcode, source), flow, "{line}");
        assert!(seen.insert((source, code)), "{line}");
    }
    for opcode in Opcode::ALL {
        assert!(seen.contains(&("cecil", opcode.code())), "{opcode:?}");
        assert!(seen.contains(&("emit", opcode.code())) || *opcode == Opcode::No, "{opcode:?}");
    }
}

#[test]
fn a_variant_is_its_mnemonic_in_camel_case() {
    for opcode in Opcode::ALL {
        let camel: String = opcode
            .mnemonic()
            .split('.')
            .flat_map(|part| {
                let (first, rest) = part.split_at(part.len().min(1));
                [first.to_ascii_uppercase(), rest.to_owned()]
            })
            .collect();
        assert_eq!(format!("{opcode:?}"), camel);
    }
}

/// B11: of all 65,536 pairs of bytes those are refused that the standard leaves undefined, and only those.
#[test]
fn b11_undefined_opcodes() {
    const SHORT: [std::ops::RangeInclusive<u8>; 8] =
        [0x24..=0x24, 0x77..=0x78, 0xA6..=0xB2, 0xBB..=0xC1, 0xC4..=0xC5, 0xC7..=0xCF, 0xE1..=0xFD, 0xFF..=0xFF];
    let undefined = |first: u8, second: u8| match first {
        0xFE => matches!(second, 0x08 | 0x10 | 0x1B | 0x1F..),
        _ => SHORT.iter().any(|range| range.contains(&first)),
    };
    for pair in 0..=u16::MAX {
        let bytes = pair.to_be_bytes();
        let mut at = Reader::new(&bytes, FileOffset(0x40), "");
        match Opcode::read(&mut at) {
            Ok(opcode) => {
                assert!(!undefined(bytes[0], bytes[1]), "{pair:04x}");
                assert_eq!(2 - at.len(), opcode.size());
                assert_eq!(Opcode::from_code(opcode.code()), Some(opcode));
            }
            Err(malformed) => {
                assert!(undefined(bytes[0], bytes[1]), "{pair:04x}");
                assert_eq!((malformed.offset.0, at.len()), (0x40, 2));
            }
        }
    }
    let mut last = Reader::new(&[0xFE], FileOffset(0), "");
    assert!(Opcode::read(&mut last).is_err());
    assert!(Opcode::from_code(0x0100).is_none() && Opcode::from_code(0xFD00).is_none());
}
