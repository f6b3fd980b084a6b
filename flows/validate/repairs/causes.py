"""Findings of one cause: their shared mark, their repairs, and which cell is the most suspected.

Failing balances that one repair settles have one cause; a finding that speaks of a cell of that repair joins them; a
figure, a row or a sheet off by one factor is one cause; so is a sheet or a line that was not found with everything
missing in it. Every finding stays a finding of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flows.ingest.submission import Place
from flows.texts import rules as texts
from flows.validate.figures.history import Accepted
from flows.validate.findings.draft import Draft
from flows.validate.findings.finding import Repair
from flows.validate.findings.places import Places
from flows.validate.repairs.changes import Change, as_repair
from flows.validate.repairs.exchanges import as_repair as exchange_repair
from flows.validate.repairs.exchanges import exchanges, list_cells_exchanged, put_back
from flows.validate.repairs.exchanges import explains as exchange_explains
from flows.validate.repairs.scale_slips import as_repair as scale_repair
from flows.validate.repairs.scale_slips import explains as scale_explains
from flows.validate.repairs.scale_slips import scale_slips, scaled
from flows.validate.repairs.search import Search, mentions, shared, swapped
from flows.validate.repairs.single_repairs import blank_in_list, implied_by_others, single_repair
from flows.validate.repairs.system import Component, Known, System
from flows.validate.repairs.unfilled import one_cause_a_sheet
from schemas.form import ValueKey
from schemas.language.checks.check import Balance, Row
from schemas.language.columns import column, key_of
from schemas.language.rule_set import RuleSet
from schemas.periods import parse_period
from schemas.reference import Reference
from schemas.text import Text

# Further answers of the same size are no help: any cell of a long list could be the wrong one.
MOST_REPAIRS = 20
# Findings that read a whole sheet say nothing of a single cell of it.
MOST_COLUMNS = 20
LINE_TOO_MANY = ("line_twice", "line_extra")
# How sure the figure is that a rule suggests by itself, the surest first.
_SURE = {rule: rank for rank, rule in enumerate(("R109", "R204", "R105", "R202", "R115", "R203", "R106"))}


def find_causes(
    drafts: Sequence[Draft], row: Row, rule_set: RuleSet, places: Places, accepted: Accepted, reference: Reference
) -> None:
    """Give the drafts of one submission their causes and repairs, and put the most suspected cell first."""
    open_drafts = [draft for draft in drafts if draft.level > 0]
    balances = _balances(drafts[0], rule_set, accepted)
    history = _history(drafts[0], accepted) if open_drafts else {}
    roots: dict[Place, str] = {}
    repairs: dict[str, tuple[Repair, ...]] = {}
    for draft in drafts:
        if draft.level == 0:
            _file_cause(draft, drafts, roots)
            _blank_repair(draft, balances, row, places, reference, rule_set)
    one_cause_a_sheet(drafts, reference.form)
    submission, right = drafts[0].submission, row
    swapped_figures = exchanges(open_drafts, balances, row, history, reference.form)
    for exchange in swapped_figures:
        mine = [d for d in open_drafts if not d.cause and exchange_explains(exchange, d, _key(d))]
        _one_cause(mine, exchange.columns, exchange_repair(exchange, submission, row, places), places, roots, repairs)
    right = put_back(right, swapped_figures)
    _exchanged_in_lists(open_drafts, roots, repairs)
    rate = _rate(drafts[0], reference)
    slips = scale_slips([d for d in open_drafts if not d.cause], balances, right, history, reference.form, rate)
    for slip in slips:
        mine = [d for d in open_drafts if not d.cause and scale_explains(slip, d, _key(d), rate)]
        repair = scale_repair(slip, submission, right, places, reference.form)
        _one_cause(mine, slip.scope.columns, repair, places, roots, repairs)
    right = scaled(right, slips)
    # What a rate settles, known roughly, does not hold to the last digit.
    settled = frozenset(key for slip in slips if slip.kind.currency for key in slip.settled)
    if any(draft.balance is not None and not draft.cause for draft in open_drafts):
        unsettled = [(key, balance) for key, balance in balances.items() if key not in settled]
        system = System(unsettled, right, submission, places, Known(reference.form, rule_set.list_sums, history, rate))
        search = Search(system, mentions(drafts))
        components = system.components()
        for component in components:
            search(component)
        components = _settled_apart(components, search)
        _balance_causes([d for d in open_drafts if not d.cause], components, system, roots, repairs)
    _slip_causes([d for d in open_drafts if d.rule == "R202" and not d.cause], roots)
    _sheets_of_x(open_drafts, roots)
    _other_causes([draft for draft in open_drafts if not draft.cause], roots, repairs, places, reference)
    # What one figure must be says more than what it usually is; a unit slip says more than an outlier.
    for draft in sorted(open_drafts, key=lambda d: _SURE.get(d.rule, len(_SURE))):
        if not draft.repairs and draft.balance is None:
            known_repairs = repairs.get(draft.cause, ())
            own = places.cell(draft.submission, draft.columns[0]) if draft.columns else None
            settled_already = known_repairs and own in {Place(c.sheet, c.cell) for c in known_repairs[0].cells}
            change = None if settled_already else single_repair(draft, row, history, places, reference.form)
            if draft.kind == "figure_now_x" and not known_repairs:
                change = implied_by_others(draft.columns[0], balances.values(), row, submission, places, reference.form)
            if change is not None:
                repairs.setdefault(draft.cause, (as_repair(change),))
                _first(draft, [Place(cell.sheet, cell.cell) for cell in change.cells])
            draft.repairs = known_repairs if change is None else (as_repair(change),)
        if draft.suspect and draft.cause not in repairs:
            suspect = places.cell(draft.submission, draft.suspect)
            _first(draft, [suspect] if suspect else [])


def _other_causes(
    rest: list[Draft],
    roots: dict[Place, str],
    repairs: dict[str, tuple[Repair, ...]],
    places: Places,
    reference: Reference,
) -> None:
    """The cause of what no balance, slip or exchange explains: that of a cell it read, else the cell most speak of."""
    spoken: dict[Place, int] = {}
    for draft in rest:
        for cell in _own_cells(draft, places):
            spoken[cell] = spoken.get(cell, 0) + 1
    for draft in rest:
        cells = _own_cells(draft, places)
        known = next((cell for cell in (*cells, *_parts(draft, places, reference)) if cell in roots), None)
        if known is None:
            # The cell most findings speak of; of several its own first.
            known = max(cells, key=lambda cell: spoken[cell], default=None)
            if known is not None:
                roots[known] = _mark(known)
        draft.cause = roots[known] if known is not None else _mark(draft.cells[0] if draft.cells else Place(None, ""))
        draft.repairs = draft.repairs or repairs.get(draft.cause, ())
        if known is not None and draft.cause in repairs:
            _first(draft, [known])


def _parts(draft: Draft, places: Places, reference: Reference) -> list[Place]:
    """Where a total looks unusual: the parts it was added up from, which may be why."""
    if draft.rule not in ("R202", "R203") or draft.sector != "total" or draft.code not in reference.form.by_code:
        return []
    keys = reference.form.by_code[draft.code].keys
    parts = [key for key in keys if key.sector != "total" and key.measure == draft.measure]
    cells = [places.cell(draft.submission, column(key)) for key in parts]
    return [cell for cell in cells if cell is not None]


def _balances(draft: Draft, rule_set: RuleSet, accepted: Accepted) -> dict[str, Balance]:
    """Every linear balance of the submission by its check's name, the opening figures among them."""
    found = {a.name: a.balance for a in rule_set.rows if a.balance is not None}
    period = parse_period(draft.period)
    for check in rule_set.openings:
        known = accepted.value(draft.board, period, period.previous, key_of(check.closing))
        if known is not None:
            found[check.name] = check.known(known)
    return found


