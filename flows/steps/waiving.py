"""A waiver: a finding that was explained, and the explanation accepted, written into raw/."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from flows.raw_folder.decision_files import FORCED, WAIVER_COLUMNS, WAIVERS, append_decision, end_decisions
from flows.raw_folder.decisions import Waiver
from flows.steps.approving import NotDecided
from flows.steps.asked import NotUnderstood, rule_named
from flows.steps.judged import Judged
from flows.texts import commands as common
from flows.texts import documents as texts
from flows.texts.rules import figure
from flows.texts.screen import correcting as words
from flows.validate.acceptance.waivers import fingerprint
from flows.validate.findings.finding import Finding
from schemas.periods import Period, parse_period
from schemas.reference import Reference
from schemas.rules import ERROR, Rule
from schemas.text import Text

FORCED_WORD = "yes"


def can_be_waived(rule: Rule) -> bool:
    """Whether findings of a rule can be explained: not those of a file, which have no figure, nor of the whole bloc."""
    return rule.level > 0 and rule.scope != "bloc"


def rule_to_waive(text: str, reference: Reference) -> Rule:
    """The rule of that number, whose findings can be explained.

    Raises:
        NotUnderstood: there is no such rule.
        NotDecided: its findings cannot be explained.
    """
    known = rule_named(text, reference.rules)
    if known.level == 0:
        raise NotDecided(texts.LEVEL_0_NOT_WAIVED.fill(rule=known.rule))
    if known.scope == "bloc":
        raise NotDecided(texts.BLOC_NOT_WAIVED.fill(rule=known.rule))
    return known


def last_day_named(text: str | None, today: date) -> date:
    """The last day a waiver holds.

    Raises:
        NotUnderstood: it is not said.
        NotDecided: it is past.
    """
    try:
        last_day = date.fromisoformat((text or "").strip())
    except ValueError:
        raise NotUnderstood(texts.EXPIRY_REQUIRED) from None
    if last_day < today:
        raise NotDecided(texts.EXPIRY_PAST.fill(found=last_day))
    return last_day


def findings_to_waive(
    judged: Judged, period: Period, board: str, rule: str, code: str | None, sector: str | None, *, force: bool
) -> list[Finding]:
    """The open findings of a rule at one figure.

    Raises:
        NotDecided: there is none, it is waived already, or it is an error and `force` is not said.
        NotUnderstood: the rule found something at several figures.
    """
    mine = judged.received(period, board)
    if not mine:
        raise NotDecided(common.NOTHING_RECEIVED.fill(board=board, period=period))
    # The last one sent first; what a release is made from may be an earlier one.
    in_force = set(judged.validation.states.filter("accepted")["submission"])
    versions = [mine[-1].submission, *(r.submission for r in mine if r.submission in in_force)]
    of_rule = [f for f in judged.validation.findings if f.submission in versions and f.rule == rule]
    places = sorted({f"{f.code} {f.sector}".strip() for f in of_rule})
    matching = [
        f
        for f in of_rule
        if (code is None or f.code.casefold() == code.casefold()) and (sector is None or f.sector == sector.lower())
    ]
    found = next((these for name in versions if (these := [f for f in matching if f.submission == name])), [])
    if not found:
        listed = "; ".join(places) or "–"
        raise NotDecided(texts.NO_SUCH_FINDING.fill(rule=rule, board=board, period=period, known=listed))
    if len({(f.code, f.sector) for f in found}) > 1:
        raise NotUnderstood(texts.WHICH_FINDING.fill(rule=rule, known="; ".join(places)))
    open_ones = [f for f in found if not f.waived_by]
    if not open_ones:
        raise NotDecided(texts.ALREADY_WAIVED.fill(rule=rule, who=found[0].waived_by))
    if not force and any(finding.severity == ERROR for finding in open_ones):
        raise NotDecided(words.ERROR_NEEDS_FORCE.fill(rule=rule))
    return open_ones


def write_waivers(raw: Path, period: Period, findings: list[Finding], said: dict[str, str]) -> tuple[Path, int]:
    """Write a line for each thing the findings cover; the file and how many lines. Of an error the line says so.

    Raises:
        DecisionError: the file cannot be added to.
        OSError: raw/ cannot be written to.
    """
    path = raw / str(period) / WAIVERS
    covered = {(f.rule, f.board, f.code, f.sector, fingerprint(f)): f for f in findings}
    for (rule, board, code, sector, mark), finding in covered.items():
        own = {"rule": rule, "board": board, "code": code, "sector": sector, "fingerprint": mark}
        forced = {FORCED[0]: FORCED_WORD} if finding.severity == ERROR else {}
        append_decision(path, (*WAIVER_COLUMNS, *forced), own | said | forced)
    return path, len(covered)


def waivers_to_end(
    judged: Judged, period: Period, board: str, rule: str, code: str | None, sector: str | None
) -> list[Waiver]:
    """The waivers of a rule's findings at one figure that nobody has ended.

    Raises:
        NotDecided: there is none.
        NotUnderstood: there are some of several figures.
    """
    found = [
        one
        for one in judged.decisions.waivers
        if (one.period, one.board, one.rule) == (str(period), board, rule) and not one.ended_at
        if (code is None or one.code.casefold() == code.casefold()) and (sector is None or one.sector == sector.lower())
    ]
    places = sorted({f"{one.code} {one.sector}".strip() for one in found})
    if not found:
        what = " ".join(filter(None, (rule, code, sector)))
        raise NotDecided(words.NOTHING_TO_END.fill(what=what, board=board, period=period))
    if len(places) > 1:
        raise NotUnderstood(texts.WHICH_FINDING.fill(rule=rule, known="; ".join(places)))
    return found


def waived_words(waiver: Waiver, reference: Reference) -> Text:
    """`R206 3.03 Số khu đã đi vào hoạt động`: what a waiver is about."""
    form = reference.form.in_force(waiver.period)
    about = figure(form, waiver.code, waiver.sector, "") if waiver.code else Text("", "")
    return Text(f"{waiver.rule} {about.vi}".strip(), f"{waiver.rule} {about.en}".strip())


def waiver_ends(waiver: Waiver, reference: Reference) -> Text:
    """What ends, in words."""
    board = reference.boards.find(waiver.board, parse_period(waiver.period))
    named = {"period": waiver.period, "board": board.name_vi if board else waiver.board}
    what = waived_words(waiver, reference)
    return words.WAIVER_ENDS.fill(**named, what=what, why=waiver.reason, who=waiver.approved_by)


def end_waivers(raw: Path, period: Period, waivers: list[Waiver], moment: str) -> Text:
    """Write down from when they no longer hold; says where.

    Raises:
        OSError: raw/ cannot be written to.
    """
    path = raw / str(period) / WAIVERS
    end_decisions(path, waivers, moment)
    lines = ", ".join(str(one.line) for one in waivers)
    return words.ENDED.fill(file=path, lines=lines, who=waivers[0].approved_by, why=waivers[0].reason, moment=moment)
