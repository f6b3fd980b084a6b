"""Judged half-year after half-year, and from what was kept: the same as all at once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from flows.ingest.cache import read_version
from flows.ingest.frames import Received, SubmissionFrames, build_frames
from flows.ingest.outcomes import Outcome
from flows.ingest.received_versions import received as version_read
from flows.raw_folder.decisions import Correction, Decisions, Waiver
from flows.raw_folder.snapshot import Snapshot, Version
from flows.raw_folder.store import RawStore
from flows.steps.judged import judge_raw
from flows.transform.over_time.by_half_year import by_half_year, tables_of_versions
from flows.validate import by_board
from flows.validate import by_period as by_period_module
from flows.validate.acceptance.waivers import fingerprint
from flows.validate.by_board import Share, Spread, judge_share
from flows.validate.by_period import HalfYear, judge_by_period
from flows.validate.judgement_kept import joined, of_versions_that_count
from flows.validate.judging import judge
from flows.validate.kept import NOTHING_KEPT, Kept, frame_digest
from flows.validate.validation import Validation
from schemas.periods import parse_period
from schemas.reference import Reference
from tests.support.campaigns import cases
from tests.support.dated import changed_from
from tests.support.received import CONTEXT, REFERENCE, ROOT, project_lines, received
from tests.validate.test_derivation import year_file


def read(version: Version) -> Outcome | None:
    return read_version(version.path, version.sha256, REFERENCE) if version.path else None


Judged = tuple[SubmissionFrames, Validation, tuple[HalfYear, ...]]
TABLES = tables_of_versions(REFERENCE)


def by_period(snapshot: Snapshot, kept: Kept) -> Judged:
    decisions = snapshot.decisions.in_force(snapshot.context.moment)
    return judge_by_period(snapshot.versions, read, REFERENCE, decisions, snapshot.context, kept, TABLES)


def same(one: Validation, other: Validation) -> None:
    assert one.findings == other.findings
    assert one.states.equals(other.states)
    assert one.outcomes.equals(other.outcomes)
    assert one.values.equals(other.values)
    assert one.published.equals(other.published)
    assert {**one.list_sums_less} == {**other.list_sums_less}
    for sheet, lines in one.lines.items():
        assert lines.equals(other.lines[sheet])


@pytest.fixture(scope="module")
def shipped() -> Snapshot:
    return RawStore(ROOT / "raw", REFERENCE.boards).as_of(None)


def test_the_shipped_half_years(shipped: Snapshot, tmp_path: Path) -> None:
    whole = judge_raw(ROOT / "raw", tmp_path / "w", REFERENCE, parse_period("2026-H1"))
    kept = Kept(tmp_path / "kept")
    _, judged, halves = by_period(shipped, kept)
    same(judged, of_versions_that_count(whole.frames, whole.validation, whole.decisions.waivers))
    assert joined(half.frames() for half in halves).values.equals(whole.frames.values)
    again = by_period(shipped, Kept(tmp_path / "kept"))
    same(again[1], judged)
    assert {name: replace(v, parsed=None) for name, v in again[0].received.items()} == {
        name: replace(v, parsed=None) for name, v in whole.frames.received.items()
    }


# --- random histories -------------------------------------------------------------------------------------------------

BOARDS = ("ha-noi", "hai-phong", "hai-duong")  # the last is part of the second from July 2025 on
PERIODS = ("2024-H2", "2025-H1", "2025-H2")


class History:
    """raw/ as it grows at random: versions, decisions and the form they are judged by."""

    def __init__(self, seed: int, references: Sequence[Reference]) -> None:
        self.draw, self.references = Random(seed), references
        self.reference, self.files = references[0], dict[str, Received]()
        self.corrections: list[Correction] = []
        self.waivers: list[Waiver] = []

    @property
    def versions(self) -> list[Version]:
        found = [
            Version(
                one.submission, one.period, one.board, one.file, one.submission, one.received_at, one.receipt_order,
                "", "", None if one.nil else Path("x"), one.nil,
            )
            for one in self.files.values()
        ]  # fmt: skip
        return sorted(found, key=lambda v: (v.period, v.board, v.received_at))

    def judged(self, kept: Kept, spread: Spread | None = None) -> Judged:
        decisions = Decisions(tuple(self.corrections), tuple(self.waivers))

        tables = tables_of_versions(self.reference)
        return judge_by_period(self.versions, self._read, self.reference, decisions, CONTEXT, kept, tables, spread)

    def in_shares(self, kept: Kept, lost: str) -> Judged:
        """Board by board, as workers do; what is `lost` does not come back."""

        def spread(shares: Sequence[Share]) -> None:
            for share in (share for share in shares if lost not in share.name):
                with suppress(LookupError):  # what it is held against was lost
                    judge_share(share, self._read, self.reference, kept, tables_of_versions(self.reference))

        return self.judged(kept, spread)

    def _read(self, version: Version) -> Outcome | None:
        return self.files[version.submission].parsed

    def at_once(self) -> Judged:
        ordered = [version_read(version, self.files[version.submission].parsed) for version in self.versions]
        decisions = Decisions(tuple(self.corrections), tuple(self.waivers))
        frames = build_frames(ordered, self.reference.form)
        judged = judge(frames, self.reference, decisions, CONTEXT)
        half = HalfYear.of_all(frames, judged, tables_of_versions(self.reference))
        return frames, of_versions_that_count(frames, judged, decisions.waivers), (half,)

    def same(self, one: Judged, other: Judged, kept: Kept) -> None:
        """What stands, and every table that is made half-year by half-year; `kept` is what `one` was made from."""
        same(one[1], other[1])
        decisions = Decisions(tuple(self.corrections), tuple(self.waivers))
        (ours, theirs) = (
            by_half_year({}, halves, frames, judged, decisions, CONTEXT, self.reference, where)
            for (frames, judged, halves), where in ((one, kept), (other, NOTHING_KEPT))
        )
        assert ours.keys() == theirs.keys() and len(ours) == 8
        for name in ours:
            assert ours[name].equals(theirs[name]), name
        assert ours.for_deriving()["history"].equals(theirs.for_deriving()["history"])

    def step(self) -> None:
        what = self.draw.choice(("file", "file", "file", "correct", "correct line", "waive", "form", "end"))
        placed = [one for one in self.files.values() if one.parsed is not None]
        if what == "form":
            self.reference = self.draw.choice(self.references)
        elif what == "end" and self.corrections:
            self.corrections.pop(self.draw.randrange(len(self.corrections)))
        elif what == "waive" and placed:
            found = [f for f in self.judged(NOTHING_KEPT)[1].findings if f.severity != "info" and f.submission]
            if found:
                one = self.draw.choice(found)
                said = (
                    one.period,
                    one.rule,
                    one.board,
                    one.code,
                    one.sector,
                    fingerprint(one),
                    "vì",
                    "A",
                    "2026-01-01",
                )
                self.waivers.append(Waiver(*said, "", 2))
        elif what.startswith("correct") and placed:
            self._correct(max(placed, key=lambda one: (one.received_at, one.submission)), what == "correct line")
        else:
            self._receive()

    def _correct(self, one: Received, line: bool) -> None:
        """The newest file, so that what is expected is what is there."""
        place = (one.period, one.board)
        if line:
            land = self.judged(NOTHING_KEPT)[1].lines["B9"].filter(submission=one.submission, number=1)
            if land.height:
                now = land["land"].item()
                expect = "" if now is None else f"{now:g}"
                said = ("B9", "", "", expect, str(self.draw.randint(1, 9)), "vì", "A", "2026-01-01")
                self.corrections.append(Correction(*place, *said, 2, "", "1", "land"))
            return
        values = self.judged(NOTHING_KEPT)[1].values.filter(submission=one.submission, state="number", measure="actual")
        row = values.row(self.draw.randrange(values.height), named=True)
        to = row["value"] + self.draw.choice((0, 1, 1000))
        said = (row["code"], row["sector"], "actual", repr(row["value"]), repr(to), "vì", "A", "2026-01-01")
        self.corrections.append(Correction(*place, *said, len(self.corrections) + 2))

    def _receive(self) -> None:
        draw, period = self.draw, self.draw.choice(PERIODS)
        board = draw.choice(BOARDS if period < "2025-H2" else BOARDS[:2])
        day = len(self.files) + 1
        cells = draw.sample(["1.01 total", "2.02 fdi", "4.03", "1.10 fdi", "5.01", "2.07 fdi"], draw.randint(0, 2))
        figures = {cell: draw.choice((None, "x", 3.0, 77777.0)) for cell in cells}
        year = period.endswith("H2") and draw.random() < 0.3
        cover = replace(year_file().parsed.cover, period=period[:4]) if year else None  # type: ignore[union-attr]
        projects = project_lines(period, {"land": draw.choice((2.0, None))})
        one = received(figures, board=board, period=period, day=day, cover=cover, projects=projects,
                       nil=draw.random() < 0.1)  # fmt: skip
        self.files[one.submission] = one


@pytest.mark.campaign
@pytest.mark.parametrize("seed", sorted({5, *range(cases(1, 40))}))
def test_what_is_kept_changes_nothing(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """New files, nil returns and years, corrections and waivers made and ended, another form: on the way what is kept
    gives the same as nothing kept, as judging all at once, and as judging board by board."""
    monkeypatch.setattr(by_board, "SHARE", 1)
    (tmp_path / "form").mkdir()
    history = History(seed, [REFERENCE, changed_from(tmp_path / "form", "2025-H1", "drop", "make_required")])
    for step in range(8):
        history.step()
        kept = Kept(tmp_path / "kept")
        judged = history.judged(kept)
        if step % 4 == 1:
            history.same(judged, history.judged(NOTHING_KEPT), kept)
        if step % 4 == 3:
            history.same(judged, history.at_once(), kept)
            shares = Kept(tmp_path / "shares")
            history.in_shares(shares, lost="2025-H1 2")
            assert _entries(shares, judged) == _entries(kept, judged)


def _entries(kept: Kept, judged: Judged) -> list[tuple[bytes, list[str]]]:
    """What is kept of each half-year: facts, and digests of frames."""
    entries = [entry for half in judged[2] if (entry := kept.load(half.key))]
    return [(entry.facts, [frame_digest(entry.frame(name)) for name in entry.names]) for entry in entries]


def test_only_what_depends_on_what_is_new_is_judged_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    history = History(0, [REFERENCE])
    for number, period in enumerate(PERIODS, start=1):
        one = received(board="ha-noi", period=period, day=number)
        history.files[one.submission] = one
    history.judged(Kept(tmp_path))
    again: list[set[str]] = []
    real = by_period_module.judge_half_years

    def judging(frames: SubmissionFrames, *given: object, **named: object) -> Validation:
        again.append({version.period for version in frames.received.values()})
        return real(frames, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(by_period_module, "judge_half_years", judging)
    history.judged(Kept(tmp_path))
    assert again == []
    turned_away = received({"1.01 total": 77777.0}, board="ha-noi", period="2024-H2", day=9)
    history.files[turned_away.submission] = turned_away
    history.judged(Kept(tmp_path))
    assert again == [{"2024-H2"}], "what is turned away reaches no later half-year"
    replaced = received({"4.03": 9.0}, board="ha-noi", period="2025-H1", day=10)
    history.files[replaced.submission] = replaced
    history.judged(Kept(tmp_path))
    assert again[1:] == [{"2025-H1"}, {"2025-H2"}], "what counts does, and earlier ones stay"


def test_only_what_is_new_of_a_half_year_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are taken from its last frames, in the order a run from nothing has them."""
    history, asked = History(0, [REFERENCE]), list[str]()

    def reading(history: History, version: Version) -> Outcome | None:
        asked.append(version.submission)
        return history.files[version.submission].parsed

    monkeypatch.setattr(History, "_read", reading)
    for day, board in ((1, "ha-noi"), (2, "hai-phong"), (4, "ha-noi")):
        one = received({"4.03": float(day)}, board=board, period="2024-H2", day=day)
        history.files[one.submission] = one
        before = history.judged(Kept(tmp_path))
        assert asked == [one.submission]
        asked.clear()
    for whole in (history.judged(NOTHING_KEPT), history.at_once()):
        same(before[1], whole[1])
        assert before[2][0].frames().values.equals(whole[2][0].frames().values)
        assert [*before[0].received] == [*whole[0].received]
    first = next(iter(history.files))
    history.files[first] = replace(history.files[first], note="khác", received_from="B", receipt_order=9)
    asked.clear()
    history.judged(Kept(tmp_path))
    assert asked == [first], "what its receipt says of it is another"


@pytest.mark.parametrize("harm", ["cut", "other", "gone"])
def test_a_damaged_entry_is_judged_again(tmp_path: Path, harm: str) -> None:
    history = History(1, [REFERENCE])
    history._receive()
    judged = history.judged(Kept(tmp_path))[1]
    for path in tmp_path.rglob("*.*"):
        if harm == "gone" and path.suffix == ".arrow":
            path.unlink()
        elif path.is_file():
            data = path.read_bytes()
            path.write_bytes(data[: len(data) // 2] if harm == "cut" else data[:-1] + bytes([data[-1] ^ 1]))
    same(history.judged(Kept(tmp_path))[1], judged)


def test_what_nothing_depends_on_any_more_is_forgotten(tmp_path: Path) -> None:
    history = History(2, [REFERENCE])
    history._receive()
    history.judged(Kept(tmp_path))
    before = {path.name for path in tmp_path.iterdir()}
    history._receive()
    kept = Kept(tmp_path)
    history.judged(kept)
    kept.forget_others()
    assert {path.name for path in tmp_path.iterdir()} == kept.used != before
