"""Every text shown to people, in Vietnamese and English, one module a subject.

A text is a `Text`: two templates with the same named places. Nothing outside this folder words a message.
"""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """One message in both languages; places are named as in `str.format`."""

    vi: str
    en: str

    def fill(self, **places: object) -> Text:
        """The same message with its places filled in both languages; a place may itself be a message."""
        vi = {name: place.vi if isinstance(place, Text) else place for name, place in places.items()}
        en = {name: place.en if isinstance(place, Text) else place for name, place in places.items()}
        return Text(self.vi.format(**vi), self.en.format(**en))
