"""Self-contained HTML pages: one style, readable on a screen and printed on A4, nothing fetched from anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_STYLE = """
:root { --ink: #1c2733; --soft: #5b6875; --line: #d5dce3; --head: #0f4c5c; --tint: #f2f6f8; }
* { box-sizing: border-box; }
body { font: 14px/1.5 "Segoe UI", "Noto Sans", Roboto, "Helvetica Neue", Arial, sans-serif; color: var(--ink);
  margin: 0 auto; padding: 28px 32px 60px; max-width: 1180px; background: #fff; }
h1 { font-size: 24px; line-height: 1.25; margin: 0 0 4px; color: var(--head); }
h2 { font-size: 18px; margin: 34px 0 10px; padding-bottom: 4px; color: var(--head);
  border-bottom: 2px solid var(--head); }
h3 { font-size: 15px; margin: 26px 0 4px; }
p { margin: 4px 0 10px; }
.soft { color: var(--soft); }
.small { font-size: 12px; }
table { border-collapse: collapse; width: 100%; margin: 8px 0 14px; font-size: 13px; }
th, td { text-align: left; vertical-align: top; padding: 4px 8px; border-bottom: 1px solid var(--line); }
thead th { background: var(--tint); border-bottom: 2px solid var(--line); font-weight: 600; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.small { overflow-wrap: anywhere; }
td.word, th.word { white-space: nowrap; }
tr.group td { background: var(--tint); font-weight: 600; padding-top: 6px; }
code, td.code { font-family: Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; font-size: 12px; }
pre { background: var(--tint); padding: 10px 14px; overflow-x: auto; font-size: 12.5px; border-radius: 4px; }
.badge { display: inline-block; padding: 1px 9px; border-radius: 10px; font-size: 12px; font-weight: 600;
  white-space: nowrap;
  background: #e4e9ee; color: #33414e; }
.good { background: #d9f0e1; color: #17603a; }
.warn { background: #fdeecb; color: #7a4d00; }
.bad { background: #fadcd9; color: #93231a; }
.facts { display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: center; margin: 10px 0 6px; }
.notice { border-left: 4px solid #d9a400; background: #fff8e5; padding: 8px 12px; margin: 12px 0; }
nav a { margin-right: 14px; white-space: nowrap; }
a { color: var(--head); }
@media print {
  @page { size: A4; margin: 14mm 12mm; }
  body { padding: 0; max-width: none; font-size: 10.5pt; }
  table { font-size: 9pt; }
  thead { display: table-header-group; }
  tr, .notice { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  th, .badge, tr.group td, .notice { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  nav { display: none; }
}
"""


class Html(str):
    """Markup that is finished; any other text is escaped when it is put into a page."""

    __slots__ = ()


def html(text: object) -> Html:
    """The text, escaped unless it is finished markup."""
    return text if isinstance(text, Html) else Html(escape(str(text)))


def tag(name: str, *contents: object, **attributes: str) -> Html:
    """An element; `class_` stands for the attribute class."""
    written = "".join(f' {key.rstrip("_")}="{escape(value)}"' for key, value in attributes.items() if value)
    return Html(f"<{name}{written}>{''.join(map(html, contents))}</{name}>")


def grid(headings: Sequence[str], rows: Iterable[Sequence[object] | Html], classes: Sequence[str]) -> Html:
    """A table; a row that is finished markup is taken as it is. `classes` has one class a column ("" for none)."""
    head = tag("tr", *(tag("th", text, class_=kind) for text, kind in zip(headings, classes)))
    body = []
    for row in rows:
        if isinstance(row, Html):
            body.append(row)
        else:
            body.append(tag("tr", *(tag("td", cell, class_=kind) for cell, kind in zip(row, classes))))
    return tag("table", tag("thead", head), tag("tbody", *body))


def page(title: str, *contents: object, language: str = "vi") -> str:
    """A whole page."""
    body = "\n".join(map(html, contents))
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
