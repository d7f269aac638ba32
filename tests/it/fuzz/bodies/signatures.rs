//! Signatures of every kind (§II.23.2): the same bytes are taken for each.

use ilvet::bytes::{FileOffset, Malformed, Reader};
use ilvet::limits::Limits;
use ilvet::metadata::{
    read_field, read_locals, read_method, read_method_spec, read_property, read_shape, read_stand_alone, read_type_spec,
};

use super::Seen;

pub(super) fn read(data: &[u8], seen: &mut Seen) {
    let limits = Limits::default();
    let start = Reader::new(data, FileOffset(0), "§II.23.2");
    let method = one(start, seen, &limits, read_method);
    let shape = one(start, seen, &limits, read_shape);
    if let Some(method) = method {
        let shape = shape.expect("what is a method has the shape of one");
        assert_eq!(shape.parameters as usize, method.parameters.len());
        assert_eq!(shape.returns_value, !method.return_type.is_void());
        let plain = method.strip_modifiers();
        assert_eq!(plain.strip_modifiers(), plain, "nothing is left to strip");
        assert!(method.fixed_parameters().len() <= method.parameters.len());
    }
    one(start, seen, &limits, read_field);
    one(start, seen, &limits, read_property);
    one(start, seen, &limits, read_locals);
    one(start, seen, &limits, read_stand_alone);
    one(start, seen, &limits, read_method_spec);
    if let Some(type_) = one(start, seen, &limits, read_type_spec) {
        let plain = type_.strip_modifiers();
        assert_eq!(plain.strip_modifiers(), plain, "nothing is left to strip");
        seen.note((plain.named(), plain.is_void()));
    }
}

/// Reads one signature: what is read moves the reader, and not behind the end.
fn one<T: std::fmt::Debug>(
    start: Reader<'_>,
    seen: &mut Seen,
    limits: &Limits,
    read: fn(&mut Reader<'_>, &Limits) -> Result<T, Malformed>,
) -> Option<T> {
    let mut r = start;
    let done = read(&mut r, limits);
    assert!(done.is_err() || r.len() < start.len(), "a signature without bytes");
    assert_eq!(r.offset().0 as usize + r.len(), start.len());
    seen.note(r.len());
    seen.result(done)
}
