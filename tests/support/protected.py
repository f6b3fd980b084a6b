"""An xls encrypted as Excel does it with RC4 ([MS-XLS] 2.2.10, [MS-OFFCRYPTO] 2.3.6), for tests only."""

from __future__ import annotations

import hashlib
import struct

from flows.ingest.files.formats.ole import CompoundFile
from tests.support.workbooks import compound

_BOF, _FILEPASS, _BOUNDSHEET, _BLOCK = 0x809, 0x2F, 0x85, 1024
_PLAIN = (_BOF, _FILEPASS)  # records that are never encrypted


def with_password(xls: bytes, password: str) -> bytes:
    """The same workbook, encrypted."""
    stream = CompoundFile(xls).stream("Workbook")
    salt, verifier = bytes(range(16)), bytes(range(16, 32))
    key = hashlib.md5(password.encode("utf-16-le")).digest()[:5] + salt
    key = hashlib.md5(key * 16).digest()[:5]
    sealed = _rc4(_of_block(key, 0), verifier + hashlib.md5(verifier).digest())
    header = struct.pack("<HHHH", _FILEPASS, 54, 1, 1) + struct.pack("<H", 1) + salt + sealed
    first = 4 + struct.unpack_from("<H", stream, 2)[0]
    position, whole, plain = 0, bytearray(stream[:first] + header + stream[first:]), []
    while position + 4 <= len(whole):
        kind, length = struct.unpack_from("<HH", whole, position)
        if kind == _BOUNDSHEET:
            (sheet,) = struct.unpack_from("<I", whole, position + 4)
            struct.pack_into("<I", whole, position + 4, sheet + len(header))
        open_bytes = length if kind in _PLAIN else 4 if kind == _BOUNDSHEET else 0
        plain.append((position, 4 + open_bytes))
        position += 4 + length
    mask = b"".join(_rc4(_of_block(key, n), bytes(_BLOCK)) for n in range(-(-len(whole) // _BLOCK)))
    sealed_stream = bytearray(a ^ b for a, b in zip(whole, mask, strict=False))
    for start, length in plain:
        sealed_stream[start : start + length] = whole[start : start + length]
    return compound({"Workbook": bytes(sealed_stream)})


def _of_block(key: bytes, number: int) -> bytes:
    return hashlib.md5(key + struct.pack("<I", number)).digest()


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
