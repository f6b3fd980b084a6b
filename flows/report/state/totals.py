"""Every total of the period as it stands: with how many boards are in it, and what is in doubt."""

from __future__ import annotations

from flows.report.figures import Reading, Total
from flows.report.model import Paragraph, Part, Piece, Sentence, Table
from flows.texts import report as texts
from flows.texts.papers import page
from schemas.form import SECTORS, Indicator
from schemas.text import Text


def totals_part(reading: Reading) -> Part:
    title = reading.say(page.TOTALS)
    form = reading.reference.form
    rows: list[tuple[Piece, ...]] = []
    for sheet, lines in form.by_sheet.items():
        shown = [row for line in lines if (row := _row(reading, line))]
        if shown:
            described = form.sheet_by_name[sheet]
            rows += [(f"{sheet}. {reading.say(Text(described.title_vi, described.title_en))}",), *shown]
    if not rows:
        return Part("totals", title, (Paragraph((Sentence((reading.say(texts.NO_TOTALS),)),)),))
    heads = (texts.CODE, texts.INDICATOR, texts.FDI, texts.DDI, texts.TOTAL, texts.BOARDS_COUNTED, page.REMARK)
    said = tuple(reading.say(head) for head in heads)
    numeric = (False, False, True, True, True, True, False)
    return Part("totals", title, tables=(Table("state_totals", title, said, tuple(rows), numeric),))


def _row(reading: Reading, line: Indicator) -> tuple[Piece, ...] | None:
    found = {sector: total for sector in line.units if (total := reading.total(line.key, sector))}
    if not found:
        return None
    counted = min(total.row["boards_reported"] for total in found.values())
    expected = max(total.row["boards_expected"] for total in found.values())
    figures = [found[sector].figure if sector in found else "" for sector in SECTORS]
    remarks = [remark for total in found.values() if (remark := _remark(reading, total, many=len(found) > 1))]
    return line.code, reading.label(line.key), *figures, f"{counted}/{expected}", "; ".join(remarks)


def _remark(reading: Reading, total: Total, *, many: bool) -> str:
    row, said = total.row, []
    if row["open_queries"]:
        likely = total.other("likely_value")
        said.append(reading.say(texts.IN_QUESTION.fill(likely=likely.text if likely else "–")))
    if not row["complete"] and (estimated := total.other("value_with_estimates")):
        said.append(reading.say(texts.ESTIMATED.fill(value=estimated.text)))
    share = row["share_of_previous"]
    if share is not None and share < 1:
        said.append(reading.say(page.SHARE_OF_PREVIOUS.fill(share=reading.number(100 * share, 1))))
    remark, sector = ", ".join(said), reading.sector(row["sector"])
    return reading.say(page.OF_SECTOR.fill(sector=sector, remark=remark)) if remark and many and sector else remark
