"""A text taken apart: its tokens, what digits are no figures, its figures, and every turn of phrase in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flows.factcheck.text.document import Document
from flows.factcheck.text.figures import Figure, figures_of, hedge_of
from flows.factcheck.text.grammar import Grammar, Mark, words
from flows.factcheck.text.tokens import DATE, NUMBER, SIGN, WORD, Plain, Token, plain_of, same_word, tokens_of
from schemas.facts.boards import Boards
from schemas.folding import fold
from schemas.reference import Reference

_FIRST = frozenset({"no_figure", "period", "name", "caption"})
_LABELS = frozenset({"indicator", "noun", "count_of_units"})
_REST = frozenset(
    {
        "comparing", "scope", "hedge", "up", "down", "likewise", "share", "plan", "target", "sum", "ratio", "surplus",
        "cumulative", "none", "every", "all_zones", "late", "rank", "indicator", "noun", "count_of_units",
    }
)  # fmt: skip
_VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_SENTENCE_ENDS = frozenset(".!?…")
_ABBREVIATIONS = frozenset({"tp", "tx", "tt", "tr", "ths", "ts", "gs", "pgs", "no", "mr", "ms", "st", "vs"})


@dataclass(frozen=True)
class Reading:
    """What stands in a text. `marks` by kind, in order; `boards` maps the first token of a board's name to its slug
    and the token after it; `sentences` numbers the sentence of each token; `taken` says what each token is part of."""

    document: Document
    plain: Plain
    tokens: tuple[Token, ...]
    figures: tuple[Figure, ...]
    marks: dict[str, tuple[Mark, ...]]
    boards: dict[int, tuple[str, int]]
    sentences: tuple[int, ...]
    taken: dict[int, str]
    english: bool
    lines: tuple[tuple[int, int], ...]  # first token of each block and one past its last

    def of(self, kind: str) -> tuple[Mark, ...]:
        return self.marks.get(kind, ())

    def sentence(self, token: int) -> int:
        return self.sentences[min(token, len(self.sentences) - 1)]


def read_text(document: Document, grammar: Grammar, reference: Reference) -> Reading:
    """Take a text apart.

    Raises nothing: what is not understood is left alone.
    """
    plain = plain_of(document.text)
    tokens = tokens_of(plain.text)
    english = len(_VIETNAMESE.findall(plain.text)) * 25 < len(plain.text)
    boards = _boards(tokens, reference.boards, english)
    taken: dict[int, str] = {}
    named = {index: "in board" for first, (_, last) in boards.items() for index in range(first, last)}
    early = grammar.find(tokens, _FIRST, named, frozenset())
    periods = _longest([mark for mark in early if mark.kind == "period"])
    codes = {
        index
        for index, token in enumerate(tokens[:-1])
        if token.kind == NUMBER and tokens[index + 1].raw == "\t" and token.word in reference.form.by_code
    }
    used = _no_figures(tokens, early, boards) | codes  # a line's code in a table of ours
    figures = figures_of(tokens, plain.text, reference.units, used, words("counted"), english)
    for figure in figures:
        taken.update(dict.fromkeys(range(figure.first, figure.last), "in n"))
        taken[figure.first] = "n"
    for first, (_, last) in boards.items():
        taken.update({index: "in board" for index in range(first, last) if index not in taken})
        if taken.get(first) == "in board":
            taken[first] = "board"
    for index in used:
        taken.setdefault(index, "used")
    marks = {"period": periods, **_marks(tokens, grammar, figures, taken)}
    ends = frozenset(figure.last for figure in figures)
    figures = [_with_hedge(figure, hedge_of(figure, marks["hedge"], tokens, ends), tokens) for figure in figures]
    return Reading(
        document, plain, tuple(tokens), tuple(figures), {kind: tuple(found) for kind, found in marks.items()},
        boards, _sentences(tokens, plain.text), taken, english, _lines(tokens),
    )  # fmt: skip


def _marks(
    tokens: Sequence[Token], grammar: Grammar, figures: Sequence[Figure], taken: dict[int, str]
) -> dict[str, list[Mark]]:
    """The turns of phrase around the figures, by kind. Sectors, fillers and hedges may stand inside the others."""
    sectors = _longest(grammar.find(tokens, frozenset({"sector"}), taken, frozenset()))
    early_hedges = grammar.find(tokens, frozenset({"hedge"}), taken, frozenset())
    fillers = grammar.find(tokens, frozenset({"filler"}), taken, frozenset())
    firsts = {figure.first for figure in figures}
    around = [*fillers, *(mark for mark in early_hedges if mark.last in firsts)]
    between = frozenset(index for mark in around for index in range(mark.first, mark.last)) | frozenset(
        index for mark in sectors if mark.target != "total" for index in range(mark.first, mark.last)
    )
    rest = grammar.find(tokens, _REST, taken, between)
    marks: dict[str, list[Mark]] = {"sector": sectors, "filler": fillers}
    for mark in rest:
        marks.setdefault(mark.kind, []).append(mark)
    labels = _longest([mark for kind in _LABELS for mark in marks.get(kind, [])], apart=True)
    for kind in _LABELS:
        marks[kind] = [mark for mark in labels if mark.kind == kind]
    for kind in ("rank", "scope", "comparing", "hedge", "none", "up", "down", "share", "plan"):
        marks[kind] = _longest(marks.get(kind, []))
    marks["scope"] = [m for m in marks["scope"] if not _within(m, [*marks["rank"], *marks["count_of_units"]])]
    before_sectors = {mark.first for mark in sectors if mark.target != "total"}
    marks["scope"] = [m for m in marks["scope"] if m.last not in before_sectors]  # `trong khối FDI`
    marks["hedge"] = [m for m in marks["hedge"] if not _within(m, [*marks["up"], *marks["down"]])]  # `thấp hơn`
    return marks


def _with_hedge(figure: Figure, hedge: Mark | None, tokens: Sequence[Token]) -> Figure:
    if hedge is None:
        return figure
    word = " ".join(token.raw for token in tokens[hedge.first : hedge.last])
    return replace(figure, hedge=hedge.target, hedge_word=word.lower())


def _longest(marks: Iterable[Mark], *, apart: bool = False) -> list[Mark]:
    """The marks that lie in no longer one; with `apart`, marks that bind different figures are kept side by side."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (-(m.last - m.first), -m.weight, m.first)):
        rivals = [other for other in kept if other.first < mark.last and mark.first < other.last]
        inside = [other for other in rivals if other.first <= mark.first and mark.last <= other.last]
        if inside and not (apart and set(mark.figures[:1]) - {f for other in inside for f in other.figures[:1]}):
            continue
        if rivals and not apart:
            continue
        kept.append(mark)
    return sorted(kept, key=lambda m: m.first)