def _history(draft: Draft, accepted: Accepted) -> dict[str, list[float]]:
    earlier: dict[ValueKey, list[float]] = accepted.earlier(draft.board, parse_period(draft.period))
    return {column(key): values for key, values in earlier.items()}


def _mark(cell: Place) -> str:
    return f"{cell.sheet}!{cell.cell}" if cell.sheet else cell.cell or "file"


def _file_cause(draft: Draft, drafts: Iterable[Draft], roots: dict[Place, str]) -> None:
    """A level 0 finding is its own cause, unless a code or a sheet found wrong explains a line not found."""
    own = draft.cells[0] if draft.cells else Place(None, "")
    if draft.kind == "line_absent":
        for other in drafts:
            if other.rule in ("F08", "F02") and other.cells and other.cells[0].sheet == own.sheet:
                draft.cause = _mark(other.cells[0])
                return
        draft.cause = f"{_mark(own)} {draft.code}"
        return
    draft.cause = roots.setdefault(own, _mark(own)) if draft.cells else f"file {draft.rule} {draft.code}".strip()


def _blank_repair(
    draft: Draft, balances: dict[str, Balance], row: Row, places: Places, reference: Reference, rule_set: RuleSet
) -> None:
    """What a cell without a figure probably holds, and how many checks wait for it."""
    missing = [name for name in draft.columns if name in row and row[name] is None]
    if not draft.columns and draft.cells:
        found = blank_in_list(draft, balances.values(), row, places, reference.form, rule_set.list_sums)
        if found is not None:
            change, sums = found
            draft.stops = sum(1 for a in rule_set.rows if any(name in a.operands for name in sums))
            draft.repairs = (as_repair(change, texts.BLANK if draft.rule == "F05" else None),) if change else ()
    if not missing:
        return
    draft.stops = sum(1 for a in rule_set.rows if any(name in a.operands for name in missing))
    if len(missing) == 1:
        change = implied_by_others(missing[0], balances.values(), row, draft.submission, places, reference.form)
        if change is not None:
            what = texts.BLANK if draft.rule == "F05" else Text(*2 * [f"“{draft.found}”"]) if draft.found else None
            draft.repairs = (as_repair(change, what),)


