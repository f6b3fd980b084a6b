"""Peers beside our rules, on the same worlds and edits: `make rivals` writes its part of docs/detection.md.

Scores of a figure beside its own earlier ones, restated from their documentation: DHIS2's outlier detection (z-score,
modified z-score, min-max) and the thousand-pounds rule of the Office for National Statistics. Error localisation by
Banff of Statistics Canada, in an environment of its own, which is the first argument; without one it is left out.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from flows.backtest.backtest import WORLDS_FROM
from flows.backtest.detection_page import markdown_table
from flows.backtest.kinds import KINDS
from flows.backtest.off_figures import LATER, SLIPS, figures_put_off, groups
from flows.backtest.planting import Ground, Planted, numbers_of
from flows.backtest.worlds.world import make_world
from flows.ingest.frames import Received, build_frames
from flows.ingest.submission import ParsedSubmission, Place
from flows.raw_folder.decisions import BlocContext, Decisions, no_outside, no_published
from flows.texts import backtest as texts
from flows.validate.figures.list_sums import list_sums
from flows.validate.judging import judge
from schemas.form import ValueKey
from schemas.language.checks.balances import Bound, Sum
from schemas.language.columns import column, list_sum
from schemas.language.rule_set import expand
from schemas.periods import VIETNAM, Period
from schemas.reference import Reference, load_reference
from schemas.rules import QUERY

PAGE = Path(__file__).resolve().parents[2] / "docs" / "detection.md"
SEEDS = (1, 2)
LEAST = 3  # earlier figures
FACTORS = {"thousandfold": 1000.0, "tenfold": 10.0, "tenth": 0.1, "threefold": 3.0, "twofold": 2.0, "half": 0.5,
           "zero": 0.0}  # fmt: skip
EDITED = ("digits_transposed", "digit_dropped", "digit_wrong", "decimal_mark_lost", "thousand")
EACH = 12
RIVALS_TEXT = """
This part is written by `make rivals`. Methods others use, restated from their documentation, on the last half-years of
messy worlds {seeds}: {values} figures that no list proves, each with three earlier ones at least. False alarms are of
all of them, what is found of those that are then off. Ours sees the rest of the file and the other boards too.
""".strip()
RIVALS_CELLS = "Slips of typing in figures that balances hold: how often the cell is named."
NO_BANFF = "Banff could not be installed where this was written, so its error localisation is not beside ours."
Score = Callable[[float, Sequence[float]], bool]


def z_score(value: float, before: Sequence[float]) -> bool:
    """DHIS2, Z-score: more than three standard deviations from the mean."""
    spread = statistics.stdev(before)
    return spread > 0 and abs(value - statistics.mean(before)) / spread > 3


def modified_z_score(value: float, before: Sequence[float]) -> bool:
    """DHIS2, modified Z-score: 0.6745 times the distance from the median over the median distance, above 3.5."""
    middle = statistics.median(before)
    spread = statistics.median(abs(one - middle) for one in before)
    return spread > 0 and 0.6745 * abs(value - middle) / spread > 3.5


def min_max(value: float, before: Sequence[float]) -> bool:
    """DHIS2, min-max: outside the mean and two standard deviations, as its limits are generated from data."""
    middle, spread = statistics.mean(before), statistics.stdev(before)
    return not middle - 2 * spread <= value <= middle + 2 * spread


def thousand_pounds(value: float, before: Sequence[float]) -> bool:
    """ONS: between 650 and 1350 times the last figure."""
    return before[-1] > 0 and 650 <= value / before[-1] <= 1350


SCORES: dict[str, Score] = {
    "DHIS2 z-score, 3": z_score,
    "DHIS2 modified z-score, 3.5": modified_z_score,
    "DHIS2 min-max": min_max,
    "ONS thousand pounds": thousand_pounds,
}


def worlds(reference: Reference) -> Iterator[list[Received]]:
    periods = [Period(WORLDS_FROM + year, half) for year in range(4) for half in (1, 2)]
    slugs = [board.slug for board in reference.boards.members(periods[0])]
    for seed in SEEDS:
        yield make_world(reference, slugs, periods, seed, messy=True)


def figures(world: Sequence[Received], reference: Reference) -> list[tuple[float, list[float]]]:
    """Every figure that no list proves, with the earlier ones of its board, three at least."""
    held = groups(reference.form)
    before: dict[tuple[str, ValueKey], list[float]] = {}
    found = []
    for sent in world:
        assert sent.parsed is not None
        for key, value in numbers_of(sent.parsed).items():
            if key.measure == "actual" and key.code in held and value.value is not None:
                own = before.setdefault((sent.board, key), [])
                if len(own) >= LEAST:
                    found.append((value.value, list(own)))
                own.append(value.value)
    return found


def score_rows(known: Sequence[tuple[float, list[float]]]) -> Iterator[tuple[str, ...]]:
    for name, score in SCORES.items():
        alarms = sum(score(value, before) for value, before in known)
        clean = [(value, before) for value, before in known if value and not score(value, before)]
        shares = (
            sum(score(value * factor, before) for value, before in clean) / len(clean) for factor in FACTORS.values()
        )
        yield (name, f"{100 * alarms / len(known):.2f} %", *(f"{100 * share:.0f} %" for share in shares))


def our_row(reference: Reference, made: Sequence[list[Received]]) -> tuple[str, ...]:
    queries = compared = 0
    for world in made:
        validation = judge(build_frames(world, reference.form), reference, Decisions(), _context(world))
        queries += sum(f.severity == QUERY and f.rule in ("R202", "R203") for f in validation.findings)
        compared += validation.compared.filter("compared").height
    every = (one for seed in SEEDS for one in figures_put_off(reference, seed, WORLDS_FROM))
    # Each figure as likely as another, as the others are tried on all of them.
    off = [one for one in every if one.history == str(LATER[-1]) and one.any_figure]
    mine = {slip: [one.found for one in off if one.slip == slip] for slip in SLIPS}
    shares = (f"{100 * sum(mine[slip]) / len(mine[slip]):.0f} %" for slip in FACTORS)
    return ("ours", f"{100 * queries / compared:.2f} %", *shares)


def _context(world: Sequence[Received]) -> BlocContext:
    moment = max(sent.received_at for sent in world).astimezone(VIETNAM)
    return BlocContext(moment, no_published(), no_outside())


# --- Banff: which figure would have to change ----------------------------------------------------------------------


def edits_of(
    sent: Received, parsed: ParsedSubmission, reference: Reference
) -> tuple[str, dict[str, float], dict[str, str]]:
    """The balances of one file as Banff writes them, its figures by field, and the fields by column.

    What the lists add up to is put into the edits as numbers: Banff is to find the figure of the form.
    """
    form = reference.form
    values = {column(key): value.value or 0.0 for key, value in numbers_of(parsed).items()}
    frames = build_frames([replace(sent, submission="own", parsed=parsed)], form)
    rules = expand(form, reference.rules)
    sheets = {sheet: {"own"} for sheet in form.list_sheets}
    names = frames.values.select("submission").unique()["submission"]
    sums = list_sums(frames.lines, names, sheets, rules.list_sums, ()).row(0, named=True)
    fields: dict[str, str] = {}
    lines = []
    for check in rules.rows:
        if not isinstance(check, Sum | Bound) or check.given:
            continue
        terms = _terms(check)
        known = {name: sums[name] if list_sum(name) else values.get(name) for name, _ in terms}
        if None in known.values() or not any(name in values for name in known):
            continue
        fixed = sum(sign * (known[name] or 0.0) for name, sign in terms if list_sum(name))
        shown = [(fields.setdefault(name, f"v{len(fields)}"), sign) for name, sign in terms if not list_sum(name)]
        left = " ".join(f"{'-' if sign < 0 else '+'} {abs(sign):g} * {field}" for field, sign in shown).removeprefix(
            "+ "
        )
        room = sum(check.precision.half_of(name, sums) for name in known) + 1e-6
        lines.append(f"{left} <= {room - fixed:.6f};")
        if isinstance(check, Sum):
            lines.append(f"{left} >= {-room - fixed:.6f};")
    free = {column(key) for line in form.indicators if line.may_be_negative for key in line.keys}
    lines += [f"{field} >= {-1e9 if name in free else 0:.0f};" for name, field in fields.items()]
    return " ".join(lines), {field: values[name] for name, field in fields.items()}, fields


def _terms(check: Sum | Bound) -> list[tuple[str, float]]:
    if isinstance(check, Sum):
        return [(check.own, 1.0), *((name, -sign) for name, sign in check.parts)]
    return [*((name, 1.0) for name in check.parts), (check.whole, -1.0)]


def planted(world: Sequence[Received], reference: Reference) -> Iterator[tuple[Received, ParsedSubmission, Planted]]:
    """Slips of typing in figures that some balance holds, in the last half-year of a world."""
    last = [sent for sent in world if sent.period == world[-1].period]
    ground = Ground(reference.form, reference.units, {}, {}, 25.0)
    for kind in EDITED:
        random, made, tries = Random(f"rivals {kind}"), 0, 0
        while made < EACH and tries < 50 * EACH:
            tries += 1
            sent = random.choice(last)
            change = KINDS[kind](_parsed(sent), random, ground)
            if change and change[1].key and column(change[1].key) in edits_of(sent, change[0], reference)[2]:
                made += 1
                yield sent, *change


def _parsed(sent: Received) -> ParsedSubmission:
    assert sent.parsed is not None
    return sent.parsed


def localised(world: Sequence[Received], reference: Reference, python: str) -> list[tuple[str, ...]]:
    """Of planted slips, how often the planted cell is the one that is named."""
    trials = list(planted(world, reference))
    ours = sum(_first(world, sent, changed, about.cells[0], reference) for sent, changed, about in trials)
    rows = [("ours", str(len(trials)), f"{100 * ours / len(trials):.0f} %", "–")]
    made = [edits_of(sent, changed, reference) for sent, changed, _ in trials]
    asked = {"edits": [edits for edits, _, _ in made], "records": [record for _, record, _ in made]}
    with tempfile.TemporaryDirectory() as folder:
        given, answer = Path(folder) / "asked.json", Path(folder) / "found.json"
        given.write_text(json.dumps(asked), encoding="utf-8")
        script = Path(__file__).with_name("banff_finds.py")
        subprocess.run(
            [python, script, given, answer], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        found = json.loads(answer.read_text(encoding="utf-8"))
    wanted = [
        fields[column(about.key)] for (_, _, fields), (_, _, about) in zip(made, trials, strict=True) if about.key
    ]
    alone = sum(own == [field] for own, field in zip(found, wanted, strict=True))
    among = sum(field in own for own, field in zip(found, wanted, strict=True))
    share = f"{100 * among / len(trials):.0f} %"
    return [*rows, ("Banff, error localisation", str(len(trials)), f"{100 * alone / len(trials):.0f} %", share)]


def _first(
    world: Sequence[Received], sent: Received, changed: ParsedSubmission, cell: Place, reference: Reference
) -> bool:
    """Whether a finding that the untouched file has not suspects the cell most."""
    said = []
    for parsed in (_parsed(sent), changed):
        frames = build_frames([*(o for o in world if o != sent), replace(sent, parsed=parsed)], reference.form)
        judged = judge(frames, reference, Decisions(), _context(world), only=frozenset({sent.submission}))
        said.append(
            {(f.rule, f.code, Place(f.sheet, f.cell)) for f in judged.findings if f.submission == sent.submission}
        )
    return any(place == cell for _, _, place in said[1] - said[0])


def main() -> None:
    reference = load_reference()
    made = list(worlds(reference))
    known = [one for world in made for one in figures(world, reference)]
    names = (texts.OFF_SLIPS[slip].en for slip in FACTORS)
    lines = [texts.RIVALS, "", RIVALS_TEXT.format(seeds=" and ".join(map(str, SEEDS)), values=len(known)), ""]
    lines += markdown_table(("Method", "false alarms", *names), [our_row(reference, made), *score_rows(known)])
    if len(sys.argv) > 1:
        lines += ["", RIVALS_CELLS, ""]
        headings = ("Method", "slips", "names the cell", "names it among others")
        lines += markdown_table(headings, localised(made[0], reference, sys.argv[1]))
    else:
        lines += ["", NO_BANFF]
    page, _, _ = PAGE.read_text(encoding="utf-8").partition(f"\n{texts.RIVALS}")
    PAGE.write_text(page + "\n" + "\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
