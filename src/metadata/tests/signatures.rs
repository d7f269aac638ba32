//! S01 to S15: signatures. S07 and S16 need names and belong to the model; what is kept for it is tested here.

use super::{Writer, with};
use crate::bytes::{Diagnostics, FileOffset, Malformed, Reader};
use crate::limits::Limits;
use crate::metadata::writer::compressed;
use crate::metadata::{
    BlobIndex, CallingConvention, Metadata, MethodSignature, Primitive, Rid, SignatureKind, StandAlone, Type, TypeDef,
    TypeDefOrRef, TypeRef, TypeSpec, read_field, read_locals, read_method, read_method_spec, read_property, read_shape,
    read_stand_alone, read_type_spec,
};

fn reader(bytes: &[u8]) -> Reader<'_> {
    Reader::new(bytes, FileOffset(0), "test")
}

fn limits() -> Limits {
    Limits::default()
}

fn method(bytes: &[u8]) -> Result<MethodSignature, Malformed> {
    read_method(&mut reader(bytes), &limits())
}

fn type_(bytes: &[u8]) -> Result<Type, Malformed> {
    read_type_spec(&mut reader(bytes), &limits())
}

const I4: Type = Type::Primitive(Primitive::I4);

/// A `TypeRef` in a signature: row 1, encoded.
const REF: u8 = 1 << 2 | 1;
const SPEC: u8 = 1 << 2 | 2;

fn reference() -> TypeDefOrRef {
    TypeDefOrRef::TypeRef(Rid::<TypeRef>::FIRST)
}

#[test]
fn s01_the_low_4_bits_decide_what_a_signature_is() {
    for first in 0..=255u8 {
        let mut writer = Writer::module();
        let blob = BlobIndex(writer.blob(&[first, 0, 1, 1, 1]));
        with(&writer, |metadata, _| {
            let kind = SignatureKind::from_first_byte(first);
            assert_eq!(metadata.signature_kind(blob).ok(), kind);
            assert_eq!(metadata.is_field_signature(blob).ok(), kind.map(|kind| kind == SignatureKind::Field));
            assert_eq!(metadata.method_signature(blob).is_ok(), matches!(kind, Some(SignatureKind::Method(_))));
            assert_eq!(kind.is_none(), first & 0x0F >= 0x0C);
        });
    }
    let signature = method(&[0x30, 2, 1, 0x0E, 0x08]).unwrap();
    assert!(signature.has_this && !signature.explicit_this && signature.generic_parameters == 2);
    assert_eq!(signature.return_type, Type::Primitive(Primitive::String));
    assert!(method(&[0x60, 1, 1, 0x1C]).unwrap().explicit_this);
}

#[test]
fn s02_counts_are_checked_against_the_bytes_before_anything_is_allocated() {
    let huge = compressed(0x1FFF_FFFF);
    let with_head = |head: &[u8], tail: &[u8]| [head, &huge, tail].concat();
    assert!(method(&with_head(&[0], &[1, 8, 8])).is_err());
    assert!(read_shape(&mut reader(&with_head(&[0], &[1, 8, 8])), &limits()).is_err());
    assert!(read_locals(&mut reader(&with_head(&[7], &[8])), &limits()).is_err());
    assert!(read_property(&mut reader(&with_head(&[8], &[8])), &limits()).is_err());
    assert!(read_method_spec(&mut reader(&with_head(&[0x0A], &[8])), &limits()).is_err());
    assert!(type_(&with_head(&[0x15, 0x12, REF], &[8])).is_err());
    assert!(method(&[0, 2, 1, 8]).is_err(), "one parameter is missing");
    assert!(read_locals(&mut reader(&[7, 2, 8]), &limits()).is_err());
}

#[test]
fn s02_a_signature_has_no_more_types_than_the_limit() {
    let count = 300_000;
    let many = [vec![0], compressed(count), vec![8; count as usize + 1]].concat();
    assert!(method(&many).is_err());
    assert!(read_shape(&mut reader(&many), &limits()).is_ok(), "no type is built there");
    let locals = [vec![7], compressed(70_000), vec![8; 70_000]].concat();
    assert!(read_locals(&mut reader(&locals), &limits()).is_err());
    // Every level states as many arguments as there are bytes left; the sum of what is set aside stays bounded.
    let level = [vec![0x15, 0x12, REF], compressed(200_000)].concat();
    let bomb = [level.repeat(90), vec![8; 200_000]].concat();
    assert!(type_(&bomb).is_err());
}

