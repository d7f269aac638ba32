//! The words that ilasm keeps for itself, and names around them (§II.5.2, §II.5.3, §VI.C.1).

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::il::Opcode;
use crate::text::{Safe, is_agent_command, is_hostile};

/// Words of ilasm beside the opcodes: those of the standard, and those that Mono's and Microsoft's assemblers added.
/// Directives stand without their dot, for a dot stands before every later part of a dotted name.
const WORDS: &str = "\
    abstract addon aggressiveinlining algorithm alignment amd64 ansi any array arm arm64 as assembly assert async at auto \
    autochar backing beforefieldinit bestfit blob blob_object bool bstr bytearray byvalstr callmostderived capability carray catch \
    cctor cdecl cf char charmaperror cil class clsid compilercontrolled comtype config const constraint corflags ctor currency custom \
    data date decimal default define delayload demand deny disablejitoptimizer else emitbyte enablejittracking endif entrypoint enum \
    eof error event exeloc explicit export extends extern false famandassem family famorassem fastcall fault field file filetime \
    filter final finally fire fixed float float32 float64 flags forwarder forwardref fromunmanaged fullorigin get handler hash \
    hidebysig hresult idispatch ifdef ifndef il imagebase implements implicitcom implicitres import in include inheritcheck init \
    initonly instance int int16 int32 int64 int8 interface interfaceimpl internalcall invalid is iunknown language lasterr lateinit \
    legacy library line linkcheck literal locale locals lpstr lpstruct lptstr lpvoid lpwstr managed manifestres marshal maxstack \
    method mime modopt module modreq mresource namespace native nested newslot noappdomain noinlining nomachine nomangle \
    nometadata noncasdemand noncasinheritance noncaslinkdemand nooptimization noplatform noprocess not_in_gc_heap notremotable \
    notserialized null nullref object objectref off ole on opt optil originator os other out override pack param permission \
    permissionset permitonly pinned pinvokeimpl prefix1 prefix2 prefix3 prefix4 prefix5 prefix6 prefix7 prefixref prejitdeny \
    prejitgrant preservesig private privatescope processor property protected public publickey publickeytoken readonly record refany \
    removeon reqmin reqopt reqrefuse reqsecobj request retargetable retval rtspecialname runtime safearray sealed sequential \
    serializable set signed size specialname stackreserve static stdcall storage stored_object stream streamed_object strict string \
    struct subsystem synchronized syschar sysstring tbstr thiscall this title tls to true try type typedef typedref undef uint uint16 \
    uint32 uint64 uint8 unicode unmanaged unmanagedexp unsigned userdefined value valuetype vararg variant vbbyrefstr vector ver \
    virtual void vtable vtentry vtfixup wchar winapi windowsruntime with x86 zeroinit";

static RESERVED: LazyLock<FxHashSet<&'static [u8]>> = LazyLock::new(|| {
    // A dotted name that begins like `ldc.i4` would be one.
    let opcodes = Opcode::ALL.iter().filter_map(|opcode| opcode.mnemonic().split('.').next());
    WORDS.split(' ').chain(opcodes).chain(OLD_MNEMONICS).map(str::as_bytes).collect()
});

/// Mnemonics that ilasm knows beside those of the standard.
const OLD_MNEMONICS: [&str; 4] = ["brnull", "brzero", "brinst", "endfault"];

/// Whether every part of a dotted name can stand without quotes.
fn is_plain(name: &[u8]) -> bool {
    name.split(|byte| *byte == b'.').all(is_plain_part)
}

/// Whether a name is an identifier and no word of ilasm.
fn is_plain_part(part: &[u8]) -> bool {
    let letter = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_';
    part.first().is_some_and(letter)
        && part.iter().all(|byte| letter(byte) || byte.is_ascii_digit() || *byte == b'`')
        && !RESERVED.contains(part)
}

/// Appends a name, in quotes where it needs them; tells whether ilasm gets back the same name.
pub(super) fn push_name(text: &mut String, name: &[u8]) -> bool {
    if is_plain(name) {
        text.push_str(&String::from_utf8_lossy(name));
        return true;
    }
    text.push('\'');
    let exact = push_escaped(text, &String::from_utf8_lossy(name), '\'');
    text.push('\'');
    exact && !name.is_empty() && std::str::from_utf8(name).is_ok()
}

