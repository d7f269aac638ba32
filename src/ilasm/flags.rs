//! Flags as words of ilasm (§II.10.1, §II.15.4.2, §II.15.5, §II.16.1).

/// One word: bits, their value, the word.
pub(crate) type Word = (u32, u32, &'static str);

/// §II.10.1, the visibility aside: `nested` stands before it.
pub(crate) const TYPE: &[Word] = &[
    (0x20, 0x20, "interface"),
    (0x07, 0, "private"),
    (0x07, 1, "public"),
    (0x07, 2, "nested public"),
    (0x07, 3, "nested private"),
    (0x07, 4, "nested family"),
    (0x07, 5, "nested assembly"),
    (0x07, 6, "nested famandassem"),
    (0x07, 7, "nested famorassem"),
    (0x80, 0x80, "abstract"),
    (0x18, 0, "auto"),
    (0x18, 0x08, "sequential"),
    (0x18, 0x10, "explicit"),
    (0x3_0000, 0, "ansi"),
    (0x3_0000, 0x1_0000, "unicode"),
    (0x3_0000, 0x2_0000, "autochar"),
    (0x1000, 0x1000, "import"),
    (0x2000, 0x2000, "serializable"),
    (0x100, 0x100, "sealed"),
    (0x10_0000, 0x10_0000, "beforefieldinit"),
    (0x400, 0x400, "specialname"),
    (0x800, 0x800, "rtspecialname"),
];

/// Bits of a type that follow from what else is written: declarative security.
pub(crate) const TYPE_IMPLIED: u32 = 0x4_0000;

/// Visibility of an exported type, with the word for one that is forwarded.
pub(crate) const EXPORTED: &[Word] = &[
    (0x20_0000, 0x20_0000, "forwarder"),
    (0x07, 1, "public"),
    (0x07, 2, "nested public"),
    (0x07, 3, "nested private"),
    (0x07, 4, "nested family"),
    (0x07, 5, "nested assembly"),
    (0x07, 6, "nested famandassem"),
    (0x07, 7, "nested famorassem"),
];

/// §II.16.1
pub(crate) const FIELD: &[Word] = &[
    (0x07, 0, "privatescope"),
    (0x07, 1, "private"),
    (0x07, 2, "famandassem"),
    (0x07, 3, "assembly"),
    (0x07, 4, "family"),
    (0x07, 5, "famorassem"),
    (0x07, 6, "public"),
    (0x10, 0x10, "static"),
    (0x20, 0x20, "initonly"),
    (0x40, 0x40, "literal"),
    (0x80, 0x80, "notserialized"),
    (0x200, 0x200, "specialname"),
    (0x400, 0x400, "rtspecialname"),
];

/// Bits of a field that follow from what else is written: data, marshalling, constant.
pub(crate) const FIELD_IMPLIED: u32 = 0x9100;

/// §II.15.4.2, but for `pinvokeimpl`.
pub(crate) const METHOD: &[Word] = &[
    (0x07, 0, "privatescope"),
    (0x07, 1, "private"),
    (0x07, 2, "famandassem"),
    (0x07, 3, "assembly"),
    (0x07, 4, "family"),
    (0x07, 5, "famorassem"),
    (0x07, 6, "public"),
    (0x80, 0x80, "hidebysig"),
    (0x800, 0x800, "specialname"),
    (0x1000, 0x1000, "rtspecialname"),
    (0x100, 0x100, "newslot"),
    (0x200, 0x200, "strict"),
    (0x400, 0x400, "abstract"),
    (0x40, 0x40, "virtual"),
    (0x20, 0x20, "final"),
    (0x10, 0x10, "static"),
    (0x8000, 0x8000, "reqsecobj"),
    (0x08, 0x08, "unmanagedexp"),
];

/// Bits of a method that follow from what else is written: `pinvokeimpl`, declarative security.
pub(crate) const METHOD_IMPLIED: u32 = 0x6000;

/// §II.15.4.3
pub(crate) const IMPLEMENTATION: &[Word] = &[
    (0x03, 0, "cil"),
    (0x03, 1, "native"),
    (0x03, 2, "optil"),
    (0x03, 3, "runtime"),
    (0x04, 0, "managed"),
    (0x04, 0x04, "unmanaged"),
    (0x10, 0x10, "forwardref"),
    (0x80, 0x80, "preservesig"),
    (0x1000, 0x1000, "internalcall"),
    (0x20, 0x20, "synchronized"),
    (0x08, 0x08, "noinlining"),
    (0x40, 0x40, "nooptimization"),
    (0x100, 0x100, "aggressiveinlining"),
];

/// §II.15.5.2
pub(crate) const PLATFORM_INVOKE: &[Word] = &[
    (0x01, 0x01, "nomangle"),
    (0x06, 0x02, "ansi"),
    (0x06, 0x04, "unicode"),
    (0x06, 0x06, "autochar"),
    (0x40, 0x40, "lasterr"),
    (0x700, 0x100, "winapi"),
    (0x700, 0x200, "cdecl"),
    (0x700, 0x300, "stdcall"),
    (0x700, 0x400, "thiscall"),
    (0x700, 0x500, "fastcall"),
    (0x30, 0x10, "bestfit:on"),
    (0x30, 0x20, "bestfit:off"),
    (0x3000, 0x1000, "charmaperror:on"),
    (0x3000, 0x2000, "charmaperror:off"),
];

/// §II.15.4.1
pub(crate) const PARAMETER: &[Word] = &[(0x01, 0x01, "[in]"), (0x02, 0x02, "[out]"), (0x10, 0x10, "[opt]")];

/// Bits of a parameter that follow from what else is written: constant, marshalling.
pub(crate) const PARAMETER_IMPLIED: u32 = 0x3000;

/// §II.17, §II.18
pub(crate) const SPECIAL_NAME: &[Word] = &[(0x200, 0x200, "specialname"), (0x400, 0x400, "rtspecialname")];

/// Bits of a property that follow from what else is written: its constant.
pub(crate) const PROPERTY_IMPLIED: u32 = 0x1000;

/// §II.10.1.7
pub(crate) const GENERIC_PARAMETER: &[Word] =
    &[(0x03, 0x01, "+"), (0x03, 0x02, "-"), (0x04, 0x04, "class"), (0x08, 0x08, "valuetype"), (0x10, 0x10, ".ctor")];

/// §II.22.11: the actions of declarative security, by number.
pub(crate) const SECURITY: [&str; 16] = [
    "",
    "request",
    "demand",
    "assert",
    "deny",
    "permitonly",
    "linkcheck",
    "inheritcheck",
    "reqmin",
    "reqopt",
    "reqrefuse",
    "prejitgrant",
    "prejitdeny",
    "noncasdemand",
    "noncaslinkdemand",
    "noncasinheritance",
];

/// Appends the words of `bits`, each with a blank behind; returns the bits that no word stands for.
pub(crate) fn push_words(text: &mut String, words: &[Word], bits: u32) -> u32 {
    let mut rest = bits;
    for (mask, value, word) in words {
        if bits & mask == *value {
            text.push_str(word);
            text.push(' ');
            rest &= !mask;
        }
    }
    rest
}

/// §II.23.1.2, §II.23.1.6, §II.23.1.9, §II.23.1.12
const OTHERS: [(&str, &[Word]); 4] = [
    ("AssemblyFlags", &[(0x01, 0x01, "publickey"), (0x100, 0x100, "retargetable"), (0x200, 0x200, "windowsruntime")]),
    ("FileAttributes", &[(0x01, 0x01, "nometadata")]),
    ("ManifestResourceAttributes", &[(0x07, 0x01, "public"), (0x07, 0x02, "private")]),
    (
        "MethodSemanticsAttributes",
        &[
            (0x01, 0x01, ".set"),
            (0x02, 0x02, ".get"),
            (0x04, 0x04, ".other"),
            (0x08, 0x08, ".addon"),
            (0x10, 0x10, ".removeon"),
            (0x20, 0x20, ".fire"),
        ],
    ),
];

/// The words of the mask of this name (§II.23.1), as far as ilasm has some.
pub(crate) fn flag_words(mask: &str, bits: u32) -> Vec<&'static str> {
    let words = match mask {
        "TypeAttributes" => TYPE,
        "FieldAttributes" => FIELD,
        "MethodAttributes" => METHOD,
        "MethodImplAttributes" => IMPLEMENTATION,
        "PInvokeAttributes" => PLATFORM_INVOKE,
        "ParamAttributes" => PARAMETER,
        "EventAttributes" | "PropertyAttributes" => SPECIAL_NAME,
        "GenericParamAttributes" => GENERIC_PARAMETER,
        _ => OTHERS.iter().find(|(name, _)| *name == mask).map_or(&[][..], |(_, words)| words),
    };
    words.iter().filter(|(mask, value, _)| bits & mask == *value).map(|(_, _, word)| *word).collect()
}