#[test]
fn s03_a_sentinel_separates_what_a_call_site_adds() {
    let signature = method(&[5, 3, 1, 8, 0x41, 0x0E, 8]).unwrap();
    assert_eq!((signature.parameters.len(), signature.sentinel), (3, Some(1)));
    assert_eq!(signature.fixed_parameters(), [I4]);
    assert_eq!(signature.convention, CallingConvention::VarArg);
    assert_eq!(read_shape(&mut reader(&[5, 3, 1, 8, 0x41, 0x0E, 8]), &limits()).unwrap().parameters, 3);
    assert_eq!(method(&[5, 1, 1, 8, 0x41]).unwrap().sentinel, Some(1), "nothing added");
    assert_eq!(method(&[5, 1, 1, 0x41, 8]).unwrap().sentinel, Some(0));
    assert_eq!(method(&[5, 1, 1, 8]).unwrap().sentinel, None, "the definition");
    assert!(method(&[0, 1, 1, 0x41, 8]).is_err(), "not a vararg method");
    assert!(method(&[5, 1, 1, 0x41, 0x41, 8]).is_err());
}

#[test]
fn s04_modifiers_stand_anywhere_and_are_stripped_to_match() {
    let field = read_field(&mut reader(&[6, 0x1F, REF, 8]), &limits()).unwrap();
    let modified = Type::Modified { required: true, modifier: reference(), inner: Box::new(I4) };
    assert_eq!((field.clone(), field.unmodified(), field.strip_modifiers()), (modified, &I4, I4));
    let plain = method(&[0, 1, 1, 0x10, 8]).unwrap();
    let odd = method(&[0, 1, 0x20, SPEC, 0x1F, REF, 1, 0x20, REF, 0x10, 0x1F, REF, 8]).unwrap();
    assert_ne!(plain, odd);
    assert_eq!(plain, odd.strip_modifiers());
    assert!(odd.return_type.is_void());
    let deep = type_(&[0x15, 0x12, REF, 1, 0x20, REF, 0x1D, 0x20, REF, 0x0F, 0x20, REF, 8]).unwrap();
    assert_eq!(deep.strip_modifiers(), type_(&[0x15, 0x12, REF, 1, 0x1D, 0x0F, 8]).unwrap());
    let shapes = type_(&[0x14, 0x20, REF, 8, 1, 0, 0]).unwrap();
    assert_eq!(shapes.strip_modifiers(), type_(&[0x14, 8, 1, 0, 0]).unwrap());
    let pointer = type_(&[0x1B, 0, 1, 0x20, REF, 1, 0x20, REF, 8]).unwrap();
    assert_eq!(pointer.strip_modifiers(), type_(&[0x1B, 0, 1, 1, 8]).unwrap());
    let shape = read_shape(&mut reader(&[0x20, 0, 0x1F, REF, 0x20, REF, 1]), &limits()).unwrap();
    assert!(!shape.returns_value && shape.arguments() == 1, "an init accessor returns nothing");
    assert!(method(&[0, 0, 0x1F, 0, 1]).is_err(), "a modifier without a type");
}

#[test]
fn s05_managed_pointers_stand_in_fields_too() {
    let by_ref = Type::ByRef(Box::new(I4));
    assert_eq!(read_field(&mut reader(&[6, 0x10, 8]), &limits()), Ok(by_ref.clone()));
    assert_eq!(method(&[0, 0, 0x10, 8]).unwrap().return_type, by_ref);
    let pinned = read_locals(&mut reader(&[7, 2, 0x45, 0x10, 8, 8]), &limits()).unwrap();
    assert_eq!(pinned, [Type::Pinned(Box::new(by_ref)), I4]);
}

#[test]
fn s06_arrays_pointers_and_function_pointers() {
    let Ok(Type::Array(array)) = type_(&[0x14, 8, 3, 2, 5, 6, 1, 0x7F]) else { panic!() };
    assert_eq!((array.rank, array.sizes, array.lower_bounds), (3, vec![5, 6], vec![-1]));
    for bytes in [&[0x14, 8, 0, 0, 0][..], &[0x14, 8, 33, 0, 0], &[0x14, 8, 1, 2, 1, 1, 0], &[0x14, 8, 1, 0, 2, 0, 0]] {
        assert!(type_(bytes).is_err());
    }
    let rank = [vec![0x14, 8], compressed(0x1FFF_FFFF), compressed(0x1FFF_FFFF)].concat();
    assert!(type_(&rank).is_err());
    assert_eq!(type_(&[0x16]), Ok(Type::Primitive(Primitive::TypedReference)));
    assert_eq!(
        [type_(&[0x18]), type_(&[0x19])].map(Result::unwrap),
        [Primitive::IntPtr, Primitive::UIntPtr].map(Type::Primitive)
    );
    assert_eq!(type_(&[0x0F, 0x01]), Ok(Type::Pointer(Box::new(Type::Primitive(Primitive::Void)))));
    let Ok(Type::FunctionPointer(pointer)) = type_(&[0x1B, 9, 1, 8, 0x1D, 8]) else { panic!() };
    assert_eq!((pointer.convention, pointer.parameters.len()), (CallingConvention::Unmanaged, 1));
}

