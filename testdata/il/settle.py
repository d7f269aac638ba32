"""Gives a freshly made assembly a fixed time stamp and a module id that depends on its content only."""
import hashlib
import struct
import sys

path = sys.argv[1]
data = bytearray(open(path, "rb").read())


def u16(at):
    return struct.unpack_from("<H", data, at)[0]


def u32(at):
    return struct.unpack_from("<I", data, at)[0]


pe = u32(0x3C)
struct.pack_into("<I", data, pe + 8, 0)  # COFF time stamp
optional = pe + 24
struct.pack_into("<I", data, optional + 64, 0)  # check sum
directories = optional + (96 if u16(optional) == 0x10B else 112)
sections = optional + u16(pe + 20)


def offset(rva):
    for i in range(u16(pe + 6)):
        at = sections + 40 * i
        start, raw = u32(at + 12), u32(at + 20)
        if start <= rva < start + max(u32(at + 8), u32(at + 16)):
            return rva - start + raw
    raise ValueError(hex(rva))


debug = u32(directories + 6 * 8)
if debug:
    entry = offset(debug)
    struct.pack_into("<I", data, entry + 4, 0)
if sys.argv[2:] == ["mixed"]:  # the header no longer says that there is nothing but IL
    header = offset(u32(directories + 14 * 8))
    struct.pack_into("<I", data, header + 16, u32(header + 16) & ~1)
root = offset(u32(offset(u32(directories + 14 * 8)) + 8))
at = root + 16 + u32(root + 12)
count = u16(at + 2)
at += 4
for _ in range(count):
    start, size = u32(at), u32(at + 4)
    end = data.index(0, at + 8)
    name = bytes(data[at + 8 : end])
    at = at + 8 + (len(name) // 4 + 1) * 4
    if name == b"#GUID":
        guid = root + start
data[guid : guid + 16] = bytes(16)
data[guid : guid + 16] = hashlib.sha256(data).digest()[:16]
open(path, "wb").write(data)