def _within(mark: Mark, others: Sequence[Mark]) -> bool:
    return any(other.first <= mark.first and mark.last <= other.last for other in others)


def _boards(tokens: Sequence[Token], boards: Boards, english: bool) -> dict[int, tuple[str, int]]:
    """Where the text names a board's province: first token -> slug and the token after the name.

    English texts also write names without accents, or as one word (`Hai Phong`, `Hanoi`).
    """
    names: dict[str, list[tuple[list[str], str]]] = {}
    for board in boards.rows:
        name = [same_word(word) for word in board.name_vi.split()]
        slug = board.slug.removesuffix("-cu")
        if (name, slug) not in names.setdefault(name[0], []):
            names[name[0]].append((name, slug))
    found: dict[int, tuple[str, int]] = {}
    for index, token in enumerate(tokens):
        if not token.capital:
            continue
        for name, slug in names.get(token.word, ()):
            end = index + len(name)
            if [t.word for t in tokens[index:end]] == name:
                found[index] = (slug, end)
        if english and index not in found:
            for board in boards.rows:
                for end in (index + 1, index + len(board.name_vi.split())):
                    if fold("".join(t.raw for t in tokens[index:end])) == fold(board.name_vi):
                        found[index] = (board.slug.removesuffix("-cu"), end)
    return found