def _settled_apart(components: list[Component], search: Search) -> list[Component]:
    """Components in the parts that errors of their own make; a part that has no answer by itself stays where it was."""
    found: list[Component] = []
    for component in components:
        parts = search.system.parted(component)
        for part in parts:
            search(part)
        found += parts if parts and all(part.changes for part in parts) else [component]
    return found


def _balance_causes(
    drafts: Iterable[Draft],
    components: list[Component],
    system: System,
    roots: dict[Place, str],
    repairs: dict[str, tuple[Repair, ...]],
) -> None:
    by_key = {_key(d): d for d in drafts if d.balance is not None}
    together: dict[int, Change] = {}
    for one, other, change in (*swapped(components), *shared(components)):
        if id(one) not in together and id(other) not in together:
            together[id(one)] = together[id(other)] = change
    for component in components:
        changes = list(component.changes)
        if id(component) in together:
            joint = together[id(component)]
            changes = [joint, *(change for change in changes if change.cells != joint.cells)]
        mine = [by_key[key] for i in component.constraints if (key := system.constraints[i].key) in by_key]
        if not mine:
            continue
        suspects = [Place(cell.sheet, cell.cell) for cell in changes[0].cells] if changes else []
        known = next((cell for cell in suspects if cell in roots), None)
        first = suspects[0] if suspects else mine[0].cells[0] if mine[0].cells else Place(None, "")
        cause = roots[known] if known is not None else _mark(first)
        for cell in suspects or [first]:
            roots.setdefault(cell, cause)
        given = tuple(as_repair(change) for change in changes[:MOST_REPAIRS])
        repairs[cause] = given
        # A count reads which lines stand there, so a line too many is among what it read.
        too_many = [Place(c.sheet, c.cell) for change in changes if change.cause in LINE_TOO_MANY for c in change.cells]
        for draft in mine:
            draft.cause = cause
            draft.cells = list(dict.fromkeys([*draft.cells, *too_many]))
            draft.repairs, draft.answers = given, len(changes)
            _first(draft, suspects)


