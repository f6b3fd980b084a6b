"""What somebody should hear of without looking: sent through a notification block of Prefect, where one is named."""

from __future__ import annotations

import os

import flows.prefect_settings  # noqa: F401

from prefect import get_run_logger
from prefect.blocks.core import Block

from schemas.text import Text

# `slack-webhook/office`, `sendgrid-email/office`, `custom-webhook/office`: what kind of block, and its name.
BLOCK = "ZONES_NOTIFY"


def notify(subject: str, text: Text) -> None:
    """Send a text in both languages; nothing where no block is named. Never the reason why a run fails."""
    name = os.environ.get(BLOCK)
    if not name:
        return
    try:
        Block.load(name).notify(body=f"{text.vi}\n\n{text.en}", subject=subject)  # type: ignore[union-attr]
    except Exception as error:
        get_run_logger().warning("%s could not be sent through %s: %s", subject, name, error)