def _no_figures(tokens: Sequence[Token], marks: Sequence[Mark], boards: dict[int, tuple[str, int]]) -> frozenset[int]:
    """The tokens that are part of a date, a name, a numbering, a caption or a period, and so no figures."""
    used: set[int] = set()
    captions = {tokens[mark.first].block for mark in marks if mark.kind == "caption"}
    for mark in marks:
        if mark.kind in ("no_figure", "period"):
            used.update(
                i for i in range(mark.first, mark.last) if tokens[i].kind in (NUMBER, DATE) or mark.kind == "period"
            )
            if mark.kind == "period":
                used.update(_year_after(tokens, mark.last))
        elif mark.kind == "name":
            used.update(_number_of_a_name(tokens, mark.last))
    for index, token in enumerate(tokens):
        if token.kind != NUMBER or index in used:
            continue
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        starts = index == 0 or tokens[index - 1].block != token.block or tokens[index - 1].raw == "\n"
        numbering = starts and following is not None and following.raw in (".", ")") and len(token.word) <= 2
        year = len(token.word) == 4 and token.word.isdigit() and "2000" <= token.word <= "2049"
        if year and following is not None and (following.kind == WORD or following.raw == "%"):
            year = following.kind == WORD and following.word not in words("after_a_figure")
        if (
            numbering
            or year
            or token.block in captions
            or (token.word.isdigit() and _after_a_name(tokens, index, boards))
        ):
            used.add(index)
    return frozenset(used)


def _year_after(tokens: Sequence[Token], index: int) -> Iterable[int]:
    """The year written after the name of a period: `6 tháng đầu năm 2024`, `first half of 2024`, `nửa đầu năm nay`."""
    if index < len(tokens) and tokens[index].word in words("year"):
        index += 1
    if index < len(tokens) and tokens[index].kind == NUMBER and re.fullmatch(r"(?:19|20)\d\d", tokens[index].word):
        yield index


def _number_of_a_name(tokens: Sequence[Token], index: int) -> Iterable[int]:
    """The number at the end of a capitalised name: `KCN Nam Đình Vũ 2`."""
    begin = index
    while index < len(tokens) and index - begin < 6 and tokens[index].kind == WORD and tokens[index].capital:
        index += 1
    if (
        index < len(tokens)
        and tokens[index].kind == NUMBER
        and tokens[index].word.isdigit()
        and len(tokens[index].word) < 3
    ):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if following is None or (following.kind == SIGN and following.raw != "%") or not _counts_something(following):
            yield index


def _counts_something(token: Token) -> bool:
    return token.kind == WORD and token.word in words("after_a_figure")


def _after_a_name(tokens: Sequence[Token], index: int, boards: dict[int, tuple[str, int]]) -> bool:
    """Whether a small number ends a name that is no board's: `Quế Võ 2,` and not `Hải Phòng 42 dự án`."""
    if len(tokens[index].word) > 2 or index < 2:
        return False
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is not None and (following.kind == WORD or following.raw == "%"):
        return False
    previous, before = tokens[index - 1], tokens[index - 2]
    if previous.kind != WORD or not previous.capital or any(end == index for _, end in boards.values()):
        return any(end == index for _, end in boards.values()) and _named_before(tokens, index, boards)
    return before.kind == WORD and before.capital and not previous.raw.isupper()


def _named_before(tokens: Sequence[Token], index: int, boards: dict[int, tuple[str, int]]) -> bool:
    first = next(first for first, (_, end) in boards.items() if end == index)
    return (
        first > 0
        and tokens[first - 1].kind == WORD
        and tokens[first - 1].raw.isupper()
        and len(tokens[first - 1].raw) > 2
    )


def _sentences(tokens: Sequence[Token], plain: str) -> tuple[int, ...]:
    numbers = []
    current = 0
    for index, token in enumerate(tokens):
        numbers.append(current)
        if token.raw == "\n":
            current += 1
        elif token.raw in _SENTENCE_ENDS and token.kind == SIGN:
            following = tokens[index + 1] if index + 1 < len(tokens) else None
            previous = tokens[index - 1] if index else None
            if previous is not None and previous.word in _ABBREVIATIONS:
                continue
            if following is None or (following.start > token.end and (following.capital or following.kind != WORD)):
                current += 1
    return tuple(numbers)


def _lines(tokens: Sequence[Token]) -> tuple[tuple[int, int], ...]:
    lines: list[tuple[int, int]] = []
    first = 0
    for index, token in enumerate(tokens):
        if token.raw == "\n":
            lines.append((first, index))
            first = index + 1
    lines.append((first, len(tokens)))
    return tuple(lines)