#[test]
fn s07_the_numbers_of_generic_parameters_are_kept_whatever_they_are() {
    let number = compressed(0x1FFF_FFFF);
    assert_eq!(type_(&[&[0x13][..], &number].concat()), Ok(Type::TypeParameter(0x1FFF_FFFF)));
    assert_eq!(type_(&[&[0x1E][..], &number].concat()), Ok(Type::MethodParameter(0x1FFF_FFFF)));
}

#[test]
fn s08_an_instantiation_has_a_type_and_arguments() {
    let instance = type_(&[0x15, 0x11, REF, 2, 8, 0x13, 0]).unwrap();
    let expected =
        Type::Instance { generic: reference(), value_type: true, arguments: vec![I4, Type::TypeParameter(0)] };
    assert_eq!((instance.named(), instance), (Some(reference()), expected));
    for bytes in [&[0x15, 0x12, REF, 0][..], &[0x15, 0x1D, REF, 1, 8], &[0x15, 0x12], &[0x15, 0x12, REF, 2, 8]] {
        assert!(type_(bytes).is_err());
    }
}

#[test]
fn s09_a_type_spec_may_follow_a_modifier_only() {
    assert!(
        type_(&[0x12, SPEC]).is_err() && type_(&[0x11, SPEC]).is_err() && type_(&[0x15, 0x12, SPEC, 1, 8]).is_err()
    );
    assert!(type_(&[0x12, 3 | 1 << 2]).is_err() && type_(&[0x12, 0]).is_err(), "no such table; no row");
    let mut writer = Writer::module();
    let blob = writer.blob(&[0x0F, 0x20, SPEC, 8]);
    writer.row(0x1B, &[blob]);
    with(&writer, |metadata, codes| {
        let row = metadata.row(Rid::<TypeSpec>::FIRST).unwrap();
        let Type::Pointer(inner) = metadata.type_spec(row.signature).unwrap() else { panic!() };
        let modifier = TypeDefOrRef::TypeSpec(Rid::FIRST);
        assert_eq!(*inner, Type::Modified { required: false, modifier, inner: Box::new(I4) }, "not expanded");
        assert!(codes.is_empty());
    });
}

#[test]
fn s10_types_are_nested_no_deeper_than_the_limit() {
    let nested = |unit: &[u8], depth: usize| [unit.repeat(depth), vec![8]].concat();
    for unit in [&[0x0F][..], &[0x10], &[0x1D], &[0x45], &[0x20, REF], &[0x15, 0x12, REF, 1], &[0x1B, 0, 0]] {
        assert!(type_(&nested(unit, 100)).is_ok(), "{unit:x?}");
        assert!(type_(&nested(unit, 101)).is_err(), "{unit:x?}");
        assert!(type_(&nested(unit, 1_000_000)).is_err(), "{unit:x?}");
        let raised = Limits { signature_depth: u64::MAX, ..limits() };
        assert!(read_type_spec(&mut reader(&nested(unit, 1_000_000)), &raised).is_err(), "{unit:x?}");
        let deep = read_type_spec(&mut reader(&nested(unit, 250)), &raised).unwrap();
        assert_eq!(deep.clone(), deep);
    }
    let arrays = [vec![0x14; 1_000_000], vec![8]].concat();
    assert!(type_(&arrays).is_err());
    let modifiers = [&[0, 0][..], &[0x20, REF].repeat(1_000_000), &[1]].concat();
    assert!(read_shape(&mut reader(&modifiers), &limits()).is_err());
}

#[test]
fn s11_a_type_spec_is_any_type() {
    for bytes in [&[0x13, 0][..], &[0x1E, 1], &[0x08], &[0x1D, 0x0E], &[0x1F, REF, 8], &[0x12, REF]] {
        assert!(type_(bytes).is_ok(), "{bytes:x?}");
    }
}

