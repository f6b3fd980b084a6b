"""A message ready to be sent, as a file (.eml) that a mail program opens as a draft."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Iterable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

_ADDRESS = re.compile(r"[\w.+-]{1,64}@[A-Za-z0-9.-]{1,190}", re.ASCII)


def address_in(sender: str) -> str:
    """The address of a sender's line in the receipts, "" where it has none that is plainly one."""
    found = _ADDRESS.findall(sender)
    return found[0] if len(found) == 1 else ""


def draft_message(to: str, subject: str, body: str, files: Iterable[Path]) -> bytes:
    """The message with its files attached; no date and no number of its own, so the same contents give the same bytes.

    to: an address or "". `X-Unsent` makes mail programs open it as a draft of whoever opens it.

    Raises:
        OSError: a file cannot be read.
    """
    message = EmailMessage(policy=SMTP)
    if to:
        message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["X-Unsent"] = "1"
    message.set_content(body, charset="utf-8", cte="base64")
    digest = hashlib.sha256(f"{to}\n{subject}\n{body}".encode())
    for path in files:
        data = path.read_bytes()
        digest.update(data)
        kind, _, part = (mimetypes.guess_type(path.name)[0] or "application/octet-stream").partition("/")
        message.add_attachment(data, maintype=kind, subtype=part, filename=path.name)
    if message.is_multipart():
        message.set_boundary(f"=_{digest.hexdigest()[:32]}")
    return message.as_bytes()
