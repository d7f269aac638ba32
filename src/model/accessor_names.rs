//! How compilers call the accessors of properties and events.

/// How accessors begin that change an object.
const SETTERS: [&[u8]; 3] = [b"set_", b"add_", b"remove_"];

/// Whether a method is called as one that sets a property, or adds or removes a handler.
#[must_use]
pub fn is_called_as_setter(method: &[u8]) -> bool {
    let name = without_interface(method);
    SETTERS.iter().any(|start| name.starts_with(start))
}

/// The name of a method without that of the interface whose method it implements explicitly.
#[must_use]
pub fn without_interface(method: &[u8]) -> &[u8] {
    method.rsplit(|byte| *byte == b'.').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setters_are_told_by_how_they_begin_behind_the_interface() {
        for (method, expected) in [
            (&b"set_Name"[..], true),
            (b"add_Changed", true),
            (b"Acme.INamed.remove_Changed", true),
            (b"get_Name", false),
            (b"Acme.set_Name.Run", false),
            (b"settle", false),
        ] {
            assert_eq!(is_called_as_setter(method), expected);
        }
    }
}