#[test]
fn s12_element_types_of_runtimes_and_attributes_have_no_place() {
    let legal = [
        1, 2, 3, 4, 5, 6, 7, 8, 9, 0xA, 0xB, 0xC, 0xD, 0xE, 0xF, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x18, 0x19,
        0x1B, 0x1C, 0x1D, 0x1E, 0x1F, 0x20, 0x45,
    ];
    for element_type in (0..=255).filter(|element_type| !legal.contains(element_type)) {
        assert!(type_(&[element_type, REF, 8, 8, 8, 8, 8, 8, 8, 8]).is_err(), "{element_type:x}");
    }
}

#[test]
fn s13_an_empty_signature_is_an_error_and_bytes_behind_one_are_not() {
    let mut writer = Writer::module();
    let trailing = writer.blob(&[6, 8, 0xDE, 0xAD]);
    let empty = writer.blob(&[]);
    writer.row(0x04, &[0, 0, trailing]);
    with(&writer, |metadata, codes| {
        assert_eq!(metadata.field_signature(BlobIndex(trailing)), Ok(I4));
        for index in [BlobIndex(0), BlobIndex(empty)] {
            assert!(metadata.field_signature(index).is_err() && metadata.method_shape(index).is_err());
            assert!(metadata.type_spec(index).is_err() && metadata.signature_kind(index).is_err());
        }
        assert_eq!(codes, ["S13"]);
    });
    writer.row(0x04, &[0, 0, 0]);
    with(&writer, |_, codes| assert_eq!(codes, ["S13", "S01"]));
}

#[test]
fn s14_the_first_byte_says_what_the_rest_is() {
    assert_eq!(
        read_method_spec(&mut reader(&[0x0A, 2, 8, 0x1E, 0]), &limits()),
        Ok(vec![I4, Type::MethodParameter(0)])
    );
    assert!(read_method_spec(&mut reader(&[0x0A, 0]), &limits()).is_err());
    let property = read_property(&mut reader(&[0x28, 1, 8, 0x0E]), &limits()).unwrap();
    assert!(property.has_this && property.type_ == I4 && property.parameters.len() == 1);
    assert!(!read_property(&mut reader(&[0x08, 0, 8]), &limits()).unwrap().has_this);
    let stand_alone = |bytes: &[u8]| read_stand_alone(&mut reader(bytes), &limits());
    assert_eq!(stand_alone(&[7, 1, 8]), Ok(StandAlone::Locals(vec![I4])));
    assert!(matches!(stand_alone(&[0, 0, 1]), Ok(StandAlone::CallSite(_))));
    assert_eq!(stand_alone(&[6, 8]), Ok(StandAlone::Field(I4)));
    assert!(stand_alone(&[8, 0, 8]).is_err() && stand_alone(&[0x0A, 1, 8]).is_err());
}

#[test]
fn s15_the_shape_of_a_method_costs_the_same_however_many_parameters_it_has() {
    // Not one of the parameters is a type.
    let bytes = [vec![0x20], compressed(60_000), vec![8], vec![0xFF; 60_000]].concat();
    let mut r = reader(&bytes);
    let shape = read_shape(&mut r, &limits()).unwrap();
    assert_eq!((shape.parameters, shape.arguments(), shape.returns_value), (60_000, 60_001, true));
    assert_eq!(r.len(), 60_000);
    let explicit = read_shape(&mut reader(&[0x60, 1, 1, 0x1C]), &limits()).unwrap();
    assert_eq!(explicit.arguments(), 1);
}

#[test]
fn s15_overlapping_signatures_do_not_make_verifying_quadratic() {
    let mut writer = Writer { heap_sizes: 4, ..Writer::module() };
    // Wherever a blob starts here it has 0x1D bytes, which are arrays of arrays of nothing.
    writer.blobs.extend(std::iter::repeat_n(0x1D, 60_000));
    for index in 1..50_000 {
        writer.row(0x1B, &[index]);
    }
    let bytes = writer.build();
    let mut diagnostics = Diagnostics::default();
    let limits = Limits { diagnostics: u64::MAX, ..limits() };
    Metadata::open(reader(&bytes), &limits, &mut diagnostics).unwrap().verify(&mut diagnostics);
    let dropped = diagnostics.entries().iter().filter(|entry| entry.code == "S01").count();
    assert_eq!(dropped, (60_001usize * 16).div_ceil(29));
    assert_eq!(diagnostics.entries().last().unwrap().code, "S15");
}

#[test]
fn s16_signatures_of_two_modules_are_compared_by_what_they_refer_to() {
    let own = type_(&[0x12, 1 << 2]).unwrap();
    assert_eq!(own.named(), Some(TypeDefOrRef::TypeDef(Rid::<TypeDef>::FIRST)));
    assert_ne!(own, type_(&[0x12, REF]).unwrap(), "tokens differ; names are for the model to compare");
}
