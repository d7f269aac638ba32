//! Every opcode of CIL, one line each (§III).
//!
//! The list below is the only place that knows an encoding: decoding, disassembly and the abstract stack all read it.

use super::operand::OperandKind;
use crate::bytes::{Malformed, Reader};

/// How many values an opcode takes from the evaluation stack, or puts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slots {
    /// Always so many.
    Count(u8),
    /// As many as the signature says: of the method called (`calli` takes the function pointer as well), or for `ret` the own one.
    Signature,
}

/// Where control goes after an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flow {
    /// To the next instruction.
    Next,
    /// To the target.
    Branch,
    /// To a target or to the next instruction; `switch` too.
    CondBranch,
    /// Into a method and back to the next instruction.
    Call,
    /// Back to the caller.
    Return,
    /// To a handler; the stack is emptied.
    Throw,
    /// To the target, through the `finally` handlers of the blocks left; the stack is emptied.
    Leave,
    /// Out of a `finally` or `fault` handler; the stack is emptied.
    EndFinally,
    /// Out of a filter.
    EndFilter,
    /// Into another method, for good.
    Jump,
    /// To a debugger, then to the next instruction.
    Break,
    /// To the instruction that the prefix belongs to.
    Prefix,
}

impl Flow {
    /// Whether the next instruction can be what runs after this one.
    #[must_use]
    pub fn falls_through(self) -> bool {
        matches!(self, Self::Next | Self::CondBranch | Self::Call | Self::Break | Self::Prefix)
    }
}

macro_rules! slots {
    (Signature) => {
        Slots::Signature
    };
    ($count:literal) => {
        Slots::Count($count)
    };
}

/// Declares an opcode in one line: code, variant, mnemonic, operand, values popped, values pushed, flow.
macro_rules! opcodes {
    ($($code:literal $variant:ident $mnemonic:literal $operand:ident $pops:tt $pushes:tt $flow:ident;)*) => {
        /// An opcode; the variant is the mnemonic in `CamelCase`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Opcode {
            $(#[doc = concat!("`", $mnemonic, "`")] $variant,)*
        }

        impl Opcode {
            /// Every opcode, in the order of the codes.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The code: `0x00nn` or `0xFEnn`.
            #[must_use]
            #[inline]
            pub const fn code(self) -> u16 {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            /// The name in assembly language.
            #[must_use]
            pub const fn mnemonic(self) -> &'static str {
                match self {
                    $(Self::$variant => $mnemonic,)*
                }
            }

            /// What follows it in the code.
            #[must_use]
            #[inline]
            pub const fn operand_kind(self) -> OperandKind {
                match self {
                    $(Self::$variant => OperandKind::$operand,)*
                }
            }

            /// How many values it takes from the stack.
            #[must_use]
            pub const fn pops(self) -> Slots {
                match self {
                    $(Self::$variant => slots!($pops),)*
                }
            }

            /// How many values it puts on the stack.
            #[must_use]
            pub const fn pushes(self) -> Slots {
                match self {
                    $(Self::$variant => slots!($pushes),)*
                }
            }

            /// Where control goes afterwards.
            #[must_use]
            #[inline]
            pub const fn flow(self) -> Flow {
                match self {
                    $(Self::$variant => Flow::$flow,)*
                }
            }
        }
    };
}

/// The first byte of an opcode of two bytes (§III.1.2.1).
const LONG: u8 = 0xFE;

/// The opcodes of one byte, by that byte.
static SHORT_CODES: [Option<Opcode>; 256] = by_low_byte(0);
/// The opcodes of two bytes, by the second.
static LONG_CODES: [Option<Opcode>; 256] = by_low_byte(LONG);

/// Inverts the part of the list whose codes have `high` as their upper byte.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "run by the compiler alone: a slip does not build"
)]
const fn by_low_byte(high: u8) -> [Option<Opcode>; 256] {
    let mut map = [None; 256];
    let mut index = 0;
    while index < Opcode::ALL.len() {
        let [upper, lower] = Opcode::ALL[index].code().to_be_bytes();
        if upper == high {
            map[lower as usize] = Some(Opcode::ALL[index]);
        }
        index += 1;
    }
    map
}