def _one_cause(
    mine: Sequence[Draft],
    columns: tuple[str, ...],
    repair: Repair,
    places: Places,
    roots: dict[Place, str],
    repairs: dict[str, tuple[Repair, ...]],
) -> None:
    """Everything one slip of many cells explains is one cause, with one repair."""
    if not mine:
        return
    cells = places.cells(mine[0].submission, columns)
    cause = next((roots[cell] for cell in cells if cell in roots), _mark(cells[0]))
    repairs[cause] = (repair,)
    for draft in mine:
        draft.cause, draft.repairs = cause, (repair,)
        _first(draft, cells)
    for cell in cells:
        roots.setdefault(cell, cause)


def _exchanged_in_lists(
    drafts: Sequence[Draft], roots: dict[Place, str], repairs: dict[str, tuple[Repair, ...]]
) -> None:
    """Whatever speaks of two cells of a list that were exchanged has that cause and that repair."""
    for change in list_cells_exchanged(drafts):
        cells = [Place(cell.sheet, cell.cell) for cell in change.cells]
        cause, repair = _mark(cells[0]), (as_repair(change),)
        repairs[cause] = repair
        roots |= dict.fromkeys(cells, cause)
        for draft in drafts:
            if not draft.cause and not set(cells).isdisjoint(draft.cells):
                draft.cause, draft.repairs = cause, repair


def _rate(draft: Draft, reference: Reference) -> float | None:
    """Billion VND a million USD at the end of the draft's period; None where it is not known."""
    rate = reference.exchange_rates.get(parse_period(draft.period))
    return rate.billion_vnd_per_million_usd if rate is not None else None


def _key(draft: Draft) -> str:
    """The name of the check a draft is of."""
    return f"{draft.rule} {draft.kind} {draft.code} {draft.sector} {draft.measure}"


def _slip_causes(drafts: list[Draft], roots: dict[Place, str]) -> None:
    """Figures of one sheet that are off by the same factor are one slip: a row, a column or the whole sheet."""
    groups: dict[tuple[str | None, str], list[Draft]] = {}
    for draft in drafts:
        if draft.cells:
            groups.setdefault((draft.cells[0].sheet, str(draft.factor)), []).append(draft)
    for members in groups.values():
        known = next((roots[d.cells[0]] for d in members if d.cells[0] in roots), None)
        cause = known or _mark(members[0].cells[0])
        for draft in members:
            draft.cause = cause
            roots.setdefault(draft.cells[0], cause)


def _sheets_of_x(drafts: Iterable[Draft], roots: dict[Place, str]) -> None:
    """Figures of one sheet that all became x have one cause, that of the first of them which has one already."""
    groups: dict[object, list[Draft]] = {}
    for draft in drafts:
        if draft.kind == "figure_now_x" and draft.cells:
            groups.setdefault(draft.together, []).append(draft)
    for members in groups.values():
        cause = next((roots[d.cells[0]] for d in members if d.cells[0] in roots), _mark(members[0].cells[0]))
        for draft in members:
            draft.cause = cause
            roots.setdefault(draft.cells[0], cause)


def _own_cells(draft: Draft, places: Places) -> list[Place]:
    """The form cells a finding speaks of, or those it was given."""
    if not draft.columns:
        return draft.cells  # of list lines
    if len(draft.columns) > MOST_COLUMNS:
        return draft.cells[:1]
    names = (draft.suspect, *draft.columns) if draft.suspect else draft.columns
    cells = [places.cell(draft.submission, name) for name in names]
    return list(dict.fromkeys(cell for cell in cells if cell is not None)) or draft.cells[:1]


def _first(draft: Draft, suspects: Iterable[Place]) -> None:
    """Put the suspected cells a finding read before its others; the one it speaks about first if it is suspected."""
    wanted = [cell for cell in suspects if cell in draft.cells]
    wanted.sort(key=lambda cell: cell != draft.at)
    if wanted:
        draft.cells = list(dict.fromkeys([*wanted, *draft.cells]))
