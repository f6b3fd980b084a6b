"""The OLE compound file around old Office documents (MS-CFB), read strictly.

A parser that follows a chain of sectors running in a circle never ends, and one that believes declared lengths takes
gigabytes; so every chain and length is checked here before another parser sees the file.
"""

from __future__ import annotations

import struct

from flows.ingest.files.grids import UnreadableFile

_END = 0xFFFFFFFE
_LAST_SECTOR = 0xFFFFFFFA
_NATIVE = "\x01Ole10Native"


class CompoundFile:
    """Names and streams of a compound file.

    Raises (on creation and on reading):
        UnreadableFile: unreadable_truncated when a sector lies beyond the end, unreadable_broken otherwise.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) < 512:
            raise UnreadableFile("unreadable_truncated")
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise UnreadableFile("unreadable_broken")
        self._size = 1 << shift
        self._sectors = (len(data) + self._size - 1) // self._size - 1
        fat_sectors, directory = struct.unpack_from("<II", data, 44)
        mini_fat, mini_fat_sectors, difat, difat_sectors = struct.unpack_from("<IIII", data, 60)
        if max(fat_sectors, mini_fat_sectors, difat_sectors) > self._sectors:
            raise UnreadableFile("unreadable_truncated")
        self._fat = self._table(self._fat_places(difat))
        self.entries: dict[str, tuple[int, int]] = {}
        root: tuple[int, int] | None = None
        listing = self._chain(directory, None)
        if len(listing) % 128:
            raise UnreadableFile("unreadable_truncated")
        for at in range(0, len(listing) - 127, 128):
            name_bytes, kind = struct.unpack_from("<H", listing, at + 64)[0], listing[at + 66]
            start, length = struct.unpack_from("<IQ", listing, at + 116)
            if shift == 9:
                length &= 0xFFFFFFFF
            name = listing[at : at + max(0, min(name_bytes, 64) - 2)].decode("utf-16-le", errors="replace")
            if kind == 5 and root is None:
                root = (start, length)
            elif kind == 2:
                if length > len(data):
                    raise UnreadableFile("unreadable_broken")
                self.entries.setdefault(name, (start, length))
            elif kind == 1:
                self.entries.setdefault(name + "/", (0, 0))
        if root is None:
            raise UnreadableFile("unreadable_broken")
        self._mini_fat: tuple[int, ...] = ()
        self._mini = b""
        if mini_fat_sectors:
            self._mini_fat = struct.unpack(
                f"<{mini_fat_sectors * self._size // 4}I", self._chain(mini_fat, mini_fat_sectors * self._size)
            )
            self._mini = self._chain(root[0], root[1])

    def _fat_places(self, difat: int) -> list[int]:
        places = list(filter(_LAST_SECTOR.__gt__, struct.unpack_from("<109I", self._data, 76)))
        seen = 0
        while difat < _LAST_SECTOR:
            seen += 1
            if seen > self._sectors:
                raise UnreadableFile("unreadable_broken")
            numbers = struct.unpack(f"<{self._size // 4}I", self._whole_sector(difat))
            places.extend(place for place in numbers[:-1] if place < _LAST_SECTOR)
            difat = numbers[-1]
        if len(places) > self._sectors:
            raise UnreadableFile("unreadable_broken")
        return places

    def _table(self, places: list[int]) -> tuple[int, ...]:
        whole = b"".join(map(self._whole_sector, places))
        return struct.unpack(f"<{len(whole) // 4}I", whole)

    def _whole_sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        sector = self._data[start : start + self._size]
        if not sector:
            raise UnreadableFile("unreadable_truncated")
        return sector.ljust(self._size, b"\x00")

    def _chain(self, sector: int, length: int | None) -> bytes:
        """The bytes of a chain of sectors; runs of neighbours are taken at once."""
        pieces: list[bytes] = []
        have, steps, size, fat = 0, 0, self._size, self._fat
        known, most = len(fat), self._sectors + 1
        while sector != _END and (length is None or have < length):
            first = last = sector
            while True:
                if last >= known:
                    raise UnreadableFile("unreadable_truncated")
                following = fat[last]
                steps += 1
                if steps > most:
                    raise UnreadableFile("unreadable_broken")
                if following != last + 1:
                    break
                last = following
            piece = self._data[(first + 1) * size : (last + 2) * size]
            if len(piece) <= (last - first) * size:
                raise UnreadableFile("unreadable_truncated")
            pieces.append(piece)
            have += (last - first + 1) * size
            sector = following
        whole = b"".join(pieces)
        if length is None:
            return whole
        if len(whole) < length:
            raise UnreadableFile("unreadable_truncated")
        return whole[:length]

    def place(self, name: str, position: int) -> int | None:
        """Where a byte of a stream of 4,096 bytes or more stands in the file."""
        sector, length = self.entries[name]
        if length < 4096:
            return None
        for _ in range(position // self._size):
            sector = self._fat[sector]
        return int((sector + 1) * self._size + position % self._size)

    def embedded(self) -> bytes | None:
        """The file that an object embedded in a document holds, None where this is no such object."""
        if "Package" in self.entries:
            return self.stream("Package")
        if _NATIVE not in self.entries:
            return None
        # As the packager writes it: length and flags, name and path, flags, another path with its length, the file.
        content = self.stream(_NATIVE)
        path = content.find(b"\0", 6) + 1
        at = content.find(b"\0", path) + 5
        if not path or len(content) < at + 4:
            return b""
        at += 4 + struct.unpack_from("<I", content, at)[0]
        return content[at + 4 : at + 4 + struct.unpack_from("<I", content, at)[0]] if at + 4 <= len(content) else b""

    def stream(self, name: str) -> bytes:
        """The bytes of one stream."""
        sector, length = self.entries[name]
        if length >= 4096:
            return self._chain(sector, length)
        pieces: list[bytes] = []
        steps = 0
        while sector != _END and steps * 64 < length:
            if sector >= len(self._mini_fat):
                raise UnreadableFile("unreadable_broken")
            pieces.append(self._mini[sector * 64 : sector * 64 + 64])
            sector = self._mini_fat[sector]
            steps += 1
        whole = b"".join(pieces)
        if len(whole) < length:
            raise UnreadableFile("unreadable_truncated")
        return whole[:length]
