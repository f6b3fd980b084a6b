"""A chart as SVG: its text stays text, it is told apart in black and white, and each figure leads to its source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from flows.report.model import Chart, Figure
from flows.texts.papers import charts as texts
from schemas.periods import parse_period

if TYPE_CHECKING:
    from jinja2 import Template

# In the units of the picture, which is WIDTH wide and as wide as its place allows.
WIDTH = 540.0
_TOP, _ROW, _BAR = 10.0, 27.0, 18.0
_LETTER = 7.4  # a letter of the text, on average
_LONGEST_LABEL, _GAP = 250.0, 6.0
_LINE, _BASE = 14.0, 13.5  # a line of text; from the top of a bar to the foot of its text
_PLOT_HEIGHT, _LABEL_ROOM = 150.0, 46.0

Link = Callable[[Figure], str]


@dataclass(frozen=True)
class Mark:
    """A bar or a point, its category and its figure; `text_x` and `text_y` are where the figure is written."""

    lines: tuple[str, ...]  # the category
    y: float
    x: float = 0.0
    width: float = 0.0
    text: str = ""
    text_x: float = 0.0
    text_y: float = 0.0
    anchor: str = "start"
    doubtful: bool = False
    href: str = ""
    missing: bool = False


def chart_svg(chart: Chart, link: Link = lambda figure: "", language: str = "vi") -> str:
    """The picture as an element of HTML. link: where a figure leads, "" for nowhere."""
    names = category_names(chart, language)
    marks, height, zero, path = (_lines if chart.kind == "lines" else _bars)(chart, names, link)
    return _template(chart.kind).render(
        chart=chart, marks=marks, width=WIDTH, height=height, zero=zero, path=path, bar=_BAR, base=_BASE
    )


def category_names(chart: Chart, language: str) -> tuple[str, ...]:
    """What stands at the marks: the categories, half-years in two words."""
    if chart.kind != "lines":
        return chart.categories
    periods = [parse_period(category) for category in chart.categories]
    said = [(texts.FIRST_HALF if p.half == 1 else texts.SECOND_HALF).fill(year=p.year) for p in periods]
    return tuple(text.vi if language == "vi" else text.en for text in said)


def written(figure: Figure | None) -> str:
    """A figure as it stands at its mark; one that is asked about says so."""
    if figure is None:
        return ""
    return texts.DOUBTFUL.vi.format(figure=figure.text) if figure.doubt.open_queries else figure.text


@lru_cache(maxsize=2)
def _template(kind: str) -> Template:
    from jinja2 import Environment, PackageLoader

    environment = Environment(
        loader=PackageLoader("flows.report.charts", "."), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["n"] = lambda number: f"{number:.1f}"
    return environment.get_template(f"{kind}.svg.jinja")


Drawn = tuple[list[Mark], float, float, str]


def _bars(chart: Chart, names: tuple[str, ...], link: Link) -> Drawn:
    """Bars from left to right, one a category, from a line at zero; what is below zero goes to the left of it."""
    figures = chart.series[0].figures
    values = [0.0 if figure is None or figure.value is None else figure.value for figure in figures]
    label = min(_LONGEST_LABEL, max(_LETTER * len(name) for name in names) + _GAP)
    per_line = int(label / _LETTER)
    longest = _LETTER * (max(len(written(figure)) for figure in figures) + 1)
    room = WIDTH - label - longest
    least, most = min(0.0, *values), max(0.0, *values)
    if least < 0:  # room for the figures on the left of what is below zero
        room -= longest
    scale = room / (most - least) if most > least else 0.0
    zero = label - least * scale + (longest if least < 0 else 0.0)
    marks, y = [], _TOP
    for name, figure, value in zip(names, figures, values):
        lines = _wrapped(name, per_line)
        below, length = value < 0, abs(value) * scale
        marks.append(
            Mark(
                lines=lines,
                y=y,
                x=zero - length if below else zero,
                width=length,
                text=written(figure),
                text_x=zero - length - _GAP if below else zero + length + _GAP,
                text_y=y + _BASE,
                anchor="end" if below else "start",
                doubtful=bool(figure and figure.doubt.open_queries),
                href=link(figure) if figure else "",
                missing=figure is None,
            )
        )
        y += _ROW + 15.0 * (len(lines) - 1)
    return marks, y + 4.0, zero, ""


def _lines(chart: Chart, names: tuple[str, ...], link: Link) -> Drawn:
    """Points joined by a line, which is broken where there is no figure; the axis begins at zero."""
    figures = chart.series[0].figures
    values = [None if figure is None else figure.value for figure in figures]
    known = [value for value in values if value is not None]
    least, most = min(0.0, *known), max(0.0, *known)
    scale = _PLOT_HEIGHT / (most - least) if most > least else 0.0
    step = WIDTH / len(figures)
    widest = _LETTER * max(len(written(figure)) for figure in figures)
    rows = 2 if widest > step else 1  # figures that would run into one another stand in two rows
    bottom = _TOP + 14.0 + _LINE * rows + _PLOT_HEIGHT
    marks, path, joined = [], "", False
    for number, (name, figure, value) in enumerate(zip(names, figures, values)):
        x, half = step * (number + 0.5), _LETTER * len(written(figure)) / 2
        y = bottom if value is None else bottom - (value - least) * scale
        if value is not None:
            path += f"{'L' if joined else 'M'}{x:.1f} {y:.1f} "
        joined = value is not None
        marks.append(
            Mark(
                lines=tuple(name.split(" ")),
                y=y,
                x=x,
                text=written(figure),
                text_x=min(max(x, half), WIDTH - half),
                text_y=y - 10.0 - _LINE * (number % rows),
                anchor="middle",
                doubtful=bool(figure and figure.doubt.open_queries),
                href=link(figure) if figure else "",
                missing=value is None,
            )
        )
    return marks, bottom + _LABEL_ROOM, bottom + least * scale, path.strip()


def _wrapped(name: str, per_line: int) -> tuple[str, ...]:
    """The words of a category in lines of at most so many letters."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > per_line:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return tuple(lines)
