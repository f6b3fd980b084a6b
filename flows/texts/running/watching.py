"""What `zones watch` says."""

from __future__ import annotations

from schemas.text import Text

ANSWERED = Text("{board}, kỳ {period}: {state}; đã lập trả lời.", "{board}, {period}: {state}; its answer was written.")
RELEASED = Text("Kỳ {period}: lần công bố {number}.", "{period}: release {number}.")
NOT_NOW = Text("Lần này chưa làm được, sẽ thử lại: {why}.", "Not this time; it is tried again: {why}.")
STOPPED = Text("Đã dừng.", "Stopped.")
