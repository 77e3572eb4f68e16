"""Sending a notice: one step of the command that makes the change it tells about."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import uuid4

from django.db import connection

from registry.audit.events import Part
from registry.notices.models import Notice
from registry.parties.models import Organisation

LONGEST_TITLE = 160


def send(*, organisation: Organisation, title: str, body: str, path: str, now: datetime) -> Notice:
    """A notice to the people of `organisation`, in the transaction of the change. `path` is the page to look at, of
    this site; empty for none. Raises ValueError for a path that leads elsewhere or a title that does not fit."""
    return send_to_each(organisations=[organisation], title=title, body=body, path=path, now=now)[0]


def send_to_each(
    *, organisations: Iterable[Organisation], title: str, body: str, path: str, now: datetime
) -> list[Notice]:
    """The same notice to the people of each organisation, in one statement; otherwise as `send`."""
    _require_fit(title, path)
    return Notice.objects.bulk_create(
        Notice(organisation=organisation, title=title, body=body, path=path, sent_at=now)
        for organisation in organisations
    )


def sending(*, organisation_ids: Iterable[int], title: str, body: str, path: str, now: datetime) -> Part:
    """The same notice to the people of each organisation, once, for a command to write beside its event."""
    _require_fit(title, path)
    ids = sorted(set(organisation_ids))
    values: dict[str, Any] = {
        "notice_title": title,
        "notice_body": body,
        "notice_path": path,
        "notice_at": connection.ops.adapt_datetimefield_value(now),
    }
    for number, organisation_id in enumerate(ids):
        values[f"notice_id_{number}"] = uuid4().hex
        values[f"notice_to_{number}"] = organisation_id
    return Part(_insert(len(ids)), values, rows=len(ids))


@cache
def _insert(count: int) -> str:
    rows = ", ".join(
        f"(%(notice_id_{number})s, %(notice_to_{number})s, %(notice_title)s, %(notice_body)s, %(notice_path)s, "
        "%(notice_at)s)"
        for number in range(count)
    )
    return (
        "INSERT INTO notices_notice (public_id, organisation_id, title, body, path, sent_at) "  # noqa: S608
        f"VALUES {rows} RETURNING 1"
    )


def _require_fit(title: str, path: str) -> None:
    if path and (not path.startswith("/") or path.startswith("//")):
        raise ValueError(f"a notice leads to a page of this site, not to {path}")
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise ValueError(f"a notice's title has 1 to {LONGEST_TITLE} characters: {title}")
