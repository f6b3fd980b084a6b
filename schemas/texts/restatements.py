"""What a correction reaches, in words."""

from __future__ import annotations

from collections.abc import Mapping

from schemas.texts import Text

REACHES = {
    "total": Text("tổng của Khối kỳ {period}", "the bloc's total of {period}"),
    "opening": Text("số đầu kỳ {code} trong {submission}", "the opening {code} of {submission}"),
    "last_year": Text("số cùng kỳ năm trước trong {submission}", "last year's figure of {submission}"),
    "derived_second_half": Text(
        "số 6 tháng cuối năm tính từ cả năm trong {submission}", "the second half derived from the year in {submission}"
    ),
    "share_of_previous": Text("tỷ trọng kỳ trước của kỳ {period}", "the share of the period before in {period}"),
    "annual_total": Text("tổng cả năm {period}", "the total of the year {period}"),
}
WITH_FINDINGS = Text("{text} (phát hiện {rules})", "{text} (found by {rules})")


def reached(entry: Mapping[str, object]) -> Text:
    """One thing a correction reaches, as the manifest lists it, with the rules that found something there."""
    text = REACHES[str(entry["kind"])].fill(**{k: v for k, v in entry.items() if k != "kind"})
    rules = entry["findings"]
    if not isinstance(rules, list) or not rules:
        return text
    named = ", ".join(map(str, rules))
    return Text(WITH_FINDINGS.vi.format(text=text.vi, rules=named), WITH_FINDINGS.en.format(text=text.en, rules=named))
