"""The report as data: what is said, in order, each figure with its address in the release. Knows no file format.

One `Report` is of one period and one language; the DOCX, the page and the charts are drawn from it alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Address:
    """Which value of a release: the table, the key of the row, the column."""

    table: str
    key: tuple[tuple[str, str], ...]
    column: str = "value"

    def __str__(self) -> str:
        """`bloc_summary period=2023-H1 code=... sector=fdi value`, one line a value: the name a figure is found by."""
        return " ".join([self.table, *(f"{name}={value}" for name, value in self.key), self.column])


@dataclass(frozen=True)
class Doubt:
    """What is to be known beside a figure. An empty one: the figure is final, complete and undisputed."""

    provisional: bool = False
    reported: int = 0  # boards in it, of `expected`; both 0 where it is no figure of the bloc
    expected: int = 0
    open_queries: int = 0

    @property
    def incomplete(self) -> bool:
        return self.reported < self.expected


@dataclass(frozen=True)
class Figure:
    """A number as it is written (`37.096,4 triệu USD`), the value it stands for, and where in the release that is.

    `unit` is a name of units.csv or `percent`, `percentage_point`, `rank`, `board`.
    """

    text: str
    value: float | None
    unit: str
    address: Address
    doubt: Doubt = Doubt()


Piece = str | Figure


@dataclass(frozen=True)
class Sentence:
    pieces: tuple[Piece, ...]

    def __str__(self) -> str:
        return "".join(piece.text if isinstance(piece, Figure) else piece for piece in self.pieces)


@dataclass(frozen=True)
class Paragraph:
    """Sentences that follow one another. `kind`: text, item (a dash before it), note (Ghi chú), source (Nguồn)."""

    sentences: tuple[Sentence, ...]
    kind: str = "text"

    def __str__(self) -> str:
        return " ".join(map(str, self.sentences))


@dataclass(frozen=True)
class Table:
    """Rows of words and figures under one heading row. `numeric` is one entry a column: set right or left.

    A row of one cell goes over all columns. `notes` are the lines below it (Nguồn, Ghi chú).
    """

    name: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Piece, ...], ...]
    numeric: tuple[bool, ...]
    notes: tuple[Paragraph, ...] = ()


@dataclass(frozen=True)
class Series:
    """One line or set of bars; `figures` are one a category, None where there is none to draw."""

    name: str
    figures: tuple[Figure | None, ...]


@dataclass(frozen=True)
class Chart:
    """One picture of one unit: never two on one axis. `kind`: bars (one bar a category, in the order given),
    lines (categories are half-years in order of time). Charts of one `group` are small multiples of one another with
    one `table` together, which stands after the last of them.

    `description` is the alternative text: what the picture shows, in words and figures. `table` holds the same figures.
    """

    name: str
    kind: str
    title: str
    description: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    table: Table
    group: str = ""


@dataclass(frozen=True)
class Part:
    """A heading with what stands under it, in this order: paragraphs, charts (each beside its table), tables, parts."""

    name: str
    heading: str
    paragraphs: tuple[Paragraph, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class CellOfFile:
    """A figure of a board where it was received: `submission` is the path below raw/."""

    period: str
    board: str
    board_name: str
    code: str
    sector: str
    measure: str
    text: str  # the figure as written in the report's language, with its unit
    submission: str
    sheet: str
    cell: str
    raw_text: str
    status: str  # reported, corrected, derived
    questions: tuple[str, ...] = ()  # rules an open query about it comes from


@dataclass(frozen=True)
class Source:
    """What is behind a figure. `number` is its entry in the annex of sources and its anchor (`s12`).

    `rules`: the rules that were applied to such a figure, each with what it says.
    """

    number: int
    label: str  # what it is: indicator, sector, scope, period
    text: str
    how: str  # formula or sum, in words
    inputs: tuple[Address, ...] = ()  # other values of the release it was computed from
    cells: tuple[CellOfFile, ...] = ()
    rules: tuple[tuple[str, str], ...] = ()

    @property
    def anchor(self) -> str:
        return f"s{self.number}"


@dataclass(frozen=True)
class Report:
    """The whole of it. `parts` are the report itself, `annexes` (Phụ lục) what stands after the signature.

    `state` are the parts of the page that no official report has: states of the boards, findings, reconciliation,
    restatements, resubmissions.
    """

    period: str
    language: str  # vi, en
    title: str
    about: str  # what the report is about
    provisional: bool
    as_of: str
    parts: tuple[Part, ...]
    annexes: tuple[Part, ...] = ()
    state: tuple[Part, ...] = ()
    sources: Mapping[Address, Source] = field(default_factory=dict)

    def everything(self) -> Iterator[Part]:
        """Every part, those within others too, in order of reading."""
        waiting = [*reversed((*self.parts, *self.annexes, *self.state))]
        while waiting:
            part = waiting.pop()
            yield part
            waiting += reversed(part.parts)

    def figures(self) -> Iterator[Figure]:
        """Every figure of sentences, tables and charts, in order of reading; one that stands twice comes twice."""
        for part in self.everything():
            tables = [*part.tables, *(chart.table for chart in part.charts)]
            lines = [sentence.pieces for paragraph in part.paragraphs for sentence in paragraph.sentences]
            lines += [row for table in tables for row in table.rows]
            lines += [s.pieces for table in tables for note in table.notes for s in note.sentences]
            lines += [one.figures for chart in part.charts for one in chart.series]  # type: ignore[misc]
            yield from (piece for line in lines for piece in line if isinstance(piece, Figure))
