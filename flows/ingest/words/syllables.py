"""What a Vietnamese written syllable looks like: onset, rhyme and tone. Evidence for how letters were encoded.

Source of the inventory: the orthography of standard Vietnamese (onsets by place of articulation; rhymes as medial,
nucleus and coda; rhymes closed by p, t, c, ch carry only sắc or nặng).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WRITTEN_ONSETS = "b c ch d đ g gh gi h k kh l m n nh ng ngh p ph qu r s t th tr v x"
_WRITTEN_RHYMES = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong
    op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uac uân uâng uât uâu uây uc uê uêch uên uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych
    uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yêm yên yêng yêt yêu yt
"""
_ONSETS = frozenset(["", *_WRITTEN_ONSETS.split()])
_RHYMES = frozenset(_WRITTEN_RHYMES.split())
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_CONSONANTS = frozenset("BCDĐGHKLMNPQRSTVXFJWZ")
_CLOSED = re.compile(r"(?:p|t|c|ch)$")
# Letters, and the signs that TCVN3 and VNI put in their place, so that a word badly read stays one word.
_WORD = re.compile(r"[^\W\d_]+(?:[\u00a1-\u00bf\u00ad]+[^\W\d_]*)*|[\u00a1-\u00bf\u00ad]+[^\W\d_]+")


@lru_cache(maxsize=4096)
def is_syllable(word: str) -> bool:
    """Whether a word, in any case and any normal form, can be one Vietnamese syllable."""
    tones: list[str] = []
    letters: list[str] = []
    for character in unicodedata.normalize("NFD", word.lower()):
        if character in _TONES:
            tones.append(character)
        else:
            letters.append(character)
    if len(tones) > 1:
        return False
    plain = unicodedata.normalize("NFC", "".join(letters))
    for length in (3, 2, 1, 0):
        onset, rhyme = plain[:length], plain[length:]
        if len(onset) < length or onset not in _ONSETS:
            continue
        if onset == "gi" and rhyme and _is_rhyme("i" + rhyme, tones):
            return True
        if onset == "qu" and _is_rhyme("o" + rhyme, tones):
            return True
        if _is_rhyme(rhyme, tones) and _spelling_agrees(onset, rhyme):
            return True
    return False


def _spelling_agrees(onset: str, rhyme: str) -> bool:
    """k, gh and ngh stand before i, e, ê and y; c, g and ng before the other vowels."""
    front = rhyme[0] in "ieêy"
    return not (onset in ("c", "g", "ng") and front) and not (onset in ("k", "gh", "ngh") and not front)


def _is_rhyme(rhyme: str, tones: list[str]) -> bool:
    if rhyme not in _RHYMES:
        return False
    return not _CLOSED.search(rhyme) or tones in (["\u0301"], ["\u0323"])


def syllables_of(text: str) -> tuple[int, int]:
    """Of the words that are not plain ASCII: how many are Vietnamese syllables, and how many there are.

    Abbreviations (capitals without a vowel, such as QĐ) tell nothing and do not count.
    """
    words = [
        word
        for word in _WORD.findall(unicodedata.normalize("NFC", text))
        if not word.isascii() and not (word.isupper() and set(unicodedata.normalize("NFD", word)) <= _CONSONANTS)
    ]
    return sum(map(is_syllable, words)), len(words)


def share_of_syllables(text: str) -> float:
    """The share of syllables among the words of `syllables_of`, 0 to 1 (1 when there are none)."""
    found, words = syllables_of(text)
    return found / words if words else 1.0