/// Appends a name without dots as an identifier; a dotted one gets quotes.
pub(super) fn push_id(text: &mut String, name: &[u8]) -> bool {
    if is_plain_part(name) || !is_plain(name) {
        return push_name(text, name);
    }
    text.push('\'');
    text.push_str(&String::from_utf8_lossy(name));
    text.push('\'');
    true
}

/// Appends text in double quotes; tells whether ilasm gets back the same text.
pub(crate) fn push_string(text: &mut String, string: &str) -> bool {
    text.push('"');
    let exact = push_escaped(text, string, '"');
    text.push('"');
    exact
}

/// The text inside of quotes: escapes for what ilasm has them for (§II.5.2), and a visible form that it does not read back for
/// other characters that could act on a terminal. A build agent finds none of its commands in it.
fn push_escaped(text: &mut String, inside: &str, quote: char) -> bool {
    use std::fmt::Write;
    let mut exact = true;
    for (at, character) in inside.char_indices() {
        match character {
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            '\r' => text.push_str("\\r"),
            _ if character == quote => {
                text.push('\\');
                text.push(quote);
            }
            '#' if is_agent_command(&inside[at..]) => text.push_str("\\043"),
            '\0'..='\u{1f}' | '\u{7f}' => {
                // Three digits, so that a digit that follows is not taken for one of them.
                let _ = write!(text, "\\{:03o}", u32::from(character));
            }
            _ if is_hostile(character) => {
                exact = false;
                let _ = write!(text, "\\u{{{:x}}}", u32::from(character));
            }
            _ => text.push(character),
        }
    }
    exact
}

/// Appends text in single quotes; whether ilasm gets it back as it is.
pub(super) fn push_single_quoted(text: &mut String, string: &str) -> bool {
    text.push('\'');
    let exact = push_escaped(text, string, '\'');
    text.push('\'');
    exact
}

/// Text for a comment: nothing in it acts on a terminal or a build agent, and it stays on its line.
pub(crate) fn comment(text: &str) -> String {
    let shown = Safe::new(text).to_string();
    let mut result = String::with_capacity(shown.len());
    for (at, character) in shown.char_indices() {
        if character == '#' && is_agent_command(&shown[at..]) {
            result.push_str("\\u{23}");
        } else {
            result.push(character);
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(bytes: &[u8]) -> (String, bool) {
        let mut text = String::new();
        let exact = push_name(&mut text, bytes);
        (text, exact)
    }

    #[test]
    fn names_that_ilasm_would_misread_stand_in_quotes() {
        for plain in ["Acme.Orders", "List`1", "_x", "mscorlib", "System.Xml.v4"] {
            assert_eq!(name(plain.as_bytes()), (plain.to_owned(), true));
        }
        for quoted in [
            "class",
            "add",
            "Acme.method.X",
            "4ever",
            "<Execute>d__0",
            "a b",
            "\u{e9}",
            "A.",
            "Microsoft.Build.v4.0",
            "a$",
            "volatile",
            "conv.i4",
        ] {
            assert_eq!(name(quoted.as_bytes()), (format!("'{quoted}'"), true));
        }
        let mut id = String::new();
        push_id(&mut id, b"A.B");
        assert_eq!(id, "'A.B'");
    }

    #[test]
    fn quotes_hold_nothing_that_acts() {
        assert_eq!(name(b"it's\n##vso[x]\x1b\\"), ("'it\\'s\\n#\\043vso[x]\\033\\\\'".to_owned(), true));
        assert_eq!(name("a\u{202e}b".as_bytes()), ("'a\\u{202e}b'".to_owned(), false));
        assert_eq!(name(b"\xff"), ("'\u{fffd}'".to_owned(), false));
        assert_eq!(comment("##vso[x]\n##[y]"), "#\\u{23}vso[x]\\u{a}#\\u{23}[y]");
    }
}
