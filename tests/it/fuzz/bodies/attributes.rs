//! Custom attribute values (§II.23.3): a byte that says how long the constructor's signature is, the signature, the blob.

use ilvet::bytes::{FileOffset, Reader};
use ilvet::limits::Limits;
use ilvet::metadata::{AttributeValue, End, Primitive, decode_attribute, read_method};

use super::Seen;

pub(super) fn read(data: &[u8], seen: &mut Seen) {
    let limits = Limits::default();
    let Some((length, rest)) = data.split_first() else { return };
    let Some((signature, blob)) = rest.split_at_checked(usize::from(*length)) else { return };
    let mut signature = Reader::new(signature, FileOffset(1), "§II.23.2");
    let Some(constructor) = seen.result(read_method(&mut signature, &limits)) else { return };
    let blob = Reader::new(blob, FileOffset(1 + u32::from(*length)), "§II.23.3");
    for width in [None, Some(Primitive::U1), Some(Primitive::I4), Some(Primitive::I8), Some(Primitive::R8)] {
        if let Some(value) = seen.result(decode_attribute(blob, &constructor, &|_| width, &limits)) {
            look(&value, blob.len(), seen);
            assert!(value.fixed.len() <= constructor.parameters.len());
        }
    }
}

fn look(value: &AttributeValue<'_>, length: usize, seen: &mut Seen) {
    assert!(value.rest <= length);
    match &value.end {
        End::Malformed(at) => seen.malformed(at),
        End::Whole | End::UnknownEnum(_) => {}
    }
}