impl Opcode {
    /// The opcode with this code: `0x00nn` for those of one byte, `0xFEnn` for those of two. `None` when there is none.
    #[must_use]
    pub fn from_code(code: u16) -> Option<Self> {
        let [high, low] = code.to_be_bytes();
        let codes = match high {
            0 => &SHORT_CODES,
            LONG => &LONG_CODES,
            _ => return None,
        };
        codes.get(usize::from(low)).copied().flatten()
    }

    /// Reads an opcode of 1 or 2 bytes.
    ///
    /// # Errors
    /// The bytes are no opcode of the standard, or they end; nothing is read then.
    pub fn read(at: &mut Reader<'_>) -> Result<Self, Malformed> {
        let opcode = Self::first_of(at.rest()).ok_or_else(|| {
            let start = at.citing("§III.1.2.1");
            match *start.rest() {
                [] => start.malformed("an opcode is expected where the code ends"),
                [LONG] => start.at(1).unwrap_or(start).malformed("0xFE is the last byte of the code"),
                _ => start.malformed("undefined opcode"),
            }
        })?;
        at.skip(opcode.size(), "undefined opcode")?;
        Ok(opcode)
    }

    /// The opcode with which `code` begins.
    #[inline]
    pub(super) fn first_of(code: &[u8]) -> Option<Self> {
        match *code {
            [LONG, low, ..] => LONG_CODES.get(usize::from(low)).copied().flatten(),
            [short, ..] => SHORT_CODES.get(usize::from(short)).copied().flatten(),
            [] => None,
        }
    }

    /// How many bytes encode it: 1 or 2, without the operand.
    #[must_use]
    #[inline]
    pub fn size(self) -> usize {
        if self.code() > 0xFF { 2 } else { 1 }
    }

    /// Whether it modifies the instruction that follows (§III.2).
    #[must_use]
    #[inline]
    pub fn is_prefix(self) -> bool {
        self.flow() == Flow::Prefix
    }

    /// Whether it can fail because of the value that it gets, beside calls and what follows a reference: casts, elements of arrays, division,
    /// checked arithmetic.
    #[must_use]
    pub fn can_fail(self) -> bool {
        use Opcode as Op;
        matches!(
            self,
            Op::Castclass | Op::Unbox | Op::UnboxAny | Op::Div | Op::DivUn | Op::Rem | Op::RemUn | Op::Ckfinite
        ) || self.mnemonic().starts_with("ldelem")
            || self.mnemonic().starts_with("stelem")
            || self.mnemonic().contains(".ovf")
    }

    /// Whether `prefix` may stand before it (§III.2). `constrained.` before `call` and `ldftn` is of static members of
    /// interfaces (ECMA-335 Augments), `readonly.` before calls is of the `Address` method of arrays.
    #[must_use]
    pub fn accepts(self, prefix: Self) -> bool {
        use Opcode as Op;
        let call = matches!(self, Op::Call | Op::Callvirt);
        let through_pointer = self.mnemonic().starts_with("ldind.")
            || self.mnemonic().starts_with("stind.")
            || matches!(self, Op::Ldfld | Op::Stfld | Op::Ldobj | Op::Stobj | Op::Initblk | Op::Cpblk);
        match prefix {
            Op::Unaligned => through_pointer,
            Op::Volatile => through_pointer || matches!(self, Op::Ldsfld | Op::Stsfld),
            Op::Tail => call || self == Op::Calli,
            Op::Constrained => call || self == Op::Ldftn,
            Op::Readonly => call || self == Op::Ldelema,
            Op::No => {
                self.mnemonic().starts_with("ldelem")
                    || self.mnemonic().starts_with("stelem")
                    || matches!(self, Op::Castclass | Op::Unbox | Op::Ldfld | Op::Stfld | Op::Callvirt | Op::Ldvirtftn)
            }
            _ => false,
        }
    }
}

