"""A submission rendered in a random mixture of habits reads back equal, or is asked about with a reason.

100 mixtures in the normal tests; `make campaigns` runs 2,500.
"""

from __future__ import annotations

import random

from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from flows.ingest.files.grids import UnreadableFile
from flows.ingest.reader import read_submission
from flows.texts.reading import MESSAGES
from tests.support.campaigns import cases
from tests.support.comparing import compare
from tests.support.forms import REFERENCE, plain_submission
from tests.support.mixtures import Habits, Renderer, content_of, possible
from tests.support.writers import write

MIXTURES = cases(70, 2_500)
BASES = [("ha-nam", "2022-H2"), ("hai-phong", "2021-H1"), ("ninh-binh", "2021-H2"), ("thai-binh", "2022-H1")]

HABITS = st.builds(
    Habits,
    format=st.sampled_from(["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "docx"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"]),
    delimiter=st.sampled_from([";", "\t", ","]),
    number=st.sampled_from(
        ["cells", "cells", "cells", "vi", "en", "comma", "dot", "space", "narrow", "full", "quoted"]
    ),
    letters=st.sampled_from(["nfc", "nfd", "bare", "upper", "old_tone", "tcvn3", "vni"]),
    layout=st.sampled_from(["sheets", "stacked", "side", "wide"]),
    codes=st.sampled_from(["text", "number", "spaced", "comma", "none"]),
    units=st.sampled_from(["form", "thousand", "spelled", "above", "heading", "mixed"]),
    sheet_names=st.sampled_from(["form", "words", "bare", "numbered"]),
    shuffle_columns=st.booleans(),
    shuffle_sheets=st.booleans(),
    two_row_heading=st.booleans(),
    numbering_row=st.booleans(),
    blank_rows=st.booleans(),
    footnotes=st.booleans(),
    signatures=st.booleans(),
    extra_sheet=st.booleans(),
    reference_copy=st.booleans(),
    dash_for_zero=st.booleans(),
    cross=st.sampled_from(["x", "X", "×"]),
    percent_cell=st.booleans(),
    formulas=st.sampled_from(["none", "cached", "never"]),
    shown=st.sampled_from(["plain", "unit", "other", "scaled"]),
    capitals=st.booleans(),
    mixed_letters=st.booleans(),
    marks=st.booleans(),
    several_files=st.booleans(),
    glued_units=st.booleans(),
    made_dates=st.booleans(),
    group_row=st.booleans(),
    misplaced=st.sampled_from(["none", "none", "right", "below", "label"]),
    list_rows=st.sampled_from(["none", "none", "groups", "sums"]),
    dates=st.sampled_from(["", "", "%d/%m/%y", "%d-%b-%y", "%Y-%m-%d 00:00:00", "%d.%m.%Y", "%-d/%-m/%Y"]),
    cover=st.sampled_from(["lines", "lines", "cells", "one cell"]),
    seed=st.integers(0, 2**32),
).map(possible)


@settings(max_examples=MIXTURES, suppress_health_check=list(HealthCheck))
@given(HABITS, st.sampled_from(BASES), st.booleans())
@example(Habits(layout="stacked", misplaced="right", seed=1), BASES[0], False)  # beside one of several tables
@example(Habits(layout="side", misplaced="below"), BASES[0], False)  # on a row that is a line of the table beside it
@example(Habits(codes="none", blank_rows=True, misplaced="label"), BASES[0], False)  # no code tells the line
def test_a_mixture_reads_back_equal_or_is_asked_about(habits: Habits, base: tuple[str, str], scatter: bool) -> None:
    form = REFERENCE.form.in_force(base[1])
    content = content_of(plain_submission(*base), form, random.Random(habits.seed), scatter)
    renderer = Renderer(content, habits, form)
    data = write(renderer.pages(), habits)
    try:
        parsed = read_submission(data, REFERENCE)
    except UnreadableFile as refused:
        event("refused")
        assert refused.reason in MESSAGES
        return
    result = compare(content, parsed, form)
    assert not result.wrong
    if not result.asked:
        event("equal")
    else:
        event("asked where it must be" if result.asked <= renderer.unanswerable else "asked beside that")
    reasons = [problem for problem in parsed.problems if problem.rule != "F12"]
    assert bool(reasons) or not result.asked
    # A board that writes sensibly is not sent away: only what no reader can decode is asked about.
    assert result.asked <= result.compared // 2 or habits.encoding == "cp1258"