opcodes! {
    0x00   Nop         "nop"            None       0         0         Next;
    0x01   Break       "break"          None       0         0         Break;
    0x02   Ldarg0      "ldarg.0"        None       0         1         Next;
    0x03   Ldarg1      "ldarg.1"        None       0         1         Next;
    0x04   Ldarg2      "ldarg.2"        None       0         1         Next;
    0x05   Ldarg3      "ldarg.3"        None       0         1         Next;
    0x06   Ldloc0      "ldloc.0"        None       0         1         Next;
    0x07   Ldloc1      "ldloc.1"        None       0         1         Next;
    0x08   Ldloc2      "ldloc.2"        None       0         1         Next;
    0x09   Ldloc3      "ldloc.3"        None       0         1         Next;
    0x0A   Stloc0      "stloc.0"        None       1         0         Next;
    0x0B   Stloc1      "stloc.1"        None       1         0         Next;
    0x0C   Stloc2      "stloc.2"        None       1         0         Next;
    0x0D   Stloc3      "stloc.3"        None       1         0         Next;
    0x0E   LdargS      "ldarg.s"        Variable8  0         1         Next;
    0x0F   LdargaS     "ldarga.s"       Variable8  0         1         Next;
    0x10   StargS      "starg.s"        Variable8  1         0         Next;
    0x11   LdlocS      "ldloc.s"        Variable8  0         1         Next;
    0x12   LdlocaS     "ldloca.s"       Variable8  0         1         Next;
    0x13   StlocS      "stloc.s"        Variable8  1         0         Next;
    0x14   Ldnull      "ldnull"         None       0         1         Next;
    0x15   LdcI4M1     "ldc.i4.m1"      None       0         1         Next;
    0x16   LdcI40      "ldc.i4.0"       None       0         1         Next;
    0x17   LdcI41      "ldc.i4.1"       None       0         1         Next;
    0x18   LdcI42      "ldc.i4.2"       None       0         1         Next;
    0x19   LdcI43      "ldc.i4.3"       None       0         1         Next;
    0x1A   LdcI44      "ldc.i4.4"       None       0         1         Next;
    0x1B   LdcI45      "ldc.i4.5"       None       0         1         Next;
    0x1C   LdcI46      "ldc.i4.6"       None       0         1         Next;
    0x1D   LdcI47      "ldc.i4.7"       None       0         1         Next;
    0x1E   LdcI48      "ldc.i4.8"       None       0         1         Next;
    0x1F   LdcI4S      "ldc.i4.s"       Int8       0         1         Next;
    0x20   LdcI4       "ldc.i4"         Int32      0         1         Next;
    0x21   LdcI8       "ldc.i8"         Int64      0         1         Next;
    0x22   LdcR4       "ldc.r4"         Float32    0         1         Next;
    0x23   LdcR8       "ldc.r8"         Float64    0         1         Next;
    0x25   Dup         "dup"            None       1         2         Next;
    0x26   Pop         "pop"            None       1         0         Next;
    0x27   Jmp         "jmp"            Method     0         0         Jump;
    0x28   Call        "call"           Method     Signature Signature Call;
    0x29   Calli       "calli"          Signature  Signature Signature Call;
    0x2A   Ret         "ret"            None       Signature 0         Return;
    0x2B   BrS         "br.s"           Target8    0         0         Branch;
    0x2C   BrfalseS    "brfalse.s"      Target8    1         0         CondBranch;
    0x2D   BrtrueS     "brtrue.s"       Target8    1         0         CondBranch;
    0x2E   BeqS        "beq.s"          Target8    2         0         CondBranch;
    0x2F   BgeS        "bge.s"          Target8    2         0         CondBranch;
    0x30   BgtS        "bgt.s"          Target8    2         0         CondBranch;
    0x31   BleS        "ble.s"          Target8    2         0         CondBranch;
    0x32   BltS        "blt.s"          Target8    2         0         CondBranch;
    0x33   BneUnS      "bne.un.s"       Target8    2         0         CondBranch;
    0x34   BgeUnS      "bge.un.s"       Target8    2         0         CondBranch;
    0x35   BgtUnS      "bgt.un.s"       Target8    2         0         CondBranch;
    0x36   BleUnS      "ble.un.s"       Target8    2         0         CondBranch;
    0x37   BltUnS      "blt.un.s"       Target8    2         0         CondBranch;
    0x38   Br          "br"             Target32   0         0         Branch;
    0x39   Brfalse     "brfalse"        Target32   1         0         CondBranch;
    0x3A   Brtrue      "brtrue"         Target32   1         0         CondBranch;
    0x3B   Beq         "beq"            Target32   2         0         CondBranch;
    0x3C   Bge         "bge"            Target32   2         0         CondBranch;
    0x3D   Bgt         "bgt"            Target32   2         0         CondBranch;
    0x3E   Ble         "ble"            Target32   2         0         CondBranch;
    0x3F   Blt         "blt"            Target32   2         0         CondBranch;
    0x40   BneUn       "bne.un"         Target32   2         0         CondBranch;
    0x41   BgeUn       "bge.un"         Target32   2         0         CondBranch;
    0x42   BgtUn       "bgt.un"         Target32   2         0         CondBranch;
    0x43   BleUn       "ble.un"         Target32   2         0         CondBranch;
    0x44   BltUn       "blt.un"         Target32   2         0         CondBranch;
    0x45   Switch      "switch"         Switch     1         0         CondBranch;
    0x46   LdindI1     "ldind.i1"       None       1         1         Next;
    0x47   LdindU1     "ldind.u1"       None       1         1         Next;
    0x48   LdindI2     "ldind.i2"       None       1         1         Next;
    0x49   LdindU2     "ldind.u2"       None       1         1         Next;
    0x4A   LdindI4     "ldind.i4"       None       1         1         Next;
    0x4B   LdindU4     "ldind.u4"       None       1         1         Next;
    0x4C   LdindI8     "ldind.i8"       None       1         1         Next;
    0x4D   LdindI      "ldind.i"        None       1         1         Next;
    0x4E   LdindR4     "ldind.r4"       None       1         1         Next;
    0x4F   LdindR8     "ldind.r8"       None       1         1         Next;
    0x50   LdindRef    "ldind.ref"      None       1         1         Next;
    0x51   StindRef    "stind.ref"      None       2         0         Next;
    0x52   StindI1     "stind.i1"       None       2         0         Next;
    0x53   StindI2     "stind.i2"       None       2         0         Next;
    0x54   StindI4     "stind.i4"       None       2         0         Next;
    0x55   StindI8     "stind.i8"       None       2         0         Next;
    0x56   StindR4     "stind.r4"       None       2         0         Next;
    0x57   StindR8     "stind.r8"       None       2         0         Next;
    0x58   Add         "add"            None       2         1         Next;
    0x59   Sub         "sub"            None       2         1         Next;
    0x5A   Mul         "mul"            None       2         1         Next;
    0x5B   Div         "div"            None       2         1         Next;
    0x5C   DivUn       "div.un"         None       2         1         Next;
    0x5D   Rem         "rem"            None       2         1         Next;
    0x5E   RemUn       "rem.un"         None       2         1         Next;
    0x5F   And         "and"            None       2         1         Next;
    0x60   Or          "or"             None       2         1         Next;
    0x61   Xor         "xor"            None       2         1         Next;
    0x62   Shl         "shl"            None       2         1         Next;
    0x63   Shr         "shr"            None       2         1         Next;
    0x64   ShrUn       "shr.un"         None       2         1         Next;
    0x65   Neg         "neg"            None       1         1         Next;
    0x66   Not         "not"            None       1         1         Next;
    0x67   ConvI1      "conv.i1"        None       1         1         Next;
    0x68   ConvI2      "conv.i2"        None       1         1         Next;
    0x69   ConvI4      "conv.i4"        None       1         1         Next;
    0x6A   ConvI8      "conv.i8"        None       1         1         Next;
    0x6B   ConvR4      "conv.r4"        None       1         1         Next;
    0x6C   ConvR8      "conv.r8"        None       1         1         Next;
    0x6D   ConvU4      "conv.u4"        None       1         1         Next;
    0x6E   ConvU8      "conv.u8"        None       1         1         Next;
    0x6F   Callvirt    "callvirt"       Method     Signature Signature Call;
    0x70   Cpobj       "cpobj"          Type       2         0         Next;
    0x71   Ldobj       "ldobj"          Type       1         1         Next;
    0x72   Ldstr       "ldstr"          String     0         1         Next;
    0x73   Newobj      "newobj"         Method     Signature 1         Call;
    0x74   Castclass   "castclass"      Type       1         1         Next;
    0x75   Isinst      "isinst"         Type       1         1         Next;
    0x76   ConvRUn     "conv.r.un"      None       1         1         Next;
    0x79   Unbox       "unbox"          Type       1         1         Next;
    0x7A   Throw       "throw"          None       1         0         Throw;
    0x7B   Ldfld       "ldfld"          Field      1         1         Next;
    0x7C   Ldflda      "ldflda"         Field      1         1         Next;
    0x7D   Stfld       "stfld"          Field      2         0         Next;
    0x7E   Ldsfld      "ldsfld"         Field      0         1         Next;
    0x7F   Ldsflda     "ldsflda"        Field      0         1         Next;
    0x80   Stsfld      "stsfld"         Field      1         0         Next;
    0x81   Stobj       "stobj"          Type       2         0         Next;
    0x82   ConvOvfI1Un "conv.ovf.i1.un" None       1         1         Next;
    0x83   ConvOvfI2Un "conv.ovf.i2.un" None       1         1         Next;
    0x84   ConvOvfI4Un "conv.ovf.i4.un" None       1         1         Next;
    0x85   ConvOvfI8Un "conv.ovf.i8.un" None       1         1         Next;
    0x86   ConvOvfU1Un "conv.ovf.u1.un" None       1         1         Next;
    0x87   ConvOvfU2Un "conv.ovf.u2.un" None       1         1         Next;
    0x88   ConvOvfU4Un "conv.ovf.u4.un" None       1         1         Next;
    0x89   ConvOvfU8Un "conv.ovf.u8.un" None       1         1         Next;
    0x8A   ConvOvfIUn  "conv.ovf.i.un"  None       1         1         Next;
    0x8B   ConvOvfUUn  "conv.ovf.u.un"  None       1         1         Next;
    0x8C   Box         "box"            Type       1         1         Next;
    0x8D   Newarr      "newarr"         Type       1         1         Next;
    0x8E   Ldlen       "ldlen"          None       1         1         Next;
    0x8F   Ldelema     "ldelema"        Type       2         1         Next;
    0x90   LdelemI1    "ldelem.i1"      None       2         1         Next;
    0x91   LdelemU1    "ldelem.u1"      None       2         1         Next;
    0x92   LdelemI2    "ldelem.i2"      None       2         1         Next;
    0x93   LdelemU2    "ldelem.u2"      None       2         1         Next;
    0x94   LdelemI4    "ldelem.i4"      None       2         1         Next;
    0x95   LdelemU4    "ldelem.u4"      None       2         1         Next;
    0x96   LdelemI8    "ldelem.i8"      None       2         1         Next;
    0x97   LdelemI     "ldelem.i"       None       2         1         Next;
    0x98   LdelemR4    "ldelem.r4"      None       2         1         Next;
    0x99   LdelemR8    "ldelem.r8"      None       2         1         Next;
    0x9A   LdelemRef   "ldelem.ref"     None       2         1         Next;
    0x9B   StelemI     "stelem.i"       None       3         0         Next;
    0x9C   StelemI1    "stelem.i1"      None       3         0         Next;
    0x9D   StelemI2    "stelem.i2"      None       3         0         Next;
    0x9E   StelemI4    "stelem.i4"      None       3         0         Next;
    0x9F   StelemI8    "stelem.i8"      None       3         0         Next;
    0xA0   StelemR4    "stelem.r4"      None       3         0         Next;
    0xA1   StelemR8    "stelem.r8"      None       3         0         Next;
    0xA2   StelemRef   "stelem.ref"     None       3         0         Next;
    0xA3   Ldelem      "ldelem"         Type       2         1         Next;
    0xA4   Stelem      "stelem"         Type       3         0         Next;
    0xA5   UnboxAny    "unbox.any"      Type       1         1         Next;
    0xB3   ConvOvfI1   "conv.ovf.i1"    None       1         1         Next;
    0xB4   ConvOvfU1   "conv.ovf.u1"    None       1         1         Next;
    0xB5   ConvOvfI2   "conv.ovf.i2"    None       1         1         Next;
    0xB6   ConvOvfU2   "conv.ovf.u2"    None       1         1         Next;
    0xB7   ConvOvfI4   "conv.ovf.i4"    None       1         1         Next;
    0xB8   ConvOvfU4   "conv.ovf.u4"    None       1         1         Next;
    0xB9   ConvOvfI8   "conv.ovf.i8"    None       1         1         Next;
    0xBA   ConvOvfU8   "conv.ovf.u8"    None       1         1         Next;
    0xC2   Refanyval   "refanyval"      Type       1         1         Next;
    0xC3   Ckfinite    "ckfinite"       None       1         1         Next;
    0xC6   Mkrefany    "mkrefany"       Type       1         1         Next;
    0xD0   Ldtoken     "ldtoken"        Any        0         1         Next;
    0xD1   ConvU2      "conv.u2"        None       1         1         Next;
    0xD2   ConvU1      "conv.u1"        None       1         1         Next;
    0xD3   ConvI       "conv.i"         None       1         1         Next;
    0xD4   ConvOvfI    "conv.ovf.i"     None       1         1         Next;
    0xD5   ConvOvfU    "conv.ovf.u"     None       1         1         Next;
    0xD6   AddOvf      "add.ovf"        None       2         1         Next;
    0xD7   AddOvfUn    "add.ovf.un"     None       2         1         Next;
    0xD8   MulOvf      "mul.ovf"        None       2         1         Next;
    0xD9   MulOvfUn    "mul.ovf.un"     None       2         1         Next;
    0xDA   SubOvf      "sub.ovf"        None       2         1         Next;
    0xDB   SubOvfUn    "sub.ovf.un"     None       2         1         Next;
    0xDC   Endfinally  "endfinally"     None       0         0         EndFinally;
    0xDD   Leave       "leave"          Target32   0         0         Leave;
    0xDE   LeaveS      "leave.s"        Target8    0         0         Leave;
    0xDF   StindI      "stind.i"        None       2         0         Next;
    0xE0   ConvU       "conv.u"         None       1         1         Next;
    0xFE00 Arglist     "arglist"        None       0         1         Next;
    0xFE01 Ceq         "ceq"            None       2         1         Next;
    0xFE02 Cgt         "cgt"            None       2         1         Next;
    0xFE03 CgtUn       "cgt.un"         None       2         1         Next;
    0xFE04 Clt         "clt"            None       2         1         Next;
    0xFE05 CltUn       "clt.un"         None       2         1         Next;
    0xFE06 Ldftn       "ldftn"          Method     0         1         Next;
    0xFE07 Ldvirtftn   "ldvirtftn"      Method     1         1         Next;
    0xFE09 Ldarg       "ldarg"          Variable16 0         1         Next;
    0xFE0A Ldarga      "ldarga"         Variable16 0         1         Next;
    0xFE0B Starg       "starg"          Variable16 1         0         Next;
    0xFE0C Ldloc       "ldloc"          Variable16 0         1         Next;
    0xFE0D Ldloca      "ldloca"         Variable16 0         1         Next;
    0xFE0E Stloc       "stloc"          Variable16 1         0         Next;
    0xFE0F Localloc    "localloc"       None       1         1         Next;
    0xFE11 Endfilter   "endfilter"      None       1         0         EndFilter;
    0xFE12 Unaligned   "unaligned."     UInt8      0         0         Prefix;
    0xFE13 Volatile    "volatile."      None       0         0         Prefix;
    0xFE14 Tail        "tail."          None       0         0         Prefix;
    0xFE15 Initobj     "initobj"        Type       1         0         Next;
    0xFE16 Constrained "constrained."   Type       0         0         Prefix;
    0xFE17 Cpblk       "cpblk"          None       3         0         Next;
    0xFE18 Initblk     "initblk"        None       3         0         Next;
    0xFE19 No          "no."            UInt8      0         0         Prefix;
    0xFE1A Rethrow     "rethrow"        None       0         0         Throw;
    0xFE1C Sizeof      "sizeof"         Type       0         1         Next;
    0xFE1D Refanytype  "refanytype"     None       1         1         Next;
    0xFE1E Readonly    "readonly."      None       0         0         Prefix;
}
